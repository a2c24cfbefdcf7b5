"""One document of a package: the pages of a unit, and around them what leads through them.

Everything that no format changes is made once for all of them: the pages' HTML and most of the course data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from markupsafe import Markup

from builder import tracking
from builder.activities import Activity, LongText
from builder.model import Asset, Course, Placement, Target, Unit
from builder.render.annexes import Annex, annexes
from builder.render.completion import completion
from builder.render.page import Data, PageView, cues, environment, lowered
from builder.render.parts import parts
from builder.render.prose import GLOSSARY, Notes
from builder.render.words import Words
from builder.source.fields import word

STEPS: Final = 30
"""Segments that stay legible in the bar of a phone; longer courses show one a module."""

UNRECORDED: Final = ("player.unrecorded.device", "player.unrecorded.platform")
"""Why nothing is recorded: the device keeps nothing, or no platform answers."""

ELSEWHERE: Final = ("player.left", "player.span", "player.place", "player.resume", "player.review", "player.state.todo")
"""What is said on the home page and in the outline, which a lesson launched by itself has not."""


class Document:
    """The document of one unit, to be written for any number of formats."""

    def __init__(self, course: Course, unit: Unit, words: Words) -> None:
        self.course, self.unit, self.words = course, unit, words
        linked = frozenset((*(each.id for each in unit.pages), *(() if unit.id else (GLOSSARY,))))
        first = course.pages.index(unit.pages[0]) + 1 if unit.pages else 1
        self.pages = tuple(PageView(course, unit, each, n, linked, words) for n, each in enumerate(unit.pages, first))

    def html(self, target: Target) -> str:
        """The document as *target* wants it."""
        course, words = self.course, self.words
        # Begun anew for each: an acronym is explained once a document.
        notes = Notes(course, None, words)
        settings = course.settings
        by_id = {each.id: each for each in self.pages}
        modules = () if self.unit.id else course.modules
        return (
            environment(words)
            .get_template("course.html")
            .render(
                course=course,
                unit=self.unit,
                target=target,
                policy=_policy(target),
                title=notes.text(course.title),
                unit_title=notes.text(self.unit.title),
                promise=notes.html(settings.promise, inline=True) if settings.promise else "",
                modules=[(notes.text(title), [by_id[each.id] for each in found]) for title, found in modules],
                total=sum(each.minutes for each in self.unit.pages),
                steps=[" ".join(map(str, each)) for each in _steps(course)],
                has_media=bool(self._films),
                audiences=_listed(notes.text(each) for each in settings.audiences.values()),
                recorded=list(_recorded(course, self.unit, target, words)),
                origin=list(_origin(course, notes, words)),
                comfort=_comfort(words),
                views=self._views,
                annexes=self._annexes,
                data=Markup(self._data(target).replace("<", "\\u003c")),
            )
        )

    @property
    def chunks(self) -> list[str]:
        """Names of what the player needs here beyond its core: the kinds and the parts in use."""
        kinds = dict.fromkeys(each.activity.kind for each in self.unit.placements)
        return [*(f"activity.{kind}" for kind in kinds), *(f"part.{name}" for name in self._parts)]

    @cached_property
    def _parts(self) -> Data:
        return parts(self.course, self.unit, Notes(self.course, None, self.words))

    @cached_property
    def _annexes(self) -> tuple[Annex, ...]:
        return () if self.unit.id else annexes(self.course, self.words)

    @cached_property
    def _views(self) -> Markup:
        return Markup("").join(page.html for page in self.pages)

    @cached_property
    def _films(self) -> list[Asset]:
        return [each for each in self.unit.assets if each.kind != "image"]

    def _data(self, target: Target) -> str:
        """The course data: what only *target* says first, then what all formats share, as JSON already."""
        own = {
            "adapters": target.adapters,
            "textsInState": tracking.holds_texts(self.course, self.unit.layout, target),
            "messages": self._messages(target),
        }
        parts = {key: _json(value) for key, value in own.items()} | self._shared
        return "{" + ",".join(f"{_json(key)}:{text}" for key, text in parts.items()) + "}"

    @cached_property
    def _shared(self) -> dict[str, str]:
        course, unit = self.course, self.unit
        notes = Notes(course, None, self.words)
        slots: dict[str, dict[str, int]] = {}
        for each in unit.layout.slots:
            slots.setdefault(each.key, {})[each.field] = each.number
        data = {
            "format": 1,
            "uuid": course.uuid,
            "scope": unit.scope,
            "kind": "lesson" if unit.id else "course",
            "version": course.settings.version,
            "language": course.language,
            "title": notes.text(unit.title),
            "iri": unit.iri,
            "analytics": course.settings.analytics,
            "pages": [
                {
                    "id": page.id,
                    "kind": page.kind,
                    "title": page.title,
                    "iri": f"{course.iri}/{page.id}",
                    "minutes": page.minutes,
                    "slot": slots[page.id]["seen"],
                    "activities": [placement.key for placement in page.placements],
                }
                for page in self.pages
            ],
            "completion": completion(course, unit),
            "layout": {
                "format": 1,
                "widths": [each.bits for each in unit.layout.slots],
                **({"outgrown": unit.layout.outgrown} if unit.layout.outgrown else {}),
            },
            "activities": {
                placement.key: _activity(course, page, placement, slots[placement.key])
                for page in self.pages
                for placement in page.placements
            },
            **({"parts": self._parts} if self._parts else {}),
            "media": {
                each.id: {
                    "language": course.language,
                    "cues": [(start, end, notes.text(text)) for start, end, text in cues(each, course.language)],
                }
                for each in self._films
            },
        }
        return {key: _json(value) for key, value in data.items()}

    def _messages(self, target: Target) -> dict[str, str]:
        """What the player says in this document: no word of a kind, of a medium or of a place it has not."""
        kinds = {each.activity.kind for each in self.unit.placements}
        absent: tuple[str, ...] = () if self._films else ("player.media.",)
        absent += ELSEWHERE if self.unit.id else ("player.alone",)
        kinds |= {name for each in self.unit.placements for name in each.activity.speaks}
        found = self.words.shipped(("player.", *(f"{name}." for name in (*sorted(kinds), *self._parts))))
        other = UNRECORDED[target.adapters == ("browser",)]
        unused = ("player.source", "player.note", other, *absent)
        shipped = {key: text for key, text in found.items() if not key.startswith(unused)}
        shipped["player.unrecorded.text"] = next(shipped.pop(key) for key in UNRECORDED if key in shipped)
        return shipped


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _policy(target: Target) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"media-src 'self'; connect-src {'https: http:' if target.connect else chr(39) + 'none' + chr(39)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _activity(course: Course, page: PageView, placement: Placement, slots: Mapping[str, int]) -> Data:
    activity: Activity = placement.activity
    numbers = course.layout.choices.get(placement.key, ())
    interaction = activity.interaction(numbers)
    # Identifiers that every standard takes: a letter first, then letters, digits, `.`, `_`, `-`.
    identifier = re.sub(r"[^A-Za-z0-9._-]", "-", placement.key.replace("/", "."))
    return {
        "kind": activity.kind,
        "page": page.id,
        "scored": activity.scored,
        **({"belief": True} if activity.belief else {}),
        "weight": getattr(activity, "weight", 0) if activity.scored else 0,
        # What it kept in another form says nothing of it any more.
        "slots": {each.name.partition("/")[0]: slots[each.name] for each in activity.fields_of(numbers, 1)},
        "interaction": interaction
        and {
            "id": (identifier if identifier[0].isalpha() else f"q{identifier}")[:250],
            "iri": f"{course.iri}/{placement.key}",
            "type": interaction.type,
            "description": interaction.description,
            "choices": [{"id": name, "text": text} for name, text in interaction.choices],
            **(
                {"targets": [{"id": name, "text": text} for name, text in interaction.targets]}
                if interaction.targets
                else {}
            ),
            "correct": interaction.correct,
        },
        "data": page.data[placement.key],
    }


def _named(things: Iterable[tuple[str, str]]) -> list[Data]:
    return [{"id": name, "text": text} for name, text in things]


def _recorded(course: Course, unit: Unit, target: Target, words: Words) -> Iterator[str]:
    """What becomes of the learner's data in this very package."""
    answers = {each.key for each in unit.placements if each.activity.words_are_answer}
    writes = any(each.key not in answers for each in tracking.text_slots(unit.layout))
    sends = any(isinstance(each.activity, LongText) and each.activity.reported for each in unit.placements)
    if target.adapters == ("browser",):
        yield words("about.recorded.device")
        if writes:
            yield words("about.recorded.texts.device")
        return
    yield words("about.recorded.platform")
    if "browser" in target.adapters:
        yield words("about.recorded.otherwise")
    if any(each.activity.belief for each in unit.placements):
        told = course.settings.analytics
        # Only xAPI can tell of an answer without saying whose it is.
        is_told = told == "full" or (told == "aggregate" and "xapi" in target.adapters)
        yield words(f"about.recorded.beliefs.{told if is_told else 'local'}")
    if writes:
        held = tracking.holds_texts(course, unit.layout, target)
        yield words("about.recorded.texts.platform" if held else "about.recorded.texts.device")
    if sends:
        yield words("about.recorded.texts.sent")
    yield words("about.recorded.settings")


def _origin(course: Course, notes: Notes, words: Words) -> Iterator[Markup | str]:
    settings = course.settings
    if settings.disclaimer:
        yield notes.html(settings.disclaimer, inline=True)
    if settings.funding and word(settings.funding.plain) != "none":
        yield words("about.origin.funding", funding=notes.text(settings.funding.plain))
    reviewed = settings.reviewed
    facts = (
        [words("about.origin.reviewed", date=words.date(reviewed.year, reviewed.month, reviewed.day))]
        if reviewed
        else []
    )
    facts += [words("about.origin.licence", licence=settings.licence)] if settings.licence else []
    yield " ".join([*facts, words("about.origin.version", version=settings.version)])


def _comfort(words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """The reader's settings: name, then values with their words; the first is the default."""
    return [
        ("size", [(str(n), words("page.percent", count=each)) for n, each in enumerate((100, 115, 130, 150), 1)]),
        ("spacing", [(str(n), words(f"page.comfort.spacing.{n}")) for n in (1, 2, 3)]),
        ("font", [("1", "Atkinson Hyperlegible"), ("system", words("page.comfort.font.system"))]),
        ("theme", [(each, words(f"page.comfort.theme.{each}")) for each in ("auto", "light", "dark", "contrast")]),
    ]


def _steps(course: Course) -> list[range]:
    """Pages by index, grouped into the segments of the progress bar."""
    count = len(course.pages)
    if count <= STEPS:
        return [range(index, index + 1) for index in range(count)]
    sizes = [len(pages) for _, pages in course.modules]
    if not 2 <= len(sizes) <= STEPS:
        size = -(-count // STEPS)
        return [range(start, min(start + size, count)) for start in range(0, count, size)]
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return [range(end - size, end) for end, size in zip(ends, sizes, strict=True)]


def _listed(texts: Iterable[str]) -> str:
    """Texts in one sentence; capitals stay where they are more than a beginning."""
    first, *rest = [*texts] or [""]
    return ", ".join([first, *map(lowered, rest)]) + ("." if first else "")

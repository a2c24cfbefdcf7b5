"""Pages of a course as paper shows them: all laid open, activities as sheets to fill in, no answer anywhere.

The same views make the PDF and the EPUB. They are those of the screen with other macros (`templates/print/`), so that
prose, sources and acronyms are written alike everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final

from markupsafe import Markup

from builder.model import Asset, Course, Session
from builder.render import sessions
from builder.render.annexes import annexes
from builder.render.page import Data, ItemView, PageView, environment
from builder.render.prose import Notes
from builder.render.words import Words, words_of

PARAGRAPH: Final = 320
"""Characters after which a transcript begins a new paragraph, at the end of a sentence."""


class PaperView(PageView):
    """One page on paper, without answers."""

    blocks: ClassVar[str] = "print/blocks.html"

    @property
    def again(self) -> list[Markup]:
        """What is asked a second time at the end of the page."""
        return [each.macro("again") for each in self._items.values() if each.activity.belief]

    @cached_property
    def html(self) -> Markup:
        return Markup(self.macros.lesson(self))

    def _activity(self, item: ItemView) -> Markup:
        return item.macro("sheet")

    def _announcement(self, session: Session) -> Markup:
        view = sessions.view(self.course, session, self.notes, self.words)
        cards: Any = environment(self.words).get_template("session.html").module
        return Markup(cards.card(view, self._name(), self._level, True))

    def _data(self, item: ItemView) -> Data:
        # Not even the sources of an answer: their titles may give it away.
        return {}

    def _shown(self, asset: Asset) -> Data:
        view = super()._shown(asset)
        if asset.kind != "image":
            length = self.words.duration(asset.seconds)
            view["where"] = self.words(f"paper.where.{asset.kind}", length=length, number=self.number)
            view["spoken"] = list(_paragraphs(text for _, text in view["cues"]))
        return view


def _paragraphs(texts: Iterator[str]) -> Iterator[str]:
    """Captions as running text: nobody reads a transcript on paper line by line."""
    held = ""
    for text in texts:
        held = f"{held} {text}" if held else text
        if len(held) >= PARAGRAPH and held.endswith((".", "!", "?", "…", "»")):
            yield held
            held = ""
    if held:
        yield held


class Booklet:
    """What the templates of a whole document see of a course."""

    def __init__(self, course: Course, epoch: int, view: type[PaperView] = PaperView) -> None:
        """See *course*.

        Args:
            epoch: Day of the document, where the course does not say when it was reviewed.
            view: How its pages are seen.
        """
        self.course, self.words = course, words_of(course.language)
        self.notes = Notes(course, None, self.words)
        unit = course.units("per-course")[0]
        linked = frozenset(each.id for each in course.pages)
        self.pages = tuple(
            view(course, unit, each, number, linked, self.words) for number, each in enumerate(course.pages, 1)
        )
        self.modified = _moment(course, epoch)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What every template of a document may use."""
        course, settings, words = self.course, self.course.settings, self.words
        by_id = {each.id: each for each in self.pages}
        return {
            "course": course,
            "title": self.notes.text(course.title),
            "promise": self.notes.html(settings.promise, inline=True) if settings.promise else "",
            "audiences": [self.notes.text(each) for each in settings.audiences.values()],
            "total": sum(each.minutes for each in self.pages),
            "edition": list(_edition(course, words)),
            "origin": list(_origin(course, self.notes, words)),
            "modules": [
                (self.notes.text(title), [by_id[each.id] for each in found]) for title, found in course.modules
            ],
            "pages": self.pages,
            "annexes": [
                replace(each, html=each.html if each.paper is None else each.paper)
                for each in annexes(course, words)
                if not each.js_only
            ],
            "modified": self.modified,
        }

    def render(self, template: str, **values: object) -> str:
        """The document that *template* makes of the course."""
        return environment(self.words).get_template(template).render(**self.values, **values)


def _moment(course: Course, epoch: int) -> str:
    """When the document is from, as W3C writes it: the day of the last review, else *epoch*."""
    from datetime import UTC, datetime

    reviewed = course.settings.reviewed
    if reviewed is not None:
        return f"{reviewed.isoformat()}T00:00:00Z"
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _edition(course: Course, words: Words) -> Iterator[str]:
    """Version and day, as a cover says them."""
    yield words("about.origin.version", version=course.settings.version).rstrip(".")
    reviewed = course.settings.reviewed
    if reviewed is not None:
        yield words.date(reviewed.year, reviewed.month, reviewed.day)


def _origin(course: Course, notes: Notes, words: Words) -> Iterator[Markup | str]:
    """Whose the content is, and what may be done with it."""
    settings = course.settings
    if settings.disclaimer:
        yield notes.html(settings.disclaimer, inline=True)
    if settings.licence:
        yield words("about.origin.licence", licence=settings.licence)

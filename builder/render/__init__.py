"""Stage 3, render: a course becomes the files of a package.

In: a `Course` and the `Target` of a format. Out: a `Package` with `index.html` (one document for the whole course), its
script, style sheet, fonts and media, and `cartable.json`, which says what the package tracks. Media stay on disk: their
value is a path. Nothing here knows a standard; formats add their manifests to what this returns.

The page follows HTML and WCAG 2.2; its CSP allows no inline style and no inline script, so none is written.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from builder import tracking
from builder.activities import Activity
from builder.model import (
    Asset,
    Block,
    Box,
    Course,
    Insertion,
    KeyFigure,
    Package,
    Page,
    Placement,
    Reference,
    Target,
    Text,
)
from builder.render.facts import facts
from builder.render.prose import NEW_WINDOW, Notes, sentence
from builder.source.fields import word
from builder.source.markdown import Fragment, Prose

BUILT: Final = Path(__file__).parents[1] / "_built"
TEMPLATES: Final = Path(__file__).parents[1] / "templates"

STEPS: Final = 30
"""Segments that stay legible in the bar of a phone; longer courses show one a module."""


UNRECORDED: Final = ("player.unrecorded.device", "player.unrecorded.platform")
"""Why nothing is recorded: the device keeps nothing, or no platform answers."""

Data = dict[str, Any]


def render(course: Course, target: Target) -> Package:
    """The package of *course* for *target*, before its format's own files."""
    words = _words(course.language)
    pages = tuple(_Page(course, page, number, words) for number, page in enumerate(course.pages, 1))
    kinds = tuple(dict.fromkeys(each.activity.kind for each in course.placements))
    files: dict[str, bytes | Path] = {
        "index.html": _document(course, target, pages, kinds, words).encode(),
        "player.css": _built("player.css"),
        "player.js": b"".join(_built(name) for name in _scripts(target.adapters, kinds)),
        "cartable.json": facts(course, target),
    }
    files |= {f"fonts/{path.name}": path for path in sorted((BUILT / "fonts").iterdir())}
    for asset in course.assets:
        files[asset.name] = asset.path
        if asset.poster:
            files[asset.poster_name] = asset.poster
    return Package(course, target, files)


@lru_cache(maxsize=64)
def _built(name: str) -> bytes:
    return (BUILT / name).read_bytes()


def _scripts(adapters: Iterable[str], kinds: Iterable[str]) -> Iterator[str]:
    """Chunks of `player.js`: the core, how this package records, and the kinds in use."""
    yield "core.js"
    yield from (f"adapter.{adapter}.js" for adapter in adapters)
    yield from (f"activity.{kind}.js" for kind in sorted(kinds))


class _Words:
    """Interface strings of one language; numbers, sizes and dates in its form."""

    def __init__(self, language: str) -> None:
        self.messages: dict[str, str] = json.loads(_built(f"messages.{language}.json"))

    def __call__(self, key: str, **values: object) -> str:
        text = self.messages[key]
        return text.format(**values) if values else text

    def minutes(self, count: int) -> str:
        return self("unit.min", count=count)

    def duration(self, seconds: float) -> str:
        """In the units a person would use: 28 s, 3 min 5 s."""
        whole = round(seconds)
        parts = [self.minutes(whole // 60)] if whole >= 60 else []
        parts += [self("unit.sec", count=whole % 60)] if whole % 60 or not parts else []
        return " ".join(parts)

    def size(self, count: int) -> str:
        if count < 995_000:
            return self("unit.kb", count=max(1, round(count / 1000)))
        return self("unit.mb", count=f"{count / 1_000_000:.1f}".replace(".", self("unit.decimal")))

    def date(self, year: int, month: int, day: int) -> str:
        shown = self("unit.day.first") if day == 1 else day
        return self("unit.date", day=shown, month=self("unit.months").split()[month - 1], year=year)

    def shipped(self, prefixes: tuple[str, ...]) -> dict[str, str]:
        return {key: text for key, text in self.messages.items() if key.startswith(prefixes)}


@lru_cache(maxsize=8)
def _words(language: str) -> _Words:
    """The words of *language*, of its main form (`fr` for `fr-CA`), or English."""
    main = language.split("-")[0]
    return _Words(main if (BUILT / f"messages.{main}.json").is_file() else "en")


def _compiled() -> BytecodeCache | None:
    """Where compiled templates are kept beside the bundles, as Python keeps its own: a tenth of a small build.

    Jinja checks each against its template. None where an installation may not be written to.
    """
    folder = BUILT / "templates"
    if not folder.is_dir():
        if not os.access(BUILT, os.W_OK):
            return None
        folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None


@lru_cache(maxsize=8)
def _environment(words: _Words) -> Environment:
    environment = Environment(
        bytecode_cache=_compiled(),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
    )
    environment.globals.update(say=words, icon=_icon, minutes=words.minutes)
    return environment


@lru_cache(maxsize=16)
def _macros(words: _Words, name: str) -> Any:
    return _environment(words).get_template(name).module


def _icon(name: str, css: str = "icon") -> Markup:
    return Markup('<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>').format(css, name)


class _Page:
    """One page as the templates see it."""

    def __init__(self, course: Course, page: Page, number: int, words: _Words) -> None:
        self.course, self.page, self.number, self.words = course, page, number, words
        self.notes = Notes(course, page, words)
        self.id, self.kind, self.minutes = page.id, page.kind, page.minutes
        self.title, self.module = self.notes.text(page.title), self.notes.text(page.module)
        self._blocks = 0
        # Headings below the title: a box may only be an `h3` where an `h2` stands above it.
        self._level = 3 if page.goals else 2

        # In the order of the page: an acronym is explained where it is read first, a source numbered likewise.
        self.promise = self.notes.html(page.promise, inline=True) if page.promise else ""
        self.goals = [_lowered(self.notes.text(each)) for each in page.goals]
        self.placements = page.placements
        self._items = {each.key: _Item(self, each, index) for index, each in enumerate(self.placements, 1)}
        self.body = self._all(page.blocks)
        self.footnotes = self.notes.html(page.footnotes) if page.footnotes else ""
        self.data = {each.key: self._items[each.key].data() for each in self.placements}
        self.sources = [(each, self.reference(reference)) for each, reference in self.notes.sources]

    @property
    def macros(self) -> Any:
        return _macros(self.words, "blocks.html")

    @property
    def before(self) -> Data | None:
        return self._neighbour(-1)

    @property
    def after(self) -> Data | None:
        return self._neighbour(1)

    @property
    def opinions(self) -> bool:
        """Whether something on the page is asked again at its end."""
        return any(each.activity.belief for each in self.placements)

    @property
    def time(self) -> str:
        """The time the page takes, and the film that is part of it."""
        text = self.words.minutes(self.minutes)
        films = [each.asset for each in self.page.blocks if isinstance(each, Insertion) and each.asset.seconds]
        if len(films) == 1:
            length = self.words.duration(films[0].seconds)
            text += ", " + self.words(f"page.with.{films[0].kind}", time=length)
        return text

    @property
    def html(self) -> Markup:
        return Markup(self.macros.article(self))

    def reference(self, reference: Reference) -> Markup:
        """A source in full."""
        who = ", ".join(filter(None, (reference.body, str(reference.year or ""))))
        language = self.course.language[:2]
        view = {
            "title": self.notes.html(reference.title, inline=True),
            "who": self.notes.text(who),
            "link": reference.link,
            "host": reference.host,
            "window": NEW_WINDOW.get(language, NEW_WINDOW["en"]),
        }
        return Markup(self.macros.source(view))

    def _neighbour(self, step: int) -> Data | None:
        index = self.number - 1 + step
        if not 0 <= index < len(self.course.pages):
            return None
        page = self.course.pages[index]
        return {"id": page.id, "kind": page.kind, "title": self.notes.text(page.title)}

    def _all(self, blocks: Iterable[Block], depth: int = 0) -> Markup:
        return Markup("\n").join(self._block(each, depth) for each in blocks)

    def _block(self, block: Block, depth: int) -> Markup:
        match block:
            case Text():
                if depth == 0 and any(each.tag == "h2" for each in block.fragment.tokens):
                    self._level = 3
                return self.notes.html(block.fragment, heading_shift=1 if depth else 0)
            case Box():
                name, level, title = self._name(), self._level, self.notes.text(block.title)
                return Markup(self.macros.box(block.kind, title, name, level, self._all(block.blocks, depth + 1)))
            case KeyFigure():
                return Markup(self.macros.figure(self.notes.text(block.figure), self._all(block.blocks, depth + 1)))
            case Insertion():
                return self._asset(block.asset)
            case Placement():
                item = self._items[block.key]
                return Markup(_macros(self.words, f"activities/{item.activity.kind}.html").form(item, self))

    def _name(self) -> str:
        self._blocks += 1
        return f"{self.id}-{self._blocks}"

    def _asset(self, asset: Asset) -> Markup:
        html, name = self._html, self._name()
        size = self.words.size(asset.size)
        view = {
            "id": asset.id,
            "kind": asset.kind,
            "name": asset.name,
            "alternative": self.notes.text(asset.alternative),
            "width": asset.width or None,
            "height": asset.height or None,
            "title": self.notes.text(asset.title),
            "summary": html(asset.summary),
            "description": self.notes.html(asset.description) if asset.description else "",
            "credit": html(asset.credit),
            "cited": sentence(self.notes, asset.sources, self.course.references),
            "poster_name": asset.poster_name,
            "length": f"{self.words.duration(asset.seconds)}, {size}." if asset.seconds else f"{size}.",
            "format": f"{asset.path.suffix[1:].upper()}, {size}",
            "cues": [(_clock(start), self.notes.text(text)) for start, _, text in _cues(asset, self.course.language)],
        }
        if asset.kind == "image":
            return Markup(self.macros.image(view, name))
        return Markup(self.macros.film(view, name, self._level))

    def _html(self, prose: Prose | Fragment | None) -> Markup | str:
        return self.notes.html(prose, inline=True) if prose else ""


class _Item:
    """One activity as its template sees it, and what the player gets of it."""

    def __init__(self, page: _Page, placement: Placement, number: int) -> None:
        self.page, self.key, self.activity = page, placement.key, placement.activity
        self._number = number
        self.id = re.sub(r"[^A-Za-z0-9-]", "-", f"q-{placement.key}")
        self.html = page._html

    @cached_property
    def of(self) -> str:
        """Its rank among the activities of the page, when there are several."""
        count = len(self.page.placements)
        return self.page.words("player.of", number=self._number, count=count) if count > 1 else ""

    @property
    def name(self) -> str:
        """What assistive technology calls the form."""
        return f"{self.page.words(f'{self.activity.kind}.label')} {self.of}".strip()

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.page.course.layout.choices.get(self.key, ())

    def quoted(self, prose: Prose) -> Markup:
        """What people say, between quotation marks; a quotation inside takes the other ones."""
        inner = self.html(prose).replace("«\u00a0", "“").replace("\u00a0»", "”")
        return Markup(escape(self.page.words("myth.quote"))).replace("{claim}", inner)

    def actions(self, submit: str, remark: str) -> Markup:
        """The button that submits, and what is said beside it: two keys of messages."""
        words = self.page.words
        return Markup(_macros(words, "activities/actions.html").actions(words(submit), words(remark)))

    def data(self) -> Data:
        """What the player needs besides the page: solutions, feedback, sources."""
        return {**self.activity.data(self, self.numbers), "source": self._source()}

    # The item is the `Voice` of its activity. Feedback may never be read, so an acronym explained there is explained
    # again in the text that follows.

    def block(self, prose: Prose | None) -> str:
        return self.page.notes.html(prose, remember=False) if prose else ""

    def inline(self, prose: Prose | None) -> str:
        return self.page.notes.html(prose, inline=True, remember=False) if prose else ""

    def text(self, text: str) -> str:
        return self.page.notes.text(text)

    def _source(self) -> str:
        notes, references = self.page.notes, self.page.course.references
        if not self.activity.belief:
            return sentence(notes, self.activity.sources, references)
        known = [references[key] for key in self.activity.sources if notes.cite(key)]
        return Markup("").join(Markup("<p>{}</p>").format(self.page.reference(each)) for each in known)


def _document(course: Course, target: Target, pages: tuple[_Page, ...], kinds: tuple[str, ...], words: _Words) -> str:
    notes = Notes(course, None, words)
    settings = course.settings
    by_id = {each.id: each for each in pages}
    films = [each for each in course.assets if each.kind != "image"]
    prefixes = ("player.media.",) if films else ()
    data = _course_data(course, target, pages) | {
        "messages": _messages(words, target, prefixes + tuple(f"{kind}." for kind in kinds)),
        "media": {
            each.id: {
                "language": course.language,
                "cues": [(start, end, notes.text(text)) for start, end, text in _cues(each, course.language)],
            }
            for each in films
        },
    }
    return (
        _environment(words)
        .get_template("course.html")
        .render(
            course=course,
            target=target,
            policy=_policy(target),
            title=notes.text(course.title),
            promise=notes.html(settings.promise, inline=True) if settings.promise else "",
            modules=[(notes.text(title), [by_id[each.id] for each in found]) for title, found in course.modules],
            total=sum(each.minutes for each in course.pages),
            steps=[" ".join(map(str, each)) for each in _steps(course)],
            has_media=bool(films),
            audiences=_listed(notes.text(each) for each in settings.audiences.values()),
            recorded=list(_recorded(course, target, words)),
            origin=list(_origin(course, notes, words)),
            comfort=_comfort(words),
            pages=pages,
            data=Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")),
        )
    )


def _policy(target: Target) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"media-src 'self'; connect-src {'https: http:' if target.connect else chr(39) + 'none' + chr(39)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _messages(words: _Words, target: Target, prefixes: tuple[str, ...]) -> dict[str, str]:
    """What the player says in this package: no word of a kind or of a medium it has not."""
    found = words.shipped(("player.", *prefixes))
    missing = () if "player.media." in prefixes else ("player.media.",)
    other = UNRECORDED[target.adapters == ("browser",)]
    unused = ("player.source", "player.note", other, *missing)
    shipped = {key: text for key, text in found.items() if not key.startswith(unused)}
    shipped["player.unrecorded.text"] = next(shipped.pop(key) for key in UNRECORDED if key in shipped)
    return shipped


def _course_data(course: Course, target: Target, pages: tuple[_Page, ...]) -> Data:
    slots: dict[str, dict[str, int]] = {}
    for each in course.layout.slots:
        slots.setdefault(each.key, {})[each.field] = each.number
    completion = course.settings.completion
    return {
        "format": 1,
        "uuid": course.uuid,
        "scope": course.uuid,
        "version": course.settings.version,
        "language": course.language,
        "title": pages[0].notes.text(course.title) if pages else course.title,
        "iri": course.iri,
        "adapters": target.adapters,
        "analytics": course.settings.analytics,
        "pages": [
            {
                "id": each.id,
                "kind": each.kind,
                "title": each.title,
                "iri": f"{course.iri}/{each.id}",
                "minutes": each.minutes,
                "slot": slots[each.id]["seen"],
                "activities": [placement.key for placement in each.placements],
            }
            for each in pages
        ],
        "completion": {
            "lessons": completion.lessons_seen,
            "quizzes": completion.quizzes_done,
            "passMark": completion.pass_mark,
        },
        "layout": {"format": 1, "widths": [each.bits for each in course.layout.slots]},
        "textsInState": tracking.holds_texts(course, course.layout, target),
        "activities": {
            placement.key: _activity(course, page, placement, slots[placement.key])
            for page in pages
            for placement in page.placements
        },
    }


def _activity(course: Course, page: _Page, placement: Placement, slots: Mapping[str, int]) -> Data:
    activity: Activity = placement.activity
    interaction = activity.interaction(course.layout.choices.get(placement.key, ()))
    # Identifiers that every standard takes: a letter first, then letters, digits, `.`, `_`, `-`.
    identifier = re.sub(r"[^A-Za-z0-9._-]", "-", placement.key.replace("/", "."))
    return {
        "kind": activity.kind,
        "page": page.id,
        "scored": activity.scored,
        "weight": getattr(activity, "weight", 0) if activity.scored else 0,
        "slots": slots,
        "interaction": interaction
        and {
            "id": (identifier if identifier[0].isalpha() else f"q{identifier}")[:250],
            "iri": f"{course.iri}/{placement.key}",
            "type": interaction.type,
            "description": interaction.description,
            "choices": [{"id": name, "text": text} for name, text in interaction.choices],
            "correct": interaction.correct,
        },
        "data": page.data[placement.key],
    }


def _recorded(course: Course, target: Target, words: _Words) -> Iterator[str]:
    """What becomes of the learner's data in this very package."""
    if target.adapters == ("browser",):
        yield words("about.recorded.device")
        return
    yield words("about.recorded.platform")
    if any(each.activity.belief for each in course.placements):
        full = course.settings.analytics == "full"
        yield words("about.recorded.beliefs.full" if full else "about.recorded.beliefs.local")
    yield words("about.recorded.settings")


def _origin(course: Course, notes: Notes, words: _Words) -> Iterator[Markup | str]:
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


def _comfort(words: _Words) -> list[tuple[str, list[tuple[str, str]]]]:
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


def _cues(asset: Asset, language: str) -> tuple[tuple[float, float, str], ...]:
    """The captions of *asset* in the course's language, else the first there are."""
    found = [each for each in asset.captions if each.language == language] or list(asset.captions)
    return found[0].cues if found else ()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _listed(texts: Iterable[str]) -> str:
    """Texts in one sentence; capitals stay where they are more than a beginning."""
    first, *rest = [*texts] or [""]
    return ", ".join([first, *map(_lowered, rest)]) + ("." if first else "")


def _lowered(text: str) -> str:
    """*text* as the middle of a sentence; an acronym at its head stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or not text[1:2].isalpha() else text

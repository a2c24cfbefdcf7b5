"""One page as the templates see it: its prose as HTML, its activities, and what the player needs of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, ClassVar, Final

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from builder.activities import Scenario
from builder.model import (
    Announcement,
    Asset,
    Block,
    Box,
    Course,
    Insertion,
    KeyFigure,
    Page,
    Placement,
    Reference,
    Retest,
    Session,
    Text,
    Unit,
)
from builder.render import sessions
from builder.render.prose import NEW_WINDOW, Notes, sentence
from builder.render.tree import drawn
from builder.render.words import BUILT, Words
from builder.source.markdown import Fragment, Prose

TEMPLATES: Final = Path(__file__).parents[1] / "templates"

QUOTES: Final = ("«", "“", '"')
"""What a text begins with that brings its quotation marks along."""

Data = dict[str, Any]


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
def environment(words: Words) -> Environment:
    """The templates, speaking with *words*."""
    made = Environment(
        bytecode_cache=_compiled(),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
    )
    made.globals.update(say=words, icon=_icon, minutes=words.minutes, hours=words.hours, tree=partial(_tree, words))
    return made


@lru_cache(maxsize=16)
def _macros(words: Words, name: str) -> Any:
    return environment(words).get_template(name).module


def _icon(name: str, css: str = "icon") -> Markup:
    return Markup('<svg class="{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>').format(css, name)


def _tree(words: Words, scenario: Scenario, text: Callable[[str], str]) -> Markup:
    return drawn(scenario, text, words("scenario.drawing", title=scenario.title.plain))


class PageView:
    """One page as the templates see it."""

    blocks: ClassVar[str] = "blocks.html"
    """The template of what is no activity."""

    def __init__(
        self, course: Course, unit: Unit, page: Page, number: int, linked: Collection[str], words: Words
    ) -> None:
        """See the page.

        Args:
            number: Its rank in the whole course, from 1.
            linked: Ids of the pages that stand in the same document.
        """
        self.course, self.unit, self.page, self.number, self.words = course, unit, page, number, words
        self.notes = Notes(course, page, words, linked)
        self.id, self.kind, self.minutes = page.id, page.kind, page.minutes
        self.title, self.module = self.notes.text(page.title), self.notes.text(page.module)
        self._blocks = 0
        # Headings below the title: a box may only be an `h3` where an `h2` stands above it.
        self._level = 3 if page.goals else 2

        # In the order of the page: an acronym is explained where it is read first, a source numbered likewise.
        self.promise = self.notes.html(page.promise, inline=True) if page.promise else ""
        self.goals = [lowered(self.notes.text(each)) for each in page.goals]
        self.placements = page.placements
        self._items = {each.key: ItemView(self, each, index) for index, each in enumerate(self.placements, 1)}
        self.body = self._all(page.blocks)
        self.footnotes = self.notes.html(page.footnotes) if page.footnotes else ""
        self.data = {each.key: self._data(self._items[each.key]) for each in self.placements}
        self.sources = [(each, self.reference(reference)) for each, reference in self.notes.sources]

    @property
    def items(self) -> tuple[ItemView, ...]:
        """Its activities, in reading order."""
        return tuple(self._items.values())

    @property
    def macros(self) -> Any:
        return _macros(self.words, self.blocks)

    @property
    def alone(self) -> bool:
        """Whether it is launched by itself: then nothing in its document leads elsewhere."""
        return bool(self.unit.id)

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

    @cached_property
    def html(self) -> Markup:
        return Markup(self.macros.article(self))

    def reference(self, reference: Reference) -> Markup:
        """A source in full."""
        return source(self.course, reference, self.notes, self.words)

    def _neighbour(self, step: int) -> Data | None:
        index = self.number - 1 + step
        if self.alone or not 0 <= index < len(self.course.pages):
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
                return self.notes.html(block.fragment, heading_shift=1 if depth else 0, terms=True)
            case Box():
                name, level, title = self._name(), self._level, self.notes.text(block.title)
                return Markup(self.macros.box(block.kind, title, name, level, self._all(block.blocks, depth + 1)))
            case KeyFigure():
                return Markup(self.macros.figure(self.notes.text(block.figure), self._all(block.blocks, depth + 1)))
            case Insertion():
                return self._asset(block.asset)
            case Placement():
                return self._activity(self._items[block.key])
            case Announcement():
                return self._announcement(block.session)
            case Retest():
                return Markup(self.macros.retest(self, self._name()))

    def _activity(self, item: ItemView) -> Markup:
        """The activity as it stands on the page."""
        return item.macro("form")

    def _announcement(self, session: Session) -> Markup:
        """The session as it is announced on the page."""
        view = sessions.view(self.course, session, self.notes, self.words)
        return Markup(_macros(self.words, "session.html").card(view, self._name(), self._level))

    def _data(self, item: ItemView) -> Data:
        """What the player needs of it; what it cites is among the page's sources."""
        return item.data()

    def _name(self) -> str:
        self._blocks += 1
        # No id of a page has a "_", so none is the same as one of these.
        return f"{self.id}_{self._blocks}"

    def _asset(self, asset: Asset) -> Markup:
        view, name = self._shown(asset), self._name()
        if asset.kind == "image":
            return Markup(self.macros.image(view, name))
        return Markup(self.macros.film(view, name, self._level))

    def _shown(self, asset: Asset) -> Data:
        """The asset as its macro sees it."""
        html = self._html
        size = self.words.size(asset.size)
        return {
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
            "cues": [(_clock(start), self.notes.text(text)) for start, _, text in cues(asset, self.course.language)],
        }

    def _html(self, prose: Prose | Fragment | None, blank: Callable[[int], str] | None = None) -> Markup | str:
        return self.notes.html(prose, inline=True, blank=blank) if prose else ""


class ItemView:
    """One activity as its template sees it, and what the player gets of it."""

    def __init__(self, page: PageView, placement: Placement, number: int) -> None:
        self.page, self.key, self.activity = page, placement.key, placement.activity
        self._assets = {each.id: each for each in placement.assets}
        self._number = number
        self.id = re.sub(r"[^A-Za-z0-9-]", "_", placement.key)
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

    def said(self, prose: Prose) -> Markup:
        """What somebody says; quotation marks that the author wrote stay the only ones."""
        return Markup(self.html(prose)) if prose.plain.startswith(QUOTES) else self.quoted(prose)

    def macro(self, name: str) -> Markup:
        """One of the kind's macros: `form` on the screen, `sheet` on paper without answers, `key` with them."""
        return Markup(getattr(_macros(self.page.words, f"activities/{self.activity.kind}.html"), name)(self, self.page))

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

    @property
    def cited(self) -> Markup:
        """Its sources in a line of their own; "" for none."""
        found = sentence(self.page.notes, self.activity.sources, self.page.course.references)
        return (
            Markup('<p class="cited">{} {}</p>').format(self.page.words("media.source"), found) if found else Markup()
        )

    @property
    def picture(self) -> Data:
        """The first image that it asks about."""
        return self.page._shown(next(iter(self._assets.values())))

    def asset(self, name: str) -> str:
        return self.page._asset(self._assets[name])

    def _source(self) -> str:
        notes, references = self.page.notes, self.page.course.references
        if not self.activity.belief:
            return sentence(notes, self.activity.sources, references)
        known = [references[key] for key in self.activity.sources if notes.cite(key)]
        return Markup("").join(Markup("<p>{}</p>").format(self.page.reference(each)) for each in known)


def source(course: Course, reference: Reference, notes: Notes, words: Words) -> Markup:
    """*reference* in full: title, who published it and when, where it is."""
    view = {
        "title": notes.html(reference.title, inline=True),
        "who": notes.text(", ".join(filter(None, (reference.body, str(reference.year or ""))))),
        "link": reference.link,
        "host": reference.host,
        "window": NEW_WINDOW.get(course.language[:2], NEW_WINDOW["en"]),
    }
    return Markup(_macros(words, "blocks.html").source(view))


def cues(asset: Asset, language: str) -> tuple[tuple[float, float, str], ...]:
    """The captions of *asset* in the course's language, else the first there are."""
    found = [each for each in asset.captions if each.language == language] or list(asset.captions)
    return found[0].cues if found else ()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def lowered(text: str) -> str:
    """*text* as the middle of a sentence; an acronym at its head stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or not text[1:2].isalpha() else text

"""The facilitator's guide: what to aim at, when to do what, what is projected, the answers, and sheets to take along.

In: a course. Out: the HTML of a PDF. It holds what the booklet leaves out, and of the lessons only what a facilitator
needs beside the projected page: each section's first sentence, its key figures and boxes by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final, cast

from markupsafe import Markup

from builder.activities import Choice, Myth, Scenario, TrueFalse
from builder.handouts.paper import Booklet, PaperView
from builder.model import Block, Box, Course, Insertion, KeyFigure, Page, Session, Text, walk
from builder.render import sessions
from builder.render.page import Data, ItemView
from builder.render.prose import TABLE_CAPTION
from builder.render.words import Words
from builder.source.markdown import Fragment

SIGNATURES: Final = 16
"""Lines of an attendance sheet: what a page holds at a height that a pen likes."""
SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
"""Between two sentences."""


@dataclass(slots=True)
class Slide:
    """One section of a lesson, as it is projected."""

    title: str
    """"" for what stands before the first heading."""
    first: str = ""
    """Its first sentence."""
    points: list[str] = field(default_factory=list)
    """What stands out on it, in a line each."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a run of show."""

    clock: str
    """Hour of the day, or the time since the beginning where none is known."""
    minutes: str
    title: str
    text: str = ""
    page: str = ""
    """Id of the page that it uses; "" for none."""
    with_: str = ""
    """What that page is called."""


class GuideView(PaperView):
    """One page as a facilitator sees it: slides in short, activities with their keys."""

    @cached_property
    def html(self) -> Markup:
        return Markup(self.macros.led(self))

    @property
    def hands(self) -> list[Data]:
        """What is to be counted when hands are raised: a table a question."""
        return [table for each in self._items.values() if (table := self._counted(each))]

    @property
    def is_played(self) -> bool:
        """Whether participants act something out here: then the facilitator prints the whole page for them."""
        return any(isinstance(each.activity, Scenario) for each in self.placements)

    def _all(self, blocks: Iterable[Block], depth: int = 0) -> Markup:
        if depth:
            return super()._all(blocks, depth)
        self.slides: list[Slide] = [Slide("")]
        self.keys: list[Markup] = []
        for each in blocks:
            self._note(each)
        self.slides = [each for each in self.slides if each.title or each.first or each.points]
        for item in self._items.values():
            self.keys.append(item.macro("key"))
        return Markup()

    def _note(self, block: Block) -> None:
        """Put what *block* shows on the slides."""
        text = self.notes.text
        match block:
            case Text():
                for tag, words in _parts(block.fragment):
                    if tag == "h2":
                        self.slides.append(Slide(text(words)))
                    elif tag == "h3":
                        self.slides[-1].points.append(text(words))
                    elif not self.slides[-1].first:
                        self.slides[-1].first = text(SENTENCE.split(words)[0])
            case Box():
                label = self.words(f"box.{block.kind}")
                words = block.title or _begins(block.blocks)
                self.slides[-1].points.append(self.words("guide.point", label=label, text=text(words)))
            case KeyFigure():
                label = text(block.figure)
                self.slides[-1].points.append(self.words("guide.point", label=label, text=text(_begins(block.blocks))))
            case Insertion():
                label, asset = self.words(f"media.{block.asset.kind}"), block.asset
                words = asset.title or asset.alternative
                if not words:  # it only decorates
                    return
                if asset.seconds:
                    words += f" ({self.words.duration(asset.seconds)})"
                self.slides[-1].points.append(self.words("guide.point", label=label, text=text(words)))
            case _:  # activities have their keys, meetings their run of show
                pass

    def _counted(self, item: ItemView) -> Data:
        """The answers that hands can be raised for; nothing for what is written or put in order."""
        say, activity = self.words, item.activity
        match activity:
            case Myth():
                answers = [say(key, step=shown) for _, key, shown in activity.steps]
                answers.append(say("myth.unknown"))
            case Choice():
                answers = [self.notes.text(each.text.plain) for each in activity.answers]
            case TrueFalse():
                answers = [say("truefalse.true"), say("truefalse.false")]
            case _:
                return {}
        return {"asked": self.notes.text(activity.asked.plain), "page": self.title, "answers": answers}


def _parts(fragment: Fragment) -> Iterator[tuple[str, str]]:
    """Each heading and paragraph by its tag, with its words; not those inside lists and quotations."""
    outside = min((each.level for each in fragment.tokens), default=0)
    for index, token in enumerate(fragment.tokens):
        if token.type in ("heading_open", "paragraph_open") and token.level == outside:
            words = Fragment((fragment.tokens[index + 1],)).plain
            if not TABLE_CAPTION.match(words):
                yield token.tag, words


def _begins(blocks: Iterable[Block]) -> str:
    """The first sentence of *blocks*."""
    for each in walk(tuple(blocks)):
        if isinstance(each, Text):
            for _, words in _parts(each.fragment):
                return SENTENCE.split(words)[0]
    return ""


def guide(course: Course, epoch: int) -> str:
    """The guide of *course*, as the HTML of a PDF."""
    booklet = Booklet(course, epoch, GuideView)
    views = cast("tuple[GuideView, ...]", booklet.pages)
    return booklet.render(
        "print/guide.html",
        meetings=[_meeting(booklet, each) for each in course.sessions],
        show=_whole(booklet),
        hands=[(each, each.hands) for each in views if each.hands],
        kit=[_plain(booklet, each) for each in views if each.is_played],
        signatures=SIGNATURES,
    )


def _plain(booklet: Booklet, view: GuideView) -> PaperView:
    """The page of *view* as participants get it, under an id of its own."""
    page = replace(view.page, id=f"kit-{view.page.id}", module=booklet.words("guide.kit"))
    linked = frozenset(each.id for each in booklet.course.pages)
    return PaperView(booklet.course, view.unit, page, view.number, linked, booklet.words)


def _meeting(booklet: Booklet, session: Session) -> Data:
    """A session with its run of show by the clock."""
    view: dict[str, Any] = dict(sessions.view(booklet.course, session, booklet.notes, booklet.words))
    start = session.start
    begin = datetime(2000, 1, 1, start.hour, start.minute) if start else None  # noqa: DTZ001 - a clock on a wall
    spent, steps = 0, []
    for each in session.agenda:
        page = _page_of(booklet.course, each.activity)
        steps.append(
            Step(
                _clock(booklet.words, begin, spent),
                booklet.words.minutes(each.minutes),
                booklet.notes.text(each.title),
                booklet.notes.html(each.text) if each.text else "",
                page.id if page else "",
                booklet.notes.text(page.title) if page else "",
            )
        )
        spent += each.minutes
    view["steps"] = steps
    view["over"] = _clock(booklet.words, begin, spent) if steps else ""
    return view


def _whole(booklet: Booklet) -> list[tuple[str, list[Step]]]:
    """The lessons of each module one after the other, from nought, for those who fix their own day."""
    spent, found = 0, []
    for title, pages in booklet.values["modules"]:
        steps = []
        for page in pages:
            steps.append(
                Step(_clock(booklet.words, None, spent), booklet.words.minutes(page.minutes), page.title, page=page.id)
            )
            spent += page.minutes
        found.append((title, steps))
    return found


def _clock(words: Words, begin: datetime | None, spent: int) -> str:
    """The hour after *spent* minutes."""
    if begin is None:
        return words("guide.since", hours=spent // 60, minutes=f"{spent % 60:02}")
    then = begin + timedelta(minutes=spent)
    return words.hour(then.hour, then.minute)


def _page_of(course: Course, key: str) -> Page | None:
    name = key.partition("/")[0]
    return next((each for each in course.pages if each.id == name), None)

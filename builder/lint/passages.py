"""The words of a course as people read them, passage by passage, with the place of each in its source.

In: a `Course`. Out: `Passage`s. What is no prose (code, addresses, blanks, words in another language) stands in them
as one sign, so that a rule neither reads it nor takes the sentence around it for shorter.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from markdown_it.token import Token

from builder.activities import Myth
from builder.diagnostics import Span
from builder.model import Box, Course, Placement, Text, walk
from builder.source.markdown import Fragment

OPAQUE: Final = "\ufffc"
"""What stands for words that no rule may judge."""
ADDRESS: Final = re.compile(
    r"https?://\S+|(?<![\w.+-])(?:www\.\S+|[\w.+-]+@[\w-]+\.\w[\w.-]*|[\w-]+(?:\.[\w-]+)*\.(?:fr|eu|org|com|net)\b)"
)
NOTE: Final = "\u2060"
"""What stands for the mark of a footnote: it parts no words."""
Role = Literal["paragraph", "item", "heading", "cell", "label"]
"""Where words stand: running text, an item of a list, a heading, a cell of a table, or a line outside Markdown."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand together: a paragraph, an item, a heading."""

    text: str
    role: Role
    language: str
    """BCP 47 tag of its words."""
    page: str
    """Id of its page; "" beside the pages."""
    is_said: bool
    """Whether it belongs to an activity: claims, answers and lines of a scenario are somebody's words."""
    place: Callable[[int, str], Span]
    """Where the words given, at that position of `text`, stand in their file."""


def passages_of(course: Course) -> Iterator[Passage]:
    """All prose of *course*, each passage once although several pages show it."""
    seen: set[tuple[str, int, int, str]] = set()
    read = _Reader(course)
    for each in (*(one for text in texts(course) for one in read.fragment(text)), *_labels(course, read)):
        first = each.place(0, "")
        key = (first.path, first.line, first.column, each.text)
        if key not in seen and each.text.strip(OPAQUE + " "):
            seen.add(key)
            yield each


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of Markdown, and where in the course it belongs."""

    fragment: Fragment
    page: str = ""
    is_said: bool = False


def texts(course: Course) -> Iterator[Written]:
    """All Markdown of *course*, in reading order, then what stands beside its pages."""
    for page in course.pages:
        if page.promise is not None:
            yield Written(page.promise.fragment, page.id)
        for block in walk(page.blocks):
            if isinstance(block, Text):
                yield Written(block.fragment, page.id)
            elif isinstance(block, Placement):
                yield from (Written(each.fragment, page.id, True) for each in block.activity.words)
        if page.footnotes is not None:
            yield Written(page.footnotes, page.id)
    settings = course.settings
    found = [settings.title, settings.promise, settings.funding, settings.disclaimer]
    found.append(settings.certificate.text if settings.certificate is not None else None)
    for session in course.sessions:
        found += [session.summary, session.audiences, session.registration, *(each.text for each in session.agenda)]
    for asset in course.assets:
        found += [asset.summary, asset.description, asset.credit]
    yield from (Written(each.fragment) for each in (*found, *course.glossary.values()) if each is not None)


def place_of(token: Token, start: int = 0, part: str = "") -> Span:
    """The place of *part* at *start* of the words of an inline token."""
    found = token.meta["place"](start, part)
    assert isinstance(found, Span)
    return found


def _labels(course: Course, read: _Reader) -> Iterator[Passage]:
    """Lines outside Markdown: titles, goals, alternatives."""
    about = Span(f"courses/{course.id}/course.yaml")
    for line in (*(each.module for each in course.settings.content), *course.settings.audiences.values()):
        yield read.label(line, about)
    for page in course.pages:
        titles = [each.title for each in walk(page.blocks) if isinstance(each, Box)]
        for line in (page.title, *page.goals, *titles):
            yield read.label(line, Span(page.path), page.id)
        for activity in (each.activity for each in page.placements):
            if isinstance(activity, Myth) and activity.fallacy:
                yield read.label(activity.fallacy, activity.place, page.id)
    for session in course.sessions:
        roles = [each.role for each in session.speakers]
        for line in (session.title, *session.goals, *(each.title for each in session.agenda), *roles):
            yield read.label(line, session.span)
    for asset in course.assets:
        for line in (asset.title, asset.alternative):
            yield read.label(line, asset.span)


class _Reader:
    """Turns fragments and lines of one course into passages."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._files: dict[str, list[str]] = {}

    def fragment(self, text: Written) -> Iterator[Passage]:
        """The passages of a piece of Markdown."""
        tokens = text.fragment.tokens
        lists = 0
        for index, token in enumerate(tokens):
            lists += (token.type == "list_item_open") - (token.type == "list_item_close")
            if token.type == "inline" and token.meta.get("place"):
                before = tokens[index - 1].type if index else ""
                role: Role = "item" if lists else "paragraph"
                if before == "heading_open":
                    role = "heading"
                elif before in ("th_open", "td_open", "dt_open"):
                    role = "cell"
                yield from self._inline(token, role, text.page, text.is_said)

    def label(self, line: str, span: Span, page: str = "") -> Passage:
        """A *line* that carries no place: it is looked for in the file of *span* when something is found in it."""
        return Passage(
            _masked(line), "label", self._course.language, page, False, lambda start, part: self._find(line, part, span)
        )

    def _inline(self, token: Token, role: Role, page: str, is_said: bool) -> Iterator[Passage]:
        whole = _Words(self._course.language)
        foreign: list[_Words] = []
        current, position, is_address = whole, 0, False
        for child in token.children or ():
            position = child.meta.get("position", position)
            if child.type == "text":
                found = token.content.find(child.content, position)
                position = found if found >= 0 else position
                current.add(OPAQUE if is_address else child.content, position)
                position += len(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                current.add(" ", position)
                position = max(token.content.find("\n", position) + 1, position)
            elif child.type in ("code_inline", "blank"):
                current.add(OPAQUE, position)
                position = max(token.content.find(child.content, position), position) + len(child.content)
            elif child.type == "footnote_ref":
                current.add(NOTE, position)
            elif child.type == "link_open":
                is_address = child.markup == "autolink"
            elif child.type == "link_close":
                is_address = False
            elif child.type == "language_open":
                whole.add(OPAQUE, position)
                foreign.append(_Words(str(child.attrs["lang"])))
                current = foreign[-1]
            elif child.type == "language_close":
                current = whole
        for words in (whole, *foreign):
            yield words.passage(token, role, page, is_said)

    def _find(self, line: str, part: str, span: Span) -> Span:
        """The place of *part* of *line* in the file of *span*; *span* itself where its author wrote it otherwise."""
        if not part:
            return span
        if span.path not in self._files:
            path = self._course.root / span.path
            text = path.read_text("utf-8", "replace") if path.is_file() else ""
            self._files[span.path] = text.split("\n")
        for number, source in enumerate(self._files[span.path], 1):
            start = source.find(line) if number >= span.line else -1
            if start >= 0:
                at = source.find(part, start)
                return Span(span.path, number, at + 1, at + 1 + len(part))
        return span


class _Words:
    """Pieces of one block put together, each with its position in the block's source."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._pieces: list[str] = []
        self._starts: list[int] = []
        self._positions: list[int] = []
        self._length = 0

    def add(self, piece: str, position: int) -> None:
        self._pieces.append(piece)
        self._starts.append(self._length)
        self._positions.append(position)
        self._length += len(piece)

    def passage(self, token: Token, role: Role, page: str, is_said: bool) -> Passage:
        starts, positions = self._starts, self._positions

        def place(start: int, part: str) -> Span:
            piece = bisect_right(starts, start) - 1
            guess = positions[piece] + start - starts[piece] if starts else 0
            if part and not token.content.startswith(part, guess):  # a sign was escaped before it
                found = token.content.find(part, positions[piece] if starts else 0)
                guess = found if found >= 0 else guess
            return place_of(token, min(guess, len(token.content)), part)

        return Passage(_masked("".join(self._pieces)), role, self.language, page, is_said, place)


def _masked(text: str) -> str:
    """*text* of the same length, its addresses made opaque."""
    return ADDRESS.sub(lambda found: OPAQUE * len(found[0]), text)

"""Markdown read with positions: CommonMark, tables, footnotes, definition lists, boxes and insertions.

In: text and its place. Out: a `Fragment`, tokens of markdown-it plus what an author got wrong.
Raw HTML is recognised only to be refused with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from builder.diagnostics import Span
from builder.source.words import DIRECTIVES, canonical
from builder.source.yaml import DEEPEST, Scalar

# Both are matched against lines without spaces at their end: no pattern here takes quadratic time on any line.
BOX: Final = re.compile(r":::[ \t]*([^\s:{}]+)?[ \t]*(.*)$")
INSERTION: Final = re.compile(r"::[ \t]+([^\s:{}]+)(?:[ \t]+(.*))?$")
IN_WORDS: Final = re.compile(r"\(sources?[ \u00a0\u202f]*:([^()]+)\)", re.IGNORECASE)
IN_BRACKETS: Final = re.compile(r"\[@([^\[\]]+)\]")
SPAN: Final = re.compile(r"\{lang=([A-Za-z0-9-]+)\}")
CLOSING: Final = re.compile(r"(?:[^/\\]|\\.|/(?!\s*(?:\||\]\])))+/", re.DOTALL)
"""The rest of a pattern: it ends at a slash that the end of a form follows."""
LONGEST_BLANK: Final = 1000
"""Characters; a blank that is longer was never closed."""
FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a piece of Markdown: a code, a place, the values of its message."""

    code: str
    span: Span
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """`(source : clé)` or `[@clé, p. 4]` where the author wrote it."""

    key: str
    locator: str
    span: Span


@dataclass(frozen=True, eq=False)
class Fragment:
    """A piece of parsed Markdown; `tokens` are markdown-it's and are never changed."""

    tokens: tuple[Token, ...]
    faults: tuple[Fault, ...] = ()
    citations: tuple[Citation, ...] = ()
    path: str = ""
    line: int = 1

    @cached_property
    def plain(self) -> str:
        """The words alone, in one line, citations left out."""
        return plain(self.tokens)


@dataclass(frozen=True, eq=False)
class Prose:
    """Markdown that an author wrote as a value; equal texts are equal prose, wherever they stand."""

    text: str
    path: str = ""
    line: int = 1
    column: int = 1
    columns: tuple[int, ...] = ()
    """Column of the first character of each line, when they differ."""

    @property
    def span(self) -> Span:
        """The first line of the text."""
        return Span(self.path, self.line, self.column, self.column + max(len(self.text.split("\n", 1)[0]), 1))

    @cached_property
    def fragment(self) -> Fragment:
        """The text, parsed."""
        return parse(self.text, self.path, self.line, self.column, self.columns)

    @property
    def plain(self) -> str:
        """The words alone, in one line, citations left out."""
        return self.fragment.plain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prose) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def _validate(cls, value: object) -> Prose:
        if isinstance(value, Prose):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("prose_type", "text expected")
        if not value.strip():
            raise PydanticCustomError("prose_empty", "text expected")
        return cls.of(value) if isinstance(value, Scalar) else cls(value)

    @classmethod
    def of(cls, value: Scalar) -> Prose:
        """The text of *value* as the author typed it."""
        return cls(value.raw, value.first.path, value.first.line, value.first.column, value.columns)


class Cloze(Prose):
    """Prose with blanks `[[form|other form|/pattern/]]`, to be filled in by a reader."""

    @cached_property
    def fragment(self) -> Fragment:
        """The text, parsed; a blank is a token `blank`, whose `meta["forms"]` are its forms with their places."""
        return parse(self.text, self.path, self.line, self.column, self.columns, blanks=True)


@dataclass(slots=True)
class _Notes:
    """What the rules collect while one text is parsed."""

    path: str
    line: int
    column: int
    columns: tuple[int, ...]
    lines: list[str]
    faults: list[Fault] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def span(self, line: int, start: int = 0, end: int | None = None) -> Span:
        """The place of columns *start* to *end* (from 0) of line *line* (from 0) of the text."""
        column = self.columns[line] if line < len(self.columns) else self.column
        return Span(self.path, self.line + line, column + start, None if end is None else column + end)

    def line_of(self, words: str) -> int:
        """The line (from 0) that holds the first line of *words*: of a note written in the text, nothing else tells."""
        blank = len(words) - len(words.lstrip("\n"))
        part = words[blank:].split("\n", 1)[0]
        return max(next((number for number, line in enumerate(self.lines) if part in line), 0) - blank, 0)

    def find(self, line: int, part: str, after: int = 0) -> Span:
        """The place of *part* on *line*, or the whole line when it is not there."""
        text = self.lines[line] if line < len(self.lines) else ""
        start = text.find(part, after)
        if start < 0:
            return self.span(line, len(text) - len(text.lstrip()), max(len(text), 1))
        return self.span(line, start, start + len(part))


def parse(
    text: str, path: str = "", line: int = 1, column: int = 1, columns: tuple[int, ...] = (), blanks: bool = False
) -> Fragment:
    """*text* as tokens; `token.map` counts lines of the text from 0.

    Args:
        columns: Where each line of the text begins in its file, when that is not always *column*.
        blanks: Whether `[[…]]` is a blank; else it is text.
    """
    notes = _Notes(path, line, column, columns, text.split("\n"))
    tokens = _parser().parse(text, {"notes": notes, "blanks": blanks})
    return Fragment(tuple(tokens), tuple(notes.faults), tuple(notes.citations), path, line)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable("table").enable("strikethrough", True)
    )
    parser.use(footnote_plugin, inline=True, move_to_end=True).use(deflist_plugin)
    alt: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", "box", _box, alt)
    parser.block.ruler.before("fence", "insertion", _insertion, alt)
    parser.block.ruler.before("table", "inline_html_guard", _html_block, alt)
    parser.block.ruler.disable("html_block")
    for name, rule in (("html_inline", html_inline), ("link", link), ("image", image), ("autolink", autolink)):
        parser.inline.ruler.at(name, _placed(rule))
    parser.inline.ruler.before("link", "citation", _citation)
    parser.inline.ruler.before("escape", "blank", _blank)
    parser.inline.ruler.before("link", "language", _language)
    # Refused with their place, here; markdown-it would leave such a link as text, without a word.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.core.ruler.push("cite_in_words", _cite_in_words)
    parser.core.ruler.push("places", _places)
    return parser


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _notes(state: StateBlock | StateInline | StateCore) -> _Notes:
    notes = state.env["notes"]
    assert isinstance(notes, _Notes)
    return notes


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`::: name title` … `:::`. A box that is not closed is a fault at its opening."""
    if state.is_code_block(start) or not _line(state, start).startswith(":::"):
        return False
    found = BOX.match(_line(state, start).rstrip())
    if not found:
        return False
    if silent:
        return True
    notes = _notes(state)
    if not found[1]:
        if not state.env.get("boxes"):
            notes.faults.append(Fault("SRC-033", notes.find(start, ":::")))
        state.line = start + 1
        return True
    depth, last, fence = 1, start + 1, ""
    while last < end:
        text = _line(state, last)
        ticks = FENCE.match(text)
        if ticks and (not fence or text.strip().startswith(fence)):
            fence = "" if fence else ticks[1]
        inner = BOX.match(text.rstrip()) if text.startswith(":::") and not fence else None
        if inner:
            depth += 1 if inner[1] else -1
            if depth == 0:
                break
        last += 1
    closed = depth == 0
    if not closed:
        notes.faults.append(Fault("SRC-032", notes.find(start, _line(state, start)), (("name", found[1]),)))
    token = state.push("box_open", "section", 1)
    token.map = [start, last]
    token.info = canonical(found[1], DIRECTIVES)
    token.meta = {"written": found[1], "title": found[2] or "", "span": notes.find(start, found[1])}
    token.block = True
    previous, state.lineMax = state.lineMax, last
    state.env["boxes"] = state.env.get("boxes", 0) + 1
    state.md.block.tokenize(state, start + 1, last)
    state.env["boxes"] -= 1
    state.lineMax = previous
    token = state.push("box_close", "section", -1)
    token.block = True
    state.line = last + (1 if closed else 0)
    return True


def _insertion(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`:: name argument` on one line."""
    text = _line(state, start).rstrip()
    if state.is_code_block(start) or not text.startswith("::") or text.startswith(":::"):
        return False
    found = INSERTION.match(text)
    if not found:
        return False
    if silent:
        return True
    notes = _notes(state)
    token = state.push("insertion", "", 0)
    token.map = [start, start + 1]
    token.info = canonical(found[1], DIRECTIVES)
    argument = found[2] or ""
    token.meta = {
        "written": found[1],
        "argument": argument,
        "span": notes.find(start, found[1]),
        "argument_span": notes.find(start, argument, notes.lines[start].find(found[1]) + len(found[1]))
        if argument
        else None,
    }
    state.line = start + 1
    return True


HTML_BLOCK: Final = re.compile(r"<(?:[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)|/[A-Za-z]|!--|\?|![A-Z]|!\[CDATA\[)")


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line that begins with a tag: refused, and skipped to the next blank line."""
    text = _line(state, start)
    found = HTML_BLOCK.match(text)
    if state.is_code_block(start) or not found:
        return False
    if silent:
        return True
    notes = _notes(state)
    tag = re.match(r"<[^>\n]*>?", text)
    shown = tag[0] if tag else found[0]
    notes.faults.append(Fault("SRC-030", notes.find(start, shown), (("tag", shown),)))
    last = start + 1
    while last < end and not state.isEmpty(last):
        last += 1
    state.line = last
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    """`[@clé, p. 4; @autre]`."""
    found = IN_BRACKETS.match(state.src, state.pos) if state.src[state.pos] == "[" else None
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found[0]
        token.meta = {"items": _cited(found[1]), "position": state.pos}
    state.pos = found.end()
    return True


def _blank(state: StateInline, silent: bool) -> bool:
    """`[[form|/pattern/]]`, in a text that has blanks. Before escapes: a pattern has backslashes of its own."""
    if not state.env.get("blanks") or not state.src.startswith("[[", state.pos):
        return False
    forms, end = _forms(state.src, state.pos + 2, state.posMax)
    if not silent:
        token = state.push("blank", "", 0)
        token.content = state.src[state.pos : end]
        token.meta = {"forms": forms, "position": state.pos}
    state.pos = end
    return True


def _forms(text: str, start: int, maximum: int) -> tuple[list[tuple[str, int]] | None, int]:
    """The forms of a blank and where each begins, and where the blank ends; None where nothing closes it."""
    inside = text[start : min(maximum, start + LONGEST_BLANK)]
    forms: list[tuple[str, int]] = []
    at = 0
    while "]]" in inside:
        rest = inside[at:].lstrip()
        first = len(inside) - len(rest)
        # A pattern may hold the signs that part forms.
        pattern = CLOSING.match(inside, first + 1) if rest.startswith("/") else None
        after = pattern.end() if pattern else at
        ends = [end for end in (inside.find("|", after), inside.find("]]", after)) if end >= 0]
        if not ends:
            break
        end = min(ends)
        if pattern is None and "[[" in inside[at:end]:
            break  # the next blank begins before this one ends
        forms.append((inside[first:end].rstrip(), start + min(first, end)))
        if inside[end] == "]":
            return forms, start + end + 2
        at = end + 1
    return None, start


def _cite_in_words(state: StateCore) -> None:
    """`(source : clé, p. 4 ; autre)` inside running text, where no inline rule can begin."""
    for block in state.tokens:
        if block.type != "inline" or not block.children or "ource" not in block.content:
            continue
        children: list[Token] = []
        for token in block.children:
            parts = list(IN_WORDS.finditer(token.content)) if token.type == "text" else []
            if not parts:
                children.append(token)
                continue
            position = 0
            for found in parts:
                if found.start() > position:
                    children.append(Token("text", "", 0, content=token.content[position : found.start()]))
                children.append(Token("citation", "", 0, content=found[0], meta={"items": _cited(found[1])}))
                position = found.end()
            if position < len(token.content):
                children.append(Token("text", "", 0, content=token.content[position:]))
        block.children = children


def _cited(text: str) -> list[tuple[str, str]]:
    items = []
    for part in text.split(";"):
        key, _, locator = part.strip().removeprefix("@").partition(",")
        if key.strip():
            items.append((key.strip(), locator.strip()))
    return items


def _language(state: StateInline, silent: bool) -> bool:
    """`[street cred]{lang=en}`: words in another language."""
    if state.src[state.pos] != "[":
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos, True)
    if label_end < 0:
        return False
    found = SPAN.match(state.src, label_end + 1)
    if not found:
        return False
    start, maximum = state.pos, state.posMax
    if not silent:
        token = state.push("language_open", "span", 1)
        token.attrs = {"lang": found[1]}
        state.pos, state.posMax = start + 1, label_end
        state.md.inline.tokenize(state)
        state.push("language_close", "span", -1)
        state.posMax = maximum
    state.pos = found.end()
    return True


def _placed(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """*rule*, whose tokens then know where in the block's text they begin."""

    def placed(state: StateInline, silent: bool) -> bool:
        position, count = state.pos, len(state.tokens)
        done = rule(state, silent)
        if done and not silent:
            for token in state.tokens[count:]:
                if token.type != "text":  # words before it, pushed along with it
                    token.meta.setdefault("position", position)
        return done

    return placed


def _places(state: StateCore) -> None:
    """Give faults, citations and links their line and column; tokens carry none of their own."""
    notes = _notes(state)
    cells = (-1, 0)
    for block in state.tokens:
        if block.level >= DEEPEST - 1 and block.type != "inline":
            notes.faults.append(Fault("SRC-017", notes.span((block.map or [0])[0]), (("limit", str(DEEPEST)),)))
            break
        if block.map and block.type in ("inline", "heading_open", "table_open", "fence", "code_block"):
            block.meta = {**block.meta, "line": notes.line + block.map[0]}
        if block.type != "inline":
            continue
        first = block.map[0] if block.map else notes.line_of(block.content)
        # Where each line of the block's text begins in its source: behind indents, marks and earlier cells.
        starts: list[int] = []
        for number, words in enumerate(block.content.split("\n")):
            source = notes.lines[first + number] if first + number < len(notes.lines) else ""
            after = cells[1] if block.map and cells[0] == first + number else 0
            starts.append(max(source.find(words, after), 0))
            cells = (first + number, starts[-1] + len(words))
        place = _Placer(notes, block.content, first, starts)
        block.meta = {**block.meta, "place": place}
        position = 0
        for token in block.children or ():
            position = token.meta.get("position", position)
            if token.type == "html_inline" and token.content.startswith("</"):
                continue  # its opening tag has been told
            if token.type == "html_inline":
                notes.faults.append(Fault("SRC-030", place(position, token.content), (("tag", token.content),)))
            elif token.type == "citation":
                if "position" not in token.meta:
                    position = max(block.content.find(token.content, position), position)
                after = position
                for key, locator in token.meta["items"]:
                    after = max(block.content.find(key, after), after)
                    notes.citations.append(Citation(key, locator, place(after, key)))
                position += len(token.content)
            elif token.type == "blank":
                token.meta["span"] = place(position, token.content)
                if token.meta["forms"] is None:
                    notes.faults.append(Fault("QUZ-050", token.meta["span"]))
                forms = token.meta["forms"] or ()
                token.meta["forms"] = [(form, place(start, form)) for form, start in forms]
            elif token.type == "image":
                target = str(token.attrs.get("src", ""))
                notes.faults.append(Fault("SRC-034", place(position, "!["), (("target", target),)))
            elif token.type == "link_open":
                target = str(token.attrs.get("href", ""))
                token.meta["span"] = place(max(block.content.find(target, position), position), target)
                scheme = target.split(":", 1)[0].lower() if ":" in target else ""
                if scheme and scheme not in ("http", "https", "mailto", "tel"):
                    notes.faults.append(Fault("SRC-035", token.meta["span"], (("target", target),)))


@dataclass(frozen=True, slots=True)
class _Placer:
    """Turns positions in a block's text into places in its file."""

    notes: _Notes
    text: str
    first: int
    starts: list[int]

    def __call__(self, position: int, part: str) -> Span:
        """The place of *part*, or of its first line, at *position* of the text; else of that position."""
        line = self.text.count("\n", 0, position)
        column = position - (self.text.rfind("\n", 0, position) + 1) + self.starts[line]
        part = part.split("\n", 1)[0]
        there = bool(part) and self.text.startswith(part, position)
        return self.notes.span(self.first + line, column, column + len(part) if there else None)


def plain(tokens: Sequence[Token]) -> str:
    """The words of *tokens* in one line, citations and footnote marks left out."""
    words: list[str] = []
    for token in tokens:
        if token.type == "footnote_block_open":
            break
        if token.children:
            words += [
                "…" if each.type == "blank" else each.content if each.type in ("text", "code_inline") else " "
                for each in token.children
                if each.type in ("text", "code_inline", "softbreak", "hardbreak", "blank")
            ]
            words.append(" ")
        elif token.type in ("fence", "code_block"):
            words += [token.content, " "]
    return re.sub(r"\s+([.,])", r"\1", " ".join("".join(words).split()))

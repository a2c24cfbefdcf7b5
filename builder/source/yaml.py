"""YAML files as nodes that know their place; scalars stay text and the model gives them a type.

Spec: YAML 1.1 as libyaml reads it, without anchors, aliases, tags and merge keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from builder.diagnostics import Report, Span
from builder.source.words import KEYS, canonical

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST_SOURCE: Final = 5_000_000
"""Bytes; a text source beyond this is a mistake, and reading it would stall the preview."""
LONGEST_LINE: Final = 100_000
DEEPEST: Final = 40


class Scalar(str):
    """A scalar's text with its place and, for block scalars, the lines as the author typed them."""

    span: Span
    raw: str
    """The author's text: of a `>` or `|` block its lines without their common indent."""
    first: Span
    """Place of the first character of `raw`."""

    @staticmethod
    def make(value: str, span: Span, raw: str | None = None, first: Span | None = None) -> Scalar:
        """A scalar whose raw text is its value unless said otherwise."""
        self = Scalar(value)
        self.span, self.raw, self.first = span, value if raw is None else raw, first or span
        return self


@dataclass(slots=True)
class Mapping:
    """Keys in order, each with its place; keys are canonical, `written` keeps the author's spelling."""

    span: Span
    items: dict[str, Node]
    keys: dict[str, Span]
    written: dict[str, str]


@dataclass(slots=True)
class Sequence:
    """A list and its place."""

    span: Span
    items: list[Node]


Node = Scalar | Mapping | Sequence


def read_text(path: Path, name: str, report: Report) -> str | None:
    """The text of a UTF-8 source with `\\n` line ends; None after a diagnostic.

    Reports SRC-001 unreadable, SRC-002 not UTF-8, SRC-003 too large, SRC-004 a line too long.
    """
    try:
        if path.stat().st_size > LARGEST_SOURCE:
            report.add("SRC-003", Span(name), limit=LARGEST_SOURCE // 1_000_000)
            return None
        data = path.read_bytes()
    except OSError as error:
        report.add("SRC-001", Span(name), reason=error.strerror or "?")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        report.add("SRC-002", Span(name, line, column, column + 1), byte=f"0x{data[error.start]:02x}")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            report.add("SRC-004", Span(name, number), limit=LONGEST_LINE)
            return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        report.add("SRC-005", Span(name, line))
        return None
    return text


def read(path: Path, name: str, report: Report, names: int = 0) -> Mapping | None:
    """The mapping that the YAML file at *path* holds; None after a diagnostic. See `parse` for *names*."""
    text = read_text(path, name, report)
    if text is None:
        return None
    return parse(text, name, report, names=names)


def parse(text: str, name: str, report: Report, offset: int = 0, names: int = 0) -> Mapping | None:
    """The mapping that *text* holds; None after a diagnostic.

    Args:
        offset: Lines of the file that stand before *text*, as for front matter.
        names: How many outer levels have keys that an author chose, rather than words of the source form.
    """
    reader = _Reader(text, name, report, offset)
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        reader.refuse(error)
        return None
    except yaml.YAMLError as error:  # a character that YAML forbids: no mark, only an offset in bytes
        position = getattr(error, "position", 0)
        line = text.encode()[:position].count(b"\n") + 1
        report.add("SRC-010", Span(name, line + offset), reason=str(getattr(error, "reason", "")) or "?")
        return None
    except RecursionError:
        report.add("SRC-017", Span(name, 1 + offset), limit=DEEPEST)
        return None
    if node is None:
        return Mapping(Span(name, 1 + offset), {}, {}, {})
    if _has_alias(text, name, report, offset):
        return None
    if not isinstance(node, yaml.MappingNode):
        report.add("SRC-011", reader.span(node))
        return None
    found = reader.node(node, 0, names)
    return found if isinstance(found, Mapping) else None


def _has_alias(text: str, name: str, report: Report, offset: int) -> bool:
    """Whether the text uses anchors or aliases, which are refused: `&` and `*` are typos or bombs."""
    if "&" not in text and "*" not in text and "!" not in text:
        return False
    found = False
    for event in yaml.parse(text, Loader=Loader):
        anchor = getattr(event, "anchor", None)
        tag = getattr(event, "tag", None)
        implicit = getattr(event, "implicit", True)
        mark = event.start_mark
        span = Span(name, mark.line + 1 + offset, mark.column + 1)
        if anchor is not None:
            report.add("SRC-013", span, anchor=anchor)
            return True
        if tag is not None and implicit in (False, (False, False)):
            report.add("SRC-014", span, tag=tag)
            found = True
    return found


class _Reader:
    """Turns composed nodes into ours, reporting duplicate keys and misread values."""

    def __init__(self, text: str, name: str, report: Report, offset: int) -> None:
        self.lines = text.split("\n")
        self.name, self.report, self.offset = name, report, offset

    def span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        last = end.column + 1 if end.line == start.line else len(self.line(start.line).rstrip()) + 1
        return Span(self.name, start.line + 1 + self.offset, start.column + 1, last)

    def line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def node(self, node: yaml.Node, depth: int, names: int) -> Node | None:
        if depth > DEEPEST:
            self.report.add("SRC-017", self.span(node), limit=DEEPEST)
            return None
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if isinstance(node, yaml.SequenceNode):
            items = [self.node(each, depth + 1, names) for each in node.value]
            return Sequence(self.span(node), [each for each in items if each is not None])
        return self.mapping(node, depth, names)

    def mapping(self, node: yaml.MappingNode, depth: int, names: int) -> Mapping:
        found = Mapping(self.span(node), {}, {}, {})
        for key_node, value_node in node.value:
            span = self.span(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.report.add("SRC-015", span)
                continue
            written = str(key_node.value)
            key = canonical(written, KEYS) if depth >= names else written
            if key in found.items:
                self.report.add("SRC-012", span, key=written, line=found.keys[key].line)
                continue
            if value_node.start_mark.line == key_node.start_mark.line:
                self.check_colon(key_node, value_node)
            value = self.node(value_node, depth + 1, names)
            if value is not None:
                found.items[key], found.keys[key], found.written[key] = value, span, written
        return found

    def check_colon(self, key: yaml.ScalarNode, value: yaml.Node) -> None:
        """A plain value cut by ` #` loses its end in silence: say so."""
        if isinstance(value, yaml.ScalarNode) and value.style is None:
            rest = self.line(value.end_mark.line)[value.end_mark.column :]
            if rest.lstrip().startswith("#") and value.value and value.end_mark.line == value.start_mark.line:
                comment = rest.strip()
                if comment[1:2] not in ("", " ") or comment[1:].strip()[:1].isdigit():
                    column = value.end_mark.column + len(rest) - len(rest.lstrip()) + 1
                    place = Span(self.name, value.end_mark.line + 1 + self.offset, column, column + len(comment))
                    self.report.add("SRC-018", place, lost=comment, key=str(key.value))

    def scalar(self, node: yaml.ScalarNode) -> Scalar:
        span = self.span(node)
        if node.style not in (">", "|"):
            return Scalar.make(str(node.value), span)
        first = node.start_mark.line + 1
        last = node.end_mark.line if node.end_mark.column == 0 else node.end_mark.line + 1
        lines = self.lines[first:last]
        while lines and (not lines[-1].strip()):
            lines.pop()
        filled = [line for line in lines if line.strip()]
        indent = min((len(line) - len(line.lstrip(" ")) for line in filled), default=0)
        # A comment less indented than the block ends it, yet stands before the end mark.
        block = len(filled[0]) - len(filled[0].lstrip(" ")) if filled else 0
        lines = [line for line in lines if not line.strip() or len(line) - len(line.lstrip(" ")) >= block]
        indent = max(indent, block)
        raw = "\n".join(line[indent:] for line in lines)
        skipped = 0
        while raw.startswith("\n"):
            raw, skipped = raw[1:], skipped + 1
        place = Span(self.name, first + 1 + skipped + self.offset, indent + 1)
        return Scalar.make(str(node.value), span, raw, place)

    def refuse(self, error: yaml.MarkedYAMLError) -> None:
        """Say what libyaml could not read; a colon in a value gets its own words and the mended lines."""
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        text = self.line(line)
        problem = error.problem or ""
        if "mapping values are not allowed" in problem or "could not find expected ':'" in problem:
            at = line
            while at >= 0 and ":" not in self.line(at):
                at -= 1
            source = self.line(at)
            head, _, rest = source.partition(":")
            if rest.strip() and ": " in rest + " ":
                start = len(head) + 2
                indent = " " * (len(source) - len(source.lstrip()) + (4 if source.lstrip().startswith("- ") else 2))
                mended = f"{head.strip()}: >⏎{indent}{rest.strip()}"
                place = Span(self.name, at + 1 + self.offset, start + 1, len(source) + 1)
                self.report.add("SRC-016", place, key=head.strip().removeprefix("- "), mended=mended)
                return
        if "\t" in text[: column + 1]:
            tab = text.index("\t")
            self.report.add("SRC-019", Span(self.name, line + 1 + self.offset, tab + 1, tab + 2))
            return
        place = Span(self.name, min(line, max(len(self.lines) - 1, 0)) + 1 + self.offset, column + 1)
        self.report.add("SRC-010", place, reason=problem or "?")

"""YAML files as nodes that know their place; scalars stay text and the model gives them a type.

Spec: YAML 1.1 as libyaml reads it, without anchors, aliases, tags and merge keys.
"""

from __future__ import annotations

import errno
import os
import re
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
CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that no XML may hold, and those that only some programs take for the end of a line."""
NESTED: Final = re.compile(r"^[ ?:-]{60}", re.MULTILINE)


class Scalar(str):
    """A scalar's text with its place and, for block scalars, the lines as the author typed them."""

    span: Span
    raw: str
    """The author's text: of a `>` or `|` block its lines without their common indent."""
    first: Span
    """Place of the first character of `raw`."""
    columns: tuple[int, ...]
    """Column of the first character of each line of `raw`, when they differ; else empty."""

    @staticmethod
    def make(
        value: str, span: Span, raw: str | None = None, first: Span | None = None, columns: tuple[int, ...] = ()
    ) -> Scalar:
        """A scalar whose raw text is its value unless said otherwise."""
        self = Scalar(value)
        self.span, self.raw, self.first = span, value if raw is None else raw, first or span
        self.columns = columns
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

    Reports SRC-001 unreadable, SRC-002 not UTF-8, SRC-003 too large, SRC-004 a line too long, SRC-005 a control
    character, which then reads as a space, CRS-032 a link that leads out of the project.

    Args:
        name: The path below the project's folder.
    """
    try:
        if not path.resolve().is_relative_to(path.parents[name.count("/")].resolve()):
            report.add("CRS-032", Span(name), name=path.name)
            return None
        if path.exists() and not path.is_file():
            report.add("SRC-001", Span(name), reason=os.strerror(errno.EISDIR if path.is_dir() else errno.EINVAL))
            return None
        if path.stat().st_size > LARGEST_SOURCE:
            report.add("SRC-003", Span(name), limit=LARGEST_SOURCE // 1_000_000)
            return None
        data = path.read_bytes()
    except OSError as error:
        report.add("SRC-001", Span(name), reason=error.strerror or "?")
        return None
    except RuntimeError:  # a link that leads to itself
        report.add("CRS-032", Span(name), name=path.name)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        report.add("SRC-002", Span(name, row, column, column + 1), byte=f"0x{data[error.start]:02x}")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            report.add("SRC-004", Span(name, number, LONGEST_LINE + 1), limit=LONGEST_LINE)
            return None
    if CONTROL.search(text):
        for number, line in enumerate(text.split("\n"), start=1):
            found = CONTROL.search(line)
            if found:
                place = Span(name, number, found.start() + 1, found.start() + 2)
                report.add("SRC-005", place, character=f"U+{ord(found[0]):04X}")
        text = CONTROL.sub(" ", text)
    return text


def read(path: Path, name: str, report: Report, names: int = 0) -> Mapping | None:
    """The mapping that the YAML file at *path* holds; None after a diagnostic. See `parse` for *names*."""
    text = read_text(path, name, report)
    if text is None:
        return None
    return parse(text, name, report, names=names)


def parse(text: str, name: str, report: Report, offset: int = 0, names: int = 0, listed: str = "") -> Mapping | None:
    """The mapping that *text* holds; None after a diagnostic.

    Args:
        offset: Lines of the file that stand before *text*, as for front matter.
        names: How many outer levels have keys that an author chose, rather than words of the source form.
        listed: Key that a bare list stands for, where a file may be nothing but a list.
    """
    reader = _Reader(text, name, report, offset)
    if _is_refused(text, name, report, offset):
        return None
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        reader.refuse(error)
        return None
    except yaml.YAMLError as error:  # a character that YAML forbids: no mark, only an offset in bytes
        before = text.encode()[: getattr(error, "position", 0)]
        line, column = before.count(b"\n") + 1, len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        report.add("SRC-010", Span(name, line + offset, column), reason=str(getattr(error, "reason", "")) or "?")
        return None
    if node is None:
        return Mapping(Span(name, 1 + offset), {}, {}, {})
    if isinstance(node, yaml.SequenceNode) and listed:
        items, span = reader.node(node, 1, names), reader.span(node)
        return Mapping(span, {listed: items}, {listed: span}, {listed: listed}) if items is not None else None
    if not isinstance(node, yaml.MappingNode):
        report.add("SRC-011", reader.span(node))
        return None
    found = reader.node(node, 0, names)
    return found if isinstance(found, Mapping) else None


@dataclass(frozen=True, slots=True)
class Mend:
    """Lines that a colon spoiled, counted from 0, and what their author meant."""

    first: int
    last: int
    lines: tuple[str, ...]


def misread(text: str) -> Mend | None:
    """What SRC-016 proposes for the first place that YAML cannot read; None when nothing or something else is wrong."""
    reader = _Reader(text, "", Report(), 0)
    if not _is_refused(text, "", Report(), 0):
        try:
            yaml.compose(text, Loader=Loader)
        except yaml.MarkedYAMLError as error:
            reader.refuse(error)
        except yaml.YAMLError:
            return None
    return reader.mend


def _is_refused(text: str, name: str, report: Report, offset: int) -> bool:
    """Whether the text has what is told before nodes are made of it.

    Anchors and aliases are typos or bombs; libyaml's own reader of nodes overflows the stack when they are nested
    too deep. Events cost as much as nodes, so they are looked at only where a sign of either is in the text.
    """
    flows = text.count("[") + text.count("{")
    if not ("&" in text or "*" in text or "!" in text or flows > DEEPEST or NESTED.search(text)):
        return False
    found, depth = False, 0
    lines: set[int] = set()
    try:
        for event in yaml.parse(text, Loader=Loader):
            mark = event.start_mark
            assert mark is not None
            span = Span(name, mark.line + 1 + offset, mark.column + 1)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                report.add("SRC-017", span, limit=DEEPEST)
                return True
            anchor = getattr(event, "anchor", None)
            if anchor is not None and mark.line not in lines:
                lines.add(mark.line)
                sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
                end = mark.column + 2 + len(anchor)
                place = Span(name, mark.line + 1 + offset, mark.column + 1, end)
                report.add("SRC-013", place, anchor=f"{sign}{anchor}")
                found = True
            elif getattr(event, "tag", None) is not None and getattr(event, "implicit", None) in (
                False,
                (False, False),
            ):
                written = re.match(r"\S*", text.split("\n")[mark.line][mark.column :])
                sign = written[0] if written else "!"
                place = Span(name, span.line, span.column, span.column + len(sign))
                report.add("SRC-014", place, tag=sign)
                found = True
    except yaml.YAMLError:
        return found  # told in full when nodes are made
    return found


class _Reader:
    """Turns composed nodes into ours, reporting duplicate keys and misread values."""

    def __init__(self, text: str, name: str, report: Report, offset: int) -> None:
        self.lines = text.split("\n")
        self.name, self.report, self.offset = name, report, offset
        self.mend: Mend | None = None

    def span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark, node.end_mark
        last = end.column + 1 if end.line == start.line else len(self.line(start.line).rstrip()) + 1
        end_column = last if last > start.column + 1 else None
        return Span(self.name, start.line + 1 + self.offset, start.column + 1, end_column)

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
        assert isinstance(node, yaml.MappingNode)
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
        if isinstance(value, yaml.ScalarNode) and not value.style:
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
            return self.flow(node, span)
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

    def flow(self, node: yaml.ScalarNode, span: Span) -> Scalar:
        """A plain or quoted scalar; its raw text are its lines without indent and quotes, unless it has escapes."""
        start, end = node.start_mark, node.end_mark
        quote = 1 if node.style else 0
        lines = [self.line(number) for number in range(start.line, end.line + 1)]
        lines[-1] = lines[-1][: end.column - quote]
        columns = [len(line) - len(line.lstrip()) + 1 for line in lines]
        columns[0] = start.column + quote + 1
        lines = [lines[0][columns[0] - 1 :], *lines[1:]]
        place = Span(span.path, span.line, columns[0])
        if " ".join(" ".join(lines).split()) != " ".join(str(node.value).split()):  # escapes
            return Scalar.make(str(node.value), span, first=place)
        raw = str(node.value) if len(lines) == 1 else "\n".join(line.strip() for line in lines)
        return Scalar.make(str(node.value), span, raw, place, tuple(columns))

    def refuse(self, error: yaml.MarkedYAMLError) -> None:
        """Say what libyaml could not read; a colon in a value gets its own words and the mended lines."""
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        text = self.line(line)
        problem = error.problem or ""
        indent = text[: column + 1]
        if "\t" in indent and not indent.strip():
            self.fault("SRC-019", line, indent.index("\t"), indent.index("\t") + 1)
        elif "mapping values are not allowed" in problem:
            self.misread(line)
        elif "could not find expected ':'" in problem:
            if not self.unfolded(line):
                at = self.offender(line)
                text = self.line(at)
                self.fault("SRC-011", at, len(text) - len(text.lstrip()), len(text.rstrip()))
        elif "quoted scalar" in (error.context or "") and error.context_mark:
            opening = error.context_mark
            self.fault("SRC-022", opening.line, opening.column, opening.column + 1)
        elif "comment or line break" in problem and error.context_mark and "block scalar" in (error.context or ""):
            sign = self.line(error.context_mark.line)[error.context_mark.column]
            self.fault("SRC-023", line, column, len(text.rstrip()), sign=sign)
        elif "cannot start any token" in problem or "alphabetic or numeric" in problem:
            at = column if "cannot start" in problem else max(column - 1, 0)
            self.fault("SRC-024", line, at, at + 1, sign=text[at : at + 1])
        else:
            line = min(line, len(self.lines) - 1)
            while line > 0 and not self.line(line).strip():
                line, column = line - 1, len(self.line(line - 1).rstrip())
            self.fault("SRC-010", line, column, None, reason=problem or "?")

    def fault(self, code: str, line: int, start: int, end: int | None, **values: object) -> None:
        """Report *code* at columns *start* to *end* of *line*, all counted from 0."""
        place = Span(self.name, line + 1 + self.offset, start + 1, None if end is None else end + 1)
        self.report.add(code, place, **values)

    def misread(self, line: int) -> None:
        """`key: some text: more`: the value goes below `>`."""
        source = self.line(line)
        found = re.match(r"(.*?:)(\s+)(.*\S)", source)
        if not found or not re.search(r":(\s|$)", found[3]):
            # The colon is right, the line is not: it stands below a value, or the text below its key lacks `>`.
            if not self.unfolded(line):
                self.fault(
                    "SRC-010", line, len(source) - len(source.lstrip()), len(source.rstrip()), reason="indentation"
                )
            return
        indent = " " * (len(source) - len(source.lstrip()) + (4 if source.lstrip().startswith("- ") else 2))
        key = re.split(r"\s*:(?:\s|$)", found[3])[0]
        self.mend = Mend(line, line, (f"{found[1]} >", f"{indent}{found[3]}"))
        self.fault("SRC-016", line, found.end(2), found.end(3), key=key, mended="\n".join(self.mend.lines))

    def unfolded(self, line: int) -> bool:
        """Whether the line without a key belongs to text that stands below its key without `>`; then it is told."""
        at = self.offender(line)
        indent = len(self.line(at)) - len(self.line(at).lstrip())
        above = next((n for n in range(at - 1, -1, -1) if self.line(n)[: max(indent, 1)].strip()), -1)
        owner = self.line(above).rstrip() if above >= 0 else ""
        first = next((n for n in range(above + 1, at + 1) if self.line(n).strip()), at)
        found = re.match(r"\s*([^:]+?)\s*:(\s|$)", self.line(first))
        if not owner.endswith(":") or not found or canonical(found[1], KEYS) in (*KEYS, *KEYS.values()):
            return False
        text = (self.line(number).rstrip() for number in range(above + 1, at + 1))
        self.mend = Mend(above, at, (f"{owner} >", *text))
        mended = "\n".join(self.mend.lines)
        self.fault("SRC-016", first, indent, len(self.line(first).rstrip()), key=found[1], mended=mended)
        return True

    def offender(self, line: int) -> int:
        """The line without a key that made libyaml stop at *line*."""
        at = min(line, len(self.lines) - 1)
        if re.search(r":(\s|$)", self.line(at)):
            at -= 1
        while at > 0 and not self.line(at).strip():
            at -= 1
        return max(at, 0)

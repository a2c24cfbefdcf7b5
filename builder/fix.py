"""Mends what has one right mend: a lock after a merge, a missing uuid, a colon that YAML misread.

In: a project and the paths to look at. Out: for each file that changes, its bytes before and after, and what was done.
Everything else in a file stays as it is, byte for byte: line ends, byte order mark, comments. What has two possible
mends is left to its author, as is what `cartable check` can only explain.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from builder import lock, tracking
from builder.diagnostics import Report
from builder.load import Project, derived_uuid, load, read_project
from builder.source import yaml

What = Literal["colon", "uuid", "merged", "same", "twice", "order"]
WORDS: Final[dict[bool, tuple[What, What]]] = {True: ("merged", "same"), False: ("twice", "order")}
"""What was mended in a lock, with git's markers and without: when something got another number, and when not."""
LINE_END: Final = re.compile(r"(\r\n|\r|\n)")
BOM: Final = b"\xef\xbb\xbf"
MOST_MENDS: Final = 500
"""Colons mended in one file; each is a reading of the whole."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing mended; *values* fill in the words of the command."""

    what: What
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that `fix` writes anew."""

    name: str
    """Relative to the project."""
    before: bytes
    after: bytes
    done: tuple[Done, ...]


def changes(root: Path, paths: Iterable[Path], keep: lock.Side | None = None) -> Iterator[Change]:
    """What is to be written below *paths* in the project at *root*, file by file.

    Each change may be written before the next is asked for: a lock is mended with the sources at hand.
    """
    report = Report()
    project = read_project(root, report)
    wanted = [each.resolve() for each in paths]
    for path in _sources(root):
        resolved = path.resolve()
        if not resolved.is_relative_to(root.resolve()) or not path.is_file():
            continue
        if not any(resolved.is_relative_to(each) for each in wanted):
            continue
        name = path.relative_to(root).as_posix()
        before = path.read_bytes()
        found = _lock_change(project, path, name, before, keep) if path.name == LOCK else None
        if path.name != LOCK:
            uuid = "" if report.has_errors or path.name != "course.yaml" else _uuid(project, path.parent.name)
            found = _source_change(name, before, uuid)
        if found is not None:
            yield found


LOCK: Final = "tracking.lock"
PATTERNS: Final = (
    *("courses/*/*.yaml", "courses/*/lessons/*.md", "quizzes/*.yaml", "media/*.yaml"),
    "courses/*/tracking.lock",
)


def _sources(root: Path) -> Iterator[Path]:
    """Every file that may have to be mended; locks last, when the sources can be read."""
    for pattern in PATTERNS:
        yield from sorted(root.glob(pattern))


def _uuid(project: Project, course: str) -> str:
    return str(derived_uuid(f"{project.iri_base}/{course}"))


class _Lines:
    """A text as lines with their ends, so that what is not touched stays as it is."""

    def __init__(self, data: bytes) -> None:
        self.mark = BOM if data.startswith(BOM) else b""
        text = data[len(self.mark) :].decode("utf-8")
        parts = LINE_END.split(text)
        self.rows = [[line, end] for line, end in zip(parts[::2], [*parts[1::2], ""], strict=True)]
        self.end = next((end for _, end in self.rows if end), "\n")

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.rows]

    def replace(self, first: int, last: int, lines: Iterable[str]) -> None:
        """Put *lines* in the place of the lines *first* to *last*; those that say the same stay untouched."""
        old = self.rows[first : last + 1]
        new = [[text, old[0][1] or self.end] for text in lines] if old else []
        new[-1][1] = old[-1][1]
        for index, row in enumerate(old):
            if len(new) == len(old) and row[0].rstrip() == new[index][0].rstrip():
                new[index] = row
        self.rows[first : last + 1] = new

    def insert(self, at: int, text: str) -> None:
        self.rows.insert(at, [text, self.end])

    def encode(self) -> bytes:
        return self.mark + "".join(text + end for text, end in self.rows).encode()


def _source_change(name: str, before: bytes, uuid: str) -> Change | None:
    """Colons and, with *uuid*, the missing line of a course."""
    try:
        lines = _Lines(before)
    except UnicodeDecodeError:
        return None
    if len(before) > yaml.LARGEST_SOURCE or any(yaml.CONTROL.search(each) for each in lines.texts):
        return None
    done: list[Done] = []
    start, end = _front_matter(lines.texts) if name.endswith(".md") else (0, None)
    for _ in range(MOST_MENDS if start is not None else 0):
        texts = lines.texts[start:end]
        mend = yaml.misread("\n".join(texts))
        if mend is None or not _is_right(texts, mend):
            break
        assert start is not None
        grown = len(lines.rows)
        lines.replace(start + mend.first, start + mend.last, mend.lines)
        end = None if end is None else end + len(lines.rows) - grown
        done.append(Done("colon", {"line": start + mend.first + 1}))
    at = _place_for_uuid("\n".join(lines.texts)) if uuid else None
    if at is not None:
        lines.insert(at, f"uuid: {uuid}")
        done.append(Done("uuid", {"line": at + 1, "uuid": uuid}))
    return Change(name, before, lines.encode(), tuple(done)) if done else None


def _front_matter(texts: list[str]) -> tuple[int | None, int | None]:
    """The lines of a lesson that are YAML; None when there are none."""
    if texts[0].rstrip() != "---":
        return None, None
    end = next((n for n, line in enumerate(texts[1:], 1) if line.rstrip() == "---"), None)
    return (None, None) if end is None else (1, end)


def _is_right(texts: list[str], mend: yaml.Mend) -> bool:
    """Whether *mend* is the only one there is: nothing in the text means something to YAML, and it now reads well."""
    value = mend.lines[1].lstrip()
    if any(re.search(r"(^|\s)#", each) for each in mend.lines) or value[:1] in "\"'[{|>&*!%@`?":
        return False
    follows = next((each for each in texts[mend.last + 1 :] if each.strip()), "")
    indent = len(mend.lines[1]) - len(value)
    if len(follows) - len(follows.lstrip(" ")) > indent:
        return False  # a text of several lines, laid out in a way of its own
    mended = [*texts[: mend.first], *mend.lines, *texts[mend.last + 1 :]]
    report = Report()
    yaml.parse("\n".join(mended), "", report)
    last = mend.first + len(mend.lines)
    return all(each.span.line > last for each in report.diagnostics)


def _place_for_uuid(text: str) -> int | None:
    """The line, counted from 0, before which `uuid:` belongs: the course's first key. None when it has one."""
    report = Report()
    node = yaml.parse(text, "", report)
    if node is None or report.has_errors or "uuid" in node.items or not node.keys:
        return None
    first = min(node.keys.values())
    return first.line - 1 if first.column == 1 else None


def _lock_change(project: Project, path: Path, name: str, before: bytes, keep: lock.Side | None) -> Change | None:
    text = yaml.read_text(path, name, Report())
    if text is None or lock.parse(text, name, Report()) is not None:
        return None
    mended = lock.mend(text, _Words(project, path.parent.name), keep)
    if mended is None:
        return None
    facts: dict[str, object] = {
        "kept": mended.kept or mended.side,
        "other": mended.other or ("theirs" if mended.side == "ours" else "ours"),
        "again": "theirs" if mended.side == "ours" else "ours",
        "count": len({slot.key for slot, _ in mended.moved} | {key for key, _, _ in mended.chosen}),
    }
    is_merge = any(lock.MARKER.match(each) for each in text.split("\n"))
    moved, stayed = WORDS[is_merge]
    what = moved if facts["count"] else stayed
    return Change(name, before, tracking.encoded(mended.lock, before), (Done(what, facts),))


class _Words:
    """The choices that the sources show, by placement; read when first asked for."""

    def __init__(self, project: Project, course: str) -> None:
        self._project, self._course = project, course

    def __call__(self, key: str) -> frozenset[str] | None:
        return self._marks.get(key)

    @cached_property
    def _marks(self) -> dict[str, frozenset[str]]:
        loaded = load(self._project, self._course, Report())
        placements = loaded[0].placements if loaded is not None else ()
        return {each.key: frozenset(map(tracking.fingerprint, each.activity.choice_texts())) for each in placements}


def patch(name: str, before: bytes | None, after: bytes) -> bytes:
    """The change of the file *name* as a unified diff that `git apply` takes; *before* is None for a new file.

    Bytes, since its line ends are those of the files.
    """
    old, new = _quoted(f"a/{name}"), _quoted(f"b/{name}")
    created, start = ("new file mode 100644\n", "/dev/null") if before is None else ("", old)
    rows = [*difflib.unified_diff(_with_ends(before or b""), _with_ends(after), n=3)][2:]
    body = "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)
    head = f"diff --git {old} {new}\n{created}--- {start}\n+++ {new}\n"
    return head.encode() + body.encode("utf-8", "surrogateescape")


def _quoted(name: str) -> str:
    """A path as git writes it in patches: quoted, with octal escapes, when it is not plain ASCII."""
    if name.isascii() and name.isprintable() and not set(name) & set('"\\'):
        return name
    octets = (chr(each) if 32 <= each < 127 and each not in b'"\\' else f"\\{each:03o}" for each in name.encode())
    return f'"{"".join(octets)}"'


def _with_ends(data: bytes) -> list[str]:
    """The lines with their own ends, carriage returns included; `splitlines` would cut at more than line ends."""
    *lines, last = data.decode("utf-8", "surrogateescape").split("\n")
    return [f"{each}\n" for each in lines] + ([last] if last else [])

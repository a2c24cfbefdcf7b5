"""What a case of the corpus is: a valid package, the changes to it, and what the checker then says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from tests.checker.packages import Edit, Files, valid, zipped

Pack = Callable[[Files], bytes]
Row = tuple[list[Edit], list[str]]
Table = dict[str, Row]
"""Name → edits of the valid package, findings; the name's end says the gravest severity: error, warning or valid."""

_IDENTIFIER: Final = re.compile(rb'(?:\bid|identifier)="[^"]*"')

MANIFESTS: Final = {
    "scorm12": "imsmanifest.xml",
    "scorm2004": "imsmanifest.xml",
    "xapi": "tincan.xml",
    "cmi5": "cmi5.xml",
    "web": "index.html",
}


@dataclass(frozen=True)
class Case:
    """The valid package of a kind with something changed."""

    kind: str
    name: str
    edits: tuple[Edit, ...] = ()
    findings: tuple[str, ...] = ()
    """`CODE name:line:column`, or `CODE name @text` for the place where *text* begins; `CODE` for the zip itself."""
    pack: Pack = zipped

    @property
    def codes(self) -> set[str]:
        """The codes that the checker finds."""
        return {each.split()[0] for each in self.findings}

    @property
    def files(self) -> Files:
        """The files of the package, changed."""
        files = valid(self.kind)
        for edit in self.edits:
            edit(files)
        return files

    @property
    def data(self) -> bytes:
        """The zip."""
        return self.pack(self.files)

    @property
    def expected(self) -> list[str]:
        """The findings in their order, each with its place in numbers."""
        files = self.files
        return [_placed(each, files) for each in self.findings]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def cases(kind: str, table: Table, pack: Pack = zipped) -> list[Case]:
    """The cases of *table*, whose packages are of one *kind*."""
    return [Case(kind, name, tuple(edits), tuple(found), pack) for name, (edits, found) in table.items()]


def packed(kind: str, table: dict[str, tuple[Pack, list[str]]]) -> list[Case]:
    """The cases of *table*, which differ in how the same files are packed."""
    return [Case(kind, name, (), tuple(found), pack) for name, (pack, found) in table.items()]


class Clash(Exception):  # noqa: N818 - it says what happened
    """Two cases change the same lines, write the same file or add the same identifier: they cannot be joined."""


def apply(joined: Iterable[Case]) -> bytes:
    """The zip of one package with the changes of all *joined* cases, which are of one kind.

    Changes are joined line by line, in whichever order the cases come. One case at most packs in its own way.

    Raises:
        Clash: They cannot be joined.
    """
    joined = list(joined)
    files = valid(joined[0].kind)
    changes: dict[str, list[Change]] = {}
    known = _identifiers(joined[0].kind)
    added: set[bytes] = set()
    for case in joined:
        for name, found in _changes(case).items():
            changes.setdefault(name, []).extend(found)
        new = {each for found in _changes(case).values() for change in found for each in change.identifiers}
        new -= known
        if not added.isdisjoint(new):
            raise Clash
        added |= new
    for name, found in changes.items():
        files[name] = _merged(files.get(name, b""), sorted(found))
        if any(each.is_removal for each in found):
            del files[name]
    packs = [each.pack for each in joined if each.pack is not zipped]
    if len(packs) > 1:
        raise Clash
    return (packs or [zipped])[0](files)


class Change(NamedTuple):
    """Lines *start* to *end* of a file, and what stands in their place."""

    start: int
    end: int
    lines: tuple[bytes, ...]
    is_removal: bool = False

    @property
    def identifiers(self) -> list[bytes]:
        """The identifiers that its lines define."""
        return _IDENTIFIER.findall(b"".join(self.lines))


@cache
def _identifiers(kind: str) -> set[bytes]:
    """The identifiers of the valid package of *kind*."""
    return set(_IDENTIFIER.findall(valid(kind)[MANIFESTS[kind]]))


@cache
def _changes(case: Case) -> dict[str, list[Change]]:
    """What the edits of *case* do to each file."""
    before, after = valid(case.kind), case.files
    found: dict[str, list[Change]] = {}
    for name in before.keys() | after.keys():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if old is None or new is None:
            whole = tuple((new or b"").splitlines(keepends=True))
            found[name] = [Change(0, len((old or b"").splitlines()), whole, new is None)]
            continue
        one, two = old.splitlines(keepends=True), new.splitlines(keepends=True)
        matcher = SequenceMatcher(None, one, two, autojunk=False)
        found[name] = [
            Change(start, end, tuple(two[first:last]))
            for what, start, end, first, last in matcher.get_opcodes()
            if what != "equal"
        ]
    return found


def _merged(data: bytes, changes: list[Change]) -> bytes:
    lines, at, merged = data.splitlines(keepends=True), -1, []
    for each in changes:
        if each.start <= at and not (each.start == at < each.end):
            raise Clash
        merged += lines[max(at, 0) : each.start]
        merged += each.lines
        at = each.end
    return b"".join([*merged, *lines[max(at, 0) :]])


def _placed(finding: str, files: Files) -> str:
    head, at, anchor = finding.partition(" @")
    if not at:
        return finding
    before, found, _ = files[head.split()[1]].decode().partition(anchor)
    assert found, f"{anchor!r} is not in the package"
    return f"{head}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

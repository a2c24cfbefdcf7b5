"""What a case of the corpus is: a valid package, the changes to it, and what the checker then says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from tests.checker.packages import Edit, Files, valid, zipped

Pack = Callable[[Files], bytes]
Row = tuple[list[Edit], list[str]]
Table = dict[str, Row]
"""Name → edits of the valid package, findings; the name's end says the gravest severity: error, warning or valid."""

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


def apply(changes: Iterable[Case]) -> bytes:
    """The zip of one package with all *changes*, which are of one kind; at most one of them packs in its own way.

    Raises:
        AssertionError: One of them does not find what another has changed.
    """
    changes = list(changes)
    files = valid(changes[0].kind)
    for each in changes:
        for edit in each.edits:
            edit(files)
    return next((each.pack for each in changes if each.pack is not zipped), zipped)(files)


def _placed(finding: str, files: Files) -> str:
    head, at, anchor = finding.partition(" @")
    if not at:
        return finding
    before, found, _ = files[head.split()[1]].decode().partition(anchor)
    assert found, f"{anchor!r} is not in the package"
    return f"{head}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

"""What the files of a zip are called, and which of them are no plain files.

In: the entries of a zip's table. Out: the rules Z04 to Z08, and what of Z01 concerns an entry as a whole. Names are the
zip's own: any text, of any length.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from builder.checker import directory
from builder.checker.directory import Entry
from builder.diagnostics import Report, Span, shown_line

LONGEST_PLACE: Final = 200
LONGEST_NAME: Final = 1024
LONGEST_PART: Final = 255
"""Bytes of a name between two slashes: what the file systems of servers allow."""


def place(label: str, name: str, line: int = 1, column: int = 1) -> Span:
    """A span inside a zip: names are the zip's own, so control characters and endless names are made harmless."""
    text = shown_line(name[: LONGEST_PLACE + 1])
    if len(text) > LONGEST_PLACE:
        text = text[: LONGEST_PLACE - 1] + "…"
    return Span(f"{label}/{text}" if text else label, line, column)


def folded(name: str) -> str:
    """*name* as a file system that ignores case and composition sees it (Windows, macOS)."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


_DRIVE: Final = re.compile(r"[A-Za-z]:")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._/-]*")
_JUNK: Final = re.compile(
    r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|ehthumbs\.db|\._[^/]*|(?:__MACOSX|\.git|\.svn|\.hg)(?:/.*)?)$"
    r"|\.(?:js|css|mjs)\.map$"
)


def is_junk(name: str) -> bool:
    """Whether *name* is a file that a system or a tool left behind (Z08)."""
    return _JUNK.search(name) is not None


# Marks that turn the direction of writing, and letters of no width; the two joiners spell Persian and emoji.
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def _is_control(name: str) -> bool:
    return any(unicodedata.category(each) == "Cc" for each in name)


def _is_too_long(name: str) -> bool:
    return len(name) > LONGEST_PART and (
        len(name) > LONGEST_NAME or any(len(part.encode("utf-8", "replace")) > LONGEST_PART for part in name.split("/"))
    )


def is_folder(entry: Entry) -> bool:
    """Whether *entry* stands for a folder, which no importer needs."""
    return entry.name.endswith("/")


def obstacle(entry: Entry) -> str | None:
    """Why an entry is no plain file that every importer can unpack (Z01, Z04, Z07)."""
    name, mode = entry.name, entry.mode
    if entry.is_encrypted:
        return "Z01.encrypted"
    if entry.method not in (directory.STORED, directory.DEFLATED):
        return "Z01.compression"
    if stat.S_ISLNK(mode):
        return "Z04.symlink"
    if _is_too_long(name):
        return "Z04.too-long"
    if is_folder(entry):
        return None
    if stat.S_ISDIR(mode) or (entry.attributes & 0x10 and not entry.size):
        return "Z07.unmarked"
    return "Z04.special" if stat.S_IFMT(mode) not in (0, stat.S_IFREG) else None


_FAULTS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("Z04.control", _is_control),
    ("Z04.invisible", _INVISIBLE.search),
    ("Z04.drive", _DRIVE.match),
    ("Z04.absolute", lambda name: name[:1] in ("/", "\\")),
    ("Z04.traversal", lambda name: ".." in re.split(r"[/\\]", name)),
    ("Z04.backslash", lambda name: "\\" in name),
    ("Z04.empty-part", lambda name: not name or "//" in name or "." in name.split("/")),
    ("Z08.junk", is_junk),
    ("Z05.non-ascii", lambda name: not name.isascii()),
    ("Z05.characters", lambda name: not _PLAIN.fullmatch(name)),
)


def check(label: str, entries: list[Entry], report: Report) -> None:
    """Z01, Z04, Z05, Z07, Z08: of an entry its gravest fault only, of a fault its first entry and their number."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        name = entry.name
        code = obstacle(entry) or next((code for code, is_so in _FAULTS if is_so(name)), None)
        if code == "Z05.non-ascii" and not entry.says_utf8:
            code = "Z05.utf8-flag"
        if entry.other_name:
            # Readers that know the field unpack under the name in it.
            grave = next((code for code, is_so in _FAULTS if is_so(entry.other_name)), "")
            code = grave if grave.startswith("Z04") and not (code or "").startswith("Z04") else code or "Z05.two-names"
        if code:
            found.setdefault(code, []).append(name)
    for code, faulty in found.items():
        report.add(code, place(label, faulty[0]), name=faulty[0], count=len(faulty))


def check_clashes(label: str, names: list[str], report: Report) -> None:
    """Z06, and the file of Z07 that is a folder too."""
    first: dict[str, str] = {}
    ordered = sorted(names)
    for name in names:
        if _is_too_long(name):
            continue
        other = first.setdefault(folded(name), name)
        if other is not name:
            if other == name:
                code = "Z06.duplicate"
            elif unicodedata.normalize("NFC", other) == unicodedata.normalize("NFC", name):
                code = "Z06.composition"
            else:
                code = "Z06.case"
            report.add(code, place(label, name), name=name, other=other)
        under = bisect_left(ordered, f"{name}/")
        if under < len(ordered) and ordered[under].startswith(f"{name}/"):
            report.add("Z07.file-and-folder", place(label, name), name=name)

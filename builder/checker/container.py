"""The zip itself: whether it can be opened, what its entries are called, and their bytes one file at a time.

In: a file of any origin, never trusted. Out: a `Container`, or None when nothing inside can be examined; the
rules Z01 and Z04 to Z08 and Z14 of the conformance list, after PKWARE's APPNOTE. Nothing is extracted to disk, and
nothing is read but the texts that a rule asks for, each within a limit.
"""

from __future__ import annotations

import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from builder.diagnostics import Report, Span, shown_line

MIB: Final = 1024 * 1024
LARGEST_TEXT: Final = 16 * MIB
"""A text file over this size is not read: no manifest and no page of a course comes near it."""
MOST_TAGS: Final = 200_000
"""Markup with more costs a parser a hundred times its size in memory; the largest manifest seen has 20,000."""
MOST_ATTRIBUTES: Final = 1000
"""Of one element: libxml2 compares each attribute with all before it."""
MOST_EFFORT: Final = 4_000_000_000
"""The squares of the words of all long tags together; a path of an inline drawing has some thousand words."""
LARGEST_READING: Final = 256 * MIB
"""All texts together; only a zip made to exhaust its reader has more."""
MOST_ENTRIES: Final = 65_534
"""What a zip32 directory can count; more needs zip64, which SCORM importers refuse."""
LARGEST_DIRECTORY: Final = 32 * MIB
LARGE: Final = 50 * MIB
VERY_LARGE: Final = 128 * MIB
MOST_OF_A_KIND: Final = 100
LONGEST_PLACE: Final = 200

UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    # zipfile says RuntimeError for encryption and NotImplementedError for compression, and lets the conversions
    # of a damaged directory through as ValueError (UnicodeDecodeError among them), IndexError or OverflowError.
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)


@dataclass(slots=True)
class Container:
    """The files of a package; directories and entries that cannot be read are left out of `sizes`."""

    label: str
    """How the zip is called in places."""
    sizes: dict[str, int]
    """Name and unpacked size of each file, by the directory of the zip."""
    archive_size: int
    _archive: zipfile.ZipFile
    _infos: dict[str, zipfile.ZipInfo]
    _report: Report
    _folded: dict[str, str] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)
    _unread: set[str] = field(default_factory=set)
    _bytes_read: int = 0
    _effort: int = 0

    def __post_init__(self) -> None:
        for name in self.sizes:
            self._folded.setdefault(folded(name), name)
            self._folders.update(folders_of(name))

    def span(self, name: str, line: int = 1, column: int = 1) -> Span:
        """The place of something inside the file *name*."""
        return place(self.label, name, line, column)

    @property
    def is_wholly_read(self) -> bool:
        """Whether every file asked for so far could be read."""
        return not self._unread

    def checksum(self, name: str) -> int:
        """The CRC-32 of *name* that the directory states: enough to tell whether two packages hold the same."""
        return self._infos[name].CRC

    def near(self, name: str) -> str | None:
        """The file whose name differs from *name* by case or by the composition of its accents only."""
        return self._folded.get(folded(name))

    def has_folder(self, name: str) -> bool:
        """Whether some file lies under the folder *name*."""
        return name in self._folders

    def read(self, name: str) -> bytes | None:
        """The bytes of *name*; None, once reported, when it is damaged or over the limits."""
        info = self._infos[name]
        if name in self._unread:
            return None
        if info.file_size > LARGEST_TEXT or self._bytes_read + info.file_size > LARGEST_READING:
            self.give_up(name)
            return None
        try:
            with self._archive.open(info) as stream:
                # ZipExtFile never gives more than the size that the directory declares, which is bounded above.
                data = stream.read(LARGEST_TEXT + 1)
        except UNREADABLE:
            self._unread.add(name)
            self._report.add("Z01.damaged", self.span(name))
            return None
        if len(data) != info.file_size:
            self._unread.add(name)
            self._report.add("Z01.damaged", self.span(name))
            return None
        self._bytes_read += len(data)
        return data

    def copy(self, name: str, target: BinaryIO) -> bool:
        """Write the bytes of *name* to *target*; False, once reported, when it is damaged.

        Of any size: what the zip unpacks to was bounded when it was opened.
        """
        try:
            with self._archive.open(self._infos[name]) as stream:
                shutil.copyfileobj(stream, target, MIB)
        except UNREADABLE:
            self._unread.add(name)
            self._report.add("Z01.damaged", self.span(name))
            return False
        return True

    def give_up(self, name: str) -> None:
        """Report that *name* is more than can be examined."""
        self._unread.add(name)
        self._report.add("Z14.not-examined", self.span(name), megabytes=max(1, self.sizes[name] // MIB))

    def is_too_rich(self, name: str, data: bytes) -> bool:
        """Whether *data* has more tags or attributes than can be parsed in bearable time, which is reported."""
        is_so = data.count(b"<") > MOST_TAGS
        for tag in () if is_so else _LONG_TAG.finditer(data):
            self._effort += len(tag.group().split()) ** 2
            is_so = is_so or self._effort > MOST_EFFORT or len(_VALUE.sub(b"", tag.group()).split()) > MOST_ATTRIBUTES
        if is_so:
            self.give_up(name)
        return is_so


_LONG_TAG: Final = re.compile(rb"<[A-Za-z][^<>]{2000,}")
_VALUE: Final = re.compile(rb"""\w=(?:"[^"]*"|'[^']*')""")


class Limited(Report):
    """A report that lists a fault a hundred times in one file and counts it from there on.

    A hostile manifest holds a hundred thousand faults, and nobody reads that many of an honest one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, code: str, span: Span, **values: object) -> None:
        """Note one mistake, or only count it."""
        key = (code, span.path)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= MOST_OF_A_KIND:
            super().add(code, span, **values)

    def close(self) -> Report:
        """The report, complete with what was only counted."""
        for (code, path), count in self._counts.items():
            if count > MOST_OF_A_KIND:
                super().add("Z14.more", Span(path), rule=code, count=count - MOST_OF_A_KIND)
        return self


def place(label: str, name: str, line: int = 1, column: int = 1) -> Span:
    """A span inside a zip: names are the zip's own, so control characters and endless names are made harmless."""
    text = shown_line(name)
    if len(text) > LONGEST_PLACE:
        text = text[: LONGEST_PLACE - 1] + "…"
    return Span(f"{label}/{text}" if text else label, line, column)


def folders_of(name: str) -> Iterator[str]:
    """The folders that the file *name* lies in, innermost first."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def folded(name: str) -> str:
    """*name* as a file system that ignores case and composition sees it (Windows, macOS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@contextmanager
def opened(path: Path, label: str, report: Report) -> Iterator[Container | None]:
    """The container at *path*, closed at the end of the block; None, with the reason reported, when it is none."""
    span = place(label, "")
    try:
        if path.exists() and not path.is_file():
            # Opening a pipe would wait for ever.
            raise OSError(0, "no regular file")
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        report.add("Z01.unreadable", span, reason=reason or type(error).__name__)
        yield None
        return
    with stream:
        try:
            archive = _archive(stream, span, report)
        except UNREADABLE:
            # The end of the directory was found, what comes before it makes no sense.
            report.add("Z01.damaged-directory", span)
            archive = None
        if archive is None:
            yield None
            return
        with archive:
            yield _container(archive, stream, label, report)


def wrapped(files: Mapping[str, bytes], label: str, report: Report) -> Container:
    """A container of files that lie in no zip: texts of a package that was unpacked or is not written yet."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    reading = zipfile.ZipFile(stream)
    infos = {each.filename: each for each in reading.infolist()}
    return Container(
        label=label,
        sizes={name: info.file_size for name, info in infos.items()},
        archive_size=0,
        _archive=reading,
        _infos=infos,
        _report=report,
    )


_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END64: Final = struct.Struct("<4sQ2H2L4Q")


def _archive(stream: BinaryIO, span: Span, report: Report) -> zipfile.ZipFile | None:
    """The opened zip, after a look at the end records, of which `zipfile` tells nothing (Z01)."""
    size = stream.seek(0, 2)
    if size == 0:
        report.add("Z01.empty", span)
        return None
    stream.seek(max(0, size - _END.size - _LOCATOR.size - 0xFFFF))
    start, tail = stream.tell(), stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        stream.seek(0)
        is_cut = stream.read(4) == b"PK\x03\x04"
        report.add("Z01.truncated" if is_cut else "Z01.not-a-zip", span)
        return None
    _, disk, first_disk, here, entries, directory_size, _, _ = _END.unpack_from(tail, at)
    disks = 1
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
        _, disk, offset, disks = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        first_disk, here = 0, entries
        report.add("Z01.zip64", span)
        stream.seek(min(offset, start + at))
        record = stream.read(_END64.size)
        if len(record) == _END64.size and record.startswith(b"PK\x06\x06"):
            *_, disk, first_disk, here, entries, directory_size, _ = _END64.unpack(record)
    if disk or first_disk or disks > 1 or here != entries:
        report.add("Z01.multi-disk", span)
        return None
    if entries > MOST_ENTRIES or directory_size > LARGEST_DIRECTORY:
        report.add("Z01.too-many", span, limit=MOST_ENTRIES)
        return None
    stream.seek(0)
    return zipfile.ZipFile(stream)


def _container(archive: zipfile.ZipFile, stream: BinaryIO, label: str, report: Report) -> Container | None:
    """The container of an opened zip, once its entries are found harmless."""
    span = place(label, "")
    size = stream.seek(0, 2)
    infos = archive.infolist()
    if not infos:
        report.add("Z01.no-entries", span)
        return None
    unpacked = sum(each.file_size for each in infos)
    if _is_bomb(infos, unpacked, size):
        report.add("Z01.bomb", span, megabytes=unpacked // MIB)
        return None
    if _overlap(infos, size):
        report.add("Z01.overlap", span)
        return None
    # 4.5 is the version that brought zip64; higher ones are other methods.
    if any(each.extract_version == 45 for each in infos):
        report.add("Z01.zip64", span)
    if size > VERY_LARGE:
        report.add("Z14.very-large", span, megabytes=size // MIB)
    elif size > LARGE:
        report.add("Z14.large", span, megabytes=size // MIB)

    named = [(_name(info), info) for info in infos]
    files = [(name, info) for name, info in named if not name.endswith("/")]
    _check_names(label, named, report)
    _check_clashes(label, [name for name, _ in files], report)
    by_name = {name: info for name, info in files if _obstacle(name, info) is None}
    return Container(
        label=label,
        sizes={name: info.file_size for name, info in by_name.items()},
        archive_size=size,
        _archive=archive,
        _infos=by_name,
        _report=report,
    )


def _is_bomb(infos: list[zipfile.ZipInfo], unpacked: int, size: int) -> bool:
    """Whether the zip unpacks to so much more than its size that only an attack explains it (Z01).

    Deflate reaches 1032:1 on zeroes; texts reach 20:1, and a course is mostly media, which reaches 1:1.
    """
    one = any(each.file_size > 64 * MIB and each.file_size > 500 * max(1, each.compress_size) for each in infos)
    return one or (unpacked > 64 * MIB and unpacked > 100 * size)


def _overlap(infos: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether two entries share bytes, or one reaches past the end of the zip."""
    end = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        if info.header_offset < end:
            return True
        end = info.header_offset + 30 + info.compress_size
    return end > size


def _name(info: zipfile.ZipInfo) -> str:
    """The name as stored; UTF-8 without its flag is understood, as most importers do."""
    name = info.orig_filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


_DRIVE: Final = re.compile(r"[A-Za-z]:")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._/-]*")
_JUNK: Final = re.compile(
    r"(?:^|/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|ehthumbs\.db|\._[^/]*|(?:__MACOSX|\.git|\.svn|\.hg)(?:/.*)?)$"
    r"|\.(?:js|css|mjs)\.map$"
)


def _is_control(name: str) -> bool:
    return any(unicodedata.category(each) == "Cc" for each in name)


def _obstacle(name: str, info: zipfile.ZipInfo) -> str | None:
    """Why an entry is no plain file that every importer can unpack (Z01, Z04, Z07)."""
    mode = info.external_attr >> 16 if info.create_system == 3 else 0
    if info.flag_bits & 0x2041:
        return "Z01.encrypted"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "Z01.compression"
    if stat.S_ISLNK(mode):
        return "Z04.symlink"
    if name.endswith("/"):
        return None
    if stat.S_ISDIR(mode) or (info.external_attr & 0x10 and not info.file_size):
        return "Z07.unmarked"
    return "Z04.special" if stat.S_IFMT(mode) not in (0, stat.S_IFREG) else None


_FAULTS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("Z04.control", _is_control),
    ("Z04.drive", _DRIVE.match),
    ("Z04.absolute", lambda name: name[:1] in ("/", "\\")),
    ("Z04.traversal", lambda name: ".." in re.split(r"[/\\]", name)),
    ("Z04.backslash", lambda name: "\\" in name),
    ("Z04.empty-part", lambda name: not name or "//" in name or "." in name.split("/")),
    ("Z08.junk", _JUNK.search),
    ("Z05.non-ascii", lambda name: not name.isascii()),
    ("Z05.characters", lambda name: not _PLAIN.fullmatch(name)),
)


def _check_names(label: str, named: list[tuple[str, zipfile.ZipInfo]], report: Report) -> None:
    """Z01, Z04, Z05, Z07, Z08: of an entry its gravest fault only, of a fault its first entry and their number."""
    found: dict[str, list[str]] = {}
    for name, info in named:
        code = _obstacle(name, info) or next((code for code, is_so in _FAULTS if is_so(name)), None)
        if code == "Z05.non-ascii" and not info.flag_bits & 0x800:
            code = "Z05.utf8-flag"
        if code:
            found.setdefault(code, []).append(name)
    for code, faulty in found.items():
        report.add(code, place(label, faulty[0]), name=faulty[0], count=len(faulty))


def _check_clashes(label: str, names: list[str], report: Report) -> None:
    """Z06, and the file of Z07 that is a folder too."""
    folders = {folder for name in names for folder in folders_of(name)}
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(folded(name), name)
        if other is not name:
            if other == name:
                code = "Z06.duplicate"
            elif unicodedata.normalize("NFC", other) == unicodedata.normalize("NFC", name):
                code = "Z06.composition"
            else:
                code = "Z06.case"
            report.add(code, place(label, name), name=name, other=other)
        if name in folders:
            report.add("Z07.file-and-folder", place(label, name), name=name)


def largest(sizes: dict[str, int], count: int = 5) -> tuple[tuple[str, int], ...]:
    """The *count* biggest files and their sizes, biggest first (Z14)."""
    ordered: Iterable[tuple[str, int]] = sorted(sizes.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ordered)[:count]

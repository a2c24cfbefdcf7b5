"""The files of a zip: whether they are whole, and their bytes one file at a time.

In: a file of any origin, never trusted. Out: a `Container`, or None when nothing inside can be examined; the rules Z01
and Z14 of the conformance list. Nothing is extracted to disk, no zip inside the zip is opened, and what is unpacked
goes by in small pieces. The limits below hold for a package as a whole, and count bytes and tags, never seconds: the
same file gets the same report on any machine. Only a script made to exhaust its parser is given up by the clock.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from builder.checker import directory, names
from builder.checker.directory import Entry
from builder.checker.names import folded, place
from builder.diagnostics import Report, Span

MIB: Final = 1024 * 1024
LARGEST_TEXT: Final = 16 * MIB
"""A text file over this size is not read: no manifest and no page of a course comes near it."""
LARGEST_MANIFEST: Final = 8 * MIB
"""The largest manifest seen has 3 MB; its tree takes thirty times as much memory as its text."""
MOST_TAGS: Final = 200_000
"""Markup with more costs a parser a hundred times its size in memory; the largest manifest seen has 20,000."""
MOST_TAGS_IN_ALL: Final = 1_000_000
"""Of all texts that are parsed; a course of a thousand pages has some hundred thousand."""
MOST_ADDRESSES: Final = 100_000
"""That style sheets load, in all texts: each is looked for in the zip."""
MOST_SNIPPETS: Final = 5000
"""Of script inside pages, in all: each costs the start of a parser."""
MOST_ATTRIBUTES: Final = 1000
"""Of one element: libxml2 compares each attribute with all before it."""
MOST_EFFORT: Final = 4_000_000_000
"""The squares of the words of all long tags together; a path of an inline drawing has some thousand words."""
LARGEST_READING: Final = 64 * MIB
"""All texts together; only a zip made to exhaust its reader has more."""
LARGEST_UNPACKING: Final = 1024 * MIB
"""Of files no rule reads, to see whether they are whole; about five seconds."""
LARGE: Final = 50 * MIB
VERY_LARGE: Final = 128 * MIB
SWELLING: Final = 256 * MIB
MOST_OF_A_KIND: Final = 100
MOST_IN_ALL: Final = 1000
MANIFESTS: Final = ("imsmanifest.xml", "tincan.xml", "cmi5.xml")
"""What an LMS looks for at the root: where these cannot be examined, nothing was checked."""

_PIECE: Final = 64 * 1024


class DamagedError(Exception):
    """A file of the zip does not unpack to what the table says; the code says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Container:
    """The files of a package; directories and entries that cannot be read are left out of `sizes`."""

    label: str
    """How the zip is called in places."""
    sizes: dict[str, int]
    """Name and unpacked size of each file, by the directory of the zip."""
    archive_size: int
    _stream: BinaryIO
    _entries: dict[str, Entry]
    _report: Report
    shut: frozenset[str] = frozenset()
    """Files that are there and cannot be had by these names: encrypted ones, links, those with backslashes in names."""
    _folded: dict[str, str] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _unread: set[str] = field(default_factory=set)
    _whole: set[str] = field(default_factory=set)
    _bytes_read: int = 0
    _addresses: int = 0
    _tags: int = 0
    _snippets: int = 0
    _effort: int = 0

    def __post_init__(self) -> None:
        self._sorted = sorted(self.sizes)
        for name in self.sizes:
            self._folded.setdefault(folded(name), name)

    def span(self, name: str, line: int = 1, column: int = 1) -> Span:
        """The place of something inside the file *name*."""
        return place(self.label, name, line, column)

    @property
    def is_wholly_read(self) -> bool:
        """Whether every file asked for so far could be read."""
        return not self._unread

    def checksum(self, name: str) -> int:
        """The CRC-32 of *name* that the directory states: enough to tell whether two packages hold the same."""
        return self._entries[name].checksum

    def near(self, name: str) -> str | None:
        """The file whose name differs from *name* by case or by the composition of its accents only."""
        return self._folded.get(folded(name))

    def has_folder(self, name: str) -> bool:
        """Whether some file lies under the folder *name*."""
        # No set of all folders: 500 names of 30,000 parts each would make one of gigabytes.
        at = bisect_left(self._sorted, f"{name}/")
        return at < len(self._sorted) and self._sorted[at].startswith(f"{name}/")

    def read(self, name: str) -> bytes | None:
        """The bytes of *name*; None, once reported, when it is damaged or over the limits."""
        entry = self._entries[name]
        if name in self._unread:
            return None
        is_over = self._bytes_read + entry.size > LARGEST_READING and name not in MANIFESTS
        if entry.size > (LARGEST_MANIFEST if name in MANIFESTS else LARGEST_TEXT) or is_over:
            self.give_up(name)
            return None
        try:
            data = b"".join(self._pieces(entry))
        except DamagedError as error:
            self._spoilt(name, error.code)
            return None
        self._whole.add(name)
        self._bytes_read += len(data)
        self._addresses += data.count(b"url(")
        if self._addresses > MOST_ADDRESSES and name not in MANIFESTS:
            self.give_up(name)
            return None
        return data

    def copy(self, name: str, target: BinaryIO) -> bool:
        """Write the bytes of *name* to *target*; False, once reported, when it is damaged.

        Of any size: what the zip unpacks to was bounded when it was opened.
        """
        try:
            target.writelines(self._pieces(self._entries[name]))
        except DamagedError as error:
            self._spoilt(name, error.code)
            return False
        return True

    def verify(self) -> None:
        """Report every file that is not whole, media that no rule reads among them (Z01).

        By size and checksum, in the order of names, as far as `LARGEST_UNPACKING` goes.
        """
        left = LARGEST_UNPACKING
        skipped = 0
        for name in self._sorted:
            entry = self._entries[name]
            if name in self._whole or name in self._unread:
                continue
            if max(entry.size, entry.packed) > left:
                skipped += 1
                continue
            left -= max(entry.size, entry.packed)
            try:
                for _ in self._pieces(entry):
                    pass
            except DamagedError as error:
                self._spoilt(name, error.code)
            else:
                self._whole.add(name)
        if skipped:
            self._report.add(
                "Z14.not-unpacked", self.span(""), count=skipped, megabytes=(LARGEST_UNPACKING - left) // MIB
            )

    def last_bytes(self, name: str, count: int) -> bytes:
        """The last *count* bytes of *name* at most, b"" when it is damaged: a zip inside says there what it holds."""
        kept = b""
        try:
            for piece in self._pieces(self._entries[name]):
                kept = (kept + piece)[-count:] if len(piece) < count else piece[-count:]
        except DamagedError:
            return b""
        return kept

    def _spoilt(self, name: str, code: str) -> None:
        if name not in self._unread:
            self._unread.add(name)
            self._report.add(code, self.span(name))

    def _pieces(self, entry: Entry) -> Iterator[bytes]:
        """What *entry* unpacks to, never more than it says.

        Raises:
            DamagedError: It is not what the table says: its deflate is broken, its size or its checksum another.
        """
        if entry.start < 0:
            raise DamagedError("Z01.damaged")
        size = checksum = 0
        for piece in self._inflated(entry) if entry.method == directory.DEFLATED else self._stored(entry):
            size += len(piece)
            if size > entry.size:
                raise DamagedError("Z01.size")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != entry.size:
            raise DamagedError("Z01.size")
        if checksum != entry.checksum:
            raise DamagedError("Z01.checksum")

    def _stored(self, entry: Entry) -> Iterator[bytes]:
        at, stop = entry.start, entry.start + entry.packed
        while at < stop:
            self._stream.seek(at)
            try:
                piece = self._stream.read(min(_PIECE, stop - at))
            except OSError:
                piece = b""
            if not piece:
                raise DamagedError("Z01.damaged")
            at += len(piece)
            yield piece

    def _inflated(self, entry: Entry) -> Iterator[bytes]:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        packed = self._stored(entry)
        for block in packed:
            while True:
                try:
                    piece = unpacker.decompress(block, MIB)
                except zlib.error as error:
                    raise DamagedError("Z01.damaged") from error
                if piece:
                    yield piece
                block = unpacker.unconsumed_tail
                if unpacker.eof or (not block and len(piece) < MIB):
                    break
            if unpacker.eof:
                break
        if not unpacker.eof:
            raise DamagedError("Z01.damaged")
        if unpacker.unused_data or next(packed, b""):
            # The table counts bytes to the file that are none of its.
            raise DamagedError("Z01.size")

    def give_up(self, name: str) -> None:
        """Report that *name* is more than can be examined."""
        self._unread.add(name)
        code = "Z10.not-examined" if name in MANIFESTS else "Z14.not-examined"
        self._report.add(code, self.span(name), megabytes=max(1, self.sizes[name] // MIB))

    def takes_snippet(self, name: str) -> bool:
        """Whether one more script inside the page *name* may be read; that there are too many is reported."""
        self._snippets += 1
        if self._snippets == MOST_SNIPPETS + 1:
            self.give_up(name)
        return self._snippets <= MOST_SNIPPETS

    def is_too_rich(self, name: str, data: bytes) -> bool:
        """Whether *data* has more tags or attributes than can be parsed in bearable time, which is reported."""
        count = data.count(b"<")
        self._tags += count
        is_so = count > MOST_TAGS or (self._tags > MOST_TAGS_IN_ALL and name not in MANIFESTS)
        for tag in () if is_so else _LONG_TAG.finditer(data):
            self._effort += len(tag.group().split()) ** 2
            is_so = is_so or self._effort > MOST_EFFORT or len(_VALUE.sub(b"", tag.group()).split()) > MOST_ATTRIBUTES
        if is_so:
            self.give_up(name)
        return is_so


_LONG_TAG: Final = re.compile(rb"<[A-Za-z][^<>]{2000,}")
_VALUE: Final = re.compile(rb"""\w=(?:"[^"]*"|'[^']*')""")


class Limited(Report):
    """A report that lists a fault a hundred times in one file, a thousand times in all, and counts it from there on.

    A hostile manifest holds a hundred thousand faults, and nobody reads that many of an honest one.
    """

    def __init__(self, label: str = "") -> None:
        super().__init__()
        self._label = label
        self._counts: dict[tuple[str, str], int] = {}
        self._totals: dict[str, int] = {}

    def add(self, code: str, span: Span, **values: object) -> None:
        """Note one mistake, or only count it."""
        self._totals[code] = self._totals.get(code, 0) + 1
        key = (code, span.path)
        if self._totals[code] > MOST_IN_ALL and key not in self._counts:
            # Counted by what is over `MOST_IN_ALL`: a count for each of many files would be memory again.
            key = (code, self._label)
            self._counts.setdefault(key, MOST_OF_A_KIND)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= MOST_OF_A_KIND:
            super().add(code, span, **values)

    def close(self) -> Report:
        """The report, complete with what was only counted."""
        for (code, path), count in self._counts.items():
            if count > MOST_OF_A_KIND:
                super().add("Z14.more", Span(path), rule=code, count=count - MOST_OF_A_KIND)
        return self


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
            container = _container(stream, label, report)
        except OSError as error:
            report.add("Z01.unreadable", span, reason=error.strerror or type(error).__name__)
            container = None
        yield container


def wrapped(files: Mapping[str, bytes], label: str, report: Report) -> Container:
    """A container of files that lie in no zip: texts of a package that was unpacked or is not written yet."""
    stream = BytesIO()
    entries = {}
    for name, data in files.items():
        at, size = stream.tell(), len(data)
        stream.write(data)
        entries[name] = Entry(
            name, b"", "", size, size, zlib.crc32(data), directory.STORED, 0, at, 0, 0, is_zip64=False, start=at
        )
    sizes = {name: entry.size for name, entry in entries.items()}
    return Container(label=label, sizes=sizes, archive_size=0, _stream=stream, _entries=entries, _report=report)


def _container(stream: BinaryIO, label: str, report: Report) -> Container | None:
    """The container of the zip in *stream*, once its entries are found harmless."""
    span = place(label, "")
    size = stream.seek(0, 2)
    table = directory.read(stream, span, report)
    if table is None:
        return None
    entries = table.entries
    unpacked = sum(each.size for each in entries)
    if _is_bomb(entries, unpacked, size):
        report.add("Z01.bomb", span, megabytes=unpacked // MIB)
        return None
    ordered = sorted(entries, key=lambda each: each.offset)
    # Before the headers are looked at, and with what they add.
    if directory.overlaps(ordered, table.at):
        report.add("Z01.overlap", span)
        return None
    lost = _check_headers(stream, ordered, label, report)
    if directory.overlaps(ordered, table.at):
        report.add("Z01.overlap", span)
        return None
    if ordered[0].offset:
        report.add("Z01.leading", span, bytes=ordered[0].offset)
    hidden = directory.unlisted(stream, ordered, table.at)
    if hidden:
        report.add("Z01.unlisted", span, count=hidden)
    if size > VERY_LARGE:
        report.add("Z14.very-large", span, megabytes=size // MIB)
    elif size > LARGE:
        report.add("Z14.large", span, megabytes=size // MIB)

    if unpacked > SWELLING and unpacked > 10 * size:
        report.add("Z14.unpacked", span, megabytes=unpacked // MIB, times=unpacked // size)

    names.check(label, entries, report)
    files = [each for each in entries if names.obstacle(each) is None and not each.name.endswith("/")]
    names.check_clashes(label, [each.name for each in entries if not names.is_folder(each)], report)
    by_name = {each.name: each for each in files}
    return Container(
        label=label,
        sizes={name: entry.size for name, entry in by_name.items()},
        archive_size=size,
        _stream=stream,
        _entries=by_name,
        _report=report,
        _unread=lost,
        shut=frozenset(
            each.name.replace("\\", "/")
            for each in entries
            if "\\" in each.name or (each.name not in by_name and not names.is_folder(each))
        ),
    )


def _check_headers(stream: BinaryIO, ordered: list[Entry], label: str, report: Report) -> set[str]:
    """Z01: what the headers before the files say otherwise; the names of files that have none."""
    found = directory.compare(stream, ordered)
    for entry, other in found.names[:1]:
        count = len(found.names)
        report.add("Z01.two-names", place(label, entry.name), name=entry.name, other=other, count=count)
    for entry in found.others[:1]:
        report.add("Z01.headers-differ", place(label, entry.name), name=entry.name, count=len(found.others))
    for entry in found.lost:
        report.add("Z01.damaged", place(label, entry.name))
    return {each.name for each in found.lost}


def _is_bomb(entries: list[Entry], unpacked: int, size: int) -> bool:
    """Whether the zip unpacks to so much more than its size that only an attack explains it (Z01).

    Deflate reaches 1032:1 on zeroes; texts reach 20:1, and a course is mostly media, which reaches 1:1.
    """
    one = any(each.size > 64 * MIB and each.size > 500 * max(1, each.packed) for each in entries)
    return one or (unpacked > 64 * MIB and unpacked > 100 * size)


def largest(sizes: dict[str, int], count: int = 5) -> tuple[tuple[str, int], ...]:
    """The *count* biggest files and their sizes, biggest first (Z14)."""
    ordered: Iterable[tuple[str, int]] = sorted(sizes.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ordered)[:count]

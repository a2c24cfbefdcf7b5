"""What a zip tells of itself: its end record, its table of files, and the header before each file.

In: a file of any origin. Out: a `Directory`, or None when no two programs would agree on what the zip holds; the
parts of Z01 that concern the zip as a whole, after PKWARE's APPNOTE 4.3. Python's own `zipfile` is not asked: it says
little of what it finds, differs from one version to the next, and makes half a gigabyte of a table made to do so.

The table and the headers say the same thing twice. Where they differ, what an importer unpacks is not what a virus
scanner or a reviewer saw, so any difference is an error.
"""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple

from builder.diagnostics import Report, Span

MOST_ENTRIES: Final = 65_534
"""What a zip32 directory can count; more needs zip64, which SCORM importers refuse."""
LARGEST_DIRECTORY: Final = 32 * 1024 * 1024
STORED: Final = 0
DEFLATED: Final = 8

_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LISTED: Final = struct.Struct("<4s6H3L5H2L")
_HEADER: Final = struct.Struct("<4s5H3L2H")
_FULL: Final = 0xFFFFFFFF
"""Of a size or an offset: see the zip64 field."""
_ENCRYPTED: Final = 0x2041
_AFTERWARDS: Final = 0x8
_UTF8: Final = 0x800

# What a file that is no zip is, by its first bytes (and, for tar, by those at 257).
_MAGIC: Final = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"MSCF", "CAB"),
)


@dataclass(slots=True)
class Entry:
    """One file of the zip, as its table has it."""

    name: str
    """As stored; UTF-8 without its flag is understood, as most importers do."""
    raw: bytes
    """The same as bytes."""
    other_name: str
    """The name in the Unicode field, "" when there is none or it is the same."""
    size: int
    packed: int
    checksum: int
    method: int
    flags: int
    offset: int
    """Of the header, from the first byte of the file."""
    mode: int
    """Permissions and kind as Unix writes them, 0 when the zip was made elsewhere."""
    attributes: int
    is_zip64: bool
    start: int = -1
    """Of the content; -1 when no header is where the table says."""

    @property
    def is_encrypted(self) -> bool:
        """Whether it cannot be read without a password."""
        return bool(self.flags & _ENCRYPTED)

    @property
    def says_utf8(self) -> bool:
        """Whether its name is said to be UTF-8."""
        return bool(self.flags & _UTF8)


class Directory(NamedTuple):
    """The table of files of a zip."""

    entries: list[Entry]
    """In its own order."""
    at: int
    """Where it begins, and what is in the zip ends."""


def read(stream: BinaryIO, span: Span, report: Report) -> Directory | None:
    """The table of the zip in *stream*; None, once reported, when it is unsure which one it is."""
    size = stream.seek(0, 2)
    end = _end(stream, size, span, report)
    if end is None:
        return None
    found = _listed(stream, end, span, report)
    if not found:
        if found is not None:
            report.add("Z01.no-entries", span)
        return None
    if any(each.is_zip64 for each in found) and not end.is_zip64:
        report.add("Z01.zip64", span)
    if len(found) != end.entries:
        report.add("Z01.count", span, stated=end.entries, listed=len(found))
    return Directory(found, end.at)


class _End(NamedTuple):
    """What the end of a zip says of its table."""

    at: int
    """Where the table begins."""
    size: int
    base: int
    """What is to be added to each offset: a program put before the zip shifts everything."""
    entries: int
    is_zip64: bool


def _end(stream: BinaryIO, size: int, span: Span, report: Report) -> _End | None:
    """The one end of the zip."""
    if size == 0:
        report.add("Z01.empty", span)
        return None
    stream.seek(max(0, size - _END.size - _LOCATOR.size - _END64.size - 0xFFFF))
    first, tail = stream.tell(), stream.read()
    ends = _ends(tail)
    if not ends:
        _report_no_zip(stream, span, report)
        return None
    # An end is where its comment reaches the end of the file; readers that do not check take the last mark.
    exact = [at for at in ends if at + _END.size + _END.unpack_from(tail, at)[7] == len(tail)]
    at = exact[-1] if exact else ends[-1]
    if len(exact) > 1 or at != ends[-1]:
        report.add("Z01.two-ends", span)
        return None
    _, disk, first_disk, here, entries, directory_size, offset, comment = _END.unpack_from(tail, at)
    if not exact:
        after = len(tail) - at - _END.size - comment
        if after < 0:
            report.add("Z01.truncated", span)
            return None
        report.add("Z01.trailing", span, bytes=after)
    stop, disks, is_zip64 = first + at, 1, False
    if at >= _LOCATOR.size + _END64.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
        is_zip64 = True
        report.add("Z01.zip64", span)
        _, disk, stated, disks = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        stop = first + at - _LOCATOR.size - _END64.size
        mark, _, _, _, own, first_disk, here, entries64, size64, offset64 = _END64.unpack_from(tail, stop - first)
        disk = disk or own
        # Readers of zip32 and of zip64 would otherwise see two tables, and two readers of zip64 as well.
        pairs = ((entries, entries64, 0xFFFF), (directory_size, size64, _FULL), (offset, offset64, _FULL))
        agree = all(old in (new, full) for old, new, full in pairs)
        entries, directory_size, offset = entries64, size64, offset64
        if mark != b"PK\x06\x06" or not agree or stated + max(0, stop - offset64 - size64) != stop:
            report.add("Z01.damaged-directory" if mark != b"PK\x06\x06" else "Z01.two-ends", span)
            return None
    if disk or first_disk or disks > 1 or here != entries:
        report.add("Z01.multi-disk", span)
        return None
    if entries > MOST_ENTRIES or directory_size > LARGEST_DIRECTORY:
        report.add("Z01.too-many", span, limit=MOST_ENTRIES)
        return None
    base = stop - offset - directory_size
    if base < 0:
        report.add("Z01.damaged-directory", span)
        return None
    if base and _is_table(stream, offset, entries):
        # Something lies between the table and the end, or a second table where a reader that trusts the offset looks.
        if _is_table(stream, offset + base, entries):
            report.add("Z01.two-ends", span)
            return None
        base = 0
    return _End(offset + base, directory_size, base, entries, is_zip64)


def _ends(tail: bytes) -> list[int]:
    """Where in *tail* an end record may be; a file of the zip that is a zip itself, unpacked, ends before the table."""
    found: list[int] = []
    at = tail.find(b"PK\x05\x06")
    while 0 <= at <= len(tail) - _END.size:
        found.append(at)
        at = tail.find(b"PK\x05\x06", at + 1)
    return found


def _is_table(stream: BinaryIO, offset: int, entries: int) -> bool:
    stream.seek(offset)
    return bool(entries) and stream.read(4) == b"PK\x01\x02"


def _report_no_zip(stream: BinaryIO, span: Span, report: Report) -> None:
    """Say what a file without any end of a zip is, as far as its first bytes tell."""
    stream.seek(0)
    head = stream.read(4096)
    name = next((name for magic, name in _MAGIC if head.startswith(magic)), None)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:14].lower()
    if head.startswith(b"PK\x03\x04"):
        report.add("Z01.truncated", span)
    elif name or head[257:262] == b"ustar":
        report.add("Z01.other-archive", span, format=name or "tar")
    elif start.startswith((b"<!doctype html", b"<html", b"<head")):
        report.add("Z01.web-page", span)
    else:
        report.add("Z01.not-a-zip", span)


def _listed(stream: BinaryIO, end: _End, span: Span, report: Report) -> list[Entry] | None:
    """The entries of the table, in its order."""
    stream.seek(end.at)
    data = stream.read(end.size)
    found: list[Entry] = []
    at = 0
    try:
        while at < len(data):
            if len(found) == MOST_ENTRIES:
                report.add("Z01.too-many", span, limit=MOST_ENTRIES)
                return None
            entry, at = _entry(data, at, end.base)
            found.append(entry)
    except (struct.error, ValueError):
        # The end of the table was found, what it holds makes no sense. UnicodeError is a ValueError.
        report.add("Z01.damaged-directory", span)
        return None
    return found


def _entry(data: bytes, at: int, base: int) -> tuple[Entry, int]:
    """The entry at *at* of the table, and where the next one is."""
    (
        mark,
        made_by,
        version,
        flags,
        method,
        _,
        _,
        checksum,
        packed,
        size,
        name_length,
        extra_length,
        comment_length,
        _,
        _,
        attributes,
        offset,
    ) = _LISTED.unpack_from(data, at)
    at += _LISTED.size
    stop = at + name_length + extra_length + comment_length
    if mark != b"PK\x01\x02" or stop > len(data):
        raise ValueError(mark)
    raw = data[at : at + name_length]
    name = _name(raw, flags)
    other = ""
    # 4.5 is the version that brought zip64; higher ones are other methods.
    is_zip64 = version & 0xFF == 45
    if extra_length:
        extra = data[at + name_length : at + name_length + extra_length]
        wide = _field(extra, 0x0001)
        if _FULL in (size, packed, offset):
            if wide is None:
                raise ValueError("no zip64 field")
            is_zip64 = True
            (size, packed, offset), _ = _widened((size, packed, offset), wide)
        other = _unicode_name(raw, _field(extra, 0x7075))
    elif _FULL in (size, packed, offset):
        is_zip64 = True
    entry = Entry(
        name,
        raw,
        other if other != name else "",
        size,
        packed,
        checksum,
        method,
        flags,
        base + offset,
        attributes >> 16 if made_by >> 8 == 3 else 0,
        attributes,
        is_zip64,
    )
    return entry, stop


def _name(raw: bytes, flags: int) -> str:
    if flags & _UTF8 or raw.isascii():
        return raw.decode("utf-8")
    try:
        return raw.decode("utf-8")
    except UnicodeError:
        return raw.decode("cp437")


def _field(extra: bytes, wanted: int) -> bytes | None:
    """The extra field of an entry whose number is *wanted*; what follows a broken one is not there."""
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<2H", extra, at)
        if number == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return None


def _widened(values: tuple[int, ...], wide: bytes) -> tuple[list[int], int]:
    """*values*, each that is full replaced by the next of the zip64 field; APPNOTE 4.5.3."""
    found, at = [], 0
    for each in values:
        if each == _FULL:
            (each,) = struct.unpack_from("<Q", wide, at)
            at += 8
        found.append(each)
    return found, at


def _unicode_name(raw: bytes, data: bytes | None) -> str:
    """The name of the Info-ZIP Unicode Path field; it counts only while the name it was made for is still there."""
    if not data or len(data) < 5 or data[0] != 1 or int.from_bytes(data[1:5], "little") != zlib.crc32(raw):
        return ""
    return data[5:].decode("utf-8")


def overlaps(entries: list[Entry], end: int) -> bool:
    """Whether two of *entries*, by offset, share bytes, or one reaches past *end*, where the table begins."""
    last = 0
    for each in entries:
        if each.offset < last:
            return True
        last = (each.start if each.start >= 0 else each.offset + _HEADER.size) + each.packed
    return last > end


class Differences(NamedTuple):
    """What the headers before the files say otherwise than the table."""

    names: list[tuple[Entry, str]]
    """Entries whose header has another name."""
    others: list[Entry]
    """Entries whose header has another method, size or checksum."""
    lost: list[Entry]
    """Entries without a header where the table says."""


def compare(stream: BinaryIO, entries: list[Entry]) -> Differences:
    """Read the header of each of *entries*, which are in order of offset, and say where its content begins."""
    found = Differences([], [], [])
    for each in entries:
        stream.seek(each.offset)
        head = stream.read(_HEADER.size + len(each.raw))
        if len(head) < _HEADER.size or not head.startswith(b"PK\x03\x04"):
            found.lost.append(each)
            continue
        _, _, flags, method, _, _, checksum, packed, size, name_length, extra_length = _HEADER.unpack_from(head)
        each.start = each.offset + _HEADER.size + name_length + extra_length
        if head[_HEADER.size :] != each.raw or name_length != len(each.raw):
            stream.seek(each.offset + _HEADER.size)
            found.names.append((each, stream.read(name_length).decode("utf-8", "replace")))
            continue
        if _FULL in (size, packed):
            extra = stream.read(extra_length)
            with suppress(struct.error):
                (size, packed), _ = _widened((size, packed), _field(extra, 0x0001) or b"")
        pairs = ((checksum, each.checksum), (packed, each.packed), (size, each.size))
        # Zeroes are what a writer puts that learns the sizes only afterwards.
        agree = all(own == listed or (not own and flags & _AFTERWARDS) for own, listed in pairs)
        if method != each.method or not agree:
            found.others.append(each)
    return found


def unlisted(stream: BinaryIO, entries: list[Entry], end: int) -> int:
    """How many holes between *entries*, by offset, begin with the header of a file that the table does not name."""
    count, last = 0, 0
    for offset, start in [*((each.offset, each.start + each.packed) for each in entries), (end, end)]:
        if offset - last >= _HEADER.size:
            stream.seek(last)
            # After a file there may be its sizes, in 12 to 24 bytes.
            count += b"PK\x03\x04" in stream.read(28)
        last = start
    return count

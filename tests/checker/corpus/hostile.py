"""Zips that tell two programs two things, and files that are no packages at all."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from tests.checker.corpus.cases import Pack
from tests.checker.packages import Files, zipped

MEDIA: Final = "media/carte.png"


def of_entry(name: str, *, table: dict[int, bytes] | None = None, header: dict[int, bytes] | None = None) -> Pack:
    """The package with fields of one file overwritten, by their offsets, in the table or in the header before it."""

    def make(files: Files) -> bytes:
        data = bytearray(zipped(files))
        listed = data.rindex(name.encode()) - 46
        (offset,) = struct.unpack_from("<L", data, listed + 42)
        for start, changes in ((listed, table), (offset, header)):
            for at, value in (changes or {}).items():
                data[start + at : start + at + len(value)] = value
        return bytes(data)

    return make


def two_ends(files: Files) -> bytes:
    """A comment that is the end of another, empty zip."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0, 0, 0, 0, 0)
    return zipped(files)[:-2] + struct.pack("<H", len(end)) + end


def zip64(*, listed: int = 0, offset: int = 0) -> Pack:
    """The ends of zip64 and zip32, as writers of big zips put them; *listed* and *offset* are what the new one adds."""

    def make(files: Files) -> bytes:
        data = zipped(files)
        (_, _, _, _, count, size, start, _) = struct.unpack("<4s4H2LH", data[-22:])
        at, count64 = len(data) - 22, count + listed
        end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count64, count64, size, start)
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at + offset, 1)
        return data[:-22] + end + locator + data[-22:]

    return make


def unlisted(files: Files) -> bytes:
    """A file that is in the zip and not in its table."""
    data = zipped({**files, "hidden.txt": b"x" * 40}, zipfile.ZIP_STORED)
    at = data.rindex(b"hidden.txt") - 46
    end = bytearray(data[-22:])
    count, size = len(files), struct.unpack_from("<L", end, 12)[0] - 56
    struct.pack_into("<2HL", end, 8, count, count, size)
    return data[:at] + data[at + 56 : -22] + bytes(end)


def miscounted(files: Files) -> bytes:
    data = bytearray(zipped(files))
    struct.pack_into("<2H", data, len(data) - 14, len(files) + 1, len(files) + 1)
    return bytes(data)


def named_twice(files: Files) -> bytes:
    """A name in the Unicode field that is not the name."""
    info = zipfile.ZipInfo("notes.txt")
    field = struct.pack("<BL", 1, zlib.crc32(b"notes.txt")) + b"autres.txt"
    info.extra = struct.pack("<2H", 0x7075, len(field)) + field
    return _with(info, files)


def climbing_twice(files: Files) -> bytes:
    """The same, and it leaves the folder."""
    info = zipfile.ZipInfo("notes.txt")
    field = struct.pack("<BL", 1, zlib.crc32(b"notes.txt")) + b"../notes.txt"
    info.extra = struct.pack("<2H", 0x7075, len(field)) + field
    return _with(info, files)


def _with(info: zipfile.ZipInfo, files: Files) -> bytes:
    stream = io.BytesIO(zipped(files))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(info, b"x")
    return stream.getvalue()


def joined(names: Files) -> Pack:
    """The package and more files."""
    return lambda files: zipped({**files, **names})


TABLE: Final[dict[str, tuple[Pack, list[str]]]] = {
    # Not a zip, whatever the name says.
    "seven-zip-error": (lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(100), ["Z01.other-archive"]),
    "gzip-error": (lambda _: b"\x1f\x8b\x08" + bytes(100), ["Z01.other-archive"]),
    "tar-error": (lambda _: b"imsmanifest.xml".ljust(257, b"\0") + b"ustar\x0000" + bytes(300), ["Z01.other-archive"]),
    "login-page-error": (
        lambda _: b"\r\n<!DOCTYPE html>\n<html><head><title>Connexion</title>" + b" " * 300,
        ["Z01.web-page"],
    ),
    # Two programs, two zips.
    "two-ends-error": (two_ends, ["Z01.two-ends"]),
    "zip64-ends-warning": (zip64(), ["Z01.zip64"]),
    "zip64-other-count-error": (zip64(listed=1), ["Z01.two-ends", "Z01.zip64"]),
    "zip64-elsewhere-error": (zip64(offset=-8), ["Z01.two-ends", "Z01.zip64"]),
    "count-error": (miscounted, ["Z01.count"]),
    "two-names-error": (of_entry(MEDIA, header={30: b"media/outre.png"}), [f"Z01.two-names {MEDIA}:1:1"]),
    "header-size-error": (of_entry(MEDIA, header={22: b"\x09"}), [f"Z01.headers-differ {MEDIA}:1:1"]),
    "header-method-error": (of_entry(MEDIA, header={8: b"\x00"}), [f"Z01.headers-differ {MEDIA}:1:1"]),
    "no-header-error": (of_entry(MEDIA, header={0: b"PKxx"}), [f"Z01.damaged {MEDIA}:1:1"]),
    "unlisted-warning": (unlisted, ["Z01.unlisted"]),
    "self-extracting-warning": (lambda files: b"MZ" + bytes(1000) + zipped(files), ["Z01.leading"]),
    "trailing-warning": (lambda files: zipped(files) + bytes(100), ["Z01.trailing"]),
    "unicode-field-warning": (named_twice, ["Z05.two-names notes.txt:1:1"]),
    "unicode-field-climbing-error": (climbing_twice, ["Z04.traversal notes.txt:1:1"]),
    # Files that are not what the zip says, in media that no rule reads.
    "deflate-error": (of_entry(MEDIA, header={30 + len(MEDIA): b"\xff"}), [f"Z01.damaged {MEDIA}:1:1"]),
    "checksum-error": (
        of_entry(MEDIA, table={16: b"\1\2\3\4"}, header={14: b"\1\2\3\4"}),
        [f"Z01.checksum {MEDIA}:1:1"],
    ),
    "smaller-than-stated-error": (
        of_entry(MEDIA, table={24: b"\x09"}, header={22: b"\x09"}),
        [f"Z01.size {MEDIA}:1:1"],
    ),
    "bigger-than-stated-error": (of_entry(MEDIA, table={24: b"\x02"}, header={22: b"\x02"}), [f"Z01.size {MEDIA}:1:1"]),
    # Something else that people take for a package.
    "zipped-twice-error": (
        lambda files: zipped({"cours.zip": zipped({**files, "tincan.xml": b""}), "lisez-moi.txt": b""}),
        ["Z02.zipped-twice cours.zip:1:1"],
    ),
    "zips-inside-valid": (joined({"cours.zip": zipped({"tincan.xml": b""})}), []),
    "zips-inside-error": (lambda _: zipped({"a.zip": zipped({"a": b""}), "b.zip": b"PK\5\6"}), ["Z02.missing"]),
    "aicc-error": (
        lambda files: zipped({**files, "cours.au": b"", "cours.crs": b"", "cours.des": b"", "cours.cst": b""}),
        ["Z02.aicc cours.au:1:1"],
    ),
    "h5p-error": (lambda _: zipped({"h5p.json": b"{}", "content/content.json": b"{}"}), ["Z02.h5p h5p.json:1:1"]),
    "moodle-backup-error": (
        lambda _: zipped({"moodle_backup.xml": b"<a/>", "course/course.xml": b"<a/>"}),
        ["Z02.moodle-backup moodle_backup.xml:1:1"],
    ),
    "ebook-error": (lambda _: zipped({"META-INF/container.xml": b"<a/>"}), ["Z02.ebook META-INF/container.xml:1:1"]),
    "slides-error": (
        lambda _: zipped({"[Content_Types].xml": b"<a/>"}),
        ["Z02.office [Content_Types].xml:1:1", "Z05.characters [Content_Types].xml:1:1"],
    ),
    "text-document-error": (
        lambda _: zipped({"content.xml": b"<a/>", "META-INF/manifest.xml": b"<a/>"}),
        ["Z02.office META-INF/manifest.xml:1:1"],
    ),
    "cartridge-error": (
        joined({"imsmanifest.xml": b'<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"/>'}),
        ["Z02.common-cartridge imsmanifest.xml:1:1"],
    ),
    "script-in-drawing-warning": (
        joined({"a.svg": b'<svg xmlns="http://www.w3.org/2000/svg">\n<script>let a;</script></svg>'}),
        ["Z11.script-in-drawing a.svg:2:1"],
    ),
    # Names.
    "long-name-error": (joined({"a" * 256: b""}), [f"Z04.too-long {'a' * 199}…:1:1"]),
    "deep-name-error": (joined({"a/" * 600 + "a": b""}), [f"Z04.too-long {('a/' * 100)[:199]}…:1:1"]),
    "turned-name-error": (joined({"cours\u202egpj.exe": b""}), ["Z04.invisible cours�gpj.exe:1:1"]),
    "invisible-name-error": (joined({"cours\u200b.txt": b""}), ["Z04.invisible cours�.txt:1:1"]),
    # A manifest that nobody can read is worse than a long page.
    "long-manifest-error": (joined({"cmi5.xml": b" " * (17 << 20)}), ["Z10.not-examined cmi5.xml:1:1"]),
}

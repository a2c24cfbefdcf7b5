"""The zip itself: how the same files can be packed wrongly, and which names they must not have."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final

import pytest

from tests.checker.corpus.cases import Pack
from tests.checker.packages import Files, valid, zipped


def with_entries(*infos: tuple[zipfile.ZipInfo, bytes]) -> Pack:
    """The web package with entries as given, flags and names untouched."""

    def make(files: Files) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive, pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *_, **__: None)  # zipfile warns of equal names
            for name in sorted(files):
                archive.writestr(name, files[name])
            for info, data in infos:
                archive.writestr(info, data)
        return stream.getvalue()

    return make


def entry(name: str, mode: int = 0o100644, data: bytes = b"x", system: int = 3) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = system
    info.external_attr = mode << 16
    return info, data


def in_directory(name: str, offset: int, value: bytes) -> Pack:
    """The web package with a field of the central directory's entry for *name* overwritten."""

    def make(files: Files) -> bytes:
        data = bytearray(zipped(files))
        at = data.rindex(name.encode()) - 46
        assert data[at : at + 4] == b"PK\x01\x02"
        data[at + offset : at + offset + len(value)] = value
        return bytes(data)

    return make


def flagged(name: str, flag: int) -> Pack:
    """The web package with the flags of *name* set in both places that state them."""

    def make(files: Files) -> bytes:
        data = bytearray(in_directory(name, 8, struct.pack("<H", flag))(files))
        at = data.index(name.encode()) - 30
        data[at + 6 : at + 8] = struct.pack("<H", flag)
        return bytes(data)

    return make


def in_end(offset: int, value: bytes) -> Pack:
    """The web package with a field of the end record overwritten."""

    def make(files: Files) -> bytes:
        data = bytearray(zipped(files))
        at = data.rindex(b"PK\x05\x06")
        data[at + offset : at + offset + len(value)] = value
        return bytes(data)

    return make


def bomb(_: Files) -> bytes:
    return zipped({"index.html": bytes(70 * 1024 * 1024)})


def bzipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            method = zipfile.ZIP_BZIP2 if name == "cartable.json" else zipfile.ZIP_STORED
            archive.writestr(name, files[name], method)
    return stream.getvalue()


def zip64(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(files[name])
    # Some writers put the version into the directory too, zipfile only when a field overflows.
    data = bytearray(stream.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 6 : at + 8] = struct.pack("<H", 45)
    return bytes(data)


def corrupt(files: Files) -> bytes:
    data = bytearray(zipped(files, zipfile.ZIP_STORED))
    at = data.index(b"<!doctype html>")
    data[at + 20] ^= 0xFF
    return bytes(data)


TABLE: Final[dict[str, tuple[Pack, list[str]]]] = {
    "stored-valid": (lambda files: zipped(files, zipfile.ZIP_STORED), []),
    "with-comment-valid": (in_end(20, b"\x00\x00"), []),
    "empty-file-error": (lambda _: b"", ["Z01.empty"]),
    "not-a-zip-error": (lambda _: b"%PDF-1.7\n" * 100, ["Z01.not-a-zip"]),
    "rar-error": (lambda _: b"Rar!\x1a\x07\x00", ["Z01.other-archive"]),
    "truncated-error": (lambda files: zipped(files)[:-60], ["Z01.truncated"]),
    "half-error": (lambda files: zipped(files)[:300], ["Z01.truncated"]),
    "directory-error": (in_directory("cartable.json", 0, b"PKxx"), ["Z01.damaged-directory"]),
    "name-not-utf-8-error": (
        lambda files: zipped({**files, "é.txt": b"x"}).replace("é.txt".encode(), b"\xff\xfe.txt"),
        ["Z01.damaged-directory"],
    ),
    "no-entries-error": (lambda _: zipped({}), ["Z01.no-entries"]),
    "linked-backslash-error": (
        lambda files: zipped({name.replace("/", "\\"): data for name, data in files.items()}),
        ["Z04.backslash media\\carte.png:1:1"],
    ),
    "encrypted-page-error": (flagged("index.html", 1), ["Z01.encrypted index.html:1:1"]),
    "encrypted-error": (flagged("cartable.json", 1), ["Z01.encrypted cartable.json:1:1"]),
    "encrypted-script-error": (
        flagged("player.js", 1),
        ["Z01.encrypted player.js:1:1"],
    ),
    "compression-error": (bzipped, ["Z01.compression cartable.json:1:1"]),
    "multi-disk-error": (in_end(4, b"\x01\x00"), ["Z01.multi-disk"]),
    "multi-disk-count-error": (in_end(8, b"\x01\x00"), ["Z01.multi-disk"]),
    "zip64-warning": (zip64, ["Z01.zip64"]),
    "too-many-error": (in_end(8, b"\xff\xff\xff\xff"), ["Z01.too-many"]),
    "bomb-error": (bomb, ["Z01.bomb"]),
    "declared-bomb-error": (in_directory("player.js", 24, b"\xff\xff\xff\x7f"), ["Z01.bomb"]),
    "overlap-error": (in_directory("player.js", 42, b"\x00\x00\x00\x00"), ["Z01.overlap"]),
    "past-the-end-error": (in_directory("player.js", 20, b"\xff\xff\x00\x00"), ["Z01.overlap"]),
    "damaged-error": (corrupt, ["Z01.checksum index.html:1:1"]),
    # Z02, Z03
    "nothing-to-open-error": (lambda _: zipped({"notes.txt": b"x"}), ["Z02.missing"]),
    "folder-zipped-error": (
        lambda _: zipped({"cours/imsmanifest.xml": b"<manifest/>", "cours/index.html": b"x"}),
        ["Z02.not-at-root cours/imsmanifest.xml:1:1"],
    ),
    "upper-case-error": (lambda _: zipped({"IMSMANIFEST.XML": b"<manifest/>"}), ["Z02.case IMSMANIFEST.XML:1:1"]),
    "tincan-nested-warning": (
        lambda _: zipped({f"cours/{name}": data for name, data in valid("xapi").items()}),
        ["Z02.tincan-nested cours/tincan.xml:1:1"],
    ),
    "tincan-beside-others-error": (
        lambda files: zipped({**files, "cours/tincan.xml": b"<tincan/>"}),
        ["Z02.not-at-root cours/tincan.xml:1:1"],
    ),
    "second-manifest-error": (
        lambda _: zipped({**valid("xapi"), "old/tincan.xml": b"<tincan/>"}),
        ["Z03.second-manifest old/tincan.xml:1:1"],
    ),
    # Z04 to Z08
    "absolute-error": (with_entries(entry("/etc/x")), ["Z04.absolute /etc/x:1:1"]),
    "traversal-error": (with_entries(entry("media/../../x")), ["Z04.traversal media/../../x:1:1"]),
    "traversal-backslash-error": (with_entries(entry("..\\x")), ["Z04.traversal ..\\x:1:1"]),
    "drive-error": (with_entries(entry("C:/x")), ["Z04.drive C:/x:1:1"]),
    "backslash-error": (with_entries(entry("media\\a.png"), entry("media\\b.png")), ["Z04.backslash media\\a.png:1:1"]),
    "control-error": (with_entries(entry("a\x1b[31m.txt")), ["Z04.control a�[31m.txt:1:1"]),
    "empty-part-error": (with_entries(entry("media//x.png")), ["Z04.empty-part media//x.png:1:1"]),
    "symlink-error": (with_entries(entry("lien", 0o120777)), ["Z04.symlink lien:1:1"]),
    "device-error": (with_entries(entry("tube", 0o010644)), ["Z04.special tube:1:1"]),
    "accents-warning": (lambda files: zipped({**files, "média/été.txt": b"x"}), ["Z05.non-ascii média/été.txt:1:1"]),
    "accents-unflagged-warning": (
        lambda files: zipped({**files, "abcde.txt": b"x"}).replace(b"abcde.txt", "été.txt".encode()),
        ["Z05.utf8-flag été.txt:1:1"],
    ),
    "space-warning": (
        lambda files: zipped({**files, "a b.txt": b"x", "c d.txt": b"x"}),
        ["Z05.characters a b.txt:1:1"],
    ),
    "duplicate-error": (with_entries(entry("player.js", data=b"0")), ["Z06.duplicate player.js:1:1"]),
    "case-error": (lambda files: zipped({**files, "Player.js": b"0"}), ["Z06.case player.js:1:1"]),
    "composition-error": (
        lambda files: zipped({**files, "e\u0301.txt": b"", "\u00e9.txt": b""}),
        ["Z05.non-ascii e\u0301.txt:1:1", "Z06.composition \u00e9.txt:1:1"],
    ),
    "folder-unmarked-warning": (with_entries(entry("annexes", 0o040755, b"")), ["Z07.unmarked annexes:1:1"]),
    "folder-entry-valid": (with_entries(entry("media/", 0o040755, b"")), []),
    "file-and-folder-error": (with_entries(entry("media")), ["Z07.file-and-folder media:1:1"]),
    "junk-warning": (
        lambda files: zipped({**files, ".DS_Store": b"", "__MACOSX/._index.html": b"", "player.js.map": b"{}"}),
        ["Z08.junk .DS_Store:1:1"],
    ),
}

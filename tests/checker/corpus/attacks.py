"""Zips made to exhaust, mislead or use their reader, each with the code that tells it; written when they are asked for.

    ATTACKS["flat bomb"].write(path)

The bytes are put together by hand: no writer makes them, and a gigabyte of zeroes is one compressed block repeated.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from tests.checker.packages import valid, zipped

MIB: Final = 1 << 20
PAGE: Final = b'<!doctype html><html lang="fr"><title>t</title><p>x</p></html>'


@dataclass(frozen=True)
class Member:
    """A file of a zip; its fields may lie."""

    name: bytes
    packed: bytes = b""
    size: int = 0
    checksum: int = 0
    method: int = 8
    offset: int | None = None
    """Of the header in the table, when it is another file's."""
    hole: int = 0
    """Zeroes that follow what is packed, which cost the disk nothing."""


def stored(name: str, data: bytes) -> Member:
    return Member(name.encode(), data, len(data), zlib.crc32(data), 0)


def deflated(name: str, data: bytes) -> Member:
    packer = zlib.compressobj(9, wbits=-15)
    return Member(name.encode(), packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def repeated(name: str, data: bytes, times: int, ahead: bytes = b"") -> Member:
    """*ahead*, then *data* so many times: compressed once."""
    blocks = []
    for each in (ahead, data):
        packer = zlib.compressobj(9, wbits=-15)
        blocks.append(packer.compress(each) + packer.flush(zlib.Z_FULL_FLUSH))
    checksum = zlib.crc32(ahead)
    for _ in range(times):
        checksum = zlib.crc32(data, checksum)
    return Member(name.encode(), blocks[0] + blocks[1] * times + b"\x03\x00", len(ahead) + len(data) * times, checksum)


def write(target: BinaryIO, members: Iterable[Member], counted: int | None = None) -> None:
    """A zip of *members*; *counted* is what its end says they are."""
    table = []
    for each in members:
        at = target.tell() if each.offset is None else each.offset
        fields = (0, each.method, 0, 33, each.checksum, len(each.packed) + each.hole, each.size, len(each.name))
        if each.offset is None:
            target.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *fields, 0) + each.name + each.packed)
            target.seek(each.hole, 1)
        table.append(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 788, 20, *fields, 0, 0, 0, 0, 0, at) + each.name)
    start, data = target.tell(), b"".join(table)
    count = (len(table) if counted is None else counted) & 0xFFFF
    target.write(data + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(data), start, 0))


@dataclass(frozen=True)
class Attack:
    """A hostile file: how it is written, and what must be said of it."""

    write: Callable[[Path], None]
    code: str
    is_slow: bool = False
    """Whether it takes seconds to write or to judge: it then waits for the soak."""


def of(members: Callable[[], Iterable[Member]], code: str, *, counted: int | None = None, slow: bool = False) -> Attack:
    def make(path: Path) -> None:
        with path.open("wb") as target:
            write(target, members(), counted)

    return Attack(make, code, slow)


def package(kind: str, changes: Callable[[], dict[str, bytes]], code: str, *, slow: bool = False) -> Attack:
    """The valid package of *kind* with files changed."""

    def make(path: Path) -> None:
        path.write_bytes(zipped({**valid(kind), **changes()}))

    return Attack(make, code, slow)


def manifest(change: Callable[[str], str | bytes], code: str, *, slow: bool = False) -> Attack:
    """The valid SCORM 1.2 package with its manifest changed."""

    def changes() -> dict[str, bytes]:
        new = change(valid("scorm12")["imsmanifest.xml"].decode())
        return {"imsmanifest.xml": new.encode() if isinstance(new, str) else new}

    return package("scorm12", changes, code, slow=slow)


def web(*members: Member) -> list[Member]:
    return [stored("index.html", PAGE), *members]


def fifield() -> Iterator[Member]:
    """Each file holds the headers of all after it: they overlap, and unpack to far more than the zip holds."""
    kernel = deflated("x", bytes(8 * MIB))
    yield Member(b"index.html", kernel.packed, kernel.size, kernel.checksum)
    yield from (Member(b"f%d" % number, kernel.packed, kernel.size, kernel.checksum, offset=0) for number in range(7))


def many_texts(name: str, data: bytes, count: int) -> Callable[[], list[Member]]:
    """Files of one content, each just below the limits."""

    def make() -> list[Member]:
        one = deflated(name, data)
        padding = stored("media/film.mp4", bytes(count * len(data) // 90))
        return web(
            *(
                Member(b"%d-%b" % (number, name.encode()), one.packed, one.size, one.checksum)
                for number in range(count)
            ),
            padding,
        )

    return make


def zeroes(path: Path) -> None:
    with path.open("wb") as target:
        target.truncate(1024 * MIB)


def film() -> list[Member]:
    """An honest gigabyte of media."""
    checksum = 0
    for _ in range(1000):
        checksum = zlib.crc32(bytes(MIB), checksum)
    return web(Member(b"film.mp4", b"", 1000 * MIB, checksum, 0, hole=1000 * MIB))


def deep_names() -> list[Member]:
    return web(*(Member(b"%d/" % number + b"a/" * 30000 + b"a", b"", 0, 0, 0) for number in range(500)))


def items(count: int) -> Callable[[str], str]:
    item = '<item identifier="i%d" identifierref="R-1"><title>t</title></item>'
    return lambda text: text.replace(
        "</organization>", "".join(item % number for number in range(count)) + "</organization>"
    )


def resources(count: int) -> Callable[[str], str]:
    resource = (
        '<resource identifier="r%d" type="webcontent" adlcp:scormtype="sco" href="f%d.html"><file href="F%d.html"/>'
        '<dependency identifierref="r%d"/></resource>'
    )
    chain = "".join(resource % (number, number, number, number + 1) for number in range(count))
    return lambda text: text.replace("</resources>", chain + "</resources>")


LAUGHS: Final = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))

ATTACKS: Final[dict[str, Attack]] = {
    # Size
    "flat bomb": of(lambda: web(repeated("a.bin", bytes(MIB), 1024)), "Z01.bomb"),
    "manifest of a gigabyte": of(
        lambda: [repeated("imsmanifest.xml", b"<a/>" * (MIB // 4), 1024, b"<manifest>")], "Z01.bomb"
    ),
    "manifest of 60 megabytes": of(
        lambda: [repeated("imsmanifest.xml", b"<a/>" * (MIB // 4), 60, b"<manifest>")], "Z10.not-examined"
    ),
    "bomb in sixteen files": of(lambda: web(*(repeated(f"{n}.bin", bytes(MIB), 63) for n in range(16))), "Z01.bomb"),
    "just below a bomb": of(
        lambda: web(*(repeated(f"{n}.bin", bytes(MIB), 60) for n in range(5)), stored("film.mp4", bytes(3 * MIB))),
        "Z14.unpacked",
    ),
    "a gigabyte just below a bomb": of(
        lambda: web(*(repeated(f"{n}.bin", bytes(MIB), 63) for n in range(16)), stored("film.mp4", bytes(10 * MIB))),
        "Z14.unpacked",
        slow=True,
    ),
    "zips in zips": of(
        lambda: [
            deflated(f"{n}.zip", zipped({f"{m}.zip": zipped({"0": bytes(MIB)}) for m in range(4)})) for n in range(4)
        ],
        "Z02.missing",
    ),
    "overlapping files": of(fifield, "Z01.overlap"),
    "smaller than stated": of(lambda: web(Member(b"a.bin", deflated("", bytes(100)).packed, 50 * MIB, 0)), "Z01.size"),
    "bigger than stated": of(lambda: web(Member(b"a.bin", repeated("", bytes(MIB), 512).packed, 10, 0)), "Z01.size"),
    "long pages": of(many_texts("a.html", b"<p>x</p> \n" * 19_000, 400), "Z14.not-examined", slow=True),
    "long scripts": of(many_texts("a.js", b"eval (x);\n" * 1_600_000, 6), "Z14.not-examined", slow=True),
    "long scripts of brackets": of(many_texts("a.js", b"([{`${\n" * 2_200_000, 6), "Z14.not-examined", slow=True),
    "long scripts of calls": of(
        many_texts("a.js", b'API.LMSSetValue("cmi.core.score.raw", "x");\n' * 90_000, 16), "Z14.not-examined", slow=True
    ),
    "long scripts of calls that never end": of(
        many_texts("a.js", b'f("cmi.core.exit",(' * 200_000, 16), "Z14.not-examined", slow=True
    ),
    "a page of calls": of(
        many_texts("a.html", b'<script>API.LMSSetValue("cmi.x", `${"cmi.y"}`)</script>\n' * 60_000, 8),
        "Z14.not-examined",
        slow=True,
    ),
    "a page of handlers": of(
        many_texts("a.html", b"<a onclick='f(\"cmi.x\")'>" * 190_000, 8), "Z11.inline-handler", slow=True
    ),
    "long styles": of(many_texts("a.css", b"a{b:url(x)}\n" * 1_300_000, 6), "Z14.not-examined", slow=True),
    "long data": of(many_texts("a.json", b'{"a": "Basic x"}\n' * 950_000, 6), "Z14.not-examined", slow=True),
    "long drawings": of(many_texts("a.svg", b"<a/>\n" * 190_000, 100), "Z14.not-examined", slow=True),
    "a gigabyte of zeroes": Attack(zeroes, "Z01.not-a-zip"),
    "a film of a gigabyte": of(film, "Z14.very-large", slow=True),
    # Number
    "a hundred thousand files": of(lambda: [stored(f"{n}.txt", b"") for n in range(100_000)], "Z01.too-many"),
    "sixty-five thousand files": of(lambda: web(*(stored(f"m/{n}.txt", b"") for n in range(65_000))), "", slow=True),
    "five thousand files of one name": of(lambda: [stored("index.html", PAGE) for _ in range(5_000)], "Z06.duplicate"),
    "five thousand damaged files": of(
        lambda: web(*(Member(b"m/%d.bin" % n, b"x", 1, 1, 0) for n in range(5_000))), "Z01.checksum"
    ),
    "a table of empty names": of(lambda: [Member(b"") for _ in range(700_000)], "Z01.too-many", counted=1, slow=True),
    "names of thirty thousand folders": of(deep_names, "Z04.too-long"),
    "names of combining marks": of(
        lambda: web(*(Member(b"%d" % n + "\u0316\u0301".encode() * 15_000, b"", 0, 0, 0) for n in range(400))),
        "Z04.too-long",
    ),
    # XML
    "external entity": manifest(
        lambda text: text.replace("<manifest", '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest', 1),
        "Z10.entity",
    ),
    "billion laughs": manifest(
        lambda text: text.replace("<manifest", f'<!DOCTYPE m [<!ENTITY l0 "ha">{LAUGHS}]><manifest', 1), "Z10.entity"
    ),
    "external DTD": manifest(
        lambda text: text.replace("<manifest", '<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd"><manifest', 1),
        "Z10.doctype",
    ),
    "style sheet of another host": manifest(
        lambda text: text.replace("<manifest", '<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><manifest', 1),
        "Z10.stylesheet",
    ),
    "deep nesting": manifest(lambda _: "<a>" * 150_000, "Z10.malformed"),
    "forty-five thousand items": manifest(items(45_000), "C12-22.many", slow=True),
    "resources that depend on each other": manifest(resources(36_000), "C12-16.missing", slow=True),
    "too many items": manifest(items(150_000), "Z10.not-examined"),
    "three thousand items": manifest(items(3_000), "C12-22.many"),
    "attributes of an element": manifest(
        lambda text: text.replace("<item ", "<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + " ", 1),
        "Z10.not-examined",
    ),
    "namespaces of an element": manifest(
        lambda text: text.replace("<item ", "<item " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(900)) + " ", 1), ""
    ),
    "comments that never end": manifest(lambda text: text + "<!--" * 3_000_000, "Z10.not-examined"),
    "a text of fifteen megabytes": manifest(
        lambda text: text.replace("<title>", "<title>" + "x" * 15_000_000, 1), "Z10.not-examined"
    ),
    "UTF-16": manifest(lambda text: text.encode("utf-16"), "Z10.encoding"),
    "UTF-32": manifest(lambda text: text.encode("utf-32"), "Z10.encoding"),
    "UTF-7": manifest(lambda text: text.replace("UTF-8", "UTF-7", 1), "Z10.encoding"),
    "EBCDIC": manifest(lambda text: text.encode("cp037"), "Z10.encoding"),
    "UTF-16 in words only": manifest(lambda text: text.replace("UTF-8", "UTF-16", 1), "Z10.bytes"),
    "Latin 1 that says UTF-8": manifest(
        lambda text: text.replace("<title>", "<title>\u00e9", 1).encode("latin-1", "replace"), "Z10.bytes"
    ),
    "a codec that unpacks": manifest(lambda text: text.replace("UTF-8", "zlib_codec", 1), "Z10.encoding"),
    "NUL in the manifest": manifest(lambda text: text.replace("<title>", "<title>\0", 1), "Z10.malformed"),
    # Pages
    "a drawing with a script": package(
        "web",
        lambda: {"a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'},
        "Z11.script-in-drawing",
    ),
    "a drawing with an entity": package(
        "web",
        lambda: {"a.svg": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg onload="a()">&x;</svg>'},
        "Z11",
    ),
    "a page with handlers": package("web", lambda: {"a.html": b'<p onclick="a()">x</p>' * 5000}, "Z11"),
    "a page with NUL bytes": package("web", lambda: {"a.html": b"\0<p\0 onclick=x>" * 1000}, ""),
    "a page of tags": package("web", lambda: {"a.html": b"<i>" * 5_000_000}, "Z14.not-examined"),
    "a script of brackets": package("web", lambda: {"a.js": b"([{`${" * 100_000}, ""),
    "a script of strings": package("web", lambda: {"a.js": b"'\\" * 400_000 + b"LMSSetValue(" * 10_000}, ""),
    "a script of slashes": package("web", lambda: {"a.js": b"/[" * 400_000 + b"`" * 10_001}, ""),
    "a script of names": package("web", lambda: {"a.js": b"a.b[c](" * 100_000}, ""),
}

"""Packages spoilt at random, by a seed, in bytes, headers, names, trees and scripts; and what must hold of each.

    data = spoilt(seed)
    judge(data, folder)     # raises AssertionError

Hypothesis draws what is small and shrinks it; this draws what a campaign of minutes needs, thousands a minute.
"""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import category

from lxml import etree

from builder.checker import check, directory
from builder.checker.names import place
from builder.diagnostics import Diagnostic, Report
from tests.checker.packages import Files, schema_folder, valid, zipped

KINDS: Final = ("scorm12", "scorm2004", "xapi", "cmi5", "web")
MOST_SECONDS: Final = 5.0
"""Of processor, for one package of some hundred kilobytes, on a machine that does other things too."""
WORDS: Final = (
    b"&", b"<", b">", b'"', b"'", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"../", b"//", b"\\", b"%00", b"%",
    b"http://[", b"&#0;", b"&#10;", b"&#x41;", b"<![CDATA[", b"]]>", b"<!--", b"-->",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<?x?>", b'xmlns=""', b'xmlns:a="b"', b'xml:base="a:b"',
    b"xsi:schemaLocation='a b'", b"{", b"}", b"(", b")", b"[", b"`", b"${", b"url(", b"@import '", b"/*", b"*/",
    b"//", b"\r", b"\n", b"\r\n", b"\t", "é".encode(), "e\u0301".encode(), "\u202e".encode(), "\U0001f600".encode(),
    b"\xed\xa0\x80", b"\xf0\x28", b"1e309", b"-1", "٣".encode(), b"PT1H", b"Basic QTpCQ0RFRg==", b"https://a:b@c",
    b"srcset='data:,,'", b"<script>", b"</script>", b"<base href='//x'>", b"API.LMSSetValue('cmi.core.",
    b"SetValue(\"cmi.score.raw\", ", b"LMSInitialize('')", b"API_1484_11", b"eval(", b"top.location=", b"import './",
    b"fetch('https://x/')", b"<svg onload=a>", b"<a href='", b"<item identifierref='R-1'>", b"PK\x03\x04",
    b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00",
)  # fmt: skip
"""What the rules look for, so that mutations meet them more often than chance would."""
NUMBERS: Final = (0, 1, 2, 7, 8, 9, 20, 45, 0x7F, 0x800, 0x7FFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
ENCODINGS: Final = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "cp037",
    "latin-1",
    "utf-8-sig",
    "cp1252",
    "shift_jis",
)
NAMES: Final = (
    "a", "A", "index.html", "INDEX.HTML", "media/", "media", "../x", "/x", "C:/x", "a\\b", "a//b", "./a", "é.txt",
    "e\u0301.txt", "\u202ea.js", "a\u200bb", "x" * 300, "d/" * 700, "imsmanifest.xml", "sub/imsmanifest.xml",
    "tincan.xml", "sub/tincan.xml", "cmi5.xml", "IMSMANIFEST.XML", "a.svg", "b.css", "c.js", "d.html", "e.zip",
    "f.au", "h5p.json", "\x1b[31m", "lom.xml", "ims_xml.xsd", "moodle_backup.xml", "con.txt", "a:b", "a?b", "a*b",
    " ", "%2e%2e/x", ".DS_Store",
)  # fmt: skip


@cache
def _files(kind: str) -> Files:
    return valid(kind)


def spoilt(seed: int) -> bytes:
    """The package of *seed*: a valid one with one to six things changed."""
    drawn = random.Random(seed)
    files = dict(_files(drawn.choice(KINDS)))
    for _ in range(drawn.randrange(1, 4)):
        drawn.choice((_text, _text, _tree, _tree, _name, _encoding, _exchange, _program))(drawn, files)
    data = _packed(drawn, files)
    for _ in range(drawn.choice((0, 0, 0, 1, 1, 2, 3))):
        data = drawn.choice((_bytes, _field, _field, _end, _extra))(drawn, data)
    return data


def _packed(drawn: random.Random, files: Files) -> bytes:
    """A zip as one of several writers makes it."""
    stream = io.BytesIO()
    names = list(files)
    drawn.shuffle(names)
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = drawn.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED))
            info.create_system = drawn.choice((0, 3, 3))
            info.external_attr = drawn.choice(
                (0, 0o100644 << 16, 0o100755 << 16, 0o120777 << 16 if drawn.random() < 0.05 else 0)
            )
            with archive.open(info, "w", force_zip64=drawn.random() < 0.05) as member:
                member.write(files[name])
        if drawn.random() < 0.1:
            archive.comment = drawn.choice(WORDS) * drawn.randrange(1, 50)
    return stream.getvalue()


def _any(drawn: random.Random, files: Files) -> str:
    return drawn.choice(sorted(files))


def _edited(drawn: random.Random, data: bytes) -> bytes:
    at, length = drawn.randrange(len(data) + 1), drawn.choice((0, 0, 1, 2, 10, 100))
    what = drawn.random()
    new = drawn.choice(WORDS) if what < 0.7 else drawn.randbytes(drawn.randrange(1, 8))
    if what > 0.95:
        new *= drawn.randrange(1, 5000)
    return data[:at] + new + data[at + length :]


def _text(drawn: random.Random, files: Files) -> None:
    name = _any(drawn, files)
    for _ in range(drawn.randrange(1, 5)):
        files[name] = _edited(drawn, files[name])


def _tree(drawn: random.Random, files: Files) -> None:
    """A manifest with elements moved, repeated, renamed and filled with what no author writes."""
    names = [name for name in files if name.endswith(".xml")]
    if not names:
        return
    name = drawn.choice(names)
    try:
        root = etree.fromstring(files[name], etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.LxmlError:
        return
    for _ in range(drawn.randrange(1, 6)):
        found = list(root.iter("*"))
        element, second = drawn.choice(found), drawn.choice(found)
        parent = element.getparent()
        what = drawn.randrange(9)
        if what == 0 and parent is not None:
            parent.remove(element)
        elif what == 1 and parent is not None:
            parent.extend(deepcopy(element) for _ in range(drawn.choice((1, 1, 1, 2, 50))))
        elif what == 2 and second not in list(element.iter("*")):
            second.append(element)
        elif what == 3:
            element.tag = second.tag
        elif what == 4:
            element.text = _word(drawn)
        elif what == 5 and element.attrib:
            element.set(drawn.choice(sorted(map(str, element.attrib))), _word(drawn))
        elif what == 6:
            element.attrib.clear()
        elif what == 7:
            element.set(f"{{{etree.QName(second).namespace or 'urn:x'}}}{drawn.choice('axz')}", _word(drawn))
        else:
            element.tail = _word(drawn)
    files[name] = etree.tostring(root, encoding=drawn.choice(("utf-8", "utf-8", "us-ascii", "utf-16")))


def _word(drawn: random.Random) -> str:
    text = drawn.choice((*WORDS, *(name.encode() for name in NAMES))).decode("utf-8", "replace")
    return "".join(each if each in "\t\n\r" or each >= " " else "?" for each in text).replace("\ufffe", "?")


def _name(drawn: random.Random, files: Files) -> None:
    name = drawn.choice(NAMES) if drawn.random() < 0.8 else "".join(map(chr, drawn.choices(range(1, 0x2FF), k=5)))
    data = files[_any(drawn, files)]
    if drawn.random() < 0.5:
        del files[_any(drawn, files)]
    files[name] = data


def _encoding(drawn: random.Random, files: Files) -> None:
    name, encoding = _any(drawn, files), drawn.choice(ENCODINGS)
    text = files[name].decode("utf-8", "replace")
    if drawn.random() < 0.5:
        text = text.replace("UTF-8", encoding, 1)
    files[name] = text.encode(encoding if drawn.random() < 0.7 else "utf-8", "replace")


def _exchange(drawn: random.Random, files: Files) -> None:
    """One file with the content of another, half of it, or of a zip."""
    name, other = _any(drawn, files), files[_any(drawn, files)]
    files[name] = drawn.choice((other, other[: len(other) // 2], b"", other * 20, zipped({"imsmanifest.xml": other})))


def _program(drawn: random.Random, files: Files) -> None:
    """A page, script, style or drawing of random words."""
    name = drawn.choice(("player.js", "x.js", "x.html", "x.svg", "x.css", "x.json"))
    glue = drawn.choice((b"", b" ", b"\n", b";", b"'"))
    files[name] = glue.join(drawn.choices(WORDS, k=drawn.randrange(1, 400)))


def _bytes(drawn: random.Random, data: bytes) -> bytes:
    if drawn.random() < 0.1:
        return data[: drawn.randrange(len(data))] if drawn.random() < 0.5 else drawn.choice(WORDS) * 9 + data
    return _edited(drawn, data)


def _field(drawn: random.Random, data: bytes) -> bytes:
    """A field of a header or of the table with another number."""
    mark, size = drawn.choice(((b"PK\x03\x04", 30), (b"PK\x01\x02", 46), (b"PK\x01\x02", 46)))
    places = []
    at = data.find(mark)
    while at >= 0:
        places.append(at)
        at = data.find(mark, at + 1)
    if not places:
        return data
    at = drawn.choice(places) + drawn.randrange(4, size)
    return _numbered(drawn, data, at)


def _end(drawn: random.Random, data: bytes) -> bytes:
    at = data.rfind(b"PK\x05\x06")
    return data if at < 0 else _numbered(drawn, data, at + drawn.randrange(4, 22))


def _numbered(drawn: random.Random, data: bytes, at: int) -> bytes:
    number = drawn.choice(NUMBERS) if drawn.random() < 0.8 else drawn.getrandbits(32)
    new = struct.pack("<L", number & 0xFFFFFFFF)[: drawn.choice((1, 2, 4))]
    return data[:at] + new + data[at + len(new) :]


def _extra(drawn: random.Random, data: bytes) -> bytes:
    """An extra field in the table, with its lengths right or not."""
    at = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    if at < 0 or end < at or len(data) < end + 22:
        return data
    body = drawn.randbytes(drawn.randrange(30))
    field = struct.pack("<2H", drawn.choice((1, 0x7075, 0x6375, 0x5455, 9)), len(body)) + body
    name, extra = struct.unpack_from("<2H", data, at + 28)
    spoilt_ = bytearray(data)
    struct.pack_into("<H", spoilt_, at + 30, (extra + len(field)) & 0xFFFF)
    (size,) = struct.unpack_from("<L", data, end + 12)
    struct.pack_into("<L", spoilt_, end + 12, (size + len(field)) & 0xFFFFFFFF)
    place_ = at + 46 + name + extra
    return bytes(spoilt_[:place_]) + field + bytes(spoilt_[place_:])


def judge(data: bytes, folder: Path, *, again: bool = True) -> list[Diagnostic]:
    """What the checker finds in *data*, once it is certain that every word and place of it can be shown.

    Args:
        again: Whether it is asked twice, to see that the answer is the same.

    Raises:
        AssertionError: One cannot, the same bytes gave another report, or it took too long.
    """
    path = folder / "x.zip"
    path.write_bytes(data)
    began = time.process_time()
    found = _found(path)
    assert time.process_time() - began < MOST_SECONDS
    assert not again or _found(path) == found
    lines = _lines(data)
    for each in found:
        for language in ("fr", "en"):
            assert _is_one_line(each.message(language)), each
            assert _is_one_line(each.hint(language)), each
        assert _is_one_line(each.span.shown_path), each
        assert min(each.span.line, each.span.column) >= 1, each
        assert each.span.path == "x.zip" or not lines or each.span.path in lines, each
        assert each.span.line <= lines.get(each.span.path, each.span.line), each
    return found


def _is_one_line(text: str) -> bool:
    """Whether *text* does nothing to a terminal; `str.isprintable` refuses no-break spaces, too."""
    return not any(category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in text)


def _found(path: Path) -> list[Diagnostic]:
    report = Report()
    check(path, report, xsd=schema_folder())
    return report.diagnostics


def _lines(data: bytes) -> dict[str, int]:
    """The place of every file that the table of the zip names, and how many lines it may have; {} without a table."""
    table = directory.read(io.BytesIO(data), place("x.zip", ""), Report())
    if table is None:
        return {}
    found: dict[str, int] = {}
    read: Callable[[str], bytes]
    try:
        read = zipfile.ZipFile(io.BytesIO(data)).read
    except Exception:  # noqa: BLE001 - zipfile raises what it likes, and is only asked for a bound
        read = _refuse
    for entry in table.entries:
        name = place("x.zip", entry.name).path
        try:
            text = read(entry.name)
            bound = text.count(b"\n") + text.count(b"\r") + 1
        except Exception:  # noqa: BLE001 - as above
            bound = 1 << 30
        found[name] = max(bound, found.get(name, 0))
    return found


def _refuse(name: str) -> bytes:
    raise KeyError(name)

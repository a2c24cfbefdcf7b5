"""XML out of an untrusted package, with the place of every element.

In: the bytes of a manifest. Out: a `Document`, or None when there is no tree to examine; rule Z10. No entity, DTD or
address is ever followed: a document that declares any is refused before a parser sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from lxml import etree

from builder.checker.container import Container
from builder.diagnostics import Report, Span

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Document:
    """A well-formed XML file of a package."""

    container: Container
    name: str
    root: Element
    places: dict[Element, tuple[int, int]]
    """Line and column of each element's `<`; libxml2 itself knows only the line where a start tag ends."""

    def span(self, element: Element) -> Span:
        """The place of *element*."""
        return self.container.span(self.name, *self.places.get(element, (line_of(element), 1)))


def children(element: Element, name: str = "*") -> Iterator[Element]:
    """The child elements called *name* in Clark notation, without comments and instructions."""
    return element.iterchildren(name)


def elements(element: Element, name: str = "*") -> Iterator[Element]:
    """*element* and everything below it, in document order."""
    # `*` stands for elements alone.
    return element.iter(name)


def local(element: Element) -> str:
    """The name of *element* without its namespace."""
    return etree.QName(element).localname


def namespace(element: Element) -> str:
    """The namespace of *element*, "" for none."""
    return etree.QName(element).namespace or ""


def line_of(element: Element) -> int:
    """The line where the start tag of *element* ends, which is all that libxml2 knows."""
    line = element.sourceline
    return line if isinstance(line, int) and line > 0 else 1


def text(element: Element) -> str:
    """All text under *element*, comments left out."""
    return str(element.xpath("string()"))


def decimal(value: str) -> float | None:
    """The number that *value* is as XML Schema writes decimals; None for none, and for one of over 200 signs."""
    return float(value) if len(value) <= _LONGEST_DECIMAL and _DECIMAL.fullmatch(value) else None


_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_LONGEST_DECIMAL: Final = 200
_DECLARED: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
# Read under these names only: others of Python's codecs unpack or execute.
_READ: Final = {
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
# XML 1.0 appendix F: four bytes of four, and `<?xm` in EBCDIC. No importer reads them.
_UNREADABLE: Final = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"<\x00\x00\x00", "utf-32"),
    (b"\x00\x00\x00<", "utf-32"),
    (b"\x4c\x6f\xa7\x94", "ebcdic"),
)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE|<!ENTITY|<!ELEMENT|<!ATTLIST", re.IGNORECASE)
# White space has no other way into an attribute; in schemaLocation C12-03 speaks of it.
_REFERENCE: Final = re.compile(r"&#(?!0*(?:9|10|13|32);|x0*(?:9|A|D|20);)(?:[0-9]+|x[0-9A-F]+);", re.IGNORECASE)
# Moodle escapes each `&` that begins no entity before it parses, also where it is a plain character.
_CDATA_TITLE: Final = re.compile(r"<title>\s{0,99}<!\[CDATA\[[^\]&]{0,999}&(?!\w{2,6};)[^\]]{0,999}\]\]>")
_MANIFEST: Final = "imsmanifest.xml"
_STYLESHEET: Final = re.compile(r"<\?xml-stylesheet\b")


def blanked(text: str, opening: str, closing: str) -> str:
    """*text* with its comments as blanks, so that places stay; what an unclosed comment hides stays too.

    A regular expression would look for the end of each of many unclosed comments: quadratic, and texts are hostile.
    """
    parts: list[str] = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        end += len(closing)
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join(parts) + text[at:]


def parse(container: Container, name: str, report: Report) -> Document | None:
    """The document in the file *name*, with what is wrong in it as XML reported (Z10)."""
    data = container.read(name)
    if data is None:
        return None
    source = _decoded(container, name, data, report)
    if source is None:
        return None
    without_comments = blanked(source, "<!--", "-->")
    doctype = _DOCTYPE.search(without_comments)
    if doctype:
        line = without_comments.count("\n", 0, doctype.start()) + 1
        code = "Z10.entity" if "<!ENTITY" in without_comments else "Z10.doctype"
        report.add(code, container.span(name, line))
        return None
    stylesheet = _STYLESHEET.search(without_comments)
    if stylesheet:
        line = without_comments.count("\n", 0, stylesheet.start()) + 1
        report.add("Z10.stylesheet", container.span(name, line))
    reference = _REFERENCE.search(without_comments)
    if reference:
        line = without_comments.count("\n", 0, reference.start()) + 1
        report.add("Z10.character-reference", container.span(name, line), reference=reference.group())
    cdata = _CDATA_TITLE.search(without_comments) if name == _MANIFEST else None
    if cdata:
        line = without_comments.count("\n", 0, cdata.start()) + 1
        report.add("Z10.cdata-ampersand", container.span(name, line))
    data = source.encode("utf-8")
    return None if container.is_too_rich(name, data) else _parsed(container, name, data, report)


def _decoded(container: Container, name: str, data: bytes, report: Report) -> str | None:
    """The text of *data*, whatever its encoding, when it is told; every encoding but plain UTF-8 is reported."""
    other = next((name for start, name in _UNREADABLE if data.startswith(start)), None)
    if other is not None:
        encoding = other
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif data[:4] in (b"<\x00?\x00", b"<\x00m\x00"):
        encoding = "utf-16-le"
    elif data[:4] in (b"\x00<\x00?", b"\x00<\x00m"):
        encoding = "utf-16-be"
    elif data.startswith(b"\xef\xbb\xbf"):
        report.add("Z10.bom", container.span(name))
        encoding = "utf-8-sig"
    else:
        found = _DECLARED.match(data[:400])
        declared = found.group(1).decode("ascii").lower() if found else "utf-8"
        encoding = "utf-8" if declared in ("utf-8", "utf8") else _READ.get(declared, declared)
        if encoding.startswith("utf-16"):
            # Then its declaration could not have been read.
            report.add("Z10.bytes", container.span(name), encoding=encoding.upper())
            encoding = "utf-8"
    if encoding not in ("utf-8", "utf-8-sig"):
        report.add("Z10.encoding", container.span(name), encoding=encoding)
        if encoding not in _READ.values():
            return None
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        report.add("Z10.bytes", container.span(name, line), encoding=encoding.upper())
        return None
    # A UTF-16 text may hold lone surrogates, which no other encoding can carry.
    return text.encode("utf-8", "replace").decode("utf-8")


def _parsed(container: Container, name: str, data: bytes, report: Report) -> Document | None:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        code, values = _objection((error.msg or "").split(", line ")[0])
        report.add(code, container.span(name, max(1, line), max(1, column)), **values)
        return None
    except (ValueError, etree.LxmlError) as error:
        report.add("Z10.malformed", container.span(name), detail=str(error))
        return None
    found = list(elements(root))
    places = _places(data)
    if len(places) != len(found):
        places = [(line_of(each), 1) for each in found]
    return Document(container, name, root, dict(zip(found, places, strict=True)))


_UNCLOSED: Final = re.compile(r"Opening and ending tag mismatch: (\S{1,99}) line (\d{1,9}) and ")
_BARE_AMPERSAND: Final = ("xmlParseEntityRef: no name", "EntityRef: expecting ';'")


def _objection(detail: str) -> tuple[str, dict[str, object]]:
    """What libxml2 says, in the words of a rule for the two mistakes that people make by hand."""
    if detail in _BARE_AMPERSAND:
        return "Z10.ampersand", {}
    found = _UNCLOSED.match(detail)
    if found:
        return "Z10.unclosed", {"element": found[1], "opened": found[2]}
    return "Z10.malformed", {"detail": detail}


def _places(data: bytes) -> list[tuple[int, int]]:
    """Line and column of every start tag, in document order."""
    found: list[tuple[int, int]] = []
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda *_: found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        # libxml2 takes a few documents that expat refuses; their lines are known well enough.
        return []
    return found

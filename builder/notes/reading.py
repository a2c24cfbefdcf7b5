"""Notes as they were downloaded: Markdown, .docx and .odt read into blocks, whoever saved them since.

Nothing here trusts a file: XML is read without entities, DTD or network, and a zip that unpacks to more than notes can
be is no notes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Final

from lxml import etree

from builder.notes.blocks import Block, Heading, Note, Paragraph, Table

COURSE: Final = "cartable-notes 1 "
"""Begins the mark of a learner's notes; the IRI of the course follows."""
SESSION: Final = "cartable-session 1 "
"""Likewise, of the note of a session."""
MARK: Final = re.compile(r"<!--\s*(.*?)\s*-->\s*")
BOOKMARK: Final = "cartable_"
"""Begins the names of bookmarks whose words are in the document's own properties."""
MOST: Final = 20_000_000
"""Bytes that one part of a document may unpack to."""

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
META: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"

Element = etree._Element


def read(name: str, data: bytes) -> Note | None:
    """The notes in *data*; None where it is no file of a kind that holds notes.

    Args:
        name: The file's; its end says nothing, since people rename files.
    """
    if not data.startswith(b"PK"):
        return _markdown(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as file:
            names = set(file.namelist())
            parts: dict[str, Element] = {each: _xml(file, each) for each in PARTS if each in names}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, OSError, RuntimeError, NotImplementedError, ValueError):
        return None
    if "word/document.xml" in parts:
        return _word(parts)
    if "content.xml" in parts:
        return _open(parts)
    return None


PARTS: Final = (
    "word/document.xml",
    "word/styles.xml",
    "docProps/custom.xml",
    "docProps/core.xml",
    "content.xml",
    "meta.xml",
)


def _xml(file: zipfile.ZipFile, name: str) -> Element:
    if file.getinfo(name).file_size > MOST:
        raise ValueError(name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(file.read(name), parser)


def _markdown(data: bytes) -> Note | None:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    found: list[Block] = []
    mark = ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        comment, heading = MARK.fullmatch(line), re.fullmatch(r"(#{1,5})\s+(.*?)\s*#*\s*", line)
        if comment:
            mark = comment[1]
        elif heading:
            found.append(Heading(len(heading[1]), heading[2], mark))
            mark = ""
        elif line.startswith(">"):
            end = _run(lines, at, ">")
            own = [each[1:].removeprefix(" ") for each in lines[at:end]]
            found.append(Paragraph("\n".join(own).strip("\n")))
            at = end - 1
        elif line.startswith("|"):
            end = _run(lines, at, "|")
            rows = [_cells(each) for each in lines[at:end]]
            body = [row for row in rows[1:] if not all(re.fullmatch(r":?-+:?", each) for each in row)]
            found.append(Table(rows[0], tuple(body)))
            at = end - 1
        elif line.strip():
            end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
            found.append(Paragraph("\n".join(each.strip() for each in lines[at:end])))
            at = end - 1
        at += 1
    return Note(tuple(found))


def _run(lines: list[str], start: int, sign: str) -> int:
    return next((n for n in range(start, len(lines)) if not lines[n].startswith(sign)), len(lines))


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    cells = re.split(r"(?<!\\)(?:\\\\)*\|", inner)
    return tuple(re.sub(r"\\([\\|])", r"\1", each.strip().replace("<br>", "\n")) for each in cells)


def _word(parts: Mapping[str, Element]) -> Note:
    """A document of Office Open XML (ECMA-376)."""
    marks = _word_marks(parts.get("docProps/custom.xml"))
    levels = _word_levels(parts.get("word/styles.xml"))
    found: list[Block] = []
    pending = ""
    for element in parts["word/document.xml"].iterfind(f"{W}body/*"):
        if element.tag == f"{W}bookmarkStart":
            pending = marks.get(element.get(f"{W}name", ""), pending)
        elif element.tag == f"{W}p":
            style = element.find(f"{W}pPr/{W}pStyle")
            level = levels.get(style.get(f"{W}val", ""), 0) if style is not None else 0
            text = _word_text(element)
            if level and text.strip():
                names = (each.get(f"{W}name", "") for each in element.iter(f"{W}bookmarkStart"))
                mark = next((marks[each] for each in names if each in marks), pending)
                found.append(Heading(level, text.strip(), mark))
                pending = ""
            elif not level:
                _append(found, text)
        elif element.tag == f"{W}tbl":
            rows = [
                tuple("\n".join(map(_word_text, cell.iterfind(f"{W}p"))).strip() for cell in row.iterfind(f"{W}tc"))
                for row in element.iterfind(f"{W}tr")
            ]
            found += [Table(rows[0], tuple(rows[1:]))] if rows else []
    core = parts.get("docProps/core.xml")
    return Note(_closed(found), core.findtext(f"{DC}language", "") if core is not None else "")


def _word_text(paragraph: Element) -> str:
    signs = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n"}
    # What a tracked change took away is not written any more.
    return "".join(
        each.text or "" if each.tag == f"{W}t" else signs.get(str(each.tag), "") for each in paragraph.iter()
    )


def _word_marks(custom: Element | None) -> dict[str, str]:
    found = {}
    for each in custom if custom is not None else ():
        if each.get("name", "").startswith(BOOKMARK):
            found[each.get("name", "")] = each.findtext(f"{VT}lpwstr", "")
    return found


def _word_levels(styles: Element | None) -> dict[str, int]:
    """Levels of the heading styles by their ids, which depend on the language of the Word that saved them."""
    found = {f"Heading{level}": level for level in range(1, 6)}
    for each in styles.iterfind(f"{W}style") if styles is not None else ():
        name = each.find(f"{W}name")
        known = re.fullmatch(r"heading ([1-5])", name.get(f"{W}val", "").lower()) if name is not None else None
        if known:
            found[each.get(f"{W}styleId", "")] = int(known[1])
    return found


def _open(parts: Mapping[str, Element]) -> Note:
    """A document of OpenDocument (ODF 1.2 and later)."""
    meta = parts.get("meta.xml")
    marks = {
        each.get(f"{META}name", ""): each.text or ""
        for each in (meta.iter(f"{META}user-defined") if meta is not None else ())
        if each.get(f"{META}name", "").startswith(BOOKMARK)
    }
    found: list[Block] = []
    body = parts["content.xml"].find(f"{OFFICE}body/{OFFICE}text")
    for element in _open_flow(body) if body is not None else ():
        if element.tag == f"{TEXT}h":
            names = [
                each.get(f"{TEXT}name", "")
                for kind in ("bookmark", "bookmark-start")
                for each in element.iter(f"{TEXT}{kind}")
            ]
            mark = next((marks[each] for each in names if each in marks), "")
            level = element.get(f"{TEXT}outline-level", "1")
            found.append(Heading(min(int(level) if level.isdecimal() else 1, 5), _open_text(element).strip(), mark))
        elif element.tag == f"{TABLE}table":
            rows = [
                tuple(_open_cell(cell) for cell in row.iterfind(f"{TABLE}table-cell"))
                for row in element.iter(f"{TABLE}table-row")
            ]
            found += [Table(rows[0], tuple(rows[1:]))] if rows else []
        else:
            _append(found, _open_text(element))
    return Note(_closed(found), (meta.findtext(f".//{DC}language", "") if meta is not None else ""))


def _open_flow(element: Element) -> Iterator[Element]:
    """Headings, paragraphs and tables in reading order, also those of lists and sections."""
    for each in element:
        if each.tag in (f"{TEXT}h", f"{TEXT}p", f"{TABLE}table"):
            yield each
        elif each.tag in (f"{TEXT}list", f"{TEXT}list-item", f"{TEXT}section"):
            yield from _open_flow(each)


def _open_cell(cell: Element) -> str:
    return "\n".join(map(_open_text, cell.iter(f"{TEXT}p"))).strip()


def _open_text(element: Element) -> str:
    signs = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
    found = [element.text or ""]
    for each in element:
        if each.tag == f"{TEXT}s":
            count = each.get(f"{TEXT}c", "1")
            found.append(" " * min(int(count) if count.isdecimal() else 1, 1000))
        elif each.tag in signs:
            found.append(signs[each.tag])
        else:
            found.append(_open_text(each))
        found.append(each.tail or "")
    return "".join(found)


def _append(found: list[Block], text: str) -> None:
    """Add a line to what was written; an empty one may stand between two."""
    if found and isinstance(found[-1], Paragraph):
        found[-1] = Paragraph(f"{found[-1].text}\n{text}")
    elif text.strip():
        found.append(Paragraph(text))


def _closed(found: list[Block]) -> tuple[Block, ...]:
    return tuple(Paragraph(each.text.strip("\n")) if isinstance(each, Paragraph) else each for each in found)

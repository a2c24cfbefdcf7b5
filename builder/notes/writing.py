"""The note of a session as Markdown, or as OpenDocument text (ODF 1.2), which word processors open.

Headings are headings, tables have header rows, the language and the title are set: what a screen reader needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from builder.notes import Session
from builder.notes.blocks import Block, Heading, Paragraph, Table

NAMES: Final = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
ODT: Final = "application/vnd.oasis.opendocument.text"
VERSION: Final = {"office:version": "1.2"}


@dataclass(frozen=True, slots=True)
class Document:
    """The files of a document, to be written as a zip."""

    files: dict[str, bytes]


def markdown(session: Session) -> str:
    """The note as Markdown."""
    return "\n\n".join(map(_markdown, session.blocks)) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading():
            mark = f"<!-- {block.mark} -->\n" if block.mark else ""
            return f"{mark}{'#' * block.level} {' '.join(block.text.split())}"
        case Paragraph(own=True):
            # Quoted, so that nothing that was typed reads as a heading or a mark.
            return "\n".join(f"> {line}".rstrip() for line in block.text.split("\n"))
        case Paragraph():
            return f"**{block.text}**"
        case Table():
            rows = (block.columns, ("---",) * len(block.columns), *block.rows)
            return "\n".join("| " + " | ".join(_cell(each) for each in row) + " |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>") or " "


def odt(session: Session, language: str) -> Document:
    """The note as OpenDocument text.

    Args:
        language: BCP 47, where the notes themselves say none.
    """
    spoken = session.language or language
    marks: list[str] = []
    flow = [each for block in session.blocks for each in _flow(block, marks)]
    body = _make("office:body", {}, _make("office:text", {}, *flow))
    return Document(
        {
            "mimetype": ODT.encode(),
            "META-INF/manifest.xml": _bytes(_manifest()),
            "content.xml": _bytes(_make("office:document-content", VERSION, body)),
            "meta.xml": _bytes(_meta(session, spoken, marks)),
            "styles.xml": _bytes(_styles(spoken)),
        }
    )


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def _make(name: str, attributes: Mapping[str, str], *children: etree._Element, text: str = "") -> etree._Element:
    """An element, its names written with the prefixes of `NAMES`."""
    made = etree.Element(_name(name), {_name(each): value for each, value in attributes.items()}, nsmap=NAMES)
    made.text = clean(text) or None
    made.extend(children)
    return made


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _flow(block: Block, marks: list[str]) -> Iterator[etree._Element]:
    match block:
        case Heading():
            level = str(block.level)
            heading = _make("text:h", {"text:outline-level": level, "text:style-name": f"Heading_20_{level}"})
            if block.mark:
                marks.append(block.mark)
                heading.append(_make("text:bookmark", {"text:name": f"cartable_{len(marks)}"}))
                heading[-1].tail = clean(block.text)
            else:
                heading.text = clean(block.text)
            yield heading
        case Paragraph():
            for line in block.text.split("\n"):
                yield _paragraph(line, "Standard" if block.own else "Participant")
        case Table():
            yield _make(
                "table:table",
                {},
                *(_make("table:table-column", {}) for _ in block.columns),
                _make("table:table-header-rows", {}, _row(block.columns, "Table_20_Heading")),
                *(_row(each, "Table_20_Contents") for each in block.rows),
            )


def _row(cells: tuple[str, ...], style: str) -> etree._Element:
    return _make("table:table-row", {}, *(_table_cell(each, style) for each in cells))


def _table_cell(text: str, style: str) -> etree._Element:
    about = {"office:value-type": "string", "table:style-name": "Cell"}
    return _make("table:table-cell", about, *(_paragraph(line, style) for line in text.split("\n")))


def _paragraph(text: str, style: str) -> etree._Element:
    """A line; a tab, and a space that follows another, are elements in OpenDocument."""
    element = _make("text:p", {"text:style-name": style})
    for part in re.findall(r"\t| (?= |$)|(?:[^\t ]| (?! |$))+", clean(text)):
        if part in ("\t", " "):
            element.append(_make("text:tab" if part == "\t" else "text:s", {}))
        elif len(element):
            element[-1].tail = part
        else:
            element.text = part
    return element


def clean(text: str) -> str:
    """*text* without what XML cannot hold."""
    return re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)


def _manifest() -> etree._Element:
    kinds = {"/": ODT} | dict.fromkeys(("content.xml", "meta.xml", "styles.xml"), "text/xml")
    parts = [
        _make("manifest:file-entry", {"manifest:full-path": name, "manifest:media-type": kind})
        for name, kind in kinds.items()
    ]
    return _make("manifest:manifest", {"manifest:version": "1.2"}, *parts)


def _meta(session: Session, language: str, marks: list[str]) -> etree._Element:
    about = [_make("dc:title", {}, text=session.title), _make("dc:language", {}, text=language)]
    for number, mark in enumerate(marks, 1):
        about.append(_make("meta:user-defined", {"meta:name": f"cartable_{number}"}, text=mark))
    return _make("office:document-meta", VERSION, _make("office:meta", {}, *about))


def _styles(language: str) -> etree._Element:
    code, _, country = language.partition("-")
    text = {
        "fo:language": code or "fr",
        "fo:country": country.upper() or ("FR" if code == "fr" else "none"),
        "fo:font-size": "11pt",
    }
    usual = _make(
        "style:default-style",
        {"style:family": "paragraph"},
        _make("style:paragraph-properties", {"fo:margin-bottom": "0.2cm"}),
        _make("style:text-properties", text),
    )
    styles = [
        _style("Standard", "Standard"),
        _style("Participant", "Participant", bold=True, keep=True),
        _style("Table_20_Contents", "Table Contents"),
        _style("Table_20_Heading", "Table Heading", bold=True),
    ]
    for level, size in enumerate((16, 14, 13, 12, 11), 1):
        styles.append(_style(f"Heading_20_{level}", f"Heading {level}", bold=True, keep=True, size=size, level=level))
    border = _make("style:table-cell-properties", {"fo:border": "0.5pt solid #748586", "fo:padding": "0.1cm"})
    cell = _make("style:style", {"style:name": "Cell", "style:family": "table-cell"}, border)
    return _make("office:document-styles", VERSION, _make("office:styles", {}, usual, *styles, cell))


def _style(
    name: str, shown: str, bold: bool = False, keep: bool = False, size: int = 0, level: int = 0
) -> etree._Element:
    letters = {"fo:font-weight": "bold"} if bold else {}
    letters |= {"fo:font-size": f"{size}pt"} if size else {}
    about = {"style:name": name, "style:display-name": shown, "style:family": "paragraph"}
    about |= {"style:default-outline-level": str(level)} if level else {}
    paragraph = {"fo:keep-with-next": "always", "fo:margin-top": "0.3cm"} if keep else {}
    return _make(
        "style:style", about, _make("style:paragraph-properties", paragraph), _make("style:text-properties", letters)
    )

"""The note of a session as Office Open XML (ECMA-376): the .docx that Word, and everything else, opens.

As player/office.ts makes them for learners: heading styles, a header row in each table, language and title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from builder.notes import Session
from builder.notes.blocks import Block, Heading, Paragraph, Table
from builder.notes.writing import Document, clean

OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
NAMES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": f"{PACKAGE}/relationships",
    "t": f"{PACKAGE}/content-types",
    "cp": f"{PACKAGE}/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "p": f"{OFFICE}/custom-properties",
    "vt": f"{OFFICE}/docPropsVTypes",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
KINDS: Final = {
    "/word/document.xml": f"{WORD}.document.main+xml",
    "/word/styles.xml": f"{WORD}.styles+xml",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}
PROPERTY: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""What all custom properties share (part 1, 22.3)."""
WIDTH: Final = 9638
"""Of the text of an A4 page, in twentieths of a point."""


def docx(session: Session, language: str) -> Document:
    """The note as a document of Word.

    Args:
        language: BCP 47, where the notes themselves say none.
    """
    spoken = session.language or language
    marks: list[str] = []
    flow = [each for block in session.blocks for each in _flow(block, marks)]
    margins = {f"w:{side}": "1134" for side in ("top", "right", "bottom", "left")}
    margins |= {"w:header": "709", "w:footer": "709", "w:gutter": "0"}
    page = _make("w:sectPr", {}, _make("w:pgSz", {"w:w": "11906", "w:h": "16838"}), _make("w:pgMar", margins))
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            (f"{OFFICE}/relationships/officeDocument", "word/document.xml"),
            (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{OFFICE}/relationships/custom-properties", "docProps/custom.xml"),
        ),
        "word/document.xml": _make("w:document", {}, _make("w:body", {}, *flow, page)),
        "word/_rels/document.xml.rels": _relations((f"{OFFICE}/relationships/styles", "styles.xml")),
        "word/styles.xml": _styles(spoken),
        "docProps/core.xml": _make(
            "cp:coreProperties",
            {},
            _make("dc:title", {}, text=session.title),
            _make("dc:language", {}, text=spoken),
        ),
        "docProps/custom.xml": _properties(marks),
    }
    return Document({name: _bytes(root) for name, root in files.items()})


def _name(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}" if colon and prefix in NAMES else name


def _make(name: str, attributes: Mapping[str, str], *children: etree._Element, text: str = "") -> etree._Element:
    prefix = name.partition(":")[0]
    # As every program writes them: some readers go by the letters. The stubs know no namespace without a prefix.
    known: Any = {None: NAMES[prefix]} if prefix in ("r", "t", "p") else NAMES
    made = etree.Element(_name(name), {_name(each): value for each, value in attributes.items()}, nsmap=known)
    made.text = clean(text) or None
    made.extend(children)
    return made


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _flow(block: Block, marks: list[str]) -> Iterator[etree._Element]:
    match block:
        case Heading():
            heading = _paragraph(block.text, f"Heading{block.level}")
            if block.mark:
                marks.append(block.mark)
                number = str(len(marks))
                heading.insert(1, _make("w:bookmarkStart", {"w:id": number, "w:name": f"cartable_{number}"}))
                heading.append(_make("w:bookmarkEnd", {"w:id": number}))
            yield heading
        case Paragraph():
            for line in block.text.split("\n"):
                yield _paragraph(line, "" if block.own else "Participant")
        case Table():
            yield _table(block)
            yield _make("w:p", {})  # two tables in a row would be one


def _paragraph(text: str, style: str) -> etree._Element:
    made = _make("w:p", {})
    if style:
        made.append(_make("w:pPr", {}, _make("w:pStyle", {"w:val": style})))
    parts = [
        _make("w:tab", {}) if each == "\t" else _make("w:t", {"xml:space": "preserve"}, text=each)
        for each in re.findall(r"\t|[^\t]+", text)
    ]
    if parts:
        made.append(_make("w:r", {}, *parts))
    return made


def _table(table: Table) -> etree._Element:
    width = str(WIDTH // len(table.columns))

    def row(cells: tuple[str, ...], style: str) -> etree._Element:
        made = _make("w:tr", {}, _make("w:trPr", {}, _make("w:cantSplit", {})))
        if style == "TableHead":
            made[0].append(_make("w:tblHeader", {}))
        for text in cells:
            size = _make("w:tcPr", {}, _make("w:tcW", {"w:w": width, "w:type": "dxa"}))
            made.append(_make("w:tc", {}, size, *(_paragraph(line, style) for line in text.split("\n"))))
        return made

    return _make(
        "w:tbl",
        {},
        _make(
            "w:tblPr",
            {},
            _make("w:tblStyle", {"w:val": "TableGrid"}),
            _make("w:tblW", {"w:w": str(WIDTH), "w:type": "dxa"}),
            _make("w:tblLayout", {"w:type": "fixed"}),
        ),
        _make("w:tblGrid", {}, *(_make("w:gridCol", {"w:w": width}) for _ in table.columns)),
        row(table.columns, "TableHead"),
        *(row(each, "TableText") for each in table.rows),
    )


def _styles(language: str) -> etree._Element:
    letters = _make("w:rPr", {}, _make("w:sz", {"w:val": "22"}), _make("w:lang", {"w:val": language}))
    spaces = _make("w:pPr", {}, _make("w:spacing", {"w:after": "120"}))
    usual = _make("w:docDefaults", {}, _make("w:rPrDefault", {}, letters), _make("w:pPrDefault", {}, spaces))
    normal = _make("w:style", {"w:type": "paragraph", "w:default": "1", "w:styleId": "Normal"})
    normal.append(_make("w:name", {"w:val": "Normal"}))
    styles = [normal, _style("Participant", "Participant", bold=True), _style("TableText", "Table Text")]
    styles.append(_style("TableHead", "Table Head", bold=True))
    for level, size in enumerate((32, 28, 24, 22, 22), 1):
        styles.append(_style(f"Heading{level}", f"heading {level}", bold=True, size=size, level=level))
    line = {"w:val": "single", "w:sz": "4", "w:color": "748586"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = _make("w:tblBorders", {}, *(_make(f"w:{side}", line) for side in sides))
    grid = _make("w:style", {"w:type": "table", "w:styleId": "TableGrid"})
    grid.extend([_make("w:name", {"w:val": "Table Grid"}), _make("w:tblPr", {}, borders)])
    return _make("w:styles", {}, usual, *styles, grid)


def _style(name: str, shown: str, bold: bool = False, size: int = 0, level: int = 0) -> etree._Element:
    paragraph, letters = _make("w:pPr", {}), _make("w:rPr", {})
    if bold:
        paragraph.append(_make("w:keepNext", {}))
        letters.append(_make("w:b", {}))
    if level:
        paragraph.append(_make("w:outlineLvl", {"w:val": str(level - 1)}))
    if size:
        letters.append(_make("w:sz", {"w:val": str(size)}))
    about = {"w:type": "paragraph", "w:styleId": name}
    based = _make("w:basedOn", {"w:val": "Normal"})
    return _make("w:style", about, _make("w:name", {"w:val": shown}), based, paragraph, letters)


def _types() -> etree._Element:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    return _make(
        "t:Types",
        {},
        *(_make("t:Default", {"Extension": name, "ContentType": kind}) for name, kind in defaults.items()),
        *(_make("t:Override", {"PartName": name, "ContentType": kind}) for name, kind in KINDS.items()),
    )


def _relations(*targets: tuple[str, str]) -> etree._Element:
    return _make(
        "r:Relationships",
        {},
        *(
            _make("r:Relationship", {"Id": f"rId{number}", "Type": kind, "Target": target})
            for number, (kind, target) in enumerate(targets, 1)
        ),
    )


def _properties(marks: list[str]) -> etree._Element:
    made = _make("p:Properties", {})
    for number, mark in enumerate(marks, 1):
        about = {"fmtid": PROPERTY, "pid": str(number + 1), "name": f"cartable_{number}"}
        made.append(_make("p:property", about, _make("vt:lpwstr", {}, text=mark)))
    return made

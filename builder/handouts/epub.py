"""EPUB 3: the course as a book for any reading system, one XHTML document a lesson.

In: a course. Out: the archive's bytes. Follows EPUB 3.3 (package document, navigation document, OCF) and EPUB
Accessibility 1.1 for what the metadata say. Films stay out: a picture, the transcript and where to see them stand in
their place, so that the file can be sent by mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from lxml import etree, html
from markupsafe import Markup
from PIL import Image

from builder import archive
from builder.handouts.paper import Booklet
from builder.model import Course
from builder.render.page import TEMPLATES, environment
from builder.render.words import BUILT

XHTML: Final = "http://www.w3.org/1999/xhtml"
OPS: Final = "http://www.idpf.org/2007/ops"
OPF: Final = "http://www.idpf.org/2007/opf"
DC: Final = "http://purl.org/dc/elements/1.1/"
CONTAINER: Final = "urn:oasis:names:tc:opendocument:xmlns:container"
SVG: Final = "http://www.w3.org/2000/svg"
XML: Final = "http://www.w3.org/XML/1998/namespace"

TYPES: Final = {
    "css": "text/css",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
}
"""Core media types (EPUB 3.3, 3.2) by the end of a file's name."""
UNWANTED: Final = ("role", "data-label", "focusable")
"""Attributes that the screen needs, where its style sheet makes cards of tables, and a book does not."""
CASED: Final = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio", "markerwidth": "markerWidth"}
"""Attributes of SVG that HTML's parser writes small."""
REMADE: Final = ".webp"
"""Pictures that readers before EPUB 3.3 do not show: they are written as PNG."""


@dataclass(frozen=True, slots=True, eq=False)
class _Leaf:
    """One document of the book."""

    name: str
    """Of its file."""
    title: str
    body: etree._Element
    part: str = ""
    """Title of the module it begins or goes on with; "" for what stands beside the lessons."""
    meaning: str = ""
    """Its `epub:type`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Book:
    """The files of one EPUB, as `archive` wants them."""

    files: Mapping[str, bytes | Path] = field(default_factory=dict)


def epub(course: Course, epoch: int) -> bytes:
    """The EPUB of *course*; equal courses give equal bytes."""
    target = BytesIO()
    archive.write(_Book(_Writer(Booklet(course, epoch)).files()), target, max(epoch, archive.OLDEST))
    return target.getvalue()


class _Writer:
    """Writes one book."""

    def __init__(self, booklet: Booklet) -> None:
        self.booklet, self.course, self.words = booklet, booklet.course, booklet.words
        self.values = booklet.values
        self.leaves = list(self._leaves())
        self._lead()

    def files(self) -> dict[str, bytes | Path]:
        """All files by name in the archive."""
        inside: dict[str, bytes | Path] = {
            "epub.css": TEMPLATES / "print" / "epub.css",
            "nav.xhtml": self._document(self.words("paper.contents"), self._navigation()),
            **{each.name: self._document(each.title, each.body) for each in self.leaves},
            **self.pictures,
        }
        inside |= {f"fonts/{path.name}": path for path in sorted((BUILT / "fonts").glob("*.woff2"))}
        return {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": _serialised(_container()),
            "EPUB/package.opf": _serialised(self._package(inside)),
            **{f"EPUB/{name}": content for name, content in inside.items()},
        }

    @cached_property
    def pictures(self) -> dict[str, bytes | Path]:
        """Images and posters under the names that the pages give them."""
        found: dict[str, Path] = {}
        for asset in self.course.assets:
            if asset.kind == "image":
                found[asset.name] = asset.path
            elif asset.poster:
                found[asset.poster_name] = asset.poster
        return {_picture(name): _png(path) if name.endswith(REMADE) else path for name, path in found.items()}

    def _leaves(self) -> Iterator[_Leaf]:
        values, words = self.values, self.words
        parts: Any = environment(words).get_template("print/parts.html").module
        edition = [words.hours(values["total"]), *values["edition"]]
        cover = parts.cover(values["title"], values["promise"], words("paper.kind"), self.course.publisher, edition)
        yield _Leaf("cover.xhtml", values["title"], _parsed(cover), meaning="cover")
        for part, pages in values["modules"]:
            for page in pages:
                yield _Leaf(f"p-{page.id}.xhtml", page.title, _parsed(page.html), part, "bodymatter")
        for annex in values["annexes"]:
            yield _Leaf(f"a{annex.id}.xhtml", annex.title, _parsed(parts.annex(annex)), meaning="backmatter")
        lines = [words("paper.answers"), *values["origin"], words("paper.accessibility")]
        about = parts.about(words("paper.about"), lines)
        yield _Leaf("about.xhtml", words("paper.about"), _parsed(about), meaning="backmatter")

    def _lead(self) -> None:
        """Have every link lead to the document that now holds its target; what is in none is no link."""
        places = {
            each.get("id"): leaf.name
            for leaf in self.leaves
            for each in leaf.body.iter(etree.Element)
            if each.get("id")
        }
        for leaf in self.leaves:
            for link in leaf.body.iter(f"{{{XHTML}}}a"):
                address = link.get("href", "")
                if not address.startswith("#"):
                    continue
                place = places.get(address[1:])
                if place is None:
                    del link.attrib["href"]
                elif place != leaf.name:
                    link.set("href", place if place == f"p-{address[1:]}.xhtml" else place + address)
                if "_note-" in address:
                    link.set(f"{{{OPS}}}type", "noteref")
            for note in leaf.body.iter(f"{{{XHTML}}}li"):
                if "_note-" in note.get("id", ""):
                    note.set(f"{{{OPS}}}type", "footnote")
            for image in leaf.body.iter(f"{{{XHTML}}}img"):
                image.set("src", _picture(image.get("src", "")))

    def _document(self, title: str, body: etree._Element) -> bytes:
        names: Any = {None: XHTML, "epub": OPS}
        root = etree.Element(f"{{{XHTML}}}html", nsmap=names)
        root.set("lang", self.course.language)
        root.set(f"{{{XML}}}lang", self.course.language)
        head = _add(root, XHTML, "head")
        _add(head, XHTML, "title").text = title
        _add(head, XHTML, "link", rel="stylesheet", type="text/css", href="epub.css")
        root.append(body)
        etree.cleanup_namespaces(root, keep_ns_prefixes=["epub"])
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"

    def _navigation(self) -> etree._Element:
        """The table of contents, and the landmarks that reading systems offer in their menus."""
        body = etree.Element(f"{{{XHTML}}}body")
        toc = _nav(body, "toc", self.words("paper.contents"))
        part, inner = "", toc
        for leaf in self.leaves:
            if leaf.meaning == "cover":
                continue
            if leaf.part != part:
                part, inner = leaf.part, toc
                if part:
                    item = _add(toc, XHTML, "li")
                    _add(item, XHTML, "span").text = part
                    inner = _add(item, XHTML, "ol")
            _entry(inner, leaf)
        marks = _nav(body, "landmarks", self.words("paper.landmarks"), hidden="hidden")
        first = next((each for each in self.leaves if each.meaning == "bodymatter"), None)
        _mark(marks, "cover", "cover.xhtml", self.words("paper.cover"))
        _mark(marks, "toc", "nav.xhtml", self.words("paper.contents"))
        if first is not None:
            _mark(marks, "bodymatter", first.name, self.words("paper.begin"))
        return body

    def _package(self, files: Mapping[str, object]) -> etree._Element:
        names: Any = {None: OPF}
        root = etree.Element(f"{{{OPF}}}package", nsmap=names)
        root.set("version", "3.0")
        root.set("unique-identifier", "id")
        root.set(f"{{{XML}}}lang", self.course.language)
        self._describe(root)
        manifest, spine = _add(root, OPF, "manifest"), _add(root, OPF, "spine")
        ids = {name: f"f{number}" for number, name in enumerate(sorted(files), 1)}
        graphs = {each.name for each in self.leaves if next(each.body.iter(f"{{{SVG}}}svg"), None) is not None}
        for name, identifier in ids.items():
            item = _add(manifest, OPF, "item", id=identifier, href=name)
            item.set("media-type", TYPES[name.rpartition(".")[2].lower()])
            if name == "nav.xhtml":
                item.set("properties", "nav")
            elif name in graphs:
                item.set("properties", "svg")
        for name in ("cover.xhtml", "nav.xhtml", *(each.name for each in self.leaves[1:])):
            _add(spine, OPF, "itemref", idref=ids[name])
        return root

    def _describe(self, root: etree._Element) -> None:
        course, values = self.course, self.values
        names: Any = {"dc": DC}
        metadata = etree.SubElement(root, f"{{{OPF}}}metadata", nsmap=names)
        _add(metadata, DC, "identifier", id="id").text = f"urn:uuid:{course.uuid}"
        _add(metadata, DC, "title").text = values["title"]
        _add(metadata, DC, "language").text = course.language
        _add(metadata, DC, "publisher").text = course.publisher
        _add(metadata, DC, "date").text = values["modified"]
        if values["promise"]:
            _add(metadata, DC, "description").text = Markup(values["promise"]).striptags()
        if course.settings.licence:
            _add(metadata, DC, "rights").text = course.settings.licence
        _meta(metadata, "dcterms:modified", values["modified"])
        images = any(each.kind == "image" for each in course.assets)
        described = any(each.kind == "image" and each.description for each in course.assets)
        spoken = any(each.captions for each in course.assets)
        _meta(metadata, "schema:accessMode", "textual")
        if self.pictures:
            _meta(metadata, "schema:accessMode", "visual")
        _meta(metadata, "schema:accessModeSufficient", "textual")
        features = ["structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability"]
        features += ["alternativeText"] if images else []
        features += ["longDescription"] if described else []
        features += ["transcript"] if spoken else []
        for each in sorted(features):
            _meta(metadata, "schema:accessibilityFeature", each)
        _meta(metadata, "schema:accessibilityHazard", "none")
        _meta(metadata, "schema:accessibilitySummary", self.words("paper.accessibility"))


def _parsed(text: str) -> etree._Element:
    """A fragment of the templates as the body of a document."""
    try:
        body = etree.fromstring(f'<body xmlns="{XHTML}">{text}</body>')
    except etree.XMLSyntaxError:  # what is written for screens too need not be XML
        body = _from_html(text)
    for drawing in [*body.iter(f"{{{XHTML}}}svg")]:
        drawn = _drawing(drawing)
        drawn.tail = drawing.tail
        parent = drawing.getparent()
        assert parent is not None
        parent.replace(drawing, drawn)
    for each in [*body.iter(etree.Element)]:
        address, parent = each.get("href", ""), each.getparent()
        # What only the player shows, and files that only a package has.
        if parent is not None and ("hidden" in each.attrib or "download" in each.attrib):
            _take_out(each, parent)
        elif address and not address.startswith(("#", "http://", "https://", "mailto:", "tel:")):
            del each.attrib["href"]
        for name in UNWANTED:
            if name in each.attrib:
                del each.attrib[name]
    return body


def _take_out(element: etree._Element, parent: etree._Element) -> None:
    """Remove *element*, and not the text behind it, which lxml counts as its own."""
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _drawing(element: etree._Element) -> etree._Element:
    """*element* in the namespace of SVG, as a browser reads it within HTML."""
    names: Any = {None: SVG}
    made = etree.Element(f"{{{SVG}}}{etree.QName(element).localname}", None, names)
    for name, value in element.attrib.items():
        made.set(name, value)
    made.text = element.text
    for each in element.iterchildren(etree.Element):
        made.append(_drawing(each))
        made[-1].tail = each.tail
    return made


def _from_html(text: str) -> etree._Element:
    """A fragment of HTML as XHTML."""
    found = html.document_fromstring(f"<html><body>{text}</body></html>").find("body")
    assert found is not None
    for each in found.iter(etree.Element):
        for small, cased in CASED.items():
            if small in each.attrib:
                each.set(cased, each.attrib.pop(small))
    found.set("xmlns", XHTML)
    return etree.fromstring(etree.tostring(found))


def _picture(name: str) -> str:
    return name.removesuffix(REMADE) + ".png" if name.endswith(REMADE) else name


def _png(path: Path) -> bytes:
    target = BytesIO()
    with Image.open(path) as image:
        image.save(target, "PNG")
    return target.getvalue()


def _container() -> etree._Element:
    names: Any = {None: CONTAINER}
    root = etree.Element(f"{{{CONTAINER}}}container", nsmap=names)
    root.set("version", "1.0")
    rootfile = _add(_add(root, CONTAINER, "rootfiles"), CONTAINER, "rootfile")
    rootfile.set("full-path", "EPUB/package.opf")
    rootfile.set("media-type", "application/oebps-package+xml")
    return root


def _serialised(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _nav(body: etree._Element, meaning: str, title: str, **attributes: str) -> etree._Element:
    """A list of the navigation document, ready for its entries."""
    nav = _add(body, XHTML, "nav", **attributes)
    nav.set(f"{{{OPS}}}type", meaning)
    nav.set("class", "contents")
    _add(nav, XHTML, "h1" if meaning == "toc" else "h2").text = title
    return _add(nav, XHTML, "ol")


def _entry(parent: etree._Element, leaf: _Leaf) -> None:
    _add(_add(parent, XHTML, "li"), XHTML, "a", href=leaf.name).text = leaf.title


def _mark(parent: etree._Element, meaning: str, name: str, title: str) -> None:
    link = _add(_add(parent, XHTML, "li"), XHTML, "a", href=name)
    link.set(f"{{{OPS}}}type", meaning)
    link.text = title


def _meta(parent: etree._Element, name: str, value: str) -> None:
    _add(parent, OPF, "meta", property=name).text = value


def _add(parent: etree._Element, namespace: str, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)

"""The official XSDs as a second opinion on a manifest.

In: a parsed manifest. Out: what the published schemas of its edition of SCORM object to. They accept much that is wrong
(see the rules of `scorm12` and `scorm2004`), so they come last, and only what no rule has said is reported.

libxml2 refuses two of SCORM 1.2's as they are published. `ims_xml.xsd` makes the namespace of XML the default one; that
alone it forgives when another schema imports the file, and the attributes are then known. `imsmd_rootv1p2p1.xsd` ends
twelve types with a wildcard for any namespace, its own too, so that an element may be either part of the type or of the
wildcard: such a content model is not deterministic (XML Schema 1.0, 3.8.6). The wildcard is there for the extensions of
others, so it is read as one for other namespaces. What that forbids beyond the text are elements of metadata out of
their order or one too many, which the binding forbids in words. No other word of the schemas is changed. A schema of
the LOM of SCORM 2004 is in no archive of ADL's: there the rules C04-01 and C04-02 stand alone.

A schema is compiled once a process, and takes no longer than a manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, cast
from urllib.parse import unquote, urlsplit

from lxml import etree

from builder.checker.documents import Document, Element, elements, line_of, namespace

INSTALLED: Final = Path(__file__).parent.parent / "_built" / "xsd"
"""Where the build puts the schemas that packages carry, a folder an edition."""
IMSCP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSMD: Final = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
IMSCP_2004: Final = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP_2004: Final = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLSEQ: Final = "http://www.adlnet.org/xsd/adlseq_v1p3"
ADLNAV: Final = "http://www.adlnet.org/xsd/adlnav_v1p3"
IMSSS: Final = "http://www.imsglobal.org/xsd/imsss"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XSD: Final = "http://www.w3.org/2001/XMLSchema"


class _Set(NamedTuple):
    """The schemas of an edition."""

    folder: str
    files: Mapping[str, str]
    """Namespace → file."""


_SETS: Final = {
    IMSCP: _Set(
        "scorm12",
        {IMSCP: "imscp_rootv1p1p2.xsd", ADLCP: "adlcp_rootv1p2.xsd", IMSMD: "imsmd_rootv1p2p1.xsd"},
    ),
    IMSCP_2004: _Set(
        "scorm2004",
        {
            IMSCP_2004: "imscp_v1p1.xsd",
            ADLCP_2004: "adlcp_v1p3.xsd",
            ADLSEQ: "adlseq_v1p3.xsd",
            ADLNAV: "adlnav_v1p3.xsd",
            IMSSS: "imsss_v1p0.xsd",
        },
    ),
}


class Objection(NamedTuple):
    """What a schema does not accept."""

    place: tuple[int, int]
    words: str
    is_metadata: bool
    """Whether it concerns metadata, which no LMS needs to import a package."""


class _Determined(etree.Resolver):
    """Gives libxml2 the schema of metadata with content models that it takes."""

    # The stubs know neither the third argument nor `resolve_string` with it; lxml's documentation does.
    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        """The schema at an address, mended; None for all others, which are read as they are."""
        del public_id
        if not system_url.endswith(f"/{_SETS[IMSCP].files[IMSMD]}"):
            return None
        schema = etree.parse(Path(unquote(urlsplit(system_url).path)))
        for wildcard in schema.iter(f"{{{XSD}}}any"):
            wildcard.set("namespace", "##other")
        return self.resolve_string(etree.tostring(schema), context, base_url=system_url)


@lru_cache(maxsize=8)
def _schema(content: str, root: Path) -> etree.XMLSchema | None:
    """The compiled schemas of the edition whose content packaging is *content*, None when they are not installed."""
    folder, files = root.resolve() / _SETS[content].folder, _SETS[content].files
    if not all((folder / name).is_file() for name in files.values()):
        return None
    joined = etree.Element(f"{{{XSD}}}schema")
    for uri, name in files.items():
        etree.SubElement(joined, f"{{{XSD}}}import", namespace=uri, schemaLocation=(folder / name).as_uri())
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Determined())
    return etree.XMLSchema(etree.fromstring(etree.tostring(joined), parser))


def is_installed(content: str, root: Path = INSTALLED) -> bool:
    """Whether the schemas of the edition whose content packaging is *content* can be asked."""
    return _schema(content, root) is not None


def objections(document: Document, content: str, root: Path = INSTALLED) -> list[Objection]:
    """Everything the schemas object to, one a place; [] when they are not installed."""
    schema = _schema(content, root)
    if schema is None:
        return []
    tree = deepcopy(document.root)
    _keep_known(tree, _SETS[content].files)
    if schema.validate(tree):
        return []
    # libxml2 reports the line where a start tag ends, the places are where it begins.
    begins = {line_of(each): place for each, place in reversed(document.places.items())}
    found: dict[tuple[int, int], Objection] = {}
    for error in cast("Iterable[etree._LogEntry]", schema.error_log):
        place = begins.get(error.line, (max(1, error.line), 1))
        is_metadata = error.message.startswith(f"Element '{{{IMSMD}}}")
        found.setdefault(place, Objection(place, _words(error.message), is_metadata))
    return sorted(found.values())


def _words(message: str) -> str:
    """What libxml2 says, without namespaces and without the list of what it had rather seen."""
    return re.sub(r"\{[^}]*\}", "", message).partition(" Expected is")[0]


def _keep_known(root: Element, known: Iterable[str]) -> None:
    """Take foreign extensions, and the LOM of SCORM 2004, out of *root*: their schemas are not compiled here."""
    known = set(known)
    for each in list(elements(root)):
        if namespace(each) not in known:
            parent = each.getparent()
            if parent is not None:
                # Text after an element belongs to it in lxml; it is white space in every manifest that is valid.
                parent.remove(each)
            continue
        for name in [str(name) for name in each.attrib]:
            uri = etree.QName(name).namespace
            if uri and uri not in known and uri != XML:
                del each.attrib[name]

"""The official XSDs as a second opinion on a manifest.

In: a parsed manifest. Out: what the published schemas of its edition of SCORM object to. They accept much that is wrong
(see the rules of `scorm12` and `scorm2004`), so they come last, and only what no rule has said is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, cast

from lxml import etree

from builder.checker.documents import Document, Element, elements, line_of, namespace

INSTALLED: Final = Path(__file__).parent.parent / "_built" / "xsd"
"""Where the build puts the schemas that packages carry, a folder an edition."""
IMSCP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
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
    """Namespace → file. Metadata is left out: the content models of imsmd are not deterministic, and libxml2 refuses
    them; a schema of LOM is in no archive of ADL's."""


_SETS: Final = {
    IMSCP: _Set("scorm12", {IMSCP: "imscp_rootv1p1p2.xsd", ADLCP: "adlcp_rootv1p2.xsd"}),
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


@lru_cache(maxsize=8)
def _schema(content: str, root: Path) -> etree.XMLSchema | None:
    """The compiled schemas of the edition whose content packaging is *content*, None when they are not installed."""
    folder, files = root.resolve() / _SETS[content].folder, _SETS[content].files
    if not all((folder / name).is_file() for name in files.values()):
        return None
    joined = etree.Element(f"{{{XSD}}}schema")
    for uri, name in files.items():
        etree.SubElement(joined, f"{{{XSD}}}import", namespace=uri, schemaLocation=(folder / name).as_uri())
    return etree.XMLSchema(joined)


def is_installed(content: str, root: Path = INSTALLED) -> bool:
    """Whether the schemas of the edition whose content packaging is *content* can be asked."""
    return _schema(content, root) is not None


def objections(document: Document, content: str, root: Path = INSTALLED) -> list[tuple[tuple[int, int], str]]:
    """Place and words of everything the schemas object to, one a place; [] when they are not installed."""
    schema = _schema(content, root)
    if schema is None:
        return []
    tree = deepcopy(document.root)
    _keep_known(tree, _SETS[content].files)
    if schema.validate(tree):
        return []
    # libxml2 reports the line where a start tag ends, the places are where it begins.
    begins = {line_of(each): place for each, place in reversed(document.places.items())}
    found: dict[tuple[int, int], str] = {}
    for error in cast("Iterable[etree._LogEntry]", schema.error_log):
        found.setdefault(begins.get(error.line, (max(1, error.line), 1)), _words(error.message))
    return sorted(found.items())


def _words(message: str) -> str:
    """What libxml2 says, without namespaces and without the list of what it had rather seen."""
    return re.sub(r"\{[^}]*\}", "", message).partition(" Expected is")[0]


def _keep_known(root: Element, known: Iterable[str]) -> None:
    """Take metadata and foreign extensions out of *root*: their schemas are not compiled here."""
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

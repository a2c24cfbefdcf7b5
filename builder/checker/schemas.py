"""The official XSDs as a second opinion on a manifest.

In: a parsed manifest. Out: what the published schemas of SCORM 1.2 object to. They accept much that is wrong (see the
rules of `scorm12`), so they come last, and only what no rule has said is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

from lxml import etree

from builder.checker.documents import Document, Element, elements, line_of, namespace

INSTALLED: Final = Path(__file__).parent.parent / "_built" / "xsd" / "scorm12"
"""Where the build puts the schemas that packages carry."""
IMSCP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
XML: Final = "http://www.w3.org/XML/1998/namespace"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"


@lru_cache(maxsize=4)
def _schema(folder: Path) -> etree.XMLSchema | None:
    """The compiled schemas, None when they are not installed.

    adlcp imports imscp. imsmd is left out: its content models are not deterministic and libxml2 refuses it.
    """
    path = folder / "adlcp_rootv1p2.xsd"
    if not path.is_file():
        return None
    return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))


def is_installed(folder: Path = INSTALLED) -> bool:
    """Whether the schemas can be asked."""
    return _schema(folder) is not None


def objections(document: Document, folder: Path = INSTALLED) -> list[tuple[tuple[int, int], str]]:
    """Place and words of everything the schemas object to, one a place; [] when they are not installed."""
    schema = _schema(folder)
    if schema is None:
        return []
    tree = deepcopy(document.root)
    _keep_known(tree)
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


def _keep_known(root: Element) -> None:
    """Take metadata and foreign extensions out of *root*: their schemas are not compiled here."""
    known = (IMSCP, ADLCP)
    for each in list(elements(root)):
        if namespace(each) not in known:
            parent = each.getparent()
            if parent is not None:
                # Text after an element belongs to it in lxml; it is white space in every manifest that is valid.
                parent.remove(each)
            continue
        for name in [str(name) for name in each.attrib]:
            uri = etree.QName(name).namespace
            if uri and uri not in (*known, XML):
                del each.attrib[name]

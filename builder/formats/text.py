"""Words and trees as manifests hold them: what no importer chokes on."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

LONGEST_TITLE: Final = 200
"""C12-07 and C12-08; Moodle's data base takes 255."""

ILLEGAL: Final = re.compile(r"[^\t\n\v\f\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) forbids or discourages: controls, surrogates, non-characters."""
SPACES: Final = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
"""Not the no-break spaces, which French needs."""


def line(text: str, longest: int) -> str:
    """*text* on one line of at most *longest* characters, all of them legal in XML."""
    clean = SPACES.sub(" ", ILLEGAL.sub("", text)).strip()
    return clean if len(clean) <= longest else clean[: longest - 1].rstrip() + "…"


def label(text: str) -> str:
    """*text* as a title. Angle brackets become quotation marks: Moodle's mobile service fails on tags."""
    return line(text.translate({ord("<"): "‹", ord(">"): "›"}), LONGEST_TITLE)


def number(value: float) -> str:
    """*value* as XML Schema writes decimals, to four places: `0.7`, `1.0` (K10)."""
    return f"{value:.4f}".rstrip("0").ljust(3, "0")


def rooted(namespace: str, name: str, **prefixes: str) -> etree._Element:
    """The root of a document whose default namespace is *namespace*."""
    names: Any = {None: namespace, **prefixes}
    return etree.Element(etree.QName(namespace, name), nsmap=names)


def serialised(root: etree._Element) -> bytes:
    """The tree as a UTF-8 file, one element a line, without byte order mark or document type (Z10)."""
    etree.indent(root)
    # lxml quotes its own declaration with apostrophes.
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + etree.tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"

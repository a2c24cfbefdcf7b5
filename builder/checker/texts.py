"""Every text of a package, read once: pages, drawings, style sheets, scripts and data.

In: a container. Out: `Facts`, what the texts tell together, once the rules on each were reported: Z06, Z10 to Z13,
R12-22 and T16.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from builder.checker import pages, scripts
from builder.checker.container import Container
from builder.checker.references import DRAWINGS, PAGES, Facts, Source, follow, style_links
from builder.diagnostics import Report, Span

SCRIPTS: Final = (".js", ".mjs")
STYLES: Final = (".css",)
DATA: Final = (".json", ".xml")
WORDS: Final = (
    "Finish",
    "Terminate",
    "Commit",
    "parent",
    "opener",
    "top.",
    ".top",
    "location",
    "referrer",
    "URL",
    "lesson_status",
    "completion_status",
    "success_status",
    "documentElement.lang",
    "setAttribute('lang'",
    'setAttribute("lang"',
    "htmlAttributes",
    "activity_id",
    "activityId",
)
"""What a rule may miss in a whole package: nothing stands for it in any page or script."""


def examine(container: Container, report: Report) -> Facts:
    """Read every text of the package once and report what the rules say of it."""
    facts = Facts()
    for name in sorted(container.sizes):
        suffix = posixpath.splitext(name)[1].lower()
        if suffix not in (*PAGES, *DRAWINGS, *SCRIPTS, *STYLES, *DATA):
            continue
        data = container.read(name)
        if data is None:
            continue
        text = _decoded(data)
        if suffix in (*PAGES, *DRAWINGS):
            # As libxml2 has it, and every place stays where it is.
            text = text.replace("\r\n", " \n")
        source = Source(container, name, text)
        _check_credentials(source, facts)
        if suffix in STYLES:
            _read_style(source, facts)
        elif suffix in SCRIPTS:
            scripts.read(source, facts, source.text, 0, partial(source.at, 0))
        elif suffix in PAGES or suffix in DRAWINGS:
            pages.read(source, facts)
        if suffix in PAGES:
            facts.first_page = facts.first_page or name
            _check_charset(source, facts, data)
        if suffix in PAGES or suffix in SCRIPTS:
            _gather(source, facts)
    facts.report_to(report)
    return facts


_OF_2004: Final = ("completion_status", "success_status", "cmi.score.", "cmi.location", "cmi.exit", "cmi.session_time")


# Of the launch address: the one is Tin Can's name for it, the other cmi5's.
_PARAMETER: Final = re.compile(
    r"""[sS]earchParams(?:\([^()]{0,99}\))?\s{0,9}\.get\(\s{0,9}["'`](activityId|activity_id)["'`]"""
)


def _gather(source: Source, facts: Facts) -> None:
    """What a page or script merely mentions."""
    text = source.text
    found = _PARAMETER.search(text)
    if found:
        facts.parameters.setdefault(found[1], source.at(found.start(1)))
    facts.words.update(word for word in WORDS if word not in facts.words and word in text)
    if "cmi." in text:
        named = {"scorm12": "cmi.core." in text, "scorm2004": any(each in text for each in _OF_2004)}
        facts.editions[source.name] = frozenset(edition for edition, is_so in named.items() if is_so)


def _decoded(data: bytes) -> str:
    """The text of a page, script or style; a byte that is no UTF-8 costs that character only."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def _read_style(source: Source, facts: Facts) -> None:
    for offset, reference in style_links(source.text):
        place = partial(source.at, offset)
        follow(source, facts, source.folder, reference, place, is_loaded=True, missing="Z13.missing-in-style")


_CHARSET: Final = re.compile(
    rb"""<meta\s[^>]{0,200}charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{1,40})|<\?xml\s[^>]{0,200}encoding=["']([A-Za-z0-9_.:-]{1,40})""",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(rb"<!doctype|<html|<head", re.IGNORECASE)
# As far as a browser must look for the declaration (HTML 13.2.3.2); they look further.
_PRESCAN: Final = 1024
_BYTES: Final = re.compile(rb"[\x80-\xff]")


def _check_charset(source: Source, facts: Facts, data: bytes) -> None:
    """Z10: letters beyond ASCII in a page that does not say how it writes them, or says it wrongly."""
    foreign = _BYTES.search(data)
    if foreign is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return
    if not _WHOLE.search(data, 0, _PRESCAN):
        # A part of a page takes the encoding of the page that a script puts it into.
        return
    found = _CHARSET.search(data, 0, 16 * _PRESCAN)
    place = partial(_at_byte, source, data, foreign.start())
    if found is None:
        facts.note("Z10.no-charset", place)
    elif (found[1] or found[2]).lower() in (b"utf-8", b"utf8"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            facts.note("Z10.not-utf-8", partial(_at_byte, source, data, error.start))


def _at_byte(source: Source, data: bytes, offset: int) -> Span:
    """The place of a byte of the file, which is a character of its text."""
    return source.at(len(data[:offset].decode("utf-8", "replace")))


_BASIC: Final = re.compile(r"Basic(?<!\wBasic)\s+([A-Za-z0-9+/]{8,400}={0,2})")
_USER: Final = re.compile(r"https?://([^\s/\"'<>:@]{1,80}):([^\s/\"'<>@]{1,80})@[A-Za-z0-9]")


def _check_credentials(source: Source, facts: Facts) -> None:
    """T16: a Basic token that decodes to `name:password`, or an address that carries both."""
    for offset in _secrets(source.text):
        facts.note("T16.credentials", partial(source.at, offset))


def _secrets(text: str) -> Iterator[int]:
    for found in _BASIC.finditer(text):
        token = found.group(1)
        try:
            plain = base64.b64decode(token + "=" * (-len(token) % 4), validate=True)
        except (binascii.Error, ValueError):
            continue
        # The example of RFC 7617, which libraries quote in their comments.
        if plain.isascii() and plain.decode().isprintable() and b":" in plain and plain != b"Aladdin:open sesame":
            yield found.start()
    for found in _USER.finditer(text):
        if "{" not in found.group():
            yield found.start()

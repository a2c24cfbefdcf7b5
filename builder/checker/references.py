"""What the pages of a package point at, and what an importer's scanner would find in them.

In: the HTML, CSS, SVG and scripts of a container. Out: the rules Z11, Z12, Z13 and T16 and the parts of R12 that text
alone shows. Scripts are searched, never run, so their rules are warnings: only a browser knows (A.8).
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from lxml import etree

from builder.checker.container import Container
from builder.checker.documents import Element, blanked, elements, line_of
from builder.diagnostics import Report, Span

PAGES: Final = (".html", ".htm", ".xhtml")
DRAWINGS: Final = (".svg",)
SCRIPTS: Final = (".js", ".mjs")
STYLES: Final = (".css",)
DATA: Final = (".json", ".xml")
MOST_TARGETS: Final = 99


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads."""

    kind: Literal["file", "folder", "case", "missing", "outside", "external", "none"]
    name: str = ""
    """The file for `file` and `case`, the host for `external`, else the name that was looked for."""


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# A page that a script fills in has such places; what they become is not known here.
_PLACEHOLDER: Final = re.compile(r"\{\{|\$\{|<%|\{%|\[\[")


def locate(container: Container, folder: str, reference: str) -> Target:
    """What *reference*, written in a file of *folder*, leads to; query and fragment do not count."""
    reference = reference.strip()
    if reference.startswith("//") or _SCHEME.match(reference):
        try:
            parts = urlsplit(reference)
            host = parts.hostname or ""
        except ValueError:
            return Target("none")
        return (
            Target("external", host) if parts.scheme in ("", "http", "https", "ws", "wss") and host else Target("none")
        )
    path = reference.split("#", 1)[0].split("?", 1)[0]
    if not path or _PLACEHOLDER.search(path):
        return Target("none")
    if path.startswith("/"):
        return Target("outside", path)
    # A file may really be called `a%20b.html`; what the reference says literally goes first.
    for plain in dict.fromkeys((path, unquote(path, errors="replace"))):
        name = posixpath.normpath(posixpath.join(folder, plain))
        if name == ".." or name.startswith("../"):
            return Target("outside", plain)
        if name in container.sizes and not plain.endswith("/"):
            return Target("file", name)
        if name == "." or container.has_folder(name):
            return Target("folder", name)
    other = container.near(name)
    return Target("case", other) if other else Target("missing", name)


@dataclass(slots=True)
class Facts:
    """What the texts of a package tell about it as a whole."""

    hosts: dict[str, Span] = field(default_factory=dict)
    """Every foreign host something is loaded from, and its first place."""
    initializes: set[str] = field(default_factory=set)
    """Files that seem to call LMSInitialize."""
    speaks_2004: set[str] = field(default_factory=set)
    """Files that seem to look for the API of SCORM 2004."""
    _tallies: dict[tuple[str, str], tuple[Span, int]] = field(default_factory=dict)
    _targets: dict[str, int] = field(default_factory=dict)

    def note(self, code: str, span: Span, target: str = "") -> None:
        """Count one fault of *code*, and of *target* where each target is a fault of its own.

        The hundredth of a code is all others together, as `…`.
        """
        if (code, target) not in self._tallies:
            self._targets[code] = self._targets.get(code, 0) + 1
            target = target if self._targets[code] <= MOST_TARGETS else "…"
        first, count = self._tallies.get((code, target), (span, 0))
        self._tallies[code, target] = (first, count + 1)

    def report_to(self, report: Report) -> None:
        """One diagnostic a fault, at its first place, with the number of its places."""
        for (code, target), (first, count) in self._tallies.items():
            report.add(code, first, target=target, count=count)
        for host, span in self.hosts.items():
            report.add("Z12.host", span, host=host)


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
        source = _Source(container, name, _decoded(data))
        _credentials(source, facts)
        if suffix in STYLES:
            _style(source, facts, source.text)
        elif suffix in SCRIPTS:
            _script(source, facts, source.text)
        elif suffix in PAGES or suffix in DRAWINGS:
            _page(source, facts)
    facts.report_to(report)
    return facts


def _decoded(data: bytes) -> str:
    """The text of a page, script or style; a byte that is no UTF-8 costs that character only."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


@dataclass(slots=True)
class _Source:
    """One text of the package."""

    container: Container
    name: str
    text: str
    _starts: list[int] = field(default_factory=list)

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.name)

    def at(self, offset: int) -> Span:
        """The place of the character at *offset*."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._starts, offset)
        return self.container.span(self.name, line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> Span:
        """The place of a line whose column is unknown."""
        return self.container.span(self.name, max(1, number))


_ICONS: Final = frozenset(
    {"stylesheet", "icon", "apple-touch-icon", "mask-icon", "preload", "modulepreload", "manifest"}
)
_LOADED: Final[dict[str, tuple[str, ...]]] = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "body": ("background",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "link": ("href",),
}
_FOLLOWED: Final[dict[str, tuple[str, ...]]] = {"a": ("href", "xlink:href"), "area": ("href",)}


def _page(source: _Source, facts: Facts) -> None:
    """Links, loads, handlers, styles and scripts of an HTML page or an SVG drawing."""
    # A NUL would end the text for libxml2; browsers show it as U+FFFD.
    data = source.text.encode("utf-8", "replace").replace(b"\x00", b"\xef\xbf\xbd")
    if source.container.is_too_rich(source.name, data):
        return
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (ValueError, etree.LxmlError):
        return
    if root is None:
        # Nothing but white space.
        return
    folder = source.folder
    for base in elements(root, "base"):
        href = base.get("href") or ""
        if _SCHEME.match(href) or href.startswith("/"):
            # Every other link then leads where the package does not decide.
            _reference(source, facts, folder, href, source.line(line_of(base)), is_loaded=False)
            return
        folder = posixpath.join(folder, posixpath.dirname(href.split("#", 1)[0].split("?", 1)[0]))
        break
    for element in elements(root):
        _element(source, facts, element, folder)


def _element(source: _Source, facts: Facts, element: Element, folder: str) -> None:
    tag = str(element.tag)
    here = source.line(line_of(element))
    for key in element.attrib:
        if re.fullmatch(r"on[a-z]+", str(key)):
            facts.note("R12-22.unload" if str(key) == "onunload" else "Z11.inline-handler", here)
    style = element.get("style")
    if style:
        _style(source, facts, style, here)
    for key in (*_LOADED.get(tag, ()), *_FOLLOWED.get(tag, ())):
        value = element.get(key)
        if not value:
            continue
        relations = (element.get("rel") or "").lower().split()
        is_loaded = tag in _LOADED and (tag != "link" or not _ICONS.isdisjoint(relations))
        is_script = tag == "script"
        for each in _candidates(value) if key == "srcset" else (value,):
            _reference(source, facts, folder, each, here, is_loaded=is_loaded, is_script=is_script)
    if tag == "style" and element.text:
        _style(source, facts, element.text, here)
    if tag == "script" and element.text and "json" not in (element.get("type") or "").lower():
        _script(source, facts, element.text, here)


def _candidates(srcset: str) -> Iterable[str]:
    """The addresses of a `srcset`, which commas and descriptors part; data URLs hold commas themselves."""
    if "data:" in srcset:
        return ()
    return (each.split()[0] for each in srcset.split(",") if each.strip())


def _reference(
    source: _Source,
    facts: Facts,
    folder: str,
    reference: str,
    span: Span,
    *,
    is_loaded: bool,
    is_script: bool = False,
    missing: str = "Z13.missing",
) -> None:
    target = locate(source.container, folder, reference)
    if target.kind == "external" and is_loaded:
        if is_script:
            facts.note("Z11.remote-script", span, target.name)
        else:
            facts.hosts.setdefault(target.name if len(facts.hosts) < MOST_TARGETS else "…", span)
    elif target.kind == "case":
        facts.note("Z06.reference-case", span, target.name)
    elif target.kind == "outside":
        facts.note("Z13.outside", span, reference.strip())
    elif target.kind == "missing" or (target.kind == "folder" and is_loaded):
        facts.note(missing, span, target.name)


_CSS_LINK: Final = re.compile(
    # White space is bounded: two unbounded runs of it around an empty address would be tried in every split.
    r"""url\(\s{0,20}(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s]*))\s{0,20}\)|@import\s+(?:"([^"\n]*)"|'([^'\n]*)')""",
    re.IGNORECASE,
)


def _style(source: _Source, facts: Facts, text: str, span: Span | None = None) -> None:
    """Everything a style sheet loads; of a style inside a page only the element's place is known."""
    text = blanked(text, "/*", "*/")
    for found in _CSS_LINK.finditer(text):
        reference = next((each for each in found.groups() if each), "")
        here = span or source.at(found.start())
        _reference(source, facts, source.folder, reference, here, is_loaded=True, missing="Z13.missing-in-style")


_INITIALIZE: Final = re.compile(r"LMSInitialize|[\"'`]LMS[\"'`]\s*\+|`LMS\$\{|[\"'`]LMS[\"'`]\s*\.concat\(")
_SCANNED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("Z11.eval", re.compile(r"(?<![\w$.])eval\s*\(|(?<![\w$.])(?:new\s+)?Function\s*\(")),
    ("Z11.base64", re.compile(r"(?<![\w$])(?:btoa|atob)\s*\(")),
    ("R12-22.unload", re.compile(r"""addEventListener\s*\(\s*["'`]unload["'`]|\bonunload\s*=""")),
)


def _script(source: _Source, facts: Facts, text: str, span: Span | None = None) -> None:
    """What a scanner finds in a script, and whether it seems to open a SCORM session."""
    if _INITIALIZE.search(text):
        facts.initializes.add(source.name)
    if "API_1484_11" in text:
        facts.speaks_2004.add(source.name)
    for code, pattern in _SCANNED:
        found = pattern.search(text)
        if found:
            facts.note(code, span or source.at(found.start()))


_BASIC: Final = re.compile(r"\bBasic\s+([A-Za-z0-9+/]{8,400}={0,2})")
_USER: Final = re.compile(r"https?://([^\s/\"'<>:@]{1,80}):([^\s/\"'<>@]{1,80})@[A-Za-z0-9]")


def _credentials(source: _Source, facts: Facts) -> None:
    """T16: a Basic token that decodes to `name:password`, or an address that carries both."""
    for offset in _secrets(source.text):
        facts.note("T16.credentials", source.at(offset))


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

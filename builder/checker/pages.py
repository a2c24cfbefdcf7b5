"""What an HTML page or an SVG drawing shows: what it links, loads and lets out of its frame.

In: the text of a page. Out: the rules Z06, Z10 to Z13 and R12-22 on its elements, and what its styles and scripts tell.
libxml2 knows the line of an element only; the column of a fault is found in the text when there is a fault.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from builder.checker import scripts
from builder.checker.documents import Element, elements, line_of
from builder.checker.references import DRAWINGS, PAGES, Facts, Place, Source, follow, has_scheme, style_links
from builder.diagnostics import Report, Span

_ICONS: Final = frozenset(
    {"stylesheet", "icon", "apple-touch-icon", "mask-icon", "preload", "modulepreload", "manifest"}
)
_FRAMES: Final = ("iframe", "frame", "embed", "object")
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
_HANDLER: Final = re.compile(r"on[a-z]+")
_CALLING: Final = re.compile(r"LMS|API|cmi\.")
_DOCTYPE: Final = re.compile(r"<!doctype\b", re.IGNORECASE)
# Comments and an XML declaration may come before it.
_FIRST: Final = 4000
_NO_ZOOM: Final = re.compile(
    r"user-scalable\s{0,9}=\s{0,9}(?:no|0)\b|maximum-scale\s{0,9}=\s{0,9}1(?:\.0{1,9})?(?![\d.])", re.IGNORECASE
)
_REFRESH: Final = re.compile(r"\s*[\d.]+\s*[;,]\s*url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)
# Lines before the one where a start tag ends in which its attributes are looked for.
_LINES_BEFORE: Final = 40
# What is looked through for the place of one attribute; a page on a single line has thousands of them.
_LONGEST_LINES: Final = 20_000
# Scripts and styles of one page that may be looked for in vain, each in all the rest of it.
_MOST_LOST: Final = 100


def read(source: Source, facts: Facts) -> None:
    """Gather what a page or drawing tells."""
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
    page = _Page(source, facts)
    if source.name.lower().endswith(PAGES):
        facts.shortcomings[source.name] = list(page.shortcomings(root))
    for base in elements(root, "base"):
        if not page.rebase(base):
            return
        break
    for element in elements(root):
        page.element(element)


class _Page:
    """One page under examination."""

    def __init__(self, source: Source, facts: Facts) -> None:
        self._source, self._facts, self._folder = source, facts, source.folder
        self._read_to = 0
        self._lost = 0

    def rebase(self, base: Element) -> bool:
        """Take the folder that `base` names; False when every link leads where the package does not decide."""
        href = base.get("href") or ""
        if has_scheme(href) or href.startswith("/"):
            follow(self._source, self._facts, self._folder, href, self._place(base, "href"), is_loaded=False)
            return False
        self._folder = posixpath.join(self._folder, posixpath.dirname(href.split("#", 1)[0].split("?", 1)[0]))
        return True

    def shortcomings(self, root: Element) -> Iterator[tuple[str, Span]]:
        """What a page lacks that a reader opens first: Z16; nobody reads one that only leads to the next."""
        if any(_REFRESH.match(each.get("content") or "") for each in elements(root, "meta") if each.get("http-equiv")):
            return
        if not any((root.get(key) or "").strip() for key in ("lang", "xml:lang")):
            yield "Z16.language", self._source.line(line_of(root))
        if not _DOCTYPE.search(self._source.text, 0, _FIRST):
            yield "Z16.quirks", self._source.line(1)
        for meta in elements(root, "meta"):
            content = meta.get("content") or ""
            if (meta.get("name") or "").lower() == "viewport" and _NO_ZOOM.search(content):
                yield "Z16.zoom", self._place(meta, "content")()
                return

    def element(self, element: Element) -> None:
        """All that one element shows."""
        tag, keys = str(element.tag), element.keys()
        if not keys and tag not in ("style", "script"):
            # Most of a text has no attributes, and nothing to show.
            return
        for key in map(str, keys):
            if key.startswith("on") and _HANDLER.fullmatch(key):
                is_lost = key == "onunload" and not scripts.leaves_otherwise(self._source.text)
                code = "R12-22.unload" if is_lost else "Z11.inline-handler"
                self._facts.note(code, self._place(element, key, is_value=False))
                code_inside = element.get(key) or ""
                if _CALLING.search(code_inside) and self._source.container.takes_snippet(self._source.name):
                    scripts.read(self._source, self._facts, code_inside, None, self._place(element, key))
        style = element.get("style")
        if style and "url" in style.lower():
            for _, reference in style_links(style):
                self._style_link(reference, self._place(element, "style", reference))
        self._links(element, tag)
        if tag == "script" and self._source.name.lower().endswith(DRAWINGS):
            self._facts.note("Z11.script-in-drawing", self._within(element, None, 0))
        if tag == "style" and element.text:
            offset = self._offset_of(element)
            for position, reference in style_links(element.text):
                self._style_link(reference, self._within(element, offset, position))
        elif tag == "script" and element.text and "json" not in (element.get("type") or "").lower():
            if self._source.container.takes_snippet(self._source.name):
                scripts.read(
                    self._source, self._facts, element.text, self._offset_of(element), self._within(element, None, 0)
                )
        elif tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(element.get("content") or "")
            if found:
                self._follow(element, "content", found[1], is_loaded=False)

    def _links(self, element: Element, tag: str) -> None:
        relations = (element.get("rel") or "").lower().split()
        if tag == "link" and _ICONS.isdisjoint(relations):
            # A browser follows no other kind.
            return
        is_loaded = tag in _LOADED
        for key in (*_LOADED.get(tag, ()), *_FOLLOWED.get(tag, ())):
            value = element.get(key)
            if not value:
                continue
            for each in _candidates(value) if key == "srcset" else (value,):
                self._follow(element, key, each, is_loaded=is_loaded, is_script=tag == "script")
        if tag in ("a", "area", "form") and (element.get("target") or "").lower() == "_top":
            self._facts.note("Z13.top", self._place(element, "target"))

    def _follow(self, element: Element, key: str, value: str, *, is_loaded: bool, is_script: bool = False) -> None:
        place = self._place(element, key, value)
        target = follow(self._source, self._facts, self._folder, value, place, is_loaded=is_loaded, is_script=is_script)
        if target.kind == "external" and str(element.tag) in _FRAMES:
            self._facts.framed = self._facts.framed or target.name

    def _style_link(self, reference: str, place: Place) -> None:
        follow(
            self._source,
            self._facts,
            self._folder,
            reference,
            place,
            is_loaded=True,
            missing="Z13.missing-in-style",
        )

    def _place(self, element: Element, key: str, part: str = "", *, is_value: bool = True) -> Place:
        """Where *part* of the attribute *key* stands, or where the attribute itself does."""

        def place() -> Span:
            line = line_of(element)
            text = self._source.text
            name = re.compile(rf"(?<=[\s\"'/]){re.escape(key)}(?=[\s=>/])", re.IGNORECASE)
            value = element.get(key) or ""
            spelt = re.compile(rf"\s{{0,20}}=\s{{0,20}}[\"']?\s{{0,20}}{_spelt(value)}")
            starts = (self._source.start_of(line), self._source.start_of(max(1, line - _LINES_BEFORE)))
            end = self._source.start_of(line + 1) if line < self._source.lines else len(text)
            for start in starts:
                if end - start > _LONGEST_LINES:
                    return self._source.line(line)
                for found in name.finditer(text, start, end):
                    behind = spelt.match(text, found.end())
                    if behind or not value:
                        if not is_value or not behind:
                            return self._source.at(found.start())
                        at = text.find(part, found.end(), behind.end()) if part else -1
                        first = behind.end() - len(behind.group().lstrip(" \t\r\n=").lstrip("\"'").lstrip())
                        return self._source.at(at if at >= 0 else first)
            return self._source.line(line)

        return place

    def _offset_of(self, element: Element) -> int | None:
        """Where the text of a script or style element begins; None when libxml2 changed it."""
        if self._lost == _MOST_LOST:
            return None
        start = max(self._read_to, self._source.start_of(line_of(element)))
        found = self._source.text.find(element.text or "", start)
        if found < 0:
            self._lost += 1
            return None
        self._read_to = found + len(element.text or "")
        return found

    def _within(self, element: Element, offset: int | None, position: int) -> Place:
        """A place inside the text of an element, that of the element where it is not known."""
        if offset is None:
            return lambda: self._source.line(line_of(element))
        return lambda: self._source.at(offset + position)


_BY_SCRIPT: Final = frozenset({"documentElement.lang", "setAttribute('lang'", 'setAttribute("lang"', "htmlAttributes"})


def judge(facts: Facts, opened: Iterable[str], report: Report) -> None:
    """Z16: what the pages that an LMS opens lack, each fault at its first page."""
    found: dict[str, list[Span]] = {}
    for name in sorted(opened):
        for code, span in facts.shortcomings.get(name, ()):
            found.setdefault(code, []).append(span)
    if not _BY_SCRIPT.isdisjoint(facts.words):
        found.pop("Z16.language", None)
    for code, spans in found.items():
        report.add(code, spans[0], count=len(spans))


def _spelt(value: str) -> str:
    """A pattern of how *value* may be written in a page."""
    return r"&(?:amp;)?".join(map(re.escape, value[:200].split("&")))


def _candidates(srcset: str) -> Iterable[str]:
    """The addresses of a `srcset`, which commas and descriptors part; data URLs hold commas themselves."""
    if "data:" in srcset:
        return ()
    return (each.split()[0] for each in srcset.split(",") if each.strip())

"""cmi5.xml: the course structure that an LMS imports, with what it launches and what satisfies it.

In: the container of a package. Out: the rules K01 to K13, after section 13 and 14 of the specification and its XSD,
whose order and numbers are among the rules: no registry has the XSD, so it cannot be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from builder.checker import documents
from builder.checker.container import Container, Limited
from builder.checker.documents import Document, Element, children, decimal, local, namespace, text
from builder.checker.references import locate
from builder.checker.schemas import XML, XSI
from builder.checker.tincan import is_iri, is_language
from builder.diagnostics import Report

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_CS: Final = f"{{{NAMESPACE}}}"
RESERVED: Final = ("endpoint", "fetch", "actor", "registration", "activityId")
MOVE_ON: Final = ("Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable")
LAUNCH_METHODS: Final = ("AnyWindow", "OwnWindow")

# RFC 1738, 2.2 and 5: what may not stand in a URL as it is.
_MALFORMED: Final = re.compile(r"[^A-Za-z0-9$\-_.+!*'(),;/?:@&=~#%]|%(?![0-9A-Fa-f]{2})")
_RESERVED: Final = re.compile(rf"(?:^|&)({'|'.join(RESERVED)})(?=[=&]|$)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


class _Kind(NamedTuple):
    """What the schema lets an element hold."""

    attributes: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    """Its children in order; those of one place may stand among each other."""
    many: tuple[str, ...] = ()
    """Children that may be repeated."""

    @property
    def order(self) -> str:
        """The order in words."""
        return ", ".join(" | ".join(each) for each in self.parts)


_TEXTS: Final = (("title",), ("description",))
_UNITS: Final = ("au", "block")
_KINDS: Final = {
    "courseStructure": _Kind((), (("course",), ("objectives",), _UNITS), _UNITS),
    "course": _Kind(("id",), _TEXTS),
    "objectives": _Kind((), (("objective",),), ("objective",)),
    # The only place where title and description may change places.
    "objective": _Kind(("id",), (("title", "description"),)),
    "reference": _Kind(("idref",), ()),
    "block": _Kind(("id",), (*_TEXTS, ("objectives",), _UNITS), _UNITS),
    "au": _Kind(
        ("id", "moveOn", "masteryScore", "launchMethod", "activityType"),
        (*_TEXTS, ("objectives",), ("url",), ("launchParameters",), ("entitlementKey",)),
    ),
    "title": _Kind((), (("langstring",),), ("langstring",)),
    "description": _Kind((), (("langstring",),), ("langstring",)),
    "langstring": _Kind(("lang",), ()),
    "url": _Kind((), ()),
}


def check(container: Container, name: str, report: Report, *, is_alone: bool = False) -> set[str]:
    """Report what is wrong in the cmi5.xml called *name*; the files that it launches.

    Args:
        is_alone: There is no zip around it, so nothing can be relative.
    """
    found = Limited()
    document = documents.parse(container, name, found)
    launched: set[str] = set()
    if document is not None:
        structure = _Structure(document, found, is_alone)
        structure.check()
        launched = structure.launched
    report.extend(found.close())
    return launched


@dataclass(slots=True)
class _Structure:
    """One course structure under examination."""

    document: Document
    report: Report
    is_alone: bool
    ids: dict[str, dict[str, Element]] = field(default_factory=dict)
    """Kind → id → its first element."""
    extensions: dict[str, Element] = field(default_factory=dict)
    """Foreign namespace → the first element that uses it."""
    launched: set[str] = field(default_factory=set)
    """The files of the zip that its AUs are."""
    undescribed: list[Element] = field(default_factory=list)
    """The empty texts of descriptions: a tool that leaves one empty leaves all empty."""

    def add(self, code: str, element: Element, /, **values: object) -> None:
        """Report *code* at the start tag of *element*."""
        self.report.add(code, self.document.span(element), **values)

    def check(self) -> None:
        """All rules, top down."""
        root = self.document.root
        if local(root) != "courseStructure":
            self.add("K01.root", root, element=local(root))
            return
        if namespace(root) != NAMESPACE:
            self.add("K01.namespace", root, namespace=namespace(root) or "—", expected=NAMESPACE)
            return
        self.check_children(root, "courseStructure")
        courses = list(children(root, f"{_CS}course"))
        if not courses:
            self.add("K01.no-course", root)
        for course in courses[:1]:
            self.check_children(course, "course")
            self.check_id(course)
            self.check_texts(course)
        for holder in list(children(root, f"{_CS}objectives"))[:1]:
            self.check_objectives(holder)
        if not any(True for _ in _units(root)):
            self.add("K06.no-au", root)
        # Not recursive: blocks may lie as deep in each other as the parser allows.
        waiting = list(_units(root))[::-1]
        while waiting:
            unit = waiting.pop()
            self.check_unit(unit)
            waiting += list(_units(unit))[::-1]
        if self.undescribed:
            self.add("K04.empty-description", self.undescribed[0], count=len(self.undescribed))
        self.check_clashes()
        self.check_extensions()

    def check_children(self, element: Element, kind: str) -> None:
        """K06: order and number of what *element* holds; K13: its attributes."""
        rule = _KINDS[kind]
        places = {name: place for place, names in enumerate(rule.parts) for name in names}
        latest, seen, is_misplaced = 0, set[str](), False
        for each in children(element):
            name = local(each)
            if namespace(each) not in (NAMESPACE, ""):
                self.extensions.setdefault(namespace(each), each)
                place = len(rule.parts)
            elif name in rule.attributes:
                self.add("K06.not-an-element", each, element=name, owner=local(element))
                continue
            elif namespace(each) == "" or name not in places:
                self.add("K06.unknown", each, element=name, owner=local(element))
                continue
            elif name in seen and name not in rule.many:
                self.add("K06.repeated", each, element=name, owner=local(element))
                continue
            else:
                place = places[name]
                seen.add(name)
            if place < latest and not is_misplaced:
                is_misplaced = True
                self.add("K06.order", each, element=name, owner=local(element), order=rule.order)
            latest = max(latest, place)
        self.check_attributes(element, rule)
        self.check_stray_text(element, kind)

    def check_stray_text(self, element: Element, kind: str) -> None:
        """K06: text between elements; what an empty element holds may not even be white space."""
        if kind in ("langstring", "url") or (kind in ("title", "description") and len(element) == 0):
            # These hold text, or have none where it belongs, which K04 says.
            return
        texts = [element.text or "", *(each.tail or "" for each in element)]
        if any(each if kind == "reference" else each.strip(" \t\r\n") for each in texts):
            self.add("K06.stray-text", element, owner=local(element))

    def check_attributes(self, element: Element, rule: _Kind) -> None:
        """K13: attributes that the schema does not know."""
        for key in map(str, element.attrib):
            uri, name = etree.QName(key).namespace, etree.QName(key).localname
            if uri not in (None, NAMESPACE):
                if uri not in (XML, XSI):
                    self.extensions.setdefault(uri, element)
            elif uri == NAMESPACE or name not in rule.attributes:
                self.add("K13.attribute", element, attribute=name, element=local(element))

    def check_id(self, element: Element) -> None:
        """K02 and K03."""
        kind, iri = local(element), (element.get("id") or "").strip()
        if not iri:
            self.add("K02.missing", element, element=kind)
        elif not is_iri(iri):
            self.add("K02.not-iri", element, id=iri)
        if not iri:
            return
        known = self.ids.setdefault(kind, {})
        if iri in known:
            self.add("K03.duplicate", element, id=iri, element=kind)
        known.setdefault(iri, element)

    def check_clashes(self) -> None:
        """K03: one id for things of two kinds."""
        owners: dict[str, str] = {}
        for kind in ("course", "objective", "block", "au"):
            for iri, element in self.ids.get(kind, {}).items():
                other = owners.setdefault(iri, kind)
                if other != kind:
                    self.add("K03.other-kind", element, id=iri, other=other)

    def check_texts(self, element: Element) -> None:
        """K04: title and description, each with a text and its language."""
        for name in ("title", "description"):
            found = list(children(element, f"{_CS}{name}"))
            if not found:
                self.add("K04.missing", element, element=name, owner=local(element))
            for each in found[:1]:
                self.check_children(each, name)
                self.check_text(each)

    def check_text(self, element: Element) -> None:
        strings = list(children(element, f"{_CS}langstring"))
        if not strings:
            self.add("K04.no-text", element, element=local(element))
        elif not any(text(each).strip() for each in strings):
            if local(element) == "description":
                self.undescribed.append(strings[0])
            else:
                self.add("K04.empty", strings[0], element=local(element))
        seen: set[str] = set()
        for each in strings:
            self.check_children(each, "langstring")
            language = each.get("lang")
            if language is None:
                self.add("K04.lang-missing", each)
                continue
            language = language.strip()
            if not is_language(language):
                self.add("K04.lang", each, language=language)
            elif language.lower() in seen:
                self.add("K04.lang-repeated", each, language=language)
            seen.add(language.lower())

    def check_objectives(self, holder: Element) -> None:
        """The objectives that the course declares."""
        self.check_children(holder, "objectives")
        found = list(children(holder, f"{_CS}objective"))
        if not found:
            self.add("K06.empty-objectives", holder)
        for each in found:
            self.check_children(each, "objective")
            self.check_id(each)
            self.check_texts(each)

    def check_unit(self, unit: Element) -> None:
        """One AU or block."""
        kind = local(unit)
        self.check_children(unit, kind)
        self.check_id(unit)
        self.check_texts(unit)
        for holder in list(children(unit, f"{_CS}objectives"))[:1]:
            self.check_references(holder)
        if kind == "au":
            self.check_au(unit)
        elif not any(True for _ in _units(unit)):
            self.add("K06.empty-block", unit)

    def check_references(self, holder: Element) -> None:
        """K05."""
        self.check_children(holder, "objectives")
        found = list(children(holder, f"{_CS}objective"))
        if not found:
            self.add("K06.empty-objectives", holder)
        for each in found:
            self.check_children(each, "reference")
            reference = (each.get("idref") or "").strip()
            if not reference:
                self.add("K05.missing", each)
            elif reference not in self.ids.get("objective", {}):
                self.add("K05.unknown", each, reference=reference)

    def check_au(self, unit: Element) -> None:
        """K07 to K12."""
        urls = list(children(unit, f"{_CS}url"))
        if not urls:
            self.add("K07.missing-url", unit)
        for each in urls[:1]:
            self.check_children(each, "url")
            self.check_url(each, text(each).strip())
        kind = unit.get("activityType")
        if kind is not None and not is_iri(kind.strip()):
            self.add("K02.activity-type", unit, id=kind)
        method = unit.get("launchMethod")
        if method is not None and method not in LAUNCH_METHODS:
            self.add("K12.value", unit, value=method)
        elif method == "OwnWindow":
            self.add("K12.own-window", unit)
        self.check_judgement(unit, unit.get("moveOn"), unit.get("masteryScore"))

    def check_judgement(self, unit: Element, move_on: str | None, score: str | None) -> None:
        """K09 to K11."""
        if move_on is None:
            # Written as an element it is one fault, and said.
            if next(children(unit, f"{_CS}moveOn"), None) is None:
                self.add("K09.missing", unit)
        elif move_on not in MOVE_ON:
            self.add("K09.value", unit, value=move_on)
        elif score is None and move_on in ("Passed", "CompletedAndPassed"):
            self.add("K11.no-mastery-score", unit)
        elif score is not None and move_on in ("Completed", "NotApplicable"):
            self.add("K11.unused-mastery-score", unit, value=move_on)
        if score is None:
            return
        value = score.strip()
        number = decimal(value)
        if number is None:
            self.add("K10.not-a-number", unit, value=value)
        elif not 0 <= number <= 1:
            self.add("K10.range", unit, value=value)
        elif len(value.partition(".")[2].rstrip("0")) > 4:
            self.add("K10.decimals", unit, value=value)

    def check_url(self, element: Element, url: str) -> None:
        """K07 and K08."""
        if not url:
            self.add("K07.empty", element)
            return
        scheme = _SCHEME.match(url)
        if _MALFORMED.search(url) or not _is_parsed(url):
            self.add("K07.malformed", element, url=url)
        elif scheme is not None and scheme.group(1).lower() not in ("http", "https"):
            self.add("K07.scheme", element, url=url)
        elif scheme is not None:
            if not urlsplit(url).hostname:
                self.add("K07.malformed", element, url=url)
        elif self.is_alone:
            self.add("K07.relative", element, url=url)
        elif url.startswith("/"):
            self.add("K07.absolute", element, url=url)
        else:
            target = locate(self.document.container, "", url)
            if target.kind == "case":
                self.add("Z06.reference-case", element, target=target.name, count=1)
            elif target.kind == "outside":
                self.add("K07.outside", element, url=url)
            elif target.kind not in ("file", "shut"):
                self.add("K07.missing", element, url=url)
            elif target.kind == "file":
                self.launched.add(target.name)
        query = url.partition("#")[0].partition("?")[2]
        # Not taken apart whole: a hostile query has a million names.
        for found in _RESERVED.finditer(query):
            self.add("K08.reserved", element, name=found.group(1))

    def check_extensions(self) -> None:
        """K13: every foreign namespace has a schema."""
        words = (self.document.root.get(f"{{{XSI}}}schemaLocation") or "").split()
        pairs = dict(zip(words[::2], words[1::2], strict=False))
        for uri, element in self.extensions.items():
            schema = pairs.get(uri)
            if schema is None:
                self.add("K13.no-schema", element, namespace=uri)
                continue
            target = locate(self.document.container, "", schema)
            if target.kind not in ("file", "external", "shut") and not self.is_alone:
                self.add("K13.schema-missing", element, schema=schema)


def _units(element: Element) -> Iterator[Element]:
    """The AUs and blocks right under *element*."""
    return (each for each in children(element) if each.tag in (f"{_CS}au", f"{_CS}block"))


def _is_parsed(url: str) -> bool:
    """Whether the parts of *url* can be told apart; `http://[` cannot."""
    try:
        urlsplit(url).hostname  # noqa: B018 - asked for what it raises
    except ValueError:
        return False
    return True

"""imsmanifest.xml of SCORM 1.2: what an LMS lists, launches and judges by.

In: a parsed manifest, its container, what the texts of the package tell. Out: the rules C12-01 to C12-20 and C12-22,
after the official XSDs, the cross-references of the run-time specification and what importers really do. Elements are
taken by the namespace of the root, so that a wrong namespace is one fault and not a hundred.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from builder.checker import documents, schemas
from builder.checker.container import Container, Limited
from builder.checker.documents import Document, Element, children, elements, local, namespace, text
from builder.checker.references import PAGES, Facts, Target, locate
from builder.checker.schemas import ADLCP, IMSCP, XML, XSI
from builder.diagnostics import Report, Span
from builder.rules import ERROR

IMSMD: Final = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
XSD: Final = "http://www.w3.org/2001/XMLSchema"
MANIFESTS: Final = ("imsmanifest.xml", "tincan.xml", "cmi5.xml")

_IDENTIFIER: Final = re.compile(r"[^\W\d][\w.\-·]*")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_TIMESPAN: Final = re.compile(r"\d{2,4}:[0-5]\d:[0-5]\d(?:\.\d{1,2})?", re.ASCII)
_PARAMETERS: Final = re.compile(r"[?#]\S*|[^\s=?#]+=\S*")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_TIME_LIMIT_ACTIONS: Final = ("exit,message", "exit,no message", "continue,message", "continue,no message")
_ITEM_ELEMENTS: Final = ("prerequisites", "maxtimeallowed", "timelimitaction", "datafromlms", "masteryscore")
_STATUS_WORDS: Final = frozenset(
    {"passed", "completed", "failed", "incomplete", "browsed", "notattempted", "p", "c", "f", "i", "b", "n"}
)
LONGEST_TITLE: Final = 200
LONGEST_PARAMETERS: Final = 1000
LONGEST_PREREQUISITES: Final = 200
LONGEST_DATA: Final = 255
LONGEST_LOCATION: Final = 2000
LONGEST_VERSION: Final = 20


def check(document: Document, facts: Facts, report: Report, xsd: Path = schemas.INSTALLED) -> None:
    """Report what is wrong in a SCORM 1.2 manifest and with the files it names."""
    found = Limited()
    manifest = _Manifest(document, facts, found, namespace(document.root))
    if local(document.root) != "manifest":
        report.add("C12-01.root", document.span(document.root), element=local(document.root))
        return
    manifest.check()
    if manifest.cp == IMSCP:
        _ask_schemas(document, found, xsd)
    report.extend(found.close())


def _ask_schemas(document: Document, found: Report, xsd: Path) -> None:
    """C12-03: what the XSDs alone object to.

    A line where a rule has found an error is not reported twice, nor is an identifier that is malformed elsewhere.
    """
    if not schemas.is_installed(xsd):
        found.add("C12-03.schemas-not-installed", document.span(document.root))
        return
    errors = [each for each in found.diagnostics if each.rule.severity == ERROR]
    lines = {each.span.line for each in errors}
    identifiers = {value for each in errors for name, value in each.values if name in ("identifier", "default")}
    for (line, column), message in schemas.objections(document, xsd):
        if line not in lines and identifiers.isdisjoint(re.findall(r"'([^']*)'", message)):
            found.add("C12-03.xsd", document.container.span(document.name, line, column), message=message)


@dataclass(slots=True)
class _Manifest:
    """One manifest under examination."""

    document: Document
    facts: Facts
    report: Report
    cp: str
    """The content packaging namespace that this manifest really uses."""
    resources: dict[str, Element] = field(default_factory=dict)
    nested: set[str] = field(default_factory=set)
    """Identifiers of all resources, those of sub-manifests too."""
    items: list[Element] = field(default_factory=list)
    item_identifiers: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)

    @property
    def root(self) -> Element:
        return self.document.root

    @property
    def container(self) -> Container:
        return self.document.container

    def add(self, code: str, element: Element, /, **values: object) -> None:
        """Report *code* at the start tag of *element*."""
        self.report.add(code, self.document.span(element), **values)

    def tag(self, name: str) -> str:
        """*name* as lxml writes it, in the manifest's own namespace."""
        return f"{{{self.cp}}}{name}" if self.cp else name

    def children(self, element: Element, name: str) -> list[Element]:
        """The child elements *name* of content packaging."""
        return list(children(element, self.tag(name)))

    def adl(self, element: Element, name: str) -> str | None:
        """The ADL attribute *name*, also when its namespace is a wrong one, which C12-01 has reported."""
        return next((value for key, value in _foreign(element) if etree.QName(key).localname == name), None)

    def is_sco(self, resource: Element | None) -> bool:
        """Whether *resource* is a SCO; another case of the word is C12-15's fault and no second one here."""
        return (
            resource is not None
            and (self.adl(resource, "scormtype") or self.adl(resource, "scormType") or "").strip().lower() == "sco"
        )

    # The order is that of a reader: names first, then the tree from its top, then the files.
    def check(self) -> None:
        """All rules that concern one manifest."""
        self.check_namespaces()
        self.check_schema_location()
        self.check_manifest()
        self.check_metadata()
        self.check_lom()
        self.collect_resources()
        organization = self.check_organizations()
        for item in self.items:
            self.check_item(item)
        for resource in self.resources_in_order():
            self.check_resource(resource)
        self.check_declared_files()
        if organization is not None:
            self.check_launch(organization)

    def check_namespaces(self) -> None:
        """C12-01 and C12-02."""
        if self.cp != IMSCP:
            self.add("C12-01.namespace", self.root, namespace=self.cp or "—", expected=IMSCP)
        if self.root.prefix is not None:
            self.add("C12-02.prefixed-elements", self.root, prefix=self.root.prefix)
        wrong: set[str] = set()
        for element in elements(self.root):
            own = namespace(element)
            if local(element) == "lom" and own not in (IMSMD, self.cp) and own not in wrong:
                wrong.add(own)
                self.add("C12-01.metadata-namespace", element, namespace=own or "—", expected=IMSMD)
            used = {uri for key, _ in _foreign(element) if (uri := etree.QName(key).namespace or "")}
            if own not in (self.cp, "") and local(element) in (*_ITEM_ELEMENTS, "location"):
                used.add(own)
            for uri in sorted(used - wrong):
                if "adlcp" in uri and uri != ADLCP:
                    wrong.add(uri)
                    self.add("C12-01.adl-namespace", element, namespace=uri, expected=ADLCP)
                elif uri == ADLCP and (prefix := _prefix(element, uri)) != "adlcp":
                    wrong.add(uri)
                    self.add("C12-02.prefix", element, prefix=prefix)

    def check_schema_location(self) -> None:
        """C12-03: the pairs, and that every schema they name is in the package."""
        value = self.root.get(f"{{{XSI}}}schemaLocation")
        if value is None:
            self.add("C12-03.schema-location-missing", self.root)
            return
        if re.search(r"[\r\n]", value):
            # Plain line breaks become spaces when attributes are normalised: these were written as references.
            self.add("C12-03.line-break", self.root)
        words = value.split()
        if len(words) % 2:
            self.add("C12-03.odd", self.root, count=len(words))
            return
        pairs = dict(zip(words[::2], words[1::2], strict=True))
        used = {namespace(each) for each in elements(self.root)} | {
            etree.QName(key).namespace or "" for each in elements(self.root) for key, _ in _foreign(each)
        }
        for uri in (IMSCP, ADLCP, IMSMD):
            if uri in used and uri not in pairs:
                self.add("C12-03.unmapped", self.root, namespace=uri)
        waiting, seen = list(dict.fromkeys(pairs.values())), set(pairs.values())
        while waiting:
            reference = waiting.pop(0)
            target = locate(self.container, "", reference)
            if target.kind in ("external", "none"):
                self.add("C12-03.remote", self.root, schema=reference)
            elif target.kind == "case":
                self.add("Z06.reference-case", self.root, target=target.name, count=1)
            elif target.kind != "file":
                self.add("C12-03.schema-missing", self.root, schema=reference)
            else:
                imported = [each for each in self.imports(target.name) if each not in seen]
                seen.update(imported)
                waiting += imported

    def imports(self, name: str) -> Iterable[str]:
        """The schemas that the schema file *name* needs beside itself."""
        data = self.container.read(name)
        if data is None:
            return
        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except (ValueError, etree.LxmlError):
            return
        for each in elements(root):
            reference = each.get("schemaLocation")
            if namespace(each) == XSD and local(each) in ("import", "include") and reference and ":" not in reference:
                yield posixpath.normpath(posixpath.join(posixpath.dirname(name), reference))

    def check_manifest(self) -> None:
        """C12-04 and C12-19."""
        self.check_identifier(self.root, "C12-04")
        version = self.root.get("version")
        if version is not None and len(version) > LONGEST_VERSION:
            self.add("C12-04.version-length", self.root, length=len(version))
        for name in ("organizations", "resources"):
            found = self.children(self.root, name)
            if not found:
                self.add("C12-04.element-missing", self.root, element=name)
            for each in found[1:]:
                self.add("C12-04.element-repeated", each, element=name)
        misplaced = self.first_misplaced(self.root, ("metadata", "organizations", "resources", "manifest"))
        if misplaced is not None:
            self.add("C12-04.order", misplaced, element=local(misplaced))
        for each in self.children(self.root, "manifest"):
            self.add("C12-19.sub-manifest", each)

    def check_identifier(self, element: Element, family: str) -> None:
        """`identifier`: present, an xs:ID, and the only one."""
        identifier = element.get("identifier")
        if identifier is None:
            self.add(f"{family}.identifier-missing", element)
        elif not _IDENTIFIER.fullmatch(identifier.strip(" \t\r\n")):
            self.add(f"{family}.identifier", element, identifier=identifier)
        elif identifier in self.identifiers:
            self.add("C12-08.identifier-duplicate", element, identifier=identifier)
        self.identifiers.add(identifier or "")

    def first_misplaced(self, element: Element, order: tuple[str, ...]) -> Element | None:
        """The first child of *element* that stands after one of a later kind; extensions are last."""
        latest = 0
        for each in children(element):
            own = namespace(each) == self.cp
            if own and local(each) not in order:
                # An unknown element: the XSD's to say.
                continue
            rank = order.index(local(each)) if own else len(order)
            if rank < latest:
                return each
            latest = rank
        return None

    def check_metadata(self) -> None:
        """C12-05, on the words as they stand: importers compare them with their white space."""
        found = self.children(self.root, "metadata")
        if not found:
            self.add("C12-05.metadata-missing", self.root)
            return
        for name, expected in (("schema", "ADL SCORM"), ("schemaversion", "1.2")):
            stated = self.children(found[0], name)
            if not stated:
                self.add(f"C12-05.{name}-missing", found[0])
                continue
            value = text(stated[0])
            if value.strip() != expected:
                self.add(f"C12-05.{name}", stated[0], value=value.strip())
            elif value != expected:
                self.add("C12-05.white-space", stated[0], element=name)
        misplaced = self.first_misplaced(found[0], ("schema", "schemaversion"))
        if misplaced is not None:
            self.add("C12-05.order", misplaced, element=local(misplaced))

    def check_lom(self) -> None:
        """C12-20: metadata inside the manifest or beside it."""
        external: list[str] = []
        for metadata in elements(self.root, self.tag("metadata")):
            for each in children(metadata):
                if namespace(each) == IMSMD and local(each) != "lom":
                    self.add("C12-20.root", each, element=local(each))
                elif namespace(each) == ADLCP and local(each) == "location":
                    external += self.check_location(each)
        for name in dict.fromkeys(external):
            document = documents.parse(self.container, name, self.report)
            if document is not None and local(document.root) != "lom":
                self.report.add("C12-20.root", document.span(document.root), element=local(document.root))
        bare = [each for each in elements(self.root, f"{{{IMSMD}}}langstring") if not each.get(f"{{{XML}}}lang")]
        if bare:
            self.add("C12-20.language", bare[0], count=len(bare))

    def check_location(self, element: Element) -> list[str]:
        """The file that `adlcp:location` names, when it is there."""
        reference = text(element).strip()
        if len(reference) > LONGEST_LOCATION:
            self.add("C12-20.location-length", element, length=len(reference))
            return []
        target = locate(self.container, "", reference)
        if target.kind == "case":
            self.add("Z06.reference-case", element, target=target.name, count=1)
        elif target.kind in ("missing", "folder", "outside") or not reference:
            self.add("C12-20.location", element, file=reference)
        return [target.name] if target.kind == "file" else []

    def resources_in_order(self) -> list[Element]:
        """Every resource of the manifest itself; those of a sub-manifest are its own matter."""
        return [each for found in self.children(self.root, "resources") for each in self.children(found, "resource")]

    def collect_resources(self) -> None:
        """The resources that an item or a dependency may name."""
        for each in self.resources_in_order():
            self.resources.setdefault(each.get("identifier") or "", each)
        self.resources.pop("", None)
        self.nested = {each.get("identifier") or "" for each in elements(self.root, self.tag("resource"))}
        self.items = list(elements(self.root, self.tag("item")))
        self.item_identifiers = {each.get("identifier") or "" for each in self.items}

    def check_organizations(self) -> Element | None:
        """C12-06 and C12-07; the organization that an LMS shows."""
        found = self.children(self.root, "organizations")
        if not found:
            return None
        organizations = self.children(found[0], "organization")
        if not organizations:
            self.add("C12-06.none", found[0])
            return None
        default = found[0].get("default")
        chosen = next((each for each in organizations if each.get("identifier") == default), None)
        if not default:
            self.add("C12-06.default-missing", found[0])
        elif chosen is None:
            self.add("C12-06.default", found[0], default=default)
        for each in organizations:
            self.check_identifier(each, "C12-07")
            self.check_title(each, "C12-07")
            if not self.children(each, "item"):
                self.add("C12-07.no-item", each)
        return chosen if chosen is not None else organizations[0]

    def check_title(self, element: Element, family: str) -> None:
        """Exactly one title that an LMS can list."""
        titles = self.children(element, "title")
        if not titles:
            self.add(f"{family}.title-missing", element)
            return
        for each in titles[1:]:
            self.add(f"{family}.title-repeated", each)
        title = text(titles[0])
        if not title.strip():
            self.add(f"{family}.title-empty", titles[0])
        elif len(title) > LONGEST_TITLE:
            self.add(f"{family}.title-length", titles[0], length=len(title))
        elif _MARKUP.search(title):
            self.add(f"{family}.title-markup", titles[0], title=title.strip())

    def check_item(self, item: Element) -> None:
        """C12-08, then C12-09 to C12-14 in the elements that ADL adds."""
        self.check_identifier(item, "C12-08")
        self.check_title(item, "C12-08")
        reference = item.get("identifierref")
        is_leaf = not self.children(item, "item")
        resource = self.resources.get(reference or "")
        if reference and resource is None:
            if reference not in self.nested:
                self.add("C12-08.reference", item, reference=reference)
        elif resource is not None:
            if not is_leaf:
                self.add("C12-08.reference-not-leaf", item)
            if resource.get("href") is None:
                self.add("C12-15.href-missing", resource, reference=reference)
        visible = item.get("isvisible")
        if visible is not None and visible.strip() not in ("true", "false", "1", "0"):
            self.add("C12-08.isvisible", item, value=visible)
        parameters = item.get("parameters")
        if parameters:
            if len(parameters) > LONGEST_PARAMETERS:
                self.add("C12-08.parameters-length", item, length=len(parameters))
            elif not _PARAMETERS.fullmatch(parameters):
                self.add("C12-08.parameters", item, value=parameters)

        misplaced = self.first_misplaced(item, ("title", "item", "metadata"))
        if misplaced is not None:
            self.add("C12-09.order", misplaced, element=local(misplaced))
        seen: set[str] = set()
        for each in children(item):
            if namespace(each) == ADLCP:
                self.check_item_element(each, resource, seen)

    def check_item_element(self, element: Element, resource: Element | None, seen: set[str]) -> None:
        """C12-09: one `adlcp:` element of an item."""
        name = local(element)
        if name not in _ITEM_ELEMENTS:
            self.add("C12-09.unknown", element, element=name)
            return
        if name in seen:
            self.add("C12-09.repeated", element, element=name)
            return
        seen.add(name)
        if resource is not None and not self.is_sco(resource) and self.adl(resource, "scormtype") is not None:
            self.add("C12-09.not-a-sco", element, element=name)
            return
        value = text(element)
        if name == "masteryscore":
            self.check_mastery_score(element, value.strip())
        elif name == "prerequisites":
            self.check_prerequisites(element, value)
        elif name == "maxtimeallowed":
            if not _TIMESPAN.fullmatch(value.strip()):
                self.add("C12-12.format", element, value=value.strip())
        elif name == "timelimitaction":
            if value not in _TIME_LIMIT_ACTIONS:
                self.add("C12-13.value", element, value=value)
        elif len(value) > LONGEST_DATA:
            self.add("C12-14.length", element, length=len(value))

    def check_mastery_score(self, element: Element, value: str) -> None:
        """C12-10."""
        if not _NUMBER.fullmatch(value) or len(value) > 200:
            self.add("C12-10.not-a-number", element, value=value)
        elif not 0 <= float(value) <= 100:
            self.add("C12-10.range", element, value=value)
        elif float(value) == 0:
            self.add("C12-10.zero", element)
        elif not value.isdecimal():
            self.add("C12-10.not-an-integer", element, value=value)

    def check_prerequisites(self, element: Element, value: str) -> None:
        """C12-11."""
        if element.get("type") != "aicc_script":
            self.add("C12-11.type", element, value=element.get("type") or "—")
            return
        if len(value) > LONGEST_PREREQUISITES:
            self.add("C12-11.length", element, length=len(value))
            return
        named = re.findall(r"[^\W\d][\w.\-]*", re.sub(r"\"[^\"]*\"|'[^']*'", "", value))
        unknown = [each for each in named if each not in self.item_identifiers and each.lower() not in _STATUS_WORDS]
        if unknown:
            self.add("C12-11.unknown", element, identifier=unknown[0])
        else:
            self.add("C12-11.used", element)

    def check_resource(self, resource: Element) -> None:
        """C12-15 to C12-17, one resource."""
        self.check_identifier(resource, "C12-15")
        kind = resource.get("type")
        if kind is None:
            self.add("C12-15.type-missing", resource)
        elif kind != "webcontent":
            self.add("C12-15.type", resource, value=kind)
        scorm_type = self.adl(resource, "scormtype")
        if scorm_type is None:
            code = (
                "C12-15.scormtype-missing" if self.adl(resource, "scormType") is None else "C12-15.scormtype-spelling"
            )
            self.add(code, resource)
        elif scorm_type not in ("sco", "asset"):
            self.add("C12-15.scormtype", resource, value=scorm_type)

        for holder in (self.root, resource.getparent(), resource):
            if holder is not None:
                self.check_base(holder)
        for dependency in self.children(resource, "dependency"):
            reference = dependency.get("identifierref") or ""
            if reference not in self.resources:
                self.add("C12-17.dependency", dependency, reference=reference)
        files = self.children(resource, "file")
        href = resource.get("href")
        listed = {self.locate(resource, each.get("href") or "").name for each in files}
        missing: set[str] = set()
        if href is not None:
            target = self.check_href(resource, resource, href)
            if target is not None and target.kind in ("missing", "case"):
                missing.add(target.name)
            elif target is not None and target.kind == "file" and target.name not in listed:
                self.add("C12-16.not-listed", resource, file=target.name)
            self.check_asset(resource, target)
        for each in files:
            named = each.get("href")
            # A file without href: the XSD's to say. The launch file, missing, is one fault though named twice.
            if named is not None and self.locate(resource, named).name not in missing:
                self.check_href(each, resource, named)

    def check_base(self, element: Element) -> None:
        """C12-17: `xml:base`."""
        base = element.get(f"{{{XML}}}base")
        if not base:
            return
        if base.startswith("/"):
            self.add("C12-17.base-absolute", element, base=base)
        elif not base.endswith("/"):
            self.add("C12-17.base-end", element, base=base)
        elif element.tag == self.tag("resources"):
            self.add("C12-17.base-on-resources", element)

    def locate(self, resource: Element, reference: str) -> Target:
        """The file that *reference* means inside *resource*, `xml:base` applied."""
        parent = resource.getparent()
        bases = [each.get(f"{{{XML}}}base") or "" for each in (self.root, parent, resource) if each is not None]
        base = ""
        for each in bases:
            if ":" in each:
                return Target("none")
            base = posixpath.join(base, each.lstrip("/"))
        return locate(self.container, base, reference)

    def check_href(self, element: Element, resource: Element, reference: str) -> Target | None:
        """C12-16: where an href leads; None when its form is wrong."""
        if "\\" in reference:
            self.add("C12-16.backslash", element, href=reference)
            return None
        if reference.lower().startswith("file:"):
            self.add("C12-16.file-scheme", element, href=reference)
            return None
        if reference.startswith("/") and not reference.startswith("//"):
            self.add("C12-16.leading-slash", element, href=reference)
            return None
        if not reference.split("#")[0].split("?")[0].strip():
            self.add("C12-16.empty", element)
            return None
        target = self.locate(resource, reference)
        if target.kind == "external":
            code = "C12-16.external-sco" if element is resource and self.is_sco(resource) else "C12-16.external"
            self.add(code, element, href=reference)
        elif target.kind == "outside":
            self.add("C12-16.outside", element, href=reference)
        elif target.kind == "case":
            self.add("Z06.reference-case", element, target=target.name, count=1)
        elif target.kind in ("missing", "folder"):
            self.add("C12-16.missing", element, href=reference)
        return target

    def check_asset(self, resource: Element, target: Target | None) -> None:
        """R12-24: an asset has no session to open."""
        if target is None or target.kind != "file" or self.adl(resource, "scormtype") != "asset":
            return
        if target.name.lower().endswith(PAGES) and target.name in self.facts.initializes:
            self.add("R12-24.asset-session", resource, file=target.name)

    def check_declared_files(self) -> None:
        """C12-17: what is in the zip and in no resource."""
        if not self.resources_in_order():
            return
        declared: set[str] = set()
        for resource in elements(self.root, self.tag("resource")):
            for each in (resource, *self.children(resource, "file")):
                declared.add(self.locate(resource, each.get("href") or "").name)
        for each in elements(self.root, f"{{{ADLCP}}}location"):
            declared.add(locate(self.container, "", text(each)).name)
        extra = [
            name
            for name in sorted(self.container.sizes)
            if name not in declared and name not in MANIFESTS and not name.lower().endswith((".xsd", ".dtd"))
        ]
        if extra:
            place: Span = self.document.span(self.children(self.root, "resources")[0])
            self.report.add("C12-17.undeclared", place, file=extra[0], count=len(extra))

    def check_launch(self, organization: Element) -> None:
        """C12-15, C12-18, C12-22 and R12-02: what an LMS will open."""
        launched = [
            resource
            for item in elements(organization, self.tag("item"))
            if (resource := self.resources.get(item.get("identifierref") or "")) is not None
        ]
        if not launched:
            # Said already where an item is missing or names no resource.
            if {each.code for each in self.report.diagnostics}.isdisjoint({"C12-07.no-item", "C12-08.reference"}):
                self.add("C12-07.nothing-to-launch", organization)
            return
        for item in self.items:
            if not item.get("identifierref") and not self.children(item, "item"):
                self.add("C12-08.leaf-without-reference", item)
        first = next((each for each in self.resources_in_order() if each.get("href") is not None), None)
        if first is not None and first is not launched[0] and launched[0].get("href") is not None:
            self.add(
                "C12-18.order", first, first=first.get("identifier") or "", launch=launched[0].get("identifier") or ""
            )
        opened = [self.resources.get(item.get("identifierref") or "") for item in self.items]
        scos = [each for each in opened if each is not None and self.is_sco(each)]
        stated = [each for each in launched if (self.adl(each, "scormtype") or self.adl(each, "scormType")) is not None]
        if not scos:
            if len(stated) == len(launched):
                self.add("C12-15.no-sco", launched[0])
            return
        if len(scos) > 1:
            self.add("C12-22.many", organization, count=len(scos))
        if not self.facts.initializes and self.container.is_wholly_read:
            self.add("R12-02.no-initialize", scos[0])


def _foreign(element: Element) -> list[tuple[str, str]]:
    """The attributes of *element* in a namespace that is neither of XML nor of XML Schema."""
    found = ((str(key), str(value)) for key, value in element.attrib.items())
    return [
        (key, value) for key, value in found if key.startswith("{") and not key.startswith((f"{{{XML}}}", f"{{{XSI}}}"))
    ]


def _prefix(element: Element, uri: str) -> str:
    """The prefix by which *element* uses the namespace *uri*; the usual one when it could be."""
    if namespace(element) == uri:
        return element.prefix or ""
    bound = [prefix or "" for prefix, bound_uri in element.nsmap.items() if bound_uri == uri and prefix]
    return "adlcp" if "adlcp" in bound else next(iter(sorted(bound)), "")

"""imsmanifest.xml: what SCORM 1.2 and 2004 ask of it alike.

In: a parsed manifest, its container, what the texts of the package tell. Out: the faults of `builder.rules.manifests`,
under the edition's own codes. Elements are taken by the namespace of the root, so that a wrong namespace is one fault
and not a hundred. What only one edition asks for is in `scorm12` and `scorm2004`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from builder.checker import documents, schemas
from builder.checker.container import MANIFESTS, Container
from builder.checker.documents import Document, Element, children, elements, local, namespace, text
from builder.checker.names import is_junk
from builder.checker.references import Facts, Target, locate
from builder.checker.schemas import XML, XSD, XSI
from builder.diagnostics import Report, Span
from builder.rules import ERROR
from builder.rules.manifests import code

BOOLEANS: Final = ("true", "false", "1", "0")
TIME_LIMIT_ACTIONS: Final = ("exit,message", "exit,no message", "continue,message", "continue,no message")
LONGEST_TITLE: Final = 200
LONGEST_STORED: Final = 255
"""Of a title or an identifier: a column of a database, as most have it."""
LONGEST_PARAMETERS: Final = 1000
LONGEST_LOCATION: Final = 2000
LONGEST_VERSION: Final = 20

_IDENTIFIER: Final = re.compile(r"[^\W\d][\w.\-·]*")
_PARAMETERS: Final = re.compile(r"[?#]\S*|[^\s=?#]+=\S*")
_MARKUP: Final = re.compile(r"</?[A-Za-z][^<>]*>")


class Edition(NamedTuple):
    """What one edition of SCORM calls things."""

    topics: Mapping[str, str]
    """Topic → number of the list, for the codes."""
    content: str
    """Namespace of content packaging."""
    adl: str
    """Namespace of ADL's additions."""
    metadata: str
    """Namespace of LOM."""
    located: tuple[str, ...]
    """Namespaces that, once used, need a schema in the package."""
    version: str
    """Text of `schemaversion`."""
    scormtype: str
    """Name of the attribute that makes a resource a SCO."""
    misspelt: str
    """The same in the other edition."""


@dataclass(slots=True)
class Manifest:
    """One manifest under examination."""

    document: Document
    facts: Facts
    report: Report
    edition: Edition
    cp: str
    """The content packaging namespace that this manifest really uses."""
    resources: dict[str, Element] = field(default_factory=dict)
    nested: set[str] = field(default_factory=set)
    """Identifiers of sub-manifests and of their resources."""
    items: list[Element] = field(default_factory=list)
    item_identifiers: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    launched: set[str] = field(default_factory=set)
    """The files of the zip that items open."""

    @property
    def root(self) -> Element:
        """Its outermost element."""
        return self.document.root

    @property
    def container(self) -> Container:
        """The package that it is in."""
        return self.document.container

    def add(self, code: str, element: Element, /, **values: object) -> None:
        """Report *code* at the start tag of *element*."""
        self.report.add(code, self.document.span(element), **values)

    def fault(self, topic: str, fault: str, element: Element, /, **values: object) -> None:
        """Report what both editions know, by the edition's code."""
        self.add(code(self.edition.topics, topic, fault), element, **values)

    def tag(self, name: str) -> str:
        """*name* as lxml writes it, in the manifest's own namespace."""
        return f"{{{self.cp}}}{name}" if self.cp else name

    def children(self, element: Element, name: str) -> list[Element]:
        """The child elements *name* of content packaging."""
        return list(children(element, self.tag(name)))

    def adl(self, element: Element, name: str) -> str | None:
        """The ADL attribute *name*, also when its namespace is a wrong one, which is said elsewhere."""
        return next((value for key, value in foreign(element) if etree.QName(key).localname == name), None)

    def scorm_type(self, resource: Element) -> str | None:
        """Whether a SCO or an asset, also in the other edition's spelling, which is a fault of its own."""
        found = self.adl(resource, self.edition.scormtype)
        return found if found is not None else self.adl(resource, self.edition.misspelt)

    def is_sco(self, resource: Element | None) -> bool:
        """Whether *resource* is a SCO; another case of the word is no second fault here."""
        return resource is not None and (self.scorm_type(resource) or "").strip().lower() == "sco"

    def resource_of(self, item: Element) -> Element | None:
        """The resource that *item* opens, as far as the manifest has it."""
        return self.resources.get(item.get("identifierref") or "")

    def ask_schemas(self, xsd: Path) -> None:
        """What the XSDs alone object to.

        A line where a rule has found an error is not reported twice, nor is an identifier that is malformed elsewhere.
        """
        if not schemas.is_installed(self.edition.content, xsd):
            self.fault("schemas", "schemas-not-installed", self.root)
            return
        errors = [each for each in self.report.diagnostics if each.severity == ERROR]
        own = self.document.span(self.root).path
        lines = {each.span.line for each in errors if each.span.path == own}
        if code(self.edition.topics, "manifest", "element-missing") in {each.code for each in errors}:
            # The schema stumbles over what stands in its place.
            lines |= {self.document.span(each).line for each in children(self.root)}
        said = {f"'{value}'" for each in errors for name, value in each.values if name in ("identifier", "default")}
        objection = code(self.edition.topics, "schemas", "xsd")
        for (line, column), message, is_metadata in schemas.objections(self.document, self.edition.content, xsd):
            if line not in lines and not any(each in message for each in said):
                place = self.container.span(self.document.name, line, column)
                self.report.add("C12-20.xsd" if is_metadata else objection, place, message=message)

    def check_schema_location(self) -> None:
        """The pairs of `xsi:schemaLocation`, and that every schema they name is in the package."""
        value = self.root.get(f"{{{XSI}}}schemaLocation")
        if value is None:
            self.fault("schemas", "schema-location-missing", self.root)
            return
        if re.search(r"[\r\n]", value):
            # Plain line breaks become spaces when attributes are normalised: these were written as references.
            self.fault("schemas", "line-break", self.root)
        words = value.split()
        if len(words) % 2:
            self.fault("schemas", "odd", self.root, count=len(words))
            return
        pairs = dict(zip(words[::2], words[1::2], strict=True))
        used = {namespace(each) for each in elements(self.root)} | {
            etree.QName(key).namespace or "" for each in elements(self.root) for key, _ in foreign(each)
        }
        for uri in self.edition.located:
            if uri in used and uri not in pairs:
                self.fault("schemas", "unmapped", self.root, namespace=uri)
        waiting, seen = list(dict.fromkeys(pairs.values())), set(pairs.values())
        missing: list[str] = []
        while waiting:
            reference = waiting.pop(0)
            target = locate(self.container, "", reference)
            if target.kind in ("external", "none"):
                self.fault("schemas", "remote", self.root, schema=reference)
            elif target.kind == "case":
                self.add("Z06.reference-case", self.root, target=target.name, count=1)
            elif target.kind not in ("file", "shut"):
                missing.append(reference)
            elif target.kind == "file":
                if "/" in target.name:
                    self.fault("schemas", "not-at-root", self.root, schema=target.name)
                imported = [each for each in self.imports(target.name) if each not in seen]
                seen.update(imported)
                waiting += imported
        if missing:
            # A tool that leaves one out leaves all out: one cause.
            self.fault("schemas", "schema-missing", self.root, schema=missing[0], count=len(missing))

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
        """The root, its children and their order."""
        self.check_identifier(self.root, "manifest")
        version = self.root.get("version")
        if version is not None and len(version) > LONGEST_VERSION:
            self.fault("manifest", "version-length", self.root, length=len(version))
        for name in ("organizations", "resources"):
            found = self.children(self.root, name)
            if not found:
                self.fault("manifest", "element-missing", self.root, element=name)
            for each in found[1:]:
                self.fault("manifest", "element-repeated", each, element=name)
        misplaced = self.first_misplaced(self.root, ("metadata", "organizations", "resources", "manifest"))
        if misplaced is not None:
            self.fault("manifest", "order", misplaced, element=local(misplaced))
        for each in self.children(self.root, "manifest"):
            self.fault("nested", "sub-manifest", each)

    def check_identifier(self, element: Element, topic: str) -> None:
        """`identifier`: present, an xs:ID, and the only one."""
        identifier = element.get("identifier")
        if identifier is None:
            self.fault(topic, "identifier-missing", element)
        elif not _IDENTIFIER.fullmatch(identifier.strip(" \t\r\n")):
            self.fault(topic, "identifier", element, identifier=identifier)
        elif identifier in self.identifiers:
            self.fault("item", "identifier-duplicate", element, identifier=identifier)
        elif len(identifier) > LONGEST_STORED and topic != "resource":
            self.fault(topic, "identifier-long", element, length=len(identifier))
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

    def check_metadata(self) -> Element | None:
        """The words of `schema` and `schemaversion` as they stand: importers compare them with their white space."""
        found = self.children(self.root, "metadata")
        if not found:
            self.fault("metadata", "metadata-missing", self.root)
            return None
        for name, expected in (("schema", "ADL SCORM"), ("schemaversion", self.edition.version)):
            stated = self.children(found[0], name)
            if not stated:
                self.fault("metadata", f"{name}-missing", found[0])
                continue
            value = text(stated[0])
            if value.strip() != expected:
                self.check_other_word(name, value.strip(), stated[0])
            elif value != expected:
                self.fault("metadata", "white-space", stated[0], element=name)
        misplaced = self.first_misplaced(found[0], ("schema", "schemaversion"))
        if misplaced is not None:
            self.fault("metadata", "order", misplaced, element=local(misplaced))
        return found[0]

    def check_other_word(self, name: str, value: str, element: Element) -> None:
        """What to say of a `schema` or `schemaversion` that is not the edition's."""
        self.fault("metadata", name, element, value=value)

    def check_locations(self) -> Iterator[Document]:
        """The metadata files that `adlcp:location` names, as far as they can be read."""
        external: list[str] = []
        for metadata in elements(self.root, self.tag("metadata")):
            for each in children(metadata, f"{{{self.edition.adl}}}location"):
                external += self.check_location(each)
        for name in dict.fromkeys(external):
            document = documents.parse(self.container, name, self.report)
            if document is not None:
                yield document

    def check_location(self, element: Element) -> list[str]:
        """The file that `adlcp:location` names, when it is there."""
        reference = text(element).strip()
        if len(reference) > LONGEST_LOCATION:
            self.fault("location", "location-length", element, length=len(reference))
            return []
        target = locate(self.container, "", reference)
        if target.kind == "case":
            self.add("Z06.reference-case", element, target=target.name, count=1)
        elif target.kind in ("missing", "folder", "outside") or not reference:
            self.fault("location", "location", element, file=reference)
        return [target.name] if target.kind == "file" else []

    def resources_in_order(self) -> list[Element]:
        """Every resource of the manifest itself; those of a sub-manifest are its own matter."""
        return [each for found in self.children(self.root, "resources") for each in self.children(found, "resource")]

    def collect_resources(self) -> None:
        """The resources that an item or a dependency may name."""
        for each in self.resources_in_order():
            self.resources.setdefault(each.get("identifier") or "", each)
        self.resources.pop("", None)
        for manifest in self.children(self.root, "manifest"):
            within = (manifest, *elements(manifest, self.tag("manifest")), *elements(manifest, self.tag("resource")))
            self.nested |= {each.get("identifier") or "" for each in within}
        self.items = list(elements(self.root, self.tag("item")))
        self.item_identifiers = {each.get("identifier") or "" for each in self.items}

    def check_organizations(self) -> Element | None:
        """Every organization, and which is the default; the one that an LMS shows."""
        found = self.children(self.root, "organizations")
        if not found:
            return None
        organizations = self.children(found[0], "organization")
        if not organizations:
            self.fault("default", "none", found[0])
            return None
        default = found[0].get("default")
        chosen = next((each for each in organizations if each.get("identifier") == default), None)
        if not default:
            self.fault("default", "default-missing", found[0])
        elif chosen is None:
            self.fault("default", "default", found[0], default=default)
        for each in organizations:
            self.check_identifier(each, "organization")
            self.check_title(each, "organization")
            if not self.children(each, "item"):
                self.fault("organization", "no-item", each)
        return chosen if chosen is not None else organizations[0]

    def check_title(self, element: Element, topic: str) -> None:
        """Exactly one title that an LMS can list."""
        titles = self.children(element, "title")
        if not titles:
            self.fault(topic, "title-missing", element)
            return
        for each in titles[1:]:
            self.fault(topic, "title-repeated", each)
        title = text(titles[0])
        if not title.strip():
            self.fault(topic, "title-empty", titles[0])
        elif len(title) > LONGEST_STORED:
            self.fault(topic, "title-long", titles[0], length=len(title))
        elif len(title) > LONGEST_TITLE:
            self.fault(topic, "title-length", titles[0], length=len(title))
        elif _MARKUP.search(title):
            self.fault(topic, "title-markup", titles[0], title=title.strip())

    def check_item(self, item: Element) -> None:
        """One line of the table of contents: what it is called, what it opens."""
        self.check_identifier(item, "item")
        self.check_title(item, "item")
        reference = item.get("identifierref")
        resource = self.resource_of(item)
        if reference and resource is None:
            if reference in self.nested:
                self.fault("nested", "nested-reference", item, reference=reference)
            else:
                self.fault("reference", "reference", item, reference=reference)
        elif resource is not None:
            if self.children(item, "item"):
                self.fault("reference", "reference-not-leaf", item)
            if resource.get("href") is None:
                self.fault("resource", "href-missing", resource, reference=reference)
        visible = item.get("isvisible")
        if visible is not None and visible.strip() not in BOOLEANS:
            self.fault("item", "isvisible", item, value=visible)
        parameters = item.get("parameters")
        if parameters:
            if len(parameters) > LONGEST_PARAMETERS:
                self.fault("item", "parameters-length", item, length=len(parameters))
            elif not _PARAMETERS.fullmatch(parameters):
                self.fault("item", "parameters", item, value=parameters)

    def check_resource(self, resource: Element) -> Target | None:
        """One resource and its files; where its address leads, None when it has no sound one."""
        self.check_identifier(resource, "resource")
        kind = resource.get("type")
        if kind is None:
            self.fault("resource", "type-missing", resource)
        elif kind != "webcontent":
            self.fault("resource", "type", resource, value=kind)
        attribute = self.edition.scormtype
        scorm_type = self.adl(resource, attribute)
        if scorm_type is None and self.adl(resource, self.edition.misspelt) is not None:
            self.fault("resource", "scormtype-spelling", resource)
        elif scorm_type is None:
            self.fault("resource", "scormtype-missing", resource, attribute=attribute)
        elif scorm_type not in ("sco", "asset"):
            self.fault("resource", "scormtype", resource, attribute=attribute, value=scorm_type)

        for holder in (self.root, resource.getparent(), resource):
            if holder is not None:
                self.check_base(holder)
        for dependency in self.children(resource, "dependency"):
            reference = dependency.get("identifierref") or ""
            if reference not in self.resources:
                self.fault("files", "dependency", dependency, reference=reference)
        files = self.children(resource, "file")
        href = resource.get("href")
        listed = {self.locate(resource, each.get("href") or "").name for each in files}
        missing: set[str] = set()
        target = None
        if href is not None:
            target = self.check_href(resource, resource, href)
            if target is not None and target.kind in ("missing", "case"):
                missing.add(target.name)
            elif target is not None and target.kind == "file" and target.name not in listed:
                self.fault("href", "not-listed", resource, file=target.name)
        for each in files:
            named = each.get("href")
            # A file without href: the XSD's to say. The launch file, missing, is one fault though named twice.
            if named is not None and self.locate(resource, named).name not in missing:
                self.check_href(each, resource, named)
        return target

    def check_base(self, element: Element) -> None:
        """`xml:base`."""
        base = element.get(f"{{{XML}}}base")
        if not base:
            return
        if base.startswith("/"):
            self.fault("files", "base-absolute", element, base=base)
        elif not base.endswith("/"):
            self.fault("files", "base-end", element, base=base)
        elif element.tag == self.tag("resources"):
            self.fault("files", "base-on-resources", element)

    def bases(self, resource: Element) -> list[str]:
        """Every `xml:base` that holds for *resource*, outermost first."""
        parent = resource.getparent()
        return [each.get(f"{{{XML}}}base") or "" for each in (self.root, parent, resource) if each is not None]

    def locate(self, resource: Element, reference: str) -> Target:
        """The file that *reference* means inside *resource*, `xml:base` applied."""
        base = ""
        for each in self.bases(resource):
            if ":" in each:
                return Target("none")
            base = posixpath.join(base, each.lstrip("/"))
        return locate(self.container, base, reference)

    def check_href(self, element: Element, resource: Element, reference: str) -> Target | None:
        """Where an href leads; None when its form is wrong."""
        if "\\" in reference:
            self.fault("href", "backslash", element, href=reference)
            return None
        if reference.lower().startswith("file:"):
            self.fault("href", "file-scheme", element, href=reference)
            return None
        if reference.startswith("/") and not reference.startswith("//"):
            self.fault("href", "leading-slash", element, href=reference)
            return None
        if not reference.split("#")[0].split("?")[0].strip():
            self.fault("href", "empty", element)
            return None
        target = self.locate(resource, reference)
        if target.kind == "external":
            is_launched = element is resource and self.is_sco(resource)
            self.fault("href", "external-sco" if is_launched else "external", element, href=reference)
        elif target.kind == "outside":
            self.fault("href", "outside", element, href=reference)
        elif target.kind == "case":
            self.add("Z06.reference-case", element, target=target.name, count=1)
        elif target.kind in ("missing", "folder"):
            self.fault("href", "missing", element, href=reference)
        return target

    def check_references(self) -> None:
        """Resources that nothing leads to."""
        named = {item.get("identifierref") for item in self.items} - {None, ""}
        if not named or not named <= self.resources.keys():
            # An item that leads nowhere was said, and is why nothing leads here.
            return
        for resource in self.resources.values():
            named.update(each.get("identifierref") or "" for each in self.children(resource, "dependency"))
        idle = [each for identifier, each in self.resources.items() if identifier not in named]
        if idle:
            self.fault("files", "unreferenced", idle[0], identifier=idle[0].get("identifier"), count=len(idle))

    def check_declared_files(self) -> None:
        """What is in the zip and in no resource."""
        if not self.resources_in_order():
            return
        declared: set[str] = set()
        for resource in elements(self.root, self.tag("resource")):
            for each in (resource, *self.children(resource, "file")):
                declared.add(self.locate(resource, each.get("href") or "").name)
        for each in elements(self.root, f"{{{self.edition.adl}}}location"):
            declared.add(locate(self.container, "", text(each)).name)
        extra = [
            name
            for name in sorted(self.container.sizes)
            if name.replace("\\", "/") not in declared
            and name not in MANIFESTS
            and not is_junk(name)
            and not name.lower().endswith((".xsd", ".dtd"))
        ]
        if extra:
            place: Span = self.document.span(self.children(self.root, "resources")[0])
            undeclared = code(self.edition.topics, "excess", "undeclared")
            self.report.add(undeclared, place, file=extra[0], count=len(extra))

    def check_launch(self, organization: Element) -> list[Element]:
        """What an LMS will open, and in which order; the SCOs among it, once an item."""
        launched = [
            resource
            for item in elements(organization, self.tag("item"))
            if (resource := self.resource_of(item)) is not None
        ]
        targets = [self.locate(each, each.get("href") or "") for each in launched]
        self.launched = {each.name for each in targets if each.kind == "file"}
        if not launched:
            # Said already where an item is missing or names no resource.
            topics = self.edition.topics
            said = {
                code(topics, "organization", "no-item"),
                code(topics, "reference", "reference"),
                code(topics, "nested", "nested-reference"),
            }
            if said.isdisjoint({each.code for each in self.report.diagnostics}):
                self.fault("organization", "nothing-to-launch", organization)
            return []
        for item in self.items:
            if not item.get("identifierref") and not self.children(item, "item"):
                self.fault("reference", "leaf-without-reference", item)
        first = next((each for each in self.resources_in_order() if each.get("href") is not None), None)
        if first is not None and first is not launched[0] and launched[0].get("href") is not None:
            identifier, launch = (each.get("identifier") or "" for each in (first, launched[0]))
            self.fault("launch", "order", first, first=identifier, launch=launch)
        opened = [self.resource_of(item) for item in self.items]
        scos = [each for each in opened if each is not None and self.is_sco(each)]
        if not scos and all(self.scorm_type(each) is not None for each in launched):
            self.fault("resource", "no-sco", launched[0], attribute=self.edition.scormtype)
        return scos


def foreign(element: Element) -> list[tuple[str, str]]:
    """The attributes of *element* in a namespace that is neither of XML nor of XML Schema."""
    found = ((str(key), str(value)) for key, value in element.attrib.items())
    return [
        (key, value) for key, value in found if key.startswith("{") and not key.startswith((f"{{{XML}}}", f"{{{XSI}}}"))
    ]


def prefix_of(element: Element, uri: str, usual: str) -> str:
    """The prefix by which *element* uses the namespace *uri*; the *usual* one when it could be."""
    if namespace(element) == uri:
        return element.prefix or ""
    bound = [prefix or "" for prefix, bound_uri in element.nsmap.items() if bound_uri == uri and prefix]
    return usual if usual in bound else next(iter(sorted(bound)), "")

"""imsmanifest.xml of SCORM 1.2: what an LMS lists, launches and judges by.

In: a parsed manifest, its container, what the texts of the package tell. Out: the rules C12-01 to C12-20 and C12-22,
after the official XSDs, the cross-references of the run-time specification and what importers really do.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from lxml import etree

from builder.checker import schemas
from builder.checker.container import Limited
from builder.checker.datamodel import plain_name
from builder.checker.documents import Document, Element, children, decimal, elements, local, namespace, text
from builder.checker.manifests import TIME_LIMIT_ACTIONS, Edition, Manifest, foreign, prefix_of
from builder.checker.references import PAGES, Facts, Target
from builder.checker.schemas import ADLCP, IMSCP, IMSMD, XML
from builder.checker.tincan import is_language
from builder.diagnostics import Report
from builder.rules.scorm12 import TOPICS

EDITION: Final = Edition(
    topics=TOPICS,
    content=IMSCP,
    adl=ADLCP,
    metadata=IMSMD,
    located=(IMSCP, ADLCP, IMSMD),
    version="1.2",
    scormtype="scormtype",
    misspelt="scormType",
)

_TIMESPAN: Final = re.compile(r"\d{2,4}:[0-5]\d:[0-5]\d(?:\.\d{1,2})?", re.ASCII)
_STATUS: Final = frozenset({"cmi.core.lesson_status"})
_SCORE: Final = frozenset({"cmi.core.score.raw", "cmi.core.score.n"})
_ITEM_ELEMENTS: Final = ("prerequisites", "maxtimeallowed", "timelimitaction", "datafromlms", "masteryscore")
_STATUS_WORDS: Final = frozenset(
    {"passed", "completed", "failed", "incomplete", "browsed", "notattempted", "p", "c", "f", "i", "b", "n"}
)
LONGEST_PREREQUISITES: Final = 200
LONGEST_DATA: Final = 255


def check(document: Document, facts: Facts, report: Report, xsd: Path = schemas.INSTALLED) -> set[str]:
    """Report what is wrong in a SCORM 1.2 manifest and with the files it names; the files that it launches."""
    found = Limited()
    manifest = _Manifest(document, facts, found, EDITION, namespace(document.root))
    if local(document.root) != "manifest":
        report.add("C12-01.root", document.span(document.root), element=local(document.root))
        return set()
    manifest.check()
    if manifest.cp == IMSCP:
        manifest.ask_schemas(xsd)
    report.extend(found.close())
    return manifest.launched


class _Manifest(Manifest):
    """A SCORM 1.2 manifest under examination."""

    __slots__ = ()

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
            self.check_asset(resource, self.check_resource(resource))
        self.check_references()
        self.check_declared_files()
        if organization is not None:
            self.check_tracking(organization, self.check_launch(organization))

    def check_namespaces(self) -> None:
        """C12-01 and C12-02."""
        if self.cp != IMSCP:
            self.add("C12-01.namespace", self.root, namespace=self.cp or "—", expected=IMSCP)
        if self.root.prefix is not None:
            self.fault("prefix", "prefixed-elements", self.root, prefix=self.root.prefix)
        wrong: set[str] = set()
        for element in elements(self.root):
            own = namespace(element)
            if local(element) == "lom" and own not in (IMSMD, self.cp) and own not in wrong:
                wrong.add(own)
                self.add("C12-01.metadata-namespace", element, namespace=own or "—", expected=IMSMD)
            used = {uri for key, _ in foreign(element) if (uri := etree.QName(key).namespace or "")}
            if own not in (self.cp, "") and local(element) in (*_ITEM_ELEMENTS, "location"):
                used.add(own)
            for uri in sorted(used - wrong):
                if "adlcp" in uri and uri != ADLCP:
                    wrong.add(uri)
                    self.add("C12-01.adl-namespace", element, namespace=uri, expected=ADLCP)
                elif uri == ADLCP and (prefix := prefix_of(element, uri, "adlcp")) != "adlcp":
                    wrong.add(uri)
                    self.fault("prefix", "prefix", element, prefix=prefix)

    def check_lom(self) -> None:
        """C12-20: metadata inside the manifest or beside it."""
        for metadata in elements(self.root, self.tag("metadata")):
            for each in children(metadata):
                if namespace(each) == IMSMD and local(each) != "lom":
                    self.add("C12-20.root", each, element=local(each))
        for document in self.check_locations():
            if local(document.root) != "lom":
                self.report.add("C12-20.root", document.span(document.root), element=local(document.root))
        bare = []
        for each in elements(self.root, f"{{{IMSMD}}}langstring"):
            language = each.get(f"{{{XML}}}lang")
            if not language:
                bare.append(each)
            elif not is_language(language.strip()):
                self.add("C12-20.language-tag", each, language=language)
        if bare:
            self.add("C12-20.language", bare[0], count=len(bare))

    def check_item(self, item: Element) -> None:
        """C12-08, then C12-09 to C12-14 in the elements that ADL adds."""
        super().check_item(item)
        misplaced = self.first_misplaced(item, ("title", "item", "metadata"))
        if misplaced is not None:
            self.add("C12-09.order", misplaced, element=local(misplaced))
        seen: set[str] = set()
        for each in children(item):
            if namespace(each) == ADLCP:
                self.check_item_element(item, each, seen)

    def check_item_element(self, item: Element, element: Element, seen: set[str]) -> None:
        """C12-09: one `adlcp:` element of an item."""
        name = local(element)
        if name not in _ITEM_ELEMENTS:
            self.add("C12-09.unknown", element, element=name)
            return
        if name in seen:
            self.add("C12-09.repeated", element, element=name)
            return
        seen.add(name)
        # Prerequisites may close a whole chapter, as in AICC; what else there is speaks to the SCO that is launched.
        resource = self.resource_of(item)
        is_cluster = not item.get("identifierref") and name != "prerequisites"
        is_asset = resource is not None and not self.is_sco(resource) and self.adl(resource, "scormtype") is not None
        if is_cluster or is_asset:
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
            if value not in TIME_LIMIT_ACTIONS:
                self.fault("action", "value", element, value=value)
        elif len(value) > LONGEST_DATA:
            self.add("C12-14.length", element, length=len(value))

    def check_mastery_score(self, element: Element, value: str) -> None:
        """C12-10."""
        number = decimal(value)
        if number is None:
            self.add("C12-10.not-a-number", element, value=value)
        elif not 0 <= number <= 100:
            self.add("C12-10.range", element, value=value)
        elif number == 0:
            self.add("C12-10.zero", element)
        elif not value.isdecimal():
            self.add("C12-10.not-an-integer", element, value=value)
        # Only where scripts write names out: the status among them shows that they do.
        written = {plain_name(each.element) for each in self.facts.calls if each.is_writing}
        if self.container.is_wholly_read and written & _STATUS and not written & _SCORE:
            self.add("C12-10.no-score", element)

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

    def check_asset(self, resource: Element, target: Target | None) -> None:
        """R12-24: an asset has no session to open."""
        if target is None or target.kind != "file" or self.adl(resource, "scormtype") != "asset":
            return
        if target.name.lower().endswith(PAGES) and target.name in self.facts.initializes:
            self.add("R12-24.asset-session", resource, file=target.name)

    def check_tracking(self, organization: Element, scos: list[Element]) -> None:
        """C12-22 and R12-02: whether what is launched can be tracked."""
        if len(scos) > 1:
            self.add("C12-22.many", organization, count=len(scos))
        if scos and not self.facts.initializes and self.container.is_wholly_read:
            if self.facts.framed and not self.facts.speaks_2004:
                self.facts.is_elsewhere = True
                self.add("R12-02.elsewhere", scos[0], host=self.facts.framed)
            else:
                self.add("R12-01.other-api" if self.facts.speaks_2004 else "R12-02.no-initialize", scos[0])

"""imsmanifest.xml of SCORM 2004: the activity tree, how it is sequenced, and what it launches.

In: a parsed manifest, its container, what the texts of the package tell. Out: the rules C04-01 to C04-13, after the
official XSDs of the 4th edition and the requirements of ADL's conformance test. Manifests of earlier editions are
checked by the same rules, as far as these hold for them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from builder.checker import schemas
from builder.checker.container import Limited
from builder.checker.documents import Document, Element, children, decimal, elements, local, namespace, text
from builder.checker.manifests import BOOLEANS, TIME_LIMIT_ACTIONS, Edition, Manifest, foreign, prefix_of
from builder.checker.references import Facts
from builder.checker.schemas import ADLCP_2004, ADLNAV, ADLSEQ, IMSCP_2004, IMSSS
from builder.diagnostics import Report
from builder.rules.scorm2004 import TOPICS

LOM: Final = "http://ltsc.ieee.org/xsd/LOM"
EDITION: Final = Edition(
    topics=TOPICS,
    content=IMSCP_2004,
    adl=ADLCP_2004,
    metadata=LOM,
    located=(IMSCP_2004, ADLCP_2004, ADLSEQ, ADLNAV, IMSSS, LOM),
    version="2004 4th Edition",
    scormtype="scormType",
    misspelt="scormtype",
)
EARLIER: Final = ("2004 3rd Edition", "CAM 1.3")
PERSISTING: Final = "CAM 1.3"
"""The last edition that has `persistState`."""
PREFIXES: Final = {"adlcp": ADLCP_2004, "adlseq": ADLSEQ, "adlnav": ADLNAV, "imsss": IMSSS}

_OF_A_SCO: Final = ("timeLimitAction", "dataFromLMS", "completionThreshold")
_OF_AN_ITEM: Final = (*_OF_A_SCO, "data")
_MEASURES: Final = ("completedByMeasure", "minProgressMeasure", "progressWeight")
_TOKENS: Final = ("previous", "continue", "exit", "exitAll", "abandon", "abandonAll", "suspendAll")
_EXITS: Final = ("exit", "exitAll", "suspendAll")
_SHARED: Final = ("SatisfiedStatus", "NormalizedMeasure")
LONGEST_DATA: Final = 4000
LONGEST_IDENTIFIER: Final = 2000
LONGEST_TYPE: Final = 1000
LONGEST_HREF: Final = 2000


def check(document: Document, facts: Facts, report: Report, xsd: Path = schemas.INSTALLED) -> set[str]:
    """Report what is wrong in a SCORM 2004 manifest and with the files it names; the files that it launches."""
    found = Limited()
    manifest = _Manifest(document, facts, found, EDITION, namespace(document.root))
    if local(document.root) != "manifest":
        report.add("C04-01.root", document.span(document.root), element=local(document.root))
        return set()
    manifest.check()
    if manifest.cp == IMSCP_2004:
        manifest.ask_schemas(xsd)
    report.extend(found.close())
    return manifest.launched


@dataclass(slots=True)
class _Manifest(Manifest):
    """A SCORM 2004 manifest under examination."""

    stated: str = ""
    """The earlier edition that it claims, "" when it claims none."""
    templates: dict[str, dict[str, Element]] = field(default_factory=dict)
    """What `IDRef` may name: the parts of each sequencing element of `sequencingCollection`."""
    objectives: dict[str, set[str]] = field(default_factory=dict)
    """The objectives of each template."""
    launches: int = 0
    """How many items open something."""
    silent: list[Element] = field(default_factory=list)
    """Items of SCOs that the LMS may judge by itself."""

    # The order is that of a reader: names first, then the tree from its top, then the files.
    def check(self) -> None:
        """All rules that concern one manifest."""
        self.check_namespaces()
        self.check_schema_location()
        self.check_manifest()
        self.check_edition()
        self.collect_resources()
        self.collect_templates()
        organization = self.check_organizations()
        for each in elements(self.root, self.tag("organization")):
            self.check_organization(each)
        for item in self.items:
            self.check_item(item)
        if self.silent:
            self.add("C04-11.set-by-content", self.silent[0], count=len(self.silent))
        for resource in self.resources_in_order():
            self.check_resource(resource)
            self.check_lengths(resource)
        self.check_references()
        self.check_declared_files()
        if organization is not None:
            scos = self.check_launch(organization)
            if scos and not self.facts.speaks_2004 and self.container.is_wholly_read:
                if self.facts.framed and not self.facts.initializes:
                    self.facts.is_elsewhere = True
                    self.add("R04-01.elsewhere", scos[0], host=self.facts.framed)
                else:
                    self.add("R04-01.other-api" if self.facts.initializes else "R04-01.no-api", scos[0])

    def check_namespaces(self) -> None:
        """C04-01: the namespaces, and the prefixes that importers expect."""
        if self.cp != IMSCP_2004:
            self.add("C04-01.namespace", self.root, namespace=self.cp or "—", expected=IMSCP_2004)
        if self.root.prefix is not None:
            self.fault("prefix", "prefixed-elements", self.root, prefix=self.root.prefix)
        said: set[str] = set()
        for element in elements(self.root):
            own = namespace(element)
            if local(element) == "lom" and own not in (LOM, self.cp) and own not in said:
                said.add(own)
                self.add("C04-01.metadata-namespace", element, namespace=own or "—", expected=LOM)
            used = {etree.QName(key).namespace or "" for key, _ in foreign(element)} | {own}
            for uri in sorted(used - said - {self.cp, ""}):
                self.check_namespace(element, uri, said)

    def check_namespace(self, element: Element, uri: str, said: set[str]) -> None:
        """One namespace beside content packaging's, at its first use."""
        for usual, expected in PREFIXES.items():
            if usual not in uri:
                continue
            said.add(uri)
            if uri != expected:
                self.add("C04-01.extension-namespace", element, namespace=uri, expected=expected, prefix=usual)
            elif (prefix := prefix_of(element, uri, usual)) != usual:
                if usual == "adlcp":
                    self.fault("prefix", "prefix", element, prefix=prefix)
                else:
                    self.add("C04-01.extension-prefix", element, prefix=prefix, expected=usual)

    def check_edition(self) -> None:
        """C04-02: which edition this is, and the metadata of the package."""
        self.check_metadata()
        for each in self.children(self.root, "metadata")[1:]:
            self.add("C04-02.metadata-repeated", each)
        for metadata in elements(self.root, self.tag("metadata")):
            for each in children(metadata):
                if namespace(each) == LOM and local(each) != "lom":
                    self.add("C04-02.lom-root", each, element=local(each))
        for document in self.check_locations():
            if local(document.root) != "lom":
                self.report.add("C04-02.lom-root", document.span(document.root), element=local(document.root))

    def check_other_word(self, name: str, value: str, element: Element) -> None:
        """C04-02: an earlier edition is a warning, another word a fault."""
        if name == "schemaversion" and value in EARLIER:
            self.stated = value
            self.add("C04-02.edition", element, value=value)
        else:
            self.fault("metadata", name, element, value=value)

    def collect_templates(self) -> None:
        """The sequencing that several items share; it is checked here, once."""
        for collection in elements(self.root, f"{{{IMSSS}}}sequencingCollection"):
            for each in children(collection, f"{{{IMSSS}}}sequencing"):
                parts, name = _parts(each), each.get("ID") or ""
                names = self.check_objectives(parts)
                if "objectives" in parts:
                    self.check_rules(parts, names)
                if name and name not in self.templates:
                    self.templates[name], self.objectives[name] = parts, names
        self.launches = sum(self.resource_of(item) is not None for item in self.items)

    def check_organization(self, organization: Element) -> None:
        """C04-11 and C04-12: how the tree is walked from its top, and whom its results reach."""
        parts = self.check_sequencing(organization)
        mode = parts.get("controlMode")
        if self.children(organization, "item") and not _is_true(mode, "flow"):
            if _is_true(mode, "choice", default=True):
                self.add("C04-11.no-flow", mode if mode is not None else organization)
            else:
                self.add("C04-11.closed", mode if mode is not None else organization)
        for code, attribute, used in (
            ("C04-12.objectives", "objectivesGlobalToSystem", f"{{{IMSSS}}}mapInfo"),
            ("C04-12.data", "sharedDataGlobalToSystem", f"{{{ADLCP_2004}}}map"),
        ):
            if next(elements(organization, used), None) is not None:
                stated = self.adl(organization, attribute)
                if stated is None or stated.strip() in ("true", "1"):
                    self.add(code, organization)

    def check_item(self, item: Element) -> None:
        """C04-04 and C04-05, then C04-06 to C04-11 in the elements of other namespaces."""
        # A class with slots is made twice, and `super()` would mean the first one.
        Manifest.check_item(self, item)
        if item.get("parameters") and not item.get("identifierref"):
            self.add("C04-05.parameters-without-reference", item)
        misplaced = self.first_misplaced(item, ("title", "item", "metadata"))
        if misplaced is not None:
            self.add("C04-05.order", misplaced, element=local(misplaced))
        seen: set[str] = set()
        for each in children(item):
            if namespace(each) == ADLCP_2004:
                self.check_item_element(item, each, seen)
            elif each.tag == f"{{{ADLNAV}}}presentation":
                self.check_presentation(item, each, seen)
        parts = self.check_sequencing(item)
        mode = parts.get("controlMode")
        is_closed = not _is_true(mode, "flow") and not _is_true(mode, "choice", default=True)
        if mode is not None and is_closed and self.children(item, "item"):
            self.add("C04-11.closed", mode)
        controls = parts.get("deliveryControls")
        if self.is_sco(self.resource_of(item)) and not (
            _is_true(controls, "completionSetByContent") and _is_true(controls, "objectiveSetByContent")
        ):
            self.silent.append(item)

    def check_item_element(self, item: Element, element: Element, seen: set[str]) -> None:
        """C04-06: one `adlcp:` element of an item."""
        name = local(element)
        if name not in _OF_AN_ITEM:
            self.add("C04-06.unknown", element, element=name)
            return
        if name in seen:
            self.add("C04-06.repeated", element, element=f"adlcp:{name}")
            return
        seen.add(name)
        resource, is_cluster = self.resource_of(item), not item.get("identifierref")
        if name == "data" and self.stated:
            self.add("C04-06.edition", element, element=name, value=self.stated)
            return
        if name == "data" and is_cluster:
            self.add("C04-06.not-launched", element, element="adlcp:data")
            return
        # The 4th edition rolls progress up, so that a cluster may have a threshold of its own.
        is_tracked = self.is_sco(resource) or (is_cluster and name == "completionThreshold" and not self.stated)
        is_known = is_cluster or (resource is not None and self.scorm_type(resource) is not None)
        if name in _OF_A_SCO and is_known and not is_tracked:
            self.add("C04-06.not-a-sco", element, element=name)
            return
        value = text(element)
        if name == "timeLimitAction":
            if value not in TIME_LIMIT_ACTIONS:
                self.fault("action", "value", element, value=value)
        elif name == "dataFromLMS":
            if len(value) > LONGEST_DATA:
                self.add("C04-06.data-length", element, length=len(value))
        elif name == "completionThreshold":
            self.check_threshold(element, value.strip())
        else:
            targets: set[str] = set()
            for each in children(element, f"{{{ADLCP_2004}}}map"):
                target = (each.get("targetID") or "").strip()
                if not target:
                    self.add("C04-06.map-target", each)
                elif target in targets:
                    self.add("C04-06.map-repeated", each, target=target)
                targets.add(target)

    def check_threshold(self, element: Element, value: str) -> None:
        """C04-07."""
        later = [name for name in _MEASURES if element.get(name) is not None]
        if self.stated and later:
            self.add("C04-07.edition", element, attribute=later[0], value=self.stated)
            return
        measured = element.get("completedByMeasure")
        if measured is not None and measured.strip() not in BOOLEANS:
            self.add("C04-07.boolean", element, value=measured)
        stated = [(name, element.get(name)) for name in _MEASURES[1:]]
        if value and not self.stated:
            self.add("C04-07.value", element, value=value)
        elif value:
            stated.append(("completionThreshold", value))
        for attribute, each in stated:
            if each is None:
                continue
            if (number := decimal(each.strip())) is None:
                self.add("C04-07.not-a-number", element, attribute=attribute, value=each)
            elif not 0 <= number <= 1:
                self.add("C04-07.range", element, attribute=attribute, value=each.strip())

    def check_presentation(self, item: Element, element: Element, seen: set[str]) -> None:
        """C04-06 and C04-10: the LMS's buttons."""
        if "presentation" in seen:
            self.add("C04-06.repeated", element, element="adlnav:presentation")
            return
        seen.add("presentation")
        if not item.get("identifierref"):
            self.add("C04-06.not-launched", element, element="adlnav:presentation")
            return
        for each in elements(element, f"{{{ADLNAV}}}hideLMSUI"):
            value = text(each).strip()
            if value not in _TOKENS:
                self.add("C04-10.token", each, value=value)
            elif value in _EXITS:
                self.add("C04-10.trapped", each, value=value)
            elif value in ("previous", "continue") and self.launches > 1:
                self.add("C04-10.navigation", each, value=value, count=self.launches)

    def check_sequencing(self, activity: Element) -> dict[str, Element]:
        """C04-11; the parts of the sequencing that holds for *activity*, those of its template where it has none."""
        found = list(children(activity, f"{{{IMSSS}}}sequencing"))
        for each in found[1:]:
            self.add("C04-11.sequencing-repeated", each)
        if not found:
            return {}
        parts, reference = _parts(found[0]), found[0].get("IDRef")
        template = self.templates.get(reference or "")
        if reference is not None and template is None:
            self.add("C04-11.template", found[0], reference=reference)
        names = self.check_objectives(parts)
        if "objectives" not in parts and template is not None:
            names = self.objectives[reference or ""]
        self.check_rules(parts, names)
        return {**(template or {}), **parts}

    def check_objectives(self, parts: dict[str, Element]) -> set[str]:
        """C04-11: one primary objective, names, measures, and who shares what with whom; the names."""
        holder = parts.get("objectives")
        if holder is None:
            return set()
        primaries = list(children(holder, f"{{{IMSSS}}}primaryObjective"))
        if not primaries:
            # Where it should stand, and where the XSD says the same.
            self.add("C04-11.primary-missing", next(children(holder), holder))
        for each in primaries[1:]:
            self.add("C04-11.primary-repeated", each)
        names: set[str] = set()
        writers: set[tuple[str, str]] = set()
        for objective in children(holder):
            if local(objective) not in ("primaryObjective", "objective"):
                continue
            identifier = objective.get("objectiveID")
            maps = list(children(objective, f"{{{IMSSS}}}mapInfo"))
            if not identifier and (maps or local(objective) == "objective"):
                self.add("C04-11.objective-id-missing", objective, element=local(objective))
            elif identifier in names:
                self.add("C04-11.objective-duplicate", objective, identifier=identifier)
            names.add(identifier or "")
            self.check_measure(objective)
            self.check_maps(maps, writers)
        return names

    def check_measure(self, objective: Element) -> None:
        """C04-11: `minNormalizedMeasure`."""
        for each in children(objective, f"{{{IMSSS}}}minNormalizedMeasure"):
            value = text(each).strip()
            number = decimal(value.strip())
            if value and (number is None or not -1 <= number <= 1):
                self.add("C04-11.measure", each, value=value)
            elif not _is_true(objective, "satisfiedByMeasure"):
                self.add("C04-11.measure-unused", each)

    def check_maps(self, maps: list[Element], writers: set[tuple[str, str]]) -> None:
        """C04-11: an objective reads one global objective, and a global objective has one writer in an activity."""
        readers: set[str] = set()
        written: set[tuple[str, str]] = set()
        for each in maps:
            for what in _SHARED:
                if _is_true(each, f"read{what}", default=True):
                    if what in readers:
                        self.add("C04-11.many-readers", each, attribute=f"read{what}")
                    readers.add(what)
                if _is_true(each, f"write{what}"):
                    target = ((each.get("targetObjectiveID") or "").strip(), what)
                    if target in writers:
                        self.add("C04-11.many-writers", each, attribute=f"write{what}", target=target[0])
                    written.add(target)
        writers |= written

    def check_rules(self, parts: dict[str, Element], names: set[str]) -> None:
        """C04-11: the objectives that rules name."""
        rules = parts.get("sequencingRules")
        if rules is None:
            return
        for each in elements(rules, f"{{{IMSSS}}}ruleCondition"):
            identifier = each.get("referencedObjective")
            if identifier and identifier not in names:
                self.add("C04-11.rule-objective", each, identifier=identifier)

    def check_lengths(self, resource: Element) -> None:
        """C04-08 and C04-09: what only this edition says of a resource."""
        if self.adl(resource, "persistState") is not None and self.stated != PERSISTING:
            self.add("C04-08.persist-state", resource)
        for each in self.children(resource, "dependency"):
            if next(children(each), None) is not None or text(each).strip():
                self.add("C04-08.dependency-not-empty", each)
        bases = sum(len(each) for each in self.bases(resource))
        for code, length, most in (
            ("C04-09.identifier-length", len(resource.get("identifier") or ""), LONGEST_IDENTIFIER),
            ("C04-09.type-length", len(resource.get("type") or ""), LONGEST_TYPE),
            ("C04-09.href-length", bases + len(resource.get("href") or ""), LONGEST_HREF),
        ):
            if length > most:
                self.add(code, resource, length=length)


def _parts(sequencing: Element) -> dict[str, Element]:
    """The children of a sequencing element by name; of two of a name the first."""
    found: dict[str, Element] = {}
    for each in children(sequencing):
        if namespace(each) == IMSSS:
            found.setdefault(local(each), each)
    return found


def _is_true(element: Element | None, attribute: str, *, default: bool = False) -> bool:
    """The boolean *attribute*; what is no boolean is the XSD's to say."""
    value = None if element is None else element.get(attribute)
    return default if value is None else value.strip() in ("true", "1")

"""SCORM packages: `imsmanifest.xml`, the official schemas and the notice that goes with them.

In: pages, media and player. Out: the same as a SCORM content aggregation of one SCO a unit. Follows rules C12-01 to
C12-22 and C04-01 to C04-13. Editions differ in data alone: one row each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from builder.formats.text import label, line, number, rooted, serialised
from builder.model import Course, Package, Unit

SCHEMAS: Final = Path(__file__).parent.parent / "_built" / "xsd"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
MANIFEST: Final = "imsmanifest.xml"

LONGEST_VERSION: Final = 20
"""C12-04."""


class Edition(NamedTuple):
    """What one edition of SCORM calls things."""

    version: str
    """Text of `schemaversion`."""
    content: str
    """Namespace of the manifest itself: IMS content packaging."""
    prefixes: Mapping[str, str]
    """Prefix → namespace of everything else; importers match these very prefixes as text (C12-02)."""
    located: Mapping[str, str]
    """Namespace → schema, for `xsi:schemaLocation`."""
    schemas: tuple[str, ...]
    """Files at the root of the package: those named above and what they import."""
    folder: str
    """Where the build keeps these files."""
    scormtype: str
    """Name of the attribute that makes a resource a SCO."""
    notice: str

    @property
    def runtime(self) -> str:
        """Namespace of what ADL added to content packaging."""
        return self.prefixes["adlcp"]


EDITIONS: Final[Mapping[str, Edition]] = {
    "scorm12": Edition(
        version="1.2",
        content="http://www.imsproject.org/xsd/imscp_rootv1p1p2",
        prefixes={
            "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
            "imsmd": "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
        },
        located={
            "http://www.imsproject.org/xsd/imscp_rootv1p1p2": "imscp_rootv1p1p2.xsd",
            "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1": "imsmd_rootv1p2p1.xsd",
            "http://www.adlnet.org/xsd/adlcp_rootv1p2": "adlcp_rootv1p2.xsd",
        },
        schemas=("adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd", "imsmd_rootv1p2p1.xsd"),
        folder="scorm12",
        scormtype="scormtype",
        notice="""\
The schema files at the root of this package are the official ones of SCORM 1.2, unmodified.
They describe imsmanifest.xml to the systems that import the package, and are the work of:

  adlcp_rootv1p2.xsd     Advanced Distributed Learning Initiative (ADL)
  ims_xml.xsd            IMS Global Learning Consortium, Inc. (IMS GLC, now 1EdTech)
  imscp_rootv1p1p2.xsd   IMS Global Learning Consortium, Inc.
  imsmd_rootv1p2p1.xsd   IMS Global Learning Consortium, Inc.
""",
    ),
    "scorm2004": Edition(
        version="2004 4th Edition",
        content="http://www.imsglobal.org/xsd/imscp_v1p1",
        # No LOM: it is optional, and its schema is in no archive of ADL's that could be shipped with it (C04-01).
        prefixes={
            "adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3",
            "adlseq": "http://www.adlnet.org/xsd/adlseq_v1p3",
            "adlnav": "http://www.adlnet.org/xsd/adlnav_v1p3",
            "imsss": "http://www.imsglobal.org/xsd/imsss",
        },
        located={
            "http://www.imsglobal.org/xsd/imscp_v1p1": "imscp_v1p1.xsd",
            "http://www.adlnet.org/xsd/adlcp_v1p3": "adlcp_v1p3.xsd",
            "http://www.adlnet.org/xsd/adlseq_v1p3": "adlseq_v1p3.xsd",
            "http://www.adlnet.org/xsd/adlnav_v1p3": "adlnav_v1p3.xsd",
            "http://www.imsglobal.org/xsd/imsss": "imsss_v1p0.xsd",
        },
        schemas=(
            "XMLSchema.dtd",
            "adlcp_v1p3.xsd",
            "adlnav_v1p3.xsd",
            "adlseq_v1p3.xsd",
            "datatypes.dtd",
            "imscp_v1p1.xsd",
            "imsss_v1p0.xsd",
            "imsss_v1p0auxresource.xsd",
            "imsss_v1p0control.xsd",
            "imsss_v1p0delivery.xsd",
            "imsss_v1p0limit.xsd",
            "imsss_v1p0objective.xsd",
            "imsss_v1p0random.xsd",
            "imsss_v1p0rollup.xsd",
            "imsss_v1p0seqrule.xsd",
            "imsss_v1p0util.xsd",
            "xml.xsd",
        ),
        folder="scorm2004",
        scormtype="scormType",
        notice="""\
The schema files at the root of this package are the official ones of SCORM 2004 4th Edition, unmodified.
They describe imsmanifest.xml to the systems that import the package, and are the work of:

  adlcp_v1p3.xsd, adlnav_v1p3.xsd, adlseq_v1p3.xsd   Advanced Distributed Learning Initiative (ADL)
  imscp_v1p1.xsd, imsss_v1p0.xsd, imsss_v1p0*.xsd    IMS Global Learning Consortium, Inc. (IMS GLC, now 1EdTech)
  xml.xsd, XMLSchema.dtd, datatypes.dtd              World Wide Web Consortium (W3C)
""",
    ),
}


def describe(package: Package, edition: str) -> Package:
    """The package with its manifest, the schemas that the manifest names, and whose they are.

    Args:
        edition: Which row of `EDITIONS`.
    """
    chosen = EDITIONS[edition]
    content = {**package.files, "NOTICE.txt": chosen.notice.encode()}
    schemas = {name: SCHEMAS / chosen.folder / name for name in chosen.schemas}
    manifest = _manifest(package, chosen, sorted(content))
    return replace(package, files={**content, **schemas, MANIFEST: serialised(manifest)})


def _manifest(package: Package, edition: Edition, names: list[str]) -> etree._Element:
    course = package.course
    root = rooted(edition.content, "manifest", **edition.prefixes, xsi=XSI)
    root.set("identifier", course.identifier("manifest"))
    root.set("version", line(course.settings.version, 255)[:LONGEST_VERSION])
    located = " ".join(f"{uri} {name}" for uri, name in edition.located.items())
    root.set(etree.QName(XSI, "schemaLocation"), located)
    root.append(_metadata(course, edition))
    root.append(_organizations(package, edition))
    root.append(_resources(package, edition, names))
    return root


def _metadata(course: Course, edition: Edition) -> etree._Element:
    metadata = _element(edition.content, "metadata")
    # No white space around these two: Open edX and Moodle compare the raw text (C12-05).
    _add(metadata, edition.content, "schema").text = "ADL SCORM"
    _add(metadata, edition.content, "schemaversion").text = edition.version
    lom = edition.prefixes.get("imsmd")
    if lom is None:
        return metadata
    # With its own prefix, or Moodle takes the title in here for one of the organization's.
    general = _add(_add(metadata, lom, "lom"), lom, "general")
    _langstring(_add(general, lom, "title"), course.language, _title(course.title, course.id))
    _add(general, lom, "language").text = course.language
    if course.settings.promise is not None:
        summary = line(course.settings.promise.plain, 1000)
        _langstring(_add(general, lom, "description"), course.language, summary)
    return metadata


def _organizations(package: Package, edition: Edition) -> etree._Element:
    course, units = package.course, package.units
    organizations = _element(edition.content, "organizations", default=course.identifier("organization"))
    organization = _add(organizations, edition.content, "organization", identifier=course.identifier("organization"))
    _add(organization, edition.content, "title").text = _title(course.title, course.id)
    if units[0].id:
        by_page = {unit.id: unit for unit in units}
        total = sum(_weight(unit) for unit in units)
        for name, pages in course.modules:
            # Only leaves reference resources: mandatory in 2004, safest in 1.2 (C12-08, C04-04).
            shown = _title(name, pages[0].id)
            module = _item(organization, edition, course.identifier("module", pages[0].id), shown)
            for page in pages:
                _unit(module, package, edition, by_page[page.id], _weight(by_page[page.id]) / total if total else 0)
            _cluster(module, edition)
    else:
        _unit(organization, package, edition, units[0], 1)
    if "adlseq" in edition.prefixes:
        # What a learner did here is nobody else's business (C04-12).
        organization.set(etree.QName(edition.prefixes["adlseq"], "objectivesGlobalToSystem"), "false")
        _cluster(organization, edition)
    return organizations


def _item(parent: etree._Element, edition: Edition, identifier: str, title: str, resource: str = "") -> etree._Element:
    reference = {"identifierref": resource} if resource else {}
    item = _add(parent, edition.content, "item", identifier=identifier, **reference, isvisible="true")
    _add(item, edition.content, "title").text = title
    return item


def _unit(parent: etree._Element, package: Package, edition: Edition, unit: Unit, share: float) -> None:
    """The item that launches *unit*, which has this *share* of the course's score."""
    course = package.course
    shown = _title(unit.title, unit.id or course.id)
    item = _item(parent, edition, unit.item, shown, course.identifier("resource", unit.id))
    pass_mark = course.pass_mark(unit)
    if "imsss" in edition.prefixes:
        _sequencing(item, course, edition, unit, share)
    elif pass_mark is not None:
        # With it the LMS judges by the score itself (RTE 1.2, 3.4.4): only where the author asks for a pass mark.
        _add(item, edition.runtime, "masteryscore").text = str(pass_mark)


def _cluster(parent: etree._Element, edition: Edition) -> None:
    """Let learners choose and go on among the children of *parent*."""
    namespace = edition.prefixes.get("imsss")
    if namespace is not None:
        _add(_add(parent, namespace, "sequencing"), namespace, "controlMode", choice="true", flow="true")


def _sequencing(item: etree._Element, course: Course, edition: Edition, unit: Unit, share: float) -> None:
    """How the LMS is to judge *unit* (C04-11): by what the SCO says, and by the course's own mark.

    There is no `completionThreshold`: with `completedByMeasure` the LMS would take a completed course back as soon as
    an update adds a page to it, since the measure then falls below 1. The SCO says when it is completed.
    """
    namespace = edition.prefixes["imsss"]
    pass_mark = course.pass_mark(unit)
    sequencing = _add(item, namespace, "sequencing")
    if unit.id:
        # What the rule does not ask for keeps no module unfinished; what is not scored has no say in success.
        _add(
            sequencing,
            namespace,
            "rollupRules",
            rollupObjectiveSatisfied=_boolean(unit.is_scored),
            rollupProgressCompletion=_boolean(course.asks_for(unit)),
            objectiveMeasureWeight=number(share),
        )
    objectives = _add(sequencing, namespace, "objectives")
    primary = _add(objectives, namespace, "primaryObjective", satisfiedByMeasure=_boolean(pass_mark is not None))
    if pass_mark is not None:
        _add(primary, namespace, "minNormalizedMeasure").text = number(pass_mark / 100)
    # Or the LMS completes and satisfies whatever was merely opened.
    _add(sequencing, namespace, "deliveryControls", completionSetByContent="true", objectiveSetByContent="true")
    if not unit.id:
        # The course has its own "next" and "back"; hiding more than these would shut learners in (C04-10).
        navigation = edition.prefixes["adlnav"]
        shown = _add(_add(item, navigation, "presentation"), navigation, "navigationInterface")
        for control in ("previous", "continue"):
            _add(shown, navigation, "hideLMSUI").text = control


def _weight(unit: Unit) -> int:
    """What the scored activities of *unit* count together."""
    activities = (each.activity for page in unit.pages for each in page.placements)
    return sum(getattr(each, "weight", 0) for each in activities if each.scored)


def _resources(package: Package, edition: Edition, names: list[str]) -> etree._Element:
    course, units = package.course, package.units
    resources = _element(edition.content, "resources")
    launched = {unit.launch for unit in units}
    common = [each for each in names if each not in launched]
    scormtype = etree.QName(edition.runtime, edition.scormtype)
    for unit in units:
        # SCOs come first, since Open edX launches the first resource with an address (C12-18).
        name = course.identifier("resource", unit.id)
        sco = _add(resources, edition.content, "resource", identifier=name, type="webcontent", href=unit.launch)
        sco.set(scormtype, "sco")
        for each in (unit.launch, *(() if unit.id else common)):
            _add(sco, edition.content, "file", href=each)
        if unit.id:
            _add(sco, edition.content, "dependency", identifierref=course.identifier("shared"))
    if units[0].id:
        # What all lessons use, once; without an address, or it could be launched (C12-17, C12-18).
        shared = _add(resources, edition.content, "resource", identifier=course.identifier("shared"), type="webcontent")
        shared.set(scormtype, "asset")
        for each in common:
            _add(shared, edition.content, "file", href=each)
    return resources


def _title(text: str, otherwise: str) -> str:
    """*text* as every importer takes it; never empty (C12-08)."""
    return label(text) or otherwise


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _langstring(parent: etree._Element, language: str, text: str) -> None:
    written = etree.SubElement(parent, etree.QName(parent, "langstring"))
    written.set(XML_LANG, language)
    written.text = text


def _element(namespace: str, name: str, **attributes: str) -> etree._Element:
    return etree.Element(etree.QName(namespace, name), attributes)


def _add(parent: etree._Element, namespace: str, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(namespace, name), attributes)

"""SCORM 2004: one case a code, each the valid package with one thing changed.

A case named `-error` or `-warning` lists its codes and places, and anything else found fails it; `-valid` lists none.
The changes that the official schemas let through are marked: they are what the rules are for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checker import documents, schemas
from builder.checker.container import opened
from builder.diagnostics import Report
from tests.checker.packages import Edit, checked, drop, manifest, put, schema_folder, valid, zipped
from tests.checker.test_manifests import is_named_right, run

M = "imsmanifest.xml"
IMSCP = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP = "http://www.adlnet.org/xsd/adlcp_v1p3"
ADLSEQ = "http://www.adlnet.org/xsd/adlseq_v1p3"
IMSSS = "http://www.imsglobal.org/xsd/imsss"
LOM = "http://ltsc.ieee.org/xsd/LOM"
VERSION = "2004 4th Edition"
METADATA = f"""\
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>{VERSION}</schemaversion>
  </metadata>
"""
ITEM = '<item identifier="I-1" identifierref="R-1">'
ITEM_TITLE = "        <title>Les pouvoirs du maire</title>\n"
FILE = '<file href="index.html"/>'
THRESHOLD = '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.9" progressWeight="1"/>'
MEASURE = "<imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>"
MAP = '<imsss:mapInfo targetObjectiveID="G-1" writeSatisfiedStatus="true"/>'
PRIMARY_END = "</imsss:primaryObjective>\n"
DELIVERY = '<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'
HIDE = "<adlnav:hideLMSUI>previous</adlnav:hideLMSUI>"
MODE = '<imsss:controlMode choice="true" flow="true"/>'
RULE = (
    "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>\n"
    '<imsss:ruleCondition referencedObjective="%s" condition="satisfied"/></imsss:ruleConditions>'
    '<imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>\n'
)
LOM_MAPPED = [manifest("imsss_v1p0.xsd", f"imsss_v1p0.xsd {LOM} lom.xsd"), put("lom.xsd", "<schema/>")]
SUB_ITEM = (
    '<item identifier="I-2" identifierref="R-1"><title>Sous-partie</title>'
    f"<imsss:sequencing>{DELIVERY}</imsss:sequencing></item>\n"
)
PRESENTATION = f"""\
        <adlnav:presentation>
          <adlnav:navigationInterface>
            {HIDE}
          </adlnav:navigationInterface>
        </adlnav:presentation>
"""
IN_OBJECTIVES = "          <imsss:objectives>"


def second(kind: str = "sco", inside: str = "") -> list[Edit]:
    """A second item with its resource; *inside* stands after its title."""
    item = f'<item identifier="I-2" identifierref="R-2"><title>Deux</title>{inside}<imsss:sequencing>{DELIVERY}'
    start = f'<resource identifier="R-2" type="webcontent" adlcp:scormType="{kind}" href="deux.html">'
    return [
        manifest("</item>\n", f"</item>\n{item}</imsss:sequencing></item>\n"),
        manifest("</resources>", f'{start}<file href="deux.html"/></resource>\n</resources>'),
        put("deux.html", "<title>2</title>"),
    ]


def cluster(inside: str) -> Edit:
    """The item inside another one that opens nothing; *inside* stands at the end of the outer one."""

    def edit(files: dict[str, bytes]) -> None:
        manifest(ITEM, f'<item identifier="I-0"><title>Module</title>\n{ITEM}')(files)
        mode = f"<imsss:sequencing>{MODE}</imsss:sequencing>"
        manifest("</item>\n", f"</item>\n{inside or mode}</item>\n")(files)

    return edit


def resource(attributes: str, inside: str = "") -> Edit:
    """One more resource, on line 47."""
    return manifest("  </resources>", f'  <resource identifier="R-2" {attributes}>{inside}</resource>\n  </resources>')


def in_metadata(xml: str) -> Edit:
    """Something after the version, on line 13."""
    return manifest("</schemaversion>\n", f"</schemaversion>\n    {xml}\n")


ASSET = 'type="webcontent" adlcp:scormType="asset"'
NEEDED = manifest("    </resource>", '      <dependency identifierref="R-2"/>\n    </resource>')

CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "as-written-valid": ([], []),
    # C04-01: names
    "root-error": ([put(M, f'<package xmlns="{IMSCP}" xmlns:adlcp="{ADLCP}"/>')], [f"C04-01.root {M}:1:1"]),
    "namespace-error": (
        [
            manifest(f'xmlns="{IMSCP}"', 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p2"'),
        ],
        [f"C04-01.namespace {M}:2:1"],
    ),
    "extension-namespace-error": (
        [manifest(f'xmlns:adlseq="{ADLSEQ}"', 'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p2"')],
        [f"C04-01.extension-namespace {M}:15:5"],
    ),
    "metadata-namespace-error": (
        [in_metadata('<lom xmlns="http://www.imsglobal.org/xsd/imsmd_v1p2"/>')],
        [f"C04-01.metadata-namespace {M}:13:5"],
    ),
    "prefix-error": (
        [manifest("xmlns:adlcp", "xmlns:adl"), manifest(THRESHOLD, ""), manifest("adlcp:scormType", "adl:scormType")],
        [f"C04-01.prefix {M}:41:5"],
    ),
    "extension-prefix-warning": (
        [manifest("xmlns:adlseq", "xmlns:seq"), manifest("adlseq:objectives", "seq:objectives")],
        [f"C04-01.extension-prefix {M}:15:5"],
    ),
    "prefixed-elements-error": (
        [put(M, f'<c:manifest xmlns:c="{IMSCP}" xmlns:adlcp="{ADLCP}" identifier="A"/>')],
        [
            f"C04-01.element-missing {M}:1:1",
            f"C04-01.element-missing {M}:1:1",
            f"C04-01.prefixed-elements {M}:1:1",
            f"C04-01.schema-location-missing {M}:1:1",
            f"C04-02.metadata-missing {M}:1:1",
        ],
    ),
    # C04-01: schemas
    "schema-location-missing-error": (
        [manifest("xsi:schemaLocation", "xsi:noNamespaceSchemaLocation")],
        [f"C04-01.schema-location-missing {M}:2:1"],
    ),
    "schema-location-odd-error": ([manifest(" adlcp_v1p3.xsd", "")], [f"C04-01.odd {M}:2:1"]),
    "schema-location-unmapped-error": ([manifest(f" {ADLSEQ} adlseq_v1p3.xsd", "")], [f"C04-01.unmapped {M}:2:1"]),
    "schema-location-line-break-error": (
        [manifest(" adlcp_v1p3.xsd", "&#10;adlcp_v1p3.xsd")],
        [f"C04-01.line-break {M}:2:1"],
    ),
    "schema-missing-error": ([drop("adlnav_v1p3.xsd")], [f"C04-01.schema-missing {M}:2:1"]),
    "included-schema-missing-error": ([drop("imsss_v1p0rollup.xsd")], [f"C04-01.schema-missing {M}:2:1"]),
    "schema-remote-warning": (
        [manifest(" adlcp_v1p3.xsd", " https://example.org/adlcp_v1p3.xsd")],
        [f"C04-01.remote {M}:2:1"],
    ),
    "xsd-error": ([manifest(FILE, "<file/>")], [f"C04-08.not-listed {M}:41:5", f"C04-01.xsd {M}:42:7"]),
    "xsd-sequencing-error": ([manifest('choice="true"', 'choice="oui"')], [f"C04-01.xsd {M}:36:9"]),
    # C04-01: the manifest
    "manifest-identifier-missing-error": ([manifest(' identifier="M-1"', "")], [f"C04-01.identifier-missing {M}:2:1"]),
    "manifest-identifier-error": ([manifest('"M-1"', '"1M"')], [f"C04-01.identifier {M}:2:1"]),
    "resources-missing-error": (
        [lambda files: files.__setitem__(M, files[M].split(b"  <resources>")[0] + b"</manifest>")],
        [f"C04-01.element-missing {M}:2:1", f"C04-04.reference {M}:17:7"],
    ),
    "resources-repeated-error": (
        [manifest("</resources>", "</resources>\n  <resources/>")],
        [f"C04-01.element-repeated {M}:48:3"],
    ),
    "manifest-order-error": (
        [
            manifest(
                METADATA,
                "",
            ),
            manifest(
                "  <resources>",
                f"{METADATA}  <resources>",
            ),
        ],
        [f"C04-01.order {M}:36:3"],
    ),
    "sub-manifest-warning": (
        [
            manifest(
                "</resources>", '</resources>\n  <manifest identifier="S-1"><organizations/><resources/></manifest>'
            )
        ],
        [f"C04-01.sub-manifest {M}:48:3"],
    ),
    # C04-02
    "metadata-missing-error": (
        [
            manifest(
                METADATA,
                "",
            )
        ],
        [f"C04-02.metadata-missing {M}:2:1"],
    ),
    "metadata-repeated-error": (
        [manifest("</metadata>\n", "</metadata>\n<metadata/>\n")],
        [f"C04-02.metadata-repeated {M}:14:1"],
    ),
    "schema-name-missing-error": ([manifest("<schema>ADL SCORM</schema>", "")], [f"C04-02.schema-missing {M}:10:3"]),
    "schema-name-error": ([manifest("ADL SCORM", "IMS Content")], [f"C04-02.schema {M}:11:5"]),
    "version-missing-error": (
        [manifest(f"<schemaversion>{VERSION}</schemaversion>", "")],
        [f"C04-02.schemaversion-missing {M}:10:3"],
    ),
    "version-error": ([manifest(VERSION, "2004")], [f"C04-02.schemaversion {M}:12:5"]),
    "version-of-12-error": ([manifest(VERSION, "1.2")], [f"C04-02.schemaversion {M}:12:5"]),
    "third-edition-warning": ([manifest(VERSION, "2004 3rd Edition")], [f"C04-02.edition {M}:12:5"]),
    "first-edition-warning": ([manifest(VERSION, "CAM 1.3")], [f"C04-02.edition {M}:12:5"]),
    "version-white-space-error": ([manifest(VERSION, f"\n{VERSION} ")], [f"C04-02.white-space {M}:12:5"]),
    "metadata-order-error": (
        [
            manifest("    <schema>ADL SCORM</schema>\n", ""),
            manifest("</schemaversion>", "</schemaversion>\n    <schema>ADL SCORM</schema>"),
        ],
        [f"C04-02.order {M}:12:5"],
    ),
    "lom-valid": ([*LOM_MAPPED, in_metadata(f'<lom xmlns="{LOM}"><general/></lom>')], []),
    "lom-root-error": ([*LOM_MAPPED, in_metadata(f'<record xmlns="{LOM}"/>')], [f"C04-02.lom-root {M}:13:5"]),
    "location-valid": ([in_metadata("<adlcp:location>lom.xml</adlcp:location>"), put("lom.xml", "<lom/>")], []),
    "location-error": ([in_metadata("<adlcp:location>lom.xml</adlcp:location>")], [f"C04-02.location {M}:13:5"]),
    "location-root-error": (
        [in_metadata("<adlcp:location>lom.xml</adlcp:location>"), put("lom.xml", "<record/>")],
        ["C04-02.lom-root lom.xml:1:1"],
    ),
    # C04-03
    "no-organization-error": (
        [
            lambda files: files.__setitem__(
                M,
                files[M].split(b"  <organizations")[0] + b"  <organizations/>\n  <resources/>\n</manifest>",
            )
        ],
        [f"C04-03.none {M}:14:3"],
    ),
    "default-missing-error": ([manifest(' default="O-1"', "")], [f"C04-03.default-missing {M}:14:3"]),
    "default-is-an-item-error": ([manifest('default="O-1"', 'default="I-1"')], [f"C04-03.default {M}:14:3"]),
    "organization-identifier-missing-error": (
        [manifest('<organization identifier="O-1"', "<organization"), manifest(' default="O-1"', ' default="I-1"')],
        [f"C04-03.default {M}:14:3", f"C04-03.identifier-missing {M}:15:5"],
    ),
    "organization-identifier-error": (
        [
            manifest('<organization identifier="O-1"', '<organization identifier="O 1"'),
            manifest('default="O-1"', 'default="O 1"'),
        ],
        [f"C04-03.identifier {M}:15:5"],
    ),
    "organization-title-missing-error": (
        [manifest("      <title>Les pouvoirs du maire</title>\n", "")],
        [f"C04-03.title-missing {M}:15:5"],
    ),
    "organization-title-repeated-error": (
        [manifest("</title>\n      <item", "</title>\n      <title>Encore</title>\n      <item")],
        [f"C04-03.title-repeated {M}:17:7"],
    ),
    "organization-title-empty-error": ([manifest("Les pouvoirs du maire", " ")], [f"C04-03.title-empty {M}:16:7"]),
    "organization-title-markup-warning": (
        [manifest("Les pouvoirs du maire", "Les &lt;b&gt;pouvoirs&lt;/b&gt;")],
        [f"C04-03.title-markup {M}:16:7"],
    ),
    "no-item-error": (
        [
            manifest(
                "</organization>", '</organization>\n    <organization identifier="O-2"><title>T</title></organization>'
            )
        ],
        [f"C04-03.no-item {M}:39:5"],
    ),
    "nothing-to-launch-error": (
        [
            manifest(ITEM, '<item identifier="I-1">'),
            manifest(THRESHOLD, ""),
            manifest(PRESENTATION, ""),
        ],
        [f"C04-03.nothing-to-launch {M}:15:5", f"C04-08.unreferenced {M}:36:5"],
    ),
    # C04-04: the schemas let all of these through
    "reference-error": (
        [*second(), manifest('identifierref="R-2"', 'identifierref="R-9"')],
        [f"C04-04.reference {M}:35:1", f"C04-08.unreferenced {M}:48:3"],
    ),
    "reference-not-leaf-error": (
        [manifest(ITEM_TITLE, ITEM_TITLE + SUB_ITEM), manifest(HIDE, "")],
        [f"C04-04.reference-not-leaf {M}:17:7"],
    ),
    "leaf-without-reference-error": (
        [manifest("</item>\n", '</item>\n<item identifier="I-2"><title>Deux</title></item>\n')],
        [f"C04-04.leaf-without-reference {M}:35:1"],
    ),
    # C04-05
    "item-identifier-missing-error": ([manifest(' identifier="I-1"', "")], [f"C04-05.identifier-missing {M}:17:7"]),
    "item-identifier-error": ([manifest('"I-1"', '"l\'item"')], [f"C04-05.identifier {M}:17:7"]),
    "identifier-duplicate-error": ([manifest('"I-1"', '"O-1"')], [f"C04-05.identifier-duplicate {M}:17:7"]),
    "item-title-missing-error": ([manifest(ITEM_TITLE, "")], [f"C04-05.title-missing {M}:17:7"]),
    "item-title-repeated-error": (
        [manifest(ITEM_TITLE, ITEM_TITLE + "<title>Encore</title>\n")],
        [f"C04-05.title-repeated {M}:19:1"],
    ),
    "item-title-empty-error": ([manifest(ITEM_TITLE, "<title/>\n")], [f"C04-05.title-empty {M}:18:1"]),
    "item-title-markup-warning": (
        [manifest(ITEM_TITLE, "<title>&lt;i&gt;x&lt;/i&gt;</title>\n")],
        [f"C04-05.title-markup {M}:18:1"],
    ),
    "isvisible-error": ([manifest(ITEM, ITEM[:-1] + ' isvisible="oui">')], [f"C04-05.isvisible {M}:17:7"]),
    "parameters-error": ([manifest(ITEM, ITEM[:-1] + ' parameters="un deux">')], [f"C04-05.parameters {M}:17:7"]),
    "parameters-valid": ([manifest(ITEM, ITEM[:-1] + ' parameters="?theme=clair">')], []),
    "parameters-without-reference-warning": (
        [cluster(""), manifest('"I-0"', '"I-0" parameters="?x=1"')],
        [f"C04-05.parameters-without-reference {M}:17:7"],
    ),
    "item-order-error": (
        [manifest(ITEM_TITLE, ""), manifest(THRESHOLD, f"{THRESHOLD}\n        <title>Titre</title>")],
        [f"C04-05.order {M}:19:9"],
    ),
    "cluster-valid": ([cluster("")], []),
    # C04-06
    "item-element-of-12-error": (
        [manifest(THRESHOLD, "<adlcp:masteryscore>80</adlcp:masteryscore>")],
        [f"C04-06.unknown {M}:19:9"],
    ),
    "item-element-repeated-error": ([manifest(THRESHOLD, f"{THRESHOLD}\n{THRESHOLD}")], [f"C04-06.repeated {M}:20:1"]),
    "presentation-repeated-error": (
        [manifest("</item>\n", "<adlnav:presentation/>\n</item>\n")],
        [f"C04-06.repeated {M}:34:7"],
    ),
    "threshold-on-asset-error": (
        [*second("asset", f"\n{THRESHOLD}"), manifest(HIDE, "")],
        [f"C04-06.not-a-sco {M}:36:1"],
    ),
    "threshold-on-cluster-valid": ([cluster(f"{THRESHOLD}<imsss:sequencing>{MODE}</imsss:sequencing>")], []),
    "threshold-on-cluster-of-the-third-edition-error": (
        [
            cluster(
                f"<adlcp:completionThreshold>0.5</adlcp:completionThreshold><imsss:sequencing>{MODE}</imsss:sequencing>"
            ),
            manifest(VERSION, "2004 3rd Edition"),
        ],
        [f"C04-02.edition {M}:12:5", f"C04-06.not-a-sco {M}:36:1"],
    ),
    "launch-data-on-cluster-error": (
        [cluster(f"<adlcp:dataFromLMS>x</adlcp:dataFromLMS><imsss:sequencing>{MODE}</imsss:sequencing>")],
        [f"C04-06.not-a-sco {M}:36:1"],
    ),
    "presentation-on-cluster-error": (
        [cluster(f"<imsss:sequencing>{MODE}</imsss:sequencing><adlnav:presentation/>")],
        [f"C04-06.not-launched {M}:36:84"],
    ),
    "data-on-cluster-error": (
        [
            cluster(f'<adlcp:data><adlcp:map targetID="D"/></adlcp:data><imsss:sequencing>{MODE}</imsss:sequencing>'),
            manifest("<organization ", '<organization adlcp:sharedDataGlobalToSystem="false" '),
        ],
        [f"C04-06.not-launched {M}:36:1"],
    ),
    "time-limit-error": (
        [manifest(THRESHOLD, "<adlcp:timeLimitAction>exit, message</adlcp:timeLimitAction>")],
        [f"C04-06.time-limit-action {M}:19:9"],
    ),
    "time-limit-valid": ([manifest(THRESHOLD, "<adlcp:timeLimitAction>exit,message</adlcp:timeLimitAction>")], []),
    "launch-data-warning": (
        [manifest(THRESHOLD, f"<adlcp:dataFromLMS>{'x' * 4001}</adlcp:dataFromLMS>")],
        [f"C04-06.data-length {M}:19:9"],
    ),
    "launch-data-valid": ([manifest(THRESHOLD, f"<adlcp:dataFromLMS>{'x' * 4000}</adlcp:dataFromLMS>")], []),
    "map-target-error": (
        [
            manifest(THRESHOLD, "<adlcp:data><adlcp:map/></adlcp:data>"),
            manifest("<organization ", '<organization adlcp:sharedDataGlobalToSystem="false" '),
        ],
        [f"C04-06.map-target {M}:19:21"],
    ),
    # C04-07
    "threshold-boolean-error": (
        [manifest('completedByMeasure="true"', 'completedByMeasure="oui"')],
        [f"C04-07.boolean {M}:19:9"],
    ),
    "threshold-number-error": ([manifest('"0.9"', '"0,9"')], [f"C04-07.not-a-number {M}:19:9"]),
    "threshold-range-error": ([manifest('"0.9"', '"90"')], [f"C04-07.range {M}:19:9"]),
    "weight-range-error": ([manifest('progressWeight="1"', 'progressWeight="-1"')], [f"C04-07.range {M}:19:9"]),
    "threshold-value-warning": (
        [manifest(THRESHOLD, "<adlcp:completionThreshold>0.9</adlcp:completionThreshold>")],
        [f"C04-07.value {M}:19:9"],
    ),
    "threshold-value-of-the-third-edition-warning": (
        [
            manifest(THRESHOLD, "<adlcp:completionThreshold>0.9</adlcp:completionThreshold>"),
            manifest(VERSION, "2004 3rd Edition"),
        ],
        [f"C04-02.edition {M}:12:5"],
    ),
    "threshold-value-range-error": (
        [
            manifest(THRESHOLD, "<adlcp:completionThreshold>9</adlcp:completionThreshold>"),
            manifest(VERSION, "2004 3rd Edition"),
        ],
        [f"C04-02.edition {M}:12:5", f"C04-07.range {M}:19:9"],
    ),
    # C04-08
    "resource-identifier-missing-error": (
        [*second(), manifest(HIDE, ""), manifest('<resource identifier="R-2"', "<resource")],
        [f"C04-04.reference {M}:35:1", f"C04-08.identifier-missing {M}:48:3"],
    ),
    "resource-identifier-error": (
        [manifest('"R-1" type', '"1R" type'), manifest('identifierref="R-1"', 'identifierref="1R"')],
        [f"C04-08.identifier {M}:41:5"],
    ),
    "resource-type-missing-error": ([manifest(' type="webcontent"', "")], [f"C04-08.type-missing {M}:41:5"]),
    "resource-type-error": ([manifest('"webcontent"', '"text/html"')], [f"C04-08.type {M}:41:5"]),
    "scormtype-missing-error": (
        [resource('type="webcontent"', '<file href="a.png"/>'), put("a.png", "x"), NEEDED],
        [f"C04-08.scormtype-missing {M}:48:3"],
    ),
    "scormtype-error": ([manifest('scormType="sco"', 'scormType="SCO"')], [f"C04-08.scormtype {M}:41:5"]),
    "scormtype-spelling-error": ([manifest("scormType", "scormtype")], [f"C04-08.scormtype-spelling {M}:41:5"]),
    "launch-href-missing-error": ([manifest(' href="index.html">', ">")], [f"C04-08.href-missing {M}:41:5"]),
    "no-sco-warning": (
        [manifest('scormType="sco"', 'scormType="asset"'), manifest(THRESHOLD, "")],
        [f"C04-08.no-sco {M}:41:5"],
    ),
    "href-empty-error": ([manifest(' href="index.html">', ' href="?x">')], [f"C04-08.empty {M}:41:5"]),
    "href-backslash-error": (
        [manifest('"media/carte.png"', '"media\\carte.png"')],
        [f"C04-13.undeclared {M}:40:3", f"C04-08.backslash {M}:45:7"],
    ),
    "href-leading-slash-error": (
        [manifest(' href="index.html">', ' href="/index.html">')],
        [f"C04-08.leading-slash {M}:41:5"],
    ),
    "href-file-error": (
        [manifest(' href="index.html">', ' href="file:///C:/index.html">')],
        [f"C04-08.file-scheme {M}:41:5"],
    ),
    "href-outside-error": ([manifest(' href="index.html">', ' href="../index.html">')], [f"C04-08.outside {M}:41:5"]),
    "href-external-error": (
        [manifest(' href="index.html">', ' href="https://example.org/">')],
        [f"C04-08.external-sco {M}:41:5"],
    ),
    "href-external-warning": (
        [manifest(FILE, FILE + '\n      <file href="https://example.org/a.png"/>')],
        [f"C04-08.external {M}:43:7"],
    ),
    "file-missing-error": ([manifest(FILE, FILE + '\n      <file href="absent.png"/>')], [f"C04-08.missing {M}:43:7"]),
    "href-case-error": ([manifest('"media/carte.png"', '"media/Carte.png"')], [f"Z06.reference-case {M}:45:7"]),
    "href-not-listed-error": ([manifest(FILE, "")], [f"C04-08.not-listed {M}:41:5"]),
    "dependency-warning": (
        [manifest("    </resource>", '      <dependency identifierref="R-7"/>\n    </resource>')],
        [f"C04-08.dependency {M}:46:7"],
    ),
    "dependency-valid": ([resource(ASSET, '<file href="a.png"/>'), put("a.png", "x"), NEEDED], []),
    "dependency-not-empty-error": (
        [
            resource(ASSET, '<file href="a.png"/>'),
            put("a.png", "x"),
            NEEDED,
            manifest('"R-2"/>', '"R-2">oui</dependency>'),
        ],
        [f"C04-08.dependency-not-empty {M}:46:7"],
    ),
    "base-end-warning": (
        [
            manifest('<file href="media/carte.png"/>', ""),
            resource(f'{ASSET} xml:base="media"', '<file href="carte.png"/>'),
            NEEDED,
        ],
        [f"C04-08.base-end {M}:48:3"],
    ),
    "base-absolute-warning": (
        [
            manifest('<file href="media/carte.png"/>', ""),
            resource(f'{ASSET} xml:base="/media/"', '<file href="carte.png"/>'),
            NEEDED,
        ],
        [f"C04-08.base-absolute {M}:48:3"],
    ),
    "base-on-resources-warning": (
        [manifest("<resources>", '<resources xml:base="./">')],
        [f"C04-08.base-on-resources {M}:40:3"],
    ),
    "first-resource-warning": (
        [
            manifest(
                "<resources>",
                '<resources>\n<resource identifier="R-2" type="webcontent" adlcp:scormType="asset" href="player.css">'
                '<file href="player.css"/></resource>',
            ),
            NEEDED,
        ],
        [f"C04-08.order {M}:41:1"],
    ),
    "persist-state-error": (
        [manifest('adlcp:scormType="sco"', 'adlcp:scormType="sco" adlcp:persistState="true"')],
        [f"C04-08.persist-state {M}:41:5"],
    ),
    "persist-state-of-the-first-edition-warning": (
        [
            manifest('adlcp:scormType="sco"', 'adlcp:scormType="sco" adlcp:persistState="true"'),
            manifest(VERSION, "CAM 1.3"),
        ],
        [f"C04-02.edition {M}:12:5"],
    ),
    "unreferenced-warning": (
        [resource(ASSET, '<file href="a.png"/>'), put("a.png", "x")],
        [f"C04-08.unreferenced {M}:47:3"],
    ),
    # C04-09
    "version-length-warning": (
        [manifest('version="1.0"\n', f'version="{"1" * 21}"\n')],
        [f"C04-09.version-length {M}:2:1"],
    ),
    "organization-title-length-warning": (
        [manifest("Les pouvoirs du maire", "é" * 201)],
        [f"C04-09.title-length {M}:16:7"],
    ),
    "item-title-length-warning": (
        [manifest(ITEM_TITLE, f"<title>{'é' * 201}</title>\n")],
        [f"C04-09.title-length {M}:18:1"],
    ),
    "title-of-200-valid": ([manifest("Les pouvoirs du maire", "é" * 200)], []),
    "parameters-length-warning": (
        [manifest(ITEM, ITEM[:-1] + f' parameters="?{"x" * 1000}">')],
        [f"C04-09.parameters-length {M}:17:7"],
    ),
    "location-length-warning": (
        [in_metadata(f"<adlcp:location>{'x' * 2001}</adlcp:location>")],
        [f"C04-09.location-length {M}:13:5"],
    ),
    "identifier-length-warning": (
        [
            manifest('<resource identifier="R-1"', f'<resource identifier="R{"1" * 2000}"'),
            manifest('identifierref="R-1"', f'identifierref="R{"1" * 2000}"'),
        ],
        [f"C04-09.identifier-length {M}:41:5"],
    ),
    "type-length-error": (
        [manifest('"webcontent"', f'"{"x" * 1001}"')],
        [f"C04-08.type {M}:41:5", f"C04-09.type-length {M}:41:5"],
    ),
    "href-length-warning": (
        [manifest('<resource identifier="R-1"', f'<resource xml:base="{"./" * 1000}" identifier="R-1"')],
        [f"C04-09.href-length {M}:41:5"],
    ),
    # C04-10
    "hide-token-error": ([manifest(">previous<", ">Previous<")], [f"C04-10.token {M}:31:13"]),
    "hide-exit-warning": ([manifest(">previous<", ">suspendAll<")], [f"C04-10.trapped {M}:31:13"]),
    "hide-abandon-valid": ([manifest(">previous<", ">abandonAll<")], []),
    "hide-continue-valid": ([manifest(HIDE, f"{HIDE}<adlnav:hideLMSUI>continue</adlnav:hideLMSUI>")], []),
    "hide-previous-of-two-warning": (second(), [f"C04-10.navigation {M}:31:13"]),
    # C04-11
    "sequencing-repeated-error": (
        [manifest("        <adlnav:presentation>", "<imsss:sequencing/>\n        <adlnav:presentation>")],
        [f"C04-11.sequencing-repeated {M}:29:1"],
    ),
    "template-error": (
        [
            manifest(
                f"      <imsss:sequencing>\n        {MODE}", f'      <imsss:sequencing IDRef="S-1">\n        {MODE}'
            )
        ],
        [f"C04-11.template {M}:35:7"],
    ),
    "template-valid": (
        [
            manifest(f"      <imsss:sequencing>\n        {MODE}\n", '      <imsss:sequencing IDRef="S-1">\n'),
            manifest(
                "</resources>",
                f'</resources>\n<imsss:sequencingCollection><imsss:sequencing ID="S-1">{MODE}</imsss:sequencing>'
                "</imsss:sequencingCollection>",
            ),
        ],
        [],
    ),
    "closed-error": ([manifest(MODE, '<imsss:controlMode choice="false" flow="false"/>')], [f"C04-11.closed {M}:36:9"]),
    "closed-cluster-error": (
        [cluster('<imsss:sequencing>\n<imsss:controlMode choice="false"/></imsss:sequencing>')],
        [f"C04-11.closed {M}:37:1"],
    ),
    "no-flow-warning": ([manifest(' flow="true"', "")], [f"C04-11.no-flow {M}:36:9"]),
    "no-sequencing-warning": (
        [manifest(f"      <imsss:sequencing>\n        {MODE}\n      </imsss:sequencing>\n", "")],
        [f"C04-11.no-flow {M}:15:5"],
    ),
    "primary-missing-error": (
        [
            manifest("<imsss:primaryObjective", "<imsss:objective"),
            manifest("</imsss:primaryObjective>", "</imsss:objective>"),
        ],
        [f"C04-11.primary-missing {M}:22:13"],
    ),
    "primary-repeated-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:primaryObjective objectiveID="P-2"/>\n')],
        [f"C04-11.primary-repeated {M}:26:1"],
    ),
    "objective-id-missing-error": ([manifest(' objectiveID="P-1"', "")], [f"C04-11.objective-id-missing {M}:22:13"]),
    "objective-without-id-error": (
        [manifest(PRIMARY_END, f"{PRIMARY_END}<imsss:objective/>\n")],
        [f"C04-11.objective-id-missing {M}:26:1"],
    ),
    "objective-duplicate-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:objective objectiveID="P-1"/>\n')],
        [f"C04-11.objective-duplicate {M}:26:1"],
    ),
    "measure-error": ([manifest(">0.8<", ">80<")], [f"C04-11.measure {M}:23:15"]),
    "measure-comma-error": ([manifest(">0.8<", ">0,8<")], [f"C04-11.measure {M}:23:15"]),
    "measure-negative-valid": ([manifest(">0.8<", ">-0.5<")], []),
    "measure-unused-warning": ([manifest(' satisfiedByMeasure="true"', "")], [f"C04-11.measure-unused {M}:23:15"]),
    "many-readers-error": (
        [manifest(MAP, f'{MAP}\n<imsss:mapInfo targetObjectiveID="G-2" readNormalizedMeasure="false"/>')],
        [f"C04-11.many-readers {M}:25:1"],
    ),
    "one-reader-valid": (
        [
            manifest(
                MAP,
                f'{MAP}<imsss:mapInfo targetObjectiveID="G-2" readSatisfiedStatus="false" readNormalizedMeasure="false"'
                ' writeSatisfiedStatus="true"/>',
            )
        ],
        [],
    ),
    "many-writers-error": (
        [manifest(PRIMARY_END, f'{PRIMARY_END}<imsss:objective objectiveID="P-2">\n{MAP}</imsss:objective>\n')],
        [f"C04-11.many-writers {M}:27:1"],
    ),
    "rule-objective-error": (
        [manifest(IN_OBJECTIVES, RULE % "P-9" + IN_OBJECTIVES)],
        [f"C04-11.rule-objective {M}:22:1"],
    ),
    "rule-objective-valid": ([manifest(IN_OBJECTIVES, RULE % "P-1" + IN_OBJECTIVES)], []),
    "rule-objective-of-template-error": (
        [
            manifest(
                "</resources>",
                '</resources>\n<imsss:sequencingCollection><imsss:sequencing ID="S-1">'
                + RULE % "P-9"
                + "<imsss:objectives><imsss:primaryObjective/></imsss:objectives></imsss:sequencing>"
                "</imsss:sequencingCollection>",
            )
        ],
        [f"C04-11.rule-objective {M}:49:1"],
    ),
    "set-by-content-warning": ([manifest(DELIVERY, "")], [f"C04-11.set-by-content {M}:17:7"]),
    # C04-12
    "objectives-warning": ([manifest(' adlseq:objectivesGlobalToSystem="false"', "")], [f"C04-12.objectives {M}:15:5"]),
    "objectives-unshared-valid": (
        [manifest(' adlseq:objectivesGlobalToSystem="false"', ""), manifest(MAP, "")],
        [],
    ),
    "data-warning": (
        [manifest(THRESHOLD, '<adlcp:data><adlcp:map targetID="D"/></adlcp:data>')],
        [f"C04-12.data {M}:15:5"],
    ),
    # C04-13
    "undeclared-warning": ([put("notes.txt", "x"), put("plan.txt", "x")], [f"C04-13.undeclared {M}:40:3"]),
    # R04-01
    "no-api-warning": ([put("player.js", "void 0;")], [f"R04-01.no-api {M}:41:5"]),
    # Two standards at one root
    "with-tincan-and-cmi5-valid": (
        [
            lambda files: files.__setitem__("tincan.xml", valid("xapi")["tincan.xml"]),
            lambda files: files.__setitem__("cmi5.xml", valid("cmi5")["cmi5.xml"]),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_scorm2004(name: str, tmp_path: Path) -> None:
    edits, expected = CASES[name]
    assert run("scorm2004", edits, tmp_path) == expected
    assert is_named_right(name, expected)


MISSED_BY_THE_SCHEMAS = (
    "schema-name-error",
    "version-error",
    "reference-error",
    "reference-not-leaf-error",
    "leaf-without-reference-error",
    "organization-title-missing-error",
    "scormtype-missing-error",
    "href-not-listed-error",
    "threshold-on-asset-error",
    "closed-error",
    "many-readers-error",
    "rule-objective-error",
)
SEEN_BY_THE_SCHEMAS = (
    "manifest-identifier-error",
    "identifier-duplicate-error",
    "scormtype-error",
    "time-limit-error",
    "threshold-range-error",
    "hide-token-error",
    "measure-error",
    "primary-missing-error",
    "objective-without-id-error",
)


@pytest.mark.parametrize(
    ("name", "is_seen"),
    [*((each, False) for each in MISSED_BY_THE_SCHEMAS), *((each, True) for each in SEEN_BY_THE_SCHEMAS)],
)
def test_what_the_schemas_see(name: str, is_seen: bool, tmp_path: Path) -> None:
    """The rules find all of these; the official XSDs only the second half, and then nothing is said twice."""
    files = valid("scorm2004")
    edits, expected = CASES[name]
    for edit in edits:
        edit(files)
    path = tmp_path / "cours.zip"
    path.write_bytes(zipped(files))
    with opened(path, "cours.zip", Report()) as container:
        assert container is not None
        document = documents.parse(container, M, Report())
        assert document is not None
        assert bool(schemas.objections(document, schemas.IMSCP_2004, schema_folder())) is is_seen
    assert not any(each.startswith("C04-01.xsd") for each in expected)


def test_the_kind_is_known_by_the_version_alone(tmp_path: Path) -> None:
    files = {
        M: f'<manifest xmlns="{IMSCP}"><metadata><schema>ADL SCORM</schema>'
        "<schemaversion>CAM 1.3</schemaversion></metadata></manifest>".encode()
    }
    outcome = checked(zipped(files), tmp_path)
    assert outcome.verdict.kinds == ("scorm2004",)
    assert "C04-02.edition imsmanifest.xml:1:95" in outcome.found

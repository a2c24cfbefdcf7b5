"""SCORM 1.2 and tincan.xml: one case a code, each a valid package with one thing changed.

A case named `-error` or `-warning` lists its codes and places, and anything else found fails it; `-valid` lists none.
The changes that the official schemas let through are marked: they are what the rules are for.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checker import documents, schemas
from builder.checker.container import opened
from builder.diagnostics import Report
from builder.rules import ERROR, RULES
from tests.checker.packages import Edit, checked, drop, manifest, page, put, schema_folder, swap, tincan, valid, zipped

IMSCP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
M = "imsmanifest.xml"
SCORE = "<adlcp:masteryscore>80</adlcp:masteryscore>"
FILE = '<file href="index.html"/>'
RESOURCE = '<resource identifier="R-1" type="webcontent" adlcp:scormtype="sco" href="index.html">'
ITEM = '<item identifier="I-1" identifierref="R-1">'
ORGANIZATION = '<organization identifier="O-1">'
LOM = f'<lom xmlns="{IMSMD}"><general><title>%s</title></general></lom>'
MAPPED = manifest("adlcp_rootv1p2.xsd", f"adlcp_rootv1p2.xsd {IMSMD} imsmd_rootv1p2p1.xsd")


def second(kind: str, html: str = "<title>2</title>") -> list[Edit]:
    """A second item with its resource."""
    item = '<item identifier="I-2" identifierref="R-2"><title>Deux</title></item>\n    </organization>'
    return [
        manifest("</organization>", item),
        resource("R-2", kind, "deux.html", href="deux.html"),
        put("deux.html", html),
    ]


def resource(identifier: str, kind: str, file: str, **attributes: str) -> Edit:
    """One more resource, on line 27."""
    more = "".join(f' {name.replace("xml_", "xml:")}="{value}"' for name, value in attributes.items())
    start = f'<resource identifier="{identifier}" type="webcontent" adlcp:scormtype="{kind}"{more}>'
    return manifest("  </resources>", f'  {start}<file href="{file}"/></resource>\n  </resources>')


def bare(body: str) -> Edit:
    """A manifest of four lines; *body* is its third."""
    return put(
        M,
        f'<manifest identifier="A" xmlns="{IMSCP}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:schemaLocation="{IMSCP} imscp_rootv1p1p2.xsd">\n'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n"
        f"{body}\n</manifest>",
    )


def in_metadata(xml: str) -> Edit:
    """Something after the version, on line 10."""
    return manifest("</schemaversion>\n", f"</schemaversion>\n    {xml}\n")


def in_item(xml: str) -> Edit:
    """Another ADL element in place of the mastery score, on line 16."""
    return manifest(SCORE, xml)


SCORM_12: dict[str, tuple[list[Edit], list[str]]] = {
    "as-written-valid": ([], []),
    # C12-01, C12-02
    "root-error": ([put(M, f'<package xmlns="{IMSCP}"/>')], [f"C12-01.root {M}:1:1"]),
    "common-cartridge-error": (
        [put(M, '<manifest xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1" identifier="A"/>')],
        [f"C12-01.not-scorm {M}:1:1"],
    ),
    "namespace-error": ([manifest(IMSCP, "http://www.imsglobal.org/xsd/imscp_v1p1")], [f"C12-01.namespace {M}:2:1"]),
    "adl-namespace-error": (
        [
            manifest(f'xmlns:adlcp="{ADLCP}"', 'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'),
            manifest(SCORE, ""),
        ],
        [f"C12-01.adl-namespace {M}:21:5"],
    ),
    "metadata-namespace-error": (
        [in_metadata('<lom xmlns="http://ltsc.ieee.org/xsd/LOM"/>')],
        [f"C12-01.metadata-namespace {M}:10:5"],
    ),
    "prefix-error": (
        [
            manifest("xmlns:adlcp", "xmlns:adl"),
            manifest("adlcp:scormtype", "adl:scormtype"),
            manifest(SCORE, ""),
        ],
        [f"C12-02.prefix {M}:21:5"],
    ),
    "prefix-of-element-error": (
        [
            manifest("xmlns:adlcp", "xmlns:adl"),
            manifest("adlcp:scormtype", "adl:scormtype"),
            in_item("<adl:masteryscore>80</adl:masteryscore>"),
        ],
        [f"C12-02.prefix {M}:16:9"],
    ),
    "prefixed-elements-error": (
        [put(M, f'<c:manifest xmlns:c="{IMSCP}" identifier="A"/>')],
        [
            f"C12-02.prefixed-elements {M}:1:1",
            f"C12-03.schema-location-missing {M}:1:1",
            f"C12-04.element-missing {M}:1:1",
            f"C12-04.element-missing {M}:1:1",
            f"C12-05.metadata-missing {M}:1:1",
        ],
    ),
    # C12-03
    "schema-location-missing-error": (
        [manifest("xsi:schemaLocation", "xsi:noNamespaceSchemaLocation")],
        [f"C12-03.schema-location-missing {M}:2:1"],
    ),
    "schema-location-odd-error": ([manifest(" adlcp_rootv1p2.xsd", "")], [f"C12-03.odd {M}:2:1"]),
    "schema-location-unmapped-error": (
        [manifest(f" {ADLCP} adlcp_rootv1p2.xsd", "")],
        [f"C12-03.unmapped {M}:2:1"],
    ),
    "schema-location-line-break-error": (
        [manifest(" adlcp_rootv1p2.xsd", "&#10;adlcp_rootv1p2.xsd")],
        [f"C12-03.line-break {M}:2:1"],
    ),
    "schema-location-plain-line-break-valid": ([manifest(" adlcp_rootv1p2.xsd", "\n adlcp_rootv1p2.xsd")], []),
    "schema-missing-error": ([drop("adlcp_rootv1p2.xsd")], [f"C12-03.schema-missing {M}:2:1"]),
    "imported-schema-missing-error": ([drop("ims_xml.xsd")], [f"C12-03.schema-missing {M}:2:1"]),
    "schema-case-error": (
        [manifest(" adlcp_rootv1p2.xsd", " ADLCP_rootv1p2.xsd")],
        [f"Z06.reference-case {M}:2:1"],
    ),
    "schema-remote-warning": (
        [manifest(" adlcp_rootv1p2.xsd", " https://example.org/adlcp_rootv1p2.xsd")],
        [f"C12-03.remote {M}:2:1"],
    ),
    "xsd-error": ([manifest(FILE, "<file/>")], [f"C12-16.not-listed {M}:21:5", f"C12-03.xsd {M}:22:7"]),
    "xsd-unknown-element-error": ([in_metadata("<note>x</note>")], [f"C12-03.xsd {M}:10:5"]),
    # C12-04
    "manifest-identifier-missing-error": ([manifest(' identifier="M-1"', "")], [f"C12-04.identifier-missing {M}:2:1"]),
    "manifest-identifier-error": ([manifest('"M-1"', '"1M"')], [f"C12-04.identifier {M}:2:1"]),
    "manifest-identifier-colon-error": ([manifest('"M-1"', '"M:1"')], [f"C12-04.identifier {M}:2:1"]),
    "manifest-version-length-error": (
        [manifest('"M-1" version="1.0"', f'"M-1" version="{"1" * 21}"')],
        [f"C12-04.version-length {M}:2:1"],
    ),
    "resources-missing-error": (
        [
            bare(
                '<organizations default="O"><organization identifier="O"><title>T</title>'
                '<item identifier="I"><title>T</title></item></organization></organizations>'
            )
        ],
        [f"C12-04.element-missing {M}:1:1", f"C12-07.nothing-to-launch {M}:3:28"],
    ),
    "resources-repeated-error": (
        [manifest("</resources>", "</resources>\n  <resources/>")],
        [f"C12-04.element-repeated {M}:28:3"],
    ),
    "manifest-order-error": (
        [
            manifest(
                "  <metadata>\n    <schema>ADL SCORM</schema>\n    <schemaversion>1.2</schemaversion>\n  </metadata>\n",
                "",
            ),
            manifest(
                "  <resources>",
                "  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n  <resources>",
            ),
        ],
        [f"C12-04.order {M}:16:3"],
    ),
    # C12-05: the schemas let all of these through
    "metadata-missing-error": (
        [
            manifest(
                "  <metadata>\n    <schema>ADL SCORM</schema>\n    <schemaversion>1.2</schemaversion>\n  </metadata>\n",
                "",
            )
        ],
        [f"C12-05.metadata-missing {M}:2:1"],
    ),
    "schema-name-missing-error": ([manifest("<schema>ADL SCORM</schema>", "")], [f"C12-05.schema-missing {M}:7:3"]),
    "schema-name-error": ([manifest("ADL SCORM", "IMS Content")], [f"C12-05.schema {M}:8:5"]),
    "version-missing-error": (
        [manifest("<schemaversion>1.2</schemaversion>", "")],
        [f"C12-05.schemaversion-missing {M}:7:3"],
    ),
    "version-error": ([manifest(">1.2<", ">1.3<")], [f"C12-05.schemaversion {M}:9:5"]),
    "version-white-space-error": ([manifest(">1.2<", ">\n1.2 <")], [f"C12-05.white-space {M}:9:5"]),
    "version-comment-valid": ([manifest(">1.2<", "><!-- edition -->1.2<")], []),
    "metadata-order-error": (
        [
            manifest("    <schema>ADL SCORM</schema>\n", ""),
            manifest("</schemaversion>", "</schemaversion>\n    <schema>ADL SCORM</schema>"),
        ],
        [f"C12-05.order {M}:9:5"],
    ),
    # C12-06
    "no-organization-error": (
        [bare("<organizations/><resources/>")],
        [f"C12-06.none {M}:3:1"],
    ),
    "default-missing-error": ([manifest(' default="O-1"', "")], [f"C12-06.default-missing {M}:11:3"]),
    "default-is-an-item-error": ([manifest('default="O-1"', 'default="I-1"')], [f"C12-06.default {M}:11:3"]),
    # C12-07
    "organization-identifier-missing-error": (
        [manifest(ORGANIZATION, "<organization>"), manifest(' default="O-1"', ' default="I-1"')],
        [f"C12-06.default {M}:11:3", f"C12-07.identifier-missing {M}:12:5"],
    ),
    "organization-identifier-error": (
        [manifest(ORGANIZATION, '<organization identifier="O 1">'), manifest('default="O-1"', 'default="O 1"')],
        [
            f"C12-07.identifier {M}:12:5",
        ],
    ),
    "organization-title-missing-error": (
        [manifest("      <title>Les pouvoirs du maire</title>\n", "")],
        [f"C12-07.title-missing {M}:12:5"],
    ),
    "organization-title-repeated-error": (
        [manifest("</title>\n      <item", "</title>\n      <title>Encore</title>\n      <item")],
        [f"C12-07.title-repeated {M}:14:7"],
    ),
    "organization-title-empty-error": ([manifest("Les pouvoirs du maire", " ")], [f"C12-07.title-empty {M}:13:7"]),
    "organization-title-length-error": (
        [manifest("Les pouvoirs du maire", "é" * 201)],
        [f"C12-07.title-length {M}:13:7"],
    ),
    "organization-title-of-200-valid": ([manifest("Les pouvoirs du maire", "é" * 200)], []),
    "organization-title-markup-warning": (
        [manifest("Les pouvoirs du maire", "Les &lt;b&gt;pouvoirs&lt;/b&gt;")],
        [f"C12-07.title-markup {M}:13:7"],
    ),
    "organization-title-less-than-valid": ([manifest("Les pouvoirs du maire", "3 &lt; 4 &amp; 5 &gt; 4")], []),
    "no-item-error": (
        [
            manifest(
                "</organization>", '</organization>\n    <organization identifier="O-2"><title>T</title></organization>'
            )
        ],
        [f"C12-07.no-item {M}:19:5"],
    ),
    "nothing-to-launch-error": (
        [
            manifest(ITEM, '<item identifier="I-1"><title>T</title>'),
            manifest(
                "        <title>Les pouvoirs du maire</title>\n        " + SCORE,
                '<item identifier="I-2"><title>U</title></item>',
            ),
        ],
        [f"C12-07.nothing-to-launch {M}:12:5"],
    ),
    # C12-08
    "item-identifier-missing-error": ([manifest(' identifier="I-1"', "")], [f"C12-08.identifier-missing {M}:14:7"]),
    "item-identifier-error": ([manifest('"I-1"', '"l\'item"')], [f"C12-08.identifier {M}:14:7"]),
    "identifier-duplicate-error": ([manifest('"I-1"', '"O-1"')], [f"C12-08.identifier-duplicate {M}:14:7"]),
    "item-title-missing-error": (
        [manifest("        <title>Les pouvoirs du maire</title>\n", "")],
        [f"C12-08.title-missing {M}:14:7"],
    ),
    "item-title-repeated-error": (
        [manifest(SCORE, "<title>Encore</title>")],
        [f"C12-08.title-repeated {M}:16:9"],
    ),
    "item-title-empty-error": (
        [manifest("\n        <title>Les pouvoirs du maire", "\n        <title>")],
        [f"C12-08.title-empty {M}:15:9"],
    ),
    "item-title-length-error": (
        [manifest("\n        <title>Les pouvoirs du maire", "\n        <title>" + "x" * 201)],
        [f"C12-08.title-length {M}:15:9"],
    ),
    "item-title-markup-warning": (
        [manifest("\n        <title>Les pouvoirs du maire", "\n        <title>&lt;i&gt;x&lt;/i&gt;")],
        [f"C12-08.title-markup {M}:15:9"],
    ),
    "reference-error": ([manifest('identifierref="R-1"', 'identifierref="R-9"')], [f"C12-08.reference {M}:14:7"]),
    "reference-not-leaf-warning": (
        [manifest(SCORE, '<item identifier="I-2" identifierref="R-1"><title>Sous-partie</title></item>')],
        [f"C12-22.many {M}:12:5", f"C12-08.reference-not-leaf {M}:14:7"],
    ),
    "leaf-without-reference-warning": (
        [manifest("</organization>", '  <item identifier="I-2"><title>Deux</title></item>\n    </organization>')],
        [f"C12-08.leaf-without-reference {M}:18:7"],
    ),
    "isvisible-error": ([manifest(ITEM, ITEM[:-1] + ' isvisible="oui">')], [f"C12-08.isvisible {M}:14:7"]),
    "isvisible-valid": ([manifest(ITEM, ITEM[:-1] + ' isvisible="false">')], []),
    "parameters-error": ([manifest(ITEM, ITEM[:-1] + ' parameters="un deux">')], [f"C12-08.parameters {M}:14:7"]),
    "parameters-length-error": (
        [manifest(ITEM, ITEM[:-1] + f' parameters="?{"x" * 1000}">')],
        [f"C12-08.parameters-length {M}:14:7"],
    ),
    "parameters-valid": ([manifest(ITEM, ITEM[:-1] + ' parameters="?theme=clair&amp;page=2#debut">')], []),
    # C12-09
    "item-order-error": (
        [
            manifest("        <title>Les pouvoirs du maire</title>\n", ""),
            manifest(SCORE, SCORE + "\n        <title>Titre</title>"),
        ],
        [f"C12-09.order {M}:16:9"],
    ),
    "mastery-score-before-item-error": (
        [
            manifest(ITEM, '<item identifier="I-1">'),
            manifest(SCORE, SCORE + '\n<item identifier="I-2" identifierref="R-1"><title>T</title></item>'),
        ],
        [f"C12-09.order {M}:17:1"],
    ),
    "item-element-repeated-error": ([in_item(SCORE + "\n" + SCORE)], [f"C12-09.repeated {M}:17:1"]),
    "item-element-unknown-error": (
        [in_item("<adlcp:masteryScore>80</adlcp:masteryScore>")],
        [f"C12-09.unknown {M}:16:9"],
    ),
    "mastery-score-on-asset-error": (
        [*second("asset"), manifest("<title>Deux</title>", f"<title>Deux</title>\n{SCORE}")],
        [f"C12-09.not-a-sco {M}:19:1"],
    ),
    # C12-10 to C12-14
    "mastery-score-error": ([manifest(">80<", ">quatre-vingt<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-comma-error": ([manifest(">80<", ">80,5<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-digits-error": ([manifest(">80<", ">٨٠<")], [f"C12-10.not-a-number {M}:16:9"]),
    "mastery-score-range-error": ([manifest(">80<", ">120<")], [f"C12-10.range {M}:16:9"]),
    "mastery-score-negative-error": ([manifest(">80<", ">-1<")], [f"C12-10.range {M}:16:9"]),
    "mastery-score-decimal-warning": ([manifest(">80<", ">66.6<")], [f"C12-10.not-an-integer {M}:16:9"]),
    "mastery-score-zero-warning": ([manifest(">80<", ">0<")], [f"C12-10.zero {M}:16:9"]),
    "mastery-score-hundred-valid": ([manifest(">80<", ">100<")], []),
    "prerequisites-type-error": (
        [in_item("<adlcp:prerequisites>I-1</adlcp:prerequisites>")],
        [f"C12-11.type {M}:16:9"],
    ),
    "prerequisites-length-error": (
        [in_item(f'<adlcp:prerequisites type="aicc_script">{"I-1&amp;" * 60}</adlcp:prerequisites>')],
        [f"C12-11.length {M}:16:9"],
    ),
    "prerequisites-unknown-error": (
        [in_item('<adlcp:prerequisites type="aicc_script">I-7</adlcp:prerequisites>')],
        [f"C12-11.unknown {M}:16:9"],
    ),
    "prerequisites-used-warning": (
        [in_item('<adlcp:prerequisites type="aicc_script">I-1="passed" | ~I-1</adlcp:prerequisites>')],
        [f"C12-11.used {M}:16:9"],
    ),
    "max-time-error": ([in_item("<adlcp:maxtimeallowed>PT30M</adlcp:maxtimeallowed>")], [f"C12-12.format {M}:16:9"]),
    "max-time-minutes-error": (
        [in_item("<adlcp:maxtimeallowed>00:61:00</adlcp:maxtimeallowed>")],
        [f"C12-12.format {M}:16:9"],
    ),
    "max-time-valid": ([in_item("<adlcp:maxtimeallowed>0001:30:00.5</adlcp:maxtimeallowed>")], []),
    "time-limit-error": (
        [in_item("<adlcp:timelimitaction>exit, message</adlcp:timelimitaction>")],
        [f"C12-13.value {M}:16:9"],
    ),
    "time-limit-valid": ([in_item("<adlcp:timelimitaction>exit,no message</adlcp:timelimitaction>")], []),
    "launch-data-error": (
        [in_item(f"<adlcp:datafromlms>{'x' * 256}</adlcp:datafromlms>")],
        [f"C12-14.length {M}:16:9"],
    ),
    "launch-data-valid": ([in_item(f"<adlcp:datafromlms>{'x' * 255}</adlcp:datafromlms>")], []),
    # C12-15
    "resource-identifier-missing-error": (
        [manifest(RESOURCE, RESOURCE.replace(' identifier="R-1"', ""))],
        [f"C12-08.reference {M}:14:7", f"C12-15.identifier-missing {M}:21:5"],
    ),
    "resource-identifier-error": (
        [manifest('"R-1" type', '"1R" type'), manifest('identifierref="R-1"', 'identifierref="1R"')],
        [f"C12-15.identifier {M}:21:5"],
    ),
    "resource-type-missing-error": ([manifest(' type="webcontent"', "")], [f"C12-15.type-missing {M}:21:5"]),
    "resource-type-error": ([manifest('"webcontent"', '"text/html"')], [f"C12-15.type {M}:21:5"]),
    "scormtype-missing-error": ([manifest(' adlcp:scormtype="sco"', "")], [f"C12-15.scormtype-missing {M}:21:5"]),
    "scormtype-without-prefix-error": (
        [manifest(' adlcp:scormtype="sco"', ' scormtype="sco"')],
        [f"C12-15.scormtype-missing {M}:21:5"],
    ),
    "scormtype-error": ([manifest('scormtype="sco"', 'scormtype="SCO"')], [f"C12-15.scormtype {M}:21:5"]),
    "scormtype-spelling-error": ([manifest("scormtype", "scormType")], [f"C12-15.scormtype-spelling {M}:21:5"]),
    "launch-href-missing-error": ([manifest(' href="index.html">', ">")], [f"C12-15.href-missing {M}:21:5"]),
    "no-sco-warning": (
        [manifest('scormtype="sco"', 'scormtype="asset"'), in_item(""), put("player.js", "// no session")],
        [f"C12-15.no-sco {M}:21:5"],
    ),
    # C12-16
    "href-empty-error": ([manifest(' href="index.html">', ' href="?x">')], [f"C12-16.empty {M}:21:5"]),
    "href-backslash-error": (
        [manifest('"media/carte.png"', '"media\\carte.png"')],
        [f"C12-17.undeclared {M}:20:3", f"C12-16.backslash {M}:25:7"],
    ),
    "href-leading-slash-error": (
        [manifest(' href="index.html">', ' href="/index.html">')],
        [f"C12-16.leading-slash {M}:21:5"],
    ),
    "href-file-error": (
        [manifest(' href="index.html">', ' href="file:///C:/index.html">')],
        [f"C12-16.file-scheme {M}:21:5"],
    ),
    "href-outside-error": ([manifest(' href="index.html">', ' href="../index.html">')], [f"C12-16.outside {M}:21:5"]),
    "href-external-error": (
        [manifest(' href="index.html">', ' href="https://example.org/">')],
        [f"C12-16.external-sco {M}:21:5"],
    ),
    "href-external-warning": (
        [manifest(FILE, FILE + '\n      <file href="https://example.org/a.png"/>')],
        [f"C12-16.external {M}:23:7"],
    ),
    "launch-missing-error": (
        [manifest(' href="index.html">', ' href="start.html">'), manifest(FILE, FILE + '<file href="start.html"/>')],
        [f"C12-16.missing {M}:21:5"],
    ),
    "file-missing-error": ([manifest(FILE, FILE + '\n      <file href="absent.png"/>')], [f"C12-16.missing {M}:23:7"]),
    "href-case-error": ([manifest('"media/carte.png"', '"media/Carte.png"')], [f"Z06.reference-case {M}:25:7"]),
    "href-query-valid": ([manifest(' href="index.html">', ' href="index.html?mode=1#debut">')], []),
    "href-percent-warning": (
        [manifest(FILE, FILE + '<file href="un%2Bdeux.txt"/>'), put("un+deux.txt", "x")],
        ["Z05.characters un+deux.txt:1:1"],
    ),
    "href-not-listed-error": ([manifest(FILE, "")], [f"C12-16.not-listed {M}:21:5"]),
    # C12-17
    "undeclared-warning": ([put("notes.txt", "x"), put("plan.txt", "x")], [f"C12-17.undeclared {M}:20:3"]),
    "dependency-warning": (
        [manifest("    </resource>", '      <dependency identifierref="R-7"/>\n    </resource>')],
        [f"C12-17.dependency {M}:26:7"],
    ),
    "dependency-valid": (
        [
            manifest("    </resource>", '      <dependency identifierref="R-2"/>\n    </resource>'),
            resource("R-2", "asset", "a.png"),
            put("a.png", "x"),
        ],
        [],
    ),
    "base-end-warning": (
        [
            manifest('<file href="media/carte.png"/>', ""),
            resource("R-2", "asset", "carte.png", xml_base="media"),
        ],
        [f"C12-17.base-end {M}:27:3"],
    ),
    "base-absolute-warning": (
        [
            manifest('<file href="media/carte.png"/>', ""),
            resource("R-2", "asset", "carte.png", xml_base="/media/"),
        ],
        [f"C12-17.base-absolute {M}:27:3"],
    ),
    "base-valid": (
        [
            manifest('<file href="media/carte.png"/>', ""),
            resource("R-2", "asset", "carte.png", xml_base="media/"),
        ],
        [],
    ),
    "base-on-resources-warning": (
        [manifest("<resources>", '<resources xml:base="./">')],
        [f"C12-17.base-on-resources {M}:20:3"],
    ),
    # C12-18 to C12-22
    "first-resource-warning": (
        [
            manifest(
                "<resources>",
                '<resources>\n<resource identifier="R-0" type="webcontent" adlcp:scormtype="asset" href="player.css">'
                '<file href="player.css"/></resource>',
            )
        ],
        [f"C12-18.order {M}:21:1"],
    ),
    "sub-manifest-warning": (
        [
            manifest(
                "</resources>", '</resources>\n  <manifest identifier="S-1"><organizations/><resources/></manifest>'
            )
        ],
        [f"C12-19.sub-manifest {M}:28:3"],
    ),
    "lom-valid": (
        [
            MAPPED,
            put("imsmd_rootv1p2p1.xsd", "<schema/>"),
            in_metadata(LOM % '<langstring xml:lang="fr">T</langstring>'),
        ],
        [],
    ),
    "lom-language-warning": (
        [MAPPED, put("imsmd_rootv1p2p1.xsd", "<schema/>"), in_metadata(LOM % "<langstring>T</langstring>")],
        [f"C12-20.language {M}:10:80"],
    ),
    "lom-root-error": (
        [MAPPED, put("imsmd_rootv1p2p1.xsd", "<schema/>"), in_metadata(f'<record xmlns="{IMSMD}"/>')],
        [f"C12-20.root {M}:10:5"],
    ),
    "location-error": ([in_metadata("<adlcp:location>lom.xml</adlcp:location>")], [f"C12-20.location {M}:10:5"]),
    "location-length-error": (
        [in_metadata(f"<adlcp:location>{'x' * 2001}</adlcp:location>")],
        [f"C12-20.location-length {M}:10:5"],
    ),
    "location-case-error": (
        [in_metadata("<adlcp:location>Lom.xml</adlcp:location>"), put("lom.xml", "<lom/>")],
        [f"Z06.reference-case {M}:10:5"],
    ),
    "location-valid": ([in_metadata("<adlcp:location>lom.xml</adlcp:location>"), put("lom.xml", "<lom/>")], []),
    "location-malformed-error": (
        [in_metadata("<adlcp:location>lom.xml</adlcp:location>"), put("lom.xml", "<lom>\n&nbsp;</lom>")],
        ["Z10.malformed lom.xml:2:7"],
    ),
    "location-root-error": (
        [in_metadata("<adlcp:location>lom.xml</adlcp:location>"), put("lom.xml", "<record/>")],
        ["C12-20.root lom.xml:1:1"],
    ),
    "two-scos-warning": (second("sco"), [f"C12-22.many {M}:12:5"]),
    # R12
    "no-initialize-warning": ([put("player.js", "void 0;")], [f"R12-02.no-initialize {M}:21:5"]),
    "asset-session-warning": (
        second("asset", '<title>2</title><script>parent.API.LMSInitialize("")</script>'),
        [f"R12-24.asset-session {M}:28:3"],
    ),
    "unload-warning": (
        [swap("player.js", '"use strict";', '"use strict";\naddEventListener("unload", () => 0);')],
        ["R12-22.unload player.js:2:1"],
    ),
    # Z10 in a manifest
    "bom-error": ([swap(M, "<?xml", "\ufeff<?xml")], [f"Z10.bom {M}:1:1"]),
    "utf-16-error": (
        [lambda files: files.__setitem__(M, files[M].decode().encode("utf-16"))],
        [f"Z10.encoding {M}:1:1"],
    ),
    "utf-16-without-mark-error": (
        [lambda files: files.__setitem__(M, files[M].decode().encode("utf-16-be"))],
        [f"Z10.encoding {M}:1:1"],
    ),
    "latin-error": (
        [
            manifest("UTF-8", "ISO-8859-1"),
            lambda files: files.__setitem__(M, files[M].replace(b"du maire", b"de l'\xe9lu")),
        ],
        [f"Z10.encoding {M}:1:1"],
    ),
    "unknown-encoding-error": ([manifest("UTF-8", "rot13")], [f"Z10.encoding {M}:1:1"]),
    "bytes-error": (
        [lambda files: files.__setitem__(M, files[M].replace(b"du maire", b"de l'\xe9lu"))],
        [f"Z10.bytes {M}:13:1"],
    ),
    "malformed-error": ([manifest("Les pouvoirs", "Elus & pouvoirs")], [f"Z10.malformed {M}:13:20"]),
    "not-xml-error": ([put(M, "")], [f"Z10.malformed {M}:1:1"]),
    "doctype-error": (
        [manifest("<manifest", '<!DOCTYPE manifest SYSTEM "http://127.0.0.1:1/x.dtd">\n<manifest')],
        [f"Z10.doctype {M}:2:1"],
    ),
    "doctype-in-comment-valid": ([manifest("<manifest", "<!-- <!DOCTYPE x> -->\n<manifest")], []),
    "entity-error": (
        [manifest("<manifest", '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<manifest')],
        [f"Z10.entity {M}:2:1"],
    ),
    "stylesheet-error": (
        [manifest("<manifest", '<?xml-stylesheet href="a.xsl"?>\n<manifest')],
        [f"Z10.stylesheet {M}:2:1"],
    ),
    "character-reference-warning": ([manifest("du maire", "du ma&#238;re")], [f"Z10.character-reference {M}:13:1"]),
    # Two standards at one root
    "with-tincan-and-cmi5-valid": (
        [
            lambda files: files.__setitem__("tincan.xml", valid("xapi")["tincan.xml"]),
            lambda files: files.__setitem__("cmi5.xml", valid("cmi5")["cmi5.xml"]),
        ],
        [],
    ),
    "with-tincan-and-cmi5-error": (
        [
            lambda files: files.__setitem__("tincan.xml", valid("xapi")["tincan.xml"].replace(b'"fr"', b'"f"', 1)),
            put("cmi5.xml", "<courseStructure/>"),
            manifest("ADL SCORM", "IMS Content"),
        ],
        ["K01.namespace cmi5.xml:1:1", f"C12-05.schema {M}:8:5", "T03.lang tincan.xml:5:7"],
    ),
}

T = "tincan.xml"
ID = "https://cours.example.fr/maire"
XAPI: dict[str, tuple[list[Edit], list[str]]] = {
    "as-written-valid": ([], []),
    "root-error": ([put(T, "<activities/>")], [f"T01.root {T}:1:1"]),
    "namespace-error": ([tincan(' xmlns="http://projecttincan.com/tincan.xsd"', "")], [f"T01.namespace {T}:2:1"]),
    "no-activity-error": (
        [put(T, '<tincan xmlns="http://projecttincan.com/tincan.xsd">\n<activities/></tincan>')],
        [f"T01.no-activity {T}:2:1"],
    ),
    "no-activities-error": (
        [put(T, '<tincan xmlns="http://projecttincan.com/tincan.xsd"/>')],
        [f"T01.no-activity {T}:1:1"],
    ),
    "id-missing-error": ([tincan(f'id="{ID}"', "")], [f"T01.id-missing {T}:4:5"]),
    "type-missing-error": (
        [tincan('type="http://adlnet.gov/expapi/activities/course"', "")],
        [f"T01.type-missing {T}:4:5"],
    ),
    "name-missing-error": ([tincan('<name lang="fr">Les pouvoirs du maire</name>', "")], [f"T01.name-missing {T}:4:5"]),
    "name-empty-error": ([tincan("Les pouvoirs du maire", "")], [f"T01.name-missing {T}:5:7"]),
    "no-launch-error": ([tincan('<launch lang="fr">index.html</launch>', "")], [f"T02.no-launch {T}:4:5"]),
    "many-launches-error": (
        [
            tincan(
                "Le contexte</name>",
                'Le contexte</name><description lang="fr">D</description><launch lang="fr">index.html</launch>',
            )
        ],
        [f"T02.many-launches {T}:9:5"],
    ),
    "description-missing-warning": (
        [tincan('<description lang="fr">Ce que le maire peut décider seul.</description>', "")],
        [f"T02.description-missing {T}:4:5"],
    ),
    "id-not-iri-error": ([tincan(f'"{ID}"', '"maire"')], [f"T02.id-not-iri {T}:4:5"]),
    "id-without-host-error": ([tincan(f'"{ID}"', '"http:///maire"')], [f"T02.id-not-iri {T}:4:5"]),
    "id-urn-valid": ([tincan(f'"{ID}"', '"urn:uuid:7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11"')], []),
    "id-duplicate-error": ([tincan(f'"{ID}/contexte"', f'"{ID}"')], [f"T02.id-duplicate {T}:9:5"]),
    "type-not-iri-error": (
        [tincan('"http://adlnet.gov/expapi/activities/course"', '"course"')],
        [f"T02.type-not-iri {T}:4:5"],
    ),
    "launch-empty-error": ([tincan("index.html", " ")], [f"T03.empty {T}:7:7"]),
    "launch-missing-error": ([tincan("index.html", "start.html")], [f"T03.missing {T}:7:7"]),
    "launch-outside-error": ([tincan("index.html", "../index.html")], [f"T03.outside {T}:7:7"]),
    "launch-backslash-error": ([tincan("index.html", ".\\index.html")], [f"T03.backslash {T}:7:7"]),
    "launch-url-error": ([tincan("index.html", "mailto:x@example.org")], [f"T03.url {T}:7:7"]),
    "launch-case-error": ([tincan("index.html", "Index.html")], [f"Z06.reference-case {T}:7:7"]),
    "launch-external-valid": ([tincan("index.html", "https://example.org/cours")], []),
    "launch-query-valid": ([tincan("index.html", "index.html?mode=xapi")], []),
    "lang-missing-warning": ([tincan('<launch lang="fr">', "<launch>")], [f"T03.lang-missing {T}:7:7"]),
    "lang-error": ([tincan('<name lang="fr">', '<name lang="français">')], [f"T03.lang {T}:5:7"]),
    "nested-error": (
        [
            tincan(
                '<name lang="fr">Le contexte</name>',
                '<name lang="fr">Le contexte</name><activity id="urn:x:y" type="urn:x:z"/>',
            )
        ],
        [f"T04.nested {T}:10:41"],
    ),
    "malformed-error": ([tincan("Les pouvoirs", "Elus & pouvoirs")], [f"Z10.malformed {T}:5:29"]),
    "credentials-error": (
        [put("player.js", '"use strict";\nconst auth = "Basic bGVhcm5lcjpwYXNzd29yZA==";')],
        ["T16.credentials player.js:2:15"],
    ),
    "credentials-in-address-error": (
        [put("config.json", '{"endpoint": "https://moi:secret@lrs.example.org/xapi/"}')],
        ["T16.credentials config.json:1:15"],
    ),
    "credentials-of-the-standard-valid": ([put("player.js", "// Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")], []),
    "no-credentials-valid": ([put("player.js", "// Basic authentication, Basic principles")], []),
    "page-link-error": ([page('<a href="absent.html">x</a>')], ["Z13.missing index.html:13:1"]),
}


def run(kind: str, edits: list[Edit], folder: Path) -> list[str]:
    files = valid(kind)
    for edit in edits:
        edit(files)
    return checked(zipped(files), folder).found


def is_named_right(name: str, expected: list[str]) -> bool:
    """Whether the end of a case's name says the gravest severity that it lists."""
    severities = {RULES[each.split()[0]].severity for each in expected}
    end = "error" if ERROR in severities else "warning" if severities else "valid"
    return name.endswith(f"-{end}")


@pytest.mark.parametrize("name", SCORM_12)
def test_scorm12(name: str, tmp_path: Path) -> None:
    edits, expected = SCORM_12[name]
    assert run("scorm12", edits, tmp_path) == expected
    assert is_named_right(name, expected)


MISSED_BY_THE_SCHEMAS = (
    "schema-name-error",
    "schema-name-missing-error",
    "version-missing-error",
    "version-white-space-error",
    "mastery-score-error",
    "max-time-error",
    "reference-error",
    "default-is-an-item-error",
    "organization-title-missing-error",
    "scormtype-missing-error",
    "href-not-listed-error",
    "resource-type-error",
)
SEEN_BY_THE_SCHEMAS = (
    "manifest-identifier-error",
    "identifier-duplicate-error",
    "scormtype-spelling-error",
    "prerequisites-type-error",
    "mastery-score-before-item-error",
    "item-element-unknown-error",
    "item-title-length-error",
)


@pytest.mark.parametrize(
    ("name", "is_seen"),
    [*((each, False) for each in MISSED_BY_THE_SCHEMAS), *((each, True) for each in SEEN_BY_THE_SCHEMAS)],
)
def test_what_the_schemas_see(name: str, is_seen: bool, tmp_path: Path) -> None:
    """The rules find all of these; the official XSDs only the second half, and then nothing is said twice."""
    files = valid("scorm12")
    edits, expected = SCORM_12[name]
    for edit in edits:
        edit(files)
    path = tmp_path / "cours.zip"
    path.write_bytes(zipped(files))
    with opened(path, "cours.zip", Report()) as container:
        assert container is not None
        document = documents.parse(container, M, Report())
        assert document is not None
        assert bool(schemas.objections(document, schemas.IMSCP, schema_folder())) is is_seen
    assert not any(each.startswith("C12-03.xsd") for each in expected)


@pytest.mark.parametrize("name", XAPI)
def test_tincan(name: str, tmp_path: Path) -> None:
    edits, expected = XAPI[name]
    assert run("xapi", edits, tmp_path) == expected
    assert is_named_right(name, expected)

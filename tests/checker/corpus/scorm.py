"""imsmanifest.xml: the faults that SCORM 1.2 and 2004 know alike, each once, in the spelling of either edition."""

from __future__ import annotations

import re

from tests.checker.corpus.cases import Table
from tests.checker.corpus.editions import CARD, FILE, ITEM, ITEM_TITLE, LAUNCH, NEEDED, SCORM_12, Edition, M
from tests.checker.packages import Edit, drop, manifest, put, valid


def prefixed(files: dict[str, bytes]) -> None:
    """Content packaging by a prefix of its own."""
    text = re.sub(r"(</?)(?=[a-z]+[\s/>])", r"\1c:", files[M].decode())
    files[M] = text.replace(" xmlns=", "\n    xmlns:c=", 1).replace("\n    \n    ", "\n    ").encode()


def emptied(head: str, tail: str = "  <resources/>\n</manifest>") -> Edit:
    """Only *tail* after the first *head*, and nothing that a resource would have to name."""

    def edit(files: dict[str, bytes]) -> None:
        before, found, _ = files[M].decode().partition(head)
        assert found
        files[M] = f"{before}{tail}".encode()

    return edit


def names(e: Edition) -> Table:
    """Namespaces, schemas, and the manifest's own parts."""
    nested = (
        '<manifest identifier="S-1"><organizations/><resources>'
        f'<resource identifier="S-2" type="webcontent" adlcp:{e.attribute}="asset" href="index.html">'
        f"{FILE}</resource></resources></manifest>"
    )
    return {
        "as-written-valid": ([], []),
        "root-error": (
            [put(M, f'<package xmlns="{e.content}" xmlns:adlcp="{e.adl}"/>')],
            [f"{e.names}.root {M}:1:1"],
        ),
        "namespace-error": (
            [manifest(f'xmlns="{e.content}"', f'xmlns="{e.other_content}"')],
            [f"{e.names}.namespace {M}:2:1"],
        ),
        "metadata-namespace-error": (
            [e.in_metadata(f'<lom xmlns="{e.other_lom}"/>')],
            [f"{e.names}.metadata-namespace {M} @<lom"],
        ),
        "prefix-error": (
            [
                manifest("xmlns:adlcp", "xmlns:adl"),
                manifest(f"adlcp:{e.attribute}", f"adl:{e.attribute}"),
                manifest(e.optional, ""),
            ],
            e.at("prefix.prefix", "<resource "),
        ),
        "prefixed-elements-error": ([prefixed], e.at("prefix.prefixed-elements", "<c:manifest")),
        "schema-location-missing-warning": (
            [manifest("xsi:schemaLocation", "xsi:noNamespaceSchemaLocation")],
            e.at("schemas.schema-location-missing", "<manifest"),
        ),
        "schema-location-odd-error": ([manifest(f" {e.schema}", "")], e.at("schemas.odd", "<manifest")),
        "schema-location-unmapped-error": (
            [manifest(f" {e.adl} {e.schema}", "")],
            e.at("schemas.unmapped", "<manifest"),
        ),
        "schema-location-line-break-error": (
            [manifest(f" {e.schema}", f"&#10;{e.schema}")],
            e.at("schemas.line-break", "<manifest"),
        ),
        "schema-location-plain-line-break-valid": ([manifest(f" {e.schema}", f"\n {e.schema}")], []),
        "schema-missing-error": ([drop(e.schema)], e.at("schemas.schema-missing", "<manifest")),
        "imported-schema-missing-error": ([drop(e.imported)], e.at("schemas.schema-missing", "<manifest")),
        "schema-case-error": (
            [manifest(f" {e.schema}", f" {e.schema.upper()}")],
            [f"Z06.reference-case {M}:2:1"],
        ),
        "schema-not-at-root-warning": (
            [
                manifest(f" {e.schema}", f" {e.schema} {e.lom} xsd/{e.lom_schema}"),
                put(f"xsd/{e.lom_schema}", "<schema/>"),
            ],
            e.at("schemas.not-at-root", "<manifest"),
        ),
        "schema-remote-warning": (
            [manifest(f" {e.schema}", f" https://example.org/{e.schema}")],
            e.at("schemas.remote", "<manifest"),
        ),
        "xsd-unknown-element-error": ([e.in_metadata("<note>x</note>")], e.at("schemas.xsd", "<note>")),
        "xsd-file-without-href-error": (
            [manifest(FILE, "<file/>")],
            [*e.at("href.not-listed", "<resource "), *e.at("schemas.xsd", "<file/>")],
        ),
        "manifest-identifier-missing-error": (
            [manifest(' identifier="M-1"', "")],
            e.at("manifest.identifier-missing", "<manifest"),
        ),
        "manifest-identifier-error": ([manifest('"M-1"', '"1M"')], e.at("manifest.identifier", "<manifest")),
        "manifest-identifier-colon-error": ([manifest('"M-1"', '"M:1"')], e.at("manifest.identifier", "<manifest")),
        f"manifest-version-length-{e.most}": (
            [manifest('version="1.0"\n', f'version="{"1" * 21}"\n')],
            e.at("manifest.version-length", "<manifest"),
        ),
        "organizations-missing-error": (
            [emptied("  <organizations")],
            e.at("manifest.element-missing", "<manifest"),
        ),
        "resources-missing-error": (
            [emptied("  <resources>", "</manifest>")],
            [*e.at("manifest.element-missing", "<manifest"), *e.at("reference.reference", "<item ")],
        ),
        "resources-repeated-error": (
            [manifest("</resources>", "</resources>\n  <resources/>")],
            e.at("manifest.element-repeated", "<resources/>"),
        ),
        "manifest-order-error": (
            [manifest(e.metadata, ""), manifest("  <resources>", f"{e.metadata}  <resources>")],
            e.at("manifest.order", "<metadata>"),
        ),
        "sub-manifest-warning": (
            [
                manifest(
                    "</resources>", '</resources>\n  <manifest identifier="S-1"><organizations/><resources/></manifest>'
                )
            ],
            e.at("nested.sub-manifest", '<manifest identifier="S-1"'),
        ),
        "nested-reference-warning": (
            [
                manifest(
                    "</item>\n", '</item>\n<item identifier="I-2" identifierref="S-2"><title>Deux</title></item>\n'
                ),
                manifest("</resources>", f"</resources>\n  {nested}"),
            ],
            [
                *e.at("nested.nested-reference", '<item identifier="I-2"'),
                *e.at("nested.sub-manifest", '<manifest identifier="S-1"'),
            ],
        ),
        "with-an-older-tincan-warning": (
            [
                lambda files: files.__setitem__(
                    "tincan.xml", valid("xapi")["tincan.xml"].replace(b"index.html", b"ancien.html")
                ),
                put("ancien.html", '<!doctype html><html lang="fr"><title>Ancien</title>'),
                manifest(FILE, f'{FILE}<file href="ancien.html"/>'),
            ],
            ["Z03.launches-differ tincan.xml:1:1"],
        ),
        "with-tincan-and-cmi5-error": (
            [
                lambda files: files.__setitem__("tincan.xml", valid("xapi")["tincan.xml"].replace(b'"fr"', b'"f"', 1)),
                put("cmi5.xml", "<courseStructure/>"),
                manifest("ADL SCORM", "IMS Content"),
            ],
            ["K01.namespace cmi5.xml:1:1", *e.at("metadata.schema", "<schema>"), "T03.lang tincan.xml:5:7"],
        ),
        "with-tincan-and-cmi5-valid": (
            [
                lambda files: files.__setitem__("tincan.xml", valid("xapi")["tincan.xml"]),
                lambda files: files.__setitem__("cmi5.xml", valid("cmi5")["cmi5.xml"]),
            ],
            [],
        ),
    }


def metadata(e: Edition) -> Table:
    """The version, and what describes the course."""
    version = f"<schemaversion>{e.version}</schemaversion>"
    location = "<adlcp:location>lom.xml</adlcp:location>"
    lom_root = "C12-20.root" if e is SCORM_12 else "C04-02.lom-root"
    return {
        "metadata-missing-error": ([manifest(e.metadata, "")], e.at("metadata.metadata-missing", "<manifest")),
        "schema-name-missing-error": (
            [manifest("<schema>ADL SCORM</schema>", "")],
            e.at("metadata.schema-missing", "<metadata>"),
        ),
        "schema-name-error": ([manifest("ADL SCORM", "IMS Content")], e.at("metadata.schema", "<schema>")),
        "version-missing-error": ([manifest(version, "")], e.at("metadata.schemaversion-missing", "<metadata>")),
        "version-error": (
            [manifest(version, "<schemaversion>1.3</schemaversion>")],
            e.at("metadata.schemaversion", "<schemaversion>"),
        ),
        "version-white-space-error": (
            [manifest(version, f"<schemaversion>\n{e.version} </schemaversion>")],
            e.at("metadata.white-space", "<schemaversion>"),
        ),
        "version-comment-valid": ([manifest(version, version.replace(">", "><!-- edition -->", 1))], []),
        "metadata-order-error": (
            [
                manifest("    <schema>ADL SCORM</schema>\n", ""),
                manifest("</schemaversion>", "</schemaversion>\n    <schema>ADL SCORM</schema>"),
            ],
            e.at("metadata.order", "<schema>"),
        ),
        "lom-root-error": (
            [*e.with_lom, e.in_metadata(f'<record xmlns="{e.lom}"/>')],
            [f"{lom_root} {M} @<record"],
        ),
        "location-error": ([e.in_metadata(location)], e.at("location.location", "<adlcp:location>")),
        "location-case-error": (
            [e.in_metadata(location), put("Lom.xml", "<lom/>")],
            [f"Z06.reference-case {M} @<adlcp:location>"],
        ),
        f"location-length-{e.most}": (
            [e.in_metadata(f"<adlcp:location>{'x' * 2001}</adlcp:location>")],
            e.at("location.location-length", "<adlcp:location>"),
        ),
        "location-valid": ([e.in_metadata(location), put("lom.xml", "<lom/>")], []),
        "location-malformed-error": (
            [e.in_metadata(location), put("lom.xml", "<lom>\n&nbsp;</lom>")],
            ["Z10.malformed lom.xml:2:7"],
        ),
        "location-root-error": (
            [e.in_metadata(location), put("lom.xml", "<record/>")],
            [f"{lom_root} lom.xml:1:1"],
        ),
    }


def organizations(e: Edition) -> Table:
    """The organizations and their items."""
    other = (
        '<organization%s><title>T</title><item identifier="I-2" identifierref="R-2"><title>Deux</title></item>'
        f"{e.flow}</organization>"
    )
    none = '<organization identifier="O-2"><title>T</title></organization>'
    title = "<title>Les pouvoirs du maire</title>"
    return {
        "no-organization-error": (
            [emptied("  <organizations", "  <organizations/>\n  <resources/>\n</manifest>")],
            e.at("default.none", "<organizations/>"),
        ),
        "default-missing-error": (
            [manifest(' default="O-1"', "")],
            e.at("default.default-missing", "<organizations>"),
        ),
        "default-is-an-item-error": (
            [manifest('default="O-1"', 'default="I-1"')],
            e.at("default.default", "<organizations "),
        ),
        "organization-identifier-missing-error": (
            [
                manifest("</organization>", f"</organization>\n    {other % ''}"),
                e.resource("asset", "deux.html", ' href="deux.html"'),
                put("deux.html", '<!doctype html><html lang="fr"><title>2</title>'),
                *e.extra,
            ],
            e.at("organization.identifier-missing", "<organization>"),
        ),
        "default-without-identifier-error": (
            [manifest(' identifier="O-1"', ""), manifest(' default="O-1"', ' default="I-1"')],
            [*e.at("default.default", "<organizations "), *e.at("organization.identifier-missing", e.unnamed)],
        ),
        "organization-identifier-error": (
            [
                manifest('<organization identifier="O-1"', '<organization identifier="O 1"'),
                manifest('default="O-1"', 'default="O 1"'),
            ],
            e.at("organization.identifier", "<organization "),
        ),
        "organization-title-missing-error": (
            [manifest(f"      {title}\n", "")],
            e.at("organization.title-missing", "<organization "),
        ),
        "organization-title-repeated-error": (
            [manifest("</title>\n      <item", "</title>\n      <title>Encore</title>\n      <item")],
            e.at("organization.title-repeated", "<title>Encore"),
        ),
        "organization-title-empty-error": (
            [manifest("Les pouvoirs du maire", " ")],
            e.at("organization.title-empty", "<title> <"),
        ),
        "organization-title-markup-warning": (
            [manifest("Les pouvoirs du maire", "Les &lt;b&gt;pouvoirs&lt;/b&gt;")],
            e.at("organization.title-markup", "<title>Les &lt;"),
        ),
        "organization-title-less-than-valid": ([manifest("Les pouvoirs du maire", "3 &lt; 4 &amp; 5 &gt; 4")], []),
        "organization-title-of-200-valid": ([manifest("Les pouvoirs du maire", "é" * 200)], []),
        f"organization-title-length-{e.most}": (
            [manifest("Les pouvoirs du maire", "é" * 201)],
            e.at("organization.title-length", "<title>éé"),
        ),
        f"organization-title-long-{e.most}": (
            [manifest("Les pouvoirs du maire", "é" * 256)],
            e.at("organization.title-long", "<title>éé"),
        ),
        "manifest-identifier-long-warning": (
            [manifest('<manifest identifier="', f'<manifest identifier="{"m" * 256}')],
            e.at("manifest.identifier-long", "<manifest"),
        ),
        "organization-identifier-long-warning": (
            [
                manifest('default="O-1"', f'default="O-1{"o" * 253}"'),
                manifest(' identifier="O-1"', f' identifier="O-1{"o" * 253}"'),
            ],
            e.at("organization.identifier-long", "<organization "),
        ),
        "no-item-error": (
            [manifest("</organization>", f"</organization>\n    {none}")],
            e.at("organization.no-item", '<organization identifier="O-2"'),
        ),
        "nothing-to-launch-error": (
            [
                emptied(
                    "      <item",
                    '      <item identifier="I-1"><title>T</title></item>'
                    f"{e.flow}</organization>\n  </organizations>\n  <resources/>\n</manifest>",
                )
            ],
            e.at("organization.nothing-to-launch", "<organization "),
        ),
        "item-identifier-missing-error": (
            [manifest(' identifier="I-1"', "")],
            e.at("item.identifier-missing", "<item "),
        ),
        "item-identifier-error": ([manifest('"I-1"', '"l\'item"')], e.at("item.identifier", "<item ")),
        "identifier-duplicate-error": ([manifest('"I-1"', '"O-1"')], e.at("item.identifier-duplicate", "<item ")),
        "item-title-missing-error": ([manifest(ITEM_TITLE, "")], e.at("item.title-missing", "<item ")),
        "item-title-repeated-error": (
            [manifest(ITEM_TITLE, f"{ITEM_TITLE}<title>Encore</title>\n")],
            e.at("item.title-repeated", "<title>Encore"),
        ),
        "item-title-empty-error": ([manifest(ITEM_TITLE, "<title/>\n")], e.at("item.title-empty", "<title/>")),
        "item-title-markup-warning": (
            [manifest(ITEM_TITLE, "<title>&lt;i&gt;x&lt;/i&gt;</title>\n")],
            e.at("item.title-markup", "<title>&lt;"),
        ),
        f"item-title-length-{e.most}": (
            [manifest(ITEM_TITLE, f"<title>{'é' * 201}</title>\n")],
            e.at("item.title-length", "<title>éé"),
        ),
        f"item-title-long-{e.most}": (
            [manifest(ITEM_TITLE, f"<title>{'é' * 256}</title>\n")],
            e.at("item.title-long", "<title>éé"),
        ),
        "item-identifier-long-warning": (
            [manifest('"I-1"', f'"I-1{"i" * 253}"')],
            e.at("item.identifier-long", "<item "),
        ),
        "identifiers-of-255-valid": (
            [
                manifest('"I-1"', f'"I-1{"i" * 252}"'),
                manifest(
                    'identifier="R-1"',
                    f'identifier="R-1{"r" * 300}"',
                ),
                manifest('identifierref="R-1"', f'identifierref="R-1{"r" * 300}"'),
            ],
            [],
        ),
        "reference-error": (
            [manifest("</item>\n", '</item>\n<item identifier="I-2" identifierref="R-9"><title>Deux</title></item>\n')],
            e.at("reference.reference", '<item identifier="I-2"'),
        ),
        f"leaf-without-reference-{e.leaf}": (
            [manifest("</item>\n", '</item>\n<item identifier="I-2"><title>Deux</title></item>\n')],
            e.at("reference.leaf-without-reference", '<item identifier="I-2"'),
        ),
        f"reference-not-leaf-{e.leaf}": (
            [
                manifest(
                    ITEM_TITLE,
                    f'{ITEM_TITLE}<item identifier="I-2" identifierref="R-2"><title>Sous-partie</title></item>\n',
                ),
                e.resource("asset", "deux.html", ' href="deux.html"'),
                put("deux.html", '<!doctype html><html lang="fr"><title>2</title>'),
                *e.extra,
            ],
            e.at("reference.reference-not-leaf", ITEM),
        ),
        "isvisible-error": ([manifest(ITEM, ITEM[:-1] + ' isvisible="oui">')], e.at("item.isvisible", "<item ")),
        "isvisible-valid": ([manifest(ITEM, ITEM[:-1] + ' isvisible="false">')], []),
        "parameters-error": (
            [manifest(ITEM, ITEM[:-1] + ' parameters="un deux">')],
            e.at("item.parameters", "<item "),
        ),
        "parameters-valid": ([manifest(ITEM, ITEM[:-1] + ' parameters="?theme=clair&amp;page=2#debut">')], []),
        f"parameters-length-{e.most}": (
            [manifest(ITEM, ITEM[:-1] + f' parameters="?{"x" * 1000}">')],
            e.at("item.parameters-length", "<item "),
        ),
        "item-order-error": (
            [manifest(ITEM_TITLE, ""), manifest(e.optional, f"{e.optional}\n<title>Titre</title>")],
            [f"{e.order} {M} @<title>Titre"],
        ),
        "item-element-repeated-error": (
            [manifest(e.optional, f"{e.optional}\n{e.optional}")],
            [f"{e.repeated} {M} @{e.optional}\n      "],
        ),
        "time-limit-error": (
            [manifest(e.optional, f"<adlcp:{e.action}>exit, message</adlcp:{e.action}>")],
            e.at("action.value", f"<adlcp:{e.action}>"),
        ),
        "time-limit-valid": ([manifest(e.optional, f"<adlcp:{e.action}>exit,no message</adlcp:{e.action}>")], []),
    }


def resources(e: Edition) -> Table:
    """The resources and the files they name."""
    picture = put("a.png", "x")
    sco, asset = (f'adlcp:{e.attribute}="{kind}"' for kind in ("sco", "asset"))
    shared = f'<resource identifier="R-2" type="webcontent" {asset}'
    bare = '<file href="a.png"/></resource>\n  </resources>'
    return {
        "resource-identifier-missing-error": (
            [manifest("  </resources>", shared.replace(' identifier="R-2"', "") + f">{bare}"), picture],
            e.at("resource.identifier-missing", '<resource type="webcontent"'),
        ),
        "resource-identifier-error": (
            [manifest('"R-1" type', '"1R" type'), manifest('identifierref="R-1"', 'identifierref="1R"')],
            e.at("resource.identifier", "<resource "),
        ),
        "resource-type-missing-error": (
            [manifest(' type="webcontent"', "")],
            e.at("resource.type-missing", "<resource "),
        ),
        "resource-type-error": ([manifest('"webcontent"', '"text/html"')], e.at("resource.type", "<resource ")),
        "scormtype-missing-error": (
            [manifest("  </resources>", f'<resource identifier="R-2" type="webcontent">{bare}'), picture, NEEDED],
            e.at("resource.scormtype-missing", '<resource identifier="R-2"'),
        ),
        "scormtype-without-prefix-error": (
            [manifest("  </resources>", shared.replace("adlcp:", "") + f">{bare}"), picture, NEEDED],
            e.at("resource.scormtype-missing", '<resource identifier="R-2"'),
        ),
        "scormtype-error": (
            [manifest(f'{e.attribute}="sco"', f'{e.attribute}="SCO"')],
            e.at("resource.scormtype", "<resource "),
        ),
        "scormtype-spelling-error": (
            [manifest(e.attribute, e.other_attribute)],
            e.at("resource.scormtype-spelling", "<resource "),
        ),
        "launch-href-missing-error": ([manifest(LAUNCH, ">")], e.at("resource.href-missing", "<resource ")),
        "no-sco-warning": (
            [manifest(sco, asset), manifest(e.optional, ""), put("player.js", "// no session")],
            e.at("resource.no-sco", "<resource "),
        ),
        "href-empty-error": ([manifest(LAUNCH, ' href="?x">')], e.at("href.empty", "<resource ")),
        "href-backslash-error": (
            [manifest(CARD, CARD + '\n<file href="media\\carte.png"/>')],
            e.at("href.backslash", '<file href="media\\'),
        ),
        "href-leading-slash-error": (
            [manifest(LAUNCH, ' href="/index.html">')],
            e.at("href.leading-slash", "<resource "),
        ),
        "href-file-error": (
            [manifest(LAUNCH, ' href="file:///C:/index.html">')],
            e.at("href.file-scheme", "<resource "),
        ),
        "href-outside-error": ([manifest(LAUNCH, ' href="../index.html">')], e.at("href.outside", "<resource ")),
        "href-external-error": (
            [manifest(LAUNCH, ' href="https://example.org/">')],
            e.at("href.external-sco", "<resource "),
        ),
        "href-external-warning": (
            [manifest(FILE, FILE + '\n<file href="https://example.org/a.png"/>')],
            e.at("href.external", '<file href="https:'),
        ),
        "launch-missing-error": (
            [manifest(LAUNCH, ' href="start.html">'), manifest(FILE, FILE + '<file href="start.html"/>')],
            e.at("href.missing", "<resource "),
        ),
        "file-missing-error": (
            [manifest(FILE, FILE + '\n<file href="absent.png"/>')],
            e.at("href.missing", '<file href="absent'),
        ),
        "href-case-error": (
            [manifest('"media/carte.png"', '"media/Carte.png"')],
            [f'Z06.reference-case {M} @<file href="media/Carte'],
        ),
        "href-query-valid": ([manifest(LAUNCH, ' href="index.html?mode=1#debut">')], []),
        "href-percent-warning": (
            [manifest(FILE, FILE + '<file href="un%2Bdeux.txt"/>'), put("un+deux.txt", "x")],
            ["Z05.characters un+deux.txt:1:1"],
        ),
        "href-not-listed-error": ([manifest(FILE, "")], e.at("href.not-listed", "<resource ")),
        "undeclared-warning": (
            [put("notes.txt", "x"), put("plan.txt", "x")],
            e.at("excess.undeclared", "<resources>"),
        ),
        "unreferenced-by-a-wrong-name-error": (
            [manifest('identifierref="R-1"', 'identifierref="R-9"')],
            e.at("reference.reference", "<item "),
        ),
        "unreferenced-warning": (
            [e.resource("asset", "a.png"), picture],
            e.at("files.unreferenced", '<resource identifier="R-2"'),
        ),
        "undeclared-by-a-backslash-error": (
            [manifest('"media/carte.png"', '"media\\carte.png"')],
            [*e.at("excess.undeclared", "<resources>"), *e.at("href.backslash", '<file href="media\\')],
        ),
        "dependency-warning": (
            [manifest("    </resource>", '      <dependency identifierref="R-7"/>\n    </resource>')],
            e.at("files.dependency", "<dependency "),
        ),
        "dependency-valid": ([NEEDED, e.resource("asset", "a.png"), picture], []),
        "base-end-warning": (
            [manifest(CARD, ""), e.resource("asset", "carte.png", ' xml:base="media"'), NEEDED],
            e.at("files.base-end", '<resource identifier="R-2"'),
        ),
        "base-absolute-warning": (
            [manifest(CARD, ""), e.resource("asset", "carte.png", ' xml:base="/media/"'), NEEDED],
            e.at("files.base-absolute", '<resource identifier="R-2"'),
        ),
        "base-valid": ([manifest(CARD, ""), e.resource("asset", "carte.png", ' xml:base="media/"'), NEEDED], []),
        "base-on-resources-warning": (
            [manifest("<resources>", '<resources xml:base="./">')],
            e.at("files.base-on-resources", "<resources "),
        ),
        "first-resource-warning": (
            [
                manifest(
                    "<resources>", f'<resources>\n{shared} href="player.css"><file href="player.css"/></resource>'
                ),
                NEEDED,
            ],
            e.at("launch.order", '<resource identifier="R-2"'),
        ),
        "unload-beside-pagehide-valid": (
            [
                put("leave.js", "for (const each of ['unload', 'pagehide']) addEventListener(each, () => 0);"),
                put("other.js", "onbeforeunload = onunload = () => 0;"),
                manifest(FILE, f'{FILE}<file href="leave.js"/><file href="other.js"/>'),
            ],
            [],
        ),
        "left-behind-warning": ([put(".DS_Store", "Bud1")], ["Z08.junk .DS_Store:1:1"]),
        "unload-warning": (
            [
                put("leave.js", "addEventListener('unload', () => 0);"),
                manifest(FILE, f'{FILE}<file href="leave.js"/>'),
            ],
            ["R12-22.unload leave.js:1:1"],
        ),
    }


def shared(e: Edition) -> Table:
    """Every case, in the spelling of one edition."""
    return {**names(e), **metadata(e), **organizations(e), **resources(e)}

"""imsmanifest.xml of SCORM 2004: the editions, what ADL adds to items and resources, and the least maximums."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.corpus.editions import ITEM, NEEDED, SCORM_2004, M
from tests.checker.packages import Edit, drop, manifest, put

ADLSEQ: Final = "http://www.adlnet.org/xsd/adlseq_v1p3"
VERSION: Final = SCORM_2004.version
THRESHOLD: Final = SCORM_2004.optional
HIDE: Final = "<adlnav:hideLMSUI>previous</adlnav:hideLMSUI>"
MODE: Final = '<imsss:controlMode choice="true" flow="true"/>'
ASSET: Final = 'type="webcontent" adlcp:scormType="asset"'


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


TABLE: Final[Table] = {
    "extension-namespace-error": (
        [manifest(f'xmlns:adlseq="{ADLSEQ}"', 'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p2"')],
        [f"C04-01.extension-namespace {M}:15:5"],
    ),
    "extension-prefix-warning": (
        [manifest("xmlns:adlseq", "xmlns:seq"), manifest("adlseq:objectives", "seq:objectives")],
        [f"C04-01.extension-prefix {M}:15:5"],
    ),
    "included-schema-missing-error": ([drop("imsss_v1p0rollup.xsd")], [f"C04-01.schema-missing {M}:2:1"]),
    "xsd-sequencing-error": ([manifest('choice="true"', 'choice="oui"')], [f"C04-01.xsd {M}:36:9"]),
    "metadata-repeated-error": (
        [manifest("</metadata>\n", "</metadata>\n<metadata/>\n")],
        [f"C04-02.metadata-repeated {M}:14:1"],
    ),
    "version-of-12-error": ([manifest(VERSION, "1.2")], [f"C04-02.schemaversion {M}:12:5"]),
    "third-edition-warning": (
        [manifest(VERSION, "2004 3rd Edition"), manifest(THRESHOLD, "")],
        [f"C04-02.edition {M}:12:5"],
    ),
    "first-edition-warning": ([manifest(VERSION, "CAM 1.3"), manifest(THRESHOLD, "")], [f"C04-02.edition {M}:12:5"]),
    "parameters-without-reference-warning": (
        [cluster(""), manifest('"I-0"', '"I-0" parameters="?x=1"')],
        [f"C04-05.parameters-without-reference {M}:17:7"],
    ),
    "cluster-valid": ([cluster("")], []),
    # C04-06
    "item-element-of-12-error": (
        [manifest(THRESHOLD, "<adlcp:masteryscore>80</adlcp:masteryscore>")],
        [f"C04-06.unknown {M}:19:9"],
    ),
    "presentation-repeated-error": (
        [manifest("</item>\n", "<adlnav:presentation/>\n</item>\n")],
        [f"C04-06.repeated {M}:34:7"],
    ),
    "threshold-on-asset-error": (
        [*SCORM_2004.second("asset", f"\n{THRESHOLD}"), manifest(HIDE, "")],
        [f"C04-06.not-a-sco {M}:36:1"],
    ),
    "threshold-on-cluster-valid": ([cluster(f"{THRESHOLD}<imsss:sequencing>{MODE}</imsss:sequencing>")], []),
    "threshold-on-cluster-of-the-third-edition-error": (
        [
            cluster(
                f"<adlcp:completionThreshold>0.5</adlcp:completionThreshold><imsss:sequencing>{MODE}</imsss:sequencing>"
            ),
            manifest(VERSION, "2004 3rd Edition"),
            manifest(THRESHOLD, ""),
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
    "threshold-of-the-fourth-edition-error": (
        [manifest(VERSION, "2004 3rd Edition")],
        [f"C04-02.edition {M}:12:5", f"C04-07.edition {M}:19:9"],
    ),
    "data-of-the-fourth-edition-error": (
        [
            manifest(VERSION, "2004 3rd Edition"),
            manifest(THRESHOLD, '<adlcp:data><adlcp:map targetID="D"/></adlcp:data>'),
            manifest("<organization ", '<organization adlcp:sharedDataGlobalToSystem="false" '),
        ],
        [f"C04-02.edition {M}:12:5", f"C04-06.edition {M}:19:9"],
    ),
    "map-repeated-error": (
        [
            manifest(THRESHOLD, '<adlcp:data><adlcp:map targetID="D"/>\n<adlcp:map targetID="D"/></adlcp:data>'),
            manifest("<organization ", '<organization adlcp:sharedDataGlobalToSystem="false" '),
        ],
        [f"C04-06.map-repeated {M}:20:1"],
    ),
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
    "dependency-not-empty-error": (
        [
            resource(ASSET, '<file href="a.png"/>'),
            put("a.png", "x"),
            NEEDED,
            manifest('"R-2"/>', '"R-2">oui</dependency>'),
        ],
        [f"C04-08.dependency-not-empty {M}:46:7"],
    ),
    "persist-state-error": (
        [manifest('adlcp:scormType="sco"', 'adlcp:scormType="sco" adlcp:persistState="true"')],
        [f"C04-08.persist-state {M}:41:5"],
    ),
    "persist-state-of-the-first-edition-warning": (
        [
            manifest('adlcp:scormType="sco"', 'adlcp:scormType="sco" adlcp:persistState="true"'),
            manifest(VERSION, "CAM 1.3"),
            manifest(THRESHOLD, ""),
        ],
        [f"C04-02.edition {M}:12:5"],
    ),
    # C04-09
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
}

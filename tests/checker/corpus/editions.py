"""What SCORM 1.2 and 2004 have alike in imsmanifest.xml and spell differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from builder.rules import manifests, scorm12, scorm2004
from tests.checker.packages import Edit, manifest, put

M: Final = "imsmanifest.xml"
ITEM: Final = '<item identifier="I-1" identifierref="R-1">'
ITEM_TITLE: Final = "        <title>Les pouvoirs du maire</title>\n"
FILE: Final = '<file href="index.html"/>'
CARD: Final = '<file href="media/carte.png"/>'
LAUNCH: Final = ' href="index.html">'
IMSMD: Final = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
LOM: Final = "http://ltsc.ieee.org/xsd/LOM"
NEEDED: Final = manifest("    </resource>", '      <dependency identifierref="R-2"/>\n    </resource>')
"""The first resource depends on a second one."""


@dataclass(frozen=True)
class Edition:
    """How one edition spells what both have."""

    kind: str
    topics: Mapping[str, str]
    names: str
    """The number of the rule on namespaces."""
    content: str
    other_content: str
    adl: str
    schema: str
    """The file that defines ADL's namespace."""
    imported: str
    """A schema that only another schema names."""
    lom: str
    other_lom: str
    lom_schema: str
    version: str
    attribute: str
    other_attribute: str
    optional: str
    """An ADL element of the item, which nothing else needs."""
    action: str
    order: str
    """The code of a child of an item out of place."""
    repeated: str
    """The code of an ADL element that an item has twice."""
    most: str
    """How grave a length beyond the limit is: an error where the schema sets it, else a warning."""
    leaf: str
    """How grave an item is that opens something and is no leaf, or the other way round."""
    unnamed: str
    """How an organization begins that has lost its identifier."""
    flow: str = ""
    """What an organization needs beside its items."""
    extra: tuple[Edit, ...] = ()
    """What must go where a second item opens something."""

    def code(self, key: str) -> str:
        """The code of a fault of `builder.rules.manifests`, by its key there."""
        return manifests.code(self.topics, *key.split("."))

    def at(self, key: str, anchor: str) -> list[str]:
        """The one finding: that fault, where *anchor* begins in the manifest."""
        return [f"{self.code(key)} {M} @{anchor}"]

    def resource(self, kind: str, file: str, attributes: str = "", inside: str = "", name: str = "R-2") -> Edit:
        """One more resource, at the end."""
        start = f'<resource identifier="{name}" type="webcontent" adlcp:{self.attribute}="{kind}"{attributes}>'
        return manifest("  </resources>", f'  {start}<file href="{file}"/>{inside}</resource>\n  </resources>')

    def second(
        self, kind: str, inside: str = "", html: str = '<!doctype html><html lang="fr"><title>2</title>'
    ) -> list[Edit]:
        """A second item with its resource; *inside* stands after its title."""
        item = f'<item identifier="I-2" identifierref="R-2"><title>Deux</title>{inside}'
        sequencing = (
            '<imsss:sequencing><imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'
            "</imsss:sequencing>"
        )
        return [
            manifest("</item>\n", f"</item>\n{item}{sequencing if self.flow else ''}</item>\n"),
            self.resource(kind, "deux.html", ' href="deux.html"'),
            put("deux.html", html),
        ]

    def in_metadata(self, xml: str) -> Edit:
        """Something after the version."""
        return manifest("</schemaversion>\n", f"</schemaversion>\n    {xml}\n")

    @property
    def metadata(self) -> str:
        return (
            "  <metadata>\n    <schema>ADL SCORM</schema>\n"
            f"    <schemaversion>{self.version}</schemaversion>\n  </metadata>\n"
        )

    @property
    def with_lom(self) -> list[Edit]:
        """LOM's schema in its place."""
        return [
            manifest(f"{self.schema}", f"{self.schema} {self.lom} {self.lom_schema}"),
            put(self.lom_schema, "<schema/>"),
        ]


SCORM_12: Final = Edition(
    kind="scorm12",
    topics=scorm12.TOPICS,
    names="C12-01",
    content="http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    other_content="http://www.imsglobal.org/xsd/imscp_v1p1",
    adl="http://www.adlnet.org/xsd/adlcp_rootv1p2",
    schema="adlcp_rootv1p2.xsd",
    imported="ims_xml.xsd",
    lom=IMSMD,
    other_lom=LOM,
    lom_schema="imsmd_rootv1p2p1.xsd",
    version="1.2",
    attribute="scormtype",
    other_attribute="scormType",
    optional="<adlcp:masteryscore>80</adlcp:masteryscore>",
    action="timelimitaction",
    order="C12-09.order",
    repeated="C12-09.repeated",
    most="error",
    leaf="warning",
    unnamed="<organization>",
)
SCORM_2004: Final = Edition(
    kind="scorm2004",
    topics=scorm2004.TOPICS,
    names="C04-01",
    content="http://www.imsglobal.org/xsd/imscp_v1p1",
    other_content="http://www.imsglobal.org/xsd/imscp_v1p2",
    adl="http://www.adlnet.org/xsd/adlcp_v1p3",
    schema="adlcp_v1p3.xsd",
    imported="imsss_v1p0rollup.xsd",
    lom=LOM,
    other_lom="http://www.imsglobal.org/xsd/imsmd_v1p2",
    lom_schema="lom.xsd",
    version="2004 4th Edition",
    attribute="scormType",
    other_attribute="scormtype",
    optional='<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.9" progressWeight="1"/>',
    action="timeLimitAction",
    order="C04-05.order",
    repeated="C04-06.repeated",
    most="warning",
    leaf="error",
    unnamed="<organization adlseq",
    flow='<imsss:sequencing><imsss:controlMode flow="true"/></imsss:sequencing>',
    extra=(manifest("<adlnav:hideLMSUI>previous</adlnav:hideLMSUI>", ""),),
)
EDITIONS: Final = (SCORM_12, SCORM_2004)

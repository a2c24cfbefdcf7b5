"""Packages with nothing wrong: trees of activities, written as manifests of each standard; and rich ones by hand.

A tree becomes a package of any kind, so that what hypothesis draws and what is written here by hand go the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tests.checker.corpus.editions import SCORM_12, SCORM_2004, Edition
from tests.checker.packages import Files, valid

ID: Final = "https://cours.example.fr/maire"
DELIVERY: Final = '<imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>'


@dataclass(frozen=True)
class Activity:
    """A line of the table of contents: a chapter with others in it, or a page."""

    title: str
    parts: tuple[Activity, ...] = ()
    is_tracked: bool = True
    """Whether a page is a SCO, not an asset."""
    attributes: str = ""
    """Further attributes of the item."""
    inside: str = ""
    """ADL's elements, after the title."""
    objectives: str = ""
    """The objectives of SCORM 2004's sequencing."""
    description: str = "De quoi il s'agit"

    @property
    def pages(self) -> list[Activity]:
        """The pages in it, in order."""
        return [each for part in self.parts for each in part.pages] if self.parts else [self]


@dataclass(frozen=True)
class Sound:
    """A package in which nothing is wrong."""

    kind: str
    make: Callable[[], Files]
    told: frozenset[str] = frozenset()
    """What is told all the same: how many SCOs there are, or that the edition is an earlier one."""

    @property
    def files(self) -> Files:
        """Its files."""
        return self.make()


def scorm(e: Edition, course: Activity, *, version: str = "", metadata: str = "", base: str = "") -> Files:
    """The package of a *course* as SCORM; its pages lie in the folder *base*, for which xml:base stands."""
    files = valid(e.kind)
    page = files.pop("index.html").decode()
    pages = course.pages
    if base:
        up = "../" * base.count("/")
        page = page.replace('"player.', f'"{up}player.').replace('"media/', f'"{up}media/')
    resources = []
    for number, each in enumerate(pages):
        files[f"{base}{number}.html"] = page.encode()
        kind = "sco" if each.is_tracked else "asset"
        if not each.is_tracked:
            files[f"{base}{number}.html"] = b"<!doctype html><html lang='fr'><title>Page</title><p>Texte</p></html>"
        at = f' xml:base="{base}"' if base else ""
        resources.append(
            f'<resource identifier="R-{number}" type="webcontent" adlcp:{e.attribute}="{kind}"'
            f'{at} href="{number}.html">'
            f'<file href="{number}.html"/><dependency identifierref="R-shared"/></resource>'
        )
    shared = "".join(f'<file href="{name}"/>' for name in ("player.js", "player.css", "media/carte.png"))
    resources.append(
        f'<resource identifier="R-shared" type="webcontent" adlcp:{e.attribute}="asset">{shared}</resource>'
    )
    head = files["imsmanifest.xml"].decode().partition("  <metadata>")[0]
    if metadata:
        head = head.replace(f" {e.schema}", f" {e.schema} {e.lom} {e.lom_schema}")
        files[e.lom_schema] = b"<schema/>"
    numbers = iter(range(len(pages)))
    sequencing = '<imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>' if e.flow else ""
    shares = ' adlseq:objectivesGlobalToSystem="false" adlcp:sharedDataGlobalToSystem="false"' if e.flow else ""
    items = "".join(_item(e, each, str(place), numbers) for place, each in enumerate(course.parts or (course,)))
    files["imsmanifest.xml"] = (
        f"{head}<metadata><schema>ADL SCORM</schema><schemaversion>{version or e.version}</schemaversion>{metadata}"
        f'</metadata><organizations default="O-1"><organization identifier="O-1"{shares}>'
        f"<title>{escape(course.title)}</title>{items}{sequencing}</organization></organizations>"
        f"<resources>{''.join(resources)}</resources></manifest>"
    ).encode()
    return files


def _item(e: Edition, activity: Activity, path: str, numbers: Iterator[int]) -> str:
    title = f"<title>{escape(activity.title)}</title>"
    if activity.parts:
        parts = "".join(_item(e, each, f"{path}-{place}", numbers) for place, each in enumerate(activity.parts))
        mode = '<imsss:sequencing><imsss:controlMode flow="true"/></imsss:sequencing>' if e.flow else ""
        return f'<item identifier="I-{path}"{activity.attributes}>{title}{parts}{activity.inside}{mode}</item>'
    reference = f' identifierref="R-{next(numbers)}"'
    sequencing = f"<imsss:sequencing>{activity.objectives}{DELIVERY}</imsss:sequencing>" if e.flow else ""
    return (
        f'<item identifier="I-{path}"{reference}{activity.attributes}>{title}{activity.inside}'
        f"{sequencing if activity.is_tracked else ''}</item>"
    )


def tincan(course: Activity, language: str = "fr") -> Files:
    """The package of a *course* with tincan.xml, each page an activity of its own."""
    files = valid("xapi")
    lang = f"lang={quoteattr(language)}"
    pages = "".join(
        f'<activity id="{ID}/{number}" type="http://adlnet.gov/expapi/activities/lesson">'
        f"<name {lang}>{escape(each.title)}</name></activity>"
        for number, each in enumerate(course.pages)
    )
    files["tincan.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><tincan xmlns="http://projecttincan.com/tincan.xsd"><activities>'
        f'<activity id="{ID}" type="http://adlnet.gov/expapi/activities/course"><name {lang}>{escape(course.title)}'
        f"</name><description {lang}>{escape(course.description)}</description><launch {lang}>index.html</launch>"
        f"</activity>{pages}</activities></tincan>"
    ).encode()
    return files


def cmi5(course: Activity, *, languages: tuple[str, ...] = ("fr",), goals: int = 0, site: str = "") -> Files:
    """The package of a *course* with cmi5.xml: chapters as blocks, pages as AUs, on another *site* or in the zip."""
    files = valid("cmi5")

    def texts(activity: Activity) -> str:
        return said("title", activity.title) + said("description", activity.description)

    def said(name: str, text: str) -> str:
        strings = (f"<langstring lang={quoteattr(each)}>{escape(text)}</langstring>" for each in languages)
        return f"<{name}>{''.join(strings)}</{name}>"

    def unit(activity: Activity, path: str) -> str:
        wanted = "".join(f'<objective idref="{ID}/buts/{number}"/>' for number in range(goals))
        wanted = f"<objectives>{wanted}</objectives>" if goals else ""
        if activity.parts:
            parts = "".join(unit(each, f"{path}-{place}") for place, each in enumerate(activity.parts))
            return f'<block id="{ID}/modules/{path}">{texts(activity)}{wanted}{parts}</block>'
        judged = 'moveOn="CompletedAndPassed" masteryScore="0.75"' if activity.is_tracked else 'moveOn="Completed"'
        url = f"{site}index.html?page={path}"
        return f'<au id="{ID}/pages/{path}" {judged}>{texts(activity)}{wanted}<url>{url}</url></au>'

    units = "".join(unit(each, str(place)) for place, each in enumerate(course.parts or (course,)))
    declared = "".join(f'<objective id="{ID}/buts/{number}">{texts(course)}</objective>' for number in range(goals))
    files["cmi5.xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">'
        f'<course id="{ID}">{texts(course)}</course>{f"<objectives>{declared}</objectives>" if goals else ""}{units}'
        "</courseStructure>"
    ).encode()
    return files


PAGE: Final = Activity("Les pouvoirs du maire")
MODULE: Final = Activity("Premier module", (Activity("Le contexte"), Activity("À retenir", is_tracked=False)))
COURSE: Final = Activity("L'élu·e & ses pouvoirs", (Activity("Accueil"), MODULE, Activity("Bilan")))
LOM_12: Final = (
    f'<lom xmlns="{SCORM_12.lom}"><general><title><langstring xml:lang="fr">Les pouvoirs</langstring></title>'
    "<language>fr</language></general></lom>"
)
LOM_2004: Final = (
    f'<lom xmlns="{SCORM_2004.lom}"><general><title><string language="fr">Les pouvoirs</string></title></general></lom>'
)
GOAL: Final = (
    '<imsss:objectives><imsss:primaryObjective objectiveID="P" satisfiedByMeasure="true">'
    "<imsss:minNormalizedMeasure>-0.25</imsss:minNormalizedMeasure>"
    '<imsss:mapInfo targetObjectiveID="G" readSatisfiedStatus="true" readNormalizedMeasure="true"/>'
    '</imsss:primaryObjective><imsss:objective objectiveID="S"><imsss:mapInfo targetObjectiveID="H"'
    ' readSatisfiedStatus="false" readNormalizedMeasure="false" writeSatisfiedStatus="true"'
    ' writeNormalizedMeasure="true"/></imsss:objective></imsss:objectives>'
)
DATA: Final = '<adlcp:data><adlcp:map targetID="D"/><adlcp:map targetID="E" readSharedData="false"/></adlcp:data>'
MANY: Final = frozenset({"C12-22.many"})
EARLIER: Final = frozenset({"C04-02.edition"})


def universal() -> Files:
    """One course with three manifests at its root."""
    others = {name: valid(kind)[name] for kind, name in (("xapi", "tincan.xml"), ("cmi5", "cmi5.xml"))}
    return {**valid("scorm12"), **others}


def packages() -> dict[str, Sound]:
    """The rich packages, by name."""
    extended = Activity("Bilan", attributes=' isvisible="true" parameters="?mode=bilan"', inside=SCORM_12.optional)
    judged = Activity("Bilan", inside=f"{SCORM_2004.optional}{DATA}", objectives=GOAL)
    kept = Activity("Bilan", inside="<adlcp:completionThreshold>0.5</adlcp:completionThreshold>", objectives=GOAL)
    earlier = Activity("Cours", (Activity("Accueil"), kept))
    return {
        "scorm12-minimal": Sound("scorm12", lambda: valid("scorm12")),
        "scorm12-one-page": Sound("scorm12", lambda: scorm(SCORM_12, PAGE)),
        "scorm12-one-page-with-everything": Sound("scorm12", lambda: scorm(SCORM_12, extended, metadata=LOM_12)),
        "scorm12-chapters": Sound("scorm12", lambda: scorm(SCORM_12, COURSE), MANY),
        "scorm12-in-a-folder": Sound("scorm12", lambda: scorm(SCORM_12, COURSE, base="modules/fr/"), MANY),
        "scorm2004-minimal": Sound("scorm2004", lambda: valid("scorm2004")),
        "scorm2004-one-page": Sound("scorm2004", lambda: scorm(SCORM_2004, PAGE)),
        "scorm2004-objectives-and-data": Sound("scorm2004", lambda: scorm(SCORM_2004, judged, metadata=LOM_2004)),
        "scorm2004-chapters": Sound("scorm2004", lambda: scorm(SCORM_2004, COURSE)),
        "scorm2004-in-a-folder": Sound("scorm2004", lambda: scorm(SCORM_2004, COURSE, base="modules/fr/")),
        "scorm2004-third-edition": Sound(
            "scorm2004", lambda: scorm(SCORM_2004, earlier, version="2004 3rd Edition"), EARLIER
        ),
        "scorm2004-second-edition": Sound("scorm2004", lambda: scorm(SCORM_2004, earlier, version="CAM 1.3"), EARLIER),
        "xapi-minimal": Sound("xapi", lambda: valid("xapi")),
        "xapi-activities": Sound("xapi", lambda: tincan(COURSE, "fr-BE")),
        "cmi5-minimal": Sound("cmi5", lambda: valid("cmi5")),
        "cmi5-one-au": Sound("cmi5", lambda: cmi5(PAGE)),
        "cmi5-blocks-and-objectives": Sound("cmi5", lambda: cmi5(COURSE, languages=("fr", "en-GB"), goals=3)),
        "cmi5-elsewhere": Sound("cmi5", lambda: cmi5(COURSE, site="https://cours.example.fr/")),
        "web-minimal": Sound("web", lambda: valid("web")),
        "universal": Sound("scorm12", universal),
    }

"""cmi5.xml, after CATAPULT's negative packages too."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.packages import Edit, put, structure

M: Final = "cmi5.xml"
NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
ID: Final = "https://cours.example.fr/maire"
AU: Final = f'<au id="{ID}/contexte" moveOn="CompletedAndPassed" masteryScore="0.8" launchMethod="AnyWindow">'
TITLE: Final = '<title><langstring lang="fr">Les pouvoirs du maire</langstring></title>\n'
DESCRIPTION: Final = (
    '<description><langstring lang="fr">Ce que le maire peut décider seul.</langstring></description>\n'
)
AU_TITLE: Final = '<title><langstring lang="fr">Le contexte</langstring></title>'
URL: Final = "<url>index.html?page=contexte</url>"
TEXTS: Final = (
    '<title><langstring lang="fr">T</langstring></title><description><langstring lang="fr">D</langstring></description>'
)
ONE: Final = f'<au id="{ID}/2" moveOn="Completed">{TEXTS}<url>index.html</url></au>'
COURSE: Final = f'<course id="{ID}">{TEXTS}</course>'
EXTENSION: Final = "https://example.org/extension"
MAPPED: Final = structure(
    f'xmlns="{NAMESPACE}"',
    f'xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{EXTENSION} e.xsd"',
)


def second(
    identifier: str = "deux", inside: str = "<url>index.html</url>", attributes: str = 'moveOn="Completed"'
) -> Edit:
    """A second AU, on line 26."""
    return structure("  </block>", f'<au id="{ID}/{identifier}" {attributes}>\n{TEXTS}{inside}</au>\n  </block>')


def url(address: str) -> Edit:
    """Another address to launch, on line 22."""
    return structure(URL, f"<url>{address}</url>")


def bare(body: str) -> Edit:
    """A course structure of three lines; *body* is its second."""
    return put(M, f'<courseStructure xmlns="{NAMESPACE}">\n{body}\n</courseStructure>')


TABLE: Final[Table] = {
    "as-written-valid": ([], []),
    # K01
    "root-error": ([put(M, f'<course xmlns="{NAMESPACE}"/>')], [f"K01.root {M}:1:1"]),
    "namespace-error": ([structure(f' xmlns="{NAMESPACE}"', "")], [f"K01.namespace {M}:2:1"]),
    "namespace-of-a-draft-error": (
        [structure(NAMESPACE, "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure")],
        [f"K01.namespace {M}:2:1"],
    ),
    "no-course-error": (
        [bare(f'<au id="{ID}" moveOn="Completed">{TEXTS}<url>index.html</url></au>')],
        [f"K01.no-course {M}:1:1"],
    ),
    "ampersand-error": ([structure("Le maire seul", "Le maire & lui")], [f"Z10.ampersand {M}:15:50"]),
    # K02
    "id-missing-error": ([structure(f' id="{ID}/modules/1"', "")], [f"K02.missing {M}:13:3"]),
    "course-id-error": ([structure(f'"{ID}"', '"maire"')], [f"K02.not-iri {M}:3:3"]),
    "block-id-error": ([structure(f'"{ID}/modules/1"', '"/modules/1"')], [f"K02.not-iri {M}:13:3"]),
    "au-id-error": ([structure(f'"{ID}/contexte"', '"contexte"')], [f"K02.not-iri {M}:16:5"]),
    "objective-id-error": (
        [structure(f'"{ID}/buts/1"', '"buts"'), structure(f'idref="{ID}/buts/1"', 'idref="buts"')],
        [f"K02.not-iri {M}:8:5"],
    ),
    "id-urn-valid": ([structure(f'"{ID}/contexte"', '"urn:uuid:7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11"')], []),
    "activity-type-error": ([structure(AU, AU[:-1] + ' activityType="lesson">')], [f"K02.activity-type {M}:16:5"]),
    "activity-type-valid": (
        [structure(AU, AU[:-1] + ' activityType="http://adlnet.gov/expapi/activities/lesson">')],
        [],
    ),
    # K03
    "au-duplicate-error": ([second("contexte")], [f"K03.duplicate {M}:25:1"]),
    "block-duplicate-error": (
        [
            structure(
                "</courseStructure>",
                f'<block id="{ID}/modules/1">{TEXTS}{ONE}</block>\n</courseStructure>',
            )
        ],
        [f"K03.duplicate {M}:26:1"],
    ),
    "objective-duplicate-error": (
        [structure("  </objectives>", f'<objective id="{ID}/buts/1">{TEXTS}</objective>\n  </objectives>')],
        [f"K03.duplicate {M}:12:1"],
    ),
    "course-and-au-warning": ([structure(f'"{ID}/contexte"', f'"{ID}"')], [f"K03.other-kind {M}:16:5"]),
    "other-kind-warning": ([second("modules/1")], [f"K03.other-kind {M}:25:1"]),
    # K04
    "course-title-missing-error": ([structure(TITLE, "\n")], [f"K04.missing {M}:3:3"]),
    "course-description-missing-error": ([structure(DESCRIPTION, "\n")], [f"K04.missing {M}:3:3"]),
    "au-title-missing-error": ([structure(AU_TITLE, "")], [f"K04.missing {M}:16:5"]),
    "title-without-text-error": ([structure(AU_TITLE, "<title/>")], [f"K04.no-text {M}:17:7"]),
    "title-empty-error": ([structure(">Le contexte<", "> <")], [f"K04.empty {M}:17:14"]),
    "description-empty-warning": (
        [structure(DESCRIPTION, '<description><langstring lang="fr"/></description>')],
        [f'K04.empty-description {M} @<langstring lang="fr"/>'],
    ),
    "lang-missing-warning": (
        [structure('<langstring lang="fr">Le contexte', "<langstring>Le contexte")],
        [f"K04.lang-missing {M}:17:14"],
    ),
    "lang-error": (
        [structure('<langstring lang="fr">Le contexte', '<langstring lang="français">Le contexte')],
        [f"K04.lang {M}:17:14"],
    ),
    "lang-repeated-warning": (
        [structure("Le contexte</langstring>", 'Le contexte</langstring>\n<langstring lang="FR">Encore</langstring>')],
        [f"K04.lang-repeated {M}:18:1"],
    ),
    "two-languages-valid": (
        [
            structure(
                "Le contexte</langstring>", 'Le contexte</langstring><langstring lang="en">The context</langstring>'
            )
        ],
        [],
    ),
    # K05
    "reference-missing-error": ([structure(f' idref="{ID}/buts/1"', "")], [f"K05.missing {M}:20:9"]),
    "reference-error": ([structure(f'idref="{ID}/buts/1"', f'idref="{ID}/buts/9"')], [f"K05.unknown {M}:20:9"]),
    # K06
    "no-au-error": ([bare(COURSE)], [f"K06.no-au {M}:1:1"]),
    "empty-block-error": (
        [structure("</courseStructure>", f'<block id="{ID}/2">{TEXTS}</block>\n</courseStructure>')],
        [f"K06.empty-block {M}:26:1"],
    ),
    "empty-objectives-error": (
        [structure(f'<objective idref="{ID}/buts/1"/>', "")],
        [f"K06.empty-objectives {M}:19:7"],
    ),
    "empty-declared-objectives-error": (
        [second("deux", "<objectives/><url>index.html</url>")],
        [f"K06.empty-objectives {M}:26:115"],
    ),
    "no-declared-objective-error": (
        [bare(f"{COURSE}<objectives/>{ONE}")],
        [f"K06.empty-objectives {M}:2:168"],
    ),
    "au-order-error": (
        [second("deux", "<launchParameters>x</launchParameters>\n<url>index.html</url>")],
        [f"K06.order {M}:27:1"],
    ),
    "description-first-error": (
        [structure(f"    {TITLE}    {DESCRIPTION}", f"    {DESCRIPTION}    {TITLE}")],
        [f"K06.order {M}:5:5"],
    ),
    "objectives-last-error": (
        [bare(f'{COURSE}{ONE}\n<objectives><objective id="{ID}/o">{TEXTS}</objective></objectives>')],
        [f"K06.order {M}:3:1"],
    ),
    "url-repeated-error": ([structure(URL, f"{URL}\n{URL}")], [f"K06.repeated {M}:23:1"]),
    "course-repeated-error": (
        [structure("  <objectives>", f'<course id="{ID}/2">{TEXTS}</course>\n  <objectives>')],
        [f"K06.repeated {M}:7:1"],
    ),
    "unknown-element-error": ([structure(URL, f"{URL}\n<duration>PT1H</duration>")], [f"K06.unknown {M}:23:1"]),
    "move-on-as-element-error": (
        [second("deux", "<url>index.html</url>\n<moveOn>Completed</moveOn>", "")],
        [f"K06.not-an-element {M}:27:1"],
    ),
    "stray-text-error": ([structure("      <url>", "son=oui<url>")], [f"K06.stray-text {M}:16:5"]),
    "text-in-reference-error": (
        [structure(f'idref="{ID}/buts/1"/>', f'idref="{ID}/buts/1"> </objective>')],
        [f"K06.stray-text {M}:20:9"],
    ),
    "text-without-langstring-error": (
        [structure('<langstring lang="fr">Le contexte</langstring>', "Le contexte")],
        [f"K04.no-text {M}:17:7"],
    ),
    "attribute-of-url-error": ([structure("<url>", '<url lang="fr">')], [f"K13.attribute {M}:22:7"]),
    "unnamed-element-error": ([structure(URL, f'{URL}\n<note xmlns="">x</note>')], [f"K06.unknown {M}:23:1"]),
    "au-beside-block-valid": (
        [
            structure(
                "</courseStructure>",
                f"{ONE}</courseStructure>",
            )
        ],
        [],
    ),
    # K07
    "url-missing-error": ([structure(URL, "")], [f"K07.missing-url {M}:16:5"]),
    "url-empty-error": ([url(" ")], [f"K07.empty {M}:22:7"]),
    "url-malformed-error": ([url("index html")], [f"K07.malformed {M}:22:7"]),
    "url-accent-error": ([url("leçon.html")], [f"K07.malformed {M}:22:7"]),
    "url-backslash-error": ([url("module\\index.html")], [f"K07.malformed {M}:22:7"]),
    "url-host-error": ([url("http:///index.html")], [f"K07.malformed {M}:22:7"]),
    "url-brackets-error": ([url("//[/index.html")], [f"K07.malformed {M}:22:7"]),
    "url-absolute-error": ([url("/index.html")], [f"K07.absolute {M}:22:7"]),
    "url-without-scheme-error": ([url("//example.org/index.html")], [f"K07.absolute {M}:22:7"]),
    "url-outside-error": ([url("../index.html")], [f"K07.outside {M}:22:7"]),
    "url-not-in-zip-error": ([url("absent.html")], [f"K07.missing {M}:22:7"]),
    "url-folder-error": ([url("media/")], [f"K07.missing {M}:22:7"]),
    "url-case-error": ([url("Index.html")], [f"Z06.reference-case {M}:22:7"]),
    "url-scheme-warning": ([url("simulateur://maire")], [f"K07.scheme {M}:22:7"]),
    "url-external-valid": ([url("https://cours.example.fr/index.html?a=1#b")], []),
    "url-white-space-valid": ([url("\n index.html\n ")], []),
    # K08
    "reserved-error": ([url("index.html?fetch=1&amp;x=2")], [f"K08.reserved {M}:22:7"]),
    **{
        f"reserved-{name.lower()}-error": ([url(f"index.html?a=1&amp;{name}=2")], [f"K08.reserved {M}:22:7"])
        for name in ("endpoint", "actor", "registration", "activityId")
    },
    "reserved-external-error": ([url("https://cours.example.fr/?a=1&amp;activityId=")], [f"K08.reserved {M}:22:7"]),
    "reserved-case-valid": ([url("index.html?activity_id=1")], []),
    # K09 to K11
    "move-on-missing-warning": ([second("deux", attributes="")], [f"K09.missing {M}:25:1"]),
    "move-on-error": ([structure("CompletedAndPassed", "completed")], [f"K09.value {M}:16:5"]),
    "move-on-not-applicable-valid": ([second("deux", attributes='moveOn="NotApplicable"')], []),
    "mastery-score-error": ([structure('"0.8"', '"quatre-vingt"')], [f"K10.not-a-number {M}:16:5"]),
    "mastery-score-comma-error": ([structure('"0.8"', '"0,8"')], [f"K10.not-a-number {M}:16:5"]),
    "mastery-score-exponent-error": ([structure('"0.8"', '"8e-1"')], [f"K10.not-a-number {M}:16:5"]),
    "mastery-score-range-error": ([structure('"0.8"', '"80"')], [f"K10.range {M}:16:5"]),
    "mastery-score-negative-error": ([structure('"0.8"', '"-0.1"')], [f"K10.range {M}:16:5"]),
    "mastery-score-decimals-error": ([structure('"0.8"', '"0.66667"')], [f"K10.decimals {M}:16:5"]),
    "mastery-score-of-one-valid": ([structure('"0.8"', '"1.00000"')], []),
    "no-mastery-score-warning": ([structure(' masteryScore="0.8"', "")], [f"K11.no-mastery-score {M}:16:5"]),
    "completed-or-passed-valid": (
        [structure(' masteryScore="0.8"', ""), structure("CompletedAndPassed", "CompletedOrPassed")],
        [],
    ),
    "unused-mastery-score-warning": (
        [structure("CompletedAndPassed", "Completed")],
        [f"K11.unused-mastery-score {M}:16:5"],
    ),
    # K12
    "launch-method-error": ([structure("AnyWindow", "Popup")], [f"K12.value {M}:16:5"]),
    "own-window-warning": ([structure("AnyWindow", "OwnWindow")], [f"K12.own-window {M}:16:5"]),
    # K13
    "attribute-error": ([structure(AU, AU[:-1] + ' duration="1">')], [f"K13.attribute {M}:16:5"]),
    "attribute-of-cmi5-error": (
        [structure(AU, AU[:-1] + f' xmlns:c="{NAMESPACE}" c:moveOn="Passed">')],
        [f"K13.attribute {M}:16:5"],
    ),
    "extension-error": (
        [structure("</au>", f'<e:duree xmlns:e="{EXTENSION}">1</e:duree>\n</au>')],
        [f"K13.no-schema {M}:24:5"],
    ),
    "extension-attribute-error": (
        [structure(AU, AU[:-1] + f' xmlns:e="{EXTENSION}" e:duree="1">')],
        [f"K13.no-schema {M}:16:5"],
    ),
    "extension-schema-missing-error": (
        [MAPPED, structure("</au>", f'<e:duree xmlns:e="{EXTENSION}">1</e:duree>\n</au>')],
        [f"K13.schema-missing {M}:24:5"],
    ),
    "extension-order-error": (
        [
            MAPPED,
            put("e.xsd", "<schema/>"),
            structure(URL, f'<e:duree xmlns:e="{EXTENSION}">1</e:duree>\n{URL}'),
        ],
        [f"K06.order {M}:23:1"],
    ),
    "extension-valid": (
        [
            MAPPED,
            put("e.xsd", "<schema/>"),
            structure("</au>", f'<e:duree xmlns:e="{EXTENSION}">1</e:duree>\n</au>'),
        ],
        [],
    ),
}

"""tincan.xml, and what must not be in any package: a name with its password."""

from __future__ import annotations

from typing import Final

from tests.checker.corpus.cases import Table
from tests.checker.packages import page, put, tincan

T: Final = "tincan.xml"
ID: Final = "https://cours.example.fr/maire"

TABLE: Final[Table] = {
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
    "lang-repeated-warning": (
        [tincan("</launch>", '</launch>\n      <launch lang="FR">index.html</launch>')],
        [f"T03.lang-repeated {T}:8:7"],
    ),
    "launch-of-two-languages-valid": (
        [tincan("</launch>", '</launch>\n      <launch lang="en">index.html</launch>')],
        [],
    ),
    "nested-error": (
        [
            tincan(
                '<name lang="fr">Le contexte</name>',
                '<name lang="fr">Le contexte</name><activity id="urn:x:y" type="urn:x:z"/>',
            )
        ],
        [f"T04.nested {T}:10:41"],
    ),
    "ampersand-error": ([tincan("Les pouvoirs", "Elus & pouvoirs")], [f"Z10.ampersand {T}:5:29"]),
    "credentials-error": (
        [put("player.js", '"use strict";\nconst auth = "Basic bGVhcm5lcjpwYXNzd29yZA==", at = location;')],
        ["T16.credentials player.js:2:15"],
    ),
    "credentials-in-address-error": (
        [put("config.json", '{"endpoint": "https://moi:secret@lrs.example.org/xapi/"}')],
        ["T16.credentials config.json:1:15"],
    ),
    "credentials-of-the-standard-valid": ([put("player.js", "// Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\nlocation;")], []),
    "no-credentials-valid": ([put("player.js", "// Basic authentication, Basic principles\nlocation;")], []),
    "page-link-error": ([page('<a href="absent.html">x</a>')], ["Z13.missing index.html:13:10"]),
}

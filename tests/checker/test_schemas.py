"""What the official schemas see of the corpus, and what they let through: that is what the rules are for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from builder.checker import check, documents, schemas
from builder.checker.container import opened
from builder.diagnostics import Report
from tests.checker.corpus import CASES
from tests.checker.packages import cmi5_schema, schema_folder, valid, zipped
from tests.checker.test_fuzz import bounded, changed, changes_of_a_tree

CONTENT = {"scorm12": schemas.IMSCP, "scorm2004": schemas.IMSCP_2004}
M = "cmi5.xml"

MISSED = {
    "scorm12": (
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
    ),
    "scorm2004": (
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
    ),
}
SEEN = {
    "scorm12": (
        "manifest-identifier-error",
        "identifier-duplicate-error",
        "scormtype-spelling-error",
        "prerequisites-type-error",
        "mastery-score-before-item-error",
        "item-element-unknown-error",
        "item-title-length-error",
    ),
    "scorm2004": (
        "manifest-identifier-error",
        "identifier-duplicate-error",
        "scormtype-error",
        "time-limit-error",
        "threshold-range-error",
        "hide-token-error",
        "measure-error",
        "primary-missing-error",
        "objective-without-id-error",
    ),
}


@pytest.mark.parametrize(
    ("name", "is_seen"),
    [
        *((f"{kind}: {each}", False) for kind, names in MISSED.items() for each in names),
        *((f"{kind}: {each}", True) for kind, names in SEEN.items() for each in names),
    ],
)
def test_what_the_schemas_see(name: str, is_seen: bool, tmp_path: Path) -> None:
    """The rules find all of these; the official XSDs only the second half, and then nothing is said twice."""
    case = CASES[name]
    path = tmp_path / "cours.zip"
    path.write_bytes(case.data)
    with opened(path, "cours.zip", Report()) as container:
        assert container is not None
        document = documents.parse(container, "imsmanifest.xml", Report())
        assert document is not None
        assert bool(schemas.objections(document, CONTENT[case.kind], schema_folder())) is is_seen
    assert not any(each.endswith(".xsd") for each in case.codes)


CMI5 = [each for each in CASES.values() if each.kind == "cmi5"]
MISSED_BY_THE_SCHEMA = {
    "course-id-error",
    "block-id-error",
    "au-id-error",
    "objective-id-error",
    "activity-type-error",
    "au-duplicate-error",
    "block-duplicate-error",
    "objective-duplicate-error",
    "title-empty-error",
    "lang-missing-warning",
    "lang-repeated-warning",
    "reference-missing-error",
    "reference-error",
    "mastery-score-decimals-error",
    "extension-error",
    "extension-attribute-error",
    "extension-schema-missing-error",
    *(
        each.name
        for each in CMI5
        if each.name.startswith(("url-", "reserved-")) and each.name not in ("url-missing-error", "url-empty-error")
    ),
} - {"url-brackets-error", "url-repeated-error"}


def test_what_the_schema_sees() -> None:
    """The rules find all that the official XSD objects to; of the rest the list above says what it lets through."""
    official = cmi5_schema()
    for case in CMI5:
        try:
            tree = etree.fromstring(case.files[M])
        except etree.XMLSyntaxError:
            continue
        is_passed = not case.name.endswith("-error") or case.name in MISSED_BY_THE_SCHEMA
        assert official.validate(tree) is is_passed, case


def test_whatever_the_schema_objects_to_is_an_error(tmp_path: Path) -> None:
    """For structures changed at random as well: the rules alone stand in for the XSD, which is not shipped."""
    official = cmi5_schema()
    path = tmp_path / "cours.zip"

    @bounded
    @given(changes_of_a_tree)
    def compare(changes: list[tuple[str, int, int, str]]) -> None:
        files = valid("cmi5")
        files[M] = changed(files[M], changes)
        path.write_bytes(zipped(files))
        report = Report()
        check(path, report)
        assert official.validate(etree.fromstring(files[M])) or report.has_errors

    compare()

"""The checker beside systems that import packages, and beside xmllint with the official schemas."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checker import check
from builder.diagnostics import Report
from builder.policy import Policy
from tests.checker.packages import Files, schema_folder, valid, zipped


def found(files: Files, folder: Path, profile: str | None = None) -> list[str]:
    """The codes of what is wrong with *files*, for a platform."""
    path = folder / "cours.zip"
    path.write_bytes(zipped(files))
    report = Report(Policy(profile=profile))
    check(path, report, xsd=schema_folder())
    return [each.code for each in report.diagnostics]


@pytest.mark.parametrize(
    ("kind", "profile", "expected"),
    [
        ("xapi", None, []),
        ("xapi", "moodle", ["Z02.not-imported"]),
        ("cmi5", "openedx", ["Z02.not-imported"]),
        ("cmi5", "scormcloud", []),
        ("web", "frappe", ["Z02.not-imported"]),
        ("scorm2004", "moodle", []),
        ("scorm2004", "chamilo", ["Z02.not-imported"]),
    ],
)
def test_what_a_platform_does_not_import(kind: str, profile: str | None, expected: list[str], tmp_path: Path) -> None:
    assert found(valid(kind), tmp_path, profile) == expected


def test_one_standard_that_a_platform_imports_is_enough(tmp_path: Path) -> None:
    assert found({**valid("scorm12"), "tincan.xml": valid("xapi")["tincan.xml"]}, tmp_path, "moodle") == []

"""The courses of this repository, proof-read: what is told of them is true, and nothing else is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import lint
from builder.diagnostics import Report
from builder.lint import unused
from builder.lint.spelling import FOLDERS, Dictionaries
from builder.load import read_project
from builder.model import Course
from builder.pipeline import compile_course
from tests.hosts import foreign
from tests.lint.proof import TODAY

ROOT = Path(__file__).parents[2]
TOLD = {
    # « CLS » is left unexplained in the announcement itself; a footnote says so.
    "limits": {("CRS-087", "courses/limits/sources.yaml")},
    # Both show meetings of 2021 as they were announced.
    "seminaires": {("TXT-002", "courses/seminaires/sessions.yaml")},
    "villes": {("TXT-002", "courses/villes/sessions.yaml")},
}


@pytest.fixture(scope="module")
def courses() -> dict[str, Course]:
    project = read_project(ROOT, Report())
    loaded = {name: compile_course(project, name, Report()) for name in project.courses}
    return {name: each[0] for name, each in loaded.items() if each is not None}


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_is_true(courses: dict[str, Course], name: str) -> None:
    report = Report()
    lint.proofread(courses[name], report, TODAY)
    assert {(each.code, each.span.path) for each in report.diagnostics} == TOLD[name]


def test_every_medium_and_bank_is_used(courses: dict[str, Course]) -> None:
    report = Report()
    unused.check_project(ROOT, list(courses.values()), report)
    assert report.diagnostics == []


@pytest.mark.parametrize("name", TOLD)
def test_every_word_is_right(courses: dict[str, Course], name: str) -> None:
    dictionaries = Dictionaries([Path(each).expanduser() for each in FOLDERS])
    if dictionaries.of("fr") is None:
        foreign.missing("a French dictionary (Debian: hunspell-fr)")
    report = Report()
    lint.proofread(courses[name], report, TODAY, dictionaries)
    assert [each.message("fr") for each in report.diagnostics if each.code == "TXT-020"] == []

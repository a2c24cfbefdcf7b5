"""One course with an activity of every kind, as an author has it on disk, and its packages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.play.facts import Package

PROJECT = Path(__file__).parent / "project"
FORMATS = ("scorm12", "scorm2004", "xapi", "cmi5", "web")


@pytest.fixture(scope="session")
def every(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    """The package of ``tests/every/project`` in each format; nothing is said of its sources."""
    root = tmp_path_factory.mktemp("every")
    shutil.copytree(PROJECT, root, dirs_exist_ok=True)
    report = Report()
    built = pipeline.build(read_project(root, report), "tout", list(FORMATS), root / "dist", report, 315_532_800)
    packages = {path.suffixes[-2][1:]: Package(path) for _, path in built}
    assert report.diagnostics == []
    return packages

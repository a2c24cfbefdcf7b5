"""The courses of this repository as they are today, packaged once for every test that plays them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import pipeline
from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.load import read_project
from tests.conftest import ROOT

COURSES = tuple(sorted(path.parent.name for path in (ROOT / "courses").glob("*/course.yaml")))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """The zip of each course in each format, as ``make demo`` builds them."""
    root = tmp_path_factory.mktemp("demo")
    for name in ("courses", "quizzes", "media"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copyfile(ROOT / "cartable.toml", root / "cartable.toml")
    found: dict[tuple[str, str], Path] = {}
    for name in COURSES:
        report = Report()
        built = pipeline.build(read_project(root, report), name, list(FORMATS), root / "dist", report, 315_532_800)
        found |= {(name, path.suffixes[-2][1:]): path for _, path in built}
        assert not report.diagnostics, [(each.code, each.span) for each in report.diagnostics]
    return found

"""The README's list of activities: every kind, with a picture and a source that are the project's own."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from builder import pipeline
from builder.activities import KINDS
from builder.diagnostics import Report
from builder.load import read_project
from tests.docs.gallery import ENTRIES, PICTURES, ROOT, WIDTH, photograph, sections
from tests.play.facts import Package

README = ROOT / "README.md"
MARKED = re.compile(r"(<!-- activities -->\n).*?(<!-- /activities -->\n)", re.DOTALL)


def test_every_kind_is_shown() -> None:
    kinds = {path.stem for path in (ROOT / "builder" / "player" / "activities").glob("*.ts")}
    assert {each.kind for each in KINDS.values()} < kinds  # scenarios and plans have files of their own
    assert {each.kind for each in ENTRIES} == kinds


def test_the_sources_are_those_of_the_courses(pytestconfig: pytest.Config) -> None:
    text = README.read_text("utf-8")
    fresh = MARKED.sub(lambda found: f"{found[1]}\n{sections()}\n{found[2]}", text)
    if pytestconfig.getoption("--golden"):
        README.write_text(fresh, "utf-8")
    assert fresh == README.read_text("utf-8")
    assert "<!-- activities -->" in text


def test_every_picture_is_there(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if request.config.getoption("--golden"):
        sites = {}
        for course in {each.page.partition("/")[0] for each in ENTRIES}:
            report = Report()
            ((_, path, *_),) = pipeline.build(
                read_project(ROOT, report), course, ["web"], tmp_path, report, 315_532_800
            )
            with zipfile.ZipFile(path) as file:
                file.extractall(tmp_path / course)
            sites[course] = (tmp_path / course, Package(path))
        photograph(request.getfixturevalue("browser"), sites)
    assert {each.stem for each in PICTURES.glob("*.png")} == {each.kind for each in ENTRIES}
    for entry in ENTRIES:
        with Image.open(PICTURES / f"{entry.kind}.png") as image:
            assert image.width > WIDTH / 2
            assert image.height > 100

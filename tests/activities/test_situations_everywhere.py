"""A scenario without marks, played by the command's own learner (tests/every has one with them)."""

from __future__ import annotations

from pathlib import Path

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.activities.test_scenario import SMALL, write
from tests.play_command.test_play import played


def test_an_end_without_a_mark_is_reported_as_neutral(tmp_path: Path) -> None:
    report = Report()
    root = write(tmp_path / "projet", SMALL)
    ((_, path),) = pipeline.build(read_project(root, report), "essai", ["scorm12"], tmp_path, report, 315_532_800)
    plays, codes = played(path, axe=False)
    assert codes == set()
    (done,) = plays
    assert done.status == "completed"
    assert [(each["type"], each["result"]) for each in done.interactions] == [("choice", "neutral")]

"""A scenario with marks and a reply to be worded, played under every standard by the command's own learner."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.activities.test_reply import REPLY
from tests.activities.test_scenario import SMALL, write
from tests.play_command.test_play import played

MARKED = SMALL.replace("titre: Il entre\n", "titre: Il entre\n      note: 100\n").replace(
    "titre: Rien\n", "titre: Rien\n      note: 40\n"
)


@pytest.mark.parametrize("format_name", ["scorm12", "scorm2004", "xapi", "cmi5", "web"])
def test_played_to_the_end(format_name: str, tmp_path: Path) -> None:
    root = write(tmp_path / "projet", MARKED)
    (root / "quizzes" / "essai.yaml").write_text(f"titre: Essai\nquestions:\n{REPLY}", encoding="utf-8")
    course = root / "courses" / "essai"
    lesson = course / "lessons" / "un.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n:: exercice facile\n", encoding="utf-8")
    plan = course / "course.yaml"
    plan.write_text(plan.read_text("utf-8").replace("note-minimale: aucune", "note-minimale: 80"), encoding="utf-8")
    report = Report()
    ((_, path),) = pipeline.build(read_project(root, report), "essai", [format_name], tmp_path, report, 315_532_800)
    assert not report.has_errors, report.diagnostics
    plays, codes = played(path, axe=format_name == "scorm12")
    assert codes == set()
    (done,) = plays
    assert done.own
    assert done.resumed
    assert done.answers == 2
    assert done.console == []
    if format_name == "web":
        return
    assert done.status in ("passed", "completed")
    assert done.score == 100
    assert done.interactions


def test_an_end_without_a_mark_is_reported_as_neutral(tmp_path: Path) -> None:
    report = Report()
    root = write(tmp_path / "projet", SMALL)
    ((_, path),) = pipeline.build(read_project(root, report), "essai", ["scorm12"], tmp_path, report, 315_532_800)
    plays, codes = played(path, axe=False)
    assert codes == set()
    (done,) = plays
    assert done.status == "completed"
    assert [(each["type"], each["result"]) for each in done.interactions] == [("choice", "neutral")]

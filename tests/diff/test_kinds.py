"""Updates of a course with an activity of every kind: what is told of situations, plans, lists and opinions."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builder import diff, pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.diff.test_updates import FRESH, Edit, codes, edit

PROJECT = Path(__file__).parents[1] / "every" / "project"
COURSE = "courses/tout/"
SCENARIO, PLAN, WORK = f"{COURSE}scenarios/porte.yaml", f"{COURSE}plans/mon-plan.yaml", f"{COURSE}lessons/travail.md"
LONGER = """\
  - etape: entre
    recit: Il entre.
    choix:
      - choix: Parler
        vers: parle
  - etape: parle
"""

EDITS: dict[str, tuple[list[Edit], set[str], set[str]]] = {
    "a choice of a situation": (
        [(SCENARIO, "      - choix: Attendre\n        vers: rien\n", "")],
        {"UPD-058"},
        {"UPD-035"},
    ),
    "a situation before the end": (
        [(SCENARIO, "  - etape: entre\n", LONGER)],
        {"UPD-021", "UPD-035", "UPD-058"},
        set(),
    ),
    "a field of a plan renamed": ([(PLAN, "champ: lieu", "champ: endroit")], {"UPD-060"}, {"UPD-060"}),
    "a field of a plan reworded": ([(PLAN, "Quel quartier", "Quel secteur")], {"UPD-040"}, {"UPD-040"}),
    "a column more": ([(PLAN, "        - Action\n", "        - Action\n        - Qui\n")], {"UPD-040"}, {"UPD-060"}),
    "a line of a checklist": ([(WORK, "- [ ] relu le diagnostic ?\n", "")], {"UPD-059"}, {"UPD-035"}),
    "how firm an opinion is": ([("quizzes/tout.yaml", "    confiance: oui\n", "")], {"UPD-040"}, {"UPD-040"}),
    "other words for a later re-test": (
        [("quizzes/tout.yaml", "    autre-formulation: >\n      C'est un bon revenu.\n", "")],
        {"UPD-040"},
        {"UPD-040"},
    ),
    "the day of a session": ([(f"{COURSE}sessions.yaml", "01-21", "01-22")], {"UPD-040"}, {"UPD-040"}),
}
"""What is changed, and what is told of the change and of its contrary; nobody is asked anything again."""


def build(root: Path) -> None:
    report = Report()
    list(pipeline.build(read_project(root, report), "tout", ["web"], root / "dist", report, 0))
    assert not report.has_errors, report.diagnostics


def compared(old: Path, new: Path) -> diff.Outcome:
    report = Report()
    sides = [diff.read(each / COURSE, each.name, "scorm12", report) for each in (old, new)]
    assert sides[0] is not None, report.diagnostics
    assert sides[1] is not None, report.diagnostics
    return diff.compare(sides[0], sides[1])


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_and_its_contrary(tmp_path: Path, name: str) -> None:
    edits, there, back = EDITS[name]
    first, other = (Path(shutil.copytree(PROJECT, tmp_path / each)) for each in ("premier", "autre"))
    edit(other, *edits)
    for old, new, expected in ((first, other, there), (other, first, back)):
        for each in (old, new):
            (each / COURSE / "tracking.lock").unlink(missing_ok=True)
        build(old)
        shutil.copy(old / COURSE / "tracking.lock", new / COURSE / "tracking.lock")
        outcome = compared(old, new)
        assert outcome.verdict == "compatible"
        assert {each.fate for each in outcome.tracked} == {"kept"}
        if expected:
            assert codes(outcome) - {FRESH} == expected

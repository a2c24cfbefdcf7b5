"""What ends a course: the short form, conditions, audiences, and what a lesson launched alone has of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.completion import NOTHING, Completion, goal
from builder.diagnostics import Report
from builder.load import read_project
from builder.model import Course
from builder.pipeline import compile_course
from builder.rules.assessments import RULES
from tests.load import projects

LESSONS = {"accueil": "accueil", "suite": "la-suite"}
QUIZZES = ("quiz-avis", "quiz-final")
MARKS = {"quiz-avis": 0, "quiz-final": 80}

SAID: list[tuple[dict[str, Any], str]] = [
    # The short form.
    ({}, "all(pages(accueil, la-suite), pages(quiz-avis, quiz-final))"),
    ({"pass_mark": 60}, "all(all(pages(accueil, la-suite), pages(quiz-avis, quiz-final)), mark(60))"),
    ({"quizzes_done": "aucun"}, "all(pages(), pages(accueil, la-suite))"),
    # Lists: by file name or by id.
    ({"lessons_seen": ["suite"]}, "all(pages(la-suite), pages(quiz-avis, quiz-final))"),
    ({"lessons_seen": ["la-suite"], "quizzes_done": ["final"]}, "all(pages(la-suite), pages(quiz-final))"),
    # With conditions of its own, a course asks for nothing that they do not say.
    ({"all": [{"media_seen": ["film"]}]}, "all(media(film))"),
    ({"any": [{"lessons_seen": "toutes"}, {"media_seen": ["film"]}]}, "any(media(film), pages(accueil, la-suite))"),
    # The score of the whole course becomes the pass mark where nothing can do without it, and only there.
    ({"all": [{"lessons_seen": "toutes"}, {"score": 70}]}, "all(all(pages(accueil, la-suite)), mark(70))"),
    ({"any": [{"lessons_seen": "toutes"}, {"score": 70}]}, "any(mark(70), pages(accueil, la-suite))"),
    ({"all": [{"score": 70}], "pass_mark": 60}, "all(all(), mark(70))"),
    ({"all": [{"score": {"assessment": "final"}}]}, "all(mark(quiz-final:80))"),
    ({"all": [{"score": {"assessment": "avis", "minimum": 50}}]}, "all(mark(quiz-avis:50))"),
]


@pytest.mark.parametrize(("written", "said"), SAID)
def test_what_is_written_is_what_is_asked(written: dict[str, Any], said: str) -> None:
    assert goal(Completion.model_validate(written), LESSONS, QUIZZES, MARKS).said == said


def rule(written: dict[str, Any]) -> Any:
    return goal(Completion.model_validate(written), LESSONS, QUIZZES, MARKS).rule


def test_a_lesson_alone_is_asked_for_its_own_part() -> None:
    found = rule({"all": [{"lessons_seen": "toutes"}, {"media_seen": ["film", "voix"]}]})
    assert found.within("accueil", {"film"}).said == "all(media(film), pages(accueil))"
    assert found.within("quiz-avis", set()) == NOTHING
    assert found.asks_for("accueil", set())
    assert not found.asks_for("quiz-avis", set())
    assert found.asks_for("quiz-avis", {"voix"})


def test_what_can_be_done_elsewhere_is_not_asked_for() -> None:
    found = rule({"any": [{"lessons_seen": ["accueil"]}, {"quizzes_done": ["avis"]}]})
    assert found.within("accueil", set()).said == "any(pages(accueil))"
    assert not found.asks_for("accueil", set())
    assert not found.asks_for("quiz-avis", set())


COURSE = """\
-  lecons-vues: toutes
-  quiz-faits: tous
-  note-minimale: aucune
+  lecons-vues: toutes
+  medias-vus: [film]
+  par-public:
+    elus:
+      toutes:
+        - quiz-faits: tous
+        - note: 70
+public:
+  elus: Élus
+  agents: Agents
""".splitlines()


def compiled(root: Path, *more: str) -> tuple[Course, Any]:
    """The course of the valid project, with the rule above."""
    projects.make(root)
    path = root / "courses/essai/course.yaml"
    path.write_text(projects.changed(path.read_text("utf-8"), [*COURSE, *more]), encoding="utf-8")
    report = Report()
    found = compile_course(read_project(root, report), "essai", report)
    assert found is not None
    assert not report.has_errors, report.diagnostics
    return found


def test_each_audience_has_a_goal_and_a_slot(tmp_path: Path) -> None:
    course, lock = compiled(tmp_path)
    assert {name: each.said for name, each in course.goals.items()} == {
        "": "all(media(film), pages(accueil), pages(quiz-avis))",
        "elus": "all(all(pages(quiz-avis)), mark(70))",
    }
    kept = {(each.key, each.field, each.bits) for each in lock.slots}
    assert {("accueil/media:film", "played", 20), ("_audience/elus", "chosen", 1)} <= kept
    (unit,) = course.units("per-course")
    # An LMS would judge everybody by it.
    assert course.pass_mark(unit) is None


def test_by_lesson_everybody_has_the_common_rule(tmp_path: Path) -> None:
    course, _ = compiled(tmp_path, "+paquet: par-lecon")
    lesson, quiz = course.units("per-lesson")
    assert course.goal(lesson).said == "all(media(film), pages(accueil))"
    assert {each.key for each in lesson.layout.slots} >= {"accueil", "accueil/media:film"}
    assert not any(each.key.startswith("_audience") for unit in (lesson, quiz) for each in unit.layout.slots)
    assert course.goal(quiz).said == "all(pages(quiz-avis))"
    assert course.asks_for(lesson)
    assert course.asks_for(quiz)


def test_every_code_of_assessments_has_a_case() -> None:
    proven = {line.split()[0] for each in projects.cases() for line in each.expected}
    assert sorted(set(RULES) - proven) == []

"""A small course judged by its score, and the same course judged by nothing: what the LMS holds at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.hosts.browser import Visit
from tests.hosts.server import CourseServer
from tests.play.conftest import come_back, sit_down
from tests.play.facts import Package, plan, unpack
from tests.play.hosts import Strict
from tests.play.learner import Learner

COURSE = """\
titre: Un cours noté
uuid: 5a4f0d5e-5d9c-4a52-9a4b-0c2f6a1d7e33
contenu:
  - module: Seul module
    lecons: [un, deux]
terminer:
  lecons-vues: toutes
  note-minimale: {mark}
"""
LESSON = """\
# Leçon {name}

Un texte court.

::: question q-{name}
Laquelle est juste ?

- [x] La première
  > Oui.
- [ ] La seconde
  > Non.
:::
"""


@pytest.fixture
def make_package(tmp_path: Path) -> Callable[[str], Package]:
    """Build the course with that pass mark."""

    def make(mark: str) -> Package:
        # The course server knows packages by their names.
        name_of_course = f"juge-{mark}"
        folder = tmp_path / "courses" / name_of_course
        (folder / "lessons").mkdir(parents=True)
        (folder / "course.yaml").write_text(COURSE.format(mark=mark), encoding="utf-8")
        for name in ("un", "deux"):
            (folder / "lessons" / f"{name}.md").write_text(LESSON.format(name=name), encoding="utf-8")
        report = Report()
        project = read_project(tmp_path, report)
        built = [
            path for _, path in pipeline.build(project, name_of_course, ["scorm12"], tmp_path, report, 315_532_800)
        ]
        assert not report.has_errors, report.diagnostics
        return Package(built[0])

    return make


@pytest.fixture
def play(course_server: CourseServer, new_visit: Callable[..., Visit]) -> Callable[..., tuple[Strict, Learner]]:
    """Go through the course, answering the first *answered* questions, the first *right* of them rightly."""

    def run(package: Package, answered: int, right: int, **options: str) -> tuple[Strict, Learner]:
        host = Strict(course_server, package, **options)
        learner = sit_down(host, package, new_visit())
        good = plan(package, perfect=True)
        for number, key in enumerate(package.keys):
            wrong = replace(good[key], numbers=(3 - good[key].numbers[0],), right=False)
            learner.picks[key] = good[key] if number < right else wrong
        learner.start()
        for number, page in enumerate(package.pages):
            if number < answered:
                learner.take(page)
            learner.next()
        host.settle(learner.page)
        learner.page.close()
        host.left()
        assert host.attempt.violations == []
        return host, learner

    return run


@pytest.mark.parametrize(
    ("answered", "right", "status", "score"),
    [(2, 2, "passed", 100.0), (2, 1, "failed", 50.0), (1, 1, "incomplete", None), (0, 0, "incomplete", None)],
)
def test_r12_09_pass_mark_judges_once_all_is_answered(
    answered: int,
    right: int,
    status: str,
    score: float | None,
    make_package: Callable[[str], Package],
    play: Callable[..., tuple[Strict, Learner]],
) -> None:
    """The host overrides by its masteryscore as RTE 1.2 has it: a partial score would fail the learner."""
    package = make_package("60")
    host, _ = play(package, answered, right, mastery_score="60")
    assert host.held().status == status
    assert host.held().score == score
    assert unpack(package, host.held().state or "")[0] == status


def test_pass_mark_already_reached_needs_no_further_answer(
    make_package: Callable[[str], Package], play: Callable[..., tuple[Strict, Learner]]
) -> None:
    host, _ = play(make_package("50"), 1, 1, mastery_score="50")
    assert (host.held().status, host.held().score) == ("passed", 50.0)


@pytest.mark.parametrize(("answered", "right", "score"), [(2, 1, 50.0), (1, 1, 50.0), (0, 0, 0.0)])
def test_without_a_pass_mark_the_unanswered_count_as_wrong(
    answered: int,
    right: int,
    score: float,
    make_package: Callable[[str], Package],
    play: Callable[..., tuple[Strict, Learner]],
) -> None:
    host, _ = play(make_package("aucune"), answered, right)
    assert (host.held().status, host.held().score) == ("completed", score)


def test_failed_is_mended_by_answering_again(
    make_package: Callable[[str], Package],
    play: Callable[..., tuple[Strict, Learner]],
    new_visit: Callable[..., Visit],
) -> None:
    package = make_package("60")
    host, learner = play(package, 2, 1)
    assert host.held().status == "failed"
    learner = come_back(host, learner, new_visit())
    page = package.pages[1]
    learner.go_to(page)
    key = page["activities"][0]
    learner.form(key).get_by_role("button", name="Recommencer cette question").click()
    learner.picks[key] = plan(package, perfect=True)[key]
    learner.answer(key)
    host.settle(learner.page)
    learner.page.close()
    host.left()
    assert (host.held().status, host.held().score) == ("passed", 100.0)
    assert host.attempt.violations == []


def test_what_the_restored_state_implies_is_sent_at_launch(
    make_package: Callable[[str], Package],
    play: Callable[..., tuple[Strict, Learner]],
    new_visit: Callable[..., Visit],
    course_server: CourseServer,
) -> None:
    """A new version asks for less: whoever had that much has passed, and need not answer anything to be told so."""
    before, _ = play(make_package("60"), 2, 1)
    assert before.held().status == "failed"
    package = make_package("50")
    host = Strict(course_server, package)
    host.attempt.cmi.update(before.attempt.cmi)
    learner = sit_down(host, package, new_visit())
    host.settle(learner.page)
    learner.page.close()
    host.left()
    assert (host.held().status, host.held().score) == ("passed", 50.0)
    assert host.attempt.violations == []


@pytest.mark.parametrize("state", ["garbage", "1AAAAAA", "x" * 4096])
def test_run_006_a_spoilt_state_costs_neither_status_nor_score(
    state: str,
    make_package: Callable[[str], Package],
    play: Callable[..., tuple[Strict, Learner]],
    new_visit: Callable[..., Visit],
) -> None:
    package = make_package("50")
    host, learner = play(package, 2, 2)
    host.attempt.cmi["cmi.suspend_data"] = state
    page, frame = host.launch(new_visit())
    again = Learner(page, frame, package, plan(package, perfect=False))
    again.wait_until_ready()
    again.go_to(package.pages[0])
    key = package.keys[0]
    again.picks[key] = replace(learner.picks[key], numbers=(3 - learner.picks[key].numbers[0],), right=False)
    again.answer(key)
    host.settle(page)
    page.close()
    host.left()
    assert (host.held().status, host.held().score) == ("passed", 100.0)
    assert host.held().state != state
    assert host.attempt.violations == []

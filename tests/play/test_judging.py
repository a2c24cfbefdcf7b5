"""A small course judged by its score, and the same course judged by nothing: what the LMS holds at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.hosts.browser import Visit
from tests.play.conftest import come_back, sit_down
from tests.play.facts import Package, Pick, plan, unpack
from tests.play.grounds import STANDARDS, Cmi5, Ground, Xapi
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


@pytest.fixture(scope="module")
def make_package(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Package]:
    """Build the course with that pass mark, in that format, once each."""
    root = tmp_path_factory.mktemp("juges")
    made: dict[tuple[str, str], Package] = {}

    def make(mark: str, format_: str) -> Package:
        if (mark, format_) not in made:
            # The course server knows packages by their names.
            name_of_course = f"juge-{mark}"
            folder = root / "courses" / name_of_course
            (folder / "lessons").mkdir(parents=True, exist_ok=True)
            (folder / "course.yaml").write_text(COURSE.format(mark=mark), encoding="utf-8")
            for name in ("un", "deux"):
                (folder / "lessons" / f"{name}.md").write_text(LESSON.format(name=name), encoding="utf-8")
            report = Report()
            project = read_project(root, report)
            built = list(pipeline.build(project, name_of_course, [format_], root, report, 315_532_800))
            assert not report.has_errors, report.diagnostics
            made[mark, format_] = Package(built[0][1])
        return made[mark, format_]

    return make


Judge = Callable[..., tuple[Ground, Learner]]


@pytest.fixture
def play(make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]) -> Judge:
    """Go through the course, answering the first *answered* questions, the first *right* of them rightly."""

    def run(package: Package, format_: str, answered: int, right: int, mark: float | None) -> tuple[Ground, Learner]:
        host = make_ground(format_, package, mark=mark)
        learner = sit_down(host, package, new_visit())
        good = plan(package, perfect=True)
        for number, key in enumerate(package.keys):
            learner.picks[key] = good[key] if number < right else turned(good[key], right=False)
        learner.start()
        for number, page in enumerate(package.pages):
            if number < answered:
                learner.take(page)
            learner.next()
        host.settle(learner.page)
        learner.page.close()
        host.left()
        assert host.faults() == []
        return host, learner

    return run


def turned(pick: Pick, *, right: bool) -> Pick:
    """The other of the two choices."""
    return replace(pick, numbers=(3 - pick.numbers[0],), right=right)


@pytest.mark.parametrize("format_", STANDARDS)
@pytest.mark.parametrize(
    ("answered", "right", "status", "score"),
    [(2, 2, "passed", 100.0), (2, 1, "failed", 50.0), (1, 1, "incomplete", None)],
)
def test_r12_09_r04_04_k31_pass_mark_judges_once_all_is_answered(
    format_: str,
    answered: int,
    right: int,
    status: str,
    score: float | None,
    make_package: Callable[[str, str], Package],
    play: Judge,
) -> None:
    """The host overrides by its mastery score, as SCORM 1.2 has it: a partial score would fail the learner."""
    package = make_package("60", format_)
    host, _ = play(package, format_, answered, right, 60)
    assert host.outcome() == (status, score)
    assert unpack(package, host.kept())[0] == status


@pytest.mark.parametrize("format_", STANDARDS)
def test_pass_mark_already_reached_needs_no_further_answer(
    format_: str, make_package: Callable[[str, str], Package], play: Judge
) -> None:
    host, _ = play(make_package("50", format_), format_, 1, 1, 50)
    assert host.outcome() == ("passed", 50.0)


@pytest.mark.parametrize("format_", ["scorm12", "scorm2004", "xapi"])
@pytest.mark.parametrize(("answered", "right", "score"), [(1, 1, 50.0), (0, 0, 0.0)])
def test_without_a_pass_mark_the_unanswered_count_as_wrong(
    format_: str, answered: int, right: int, score: float, make_package: Callable[[str, str], Package], play: Judge
) -> None:
    host, _ = play(make_package("aucune", format_), format_, answered, right, None)
    assert host.outcome() == ("completed", score)


def test_k31_without_a_pass_mark_there_is_no_score(make_package: Callable[[str, str], Package], play: Judge) -> None:
    """9.5.1.0-2: only a verdict has one, and here is nobody who judges."""
    host, _ = play(make_package("aucune", "cmi5"), "cmi5", 2, 1, None)
    assert host.outcome() == ("completed", None)


@pytest.mark.parametrize("format_", STANDARDS)
def test_k32_failed_is_mended_by_answering_again(
    format_: str,
    make_package: Callable[[str, str], Package],
    play: Judge,
    new_visit: Callable[..., Visit],
    request: pytest.FixtureRequest,
) -> None:
    package = make_package("60", format_)
    host, learner = play(package, format_, 2, 1, 60)
    assert host.outcome() == ("failed", 50.0)
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
    assert host.outcome() == ("passed", 100.0)
    assert host.faults() == []
    if isinstance(host, Xapi | Cmi5):
        faults = request.getfixturevalue("ralph").faults(host.sent())
        assert [found for found in faults if found] == []


@pytest.mark.parametrize("format_", STANDARDS)
def test_what_the_restored_state_implies_is_sent_at_launch(
    format_: str, make_package: Callable[[str, str], Package], play: Judge, new_visit: Callable[..., Visit]
) -> None:
    """A new version asks for less: whoever had that much has passed, and need not answer anything to be told so."""
    host, _ = play(make_package("60", format_), format_, 2, 1, None)
    assert host.outcome() == ("failed", 50.0)
    package = make_package("50", format_)
    host.replace(package)
    if isinstance(host, Cmi5):
        host.options["mastery"] = 0.5
    learner = sit_down(host, package, new_visit())
    host.settle(learner.page)
    learner.page.close()
    host.left()
    assert host.outcome() == ("passed", 50.0)
    assert host.faults() == []


@pytest.mark.parametrize("format_", STANDARDS)
def test_run_006_a_spoilt_state_costs_neither_status_nor_score(
    format_: str, make_package: Callable[[str, str], Package], play: Judge, new_visit: Callable[..., Visit]
) -> None:
    package = make_package("50", format_)
    host, learner = play(package, format_, 2, 2, 50)
    host.plant("garbage")
    page, frame = host.launch(new_visit())
    again = Learner(page, frame, package, plan(package, perfect=False))
    again.wait_until_ready()
    again.go_to(package.pages[0])
    key = package.keys[0]
    again.picks[key] = turned(learner.picks[key], right=False)
    again.answer(key)
    host.settle(page)
    page.close()
    host.left()
    assert host.outcome() == ("passed", 100.0)
    assert unpack(package, host.kept())[1] != []
    assert host.faults() == []

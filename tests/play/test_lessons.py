"""A course packaged by lesson, in a real browser: each lesson is tracked by itself and leads back to the LMS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from builder import archive
from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.hosts.scorm import Attempt, Edition
from builder.load import load, read_project
from builder.model import Course, Text
from builder.pipeline import package
from tests.hosts.browser import Visit
from tests.hosts.foreign import npm
from tests.hosts.server import CourseServer
from tests.play.hosts import course_frame
from tests.play.test_accessibility import NARROW, TAGS

EDITIONS: tuple[Edition, ...] = ("scorm12", "scorm2004")
STATUS = {"scorm12": "cmi.core.lesson_status", "scorm2004": "cmi.completion_status"}
READ, ASKED, QUIZ = "contexte", "la-demarche-limits", "quiz-regards-professionnels"
"""A lesson to be read, one with questions, a quiz."""


@pytest.fixture(scope="module")
def served(
    project: Path, course_server: CourseServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, Edition], str]:
    """Build the course by lesson, with or without its quizzes in the rule; the name it is served under."""
    report = Report()
    loaded = load(read_project(project, report), "limits", report)
    assert loaded is not None
    folder = tmp_path_factory.mktemp("lessons")

    def made(quizzes: str, edition: Edition) -> str:
        path = folder / f"lessons-{quizzes}-{edition}.zip"
        if not path.exists():
            finished = package(by_lesson(loaded[0], quizzes), edition, Report())
            assert finished is not None
            archive.save(finished, path)
        return course_server.add(path)

    return made


def by_lesson(course: Course, quizzes: str) -> Course:
    """*course* packaged by lesson; READ has lost its questions."""
    pages = [
        replace(each, blocks=tuple(block for block in each.blocks if isinstance(block, Text)))
        if each.id == READ
        else each
        for each in course.pages
    ]
    rule = course.settings.completion.model_copy(update={"quizzes_done": quizzes})
    settings = course.settings.model_copy(update={"packaging": "per-lesson", "completion": rule})
    return replace(course, settings=settings, pages=tuple(pages))


class Desk:
    """One learner at one lesson under the strict host."""

    def __init__(self, server: CourseServer, attempt: Attempt, visit: Visit) -> None:
        self.server, self.attempt, self.visit = server, attempt, visit
        self.page: Page = visit.open(server.attempt_url(attempt))
        self.frame: Frame = course_frame(self.page)

    def leave(self) -> None:
        """Close the tab, and wait until the host knows."""
        self.page.close()
        self.server.attempts.wait(self.attempt, lambda attempt: attempt.finished)

    @property
    def status(self) -> str:
        """What the host holds."""
        return self.attempt.cmi[STATUS[self.attempt.edition]]


@pytest.fixture
def sit(
    course_server: CourseServer, served: Callable[[str, Edition], str], new_visit: Callable[..., Visit]
) -> Callable[..., Desk]:
    """Open a lesson; again the same attempt when one is given."""

    def opened(
        lesson: str, edition: Edition, quizzes: str = "all", again: Attempt | None = None, **options: object
    ) -> Desk:
        name = served(quizzes, edition)
        attempt = again or course_server.open_attempt(name, edition=edition, launch_file=f"{lesson}.html")
        return Desk(course_server, attempt, new_visit(**options))

    return opened


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_lesson_read_to_its_end_is_completed_and_says_where_to_go_on(
    sit: Callable[..., Desk], edition: Edition
) -> None:
    desk = sit(READ, edition)
    ending = desk.frame.locator("#_suite")
    expect(desk.frame.locator("#_place")).to_have_text("En cours")
    desk.frame.locator(".way").scroll_into_view_if_needed()
    expect(ending).to_contain_text("votre progression est enregistrée")
    expect(desk.frame.locator("#_place")).to_have_text("Terminée")
    expect(desk.frame.locator("#_terminer")).to_be_hidden()
    desk.leave()
    assert desk.status == "completed"
    assert desk.attempt.violations == []
    again = sit(READ, edition, again=desk.attempt)
    expect(again.frame.locator("#_place")).to_have_text("Terminée")
    again.leave()
    assert again.status == "completed"


def test_a_lesson_with_open_questions_can_be_ended_by_its_button(sit: Callable[..., Desk]) -> None:
    desk = sit(ASKED, "scorm12")
    desk.frame.locator(".way").scroll_into_view_if_needed()
    expect(desk.frame.locator("#_place")).to_have_text("En cours")
    desk.frame.get_by_role("button", name="Terminer cette leçon").click()
    expect(desk.frame.locator("#_suite")).to_contain_text("Cette leçon est terminée")
    expect(desk.frame.locator("#_suite")).to_be_focused()
    desk.leave()
    assert desk.status == "completed"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_page_that_the_rule_does_not_ask_for_is_completed_by_opening_it(
    sit: Callable[..., Desk], edition: Edition
) -> None:
    desk = sit(QUIZ, edition, quizzes="none")
    expect(desk.frame.locator("form").first).to_be_visible()
    desk.leave()
    assert desk.status == "completed"
    asked = sit(QUIZ, edition)
    expect(asked.frame.locator("form").first).to_be_visible()
    asked.leave()
    assert asked.status == "incomplete"
    if edition == "scorm2004":
        # R04-02, R04-03: the measure is 1 exactly where the SCO says completed.
        assert [float(each.attempt.cmi["cmi.progress_measure"]) for each in (desk, asked)] == [1, 0]


def test_the_state_of_one_lesson_is_not_taken_for_that_of_another(sit: Callable[..., Desk]) -> None:
    desk = sit(READ, "scorm12")
    desk.frame.locator(".way").scroll_into_view_if_needed()
    expect(desk.frame.locator("#_place")).to_have_text("Terminée")
    desk.leave()
    desk.attempt.launch_file = "motivations.html"
    other = sit("motivations", "scorm12", again=desk.attempt)
    expect(other.frame.locator("#_place")).to_have_text("En cours")
    other.leave()


@pytest.mark.parametrize("lesson", [READ, ASKED, QUIZ])
def test_axe_finds_nothing_in_a_lesson_by_itself(sit: Callable[..., Desk], lesson: str) -> None:
    desk = sit(lesson, "scorm12", viewport=NARROW)
    expect(desk.frame.locator("#_place")).to_have_text("En cours")
    desk.frame.evaluate((npm("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = desk.frame.evaluate(
        """async (tags) => {
            document.getAnimations().forEach((animation) => animation.finish());
            const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false };
            return (await axe.run(document, options)).violations.map((each) => `${each.id}: ${each.nodes[0].html}`);
        }""",
        TAGS,
    )
    assert found == []
    assert desk.frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    desk.leave()


@pytest.mark.parametrize("name", FORMATS)
def test_a_whole_course_asks_for_few_files_until_its_first_lesson(
    name: str, course_server: CourseServer, archives: dict[str, Path], new_visit: Callable[..., Visit]
) -> None:
    visit = new_visit()
    page = visit.open(course_server.course_url(course_server.add(archives[name])))
    page.locator("#_reprendre").click()
    expect(page.locator(f"#{READ} h1")).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => true)")
    assert len([each for each in visit.requests if "favicon" not in each]) <= 6


def test_a_lesson_asks_for_few_files_and_can_be_read_without_javascript(
    course_server: CourseServer, served: Callable[[str, Edition], str], new_visit: Callable[..., Visit]
) -> None:
    address = f"{course_server.origin}/packages/{served('all', 'scorm12')}/{READ}.html"
    visit = new_visit()
    page = visit.open(address)
    expect(page.locator("#_place")).to_have_text("En cours")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert len([each for each in visit.requests if "favicon" not in each]) <= 6
    plain = new_visit(java_script_enabled=False).open(address)
    expect(plain.locator("h1")).to_be_visible()
    expect(plain.get_by_role("heading", name="Fin de la leçon")).to_be_visible()
    expect(plain.locator("#_terminer")).to_be_hidden()
    expect(plain.locator("noscript p").first).to_contain_text("Vous pouvez lire toute la leçon")
    expect(plain.locator("noscript p").first).to_be_visible()

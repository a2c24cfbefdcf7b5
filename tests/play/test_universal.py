"""One package, five ways to be launched; and a course by lesson as the AUs of a cmi5 LMS."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from builder import archive
from builder.diagnostics import Report
from builder.hosts.cmi5 import Launches, read
from builder.hosts.lrs import Lrs, Store, basic
from builder.load import load, read_project
from builder.pipeline import package
from tests.hosts.browser import Visit
from tests.hosts.served import Place, served
from tests.hosts.server import CourseServer
from tests.play.hosts import course_frame
from tests.play.test_lessons import QUIZ, READ, by_lesson

COURSE = "https://cartable.example.org/cours/limits"
BASIC = "Basic bGVjdGV1cjpzZWNyZXQ="
"""lecteur:secret"""


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Place, str]]:
    """A server whose application each test sets, and its address."""
    place = Place()
    with served(place) as origin:
        yield place, origin


@pytest.fixture
def universal(course_server: CourseServer, archives: dict[str, Path]) -> str:
    """The address of the universal package's page."""
    return course_server.course_url(course_server.add(archives["universal"]))


def is_saving(page: Page) -> None:
    """The foot says that somebody records, and no notice says otherwise."""
    expect(page.locator("#_etat")).to_contain_text("Enregistr")
    expect(page.locator("#avis-enregistrement")).to_be_hidden()


def test_cmi5_launches_it(
    place: tuple[Place, str], universal: str, archives: dict[str, Path], new_visit: Callable[..., Visit]
) -> None:
    launches = Launches(Store(), read(archives["universal"]), address=f"{place[1]}/cmi5")
    place[0].app = Starlette(routes=[Mount("/cmi5", launches.app())])
    visit = new_visit()
    visit.expect(r"404 ")
    assert launches.structure is not None
    (au,) = launches.structure.aus
    page = visit.open(launches.launch(au.id, universal))
    is_saving(page)
    page.locator("#_reprendre").click()
    page.locator("button[data-leave]").first.click()
    expect(page.get_by_role("heading", name="Tout est enregistré")).to_be_visible()
    assert launches.violations == []
    verbs: set[str] = set()
    for _ in range(100):
        verbs = {each["verb"]["id"].rpartition("/")[2] for each in launches.store.statements()}
        if "terminated" in verbs:
            break
        page.wait_for_timeout(100)  # the last statement is on its way when the page says that all is safe
    assert {"launched", "initialized", "terminated"} <= verbs


def test_xapi_launches_it(place: tuple[Place, str], universal: str, new_visit: Callable[..., Visit]) -> None:
    lrs = Lrs(Store(), basic("lecteur", "secret"))
    place[0].app = Starlette(routes=[Mount("/xapi", lrs.app())])
    query = {
        "endpoint": f"{place[1]}/xapi/",
        "auth": BASIC,
        "actor": '{"mbox": "mailto:camille@example.org"}',
        "registration": str(uuid.uuid4()),
        "activity_id": COURSE,
    }
    visit = new_visit()
    visit.expect(r"404 ")
    page = visit.open(f"{universal}?{urlencode(query)}")
    is_saving(page)
    found = list(lrs.store.statements())
    assert [each["verb"]["id"].rpartition("/")[2] for each in found][-1:] == ["initialized"]
    assert {each["object"]["id"] for each in found} == {COURSE}


@pytest.mark.parametrize("mood", ["strict", "minimal"])
def test_scorm_12_launches_it(
    mood: str, course_server: CourseServer, archives: dict[str, Path], new_visit: Callable[..., Visit]
) -> None:
    attempt = course_server.open_attempt(course_server.add(archives["universal"]), mood=mood)
    page = new_visit().open(course_server.attempt_url(attempt))
    frame = course_frame(page)
    expect(frame.locator("#_etat")).to_contain_text("Enregistr")
    page.close()
    course_server.attempts.wait(attempt, lambda each: each.finished)
    assert attempt.cmi["cmi.core.lesson_status"] == "incomplete"
    assert attempt.violations == []


def test_opened_by_itself_it_keeps_progress_on_the_device(universal: str, new_visit: Callable[..., Visit]) -> None:
    page = new_visit().open(universal)
    is_saving(page)
    assert page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('cartable/'))")
    expect(page.locator("#_effacer")).to_be_visible()
    expect(page.get_by_text("Ouvert hors d’une plateforme")).to_be_visible()


@pytest.mark.parametrize("added", ["#100%", "#/lecteur?token=%E0%A4%A", "#course"])
def test_what_a_platform_adds_to_the_address_leaves_no_page_blank(
    universal: str, new_visit: Callable[..., Visit], added: str
) -> None:
    page = new_visit().open(universal + added)
    expect(page.locator("#_accueil h1")).to_be_visible()


def test_in_a_frame_that_records_nothing_it_says_so(
    course_server: CourseServer, archives: dict[str, Path], new_visit: Callable[..., Visit]
) -> None:
    name = course_server.add(archives["universal"])
    page = new_visit().open(course_server.frame_url(f"/packages/{name}/index.html"))
    frame = course_frame(page)
    expect(frame.locator("#avis-enregistrement")).to_contain_text("n’est pas enregistrée")
    assert (
        frame.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('cartable/') && key.includes('-'))")
        == []
    )


def test_a_lesson_of_a_cmi5_package_satisfies_its_block_and_the_course(
    project: Path,
    place: tuple[Place, str],
    course_server: CourseServer,
    tmp_path: Path,
    new_visit: Callable[..., Visit],
) -> None:
    report = Report()
    loaded = load(read_project(project, report), "limits", report)
    assert loaded is not None
    # One lesson in the first module, and in the second a quiz that nobody has to open.
    course = by_lesson(loaded[0], "none")
    course = replace(course, pages=tuple(each for each in course.pages if each.id in (READ, QUIZ)))
    finished = package(course, "cmi5", report)
    assert finished is not None
    path = tmp_path / "lessons-cmi5.zip"
    archive.save(finished, path)
    launches = Launches(Store(), read(path), address=f"{place[1]}/cmi5")
    place[0].app = Starlette(routes=[Mount("/cmi5", launches.app())])
    address = course_server.course_url(course_server.add(path)).replace("index.html", f"{READ}.html")
    visit = new_visit()
    visit.expect(r"404 ")
    page = visit.open(launches.launch(f"{COURSE}/{READ}", address))
    expect(page.locator("#_place")).to_have_text("En cours")
    page.locator(".way").scroll_into_view_if_needed()
    expect(page.locator("#_place")).to_have_text("Terminée")
    page.locator("button[data-leave]").first.click()
    expect(page.get_by_role("heading", name="Tout est enregistré")).to_be_visible()
    assert launches.violations == []
    said = [each for each in launches.store.statements() if each["verb"]["id"].endswith("/satisfied")]
    assert [each["object"]["id"] for each in said] == [
        launches.activity(name) for name in (f"{COURSE}/modules/{QUIZ}", f"{COURSE}/modules/{READ}", COURSE)
    ]

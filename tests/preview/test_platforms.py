"""A course under each standard in the preview: it is answered, cut off, reviewed, left and taken up again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.hosts.browser import Visit
from tests.preview.projects import ORDINARY, previewed, write_project

TRACKED = ("scorm12", "scorm2004", "xapi", "cmi5")
UNIVERSAL = ("universal/scorm12", "universal/xapi", "universal/cmi5")
SCORM = ("scorm12", "scorm2004", "universal/scorm12")
NAMES = {"scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004", "xapi": "xAPI", "cmi5": "cmi5", "web": "Page web"}
NAMES |= {f"universal/{name}": f"Universel, comme {NAMES[name]}" for name in (*TRACKED, "web")}


class Panel:
    """The preview in a tab: the bar, the panel, and the course inside."""

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self.way = way

    def press(self, name: str) -> None:
        """Press a button of the panel."""
        self.page.get_by_role("button", name=name).click()

    def launched(self, number: int) -> None:
        """Return when launch *number* of the attempt has begun to talk."""
        self.page.wait_for_function(
            """number => {
                const rows = [...document.querySelectorAll("#rows > li")];
                const of = rows.map(row => row.matches(".mark") && row.textContent.includes(`Lancement ${number}`));
                const said = rows.slice(of.lastIndexOf(true) + 1).map(row => row.textContent);
                return of.includes(true) && said.some(text => /Commit|PUT|Initialize|GET/.test(text));
            }""",
            arg=number,
        )
        expect(self.course.locator("main .view.is-shown")).to_have_count(1)

    @property
    def course(self) -> FrameLocator:
        """The document of the course."""
        page = self.page.frame_locator("#frame").frame_locator("#page")
        return page.frame_locator("iframe[name=course]") if self.way in SCORM else page

    def go_to(self, place: str) -> None:
        """Show the page *place* of the course."""
        self.course.locator("html").evaluate("(html, place) => { html.ownerDocument.location.hash = place; }", place)

    def answer(self, question: str, choice: str) -> None:
        """Answer a question of the quiz."""
        self.go_to("quiz-essai")
        radio = self.course.get_by_role("radio", name=choice)
        following = self.course.get_by_role("button", name="Question suivante")
        expect(radio.or_(following).first).to_be_visible()
        if not radio.is_visible():
            following.click()
        radio.check()
        self.course.get_by_role("button", name=re.compile("^Valider")).filter(visible=True).click()

    def held(self, label: str) -> Locator:
        """What the platform holds under *label*."""
        return self.page.locator("#held").locator(f"dt:text-is('{label}') + dd")

    @property
    def violations(self) -> list[str]:
        """What the course did against a rule."""
        return self.page.locator("#rows .violation").all_inner_texts()

    @property
    def rows(self) -> Locator:
        """The calls."""
        return self.page.locator("#rows > li")


@pytest.fixture
def panel(tmp_path: Path, way: str, new_visit: Callable[..., Visit]) -> Iterator[Panel]:
    """A preview of the small course, launched in the way that the test is about."""
    with previewed(write_project(tmp_path), "-f", way.partition("/")[0]) as running:
        visit = new_visit(viewport={"width": 1280, "height": 900})
        visit.expect(ORDINARY)
        made = Panel(visit.open(running.address), way)
        if "/" in way:
            made.page.get_by_label("Norme").select_option(NAMES[way])
            expect(made.page.locator("#way")).to_have_value(way)
        made.launched(1)
        yield made


@pytest.mark.parametrize("way", [*TRACKED, *UNIVERSAL])
def test_an_answer_is_seen_on_its_way_to_the_platform(panel: Panel, way: str) -> None:
    expect(panel.held("Réponses")).to_have_text("0")
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    said = "Commit" if way in SCORM else "answered"
    expect(panel.rows.filter(has_text=said).last).to_be_visible()
    assert panel.violations == []
    panel.answer("Et laquelle encore", "La mauvaise")
    expect(panel.held("Réponses")).to_have_text("2")
    if way in SCORM:
        expect(panel.held("Note")).to_have_text("50")
    expect(panel.held("Statut")).to_have_text("completed")
    assert panel.violations == []


@pytest.mark.parametrize("way", TRACKED)
def test_a_cut_network_loses_nothing_and_doubles_nothing(panel: Panel, way: str) -> None:
    panel.press("Couper le réseau")
    expect(panel.rows.filter(has_text="Le réseau est coupé")).to_be_visible()
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.rows.and_(panel.page.locator(".problem")).first).to_be_visible()
    banner = panel.course.locator("#avis-enregistrement" if way in SCORM else "#etat")
    expect(banner).to_contain_text(re.compile("enregistr|envo"))
    expect(panel.held("Réponses")).to_have_text("0")
    panel.press("Couper le réseau")
    expect(panel.rows.filter(has_text="Le réseau est rétabli")).to_be_visible()
    panel.press("Relancer")
    panel.launched(2)
    expect(panel.held("Réponses")).to_have_text("1")


@pytest.mark.parametrize("way", TRACKED)
def test_a_platform_that_refuses_to_save_is_named(panel: Panel, way: str) -> None:
    panel.press("Refuser les enregistrements")
    panel.answer("Laquelle est juste", "Celle-ci")
    problem = panel.page.locator("#rows .problem .why").first
    code = {"scorm12": "101", "scorm2004": "391"}.get(way, "503")
    expect(problem).to_contain_text(f"Erreur {code} : ")
    panel.page.get_by_label("Seulement les problèmes").check()
    shown = panel.page.locator("#rows > li:visible")
    expect(shown.first).to_be_visible()
    assert all("problem" in each for each in shown.evaluate_all("rows => rows.map(row => row.className)"))
    panel.press("Refuser les enregistrements")


@pytest.mark.parametrize("way", ["scorm12", "scorm2004", "cmi5"])
def test_a_review_writes_nothing(panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Mode relecture")
    expect(panel.rows.filter(has_text="Lancement 2 : relecture")).to_be_visible()
    expect(panel.course.locator("#avis-enregistrement")).to_be_visible()
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Mode relecture")
    panel.launched(3)
    expect(panel.course.locator("#avis-enregistrement")).to_be_hidden()
    assert panel.violations == []


@pytest.mark.parametrize("way", ["xapi"])
def test_xapi_has_no_review(panel: Panel) -> None:
    expect(panel.page.get_by_role("button", name="Mode relecture")).to_be_disabled()


@pytest.mark.parametrize("way", TRACKED)
def test_a_relaunch_resumes_and_a_new_attempt_does_not(panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Relancer")
    panel.launched(2)
    expect(panel.rows.filter(has_text="Lancement 2 : reprise")).to_be_visible()
    panel.go_to("quiz-essai")
    expect(panel.course.get_by_role("radio", name="Celle-ci")).to_have_count(0)
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Nouvelle tentative")
    panel.launched(1)
    expect(panel.held("Réponses")).to_have_text("0")
    panel.go_to("quiz-essai")
    expect(panel.course.get_by_role("radio", name="Celle-ci")).to_have_count(1)

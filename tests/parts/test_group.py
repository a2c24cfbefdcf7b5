"""Group mode in Chromium: slides, hands counted by mouse and by keyboard, nothing answered and nothing recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builder.diagnostics import Report
from builder.load import load, read_project
from builder.render.parts import parts
from builder.render.prose import Notes
from tests.hosts.browser import Visit
from tests.load import projects

SESSION = "- rencontre: atelier\n  titre: L'atelier\n  mois: 2021-10\n"
FILES = {"courses/essai/sessions.yaml": SESSION}
Open = Callable[..., Page]


@pytest.fixture
def at(published: Callable[..., str], new_visit: Callable[..., Visit]) -> Open:
    """Open a page of the course, and the mode unless it is only to be looked at."""

    def open_(name: str, enter: bool = True, **options: Any) -> Page:
        page = new_visit(**options).open(f"{published(FILES)}#{name}")
        # Chromium without a screen has no full screen to give; a frame of an LMS neither.
        if enter:
            page.locator(f"#{name}").get_by_role("button", name="Projeter en groupe").click()
            expect(page.get_by_role("region", name="Mode groupe")).to_be_visible()
        return page

    return open_


def kept(page: Page) -> dict[str, str]:
    """All that the device keeps of the course."""
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def settled(page: Page) -> dict[str, str]:
    """What is kept once the visit before has ended, and a new one begun."""
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    found = kept(page)
    page.reload()
    return found


def turn(page: Page, times: int = 1) -> None:
    for _ in range(times):
        page.get_by_role("button", name="Suivant").click()


def test_a_page_becomes_slides_and_comes_back_whole(at: Open) -> None:
    page = at("accueil")
    expect(page.get_by_role("heading", name="Bienvenue")).to_be_focused()
    expect(page.locator(".projection__count")).to_have_text("1 sur 4")
    expect(page.get_by_role("button", name="Précédent")).to_be_disabled()
    for hidden in ("header.bar", "#_plan", "footer", "#accueil .way", "#accueil .sources"):
        expect(page.locator(hidden)).to_be_hidden()
    turn(page, 2)
    expect(page.get_by_role("heading", name="Regardez")).to_be_focused()
    expect(page.locator("video")).to_be_visible()
    expect(page.get_by_text("Une phrase.")).to_be_hidden()
    page.get_by_role("button", name="Quitter").click()
    expect(page.get_by_role("button", name="Projeter en groupe")).to_be_focused()
    for shown in ("header.bar", "footer", "#accueil .way", "video", "#accueil [data-activity]"):
        expect(page.locator(shown).first).to_be_visible()
    expect(page.locator(".hands")).to_have_count(0)


def test_slides_go_on_over_the_pages_and_leaving_comes_back_to_the_first(at: Open) -> None:
    page = at("accueil")
    turn(page, 4)
    expect(page.get_by_role("heading", name="Vos avis")).to_be_focused()
    expect(page.locator(".projection__count")).to_have_text("1 sur 3")
    turn(page, 2)
    expect(page.get_by_role("button", name="Suivant")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.locator("#accueil")).to_be_visible()
    expect(page.locator("#quiz-avis")).to_be_hidden()
    assert page.url.endswith("#accueil")


def test_hands_are_counted_before_and_after_a_question(at: Open) -> None:
    page = at("accueil")
    turn(page, 3)
    panel = page.locator(".hands:visible")
    expect(panel.get_by_role("heading", name="De quelle couleur est le ciel")).to_be_visible()
    assert "Bleu" in panel.inner_text()
    expect(panel.get_by_text("Oui.")).to_be_hidden()
    expect(panel.get_by_text("Juste", exact=True)).to_have_count(0)
    panel.get_by_label("Vert : mains avant").fill("6")
    panel.get_by_label("Bleu : mains avant").fill("2")
    expect(panel.locator("svg")).to_have_count(0)
    panel.get_by_role("button", name="Montrer la répartition").click()
    expect(panel.locator("tbody tr").nth(0)).to_contain_text("avant 75\u202f%")
    expect(panel.get_by_role("status")).to_have_text("8 mains avant.")
    panel.get_by_role("button", name="Montrer la réponse").click()
    expect(panel.get_by_role("heading", name="Réponse")).to_be_focused()
    expect(panel.get_by_text("Oui.")).to_be_visible()
    panel.get_by_label("Vert : mains après").fill("1")
    panel.get_by_label("Bleu : mains après").fill("7")
    expect(panel.get_by_role("status")).to_have_text(
        "8 mains avant. 8 mains après. Réponses justes\u00a0: 25\u202f% avant, 88\u202f% après."
    )
    widths = (
        panel.locator("tbody tr")
        .nth(1)
        .locator("rect")
        .evaluate_all("all => all.map((each) => each.width.baseVal.value)")
    )
    assert widths[0] < 30 < 80 < widths[1]


def test_a_myth_tells_how_far_the_group_has_moved(at: Open) -> None:
    page = at("quiz-avis")
    turn(page)
    panel = page.locator(".hands:visible")
    before = panel.locator("tbody input")
    expect(before).to_have_count(8)
    for number, count in ((5, "10"), (6, "10"), (7, "5")):
        before.nth(number).fill(count)
    panel.get_by_role("button", name="Montrer la répartition").click()
    # « Je ne sais pas » is a hand, and no place on the scale.
    expect(panel.get_by_role("status")).to_have_text("25 mains avant. Moyenne\u00a0: 6,5 sur 7.")
    expect(panel.get_by_text("Les sommes sont petites.")).to_be_hidden()
    panel.get_by_role("button", name="Montrer la réponse").click()
    expect(panel.get_by_role("heading", name="Les faits disent")).to_be_focused()
    panel.get_by_label("Faux : mains après", exact=True).fill("20")
    expect(panel.get_by_role("status")).to_contain_text("Le groupe s’est rapproché des faits.")
    panel.get_by_label("Faux : mains après", exact=True).fill("0")
    panel.get_by_label("Tout à fait vrai : mains après").fill("20")
    expect(panel.get_by_role("status")).to_contain_text("Le groupe s’est éloigné des faits.")


def test_counts_stay_from_slide_to_slide_and_can_be_taken_back(at: Open) -> None:
    page = at("accueil")
    turn(page, 3)
    page.locator(".hands:visible").get_by_label("Vert : mains avant").fill("6")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Projeter en groupe").click()
    turn(page, 3)
    panel = page.locator(".hands:visible")
    expect(panel.get_by_label("Vert : mains avant")).to_have_value("6")
    panel.get_by_role("button", name="Remettre à zéro").click()
    expect(panel.get_by_label("Vert : mains avant")).to_have_value("")
    expect(panel.get_by_label("Vert : mains avant")).to_be_focused()


@pytest.mark.parametrize(("typed", "counted"), [("-3", "0"), ("2.7", "2"), ("", "0"), ("123456", "9999")])
def test_what_is_no_count_is_none(typed: str, counted: str, at: Open) -> None:
    page = at("accueil")
    turn(page, 3)
    panel = page.locator(".hands:visible")
    panel.get_by_label("Bleu : mains avant").fill("1")
    panel.get_by_role("button", name="Montrer la répartition").click()
    panel.get_by_label("Vert : mains avant").fill(typed)
    expect(panel.get_by_role("status")).to_have_text(
        f"{int(counted) + 1} mains avant." if int(counted) else "1 main avant."
    )


def test_by_keyboard_alone(at: Open) -> None:
    page = at("accueil", enter=False)
    page.get_by_role("button", name="Projeter en groupe").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bienvenue")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    panel = page.locator(".hands:visible")
    page.keyboard.press("ArrowLeft")
    expect(panel).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(panel.get_by_label("Vert : mains avant")).to_be_focused()
    page.keyboard.type("3")
    # In a field the arrows count, as they always do.
    page.keyboard.press("ArrowUp")
    expect(panel.get_by_label("Vert : mains avant")).to_have_value("4")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_have_text("16 mains avant.")
    expect(panel.get_by_role("button", name="Montrer la réponse")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Réponse")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Projeter en groupe")).to_be_focused()


def test_nothing_is_answered_seen_or_kept(at: Open) -> None:
    page = at("accueil", enter=False)
    page.locator("#accueil").get_by_label("Vert").check()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Non.")).to_be_visible()
    before = settled(page)
    assert any(len(text) > 3 for text in before.values())
    place = page.locator("#_plan").inner_text()
    page.get_by_role("button", name="Projeter en groupe").click()
    turn(page, 3)
    panel = page.locator(".hands:visible")
    panel.get_by_label("Bleu : mains avant").fill("12")
    panel.get_by_role("button", name="Montrer la répartition").click()
    panel.get_by_role("button", name="Montrer la réponse").click()
    panel.get_by_label("Bleu : mains après").fill("12")
    turn(page, 3)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("Escape")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert kept(page) == before
    assert page.evaluate("sessionStorage.length") == 0
    assert page.locator("#_plan").inner_text() == place
    expect(page.get_by_text("Non.")).to_be_visible()


def test_the_solution_is_not_in_the_page_before_it_is_shown(at: Open) -> None:
    page = at("accueil", enter=False)
    assert "Les sommes sont petites" not in page.content()


def test_a_link_leads_out_of_the_mode(at: Open) -> None:
    page = at("accueil")
    turn(page)
    page.locator("#accueil .ref:visible").first.click()
    expect(page.get_by_role("region", name="Mode groupe")).to_have_count(0)
    expect(page.locator("#accueil .sources")).to_be_visible()
    assert page.locator(".view.is-shown").count() == 1


def test_back_leads_out_of_the_mode(at: Open) -> None:
    page = at("accueil", enter=False)
    page.get_by_role("link", name="Vos avis").first.click()
    page.locator("#quiz-avis").get_by_role("button", name="Projeter en groupe").click()
    page.go_back()
    expect(page.get_by_role("region", name="Mode groupe")).to_have_count(0)
    expect(page.locator("#accueil")).to_be_visible()
    assert page.locator(".view.is-shown").count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_any_slide_and_nothing_is_wider_than_the_screen(
    width: int, at: Open, axe: Callable[[Page], list[str]]
) -> None:
    page = at("accueil", viewport={"width": width, "height": 720})
    found = []
    for number in range(7):
        panel = page.locator(".hands:visible")
        if panel.count():
            found += [f"slide {number}: {each}" for each in axe(page)]
            panel.locator("tbody input").first.fill("3")
            panel.get_by_role("button", name="Montrer la répartition").click()
            panel.get_by_role("button", name="Montrer la réponse").click()
            panel.locator("tbody input").nth(1).fill("5")
        found += [f"slide {number}: {each}" for each in axe(page)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        small = page.locator(".projection button, .hands:visible button, .hands:visible input").evaluate_all(
            "all => all.filter((each) => each.offsetHeight && each.offsetHeight < 44).map((each) => each.outerHTML)"
        )
        assert small == []
        if number < 6:
            turn(page)
    assert found == []


def test_full_screen_is_asked_for_and_its_end_is_the_end(at: Open) -> None:
    page = at("accueil", enter=False)
    page.evaluate(
        """() => {
            let full = null;
            Object.defineProperty(document, "fullscreenElement", { get: () => full });
            const change = (to) => { full = to; document.dispatchEvent(new Event("fullscreenchange")); };
            Element.prototype.requestFullscreen = async function () { change(this); };
            document.exitFullscreen = async () => change(null);
        }"""
    )
    page.get_by_role("button", name="Projeter en groupe").click()
    assert page.evaluate("document.fullscreenElement === document.documentElement")
    page.evaluate("document.exitFullscreen()")
    expect(page.get_by_role("region", name="Mode groupe")).to_have_count(0)
    expect(page.get_by_role("button", name="Projeter en groupe")).to_be_focused()


def test_a_frame_that_forbids_the_full_screen_is_filled(at: Open) -> None:
    page = at("accueil", enter=False)
    page.evaluate("() => { Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('denied')); }")
    page.get_by_role("button", name="Projeter en groupe").click()
    expect(page.get_by_role("region", name="Mode groupe")).to_be_visible()


BANK = """\
titre: En groupe
questions:
  - association: roles
    question: >
      Qui fait quoi ?
    paires:
      - element: Le maire
        avec: Décide
      - element: Le notaire
        avec: Écrit
    retour: >
      Voilà qui fait quoi.
    source: guide
  - que-repondez-vous: sacha
    situation: >
      Sacha attend devant la porte.
    dit: >
      Ce n'est pas interdit.
    repliques:
      - juste: >
          Parlons-en.
        retour: >
          Vous ouvrez.
      - fausse: >
          Va-t'en.
        retour: >
          Vous fermez.
    modele: >
      Merci de me le dire.
    raisons:
      - >
        La porte reste ouverte.
    source: guide
"""


def test_what_hands_cannot_answer_is_done_on_a_copy_that_keeps_nothing(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = new_visit().open(published(FILES | {"quizzes/avis.yaml": BANK}) + "#quiz-avis")
    before = settled(page)
    page.locator("#quiz-avis").get_by_role("button", name="Projeter en groupe").click()
    turn(page)
    panel = page.locator(".hands:visible")
    expect(panel.get_by_role("heading").first).to_be_focused()
    for select in panel.locator("select").all():
        select.select_option(index=1)
    panel.get_by_role("button", name="Valider").click()
    expect(panel.get_by_text("Voilà qui fait quoi.")).to_be_visible()
    # It is still there when the group comes back to it, until it is taken back.
    turn(page)
    page.get_by_role("button", name="Précédent").click()
    expect(panel.get_by_text("Voilà qui fait quoi.")).to_be_visible()
    panel.get_by_role("button", name="Remettre à zéro").click()
    expect(panel.get_by_text("Voilà qui fait quoi.")).to_have_count(0)
    expect(panel.get_by_role("button", name="Valider")).to_be_visible()
    page.keyboard.press("Escape")
    learner = page.locator("#quiz-avis [data-activity]").first
    expect(learner.get_by_text("Voilà qui fait quoi.")).to_have_count(0)
    expect(learner.get_by_role("button", name="Valider")).to_be_visible()
    ids = page.locator("[id]").evaluate_all("all => all.map((each) => each.id)")
    assert len(ids) == len(set(ids))
    assert settled(page) == before


def test_a_reply_shows_the_situation_first_and_its_model_last(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = new_visit().open(published(FILES | {"quizzes/avis.yaml": BANK}) + "#quiz-avis")
    page.locator("#quiz-avis").get_by_role("button", name="Projeter en groupe").click()
    turn(page, 2)
    panel = page.locator(".hands:visible")
    expect(panel.get_by_text("Sacha attend devant la porte.")).to_be_visible()
    expect(panel.locator(".heard")).to_contain_text("Ce n’est pas interdit.")
    expect(panel.get_by_text("Merci de me le dire.")).to_be_hidden()
    panel.get_by_label("Parlons-en. : mains avant").fill("4")
    panel.get_by_role("button", name="Montrer la réponse").click()
    expect(panel.get_by_text("Merci de me le dire.")).to_be_visible()
    expect(panel.get_by_text("Vous ouvrez.")).to_be_visible()


# When it is shipped


@pytest.mark.parametrize(
    ("sessions", "line", "shipped"),
    [(True, "", True), (False, "", False), (False, "groupe: oui\n", True), (True, "groupe: non\n", False)],
)
def test_it_ships_with_sessions_or_where_the_course_asks(
    sessions: bool, line: str, shipped: bool, tmp_path: Any
) -> None:
    projects.make(tmp_path)
    if sessions:
        (tmp_path / "courses/essai/sessions.yaml").write_text(SESSION, encoding="utf-8")
    path = tmp_path / "courses/essai/course.yaml"
    path.write_text(path.read_text("utf-8") + line, encoding="utf-8")
    report = Report()
    found = load(read_project(tmp_path, report), "essai", report)
    assert found is not None
    course = found[0]
    (unit,) = course.units("per-course")
    assert ("group" in parts(course, unit, Notes(course, None))) is shipped


PLAYED = """() => {
    // No codec is needed to have played: what was played is told by the element.
    const film = document.querySelector("video");
    let ranges = [];
    const define = (name, get) => Object.defineProperty(film, name, { get, configurable: true });
    define("duration", () => 0.5);
    define("played", () => ({ length: ranges.length, start: (n) => ranges[n][0], end: (n) => ranges[n][1] }));
    film.load = () => { ranges = []; };
    window.watch = () => {
        film.dispatchEvent(new Event("play"));
        ranges = [[0, 0.5]];
        film.dispatchEvent(new Event("timeupdate"));
        film.dispatchEvent(new Event("pause"));
    };
}"""


def test_a_film_that_a_group_watched_is_not_watched_by_the_learner(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    project = (projects.HERE / "base/fr/courses/essai/course.yaml").read_text("utf-8")
    page = new_visit().open(
        published(FILES | {"courses/essai/course.yaml": project + "  medias-vus: [film]\n"}) + "#accueil"
    )
    before = settled(page)
    page.evaluate(PLAYED)
    page.get_by_role("button", name="Projeter en groupe").click()
    page.evaluate("watch()")
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('video').dispatchEvent(new Event('pause'))")
    assert settled(page) == before
    page.evaluate(PLAYED)
    page.evaluate("watch()")
    assert settled(page) != before

"""Words, numbers, places and opinions in Chromium: by mouse, by keyboard alone, resumed, narrow, seen by axe-core."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from builder.play.answers import Hand, steps
from tests.activities.arranged import Seat, Visits, build, lay, sit
from tests.hosts.server import CourseServer
from tests.load.projects import HERE
from tests.play.facts import Package
from tests.play.hosts import Strict

FILLIN = """\
  - a-completer: convention
    question: >
      Complétez ces deux phrases.
    texte: >
      Les conventions sont *[[tripartites|à trois]]*, depuis [[2020|/20-?20/]].

      La collectivité demande [[240 000|240000]] € au plus.
    bareme: partiel
    retour: >
      Trois signataires.
"""
NUMERIC = """\
  - nombre: somme
    question: >
      Combien au plus ?
    reponse: 3,5
    tolerance: 0,1
    unite: millions
    retour: >
      Pour trois ans.
"""
HOTSPOT = """\
  - reperage: lieu
    question: >
      Où se tient le guetteur ?
    image: plan
    zones:
      - zone: Le hall
        place: 5 10 30 40
        retour: >
          Il n'y voit rien.
      - zone: Le coin de la rue
        place: 50 10 30 40
        juste: oui
        retour: >
          Il voit venir.
      - zone: Le parking
        place: 10 60 40 30
        retour: >
          Trop loin.
"""
EXITS = """\
  - reperage: sorties
    question: >
      Où sont les deux sorties ?
    image: plan
    bareme: partiel
    zones:
      - zone: À gauche
        place: 5 10 30 40
        juste: oui
      - zone: À droite
        place: 50 10 30 40
        juste: oui
      - zone: En bas
        place: 10 60 40 30
    retour: >
      À gauche et à droite.
"""
SURVEY = """\
  - sondage: utile
    question: >
      Ce module vous sera-t-il utile ?
    echelle: utilite
"""
LONGTEXT = """\
  - texte: ville
    question: >
      Que changer ici, pour votre ville ?
    transmis: oui
    longueur: 900
"""
KEPT = """\
  - texte: garde
    question: >
      Qu'en retenez-vous ?
    longueur: 300
"""
BANK = (FILLIN, NUMERIC, HOTSPOT, EXITS, SURVEY, LONGTEXT, KEPT)
KINDS = ("fillin", "numeric", "hotspot", "survey")
NARROW = {"width": 320, "height": 640}


def project(root: Path, *items: str) -> Path:
    """A project with these items, and the picture that two of them ask about."""
    lay(root, *items)
    for name in ("plan.svg", "plan.yaml"):
        shutil.copyfile(HERE / "base" / "fr" / "media" / name, root / "media" / name)
    return root


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A lesson with all of them."""
    folder = tmp_path_factory.mktemp("answers")
    return build(project(folder / "projet", *BANK), folder / "essai.zip")


@pytest.fixture
def seat(package: Package, tmp_path: Path, new_visit: Visits) -> Seat:
    return sit(package, tmp_path / "page", new_visit(viewport=NARROW, reduced_motion="reduce"))


def form(seat: Seat, name: str) -> Any:
    return seat.page.locator(f'[data-activity="un/{name}"]')


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
@pytest.mark.parametrize("kind", KINDS)
def test_answered_rightly_and_resumed(seat: Seat, kind: str, hand: Hand) -> None:
    here = seat.form(kind).first
    seat.answer(kind, hand)
    verdict = here.locator(".verdict")
    expect(verdict).to_be_focused()
    assert len(verdict.inner_text().split()) <= 15
    expect(verdict.locator(".is-good")).to_have_count(0 if kind == "survey" else 1)
    expect(here.locator(".asked")).to_be_hidden()
    before = here.locator(".answered").inner_text()
    seat.page.reload()
    assert seat.form(kind).first.locator(".answered").inner_text() == before
    assert seat.look() == []
    assert seat.width() <= NARROW["width"]


def test_nothing_is_wrong_before_any_answer_and_no_solution_is_there(seat: Seat) -> None:
    assert seat.look() == []
    assert seat.width() <= NARROW["width"]
    source = seat.page.content()
    for solution in ("tripartites", "240 000", "240000", "3,5", "Il voit venir", "Trois signataires"):
        assert solution not in source, solution
    assert not re.search(r"is-right|juste", seat.form("hotspot").first.inner_html())


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_is_said_and_the_field_is_described(seat: Seat, kind: str) -> None:
    here = seat.form(kind).first
    here.locator(".asked [type=submit]").click()
    error = here.locator(".error")
    expect(error).to_be_visible()
    field = here.locator("input").first
    expect(field).to_be_focused()
    assert error.get_attribute("id") in (field.get_attribute("aria-describedby") or "").split()
    assert seat.look() == []


def test_each_blank_has_a_name_and_its_sentence(seat: Seat) -> None:
    here = seat.form("fillin")
    second = here.get_by_role("textbox", name="Champ 2 sur 3")
    described = second.evaluate(
        "(input) => document.getElementById(input.getAttribute('aria-describedby')).textContent"
    )
    assert described == "Les conventions sont (Champ 1 sur 3), depuis (Champ 2 sur 3)."
    for each in here.locator(".gap").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= NARROW["width"]


def test_words_are_right_one_by_one_and_only_the_wrong_ones_are_asked_again(seat: Seat) -> None:
    here = seat.form("fillin")
    for number, words in enumerate(("A TROIS !", "2021", "240\u00a0000"), 1):
        here.locator(f'[data-gap="{number}"]').fill(words)
    seat.page.keyboard.press("Enter")
    expect(here.locator(".verdict")).to_contain_text("2 champs justes sur 3")
    filled = here.locator(".answered .filled")
    assert [re.sub(r"\s+", " ", each).strip() for each in filled.all_inner_texts()] == [
        "juste : A TROIS !",
        "faux : 2021",
        "juste : 240 000",
    ]
    expect(here.locator(".answered li")).to_have_text(re.compile("Champ 2.*2020"))
    assert seat.look() == []
    here.get_by_role("button", name="Recommencer cette question").click()
    expect(here.locator('[data-gap="1"]')).to_be_focused()
    assert [each.input_value() for each in here.locator(".gap").all()] == ["A TROIS !", "", "240\u00a0000"]


def test_without_the_words_the_verdict_comes_back(seat: Seat) -> None:
    here = seat.form("fillin")
    for number, words in enumerate(("a trois", "2021", "240000"), 1):
        here.locator(f'[data-gap="{number}"]').fill(words)
    here.locator("[type=submit]").click()
    expect(here.locator(".verdict")).to_be_visible()
    seat.page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.includes('texte')) localStorage.removeItem(key)"
    )
    seat.page.reload()
    filled = seat.form("fillin").locator(".answered .filled__words")
    assert [each.replace("\u202f", " ") for each in filled.all_inner_texts()] == ["tripartites", "…", "240 000"]
    expect(seat.form("fillin").locator(".verdict")).to_contain_text("2 champs justes sur 3")


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("3.5", "Bonne réponse : 3,5 millions."),
        ("+ 3,50 millions", "Bonne réponse : 3,5 millions."),
        ("3,6", "Bonne réponse ; précisément : 3,5 millions."),
        ("3,61", "Ce n’est pas la bonne réponse. Il fallait : 3,5 millions."),
        ("-3,5", "Ce n’est pas la bonne réponse. Il fallait : 3,5 millions."),
    ],
)
def test_a_number_is_read_as_it_is_written(seat: Seat, typed: str, verdict: str) -> None:
    here = seat.form("numeric")
    field = here.get_by_role("textbox", name="Votre réponse")
    assert field.get_attribute("inputmode") == "decimal"
    field.fill(typed)
    seat.page.keyboard.press("Enter")
    shown = here.locator(".verdict")
    expect(shown).to_be_visible()
    assert re.sub(r"\s+", " ", shown.inner_text()) == verdict
    before = here.locator(".answered").inner_text()
    seat.page.reload()
    assert seat.form("numeric").locator(".answered").inner_text() == before


def test_what_is_no_number_is_not_sent(seat: Seat) -> None:
    here = seat.form("numeric")
    here.locator("input").fill("beaucoup")
    seat.page.keyboard.press("Enter")
    expect(here.locator(".error")).to_contain_text("Ce n’est pas un nombre lisible")
    expect(here.locator("input")).to_have_value("beaucoup")


def test_the_picture_and_the_list_are_one(seat: Seat) -> None:
    here = form(seat, "sorties")
    spots = here.locator("[data-zone]")
    spots.nth(1).click()
    expect(here.get_by_role("checkbox", name="2. À droite")).to_be_checked()
    expect(spots.nth(1)).to_have_class(re.compile("is-chosen"))
    here.get_by_role("checkbox", name="3. En bas").check()
    expect(spots.nth(2)).to_have_class(re.compile("is-chosen"))
    spots.nth(2).click()
    expect(here.get_by_role("checkbox", name="3. En bas")).not_to_be_checked()
    for each in here.locator("label.choice").all():
        box = each.bounding_box()
        assert box
        assert box["height"] >= 44
    here.locator("[type=submit]").click()
    expect(here.locator(".verdict")).to_contain_text("il en manque")
    marks = here.locator(".answered [data-zone]")
    expect(marks.nth(0)).to_have_class(re.compile("is-right"))
    expect(marks.nth(1)).to_have_class(re.compile("is-right.*is-chosen|is-chosen.*is-right"))
    assert seat.look() == []
    here.get_by_role("button", name="Recommencer cette question").click()
    expect(here.locator(".asked .is-chosen")).to_have_count(0)


def test_the_picture_can_be_enlarged_and_scrolled_by_keys(seat: Seat) -> None:
    here = form(seat, "lieu")
    picture = here.locator(".asked .spots")
    small = here.locator(".asked img").bounding_box()
    here.get_by_role("button", name="Agrandir l’image").click()
    large = here.locator(".asked img").bounding_box()
    assert small
    assert large
    assert large["width"] >= 2 * small["width"]
    assert seat.width() <= NARROW["width"]
    expect(picture).to_have_attribute("tabindex", "0")
    assert seat.look() == []
    here.locator("[data-zone]").nth(0).click()
    expect(here.get_by_role("radio", name="1. Le hall")).to_be_checked()
    here.get_by_role("button", name="Agrandir l’image").click()
    expect(picture).not_to_have_attribute("tabindex", "0")


def test_a_drawing_that_does_not_say_its_size_has_its_zones(tmp_path: Path, new_visit: Visits) -> None:
    root = project(tmp_path / "projet", HOTSPOT)
    drawing = root / "media" / "plan.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="90" height="40"/></svg>', "utf-8")
    seat = sit(build(root, tmp_path / "essai.zip"), tmp_path / "page", new_visit(viewport=NARROW))
    seat.form("hotspot").locator("[data-zone]").nth(1).click()
    expect(seat.form("hotspot").get_by_role("radio", name="2. Le coin de la rue")).to_be_checked()


def test_an_opinion_can_be_changed_and_kept_to_oneself(seat: Seat) -> None:
    here = seat.form("survey")
    expect(here.get_by_role("group")).to_have_accessible_description(re.compile("Sans note"))
    seat.answer("survey")
    expect(here.locator(".verdict")).to_contain_text("Merci")
    expect(here.locator(".answered")).to_contain_text("Inutile")
    here.get_by_role("button", name="Modifier ma réponse").click()
    expect(here.get_by_role("radio", name="Inutile", exact=True)).to_be_focused()
    here.get_by_role("radio", name="Je préfère ne pas répondre").check()
    here.locator("[type=submit]").click()
    expect(here.locator(".verdict")).to_contain_text("préférez ne pas répondre")
    seat.page.reload()
    expect(seat.form("survey").locator(".verdict")).to_contain_text("préférez ne pas répondre")


def test_an_opinion_whose_step_has_gone_is_asked_anew(tmp_path: Path, new_visit: Visits) -> None:
    labels = ["Jamais", "Parfois", "Souvent", "Toujours"]
    item = "  - sondage: rythme\n    question: Souvent ?\n    echelons: [{}]\n"
    project, visit = tmp_path / "projet", new_visit()
    lay(project, item.format(", ".join(labels)), NUMERIC)
    seat = sit(build(project, tmp_path / "essai.zip"), tmp_path / "page", visit)
    form(seat, "rythme").get_by_role("radio", name="Souvent").check()
    form(seat, "rythme").locator("[type=submit]").click()
    expect(form(seat, "rythme").locator(".verdict")).to_be_visible()
    seat.page.close()
    labels.remove("Souvent")
    lay(project, item.format(", ".join(labels)), NUMERIC)
    seat = sit(build(project, tmp_path / "essai.zip"), tmp_path / "page", visit)
    expect(form(seat, "rythme").get_by_role("radio", name="Parfois")).to_be_visible()
    expect(form(seat, "rythme").locator(".verdict")).to_be_hidden()


@pytest.mark.parametrize(
    ("item", "wrong", "solutions"),
    [
        (FILLIN, ("a trois", "1999", "1"), ("2020", "240\u202f000", "Trois signataires")),
        (NUMERIC, ("9",), ("3,5", "Pour trois ans")),
        (EXITS, (), ("À gauche et à droite", "is-right")),
    ],
    ids=["fillin", "numeric", "hotspot"],
)
def test_nothing_tells_the_solution_before_the_last_try(
    item: str, wrong: tuple[str, ...], solutions: tuple[str, ...], tmp_path: Path, new_visit: Visits
) -> None:
    twice = project(tmp_path / "projet", item.rstrip() + "\n    essais: 2\n    indices: [Relisez la leçon.]\n")
    seat = sit(build(twice, tmp_path / "essai.zip"), tmp_path / "page", new_visit(viewport=NARROW))
    here = seat.page.locator("form[data-activity]")

    def answer() -> None:
        for field, words in zip(here.locator(".asked [type=text]").all(), wrong, strict=True):
            field.fill(words)
        if not wrong:
            here.locator(".choices input").last.check()
        here.locator("[type=submit]").click()
        expect(here.locator(".verdict")).to_be_focused()

    here.get_by_role("button", name="Voir un indice").click()
    expect(here.locator(".hints")).to_contain_text("Relisez la leçon.")
    answer()
    shown = here.locator(".answered")
    assert not [each for each in solutions if each in shown.inner_html()]
    here.get_by_role("button", name=re.compile("^Réessayer")).click()
    answer()
    assert [each for each in solutions if each in shown.inner_html()] == list(solutions)
    expect(here.get_by_role("button", name=re.compile("Réessayer|Recommencer"))).to_have_count(0)


def test_where_nobody_records_a_text_is_kept_and_cannot_be_sent(seat: Seat) -> None:
    here = form(seat, "ville")
    expect(here.get_by_role("button", name="Envoyer")).to_have_count(0)
    expect(here.get_by_text("ne part que si vous l’envoyez")).to_be_hidden()
    here.locator("textarea").fill("Un exemple d’une petite ville.")
    seat.page.reload()
    expect(form(seat, "ville").locator("textarea")).to_have_value("Un exemple d’une petite ville.")
    assert "Un texte que vous envoyez" not in (seat.page.locator("#_a-propos").text_content() or "")
    assert seat.width() <= NARROW["width"]


def test_reports_say_what_was_answered_and_opinions_of_the_course_are_no_beliefs(
    tmp_path: Path, course_server: CourseServer, new_visit: Callable[..., Any]
) -> None:
    """Under a strict SCORM 1.2 host, and in a course whose beliefs are nobody's business."""
    package = build(project(tmp_path / "projet", *BANK), tmp_path / "reports.zip", "scorm12")
    host = Strict(course_server, package)
    visit = new_visit()
    page, frame = host.launch(visit)
    frame.wait_for_function("!document.getElementById('course-data')")
    frame.evaluate("location.hash = 'un'")
    facts = {each["kind"]: each for each in reversed(package.data["activities"].values())}
    for kind in KINDS:
        here = frame.locator(f"form[data-kind={kind}]").first
        for step in steps(facts[kind]):
            element = here.locator(step.selector).first
            if step.act == "fill":
                element.fill(step.value)
            else:
                element.click()
        expect(here.locator(".verdict")).to_be_visible()
    text = frame.locator('[data-activity="un/ville"]')
    expect(text).to_contain_text("ne part que si vous l’envoyez")
    text.locator("[type=submit]").click()
    expect(text.locator(".error")).to_contain_text("Écrivez d’abord")
    expect(text.locator("textarea")).to_be_focused()
    text.locator("textarea").fill("Un exemple. " * 40)
    text.get_by_role("button", name="Envoyer").press("Enter")
    expect(text.locator(".sent")).to_contain_text("Texte envoyé")
    expect(text.locator(".error")).to_have_count(0)
    kept = frame.locator('[data-activity="un/garde"]')
    expect(kept.get_by_role("button", name="Envoyer")).to_have_count(0)
    assert "Un texte que vous envoyez" in (frame.locator("#_a-propos").text_content() or "")
    page.close()
    host.left()
    held = host.held()
    assert held.rest["violations"] == []
    reported = [
        (each["id"], each["type"], each["student_response"], each["result"], each.get("correct_responses.0.pattern"))
        for each in held.interactions
    ]
    assert reported[:4] == [
        ("un.convention", "fill-in", "tripartites, 2020, 240 000", "correct", "tripartites, 2020, 240 000"),
        ("un.somme", "numeric", "3.5", "correct", None),
        ("un.lieu", "choice", "b", "correct", "b"),
        ("un.utile", "likert", "a", "neutral", None),
    ]
    sent = held.interactions[4]
    assert (sent["id"], sent["type"], sent["result"]) == ("un.ville", "fill-in", "neutral")
    assert "Un exemple. Un exemple." in sent["student_response"]
    assert len(sent["student_response"]) == 255
    _, frame = host.launch(visit)
    frame.wait_for_function("!document.getElementById('course-data')")
    expect(frame.locator('[data-activity="un/ville"] .sent')).to_contain_text("Texte envoyé")

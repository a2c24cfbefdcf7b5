"""« Que répondez-vous ? »: what authors may write, what is wrong with it, and the whole of one in Chromium."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from builder.activities import Reply
from builder.play.answers import Hand
from tests.activities.arranged import Seat, Visits, activity, build, lay, sit
from tests.load import projects
from tests.play.facts import Package

REPLY = """\
  - que-repondez-vous: facile
    situation: >
      Mercredi, 17 h, à l'accueil jeunes.
    qui: Sacha, 15 ans
    dit: >
      C'est de l'argent facile.
    repliques:
      - juste: "« Facile ? Parle-moi des horaires. »"
        retour: >
          Elle part de ce qu'il vit.
      - fausse: "« Tu connais la loi. »"
        retour: >
          La menace ferme la discussion.
      - fausse: "« On verra. »"
        retour: >
          Elle laisse seul.
    longueur: 120
    modele: >
      Raconte-moi une de ces journées, heure par heure.
    raisons:
      - La question part des faits.
      - Elle fait apparaître le **prix** payé.
"""
NARROW = {"width": 320, "height": 640}


def told(root: Path) -> list[str]:
    lines = (root / "quizzes" / "essai.yaml").read_text("utf-8").split("\n")
    found = [each for each in projects.diagnose(root) if each.span.path.startswith("quizzes/")]
    return [f"{each.code} {lines[each.span.line - 1].strip()}" for each in found]


def test_a_valid_reply_says_nothing(tmp_path: Path) -> None:
    assert told(lay(tmp_path / "fr", REPLY)) == []
    english = REPLY
    for french, word in {
        "que-repondez-vous": "reply",
        "qui:": "who:",
        "dit:": "says:",
        "repliques:": "replies:",
        "juste:": "right:",
        "fausse:": "wrong:",
        "retour:": "feedback:",
        "longueur:": "length:",
        "modele:": "model:",
        "raisons:": "reasons:",
    }.items():
        english = english.replace(french, word)
    found = told(lay(tmp_path / "en", english, language="en"))
    assert [each for each in found if not each.startswith("ACC-022")] == [], "its words stay French"


CASES = {
    "nothing right": (REPLY.replace("juste:", "fausse:"), "QUZ-065 C'est de l'argent facile."),
    "nothing wrong": (REPLY.replace("fausse:", "juste:"), "QUZ-066 C'est de l'argent facile."),
    "equal words": (REPLY.replace("On verra.", "Tu connais la loi."), 'QUZ-067 - fausse: "« Tu connais la loi. »"'),
    "no feedback": (
        REPLY.replace("        retour: >\n          Elle laisse seul.\n", ""),
        'QUZ-068 - fausse: "« On verra. »"',
    ),
    "no reasons": (REPLY.partition("    raisons:")[0], "QUZ-069 Raconte-moi une de ces journées, heure par heure."),
    "no model": (
        REPLY.replace("    modele: >\n      Raconte-moi une de ces journées, heure par heure.\n", ""),
        "CRS-012 - que-repondez-vous: facile",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_mistakes_are_told_at_their_place(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    assert told(lay(tmp_path, text)) == [expected]


def test_without_a_mark_all_replies_may_be_right(tmp_path: Path) -> None:
    assert told(lay(tmp_path, CASES["nothing wrong"][0] + "    note: non\n")) == []


def test_reported_as_a_choice(tmp_path: Path) -> None:
    item = activity(lay(tmp_path / "un", REPLY))
    assert isinstance(item, Reply)
    assert item.scored
    interaction = item.interaction((1, 2, 3))
    assert interaction.type == "choice"
    assert interaction.correct == ("a",)
    assert [each.name for each in item.fields(3)] == ["answer", "compared", "text"]
    two = activity(lay(tmp_path / "deux", REPLY.replace('fausse: "« On', 'juste: "« On')))
    assert isinstance(two, Reply)
    assert two.interaction((1, 2, 3)).correct == ()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("reply")
    return build(lay(folder / "projet", REPLY), folder / "essai.zip")


@pytest.fixture
def seat(package: Package, tmp_path: Path, new_visit: Visits) -> Seat:
    return sit(package, tmp_path / "page", new_visit(viewport=NARROW, reduced_motion="reduce"))


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_chosen_worded_compared_and_resumed(seat: Seat, hand: Hand) -> None:
    form = seat.form("reply")
    assert seat.look() == []
    assert "heure par heure" not in seat.page.content()
    assert "prix" not in seat.page.content()
    seat.answer("reply", hand)
    verdict = form.locator(".verdict")
    expect(verdict).to_be_focused()
    assert len(verdict.inner_text().split()) <= 15
    expect(verdict.locator(".is-good")).to_be_visible()
    assert "heure par heure" not in seat.page.content()
    field = form.get_by_role("textbox", name="Votre texte")
    field.fill("Et la nuit, qui t'appelle ?")
    assert seat.look() == []
    assert seat.width() <= NARROW["width"]
    button = form.get_by_role("button", name="Comparer avec un modèle")
    if hand == "mouse":
        button.click()
    else:
        button.focus()
        seat.page.keyboard.press("Enter")
    expect(form.get_by_role("heading", name="Votre réplique et un modèle")).to_be_focused()
    expect(form.locator(".compared")).to_contain_text("Et la nuit, qui t'appelle ?")
    expect(form.locator(".compared")).to_contain_text("heure par heure")
    expect(form.locator(".compared__why li")).to_have_count(2)
    assert seat.look() == []
    assert seat.width() <= NARROW["width"]
    seat.page.evaluate("location.hash = '_notes'")
    notes = seat.page.locator("[data-notes]")
    expect(notes).to_contain_text("C’est de l’argent facile.")
    expect(notes).to_contain_text("Et la nuit, qui t'appelle ?")
    seat.page.evaluate("location.hash = 'un'")
    seat.page.reload()
    expect(form.locator(".compared")).to_contain_text("Et la nuit, qui t'appelle ?")
    expect(form.get_by_role("button", name="Recommencer")).to_have_count(0)
    form.get_by_role("button", name="Modifier ma réplique").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("Et la nuit, qui t'appelle ?")


def test_before_comparing_the_choice_can_be_changed(seat: Seat) -> None:
    form = seat.form("reply")
    form.locator("input").nth(1).check()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict .is-bad")).to_be_visible()
    expect(form.locator(".answered")).to_contain_text("La menace ferme la discussion.")
    assert seat.look() == []
    form.get_by_role("button", name=re.compile("Recommencer|Modifier")).click()
    expect(form.locator("input").first).to_be_focused()
    expect(form.locator("input:checked")).to_have_count(0)
    seat.answer("reply")
    expect(form.locator(".verdict .is-good")).to_be_visible()
    expect(form.get_by_role("button", name=re.compile("Recommencer|Modifier"))).to_be_visible()


def test_with_tries_the_model_waits_for_the_last(tmp_path: Path, new_visit: Visits) -> None:
    package = build(lay(tmp_path / "projet", REPLY + "    essais: 2\n"), tmp_path / "essai.zip")
    seat = sit(package, tmp_path / "page", new_visit(reduced_motion="reduce"))
    form = seat.form("reply")
    form.locator("input").nth(1).check()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict .is-bad")).to_be_visible()
    expect(form.locator(".answered")).not_to_contain_text("Elle part de ce qu’il vit.")
    expect(form.get_by_role("button", name="Comparer")).to_have_count(0)
    form.locator(".answered .button--plain").click()
    form.locator("input").nth(2).check()
    form.locator("[type=submit]").click()
    expect(form.locator(".answered")).to_contain_text("Elle part de ce qu’il vit.")
    expect(form.get_by_role("button", name="Comparer")).to_be_visible()


def test_nothing_chosen_is_said(seat: Seat) -> None:
    form = seat.form("reply")
    form.locator("[type=submit]").click()
    expect(form.locator(".error")).to_be_visible()
    expect(form.locator("input").first).to_be_focused()


def test_one_may_compare_without_having_written(seat: Seat) -> None:
    form = seat.form("reply")
    seat.answer("reply")
    form.get_by_role("button", name="Comparer").click()
    expect(form.locator(".compared")).to_contain_text("Vous n’avez rien écrit.")


def test_a_text_keeps_to_its_room_and_to_this_device(seat: Seat) -> None:
    form = seat.form("reply")
    seat.answer("reply")
    field = form.get_by_role("textbox", name="Votre texte")
    field.fill("é" * 60)
    field.press_sequentially("a")
    assert len(field.input_value().encode()) <= 120
    expect(form.get_by_role("status")).to_contain_text("Il n’y a plus assez de place")
    held = json.loads(seat.page.evaluate("JSON.stringify(localStorage)"))
    assert [value for key, value in held.items() if "texte" in key] == ["é" * 60]

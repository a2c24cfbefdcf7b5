"""Matching, ordering and sorting in Chromium: by mouse, by keyboard alone, resumed, narrow, and seen by axe-core."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html
from playwright.sync_api import expect

from builder.play.answers import Hand
from builder.render.document import Document
from builder.render.words import words_of
from tests.activities.arranged import BANKS, NAMES, Seat, Visits, build, compiled, lay, sit
from tests.play.facts import Package

KINDS = ("matching", "ordering", "sorting")
NARROW = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A lesson with one question of each kind."""
    folder = tmp_path_factory.mktemp("arranged")
    return build(lay(folder / "projet", *BANKS.values()), folder / "essai.zip")


@pytest.fixture
def seat(package: Package, tmp_path: Path, new_visit: Visits) -> Seat:
    return sit(package, tmp_path / "page", new_visit(viewport=NARROW, reduced_motion="reduce"))


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
@pytest.mark.parametrize("kind", KINDS)
def test_answered_rightly_and_resumed(seat: Seat, kind: str, hand: Hand) -> None:
    form = seat.form(kind)
    seat.answer(kind, hand)
    verdict = form.locator(".verdict")
    expect(verdict).to_be_focused()
    assert len(verdict.inner_text().split()) <= 15
    expect(verdict.locator(".is-good")).to_be_visible()
    expect(form.locator(".asked")).to_be_hidden()
    rows = form.locator(".answered li.choice")
    assert rows.count() == len(seat.facts(kind)["interaction"]["choices"])
    # In words, not by colour alone.
    for row in rows.all():
        assert re.search("Juste|À sa place", row.inner_text())
    before = form.locator(".answered").inner_text()
    seat.page.reload()
    assert seat.form(kind).locator(".answered").inner_text() == before
    assert seat.look() == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_missing_is_said_where_it_is(seat: Seat, kind: str) -> None:
    form = seat.form(kind)
    form.locator(".asked [type=submit]").click()
    error = form.locator(".error")
    expect(error).to_be_visible()
    first = form.locator("select, input, [data-move=down]").first
    expect(first).to_be_focused()
    assert error.get_attribute("id") in (first.get_attribute("aria-describedby") or "").split()
    assert form.locator(".answered").count() == 0
    seat.answer(kind)
    assert form.locator(".error").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_is_explained_and_can_be_given_again(seat: Seat, kind: str) -> None:
    form = seat.form(kind)
    for each in form.locator("select").all():
        each.select_option(index=1)
    for each in form.locator("fieldset.sort").all():
        each.locator("input").first.check()
    if kind == "ordering":
        form.locator("[data-move=down]").first.click()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict .is-good")).to_have_count(0)
    wrong = form.locator(".answered li.choice.is-bad").first
    expect(wrong).to_contain_text(re.compile("Faux|Devrait"))
    expect(wrong.locator("svg use")).to_have_attribute("href", "#i-bad")
    assert seat.look() == []
    assert seat.width() <= NARROW["width"]
    form.get_by_role("button", name="Recommencer").click()
    expect(form.locator(".asked")).to_be_visible()
    assert form.evaluate("form => form.contains(document.activeElement)")
    assert seat.look() == []


def test_nothing_scrolls_sideways_and_every_target_is_large(seat: Seat) -> None:
    assert seat.width() <= NARROW["width"]
    assert seat.look() == []
    for each in seat.page.locator("form select, form .sort__choice, form button").all():
        box = each.bounding_box()
        assert box is not None, each
        assert min(box["height"], box["width"]) >= 44, each


def test_no_solution_stands_in_the_page(seat: Seat) -> None:
    html = seat.page.content()
    for feedback in ("Lui seul en a", "Chacun a un métier", "On écoute d", "adresse à tous"):
        assert feedback not in html
    assert "course-data" not in html
    for kind in KINDS:
        data = seat.facts(kind)["data"]
        if kind == "ordering":
            ranks = [each["rank"] for each in data["steps"]]
            assert ranks != sorted(ranks)
            continue
        shown = seat.form(kind).locator("[data-source]").evaluate_all("all => all.map((each) => each.dataset.source)")
        rights = {str(each["number"]): each["target"] for each in data["sources"]}
        offered = [each["number"] for each in data["targets"]]
        places = [offered.index(rights[each]) for each in shown]
        assert places != sorted(places), kind


def test_names_of_controls_say_what_they_are_for(seat: Seat) -> None:
    expect(seat.form("matching").get_by_role("combobox", name="Le maire", exact=True)).to_be_visible()
    expect(seat.form("sorting").get_by_role("group", name="Un atelier en CM2", exact=True)).to_be_visible()
    expect(seat.form("ordering").get_by_role("button", name="Monter : Transmettre")).to_be_visible()
    for kind, question in (
        ("matching", "Qui fait quoi"),
        ("sorting", "À quel niveau"),
        ("ordering", "Dans quel ordre"),
    ):
        expect(seat.form(kind).get_by_role("group", name=re.compile(question))).to_be_visible()


def test_readable_without_scripts(package: Package, tmp_path: Path, new_visit: Visits) -> None:
    with zipfile.ZipFile(package.path) as file:
        file.extractall(tmp_path / "page")
    page = new_visit(java_script_enabled=False).open((tmp_path / "page" / "index.html").as_uri())
    for text in ("Le procureur", "Transmettre", "Un atelier en CM2"):
        expect(page.locator("form").get_by_text(text, exact=True)).to_be_visible()
    expect(page.locator("form button").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_those_of_the_banks(package: Package, kind: str) -> None:
    assert package.activity(f"un/{NAMES[kind]}")["kind"] == kind


UPDATES = {
    "a pair added": ("matching", "    intrus:\n", "      - element: Le juge\n        avec: Juge\n    intrus:\n"),
    "a step added": ("ordering", "      - >\n        Transmettre", "      - Relire\n      - >\n        Transmettre"),
    "an element added": ("sorting", "absents\n", "absents\n          - Un suivi\n"),
}


@pytest.mark.parametrize("name", UPDATES)
def test_what_an_update_adds_is_asked_and_the_rest_still_stands(tmp_path: Path, new_visit: Visits, name: str) -> None:
    kind, old, new = UPDATES[name]
    root, visit = tmp_path / "projet", new_visit()
    seat = sit(build(lay(root, BANKS[kind]), tmp_path / "un.zip"), tmp_path / "page", visit)
    seat.answer(kind)
    expect(seat.form(kind).locator(".verdict .is-good")).to_be_visible()
    seat.page.close()
    newer = build(lay(root, BANKS[kind].replace(old, new)), tmp_path / "deux.zip")
    again = sit(newer, tmp_path / "page", visit)
    form = again.form(kind)
    expect(form.locator(".asked")).to_be_visible()
    if kind == "ordering":
        texts = form.locator(".step__text").all_inner_texts()
        assert [each for each in texts if each != "Relire"][0::3] == ["Écouter", "Transmettre"]
        row = form.locator("li.step").filter(has_text="Relire")
        for _ in range(3):
            row.get_by_role("button", name="Descendre").click()
    elif kind == "matching":
        assert [each.input_value() != "" for each in form.locator("select").all()] == [True, True, True, False]
        form.locator("select").last.select_option("Juge")
    else:
        open_ = form.locator("fieldset.sort:not(:has(input:checked))")
        expect(open_).to_have_count(1)
        open_.get_by_label("Secondaire").check()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict .is-good")).to_be_visible()


REMOVALS = {
    "a pair": (
        "matching",
        "      - element: >\n          Le maire\n        avec: >\n          Rappelle à l'ordre\n",
        2,
    ),
    "a step": ("ordering", "      - >\n        Écouter\n", 3),
    "an element": ("sorting", "          - Un atelier en CM2\n", 2),
}


@pytest.mark.parametrize("name", REMOVALS)
def test_what_an_update_removes_takes_nothing_else_along(tmp_path: Path, new_visit: Visits, name: str) -> None:
    kind, gone, count = REMOVALS[name]
    root, visit = tmp_path / "projet", new_visit()
    seat = sit(build(lay(root, BANKS[kind]), tmp_path / "un.zip"), tmp_path / "page", visit)
    seat.answer(kind)
    expect(seat.form(kind).locator(".verdict .is-good")).to_be_visible()
    seat.page.close()
    newer = build(lay(root, BANKS[kind].replace(gone, "")), tmp_path / "deux.zip")
    form = sit(newer, tmp_path / "page", visit).form(kind)
    expect(form.locator(".verdict .is-good")).to_be_visible()
    expect(form.locator(".answered li.is-good")).to_have_count(count)


def test_an_answer_that_is_gone_is_said_to_be(tmp_path: Path, new_visit: Visits) -> None:
    root, visit, bank = tmp_path / "projet", new_visit(), BANKS["matching"]
    seat = sit(build(lay(root, bank), tmp_path / "un.zip"), tmp_path / "page", visit)
    form = seat.form("matching")
    for each in form.locator("select").all():
        each.select_option("Ferme la rue")
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict")).to_have_text("Aucune association n’est juste.")
    seat.page.close()
    newer = build(lay(root, bank.replace("    intrus:\n      - >\n        Ferme la rue\n", "")), tmp_path / "deux.zip")
    form = sit(newer, tmp_path / "page", visit).form("matching")
    expect(form.locator(".answered li.is-bad")).to_have_count(3)
    expect(form.locator(".answered li").first).to_contain_text("elle n’est plus proposée")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_tells_what_is_right_while_a_try_is_left(tmp_path: Path, new_visit: Visits, kind: str) -> None:
    root = lay(tmp_path / "projet", BANKS[kind] + "    essais: 2\n")
    seat = sit(build(root, tmp_path / "un.zip"), tmp_path / "page", new_visit())
    form = seat.form(kind)
    for each in form.locator("select").all():
        each.select_option("Va vers les jeunes")
    for each in form.locator("fieldset.sort").all():
        each.get_by_label("Primaire").check()
    if kind == "ordering":
        form.locator("[data-move=down]").first.click()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict")).to_be_focused()
    expect(form.locator(".answered li.choice")).to_have_count(4 if kind == "ordering" else 3)
    expect(
        form.locator(".answered :is(.is-good, .choice.is-bad, .choice__verdict, .reason, .steps__right)")
    ).to_have_count(0)
    assert seat.look() == []
    given = form.locator(".step__text").all_inner_texts()
    form.locator(".answered .button--plain").click()
    # The answer is there to be changed.
    assert form.locator(".step__text").all_inner_texts() == given
    assert all(each.input_value() for each in form.locator("select").all())
    assert form.locator("input:checked").count() == form.locator("fieldset.sort").count()
    if kind == "ordering":
        form.locator("[data-move=up]").last.click()
        form.locator("[type=submit]").click()
    else:
        seat.answer(kind)
    expect(form.locator(".answered .choice__verdict").first).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper(tmp_path: Path, kind: str) -> None:
    course = compiled(lay(tmp_path, BANKS[kind]))
    page = Document(course, course.units("per-course")[0], words_of("fr")).pages[0]
    item = page._items[f"un/{NAMES[kind]}"]
    sheet, key = (html.fromstring(item.macro(name)) for name in ("sheet", "key"))
    for each in (sheet, key):
        etree.fromstring(etree.tostring(each))
        assert each.xpath("//input | //select | //button | //form | //textarea") == []
    activity = course.placements[0].activity
    words, answers = (str(each.xpath("string()")) for each in (sheet, key))
    texts = [each.removeprefix("→ ") for each in activity.choice_texts()]
    assert all(text.replace("'", "’") in words for text in texts)
    assert all(text.replace("'", "’") in answers for text in texts)
    feedback = {"matching": "un métier", "ordering": "On écoute d", "sorting": "adresse à tous"}[kind]
    assert feedback not in words
    assert feedback in answers


@pytest.mark.parametrize("name", ["association acteurs", "ordre signalement", "tri niveaux", "sorting niveaux"])
def test_inserted_by_the_name_of_its_kind(tmp_path: Path, name: str) -> None:
    root = lay(tmp_path, *BANKS.values())
    (root / "courses" / "essai" / "lessons" / "un.md").write_text(f"# Une leçon\n\nUn texte.\n\n:: {name}\n", "utf-8")
    assert [each.key for each in compiled(root).placements] == [f"un/{name.split()[1]}"]

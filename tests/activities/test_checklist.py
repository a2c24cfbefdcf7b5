"""Lists to tick: in the sources, in the state, and in Chromium by mouse and by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from builder.activities import Checklist
from builder.diagnostics import Report
from builder.load import read_project
from builder.pipeline import compile_course
from builder.source.markdown import Prose
from tests.activities.guided import Desk, Visits, build, lay, sit

NARROW = {"width": 320, "height": 640}
BANK = """
  - a-cocher: bilan
    question: >
      Après la réunion
    points:
      - >
        Compte rendu envoyé
      - Prochaine date fixée
"""


def checklist(*entries: str) -> Checklist:
    return Checklist(id="liste", entries=tuple(map(Prose, entries)))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide")
    return build(lay(folder / "projet"), folder / "essai.zip")


@pytest.fixture
def desk(package: Path, tmp_path: Path, new_visit: Visits) -> Desk:
    return sit(package, tmp_path / "page", new_visit(viewport=NARROW, reduced_motion="reduce"))


def test_the_state_keeps_a_bit_for_each_entry_and_one_for_the_list() -> None:
    assert [each.bits for each in checklist(*"abc").fields(3)] == [4]
    assert [each.bits for each in checklist(*"abcd").fields(4)] == [8]
    assert [each.bits for each in checklist(*"abcd").fields(36)] == [40]
    assert not Checklist.scored
    assert checklist("a").interaction((1,)) is None


def test_a_bank_may_hold_a_list(tmp_path: Path) -> None:
    root = lay(tmp_path / "projet", lesson=":: exercice bilan\n")
    (root / "courses" / "essai" / "plans" / "mon-plan.yaml").unlink()
    bank = root / "quizzes" / "avis.yaml"
    bank.write_text(bank.read_text("utf-8").rstrip() + BANK, "utf-8")
    report = Report()
    loaded = compile_course(read_project(root, report), "essai", report)
    assert loaded is not None
    found = next(each.activity for each in loaded[0].placements if each.key == "accueil/bilan")
    assert isinstance(found, Checklist)
    assert found.choice_texts() == ("Compte rendu envoyé", "Prochaine date fixée")


@pytest.mark.parametrize("hand", ["mouse", "keyboard"])
def test_what_is_ticked_is_counted_and_found_again(desk: Desk, hand: str) -> None:
    form = desk.form("checklist")
    count = form.get_by_role("status")
    expect(count).to_have_text("0 point coché sur 3")
    assert desk.look() == []
    boxes = form.get_by_role("checkbox")
    for index in (0, 2):
        if hand == "mouse":
            boxes.nth(index).check()
        else:
            boxes.nth(index).focus()
            desk.page.keyboard.press("Space")
    expect(count).to_have_text("2 points cochés sur 3")
    assert form.get_by_role("group", name="Avant la réunion, avez-vous").count() == 1
    desk.again()
    assert [each.is_checked() for each in boxes.all()] == [True, False, True]
    expect(count).to_have_text("2 points cochés sur 3")
    boxes.nth(1).check()
    expect(count).to_have_text("Tout est coché\u00a0: 3 sur 3")
    assert desk.look() == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_all_can_be_unticked_and_stays_so(desk: Desk) -> None:
    boxes = desk.form("checklist").get_by_role("checkbox")
    expect(desk.button("Tout décocher")).to_be_hidden()
    boxes.first.check()
    desk.button("Tout décocher").click()
    expect(boxes.first).to_be_focused()
    desk.again()
    assert not any(each.is_checked() for each in boxes.all())


def test_the_list_alone_goes_on_paper(desk: Desk) -> None:
    desk.form("checklist").get_by_role("checkbox").nth(1).check()
    desk.papers()
    desk.form("checklist").get_by_text("Imprimer la liste").dispatch_event("click")
    paper = desk.paper
    assert "☐ invité tous les partenaires" in paper
    assert "☑ relu le diagnostic" in paper
    assert "Bienvenue" in paper
    desk.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(desk.page.locator(".alone")).to_have_count(0)

"""The page of all notes: gathered, taken along, merged with the command's own reader, and erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from builder.diagnostics import Report
from builder.notes import Words, merge
from tests.activities.guided import Desk, Visits, build, lay, sit

WORDS = Words("{people} et {texts}", "Participant {number}", "N°")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide")
    return build(lay(folder / "projet"), folder / "essai.zip")


@pytest.fixture
def desk(package: Path, tmp_path: Path, new_visit: Visits) -> Desk:
    return sit(package, tmp_path / "page", new_visit(viewport={"width": 320, "height": 640}))


def write(desk: Desk) -> None:
    desk.form("reflection").get_by_role("textbox").fill("La CAF manquait.\nLe bailleur aussi.")
    desk.form("plan").get_by_label("Quel quartier").fill("Les Tilleuls")
    desk.form("plan").get_by_label("Action (ligne 1)").fill("Inviter")


def test_all_that_was_written_stands_on_one_page(desk: Desk) -> None:
    view = desk.go("_notes")
    expect(view).to_contain_text("Vous n’avez encore rien écrit dans ce cours.")
    expect(desk.button("Tout effacer")).to_be_hidden()
    assert desk.look() == []
    desk.go("accueil")
    write(desk)
    view = desk.go("_notes")
    for text in ("Bienvenue", "Qui manquait", "Le bailleur aussi.", "Mon plan d’action", "Les Tilleuls", "Inviter"):
        expect(view.locator("[data-notes]")).to_contain_text(text)
    assert desk.look() == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 320
    # The lesson is one link away.
    view.get_by_role("link", name="Bienvenue").click()
    expect(desk.page.locator("#accueil")).to_be_visible()
    # What is written on is found there next time.
    desk.form("plan").get_by_label("Quel quartier").fill("La gare")
    expect(desk.go("_notes")).to_contain_text("La gare")


def test_the_files_merge_with_others(desk: Desk, tmp_path: Path) -> None:
    write(desk)
    desk.go("_notes")
    first = desk.saved("Télécharger pour Word ou LibreOffice", tmp_path)
    same = desk.saved("Télécharger en Markdown", tmp_path)
    assert (first.name, same.name) == ("notes-essai.docx", "notes-essai.md")
    desk.go("accueil")
    desk.form("reflection").get_by_role("textbox").fill("Personne.")
    desk.go("_notes")
    (tmp_path / "bob").mkdir()
    other = desk.saved("Télécharger en Markdown", tmp_path / "bob")
    report = Report()
    session = merge([first, same, other], report, WORDS)
    assert [each.code for each in report.diagnostics] == ["PLN-032"], "both files of one person say the same"
    assert session is not None
    assert (session.people, session.title, session.language) == (2, "Un essai", "fr")
    assert session.course == "https://cours.example.org/essai"


def test_a_plan_downloaded_alone_merges_as_well(desk: Desk, tmp_path: Path) -> None:
    write(desk)
    report = Report()
    session = merge([desk.saved("Télécharger pour Word ou LibreOffice", tmp_path)], report, WORDS)
    assert session is not None
    assert not report.diagnostics
    assert [each.text for each in session.blocks if hasattr(each, "level")][:3] == [
        "Un essai",
        "Bienvenue",
        "Mon plan d’action",
    ]


def test_the_notes_are_copied_and_printed(desk: Desk) -> None:
    write(desk)
    desk.go("_notes")
    desk.page.context.grant_permissions(["clipboard-read"])
    desk.button("Copier").click()
    expect(desk.page.locator("#_notes [role=status]")).to_have_text("Notes copiées.")
    text = desk.page.evaluate("navigator.clipboard.readText()")
    assert "> Le bailleur aussi." in text
    assert "<!--" not in text
    desk.papers()
    desk.page.locator("#_notes").get_by_text("Imprimer").dispatch_event("click")
    assert "Le bailleur aussi." in desk.paper
    assert "Notes personnelles, téléchargées le " in desk.paper


def test_all_is_erased_where_it_is_kept(desk: Desk) -> None:
    write(desk)
    desk.go("_notes")
    desk.button("Tout effacer").click()
    expect(desk.button("Non, tout garder")).to_be_focused()
    assert desk.look() == []
    desk.page.keyboard.press("Escape")
    expect(desk.button("Tout effacer")).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.button("Oui, tout effacer").click()
    expect(desk.page.locator("#_notes h1")).to_be_focused()
    expect(desk.page.locator("#_notes")).to_contain_text("Vous n’avez encore rien écrit dans ce cours.")
    held: dict[str, str] = json.loads(desk.page.evaluate("JSON.stringify(localStorage)"))
    assert not [key for key in held if "texte" in key]
    desk.again()
    expect(desk.form("reflection").get_by_role("textbox")).to_have_value("")
    expect(desk.form("plan").get_by_label("Quel quartier")).to_have_value("")

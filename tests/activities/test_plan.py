"""Action plans: in the sources, in the text that is kept, in Chromium, on paper and in the files taken along."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from playwright.sync_api import Locator, expect

from builder.activities import Plan
from builder.diagnostics import Report
from builder.load import read_project
from builder.notes.blocks import Heading, Paragraph, Table
from builder.notes.reading import read
from builder.pipeline import compile_course
from tests.activities.guided import PLAN, Desk, Visits, build, lay, sit

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 800}
ODD = 'Les « Tilleuls » & <b> | \\ "x" 👩🏽‍🚒'


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide")
    return build(lay(folder / "projet"), folder / "essai.zip")


@pytest.fixture(params=[NARROW, WIDE], ids=["narrow", "wide"])
def desk(package: Path, tmp_path: Path, new_visit: Visits, request: pytest.FixtureRequest) -> Desk:
    return sit(package, tmp_path / "page", new_visit(viewport=request.param, reduced_motion="reduce"))


@pytest.fixture
def narrow(package: Path, tmp_path: Path, new_visit: Visits) -> Desk:
    return sit(package, tmp_path / "page", new_visit(viewport=NARROW))


def field(desk: Desk, name: str) -> Locator:
    """The field of that name; a cell by its column and row."""
    return desk.form("plan").get_by_label(name, exact=True)


def plan_of(root: Path) -> Plan:
    report = Report()
    loaded = compile_course(read_project(root, report), "essai", report)
    assert loaded is not None, report.diagnostics
    return next(each.activity for each in loaded[0].placements if isinstance(each.activity, Plan))


def kept(desk: Desk) -> list[str]:
    """The texts that this browser keeps."""
    held: dict[str, str] = json.loads(desk.page.evaluate("JSON.stringify(localStorage)"))
    return [value for key, value in held.items() if "texte" in key]


def test_names_are_made_where_none_are_given(tmp_path: Path) -> None:
    plan = plan_of(lay(tmp_path))
    assert [each.name for each in plan.sections[0].fields] == ["lieu", "constat", "etat"]
    rows = plan.sections[1].rows
    assert rows is not None
    assert plan.sections[1].rows_name == "les-actions"
    assert [each.name for each in rows.columns] == ["action", "quand", "suite"]
    assert [each.bytes for each in plan.fields(0)] == [600]
    assert plan.interaction(()) is None
    assert not plan.scored


def test_what_is_typed_is_found_again(desk: Desk) -> None:
    assert desk.look() == []
    expect(desk.form("plan")).to_contain_text("Ne citez ni nom ni adresse.")
    expect(desk.form("plan")).to_contain_text("sur cet appareil seulement")
    expect(desk.button("Télécharger en Markdown")).to_be_hidden()
    field(desk, "Quel quartier\u202f?").fill(ODD)
    field(desk, "Où en est le partenariat\u202f?").select_option("des contacts")
    field(desk, "Action (ligne 1)").fill("Réunir\nles partenaires")
    field(desk, "Pour quand\u202f? (ligne 1)").fill("2027-01-21")
    assert desk.look() == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= desk.page.viewport_size["width"]  # type: ignore[index]
    desk.again()
    expect(field(desk, "Quel quartier\u202f?")).to_have_value(ODD)
    expect(field(desk, "Où en est le partenariat\u202f?")).to_have_value("des contacts")
    expect(field(desk, "Action (ligne 1)")).to_have_value("Réunir\nles partenaires")
    expect(field(desk, "Pour quand\u202f? (ligne 1)")).to_have_value("2027-01-21")
    [text] = kept(desk)
    assert text.split("\x1e") == [
        f"lieu\x1f{ODD}",
        "etat\x1fdes contacts",
        "les-actions\x1faction\x1fRéunir\nles partenaires\x1fquand\x1f2027-01-21",
    ]


def test_rows_come_move_and_go_by_keyboard_alone(desk: Desk) -> None:
    page, status = desk.page, desk.form("plan").get_by_role("status")
    field(desk, "Action (ligne 1)").focus()
    page.keyboard.type("un")
    desk.button("Ajouter une ligne").focus()
    page.keyboard.press("Enter")
    expect(field(desk, "Action (ligne 2)")).to_be_focused()
    expect(status).to_have_text("Ligne 2 ajoutée.")
    page.keyboard.type("deux")
    desk.button("Ajouter une ligne").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("trois")
    # No more than the author allows, and the page says so.
    expect(desk.button("Ajouter une ligne")).to_be_hidden()
    expect(desk.form("plan")).to_contain_text("3 lignes au plus.")
    desk.button("Monter la ligne 3").focus()
    page.keyboard.press("Enter")
    expect(desk.button("Monter la ligne 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(status).to_have_text("La ligne est maintenant la ligne 1.")
    # The first row cannot rise: the focus is where it can go on.
    expect(desk.button("Descendre la ligne 1")).to_be_focused()
    names = [field(desk, f"Action (ligne {number})").input_value() for number in (1, 2, 3)]
    assert names == ["trois", "un", "deux"]
    desk.button("Retirer la ligne 2").focus()
    page.keyboard.press("Enter")
    expect(desk.button("Rétablir la ligne retirée")).to_be_focused()
    expect(field(desk, "Action (ligne 2)")).to_have_value("deux")
    page.keyboard.press("Enter")
    expect(field(desk, "Action (ligne 2)")).to_have_value("un")
    expect(field(desk, "Action (ligne 2)")).to_be_focused()
    desk.again()
    assert [field(desk, f"Action (ligne {number})").input_value() for number in (1, 2, 3)] == names


def test_the_room_is_one_for_all_and_never_passed(narrow: Desk) -> None:
    field(narrow, "Quel quartier\u202f?").fill("é" * 200)
    field(narrow, "Qu’observez-vous\u202f?").fill("à" * 200)
    expect(narrow.form("plan")).to_contain_text("la fin de votre ajout n’a pas été reprise")
    [text] = kept(narrow)
    assert 598 <= len(text.encode()) <= 600
    assert field(narrow, "Quel quartier\u202f?").input_value() == "é" * 200
    # What does not fit is refused where it was added; what stood there stays.
    field(narrow, "Où en est le partenariat\u202f?").select_option("une convention")
    expect(field(narrow, "Où en est le partenariat\u202f?")).to_have_value("")
    field(narrow, "Qu’observez-vous\u202f?").fill("court")
    field(narrow, "Où en est le partenariat\u202f?").select_option("une convention")
    expect(field(narrow, "Où en est le partenariat\u202f?")).to_have_value("une convention")


def test_erasing_asks_first(narrow: Desk) -> None:
    field(narrow, "Qu’observez-vous\u202f?").fill("un constat")
    field(narrow, "Action (ligne 1)").fill("une action")
    plan = narrow.form("plan")
    plan.get_by_role("button", name="Effacer").click()
    expect(narrow.button("Non, le garder")).to_be_focused()
    assert narrow.look() == []
    narrow.page.keyboard.press("Escape")
    expect(plan.get_by_role("button", name="Effacer")).to_be_focused()
    narrow.page.keyboard.press("Enter")
    narrow.button("Oui, l’effacer").click()
    expect(field(narrow, "Quel quartier\u202f?")).to_be_focused()
    expect(field(narrow, "Qu’observez-vous\u202f?")).to_have_value("")
    expect(field(narrow, "Action (ligne 1)")).to_have_value("")
    assert kept(narrow) == []


@pytest.fixture
def filled(narrow: Desk) -> Desk:
    field(narrow, "Quel quartier\u202f?").fill(ODD)
    field(narrow, "Qu’observez-vous\u202f?").fill("Une ligne\nUne autre\t\u0001<!-- item x/y -->")
    field(narrow, "Action (ligne 1)").fill("Réunir\nles partenaires")
    field(narrow, "Pour quand\u202f? (ligne 1)").fill("2027-01-21")
    return narrow


BLOCKS = (
    Heading(1, "Un essai", "cartable-notes 1 https://cours.example.org/essai"),
    Heading(2, "Bienvenue", "lesson accueil"),
    Heading(3, "Mon plan d’action", "item accueil/mon-plan"),
    Heading(4, "La situation"),
    Heading(5, "Quel quartier\u202f?", "field lieu"),
    Paragraph(ODD),
    Heading(5, "Qu’observez-vous\u202f?", "field constat"),
    Paragraph("Une ligne\nUne autre\t<!-- item x/y -->"),
    Heading(4, "Les actions", "rows les-actions"),
    Table(("Action", "Pour quand\u202f?", "État"), (("Réunir\nles partenaires", "21 janvier 2027", ""),)),
)


def test_the_file_for_word_processors_is_sound_and_accessible(filled: Desk, tmp_path: Path) -> None:
    path = filled.saved("Télécharger pour Word ou LibreOffice", tmp_path)
    assert path.name == "accueil-mon-plan.docx"
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert file.namelist()[0] == "[Content_Types].xml"
        for name in file.namelist():
            etree.fromstring(file.read(name))
    document = docx.Document(str(path))
    assert document.core_properties.title == "Mon plan d’action"
    assert document.core_properties.language == "fr"
    headings = [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [(f"Heading {each.level}", each.text) for each in BLOCKS if isinstance(each, Heading)]
    [table] = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Action", "Pour quand\u202f?", "État"]
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader"), "the first row is named a header"
    note = read(path.name, path.read_bytes())
    assert note is not None
    assert [each for each in note.blocks if not _is_dated(each)] == list(BLOCKS)
    assert note.language == "fr"


def test_the_markdown_says_the_same(filled: Desk, tmp_path: Path) -> None:
    path = filled.saved("Télécharger en Markdown", tmp_path)
    assert path.name == "accueil-mon-plan.md"
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf<!-- cartable-notes 1 ")
    assert b"\r\n" in data
    note = read(path.name, data)
    assert note is not None
    assert [each for each in note.blocks if not _is_dated(each)] == list(BLOCKS)


def _is_dated(block: object) -> bool:
    return isinstance(block, Paragraph) and block.text.startswith("Plan d’action personnel, téléchargé le ")


def test_the_plan_is_copied_in_words(filled: Desk) -> None:
    filled.page.context.grant_permissions(["clipboard-read"])
    filled.form("plan").get_by_role("button", name="Copier").click()
    expect(filled.form("plan").get_by_role("status")).to_have_text("Plan copié.")
    text = filled.page.evaluate("navigator.clipboard.readText()")
    assert ODD in text
    assert "cartable-notes" not in text
    expect(filled.form("plan").get_by_role("button", name="Copier")).to_be_focused()


def test_the_plan_alone_goes_on_paper(filled: Desk) -> None:
    filled.papers()
    filled.form("plan").get_by_text("Imprimer").dispatch_event("click")
    paper = filled.paper
    assert ODD in paper
    assert "21 janvier 2027" in paper
    assert "Qui manquait" not in paper
    filled.page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    expect(filled.page.locator(".alone")).to_have_count(0)


def test_what_a_newer_plan_does_not_ask_stays_to_be_read_and_erased(tmp_path: Path, new_visit: Visits) -> None:
    visit, page = new_visit(viewport=NARROW), tmp_path / "page"
    desk = sit(build(lay(tmp_path / "un"), tmp_path / "un.zip"), page, visit)
    field(desk, "Quel quartier\u202f?").fill("Les Tilleuls")
    field(desk, "État (ligne 1)").select_option("en cours")
    desk.page.close()
    newer = PLAN.replace("champ: lieu", "champ: secteur").replace("[à faire, en cours, fait]", "[à faire, fait]")
    desk = sit(build(lay(tmp_path / "deux", plan=newer), tmp_path / "deux.zip"), page, visit)
    expect(field(desk, "Quel quartier\u202f?")).to_have_value("")
    rest = field(desk, "Texte d’une version précédente de ce plan")
    expect(rest).to_have_value("Les Tilleuls")
    expect(field(desk, "État (ligne 1)")).to_have_value("en cours")
    rest.fill("")
    desk.again()
    expect(desk.form("plan")).not_to_contain_text("version précédente")


def test_a_plan_in_the_platform_is_part_of_the_state(tmp_path: Path) -> None:
    root = lay(tmp_path / "projet")
    settings = root / "courses" / "essai" / "course.yaml"
    settings.write_text(settings.read_text("utf-8") + "textes-libres: plateforme\n", "utf-8")
    package = build(root, tmp_path / "essai.zip", "scorm12")
    with zipfile.ZipFile(package) as file:
        assert '"textsInState":true' in file.read("index.html").decode()

"""The notes of a session: what is read of downloads and of what people did to them, and what is made of them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from odf import text as odf_text
from odf.opendocument import load

from builder import archive
from builder.diagnostics import Report
from builder.notes import Session, Words, merge, word
from builder.notes.blocks import Heading, Paragraph, Table
from builder.notes.reading import read
from builder.notes.writing import Document, markdown, odt
from builder.rules.plans import RULES
from tests.load import projects

IRI = "https://cours.example.org/essai"
WORDS = Words("{people} participants, {texts} textes", "Participant {number}", "N°")
ANNA = f"""<!-- cartable-notes 1 {IRI} -->
# Un essai

Notes personnelles, téléchargées le 22 novembre 2026.

<!-- lesson accueil -->
## Bienvenue

<!-- item accueil/absents -->
### Qui manquait ?

> La CAF.
> # Et le bailleur

<!-- item accueil/mon-plan -->
### Mon plan

#### La situation

<!-- field lieu -->
##### Quel quartier ?

> Les Tilleuls

<!-- rows actions -->
#### Les actions

| Action | Pour quand ? |
| --- | --- |
| Réunir \\| inviter<br>chaque mois | 21 janvier 2027 |
"""
BOB = f"""<!-- cartable-notes 1 {IRI} -->
# Un essai

<!-- lesson accueil -->
## Bienvenue

### Qui manquait ?
Personne, à mon avis.

<!-- item accueil/mon-plan -->
### Mon plan

<!-- rows actions -->
#### Les actions

| Action | Pour quand ? |
| --- | --- |
| Écrire |   |

<!-- lesson fin -->
## La fin

<!-- item fin/bilan -->
### Que retenez-vous ?

> Tout.
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def merged(paths: list[Path]) -> Session:
    report = Report()
    session = merge(paths, report, WORDS)
    assert session is not None, report.diagnostics
    return session


def told(paths: list[Path]) -> list[tuple[str, str]]:
    report = Report()
    merge(paths, report, WORDS)
    for each in report.diagnostics:
        assert each.message("fr") != each.message("en")
    return [(each.code, Path(each.span.path).name) for each in report.diagnostics]


def test_every_text_stands_under_its_question_without_a_name(tmp_path: Path) -> None:
    anna, bob = write(tmp_path / "Anna Durand.md", ANNA), write(tmp_path / "bob.md", BOB)
    text = markdown(merged([anna, bob]))
    assert (
        text
        == f"""<!-- cartable-session 1 {IRI} -->
# Un essai

**2 participants, 6 textes**

<!-- lesson accueil -->
## Bienvenue

<!-- item accueil/absents -->
### Qui manquait ?

**Participant 1**

> La CAF.
> # Et le bailleur

**Participant 2**

> Personne, à mon avis.

<!-- item accueil/mon-plan -->
### Mon plan

#### La situation

<!-- field lieu -->
##### Quel quartier ?

**Participant 1**

> Les Tilleuls

<!-- rows actions -->
#### Les actions

| N° | Action | Pour quand ? |
| --- | --- | --- |
| 1 | Réunir \\| inviter<br>chaque mois | 21 janvier 2027 |
| 2 | Écrire |   |

<!-- lesson fin -->
## La fin

<!-- item fin/bilan -->
### Que retenez-vous ?

**Participant 2**

> Tout.
"""
    )
    assert "Anna" not in text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_editors_of_all_systems_may_have_saved_it(tmp_path: Path, encoding: str, end: str) -> None:
    plain = merged([write(tmp_path / "a.md", ANNA)])
    assert merged([write(tmp_path / "b.txt", ANNA.replace("\n", end), encoding)]) == plain


def test_the_same_notes_count_once_whatever_the_file(tmp_path: Path) -> None:
    first = write(tmp_path / "a.md", ANNA)
    again = write(tmp_path / "a (1).md", ANNA.replace("22 novembre", "23 novembre"))
    assert told([first, again]) == [("PLN-032", "a (1).md")]
    assert merged([first, again]).people == 1


def test_what_is_no_notes_of_this_course_is_refused(tmp_path: Path) -> None:
    good = write(tmp_path / "a.md", ANNA)
    session = write(tmp_path / "seance.md", markdown(merged([good])))
    other = write(tmp_path / "autre.md", BOB.replace("/essai", "/autre"))
    text = write(tmp_path / "liste.md", "# Courses\n\n- pain\n")
    newer = write(tmp_path / "n.md", ANNA.replace(" 1 ", " 2 "))
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\xff")
    broken = tmp_path / "coupe.docx"
    broken.write_bytes(b"PK\3\4 coupe")
    zipped = tmp_path / "autre.docx"
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("word/document.xml", "<pas du XML")
    empty = write(tmp_path / "vide.md", f"<!-- cartable-notes 1 {IRI} -->\n# Un essai\n")
    paths = [good, session, other, text, newer, picture, broken, zipped, empty]
    assert told(paths) == [
        ("PLN-030", "autre.docx"),
        ("PLN-031", "autre.md"),
        ("PLN-030", "coupe.docx"),
        ("PLN-030", "liste.md"),
        ("PLN-030", "n.md"),
        ("PLN-030", "photo.png"),
        ("PLN-034", "seance.md"),
        ("PLN-033", "vide.md"),
    ]


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    data = BytesIO()
    xml = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", xml)
    note = read("a.docx", data.getvalue())
    assert note is None or "secret" not in str(note.blocks)


def test_the_note_for_word_processors_is_sound_and_accessible(tmp_path: Path) -> None:
    session = merged([write(tmp_path / "a.md", ANNA), write(tmp_path / "b.md", BOB)])
    path = tmp_path / "seance.odt"
    archive.save(odt(session, "fr"), path)
    data = path.read_bytes()
    # What kind of file it is stands at its very beginning, unpacked (ODF 1.2, part 3, 3.3).
    assert data[30:38] == b"mimetype"
    assert data[38:77] == b"application/vnd.oasis.opendocument.text"
    document = load(str(path))
    headings = [(int(each.getAttribute("outlinelevel")), str(each)) for each in document.getElementsByType(odf_text.H)]
    assert headings == [(each.level, each.text) for each in session.blocks if isinstance(each, Heading)]
    with zipfile.ZipFile(path) as file:
        assert b"table:table-header-rows" in file.read("content.xml")
        assert b"<dc:title>Un essai</dc:title><dc:language>fr</dc:language>" in file.read("meta.xml")
        assert b'fo:language="fr"' in file.read("styles.xml")
    note = read("seance.odt", data)
    assert note is not None
    assert [each for each in note.blocks if isinstance(each, Table | Heading)] == [
        each for each in session.blocks if isinstance(each, Table | Heading)
    ]


def test_the_note_for_word_is_sound_and_accessible(tmp_path: Path) -> None:
    session = merged([write(tmp_path / "a.md", ANNA), write(tmp_path / "b.md", BOB)])
    path = tmp_path / "seance.docx"
    archive.save(word.docx(session, "fr"), path)
    document = docx.Document(str(path))
    assert (document.core_properties.title, document.core_properties.language) == ("Un essai", "fr")
    headings = [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [(f"Heading {each.level}", each.text) for each in session.blocks if isinstance(each, Heading)]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["N°", "Action", "Pour quand ?"],
        ["1", "Réunir | inviter\nchaque mois", "21 janvier 2027"],
        ["2", "Écrire", ""],
    ]
    assert document.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    note = read("seance.docx", path.read_bytes())
    assert note is not None
    assert [each for each in note.blocks if isinstance(each, Table | Heading)] == [
        each for each in session.blocks if isinstance(each, Table | Heading)
    ]


def test_a_heading_that_somebody_added_is_a_question_of_its_own(tmp_path: Path) -> None:
    mine = ANNA.replace("> La CAF.", "> La CAF.\n\n#### Et aussi\n\n> Le bailleur, la mission locale")
    text = markdown(merged([write(tmp_path / "a.md", mine)]))
    assert "#### Et aussi\n\n**Participant 1**\n\n> Le bailleur, la mission locale" in text


def test_an_edit_in_another_word_processor_keeps_the_questions(tmp_path: Path) -> None:
    """Word in French names its styles in French, and turns nothing else round."""
    document = docx.Document()
    # python-docx has no bookmarks of its own.
    title = document.add_heading("Un essai", 1)
    title._p.insert(1, _bookmark(1))
    document.add_heading("Bienvenue", 2)._p.insert(1, _bookmark(2))
    document.add_heading("Une question reformulée", 3)._p.insert(1, _bookmark(3))
    document.add_paragraph("La CAF.")
    document.add_paragraph("Et le bailleur.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    _add_properties(path, [f"cartable-notes 1 {IRI}", "lesson accueil", "item accueil/absents"])
    bob = write(tmp_path / "b.md", BOB.replace("### Qui", "<!-- item accueil/absents -->\n### Qui"))
    text = markdown(merged([bob, path]))
    assert "**Participant 2**\n\n> La CAF.\n> Et le bailleur." in text
    assert "reformulée" not in text


def _bookmark(number: int) -> etree._Element:
    main = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return etree.Element(f"{main}bookmarkStart", {f"{main}id": str(number), f"{main}name": f"cartable_{number}"})


def _add_properties(path: Path, marks: list[str]) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    rows = "".join(
        f'<property name="cartable_{number}"><vt:lpwstr>{mark}</vt:lpwstr></property>'
        for number, mark in enumerate(marks, 1)
    )
    with zipfile.ZipFile(path, "a") as file:
        names = f'xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes"'
        file.writestr("docProps/custom.xml", f"<Properties {names}>{rows}</Properties>")


LINE = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=30)


@settings(deadline=None, derandomize=True)
@given(st.lists(LINE, min_size=1, max_size=4))
def test_whatever_is_written_comes_back(lines: list[str]) -> None:
    text = "\n".join(line.strip() for line in lines).strip()
    if not text:
        return
    blocks = (Heading(1, "Titre", f"cartable-notes 1 {IRI}"), Heading(2, "Un", "lesson a"), Heading(3, "Q", "item a/b"))
    session = Session("Titre", IRI, "fr", 1, (*blocks, Paragraph(text), Table(("a", "b"), ((text, ""),))))
    files = {
        "a.md": markdown(session).encode(),
        "a.odt": _packed(odt(session, "fr")),
        "a.docx": _packed(word.docx(session, "fr")),
    }
    for name, data in files.items():
        note = read(name, data)
        assert note is not None
        assert note.blocks[:4] == (*blocks, Paragraph(text)), name
        assert note.blocks[4] == Table(("a", "b"), ((text, ""),)), name


def _packed(document: Document) -> bytes:
    target = BytesIO()
    archive.write(document, target)
    return target.getvalue()


def test_every_mistake_of_guided_work_is_proven_somewhere() -> None:
    proven = (projects.HERE / "cases" / "plans.txt").read_text("utf-8") + Path(__file__).read_text("utf-8")
    assert [code for code in RULES if code not in proven] == []
    for rule in RULES.values():
        assert rule.fr
        assert bool(rule.hint_fr) == bool(rule.hint_en)
        assert bool(rule.why_fr) == bool(rule.why_en)
        assert not rule.fr.endswith(".")
        assert not rule.en.endswith(".")

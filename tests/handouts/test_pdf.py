"""The PDFs by PDF/UA-1 (ISO 14289-1): tags, language, title, and what readers of a screen or of paper find in them."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from markupsafe import Markup

from builder.activities import Scenario
from builder.handouts.paper import Booklet
from builder.model import Course, Text, walk
from builder.render.page import PageView, cues
from builder.render.words import words_of
from tests.handouts import pdfs, projects
from tests.hosts.foreign import CACHE, missing

KINDS = ("pdf", "guide")
Made = Callable[[str], bytes]
GOLDEN = Path(__file__).with_name("golden")
TAG = re.compile(r"<[^>]+>")


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_5_and_7_1_the_file_says_what_it_is(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        assert pdf.Root.MarkInfo.Marked is True or str(pdf.Root.MarkInfo.Marked) == "true"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "fr"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Un essai d’impression" in metadata["dc:title"]
        assert "Un essai d’impression" in str(pdf.docinfo["/Title"])
        assert pdf.pdf_version == "1.7"


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_1_all_content_is_tagged_or_an_artifact(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        held = {each for tag in pdfs.tags(pdf).walk() for each in tag.marked}
        for number, page in enumerate(pdf.pages):
            depth: list[bool] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name == "BDC":
                    properties = operands[1]
                    mcid = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
                    if mcid is not None:
                        assert (number, int(mcid)) in held, f"page {number + 1}: {mcid} hangs nowhere"
                    else:
                        assert str(operands[0]) == "/Artifact"
                    depth.append(True)
                elif name == "BMC":
                    assert str(operands[0]) == "/Artifact"
                    depth.append(True)
                elif name == "EMC":
                    depth.pop()
                elif name in ("Tj", "TJ", "Do", "f", "S", "B", "f*", "sh"):
                    assert depth, f"page {number + 1}: {name} outside of any mark"


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_4_headings_leave_out_no_level(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        levels = [int(each.name[1]) for each in pdfs.tags(pdf).all("H1", "H2", "H3", "H4", "H5", "H6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_3_figures_have_alternatives_and_stand_on_their_page(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        figures = pdfs.tags(pdf).all("Figure")
        assert all(each.alternative for each in figures)
        for each in figures:
            left, bottom, right, top = (float(number) for number in each.attributes["/BBox"])
            assert 0 <= left < right <= 596
            assert 0 <= bottom < top <= 842
    if kind == "pdf":  # and the decorative one is none
        assert [each.alternative for each in figures] == [
            "Un cadre, et dedans le mot plan.",
            "Une image de la vidéo «\u00a0Un film d’essai\u00a0».",
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_5_header_cells_point_somewhere_and_tables_have_captions(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        tables = pdfs.tags(pdf).all("Table")
        assert tables
        for table in tables:
            assert table.all("Caption")
            for cell in table.all("TH"):
                assert str(cell.attributes["/Scope"]) in ("/Column", "/Row")
            for cell in table.all("TD"):
                assert len(cell.attributes["/Headers"]) >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_6_lists_hold_items_with_bodies(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        for found in pdfs.tags(pdf).all("L"):
            assert {each.name for each in found.kids} <= {"LI", "L"}
            for item in found.kids:
                if item.name == "LI":
                    assert [each.name for each in item.kids][-1:] == ["LBody"]
                    assert {each.name for each in item.kids} <= {"Lbl", "LBody"}


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_18_5_links_are_tagged_and_say_where_they_lead(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        tagged = [link.objgen for tag in pdfs.tags(pdf).all("Link") for link in tag.links]
        found = [each for page in pdf.pages for each in page.get("/Annots", [])]
        assert found
        for each in found:
            assert each.objgen in tagged
            assert str(each.Contents).strip()
            assert int(each.F) == 4
            assert "document.invalid" not in str(each.get("/A", ""))


@pytest.mark.parametrize("kind", KINDS)
def test_ua1_7_21_fonts_are_embedded(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf:
        parts = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary)]
        fonts = [each for each in parts if each.get("/Type") == "/Font"]
        descriptors = [each for each in parts if each.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert descriptors
        assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)
        assert all("/ToUnicode" in each for each in fonts if each.get("/Subtype") == "/Type0")
        families = {str(each.FontName).rpartition("+")[2].split("-")[0] for each in descriptors}
    assert families == {"Atkinson", "Source"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_outline_leads_to_every_lesson(document: Made, kind: str) -> None:
    with pdfs.opened(document(kind)) as pdf, pdf.open_outline() as outline:
        titles = [each.title for each in outline.root]
    assert [each for each in titles if each in ("Un peu de tout", "La suite", "Faire le point")] == [
        "Un peu de tout",
        "La suite",
        "Faire le point",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_tags_of_a_document(document: Made, kind: str, pytestconfig: pytest.Config) -> None:
    path = GOLDEN / f"essai.{kind}.tags.txt"
    with pdfs.opened(document(kind)) as pdf:
        found = "\n".join(pdfs.outline(pdfs.tags(pdf))) + "\n"
    if pytestconfig.getoption("--golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


def test_paper_shows_what_a_screen_unfolds(document: Made, tmp_path: Path) -> None:
    with pdfs.opened(document("pdf")) as pdf:
        text = pdfs.texts(pdf, tmp_path)
    for words in (
        "CLSPD (conseil local de sécurité et de prévention de la délinquance)",
        "La note en dit plus long.",
        "un lien (https://example.org/plus)",
        "la suite (page ",
        "(https://example.org/rapport)",
        "Le cadre fait toute la largeur.",
        "Cette vidéo dure 56 s. Elle se regarde dans le cours en ligne, leçon 1.",
        "Les petites mains sont sous-payées, sans droits.",
        "Des mots sur fond sombre.",
        "Et maintenant ?",
        "Redites votre avis",
        "Licence CC-BY-SA-4.0.",
        "Version 3 · 2 mars 2026",
    ):
        assert pdfs.squeezed(words) in text, words
    assert "nouvellefenêtre" not in text


def _solutions(course: Course) -> list[tuple[str, str]]:
    """Key and words of all that the player learns of an activity and its form does not show: answers and reasons."""
    unit = course.units("per-course")[0]
    linked = frozenset(each.id for each in course.pages)
    found = []
    for number, page in enumerate(course.pages, 1):
        view = PageView(course, unit, page, number, linked, words_of(course.language))
        for key, item in view._items.items():
            if item.activity.kind in ("scenario", "plan", "checklist"):
                continue  # what these ask is all data of theirs; the scenario's ends are looked at below
            shown = pdfs.squeezed(TAG.sub("", str(item.macro("form"))))
            found += [(key, words) for words in _strings(view.data[key]) if pdfs.squeezed(words) not in shown]
        for placement in page.placements:
            for step in placement.activity.shown if isinstance(placement.activity, Scenario) else ():
                if step.end is not None and step.end.debrief:
                    found.append((placement.key, step.end.debrief.plain))
    return found


def _strings(value: object) -> list[str]:
    """The sentences in *value*, without their markup."""
    if isinstance(value, dict):
        return [each for name, inner in value.items() if name != "source" for each in _strings(inner)]
    if isinstance(value, list | tuple):
        return [each for inner in value for each in _strings(inner)]
    if not isinstance(value, str):
        return []
    words = str(Markup(TAG.sub(" ", value)).unescape()).strip()
    return [words] if len(words) > 30 else []


def told(course: Course, text: str) -> list[tuple[str, str]]:
    """The solutions of *course* that *text* gives away.

    A reason may repeat what the lesson or its film says; what only the reason says must not be there.
    """
    solutions = _solutions(course)
    assert solutions
    said = [each.fragment.plain for page in course.pages for each in walk(page.blocks) if isinstance(each, Text)]
    said += [words for asset in course.assets for _, _, words in cues(asset, course.language)]
    known = pdfs.squeezed(" ".join(said)).replace("'", "’")
    return [each for each in solutions if pdfs.squeezed(each[1]) in text and pdfs.squeezed(each[1]) not in known]


def test_no_answer_is_in_a_booklet(real: Course) -> None:
    booklet = Booklet(real, projects.EPOCH).render("print/booklet.html")
    assert told(real, pdfs.squeezed(str(Markup(TAG.sub(" ", booklet)).unescape()))) == []


# The longer courses take up to half a minute; their booklets are read by other tests.
@pytest.mark.parametrize(
    "real",
    [*(pytest.param(name, marks=pytest.mark.soak) for name in ("limits", "seminaires")), "villes"],
    indirect=True,
)
def test_every_page_of_a_course_is_in_its_documents(
    real: Course, saved: Callable[[bytes, str], Path], tmp_path: Path
) -> None:
    for kind in KINDS:
        data = projects.made(real, kind)
        # A line that happens to begin three pages is no running head: its warnings are guesses.
        assert outloud(saved(data, f"{kind}.pdf"), ("error",)) == []
        with pdfs.opened(data) as pdf:
            text = pdfs.texts(pdf, tmp_path)
            with pdf.open_outline() as outline:
                titles = [each.title for each in outline.root]
        for page in Booklet(real, projects.EPOCH).pages:
            assert pdfs.squeezed(page.title) in text
            assert page.title in titles
            assert all(pdfs.squeezed(each) in text for each in page.goals)


def outloud(path: Path, severities: tuple[str, ...]) -> list[str]:
    """What the checker has against the PDF at *path* by ISO 14289-1."""
    program = CACHE / "outloud" / "bin" / "outloud"
    if not program.exists():
        missing("the environment .cache/outloud")
    report = path.with_suffix(".json")
    command = [str(program), str(path), "--layer", "conformance", "--json", str(report), "--fail-on", "never"]
    subprocess.run(command, capture_output=True, check=True)
    (result,) = json.loads(report.read_text("utf-8"))["results"]
    assert not result["error"]
    return [f"{each['rule']} {each['message']}" for each in result["findings"] if each["severity"] in severities]


@pytest.mark.parametrize("kind", KINDS)
def test_outloud_finds_nothing_against_pdf_ua(document: Made, kind: str, saved: Callable[[bytes, str], Path]) -> None:
    assert outloud(saved(document(kind), f"{kind}.pdf"), ("error", "warning")) == []


def test_outloud_sees_what_is_missing(document: Made, tmp_path: Path) -> None:
    with pdfs.opened(document("pdf")) as pdf:
        del pdf.Root.Lang
        pdf.save(tmp_path / "mute.pdf")
    assert outloud(tmp_path / "mute.pdf", ("error",))

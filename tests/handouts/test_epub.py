"""The EPUB by EPUB 3.3 and EPUB Accessibility 1.1; epubcheck has the last word."""

from __future__ import annotations

import json
import posixpath
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from shutil import which

import pytest
from lxml import etree

from builder.handouts.epub import DC, OPF, OPS, XHTML, _parsed
from builder.handouts.paper import Booklet
from builder.model import Course
from tests.handouts import pdfs, projects
from tests.handouts.test_pdf import told
from tests.hosts.foreign import missing

NAMES = {"o": OPF, "dc": DC, "x": XHTML, "e": OPS}
CHECKER = Path("/usr/share/java/epubcheck.jar")


@pytest.fixture(scope="module")
def book(document: Callable[[str], bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(document("epub")))


def package(book: zipfile.ZipFile) -> etree._Element:
    return etree.fromstring(book.read("EPUB/package.opf"))


def page(book: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(book.read(f"EPUB/{name}"))


def test_ocf_4_2_the_file_begins_with_its_type(document: Callable[[str], bytes]) -> None:
    assert document("epub")[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(BytesIO(document("epub"))) as book:
        first = book.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")


def test_the_package_says_what_the_book_is(book: zipfile.ZipFile) -> None:
    root = package(book)
    assert root.findtext(".//dc:identifier", namespaces=NAMES) == "urn:uuid:3f1f7b44-4a3b-4a9e-9f0e-2c8b9f5f6a10"
    assert root.findtext(".//dc:title", namespaces=NAMES) == "Un essai d’impression"
    assert root.findtext(".//dc:language", namespaces=NAMES) == "fr"
    assert root.findtext(".//dc:rights", namespaces=NAMES) == "CC-BY-SA-4.0"
    assert root.xpath("//o:meta[@property='dcterms:modified']/text()", namespaces=NAMES) == ["2026-03-02T00:00:00Z"]


def test_accessibility_1_1_the_metadata_are_true(book: zipfile.ZipFile) -> None:
    said: dict[str, list[str]] = {}
    for each in package(book).iter(f"{{{OPF}}}meta"):
        said.setdefault(each.get("property", ""), []).append(each.text or "")
    assert said["schema:accessMode"] == ["textual", "visual"]
    assert said["schema:accessModeSufficient"] == ["textual"]
    assert {"alternativeText", "longDescription", "transcript", "structuralNavigation"} <= set(
        said["schema:accessibilityFeature"]
    )
    assert said["schema:accessibilityHazard"] == ["none"]
    assert len(said["schema:accessibilitySummary"][0]) > 40


def test_every_page_is_read_in_its_order(book: zipfile.ZipFile) -> None:
    root = package(book)
    names = {each.get("id"): each.get("href") for each in root.iter(f"{{{OPF}}}item")}
    spine = [names[each.get("idref")] for each in root.iter(f"{{{OPF}}}itemref")]
    assert spine[:5] == ["cover.xhtml", "nav.xhtml", "p-tout.xhtml", "p-suite.xhtml", "p-quiz-point.xhtml"]
    assert spine[-1] == "about.xhtml"
    inside = {name.removeprefix("EPUB/") for name in book.namelist() if name.startswith("EPUB/")}
    assert inside == {*names.values(), "package.opf"}


def test_the_contents_lead_to_every_page_and_landmark(book: zipfile.ZipFile) -> None:
    nav = page(book, "nav.xhtml")
    toc, marks = nav.findall(".//x:nav", NAMES)
    assert toc.get(f"{{{OPS}}}type") == "toc"
    assert toc.xpath(".//x:span/text()", namespaces=NAMES) == ["Lire", "Faire le point"]
    links = [each.get("href") for each in toc.iter(f"{{{XHTML}}}a")]
    assert links[:3] == ["p-tout.xhtml", "p-suite.xhtml", "p-quiz-point.xhtml"]
    assert [each.get(f"{{{OPS}}}type") for each in marks.iter(f"{{{XHTML}}}a")] == ["cover", "toc", "bodymatter"]


def test_every_link_and_picture_has_its_target(book: zipfile.ZipFile) -> None:
    names = set(book.namelist())
    pages = {name: etree.fromstring(book.read(name)) for name in names if name.endswith(".xhtml")}
    ids = {name: set(root.xpath("//@id")) for name, root in pages.items()}
    for name, root in pages.items():
        assert len(ids[name]) == len(root.xpath("//@id"))
        for address in [*root.xpath("//@href"), *root.xpath("//@src")]:
            if address.startswith("http"):
                continue
            file, _, anchor = address.partition("#")
            target = posixpath.normpath(posixpath.join("EPUB", file)) if file else name
            assert target in names
            assert not anchor or anchor in ids[target]


def test_pages_are_in_their_language_and_have_one_title(book: zipfile.ZipFile) -> None:
    for name in book.namelist():
        if name.endswith(".xhtml"):
            root = etree.fromstring(book.read(name))
            assert root.get("lang") == root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
            assert root.findtext(".//x:title", namespaces=NAMES)
            assert len(root.findall(".//x:h1", NAMES)) == 1
            assert all(each.get("alt") is not None for each in root.iter(f"{{{XHTML}}}img"))


def test_films_stay_out_and_their_words_come_in(book: zipfile.ZipFile) -> None:
    assert not [name for name in book.namelist() if name.endswith((".mp4", ".vtt"))]
    text = " ".join("".join(page(book, "p-tout.xhtml").itertext()).split())
    assert "Les petites mains sont sous-payées, sans droits." in text
    assert "EPUB/media/film.jpg" in book.namelist()
    # What old reading systems do not show is written as what they do.
    assert book.read("EPUB/media/ligne.png").startswith(b"\x89PNG")


def test_a_note_can_pop_up(book: zipfile.ZipFile) -> None:
    root = page(book, "p-tout.xhtml")
    (reference,) = root.xpath("//x:a[@e:type='noteref']", namespaces=NAMES)
    (note,) = root.xpath("//x:li[@e:type='footnote']", namespaces=NAMES)
    assert reference.get("href") == f"#{note.get('id')}"


def test_no_answer_is_in_a_book(real: Course) -> None:
    with zipfile.ZipFile(BytesIO(projects.made(real, "epub"))) as book:
        text = pdfs.squeezed(
            " ".join(
                "".join(etree.fromstring(book.read(name)).itertext())
                for name in book.namelist()
                if name.endswith(".xhtml")
            )
        )
    assert told(real, text) == []
    for each in Booklet(real, projects.EPOCH).pages:
        assert pdfs.squeezed(each.title) in text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>a<br>b</p>", "<p>a<br/>b</p>"),
        ("<p>a<span hidden>b</span> c</p>", "<p>a c</p>"),
        ('<p><a href="x.ics" download>b</a> c</p>', "<p> c</p>"),
        ('<p><a href="rencontre.ics">b</a></p>', "<p><a>b</a></p>"),
        ('<table><tr role="row"><td data-label="x">1</td></tr></table>', "<table><tr><td>1</td></tr></table>"),
        ('<img src="a.png" alt="">', '<img src="a.png" alt=""/>'),
    ],
)
def test_what_was_written_for_a_screen_becomes_xhtml(written: str, read: str) -> None:
    body = etree.tostring(_parsed(written), encoding="unicode")
    assert body == f'<body xmlns="{XHTML}">{read}</body>'


def test_drawings_keep_the_names_of_svg() -> None:
    for end in ("", "<br>"):  # read as XML, and as HTML
        body = _parsed(f'<svg viewBox="0 0 1 1"><title>x</title><path d="M0 0"/></svg>{end}')
        (drawing,) = body.iter("{http://www.w3.org/2000/svg}svg")
        assert drawing.get("viewBox") == "0 0 1 1"
        assert [etree.QName(each).localname for each in drawing] == ["title", "path"]


def epubcheck(path: Path, report: Path) -> list[str]:
    """What Debian's epubcheck has against the book at *path*."""
    if not CHECKER.exists() or which("java") is None:
        missing("Debian's epubcheck")
    command = ["java", "-jar", str(CHECKER), str(path), "--json", str(report), "--quiet"]
    subprocess.run(command, capture_output=True, check=False)
    messages = json.loads(report.read_text("utf-8"))["messages"]
    return [f"{each['ID']} {each['severity']}: {each['message']}" for each in messages]


def test_epubcheck_has_nothing_against_it(
    document: Callable[[str], bytes], saved: Callable[[bytes, str], Path], tmp_path: Path
) -> None:
    assert epubcheck(saved(document("epub"), "essai.epub"), tmp_path / "report.json") == []


def test_epubcheck_has_nothing_against_a_course(
    real: Course, saved: Callable[[bytes, str], Path], tmp_path: Path
) -> None:
    path = saved(projects.made(real, "epub"), f"{real.id}.epub")
    assert epubcheck(path, tmp_path / "report.json") == []

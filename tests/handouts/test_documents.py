"""Documents as a build makes them: asked for by name, the same for the same sources, and nothing half done."""

from __future__ import annotations

import importlib.abc
import os
import shutil
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest

from builder import cli, pipeline
from builder.activities import KINDS
from builder.diagnostics import Diagnostic, Report
from builder.formats import FORMATS
from builder.handouts import DOCUMENTS, pdf
from builder.handouts.guide import guide
from builder.handouts.paper import Booklet
from builder.load import read_project
from builder.render.page import environment
from builder.render.words import words_of
from builder.rules import documents
from tests.cli.test_cli import quick, run
from tests.handouts import projects

NAMES = {"pdf": "essai.fr.pdf", "epub": "essai.fr.epub", "guide": "essai.fr.guide.pdf"}
ASKED = [word for name in NAMES for word in ("-f", name)]


def build(root: Path, formats: Sequence[str]) -> list[Diagnostic]:
    """What a build of the course complains of."""
    report = Report()
    for _ in pipeline.build(read_project(root, report), "essai", formats, root / "dist", report, projects.EPOCH):
        pass
    return report.diagnostics


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return projects.lay(tmp_path / "essai")


def test_the_command_names_every_kind_of_document() -> None:
    assert set(cli.DOCUMENTS) <= set(DOCUMENTS)
    assert not set(DOCUMENTS) & set(FORMATS)
    assert set(NAMES) <= set(DOCUMENTS)


def test_documents_are_made_when_they_are_asked_for(root: Path) -> None:
    done = quick(["build", *ASKED], root)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (root / "dist").iterdir()) == sorted(NAMES.values())
    for name in NAMES.values():
        assert f"dist/{name}" in done.stdout
        assert f"{name}: " in done.stdout


def test_a_build_that_names_no_format_makes_none(root: Path) -> None:
    assert quick(["build"], root).returncode == 0
    made = {path.name for path in (root / "dist").iterdir()}
    assert "essai.fr.web.zip" in made
    assert not made & set(NAMES.values())


def test_equal_sources_give_equal_bytes(tmp_path: Path) -> None:
    made = []
    surroundings = (
        ("un", {"TZ": "Europe/Paris", "PYTHONHASHSEED": "1", "LC_ALL": "fr_FR.UTF-8"}),
        ("deux/trois", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LC_ALL": "C"}),
    )
    for folder, around in surroundings:
        root = projects.lay(tmp_path / folder)
        done = run(["build", *ASKED], root, {}, **around)
        assert done.returncode == 0, done.stderr
        made.append({name: (root / "dist" / name).read_bytes() for name in NAMES.values()})
    for name in NAMES.values():
        assert made[0][name] == made[1][name], name


def test_the_day_is_that_of_the_last_review_or_of_the_build(root: Path) -> None:
    # Nothing else of the surroundings is in a document, so this is all that SOURCE_DATE_EPOCH can change.
    path = root / "courses" / "essai" / "course.yaml"
    path.write_text(path.read_text("utf-8").replace("revu-le: 2026-03-02\n", ""), "utf-8")
    days = []
    for epoch in ("1600000000", "1700000000"):
        assert quick(["build", "-f", "pdf"], root, SOURCE_DATE_EPOCH=epoch).returncode == 0
        with pikepdf.open(root / "dist" / NAMES["pdf"]) as made:
            days.append(str(made.docinfo["/ModDate"]))
    assert days == ["D:20200913122640Z", "D:20231114221320Z"]


@pytest.mark.parametrize("name", ["pdf", "guide"])
def test_without_weasyprint_a_pdf_says_what_to_install(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    (root / "dist").mkdir()
    before = root / "dist" / NAMES[name]
    before.write_bytes(b"the one before")
    (found,) = build(root, [name, "epub"])
    assert (found.code, dict(found.values)["format"]) == ("DOC-001", name)
    assert "cartable[print]" in found.hint("fr")
    assert [path.name for path in (root / "dist").iterdir()] == [NAMES[name]]
    assert before.read_bytes() == b"the one before"
    assert quick(["build", "-f", name], root).returncode == 1
    assert not build(root, ["epub"])


class _NoPango(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports WeasyPrint as a machine without Pango does."""

    def find_spec(self, name: str, path: object, target: ModuleType | None = None) -> object:
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, self) if name == "weasyprint" else None

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")


def test_without_pango_a_pdf_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_NoPango(), *sys.meta_path])
    (found,) = build(root, ["pdf"])
    assert found.code == "DOC-002"
    assert "libpango" in found.hint("en")
    assert not (root / "dist").exists()


def test_what_weasyprint_complains_of_is_a_warning(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A style sheet that names what is not there, as a picture would that went away while the build ran.
    sheet = root / "paper.css"
    sheet.write_text("h1 { background: url(media/gone.png) }", "utf-8")
    files = pdf._files
    monkeypatch.setattr(pdf, "_files", lambda course: {**files(course), "paper.css": sheet})
    (found,) = build(root, ["pdf"])
    assert found.code == "DOC-003"
    assert found.severity == "warning"
    assert "gone.png" in found.message("fr")
    assert (root / "dist" / NAMES["pdf"]).exists()


def test_every_rule_about_documents_is_proven() -> None:
    own = Path(__file__).read_text("utf-8")
    assert [code for code in documents.RULES if own.count(code) < 1] == []


def test_a_course_with_errors_leaves_the_documents_before(root: Path) -> None:
    assert quick(["build", *ASKED], root).returncode == 0
    before = {path.name: path.read_bytes() for path in (root / "dist").iterdir()}
    lesson = root / "courses" / "essai" / "lessons" / "suite.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n:: exercice nulle-part\n", "utf-8")
    assert quick(["build", *ASKED], root).returncode == 1
    assert {path.name: path.read_bytes() for path in (root / "dist").iterdir()} == before


@pytest.mark.parametrize("name", NAMES)
def test_a_place_that_cannot_be_written_is_said_in_a_line(root: Path, name: str) -> None:
    (root / "dist" / NAMES[name]).mkdir(parents=True)  # a folder stands where the file should be
    done = quick(["build", "-f", name], root)
    assert done.returncode == 1
    assert NAMES[name] in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert [path.name for path in (root / "dist").iterdir()] == [NAMES[name]]


def test_the_folder_may_not_be_there_or_not_be_a_folder(root: Path) -> None:
    assert quick(["build", "-f", "epub", "-o", "a/b"], root).returncode == 0
    assert (root / "a" / "b" / NAMES["epub"]).exists()
    (root / "file").write_text("", "utf-8")
    assert quick(["build", "-f", "epub", "-o", "file"], root).returncode == 2
    if hasattr(os, "geteuid") and os.geteuid() != 0:  # root may write anywhere
        shut = root / "shut"
        shut.mkdir(mode=0o500)
        assert quick(["build", "-f", "epub", "-o", "shut"], root).returncode == 1
        shutil.rmtree(shut)


@pytest.mark.parametrize("language", ["en", "de", "fr-CA"])
def test_documents_speak_the_language_of_the_course(root: Path, language: str) -> None:
    course = replace(projects.read(root), language=language)
    words = words_of(language)
    assert words("paper.contents") in Booklet(course, projects.EPOCH).render("print/booklet.html")
    assert words("guide.attendance") in guide(course, projects.EPOCH)
    with zipfile.ZipFile(BytesIO(projects.made(course, "epub"))) as book:
        assert f"<dc:language>{language}</dc:language>" in book.read("EPUB/package.opf").decode()


@pytest.mark.parametrize("kind", sorted({each.kind for each in KINDS.values()}))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_kind_has_a_form_a_sheet_and_a_key(kind: str, language: str) -> None:
    module = environment(words_of(language)).get_template(f"activities/{kind}.html").module
    assert [name for name in ("form", "sheet", "key") if not hasattr(module, name)] == []

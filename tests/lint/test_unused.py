"""What nobody uses, and sources that cannot be found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import lint
from builder.diagnostics import Report
from tests.lint import proof
from tests.lint.proof import choice

SOURCE = "guide:\n  titre: Le guide\n  annee: 2024\n  adresse: https://example.org/guide\n"


@pytest.mark.parametrize(
    ("key", "lesson", "is_read"),
    [
        ("CPS", "Les CPS aident.", True),
        ("CPS", "Les cps et les CPSA aident.", False),
        ("emprise", "Les Emprises grandissent.", True),
        ("emprise", "L'entreprise grandit.", False),
        ("point de deal", "Un **point** de\ndeal, ici.", True),
        ("pré-judiciaire", "Un cadre pré-judiciaire.", True),
        ("Limit's", "Le projet Limit's.", True),
    ],
)
def test_entries_of_the_glossary(tmp_path: Path, key: str, lesson: str, is_read: bool) -> None:
    found = proof.read(tmp_path, lesson, glossaire_yaml=f'# Un mot\n"{key}": le sens\n')
    assert proof.shown([each for each in found if each.code != "TXT-012"], tmp_path) == (
        [] if is_read else [f"CRS-080 {key}"]
    )


@pytest.mark.parametrize(
    "lesson",
    [
        "Un mot. (source : guide)",
        "Un mot [@guide, p. 4].",
        "Un mot\nde plus. (source : guide)",
        "Un mot^[Note [@guide]].",
    ],
)
def test_a_source_is_cited(tmp_path: Path, lesson: str) -> None:
    assert proof.read(tmp_path, lesson, sources_yaml=SOURCE) == []


def test_a_source_is_cited_by_a_question(tmp_path: Path) -> None:
    assert proof.read(tmp_path, bank=choice("maire") + "    source: guide\n", sources_yaml=SOURCE) == []


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (SOURCE.replace("2024", "2016"), []),
        (SOURCE.replace("2024", "2015"), ["CRS-088"]),
        (SOURCE.replace("2024", "2007").replace("titre: Le guide", "titre: Loi du 5 mars 2007"), []),
        (SOURCE.replace("  annee: 2024\n", ""), ["CRS-085"]),
        (SOURCE.replace("2024", "inconnue"), []),
        (SOURCE.replace("2024", "unknown"), []),
        (SOURCE.replace("https://example.org/guide", "aucune"), []),
        (SOURCE.replace("https:", "http:"), ["CRS-087"]),
        ("guide:\n  titre: Le guide\n", ["CRS-085", "CRS-086"]),
        (f"{SOURCE}{SOURCE.replace('guide:', 'autre:', 1)}", ["CRS-081", "CRS-089"]),
        (f"{SOURCE}{SOURCE.replace('guide:', 'autre:', 1).replace('2024', '2023')}", ["CRS-081"]),
    ],
)
def test_the_state_of_a_source(tmp_path: Path, sources: str, expected: list[str]) -> None:
    found = proof.read(tmp_path, "Un mot. (source : guide)", sources_yaml=sources)
    assert [each.code for each in found] == expected
    assert all(each.endswith((" guide", " autre")) for each in proof.shown(found, tmp_path))


def test_media_and_banks_of_a_project(tmp_path: Path) -> None:
    made = proof.course(tmp_path, bank=choice("maire"))
    (tmp_path / "media").mkdir()
    for name in ("plan.yaml", "plan.svg", "plan.fr.vtt", "film.script.yaml", "perdu.mp4", "dessiner.py", "LISEZ.md"):
        (tmp_path / "media" / name).write_text("", "utf-8")
    (tmp_path / "quizzes" / "vieux.yaml").write_text("", "utf-8")
    report = Report()
    lint.unused.check_project(tmp_path, [made], report)
    assert [(each.code, each.span.path) for each in report.diagnostics] == [
        ("CRS-083", "media/perdu.mp4"),
        ("CRS-082", "media/plan.yaml"),
        ("CRS-084", "quizzes/vieux.yaml"),
    ]


def test_questions_that_no_course_asks(tmp_path: Path) -> None:
    (tmp_path / "quizzes").mkdir()
    bank = proof.BANK + choice("posee") + choice("oubliee")
    (tmp_path / "quizzes" / "autres.yaml").write_text(bank, "utf-8")
    made = proof.course(tmp_path, ":: exercice posee", bank=choice("maire"))
    report = Report()
    lint.unused.check_project(tmp_path, [made], report)
    assert proof.shown(report.diagnostics, tmp_path) == ["TXT-036 oubliee"]

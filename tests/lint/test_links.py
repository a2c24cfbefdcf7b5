"""Placeholders and links, wherever a course has words."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder import lint
from builder.diagnostics import Report
from tests.lint import proof

SESSIONS = """rencontres:
  - rencontre: une
    titre: Une
    jour: 2027-01-21
    deroule:
      - minutes: 5
        titre: Accueil
        texte: >
          {text}
"""


def linted(root: Path, lesson: str = "Un mot.", **files: str) -> list[str]:
    report = Report()
    lint.lint(proof.course(root, lesson, **files), report)
    return proof.shown([each for each in report.diagnostics if each.code.startswith(("CRS", "TXT"))], root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("À compléter.", "À compléter"),
        ("Des chiffres à compléter, puis la suite.", "à compléter"),
        ("TODO : les chiffres", "TODO"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
        ("To be completed.", "To be completed"),
        ("Noch zu ergänzen", "zu ergänzen"),
        ("Da completare", "Da completare"),
        ("À compléter par l'intervenant.", ""),
        ("Les peines sont à compléter avec le procureur.", ""),
        ("Une phrase à compléter.", ""),
        ("The form is to be completed by the learner.", ""),
        ("Todo el mundo.", ""),
        ("Un complément à apporter.", ""),
    ],
)
def test_placeholders(tmp_path: Path, text: str, expected: str) -> None:
    codes = [f"CRS-050 {expected}"] if expected else []
    assert linted(tmp_path, text) == codes
    assert linted(tmp_path, sessions_yaml=SESSIONS.format(text=text)) == codes
    assert (
        linted(tmp_path, sessions_yaml=SESSIONS.format(text="Un mot."), glossaire_yaml=f"mot: >\n  {text}\n") == codes
    )


def test_a_placeholder_in_a_title(tmp_path: Path) -> None:
    text = SESSIONS.format(text="Un mot.").replace("titre: Une", "titre: À compléter")
    found = proof.read(tmp_path, sessions_yaml=text)
    assert proof.shown(found, tmp_path) == ["CRS-050 À compléter"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("page.md", ""),
        ("#page", ""),
        ("https://example.org/page.md#suite", ""),
        ("pages.md", "CRS-041"),
        ("page.md#suite", "TXT-006"),
        ("page#suite", "TXT-006"),
        ("../../media/plan.svg", "TXT-007"),
        ("plan.mp4#t=3", "TXT-007"),
        ("_glossaire", "CRS-041"),
    ],
)
def test_links(tmp_path: Path, target: str, expected: str) -> None:
    codes = [f"{expected} {target}"] if expected else []
    assert linted(tmp_path, f"Une [leçon plus longue]({target}) dite.") == codes
    assert linted(tmp_path, sessions_yaml=SESSIONS.format(text=f"Une [leçon plus longue]({target}) dite.")) == codes

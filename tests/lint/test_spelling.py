"""Words that a dictionary does not know, and words that are none of its business."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from builder import lint
from builder.diagnostics import Diagnostic, Report
from builder.lint.spelling import Dictionaries, Missing
from tests.lint import proof

FRENCH = """
un une deux mot le la les maire ville rendez vous page essai premier agir agit vient il et de décide école
aujourd'hui développement rangement centre est dit élu cœur ville être là titre
"""
ENGLISH = "the city works color"
AFF = "SET UTF-8\nTRY esianrtolcdugmphbyfvkwàéè\nICONV 1\nICONV ’ '\n"


@pytest.fixture
def dictionaries(tmp_path: Path) -> Dictionaries:
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    for name, words in (("fr_FR", FRENCH), ("en_US", ENGLISH), ("en_GB", "colour")):
        (folder / f"{name}.aff").write_text(AFF, "utf-8")
        (folder / f"{name}.dic").write_text("\n".join((str(len(words.split())), *words.split(), "")), "utf-8")
    return Dictionaries([tmp_path / "none", folder])


def spelt(root: Path, dictionaries: Dictionaries, lesson: str, language: str = "fr", **files: str) -> list[Diagnostic]:
    report = Report()
    lint.proofread(proof.course(root, lesson, language, **files), report, proof.TODAY, dictionaries)
    assert all(each.message("fr") != each.message("en") for each in report.diagnostics)
    return [each for each in report.diagnostics if each.code == "TXT-020"]


@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        ("Le mair décide.", "mair"),
        ("Le\nmaire dcide.", "dcide"),
        ("L'éccole et l’école.", "L'éccole"),
        ("Un **mto** et `xyzt`.", "mto"),
        ("Le [liien](https://example.org/xyzt).", "liien"),
        ("- Un mot\n- deuxx", "deuxx"),
        ("| mot | mto |\n| --- | --- |\n| un | deux |\n\nTable : mot", "mto"),
        ("## Le tittre", "tittre"),
        (r"Un \* \_ mto", "mto"),
        ("rendez-vouss", "rendez-vouss"),
    ],
)
def test_an_unknown_word(tmp_path: Path, dictionaries: Dictionaries, lesson: str, expected: str) -> None:
    found = spelt(tmp_path, dictionaries, lesson)
    wrong = [each for each in proof.shown(found, tmp_path) if each not in ("TXT-020 Table", "TXT-020 lien")]
    assert wrong == [f"TXT-020 {expected}"]


@pytest.mark.parametrize(
    "lesson",
    [
        "L'école, l’école et aujourd’hui.",
        "Le 1er et le 2e mot, 3 % de 4,5.",
        "« Rendez-vous », dit-il ; vient-il ?",
        "Ville-centre.",
        "Élu·e·s, ÉCOLE et OFDT.",
        "Une E\u0301cole, un dévelop\u00adpement.",
        "Le cœur n° 3.",
        "`xyzt`, <https://xyzt.example.org/abcd>, qui@xyzt.fr et www.xyzt.fr/abcd",
        "[the city]{lang=en} et [das Xyzt]{lang=de}",
        "Le xyzt, les xyzts et l'Xyzt.",
        "Un charbonneur.",
        "Le Publieur. (source : guide)",
        "```\nxyzzt\n```",
    ],
)
def test_a_word_that_is_right(tmp_path: Path, dictionaries: Dictionaries, lesson: str) -> None:
    (tmp_path / "courses").mkdir()
    (tmp_path / "courses" / "mots.txt").write_text("# des mots\nxyzt\nqui # un mot\n", "utf-8")
    found = spelt(
        tmp_path,
        dictionaries,
        lesson,
        glossaire_yaml="charbonneur: le maire\n",
        sources_yaml="guide:\n  titre: Le guide\n  organisme: Publieur\n",
    )
    assert proof.shown(found, tmp_path) == []


def test_words_of_another_language_are_read_in_it(tmp_path: Path, dictionaries: Dictionaries) -> None:
    found = spelt(tmp_path, dictionaries, "[the citty]{lang=en} et [the city]{lang=en-GB}")
    assert proof.shown(found, tmp_path) == ["TXT-020 citty", "TXT-020 the", "TXT-020 city"]


def test_a_language_without_region_has_every_spelling(tmp_path: Path, dictionaries: Dictionaries) -> None:
    found = spelt(tmp_path, dictionaries, "The color, the colour, the colur.", "en")
    assert "TXT-020 colur" in proof.shown(found, tmp_path)
    assert {"TXT-020 color", "TXT-020 colour"}.isdisjoint(proof.shown(found, tmp_path))


def test_each_word_is_told_once_with_guesses(tmp_path: Path, dictionaries: Dictionaries) -> None:
    found = spelt(tmp_path, dictionaries, "Le developpement, un mot.\n\nLe developpement et l'ecole.")
    assert [dict(each.values) for each in found] == [
        {"word": "developpement", "count": "2", "guesses": " → développement ?", "list": "courses/mots.txt"},
        {"word": "l'ecole", "count": "1", "guesses": " → école ?", "list": "courses/mots.txt"},
    ]
    assert found[0].message("fr") == "mot inconnu : « developpement » (emplois : 2) → développement ?"


def test_what_is_missing_is_said(tmp_path: Path, dictionaries: Dictionaries, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Missing) as caught:
        spelt(tmp_path, dictionaries, "Ein Wort.", "de")
    assert (caught.value.thing, caught.value.name) == ("dictionary", "de")
    monkeypatch.setitem(sys.modules, "hunspell", None)
    with pytest.raises(Missing) as caught:
        spelt(tmp_path, dictionaries, "Un mot.")
    assert caught.value.thing == "engine"


def test_guessing_is_bounded(tmp_path: Path, dictionaries: Dictionaries, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(lint.spelling.Dictionary, "suggestions", lambda self, word: asked.append(word) or ())
    words = " ".join(f"{one}{two}zzz" for one in "bcdfghjk" for two in "qwx")
    found = spelt(tmp_path, dictionaries, words)
    assert len(found) == 24
    assert len(asked) == lint.spelling.MOST_ASKED

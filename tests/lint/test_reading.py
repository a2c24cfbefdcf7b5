"""Sentences, paragraphs and acronyms: what is hard to read, and what only looks so."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.lint.sentences import count, sentences
from tests.lint import proof

WORDS = " ".join(f"mot{number}" for number in range(34))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Un. Deux.", ["Un.", "Deux."]),
        ("M. Martin et Mme. Durand. Fin.", ["M. Martin et Mme. Durand.", "Fin."]),
        ("Voir l'art. 12 et p. 4. Fin.", ["Voir l'art. 12 et p. 4.", "Fin."]),
        ("Le n° 3, etc. Puis la suite.", ["Le n° 3, etc.", "Puis la suite."]),
        ("Des chaises, etc. et des tables.", ["Des chaises, etc. et des tables."]),
        ("Il faut 3.5 jours. Ou 3,5.", ["Il faut 3.5 jours.", "Ou 3,5."]),
        ("Il hésite… puis part. Fin…", ["Il hésite… puis part.", "Fin…"]),
        ("« Non ! » dit-elle. Il part.", ["« Non ! » dit-elle.", "Il part."]),
        ("Il dit : « Non. » Elle part.", ["Il dit : « Non. »", "Elle part."]),
        ("Qui ? Quoi ?! Rien.", ["Qui ?", "Quoi ?!", "Rien."]),
        ("J. Dupont et A. B. Martin. Fin.", ["J. Dupont et A. B. Martin.", "Fin."]),
        ("E.g. this one. See Mr. Smith. End.", ["E.g. this one.", "See Mr. Smith.", "End."]),
        ("これは文。これも文。", ["これは文。", "これも文。"]),
        ("", []),
        ("...", ["..."]),
    ],
)
def test_a_sentence_ends_where_readers_see_it(text: str, expected: list[str]) -> None:
    found = list(sentences(text))
    assert [each for _, each in found] == expected
    assert all(text[start : start + len(each)] == each for start, each in found)


def test_words_are_counted_as_a_word_processor_does() -> None:
    assert count("« L'école », dit-elle : est-ce vrai ? 3,5 %") == 5


def test_a_long_sentence_is_shown_where_it_begins(tmp_path: Path) -> None:
    found = proof.read(tmp_path, f"Court. Une {WORDS} fin.\n\n- Deux {WORDS} et fin.")
    assert [(each.code, each.span.line, each.span.column) for each in found] == [
        ("TXT-010", 3, 8),
        ("TXT-010", 5, 3),
    ]
    assert [dict(each.values)["count"] for each in found] == ["36", "37"]
    assert {dict(each.values)["total"] for each in found} == {"2"}


@pytest.mark.parametrize(
    "lesson",
    [
        f"Une {WORDS}.",  # 35 words
        "\n".join(f"- {WORDS[:150]}" for _ in range(5)),  # a list is no sentence
        f"Une {WORDS[:100]}. Et {WORDS[:100]}.",
        f"```\n{WORDS} {WORDS}\n```",
        f"| {WORDS} | {WORDS} |\n| --- | --- |\n| a | b |",
        f"## {WORDS} et encore un titre",
    ],
)
def test_what_is_no_long_sentence(tmp_path: Path, lesson: str) -> None:
    assert [each for each in proof.read(tmp_path, lesson) if each.code == "TXT-010"] == []


def test_five_sentences_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    lesson = "\n\n".join(f"Une {WORDS} {'et ' * number}fin." for number in range(12))
    found = [dict(each.values) for each in proof.read(tmp_path, lesson)]
    assert sorted(int(each["count"]) for each in found) == list(range(43, 48))
    assert {each["total"] for each in found} == {"12"}


def test_a_long_paragraph(tmp_path: Path) -> None:
    found = proof.read(tmp_path, " ".join(["Une phrase de six mots ici."] * 21))
    assert [each.code for each in found] == ["TXT-011"]


@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        ("La CNAV agit.", ["TXT-012 CNAV"]),
        ("L'OFII et l’ACSE agissent.", ["TXT-012 OFII"]),
        ("La CNAV, puis la CNAV encore.", ["TXT-012 CNAV"]),
        ("Le GI-TOC enquête.", ["TXT-012 GI-TOC"]),
        ("La **CNAV** agit.", ["TXT-012 CNAV"]),
        ("La CNAV^[Caisse d'assurance vieillesse.] agit.", []),
        ("Un mot^[La CNAV agit.].", ["TXT-012 CNAV"]),
        ("Un mot\nde plus[^1].\n\n[^1]: La CNAV agit.", ["TXT-012 CNAV"]),
        ("La CPS est au glossaire.", []),
        ("La CNAV (caisse d'assurance vieillesse) agit. La CNAV paie.", []),
        ("La caisse d'assurance vieillesse (CNAV) agit.", []),
        ("La caisse d'assurance vieillesse (la CNAV) agit.", []),
        ("Caisse nationale d'assurance vieillesse : CNAV.", []),
        ("Le XIXe siècle, Louis XIV et le chapitre IV.", []),
        ("Un SMS et un PDF de 3 GB.", []),
        ("Jeanne MARTIN et Jean-Paul DURAND parlent.", []),
        ("Le service central, 44941 NANTES Cedex 9.", []),
        ("L'expérience LIMIT'S et le guide ACTIVER MON RÉSEAU aident.", []),
        ("Mme DUPONT et M. Jean-Paul LEFÈVRE parlent.", []),
        ("Ne partez JAMAIS. Il ne part jamais.", []),
        ("ATTENTION AU CHIEN", []),
        ("Un A et un B, la 4G et COVID-19.", []),
        ("`CNAV` et <https://example.org/CNAV>.", []),
        ("[The NHS pays]{lang=en}.", []),
        ("## La CNAV\n\nUn mot.", []),
    ],
)
def test_acronyms(tmp_path: Path, lesson: str, expected: list[str]) -> None:
    found = proof.read(tmp_path, lesson, glossaire_yaml="CPS: compétences psychosociales\n")
    assert proof.shown([each for each in found if each.code != "CRS-080"], tmp_path) == expected


def test_a_file_with_several_acronyms_gets_one_note(tmp_path: Path) -> None:
    found = proof.read(tmp_path, "La CNAV et puis l'OFII agissent.\n\nLa CNAV agit, puis l'ACSE.")
    assert [dict(each.values) for each in found] == [{"acronym": "CNAV", "acronyms": "CNAV, OFII, ACSE"}]


def test_an_acronym_behind_an_escaped_sign_is_found(tmp_path: Path) -> None:
    assert proof.shown(proof.read(tmp_path, r"Un \* et *deux* \_ puis la CNAV."), tmp_path) == ["TXT-012 CNAV"]


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_other_languages_are_read_as_well(tmp_path: Path, language: str) -> None:
    found = [each.code for each in proof.read(tmp_path, f"Une {WORDS} fin.", language)]
    assert found == ([] if language == "zh" else ["TXT-010"])

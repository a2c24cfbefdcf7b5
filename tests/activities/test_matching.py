"""Matching by itself: what authors may write, what is wrong with it, what reports say."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.activities import Matching
from tests.activities.arranged import MATCHING, activity, build, found, lay


def test_reported_as_a_matching_with_the_numbers_of_the_lock(tmp_path: Path) -> None:
    item = activity(lay(tmp_path, MATCHING))
    assert isinstance(item, Matching)
    interaction = item.interaction((1, 2, 3, 4, 5, 6, 7))
    assert interaction.type == "matching"
    assert interaction.choices == (("a", "Le procureur"), ("b", "Le maire"), ("c", "L'éducateur"))
    assert [text for _, text in interaction.targets] == [
        "Décide des poursuites",
        "Rappelle à l'ordre",
        "Va vers les jeunes",
        "Ferme la rue",
    ]
    assert interaction.correct == ("a.d", "b.e", "c.f")
    moved = item.interaction((3, 1, 2, 7, 4, 5, 6))
    assert moved.correct == ("c.g", "a.d", "b.e")


def test_equal_targets_are_one_and_right_for_both(tmp_path: Path) -> None:
    item = activity(lay(tmp_path, MATCHING.replace("Rappelle à l'ordre", "Décide des poursuites")))
    assert isinstance(item, Matching)
    assert [each.plain for each in item.targets] == ["Décide des poursuites", "Va vers les jeunes", "Ferme la rue"]
    assert item.interaction((1, 2, 3, 4, 5, 6)).correct == ("a.d", "b.d", "c.e")


@pytest.mark.parametrize("words", [("Ah", "Bé", "Cé"), ("Cé", "Bé", "Ah"), ("Bé", "Ah", "Cé")])
def test_the_order_of_the_list_follows_no_pair(tmp_path: Path, words: tuple[str, str, str]) -> None:
    text = MATCHING
    for old, new in zip(("Décide des poursuites", "Rappelle à l'ordre", "Va vers les jeunes"), words, strict=True):
        text = text.replace(old, new)
    item = activity(lay(tmp_path, text))
    assert isinstance(item, Matching)
    listed = [item.targets[place].plain for place in item.offered]
    assert [each for each in listed if each in words] != list(words)
    assert sorted(listed) == sorted({*words, "Ferme la rue"})


def test_a_target_that_reads_like_a_source_has_a_number_of_its_own(tmp_path: Path) -> None:
    text = MATCHING.replace("Rappelle à l'ordre", "Le procureur")
    package = build(lay(tmp_path / "projet", text), tmp_path / "un.zip")
    moved = text.replace("      - element: >\n          Le procureur\n", "      - element: >\n          Le préfet\n")
    before = package.activity("un/acteurs")["interaction"]
    after = build(lay(tmp_path / "projet", moved), tmp_path / "deux.zip").activity("un/acteurs")["interaction"]
    assert before["correct"] == after["correct"]


CASES = {
    "one pair": (
        MATCHING.split("      - element: >\n          Le maire")[0] + "    intrus:\n      - Ferme la rue\n",
        ["QUZ-041 Qui fait quoi ?"],
    ),
    "an element twice": (MATCHING.replace("Le maire", "Le procureur"), ["QUZ-042 Le procureur"]),
    "a distractor twice": (
        MATCHING.replace("    retour: >\n      Chacun", "      - Ferme la rue\n    retour: >\n      Chacun"),
        ["QUZ-042 - Ferme la rue"],
    ),
    "one target": (
        MATCHING.replace("Décide des poursuites", "Agit")
        .replace("Rappelle à l'ordre", "Agit")
        .replace("Va vers les jeunes", "Agit")
        .replace("    intrus:\n      - >\n        Ferme la rue\n", ""),
        ["QUZ-043 Qui fait quoi ?"],
    ),
    "a distractor that is an answer": (
        MATCHING.replace("Ferme la rue", "Va vers les jeunes"),
        ["QUZ-044 Va vers les jeunes"],
    ),
    "a long target": (
        MATCHING.replace("Va vers les jeunes", "Va vers les jeunes " * 4),
        ["QUZ-047 " + ("Va vers les jeunes " * 4).strip()],
    ),
    "no target": (MATCHING.replace("        avec: >\n          Rappelle à l'ordre\n", ""), ["CRS-012 - element: >"]),
    "a typo": (MATCHING.replace("avec: >\n          Rappelle", "avex: >\n          Rappelle"), ["CRS-011 avex: >"]),
    "no pairs": (
        MATCHING[: MATCHING.index("    paires:")] + "    intrus: [Ferme la rue]\n",
        ["CRS-012 - association: acteurs"],
    ),
    "a distractor with a colon": (
        MATCHING.replace("      - >\n        Ferme la rue\n", "      - Ferme : la rue\n"),
        ["SRC-016 - Ferme : la rue"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_mistakes_are_told_at_their_place(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    assert found(lay(tmp_path, text)) == expected


def test_a_valid_question_says_nothing(tmp_path: Path) -> None:
    assert found(lay(tmp_path, MATCHING)) == []
    english = MATCHING.replace("association", "matching").replace("paires", "pairs").replace("avec", "with")
    english = english.replace("intrus", "distractors").replace("retour", "feedback")
    assert found(lay(tmp_path / "en", english, language="en")) == []


def test_more_than_reports_can_name(tmp_path: Path) -> None:
    pairs = "".join(f"      - element: Élément {n}\n        avec: Réponse {n}\n" for n in range(19))
    text = f"  - association: longue\n    question: >\n      Quoi ?\n    paires:\n{pairs}"
    assert found(lay(tmp_path, text))[0] == "QUZ-040 Quoi ?"
    fewer = text.replace(pairs, "".join(pairs.splitlines(True)[:36]))
    assert found(lay(tmp_path / "moins", fewer)) == []

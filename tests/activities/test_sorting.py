"""Sorting by itself: what authors may write, what is wrong with it, what reports say."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.activities import Sorting
from tests.activities.arranged import SORTING, activity, found, lay


def test_reported_as_a_matching_of_elements_and_categories(tmp_path: Path) -> None:
    item = activity(lay(tmp_path, SORTING))
    assert isinstance(item, Sorting)
    interaction = item.interaction((1, 2, 3, 4, 5))
    assert interaction.type == "matching"
    assert [text for _, text in interaction.choices] == [
        "Un atelier en CM2",
        "Une réunion de parents",
        "Un accompagnement des absents",
    ]
    assert interaction.targets == (("d", "Primaire"), ("e", "Secondaire"))
    assert interaction.correct == ("a.d", "b.d", "c.e")


def test_elements_are_not_shown_category_by_category(tmp_path: Path) -> None:
    for count in (2, 3, 5):
        rows = "".join(
            f"      - categorie: C{n}\n        elements: [Un {n}, Deux {n}, Trois {n}]\n" for n in range(count)
        )
        text = f"  - tri: q{count}\n    question: >\n      Quoi ?\n    categories:\n{rows}"
        item = activity(lay(tmp_path / str(count), text))
        assert isinstance(item, Sorting)
        assert sorted(item.shown) == list(range(3 * count))
        shown = [item.rights[place] for place in item.shown]
        assert shown != sorted(shown)


CASES = {
    "one category": (
        SORTING[: SORTING.index("      - categorie: Secondaire")],
        ["QUZ-045 À quel niveau de prévention ?"],
    ),
    "seven categories": (
        "  - tri: q\n    question: >\n      Quoi ?\n    categories:\n"
        + "".join(f"      - categorie: C{n}\n        elements: [E{n}]\n" for n in range(7)),
        ["QUZ-046 - categorie: C6"],
    ),
    "a category twice": (SORTING.replace("Secondaire", "Primaire"), ["QUZ-042 - categorie: Primaire"]),
    "an element twice": (
        SORTING.replace("Un accompagnement des absents", "Un atelier en CM2"),
        ["QUZ-042 - Un atelier en CM2"],
    ),
    "an empty category": (
        SORTING + "      - categorie: Tertiaire\n        elements: []\n",
        ["QUZ-049 - categorie: Tertiaire"],
    ),
    "a category without elements": (SORTING + "      - categorie: Tertiaire\n", ["CRS-012 - categorie: Tertiaire"]),
    "an element with a colon": (
        SORTING.replace("- Un atelier en CM2", "- Un atelier : en CM2"),
        ["SRC-016 - Un atelier : en CM2"],
    ),
    "an element with a typo": (SORTING.replace("            retour:", "            retours:"), ["CRS-011 retours: >"]),
}


@pytest.mark.parametrize("name", CASES)
def test_mistakes_are_told_at_their_place(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    assert found(lay(tmp_path, text)) == expected


def test_a_valid_question_says_nothing(tmp_path: Path) -> None:
    assert found(lay(tmp_path, SORTING)) == []


def test_more_than_reports_can_name(tmp_path: Path) -> None:
    rows = "".join(
        f"      - categorie: C{n}\n        elements: [{', '.join(f'E{n}-{m}' for m in range(17))}]\n" for n in range(2)
    )
    text = f"  - tri: q\n    question: >\n      Quoi ?\n    categories:\n{rows}"
    assert found(lay(tmp_path, text)) == []
    assert found(lay(tmp_path / "plus", text.replace("E1-16", "E1-16, E1-17")))[0] == "QUZ-040 Quoi ?"

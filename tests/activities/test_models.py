"""What words, numbers, places and opinions are kept as, and how reports name them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builder.activities import FillIn, Hotspot, LongText, Numeric, Survey
from builder.activities.activity import Field
from builder.activities.numeric import Number
from tests.activities.arranged import activity
from tests.activities.test_answers import BANK, EXITS, FILLIN, HOTSPOT, LONGTEXT, SURVEY, project


def only(root: Path, item: str) -> Any:
    return activity(project(root, item))


def test_a_text_with_blanks_keeps_a_bit_for_each_and_the_words(tmp_path: Path) -> None:
    item: FillIn = only(tmp_path, FILLIN)
    assert [each.shown for each in item.blanks] == ["tripartites", "2020", "240 000"]
    assert item.fields(0) == (Field("right/3", 4), Field("text", 0, 2 * (19 + 12 + 15) + 3))
    interaction = item.interaction(())
    assert interaction.type == "fill-in"
    assert interaction.correct == ("tripartites, 2020, 240 000",)
    assert interaction.description.startswith("Complétez ces deux phrases. Les conventions sont …, depuis …")


@pytest.mark.parametrize(
    ("text", "correct"),
    [
        ("Un [[mot|terme]].", ("mot", "terme")),
        ("Un [[mot|/termes?/]].", ("mot",)),
        ("Un [[/termes?/]].", ()),
        ("[[Un|une]] [[mot]] de [[/\\d lettres/]].", ()),
        ("**[[Un|une]]** _[[mot]]_.", ("Un, mot",)),
    ],
)
def test_a_report_names_the_forms_that_are_words(tmp_path: Path, text: str, correct: tuple[str, ...]) -> None:
    item: FillIn = only(tmp_path, f"  - a-completer: mots\n    texte: >\n      {text}\n    retour: >\n      Bien.\n")
    assert item.interaction(()).correct == correct


@pytest.mark.parametrize(
    ("keys", "bounds"),
    [
        ({"answer": "240 000"}, ("240000", "240000")),
        ({"answer": "3,5", "tolerance": "0,1"}, ("3.4", "3.6")),
        ({"answer": "-200", "tolerance": "5 %"}, ("-210", "-190")),
        ({"lowest": "-1", "highest": "0,5"}, ("-1", "0.5")),
    ],
)
def test_a_number_has_bounds(keys: dict[str, str], bounds: tuple[str, str]) -> None:
    item = Numeric.model_validate({"id": "n", "question": "Combien ?", **keys})
    assert item.interaction(()).correct == bounds
    assert item.bounds == tuple(map(Decimal, bounds))
    assert item.fields(0) == (Field("number", 45),)


def test_a_number_as_an_author_writes_it() -> None:
    assert Number._validate("5 %") == Number("5 %", Decimal(5), is_share=True)
    assert Number._validate("5 €").value is None
    assert Number._validate(["5"]).value is None


def test_zones_are_kept_and_reported_like_choices(tmp_path: Path) -> None:
    one: Hotspot = only(tmp_path / "un", HOTSPOT)
    assert not one.multiple
    assert one.fields(3) == (Field("answer", 3, narrowest=3),)
    interaction = one.interaction((1, 2, 3))
    assert interaction.choices == (("a", "Le hall"), ("b", "Le coin de la rue"), ("c", "Le parking"))
    assert interaction.correct == ("b",)
    several: Hotspot = only(tmp_path / "deux", EXITS)
    assert several.multiple
    assert several.fields(3) == (Field("answers", 3, narrowest=2), Field("sent", 1))
    assert several.zones[1].place.scaled(200, 50) == {"x": 100, "y": 5, "width": 60, "height": 20}


def test_an_opinion_is_no_belief_and_has_no_right_answer(tmp_path: Path) -> None:
    item: Survey = only(tmp_path, SURVEY)
    assert (item.scored, item.belief) == (False, False)
    interaction = item.interaction((1, 2, 3, 4, 5))
    assert (interaction.type, interaction.correct) == ("likert", ())
    assert interaction.choices[-1] == ("e", "Très utile")
    assert item.fields(5) == (Field("answer/utilite", 4, narrowest=4), Field("apart", 1))
    english = Survey.model_validate({"id": "s", "question": "Useful?", "scale": "usefulness"})
    assert english.steps[0].plain == "Not useful"
    assert english.fields(5) == item.fields(5)
    own = Survey.model_validate({"id": "s", "question": "Le rythme ?", "labels": ["Trop lent", "Bon", "Trop rapide"]})
    assert own.fields(3) == (Field("answer", 4, narrowest=4), Field("apart", 1))


def test_a_text_is_reported_only_where_it_can_be_sent(tmp_path: Path) -> None:
    item: LongText = only(tmp_path, LONGTEXT)
    assert item.fields(0) == (Field("text", 0, 900), Field("sent", 1))
    interaction = item.interaction(())
    assert interaction is not None
    assert interaction.type == "long-fill-in"
    kept = LongText.model_validate({"id": "t", "question": "Alors ?"})
    assert kept.interaction(()) is None
    assert kept.fields(0) == (Field("text", 0, 600),)


def test_no_solution_is_on_paper_and_every_one_is_in_the_key(tmp_path: Path) -> None:
    """Sheets go to learners, keys to facilitators."""
    from builder.diagnostics import Report
    from builder.handouts.paper import PaperView
    from builder.load import read_project
    from builder.pipeline import compile_course
    from builder.render.words import words_of

    report = Report()
    loaded = compile_course(read_project(project(tmp_path, *BANK), report), "essai", report)
    assert loaded is not None
    course = loaded[0]
    unit = course.units("per-course")[0]
    page = PaperView(course, unit, course.pages[0], 1, frozenset(), words_of("fr"))
    solutions = ("tripartites", "2020", "Il voit venir", "3,5")
    sheets = page.html
    assert not [each for each in solutions if each in sheets]
    assert "<input" not in sheets
    assert "is-right" not in sheets
    keys = "".join(each.macro("key") for each in page._items.values())
    assert [each for each in solutions if each in keys] == list(solutions)
    assert keys.count("is-right") == 3
    assert "à 0,1 près" in keys
    assert "sont aussi acceptés\u00a0: /20-?20/." in keys

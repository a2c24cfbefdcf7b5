"""Words and numbers that were typed: one table each, for Python and for the player."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builder.activities.fillin import Blank, Form
from builder.activities.numeric import BITS, read_number
from builder.activities.wording import Unreadable, fold, joined, read_pattern
from builder.diagnostics import Span
from tests.player.conftest import Command, node

HERE = Path(__file__).parent
WORDS: dict[str, Any] = json.loads((HERE / "wording.json").read_text("utf-8"))
NUMBERS: list[tuple[str, float | None, float | None]] = json.loads((HERE / "numbers.json").read_text("utf-8"))[
    "numbers"
]


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """What the player makes of words and numbers."""
    with node("wording", tmp_path_factory.mktemp("wording")) as call:
        yield call


def blank(*forms: str) -> Blank:
    return Blank(tuple(Form(each, Span("")) for each in forms), Span(""))


def test_words_are_folded_alike(player: Command) -> None:
    for text, folded in WORDS["folded"]:
        assert fold(text) == folded, text
        assert player("fold", text) == folded, text
        assert fold(folded) == folded, "folding twice changes nothing"


def test_forms_accept_the_same_words(player: Command) -> None:
    for forms, right, wrong in WORDS["accepted"]:
        gap = blank(*forms)
        data = {
            "forms": [joined(each.text) for each in gap.forms if not each.is_pattern],
            "patterns": [each.pattern().source for each in gap.forms if each.is_pattern],
        }
        for typed in [*right, *wrong]:
            assert gap.accepts(typed) == (typed in right), (forms, typed)
            assert player("accepts", {**data, "typed": typed}) == (typed in right), (forms, typed)


def test_numbers_are_read_alike_and_kept_as_they_were_typed(player: Command) -> None:
    for text, french, english in NUMBERS:
        for wanted, is_english in ((french, False), (english, True)):
            found = read_number(text, is_english)
            assert (None if found is None else float(found)) == wanted, text
            said = player("number", {"text": text, "english": is_english})
            assert (said and said[0]) == wanted, text
            if said:
                assert said[1] == wanted
                assert 0 < said[2] < 2**BITS
                assert "e" not in said[3], "SCORM takes no exponent for a number"


@pytest.mark.parametrize(
    ("text", "part", "position"),
    [
        ("^a", "^", 0),
        ("a$", "$", 1),
        ("(?=a)b", "(?=", 0),
        ("(?<!a)b", "(?<", 0),
        ("a(?i)", "(?i", 1),
        (r"a\b", r"\b", 1),
        (r"\w+", r"\w", 0),
        (r"(a)\1", r"\1", 3),
        (r"\p{L}", r"\p", 0),
        ("(ab)+", "+", 4),
        ("(a|a)*b", "*", 5),
        ("(ab){2}", "{2}", 4),
        ("a**", "*", 2),
        ("a+?", "?", 2),
        ("*a", "*", 0),
        ("a{3,2}", "{3,2}", 1),
        ("a{,3}", "{", 1),
        ("(a", "(", 0),
        ("a)", ")", 1),
        ("[a", "[", 0),
        ("[]a]", "[]", 0),
        ("[z-a]", "z-a", 1),
        ("[à-ü]", "à-ü", 1),
        ("[A-z]", "A-z", 1),
        ("[[:alpha:]]", "[", 1),
        ("a*b*c*d*e*", "*", 9),
        ("[œoe]*b", "*", 5),
        ("a{0,99}" * 4, "{0,99}", 22),
        ("a?" * 21, "?", 39),
        ("(a|a)?" * 12, "?", 59),
        ("(a|b|c)" * 13, "a|b|c", 85),
        ("a\\", "\\", 1),
        ("(" * 500, "(", 20),
    ],
)
def test_what_two_languages_read_differently_is_refused_with_its_place(text: str, part: str, position: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_pattern(text)
    assert (caught.value.part, caught.value.position) == (part, position)


@pytest.mark.parametrize("text", ["", " ", "-", "a  b", "a - b", " a", "a ", "[ -]", "a' ", "(a |b )", "a {2}b"])
def test_what_matches_nothing_is_known(text: str) -> None:
    assert not read_pattern(text).is_possible


@pytest.mark.parametrize(
    "text", ["a", "a ?b", "x*", "a?- ?b", "(a |b)?c", "l'aide", ".", "a.", "[ a]b", "a {0,2}b", "(| )a"]
)
def test_what_matches_something_is_known(text: str) -> None:
    assert read_pattern(text).is_possible


def test_no_pattern_takes_long() -> None:
    begun = time.perf_counter()
    for text in ("a*a*a*a*b", "[ab]*[ab]*[ab]*[ab]*c", ".*.*.*.*x", "(a?)?(a?)?(a?)?b", "(a|aa)?" * 9 + "[bc]"):
        read_pattern(text).matches("a" * 100)
    assert time.perf_counter() - begun < 5

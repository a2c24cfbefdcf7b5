"""The corpus: each fault raises its code at its place and no other, and each code has its case."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.rules import ERROR, RULES, packages
from tests.checker import corpus
from tests.checker.packages import checked


@pytest.mark.parametrize("name", corpus.CASES)
def test_case(name: str, tmp_path: Path) -> None:
    case = corpus.CASES[name]
    assert checked(case.data, tmp_path).found == case.expected


def test_names_say_the_gravest_severity() -> None:
    for case in corpus.CASES.values():
        severities = {RULES[each].severity for each in case.codes}
        end = "error" if ERROR in severities else "warning" if severities else "valid"
        assert case.name.endswith(f"-{end}"), case


def test_every_code_has_a_mutation_of_its_own() -> None:
    alone = {code for case in corpus.MUTATIONS.values() for code in case.codes}
    together = {code for case in corpus.COMPOUND.values() for code in case.codes}
    assert sorted(set(packages.RULES) - set(corpus.ELSEWHERE) - alone - set(corpus.TOGETHER)) == []
    assert sorted((alone | together) - set(packages.RULES)) == []
    assert sorted(alone & {*corpus.ELSEWHERE, *corpus.TOGETHER}) == []
    assert set(corpus.TOGETHER) <= together


def test_what_no_edit_shows_has_a_test() -> None:
    for place in corpus.ELSEWHERE.values():
        name, _, test = place.partition(": ")
        assert f"\ndef {test.strip('`')}(" in (Path(__file__).parent / name).read_text("utf-8"), place

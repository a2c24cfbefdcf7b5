"""The table of proof-reading: every rule is raised by a test, and speaks both languages."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from builder.rules import ERROR, INFO, WARNING, texts


def test_every_code_has_a_case() -> None:
    text = "".join(each.read_text("utf-8") for each in Path(__file__).parent.glob("test_*.py"))
    assert [code for code in texts.RULES if f'"{code}' not in text and f" {code}" not in text] == []


@pytest.mark.parametrize("code", texts.RULES)
def test_a_rule_speaks_both_languages(code: str) -> None:
    rule = texts.RULES[code]
    assert rule.severity in (ERROR, WARNING, INFO)
    assert bool(rule.why_fr) == bool(rule.why_en)
    pairs = [(rule.fr, rule.en), (rule.hint_fr, rule.hint_en), (rule.why_fr, rule.why_en)]
    names = [[{each[1] for each in string.Formatter().parse(one) if each[1]} for one in pair] for pair in pairs[:2]]
    assert all(french == english for french, english in names)
    assert rule.hint_fr
    assert rule.hint_en
    for text in pairs[0]:
        assert text[0] in "«`" or text[0].islower()
        assert not text.endswith(".")

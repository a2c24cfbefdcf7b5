"""The words of the table of rules: in both languages, in one tone, and with what an administrator needs to act."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from builder.rules import RULES, packages
from builder.rules.table import Rule

CODE = re.compile(r'« (?:- )?[\w-]+:[^»]*»|:{2,}|`[^`]*`|https?://\S*|\S*"[^"\s]*"\S*|\S*\{[^}]*\}\S*')
"""What is quoted from a file, and keeps the spelling of its language."""
NAMES = {"XML", "HTML", "ADL", "Moodle", "LMS", "IDRef", "LMSInitialize", "Initialize", "JSON", "SVG", "LMSFinish"}
NAMES |= {"Windows", "CSS", "URL", "JavaScript", "PHP", "Chrome", "DOCTYPE", "UTF", "ZIP", "SCO", "SCOs", "AU", "IRI"}
QUOTING = {"SRC-035", "CRS-018", "T14.concurrency"}
"""Addresses, a command and a header stand in these as they are typed."""
ONE_SIDED = {"SRC-010", "SRC-020"}
"""The reason comes from a library, in English."""


def texts(rule: Rule) -> list[tuple[str, str]]:
    """Its texts, French and English."""
    return [(rule.fr, rule.en), (rule.hint_fr, rule.hint_en), (rule.why_fr, rule.why_en)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("family", sorted({code.partition("-")[0].partition(".")[0] for code in RULES}))
def test_rules_say_the_same_in_both_languages(family: str) -> None:
    for code, rule in RULES.items():
        if not code.startswith(family) or code in ONE_SIDED:
            continue
        for french, english in texts(rule):
            assert bool(french) == bool(english), code
            assert french in (rule.why_fr, "") or fields(french) == fields(english), code


def test_messages_begin_small_and_end_without_a_stop() -> None:
    for code, rule in RULES.items():
        for text in (rule.fr, rule.en):
            first = re.split(r"\W", text, maxsplit=1)[0]
            assert not text[0].isupper() or first in NAMES, (code, text)
            assert not text.endswith("."), (code, text)


def test_french_is_set_as_french() -> None:
    """A space before tall punctuation and inside the quotation marks, which are not straight."""
    for code, rule in RULES.items():
        for text in (rule.fr, rule.hint_fr, rule.why_fr) if code not in QUOTING else ():
            bare = CODE.sub("x", text)
            assert '"' not in bare, (code, text)
            assert not re.search(r"[^\s«(][;:!?»](?=\s|$)", bare), (code, text)
            assert not re.search(r"«\S", bare), (code, text)


def test_rules_of_packages_have_a_clause_a_reason_and_a_remedy() -> None:
    for code, rule in packages.RULES.items():
        assert rule.clause, code
        assert rule.why_fr, code
        assert rule.hint_fr, code

"""What is said of platforms: of rules that exist, in clauses that have the platform as their subject, with a source."""

from __future__ import annotations

import re
from typing import Final

import pytest

from builder.policy import Policy
from builder.rules import ERROR, INFO, RULES, SEVERITIES, WARNING
from builder.rules.effects import EFFECTS, UNMINDED, Effect, effects
from builder.rules.platforms import PLATFORMS

ROWS: Final = [(code, profile) for code, found in EFFECTS.items() for profile in found]
PACKAGES: Final = re.compile(r"Z\d|C12-|C04-|R12-|R04-|T\d|K\d")


def test_every_effect_is_of_a_rule_for_packages() -> None:
    numbers = {code.partition(".")[0] for code in RULES}
    for code in EFFECTS:
        assert code in RULES or code in numbers, code
        assert PACKAGES.match(code), code


def test_what_a_platform_takes_no_notice_of_has_no_effect_there() -> None:
    for profile, codes in UNMINDED.items():
        for code in codes:
            assert code in RULES, code
            assert profile not in effects(code), (code, profile)


def test_every_profile_is_a_platform_with_effects() -> None:
    assert {profile for _, profile in ROWS} == set(PLATFORMS)


@pytest.mark.parametrize("profile", PLATFORMS)
def test_a_profile_raises_some_rules_and_lowers_none(profile: str) -> None:
    policy = Policy(profile=profile)
    before = {code: SEVERITIES.index(rule.severity) for code, rule in RULES.items()}
    after = {code: SEVERITIES.index(policy.severity(code) or INFO) for code in RULES}
    assert all(after[code] <= rank for code, rank in before.items())
    assert any(after[code] < rank for code, rank in before.items())


def test_an_unknown_profile_raises_nothing() -> None:
    assert all(Policy(profile="word").severity(code) == rule.severity for code, rule in RULES.items())


@pytest.mark.parametrize(("code", "profile"), ROWS)
def test_the_words_are_a_clause_after_the_name_of_the_platform(code: str, profile: str) -> None:
    effect = EFFECTS[code][profile]
    for language in ("fr", "en"):
        words = effect.words(language)
        assert words[0].islower(), words
        assert not words.endswith("."), words
        assert PLATFORMS[profile].name not in words
    # What quotes the system itself is the same in both; all else is said in each language.
    assert effect.fr != effect.en
    assert re.match(r"[a-z]+s,? |no longer", effect.en), effect.en


def test_a_refusal_is_an_error_and_says_so() -> None:
    for code, found in EFFECTS.items():
        for effect in found.values():
            assert not effect.is_refusal or effect.severity == ERROR, code
            if effect.is_refusal:
                assert re.match(r"refuses|fails to import|stops|shows nothing", effect.en), effect.en
                assert " if " not in effect.en, effect.en


def test_each_platform_says_what_it_is_known_by() -> None:
    for platform in PLATFORMS.values():
        assert platform.known("en") == platform.known_by
        assert platform.known("fr")
    # Nobody measured these two: each of their effects names its own witness.
    assert all(
        found[profile].source for found in EFFECTS.values() for profile in ("canvas", "scormcloud") if profile in found
    )


def test_what_is_said_of_a_code_goes_before_what_is_said_of_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    number, code = Effect(WARNING, "a", "a"), Effect(ERROR, "b", "b")
    monkeypatch.setitem(EFFECTS, "C12-12", {"moodle": number, "chamilo": number})  # type: ignore[index]
    monkeypatch.setitem(EFFECTS, "C12-12.format", {"moodle": code})  # type: ignore[index]
    assert effects("C12-12.format") == {"moodle": code, "chamilo": number}

"""The ledger of cmi5 holds every requirement once, and reads it as it is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builder.hosts.sessions import SAME
from tests.hosts import foreign
from tests.ledger.cmi5 import EXPLICIT, Entry, entry


@pytest.fixture(scope="module")
def requirements() -> dict[str, str]:
    """Their texts, by id."""
    data: dict[str, Any] = json.loads((foreign.npm("@cmi5/requirements") / "requirements.json").read_text("utf-8"))
    return {identifier: each["txt"] for identifier, each in data.items()}


def test_every_requirement_has_its_place(requirements: dict[str, str]) -> None:
    assert len(requirements) == 305
    assert {each for each in requirements if " (d" not in each} == set(EXPLICIT)
    assert all(isinstance(entry(each), Entry) for each in requirements)


def test_derived_requirements_bind_the_lms(requirements: dict[str, str]) -> None:
    derived = {each: text for each, text in requirements.items() if " (d" in each}
    assert {entry(each).binds for each in derived} == {"lms"}
    starts = ("The LMS must ", "The endpoint provided by the LMS ")
    # Three have no text; they stand under requirements that bind the LMS or are proved without them.
    unsaid = {each for each, text in derived.items() if not text.startswith(starts)}
    assert unsaid == {"8.2.1.0-5 (d)", "8.2.1.0-6 (d)", "9.3.2.0-1 (d)"}


def test_what_says_that_the_unit_must_is_the_units(requirements: dict[str, str]) -> None:
    for identifier in EXPLICIT:
        text = requirements[identifier]
        if "The AU MUST " in text.replace("The AU MUST be launched", "") or text.startswith("An AU MUST"):
            assert entry(identifier).binds in ("unit", "idle", "sum"), text
        if text.startswith(("The LMS MUST", "LMS MUST")):
            assert entry(identifier).binds == "lms", text


def test_the_scripted_lms_names_what_exists(requirements: dict[str, str]) -> None:
    named = {*SAME, *(each for others in SAME.values() for each in others)}
    assert named <= set(requirements)

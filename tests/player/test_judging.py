"""Draws and orders that stand whatever becomes of the bank, and the one evaluator of completion rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.player.conftest import Command, node

LOST, OPEN, MET = range(3)
KEYS = st.lists(st.from_regex(r"\Aquiz-final/[a-z]{1,6}\.[a-z0-9-]{1,8}\Z"), unique=True, max_size=30)
SEEDS = st.integers(1, 4095)
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    with node("judging", tmp_path_factory.mktemp("judging")) as call:
        yield call


def draw(command: Command, seed: int, keys: list[str], count: int) -> dict[str, list[str]]:
    """What is drawn, and the order of all."""
    found: dict[str, list[str]] = command("drawing", [{"seed": seed, "keys": keys, "count": count}])[0]
    return found


@QUIET
@given(seed=SEEDS, keys=KEYS, count=st.integers(0, 40), data=st.data())
def test_an_order_stands_whatever_is_added_moved_or_removed(
    command: Command, seed: int, keys: list[str], count: int, data: st.DataObject
) -> None:
    first = draw(command, seed, keys, count)
    assert draw(command, seed, keys, count) == first, "the same seed gives the same"
    assert len(first["drawn"]) == min(count, len(keys))
    assert first["drawn"] == [key for key in keys if key in first["drawn"]]
    assert sorted(first["order"]) == sorted(keys)
    moved = data.draw(st.permutations(keys))
    assert draw(command, seed, moved, count)["order"] == first["order"]
    assert set(draw(command, seed, moved, count)["drawn"]) == set(first["drawn"])
    kept = data.draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
    more = data.draw(KEYS)
    changed = draw(command, seed, list(dict.fromkeys([*kept, *more])), count)["order"]
    assert [key for key in changed if key in kept] == [key for key in first["order"] if key in kept]


def test_every_question_is_drawn_about_as_often_as_the_others(command: Command) -> None:
    keys = [f"quiz-final/loi.q-{number}" for number in range(10)]
    found = command("drawing", [{"seed": seed, "keys": keys, "count": 3} for seed in range(1, 2001)])
    times = Counter(key for each in found for key in each["drawn"])
    assert set(times) == set(keys)
    # 600 each is expected; a fair draw strays by five standard deviations once in a million courses.
    assert all(500 < count < 700 for count in times.values()), times
    firsts = Counter(each["order"][0] for each in found)
    assert all(130 < firsts[key] < 270 for key in keys), firsts


PAGES = {"pages": [0, 1]}
MARK = {"mark": 60}
FINAL = {"mark": 80, "page": 2}
JUDGED: list[tuple[dict[str, Any], dict[str, Any], tuple[int, bool, int, int]]] = [
    # Pages.
    ({"pages": []}, {}, (MET, False, 0, 0)),
    (PAGES, {}, (OPEN, False, 0, 2)),
    (PAGES, {"done": [1]}, (OPEN, False, 1, 2)),
    (PAGES, {"done": [0, 1, 2]}, (MET, False, 2, 2)),
    # Media: one of the places where it is shown is enough.
    ({"media": [[7, 8], [9]]}, {"played": [8]}, (OPEN, False, 1, 2)),
    ({"media": [[7, 8], [9]]}, {"played": [8, 9]}, (MET, False, 2, 2)),
    # Scores: open as long as something may still be answered.
    (MARK, {"scores": {"": 59}}, (OPEN, False, 0, 0)),
    (MARK, {"scores": {"": 59}, "final": [""]}, (LOST, False, 0, 0)),
    (MARK, {"scores": {"": 60}}, (MET, True, 0, 0)),
    (FINAL, {"scores": {"": 100, "2": 79}, "final": ["", "2"]}, (LOST, False, 0, 0)),
    (FINAL, {"scores": {"2": 80}}, (MET, True, 0, 0)),
    # All: nobody fails before the rest is done.
    ({"all": []}, {}, (MET, False, 0, 0)),
    ({"all": [PAGES, MARK]}, {"final": [""]}, (OPEN, False, 0, 2)),
    ({"all": [PAGES, MARK]}, {"done": [0, 1], "final": [""]}, (LOST, False, 2, 2)),
    ({"all": [PAGES, MARK]}, {"done": [0, 1], "scores": {"": 90}}, (MET, True, 2, 2)),
    ({"all": [PAGES, MARK]}, {"scores": {"": 90}}, (OPEN, True, 0, 2)),
    # Any: a score that is too low closes no other way.
    ({"any": [PAGES, MARK]}, {"final": [""]}, (OPEN, False, 0, 2)),
    ({"any": [PAGES, MARK]}, {"scores": {"": 60}}, (MET, True, 0, 0)),
    ({"any": [MARK, PAGES]}, {"done": [0, 1]}, (MET, False, 2, 2)),
    ({"any": [PAGES, MARK]}, {"done": [0, 1], "scores": {"": 60}}, (MET, True, 0, 0)),
    ({"any": [MARK, FINAL]}, {"final": ["", "2"]}, (LOST, False, 0, 0)),
    ({"any": [{"pages": [0, 1, 2]}, {"pages": [3, 4]}]}, {"done": [3]}, (OPEN, False, 1, 2)),
    # Nested.
    ({"all": [PAGES, {"any": [{"pages": [2]}, MARK]}]}, {"done": [0, 1], "scores": {"": 70}}, (MET, True, 2, 2)),
    ({"all": [PAGES, {"any": [{"pages": [2]}, MARK]}]}, {"done": [0, 1, 2]}, (MET, False, 3, 3)),
    (
        {"any": [{"all": [PAGES, MARK]}, {"all": [{"pages": [2]}, FINAL]}]},
        {"done": [2], "final": ["2"]},
        (OPEN, False, 0, 2),
    ),
]


def test_the_table_of_rules(command: Command) -> None:
    found = command("judging", [{"rule": rule, **done} for rule, done, _ in JUDGED])
    for (rule, done, expected), each in zip(JUDGED, found, strict=True):
        assert (each["verdict"], each["marked"], each["done"], each["total"]) == expected, (rule, done)


LEAVES = st.one_of(
    st.builds(lambda pages: {"pages": pages}, st.lists(st.integers(0, 3), min_size=1, max_size=3)),
    st.builds(lambda least: {"mark": least}, st.integers(1, 100)),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda op, rules: {op: rules}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
    ),
)


def met(rule: dict[str, Any], done: set[int], score: int) -> bool:
    """The meaning of a rule, without what is said on the way."""
    if "pages" in rule:
        return done.issuperset(rule["pages"])
    if "mark" in rule:
        return bool(score >= rule["mark"])
    return (all if "all" in rule else any)(met(each, done, score) for each in rule.get("all", rule.get("any")))


@QUIET
@given(rule=RULES, done=st.sets(st.integers(0, 3)), score=st.integers(0, 100), final=st.booleans())
def test_met_means_met_and_more_never_does_harm(
    command: Command, rule: dict[str, Any], done: set[int], score: int, final: bool
) -> None:
    state = {"done": sorted(done), "scores": {"": score}, "final": [""] if final else []}
    more = {"done": [0, 1, 2, 3], "scores": {"": 100}, "final": [""]}
    now, later = command("judging", [{"rule": rule, **state}, {"rule": rule, **more}])
    assert (now["verdict"] == MET) == met(rule, done, score)
    assert later["verdict"] == MET
    if now["verdict"] == LOST:
        assert final
        assert met(rule, done, 100), "only a score is missing"

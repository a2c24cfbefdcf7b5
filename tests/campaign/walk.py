"""A learner who goes about a course at random, what of it must be kept at any moment, and what may be."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import expect

from tests.play.facts import STATUSES, UNKNOWN, Package, Pick, unpack
from tests.play.learner import Learner

HOME = "_accueil"
READING = 12.0
"""Seconds of reading that may be lost: ten, and what a busy machine adds."""


def picks(package: Package, chance: random.Random) -> dict[str, Pick]:
    """Answers drawn at random, to everything."""
    found = {}
    for key in package.keys:
        activity = package.activity(key)
        data = activity["data"]
        if activity["kind"] == "myth":
            found[key] = Pick(before=_step(chance), after=_step(chance))
        elif activity["kind"] == "truefalse":
            verdict = chance.random() < 0.5
            found[key] = Pick(verdict=verdict, right=verdict == data["right"])
        else:
            numbers = [each["number"] for each in data["choices"]]
            good = {each["number"] for each in data["choices"] if each["right"]}
            taken = chance.sample(numbers, chance.randint(1, len(numbers)) if data["multiple"] else 1)
            if chance.random() < 0.5:
                taken = sorted(good)
            found[key] = Pick(numbers=tuple(sorted(taken)), right=set(taken) == good)
    return found


def _step(chance: random.Random) -> int:
    return chance.choice((1, 2, 3, 4, 5, 6, 7, UNKNOWN))


@dataclass(frozen=True)
class Kept:
    """What a record holds of a play."""

    answered: frozenset[str]
    rated: frozenset[str]
    seen: frozenset[str]

    def judged(self, package: Package, picks: dict[str, Pick]) -> tuple[str, int | None]:
        """The status and the score that follow from it, by the course's own rule."""
        rule = package.data["completion"]

        def done(page: dict[str, Any]) -> bool:
            asked, myths = package.asked(page), package.myths(page)
            if page["kind"] == "quiz" and asked:
                return self.answered.issuperset(asked) and self.rated.issuperset(myths)
            return page["id"] in self.seen

        wanted = [page for page in package.pages if rule["quizzes" if page["kind"] == "quiz" else "lessons"] != "none"]
        if not all(map(done, wanted)):
            return "incomplete", None
        weights = {key: package.activity(key)["weight"] for key in package.scored}
        if not weights:
            return "completed", None
        won = sum(weight for key, weight in weights.items() if key in self.answered and picks[key].right)
        score = math.floor(100 * won / sum(weights.values()) + 0.5)
        mark = rule["passMark"]
        if mark is None:
            return "completed", score
        if score >= mark:
            return "passed", score
        return ("failed", score) if self.answered.issuperset(weights) else ("incomplete", None)


def kept_in(package: Package, state: str | None, picks: dict[str, Pick]) -> tuple[str, Kept]:
    """The status in a state string, and what it keeps; each answer in it must be the learner's own."""
    if not state:
        return "incomplete", Kept(frozenset(), frozenset(), frozenset())
    status, slots = unpack(package, state)
    answered, rated = set(), set()
    for key in package.keys:
        activity, pick = package.activity(key), picks[key]
        values = {name: slots[number] for name, number in activity["slots"].items()}
        if not any(values.values()):
            continue
        answered.add(key)
        if activity["kind"] == "myth":
            assert values["before"] == pick.before, (key, values, pick)
            assert values["after"] in (0, pick.after), (key, values, pick)
            if values["after"]:
                rated.add(key)
        elif activity["kind"] == "truefalse":
            assert values == {"answer": 2 if pick.verdict else 1}, (key, values, pick)
        elif activity["data"]["multiple"]:
            mask = next(name for name in values if name != "sent")
            assert values == {mask: sum(1 << number - 1 for number in pick.numbers), "sent": 1}, (key, values, pick)
        else:
            assert values == {"answer": pick.numbers[0]}, (key, values, pick)
    seen = {page["id"] for page in package.pages if slots[page["slot"]]}
    return status, Kept(frozenset(answered), frozenset(rated), frozenset(seen))


@dataclass
class Walker:
    """Takes a course step by step, remembers what the course confirmed and when."""

    package: Package
    picks: dict[str, Pick]
    chance: random.Random
    answered: list[str] = field(default_factory=list)
    rated: list[str] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    """Pages read to their end, and when."""
    visited: set[str] = field(default_factory=set)
    places: list[tuple[float, str]] = field(default_factory=list)
    saved: float = 0
    """When the last answer went that the course has confirmed: all before it went with it."""
    trying: str = ""
    """What was being submitted: `answer <key>` or `rate <key>`."""
    interrupted: set[str] = field(default_factory=set)
    """Submissions cut off, which may have arrived or not."""
    learner: Learner | None = None

    def sit(self, learner: Learner) -> None:
        """Go on in this tab."""
        self.learner = learner
        learner.wait_until_ready()
        self._arrive()

    @property
    def is_done(self) -> bool:
        """Is nothing left to do?"""
        return (
            len(self.answered) == len(self.package.keys)
            and len(self.rated) == sum(len(self.package.myths(page)) for page in self.package.pages)
            and all(page["id"] in self.seen for page in self.package.pages)
        )

    def step(self, *, wander: float = 0.15) -> None:
        """Do one thing; *wander*: how often that is to leave for another page."""
        learner = self.learner
        assert learner is not None
        self.trying = ""
        page = next((each for each in self.package.pages if each["id"] == learner.place), None)
        if page is None:
            learner.start()
        elif self.chance.random() < wander and len(self.package.pages) > 1:
            self._go(learner, self.chance.choice([each for each in self.package.pages if each is not page]))
        elif open_ := [key for key in self.package.asked(page) if key not in self.answered]:
            self._submit(learner, page, open_[0])
        elif open_ := [key for key in self.package.myths(page) if key not in self.rated]:
            self._submit(learner, page, open_[0], again=True)
        elif page["id"] not in self.seen:
            if page["kind"] == "lesson":
                learner.next()
            self.seen[page["id"]] = time.monotonic()
        else:
            left = [each for each in self.package.pages if not self._is_over(each)]
            if left:
                self._go(learner, left[0])
        self._arrive()

    def _is_over(self, page: dict[str, Any]) -> bool:
        return (
            page["id"] in self.seen
            and set(self.answered).issuperset(self.package.asked(page))
            and set(self.rated).issuperset(self.package.myths(page))
        )

    def _go(self, learner: Learner, page: dict[str, Any]) -> None:
        self.visited.add(page["id"])
        self.places.append((time.monotonic(), page["id"]))
        learner.go_to(page)

    def _submit(self, learner: Learner, page: dict[str, Any], key: str, *, again: bool = False) -> None:
        began = time.monotonic()
        self.trying = f"{'rate' if again else 'answer'} {key}"
        if again:
            learner.rate_again(page, key)
            self.rated.append(key)
        else:
            learner.answer(key)
            self.answered.append(key)
        self.trying = ""
        self.saved = began

    def _arrive(self) -> None:
        assert self.learner is not None
        expect(self.learner.view).to_have_count(1)
        place = self.learner.place
        self.places.append((time.monotonic(), place))
        self.visited.add(place)

    def cut(self) -> float:
        """The tab is gone, now: everything before the moment answered must be kept."""
        if self.trying:
            self.interrupted.add(self.trying)
        self.learner = None
        return max(self.saved, time.monotonic() - READING)

    def allowed_places(self, since: float) -> Collection[str]:
        """Where the learner may find themselves again who was cut off."""
        before = [place for when, place in self.places if when <= since]
        found = {*before[-1:], *(place for when, place in self.places if when > since)}
        # The home page is no place to come back to: the one before it is.
        return found | {*[place for place in before if place != HOME][-1:]} | ({HOME} if {*before} <= {HOME} else set())

    def compare(self, state: str | None, since: float) -> str:
        """The record keeps what it must and nothing that was not done; then go on from what it keeps. Its status."""
        status, kept = kept_in(self.package, state, self.picks)
        must = Kept(
            frozenset(self.answered),
            frozenset(self.rated),
            frozenset(p for p, when in self.seen.items() if when <= since),
        )
        assert kept.answered >= must.answered, f"lost answers {must.answered - kept.answered}"
        assert kept.rated >= must.rated, f"lost ratings {must.rated - kept.rated}"
        assert kept.seen >= must.seen, f"lost reading {must.seen - kept.seen}"
        assert kept.answered - must.answered <= {each[7:] for each in self.interrupted if each.startswith("answer ")}
        assert kept.rated - must.rated <= {each[5:] for each in self.interrupted if each.startswith("rate ")}
        assert kept.seen <= {*self.seen, *self.visited}, (kept.seen, self.seen, self.visited)
        least, _ = must.judged(self.package, self.picks)
        assert STATUSES.index(status) >= STATUSES.index(least), f"{status} instead of {least}"
        now, _ = kept.judged(self.package, self.picks)
        assert status == now or STATUSES.index(status) > STATUSES.index(now)
        self.answered += sorted(kept.answered - set(self.answered))
        self.rated += sorted(kept.rated - set(self.rated))
        self.seen = {page: self.seen.get(page, since) for page in kept.seen if page in self.seen}
        return status

    @property
    def outcome(self) -> tuple[str, int | None]:
        """The status and the score when all is done."""
        done = Kept(frozenset(self.answered), frozenset(self.rated), frozenset(self.seen))
        return done.judged(self.package, self.picks)

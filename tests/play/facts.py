"""What a finished package says of itself, a learner's plan for it, and what a host must then hold.

All of it is read from the zip and worked out here, without Cartable's own code: the packing of the state
too, so that a mistake in the player is not confirmed by the compiler's.
"""

from __future__ import annotations

import json
import math
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STATUSES = ("incomplete", "failed", "completed", "passed")
UNKNOWN = 15  # "je ne sais pas", as the state keeps it
UNASKED = ("checklist", "longtext", "plan", "reflection")


@dataclass(frozen=True)
class Package:
    """A zip with the course data inside its page."""

    path: Path

    @cached_property
    def html(self) -> str:
        """The page."""
        with zipfile.ZipFile(self.path) as file:
            return file.read("index.html").decode()

    @cached_property
    def data(self) -> dict[str, Any]:
        """The course data that the compiler put into the page for the player."""
        found = re.search(r'<script type="application/json" id="course-data">(.*?)</script>', self.html, re.DOTALL)
        assert found is not None
        data: dict[str, Any] = json.loads(found[1])
        return data

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The pages in reading order."""
        pages: list[dict[str, Any]] = self.data["pages"]
        return pages

    def activity(self, key: str) -> dict[str, Any]:
        """The facts of the activity *key*."""
        activity: dict[str, Any] = self.data["activities"][key]
        return activity

    @property
    def keys(self) -> list[str]:
        """Every activity that asks for an answer, in reading order."""
        return [key for page in self.pages for key in self.asked(page)]

    def asked(self, page: dict[str, Any]) -> list[str]:
        """The activities of *page* that ask for an answer; those done for oneself ask for none."""
        return [key for key in page["activities"] if self.activity(key)["kind"] not in UNASKED]

    @property
    def scored(self) -> list[str]:
        """The activities that count in the score."""
        return [key for key in self.keys if self.activity(key)["scored"]]

    def myths(self, page: dict[str, Any]) -> list[str]:
        """The myth items of *page*, which asks for a second rating at its end."""
        return [key for key in page["activities"] if self.activity(key)["kind"] == "myth"]


@dataclass(frozen=True)
class Pick:
    """What the learner answers to one activity."""

    numbers: tuple[int, ...] = ()
    """Choice: the numbers of the choices taken."""
    verdict: bool | None = None
    """True or false."""
    before: int = 0
    """Myth: the step taken before the facts, and at the end of the page."""
    after: int = 0
    right: bool | None = None
    """None for beliefs."""


def plan(package: Package, *, perfect: bool = False) -> dict[str, Pick]:
    """A learner's answers: right and wrong ones among the scored, every kind of belief among the myths."""
    picks: dict[str, Pick] = {}
    scored = 0
    for number, key in enumerate(package.keys):
        activity = package.activity(key)
        data = activity["data"]
        right = perfect or scored % 3 != 1
        if activity["kind"] == "myth":
            steps = data["steps"]
            before = UNKNOWN if number % 5 == 3 else number % steps + 1
            after = UNKNOWN if number % 7 == 6 else (number * 3) % steps + 1
            picks[key] = Pick(before=before, after=after)
        elif activity["kind"] == "truefalse":
            picks[key] = Pick(verdict=data["right"] if right else not data["right"], right=right)
        else:
            good = [each["number"] for each in data["choices"] if each["right"]]
            bad = [each["number"] for each in data["choices"] if not each["right"]]
            wrong = [good[0], bad[0]] if data["multiple"] else bad[:1]
            picks[key] = Pick(numbers=tuple(sorted(good if right else wrong)), right=right)
        scored += activity["scored"]
    return picks


@dataclass
class Expectation:
    """What the host must hold once the learner has done some of the plan."""

    package: Package
    picks: dict[str, Pick]
    answered: list[str] = field(default_factory=list)
    """Activities answered, in the order in which they were."""
    rated: list[str] = field(default_factory=list)
    """Myths rated a second time."""
    seen: set[str] = field(default_factory=set)
    """Pages that count as seen."""

    @property
    def judged(self) -> bool:
        """Whether every scored activity is answered."""
        return all(key in self.answered for key in self.package.scored)

    @property
    def score(self) -> int:
        """The weighted share of right answers, 0 to 100, to the nearest whole number."""
        weights = {key: self.package.activity(key)["weight"] for key in self.package.scored}
        won = sum(weight for key, weight in weights.items() if key in self.answered and self.picks[key].right)
        return math.floor(100 * won / sum(weights.values()) + 0.5)

    def page_done(self, page: dict[str, Any]) -> bool:
        """Whether nothing is left to answer on *page*."""
        return all(key in self.answered for key in self.package.asked(page)) and all(
            key in self.rated for key in self.package.myths(page)
        )

    @property
    def complete(self) -> bool:
        """Whether the course's rule of completion is met."""
        rule = self.package.data["completion"]
        lessons = [page for page in self.package.pages if page["kind"] == "lesson"]
        quizzes = [page for page in self.package.pages if page["kind"] == "quiz"]
        read = rule["lessons"] == "none" or all(page["id"] in self.seen for page in lessons)
        return read and (rule["quizzes"] == "none" or all(self.page_done(page) for page in quizzes))

    @property
    def status(self) -> str:
        """The status that a SCORM 1.2 host must hold."""
        mark = self.package.data["completion"]["passMark"]
        if not self.complete:
            return "incomplete"
        if mark is None:
            return "completed"
        if not self.judged:
            return "incomplete"
        return "passed" if self.score >= mark else "failed"

    @property
    def slots(self) -> list[int]:
        """The value of every slot of the state."""
        values = [0] * len(self.package.data["layout"]["widths"])
        for page in self.package.pages:
            values[page["slot"]] = int(page["id"] in self.seen)
        for key in self.answered:
            activity, pick = self.package.activity(key), self.picks[key]
            slots = activity["slots"]
            if activity["kind"] == "myth":
                values[slots["before"]] = pick.before
                values[slots["after"]] = pick.after if key in self.rated else 0
            elif activity["kind"] == "truefalse":
                values[slots["answer"]] = 2 if pick.verdict else 1
            elif activity["data"]["multiple"]:
                mask = next(slot for name, slot in slots.items() if name != "sent")
                values[mask] = sum(1 << number - 1 for number in pick.numbers)
                values[slots["sent"]] = 1
            else:
                values[slots["answer"]] = pick.numbers[0]
        return values

    def interactions(self, format_: str = "scorm12") -> list[dict[str, str]]:
        """The fields of each SCORM interaction that do not depend on the clock, in the order answered."""
        told = _interaction_2004 if format_ == "scorm2004" else _interaction_12
        asked = [key for key in self.answered if self.package.activity(key)["kind"] != "myth"]
        return [told(self.package.activity(key), self.picks[key]) for key in asked]


def _taken(activity: dict[str, Any], pick: Pick) -> list[str]:
    """The ids of the choices that were taken, in the order of the question."""
    return [each["id"] for each in activity["data"]["choices"] if each["number"] in pick.numbers]


def _interaction_12(activity: dict[str, Any], pick: Pick) -> dict[str, str]:
    facts = activity["interaction"]
    if activity["kind"] == "truefalse":
        response, pattern = "t" if pick.verdict else "f", facts["correct"][0][0]
    else:
        response = ",".join(sorted(_taken(activity, pick)))
        right = sorted(facts["correct"])
        pattern = "{" + ",".join(right) + "}" if len(right) > 1 else right[0]
    return {
        "id": facts["id"],
        "type": facts["type"],
        "correct_responses.0.pattern": pattern,
        "student_response": response,
        "result": "correct" if pick.right else "wrong",
        "weighting": f"{activity['weight']:g}",
    }


def _interaction_2004(activity: dict[str, Any], pick: Pick) -> dict[str, str]:
    facts = activity["interaction"]
    if activity["kind"] == "truefalse":
        response = "true" if pick.verdict else "false"
    else:
        response = "[,]".join(_taken(activity, pick))
    words = " ".join(facts["description"].split())
    return {
        "id": facts["iri"],
        "type": facts["type"],
        "correct_responses.0.pattern": "[,]".join(facts["correct"]),
        # What is not said weighs 1.
        **({} if activity["weight"] == 1 else {"weighting": f"{activity['weight']:g}"}),
        "learner_response": response,
        "result": "correct" if pick.right else "incorrect",
        "description": words if len(words) <= 250 else words[:249] + "…",
    }


def _digits(text: str) -> list[int]:
    return [ALPHABET.index(character) for character in text]


def _text(value: int, size: int) -> str:
    return "".join(ALPHABET[value >> 6 * place & 63] for place in reversed(range(size)))


def _check(package: Package, body: str) -> str:
    """18 bits of FNV-1a over the course and what follows the check."""
    found = 0x811C9DC5
    for byte in f"{package.data['uuid']}/{body}".encode("ascii"):
        found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
    return _text(found & 0x3FFFF, 3)


def pack(package: Package, status: str, slots: list[int]) -> str:
    """The state string of the first slots, as an older package with no more than these wrote it."""
    widths = package.data["layout"]["widths"]
    bits = "".join(f"{value:0{width}b}" for value, width in zip(slots, widths, strict=False) if width)
    bits += "0" * (-len(bits) % 6)
    digits = "".join(ALPHABET[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))
    body = _text(STATUSES.index(status), 1) + _text(len(slots), 2) + digits
    return "1" + _check(package, body) + body


def unpack(package: Package, text: str) -> tuple[str, list[int]]:
    """The status and the slots in a state string; raises on a string that is not this course's."""
    assert text[0] == "1", text
    body = text[4:]
    assert text[1:4] == _check(package, body), "the check does not match"
    count = _digits(body[1:3])
    widths = package.data["layout"]["widths"]
    assert (count[0] << 6) + count[1] == len(widths)
    bits = "".join(f"{digit:06b}" for digit in _digits(body[3:]))
    assert len(bits) - sum(widths) in range(6), "padded to whole characters"
    slots, position = [], 0
    for width in widths:
        slots.append(int(bits[position : position + width] or "0", 2))
        position += width
    assert set(bits[position:]) <= {"0"}
    return STATUSES[_digits(body[0])[0]], slots

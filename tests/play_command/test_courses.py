"""Every lesson of every course of this repository, taken to its end by somebody who knows the answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.play.facts import Package
from tests.play_command.conftest import COURSES
from tests.play_command.test_play import played

PLAYED = {"limits": "scorm12", "seminaires": "scorm2004", "villes": "cmi5"}
"""The standard under which each course is played; between them, every kind of platform with a state of its own."""


def asked(package: Package) -> int:
    """How many answers the course asks for: of a bank that is drawn from, those drawn."""
    drawn = package.data.get("parts", {}).get("assessment", {})
    return sum(
        sum(each["count"] for each in drawn[page["id"]]["draws"]) if page["id"] in drawn else len(package.asked(page))
        for page in package.pages
    )


def test_every_course_is_played() -> None:
    assert set(PLAYED) == set(COURSES)


# The longer courses are looked at by axe-core in the soak; tests/every does so in every state of every kind.
@pytest.mark.parametrize(
    ("course", "standard"),
    [
        *PLAYED.items(),
        *(pytest.param(course, "web", marks=pytest.mark.soak) for course in ("limits", "seminaires")),
        ("villes", "web"),
    ],
)
def test_every_lesson_is_taken_and_nothing_is_raised(
    course: str, standard: str, demo: dict[tuple[str, str], Path]
) -> None:
    path = demo[course, standard]
    package = Package(path)
    # Pages are the same under each standard: axe-core looks at them once.
    plays, codes = played(path, axe=standard == "web")
    (done,) = plays
    assert codes == set(), (done.faults, done.violations, done.axe, done.seen)
    assert done.own
    assert done.console == []
    assert done.pages == len(package.pages)
    assert done.answers == asked(package) > 10
    assert done.resumed
    if standard == "web":
        assert done.examined >= len(package.pages)
        return
    assert done.status == "completed"
    assert done.score in (100, None)  # cmi5 takes a score with passed or failed alone
    assert 0 < len(done.state) <= (done.limit or 4096) // 4, "there is room for the courses to grow"
    assert 0 < done.launch_calls <= 40
    assert 0 < done.answer_calls <= 15
    assert done.interactions
    assert done.violations == []

"""Annexes: pages beside the course that nobody has to read and nothing tracks, such as the glossary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from builder.model import Course
from builder.render import guided
from builder.render.prose import Notes
from builder.render.words import Words


@dataclass(frozen=True, slots=True)
class Annex:
    """One page beside the course."""

    id: str
    """Begins with "_", as no lesson does; also its hash."""
    title: str
    html: Markup
    """What stands below its title; headings from level 2 on."""
    js_only: bool = False
    """Whether it is nothing without the player."""


Maker = Callable[[Course, Notes, Words], Annex | None]
"""Makes the annex; None where the course has nothing for it."""


def _notes(course: Course, notes: Notes, words: Words) -> Annex | None:
    if not guided.is_written_in(course.units("per-course")[0]):
        return None
    return Annex("_notes", words("notes.title"), guided.notes(words), js_only=True)


MAKERS: Final[tuple[Maker, ...]] = (_notes,)
"""In the order in which the home page lists them."""


def annexes(course: Course, words: Words) -> tuple[Annex, ...]:
    """The annexes of *course* as a whole; a lesson launched by itself has none."""
    found = (make(course, Notes(course, None, words), words) for make in MAKERS)
    return tuple(each for each in found if each is not None)

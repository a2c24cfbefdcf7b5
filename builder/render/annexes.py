"""Annexes: pages beside the course that nobody has to read and nothing tracks, such as the glossary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from builder.model import Course
from builder.render import guided, reference, sessions
from builder.render.page import environment
from builder.render.prose import GLOSSARY, SOURCES, Notes
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
    paper: Markup | None = None
    """What stands there on paper, where that is not the same."""


Maker = Callable[[Course, Notes, Words], Annex | None]
"""Makes the annex; None where the course has nothing for it."""


def _sessions(course: Course, notes: Notes, words: Words) -> Annex | None:
    """All sessions in the order of time; the player parts those to come from those that took place."""
    if not course.sessions:
        return None
    cards: Any = environment(words).get_template("session.html").module
    views = [sessions.view(course, each, notes, words) for each in course.sessions]

    def shown(paper: bool) -> Markup:
        found = (cards.card(each, f"_rencontres_{number}", 2, paper) for number, each in enumerate(views, 1))
        return Markup("\n").join(map(Markup, found))

    return Annex("_rencontres", words("session.all"), shown(paper=False), paper=shown(paper=True))


def _search(course: Course, notes: Notes, words: Words) -> Annex | None:
    if not reference.is_searched(course, course.units("per-course")[0]):
        return None
    return Annex("_recherche", words("page.search"), reference.search(words), js_only=True)


def _glossary(course: Course, notes: Notes, words: Words) -> Annex | None:
    if not course.glossary:
        return None
    return Annex(GLOSSARY, words("page.glossary"), reference.glossary(course, notes, words))


def _sources(course: Course, notes: Notes, words: Words) -> Annex | None:
    if not course.references:
        return None
    return Annex(SOURCES, words("page.sources"), reference.bibliography(course, notes, words))


def _notes(course: Course, notes: Notes, words: Words) -> Annex | None:
    if not guided.is_written_in(course.units("per-course")[0]):
        return None
    return Annex("_notes", words("notes.title"), guided.notes(words), js_only=True)


def _certificate(course: Course, notes: Notes, words: Words) -> Annex | None:
    if course.settings.certificate is None:
        return None
    return Annex("_attestation", words("certificate.title"), guided.certificate(course, notes, words), js_only=True)


MAKERS: Final[tuple[Maker, ...]] = (_search, _sessions, _glossary, _sources, _notes, _certificate)
"""In the order in which the home page lists them."""


def annexes(course: Course, words: Words) -> tuple[Annex, ...]:
    """The annexes of *course* as a whole; a lesson launched by itself has none."""
    found = (make(course, Notes(course, None, words), words) for make in MAKERS)
    return tuple(each for each in found if each is not None)

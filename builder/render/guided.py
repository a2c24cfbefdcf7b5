"""Pages of the learner's own: all that was written in the course, and the certificate. The player fills them in."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from builder.model import Course, Unit
from builder.render.page import environment
from builder.render.prose import Notes
from builder.render.words import Words


def is_written_in(unit: Unit) -> bool:
    """Whether learners write words of their own in *unit*."""
    return any(field.bytes for each in unit.placements for field in each.activity.fields(1))


def notes(words: Words) -> Markup:
    """The page of all notes, empty until the player fills it."""
    return Markup(_macros(words).notes())


def is_certified(course: Course, unit: Unit) -> bool:
    """Whether *unit* can end with a certificate: a lesson by itself is not the course."""
    return course.settings.certificate is not None and not unit.id


def certificate(course: Course, notes: Notes, words: Words) -> Markup:
    """The certificate without a name, hidden until the player says that the course is over."""
    said = course.settings.certificate
    assert said is not None
    minutes = sum(page.minutes for page in course.pages)
    return Markup(
        _macros(words).certificate(
            {
                "title": notes.text(course.title),
                "body": notes.text(said.body),
                "logos": course.logos,
                "text": notes.html(said.text) if said.text else "",
                "signatory": notes.text(said.signatory),
                "duration": notes.text(said.duration) or words.hours(minutes),
                "score": said.score,
                "version": course.settings.version,
            }
        )
    )


def _macros(words: Words) -> Any:
    return environment(words).get_template("guided.html").module

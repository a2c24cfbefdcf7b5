"""Pages of the learner's own: all that was written in the course, and the certificate. The player fills them in."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from builder.model import Unit
from builder.render.page import environment
from builder.render.words import Words


def is_written_in(unit: Unit) -> bool:
    """Whether learners write words of their own in *unit*."""
    return any(field.bytes for each in unit.placements for field in each.activity.fields(1))


def notes(words: Words) -> Markup:
    """The page of all notes, empty until the player fills it."""
    return Markup(_macros(words).notes())


def _macros(words: Words) -> Any:
    return environment(words).get_template("guided.html").module

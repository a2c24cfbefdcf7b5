"""Which parts of the player a unit needs beyond its activities, and what each of them gets.

A part is a chunk of `player.js` (player/parts/<name>.ts), with a style sheet of its own where it has one. It is shipped
only in packages that need it: a course pays for nothing that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from builder.model import Course, Unit
from builder.render.guided import is_written_in
from builder.render.prose import Notes
from builder.render.reference import is_searched
from builder.render.sessions import is_announced
from builder.render.words import words_of

HOURS: Final = {"hour": "unit.hour", "minute": "unit.hour.minute", "between": "session.between"}
"""Messages by the names under which the player has them."""

Needs = Callable[[Course, Unit, Notes], Any]
"""What the part gets of this unit, as JSON can hold it; None where the unit does not need the part."""


def _sessions(course: Course, unit: Unit, notes: Notes) -> Any:
    """How hours are written: the player tells those of the reader's own time zone."""
    if not is_announced(course, unit):
        return None
    messages = words_of(course.language).messages
    return {name: messages[key] for name, key in HOURS.items()}


def _search(course: Course, unit: Unit, notes: Notes) -> Any:
    return {} if is_searched(course, unit) else None


def _notes(course: Course, unit: Unit, notes: Notes) -> Any:
    """Where nothing is written, nothing is taken along."""
    return {} if is_written_in(unit) else None


PARTS: Final[Mapping[str, Needs]] = {"notes": _notes, "search": _search, "sessions": _sessions}
"""By name of the chunk; its messages begin with it."""


def parts(course: Course, unit: Unit, notes: Notes) -> dict[str, Any]:
    """The parts that *unit* needs, and their data, in the order in which they are mounted."""
    found = {name: needs(course, unit, notes) for name, needs in PARTS.items()}
    return {name: data for name, data in found.items() if data is not None}

"""Which parts of the player a unit needs beyond its activities, and what each of them gets.

A part is a chunk of `player.js` (player/parts/<name>.ts), with a style sheet of its own where it has one. It is shipped
only in packages that need it: a course pays for nothing that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import lxml.html

from builder.completion import audience
from builder.model import Assessment, Course, Page, Retest, Unit, assets_of, walk
from builder.render.guided import is_certified, is_written_in
from builder.render.page import PageView
from builder.render.prose import Notes
from builder.render.reference import is_searched
from builder.render.sessions import is_announced
from builder.render.words import words_of

HOURS: Final = {"hour": "unit.hour", "minute": "unit.hour.minute", "between": "session.between"}
"""Messages by the names under which the player has them."""

TOLD: Final = ("hotspot", "reply")
"""Kinds of whose right answer group mode shows what the facilitator's guide says."""

REPEATED: Final = ("ask", "claim", "scene", "heard")
"""What the panel of group mode shows already, by class."""

Needs = Callable[[Course, Unit, Notes], Any]
"""What the part gets of this unit, as JSON can hold it; None where the unit does not need the part."""


def _sessions(course: Course, unit: Unit, notes: Notes) -> Any:
    """How hours are written: the player tells those of the reader's own time zone."""
    if not is_announced(course, unit):
        return None
    messages = words_of(course.language).messages
    return {name: messages[key] for name, key in HOURS.items()}


def _retest(course: Course, unit: Unit, notes: Notes) -> Any:
    """How many myths are asked again, and where the learner meets them first."""
    found = [each for page in unit.pages for each in walk(page.blocks) if isinstance(each, Retest)]
    return {"count": found[0].count} if found else None


def _search(course: Course, unit: Unit, notes: Notes) -> Any:
    return {} if is_searched(course, unit) else None


def _notes(course: Course, unit: Unit, notes: Notes) -> Any:
    """Where nothing is written, nothing is taken along."""
    return {} if is_written_in(unit) else None


def _certificate(course: Course, unit: Unit, notes: Notes) -> Any:
    return {} if is_certified(course, unit) else None


def _group(course: Course, unit: Unit, notes: Notes) -> Any:
    """The keys of what hands can answer and whose data do not say what was right."""
    if not course.is_for_groups:
        return None
    words = words_of(course.language)
    pages = [page for page in unit.pages if any(each.activity.kind in TOLD for each in page.placements)]
    items = [item for page in pages for item in PageView(course, unit, page, 1, (), words).items]
    return {"keys": {each.key: _inside(each.macro("key"), "key") for each in items if each.activity.kind in TOLD}}


def _inside(markup: str, name: str) -> str:
    """What stands in a panel made for paper, without the question, which is read already."""
    panel = lxml.html.fragment_fromstring(markup, create_parent="div")
    for each in panel.xpath("//*[@style]") + [each for css in REPEATED for each in panel.find_class(css)[:1]]:
        each.drop_tree()
    inside = next(iter(panel.find_class(f"{name}__in")), panel)
    return "".join(lxml.html.tostring(each, encoding="unicode") for each in inside)


def _assessment(course: Course, unit: Unit, notes: Notes) -> Any:
    """How each assessment of *unit* draws, and where the state keeps what was drawn."""
    found = {page.id: _drawing(unit, page, page.assessment, notes) for page in unit.pages if page.assessment}
    return found or None


def _drawing(unit: Unit, page: Page, assessment: Assessment, notes: Notes) -> Any:
    kept = unit.layout.of(page.id)
    weights = {each.key: getattr(each.activity, "weight", 0) if each.activity.scored else 0 for each in page.placements}
    # Every draw is worth the same, whichever questions it has: what learners' scores are made of is equal, then.
    weight = sum(each.count * sum(map(weights.__getitem__, each.keys)) / len(each.keys) for each in assessment.draws)
    return {
        "slots": {name: kept[name] for name in ("seed", "tried", "ended", "best")},
        "drawn": {each.key: unit.layout.of(each.key)["drawn"] for each in page.placements},
        "draws": [
            {"title": notes.text(each.title), "count": each.count, "keys": each.keys} for each in assessment.draws
        ],
        "shufflesQuestions": assessment.shuffles_questions,
        "shufflesAnswers": assessment.shuffles_answers,
        "atEnd": assessment.correction == "at-end",
        "tries": assessment.tries or 0,
        "anew": assessment.retry == "full",
        "passMark": assessment.pass_mark or 0,
        "weight": round(weight, 6),
    }


def _watching(course: Course, unit: Unit, notes: Notes) -> Any:
    """Where the state keeps what was played, by page and asset."""
    found: dict[str, dict[str, int]] = {}
    for each in unit.layout.slots:
        page, _, asset = each.key.partition("/media:")
        if asset and any(asset == one.id for shown in unit.pages if shown.id == page for one in assets_of([shown])):
            found.setdefault(page, {})[asset] = each.number
    return found or None


def _audience(course: Course, unit: Unit, notes: Notes) -> Any:
    """The audiences with rules of their own, as the home page names them."""
    names = [name for name in course.goals if name] if not unit.id else []
    words = course.settings.audiences
    return [[notes.text(words[name]), unit.layout.of(audience(name))["chosen"]] for name in names] or None


PARTS: Final[Mapping[str, Needs]] = {
    "assessment": _assessment,
    "certificate": _certificate,
    "audience": _audience,
    "group": _group,
    "notes": _notes,
    "retest": _retest,
    "search": _search,
    "sessions": _sessions,
    "watching": _watching,
}
"""By name of the chunk; its messages begin with it."""


def parts(course: Course, unit: Unit, notes: Notes) -> dict[str, Any]:
    """The parts that *unit* needs, and their data, in the order in which they are mounted."""
    found = {name: needs(course, unit, notes) for name, needs in PARTS.items()}
    return {name: data for name, data in found.items() if data is not None}

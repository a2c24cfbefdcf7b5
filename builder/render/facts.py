"""`cartable.json`: what a package says of itself, for `cartable diff` and for later versions of the course.

Format 2. Everything a running attempt depends on is in it: what is launched and under which names, the slots of each
unit's state, and what stood behind them. It is written one slot and one item a line, so that people can compare two.
"""

from __future__ import annotations

import json
from typing import Any, Final

from builder import tracking
from builder.activities import Plan
from builder.model import Course, Page, Placement, Target, Unit

FORMAT: Final = 2


def facts(course: Course, target: Target) -> bytes:
    """The text of `cartable.json`."""
    units = course.units(course.packaging(target))
    completion = course.settings.completion
    head = {
        "format": FORMAT,
        "generator": "cartable",
        "course": course.id,
        "uuid": course.uuid,
        "version": course.settings.version,
        "language": course.language,
        "standard": target.format,
        "packaging": course.packaging(target),
        "title": course.title,
        "iri": course.iri,
        "completion": {
            "lessons": completion.lessons_seen if completion.is_short else "none",
            "quizzes": completion.quizzes_done if completion.is_short else "none",
            "pass_mark": course.goals[""].pass_mark,
            # What the usual three cannot say.
            **({} if completion.is_short else {"rules": {name: goal.said for name, goal in course.goals.items()}}),
        },
        "state": {
            "format": 1,
            "longest": tracking.longest_of(course, target),
            "limit": target.state_limit,
        },
    }
    lines = [f" {_text(key)}: {_text(value)}" for key, value in head.items()]
    lines.append(' "units": [\n' + ",\n".join(_unit(each, target) for each in units) + "\n ]")
    items = {page.id: _page(page) for page in course.pages}
    items |= {each.key: _placement(course, each) for each in course.placements}
    lines.append(' "items": {\n' + ",\n".join(f"  {_text(key)}: {_text(item)}" for key, item in items.items()) + "\n }")
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _unit(unit: Unit, target: Target) -> str:
    # Only a SCORM manifest has items, whose identifiers an LMS goes by.
    item = unit.item if any(each.startswith("scorm") for each in target.adapters) else ""
    head = {"id": unit.id, "launch": unit.launch, "item": item, "iri": unit.iri}
    slots = ",\n    ".join(_text([each.key, each.field, each.bits]) for each in unit.layout.slots)
    return "  " + _text(head).removesuffix("}") + f', "slots": [\n    {slots}\n  ]}}'


def _page(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = {"title": page.title, "kind": page.kind}
    if page.assessment:
        taken = page.assessment
        found["drawn"] = sum(each.count for each in taken.draws)
        found["tries"], found["pass_mark"] = taken.tries, taken.pass_mark
    return found


def _placement(course: Course, placement: Placement) -> dict[str, Any]:
    activity, numbers = placement.activity, course.layout.choices.get(placement.key, ())
    choices = zip(numbers, activity.choice_texts(), strict=True)
    return {
        "title": activity.asked.plain,
        "kind": activity.kind,
        "choices": {str(number): tracking.fingerprint(text) for number, text in choices},
        "correct": activity.answer_key(numbers),
        "weight": getattr(activity, "weight", 0) if activity.scored else 0,
        **({"fields": list(dict.fromkeys(activity.names()))} if isinstance(activity, Plan) else {}),
    }


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

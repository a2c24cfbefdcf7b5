"""The completion rule as the player gets it: pages by their place in the document, media by their slots."""

from __future__ import annotations

from typing import Any

from builder.completion import NOTHING, Goal, Rule, audience, medium
from builder.model import Course, Unit, assets_of


def completion(course: Course, unit: Unit) -> dict[str, Any]:
    """What ends *unit*; for some audiences, perhaps something else (player/completion.ts)."""
    found = _goal(course.goal(unit), unit)
    rule = course.settings.completion
    if rule.is_short:
        # The usual rule without a list of all pages.
        return {"lessons": rule.lessons_seen, "quizzes": rule.quizzes_done, "passMark": found["passMark"]}
    others = [name for name in course.goals if name] if not unit.id else []
    if others:
        found["audiences"] = [
            {"slot": unit.layout.of(audience(name))["chosen"], **_goal(course.goal(unit, name), unit)}
            for name in others
        ]
    return found


def _goal(goal: Goal, unit: Unit) -> dict[str, Any]:
    rule = {} if goal.rule == NOTHING else {"rule": _rule(goal.rule, unit)}
    return {"lessons": "none", "quizzes": "none", **rule, "passMark": goal.pass_mark}


def _rule(rule: Rule, unit: Unit) -> dict[str, Any]:
    places = {page.id: place for place, page in enumerate(unit.pages)}
    match rule.op:
        case "pages":
            return {"pages": [places[name] for name in rule.names]}
        case "media":
            return {"media": [_slots(name, unit) for name in rule.names]}
        case "mark":
            return {"mark": rule.least, **({"page": places[rule.page]} if rule.page else {})}
        case _:
            return {rule.op: [_rule(each, unit) for each in rule.rules]}


def _slots(asset: str, unit: Unit) -> list[int]:
    """Where the state keeps what was played of it, on each page that shows it."""
    shown = [page.id for page in unit.pages if any(each.id == asset for each in assets_of([page]))]
    return [unit.layout.of(medium(page, asset))["played"] for page in shown]

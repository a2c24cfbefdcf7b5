"""The scenarios of the course on show, as their author checks them: each one's tree, and the same in a list."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from builder.activities import Scenario
from builder.model import Course
from builder.render.prose import typography
from builder.render.tree import drawn


@dataclass(frozen=True, slots=True)
class Entry:
    """One situation in the list."""

    number: int
    name: str
    """As choices name it in the source."""
    label: str
    outcome: str
    """`good`, `mixed` or `bad` for an end; "" for a situation."""
    choices: tuple[tuple[str, int, str], ...]
    """Words of each choice, the number that it leads to, and its condition."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One scenario, drawn and listed."""

    title: str
    path: str
    """Its source, relative to the project."""
    svg: Markup
    entries: tuple[Entry, ...]


def trees(course: Course) -> tuple[Tree, ...]:
    """The scenarios of *course*, each once, in reading order."""
    found = {each.activity.id: each.activity for each in course.placements if isinstance(each.activity, Scenario)}
    return tuple(_tree(each, course.language) for each in found.values())


def _tree(scenario: Scenario, language: str) -> Tree:
    numbers = scenario.graph.drawing.numbers
    title = typography(scenario.title.plain, language)
    entries = tuple(
        Entry(
            number,
            step.name,
            typography(step.label, language),
            step.end.outcome if step.end else "",
            tuple(
                (typography(each.choice.plain, language), numbers[str(each.to)], str(each.when or ""))
                for each in step.choice
            ),
        )
        for number, step in enumerate(scenario.shown, 1)
    )
    svg = drawn(scenario, lambda text: typography(text, language), title)
    return Tree(title, scenario.place.path, svg, entries)

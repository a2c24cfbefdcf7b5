"""A scenario as a graph: what can be reached, how far it goes, and where each situation stands when it is drawn.

In: situations and the choices that lead from one to another, with what they do to the variables. Out: facts for lint,
the length of the longest path, and places on a grid. Pure functions; what an author named wrongly is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from builder.source.words import folded

MOST_STATES: Final = 20_000
"""Situations with values of the variables that are looked at; a scenario with more is judged by its graph alone."""
MOST_PATHS: Final = 50_000
"""Steps taken in search of the longest path through a graph with loops."""

Term = tuple[str, str, int]
"""Of a condition: variable, one of `>= <= > < = !=`, number. Of an effect: variable, `+` or `=`, number."""
Point = tuple[float, float]

_TERM: Final = re.compile(r"([^\W\d][\w-]*)\s*(>=|<=|!=|==|≥|≤|≠|=|>|<)\s*([+\-−]?\d{1,3})")
_AND: Final = re.compile(r"\s+(?:et|and)\s+|\s*(?:,|&&?)\s*", re.IGNORECASE)
_EFFECT: Final = re.compile(r"([+\-−=])\s*([\-−]?\d{1,3})")
_SIGNS: Final = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "="}


def variable(word: str) -> str:
    """The name of a variable, however it is written."""
    return folded(word).replace("-", "_")


def condition(text: str) -> tuple[Term, ...] | None:
    """The comparisons of a condition like « confiance >= 2 et temps < 3 »; None where it cannot be read."""
    found = [_TERM.fullmatch(each.strip()) for each in _AND.split(text.strip())]
    if not all(found):
        return None
    return tuple(
        (variable(each[1]), _SIGNS.get(each[2], each[2]), int(each[3].replace("−", "-"))) for each in found if each
    )


def effect(text: str) -> tuple[str, int] | None:
    """What `+1`, `-2` or `=3` does: the sign and the number; None for anything else."""
    found = _EFFECT.fullmatch(text.strip())
    if not found:
        return None
    number = int(found[2].replace("−", "-"))
    return ("=", number) if found[1] == "=" else ("+", number if found[1] == "+" else -number)


@dataclass(frozen=True, slots=True)
class Link:
    """A choice as it leads from one situation to another."""

    source: str
    target: str
    index: int
    """Its rank among all choices of the scenario."""
    effects: tuple[Term, ...] = ()
    condition: tuple[Term, ...] = ()

    def is_possible(self, values: Mapping[str, int]) -> bool:
        """Whether somebody with these *values* is offered it."""
        return all(_holds(values.get(name, 0), sign, number) for name, sign, number in self.condition)

    def after(self, values: Mapping[str, int]) -> dict[str, int]:
        """The values once it is taken."""
        found = dict(values)
        for name, sign, number in self.effects:
            found[name] = number if sign == "=" else found.get(name, 0) + number
        return found


def _holds(value: int, sign: str, number: int) -> bool:
    return {
        ">=": value >= number,
        "<=": value <= number,
        ">": value > number,
        "<": value < number,
        "=": value == number,
        "!=": value != number,
    }[sign]


@dataclass(frozen=True, slots=True)
class Explored:
    """What learners can come to, with the variables counted."""

    possible: frozenset[int]
    """Indices of the choices that somebody can be offered."""
    stuck: tuple[str, ...]
    """Situations in which somebody can find no choice possible."""


@dataclass(frozen=True)
class Graph:
    """Situations by name in the author's order, those that end, and the choices between them."""

    start: str
    nodes: tuple[str, ...]
    ends: frozenset[str]
    links: tuple[Link, ...]

    @cached_property
    def onwards(self) -> dict[str, list[Link]]:
        """The links that lead away from each node, to one that there is."""
        found: dict[str, list[Link]] = {node: [] for node in self.nodes}
        for each in self.links:
            if each.source in found and each.target in found:
                found[each.source].append(each)
        return found

    @cached_property
    def reachable(self) -> frozenset[str]:
        """What some path from the start comes to, every condition counted as met."""
        seen: set[str] = set()
        waiting = [self.start] if self.start in self.onwards else []
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += [each.target for each in self.onwards[node]]
        return frozenset(seen)

    @cached_property
    def ending(self) -> frozenset[str]:
        """The nodes from which an end can be reached, every condition counted as met."""
        sources: dict[str, list[str]] = {node: [] for node in self.nodes}
        for each in self.links:
            if each.source in sources and each.target in sources:
                sources[each.target].append(each.source)
        seen: set[str] = set()
        waiting = [node for node in self.nodes if node in self.ends]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += sources[node]
        return frozenset(seen)

    @property
    def backwards(self) -> frozenset[tuple[str, str]]:
        """The links that close a loop, met on the way from the start: without them the graph has none."""
        return self._walked[0]

    @cached_property
    def _walked(self) -> tuple[frozenset[tuple[str, str]], Sequence[str]]:
        """The links that close a loop; and the reachable nodes, each after all that lead to it by other links."""
        found: set[tuple[str, str]] = set()
        done: dict[str, None] = {}
        way: dict[str, int] = {}
        stack: list[tuple[str, int]] = [(self.start, 0)] if self.start in self.onwards else []
        while stack:
            node, at = stack.pop()
            way[node] = at
            targets = self.onwards[node]
            if at == len(targets):
                del way[node]
                done[node] = None
                continue
            stack.append((node, at + 1))
            target = targets[at].target
            if target in way:
                found.add((node, target))
            elif target not in done:
                stack.append((target, 0))
        return frozenset(found), tuple(reversed(done))

    @cached_property
    def layers(self) -> dict[str, int]:
        """Each reachable node, and how many choices are made before it at most, loops left out."""
        found = dict.fromkeys((node for node in self.nodes if node in self.reachable), 0)
        for node in self._walked[1]:
            for each in self.onwards[node]:
                if (node, each.target) not in self.backwards:
                    found[each.target] = max(found[each.target], found[node] + 1)
        return found

    @cached_property
    def longest(self) -> int:
        """The choices of the longest path that comes to no situation twice; more than there are, never fewer."""
        if not self.backwards:
            return max(self.layers.values(), default=0)
        left, best = MOST_PATHS, 0
        stack: list[tuple[str, frozenset[str]]] = [(self.start, frozenset())]
        while stack:
            node, seen = stack.pop()
            best = max(best, len(seen))
            left -= 1
            if not left:
                return len(self.reachable) - 1
            stack += [
                (target, seen | {node})
                for target in dict.fromkeys(each.target for each in self.onwards[node])
                if target not in seen and target != node
            ]
        return best

    def explored(self, values: Mapping[str, int]) -> Explored | None:
        """What can happen to somebody who begins with *values*; None where there is too much to look at."""
        names = sorted(values)
        possible: set[int] = set()
        stuck: dict[str, None] = {}
        seen: set[tuple[str, tuple[int, ...]]] = set()
        waiting = [(self.start, tuple(values[name] for name in names))] if self.start in self.onwards else []
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            if len(seen) == MOST_STATES:
                return None
            seen.add(place)
            node, held = place
            now = dict(zip(names, held, strict=True))
            open_links = [each for each in self.onwards[node] if each.is_possible(now)]
            if self.onwards[node] and not open_links:
                stuck[node] = None
            possible.update(each.index for each in open_links)
            for each in open_links:
                after = each.after(now)
                waiting.append((each.target, tuple(after[name] for name in names)))
        return Explored(frozenset(possible), tuple(node for node in self.nodes if node in stuck))

    @cached_property
    def drawing(self) -> Drawing:
        """Where everything reachable stands."""
        return _drawn(self)


@dataclass(frozen=True, slots=True)
class Line:
    """All choices from one situation to another, as one line."""

    source: str
    target: str
    points: tuple[Point, ...]
    is_back: bool
    """Whether it leads back up."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph on a grid: rows go down, columns to the right, both from 0."""

    places: Mapping[str, Point]
    """Column and row of each reachable node, in reading order; their ranks, from 1, are the numbers shown."""
    lines: tuple[Line, ...]
    columns: float
    """The column furthest right."""
    rows: int
    """The row furthest down."""

    @property
    def numbers(self) -> dict[str, int]:
        """The number that each node bears in the drawing and in the list beside it."""
        return {node: number for number, node in enumerate(self.places, 1)}


_SWEEPS: Final = 6


def _drawn(graph: Graph) -> Drawing:
    """Layers by the longest path, each in the order that crosses fewest lines, by the mean of the neighbours.

    A line over several layers passes between the nodes of those in between, so it takes a place in each of them.
    """
    layers = graph.layers
    height = max(layers.values(), default=0)
    rows: list[list[str]] = [[] for _ in range(height + 1)]
    for node in layers:
        rows[layers[node]].append(node)
    pairs = dict.fromkeys((node, each.target) for node in layers for each in graph.onwards[node] if node != each.target)
    ways: dict[tuple[str, str], list[str]] = {}
    for source, target in pairs:
        if (source, target) in graph.backwards:
            continue
        # No name of a situation holds a blank.
        between = [f"{source} {target} {row}" for row in range(layers[source] + 1, layers[target])]
        for offset, name in enumerate(between, 1):
            rows[layers[source] + offset].append(name)
        ways[source, target] = [source, *between, target]
    beside: dict[str, list[str]] = {name: [] for row in rows for name in row}
    for first, second in (pair for way in ways.values() for pair in pairwise(way)):
        beside[first].append(second)
        beside[second].append(first)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        order = range(1, height + 1) if down else range(height - 1, -1, -1)
        for number in order:
            fixed = {name: at for at, name in enumerate(rows[number - 1 if down else number + 1])}
            rows[number] = _sorted(rows[number], fixed, beside)
    widest = max(map(len, rows))
    places: dict[str, Point] = {}
    for number, row in enumerate(rows):
        for at, name in enumerate(row):
            places[name] = (at + (widest - len(row)) / 2, number)
    lines = [Line(*pair, tuple(places[name] for name in way), False) for pair, way in ways.items()]
    right = widest - 1.0
    for lane, (source, target) in enumerate(pair for pair in pairs if pair in graph.backwards):
        x = widest - 0.5 + lane * 0.25
        (x0, y0), (x1, y1) = places[source], places[target]
        lines.append(Line(source, target, ((x0, y0), (x, y0), (x, y1), (x1, y1)), True))
        right = x
    return Drawing({name: places[name] for row in rows for name in row if name in layers}, tuple(lines), right, height)


def _sorted(row: Sequence[str], fixed: Mapping[str, int], beside: Mapping[str, Sequence[str]]) -> list[str]:
    """*row* by the mean place of each one's neighbours in the row *fixed*; one without any stays where it is."""
    keys: dict[str, float] = {}
    for at, name in enumerate(row):
        near = [fixed[each] for each in beside[name] if each in fixed]
        keys[name] = sum(near) / len(near) if near else at
    return sorted(row, key=keys.__getitem__)

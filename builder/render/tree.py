"""A scenario's tree as an SVG drawing: for the facilitator's guide and for authors in the preview.

In: a scenario. Out: well-formed markup that can stand in a page or in a PDF, with a title for those who do not see it;
the list of situations beside it says the same in words. The player draws its own from the same places.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from markupsafe import Markup

from builder.activities import Scenario
from builder.activities.branching import Drawing, Line, Point

BOX: Final = (172, 44)
GAP: Final = (24, 28)
EDGE: Final = 34
"""Room around it: lines that lead back run there."""
SIGNS: Final = 24
"""Characters of a line in a box."""
LINES: Final = 2
INK: Final = "#14282b"
SOFT: Final = "#4a6265"
TONES: Final = {"good": "#1d5e35", "mixed": "#5c3d00", "bad": "#943322"}


def drawn(scenario: Scenario, text: Callable[[str], str], title: str) -> Markup:
    """The tree of *scenario*, called *title*.

    Args:
        text: Sets the typography of a label.
    """
    drawing = scenario.graph.drawing
    wide, high = _x(drawing.columns) + BOX[0] + EDGE, _y(drawing.rows) + BOX[1] + EDGE
    parts = [*(_line(each) for each in drawing.lines), *_boxes(scenario, drawing, text)]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" viewBox="0 0 {w:g} {h:g}" width="{w:g}" '
        'height="{h:g}" font-family="sans-serif" font-size="13"><title>{title}</title>{parts}</svg>'
    ).format(w=wide, h=high, title=title, parts=Markup("").join(parts))


def _x(column: float) -> float:
    """The left edge of a box in *column*."""
    return EDGE + column * (BOX[0] + GAP[0])


def _y(row: float) -> float:
    return EDGE + row * (BOX[1] + GAP[1])


def _boxes(scenario: Scenario, drawing: Drawing, text: Callable[[str], str]) -> Iterator[Markup]:
    numbers = drawing.numbers
    for step in scenario.shown:
        column, row = drawing.places[step.name]
        left, top = _x(column), _y(row)
        tone = TONES[step.end.outcome] if step.end else INK
        words = f"{numbers[step.name]}. {text(step.label)}"
        found = textwrap.wrap(words, SIGNS, max_lines=LINES, placeholder="…")
        first = top + BOX[1] / 2 - (len(found) - 1) * 8 + 4.5
        # An end is told by its corners and its border, then by its colour.
        yield Markup(
            '<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="{r}" fill="#ffffff" stroke="{tone}" '
            'stroke-width="{s}"/>'
        ).format(x=left, y=top, w=BOX[0], h=BOX[1], r=2 if step.end else 14, tone=tone, s=4 if step.end else 1.5)
        for at, line in enumerate(found):
            yield Markup('<text x="{x:g}" y="{y:g}" text-anchor="middle" fill="{ink}">{line}</text>').format(
                x=left + BOX[0] / 2, y=first + at * 16, ink=INK, line=line
            )


def _line(line: Line) -> Markup:
    points = line.points
    path = _back(points) if line.is_back else _down(points)
    x = _x(points[-1][0]) + BOX[0] / 2 + (12 if line.is_back else 0)
    y = _y(points[-1][1])
    dashes = Markup(' stroke-dasharray="5 4"') if line.is_back else ""
    return Markup(
        '<path d="{path}" fill="none" stroke="{ink}" stroke-width="1.5"{dashes}/>'
        '<path d="M{x:g} {y:g}l-4.5 -8h9z" fill="{ink}"/>'
    ).format(path=path, ink=SOFT, dashes=dashes, x=x, y=y)


def _down(points: tuple[Point, ...]) -> str:
    """From box to box, straight through the rows between."""
    middle = BOX[0] / 2
    (column, row), *rest = points
    path = f"M{_x(column) + middle:g} {_y(row) + BOX[1]:g}"
    for at, (next_column, next_row) in enumerate(rest):
        x, top = _x(next_column) + middle, _y(next_row)
        turn = top - GAP[1] / 2
        path += f"C{_x(column) + middle:g} {turn:g} {x:g} {turn:g} {x:g} {top:g}"
        if at < len(rest) - 1:
            path += f"V{top + BOX[1]:g}"
        column = next_column
    return path


def _back(points: tuple[Point, ...]) -> str:
    """Down into the gap, around everything, and in from above."""
    (from_column, from_row), (lane, _), _, (to_column, to_row) = points
    x0, x1 = _x(from_column) + BOX[0] / 2 + 12, _x(to_column) + BOX[0] / 2 + 12
    side = _x(lane) + BOX[0] / 2
    low, top = _y(from_row) + BOX[1], _y(to_row)
    return f"M{x0:g} {low:g}V{low + 9:g}H{side:g}V{top - 14:g}H{x1:g}V{top:g}"

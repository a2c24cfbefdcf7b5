"""Draws the diagrams and the plan of `courses/limits` as SVG, with the colours of the player.

Out, beside it: `collectivites-par-annee.svg`, `partenaires.svg` and `plan-de-quartier.svg`. Text stays text, and there
is no `style` attribute: the player's content security policy would refuse it. Widths are chosen for a phone: at 280 px,
the smallest text is still over 12 px high.

    python media/dessiner.py
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
PAPER, INK, SOFT, LINE = "#fcfefe", "#112124", "#455659", "#748586"
ACCENT, TINT, MARGIN = "#005c65", "#d2eced", "#c46378"
FAMILY = "Atkinson Hyperlegible Next, Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"
YEARS = {2018: 11, 2019: 13, 2020: 2, 2021: 16, 2022: 9, 2023: 26}
CALLS = (2018, 2019, 2021, 2023)
GROUPS = {
    "Institutions": (
        "Procureur, DASEN et chefs",
        "d’établissement, ARS, police,",
        "gendarmerie, PJJ, CAF,",
        "conseil départemental",
    ),
    "Associations": (
        "Prévention spécialisée, protection",
        "de l’enfance, accompagnement social,",
        "aide à la parentalité, insertion,",
        "sport, culture et loisirs",
    ),
    "Bailleurs sociaux": ("Référents tranquillité",),
}


def drawing(width: int, height: int, parts: list[str]) -> str:
    """The parts in an SVG of that size, on its own paper so that a dark page does not swallow it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{FAMILY}" font-size="22" fill="{INK}">'
    )
    paper = f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>'
    return "\n".join([head, paper, *parts, "</svg>", ""])


def _more(attributes: dict[str, object]) -> str:
    """Attributes as SVG writes them; `_` in a name stands for `-`."""
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """A line of text."""
    return f'<text x="{x:g}" y="{y:g}"{_more(attributes)}>{words}</text>'


def box(x: float, y: float, width: float, height: float, rounded: int = 6, **attributes: object) -> str:
    """A box, with round corners unless told."""
    size = f'width="{width:g}" height="{height:g}" rx="{rounded}"'
    return f'<rect x="{x:g}" y="{y:g}" {size}{_more(attributes)}/>'


def path(line: str, colour: str, width: float) -> str:
    """A stroke."""
    return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'


def years() -> str:
    """Bars by year: full when a call for projects was launched that year, empty when not."""
    left, top, row, bar, unit = 84, 24, 46, 26, 12.6
    edge: dict[str, object] = {"stroke": ACCENT, "stroke_width": 2}
    parts = []
    for index, (year, number) in enumerate(YEARS.items()):
        y = top + index * row
        called = year in CALLS
        parts.append(text(left - 16, y + 21, str(year), text_anchor="end", fill=SOFT))
        parts.append(box(left, y + 1, number * unit, bar - 2, 0, fill=ACCENT if called else PAPER, **edge))
        parts.append(text(left + number * unit + 12, y + 21, str(number), font_weight="700"))
    bottom = top + len(YEARS) * row - (row - bar)
    parts.append(path(f"M{left} {top - 10}V{bottom + 10}", MARGIN, 2))
    y = bottom + 50
    for label, fill in (("Année avec un appel à projets", ACCENT), ("Année sans appel à projets", PAPER)):
        parts.append(box(left, y - 16, 26, 18, 0, fill=fill, **edge))
        parts.append(text(left + 40, y, label, fill=SOFT))
        y += 36
    return drawing(480, y - 8, parts)


def partners() -> str:
    """The three signatories, the coordinator, and the three families of partners."""
    edge: dict[str, object] = {"stroke": ACCENT, "stroke_width": 2}
    parts = [text(240, 36, "Convention tripartite", text_anchor="middle", fill=SOFT)]
    parts.append(path("M78 66V52H402V66M240 52V66", MARGIN, 2))
    for x, words, fill, ink in (
        (12, "Préfecture", PAPER, INK),
        (162, "Collectivité", ACCENT, "#ffffff"),
        (324, "MILDECA", PAPER, INK),
    ):
        width = 156 if fill == ACCENT else 144
        parts.append(box(x, 66, width, 56, fill=fill, **edge))
        parts.append(text(x + width / 2, 102, words, text_anchor="middle", font_weight="700", fill=ink))
    parts.append(path("M240 122V154", ACCENT, 2))
    parts.append(box(142, 154, 196, 52, fill=TINT, **edge))
    parts.append(text(240, 187, "Coordonnateur", text_anchor="middle", font_weight="700"))
    y, branches = 244, []
    for name, lines in GROUPS.items():
        height = 58 + len(lines) * 28
        parts.append(box(52, y, 416, height, fill=PAPER, stroke=LINE, stroke_width=1.5))
        parts.append(text(72, y + 36, name, font_weight="700", fill=ACCENT))
        for index, line in enumerate(lines):
            parts.append(text(72, y + 68 + index * 28, line))
        branches.append(f"M24 {y + 30}H52")
        last = y + 30
        y += height + 16
    parts.append(path(f"M240 206V225H24V{last}" + "".join(branches), ACCENT, 2))
    return drawing(480, y - 4, parts)


def storeys(x: float, y: float, columns: int, rows: int) -> list[str]:
    """Windows of a building, from the top left one."""
    return [
        box(x + column * 44, y + row * 44, 26, 28, 2, fill=PAPER, stroke=LINE, stroke_width=1.5)
        for row in range(rows)
        for column in range(columns)
    ]


def plan() -> str:
    """An imagined street: a block, a raised deck, a sports ground, a school. Its zones stand in `exercices-limits`.

    No words in the middle of a zone: the page puts its number there.
    """
    edge: dict[str, object] = {"stroke": ACCENT, "stroke_width": 2}
    middle: dict[str, object] = {"text_anchor": "middle", "font_weight": "700"}
    parts = [box(16, 16, 280, 234, 2, fill=TINT, **edge), *storeys(33, 36, 6, 3)]
    parts += [box(32, 182, 148, 68, 2, fill=PAPER, **edge), text(106, 174, "Local vide", **middle)]
    parts += [box(200, 182, 80, 68, 2, fill=PAPER, **edge), text(240, 174, "Hall", **middle)]
    parts += [box(316, 16, 148, 152, 2, fill=TINT, **edge), *storeys(333, 36, 3, 1)]
    parts += [box(322, 96, 136, 72, 2, fill=PAPER, **edge)]
    parts.append(text(390, 88, "Rez-de-dalle", **middle))
    # The deck: its slab, its pillars, and the steps that lead down to the street.
    parts += [
        box(306, 168, 158, 16, 2, fill=SOFT),
        box(440, 184, 14, 66, 0, fill=SOFT),
        box(376, 184, 14, 66, 0, fill=SOFT),
    ]
    parts.append(path("M306 184H316V200H330V217H344V233H358V250", SOFT, 4))
    parts += [box(0, 250, 480, 48, 0, fill=LINE), text(240, 282, "Rue", **middle, fill="#ffffff")]
    parts += [box(16, 322, 210, 132, 8, fill=PAPER, **edge), path("M121 322V454", ACCENT, 2)]
    parts.append(f'<circle cx="121" cy="412" r="26" fill="none" stroke="{ACCENT}" stroke-width="2"/>')
    parts += [box(28, 336, 186, 36, 4, fill=PAPER), text(121, 362, "Terrain de sport", **middle)]
    parts.append(path("M254 366L359 318L464 366", ACCENT, 2))
    parts += [box(262, 366, 194, 88, 2, fill=TINT, **edge), box(278, 416, 30, 38, 0, fill=PAPER, **edge)]
    parts.append(text(372, 440, "École", **middle))
    return drawing(480, 470, parts)


if __name__ == "__main__":
    (HERE / "collectivites-par-annee.svg").write_text(years(), encoding="utf-8")
    (HERE / "partenaires.svg").write_text(partners(), encoding="utf-8")
    (HERE / "plan-de-quartier.svg").write_text(plan(), encoding="utf-8")

"""The README's reference of rules: every code of the table, folded by family, with clause and platforms.

`pytest tests/docs --golden` writes it; without it, the tests say when it is no longer what the table says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from builder.policy import Policy
from builder.rules import RULES, Rule, bare, packages, player, plays, runtime, settings, updates
from builder.rules.effects import effects
from builder.rules.platforms import PLATFORMS

LETTERS: Final = {"error": "E", "warning": "W", "info": "I"}


@dataclass(frozen=True)
class Family:
    """Codes that are folded together."""

    title: str
    codes: tuple[str, ...]

    @property
    def section(self) -> str:
        """The family as the README shows it."""
        head = f"<details><summary>{self.title} ({len(self.codes)})</summary>\n"
        rows = [*_rows(self.codes)]
        columns = max(len(row) for row in rows)
        titles = ("Code", "", "What is wrong", "Known to hurt")[:columns]
        table = [titles, ("---",) * columns, *((*row, "")[:columns] for row in rows)]
        return "\n".join([head, *(f"| {' | '.join(row)} |" for row in table), "\n</details>\n"])


def _course(*prefixes: str) -> tuple[str, ...]:
    """The codes that begin with one of *prefixes*, in their order."""
    return tuple(sorted(code for code in RULES if code.partition("-")[0] in prefixes))


def _package(*letters: str) -> tuple[str, ...]:
    """The codes of packages whose number begins with one of *letters*, in their order."""
    numbers = {code: re.match(r"[CR](12|04)|[A-Z]", code) for code in sorted(packages.RULES)}
    return tuple(code for letter in letters for code, found in numbers.items() if found and found[0] == letter)


def _of(*tables: Mapping[str, Rule]) -> tuple[str, ...]:
    """The codes of *tables*, each table in the order of its numbers."""
    return tuple(code for table in tables for code in sorted(table))


GROUPS: Final = {
    "Packages": (
        Family("<b>Z</b> – the zip, its names, pages and links, whatever the standard", _package("Z")),
        Family(
            "<b>C12, C04</b> – the manifest, SCORM 1.2 and 2004",
            _package("C12", "C04"),
        ),
        Family(
            "<b>R12, R04</b> – SCORM calls, as far as scripts show them",
            _package("R12", "R04"),
        ),
        Family("<b>T</b> – tincan.xml, xAPI", _package("T")),
        Family("<b>K</b> – cmi5.xml", _package("K")),
    ),
    "Courses": (
        Family("<b>SRC</b> – text and YAML", _course("SRC")),
        Family("<b>CRS</b> – project, course, tracking.lock", _course("CRS")),
        Family("<b>QUZ, SCN, PLN</b> – questions, scenarios, plans and lists", _course("QUZ", "SCN", "PLN")),
        Family("<b>SES, DOC</b> – sessions, documents", _course("SES", "DOC")),
        Family("<b>MED</b> – media", _course("MED")),
        Family("<b>ACC, TXT</b> – access, language and readability", _course("ACC", "TXT")),
        Family("<b>CFG</b> – settings and baseline", _of(settings.RULES)),
    ),
    "Run time": (
        Family(
            "<b>R12, R04</b> – SCORM, while the package is played",
            _of({code: rule for code, rule in runtime.RULES.items() if code[0] == "R"}),
        ),
        Family(
            "<b>T, K</b> – xAPI and cmi5, while the package is played",
            _of({code: rule for code, rule in runtime.RULES.items() if code[0] != "R"}),
        ),
        Family("<b>PLY, RUN</b> – what a play finds, and what the page itself tells", _of(plays.RULES, player.RULES)),
    ),
    "Updates": (
        Family("<b>UPD</b> – an old package and a new one, with <code>cartable diff</code>", _of(updates.RULES)),
    ),
}


def sections() -> str:
    """The whole reference."""
    return "\n".join(
        f"#### {title}\n\n" + "\n".join(family.section for family in families if family.codes)
        for title, families in GROUPS.items()
    )


def _rows(codes: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """A row a fault, below its number and clause; what SCORM 1.2 and 2004 have in common is said once."""
    faults: dict[tuple[str, ...], list[str]] = {}
    for code in codes:
        rule = RULES[code]
        name = code.partition(".")[2] or code
        faults.setdefault((name, LETTERS[rule.severity], _said(rule.en), _hurt(code)), []).append(code)
    numbers: dict[str, list[str]] = {}
    for found in faults.values():
        known = numbers.setdefault(_number(found[0]), [])
        known += [number for number in map(_number, found) if number not in known]
    width = 4 if any(hurt for *_, hurt in faults) else 3
    shown = ""
    for (name, letter, said, hurt), found in faults.items():
        number = _number(found[0])
        if number != shown and number != found[0]:
            shown = number
            yield (f"**{', '.join(numbers[number])}**", "", f"*{_clauses(numbers[number])}*", "")[:width]
        own = f" ({RULES[name].clause})" if name in RULES and RULES[name].clause else ""
        yield (", ".join(f"`{code}`" for code in found), letter, said + own, hurt)[:width]


def _number(code: str) -> str:
    """The number that *code* begins with; the code itself where each is a number of its own."""
    return code.partition(".")[0]


def _clauses(numbers: Iterable[str]) -> str:
    """Where the rules of *numbers* are written."""
    clauses = [next(rule.clause for code, rule in RULES.items() if _number(code) == number) for number in numbers]
    return "; ".join(dict.fromkeys(clauses))


def _said(template: str) -> str:
    """A message without its values."""
    return bare(template).replace("|", "\\|")


def _hurt(code: str) -> str:
    """The platforms that are known to trip over *code*; in bold those whose profile raises it."""
    severity = RULES[code].severity
    names = [
        f"**{PLATFORMS[profile].name}**"
        if Policy(profile=profile).severity(code) != severity
        else PLATFORMS[profile].name
        for profile in effects(code)
    ]
    return ", ".join(names)

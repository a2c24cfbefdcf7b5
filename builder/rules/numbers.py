"""What the codes of one number of the conformance list have in common: why it matters, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from builder.rules.table import Rule


class Number(NamedTuple):
    """A row of the list, for all the codes that begin with it."""

    clause: str
    why_fr: str
    why_en: str


def numbered(numbers: Mapping[str, Number], rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """*rules* with the clause and the reason of the number that each code begins with."""
    return {code: rule._replace(**numbers[code.partition(".")[0]]._asdict()) for code, rule in rules.items()}

"""The README's reference of rules is the table's: complete, current, and folded."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from builder.rules import RULES
from builder.rules.effects import effects
from builder.rules.platforms import PLATFORMS
from tests.docs.rules import GROUPS, sections

README: Final = Path(__file__).parents[2] / "README.md"
MARKED: Final = re.compile(r"(<!-- rules -->\n).*?(<!-- /rules -->\n)", re.DOTALL)


def test_the_reference_is_what_the_table_says(pytestconfig: pytest.Config) -> None:
    text = README.read_text("utf-8")
    assert "<!-- rules -->" in text
    fresh = MARKED.sub(lambda found: f"{found[1]}\n{sections()}\n{found[2]}", text)
    if pytestconfig.getoption("--golden"):
        README.write_text(fresh, "utf-8")
    assert fresh == README.read_text("utf-8"), "out of date; write it again with: pytest tests/docs --golden"


def test_every_code_is_in_one_family() -> None:
    codes = [code for families in GROUPS.values() for family in families for code in family.codes]
    assert sorted(codes) == sorted(RULES)


def test_every_code_has_one_row() -> None:
    rows = [line.split(" | ")[0] for line in sections().split("\n") if line.startswith("| `")]
    assert sorted(re.findall(r"`([^`]+)`", " ".join(rows))) == sorted(RULES)


def test_every_row_fits_its_table() -> None:
    for table in re.findall(r"\| Code .*?(?=\n\n)", sections(), re.DOTALL):
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in table.split("\n")}
        assert len(bars) == 1, table[:200]


def test_every_platform_is_named_where_it_is_hurt() -> None:
    rows = [line for line in sections().split("\n") if line.startswith("| `")]
    for code in RULES:
        for profile in effects(code):
            row = next(each for each in rows if f"`{code}`" in each.split(" | ")[0])
            assert PLATFORMS[profile].name in row, (code, profile)

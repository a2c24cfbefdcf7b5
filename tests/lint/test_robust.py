"""Whatever a lesson says, proof-reading comes to an end, and points into the file."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder import lint
from builder.diagnostics import Report
from tests.lint import proof
from tests.lint.proof import choice

PIECES = (
    *("Le guide", " sera publié", " en mars 2025", " avant le 30 juin 2024", ".", "…", " ", "\n", "\n\n", "- ", "# "),
    *("CNAV", "(", ")", "«\u00a0", "\u00a0»", "l’", "l'", "·", "-", "_", "*", "**", "`", "[", "]", "(page.md)", "\\"),
    *(
        "{lang=en}",
        "^[",
        "[^1]",
        "https://a.fr/b",
        "a@b.fr",
        "0",
        "2024",
        "É",
        "e\u0301",
        "ﷺ",
        "𝔘",
        "|",
        "| --- |",
        "\t",
    ),
)
SLOW = (
    *("a", "a.", "a@", "a-", "A ", "é", "l'", "2024 ", ". ", "« ", "( ", "a.fr.", "n'est pas lequel "),
    *("avant le ", "sera ", "a été ", "1/1/2024 ", "E\u0301", "CNAV (", "Mme. "),
    *("☀\u200d", "]{lang= "),
)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_places_are_in_the_file(tmp_path: Path, pieces: list[str]) -> None:
    try:
        found = proof.read(tmp_path, "Un mot. " + "".join(pieces))
    except AssertionError:  # what cannot be read has been told
        return
    for each in found:
        lines = (tmp_path / each.span.path).read_text("utf-8").split("\n")
        assert 1 <= each.span.line <= len(lines)
        width = len(lines[each.span.line - 1]) + 1
        assert each.span.column <= width
        assert each.span.end_column is None or each.span.column < each.span.end_column <= width


@pytest.mark.parametrize("piece", SLOW)
def test_no_text_takes_long(tmp_path: Path, piece: str) -> None:
    made = proof.course(tmp_path, "\n".join(["Un mot, puis " + piece * (2000 // len(piece))] * 10))
    start = time.process_time()
    lint.lint(made, Report())
    lint.proofread(made, Report(), proof.TODAY)
    assert time.process_time() - start < 5


def test_no_question_takes_long(tmp_path: Path) -> None:
    made = proof.course(tmp_path, bank=choice("maire", question="quel ne " * 1000))
    start = time.process_time()
    lint.proofread(made, Report(), proof.TODAY)
    assert time.process_time() - start < 5

"""Every way in which a course can be wrong: its code, its place, and nothing else."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from builder.diagnostics import Report, Span
from builder.rules import ERROR, WARNING, access, courses
from tests.load import projects

CASES = projects.cases()
RULES = {**courses.RULES, **access.RULES}
ELSEWHERE = {
    "SRC-003": "tests/load/test_robust.py",
    "SRC-004": "tests/load/test_robust.py",
    "CRS-003": "tests/load/test_robust.py",
    "CRS-004": "tests/cli/test_cli.py",
    "CRS-005": "tests/cli/test_cli.py",
    "CRS-063": "tests/load/test_robust.py",
    "CRS-064": "tests/load/test_robust.py",
    "CRS-065": "tests/cli/test_cli.py",
    "CRS-068": "tests/cli/test_fix.py",
    "MED-017": "tests/lint/test_access.py",
    "MED-018": "tests/lint/test_access.py",
    "MED-020": "tests/lint/test_access.py",
    "QUZ-012": "tests/load/test_robust.py",
    "QUZ-017": "tests/load/test_robust.py",
}
"""Codes whose case takes a program to write down."""


@pytest.mark.parametrize("case", CASES, ids=lambda each: each.name)
def test_case(case: projects.Case, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    root = tmp_path / "projet"
    projects.lay(case, root)
    found = projects.diagnose(root)
    if pytestconfig.getoption("--golden"):
        _rewrite(case, [projects.shown(each) for each in found])
        return
    assert [projects.shown(each) for each in found] == case.expected
    worst = "error" if any(each.severity == ERROR for each in found) else "warning" if found else "valid"
    assert case.name.rpartition("-")[2] == worst
    for each in found:
        _assert_inside(root, each.span)


def _assert_inside(root: Path, span: Span) -> None:
    """The place is one that an editor can go to."""
    path = root / span.path
    if not path.is_file() or path.stat().st_size > 1_000_000:
        return
    lines = path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= span.line <= len(lines)
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert span.end_column is None or span.column < span.end_column <= len(lines[span.line - 1]) + 1


def _rewrite(case: projects.Case, lines: list[str]) -> None:
    """Put what was found in the place of what was expected."""
    text = case.file.read_text("utf-8")
    head, title, rest = text.partition(f"=== {case.name} [{case.base}]\n")
    if not title:
        head, title, rest = text.partition(f"=== {case.name}\n")
    body, end, after = rest.partition("\n=== ")
    body = re.sub(r"(?m)^=> .*\n?", "", body + "\n").rstrip("\n")
    body = "\n".join([body, *(f"=> {line}" for line in lines)]).lstrip("\n") + "\n"
    case.file.write_text(head + title + body + end + after, encoding="utf-8")


def test_names_are_told_apart() -> None:
    names = [each.name for each in CASES]
    assert len(names) == len(set(names))


def test_every_code_has_a_case() -> None:
    proven = {line.split()[0] for each in CASES for line in each.expected}
    assert sorted(set(RULES) - proven - set(ELSEWHERE)) == []
    for code, path in ELSEWHERE.items():
        assert code not in proven
        assert code in (projects.HERE.parents[1] / path).read_text("utf-8"), code


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_speaks_both_languages(code: str) -> None:
    rule = RULES[code]
    assert rule.fr
    assert rule.en
    assert bool(rule.hint_fr) == bool(rule.hint_en)
    assert bool(rule.why_fr) == bool(rule.why_en)
    for text in (rule.fr, rule.en):
        assert not text.endswith("."), "a message is no sentence"
        assert text[0] in "«`{" or text[0].islower() or text.startswith(("YAML", "HTML")), text
    names = [{each[1] for each in string.Formatter().parse(text) if each[1]} for text in (rule.fr, rule.hint_fr)]
    english = [{each[1] for each in string.Formatter().parse(text) if each[1]} for text in (rule.en, rule.hint_en)]
    assert names[1] - {"language"} <= english[1] | english[0]
    assert rule.severity in (ERROR, WARNING, "info")


def test_codes_are_sorted_by_place(tmp_path: Path) -> None:
    case = next(each for each in CASES if each.name == "beaucoup-de-fautes-error")
    projects.lay(case, tmp_path)
    places = [(each.span.path, each.span.line, each.span.column) for each in projects.diagnose(tmp_path)]
    assert len({path for path, _, _ in places}) > 4
    assert places == sorted(places)


def test_the_same_fault_counts_once() -> None:
    report = Report()
    span = Span("a")
    report.add("CRS-037", span)
    report.add("CRS-037", span)
    assert len(report.diagnostics) == 1

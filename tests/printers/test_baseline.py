"""The baseline: what an old catalogue is known to have is not told, and nothing else is kept quiet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from builder import baseline
from builder.diagnostics import Diagnostic, Report, Span
from builder.printers import Part
from tests.printers import reports

MANIFEST = "a.zip/imsmanifest.xml"


def white(line: int, element: str = "schema", path: str = MANIFEST) -> Diagnostic:
    """A fault on *line* of a manifest."""
    return Diagnostic("C12-05.white-space", Span(path, line, 3), "error", (("element", element),))


def codes(report: Report) -> list[str]:
    """Each diagnostic with its place."""
    return [f"{each.code} {each.span.path}:{each.span.line}:{each.span.column}" for each in report.diagnostics]


def read(folder: Path, text: str | bytes) -> tuple[baseline.Baseline, list[str]]:
    """The baseline of *text*, and what is wrong in it."""
    path = folder / "known.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = Report()
    return baseline.read(path, report, label="known.json"), codes(report)


def test_a_known_fault_is_excused_wherever_it_moves(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    baseline.write(path, [white(3), white(5), white(9, "schemaversion")])
    assert [each.name for each in tmp_path.iterdir()] == ["known.json"]
    assert path.read_text("utf-8") == (
        '{\n  "format": 1,\n  "findings": [\n'
        '    {"path": "a.zip/imsmanifest.xml", "code": "C12-05.white-space", "values": {"element": "schema"},'
        ' "count": 2},\n'
        '    {"path": "a.zip/imsmanifest.xml", "code": "C12-05.white-space", "values": {"element": "schemaversion"}}\n'
        "  ]\n}\n"
    )
    report = Report()
    known = baseline.read(path, report)
    assert codes(report) == []
    moved = [white(30), white(50), white(70), white(90, "title"), white(3, path="b.zip/imsmanifest.xml")]
    new, excused = known.split(moved)
    assert [each.span.line for each in excused] == [30, 50]
    assert new == moved[2:]
    assert known.excused == 2


def test_a_fault_that_is_mended_is_told_where_the_file_lists_it(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    baseline.write(path, [white(3), white(5), white(9, path="b.zip/imsmanifest.xml"), white(9, path="c/d.md")])
    known = baseline.read(path, Report(), label="known.json")
    known.split([white(4)])
    for judged, told in (
        ([], []),
        (["a.zi", "d.md"], []),
        (["a.zip"], [4]),
        (["a.zip", "b.zip/imsmanifest.xml"], [4, 5]),
        (["c"], [6]),
        ([""], [4, 5, 6]),
    ):
        report = Report()
        known.stale(report, judged)
        assert codes(report) == [f"CFG-026 known.json:{line}:5" for line in told]
        assert not report.has_errors


def test_a_fault_stays_known_when_there_is_more_of_it() -> None:
    def missing(count: int, target: str = "a.png") -> Diagnostic:
        return reports.found(("Z13.missing", Span("a.zip/index.html"), {"target": target, "count": count}))[0]

    assert missing(2).fingerprint == missing(3).fingerprint != missing(2, "b.png").fingerprint
    assert '"count"' not in baseline.text_of([missing(2)])


def test_of_faults_too_many_to_list_none_is_new(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    more = reports.found(("Z14.more", Span(MANIFEST), {"rule": "C12-05.white-space", "count": 900}))
    baseline.write(path, [white(3, "a"), white(4, "b"), *more])
    known = baseline.read(path, Report())
    left = [white(4, "b"), white(5, "c"), *more]
    assert known.split(left) == ([], left)
    elsewhere = [white(1, path="b.zip/imsmanifest.xml"), *reports.found(("Z01.empty", Span(MANIFEST), {}))]
    assert known.split(elsewhere) == (elsewhere, [])


def test_an_empty_baseline_excuses_nothing(tmp_path: Path) -> None:
    known, wrong = read(tmp_path, baseline.text_of([]))
    assert wrong == []
    assert known.split([white(1)]) == ([white(1)], [])


def test_mistakes_in_settings_are_never_excused(tmp_path: Path) -> None:
    fault = Diagnostic("CFG-023", Span("known.json"), "error", (("key", "code"),))
    assert "CFG" not in baseline.text_of([fault])
    known, _ = read(
        tmp_path,
        json.dumps({"format": 1, "findings": [{"code": "CFG-023", "path": "known.json", "values": {"key": "code"}}]}),
    )
    assert known.split([fault]) == ([fault], [])


EMPTY = '{"code": "Z01.empty", "path": "a"}'
UNKNOWN = '{"code": "Z01.empti", "path": "a"}'
HEAD = '{"format": 1, "findings": [\n'


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (b"\xff", ["CFG-020 known.json:1:1"]),
        ("", ["CFG-021 known.json:1:1"]),
        ('{\n  "format": 1,,\n}', ["CFG-021 known.json:2:15"]),
        ("[" * 100_000, ["CFG-021 known.json:1:1"]),
        ("[]", ["CFG-022 known.json:1:1"]),
        ('{"format": 2, "findings": []}', ["CFG-022 known.json:1:1"]),
        ('{"format": 1}', ["CFG-022 known.json:1:1"]),
        (HEAD + ' 3,\n  "x"]}', ["CFG-023 known.json:2:2", "CFG-023 known.json:3:3"]),
        (HEAD + '{"code": "Z01.empty"}]}', ["CFG-023 known.json:2:1"]),
        (HEAD + '{"code": "Z01.empty", "path": "a", "count": true}]}', ["CFG-023 known.json:2:1"]),
        (HEAD + '{"code": "Z01.empty", "path": "a", "count": 0}]}', ["CFG-023 known.json:2:1"]),
        (HEAD + '{"code": "Z01.empty", "path": "a", "values": {"a": 1}}]}', ["CFG-023 known.json:2:1"]),
        (HEAD + '{"code": "Z01.empty", "path": "a", "line": 1}]}', ["CFG-023 known.json:2:1"]),
        (HEAD + UNKNOWN + "]}", ["CFG-024 known.json:2:1"]),
        (HEAD + f"{EMPTY},\n" * 2 + "1]}", ["CFG-025 known.json:3:1", "CFG-023 known.json:4:1"]),
        ('{"x": {"findings": [1]}, "y": "\\"findings\\": [", ' + HEAD[1:] + UNKNOWN + "]}", ["CFG-024 known.json:2:1"]),
    ],
)  # fmt: skip
def test_mistakes_in_the_file_have_a_place(text: str | bytes, wrong: list[str], tmp_path: Path) -> None:
    assert read(tmp_path, text)[1] == wrong


def test_a_baseline_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path, tmp_path / "a\0b"):
        report = Report()
        assert baseline.read(path, report).split([white(1)])[1] == []
        assert [each.code for each in report.diagnostics] == ["CFG-020"]


def test_a_baseline_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        baseline.write(tmp_path / "folder", [white(1)])
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


@settings(max_examples=40, deadline=None)
@given(some=reports.parts())
def test_what_was_written_excuses_exactly_what_it_was_written_for(
    tmp_path_factory: pytest.TempPathFactory, some: list[Part]
) -> None:
    path = tmp_path_factory.getbasetemp() / "known.json"
    found = [each for part in some for each in part.diagnostics if not each.code.startswith("CFG-")]
    baseline.write(path, found)
    report = Report()
    known = baseline.read(path, report)
    assert codes(report) == []
    assert known.split(found) == ([], found)
    known.stale(report, [""])
    assert codes(report) == []
    different = {(each.code, each.span.path, each.named) for each in found}
    text = path.read_text("utf-8")
    assert text.count("\n    {") == len(different)
    assert len(text.splitlines()) == 4 + (len(different) + 1 if different else 0)
    assert known.split(found[:1]) == (found[:1], [])

"""Faults that an old catalogue is known to have, so that only new ones are reported.

In: the diagnostics of a run, and the JSON file of an earlier one. Out: those that are new; the lines of the file that
nothing answers to any more. A fault is known by its code, its file and what it names, not by its line: it stays known
when it moves. As often as the file lists it, it is excused; once more is new. The file is sorted and has a line a
fault, so that a change of it reads well in review.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from builder.diagnostics import Diagnostic, Report, Span, near
from builder.rules import RULES

FORMAT: Final = 1

_Key = tuple[str, str, tuple[tuple[str, str], ...]]
_FINDINGS: Final = re.compile(r'"findings"\s*:\s*\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_NEVER: Final = "CFG-"
"""Codes of mistakes in settings and in the baseline itself, which nothing excuses."""
_MORE: Final = "Z14.more"
"""Says that a file has more faults of a rule than were listed: which ones those are was never known."""


@dataclass(slots=True)
class Baseline:
    """What is excused. It is used up: each fault that it excuses is excused once for each time that it lists it."""

    label: str
    """How places call the file."""
    excused: int = 0
    """How many faults it has excused so far."""
    _left: Counter[_Key] = field(default_factory=Counter)
    _places: dict[_Key, Span] = field(default_factory=dict)

    def split(self, diagnostics: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Diagnostic]]:
        """The new ones and the excused ones of *diagnostics*, each in the order given."""
        new: list[Diagnostic] = []
        known: list[Diagnostic] = []
        for each in diagnostics:
            key = _key(each)
            if self._left[key] > 0 and not each.code.startswith(_NEVER):
                self._left[key] -= 1
                known.append(each)
            elif (_MORE, each.span.path, (("rule", each.code),)) in self._places:
                known.append(each)
            else:
                new.append(each)
        self.excused += len(known)
        return new, known

    def stale(self, report: Report, judged: Iterable[str]) -> None:
        """Note the lines of the file that excuse nothing any more.

        Args:
            judged: The files and folders that this run has judged in full; what lies elsewhere stays excused. ""
                stands for everything.
        """
        folders = set(judged)
        for key, count in self._left.items():
            if count > 0 and key in self._places and not folders.isdisjoint(_around(key[1])):
                report.add("CFG-026", self._places[key], rule=key[0], path=key[1], count=count)


def read(path: Path, report: Report, *, label: str | None = None) -> Baseline:
    """The baseline at *path*; without what is wrong in it, which is reported.

    Args:
        label: How places call the file; *path* unless given.
    """
    baseline = Baseline(label or path.as_posix())
    start = Span(baseline.label)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        report.add("CFG-020", start, reason="UTF-8")
        return baseline
    except (OSError, ValueError) as error:
        report.add("CFG-020", start, reason=getattr(error, "strerror", None) or type(error).__name__)
        return baseline
    try:
        shape = json.loads(text)
    except json.JSONDecodeError as error:
        report.add("CFG-021", Span(baseline.label, error.lineno, error.colno))
        return baseline
    except (RecursionError, ValueError):  # a nesting, or a number, that no baseline has
        report.add("CFG-021", start)
        return baseline
    findings = shape.get("findings") if isinstance(shape, dict) else None
    if not isinstance(findings, list) or shape.get("format") != FORMAT:
        report.add("CFG-022", start, format=FORMAT)
        return baseline
    for finding, span in zip(findings, _spans(text, baseline.label, findings), strict=True):
        _add(baseline, finding, span, report)
    return baseline


def _add(baseline: Baseline, finding: Any, span: Span, report: Report) -> None:
    wrong = _wrong(finding)
    if wrong:
        report.add("CFG-023", span, key=wrong)
        return
    code: str = finding["code"]
    if code not in RULES:
        report.add("CFG-024", span, rule=code, near=near(code, RULES))
        return
    key = (code, finding["path"], tuple(sorted(finding.get("values", {}).items())))
    first = baseline._places.setdefault(key, span)
    if first is not span:
        report.add("CFG-025", span, line=first.line)
    baseline._left[key] += finding.get("count", 1)


def _wrong(finding: Any) -> str:
    """The key of *finding* that is missing or of the wrong kind; "" when it is whole."""
    if not isinstance(finding, dict):
        return "code"
    values, count = finding.get("values", {}), finding.get("count", 1)
    whole = {
        "code": isinstance(finding.get("code"), str),
        "path": isinstance(finding.get("path"), str),
        "values": isinstance(values, dict) and all(isinstance(each, str) for each in values.values()),
        "count": type(count) is int and count > 0,
    }
    unknown = (key for key in finding if key not in whole)
    return next((key for key, is_right in whole.items() if not is_right), None) or next(unknown, "")


def _spans(text: str, label: str, findings: list[Any]) -> Iterator[Span]:
    """The places of *findings* in *text*, which JSON's own reader does not tell."""
    decode = json.JSONDecoder().raw_decode
    lists = (found.end() for found in _FINDINGS.finditer(text))
    index = next((each for each in lists if _decoded(text, each - 1) == findings), None)
    if index is None:  # the key is written with escapes, which nobody does
        yield from repeat(Span(label), len(findings))
        return
    line, seen = 1, 0
    for _ in findings:
        found = _BETWEEN.match(text, index)
        index = found.end() if found else index
        line += text.count("\n", seen, index)
        seen = index
        yield Span(label, line, index - text.rfind("\n", 0, index))
        _, index = decode(text, index)


def _decoded(text: str, index: int) -> object:
    """What stands at *index*; None when it is no JSON, as within a text."""
    try:
        return json.JSONDecoder().raw_decode(text, index)[0]
    except ValueError:
        return None


def text_of(diagnostics: Iterable[Diagnostic]) -> str:
    """The baseline that excuses *diagnostics* and no others."""
    counts = Counter(_key(each) for each in diagnostics if not each.code.startswith(_NEVER))
    lines = []
    for key in sorted(counts, key=lambda each: (each[1], each[0], each[2])):
        code, path, values = key
        row: dict[str, object] = {"path": path, "code": code}
        if values:
            row["values"] = dict(values)
        if counts[key] > 1:
            row["count"] = counts[key]
        lines.append(f"\n    {_line(row)}")
    return f'{{\n  "format": {FORMAT},\n  "findings": [{",".join(lines)}{chr(10) + "  " if lines else ""}]\n}}\n'


def write(path: Path, diagnostics: Iterable[Diagnostic]) -> None:
    """Write the baseline that excuses *diagnostics*; the file is the old one or the new one, never half of it.

    Raises:
        OSError: The disk refuses.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text_of(diagnostics), encoding="utf-8", newline="\n")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _key(diagnostic: Diagnostic) -> _Key:
    return diagnostic.code, diagnostic.span.path, diagnostic.named


def _line(row: dict[str, object]) -> str:
    """*row* on a line of its own; file names that are no text are escaped."""
    text = json.dumps(row, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(row)


def _around(path: str) -> Iterator[str]:
    """*path*, and every folder that it lies in."""
    yield ""
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path

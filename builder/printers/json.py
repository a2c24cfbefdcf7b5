"""A report for programs: one JSON document, whose shape `schema()` tells and which stays.

New keys may come within a format number; none goes or changes its meaning.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from typing_extensions import TypedDict

from builder.diagnostics import Diagnostic
from builder.printers.parts import Options, Part, Totals, Verdict, affected, clean, remarks
from builder.rules import ERROR, INFO, WARNING, Severity

FORMAT: Final = 1


class Trouble(TypedDict):
    """What one platform does with a package that has the fault."""

    platform: str
    severity: Severity
    """How grave the fault is there, at least."""
    effect: str
    """What the platform does, as a clause whose subject it is."""


class Row(TypedDict):
    """One fault."""

    code: str
    """The code of the rule; `cartable explain` tells more of it."""
    severity: Severity
    """How grave it is in this run."""
    path: str
    """The package, or the source file."""
    member: str | None
    """The file inside the package; null when the fault is the whole package's, or in a source."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    endColumn: int | None
    """The first column after the fault, on the same line; null when only its start is known."""
    message: str
    """What is wrong."""
    hint: str | None
    """What to do; null when that is not known."""
    clause: str | None
    """The clause of the standard; null when the rule is not one of a standard."""
    platforms: list[Trouble]
    """The platforms that are known to trip over it; empty when none is known to."""


class Large(TypedDict):
    """One of the biggest files of a package."""

    name: str
    size: int
    """In bytes, unpacked."""


class Package(TypedDict):
    """What a package is."""

    kinds: list[str]
    """The standards that it speaks: `scorm12`, `scorm2004`, `xapi`, `cmi5`, `web`; empty when it is no package."""
    files: int
    """How many files it holds."""
    size: int
    """The bytes of the zip."""
    unpacked: int
    """The bytes of its files."""
    largest: list[Large]
    """Its biggest files, the biggest first."""
    hosts: list[str]
    """Foreign hosts that its pages load something from."""


class PartRow(TypedDict):
    """A package, or the sources of a course."""

    path: str
    """The path of the package, or the name of the course."""
    package: Package | None
    """What the package is; null for sources."""
    diagnostics: list[Row]
    """Its faults, by place."""
    known: int
    """How many more faults the baseline excuses."""


class Counts(TypedDict):
    """How many faults the whole report holds."""

    error: int
    warning: int
    info: int
    known: int
    """Those that the baseline excuses, which are in no other number."""


class Document(TypedDict):
    """A report of Cartable."""

    format: int
    """The number of this shape: 1."""
    version: str
    """Of the program."""
    parts: list[PartRow]
    """Every package and course that was judged."""
    counts: Counts


@dataclass(slots=True)
class Json:
    """The document, a part at a time."""

    options: Options
    _totals: Totals = field(default_factory=Totals)
    _is_first: bool = True

    def begin(self) -> Iterator[str]:
        """The head of the document."""
        yield f'{{\n  "format": {FORMAT},\n  "version": {json.dumps(self.options.version)},\n  "parts": ['

    def part(self, part: Part) -> Iterator[str]:
        """One element of `parts`."""
        self._totals.add(part)
        shape: PartRow = {
            "path": clean(part.label),
            "package": _package(part.verdict) if part.verdict is not None else None,
            "diagnostics": [row(each, self.options, part) for each in part.diagnostics],
            "known": len(part.known),
        }
        yield ("" if self._is_first else ",") + "\n    " + written(shape).replace("\n", "\n    ")
        self._is_first = False

    def end(self) -> Iterator[str]:
        """The end of `parts`, and the counts."""
        counts: Counts = {
            "error": self._totals.counts[ERROR],
            "warning": self._totals.counts[WARNING],
            "info": self._totals.counts[INFO],
            "known": self._totals.known,
        }
        yield ("]" if self._is_first else "\n  ]") + f',\n  "counts": {json.dumps(counts)}\n}}\n'


def row(diagnostic: Diagnostic, options: Options, part: Part | None = None) -> Row:
    """One fault; without its part, no member is told from its package."""
    span = diagnostic.span
    path, member = (span.shown_path, None) if part is None else part.place(span)
    message, hint = remarks(diagnostic, options.language)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "path": path,
        "member": member,
        "line": span.line,
        "column": span.column,
        "endColumn": span.end_column,
        "message": message,
        "hint": hint or None,
        "clause": diagnostic.rule.clause or None,
        "platforms": [
            {"platform": name, "severity": effect.severity, "effect": effect.words(options.language)}
            for name, effect in affected(diagnostic, options)
        ],
    }


def _package(verdict: Verdict) -> Package:
    return {
        "kinds": list(verdict.kinds),
        "files": verdict.files,
        "size": verdict.archive_size,
        "unpacked": verdict.unpacked_size,
        "largest": [{"name": clean(name), "size": size} for name, size in verdict.largest],
        "hosts": [clean(each) for each in verdict.hosts],
    }


def written(shape: object) -> str:
    """*shape* as JSON that people can read as well."""
    return json.dumps(shape, ensure_ascii=False, indent=2)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    from pydantic import TypeAdapter, with_config  # it takes a tenth of a second, and no report needs it

    for each in (Trouble, Row, Large, Package, PartRow, Counts, Document):
        with_config(extra="forbid", use_attribute_docstrings=True)(each)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **TypeAdapter(Document).json_schema()}

"""Workflow commands of GitHub Actions: a pull request shows them beside the faulty lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.diagnostics import Diagnostic
from builder.printers.parts import Options, Part, told
from builder.rules import Severity

_COMMANDS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


@dataclass(frozen=True, slots=True)
class Github:
    """One command a fault."""

    options: Options

    def begin(self) -> Iterator[str]:
        """Nothing."""
        yield from ()

    def part(self, part: Part) -> Iterator[str]:
        """The command of each fault."""
        for each in part.diagnostics:
            yield annotation(each, self.options) + "\n"

    def end(self) -> Iterator[str]:
        """Nothing."""
        yield from ()


def annotation(diagnostic: Diagnostic, options: Options) -> str:
    """The command for one fault, on one line."""
    span = diagnostic.span
    text = _escaped(told(diagnostic, options))
    path = _escaped(span.shown_path).replace(":", "%3A").replace(",", "%2C")
    place = f"file={path},line={span.line},col={span.column}"
    if span.end_column is not None:
        place += f",endColumn={span.end_column}"
    return f"::{_COMMANDS[diagnostic.severity]} {place},title={diagnostic.code}::{text}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

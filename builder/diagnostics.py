"""Where a mistake is, what it is, and how it is shown.

In: codes, places and values from every stage. Out: one sorted report, printed for people or machines.
"""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from builder.policy import AS_WRITTEN, Policy
from builder.rules import ERROR, RULES, WARNING, Language, Rule, Severity


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source or in a package: lines and columns count characters from 1."""

    path: str
    """Relative to the project, with `/`; inside a package `name.zip/imsmanifest.xml`."""
    line: int = 1
    column: int = 1
    end_column: int | None = None
    """First column after the fault, on the same line; None when only its start is known."""

    @property
    def shown_path(self) -> str:
        """The path as it can be printed: file names may hold line ends, and bytes that are no text at all."""
        return shown(self.path, LONGEST_PATH)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: a code of the table, its place, how grave it is in this run, and the values of its message."""

    code: str
    span: Span
    severity: Severity
    values: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> Rule:
        """The row of the table behind the code."""
        return RULES[self.code]

    def message(self, language: Language) -> str:
        """What is wrong, in *language*."""
        return self.rule.message(language).format(**dict(self.values))

    def hint(self, language: Language) -> str:
        """What to do, in *language*; "" when the rule has no hint or nothing near was found."""
        template = self.rule.hint(language)
        values = dict(self.values)
        if "{near}" in template and not values.get("near"):
            return ""
        return template.format(**values)


@dataclass(slots=True)
class Report:
    """Every mistake of a run. Stages add to it; nothing is ever removed."""

    policy: Policy = AS_WRITTEN
    """How grave each rule is; what it switches off is not kept."""
    _found: dict[tuple[str, Span, tuple[tuple[str, str], ...]], Diagnostic] = field(default_factory=dict)

    def add(self, code: str, span: Span, **values: object) -> None:
        """Note one mistake; the same one at the same place counts once.

        Raises:
            KeyError: *code* is not in the table, which is a bug.
        """
        severity = self.policy.severity(code)
        if severity is None:
            return
        fixed = tuple(
            sorted(
                (name, _lines(str(value)) if name == "mended" else shown(str(value))) for name, value in values.items()
            )
        )
        self._found.setdefault((code, span, fixed), Diagnostic(code, span, severity, fixed))

    def extend(self, other: Report) -> None:
        """Take over what *other* found, as grave as it is here."""
        for key, each in other._found.items():
            severity = self.policy.severity(each.code)
            if severity is not None:
                self._found.setdefault(key, each if severity == each.severity else replace(each, severity=severity))

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All mistakes, sorted by place, then code."""
        return sorted(
            self._found.values(), key=lambda each: (each.span.path, each.span.line, each.span.column, each.code)
        )

    @property
    def has_errors(self) -> bool:
        """Whether anything found forbids a package."""
        return any(each.severity == ERROR for each in self._found.values())

    def count(self, severity: str) -> int:
        """How many diagnostics have *severity*."""
        return sum(each.severity == severity for each in self._found.values())


LONGEST_VALUE: Final = 80
LONGEST_PATH: Final = 4096


MOST_LINES: Final = 8


def shown(value: str, longest: int = LONGEST_VALUE) -> str:
    """*value* fit for one line of a terminal: no control characters, at most *longest* characters."""
    text = value[: longest + 1].replace("\n", " ")
    text = "".join(each if unicodedata.category(each)[0] != "C" else "�" for each in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _lines(text: str) -> str:
    """Lines that the author is to write, each fit for a terminal; the only value of several lines."""
    return "\n".join(shown(line.rstrip(), 2 * LONGEST_VALUE) for line in text.split("\n")[:MOST_LINES])


def near(word: str, words: Iterable[str]) -> str:
    """The one of *words* that *word* was probably meant to be, or ""."""
    close = difflib.get_close_matches(word[:LONGEST_VALUE], list(words), n=1, cutoff=0.6)
    return close[0] if close else ""


LABELS: Final = {
    "fr": {"error": "erreur", "warning": "avertissement", "info": "note", "hint": "conseil"},
    "en": {"error": "error", "warning": "warning", "info": "note", "hint": "hint"},
}
COLOURS: Final = {"error": "31", "warning": "33", "info": "36"}


def human(
    diagnostics: Iterable[Diagnostic],
    language: Language,
    line_of: Callable[[Span], str | None],
    colour: bool = False,
) -> Iterator[str]:
    """Each diagnostic as a block of text with the faulty line and a pointer under it.

    Args:
        line_of: The source line of a place, without its end of line; None when it cannot be shown.
    """
    labels = LABELS[language]
    for each in diagnostics:
        severity = each.severity
        head = f"{labels[severity]}[{each.code}]"
        if colour:
            head = f"\x1b[1;{COLOURS[severity]}m{head}\x1b[0m"
        place = f"{each.span.shown_path}:{each.span.line}:{each.span.column}"
        lines = [f"{head}: {each.message(language)}", f"  --> {place}"]
        source = line_of(each.span)
        if source is not None:
            number = str(each.span.line)
            text, pointer = excerpt(source, each.span)
            gutter = " " * len(number)
            lines += [f"{number} | {text}", f"{gutter} | {pointer}"]
        hint = each.hint(language)
        if hint:
            first, *rest = hint.split("\n")
            lines += [f"   = {labels['hint']}: {first}", *(f"       {line}" for line in rest)]
        yield "\n".join(lines)


LONGEST_EXCERPT: Final = 120


def excerpt(source: str, span: Span) -> tuple[str, str]:
    """The part of *source* that shows the fault, at most 120 characters, and the pointer under it."""
    start = max(0, min(span.column - 1, len(source)))
    end = max(start + 1, min((span.end_column or span.column + 1) - 1, max(len(source), start + 1)))
    first = 0 if end <= LONGEST_EXCERPT else max(0, start - 20)
    text = shown_line(source[first : first + LONGEST_EXCERPT])
    width = min(end - start, max(1, LONGEST_EXCERPT - (start - first)))
    return text, " " * (start - first) + "^" * width


def shown_line(source: str) -> str:
    """A source line with tabs and control characters made harmless, one column each."""
    return "".join(" " if each == "\t" else each if unicodedata.category(each)[0] != "C" else "�" for each in source)


def machine(diagnostics: Iterable[Diagnostic], language: Language) -> str:
    """The report as a JSON list, one object a diagnostic."""
    rows = [
        {
            "code": each.code,
            "severity": each.severity,
            "path": each.span.shown_path,
            "line": each.span.line,
            "column": each.span.column,
            "endColumn": each.span.end_column,
            "message": each.message(language),
            "hint": each.hint(language) or None,
            "clause": each.rule.clause or None,
        }
        for each in diagnostics
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def github(diagnostics: Iterable[Diagnostic], language: Language) -> Iterator[str]:
    """Workflow commands that a pull request shows beside the faulty lines."""
    names = {"error": "error", "warning": "warning", "info": "notice"}
    for each in diagnostics:
        hint = each.hint(language)
        message = each.message(language) + (f"\n{hint}" if hint else "")
        message = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        path = each.span.shown_path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        command = names[each.severity]
        yield f"::{command} file={path},line={each.span.line},col={each.span.column},title={each.code}::{message}"


def summary(report: Report, language: Language) -> str:
    """One line with the number of errors and warnings, or "" when there are none."""
    errors, warnings = report.count(ERROR), report.count(WARNING)
    words = {"fr": ("erreur", "avertissement"), "en": ("error", "warning")}[language]
    parts = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in zip((errors, warnings), words, strict=True) if n]
    return ", ".join(parts)

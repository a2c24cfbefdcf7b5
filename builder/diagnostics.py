"""Where a mistake is, and what it is.

In: codes, places and values from every stage. Out: one sorted report, for `builder.printers`.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from builder.policy import AS_WRITTEN, Policy
from builder.rules import ERROR, RULES, Language, Rule, Severity


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


_PASSING: Final = frozenset(
    (
        "near",
        "mended",
        "example",
        "count",
        "total",
        "share",
        "line",
        "length",
        "bytes",
        "megabytes",
        "seconds",
        "minutes",
    )
)
"""Values that serve the hint alone, and measures: they change while the fault stays the same."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: a code of the table, its place, how grave it is in this run, and the values of its message."""

    code: str
    span: Span
    severity: Severity
    values: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """What stays of the fault when it moves within its file: its code, its file and what it names."""
        text = json.dumps([self.code, self.span.path, self.named])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """The values that tell this fault from others of its code: what it names, not how often or how much."""
        return tuple(pair for pair in self.values if pair[0] not in _PASSING)

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
_UNSHOWN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
"""Categories of what is no character to look at, or ends a line."""


def shown(value: str, longest: int = LONGEST_VALUE) -> str:
    """*value* fit for one line of a terminal: no control characters, at most *longest* characters."""
    text = value[: longest + 1].replace("\n", " ")
    text = "".join("�" if unicodedata.category(each) in _UNSHOWN else each for each in text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _lines(text: str) -> str:
    """Lines that the author is to write, each fit for a terminal; the only value of several lines."""
    return "\n".join(shown(line.rstrip(), 2 * LONGEST_VALUE) for line in text.split("\n")[:MOST_LINES])


def near(word: str, words: Iterable[str]) -> str:
    """The one of *words* that *word* was probably meant to be, or ""."""
    close = difflib.get_close_matches(word[:LONGEST_VALUE], list(words), n=1, cutoff=0.6)
    return close[0] if close else ""


def shown_line(source: str) -> str:
    """A source line with tabs and control characters made harmless, one column each."""
    return "".join(" " if each == "\t" else "�" if unicodedata.category(each) in _UNSHOWN else each for each in source)

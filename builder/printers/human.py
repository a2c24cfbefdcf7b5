"""A report for people: each fault with its line, a pointer under it, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from builder.diagnostics import Diagnostic, Report, Span, shown_line
from builder.printers.parts import Options, Part, Totals, affected, clean, remarks
from builder.rules import ERROR, WARNING, Language, Severity

LABELS: Final = {
    "fr": {"error": "erreur", "warning": "avertissement", "info": "note", "hint": "conseil", "clause": "norme"},
    "en": {"error": "error", "warning": "warning", "info": "note", "hint": "hint", "clause": "clause"},
}
_COLOURS: Final = {"error": "31", "warning": "33", "info": "36"}
_LONGEST_EXCERPT: Final = 120
_MOST_ALIKE: Final = 5
"""Faults of one code in one package; a tool that errs once errs everywhere, and the next cause shall be seen too."""
_MORE: Final = {"fr": "… et {count} de plus : [{code}]", "en": "… and {count} more: [{code}]"}


@dataclass(slots=True)
class Human:
    """Blocks of text, each followed by an empty line, and the counts at the end."""

    options: Options
    _totals: Totals = field(default_factory=Totals)

    def begin(self) -> Iterator[str]:
        """Nothing: the first fault comes first."""
        yield from ()

    def part(self, part: Part) -> Iterator[str]:
        """Every fault of *part*; of a package five of each rule, whom it hurts and where it is written told once."""
        self._totals.add(part)
        told: Counter[str] = Counter()
        for each in part.diagnostics:
            told[each.code] += 1
            if part.verdict is not None and told[each.code] > _MOST_ALIKE:
                continue
            lines = list(_block(each, self.options, part.line_of))
            if part.verdict is not None and told[each.code] == 1:
                lines += _background(each, self.options)
            yield "\n".join(lines) + "\n\n"
        for code, count in told.items():
            if part.verdict is not None and count > _MOST_ALIKE:
                yield _MORE[self.options.language].format(count=count - _MOST_ALIKE, code=code) + "\n\n"

    def end(self) -> Iterator[str]:
        """The number of errors and warnings."""
        counts = counted(self._totals.counts[ERROR], self._totals.counts[WARNING], self.options.language)
        if counts:
            yield f"{counts}\n"


def _block(
    diagnostic: Diagnostic,
    options: Options,
    line_of: Callable[[Span], str | None],
) -> Iterator[str]:
    labels, severity, span = LABELS[options.language], diagnostic.severity, diagnostic.span
    message, hint = remarks(diagnostic, options.language)
    head = f"{labels[severity]}[{diagnostic.code}]"
    yield f"{_coloured(head, severity) if options.colour else head}: {message}"
    yield f"  --> {span.shown_path}:{span.line}:{span.column}"
    source = line_of(span)
    if source:  # of an empty line, or of a file that is no text, there is nothing to see
        number = str(span.line)
        text, pointer = excerpt(source, span)
        yield f"{number} | {text}"
        yield f"{' ' * len(number)} | {pointer}"
    if hint:
        first, *rest = hint.split("\n")
        yield f"   = {labels['hint']}: {first}"
        for line in rest:
            yield f"       {line}"


def _background(diagnostic: Diagnostic, options: Options) -> Iterator[str]:
    for name, effect in affected(diagnostic, options):
        yield f"   = {name}: {clean(effect.words(options.language))}"
    if diagnostic.rule.clause:
        yield f"   = {LABELS[options.language]['clause']}: {diagnostic.rule.clause}"


def _coloured(text: str, severity: Severity) -> str:
    return f"\x1b[1;{_COLOURS[severity]}m{text}\x1b[0m"


def excerpt(source: str, span: Span) -> tuple[str, str]:
    """The part of *source* that shows the fault, at most 120 characters, and the pointer under it."""
    start = max(0, min(span.column - 1, len(source)))
    end = max(start + 1, min((span.end_column or span.column + 1) - 1, max(len(source), start + 1)))
    first = 0 if end <= _LONGEST_EXCERPT else max(0, start - 20)
    text = shown_line(source[first : first + _LONGEST_EXCERPT])
    width = min(end - start, max(1, _LONGEST_EXCERPT - (start - first)))
    return text, " " * (start - first) + "^" * width


def counted(errors: int, warnings: int, language: Language) -> str:
    """ "2 errors, 1 warning"; what there is none of is left out."""
    words = {"fr": ("erreur", "avertissement"), "en": ("error", "warning")}[language]
    return ", ".join(
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in zip((errors, warnings), words, strict=True)
        if count
    )


def summary(report: Report, language: Language) -> str:
    """One line with the number of errors and warnings, or "" when there are none."""
    return counted(report.count(ERROR), report.count(WARNING), language)

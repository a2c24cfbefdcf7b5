"""An outcome for people and for machines.

In: an `Outcome`. Out: lines short enough for a pull request, the verdict first and what to do last; or JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from builder.diagnostics import Diagnostic, Report
from builder.diff import Fate, Outcome, Side
from builder.printers import Options
from builder.printers.json import row, written
from builder.rules import Language

FORMAT: Final = 1
"""Of the JSON."""
MOST: Final = 6
"""Findings of one code shown; the rest is counted, and in the JSON."""
FATES: Final[tuple[Fate, ...]] = ("kept", "new", "asked-again", "removed", "lost", "renamed", "moved")


MENDABLE: Final = {f"UPD-{n:03}" for n in (3, 6, 7, 8, 10, 11, 12, 14, 15)}
"""What the course's authors can undo, so that nobody loses anything."""


def headline(outcome: Outcome) -> str:
    """The key of the sentence that says it all; a manifest alone does not tell what becomes of answers."""
    is_known = outcome.old.facts is not None and outcome.new.facts is not None
    return f"diff.{outcome.verdict}" if is_known or outcome.verdict != "compatible" else "diff.manifest"


def human(outcome: Outcome, language: Language, say: Callable[..., str]) -> Iterator[str]:
    """The outcome in lines; *say* knows the words of the command."""
    yield say("diff.sides", old=_named(outcome.old, say), new=_named(outcome.new, say))
    yield ""
    yield say(headline(outcome))
    counts = [(each, outcome.count(each)) for each in FATES]
    shown = [say(f"diff.fate.{fate}", count=count) for fate, count in counts if count]
    if shown and outcome.verdict != "none":
        yield say("diff.fates", fates=", ".join(shown))
    for severity in ("error", "warning", "info"):
        found = [each for each in outcome.report.diagnostics if each.severity == severity]
        if found:
            yield ""
            yield say(f"diff.{severity}")
            for code in dict.fromkeys(sorted(each.code for each in found)):
                yield from _code(code, [each for each in found if each.code == code], language, say)
    if outcome.advice:
        yield ""
        yield say("diff.advice")
        if any(each.code in MENDABLE for each in outcome.report.diagnostics):
            yield "  " + say("diff.mend")
        for each in outcome.advice:
            yield say("diff.platform", platform=each.platform(language), text=each.text(language))


def _code(code: str, found: list[Diagnostic], language: Language, say: Callable[..., str]) -> Iterator[str]:
    for each in found[:MOST]:
        yield f"  {each.message(language)} [{code}]"
    if len(found) > MOST:
        yield "  " + say("diff.more", count=len(found) - MOST, code=code)
    hints = list(dict.fromkeys(each.hint(language) for each in found[:MOST] if each.hint(language)))
    for hint in hints:
        yield f"    → {hint}"


def _named(side: Side, say: Callable[..., str]) -> str:
    version = side.facts.version if side.facts else ""
    return say("diff.version", path=side.label, version=version) if version else side.label


def machine(outcome: Outcome | None, report: Report, language: Language) -> str:
    """The outcome as JSON, of a shape that stays: new keys may come, none goes or changes its meaning.

    Without an outcome the verdict is null and the findings say why.
    """
    options = Options(language)
    shape: dict[str, object] = {
        "format": FORMAT,
        "verdict": outcome.verdict if outcome else None,
        "basis": ("manifest" if None in (outcome.old.facts, outcome.new.facts) else "tracking") if outcome else None,
        "old": _side(outcome.old) if outcome else None,
        "new": _side(outcome.new) if outcome else None,
        "items": [
            {"key": each.key, "fate": each.fate, "title": each.title, "newKey": each.new_key or None}
            for each in (outcome.tracked if outcome else ())
        ],
        "findings": [row(each, options) for each in (outcome.report if outcome else report).diagnostics],
        "advice": [
            {"platform": each.platform(language), "text": each.text(language)}
            for each in (outcome.advice if outcome else ())
        ],
    }
    return written(shape)


def _side(side: Side) -> dict[str, object]:
    facts = side.facts
    return {
        "path": side.label,
        "course": facts.course if facts else None,
        "uuid": facts.uuid if facts else None,
        "version": facts.version if facts else None,
        "language": facts.language if facts else None,
        "standards": list(side.kinds),
        "packaging": facts.packaging if facts else None,
    }

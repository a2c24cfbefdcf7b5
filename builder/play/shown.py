"""Plays for people and for machines.

In: plays and what was found wrong in them. Out: lines that somebody who runs an LMS reads at a glance; JSON; JUnit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from builder.diagnostics import Diagnostic, Report
from builder.play.outcome import LIMITS, Play
from builder.printers import Options, summary
from builder.printers.json import row, written
from builder.printers.junit import case, suite, xml
from builder.rules import Language

FORMAT: Final = 1
"""Of the JSON."""
NAMES: Final = {
    "scorm12": "SCORM 1.2",
    "scorm2004": "SCORM 2004",
    "xapi": "xAPI",
    "cmi5": "cmi5",
    "web": "web",
}

Say = Callable[..., str]


def human(play: Play, language: Language, say: Say) -> Iterator[str]:
    """What came of *play* in a few lines; *say* knows the words of the command."""
    report = Report()
    play.report(report)
    verdict = summary(report, language) or say("test.clean")
    host = say(f"test.host.{play.host}") + (f" ({play.mood})" if play.mood else "")
    yield say("test.head", package=play.package, standard=NAMES[play.standard], host=host, verdict=verdict)
    if play.title and play.title != play.package:
        yield f"  {play.title}"
    if play.mood:
        return
    if play.standard == "web":
        yield "  " + say("test.web", answers=play.answers)
    else:
        yield "  " + _tracked(play, language, say)
        yield "  " + _kept(play, language, say)
    last = []
    if play.resumed is not None:
        last.append(say("test.resumed" if play.resumed else "test.lost"))
    if play.examined:
        last.append(say("test.axe", count=len(play.axe)) if play.axe else say("test.axe.none"))
    if last:
        yield "  " + say("test.join").join(last)
    for path in play.screenshots:
        yield f"  {path}"


def _tracked(play: Play, language: Language, say: Say) -> str:
    parts = [say("test.status", status=play.status or "—")]
    if play.score is not None:
        parts.append(say("test.score", score=_number(play.score, language)))
    if play.progress is not None:
        parts.append(say("test.progress", percent=round(play.progress * 100)))
    if play.own:
        parts.append(say("test.answers", count=play.answers))
    return ", ".join(parts)


def _kept(play: Play, language: Language, say: Say) -> str:
    parts = []
    if play.standard in LIMITS:
        limit = _number(play.limit or 0, language)
        parts.append(say("test.state", length=_number(len(play.state), language), limit=limit))
        parts.append(say("test.interactions", count=len(play.interactions)))
    else:
        parts.append(say("test.statements", count=len(play.verbs)))
    calls = say("test.calls", count=len(play.calls), launch=play.launch_calls)
    if play.own:
        calls += say("test.calls.answer", answer=play.answer_calls)
    return say("test.join").join([", ".join(parts), calls])


def _number(value: float, language: Language) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",") if language == "fr" else text


def machine(plays: Iterable[Play], found: Iterable[Diagnostic], language: Language) -> str:
    """The plays and the diagnostics as one JSON document."""
    document = {
        "format": FORMAT,
        "plays": [_row(each) for each in plays],
        "diagnostics": [row(each, Options(language)) for each in found],
    }
    return written(document)


def _row(play: Play) -> dict[str, Any]:
    return {
        "package": play.package,
        "standard": play.standard,
        "host": play.host,
        "mood": play.mood or None,
        "unit": play.unit,
        "title": play.title,
        "launch": play.launch,
        "own": play.own,
        "status": play.status,
        "score": play.score,
        "progress": play.progress,
        "state": {"length": len(play.state), "limit": play.limit},
        "interactions": len(play.interactions),
        "statements": play.verbs,
        "answers": play.answers,
        "calls": {"all": len(play.calls), "launch": play.launch_calls, "answer": play.answer_calls},
        "launches": play.launches,
        "resumed": play.resumed,
        "seconds": round(play.seconds, 2),
        "violations": [asdict(each) for each in play.violations],
        "axe": [asdict(each) for each in play.axe],
        "uncaught": play.seen.uncaught,
        "console": play.seen.console,
        "dialogs": play.seen.dialogs,
        "external": play.seen.external,
        "missing": play.seen.missing,
        "screenshots": [str(each) for each in play.screenshots],
    }


def junit(plays: Sequence[Play], found: Iterable[Diagnostic], language: Language) -> str:
    """One test case a play; what was found before any play has one of its own."""
    rows = list(found)
    root = suite("cartable test", sum(each.seconds for each in plays), 0, 0)
    told: set[int] = set()
    cases = 0
    failures = 0
    for play in plays:
        own = Report()
        play.report(own)
        codes = {(each.code, each.span, each.values) for each in own.diagnostics}
        mine = [each for each in rows if (each.code, each.span, each.values) in codes]
        told |= {id(each) for each in mine}
        name = " ".join(each for each in (NAMES[play.standard], play.mood, play.unit) if each)
        cases += 1
        failures += case(root, play.package, name, play.seconds, mine, Options(language))
    left = [each for each in rows if id(each) not in told]
    if left:
        cases += 1
        failures += case(root, left[0].span.shown_path, "package", 0, left, Options(language))
    root.set("tests", str(cases))
    root.set("failures", str(failures))
    return xml(root).rstrip("\n")

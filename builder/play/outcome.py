"""What a play is asked to do, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from builder.diagnostics import Report, Span
from builder.hosts import Call, Violation
from builder.play.answers import Hand
from builder.rules import RULES

HostMood = Literal["strict", "minimal", "hostile"]
Standard = Literal["scorm12", "scorm2004", "xapi", "cmi5", "web"]

STANDARDS: Final[tuple[Standard, ...]] = ("scorm12", "scorm2004", "xapi", "cmi5", "web")
LIMITS: Final = {"scorm12": 4096, "scorm2004": 64_000}
"""Characters of suspend data that a host must hold."""
LONGEST_CALL: Final = 80
"""Characters of a call that a message shows."""
GRAVE: Final = ("serious", "critical")


@dataclass(frozen=True, slots=True)
class Options:
    """How to play a package."""

    host: HostMood = "strict"
    """strict: to the letter of the standard. minimal: without what an LMS may lack. hostile: the LMS fails."""
    standards: tuple[Standard, ...] = ()
    """Of those the package speaks, the ones to play; all of them when empty."""
    timeout: float = 300
    """Seconds for the whole package."""
    screenshots: Path | None = None
    """Where pictures of each unit go, on a phone and on a desktop."""
    axe: bool = True
    hand: Hand = "mouse"
    """What somebody who takes a course of Cartable's uses, and nothing else."""
    sandbox: bool = True
    """Does Chromium keep its pages in a sandbox? It cannot for root, and in some containers."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule of axe-core that a page breaks."""

    rule: str
    impact: str
    help: str
    place: str
    """The first element concerned, as a CSS selector."""
    count: int
    state: str
    """What was on show."""


@dataclass(slots=True)
class Seen:
    """What the browser noticed during a play."""

    uncaught: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    """Errors that the page wrote there."""
    dialogs: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    """Addresses asked for outside of the package; none was reached."""
    missing: list[str] = field(default_factory=list)
    """Files asked for that the package lacks."""
    crashed: bool = False


@dataclass(slots=True)
class Play:
    """What came of one unit of a package under one standard."""

    package: str
    """How places call the package."""
    standard: Standard
    host: HostMood
    unit: str
    """The id of the SCO, the AU or the activity."""
    title: str
    launch: str
    """Its page in the package."""
    mood: str = ""
    """How a hostile host failed."""
    own: bool = False
    """Is it a package of Cartable's, played to its end?"""
    status: str = ""
    score: float | None = None
    """0 to 100."""
    progress: float | None = None
    """0 to 1."""
    state: str = ""
    """What the host holds for resuming."""
    limit: int | None = None
    interactions: list[dict[str, Any]] = field(default_factory=list)
    """As the host holds them: fields of SCORM, or `answered` statements."""
    verbs: list[str] = field(default_factory=list)
    """Of the statements, in order."""
    calls: list[Call] = field(default_factory=list)
    launch_calls: int = 0
    """Calls until the first page could be read."""
    pages: int = 0
    """Taken to their end."""
    answers: int = 0
    answer_calls: int = 0
    """Calls of the dearest answer."""
    launches: int = 0
    resumed: bool | None = None
    """Did the second launch take up what the first had left? None where nothing was to be taken up."""
    violations: list[Violation] = field(default_factory=list)
    axe: list[Finding] = field(default_factory=list)
    examined: int = 0
    """How often axe-core looked at a page."""
    seen: Seen = field(default_factory=Seen)
    faults: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    """Codes of PLY with the values of their messages, for what the play itself found."""
    stopped: bool = False
    """Did something end the play before its end?"""
    seconds: float = 0
    screenshots: list[Path] = field(default_factory=list)

    def fault(self, code: str, **values: object) -> None:
        """Note what the play found."""
        if (code, values) not in self.faults:
            self.faults.append((code, values))

    @property
    def console(self) -> list[str]:
        """What the page let go wrong in the browser: exceptions first."""
        return [*self.seen.uncaught, *self.seen.console]

    def report(self, report: Report) -> None:
        """Add every fault to *report*, at the page that was launched."""
        span = Span(f"{self.package}/{self.launch}" if self.launch else self.package)
        for code, values in self.faults:
            report.add(code, span, **values)
        told: dict[tuple[str, str], int] = {}
        for each in self.violations:
            key = (code_of(each.rule), _told(each))
            told[key] = told.get(key, 0) + 1
        for code, calls in _grouped(told).items():
            # The same fault in each of a hundred calls is one fault.
            (first, _), count = calls[0], sum(count for _, count in calls)
            report.add(code, span, call=first + (f" (×{count})" if count > 1 else ""))
        seen = self.seen
        for code, name, found in (
            ("PLY-005", "text", seen.uncaught),
            ("PLY-006", "text", seen.console),
            ("PLY-007", "address", seen.external),
            ("PLY-008", "text", seen.dialogs),
            ("PLY-009", "name", seen.missing),
        ):
            for text in dict.fromkeys(found):
                report.add(code, span, **{name: text})
        if seen.crashed:
            report.add("PLY-015", span)
        for finding in self.axe:
            code = "PLY-011" if finding.impact in GRAVE else "PLY-012"
            report.add(code, span, rule=finding.rule, place=finding.place)


def code_of(rule: str) -> str:
    """The code in the table of what a host calls *rule*: of cmi5, the row that the requirement belongs to."""
    code, _, _ = rule.partition(" ")
    if code in RULES:
        return code
    return "T11.refused" if code.startswith("4.1.") else "K39"


def _told(violation: Violation) -> str:
    if violation.rule not in RULES or not violation.call[:1].isupper() or " " in violation.call:
        return violation.why  # it names the requirement or the clause
    arguments = ", ".join(f"`{each}`" if len(each) <= LONGEST_CALL else _shortened(each) for each in violation.args)
    return f"{violation.call}({arguments})"


def _shortened(text: str) -> str:
    return f"`{text[:20]}…` ({len(text)})"


def _grouped(told: dict[tuple[str, str], int]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for (code, text), count in told.items():
        found.setdefault(code, []).append((text, count))
    return found

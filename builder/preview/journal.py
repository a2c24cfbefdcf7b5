"""What the package and its platform said to each other, call by call, for the panel beside the page.

In: the calls and breaches that the hosts of `builder.hosts` tell of. Out: rows that the panel shows as they are; the
last 2,000 of them, so that a preview left open for a week stays as small as on its first day.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any, Final

from builder.hosts import Call, Violation
from builder.preview.faults import FRENCH
from builder.preview.words import explained
from builder.rules import Language

MOST_ROWS: Final = 2_000
LONGEST: Final = 5_000
"""Characters of one argument: the whole suspend data of SCORM 1.2, the beginning of that of SCORM 2004."""
ABOUT_ERRORS: Final = ("GetLastError", "GetErrorString", "GetDiagnostic")
"""These calls name the error of the call before; they have none of their own."""


class Bell:
    """Wakes whoever waits for news; rung in the event loop alone."""

    def __init__(self) -> None:
        self.rings = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something new."""
        self.rings += 1
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def wait(self, rings: int, seconds: float) -> None:
        """Return once there were more *rings* than that, or after *seconds*."""
        if self.rings == rings:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rung.wait(), seconds)


class Journal:
    """The rows of the panel, numbered from 1; a number is never used twice."""

    def __init__(self, language: Language, bell: Bell) -> None:
        self.last = 0
        """Number of the newest row."""
        self.clearings = 0
        """How often everything was thrown away; who knows another number shows rows that are gone."""
        self.counts = {"calls": 0, "commits": 0, "errors": 0, "violations": 0}
        self._language = language
        self._bell = bell
        self._rows: deque[dict[str, Any]] = deque(maxlen=MOST_ROWS)

    def add(self, call: Call, text: str = "") -> None:
        """Show *call*, and *text* to whoever wants to read all of it."""
        problem = _failed(call)
        self.counts["calls"] += 1
        self.counts["errors"] += problem
        self.counts["commits"] += _stores(call) and not problem
        self._append(
            kind="call",
            at=call.at,
            call=call.call,
            args=[_clipped(each) for each in call.args],
            text=_clipped(text),
            result=_clipped(call.result),
            error=(call.result if " " in call.call else call.error) if problem else "",
            why=explained(call, self._language) if problem else "",
            problem=problem,
        )

    def accuse(self, violation: Violation, at: str) -> None:
        """Show what the package did against a rule."""
        self.counts["violations"] += 1
        self._append(
            kind="violation",
            at=at,
            call=violation.call,
            args=[_clipped(each) for each in violation.args],
            rule=violation.rule,
            why=FRENCH.get(violation.rule, violation.why) if self._language == "fr" else violation.why,
            problem=True,
        )

    def mark(self, text: str, at: str) -> None:
        """Draw a line with *text*: a launch begins, a switch was thrown."""
        self._append(kind="mark", at=at, why=text, problem=False)

    def clear(self) -> None:
        """Forget all rows and counts."""
        self._rows.clear()
        self.clearings += 1
        self.counts = dict.fromkeys(self.counts, 0)
        self._bell.ring()

    def since(self, number: int) -> list[dict[str, Any]]:
        """The rows after *number* that are still kept, oldest first."""
        return [each for each in self._rows if each["number"] > number]

    def ring(self) -> None:
        """Wake whoever shows the journal: something else than its rows changed."""
        self._bell.ring()

    def _append(self, **row: Any) -> None:
        self.last += 1
        self._rows.append({"number": self.last, **row})
        self._bell.ring()


def _failed(call: Call) -> bool:
    """Whether *call* went wrong: an error code of the SCORM run-time, or an HTTP status that is one."""
    if call.call.endswith(ABOUT_ERRORS):
        return False
    if " " not in call.call:
        # SCORM 2004 answers so to whoever reads what was never set, which is how a SCO asks whether it was.
        is_asked = call.call == "GetValue" and str(call.error) == "403"
        return str(call.error) not in ("", "0") and not is_asked
    # There is no state before the first was stored: a course asks, and the answer 404 is no fault.
    is_first = call.call in ("GET activities/state", "GET agents/profile") and call.result == "404"
    return not is_first and not call.result.startswith(("1", "2", "3"))


def _stores(call: Call) -> bool:
    return call.call in ("LMSCommit", "Commit") or call.call.startswith("PUT activities/state")


def _clipped(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}… (+{len(text) - LONGEST})"

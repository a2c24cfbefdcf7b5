"""Attempts as a strict LMS keeps them between launches.

The browser side (``pages/strict.js``) judges calls; this side does what RTE 1.2 asks of the LMS when a
launch begins and ends: entry, total time, the status it sets by itself, the mastery override (3.4.4).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MOODS = ("strict", "minimal", "throws", "refuses", "late")
TIMESPAN = re.compile(r"(\d{2,4}):([0-5]\d):([0-5]\d(?:\.\d{1,2})?)")


def seconds(span: str) -> float:
    """The length of a CMITimespan in seconds; 0 for anything else."""
    match = TIMESPAN.fullmatch(span)
    if match is None:
        return 0.0
    hours, minutes, rest = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def timespan(total: float) -> str:
    """*total* seconds as ``HHHH:MM:SS.SS``."""
    hundredths = round(total * 100)
    minutes, hundredths = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:04}:{minutes:02}:{hundredths / 100:05.2f}"


@dataclass
class Call:
    """One call of the SCO, as the host logged it."""

    launch: int
    seq: int
    at: str
    call: str
    args: list[str]
    result: str
    error: str


@dataclass
class Violation:
    """One thing that the SCO did against a rule."""

    rule: str
    call: str
    args: list[str]
    why: str
    seq: int = 0
    launch: int = 0


@dataclass
class Attempt:
    """One learner's attempt at one package; lives through any number of launches."""

    key: str
    package: str
    launch_file: str = "index.html"
    mood: str = "strict"
    lesson_mode: str = "normal"
    credit: str = "credit"
    mastery_score: str = ""
    launch_data: str = ""
    cmi: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    launches: int = 0
    finished: bool = True
    commits: int = 0

    def begin(self) -> dict[str, str]:
        """Start a launch; the values that the run-time shall offer."""
        if not self.finished:
            self._end()
        self.launches += 1
        self.finished = False
        entry = "ab-initio" if self.launches == 1 else ""
        if self.cmi.pop("cmi.core.exit", "") == "suspend":
            entry = "resume"
        self.cmi.pop("cmi.core.session_time", None)
        self.cmi = {
            "cmi.core.lesson_location": "",
            "cmi.core.lesson_status": "not attempted",
            "cmi.core.score.raw": "",
            "cmi.core.total_time": "0000:00:00.00",
            "cmi.suspend_data": "",
            **self.cmi,
            "cmi.core.student_id": "apprenant-7",
            "cmi.core.student_name": "Martin, Camille",
            "cmi.core.credit": self.credit,
            "cmi.core.entry": entry,
            "cmi.launch_data": self.launch_data,
        }
        if self.mood != "minimal":
            self.cmi["cmi.core.lesson_mode"] = self.lesson_mode
            self.cmi["cmi.student_data.mastery_score"] = self.mastery_score
        return dict(self.cmi)

    def report(self, launch: int, batch: dict[str, Any]) -> None:
        """Take what the run-time sent: log, violations, values at a commit, the end of the launch."""
        self.calls += [Call(launch=launch, **entry) for entry in batch["entries"]]
        self.violations += [Violation(launch=launch, **found) for found in batch["violations"]]
        if batch.get("cmi") is not None and launch == self.launches:
            self.cmi = batch["cmi"]
            self.commits += 1
        if batch["finished"] and launch == self.launches and not self.finished:
            self._end()

    def _end(self) -> None:
        """Do what the LMS does at LMSFinish, or when it finds a launch that never finished."""
        self.finished = True
        spent = seconds(self.cmi.get("cmi.core.session_time", ""))
        self.cmi["cmi.core.total_time"] = timespan(seconds(self.cmi.get("cmi.core.total_time", "")) + spent)
        if self.lesson_mode != "normal":
            return
        if self.cmi["cmi.core.lesson_status"] == "not attempted":
            self.cmi["cmi.core.lesson_status"] = "completed"
        raw = self.cmi["cmi.core.score.raw"]
        if self.credit == "credit" and self.mastery_score and raw:
            passed = float(raw) >= float(self.mastery_score)
            self.cmi["cmi.core.lesson_status"] = "passed" if passed else "failed"

    def interactions(self) -> list[dict[str, str]]:
        """The interactions held, in order, each by field name."""
        rows: dict[int, dict[str, str]] = {}
        for name, value in self.cmi.items():
            match = re.fullmatch(r"cmi\.interactions\.(\d+)\.(.+)", name)
            if match:
                rows.setdefault(int(match[1]), {})[match[2]] = value
        return [rows[index] for index in sorted(rows)]

    def named(self, call: str, launch: int | None = None) -> list[Call]:
        """The calls of that name, of one launch or of all."""
        return [each for each in self.calls if each.call == call and launch in (None, each.launch)]


class Attempts:
    """All attempts of a server, written to one JSON file each, and a way to wait for them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._attempts: dict[str, Attempt] = {}
        self._changed = threading.Condition()

    def open(self, package: str, **options: str) -> Attempt:
        """A new attempt at *package*; options are the fields of ``Attempt``."""
        with self._changed:
            attempt = Attempt(key=f"a{len(self._attempts) + 1}", package=package, **options)  # type: ignore[arg-type]
            if attempt.mood not in MOODS:
                raise ValueError(f"no such mood: {attempt.mood}")
            self._attempts[attempt.key] = attempt
            return attempt

    def begin(self, key: str) -> tuple[Attempt, dict[str, str]]:
        """Start a launch of the attempt *key*."""
        with self._changed:
            attempt = self._attempts[key]
            values = attempt.begin()
            self._keep(attempt)
            return attempt, values

    def report(self, key: str, launch: int, batch: dict[str, Any]) -> None:
        """Hand a batch of the run-time to the attempt *key*."""
        with self._changed:
            attempt = self._attempts[key]
            attempt.report(launch, batch)
            self._keep(attempt)
            self._changed.notify_all()

    def wait(self, attempt: Attempt, until: Callable[[Attempt], bool], timeout: float = 10) -> None:
        """Return when *until* holds for the attempt: a beacon arrives after the tab is gone."""
        with self._changed:
            if not self._changed.wait_for(lambda: until(attempt), timeout):
                raise TimeoutError(f"the attempt never got there: {attempt.cmi}, last calls {attempt.calls[-5:]}")

    def _keep(self, attempt: Attempt) -> None:
        (self._folder / f"{attempt.key}.json").write_text(json.dumps(asdict(attempt), indent=1), encoding="utf-8")

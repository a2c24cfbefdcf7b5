"""A SCORM LMS, both editions: attempts as it keeps them between launches, and the pages that launch them.

In: which package, which of its SCOs, and how the LMS shall behave. Out: what it holds of each attempt, every call as
it was made, and each fault against SCORM 1.2 RTE or SCORM 2004 4th edition RTE. The browser's side (`pages/`) judges
calls; this side does what the LMS does when a launch begins and ends: entry, total time, the statuses it sets itself.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from string import Template
from typing import Any, Final, Literal

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from builder.hosts import Call, Violation

Edition = Literal["scorm12", "scorm2004"]

PAGES: Final = Path(__file__).parent / "pages"
MOODS: Final = ("strict", "minimal", "throws", "refuses", "late", "null", "noisy", "lost")
"""How the LMS behaves.

strict: as the standard says. minimal: it lacks what it may lack. throws: SetValue throws. refuses: nothing is stored,
Commit and Terminate answer "false". late: the API comes after a while. null: Commit answers null while the page goes
away. noisy: answers are booleans, numbers and undefined instead of strings. lost: after `Attempt.lost_after` calls the
session is gone and every call fails. All but strict and minimal are hostile.
"""
LATE: Final = 1500
"""Milliseconds until the API of the mood `late` is there."""

_TIMESPAN: Final = re.compile(r"(\d{2,4}):([0-5]\d):([0-5]\d(?:\.\d{1,2})?)")
_DURATION: Final = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,2})?)S)?)?"
)
# A year and a month have no fixed length; nobody studies for that long in one session.
_LENGTHS: Final = (365 * 86_400, 30 * 86_400, 86_400, 3600, 60, 1)


def seconds(span: str) -> float:
    """The length of a CMITimespan (`0001:02:03.50`) or of an ISO 8601 duration; 0 for anything else."""
    match = _TIMESPAN.fullmatch(span)
    if match:
        hours, minutes, rest = match.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(rest)
    match = _DURATION.fullmatch(span)
    if match:
        return sum(float(part) * length for part, length in zip(match.groups(), _LENGTHS, strict=True) if part)
    return 0.0


def timespan(total: float) -> str:
    """*total* seconds as ``HHHH:MM:SS.SS``."""
    hundredths = round(total * 100)
    minutes, hundredths = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:04}:{minutes:02}:{hundredths / 100:05.2f}"


def duration(total: float) -> str:
    """*total* seconds as an ISO 8601 duration, ``PT1H2M3.5S``."""
    minutes, hundredths = divmod(round(total * 100), 6000)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}H" if hours else "", f"{minutes}M" if minutes else "", f"{hundredths / 100:g}S"]
    return "PT" + "".join(parts if hundredths or not (hours or minutes) else parts[:2])


@dataclass
class Attempt:
    """One learner's attempt at one SCO; lives through any number of launches.

    `mood`, `fail_commits` and `lesson_mode` may be changed at any time. The first two take effect in a page that is
    already open: whether a commit is stored is asked here, and each answer to the page tells it the mood.
    """

    key: str
    package: str
    launch_file: str = "index.html"
    edition: Edition = "scorm12"
    mood: str = "strict"
    lesson_mode: str = "normal"
    credit: str = "credit"
    mastery_score: str = ""
    """SCORM 1.2: `adlcp:masteryscore`."""
    launch_data: str = ""
    completion_threshold: str = ""
    """SCORM 2004: `minProgressMeasure` of a completion threshold that is `completedByMeasure`."""
    scaled_passing_score: str = ""
    """SCORM 2004: `imsss:minNormalizedMeasure` of the primary objective that is `satisfiedByMeasure`."""
    completion_set_by_content: bool = True
    """SCORM 2004: `imsss:deliveryControls`; where false, what the SCO leaves unknown is completed by the LMS."""
    objective_set_by_content: bool = True
    """SCORM 2004: the same for success."""
    learner_id: str = "apprenant-7"
    learner_name: str = "Martin, Camille"
    language: str = ""
    """The language that the learner's record in the LMS asks for."""
    shared_data: tuple[str, ...] = ()
    """SCORM 2004: ids of the `adlcp:map` elements of the item, stores that it shares with others."""
    lost_after: int = 20
    """Calls of a launch until the mood `lost` fails all that follow."""
    fail_commits: bool = False
    """While true, nothing is stored: Commit and Terminate answer "false"."""
    origin: str = ""
    """Origin that the course is framed from, `http://localhost:8000`; "" for the page's own. From another one the
    course cannot reach the API."""
    cmi: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    launches: int = 0
    finished: bool = True
    commits: int = 0
    ended: bool = False
    """SCORM 2004: the last launch ended the learner's attempt, so that the next begins with nothing."""
    completion: str = "unknown"
    """SCORM 2004: the outcome for the activity, after the LMS's own part: completed, incomplete, unknown."""
    success: str = "unknown"
    """SCORM 2004: likewise passed, failed, unknown."""
    nav_request: str = ""
    """SCORM 2004: `adl.nav.request` as the last launch that ended left it."""

    def begin(self) -> dict[str, str]:
        """Start a launch; the values that the run-time shall offer."""
        if not self.finished:
            self._end()
        self.launches += 1
        self.finished = False
        if self.edition == "scorm12":
            self._begin_12()
        else:
            self._begin_2004()
        return dict(self.cmi)

    def restart(self) -> None:
        """Forget what the learner did; calls and violations stay."""
        self.cmi.clear()
        self.launches, self.commits, self.finished, self.ended = 0, 0, True, False
        self.completion = self.success = "unknown"
        self.nav_request = ""

    def report(self, launch: int, batch: dict[str, Any]) -> tuple[bool, list[Call], list[Violation]]:
        """Take what the run-time sent: log, violations, values at a commit, the end of the launch.

        The answer: were the values stored, and what is new.
        """
        refused = batch.get("cmi") is not None and (self.fail_commits or self.mood == "refuses")
        entries = [Call(launch=launch, **entry) for entry in batch["entries"]]
        if refused:
            # The page wrote its log before it knew the answer.
            for entry in entries:
                if entry.seq == batch.get("storing"):
                    entry.result, entry.error = "false", batch.get("refusal", "101")
        found = [Violation(launch=launch, **each) for each in batch["violations"]]
        self.calls += entries
        self.violations += found
        # A request overtakes another.
        self.calls.sort(key=lambda each: (each.launch, each.seq))
        self.violations.sort(key=lambda each: (each.launch, each.seq))
        if refused:
            return False, entries, found
        if batch.get("cmi") is not None and launch == self.launches:
            self.cmi |= batch["cmi"]
            self.commits += 1
        if batch["finished"] and launch == self.launches and not self.finished:
            self._end()
        return True, entries, found

    def _begin_12(self) -> None:
        entry = "ab-initio" if self.launches == 1 else ""
        if self.cmi.pop("cmi.core.exit", "") == "suspend":
            entry = "resume"
        self.cmi.pop("cmi.core.session_time", None)
        if self.language:
            self.cmi.setdefault("cmi.student_preference.language", self.language)
        self.cmi = {
            "cmi.core.lesson_location": "",
            "cmi.core.lesson_status": "not attempted",
            "cmi.core.score.raw": "",
            "cmi.core.total_time": "0000:00:00.00",
            "cmi.suspend_data": "",
            **self.cmi,
            "cmi.core.student_id": self.learner_id,
            "cmi.core.student_name": self.learner_name,
            "cmi.core.credit": self.credit,
            "cmi.core.entry": entry,
            "cmi.launch_data": self.launch_data,
        }
        if self.mood != "minimal":
            self.cmi["cmi.core.lesson_mode"] = self.lesson_mode
            self.cmi["cmi.student_data.mastery_score"] = self.mastery_score

    def _begin_2004(self) -> None:
        exit_ = self.cmi.pop("cmi.exit", "")
        suspended = exit_ == "suspend" or self.nav_request == "suspendAll"
        for name in ("cmi.session_time", "adl.nav.request"):
            self.cmi.pop(name, None)
        if self.ended:
            # RTE 4.2.8: a new attempt has none of the old one's values; preferences are the learner's (4.2.14).
            kept = ("cmi.learner_preference.", "adl.data.")
            self.cmi = {name: value for name, value in self.cmi.items() if name.startswith(kept)}
        entry = "resume" if suspended and not self.ended else "ab-initio" if self.launches == 1 or self.ended else ""
        self.ended = False
        self.nav_request = ""
        self.cmi = {
            "cmi.completion_status": "unknown",
            "cmi.success_status": "unknown",
            "cmi.total_time": "PT0S",
            "cmi.learner_preference.audio_level": "1",
            "cmi.learner_preference.language": self.language,
            "cmi.learner_preference.delivery_speed": "1",
            "cmi.learner_preference.audio_captioning": "0",
            **self.cmi,
            "cmi.learner_id": self.learner_id,
            "cmi.learner_name": self.learner_name,
            "cmi.credit": self.credit,
            "cmi.mode": self.lesson_mode,
            "cmi.entry": entry,
            "cmi.time_limit_action": "continue,no message",
        }
        # What the manifest does not define has no value: GetValue answers error 403 (RTE 4.2).
        defined = {
            "cmi.launch_data": self.launch_data,
            "cmi.completion_threshold": self.completion_threshold,
            "cmi.scaled_passing_score": self.scaled_passing_score,
        }
        self.cmi.update({name: value for name, value in defined.items() if value})
        self.cmi.update({f"adl.data.{index}.id": each for index, each in enumerate(self.shared_data)})

    def _end(self) -> None:
        """Do what the LMS does at LMSFinish or Terminate, or when it finds a launch that never ended."""
        self.finished = True
        if self.edition == "scorm12":
            self._end_12()
        else:
            self._end_2004()

    def _end_12(self) -> None:
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

    def _end_2004(self) -> None:
        spent = seconds(self.cmi.get("cmi.session_time", ""))
        self.cmi["cmi.total_time"] = duration(seconds(self.cmi.get("cmi.total_time", "")) + spent)
        self.nav_request = self.cmi.get("adl.nav.request", "_none_")
        suspended = self.cmi.get("cmi.exit", "") == "suspend" or self.nav_request == "suspendAll"
        # A line that dropped before any exit was set keeps nothing either: the default exit is "" (RTE 4.2.8).
        self.ended = not suspended
        if self.lesson_mode != "normal":
            return
        self.completion, self.success = self.statuses()
        if not suspended:
            # Sequencing's End Attempt Process (UP.4): what the content should have told and did not.
            if not self.completion_set_by_content and self.completion == "unknown":
                self.completion = "completed"
            if not self.objective_set_by_content and self.success == "unknown":
                self.success = "passed"

    def statuses(self) -> tuple[str, str]:
        """SCORM 2004: completion and success as GetValue answers them (RTE 4.2.4 and 4.2.22).

        A threshold outweighs what the SCO says; without a measure to hold against it, nothing is known.
        """
        completion = self.cmi.get("cmi.completion_status", "unknown")
        success = self.cmi.get("cmi.success_status", "unknown")
        progress, scaled = self.cmi.get("cmi.progress_measure"), self.cmi.get("cmi.score.scaled")
        if self.completion_threshold:
            completion = _judged(progress, self.completion_threshold, "completed", "incomplete")
        if self.scaled_passing_score:
            success = _judged(scaled, self.scaled_passing_score, "passed", "failed")
        return completion, success

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


def _judged(measure: str | None, threshold: str, high: str, low: str) -> str:
    if measure is None:
        return "unknown"
    return high if float(measure) >= float(threshold) else low


Observer = Callable[[Attempt, list[Call], list[Violation]], None]
"""Told of each attempt's calls and faults as they come in; runs in the server's thread, and must be quick."""


class Attempts:
    """All attempts of a server, and a way to wait for them.

    Args:
        folder: Where each attempt is written as one JSON file; None keeps them in memory alone.
        observe: See `Observer`.
    """

    def __init__(self, folder: Path | None = None, observe: Observer | None = None) -> None:
        self._folder = folder
        self._observe = observe
        self._attempts: dict[str, Attempt] = {}
        self._changed = threading.Condition()

    def open(self, package: str, **options: Any) -> Attempt:
        """A new attempt at *package*; options are the fields of `Attempt`."""
        with self._changed:
            key = options.pop("key", f"a{len(self._attempts) + 1}")
            attempt = Attempt(key=key, package=package, **options)
            if attempt.mood not in MOODS:
                raise ValueError(f"no such mood: {attempt.mood}")
            self._attempts[attempt.key] = attempt
            return attempt

    def open_course(self, package: str, launch_files: dict[str, str], **options: Any) -> dict[str, Attempt]:
        """A new attempt at each SCO of *package*, by item identifier; *launch_files* has each item's file."""
        return {item: self.open(package, launch_file=name, **options) for item, name in launch_files.items()}

    def __getitem__(self, key: str) -> Attempt:
        """The attempt *key*."""
        return self._attempts[key]

    def begin(self, key: str) -> tuple[Attempt, dict[str, str]]:
        """Start a launch of the attempt *key*."""
        with self._changed:
            attempt = self._attempts[key]
            values = attempt.begin()
            self._keep(attempt)
            return attempt, values

    def report(self, key: str, launch: int, batch: dict[str, Any]) -> dict[str, Any]:
        """Hand a batch of the run-time to the attempt *key*; what the page shall know."""
        with self._changed:
            attempt = self._attempts[key]
            stored, calls, violations = attempt.report(launch, batch)
            if batch.get("cmi") is not None or violations:
                self._keep(attempt)
            self._changed.notify_all()
        if self._observe is not None:
            self._observe(attempt, calls, violations)
        return {"stored": stored, "mood": attempt.mood}

    def wait(self, attempt: Attempt, until: Callable[[Attempt], bool], timeout: float = 10) -> None:
        """Return when *until* holds for the attempt: a beacon arrives after the tab is gone."""
        with self._changed:
            if not self._changed.wait_for(lambda: until(attempt), timeout):
                raise TimeoutError(f"the attempt never got there: {attempt.cmi}, last calls {attempt.calls[-5:]}")

    def _keep(self, attempt: Attempt) -> None:
        if self._folder is not None:
            path = self._folder / f"{attempt.key}.json"
            path.write_text(json.dumps(asdict(attempt), indent=1), encoding="utf-8")


def routes(attempts: Attempts, files_prefix: str, prefix: str = "/scorm") -> list[BaseRoute]:
    """What a server mounts to launch *attempts*: ``<prefix>/<key>`` is the page that holds the SCO in a frame.

    Args:
        files_prefix: Where the server has the packages: the SCO is at `<files_prefix>/<package>/<launch file>`, without
            the package's name when that is "".
        prefix: Where these pages go. They load nothing from elsewhere and have no inline script.
    """

    async def page(request: Request) -> Response:
        key = request.path_params["key"]
        try:
            attempt, values = attempts.begin(key)
        except KeyError:
            return Response("404: no such attempt\n", 404, media_type="text/plain")
        folder = f"{files_prefix}/{attempt.package}" if attempt.package else files_prefix
        options = {
            "edition": attempt.edition,
            "cmi": values,
            "mood": attempt.mood,
            "first": values.get("cmi.core.entry", values.get("cmi.entry")) == "ab-initio",
            "late": LATE,
            "lostAfter": attempt.lost_after,
            "report": f"{prefix}/{attempt.key}/{attempt.launches}",
            "launch": f"{attempt.origin}{folder}/{attempt.launch_file}",
        }
        # JSON in a script element must not hold `<`.
        text = json.dumps(options).replace("<", "\\u003c")
        template = Template((PAGES / "scorm.html").read_text(encoding="utf-8"))
        return HTMLResponse(template.substitute(options=text, prefix=prefix), headers={"Cache-Control": "no-store"})

    async def report(request: Request) -> Response:
        batch = json.loads(await request.body())
        try:
            return JSONResponse(attempts.report(request.path_params["key"], request.path_params["launch"], batch))
        except KeyError:
            return Response("404: no such attempt\n", 404, media_type="text/plain")

    return [
        Mount(f"{prefix}/pages", StaticFiles(directory=PAGES)),
        Route(f"{prefix}/{{key}}", page),
        Route(f"{prefix}/{{key}}/{{launch:int}}", report, methods=["POST"]),
    ]

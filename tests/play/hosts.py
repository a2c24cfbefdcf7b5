"""The places where a package is played, behind one face: launch it, and read what the place then holds."""

from __future__ import annotations

import json
import re
import time
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Frame, Page

from builder.hosts.scorm import Attempt, seconds
from tests.hosts.browser import Visit
from tests.hosts.foreign import OpenEdx, Ralph, ScormHost, npm
from tests.hosts.server import CourseServer
from tests.play.facts import Package


@dataclass
class Held:
    """What a host holds; None where this kind of host holds no such thing."""

    status: str | None = None
    score: float | None = None
    state: str | None = None
    location: str | None = None
    interactions: list[dict[str, str]] | None = None
    seconds: float | None = None
    rest: dict[str, Any] = field(default_factory=dict)


class Host(Protocol):
    """A place to play one attempt."""

    format: str
    resumes: bool

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        """A new launch of the attempt: its tab, and the frame that shows the course."""
        ...

    def settle(self, page: Page) -> None:
        """Return when all that the course sent so far has arrived."""
        ...

    def left(self) -> None:
        """Return when the host has noticed that the tab is closed."""
        ...

    def held(self) -> Held:
        """What the host holds now."""
        ...


def course_frame(page: Page) -> Frame:
    """The course's frame in a host's page."""
    page.wait_for_function("frames.length === 1 && frames[0].document.querySelector('main') !== null")
    return page.frames[1]


class Strict:
    """The project's own host; in the minimal mood it lacks what an LMS may lack."""

    format = "scorm12"
    resumes = True

    def __init__(self, server: CourseServer, package: Package, **options: Any) -> None:
        self.server = server
        self.attempt: Attempt = server.open_attempt(server.add(package.path), edition=self.format, **options)

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        page = visit.open(self.server.attempt_url(self.attempt))
        return page, course_frame(page)

    def settle(self, page: Page) -> None:
        """Nothing to wait for: commits are synchronous."""

    def left(self) -> None:
        self.server.attempts.wait(self.attempt, lambda attempt: attempt.finished)

    def held(self) -> Held:
        cmi = self.attempt.cmi
        raw = cmi["cmi.core.score.raw"]
        return Held(
            status=cmi["cmi.core.lesson_status"],
            score=float(raw) if raw else None,
            state=cmi["cmi.suspend_data"],
            location=cmi["cmi.core.lesson_location"],
            interactions=None if self.attempt.mood == "minimal" else self.attempt.interactions(),
            seconds=seconds(cmi["cmi.core.total_time"]),
            rest={"exit": cmi.get("cmi.core.exit"), "violations": self.attempt.violations},
        )


def one_status(completion: str | None, success: str | None) -> str:
    """The two statuses of SCORM 2004 as the one that the plays know."""
    if success in ("passed", "failed"):
        return success
    return "completed" if completion == "completed" else "incomplete"


def percent(scaled: str | None) -> float | None:
    """`cmi.score.scaled` from 0 to 100."""
    return None if scaled in (None, "") else round(float(scaled) * 100, 2)


class Strict2004(Strict):
    """The project's own host, SCORM 2004; what it does not hold is what the course never set."""

    format = "scorm2004"

    def held(self) -> Held:
        cmi, attempt = self.attempt.cmi, self.attempt
        completion, success = attempt.statuses()
        return Held(
            status=one_status(completion, success),
            score=percent(cmi.get("cmi.score.scaled")),
            state=cmi.get("cmi.suspend_data", ""),
            location=cmi.get("cmi.location", ""),
            interactions=None if attempt.mood == "minimal" else attempt.interactions(),
            seconds=seconds(cmi["cmi.total_time"]),
            rest={
                "exit": cmi.get("cmi.exit"),
                "violations": attempt.violations,
                "completion": completion,
                "success": success,
                "progress": cmi.get("cmi.progress_measure"),
                "request": attempt.nav_request,
            },
        )


class ScormAgain:
    """scorm-again, whose commits the course server keeps; *cross*: with the course on another origin."""

    format = "scorm12"
    resumes = True

    def __init__(self, server: CourseServer, package: Package, *, cross: bool = False) -> None:
        npm("scorm-again")
        self.server = server
        self.cross = cross
        self.key = uuid.uuid4().hex
        self.url = server.again_url(server.add(package.path), self.key, self.format, cross=cross)
        self.before = 0

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        if self.cross:
            # The cache on the course's side has no counts: the course looks for the interactions themselves instead,
            # and scorm-again writes on the console that there are none.
            visit.expect(r"cmi\.interactions\.\d+\.id .*40[34]|Error 40[34].*cmi\.interactions\.\d+\.id")
        page = visit.open(self.url)
        self.before = len(self.server.commits.get(self.key, []))
        return page, nested_frame(page) if self.cross else course_frame(page)

    def settle(self, page: Page) -> None:
        """Commits are synchronous, unless calls travel as messages: then those before the answer are through."""
        if self.cross:
            self._answered(page)
        self.before = len(self.server.commits[self.key])

    def _answered(self, page: Page) -> None:
        # Messages keep their order: once this one is answered, all before it are.
        page.frames[1].evaluate(f"{'API' if self.format == 'scorm12' else 'API_1484_11'}._post('getFlattenedCMI', [])")

    def left(self) -> None:
        # What a frame posts while its tab closes reaches nobody: there is no last word to wait for.
        if not self.cross:
            self.server.wait_for_commit(self.key, self.before)

    def held(self) -> Held:
        cmi = self.server.again_cmi(self.key)
        core = cmi["core"]
        raw = core["score"]["raw"]
        return Held(
            status=core["lesson_status"],
            score=float(raw) if raw != "" else None,
            state=cmi["suspend_data"],
            location=core["lesson_location"],
            interactions=self._interactions(cmi),
            rest={"exit": core["exit"], "session_time": core["session_time"]},
        )

    def _interactions(self, cmi: dict[str, Any]) -> list[dict[str, str]]:
        rows = []
        for _, row in sorted(cmi["interactions"].items(), key=lambda item: int(item[0])):
            # What was never set is there, too, and empty.
            fields = {name: value for name, value in row.items() if isinstance(value, str) and value}
            for index, pattern in row["correct_responses"].items():
                fields[f"correct_responses.{index}.pattern"] = pattern["pattern"]
            rows.append(fields)
        return rows


class ScormAgain2004(ScormAgain):
    """scorm-again, SCORM 2004."""

    format = "scorm2004"

    def held(self) -> Held:
        cmi = self.server.again_cmi(self.key)
        return Held(
            status=one_status(cmi["completion_status"], cmi["success_status"]),
            score=percent(cmi["score"]["scaled"]),
            state=cmi["suspend_data"],
            location=cmi["location"],
            interactions=self._interactions(cmi),
            rest={name: cmi[name] for name in ("exit", "session_time", "progress_measure")},
        )


def nested_frame(page: Page) -> Frame:
    """The course's frame inside the frame of another origin."""
    frame = None
    for _ in range(100):
        frame = page.frame("course")
        if frame is not None:
            break
        page.wait_for_timeout(50)
    assert frame is not None
    frame.wait_for_selector("main")
    return frame


def rows_of(data: dict[str, str]) -> list[dict[str, str]]:
    """The interactions among elements by full name, in order, each by field name."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        match = re.fullmatch(r"cmi\.interactions\.(\d+)\.(.+)", name)
        if match:
            rows.setdefault(int(match[1]), {})[match[2]] = value
    return [rows[index] for index in sorted(rows)]


def held_in(data: dict[str, str], format_: str, rest: dict[str, Any]) -> Held:
    """What a host that keeps elements by full name holds, in the edition *format_*."""
    if format_ == "scorm2004":
        return Held(
            status=one_status(data.get("cmi.completion_status"), data.get("cmi.success_status")),
            score=percent(data.get("cmi.score.scaled")),
            state=data.get("cmi.suspend_data"),
            location=data.get("cmi.location"),
            interactions=rows_of(data),
            rest=rest,
        )
    raw = data.get("cmi.core.score.raw", "")
    return Held(
        status=data.get("cmi.core.lesson_status"),
        score=float(raw) if raw != "" else None,
        state=data.get("cmi.suspend_data"),
        location=data.get("cmi.core.lesson_location"),
        interactions=rows_of(data),
        rest=rest,
    )


class OpenEdxBlock:
    """Open edX: imports the zip itself."""

    resumes = True

    def __init__(self, openedx: OpenEdx, package: Package, format_: str = "scorm12") -> None:
        self.openedx = openedx
        self.format = format_
        self.key = openedx.load(package.path)

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        page = visit.open(self.openedx.url(self.key))
        return page, course_frame(page)

    def settle(self, page: Page) -> None:
        # The block sends what it was given in the background, one request after the other.
        page.wait_for_function("$.active === 0")

    def left(self) -> None:
        """Open edX does not wait for what a closing tab still wants to send."""

    def held(self) -> Held:
        state = self.openedx.state(self.key)
        return held_in(state["data"], self.format, state)


class ScormHostPackage:
    """scormhost: imports the zip itself, and sends what is committed in the background."""

    resumes = True

    def __init__(self, scormhost: ScormHost, package: Package, format_: str = "scorm12") -> None:
        self.scormhost = scormhost
        self.format = format_
        self.key = scormhost.load(package.path)

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        # It has no icon; its learner is a guest whom a cookie of the visit names.
        visit.expect(r"404 .*favicon")
        page = visit.open(self.scormhost.url(self.key))
        return page, course_frame(page)

    def settle(self, page: Page) -> None:
        # It sends what it holds after each commit, in order; the browser does not tell when such a request has ended.
        name = "API.LMSGetValue" if self.format == "scorm12" else "API_1484_11.GetValue"
        state = page.evaluate(f"{name}('cmi.suspend_data')")
        for _ in range(200):
            if self.scormhost.elements(self.key).get("cmi.suspend_data") == state:
                return
            page.wait_for_timeout(50)
        raise AssertionError(f"scormhost never got {state}")

    def left(self) -> None:
        """It does not wait for what a closing tab still wants to send."""

    def held(self) -> Held:
        elements = self.scormhost.elements(self.key)
        # Before anything is set it holds a score of 0.
        if elements.get("cmi.core.lesson_status") == "incomplete":
            elements = {name: value for name, value in elements.items() if not name.startswith("cmi.core.score.")}
        return held_in(elements, self.format, elements)


class RalphStore:
    """An LRS: the LMS has added its launch parameters to the page's address."""

    format = "xapi"

    def __init__(self, server: CourseServer, ralph: Ralph, package: Package, *, full: bool = False) -> None:
        self.server, self.ralph, self.package = server, ralph, package
        self.resumes = full
        self.name = server.add(package.path)
        self.registration = str(uuid.uuid4())
        self.activity = launched_activity(package.path)
        self.launches = 0

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        self.launches += 1
        query = self.ralph.launch_query(self.activity, self.registration, full=self.resumes)
        # 404 is how an LRS says that there is no such document; browsers write that on the console.
        visit.expect(r"404 .*activities/state")
        page = visit.open(f"{self.server.course_url(self.name)}?{query}")
        return page, page.main_frame

    def settle(self, page: Page) -> None:
        page.wait_for_load_state("networkidle")

    def left(self) -> None:
        """What a closing tab sends arrives after it has closed: wait for each launch's last word."""
        patience = time.monotonic() + 20
        while self.verbs().count("terminated") < self.launches and time.monotonic() < patience:
            time.sleep(0.1)

    def verbs(self) -> list[str]:
        """The verbs of the attempt so far, in order."""
        return [each["verb"]["id"].rpartition("/")[2] for each in self.ralph.statements(self.registration)]

    def held(self) -> Held:
        statements = self.ralph.statements(self.registration)
        verbs = [each["verb"]["id"].rpartition("/")[2] for each in statements]
        final = next((verb for verb in ("passed", "failed", "completed") if verb in verbs), "incomplete")
        scores = [each["result"]["score"] for each in statements if "score" in each.get("result", {})]
        return Held(status=final, score=scores[-1]["raw"] if scores else None, rest={"statements": statements})


def launched_activity(path: Path) -> str:
    """The id of the activity that ``tincan.xml`` launches."""
    with zipfile.ZipFile(path) as file:
        text = file.read("tincan.xml").decode()
    found = re.search(r'<activity [^>]*id="([^"]+)"', text)
    assert found is not None
    return found[1]


class Folder:
    """No LMS: the page is opened from the disk where somebody unzipped it."""

    format = "web"
    resumes = True

    def __init__(self, folder: Path, package: Package) -> None:
        with zipfile.ZipFile(package.path) as file:
            file.extractall(folder)
        self.package = package
        self.folder = folder
        self.url = (folder / "index.html").as_uri()
        self.visit: Visit | None = None

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        self.visit = visit
        page = visit.open(self.url)
        return page, page.main_frame

    def settle(self, page: Page) -> None:
        """Nothing to wait for: storage is synchronous."""

    def left(self) -> None:
        """Nothing to wait for here either."""

    def held(self) -> Held:
        assert self.visit is not None
        # Another file of the same folder, without a script: it sees the same storage.
        page = self.visit.open((self.folder / "cartable.json").as_uri())
        kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
        page.close()
        key = next(name for name in kept if self.package.data["uuid"] in name)
        state, location = kept[key].split(" ")
        return Held(state=state, location=location)

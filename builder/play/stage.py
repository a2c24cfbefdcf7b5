"""What a play is before: one site on 127.0.0.1 with the package's files and the hosts, and the attempt under way.

In: the files of a package, and one unit of it. Out: an address for each launch, and what the host then holds. The site
lives in the event loop of the play, on a port of its own, so that packages share no storage.
"""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from builder.hosts import Call, Violation, statements
from builder.hosts.cmi5 import Launches
from builder.hosts.lrs import Lrs, basic
from builder.hosts.manifests import Activity, Sco
from builder.hosts.scorm import Attempt, Attempts, Edition, routes
from builder.hosts.store import Shelf, Statement, Store
from builder.hosts.structure import Au, Structure
from builder.play.outcome import LIMITS, HostMood, Play, Standard

FILES: Final = "/files"
SETTLED: Final = 0.25
"""Seconds without a call, and a page has said what it wanted to."""
POLL: Final = 0.02
LEARNER: Final = {
    "objectType": "Agent",
    "name": "Camille Martin",
    "account": {"homePage": "https://lms.cartable.invalid/", "name": "camille.martin"},
}
VERDICTS: Final = ("passed", "failed", "completed")
HOSTILE: Final = {
    "scorm12": ("throws", "refuses", "late", "null", "noisy", "lost"),
    "scorm2004": ("throws", "refuses", "late", "null", "noisy", "lost"),
    "xapi": ("503", "cut"),
    "cmi5": ("fetch", "503"),
    "web": ("",),
}
"""The ways in which a hostile host of each standard fails; each is a play of its own."""

# Not the machine's own table, which on Windows may say that .js is plain text.
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".xsd": "application/xml",
}


class Host(Protocol):
    """One unit of a package, and the LMS that launches it."""

    @property
    def calls(self) -> list[Call]:
        """All calls so far."""

    def launch(self, origin: str, *, review: bool) -> str:
        """Begin a launch; its address on the site *origin*."""

    async def left(self, *, by_button: bool) -> None:
        """Return when the host knows that the page was closed, or waits no longer."""

    def tell(self, play: Play) -> None:
        """Put what the host holds into *play*."""


def address(href: str) -> str:
    """The path of *href* of a package on the site; its query and fragment stay."""
    return f"{FILES}/" + quote(href.lstrip("/"), safe="/?&=#%+;,:@!$'()*~")


class ScormHost:
    """An attempt at a SCO, of either edition."""

    def __init__(self, attempts: Attempts, edition: Edition, sco: Sco, host: HostMood, mood: str) -> None:
        options: dict[str, Any] = {"launch_data": sco.launch_data}
        if edition == "scorm12":
            options |= {"mastery_score": sco.mastery_score}
        else:
            options |= {
                "completion_threshold": sco.completion_threshold,
                "scaled_passing_score": sco.scaled_passing_score,
                "completion_set_by_content": sco.completion_set_by_content,
                "objective_set_by_content": sco.objective_set_by_content,
            }
        launch_file = address(sco.href).removeprefix(f"{FILES}/")
        how = mood if host == "hostile" else host
        self.attempt: Attempt = attempts.open("", launch_file=launch_file, edition=edition, mood=how, **options)
        self._sco = sco

    @property
    def calls(self) -> list[Call]:
        return self.attempt.calls

    def launch(self, origin: str, *, review: bool) -> str:
        self.attempt.lesson_mode = "review" if review else "normal"
        return f"{origin}/scorm/{self.attempt.key}"

    async def left(self, *, by_button: bool) -> None:
        attempt = self.attempt
        first, last = ("LMSInitialize", "LMSFinish") if attempt.edition == "scorm12" else ("Initialize", "Terminate")
        launch = attempt.launches
        # The last words of a page arrive after it has gone.
        for _ in range(round(2 / POLL)):
            if attempt.finished or not attempt.named(first, launch):
                break
            await asyncio.sleep(POLL)
        strict = attempt.mood in ("strict", "minimal")
        if strict and attempt.named(first, launch) and not attempt.named(last, launch):
            rule = "R12-02.no-finish" if attempt.edition == "scorm12" else "R04-01.no-terminate"
            attempt.violations.append(Violation(rule, last, [""], "the page was closed", 0, launch))

    def tell(self, play: Play) -> None:
        attempt, cmi = self.attempt, self.attempt.cmi
        old = attempt.edition == "scorm12"
        if old:
            raw = cmi.get("cmi.core.score.raw", "")
            play.status = cmi.get("cmi.core.lesson_status", "")
            play.score = _number(raw)
        else:
            completion, success = attempt.completion, attempt.success
            play.status = success if success in ("passed", "failed") else completion
            scaled = _number(cmi.get("cmi.score.scaled", ""))
            play.score = None if scaled is None else round(scaled * 100, 2)
            play.progress = _number(cmi.get("cmi.progress_measure", ""))
        play.state = cmi.get("cmi.suspend_data", "")
        play.limit = LIMITS[attempt.edition]
        play.interactions = [dict(each) for each in attempt.interactions()]
        play.calls, play.violations = list(attempt.calls), list(attempt.violations)


class _LrsHost:
    """What the hosts with an LRS share: what they read from it."""

    registration: str
    activity: str
    store: Store

    def __init__(self) -> None:
        self.registration = str(uuid.uuid4())
        self.calls: list[Call] = []

    def _heard(self, call: Call) -> None:
        self.calls.append(call)

    async def left(self, *, by_button: bool) -> None:
        """Wait until what a closing page sent has arrived."""
        quiet, before = 0.0, -1
        for _ in range(round(3 / POLL)):
            quiet = quiet + POLL if len(self.calls) == before else 0.0
            before = len(self.calls)
            if quiet >= SETTLED:
                return
            await asyncio.sleep(POLL)

    def _statements(self) -> list[Statement]:
        return self.store.statements(registration=self.registration)

    def tell(self, play: Play) -> None:
        sent = [each for each in self._statements() if _verb(each) not in ("launched", "abandoned", "satisfied")]
        play.verbs = [_verb(each) for each in sent]
        play.interactions = [each for each in sent if _verb(each) == "answered"]
        on_activity = [_verb(each) for each in sent if each["object"].get("id") == self.activity]
        play.status = next((each for each in VERDICTS if each in on_activity), "incomplete" if sent else "")
        for each in sent:
            result = each.get("result") or {}
            score = result.get("score") or {}
            if _verb(each) in VERDICTS and "scaled" in score:
                play.score = round(float(score["scaled"]) * 100, 2)
            for name, value in (result.get("extensions") or {}).items():
                if name.rpartition("/")[2] == "progress" and isinstance(value, int | float):
                    play.progress = float(value) / 100
        play.state = self._state()
        play.calls = list(self.calls)

    def _state(self) -> str:
        """All documents of the State resource but the LMS's own, one after the other."""
        shelf = Shelf("activities/state", self.activity, statements.agent_key(LEARNER), self.registration)
        found = []
        for name, _ in self.store.documents(shelf):
            document = self.store.document(shelf, name)
            if document is not None and name != "LMS.LaunchData":
                found.append(document.body.decode("utf-8", "replace"))
        return "\n".join(found)


class XapiHost(_LrsHost):
    """An LMS that launches with an LRS."""

    def __init__(self, activity: Activity, mood: str) -> None:
        super().__init__()
        self.store = Store()
        self.activity = activity.id
        self.lrs = Lrs(self.store, basic("cartable", "test"), self._heard)
        self.lrs.faults.status = 503 if mood == "503" else 0
        self.lrs.faults.cut = mood == "cut"
        self._launch = activity
        self._strict = not mood

    def launch(self, origin: str, *, review: bool) -> str:
        query = {
            "endpoint": f"{origin}/xapi/",
            "auth": "Basic Y2FydGFibGU6dGVzdA==",
            "actor": json.dumps(LEARNER),
            "registration": self.registration,
            "activity_id": self.activity,
        }
        page = address(self._launch.href)
        return f"{origin}{page}{'&' if '?' in page else '?'}{urlencode(query, quote_via=quote)}"

    def tell(self, play: Play) -> None:
        super().tell(play)
        if self._strict:
            play.violations = [*self._refused(), *self._strays()]

    def _refused(self) -> list[Violation]:
        """What the LRS did not take."""
        rules = {"400": "T11.refused", "401": "T07.auth", "403": "T07.auth", "409": "T14.concurrency"}
        rules |= {"412": "T14.concurrency", "413": "T11.refused"}
        return [
            Violation(rules[call.result], call.call, call.args, call.error, call.seq, call.launch)
            for call in self.calls
            if call.result in rules
        ]

    def _strays(self) -> list[Violation]:
        """Statements that the LMS cannot file."""
        found = []
        verdicts = []
        for each in self.store.statements():
            registration = (each.get("context") or {}).get("registration", "")
            if str(registration).lower() != self.registration:
                found.append(Violation("T09.registration", f"statement {_verb(each)}", [each["id"]], each["id"]))
            elif _verb(each) in VERDICTS:
                verdicts.append(each)
        if verdicts and not any(each["object"].get("id") == self.activity for each in verdicts):
            name = _verb(verdicts[0])
            target = str(verdicts[0]["object"].get("id", ""))
            found.append(Violation("T12.activity", f"statement {name}", [target], target))
        return found


class Cmi5Host(_LrsHost):
    """A cmi5 LMS."""

    def __init__(self, structure: Structure, au: Au, host: HostMood, mood: str) -> None:
        super().__init__()
        self.store = Store()
        self.launches = Launches(self.store, structure, observe=self._heard)
        self.activity = self.launches.activity(au.id)
        self.launches.fetch_error = "3" if mood == "fetch" else ""
        self.launches.faults.status = 503 if mood == "503" else 0
        self.launches.preferences_locked = host == "minimal"
        self._au = au
        self._strict = not mood

    def launch(self, origin: str, *, review: bool) -> str:
        self.launches.address = f"{origin}/cmi5"
        is_absolute = bool(urlsplit(self._au.url).netloc)
        return self.launches.launch(
            self._au.id,
            self._au.url if is_absolute else origin + address(self._au.url),
            mode="Review" if review else "Normal",
            return_url=None,
            learner=LEARNER,
            registration=self.registration,
        )

    async def left(self, *, by_button: bool) -> None:
        await super().left(by_button=by_button)
        self.launches.finish(self.registration, left=by_button)

    def tell(self, play: Play) -> None:
        super().tell(play)
        if self._strict:
            play.violations = list(self.launches.violations)


class WebHost:
    """Nobody: the page by itself."""

    def __init__(self, href: str) -> None:
        self.calls: list[Call] = []
        self._href = href

    def launch(self, origin: str, *, review: bool) -> str:
        return origin + address(self._href)

    async def left(self, *, by_button: bool) -> None:
        """Nobody waits."""

    def tell(self, play: Play) -> None:
        """Nobody holds anything."""


class Stage:
    """The site of one package: its files, and the hosts of its units."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files
        self.attempts = Attempts()
        self._mounted: dict[str, Starlette] = {}
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def mount(self, host: Host) -> None:
        """Let *host* answer; of the hosts with an LRS, only the latest does."""
        if isinstance(host, XapiHost):
            self._mounted["xapi"] = host.lrs.app()
        elif isinstance(host, Cmi5Host):
            self._mounted["cmi5"] = host.launches.app()

    async def _file(self, request: Request) -> Response:
        name = request.path_params["name"]
        path = self.files.get(name)
        if path is None:
            return Response("404\n", 404, media_type="text/plain")
        kind = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return FileResponse(path, media_type=kind, headers=headers)

    async def _nothing(self, _: Request) -> Response:
        return Response(status_code=204)

    def _passed(self, name: str) -> Any:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            mounted = self._mounted.get(name)
            answer: Any = Response(status_code=404) if mounted is None else mounted
            await answer(scope, receive, send)

        return app

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Stage]:
        """Serve until the block ends."""
        site: list[BaseRoute] = [
            *routes(self.attempts, FILES),
            Mount("/xapi", self._passed("xapi")),
            Mount("/cmi5", self._passed("cmi5")),
            Route(FILES + "/{name:path}", self._file),
            Route("/favicon.ico", self._nothing),
        ]
        config = uvicorn.Config(
            Starlette(routes=site), log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[self._socket]))
        try:
            while not server.started:
                await asyncio.sleep(POLL / 4)
            yield self
        finally:
            server.should_exit = server.force_exit = True
            await serving
            self._socket.close()


def host_for(stage: Stage, standard: Standard, unit: Any, structure: Any, host: HostMood, mood: str) -> Host:
    """The host that launches *unit* as *standard* says, mounted on *stage*."""
    made: Host
    if standard in ("scorm12", "scorm2004"):
        made = ScormHost(stage.attempts, standard, unit, host, mood)
    elif standard == "xapi":
        made = XapiHost(unit, mood)
    elif standard == "cmi5":
        made = Cmi5Host(structure, unit, host, mood)
    else:
        made = WebHost(unit)
    stage.mount(made)
    return made


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _verb(statement: Statement) -> str:
    return str(statement["verb"]["id"]).rpartition("/")[2]

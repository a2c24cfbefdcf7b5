"""The course server of the tests: unzipped packages and the pages of the scripted hosts, on 127.0.0.1.

It serves the files of a package as a plain LMS does and keeps attempts between launches. It runs in a
thread, on its own port, with the parts that ``cartable preview`` uses (starlette, uvicorn).
"""

from __future__ import annotations

import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from builder.hosts.scorm import Attempt, Attempts, routes

PAGES = Path(__file__).parent / "pages"


def _page(name: str, **values: Any) -> HTMLResponse:
    """A host page with its values; JSON in a script element must not hold ``<``."""
    filled = {
        key: json.dumps(value).replace("<", "\\u003c") if key == "options" else escape(value)
        for key, value in values.items()
    }
    return HTMLResponse(Template((PAGES / name).read_text(encoding="utf-8")).substitute(filled))


class CourseServer:
    """Packages, hosts and attempts behind one address."""

    def __init__(self, folder: Path, npm: Path) -> None:
        self.folder = folder
        self.npm = npm
        self.packages = folder / "packages"
        self.packages.mkdir(parents=True)
        states = folder / "attempts"
        states.mkdir()
        self.attempts = Attempts(states)
        self.commits: dict[str, list[dict[str, Any]]] = {}
        self._commit_came = threading.Condition()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"

    # packages

    def add(self, archive: Path) -> str:
        """Unzip *archive*; the name under which it is served."""
        name = archive.stem.replace(".", "-")
        target = self.packages / name
        if not target.exists():
            with zipfile.ZipFile(archive) as file:
                file.extractall(target)
        return name

    def course_url(self, package: str) -> str:
        """The address of the package's first page, by itself."""
        return f"{self.origin}/packages/{package}/index.html"

    # the strict host

    def open_attempt(self, package: str, **options: Any) -> Attempt:
        """A new attempt on the strict host; see ``Attempt`` for the options."""
        return self.attempts.open(package, **options)

    def attempt_url(self, attempt: Attempt) -> str:
        """The page that launches *attempt* in a frame."""
        return f"{self.origin}/scorm/{attempt.key}"

    # scorm-again

    def again_url(self, package: str, key: str, edition: str = "scorm12", *, cross: bool = False) -> str:
        """The page that launches *package* under scorm-again; *key* names the attempt.

        Args:
            edition: `scorm12` or `scorm2004`.
            cross: The course is on another origin than the LMS, reached through scorm-again's two cross-frame parts.
        """
        return f"{self.origin}/scorm-again/{edition}{'-cross' if cross else ''}/{package}/{key}"

    def again_cmi(self, key: str) -> dict[str, Any]:
        """What scorm-again committed last for the attempt *key*."""
        with self._commit_came:
            commits = self.commits.get(key)
            return dict(commits[-1]["cmi"]) if commits else {}

    def wait_for_commit(self, key: str, after: int, timeout: float = 10) -> None:
        """Return when the attempt *key* has more than *after* commits."""
        with self._commit_came:
            if not self._commit_came.wait_for(lambda: len(self.commits.get(key, [])) > after, timeout):
                raise TimeoutError(f"no commit after number {after} for {key}")

    @staticmethod
    def _next_launch(cmi: dict[str, Any], edition: str) -> dict[str, Any] | None:
        """The values of the next launch: the back end's part, which scorm-again leaves to it."""
        if not cmi:
            return None
        core = cmi["core"] if edition == "scorm12" else cmi
        suspended = core["exit"] == "suspend"
        if edition == "scorm2004" and not suspended:
            return None
        kept = {name: value for name, value in core.items() if name not in ("exit", "session_time")}
        kept["entry"] = "resume" if suspended else ""
        return {**cmi, "core": kept} if edition == "scorm12" else kept

    async def _again(self, request: Request) -> Response:
        package, key, edition = (request.path_params[name] for name in ("package", "key", "edition"))
        edition, cross, _ = edition.partition("-cross")
        launch = f"/packages/{package}/index.html"
        # Another name of the same machine is another origin.
        foreign = self.origin.replace("127.0.0.1", "localhost")
        options = {
            "class": "Scorm12API" if edition == "scorm12" else "Scorm2004API",
            "object": "API" if edition == "scorm12" else "API_1484_11",
            "cmi": self._next_launch(self.again_cmi(key), edition),
            "commit": f"/scorm-again/{key}/commit",
            "launch": f"{foreign}/cross-frame/{edition}/{package}" if cross else launch,
            "cross": foreign if cross else "",
        }
        return _page("scorm-again.html", options=options, edition=edition)

    async def _cross_frame(self, request: Request) -> Response:
        options = {
            "object": "API" if request.path_params["edition"] == "scorm12" else "API_1484_11",
            "lms": self.origin,
            "launch": f"/packages/{request.path_params['package']}/index.html",
        }
        return _page("cross-frame.html", options=options)

    async def _commit(self, request: Request) -> Response:
        body = json.loads(await request.body())
        with self._commit_came:
            self.commits.setdefault(request.path_params["key"], []).append(body)
            self._commit_came.notify_all()
        return Response('{"result": true, "errorCode": 0}', media_type="application/json")

    # no run-time at all

    def frame_url(self, launch: str) -> str:
        """A page that frames the address *launch* and offers no API."""
        return f"{self.origin}/frame?launch={launch}"

    async def _frame(self, request: Request) -> Response:
        return _page("frame.html", launch=request.query_params["launch"])

    async def _blank(self, _request: Request) -> Response:
        return HTMLResponse('<!doctype html><title>Blank</title><link rel="icon" href="data:,">')

    async def _nothing(self, _request: Request) -> Response:
        return Response(status_code=204)

    def app(self) -> Starlette:
        """The whole server as one application."""
        return Starlette(
            routes=[
                Route("/blank", self._blank),
                Route("/favicon.ico", self._nothing),
                Route("/frame", self._frame),
                *routes(self.attempts, "/packages"),
                Route("/scorm-again/{edition}/{package}/{key}", self._again),
                Route("/scorm-again/{key}/commit", self._commit, methods=["POST"]),
                Route("/cross-frame/{edition}/{package}", self._cross_frame),
                Mount("/pages", StaticFiles(directory=PAGES)),
                Mount("/npm", StaticFiles(directory=self.npm, check_dir=False)),
                Mount("/packages", StaticFiles(directory=self.packages, html=True)),
            ]
        )

    @contextmanager
    def running(self) -> Iterator[CourseServer]:
        """Serve until the block ends."""
        config = uvicorn.Config(self.app(), log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.should_exit = True
            thread.join(timeout=5)
            self._socket.close()

"""The two sites of a preview, and who may ask them what.

The pages' site answers with the package's own bytes, and besides, under `/_preview`, with what a platform puts around
them: the frame that reloads the page where it stands, the run-time that the page finds in its parents, the LRS. They
are of the page's own site, as in a real platform. The controls, at another port, are out of the page's reach.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from builder.preview.journal import Bell, Journal
from builder.preview.platforms import PREFIX, Platforms
from builder.preview.studio import Studio
from builder.preview.words import WORDS

HERE: Final = Path(__file__).parent / "pages"
BUILT: Final = Path(__file__).parents[1] / "_built"
PAUSE: Final = 0.1
"""Seconds between two looks at the news: a page that makes a hundred calls at once is shown once."""
LONGEST_COMMAND: Final = 4096

# Not the machine's own table, which on Windows may say that .js is plain text.
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".xsd": "application/xml",
}
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the two sites show."""

    studio: Studio
    platforms: Platforms
    journal: Journal
    bell: Bell
    stop: asyncio.Event
    """Set when the preview ends: by Ctrl-C, or by its button."""

    def quit(self) -> None:
        """End the preview."""
        self.stop.set()
        self.bell.ring()


class Guard:
    """Both sites, each at its port, for the author's browser alone.

    Any web site can send requests to 127.0.0.1, and by DNS rebinding also read the answers: so the host asked for must
    be ours, and what another site's page asks for is refused.
    """

    def __init__(self, scene: Scene, controls: int, pages: int) -> None:
        environment = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        self._sites = {
            controls: _controls(scene, environment, pages),
            pages: _pages(scene, environment, controls),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        port = scope["server"][1]
        refused = _refused(Headers(scope=scope), port)
        answer = self._sites[port] if refused is None else refused
        await answer(scope, receive, send)


def _refused(headers: Headers, port: int) -> Response | None:
    """The answer to a request that is not the author's own; None when it is."""
    host = headers.get("host", "")
    if host not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return PlainTextResponse("421: this preview answers to 127.0.0.1 alone\n", 421, HEADERS)
    opens = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    from_elsewhere = headers.get("sec-fetch-site") == "cross-site" and not opens
    if headers.get("origin", f"http://{host}") != f"http://{host}" or from_elsewhere:
        return PlainTextResponse("403: this preview answers to its own pages alone\n", 403, HEADERS)
    return None


def _controls(scene: Scene, environment: Environment, pages: int) -> Starlette:
    """The site with the bar, the panel and the diagnostics."""
    studio = scene.studio

    async def index(request: Request) -> Response:
        site = f"http://{request.url.hostname}:{pages}"
        html = environment.get_template("controls.html").render(
            words=WORDS[studio.language], frame=f"{site}{PREFIX}/frame.html", site=site
        )
        own = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'"
        policy = {"Content-Security-Policy": f"{own}; img-src data:; frame-src {site}; frame-ancestors 'none'"}
        return Response(html, media_type="text/html", headers=HEADERS | policy)

    async def scenarios(_: Request) -> Response:
        content = studio.content
        html = environment.get_template("scenarios.html").render(
            words=WORDS[studio.language],
            title=content.title if content else "",
            trees=content.trees if content else (),
        )
        policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; frame-ancestors 'none'"
        return Response(html, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": policy})

    async def events(_: Request) -> Response:
        return StreamingResponse(_news(scene), media_type="text/event-stream", headers=HEADERS)

    async def command(request: Request) -> Response:
        # The type makes a page of another site ask first (CORS), and `Guard` answers no.
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return PlainTextResponse("415\n", 415, HEADERS)
        try:
            asked = json.loads((await request.body())[:LONGEST_COMMAND])
            name, value = str(asked["do"]), asked.get("value")
        except (ValueError, KeyError, TypeError, AttributeError):
            return PlainTextResponse("400\n", 400, HEADERS)
        return Response(status_code=204 if await _obey(scene, name, value) else 404, headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/events", events),
            Route("/do", command, methods=["POST"]),
            Route("/scenarios", scenarios),
            Route("/scenarios.css", _file(HERE / "scenarios.css")),
            Route("/controls.css", _file(HERE / "controls.css")),
            Route("/controls.js", _file(HERE / "controls.js")),
            Route("/panel.css", _file(HERE / "panel.css")),
            Route("/panel.js", _file(HERE / "panel.js")),
            # The colours and faces of the course pages.
            Route("/tokens.css", _file(BUILT / "tokens.css")),
            *(Route(f"/fonts/{each.name}", _file(each)) for each in sorted((BUILT / "fonts").glob("*.woff2"))),
        ]
    )


async def _obey(scene: Scene, name: str, value: object) -> bool:
    """Do what a button of the controls asks; whether there is such a button."""
    platforms = scene.platforms
    with_text: dict[str, Callable[[str], None]] = {"unit": platforms.choose_unit}
    with_switch = {"cut": platforms.set_cut, "fail": platforms.set_failing, "review": platforms.set_review}
    alone: dict[str, Callable[[], None]] = {
        "relaunch": platforms.relaunch,
        "forget": platforms.forget,
        "clear": scene.journal.clear,
        "quit": scene.quit,
    }
    if name == "way":
        await platforms.choose(str(value))
    elif name in with_text:
        with_text[name](str(value))
    elif name in with_switch:
        with_switch[name](value is True)
    elif name in alone:
        alone[name]()
    else:
        return False
    return True


async def _news(scene: Scene) -> AsyncIterator[str]:
    """What the controls show, whenever it changes: the build and the bar, then new rows, then what is held."""
    studio, platforms, journal = scene.studio, scene.platforms, scene.journal
    status = held = ""
    last, clearings = 0, -1
    while not scene.stop.is_set():
        rings = scene.bell.rings
        # While another format is built, the bar and the page belong to different ones.
        if not platforms.busy:
            before = status, held
            status, held = _json(studio.status() | platforms.status()), _json(platforms.held())
            if status != before[0]:
                yield f"data: {status}\n\n"
            if held != before[1] and (before[1] or held != "[]"):
                yield f"event: held\ndata: {held}\n\n"
        afresh = clearings != journal.clearings
        rows = journal.since(0 if afresh else last)
        if rows or (afresh and clearings >= 0):
            news = {"afresh": afresh, "rows": rows, "counts": journal.counts}
            yield f"event: calls\ndata: {_json(news)}\n\n"
        last, clearings = journal.last, journal.clearings
        # The half second is how long Ctrl-C may take, not how long news do.
        await scene.bell.wait(rings, 0.5)
        await asyncio.sleep(PAUSE)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pages(scene: Scene, environment: Environment, controls: int) -> Starlette:
    """The site with the package, and with what a platform puts around it."""
    studio = scene.studio
    words = WORDS[studio.language]
    askers = f"http://127.0.0.1:{controls} http://localhost:{controls}"

    async def frame(request: Request) -> Response:
        asker = f"http://{request.url.hostname}:{controls}"
        html = environment.get_template("frame.html").render(words=words, controls=asker, launch=f"{PREFIX}/launch")
        policy = f"default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; frame-ancestors {asker}"
        return Response(html, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": policy})

    async def launch(request: Request) -> Response:
        if studio.content is None:
            return PlainTextResponse(f"{words['failed']}\n", 503, HEADERS)
        address = await scene.platforms.launch(f"http://{request.url.hostname}:{request.url.port}")
        if address is None:
            return PlainTextResponse(f"{words['unlaunchable']}\n", 404, HEADERS)
        return RedirectResponse(address, headers=HEADERS)

    async def left(_: Request) -> Response:
        html = environment.get_template("left.html").render(words=words)
        policy = f"default-src 'none'; style-src 'self'; frame-ancestors 'self' {askers}"
        return Response(html, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": policy})

    async def member(request: Request) -> Response:
        name = request.path_params["name"]
        content = studio.content
        if content is None:
            return PlainTextResponse(f"{words['failed']}\n", 503, HEADERS)
        if not name:
            return RedirectResponse(f"/{content.launch}", headers=HEADERS)
        found = content.files.get(name)
        kind = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        if isinstance(found, Path) and found.is_file():
            return FileResponse(found, media_type=kind, headers=HEADERS)
        if isinstance(found, bytes):
            return Response(found, media_type=kind, headers=HEADERS)
        return PlainTextResponse("404\n", 404, HEADERS)

    own = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'"
    return Starlette(
        routes=[
            Route(f"{PREFIX}/frame.html", frame),
            Route(f"{PREFIX}/frame.css", _file(HERE / "frame.css")),
            Route(f"{PREFIX}/frame.js", _file(HERE / "frame.js")),
            Route(f"{PREFIX}/launch", launch),
            Route(f"{PREFIX}/left", left),
            *scene.platforms.routes(HEADERS | {"Content-Security-Policy": f"{own}; frame-ancestors 'self' {askers}"}),
            Route("/{name:path}", member),
        ]
    )


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return FileResponse(path, media_type=TYPES[path.suffix], headers=HEADERS)

    return answer

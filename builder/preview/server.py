"""The two sites of a preview, and who may ask them what.

The pages' site answers with the package's own bytes, and besides with one empty document that holds the page in a
frame: being of the same site, it can reload the page where it stands, which the controls, at another port, cannot.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path, PurePosixPath
from typing import Final

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from builder.preview.studio import Studio

HERE: Final = Path(__file__).parent / "pages"
FRAME: Final = "/_preview"
"""Where the pages' site keeps the frame; no package has such a name."""

# Not the machine's own table, which on Windows may say that .js is plain text.
TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".m4a": "audio/mp4",
    ".m4v": "video/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".xsd": "application/xml",
}
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
WORDS: Final = {
    "fr": {
        "lang": "fr",
        "preview": "Aperçu",
        "course": "Cours",
        "width": "Largeur",
        "phone": "Téléphone",
        "tablet": "Tablette",
        "full": "Toute la largeur",
        "ready": "À jour",
        "lost": "L’aperçu est arrêté",
        "failed": "Le cours a des erreurs",
        "stale": "La page montre la dernière version sans erreur.",
        "none": "Corrigez-les : la page apparaîtra ici.",
        "notes": "À relire",
        "crash": "Erreur de Cartable lui-même : signalez-la avec le texte ci-dessous",
        "hint": "Conseil :",
        "error": "erreur",
        "warning": "avertissement",
        "info": "note",
    },
    "en": {
        "lang": "en",
        "preview": "Preview",
        "course": "Course",
        "width": "Width",
        "phone": "Phone",
        "tablet": "Tablet",
        "full": "Full width",
        "ready": "Up to date",
        "lost": "The preview has stopped",
        "failed": "The course has errors",
        "stale": "The page shows the last version without errors.",
        "none": "Mend them, and the page will appear here.",
        "notes": "Worth a look",
        "crash": "An error of Cartable itself: please report it with the text below",
        "hint": "Hint:",
        "error": "error",
        "warning": "warning",
        "info": "note",
    },
}


class Guard:
    """Both sites, each at its port, for the author's browser alone.

    Any web site can send requests to 127.0.0.1, and by DNS rebinding also read the answers: so the host asked for must
    be ours, and what another site's page asks for is refused.
    """

    def __init__(self, studio: Studio, controls: int, pages: int, stop: asyncio.Event) -> None:
        environment = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        self._sites = {
            controls: _controls(studio, environment, pages, stop),
            pages: _pages(studio, environment, controls),
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


def _controls(studio: Studio, environment: Environment, pages: int, stop: asyncio.Event) -> Starlette:
    """The site with the bar, the widths and the diagnostics."""

    async def index(request: Request) -> Response:
        site = f"http://{request.url.hostname}:{pages}"
        html = environment.get_template("controls.html").render(
            words=WORDS[studio.language], frame=f"{site}{FRAME}/frame.html", site=site
        )
        own = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"
        policy = {"Content-Security-Policy": f"{own}; frame-src {site}; frame-ancestors 'none'"}
        return Response(html, media_type="text/html", headers=HEADERS | policy)

    async def events(_: Request) -> Response:
        async def stream() -> AsyncIterator[str]:
            number = -1
            while not stop.is_set():
                # The half second is how long Ctrl-C may take, not how long news do.
                if await studio.news(number, 0.5):
                    number = studio.number
                    yield f"data: {json.dumps(studio.status(), ensure_ascii=False)}\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream", headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/events", events),
            Route("/controls.css", _file("controls.css")),
            Route("/controls.js", _file("controls.js")),
        ]
    )


def _pages(studio: Studio, environment: Environment, controls: int) -> Starlette:
    """The site with the package."""

    async def frame(request: Request) -> Response:
        asker = f"http://{request.url.hostname}:{controls}"
        html = environment.get_template("frame.html").render(words=WORDS[studio.language], controls=asker)
        policy = f"default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; frame-ancestors {asker}"
        return Response(html, media_type="text/html", headers=HEADERS | {"Content-Security-Policy": policy})

    async def member(request: Request) -> Response:
        name = request.path_params["name"]
        package = studio.package
        if package is None:
            return PlainTextResponse(f"{WORDS[studio.language]['failed']}\n", 503, HEADERS)
        if not name:
            return RedirectResponse(f"/{package.launch}", headers=HEADERS)
        content = package.files.get(name)
        kind = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
        if isinstance(content, Path) and content.is_file():
            return FileResponse(content, media_type=kind, headers=HEADERS)
        if isinstance(content, bytes):
            return Response(content, media_type=kind, headers=HEADERS)
        return PlainTextResponse("404\n", 404, HEADERS)

    return Starlette(
        routes=[
            Route(f"{FRAME}/frame.html", frame),
            Route(f"{FRAME}/frame.css", _file("frame.css")),
            Route(f"{FRAME}/frame.js", _file("frame.js")),
            Route("/{name:path}", member),
        ]
    )


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return FileResponse(HERE / name, media_type=TYPES[PurePosixPath(name).suffix], headers=HEADERS)

    return answer

"""A real Learning Record Store behind the preview: the page asks us, and we ask it.

So its password stays out of the page and its address, the panel sees every call, and the LRS need not admit our origin.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

PATIENCE: Final = 15
"""Seconds that the LRS has for an answer: the page itself waits no longer."""
ASKED: Final = ("accept", "accept-language", "content-type", "if-match", "if-none-match", "x-experience-api-version")
TOLD: Final = ("content-type", "etag", "last-modified", "x-experience-api-consistent-through")
METHODS: Final = ("GET", "PUT", "POST", "DELETE")
RESOURCES: Final = frozenset(
    ("statements", "activities", "activities/state", "activities/profile", "agents", "agents/profile", "about")
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the LRS is, and who asks there; never shown or logged but for `shown`."""

    url: str
    """The end point, without user, query and final slash."""
    authorization: str
    """The whole header, "" when the LRS asks for none."""

    @classmethod
    def read(cls, url: str, credentials: str = "") -> Address:
        """*url* as typed, its `user:password@` taken out of it; *credentials* outweigh them.

        Raises:
            ValueError: It is no web address.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not a web address")
        if not credentials and parts.username is not None:
            credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        place = f"{host}:{parts.port}" if parts.port else host
        token = base64.b64encode(credentials.encode()).decode()
        return cls(f"{parts.scheme}://{place}{parts.path.rstrip('/')}", f"Basic {token}" if credentials else "")

    @property
    def shown(self) -> str:
        """The host alone."""
        return urlsplit(self.url).netloc


class Relay:
    """The end point that stands for the LRS at *address*.

    Args:
        authorize: Who an `Authorization` header stands for; None refuses it.
    """

    def __init__(self, address: Address, authorize: Callable[[str], object | None]) -> None:
        self._address = address
        self._authorize = authorize

    def app(self) -> Starlette:
        """The end point, to be mounted under any prefix."""
        return Starlette(routes=[Route("/{resource:path}", self._pass_on, methods=list(METHODS))])

    async def _pass_on(self, request: Request) -> Response:
        resource = request.path_params["resource"].strip("/")
        if self._authorize(request.headers.get("authorization", "")) is None:
            return PlainTextResponse("this end point is the preview's alone\n", 401)
        if resource not in RESOURCES:
            return PlainTextResponse("no resource of xAPI\n", 404)
        body = await request.body()
        try:
            return await asyncio.to_thread(self._ask, request, resource, body)
        except (OSError, http.client.HTTPException) as error:
            return PlainTextResponse(f"{self._address.shown}: {error.__class__.__name__}\n", 502)

    def _ask(self, request: Request, resource: str, body: bytes) -> Response:
        parts = urlsplit(self._address.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
        headers = {name: value for name in ASKED if (value := request.headers.get(name)) is not None}
        if self._address.authorization:
            headers["Authorization"] = self._address.authorization
        query = f"?{request.url.query}" if request.url.query else ""
        try:
            connection.request(request.method, f"{parts.path}/{resource}{query}", body or None, headers)
            with connection.getresponse() as answer:
                data = answer.read()
                told = {name: value for name in TOLD if (value := answer.getheader(name)) is not None}
                return Response(data, answer.status, told)
        finally:
            connection.close()

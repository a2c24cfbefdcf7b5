"""One application on 127.0.0.1 for as long as a block runs, and requests to it with every header named."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The origin at which *app* answers until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # who asks before the server runs waits
    config = uvicorn.Config(app, log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        listener.close()


class Place:
    """Where one application after another is served, without a server's start and end for each."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Client:
    """A client of an end point; nothing is added to its requests but the headers given here."""

    endpoint: str
    headers: dict[str, str]

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str | None] | None = None,
        **parameters: Any,
    ) -> Answer:
        """Ask for *path*; a header of None is left out, a parameter or body that is no text is sent as JSON."""
        if parameters:
            texts = {name: each if isinstance(each, str) else json.dumps(each) for name, each in parameters.items()}
            path += "?" + urllib.parse.urlencode(texts)
        sent: dict[str, str | None] = {**self.headers, **(headers or {})}
        if body is not None and not isinstance(body, bytes):
            body = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        address = urllib.parse.urlsplit(urllib.parse.urljoin(self.endpoint, path))
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
        try:
            target = address.path + (f"?{address.query}" if address.query else "")
            connection.request(method, target, body, {name: each for name, each in sent.items() if each is not None})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

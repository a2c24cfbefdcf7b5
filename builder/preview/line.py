"""The line between the page and an LRS: what passes is told, and it can be cut.

In: the requests of the page. Out: the answers of the application behind, be it our own LRS, the cmi5 platform or one
that we only speak to; and each exchange as a `Call`, for the panel.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from builder.hosts import Call

LARGEST: Final = 1 << 20
"""Bytes of a body that is looked into; a page sends less than a hundredth of that."""
LONGEST_REASON: Final = 500


@dataclass(slots=True)
class Faults:
    """What goes wrong on purpose, from the next request on."""

    cut: bool = False
    """No answer: the connection is closed."""
    refuse: bool = False
    """What is to be stored is answered by 503."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was answered, or was not."""

    call: Call
    method: str
    resource: str
    query: str
    body: bytes
    done: bool
    """Whether it was carried out."""

    @property
    def text(self) -> str:
        """The body as it is read best."""
        try:
            return json.dumps(json.loads(self.body), ensure_ascii=False, indent=1)
        except ValueError:
            return self.body.decode("utf-8", "replace")


class Line:
    """An application in front of another.

    Args:
        hear: Told of each exchange, in the event loop, after its answer.
    """

    def __init__(self, app: ASGIApp, faults: Faults, hear: Callable[[Exchange], None]) -> None:
        self._app = app
        self._faults = faults
        self._hear = hear
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = str(scope["method"])
        path = str(scope["path"]).removeprefix(str(scope.get("root_path", ""))).strip("/")
        resource = path.removeprefix("lrs/")
        ear = _Ear(receive)
        mouth = _Mouth(send)
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        if self._faults.cut:
            await ear.cut()
        elif self._faults.refuse and method in ("PUT", "POST") and not resource.startswith("fetch/"):
            await ear.all()
            await PlainTextResponse("the preview refuses to save\n", 503)(scope, receive, mouth.send)
        else:
            await self._app(scope, ear.receive, mouth.send)
        if method == "OPTIONS":
            return
        query = str(scope["query_string"].decode("ascii", "replace"))
        body = bytes(ear.body)
        # A token of the fetch address opens the LRS; nobody needs to read it.
        shown = "fetch" if resource.startswith("fetch/") else resource
        result = str(mouth.status) if mouth.status else ""
        reason = bytes(mouth.reason).decode("utf-8", "replace").strip() if mouth.status >= 400 else ""
        call = Call(at, f"{method} {shown}", _outline(shown, query, body), result, reason, 0, next(self._numbers))
        self._hear(Exchange(call, method, resource, query, body, 200 <= mouth.status < 300))


class _Ear:
    """What the page sends, kept while it passes."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = bytearray()
        self.transport: Any = getattr(getattr(receive, "__self__", None), "transport", None)
        """uvicorn's, where an application below looks for it too."""

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request" and len(self.body) < LARGEST:
            self.body.extend(message.get("body", b""))
        return message

    async def all(self) -> None:
        """Hear the request to its end."""
        while (await self.receive()).get("more_body"):
            pass

    async def cut(self) -> None:
        """Close the connection without an answer: ASGI has no word for it, but the server's transport has."""
        await self.all()
        if self.transport is not None:
            self.transport.abort()
        while (await self._receive())["type"] != "http.disconnect":
            pass


class _Mouth:
    """What is answered; of a refusal the reason is kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.reason = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
        elif self.status >= 400 and len(self.reason) < LONGEST_REASON:
            self.reason.extend(message.get("body", b"")[:LONGEST_REASON])
        await self._send(message)


def _outline(resource: str, query: str, body: bytes) -> list[str]:
    """What tells a request from others: the verb and the object of a statement, the name of a document."""
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if resource == "statements":
        try:
            said = json.loads(body)
        except ValueError:
            return [asked.get("statementId") or query]
        said = said if isinstance(said, list) else [said]
        return [_statement(each) for each in said if isinstance(each, dict)]
    return [each for each in (asked.get("stateId"), asked.get("profileId")) if each]


def _statement(said: dict[str, Any]) -> str:
    verb, target = said.get("verb"), said.get("object")
    said_verb = str(verb.get("id", "")) if isinstance(verb, dict) else ""
    about = str(target.get("id", "")) if isinstance(target, dict) else ""
    # Of the activity's address what tells it from others of the course.
    return f"{said_verb.rpartition('/')[2]} {'/'.join(about.split('/')[3:]) or about}".strip()

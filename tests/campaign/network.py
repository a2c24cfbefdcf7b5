"""A network between a page and its LRS that loses, delays, repeats and refuses, as a seed draws it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from builder.hosts.exchanges import cut

WRITES = ("drop", "lost", "slow", "twice", "late", "503", "429", "401")
"""What may become of a request that changes something.

drop: it never arrives. lost: it is carried out, but its answer never comes. slow: its answer takes a while. twice: it
arrives twice. late: and the second time much later. 503, 429: the LRS is busy; the second says for how long. 401: the
credentials are not taken, nor those of the next requests.
"""
READS = ("drop", "lost", "slow", "503", "429")


class Network:
    """Spoils requests to the application that it is put around.

    Args:
        chance: Decides everything.
        share: How many requests are spoiled, 0 to 1.
    """

    def __init__(self, chance: random.Random, share: float = 0.4) -> None:
        self.chance = chance
        self.share = share
        self.is_down = False
        """Nothing arrives."""
        self.faults: Counter[str] = Counter()
        self._refusals = 0
        self._spoiled: set[str] = set()

    def heal(self) -> None:
        """From now on everything works."""
        self.is_down, self.share, self._refusals = False, 0, 0

    def around(self, app: ASGIApp) -> ASGIApp:
        """*app* as it is seen through this network."""

        async def through(scope: Scope, receive: Receive, send: Send) -> None:
            fate = self._fate(scope)
            if fate:
                self.faults[fate] += 1
            await self._carry(app, fate, scope, receive, send)

        return through

    def _fate(self, scope: Scope) -> str:
        path: str = scope["path"]
        # The way to the LMS itself is not what is tried here: a token whose answer is lost is lost (cmi5 8.2).
        if "/fetch/" in path or "/return/" in path:
            return ""
        if self.is_down:
            return "drop"
        if scope["method"] == "OPTIONS":
            return ""
        reads = scope["method"] in ("GET", "HEAD")
        if self._refusals and not reads:
            self._refusals -= 1
            return "401"
        if self.chance.random() >= self.share or (reads and path in self._spoiled):
            self._spoiled.discard(path)
            return ""
        fates: Sequence[str] = READS if reads else WRITES
        # What stood in a document must not come back over what stands in it now: no client can help that.
        found = self.chance.choice([each for each in fates if each != "late" or path.endswith("/statements")])
        if reads:
            self._spoiled.add(path)
        if found == "401":
            self._refusals = self.chance.randint(0, 2)
        return found

    async def _carry(self, app: ASGIApp, fate: str, scope: Scope, receive: Receive, send: Send) -> None:
        if not fate:
            await app(scope, receive, send)
            return
        body = await _body(receive)
        if fate == "drop":
            await cut(receive)
            return
        if fate in ("503", "429", "401"):
            await _refused(int(fate), scope)(scope, receive, send)
            return
        kept: list[Message] = []

        async def keep(message: Message) -> None:
            kept.append(message)

        await app(scope, _again(body), keep)
        if fate == "lost":
            await cut(receive)
            return
        if fate == "twice":
            kept.clear()
            await app(scope, _again(body), keep)
        elif fate == "slow":
            await asyncio.sleep(self.chance.uniform(0.1, 1.5))
        elif fate == "late":
            later = asyncio.create_task(self._later(app, scope, body, self.chance.uniform(0.3, 2)))
            later.add_done_callback(lambda done: done.cancelled() or done.exception())
        for message in kept:
            await send(message)

    @staticmethod
    async def _later(app: ASGIApp, scope: Scope, body: bytes, delay: float) -> None:
        await asyncio.sleep(delay)

        async def nobody(message: Message) -> None:
            """Its answer finds no one."""

        await app(scope, _again(body), nobody)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _again(body: bytes) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


def _refused(status: int, scope: Scope) -> Response:
    origin = dict(scope["headers"]).get(b"origin", b"").decode()
    headers = {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": "Retry-After"} if origin else {}
    if status == 429:
        headers["Retry-After"] = "1"
    return Response("not now\n", status, headers, "text/plain")

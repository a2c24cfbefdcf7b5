"""One request on its way to the LRS: its body within bounds, the alternate syntax undone, its parameters judged.

In: what came by HTTP. Out: an `Exchange`, or a `RequestError` that names the clause of xAPI 1.0.3, part three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Receive

from builder.hosts import statements

LONGEST_BODY: Final = 4 * 1024 * 1024

_IN_FORM: Final = (
    "Authorization",
    "X-Experience-API-Version",
    "Content-Type",
    "Content-Length",
    "If-Match",
    "If-None-Match",
)
"""Headers that the alternate request syntax moves into the form (Communication 1.3)."""


class RequestError(Exception):
    """A request that cannot be carried out, and the answer to it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the credentials say."""

    name: str = ""
    launch: int = 0


@dataclass(slots=True)
class Exchange:
    """One request on its way through the LRS, the alternate syntax undone."""

    seq: int
    method: str
    resource: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    """By lower-case name."""
    body: bytes
    asker: Asker = field(default_factory=Asker)
    told: list[str] = field(default_factory=list)
    """What an observer sees of it."""
    nameless: bool = False
    """Did a statement come without an id?"""

    @property
    def call(self) -> str:
        """The request's name, as in `Call`."""
        return f"{self.method} {self.resource}"

    @property
    def reads(self) -> bool:
        """Is it a GET, or the HEAD that is answered like one?"""
        return self.method in ("GET", "HEAD")

    def judged_parameters(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
        """The parameters, when all are known, none is missing and each has its format (Communication 3.2, Data 2.2)."""
        known = (*required, *optional)
        for name in self.parameters:
            if name not in known:
                near = next((each for each in known if each.lower() == name.lower()), "")
                why = f"it is written `{near}`" if near else f"known here: {', '.join(known) or 'none'}"
                raise RequestError(400, f"unknown parameter `{name}`; {why} (xAPI 1.0.3, Communication 3.2)")
        for name in required:
            if name not in self.parameters:
                raise RequestError(400, f"the parameter `{name}` is missing (xAPI 1.0.3, Communication 2)")
        for name, value in self.parameters.items():
            _judge_parameter(name, value)
        return self.parameters


def _judge_parameter(name: str, value: str) -> None:
    def refuse(what: str) -> NoReturn:
        raise RequestError(400, f"the parameter `{name}` must be {what} (xAPI 1.0.3, Data 2.2)")

    if name in ("statementId", "voidedStatementId", "registration") and not statements.is_uuid(value):
        refuse("a UUID")
    elif name in ("verb", "activity", "activityId") and not statements.is_iri(value):
        refuse("an IRI with its scheme")
    elif name in ("since", "until"):
        time_of(name, value)
    elif name in ("related_activities", "related_agents", "attachments", "ascending"):
        if value not in ("true", "false"):
            refuse("`true` or `false`")
    elif name in ("limit", "cursor") and not (value.isascii() and value.isdecimal() and len(value) < 16):
        refuse("a whole number, 0 or more")
    elif name == "format" and value not in ("ids", "exact", "canonical"):
        refuse("`ids`, `exact` or `canonical`")
    elif name == "agent":
        agent_of(value)


def time_of(name: str, value: str) -> datetime:
    """The time in the parameter *name*."""
    try:
        return statements.instant(value)
    except (ValueError, OverflowError) as error:
        raise RequestError(400, f"the parameter `{name}`: {error} (xAPI 1.0.3, Data 4.5)") from None


def agent_of(value: str) -> dict[str, Any]:
    """The Agent, or identified Group, in the parameter `agent`."""
    agent = statements.parsed(value.encode("utf-8", "surrogatepass"))
    statements.actor(agent, "agent")
    if not statements.agent_key(agent):
        raise RequestError(400, "agent: must have an identifier (xAPI 1.0.3, Communication 2.1.3)")
    return dict(agent)


async def body_of(request: Request) -> bytes:
    """The body, as far as it is allowed to reach."""
    too_long = RequestError(413, f"longer than {LONGEST_BODY} bytes (xAPI 1.0.3, Communication 3.2)")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > LONGEST_BODY:
        raise too_long
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LONGEST_BODY:
            raise too_long
    return bytes(found)


async def cut(receive: Receive) -> None:
    """Close the connection without an answer, as a cut network does.

    ASGI has no word for it: uvicorn's own request is behind `receive`, and its transport is closed.

    Raises:
        ConnectionAbortedError: The server is another one; it answers 500.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionAbortedError("the LRS's answer is cut off on purpose")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def understand(exchange: Exchange, query: str) -> None:
    """Read the parameters, and undo the alternate request syntax (Communication 1.3)."""
    exchange.parameters = _pairs(query)
    if exchange.method != "POST" or "method" not in exchange.parameters:
        return
    if len(exchange.parameters) > 1:
        raise RequestError(400, "beside `method` the query has no parameters (xAPI 1.0.3, Communication 1.3)")
    method = exchange.parameters["method"]
    if method not in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        raise RequestError(400, f"`method` is `{method[:20]}` (xAPI 1.0.3, Communication 1.3)")
    try:
        form = _pairs(exchange.body.decode("utf-8"))
    except UnicodeDecodeError:
        raise RequestError(400, "the form is not UTF-8 (xAPI 1.0.3, Communication 1.4)") from None
    exchange.method = method
    exchange.headers.pop("content-type", None)
    for name in _IN_FORM:
        if name in form:
            exchange.headers[name.lower()] = form.pop(name)
    exchange.headers.setdefault("content-type", "application/json")
    exchange.body = form.pop("content", "").encode("utf-8", "surrogatepass")
    exchange.parameters = form


def _pairs(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise RequestError(400, f"{error} (xAPI 1.0.3, Communication 3.2)") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RequestError(400, "a parameter is given twice (xAPI 1.0.3, Communication 3.2)")
    return found


def is_json(media_type: str) -> bool:
    """Does a `Content-Type` header say JSON?"""
    return media_type.partition(";")[0].strip().lower() == "application/json"


def json_body(exchange: Exchange) -> Any:
    """The body of a request for statements."""
    media_type = exchange.headers.get("content-type", "")
    if media_type.partition(";")[0].strip().lower() == "multipart/mixed":
        raise RequestError(
            400, "this LRS takes no attachments: send application/json (xAPI 1.0.3, Communication 1.5.2)"
        )
    if not is_json(media_type):
        why = f"the header Content-Type is `{media_type}` instead of application/json"
        raise RequestError(400, f"{why} (xAPI 1.0.3, Communication 1.5.1)")
    return statements.parsed(exchange.body)

"""A small Learning Record Store: xAPI 1.0.3 over HTTP, on SQLite.

It serves the preview, `cartable test` and the tests: one machine, few learners, no attachments but by their address.
What it does, it does as the specification says (part three, Communication), so that a package that works here works
elsewhere; what it refuses, it explains with the clause. Faults can be switched on while it runs.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from builder.hosts import Call, statements, views
from builder.hosts.exchanges import (
    Asker,
    Exchange,
    RequestError,
    agent_of,
    body_of,
    cut,
    is_json,
    json_body,
    time_of,
    understand,
)
from builder.hosts.store import Document, Filter, Shelf, Statement, Store, stamp

__all__ = ["Asked", "Asker", "Faults", "Judge", "Lrs", "Refusal", "Store", "basic", "cut"]

VERSION: Final = "1.0.3"
MOST_STATEMENTS: Final = 500
"""In one answer; the rest follows by `more`."""
LONGEST_TOLD: Final = 200
"""Characters of a body that an observer is told."""

_EXPOSED: Final = ("ETag", "Last-Modified", "X-Experience-API-Version", "X-Experience-API-Consistent-Through")
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, PUT, POST, DELETE",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, "
    "X-Experience-API-Version",
    "Access-Control-Max-Age": "600",
}


@dataclass(slots=True)
class Faults:
    """What the LRS does wrong on purpose; each switch works from the next request on."""

    cut: bool = False
    """No answer: the connection is closed, and nothing is stored."""
    status: int = 0
    """This status instead of an answer, and nothing is stored; 0 for none."""
    delay: float = 0
    """Seconds before each request is looked at."""
    drop_answer: bool = False
    """The request is carried out, but the connection is closed before the answer."""
    only: str = ""
    """Spoil only requests whose call begins so: `PUT statements`; "" for all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is valid xAPI and about to be carried out."""

    asker: Asker
    method: str
    resource: str
    """`statements`, `activities/state`, `agents/profile`, …"""
    parameters: dict[str, str]
    statements: list[Statement] = field(default_factory=list)
    """As they came, those to be stored that are not stored already."""
    nameless: bool = False
    """Did one of the statements come without an id?"""
    body: bytes = b""
    seq: int = 0

    @property
    def call(self) -> str:
        """The request's name, as in `Call`."""
        return f"{self.method} {self.resource}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer to a request that is not carried out."""

    status: int
    message: str


class Judge(Protocol):
    """What an LMS adds to its LRS; it is asked while nobody else writes."""

    def before(self, asked: Asked) -> Refusal | None:
        """Why *asked* must not be carried out; None when it may."""

    def after(self, asked: Asked, status: int) -> None:
        """*asked* was carried out and is answered with *status*."""


def basic(name: str, password: str) -> Callable[[str], Asker | None]:
    """An `authorize` for `Lrs` that takes one name and password."""
    wanted = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
    return lambda header: Asker(name) if header == wanted else None


class Lrs:
    """The Learning Record Store as a web application.

    Args:
        authorize: Who an `Authorization` header stands for, None to refuse it; without it everyone may ask.
        observe: Told of every request, after its answer is known.
        judge: Rules beyond xAPI.
        origins: Does a page of this origin get to see the answers? Without it every page does: what is asked of an LRS
            needs the credentials, which no page has but those that were launched.
    """

    def __init__(
        self,
        store: Store,
        authorize: Callable[[str], Asker | None] | None = None,
        observe: Callable[[Call], None] | None = None,
        judge: Judge | None = None,
        origins: Callable[[str], bool] | None = None,
    ) -> None:
        self.store = store
        self.authorize = authorize
        self.observe = observe
        self.judge = judge
        self.origins = origins
        self.faults = Faults()
        self._numbers = itertools.count(1)

    def app(self) -> Starlette:
        """The LRS, to be mounted under any prefix; the end point is that prefix and a `/`."""
        return Starlette(routes=[Route("/{resource:path}", _Endpoint(self))])

    # the way of a request

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if request.method == "OPTIONS":
            if self.faults.cut and not self.faults.only:
                await cut(receive)
                return
            await Response(status_code=204, headers=self.cross_origin(request) | _PREFLIGHT)(scope, receive, send)
            return
        exchange = Exchange(
            next(self._numbers),
            request.method,
            scope["path_params"]["resource"],
            request.url.path,
            {},
            {name.lower(): value for name, value in request.headers.items()},
            b"",
        )
        refused: RequestError | None = None
        try:
            exchange.body = await body_of(request)
            understand(exchange, request.url.query)
        except RequestError as fault:
            refused = fault
        faults = self.faults_of(exchange.call)
        if faults.delay:
            await asyncio.sleep(faults.delay)
        if faults.cut:
            self.tell(exchange.call, [], "cut", "the connection was closed", seq=exchange.seq)
            await cut(receive)
            return
        if faults.status:
            refused = RequestError(faults.status, "switched off for a test")
        error = ""
        try:
            if refused:
                raise refused
            response = await run_in_threadpool(self._carry_out, exchange)
        except RequestError as fault:
            error = str(fault)
            response = _explained(exchange, fault.status, error)
        except statements.ClauseError as fault:
            error = str(fault)
            response = _explained(exchange, 400, error)
        except RecursionError:
            error = "nested too deeply"
            response = _explained(exchange, 400, error)
        if faults.drop_answer:
            self._tell(exchange, "dropped", "the answer was not sent")
            await cut(receive)
            return
        self._tell(exchange, str(response.status_code), error)
        response.headers.update(self.cross_origin(request))
        response.headers["X-Experience-API-Version"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if exchange.resource == "statements":
            response.headers["X-Experience-API-Consistent-Through"] = stamp(datetime.now(UTC))
        await response(scope, receive, send)

    def cross_origin(self, request: Request) -> dict[str, str]:
        """The headers that let the page of a request see its answer."""
        origin = request.headers.get("origin", "")
        if not origin or (self.origins and not self.origins(origin)):
            return {"Vary": "Origin"}
        exposed = ", ".join(_EXPOSED)
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": exposed}

    def faults_of(self, call: str) -> Faults:
        """The switches as they are now, all off for a call that is not to be spoiled."""
        faults = replace(self.faults)
        return faults if call.startswith(faults.only) else Faults()

    def tell(self, call: str, args: list[str], result: str, error: str, launch: int = 0, seq: int = 0) -> None:
        """Tell the observer of a request; *seq* is its number, 0 for the next one."""
        if self.observe:
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            told = [each[:LONGEST_TOLD] for each in args]
            self.observe(Call(at, call, told, result, error, launch, seq or next(self._numbers)))

    def keep(self, statement: Statement, asker: Asker) -> None:
        """Store a statement that did not come by HTTP.

        Raises:
            ClauseError: It is no statement.
        """
        statements.judge(statement)
        self.store.add(statement, self._completed(statement, asker))

    def _tell(self, exchange: Exchange, result: str, error: str) -> None:
        self.tell(exchange.call, exchange.told, result, error, exchange.asker.launch, exchange.seq)

    def _carry_out(self, exchange: Exchange) -> Response:
        """The answer to a request, in a thread of its own."""
        resources: dict[str, Callable[[Exchange], Response]] = {
            "about": self._about,
            "statements": self._statements,
            "activities/state": self._document,
            "activities/profile": self._document,
            "agents/profile": self._document,
            "agents": self._person,
            "activities": self._activity,
        }
        resource = resources.get(exchange.resource)
        if resource is None:
            raise RequestError(404, f"no resource `{exchange.resource}` (xAPI 1.0.3, Communication 2)")
        if exchange.resource != "about":
            if self.authorize:
                asker = self.authorize(exchange.headers.get("authorization", ""))
                if asker is None:
                    raise RequestError(401, "these credentials are not known (xAPI 1.0.3, Communication 4)")
                exchange.asker = asker
            version = exchange.headers.get("x-experience-api-version")
            if version is None or not statements.is_version(version):
                found = "is missing" if version is None else f"is `{version}`"
                why = f"the header X-Experience-API-Version {found}; this LRS speaks {VERSION}"
                raise RequestError(400, f"{why} (xAPI 1.0.3, Communication 3.3)")
        return resource(exchange)

    def _allow(self, exchange: Exchange, *methods: str) -> None:
        if exchange.method not in methods:
            raise RequestError(405, f"`{exchange.resource}` takes {', '.join(methods)} (xAPI 1.0.3, Communication 2)")

    def _judged(self, exchange: Exchange, act: Callable[[], Response], new: list[Statement] | None = None) -> Response:
        """The answer of *act*, when the judge lets it happen; its changes and the judge's are one."""
        if self.judge is None:
            return act()
        with self.store.transaction():
            asked = _asked(exchange, new or [])
            refusal = self.judge.before(asked)
            if refusal:
                raise RequestError(refusal.status, refusal.message)
            try:
                response = act()
            except RequestError as error:
                if exchange.reads:  # what is not there was asked for all the same
                    self.judge.after(asked, error.status)
                raise
            self.judge.after(asked, response.status_code)
        return response

    # statements

    def _statements(self, exchange: Exchange) -> Response:
        self._allow(exchange, "GET", "HEAD", "PUT", "POST")
        return self._query(exchange) if exchange.reads else self._store(exchange)

    def _store(self, exchange: Exchange) -> Response:
        puts = exchange.method == "PUT"
        parameters = exchange.judged_parameters(("statementId",) if puts else ())
        value = json_body(exchange)
        batch = value if isinstance(value, list) and not puts else [value]
        received: list[Statement] = []
        for number, each in enumerate(batch):
            try:
                statements.judge(each, f"[{number}]" if isinstance(value, list) else "")
            finally:
                if isinstance(each, dict):
                    exchange.told.append(_outline(each))
            exchange.nameless = exchange.nameless or not (puts or "id" in each)
            identifier = each.get("id", str(uuid.uuid4()))
            if puts:
                if identifier.lower() != parameters["statementId"].lower() and "id" in each:
                    why = "id: is another one than the parameter `statementId`"
                    raise RequestError(400, f"{why} (xAPI 1.0.3, Communication 2.1.1)")
                identifier = parameters["statementId"]
            received.append({**each, "id": identifier})
        names = [each["id"].lower() for each in received]
        if len(set(names)) != len(names):
            raise RequestError(400, "two statements of the batch have the same id (xAPI 1.0.3, Communication 2.1.2)")
        with self.store.transaction():
            new = [each for each in received if not self._is_stored(each)]

            def add() -> Response:
                for each in new:
                    self.store.add(each, self._completed(each, exchange.asker))
                return Response(status_code=204) if puts else _json([each["id"] for each in received])

            return self._judged(exchange, add, new)

    def _is_stored(self, statement: Statement) -> bool:
        """Is this statement stored already? Another one under its id is a conflict."""
        stored = self.store.find(statement["id"])
        if stored and not statements.same(statement, stored[0]):
            why = f"another statement is stored under the id {statement['id']}"
            raise RequestError(409, f"{why} (xAPI 1.0.3, Communication 2.1.1, Data 2.3.1)")
        return stored is not None

    def _completed(self, statement: Statement, asker: Asker) -> Statement:
        """*statement* with what an LRS sets, but for `stored` (Data 2.4)."""
        account = {"homePage": "https://cartable.invalid/lrs", "name": asker.name or "anyone"}
        complete = {"version": "1.0.0", **statement, "authority": {"objectType": "Agent", "account": account}}
        complete["object"] = _with_lists(statement["object"])
        return _with_lists(complete)

    def _query(self, exchange: Exchange) -> Response:
        one = [name for name in ("statementId", "voidedStatementId") if name in exchange.parameters]
        if one:
            parameters = exchange.judged_parameters((one[0],), ("format", "attachments"))
            exchange.told.append(parameters[one[0]])
            return self._judged(exchange, lambda: self._single(exchange, one[0]))
        filters = (
            "agent",
            "verb",
            "activity",
            "registration",
            "related_activities",
            "related_agents",
            "since",
            "until",
        )
        parameters = exchange.judged_parameters((), (*filters, "limit", "format", "attachments", "ascending", "cursor"))
        exchange.told.append(urlencode({name: each for name, each in parameters.items() if name != "agent"}))
        limit = int(parameters.get("limit", 0))
        wanted = Filter(
            agent=statements.agent_key(agent_of(parameters["agent"])) if "agent" in parameters else "",
            verb=parameters.get("verb", ""),
            activity=parameters.get("activity", ""),
            registration=parameters.get("registration", "").lower(),
            related_activities=parameters.get("related_activities") == "true",
            related_agents=parameters.get("related_agents") == "true",
            since=time_of("since", parameters["since"]) if "since" in parameters else None,
            until=time_of("until", parameters["until"]) if "until" in parameters else None,
            ascending=parameters.get("ascending") == "true",
            limit=min(limit or MOST_STATEMENTS, MOST_STATEMENTS),
            cursor=int(parameters.get("cursor", 0)),
        )

        def find() -> Response:
            found, cursor = self.store.select(wanted)
            rest = {**parameters, "cursor": str(cursor)}
            more = f"{exchange.path}?{urlencode(rest)}" if cursor else ""
            body = {"statements": [self._formed(exchange, each) for each in found], "more": more}
            return _result(exchange, body, max((each["stored"] for each in found), default=""))

        return self._judged(exchange, find)

    def _single(self, exchange: Exchange, parameter: str) -> Response:
        found = self.store.find(exchange.parameters[parameter])
        if found is None or found[2] != (parameter == "voidedStatementId"):
            kind = "voided statement" if parameter == "voidedStatementId" else "statement"
            raise RequestError(404, f"no {kind} with this id (xAPI 1.0.3, Communication 2.1.3, 2.1.4)")
        return _result(exchange, self._formed(exchange, found[1]), found[1]["stored"])

    def _formed(self, exchange: Exchange, statement: Statement) -> Statement:
        form = exchange.parameters.get("format", "exact")
        if form == "ids":
            return views.ids(statement)
        if form == "canonical":
            languages = exchange.headers.get("accept-language", "")
            return views.canonical(statement, languages, self.store.activity, self.store.display)
        return statement

    # documents

    def _document(self, exchange: Exchange) -> Response:
        self._allow(exchange, "GET", "HEAD", "PUT", "POST", "DELETE")
        resource, state = exchange.resource, exchange.resource == "activities/state"
        name = "stateId" if state else "profileId"
        scope = {"activities/state": ("activityId", "agent"), "agents/profile": ("agent",)}.get(
            resource, ("activityId",)
        )
        optional = ("registration",) if state else ()
        several = exchange.reads or (state and exchange.method == "DELETE")
        if name in exchange.parameters or not several:
            parameters = exchange.judged_parameters((*scope, name), optional)
        else:
            parameters = exchange.judged_parameters(scope, (*optional, "since") if exchange.reads else optional)
        shelf = Shelf(
            resource,
            parameters.get("activityId", ""),
            statements.agent_key(agent_of(parameters["agent"])) if "agent" in parameters else "",
            parameters.get("registration", "").lower(),
        )
        identifier = parameters.get(name)
        exchange.told += [*([] if identifier is None else [identifier]), exchange.body.decode("utf-8", "replace")]
        if identifier is None:
            return self._judged(exchange, lambda: self._documents(exchange, shelf))
        return self._judged(exchange, lambda: self._one_document(exchange, shelf, identifier))

    def _documents(self, exchange: Exchange, shelf: Shelf) -> Response:
        if exchange.method == "DELETE":
            self.store.delete(shelf)
            return Response(status_code=204)
        since = exchange.parameters.get("since")
        found = self.store.documents(shelf, time_of("since", since) if since else None)
        response = _result(exchange, [identifier for identifier, _ in found])
        if found:
            response.headers["Last-Modified"] = format_datetime(max(each for _, each in found), usegmt=True)
        return response

    def _one_document(self, exchange: Exchange, shelf: Shelf, identifier: str) -> Response:
        with self.store.transaction():
            stored = self.store.document(shelf, identifier)
            if exchange.reads:
                if stored is None:
                    raise RequestError(404, "no such document (xAPI 1.0.3, Communication 2.2)")
                headers = {"ETag": stored.etag, "Last-Modified": format_datetime(stored.updated, usegmt=True)}
                # A document is whatever a package stored; shown by itself, it must run nothing.
                headers |= {"Content-Type": stored.type, "Content-Security-Policy": "sandbox"}
                return Response(stored.body, headers=headers)
            _concurrency(exchange, stored)
            if exchange.method == "DELETE":
                self.store.delete(shelf, identifier)
                return Response(status_code=204)
            media_type = exchange.headers.get("content-type", "application/octet-stream")
            if is_json(media_type):
                statements.parsed(exchange.body)
            body = exchange.body
            if exchange.method == "POST" and stored is not None:
                body = _merged(stored, exchange.body, media_type)
            elif exchange.method == "POST" and is_json(media_type) and not _is_object(exchange.body):
                raise RequestError(400, "POST takes a JSON object (xAPI 1.0.3, Communication 2.2)")
            self.store.put(shelf, identifier, body, media_type)
        return Response(status_code=204)

    # what the LRS knows

    def _about(self, exchange: Exchange) -> Response:
        self._allow(exchange, "GET", "HEAD")
        return _result(exchange, {"version": [VERSION]})

    def _person(self, exchange: Exchange) -> Response:
        self._allow(exchange, "GET", "HEAD")
        agent = agent_of(exchange.judged_parameters(("agent",))["agent"])
        names = {*self.store.names(statements.agent_key(agent)), *([agent["name"]] if "name" in agent else [])}
        person: dict[str, Any] = {"objectType": "Person", **({"name": sorted(names)} if names else {})}
        person |= {name: [agent[name]] for name in statements.IDENTIFIERS if name in agent}
        return self._judged(exchange, lambda: _result(exchange, person))

    def _activity(self, exchange: Exchange) -> Response:
        self._allow(exchange, "GET", "HEAD")
        identifier = exchange.judged_parameters(("activityId",))["activityId"]
        definition = self.store.activity(identifier)
        known = {"definition": definition} if definition else {}
        return self._judged(exchange, lambda: _result(exchange, {"objectType": "Activity", "id": identifier, **known}))


def _asked(exchange: Exchange, new: list[Statement]) -> Asked:
    """A request as a judge sees it."""
    return Asked(
        exchange.asker,
        exchange.method,
        exchange.resource,
        exchange.parameters,
        new,
        exchange.nameless,
        exchange.body,
        exchange.seq,
    )


class _Endpoint:
    """The LRS below the routing, which would wrap a function's answer: a cut connection has none."""

    def __init__(self, lrs: Lrs) -> None:
        self._lrs = lrs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._lrs.serve(scope, receive, send)


def _explained(exchange: Exchange, status: int, message: str) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="LRS"'} if status == 401 else {}
    if "application/json" in exchange.headers.get("accept", ""):
        return Response(json.dumps({"error": message}), status, headers, "application/json")
    return Response(f"{message}\n", status, headers, "text/plain")


def _json(value: Any) -> Response:
    # Lone surrogates were refused on the way in, so that nothing here needs an escape.
    return Response(json.dumps(value, ensure_ascii=False), media_type="application/json")


def _result(exchange: Exchange, value: Any, stored: str = "") -> Response:
    """The answer to a GET, with its entity tag (Communication 3.1); *stored* is when it was last changed."""
    response = _json(value)
    if exchange.parameters.get("attachments") == "true":
        # None are kept, but the form of the answer is the one that was asked for (Communication 1.5.2).
        boundary = uuid.uuid4().hex
        head = f"--{boundary}\r\nContent-Type: application/json\r\n\r\n".encode()
        body = head + bytes(response.body) + f"\r\n--{boundary}--\r\n".encode()
        response = Response(body, media_type=f"multipart/mixed; boundary={boundary}")
    digest = hashlib.sha1(bytes(response.body), usedforsecurity=False).hexdigest()
    response.headers["ETag"] = f'"{digest}"'
    if stored:
        response.headers["Last-Modified"] = format_datetime(statements.instant(stored), usegmt=True)
    return response


def _with_lists(part: Statement) -> Statement:
    """*part* with lists in its context activities, where xAPI 0.95 had single ones (Data 2.4.6.2)."""
    activities = part.get("context", {}).get("contextActivities")
    if not activities:
        return part
    lists = {name: each if isinstance(each, list) else [each] for name, each in activities.items()}
    return {**part, "context": {**part["context"], "contextActivities": lists}}


def _outline(statement: Statement) -> str:
    """A statement in one line for an observer, without the learner."""
    verb, target = statement.get("verb"), statement.get("object")
    parts = [each["id"] for each in (verb, target) if isinstance(each, dict) and isinstance(each.get("id"), str)]
    return " ".join([*parts, str(statement.get("id", ""))]).strip()


def _concurrency(exchange: Exchange, stored: Document | None) -> None:
    """Refuse to write over what the client has not seen (Communication 3.1)."""
    match, none_match = exchange.headers.get("if-match"), exchange.headers.get("if-none-match")
    tags = [each.strip() for each in (match or none_match or "").split(",")]
    there = stored is not None and ("*" in tags or stored.etag in tags)
    if (match is not None and not there) or (match is None and none_match is not None and there):
        raise RequestError(412, "the document is not the one that the client knows (xAPI 1.0.3, Communication 3.1)")
    profile = exchange.resource != "activities/state"
    if profile and exchange.method == "PUT" and stored is not None and match is None and none_match is None:
        why = "check the document as it is now, then set the header If-Match to its ETag"
        raise RequestError(409, f"{why} (xAPI 1.0.3, Communication 3.1)")


def _is_object(body: bytes) -> bool:
    return isinstance(statements.parsed(body), dict)


def _merged(stored: Document, body: bytes, media_type: str) -> bytes:
    """A stored JSON object with the properties of another one set (Communication 2.2)."""
    why = "POST merges two JSON objects; {} is none (xAPI 1.0.3, Communication 2.2)"
    if not is_json(media_type) or not _is_object(body):
        raise RequestError(400, why.format("what was sent"))
    if not is_json(stored.type) or not _is_object(stored.body):
        raise RequestError(400, why.format("the stored document"))
    return json.dumps({**json.loads(stored.body), **json.loads(body)}).encode()

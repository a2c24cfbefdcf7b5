"""A cmi5 LMS: it launches assignable units, judges what they send, and names the requirement that they broke.

In: a course structure, or the id and address of one AU. Out: launch addresses, an end point and fetch addresses, every
breach of the cmi5 specification (Quartz, 1st edition) by CATAPULT's requirement ids. What breaks a requirement is
refused, as the reference player does; what cannot be refused is noted all the same.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import tincan
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from builder.hosts import Call, Violation, statements
from builder.hosts.exchanges import cut
from builder.hosts.lrs import Asked, Asker, Faults, Lrs, Refusal, Store
from builder.hosts.sessions import (
    CATEGORY,
    LAUNCH_DATA,
    MOVE_ON,
    PREFERENCES,
    READS,
    SESSION,
    VERBS,
    Breach,
    BreachError,
    Progress,
    Session,
    after,
    defined,
    remarks,
    request_breaches,
)
from builder.hosts.store import Shelf, Statement
from builder.hosts.structure import Au, Mode, MoveOn, Structure, read

__all__ = ["Au", "Launches", "Mode", "MoveOn", "Session", "Structure", "read"]

LEARNER: Final = {
    "objectType": "Agent",
    "name": "Camille Martin",
    "account": {"homePage": "https://lms.cartable.invalid/", "name": "camille.martin"},
}
MOST_VIOLATIONS: Final = 1000
"""Noted; an AU that sends the same wrong thing for hours tells nothing new."""
OWN: Final = "https://lms.cartable.invalid/"
"""Where the ids that the LMS makes begin; nothing answers there."""
_CONTEXT: Final = "https://w3id.org/xapi/cmi5/context/extensions/"
_REASON: Final = "https://w3id.org/xapi/cmi5/result/extensions/reason"
_TYPES: Final = {
    "block": "https://w3id.org/xapi/cmi5/activitytype/block",
    "course": "https://w3id.org/xapi/cmi5/activitytype/course",
}
_LMS: Final = Asker("lms")


class Launches:
    """A cmi5 LMS with its LRS; all its methods may be called from any thread.

    Args:
        structure: The course; without it any AU can be launched, by itself.
        address: Where `app()` is mounted, without a `/` at its end: `http://127.0.0.1:8000/cmi5`.
        observe: Told of every request of the AUs, those to the fetch addresses included.
    """

    def __init__(
        self,
        store: Store,
        structure: Structure | None = None,
        *,
        address: str = "",
        observe: Callable[[Call], None] | None = None,
    ) -> None:
        self.store = store
        self.structure = structure
        self.address = address
        self.lrs = Lrs(store, self._authorize, self._observe, self)
        self.violations: list[Violation] = []
        self.preferences_locked = False
        """Does the LMS answer 403 to an AU that sets the learner's preferences, as it may (11.0)?"""
        self.grace = 10.0
        """Seconds after `terminated` in which documents are still taken (9.3.8.0-4 leaves the time to the LMS)."""
        self.fetch_error = ""
        """The error code that every fetch answers with, `2` or `3`; "" for none."""
        self._tell = observe
        # The store's own: a request holds it while it is judged, a launch while it writes.
        self._lock = store.lock
        self._sessions: list[Session] = []
        self._pending: Session | None = None
        self._refused: set[int] = set()

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose, at the end point and, as `POST fetch`, at the fetch addresses."""
        return self.lrs.faults

    @property
    def sessions(self) -> list[Session]:
        """Every session so far, oldest first."""
        with self._lock:
            return list(self._sessions)

    def app(self) -> Starlette:
        """The end point (`/lrs/`) and the fetch addresses (`/fetch/…`), to be mounted at `address`."""
        return Starlette(
            routes=[
                Mount("/lrs", self.lrs.app()),
                Route("/fetch/{key}", _Fetch(self)),
                Route("/return/{key}", self._return),
            ]
        )

    # launching

    def launch(
        self,
        au: str,
        url: str,
        *,
        mode: Mode = "Normal",
        mastery: float | None = None,
        move_on: MoveOn | None = None,
        return_url: str | None = "",
        learner: dict[str, Any] | None = None,
        registration: str = "",
        preferences: dict[str, str] | None = None,
        template: dict[str, Any] | None = None,
    ) -> str:
        """Begin a session; the address to open, *url* with the five parameters.

        A session of the same AU and registration that was not terminated is abandoned.

        Args:
            au: The publisher's id of the assignable unit.
            url: Where its page is served.
            mastery: Instead of the course structure's.
            move_on: Instead of the course structure's; Completed where there is none.
            return_url: Where the AU goes at its end; None for a page of this LMS, which notes that it came.
            learner: An Agent with an account; the same one again resumes.
            registration: "" for the learner's latest, or a new one.
            preferences: The learner's `languagePreference` and `audioPreference`; None leaves them as they are.
            template: More for the contextTemplate, which an LMS may add to.
        """
        unit = self._unit(au)
        learner = learner or LEARNER
        with self.store.transaction():
            registration = self._registration(learner, registration)
            activity = self.activity(au)
            for session in self._sessions:
                if session.is_open and (session.activity, session.registration) == (activity, registration):
                    self._abandon(session)
            key = secrets.token_urlsafe(16)
            session_id = str(uuid.uuid4())
            launched = Session(
                number=len(self._sessions) + 1,
                id=session_id,
                key=key,
                token=base64.b64encode(f"{session_id}:{secrets.token_urlsafe(16)}".encode()).decode(),
                au=au,
                activity=activity,
                registration=registration,
                actor=learner,
                mode=mode,
                move_on=move_on or (unit.move_on if self.structure else "Completed"),
                mastery=unit.mastery if mastery is None else mastery,
                return_url=f"{self.address}/return/{key}" if return_url is None else return_url,
                template=_template(au, session_id, template or {}),
                launched=datetime.now(UTC),
                progress=self._progress(registration)[activity],
            )
            self._sessions.append(launched)
            self._write_launch_data(launched, unit, preferences)
            # AUs that need not be opened may satisfy a block before any is (9.6.1), outside of every session.
            self._satisfy(registration, learner, str(uuid.uuid4()))
            self._say_launched(launched, unit, url)
        parameters = {
            "endpoint": f"{self.address}/lrs/",
            "fetch": f"{self.address}/fetch/{key}",
            "actor": json.dumps(learner, ensure_ascii=False),
            "registration": registration,
            "activityId": activity,
        }
        base, hash_sign, fragment = url.partition("#")
        # In another order each time: an AU must not count on one (8.1.0.0-7).
        first = launched.number % len(parameters)
        pairs = list(parameters.items())
        query = urlencode([*pairs[first:], *pairs[:first]], quote_via=quote)
        return f"{base}{'&' if '?' in base else '?'}{query}{hash_sign}{fragment}"

    def activity(self, publisher_id: str) -> str:
        """The id under which this LMS knows an AU, a block or a course; the same at each launch (8.1.5.0-3, -4)."""
        return f"{OWN}activities/{uuid.uuid5(uuid.NAMESPACE_URL, publisher_id)}"

    def _unit(self, au: str) -> Au:
        if self.structure is None:
            return Au(au)
        found = next((each for each in self.structure.aus if each.id == au), None)
        if found is None:
            raise KeyError(f"no AU {au} in the course structure")
        return found

    def _registration(self, learner: dict[str, Any], wanted: str) -> str:
        """The registration to use, kept as the learner's latest."""
        course = self.structure.id if self.structure else ""
        shelf = Shelf("lms", course, statements.agent_key(learner))
        if not wanted:
            latest = self.store.document(shelf, "registration")
            wanted = latest.body.decode() if latest else str(uuid.uuid4())
        self.store.put(shelf, "registration", wanted.lower().encode(), "text/plain")
        return wanted.lower()

    def _progress(self, registration: str) -> defaultdict[str, Progress]:
        """What the LRS has of each activity of a registration, whichever run of this LMS stored it."""
        found: defaultdict[str, Progress] = defaultdict(Progress)
        for name in ("completed", "passed", "waived"):
            for each in self.store.statements(registration=registration, verb=VERBS[name]):
                if CATEGORY in _category_ids(each):
                    activity = each["object"]["id"]
                    found[activity] = replace(found[activity], **{name: True})
        return found

    def _write_launch_data(self, session: Session, unit: Au, preferences: dict[str, str] | None) -> None:
        data: dict[str, Any] = {
            "contextTemplate": session.template,
            "launchMode": session.mode,
            "moveOn": session.move_on,
        }
        if session.mastery is not None:
            data["masteryScore"] = session.mastery
        if session.return_url:
            data["returnURL"] = session.return_url
        if unit.launch_parameters:
            data["launchParameters"] = unit.launch_parameters
        if unit.entitlement_key:
            data["entitlementKey"] = {"courseStructure": unit.entitlement_key}
        agent = statements.agent_key(session.actor)
        shelf = Shelf("activities/state", session.activity, agent, session.registration)
        self.store.put(shelf, LAUNCH_DATA, json.dumps(data).encode(), "application/json")
        if preferences is not None:
            body = json.dumps(preferences).encode()
            self.store.put(Shelf("agents/profile", agent=agent), PREFERENCES, body, "application/json")

    # what the LMS says itself

    def _say(
        self,
        verb: str,
        actor: dict[str, Any],
        target: tincan.Activity,
        context: tincan.Context,
        result: tincan.Result | None = None,
    ) -> None:
        """Store a statement of the LMS's own, judged as any other is."""
        statement = tincan.Statement(
            id=str(uuid.uuid4()),
            actor=tincan.Agent(actor),
            verb=tincan.Verb(id=VERBS[verb], display=tincan.LanguageMap({"en": verb})),
            object=target,
            context=context,
            timestamp=datetime.now(UTC),
        )
        if result:
            statement.result = result
        self.lrs.keep(statement.as_version("1.0.3"), _LMS)

    def _context(
        self,
        registration: str,
        session: str,
        publisher_id: str,
        categories: Iterable[str] = (),
        extensions: dict[str, Any] | None = None,
    ) -> tincan.Context:
        return tincan.Context(
            registration=registration,
            context_activities=tincan.ContextActivities(
                category=[{"id": each} for each in (CATEGORY, *categories)], grouping=[{"id": publisher_id}]
            ),
            extensions=tincan.Extensions({SESSION: session, **(extensions or {})}),
        )

    def _say_launched(self, session: Session, unit: Au, url: str) -> None:
        told = {
            "launchmode": session.mode,
            "launchurl": url,
            "moveon": session.move_on,
            "masteryscore": session.mastery,
            "launchparameters": unit.launch_parameters or None,
        }
        extensions = {_CONTEXT + name: value for name, value in told.items() if value is not None}
        context = self._context(session.registration, session.id, session.au, extensions=extensions)
        self._say("launched", session.actor, tincan.Activity(id=session.activity), context)

    def _abandon(self, session: Session) -> None:
        """Say that a session ended without `terminated` (9.3.6)."""
        length = (session.last or session.launched) - session.launched
        context = self._context(session.registration, session.id, session.au)
        result = tincan.Result(duration=max(length, timedelta()))
        self._say("abandoned", session.actor, tincan.Activity(id=session.activity), context, result)
        self._replace(replace(session, abandoned=True))

    def waive(
        self, registration: str, au: str, learner: dict[str, Any] | None = None, reason: str = "Tested Out"
    ) -> None:
        """Count an AU as done without its being launched (9.3.7), once in a registration."""
        with self._lock:
            activity, registration = self.activity(au), registration.lower()
            if self._progress(registration)[activity].waived:
                return
            session = str(uuid.uuid4())
            result = tincan.Result(success=True, completion=True, extensions=tincan.Extensions({_REASON: reason}))
            context = self._context(registration, session, au, [MOVE_ON])
            self._say("waived", learner or LEARNER, tincan.Activity(id=activity), context, result)
            self._satisfy(registration, learner or LEARNER, session)

    def _satisfy(self, registration: str, actor: dict[str, Any], session: str) -> None:
        """Say once of each block, and of the course, that all its AUs have met their moveOn (9.3.9)."""
        if self.structure is None:
            return
        progress = self._progress(registration)
        missing = [
            au
            for au in self.structure.aus
            if not progress[self.activity(au.id)].meets(self._move_on(registration, au.id))
        ]
        open_blocks = {block for au in missing for block in au.blocks}
        done = [("block", block) for block in reversed(self.structure.blocks) if block not in open_blocks]
        if not missing:
            done.append(("course", self.structure.id))
        for kind, publisher_id in done:
            activity = self.activity(publisher_id)
            if self.store.statements(registration=registration, activity=activity, verb=VERBS["satisfied"]):
                continue
            target = tincan.Activity(id=activity, definition=tincan.ActivityDefinition(type=_TYPES[kind]))
            self._say("satisfied", actor, target, self._context(registration, session, publisher_id))

    def is_satisfied(self, registration: str, au: str) -> bool:
        """Has the learner met the AU's moveOn? With the criterion of its latest launch, else the structure's."""
        registration = registration.lower()
        return self._progress(registration)[self.activity(au)].meets(self._move_on(registration, au))

    def _move_on(self, registration: str, au: str) -> MoveOn:
        with self._lock:
            for session in reversed(self._sessions):
                if (session.registration, session.au) == (registration, au):
                    return session.move_on
        return self._unit(au).move_on

    # the ends of sessions

    def abandon(self, registration: str = "") -> None:
        """End the open sessions, of one registration or all, as after a crash; no fault of the AU is noted."""
        with self._lock:
            for session in self.sessions:
                if session.is_open and registration.lower() in ("", session.registration):
                    self._abandon(session)

    def finish(self, registration: str = "", *, left: bool = False) -> list[Violation]:
        """End the sessions as an LMS does that waits no longer, and note what they never did; all violations so far.

        Args:
            left: Did the learner leave the latest session by the AU's own way out? Then it has to lead back here, if
                it was launched so. From a tab that is closed, none does.
        """
        with self._lock:
            wanted = [each for each in self._sessions if registration.lower() in ("", each.registration)]
            for session in wanted:
                if session.abandoned:
                    continue
                for breach in _left_undone(session, must_return=left and session is wanted[-1]):
                    self._note(breach, "finish", [], 0, session.number)
                if session.is_open:
                    self._abandon(session)
            return list(self.violations)

    # judging

    def _authorize(self, header: str) -> Asker | None:
        scheme, _, token = header.partition(" ")
        with self._lock:
            for session in self._sessions:
                # A token counts from when it was fetched (8.1.2.0-2).
                if session.fetched and scheme.lower() == "basic" and _equal(token, session.token):
                    return Asker(session.id, session.number)
        return None

    def _session(self, asker: Asker) -> Session:
        return self._sessions[asker.launch - 1]

    def _replace(self, session: Session) -> None:
        with self._lock:
            self._sessions[session.number - 1] = session

    def _note(self, breach: Breach, call: str, args: list[str], seq: int, launch: int) -> None:
        violation = Violation(breach.rule, call, args, breach.message, seq, launch)
        if len(self.violations) < MOST_VIOLATIONS and violation not in self.violations:
            self.violations.append(violation)

    def before(self, asked: Asked) -> Refusal | None:
        """Judge a request of an AU; the LRS asks."""
        with self._lock:
            session = self._session(asked.asker)
            if session.abandoned:
                self._refused.add(asked.seq)
                return Refusal(403, "cmi5 9.3.6.0-2: the session was abandoned")
            if self.preferences_locked and asked.resource == "agents/profile" and asked.method not in READS:
                self._refused.add(asked.seq)
                return Refusal(403, "cmi5 11.0.0.0-2: this LMS keeps the preferences; this is no error")
            try:
                self._pending = self._judged(session, asked)
            except BreachError as error:
                breach = error.breach
                self._note(breach, asked.call, _told(asked), asked.seq, session.number)
                self._refused.add(asked.seq)
                return Refusal(breach.status, breach.message)
        return None

    def _judged(self, session: Session, asked: Asked) -> Session:
        """The session once *asked* is carried out."""
        if asked.resource == "statements":
            if asked.nameless:
                raise BreachError("9.1.0.0-1", "a statement without an id", 400)
            for sent in asked.statements:
                session, before = after(session, sent), session
                for remark in remarks(before, sent):
                    self._note(remark, asked.call, _told(asked), asked.seq, session.number)
            return session
        request = (asked.method, asked.resource, asked.parameters, asked.body)
        for breach in request_breaches(session, *request, self.grace):
            if breach.status:
                raise BreachError(breach.requirement, breach.why, breach.status)
            self._note(breach, asked.call, _told(asked), asked.seq, session.number)
        return session

    def after(self, asked: Asked, status: int) -> None:
        """Take in what a request of an AU did; the LRS tells."""
        with self._lock:
            session, self._pending = self._pending or self._session(asked.asker), None
            if asked.method == "GET" and asked.parameters.get("stateId") == LAUNCH_DATA and status == 200:
                session = replace(session, read_launch_data=True)
            if asked.method == "GET" and asked.parameters.get("profileId") == PREFERENCES:
                session = replace(session, read_preferences=True)
            self._replace(session)
            if any(defined(sent) in ("completed", "passed") for sent in asked.statements):
                self._satisfy(session.registration, session.actor, session.id)

    def _observe(self, call: Call) -> None:
        """Note what the LRS itself refused, then pass the call on."""
        breach = None
        if call.result == "401":
            breach = Breach("8.1.2.0-5", "the request has no token of an open session")
        elif call.result in ("400", "409", "412", "413") and call.seq not in self._refused:
            breach = Breach("4.1.0.0-1", call.error)
        self._refused.discard(call.seq)
        if breach:
            with self._lock:
                self._note(breach, call.call, call.args, call.seq, call.launch)
        if self._tell:
            self._tell(call)

    # fetch and return

    def fetch(self, key: str, method: str) -> tuple[int, dict[str, str], int]:
        """The answer to a request to a fetch address: status, JSON, number of the launch (8.2)."""
        with self._lock:
            session = next((each for each in self._sessions if _equal(key, each.key)), None)
            if session is None:
                return 404, {"error-code": "3", "error-text": "no such session"}, 0
            if method != "POST":
                breach = Breach("8.1.2.0-4", f"the fetch address takes POST, not {method}")
                self._note(breach, f"{method} fetch", [], 0, session.number)
                return 405, {"error-code": "3", "error-text": breach.message}, session.number
            if self.fetch_error:
                return 200, {"error-code": self.fetch_error, "error-text": "switched off for a test"}, session.number
            if session.fetched:
                breach = Breach("8.2.3.0-1", "the fetch address was asked again; it gives one token")
                self._note(breach, "POST fetch", [], 0, session.number)
                return 200, {"error-code": "1", "error-text": breach.message}, session.number
            self._replace(replace(session, fetched=True))
            return 200, {"auth-token": session.token}, session.number

    def _return(self, request: Request) -> Response:
        with self._lock:
            for session in self._sessions:
                if session.key == request.path_params["key"]:
                    self._replace(replace(session, returned=True))
        head = '<!doctype html><html lang="en"><title>LMS</title><link rel="icon" href="data:,">'
        return HTMLResponse(f"{head}<p>Back at the LMS.</p></html>")


class _Fetch:
    """A fetch address, with the faults of the end point."""

    def __init__(self, launches: Launches) -> None:
        self._launches = launches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        lrs = self._launches.lrs
        faults = lrs.faults_of(f"{request.method} fetch")
        headers = lrs.cross_origin(request)
        if request.method == "OPTIONS":
            headers |= {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "*"}
            await Response(status_code=204, headers=headers)(scope, receive, send)
            return
        if faults.delay:
            await asyncio.sleep(faults.delay)
        if faults.cut:
            lrs.tell(f"{request.method} fetch", [], "cut", "the connection was closed")
            await cut(receive)
            return
        if faults.status:
            status, body, launch = faults.status, {"error-code": "3", "error-text": "switched off for a test"}, 0
        else:
            key = scope["path_params"]["key"]
            status, body, launch = await run_in_threadpool(self._launches.fetch, key, request.method)
        if faults.drop_answer:
            lrs.tell(f"{request.method} fetch", [], "dropped", "the answer was not sent", launch)
            await cut(receive)
            return
        lrs.tell(f"{request.method} fetch", [], str(status), body.get("error-text", ""), launch)
        headers["Cache-Control"] = "no-store"
        await Response(json.dumps(body), status, headers, "application/json")(scope, receive, send)


def _equal(text: str, secret: str) -> bool:
    """Compare in a time that tells nothing; as bytes, since anything may be sent."""
    return secrets.compare_digest(text.encode("utf-8", "surrogatepass"), secret.encode())


def _template(au: str, session: str, more: dict[str, Any]) -> dict[str, Any]:
    """The contextTemplate of a launch (10.2.1), with what the LMS adds of its own."""
    activities = {kind: list(each) for kind, each in more.get("contextActivities", {}).items()}
    activities["grouping"] = [{"objectType": "Activity", "id": au}, *activities.get("grouping", [])]
    extensions = {**more.get("extensions", {}), SESSION: session}
    return {**more, "contextActivities": activities, "extensions": extensions}


def _category_ids(statement: Statement) -> set[str]:
    activities = statement.get("context", {}).get("contextActivities", {}).get("category", [])
    return {each["id"] for each in activities}


def _told(asked: Asked) -> list[str]:
    """What of a request a violation shows."""
    if asked.statements:
        return [f"{each['verb']['id']} {each['id']}" for each in asked.statements]
    return [each for name, each in asked.parameters.items() if name in ("stateId", "profileId")]


def _left_undone(session: Session, *, must_return: bool) -> list[Breach]:
    """What an AU should have done by the end of its session."""
    found = []
    if not session.fetched:
        found.append(Breach("8.1.2.0-4", "the token was never fetched", 0))
    elif not session.read_launch_data:
        found.append(Breach("10.2.1.0-4", f"{LAUNCH_DATA} was never read", 0))
    if session.fetched and "initialized" not in session.verbs:
        found.append(Breach("7.1.1.0-1", "`initialized` was never sent", 0))
    if "initialized" in session.verbs and "terminated" not in session.verbs:
        found.append(Breach("7.1.2.0-1", "the session ended without `terminated`", 0))
    own_return = urlsplit(session.return_url).path.endswith(f"/return/{session.key}")
    if must_return and own_return and "terminated" in session.verbs and not session.returned:
        found.append(Breach("10.2.6.0-1", "the AU did not go to the returnURL after `terminated`", 0))
    return found

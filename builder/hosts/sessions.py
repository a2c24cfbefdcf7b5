"""One cmi5 session, and what an assignable unit may send in it (cmi5, sections 7 to 11).

In: the session as it stands, and a statement or a request. Out: the requirement that is broken, or the session as it
is afterwards. Requirements have CATAPULT's ids; where several say the same thing, the first of `SAME` stands for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from builder.hosts import statements
from builder.hosts.structure import Mode, MoveOn

Statement = dict[str, Any]

CATEGORY: Final = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVE_ON: Final = "https://w3id.org/xapi/cmi5/context/categories/moveon"
SESSION: Final = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
MASTERY: Final = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
PROGRESS: Final = "https://w3id.org/xapi/cmi5/result/extensions/progress"
PREFERENCES: Final = "cmi5LearnerPreferences"
LAUNCH_DATA: Final = "LMS.LaunchData"
READS: Final = ("GET", "HEAD")

_ADL: Final = "http://adlnet.gov/expapi/verbs/"
_W3ID: Final = "https://w3id.org/xapi/adl/verbs/"
VERBS: Final = {
    **{name: _ADL + name for name in ("launched", "initialized", "completed", "passed", "failed", "terminated")},
    **{name: _W3ID + name for name in ("abandoned", "waived", "satisfied")},
}
_OF_AU: Final = {VERBS[name]: name for name in ("initialized", "completed", "passed", "failed", "terminated")}

SAME: Final = {
    "7.1.2.0-1": ("9.3.8.0-1", "10.2.2.0-6", "10.2.2.0-8", "10.2.2.0-10"),
    "7.1.1.0-1": ("10.2.2.0-6", "10.2.2.0-8", "10.2.2.0-10"),
    "8.1.2.0-4": ("8.1.2.0-3", "8.2.1.0-2", "8.2.2.0-4"),
    "8.1.2.0-5": ("8.2.1.0-5", "8.2.2.0-5"),
    "8.1.3.0-3": ("8.1.3.0-2",),
    "8.1.4.0-3": ("8.1.4.0-2",),
    "8.1.5.0-6": ("8.1.5.0-5", "9.4.0.0-1", "9.4.0.0-2"),
    "9.3.0.0-4": ("7.1.3.0-1", "9.3.2.0-2"),
    "9.3.0.0-5": ("7.1.3.0-1", "9.3.8.0-2"),
    "9.3.0.0-6": ("9.3.3.0-2",),
    "9.3.0.0-7": ("9.3.4.0-3",),
    "9.3.2.0-3": ("9.3.0.0-2",),
    "9.3.4.0-2": ("9.5.1.0-1", "10.2.4.0-2"),
    "9.3.5.0-2": ("9.5.1.0-1", "10.2.4.0-2"),
    "10.2.2.0-2": ("10.2.2.0-5", "10.2.2.0-9"),
    "10.2.2.0-3": ("10.2.2.0-5", "10.2.2.0-11"),
}
"""Requirements that say the same thing in other words: whoever breaks the first breaks the others."""

_NUMBERS: Final = {
    "4.1": "T11",
    "6.3": "K38",
    "7.1": "K25",
    "8.1.2": "K21",
    "8.1.2.0-2": "K25",
    "8.1.2.0-5": "K22",
    "8.1.3": "K28",
    "8.1.4": "K27",
    "8.1.5": "K28",
    "8.2": "K21",
    "8.2.1": "K22",
    "9.1": "K34",
    "9.2": "K28",
    "9.3.0.0-1": "K26",
    "9.3.0.0-2": "K32",
    "9.3.0.0-3": "K32",
    "9.3.0.0-4": "K25",
    "9.3.0.0-5": "K25",
    "9.3.0.0-6": "K32",
    "9.3.0.0-7": "K32",
    "9.3.0.0-8": "K32",
    "9.3.2": "K32",
    "9.3.4": "K31",
    "9.3.5": "K31",
    "9.5.1": "K31",
    "9.5.2": "K30",
    "9.5.3": "K30",
    "9.5.4": "K30",
    "9.5.5": "K35",
    "9.6.0": "K27",
    "9.6.1": "K27",
    "9.6.2.0": "K27",
    "9.6.2.1": "K26",
    "9.6.2.2": "K29",
    "9.6.3.1": "K27",
    "9.6.3.2": "K31",
    "9.7": "K34",
    "10.2.1.0-4": "K23",
    "10.2.1.0-5": "K23",
    "10.2.1": "K27",
    "10.2.2": "K33",
    "10.2.6": "K36",
    "11": "K24",
}


def rule(requirement: str) -> str:
    """The requirement's id, or the section's, with the conformance list's number for it: `K25 9.3.0.0-4`."""
    fitting = [each for each in _NUMBERS if requirement == each or requirement.startswith((f"{each}.", f"{each}-"))]
    return f"{_NUMBERS[max(fitting, key=len)]} {requirement}" if fitting else requirement


@dataclass(frozen=True, slots=True)
class Breach:
    """A requirement that a request breaks, and how."""

    requirement: str
    why: str
    status: int = 403
    """What the request is answered with; 0 when it is carried out all the same, since nothing lets an LMS refuse it."""

    @property
    def rule(self) -> str:
        """As `Violation.rule` has it."""
        return rule(self.requirement)

    @property
    def message(self) -> str:
        """What the AU is told."""
        others = SAME.get(self.requirement, ())
        return f"cmi5 {self.requirement}: {self.why}" + (f" (also {', '.join(others)})" if others else "")


class BreachError(Exception):
    """A request breaks a requirement."""

    def __init__(self, requirement: str, why: str, status: int = 403) -> None:
        super().__init__(requirement)
        self.breach = Breach(requirement, why, status)


@dataclass(frozen=True, slots=True)
class Progress:
    """What a registration has of one AU."""

    completed: bool = False
    passed: bool = False
    waived: bool = False

    def meets(self, move_on: MoveOn) -> bool:
        """Is the moveOn criterion met?"""
        return self.waived or {
            "Passed": self.passed,
            "Completed": self.completed,
            "CompletedAndPassed": self.completed and self.passed,
            "CompletedOrPassed": self.completed or self.passed,
            "NotApplicable": True,
        }.get(move_on, False)


@dataclass(frozen=True, slots=True)
class Session:
    """One launch of an AU, from the `launched` statement to `terminated` or `abandoned`."""

    number: int
    """Which launch it is, from 1."""
    id: str
    """The session id that all its statements carry."""
    key: str
    """What its fetch address ends with."""
    token: str
    au: str
    """The publisher's id."""
    activity: str
    """The id of the launched activity."""
    registration: str
    actor: dict[str, Any]
    mode: Mode
    move_on: MoveOn
    mastery: float | None
    return_url: str
    template: dict[str, Any]
    launched: datetime
    fetched: bool = False
    read_launch_data: bool = False
    read_preferences: bool = False
    verbs: tuple[str, ...] = ()
    """The cmi5-defined verbs that the AU sent, by name."""
    returned: bool = False
    """Was the LMS's page at the end of the session opened?"""
    abandoned: bool = False
    last: datetime | None = None
    """When the AU's last statement came."""
    progress: Progress = field(default_factory=Progress)
    """Of the AU in its registration."""

    @property
    def is_open(self) -> bool:
        """May the AU still send something?"""
        return not self.abandoned and "terminated" not in self.verbs


def categories(statement: Statement) -> set[str]:
    """The ids of a statement's category activities."""
    return set(_ids(statement, "category"))


def _ids(statement: Statement, kind: str) -> list[str]:
    activities = statement.get("context", {}).get("contextActivities", {}).get(kind, [])
    return [each["id"] for each in (activities if isinstance(activities, list) else [activities])]


def defined(statement: Statement) -> str:
    """The name of the verb of a cmi5-defined statement of an AU; "" for a cmi5-allowed one."""
    return _OF_AU.get(statement["verb"]["id"], "") if CATEGORY in categories(statement) else ""


def after(session: Session, sent: Statement) -> Session:
    """*session* once *sent* is stored.

    Raises:
        BreachError: *sent* must not be.
    """
    _judge_place(session, sent)
    _judge_common(session, sent)
    verb = defined(sent)
    if verb:
        _judge_defined(session, sent, verb)
    elif CATEGORY in categories(sent):
        raise BreachError("9.3.0.0-1", f"the cmi5 category is not for the verb {sent['verb']['id']}")
    _judge_result(session, sent, verb)
    progress = session.progress
    if verb in ("completed", "passed"):
        progress = replace(progress, completed=progress.completed or verb == "completed")
        progress = replace(progress, passed=progress.passed or verb == "passed")
    verbs = (*session.verbs, verb) if verb else session.verbs
    return replace(session, verbs=verbs, progress=progress, last=datetime.now(UTC))


def remarks(session: Session, sent: Statement) -> Iterator[Breach]:
    """What *sent* does wrong that is no reason to refuse it."""
    verb = defined(sent)
    if verb == "initialized" and not session.read_launch_data:
        yield Breach("10.2.1.0-4", f"`initialized` before {LAUNCH_DATA} was read", 0)
    extensions = sent.get("result", {}).get("extensions", {})
    if PROGRESS in extensions:
        progress = extensions[PROGRESS]
        if isinstance(progress, bool) or not isinstance(progress, int) or not 0 <= progress <= 100:
            yield Breach("9.5.5.1", "progress must be a whole number from 0 to 100", 0)
        elif verb == "completed":
            yield Breach("9.5.5.1", "`completed` should have no progress", 0)


def _judge_place(session: Session, sent: Statement) -> None:
    """Between initialized and terminated, and nothing voided."""
    verb = sent["verb"]["id"]
    if verb == statements.VOIDED:
        raise BreachError("6.3.0.0-1", "an AU must not void statements")
    if "terminated" in session.verbs:
        raise BreachError("9.3.0.0-5", "the session is terminated; no statement may follow")
    if "initialized" not in session.verbs and defined(sent) != "initialized":
        if verb == VERBS["initialized"]:
            raise BreachError("9.6.2.1-1", "`initialized` lacks the cmi5 category")
        raise BreachError("9.3.0.0-4", "`initialized` must be the session's first statement")


def _judge_common(session: Session, sent: Statement) -> None:
    """What every statement of an AU must have."""
    actor, context = sent["actor"], sent.get("context")
    if "timestamp" not in sent:
        raise BreachError("9.7.0.0-1", "the timestamp is missing")
    if not statements.is_utc(sent["timestamp"]):
        raise BreachError("9.7.0.0-2", f"the timestamp {sent['timestamp']} is not in UTC")
    if actor.get("objectType", "Agent") != "Agent":
        raise BreachError("9.2.0.0-2", "the actor must be an Agent")
    if "account" not in actor:
        raise BreachError("9.2.0.0-3", "the actor must be identified by its account")
    if actor != session.actor:
        # To the letter, name and all: the reference player compares so.
        raise BreachError("8.1.3.0-3", "the actor is not the one of the launch address")
    is_defined = bool(defined(sent))
    if context is None:
        # The category is in the context: only verb and object tell which kind of statement was meant.
        meant = sent["verb"]["id"] in _OF_AU and sent["object"].get("id") == session.activity
        raise BreachError("9.6.0.0-1" if meant else "10.2.1.0-6", "there is no context")
    if context.get("registration") != session.registration:
        found = "another" if "registration" in context else "no"
        why = f"the context has {found} registration than the launch address" if found == "another" else ""
        requirement = "9.6.1.0-1" if is_defined else "8.1.4.0-3"
        raise BreachError(requirement, why or "the context has no registration")
    extensions = context.get("extensions", {})
    if SESSION not in extensions:
        raise BreachError("9.6.3.1-4", "the context lacks the session id")
    for name, value in session.template.get("extensions", {}).items():
        if name not in extensions:
            raise BreachError("10.2.1.0-6", f"the context lacks the template's extension {name}")
        if extensions[name] != value:
            raise BreachError("10.2.1.0-7", f"the template's extension {name} is overwritten")
    for kind, activities in session.template.get("contextActivities", {}).items():
        # At their place in the list, what the AU adds behind them: the reference player compares so.
        wanted = [each["id"] for each in activities]
        if _ids(sent, kind)[: len(wanted)] != wanted:
            requirement = "9.6.2.0-1" if is_defined else "10.2.1.0-6"
            raise BreachError(requirement, f"the context's {kind} activities do not begin with the template's")
    for name in set(session.template) - {"extensions", "contextActivities"}:
        if name not in context:
            raise BreachError("10.2.1.0-6", f"the context lacks the template's {name}")
        if context[name] != session.template[name]:
            raise BreachError("10.2.1.0-7", f"the template's {name} is overwritten")


def _judge_defined(session: Session, sent: Statement, verb: str) -> None:
    """What only cmi5-defined statements must have, and how often each may be sent."""
    target = sent["object"]
    if target.get("objectType", "Activity") != "Activity" or target["id"] != session.activity:
        raise BreachError("8.1.5.0-6", "the object is not the activity of the launch address")
    if verb == "initialized":
        if "initialized" in session.verbs:
            raise BreachError("9.3.2.0-3", "`initialized` was sent already")
        if not session.read_preferences:
            raise BreachError("11.0.0.0-3", f"`initialized` before {PREFERENCES} was read")
    if session.mode != "Normal" and verb not in ("initialized", "terminated"):
        requirement = "10.2.2.0-2" if session.mode == "Browse" else "10.2.2.0-3"
        raise BreachError(requirement, f"`{verb}` in a session of the launch mode {session.mode}")
    if verb in session.verbs:
        raise BreachError("9.3.0.0-2", f"`{verb}` was sent already in this session")
    if verb in ("passed", "failed") and {"passed", "failed"} & set(session.verbs):
        raise BreachError("9.3.0.0-3", "both `passed` and `failed` in one session")
    if verb == "completed" and session.progress.completed:
        raise BreachError("9.3.0.0-6", "`completed` was sent already in this registration")
    if verb == "passed" and session.progress.passed:
        raise BreachError("9.3.0.0-7", "`passed` was sent already in this registration")
    if verb == "failed" and session.progress.passed:
        raise BreachError("9.3.0.0-8", "`failed` after `passed` in this registration")


_SUCCESS: Final = {"passed": (True, "9.5.2.0-1"), "failed": (False, "9.5.2.0-2")}
_DURATION: Final = {
    "terminated": "9.5.4.1-1",
    "completed": "9.5.4.1-2",
    "passed": "9.5.4.1-3",
    "failed": "9.5.4.1-4",
}


def _judge_result(session: Session, sent: Statement, verb: str) -> None:
    """The result, and the categories that go with it; *verb* is "" for a cmi5-allowed statement."""
    result = sent.get("result", {})
    score = result.get("score", {})
    if verb and "score" in result and verb not in _SUCCESS:
        raise BreachError("9.5.1.0-2", f"`{verb}` must not have a score")
    if "raw" in score:
        for name in ("min", "max"):
            if name not in score:
                raise BreachError("9.5.1.0-3", f"score.raw without score.{name}")
    judged = bool(verb) and bool({"success", "completion"} & set(result))
    if verb:
        _judge_verdict(result, verb)
        if verb in _DURATION and "duration" not in result:
            raise BreachError(_DURATION[verb], f"`{verb}` lacks result.duration")
    if judged and MOVE_ON not in categories(sent):
        raise BreachError("9.6.2.2-1", f"`{verb}` lacks the moveOn category")
    if not judged and MOVE_ON in categories(sent):
        raise BreachError("9.6.2.2-2", "the moveOn category is only for statements with success or completion")
    if verb in _SUCCESS and "score" in result and session.mastery is not None:
        _judge_mastery(session.mastery, sent, verb)


def _judge_verdict(result: dict[str, Any], verb: str) -> None:
    if verb in _SUCCESS:
        wanted, requirement = _SUCCESS[verb]
        if result.get("success") is not wanted:
            raise BreachError(requirement, f"`{verb}` must have result.success {str(wanted).lower()}")
    elif "success" in result:
        raise BreachError("9.5.2.0-3", f"`{verb}` must not have result.success")
    if verb == "completed":
        if result.get("completion") is not True:
            raise BreachError("9.5.3.0-1", "`completed` must have result.completion true")
    elif "completion" in result:
        raise BreachError("9.5.3.0-2", f"`{verb}` must not have result.completion")


def _judge_mastery(mastery: float, sent: Statement, verb: str) -> None:
    scaled = sent["result"]["score"].get("scaled")
    if scaled is not None and verb == "passed" and scaled < mastery:
        raise BreachError("9.3.4.0-2", f"`passed` with {scaled}, under the mastery score {mastery}")
    if scaled is not None and verb == "failed" and scaled >= mastery:
        raise BreachError("9.3.5.0-2", f"`failed` with {scaled}, not under the mastery score {mastery}")
    if sent["context"].get("extensions", {}).get(MASTERY) != mastery:
        raise BreachError("9.6.3.2-2", f"`{verb}` lacks the mastery score in its context")


# Documents


def request_breaches(
    session: Session, method: str, resource: str, parameters: dict[str, str], body: bytes, grace: float
) -> Iterator[Breach]:
    """The requirements that a request for documents breaks, worst first.

    Args:
        grace: Seconds after `terminated` in which a document may still come: a closing page sends all at once.
    """
    reads = method in READS
    if not reads and session.last and "terminated" in session.verbs and _age(session.last) >= grace:
        yield Breach("8.1.2.0-2", "the session is terminated, and so is what its token is good for")
    if resource == "agents" and not _is_actor(session, parameters["agent"]):
        yield Breach("8.1.3.0-3", "the parameter `agent` is not the actor of the launch address")
    elif resource == "activities/state":
        if not reads and parameters.get("stateId", LAUNCH_DATA) == LAUNCH_DATA:
            yield Breach("10.2.1.0-5", f"{LAUNCH_DATA} is the LMS's; an AU must not write or delete it")
        if not _is_actor(session, parameters["agent"]):
            yield Breach("8.1.3.0-3", "the parameter `agent` is not the actor of the launch address")
        if parameters.get("registration", session.registration) != session.registration:
            yield Breach("8.1.4.0-3", "the parameter `registration` is not that of the launch address")
    elif resource == "agents/profile":
        if not _is_actor(session, parameters["agent"]):
            yield Breach("11.0.0.0-1", "the parameter `agent` is not the actor of the launch address")
        if parameters.get("profileId", PREFERENCES) != PREFERENCES:
            yield Breach("11.0.0.0-4", f"the document must be named {PREFERENCES}", 0)
        elif method in ("PUT", "POST"):
            yield from _preferences_breaches(body)


def _age(time: datetime) -> float:
    return (datetime.now(UTC) - time).total_seconds()


def _is_actor(session: Session, parameter: str) -> bool:
    return bool(json.loads(parameter) == session.actor)


def _preferences_breaches(body: bytes) -> Iterator[Breach]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not {"languagePreference", "audioPreference"} <= set(found):
        why = f"{PREFERENCES} must be a JSON object with languagePreference and audioPreference"
        yield Breach("11.0.0.0-5", why, 400)
        return
    languages = found["languagePreference"]
    if not isinstance(languages, str) or not all(statements.is_language(each) for each in languages.split(",")):
        yield Breach("11.1.0.0-1", "languagePreference must be language tags joined by commas", 400)
    if found["audioPreference"] not in ("on", "off"):
        yield Breach("11.0.0.0-5", "audioPreference must be `on` or `off`", 400)

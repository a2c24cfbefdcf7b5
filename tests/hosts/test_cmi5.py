"""The cmi5 LMS: a good session is taken, and each requirement that an AU breaks is named."""

from __future__ import annotations

import copy
import json
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from builder.hosts import Call, cmi5, sessions
from builder.hosts.cmi5 import LEARNER, Launches, Structure, read
from builder.hosts.lrs import Store
from builder.hosts.sessions import CATEGORY, MASTERY, MOVE_ON, PROGRESS, SAME, SESSION, VERBS
from builder.hosts.structure import Au, parse
from tests.hosts import foreign
from tests.hosts.served import Answer, Client, Place, served
from tests.ledger.cmi5 import EXPLICIT

AU = "https://example.org/course/lesson"
Change = Callable[[dict[str, Any]], None]

_UNITS: dict[str, dict[str, Any]] = {
    "initialized": {},
    "completed": {"completion": True, "duration": "PT60S"},
    "passed": {"success": True, "duration": "PT60S", "score": {"scaled": 0.9}},
    "failed": {"success": False, "duration": "PT60S", "score": {"scaled": 0.5}},
    "terminated": {"duration": "PT90S"},
}


@dataclass
class Lms:
    """The LMS, running, and what an observer saw."""

    launches: Launches
    calls: list[Call]
    origin: str


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Place, str]]:
    place = Place()
    with served(place) as origin:
        yield place, origin


@pytest.fixture
def lms(place: tuple[Place, str]) -> Lms:
    calls: list[Call] = []
    launches = Launches(Store(), address=f"{place[1]}/cmi5", observe=calls.append)
    place[0].app = Starlette(routes=[Mount("/cmi5", launches.app())])
    return Lms(launches, calls, place[1])


@dataclass
class Unit:
    """An AU that behaves, unless a test makes it do otherwise."""

    lms: Lms
    address: str
    launch: dict[str, str] = field(init=False)
    data: dict[str, Any] = field(default_factory=dict)
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.launch = dict(parse_qsl(urlsplit(self.address).query))
        self.client = Client(self.launch["endpoint"], {"X-Experience-API-Version": "1.0.3"})

    @property
    def actor(self) -> dict[str, Any]:
        actor: dict[str, Any] = json.loads(self.launch["actor"])
        return actor

    def fetch(self) -> Answer:
        """Fetch the token."""
        answer = Client(self.launch["fetch"], {})("POST", "")
        self.client.headers["Authorization"] = f"Basic {answer.json.get('auth-token')}"
        return answer

    def state(self, method: str, state_id: str, body: Any = None, **changed: Any) -> Answer:
        """Ask for a State document; *changed* parameters are left out where None."""
        named = {"agent": self.actor, "registration": self.launch["registration"], **changed}
        named = {name: each for name, each in named.items() if each is not None}
        return self.client(
            method, "activities/state", body, stateId=state_id, activityId=self.launch["activityId"], **named
        )

    def preferences(self, method: str = "GET", body: Any = None, **changed: Any) -> Answer:
        """Ask for the learner's preferences."""
        named = {"agent": self.actor, "profileId": "cmi5LearnerPreferences", **changed}
        return self.client(method, "agents/profile", body, **named)

    def begin(self) -> Unit:
        """Everything up to `initialized`."""
        self.fetch()
        self.data = self.state("GET", "LMS.LaunchData").json
        self.preferences()
        assert self.send("initialized").status == 204
        return self

    def statement(self, verb: str, change: Change | None = None) -> dict[str, Any]:
        """A cmi5-defined statement as it should be, then changed; another verb than those gives an allowed one."""
        context = copy.deepcopy(self.data["contextTemplate"])
        context["registration"] = self.launch["registration"]
        result = copy.deepcopy(_UNITS.get(verb, {}))
        if verb in _UNITS:
            categories = [{"id": CATEGORY}]
            if {"success", "completion"} & set(result):
                categories.append({"id": MOVE_ON})
            context["contextActivities"]["category"] = categories
        if "score" in result and "masteryScore" in self.data:
            context["extensions"][MASTERY] = self.data["masteryScore"]
        made = {
            "id": str(uuid.uuid4()),
            "timestamp": "2026-11-22T08:00:00.000Z",
            "actor": self.actor,
            "verb": {"id": VERBS.get(verb, f"http://adlnet.gov/expapi/verbs/{verb}"), "display": {"en": verb}},
            "object": {"id": self.launch["activityId"] if verb in _UNITS else f"{AU}/question"},
            "context": context,
            **({"result": result} if result else {}),
        }
        if change:
            change(made)
        return made

    def send(self, verb: str, change: Change | None = None) -> Answer:
        """Put one statement."""
        made = self.statement(verb, change)
        return self.client("PUT", "statements", made, statementId=made["id"])


@pytest.fixture
def unit(lms: Lms) -> Unit:
    """An AU right after `initialized`, with a mastery score."""
    return launched(lms).begin()


def launched(lms: Lms, **options: Any) -> Unit:
    """An AU that was launched and has done nothing yet."""
    return Unit(lms, lms.launches.launch(AU, "http://127.0.0.1/au/index.html", **{"mastery": 0.8, **options}))


def blamed(lms: Lms) -> set[str]:
    """The requirements that violations name."""
    return {each.rule.split()[-1] for each in lms.launches.violations}


def without(path: str) -> Change:
    """Take the property at *path* out."""

    def change(made: dict[str, Any]) -> None:
        *parents, last = path.split("/")
        for name in parents:
            made = made[name]
        del made[last]

    return change


def put(path: str, value: Any) -> Change:
    """Put *value* at *path*."""

    def change(made: dict[str, Any]) -> None:
        *parents, last = path.split("/")
        for name in parents:
            made = made.setdefault(name, {})
        made[last] = value

    return change


def category(*ids: str) -> Change:
    """Give the statement these categories and no other."""
    return put("context/contextActivities/category", [{"id": each} for each in ids])


def change_extension(name: str, value: Any) -> Change:
    """Set an extension of the context, or take it out when None."""

    def change(made: dict[str, Any]) -> None:
        made["context"]["extensions"].pop(name, None)
        if value is not None:
            made["context"]["extensions"][name] = value

    return change


# The launch


def test_cmi5_8_1_0_the_launch_address_has_five_parameters_and_keeps_its_own(lms: Lms) -> None:
    address = lms.launches.launch(AU, "http://127.0.0.1/au/index.html?theme=1#part")
    parts = urlsplit(address)
    assert set(parse_qs(parts.query)) == {"theme", "endpoint", "fetch", "actor", "registration", "activityId"}
    assert parts.fragment == "part"
    launch = parse_qs(parts.query)
    assert launch["endpoint"] == [f"{lms.origin}/cmi5/lrs/"]
    assert json.loads(launch["actor"][0]) == LEARNER
    assert launch["activityId"] != [AU]


def test_cmi5_8_1_0_0_7_parameters_come_in_any_order(lms: Lms) -> None:
    orders = [list(parse_qs(urlsplit(lms.launches.launch(AU, "http://127.0.0.1/")).query)) for _ in range(5)]
    assert len({tuple(each) for each in orders}) == 5


def test_cmi5_8_1_5_a_relaunch_has_the_same_activity_and_registration(lms: Lms) -> None:
    first, second = launched(lms).launch, launched(lms).launch
    assert [first[name] for name in ("activityId", "registration")] == [
        second[name] for name in ("activityId", "registration")
    ]
    assert first["fetch"] != second["fetch"]


def test_cmi5_10_2_the_launch_data_say_what_the_structure_says() -> None:
    au = Au(AU, "L", "a.html", "Passed", 0.7, "AnyWindow", "p=1", "key", ())
    launches = Launches(Store(), Structure("https://example.org/course", "C", (au,)))
    with served(Starlette(routes=[Mount("/cmi5", launches.app())])) as origin:
        launches.address = f"{origin}/cmi5"
        address = launches.launch(AU, "http://127.0.0.1/a.html", mode="Review", return_url="http://127.0.0.1/back")
        made = Unit(Lms(launches, [], origin), address)
        made.fetch()
        data = made.state("GET", "LMS.LaunchData").json
    template = data.pop("contextTemplate")
    assert data == {
        "launchMode": "Review",
        "moveOn": "Passed",
        "masteryScore": 0.7,
        "returnURL": "http://127.0.0.1/back",
        "launchParameters": "p=1",
        "entitlementKey": {"courseStructure": "key"},
    }
    assert [each["id"] for each in template["contextActivities"]["grouping"]] == [AU]
    assert set(template["extensions"]) == {SESSION}
    (said,) = launches.store.statements(verb=VERBS["launched"])
    assert (
        said["context"]["extensions"].items()
        >= {
            "https://w3id.org/xapi/cmi5/context/extensions/launchmode": "Review",
            "https://w3id.org/xapi/cmi5/context/extensions/launchurl": "http://127.0.0.1/a.html",
            "https://w3id.org/xapi/cmi5/context/extensions/moveon": "Passed",
            MASTERY: 0.7,
        }.items()
    )


def test_cmi5_8_2_the_token_is_given_once(lms: Lms) -> None:
    made = launched(lms)
    assert made.client("GET", "statements").status == 401
    assert set(made.fetch().json) == {"auth-token"}
    again = Client(made.launch["fetch"], {})("POST", "")
    assert (again.status, again.json["error-code"]) == (200, "1")
    assert "8.2.3.0-1" in blamed(lms)


@pytest.mark.parametrize("key", ["unknown", "%C3%A9", "%FF"])
def test_cmi5_8_2_another_address_gives_no_token(lms: Lms, key: str) -> None:
    launched(lms)
    assert Client(f"{lms.origin}/cmi5/fetch/{key}", {})("POST", "").status == 404


def test_cmi5_8_2_a_token_that_was_not_fetched_opens_nothing(lms: Lms) -> None:
    made = launched(lms)
    made.client.headers["Authorization"] = f"Basic {lms.launches.sessions[0].token}"
    assert made.client("GET", "statements").status == 401


# A good session


@pytest.mark.parametrize("mode", ["Normal", "Browse", "Review"])
def test_a_good_session_breaks_nothing(lms: Lms, mode: str) -> None:
    made = launched(lms, mode=mode, return_url=None).begin()
    sent = ["answered", *(["completed", "passed"] if mode == "Normal" else []), "terminated"]
    for verb in sent:
        answer = made.send(verb)
        assert answer.status == 204, answer.text
    Client(made.data["returnURL"], {})("GET", "")
    assert lms.launches.finish(left=True) == []
    assert lms.launches.is_satisfied(made.launch["registration"], AU) == (mode == "Normal")
    assert {each.call for each in lms.calls} == {
        "POST fetch",
        "GET activities/state",
        "GET agents/profile",
        "PUT statements",
    }
    assert all(each.launch == 1 for each in lms.calls)


def test_a_statement_whose_answer_was_lost_may_come_again(lms: Lms, unit: Unit) -> None:
    passed, terminated = unit.statement("passed"), unit.statement("terminated")
    for made in (passed, passed, terminated, terminated, passed):
        answer = unit.client("PUT", "statements", made, statementId=made["id"])
        assert answer.status == 204, answer.text
    assert lms.launches.finish() == []


def test_several_statements_at_once_are_judged_one_after_the_other(lms: Lms, unit: Unit) -> None:
    good = [unit.statement(verb) for verb in ("answered", "completed", "passed", "terminated")]
    wrong = [good[3], good[0]]
    assert unit.client("POST", "statements", wrong).status == 403
    assert blamed(lms) == {"9.3.0.0-5"}
    assert unit.client("POST", "statements", good).json == [each["id"] for each in good]
    assert len(lms.launches.store.statements(registration=unit.launch["registration"])) == 6


def test_cmi5_allowed_statements_may_use_any_verb(unit: Unit) -> None:
    for verb in ("passed", "completed", "terminated", "experienced"):
        answer = unit.send(verb, lambda made: made["context"]["contextActivities"].pop("category", None))
        assert answer.status == 204, answer.text


# One statement for each requirement

BROKEN: dict[str, tuple[str, Change | None]] = {
    "6.3.0.0-1": (
        "answered",
        lambda made: made.update(
            verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
            object={"objectType": "StatementRef", "id": made["id"]},
        ),
    ),
    "8.1.3.0-3": ("answered", put("actor/account/name", "another")),
    "8.1.4.0-3": ("answered", without("context/registration")),
    "8.1.5.0-6": ("completed", put("object/id", AU)),
    "9.2.0.0-2": ("answered", put("actor", {"objectType": "Group", "member": [LEARNER]})),
    "9.2.0.0-3": ("answered", put("actor", {"mbox": "mailto:camille@example.org"})),
    "9.3.2.0-3": ("initialized", None),
    "9.3.4.0-2": ("passed", put("result/score/scaled", 0.79)),
    "9.3.5.0-2": ("failed", put("result/score/scaled", 0.8)),
    "9.5.1.0-2": ("completed", put("result/score", {"scaled": 1})),
    "9.5.1.0-3": ("passed", put("result/score", {"scaled": 0.9, "raw": 9, "max": 10})),
    "9.5.2.0-1": ("passed", without("result/success")),
    "9.5.2.0-2": ("failed", put("result/success", True)),
    "9.5.2.0-3": ("completed", put("result/success", True)),
    "9.5.3.0-1": ("completed", put("result/completion", False)),
    "9.5.3.0-2": ("passed", put("result/completion", True)),
    "9.5.4.1-1": ("terminated", without("result/duration")),
    "9.5.4.1-2": ("completed", without("result/duration")),
    "9.5.4.1-3": ("passed", without("result/duration")),
    "9.5.4.1-4": ("failed", without("result/duration")),
    "9.6.0.0-1": ("completed", without("context")),
    "9.6.1.0-1": ("completed", put("context/registration", str(uuid.uuid4()))),
    "9.6.2.0-1": ("completed", put("context/contextActivities/grouping", [{"id": "https://example.org/other"}])),
    "9.3.0.0-1": ("answered", category(CATEGORY)),
    "9.6.2.2-1": ("completed", category(CATEGORY)),
    "9.6.2.2-2": ("terminated", category(CATEGORY, MOVE_ON)),
    "9.6.3.1-4": ("answered", change_extension(SESSION, None)),
    "9.6.3.2-2": ("passed", change_extension(MASTERY, None)),
    "9.7.0.0-1": ("answered", without("timestamp")),
    "9.7.0.0-2": ("answered", put("timestamp", "2026-11-22T09:00:00+01:00")),
    "10.2.1.0-6": ("answered", without("context")),
    "10.2.1.0-7": ("answered", change_extension(SESSION, "another")),
    "4.1.0.0-1": ("answered", put("verb/id", "answered")),
}


@pytest.mark.parametrize("requirement", BROKEN)
def test_a_statement_that_breaks_a_requirement_is_refused(lms: Lms, unit: Unit, requirement: str) -> None:
    verb, change = BROKEN[requirement]
    answer = unit.send(verb, change)
    assert answer.status in (400, 403)
    assert blamed(lms) == {requirement}
    if requirement != "4.1.0.0-1":
        assert f"cmi5 {requirement}: " in answer.text
    good = unit.send("answered")
    assert good.status == 204, good.text
    assert len(lms.launches.store.statements(registration=unit.launch["registration"])) == 3


def test_cmi5_9_6_2_2_the_move_on_category_is_not_for_allowed_statements(lms: Lms, unit: Unit) -> None:
    assert unit.send("answered", category(MOVE_ON)).status == 403
    assert blamed(lms) == {"9.6.2.2-2"}


@pytest.mark.parametrize(
    ("verb", "progress"), [("answered", 50.5), ("answered", 101), ("answered", True), ("completed", 9)]
)
def test_cmi5_9_5_5_1_progress_is_a_percentage_on_the_way(lms: Lms, unit: Unit, verb: str, progress: Any) -> None:
    assert unit.send("answered", put("result", {"extensions": {PROGRESS: 50}})).status == 204
    assert unit.send(verb, put("result/extensions", {PROGRESS: progress})).status == 204
    assert [each.rule for each in lms.launches.violations] == ["K35 9.5.5.1"]


def test_cmi5_9_1_0_0_1_a_statement_needs_an_id(lms: Lms, unit: Unit) -> None:
    assert unit.client("POST", "statements", unit.statement("answered", without("id"))).status == 400
    assert blamed(lms) == {"9.1.0.0-1"}


def test_cmi5_10_2_1_0_7_activities_are_added_behind_the_templates(lms: Lms, unit: Unit) -> None:
    own, given = {"id": "https://example.org/module"}, {"id": AU}
    assert unit.send("answered", put("context/contextActivities/grouping", [given, own])).status == 204
    assert unit.send("answered", put("context/contextActivities/grouping", [own, given])).status == 403
    assert blamed(lms) == {"10.2.1.0-6"}


def test_cmi5_10_2_1_what_else_the_template_holds_is_kept(lms: Lms) -> None:
    extra = {"https://example.org/extension": 1}
    other = {"extensions": extra, "platform": "LMS", "contextActivities": {"other": [{"id": "https://example.org/o"}]}}
    made = launched(lms, template=other).begin()
    for change in (
        change_extension("https://example.org/extension", 2),
        put("context/platform", "mine"),
    ):
        assert made.send("answered", change).status == 403
    assert blamed(lms) == {"10.2.1.0-7"}
    lms.launches.violations.clear()
    for change in (
        change_extension("https://example.org/extension", None),
        without("context/platform"),
        without("context/contextActivities/other"),
    ):
        assert made.send("answered", change).status == 403
    assert blamed(lms) == {"10.2.1.0-6"}
    assert made.send("answered").status == 204


# Order


def test_cmi5_9_3_0_0_4_nothing_goes_before_initialized(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    made.data = made.state("GET", "LMS.LaunchData").json
    made.preferences()
    assert made.send("answered").status == 403
    assert made.send("terminated").status == 403
    assert blamed(lms) == {"9.3.0.0-4"}


def test_cmi5_9_6_2_1_1_initialized_needs_its_category(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    made.data = made.state("GET", "LMS.LaunchData").json
    made.preferences()
    assert made.send("initialized", category()).status == 403
    assert blamed(lms) == {"9.6.2.1-1"}


@pytest.mark.parametrize("verb", ["answered", "completed", "terminated"])
def test_cmi5_9_3_0_0_5_nothing_goes_after_terminated(lms: Lms, unit: Unit, verb: str) -> None:
    assert unit.send("terminated").status == 204
    assert unit.send(verb).status == 403
    assert blamed(lms) == {"9.3.0.0-5"}


def test_cmi5_9_3_0_0_2_no_verb_comes_twice(lms: Lms, unit: Unit) -> None:
    assert unit.send("failed").status == 204
    assert unit.send("failed").status == 403
    assert blamed(lms) == {"9.3.0.0-2"}


@pytest.mark.parametrize("verbs", [("passed", "failed"), ("failed", "passed")])
def test_cmi5_9_3_0_0_3_passed_or_failed_not_both(lms: Lms, unit: Unit, verbs: tuple[str, str]) -> None:
    assert unit.send(verbs[0]).status == 204
    assert unit.send(verbs[1]).status == 403
    assert blamed(lms) == {"9.3.0.0-3"}


@pytest.mark.parametrize(
    ("first", "second", "requirement"),
    [("completed", "completed", "9.3.0.0-6"), ("passed", "passed", "9.3.0.0-7"), ("passed", "failed", "9.3.0.0-8")],
)
def test_cmi5_9_3_what_a_registration_has_once(lms: Lms, unit: Unit, first: str, second: str, requirement: str) -> None:
    assert unit.send(first).status == 204
    assert unit.send("terminated").status == 204
    later = launched(lms).begin()
    assert later.send(second).status == 403
    assert blamed(lms) == {requirement}
    other = launched(lms, registration=str(uuid.uuid4())).begin()
    assert other.send(second).status == 204


def test_a_failed_attempt_may_be_passed_later(lms: Lms) -> None:
    for verb in ("failed", "failed", "passed"):
        made = launched(lms).begin()
        assert made.send(verb).status == 204
        assert made.send("terminated").status == 204
    assert lms.launches.finish() == []


@pytest.mark.parametrize(("mode", "requirement"), [("Browse", "10.2.2.0-2"), ("Review", "10.2.2.0-3")])
@pytest.mark.parametrize("verb", ["completed", "passed", "failed"])
def test_cmi5_10_2_2_only_a_normal_launch_is_judged(lms: Lms, mode: str, requirement: str, verb: str) -> None:
    made = launched(lms, mode=mode).begin()
    assert made.send(verb).status == 403
    assert blamed(lms) == {requirement}


def test_cmi5_11_0_0_0_3_preferences_are_read_before_initialized(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    made.data = made.state("GET", "LMS.LaunchData").json
    assert made.send("initialized").status == 403
    assert blamed(lms) == {"11.0.0.0-3"}


def test_cmi5_10_2_1_0_4_launch_data_are_read_before_initialized(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    made.preferences()
    made.data = {"contextTemplate": copy.deepcopy(lms.launches.sessions[0].template)}
    assert made.send("initialized").status == 204
    assert blamed(lms) == {"10.2.1.0-4"}


# Requests


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_cmi5_10_2_1_0_5_launch_data_are_not_the_units_to_change(lms: Lms, unit: Unit, method: str) -> None:
    assert unit.state(method, "LMS.LaunchData", None if method == "DELETE" else {}).status == 403
    assert blamed(lms) == {"10.2.1.0-5"}
    assert unit.state("GET", "LMS.LaunchData").json == unit.data


def test_cmi5_10_2_1_0_5_nor_to_delete_with_everything_else(lms: Lms, unit: Unit) -> None:
    launch = {"activityId": unit.launch["activityId"], "registration": unit.launch["registration"]}
    assert unit.client("DELETE", "activities/state", agent=unit.actor, **launch).status == 403
    assert blamed(lms) == {"10.2.1.0-5"}


def test_a_unit_keeps_a_state_of_its_own(lms: Lms, unit: Unit) -> None:
    assert unit.state("PUT", "mine", {"a": 1}).status == 204
    assert launched(lms).begin().state("GET", "mine").json == {"a": 1}


@pytest.mark.parametrize(
    ("changed", "requirement"),
    [
        ({"agent": {"account": {"homePage": "https://example.org", "name": "x"}}}, "8.1.3.0-3"),
        ({"agent": {"objectType": "Agent", "account": LEARNER["account"]}}, "8.1.3.0-3"),
        ({"registration": str(uuid.uuid4())}, "8.1.4.0-3"),
    ],
)
def test_cmi5_8_1_state_requests_name_the_learner_and_the_registration(
    lms: Lms, unit: Unit, changed: dict[str, Any], requirement: str
) -> None:
    assert unit.state("PUT", "mine", {}, **changed).status == 403
    assert blamed(lms) == {requirement}


def test_cmi5_8_1_3_0_3_the_learner_is_asked_for_as_the_launch_has_it(lms: Lms, unit: Unit) -> None:
    assert unit.client("GET", "agents", agent=unit.actor).status == 200
    assert unit.client("GET", "agents", agent={"account": LEARNER["account"]}).status == 403
    assert blamed(lms) == {"8.1.3.0-3"}


def test_cmi5_8_1_2_0_2_the_token_ends_with_the_session(lms: Lms, unit: Unit) -> None:
    assert unit.state("PUT", "mine", {"a": 1}).status == 204
    assert unit.send("terminated").status == 204
    assert unit.state("PUT", "mine", {"a": 2}).status == 204
    lms.launches.grace = 0
    assert unit.state("PUT", "mine", {"a": 3}).status == 403
    assert unit.state("GET", "mine").json == {"a": 2}
    assert blamed(lms) == {"8.1.2.0-2"}


def test_cmi5_11_0_0_0_1_preferences_are_the_learners(lms: Lms, unit: Unit) -> None:
    assert unit.preferences(agent={"mbox": "mailto:a@example.org"}).status == 403
    assert blamed(lms) == {"11.0.0.0-1"}


def test_cmi5_11_0_0_0_4_preferences_have_one_name(lms: Lms, unit: Unit) -> None:
    assert unit.preferences(profileId="preferences").status == 404
    assert blamed(lms) == {"11.0.0.0-4"}


@pytest.mark.parametrize(
    ("body", "requirement"),
    [
        ("text", "11.0.0.0-5"),
        ([], "11.0.0.0-5"),
        ({"languagePreference": "fr"}, "11.0.0.0-5"),
        ({"languagePreference": "fr", "audioPreference": "loud"}, "11.0.0.0-5"),
        ({"languagePreference": "fr_FR", "audioPreference": "on"}, "11.1.0.0-1"),
    ],
)
def test_cmi5_11_preferences_have_a_form(lms: Lms, unit: Unit, body: Any, requirement: str) -> None:
    assert unit.preferences("PUT", body).status == 400
    assert blamed(lms) == {requirement}


def test_cmi5_11_0_0_0_2_an_lms_may_keep_the_preferences(lms: Lms) -> None:
    wanted = {"languagePreference": "en,fr", "audioPreference": "off"}
    made = launched(lms, preferences=wanted).begin()
    answer = made.preferences()
    assert answer.json == wanted
    assert made.preferences("PUT", wanted, headers={"If-Match": answer.headers["etag"]}).status == 204
    lms.launches.preferences_locked = True
    assert made.preferences("PUT", wanted).status == 403
    assert blamed(lms) == set()


@pytest.mark.parametrize("header", [None, "Basic bm9ib2R5Om5vdGhpbmc=", "Basic \xe9", "{token}", "Bearer {token}"])
def test_cmi5_8_1_2_0_5_every_request_carries_the_token(lms: Lms, unit: Unit, header: str | None) -> None:
    sent = header and header.format(token=lms.launches.sessions[0].token)
    assert unit.client("GET", "statements", headers={"Authorization": sent}).status == 401
    assert blamed(lms) == {"8.1.2.0-5"}


def test_cmi5_8_1_2_0_4_the_token_is_posted_for(lms: Lms) -> None:
    assert Client(launched(lms).launch["fetch"], {})("GET", "").status == 405
    assert blamed(lms) == {"8.1.2.0-4"}


@given(st.lists(st.sampled_from([*_UNITS, "answered"]), max_size=8), st.sampled_from(["Normal", "Browse", "Review"]))
def test_whatever_comes_in_whatever_order(verbs: list[str], mode: str) -> None:
    """What is taken, of any sequence, is a session that the specification allows."""
    launches = Launches(Store(), address="http://127.0.0.1/cmi5")
    made = Unit(Lms(launches, [], ""), launches.launch(AU, "http://127.0.0.1/", mode=mode))  # type: ignore[arg-type]
    session = replace(launches.sessions[0], read_preferences=True)
    made.data = {"contextTemplate": session.template}
    taken: list[str] = []
    for verb in verbs:
        try:
            session = sessions.after(session, made.statement(verb))
        except sessions.BreachError:
            continue
        taken.append(verb)
    launches.store.close()
    told = [verb for verb in taken if verb != "answered"]
    assert taken[:1] in ([], ["initialized"])
    assert "terminated" not in taken[:-1]
    assert len(set(told)) == len(told)
    assert not {"passed", "failed"} <= set(told)
    assert mode == "Normal" or set(told) <= {"initialized", "terminated"}
    wanted = verbs[verbs.index("initialized") :] if "initialized" in verbs else []
    assert bool(taken) == bool(wanted)
    assert ("terminated" in taken) == ("terminated" in wanted)


# What never happened


def test_cmi5_7_1_1_0_1_initialized_is_sent(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    made.state("GET", "LMS.LaunchData")
    lms.launches.finish()
    assert blamed(lms) == {"7.1.1.0-1"}


def test_cmi5_7_1_2_0_1_terminated_is_sent(lms: Lms, unit: Unit) -> None:
    (violation,) = lms.launches.finish()
    assert violation.rule == "K25 7.1.2.0-1"
    assert "9.3.8.0-1" in violation.why
    assert lms.launches.finish() == [violation]
    assert unit.send("terminated").status == 403


def test_cmi5_8_1_2_0_4_the_token_is_fetched(lms: Lms) -> None:
    launched(lms)
    lms.launches.finish()
    assert blamed(lms) == {"8.1.2.0-4"}


def test_cmi5_10_2_1_0_4_launch_data_are_read(lms: Lms) -> None:
    made = launched(lms)
    made.fetch()
    lms.launches.finish()
    assert blamed(lms) == {"10.2.1.0-4", "7.1.1.0-1"}


def test_cmi5_10_2_6_0_1_the_unit_goes_back(lms: Lms) -> None:
    made = launched(lms, return_url=None).begin()
    assert made.send("terminated").status == 204
    assert lms.launches.finish() == []
    lms.launches.finish(left=True)
    assert blamed(lms) == {"10.2.6.0-1"}


# What the LMS says


def test_cmi5_9_3_6_a_session_without_an_end_is_abandoned_at_the_next_launch(lms: Lms, unit: Unit) -> None:
    launched(lms)
    (abandoned,) = lms.launches.store.statements(verb=VERBS["abandoned"])
    assert abandoned["result"]["duration"].startswith("PT")
    assert abandoned["context"]["extensions"][SESSION] == lms.launches.sessions[0].id
    assert unit.send("answered").status == 403
    assert lms.launches.violations == []


STRUCTURE = Structure(
    "https://example.org/course",
    "Course",
    (
        Au("https://example.org/1", "1", "1.html", "Completed", blocks=("https://example.org/b",)),
        Au("https://example.org/2", "2", "2.html", "CompletedAndPassed", blocks=("https://example.org/b",)),
        Au("https://example.org/3", "3", "3.html", "NotApplicable"),
    ),
)


def test_cmi5_9_3_9_block_and_course_are_satisfied_once() -> None:
    launches = Launches(Store(), STRUCTURE)
    with served(Starlette(routes=[Mount("/cmi5", launches.app())])) as origin:
        launches.address = f"{origin}/cmi5"
        lms = Lms(launches, [], origin)
        registration = str(uuid.uuid4())

        def play(au: str, *verbs: str) -> None:
            address = launches.launch(au, f"{origin}/au", registration=registration)
            made = Unit(lms, address).begin()
            for verb in (*verbs, "terminated"):
                assert made.send(verb).status == 204

        def satisfied() -> list[str]:
            found = launches.store.statements(verb=VERBS["satisfied"])
            return [each["object"]["definition"]["type"].rpartition("/")[2] for each in found]

        play("https://example.org/1", "completed")
        assert satisfied() == []
        play("https://example.org/2", "completed")
        assert satisfied() == []
        play("https://example.org/2", "passed")
        assert satisfied() == ["block", "course"]
        play("https://example.org/2")
        assert satisfied() == ["block", "course"]
    said = launches.store.statements(verb=VERBS["satisfied"])[1]
    assert said["object"]["id"] != STRUCTURE.id
    assert said["context"]["contextActivities"]["grouping"][0]["id"] == STRUCTURE.id
    assert said["context"]["extensions"][SESSION] == launches.sessions[2].id


def test_cmi5_9_3_7_a_waived_unit_counts_once() -> None:
    launches = Launches(Store(), STRUCTURE)
    registration = str(uuid.uuid4())
    for _ in range(2):
        launches.waive(registration, "https://example.org/2")
        launches.waive(registration, "https://example.org/1")
    assert len(launches.store.statements(verb=VERBS["waived"])) == 2
    assert len(launches.store.statements(verb=VERBS["satisfied"])) == 2
    (first, _) = launches.store.statements(verb=VERBS["waived"])
    assert (first["result"]["success"], first["result"]["completion"]) == (True, True)
    assert first["result"]["extensions"] == {"https://w3id.org/xapi/cmi5/result/extensions/reason": "Tested Out"}


def test_ralph_finds_no_fault_in_what_the_lms_says(ralph: foreign.Ralph) -> None:
    launches = Launches(Store(), STRUCTURE, address="http://127.0.0.1/cmi5")
    for _ in range(2):
        launches.launch("https://example.org/1", "http://127.0.0.1/1.html", mastery=0.5)
    registration = launches.sessions[0].registration
    for au in ("https://example.org/1", "https://example.org/2"):
        launches.waive(registration, au)
    said = launches.store.statements()
    verbs = ["launched", "abandoned", "launched", "waived", "waived", "satisfied", "satisfied"]
    assert [each["verb"]["id"] for each in said] == [VERBS[name] for name in verbs]
    assert ralph.faults(said) == [[]] * len(said)


def test_what_a_registration_has_survives_the_lms(tmp_path: Path) -> None:
    for requirement in (None, "9.3.0.0-6"):
        store = Store(tmp_path / "lrs.sqlite")
        launches = Launches(store)
        with served(Starlette(routes=[Mount("/cmi5", launches.app())])) as origin:
            launches.address = f"{origin}/cmi5"
            made = launched(Lms(launches, [], origin)).begin()
            assert made.send("completed").status == (403 if requirement else 204)
            assert made.send("terminated").status == 204
        assert {each.rule for each in launches.finish()} == ({f"K32 {requirement}"} if requirement else set())
        store.close()


# Faults


def test_a_fetch_can_fail(lms: Lms) -> None:
    lms.launches.fetch_error = "2"
    made = launched(lms)
    assert made.fetch().json["error-code"] == "2"
    lms.launches.fetch_error = ""
    lms.launches.faults.status = 503
    lms.launches.faults.only = "POST fetch"
    assert Client(made.launch["fetch"], {})("POST", "").status == 503
    lms.launches.faults.status = 0
    lms.launches.faults.cut = True
    with pytest.raises(ConnectionError):
        made.fetch()
    lms.launches.faults.cut = False
    assert "auth-token" in made.fetch().json
    assert blamed(lms) == set()


def test_a_session_that_ended_may_still_send_again_what_was_dropped(lms: Lms, unit: Unit) -> None:
    lms.launches.faults.drop_answer = True
    made = unit.statement("terminated")
    with pytest.raises(ConnectionError):
        unit.client("PUT", "statements", made, statementId=made["id"])
    lms.launches.faults.drop_answer = False
    assert unit.client("PUT", "statements", made, statementId=made["id"]).status == 204
    assert lms.launches.finish() == []


# The course structure

XML = """<?xml version="1.0" encoding="utf-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id=" https://example.org/course "><title><langstring lang="fr"> Titre </langstring></title></course>
  <block id="https://example.org/b"><title/>
    <au id="https://example.org/1" moveOn="Passed" masteryScore="0.75" launchMethod="OwnWindow">
      <title><langstring lang="fr">Un</langstring></title><url> un.html </url>
      <launchParameters>p</launchParameters><entitlementKey>k</entitlementKey>
    </au>
  </block>
  <au id="https://example.org/2"><url>deux.html</url></au>
</courseStructure>"""


def test_cmi5_13_1_the_structure_is_read_and_trimmed(tmp_path: Path) -> None:
    one = Au(
        "https://example.org/1", "Un", "un.html", "Passed", 0.75, "OwnWindow", "p", "k", ("https://example.org/b",)
    )
    wanted = Structure("https://example.org/course", "Titre", (one, Au("https://example.org/2", "", "deux.html")))
    assert parse(XML.encode()) == wanted
    (tmp_path / "cmi5.xml").write_text(XML, "utf-8")
    with zipfile.ZipFile(tmp_path / "course.zip", "w") as archive:
        archive.write(tmp_path / "cmi5.xml", "cmi5.xml")
    assert read(tmp_path) == read(tmp_path / "course.zip") == read(tmp_path / "cmi5.xml") == wanted


@pytest.mark.parametrize("text", ["", "<a", "<a/>", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"])
def test_what_is_no_structure_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cmi5.xml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"cmi5\.xml"):
        read(tmp_path)


# The whole of it

UNSEEN = {
    "8.1.0.0-7": "a parameter that was not found leaves no trace; the LMS gives them in another order each time",
    "8.1.1.0-2": "whoever does not find the end point sends nothing (7.1.1.0-1)",
    "8.1.1.0-3": "whoever does not use the end point sends nothing (7.1.1.0-1)",
    "9.3.3.0-1": "only the learner knows what was seen",
    "9.3.4.0-1": "only the learner knows what was answered",
    "9.3.5.0-1": "only the learner knows what was answered",
    "10.2.2.0-1": "only the learner knows what was to be recorded",
    "11.2.0.0-1": "sound is heard, not sent",
}
"""Requirements of an AU that no LMS can see broken; the plays prove them."""


def test_the_lms_names_every_requirement_of_a_unit_that_it_can_see() -> None:
    source = "".join(Path(module.__file__ or "").read_text("utf-8") for module in (cmi5, sessions))
    named = set(re.findall(r'"(\d+\.\d+\.\d+\.\d+-\d+)"', source))
    assert {each for each, entry in EXPLICIT.items() if entry.binds == "unit"} - named == set(UNSEEN)


def test_a_requirement_that_stands_for_others_is_one_that_is_named() -> None:
    assert not set(SAME) & {each for others in SAME.values() for each in others}

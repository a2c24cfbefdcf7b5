"""The embedded LRS, by the clauses of xAPI 1.0.3 (part three, Communication), by tincan and by Ralph's models."""

from __future__ import annotations

import base64
import json
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import tincan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from builder.hosts import Call, exchanges
from builder.hosts.lrs import Lrs, Store, basic
from builder.hosts.statements import VOIDED, instant
from tests.hosts import foreign
from tests.hosts.served import Answer, Client, Place, served

ACTOR = {"mbox": "mailto:camille@example.org", "name": "Camille"}
OTHER = {"account": {"homePage": "https://example.org", "name": "7"}}
VERB = {"id": "http://adlnet.gov/expapi/verbs/experienced"}
OBJECT = {"id": "https://example.org/activity"}
STATE = {"activityId": OBJECT["id"], "agent": ACTOR}
HEADERS = {
    "Authorization": "Basic " + base64.b64encode(b"name:word").decode(),
    "X-Experience-API-Version": "1.0.3",
}


def statement(**changes: Any) -> dict[str, Any]:
    """A statement with an id of its own."""
    return {"id": str(uuid.uuid4()), "actor": ACTOR, "verb": VERB, "object": OBJECT, **changes}


def voiding(identifier: str) -> dict[str, Any]:
    """A statement that voids another."""
    return statement(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": identifier})


@dataclass
class Running:
    """An LRS, running, and a client that it knows."""

    lrs: Lrs
    origin: str
    ask: Client
    calls: list[Call] = field(default_factory=list)

    def put(self, made: dict[str, Any], headers: dict[str, str] | None = None) -> Answer:
        """Put one statement."""
        return self.ask("PUT", "statements", made, headers, statementId=made["id"])

    def ids(self, **filters: Any) -> list[str]:
        """The ids of the statements that a GET with these filters finds."""
        answer = self.ask("GET", "statements", **filters)
        assert answer.status == 200, answer.text
        return [each["id"] for each in answer.json["statements"]]


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[Place, str]]:
    place = Place()
    with served(place) as origin:
        yield place, origin


def run(place: tuple[Place, str], store: Store) -> Running:
    """An LRS on *store* at the module's place."""
    calls: list[Call] = []
    running = Lrs(store, basic("name", "word"), calls.append)
    place[0].app = Starlette(routes=[Mount("/xAPI", running.app())])
    return Running(running, place[1], Client(f"{place[1]}/xAPI/", dict(HEADERS)), calls)


@pytest.fixture
def here(place: tuple[Place, str]) -> Running:
    return run(place, Store())


# Requests


def test_xapi_communication_2_8_about_needs_neither_name_nor_version(here: Running) -> None:
    answer = here.ask("GET", "about", headers={"Authorization": None, "X-Experience-API-Version": "0.9"})
    assert (answer.status, answer.json) == (200, {"version": ["1.0.3"]})
    assert answer.headers["x-experience-api-version"] == "1.0.3"


@pytest.mark.parametrize("resource", ["statements", "activities/state", "agents/profile", "agents", "activities"])
def test_xapi_communication_4_everything_else_needs_both(here: Running, resource: str) -> None:
    for authorization in (None, "Basic x", HEADERS["Authorization"] + "x"):
        answer = here.ask("GET", resource, headers={"Authorization": authorization})
        assert answer.status == 401
        assert answer.headers["www-authenticate"].startswith("Basic")
    for version in (None, "", "2.0.0", "0.95"):
        answer = here.ask("GET", resource, headers={"X-Experience-API-Version": version})
        assert (answer.status, "3.3" in answer.text) == (400, True)


def test_xapi_communication_1_1_head_is_get_without_the_body(here: Running) -> None:
    made = statement()
    here.put(made)
    here.ask("PUT", "activities/state", {"a": 1}, stateId="s", **STATE)
    for path, parameters in (
        ("statements", {}),
        ("statements", {"statementId": made["id"]}),
        ("activities/state", {"stateId": "s", **STATE}),
        ("about", {}),
    ):
        get, head = (here.ask(method, path, None, None, **parameters) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (200, b"")
        for name in ("etag", "content-type", "content-length"):
            assert head.headers[name] == get.headers[name]
    assert here.ask("HEAD", "statements", statementId=str(uuid.uuid4())).status == 404


def test_xapi_communication_1_3_the_alternate_syntax_is_the_same_request(here: Running) -> None:
    made = statement()

    def ask(method: str, path: str, content: Any = None, **form: str) -> Answer:
        form |= HEADERS
        if content is not None:
            form |= {"content": json.dumps(content), "Content-Type": "application/json"}
        body = urllib.parse.urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"} | dict.fromkeys(HEADERS)
        return here.ask("POST", f"{path}?method={method}", body, headers)

    assert ask("PUT", "statements", made, statementId=made["id"]).status == 204
    assert ask("GET", "statements", statementId=made["id"]).json["id"] == made["id"]
    state = {"stateId": "s", "activityId": OBJECT["id"], "agent": json.dumps(ACTOR)}
    assert ask("PUT", "activities/state", {"é": 1}, **state).status == 204
    assert ask("GET", "activities/state", **state).json == {"é": 1}
    assert ask("DELETE", "activities/state", **state).status == 204
    assert ask("GET", "activities/state", **state).status == 404
    assert here.ask("POST", "statements?method=GET&limit=1", b"").status == 400
    assert here.ask("POST", "statements?method=PATCH", b"").status == 400


def test_xapi_communication_3_2_parameters_are_known_and_have_their_form(here: Running) -> None:
    for path, parameters in (
        ("statements", {"foo": "1"}),
        ("statements", {"Limit": "1"}),
        ("statements", {"limit": "-1"}),
        ("statements", {"limit": "1.5"}),
        ("statements", {"ascending": "True"}),
        ("statements", {"since": "yesterday"}),
        ("statements", {"agent": "camille"}),
        ("statements", {"agent": {"objectType": "Group", "member": [ACTOR]}}),
        ("statements", {"verb": "experienced"}),
        ("statements", {"registration": "7"}),
        ("statements", {"format": "Exact"}),
        ("statements", {"statementId": "7"}),
        ("statements", {"statementId": str(uuid.uuid4()), "limit": "1"}),
        ("statements", {"statementId": str(uuid.uuid4()), "voidedStatementId": str(uuid.uuid4())}),
        ("activities/state", {"stateId": "s"}),
        ("activities/state", {**STATE, "stateId": "s", "since": "2026-11-22T08:00:00Z"}),
        ("agents/profile", {"profileId": "s"}),
        ("agents", {}),
        ("activities", {"activityId": "x"}),
    ):
        answer = here.ask("GET", path, **parameters)
        assert (answer.status, "xAPI 1.0.3" in answer.text) == (400, True), (path, parameters, answer)
    assert here.ask("GET", "statements?limit=1&limit=2").status == 400
    assert here.ask("GET", "statement").status == 404
    assert here.ask("DELETE", "statements").status == 405


def test_an_error_speaks_json_to_who_asks_for_it(here: Running) -> None:
    answer = here.ask("GET", "statements", headers={"Accept": "application/json"}, foo="1")
    assert "foo" in answer.json["error"]


def test_xapi_communication_3_2_what_is_too_long_is_refused(here: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchanges, "LONGEST_BODY", 1000)
    parameters = {"stateId": "s", **STATE}
    assert here.ask("PUT", "activities/state", b"x" * 1001, **parameters).status == 413
    assert here.ask("PUT", "activities/state", b"x" * 1000, **parameters).status == 204


@pytest.mark.parametrize("origin", ["http://127.0.0.1:9", "null"])
def test_pages_of_every_origin_may_ask(here: Running, origin: str) -> None:
    wanted = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,if-match"}
    answer = here.ask("OPTIONS", "agents/profile", headers={"Origin": origin, "Authorization": None, **wanted})
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == origin
    allowed = answer.headers["access-control-allow-headers"].lower()
    for name in ("authorization", "content-type", "if-match", "if-none-match", "x-experience-api-version"):
        assert name in allowed
    for asked in (
        here.ask("GET", "about", headers={"Origin": origin}),
        here.ask("GET", "no", headers={"Origin": origin}),
    ):
        assert asked.headers["access-control-allow-origin"] == origin
        assert "ETag" in asked.headers["access-control-expose-headers"]


def test_an_origin_can_be_kept_out(here: Running) -> None:
    here.lrs.origins = "http://127.0.0.1:8000".__eq__
    assert "access-control-allow-origin" not in here.ask("OPTIONS", "about", headers={"Origin": "http://a"}).headers
    assert here.ask("GET", "about", headers={"Origin": "http://127.0.0.1:8000"}).headers["access-control-allow-origin"]


# Statements


def test_xapi_data_2_4_the_lrs_completes_a_statement(here: Running) -> None:
    made = statement(context={"contextActivities": {"parent": OBJECT}})
    assert here.put(made).status == 204
    found = here.ask("GET", "statements", statementId=made["id"]).json
    assert found["stored"] == found["timestamp"]
    assert found["version"] == "1.0.0"
    assert found["authority"]["account"]["name"] == "name"
    assert found["context"]["contextActivities"]["parent"] == [OBJECT]
    assert {name: found[name] for name in ("id", "actor", "verb", "object")} == {
        name: made[name] for name in ("id", "actor", "verb", "object")
    }
    given = statement(timestamp="2026-11-22T09:00:00+01:00", authority=OTHER, stored="2001-01-01T00:00:00Z")
    here.put(given)
    found = here.ask("GET", "statements", statementId=given["id"]).json
    assert found["timestamp"] == given["timestamp"]
    assert found["authority"] != OTHER
    assert instant(found["stored"]).year > 2020


def test_xapi_communication_2_1_2_post_answers_the_ids(here: Running) -> None:
    batch = [statement(), {name: each for name, each in statement().items() if name != "id"}, statement()]
    answer = here.ask("POST", "statements", batch)
    assert (answer.status, answer.json[0], answer.json[2]) == (200, batch[0]["id"], batch[2]["id"])
    assert here.ids() == list(reversed(answer.json))
    assert here.ask("POST", "statements", statement()).status == 200
    assert here.ask("POST", "statements", []).json == []


def test_xapi_communication_3_2_a_batch_is_all_or_nothing(here: Running) -> None:
    stored = statement()
    here.put(stored)
    for wrong in (statement(verb={"id": "x"}), {**stored, "result": {"success": True}}):
        answer = here.ask("POST", "statements", [statement(), wrong])
        assert answer.status in (400, 409)
    twice = statement()
    assert here.ask("POST", "statements", [twice, {**twice, "id": twice["id"].upper()}]).status == 400
    assert here.ids() == [stored["id"]]


def test_xapi_communication_2_1_1_the_same_again_changes_nothing(here: Running) -> None:
    made = statement(timestamp="2026-11-22T08:00:00Z")
    assert here.put(made).status == 204
    before = here.ask("GET", "statements", statementId=made["id"]).json
    assert here.put({**made, "timestamp": "2026-11-22T09:00:00+01:00"}).status == 204
    assert here.put({name: each for name, each in made.items() if name != "timestamp"}).status == 204
    assert here.ask("POST", "statements", [made, statement()]).status == 200
    changed = here.put({**made, "result": {"success": True}})
    assert (changed.status, "2.3.1" in changed.text) == (409, True)
    assert here.ask("GET", "statements", statementId=made["id"]).json == before


def test_xapi_communication_2_1_1_put_names_its_statement(here: Running) -> None:
    made = statement()
    assert here.ask("PUT", "statements", made, statementId=str(uuid.uuid4())).status == 400
    assert here.ask("PUT", "statements", made).status == 400
    assert here.ask("PUT", "statements", [made], statementId=made["id"]).status == 400
    nameless = {name: each for name, each in made.items() if name != "id"}
    assert here.ask("PUT", "statements", nameless, statementId=made["id"]).status == 204
    assert here.ids() == [made["id"]]


@pytest.mark.parametrize("media_type", [None, "text/plain", "multipart/mixed; boundary=x"])
def test_xapi_communication_1_5_statements_are_json(here: Running, media_type: str | None) -> None:
    made = statement()
    answer = here.put(made, {"Content-Type": media_type})  # type: ignore[dict-item]
    assert (answer.status, "1.5" in answer.text) == (400, True)


def test_xapi_communication_2_1_3_every_filter(here: Running) -> None:
    registration = str(uuid.uuid4())
    group = {"objectType": "Group", "member": [OTHER]}
    made = {
        "plain": statement(),
        "other verb": statement(verb={"id": "http://adlnet.gov/expapi/verbs/passed"}),
        "other actor": statement(actor=OTHER),
        "member": statement(actor=group),
        "object": statement(object={"objectType": "Agent", **OTHER}),
        "team": statement(context={"team": group, "registration": registration}),
        "parent": statement(object={"id": "urn:child"}, context={"contextActivities": {"parent": [OBJECT]}}),
        "inner": statement(object={"objectType": "SubStatement", "actor": OTHER, "verb": VERB, "object": OBJECT}),
    }
    for each in made.values():
        assert here.put(each).status == 204
    names = {each["id"]: name for name, each in made.items()}

    def found(**filters: Any) -> set[str]:
        return {names[each] for each in here.ids(**filters)}

    assert found() == set(made)
    assert found(verb="http://adlnet.gov/expapi/verbs/passed") == {"other verb"}
    assert found(agent=OTHER) == {"other actor", "member", "object"}
    assert found(agent=OTHER, related_agents=True) == {"other actor", "member", "object", "team", "inner"}
    assert found(agent={"mbox": "mailto:camille@EXAMPLE.org"}) == set(made) - {"other actor", "member"}
    assert found(activity=OBJECT["id"]) == set(made) - {"object", "parent", "inner"}
    assert found(activity=OBJECT["id"], related_activities=True) == set(made) - {"object"}
    assert found(registration=registration.upper()) == {"team"}
    assert found(registration=registration, agent=OTHER) == set()
    stored = {names[each["id"]]: each["stored"] for each in here.ask("GET", "statements").json["statements"]}
    assert found(since=stored["parent"]) == {"inner"}
    assert found(until=stored["other verb"]) == {"plain", "other verb"}
    assert found(since=stored["plain"], until=stored["other verb"]) == {"other verb"}
    assert [names[each] for each in here.ids(limit="2")] == ["inner", "parent"]
    assert [names[each] for each in here.ids(limit="2", ascending="true")] == ["plain", "other verb"]


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_xapi_communication_2_1_3_more_leads_through_all_the_rest(here: Running, ascending: str) -> None:
    made = [statement(verb={"id": f"urn:v{number % 2}"}) for number in range(11)]
    here.ask("POST", "statements", made)
    found: list[str] = []
    path = f"statements?limit=2&verb=urn%3Av0&ascending={ascending}"
    while path:
        here.put(statement(verb={"id": "urn:v1"}))  # what comes meanwhile disturbs nothing
        answer = here.ask("GET", path).json
        found += [each["id"] for each in answer["statements"]]
        assert len(answer["statements"]) <= 2
        path = answer["more"]
        assert path == "" or path.startswith("/xAPI/statements?")
    wanted = [each["id"] for each in made[::2]]
    assert found == (wanted if ascending == "true" else wanted[::-1])


def test_xapi_communication_2_1_3_a_reference_is_found_with_its_target(here: Running) -> None:
    target, unrelated = statement(verb={"id": "urn:target"}), statement()
    comment = statement(verb={"id": "urn:comment"}, object={"objectType": "StatementRef", "id": target["id"]})
    deeper = statement(verb={"id": "urn:deeper"}, object={"objectType": "StatementRef", "id": comment["id"]})
    here.ask("POST", "statements", [deeper, comment, unrelated, target])
    assert set(here.ids(verb="urn:target")) == {target["id"], comment["id"], deeper["id"]}
    assert set(here.ids(verb="urn:comment")) == {comment["id"], deeper["id"]}


def test_xapi_data_2_3_2_voiding(here: Running) -> None:
    made, late = statement(verb={"id": "urn:v"}), statement(verb={"id": "urn:v"})
    void, early = voiding(made["id"].upper()), voiding(late["id"])
    for each in (made, void, early, late, voiding(void["id"])):
        assert here.put(each).status == 204
    for each in (made, late):
        assert here.ask("GET", "statements", statementId=each["id"]).status == 404
        assert here.ask("GET", "statements", voidedStatementId=each["id"]).json["id"] == each["id"]
    assert here.ask("GET", "statements", statementId=void["id"]).status == 200
    assert here.ask("GET", "statements", voidedStatementId=void["id"]).status == 404
    # The voided one is not returned, what targets it is (2.1.4).
    assert set(here.ids(verb="urn:v")) >= {void["id"], early["id"]}
    assert not {made["id"], late["id"]} & set(here.ids())


def test_xapi_communication_2_1_3_formats(here: Running) -> None:
    full = {
        **OBJECT,
        "definition": {
            "name": {"fr": "Nom", "en": "Name"},
            "interactionType": "choice",
            "choices": [{"id": "a", "description": {"fr": "Oui", "en": "Yes"}}],
        },
    }
    rich = statement(
        object=full,
        verb={**VERB, "display": {"fr": "a vu", "en": "saw"}},
        context={"team": {"objectType": "Group", "name": "G", "member": [ACTOR]}, "instructor": ACTOR},
    )
    bare = statement()
    here.ask("POST", "statements", [rich, bare])
    exact = here.ask("GET", "statements", statementId=rich["id"]).json
    assert (exact["object"], exact["verb"]) == (full, rich["verb"])
    ids = here.ask("GET", "statements", statementId=rich["id"], format="ids").json
    assert (ids["object"], ids["verb"], ids["actor"]) == (OBJECT, VERB, {"mbox": ACTOR["mbox"]})
    assert ids["context"]["team"] == {"objectType": "Group", "member": [{"mbox": ACTOR["mbox"]}]}
    for language, name, verb, choice in (
        ("en-GB;q=0.1, en", "Name", "saw", "Yes"),
        ("de, fr;q=0.5", "Nom", "a vu", "Oui"),
    ):
        headers = {"Accept-Language": language}
        canonical = here.ask("GET", "statements", headers=headers, statementId=bare["id"], format="canonical").json
        assert list(canonical["object"]["definition"]["name"].values()) == [name]
        assert list(canonical["verb"]["display"].values()) == [verb]
        assert list(canonical["object"]["definition"]["choices"][0]["description"].values()) == [choice]
        assert canonical["actor"] == ACTOR


def test_xapi_communication_2_1_3_headers(here: Running) -> None:
    before = time.time()
    made = statement()
    here.put(made)
    answer = here.ask("GET", "statements", statementId=made["id"])
    assert abs(instant(answer.headers["x-experience-api-consistent-through"]).timestamp() - before) < 10
    assert abs(parsedate_to_datetime(answer.headers["last-modified"]).timestamp() - before) < 10
    assert here.ask("GET", "statements", foo="1").headers["x-experience-api-consistent-through"]
    parts = here.ask("GET", "statements", statementId=made["id"], attachments="true")
    assert parts.headers["content-type"].startswith("multipart/mixed; boundary=")
    assert made["id"] in parts.text


# Documents


@pytest.mark.parametrize(
    ("resource", "name", "scope"),
    [
        ("activities/state", "stateId", STATE),
        ("activities/state", "stateId", {**STATE, "registration": str(uuid.uuid4())}),
        ("agents/profile", "profileId", {"agent": ACTOR}),
        ("activities/profile", "profileId", {"activityId": OBJECT["id"]}),
    ],
)
class TestDocuments:
    """The three resources share one life of a document (Communication 2.2)."""

    def test_a_document_comes_back_as_it_was(self, here: Running, resource: str, name: str, scope: Any) -> None:
        data = bytes(range(256))
        one = {name: "a/é &", **scope}
        assert here.ask("GET", resource, **one).status == 404
        assert here.ask("PUT", resource, data, {"Content-Type": "image/x"}, **one).status == 204
        found = here.ask("GET", resource, **one)
        assert (found.body, found.headers["content-type"]) == (data, "image/x")
        assert found.headers["content-security-policy"] == "sandbox"
        assert found.headers["last-modified"].endswith("GMT")
        assert here.ask("GET", resource, **scope).json == ["a/é &"]
        assert here.ask("DELETE", resource, **one).status == 204
        assert here.ask("GET", resource, **one).status == 404
        assert here.ask("GET", resource, **scope).json == []

    def test_since_leaves_out_the_older(self, here: Running, resource: str, name: str, scope: Any) -> None:
        here.ask("PUT", resource, {}, **{name: "a", **scope})
        middle = here.ask("GET", "about").headers["date"]
        assert here.ask("GET", resource, since="2099-01-01T00:00:00Z", **scope).json == []
        since = parsedate_to_datetime(middle).isoformat().replace("+00:00", "-23:00")
        assert here.ask("GET", resource, since="2001-01-01T00:00:00Z", **scope).json == ["a"]
        assert here.ask("GET", resource, since=since, **scope).json == []

    def test_post_merges_objects(self, here: Running, resource: str, name: str, scope: Any) -> None:
        one = {name: "a", **scope}
        assert here.ask("POST", resource, {"x": "foo", "y": {"z": 1}}, **one).status == 204
        assert here.ask("POST", resource, {"x": "bash", "y": {"w": 2}, "z": 3}, **one).status == 204
        assert here.ask("GET", resource, **one).json == {"x": "bash", "y": {"w": 2}, "z": 3}
        for body, media_type in ((b"[]", "application/json"), (b"{}", "text/plain"), (b"{", "application/json")):
            assert here.ask("POST", resource, body, {"Content-Type": media_type}, **one).status == 400
        here.ask("PUT", resource, b"text", {"Content-Type": "text/plain", "If-Match": "*"}, **one)
        assert here.ask("POST", resource, {}, **one).status == 400
        assert here.ask("GET", resource, **one).body == b"text"

    def test_concurrency(self, here: Running, resource: str, name: str, scope: Any) -> None:
        one = {name: "a", **scope}

        def put(body: Any, method: str = "PUT", **headers: str) -> int:
            sent = {key.replace("_", "-"): value for key, value in headers.items()}
            return here.ask(method, resource, body, sent, **one).status

        assert put({}, If_Match='"x"') == 412
        assert put({"a": 1}, If_None_Match="*") == 204
        assert put({"a": 2}, If_None_Match="*") == 412
        tag = here.ask("GET", resource, **one).headers["etag"]
        assert len(tag) == 42
        assert put({"a": 2}, If_Match=f'"other", {tag}') == 204
        assert put({"a": 3}, If_Match=tag) == 412
        assert put({"b": 3}, "POST", If_Match=tag) == 412
        assert put(None, "DELETE", If_Match=tag) == 412
        assert put({"a": 4}) == (204 if resource == "activities/state" else 409)
        assert put({"a": 5}, If_Match="*") == 204
        assert here.ask("GET", resource, **one).json == {"a": 5}


def test_xapi_communication_2_3_state_is_kept_by_registration(here: Running) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    for registration in (first, second):
        here.ask("PUT", "activities/state", {"r": registration}, stateId="s", registration=registration, **STATE)
    here.ask("PUT", "activities/state", {}, stateId="free", **STATE)
    assert here.ask("GET", "activities/state", stateId="s", registration=first.upper(), **STATE).json == {"r": first}
    assert here.ask("GET", "activities/state", stateId="s", **STATE).status == 404
    assert here.ask("GET", "activities/state", registration=second, **STATE).json == ["s"]
    assert here.ask("GET", "activities/state", **STATE).json == ["free", "s"]
    assert here.ask("DELETE", "activities/state", registration=first, **STATE).status == 204
    assert here.ask("GET", "activities/state", stateId="s", registration=second, **STATE).status == 200
    assert here.ask("DELETE", "activities/state", **STATE).status == 204
    assert here.ask("GET", "activities/state", **STATE).json == []


def test_json_that_is_none_is_no_document(here: Running) -> None:
    answer = here.ask("PUT", "activities/state", b"{", {"Content-Type": "application/json"}, stateId="s", **STATE)
    assert answer.status == 400


def test_xapi_communication_2_4_and_2_5_what_the_lrs_knows(here: Running) -> None:
    assert here.ask("GET", "agents", agent=OTHER).json == {"objectType": "Person", "account": [OTHER["account"]]}
    here.put(statement(object={**OBJECT, "definition": {"name": {"fr": "Nom"}}}))
    here.put(statement(actor={**ACTOR, "name": "C. M."}, object={**OBJECT, "definition": {"type": "urn:t"}}))
    person = here.ask("GET", "agents", agent={"mbox": ACTOR["mbox"]}).json
    assert person == {"objectType": "Person", "name": ["C. M.", "Camille"], "mbox": [ACTOR["mbox"]]}
    activity = here.ask("GET", "activities", activityId=OBJECT["id"]).json
    assert activity == {"objectType": "Activity", **OBJECT, "definition": {"name": {"fr": "Nom"}, "type": "urn:t"}}
    assert here.ask("GET", "activities", activityId="urn:new").json == {"objectType": "Activity", "id": "urn:new"}


# Whoever else speaks xAPI


def test_tincan_is_a_client(here: Running) -> None:
    remote = tincan.RemoteLRS(endpoint=f"{here.origin}/xAPI/", version="1.0.3", username="name", password="word")
    agent, activity = tincan.Agent(ACTOR), tincan.Activity(OBJECT)
    assert remote.about().content.version == ["1.0.3"]
    saved = [tincan.Statement(statement()) for _ in range(3)]
    assert remote.save_statement(saved[0]).success
    assert remote.save_statements(saved[1:]).success
    found = remote.retrieve_statement(saved[0].id)
    assert found.content.id == saved[0].id
    query = remote.query_statements({"agent": agent, "activity": activity, "limit": 2})
    assert len(query.content.statements) == 2
    rest = remote.more_statements(query.content)
    assert [each.id for each in rest.content.statements] == [saved[0].id]
    state = tincan.documents.StateDocument(id="s", agent=agent, activity=activity, content="{}", content_type="a/b")
    assert remote.save_state(state).success
    assert remote.retrieve_state(activity, agent, "s").content.content == b"{}"
    assert remote.retrieve_state_ids(activity, agent).content == ["s"]
    assert remote.delete_state(state).success
    profile = tincan.documents.AgentProfileDocument(id="p", agent=agent, content='{"a": 1}', content_type="a/b")
    assert remote.save_agent_profile(profile).success
    answer = remote.retrieve_agent_profile(agent, "p")
    known = answer.content
    assert not remote.save_agent_profile(known).success
    known.etag = answer.response.getheader("etag")  # tincan looks for headers in a list of pairs, and finds none
    known.content = '{"a": 2}'
    assert remote.save_agent_profile(known).success
    assert not remote.save_agent_profile(known).success  # its etag is the older one now
    assert remote.retrieve_agent_profile_ids(agent).content == ["p"]
    about = tincan.documents.ActivityProfileDocument(id="p", activity=activity, content="x", content_type="a/b")
    assert remote.save_activity_profile(about).success
    assert remote.retrieve_activity_profile(activity, "p").content.content == b"x"


def test_ralph_finds_no_fault_in_what_is_returned(here: Running, ralph: foreign.Ralph) -> None:
    batch = [
        statement(result={"score": {"scaled": 0.5}, "duration": "PT1.5S"}),
        statement(actor={"objectType": "Group", "member": [OTHER]}, context={"contextActivities": {"parent": OBJECT}}),
        voiding(str(uuid.uuid4())),
    ]
    here.ask("POST", "statements", batch)
    found = here.ask("GET", "statements").json["statements"]
    assert ralph.faults(found) == [[], [], []]


# Faults


def test_a_fault_lasts_until_it_is_switched_off(here: Running) -> None:
    made = statement()
    faults = here.lrs.faults
    faults.cut = True
    with pytest.raises(ConnectionError):
        here.put(made)
    faults.cut, faults.status = False, 503
    answer = here.ask("GET", "about", headers={"Origin": "http://a"})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (503, "http://a")
    assert here.put(made).status == 503
    faults.only = "PUT activities/state"
    assert here.ids() == []
    faults.only, faults.status, faults.drop_answer = "PUT statements", 0, True
    with pytest.raises(ConnectionError):
        here.put(made)
    assert here.ids() == [made["id"]]
    faults.drop_answer, faults.delay = False, 0.2
    begun = time.monotonic()
    assert here.put(made).status == 204
    assert time.monotonic() - begun >= 0.2
    results = [each.result for each in here.calls if each.call == "PUT statements"]
    assert results == ["cut", "503", "dropped", "204"]
    assert [each.seq for each in here.calls] == sorted({each.seq for each in here.calls})


def test_an_observer_is_told_what_was_refused_and_why(here: Running) -> None:
    here.put(statement(verb={"id": "x"}))
    here.ask("PUT", "activities/state", {"a": "b" * 1000}, stateId="s", **STATE)
    refused, stored = here.calls
    assert (refused.call, refused.result) == ("PUT statements", "400")
    assert "verb.id" in refused.error
    assert (stored.args[0], len(stored.args[1])) == ("s", 200)
    assert ACTOR["mbox"] not in json.dumps([each.args for each in here.calls])


# Many at once, and in any order


def test_writers_do_not_get_in_each_others_way(place: tuple[Place, str], tmp_path: Path) -> None:
    store = Store(tmp_path / "lrs.sqlite")
    here = run(place, store)
    shared = [statement(timestamp="2026-11-22T08:00:00Z") for _ in range(5)]
    wins: list[int] = []
    failures: list[Any] = []

    def write(number: int) -> None:
        try:
            for turn, common in enumerate(shared):
                assert here.put(statement()).status == 204
                assert here.put(common).status == 204
                merged = here.ask("POST", "activities/state", {f"{number}.{turn}": 1}, stateId="s", **STATE)
                assert merged.status == 204
            wins.append(
                here.ask("PUT", "agents/profile", {}, {"If-None-Match": "*"}, profileId="p", agent=ACTOR).status
            )
        except Exception as error:  # noqa: BLE001 - a thread's failure is shown by the test
            failures.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert len(set(here.ids())) == len(here.ids()) == 6 * 5 + 5
    assert len(here.ask("GET", "activities/state", stateId="s", **STATE).json) == 30
    assert sorted(wins) == [204, 412, 412, 412, 412, 412]
    stored = [each["stored"] for each in store.statements()]
    assert stored == sorted(set(stored))
    store.close()
    again = run(place, Store(tmp_path / "lrs.sqlite"))
    assert len(again.ids()) == 35
    again.put(statement())
    assert again.lrs.store.statements()[-1]["stored"] > stored[-1]
    again.lrs.store.close()


def test_who_waits_for_the_store_keeps_no_one_else_waiting(here: Running) -> None:
    answers: list[int] = []
    with here.lrs.store.lock:
        writer = threading.Thread(target=lambda: answers.append(here.put(statement()).status))
        writer.start()
        assert here.ask("GET", "about").status == 200
        assert answers == []
    writer.join(10)
    assert answers == [204]


_NAMES = [str(uuid.UUID(int=number)) for number in range(1, 5)]
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["PUT", "POST", "void"]), st.sampled_from(_NAMES), st.sampled_from(_NAMES), st.booleans()
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_whatever_comes_in_whatever_order(place: tuple[Place, str], steps: list[tuple[str, str, str, bool]]) -> None:
    """What is stored first under an id stays; what is voided is found only as such; the order is that of storing."""
    here = run(place, Store())
    kept: dict[str, dict[str, Any]] = {}
    for method, name, target, success in steps:
        made = voiding(target) | {"id": name} if method == "void" else statement(id=name, result={"success": success})
        conflict = name in kept and kept[name] != made
        answer = here.ask("POST", "statements", [made]) if method == "POST" else here.put(made)
        assert answer.status == (409 if conflict else 200 if method == "POST" else 204)
        kept.setdefault(name, made)
    voids = {each["object"]["id"] for each in kept.values() if each["verb"]["id"] == VOIDED}
    gone = {name for name in voids & set(kept) if kept[name]["verb"]["id"] != VOIDED}
    assert here.ids() == [name for name in reversed(kept) if name not in gone]
    for name in _NAMES:
        assert here.ask("GET", "statements", statementId=name).status == (200 if name in set(kept) - gone else 404)
        assert here.ask("GET", "statements", voidedStatementId=name).status == (200 if name in gone else 404)
    here.lrs.store.close()


_VALUES = st.text(max_size=12) | st.sampled_from(
    [
        *_NAMES,
        OBJECT["id"],
        json.dumps(ACTOR),
        "true",
        "ids",
        "2026-11-22T08:00:00Z",
        "0001-01-01T00:00:00+23:00",
        "9" * 15,
    ]
)
_PARAMETERS = st.dictionaries(
    st.sampled_from(
        [
            "statementId",
            "voidedStatementId",
            "agent",
            "verb",
            "activity",
            "registration",
            "related_agents",
            "since",
            "until",
            "limit",
            "format",
            "attachments",
            "ascending",
            "cursor",
            "stateId",
            "profileId",
            "activityId",
            "method",
            "content",
        ]
    ),
    _VALUES,
    max_size=4,
)
_BODIES = st.binary(max_size=40) | st.sampled_from(
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        json.dumps([statement()]).encode(),
        json.dumps(statement(id=_NAMES[0])).encode(),
        b"[" * 2000,
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "PATCH"]),
    st.sampled_from(
        ["statements", "activities/state", "agents/profile", "activities/profile", "agents", "activities", "x"]
    ),
    _PARAMETERS,
    _BODIES,
    st.sampled_from([{}, {"If-Match": "*"}, {"If-None-Match": '"x", *'}, {"Content-Type": "application/json"}]),
)
def test_nothing_that_is_asked_is_an_error_of_the_lrs(
    here: Running, method: str, path: str, parameters: dict[str, str], body: bytes, headers: dict[str, str]
) -> None:
    address = f"{path}?{urllib.parse.urlencode(parameters, errors='surrogatepass')}"
    assert here.ask(method, address, body, headers).status < 500

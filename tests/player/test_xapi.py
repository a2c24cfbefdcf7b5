"""The xAPI adapter against a scripted LRS: what is sent, under which identity, and what survives a bad network."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.hosts import foreign
from tests.player.test_scorm12 import BELIEF, CHOICE, TRUE_FALSE, snapshot
from tests.player.test_state import UUID, pack

Play = Callable[..., dict[str, Any]]

RALPH = foreign.CACHE / "ralph" / "bin" / "python"
ACTOR = {"objectType": "Agent", "name": "Ana", "account": {"homePage": "https://lms.example.org", "name": "7"}}
REGISTRATION = "0d1f6f6c-54f6-4fd5-9a1b-3a5c8a8a9b11"
LAUNCH = {
    "endpoint": "https://lrs.example.org/xapi/",
    "auth": "Basic YTpi",
    "actor": json.dumps(ACTOR),
    "registration": REGISTRATION,
    "activity_id": "https://lms.example.org/course/12",
    "activity_platform": "Moodle",
    "grouping": "https://lms.example.org/category/3",
    "unknown": "x",
}
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"


def launch(**changes: str | None) -> str:
    return "?" + urlencode(
        {name: value for name, value in (LAUNCH | changes).items() if value is not None}, quote_via=quote
    )


def statements(played: dict[str, Any]) -> list[dict[str, Any]]:
    return [request["body"] for request in played["requests"] if request["path"].endswith("/statements")]


def verbs(played: dict[str, Any]) -> list[str]:
    return [statement["verb"]["display"]["en"] for statement in statements(played)]


@pytest.fixture(scope="module")
def whole(play: Play) -> dict[str, Any]:
    """A visit in which everything happens that can."""
    return play(
        *("xapi", ["open"], ["save", snapshot()]),
        ["answer", CHOICE, snapshot(progress=0.5)],
        ["answer", TRUE_FALSE, snapshot(progress=0.5)],
        ["answer", BELIEF, snapshot(progress=0.8)],
        ["save", snapshot(progress=1, status="failed", score=33.3333, state=pack(UUID, "failed", [(4, 2)]))],
        ["save", snapshot(progress=1, status="passed", score=80, state=pack(UUID, "passed", [(4, 3)]))],
        ["close", snapshot(progress=1, status="passed", score=80, state=pack(UUID, "passed", [(4, 3)]), seconds=120)],
        search=launch(),
    )


def test_t12_the_statements_of_a_visit(whole: dict[str, Any]) -> None:
    assert verbs(whole) == [
        *("initialized", "progressed", "answered", "progressed", "answered", "answered", "progressed"),
        *("progressed", "completed", "failed", "passed", "terminated"),
    ]
    by_verb = {statement["verb"]["display"]["en"]: statement for statement in statements(whole)}
    score = {"scaled": 0.8, "raw": 80, "min": 0, "max": 100}
    assert by_verb["passed"]["result"] == {"duration": "PT65.4S", "success": True, "score": score}
    assert by_verb["failed"]["result"]["score"]["scaled"] == 0.3333
    assert by_verb["completed"]["result"]["completion"] is True
    assert by_verb["progressed"]["result"] == {"extensions": {PROGRESS: 100}}
    assert by_verb["terminated"]["result"] == {"duration": "PT120S"}
    for verb in ("initialized", "progressed", "completed", "passed", "failed", "terminated"):
        assert by_verb[verb]["object"]["id"] == LAUNCH["activity_id"]
        assert by_verb[verb]["verb"]["id"] == f"http://adlnet.gov/expapi/verbs/{verb}"
        assert set(by_verb[verb]["verb"]["display"]) == {"en", "fr"}


def test_t13_answers_are_interactions_and_beliefs_have_no_right_one(whole: dict[str, Any]) -> None:
    choice, verdict, belief = (each for each in statements(whole) if each["verb"]["display"]["en"] == "answered")
    assert choice["object"]["id"] == CHOICE["iri"]
    assert choice["object"]["definition"] == {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "description": {"fr": "Que peut le maire ?"},
        "interactionType": "choice",
        "correctResponsesPattern": ["a[,]c"],
        "choices": [{"id": name, "description": {"fr": name}} for name in "abc"],
    }
    assert choice["result"] == {"response": "c[,]a", "duration": "PT12.35S", "success": True}
    assert choice["timestamp"] == "2026-01-05T08:00:07.000Z"
    assert choice["context"]["contextActivities"]["parent"] == [{"id": LAUNCH["activity_id"]}]
    assert verdict["result"] == {"response": "true", "duration": "PT12.35S", "success": False}
    assert belief["object"]["definition"]["interactionType"] == "numeric"
    assert "correctResponsesPattern" not in belief["object"]["definition"]
    assert belief["result"] == {"response": "4", "duration": "PT12.35S"}


def test_t09_t11_every_request_says_who_and_which_version(whole: dict[str, Any]) -> None:
    for request in whole["requests"]:
        assert request["headers"]["Authorization"] == "Basic YTpi"
        assert request["headers"]["X-Experience-API-Version"] == "1.0.3"
    for statement in statements(whole):
        assert statement["actor"] == ACTOR
        assert uuid.UUID(statement["id"]).version == 4
        assert statement["context"]["registration"] == REGISTRATION
        assert statement["context"]["platform"] == "Moodle"
        assert statement["context"]["revision"] == "1.10"
        assert statement["context"]["contextActivities"]["grouping"] == [{"id": LAUNCH["grouping"]}]
    sent = [request for request in whole["requests"] if request["path"].endswith("/statements")]
    assert [request["query"] for request in sent] == [{"statementId": each["id"]} for each in statements(whole)]
    assert len({each["id"] for each in statements(whole)}) == len(sent)


def test_t11_ralph_finds_every_statement_valid(whole: dict[str, Any], play: Play) -> None:
    if not RALPH.exists():
        foreign.missing("the environment .cache/ralph")
    plain = play(
        "xapi", ["open"], ["close", snapshot()], search=launch(grouping=None, registration=None, activity_id=None)
    )
    script = (
        "import json, sys\nfrom ralph.models.xapi.base.statements import BaseXapiStatement\n"
        "for each in json.load(sys.stdin): BaseXapiStatement.model_validate(each)"
    )
    sent = statements(whole) + statements(plain)
    done = subprocess.run(
        [str(RALPH), "-c", script], input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_t14_the_state_is_stored_and_comes_back(whole: dict[str, Any], play: Play) -> None:
    stored = [request for request in whole["requests"] if request["path"].endswith("/state")]
    assert stored[0]["method"] == "GET"
    for request in stored:
        assert request["query"] == {
            "activityId": LAUNCH["activity_id"],
            "agent": json.dumps(ACTOR, separators=(",", ":")),
            "registration": REGISTRATION,
            "stateId": "cartable",
        }
    last = stored[-1]["body"]
    again = play("xapi", ["open"], ["save", snapshot(state=last["state"])], search=launch(), lrs={"state": last})
    opened = again["results"][0]
    assert (opened["state"], opened["location"], opened["status"]) == (
        pack(UUID, "passed", [(4, 3)]),
        "contexte",
        "passed",
    )
    assert not {"completed", "passed"} & set(verbs(again))
    assert [request["method"] for request in again["requests"] if request["path"].endswith("/state")] == ["GET"]


@pytest.mark.parametrize(("status", "stored"), [(404, True), (500, False), (0, False), (403, False)])
def test_a_state_that_cannot_be_read_is_survived_and_not_written_over(play: Play, status: int, stored: bool) -> None:
    faults = [{"call": "GET", "answer": status}]
    played = play("xapi", ["open"], ["save", snapshot()], search=launch(), lrs={"documents": faults})
    assert played["results"][0]["recorded"] is True
    assert played["results"][1] == {"ok": True}
    assert (
        any(request["method"] == "PUT" and request["path"].endswith("/state") for request in played["requests"])
        is stored
    )


def test_an_lrs_without_states_is_asked_once(play: Play) -> None:
    faults = [{"call": "PUT", "answer": 404}]
    steps = [["save", snapshot(location=place)] for place in "abc"]
    played = play("xapi", ["open"], *steps, search=launch(), lrs={"documents": faults})
    assert played["results"][1:] == [{"ok": True}] * 3
    assert len([request for request in played["requests"] if request["path"].endswith("/state")]) == 2


@pytest.mark.parametrize("status", [0, 503, 429, 401])
def test_t15_what_did_not_arrive_is_sent_again_under_the_same_id(play: Play, status: int) -> None:
    faults = [{"call": "PUT", "answer": status, "times": 2}]
    played = play(
        *("xapi", ["open"], ["answer", CHOICE, snapshot()], ["save", snapshot()]),
        search=launch(),
        lrs={"statements": faults},
    )
    assert played["results"][1]["ok"] is True
    assert played["results"][1]["pending"] is True
    assert played["results"][2] == {"ok": True}
    assert verbs(played) == ["initialized"] * 3 + ["answered", "progressed"]
    assert len({each["id"] for each in statements(played)[:3]}) == 1
    assert played["storage"] == {}


def test_t15_a_statement_the_lrs_already_has_counts_as_delivered(play: Play) -> None:
    played = play("xapi", ["open"], search=launch(), lrs={"statements": [{"call": "PUT", "answer": 409}]})
    assert played["results"][0]["outcome"] == {"ok": True}
    assert played["storage"] == {}
    assert played["reports"] == ["RUN-002 GET activities/state: 404 status 404"]


def test_one_statement_that_the_lrs_refuses_does_not_hold_up_the_others(play: Play) -> None:
    faults = [{"call": "PUT", "answer": 400, "times": 1}]
    played = play("xapi", ["open"], ["answer", CHOICE, snapshot()], search=launch(), lrs={"statements": faults})
    assert verbs(played) == ["initialized", "answered", "progressed"]
    assert "RUN-002 PUT statements: 400 status 400" in played["reports"]


def test_what_a_cut_network_left_goes_out_at_the_next_visit(play: Play) -> None:
    down = {"statements": [{"call": "PUT", "answer": 0}], "documents": [{"call": "PUT", "answer": 0}]}
    state = pack(UUID, "incomplete", [(4, 5)])
    first = play(
        "xapi",
        ["open"],
        ["answer", CHOICE, snapshot(state=state)],
        ["close", snapshot(state=state)],
        search=launch(),
        lrs=down,
    )
    left = json.loads(next(iter(first["storage"].values())))
    assert [each["verb"]["display"]["en"] for each in left["statements"]] == [
        "initialized",
        "answered",
        "progressed",
        "terminated",
    ]

    second = play("xapi", ["open"], ["save", snapshot(state=state)], search=launch(), storage=first["storage"])
    assert second["results"][0]["state"] == state
    assert [each["id"] for each in statements(second)[:4]] == [each["id"] for each in left["statements"]]
    assert second["storage"] == {}


@pytest.mark.parametrize(("at", "wins"), [("2020-01-01T00:00:00Z", "left"), ("2099-01-01T00:00:00Z", "stored")])
def test_of_two_devices_the_one_that_wrote_last_is_believed(play: Play, at: str, wins: str) -> None:
    down = {"documents": [{"call": "PUT", "answer": 503}]}
    texts = {name: pack(UUID, "incomplete", [(4, value)]) for value, name in enumerate(("left", "stored"))}
    first = play("xapi", ["open"], ["close", snapshot(state=texts["left"])], search=launch(), lrs=down)
    there = {"state": texts["stored"], "location": "", "at": at}
    second = play(
        "xapi",
        ["open"],
        ["save", snapshot(state=texts[wins])],
        search=launch(),
        storage=first["storage"],
        lrs={"state": there, "documents": [{"call": "GET", "after": 2_000}]},
    )
    assert second["results"][0]["state"] == texts[wins]
    written = [r["body"]["state"] for r in second["requests"] if r["method"] == "PUT" and r["path"].endswith("/state")]
    assert texts["stored" if wins == "left" else "left"] not in written


def test_without_storage_an_answer_is_safe_only_when_it_has_arrived(play: Play) -> None:
    faults = [{"call": "PUT", "answer": 503, "times": 2}]
    played = play(
        *("xapi", ["open"], ["answer", CHOICE, snapshot()], ["answer", BELIEF, snapshot()]),
        search=launch(),
        storage=None,
        lrs={"statements": faults},
    )
    assert played["results"][1]["ok"] is False
    assert played["results"][1]["message"] == "RUN-002 PUT statements: 503 status 503"
    assert played["results"][2] == {"ok": True}


def test_feedback_does_not_wait_for_a_slow_network_when_the_answer_is_safe(play: Play) -> None:
    slow = {"statements": [{"call": "PUT", "after": 9_000}]}
    played = play("xapi", ["open"], ["mark", "open"], ["answer", CHOICE, snapshot()], search=launch(), lrs=slow)
    assert played["results"][2]["pending"] is True
    assert played["results"][2]["ok"] is True
    (request,) = [each for each in played["requests"] if each.get("body", {}).get("result", {}).get("response")]
    assert request["status"] == 204


def test_a_state_that_changes_while_the_last_one_is_on_its_way_is_sent_too(play: Play) -> None:
    first, second = (pack(UUID, "incomplete", [(4, value)]) for value in (1, 2))
    slow = {"documents": [{"call": "PUT", "after": 2_000, "times": 1}]}
    played = play(
        *("xapi", ["begin"], ["now", {"state": first}], ["event", "hide"], ["now", {"state": second}]),
        *(["event", "hide"], ["advance", 10_000]),
        search=launch(),
        lrs=slow,
    )
    sent = [r["body"]["state"] for r in played["requests"] if r["method"] == "PUT" and r["path"].endswith("/state")]
    assert sent == [first, second]
    assert played["storage"] == {}


def test_t15_the_last_words_outlive_the_page_and_come_once(play: Play) -> None:
    played = play("xapi", ["open"], ["close", snapshot()], ["close", snapshot()], ["save", snapshot()], search=launch())
    late = [request for request in played["requests"] if request["keepalive"]]
    assert [request.get("body", {}).get("verb", {}).get("display", {}).get("en") for request in late] == [
        *("progressed", "terminated", None)
    ]
    assert verbs(played).count("terminated") == 1
    assert played["requests"][-1] in late


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("Basic YTpi", "Basic YTpi"),
        ("YTpi", "Basic YTpi"),
        ("YT+i", "Basic YT+i"),
        ("Bearer abc.def", "Bearer abc.def"),
    ],
)
def test_t07_the_authorization_gets_its_scheme(play: Play, auth: str, expected: str) -> None:
    played = play("xapi", ["open"], search=launch(auth=None) + f"&auth={auth.replace(' ', '%20')}")
    assert {request["headers"]["Authorization"] for request in played["requests"]} == {expected}


@pytest.mark.parametrize("endpoint", ["https://lrs.example.org/xapi", "https://lrs.example.org/xapi/"])
def test_t07_the_endpoint_gets_its_slash(play: Play, endpoint: str) -> None:
    played = play("xapi", ["open"], search=launch(endpoint=endpoint))
    paths = {request["path"] for request in played["requests"]}
    assert paths == {"https://lrs.example.org/xapi/statements", "https://lrs.example.org/xapi/activities/state"}


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ({"mbox": "mailto:a@b.org"}, {"mbox": "mailto:a@b.org"}),
        ({"name": ["Ana"], "mbox": ["mailto:a@b.org"]}, {"name": "Ana", "mbox": "mailto:a@b.org"}),
        (
            {"objectType": "Person", "account": [{"accountServiceHomePage": "https://l.org", "accountName": 7}]},
            {"account": {"homePage": "https://l.org", "name": "7"}},
        ),
        (ACTOR | {"mbox": "mailto:a@b.org", "extra": 1}, {"name": "Ana", "account": ACTOR["account"]}),
    ],
)
def test_t08_an_actor_has_one_identifier(play: Play, actor: dict[str, Any], expected: dict[str, Any]) -> None:
    played = play("xapi", ["open"], search=launch(actor=json.dumps(actor)))
    assert statements(played)[0]["actor"] == {"objectType": "Agent", **expected}


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": None},
        {"endpoint": "javascript:alert(1)"},
        {"auth": None},
        {"actor": None},
        {"actor": "{"},
        {"actor": "null"},
        {"actor": '{"name": "nobody"}'},
    ],
)
def test_t10_without_a_whole_launch_nothing_is_sent(play: Play, changes: dict[str, str | None]) -> None:
    played = play("xapi", ["open"], search=launch(**changes))
    assert played["results"] == [None]
    assert played["requests"] == []


def test_t09_identifiers_that_are_none_are_left_out(play: Play) -> None:
    played = play("xapi", ["open"], search=launch(registration="17", activity_id="course 12", grouping="g"))
    (statement,) = statements(played)
    assert statement["object"]["id"] == "https://example.org/limits"
    assert statement["context"] == {"language": "fr", "revision": "1.10", "platform": "Moodle"}

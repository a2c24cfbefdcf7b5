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
from tests.player.test_scorm12 import (
    BELIEF,
    CHOICE,
    EXACT,
    FILL_IN,
    LIKERT,
    LONG,
    MATCHING,
    RANGE,
    SEQUENCING,
    TRUE_FALSE,
    snapshot,
)
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
    said = [request["body"] for request in played["requests"] if request["resource"] == "statements"]
    return [each for body in said for each in (body if isinstance(body, list) else [body])]


def verbs(played: dict[str, Any]) -> list[str]:
    return [statement["verb"]["display"]["en"] for statement in statements(played)]


@pytest.fixture(scope="module")
def whole(visits: Play) -> dict[str, Any]:
    """A visit in which everything happens that can."""
    return visits(
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


LISTED = [{"id": name, "description": {"fr": name}} for name in "abc"]


@pytest.mark.parametrize(
    ("interaction", "lists", "right", "response"),
    [
        (
            MATCHING,
            {"source": LISTED, "target": [{"id": name, "description": {"fr": name}} for name in "123"]},
            ["a[.]1[,]b[.]2"],
            "b[.]2[,]a[.]3",
        ),
        (SEQUENCING, {"choices": LISTED}, ["c[,]a[,]b"], "c[,]b[,]a"),
        (LIKERT, {"scale": LISTED}, None, "b"),
        (FILL_IN, {}, ["{case_matters=false}l’été", "{case_matters=false}la saison chaude"], FILL_IN["response"]),
        (LONG, {}, None, "é" * 3_999 + "…"),
        (EXACT, {}, ["77[:]77"], "77"),
        (RANGE, {}, ["230000[:]250000"], "240000.5"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) and "type" in value else "",
)
def test_t13_each_type_of_question_says_what_could_be_answered(
    visits: Play, interaction: dict[str, Any], lists: dict[str, Any], right: list[str] | None, response: str
) -> None:
    played = visits("xapi", ["open"], ["answer", interaction, snapshot()], search=launch())
    (told,) = (each for each in statements(played) if each["verb"]["display"]["en"] == "answered")
    definition = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "description": {"fr": "Que peut le maire ?"},
        "interactionType": interaction["type"],
        **lists,
    } | ({"correctResponsesPattern": right} if right else {})
    assert told["object"]["definition"] == definition
    assert told["result"]["response"] == response
    assert told["result"].get("score") == ({"scaled": 0.5} if interaction is MATCHING else None)


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
    sent = [request for request in whole["requests"] if request["resource"] == "statements"]
    assert [request["query"] for request in sent] == [{"statementId": each["id"]} for each in statements(whole)]
    assert len({each["id"] for each in statements(whole)}) == len(sent)


def test_t11_ralph_finds_every_statement_valid(whole: dict[str, Any], visits: Play) -> None:
    if not RALPH.exists():
        foreign.missing("the environment .cache/ralph")
    plain = visits(
        "xapi", ["open"], ["close", snapshot()], search=launch(grouping=None, registration=None, activity_id=None)
    )
    script = (
        "import json, sys\nfrom ralph.models.xapi.base.statements import BaseXapiStatement\n"
        "for each in json.load(sys.stdin): BaseXapiStatement.model_validate(each)"
    )
    group = visits("xapi", ["open"], ["answer", BELIEF | {"anonymous": True}, snapshot()], search=launch())
    left = visits("xapi", ["open"], ["close", snapshot()], search=launch())
    kinds = [["answer", each, snapshot()] for each in (MATCHING, SEQUENCING, LIKERT, FILL_IN, LONG, EXACT, RANGE)]
    every = visits("xapi", ["open"], *kinds, search=launch())
    sent = [each for played in (whole, plain, group, left, every) for each in statements(played)]
    assert "suspended" in verbs(left)
    done = subprocess.run(
        [str(RALPH), "-c", script], input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_t14_the_state_is_stored_and_comes_back(whole: dict[str, Any], visits: Play) -> None:
    stored = [request for request in whole["requests"] if request["resource"] == "activities/state"]
    assert stored[0]["method"] == "GET"
    for request in stored:
        assert request["query"] == {
            "activityId": LAUNCH["activity_id"],
            "agent": json.dumps(ACTOR, separators=(",", ":")),
            "registration": REGISTRATION,
            "stateId": "cartable",
        }
    last = stored[-1]["body"]
    again = visits(
        *("xapi", ["open"], ["save", snapshot(state=last["state"], progress=1)]),
        search=launch(),
        documents={"cartable": last},
    )
    opened = again["results"][0]
    assert (opened["state"], opened["location"], opened["status"]) == (
        pack(UUID, "passed", [(4, 3)]),
        "contexte",
        "passed",
    )
    assert not {"completed", "passed"} & set(verbs(again))
    assert [request["method"] for request in again["requests"] if request["resource"] == "activities/state"] == ["GET"]


STATE = "GET activities/state"
PUT = "PUT statements"


def states(played: dict[str, Any]) -> list[dict[str, Any]]:
    """The states that were sent, in order."""
    return [r["body"] for r in played["requests"] if r["resource"] == "activities/state" and r["method"] == "PUT"]


@pytest.mark.parametrize("status", [500, 0, 403, 401])
def test_t14_a_state_that_cannot_be_read_is_not_written_over_and_the_learner_is_told(visits: Play, status: int) -> None:
    there = {"state": pack(UUID, "incomplete", [(4, 9)]), "location": "contexte", "at": "2026-01-01T00:00:00Z"}
    played = visits(
        *("xapi", ["open"], ["save", snapshot()], ["answer", CHOICE, snapshot()], ["kill"]),
        *(["faults", []], ["visit"], ["open"]),
        search=launch(),
        documents={"cartable": there},
        faults=[{"call": STATE, "answer": status}],
    )
    opened, saved, answered = (played["results"][index] for index in (0, 1, 2))
    assert opened["recorded"] is True
    assert opened["outcome"]["ok"] is saved["ok"] is False
    assert "RUN-002 GET activities/state" in saved["message"]
    # The answer itself has arrived, or will.
    assert answered["ok"] is True
    assert states(played) == []
    assert played["results"][-1]["state"] == there["state"]
    assert verbs(played).count("answered") == 1


def test_t14_a_state_that_can_be_read_a_moment_later_is_taken_up(visits: Play) -> None:
    there = {"state": pack(UUID, "incomplete", [(4, 9)]), "location": "contexte", "at": "2026-01-01T00:00:00Z"}
    faults = [{"call": STATE, "answer": 503, "times": 2}]
    played = visits("xapi", ["open"], search=launch(), documents={"cartable": there}, faults=faults)
    assert played["results"][0]["state"] == there["state"]
    assert played["results"][0]["outcome"] == {"ok": True}


def test_t14_a_network_that_swallows_requests_does_not_keep_the_course_from_opening(visits: Play) -> None:
    played = visits("xapi", ["open"], ["clock"], search=launch(), faults=[{"call": "", "there": 3_600_000}])
    assert played["results"][0]["outcome"]["ok"] is False
    assert played["results"][1] < 20_000


def test_t14_where_there_turns_out_to_be_no_state_it_is_stored_after_all(visits: Play) -> None:
    faults = [{"call": STATE, "answer": 503, "times": 4}]
    played = visits("xapi", ["open"], ["save", snapshot()], ["save", snapshot()], search=launch(), faults=faults)
    assert played["results"][0]["outcome"]["ok"] is False
    assert played["results"][2] == {"ok": True}
    assert [each["location"] for each in states(played)] == ["contexte"]
    assert "blind" not in played["documents"]["cartable"]


def test_t14_what_is_stored_and_no_state_of_ours_is_written_over(visits: Play) -> None:
    played = visits("xapi", ["open"], ["save", snapshot()], search=launch(), documents={"cartable": [1, 2]})
    assert played["results"] == [played["results"][0], {"ok": True}]
    assert played["results"][0]["state"] == ""
    assert played["reports"] == ["RUN-006 GET activities/state: no state of ours"]
    assert played["documents"]["cartable"]["location"] == "contexte"


def test_t14_a_page_of_the_network_before_the_lrs_is_no_state(visits: Play) -> None:
    """A hotel's log-in page answers 200, in HTML."""
    faults = [{"call": STATE, "answer": 200, "body": "<html>"}]
    played = visits("xapi", ["open"], ["save", snapshot()], search=launch(), faults=faults)
    assert played["results"][1]["ok"] is False
    assert states(played) == []


def test_an_lrs_without_states_is_asked_once(visits: Play) -> None:
    faults = [{"call": "PUT activities/state", "answer": 404}]
    steps = [["save", snapshot(location=place)] for place in "abc"]
    played = visits("xapi", ["open"], *steps, search=launch(), faults=faults)
    assert played["results"][1:] == [{"ok": True}] * 3
    assert len([request for request in played["requests"] if request["resource"] == "activities/state"]) == 2


@pytest.mark.parametrize("status", [0, 503, 429, 401, 404, 408])
def test_t15_what_did_not_arrive_is_sent_again_under_the_same_id(visits: Play, status: int) -> None:
    played = visits(
        *("xapi", ["open"], ["answer", CHOICE, snapshot()], ["save", snapshot()]),
        search=launch(),
        faults=[{"call": PUT, "answer": status, "times": 2}],
    )
    assert played["results"][1]["ok"] is True
    assert played["results"][1]["pending"] is True
    assert played["results"][2] == {"ok": True}
    assert verbs(played) == ["initialized"] * 3 + ["answered", "progressed"]
    assert len({each["id"] for each in statements(played)[:3]}) == 1
    assert played["waiting"] == []


def test_t15_a_statement_the_lrs_already_has_counts_as_delivered(visits: Play) -> None:
    played = visits("xapi", ["open"], search=launch(), faults=[{"call": PUT, "answer": 409}])
    assert played["results"][0]["outcome"] == {"ok": True}
    assert played["waiting"] == []
    assert played["reports"] == []


@pytest.mark.parametrize("status", [400, 413, 422])
def test_one_statement_that_the_lrs_refuses_does_not_hold_up_the_others(visits: Play, status: int) -> None:
    faults = [{"call": PUT, "answer": status, "times": 1, "body": "no such thing"}]
    played = visits("xapi", ["open"], ["answer", CHOICE, snapshot()], search=launch(), faults=faults)
    assert verbs(played) == ["initialized", "answered", "progressed"]
    assert played["reports"] == [f"RUN-002 PUT statements: {status} status {status} no such thing"]
    assert played["waiting"] == []


def test_a_forbidden_statement_is_set_aside_once_another_one_is_welcome(visits: Play) -> None:
    faults = [{"call": PUT, "answer": 403, "times": 2}]
    played = visits("xapi", ["open"], ["answer", CHOICE, snapshot()], search=launch(), faults=faults)
    assert [each["verb"]["display"]["en"] for each in played["stored"]] == ["answered", "progressed"]
    assert played["waiting"] == []


def test_statements_forbidden_one_and_all_wait_for_other_credentials(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["answer", CHOICE, snapshot()], ["close", snapshot()], ["kill"]),
        *(["faults", []], ["visit"], ["open"]),
        search=launch(),
        faults=[{"call": PUT, "answer": 403}],
    )
    assert played["results"][1]["pending"] is True
    assert [each["verb"]["display"]["en"] for each in played["stored"]] == [
        *("initialized", "answered", "progressed", "suspended", "terminated", "initialized")
    ]


@pytest.mark.parametrize("said", ["30", "Mon, 05 Jan 2026 09:00:30 GMT"])
def test_retry_after_is_honoured(visits: Play, said: str) -> None:
    played = visits(
        *("xapi", ["open"], ["advance", 29_000], ["save", snapshot()], ["advance", 2_000], ["save", snapshot()]),
        search=launch(),
        faults=[{"call": PUT, "answer": 429, "times": 1, "retryAfter": said}],
    )
    times = [request["at"] for request in played["requests"] if request["resource"] == "statements"]
    assert min(time - times[0] for time in times[1:]) >= 30_000
    assert played["results"][-1] == {"ok": True}


@pytest.mark.parametrize("said", ["999999999", "Tue, 05 Jan 2027 09:00:30 GMT"])
def test_no_lrs_is_waited_for_longer_than_learners_stay(visits: Play, said: str) -> None:
    """A clock that is a year behind would else keep silent for a year."""
    played = visits(
        *("xapi", ["open"], ["advance", 301_000], ["save", snapshot()]),
        search=launch(),
        faults=[{"call": PUT, "answer": 429, "times": 1, "retryAfter": said}],
    )
    assert played["results"][-1] == {"ok": True}


def test_a_sign_in_page_is_no_answer_of_the_lrs(visits: Play) -> None:
    portal = [{"call": "", "answer": 200, "body": "\n<!doctype html><title>Connexion</title>"}]
    played = visits(
        *("xapi", ["open"], ["faults", portal], ["answer", CHOICE, snapshot()], ["faults", []], ["save", snapshot()]),
        search=launch(),
    )
    assert played["results"][2]["pending"] is True
    assert played["results"][-1] == {"ok": True}
    assert "answered" in [each["verb"]["display"]["en"] for each in played["stored"]]


def test_the_device_does_not_name_who_answers_without_a_name(visits: Play) -> None:
    belief = BELIEF | {"anonymous": True}
    played = visits("xapi", ["open"], ["answer", belief, snapshot()], search=launch(registration=None))
    assert played["local"]
    assert "mailto" not in json.dumps(played["local"])


def test_what_a_cut_network_left_goes_out_at_the_next_visit(visits: Play) -> None:
    state = pack(UUID, "incomplete", [(4, 5)])
    played = visits(
        *("xapi", ["open"], ["answer", CHOICE, snapshot(state=state)], ["close", snapshot(state=state)]),
        *(["kill"], ["faults", []], ["visit"], ["open"], ["save", snapshot(state=state)]),
        search=launch(),
        faults=[{"call": "PUT", "answer": 0}],
    )
    assert played["results"][-2]["state"] == state
    assert [each["verb"]["display"]["en"] for each in played["stored"]] == [
        *("initialized", "answered", "progressed", "suspended", "terminated", "initialized")
    ]
    assert played["waiting"] == []
    assert played["documents"]["cartable"]["state"] == state


@pytest.mark.parametrize(("at", "wins"), [("2020-01-01T00:00:00Z", "left"), ("2099-01-01T00:00:00Z", "stored")])
def test_of_two_devices_the_one_that_wrote_last_is_believed(visits: Play, at: str, wins: str) -> None:
    texts = {name: pack(UUID, "incomplete", [(4, value)]) for value, name in enumerate(("left", "stored"))}
    there = {"state": texts["stored"], "location": "", "at": at}
    played = visits(
        *("xapi", ["open"], ["save", snapshot(state=texts["left"])], ["kill"]),
        *(["faults", [{"call": STATE, "there": 2_000}]], ["visit"], ["open"], ["save", snapshot(state=texts[wins])]),
        search=launch(),
        documents={"cartable": there},
        faults=[{"call": "PUT activities/state", "answer": 503}],
    )
    assert played["results"][-2]["state"] == texts[wins]
    assert played["documents"]["cartable"]["state"] == texts[wins]


def test_feedback_does_not_wait_for_a_slow_network_when_the_answer_is_safe(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["faults", [{"call": PUT, "back": 9_000}]], ["clock"], ["answer", CHOICE, snapshot()]),
        ["clock"],
        search=launch(),
    )
    assert played["results"][3]["pending"] is True
    assert played["results"][3]["ok"] is True
    assert played["results"][4] - played["results"][2] < 4_000


def test_a_state_that_changes_while_the_last_one_is_on_its_way_is_sent_too(visits: Play) -> None:
    first, second = (pack(UUID, "incomplete", [(4, value)]) for value in (1, 2))
    played = visits(
        *("xapi", ["begin"], ["now", {"state": first}], ["event", "hide"], ["now", {"state": second}]),
        *(["event", "hide"], ["advance", 10_000]),
        search=launch(),
        faults=[{"call": "PUT activities/state", "back": 2_000, "times": 1}],
    )
    assert [each["state"] for each in states(played)] == [first, second]
    assert played["waiting"] == []


def test_t15_the_last_words_outlive_the_page_and_come_once(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["close", snapshot()], ["close", snapshot()], ["save", snapshot()]), search=launch()
    )
    late = [request for request in played["requests"] if request["keepalive"]]
    assert [(request["method"], request["resource"]) for request in late] == [
        ("POST", "statements"),
        ("PUT", "activities/state"),
    ]
    assert verbs(played) == ["initialized", "progressed", "suspended", "terminated"]
    assert played["requests"][-1] in late


def test_t12_a_finished_course_is_left_without_being_suspended(visits: Play) -> None:
    played = visits("xapi", ["open"], ["close", snapshot(progress=1, status="completed")], search=launch())
    assert verbs(played) == ["initialized", "progressed", "completed", "terminated"]


def test_t12_progress_is_not_told_again_after_a_resume(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["save", snapshot(progress=0.5)], ["kill"]),
        *(["visit"], ["open"], ["save", snapshot(progress=0.5, location="b")], ["save", snapshot(progress=0.6)]),
        search=launch(),
    )
    told = [
        each["result"]["extensions"][PROGRESS] for each in played["stored"] if "extensions" in each.get("result", {})
    ]
    assert told == [50, 60]


def form(request: dict[str, Any]) -> None:
    """What headers would say is in the form (Communication 1.3)."""
    assert request["headers"] == {
        "Authorization": "Basic YTpi",
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }


def test_t15_without_keepalive_the_last_words_are_forms_that_need_no_preflight(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["save", snapshot()], ["close", snapshot(location="x")]),
        search=launch(),
        device={"keepalive": False},
    )
    statement, state = (request for request in played["requests"] if request["beacon"])
    for request in (statement, state):
        form(request)
    assert (statement["method"], statement["resource"], statement["query"]) == ("POST", "statements", {})
    assert (state["method"], state["resource"]) == ("PUT", "activities/state")
    assert state["query"]["stateId"] == "cartable"
    assert [each["verb"]["display"]["en"] for each in played["stored"]][-2:] == ["suspended", "terminated"]
    assert played["documents"]["cartable"]["location"] == "x"


def test_t15_a_lone_last_word_is_put_in_the_form_too(visits: Play) -> None:
    done = snapshot(progress=1, status="completed")
    played = visits(*("xapi", ["open"], ["save", done], ["close", done]), search=launch(), device={"keepalive": False})
    (request,) = (request for request in played["requests"] if request["beacon"])
    form(request)
    assert (request["method"], request["query"]) == ("PUT", {"statementId": request["body"]["id"]})
    assert verbs(played)[-1] == "terminated"


def test_t15_where_keepalive_fails_the_form_is_tried(visits: Play) -> None:
    """Chrome 80 refuses a `keepalive` request that needs a preflight."""
    played = visits(
        *("xapi", ["open"], ["save", snapshot()], ["faults", [{"call": "POST statements", "answer": 0, "times": 1}]]),
        *(["close", snapshot()], ["advance", 100]),
        search=launch(),
    )
    assert [each["verb"]["display"]["en"] for each in played["stored"]][-2:] == ["suspended", "terminated"]
    assert [each["beacon"] for each in played["requests"]][-2:] == [False, True]


def test_t15_last_words_of_which_one_is_there_in_other_words_wait_for_the_next_visit(visits: Play) -> None:
    played = visits(
        *("xapi", ["open"], ["save", snapshot()], ["faults", [{"call": "POST", "answer": 409}]]),
        *(["close", snapshot()], ["advance", 100], ["kill"], ["visit"], ["open"]),
        search=launch(),
    )
    assert [each["verb"]["display"]["en"] for each in played["stored"]] == [
        *("initialized", "progressed", "suspended", "terminated", "initialized")
    ]


def test_t15_at_page_end_what_matters_most_goes_within_the_budget_and_the_rest_at_the_next_visit(visits: Play) -> None:
    long = [CHOICE | {"iri": f"https://example.org/limits/{number}", "description": "é" * 8_000} for number in range(9)]
    down = [{"call": "PUT", "answer": 0}]
    done = snapshot(progress=1, status="completed")
    played = visits(
        *("xapi", ["open"], ["faults", down], *(["answer", each, snapshot()] for each in long), ["faults", []]),
        *(["requests"], ["close", done], ["kill"], ["advance", 1_000], ["stored"]),
        *(["visit"], ["open"], ["advance", 1_000]),
        search=launch(),
    )
    before = played["results"][-7]
    late = [request for request in played["requests"][before:] if request["keepalive"]]
    bodies = [json.dumps(each["body"], separators=(",", ":"), ensure_ascii=False).encode() for each in late]
    assert sum(map(len, bodies)) <= 65_536
    said = [each for request in late if isinstance(request["body"], list) for each in request["body"]]
    assert {"completed", "answered"} <= {each["verb"]["display"]["en"] for each in said}
    assert any(each["resource"] == "activities/state" for each in late)
    stored = [each["verb"]["display"]["en"] for each in played["stored"]]
    assert stored.count("answered") == 9
    assert stored.count("terminated") == stored.count("completed") == 1
    assert played["waiting"] == []


def test_t09_a_belief_for_the_group_says_nobody(visits: Play) -> None:
    belief = BELIEF | {"anonymous": True}
    played = visits(
        *(
            "xapi",
            ["open"],
            ["answer", belief, snapshot()],
            ["answer", belief | {"iri": BELIEF["iri"] + "/2"}, snapshot()],
        ),
        *(["kill"], ["visit"], ["open"], ["answer", belief, snapshot()]),
        search=launch(),
    )
    said = [each for each in played["stored"] if each["verb"]["display"]["en"] == "answered"]
    actors = {json.dumps(each["actor"]) for each in said}
    assert len(actors) == 1
    account = said[0]["actor"]["account"]
    assert account["homePage"] == "https://example.org/limits"
    assert uuid.UUID(account["name"]).version == 4
    for each in said:
        assert set(each["context"]) == {"language", "revision", "contextActivities"}
        assert each["timestamp"] == "2026-01-05T00:00:00.000Z"
        assert each["result"] == {"response": "4"}
        for identifying in ("Ana", REGISTRATION, LAUNCH["unknown"] + '"'):
            assert identifying not in json.dumps(each)
    everything_else = json.dumps([each for each in played["stored"] if each not in said] + [played["documents"]])
    assert account["name"] not in everything_else


def test_t05_parameters_that_nobody_defined_go_back_in_every_statement(whole: dict[str, Any]) -> None:
    for statement in statements(whole):
        assert statement["context"]["extensions"] == {"https://example.org/limits#launch": {"unknown": "x"}}


def test_t05_the_language_of_the_launch(visits: Play) -> None:
    played = visits("xapi", ["open"], search=launch() + "&Accept-Language=de-CH,de;q=0.9")
    assert played["results"][0]["language"] == "de-CH"
    assert "de-CH" not in json.dumps(statements(played)[0]["context"])


def test_t08_the_learner_is_known_by_the_identifier(whole: dict[str, Any]) -> None:
    learner = json.loads(whole["results"][0]["learner"])
    assert learner == {"objectType": "Agent", "account": ACTOR["account"]}


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("Basic YTpi", "Basic YTpi"),
        ("YTpi", "Basic YTpi"),
        ("YT+i", "Basic YT+i"),
        ("Bearer abc.def", "Bearer abc.def"),
    ],
)
def test_t07_the_authorization_gets_its_scheme(visits: Play, auth: str, expected: str) -> None:
    played = visits("xapi", ["open"], search=launch(auth=None) + f"&auth={auth.replace(' ', '%20')}")
    assert {request["headers"]["Authorization"] for request in played["requests"]} == {expected}


@pytest.mark.parametrize("endpoint", ["https://lrs.example.org/xapi", "https://lrs.example.org/xapi/"])
def test_t07_the_endpoint_gets_its_slash(visits: Play, endpoint: str) -> None:
    played = visits("xapi", ["open"], search=launch(endpoint=endpoint))
    assert {request["resource"] for request in played["requests"]} == {"statements", "activities/state"}


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
def test_t08_an_actor_has_one_identifier(visits: Play, actor: dict[str, Any], expected: dict[str, Any]) -> None:
    played = visits("xapi", ["open"], search=launch(actor=json.dumps(actor)))
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
def test_t10_without_a_whole_launch_nothing_is_sent(visits: Play, changes: dict[str, str | None]) -> None:
    played = visits("xapi", ["open"], search=launch(**changes))
    assert played["results"] == [None]
    assert played["requests"] == []


def test_t09_identifiers_that_are_none_are_left_out(visits: Play) -> None:
    played = visits("xapi", ["open"], search=launch(registration="17", activity_id="course 12", grouping="g"))
    (statement,) = statements(played)
    assert statement["object"]["id"] == "https://example.org/limits"
    assert set(statement["context"]) == {"language", "revision", "platform", "extensions"}

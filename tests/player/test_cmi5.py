"""The cmi5 adapter against a scripted LMS: each rule that binds an assignable unit (K20 to K39)."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.hosts import foreign
from tests.player.conftest import Command
from tests.player.test_scorm12 import BELIEF, CHOICE, TRUE_FALSE, snapshot
from tests.player.test_state import UUID, pack
from tests.player.test_xapi import RALPH

Play = Callable[..., dict[str, Any]]

ACTOR = {"objectType": "Agent", "name": "Ana", "account": {"homePage": "https://lms.example.org", "name": "7"}}
REGISTRATION = "0d1f6f6c-54f6-4fd5-9a1b-3a5c8a8a9b11"
ACTIVITY = "https://lms.example.org/au/12"
LAUNCH = {
    "endpoint": "https://lrs.example.org/xapi/",
    "fetch": "https://lrs.example.org/fetch",
    "actor": json.dumps(ACTOR),
    "registration": REGISTRATION,
    "activityId": ACTIVITY,
}
CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
MOVEON = "https://w3id.org/xapi/cmi5/context/categories/moveon"
MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore"
SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
PUBLISHER = "https://example.org/limits/au"
PUT = "PUT statements"


def launch(**changes: str | None) -> str:
    parameters = {name: value for name, value in (LAUNCH | changes).items() if value is not None}
    return "?" + urlencode(parameters, quote_via=quote)


def launch_data(session: str = "s-1", **more: Any) -> dict[str, Any]:
    template = {
        "extensions": {SESSION: session, "https://lms.example.org/x": 1},
        "contextActivities": {"grouping": [{"id": PUBLISHER}]},
        "platform": "Strict LMS",
    }
    return {"contextTemplate": template, "launchMode": "Normal", "moveOn": "CompletedAndPassed", **more}


def documents(session: str = "s-1", **more: Any) -> dict[str, Any]:
    return {"LMS.LaunchData": launch_data(session, **more)}


@pytest.fixture
def cmi5(visits: Play) -> Play:
    """Play visits to a cmi5 LMS; ``data`` goes into LMS.LaunchData."""

    def run(*steps: list[Any], data: dict[str, Any] | None = None, **systems: Any) -> dict[str, Any]:
        return visits("cmi5", *steps, **{"search": launch(), "documents": documents(**(data or {}))} | systems)

    return run


def verbs(played: dict[str, Any], name: str = "stored") -> list[str]:
    return [each["verb"]["display"]["en"] for each in played[name]]


def stored(played: dict[str, Any], verb: str) -> dict[str, Any]:
    (found,) = [each for each in played["stored"] if each["verb"]["display"]["en"] == verb]
    result: dict[str, Any] = found
    return result


def categories(statement: dict[str, Any]) -> set[str]:
    return {each["id"] for each in statement["context"].get("contextActivities", {}).get("category", [])}


@pytest.fixture
def whole(cmi5: Play) -> dict[str, Any]:
    """A session in which everything happens that can."""
    passed = snapshot(progress=1, status="passed", score=80, state=pack(UUID, "passed", [(4, 3)]))
    return cmi5(
        *(["open"], ["save", snapshot()], ["answer", CHOICE, snapshot(progress=0.5)]),
        *(["answer", TRUE_FALSE, snapshot(progress=0.5)], ["answer", BELIEF, snapshot(progress=0.8)]),
        *(["save", passed], ["save", passed], ["close", passed | {"seconds": 120}]),
        data={"masteryScore": 0.8},
    )


@pytest.mark.parametrize("order", [list(LAUNCH), list(reversed(LAUNCH))])
def test_k20_the_five_parameters_in_any_order(cmi5: Play, order: list[str]) -> None:
    search = "?" + urlencode({name: LAUNCH[name] for name in order}, quote_via=quote) + "&other=1"
    played = cmi5(["open"], search=search)
    assert played["results"][0]["recorded"] is True
    assert played["results"][0]["learner"] == json.dumps(ACTOR["account"], separators=(",", ":"))


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": None},
        {"endpoint": "ftp://x"},
        {"fetch": "javascript:alert(1)"},
        {"actor": "{"},
        {"actor": '{"mbox": "mailto:a@b.org"}'},
        {"registration": None},
        {"activityId": None},
    ],
)
def test_k20_a_launch_that_lacks_something_is_explained_and_nothing_is_sent(
    cmi5: Play, changes: dict[str, Any]
) -> None:
    played = cmi5(["begin"], ["submit", CHOICE], search=launch(**changes))
    assert played["results"][0]["opened"]["recorded"] is False
    assert played["requests"] == []
    assert played["reports"][0].removeprefix("Cartable: ").startswith("RUN-005 launch: ")
    assert played["notices"][0][0].startswith("unrecorded RUN-005")


def test_k20_without_fetch_it_is_no_cmi5_launch(cmi5: Play) -> None:
    played = cmi5(["open"], search=launch(fetch=None))
    assert played["results"] == [None]
    assert played["reports"] == []


def test_k21_the_token_is_posted_for_once_and_k22_goes_with_every_request(whole: dict[str, Any]) -> None:
    first, *others = whole["requests"]
    assert (first["method"], first["resource"]) == ("POST", "/fetch")
    assert not [each for each in others if each["resource"] == "/fetch"]
    assert {each["headers"]["Authorization"] for each in others} == {"Basic dG9rZW4="}
    assert {each["headers"]["X-Experience-API-Version"] for each in others} == {"1.0.3"}


@pytest.mark.parametrize("code", ["1", "2", "3"])
def test_k21_an_error_code_is_explained_and_the_course_goes_on_in_memory(cmi5: Play, code: str) -> None:
    error = {"error-code": code, "error-text": "no token"}
    played = cmi5(["begin"], ["submit", CHOICE], ["gone"], tokens=[error])
    assert played["results"][0]["opened"]["recorded"] is False
    assert played["results"][1]["ok"] is True
    assert played["notices"][0][0] == f"unrecorded RUN-005 fetch: 200 {code} no token"
    assert [each["resource"] for each in played["requests"]] == ["/fetch"]


def test_k21_a_page_that_crashed_goes_on_with_its_token_in_its_session(cmi5: Play) -> None:
    played = cmi5(
        *(["open"], ["answer", CHOICE, snapshot()], ["kill"], ["visit"], ["open"], ["answer", TRUE_FALSE, snapshot()]),
        ["close", snapshot()],
    )
    assert [each["resource"] for each in played["requests"]].count("/fetch") == 1
    assert verbs(played) == ["initialized", "answered", "progressed", "answered", "terminated"]


def test_k21_a_page_loaded_again_after_its_session_ended_goes_back_to_the_lms(cmi5: Play) -> None:
    played = cmi5(
        *(["begin"], ["submit", CHOICE], ["gone"], ["visit"], ["begin"], ["submit", TRUE_FALSE], ["gone"]),
        data={"returnURL": "https://lms.example.org/back"},
    )
    assert played["places"] == ["replace https://lms.example.org/back"]
    assert played["results"][4]["opened"]["recorded"] is False
    assert verbs(played)[-1] == "terminated"
    assert verbs(played).count("terminated") == verbs(played).count("initialized") == 1
    assert any("RUN-005 session" in each for each in played["notices"][1])


def test_k21_without_session_storage_the_token_is_in_memory(cmi5: Play) -> None:
    played = cmi5(["open"], ["answer", CHOICE, snapshot()], ["close", snapshot()], device={"session": None})
    assert verbs(played) == ["initialized", "answered", "progressed", "terminated"]


@pytest.mark.parametrize("answer", [404, 500, 0, 403])
def test_k23_without_launch_data_nothing_can_be_said(cmi5: Play, answer: int) -> None:
    faults = [{"call": "GET activities/state", "answer": answer}]
    played = cmi5(["begin"], ["submit", CHOICE], ["gone"], faults=faults)
    assert played["results"][0]["opened"]["recorded"] is False
    assert f"RUN-005 LMS.LaunchData: {answer}" in played["notices"][0][0]
    assert played["stored"] == []


def test_k23_launch_data_is_asked_for_again_while_the_lms_is_busy(cmi5: Play) -> None:
    played = cmi5(["open"], faults=[{"call": "GET activities/state", "answer": 503, "times": 2}])
    assert verbs(played) == ["initialized"]


def test_k23_launch_data_is_read_with_the_launch_and_never_written(whole: dict[str, Any]) -> None:
    asked = [each for each in whole["requests"] if each["query"].get("stateId") == "LMS.LaunchData"]
    assert [(each["method"], each["query"]) for each in asked] == [
        (
            "GET",
            {
                "activityId": ACTIVITY,
                "agent": LAUNCH["actor"],
                "registration": REGISTRATION,
                "stateId": "LMS.LaunchData",
            },
        )
    ]


def test_k24_preferences_are_read_before_initialized_and_honoured(cmi5: Play) -> None:
    profile = {"languagePreference": "de-CH,fr-FR", "audioPreference": "off"}
    played = cmi5(["open"], profile=profile)
    order = [each["resource"] for each in played["requests"]]
    assert order.index("agents/profile") < order.index("statements")
    asked = next(each for each in played["requests"] if each["resource"] == "agents/profile")
    assert asked["query"] == {"agent": LAUNCH["actor"], "profileId": "cmi5LearnerPreferences"}
    assert played["results"][0]["language"] == "de-CH"
    assert played["results"][0]["preferences"] == {"audio": False}


@pytest.mark.parametrize("answer", [404, 403, 500])
def test_k24_without_preferences_the_session_begins_all_the_same(cmi5: Play, answer: int) -> None:
    played = cmi5(["open"], faults=[{"call": "GET agents/profile", "answer": answer}])
    assert verbs(played) == ["initialized"]
    assert not {"language", "preferences"} & set(played["results"][0])


def test_k25_initialized_is_first_and_terminated_last_one_each(whole: dict[str, Any]) -> None:
    assert verbs(whole) == [
        *("initialized", "progressed", "answered", "progressed", "answered", "answered", "progressed"),
        *("progressed", "completed", "passed", "terminated"),
    ]


def test_k25_what_is_left_at_page_end_goes_in_one_request_in_order(cmi5: Play) -> None:
    """Requests of a page that is gone overtake one another, and an LMS takes nothing after `terminated`."""
    played = cmi5(["open"], ["close", snapshot(progress=1, status="completed")], ["kill"], ["advance", 5_000])
    last = [each for each in played["requests"] if each["keepalive"]]
    said = [each for each in last if each["resource"] == "statements"]
    assert [each["method"] for each in said] == ["POST"]
    assert [each["verb"]["display"]["en"] for each in said[0]["body"]] == ["completed", "terminated"]
    assert verbs(played)[-1] == "terminated"


def test_k25_a_lone_terminated_is_put(cmi5: Play) -> None:
    """Progress waits for the next session: some LMSs record no cmi5-defined statement that is not put alone."""
    played = cmi5(["open"], ["save", snapshot()], ["close", snapshot(progress=0.5)])
    last = played["requests"][-1]
    assert (last["method"], last["keepalive"], last["body"]["verb"]["display"]["en"]) == ("PUT", True, "terminated")


def test_k25_without_keepalive_the_last_words_are_one_form(cmi5: Play) -> None:
    done = snapshot(progress=1, status="completed")
    played = cmi5(["open"], ["close", done], device={"keepalive": False})
    forms = [each for each in played["requests"] if each["beacon"] and each["resource"] == "statements"]
    assert [each["method"] for each in forms] == ["POST"]
    assert verbs(played) == ["initialized", "completed", "terminated"]


def test_k26_k39_defined_statements_have_the_category_and_allowed_ones_do_not(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        verb = statement["verb"]["display"]["en"]
        assert (CMI5 in categories(statement)) is (verb not in ("answered", "progressed")), verb


def test_k27_the_context_template_is_whole_in_every_statement(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        context = statement["context"]
        assert context["registration"] == REGISTRATION
        assert context["platform"] == "Strict LMS"
        assert context["extensions"][SESSION] == "s-1"
        assert context["extensions"]["https://lms.example.org/x"] == 1
        assert {"id": PUBLISHER} in context["contextActivities"]["grouping"]


def test_k27_nothing_of_the_template_is_overwritten(cmi5: Play) -> None:
    template = {
        "language": "de",
        "revision": "LMS",
        "registration": REGISTRATION,
        "extensions": {SESSION: "s", MASTERY: 0.5},
        "contextActivities": {"category": [{"id": "https://lms.example.org/c"}], "parent": {"id": PUBLISHER}},
    }
    data = launch_data(masteryScore=0.5) | {"contextTemplate": template}
    done = snapshot(progress=1, status="passed", score=100)
    played = cmi5(["open"], ["answer", CHOICE, done], documents={"LMS.LaunchData": data})
    for statement in played["stored"]:
        context = statement["context"]
        assert (context["language"], context["revision"]) == ("de", "LMS")
        assert {"id": "https://lms.example.org/c"} in context["contextActivities"]["category"]
        assert {"id": PUBLISHER} in context["contextActivities"]["parent"]
        assert context["extensions"] == template["extensions"]
    assert categories(stored(played, "passed")) == {CMI5, MOVEON, "https://lms.example.org/c"}
    assert {"id": ACTIVITY} in stored(played, "answered")["context"]["contextActivities"]["parent"]


def test_k28_the_object_is_the_launched_activity_and_the_actor_the_launched_one(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        assert statement["actor"] == ACTOR
        if CMI5 in categories(statement):
            assert statement["object"]["id"] == ACTIVITY


def test_k29_the_moveon_category_where_the_result_moves_on(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        result = statement.get("result", {})
        defined = CMI5 in categories(statement)
        assert (MOVEON in categories(statement)) is (defined and bool({"success", "completion"} & set(result)))


def test_k30_results_and_durations(whole: dict[str, Any]) -> None:
    assert stored(whole, "completed")["result"] == {"duration": "PT65.4S", "completion": True}
    passed = stored(whole, "passed")["result"]
    assert (passed["duration"], passed["success"]) == ("PT65.4S", True)
    assert stored(whole, "terminated")["result"] == {"duration": "PT120S"}
    assert "result" not in stored(whole, "initialized")


def test_k31_the_score_is_in_the_verdict_alone_with_the_mark_it_was_judged_by(whole: dict[str, Any]) -> None:
    passed = stored(whole, "passed")
    assert passed["result"]["score"] == {"scaled": 0.8, "raw": 80, "min": 0, "max": 100}
    assert passed["context"]["extensions"][MASTERY] == 0.8
    for statement in whole["stored"]:
        if statement is not passed:
            assert "score" not in statement.get("result", {})
            assert MASTERY not in statement["context"]["extensions"]


@pytest.mark.parametrize(
    ("mastery", "status", "score", "verdict"),
    [
        (0.5, "failed", 60, "passed"),
        (0.9, "passed", 80, "failed"),
        (0.8, "passed", 80, "passed"),
        (0.5, "completed", 60, "passed"),
        (0.5, "completed", None, None),
        (None, "passed", 60, "passed"),
        (None, "failed", 60, "failed"),
        (None, "completed", 60, None),
    ],
)
def test_k31_the_mark_of_the_lms_decides(
    cmi5: Play, mastery: float | None, status: str, score: float | None, verdict: str | None
) -> None:
    done = snapshot(progress=1, status=status, score=score)
    data = {} if mastery is None else {"masteryScore": mastery}
    played = cmi5(["open"], ["save", done], ["close", done], data=data)
    assert [each for each in verbs(played) if each in ("passed", "failed")] == ([verdict] if verdict else [])
    assert played["results"][0].get("passMark") == (None if mastery is None else mastery * 100)
    if verdict and mastery is not None:
        assert stored(played, verdict)["context"]["extensions"][MASTERY] == mastery


def test_k32_a_success_in_the_same_session_takes_the_place_of_a_failure(cmi5: Play) -> None:
    failed = snapshot(progress=1, status="failed", score=40)
    passed = snapshot(progress=1, status="passed", score=90)
    played = cmi5(["open"], ["save", failed], ["save", passed], ["close", passed])
    assert verbs(played) == ["initialized", "progressed", "completed", "passed", "terminated"]


def again(session: str) -> list[list[Any]]:
    """The LMS launches once more: another session, token and tab."""
    data = {"LMS.LaunchData": launch_data(session)}
    return [["documents", data], ["visit", session, launch(fetch=f"https://lrs.example.org/fetch?{session}")], ["open"]]


TOKENS = [{"auth-token": f"token{number}"} for number in range(9)]


@pytest.mark.parametrize("document", [{"state": "", "verdicts": 5}, {"state": "1cut", "verdicts": []}, "no object"])
def test_k32_a_spoilt_state_says_nothing_of_what_was_told(cmi5: Play, document: object) -> None:
    """The LRS is asked, as on a first visit."""
    done = snapshot(progress=1, status="completed")
    played = cmi5(
        *(["open"], ["save", done], ["close", done], ["kill"], *again("s-2")),
        *(["save", done], ["close", done]),
        tokens=TOKENS,
        documents=documents() | {"cartable": document},
    )
    assert verbs(played).count("completed") == 1
    opened = played["results"][0]
    assert (opened["recorded"], opened["status"]) == (True, "incomplete")


def test_k32_once_a_registration_and_no_failure_after_a_success(cmi5: Play) -> None:
    failed = snapshot(progress=1, status="failed", score=40)
    passed = snapshot(progress=1, status="passed", score=90)
    played = cmi5(
        *(["open"], ["save", failed], ["close", failed], ["kill"]),
        # The same failure is not told again.
        *(*again("s-2"), ["save", failed], ["close", failed], ["kill"]),
        *(*again("s-3"), ["save", passed], ["close", passed], ["kill"]),
        *(*again("s-4"), ["save", passed], ["close", failed], ["kill"]),
        tokens=TOKENS,
    )
    assert [each for each in verbs(played) if each not in ("initialized", "terminated")] == [
        *("progressed", "completed", "failed", "passed")
    ]
    assert played["documents"]["cartable"]["verdicts"] == ["completed", "passed"]
    assert played["results"][-4]["status"] == "passed"


def test_k32_a_failure_that_arrived_unheard_is_not_told_again(cmi5: Play) -> None:
    failed = snapshot(progress=1, status="failed", score=40, state=pack(UUID, "failed", []))
    played = cmi5(
        *(["open"], ["save", failed], ["faults", [{"call": "POST statements", "lost": True}]], ["close", failed]),
        *(["kill"], ["faults", []], *again("s-2"), ["save", failed], ["close", failed]),
        tokens=TOKENS,
    )
    # Told again in the same request as `terminated`, it would take that with it.
    assert [each for each in verbs(played) if each in ("failed", "terminated")] == [
        "failed",
        "terminated",
        "terminated",
    ]
    opened = [each for each in played["results"] if isinstance(each, dict) and "status" in each]
    assert opened[-1]["status"] == "failed", "completed, too, but that is no success"


def test_k32_where_the_state_is_lost_the_lrs_is_asked(cmi5: Play) -> None:
    passed = snapshot(progress=1, status="passed", score=90)
    failed = snapshot(progress=1, status="failed", score=10)
    played = cmi5(
        *(["open"], ["save", passed], ["close", passed], ["kill"], ["forget", "cartable"]),
        *(*again("s-2"), ["save", failed], ["close", failed]),
        tokens=TOKENS,
    )
    assert verbs(played).count("completed") == verbs(played).count("passed") == 1
    assert "failed" not in verbs(played)


def test_k32_where_the_lrs_answers_no_question_either_the_id_is_the_same(cmi5: Play) -> None:
    passed = snapshot(progress=1, status="passed", score=90)
    played = cmi5(
        *(["open"], ["save", passed], ["close", passed], ["kill"], ["forget", "cartable"]),
        *(["faults", [{"call": "GET statements", "answer": 403}]], *again("s-2"), ["save", passed], ["close", passed]),
        tokens=TOKENS,
    )
    assert verbs(played).count("completed") == verbs(played).count("passed") == 1
    assert played["waiting"] == []


def test_k32_named_ids_are_those_of_uuid5(network: Command) -> None:
    for text in ("", "é", f"{REGISTRATION} {ACTIVITY} completed", "x" * 200):
        assert network("named", text) == str(uuid.uuid5(uuid.UUID(int=0), text))


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_k33_in_browse_and_review_only_the_frame_of_the_session_is_told(cmi5: Play, mode: str) -> None:
    played = cmi5(
        *(["begin"], ["now", snapshot(status="passed", score=100, progress=1)], ["submit", CHOICE], ["touch"]),
        *(["advance", 20_000], ["gone"]),
        data={"launchMode": mode},
    )
    assert played["results"][0]["opened"]["writable"] is False
    assert verbs(played) == ["initialized", "terminated"]
    assert not [each for each in played["requests"] if each["method"] == "PUT" and each["resource"] != "statements"]
    assert set(played["notices"][0]) == {"readonly"}


def test_k33_what_a_normal_session_left_waits_through_a_review(cmi5: Play) -> None:
    review = {"LMS.LaunchData": launch_data("s-2", launchMode="Review")}
    played = cmi5(
        *(["open"], ["faults", [{"call": PUT, "answer": 0}]], ["answer", CHOICE, snapshot()], ["kill"]),
        *(["faults", []], ["documents", review], ["visit", "b", launch(fetch="https://lrs.example.org/fetch?2")]),
        *(["open"], ["close", snapshot()], ["kill"], *again("s-3")),
        tokens=TOKENS,
    )
    assert verbs(played) == ["initialized", "initialized", "terminated", "initialized", "answered", "progressed"]


def test_k34_ids_are_uuids_and_times_are_utc(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        assert str(uuid.UUID(statement["id"])) == statement["id"]
        assert statement["timestamp"].endswith("Z")


def test_k35_progress_is_in_allowed_statements_only(whole: dict[str, Any]) -> None:
    told = [each for each in whole["stored"] if PROGRESS in each.get("result", {}).get("extensions", {})]
    assert {each["verb"]["display"]["en"] for each in told} == {"progressed"}
    assert [each["result"]["extensions"][PROGRESS] for each in told] == [25, 50, 80, 100]


def test_k36_leaving_sends_everything_in_order_then_goes_to_the_return_url(cmi5: Play) -> None:
    played = cmi5(
        *(["begin"], ["now", snapshot(progress=1, status="completed")], ["exit"], ["advance", 10_000], ["gone"]),
        data={"returnURL": "https://lms.example.org/back?x=1"},
        faults=[{"call": PUT, "back": 500}],
    )
    assert verbs(played) == ["initialized", "progressed", "completed", "terminated"]
    assert {each["method"] for each in played["requests"] if each["resource"] == "statements"} == {"GET", "PUT"}
    assert played["places"] == ["https://lms.example.org/back?x=1"]


def test_k36_a_dead_network_does_not_keep_the_learner(cmi5: Play) -> None:
    played = cmi5(
        *(["begin"], ["faults", [{"call": "P", "there": 60_000}]], ["exit"], ["advance", 30_000]),
        data={"returnURL": "https://lms.example.org/back"},
    )
    assert played["places"] == ["https://lms.example.org/back"]


@pytest.mark.parametrize("back", [None, "javascript:alert(1)"])
def test_k36_without_a_return_url_the_window_closes(cmi5: Play, back: str | None) -> None:
    data = {} if back is None else {"returnURL": back}
    played = cmi5(["begin"], ["exit"], ["advance", 1_000], data=data)
    assert played["places"] == ["close"]


def test_k37_verbs_are_adls_with_an_english_display(whole: dict[str, Any]) -> None:
    for statement in whole["stored"]:
        verb = statement["verb"]["display"]["en"]
        assert statement["verb"]["id"] == f"http://adlnet.gov/expapi/verbs/{verb}"


def test_k38_nothing_is_voided(whole: dict[str, Any]) -> None:
    assert not [each for each in whole["stored"] if each["verb"]["id"].endswith("/voided")]


def test_k39_a_belief_for_the_group_is_not_sent_because_the_actor_is_fixed(cmi5: Play) -> None:
    played = cmi5(["begin"], ["now", snapshot()], ["submit", BELIEF | {"anonymous": True}])
    assert "answered" not in verbs(played)
    assert played["results"][2] == {"ok": True}


def test_left_overs_go_with_the_new_session_and_verdicts_are_derived_afresh(cmi5: Play) -> None:
    passed = snapshot(progress=1, status="passed", score=90)
    played = cmi5(
        *(["open"], ["save", snapshot()], ["faults", [{"call": "P", "answer": 0}]]),
        *(["answer", CHOICE, passed], ["close", passed], ["kill"], ["faults", []]),
        *(*again("s-2"), ["save", passed], ["close", passed]),
        tokens=TOKENS,
    )
    sessions = [(each["verb"]["display"]["en"], each["context"]["extensions"][SESSION]) for each in played["stored"]]
    assert sessions == [
        *(("initialized", "s-1"), ("progressed", "s-1"), ("initialized", "s-2"), ("answered", "s-2")),
        *(("progressed", "s-2"), ("completed", "s-2"), ("passed", "s-2"), ("terminated", "s-2")),
    ]
    tried = [each["body"] for each in played["requests"] if each["resource"] == "statements" and "body" in each]
    asked = [each for each in tried if isinstance(each, dict) and each["verb"]["display"]["en"] == "answered"]
    assert len({(each["id"], each["timestamp"]) for each in asked}) == 1
    assert stored(played, "answered")["timestamp"] == "2026-01-05T08:00:07.000Z"
    assert played["waiting"] == []


def test_a_session_taken_back_by_the_lms_leaves_its_answers_to_the_next_one(cmi5: Play) -> None:
    """Launched a second time, an LMS refuses the first session's token with 403."""
    played = cmi5(
        *(["open"], ["faults", [{"call": "P", "answer": 403}]], ["answer", CHOICE, snapshot()]),
        *(["answer", TRUE_FALSE, snapshot()], ["close", snapshot()], ["kill"], ["faults", []], *again("s-2")),
        tokens=TOKENS,
    )
    assert verbs(played) == ["initialized", "initialized", "answered", "progressed", "answered"]


def test_ralph_finds_every_statement_valid(whole: dict[str, Any], cmi5: Play) -> None:
    if not RALPH.exists():
        foreign.missing("the environment .cache/ralph")
    failed = snapshot(progress=1, status="failed", score=12.3456)
    other = cmi5(["open"], ["close", failed], data={"masteryScore": 0.5})
    script = (
        "import json, sys\nfrom ralph.models.xapi.base.statements import BaseXapiStatement\n"
        "for each in json.load(sys.stdin): BaseXapiStatement.model_validate(each)"
    )
    sent = whole["stored"] + other["stored"]
    assert "failed" in verbs(other)
    done = subprocess.run(
        [str(RALPH), "-c", script], input=json.dumps(sent), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]

"""The SCORM 1.2 adapter against scripted LMSs: exactly these calls, in this order, with these values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.player.test_state import UUID, pack

Play = Callable[..., dict[str, Any]]

EMPTY = pack(UUID, "incomplete", [(4, 0)])
CORE = {
    "cmi.core.lesson_status": "not attempted",
    "cmi.core.lesson_location": "",
    "cmi.suspend_data": "",
    "cmi.core.student_id": "apprenant-7",
    "cmi.core.score._children": "raw",
    "cmi.core.score.raw": "",
}
FULL = CORE | {
    "cmi.core.lesson_mode": "normal",
    "cmi.core.score._children": "raw,min,max",
    "cmi.interactions._children": "id,objectives,time,type,correct_responses,weighting,student_response,result,latency",
    "cmi.interactions._count": "0",
    "cmi.student_preference._children": "audio,language,speed,text",
    "cmi.student_preference.language": "fr",
    "cmi.student_preference.text": "-1",
}


def snapshot(**values: Any) -> dict[str, Any]:
    return {
        "state": EMPTY,
        "location": "contexte",
        "status": "incomplete",
        "score": None,
        "progress": 0.25,
        "seconds": 65.4,
    } | values


CHOICE = {
    "id": "contexte.maire",
    "iri": "https://example.org/limits/contexte/maire",
    "type": "choice",
    "description": "Que peut le maire ?",
    "choices": [{"id": name, "text": name} for name in "abc"],
    "correct": ["a", "c"],
    "response": ["c", "a"],
    "result": "correct",
    "weight": 1,
    "latency": 12.345,
    "time": "2026-01-05T09:00:07+01:00",
}
TRUE_FALSE = CHOICE | {
    "id": "v",
    "type": "true-false",
    "choices": [],
    "correct": ["false"],
    "response": True,
    "result": "wrong",
}
BELIEF = CHOICE | {
    "id": "m_pre",
    "type": "numeric",
    "choices": [],
    "correct": [],
    "response": 4,
    "result": "neutral",
    "weight": 0,
}

LETTERS = [{"id": name, "text": name} for name in "abc"]
DIGITS = [{"id": name, "text": name} for name in "123"]
MATCHING = CHOICE | {
    "type": "matching",
    "choices": LETTERS,
    "targets": DIGITS,
    "correct": ["a.1", "b.2"],
    "response": ["b.2", "a.3"],
    "result": "wrong",
    "credit": 0.5,
}
SEQUENCING = CHOICE | {"type": "sequencing", "correct": ["c", "a", "b"], "response": ["c", "b", "a"], "result": "wrong"}
LIKERT = CHOICE | {"type": "likert", "correct": [], "response": ["b"], "result": "neutral"}
FILL_IN = CHOICE | {
    "type": "fill-in",
    "choices": [],
    "correct": ["l’été", "la saison chaude"],
    "response": "L’ÉTÉ\u00a0: cœur → soleil",
}
LONG = FILL_IN | {"type": "long-fill-in", "correct": [], "response": "é" * 5_000, "result": "neutral"}
RANGE = CHOICE | {"type": "numeric", "choices": [], "correct": ["230000", "250000"], "response": 240_000.5}
EXACT = RANGE | {"correct": ["77", "77"], "response": 77}


def lms(values: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"values": FULL if values is None else values, **more}


def writes(played: dict[str, Any], after: str = "") -> list[str]:
    calls = played["calls"]
    calls = calls[calls.index(f"-- {after}") + 1 :] if after else calls
    return [call.removeprefix("LMSSetValue ") for call in calls if not call.startswith("LMSGetValue")]


def test_r12_07_r12_08_a_first_visit_from_launch_to_leaving(play: Play) -> None:
    played = play(
        "scorm12", ["open"], ["mark", "open"], ["save", snapshot()], ["close", snapshot(seconds=70)], lms=lms()
    )
    assert played["calls"] == [
        "LMSInitialize",
        "LMSGetValue cmi.suspend_data",
        "LMSGetValue cmi.core.lesson_status",
        "LMSGetValue cmi.core.lesson_mode",
        "LMSGetValue cmi.core.lesson_location",
        "LMSGetValue cmi.core.student_id",
        "LMSGetValue cmi.student_data._children",
        "LMSGetValue cmi.core.lesson_status",
        "LMSGetValue cmi.core.score.raw",
        "LMSGetValue cmi.student_preference._children",
        "LMSGetValue cmi.student_preference.language",
        "LMSGetValue cmi.student_preference.text",
        "LMSGetValue cmi.interactions._children",
        "LMSGetValue cmi.interactions._count",
        "LMSGetValue cmi.core.score._children",
        "LMSSetValue cmi.core.lesson_status incomplete",
        "LMSSetValue cmi.core.exit suspend",
        "LMSSetValue cmi.core.score.min 0",
        "LMSSetValue cmi.core.score.max 100",
        "LMSCommit",
        "-- open",
        f"LMSSetValue cmi.suspend_data {EMPTY}",
        "LMSSetValue cmi.core.lesson_location contexte",
        "LMSSetValue cmi.core.session_time 00:01:05.40",
        "LMSCommit",
        "LMSSetValue cmi.core.session_time 00:01:10.00",
        "LMSCommit",
        "LMSFinish",
    ]
    opened = played["results"][0]
    assert opened == {
        "recorded": True,
        "writable": True,
        "state": "",
        "location": "",
        "status": "incomplete",
        "score": None,
        "learner": "apprenant-7",
        "language": "fr",
        "preferences": {"captions": False},
        "outcome": {"ok": True},
    }
    assert played["reports"] == []


def test_r12_05_an_lms_with_the_mandatory_elements_only_gets_nothing_else(play: Play) -> None:
    played = play(
        *("scorm12", ["open"], ["mark", "open"], ["answer", CHOICE, snapshot()]),
        ["close", snapshot(status="passed", score=100)],
        lms=lms(CORE),
    )
    assert played["results"][0]["writable"]
    assert writes(played)[1:4] == ["cmi.core.lesson_status incomplete", "cmi.core.exit suspend", "LMSCommit"]
    assert not [call for call in writes(played) if "interactions" in call or "score.m" in call]
    assert played["reports"] == []


def test_r12_10_judged_score_before_status_in_one_commit_and_exit_is_then_normal(play: Play) -> None:
    state = pack(UUID, "passed", [(4, 7)])
    played = play(
        *("scorm12", ["open"], ["save", snapshot()], ["mark", "open"]),
        ["answer", TRUE_FALSE, snapshot(state=state, status="passed", score=66.6667, seconds=90)],
        lms=lms(),
    )
    assert writes(played, "open") == [
        f"cmi.suspend_data {state}",
        "cmi.interactions.0.id v",
        "cmi.interactions.0.type true-false",
        "cmi.interactions.0.time 09:00:07",
        "cmi.interactions.0.correct_responses.0.pattern f",
        "cmi.interactions.0.student_response t",
        "cmi.interactions.0.result wrong",
        "cmi.interactions.0.weighting 1",
        "cmi.interactions.0.latency 00:00:12.35",
        "cmi.core.score.raw 66.67",
        "cmi.core.lesson_status passed",
        "cmi.core.exit",
        "cmi.core.session_time 00:01:30.00",
        "LMSCommit",
    ]
    assert len(writes(played, "open")) <= 15


@pytest.mark.parametrize(("score", "written"), [(None, []), (0, ["0"]), (100, ["100"]), (12.344, ["12.34"])])
def test_r12_10_a_score_of_nought_is_a_score(play: Play, score: float | None, written: list[str]) -> None:
    played = play("scorm12", ["open"], ["save", snapshot(status="failed", score=score)], lms=lms())
    prefix = "cmi.core.score.raw "
    assert [call.removeprefix(prefix) for call in writes(played) if call.startswith(prefix)] == written


@pytest.mark.parametrize(
    ("interaction", "expected"),
    [
        (CHOICE, {"correct_responses.0.pattern": "{a,c}", "student_response": "a,c", "result": "correct"}),
        (CHOICE | {"correct": ["b"], "response": ["b"]}, {"correct_responses.0.pattern": "b", "student_response": "b"}),
        (TRUE_FALSE | {"response": False}, {"correct_responses.0.pattern": "f", "student_response": "f"}),
        (BELIEF, {"type": "numeric", "student_response": "4", "result": "neutral", "weighting": "0"}),
        (
            CHOICE
            | {
                "choices": [{"id": f"choix-{n}", "text": ""} for n in range(12)],
                "response": ["choix-10"],
                "correct": [],
            },
            {"student_response": "k"},
        ),
        (MATCHING, {"correct_responses.0.pattern": "{a.1,b.2}", "student_response": "a.3,b.2", "result": "wrong"}),
        (SEQUENCING, {"correct_responses.0.pattern": "c,a,b", "student_response": "c,b,a"}),
        (LIKERT, {"type": "likert", "student_response": "b", "result": "neutral"}),
        (
            FILL_IN,
            {
                "correct_responses.0.pattern": "l'ete",
                "correct_responses.1.pattern": "la saison chaude",
                "student_response": "L'ETE : coeur ? soleil",
            },
        ),
        (LONG, {"type": "fill-in", "student_response": "e" * 255}),
        (EXACT, {"correct_responses.0.pattern": "77", "student_response": "77"}),
    ],
)
def test_r12_19_responses_are_legal(play: Play, interaction: dict[str, Any], expected: dict[str, str]) -> None:
    played = play("scorm12", ["open"], ["answer", interaction, snapshot()], lms=lms())
    prefix = "LMSSetValue cmi.interactions.0."
    fields = dict(call.removeprefix(prefix).split(" ", 1) for call in played["calls"] if call.startswith(prefix))
    assert list(fields)[:2] == ["id", "type"]
    assert expected.items() <= fields.items()
    assert ("correct_responses.0.pattern" in fields) == bool(interaction["correct"])


def test_r12_19_a_range_has_no_pattern(play: Play) -> None:
    told = writes(play("scorm12", ["open"], ["answer", RANGE, snapshot()], lms=lms()))
    assert "cmi.interactions.0.student_response 240000.5" in told
    assert not [each for each in told if "correct_responses" in each]


@pytest.mark.parametrize("result", ["correct", "wrong", "neutral"])
def test_r12_18_results_are_the_words_of_this_edition(play: Play, result: str) -> None:
    played = play("scorm12", ["open"], ["answer", CHOICE | {"result": result}, snapshot()], lms=lms())
    assert f"cmi.interactions.0.result {result}" in writes(played)


def test_r12_16_answers_are_journaled_behind_what_is_there(play: Play) -> None:
    played = play(
        *("scorm12", ["open"], ["answer", CHOICE, snapshot()], ["answer", BELIEF, snapshot()]),
        lms=lms(FULL | {"cmi.interactions._count": "7"}),
    )
    ids = [call for call in writes(played) if ".id " in call]
    assert ids == ["cmi.interactions.7.id contexte.maire", "cmi.interactions.8.id m_pre"]


def test_r12_16_where_only_an_error_would_say_no_the_ids_tell_how_many_there_are(play: Play) -> None:
    empty = {"cmi.interactions._children": "", "cmi.interactions._count": "", "cmi.interactions.2.id": ""}
    there = {f"cmi.interactions.{index}.id": "earlier" for index in (0, 1)}
    played = play("scorm12", ["open"], ["answer", CHOICE, snapshot()], lms=lms(FULL | empty | there))
    assert [call for call in writes(played) if ".id " in call] == ["cmi.interactions.2.id contexte.maire"]


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_r12_05_nothing_is_written_in_review_and_browse(play: Play, mode: str) -> None:
    played = play(
        *("scorm12", ["open"], ["save", snapshot()], ["answer", CHOICE, snapshot()]),
        ["close", snapshot(status="passed", score=90)],
        lms=lms(FULL | {"cmi.core.lesson_mode": mode, "cmi.core.lesson_status": "passed"}),
    )
    assert writes(played) == ["LMSInitialize", "LMSFinish"]
    assert played["results"][0]["writable"] is False
    assert played["results"][0]["status"] == "passed"


@pytest.mark.parametrize("mode", ["", "Normal", "unknown"])
def test_r12_05_any_other_mode_is_normal(play: Play, mode: str) -> None:
    played = play("scorm12", ["open"], lms=lms(FULL | {"cmi.core.lesson_mode": mode}))
    assert played["results"][0]["writable"]
    assert "cmi.core.lesson_status incomplete" in writes(played)


@pytest.mark.parametrize(
    ("said", "restored", "now", "expected"),
    [
        ("passed", "incomplete", "incomplete", ["passed"]),
        ("incomplete", "completed", "incomplete", ["completed"]),
        ("failed", "incomplete", "passed", ["failed", "passed"]),
        ("completed", "incomplete", "failed", ["completed"]),
        ("browsed", "incomplete", "incomplete", ["incomplete"]),
        ("", "failed", "incomplete", ["failed"]),
    ],
)
def test_r12_09_a_status_never_goes_back(play: Play, said: str, restored: str, now: str, expected: list[str]) -> None:
    values = FULL | {"cmi.core.lesson_status": said, "cmi.suspend_data": pack(UUID, restored, [(4, 1)])}
    played = play("scorm12", ["open"], ["save", snapshot(status=now)], ["close", snapshot()], lms=lms(values))
    prefix = "cmi.core.lesson_status "
    assert [call.removeprefix(prefix) for call in writes(played) if call.startswith(prefix)] == expected
    assert played["results"][0]["status"] == expected[0]
    exits = [call for call in writes(played) if call.startswith("cmi.core.exit")]
    assert exits[-1] == ("cmi.core.exit" if expected[-1] in ("completed", "passed") else "cmi.core.exit suspend")


def test_a_foreign_state_says_nothing_about_the_status(play: Play) -> None:
    values = FULL | {"cmi.suspend_data": pack("another course", "passed", [(4, 1)])}
    assert play("scorm12", ["open"], lms=lms(values))["results"][0]["status"] == "incomplete"


def test_what_has_not_changed_is_not_sent_again(play: Play) -> None:
    played = play(
        "scorm12", ["open"], ["save", snapshot()], ["mark", "saved"], ["save", snapshot(seconds=66)], lms=lms()
    )
    assert writes(played, "saved") == ["cmi.core.session_time 00:01:06.00", "LMSCommit"]


def test_r12_02_r12_03_finish_comes_once_and_nothing_after(play: Play) -> None:
    last = snapshot()
    played = play(
        *("scorm12", ["open"], ["close", last], ["mark", "closed"]),
        *(["close", last], ["save", last], ["answer", CHOICE, last]),
        lms=lms(),
    )
    assert writes(played, "closed") == []
    assert played["calls"].count("LMSFinish") == 1


@pytest.mark.parametrize("fault", [{"throws": True}, {"answer": "false", "code": "101"}, {"answer": None}])
@pytest.mark.parametrize("call", ["LMSCommit", "LMSSetValue cmi.suspend_data", "LMSSetValue cmi.interactions.0.result"])
def test_r12_21_a_failed_call_is_said_and_tried_again(play: Play, call: str, fault: dict[str, Any]) -> None:
    played = play(
        *(
            "scorm12",
            ["open"],
            ["mark", "open"],
            ["answer", CHOICE, snapshot()],
            ["mark", "failed"],
            ["save", snapshot()],
        ),
        lms=lms(faults=[{"call": call, "times": 2 if call == "LMSCommit" else 1, **fault}]),
    )
    outcome, _, again = played["results"][2:5]
    assert outcome["ok"] is False
    assert outcome["message"].startswith(f"RUN-001 {call}: ")
    assert outcome["message"] in played["reports"]
    assert again == {"ok": True}
    assert call.removeprefix("LMSSetValue ") in "\n".join(writes(played, "failed"))


def test_interactions_that_failed_keep_their_place_and_lose_nothing(play: Play) -> None:
    played = play(
        *("scorm12", ["open"], ["answer", CHOICE, snapshot()], ["answer", BELIEF, snapshot()], ["save", snapshot()]),
        lms=lms(faults=[{"call": "LMSSetValue cmi.interactions.0.time", "answer": "false", "code": "101", "times": 2}]),
    )
    sent = [call.split(" ")[0] for call in writes(played) if call.startswith("cmi.interactions")]
    assert sent == [
        *("cmi.interactions.0.id", "cmi.interactions.0.type", *["cmi.interactions.0.time"] * 3),
        *(f"cmi.interactions.0.{name}" for name in ("correct_responses.0.pattern", "student_response", "result")),
        *("cmi.interactions.0.weighting", "cmi.interactions.0.latency"),
        *(
            f"cmi.interactions.1.{name}"
            for name in ("id", "type", "time", "student_response", "result", "weighting", "latency")
        ),
    ]


def test_what_the_lms_refuses_for_good_is_said_once_and_leaves_no_gap(play: Play) -> None:
    refusing = [{"call": "LMSSetValue cmi.interactions.0.id contexte", "answer": "false", "code": "405"}]
    played = play(
        *("scorm12", ["open"], ["answer", CHOICE, snapshot()], ["answer", BELIEF, snapshot()]), lms=lms(faults=refusing)
    )
    assert played["results"][1:] == [{"ok": True}, {"ok": True}]
    assert played["reports"] == ["RUN-001 LMSSetValue cmi.interactions.0.id: 405 text 405"]
    assert "cmi.interactions.0.id m_pre" in writes(played)


def test_a_state_the_lms_refuses_is_said_with_its_own_words(play: Play) -> None:
    faults = [{"call": "LMSSetValue cmi.suspend_data", "answer": "false", "code": "405"}]
    played = play("scorm12", ["open"], ["save", snapshot()], ["save", snapshot()], lms=lms(faults=faults))
    assert played["results"][1]["message"] == "RUN-001 LMSSetValue cmi.suspend_data: 405 text 405"
    assert played["results"][2]["ok"] is False
    assert len([call for call in writes(played) if call.startswith("cmi.suspend_data")]) == 1


@pytest.mark.parametrize(
    "faults", [[{"call": "", "throws": True}], [{"call": "", "answer": None}], [{"call": "", "answer": "false"}]]
)
def test_a_hostile_api_breaks_nothing_and_is_not_taken_for_a_record(play: Play, faults: list[dict[str, Any]]) -> None:
    steps: list[list[Any]] = [["open"], ["save", snapshot()], ["answer", CHOICE, snapshot()], ["close", snapshot()]]
    played = play("scorm12", *steps, lms=lms(faults=faults))
    assert played["results"][0]["recorded"] is False
    assert played["reports"]


def test_an_initialize_that_throws_over_a_standing_session_is_survived(play: Play) -> None:
    played = play(
        "scorm12", ["open"], ["close", snapshot()], lms=lms(faults=[{"call": "LMSInitialize", "throws": True}])
    )
    assert played["results"][0]["recorded"] is True
    assert played["calls"][-1] == "LMSFinish"


def test_a_state_that_cannot_be_read_is_not_written_over(play: Play) -> None:
    faults = [{"call": "LMSGetValue cmi.suspend_data", "throws": True}]
    played = play("scorm12", ["open"], ["save", snapshot()], ["close", snapshot()], lms=lms(faults=faults))
    assert played["results"][0]["recorded"] is False
    assert not [call for call in played["calls"] if "SetValue" in call or "Finish" in call]


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"frames": ["plain"] * 40},
        {"frames": ["crossed", "plain"]},
        {"place": "opener"},
        {"place": "opener", "frames": ["crossed", "plain"]},
        {"late": 2_900},
    ],
)
def test_r12_01_the_api_is_found(play: Play, where: dict[str, Any]) -> None:
    assert play("scorm12", ["open"], lms=lms(**where))["results"][0]["recorded"] is True


@pytest.mark.parametrize("where", [None, {"values": FULL, "place": "none"}, {"values": FULL, "late": 20_000}])
def test_r12_01_where_there_is_no_api_the_page_is_told(play: Play, where: dict[str, Any] | None) -> None:
    systems = {"lms": where} if where else {}
    assert play("scorm12", ["open"], **systems)["results"] == [None]


def test_r12_01_a_page_on_its_own_waits_for_nobody(play: Play) -> None:
    assert play("scorm12", ["begin"], ["clock"])["results"][1] == 0
    assert play("scorm12", ["begin"], ["clock"], lms={"place": "none"})["results"][1] >= 3_000


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "00:00:00.00"),
        (59.999, "00:01:00.00"),
        (3661.5, "01:01:01.50"),
        (-3, "00:00:00.00"),
        (10**9, "9999:00:00.00"),
    ],
)
def test_r12_11_times_are_legal(play: Play, seconds: float, expected: str) -> None:
    played = play("scorm12", ["open"], ["save", snapshot(seconds=seconds)], lms=lms())
    assert f"cmi.core.session_time {expected}" in writes(played)


def test_r12_04_r12_06_r12_12_all_that_is_written_is_ascii_and_in_its_vocabulary(play: Play) -> None:
    accented = CHOICE | {"description": "Où est l’été ?"}
    played = play(
        *("scorm12", ["open"], ["answer", accented, snapshot(status="failed", score=20)]),
        *(["answer", BELIEF, snapshot(status="passed", score=90)], ["close", snapshot()]),
        lms=lms(),
    )
    vocabularies = {
        "cmi.core.lesson_status": {"incomplete", "failed", "completed", "passed"},
        "cmi.core.exit": {"", "suspend"},
        "cmi.interactions.0.result": {"correct"},
        "cmi.interactions.1.result": {"neutral"},
    }
    for call in writes(played):
        assert call.isascii()
        element, _, value = call.partition(" ")
        assert value in vocabularies.get(element, {value})


@pytest.mark.parametrize("adapter", ["scorm12", "scorm2004"])
def test_r12_13_r04_05_a_location_beyond_the_limit_is_never_silent(play: Play, adapter: str) -> None:
    limit = {"scorm12": 255, "scorm2004": 1_000}[adapter]
    for length, reports in ((limit, []), (limit + 1, [f"Cartable: RUN-004 location: {limit + 1} > {limit}"])):
        now = {"state": EMPTY, "location": "p" * length}
        assert play(adapter, ["begin"], ["now", now], ["event", "hide"], lms=lms(FULL))["reports"][:1] == reports


def test_r12_15_r12_17_an_interaction_keeps_its_id_and_the_order_of_its_fields(play: Play) -> None:
    played = play("scorm12", ["open"], ["answer", CHOICE, snapshot()], lms=lms())
    fields = [call.split(" ")[0] for call in writes(played) if call.startswith("cmi.interactions")]
    assert [field.removeprefix("cmi.interactions.0.") for field in fields] == [
        *("id", "type", "time", "correct_responses.0.pattern", "student_response", "result", "weighting", "latency"),
    ]
    assert played["values"]["cmi.interactions.0.id"] == CHOICE["id"]


def test_r12_20_a_question_answered_again_is_journaled_again(play: Play) -> None:
    again = CHOICE | {"response": ["b"], "result": "wrong"}
    played = play("scorm12", ["open"], ["answer", again, snapshot()], ["answer", CHOICE, snapshot()], lms=lms())
    values = played["values"]
    assert [values[f"cmi.interactions.{index}.id"] for index in (0, 1)] == [CHOICE["id"]] * 2
    assert [values[f"cmi.interactions.{index}.result"] for index in (0, 1)] == ["wrong", "correct"]


def test_the_lms_judges_by_its_own_mastery_score(play: Play) -> None:
    """It would override the status by it at LMSFinish (RTE 3.4.4), so the page had better say the same."""
    values = FULL | {"cmi.student_data._children": "mastery_score", "cmi.student_data.mastery_score": "80"}
    played = play("scorm12", ["open"], ["save", snapshot(status="passed", score=75)], lms=lms(values))
    assert played["results"][0]["passMark"] == 80
    assert played["values"]["cmi.core.lesson_status"] == "failed"

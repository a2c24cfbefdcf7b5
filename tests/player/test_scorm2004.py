"""The SCORM 2004 adapter against scripted LMSs: exactly these calls, in this order, with these values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.player.test_scorm12 import (
    BELIEF,
    CHOICE,
    EMPTY,
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

FRESH = {
    "cmi.suspend_data": "",
    "cmi.location": "",
    "cmi.mode": "normal",
    "cmi.credit": "credit",
    "cmi.entry": "ab-initio",
    "cmi.learner_id": "apprenant-7",
    "cmi.completion_status": "unknown",
    "cmi.success_status": "unknown",
    "cmi.score.scaled": "",
    "cmi.interactions._children": "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result",
    "cmi.interactions._count": "0",
    "cmi.learner_preference.language": "",
    "cmi.learner_preference.audio_captioning": "0",
}
STATE = pack(UUID, "passed", [(4, 7)])


def lms(values: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return {"values": FRESH | (values or {}), **more}


def writes(played: dict[str, Any], after: str = "") -> list[str]:
    calls = played["calls"]
    calls = calls[calls.index(f"-- {after}") + 1 :] if after else calls
    return [call.removeprefix("SetValue ") for call in calls if not call.startswith("GetValue")]


def values_of(played: dict[str, Any], element: str, after: str = "") -> list[str]:
    return [call.removeprefix(f"{element} ") for call in writes(played, after) if call.startswith(f"{element} ")]


def test_r04_01_r04_06_a_first_visit_from_launch_to_leaving(play: Play) -> None:
    played = play(
        "scorm2004", ["open"], ["mark", "open"], ["save", snapshot()], ["close", snapshot(seconds=70), True], lms=lms()
    )
    assert played["calls"] == [
        "Initialize",
        "GetValue cmi.suspend_data",
        "GetValue cmi.completion_status",
        "GetValue cmi.mode",
        "GetValue cmi.location",
        "GetValue cmi.learner_id",
        "GetValue cmi.completion_status",
        "GetValue cmi.success_status",
        "GetValue cmi.score.scaled",
        "GetValue cmi.scaled_passing_score",
        "GetValue cmi.completion_threshold",
        "GetValue cmi.learner_preference.language",
        "GetValue cmi.learner_preference.audio_captioning",
        "GetValue cmi.interactions._children",
        "GetValue cmi.interactions._count",
        "SetValue cmi.completion_status incomplete",
        "SetValue cmi.exit suspend",
        "SetValue cmi.score.min 0",
        "SetValue cmi.score.max 100",
        "Commit",
        "-- open",
        f"SetValue cmi.suspend_data {EMPTY}",
        "SetValue cmi.location contexte",
        "SetValue cmi.progress_measure 0.25",
        "SetValue cmi.session_time PT1M5.4S",
        "Commit",
        "SetValue cmi.session_time PT1M10S",
        "SetValue adl.nav.request suspendAll",
        "Terminate",
    ]
    assert played["results"][0] == {
        "recorded": True,
        "writable": True,
        "state": "",
        "location": "",
        "status": "incomplete",
        "score": None,
        "learner": "apprenant-7",
        "outcome": {"ok": True},
    }
    assert played["reports"] == []


@pytest.mark.parametrize("status", ["incomplete", "completed", "passed", "failed"])
def test_r04_06_the_attempt_stays_open_for_whoever_comes_back(play: Play, status: str) -> None:
    played = play("scorm2004", ["open"], ["save", snapshot(status=status)], ["close", snapshot(), True], lms=lms())
    assert values_of(played, "cmi.exit") == ["suspend"]
    assert played["values"]["cmi.exit"] == "suspend"


def test_r04_06_exit_is_said_and_committed_before_anything_can_happen(play: Play) -> None:
    assert play("scorm2004", ["open"], lms=lms())["commits"][0]["cmi.exit"] == "suspend"


@pytest.mark.parametrize(("leaving", "said"), [(True, ["suspendAll"]), (False, [])])
def test_r04_07_only_who_leaves_by_the_button_asks_to_be_put_away(play: Play, leaving: bool, said: list[str]) -> None:
    played = play("scorm2004", ["open"], ["close", snapshot(status="passed"), leaving], lms=lms())
    assert values_of(played, "adl.nav.request") == said
    assert played["calls"][-1] == "Terminate"


@pytest.mark.parametrize("last", [{"status": "passed", "score": 100}, {"status": "failed", "score": 20}])
def test_r04_02_r04_04_judged_score_before_status_in_one_commit(play: Play, last: dict[str, Any]) -> None:
    played = play(
        *("scorm2004", ["open"], ["save", snapshot()], ["mark", "open"]),
        ["save", snapshot(state=STATE, progress=1, seconds=90, **last)],
        lms=lms(),
    )
    assert writes(played, "open") == [
        f"cmi.suspend_data {STATE}",
        "cmi.progress_measure 1",
        f"cmi.score.scaled {last['score'] / 100:g}",
        f"cmi.score.raw {last['score']}",
        "cmi.completion_status completed",
        f"cmi.success_status {last['status']}",
        "cmi.session_time PT1M30S",
        "Commit",
    ]


def test_r04_02_success_is_unknown_where_nobody_judges(play: Play) -> None:
    played = play("scorm2004", ["open"], ["save", snapshot(status="completed", progress=1)], lms=lms())
    assert not [call for call in writes(played) if "success" in call or "scaled" in call]


@pytest.mark.parametrize(
    ("mark", "score", "status", "expected"),
    [
        ("0.7", 75, "failed", "passed"),
        ("0.9", 75, "passed", "failed"),
        ("0.7", 75, "completed", "passed"),
        ("0.7", 70, "completed", "passed"),
        ("0", 0, "completed", "passed"),
        ("-1", 0, "failed", "passed"),
        ("", 75, "passed", "passed"),
        ("2", 75, "failed", "failed"),
    ],
)
def test_r04_02_the_lms_judges_by_its_own_mark(play: Play, mark: str, score: int, status: str, expected: str) -> None:
    played = play(
        *("scorm2004", ["open"], ["save", snapshot(score=score, status=status)]),
        lms=lms({"cmi.scaled_passing_score": mark}),
    )
    assert values_of(played, "cmi.success_status") == [expected]
    assert values_of(played, "cmi.completion_status") == ["incomplete", "completed"]
    assert ("passMark" in played["results"][0]) == (mark not in ("", "2"))


@pytest.mark.parametrize(
    ("threshold", "progress", "status", "expected"),
    [
        ("0.5", 0.25, "incomplete", ["incomplete"]),
        ("0.5", 0.5, "incomplete", ["incomplete", "completed"]),
        ("1.0", 0.5, "completed", ["incomplete", "completed"]),
        ("", 1, "incomplete", ["incomplete"]),
    ],
)
def test_r04_02_completion_agrees_with_the_measure(
    play: Play, threshold: str, progress: float, status: str, expected: list[str]
) -> None:
    played = play(
        *("scorm2004", ["open"], ["save", snapshot(progress=progress, status=status)]),
        lms=lms({"cmi.completion_threshold": threshold}),
    )
    assert values_of(played, "cmi.completion_status") == expected
    measure = float(values_of(played, "cmi.progress_measure")[-1])
    assert not threshold or (measure >= float(threshold)) == (expected[-1] == "completed")


@pytest.mark.parametrize(
    ("progress", "expected"), [(0, "0"), (1 / 3, "0.3333"), (0.5, "0.5"), (0.99999, "1"), (1, "1")]
)
def test_r04_03_progress_is_measured(play: Play, progress: float, expected: str) -> None:
    played = play("scorm2004", ["open"], ["save", snapshot(progress=progress)], lms=lms())
    assert values_of(played, "cmi.progress_measure") == [expected]


@pytest.mark.parametrize(
    ("score", "scaled", "raw"),
    [(0, "0", "0"), (100, "1", "100"), (66.6667, "0.6667", "66.67"), (12.344, "0.1234", "12.34")],
)
def test_r04_04_scores_are_consistent(play: Play, score: float, scaled: str, raw: str) -> None:
    played = play("scorm2004", ["open"], ["save", snapshot(score=score, status="failed")], lms=lms())
    values = played["values"]
    assert (values["cmi.score.scaled"], values["cmi.score.raw"]) == (scaled, raw)
    assert (values["cmi.score.min"], values["cmi.score.max"]) == ("0", "100")


def test_r04_05_the_state_may_be_long(play: Play) -> None:
    long = pack(UUID, "incomplete", [(40, 1)] * 1_000)
    played = play("scorm2004", ["begin"], ["now", {"state": long}], ["event", "hide"], lms=lms())
    assert played["reports"] == []
    assert played["values"]["cmi.suspend_data"] == long


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "PT0S"),
        (0.004, "PT0S"),
        (59.999, "PT1M"),
        (65.4, "PT1M5.4S"),
        (3600, "PT1H"),
        (3661.25, "PT1H1M1.25S"),
        (-3, "PT0S"),
    ],
)
def test_r04_08_times_are_legal(play: Play, seconds: float, expected: str) -> None:
    played = play("scorm2004", ["open"], ["save", snapshot(seconds=seconds)], lms=lms())
    assert values_of(played, "cmi.session_time") == [expected]


def fields_of(played: dict[str, Any], index: int = 0) -> dict[str, str]:
    prefix = f"cmi.interactions.{index}."
    return dict(call.removeprefix(prefix).split(" ", 1) for call in writes(played) if call.startswith(prefix))


def test_r04_09_r04_10_an_interaction_is_told_whole(play: Play) -> None:
    played = play("scorm2004", ["open"], ["answer", CHOICE, snapshot()], lms=lms())
    assert list(fields_of(played).items()) == [
        ("id", "https://example.org/limits/contexte/maire"),
        ("type", "choice"),
        ("timestamp", "2026-01-05T08:00:07.00Z"),
        ("correct_responses.0.pattern", "a[,]c"),
        ("learner_response", "c[,]a"),
        ("result", "correct"),
        ("latency", "PT12.35S"),
        ("description", "Que peut le maire ?"),
    ]


@pytest.mark.parametrize(
    ("interaction", "expected"),
    [
        (TRUE_FALSE, {"correct_responses.0.pattern": "false", "learner_response": "true", "result": "incorrect"}),
        (BELIEF, {"type": "numeric", "learner_response": "4", "result": "neutral", "weighting": "0"}),
        (CHOICE | {"weight": 2.5}, {"weighting": "2.5"}),
        (EXACT, {"correct_responses.0.pattern": "77[:]77", "learner_response": "77"}),
        (RANGE, {"correct_responses.0.pattern": "230000[:]250000", "learner_response": "240000.5"}),
        (MATCHING, {"correct_responses.0.pattern": "a[.]1[,]b[.]2", "learner_response": "b[.]2[,]a[.]3"}),
        (SEQUENCING, {"correct_responses.0.pattern": "c[,]a[,]b", "learner_response": "c[,]b[,]a"}),
        (LIKERT, {"type": "likert", "learner_response": "b", "result": "neutral"}),
        (
            FILL_IN,
            {
                "correct_responses.0.pattern": "{case_matters=false}l’été",
                "correct_responses.1.pattern": "{case_matters=false}la saison chaude",
            },
        ),
        (LONG, {"type": "long-fill-in", "learner_response": "é" * 3_999 + "…"}),
        (
            CHOICE
            | {"choices": [{"id": "à voir", "text": ""}, {"id": "b", "text": ""}], "correct": ["b"]}
            | {"response": ["à voir", "b"]},
            {"learner_response": "a[,]b", "correct_responses.0.pattern": "b"},
        ),
        (CHOICE | {"description": "  Deux\n lignes "}, {"description": "Deux lignes"}),
    ],
)
def test_r04_10_r04_11_responses_are_legal(play: Play, interaction: dict[str, Any], expected: dict[str, str]) -> None:
    played = play("scorm2004", ["open"], ["answer", interaction, snapshot()], lms=lms())
    fields = fields_of(played)
    assert list(fields)[:2] == ["id", "type"]
    assert expected.items() <= fields.items()
    assert ("correct_responses.0.pattern" in fields) == bool(interaction["correct"])


@pytest.mark.parametrize("length", [249, 250, 251, 4_000])
def test_r04_09_a_description_is_cut_where_the_lms_would_refuse_it(play: Play, length: int) -> None:
    played = play("scorm2004", ["open"], ["answer", CHOICE | {"description": "é" * length}, snapshot()], lms=lms())
    description = fields_of(played)["description"]
    assert len(description) == min(length, 250)
    assert description.endswith("…") == (length > 250)


def test_r04_13_nothing_is_committed_on_the_way_out_and_null_is_no_failure(play: Play) -> None:
    silent = [{"call": "Terminate", "answer": None}]
    played = play("scorm2004", ["open"], ["mark", "open"], ["close", snapshot(), False], lms=lms(faults=silent))
    assert "Commit" not in writes(played, "open")
    assert f"cmi.suspend_data {EMPTY}" in writes(played, "open")
    assert played["reports"] == []


def test_r04_13_a_refused_end_is_said(play: Play) -> None:
    refusing = [{"call": "Terminate", "answer": "false", "code": "111"}]
    played = play("scorm2004", ["open"], ["close", snapshot(), False], lms=lms(faults=refusing))
    assert played["reports"] == ["RUN-001 Terminate: 111 text 111"]


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_r04_02_nothing_is_written_in_review_and_browse(play: Play, mode: str) -> None:
    played = play(
        *("scorm2004", ["open"], ["save", snapshot()], ["answer", CHOICE, snapshot()]),
        ["close", snapshot(status="passed", score=90), True],
        lms=lms({"cmi.mode": mode, "cmi.credit": "no-credit", "cmi.success_status": "passed"}),
    )
    assert writes(played) == ["Initialize", "Terminate"]
    assert played["results"][0]["writable"] is False
    assert played["results"][0]["status"] == "passed"


def test_an_attempt_without_credit_is_recorded_all_the_same(play: Play) -> None:
    """What becomes of it is the LMS's business; the learner still wants to resume."""
    played = play(
        "scorm2004", ["open"], ["save", snapshot(status="passed", score=90)], lms=lms({"cmi.credit": "no-credit"})
    )
    assert played["values"]["cmi.success_status"] == "passed"


@pytest.mark.parametrize(
    ("captions", "expected"), [("-1", {"captions": False}), ("1", {"captions": True}), ("0", None), ("", None)]
)
def test_r04_01_the_learners_preferences_are_read(play: Play, captions: str, expected: dict[str, bool] | None) -> None:
    said = {"cmi.learner_preference.audio_captioning": captions, "cmi.learner_preference.language": "fr"}
    opened = play("scorm2004", ["open"], lms=lms(said))["results"][0]
    assert opened.get("preferences") == expected
    assert opened["language"] == "fr"


@pytest.mark.parametrize(
    ("said", "restored", "now", "expected"),
    [
        (("completed", "passed"), "incomplete", "incomplete", ("completed", "passed")),
        (("incomplete", "unknown"), "completed", "incomplete", ("completed", None)),
        (("completed", "failed"), "incomplete", "passed", ("completed", "passed")),
        (("completed", "unknown"), "incomplete", "failed", ("completed", None)),
        (("not attempted", "unknown"), "incomplete", "incomplete", ("incomplete", None)),
        (("", ""), "failed", "incomplete", ("completed", "failed")),
    ],
)
def test_r04_02_a_status_never_goes_back(
    play: Play, said: tuple[str, str], restored: str, now: str, expected: tuple[str, str | None]
) -> None:
    values = {
        "cmi.completion_status": said[0],
        "cmi.success_status": said[1],
        "cmi.suspend_data": pack(UUID, restored, [(4, 1)]),
    }
    played = play("scorm2004", ["open"], ["save", snapshot(status=now)], ["close", snapshot()], lms=lms(values))
    assert values_of(played, "cmi.completion_status")[-1] == expected[0]
    assert (values_of(played, "cmi.success_status") or ["unsaid"])[-1] == (expected[1] or "unsaid")


@pytest.mark.parametrize(("entry", "recorded"), [("ab-initio", True), ("resume", False), ("", False)])
def test_r04_12_general_failure_of_what_was_never_set_is_nothing_on_a_first_visit_alone(
    play: Play, entry: str, recorded: bool
) -> None:
    """Elsewhere the state may be there and unread: what was written then would destroy it."""
    failing = [{"call": "GetValue cmi.suspend_data", "answer": "", "code": "301", "times": 1}]
    played = play("scorm2004", ["open"], lms=lms({"cmi.entry": entry}, faults=failing))
    assert played["results"][0]["recorded"] is recorded

"""The strict SCORM 1.2 host refuses what it says it refuses: each of its rules has a bad call of its own here."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.hosts.conftest import converse

INIT = ["LMSInitialize", ""]
STATUS = ["LMSSetValue", "cmi.core.lesson_status", "incomplete"]
EXIT = ["LMSSetValue", "cmi.core.exit", "suspend"]
TIME = ["LMSSetValue", "cmi.core.session_time", "0000:01:02.50"]
COMMIT = ["LMSCommit", ""]
FINISH = ["LMSFinish", ""]
START = [INIT, STATUS, EXIT, COMMIT]
ONE = "cmi.interactions.0."
CHOICE = [*START, ["LMSSetValue", ONE + "id", "q1"], ["LMSSetValue", ONE + "type", "choice"]]


def setting(name: str, value: str) -> list[list[Any]]:
    """A good start, then one write."""
    return [*START, ["LMSSetValue", name, value]]


def typed(kind: str, name: str, value: str) -> list[list[Any]]:
    """A good start, then an interaction of that *kind* with one field."""
    return [
        *START,
        ["LMSSetValue", ONE + "id", "q1"],
        ["LMSSetValue", ONE + "type", kind],
        ["LMSSetValue", ONE + name, value],
    ]


# fault, the calls of which the last is bad, the error code that the last call leaves
BAD: list[tuple[str, list[list[Any]], str]] = [
    ("R12-02.argument", [["LMSInitialize", "x"]], "201"),
    ("R12-02.argument", [*START, ["LMSCommit", "x"]], "201"),
    ("R12-02.argument", [*START, TIME, ["LMSFinish", " "]], "201"),
    ("R12-02.initialize-twice", [INIT, INIT], "101"),
    ("R12-03.before-initialize", [["LMSGetValue", "cmi.core.entry"]], "301"),
    ("R12-03.before-initialize", [["LMSFinish", ""]], "301"),
    ("R12-03.after-finish", [*START, TIME, FINISH, COMMIT], "301"),
    ("R12-03.after-finish", [*START, TIME, FINISH, FINISH], "301"),
    ("R12-03.after-finish", [*START, TIME, FINISH, STATUS], "301"),
    ("R12-04.argument-count", [["LMSInitialize"]], "201"),
    ("R12-04.argument-count", [*START, ["LMSCommit"]], "201"),
    ("R12-04.argument-count", [*START, ["LMSSetValue", "cmi.suspend_data"]], "201"),
    ("R12-04.not-a-string", [*START, ["LMSSetValue", "cmi.core.score.raw", 80]], "201"),
    ("R12-04.not-a-string", [["LMSInitialize", None]], "201"),
    ("R12-05.unknown", setting("cmi.core.lesson_state", "x"), "201"),
    ("R12-05.unknown", [*START, ["LMSGetValue", "cmi.completion_status"]], "201"),
    ("R12-05.read-only", setting("cmi.core.entry", "resume"), "403"),
    ("R12-05.read-only", setting("cmi.core.lesson_mode", "normal"), "403"),
    ("R12-05.write-only", [*START, ["LMSGetValue", "cmi.core.exit"]], "404"),
    ("R12-05.write-only", [*START, ["LMSGetValue", "cmi.core.session_time"]], "404"),
    ("R12-05.keyword", setting("cmi.core._children", "x"), "402"),
    ("R12-06.vocabulary", setting("cmi.core.lesson_status", "Passed"), "405"),
    ("R12-06.vocabulary", setting("cmi.core.exit", "normal"), "405"),
    ("R12-06.not-attempted", setting("cmi.core.lesson_status", "not attempted"), "405"),
    ("R12-07.status-late", [INIT, EXIT, COMMIT], "0"),
    ("R12-07.status-late", [INIT, TIME, EXIT, FINISH], "0"),
    ("R12-08.exit-late", [INIT, STATUS, COMMIT], "0"),
    ("R12-08.exit-lost", [*START, TIME, ["LMSSetValue", "cmi.core.exit", ""], FINISH], "0"),
    ("R12-08.logout", setting("cmi.core.exit", "logout"), "405"),
    ("R12-09.downgrade", [*setting("cmi.core.lesson_status", "completed"), STATUS], "405"),
    ("R12-10.decimal", setting("cmi.core.score.raw", "66,7"), "405"),
    ("R12-10.decimal", setting("cmi.core.score.max", "1e2"), "405"),
    ("R12-10.range", setting("cmi.core.score.raw", "100.5"), "405"),
    ("R12-10.range", setting("cmi.core.score.min", "-1"), "405"),
    ("R12-10.order", setting("cmi.core.lesson_status", "passed"), "405"),
    ("R12-10.partial", [*setting("cmi.core.score.raw", "10"), COMMIT], "0"),
    ("R12-11.timespan", setting("cmi.core.session_time", "00:61:00.00"), "405"),
    ("R12-11.timespan", setting("cmi.core.session_time", "00:01:00"), "405"),
    ("R12-11.timespan", setting("cmi.core.session_time", "00:01:00.500"), "405"),
    ("R12-11.timespan", setting("cmi.core.session_time", "PT1M"), "405"),
    ("R12-11.timespan", typed("choice", "latency", "00:00:01.5"), "405"),
    ("R12-11.missing", [*START, FINISH], "0"),
    ("R12-11.backwards", [*START, TIME, ["LMSSetValue", "cmi.core.session_time", "0000:01:02.49"]], "405"),
    ("R12-12.ascii", setting("cmi.suspend_data", "leçon"), "405"),
    ("R12-12.ascii", setting("cmi.core.lesson_location", "leçon-2"), "405"),
    ("R12-12.length", setting("cmi.comments", "x" * 4097), "405"),
    ("R12-13.length", setting("cmi.core.lesson_location", "x" * 256), "405"),
    ("R12-14.length", setting("cmi.suspend_data", "x" * 4097), "405"),
    ("R12-15.identifier", setting(ONE + "id", "question 1"), "405"),
    ("R12-15.identifier", setting(ONE + "id", "contexte/maire"), "405"),
    ("R12-15.identifier", setting(ONE + "id", "1-maire"), "405"),
    ("R12-15.identifier", setting(ONE + "id", "q" * 256), "405"),
    ("R12-15.identifier", setting("cmi.objectives.0.id", "été"), "405"),
    ("R12-16.gap", setting("cmi.interactions.1.id", "q2"), "201"),
    ("R12-16.gap", typed("choice", "correct_responses.1.pattern", "a"), "201"),
    ("R12-17.id-first", setting(ONE + "type", "choice"), "405"),
    ("R12-17.type", [*START, ["LMSSetValue", ONE + "id", "q1"], ["LMSSetValue", ONE + "type", "long-fill-in"]], "405"),
    ("R12-17.time", typed("choice", "time", "24:00:00"), "405"),
    ("R12-17.time", typed("choice", "time", "2026-11-22T10:00:00"), "405"),
    ("R12-17.weighting", typed("choice", "weighting", "un"), "405"),
    ("R12-17.write-only", [*CHOICE, ["LMSGetValue", ONE + "id"]], "404"),
    ("R12-18.result", typed("choice", "result", "incorrect"), "405"),
    (
        "R12-19.type-first",
        [*START, ["LMSSetValue", ONE + "id", "q1"], ["LMSSetValue", ONE + "student_response", "a"]],
        "405",
    ),
    ("R12-19.response", typed("choice", "student_response", "a;b"), "405"),
    ("R12-19.response", typed("choice", "student_response", "10"), "405"),
    ("R12-19.response", typed("choice", "student_response", "a, b"), "405"),
    ("R12-19.response", typed("true-false", "student_response", "true"), "405"),
    ("R12-19.response", typed("numeric", "student_response", "3,5"), "405"),
    ("R12-19.response", typed("likert", "student_response", "7b"), "405"),
    ("R12-19.response", typed("matching", "student_response", "a-1"), "405"),
    ("R12-19.response", typed("sequencing", "student_response", "a,b,"), "405"),
    ("R12-19.pattern", typed("choice", "correct_responses.0.pattern", "{a,b"), "405"),
    ("R12-19.pattern", typed("likert", "correct_responses.0.pattern", "a"), "405"),
    ("R12-23.preference", setting("cmi.student_preference.text", "2"), "405"),
    ("R12-23.preference", setting("cmi.student_preference.audio", "fort"), "405"),
]


@pytest.mark.parametrize(
    ("rule", "calls", "error"), BAD, ids=[f"{rule}-{number}" for number, (rule, _, _) in enumerate(BAD)]
)
def test_bad_call_is_told(bench: Page, rule: str, calls: list[list[Any]], error: str) -> None:
    said = converse(bench, calls)
    assert [fault["rule"] for fault in said["faults"]] == [rule]
    assert said["error"] == error
    assert said["faults"][0]["call"] == calls[-1][0]


@pytest.mark.parametrize("number", ["0", "-2.2", "240000", "123456789012"])
def test_a_number_that_is_answered_may_be_large(bench: Page, number: str) -> None:
    assert converse(bench, typed("numeric", "student_response", number))["faults"] == []


@pytest.mark.parametrize(
    ("rule", "calls", "error"), BAD, ids=[f"{rule}-{number}" for number, (rule, _, _) in enumerate(BAD)]
)
def test_calls_before_the_bad_one_are_fine(bench: Page, rule: str, calls: list[list[Any]], error: str) -> None:
    assert converse(bench, calls[:-1])["faults"] == [], (rule, error)


def test_every_rule_has_a_bad_call(bench: Page) -> None:
    tested = {rule for rule, _, _ in BAD} | {"R12-05.unsupported", "R12-09.not-normal"}
    assert set(bench.evaluate("Object.keys(SCORM.editions.scorm12.faults)")) == tested


def test_r12_05_writing_what_the_minimal_host_lacks(bench: Page) -> None:
    for name in ("cmi.core.score.max", "cmi.interactions.0.id", "cmi.student_preference.language"):
        said = converse(bench, setting(name, "1"), mood="minimal")
        assert [fault["rule"] for fault in said["faults"]] == ["R12-05.unsupported"]
        assert said["error"] == "401"


def test_r12_05_probing_the_minimal_host_is_no_fault(bench: Page) -> None:
    probes = ["cmi.core.lesson_mode", "cmi.interactions._children", "cmi.core.score._children", "cmi.core._children"]
    said = converse(bench, [*START, *(["LMSGetValue", name] for name in probes)], mood="minimal")
    assert said["faults"] == []
    assert said["answers"][-4:-1] == ["", "", "raw"]
    assert "lesson_mode" not in said["answers"][-1]


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_r12_09_any_write_outside_normal_mode(bench: Page, mode: str) -> None:
    for call in (STATUS, EXIT, TIME, ["LMSSetValue", "cmi.suspend_data", "x"]):
        said = converse(bench, [INIT, call], **{"cmi.core.lesson_mode": mode})
        assert [fault["rule"] for fault in said["faults"]] == ["R12-09.not-normal"]
    assert converse(bench, [INIT, COMMIT, FINISH], **{"cmi.core.lesson_mode": mode})["faults"] == []


def test_downgrade_of_a_status_from_an_earlier_launch(bench: Page) -> None:
    said = converse(bench, [INIT, STATUS], **{"cmi.core.lesson_status": "passed"})
    assert [fault["rule"] for fault in said["faults"]] == ["R12-09.downgrade"]


def test_clean_conversation(bench: Page) -> None:
    calls = [
        INIT,
        ["LMSGetValue", "cmi.core.entry"],
        ["LMSGetValue", "cmi.interactions._count"],
        STATUS,
        EXIT,
        COMMIT,
        ["LMSSetValue", "cmi.core.lesson_location", "contexte"],
        ["LMSSetValue", "cmi.suspend_data", "x" * 4096],
        ["LMSSetValue", ONE + "id", "contexte.pouvoirs-du-maire"],
        ["LMSSetValue", ONE + "type", "choice"],
        ["LMSSetValue", ONE + "time", "23:59:59.99"],
        ["LMSSetValue", ONE + "correct_responses.0.pattern", "{a,c}"],
        ["LMSSetValue", ONE + "weighting", "1"],
        ["LMSSetValue", ONE + "student_response", "a,b"],
        ["LMSSetValue", ONE + "result", "wrong"],
        ["LMSSetValue", ONE + "latency", "0000:00:04.20"],
        COMMIT,
        ["LMSGetValue", "cmi.interactions._count"],
        ["LMSSetValue", "cmi.core.score.min", "0"],
        ["LMSSetValue", "cmi.core.score.max", "100"],
        ["LMSSetValue", "cmi.core.score.raw", "66.67"],
        ["LMSSetValue", "cmi.core.lesson_status", "failed"],
        ["LMSGetLastError"],
        ["LMSGetErrorString", "405"],
        ["LMSGetDiagnostic", ""],
        TIME,
        FINISH,
    ]
    said = converse(bench, calls)
    assert said["faults"] == []
    assert said["answers"][1:3] == ["ab-initio", "0"]
    assert said["answers"][17] == "1"
    assert said["answers"][-1] == "true"
    assert said["cmi"][ONE + "student_response"] == "a,b"


def test_hostile_moods(bench: Page) -> None:
    assert converse(bench, [INIT, STATUS], mood="throws")["answers"][1] == "threw LMSSetValue is broken"
    said = converse(bench, [*START, TIME, FINISH], mood="refuses")
    assert (said["answers"][3], said["answers"][-1], said["error"]) == ("false", "false", "101")


def test_refused_value_is_not_kept(bench: Page) -> None:
    said = converse(bench, [*setting("cmi.suspend_data", "good"), ["LMSSetValue", "cmi.suspend_data", "é"]])
    assert said["cmi"]["cmi.suspend_data"] == "good"


# Whatever is called: the host answers strings, and what it took it gives back.

NAMES = [
    "cmi.core.lesson_location",
    "cmi.core.lesson_status",
    "cmi.core.score.raw",
    "cmi.core.exit",
    "cmi.core.session_time",
    "cmi.suspend_data",
    "cmi.student_preference.text",
    "cmi.objectives.0.id",
    "cmi.objectives.1.status",
    "cmi.interactions.0.id",
    "cmi.interactions.0.type",
    "cmi.interactions.0.student_response",
    "cmi.interactions.0.correct_responses.0.pattern",
    "cmi.interactions._count",
    "cmi.core._children",
    "cmi.core.entry",
    "",
    "..",
    "__proto__",
    "constructor",
]
VALUES = ["", "a", "a,b", "t", "1", "0.5", "101", "0000:00:01.00", "incomplete", "passed", "suspend", "choice", "{a,b}"]
NAME = st.sampled_from(NAMES) | st.text(alphabet="cmi.0n_", max_size=20)
VALUE = st.sampled_from(VALUES) | st.text(max_size=12)
CALL = st.one_of(
    st.tuples(st.just("LMSSetValue"), NAME, VALUE),
    st.tuples(st.just("LMSSetValue"), NAME, VALUE),
    st.tuples(st.just("LMSGetValue"), NAME),
    st.tuples(st.sampled_from(["LMSInitialize", "LMSCommit", "LMSFinish"]), st.sampled_from(["", "", "x"])),
    st.tuples(st.sampled_from(["LMSGetErrorString", "LMSGetDiagnostic"]), VALUE),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CALL, max_size=25))
def test_any_calls_are_answered(bench: Page, calls: list[tuple[str, ...]]) -> None:
    conversation: list[list[Any]] = [INIT]
    for call in calls:
        conversation.append(list(call))
        if call[0] == "LMSSetValue":
            conversation.append(["LMSGetValue", call[1]])
    said = converse(bench, conversation)
    assert all(isinstance(answer, str) and not answer.startswith("threw") for answer in said["answers"])
    for place, call in enumerate(conversation):
        if call[0] == "LMSSetValue" and said["answers"][place] == "true":
            assert (said["answers"][place + 1], said["errors"][place + 1]) in [(call[2], "0"), ("", "404")]
        if call[0] in ("LMSSetValue", "LMSInitialize", "LMSCommit", "LMSFinish"):
            assert (said["answers"][place] == "true") == (said["errors"][place] == "0")

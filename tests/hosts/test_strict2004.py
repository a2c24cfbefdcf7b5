"""The strict SCORM 2004 host answers every bad call with the error that RTE 4th edition has for it, and says why."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.hosts.conftest import converse

Calls = list[list[Any]]

INIT = ["Initialize", ""]
STATUS = ["SetValue", "cmi.completion_status", "incomplete"]
EXIT = ["SetValue", "cmi.exit", "suspend"]
TIME = ["SetValue", "cmi.session_time", "PT1M2.5S"]
PROGRESS = ["SetValue", "cmi.progress_measure", "0.5"]
LEAVE = ["SetValue", "adl.nav.request", "suspendAll"]
COMMIT = ["Commit", ""]
TERMINATE = ["Terminate", ""]
START = [INIT, STATUS, EXIT, COMMIT]
END = [TIME, PROGRESS, LEAVE]
DONE = ["SetValue", "cmi.completion_status", "completed"]
ONE = "cmi.interactions.0."
FIRST = "cmi.objectives.0."


def setting(name: str, value: str) -> Calls:
    """A good start, then one write."""
    return [*START, ["SetValue", name, value]]


def reading(name: str) -> Calls:
    """A good start, then one read."""
    return [*START, ["GetValue", name]]


def typed(kind: str, name: str, value: str) -> Calls:
    """A good start, then an interaction of that *kind* with one field."""
    return [
        *START,
        ["SetValue", ONE + "id", "q1"],
        ["SetValue", ONE + "type", kind],
        ["SetValue", ONE + name, value],
    ]


def response(kind: str, value: str) -> Calls:
    """An answer of that *kind*."""
    return typed(kind, "learner_response", value)


def pattern(kind: str, *values: str) -> Calls:
    """The correct responses of an interaction of that *kind*."""
    calls = typed(kind, "correct_responses.0.pattern", values[0])
    for number, value in enumerate(values[1:], 1):
        calls.append(["SetValue", f"{ONE}correct_responses.{number}.pattern", value])
    return calls


def objective(name: str, value: str) -> Calls:
    """A good start, then an objective with one field."""
    return [*START, ["SetValue", FIRST + "id", "urn:x:o1"], ["SetValue", FIRST + name, value]]


def many(count: int, name: str) -> Calls:
    """A good start, then that many records."""
    return [*START, *(["SetValue", name.format(number), f"r{number}"] for number in range(count))]


# fault, the calls of which the last is bad, the error code that the last call leaves (RTE 3.1.7)
BAD: list[tuple[str, Calls, str]] = [
    ("R04-01.argument", [["Initialize", "x"]], "201"),
    ("R04-01.argument", [*START, ["Commit", "x"]], "201"),
    ("R04-01.argument", [*START, *END, ["Terminate", " "]], "201"),
    ("R04-01.argument-count", [["Initialize"]], "201"),
    ("R04-01.argument-count", [*START, ["SetValue", "cmi.location"]], "201"),
    ("R04-01.not-a-string", [*START, ["SetValue", "cmi.score.scaled", 0.8]], "201"),
    ("R04-02.vocabulary", setting("cmi.completion_status", "passed"), "406"),
    ("R04-02.vocabulary", setting("cmi.success_status", "completed"), "406"),
    ("R04-02.vocabulary", setting("cmi.exit", "exit"), "406"),
    ("R04-02.vocabulary", setting("adl.nav.request", "suspend"), "406"),
    ("R04-02.vocabulary", setting("adl.nav.request", "{target=}choice"), "406"),
    ("R04-02.vocabulary", setting("adl.nav.request", "choice"), "406"),
    ("R04-02.vocabulary", objective("completion_status", "done"), "406"),
    ("R04-02.vocabulary", typed("choice", "result", "wrong"), "406"),
    ("R04-02.vocabulary", [*START, ["SetValue", ONE + "id", "q1"], ["SetValue", ONE + "type", "essay"]], "406"),
    ("R04-02.vocabulary", setting("cmi.learner_preference.audio_captioning", "2"), "406"),
    ("R04-02.status-late", [INIT, EXIT, COMMIT], "0"),
    ("R04-02.status-late", [INIT, EXIT, *END, TERMINATE], "0"),
    ("R04-02.downgrade", [*START, DONE, STATUS], "0"),
    (
        "R04-02.downgrade",
        [
            *setting("cmi.score.scaled", "1"),
            ["SetValue", "cmi.success_status", "passed"],
            ["SetValue", "cmi.success_status", "failed"],
        ],
        "0",
    ),
    ("R04-03.missing", [*START, TIME, LEAVE, TERMINATE], "0"),
    ("R04-04.order", setting("cmi.success_status", "passed"), "0"),
    (
        "R04-04.inconsistent",
        [
            *START,
            DONE,
            ["SetValue", "cmi.score.min", "0"],
            ["SetValue", "cmi.score.max", "100"],
            ["SetValue", "cmi.score.raw", "70"],
            ["SetValue", "cmi.score.scaled", "0.8"],
            COMMIT,
        ],
        "0",
    ),
    (
        "R04-04.inconsistent",
        [
            *START,
            DONE,
            ["SetValue", "cmi.score.min", "0"],
            ["SetValue", "cmi.score.max", "10"],
            ["SetValue", "cmi.score.raw", "11"],
            COMMIT,
        ],
        "0",
    ),
    ("R04-04.partial", [*setting("cmi.score.scaled", "0.2"), COMMIT], "0"),
    ("R04-05.length", setting("cmi.location", "x" * 1001), "406"),
    ("R04-05.length", setting("cmi.suspend_data", "x" * 64001), "406"),
    ("R04-05.length", typed("choice", "description", "é" * 251), "406"),
    ("R04-05.length", typed("choice", "description", "{lang=fr}" + "é" * 251), "406"),
    ("R04-05.length", setting("cmi.comments_from_learner.0.comment", "x" * 4001), "406"),
    ("R04-05.length", setting(ONE + "id", "q" * 4001), "406"),
    ("R04-05.count", many(251, "cmi.interactions.{}.id"), "351"),
    ("R04-05.count", many(101, "cmi.objectives.{}.id"), "351"),
    ("R04-05.count", pattern("choice", *string.ascii_lowercase[:11]), "351"),
    ("R04-06.exit-late", [INIT, STATUS, COMMIT], "0"),
    ("R04-06.exit-lost", [*START, *END, ["SetValue", "cmi.exit", "normal"], TERMINATE], "0"),
    ("R04-06.exit-lost", [*START, *END, ["SetValue", "cmi.exit", ""], TERMINATE], "0"),
    ("R04-06.logout", setting("cmi.exit", "logout"), "0"),
    ("R04-07.missing", [*START, TIME, PROGRESS, TERMINATE], "0"),
    ("R04-07.missing", [*START, *END, ["SetValue", "adl.nav.request", "_none_"], TERMINATE], "0"),
    ("R04-07.lost", [*START, *END, ["SetValue", "adl.nav.request", "exitAll"], TERMINATE], "0"),
    ("R04-08.duration", setting("cmi.session_time", "PT"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "P"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "P1DT"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "PT1.500S"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "PT0.5H"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "P1W"), "406"),
    ("R04-08.duration", setting("cmi.session_time", "0000:01:00.00"), "406"),
    ("R04-08.duration", typed("choice", "latency", "4.2"), "406"),
    ("R04-08.timestamp", typed("choice", "timestamp", "2026-11-22T10:00:00.000Z"), "406"),
    ("R04-08.timestamp", typed("choice", "timestamp", "2026-11-22T10:00:00Z"), "406"),
    ("R04-08.timestamp", typed("choice", "timestamp", "2026-11-22 10:00:00"), "406"),
    ("R04-08.timestamp", typed("choice", "timestamp", "2039-01-01"), "406"),
    ("R04-08.timestamp", typed("choice", "timestamp", "10:00:00"), "406"),
    ("R04-08.missing", [*START, PROGRESS, LEAVE, TERMINATE], "0"),
    ("R04-08.backwards", [*START, TIME, ["SetValue", "cmi.session_time", "PT1M2.49S"]], "0"),
    ("R04-09.id-first", setting(ONE + "type", "choice"), "408"),
    ("R04-09.id-first", setting(FIRST + "success_status", "passed"), "408"),
    ("R04-09.id-first", setting(ONE + "objectives.0.id", "o1"), "408"),
    (
        "R04-09.type-first",
        [*START, ["SetValue", ONE + "id", "q1"], ["SetValue", ONE + "learner_response", "a"]],
        "408",
    ),
    (
        "R04-09.type-first",
        [*START, ["SetValue", ONE + "id", "q1"], ["SetValue", ONE + "correct_responses.0.pattern", "a"]],
        "408",
    ),
    ("R04-09.identifier", setting(ONE + "id", "question 1"), "406"),
    ("R04-09.identifier", setting(ONE + "id", "évaluation"), "406"),
    ("R04-09.identifier", setting(ONE + "id", ""), "406"),
    ("R04-09.identifier", setting(ONE + "id", "urn:limits"), "406"),
    ("R04-09.duplicate", objective("id", "urn:x:o2"), "351"),
    ("R04-09.duplicate", typed("choice", "id", "q2"), "351"),
    (
        "R04-09.duplicate",
        [*objective("success_status", "failed"), ["SetValue", "cmi.objectives.1.id", "urn:x:o1"]],
        "351",
    ),
    (
        "R04-09.duplicate",
        [*typed("choice", "objectives.0.id", "o1"), ["SetValue", ONE + "objectives.1.id", "o1"]],
        "351",
    ),
    ("R04-09.language", typed("choice", "description", "{lang=français}Pourquoi"), "406"),
    ("R04-09.language", setting("cmi.comments_from_learner.0.comment", "{lang=}Bien"), "406"),
    ("R04-10.response", response("true-false", "t"), "406"),
    ("R04-10.response", response("true-false", "0"), "406"),
    ("R04-10.response", response("choice", ""), "406"),
    ("R04-10.response", response("choice", "a[,]a"), "406"),
    ("R04-10.response", response("choice", "[,]".join(f"c{number}" for number in range(37))), "406"),
    ("R04-10.response", response("fill-in", "[,]".join("x" * 11)), "406"),
    ("R04-10.response", response("fill-in", "x" * 251), "406"),
    ("R04-10.response", response("fill-in", "{lang=??}x"), "406"),
    ("R04-10.response", response("long-fill-in", "x" * 4001), "406"),
    ("R04-10.response", response("matching", "a.1[,]b.2"), "406"),
    ("R04-10.response", response("matching", "a[.]1[.]2"), "406"),
    ("R04-10.response", response("performance", "[.]"), "406"),
    ("R04-10.response", response("performance", "un"), "406"),
    ("R04-10.response", response("performance", "un[.]1[:]2"), "406"),
    ("R04-10.response", response("numeric", "3,5"), "406"),
    ("R04-10.response", response("numeric", "1e3"), "406"),
    ("R04-10.response", response("other", "x" * 4001), "406"),
    ("R04-10.pattern", pattern("true-false", "vrai"), "406"),
    ("R04-10.pattern", pattern("numeric", "3"), "406"),
    ("R04-10.pattern", pattern("numeric", "4[:]3"), "406"),
    ("R04-10.pattern", pattern("numeric", "3[:]4[:]5"), "406"),
    ("R04-10.pattern", pattern("fill-in", "{case_matters=oui}Paris"), "406"),
    ("R04-10.pattern", pattern("long-fill-in", "{order_matters=true}Paris"), "406"),
    ("R04-10.pattern", pattern("performance", "un[.]4[:]3"), "406"),
    ("R04-10.duplicate", pattern("choice", "a", "a"), "351"),
    ("R04-10.duplicate", pattern("sequencing", "a[,]b", "a[,]b"), "351"),
    ("R04-10.too-many", pattern("true-false", "true", "false"), "351"),
    ("R04-10.too-many", pattern("likert", "un", "deux"), "351"),
    ("R04-11.identifier", response("choice", "le maire"), "406"),
    ("R04-11.identifier", response("choice", "a[,]"), "406"),
    ("R04-11.identifier", response("choice", "a,b é"), "406"),
    ("R04-11.identifier", response("likert", ""), "406"),
    ("R04-11.identifier", response("sequencing", "a[,]l'an"), "406"),
    ("R04-11.identifier", response("matching", "a[.]"), "406"),
    ("R04-11.identifier", response("performance", "un pas[.]1"), "406"),
    ("R04-11.identifier", pattern("choice", "x" * 251), "406"),
    ("R04-12.initialize-twice", [INIT, INIT], "103"),
    ("R04-12.initialize-again", [*START, *END, TERMINATE, INIT], "104"),
    ("R04-12.before-initialize", [TERMINATE], "112"),
    ("R04-12.before-initialize", [["GetValue", "cmi.entry"]], "122"),
    ("R04-12.before-initialize", [STATUS], "132"),
    ("R04-12.before-initialize", [COMMIT], "142"),
    ("R04-12.after-terminate", [*START, *END, TERMINATE, TERMINATE], "113"),
    ("R04-12.after-terminate", [*START, *END, TERMINATE, ["GetValue", "cmi.entry"]], "123"),
    ("R04-12.after-terminate", [*START, *END, TERMINATE, STATUS], "133"),
    ("R04-12.after-terminate", [*START, *END, TERMINATE, COMMIT], "143"),
    ("R04-12.no-name", reading(""), "301"),
    ("R04-12.no-name", setting("", "x"), "351"),
    ("R04-12.undefined", reading("cmi.core.lesson_status"), "401"),
    ("R04-12.undefined", reading("cmi"), "401"),
    ("R04-12.undefined", reading("cmi.score"), "401"),
    ("R04-12.undefined", reading("cmi.objectives.00.id"), "401"),
    ("R04-12.undefined", setting("cmi.core.lesson_status", "passed"), "401"),
    ("R04-12.undefined", setting("cmi.suspend_data.x", "1"), "401"),
    ("R04-12.undefined", setting("cmi.location._children", "1"), "401"),
    ("R04-12.read-only", setting("cmi.entry", "resume"), "404"),
    ("R04-12.read-only", setting("cmi.completion_threshold", "0.5"), "404"),
    ("R04-12.read-only", setting("adl.nav.request_valid.continue", "true"), "404"),
    ("R04-12.read-only", setting("cmi.comments_from_lms.0.comment", "x"), "404"),
    ("R04-12.keyword", setting("cmi._version", "2"), "404"),
    ("R04-12.keyword", setting("cmi.interactions._count", "2"), "404"),
    ("R04-12.keyword", setting("cmi.score._children", "raw"), "404"),
    ("R04-12.write-only", reading("cmi.exit"), "405"),
    ("R04-12.write-only", reading("cmi.session_time"), "405"),
    ("R04-12.no-children", reading("cmi.location._children"), "301"),
    ("R04-12.no-count", reading("cmi.score._count"), "301"),
    ("R04-12.no-version", reading("cmi.score._version"), "301"),
    ("R04-12.index", reading(ONE + "id"), "301"),
    ("R04-12.index", reading("cmi.interactions.0.correct_responses._count"), "301"),
    ("R04-12.index", setting("adl.data.0.store", "x"), "351"),
    ("R04-12.gap", setting("cmi.interactions.1.id", "q2"), "351"),
    ("R04-12.gap", typed("choice", "correct_responses.1.pattern", "a"), "351"),
    ("R04-12.type", setting("cmi.progress_measure", "50%"), "406"),
    ("R04-12.type", setting("cmi.score.raw", "66,7"), "406"),
    ("R04-12.type", setting("cmi.score.scaled", ".5"), "406"),
    ("R04-12.type", setting("cmi.learner_preference.language", "français"), "406"),
    ("R04-12.type", typed("choice", "weighting", "un"), "406"),
    ("R04-12.range", setting("cmi.progress_measure", "1.01"), "407"),
    ("R04-12.range", setting("cmi.score.scaled", "-1.1"), "407"),
    ("R04-12.range", setting("cmi.learner_preference.audio_level", "-1"), "407"),
]
IDS = [f"{rule}-{number}" for number, (rule, _, _) in enumerate(BAD)]


def talk(bench: Page, calls: Calls, **options: Any) -> dict[str, Any]:
    """A conversation with the SCORM 2004 host."""
    return converse(bench, calls, edition="scorm2004", **options)


@pytest.mark.parametrize(("rule", "calls", "error"), BAD, ids=IDS)
def test_r04_12_bad_call_is_told(bench: Page, rule: str, calls: Calls, error: str) -> None:
    said = talk(bench, calls)
    assert [fault["rule"] for fault in said["faults"]] == [rule]
    assert said["error"] == error
    assert said["faults"][0]["call"] == calls[-1][0]
    refused = "" if calls[-1][0] == "GetValue" else "false"
    assert said["answers"][-1] == ("true" if error == "0" else refused)


@pytest.mark.parametrize(("rule", "calls", "error"), BAD, ids=IDS)
def test_calls_before_the_bad_one_are_fine(bench: Page, rule: str, calls: Calls, error: str) -> None:
    said = talk(bench, calls[:-1])
    assert said["faults"] == [], (rule, error)
    assert set(said["errors"]) <= {"0"}


def test_every_rule_has_a_bad_call(bench: Page) -> None:
    tested = {rule for rule, _, _ in BAD} | {"R04-02.contradicts", "R04-02.not-normal"}
    assert set(bench.evaluate("Object.keys(SCORM.editions.scorm2004.faults)")) == tested


def test_r04_12_every_error_has_its_words(bench: Page) -> None:
    words = "0 101 102 103 104 111 112 113 122 123 132 133 142 143 201 301 351 391 401 402 403 404 405 406 407 408"
    codes = re.findall(r"\d+", words)
    assert sorted(bench.evaluate("Object.keys(SCORM.editions.scorm2004.errors)"), key=int) == codes
    said = talk(
        bench, [["GetErrorString", code] for code in codes] + [["GetDiagnostic", "406"], ["GetErrorString", "9"]]
    )
    assert all(said["answers"][:-1])
    assert said["answers"][-1] == ""
    assert said["faults"] == []


GOOD: list[Calls] = [
    response("true-false", "false"),
    response("choice", "[,]".join(f"c{number}" for number in range(36))),
    response("fill-in", "{lang=fr}Le Havre[,]{lang=fr-FR}Rouen"),
    response("long-fill-in", "{lang=fr}" + "é" * 4000),
    response("likert", "tout-a-fait"),
    response("matching", "a[.]1[,]b[.]2"),
    response("performance", "[.]1,5[,]deux[.]"),
    response("sequencing", "a[,]b[,]a"),
    response("numeric", "-3.25"),
    response("other", "Ce que l’on veut"),
    pattern("true-false", "true"),
    pattern("choice", "a[,]b", "c"),
    pattern("fill-in", "{case_matters=false}{order_matters=true}{lang=fr}Paris[,]Lyon"),
    pattern("long-fill-in", "{case_matters=true}{lang=fr}Paris"),
    pattern("numeric", "[:]"),
    pattern("numeric", "-1[:]2.5"),
    pattern("performance", "{order_matters=false}un[.]1[:]2[,]deux[.]oui"),
    pattern("matching", "a[.]1", "a[.]1"),
    typed("choice", "timestamp", "2026-11-22T10:00:00.00Z"),
    typed("choice", "timestamp", "2026-11-22T10:00:00.5+01:00"),
    typed("choice", "timestamp", "2026-11-22T10:00:00"),
    typed("choice", "timestamp", "2026"),
    typed("choice", "latency", "P1Y2M3DT4H5M6.07S"),
    typed("choice", "result", "0.5"),
    setting(ONE + "id", "https://example.org/limits/contexte/maire"),
    objective("description", "{lang=fr}Reconnaître"),
    objective("score.raw", "-12.5"),
    setting("adl.nav.request", "{target=ITEM-2}choice"),
    setting("adl.nav.request", "{target=ITEM-2}jump"),
    setting("cmi.suspend_data", "é" * 64000),
    setting("cmi.learner_preference.language", "fr-FR"),
]


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_r04_10_good_value_is_kept(bench: Page, number: int) -> None:
    calls = [*GOOD[number], ["GetValue", GOOD[number][-1][1]]]
    said = talk(bench, calls)
    assert said["faults"] == []
    assert set(said["errors"]) == {"0"}
    assert said["answers"][-1] == calls[-2][2]


def test_what_a_new_attempt_holds(bench: Page) -> None:
    expected = {
        "cmi._version": "1.0",
        "cmi.completion_status": "unknown",
        "cmi.success_status": "unknown",
        "cmi.total_time": "PT0S",
        "cmi.time_limit_action": "continue,no message",
        "cmi.interactions._count": "0",
        "cmi.score._children": "scaled,raw,min,max",
        "cmi.learner_preference.audio_captioning": "0",
        "adl.nav.request": "_none_",
        "adl.nav.request_valid.continue": "unknown",
        "adl.nav.request_valid.choice.{target=ITEM-2}": "unknown",
        "adl.data._count": "0",
    }
    said = talk(bench, [INIT, *(["GetValue", name] for name in expected)])
    assert said["answers"][1:] == list(expected.values())
    assert said["faults"] == []
    absent = ["location", "suspend_data", "launch_data", "progress_measure", "score.scaled", "completion_threshold"]
    said = talk(bench, [INIT, *(["GetValue", f"cmi.{name}"] for name in absent)])
    assert said["answers"][1:] == [""] * len(absent)
    assert said["errors"][1:] == ["403"] * len(absent)
    assert said["faults"] == []


def test_threshold_outweighs_what_the_sco_says(bench: Page) -> None:
    ask = [["GetValue", "cmi.completion_status"], ["GetValue", "cmi.success_status"]]
    limits = {"cmi.completion_threshold": "0.8", "cmi.scaled_passing_score": "0.5"}
    calls = [*START, *ask, PROGRESS, ["SetValue", "cmi.score.scaled", "0.6"], *ask]
    said = talk(bench, calls, **limits)
    assert said["answers"][4:6] == ["unknown", "unknown"]
    assert said["answers"][-2:] == ["incomplete", "passed"]
    said = talk(bench, [*START, DONE, PROGRESS, COMMIT], **limits)
    assert [fault["rule"] for fault in said["faults"]] == ["R04-02.contradicts"]


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_r04_02_any_write_outside_normal_mode(bench: Page, mode: str) -> None:
    for call in (STATUS, EXIT, TIME, ["SetValue", "cmi.suspend_data", "x"]):
        said = talk(bench, [INIT, call], **{"cmi.mode": mode})
        assert [fault["rule"] for fault in said["faults"]] == ["R04-02.not-normal"]
    said = talk(bench, [INIT, COMMIT, LEAVE, TERMINATE], **{"cmi.mode": mode})
    assert said["faults"] == []


def test_minimal_host_lacks_what_lmss_lack(bench: Page) -> None:
    probes = [
        "cmi.interactions._count",
        "cmi.objectives._children",
        "cmi.comments_from_learner._count",
        "adl.nav.request",
    ]
    calls = [*START, *(["GetValue", name] for name in probes), ["SetValue", ONE + "id", "q1"], LEAVE]
    said = talk(bench, [*calls, TIME, PROGRESS, TERMINATE], mood="minimal")
    assert said["errors"][4:10] == ["402"] * 6
    assert said["answers"][4:10] == ["", "", "", "", "false", "false"]
    assert said["answers"][-1] == "true"
    assert said["faults"] == []


def test_hostile_moods(bench: Page) -> None:
    assert talk(bench, [INIT, STATUS], mood="throws")["answers"][1] == "threw SetValue is broken"
    said = talk(bench, [*START, *END, TERMINATE], mood="refuses")
    assert (said["answers"][3], said["errors"][3]) == ("false", "391")
    assert (said["answers"][-1], said["error"]) == ("false", "111")
    said = talk(bench, [*START, ["GetValue", "cmi.location"], ["GetValue", "cmi.entry"]], mood="noisy")
    assert said["answers"] == [True, True, True, True, None, "ab-initio"]
    said = talk(bench, [*START, *END, TERMINATE], mood="lost")
    # GetLastError is a call too: the fourth call of the session is the last that gets through.
    assert set(said["answers"][2:]) == {"false"}
    assert said["errors"][3:] == ["142", "132", "132", "132", "112"]
    assert said["faults"] == []


def test_clean_conversation(bench: Page) -> None:
    calls = [
        *START,
        ["SetValue", "cmi.location", "contexte"],
        ["SetValue", "cmi.suspend_data", "1abc"],
        *typed("choice", "description", "Qui ?")[4:],
        ["SetValue", ONE + "timestamp", "2026-11-22T10:00:00.00Z"],
        ["SetValue", ONE + "correct_responses.0.pattern", "a[,]c"],
        ["SetValue", ONE + "weighting", "1"],
        ["SetValue", ONE + "learner_response", "a[,]b"],
        ["SetValue", ONE + "result", "incorrect"],
        ["SetValue", ONE + "latency", "PT4.2S"],
        COMMIT,
        ["GetValue", "cmi.interactions._count"],
        ["SetValue", "cmi.score.min", "0"],
        ["SetValue", "cmi.score.max", "100"],
        ["SetValue", "cmi.score.raw", "66.67"],
        ["SetValue", "cmi.score.scaled", "0.6667"],
        DONE,
        ["SetValue", "cmi.success_status", "failed"],
        COMMIT,
        *END,
        TERMINATE,
    ]
    said = talk(bench, calls)
    assert said["faults"] == []
    assert set(said["errors"]) == {"0"}
    assert said["answers"][calls.index(["GetValue", "cmi.interactions._count"])] == "1"


# Whatever is called: the host answers strings, and what it took it gives back.

NAMES = [
    "cmi.location",
    "cmi.suspend_data",
    "cmi.completion_status",
    "cmi.success_status",
    "cmi.progress_measure",
    "cmi.score.scaled",
    "cmi.score.raw",
    "cmi.exit",
    "cmi.session_time",
    "cmi.learner_preference.language",
    "cmi.objectives.0.id",
    "cmi.objectives.1.id",
    "cmi.objectives.0.score.scaled",
    "cmi.interactions.0.id",
    "cmi.interactions.1.id",
    "cmi.interactions.0.type",
    "cmi.interactions.0.learner_response",
    "cmi.interactions.0.correct_responses.0.pattern",
    "cmi.interactions.0.objectives.0.id",
    "cmi.interactions.0.latency",
    "cmi.comments_from_learner.0.comment",
    "cmi.entry",
    "cmi.interactions._count",
    "cmi._version",
    "adl.nav.request",
    "cmi.core.lesson_status",
    "",
    ".",
    "cmi..n.0.",
    "__proto__",
    "constructor",
]
VALUES = ["", "a", "a[,]b", "true", "1", "0.5", "-1", "PT1S", "incomplete", "completed", "suspend", "choice", "numeric"]
VALUES += ["{lang=fr}", "{target=a}choice", "[.]", "[:]", "[,]", "__proto__"]
NAME = st.sampled_from(NAMES) | st.text(alphabet="cmi.0nadl_{}", max_size=30)
VALUE = st.sampled_from(VALUES) | st.text(max_size=20)
CALL = st.one_of(
    st.tuples(st.just("SetValue"), NAME, VALUE),
    st.tuples(st.just("SetValue"), NAME, VALUE),
    st.tuples(st.just("GetValue"), NAME),
    st.tuples(st.sampled_from(["Initialize", "Commit", "Terminate"]), st.sampled_from(["", "", "x"])),
    st.tuples(st.sampled_from(["GetErrorString", "GetDiagnostic"]), VALUE),
    st.tuples(st.just("GetLastError")),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CALL, max_size=25))
def test_any_calls_are_answered(bench: Page, calls: list[tuple[str, ...]]) -> None:
    conversation: Calls = [INIT]
    for call in calls:
        conversation.append(list(call))
        if call[0] == "SetValue":
            conversation.append(["GetValue", call[1]])
    said = talk(bench, conversation)
    assert all(isinstance(answer, str) and not answer.startswith("threw") for answer in said["answers"])
    for place, call in enumerate(conversation):
        if call[0] == "SetValue" and said["answers"][place] == "true":
            readable = call[1] not in ("cmi.exit", "cmi.session_time")
            assert said["answers"][place + 1] == (call[2] if readable else "")
            assert said["errors"][place + 1] == ("0" if readable else "405")
        if call[0] in ("SetValue", "Initialize", "Commit", "Terminate"):
            assert (said["answers"][place] == "true") == (said["errors"][place] == "0")

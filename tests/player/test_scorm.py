"""What both editions of SCORM share: few calls, a lost session opened again, and nothing lost whatever happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.player import test_scorm12, test_scorm2004
from tests.player.test_scorm12 import BELIEF, CHOICE, TRUE_FALSE, snapshot
from tests.player.test_state import UUID, pack

Play = Callable[..., dict[str, Any]]

EDITIONS = ("scorm12", "scorm2004")
COUNTED = {"cmi.interactions._count": "*"}
#: A question with everything that can be said of one.
LONG = CHOICE | {"description": "Que peut le maire ? " * 30, "weight": 2}
STATUSES = ("incomplete", "failed", "completed", "passed")


def named(edition: str, verb: str) -> str:
    """The edition's name of a call: ``named("scorm12", "Commit")``."""
    if edition == "scorm2004":
        return verb
    return {"Terminate": "LMSFinish"}.get(verb, f"LMS{verb}")


def lms(edition: str, values: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    full = test_scorm12.FULL if edition == "scorm12" else test_scorm2004.FRESH
    return {"values": full | (values or {}), **more}


def state(status: str, done: int) -> str:
    return pack(UUID, status, [(12, done)])


def held(values: dict[str, str]) -> dict[str, Any]:
    """What an LMS holds, in one form for both editions."""
    interactions = {int(found[1]) for name in values if (found := re.match(r"cmi\.interactions\.(\d+)\.id", name))}
    if "cmi.core.lesson_status" in values:
        status, location = values["cmi.core.lesson_status"], values["cmi.core.lesson_location"]
    else:
        success, completion = values["cmi.success_status"], values["cmi.completion_status"]
        status = success if success in STATUSES else completion
        location = values["cmi.location"]
    return {
        "state": values["cmi.suspend_data"],
        "location": location,
        "status": status if status in STATUSES else "incomplete",
        "interactions": sorted(interactions),
    }


# Calls


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("weight", [1, 2])
@pytest.mark.parametrize("moved", [False, True])
def test_r12_22_the_last_answer_costs_15_calls_and_one_commit(
    play: Play, edition: str, weight: int, moved: bool
) -> None:
    """The dearest of all: it moves on, completes, passes and scores at once."""
    last = snapshot(
        state=state("passed", 9), status="passed", score=87.5, progress=1, location="b" if moved else "contexte"
    )
    played = play(
        edition,
        *(["open"], ["save", snapshot()], ["total"], ["mark", "answer"], ["answer", LONG | {"weight": weight}, last]),
        *(["total"], ["mark", "done"], ["save", last | {"seconds": 99}], ["close", last | {"seconds": 99}]),
        lms=lms(edition),
    )
    before, answered, after = (played["results"][index] for index in (2, 4, 5))
    assert after - before <= 15
    calls = played["calls"]
    during = calls[calls.index("-- answer") : calls.index("-- done")]
    assert during.count(named(edition, "Commit")) == 1
    assert during[-1] == named(edition, "Commit"), "before feedback is shown"
    assert answered["ok"] is True
    # What was left out of the answer came with the next save.
    values = played["commits"][-1]
    if edition == "scorm12":
        assert values["cmi.core.session_time"] == "00:01:39.00"
        assert (values["cmi.core.score.raw"], values["cmi.core.lesson_status"]) == ("87.5", "passed")
    else:
        assert values["cmi.session_time"] == "PT1M39S"
        assert (values["cmi.score.raw"], values["cmi.score.scaled"]) == ("87.5", "0.875")
    assert held(values)["location"] == last["location"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_an_answer_left_out_follows_by_itself(play: Play, edition: str) -> None:
    last = {"state": state("passed", 9), "status": "passed", "score": 80, "progress": 1, "location": "b"}
    played = play(edition, ["begin"], ["now", last], ["submit", LONG], ["advance", 12_000], lms=lms(edition))
    assert held(played["commits"][-1])["location"] == "b"
    raw = "cmi.core.score.raw" if edition == "scorm12" else "cmi.score.raw"
    assert played["commits"][-1][raw] == "80"


@pytest.mark.parametrize(("held", "code", "kept"), [(250, "351", True), (250, "101", False), (249, "351", False)])
def test_r04_05_an_lms_that_is_full_of_interactions_keeps_the_state_all_the_same(
    play: Play, held: int, code: str, kept: bool
) -> None:
    full = {"call": f"SetValue cmi.interactions.{held}.id", "answer": "false", "code": code}
    played = play(
        "scorm2004",
        *(["open"], ["answer", TRUE_FALSE, snapshot()], ["answer", CHOICE, snapshot(seconds=90)]),
        lms=lms("scorm2004", {"cmi.interactions._count": str(held)}, faults=[full]),
    )
    assert [each["ok"] for each in played["results"][1:]] == [kept, kept]
    assert played["commits"][-1]["cmi.suspend_data"] == snapshot()["state"]
    asked = [call for call in played["calls"] if call.startswith("SetValue cmi.interactions")]
    assert len(asked) == (1 if kept else 2)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("looks", [1, 2, 4])
def test_an_attempt_behind_a_proxy_is_waited_for(play: Play, edition: str, looks: int) -> None:
    """scorm-again’s answers from a cache that is empty at first: a look asks for the state and the status."""
    kept = state("completed", 3)
    played = play(
        edition,
        *(["open"], ["save", snapshot(state=kept, status="completed")]),
        lms=lms(
            edition,
            {"cmi.suspend_data": kept},
            faults=[{"call": named(edition, "GetValue"), "answer": "", "times": 2 * looks}],
        ),
    )
    opened = played["results"][0]
    assert (opened["state"], opened["status"]) == (kept, "completed")
    assert not [call for call in played["calls"] if "SetValue cmi.suspend_data" in call]


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_lms_that_says_nothing_of_an_attempt_is_not_waited_for_long(play: Play, edition: str) -> None:
    """Open edX gives no status back, and on a first visit no state either."""
    nothing = {"cmi.suspend_data": "", "cmi.core.lesson_status": "", "cmi.completion_status": ""}
    played = play(edition, ["open"], ["total"], lms=lms(edition, nothing))
    assert played["results"][0]["recorded"] is True
    assert played["results"][1] <= 40


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("answered", [0, 1, 2, 3, 7, 8, 200, 1_000])
@pytest.mark.parametrize("counts", [True, False])
def test_r12_16_a_launch_costs_40_calls_however_much_was_answered(
    play: Play, edition: str, answered: int, counts: bool
) -> None:
    """Open edX counts no interactions; it gives the ids back, and they are searched by halves."""
    ids = {f"cmi.interactions.{index}.id": f"i{index}" for index in range(answered)}
    none = {"cmi.interactions._children": "", f"cmi.interactions.{answered}.id": ""}
    none |= {f"cmi.interactions.{2**power - 1}.id": "" for power in range(12) if 2**power > answered}
    values = ids | {"cmi.suspend_data": state("incomplete", 3)}
    values |= {"cmi.interactions._count": str(answered)} if counts else {"cmi.interactions._count": "", **none}
    played = play(edition, ["open"], ["total"], ["answer", TRUE_FALSE, snapshot()], lms=lms(edition, values))
    assert played["results"][1] <= 40
    assert any(
        call.startswith(f"{named(edition, 'SetValue')} cmi.interactions.{answered}.id") for call in played["calls"]
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_reading_costs_at_most_one_commit_in_ten_seconds(play: Play, edition: str) -> None:
    turning: list[list[Any]] = []
    for page in range(30):
        turning += [["now", {"location": f"p{page}"}], ["touch"], ["advance", 1_000]]
    played = play(edition, ["begin"], ["mark", "begun"], *turning, lms=lms(edition))
    calls = played["calls"]
    assert calls[calls.index("-- begun") :].count(named(edition, "Commit")) <= 3


# Trouble


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("call", "skip"),
    [
        ("SetValue cmi.suspend_data", 1),
        ("SetValue cmi.interactions.1.result", 0),
        ("SetValue cmi.interactions.1.id", 0),
        ("Commit", 2),
    ],
)
def test_r12_21_r04_12_a_session_that_the_lms_lost_is_opened_again(
    play: Play, edition: str, call: str, skip: int
) -> None:
    lost = {"call": named(edition, call), "skip": skip, "loses": True, "times": 1}
    played = play(
        edition,
        *(["open"], ["answer", CHOICE, snapshot(state=state("incomplete", 1))]),
        ["answer", TRUE_FALSE, snapshot(state=state("incomplete", 2))],
        lms=lms(edition, COUNTED, faults=[lost]),
    )
    assert played["results"][-1] == {"ok": True}
    values = played["commits"][-1]
    assert held(values) | {"interactions": [0, 1], "state": state("incomplete", 2)} == held(values)
    assert [values[f"cmi.interactions.{index}.type"] for index in (0, 1)] == ["choice", "true-false"]
    assert values["cmi.core.exit" if edition == "scorm12" else "cmi.exit"] == "suspend"
    assert played["gaps"] == []
    assert played["calls"].count(named(edition, "Initialize")) == 2


@pytest.mark.parametrize("edition", EDITIONS)
def test_r12_21_a_session_lost_for_good_is_said_and_asked_for_with_patience(play: Play, edition: str) -> None:
    faults = [
        {"call": named(edition, "Commit"), "skip": 1, "loses": True, "times": 1},
        {"call": named(edition, "Initialize"), "skip": 1, "answer": "false", "code": "104"},
    ]
    played = play(
        *(edition, ["begin"], ["now", {"state": state("incomplete", 1)}], ["submit", CHOICE], ["total"]),
        *(["advance", 5_100], ["advance", 15_100], ["total"]),
        lms=lms(edition, COUNTED, faults=faults),
    )
    assert played["results"][2]["ok"] is False
    assert set(played["notices"][1:]) == {f"failing RUN-001 {named(edition, 'Initialize')}: 104 text 104"}
    assert played["results"][6] - played["results"][3] < 60


@pytest.mark.parametrize("edition", EDITIONS)
def test_r12_21_an_answer_that_the_lms_never_takes_holds_up_no_other(play: Play, edition: str) -> None:
    stubborn = [{"call": f"{named(edition, 'SetValue')} cmi.interactions.0.result", "answer": "false", "code": "101"}]
    steps: list[list[Any]] = [["submit", CHOICE], ["submit", TRUE_FALSE], ["advance", 200_000], ["submit", BELIEF]]
    played = play(edition, ["begin"], *steps, lms=lms(edition, COUNTED, faults=stubborn))
    assert "Cartable: RUN-001 cmi.interactions.0: given up" in played["reports"]
    assert [played["values"][f"cmi.interactions.{index}.type"] for index in (1, 2)] == ["true-false", "numeric"]
    assert played["notices"][-1] == "saved"
    assert played["gaps"] == []


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    "fault",
    [
        *({"answer": answer, "code": "101"} for answer in ("false", None, "", "undefined", False, "403 Forbidden")),
        {"throws": True},
    ],
)
def test_r12_21_a_commit_that_is_not_taken_is_repeated_with_all_it_was_for(
    play: Play, edition: str, fault: dict[str, Any]
) -> None:
    """Some LMSs drop what was set when a commit fails, so it is set again."""
    faults = [{"call": named(edition, "Commit"), "skip": 1, "times": 2, **fault}]
    played = play(
        *(edition, ["begin"], ["now", {"state": state("completed", 1), "status": "completed", "location": "b"}]),
        *(["submit", CHOICE], ["mark", "failed"], ["advance", 9_000], ["mark", "retried"], ["advance", 25_000]),
        lms=lms(edition, COUNTED, faults=faults),
    )
    assert played["results"][2]["ok"] is False
    assert [notice.split(" ")[0] for notice in played["notices"]] == ["saved", "failing", "failing", "saved"]
    for mark in ("failed", "retried"):
        calls = played["calls"][played["calls"].index(f"-- {mark}") :]
        assert f"{named(edition, 'SetValue')} cmi.suspend_data {state('completed', 1)}" in calls
    assert held(played["commits"][-1]) == {
        "state": state("completed", 1),
        "location": "b",
        "status": "completed",
        "interactions": [0],
    }


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("answer", ["true", True, "1", 1])
def test_r12_04_yes_has_several_spellings(play: Play, edition: str, answer: object) -> None:
    faults = [{"call": named(edition, verb), "answer": answer} for verb in ("Initialize", "SetValue", "Commit")]
    played = play(edition, ["open"], ["save", snapshot()], lms=lms(edition, faults=faults))
    assert played["results"][1] == {"ok": True}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("where", [{}, {"place": "opener"}, {"late": 2_900}, {"frames": ["crossed", "plain"]}])
def test_r12_01_r04_01_each_edition_finds_its_own_object(play: Play, edition: str, where: dict[str, Any]) -> None:
    assert play(edition, ["open"], lms=lms(edition, **where))["results"][0]["recorded"] is True


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("stands", [True, False])
def test_a_frame_that_is_loaded_again_goes_on_in_the_session_that_stands(
    play: Play, edition: str, stands: bool
) -> None:
    """A page that crashed finished nothing, so the LMS answers that it is initialized already."""
    code = "101" if edition == "scorm12" else "103"
    faults = [{"call": named(edition, "Initialize"), "answer": "false", "code": code}]
    if not stands:
        faults.append({"call": named(edition, "GetValue"), "answer": "", "code": "301"})
    played = play(edition, ["open"], ["save", snapshot(state=state("incomplete", 1))], lms=lms(edition, faults=faults))
    assert played["results"][0]["recorded"] is stands
    assert ("cmi.suspend_data" in played["values"] and bool(played["values"]["cmi.suspend_data"])) is stands


# Standing


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kept", ["garbage", "1AAAAAA", "{}", "é" * 50, pack("another course", "passed", [(4, 1)])])
def test_run_006_a_state_that_cannot_be_read_costs_neither_status_nor_score(
    play: Play, edition: str, kept: str
) -> None:
    """The learner starts again; what the LMS has recorded stays."""
    values = (
        {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "90"}
        if edition == "scorm12"
        else {"cmi.completion_status": "completed", "cmi.success_status": "passed", "cmi.score.scaled": "0.9"}
    )
    again = snapshot(state=state("passed", 0), status="incomplete", score=10, progress=0)
    played = play(
        *(edition, ["open"], ["save", snapshot()], ["save", again], ["close", again]),
        lms=lms(edition, values | {"cmi.suspend_data": kept}),
    )
    opened = played["results"][0]
    assert (opened["status"], opened["score"], opened["state"]) == ("passed", 90, kept)
    for commit in played["commits"]:
        assert held(commit)["status"] == "passed"
        assert commit["cmi.core.score.raw" if edition == "scorm12" else "cmi.score.scaled"] in ("90", "0.9")


@pytest.mark.parametrize("edition", EDITIONS)
def test_r12_10_a_better_score_is_told_and_a_worse_one_is_not(play: Play, edition: str) -> None:
    scores = [snapshot(status="failed", score=score) for score in (40, 60, 50)]
    played = play(edition, ["open"], *[["save", each] for each in scores], lms=lms(edition))
    prefix = "cmi.core.score.raw " if edition == "scorm12" else "cmi.score.raw "
    assert [call.partition(prefix)[2] for call in played["calls"] if prefix in call and "Set" in call] == ["40", "60"]


@pytest.mark.parametrize("edition", EDITIONS)
def test_r12_23_captions_go_back_to_the_lms_that_keeps_them(play: Play, edition: str) -> None:
    played = play(
        *(edition, ["begin"], ["prefer", {"captions": True}], ["advance", 12_000], ["prefer", {"captions": False}]),
        *(["event", "pagehide"],),
        lms=lms(edition),
    )
    element = "cmi.student_preference.text" if edition == "scorm12" else "cmi.learner_preference.audio_captioning"
    written = [call.partition(f"{element} ")[2] for call in played["calls"] if call.startswith(named(edition, "SetV"))]
    assert [value for value in written if value] == ["1", "-1"]


def test_r12_23_an_lms_without_preferences_is_not_told_any(play: Play) -> None:
    played = play(
        "scorm12",
        ["begin"],
        ["prefer", {"captions": True}],
        ["event", "hide"],
        lms=lms("scorm12") | {"values": test_scorm12.CORE},
    )
    assert not [call for call in played["calls"] if "SetValue cmi.student_preference" in call]


# Leaving


@pytest.mark.parametrize("edition", EDITIONS)
def test_who_leaves_is_saved_first_and_writes_nothing_after(play: Play, edition: str) -> None:
    played = play(
        *(edition, ["begin"], ["now", {"state": state("incomplete", 5)}], ["quit"], ["mark", "gone"]),
        *(["touch"], ["submit", CHOICE], ["event", "hide"], ["event", "pagehide"], ["quit"], ["advance", 90_000]),
        lms=lms(edition),
    )
    assert played["results"][0]["leavable"]
    assert played["results"][2]["ok"] is True
    assert held(played["commits"][-1])["state"] == state("incomplete", 5)
    assert played["calls"][-2:] == [named(edition, "Terminate"), "-- gone"]
    assert ("SetValue adl.nav.request suspendAll" in played["calls"]) == (edition == "scorm2004")


@pytest.mark.parametrize("edition", EDITIONS)
def test_who_cannot_be_saved_is_told_and_stays(play: Play, edition: str) -> None:
    faults = [{"call": named(edition, "Commit"), "skip": 1, "answer": "false", "code": "101", "times": 1}]
    played = play(
        *(edition, ["begin"], ["now", {"state": state("incomplete", 5)}], ["quit"], ["mark", "stayed"], ["quit"]),
        lms=lms(edition, faults=faults),
    )
    assert played["results"][2]["ok"] is False
    assert named(edition, "Terminate") not in played["calls"][: played["calls"].index("-- stayed")]
    assert played["notices"][1] == f"failing RUN-001 {named(edition, 'Commit')}: 101 text 101"
    assert played["results"][4]["ok"] is True
    assert played["calls"][-1] == named(edition, "Terminate")


@pytest.mark.parametrize("adapter", ["browser", "memory"])
def test_there_is_nothing_to_leave_where_no_lms_records(play: Play, adapter: str) -> None:
    assert play(adapter, ["begin"])["results"][0]["leavable"] is False


@pytest.mark.parametrize("edition", EDITIONS)
def test_there_is_nothing_to_leave_in_review(play: Play, edition: str) -> None:
    mode = {"cmi.core.lesson_mode": "review", "cmi.mode": "review"}
    assert play(edition, ["begin"], lms=lms(edition, mode))["results"][0]["leavable"] is False


# Whatever happens

RANKS = {
    "cmi.core.lesson_status": ("not attempted", *STATUSES),
    "cmi.completion_status": ("unknown", "incomplete", "completed"),
    "cmi.success_status": ("unknown", "failed", "passed"),
}
FAULTS = st.builds(
    lambda call, kind, skip, times: {"call": call, "skip": skip, "times": times, **kind},
    st.sampled_from(
        ["Commit", "SetValue", "SetValue cmi.suspend_data", "SetValue cmi.interactions", "SetValue cmi.core.l", "Get"]
    ),
    st.sampled_from(
        [
            {"throws": True},
            {"answer": "false", "code": "101"},
            {"answer": "false", "code": "391"},
            {"answer": None},
            {"loses": True},
        ]
    ),
    st.integers(0, 40),
    st.integers(1, 3),
)
#: Steps that a visit is made of: an answer raises the standing, or not; the page hides and shows; time goes by.
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 2), st.sampled_from(STATUSES)),
        st.tuples(st.just("read"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("hide"), st.just(0), st.just("")),
        st.tuples(st.just("advance"), st.sampled_from([500, 3_000, 20_000, 70_000]), st.just("")),
    ),
    min_size=1,
    max_size=14,
)


ONE = [("answer", 0, "incomplete")]


@pytest.mark.parametrize("edition", EDITIONS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(FAULTS, max_size=4), steps=STEPS, kill=st.booleans())
@example(faults=[{"call": "Get", "skip": 1, "loses": True, "times": 1}], steps=ONE, kill=False)
@example(faults=[{"call": "SetValue", "loses": True, "times": 1}] * 2, steps=ONE * 2, kill=False)
@example(
    faults=[
        {"call": "SetValue cmi.interactions", "skip": 1, "times": 1, **how}
        for how in ({"throws": True}, {"loses": True})
    ],
    steps=ONE,
    kill=False,
)
def test_whatever_happens_nothing_goes_back_and_nothing_is_lost(
    play: Play, edition: str, faults: list[dict[str, Any]], steps: list[tuple[str, int, str]], kill: bool
) -> None:
    script: list[list[Any]] = [["begin"]]
    answers, rank = 0, 0
    last = {"state": state("incomplete", 0), "location": ""}
    for name, number, status in steps:
        if name == "answer":
            answers += 1
            rank = max(rank, STATUSES.index(status))
            last |= {"state": state(STATUSES[rank], answers), "status": STATUSES[rank]}
            question = (CHOICE, TRUE_FALSE, BELIEF)[number]
            script += [["now", dict(last)], ["submit", question | {"id": f"q{answers}", "iri": f"urn:q{answers}"}]]
        elif name == "read":
            last["location"] = f"p{number}"
            script += [["now", dict(last)], ["touch"]]
        elif name == "hide":
            script += [["event", "hide"], ["event", "show"]]
        else:
            script.append(["advance", number])
    # The LMS gets well, and the page lives long enough to see it; or else the tab is killed.
    script += [] if kill else [["advance", 300_000], ["event", "hide"], ["event", "pagehide"]]
    named_faults = [fault | {"call": named(edition, fault["call"])} for fault in faults]
    played = play(edition, *script, lms=lms(edition, COUNTED, faults=named_faults))

    for element, order in RANKS.items():
        said = [order.index(commit[element]) for commit in played["commits"] if element in commit]
        assert said == sorted(said), f"{element} never goes down"
    assert played["gaps"] == []
    for commit in played["commits"]:
        indices = held(commit)["interactions"]
        assert indices == list(range(len(indices)))
    opened = played["results"][0]["opened"]
    if not opened["recorded"] or not played["commits"]:
        return
    values = played["commits"][-1]
    resumed = play(edition, ["open"], lms=lms(edition, values))["results"][0]
    assert (resumed["state"], resumed["location"]) == (held(values)["state"], held(values)["location"])
    assert STATUSES.index(resumed["status"]) >= STATUSES.index(held(values)["status"])
    again = play(
        edition, ["begin"], ["now", {"state": state("incomplete", 0)}], ["submit", TRUE_FALSE], lms=lms(edition, values)
    )
    assert again["gaps"] == []
    assert held(again["values"])["interactions"] == list(range(len(held(values)["interactions"]) + 1))
    for element, order in RANKS.items():
        if element in values:
            assert order.index(again["values"][element]) >= order.index(values[element])
    if kill:
        return
    if answers:
        assert held(values)["state"] == last["state"]
    assert held(values)["location"] == last["location"]
    if not any("given up" in report for report in played["reports"]):
        ids = [values[f"cmi.interactions.{index}.id"].removeprefix("urn:") for index in held(values)["interactions"]]
        assert ids == [f"q{number + 1}" for number in range(answers)]

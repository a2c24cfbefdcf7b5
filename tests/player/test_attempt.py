"""The page's life: when it saves, retries, closes and says what became of it; and the stand-alone page."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.player.test_scorm12 import CHOICE, EMPTY, lms, snapshot, writes
from tests.player.test_state import UUID, pack

Play = Callable[..., dict[str, Any]]

NOW = {"state": EMPTY, "location": "contexte"}


def commits(played: dict[str, Any], after: str) -> int:
    return writes(played, after).count("LMSCommit")


def test_reading_is_saved_once_it_has_come_to_rest(play: Play) -> None:
    played = play(
        *("scorm12", ["begin"], ["now", NOW], ["mark", "begun"]),
        *(
            ["touch"],
            ["advance", 1_500],
            ["touch"],
            ["advance", 1_500],
            ["mark", "moving"],
            ["advance", 600],
            ["mark", "rested"],
        ),
        *(["touch"], ["advance", 9_000], ["mark", "soon"], ["advance", 1_500]),
        lms=lms(),
    )
    assert commits(played, "begun") == 2
    assert commits(played, "moving") == 2
    assert commits(played, "rested") == 1, "not more often than every ten seconds"
    assert commits(played, "soon") == 1
    assert played["notices"][0] == "saved"
    assert played["notices"][-2:] == ["pending", "saved"]


def test_r12_22_who_never_rests_is_saved_every_ten_seconds_all_the_same(play: Play) -> None:
    turning: list[list[Any]] = [["touch"], ["advance", 1_500]]
    played = play(
        *("scorm12", ["begin"], ["now", NOW], ["mark", "begun"]),
        *(turning * 7),
        ["mark", "later"],
        *(turning * 7),
        lms=lms(),
    )
    assert commits(played, "begun") - commits(played, "later") == 1
    assert commits(played, "later") == 1


def test_an_answer_is_committed_at_once_with_what_was_waiting(play: Play) -> None:
    played = play(
        "scorm12",
        ["begin"],
        ["now", NOW],
        ["touch"],
        ["mark", "begun"],
        ["submit", CHOICE],
        ["advance", 60_000],
        lms=lms(),
    )
    assert commits(played, "begun") == 1
    assert f"cmi.suspend_data {EMPTY}" in writes(played, "begun")
    assert played["results"][4] == {"ok": True}


@pytest.mark.parametrize("order", list(permutations(["hide", "pagehide", "leave"])))
def test_r12_22_the_session_closes_once_whatever_the_order_of_events(play: Play, order: tuple[str, ...]) -> None:
    steps = [["leave"] if name == "leave" else ["event", name] for name in order]
    played = play(
        "scorm12", ["begin"], ["now", NOW], ["mark", "begun"], *steps, *steps, ["touch"], ["advance", 60_000], lms=lms()
    )
    calls = writes(played, "begun")
    assert calls.count("LMSFinish") == 1
    assert calls[-1] == "LMSFinish"
    assert f"cmi.suspend_data {EMPTY}" in calls


def test_r12_22_a_hidden_page_is_safe_and_stays_open(play: Play) -> None:
    played = play(
        *("scorm12", ["begin"], ["now", NOW], ["mark", "begun"], ["event", "hide"], ["mark", "hidden"]),
        *(["event", "show"], ["submit", CHOICE]),
        lms=lms(),
    )
    assert f"cmi.suspend_data {EMPTY}" in writes(played, "begun")
    assert "LMSFinish" not in played["calls"]
    assert commits(played, "hidden") == 1


def test_a_page_back_from_the_browsers_cache_starts_anew(play: Play) -> None:
    back: list[Any] = ["event", "pageshow", {"persisted": True}]
    played = play("scorm12", ["begin"], back, ["event", "pagehide"], back, lms=lms())
    assert played["results"].count("reload") == 1
    assert played["results"].index("reload") > 2


def test_a_failing_lms_is_said_and_tried_again_with_patience(play: Play) -> None:
    faults = [{"call": "LMSCommit", "answer": "false", "code": "101", "times": 4}]
    played = play(
        *("scorm12", ["begin"], ["now", NOW], ["mark", "begun"]),
        *(["advance", 5_100], ["advance", 15_100], ["advance", 60_100], ["advance", 60_100], ["advance", 600_000]),
        lms=lms(faults=faults),
    )
    assert played["notices"] == ["failing RUN-001 LMSCommit: 101 text 101"] * 4 + ["saved"]
    assert commits(played, "begun") == 4


def test_while_the_lms_fails_changes_wait_for_the_retry(play: Play) -> None:
    faults = [{"call": "LMSCommit", "answer": "false", "code": "101"}]
    touches: list[list[Any]] = [["touch"], ["advance", 2_100]] * 2
    played = play("scorm12", ["begin"], ["now", NOW], ["mark", "begun"], *touches, lms=lms(faults=faults))
    assert commits(played, "begun") == 0
    assert "pending" not in played["notices"]


def test_r12_14_a_state_beyond_the_limit_is_never_silent(play: Play) -> None:
    long = pack(UUID, "incomplete", [(40, 1)] * 620)
    played = play("scorm12", ["begin"], ["now", {"state": long}], ["event", "hide"], lms=lms())
    assert played["reports"] == [f"Cartable: RUN-004 state: {len(long)} > 4096"]
    fits = play("scorm12", ["begin"], ["now", {"state": long[:4096]}], ["event", "hide"], lms=lms())
    assert fits["reports"] == []


def test_in_review_the_page_says_that_nothing_is_written(play: Play) -> None:
    review = lms({"cmi.core.lesson_mode": "review", "cmi.suspend_data": "", "cmi.core.lesson_status": "passed"})
    steps: list[list[Any]] = [
        ["begin"],
        ["touch"],
        ["submit", CHOICE],
        ["event", "hide"],
        ["advance", 60_000],
        ["event", "pagehide"],
    ]
    played = play("scorm12", *steps, lms=review)
    assert played["notices"] == ["readonly"]
    assert writes(played) == ["LMSInitialize", "LMSFinish"]


REASONS = {
    "scorm12": "RUN-007 scorm12: nobody to record",
    "scorm2004": "RUN-007 scorm2004: nobody to record",
    "xapi": "RUN-007 xapi: nobody to record",
    "memory": "",
}


@pytest.mark.parametrize("adapter", REASONS)
def test_run_007_where_nobody_records_the_page_says_so_and_works(play: Play, adapter: str) -> None:
    steps: list[list[Any]] = [
        ["begin"],
        ["now", NOW],
        ["touch"],
        ["advance", 10_000],
        ["submit", CHOICE],
        ["event", "pagehide"],
    ]
    played = play(adapter, *steps)
    assert played["results"][0]["adapter"] == "memory"
    assert played["results"][0]["opened"]["recorded"] is False
    assert set(played["notices"]) == {f"unrecorded {REASONS[adapter]}".strip()}
    assert played["results"][4] == {"ok": True}
    assert (played["calls"], played["requests"], played["storage"]) == ([], [], {})


def test_an_api_that_does_not_initialize_is_named_to_the_learner(play: Play) -> None:
    faults = [
        {"call": "LMSInitialize", "answer": "false", "code": "101"},
        {"call": "LMSGetValue", "answer": "", "code": "301"},
    ]
    played = play("scorm12", ["begin"], lms=lms(faults=faults))
    assert played["notices"] == ["unrecorded RUN-001 LMSInitialize: 101 text 101"]


def test_the_web_page_keeps_its_own_progress(play: Play) -> None:
    state = pack(UUID, "completed", [(4, 3)])
    first = play("browser", ["begin"], ["now", {"state": state, "location": "b"}], ["event", "pagehide"])
    assert first["storage"] == {f"cartable/{UUID}/": f"{state} b"}
    second = play("browser", ["begin"], storage=first["storage"])
    opened = second["results"][0]["opened"]
    assert (opened["state"], opened["location"], opened["status"]) == (state, "b", "completed")
    other = play("browser", ["begin"], storage=first["storage"], search="?registration=2")
    assert other["results"][0]["opened"]["state"] == ""


def test_the_web_page_erases_and_writes_nothing_after(play: Play) -> None:
    kept = {f"cartable/{UUID}/": f"{EMPTY} a", "other": "kept"}
    played = play(
        "browser",
        ["begin"],
        ["now", NOW],
        ["erase"],
        ["touch"],
        ["advance", 60_000],
        ["event", "pagehide"],
        storage=kept,
    )
    assert played["results"][0]["erasable"]
    assert played["storage"] == {"other": "kept"}


def test_the_web_page_says_when_storage_is_blocked(play: Play) -> None:
    played = play("browser", ["begin"], ["save", snapshot()], storage=None)
    assert played["results"][0]["adapter"] == "memory"
    assert played["notices"] == ["unrecorded RUN-003 localStorage: Error: blocked"]


UNIVERSAL = ["cmi5", "xapi", "scorm12", "browser"]


@pytest.mark.parametrize("where", [{}, {"place": "opener"}, {"late": 1_000}, {"frames": ["crossed", "plain"]}])
def test_a_package_for_all_lets_the_lms_record_wherever_there_is_one(play: Play, where: dict[str, Any]) -> None:
    played = play("scorm12", ["begin"], ["submit", CHOICE], adapters=UNIVERSAL, lms=lms(**where))
    assert played["results"][0]["adapter"] == "scorm12"
    assert played["results"][1] == {"ok": True}
    assert played["storage"] == {}


def test_a_package_for_all_opened_by_itself_keeps_its_progress_on_the_device(play: Play) -> None:
    played = play("browser", ["begin"], ["now", NOW], ["event", "hide"], adapters=UNIVERSAL)
    assert played["results"][0]["adapter"] == "browser"
    assert played["notices"] == ["saved", "saved"]
    assert played["reports"] == []


def test_the_web_page_stays_out_of_a_frame_where_an_lms_was_to_record(play: Play) -> None:
    framed = {"place": "none"}
    alone = play("browser", ["begin"], lms=framed)
    assert alone["results"][0]["opened"]["recorded"] is True
    played = play("browser", ["begin"], adapters=["cmi5", "scorm12", "browser"], lms=framed)
    assert played["results"][0]["adapter"] == "memory"
    assert played["notices"] == ["unrecorded RUN-007 cmi5, scorm12, browser: nobody to record"]
    assert played["storage"] == {}


def test_r12_21_r12_22_the_player_never_blocks_the_page_and_never_waits_for_unload() -> None:
    """`unload` is being taken out of browsers; a dialog in an LMS's frame is suppressed, or stops the page for good."""
    sources = sorted((Path(__file__).parents[2] / "builder" / "player").rglob("*.ts"))
    assert len(sources) > 20
    for source in sources:
        found = re.search(r"\b(alert|confirm|prompt)\(|showModal|beforeunload|[\"']unload", source.read_text("utf-8"))
        assert found is None, f"{source.name}: {found}"

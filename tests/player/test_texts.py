"""Free text: where it lies, who finds it again, and how much of it a field takes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.player.conftest import Command

COURSE = {"uuid": "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10", "activities": {"p/un": {}, "p/deux": {}}}
LMS = {"recorded": True, "writable": True, "learner": "agent-12"}


def launch(
    command: Command,
    storage: dict[str, str] | None,
    write: dict[str, str] | None = None,
    *,
    in_state: bool = False,
    on_device: bool = False,
    state: dict[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One launch; *storage* and *state* are what it left, unless told otherwise."""
    opened = {**LMS, **{key: more.pop(key) for key in tuple(more) if key in LMS}}
    course = {**COURSE, "textsInState": in_state, **more.pop("course", {})}
    result: dict[str, Any] = command(
        "writing",
        {
            "course": course,
            "opened": opened,
            "onDevice": on_device,
            "storage": storage,
            "state": state or {},
            "write": write or {},
            **more,
        },
    )
    return result


def test_on_the_device_a_text_is_found_again_by_the_same_learner_alone(command: Command) -> None:
    first = launch(command, {}, {"p/un": "La CAF."})
    assert first["found"]["p/un"] == {"place": "device", "read": "", "kept": True, "now": "La CAF."}
    assert first["state"] == {}, "nothing of it goes to the platform"
    held = first["storage"]
    assert list(held.values()) == ["La CAF."]
    assert "agent-12" not in str(held), "the learner's id does not lie about"
    assert launch(command, held)["found"]["p/un"]["read"] == "La CAF."
    for other in ("agent-13", "agent-1", '{"mbox":"mailto:a@example.org"}'):
        assert launch(command, held, learner=other)["found"]["p/un"]["read"] == ""
    second = launch(command, held, {"p/un": "Les bailleurs."}, learner="agent-13")["storage"]
    assert sorted(second.values()) == ["La CAF.", "Les bailleurs."]
    assert launch(command, second)["found"]["p/deux"]["read"] == ""
    assert launch(command, second, course={"uuid": "another"})["found"]["p/un"]["read"] == ""


def test_a_shorter_name_of_a_longer_key_is_another(command: Command) -> None:
    """Course, learner and item are told apart where one ends and the next begins."""
    held = launch(command, {}, {"p/un": "x"}, learner="a")["storage"]
    twisted = {"uuid": f"{COURSE['uuid']}\na", "activities": {"p/un": {}}}
    assert launch(command, held, learner="", on_device=True, course=twisted)["found"]["p/un"]["read"] == ""


def test_no_text_leaves_no_trace(command: Command) -> None:
    held = launch(command, {}, {"p/un": "x"})["storage"]
    assert launch(command, held, {"p/un": ""})["storage"] == {}


def test_a_learner_without_a_name_writes_for_the_page_alone(command: Command) -> None:
    """Whoever sits down next at this computer has no name either."""
    launched = launch(command, {}, {"p/un": "x"}, learner="")
    assert launched["found"]["p/un"] == {"place": "page", "read": "", "kept": False, "now": "x"}
    assert launched["storage"] == {}


def test_the_stand_alone_page_keeps_for_whoever_uses_the_browser(command: Command) -> None:
    held = launch(command, {}, {"p/un": "x"}, learner="", on_device=True)
    assert held["found"]["p/un"]["place"] == "device"
    again = launch(command, held["storage"], learner="", on_device=True, erase=True)
    assert again["found"]["p/un"]["read"] == "x"
    assert again["storage"] == {}, "erasing one's progress erases one's texts"


@pytest.mark.parametrize(("storage", "full"), [(None, False), ({}, True)], ids=["blocked", "full"])
def test_a_device_that_keeps_nothing_is_told(command: Command, storage: dict[str, str] | None, full: bool) -> None:
    launched = launch(command, storage, {"p/un": "x"}, full=full)
    assert launched["found"]["p/un"]["kept"] is False
    assert launched["found"]["p/un"]["now"] == "x", "it stays on the page"
    assert launched["found"]["p/un"]["place"] == ("device" if full else "page")
    assert bool(launched["reports"]) is full, "RUN-003"


@pytest.mark.parametrize("opened", [{"writable": False}, {"recorded": False}], ids=["review", "no LMS"])
@pytest.mark.parametrize("in_state", [False, True])
def test_nothing_is_written_where_nothing_is_recorded(command: Command, opened: dict[str, Any], in_state: bool) -> None:
    launched = launch(command, {}, {"p/un": "x"}, in_state=in_state, **opened)
    assert launched["found"]["p/un"]["place"] == "page"
    assert (launched["storage"], launched["state"], launched["touched"]) == ({}, {}, 0)


def test_in_the_platform_a_text_is_saved_with_the_state_and_nowhere_else(command: Command) -> None:
    launched = launch(command, {}, {"p/un": "x"}, in_state=True)
    assert launched["found"]["p/un"] == {"place": "platform", "read": "", "kept": True, "now": "x"}
    assert (launched["storage"], launched["state"], launched["touched"]) == ({}, {"p/un": "x"}, 1)
    assert launch(command, {}, in_state=True, state={"p/un": "x"})["found"]["p/un"]["read"] == "x"
    # The state of a stand-alone page is on the device: so the page says.
    assert launch(command, {}, in_state=True, on_device=True, learner="")["found"]["p/un"]["place"] == "device"


def test_a_text_goes_to_the_platform_only_when_the_learner_writes_on(command: Command) -> None:
    """It was written where the page said "on this device only"."""
    held = launch(command, {}, {"p/un": "x"})["storage"]
    read = launch(command, held, in_state=True)
    assert read["found"]["p/un"]["read"] == "x"
    assert (read["state"], read["storage"]) == ({}, held)
    written = launch(command, held, {"p/un": "xy"}, in_state=True)
    assert (written["state"], written["storage"]) == ({"p/un": "xy"}, {})


def test_a_text_of_the_platform_comes_to_the_device_before_the_state_loses_it(command: Command) -> None:
    launched = launch(command, {}, state={"p/un": "x"})
    assert launched["found"]["p/un"]["read"] == "x"
    assert list(launched["storage"].values()) == ["x"]


def saved(command: Command, texts: dict[str, str], slots: dict[str, int], *, in_state: bool = True) -> Any:
    """What the next save holds of *texts*, where the items of *slots* are still in the course."""
    facts = {"kind": "reflection", "scored": False, "weight": 0}
    course = {
        "scope": COURSE["uuid"],
        "layout": {"widths": [1, 0, 0, 0]},
        "pages": [],
        "completion": {"lessons": "all", "quizzes": "all", "passMark": None},
        "activities": {key: {**facts, "slots": {"text": slot}} for key, slot in slots.items()},
        "textsInState": in_state,
    }
    state = {"status": "incomplete", "slots": [1, 0, 0, 0], "texts": texts}
    return command("saving", {"course": course, "state": state})


def test_the_state_keeps_the_texts_of_what_is_still_there(command: Command) -> None:
    texts = {"1": "un", "2": "deux"}
    assert saved(command, texts, {"p/un": 1, "p/deux": 2})["back"]["texts"] == texts
    assert saved(command, texts, {"p/deux": 2})["back"]["texts"] == {"2": "deux"}, "nobody could read or erase it"
    assert saved(command, texts, {"p/un": 1, "p/trois": 3})["back"]["texts"] == {"1": "un"}
    assert saved(command, texts, {"p/un": 1}, in_state=False)["back"]["texts"] == {}


def test_the_longest_texts_are_packed_while_the_page_closes(command: Command) -> None:
    texts = {str(slot): "é" * 10_000 for slot in (1, 2, 3)}
    result = saved(command, texts, {"p/un": 1, "p/deux": 2, "p/trois": 3})
    assert result["back"]["texts"] == texts
    assert result["took"] < 500, "milliseconds, on the slowest of machines; some twenty on a usual one"


# How much a field takes

PIECES = [
    "a",
    "é",
    "e\u0301",
    "한",
    "👩🏽‍🚒",
    "🇫🇷",
    "👨‍👩‍👧‍👦",
    "\r\n",
    "\n",
    "ש",
    "\u202e",
    "𝔘",
    "a\u0300\u0301\u0302",
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    batch=st.lists(st.tuples(texts, texts, texts, texts, st.integers(0, 120)), min_size=10, max_size=30),
)
def test_what_is_added_beyond_the_room_is_refused_by_whole_characters(
    command: Command, batch: list[tuple[str, str, str, str, int]]
) -> None:
    cases: list[dict[str, Any]] = [
        {"before": head + old + tail, "now": head + new + tail, "bytes": room} for head, old, new, tail, room in batch
    ]
    for case, (taken, refused) in zip(cases, command("accepting", cases), strict=True):
        before, now, room = case["before"], case["now"], case["bytes"]
        fits = len(now.encode()) <= max(room, len(before.encode()))
        assert refused is not fits
        if fits:
            assert taken == now
        else:
            assert len(taken.encode()) <= max(room, len(before.encode())), "never longer than it may be or was"
            taken.encode("utf-8")  # no half of a pair


def test_the_end_of_a_long_paste_is_left_out(command: Command) -> None:
    def take(before: str, now: str, room: int) -> Any:
        return command("accepting", [{"before": before, "now": now, "bytes": room}])[0]

    assert take("", "a" * 60, 50) == ["a" * 50, True]
    assert take("", "é" * 30, 51) == ["é" * 25, True]
    assert take("fin", "👩🏽‍🚒👩🏽‍🚒fin", 20) == ["👩🏽‍🚒fin", True], "a family stays together"
    assert take("debut fin", "debutXXXXXX fin", 12) == ["debutXXX fin", True], "what stood there stays"
    assert take("trop long " * 9, "trop long " * 9 + "!", 50) == ["trop long " * 9, True]
    assert take("trop long " * 9, "trop long " * 8, 50) == ["trop long " * 8, False], "it may get shorter"
    assert take("", "x" * 2_000_000, 600) == ["x" * 600, True]

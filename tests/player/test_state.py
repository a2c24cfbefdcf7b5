"""The packed state: TypeScript against a second packer, written from the format alone."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.model import Layout, Slot
from builder.tracking import bound
from tests.player.conftest import Command

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STATUSES = ("incomplete", "failed", "completed", "passed")
UUID = "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10"

slots = st.integers(1, 40).flatmap(lambda width: st.tuples(st.just(width), st.integers(0, 2**width - 1)))
states = st.tuples(st.sampled_from(STATUSES), st.lists(slots, max_size=80))


def pack(uuid: str, status: str, slots: list[tuple[int, int]]) -> str:
    bits = "".join(f"{value:0{width}b}" for width, value in slots)
    bits += "0" * (-len(bits) % 6)
    count = f"{len(slots):012b}"
    groups = [f"{STATUSES.index(status):06b}", count[:6], count[6:], *(bits[i : i + 6] for i in range(0, len(bits), 6))]
    body = "".join(ALPHABET[int(group, 2)] for group in groups)
    return "1" + check(uuid, body) + body


def check(uuid: str, body: str) -> str:
    fnv = 0x811C9DC5
    for byte in f"{uuid}/{body}".encode():
        fnv = (fnv ^ byte) * 0x01000193 % 2**32
    return "".join(ALPHABET[fnv >> shift & 63] for shift in (12, 6, 0))


def case(status: str, slots: list[tuple[int, int]], **more: Any) -> dict[str, Any]:
    layout = {"widths": [width for width, _ in slots]}
    return {"uuid": UUID, "layout": layout, "state": {"status": status, "slots": [value for _, value in slots]}, **more}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(batch=st.lists(states, min_size=1, max_size=20))
def test_typescript_packs_what_the_format_says_and_reads_it_back(command: Command, batch: list[Any]) -> None:
    answers = command("states", [case(status, slots) for status, slots in batch])
    for (status, slots), answer in zip(batch, answers, strict=True):
        assert answer["text"] == pack(UUID, status, slots)
        assert answer["back"] == {"status": status, "slots": [value for _, value in slots]}


@settings(deadline=None, max_examples=60)
@given(state=states, cut=st.integers(0, 80), added=st.lists(st.integers(1, 40), max_size=10))
def test_newer_and_older_packages_read_the_slots_they_share(
    command: Command, state: tuple[str, list[tuple[int, int]]], cut: int, added: list[int]
) -> None:
    status, slots = state
    values = [value for _, value in slots]
    widths = [width for width, _ in slots]
    newer, older = {"widths": widths + added}, {"widths": widths[:cut]}
    up, down = command("states", [case(status, slots, read=newer), case(status, slots, read=older)])
    assert up["back"]["slots"] == values + [0] * len(added)
    assert down["back"]["slots"] == values[:cut]


@settings(deadline=None, max_examples=60)
@given(widths=st.lists(st.integers(1, 40), max_size=80), status=st.sampled_from(STATUSES))
def test_the_bound_of_the_compiler_is_the_length_of_every_state(
    command: Command, widths: list[int], status: str
) -> None:
    layout = Layout(tuple(Slot(number, "page", "field", bits) for number, bits in enumerate(widths)), {})
    full, empty = command(
        "states", [case(status, [(bits, value * (2**bits - 1)) for bits in widths]) for value in (1, 0)]
    )
    assert len(full["text"]) == len(empty["text"]) == bound(layout)
    assert full["text"].isascii()


def test_a_state_that_is_not_this_courses_is_refused(command: Command) -> None:
    good = pack(UUID, "failed", [(4, 9), (2, 1)])
    layout = {"widths": [4, 2]}
    wrong = [
        "",
        "1",
        "2" + good[1:],
        good[:-1],
        good + "A",
        good[:3] + "é" + good[4:],
        "1" + check(UUID, "HAC" + good[7:]) + "HAC" + good[7:],
        json.dumps({"answers": [1, 2]}),
    ]
    answers = command("reading", [{"uuid": UUID, "layout": layout, "text": text} for text in wrong])
    assert answers == ["StateError"] * len(wrong)
    assert command("reading", [{"uuid": "another", "layout": layout, "text": good}]) == ["StateError"]
    assert command("reading", [{"uuid": UUID, "layout": layout, "text": good}]) == [
        {"status": "failed", "slots": [9, 1]}
    ]

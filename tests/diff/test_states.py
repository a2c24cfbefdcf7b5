"""The verdict against the player itself: what diff calls kept, the packed state of the old package gives back."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.activities import Activity
from builder.diff import Outcome, compare
from builder.diff.sides import Facts, Item, Side, Unit
from builder.model import Layout
from builder.tracking import Lock, extend
from tests.player.conftest import Command, command  # noqa: F401 - the fixture
from tests.tracking.test_lock import WORDS, choice
from tests.tracking.test_merge import Edits, edited, edits, pages

UUID = "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10"
STATES = 4
"""States of one old package: a slot of one bit is right by chance in half of them."""

Course = dict[str, list[Activity]]


def side(label: str, course: Course, layout: Layout) -> Side:
    items = {name: Item(title=name, kind="lesson") for name in course}
    for name, activities in course.items():
        for each in activities:
            key = f"{name}/{each.id}"
            interaction = each.interaction(layout.choices[key])
            correct = interaction.correct if interaction else ()
            items[key] = Item(title=key, kind=each.kind, correct=correct)
    slots = tuple((each.key, each.field, each.bits) for each in layout.slots)
    facts = Facts(format=2, uuid=UUID, standard="scorm12", units=(Unit(slots=slots),), items=items)
    return Side(label, facts, {}, {"index.html": (len(label), len(label))})


def fields(course: Course, layout: Layout) -> dict[str, list[str]]:
    """The fields that each page and activity reads now."""
    found = {name: ["seen"] for name in course}
    for name, activities in course.items():
        for each in activities:
            key = f"{name}/{each.id}"
            found[key] = [one.name for one in each.fields(max(layout.choices[key], default=0))]
    return found


@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    first=edits,
    second=edits,
    lock=st.sampled_from(["kept", "kept", "lost", "older"]),
    flip=st.booleans(),
    seed=st.integers(0, 2**16),
)
def test_what_is_kept_is_read_back(
    command: Command,  # noqa: F811
    first: Edits,
    second: Edits,
    lock: str,
    flip: bool,
    seed: int,
) -> None:
    base: Course = {"p": [choice("q", WORDS[:3])]}
    before, _ = extend(Lock(), pages(base))
    old = edited(base, first, "a")
    held, layout = extend(before, pages(old))
    new = edited(base if lock == "older" else old, second, "b")
    if flip and new["p"]:
        new["p"] = [choice("q", WORDS[:3], 2) if each.id == "q" else each for each in new["p"]]
    start = {"kept": held, "lost": Lock(), "older": before}[lock]
    _, now = extend(start, pages(new))
    outcome = compare(side("ancien", old, layout), side("nouveau", new, now))

    chance = random.Random(seed)
    values = [[chance.randrange(2**each.bits) for each in layout.slots] for _ in range(STATES)]
    widths, read = ([each.bits for each in one.slots] for one in (layout, now))
    written = {"uuid": UUID, "layout": {"widths": widths}}
    states = [{**written, "state": {"status": "incomplete", "slots": each, "texts": {}}} for each in values]
    texts = [each["text"] for each in command("states", states)]
    known = {"widths": read, "outgrown": now.outgrown}
    answers = command("reading", [{"uuid": UUID, "layout": known, "text": each} for each in texts])
    current = fields(new, now)
    for tracked in outcome.tracked:
        if tracked.fate != "kept":
            continue
        for name in current[tracked.key]:
            was, is_at = layout.of(tracked.key)[name], now.of(tracked.key)[name]
            for value, answer in zip(values, answers, strict=True):
                assert answer["slots"][is_at] == value[was], (tracked, name)
    check(outcome, layout, now, {*fields(old, layout)} & {*current})


def check(outcome: Outcome, layout: Layout, now: Layout, both: set[str]) -> None:
    """A verdict is breaking exactly when something that is in both packages is not where it was."""
    fates = {each.key: each.fate for each in outcome.tracked}
    codes = {each.code for each in outcome.report.diagnostics}
    assert {fates[key] for key in both} <= {"kept", "asked-again", "lost"}
    if outcome.verdict == "compatible":
        assert {fates[key] for key in both} <= {"kept", "asked-again"}
        assert layout.slots == now.slots[: len(layout.slots)]
    elif not codes & {"UPD-006", "UPD-007", "UPD-008"}:
        assert codes & {"UPD-009", "UPD-010"}
        assert layout.slots != now.slots[: len(layout.slots)]

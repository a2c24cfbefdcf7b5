"""Slots, the lock that keeps them, and the longest state a course can need.

In: the things to track and what the lock says. Out: a `Layout`, a lock with the new things appended, a
bound in characters. As with field numbers in protocol buffers, a slot once given is never given again.

A text is a slot of 0 bits with a budget of bytes: it stands behind the packed slots, where the state holds texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from builder.activities import Activity, Field
from builder.lock import MOST_CHOICES, Lock, bare, dump, encoded, read_lock, retired
from builder.model import Course, Layout, Page, Slot, Target

HEADER: Final = 7
"""Characters before the packed slots: format, check (3), status, slot count (2)."""
TEXT_HEADER: Final = 5
"""Characters before each text: its slot (2), its length (3). One more, a point, stands before the first."""
MOST_SLOTS: Final = 4095
"""What two characters of six bits can count."""
SEEN: Final = Field("seen", 1)
"""What the state keeps of a page."""
ASSESSED: Final = (Field("seed", 12), Field("tried", 3), Field("ended", 1), Field("best", 7))
"""What it keeps of an assessment: what orders it, the tries that ended, whether this one did, the best score."""
DRAWN: Final = Field("drawn", 1)
"""What it keeps of each item of an assessment: whether this learner has it."""

__all__ = [
    "MOST_CHOICES",
    "Lock",
    "bound",
    "dump",
    "encoded",
    "extend",
    "fingerprint",
    "holds_texts",
    "longest",
    "longest_of",
    "read_lock",
    "spenders",
    "text_slots",
]


def extend(lock: Lock, pages: Iterable[Page], things: Iterable[tuple[str, Field]] = ()) -> tuple[Lock, Layout]:
    """The lock with a slot for everything in *pages*, and the layout for exactly these pages.

    Nothing known loses its slot; what is gone leaves a gap. A field that needs more bits than its slot has takes a new
    slot, and so does one whose slot was another kind of item's. A text that may be longer keeps its own, since its
    length is written with it.

    Args:
        things: Further keys and fields to keep, that belong to no activity.
    """
    slots = list(lock.slots)
    newest = {(each.key, each.field): each for each in slots}
    choices = {key: dict(numbers) for key, numbers in lock.choices.items()}
    current: dict[str, tuple[int, ...]] = {}
    growing: dict[tuple[str, str], int] = {}

    def need(key: str, field: Field) -> None:
        name = key, field.name
        known = newest.get(name)
        if field.narrowest:
            growing[name] = field.narrowest
        if known is not None and known.bytes and field.bytes:
            # An older, longer text must still find room: the budget only rises.
            slots[known.number] = newest[name] = replace(known, bytes=max(known.bytes, field.bytes))
        elif known is None or bool(known.bytes) != bool(field.bytes) or not _fits(field, known.bits):
            slot = Slot(len(slots), key, field.name, field.bits, field.bytes)
            slots.append(slot)
            newest[name] = slot

    for page in pages:
        need(page.id, SEEN)
        for each in ASSESSED if page.assessment else ():
            need(page.id, each)
        for placement in page.placements:
            numbers = _numbers(placement.activity, choices.get(placement.key, {}))
            if numbers:
                marks = map(fingerprint, placement.activity.choice_texts())
                gone = {number: retired(mark) for number, mark in choices.get(placement.key, {}).items()}
                choices[placement.key] = gone | dict(zip(numbers, marks, strict=True))
            current[placement.key] = numbers
            highest = max(choices.get(placement.key, {0: ""}))
            for each in placement.activity.fields_of(numbers, highest):
                need(placement.key, each)
            if page.assessment:
                need(placement.key, DRAWN)
    for key, field in things:
        need(key, field)
    return Lock(tuple(slots), choices), Layout(tuple(slots), current, tuple(_outgrown(slots, growing)))


def _fits(field: Field, bits: int) -> bool:
    """Whether a slot of so many bits holds *field*, and nothing else under its name."""
    return bits >= max(field.bits, field.narrowest) if field.narrowest else bits == field.bits


def _outgrown(slots: Iterable[Slot], growing: Mapping[tuple[str, str], int]) -> Iterator[tuple[int, int]]:
    """Each slot that a field of *growing* outgrew another for, and that other, in slot order."""
    before: dict[tuple[str, str], Slot] = {}
    for each in slots:
        name = each.key, each.field
        if each.bytes or each.bits < growing.get(name, each.bits + 1):
            continue
        if name in before and before[name].bits < each.bits:
            yield each.number, before[name].number
        before[name] = each


def fingerprint(text: str) -> str:
    """Eight characters that tell one choice's words from another's."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def _numbers(activity: Activity, known: Mapping[int, str]) -> tuple[int, ...]:
    """The number of each choice, in the order shown.

    Equal words keep their number wherever they moved, and get it again when they come back. When there are as many
    choices as at the last build, those with other words were rewritten and keep the numbers left over, in order;
    otherwise they are new, and never get the number of one that went: somebody may have chosen it.
    """
    marks = [fingerprint(text) for text in activity.choice_texts()]
    left = {number: bare(mark) for number, mark in known.items()}
    shown = {number for number, mark in known.items() if mark == bare(mark)}
    found: list[int | None] = []
    for mark in marks:
        number = next((n for n, each in left.items() if each == mark), None)
        if number is not None:
            del left[number]
        found.append(number)
    rewritten = iter(sorted(shown & set(left)) if len(marks) == len(shown) else [])
    highest = max(known, default=0)
    numbers: list[int] = []
    for number in found:
        if number is None:
            number = next(rewritten, 0)
        if not number:
            highest += 1
            number = highest
        numbers.append(number)
    return tuple(numbers)


def bound(layout: Layout, texts: bool = False) -> int:
    """The longest state of this layout, in characters: six bits each, after the header.

    Args:
        texts: Whether the state holds the texts, too. Those of items that are gone are not kept: they cost nothing.
    """
    longest = HEADER + -(-sum(each.bits for each in layout.slots) // 6)
    kept = text_slots(layout) if texts else ()
    return longest + (1 if kept else 0) + sum(map(_text_cost, kept))


def text_slots(layout: Layout) -> tuple[Slot, ...]:
    """The slots of the texts that can still be written: those of the items that stand in the course now."""
    return tuple(each for each in layout.slots if each.bytes and each.key in layout.choices)


def holds_texts(course: Course, layout: Layout, target: Target) -> bool:
    """Whether texts go into the state: the author wants them there, and the format has room for the longest."""
    if course.settings.free_text != "platform" or not text_slots(layout):
        return False
    return target.state_limit is None or bound(layout, texts=True) <= target.state_limit


def longest(course: Course, layout: Layout, target: Target) -> int:
    """The longest state of *layout* as *target* keeps it, in characters."""
    return bound(layout, holds_texts(course, layout, target))


def longest_of(course: Course, target: Target) -> int:
    """The longest state that a package of *course* for *target* can need, whichever of its units is launched."""
    return max((longest(course, unit.layout, target) for unit in course.units(course.packaging(target))), default=0)


def spenders(layout: Layout, texts: bool = False, most: int = 5) -> list[tuple[str, int]]:
    """What costs most characters, biggest first: pages with all that the state packs of them, and each text."""
    cost: dict[str, int] = {}
    for each in layout.slots:
        page = each.key.partition("/")[0]
        cost[page] = cost.get(page, 0) + each.bits
    found = {page: -(-bits // 6) for page, bits in cost.items() if bits}
    found |= {each.key: _text_cost(each) for each in (text_slots(layout) if texts else ())}
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most]


def _text_cost(slot: Slot) -> int:
    return TEXT_HEADER + -(-slot.bytes * 4 // 3)

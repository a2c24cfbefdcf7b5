"""Slots, the lock that keeps them, and the longest state a course can need.

In: the things to track and what the lock says. Out: a `Layout`, a lock with the new things appended, a
bound in characters. As with field numbers in protocol buffers, a slot once given is never given again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from builder.activities import IDENTIFIERS, Activity
from builder.diagnostics import Report, Span
from builder.model import Layout, Page, Slot
from builder.source.yaml import read_text

FORMAT: Final = 1
HEADER: Final = 7
"""Characters before the packed slots: format, check (3), status, slot count (2)."""
MOST_CHOICES: Final = len(IDENTIFIERS)
MOST_SLOTS: Final = 4095
"""What two characters of six bits can count."""


@dataclass(frozen=True, slots=True)
class Lock:
    """`tracking.lock`: every slot ever given, and the numbers of choices by the fingerprint of their words."""

    slots: tuple[Slot, ...] = ()
    choices: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def read_lock(path: Path, name: str, report: Report) -> Lock:
    """The lock at *path*; an empty one when there is none. Reports CRS-060 when it is not a lock."""
    if not path.exists() and not path.is_symlink():
        return Lock()
    text = read_text(path, name, report)
    if text is None:
        return Lock()
    data: object = None
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            raise TypeError("no mapping")
        slots = tuple(
            Slot(int(each["slot"]), str(each["key"]), str(each["field"]), int(each["bits"])) for each in data["slots"]
        )
        choices = {
            str(key): {int(number): str(mark) for number, mark in numbers.items()}
            for key, numbers in data["choices"].items()
        }
    except json.JSONDecodeError as error:
        report.add("CRS-060", Span(name, error.lineno, error.colno))
        return Lock()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        known = data.get("format") if isinstance(data, dict) else FORMAT
        if known != FORMAT:
            report.add("CRS-062", Span(name), format=str(known))
        else:
            report.add("CRS-060", Span(name))
        return Lock()
    if data.get("format") != FORMAT:
        report.add("CRS-062", Span(name), format=str(data.get("format")))
        return Lock()
    rows = [(n, line) for n, line in enumerate(text.split("\n"), 1) if '"slot"' in line]
    for index, slot in enumerate(slots):
        line, row = rows[index] if len(rows) == len(slots) else (1, "")
        place = Span(name, line, max(row.find("{") + 1, 1), len(row.rstrip(" ,")) + 1)
        if slot.number != index:
            report.add("CRS-061", place, slot=slot.number, expected=index)
            return Lock()
        if not 1 <= slot.bits <= 64 or not slot.key.isprintable():
            report.add("CRS-060", place)
            return Lock()
    for key, numbers in choices.items():
        if not key.isprintable() or not all(1 <= each <= MOST_CHOICES for each in numbers):
            report.add("CRS-060", Span(name))
            return Lock()
    return Lock(slots, choices)


def dump(lock: Lock) -> str:
    """The lock as text, one slot a line, so that branches merge and reviews read well."""

    def row(slot: Slot) -> str:
        fields = {"slot": slot.number, "key": slot.key, "field": slot.field, "bits": slot.bits}
        return "    " + json.dumps(fields, ensure_ascii=False)

    choices = [
        f"    {json.dumps(key, ensure_ascii=False)}: {json.dumps({str(n): numbers[n] for n in sorted(numbers)})}"
        for key, numbers in sorted(lock.choices.items())
    ]
    slots = ",\n".join(map(row, lock.slots))
    return (
        f'{{\n  "format": {FORMAT},\n  "slots": [\n{slots}\n  ],\n  "choices": {{\n'
        + ",\n".join(choices)
        + "\n  }\n}\n"
    )


def extend(lock: Lock, pages: Iterable[Page]) -> tuple[Lock, Layout]:
    """The lock with a slot for everything in *pages*, and the layout for exactly these pages.

    Nothing known loses its slot; what is gone leaves a gap. A field that needs more bits than its slot has
    takes a new slot.
    """
    slots = list(lock.slots)
    newest = {(each.key, each.field): each for each in slots}
    choices = {key: dict(numbers) for key, numbers in lock.choices.items()}
    current: dict[str, tuple[int, ...]] = {}

    def need(key: str, name: str, bits: int) -> None:
        known = newest.get((key, name))
        if known is None or known.bits < bits:
            slot = Slot(len(slots), key, name, bits)
            slots.append(slot)
            newest[key, name] = slot

    for page in pages:
        need(page.id, "seen", 1)
        for placement in page.placements:
            numbers = _numbers(placement.activity, choices.get(placement.key, {}))
            if numbers:
                texts = placement.activity.choice_texts()
                known = choices.setdefault(placement.key, {})
                known.update({number: fingerprint(text) for number, text in zip(numbers, texts, strict=True)})
            current[placement.key] = numbers
            highest = max(choices.get(placement.key, {0: ""}))
            for each in placement.activity.fields(highest):
                need(placement.key, each.name, each.bits)
    return Lock(tuple(slots), choices), Layout(tuple(slots), current)


def fingerprint(text: str) -> str:
    """Eight characters that tell one choice's words from another's."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def _numbers(activity: Activity, known: Mapping[int, str]) -> tuple[int, ...]:
    """The number of each choice, in the order shown.

    Equal words keep their number wherever they moved. When as many choices stand there as before, those with
    other words were rewritten and keep the numbers left over, in order; otherwise they are new.
    """
    marks = [fingerprint(text) for text in activity.choice_texts()]
    left = dict(known)
    found: list[int | None] = []
    for mark in marks:
        number = next((n for n, each in left.items() if each == mark), None)
        if number is not None:
            del left[number]
        found.append(number)
    rewritten = iter(sorted(left) if len(marks) == len(known) else [])
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


def bound(layout: Layout) -> int:
    """The longest state of this layout, in characters: six bits each, after the header."""
    bits = sum(each.bits for each in layout.slots)
    return HEADER + -(-bits // 6)


def spenders(layout: Layout, most: int = 5) -> list[tuple[str, int]]:
    """The pages and placements that cost most bits, biggest first."""
    cost: dict[str, int] = {}
    for each in layout.slots:
        cost[each.key] = cost.get(each.key, 0) + each.bits
    return sorted(cost.items(), key=lambda item: (-item[1], item[0]))[:most]

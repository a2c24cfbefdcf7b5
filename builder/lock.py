"""`tracking.lock`: read with suspicion, written one slot a line, mended after a merge.

In: the text of a lock. Out: a `Lock`, or one diagnostic that names the place and the remedy. As with field numbers in
protocol buffers, a slot once given is never given again: a lock that contradicts itself is refused rather than guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from builder.diagnostics import Report, Span
from builder.model import Slot
from builder.source.yaml import read_text

FORMAT: Final = 1
MOST_CHOICES: Final = 255
"""The highest number of a choice in any lock; most activities allow fewer (`Activity.most_numbers`)."""
WIDEST: Final = 64
"""Bits of the widest slot."""
MOST_BYTES: Final = 196_607
"""Of a text: three characters count 262,143 of base64."""
KEYS: Final = ("slot", "key", "field", "bits")
MARK: Final = re.compile(r"-?[0-9a-f]{8}")
"""The fingerprint of a choice; with a "-" when the choice is gone, so that no other one gets its number."""
MARKER: Final = re.compile(r"(?P<sign><{7}|\|{7}|={7}|>{7})(?: (?P<label>.*))?$")
"""A line that git writes around two versions it could not merge."""
MAIN: Final = re.compile(r"(?:\S+/)?(?:main|master|trunk)(?:\s|$)")
"""Branches that packages are published from."""

Side = Literal["ours", "theirs"]
Shown = Callable[[str], frozenset[str] | None]
"""The fingerprints of a placement's choices in the sources; None where they cannot be read."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Every slot ever given, and the numbers of choices with the marks of their words (see `MARK`)."""

    slots: tuple[Slot, ...] = ()
    choices: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mended:
    """A lock in which everything has a number of its own, and what that took."""

    lock: Lock
    moved: tuple[tuple[Slot, int], ...] = ()
    """Slots that have another number now, as they were, and that number."""
    chosen: tuple[tuple[str, int, int], ...] = ()
    """Choices that have another number now: placement, old number, new one."""
    kept: str = ""
    """What git calls the branch whose numbers all stay; "" without conflict markers."""
    other: str = ""
    """What it calls the other one."""
    side: Side = "ours"
    """The branch whose numbers all stay."""


def read_lock(path: Path, name: str, report: Report) -> Lock:
    """The lock at *path*; an empty one when there is none, or when it is refused.

    Reports CRS-060 damaged, CRS-061 out of order, CRS-062 unknown format, CRS-069 conflict markers, CRS-070 a number
    given twice, CRS-071 a number missing, CRS-072 a key given twice, CRS-073 a field given twice: the first of them.
    """
    if not path.exists() and not path.is_symlink():
        return Lock()
    text = read_text(path, name, report)
    return Lock() if text is None else parse(text, name, report) or Lock()


def parse(text: str, name: str, report: Report) -> Lock | None:
    """The lock that *text* holds; None after a diagnostic."""
    for number, line in enumerate(text.split("\n"), 1):
        if MARKER.match(line):
            report.add("CRS-069", Span(name, number, 1, len(line) + 1))
            return None
    try:
        data = json.loads(text, object_pairs_hook=_Pairs)
    except json.JSONDecodeError as error:
        report.add("CRS-060", Span(name, error.lineno, error.colno))
        return None
    except (ValueError, RecursionError):  # a number of thousands of digits; lists in lists in lists
        report.add("CRS-060", Span(name))
        return None
    try:
        found = _lock(data)
    except _Fault as fault:
        code, path, values = fault.args
        places = _Places(text, name)
        if "line" in values:
            values["line"] = places.of(values["line"]).line
        report.add(code, places.of(path, is_key=code == "CRS-072"), **values)
        return None
    return found


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as its pairs: `json` itself keeps the last of two equal keys and says nothing."""


class _Fault(Exception):  # noqa: N818 - it never leaves this module
    """Code, where in the data it is, and the values of its message."""


def _fields(value: object, path: tuple[object, ...]) -> dict[str, Any]:
    """The object at *path*, each key once."""
    if not isinstance(value, _Pairs):
        raise _Fault("CRS-060", path, {})
    found: dict[str, Any] = {}
    for index, (key, each) in enumerate(value):
        if key in found:
            first = next(n for n, pair in enumerate(value) if pair[0] == key)
            raise _Fault("CRS-072", (*path, index), {"key": key, "line": (*path, first)})
        found[key] = each
    return found


def _lock(data: object) -> Lock:
    """The lock in parsed JSON. Places in it count the pairs of objects, so that equal keys have two."""
    top = _fields(data, ())
    order = [key for key, _ in data] if isinstance(data, _Pairs) else []
    form = top.get("format")
    if type(form) is not int or form != FORMAT:
        raise _Fault("CRS-062", (order.index("format"),) if "format" in top else (), {"format": _said(form)})
    if set(top) != {"format", "slots", "choices"}:
        raise _Fault("CRS-060", next(((n,) for n, key in enumerate(order) if key not in _TOP), ()), {})
    at_slots, at_choices = order.index("slots"), order.index("choices")
    if not isinstance(top["slots"], list) or isinstance(top["slots"], _Pairs):
        raise _Fault("CRS-060", (at_slots,), {})
    slots = [_slot(each, (at_slots, index)) for index, each in enumerate(top["slots"])]
    choices: dict[str, Mapping[int, str]] = {}
    for index, (key, value) in enumerate(_fields(top["choices"], (at_choices,)).items()):
        path = (at_choices, index)
        if not key.isprintable():
            raise _Fault("CRS-060", path, {})
        choices[key] = {
            _number(number, mark, (*path, n)): mark for n, (number, mark) in enumerate(_fields(value, path).items())
        }
    _check_numbers(slots, at_slots)
    return Lock(tuple(slots), choices)


_TOP: Final = ("format", "slots", "choices")


def _said(form: object) -> str:
    return "?" if form is None or isinstance(form, list) else str(form)


def _slot(value: object, path: tuple[object, ...]) -> Slot:
    row = _fields(value, path)
    is_text = "bytes" in row
    if list(map(type, map(row.get, KEYS))) != [int, str, str, int] or len(row) > len(KEYS) + is_text:
        raise _Fault("CRS-060", path, {})
    slot = Slot(row["slot"], row["key"], row["field"], row["bits"], row.get("bytes", 0))
    is_named = all(each and each.isprintable() for each in (slot.key, slot.field))
    is_wide = slot.bits == 0 if is_text else 1 <= slot.bits <= WIDEST
    is_long = type(slot.bytes) is int and is_text <= slot.bytes <= MOST_BYTES
    if slot.number < 0 or not (is_named and is_wide and is_long):
        raise _Fault("CRS-060", path, {})
    return slot


def _number(number: str, mark: object, path: tuple[object, ...]) -> int:
    """The number of a choice, which its fingerprint follows."""
    is_one = number.isascii() and number.isdecimal() and len(number) < 4 and str(int(number)) == number
    if not (is_one and 1 <= int(number) <= MOST_CHOICES and isinstance(mark, str) and MARK.fullmatch(mark)):
        raise _Fault("CRS-060", path, {})
    return int(number)


def _check_numbers(slots: list[Slot], at: int) -> None:
    """CRS-070, CRS-071, CRS-061, CRS-073: every number once, in order; a field again only in another width."""
    first: dict[int, int] = {}
    for index, slot in enumerate(slots):
        if slot.number in first:
            other = slots[first[slot.number]]
            values = {"slot": slot.number, "key": slot.key, "other": other.key, "line": (at, first[slot.number])}
            raise _Fault("CRS-070", (at, index), values)
        first[slot.number] = index
    for number in range(len(slots)):
        if number not in first:
            after = min((each for each in first if each > number), default=number)
            raise _Fault("CRS-071", (at, first[after]), {"slot": number})
    newest: dict[tuple[str, str], tuple[int, Slot]] = {}
    for index, slot in enumerate(slots):
        if slot.number != index:
            raise _Fault("CRS-061", (at, index), {"slot": slot.number, "expected": index})
        before, known = newest.get((slot.key, slot.field), (0, None))
        if known is not None and not _differs(known, slot):
            values = {"key": slot.key, "field": slot.field, "slot": slot.number, "other": known.number}
            raise _Fault("CRS-073", (at, index), {**values, "line": (at, before)})
        newest[slot.key, slot.field] = index, slot


def _differs(known: Slot, slot: Slot) -> bool:
    """Whether *slot* has another width than *known*, or holds a text where that held a number."""
    return slot.bits != known.bits or bool(slot.bytes) != bool(known.bytes)


def bare(mark: str) -> str:
    """The fingerprint alone."""
    return mark.removeprefix("-")


def retired(mark: str) -> str:
    """The mark of a choice that is gone."""
    return f"-{bare(mark)}"


class _Places:
    """Where each value of a JSON text stands; worked out only once something is wrong with one."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.values: dict[tuple[object, ...], tuple[int, int]] = {}
        self.keys: dict[tuple[object, ...], tuple[int, int]] = {}
        self._decoder = json.JSONDecoder()
        try:
            self._value(self._skip(0), ())
        except RecursionError:
            self.values.clear()

    def of(self, path: tuple[object, ...], is_key: bool = False) -> Span:
        """The value at *path*, or its key."""
        found = self.keys if is_key else self.values
        start, end = found.get(path, (0, 0))
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        newline = self.text.find("\n", start)
        end = min(end, newline if newline >= 0 else len(self.text))
        return Span(self.name, line, column, column + end - start if end > start else None)

    def _skip(self, at: int) -> int:
        while self.text[at : at + 1] in (" ", "\t", "\r", "\n"):
            at += 1
        return at

    def _value(self, at: int, path: tuple[object, ...]) -> int:
        opening = self.text[at]
        if opening not in "{[":
            _, end = self._decoder.raw_decode(self.text, at)
            self.values[path] = at, end
            return end
        start, at, index = at, self._skip(at + 1), 0
        while self.text[at] not in "}]":
            if opening == "{":
                _, end = self._decoder.raw_decode(self.text, at)
                self.keys[*path, index] = at, end
                at = self._skip(self._skip(end) + 1)
            at = self._skip(self._value(at, (*path, index)))
            at = self._skip(at + 1) if self.text[at] == "," else at
            index += 1
        self.values[path] = start, at + 1
        return at + 1


def dump(lock: Lock) -> str:
    """The lock as text, one slot a line, so that branches merge and reviews read well."""

    def row(slot: Slot) -> str:
        fields = {"slot": slot.number, "key": slot.key, "field": slot.field, "bits": slot.bits}
        fields |= {"bytes": slot.bytes} if slot.bytes else {}
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


def mend(text: str, shown: Shown = lambda key: None, keep: Side | None = None) -> Mended | None:
    """The lock that a merge was meant to give; None where it does not follow from *text*.

    One branch keeps every number it gave, and what only the other has goes to the end. Which one matters: packages
    that were published from it stay readable. It is the main branch where git's markers name one, else the first.

    Args:
        shown: Tells a choice that one branch reworded from choices that both added under one number.
        keep: The branch whose numbers stay, in git's words.
    """
    sides = _sides(text)
    if sides is None:
        return None
    versions, labels = sides
    rows = [_loose(each) for each in versions]
    if keep is None:
        keep = "theirs" if MAIN.match(labels[1]) and not MAIN.match(labels[0]) else "ours"
    if keep == "theirs":
        rows.reverse()
        labels = labels[1], labels[0]
    merged = _Merger(shown)
    for each in rows:
        if each is None or not merged.add(*each):
            return None
    found = merged.lock()
    if parse(dump(found), "", Report()) is None:
        return None
    return Mended(found, tuple(merged.moved), tuple(merged.chosen), *labels, keep)


def encoded(lock: Lock, before: bytes | None) -> bytes:
    """The file of *lock*, with the line ends of the file that stands there."""
    text = dump(lock)
    is_windows = before is not None and before.count(b"\r\n") * 2 > before.count(b"\n")
    return (text.replace("\n", "\r\n") if is_windows else text).encode()


def _sides(text: str) -> tuple[list[str], tuple[str, str]] | None:
    """Both versions of a text with conflict markers (of any style) and their labels; else the text itself."""
    sides: tuple[list[str], list[str]] = ([], [])
    labels = ["", ""]
    part = ""
    follows = {"<" * 7: ("",), "|" * 7: ("<" * 7,), "=" * 7: ("<" * 7, "|" * 7), ">" * 7: ("=" * 7,)}
    for line in text.split("\n"):
        found = MARKER.match(line)
        if found:
            sign = found["sign"]
            if part not in follows[sign]:
                return None
            part = "" if sign == ">" * 7 else sign
            if sign in ("<" * 7, ">" * 7):
                labels[sign == ">" * 7] = (found["label"] or "").strip()
            continue
        if part in ("", "<" * 7):
            sides[0].append(line)
        if part in ("", "=" * 7):
            sides[1].append(line)
    if part:
        return None
    first, second = ("\n".join(each) for each in sides)
    return ([first] if first == second else [first, second]), (labels[0], labels[1])


Rows = tuple[list[Slot], list[tuple[str, list[tuple[int, str]]]]]


def _loose(text: str) -> Rows | None:
    """Slots and choices in the order written, also those that clash; None where something else is wrong.

    A merge that keeps the lines of both branches leaves out the comma between them: rows are read line by line.
    """
    slots: list[Slot] = []
    choices: list[tuple[str, list[tuple[int, str]]]] = []
    try:
        for line in _rows(text):
            row = json.loads(line, object_pairs_hook=_Pairs)
            if not isinstance(row, _Pairs):
                return None
            if row and row[0][0] == "slot":
                slots.append(_slot(row, ()))
                continue
            for key, numbers in row:
                if not isinstance(numbers, _Pairs) or not key.isprintable():
                    return None
                choices.append((key, [(_number(number, mark, ()), mark) for number, mark in numbers]))
    except (ValueError, RecursionError, _Fault):
        return None
    return slots, choices


_FRAME: Final = re.compile(r'\s*(?:|[{}\]],?|"slots" ?: ?\[|"choices" ?: ?\{|"format" ?: ?1,?)\s*')
_ROW: Final = re.compile(r'\s*(\{ ?"slot".*\}),?\s*')
_CHOICES: Final = re.compile(r'\s*("[^"]*" ?: ?\{[^{}]*\}),?\s*')


def _rows(text: str) -> Iterator[str]:
    """Each slot and each placement's choices as a JSON object of its own."""
    try:
        data = dict(json.loads(text, object_pairs_hook=_Pairs))
        whole = set(data) == set(_TOP) and data["format"] == FORMAT
        whole = whole and isinstance(data["slots"], list) and isinstance(data["choices"], _Pairs)
    except (ValueError, TypeError, RecursionError):
        whole = False
    if whole:  # also when another program laid it out anew
        for each in data["slots"]:
            yield _again(each)
        for each in data["choices"]:
            yield _again(_Pairs([each]))
        return
    if not all(f'"{each}"' in text for each in _TOP):
        raise ValueError("no lock")
    for line in text.split("\n"):
        slot, choices = _ROW.fullmatch(line), _CHOICES.fullmatch(line)
        if slot:
            yield slot[1]
        elif choices:
            yield f"{{{choices[1]}}}"
        elif not _FRAME.fullmatch(line):
            raise ValueError(line)


def _again(value: object) -> str:
    """JSON of pairs, equal keys included."""
    if isinstance(value, _Pairs):
        return "{" + ", ".join(f"{json.dumps(key)}: {_again(each)}" for key, each in value) + "}"
    return json.dumps(value)


class _Merger:
    """Takes in one version after another; what an earlier one gave stays."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._slots: list[Slot] = []
        self._choices: dict[str, dict[int, str]] = {}
        self.moved: list[tuple[Slot, int]] = []
        self.chosen: list[tuple[str, int, int]] = []

    def lock(self) -> Lock:
        return Lock(tuple(self._slots), self._choices)

    def add(self, slots: list[Slot], choices: Iterable[tuple[str, list[tuple[int, str]]]]) -> bool:
        """Take in a version; False when it lacks a number or gives a field two, which nobody can make up for."""
        own: dict[int, Slot] = {}
        later: list[Slot] = []
        for each in slots:
            known = own.setdefault(each.number, each)
            if known is not each and not self._is_same(known, each, own):
                later.append(each)
        if sorted(own) != list(range(len(own))):
            return False
        newest: dict[tuple[str, str], Slot] = {}
        for _, each in sorted(own.items()):
            if (
                not _differs(newest.setdefault((each.key, each.field), each), each)
                and newest[each.key, each.field] != each
            ):
                return False
            newest[each.key, each.field] = each
        for _, each in sorted(own.items()):
            if each.number == len(self._slots) and not self._covered(each):
                self._slots.append(each)
            elif each.number >= len(self._slots) or not self._is_same(self._slots[each.number], each, None):
                later.append(each)
        widest = {(each.key, each.field): each.bits for each in sorted(later, key=lambda one: one.bits)}
        for each in later:
            # Of a field that the other branch widened, only the widest counts.
            if widest[each.key, each.field] == each.bits and not self._covered(each):
                self.moved.append((each, len(self._slots)))
                self._slots.append(replace(each, number=len(self._slots)))
        for key, numbers in choices:
            self._add_choices(key, numbers)
        return True

    def _is_same(self, known: Slot, each: Slot, own: dict[int, Slot] | None) -> bool:
        """Whether both say the same of one number; a text has the larger of two budgets."""
        if (known.key, known.field, known.bits) != (each.key, each.field, each.bits):
            return False
        if each.bytes > known.bytes:
            if own is not None:
                own[each.number] = each
            else:
                self._slots[each.number] = each
        return True

    def _covered(self, each: Slot) -> bool:
        """Whether some slot holds all that *each* would."""
        for index in range(len(self._slots) - 1, -1, -1):
            known = self._slots[index]
            is_field = (known.key, known.field, bool(known.bytes)) == (each.key, each.field, bool(each.bytes))
            if is_field and known.bits >= each.bits:
                self._slots[index] = replace(known, bytes=max(known.bytes, each.bytes))
                return True
        return False

    def _add_choices(self, key: str, numbers: list[tuple[int, str]]) -> None:
        held = self._choices.setdefault(key, {})
        shown = self._shown(key)
        clashing: list[tuple[int, str]] = []
        for number, mark in numbers:
            same = next((each for each, other in held.items() if bare(other) == bare(mark)), None)
            if same is not None:
                # Gone in one branch: the next build sees whether it is there all the same.
                held[same] = held[same] if held[same] == mark else retired(mark)
            elif number not in held:
                held[number] = mark
            elif shown is None or bare(mark) in shown:
                clashing.append((number, mark))
        for number, mark in clashing:
            if shown is not None and bare(held[number]) not in shown:
                held[number] = mark  # the same choice, reworded
                continue
            new = max(held) + 1
            held[new] = mark
            self.chosen.append((key, number, new))

"""The packed state: TypeScript against a second packer, written from the format alone.

What the check leaves to chance: 18 bits, so one foreign string in 262,144 has a check that fits, and then its slots and
texts must still have the lengths that the layout wants. One wrong character is always found: each step of FNV-1a is a
bijection, also in the 18 low bits.
"""

from __future__ import annotations

import base64
import json
import os
import random
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.activities import Activity, Answer, Choice, Myth, Reflection, TrueFalse
from builder.diagnostics import Span
from builder.model import Layout, Page, Placement, Slot
from builder.source.markdown import Prose
from builder.tracking import Lock, bound, extend, text_slots
from tests.player.conftest import Command

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
STATUSES = ("incomplete", "failed", "completed", "passed")
UUID = "6f1c2b9e-0d4a-4b56-9a43-3f8f7b1f2a10"
SOAK: Final = int(os.environ.get("CARTABLE_SOAK", "1"))
"""So many times the cases; a long campaign has more."""
BATCH: Final = 40
"""States that cross to Node in one line: the crossing costs more than the packing."""

Slots = list[tuple[int, int]]
Texts = dict[int, str]
Case = tuple[str, Slots, Texts]

AWKWARD = [
    "",
    "\ufeff",
    "\0",
    "é",
    "e\u0301",
    "👩🏽‍🚒",
    "🇫🇷",
    "\u202eabc",
    "שלום",
    "كتاب",
    "\U0010ffff",
    "a" * 3000,
    ".",
    "1AAA",
    "\r\n\t",
    "\u2028",
]
slots = st.integers(1, 40).flatmap(lambda width: st.tuples(st.just(width), st.integers(0, 2**width - 1)))
words = st.one_of(
    st.text(max_size=40), st.sampled_from(AWKWARD), st.lists(st.sampled_from(AWKWARD), max_size=6).map("".join)
)


@st.composite
def states(draw: st.DrawFn) -> Case:
    """A status, the slots as width and value, and texts in some of the slots of no width."""
    held = draw(st.lists(st.one_of(slots, st.just((0, 0))), max_size=80))
    empty = [number for number, (width, _) in enumerate(held) if not width]
    texts = {number: draw(words) for number in empty}
    return draw(st.sampled_from(STATUSES)), held, texts


batches = st.lists(states(), min_size=BATCH // 2, max_size=BATCH)


def pack(uuid: str, status: str, slots: Slots, texts: Texts | None = None) -> str:
    bits = "".join(f"{value:0{width}b}" for width, value in slots if width)
    bits += "0" * (-len(bits) % 6)
    count = f"{len(slots):012b}"
    groups = [f"{STATUSES.index(status):06b}", count[:6], count[6:], *(bits[i : i + 6] for i in range(0, len(bits), 6))]
    body = "".join(ALPHABET[int(group, 2)] for group in groups)
    written = {number: text for number, text in sorted((texts or {}).items()) if text}
    body += "." if written else ""
    for number, text in written.items():
        packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        body += digits(number, 2) + digits(len(packed), 3) + packed
    return "1" + check(uuid, body) + body


def digits(value: int, size: int) -> str:
    return "".join(ALPHABET[value >> (6 * place) & 63] for place in reversed(range(size)))


def check(uuid: str, body: str) -> str:
    fnv = 0x811C9DC5
    for byte in f"{uuid}/{body}".encode():
        fnv = (fnv ^ byte) * 0x01000193 % 2**32
    return digits(fnv & 0x3FFFF, 3)


def case(status: str, slots: Slots, texts: Texts | None = None, **more: Any) -> dict[str, Any]:
    state = {"status": status, "slots": [value for _, value in slots], "texts": texts or {}}
    return {"uuid": UUID, "layout": {"widths": [width for width, _ in slots]}, "state": state, **more}


def read(command: Command, text: str, widths: list[int], uuid: str = UUID) -> Any:
    return command("reading", [{"uuid": uuid, "layout": {"widths": widths}, "text": text}])[0]


def written(texts: Texts) -> dict[str, str]:
    """As JSON has it; an empty text is none."""
    return {str(number): text for number, text in texts.items() if text}


@settings(deadline=None, max_examples=80 * SOAK, suppress_health_check=list(HealthCheck))
@given(batch=batches)
def test_typescript_packs_what_the_format_says_and_reads_it_back(command: Command, batch: list[Case]) -> None:
    answers = command("states", [case(*each) for each in batch])
    for (status, slots, texts), answer in zip(batch, answers, strict=True):
        assert answer["text"] == pack(UUID, status, slots, texts)
        assert answer["text"].isascii()
        values = [value for _, value in slots]
        assert answer["back"] == {"status": status, "slots": values, "texts": written(texts)}
        assert answer["status"] == status, "adapters read the status without a layout"


def test_without_texts_the_state_is_the_old_one(command: Command) -> None:
    assert pack(UUID, "failed", [(4, 9), (2, 1)]) == command("states", [case("failed", [(4, 9), (2, 1)])])[0]["text"]
    empty = case("failed", [(4, 9), (0, 0), (2, 1)], {1: ""})
    assert "." not in command("states", [empty])[0]["text"]


def test_what_outgrew_its_slot_is_read_from_it_until_answered_again(command: Command) -> None:
    layout = {"widths": [3, 1, 4, 5], "outgrown": [[2, 0], [3, 2]]}
    old = pack(UUID, "completed", [(3, 6), (1, 1)])
    new = pack(UUID, "completed", [(3, 6), (1, 1), (4, 9), (5, 17)])
    back = command("reading", [{"uuid": UUID, "layout": layout, "text": each} for each in (old, new)])
    assert [each["slots"] for each in back] == [[6, 1, 6, 6], [6, 1, 9, 17]]


def test_as_many_choices_as_there_may_be_are_kept_apart(command: Command) -> None:
    chance = random.Random(36)
    several = [sorted(chance.sample(range(1, 37), k=chance.randint(1, 36))) for _ in range(50)]
    taken = [*([number] for number in range(1, 37)), [1, 33], [*range(1, 37)], *several]
    assert command("choosing", {"width": 36, "taken": taken}) == taken


def test_half_a_surrogate_pair_becomes_the_replacement_character(command: Command) -> None:
    answer = command("states", [case("incomplete", [(0, 0)], {0: "a\ud83d b\udc69"})])[0]
    assert answer["back"]["texts"] == {"0": "a\ufffd b\ufffd"}


@settings(deadline=None, max_examples=80 * SOAK, suppress_health_check=list(HealthCheck))
@given(batch=batches, data=st.data())
def test_newer_and_older_packages_read_the_slots_they_share(
    command: Command, batch: list[Case], data: st.DataObject
) -> None:
    added = data.draw(st.lists(st.integers(0, 40), max_size=10))
    cuts = [data.draw(st.integers(0, len(slots))) for _, slots, _ in batch]
    cases = []
    for (status, slots, texts), cut in zip(batch, cuts, strict=True):
        widths = [width for width, _ in slots]
        cases += [
            case(status, slots, texts, read={"widths": widths + added}),
            case(status, slots, texts, read={"widths": widths[:cut]}),
        ]
    answers = iter(command("states", cases))
    for (_, slots, texts), cut in zip(batch, cuts, strict=True):
        values = [value for _, value in slots]
        newer, older = next(answers)["back"], next(answers)["back"]
        assert newer["slots"] == values + [0] * len(added)
        assert older["slots"] == values[:cut]
        assert newer["texts"] == older["texts"] == written(texts)


@settings(deadline=None, max_examples=60 * SOAK, suppress_health_check=list(HealthCheck))
@given(widths=st.lists(st.integers(0, 40), max_size=80), status=st.sampled_from(STATUSES), data=st.data())
def test_the_bound_of_the_compiler_is_the_length_of_the_longest_state(
    command: Command, widths: list[int], status: str, data: st.DataObject
) -> None:
    budgets = {number: data.draw(st.integers(50, 700)) for number, width in enumerate(widths) if not width}
    row = [Slot(number, f"page/i{number}", "f", width, budgets.get(number, 0)) for number, width in enumerate(widths)]
    layout = Layout(tuple(row), {each.key: () for each in row})
    highest = [(width, 2**width - 1) for width in widths]
    lowest = [(width, 0) for width in widths]
    # Two and four bytes a letter, filled up: what the budget allows and no more.
    full = {number: "é" * (budget // 2) + "a" * (budget % 2) for number, budget in budgets.items()}
    wide = {number: "😀" * (budget // 4) for number, budget in budgets.items()}
    cases = [case(status, highest), case(status, lowest), case(status, highest, full), case(status, highest, wide)]
    bare, empty, longest, other = (len(each["text"]) for each in command("states", cases))
    assert bare == empty == bound(layout)
    assert other <= longest == bound(layout, texts=True)


# Updates: the course is edited as authors edit it, and the real lock says which slot is whose.

TEXTS = [f"mot{n}" for n in range(40)]


def activity(draw: st.DrawFn, name: str) -> Activity:
    kind = draw(st.sampled_from(["choice", "several", "myth", "truefalse", "reflection"]))
    span, prose = Span("a"), Prose("x")
    if kind == "myth":
        return Myth(id=name, span=span, verdict="false", claim=prose, facts=prose, why=prose, keep=prose)
    if kind == "truefalse":
        return TrueFalse(id=name, span=span, claim=prose, verdict=True)
    if kind == "reflection":
        return Reflection(id=name, span=span, question=prose, length=draw(st.integers(50, 300)))
    return question(
        name, draw(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=8, unique=True)), kind == "several"
    )


def question(name: str, texts: list[str], several: bool) -> Choice:
    answers = tuple(Answer(right=n < 1 + several, text=Prose(text)) for n, text in enumerate(texts))
    return Choice(id=name, span=Span("a"), question=Prose("x"), answers=answers)


def pages_of(course: dict[str, list[Activity]]) -> list[Page]:
    return [
        Page(
            name,
            "lesson",
            name,
            "m",
            None,
            1,
            (),
            tuple(Placement(f"{name}/{each.id}", each) for each in items),
            "a.md",
        )
        for name, items in course.items()
    ]


@st.composite
def edited(draw: st.DrawFn) -> tuple[dict[str, list[Activity]], dict[str, list[Activity]]]:
    """A course, and the same after its authors worked on it: added, removed, moved, grown."""
    before = {
        f"p{n}": [activity(draw, f"q{n}x{m}") for m in range(draw(st.integers(0, 4)))]
        for n in range(draw(st.integers(1, 4)))
    }
    after: dict[str, list[Activity]] = {}
    for name, items in draw(st.permutations(list(before.items()))):
        if draw(st.integers(0, 5)) == 0:
            continue
        kept: list[Activity] = []
        for each in draw(st.permutations(items)):
            if draw(st.integers(0, 5)) == 0:
                continue
            if isinstance(each, Choice):
                texts = list(each.choice_texts()) + [f"neuf{n}" for n in range(draw(st.integers(0, 6)))]
                right = {text for text, answer in zip(each.choice_texts(), each.answers, strict=True) if answer.right}
                if draw(st.integers(0, 5)) == 0:  # one right answer becomes several, or several one
                    right = set(texts[: 2 if len(right) == 1 else 1])
                shuffled = draw(st.permutations(texts))
                answers = tuple(Answer(right=text in right, text=Prose(text)) for text in shuffled)
                each = Choice(id=each.id, span=Span("a"), question=Prose("x"), answers=answers)
            elif isinstance(each, Reflection):
                each = Reflection(id=each.id, span=Span("a"), question=Prose("x"), length=draw(st.integers(50, 300)))
            kept.append(each)
        after[name] = kept + [activity(draw, f"n{name}x{m}") for m in range(draw(st.integers(0, 2)))]
    for n in range(draw(st.integers(0, 2))):
        after[f"neuve{n}"] = [activity(draw, f"z{m}") for m in range(draw(st.integers(0, 2)))]
    return before, after


@settings(deadline=None, max_examples=1500 * SOAK, suppress_health_check=list(HealthCheck))
@given(courses=edited(), seed=st.integers(0, 2**32), status=st.sampled_from(STATUSES))
def test_the_next_version_finds_everything_where_the_lock_says(
    command: Command, courses: tuple[dict[str, list[Activity]], dict[str, list[Activity]]], seed: int, status: str
) -> None:
    chance = random.Random(seed)
    lock, first = extend(Lock(), pages_of(courses[0]))
    lock, second = extend(lock, pages_of(courses[1]))
    values = [(each.bits, chance.randrange(2**each.bits)) for each in first.slots]
    texts = {each.number: "é" * (each.bytes // 2) for each in text_slots(first)}
    answer = command("states", [case(status, values, texts, read={"widths": [each.bits for each in second.slots]})])[0]
    assert len(answer["text"]) <= bound(first, texts=True)
    back = answer["back"]
    for key in {each.key for each in first.slots} & {each.key for each in second.slots}:
        now = second.of(key)
        for field, number in first.of(key).items():
            if first.slots[number].bytes:
                assert back["texts"].get(str(now[field]), "") == texts[number]
                assert second.slots[now[field]].bytes >= len(texts[number].encode())
            elif now[field] == number:
                assert back["slots"][number] == values[number][1]
            else:  # it grew into a new slot: unanswered, and never another's answer
                assert now[field] >= len(first.slots)
                assert back["slots"][now[field]] == 0
        # A choice of the old version means the same in the new one.
        if key in first.choices and key in second.choices:
            assert set(first.choices[key]) <= set(second.choices[key])
    new = [each.number for each in second.slots if each.number >= len(first.slots)]
    assert not any(back["slots"][number] for number in new)
    # And back again: the older package reads what the newer one wrote, as when an update is withdrawn.
    grown = [(each.bits, chance.randrange(2**each.bits)) for each in second.slots]
    down = command("states", [case(status, grown, read={"widths": [each.bits for each in first.slots]})])[0]["back"]
    assert down["slots"] == [value for _, value in grown[: len(first.slots)]]


# What no package of this course wrote


def test_a_state_that_is_not_this_courses_is_refused(command: Command) -> None:
    good = pack(UUID, "failed", [(4, 9), (2, 1), (0, 0)], {2: "Les bailleurs."})
    widths = [4, 2, 0]

    def signed(body: str) -> str:
        return "1" + check(UUID, body) + body

    packed = good[4:].partition(".")[0]
    wrong = [
        *("", "1", "1AAA", "1AAAAAA", "undefined", "null", "\0" * 40, "é" * 40, " ", "{}"),
        "2" + good[1:],
        good[:3] + "é" + good[4:],
        good + "A",
        good + ".",
        " " + good,
        good + "\n",
        json.dumps({"answers": [1, 2]}),
        signed("HAC" + good[7:]),  # no such status
        signed(packed[:3] + "AA" + packed[3:]),  # slots of another width
        signed(packed + "."),
        signed(packed + ".A"),
        signed(packed + ".ACAAB"),  # a text shorter than it says
        signed(packed + ".ACAABA"),  # and one of no whole byte
        signed(packed + ".ACAAC_w"),  # bytes that are no UTF-8
        signed(packed + ".ACAACQQACAACQQ"),  # twice the same
        signed(packed + ".ABAACQQ"),  # a text where a number is kept
        signed(packed + ".ACAACQQ."),
        signed(packed + ".ACAACQ="),
    ]
    answers = command("reading", [{"uuid": UUID, "layout": {"widths": widths}, "text": text} for text in wrong])
    assert answers == ["StateError"] * len(wrong)
    assert read(command, good, widths, "another") == "StateError"
    assert read(command, good, widths, f"{UUID}/contexte") == "StateError", "a lesson's unit is a scope of its own"
    assert read(command, good, widths) == {"status": "failed", "slots": [9, 1, 0], "texts": {"2": "Les bailleurs."}}


@settings(deadline=None, max_examples=60 * SOAK, suppress_health_check=list(HealthCheck))
@given(batch=batches, seed=st.integers(0, 2**32))
def test_a_state_with_one_wrong_character_is_refused(command: Command, batch: list[Case], seed: int) -> None:
    chance = random.Random(seed)
    cases = []
    for status, slots, texts in batch:
        good = pack(UUID, status, slots, texts)
        at = chance.randrange(len(good))
        wrong = chance.choice([each for each in ALPHABET + ". é😀\0" if each != good[at]])
        widths = [width for width, _ in slots]
        cases.append({"uuid": UUID, "layout": {"widths": widths}, "text": good[:at] + wrong + good[at + 1 :]})
    assert command("reading", cases) == ["StateError"] * len(cases)


@settings(deadline=None, max_examples=60 * SOAK, derandomize=True, suppress_health_check=list(HealthCheck))
@given(batch=batches, garbage=st.lists(st.text(max_size=60), max_size=BATCH), seed=st.integers(0, 2**32))
def test_what_is_cut_mixed_or_invented_is_refused(
    command: Command, batch: list[Case], garbage: list[str], seed: int
) -> None:
    chance = random.Random(seed)
    cases = []
    for status, slots, texts in batch:
        good = pack(UUID, status, slots, texts)
        at = chance.randrange(len(good))
        layout = {"widths": [width for width, _ in slots]}
        other = pack("b7d6ac4e-1111-4222-8333-444455556666", status, slots, texts)
        tampered = [good[:at], good[:at] + good[at:][::-1], good[: at + 1] + good[at:], other, *garbage]
        cases += [{"uuid": UUID, "layout": layout, "text": text} for text in tampered if text != good]
    assert command("reading", cases) == ["StateError"] * len(cases)


def test_random_states_are_taken_for_ours_no_oftener_than_the_check_allows(command: Command) -> None:
    chance = random.Random(20261122)
    texts = ["1" + "".join(chance.choices(ALPHABET, k=12)) for _ in range(60_000)]
    answers = command("reading", [{"uuid": UUID, "layout": {"widths": [4] * 9}, "text": text} for text in texts])
    assert answers == ["StateError"] * len(texts), "18 bits of check, a status of 4 in 64, and the count of slots"

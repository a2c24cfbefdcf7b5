"""A text has a slot like everything tracked, and a budget that only rises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.activities import Activity, Answer, Choice, Reflection
from builder.diagnostics import Report, Span
from builder.formats import FORMATS
from builder.model import Course, Layout, Page, Placement, Target
from builder.source.markdown import Prose
from builder.tracking import HEADER, Lock, bound, dump, extend, holds_texts, longest, read_lock, spenders, text_slots


def reflection(name: str, length: int = 600) -> Reflection:
    return Reflection(id=name, span=Span("a"), question=Prose("?"), length=length)


def choice(name: str) -> Choice:
    answers = tuple(Answer(right=n < 1, text=Prose(text)) for n, text in enumerate("ab"))
    return Choice(id=name, span=Span("a"), question=Prose("?"), answers=answers)


def page(name: str, *activities: Activity) -> Page:
    placements = tuple(Placement(f"{name}/{each.id}", each) for each in activities)
    return Page(name, "lesson", name, "module", None, 1, (), placements, "a.md")


def again(lock: Lock, folder: Path) -> Lock:
    """The lock, written and read."""
    path = folder / "tracking.lock"
    path.write_text(dump(lock), encoding="utf-8")
    report = Report()
    read = read_lock(path, "tracking.lock", report)
    assert not report.diagnostics, [each.message("en") for each in report.diagnostics]
    return read


def test_a_text_takes_no_bit_and_states_its_budget(tmp_path: Path) -> None:
    lock, layout = extend(Lock(), [page("p", reflection("r"), choice("q"))])
    assert [(each.field, each.bits, each.bytes) for each in lock.slots] == [
        ("seen", 1, 0),
        ("text", 0, 600),
        ("answer", 3, 0),
    ]
    assert '{"slot": 1, "key": "p/r", "field": "text", "bits": 0, "bytes": 600}' in dump(lock)
    assert again(lock, tmp_path) == lock
    assert layout.of("p/r") == {"text": 1}


def test_a_budget_rises_and_never_falls(tmp_path: Path) -> None:
    lock, _ = extend(Lock(), [page("p", reflection("r", 600))])
    lock, _ = extend(again(lock, tmp_path), [page("p", reflection("r", 900))])
    assert [each.bytes for each in lock.slots] == [0, 900]
    lock, layout = extend(again(lock, tmp_path), [page("p", reflection("r", 50))])
    assert [each.bytes for each in lock.slots] == [0, 900], "an older text still finds room"
    assert bound(layout, texts=True) == HEADER + 1 + 1 + 5 + 1200


def test_a_text_that_is_gone_costs_nothing_and_comes_back_to_its_place() -> None:
    lock, _ = extend(Lock(), [page("p", reflection("r", 900), reflection("s"))])
    lock, layout = extend(lock, [page("p", reflection("s"))])
    assert [each.number for each in text_slots(layout)] == [2]
    assert bound(layout, texts=True) == HEADER + 1 + 1 + 5 + 800
    lock, layout = extend(lock, [page("p", reflection("s"), reflection("r", 50))])
    assert len(lock.slots) == 3
    assert layout.of("p/r") == {"text": 1}
    assert layout.slots[1].bytes == 900


def test_a_name_that_was_a_question_becomes_a_text_in_a_slot_of_its_own() -> None:
    lock, _ = extend(Lock(), [page("p", choice("x"))])
    lock, layout = extend(lock, [page("p", reflection("x"))])
    assert [(each.field, each.bits, each.bytes) for each in lock.slots[1:]] == [("answer", 3, 0), ("text", 0, 600)]
    assert layout.of("p/x")["text"] == 2


@given(budgets=st.lists(st.integers(50, 20_000), max_size=12), questions=st.integers(0, 30))
@settings(deadline=None)
def test_the_bound_is_what_base64_takes(budgets: list[int], questions: int) -> None:
    items: list[Activity] = [reflection(f"r{n}", budget) for n, budget in enumerate(budgets)]
    _, layout = extend(Lock(), [page("p", *items, *(choice(f"q{n}") for n in range(questions)))])
    without = HEADER + (1 + 3 * questions + 5) // 6
    assert bound(layout) == without
    texts = sum(2 + 3 + (budget * 8 + 5) // 6 for budget in budgets)
    assert bound(layout, texts=True) == without + bool(budgets) + texts
    costs = dict(spenders(layout, texts=True, most=99))
    assert all(costs[f"p/r{n}"] == 5 + (budget * 8 + 5) // 6 for n, budget in enumerate(budgets))


class _Settings:
    def __init__(self, free_text: str) -> None:
        self.free_text = free_text


def course(free_text: str) -> Course:
    """No more of a course than the question takes."""
    found = object.__new__(Course)
    object.__setattr__(found, "settings", _Settings(free_text))
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_texts_go_into_the_state_where_the_author_says_and_the_format_has_room(name: str) -> None:
    target: Target = FORMATS[name].target
    limit = target.state_limit

    def layout(length: int) -> Layout:
        return extend(Lock(), [page("p", reflection("r", length))])[1]

    assert holds_texts(course("platform"), layout(600), target)
    assert not holds_texts(course("local"), layout(600), target)
    assert not holds_texts(course("platform"), extend(Lock(), [page("p", choice("q"))])[1], target)
    if limit is None:
        return
    most = (limit - HEADER - 1 - 1 - 5) * 6 // 8
    if most <= 20_000:
        assert holds_texts(course("platform"), layout(most), target)
        assert longest(course("platform"), layout(most), target) in (limit, limit - 1)
        assert not holds_texts(course("platform"), layout(most + 1), target)
        assert longest(course("platform"), layout(most + 1), target) == HEADER + 1, "then none of them"


@pytest.mark.parametrize(
    "row",
    [
        '"bits": 0',
        '"bits": 0, "bytes": 0',
        '"bits": 0, "bytes": -5',
        '"bits": 3, "bytes": 5',
        '"bits": 0, "bytes": 999999',
    ],
)
def test_a_row_that_is_neither_number_nor_text_is_told(row: str, tmp_path: Path) -> None:
    path = tmp_path / "tracking.lock"
    path.write_text(
        f'{{"format": 1, "slots": [{{"slot": 0, "key": "a/b", "field": "text", {row}}}], "choices": {{}}}}',
        encoding="utf-8",
    )
    report = Report()
    assert read_lock(path, "tracking.lock", report) == Lock()
    assert [each.code for each in report.diagnostics] == ["CRS-060"]

"""Locks that a merge or a hand has spoiled: told at the right place, and mended so that nothing is lost."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder import lock
from builder.activities import Activity
from builder.diagnostics import Report
from builder.lock import Lock, dump, mend, parse
from builder.model import Page, Slot
from builder.tracking import extend, fingerprint
from tests.tracking.test_lock import WORDS, choice, myth, page

A, B, C = (f'{{"slot": {n}, "key": "{key}", "field": "seen", "bits": 1}}' for n, key in enumerate("abc"))
MARK = fingerprint("x")


def text(*rows: str, choices: str = "", form: str = "1") -> str:
    return f'{{\n"format": {form},\n"slots": [\n{rows_of(rows)}\n],\n"choices": {{{choices}}}\n}}\n'


def rows_of(rows: tuple[str, ...]) -> str:
    return ",\n".join(rows)


@pytest.mark.parametrize(
    ("source", "code", "line", "pointed", "values"),
    [
        ("{\n  oui", "CRS-060", 2, "o", {}),
        (text(A)[:-3], "CRS-060", 6, "", {}),
        (text(A, '{"slot": 1}'), "CRS-060", 5, '{"slot": 1}', {}),
        (text(A, bad := B.replace("1,", "true,", 1)), "CRS-060", 5, bad, {}),
        (text(A, bad := B.replace('"b"', "7")), "CRS-060", 5, bad, {}),
        (text(A, bad := B.replace('"bits": 1', '"bits": 65')), "CRS-060", 5, bad, {}),
        (text(A, bad := B.replace('"bits": 1', '"bits": 0')), "CRS-060", 5, bad, {}),
        (text(A, bad := B.replace('"bits": 1', '"bits": 1, "bytes": 9')), "CRS-060", 5, bad, {}),
        (text(A, bad := B.replace('"bits": 1', '"bits": 1, "wide": 9')), "CRS-060", 5, bad, {}),
        (text(A, choices='"a": {"1": "y"}'), "CRS-060", 6, '"y"', {}),
        (text(A, choices='"a": 1'), "CRS-060", 6, "1", {}),
        (text(A, form="2"), "CRS-062", 2, "2", {"format": "2"}),
        (text(A, form="true"), "CRS-062", 2, "true", {"format": "True"}),
        (text(A, C), "CRS-071", 5, C, {"slot": "1"}),
        (text(B, C), "CRS-071", 4, B, {"slot": "0"}),
        (text(B, A), "CRS-061", 4, B, {"slot": "1", "expected": "0"}),
        (
            text(A, B, bad := C.replace("2", "1")),
            *("CRS-070", 6, bad),
            {"slot": "1", "key": "c", "other": "b", "line": "5"},
        ),
        (text(A, B, bad := C.replace('"c"', '"b"')), "CRS-073", 6, bad, {"key": "b", "other": "1", "line": "5"}),
        (
            text(A, choices=f'\n"p/q": {{"1": "{MARK}", "1": "{MARK}"}}'),
            *("CRS-072", 7, '"1"'),
            {"key": "1", "line": "7"},
        ),
        (text(A, choices='\n"p/q": {},\n"p/q": {}'), "CRS-072", 8, '"p/q"', {"key": "p/q", "line": "7"}),
        (text(A, B.replace('"key"', '"slot": 1, "key"')), "CRS-072", 5, '"slot"', {"key": "slot"}),
        (text(A).replace("\n]", "\n<<<<<<< HEAD\n]"), "CRS-069", 5, "<<<<<<< HEAD", {}),
        (text(A, B).replace(",\n{", ",\n||||||| 1a2b3c\n{"), "CRS-069", 5, "||||||| 1a2b3c", {}),
    ],
)
def test_one_cause_one_diagnostic_at_its_place(
    source: str, code: str, line: int, pointed: str, values: dict[str, str]
) -> None:
    report = Report()
    assert parse(source, "tracking.lock", report) is None
    (found,) = report.diagnostics
    span = found.span
    shown = [*source.split("\n"), ""][span.line - 1][span.column - 1 : (span.end_column or span.column + 1) - 1]
    assert (found.code, span.line, shown) == (code, line, pointed)
    assert values.items() <= dict(found.values).items()
    for language in ("fr", "en"):
        assert found.message(language)
        assert found.hint(language)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_raise(noise: str) -> None:
    for source in (noise, text(A, noise), text(A, choices=noise), text(A).replace("seen", noise)):
        parse(source, "x", Report())
        mended = mend(source)
        assert mended is None or parse(dump(mended.lock), "x", Report()) is not None


WIDER = '{"slot": 5, "key": "p/q", "field": "answer", "bits": 4}'


def merged(
    first: str, second: str, base: str = "", style: str = "", labels: tuple[str, str] = ("HEAD", "autre")
) -> str:
    middle = {"": "", "diff3": f"||||||| 1a2b3c\n{base}\n"}[style]
    return f"<<<<<<< {labels[0]}\n{first}\n{middle}=======\n{second}\n>>>>>>> {labels[1]}"


@pytest.mark.parametrize("style", ["", "diff3"])
def test_both_branches_keep_their_items(style: str) -> None:
    seven = C.replace('"c"', '"d"')
    source = text(A, merged(f"{B},\n{C}", B.replace('"b"', '"x"') + f",\n{seven}", "", style))
    found = mend(source)
    assert found is not None
    assert [each.key for each in found.lock.slots] == ["a", "b", "c", "x", "d"]
    assert [(slot.key, slot.number, number) for slot, number in found.moved] == [("x", 1, 3), ("d", 2, 4)]
    assert (found.kept, found.other, found.side) == ("HEAD", "autre", "ours")
    other = mend(source, keep="theirs")
    assert other is not None
    assert [each.key for each in other.lock.slots] == ["a", "x", "d", "b", "c"]


@pytest.mark.parametrize(
    ("labels", "first"),
    [
        (("HEAD", "main"), "x"),
        (("HEAD", "origin/main"), "x"),
        (("HEAD", "master"), "x"),
        (("main", "autre"), "b"),
        (("main", "origin/main"), "b"),
        (("HEAD", "maintenance"), "b"),
        (("HEAD", "main-essai"), "b"),
        (("HEAD", "theme/main"), "x"),
        (("HEAD", "1a2b3c4 (Une question)"), "b"),
        (("", ""), "b"),
    ],
)
def test_the_branch_that_is_published_keeps_its_numbers(labels: tuple[str, str], first: str) -> None:
    found = mend(text(A, merged(B, B.replace('"b"', '"x"'), labels=labels)))
    assert found is not None
    assert [each.key for each in found.lock.slots][1] == first


def test_both_lines_kept_by_hand_or_by_union() -> None:
    second = B.replace('"b"', '"x"')
    for source in (text(A, B, second), text(A, f"{B}\n{second}")):  # the second one lacks its comma
        found = mend(source)
        assert found is not None
        assert [(each.number, each.key) for each in found.lock.slots] == [(0, "a"), (1, "b"), (2, "x")]


def test_lines_out_of_order_are_sorted_by_their_numbers() -> None:
    found = mend(text(C, A, B))
    assert found is not None
    assert [each.key for each in found.lock.slots] == ["a", "b", "c"]
    assert not found.moved


@pytest.mark.parametrize(
    "source",
    [
        text(A, C),
        text(B),
        text(A, "oui"),
        text(A, B, form="2"),
        text(A, f"<<<<<<< HEAD\n{B}"),
        text(A, f"=======\n{B}"),
        text(A, merged(C, B)),
        text(A, B, C.replace('"c"', '"b"')),
        text(A, B, C.replace('"bits": 1', '"bits": 99')),
        "",
        "[]",
    ],
)
def test_what_cannot_be_known_is_left_alone(source: str) -> None:
    assert mend(source) is None


def test_an_item_that_both_added_has_one_slot_as_wide_as_both_need() -> None:
    three = '{"slot": 1, "key": "p/q", "field": "answer", "bits": 3}'
    four = three.replace("3}", "4}")
    for first, second, bits in ((three, three, [3]), (four, three, [4]), (three, four, [3, 4])):
        found = mend(text(A, merged(first, f"{second},\n{C}")))
        assert found is not None
        assert [each.bits for each in found.lock.slots if each.key == "p/q"] == bits
        assert "c" in {each.key for each in found.lock.slots}


def test_a_text_has_the_larger_of_two_budgets() -> None:
    row = '{"slot": 1, "key": "p/t", "field": "text", "bits": 0, "bytes": 600}'
    for first, second in ((row, row.replace("600", "900")), (row.replace("600", "900"), row)):
        found = mend(text(A, merged(first, second)))
        assert found is not None
        assert found.lock.slots[1] == Slot(1, "p/t", "text", 0, 900)


def choices(first: dict[int, str], second: dict[int, str]) -> str:
    def row(numbers: dict[int, str]) -> str:
        return '"p/q": ' + json.dumps({str(n): fingerprint(each) for n, each in numbers.items()})

    return text(A, choices="\n" + merged(row(first), row(second)) + "\n")


@pytest.mark.parametrize(
    ("first", "second", "sources", "expected"),
    [
        # Both added one: the second one's goes to the end.
        ({1: "a", 2: "b", 3: "c"}, {1: "a", 2: "b", 3: "d"}, "abcd", {1: "a", 2: "b", 3: "c", 4: "d"}),
        # The sources cannot be read: no two choices may share a number.
        ({1: "a", 2: "b", 3: "c"}, {1: "a", 2: "b", 3: "d"}, None, {1: "a", 2: "b", 3: "c", 4: "d"}),
        # The second branch reworded one; so did the first.
        ({1: "a", 2: "b"}, {1: "a", 2: "B"}, "aB", {1: "a", 2: "B"}),
        ({1: "a", 2: "B"}, {1: "a", 2: "b"}, "aB", {1: "a", 2: "B"}),
        # One branch added, the other removed nothing.
        ({1: "a", 2: "b"}, {1: "a", 2: "b", 3: "c"}, "abc", {1: "a", 2: "b", 3: "c"}),
        # Both added the same one under different numbers.
        ({1: "a", 2: "c", 3: "b"}, {1: "a", 2: "b"}, "abc", {1: "a", 2: "c", 3: "b"}),
        ({1: "a", 2: "c"}, {1: "a", 2: "d", 3: "e"}, "acde", {1: "a", 2: "c", 3: "e", 4: "d"}),
    ],
)
def test_choices_are_merged_likewise(
    first: dict[int, str], second: dict[int, str], sources: str | None, expected: dict[int, str]
) -> None:
    shown = None if sources is None else frozenset(map(fingerprint, sources))
    found = mend(choices(first, second), lambda key: shown)
    assert found is not None
    assert found.lock.choices["p/q"] == {n: fingerprint(each) for n, each in expected.items()}


def test_line_ends_stay() -> None:
    found = mend(text(C, A, B))
    assert found is not None
    assert lock.encoded(found.lock, b"a\nb\n") == dump(found.lock).encode()
    assert lock.encoded(found.lock, b"a\r\nb\r\n") == dump(found.lock).replace("\n", "\r\n").encode()


Edits = list[tuple[str, int, int]]
edits = st.lists(
    st.tuples(
        st.sampled_from(["page", "question", "myth", "choice", "reword", "remove"]),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    max_size=5,
)


def edited(course: dict[str, list[Activity]], steps: Edits, prefix: str) -> dict[str, list[Activity]]:
    """The course after *steps*; what is new has a name of its own in each branch."""
    course = {name: list(each) for name, each in course.items()}
    for count, (step, at, word) in enumerate(steps):
        activities = course[sorted(course)[at % len(course)]]
        questions = [n for n, each in enumerate(activities) if each.kind == "choice"]
        if step == "page":
            course[f"{prefix}{count}"] = []
        elif step == "question":
            activities.append(choice(f"{prefix}{count}", WORDS[word % 30 : word % 30 + 3], 1 + word % 2))
        elif step == "myth":
            activities.append(myth(f"{prefix}{count}"))
        elif step == "remove" and activities:
            activities.pop(at % len(activities))
        elif step in ("choice", "reword") and questions:
            spot = questions[word % len(questions)]
            before = activities[spot]
            texts = [*before.choice_texts()]
            new = f"{prefix}{count} {word}"
            texts = [*texts, new] if step == "choice" else [new, *texts[1:]]
            right = sum(each.right for each in before.answers)  # type: ignore[attr-defined]
            activities[spot] = choice(before.id, texts, right)
    return course


def pages(course: dict[str, list[Activity]]) -> list[Page]:
    return [page(name, activities) for name, activities in sorted(course.items())]


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(start=edits, ours=edits, theirs=edits, style=st.sampled_from(["--no-diff3", "--diff3", "--zdiff3", "--union"]))
def test_two_branches_merged_by_git_lose_nothing(
    tmp_path_factory: pytest.TempPathFactory, start: Edits, ours: Edits, theirs: Edits, style: str
) -> None:
    base = edited({"p": [choice("q", WORDS[:3])]}, start, "c")
    before, _ = extend(Lock(), pages(base))
    first, _ = extend(before, pages(edited(base, ours, "a")))
    second, _ = extend(before, pages(edited(base, theirs, "b")))
    folder = tmp_path_factory.mktemp("merge")
    for name, each in (("a", first), ("o", before), ("b", second)):
        (folder / name).write_text(dump(each), encoding="utf-8")
    command = ["git", "merge-file", "-p", *([] if style == "--no-diff3" else [style]), "a", "o", "b"]
    source = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    found = parse(source, "x", Report())
    if found is None:
        mended = mend(source)
        assert mended is not None, source
        found = mended.lock
    assert [replace(each, bytes=0) for each in found.slots[: len(first.slots)]] == list(first.slots)
    assert [each.number for each in found.slots] == list(range(len(found.slots)))
    for each in (first, second):
        for slot in each.slots:
            assert any((s.key, s.field) == (slot.key, slot.field) and s.bits >= slot.bits for s in found.slots)
        for key, numbers in each.choices.items():
            assert set(numbers) <= set(found.choices[key]) or each is second
    assert parse(dump(found), "x", Report()) == found
    together = pages({**edited(base, ours, "a"), **edited(base, theirs, "b")})
    grown, _ = extend(found, together)
    assert grown.slots[: len(found.slots)] == found.slots
    assert dump(extend(grown, together)[0]) == dump(grown)


def test_the_shipped_locks_are_in_order() -> None:
    root = Path(__file__).parents[2]
    for path in root.glob("courses/*/tracking.lock"):
        report = Report()
        assert parse(path.read_text("utf-8"), path.name, report) is not None, report.diagnostics


def test_a_choice_that_one_branch_removed_keeps_its_number_from_others() -> None:
    """Whether it is still there, the next build sees in the sources."""
    one, two, three = map(fingerprint, ("un", "deux", "trois"))
    gone = f'"p/q": {{"1": "{one}", "2": "-{two}"}}'
    added = f'"p/q": {{"1": "{one}", "2": "{two}", "3": "{three}"}}'
    for sides in ((gone, added), (added, gone)):
        found = mend(text(A, choices=f"\n{merged(*sides)}\n"), lambda key: frozenset({one, three}))
        assert found is not None
        assert found.lock.choices == {"p/q": {1: one, 2: f"-{two}", 3: three}}

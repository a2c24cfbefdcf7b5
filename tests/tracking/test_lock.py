"""A slot once given keeps its number and width for ever, whatever authors do to a course."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from builder.activities import Activity, Answer, Choice, Myth, TrueFalse
from builder.diagnostics import Report, Span
from builder.model import Layout, Page, Placement, Slot
from builder.source.markdown import Prose
from builder.tracking import HEADER, MOST_CHOICES, Lock, bound, dump, extend, fingerprint, read_lock, spenders

WORDS = [f"mot{n}" for n in range(60)]


def choice(name: str, texts: list[str], right: int = 1) -> Choice:
    answers = tuple(Answer(right=n < right, text=Prose(text)) for n, text in enumerate(texts))
    return Choice(id=name, span=Span("a"), question=Prose("?"), answers=answers)


def myth(name: str) -> Myth:
    words = {each: Prose("x") for each in ("claim", "facts", "why", "keep")}
    return Myth(id=name, span=Span("a"), verdict="false", **words)


def page(name: str, activities: list[Activity]) -> Page:
    placements = tuple(Placement(f"{name}/{each.id}", each) for each in activities)
    return Page(name, "lesson", name, "module", None, 1, (), placements, "a.md")


class Authors(RuleBasedStateMachine):
    """Pages, questions and choices come, go, move and are rewritten; the course is built after every change."""

    @initialize()
    def begin(self) -> None:
        self.pages: dict[str, list[Activity]] = {}
        self.lock = Lock()
        self.given: list[Slot] = []
        self.layout = Layout((), {})
        self.fresh = 0

    def name(self, prefix: str) -> str:
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    def some(self, data: st.DataObject) -> list[Activity]:
        return self.pages[data.draw(st.sampled_from(sorted(self.pages)))] if self.pages else []

    @rule()
    def add_page(self) -> None:
        self.pages[self.name("p")] = []
        self.build()

    @rule(data=st.data())
    def remove_page(self, data: st.DataObject) -> None:
        if self.pages:
            del self.pages[data.draw(st.sampled_from(sorted(self.pages)))]
        self.build()

    @rule(data=st.data())
    def move_pages(self, data: st.DataObject) -> None:
        self.pages = dict(data.draw(st.permutations(list(self.pages.items()))))
        self.build()

    @rule(data=st.data(), kind=st.sampled_from(["choice", "several", "myth", "truefalse"]))
    def add_question(self, data: st.DataObject, kind: str) -> None:
        name, activities = self.name("q"), self.some(data)
        if kind == "myth":
            activities.append(myth(name))
        elif kind == "truefalse":
            activities.append(TrueFalse(id=name, span=Span("a"), claim=Prose("x"), verdict=True))
        else:
            texts = data.draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6, unique=True))
            activities.append(choice(name, texts, 1 if kind == "choice" else 2))
        self.build()

    @rule(data=st.data())
    def remove_question(self, data: st.DataObject) -> None:
        activities = self.some(data)
        if activities:
            activities.pop(data.draw(st.integers(0, len(activities) - 1)))
        self.build()

    @rule(data=st.data(), move=st.sampled_from(["add", "remove", "shuffle", "rewrite", "kind"]))
    def change_choices(self, data: st.DataObject, move: str) -> None:
        activities = self.some(data)
        chosen = [n for n, each in enumerate(activities) if isinstance(each, Choice)]
        if not chosen:
            return
        at = data.draw(st.sampled_from(chosen))
        question = activities[at]
        assert isinstance(question, Choice)
        texts, right = [each.text.text for each in question.answers], sum(each.right for each in question.answers)
        new = data.draw(st.sampled_from([each for each in WORDS if each not in texts]))
        if move == "add":
            texts.append(new)
        elif move == "remove" and len(texts) > 2:
            texts.pop(data.draw(st.integers(0, len(texts) - 1)))
        elif move == "shuffle":
            texts = list(data.draw(st.permutations(texts)))
        elif move == "rewrite":
            texts[data.draw(st.integers(0, len(texts) - 1))] = new
        elif move == "kind":
            right = 2 if right == 1 else 1
        before = self.lock.choices
        key = next(f"{name}/{question.id}" for name, each in self.pages.items() if each is activities)
        was = dict(zip(question.choice_texts(), self.layout.choices[key], strict=True))
        activities[at] = choice(question.id, texts, right)
        self.build()
        now = dict(zip(activities[at].choice_texts(), self.layout.choices[key], strict=True))
        for text in set(was) & set(now):
            assert was[text] == now[text], "a choice keeps its number wherever it moves"
        if move == "rewrite":
            assert sorted(now.values()) == sorted(was.values()) or len(before[key]) > len(texts)
        assert len(set(now.values())) == len(now)
        assert set(before[key]) <= set(self.lock.choices[key])

    def build(self) -> None:
        pages = [page(name, activities) for name, activities in self.pages.items()]
        self.lock, self.layout = extend(self.lock, pages)
        again, layout = extend(self.lock, pages)
        assert dump(again) == dump(self.lock), "building twice adds nothing"
        assert layout == self.layout
        for each in pages:
            assert set(self.layout.of(each.id)) == {"seen"}
            for placement in each.placements:
                highest = max(self.layout.choices[placement.key], default=0)
                held = self.layout.of(placement.key)
                for one in placement.activity.fields(highest):
                    assert self.lock.slots[held[one.name]].bits >= one.bits

    @invariant()
    def nothing_given_is_taken_back(self) -> None:
        assert list(self.lock.slots[: len(self.given)]) == self.given
        assert [each.number for each in self.lock.slots] == list(range(len(self.lock.slots)))
        self.given = list(self.lock.slots)

    @invariant()
    def the_length_is_the_documented_one(self) -> None:
        bits = sum(each.bits for each in self.layout.slots)
        assert bound(self.layout) == 1 + 3 + 1 + 2 + (bits + 5) // 6

    @invariant()
    def the_file_holds_all_of_it(self) -> None:
        text = dump(self.lock)
        assert len(text.split("\n")) >= len(self.lock.slots) + 5, "one slot a line, so that branches merge"
        assert round_trip(text) == self.lock


TestAuthors = Authors.TestCase
TestAuthors.settings = settings(max_examples=25, stateful_step_count=15, deadline=None, derandomize=True)

FOLDER: list[Path] = []


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    FOLDER[:] = [tmp_path_factory.mktemp("lock")]


def round_trip(text: str) -> Lock:
    path = FOLDER[0] / "tracking.lock"
    path.write_text(text, encoding="utf-8")
    report = Report()
    lock = read_lock(path, "tracking.lock", report)
    assert not report.diagnostics, [each.message("en") for each in report.diagnostics]
    return lock


def test_no_lock_is_an_empty_lock(tmp_path: Path) -> None:
    report = Report()
    assert read_lock(tmp_path / "tracking.lock", "tracking.lock", report) == Lock()
    assert not report.diagnostics
    assert round_trip(dump(Lock())) == Lock()


def test_growth_takes_a_new_slot() -> None:
    lock, _ = extend(Lock(), [page("p", [choice("q", WORDS[:7])])])
    more, layout = extend(lock, [page("p", [choice("q", WORDS[:9])])])
    assert [(each.field, each.bits) for each in lock.slots] == [("seen", 1), ("answer", 3)]
    assert [(each.field, each.bits) for each in more.slots] == [("seen", 1), ("answer", 3), ("answer", 4)]
    assert layout.of("p/q") == {"answer": 2}
    assert layout.outgrown == ((2, 1),), "what was answered is read from the slot before"


def test_several_right_answers_outgrow_their_slot_with_each_choice() -> None:
    lock, _ = extend(Lock(), [page("o", []), page("p", [choice("q", WORDS[:3], 2)])])
    for count in (4, 5):
        lock, layout = extend(lock, [page("o", []), page("p", [choice("q", WORDS[:count], 2)])])
    assert [(each.field, each.bits) for each in lock.slots[2:]] == [
        *(("answers", 3), ("sent", 1)),
        *(("answers", 4), ("answers", 5)),
    ]
    assert layout.outgrown == ((4, 2), (5, 4))
    assert layout.only("p").outgrown == ((3, 1), (4, 3))


def truefalse(name: str) -> TrueFalse:
    return TrueFalse(id=name, span=Span("a"), claim=Prose("x"), verdict=True)


@pytest.mark.parametrize("kinds", ["ct", "tc", "ctc", "tct"])
def test_no_kind_reads_what_another_wrote(kinds: str) -> None:
    lock, given = Lock(), []
    for kind in kinds:
        item = truefalse("q") if kind == "t" else choice("q", WORDS[:3])
        lock, layout = extend(lock, [page("p", [item])])
        given.append(layout.of("p/q")["answer"])
        assert layout.outgrown == ()
    assert given == [*range(1, len(kinds) + 1)]
    assert round_trip(dump(lock)) == lock


def test_one_right_answer_and_several_have_slots_of_their_own() -> None:
    lock, _ = extend(Lock(), [page("p", [choice("q", WORDS[:3])])])
    lock, layout = extend(lock, [page("p", [choice("q", WORDS[:3], right=2)])])
    assert [(each.field, each.bits) for each in lock.slots[1:]] == [("answer", 3), ("answers", 3), ("sent", 1)]
    assert set(layout.of("p/q")) == {"answer", "answers", "sent"}


def test_a_removed_choice_leaves_its_number_unused() -> None:
    lock, _ = extend(Lock(), [page("p", [choice("q", ["a", "b", "c"])])])
    lock, _ = extend(lock, [page("p", [choice("q", ["a", "c"])])])
    _, layout = extend(lock, [page("p", [choice("q", ["d", "a", "c"])])])
    assert layout.choices["p/q"] == (4, 1, 3), "whoever chose the second is not said to have chosen the new one"


def test_a_choice_that_comes_back_has_its_number_again() -> None:
    lock = Lock()
    for texts in (["a", "b", "c"], ["a", "c"], ["a", "neuf"], ["b", "a", "neuf"]):
        lock, layout = extend(lock, [page("p", [choice("q", texts)])])
    assert layout.choices["p/q"] == (2, 1, 3)
    assert set(lock.choices["p/q"].values()) == {fingerprint(each) for each in ("a", "b", "neuf")}


def test_a_choice_reworded_keeps_its_number_and_spaces_say_nothing() -> None:
    lock, _ = extend(Lock(), [page("p", [choice("q", ["un", "deux", "trois"])])])
    _, layout = extend(lock, [page("p", [choice("q", ["trois", "un", "Deux exactement"])])])
    assert layout.choices["p/q"] == (3, 1, 2)
    assert fingerprint(" a  b\n") == fingerprint("a b")


@given(st.lists(st.integers(1, 64), max_size=50))
def test_the_bound_counts_gaps_too(widths: list[int]) -> None:
    layout = Layout(tuple(Slot(n, f"k{n}", "f", bits) for n, bits in enumerate(widths)), {})
    assert bound(layout) == HEADER + -(-sum(widths) // 6)
    assert dict(spenders(layout, most=50)) == {f"k{n}": -(-bits // 6) for n, bits in enumerate(widths)}


SLOT = '{"slot": 0, "key": "a", "field": "seen", "bits": 1}'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CRS-060"),
        ("{", "CRS-060"),
        ("[]", "CRS-060"),
        ("null", "CRS-060"),
        ("[" * 100_000, "CRS-060"),
        ('{"format": 1, "slots": [], "choices": []}', "CRS-060"),
        ('{"format": 1, "slots": {}, "choices": {"a": 1}}', "CRS-060"),
        ('{"format": 1, "slots": [{"slot": 0}], "choices": {}}', "CRS-060"),
        ('{{"format": 1, "slots": [{}], "choices": {{}}}}'.format(SLOT.replace("1}", "Infinity}")), "CRS-060"),
        ('{{"format": 1, "slots": [{}], "choices": {{}}}}'.format(SLOT.replace("1}", "1e999}")), "CRS-060"),
        ('{{"format": 1, "slots": [{}], "choices": {{}}}}'.format(SLOT.replace("1}", "0}")), "CRS-060"),
        ('{{"format": 1, "slots": [{}], "choices": {{}}}}'.format(SLOT.replace('"a"', '"\\ud800"')), "CRS-060"),
        ('{"format": 1, "slots": [], "choices": {"a": {"0": "x"}}}', "CRS-060"),
        ('{"format": 1, "slots": [], "choices": {"a": {"un": "x"}}}', "CRS-060"),
        (f'{{"format": 1, "slots": [], "choices": {{"a": {{"{MOST_CHOICES + 1}": "x"}}}}}}', "CRS-060"),
        (f'{{"format": 1, "slots": [{SLOT}, {SLOT}], "choices": {{}}}}', "CRS-070"),
        ('{"format": 2, "slots": [], "choices": {}}', "CRS-062"),
        ('{"format": "x"}', "CRS-062"),
        ("<<<<<<< HEAD\n{}\n=======\n", "CRS-069"),
    ],
)
def test_a_damaged_lock_is_told(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "tracking.lock"
    path.write_text(text, encoding="utf-8")
    report = Report()
    assert read_lock(path, "tracking.lock", report) == Lock()
    assert [each.code for each in report.diagnostics] == [code]

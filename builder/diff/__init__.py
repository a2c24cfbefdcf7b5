"""Old package, new package → may the new one replace the old one while people take the course?

In: two sides (see `sides`). Out: an `Outcome` with a verdict, what becomes of everything tracked, the findings behind
it (rules UPD) and what to do in each platform. An update is `breaking` when somebody loses answers, a grade or their
place; `none` when nothing at all changes; `compatible` otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final, Literal

from builder.diagnostics import Report, Span
from builder.diff.sides import Completion, Entry, Facts, Item, Side, is_course, read, standard_of
from builder.rules.updates import ADVICE, Advice

Verdict = Literal["none", "compatible", "breaking"]
Fate = Literal["kept", "asked-again", "new", "removed", "renamed", "moved", "lost"]

LIKENESS: Final = 0.8
"""Two questions whose words agree to this share are taken for one, reworded and renamed."""
ASIDE: Final = frozenset(
    {"best", "confidence", "drawn", "ended", "hints", "later", "recalled", "seed", "tried", "tries"}
)
"""Fields beside an answer: where one is added, the answer stays."""
REMOVED: Final = {"scenario": "UPD-058", "checklist": "UPD-059"}
"""What is told of choices that are gone, by kind; of a question, that nothing is ticked there."""
MOST_PAIRS: Final = 2000
"""Comparisons of words that are worth their time; only a course made anew has more."""

ARRANGING: Final = ("matching", "sorting", "ordering")
"""Kinds whose answer is kept piece by piece: what goes takes nothing else along."""

__all__ = ["Fate", "Outcome", "Side", "Tracked", "Verdict", "compare", "is_course", "read", "standard_of"]


@dataclass(frozen=True, slots=True)
class Tracked:
    """What becomes of a page or an activity, and of the answers to it."""

    key: str
    fate: Fate
    title: str = ""
    new_key: str = ""
    """Its key in the new package, when it has another."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update does."""

    old: Side
    new: Side
    verdict: Verdict
    tracked: tuple[Tracked, ...]
    report: Report
    advice: tuple[Advice, ...]

    def count(self, fate: Fate) -> int:
        """How many pages and activities have this fate."""
        return sum(each.fate == fate for each in self.tracked)


def compare(old: Side, new: Side) -> Outcome:
    """What becomes of attempts under *old* when *new* takes its place."""
    report = Report()
    found = _Comparison(old, new, report)
    tracked = found.run()
    changed = {name for name in {*old.files, *new.files} if old.files.get(name) != new.files.get(name)}
    if changed and not report.diagnostics:
        report.add("UPD-040", Span(new.place or new.label), count=len(changed))
    facts = new.facts
    before = old.facts
    is_same = facts and before and (facts.version, facts.language) == (before.version, before.language)
    if changed and facts and is_same and not report.has_errors:
        report.add("UPD-041", Span(new.place or new.label), version=facts.version)
    verdict: Verdict = "breaking" if report.has_errors else "compatible" if changed else "none"
    kinds = [kind for kind in new.kinds if kind in old.kinds] or new.kinds
    advice = [each for kind in kinds for each in ADVICE.get((kind, verdict == "breaking"), ())]
    kept = () if verdict == "none" else tuple(dict.fromkeys(advice))
    return Outcome(old, new, verdict, tracked, report, kept)


@dataclass(slots=True)
class _Comparison:
    old: Side
    new: Side
    report: Report
    fates: dict[str, Tracked] = field(default_factory=dict)

    def add(self, code: str, **values: object) -> None:
        self.report.add(code, Span(self.new.place or self.new.label), **values)

    def run(self) -> tuple[Tracked, ...]:
        before, after = self.old.facts, self.new.facts
        for side in (self.old, self.new):
            if side.facts is None:
                self.report.add("UPD-027", Span(side.place or side.label), name=side.label)
            elif side.facts.format < 2:
                self.report.add("UPD-042", Span(side.place or side.label), name=side.label)
        if before is None or after is None:
            self._entries(ours=False)
            return ()
        if before.uuid.lower() != after.uuid.lower():
            self.add("UPD-001", old=before.uuid, new=after.uuid)
            return self._all_lost(before)
        if not set(self.old.kinds) <= set(self.new.kinds):
            self.add("UPD-002", old=before.standard, new=after.standard)
            return self._all_lost(before)
        if before.packaging != after.packaging:
            self.add("UPD-003" if before.packaging == "per-course" else "UPD-014")
            return self._all_lost(before)
        if after.state.format < before.state.format:
            self.add("UPD-013", old=before.state.format, new=after.state.format)
            return self._all_lost(before)
        if before.iri and after.iri and before.iri != after.iri and {"xapi", "cmi5"} & set(self.old.kinds):
            self.add("UPD-012", old=before.iri, new=after.iri)
            return self._all_lost(before)
        self._items(before, after)
        self._entries(ours=True)
        self._course(before, after)
        return tuple(self.fates.values())

    def _all_lost(self, before: Facts) -> tuple[Tracked, ...]:
        return tuple(Tracked(key, "lost", item.title) for key, item in before.known.items())

    def _course(self, before: Facts, after: Facts) -> None:
        """What holds for the course as a whole."""
        if () < _number(after.version) < _number(before.version):
            self.add("UPD-026", old=before.version, new=after.version)
        if before.language != after.language:
            self.add("UPD-037", old=before.language, new=after.language)
        elif before.title and after.title and before.title != after.title:
            self.add("UPD-038", new=after.title)
        if before.completion is None or after.completion is None:
            return
        self._completion(before.completion, after.completion)

    def _completion(self, before: Completion, after: Completion) -> None:
        if before.rules or after.rules:
            self._rules(_said(before, self.old.facts), _said(after, self.new.facts))
            return
        old, new = before.pass_mark, after.pass_mark
        if old is not None and new is not None and old != new:
            self.add("UPD-024" if new > old else "UPD-044", old=old, new=new)
        elif old != new:
            self.add("UPD-025" if old is None else "UPD-045", old=old, new=new)
        if before.lessons != after.lessons:
            self.add("UPD-047" if after.lessons == "none" else "UPD-046")
        if before.quizzes != after.quizzes:
            self.add("UPD-049" if after.quizzes == "none" else "UPD-048")

    def _rules(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Rules that the usual words do not tell: whether they differ, for whom, and whether they only ask for less."""
        for name, old in before.items():
            new = after.get(name, after[""])
            if new == old:
                continue
            fewer = set(_parts(new)) < set(_parts(old))
            if name:
                self.add("UPD-055", name=name, old=old, new=new)
            else:
                self.add("UPD-054" if fewer else "UPD-057", old=old, new=new)
        for name in after:
            if name not in before and after[name] != before[""]:
                self.add("UPD-055", name=name, old=before[""], new=after[name])

    def _items(self, before: Facts, after: Facts) -> None:
        """What becomes of every page and activity."""
        known, now = before.known, after.known
        changed = self._slots(before, after)
        gone = {key: item for key, item in known.items() if key not in now}
        added = {key: item for key, item in now.items() if key not in known}
        pairs = _pairs(gone, added)
        for key, item in known.items():
            if key in changed:
                self.fates[key] = Tracked(key, changed[key], item.title)
            elif key in now:
                self.fates[key] = Tracked(key, "kept", item.title)
            elif key in pairs:
                page = pairs.get(_page(key), _page(key))
                fate: Fate = "renamed" if _page(pairs[key]) == page else "moved"
                self.fates[key] = Tracked(key, fate, item.title, pairs[key])
            else:
                self.fates[key] = Tracked(key, "removed", item.title)
        renamed = set(pairs.values())
        for key, item in added.items():
            if key not in renamed and key not in changed:
                self.fates[key] = Tracked(key, "new", item.title)
        self._tell_gone(gone, pairs)
        self._tell_new(added, renamed)
        if before.items and after.items:
            for key in known:
                if key in now and self.fates[key].fate in ("kept", "asked-again"):
                    self._item(key, known[key], now[key], before.language == after.language)

    def _slots(self, before: Facts, after: Facts) -> dict[str, Fate]:
        """What is not read as it was written, by key: misread, unknown to an older package, or kept in a new slot."""
        found: dict[str, Fate] = {}
        units = {each.id: each for each in after.whole}
        for unit in before.whole:
            other = units.get(unit.id)
            if other is None:
                continue  # its lesson is gone, which is told as such
            same = next(
                (n for n, pair in enumerate(zip(unit.slots, other.slots, strict=False)) if pair[0] != pair[1]),
                min(len(unit.slots), len(other.slots)),
            )
            missing = {key for key, _, _ in unit.slots[same:]} & set(before.known)
            if same < min(len(unit.slots), len(other.slots)):
                old, new = unit.slots[same], other.slots[same]
                self.add("UPD-010", slot=same, old=_slot(old), new=_slot(new))
                # The player refuses a state whose slots have other widths: then nothing of it is read.
                missing = {key for key, _, _ in unit.slots} & set(before.known)
            elif missing and len(other.slots) < len(unit.slots):
                self.add("UPD-009", count=len(missing))
            found |= dict.fromkeys(missing, "lost")
            outgrown = {(key, name) for key, name, _ in unit.slots}
            for key, name, _ in other.slots[len(unit.slots) :]:
                # What only got wider is read from the slot that it had, by a package of the same kind of item.
                stays = (key, name) in outgrown or _is_aside(name)
                if key in before.known and key in after.known and not stays:
                    found.setdefault(key, "asked-again")
        for key, item in before.items.items():
            now = after.items.get(key)
            if now is not None and _form(item) != _form(now):
                found.setdefault(key, "asked-again")
        return found

    def _tell_gone(self, gone: Mapping[str, Item], pairs: Mapping[str, str]) -> None:
        units = {each.id for each in self.new.facts.units} if self.new.facts else set()
        children = Counter(_page(key) for key in gone if "/" in key)
        for key in gone:
            page = _page(key)
            if key in pairs:
                new = pairs[key]
                if "/" not in key:
                    code = "UPD-015" if gone[key].kind == "quiz" else "UPD-007"
                    self.add(code, key=key, new=new, count=children[key], name=key.removeprefix("quiz-"))
                elif page not in pairs or _page(new) != pairs[page]:
                    code = "UPD-006" if page == _page(new) else "UPD-008"
                    self.add(code, key=key, new=new, name=key.partition("/")[2])
            elif "/" not in key:
                if "" in units or not units:  # else the platform's list says so, which is worse
                    self.add("UPD-033", key=key, count=children[key])
            elif page not in gone and self.fates[key].fate == "removed":
                self.add("UPD-032", key=key)

    def _tell_new(self, added: Mapping[str, Item], renamed: set[str]) -> None:
        children = Counter(_page(key) for key in added if "/" in key)
        for key in added:
            if key in renamed or key not in self.fates:
                continue
            if "/" not in key:
                self.add("UPD-031", key=key, count=children[key])
            elif _page(key) not in added:
                self.add("UPD-030", key=key)

    def _item(self, key: str, old: Item, new: Item, is_same_language: bool) -> None:
        """What is different about an item that stays."""
        if self.fates[key].fate == "asked-again":
            self.add("UPD-020", key=key)
            return
        terms = [(each.drawn, each.tries, each.pass_mark) for each in (old, new)]
        if old.drawn and new.drawn and terms[0] != terms[1]:
            tries, mark = new.tries or "—", new.pass_mark or "—"
            self.add("UPD-056", key=key, drawn=new.drawn, tries=tries, mark=mark)
        arranges = new.kind in ARRANGING
        if _arranged(old, new) != _arranged(new, old) if arranges else set(old.correct) != set(new.correct):
            self.add("UPD-021", key=key)
        unasked = [each for each in old.fields if each not in new.fields]
        if unasked and new.fields:
            self.add("UPD-060", key=key, names=", ".join(unasked))
        if old.weight != new.weight:
            self.add("UPD-023", key=key, old=old.weight, new=new.weight)
        fewer, more = set(old.choices) - set(new.choices), set(new.choices) - set(old.choices)
        if fewer:
            self.add("UPD-053" if arranges else REMOVED.get(new.kind, "UPD-022"), key=key, count=len(fewer))
        if more:
            self.add("UPD-035", key=key, count=len(more))
        if not is_same_language:
            return
        other = {
            number for number in old.choices if new.choices.get(number, old.choices[number]) != old.choices[number]
        }
        if any(new.choices[n] in old.choices.values() or old.choices[n] in new.choices.values() for n in other):
            self.add("UPD-011", key=key)
            self.fates[key] = Tracked(key, "lost", old.title)
        elif other:
            self.add("UPD-034", key=key, count=len(other))
        if _words(old.title) != _words(new.title):
            self.add("UPD-036", key=key)

    def _entries(self, ours: bool) -> None:
        """What platforms list: everything listed under an identifier must be there again."""
        before, after = self.old.facts, self.new.facts
        told = self._told(before) if before is not None and ours else set()
        for kind, listed in self.old.entries.items():
            if kind not in self.new.entries:
                if not ours:
                    self.add("UPD-002", old=kind, new=", ".join(self.new.entries) or "—")
                continue
            now = self.new.entries[kind]
            added = {key: each for key, each in now.items() if key not in listed}
            signs: dict[tuple[str, str], list[str]] = {}
            for key, entry in reversed(added.items()):
                for sign in _marks(entry):
                    signs.setdefault(sign, []).append(key)
            for key, entry in listed.items():
                if key in now:
                    self._entry(entry, now[key], ours)
                elif key not in told:
                    again = next(filter(None, (_first(signs.get(sign, []), added) for sign in _marks(entry))), None)
                    if again is not None:
                        del added[again]
                        self.add("UPD-005", id=key, new=again, title=entry.title or key)
                    else:
                        self.add("UPD-004", id=key, title=entry.title or key)
            news = self._told(after) if after is not None and ours else set()
            for key, entry in added.items():
                if key not in news:
                    self.add("UPD-039", id=key, title=entry.title or key)

    def _told(self, facts: Facts) -> set[str]:
        """Identifiers of lessons that were told as renamed or new."""
        moved = {each.key for each in self.fates.values() if each.fate in ("renamed", "new")}
        moved |= {each.new_key for each in self.fates.values() if each.fate == "renamed"}
        return {name for unit in facts.whole if unit.id in moved for name in (unit.item, unit.iri)}

    def _entry(self, old: Entry, new: Entry, ours: bool) -> None:
        title = new.title or new.id
        if old.launch != new.launch:
            self.add("UPD-043", title=title, new=new.launch)
        if ours:
            return  # told by the course itself
        if old.mastery != new.mastery:
            self.add("UPD-028", title=title, old=old.mastery or "—", new=new.mastery or "—")
        if old.move_on != new.move_on:
            self.add("UPD-029", title=title, old=old.move_on or "—", new=new.move_on or "—")


def _said(rule: Completion, facts: Facts | None) -> dict[str, str]:
    """The rules in one line each; the short form is put into the same words."""
    if rule.rules:
        return dict(rule.rules)
    items = facts.items if facts is not None else {}
    kinds = {"lesson": rule.lessons, "quiz": rule.quizzes}
    parts = [
        f"pages({', '.join(sorted(key for key, item in items.items() if item.kind == kind and wanted == 'all'))})"
        for kind, wanted in kinds.items()
    ]
    said = f"all({', '.join(sorted(parts))})"
    return {"": said if rule.pass_mark is None else f"all({said}, mark({rule.pass_mark}))"}


def _parts(said: str) -> list[str]:
    """The conditions that a rule asks for together, without those that ask for nothing; any other rule as it is."""
    if not said.startswith("all("):
        return [] if said == "pages()" else [said]
    found: list[str] = []
    depth, start = 0, 4
    for at, sign in enumerate(said):
        depth += (sign == "(") - (sign == ")")
        if (depth == 1 and sign == ",") or (not depth and sign == ")"):
            found += _parts(said[start:at].strip())
            start = at + 1
    return found


def _page(key: str) -> str:
    return key.partition("/")[0]


def _words(text: str) -> str:
    return " ".join(text.casefold().split())


def _slot(slot: Sequence[object]) -> str:
    return f"{slot[0]} {slot[1]} {slot[2]}"


def _number(version: str) -> tuple[int, ...]:
    """A version as numbers to compare by; one with other signs in it compares with none."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(each.isascii() and each.isdigit() and len(each) < 10 for each in parts) else ()


def _arranged(item: Item, other: Item) -> list[tuple[str, ...]]:
    """What belongs together in *item*, or comes after what, as far as *other* has the same sources or steps.

    The answer key has a source before the point and its target after it; of steps, the rank and the step.
    """
    of = 1 if item.kind == "ordering" else 0
    keys, others = ([tuple(each.split(".", 1)) for each in one.correct if "." in each] for one in (item, other))
    shared = {each[of] for each in keys} & {each[of] for each in others}
    found = sorted(each for each in keys if each[of] in shared)
    if not of:
        return found
    ranks = sorted({rank for rank, _ in found}, key=lambda rank: (len(rank), rank))
    return sorted((step, str(ranks.index(rank))) for rank, step in found)


def _is_aside(name: str) -> bool:
    """Does the field *name* stand beside an answer, or does it keep more of a path that is read from its start?"""
    # A belief's fields may name their scale.
    return name.partition("/")[0] in ASIDE or name.startswith("step-")


def _form(item: Item) -> tuple[str, bool]:
    """What decides which fields keep an answer."""
    return item.kind, len(item.correct) > 1


def _marks(entry: Entry) -> Iterator[tuple[str, str]]:
    """What a platform's entry is known by under another identifier."""
    if entry.launch:
        yield "launch", entry.launch
    if entry.title:
        yield "title", entry.title


def _pairs(gone: Mapping[str, Item], added: Mapping[str, Item]) -> dict[str, str]:
    """Old key → new key of what was probably renamed or moved: lessons first, then what is on them."""
    return _Guess(gone, added).pairs


class _Guess:
    """Finds again what is gone; by indexes, since two packages may have nothing in common but their size."""

    def __init__(self, gone: Mapping[str, Item], added: Mapping[str, Item]) -> None:
        self.left = dict(added)
        self.pairs: dict[str, str] = {}
        self._signs: dict[tuple[object, ...], list[str]] = {}
        self._pages: dict[str, list[str]] = {}
        names: dict[str, list[str]] = {}
        for key, item in reversed([*added.items()]):
            for sign in _signs(key, item):
                self._signs.setdefault(sign, []).append(key)
            if "/" in key:
                self._pages.setdefault(_name(key), []).append(_page(key))
        for key in gone:
            if "/" in key:
                names.setdefault(_page(key), []).append(_name(key))
        for key, item in gone.items():
            if "/" not in key:
                self._match(key, self._by_sign(key, item) or self._by_children(item, names.get(key, [])))
        for key in gone:
            if "/" in key and _page(key) in self.pairs:
                self._match(key, f"{self.pairs[_page(key)]}/{_name(key)}")
        questions = [key for key in gone if "/" in key and key not in self.pairs]
        for key in questions:
            self._match(key, self._by_sign(key, gone[key]))
        rest = [key for key in questions if key not in self.pairs]
        if len(rest) * len(self.left) <= MOST_PAIRS:
            for key in rest:
                alike = (each for each in self.left if _page(each) == _page(key) and self._is_alike(gone[key], each))
                self._match(key, next(alike, None))

    def _match(self, key: str, new: str | None) -> None:
        if new in self.left:
            self.pairs[key] = new
            del self.left[new]

    def _by_sign(self, key: str, item: Item) -> str | None:
        """What has the same words, the same choices, or, where no words are known, the same name elsewhere."""
        found = (_first(self._signs.get(sign, []), self.left) for sign in _signs(key, item))
        return next(filter(None, found), None)

    def _by_children(self, item: Item, names: Sequence[str]) -> str | None:
        """The lesson that has at least half of the questions."""
        shared = Counter(page for name in names for page in self._pages.get(name, ()))
        for page, count in shared.most_common():
            if 2 * count >= len(names) and page in self.left and self.left[page].kind == item.kind:
                return page
        return None

    def _is_alike(self, old: Item, key: str) -> bool:
        new = self.left[key]
        if "/" not in key or old.kind != new.kind or not old.title or not new.title:
            return False
        matcher = SequenceMatcher(None, _words(old.title)[:500], _words(new.title)[:500])
        return matcher.quick_ratio() >= LIKENESS and matcher.ratio() >= LIKENESS


def _signs(key: str, item: Item) -> Iterator[tuple[object, ...]]:
    """What an item is known by again, surest first; a lesson is never taken for a question."""
    kind = ("/" in key, item.kind)
    if item.title:
        yield *kind, "words", _words(item.title)
    elif "/" in key:
        yield *kind, "name", _name(key)
    marks = frozenset(item.choices.values())
    if len(marks) > 1:
        yield *kind, "choices", marks


def _first(stack: list[str], left: Mapping[str, object]) -> str | None:
    """The last of *stack* that is still left; what is not, is taken from it for good."""
    while stack and stack[-1] not in left:
        stack.pop()
    return stack[-1] if stack else None


def _name(key: str) -> str:
    return key.partition("/")[2]

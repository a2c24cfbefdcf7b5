"""Question banks: `quizzes/<bank>.yaml` in, activities out. A bank is shared by courses and read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, get_args

from builder.activities import KINDS, Activity
from builder.diagnostics import Report, Span, near
from builder.model import Reference
from builder.source import fields, yaml
from builder.source.fields import Form
from builder.source.markdown import Fragment, Prose
from builder.source.words import KEYS, local

ITEM: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
"""An item's id: it stands in IRIs and in LMS identifiers (R12-15)."""


class Head(Form):
    """What a bank says before its questions."""

    title: Prose
    """Title of the quiz."""
    instructions: Prose | None = None
    """What the learner is to do."""


@dataclass(frozen=True, slots=True)
class Bank:
    """A question bank."""

    id: str
    title: str
    instructions: Prose | None
    activities: tuple[Activity, ...]
    path: str


@dataclass(slots=True)
class _Reading:
    """What came of reading a bank: its faults are told when something of it is used."""

    bank: Bank | None = None
    report: Report = field(default_factory=Report)
    names: dict[str, Span] = field(default_factory=dict)
    """Every question with a name, also those with faults."""


class Banks:
    """The banks of a project, each read at most once."""

    def __init__(self, root: Path, references: Mapping[str, Reference], report: Report, language: str) -> None:
        self._folder = root / "quizzes"
        self._references, self._report, self._language = references, report, language
        self._known: dict[str, _Reading] = {}

    @property
    def names(self) -> list[str]:
        """All banks of the project, sorted."""
        return sorted(each.stem for each in self._folder.glob("*.yaml"))

    def find(self, name: str, span: Span) -> Bank | None:
        """The bank *name*; None after a diagnostic at *span*."""
        if name not in self.names:
            self._report.add("QUZ-001", span, name=name, near=near(name, self.names))
            return None
        reading = self._reading(name)
        self._report.extend(reading.report)
        return reading.bank

    def item(self, name: str, span: Span) -> Activity | None:
        """The item *name*, or `<bank>/<item>`, of any bank; None after a diagnostic at *span*."""
        bank, _, item = name.rpartition("/")
        if bank and self.find(bank, span) is None:
            return None
        readings = {each: self._reading(each) for each in ([bank] if bank else self.names)}
        holders = [each for each, reading in readings.items() if item in reading.names]
        if len(holders) > 1:
            self._report.add("QUZ-003", span, name=item, banks=", ".join(f"{each}/{item}" for each in holders))
            return None
        if not holders:
            for reading in readings.values():
                if reading.bank is None:  # the question may stand in what cannot be read
                    self._report.extend(reading.report)
            known = {each for reading in readings.values() for each in reading.names}
            self._report.add("QUZ-002", span, name=name, near=near(item, known))
            return None
        reading = readings[holders[0]]
        self._report.extend(reading.report)
        found = reading.bank.activities if reading.bank else ()
        return next((each for each in found if each.id == item), None)

    def _reading(self, name: str) -> _Reading:
        if name not in self._known:
            self._known[name] = _Reading()
            self._known[name].bank = self._read(name, self._known[name])
        return self._known[name]

    def _read(self, name: str, reading: _Reading) -> Bank | None:
        path = f"quizzes/{name}.yaml"
        report = reading.report
        if not ITEM.fullmatch(name):
            report.add("CRS-031", Span(path), name=name)
        node = yaml.read(self._folder / f"{name}.yaml", path, report)
        if node is None:
            return None
        questions = node.items.get("questions")
        head_node = yaml.Mapping(
            node.span, {key: value for key, value in node.items.items() if key != "questions"}, node.keys, node.written
        )
        head = fields.read(Head, head_node, f"`{path}`", report, self._language)
        activities: list[Activity] = []
        if not isinstance(questions, yaml.Sequence) or not questions.items:
            place = node.keys.get("questions", Span(path))
            report.add("QUZ-004", place, name=name)
        else:
            for each in questions.items:
                activity = self._activity(each, reading)
                if activity is not None:
                    activities.append(activity)
        if head is None or not activities:
            return None
        for prose in (head.title, *((head.instructions,) if head.instructions else ())):
            check_prose(prose, self._references, report)
        return Bank(name, head.title.plain, head.instructions, tuple(activities), path)

    def _activity(self, node: yaml.Node, reading: _Reading) -> Activity | None:
        report, seen = reading.report, reading.names
        kinds = [local(each, KEYS, self._language) for each in KINDS]
        if not isinstance(node, yaml.Mapping):
            report.add("QUZ-005", node.span, kinds=", ".join(kinds))
            return None
        named = [key for key in node.items if key in KINDS]
        # A word that names a kind may be a key of another one: `texte:` is both.
        own = {key for key in named if any(key in KINDS[other].model_fields for other in named if other != key)}
        named = [key for key in named if key not in own] if len(own) < len(named) else named
        if len(named) != 1:
            first = next(iter(node.written.values()), "")
            place = next(iter(node.keys.values()), node.span)
            report.add(
                "QUZ-005" if not named else "QUZ-006",
                place,
                kinds=", ".join(kinds),
                near=near(first, kinds) if not named else "",
            )
            return None
        kind = named[0]
        name = node.items[kind]
        if not isinstance(name, yaml.Scalar) or not ITEM.fullmatch(name):
            report.add("QUZ-007", name.span, name=str(name) if isinstance(name, yaml.Scalar) else "")
            return None
        if name in seen:
            report.add("QUZ-008", name.span, id=str(name), line=seen[name].line)
            return None
        seen[str(name)] = name.span
        rest = yaml.Mapping(
            node.span, {key: value for key, value in node.items.items() if key != kind}, node.keys, node.written
        )
        fields.gather(rest, "source", "sources")
        fields.gather(rest, "variant", "variants")
        owner = f"{local(kind, KEYS, self._language)} `{name}`"
        activity = fields.read(KINDS[kind], rest, owner, report, self._language, id=str(name), span=name.span)
        check_sources(rest, self._references, report)
        for prose in activity.words if activity is not None else _texts(KINDS[kind], rest):
            check_prose(prose, self._references, report)
        return activity


class Unread(dict[str, Reference]):
    """A bibliography that cannot be read: no citation of it is judged."""

    def __contains__(self, key: object) -> bool:
        return True


def check_prose(prose: Prose, references: Mapping[str, Reference], report: Report) -> None:
    """As `check`, for a value: boxes and insertions stand in lessons only."""
    check(prose.fragment, references, report)
    for token in prose.fragment.tokens:
        if token.type in ("box_open", "insertion"):
            report.add("SRC-036", token.meta["span"], name=token.meta["written"])


def check(fragment: Fragment, references: Mapping[str, Reference], report: Report) -> None:
    """Report what is wrong with the Markdown itself, and citations of unknown sources."""
    for fault in fragment.faults:
        report.add(fault.code, fault.span, **dict(fault.values))
    for each in fragment.citations:
        if each.key not in references:
            report.add("CRS-040", each.span, key=each.key, near=near(each.key, references))


def check_sources(node: yaml.Mapping, references: Mapping[str, Reference], report: Report) -> None:
    """Report the keys of `source:` that the bibliography lacks, each at its place."""
    listed = node.items.get("sources")
    for each in listed.items if isinstance(listed, yaml.Sequence) else ():
        if isinstance(each, yaml.Scalar) and each not in references:
            report.add("CRS-040", each.span, key=each, near=near(each, references))


def _texts(kind: type[Activity], node: yaml.Mapping) -> list[Prose]:
    """The prose of an item that has other faults, so that its own are told in the same run."""
    found = []
    for key, value in node.items.items():
        known = kind.model_fields.get(key.replace("-", "_"))
        is_prose = known is not None and Prose in (known.annotation, *get_args(known.annotation))
        if is_prose and isinstance(value, yaml.Scalar) and value.strip():
            found.append(Prose.of(value))
    return found


def beside(
    root: Path, folder: str, name: str, span: Span, report: Report, *, unknown: str
) -> tuple[yaml.Mapping, str] | None:
    """What the file *name* of *folder* below *root* holds, and the file's path; None after a diagnostic.

    Args:
        span: Where a lesson names it.
        unknown: The rule that is broken where there is no such file.
    """
    known = sorted(each.stem for each in (root / folder).glob("*.yaml"))
    if name not in known:
        report.add(unknown, span, name=name, near=near(name, known))
        return None
    shown = f"{folder}/{name}.yaml"
    if not ITEM.fullmatch(name):
        report.add("CRS-031", Span(shown), name=name)
    node = yaml.read(root / shown, shown, report)
    return (node, shown) if node is not None else None

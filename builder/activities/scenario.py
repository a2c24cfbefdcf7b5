"""A branching scenario: one situation at a time, choices that have consequences, and a debrief at each end.

`courses/<course>/scenarios/<name>.yaml` holds it; the state keeps the path as numbers of choices, so that what was
decided is there again on the next visit and an update that takes a choice away cuts the path before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator
from pydantic import Field as Bound
from pydantic_core import PydanticCustomError

from builder.activities import branching
from builder.activities.activity import Activity, Field, Interaction, Voice, described
from builder.activities.branching import Graph, Link
from builder.activities.choice import IDENTIFIERS
from builder.diagnostics import Report, Span, near
from builder.source.fields import word
from builder.source.markdown import Prose
from builder.source.yaml import Scalar

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
"""What a situation is called in the source."""
VARIABLE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_STEPS: Final = 32
"""Choices of a path that the state keeps unless the author says otherwise."""
MOST_CHOICES: Final = 6
"""On offer at one time: more is a list, not a decision."""
MOST_NUMBERS: Final = 255
"""The highest number that the lock may give to a choice or an end: eight bits."""
LABEL: Final = 32
"""Characters of a title made from the first words of a situation."""


def _scalar(value: object) -> Scalar:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "text expected")
    if not value.strip():
        raise PydanticCustomError("prose_empty", "text expected")
    return value if isinstance(value, Scalar) else Scalar.make(value, Span(""))


Placed = Annotated[Scalar, PlainValidator(_scalar)]
"""A word that knows its place."""


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, arbitrary_types_allowed=True)


class Option(_Form):
    """One choice, where it leads and what it changes."""

    choice: Prose
    """The words: what one does, or says."""
    to: Placed
    """The situation that follows."""
    effects: dict[str, Placed] = {}
    """Variable → `+1`, `-2` or `=3`."""
    when: Placed | None = None
    """Comparisons that must hold for it to be on offer: `confiance >= 2 et temps < 3`."""
    consequence: Prose | None = None
    """What comes of it at once, shown above the next situation."""


class End(_Form):
    """How a path ends."""

    title: str = Bound(min_length=1)
    """What has come of it, in a few words."""
    debrief: Prose
    """What is to be learnt from it."""
    outcome: Annotated[Literal["good", "mixed", "bad"], BeforeValidator(word)] = "mixed"
    """How it went."""
    score: int | None = Bound(default=None, ge=0, le=100)
    """Percent of the weight that it is worth; None where the scenario judges nobody."""


class Step(_Form):
    """One situation: what happens, who says what, and what one can do. Or an end."""

    step: Placed
    """Its name, which choices lead to."""
    title: str = ""
    """A few words for the ribbon and the tree; else its first words."""
    text: Prose | None = None
    """What happens."""
    who: str = ""
    """Who speaks; what follows a comma is said in small."""
    says: Prose | None = None
    """What they say, without quotation marks."""
    media: Placed | None = None
    """A picture, a film or a recording of `media/`."""
    question: Prose | None = None
    """What is asked above the choices."""
    choice: tuple[Option, ...] = ()
    """The choices, two to four."""
    end: End | None = None
    """Where the path is over."""

    @property
    def name(self) -> str:
        """Its name as a plain string."""
        return str(self.step)

    @property
    def words(self) -> list[Prose]:
        """Every prose in it."""
        found = [each for each in (self.text, self.says, self.question) if each]
        for each in self.choice:
            found += [each.choice, *([each.consequence] if each.consequence else [])]
        return found + ([self.end.debrief] if self.end else [])

    @property
    def label(self) -> str:
        """What the ribbon and the tree call it."""
        if self.title or self.end:
            return self.title or (self.end.title if self.end else "")
        first = self.says or self.text
        text = first.plain if first else self.name
        return text if len(text) <= LABEL else text[: LABEL - 1].rpartition(" ")[0].rstrip(" ,;:.") + "…"

    @property
    def speaker(self) -> tuple[str, str]:
        """Who speaks, and what else is said of them."""
        name, _, about = self.who.partition(",")
        return name.strip(), about.strip()


class Scenario(Activity):
    """Situations that lead to each other by choices."""

    kind: ClassVar[str] = "scenario"
    most_numbers: ClassVar[int] = MOST_NUMBERS

    title: Prose
    """What it is called."""
    situation: Prose
    """What to know before the first situation: who one is, what is at stake."""
    variables: dict[str, Placed] = Bound(default={})
    """What choices change, each with its value at the start."""
    start: Placed | None = None
    """The first situation; the first that is written where this is left out."""
    steps: tuple[Step, ...] = Bound(min_length=1)
    """All situations and ends."""
    most_steps: int | None = Bound(default=None, ge=1, le=64)
    """Choices of a path that the state keeps, 1–64; those of the longest path without a loop where this is left out."""
    weight: int = Bound(default=1, ge=1, le=100)
    """Share in the score, 1–100, where ends have one."""

    @property
    def scored(self) -> bool:  # type: ignore[override]  # whether it counts is the author's doing
        """Whether an end has a mark: then the best one reached counts in the score."""
        return any(each.end is not None and each.end.score is not None for each in self.steps)

    @property
    def asked(self) -> Prose:
        return self.title

    @property
    def words(self) -> Sequence[Prose]:
        return [self.title, self.situation, *(prose for each in self.steps for prose in each.words)]

    @property
    def ends(self) -> list[Step]:
        """The situations that end it, in the author's order."""
        return [each for each in self.steps if each.end]

    @property
    def first(self) -> str:
        """The name of the situation that it begins with."""
        return str(self.start or self.steps[0].step)

    @property
    def is_conditional(self) -> bool:
        """Whether a choice depends on the variables, so that whoever plays on paper must keep count."""
        return any(each.when for _, each in self.options)

    @cached_property
    def options(self) -> list[tuple[Step, Option]]:
        """All choices with where they are on offer, in the author's order."""
        return [(step, each) for step in self.steps for each in step.choice]

    @cached_property
    def values(self) -> dict[str, int]:
        """The variables at the start."""
        found = {branching.variable(name): value for name, value in self.variables.items()}
        return {name: int(value) for name, value in found.items() if re.fullmatch(r"[+-]?\d{1,3}", value)}

    @cached_property
    def graph(self) -> Graph:
        """The situations and what leads from one to another; what cannot be read has no effect and no condition."""
        nodes = tuple(dict.fromkeys(each.name for each in self.steps))
        links = []
        for index, (step, each) in enumerate(self.options):
            effects = [
                (branching.variable(name), *found)
                for name, value in each.effects.items()
                if (found := branching.effect(value))
            ]
            condition = branching.condition(each.when) if each.when else ()
            links.append(Link(step.name, str(each.to), index, tuple(effects), condition or ()))
        return Graph(self.first, nodes, frozenset(each.name for each in self.ends), tuple(links))

    @cached_property
    def shown(self) -> list[Step]:
        """The situations that can be reached, in the order of the tree: from the top down, from left to right."""
        first = {each.name: each for each in reversed(self.steps)}
        return [first[name] for name in self.graph.drawing.places]

    @property
    def held(self) -> int:
        """How many choices of a path the state keeps."""
        # Who may go round a loop once comes further than the longest path without one.
        longest = self.graph.longest * (2 if self.graph.backwards else 1)
        return self.most_steps or max(1, min(longest, MOST_STEPS))

    def fields(self, highest: int) -> tuple[Field, ...]:
        # Six bits hold 63 choices and ends, and are a character of the state.
        bits = 6 if highest < 64 else 8
        names = ("end", *(f"step-{number}" for number in range(1, self.held + 1)))
        return tuple(Field(name, bits, narrowest=6) for name in names)

    def choice_texts(self) -> tuple[str, ...]:
        # Ends first: their numbers are to be identifiers. A choice is told from one of the same words elsewhere.
        ends = [f"{each.name} = {each.end.title}" for each in self.ends if each.end]
        return (*ends, *(f"{step.name} > {each.choice.plain}" for step, each in self.options))

    def _identifiers(self, numbers: Sequence[int]) -> list[str]:
        """An identifier for each end: by its number while there are signs, else the last that are free, in order."""
        own = numbers[: len(self.ends)]
        taken = {IDENTIFIERS[number - 1] for number in own if number <= len(IDENTIFIERS)}
        free = iter(each for each in reversed(IDENTIFIERS) if each not in taken)
        late = {number: next(free, "") for number in sorted(own) if number > len(IDENTIFIERS)}
        return [late.get(number) or IDENTIFIERS[number - 1] for number in own]

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        ends = [each.end for each in self.ends if each.end]
        names = self._identifiers(numbers)
        best = [name for name, each in zip(names, ends, strict=True) if each.score == 100]
        return Interaction(
            "choice",
            described(self.title),
            tuple((name, each.title[:250]) for name, each in zip(names, ends, strict=True)),
            # Several identifiers would mean that all of them are to be chosen.
            tuple(best) if len(best) == 1 else (),
        )

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        drawing = self.graph.drawing
        index = {each.name: at for at, each in enumerate(self.shown)}
        names = sorted(self.values)
        ids = dict(zip((each.name for each in self.ends), self._identifiers(numbers), strict=True))
        end_numbers = dict(zip((each.name for each in self.ends), numbers, strict=False))
        links = dict(zip((id(each) for _, each in self.options), self.graph.links, strict=True))
        own = dict(zip((id(each) for _, each in self.options), numbers[len(self.ends) :], strict=True))

        def terms(found: Sequence[branching.Term]) -> list[tuple[int, str, int]]:
            return [(names.index(name), sign, number) for name, sign, number in found if name in names]

        def option(each: Option) -> dict[str, object]:
            link = links[id(each)]
            return {
                "number": own[id(each)],
                "to": index[str(each.to)],
                "text": voice.inline(each.choice),
                **({"effects": terms(link.effects)} if link.effects else {}),
                **({"when": terms(link.condition)} if link.condition else {}),
                **({"consequence": voice.block(each.consequence)} if each.consequence else {}),
            }

        def situation(each: Step) -> dict[str, object]:
            who, about = each.speaker
            found: dict[str, object] = {
                "label": voice.text(each.label),
                "at": drawing.places[each.name],
                "named": bool(each.title),
                "text": voice.block(each.text),
                "who": voice.text(who),
                "about": voice.text(about),
                "says": voice.said(each.says) if each.says else "",
                "media": voice.asset(str(each.media)) if each.media else "",
                "question": voice.inline(each.question),
            }
            found = {key: value for key, value in found.items() if value not in ("", False)}
            if each.end:
                found["end"] = {
                    "number": end_numbers[each.name],
                    "id": ids[each.name],
                    "title": voice.text(each.end.title),
                    "debrief": voice.block(each.end.debrief),
                    "outcome": each.end.outcome,
                    "score": each.end.score or 0,
                }
            else:
                found["choices"] = [option(one) for one in each.choice if str(one.to) in index]
            return found

        return {
            "steps": [situation(each) for each in self.shown],
            "start": index.get(self.first, 0),
            "values": [self.values[name] for name in names],
            "held": self.held,
            "scored": self.scored,
            # A mark below 100 is worth its share.
            "partial": self.scored,
            "size": [drawing.columns, drawing.rows],
            "lines": [
                {"from": index[each.source], "to": index[each.target], "at": each.points, "back": each.is_back}
                for each in drawing.lines
            ],
        }

    def lint(self, report: Report) -> None:
        _names(self, report)
        _variables(self, report)
        _ways(self, report)
        _marks(self, report)


def _names(scenario: Scenario, report: Report) -> None:
    """Report names that are no names, or given twice, and situations that are not whole."""
    seen: dict[str, Span] = {}
    names = [each.name for each in scenario.steps]
    for each in scenario.steps:
        place = each.step.span
        if not NAME.fullmatch(each.name):
            report.add("SCN-010", place, name=each.name)
        if each.name in seen:
            report.add("SCN-011", place, name=each.name, line=seen[each.name].line)
        seen.setdefault(each.name, place)
        if each.end is None and not each.choice:
            report.add("SCN-004", place, name=each.name)
        if each.end is not None and each.choice:
            report.add("SCN-005", place, name=each.name)
        if each.end is None and not (each.text or each.says or each.media):
            report.add("SCN-006", place, name=each.name)
        if len(each.choice) > MOST_CHOICES:
            report.add("SCN-007", place, name=each.name, count=len(each.choice), limit=MOST_CHOICES)
        said: set[str] = set()
        for option in each.choice:
            if option.choice.plain in said:
                report.add("SCN-008", option.choice.span, text=option.choice.plain)
            said.add(option.choice.plain)
            if str(option.to) not in names:
                report.add("SCN-002", option.to.span, name=option.to, near=near(option.to, names))
    count = len(scenario.ends) + len(scenario.options)
    if count > MOST_NUMBERS:
        report.add("SCN-026", scenario.place, id=scenario.id, count=count, limit=MOST_NUMBERS)
    if scenario.start is not None and scenario.first not in names:
        report.add("SCN-003", scenario.start.span, name=scenario.start, near=near(scenario.start, names))
    if not scenario.ends:
        report.add("SCN-009", scenario.place, id=scenario.id)
    elif len(scenario.ends) > len(IDENTIFIERS):
        report.add("SCN-023", scenario.place, id=scenario.id, count=len(scenario.ends), limit=len(IDENTIFIERS))


def _variables(scenario: Scenario, report: Report) -> None:
    """Report variables that are not declared, and values, effects and conditions that cannot be read."""
    known = {branching.variable(each): each for each in scenario.variables}
    for name, value in scenario.variables.items():
        if not VARIABLE.fullmatch(branching.variable(name)):
            report.add("SCN-012", value.span, name=name)
        elif branching.variable(name) not in scenario.values:
            report.add("SCN-013", value.span, name=name, value=value)
    for _, each in scenario.options:
        for name, value in each.effects.items():
            if branching.variable(name) not in known:
                report.add("SCN-014", value.span, name=name, near=near(name, scenario.variables))
            if branching.effect(value) is None:
                report.add("SCN-015", value.span, name=name, value=value)
        if each.when is None:
            continue
        found = branching.condition(each.when)
        if found is None:
            report.add("SCN-016", each.when.span, text=each.when)
        for name, _, _ in found or ():
            if name not in known:
                report.add("SCN-014", each.when.span, name=name, near=near(name, scenario.variables))


def _ways(scenario: Scenario, report: Report) -> None:
    """Report what no path comes to, what no path leaves, and paths that are too long."""
    graph = scenario.graph
    if graph.start not in graph.onwards:
        return
    whole = all(each.target in graph.onwards for each in graph.links)
    for each in scenario.steps:
        if each.name not in graph.reachable:
            # A way to it that is misspelt has been told already.
            if whole:
                report.add("SCN-001", each.step.span, name=each.name)
        elif whole and graph.ends and each.choice and each.name not in graph.ending:
            report.add("SCN-017", each.step.span, name=each.name)
    most = scenario.most_steps or MOST_STEPS
    if graph.longest > most:
        report.add("SCN-020", scenario.place, id=scenario.id, count=graph.longest, limit=most)
    explored = graph.explored(scenario.values) if whole and scenario.values else None
    if explored is None:
        return
    for link, (step, option) in zip(graph.links, scenario.options, strict=True):
        if link.index not in explored.possible and step.name in graph.reachable:
            place = option.when.span if option.when else option.choice.span
            report.add("SCN-018", place, text=option.choice.plain)
    for each in scenario.steps:
        if each.name in explored.stuck:
            report.add("SCN-019", each.step.span, name=each.name)


def _marks(scenario: Scenario, report: Report) -> None:
    """Report a scenario that counts, of which some ends say nothing or none is worth all."""
    if not scenario.scored:
        return
    for each in scenario.ends:
        if each.end and each.end.score is None:
            report.add("SCN-021", each.step.span, name=each.name)
    if not any(each.end and each.end.score == 100 for each in scenario.ends):
        report.add("SCN-022", scenario.place, id=scenario.id)

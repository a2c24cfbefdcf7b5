"""Ordering: steps to be put in their order; steps that may come in any order stand together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.choice import IDENTIFIERS
from builder.activities.question import Question
from builder.diagnostics import Report
from builder.source.markdown import Prose


def _grouped(value: Any) -> Any:
    # A step alone is a group of one.
    return [each if isinstance(each, list | tuple) else [each] for each in value] if isinstance(value, list) else value


class Ordering(Question):
    """Steps shown in another order than theirs.

    Credit is the share of neighbours that are right: of all pairs of steps that stand next to each other in the answer,
    those where the second belongs right after the first, or together with it. An order that is right throughout has
    all of them; one step out of place costs the pairs around it and no more.

    A report's pattern is the author's order, as a pattern holds one; its result is true for every order allowed.
    """

    kind: ClassVar[str] = "ordering"
    scored: ClassVar[bool] = True

    question: Prose
    """What is asked."""
    steps: Annotated[tuple[tuple[Prose, ...], ...], BeforeValidator(_grouped)]
    """In the right order; what stands in one list may come in any order."""

    @cached_property
    def ranked(self) -> tuple[tuple[int, Prose], ...]:
        """Each step with the rank of its group, in the author's order."""
        return tuple((rank, each) for rank, group in enumerate(self.steps, 1) for each in group)

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        return [self.question, *(each for _, each in self.ranked), *self.common_words()]

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Places of the steps in `ranked` as they are first shown: the same in every build, and never a right order."""

        def is_right(order: Sequence[int]) -> bool:
            ranks = [self.ranked[place][0] for place in order]
            return ranks == sorted(ranks)

        return rotated(shuffled([each.plain for _, each in self.ranked], self.id), is_right)

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.plain for _, each in self.ranked)

    def fields(self, highest: int) -> tuple[Field, ...]:
        return self.common_fields()

    def fields_of(self, numbers: Sequence[int], highest: int) -> tuple[Field, ...]:
        # By step, the place it was given: a step that goes leaves the others in their order. Four bits hold fifteen.
        bits = max(4, len(numbers).bit_length())
        return (*(Field(f"{each}/{self.kind}", bits, narrowest=4) for each in numbers), *self.common_fields())

    def answer_key(self, numbers: Sequence[int]) -> tuple[str, ...]:
        names = (IDENTIFIERS[number - 1] for number in numbers)
        return tuple(f"{rank}.{name}" for name, (rank, _) in zip(names, self.ranked, strict=True))

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        names = tuple(IDENTIFIERS[number - 1] for number in numbers)
        texts = tuple((name, described(each)) for name, (_, each) in zip(names, self.ranked, strict=True))
        return Interaction("sequencing", described(self.question), texts, correct=names)

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {
            "steps": [
                {
                    "number": numbers[place],
                    "id": IDENTIFIERS[numbers[place] - 1],
                    "rank": self.ranked[place][0],
                }
                for place in self.shown
            ],
            **self.common_data(voice),
        }

    def lint(self, report: Report) -> None:
        super().lint(report)
        if len(self.ranked) > len(IDENTIFIERS):
            report.add("QUZ-040", self.question.span, id=self.id, limit=len(IDENTIFIERS))
        if len(self.steps) < 2:
            report.add("QUZ-048", self.question.span, id=self.id)
        for each in repeated(each for _, each in self.ranked):
            report.add("QUZ-042", each.span, text=each.plain)


def shuffled(texts: Sequence[str], seed: str) -> list[int]:
    """The places of *texts* in an order that follows from their words alone, so that every build shows the same."""
    marks = [hashlib.sha256(f"{seed}\n{text}".encode()).digest() for text in texts]
    return sorted(range(len(texts)), key=lambda place: marks[place])


def repeated(listed: Iterable[Prose]) -> Iterator[Prose]:
    """Every text whose words stood before it."""
    seen: set[str] = set()
    for each in listed:
        if each.plain in seen:
            yield each
        seen.add(each.plain)


def rotated(order: Sequence[int], tells: Callable[[Sequence[int]], bool]) -> tuple[int, ...]:
    """*order* turned on until it *tells* nothing; backwards where it does however it is turned."""
    turned = [[*order[at:], *order[:at]] for at in range(len(order))]
    return tuple(next((each for each in turned if not tells(each)), list(reversed(order))))

"""What matching and sorting share: sources, each of which belongs to one of a few targets."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.choice import IDENTIFIERS
from builder.activities.ordering import repeated
from builder.activities.question import Question
from builder.diagnostics import Report
from builder.source.markdown import Prose


class Link(NamedTuple):
    """A source and where it belongs."""

    source: Prose
    target: Prose
    feedback: Prose | None
    """Why it belongs there."""


class Pairing(Question):
    """Sources to be given a target each; the same target may be right for several.

    The lock numbers sources and targets in one row, so that a report's identifiers tell them apart. What is kept is the
    target's number, by the source's: a pair that is added, removed or moved leaves the others as they were answered.
    """

    question: Prose
    """What is asked."""

    @property
    @abstractmethod
    def links(self) -> Sequence[Link]:
        """Every source with its right target, as the author lists them."""

    @property
    @abstractmethod
    def listed(self) -> Sequence[Prose]:
        """Every target as the author lists them; equal words are one target."""

    @cached_property
    def targets(self) -> tuple[Prose, ...]:
        """Every target once."""
        first = {each.plain: each for each in reversed(self.listed)}
        return tuple(first[text] for text in self._texts)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.plain for each in self.listed))

    @cached_property
    def rights(self) -> tuple[int, ...]:
        """For each source, the place of its target in `targets`."""
        places = {text: place for place, text in enumerate(self._texts)}
        return tuple(places[each.target.plain] for each in self.links)

    @property
    def offered(self) -> Sequence[int]:
        """Places of the targets in `targets`, in the order in which they are offered."""
        return range(len(self.targets))

    @property
    def asked(self) -> Prose:
        return self.question

    def choice_texts(self) -> tuple[str, ...]:
        # A target that reads like a source is not taken for it when one of them moves.
        return (*(each.source.plain for each in self.links), *(f"→ {text}" for text in self._texts))

    def fields(self, highest: int) -> tuple[Field, ...]:
        return self.common_fields()

    def fields_of(self, numbers: Sequence[int], highest: int) -> tuple[Field, ...]:
        # Four bits hold fifteen sources and targets: one that is added later rarely needs new slots.
        bits = max(4, highest.bit_length())
        kept = (Field(f"{each}/{self.kind}", bits, narrowest=4) for each in numbers[: len(self.links)])
        return (*kept, *self.common_fields())

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        names = [IDENTIFIERS[number - 1] for number in numbers]
        sources, targets = names[: len(self.links)], names[len(self.links) :]
        return Interaction(
            "matching",
            described(self.question),
            tuple((name, described(each.source)) for name, each in zip(sources, self.links, strict=True)),
            correct=tuple(f"{name}.{targets[right]}" for name, right in zip(sources, self.rights, strict=True)),
            targets=tuple((name, described(each)) for name, each in zip(targets, self.targets, strict=True)),
        )

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        sources, targets = numbers[: len(self.links)], numbers[len(self.links) :]
        return {
            "sources": [
                {
                    "number": number,
                    "id": IDENTIFIERS[number - 1],
                    "target": targets[right],
                    "feedback": voice.block(each.feedback),
                }
                for number, each, right in zip(sources, self.links, self.rights, strict=True)
            ],
            "targets": [{"number": targets[each], "id": IDENTIFIERS[targets[each] - 1]} for each in self.offered],
            **self.common_data(voice),
        }

    def lint(self, report: Report) -> None:
        super().lint(report)
        if len(self.links) + len(self.targets) > len(IDENTIFIERS):
            report.add("QUZ-040", self.question.span, id=self.id, limit=len(IDENTIFIERS))
        for each in repeated(link.source for link in self.links):
            report.add("QUZ-042", each.span, text=each.plain)

"""Matching: each element has its counterpart in a list, which may hold more than is needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar, Final

from pydantic import BaseModel, ConfigDict

from builder.activities.ordering import repeated, rotated
from builder.activities.pairing import Link, Pairing
from builder.diagnostics import Report
from builder.source.markdown import Prose
from builder.source.words import folded

SHORT: Final = 24
"""Characters of a target that fit into one line of a small screen."""
LONGEST: Final = 50
"""Characters of a target that a list of choices still shows whole on a small screen, on two lines."""


class Pair(BaseModel):
    """An element and what belongs to it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    element: Prose
    """What is shown."""
    target: Prose
    """What is to be found for it; pairs may share one."""
    feedback: Prose | None = None
    """Why they belong together."""


class Matching(Pairing):
    """Elements whose counterparts are chosen from a list."""

    kind: ClassVar[str] = "matching"
    scored: ClassVar[bool] = True

    pairs: tuple[Pair, ...]
    """In the order shown."""
    distractors: tuple[Prose, ...] = ()
    """Further targets, right for nothing."""

    @property
    def links(self) -> Sequence[Link]:
        return tuple(Link(each.element, each.target, each.feedback) for each in self.pairs)

    @property
    def listed(self) -> Sequence[Prose]:
        return (*(each.target for each in self.pairs), *self.distractors)

    @property
    def words(self) -> Sequence[Prose]:
        found = [self.question]
        for each in self.pairs:
            found += [each.element, each.target, *([each.feedback] if each.feedback else [])]
        return [*found, *self.distractors, *self.common_words()]

    @cached_property
    def offered(self) -> Sequence[int]:
        """By their words, so that their order follows no pair."""
        by_words = sorted(range(len(self.targets)), key=lambda place: (folded(self.targets[place].plain), place))
        wanted = list(dict.fromkeys(self.rights))
        return rotated(by_words, lambda order: [each for each in order if each in wanted] == wanted)

    @property
    def is_long(self) -> bool:
        """Whether a target may take two lines in its list."""
        return any(len(each.plain) > SHORT for each in self.targets)

    def lint(self, report: Report) -> None:
        super().lint(report)
        if len(self.pairs) < 2:
            report.add("QUZ-041", self.question.span, id=self.id)
        elif len(self.targets) < 2:
            report.add("QUZ-043", self.question.span, id=self.id)
        known = [each.target for each in self.pairs]
        wanted = {each.plain for each in known}
        for each in self.distractors:
            if each.plain in wanted:
                report.add("QUZ-044", each.span, text=each.plain)
        for each in repeated(self.distractors):
            if each.plain not in wanted:
                report.add("QUZ-042", each.span, text=each.plain)
        for each in self.targets:
            if len(each.plain) > LONGEST:
                report.add("QUZ-047", each.span, id=self.id, count=len(each.plain), limit=LONGEST)

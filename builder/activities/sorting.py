"""Sorting: elements to be put into categories. Reported as a matching of elements and categories."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from builder.activities.ordering import repeated, rotated, shuffled
from builder.activities.pairing import Link, Pairing
from builder.diagnostics import Report
from builder.source.markdown import Prose

MOST: Final = 6
"""Categories that can be told apart at a glance, beside each element."""


class Element(BaseModel):
    """What is to be put into a category."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    element: Prose
    """What is shown."""
    feedback: Prose | None = None
    """Why it belongs there."""

    @model_validator(mode="before")
    @classmethod
    def _from_source(cls, value: Any) -> Any:
        if isinstance(value, str | Prose):
            return {"element": value}
        if isinstance(value, dict) and not {"element", "feedback"} & set(value):
            # « - Le maire : il préside » became a mapping without a word.
            raise PydanticCustomError("prose_type", "text expected")
        return value


class Category(BaseModel):
    """A category and all that belongs there."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    category: Prose
    """Its title."""
    elements: tuple[Element, ...]
    """What belongs there."""


class Sorting(Pairing):
    """Elements to be put into categories."""

    kind: ClassVar[str] = "sorting"
    scored: ClassVar[bool] = True

    categories: tuple[Category, ...]
    """In the order shown."""

    @property
    def links(self) -> Sequence[Link]:
        return tuple(
            Link(each.element, category.category, each.feedback)
            for category in self.categories
            for each in category.elements
        )

    @property
    def listed(self) -> Sequence[Prose]:
        return tuple(each.category for each in self.categories)

    @property
    def words(self) -> Sequence[Prose]:
        found = [self.question, *self.listed]
        for each in self.links:
            found += [each.source, *([each.feedback] if each.feedback else [])]
        return [*found, *self.common_words()]

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """Places of the elements in `links` as they are listed: the same in every build, not category by category."""

        def tells(order: Sequence[int]) -> bool:
            found = [self.rights[place] for place in order]
            return sum(a != b for a, b in pairwise(found)) < len(set(found))

        return rotated(shuffled([each.source.plain for each in self.links], self.id), tells)

    def lint(self, report: Report) -> None:
        super().lint(report)
        if len(self.categories) < 2:
            report.add("QUZ-045", self.question.span, id=self.id)
        if len(self.categories) > MOST:
            report.add("QUZ-046", self.categories[MOST].category.span, id=self.id, limit=MOST)
        for each in repeated(self.listed):
            report.add("QUZ-042", each.span, text=each.plain)
        for category in self.categories:
            if not category.elements:
                report.add("QUZ-049", category.category.span, text=category.category.plain)

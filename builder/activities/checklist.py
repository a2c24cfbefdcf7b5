"""A list to tick for oneself: what one has read, prepared, checked. Never scored, required or reported.

The state keeps a bit for each entry by its number in the lock, and one more that says that the list was touched: a list
that is all unticked again is not one that nobody opened, when entries are added to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from pydantic import Field as Bound

from builder.activities.activity import Activity, Field, Interaction, Voice
from builder.activities.choice import IDENTIFIERS
from builder.diagnostics import Report
from builder.source.markdown import Prose

STEP: Final = 4
"""Bits are given by four: an entry that is added later rarely needs a new slot."""


class Checklist(Activity):
    """Things to tick, with an introduction or without one."""

    kind: ClassVar[str] = "checklist"
    scored: ClassVar[bool] = False

    question: Prose | None = None
    """What the list is for, shown above it."""
    entries: tuple[Prose, ...] = Bound(min_length=1)
    """What can be ticked, in the order shown."""

    @property
    def asked(self) -> Prose:
        return self.question or self.entries[0]

    @property
    def words(self) -> Sequence[Prose]:
        return [*([self.question] if self.question else []), *self.entries]

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("ticks", -(-(highest + 1) // STEP) * STEP, narrowest=STEP),)

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.plain for each in self.entries)

    def interaction(self, numbers: Sequence[int]) -> Interaction | None:
        return None

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {}

    def lint(self, report: Report) -> None:
        if len(self.entries) > len(IDENTIFIERS):
            report.add("PLN-022", self.place, id=self.id, count=len(self.entries), limit=len(IDENTIFIERS))
        seen: set[str] = set()
        for each in self.entries:
            if each.plain in seen:
                report.add("PLN-023", each.span, text=each.plain)
            seen.add(each.plain)

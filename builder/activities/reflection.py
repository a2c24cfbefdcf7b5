"""A reflection: a prompt, and room to write for oneself. Never scored, never required, never reported.

What is written can name people, so it is kept where the course says and nowhere else: on the learner's device, or in
the state when the author asked for that (`textes-libres: plateforme`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from pydantic import Field as Bound

from builder.activities.activity import Activity, Field, Interaction, Voice
from builder.source.markdown import Prose

USUAL: Final = 600
"""Bytes: some hundred words of French."""


class Reflection(Activity):
    """A question to oneself, answered in one's own words."""

    kind: ClassVar[str] = "reflection"
    scored: ClassVar[bool] = False

    question: Prose
    """What the reader is to think about."""
    length: int = Bound(default=USUAL, ge=50, le=20_000)
    """Room for the text, 50–20000 bytes; an accented letter takes two."""

    @property
    def rows(self) -> int:
        """Lines of the field: enough to invite, not so many that they frighten."""
        return min(max(self.length // 110, 4), 12)

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        return [self.question]

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("text", 0, self.length),)

    def interaction(self, numbers: Sequence[int]) -> Interaction | None:
        return None

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {"bytes": self.length}

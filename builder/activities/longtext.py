"""A text in one's own words, to keep or to send. Never scored, never required.

Kept, it is a reflection: it stays where `textes-libres:` says. To be sent (`transmis: oui`), it is kept there all the
same, and leaves only when the learner presses the button; then it is reported as a long answer, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import BeforeValidator

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.reflection import Reflection
from builder.source.fields import word

SHORTEST: Final = 255
"""Characters of an answer that SCORM 1.2 can report (RTE 3.4.4, student_response)."""


class LongText(Reflection):
    """A question answered in one's own words."""

    kind: ClassVar[str] = "longtext"
    speaks: ClassVar[tuple[str, ...]] = ("reflection",)

    reported: Annotated[bool, BeforeValidator(word)] = False
    """Whether it can be sent to those who look after the course."""

    @property
    def is_cut(self) -> bool:
        """Whether some platforms get its beginning only."""
        return self.reported and self.length > SHORTEST

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (*super().fields(highest), *((Field("sent", 1),) if self.reported else ()))

    def interaction(self, numbers: Sequence[int]) -> Interaction | None:
        return Interaction("long-fill-in", described(self.question)) if self.reported else None

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {**super().data(voice, numbers), "reported": self.reported}

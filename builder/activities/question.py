"""What every question with a right answer has in common, whatever its form."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BeforeValidator
from pydantic import Field as Bound

from builder.activities.activity import Activity, Field, Voice
from builder.source.fields import word
from builder.source.markdown import Prose

MOST_HINTS: Final = 3


class Question(Activity):
    """A question whose answer counts in the score."""

    scored: ClassVar[bool] = True

    feedback: Prose | None = None
    """What to say whatever was answered."""
    weight: int = Bound(default=1, ge=1, le=100)
    """Share in the score, 1–100."""
    tries: Annotated[int | None, BeforeValidator(lambda value: None if word(value) == "none" else value)] = Bound(
        default=None, ge=1, le=7
    )
    """How many answers may be sent, 1–7; None: as many as wanted. What is right is shown after the last."""
    hints: tuple[Prose, ...] = Bound(default=(), max_length=MOST_HINTS)
    """Given one after the other to whoever asks; they cost nothing."""
    marking: Annotated[Literal["partial", "all-or-nothing"], BeforeValidator(word)] = "all-or-nothing"
    """Whether a part of the answer is worth a part of the weight."""

    def common_words(self) -> list[Prose]:
        """The proses that any question may have; a kind adds its own before them."""
        return [*self.hints, *([self.feedback] if self.feedback else [])]

    def common_fields(self) -> tuple[Field, ...]:
        """What the state keeps beside the answer; a kind puts it after its own fields."""
        tries = (Field("tries", 3),) if self.tries is not None else ()
        return (*tries, *((Field("hints", 2),) if self.hints else ()))

    def common_data(self, voice: Voice) -> dict[str, Any]:
        """What the player needs to show any question (player/question.ts)."""
        return {
            "tries": self.tries or 0,
            "hints": [voice.block(each) for each in self.hints],
            "partial": self.marking == "partial",
            "feedback": voice.block(self.feedback),
        }

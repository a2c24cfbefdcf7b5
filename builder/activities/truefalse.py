"""True or false: a statement of knowledge, scored. A belief is a myth item, never scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic import Field as Bound

from builder.activities.activity import Activity, Field, Interaction, Voice, described
from builder.source.fields import word
from builder.source.markdown import Prose


class TrueFalse(Activity):
    """A statement that is true or false."""

    kind: ClassVar[str] = "truefalse"
    scored: ClassVar[bool] = True

    claim: Prose
    """The statement."""
    verdict: Annotated[bool, BeforeValidator(word)]
    """Whether it is true."""
    feedback: Prose | None = None
    """Why, whatever was answered."""
    feedback_true: Prose | None = None
    """What to say to those who answer "true"."""
    feedback_false: Prose | None = None
    """What to say to those who answer "false"."""
    weight: int = Bound(default=1, ge=1, le=100)
    """Share in the score, 1–100."""

    @property
    def asked(self) -> Prose:
        return self.claim

    @property
    def words(self) -> Sequence[Prose]:
        return [each for each in (self.claim, self.feedback, self.feedback_true, self.feedback_false) if each]

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("answer", 2),)

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        return Interaction("true-false", described(self.claim), (), ("true" if self.verdict else "false",))

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        common = voice.block(self.feedback)
        return {
            "right": self.verdict,
            "feedback": {
                "true": voice.block(self.feedback_true) + common,
                "false": voice.block(self.feedback_false) + common,
            },
        }

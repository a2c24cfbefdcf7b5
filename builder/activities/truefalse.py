"""True or false: a statement of knowledge, scored. A belief is a myth item, never scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.question import Question
from builder.source.fields import word
from builder.source.markdown import Prose


class TrueFalse(Question):
    """A statement that is true or false."""

    kind: ClassVar[str] = "truefalse"

    claim: Prose
    """The statement."""
    verdict: Annotated[bool, BeforeValidator(word)]
    """Whether it is true."""
    feedback_true: Prose | None = None
    """What to say to those who answer "true"."""
    feedback_false: Prose | None = None
    """What to say to those who answer "false"."""

    @property
    def asked(self) -> Prose:
        return self.claim

    @property
    def words(self) -> Sequence[Prose]:
        own = [each for each in (self.claim, self.feedback_true, self.feedback_false) if each]
        return own + self.common_words()

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("answer", 2), *self.common_fields())

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        return Interaction("true-false", described(self.claim), (), ("true" if self.verdict else "false",))

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return self.common_data(voice) | {
            "right": self.verdict,
            "after": {"true": voice.block(self.feedback_true), "false": voice.block(self.feedback_false)},
        }

"""Single and multiple choice: one right answer makes radio buttons, several make check boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Bound
from pydantic_core import PydanticCustomError

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.question import Question
from builder.diagnostics import Report
from builder.source.markdown import Prose

IDENTIFIERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789"
"""Choice identifiers of one character, so that SCORM 1.2 can report them (R12-19): 36 at most."""


class Answer(BaseModel):
    """One choice and what to say to those who take it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    right: bool
    """Whether it is a right answer."""
    text: Prose
    """The choice."""
    feedback: Prose | None = None
    """Why it is right or wrong."""

    @model_validator(mode="before")
    @classmethod
    def _from_source(cls, value: Any) -> Any:
        # In a bank the verdict is the key of the text: an answer can neither lack it nor carry two.
        if isinstance(value, Answer) or (isinstance(value, dict) and "text" in value):
            return value
        verdicts = [key for key in ("right", "wrong") if key in value] if isinstance(value, dict) else []
        if len(verdicts) != 1:
            raise PydanticCustomError("answer_verdict", "an answer is right or wrong")
        rest = {name: each for name, each in value.items() if name != verdicts[0]}
        return {"right": verdicts[0] == "right", "text": value[verdicts[0]], **rest}


def listed_fields(multiple: bool, highest: int) -> tuple[Field, ...]:
    """What the state keeps of an answer from a list whose last choice has the number *highest*.

    Args:
        multiple: Whether several may be taken: then a bit for each, and one for "sent".
    """
    if multiple:
        return (Field("answers", highest, narrowest=2), Field("sent", 1))
    # Three bits hold seven choices: one that is added later rarely needs a new slot.
    return (Field("answer", max(3, highest.bit_length()), narrowest=3),)


class Choice(Question):
    """A question with a list of answers."""

    kind: ClassVar[str] = "choice"

    question: Prose
    """What is asked."""
    answers: tuple[Answer, ...] = Bound(min_length=2)
    """In the order shown."""

    @property
    def multiple(self) -> bool:
        """Whether several answers are right, so that check boxes are shown."""
        return sum(each.right for each in self.answers) > 1

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        found = [self.question]
        for each in self.answers:
            found += [each.text, *([each.feedback] if each.feedback else [])]
        return found + self.common_words()

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (*listed_fields(self.multiple, highest), *self.common_fields())

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.text.plain for each in self.answers)

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        names = [IDENTIFIERS[number - 1] for number in numbers]
        return Interaction(
            "choice",
            described(self.question),
            tuple((name, described(each.text)) for name, each in zip(names, self.answers, strict=True)),
            tuple(name for name, each in zip(names, self.answers, strict=True) if each.right),
        )

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return self.common_data(voice) | {
            "multiple": self.multiple,
            "choices": [
                {
                    "number": number,
                    "id": IDENTIFIERS[number - 1],
                    "right": each.right,
                    "feedback": voice.block(each.feedback),
                }
                for number, each in zip(numbers, self.answers, strict=True)
            ],
        }

    def lint(self, report: Report) -> None:
        if not any(each.right for each in self.answers):
            report.add("QUZ-010", self.question.span, id=self.id)
        if all(each.right for each in self.answers):
            report.add("QUZ-011", self.question.span, id=self.id)
        if len(self.answers) > len(IDENTIFIERS):
            report.add("QUZ-012", self.question.span, id=self.id, limit=len(IDENTIFIERS))
        seen: set[str] = set()
        for each in self.answers:
            if each.text.plain in seen:
                report.add("QUZ-013", each.text.span, text=each.text.plain)
            seen.add(each.text.plain)
            if each.feedback is None and self.feedback is None:
                report.add("QUZ-014", each.text.span, id=self.id)

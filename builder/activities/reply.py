"""« Que répondez-vous ? »: choose what to reply to somebody, then word it oneself, then compare with a model.

Scored on the choice alone. What the learner writes is a free text, kept as the course says of free text and never
reported; the model and its reasons are shown only once the learner asks to compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import BeforeValidator
from pydantic import Field as Bound

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.choice import IDENTIFIERS, Answer
from builder.activities.question import Question
from builder.diagnostics import Report
from builder.source.fields import word
from builder.source.markdown import Prose

USUAL: Final = 400
"""Bytes of a reply: some sixty words of French; nobody says more at a time."""


class Reply(Question):
    """What somebody says, replies to choose from, and room for one's own."""

    kind: ClassVar[str] = "reply"
    speaks: ClassVar[tuple[str, ...]] = ("reflection",)

    situation: Prose | None = None
    """Where and when it is said."""
    who: str = ""
    """Who says it; what follows a comma is said in small."""
    says: Prose
    """What they say, without quotation marks."""
    question: Prose | None = None
    """What is asked above the replies."""
    replies: tuple[Answer, ...] = Bound(min_length=2)
    """In the order shown."""
    length: int = Bound(default=USUAL, ge=50, le=20_000)
    """Room for one's own reply, 50–20000 bytes; an accented letter takes two."""
    model: Prose
    """A reply that works, to compare with."""
    reasons: tuple[Prose, ...] = ()
    """Why it works, one after the other."""
    score: Annotated[bool, BeforeValidator(word)] = True
    """Whether the choice counts in the score."""

    @property
    def scored(self) -> bool:  # type: ignore[override]  # it is the author's doing
        """Whether the choice counts in the score."""
        return self.score

    @property
    def asked(self) -> Prose:
        return self.says

    @property
    def words(self) -> Sequence[Prose]:
        found = [each for each in (self.situation, self.says, self.question) if each]
        for each in self.replies:
            found += [each.text, *([each.feedback] if each.feedback else [])]
        return [*found, self.model, *self.reasons, *self.common_words()]

    @property
    def speaker(self) -> tuple[str, str]:
        """Who speaks, and what else is said of them."""
        name, _, about = self.who.partition(",")
        return name.strip(), about.strip()

    @property
    def rows(self) -> int:
        """Lines of the field: enough to invite, not so many that they frighten."""
        return min(max(self.length // 110, 3), 8)

    def fields(self, highest: int) -> tuple[Field, ...]:
        # Three bits hold seven replies: one that is added later rarely needs a new slot.
        answer = Field("answer", max(3, highest.bit_length()), narrowest=3)
        return (answer, Field("compared", 1), Field("text", 0, self.length), *self.common_fields())

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.text.plain for each in self.replies)

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        names = [IDENTIFIERS[number - 1] for number in numbers]
        right = [name for name, each in zip(names, self.replies, strict=True) if each.right]
        return Interaction(
            "choice",
            described(self.says),
            tuple((name, described(each.text)) for name, each in zip(names, self.replies, strict=True)),
            # Several identifiers would mean that all of them are to be chosen; here each is fine by itself.
            tuple(right) if len(right) == 1 else (),
        )

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return self.common_data(voice) | {
            "choices": [
                {
                    "number": number,
                    "id": IDENTIFIERS[number - 1],
                    "right": each.right,
                    "feedback": voice.block(each.feedback),
                }
                for number, each in zip(numbers, self.replies, strict=True)
            ],
            "bytes": self.length,
            "rows": self.rows,
            "model": voice.said(self.model),
            "reasons": [voice.inline(each) for each in self.reasons],
        }

    def lint(self, report: Report) -> None:
        if not any(each.right for each in self.replies):
            report.add("QUZ-065", self.says.span, id=self.id)
        elif self.scored and all(each.right for each in self.replies):
            report.add("QUZ-066", self.says.span, id=self.id)
        if len(self.replies) > len(IDENTIFIERS):
            report.add("QUZ-012", self.says.span, id=self.id, limit=len(IDENTIFIERS))
        seen: set[str] = set()
        for each in self.replies:
            if each.text.plain in seen:
                report.add("QUZ-067", each.text.span, text=each.text.plain)
            seen.add(each.text.plain)
            if each.feedback is None and self.feedback is None:
                report.add("QUZ-068", each.text.span, id=self.id)
        if not self.reasons:
            report.add("QUZ-069", self.model.span, id=self.id)

"""The myth item: a claim, a belief, the facts, and the belief again at the end. Never scored.

Source: Lewandowsky et al., Debunking Handbook 2020 (fact, myth, why it convinces, fact again); the second
rating stands at the end, since one right after a correction measures compliance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator

from builder.activities.activity import Activity, Field, Interaction, Voice, described
from builder.diagnostics import Report
from builder.source.fields import word
from builder.source.markdown import Prose

FIVE: Final = (1, 3, 4, 5, 7)
"""The steps of a scale of five, by the names of the scale of seven."""


class Myth(Activity):
    """A claim people hear, to be judged on a scale; opinions are never scored."""

    kind: ClassVar[str] = "myth"
    scored: ClassVar[bool] = False
    belief: ClassVar[bool] = True
    unknown: ClassVar[int] = 15
    """What the state keeps for "I do not know", apart from the scale's 1–11."""

    claim: Prose
    """What one hears, without quotation marks."""
    verdict: Annotated[Literal["true", "false", "nuance"], BeforeValidator(word)]
    """What the facts say."""
    facts: Prose
    """The fact, first and plain."""
    why: Prose
    """Why the claim convinces, in plain words."""
    keep: Prose
    """The fact again, in a sentence to remember."""
    fallacy: str = ""
    """Name of the rhetorical device, if any."""
    condition: Prose | None = None
    """For a nuance: when the claim holds and when not."""
    variants: tuple[Prose, ...] = ()
    """Other wordings, for a later re-test: who recognises the words has not yet understood."""
    confidence: Annotated[bool, BeforeValidator(word)] = False
    """Whether it is asked how firm the opinion is: firm errors come back first in the re-test."""
    second: Annotated[Literal["end", "item"], BeforeValidator(word)] = "end"
    """When the belief is asked again: at the page's end, or below the facts."""
    scale: Annotated[Literal["5", "7", "11"], BeforeValidator(word)] = "7"
    """Steps of the scale."""

    @property
    def steps(self) -> Iterator[tuple[int, str, int]]:
        """Each step, the key of its name, and the number shown where the name is one."""
        if self.scale == "11":
            named = {1: 1, 6: 4, 11: 7}
            for step in range(1, 12):
                yield step, f"myth.scale.7.{named[step]}" if step in named else "myth.scale.11.of", step - 1
            return
        for step, seven in enumerate(FIVE if self.scale == "5" else range(1, 8), 1):
            yield step, f"myth.scale.7.{seven}", seven

    @property
    def asked(self) -> Prose:
        return self.claim

    @property
    def words(self) -> Sequence[Prose]:
        always = [self.claim, self.facts, self.why, self.keep, *self.variants]
        return always + ([self.condition] if self.condition else [])

    def fields(self, highest: int) -> tuple[Field, ...]:
        # The third step of five is not the third of seven: on another scale, both are asked again.
        scale = "" if self.scale == "7" else f"/{self.scale}"
        found: tuple[Field, ...] = (Field(f"before{scale}", 4), Field(f"after{scale}", 4))
        if self.confidence:
            found += (Field("confidence", 2),)
        # The re-test may be added to the course later: what it will ask has its place from the start.
        return found + ((Field(f"later{scale}", 4), Field("recalled", 3)) if self.variants else ())

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        return Interaction("numeric", described(self.claim))

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {
            "verdict": self.verdict,
            "steps": int(self.scale),
            "claim": voice.quoted(self.claim),
            "facts": voice.inline(self.facts),
            "why": voice.inline(self.why),
            "keep": voice.inline(self.keep),
            "fallacy": voice.text(self.fallacy),
            "condition": voice.inline(self.condition),
            **({"confidence": True} if self.confidence else {}),
            **({"atOnce": True} if self.second == "item" else {}),
            **({"variants": [voice.quoted(each) for each in self.variants]} if self.variants else {}),
        }

    def lint(self, report: Report) -> None:
        if self.verdict == "nuance" and self.condition is None:
            report.add("QUZ-020", self.place, id=self.id)
        if not self.sources:
            report.add("QUZ-021", self.place, id=self.id)
        for each in self.variants:
            if each.plain.lower().strip(" .") == self.claim.plain.lower().strip(" ."):
                report.add("QUZ-081", each.span, id=self.id)

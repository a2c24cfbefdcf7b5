"""The myth item: a claim, a belief, the facts, and the belief again at the end. Never scored.

Source: Lewandowsky et al., Debunking Handbook 2020 (fact, myth, why it convinces, fact again); the second
rating stands at the end, since one right after a correction measures compliance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator

from builder.activities.activity import Activity, Field, Html, Interaction, described
from builder.diagnostics import Report
from builder.source.fields import word
from builder.source.markdown import Prose

UNKNOWN: Final = 15
"""What the state keeps for "I do not know", apart from the scale's 1–11."""


class Myth(Activity):
    """A claim people hear, to be judged on a scale; opinions are never scored."""

    kind: ClassVar[str] = "myth"
    scored: ClassVar[bool] = False

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
    variant: Prose | None = None
    """Another wording, for a later re-test."""
    scale: Annotated[Literal["5", "7", "11"], BeforeValidator(word)] = "7"
    """Steps of the scale."""

    @property
    def asked(self) -> Prose:
        return self.claim

    @property
    def words(self) -> Sequence[Prose]:
        always = [self.claim, self.facts, self.why, self.keep]
        return always + [each for each in (self.condition, self.variant) if each]

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("before", 4), Field("after", 4))

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        return Interaction("numeric", described(self.claim))

    def data(self, html: Html, numbers: Sequence[int]) -> Mapping[str, object]:
        return {
            "verdict": self.verdict,
            "steps": int(self.scale),
            "claim": html(self.claim),
            "facts": html(self.facts),
            "why": html(self.why),
            "keep": html(self.keep),
            "fallacy": self.fallacy,
            "condition": html(self.condition) if self.condition else "",
        }

    def lint(self, report: Report) -> None:
        if self.verdict == "nuance" and self.condition is None:
            report.add("QUZ-020", self.place, id=self.id)
        if not self.sources:
            report.add("QUZ-021", self.place, id=self.id)

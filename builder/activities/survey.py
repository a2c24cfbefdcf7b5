"""An opinion about the course, on a scale of named steps. Never scored, and nobody has to give one.

It is an answer to the people who make the course, so it is reported as other answers are: what `avis:` says of beliefs
does not hold for it, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final, Literal

from pydantic import BeforeValidator

from builder.activities.activity import Activity, Field, Interaction, Voice, described
from builder.activities.choice import IDENTIFIERS
from builder.diagnostics import Report
from builder.source.markdown import Prose
from builder.source.words import folded

SCALES: Final[dict[str, tuple[str, ...]]] = {
    "accord": (
        "Pas du tout d’accord",
        "Plutôt pas d’accord",
        "Ni l’un ni l’autre",
        "Plutôt d’accord",
        "Tout à fait d’accord",
    ),
    "utilite": ("Inutile", "Peu utile", "Assez utile", "Utile", "Très utile"),
    "frequence": ("Jamais", "Rarement", "Parfois", "Souvent", "Toujours"),
    "agreement": ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    "usefulness": ("Not useful", "Slightly useful", "Fairly useful", "Useful", "Very useful"),
    "frequency": ("Never", "Rarely", "Sometimes", "Often", "Always"),
}
"""Ready-made scales. The word that names one is in the language of its steps."""
ENGLISH: Final = {"agreement": "accord", "usefulness": "utilite", "frequency": "frequence"}
"""Scales that are one in two languages."""
STEPS: Final = (2, 9)
"""How many steps people can tell apart."""


class Survey(Activity):
    """A question whose answers are steps of a scale, and none of which is right."""

    kind: ClassVar[str] = "survey"
    scored: ClassVar[bool] = False

    question: Prose
    """What is asked."""
    scale: Annotated[
        Literal["accord", "utilite", "frequence", "agreement", "usefulness", "frequency"] | None,
        BeforeValidator(lambda value: folded(value) if isinstance(value, str) else value),
    ] = None
    """A ready-made scale."""
    labels: tuple[Prose, ...] = ()
    """In its place: the steps, from the least to the most."""

    @property
    def steps(self) -> tuple[Prose, ...]:
        """The steps of the scale, from the least to the most."""
        return self.labels or tuple(map(Prose, SCALES[self.scale or "accord"]))

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        return [self.question, *self.labels]

    def fields(self, highest: int) -> tuple[Field, ...]:
        # Steps that were reworded mean the same; those of another scale do not, and are asked again. "apart": would
        # rather not say.
        scale = f"/{ENGLISH.get(self.scale, self.scale)}" if self.scale else ""
        return (Field(f"answer{scale}", max(4, highest.bit_length()), narrowest=4), Field("apart", 1))

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.plain for each in self.steps)

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        named = zip((IDENTIFIERS[number - 1] for number in numbers), self.steps, strict=True)
        return Interaction("likert", described(self.question), tuple((name, described(each)) for name, each in named))

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {"ids": {str(number): IDENTIFIERS[number - 1] for number in numbers}}

    def lint(self, report: Report) -> None:
        texts = {each.plain for each in self.labels}
        is_listed = STEPS[0] <= len(self.labels) <= STEPS[1] and len(texts) == len(self.labels)
        if bool(self.labels) == bool(self.scale) or (self.labels and not is_listed):
            report.add("QUZ-064", self.question.span, id=self.id)

"""A number to be found: exact, within a tolerance, or between two bounds.

The learner writes it as the language does: `3,5` or `3.5`, thousands parted by spaces. The player reads it as
`read_number` does; both are tried on one table (tests/activities/numbers.json).

The state keeps what was typed in 45 bits, and so the same on every standard: `(digits × 10 + decimals) × 2 + sign + 1`,
where *digits* is the number without its decimal sign, 12 at most, and *decimals* says how many stand behind it, 6 at
most. 0 is "nothing yet".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.question import Question
from builder.diagnostics import Report, Span
from builder.source.markdown import Prose
from builder.source.yaml import Scalar

BITS: Final = 45
MOST_DIGITS: Final = 12
MOST_DECIMALS: Final = 6
"""Beyond, JavaScript writes an exponent, which SCORM takes for no number."""
SPACES: Final = re.compile("[\\s'’]+")


def read_number(text: str, english: bool = False) -> Decimal | None:
    """The number that *text* writes down; None where it is none, or more than the state can keep.

    Args:
        english: A comma before exactly three digits parts thousands; else it is a decimal sign, as a point is.
    """
    bare = SPACES.sub("", text).replace("−", "-")
    found = re.fullmatch(r"([+-]?)(\d[\d.,]*|[.,]\d+)", bare, re.ASCII)
    if found is None:
        return None
    body = found[2]
    marks = re.sub(r"\d", "", body)
    decimal = marks[-1:]
    if len(marks) > 1 and len(set(marks)) == 1:
        decimal = ""  # several of a kind part thousands
    elif english and marks == "," and re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
        decimal = ""
    whole, _, part = body.rpartition(decimal) if decimal else (body, "", "")
    groups = re.split("[.,]", whole)
    if len(set(re.sub(r"\d", "", whole))) > 1 or (
        len(groups) > 1 and not re.fullmatch(r"\d{1,3}(,\d{3})+", ",".join(groups))
    ):
        return None
    if decimal and decimal in whole:
        return None
    part = part.rstrip("0")
    if len(("".join(groups) + part).lstrip("0")) > MOST_DIGITS or len(part) > MOST_DECIMALS:
        return None
    return Decimal(f"{found[1]}{''.join(groups) or '0'}.{part or '0'}").normalize() + 0


@dataclass(frozen=True, slots=True)
class Number:
    """A number as an author wrote it, `5 %` included."""

    text: str
    value: Decimal | None
    """None where it is not a number."""
    is_share: bool = False
    """Whether a percent sign stands behind it."""
    span: Span | None = None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def _validate(cls, value: object) -> Number:
        if isinstance(value, Number):
            return value
        text = str(value).strip()
        bare = text.removesuffix("%")
        span = value.span if isinstance(value, Scalar) else None
        # What is no text is no number either: the fault is told with the others.
        known = read_number(bare) if isinstance(value, str | int | float) else None
        return cls(text, known, bare != text, span)


class Numeric(Question):
    """A question that a number answers."""

    kind: ClassVar[str] = "numeric"

    question: Prose
    """What is asked."""
    answer: Number | None = None
    """The number."""
    tolerance: Number | None = None
    """How far from it an answer may be: a number, or a share of it, as `5 %`."""
    lowest: Number | None = None
    """In the place of an answer: the least number that is right."""
    highest: Number | None = None
    """The greatest number that is right."""
    unit: str = ""
    """What is counted; shown beside the field."""

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that is right; both 0 where nothing says so."""
        if self.answer is None or self.answer.value is None:
            lowest, highest = (each.value if each else None for each in (self.lowest, self.highest))
            return lowest or Decimal(0), highest or Decimal(0)
        value, around = self.answer.value, Decimal(0)
        if self.tolerance and self.tolerance.value:
            around = abs(self.tolerance.value * (abs(value) / 100 if self.tolerance.is_share else 1))
        return value - around, value + around

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        return [self.question, *self.common_words()]

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("number", BITS), *self.common_fields())

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        lowest, highest = self.bounds
        return Interaction("numeric", described(self.question), (), (_plain(lowest), _plain(highest)))

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        lowest, highest = self.bounds
        return self.common_data(voice) | {
            "lowest": float(lowest),
            "highest": float(highest),
            # What is said to be right; a tolerance is nobody's business.
            "answer": float(self.answer.value) if self.answer and self.answer.value is not None else None,
            "unit": voice.text(self.unit),
        }

    @property
    def shown(self) -> tuple[str, ...]:
        """What is right, as the author wrote it: the answer, or the two bounds."""
        if self.answer:
            return (self.answer.text,)
        return tuple(each.text for each in (self.lowest, self.highest) if each)

    def lint(self, report: Report) -> None:
        given = {"answer": self.answer, "tolerance": self.tolerance, "lowest": self.lowest, "highest": self.highest}
        faulty = False
        for name, each in given.items():
            if each and (each.value is None or (each.is_share and name != "tolerance")):
                faulty = True
                report.add("QUZ-057", each.span or self.place, value=each.text, limit=MOST_DIGITS)
        has_bounds = bool(self.lowest and self.highest)
        if bool(self.answer) == has_bounds or (not has_bounds and (self.lowest or self.highest)):
            report.add("QUZ-058", self.place, id=self.id)
        elif self.tolerance and has_bounds:
            report.add("QUZ-058", self.tolerance.span or self.place, id=self.id)
        elif not faulty:
            lowest, highest = self.bounds
            if lowest > highest and self.lowest:
                report.add("QUZ-059", self.lowest.span or self.place, lowest=self.lowest.text, highest=_plain(highest))
            if self.tolerance and self.tolerance.value is not None and self.tolerance.value < 0:
                report.add("QUZ-057", self.tolerance.span or self.place, value=self.tolerance.text, limit=MOST_DIGITS)


def _plain(value: Decimal) -> str:
    """*value* in digits, without an exponent."""
    return f"{value.normalize() + 0:f}"

"""Places to be found in a picture. Zones are listed by name below it, and the list does all that the picture does.

It is kept and reported as a choice: the lock numbers the zones by their names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import PydanticCustomError, core_schema

from builder.activities.activity import Field, Interaction, Voice, described
from builder.activities.choice import IDENTIFIERS, listed_fields
from builder.activities.question import Question
from builder.diagnostics import Report, Span
from builder.source.fields import word
from builder.source.markdown import Prose
from builder.source.yaml import Scalar

HIDDEN: Final = 0.5
"""Share of the smaller of two zones that the other one may cover."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in a picture: left, top, width and height, in percent of the picture."""

    left: float
    top: float
    width: float
    height: float
    span: Span | None = None

    @property
    def is_inside(self) -> bool:
        """Whether all of it is in the picture, and there is something of it."""
        return (
            min(self.left, self.top) >= 0
            and min(self.width, self.height) > 0
            and max(self.left + self.width, self.top + self.height) <= 100
        )

    def covered(self, other: Place) -> float:
        """Which share of the smaller of the two lies in both, 0 to 1."""
        width = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        height = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        smaller = min(self.width * self.height, other.width * other.height)
        return max(width, 0) * max(height, 0) / smaller if smaller > 0 else 0.0

    def scaled(self, width: int, height: int) -> dict[str, float]:
        """The rectangle in a picture of so many pixels."""
        across, down = width / 100, height / 100
        named = {"x": self.left * across, "y": self.top * down, "width": self.width * across}
        return {name: round(value, 2) for name, value in (named | {"height": self.height * down}).items()}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls._validate)

    @classmethod
    def _validate(cls, value: object) -> Place:
        if isinstance(value, Place):
            return value
        # A French decimal comma is one where a digit follows; any other parts the numbers, as a semicolon does.
        text = re.sub(r"(?<=\d),(?=\d)", ".", str(value)) if isinstance(value, str) else ""
        numbers = re.findall(r"-?\d+(?:\.\d+)?", text)
        if len(numbers) != 4 or re.sub(r"-?\d+(?:\.\d+)?\s*%?|[\s,;]+", "", text):
            raise PydanticCustomError("zone_form", "four numbers expected")
        left, top, width, height = map(float, numbers)
        return cls(left, top, width, height, value.span if isinstance(value, Scalar) else None)


class Zone(BaseModel):
    """A part of the picture."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    zone: Prose
    """What is there, for the list."""
    place: Place
    """Where: `left top width height`, in percent of the picture."""
    right: Annotated[bool, BeforeValidator(word)] = False
    """Whether it is to be found."""
    feedback: Prose | None = None
    """Why it is, or is not."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, value: Any) -> Any:
        if isinstance(value, dict) and not {"zone", "place"} <= set(value):
            raise PydanticCustomError("zone_form", "a zone has a name and a place")
        return value


class Hotspot(Question):
    """A question whose answers are places in a picture."""

    kind: ClassVar[str] = "hotspot"

    question: Prose
    """What is to be found."""
    image: str
    """Name of the picture, in `media/`."""
    zones: tuple[Zone, ...]
    """In the order listed."""
    image_span: Any = None
    """Where the picture is named."""

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        # Pydantic hands on a plain text, which does not know its place any more.
        named = value.get("image") if isinstance(value, dict) else None
        return {**value, "image_span": named.span} if isinstance(named, Scalar) else value

    @property
    def pictures(self) -> tuple[tuple[str, Span], ...]:
        return ((self.image, self.image_span or self.place),)

    @property
    def multiple(self) -> bool:
        """Whether several zones are to be found, so that check boxes are shown."""
        return sum(each.right for each in self.zones) > 1

    @property
    def asked(self) -> Prose:
        return self.question

    @property
    def words(self) -> Sequence[Prose]:
        found = [self.question]
        for each in self.zones:
            found += [each.zone, *([each.feedback] if each.feedback else [])]
        return found + self.common_words()

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (*listed_fields(self.multiple, highest), *self.common_fields())

    def choice_texts(self) -> tuple[str, ...]:
        return tuple(each.zone.plain for each in self.zones)

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        named = list(zip((IDENTIFIERS[number - 1] for number in numbers), self.zones, strict=True))
        return Interaction(
            "choice",
            described(self.question),
            tuple((name, described(each.zone)) for name, each in named),
            tuple(name for name, each in named if each.right),
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
                for number, each in zip(numbers, self.zones, strict=True)
            ],
        }

    def lint(self, report: Report) -> None:
        right = sum(each.right for each in self.zones)
        if not right or len(self.zones) < 2:
            report.add("QUZ-062", self.question.span, id=self.id, count=len(self.zones), right=right)
        if len(self.zones) > len(IDENTIFIERS):
            report.add("QUZ-012", self.question.span, id=self.id, limit=len(IDENTIFIERS))
            return  # to hold each zone against thousands would take minutes
        for index, each in enumerate(self.zones):
            before = self.zones[:index]
            if not each.place.is_inside:
                report.add("QUZ-060", each.place.span or each.zone.span)
            if any(other.zone.plain == each.zone.plain for other in before):
                report.add("QUZ-013", each.zone.span, text=each.zone.plain)
            hidden = next((other for other in before if each.place.covered(other.place) > HIDDEN), None)
            if hidden is not None:
                report.add("QUZ-061", each.place.span or each.zone.span, other=hidden.zone.plain)
            if each.feedback is None and self.feedback is None:
                report.add("QUZ-014", each.zone.span, id=self.id)

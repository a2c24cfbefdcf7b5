"""Kinds of activity, one module each: model, lint, state layout, neutral interaction."""

from __future__ import annotations

from typing import Final

from builder.activities.activity import Activity, Field, Interaction, Voice
from builder.activities.checklist import Checklist
from builder.activities.choice import IDENTIFIERS, Answer, Choice
from builder.activities.fillin import FillIn
from builder.activities.hotspot import Hotspot
from builder.activities.longtext import LongText
from builder.activities.matching import Matching
from builder.activities.myth import Myth
from builder.activities.numeric import Numeric
from builder.activities.ordering import Ordering
from builder.activities.plan import Plan
from builder.activities.reflection import Reflection
from builder.activities.reply import Reply
from builder.activities.scenario import Scenario
from builder.activities.sorting import Sorting
from builder.activities.survey import Survey
from builder.activities.truefalse import TrueFalse

KINDS: Final[dict[str, type[Activity]]] = {
    "myth": Myth,
    "choice": Choice,
    "true-false": TrueFalse,
    "matching": Matching,
    "ordering": Ordering,
    "sorting": Sorting,
    "fill-in": FillIn,
    "number": Numeric,
    "hotspot": Hotspot,
    "survey": Survey,
    "reply": Reply,
    "reflection": Reflection,
    "text": LongText,
    "checklist": Checklist,
}
"""By the canonical key that names the item in a bank."""

__all__ = [
    "IDENTIFIERS",
    "KINDS",
    "Activity",
    "Answer",
    "Checklist",
    "Choice",
    "Field",
    "FillIn",
    "Hotspot",
    "Interaction",
    "LongText",
    "Matching",
    "Myth",
    "Numeric",
    "Ordering",
    "Plan",
    "Reflection",
    "Reply",
    "Scenario",
    "Sorting",
    "Survey",
    "TrueFalse",
    "Voice",
]

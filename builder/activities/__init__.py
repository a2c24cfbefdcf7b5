"""Kinds of activity, one module each: model, lint, state layout, neutral interaction."""

from __future__ import annotations

from typing import Final

from builder.activities.activity import Activity, Field, Interaction, Voice
from builder.activities.choice import IDENTIFIERS, Answer, Choice
from builder.activities.myth import Myth
from builder.activities.reflection import Reflection
from builder.activities.truefalse import TrueFalse

KINDS: Final[dict[str, type[Activity]]] = {
    "myth": Myth,
    "choice": Choice,
    "true-false": TrueFalse,
    "reflection": Reflection,
}
"""By the canonical key that names the item in a bank."""

__all__ = [
    "IDENTIFIERS",
    "KINDS",
    "Activity",
    "Answer",
    "Choice",
    "Field",
    "Interaction",
    "Myth",
    "Reflection",
    "TrueFalse",
    "Voice",
]

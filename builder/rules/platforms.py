"""What known importers do with a package that breaks a rule: whom a fault hurts, and how much there.

Each effect was measured on the system itself or read in its source; nothing is in this table by hearsay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from builder.rules.table import Language, Severity


class Platform(NamedTuple):
    """A system that imports packages."""

    name: str
    """As its users call it."""
    known_by: str
    """What the effects were measured on or read in, with the version."""


class Effect(NamedTuple):
    """What one platform does with a package that breaks one rule."""

    severity: Severity
    """At least this, for whoever checks for that platform."""
    fr: str
    """A clause whose subject is the platform: “refuse le paquet”."""
    en: str

    def words(self, language: Language) -> str:
        """The clause in *language*."""
        return self.fr if language == "fr" else self.en


PLATFORMS: Final[Mapping[str, Platform]] = {}
"""Name of the profile → the system."""

EFFECTS: Final[Mapping[str, Mapping[str, Effect]]] = {}
"""Code of a rule, or number for all codes of that number → profile → effect."""


def effects(code: str) -> Mapping[str, Effect]:
    """What is known of *code*, by profile; what is said of the code itself goes before what is said of its number."""
    number = code.partition(".")[0]
    return {**EFFECTS.get(number, {}), **EFFECTS.get(code, {})}

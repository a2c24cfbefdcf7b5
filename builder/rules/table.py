"""What a rule of the table is made of: severity, words in French and English, the clause behind it."""

from __future__ import annotations

from string import Formatter
from typing import Final, Literal, NamedTuple, get_args

Severity = Literal["error", "warning", "info"]
Language = Literal["fr", "en"]

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The gravest first."""
ERROR: Final[Severity] = "error"
WARNING: Final[Severity] = "warning"
INFO: Final[Severity] = "info"


class Rule(NamedTuple):
    """One way in which a course or a package can be wrong; texts are `str.format` templates."""

    severity: Severity
    fr: str
    en: str
    hint_fr: str = ""
    hint_en: str = ""
    why_fr: str = ""
    why_en: str = ""
    clause: str = ""

    def message(self, language: Language) -> str:
        """What is wrong, lower case, no full stop."""
        return self.fr if language == "fr" else self.en

    def hint(self, language: Language) -> str:
        """What to do about it, or "" when that is not known."""
        return self.hint_fr if language == "fr" else self.hint_en

    def why(self, language: Language) -> str:
        """The long explanation that `cartable explain` prints; "" when the message says it all."""
        return self.why_fr if language == "fr" else self.why_en


def bare(template: str) -> str:
    """A text of the table with `…` for each of its values, which only a fault has."""
    return "".join(text + ("…" if name is not None else "") for text, name, _, _ in Formatter().parse(template))

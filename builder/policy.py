"""How grave a rule is in this run: the table's severity, the importer's, the project's own, the pipeline's.

In: the table of rules and what the person who runs the check wants of it. Out: a severity for each code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from builder.rules import ERROR, RULES, SEVERITIES, WARNING, Severity
from builder.rules.effects import effects


class Setting(NamedTuple):
    """What a project wants of a rule, or of all the codes of a number."""

    severity: Severity | Literal["off"]
    reason: str
    """Why, in the words of whoever decided it; never empty."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The wishes of one run; the empty one is the table itself."""

    settings: Mapping[str, Setting] = field(default_factory=dict)
    """By code (`Z14.large`) or by number (`Z14`); a code goes before its number."""
    profile: str | None = None
    """The platform of `builder.rules.platforms` that the package is for: what it trips over is raised."""
    is_strict: bool = False
    """Whether warnings count as errors."""

    def setting(self, code: str) -> Setting | None:
        """What the project wants of *code*, or of its number."""
        return self.settings.get(code) or self.settings.get(code.partition(".")[0])

    def severity(self, code: str) -> Severity | None:
        """How grave *code* is; None when the project switched it off.

        The profile raises what the table says, a setting overrides both, and what is then a warning is an error when
        the run is strict.

        Raises:
            KeyError: *code* is not in the table, which is a bug.
        """
        severity = RULES[code].severity
        if self.profile is not None:
            effect = effects(code).get(self.profile)
            if effect is not None:
                severity = min(severity, effect.severity, key=SEVERITIES.index)
        setting = self.setting(code)
        if setting is not None:
            if setting.severity == "off":
                return None
            severity = setting.severity
        return ERROR if self.is_strict and severity == WARNING else severity


AS_WRITTEN: Final = Policy()
"""Every rule as the table has it."""

_ABOUT_COURSES: Final = ("SRC", "CRS", "QUZ", "MED", "PLN", "SCN", "SES", "DOC")
"""Families whose errors forbid a package: the later stages rely on what the earlier ones found right."""
_ABOUT_CONTENT: Final = frozenset({"MED-012", "PLN-040"})
"""Errors of these families that a package can be built with all the same."""
_NOT_JUDGED: Final = ("CFG", "PLY", "RUN", "UPD")
"""Families that no check weighs: settings, what plays and pages show, what an update does to its attempts."""


def can_be_set(code: str, severity: Severity | Literal["off"]) -> bool:
    """Whether a project may give *code* that *severity*.

    Of packages and of accessibility everything can be set: both only report. Of a course, its errors stay errors.

    Raises:
        KeyError: *code* is not in the table, which is a bug.
    """
    family = code.partition("-")[0]
    if family in _NOT_JUDGED:
        return False
    is_needed = family in _ABOUT_COURSES and RULES[code].severity == ERROR and code not in _ABOUT_CONTENT
    return severity == ERROR or not is_needed

"""The table of rules: every diagnostic's code, severity and words. Codes are never reused."""

from builder.rules import courses, packages, pairings, player, plays, runtime, updates
from builder.rules.table import ERROR, INFO, WARNING, Language, Rule, Severity

RULES: dict[str, Rule] = {
    **courses.RULES,
    **packages.RULES,
    **pairings.RULES,
    **player.RULES,
    **plays.RULES,
    **runtime.RULES,
    **updates.RULES,
}

__all__ = ["ERROR", "INFO", "RULES", "WARNING", "Language", "Rule", "Severity"]

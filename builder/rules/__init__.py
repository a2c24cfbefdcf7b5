"""The table of rules: every diagnostic's code, severity and words. Codes are never reused."""

from builder.rules import (
    access,
    answers,
    assessments,
    courses,
    documents,
    myths,
    packages,
    pairings,
    plans,
    player,
    plays,
    runtime,
    scenarios,
    sessions,
    settings,
    texts,
    updates,
)
from builder.rules.table import ERROR, INFO, SEVERITIES, WARNING, Language, Rule, Severity, bare

RULES: dict[str, Rule] = {
    **access.RULES,
    **assessments.RULES,
    **answers.RULES,
    **courses.RULES,
    **documents.RULES,
    **myths.RULES,
    **packages.RULES,
    **pairings.RULES,
    **plans.RULES,
    **player.RULES,
    **plays.RULES,
    **runtime.RULES,
    **scenarios.RULES,
    **sessions.RULES,
    **texts.RULES,
    **settings.RULES,
    **updates.RULES,
}

__all__ = ["ERROR", "INFO", "RULES", "SEVERITIES", "WARNING", "Language", "Rule", "Severity", "bare"]

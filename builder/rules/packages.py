"""Rules for finished packages, by the numbers of the conformance list (Z, C12, T)."""

from builder.rules.table import Rule

RULES: dict[str, Rule] = {}

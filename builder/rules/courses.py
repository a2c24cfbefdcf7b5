"""Rules for course sources: SRC text and YAML, CRS course, QUZ questions, MED media, ACC access, RUN run time."""

from builder.rules.table import Rule

RULES: dict[str, Rule] = {}

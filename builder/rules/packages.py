"""Rules for finished packages, by the numbers of the conformance list; each fault of a number has its own code."""

from builder.rules import scorm, xapi, zips
from builder.rules.table import Rule

RULES: dict[str, Rule] = {**zips.RULES, **scorm.RULES, **xapi.RULES}

"""Rules for finished packages, by the numbers of the conformance list; each fault of a number has its own code."""

from builder.rules import cmi5, scorm12, scorm2004, scripts, xapi, zips
from builder.rules.table import Rule

RULES: dict[str, Rule] = {
    **zips.RULES,
    **scorm12.RULES,
    **scorm2004.RULES,
    **xapi.RULES,
    **cmi5.RULES,
    **scripts.RULES,
}

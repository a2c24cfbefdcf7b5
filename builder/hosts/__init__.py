"""Systems that a package is launched by, played on this machine: an LMS for SCORM, one for cmi5, and an LRS.

In: attempts, launches and what learners' records they hold. Out: routes and applications that the preview, the plays
and the tests mount. Where real systems are lenient, these hold the package to the letter of the standards: they
refuse what those forbid, and keep each fault with the rule that it breaks.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Call:
    """What the package asked of its host: one call of the SCORM API, or one request to the LRS."""

    at: str
    """When, as an ISO 8601 timestamp."""
    call: str
    """`LMSSetValue`; `PUT statements`."""
    args: list[str]
    """The call's arguments, or what tells a request from others."""
    result: str
    """The answer as the package got it; the HTTP status of a request."""
    error: str
    """The error code that the call left, `0` for none."""
    launch: int
    """Which launch of the attempt, from 1."""
    seq: int
    """The place among the calls of its launch, from 1."""


@dataclass
class Violation:
    """One thing that the package did against a rule."""

    rule: str
    """`R12-14.length`, `R04-09.id-first`: the rule of `cartable explain`, then which fault against it; for cmi5 the
    requirement's own number."""
    call: str
    args: list[str]
    why: str
    seq: int = 0
    """The call it was found in."""
    launch: int = 0

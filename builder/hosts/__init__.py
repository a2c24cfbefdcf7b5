"""The systems that run a package: a SCORM run-time, a Learning Record Store and a cmi5 LMS, small and strict.

They keep what a package tells them, and what it should not have done. The preview shows them, `cartable test` and the
tests play packages in them. Nothing here knows a browser or how the packages were made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the package to its host: a function of the SCORM API, or a request to the LRS."""

    at: str
    """When, as ISO 8601."""
    call: str
    """`LMSSetValue`, or the method and the resource: `PUT statements`."""
    args: list[str]
    """The arguments; for a request its id or a short form of its body."""
    result: str
    """What was answered; for a request its status."""
    error: str
    """The host's error code, or why it refused; "" when all was well."""
    launch: int
    """Which launch of the attempt, from 1; 0 when it belongs to none."""
    seq: int
    """Where it stands among all calls of this host, from 1."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of a rule by the package."""

    rule: str
    """`R12-14`, `R04-09`, or with the requirement's id `K25 7.1.2.0-1`."""
    call: str
    args: list[str]
    why: str
    seq: int
    launch: int

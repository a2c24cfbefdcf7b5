"""A cmi5 LMS: it launches assignable units, judges what they send, and names the requirement that they broke.

Requirements are named by CATAPULT's ids (`9.3.0.0-4`), with the number of the conformance list where it has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from starlette.applications import Starlette

from builder.hosts import Call, Violation
from builder.hosts.lrs import Faults, Lrs, Store

Mode = Literal["Normal", "Browse", "Review"]
MoveOn = Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]


@dataclass(frozen=True, slots=True)
class Au:
    """An assignable unit as cmi5.xml has it."""

    id: str
    """The publisher's id; launches have another one."""
    title: str
    url: str
    """Relative to the root of the package, or absolute."""
    move_on: MoveOn = "NotApplicable"
    mastery: float | None = None
    launch_method: str = "AnyWindow"
    launch_parameters: str = ""
    entitlement_key: str = ""
    blocks: tuple[str, ...] = ()
    """Publisher's ids of the blocks around it, outermost first."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A course structure."""

    id: str
    title: str
    aus: tuple[Au, ...]


def read(package: Path) -> Structure:
    """The course structure of the package (a zip, or the folder it was unpacked to)."""
    raise NotImplementedError


class Launches:
    """A cmi5 LMS with its LRS.

    Args:
        address: Where `app()` is mounted, without a `/` at its end: `http://127.0.0.1:8000/cmi5`.
    """

    def __init__(
        self,
        store: Store,
        structure: Structure | None = None,
        *,
        address: str = "",
        observe: Callable[[Call], None] | None = None,
    ) -> None:
        self.lrs = Lrs(store, observe=observe, judge=None)
        self.structure = structure
        self.address = address
        self.violations: list[Violation] = []

    @property
    def faults(self) -> Faults:
        """The LRS's."""
        return self.lrs.faults

    def app(self) -> Starlette:
        """The end point (`/lrs/`) and the fetch addresses (`/fetch/…`), to be mounted at `address`."""
        raise NotImplementedError

    def launch(
        self,
        au: str,
        url: str,
        *,
        mode: Mode = "Normal",
        mastery: float | None = None,
        move_on: MoveOn = "Completed",
        return_url: str = "",
        learner: dict[str, Any] | None = None,
        registration: str = "",
    ) -> str:
        """Begin a session; the address to open, *url* with the five parameters.

        Args:
            au: The publisher's id of the assignable unit.
            url: Where its page is served.
            learner: An Agent with an account; the same one again resumes.
            registration: "" for the learner's latest, or a new one.
        """
        raise NotImplementedError

    def finish(self, registration: str = "") -> list[Violation]:
        """End the sessions as an LMS does that waits no longer: abandons what was not terminated; all violations."""
        raise NotImplementedError

    def is_satisfied(self, registration: str, au: str) -> bool:
        """Has the learner met the AU's moveOn?"""
        raise NotImplementedError

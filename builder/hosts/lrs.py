"""A small Learning Record Store: xAPI 1.0.3 over HTTP, on SQLite.

It serves the preview, `cartable test` and the tests: one machine, few learners, no attachments. What it does, it does
as the specification says, so that a package that works here works elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from starlette.applications import Starlette

from builder.hosts import Call


class Store:
    """Statements and documents in a SQLite file, or in memory; any thread may use it."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.path = str(path)
        self.lock = threading.RLock()

    def statements(self, **filters: Any) -> list[dict[str, Any]]:
        """The statements that the filters of a GET name, oldest first."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the file."""


@dataclass(slots=True)
class Faults:
    """What the LRS does wrong on purpose; each switch works from the next request on."""

    cut: bool = False
    """No answer: the connection is closed."""
    status: int = 0
    """This status instead of an answer, and nothing is stored; 0 for none."""
    delay: float = 0
    """Seconds before each answer."""
    drop_answer: bool = False
    """The request is carried out, but the connection is closed before the answer."""
    only: str = ""
    """Spoil only requests whose call begins so: `PUT statements`; "" for all of them."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the credentials say."""

    name: str = ""
    launch: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is valid xAPI and about to be carried out."""

    asker: Asker
    method: str
    resource: str
    """`statements`, `activities/state`, `agents/profile`, …"""
    parameters: dict[str, str]
    statements: list[dict[str, Any]] = field(default_factory=list)
    """Those to be stored that are not stored already."""
    body: bytes = b""
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer to a request that is not carried out."""

    status: int
    message: str


class Judge(Protocol):
    """What an LMS adds to its LRS; both run while nothing else is stored."""

    def before(self, asked: Asked) -> Refusal | None:
        """Why *asked* must not be carried out; None when it may."""

    def after(self, asked: Asked, status: int) -> None:
        """*asked* was answered with *status*."""


class Lrs:
    """The Learning Record Store as a web application.

    Args:
        authorize: Who an `Authorization` header stands for, None to refuse it; without it everyone may ask.
        observe: Told of every request, after its answer is known.
        judge: Rules beyond xAPI.
    """

    def __init__(
        self,
        store: Store,
        authorize: Callable[[str], Asker | None] | None = None,
        observe: Callable[[Call], None] | None = None,
        judge: Judge | None = None,
    ) -> None:
        self.store = store
        self.authorize = authorize
        self.observe = observe
        self.judge = judge
        self.faults = Faults()

    def app(self) -> Starlette:
        """The LRS, to be mounted under any prefix; the end point is that prefix and a `/`."""
        raise NotImplementedError


def basic(name: str, password: str) -> Callable[[str], Asker | None]:
    """An `authorize` that takes one name and password."""
    raise NotImplementedError

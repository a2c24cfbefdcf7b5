"""One attempt under each standard, for the plays that are the same everywhere; it can be prepared, and looked into."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any, Protocol

from playwright.sync_api import Frame, Page

from builder.hosts import statements as xapi
from builder.hosts.store import Shelf
from tests.campaign import places
from tests.hosts.browser import Visit
from tests.hosts.served import Place
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hosts import Strict, Strict2004

CALM = 0.4
"""Seconds."""
STANDARDS = ("scorm12", "scorm2004", "xapi", "cmi5")


class Ground(places.Ground, Protocol):
    """A place of one attempt that stands under some standard."""

    def settle(self, page: Page) -> None:
        """Return when all that was said so far has come."""
        ...

    def plant(self, state: str, location: str = "") -> None:
        """Let *state* be what some visit before has left."""
        ...

    def replace(self, package: Package) -> None:
        """Put *package* in the place of the one that was imported; the attempt goes on."""
        ...

    def kept(self) -> str:
        """The state that is kept; "" for none."""
        ...


class Scorm(places.Scorm):
    """The strict hosts."""

    def __init__(self, server: CourseServer, package: Package, edition: str, mark: float | None, **options: Any):
        if mark is not None:
            # What the manifest says; the LMS judges by it, whatever the course says.
            name, value = ("scaled_passing_score", mark / 100) if edition == "scorm2004" else ("mastery_score", mark)
            options[name] = f"{value:g}"
        self.server = server
        self.host = (Strict2004 if edition == "scorm2004" else Strict)(server, package, **options)

    def settle(self, page: Page) -> None:
        """Commits are synchronous."""

    def plant(self, state: str, location: str = "") -> None:
        attempt = self.host.attempt
        attempt.launches = max(attempt.launches, 1)
        new = attempt.edition == "scorm2004"
        attempt.cmi |= {
            "cmi.suspend_data": state,
            "cmi.location" if new else "cmi.core.lesson_location": location,
            "cmi.exit" if new else "cmi.core.exit": "suspend",
        }
        attempt.ended = False

    def replace(self, package: Package) -> None:
        self.host.attempt.package = self.server.add(package.path)

    def kept(self) -> str:
        return self.host.held().state or ""

    def outcome(self) -> tuple[str, float | None]:
        held = self.host.held()
        # As the standard's own mark had it before there was a score to hold against it.
        return held.status or "incomplete", held.score


class _Lrs(places._Lrs):
    server: CourseServer
    url: str

    def settle(self, page: Page) -> None:
        page.wait_for_load_state("networkidle")

    def plant(self, state: str, location: str = "") -> None:
        found = self.document_kept() or {"told": 0}
        said = {**found, "state": state, "location": location, "at": datetime.now(UTC).isoformat()}
        self.put(json.dumps(said).encode())

    def put(self, body: bytes) -> None:
        """Store the State document as it comes."""
        self.store.put(self.shelf(), "cartable", body, "application/json")

    def shelf(self) -> Shelf:
        return Shelf("activities/state", self.activity, xapi.agent_key(self.actor), self.registration)

    def document_kept(self) -> dict[str, Any] | None:
        """The State document."""
        found = self.store.document(self.shelf(), "cartable")
        said: dict[str, Any] | None = json.loads(found.body) if found else None
        return said

    def replace(self, package: Package) -> None:
        self.url = self.server.course_url(self.server.add(package.path))

    def kept(self) -> str:
        return self.document() or ""

    def calm(self) -> None:
        """The state of a page that is gone comes by a request of its own, after or before the last statements."""
        since, said = time.monotonic(), self.document()
        while time.monotonic() < since + CALM:
            time.sleep(0.05)
            if (now := self.document()) != said:
                since, said = time.monotonic(), now


class Xapi(_Lrs, places.Xapi):
    """The embedded LRS."""

    def __init__(self, server: CourseServer, package: Package, place: Place, origin: str):
        super().__init__(server, package, place, origin)
        self.server = server

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        visit.expect(r"404 .*statements\?statementId=")
        return super().launch(visit)

    def left(self) -> None:
        self._wait(lambda: self.verbs().count("terminated") >= self.launches)
        self.calm()


class Cmi5(_Lrs, places.Cmi5):
    """The cmi5 LMS that refuses what breaks a requirement; *options* are those of its launches."""

    def __init__(self, server: CourseServer, package: Package, place: Place, origin: str, **options: Any):
        super().__init__(server, package, place, origin)
        self.server = server
        self.options = options
        self.address = ""

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        visit.expect(r"404 .*(activities/state|agents/profile|statements\?statementId=)")
        self.address = self.launches.launch(self.au, self.url, registration=self.registration, **self.options)
        page = visit.open(self.address)
        return page, page.main_frame

    def left(self) -> None:
        super().left()
        self.calm()


def ground(
    format_: str,
    server: CourseServer,
    package: Package,
    place: tuple[Place, str],
    *,
    mark: float | None = None,
    **options: Any,
) -> Ground:
    """A new attempt at *package*; *mark*: the pass mark of 100 that the LMS has from the package's manifest.

    Args:
        options: Those of the host: `builder.hosts.scorm.Attempt`, `Launches.launch`.
    """
    if format_ == "xapi":
        return Xapi(server, package, *place)
    if format_ == "cmi5":
        return Cmi5(server, package, *place, **options)
    return Scorm(server, package, format_, mark, **options)

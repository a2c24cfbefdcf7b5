"""Where campaigns are played: one attempt each, and what is kept of it as a state string and as words."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from playwright.sync_api import Frame, Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from builder.hosts import statements as xapi
from builder.hosts.cmi5 import LEARNER, Launches, read
from builder.hosts.lrs import Lrs, Store, basic
from builder.hosts.store import Shelf
from tests.hosts.browser import Visit
from tests.hosts.served import Place
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hosts import Strict, Strict2004

VERBS = "http://adlnet.gov/expapi/verbs/"
NAME, PASSWORD, BASIC = "lecteur", "secret", "Basic bGVjdGV1cjpzZWNyZXQ="


class Ground(Protocol):
    """A place of one attempt."""

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        """A new launch: its tab, and the frame that shows the course."""
        ...

    def state(self, page: Page) -> str | None:
        """The state string that is kept, once all that is under way has come; *page* shows a launch."""
        ...

    def left(self) -> None:
        """Return when the place has noticed that the tab is closed."""
        ...

    def outcome(self) -> tuple[str, float | None] | None:
        """The status and score that are kept; None where the state is all there is."""
        ...

    def told(self) -> list[str]:
        """The answers reported, by their ids, in order."""
        ...

    def faults(self) -> list[Any]:
        """What the place has against what it was sent."""
        ...


class Scorm:
    """The strict SCORM hosts."""

    def __init__(self, server: CourseServer, package: Package, edition: str) -> None:
        self.host = (Strict2004 if edition == "scorm2004" else Strict)(server, package)

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        return self.host.launch(visit)

    def state(self, page: Page) -> str | None:
        return self.host.held().state

    def left(self) -> None:
        self.host.left()

    def outcome(self) -> tuple[str, float | None]:
        held = self.host.held()
        return held.status or "incomplete", held.score

    def told(self) -> list[str]:
        return [row["id"] for row in self.host.held().interactions or []]

    def faults(self) -> list[Any]:
        return list(self.host.attempt.violations)


class Web:
    """A plain web server; the browser's own storage records."""

    def __init__(self, server: CourseServer, package: Package) -> None:
        self.url = server.course_url(server.add(package.path)) + f"?registration={uuid.uuid4()}"
        self.key = f"cartable/{package.data['scope']}/{self.url.partition('=')[2]}"

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        page = visit.open(self.url)
        return page, page.main_frame

    def state(self, page: Page) -> str | None:
        text: str | None = page.evaluate("(key) => localStorage.getItem(key)", self.key)
        return (text or "").split(" ")[0] or None

    def left(self) -> None:
        """Storage is synchronous."""

    def outcome(self) -> None:
        return None

    def told(self) -> list[str]:
        return []

    def faults(self) -> list[Any]:
        return []


class _Lrs:
    """What the two with an LRS share."""

    store: Store
    activity: str
    registration: str
    actor: dict[str, Any]

    def sent(self) -> list[dict[str, Any]]:
        """What the course said, in the order of its arrival."""
        found = self.store.statements(registration=self.registration)
        return [each for each in found if each["authority"]["account"]["name"] != "lms"]

    def verbs(self) -> list[str]:
        """In order."""
        return [each["verb"]["id"].rpartition("/")[2] for each in self.sent()]

    def document(self) -> str | None:
        """The State document's state."""
        shelf = Shelf("activities/state", self.activity, xapi.agent_key(self.actor), self.registration)
        found = self.store.document(shelf, "cartable")
        return json.loads(found.body)["state"] if found else None

    def told(self) -> list[str]:
        return [each["object"]["id"] for each in self.sent() if each["verb"]["id"] == f"{VERBS}answered"]

    def state(self, page: Page) -> str | None:
        page.wait_for_load_state("networkidle")
        return self.document()

    def outcome(self) -> tuple[str, float | None]:
        verbs = self.verbs()
        status = next((verb for verb in ("passed", "failed", "completed") if verb in verbs), "incomplete")
        scores = [each["result"]["score"] for each in self.sent() if "score" in each.get("result", {})]
        return status, scores[-1]["raw"] if scores else None

    def _wait(self, until: Callable[[], bool]) -> None:
        patience = time.monotonic() + 20
        while not until() and time.monotonic() < patience:
            time.sleep(0.05)


Around = Callable[[ASGIApp], ASGIApp]


class Xapi(_Lrs):
    """The embedded LRS, and a launch as Rustici's convention has it."""

    def __init__(
        self, server: CourseServer, package: Package, place: Place, origin: str, around: Around | None = None
    ) -> None:
        self.store = Store()
        self.lrs = Lrs(self.store, basic(NAME, PASSWORD))
        app = self.lrs.app()
        place.app = Starlette(routes=[Mount("/xapi", around(app) if around else app)])
        self.url = server.course_url(server.add(package.path))
        self.activity = package.data["iri"]
        self.registration = str(uuid.uuid4())
        self.actor = {"objectType": "Agent", "mbox": "mailto:camille@example.org"}
        self.endpoint = f"{origin}/xapi/"
        self.launches = 0

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        self.launches += 1
        query = {
            "endpoint": self.endpoint,
            "auth": BASIC,
            "actor": json.dumps(self.actor),
            "registration": self.registration,
            "activity_id": self.activity,
        }
        visit.expect(r"404 .*activities/state")
        page = visit.open(f"{self.url}?{urlencode(query, quote_via=quote)}")
        return page, page.main_frame

    def left(self) -> None:
        self._wait(lambda: self.verbs().count("terminated") >= 1 and self.verbs()[-1] == "terminated")

    def faults(self) -> list[Any]:
        return []


class Cmi5(_Lrs):
    """The scripted cmi5 LMS."""

    def __init__(
        self, server: CourseServer, package: Package, place: Place, origin: str, around: Around | None = None
    ) -> None:
        self.store = Store()
        self.launches = Launches(self.store, read(package.path), address=f"{origin}/cmi5")
        app = self.launches.app()
        place.app = Starlette(routes=[Mount("/cmi5", around(app) if around else app)])
        self.url = server.course_url(server.add(package.path))
        assert self.launches.structure is not None
        self.au = self.launches.structure.aus[0].id
        self.activity = self.launches.activity(self.au)
        self.registration = str(uuid.uuid4())
        self.actor = LEARNER

    def launch(self, visit: Visit) -> tuple[Page, Frame]:
        visit.expect(r"404 .*(activities/state|agents/profile|statements\?statementId=)")
        page = visit.open(self.launches.launch(self.au, self.url, registration=self.registration))
        return page, page.main_frame

    def left(self) -> None:
        self._wait(lambda: not self.launches.sessions[-1].is_open)

    def faults(self) -> list[Any]:
        # The last words of a page go in one request. A statement whose answer was lost in an earlier session is in it,
        # in the words of this one: all of it is refused then, and waits for the next visit, as it would if left out.
        return [each for each in self.launches.violations if "is stored under the id" not in each.why]


def ground(
    format_: str, server: CourseServer, package: Package, place: tuple[Place, str], around: Around | None = None
) -> Ground:
    """A new attempt at *package* where its format belongs; the package for all is taken by SCORM 1.2."""
    if format_ in ("scorm12", "scorm2004", "universal"):
        return Scorm(server, package, "scorm2004" if format_ == "scorm2004" else "scorm12")
    if format_ == "web":
        return Web(server, package)
    return (Cmi5 if format_ == "cmi5" else Xapi)(server, package, *place, around)


def reported(package: Package, format_: str) -> dict[str, str]:
    """How the answer to each activity is called where it is reported; those that are not are left out."""
    name = "id" if format_ in ("scorm12", "universal") else "iri"
    return {key: package.activity(key)["interaction"][name] for key in package.scored}

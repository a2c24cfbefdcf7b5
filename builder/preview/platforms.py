"""The platform that the preview plays: the standard chosen, the attempt under way, and what goes wrong on purpose.

In: what the author chose in the bar. Out: an address that launches the page, the rows of the journal, and what the
platform holds of the attempt. An attempt lives until the author asks for a new one; each return to the page, and each
rebuild, is another launch of it, as it is for a learner.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from secrets import token_urlsafe
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode
from uuid import uuid4

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from builder.hosts import Call, Violation
from builder.hosts.cmi5 import Launches
from builder.hosts.lrs import Asker, Lrs, Store
from builder.hosts.scorm import Attempt, Attempts
from builder.hosts.scorm import routes as scorm_routes
from builder.hosts.structure import parse
from builder.preview.journal import Journal
from builder.preview.line import Exchange, Faults, Line
from builder.preview.packages import Launch, Way, inside, launches, manifest
from builder.preview.relay import Address, Relay
from builder.preview.studio import Studio
from builder.preview.tally import Tally
from builder.preview.words import STANDARDS, WORDS

PREFIX: Final = "/_preview"
"""Where the pages' site keeps what is not the package's; no package has such a name."""
FAREWELL: Final = 1.5
"""Seconds that a page has to say its last words before it is launched again."""
QUIET: Final = 0.25
"""So long without a request, and a page has said them."""
POLL: Final = 0.05
KEPT_CALLS: Final = 100
LIMITS: Final = {"scorm12": 4096, "scorm2004": 64_000}
LEARNER: Final = {
    "objectType": "Agent",
    "name": "Camille Martin",
    "account": {"homePage": "https://example.org", "name": "apercu"},
}


@dataclass(slots=True)
class Try:
    """One attempt of the author, at one unit in one way."""

    registration: str
    launches: int = 0
    scorm: Attempt | None = None
    tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        self.tally = Tally(self.registration)


class Platforms:
    """All the platforms of a preview, of which one is in use.

    Args:
        choices: The ways to launch what is on show.
        way: The one to begin with.
        lrs: The LRS to use instead of our own, for xAPI.
    """

    def __init__(
        self, studio: Studio, journal: Journal, choices: tuple[Way, ...], way: Way, lrs: Address | None
    ) -> None:
        self.choices = choices
        self.way = way
        self.unit = ""
        self.serial = 0
        """Raised when the page must be launched again whatever it shows."""
        self.busy = False
        """Whether the format chosen is still being built: what is on show is another's."""
        self.cut = self.failing = self.review = False
        self._studio = studio
        self._journal = journal
        self._words = WORDS[studio.language]
        self._tries: dict[tuple[str, str], Try] = {}
        self._heard = 0.0
        self._token = token_urlsafe(24)
        self._attempts = Attempts(observe=self._scorm_heard)
        self._store = Store()
        self._address = lrs
        self._lrs = Lrs(self._store, self._authorize) if lrs is None else Relay(lrs, self._authorize)
        self._cmi5 = Launches(self._store)
        self._faults = Faults()
        self._accused = 0

    # What the server mounts

    def routes(self, headers: Mapping[str, str]) -> list[BaseRoute]:
        """The pages and end points of all platforms; the pages get *headers* besides their own."""
        pages = Starlette(routes=scorm_routes(self._attempts, "", f"{PREFIX}/scorm"))
        return [
            Mount(f"{PREFIX}/scorm", _Dressed(pages, headers)),
            Mount(f"{PREFIX}/xapi", Line(self._lrs.app(), self._faults, self._passed)),
            Mount(f"{PREFIX}/cmi5", Line(self._cmi5.app(), self._faults, self._passed)),
        ]

    # What the bar asks for

    async def choose(self, way: str) -> None:
        """Launch in the way of this id."""
        chosen = next((each for each in self.choices if each.id == way), None)
        if chosen is None or chosen == self.way:
            return
        self.busy = True
        try:
            self.way, self.unit, self.review = chosen, "", False
            self.serial += 1
            await self._studio.choose(chosen.format)
        finally:
            self.busy = False
            self._journal.ring()

    def choose_unit(self, unit: str) -> None:
        """Launch the SCO or the AU of this id."""
        if any(each.id == unit for each in self.units()) and unit != self.unit:
            self.unit = unit
            self._again()

    def relaunch(self) -> None:
        """Leave the page and come back to it."""
        self._again()

    def forget(self) -> None:
        """Begin a new attempt."""
        self._tries.pop(self._key(), None)
        self._again()

    def set_review(self, on: bool) -> None:
        """Launch for review from now on, or for credit again."""
        if self.way.standard in ("scorm12", "scorm2004", "cmi5") and on != self.review:
            self.review = on
            self._again()

    def set_cut(self, on: bool) -> None:
        """Cut the network to the platform, or mend it."""
        if on != self.cut:
            self.cut = on
            self._mark("mark.cut" if on else "mark.restored")
            self._spoil()

    def set_failing(self, on: bool) -> None:
        """Let the platform refuse what it is to store, or take it again."""
        if on != self.failing:
            self.failing = on
            self._mark("mark.failing" if on else "mark.mended")
            self._spoil()

    def _again(self) -> None:
        self.serial += 1
        self._journal.ring()

    def _spoil(self) -> None:
        self._faults.cut, self._faults.refuse = self.cut, self.failing
        for attempt in (each.scorm for each in self._tries.values()):
            if attempt is not None:
                attempt.fail_commits = self.cut or self.failing

    # Launching

    def units(self) -> tuple[Launch, ...]:
        """What there is to launch just now."""
        content = self._studio.content
        return () if content is None else launches(content, self.way.standard)

    async def launch(self, origin: str) -> str | None:
        """Begin a launch; its address on the pages' site *origin*, None when there is nothing to launch."""
        while self.busy:
            await asyncio.sleep(POLL)
        unit = self._unit()
        if unit is None or not inside(unit.href):
            return None
        page = "/" + quote(unit.href.lstrip("/"), safe="/?&=#%+;,:@!$'()*~")
        if self.way.standard == "web":
            return page
        current = self._try(unit)
        await self._farewell(current)
        current.launches += 1
        said = "launch.review" if self.review else "launch" if current.launches == 1 else "launch.resume"
        self._mark(said, number=current.launches)
        if self.way.standard in LIMITS:
            return self._launch_scorm(current, unit)
        if self.way.standard == "xapi":
            return self._launch_xapi(current, unit, page, origin)
        return self._launch_cmi5(current, unit, page, origin)

    async def _farewell(self, current: Try) -> None:
        """Return when the page that was launched before has said its last words."""
        asked = monotonic()
        while current.launches and monotonic() < asked + FAREWELL:
            # What the page sends while it goes may come after the request for the next one.
            is_quiet = monotonic() - max(self._heard, asked) > QUIET
            if current.scorm.finished if current.scorm else is_quiet:
                return
            await asyncio.sleep(POLL)

    def _launch_scorm(self, current: Try, unit: Launch) -> str:
        if current.scorm is None:
            edition = "scorm12" if self.way.standard == "scorm12" else "scorm2004"
            mastery = "mastery_score" if edition == "scorm12" else "scaled_passing_score"
            current.scorm = self._attempts.open(
                "",
                launch_file=unit.href.lstrip("/"),
                edition=edition,
                launch_data=unit.data,
                **{mastery: unit.mastery},
            )
        current.scorm.launch_file = unit.href.lstrip("/")
        current.scorm.lesson_mode = "review" if self.review else "normal"
        current.scorm.fail_commits = self.cut or self.failing
        return f"{PREFIX}/scorm/{current.scorm.key}"

    def _launch_xapi(self, current: Try, unit: Launch, page: str, origin: str) -> str:
        query = {
            "endpoint": f"{origin}{PREFIX}/xapi/",
            "auth": self._authorization(),
            "actor": json.dumps(LEARNER),
            "registration": current.registration,
            "activity_id": unit.activity,
        }
        return f"{page}{'&' if '?' in page else '?'}{urlencode(query, quote_via=quote)}"

    def _launch_cmi5(self, current: Try, unit: Launch, page: str, origin: str) -> str:
        self._cmi5.address = f"{origin}{PREFIX}/cmi5"
        content = self._studio.content
        described = None if content is None else manifest(content, "cmi5.xml")
        try:
            self._cmi5.structure = None if described is None else parse(described)
        except ValueError:  # a foreign package; its AU is launched by itself
            self._cmi5.structure = None
        return self._cmi5.launch(
            unit.activity,
            f"{origin}{page}",
            mode="Review" if self.review else "Normal",
            return_url=f"{origin}{PREFIX}/left",
            learner=LEARNER,
            registration=current.registration,
        )

    def _unit(self) -> Launch | None:
        found = self.units()
        chosen = next((each for each in found if each.id == self.unit), None)
        return chosen or (found[0] if found else None)

    def _key(self) -> tuple[str, str]:
        unit = self._unit()
        return self.way.id, "" if unit is None else unit.id

    def _try(self, unit: Launch) -> Try:
        return self._tries.setdefault((self.way.id, unit.id), Try(str(uuid4())))

    def _authorization(self) -> str:
        return "Basic " + base64.b64encode(f"apercu:{self._token}".encode()).decode()

    def _authorize(self, header: str) -> Asker | None:
        return Asker("apercu") if header == self._authorization() else None

    # Listening

    def _scorm_heard(self, attempt: Attempt, calls: list[Call], violations: list[Violation]) -> None:
        self._heard = monotonic()
        left = list(violations)
        for call in calls:
            self._journal.add(call)
            for found in [each for each in left if each.seq == call.seq]:
                self._journal.accuse(found, call.at)
                left.remove(found)
        for found in left:
            self._journal.accuse(found, _now())
        # The journal has them; an attempt left open for a week must not grow.
        del attempt.calls[:-KEPT_CALLS], attempt.violations[:-KEPT_CALLS]
        self._journal.ring()

    def _passed(self, exchange: Exchange) -> None:
        self._heard = monotonic()
        found = self._cmi5.violations[self._accused :]
        self._accused += len(found)
        # The platform gives the reason with the breach: once is enough.
        self._journal.add(replace(exchange.call, error="") if found else exchange.call, exchange.text)
        for each in found:
            self._journal.accuse(each, exchange.call.at)
        if exchange.done:
            for current in self._tries.values():
                current.tally.hear(exchange.method, exchange.resource, exchange.query, exchange.body)
        self._journal.ring()

    def _mark(self, word: str, **values: object) -> None:
        self._journal.mark(self._words[word].format(**values), _now())

    # Showing

    def status(self) -> dict[str, Any]:
        """What the bar shows."""
        words, language = self._words, self._studio.language

        def name(way: Way) -> str:
            package, standard = STANDARDS[way.format][language], STANDARDS[way.standard][language]
            return package if way.id == way.format else words["way"].format(format=package, standard=standard)

        units = self.units()
        unit = self._unit()
        standard = self.way.standard
        return {
            "serial": self.serial,
            "ways": [[each.id, name(each)] for each in self.choices],
            "way": self.way.id,
            "units": [[each.id, each.title or each.id] for each in units] if len(units) > 1 else [],
            "unit": "" if unit is None else unit.id,
            "tracked": standard != "web",
            "switches": {"cut": self.cut, "fail": self.failing, "review": self.review},
            "reviewable": standard in ("scorm12", "scorm2004", "cmi5"),
        }

    def held(self) -> list[dict[str, Any]]:
        """What the platform holds of the attempt: labels and values, as the panel shows them."""
        if self.way.standard == "web":
            return []
        current = self._tries.get(self._key())
        rows = self._held_scorm(current) if self.way.standard in LIMITS else self._held_lrs(current)
        none = self._words["empty.value"]
        return [{**each, "label": self._words[each["label"]], "value": each["value"] or none} for each in rows]

    def _held_scorm(self, current: Try | None) -> list[dict[str, Any]]:
        attempt = current.scorm if current else None
        cmi = attempt.cmi if attempt else {}
        state = cmi.get("cmi.suspend_data", "")
        answers = len({name.split(".")[2] for name in cmi if name.startswith("cmi.interactions.")})
        limit = LIMITS[self.way.standard]
        if self.way.standard == "scorm12":
            rows = [("status", cmi.get("cmi.core.lesson_status", "")), ("score", cmi.get("cmi.core.score.raw", ""))]
            rest = [("location", cmi.get("cmi.core.lesson_location", "")), ("time", cmi.get("cmi.core.total_time", ""))]
        else:
            score = cmi.get("cmi.score.raw", "") or cmi.get("cmi.score.scaled", "")
            rows = [("status", cmi.get("cmi.completion_status", "")), ("success", cmi.get("cmi.success_status", ""))]
            rows += [("score", score), ("progress", cmi.get("cmi.progress_measure", ""))]
            rest = [("location", cmi.get("cmi.location", "")), ("time", cmi.get("cmi.total_time", ""))]
        return [
            *({"label": label, "value": value} for label, value in rows),
            {
                "label": "state",
                "value": self._size(len(state), limit),
                "used": len(state),
                "limit": limit,
                "text": state,
            },
            {"label": "interactions", "value": str(answers)},
            *({"label": label, "value": value} for label, value in rest),
        ]

    def _held_lrs(self, current: Try | None) -> list[dict[str, Any]]:
        tally = current.tally if current else Tally("")
        used = len(tally.state)
        rows = [
            {"label": "status", "value": tally.status},
            {"label": "score", "value": tally.score},
            {"label": "progress", "value": tally.progress},
            {"label": "state", "value": self._size(used, 0), "text": tally.state},
            {"label": "statements", "value": str(len(tally.verbs))},
            {"label": "interactions", "value": str(tally.answers)},
            {"label": "location", "value": tally.location},
        ]
        if self.way.standard == "cmi5":
            unit = self._unit()
            met = bool(current and unit and self._is_satisfied(current, unit))
            return [*rows, {"label": "satisfied", "value": self._words["yes" if met else "no"]}]
        shown = self._words["lrs.own"] if self._address is None else self._address.shown
        return [*rows, {"label": "store", "value": shown}]

    def _is_satisfied(self, current: Try, unit: Launch) -> bool:
        try:
            return self._cmi5.is_satisfied(current.registration, unit.activity)
        except KeyError:  # not launched yet
            return False

    def _size(self, used: int, limit: int) -> str:
        grouped = (f"{each:,}".replace(",", " " if self._studio.language == "fr" else ",") for each in (used, limit))
        first, second = grouped
        return self._words["of" if limit else "characters"].format(used=first, limit=second)


class _Dressed:
    """An application whose answers get *headers* besides their own, mounted without losing its prefix."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app({**scope, "root_path": ""}, receive, dressed)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")

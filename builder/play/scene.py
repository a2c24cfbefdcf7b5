"""The launches of one unit, one after the other, in one learner's visit.

The course is closed midway as a tab is, by a learner in a hurry, then launched again, finished, left by its own
button where it has one, and launched once more for review.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from builder.play.browser import DESKTOP, PATIENCE, Visit
from builder.play.learner import AnyLearner, OwnLearner
from builder.play.look import Auditor, photograph
from builder.play.outcome import Options, Play, Standard
from builder.play.stage import POLL, Host, ScormHost

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

QUIET: Final = 0.4
"""Seconds without a call or a request, and a page is taken for ready."""
LONGEST_WAIT: Final = 4.0
STRANDED: Final = 0.7
"""Seconds after the end in which a page that the LMS should have taken away shows."""
FEW_ANSWERS: Final = 3
FEW_BUTTONS: Final = 4
REVIEWED: Final = ("scorm12", "scorm2004", "cmi5")
READS: Final = {
    "scorm12": ("LMSGetValue", ("cmi.suspend_data", "cmi.core.lesson_location")),
    "scorm2004": ("GetValue", ("cmi.suspend_data", "cmi.location")),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """Something to launch under a standard."""

    standard: Standard
    id: str
    title: str
    href: str
    source: Any
    """What the host launches: a Sco, an Activity, an Au, or a page's name."""
    structure: Any = None
    """Of the course, for cmi5."""
    tracks: bool = True

    @property
    def page(self) -> str:
        """The name of its page in the package."""
        return unquote(urlsplit(self.href).path).lstrip("/")


class Scene:
    """One unit before its host; what is found goes into *play*."""

    def __init__(self, origin: str, host: Host, visit: Visit, play: Play, unit: Unit, options: Options) -> None:
        self._origin = origin
        self._host = host
        self._visit = visit
        self._play = play
        self._unit = unit
        self._options = options
        self._auditor: Auditor | None = None
        self._looked: set[str] = set()

    async def take(self, data: dict[str, Any]) -> None:
        """Take a course of Cartable's in full."""
        play, host = self._play, self._host
        page, frame = await self._open()
        learner = OwnLearner(page, frame, data, counted=lambda: len(host.calls), hand=self._options.hand)
        await learner.ready()
        await self._settle(QUIET / 2)
        play.launch_calls = len(host.calls)
        await self._photograph(page)
        await self._look("as it opens")
        await learner.work(learner.total // 2, self._look)
        await self._settle()
        await self._close(page)

        before = set(learner.done)
        learner.page, learner.frame = await self._open()
        await learner.ready()
        if before:
            lost = before - await learner.answered()
            play.resumed = not lost
            if lost:
                play.fault("PLY-010", what=f"{len(lost)}/{len(before)}")
        await learner.work(None, self._look)
        play.pages, play.answers, play.answer_calls = len(learner.finished), len(learner.done), learner.dearest
        await self._settle()
        if await learner.leave():
            await host.left(by_button=True)
            await asyncio.sleep(STRANDED)
            await learner.page.close()
        else:
            await self._close(learner.page)

        if self._unit.standard in REVIEWED:
            learner.page, learner.frame = await self._open(review=True)
            await learner.ready()
            await self._settle()
            await self._close(learner.page)

    async def click_through(self) -> None:
        """Open a course of anyone's, press what leads on, close it, open it again."""
        play, host = self._play, self._host
        page, frame = await self._open()
        await self._settle()
        play.launch_calls = len(host.calls)
        await self._photograph(page)
        await self._look("as it opens")
        await AnyLearner(page, frame).work(FEW_BUTTONS)
        await self._settle()
        await self._look("later")
        is_silent = not host.calls
        await self._close(page)
        if not self._unit.tracks:
            return
        if is_silent and not host.calls:
            play.fault("PLY-002", name=self._unit.page)
            return
        saved, before = self._saved(), len(host.calls)
        page, frame = await self._open()
        await self._settle()
        await AnyLearner(page, frame).work()
        await self._settle()
        await self._close(page)
        if saved:
            play.resumed = self._asked_for_it(before)
            if not play.resumed:
                play.fault("PLY-010", what=saved)
        if self._unit.standard in REVIEWED:
            page, _ = await self._open(review=True)
            await self._settle()
            await self._close(page)

    async def endure(self, data: dict[str, Any] | None) -> None:
        """One launch before a host that fails: the page must bear it."""
        page, frame = await self._open()
        if data is None:
            await self._settle()
            await AnyLearner(page, frame).work(FEW_BUTTONS)
        else:
            learner = OwnLearner(page, frame, data)
            await learner.ready()
            await learner.work(FEW_ANSWERS, self._no_look)
        await self._settle()
        await self._close(page)

    async def _open(self, *, review: bool = False) -> tuple[Page, Frame]:
        """A launch in a new tab: the tab, and the frame with the unit."""
        self._play.launches += 1
        self._visit.seen.crashed = False
        page = await self._visit.open(self._host.launch(self._origin, review=review))
        frame = page.main_frame
        if isinstance(self._host, ScormHost):
            # Asked of the element: the frame gets its name a moment after it is there.
            holder = await page.wait_for_selector("iframe", state="attached")
            frame = (await holder.content_frame() if holder else None) or page.main_frame
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE / 1000):
                await page.wait_for_load_state("load")  # of its frames, too: until then the unit may be blank
                await frame.wait_for_load_state("load")
        await page.bring_to_front()
        self._auditor = Auditor(frame)
        return page, frame

    async def _close(self, page: Page) -> None:
        """Close the tab; what it still says is waited for."""
        await page.close()
        await self._host.left(by_button=False)

    async def _settle(self, quiet: float = QUIET) -> None:
        """Return when nothing has been called or asked for during *quiet* seconds."""
        waited = still = 0.0
        before = -1
        while waited < LONGEST_WAIT and still < quiet:
            now = len(self._host.calls) + self._visit.requests
            still = still + POLL if now == before else 0.0
            before = now
            waited += POLL
            await asyncio.sleep(POLL)

    async def _look(self, state: str) -> None:
        if self._options.axe and self._auditor is not None and state not in self._looked:
            self._looked.add(state)
            self._play.examined += await self._auditor.look(state, self._play.axe)

    async def _no_look(self, state: str) -> None:
        """A host that fails is not looked at."""

    async def _photograph(self, page: Page) -> None:
        folder = self._options.screenshots
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        parts = [self._play.package.rpartition("/")[2].removesuffix(".zip"), self._unit.standard, self._unit.page]
        name = "-".join(each.replace("/", "-").removesuffix(".html") for each in parts)
        self._play.screenshots += await photograph(page, folder, name)
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    def _saved(self) -> str:
        """What the host holds for resuming, by its name; "" when that is nothing, or the attempt is over."""
        host = self._host
        if not isinstance(host, ScormHost):
            host.tell(self._play)
            return "State" if self._play.state else ""
        if host.attempt.ended:  # the host has told why
            return ""
        _, names = READS[host.attempt.edition]
        return next((each for each in names if host.attempt.cmi.get(each)), "")

    def _asked_for_it(self, before: int) -> bool:
        """Did the launch whose calls begin at *before* read what the host holds?"""
        calls = self._host.calls[before:]
        if isinstance(self._host, ScormHost):
            call, names = READS[self._host.attempt.edition]
            return any(each.call == call and each.args[0] in names for each in calls if each.args)
        return any(
            each.call == "GET activities/state" and "LMS.LaunchData" not in " ".join(each.args) for each in calls
        )

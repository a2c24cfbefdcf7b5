"""The tab is killed, not closed: its process gets SIGKILL between two steps of a play or in the middle of one.

Whatever feedback the learner saw is kept, and so are status and score; of reading, no more than the last ten seconds
are missing; nothing is kept that the learner did not do. Each play goes on after each kill, to its end.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from tests.campaign.courses import reading
from tests.campaign.figures import FIGURES, allotted
from tests.campaign.places import Cmi5, Ground, Scorm, Xapi, ground, reported
from tests.campaign.walk import Walker, picks
from tests.conftest import FORMATS
from tests.hosts.browser import ARGUMENTS, PATIENCE, Visit, visit
from tests.hosts.served import Place
from tests.hosts.server import CourseServer
from tests.play.facts import STATUSES, Package
from tests.play.learner import Learner

SEEDS = (1, 2)
"""Played by `make test`."""
KILLS = 50
"""A format, in `make soak`."""
FEW = 3
"""In a play of `make test`; the rest of it goes on in peace."""
LIMIT = 80
"""Steps of a play; none needs as many."""
STUCK = 30.0
"""Seconds after which a browser that opens no page is given up, and the play begun again in another."""
LONGEST = 0.25
"""Seconds from the beginning of a step until the process is killed in the middle of it."""


class StuckError(Exception):
    """The browser did not get over the loss of its processes: nothing was learnt about the course."""


class Victim:
    """A Chromium of its own, whose pages may be killed: nobody else's are among its processes."""

    def __init__(self, browser: Browser) -> None:
        self._type = browser.browser_type
        self.is_stuck = False
        self.start()

    def start(self) -> None:
        """Another one, in the place of one that is gone."""
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        self.browser = self._type.launch(executable_path=path, args=ARGUMENTS)
        self.is_stuck = False

    def processes(self, kind: str) -> list[int]:
        """The ids of its processes of a kind: `renderer` shows pages, `browser` is the one above them."""
        session = self.browser.new_browser_cdp_session()
        try:
            found = session.send("SystemInfo.getProcessInfo")["processInfo"]
        finally:
            session.detach()
        return [each["id"] for each in found if each["type"] == kind]

    def kill_pages(self) -> None:
        """Now."""
        kill(self.processes("renderer"))

    def kill_pages_within(self, delay: float, step: Callable[[], None]) -> None:
        """Take a step, and kill the pages *delay* seconds after its beginning, whether or not it is over."""
        processes = self.processes("renderer")
        killed = threading.Event()

        def strike() -> None:
            killed.set()
            kill(processes)

        timer = threading.Timer(delay, strike)
        timer.start()
        try:
            step()
        except (Error, AssertionError):
            if not killed.is_set():
                raise
        finally:
            timer.join()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """End the whole browser when the block takes for ever: a new page waits so for a process that died at birth."""
        (process,) = self.processes("browser")

        def end() -> None:
            self.is_stuck = True
            kill([process])

        timer = threading.Timer(STUCK, end)
        timer.start()
        try:
            yield
        except Error as error:
            if self.is_stuck:
                raise StuckError from error
            raise
        finally:
            timer.cancel()


@pytest.fixture(scope="module")
def victim(browser: Browser) -> Iterator[Victim]:
    """The one for all plays; it is started again where it got stuck."""
    running = Victim(browser)
    try:
        yield running
    finally:
        running.browser.close()


class Profile(Visit):
    """A visit with a browser of its own, which keeps what it stores."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.context.set_default_timeout(PATIENCE)

    def expect(self, pattern: str) -> None:
        """Nothing is watched here."""


def arguments(process: Path) -> bytes:
    """The command line of a process, by its folder in `/proc`; nothing for one that is gone."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def kill(processes: list[int]) -> None:
    """End *processes* without a word."""
    for each in processes:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def unplug(place: Ground, cut: bool) -> None:
    """Cut the LRS off, or bring it back; the device keeps what it does not get."""
    faults = place.lrs.faults if isinstance(place, Xapi) else place.launches.faults if isinstance(place, Cmi5) else None
    if faults:
        faults.cut = cut


class Play:
    """One play of a format with kills, drawn by a seed."""

    def __init__(self, victim: Victim, place: Ground, package: Package, format_: str, seed: int, most: int) -> None:
        self.most = most
        self.victim, self.place, self.package, self.format = victim, place, package, format_
        self.chance = random.Random(f"kill {format_} {seed}")
        self.walker = Walker(package, picks(package, self.chance), self.chance)
        self.best = "incomplete"
        self.kills = 0

    def sit(self, visit: Visit) -> None:
        """Launch the course, and sit down before it."""
        with self.victim.watched():
            page, frame = self.place.launch(visit)
        self.walker.sit(Learner(page, frame, self.package, self.walker.picks))

    def stretch(self) -> None:
        """Some steps, at whose end, or in the middle of the last of which, the tab is killed."""
        walker, chance = self.walker, self.chance
        unplug(self.place, chance.random() < 0.3)
        for _ in range(chance.choice((0, 1, 1, 2, 3, 5))):
            if not walker.is_done:
                walker.step()
        if chance.random() < 0.1:
            time.sleep(chance.uniform(2, 4))
        if chance.random() < 0.6 and not walker.is_done:
            self.victim.kill_pages_within(chance.uniform(0, LONGEST), walker.step)
        else:
            self.victim.kill_pages()
        self.kills += 1

    def run(self, visit: Visit) -> None:
        """The whole play."""
        walker = self.walker
        visit.expect(r"net::ERR_(EMPTY_RESPONSE|CONNECTION_|FAILED|ABORTED)|404 ")
        self.sit(visit)
        for _ in range(LIMIT):
            if walker.is_done:
                break
            if self.kills == self.most:
                walker.step()
                continue
            assert walker.learner is not None
            dead = walker.learner.page
            self.stretch()
            since = walker.cut()
            places = walker.allowed_places(since)
            with suppress(Error):
                dead.close()
            unplug(self.place, False)
            self.check_record(since)
            self.sit(visit)
            assert walker.learner is not None
            assert walker.learner.place in places, (walker.learner.place, places)
            status = walker.compare(self.place.state(walker.learner.page), since)
            assert STATUSES.index(status) >= STATUSES.index(self.best), f"{status} after {self.best}"
            self.best = status
        else:
            raise AssertionError("the learner never comes to an end")
        self.finish(visit)

    def check_record(self, since: float) -> None:
        """A SCORM host holds everything by itself, before any relaunch."""
        if isinstance(self.place, Scorm):
            before = Walker(self.package, self.walker.picks, self.chance)
            before.__dict__.update(self.walker.__dict__)
            before.answered, before.rated = list(self.walker.answered), list(self.walker.rated)
            before.seen = dict(self.walker.seen)
            status = before.compare(self.place.host.held().state, since)
            held, score = self.place.outcome()
            assert held == status
            assert status == "incomplete" or score is not None or not self.package.scored

    def finish(self, visit: Visit) -> None:
        """Close the tab, and find all of it told."""
        walker = self.walker
        assert walker.learner is not None
        page = walker.learner.page
        page.close()
        self.place.left()
        wanted, score = walker.outcome
        outcome = self.place.outcome()
        if outcome is not None:
            assert outcome[0] == wanted
            assert outcome[1] == score or (
                wanted in ("incomplete", "completed") and isinstance(self.place, Xapi | Cmi5)
            )
        else:
            page, _ = self.place.launch(visit)
            assert walker.compare(self.place.state(page), time.monotonic()) == wanted
        told = Counter(self.place.told())
        if outcome is not None:
            for key, name in reported(self.package, self.format).items():
                assert told[name] >= 1, f"{key} was never told"
                assert told[name] == 1 or f"answer {key}" in walker.interrupted, f"{key} was told {told[name]} times"
        assert self.place.faults() == []


@pytest.fixture
def play(
    victim: Victim, course_server: CourseServer, place: tuple[Place, str], drawn: Callable[[int, str], Package]
) -> Callable[..., Play]:
    """A play of a format, by its seed; it has been played when this returns."""

    def make(format_: str, seed: int, most: int = LIMIT) -> Play:
        package = drawn(seed, format_)
        for _ in range(3):
            played = Play(victim, ground(format_, course_server, package, place), package, format_, seed, most)
            try:
                with visit(victim.browser) as learners:
                    played.run(learners)
            except BaseException as error:
                if victim.is_stuck:
                    FIGURES.add(f"kills, {format_}", browsers_stuck=1)
                    victim.start()
                    continue
                error.add_note(f"format {format_}, seed {seed}, after {played.kills} kills")
                FIGURES.add(f"kills, {format_}", failures=1)
                raise
            FIGURES.add(f"kills, {format_}", plays=1, kills=played.kills, losses=0)
            return played
        raise StuckError(f"format {format_}, seed {seed}")

    return make


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_killed_tab_loses_no_answer(play: Callable[..., Play], format_: str, seed: int) -> None:
    play(format_, seed, FEW)


@pytest.mark.parametrize(
    "format_", [each if each == "scorm12" else pytest.param(each, marks=pytest.mark.soak) for each in FORMATS]
)
def test_r12_22_of_reading_alone_ten_seconds_are_lost_at_most(
    format_: str, victim: Victim, course_server: CourseServer, place: tuple[Place, str], tmp_path: Path
) -> None:
    """A learner who turns pages without a pause, and never answers."""
    package = reading(12).save(format_, tmp_path)
    played = Play(victim, ground(format_, course_server, package, place), package, format_, 0, 0)
    with visit(victim.browser) as learners:
        learners.expect("404 ")
        played.sit(learners)
        walker = played.walker
        end = time.monotonic() + 15
        while time.monotonic() < end and len(walker.seen) < len(package.pages) - 1:
            walker.step(wander=0)
            time.sleep(1.2)
        assert walker.learner is not None
        dead = walker.learner.page
        victim.kill_pages()
        since = walker.cut()
        assert any(when < since for when in walker.seen.values())
        with suppress(Error):
            dead.close()
        played.sit(learners)
        walker.compare(played.place.state(walker.learner.page), since)


@pytest.mark.parametrize("format_", ["xapi", "cmi5"])
def test_t15_what_the_lrs_never_got_outlives_the_whole_browser(
    format_: str,
    browser: Browser,
    course_server: CourseServer,
    place: tuple[Place, str],
    drawn: Callable[[int, str], Package],
    tmp_path: Path,
) -> None:
    """The network is cut, the learner answers, and the browser itself is killed; another one has the same profile."""
    chance = random.Random(f"browser {format_}")
    package = drawn(3, format_)
    here = ground(format_, course_server, package, place)
    walker = Walker(package, picks(package, chance), chance)
    path = shutil.which("chromium") or shutil.which("chromium-browser")

    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=path, args=ARGUMENTS, locale="fr-FR"
        )

    before = opened()
    visiting = Profile(before)
    page, frame = here.launch(visiting)
    walker.sit(Learner(page, frame, package, walker.picks))
    unplug(here, True)
    while len(walker.answered) < 3:
        walker.step(wander=0)
    assert here.told() == []
    processes = [
        int(each.name)
        for each in Path("/proc").iterdir()
        if each.name.isdigit() and str(tmp_path / "profile").encode() in arguments(each)
    ]
    kill(processes)
    since = walker.cut()
    with suppress(Error):
        before.close()
    unplug(here, False)
    # What says that the profile is in use was left behind by the dead.
    for lock in (tmp_path / "profile").glob("Singleton*"):
        lock.unlink()
    after = opened()
    try:
        page, frame = here.launch(Profile(after))
        walker.sit(Learner(page, frame, package, walker.picks))
        walker.compare(here.state(page), since)
        names = reported(package, format_)
        assert here.told() == [names[key] for key in walker.answered if key in names]
    finally:
        after.close()


@pytest.mark.soak
@pytest.mark.parametrize("format_", FORMATS)
def test_killed_tabs_lose_no_answer(play: Callable[..., Play], format_: str) -> None:
    end = allotted(0.5 / len(FORMATS))
    kills, seed = 0, 1000
    while kills < KILLS and time.monotonic() < end:
        kills += play(format_, seed).kills
        seed += 1
    assert kills

"""Courses and plays drawn at random, left and taken up again: the same at every point, and what the lock says after an
update.

The pure encoder has thousands of cases of its own (`tests/player/test_state.py`); here it is the whole page, in a
browser.
"""

from __future__ import annotations

import json
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.campaign.courses import Version, first, following
from tests.campaign.figures import FIGURES, allotted
from tests.campaign.places import Scorm, reported
from tests.campaign.walk import HOME, Walker, picks
from tests.hosts.browser import Visit, visit
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.learner import Learner

SEEDS = (1,)
"""Played by `make test`."""
PLAYS = 60
"""An edition, in `make soak`."""
EDITIONS = ("scorm12", "scorm2004")
LIMITS = {"scorm12": 4096, "scorm2004": 64_000}
LOOK = """() => Object.fromEntries([...document.querySelectorAll("[data-activity]")].map((form) => [
    form.dataset.activity,
    {
        said: [...form.querySelectorAll("h2, h3")].map((each) => each.textContent),
        open: form.querySelectorAll("input:not(:disabled)").length,
    },
]))"""
"""Each activity as the page has it: what it says to the answer, and what can still be taken."""


class Play:
    """One learner's way through the versions of a course."""

    def __init__(self, server: CourseServer, folder: Path, edition: str, seed: int) -> None:
        self.server, self.folder, self.edition, self.seed = server, folder, edition, seed
        self.chance = random.Random(f"resume {edition} {seed}")
        self.version: Version = first(seed)
        package = self.version.save(edition, folder)
        self.host = Scorm(server, package, edition)
        self.walker = Walker(package, picks(package, self.chance), self.chance)
        self.counts = {"points": 0, "updates": 0}

    def sit(self, visit: Visit) -> Learner:
        """Launch the course, and sit down before it."""
        page, frame = self.host.launch(visit)
        learner = Learner(page, frame, self.walker.package, self.walker.picks)
        self.walker.sit(learner)
        return learner

    def leave(self, learner: Learner) -> None:
        """Close the tab, and compare what is held with what was done."""
        learner.page.close()
        self.host.left()
        self.check()

    def check(self) -> None:
        """The host holds exactly what was done, within the bound that the package was built with."""
        walker = self.walker
        state = self.host.host.held().state
        answered, rated = set(walker.answered), set(walker.rated)
        status = walker.compare(state, time.monotonic())
        assert (set(walker.answered), set(walker.rated)) == (answered, rated)
        assert len(state or "") <= bound(walker.package) <= LIMITS[self.edition]
        assert self.host.outcome()[0] == status
        self.counts["points"] += 1

    def run(self, visit: Visit, updates: int) -> None:
        """Take one step after the other, each in a visit of its own, with *updates* of the package on the way."""
        learner = self.sit(visit)
        due = sorted(self.chance.randint(1, 8) for _ in range(updates))
        for number in range(80):
            if self.walker.is_done and not due:
                break
            if not self.walker.is_done:
                self.walker.step(wander=0.25)
            place, looks = learner.place, learner.frame.evaluate(LOOK)
            self.leave(learner)
            if due and (number >= due[0] or self.walker.is_done):
                due.pop(0)
                self.update()
                learner = self.sit(visit)
                # Nothing is done in this visit, so what is held after it is what was found.
                self.leave(learner)
                learner = self.sit(visit)
                continue
            learner = self.sit(visit)
            # The home page is no place to come back to.
            assert learner.place == place or place == HOME
            assert learner.frame.evaluate(LOOK) == looks
        assert self.walker.is_done
        self.leave(learner)
        wanted, score = self.walker.outcome
        held = self.host.outcome()
        # A status that an older version gave stays.
        if not updates:
            assert held == (wanted, score)
            names = reported(self.walker.package, self.edition)
            assert sorted(self.host.told()) == sorted(names.values())
        assert self.host.faults() == []

    def update(self) -> None:
        """Replace the package by the next version; what of the learner's stays is what both versions have."""
        old = self.walker
        self.version = following(self.seed, self.version)
        package = self.version.save(self.edition, self.folder)
        self.host.host.attempt.package = self.server.add(package.path)
        new = Walker(package, picks(package, self.chance), self.chance)
        for key in package.keys:
            if key in old.picks:
                new.picks[key] = old.picks[key]
        pages = {page["id"] for page in package.pages}
        new.answered = [key for key in old.answered if key in new.picks]
        new.rated = [key for key in old.rated if key in new.picks]
        new.seen = {page: when for page, when in old.seen.items() if page in pages}
        new.visited = old.visited & pages
        self.walker = new
        self.counts["updates"] += 1


def bound(package: Package) -> int:
    """The longest state, as the package says of itself."""
    with zipfile.ZipFile(package.path) as opened:
        longest: int = json.loads(opened.read("cartable.json"))["state"]["longest"]
    return longest


@pytest.fixture
def resumed(
    browser: Browser, course_server: CourseServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str, int, int], None]:
    """Play a course that a seed draws, with so many updates of it."""
    folder = tmp_path_factory.mktemp("versions")

    def play(edition: str, seed: int, updates: int) -> None:
        played = Play(course_server, folder, edition, seed)
        campaign = f"{'updates' if updates else 'resumes'}, {edition}"
        try:
            with visit(browser) as learners:
                played.run(learners, updates)
        except BaseException as error:
            error.add_note(f"edition {edition}, seed {seed}, {updates} updates, {played.counts}")
            FIGURES.add(campaign, failures=1)
            raise
        FIGURES.add(campaign, plays=1, **played.counts)

    return play


@pytest.mark.parametrize(("edition", "updates"), [(EDITIONS[0], 0), (EDITIONS[1], 2)])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_point_of_a_play_is_resumed(
    resumed: Callable[[str, int, int], None], edition: str, seed: int, updates: int
) -> None:
    resumed(edition, seed, updates)


@pytest.mark.soak
@pytest.mark.parametrize("updates", [0, 3])
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_point_of_many_plays_is_resumed(
    resumed: Callable[[str, int, int], None], edition: str, updates: int
) -> None:
    end = allotted(0.15 / len(EDITIONS) / 2)
    for seed in range(1000, 1000 + PLAYS):
        resumed(edition, seed, updates)
        if time.monotonic() > end:
            break

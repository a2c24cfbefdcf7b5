"""Plays over a network that loses, delays, repeats and refuses: in the end everything is there once, and in order.

Pages are left in the middle, also while nothing gets through. SCORM has no network of its own: there the LMS refuses
what it is told, or throws, and takes it a while later.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from builder.hosts.scorm import Attempt
from tests.campaign.figures import FIGURES, allotted
from tests.campaign.network import Network
from tests.campaign.places import VERBS, Cmi5, Scorm, Xapi, ground, reported
from tests.campaign.walk import Walker, picks
from tests.hosts.browser import visit
from tests.hosts.served import Place
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.learner import Learner

SEEDS = (1, 2, 3)
"""Played by `make test`."""
PLAYS = 60
"""A format, in `make soak`."""
LIMIT = 80
NETWORKED = ("xapi", "cmi5")
EDITIONS = ("scorm12", "scorm2004")
MOODS = ("strict", "refuses", "throws", "noisy")
NOISE = r"net::ERR_|CORS policy|404 |503 |429 |401 |Failed to load resource"
PATIENCE = 30.0
HIDE = """() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
    delete document.visibilityState;
}"""
"""The learner looks at another tab for a moment, which saves."""


def eventually(holds: Callable[[], bool], learner: Learner) -> None:
    """Wait for *holds*, while the browser tells the page now and then that its network is back."""
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        learner.frame.evaluate("dispatchEvent(new Event('online'))")
        learner.page.wait_for_timeout(200)
    assert holds()


Play = Callable[[str, int], None]


@pytest.fixture
def over_network(
    browser: Browser, course_server: CourseServer, place: tuple[Place, str], drawn: Callable[[int, str], Package]
) -> Play:
    """Play a course over a bad network to its end, in several visits."""

    def play(format_: str, seed: int) -> None:
        chance = random.Random(f"network {format_} {seed}")
        package = drawn(seed, format_)
        network = Network(random.Random(f"faults {format_} {seed}"), chance.choice((0.2, 0.4, 0.6)))
        here = ground(format_, course_server, package, place, network.around)
        assert isinstance(here, Xapi | Cmi5)
        walker = Walker(package, picks(package, chance), chance)
        visits = 0
        try:
            with visit(browser) as learners:
                learners.expect(NOISE)
                while not walker.is_done:
                    visits += 1
                    sit(here, walker, learners)
                    learner = walker.learner
                    assert learner is not None
                    for _ in range(chance.randint(1, 8)):
                        if walker.is_done:
                            break
                        network.is_down = chance.random() < 0.2
                        walker.step()
                    network.is_down = chance.random() < 0.4
                    learner.page.close()
                    # A request of the page that is gone may still be under way.
                    time.sleep(chance.uniform(0, 0.3))
                    network.is_down = False
                    assert visits < LIMIT
                network.heal()
                visits += 1
                sit(here, walker, learners)
                learner = walker.learner
                assert learner is not None
                names = reported(package, format_)
                eventually(lambda: {*names.values()} <= {*here.told()} and not waiting(learner), learner)
                here.state(learner.page)
                learner.page.close()
                here.left()
                assert_whole(here, walker, visits)
        except BaseException as error:
            error.add_note(f"format {format_}, seed {seed}, visit {visits}, faults {dict(network.faults)}")
            FIGURES.add(f"network, {format_}", failures=1)
            raise
        FIGURES.add(
            f"network, {format_}", plays=1, visits=visits, faults=network.faults.total(), statements=len(here.sent())
        )

    return play


def sit(here: Xapi | Cmi5, walker: Walker, learners: object) -> None:
    """Launch the course; the learner finds all that was done."""
    since = time.monotonic()
    page, frame = here.launch(learners)  # type: ignore[arg-type]
    walker.sit(Learner(page, frame, walker.package, walker.picks))
    learner = walker.learner
    assert learner is not None
    for key in walker.answered:
        words = learner.form(key).text_content() or ""
        assert re.search("Les faits disent|onne réponse|onnes réponses|ncomplète", words), f"{key} is not restored"
    for page_id in [each for each, when in walker.seen.items() if when > since]:
        del walker.seen[page_id]


def waiting(learner: Learner) -> bool:
    """Does the foot of the page say that something is still to be sent?"""
    return "Enregistré" not in learner.frame.locator("#_etat").inner_text()


def assert_whole(here: Xapi | Cmi5, walker: Walker, visits: int) -> None:
    """The LRS has everything once, in order, and the right outcome."""
    sent, verbs = here.sent(), here.verbs()
    told = here.told()
    names = reported(walker.package, "xapi")
    assert told == [names[key] for key in walker.answered if key in names]
    # A cmi5 session begins with its own `initialized` (9.3.2), what an earlier one left comes behind it.
    begin = f"{VERBS}initialized" if isinstance(here, Cmi5) else ""
    times = [each["timestamp"] for each in sent if each["verb"]["id"] != begin]
    assert times == sorted(times)
    wanted, score = walker.outcome
    outcome = here.outcome()
    assert outcome[0] == wanted
    assert outcome[1] == (score if wanted in ("passed", "failed") else outcome[1])
    for verb in ("completed", "passed", "failed"):
        assert verbs.count(verb) <= 1
    assert verbs.count("terminated") <= visits
    # A cmi5 session of which nothing arrived is over; plain xAPI knows no sessions, and tells of each visit.
    assert verbs.count("initialized") == visits or (isinstance(here, Cmi5) and 0 < verbs.count("initialized") < visits)
    assert verbs[-1] == "terminated"
    assert walker.compare(here.document(), time.monotonic()) == wanted
    assert here.faults() == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("format_", NETWORKED)
def test_a_bad_network_loses_and_doubles_nothing(over_network: Play, format_: str, seed: int) -> None:
    over_network(format_, seed)


@pytest.mark.soak
@pytest.mark.parametrize("format_", NETWORKED)
def test_bad_networks_lose_and_double_nothing(over_network: Play, format_: str) -> None:
    end = allotted(0.25 / len(NETWORKED))
    for seed in range(1000, 1000 + PLAYS):
        over_network(format_, seed)
        if time.monotonic() > end:
            break


# SCORM


@pytest.fixture
def with_failures(browser: Browser, course_server: CourseServer, drawn: Callable[[int, str], Package]) -> Play:
    """Play a course to its end on an LMS that fails at random, and is well again before the tab is closed."""

    def play(edition: str, seed: int) -> None:
        chance = random.Random(f"failures {edition} {seed}")
        package = drawn(seed, edition)
        here = Scorm(course_server, package, edition)
        attempt: Attempt = here.host.attempt
        walker = Walker(package, picks(package, chance), chance)
        faults = visits = 0
        try:
            with visit(browser) as learners:
                while not walker.is_done:
                    visits += 1
                    page, frame = here.launch(learners)
                    walker.sit(Learner(page, frame, package, walker.picks))
                    learner = walker.learner
                    assert learner is not None
                    for _ in range(chance.randint(2, 8)):
                        if walker.is_done:
                            break
                        attempt.mood = chance.choice(MOODS)
                        attempt.fail_commits = chance.random() < 0.3
                        faults += attempt.fail_commits or attempt.mood in ("refuses", "throws")
                        walker.step()
                    attempt.mood, attempt.fail_commits = "strict", False
                    # The page hears of it with the answer to a save, and an LMS that throws to the end is lost.
                    frame.evaluate(HIDE)
                    eventually(lambda learner=learner: not waiting(learner), learner)
                    page.close()
                    here.left()
                    assert visits < LIMIT
                told = here.told()
                names = reported(package, edition)
                assert sorted(told) == sorted(names.values())
                wanted, score = walker.outcome
                assert here.outcome() == (wanted, score)
                assert walker.compare(here.host.held().state, time.monotonic()) == wanted
                assert here.faults() == []
        except BaseException as error:
            error.add_note(f"edition {edition}, seed {seed}, visit {visits}, {faults} faults")
            FIGURES.add(f"failing LMS, {edition}", failures=1)
            raise
        FIGURES.add(f"failing LMS, {edition}", plays=1, visits=visits, faults=faults)

    return play


@pytest.mark.parametrize("seed", SEEDS[:2])
@pytest.mark.parametrize("edition", EDITIONS)
def test_r12_21_an_lms_that_fails_at_random_gets_everything_in_the_end(
    with_failures: Play, edition: str, seed: int
) -> None:
    with_failures(edition, seed)


@pytest.mark.soak
@pytest.mark.parametrize("edition", EDITIONS)
def test_lmss_that_fail_at_random_get_everything_in_the_end(with_failures: Play, edition: str) -> None:
    end = allotted(0.1 / len(EDITIONS))
    for seed in range(1000, 1000 + PLAYS):
        with_failures(edition, seed)
        if time.monotonic() > end:
            break

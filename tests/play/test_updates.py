"""A package is replaced by its next version while learners are half-way: what they did stays, under every standard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit
from tests.play.conftest import come_back, sit_down
from tests.play.courses import build, write
from tests.play.facts import Package, unpack
from tests.play.grounds import STANDARDS, Ground
from tests.play.learner import Learner

NAME = "mise-a-jour"
BEFORE = {"un": ["reste", "part"], "deux": ["aussi"], "trois": ["plus-tard"], "ancienne": []}
AFTER = {"neuve": ["neuf"], "trois": ["plus-tard"], "deux": ["vient", "aussi"], "un": ["reste"]}
"""A lesson and an item come, a lesson and an item go, lessons and an item change places."""

Versions = Callable[[str], tuple[Package, Package, Package]]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """A course, its next version, and that one in English: each in a format, out of one lock."""
    root = tmp_path_factory.mktemp("versions")
    made: dict[str, tuple[Package, Package, Package]] = {}

    def make(format_: str) -> tuple[Package, Package, Package]:
        if format_ not in made:
            folder = root / format_
            built = []
            for version, (lessons, language) in enumerate([(BEFORE, "fr"), (AFTER, "fr"), (AFTER, "en")], 1):
                write(folder, NAME, lessons, version=str(version), language=language)
                built.append(build(folder, NAME, format_, folder / f"{NAME}-{format_}-{version}.zip"))
            made[format_] = built[0], built[1], built[2]
        return made[format_]

    return make


def play_half(host: Ground, package: Package, visit: Visit) -> Learner:
    """Read the first lesson to its end, answer in the second, close the tab."""
    learner = sit_down(host, package, visit)
    learner.start()
    learner.take(package.pages[0])
    learner.next()
    learner.take(package.pages[1])
    host.settle(learner.page)
    learner.page.close()
    host.left()
    return learner


def slots(package: Package, state: str) -> dict[str, int]:
    """The values of what this version has, by name."""
    _, values = unpack(package, state)
    found = {page["id"]: values[page["slot"]] for page in package.pages}
    return found | {key: values[package.activity(key)["slots"]["answer"]] for key in package.keys}


@pytest.mark.parametrize("format_", STANDARDS)
def test_a_newer_version_keeps_what_stays_drops_what_goes_and_asks_what_is_new(
    format_: str, versions: Versions, make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]
) -> None:
    old, new, _ = versions(format_)
    host, visit = make_ground(format_, old), new_visit()
    before = play_half(host, old, visit)
    picks = before.picks
    host.replace(new)

    page, frame = host.launch(visit)
    learner = Learner(page, frame, new, {})
    learner.wait_until_ready()
    pages = {each["id"]: each for each in new.pages}
    learner.expect_place(pages["deux"])
    expect(learner.verdict("deux/aussi")).to_be_visible()
    expect(learner.verdict("deux/vient")).to_have_count(0)
    learner.go_to(pages["un"])
    expect(learner.verdict("un/reste")).to_be_visible()
    expect(learner.form("un/part")).to_have_count(0)
    outline = learner.open_outline()
    expect(outline.locator('a[href="#un"]')).to_contain_text("Terminée", ignore_case=True)
    for name in ("neuve", "trois", "deux"):
        expect(outline.locator(f'a[href="#{name}"]')).not_to_contain_text("Terminée", ignore_case=True)

    # The rest of it, and nothing but the rest, completes the course.
    learner.picks = {key: picks.get(key, picks["un/reste"]) for key in new.keys}
    learner.done.picks = learner.picks
    learner.done.answered = ["un/reste", "deux/aussi"]
    learner.done.seen = {"un"}
    for name in ("neuve", "trois", "deux"):
        learner.go_to(pages[name])
        learner.take(pages[name])
        learner.next()
    assert learner.done.complete
    host.settle(page)
    page.close()
    host.left()
    # What was dropped is not shown and counts for nothing, but waits for the older version to come back.
    expected = learner.done.slots
    expected[old.activity("un/part")["slots"]["answer"]] = picks["un/part"].numbers[0]
    assert unpack(new, host.kept()) == ("completed", expected)
    outcome = host.outcome()
    assert outcome is not None
    assert outcome[0] == "completed"
    names = {"scorm12": "id"}.get(format_, "iri")
    told = [old.activity(key)["interaction"][names] for key in ("un/reste", "un/part", "deux/aussi")]
    told += [new.activity(key)["interaction"][names] for key in ("neuve/neuf", "trois/plus-tard", "deux/vient")]
    assert host.told() == told, "each once, the dropped one too"
    assert host.faults() == []


@pytest.mark.parametrize("format_", STANDARDS)
def test_a_package_in_another_language_reads_the_same_state(
    format_: str, versions: Versions, make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]
) -> None:
    old, _, english = versions(format_)
    host, visit = make_ground(format_, old), new_visit()
    play_half(host, old, visit)
    kept = slots(old, host.kept())
    host.replace(english)
    said: list[str] = []
    visit.context.on("console", lambda message: said.append(message.text))
    page, frame = host.launch(visit)
    expect(frame.locator("main .view.is-shown")).to_have_attribute("id", "deux")
    expect(frame.locator('[data-activity="deux/aussi"]').get_by_role("heading")).to_contain_text(
        re.compile("answer", re.IGNORECASE)
    )
    expect(frame.locator("html")).to_have_attribute("lang", "en")
    host.settle(page)
    page.close()
    host.left()
    now = slots(english, host.kept())
    assert {name: kept[name] for name in kept if name in now} == {name: now[name] for name in now if name in kept}
    assert now["deux/vient"] == now["neuve"] == 0
    assert not [each for each in said if "RUN-006" in each]
    assert host.faults() == []


def test_going_back_to_the_older_version_finds_all_of_it_again(
    versions: Versions, make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]
) -> None:
    """An administrator puts the old zip back: it reads the longer state, and the answer to what had gone meanwhile."""
    old, new, _ = versions("scorm12")
    host, visit = make_ground("scorm12", old), new_visit()
    before = play_half(host, old, visit)
    host.replace(new)
    learner = sit_down(host, new, visit)
    learner.picks["deux/vient"] = before.picks["un/reste"]
    learner.answer("deux/vient")
    learner.page.close()
    host.left()
    host.replace(old)
    again = come_back(host, before, visit)
    again.expect_place(old.pages[1])
    expect(again.verdict("deux/aussi")).to_be_visible()
    again.go_to(old.pages[0])
    for key in ("un/reste", "un/part"):
        expect(again.verdict(key)).to_be_visible()
    again.page.close()
    host.left()
    assert host.faults() == []

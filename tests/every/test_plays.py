"""One course with an activity of every kind, played by mouse and by keyboard alone under every standard."""

from __future__ import annotations

import asyncio
import re
import shutil
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from builder.activities import KINDS, Plan, Scenario
from builder.play import Play
from builder.play.answers import ANSWERERS, Hand
from builder.play.learner import OwnLearner
from tests.every.reports import ANSWERS, DRAWN, LEGAL, LEGAL_OLDER, OPINIONS, expected, in_order
from tests.hosts.browser import ARGUMENTS
from tests.play.facts import Package
from tests.play_command.test_play import played

HANDS: tuple[Hand, ...] = ("mouse", "keyboard")
BASE = "https://exemple.test/cours/tout/"
ASKED_LATER = 4
"""Questions of the assessment."""


def test_the_project_has_every_kind(every: dict[str, Package]) -> None:
    known = {each.kind for each in (*KINDS.values(), Scenario, Plan)}
    assert {each["kind"] for each in every["web"].data["activities"].values()} == known == set(ANSWERERS)
    assert set(every["web"].data["parts"]) >= {"assessment", "certificate", "notes", "retest", "search", "sessions"}


@pytest.mark.parametrize("hand", HANDS)
@pytest.mark.parametrize("standard", ["scorm12", "scorm2004", "xapi", "cmi5"])
def test_played_to_the_end_under_a_strict_host(standard: str, hand: Hand, every: dict[str, Package]) -> None:
    package = every[standard]
    (done,), codes = played(package.path, axe=False, hand=hand)
    assert codes == set(), (done.faults, done.violations, done.seen)
    assert done.own
    assert done.resumed, "the tab was closed midway"
    assert done.pages == len(package.pages)
    assert done.console == []
    assert done.violations == []
    assert (done.status, done.score) == ("passed", 100)
    assert 0 < len(done.state) <= (done.limit or 4096)
    if standard in ("xapi", "cmi5"):
        assert {"initialized", "completed", "passed", "terminated"} <= set(done.verbs)
    told = {name_of(each): each for each in done.interactions}
    assert len(told) == len(done.interactions), "nothing is reported twice"
    drawn = [name for name in told if name.startswith("quiz-final/")]
    assert set(told) - set(drawn) == {*ANSWERS, *OPINIONS}
    assert len(drawn) == ASKED_LATER
    for pattern, (most, _) in DRAWN.items():
        assert sum(bool(re.fullmatch(pattern, each)) for each in drawn) <= most
    for name, each in told.items():
        compare(name, each, standard, done)


def name_of(told: dict[str, Any]) -> str:
    """Page and item of an interaction or a statement, whatever names them in the standard."""
    if "object" in told:
        return str(told["object"]["id"]).removeprefix(BASE)
    found = str(told["id"])
    if found.startswith(BASE):
        return found.removeprefix(BASE)
    # SCORM 1.2 has no slash in an identifier; a draw keeps its point.
    page, _, rest = found.partition(".")
    return f"{page}/{rest if page == 'quiz-final' else rest.replace('.', '/')}"


def compare(name: str, told: dict[str, Any], standard: str, done: Play) -> None:
    """Hold what was reported against what was written out by hand."""
    right = expected(name)
    assert right is not None, name
    if standard == "scorm12":
        type_ = {"long-fill-in": "fill-in"}.get(right.type, right.type)
        assert told["type"] == type_, name
        response, pattern = told["student_response"], told.get("correct_responses.0.pattern", "")
        assert re.fullmatch(LEGAL_OLDER[type_], response), (name, response)
        assert in_order(type_, response, ",") == in_order(type_, right.older, ","), name
        assert in_order(type_, pattern.strip("{}"), ",") == in_order(type_, right.older_pattern.strip("{}"), ","), name
        assert told["weighting"] == str(right.weight), name
        assert told["result"] == ("correct" if right.weight else "neutral"), name
        return
    if standard == "scorm2004":
        type_, response = told["type"], told["learner_response"]
        pattern = told.get("correct_responses.0.pattern", "")
        assert told.get("weighting", "1" if right.weight else "0") == str(right.weight), name
        assert told["result"] == ("correct" if right.weight else "neutral"), name
    else:
        facts = told["object"]["definition"]
        type_, response = facts["interactionType"], told["result"]["response"]
        (pattern,) = facts.get("correctResponsesPattern", [""])
        assert told["result"].get("success") is (True if right.weight else None), name
        named = {each["id"] for key in ("choices", "scale", "source", "target", "steps") for each in facts.get(key, ())}
        if type_ in ("choice", "sequencing", "likert", "matching"):
            assert set(re.split(r"\[[.,]\]", response)) <= named, name
    assert type_ == right.type, name
    assert re.fullmatch(LEGAL[type_], response), (name, response)
    assert in_order(type_, response, "[,]") == in_order(type_, right.newer, "[,]"), name
    assert in_order(type_, pattern, "[,]") == in_order(type_, right.pattern, "[,]"), name


@pytest.mark.parametrize("hand", HANDS)
def test_played_to_the_end_from_the_disk(hand: Hand, every: dict[str, Package], tmp_path: Path) -> None:
    package = every["web"]
    with zipfile.ZipFile(package.path) as file:
        file.extractall(tmp_path)
    told: list[str] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            told.extend(asyncio.run(taken((tmp_path / "index.html").as_uri(), package, hand)))
        except BaseException as error:  # noqa: BLE001 - handed on below
            failed.append(error)

    # The browser that tests share has taken this thread's event loop.
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    assert told == []


async def taken(address: str, package: Package, hand: Hand) -> list[str]:
    """Take the course that the file at *address* is, closing its tab midway; what went wrong on the console."""
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        context = await browser.new_context(locale="fr-FR")
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on("console", lambda message: problems.extend([message.text] if message.type == "error" else []))
        page = await context.new_page()
        await page.goto(address)
        learner = OwnLearner(page, page.main_frame, package.data, hand=hand)
        await learner.ready()
        await learner.work(learner.total // 2, nobody_looks)
        before = set(learner.done)
        await page.close()
        page = await context.new_page()
        await page.goto(address)
        learner.page, learner.frame = page, page.main_frame
        await learner.ready()
        assert before <= await learner.answered()
        await learner.work(None, nobody_looks)
        assert len(learner.finished) == len(package.pages)
        assert len(learner.done) == learner.total
        await page.goto(f"{address}#_attestation")
        await page.locator("#_attestation [data-certificate]").wait_for()
        await browser.close()
    return problems


async def nobody_looks(state: str) -> None:
    """axe-core looks in test_states."""


def chromium_path() -> str | None:
    """Debian's, else playwright's own."""
    return shutil.which("chromium") or shutil.which("chromium-browser")

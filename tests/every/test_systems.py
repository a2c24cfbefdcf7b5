"""The course with an activity of every kind on systems that others wrote: they keep each kind, and give it back."""

from __future__ import annotations

import asyncio
import re
import threading
import uuid
from typing import Any

import pytest
from playwright.async_api import Frame, Page, async_playwright

from builder.play.learner import OwnLearner
from tests.every.reports import ANSWERS, LEGAL, LEGAL_OLDER, OPINIONS
from tests.every.test_plays import ASKED_LATER, chromium_path, name_of, nobody_looks
from tests.hosts.browser import ARGUMENTS
from tests.hosts.foreign import OpenEdx, Ralph, ScormHost, npm
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hosts import held_in, launched_activity

HALF = 9
"""Answers before the tab is closed."""
UNSENT = 1_500
"""Milliseconds that a system gets for what it sends in the background before a tab is closed."""
RESPONSE = {"scorm12": "student_response", "scorm2004": "learner_response"}


async def inside(page: Page, deep: bool) -> Frame:
    """The frame of the course."""
    for _ in range(200):
        frame = page.frames[-1] if deep and len(page.frames) > 1 else page.main_frame
        if (not deep or len(page.frames) > 1) and await frame.locator("main").count():
            return frame
        await page.wait_for_timeout(50)
    raise AssertionError("the course never came")


async def taken(address: str, package: Package, deep: bool) -> tuple[list[str], bool]:
    """Take the course at *address*, closing the tab midway; errors of the page, and whether it was resumed."""
    problems: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        context = await browser.new_context(locale="fr-FR")
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        learner: OwnLearner | None = None
        before: set[str] = set()
        is_back = True
        for until in (HALF, None):
            page = await context.new_page()
            await page.goto(address)
            frame = await inside(page, deep)
            if learner is None:
                learner = OwnLearner(page, frame, package.data)
            learner.page, learner.frame = page, frame
            await learner.ready()
            if before:
                is_back = before <= await learner.answered()
            await learner.work(until, nobody_looks)
            before = set(learner.done)
            await page.wait_for_timeout(UNSENT)
            await page.close()
        await browser.close()
    return problems, is_back


def play(address: str, package: Package, *, deep: bool = True) -> bool:
    """Take the course in a thread of its own: the browser that tests share has taken this thread's event loop."""
    told: list[Any] = []

    def run() -> None:
        try:
            told.append(asyncio.run(taken(address, package, deep)))
        except BaseException as error:  # noqa: BLE001 - handed on below
            told.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(told[0], BaseException):
        raise told[0]
    problems, is_back = told[0]
    assert problems == []
    return bool(is_back)


def everything(told: list[dict[str, str]], format_: str) -> None:
    """Each activity has come once, in a form that the standard knows."""
    named = {name_of(each): each for each in told}
    assert len(named) == len(told)
    assert set(ANSWERS) | set(OPINIONS) <= set(named)
    assert len(named) == len(ANSWERS) + len(OPINIONS) + ASKED_LATER
    legal = LEGAL_OLDER if format_ == "scorm12" else LEGAL
    for name, each in named.items():
        assert re.fullmatch(legal[each["type"]], each[RESPONSE[format_]]), (name, each)


@pytest.mark.soak
@pytest.mark.parametrize("format_", ["scorm2004"])
def test_scorm_again(format_: str, every: dict[str, Package], course_server: CourseServer) -> None:
    npm("scorm-again")
    package, key = every[format_], uuid.uuid4().hex
    assert play(course_server.again_url(course_server.add(package.path), key, format_), package)
    cmi = course_server.again_cmi(key)
    rows = [row for _, row in sorted(cmi["interactions"].items(), key=lambda one: int(one[0]))]
    everything(rows, format_)


@pytest.mark.parametrize("format_", ["scorm12"])
def test_open_edx(format_: str, every: dict[str, Package], openedx: OpenEdx) -> None:
    package = every[format_]
    key = openedx.load(package.path)
    assert play(openedx.url(key), package)
    state = openedx.state(key)
    everything(held_in(state["data"], format_, state).interactions or [], format_)


@pytest.mark.soak
@pytest.mark.parametrize("format_", ["scorm2004"])
def test_scormhost(format_: str, every: dict[str, Package], scormhost: ScormHost) -> None:
    package = every[format_]
    key = scormhost.load(package.path)
    # Its learner is a guest, known by a cookie: the visit's.
    assert play(scormhost.url(key), package)
    elements = scormhost.elements(key)
    everything(held_in(elements, format_, elements).interactions or [], format_)


def test_ralph(every: dict[str, Package], course_server: CourseServer, ralph: Ralph) -> None:
    package, registration = every["xapi"], str(uuid.uuid4())
    query = ralph.launch_query(launched_activity(package.path), registration, full=True)
    assert play(f"{course_server.course_url(course_server.add(package.path))}?{query}", package, deep=False)
    statements = ralph.statements(registration)
    assert ralph.faults(statements) == [[] for _ in statements]
    answered = [name_of(each) for each in statements if each["verb"]["id"].endswith("/answered")]
    assert set(ANSWERS) | set(OPINIONS) <= set(answered)
    assert len(answered) == len(set(answered)) == len(ANSWERS) + len(OPINIONS) + ASKED_LATER

"""A page with the run-time's scripts and nothing else, and conversations with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.hosts.server import CourseServer

START: dict[str, dict[str, str]] = {
    "scorm12": {
        "cmi.core.lesson_mode": "normal",
        "cmi.core.lesson_status": "not attempted",
        "cmi.core.entry": "ab-initio",
    },
    "scorm2004": {"cmi.mode": "normal", "cmi.entry": "ab-initio", "cmi.total_time": "PT0S"},
}


@pytest.fixture(scope="module")
def bench(browser: Browser, course_server: CourseServer) -> Iterator[Page]:
    """A page with the strict run-time's scripts and nothing else."""
    page = browser.new_page()
    page.goto(f"{course_server.origin}/blank")
    for name in ("scorm.js", "scorm12.js", "scorm2004.js"):
        page.add_script_tag(url=f"{course_server.origin}/scorm/pages/{name}")
    yield page
    page.close()


def converse(
    bench: Page, calls: list[list[Any]], mood: str = "strict", edition: str = "scorm12", first: bool = True, **cmi: str
) -> dict[str, Any]:
    """Make the calls on a new run-time; the answers, the error after each, the faults and the last error."""
    result: dict[str, Any] = bench.evaluate(
        """([calls, options]) => {
            const host = SCORM.create(options);
            const about = SCORM.editions[options.edition].names.lastError;
            const errors = [];
            const answers = calls.map(([name, ...args]) => {
                let answer;
                try { answer = host.API[name](...args); } catch (error) { answer = "threw " + error.message; }
                errors.push(host.API[about]());
                return answer;
            });
            const faults = host.everything.violations;
            return { answers, errors, faults, error: host.API[about](), cmi: host.cmi };
        }""",
        [
            calls,
            {
                "edition": edition,
                "mood": mood,
                "cmi": {**START[edition], **cmi},
                "first": first,
                "lostAfter": 3,
            },
        ],
    )
    return result

"""What a long course costs an LMS: 120 lessons and 200 answers, calls counted where they arrive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from builder.hosts.scorm import Attempt
from tests.bench.generate import generate
from tests.hosts.browser import Visit
from tests.play.courses import build
from tests.play.facts import Package, pack, plan
from tests.play.grounds import Ground, Scorm
from tests.play.learner import Learner

MODULES = 20
LAUNCH, ANSWER = 40, 15
"""Calls that a launch and an answer may cost; some LMSs take a tenth of a second for each."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, on disk."""
    folder = tmp_path_factory.mktemp("long")
    generate(folder, MODULES)
    return folder


@pytest.mark.parametrize("format_", ["scorm12", "scorm2004"])
def test_r12_22_a_course_of_120_lessons_and_200_answers_is_launched_and_answered_in_few_calls(
    format_: str, project: Path, make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]
) -> None:
    package = build(project, "banc", format_, project / f"banc-{format_}.zip")
    assert len(package.pages) == 120 + MODULES
    assert len(package.keys) == 200
    host = make_ground(format_, package)
    assert isinstance(host, Scorm)
    learner = Learner(None, None, package, plan(package))  # type: ignore[arg-type]
    open_ = package.pages[-1]
    left = [key for key in package.asked(open_) if package.activity(key)["scored"]][-2:]
    learner.done.answered = [key for key in package.keys if key not in left]
    learner.done.seen = {page["id"] for page in package.pages if page is not open_}
    host.plant(pack(package, "incomplete", learner.done.slots), open_["id"])
    attempt = host.host.attempt
    attempt.cmi |= journal(package, learner, format_)

    learner.page, learner.frame = host.launch(new_visit())
    learner.wait_until_ready()
    learner.expect_place(open_)
    host.settle(learner.page)
    assert 5 < told(attempt) <= LAUNCH, [each.call for each in attempt.calls]
    for number, key in enumerate(left):
        learner.bring(key)
        # What the way to the question costs, reading is saved for; the answer is what comes after.
        learner.page.wait_for_timeout(300)
        before, commits = told(attempt), attempt.commits
        learner.answer(key)
        assert host.told()[-1] == learner.package.activity(key)["interaction"]["id" if format_ == "scorm12" else "iri"]
        assert told(attempt) - before <= ANSWER, [each.call for each in attempt.calls[before:]]
        assert attempt.commits == commits + 1
        assert len(host.told()) == len(package.scored) - len(left) + number + 1
    expect(learner.frame.locator("#avis-enregistrement")).to_be_hidden()
    learner.page.close()
    host.left()
    assert host.faults() == []


def told(attempt: Attempt) -> int:
    """Calls so far, those for errors too."""
    return len(attempt.calls)


def journal(package: Package, learner: Learner, format_: str) -> dict[str, str]:
    """The interactions of all that is answered, as the LMS holds them."""
    rows: list[dict[str, Any]] = learner.done.interactions(format_)
    return {f"cmi.interactions.{index}.{name}": value for index, row in enumerate(rows) for name, value in row.items()}

"""Bad state under every standard: cut, another course's, edited by hand, garbage. The record stands, the page opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit
from tests.play.conftest import sit_down
from tests.play.courses import build, small, write
from tests.play.facts import Package, pack, unpack
from tests.play.grounds import Cmi5, Ground, Xapi
from tests.play.hosts import Folder

WORDS = {
    "cut": lambda whole: whole[:-1],
    "half": lambda whole: whole[: len(whole) // 2],
    "edited": lambda whole: whole[:-1] + ("A" if whole[-1] != "A" else "B"),
    "of another course": lambda whole: "1AAAAACgAA",
    "of another tool": lambda whole: '{"v":3,"answers":[1,2,3],"bookmark":"slide_12"}',
    "garbage": lambda whole: "é\u2028<script>\U0001f600" * 20,
}
"""What has become of a state."""
HELD = ("cut", "garbage")
"""Of these, on a record that is complete."""

DOCUMENTS = {
    "not JSON": b"\x00\xffsuspended",
    "a list": b"[1, 2, 3]",
    "nothing": b"null",
    "empty": b"",
    "a text": b'"1AAAAAA"',
    "another tool's": b'{"bookmark": "slide_12"}',
    "a state that is no text": b'{"state": 5, "location": "un", "at": "2026-01-01T00:00:00Z"}',
    "edited by hand": b'{"state": "", "location": 5, "at": 7, "told": "x", "verdicts": 5, "failedWith": "x"}',
    "without its time": b'{"state": "1AAAAAA"}',
}
"""What lies in the place of the State document."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Package]:
    """Three lessons with a question each, in any format."""
    folder = tmp_path_factory.mktemp("garbage")
    return lambda format_: small(folder, "garbage", format_)


def finish(host: Ground, package: Package, visit: Visit) -> tuple[str, float | None] | None:
    """Take the whole course; what the host holds then."""
    learner = sit_down(host, package, visit, perfect=True)
    learner.start()
    for page in package.pages:
        learner.take(page)
        learner.next()
    host.settle(learner.page)
    learner.page.close()
    host.left()
    return host.outcome()


def open_and_answer(host: Ground, package: Package, visit: Visit) -> list[str]:
    """Open the course, which must begin at its beginning, and answer one question; what the console said."""
    said: list[str] = []
    visit.context.on("console", lambda message: said.append(message.text))
    learner = sit_down(host, package, visit, perfect=True)
    assert learner.place == "_accueil", "a clean start"
    page = package.pages[0]
    learner.go_to(page)
    learner.answer(package.keys[0])
    expect(learner.frame.locator("#avis-enregistrement")).to_be_hidden()
    host.settle(learner.page)
    learner.page.close()
    host.left()
    return said


@pytest.mark.parametrize(
    ("format_", "how"),
    [*(("scorm2004", how) for how in WORDS), *((each, how) for each in ("xapi", "cmi5") for how in HELD)],
)
def test_run_006_a_bad_state_costs_nothing_that_the_record_holds(
    format_: str,
    how: str,
    course: Callable[[str], Package],
    make_ground: Callable[..., Ground],
    new_visit: Callable[..., Visit],
) -> None:
    package = course(format_)
    host = make_ground(format_, package)
    whole = pack(package, "completed", [1] * len(package.data["layout"]["widths"]))
    held = finish(host, package, new_visit()) if how in HELD else None
    host.plant(WORDS[how](whole))
    said = open_and_answer(host, package, new_visit())
    assert any("RUN-006" in each for each in said), said
    status, slots = unpack(package, host.kept())
    assert slots[package.activity(package.keys[0])["slots"]["answer"]] != 0
    assert host.faults() == []
    if held is not None:
        assert host.outcome() == held
        # xAPI asks nobody but the state; the others say what they hold.
        assert status == "completed" or format_ == "xapi"


@pytest.mark.parametrize(
    ("format_", "how"),
    [*(("xapi", how) for how in DOCUMENTS), *(("cmi5", how) for how in ("not JSON", "edited by hand"))],
)
def test_run_006_a_state_document_of_nobody_s_is_written_over(
    format_: str,
    how: str,
    course: Callable[[str], Package],
    make_ground: Callable[..., Ground],
    new_visit: Callable[..., Visit],
) -> None:
    package = course(format_)
    host = make_ground(format_, package)
    assert isinstance(host, Xapi | Cmi5)
    host.put(DOCUMENTS[how])
    said = open_and_answer(host, package, new_visit())
    assert any("RUN-006" in each for each in said) or how in ("edited by hand", "nothing", "empty"), said
    status, slots = unpack(package, host.kept())
    assert status == "incomplete"
    assert slots[package.activity(package.keys[0])["slots"]["answer"]] != 0
    assert host.faults() == []


def test_cmi5_9_3_0_0_6_completed_and_passed_are_told_once_though_the_state_is_lost(
    tmp_path: Path, make_ground: Callable[..., Ground], new_visit: Callable[..., Visit]
) -> None:
    """K32: the LRS itself says what this registration has been told."""
    write(tmp_path, "deux-fois", {"un": ["q-1"], "deux": ["q-2"]}, mark="50")
    package = build(tmp_path, "deux-fois", "cmi5", tmp_path / "deux-fois-cmi5.zip")
    host = make_ground("cmi5", package)
    assert isinstance(host, Cmi5)
    assert finish(host, package, new_visit()) == ("passed", 100.0)
    host.put(b"garbage")
    finish(host, package, new_visit())
    verbs = host.verbs()
    assert verbs.count("completed") == verbs.count("passed") == 1
    assert verbs.count("initialized") == verbs.count("terminated") == 2
    assert host.faults() == []


@pytest.mark.parametrize("text", ["{}", "1AAAAAA un", "\ud7ff  "])
def test_run_006_what_lies_on_the_device_is_no_better(
    text: str, course: Callable[[str], Package], new_visit: Callable[..., Visit], tmp_path: Path
) -> None:
    package, visit = course("web"), new_visit()
    host = Folder(tmp_path / "course", package)
    page, _ = host.launch(visit)
    key = f"cartable/{package.data['scope']}/"
    # Another file of the folder: the course is not there to save over it.
    page.goto((tmp_path / "course" / "cartable.json").as_uri())
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])
    page.close()
    said: list[Any] = []
    visit.context.on("console", lambda message: said.append(message.text))
    learner = sit_down(host, package, visit)
    learner.go_to(package.pages[0])
    learner.answer(package.keys[0])
    held = host.held()
    assert unpack(package, held.state or "")[1] == learner.done.slots
    assert text.strip() == "" or any("RUN-006" in each for each in said)

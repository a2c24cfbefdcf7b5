"""Leaving by the button: saved first, closed once, and nothing left on the page that could still be answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit
from tests.play.conftest import come_back, sit_down
from tests.play.facts import Package
from tests.play.hosts import Folder, Host, Strict

BAR = ".bar__button--leave"
FOOT = ".foot__leave"


@pytest.fixture
def package(packages: dict[str, Package]) -> Callable[[Host], Package]:
    return lambda host: packages[host.format]


@pytest.mark.parametrize("name", ["strict", "minimal", "strict-2004", "minimal-2004"])
@pytest.mark.parametrize("button", [BAR, FOOT])
def test_r04_07_who_quits_is_saved_told_so_and_back_where_they_were(
    name: str,
    button: str,
    make_host: Callable[[str], Host],
    new_visit: Callable[..., Visit],
    package: Callable[[Host], Package],
) -> None:
    host = make_host(name)
    assert isinstance(host, Strict)
    learner = sit_down(host, package(host), new_visit())
    learner.start()
    learner.take(learner.package.pages[0])
    learner.next()
    place = host.held().location
    learner.frame.click(button)

    expect(learner.frame.locator(".gone h1")).to_be_focused()
    host.left()
    held = host.held()
    assert held.rest["violations"] == []
    assert held.rest["exit"] == "suspend"
    if name == "strict-2004":
        assert held.rest["request"] == "suspendAll"
    assert held.location != place
    expect(learner.frame.locator("button:visible, input:visible, a:visible")).to_have_count(0)
    commits = host.attempt.commits
    learner.page.close()

    assert host.attempt.commits == commits
    again = come_back(host, learner, new_visit())
    assert again.frame.evaluate("location.hash.slice(1)") == held.location
    assert host.attempt.violations == []


@pytest.mark.parametrize("name", ["strict", "strict-2004"])
def test_r12_21_who_cannot_be_saved_stays_and_can_show_what_the_platform_said(
    name: str,
    make_host: Callable[[str], Host],
    new_visit: Callable[..., Visit],
    package: Callable[[Host], Package],
) -> None:
    host = make_host(name)
    assert isinstance(host, Strict)
    learner = sit_down(host, package(host), new_visit())
    dialogs: list[str] = []
    learner.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    learner.start()
    host.attempt.fail_commits = True
    learner.frame.click(BAR)

    notice = learner.frame.locator("#avis-enregistrement")
    expect(notice.locator("h2")).to_be_focused()
    expect(notice.locator("code")).to_be_hidden()
    notice.locator("summary").click()
    code = "LMSCommit" if name == "strict" else "Commit"
    expect(notice.locator("code")).to_contain_text(f"RUN-001 {code}: ")
    expect(notice.locator("code")).to_contain_text(learner.frame.title().rpartition(" – ")[2])
    notice.get_by_role("button", name="Réessayer maintenant").click()
    expect(notice.locator("code")).to_be_visible()
    assert host.attempt.finished is False

    host.attempt.fail_commits = False
    learner.frame.click(BAR)
    expect(learner.frame.locator(".gone")).to_be_visible()
    host.left()
    assert dialogs == []


def test_there_is_no_button_to_quit_where_the_device_itself_records(
    make_host: Callable[[str], Host], new_visit: Callable[..., Visit], packages: dict[str, Package]
) -> None:
    host = make_host("browser")
    assert isinstance(host, Folder)
    learner = sit_down(host, packages["web"], new_visit())
    expect(learner.frame.locator("[data-leave]:visible")).to_have_count(0)


def test_there_is_no_button_to_quit_in_review(
    strict: Callable[..., Strict], new_visit: Callable[..., Visit], packages: dict[str, Package]
) -> None:
    host = strict(lesson_mode="review")
    learner = sit_down(host, packages["scorm12"], new_visit())
    expect(learner.frame.locator("[data-leave]:visible")).to_have_count(0)


def test_r12_02_a_platform_that_opens_no_session_is_told_from_none(
    strict: Callable[..., Strict], new_visit: Callable[..., Visit], packages: dict[str, Package]
) -> None:
    learner = sit_down(strict(mood="lost", lost_after=0), packages["scorm12"], new_visit())
    notice = learner.frame.locator("#avis-enregistrement")
    expect(notice).to_contain_text("lancez à nouveau le cours")
    expect(notice.locator("code")).to_contain_text("RUN-001 LMSInitialize: ")
    expect(learner.frame.locator("[data-leave]:visible")).to_have_count(0)

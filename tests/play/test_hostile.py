"""LMSs and LRSs that fail, in the browser: the learner is told beside the course, and once mended all of it arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.hosts.browser import Visit
from tests.play.conftest import sit_down
from tests.play.courses import small
from tests.play.facts import Package, unpack
from tests.play.grounds import STANDARDS, Cmi5, Ground, Scorm, Xapi
from tests.play.learner import Learner

EDITIONS = ("scorm12", "scorm2004")
MakeGround = Callable[..., Ground]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Package]:
    """Three lessons with a question each, in any format."""
    folder = tmp_path_factory.mktemp("hostile")
    return lambda format_: small(folder, "hostile", format_)


def spoil(host: Ground, how: str, page: Page) -> None:
    """Let the record fail from now on; "" mends it."""
    if isinstance(host, Scorm):
        host.host.attempt.mood = how or "strict"
        # The page learns of it with the answer to what it reports.
        with page.expect_response(lambda response: "/scorm/" in response.url):
            page.evaluate("(window.API || API_1484_11)[window.API ? 'LMSGetLastError' : 'GetLastError']()")
        page.wait_for_timeout(50)
    else:
        assert isinstance(host, Xapi | Cmi5)
        faults = (host.lrs if isinstance(host, Xapi) else host.launches).faults
        faults.cut, faults.status = how == "cut", int(how) if how.isdigit() else 0


def banner(learner: Learner) -> Any:
    """The notice that recording does not work."""
    return learner.frame.locator("#avis-enregistrement")


def asked(package: Package) -> list[tuple[dict[str, Any], str]]:
    """Every question, with its page."""
    return [(page, key) for page in package.pages for key in package.asked(page)]


def assert_all_is_there(host: Ground, learner: Learner, package: Package) -> None:
    """Every answer is reported once, in order, and in the state."""
    name = "id" if isinstance(host, Scorm) and host.host.format == "scorm12" else "iri"
    assert host.told() == [package.activity(key)["interaction"][name] for key in learner.done.answered]
    _, slots = unpack(package, host.kept())
    for key in learner.done.answered:
        number = package.activity(key)["slots"]["answer"]
        assert slots[number] == learner.done.slots[number]
    assert host.faults() == []


@pytest.mark.parametrize("how", ["throws", "refuses"])
@pytest.mark.parametrize("format_", EDITIONS)
def test_r12_21_r04_12_what_an_lms_failed_to_take_arrives_once_it_is_mended(
    how: str, format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    package = course(format_)
    host = make_ground(format_, package)
    learner = sit_down(host, package, new_visit())
    first, second, third = asked(package)
    learner.go_to(first[0])
    learner.answer(first[1])
    spoil(host, how, learner.page)
    learner.go_to(second[0])
    learner.answer(second[1])
    expect(learner.form(second[1])).to_contain_text("n’a pas encore été enregistrée")
    expect(banner(learner).get_by_role("heading")).to_have_text(re.compile("Progression non enregistrée"))
    assert len(host.told()) == 1
    spoil(host, "", learner.page)
    banner(learner).get_by_role("button", name="Réessayer maintenant").click()
    expect(banner(learner)).to_be_hidden()
    learner.go_to(third[0])
    learner.answer(third[1])
    learner.page.close()
    host.left()
    assert_all_is_there(host, learner, package)


@pytest.mark.parametrize("format_", EDITIONS)
def test_r12_02_r04_12_a_session_that_got_lost_is_opened_again_unseen(
    format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    package = course(format_)
    host = make_ground(format_, package)
    assert isinstance(host, Scorm)
    learner = sit_down(host, package, new_visit())
    first, second, third = asked(package)
    learner.go_to(first[0])
    learner.answer(first[1])
    spoil(host, "lost", learner.page)
    learner.go_to(second[0])
    learner.answer(second[1])
    expect(banner(learner)).to_be_visible()
    spoil(host, "", learner.page)
    learner.go_to(third[0])
    learner.answer(third[1])
    expect(banner(learner)).to_be_hidden()
    learner.page.close()
    host.left()
    assert_all_is_there(host, learner, package)


@pytest.mark.parametrize("how", ["null", "noisy"])
@pytest.mark.parametrize("format_", EDITIONS)
def test_r12_04_r04_13_odd_answers_are_taken_for_what_they_mean(
    how: str, format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    """Commit answers null while the page goes; booleans, numbers and undefined instead of strings."""
    package = course(format_)
    host = make_ground(format_, package, mood=how)
    learner = sit_down(host, package, new_visit())
    for page, key in asked(package):
        learner.go_to(page)
        learner.answer(key)
        expect(banner(learner)).to_be_hidden()
    learner.page.close()
    host.left()
    assert_all_is_there(host, learner, package)


def test_r04_01_an_lms_that_comes_late_is_found(
    course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    package = course("scorm2004")
    host = make_ground("scorm2004", package, mood="late")
    learner = sit_down(host, package, new_visit())
    page, key = asked(package)[0]
    learner.go_to(page)
    learner.answer(key)
    assert host.told() == [package.activity(key)["interaction"]["iri"]]
    assert host.faults() == []


@pytest.mark.parametrize("how", ["403", "503", "cut"])
@pytest.mark.parametrize("format_", ["xapi", "cmi5"])
def test_run_002_what_an_lrs_did_not_take_waits_on_the_device_and_arrives_once(
    how: str, format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    package = course(format_)
    host, visit = make_ground(format_, package), new_visit()
    visit.expect(r"Failed to load resource|ERR_|CORS")
    learner = sit_down(host, package, visit)
    first, second, third = asked(package)
    learner.go_to(first[0])
    learner.answer(first[1])
    host.settle(learner.page)
    spoil(host, how, learner.page)
    learner.go_to(second[0])
    learner.answer(second[1])
    # It is safe here, so that there is nothing for the learner to do.
    expect(learner.frame.locator("#_etat")).to_contain_text("appareil")
    expect(banner(learner)).to_be_hidden()
    spoil(host, "", learner.page)
    learner.go_to(third[0])
    learner.answer(third[1])
    expect(learner.frame.locator("#_etat")).to_contain_text("Enregistré")
    host.settle(learner.page)
    learner.page.close()
    host.left()
    assert_all_is_there(host, learner, package)
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in host.sent()]  # type: ignore[attr-defined]
    assert (verbs[0], verbs[-1]) == ("initialized", "terminated")


@pytest.mark.parametrize("format_", ["xapi", "cmi5"])
def test_what_was_not_sent_before_the_tab_closed_goes_at_the_next_visit(
    format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    """The network is gone until after the tab has closed; the answer waits on the device."""
    package = course(format_)
    host, visit = make_ground(format_, package), new_visit()
    visit.expect(r"Failed to load resource|ERR_|CORS")
    learner = sit_down(host, package, visit)
    first, second, _ = asked(package)
    learner.go_to(first[0])
    learner.answer(first[1])
    host.settle(learner.page)
    spoil(host, "cut", learner.page)
    learner.go_to(second[0])
    learner.answer(second[1])
    expect(learner.frame.locator("#_etat")).to_contain_text("appareil")
    learner.page.close()
    visit.context.new_page().wait_for_timeout(500)
    spoil(host, "", learner.page)
    page, frame = host.launch(visit)
    again = Learner(page, frame, package, learner.picks)
    again.done = learner.done
    again.wait_until_ready()
    again.go_to(second[0])
    expect(again.verdict(second[1])).to_be_visible()
    expect(frame.locator("#_etat")).to_contain_text("Enregistr")
    host.settle(page)
    page.close()
    host.left()
    assert_all_is_there(host, again, package)


@pytest.mark.parametrize("format_", STANDARDS)
def test_nothing_covers_the_course_while_recording_fails(
    format_: str, course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    """No dialog of the browser's (a visit fails on one), no modal of ours: the course can be read on."""
    package = course(format_)
    host, visit = make_ground(format_, package), new_visit()
    visit.expect(r"Failed to load resource|ERR_|CORS")
    learner = sit_down(host, package, visit)
    learner.start()
    spoil(host, "refuses" if format_ in EDITIONS else "503", learner.page)
    for page, key in asked(package):
        learner.go_to(page)
        learner.answer(key)
    expect(learner.frame.locator("[aria-modal=true]:visible, dialog[open]")).to_have_count(0)
    learner.next()
    spoil(host, "", learner.page)


def test_r04_05_an_lms_that_holds_no_more_interactions_still_takes_the_answer(
    course: Callable[[str], Package], make_ground: MakeGround, new_visit: Callable[..., Visit]
) -> None:
    """An LMS need hold 250; what it refuses beyond them is in the state, and no trouble to the learner."""
    package = course("scorm2004")
    host = make_ground("scorm2004", package)
    assert isinstance(host, Scorm)
    host.host.attempt.launches = 1
    host.host.attempt.cmi |= {f"cmi.interactions.{index}.id": f"urn:cartable:{index}" for index in range(250)}
    host.host.attempt.cmi["cmi.exit"] = "suspend"
    learner = sit_down(host, package, new_visit())
    for page, key in asked(package):
        learner.go_to(page)
        learner.answer(key)
        expect(banner(learner)).to_be_hidden()
    learner.page.close()
    host.left()
    assert len(host.told()) == 250
    assert unpack(package, host.kept())[1] == learner.done.slots
    assert [each.rule for each in host.host.attempt.violations] == ["R04-05.count"], "asked once, and then left alone"

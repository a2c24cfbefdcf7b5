"""What becomes of a cmi5 session whose address is opened again, loaded again, or launched anew before it has ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit
from tests.play.conftest import come_back, sit_down
from tests.play.courses import small
from tests.play.facts import Package
from tests.play.grounds import Cmi5, Ground

MakeGround = Callable[..., Ground]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Three lessons with a question each."""
    return small(tmp_path_factory.mktemp("sessions"), "sessions", "cmi5")


def lms(make_ground: MakeGround, course: Package, **options: object) -> Cmi5:
    """The LMS that refuses what breaks a requirement."""
    host = make_ground("cmi5", course, **options)
    assert isinstance(host, Cmi5)
    return host


def test_k21_an_address_opened_twice_records_once(
    make_ground: MakeGround, course: Package, new_visit: Callable[..., Visit]
) -> None:
    """The token is given once: the second tab says that nothing is recorded, and the first goes on."""
    host, visit = lms(make_ground, course), new_visit()
    visit.expect(r"Failed to load resource")
    learner = sit_down(host, course, visit)
    said: list[str] = []
    visit.context.on("console", lambda message: said.append(message.text))
    other = new_visit()
    other.expect(r"Failed to load resource")
    other.context.on("console", lambda message: said.append(message.text))
    copy = other.open(host.address)
    expect(copy.locator("#avis-enregistrement")).to_contain_text("lancez à nouveau le cours")
    assert any("RUN-005 fetch" in each for each in said)
    copy.close()
    learner.start()
    learner.take(course.pages[0])
    host.settle(learner.page)
    learner.page.close()
    host.left()
    assert host.told() == [course.activity(course.keys[0])["interaction"]["iri"]]
    assert host.verbs().count("initialized") == host.verbs().count("terminated") == 1


def test_k36_a_page_loaded_again_does_not_begin_a_session_by_itself(
    make_ground: MakeGround, course: Package, new_visit: Callable[..., Visit]
) -> None:
    """Its session ended with the page before; the next launch finds all of it."""
    host, visit = lms(make_ground, course), new_visit()
    learner = sit_down(host, course, visit)
    learner.start()
    learner.take(course.pages[0])
    host.settle(learner.page)
    learner.page.reload()
    expect(learner.page.locator("#avis-enregistrement")).to_contain_text("lancez à nouveau le cours")
    host.left()
    assert host.verbs().count("initialized") == host.verbs().count("terminated") == 1
    learner.page.close()
    again = come_back(host, learner, visit)
    again.expect_place(course.pages[0])
    expect(again.verdict(course.keys[0])).to_be_visible()
    host.settle(again.page)
    again.page.close()
    host.left()
    assert host.faults() == []


def test_k36_loaded_again_after_its_end_it_leads_back_to_the_lms(
    make_ground: MakeGround, course: Package, new_visit: Callable[..., Visit]
) -> None:
    host, visit = lms(make_ground, course, return_url=None), new_visit()
    learner = sit_down(host, course, visit)
    learner.start()
    host.settle(learner.page)
    learner.page.reload()
    learner.page.wait_for_url("**/return/*")
    assert host.verbs()[-1] == "terminated"
    assert host.faults() == []


def test_cmi5_9_3_6_a_session_that_never_ended_is_abandoned_and_the_next_one_resumes(
    make_ground: MakeGround, course: Package, new_visit: Callable[..., Visit]
) -> None:
    """The computer was switched off: no last word ever came."""
    host, visit = lms(make_ground, course), new_visit()
    learner = sit_down(host, course, visit)
    learner.start()
    learner.take(course.pages[0])
    host.settle(learner.page)
    visit.expect("ERR_|Failed to load resource")
    host.launches.faults.cut = True
    learner.page.close()
    visit.context.new_page().wait_for_timeout(500)
    host.launches.faults.cut = False
    assert host.verbs().count("terminated") == 0
    # On another computer.
    again = come_back(host, learner, new_visit())
    again.expect_place(course.pages[0])
    expect(again.verdict(course.keys[0])).to_be_visible()
    for page in course.pages:
        again.go_to(page)
        again.take(page)
        again.next()
    host.settle(again.page)
    again.page.close()
    host.left()
    lms_said = [each["verb"]["id"].rpartition("/")[2] for each in host.store.statements()]
    assert lms_said.count("abandoned") == 1
    assert host.verbs().count("completed") == 1
    assert host.outcome() == ("completed", None)
    assert len(host.told()) == len(set(host.told())) == 3
    assert host.faults() == []

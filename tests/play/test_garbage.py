"""What an LMS hands back that no package of this course wrote: a clean start, and nothing of the record is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit
from tests.play.conftest import come_back, sit_down
from tests.play.facts import Package, pack, unpack
from tests.play.hosts import Strict

GARBAGE = {
    "empty object": "{}",
    "null": "null",
    "undefined": "undefined",
    "another tool's": '{"v":3,"answers":[1,2,3],"bookmark":"slide_12"}',
    "a newer format": "2AAAAAAAAAAAAAAAAAAAAA",
    "right letters, wrong check": "1" + "A" * 50,
    "a blank": " ",
    "not ASCII": "é\u2028\ud7ff\U0001f600" * 20,
    "as long as it gets": "x" * 4096,
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
def test_run_006_garbage_in_suspend_data_starts_clean_and_keeps_the_record(
    text: str, strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    package, host, visit = packages["scorm12"], strict(), new_visit()
    host.attempt.cmi |= {
        "cmi.suspend_data": text,
        "cmi.core.lesson_location": "<nowhere>",
        "cmi.core.lesson_status": "completed",
        "cmi.core.score.raw": "80",
        "cmi.core.entry": "resume",
    }
    said: list[str] = []
    visit.context.on("console", lambda message: said.append(message.text))
    learner = sit_down(host, package, visit)
    assert learner.place == "_accueil", "a clean start"
    assert any("RUN-006" in each for each in said), said
    learner.start()
    learner.page.close()
    host.left()
    held = host.held()
    assert (held.status, held.score) == ("completed", 80.0), "the record only rises"
    status, slots = unpack(package, held.state or "")
    assert status == "completed"
    assert sum(slots) <= 1, "nothing but the page just opened"
    assert host.attempt.violations == []


def test_a_state_of_another_course_or_a_cut_one_is_not_taken_over(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    package, visit = packages["scorm12"], new_visit()
    whole = pack(package, "passed", [1] * len(package.data["layout"]["widths"]))
    for text in (whole[:-1], whole[:7], whole + "A", whole[:-1] + ("A" if whole[-1] != "A" else "B")):
        host = strict()
        host.attempt.cmi |= {
            "cmi.suspend_data": text,
            "cmi.core.lesson_status": "incomplete",
            "cmi.core.entry": "resume",
        }
        learner = sit_down(host, package, visit)
        expect(learner.frame.get_by_role("link", name="Commencer")).to_be_visible()
        learner.page.close()
        host.left()
        assert host.held().status == "incomplete"


def test_after_a_clean_start_the_next_visit_resumes(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    package, host, visit = packages["scorm12"], strict(), new_visit()
    host.attempt.cmi |= {"cmi.suspend_data": "{}", "cmi.core.entry": "resume"}
    learner = sit_down(host, package, visit)
    first = package.pages[0]
    learner.start()
    learner.take(first)
    learner.page.close()
    host.left()
    again = come_back(host, learner, visit)
    assert again.place == first["id"]
    for key in package.asked(first):
        expect(again.verdict(key)).to_be_visible()

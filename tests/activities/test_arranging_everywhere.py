"""Matching, ordering and sorting answered partly wrong: what the platform is told. tests/every answers them rightly."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from tests.activities.arranged import BANKS, ORDERING, Visits, build, lay
from tests.hosts.server import CourseServer
from tests.play.hosts import Strict, Strict2004


@pytest.mark.parametrize(
    ("host", "apart", "pair"), [(Strict, ",", "."), (Strict2004, "[,]", "[.]")], ids=["scorm12", "scorm2004"]
)
def test_what_is_reported_tells_the_truth(
    host: type[Strict], apart: str, pair: str, tmp_path: Path, course_server: CourseServer, new_visit: Visits
) -> None:
    bank = [each + "    bareme: partiel\n" if each == ORDERING else each for each in BANKS.values()]
    package = build(lay(tmp_path / "projet", *bank), tmp_path / f"arranging-{host.format}.zip", host.format)
    ground = host(course_server, package)
    _, frame = ground.launch(new_visit())
    frame.locator(".toc a[href='#un'], a[href='#un']").filter(visible=True).first.click()
    form = frame.locator("form[data-kind=matching]")
    for each in form.locator("select").all():
        each.select_option("Décide des poursuites")
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict")).to_have_text("1 association juste sur 3.")
    form = frame.locator("form[data-kind=ordering]")
    place(frame, "Écouter", "Noter les faits", "Prévenir sa hiérarchie", "Transmettre")
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict .is-good")).to_be_visible()
    form = frame.locator("form[data-kind=sorting]")
    for each in form.locator("fieldset.sort").all():
        each.get_by_label("Secondaire").check()
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict")).to_have_text("1 élément bien rangé sur 3.")

    course_server.attempts.wait(ground.attempt, lambda each: len(each.interactions()) == len(BANKS))
    told = ground.attempt.interactions()
    assert [each["type"] for each in told] == ["matching", "sequencing", "matching"]
    matching, ordering, sorting = told
    response = "student_response" if host.format == "scorm12" else "learner_response"
    wrong = "wrong" if host.format == "scorm12" else "incorrect"
    # Numbered by the lock: three sources, then their targets and the distractor.
    assert sorted(matching[response].split(apart)) == [f"a{pair}d", f"b{pair}d", f"c{pair}d"]
    assert matching["result"] == wrong
    # A pattern has one order; of steps that go together, the other is as right.
    assert ordering[response].split(apart) == ["a", "c", "b", "d"]
    assert ordering["result"] == "correct"
    assert sorted(sorting[response].split(apart)) == [f"a{pair}e", f"b{pair}e", f"c{pair}e"]
    assert sorting["result"] == wrong
    assert ground.attempt.violations == []


def place(frame: Frame, *texts: str) -> None:
    """Put the steps into this order."""
    form = frame.locator("form[data-kind=ordering]")
    for text in texts:
        row = form.locator("li.step").filter(has_text=text)
        while row.evaluate("row => row.nextElementSibling !== null"):
            row.get_by_role("button", name="Descendre").click()

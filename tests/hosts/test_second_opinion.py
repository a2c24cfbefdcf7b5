"""The strict hosts beside scorm-again: what one refuses and the other takes is known, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.hosts.conftest import converse
from tests.hosts.foreign import npm
from tests.hosts.server import CourseServer
from tests.hosts.test_strict import BAD as BAD_12
from tests.hosts.test_strict2004 import BAD as BAD_2004
from tests.hosts.test_strict2004 import GOOD as GOOD_2004


@pytest.fixture(scope="module")
def again(browser: Browser, course_server: CourseServer) -> Iterator[Page]:
    """A page with scorm-again of both editions."""
    npm("scorm-again")
    page = browser.new_page()
    page.goto(f"{course_server.origin}/blank")
    for name in ("scorm12", "scorm2004"):
        page.add_script_tag(url=f"{course_server.origin}/npm/scorm-again/dist/{name}.min.js")
    yield page
    page.close()


def said_by_scorm_again(page: Page, calls: list[list[Any]], edition: str) -> tuple[Any, str]:
    """The last answer of scorm-again to the calls, and the error it left."""
    answer = page.evaluate(
        """([calls, edition]) => {
            const api = new (edition === "scorm12" ? Scorm12API : Scorm2004API)({ logLevel: 5 });
            const answers = calls.map(([name, ...args]) => {
                try { return api[name](...args); } catch (error) { return "threw " + error.message; }
            });
            const code = edition === "scorm12" ? api.LMSGetLastError() : api.GetLastError();
            return [String(answers[answers.length - 1]), String(code)];
        }""",
        [calls, edition],
    )
    return answer[0], answer[1]


# rule: how many of its bad calls scorm-again answers otherwise, and why
DIFFERENCES: dict[str, tuple[int, str]] = {
    "R12-03.after-finish": (3, "SetValue and Commit go on after LMSFinish; RTE 3.3.2.2 has no such state"),
    "R12-04.argument-count": (3, "arguments are not counted"),
    "R12-04.not-a-string": (1, "numbers are taken for their text"),
    "R12-05.unknown": (
        2,
        "an element that does not exist is 401, as one that is not implemented",
    ),
    "R12-06.vocabulary": (1, "`normal`, a word of SCORM 2004, is taken for an exit"),
    "R12-08.logout": (1, "a policy of ours: RTE 3.4.4 has `logout`"),
    "R12-09.downgrade": (1, "a policy of ours"),
    "R12-10.order": (1, "a policy of ours"),
    "R12-11.timespan": (3, "61 minutes pass; decimals may be fewer than two, which Moodle reads wrongly"),
    "R12-11.backwards": (1, "a policy of ours"),
    "R12-12.ascii": (2, "any character passes; RTE 3.4.5 has ASCII"),
    "R12-14.length": (1, "64,000 characters"),
    "R12-15.identifier": (3, "spaces and slashes pass; that it begins with a letter is a policy of ours"),
    "R12-17.id-first": (1, "the order within an interaction is free"),
    "R12-18.result": (1, "`incorrect`, a word of SCORM 2004, is taken for a result"),
    "R12-19.type-first": (1, "the order within an interaction is free"),
    "R12-19.response": (8, "responses are not held against the type"),
    "R12-19.pattern": (2, "correct responses are not held against the type"),
    "R04-01.argument-count": (2, "arguments are not counted"),
    "R04-01.not-a-string": (1, "numbers are taken for their text"),
    "R04-02.vocabulary": (
        2,
        "`choice` needs no target; the vocabulary of captions is a range, error 407",
    ),
    "R04-05.length": (2, "a description may be of any length"),
    "R04-05.count": (3, "any number of records"),
    "R04-08.duration": (5, "nothing behind P or T, fractions of hours, and weeks pass"),
    "R04-08.timestamp": (2, "three decimals and years after 2038 pass"),
    "R04-09.id-first": (1, "objectives of an interaction come before its id"),
    "R04-09.identifier": (3, "spaces, accents and URNs without a name space pass"),
    "R04-10.response": (3, "36 choices are no limit, a dot alone divides pairs; more than ten answers are error 351"),
    "R04-10.pattern": (3, "a number alone passes as a range, ranges of steps are not read; three ends are error 351"),
    "R04-10.duplicate": (1, "correct sequences may come twice"),
    "R04-11.identifier": (4, "spaces, accents and any length pass in choices"),
    "R04-12.undefined": (3, "the data model's own objects are handed out; an index may begin with 0"),
    "R04-12.index": (
        3,
        "a record that does not exist has no value, error 403; shared data is made at will",
    ),
}
TOO_STRICT = {
    "{case_matters=true}{lang=fr}Paris": "a language behind `case_matters` is not read",
}


@pytest.mark.parametrize(("edition", "bad"), [("scorm12", BAD_12), ("scorm2004", BAD_2004)])
def test_what_scorm_again_takes_is_known(
    edition: str, bad: list[tuple[str, list[list[Any]], str]], again: Page
) -> None:
    counted = Counter(rule for rule, calls, code in bad if said_by_scorm_again(again, calls, edition)[1] != code)
    prefix = "R12" if edition == "scorm12" else "R04"
    assert counted == {rule: count for rule, (count, _) in DIFFERENCES.items() if rule.startswith(prefix)}


def test_what_scorm_again_refuses_is_known(again: Page, bench: Page) -> None:
    refused = {calls[-1][2] for calls in GOOD_2004 if said_by_scorm_again(again, calls, "scorm2004") != ("true", "0")}
    assert refused == set(TOO_STRICT)
    assert converse(bench, GOOD_2004[0], edition="scorm2004")["error"] == "0"


@pytest.mark.parametrize("edition", ["scorm12", "scorm2004"])
def test_both_read_the_same_values(edition: str, again: Page, bench: Page) -> None:
    """What the strict host takes, both give back alike."""
    old = edition == "scorm12"
    start = [["LMSInitialize" if old else "Initialize", ""]]
    fields = {"cmi.core.lesson_location": "page-2", "cmi.core.score.raw": "66.67", "cmi.suspend_data": "1abc"}
    if not old:
        fields = {"cmi.location": "page-2", "cmi.score.scaled": "0.6667", "cmi.suspend_data": "é", "cmi.exit": "normal"}
    write, read = ("LMSSetValue", "LMSGetValue") if old else ("SetValue", "GetValue")
    for name, value in fields.items():
        calls = [*start, [write, name, value], [read, name]]
        said = converse(bench, calls, edition=edition)
        assert (str(said["answers"][-1]), said["error"]) == said_by_scorm_again(again, calls, edition), name

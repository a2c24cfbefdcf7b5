"""The finished zips, played in Chromium on every host: what the learner did is what the host holds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from tests.hosts.browser import Visit
from tests.hosts.foreign import Ralph
from tests.hosts.server import CourseServer
from tests.play.conftest import HOSTS, SCORM_HOSTS, come_back, sit_down
from tests.play.facts import Package, pack, plan, unpack
from tests.play.hosts import Held, Host, OpenEdxBlock, RalphStore, Strict, Strict2004, launched_activity
from tests.play.learner import Learner

CLOCK = {
    "scorm12": {"time": r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", "latency": r"\d{2,4}:[0-5]\d:[0-5]\d(\.\d+)?"},
    "scorm2004": {
        "timestamp": r"20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{1,2}Z",
        "latency": r"PT(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?",
    },
}
ALIKE = (
    *("minimal", "minimal-2004", "cross-frame", "cross-frame-2004"),
    *("scormhost-2004", "scorm-again-2004", "openedx-2004"),
)
"""Hosts that others of their kind stand for; played in full by `make soak`."""
LIMIT = {"scorm12": 4096, "scorm2004": 64_000}
"""Of the state, in characters."""


def assert_held(held: Held, learner: Learner, format_: str = "scorm12") -> None:
    """The host holds what the learner did, all of it and nothing else."""
    done = learner.done
    if held.status is not None:
        assert held.status == done.status
    if held.status is not None:
        if done.status == "incomplete":
            assert held.score is None
        else:
            assert held.score == done.score
    if held.state is not None:
        status, slots = unpack(done.package, held.state)
        assert status == done.status
        assert slots == done.slots
        assert len(held.state) <= LIMIT.get(format_, 4096)
    if held.interactions is not None:
        clock = CLOCK[format_]
        rows = [{name: value for name, value in row.items() if name not in clock} for row in held.interactions]
        assert rows == done.interactions(format_)
        for row in held.interactions:
            for name, pattern in clock.items():
                assert re.fullmatch(pattern, row[name]), (name, row)


def halfway(package: Package) -> tuple[list[dict[str, Any]], dict[str, Any], list[dict[str, Any]]]:
    """The pages before the break, the one that is left in the middle, and those after it."""
    pages = package.pages
    middle = next(
        number
        for number, page in enumerate(pages)
        if number >= len(pages) // 2 and len(package.asked(page)) + len(package.myths(page)) > 1
    )
    return pages[:middle], pages[middle], pages[middle + 1 :]


def assert_restored(learner: Learner, pages: list[dict[str, Any]], current: dict[str, Any]) -> None:
    """The learner is where they left, and finds what they answered."""
    learner.expect_place(current)
    outline = learner.open_outline()
    for page in pages:
        expect(outline.locator(f'a[href="#{page["id"]}"]')).to_contain_text("Terminée", ignore_case=True)
    page = next(each for each in pages if learner.package.asked(each))
    learner.go_to(page)
    for key in learner.package.asked(page):
        expect(learner.verdict(key)).to_be_visible()
        expect(learner.form(key).get_by_role("button", name="Valider")).to_have_count(0)
    learner.go_to(current)


@pytest.mark.parametrize(
    "name", [*HOSTS, *(pytest.param(name, marks=pytest.mark.soak) if name in ALIKE else name for name in SCORM_HOSTS)]
)
def test_course_is_played(
    name: str, make_host: Callable[[str], Host], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = make_host(name)
    package = packages[host.format]
    visit = new_visit()
    before, middle, after = halfway(package)
    began = time.monotonic()

    learner = sit_down(host, package, visit)
    learner.start()
    for page in before:
        learner.take(page)
        learner.next()
    learner.expect_place(middle)
    if host.resumes:
        learner.answer(learner.package.asked(middle)[0])
        host.settle(learner.page)
        learner.page.close()
        host.left()
        assert_held(host.held(), learner, host.format)
        learner = come_back(host, learner, visit)
        assert_restored(learner, before, middle)
    learner.take(middle)
    learner.next()
    for page in after:
        learner.take(page)
        learner.next()
    assert learner.done.complete
    assert learner.done.judged
    host.settle(learner.page)
    learner.page.close()
    host.left()

    held = host.held()
    assert_held(held, learner, host.format)
    spent = time.monotonic() - began
    if held.seconds is not None:
        assert spent * 0.3 < held.seconds <= spent
    if isinstance(host, Strict):
        assert held.rest["violations"] == []
        opening, end = ("Initialize", "Terminate") if host.format == "scorm2004" else ("LMSInitialize", "LMSFinish")
        assert [len(host.attempt.named(opening)), len(host.attempt.named(end))] == [2, 2]
    if isinstance(host, Strict2004):
        # R04-06: a finished attempt stays open, or the next launch would begin another one.
        assert held.rest["exit"] == "suspend"
        assert (held.rest["completion"], float(held.rest["progress"])) == ("completed", 1)
    elif isinstance(host, Strict):
        assert held.rest["exit"] == ""
    if isinstance(host, OpenEdxBlock):
        assert held.rest["index"] == "index.html"
        assert held.rest["lesson_status"] == "completed"
        assert held.rest["grade"] == pytest.approx(learner.done.score / 100, abs=0.001)
        assert held.rest["warnings"] in ([], None)
    if isinstance(host, RalphStore):
        assert_statements(held.rest["statements"], learner, host)


def assert_statements(statements: list[dict[str, Any]], learner: Learner, host: RalphStore) -> None:
    """Every statement is valid, and the list tells the play in its order."""
    faults = host.ralph.faults([{name: each[name] for name in each if name != "stored"} for each in statements])
    assert [found for found in faults if found] == []
    assert len({each["id"] for each in statements}) == len(statements)
    times = [each["timestamp"] for each in statements]
    assert times == sorted(times)
    story = [(each["verb"]["id"].rpartition("/")[2], each["object"]["id"]) for each in statements]
    verbs = [verb for verb, _ in story]
    done, package = learner.done, learner.package
    questions = [key for key in done.answered if package.activity(key)["kind"] != "myth"]
    answers = [each for each in statements if each["verb"]["id"].endswith("/answered")]
    assert verbs[0] == "initialized"
    assert verbs[-1] == "terminated"
    launches = 2 if host.resumes else 1
    assert verbs.count("initialized") == verbs.count("terminated") == launches
    assert verbs.count("completed") == 1
    # Left unfinished, but for the last time.
    assert verbs.count("suspended") == launches - 1
    assert set(verbs) - {"suspended"} == {"initialized", "progressed", "answered", "completed", "terminated"} | (
        {done.status} if done.status in ("passed", "failed") else set()
    )
    assert [each["object"]["id"] for each in answers] == [
        package.activity(key)["interaction"]["iri"] for key in questions
    ]
    for key, statement in zip(questions, answers, strict=True):
        assert_answer(statement, key, learner)
    for each in statements:
        assert each["context"]["registration"] == host.registration
        assert each["actor"]["mbox"] == "mailto:camille.martin@example.org"
        if not each["verb"]["id"].endswith("/answered"):
            assert each["object"]["id"] == host.activity
    progress = [
        value
        for each in statements
        if each["verb"]["id"].endswith("/progressed")
        for value in each["result"]["extensions"].values()
    ]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    completed = next(each for each in statements if each["verb"]["id"].endswith("/completed"))
    assert completed["result"]["completion"] is True
    assert completed["result"]["score"]["scaled"] == pytest.approx(done.score / 100, abs=0.0001)
    assert re.fullmatch(r"PT\d+(\.\d{1,2})?S", completed["result"]["duration"])


def assert_answer(statement: dict[str, Any], key: str, learner: Learner) -> None:
    """An answered statement says what was asked and what was answered, in the interaction formats of xAPI."""
    activity, pick = learner.package.activity(key), learner.picks[key]
    facts, definition = activity["interaction"], statement["object"]["definition"]
    assert definition["interactionType"] == facts["type"]
    assert definition["description"] == {"fr": facts["description"]}
    assert statement["result"]["success"] is pick.right
    if activity["kind"] == "truefalse":
        assert statement["result"]["response"] == ("true" if pick.verdict else "false")
        assert definition["correctResponsesPattern"] == facts["correct"]
    else:
        names = {each["number"]: each["id"] for each in activity["data"]["choices"]}
        assert set(statement["result"]["response"].split("[,]")) == {names[number] for number in pick.numbers}
        assert definition["correctResponsesPattern"] == ["[,]".join(facts["correct"])]
        assert [each["id"] for each in definition["choices"]] == [each["id"] for each in facts["choices"]]


def first_question(package: Package) -> tuple[dict[str, Any], str]:
    """The first scored activity, with its page."""
    return next((page, key) for page in package.pages for key in page["activities"] if package.activity(key)["scored"])


def test_answer_is_committed_before_its_feedback(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict()
    learner = sit_down(host, packages["scorm12"], new_visit())
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    # No wait: what the host holds at the moment the feedback shows.
    assert [row["id"] for row in host.held().interactions or []] == [learner.package.activity(key)["interaction"]["id"]]
    assert unpack(learner.package, host.held().state or "")[1] == learner.done.slots


def test_tab_that_crashes_loses_no_answer(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict()
    visit = new_visit()
    learner = sit_down(host, packages["scorm12"], visit)
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    with learner.page.expect_event("crash"), pytest.raises(Error, match="ERR_ABORTED"):
        learner.page.goto("chrome://crash", wait_until="commit")
    learner.page.close()
    assert not host.attempt.finished
    learner = come_back(host, learner, visit)
    assert host.attempt.cmi["cmi.core.entry"] == "resume"
    learner.expect_place(page)
    expect(learner.verdict(key)).to_be_visible()


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_r12_09_nothing_is_written_in_review(
    mode: str, strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict(lesson_mode=mode)
    learner = sit_down(host, packages["scorm12"], new_visit())
    expect(learner.frame.get_by_role("heading", name="Vous consultez ce cours")).to_be_visible()
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    learner.page.close()
    host.left()
    assert host.attempt.named("LMSSetValue") == []
    assert host.attempt.violations == []
    assert host.attempt.cmi["cmi.core.lesson_status"] == "not attempted"


def test_mastery_score_fails_nobody_half_way(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict(mastery_score="50")
    learner = sit_down(host, packages["scorm12"], new_visit())
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    learner.page.close()
    host.left()
    assert host.held().status == "incomplete"
    assert host.held().score is None
    assert host.attempt.violations == []


def test_question_can_be_taken_again(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    """A wrong answer, then the right one: both are in the journal, the state has the last."""
    host = strict()
    package = packages["scorm12"]
    learner = sit_down(host, package, new_visit())
    picks, better = learner.picks, plan(package, perfect=True)
    page, key = next((page, key) for page in package.pages for key in page["activities"] if picks[key].right is False)
    learner.go_to(page)
    learner.answer(key)
    learner.form(key).get_by_role("button", name="Recommencer cette question").click()
    learner.picks[key] = better[key]
    learner.answer(key)
    held = host.held()
    assert unpack(package, held.state or "")[1] == learner.done.slots
    identifier = package.activity(key)["interaction"]["id"]
    journal = [(row["id"], row["result"]) for row in held.interactions or [] if row["id"] == identifier]
    assert journal == [(identifier, "wrong"), (identifier, "correct")]
    learner.page.close()
    host.left()
    assert host.attempt.violations == []


def attempt_with(strict: Callable[..., Strict], state: str, location: str) -> Strict:
    """The strict host in the middle of an attempt that some package left in *state*."""
    host = strict()
    host.attempt.launches = 1
    host.attempt.cmi = {
        "cmi.suspend_data": state,
        "cmi.core.lesson_location": location,
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.exit": "suspend",
    }
    return host


def test_newer_package_reads_an_older_state(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    """An update added slots behind those that the attempt has: what there is, is kept."""
    package = packages["scorm12"]
    page, key = first_question(package)
    learner = Learner(None, None, package, plan(package))  # type: ignore[arg-type]
    learner.done.answered.append(key)
    known = max(package.activity(key)["slots"].values()) + 1
    assert known < len(learner.done.slots)
    host = attempt_with(strict, pack(package, "incomplete", learner.done.slots[:known]), page["id"])
    learner = come_back(host, learner, new_visit())
    learner.expect_place(page)
    expect(learner.verdict(key)).to_be_visible()
    learner.page.close()
    host.left()
    assert_held(Held(status=host.held().status, state=host.held().state), learner)
    assert host.attempt.violations == []


@pytest.mark.parametrize("state", ["1AAAAAA", "not ours", "{}", "9" * 300])
def test_foreign_state_starts_cleanly(
    state: str, strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = attempt_with(strict, state, "no-such-page")
    learner = sit_down(host, packages["scorm12"], new_visit())
    learner.start()
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    learner.page.close()
    host.left()
    assert host.held().status == "incomplete"
    assert unpack(learner.package, host.held().state or "")[0] == "incomplete"
    assert host.attempt.violations == []


NOT_RECORDED = "Votre progression n’est pas enregistrée"


@pytest.mark.parametrize("around", ["nothing", "frame", "foreign frame"])
@pytest.mark.parametrize("format_", ["scorm12", "xapi"])
def test_without_an_lms_the_learner_is_told(
    around: str,
    format_: str,
    packages: dict[str, Package],
    course_server: CourseServer,
    new_visit: Callable[..., Visit],
) -> None:
    package = packages[format_]
    url = course_server.course_url(course_server.add(package.path))
    # Another name of the same machine is another origin: reading its frame's properties throws (R12-01).
    addresses = {"nothing": url, "frame": course_server.frame_url(url)}
    addresses["foreign frame"] = course_server.frame_url(url.replace("127.0.0.1", "localhost"))
    page = new_visit().open(addresses[around])
    if around != "nothing":
        page.wait_for_function("frames.length === 1")
    frame = page.main_frame if around == "nothing" else page.frames[1]
    learner = Learner(page, frame, package, {})
    learner.wait_until_ready()
    expect(frame.get_by_role("heading", name=NOT_RECORDED)).to_be_visible()
    learner.start()


@pytest.mark.parametrize("mood", ["throws", "refuses"])
def test_lms_that_fails_is_told_without_a_dialog(
    mood: str, strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict(mood=mood)
    learner = sit_down(host, packages["scorm12"], new_visit())
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    expect(learner.frame.get_by_text("n’a pas encore été enregistrée")).to_be_visible()
    expect(learner.frame.get_by_role("heading", name=re.compile("Progression non enregistrée"))).to_be_visible()
    assert host.attempt.violations == []


def test_lms_that_comes_late_is_found(
    strict: Callable[..., Strict], packages: dict[str, Package], new_visit: Callable[..., Visit]
) -> None:
    host = strict(mood="late")
    learner = sit_down(host, packages["scorm12"], new_visit())
    page, key = first_question(learner.package)
    learner.go_to(page)
    learner.answer(key)
    assert [row["id"] for row in host.held().interactions or []] == [learner.package.activity(key)["interaction"]["id"]]
    assert host.attempt.violations == []


def test_t05_to_t08_launch_as_lmss_write_it(
    packages: dict[str, Package], course_server: CourseServer, ralph: Ralph, new_visit: Callable[..., Visit]
) -> None:
    """An endpoint without its slash, credentials without their scheme, an actor of version 0.9."""
    package = packages["xapi"]
    host = RalphStore(course_server, ralph, package)
    visit = new_visit()
    visit.expect(r"404 .*activities/state")
    actor = {"name": ["Camille Martin"], "mbox": ["mailto:camille.martin@example.org"]}
    query = ralph.launch_query(launched_activity(package.path), host.registration, actor)
    query = query.replace("xAPI%2F", "xAPI").replace("Basic+", "")
    page = visit.open(f"{course_server.course_url(host.name)}?{query}")
    Learner(page, page.main_frame, package, {}).wait_until_ready()
    page.wait_for_load_state("networkidle")
    statements = host.held().rest["statements"]
    assert [each["verb"]["id"].rpartition("/")[2] for each in statements] == ["initialized"]
    assert statements[0]["actor"]["mbox"] == "mailto:camille.martin@example.org"
    assert ralph.faults([{name: statements[0][name] for name in statements[0] if name != "stored"}]) == [[]]

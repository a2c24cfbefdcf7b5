"""Every page of the course with every kind, and every state of its activities, as axe-core sees them.

Narrow and wide, light and dark; the course runs under the strict SCORM 2004 host, which is told wrong answers here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from builder.play.answers import Step, afterwards, steps
from builder.play.look import script
from tests.every.reports import LEGAL
from tests.hosts.browser import Visit
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hands import take
from tests.play.hosts import Strict2004

Visits = Callable[..., Visit]
WIDTHS = (1280, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
RUN = """async (tags) => {
    for (const each of document.getAnimations()) { try { each.finish(); } catch { /* it has no end */ } }
    const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false };
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160))}`);
}"""
WIDER = """() => [document.documentElement.scrollWidth - window.innerWidth, ...[...document.querySelectorAll(
    ".view.is-shown *")].filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1
        && !each.closest("[hidden], .hidden-text, svg, details:not([open])")
        && each.getClientRects().length).map((each) => each.outerHTML.slice(0, 100)).slice(0, 3)]"""
UNREACHED = """() => [...document.querySelectorAll("main .view.is-shown")].flatMap((view) => [...view.querySelectorAll(
    "button, input, select, textarea, a[href]")]).filter((each) => each.getClientRects().length && !each.disabled
        && each.tabIndex < 0).map((each) => each.outerHTML.slice(0, 120))"""


@dataclass
class Desk:
    """A learner in front of the course, and whoever looks over their shoulder."""

    page: Page
    frame: Frame
    package: Package
    found: list[str] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)

    @property
    def view(self) -> Locator:
        return self.frame.locator("main > .view.is-shown")

    def go(self, place: str) -> None:
        self.frame.evaluate(f"location.hash = '{place}'")
        expect(self.frame.locator(f'[id="{place}"]')).to_be_visible()

    def form(self, name: str) -> Locator:
        """The form of the activity *name*, `page/item`."""
        return self.frame.locator(f'[data-activity="{name}"]')

    def facts(self, name: str) -> dict[str, Any]:
        return self.package.activity(name)

    def names(self, page: str) -> list[str]:
        """What stands on the page in front of the learner."""
        return [each for each in self.package.data["activities"] if each.startswith(f"{page}/")]

    def do(self, name: str, doing: list[Step]) -> None:
        take(self.form(name), doing)

    def send(self, name: str) -> None:
        self.form(name).locator(".asked [type=submit]").click()

    def answer(self, name: str) -> None:
        """Rightly."""
        facts = self.facts(name)
        if facts["kind"] == "ordering":
            # After a wrong answer the steps stand as they were left.
            shown = self.form(name).locator(".asked [data-step]").evaluate_all("all => all.map((e) => e.dataset.step)")
            known = {str(each["number"]): each for each in facts["data"]["steps"]}
            facts = {**facts, "data": {**facts["data"], "steps": [known[each] for each in shown]}}
        self.do(name, steps(facts))
        expect(self.form(name).locator(".answered").first).to_be_visible()

    def err(self, name: str) -> None:
        """Answer wrongly."""
        facts, form = self.facts(name), self.form(name)
        data = facts["data"]
        match facts["kind"]:
            case "choice" | "hotspot" | "reply":
                wrong = next(each["number"] for each in data["choices"] if not each["right"])
                form.locator(f'.asked input[value="{wrong}"]').check()
            case "truefalse":
                form.locator(f'.asked input[value="{1 if data["right"] else 2}"]').check()
            case "matching":
                for each in form.locator("select").all():
                    each.select_option(str(data["targets"][-1]["number"]))
            case "sorting":
                for each in form.locator("[data-source]").all():
                    each.locator("input").last.check()
            case "ordering":
                # The last of the steps goes up: none of the orders on the way is right.
                form.locator("[data-move=up]").last.click()
            case "fillin" | "numeric":
                for each in form.locator(".asked input").all():
                    each.fill("7")
        self.send(name)
        expect(form.locator(".answered .is-bad, .answered .is-part").first).to_be_visible()

    def press(self, name: str) -> None:
        self.view.get_by_role("button", name=name).filter(visible=True).first.click()

    def look(self, state: str) -> None:
        """Note what is wrong with the page as it is, at both widths and in both schemes."""
        self.looked.append(state)
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 800})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                self.found += [f"{state}, {width}, {scheme}: {each}" for each in self.frame.evaluate(RUN, TAGS)]
            wider, *which = self.frame.evaluate(WIDER)
            if wider > 0:
                self.found.append(f"{state}: {width} px and {wider} more: {which}")
        self.found += [f"{state}, no key leads to {each}" for each in self.frame.evaluate(UNREACHED)]


@pytest.fixture(scope="module")
def host(every: dict[str, Package], course_server: CourseServer) -> Strict2004:
    """The attempt that all these tests share: its states follow one another."""
    return Strict2004(course_server, every["scorm2004"])


@pytest.fixture
def desk(host: Strict2004, every: dict[str, Package], new_visit: Visits) -> Iterator[Desk]:
    page, frame = host.launch(new_visit())
    frame.wait_for_selector("main .view.is-shown")
    frame.evaluate(f"() => {{ {script()} }}")
    desk = Desk(page, frame, every["scorm2004"])
    yield desk
    page.close()
    host.left()
    assert desk.found == []
    assert host.attempt.violations == []


def test_questions(desk: Desk, host: Strict2004) -> None:
    desk.go("questions")
    names = desk.names("questions")
    desk.look("questions, unanswered")
    for name in names:
        desk.send(name)
        expect(desk.form(name).locator(".error")).to_be_visible()
    desk.press("Voir un indice")
    expect(desk.view.locator(".hints .reason")).to_have_count(1)
    desk.look("questions, something is missing, a hint is shown")
    for name in names:
        desk.err(name)
    desk.look("questions, answered wrongly")
    for name in names:
        desk.form(name).locator(".answered .actions .button--plain").click()
    desk.look("questions, to be answered again")
    for name in names:
        desk.answer(name)
    desk.look("questions, answered rightly")
    told = host.attempt.interactions()
    assert {each["result"] for each in told} == {"incorrect", "correct"}
    wrong = [each for each in told if each["result"] == "incorrect"]
    assert {each["type"] for each in wrong} == {"choice", "true-false", "matching", "sequencing", "fill-in", "numeric"}
    for each in told:
        assert re.fullmatch(LEGAL[each["type"]], each["learner_response"]), each


def test_situations(desk: Desk) -> None:
    desk.go("situations")
    opinion, other, reply, path = desk.names("situations")
    desk.look("situations, unanswered")
    for name in (opinion, other, reply):
        desk.send(name)
    desk.look("situations, something is missing")
    desk.err(reply)
    desk.form(path).locator(".actions button").first.click()
    desk.form(opinion).locator(".scale input").first.check()
    desk.form(opinion).locator("[data-confidence] input").last.check()
    desk.send(opinion)
    desk.form(other).locator(".asked .scale input").first.check()
    desk.send(other)
    expect(desk.form(other).locator(".again")).to_be_visible()
    desk.look("situations, a wrong reply, facts and a second opinion, a path begun")
    desk.form(reply).locator(".answered .actions .button--plain").first.click()
    desk.answer(reply)
    desk.form(other).locator(".again input").first.check()
    desk.form(other).locator(".again button").click()
    (way,) = [each for each in desk.facts(path)["data"]["steps"] if each.get("choices")][:1]
    for each in way["choices"]:
        expect(desk.form(path).locator(f'button[value="{each["number"]}"]')).to_be_visible()
    desk.form(path).locator(f'button[value="{way["choices"][0]["number"]}"]').click()
    desk.look("situations, room for words of one's own, a path under way")
    desk.do(reply, afterwards(desk.facts(reply)))
    desk.form(path).locator("button[value]").filter(has_text="Refuser").click()
    expect(desk.form(path)).to_contain_text("Personne n’est entré.")
    desk.look("situations, replies compared, a path at a bad end, what one thinks now")
    second = desk.view.locator("[data-second-of]").filter(visible=True)
    second.locator("[type=submit]").click()
    desk.look("situations, the second opinion is missing")
    second.locator("input").nth(4).check()
    second.locator("[type=submit]").click()
    expect(desk.view.locator(".moved").first).to_be_visible()
    desk.look("situations, what moved")


def test_opinions_of_the_course(desk: Desk) -> None:
    desk.go("quiz-avis")
    scale, text = desk.names("quiz-avis")
    desk.look("survey, unanswered")
    desk.send(scale)
    desk.look("survey, something is missing")
    desk.answer(scale)
    desk.look("survey, answered")
    desk.form(scale).locator(".answered .actions .button:not(.button--plain)").click()
    desk.look("text, empty")
    send = desk.form(text).locator(".write__send [type=submit]")
    send.click()
    desk.look("text, nothing to send")
    desk.form(text).locator("textarea").fill("Plus court. 😀")
    send.click()
    expect(desk.form(text).locator(".sent")).to_be_visible()
    desk.look("text, sent")


def test_work(desk: Desk) -> None:
    # The re-test asks for opinions that were given; where this test runs first, nobody has given any yet.
    desk.go("situations")
    for name in desk.names("situations"):
        if desk.facts(name)["kind"] == "myth" and desk.form(name).locator(".asked").is_visible():
            desk.do(name, steps(desk.facts(name)))
    desk.go("travail")
    desk.look("work, empty")
    for name in desk.names("travail"):
        desk.do(name, steps(desk.facts(name)))
    asked = desk.view.locator("[data-retest-of]").filter(visible=True)
    asked.locator("[type=submit]").click()
    desk.look("work, written; the re-test misses something")
    for number in range(2):
        asked.locator(".scale input").first.check()
        asked.locator(".recall input").nth(number).check()
        asked.locator("[type=submit]").click()
        expect(asked.locator(".answered")).to_be_visible()
        desk.look(f"re-test, answer {number + 1}")
        asked.locator(".answered .actions button").click()
    expect(desk.view.locator(".retest__end")).to_be_visible()
    desk.look("re-test, its end")


def test_assessment(desk: Desk) -> None:
    desk.go("quiz-final")
    desk.look("assessment, before it begins")
    desk.view.locator("[data-begin]").click()
    panel = desk.view.locator("form[data-activity]").filter(visible=True)
    for number in range(4):
        name = panel.get_attribute("data-activity") or ""
        if number == 0:
            desk.send(name)
            desk.look("assessment, something is missing")
        if number == 1:
            panel.locator("[data-skip]").click()
        else:
            doing = steps(desk.facts(name))
            if number == 2:
                field = desk.form(name).locator(".asked input")
                if desk.facts(name)["kind"] == "numeric":
                    field.fill("7")
                else:
                    wrong = next(each["number"] for each in desk.facts(name)["data"]["choices"] if not each["right"])
                    desk.form(name).locator(f'input[value="{wrong}"]').check()
                desk.send(name)
            else:
                desk.do(name, doing)
        expect(desk.form(name)).to_be_hidden()
    desk.look("assessment, before it is sent")
    desk.view.locator(".checks button").first.click()
    desk.look("assessment, an answer to be changed")
    while not desk.view.locator("[data-finish]").is_visible():
        desk.view.locator("[data-skip]").filter(visible=True).click()
    desk.view.locator("[data-finish]").click()
    desk.look("assessment, results")
    desk.view.locator("details summary").first.click()
    desk.look("assessment, the chart as a table")
    desk.view.locator("[data-review]").click()
    desk.look("assessment, all answers")
    desk.press("Revenir au bilan")
    desk.view.locator("[data-again]").click()
    desk.look("assessment, what was wrong is asked again")


def test_pages_beside_the_lessons(desk: Desk, every: dict[str, Package]) -> None:
    ids = desk.frame.evaluate("[...document.querySelectorAll('main > .view')].map((each) => each.id)")
    lessons = {each["id"] for each in every["web"].pages}
    beside = [each for each in ids if each not in lessons]
    assert {"_accueil", "_glossaire", "_sources", "_rencontres", "_attestation", "_notes"} <= set(beside)
    for each in beside:
        desk.go(each)
        desk.look(each)

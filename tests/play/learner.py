"""A learner in front of the course: finds things by their role and their words, clicks, reads, never looks behind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect

from tests.play.facts import UNKNOWN, Expectation, Package, Pick

SCALES = {
    7: ("Tout à fait faux", "Faux", "Plutôt faux", "Ni vrai ni faux", "Plutôt vrai", "Vrai", "Tout à fait vrai"),
}
DONT_KNOW = "Je ne sais pas"


def wording(text: str) -> re.Pattern[str]:
    """Finds *text* in a page whatever its spaces and quotation marks are, and its acronyms with their meanings."""
    return re.compile(r"\W(?:.*\W)?".join(map(re.escape, re.findall(r"\w+", text))))


def step_label(steps: int, step: int) -> str:
    """The words of a step of the belief scale."""
    return DONT_KNOW if step == UNKNOWN else SCALES[steps][step - 1]


@dataclass
class Learner:
    """Somebody who takes the course in *frame*, by a plan; keeps in ``done`` what the host must know by now."""

    page: Page
    frame: Frame
    package: Package
    picks: dict[str, Pick]
    done: Expectation = field(init=False)

    def __post_init__(self) -> None:
        self.done = Expectation(self.package, self.picks)

    # where things are

    @property
    def view(self) -> Locator:
        """The page of the course that is shown."""
        return self.frame.locator("main .view.is-shown")

    @property
    def place(self) -> str:
        """The id of the page that is shown."""
        return str(self.view.get_attribute("id"))

    def form(self, key: str) -> Locator:
        """The panel of the activity *key*."""
        return self.frame.locator(f'[data-activity="{key}"]').first

    def wait_until_ready(self) -> None:
        """Return when the player has taken over the page."""
        expect(self.view).to_have_count(1)
        self.frame.wait_for_function("!document.getElementById('course-data')")

    # moving about

    def start(self) -> None:
        """From the home page, press its one strong button."""
        self.frame.get_by_role("link", name=re.compile("^(Commencer|Reprendre)")).click()
        expect(self.frame.locator("#_accueil")).to_be_hidden()

    def open_outline(self) -> Locator:
        """Show the course's outline, whichever way the window's width calls for."""
        outline = self.frame.get_by_role("navigation", name="Sommaire du cours")
        if not outline.is_visible():
            self.frame.get_by_role("button", name="Sommaire").click()
            expect(outline).to_be_visible()
        return outline

    def go_to(self, page: dict[str, Any]) -> None:
        """Choose *page* in the outline."""
        outline = self.open_outline()
        outline.locator(f'a[href="#{page["id"]}"]').click()
        self.expect_place(page)

    def expect_place(self, page: dict[str, Any]) -> None:
        """The page shown is *page*, and nothing else."""
        expect(self.frame.locator(f'[id="{page["id"]}"]')).to_be_visible()
        expect(self.view).to_have_count(1)

    def next(self) -> None:
        """Press the strong button at the end of the page."""
        before = self.place
        self.view.get_by_role("navigation", name="Leçons voisines").get_by_role("link").last.click()
        self.done.seen.add(before)
        expect(self.frame.locator(f'[id="{before}"]')).to_be_hidden()

    # answering

    def bring(self, key: str) -> Locator:
        """The panel of *key*, shown: a quiz asks one thing at a time."""
        form = self.form(key)
        for _ in range(20):
            if form.is_visible():
                return form
            self.view.get_by_role("button", name=re.compile("(suivante|Et maintenant)")).filter(
                visible=True
            ).last.click()
        raise AssertionError(f"the learner never gets to {key}")

    def choose(self, key: str) -> Locator:
        """Take the planned answer without sending it; the panel."""
        form = self.bring(key)
        activity, pick = self.package.activity(key), self.picks[key]
        if activity["kind"] == "myth":
            form.get_by_role("radio", name=step_label(activity["data"]["steps"], pick.before), exact=True).check()
        elif activity["kind"] == "truefalse":
            form.get_by_role("radio", name="Vrai" if pick.verdict else "Faux", exact=True).check()
        else:
            texts = {each["id"]: each["text"] for each in activity["interaction"]["choices"]}
            role = "checkbox" if activity["data"]["multiple"] else "radio"
            for each in activity["data"]["choices"]:
                if each["number"] in pick.numbers:
                    form.get_by_role(role, name=wording(texts[each["id"]])).check()
        return form

    def answer(self, key: str) -> None:
        """Answer *key* as planned, and read what the course says to it."""
        form = self.choose(key)
        form.get_by_role("button", name=re.compile("^Valider")).click()
        expect(self.verdict(key)).to_be_visible()
        if key not in self.done.answered:
            self.done.answered.append(key)

    def verdict(self, key: str) -> Locator:
        """The heading that answers the learner's answer to *key*."""
        kind = self.package.activity(key)["kind"]
        words = "Les faits disent" if kind == "myth" else "(onne réponse|onnes réponses|ncomplète)"
        return self.form(key).get_by_role("heading", name=re.compile(words)).first

    def second(self, page: dict[str, Any]) -> Locator:
        """The part of *page* that asks what the learner thinks now."""
        return self.frame.locator(f'[data-second="{page["id"]}"]')

    @property
    def chart(self) -> Locator:
        """The chart of beliefs before and after, on the page shown."""
        return self.view.get_by_role("img", name="Vos avis, avant et maintenant")

    def rate_again(self, page: dict[str, Any], key: str) -> None:
        """Give the second rating of the myth *key*."""
        form = self.second(page).locator(f'[data-second-of="{key}"]')
        onwards = self.view.get_by_role("button", name=re.compile("(suivante|Et maintenant)")).filter(visible=True)
        for _ in range(20):
            # It is asked once the last first opinion is safe, a moment after that one's feedback.
            expect(form.filter(visible=True).or_(onwards).first).to_be_visible()
            if form.is_visible():
                break
            onwards.last.click()
        label = step_label(self.package.activity(key)["data"]["steps"], self.picks[key].after)
        form.get_by_role("radio", name=label, exact=True).check()
        form.get_by_role("button", name=re.compile("^Valider")).click()
        # The rating goes to the host before the page goes on.
        expect(form).to_be_hidden()
        self.done.rated.append(key)

    def take(self, page: dict[str, Any]) -> None:
        """Answer all that is still to be answered on *page*."""
        self.expect_place(page)
        for key in self.package.asked(page):
            if key not in self.done.answered:
                self.answer(key)
        for key in self.package.myths(page):
            if key not in self.done.rated:
                self.rate_again(page, key)
        if page["kind"] == "quiz":
            # A quiz counts by its answers, whether or not its outcome is read.
            self.done.seen.add(page["id"])

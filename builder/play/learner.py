"""Learners who take a course without reading it: one who knows Cartable's pages, one who presses what leads on.

In: a page that was launched. Out: the course done, up to where it is asked for. They click as a person does, so what
lies under something else cannot be clicked.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from builder.play.answers import ANSWERERS, OPTIONAL, SUBMIT, Hand, Step, afterwards, press, steps, tick

if TYPE_CHECKING:
    from playwright.async_api import ElementHandle, Frame, Locator, Page

_PLAIN: Final = ":not(.button--plain)"
_ONWARDS_HERE: Final = f".answered .actions > .button{_PLAIN}, .panel--write .actions > [type=button]{_PLAIN}"
"""In an activity that was answered, or need not be, the button to what comes next."""
_DATA: Final = re.compile(rb'<script type="application/json" id="course-data">(.*?)</script>', re.DOTALL)
MOST_PRESSED: Final = 30
"""Buttons that the second learner presses in one launch."""
PAUSE: Final = 150
"""Milliseconds that a page gets after a button."""
SHORT: Final = 600
"""Milliseconds for what may not be there."""
POLL: Final = 0.05
READY: Final = 400
"""Looks at a page, `POLL` seconds apart, until it must be ready."""
STEPS: Final = 60
"""Ways on within one page of ours; a quiz has no more questions."""

_READY: Final = """() => Boolean(document.querySelector("main .view.is-shown"))
    && !document.getElementById("course-data")"""

Look = Callable[[str], Awaitable[None]]


class Stuck(Exception):  # noqa: N818 - it says where
    """The learner cannot go on; the text is the place."""


def course_data(page: bytes) -> dict[str, Any] | None:
    """What Cartable's compiler put into *page* for the player; None for a page of anything else."""
    found = _DATA.search(page)
    if found is None:
        return None
    try:
        data = json.loads(found[1])
    except ValueError:
        return None
    is_ours = isinstance(data, dict) and {"pages", "activities", "adapters", "layout"} <= set(data)
    return data if is_ours else None


@dataclass
class OwnLearner:
    """Somebody who takes a course of Cartable's, and knows the answers."""

    page: Page
    frame: Frame
    data: dict[str, Any]
    done: list[str] = field(default_factory=list)
    """Activities answered so far, on all launches."""
    finished: set[str] = field(default_factory=set)
    """Pages taken to their end."""
    _looked: set[tuple[str, str]] = field(default_factory=set)
    """Kinds of activities, by kind of page, that were on show unanswered."""
    counted: Callable[[], int] = lambda: 0
    """How many calls the host has had."""
    dearest: int = 0
    """Calls of the dearest answer."""
    hand: Hand = "mouse"

    @property
    def total(self) -> int:
        """How many activities ask for an answer."""
        return sum(
            sum(each["count"] for each in drawing["draws"])
            if (drawing := self._drawing(page))
            else sum(self._asks(key) for key in page["activities"])
            for page in self.data["pages"]
        )

    def _asks(self, key: str) -> bool:
        kind = self.data["activities"][key]["kind"]
        return kind in ANSWERERS and kind not in OPTIONAL

    def _drawing(self, page: dict[str, Any]) -> dict[str, Any] | None:
        """How the assessment on *page* draws; None for any other page."""
        found: dict[str, Any] | None = self.data.get("parts", {}).get("assessment", {}).get(page["id"])
        return found

    async def ready(self) -> None:
        """Return when the player has taken over the page."""
        # Asked from outside and by the clock: the page's Content-Security-Policy forbids to evaluate inside, and frames
        # of animation do not come where nothing is painted.
        for _ in range(READY):
            with suppress(*_timeouts()):  # the frame is on its way from one page to another
                if await self.frame.evaluate(_READY):
                    return
            await asyncio.sleep(POLL)
        raise Stuck(f"{self.data['pages'][0]['id']}: the page never opened")

    async def work(self, until: int | None, look: Look) -> None:
        """Answer everything, page after page; stop once *until* activities are answered.

        Args:
            look: Called on each page with what is on show.

        Raises:
            Stuck: Something cannot be found or clicked.
        """
        for page in self.data["pages"]:
            if page["id"] in self.finished:
                continue
            if until is not None and len(self.done) >= until:
                return
            try:
                await self._take(page, until, look)
            except _timeouts() as error:
                raise Stuck(f"{page['id']}: {str(error).partition(chr(10))[0]}") from None

    async def _take(self, page: dict[str, Any], until: int | None, look: Look) -> None:
        keys = [key for key in page["activities"] if self._asks(key)]
        left = [key for key in keys if key not in self.done]
        view = self.frame.locator(f'[id="{page["id"]}"]')
        await self._go(page, view)
        kinds = {(page["kind"], self.data["activities"][key]["kind"]) for key in page["activities"]}
        if kinds - self._looked:
            self._looked |= kinds
            await look(f"{page['id']} as it opens")
        if self._drawing(page):
            await self._sit(page, view, until, look)
            return
        for key in page["activities"]:
            if key in left:
                await self._answer(view, key)
            elif self.data["activities"][key]["kind"] in OPTIONAL:
                await self._write(page, view, key)
            if until is not None and len(self.done) >= until:
                return
        for key in keys:
            facts = self.data["activities"][key]
            if facts["kind"] == "myth" and not facts["data"].get("atOnce"):
                await self._rate_again(view, key)
        await self._look_back(view)
        await look(f"{page['id']} at its end")
        self.finished.add(page["id"])
        if page["kind"] == "quiz":
            return
        # A lesson counts as read once its way on is taken; launched alone, also once its end is in sight, and then its
        # button goes.
        onwards = view.locator(".way__next")
        if await onwards.count():
            await self._press(onwards)
            return
        await view.locator(".way").scroll_into_view_if_needed()
        with suppress(*_timeouts()):
            await self._press(view.locator("#_terminer"), timeout=SHORT)

    async def _sit(self, page: dict[str, Any], view: Locator, until: int | None, look: Look) -> None:
        """Take an assessment: whatever was drawn, in whatever order, corrected at once or at the end."""
        forms = view.locator("form[data-activity]").filter(visible=True)
        begin, finish = view.locator("[data-begin]"), view.locator("[data-finish]")
        results, onwards = view.locator("[data-review]"), view.locator(_ONWARDS_HERE)
        ratings = view.locator("[data-second-of]").filter(visible=True)
        for _ in range(2 * STEPS):
            await forms.or_(ratings).or_(begin).or_(finish).or_(results).filter(visible=True).first.wait_for()
            if await results.is_visible():
                await look(f"{page['id']} at its end")
                self.finished.add(page["id"])
                return
            if await begin.is_visible():
                await self._press(begin)
            elif await finish.is_visible():
                await look(f"{page['id']} before it is sent")
                await self._press(finish)
                await results.wait_for()
            elif await onwards.filter(visible=True).count():
                await self._press(onwards.filter(visible=True).last)
            elif await ratings.count():
                await self._rate(view, await ratings.first.get_attribute("data-second-of") or "")
            else:
                if until is not None and len(self.done) >= until:
                    return
                key = await forms.first.get_attribute("data-activity") or ""
                form = view.locator(f'[data-activity="{key}"]')
                if not self._asks(key):
                    await self._write(page, view, key)
                    await self._press(form.locator("[data-skip]"))
                    continue
                before = self.counted()
                await self._do(form, steps(self.data["activities"][key], self.hand))
                # An answer that is kept in silence leads on by itself.
                await form.locator(".answered, .kept").first.wait_for(state="attached")
                self.done.append(key)
                self.dearest = max(self.dearest, self.counted() - before)
        raise Stuck(page["id"])

    async def _do(self, form: Locator, doing: Sequence[Step]) -> None:
        for step in doing:
            if not step.selector:
                await self.page.keyboard.press(step.value)
                continue
            element = form.locator(step.selector).first
            match step.act:
                case "check":
                    await element.check()
                case "click":
                    await element.click()
                case "select":
                    await element.select_option(step.value)
                case "fill" if self.hand == "keyboard":
                    await element.focus()
                    await self.page.keyboard.type(step.value)
                case "fill":
                    await element.fill(step.value)
                case "press":
                    await element.press(step.value)
                case "focus":
                    await element.focus()
                case "see":
                    await element.wait_for()

    async def _press(self, button: Locator, timeout: float | None = None) -> None:
        """A button or a link."""
        if self.hand == "keyboard":
            await button.press("Enter", timeout=timeout)
        else:
            await button.click(timeout=timeout)

    async def _go(self, page: dict[str, Any], view: Locator) -> None:
        if await view.is_visible():
            return
        links = self.frame.locator(f'#_plan a[href="#{page["id"]}"], .toc a[href="#{page["id"]}"]')
        await self._press(links.filter(visible=True).first)
        await view.wait_for(state="visible")

    async def _bring(self, view: Locator, wanted: Locator, key: str) -> None:
        """Press what leads on until *wanted* is on show: a quiz asks one thing at a time."""
        onwards = view.locator(_ONWARDS_HERE)
        for _ in range(STEPS):
            # A rating is asked for once the answer before it is safe, a moment after its feedback.
            await wanted.or_(onwards).filter(visible=True).first.wait_for()
            if await wanted.is_visible():
                return
            await self._press(onwards.filter(visible=True).last)
        raise Stuck(key)

    async def _answer(self, view: Locator, key: str) -> None:
        form = view.locator(f'[data-activity="{key}"]')
        await self._bring(view, form, key)
        before = self.counted()
        await self._do(form, steps(self.data["activities"][key], self.hand))
        await form.locator(".answered").first.wait_for()
        self.done.append(key)
        self.dearest = max(self.dearest, self.counted() - before)
        await self._do(form, afterwards(self.data["activities"][key], self.hand))

    async def _write(self, page: dict[str, Any], view: Locator, key: str) -> None:
        """What may be left out is done only where it is on show."""
        form = view.locator(f'[data-activity="{key}"]')
        if page["kind"] == "quiz":
            await self._bring(view, form, key)
        if await form.is_visible():
            await self._do(form, steps(self.data["activities"][key], self.hand))
            # Where the platform records, a text can be sent to those who look after the course.
            send = form.locator(".write__send [type=submit]")
            if await send.is_visible():
                await self._press(send)
                await form.locator(".sent").wait_for()

    async def _look_back(self, view: Locator) -> None:
        """Judge once more, in other words, the myths that a re-test on the page asks for."""
        forms = view.locator("[data-retest-of]")
        for form in await forms.all():
            await form.wait_for()
            if not await form.locator(".answered").count():
                await self._do(form, [*tick(".scale input", self.hand), *tick(".recall input", self.hand)])
                await self._do(form, press(SUBMIT, self.hand))
            await self._press(form.locator(".answered .actions button"))

    async def _rate_again(self, view: Locator, key: str) -> None:
        form = view.locator(f'[data-second-of="{key}"]')
        chart = view.locator(".outcome .moved, [data-outcome] .moved").first
        onwards = view.locator(_ONWARDS_HERE)
        for _ in range(STEPS):
            await form.or_(onwards).or_(chart).filter(visible=True).first.wait_for()
            if await chart.is_visible():
                return
            if await form.is_visible():
                break
            await self._press(onwards.filter(visible=True).last)
        await self._rate(view, key)

    async def _rate(self, view: Locator, key: str) -> None:
        form = view.locator(f'[data-second-of="{key}"]')
        await self._do(form, [*tick("input", self.hand), *press("[type=submit]", self.hand)])
        await form.wait_for(state="hidden")

    async def answered(self) -> set[str]:
        """The activities that the page shows as answered."""
        found = await self.frame.evaluate(
            """() => [...document.querySelectorAll("[data-activity]")]
                .filter((form) => form.querySelector(".answered, .kept"))
                .map((form) => form.dataset.activity)"""
        )
        return set(found)

    async def leave(self) -> bool:
        """Leave by the course's own button; whether it has one."""
        button = self.frame.locator("[data-leave]:visible").first
        if not await button.count():
            return False
        await self._press(button)
        return True


def _timeouts() -> tuple[type[Exception], ...]:
    from playwright.async_api import Error

    return (Error,)


# Words on what leads on, in the languages of the courses that are met most.
_ONWARDS: Final = (
    r"suivant|continuer|poursuivre|commencer|démarrer|demarrer|débuter|lancer|valider|terminer"
    r"|\bnext\b|continue|\bstart\b|\bbegin\b|\bsubmit\b|\bfinish\b|\bdone\b|weiter|starten|siguiente|avanti|volgende"
)
_FIND: Final = """([words, pressed]) => {
    const pattern = new RegExp(words, "i");
    const found = [...document.querySelectorAll("button, a, [role=button], input[type=button], input[type=submit]")];
    return found.find((each) => {
        const box = each.getBoundingClientRect();
        const style = getComputedStyle(each);
        if (each.disabled || box.width < 4 || box.height < 4 || style.visibility !== "visible") return false;
        const link = each.getAttribute("href") || "";
        if (/^(https?:|mailto:|\\/\\/)/.test(link) || each.hasAttribute("download")) return false;
        const text = [each.innerText, each.value, each.title, each.getAttribute("aria-label"), each.id, each.className]
            .filter((part) => typeof part === "string").join(" ").slice(0, 200);
        return pattern.test(text) && (pressed.filter((one) => one === text).length < 10);
    }) || null;
}"""


@dataclass
class AnyLearner:
    """Somebody who presses what leads on, in the page and in the frames it shows."""

    page: Page
    frame: Frame
    pressed: list[str] = field(default_factory=list)

    async def work(self, most: int = MOST_PRESSED) -> None:
        """Press what leads on, until nothing does or *most* buttons were pressed."""
        for _ in range(most):
            button = await self._onwards()
            if button is None:
                return
            try:
                text = await button.evaluate("each => (each.innerText || each.value || each.id || '').slice(0, 200)")
                await button.click(timeout=1000)
            except _timeouts():
                return
            self.pressed.append(text)
            await self.page.wait_for_timeout(PAUSE)

    async def _onwards(self) -> ElementHandle | None:
        async for frame in self._frames():
            try:
                found = await frame.evaluate_handle(_FIND, [_ONWARDS, self.pressed])
            except _timeouts():  # the frame is going away
                continue
            element = found.as_element()
            if element is not None:
                return element
        return None

    async def _frames(self) -> AsyncIterator[Frame]:
        """The launched frame, then those in it."""
        waiting = [self.frame]
        while waiting:
            frame = waiting.pop(0)
            if not frame.is_detached():
                yield frame
                waiting += frame.child_frames

"""What a hand does in an activity's form: the steps of builder.play.answers, for playwright without `await`."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Locator

from builder.play.answers import Step


def take(form: Locator, doing: Iterable[Step]) -> None:
    """Take the steps in *form*, one after the other, each on the first element found."""
    for step in doing:
        if not step.selector:
            form.page.keyboard.press(step.value)
            continue
        element = form.locator(step.selector).first
        match step.act:
            case "check":
                element.check()
            case "click":
                element.click()
            case "select":
                element.select_option(step.value)
            case "fill":
                element.fill(step.value)
            case "press":
                element.press(step.value)
            case "focus":
                element.focus()
            case "see":
                element.wait_for()

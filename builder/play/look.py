"""What axe-core finds in a page under play, and the pictures of it.

axe-core goes in by the browser's own tools, so that the page's Content-Security-Policy stands as it is.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from builder.play.browser import DESKTOP, PHONE
from builder.play.outcome import Finding

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

SCRIPT: Final = Path(__file__).parents[1] / "_built" / "axe" / "axe.min.js"
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
_RUN: Final = """async (tags) => {
    // A fade under way has colours of its own.
    for (const each of document.getAnimations ? document.getAnimations() : []) {
        try { each.finish(); } catch { /* it has no end */ }
    }
    // Pages of a course of ours that are not shown: axe finds nothing there, but walks through them. Home stays: the
    // player writes there what is done.
    const hidden = [...document.querySelectorAll("main > .view:not(.is-shown):not(#_accueil)")];
    const marks = hidden.map((view) => document.createComment(view.id));
    hidden.forEach((view, index) => view.replaceWith(marks[index]));
    const back = () => marks.forEach((mark, index) => mark.replaceWith(hidden[index]));
    const only = { type: "tag", values: tags };
    const options = { runOnly: only, resultTypes: ["violations"], preload: false, iframes: false };
    const { violations } = await window.axe.run(document, options).finally(back);
    return violations.map(({ id, impact, help, nodes }) => {
        const place = String((nodes[0] || { target: [""] }).target[0]);
        return { rule: id, impact: impact || "", help, count: nodes.length, place };
    });
}"""


@lru_cache(maxsize=1)
def script() -> str:
    """axe-core's own script."""
    return SCRIPT.read_text("utf-8")


class Auditor:
    """Collects what axe-core finds, each rule once for the place where it was found first."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._loaded = False

    async def look(self, state: str, found: list[Finding]) -> bool:
        """Examine the page as it is now, and add what is new to *found*; whether it could be examined."""
        from playwright.async_api import Error

        try:
            if not self._loaded:
                await self._frame.evaluate(f"() => {{ {script()} }}")
                self._loaded = True
            rows: list[dict[str, Any]] = await self._frame.evaluate(_RUN, list(TAGS))
        except Error:  # the page went away, or is none that axe can read
            return False
        known = {(each.rule, each.place) for each in found}
        found += [Finding(state=state, **row) for row in rows if (row["rule"], row["place"]) not in known]
        return True


async def photograph(page: Page, folder: Path, name: str) -> list[Path]:
    """Pictures of *page* on a phone and on a desktop; their files."""
    made = []
    for place, (width, height) in (("phone", PHONE), ("desktop", DESKTOP)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_timeout(150)
        path = folder / f"{name}-{place}.png"
        await page.screenshot(path=path, animations="disabled")
        made.append(path)
    return made

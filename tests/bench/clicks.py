"""How soon the player answers a click in a long course, in Chromium with its processor slowed down.

Asked of the browser itself (Event Timing): from the input until the next picture is painted, in milliseconds, to the
nearest 8. Nothing is judged here: numbers depend on the machine.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

SLOWER = 4
"""Times that the processor is slower than the machine's."""
ANSWERS = 40

OBSERVE = """() => {
    window.taken = [];
    new PerformanceObserver((list) => {
        for (const each of list.getEntries()) if (each.interactionId) window.taken.push([each.name, each.duration]);
    }).observe({type: "event", durationThreshold: 16, buffered: true});
}"""


def clicks(package: Path, folder: Path) -> Iterable[Sequence[str]]:
    """Rows: what was clicked, how often, median and longest answer of the page."""
    from playwright.sync_api import sync_playwright

    with zipfile.ZipFile(package) as file:
        file.extractall(folder)
    found: dict[str, list[float]] = {"a choice": [], "“Valider”": [], "the next question": [], "the outline": []}
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((folder / "index.html").as_uri())
        page.locator("main .view.is-shown").wait_for()
        page.locator("#_reprendre").click()  # from here on the outline stands beside the text
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.evaluate(OBSERVE)

        def click(name: str, selector: str) -> None:
            page.evaluate("window.taken.length = 0")
            page.locator(selector).filter(visible=True).first.click()
            page.wait_for_timeout(300)
            # Below 16 ms the browser reports nothing.
            found[name].append(max((each[1] for each in page.evaluate("window.taken")), default=8))

        answered = 0
        for link in page.locator("#_plan a[href^='#quiz-']").all():
            address = str(link.get_attribute("href"))
            click("the outline", f"#_plan a[href='{address}']")
            view = f"[id='{address[1:]}']"
            while answered < ANSWERS and page.locator(f"{view} .asked").filter(visible=True).count():
                click("a choice", f"{view} .asked label")
                click("“Valider”", f"{view} .asked [type=submit]")
                onwards = f"{view} .answered .actions > .button:not(.button--plain)"
                if page.locator(onwards).filter(visible=True).count():  # a second opinion leads on by itself
                    click("the next question", onwards)
                answered += 1
            if answered >= ANSWERS:
                break
        browser.close()
    for name, times in found.items():
        yield name, str(len(times)), f"{median(times):.0f}", f"{max(times):.0f}"

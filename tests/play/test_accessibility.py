"""What axe-core, a keyboard and a narrow window find in the finished page (WCAG 2.2 AA, RGAA 4.1.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, expect

from tests.hosts.browser import Visit
from tests.hosts.foreign import npm
from tests.play.conftest import sit_down
from tests.play.facts import Package, plan
from tests.play.hosts import Folder, Strict
from tests.play.learner import Learner, step_label

NARROW = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's script; evaluated by the browser's own tools, so the page's CSP stands."""
    return (npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def web(packages: dict[str, Package], tmp_path: Path) -> Folder:
    """The stand-alone page, unzipped."""
    return Folder(tmp_path / "course", packages["web"])


class Audit:
    """Collects what axe finds, with the state of the page it was found in.

    Each state is examined in the light theme by all rules, then in the dark one by those that colours decide.
    """

    def __init__(self, learner: Learner, axe: str) -> None:
        self.page, self.frame = learner.page, learner.frame
        self.found: list[str] = []
        self.looks = 0
        self.frame.evaluate(axe)

    def look(self, state: str) -> None:
        """Examine the page as it is now."""
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self._run(f"{state}, light", {"type": "tag", "values": TAGS})
        self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        self._run(f"{state}, dark", {"type": "rule", "values": COLOURS})
        self.looks += 1

    def _run(self, state: str, rules: dict[str, Any]) -> None:
        violations: list[dict[str, Any]] = self.frame.evaluate(
            """async (only) => {
                // A fade under way has colours of its own.
                document.getAnimations().forEach((animation) => animation.finish());
                // Pages that are not shown are not examined, but axe walks through them: out they go meanwhile.
                const hidden = [...document.querySelectorAll("main > .view:not(.is-shown)")];
                const marks = hidden.map((view) => document.createComment(view.id));
                hidden.forEach((view, index) => view.replaceWith(marks[index]));
                try {
                    const options = { runOnly: only, resultTypes: ["violations"], preload: false };
                    return (await axe.run(document, options)).violations;
                } finally {
                    marks.forEach((mark, index) => mark.replaceWith(hidden[index]));
                }
            }""",
            rules,
        )
        for each in violations:
            places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in each["nodes"][:3])
            self.found.append(f"{state}: {each['id']} ({each['help']}): {places}")


def test_audit_finds_faults(web: Folder, axe: str, new_visit: Callable[..., Visit]) -> None:
    """An audit that finds nothing anywhere would pass below: this one finds what is put there."""
    learner = sit_down(web, web.package, new_visit(viewport=NARROW))
    learner.go_to(learner.package.pages[0])
    audit = Audit(learner, axe)
    audit.look("as built")
    assert audit.found == []
    learner.frame.evaluate(
        """() => {
            document.querySelector(".is-shown h1").style.color = "#bbb";
            document.querySelector(".is-shown").append(new Image());
        }"""
    )
    audit.look("spoilt")
    assert {found.partition(":")[2].split()[0] for found in audit.found} >= {"color-contrast", "image-alt"}


@pytest.mark.timeout(400)  # some seventy looks, each half a second where the machine has nothing else to do
# The wide window is in the soak: tests/every looks at every state there, tests/play_command at every page.
@pytest.mark.parametrize("size", [NARROW, pytest.param(WIDE, marks=pytest.mark.soak)], ids=["360px", "1280px"])
def test_axe_finds_nothing_on_any_page_and_state(
    size: dict[str, int], web: Folder, axe: str, new_visit: Callable[..., Visit]
) -> None:
    learner = sit_down(web, web.package, new_visit(viewport=size))
    audit = Audit(learner, axe)
    audit.look("home")
    seen: set[str] = set()
    for page in learner.package.pages:
        learner.go_to(page)
        audit.look(page["id"])
        for key in learner.package.asked(page):
            activity = learner.package.activity(key)
            state = f"{activity['kind']} {activity['data'].get('multiple', '')} {learner.picks[key].right}"
            learner.choose(key)
            if state not in seen:
                audit.look(f"{key} chosen")
            learner.answer(key)
            if state not in seen:
                audit.look(f"{key} answered")
            seen.add(state)
        myths = learner.package.myths(page)
        for key in myths:
            learner.rate_again(page, key)
            if f"second {len(myths) > 1}" not in seen:
                audit.look(f"{key} rated again")
        if myths and f"second {len(myths) > 1}" not in seen:
            seen.add(f"second {len(myths) > 1}")
            expect(learner.chart).to_be_visible()
            learner.view.get_by_text("Tableau de vos avis").click()
            audit.look(f"{page['id']} chart and table")
        closed = learner.view.locator("details:not([open]) > summary").filter(visible=True)
        opened = closed.count()
        while closed.count():
            closed.first.click()
        if opened or page["kind"] == "quiz":
            audit.look(f"{page['id']} with all opened")
    learner.frame.get_by_role("button", name="confort de lecture").click()
    expect(learner.frame.get_by_role("dialog", name="Confort de lecture")).to_be_visible()
    audit.look("settings")
    learner.page.keyboard.press("Escape")
    expect(learner.frame.get_by_role("dialog", name="Confort de lecture")).to_be_hidden()
    learner.open_outline()
    audit.look("menu")
    assert audit.looks > len(learner.package.pages)
    assert audit.found == [], "\n".join(audit.found)


def test_axe_finds_nothing_where_nothing_is_recorded(
    packages: dict[str, Package], axe: str, tmp_path: Path, new_visit: Callable[..., Visit]
) -> None:
    # The SCORM page without an LMS, from the disk: the notice is there.
    host = Folder(tmp_path / "scorm12", packages["scorm12"])
    learner = sit_down(host, packages["scorm12"], new_visit(viewport=NARROW))
    audit = Audit(learner, axe)
    audit.look("not recorded")
    assert audit.found == []


def focus_name(frame: Frame) -> str:
    """What has the focus, for messages."""
    return str(frame.evaluate("document.activeElement.outerHTML.slice(0, 200)"))


def tab_to(learner: Learner, target: Locator, key: str = "Tab") -> None:
    """Press Tab until *target* has the focus, which must be visible and in sight on the way."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        learner.page.keyboard.press(key)
    raise AssertionError(f"Tab never gets to {target}; it is on {focus_name(learner.frame)}")


def test_keyboard_alone_is_enough(web: Folder, new_visit: Callable[..., Visit]) -> None:
    """One lesson with a question and a myth, from the home page on, without a mouse."""
    learner = sit_down(web, web.package, new_visit(viewport=WIDE))
    package, keyboard = learner.package, learner.page.keyboard
    page = next(
        page
        for page in package.pages
        if package.myths(page) and any(package.activity(key)["kind"] == "choice" for key in page["activities"])
    )
    keyboard.press("Tab")
    skip = learner.frame.get_by_role("link", name="Aller au contenu")
    assert skip.evaluate("element => element === document.activeElement"), "the skip link comes first"
    keyboard.press("Enter")
    tab_to(learner, learner.frame.locator(f'main a[href="#{page["id"]}"]').first)
    keyboard.press("Enter")
    learner.expect_place(page)
    # Going to a page moves the focus there, so that a screen reader reads on (RGAA 12.8).
    heading = learner.view.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    for key in package.asked(page):
        form, activity, pick = learner.form(key), package.activity(key), learner.picks[key]
        if activity["data"].get("multiple"):
            for number in pick.numbers:
                tab_to(learner, form.locator(f'input[value="{number}"]'))
                keyboard.press("Space")
        else:
            tab_to(learner, form.get_by_role("radio").first)
            keyboard.press("Space")
            wanted = pick.before or (pick.numbers[0] if pick.numbers else 1 + bool(pick.verdict))
            for _ in range(15):
                if form.locator(f'input[value="{wanted}"]').is_checked():
                    break
                keyboard.press("ArrowDown")
        tab_to(learner, form.get_by_role("button", name=re.compile("^Valider")))
        keyboard.press("Enter")
        expect(learner.verdict(key)).to_be_focused()
        learner.done.answered.append(key)
    for _ in package.myths(page):
        second = learner.second(page)
        tab_to(learner, second.get_by_role("radio").first)
        keyboard.press("Space")
        tab_to(learner, second.get_by_role("button", name=re.compile("^Valider")))
        keyboard.press("Enter")
        expect(learner.chart).to_be_visible()
    tab_to(learner, learner.view.get_by_role("navigation", name="Leçons voisines").get_by_role("link").last)
    keyboard.press("Enter")
    expect(learner.frame.locator(f'[id="{page["id"]}"]')).to_be_hidden()


def test_settings_and_menu_give_the_focus_back(web: Folder, new_visit: Callable[..., Visit]) -> None:
    learner = sit_down(web, web.package, new_visit(viewport=NARROW))
    for name in ("confort de lecture", "Sommaire"):
        button = learner.frame.get_by_role("button", name=name)
        expect(button).to_have_attribute("aria-expanded", "false")
        button.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        learner.page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()


def overflow(frame: Frame) -> str:
    """What is wider than the window, or nothing."""
    return str(
        frame.evaluate(
            """() => {
                const width = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= width) return "";
                const wide = [...document.querySelectorAll("main .is-shown *")]
                    .filter((element) => element.getBoundingClientRect().right > width + 1);
                return wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" | ") || "something";
            }"""
        )
    )


def test_reflow_at_320_pixels(web: Folder, new_visit: Callable[..., Visit]) -> None:
    """RGAA 10.11: no sideways scroll on any page, before and after the answers, also with the largest text."""
    learner = sit_down(web, web.package, new_visit(viewport={"width": 320, "height": 600}))
    wide = {"home": overflow(learner.frame)}
    for page in learner.package.pages:
        learner.go_to(page)
        wide[page["id"]] = overflow(learner.frame)
        for key in learner.package.asked(page):
            learner.answer(key)
            wide[key] = overflow(learner.frame)
        for key in learner.package.myths(page):
            learner.rate_again(page, key)
        wide[f"{page['id']} rated again"] = overflow(learner.frame)
    learner.frame.get_by_role("button", name="confort de lecture").click()
    learner.frame.get_by_role("radio", name="150 %").check()
    learner.page.keyboard.press("Escape")
    for page in learner.package.pages:
        learner.go_to(page)
        wide[f"{page['id']} at 150 %"] = overflow(learner.frame)
    assert {place: found for place, found in wide.items() if found} == {}


def pieces(html: str) -> Iterator[str]:
    """The sentences of *html*, long enough to be told from the rest of the page."""
    for text in re.split(r"<[^>]+>|(?<=[.!?])\\s", html):
        words = re.sub(r"\s+", " ", text).strip()
        if len(words) > 25:
            yield words


def test_solutions_are_not_in_the_page_before_the_answer(web: Folder, new_visit: Callable[..., Visit]) -> None:
    learner = sit_down(web, web.package, new_visit())
    page = learner.frame.evaluate(
        "document.documentElement.outerHTML.replace(/<[^>]+>/g, (tag) => tag.replace(/>/g, ' '))"
    )
    page = re.sub(r"\s+", " ", page)
    marks = learner.frame.evaluate(
        """() => [...document.querySelectorAll("[data-activity], [data-activity] *")].flatMap((element) =>
            [...element.attributes].map((each) => `${each.name}=${each.value}`))"""
    )
    for mark in marks:
        assert not re.search(r"right|correct|wrong|verdict|solution|is-good|is-bad", mark), mark
    told = []
    for key in learner.package.keys:
        data = learner.package.activity(key)["data"]
        feedback = [data.get("why", ""), data.get("condition", "")]
        feedback += [each["feedback"] for each in data.get("choices", [])]
        feedback += data["feedback"].values() if isinstance(data.get("feedback"), dict) else [data.get("feedback", "")]
        told += [piece for html in feedback for piece in pieces(html) if piece in page]
    assert told == []
    expect(learner.frame.locator("#course-data")).to_have_count(0)


def test_reads_without_javascript(web: Folder, new_visit: Callable[..., Visit]) -> None:
    page = new_visit(java_script_enabled=False).open(web.url)
    for each in web.package.pages:
        expect(page.locator(f'[id="{each["id"]}"]')).to_be_visible()
    for key in web.package.keys:
        expect(page.locator(f'[data-activity="{key}"]')).to_be_visible()
    expect(page.locator("noscript h2").first).to_have_text("Votre navigateur n’exécute pas JavaScript")
    expect(page.locator("noscript h2").first).to_be_visible()


def test_scale_says_its_steps(web: Folder, new_visit: Callable[..., Visit]) -> None:
    """Every step of the belief scale is a native radio button with words, and a group around them (RGAA 11.5)."""
    learner = sit_down(web, web.package, new_visit(viewport=NARROW))
    key = next(key for key in learner.package.keys if learner.package.activity(key)["kind"] == "myth")
    page = next(page for page in learner.package.pages if key in page["activities"])
    learner.go_to(page)
    form = learner.form(key)
    steps = learner.package.activity(key)["data"]["steps"]
    labels = [step_label(steps, step) for step in range(1, steps + 1)] + ["Je ne sais pas"]
    group = form.get_by_role("group")
    for label in labels:
        radio = group.get_by_role("radio", name=label, exact=True)
        expect(radio).to_be_visible()
        box = radio.locator("xpath=ancestor::label").bounding_box()
        assert box is not None
        assert box["height"] >= 44, label


def test_plan_has_every_kind_of_answer(packages: dict[str, Package]) -> None:
    """The plays mean little on a course that lacks a kind, or on a plan that is always right."""
    package = packages["scorm12"]
    picks = plan(package)
    kinds = {(package.activity(key)["kind"], picks[key].right) for key in package.keys}
    assert {kind for kind, _ in kinds} == {"choice", "truefalse", "myth"}
    assert {("choice", True), ("choice", False), ("myth", None)} <= kinds
    assert any(package.activity(key)["data"].get("multiple") for key in package.keys)
    assert any(pick.before == 15 for pick in picks.values())


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["360px", "1280px"])
def test_axe_finds_nothing_while_recording_fails_nor_once_left(
    size: dict[str, int],
    axe: str,
    packages: dict[str, Package],
    strict: Callable[..., Strict],
    new_visit: Callable[..., Visit],
) -> None:
    """The strip with its details, the refusal to leave, and the page that is left when all is saved."""
    host = strict(fail_commits=True)
    learner = sit_down(host, packages["scorm12"], new_visit(viewport=size))
    audit = Audit(learner, axe)
    strip = learner.frame.locator("#avis-enregistrement")
    expect(strip).to_be_visible()
    audit.look("recording fails")
    strip.locator("summary").click()
    expect(strip.locator("code")).to_be_visible()
    audit.look("its details")
    assert overflow(learner.frame) == ""
    leave = learner.frame.get_by_role("button", name="Enregistrer et quitter").filter(visible=True)
    leave.first.click()
    expect(strip.get_by_role("heading")).to_be_focused()
    audit.look("cannot be left")
    host.attempt.fail_commits = False
    strip.get_by_role("button", name="Réessayer").click()
    expect(strip).to_be_hidden()
    audit.look("mended")
    leave.last.click()
    expect(learner.frame.get_by_role("heading", name="Tout est enregistré")).to_be_focused()
    audit.look("left")
    assert overflow(learner.frame) == ""
    assert audit.found == [], "\n".join(audit.found)


def test_leaving_needs_no_mouse(
    packages: dict[str, Package], strict: Callable[..., Strict], new_visit: Callable[..., Visit]
) -> None:
    """Tab finds the button in the bar and the details of a failure; Enter and Space work them."""
    host = strict(fail_commits=True)
    learner = sit_down(host, packages["scorm12"], new_visit(viewport=WIDE))
    strip = learner.frame.locator("#avis-enregistrement")
    learner.frame.locator("body").press("Tab")
    tab_to(learner, strip.locator("summary"))
    learner.page.keyboard.press("Space")
    expect(strip.locator("code")).to_be_visible()
    tab_to(learner, strip.get_by_role("button", name="Copier"))
    host.attempt.fail_commits = False
    tab_to(learner, strip.get_by_role("button", name="Réessayer"))
    learner.page.keyboard.press("Enter")
    expect(strip).to_be_hidden()
    tab_to(learner, learner.frame.locator(".bar__button--leave"))
    learner.page.keyboard.press("Enter")
    expect(learner.frame.get_by_role("heading", name="Tout est enregistré")).to_be_focused()
    assert host.attempt.violations == []

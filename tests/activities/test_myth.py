"""Myths in all their parts: how firm an opinion is, the second one at once, and the re-test weeks later."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from builder.activities import Myth
from tests.activities.arranged import activity, build, sit
from tests.activities.arranged import lay as lay_scored
from tests.hosts.browser import Visit
from tests.play.facts import Package
from tests.player.conftest import ESBUILD, NODE

Visits = Callable[..., Visit]
MYTH = """\
  - idee: {name}
    affirmation: >
      Affirmation {name}.
    verdict: {verdict}
    faits: >
      Fait {name}.
    pourquoi: >
      Attrait {name}.
    retenir: >
      Retenir {name}.
    autre-formulation: >
      Autrement {name}.
"""
ITEMS = tuple(
    MYTH.format(name=name, verdict=verdict)
    for name, verdict in (("a", "faux"), ("b", "faux"), ("c", "vrai"), ("d", "faux"), ("e", "vrai"))
)
TOGETHER = ITEMS[0] + "    confiance: oui\n    second-avis: idee\n"
PHONE = {"width": 320, "height": 700}


def lay(root: Path, *items: str) -> Path:
    """A project whose lesson holds the *items*, and which nobody passes or fails."""
    lay_scored(root, *items)
    path = root / "courses" / "essai" / "course.yaml"
    path.write_text(path.read_text("utf-8").replace("note-minimale: 50", "note-minimale: aucune"), "utf-8")
    return root


def with_retest(root: Path, *items: str, count: int = 3) -> Path:
    """A project whose second lesson asks again."""
    lay(root, *items)
    course = root / "courses" / "essai"
    (course / "lessons" / "deux.md").write_text(f"# Plus tard\n\nUn texte.\n\n:: reexamen {count}\n", "utf-8")
    plan = (course / "course.yaml").read_text("utf-8")
    assert "[un]" in plan
    (course / "course.yaml").write_text(plan.replace("[un]", "[un, deux]"), "utf-8")
    return root


def rate(page: Page, name: str, step: int) -> None:
    """Give the first opinion of the myth *name*, and open its facts."""
    form = page.locator(f'[data-activity="un/{name}"]')
    form.locator(f'.asked .scale input[value="{step}"]').check()
    form.locator(".asked [type=submit]").click()
    expect(form.locator(".opinion")).to_be_visible()


def test_what_the_state_keeps_follows_what_is_asked(tmp_path: Path) -> None:
    plain = activity(lay(tmp_path / "1", ITEMS[0].replace("    autre-formulation: >\n      Autrement a.\n", "")))
    assert [each.name for each in plain.fields(0)] == ["before", "after"]
    whole = activity(lay(tmp_path / "2", TOGETHER))
    assert isinstance(whole, Myth)
    assert [each.name for each in whole.fields(0)] == ["before", "after", "confidence", "later", "recalled"]
    assert whole.scored is False


def test_the_firmness_is_asked_with_the_opinion_and_kept(tmp_path: Path, new_visit: Visits) -> None:
    seat = sit(build(lay(tmp_path / "p", TOGETHER), tmp_path / "a.zip"), tmp_path / "web", new_visit(viewport=PHONE))
    form, page = seat.form("myth"), seat.page
    assert seat.look() == []
    form.get_by_role("radio", name="Faux", exact=True).check()
    form.get_by_role("button", name="Valider").first.click()
    expect(form.get_by_role("alert")).to_contain_text("ce que vous feriez")
    form.get_by_role("radio", name="le défendre devant des collègues").check()
    assert "Fait a" not in page.content()
    form.locator(".asked [type=submit]").click()
    expect(form.locator(".opinion")).to_be_focused()
    assert seat.look() == []
    again = form.locator(".again")
    again.get_by_role("button").click()
    expect(again.get_by_role("alert")).to_be_visible()
    again.get_by_role("radio", name="Tout à fait faux").check()
    again.get_by_role("button").click()
    expect(again.locator(".again__words")).to_be_focused()
    assert seat.look() == []
    assert seat.width() <= PHONE["width"]
    page.reload()
    expect(form.locator(".again__words")).to_contain_text("tout à fait faux")


def test_both_are_given_by_keyboard_alone(tmp_path: Path, new_visit: Visits) -> None:
    seat = sit(build(lay(tmp_path / "p", TOGETHER), tmp_path / "a.zip"), tmp_path / "web", new_visit())
    seat.answer("myth", "keyboard")
    expect(seat.form("myth").locator(".again__words")).to_be_visible()


@pytest.mark.parametrize(("analytics", "told"), [("appareil", 0), ("tout", 3)])
def test_opinions_leave_the_device_only_where_the_course_says_so(
    analytics: str, told: int, tmp_path: Path, new_visit: Visits
) -> None:
    root = lay(tmp_path / "p", TOGETHER)
    path = root / "courses" / "essai" / "course.yaml"
    path.write_text(path.read_text("utf-8") + f"avis: {analytics}\n", "utf-8")
    package = build(root, tmp_path / "a.zip", "scorm12")
    visit = new_visit()
    visit.context.add_init_script(
        """window.calls = []; window.API = {LMSInitialize: () => "true", LMSFinish: () => "true",
        LMSGetValue: (name) => (name.endsWith("_children") ? "id,type,result" : name.endsWith("_count") ? "0" : ""),
        LMSSetValue: (name, value) => { window.calls.push([name, value]); return "true"; },
        LMSCommit: () => "true", LMSGetLastError: () => "0", LMSGetErrorString: () => ""};"""
    )
    seat = sit(package, tmp_path / "lms", visit)
    seat.answer("myth")
    expect(seat.form("myth").locator(".again__words")).to_be_visible()
    calls = seat.page.evaluate("window.calls")
    ids = [value for name, value in calls if name.endswith(".id")]
    assert len(ids) == told
    if told:
        assert {each.rpartition(".")[2] for each in ids} == {"a", "confidence", "after"}
        assert {value for name, value in calls if name.endswith(".result")} == {"neutral"}


def test_weeks_later_the_worst_errors_come_first_in_other_words(tmp_path: Path, new_visit: Visits) -> None:
    package = build(with_retest(tmp_path / "p", *ITEMS), tmp_path / "a.zip")
    seat = sit(package, tmp_path / "web", new_visit(viewport=PHONE))
    page = seat.page
    page.goto(page.url.split("#")[0] + "#deux")
    body = page.locator("#deux")
    expect(body.get_by_text("pas encore donné d’avis")).to_be_visible()
    expect(body.get_by_role("link", name="Une leçon").first).to_be_visible()
    page.goto(page.url.split("#")[0] + "#un")
    for name, step in (("a", 7), ("b", 1), ("c", 7), ("d", 2), ("e", 6)):
        rate(page, name, step)
    page.goto(page.url.split("#")[0] + "#deux")
    forms = body.locator("[data-retest-of]")
    expect(forms).to_have_count(3)
    keys = [each.get_attribute("data-retest-of") for each in forms.all()]
    assert "un/a" in keys, "the firm error"
    assert set(keys) & {"un/c", "un/e"}, "a true claim"
    for number in range(3):
        form = body.locator("[data-retest-of]:visible")
        key = str(form.get_attribute("data-retest-of"))
        name = key.rpartition("/")[2]
        expect(form.locator(".claim")).to_contain_text(f"Autrement {name}")
        expect(form).not_to_contain_text(f"Fait {name}")
        if not number:
            assert seat.look() == []
            form.get_by_role("button", name="Valider").click()
            expect(form.get_by_role("alert")).to_be_visible()
        form.locator('.scale input[value="4"]').check()
        form.get_by_role("radio", name="fausse").check()
        form.get_by_role("button", name="Valider").click()
        expect(form.locator("[data-heading]")).to_be_focused()
        expect(form).to_contain_text(f"Fait {name}")
        if not number:
            assert seat.look() == []
        form.get_by_role("button", name="Terminer" if number == 2 else "suivante").click()
    expect(body.get_by_role("heading", name="Vous avez tout revu")).to_be_focused()
    remembered = sum(ITEMS["abcde".index(key.rpartition("/")[2])].count("verdict: faux") for key in map(str, keys))
    expect(body.get_by_text(f"{remembered} idées sur 3")).to_be_visible()
    expect(body.get_by_role("row")).to_have_count(4)
    assert seat.look() == []
    assert seat.width() <= PHONE["width"]
    page.reload()
    expect(body.get_by_role("heading", name="Vous avez tout revu")).to_be_visible()


RETEST = Path(__file__).parents[2] / "builder" / "player" / "parts" / "retest"
SCRIPT = f"""
import {{ need, pick }} from {json.dumps(str(RETEST))};
const items = JSON.parse(process.argv[2]).map(({{ key, data, state }}) => ({{ key, data, values: () => state }}));
console.log(JSON.stringify([pick(items, Number(process.argv[3])).map(({{ key }}) => key), items.map(need)]));
"""


def picked(folder: Path, items: list[dict[str, Any]], count: int) -> tuple[list[str], list[int]]:
    """What `pick` and `need` of the player say of *items*."""
    script, target = folder / "entry.ts", folder / "retest.js"
    if not target.exists():
        script.write_text(SCRIPT, "utf-8")
        options = ("--bundle", "--format=iife", f"--outfile={target}", "--log-level=warning")
        command = [str(NODE), str(ESBUILD), *options, "--banner:js=globalThis.window = {};", str(script)]
        subprocess.run(command, check=True)
    done = subprocess.run([NODE, target, json.dumps(items), str(count)], capture_output=True, text=True, check=True)
    keys, needs = json.loads(done.stdout)
    return keys, needs


def item(key: str, verdict: str, before: int, confidence: int = 0, steps: int = 7) -> dict[str, Any]:
    """A myth with what was thought of it first."""
    return {
        "key": key,
        "data": {"verdict": verdict, "steps": steps},
        "state": {"before": before, "confidence": confidence},
    }


def test_need_by_what_was_thought_first(tmp_path: Path) -> None:
    cases = [
        (item("a", "false", 7), 0),
        (item("b", "false", 7, confidence=1), 2),
        (item("c", "false", 5, confidence=3), 0),
        (item("d", "false", 5), 2),
        (item("e", "false", 4), 1),
        (item("f", "true", 15), 1),
        (item("g", "true", 7), 3),
        (item("h", "true", 1), 0),
        (item("i", "nuance", 7), 0),
        (item("j", "nuance", 3), 3),
        (item("k", "false", 11, steps=11), 0),
        (item("l", "false", 6, steps=11), 1),
    ]
    assert picked(tmp_path, [each for each, _ in cases], 3)[1] == [expected for _, expected in cases]


@pytest.mark.parametrize("count", [2, 4, 8, 20])
def test_a_third_of_what_is_picked_is_true(count: int, tmp_path: Path) -> None:
    items = [item(f"f{n}", "false", 7) for n in range(10)] + [item(f"t{n}", "true", 7) for n in range(6)]
    keys, _ = picked(tmp_path, items, count)
    assert len(keys) == len(set(keys)) == min(count, 16)
    assert sum(key.startswith("t") for key in keys) >= 0.3 * len(keys)
    assert picked(tmp_path, items[::-1], count)[0] == keys, "the order of the course changes nothing"


def test_a_course_without_true_claims_is_asked_all_the_same(tmp_path: Path) -> None:
    items = [item(f"f{n}", "false", n % 7 + 1) for n in range(10)]
    keys, needs = picked(tmp_path, items, 4)
    assert len(keys) == 4
    worst = sorted(needs)[:4]
    assert sorted(needs[int(key[1:])] for key in keys) == worst


def test_packages_say_nothing_of_a_retest_that_is_not_there(tmp_path: Path) -> None:
    package: Package = build(lay(tmp_path / "p", *ITEMS), tmp_path / "a.zip")
    assert "retest" not in package.data.get("parts", {})
    assert not [key for key in package.data["messages"] if key.startswith("retest.")]

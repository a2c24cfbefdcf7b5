"""The page of the preview that shows the trees of a course's scenarios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from builder.render.words import BUILT
from tests.hosts.browser import Visit
from tests.preview.projects import previewed, write_project

SCENARIO = (Path(__file__).parents[1] / "activities" / "guet.yaml").read_text("utf-8").replace("    media: plan\n", "")


def test_the_trees_are_shown_and_follow_the_source(tmp_path: Path, new_visit: Callable[..., Visit]) -> None:
    course = write_project(tmp_path) / "courses" / "essai"
    (course / "scenarios").mkdir()
    (course / "scenarios" / "guet.yaml").write_text(SCENARIO, "utf-8")
    lesson = course / "lessons" / "debut.md"
    lesson.write_text("# Bienvenue\n\nPremier texte.\n\n:: scenario guet\n", "utf-8")
    with previewed(tmp_path, "essai") as preview:
        page = new_visit(viewport={"width": 1280, "height": 900}).open(preview.address)
        link = page.get_by_role("link", name="Scénarios")
        expect(link).to_be_visible()
        with page.expect_popup() as opening:
            link.click()
        shown = opening.value
        drawing = shown.get_by_role("img", name="L’annonce reçue par Sacha")
        expect(drawing).to_be_visible()
        expect(drawing).to_contain_text("1. L’annonce")
        expect(shown.locator("section > ol > li")).to_have_count(8)
        expect(shown.locator("section")).to_contain_text("courses/essai/scenarios/guet.yaml")
        shown.evaluate((BUILT / "axe" / "axe.min.js").read_text("utf-8"))
        found = shown.evaluate("axe.run(document).then((all) => all.violations.map((each) => each.id))")
        assert found == []
        lesson.write_text("# Bienvenue\n\nPremier texte.\n", "utf-8")
        expect(link).to_be_hidden()

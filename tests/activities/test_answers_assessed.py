"""Words, numbers and places in an assessment that is corrected at its end, and taken again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from builder.play.answers import steps
from tests.activities.arranged import Visits, build
from tests.activities.test_answers import EXITS, FILLIN, HOTSPOT, NUMERIC, project
from tests.activities.test_assessment import COURSE, Desk, sit

ASSESSMENT = """\
titre: Évaluation finale
tirage:
  - banque: essai
    nombre: 4
melanger: non
correction: a-la-fin
reprise: erreurs
note-minimale: 80
"""


@pytest.fixture
def desk(tmp_path: Path, new_visit: Visits) -> Desk:
    root = project(tmp_path / "projet", FILLIN, NUMERIC, HOTSPOT, EXITS)
    folder = root / "courses" / "essai"
    (folder / "evaluations").mkdir()
    (folder / "evaluations" / "final.yaml").write_text(ASSESSMENT, encoding="utf-8")
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "lessons" / "un.md").write_text("# Une leçon\n\nUn texte.\n", encoding="utf-8")
    desk = sit(
        build(root, tmp_path / "essai.zip"), tmp_path / "page", new_visit(viewport={"width": 320, "height": 640})
    )
    desk.begin()
    return desk


def act(desk: Desk, right: bool) -> str:
    """Answer the question on show."""
    key = desk.key
    form: Any = desk.view.locator(f'[data-activity="{key}"]')
    for step in steps(desk.package.activity(key)):
        element = form.locator(step.selector).first
        if step.act == "fill":
            element.fill(step.value if right else "7")
        elif step.act == "check" and not right:
            form.locator(".choices input").last.check()
        else:
            element.click()
    expect(form.locator(".answered, .kept").first).to_be_attached()
    return key


def test_answers_are_put_back_to_be_changed(desk: Desk) -> None:
    first = act(desk, right=True)
    expect(desk.form).not_to_have_attribute("data-activity", first)
    second = act(desk, right=False)
    expect(desk.form).not_to_have_attribute("data-activity", second)
    desk.page.reload()
    desk.press("Revenir en arrière")
    assert desk.key == second
    expect(desk.form.locator(".number__field")).to_have_value("7")
    desk.press("Revenir en arrière")
    assert [each.input_value() for each in desk.form.locator(".gap").all()][:2] == ["tripartites", "2020"]
    # What stands there is known, and nothing says whether it is right.
    assert desk.view.locator(".verdict, .filled").count() == 0
    assert desk.look() == []


def test_what_was_wrong_is_asked_again_in_an_empty_form(desk: Desk) -> None:
    for number in range(4):
        key = act(desk, right=number == 3)
        if number < 3:
            expect(desk.form).not_to_have_attribute("data-activity", key)
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 25 sur 100.")
    desk.press("Revoir mes réponses")
    assert desk.look() == []
    assert desk.width() <= 320
    desk.press("Revenir au bilan")
    desk.press("Reprendre les questions manquées")
    for number in range(3):
        assert [each.input_value() for each in desk.form.locator("[type=text]").all() if each.input_value()] == []
        expect(desk.form.locator(".choices input:checked")).to_have_count(0)
        expect(desk.form.locator(".asked .is-chosen")).to_have_count(0)
        key = act(desk, right=True)
        if number < 2:
            expect(desk.form).not_to_have_attribute("data-activity", key)
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 100 sur 100.")

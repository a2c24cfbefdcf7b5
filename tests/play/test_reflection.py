"""Room to write, in a real browser: where the text goes, who finds it again, and what one takes along."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, expect

from builder import archive, pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.hosts.browser import Visit
from tests.hosts.foreign import npm
from tests.hosts.server import CourseServer
from tests.load import projects
from tests.play.facts import Package
from tests.play.hosts import Folder, Strict

PAGE = "accueil"
"""Also what the home page is called in French: a lesson of that name is a page of its own."""
LESSON = """
::: reflexion absents
Qui manquait ?

Pour chaque absent, une fonction à contacter.

longueur : 120
:::
"""
TEXT = "La CAF manquait. « À inviter »\nLe bailleur aussi. 👩🏽‍🚒"
NewVisit = Callable[..., Visit]


def built(folder: Path, kept: str, name: str, quiz: str = "") -> Package:
    """The small course with a reflection, for a place to keep texts and a format."""
    root = folder / "projet"
    projects.make(root, "fr")
    course = root / "courses" / "essai"
    plan = course / "course.yaml"
    plan.write_text(plan.read_text("utf-8") + f"textes-libres: {kept}\n", "utf-8")
    lesson = course / "lessons" / f"{PAGE}.md"
    lesson.write_text(lesson.read_text("utf-8") + LESSON, "utf-8")
    if quiz:
        (root / "quizzes" / "avis.yaml").write_text(quiz, "utf-8")
    report = Report()
    loaded = pipeline.compile_course(read_project(root, report), "essai", report)
    assert loaded is not None
    package = pipeline.package(loaded[0], name, report)
    assert package is not None
    assert not report.has_errors
    # The course server tells packages apart by their names.
    path = folder / f"{kept}.{package.filename}"
    archive.save(package, path, 315_532_800)
    return Package(path)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Package]:
    """Build the small course, each kind once."""
    made: dict[tuple[str, str], Package] = {}

    def build(kept: str, name: str) -> Package:
        if (kept, name) not in made:
            made[kept, name] = built(tmp_path_factory.mktemp("projet"), kept, name)
        return made[kept, name]

    return build


class Writer:
    """Somebody in front of the field."""

    def __init__(self, frame: Frame) -> None:
        frame.wait_for_function("!document.getElementById('course-data')")
        frame.evaluate(f"location.hash = '{PAGE}'")
        self.frame = frame
        self.form = frame.locator('[data-kind="reflection"]')
        self.field = self.form.get_by_role("textbox", name="Votre texte")
        expect(self.field).to_be_visible()

    def button(self, name: str) -> Locator:
        """The button of that name."""
        return self.form.get_by_role("button", name=name, exact=True)

    @property
    def said(self) -> Locator:
        """What is announced."""
        return self.form.get_by_role("status")


def stored(frame: Frame) -> dict[str, str]:
    """The texts that this browser keeps."""
    held: dict[str, str] = json.loads(frame.evaluate("JSON.stringify(localStorage)"))
    return {key: value for key, value in held.items() if "texte" in key}


def test_from_the_disk_a_text_stays_and_can_be_taken_along(
    make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    host, visit = Folder(tmp_path / "course", make("appareil", "web")), new_visit()
    page, frame = host.launch(visit)
    writer = Writer(frame)
    expect(writer.form).to_contain_text("Ne citez ni nom ni adresse.")
    expect(writer.form).to_contain_text("sur cet appareil seulement")
    expect(writer.button("Copier")).to_be_hidden()
    about = frame.locator("#_a-propos").text_content()
    assert "Les textes que vous écrivez restent sur cet appareil" in (about or "")
    writer.field.fill(TEXT)
    page.close()

    page, frame = host.launch(visit)
    writer = Writer(frame)
    expect(writer.field).to_have_value(TEXT)
    with page.expect_download() as waiting:
        writer.button("Télécharger").click()
    assert waiting.value.suggested_filename == f"{PAGE}-absents.txt"
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "old editors know UTF-8 by it"
    lines = data.decode("utf-8-sig").split("\r\n")
    assert "Qui manquait\u202f?" in " ".join(lines) or "Qui manquait\u00a0?" in " ".join(lines)
    assert "\r\n".join(TEXT.split("\n")) in data.decode()

    visit.context.grant_permissions(["clipboard-read"])
    writer.button("Copier").click()
    expect(writer.said).to_have_text("Texte copié.")
    assert page.evaluate("navigator.clipboard.readText()") == TEXT
    expect(writer.button("Copier")).to_be_focused()

    # Erasing asks first, where the button was, and nothing covers the page.
    writer.button("Effacer").click()
    expect(writer.button("Non, le garder")).to_be_focused()
    page.keyboard.press("Escape")
    expect(writer.button("Effacer")).to_be_focused()
    expect(writer.field).to_have_value(TEXT)
    page.keyboard.press("Enter")
    writer.button("Oui, l’effacer").click()
    expect(writer.field).to_be_focused()
    expect(writer.field).to_have_value("")
    expect(writer.said).to_have_text("Texte effacé.")
    assert stored(frame) == {}


def test_erasing_ones_progress_erases_ones_texts(
    make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    page, frame = Folder(tmp_path / "course", make("appareil", "web")).launch(new_visit())
    Writer(frame).field.fill(TEXT)
    assert stored(frame) != {}
    frame.evaluate("document.querySelector('#_effacer button').click()")
    frame.evaluate("document.querySelectorAll('#_effacer button')[1].click()")
    page.wait_for_load_state()
    frame.wait_for_function("!document.getElementById('course-data')")
    assert stored(frame) == {}


def test_on_the_device_the_next_learner_finds_nothing_and_the_platform_gets_nothing(
    make: Callable[[str, str], Package], course_server: CourseServer, new_visit: NewVisit
) -> None:
    package, visit = make("appareil", "scorm12"), new_visit()

    def launch(learner: str) -> tuple[Strict, Writer, Any]:
        host = Strict(course_server, package, learner_id=learner)
        page, frame = host.launch(visit)
        return host, Writer(frame), page

    host, writer, page = launch("agent-1")
    writer.field.fill(TEXT)
    assert len(stored(writer.frame)) == 1
    page.close()
    host.left()
    assert "." not in str(host.held().state)
    _, writer, page = launch("agent-2")
    expect(writer.field).to_have_value("")
    page.close()
    _, writer, _ = launch("agent-1")
    expect(writer.field).to_have_value(TEXT)


def test_in_the_platform_the_text_comes_back_on_another_device(
    make: Callable[[str, str], Package], course_server: CourseServer, new_visit: NewVisit
) -> None:
    host = Strict(course_server, make("plateforme", "scorm12"))
    page, frame = host.launch(new_visit())
    writer = Writer(frame)
    expect(writer.form).to_contain_text("dans la plateforme")
    writer.field.fill(TEXT)
    assert stored(frame) == {}
    page.close()
    host.left()
    held = host.held()
    assert "." in str(held.state)
    assert held.interactions == []
    assert held.rest["violations"] == []
    _, frame = host.launch(new_visit())
    expect(Writer(frame).field).to_have_value(TEXT)


def test_a_browser_that_keeps_nothing_is_told_before_one_writes(
    make: Callable[[str, str], Package], course_server: CourseServer, new_visit: NewVisit
) -> None:
    visit = new_visit()
    visit.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }});"
    )
    _, frame = Strict(course_server, make("appareil", "scorm12")).launch(visit)
    writer = Writer(frame)
    expect(writer.form).to_contain_text("n’est gardé nulle part")
    writer.field.fill(TEXT)
    expect(writer.button("Copier")).to_be_visible()
    expect(writer.button("Télécharger")).to_be_visible()
    frame.evaluate("location.hash = ''")
    frame.evaluate(f"location.hash = '{PAGE}'")
    expect(writer.field).to_have_value(TEXT)


def test_the_field_takes_no_more_than_its_room_and_says_so(
    make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    page, frame = Folder(tmp_path / "course", make("appareil", "web")).launch(new_visit())
    writer = Writer(frame)
    room = writer.form.locator("[data-room]")
    expect(room).to_have_text(re.compile(r"environ 120 signes"))
    # Short of room, it is said when the hand rests; before, nothing is said at all.
    writer.field.press_sequentially("a" * 90)
    expect(writer.said).to_have_text("")
    writer.field.fill("a" * 110)
    assert writer.said.text_content() == "", "not at each key"
    expect(writer.said).to_have_text("Place restante : environ 10 signes.")
    writer.field.fill("")
    page.keyboard.insert_text("é" * 100)
    expect(writer.field).to_have_value("é" * 60)
    expect(room).to_have_text(re.compile("n’a pas été reprise"))
    expect(writer.said).to_have_text(re.compile("n’a pas été reprise"))
    # Typing at a full field changes nothing, in the middle neither.
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("👩🏽‍🚒")
    expect(writer.field).to_have_value("é" * 60)
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    page.keyboard.insert_text("ab👩🏽‍🚒")
    expect(writer.field).to_have_value("ab" + "é" * 58)
    assert writer.field.evaluate("field => field.selectionStart") == 2, "the caret stays where one writes"


def test_in_an_lms_frame_the_text_can_be_downloaded_and_copied(
    make: Callable[[str, str], Package], course_server: CourseServer, new_visit: NewVisit
) -> None:
    page, frame = Strict(course_server, make("appareil", "scorm12")).launch(new_visit())
    writer = Writer(frame)
    writer.field.fill(TEXT)
    with page.expect_download() as waiting:
        writer.button("Télécharger").click()
    assert TEXT.split("\n")[1] in Path(waiting.value.path()).read_text("utf-8")
    writer.button("Copier").click()
    expect(writer.said).to_have_text("Texte copié.")


QUIZ = """titre: Pour finir
questions:
  - reflexion: avant
    question: >
      Que savez-vous déjà ?
  - choix: maire
    question: >
      Qui décide ?
    reponses:
      - juste: >
          Le maire
        retour: >
          Oui.
      - fausse: >
          Le notaire
        retour: >
          Non.
  - reflexion: apres
    question: >
      Que ferez-vous ?
"""


def test_in_a_quiz_one_passes_by_without_having_to_write(new_visit: NewVisit, tmp_path: Path) -> None:
    package = built(tmp_path, "appareil", "web", quiz=QUIZ)
    page, frame = Folder(tmp_path / "course", package).launch(new_visit())
    frame.wait_for_function("!document.getElementById('course-data')")
    frame.evaluate("location.hash = 'quiz-avis'")
    quiz = frame.locator('[id="quiz-avis"]')
    form = quiz.locator("form").filter(visible=True)
    expect(form).to_contain_text("Que savez-vous déjà")
    form.get_by_role("button", name="Question suivante").click()
    expect(form).to_contain_text("Qui décide")
    # Whoever comes back before the first answer is led to what comes first.
    page.reload()
    expect(form).to_contain_text("Que savez-vous déjà")
    form.get_by_role("button", name="Question suivante").click()
    form.get_by_role("radio", name="Le maire").check()
    form.get_by_role("button", name="Valider").click()
    form.get_by_role("button", name="Continuer").click()
    expect(form).to_contain_text("Que ferez-vous")
    form.get_by_role("button").last.click()
    outcome = quiz.get_by_role("heading", level=2).filter(visible=True).first
    expect(outcome).to_have_text("Votre réponse à la question est juste.")
    page.reload()
    expect(outcome).to_have_text("Votre réponse à la question est juste.")


def test_what_one_wrote_stands_on_paper_in_full(
    make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    page, frame = Folder(tmp_path / "course", make("appareil", "web")).launch(new_visit())
    writer = Writer(frame)
    writer.field.fill(TEXT)
    page.emulate_media(media="print")
    expect(writer.field).to_be_hidden()
    expect(writer.form.locator(".written")).to_have_text(TEXT)
    # By its own button the text is alone on the sheet, with its question.
    page.evaluate("window.print = () => { window.printed = document.body.innerText; }")
    page.emulate_media(media="screen")
    writer.button("Imprimer").click()
    page.emulate_media(media="print")
    expect(page.locator("body > .alone")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("main")).to_be_visible()
    expect(page.locator("body > .alone")).to_have_count(0)


def test_without_javascript_the_question_stands_alone(
    make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    visit = new_visit(java_script_enabled=False)
    page, _ = Folder(tmp_path / "course", make("appareil", "web")).launch(visit)
    form = page.locator('[data-kind="reflection"]')
    expect(form).to_contain_text("Qui manquait")
    expect(form.locator("noscript p")).to_be_visible()
    expect(form.locator("textarea")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_axe_finds_nothing_in_any_state(
    width: int, make: Callable[[str, str], Package], new_visit: NewVisit, tmp_path: Path
) -> None:
    visit = new_visit(viewport={"width": width, "height": 740})
    page, frame = Folder(tmp_path / "course", make("appareil", "web")).launch(visit)
    writer = Writer(frame)
    frame.evaluate((npm("axe-core") / "axe.min.js").read_text(encoding="utf-8"))

    def look(state: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = frame.evaluate(
                """async (form) => (await axe.run(form, {resultTypes: ["violations"], preload: false})).violations
                    .map((each) => `${each.id} ${each.nodes.map((node) => node.html)}`)""",
                writer.form.element_handle(),
            )
            assert found == [], f"{state}, {scheme}"
        assert frame.evaluate("document.documentElement.scrollWidth") <= width

    look("empty")
    writer.field.fill(TEXT)
    look("written")
    writer.field.fill("x" * 400)
    look("full")
    writer.button("Effacer").click()
    look("asking")

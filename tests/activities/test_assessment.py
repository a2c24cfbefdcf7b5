"""Assessments in Chromium: drawn, kept, changed before sending, corrected, looked through, taken again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, Page, expect

from builder.diagnostics import Report
from builder.play import Options, play
from builder.play.answers import Hand, steps
from builder.render.words import BUILT
from tests.activities.arranged import AXE, build
from tests.hosts.browser import Visit
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hosts import Strict
from tests.play_command.test_play import SANDBOX
from tests.player.test_state import STATUSES

Visits = Callable[..., Visit]
NARROW = {"width": 320, "height": 640}
COURSE = """\
uuid: 5a4f0d5e-5d9c-4a52-9a4b-0c2f6a1d7e35
titre: Un essai
langue: fr
contenu:
  - module: Seul module
    lecons: [un]
    quiz: [final]
terminer:
  quiz-faits: tous
  lecons-vues: aucune
  note-minimale: 60
"""
AT_END = """\
titre: Évaluation finale
consigne: >
  Prenez votre temps.
tirage:
  - banque: acteurs
    nombre: 3
  - banque: loi
    nombre: 2
melanger: tout
correction: a-la-fin
essais: 3
reprise: erreurs
note-minimale: 80
"""
AT_ONCE = """\
titre: Faire le point
tirage:
  - banque: acteurs
    nombre: 2
  - banque: loi
    nombre: 1
reprise: tout
"""


def bank(name: str, numbers: range) -> str:
    """A bank of choices, and one statement."""
    items = "".join(
        f"""\
  - choix: q{n}
    question: >
      {name} {n} : laquelle ?
    reponses:
      - juste: >
          La bonne {n}
        retour: >
          Parce que {n}.
      - fausse: >
          La mauvaise {n}
        retour: >
          Non, {n}.
      - fausse: >
          La pire {n}
        retour: >
          Encore moins, {n}.
"""
        for n in numbers
    )
    statement = f"""\
  - vrai-faux: v
    affirmation: >
      {name} : vrai.
    verdict: vrai
    retour: >
      Oui.
"""
    return f"titre: Thème {name}\nquestions:\n{items}{statement}"


def lay(root: Path, assessment: str, *, course: str = COURSE, lesson: str = "# Une leçon\n\nUn texte.\n") -> Path:
    """The project at *root*, with this assessment."""
    folder = root / "courses" / "essai"
    for each in (folder / "lessons", folder / "evaluations", root / "quizzes", root / "media"):
        each.mkdir(parents=True, exist_ok=True)
    (folder / "course.yaml").write_text(course, encoding="utf-8")
    (folder / "lessons" / "un.md").write_text(lesson, encoding="utf-8")
    (folder / "evaluations" / "final.yaml").write_text(assessment, encoding="utf-8")
    (root / "quizzes" / "acteurs.yaml").write_text(bank("acteurs", range(1, 6)), encoding="utf-8")
    (root / "quizzes" / "loi.yaml").write_text(bank("loi", range(1, 5)), encoding="utf-8")
    return root


class Desk:
    """Somebody who takes the assessment in *frame*."""

    def __init__(self, page: Page, frame: Frame, package: Package) -> None:
        self.page, self.frame, self.package = page, frame, package

    @property
    def view(self) -> Locator:
        return self.frame.locator("#quiz-final")

    @property
    def form(self) -> Locator:
        """The question on show."""
        return self.view.locator("form[data-activity]").filter(visible=True)

    @property
    def key(self) -> str:
        return str(self.form.get_attribute("data-activity"))

    @property
    def outcome(self) -> Locator:
        return self.view.locator("[data-outcome]")

    def press(self, name: str) -> None:
        self.view.get_by_role("button", name=name).click()

    def begin(self) -> None:
        self.press("Commencer l’évaluation")
        expect(self.form).to_have_count(1)

    def answer(self, right: bool = True, hand: Hand = "mouse") -> str:
        """Answer what is on show; its key."""
        key, facts = self.key, self.package.activity(self.key)
        form = self.view.locator(f'[data-activity="{key}"]')
        doing = steps(facts, hand)
        if not right:
            wrong = (
                1
                if facts["kind"] == "truefalse"
                else next(e["number"] for e in facts["data"]["choices"] if not e["right"])
            )
            form.locator(f'input[value="{wrong}"]').check()
            form.locator("[type=submit]").click()
        else:
            for step in doing:
                if not step.selector:
                    self.page.keyboard.press(step.value)
                elif step.act == "focus":
                    form.locator(step.selector).first.focus()
                elif step.act == "check":
                    form.locator(step.selector).first.check()
                else:
                    form.locator(step.selector).first.click()
        expect(form.locator(".answered, .kept").first).to_be_attached()
        return key

    def answer_all(self, wrong: int = 0, count: int = 5) -> list[str]:
        """Answer all in silence, the first *wrong* of them wrongly; their keys in order."""
        found = []
        for number in range(count):
            found.append(self.answer(right=number >= wrong))
            if number < count - 1:
                expect(self.form).not_to_have_attribute("data-activity", found[-1])
        return found

    def look(self) -> list[str]:
        """What axe-core finds."""
        self.frame.evaluate((BUILT / AXE).read_text("utf-8"))
        found = self.frame.evaluate(
            "axe.run(document, {resultTypes: ['violations'], preload: false}).then((all) => all.violations)"
        )
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]

    def width(self) -> int:
        return int(self.frame.evaluate("document.documentElement.scrollWidth"))


def sit(package: Package, folder: Path, visit: Visit) -> Desk:
    """Unzip the page to *folder*, over what is there, and open the assessment."""
    with zipfile.ZipFile(package.path) as file:
        file.extractall(folder)
    page = visit.open((folder / "index.html").as_uri() + "#quiz-final")
    desk = Desk(page, page.main_frame, package)
    expect(desk.view).to_be_visible()
    return desk


@pytest.fixture(scope="module")
def at_end(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("at-end")
    return build(lay(folder / "projet", AT_END), folder / "essai.zip")


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Package:
    folder = tmp_path_factory.mktemp("at-once")
    return build(lay(folder / "projet", AT_ONCE), folder / "essai.zip")


@pytest.fixture
def desk(at_end: Package, tmp_path: Path, new_visit: Visits) -> Desk:
    return sit(at_end, tmp_path / "page", new_visit(viewport=NARROW, reduced_motion="reduce"))


def test_nothing_is_drawn_before_it_begins(desk: Desk) -> None:
    expect(desk.form).to_have_count(0)
    expect(desk.outcome).to_contain_text("5 questions")
    expect(desk.outcome).to_contain_text("80 sur 100")
    expect(desk.outcome).to_contain_text("3 essais")
    assert desk.look() == []
    assert desk.width() <= 320


def test_answers_are_changed_before_they_are_sent(desk: Desk) -> None:
    desk.begin()
    assert desk.look() == []
    keys = desk.answer_all(wrong=2)
    assert len(set(keys)) == 5
    assert sum("/acteurs." in key for key in keys) == 3
    expect(desk.outcome.get_by_role("heading", name="Vos réponses avant la correction")).to_be_visible()
    assert desk.look() == []
    assert desk.width() <= 320
    # Nothing says yet what is right, neither on show nor in the page.
    assert desk.view.locator(".answered, .verdict").count() == 0
    assert "Parce que" not in desk.frame.content()
    desk.outcome.locator(".checks button").nth(0).click()
    assert desk.key == keys[0]
    expect(desk.form.locator("input:checked")).to_have_count(1)
    desk.answer()
    expect(desk.form).not_to_have_attribute("data-activity", keys[0])
    for _ in range(4):
        desk.form.locator("[type=submit]").click()
    desk.press("Terminer l’évaluation")
    expect(desk.outcome.get_by_role("heading", name="Votre résultat : 80 sur 100.")).to_be_focused()
    expect(desk.outcome).to_contain_text("l’évaluation est réussie")


def test_one_may_send_with_questions_left_out(desk: Desk) -> None:
    desk.begin()
    first = desk.answer()
    expect(desk.form).not_to_have_attribute("data-activity", first)
    desk.page.reload()
    # Who comes back is led to the next question that is open.
    expect(desk.form).not_to_have_attribute("data-activity", first)
    assert desk.form.get_attribute("aria-label") in ("Question 2 sur 5", "Vrai ou faux 2 sur 5")
    desk.press("Revenir en arrière")
    assert desk.key == first
    expect(desk.form.locator("input:checked")).to_have_count(1)
    expect(desk.form.locator(".kept")).to_have_text("Réponse enregistrée.")
    for _ in range(5):
        desk.press("Passer à la suite")
    expect(desk.outcome).to_contain_text("Il manque 4 réponses")
    assert desk.look() == []
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 20 sur 100.")
    desk.press("Reprendre les questions manquées")
    expect(desk.form).to_have_attribute("aria-label", re.compile("1 sur 4$"))


def test_results_review_and_what_was_wrong_again(desk: Desk) -> None:
    desk.begin()
    keys = desk.answer_all(wrong=2)
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 60 sur 100.")
    expect(desk.outcome).to_contain_text("3 réponses justes sur 5.")
    expect(desk.outcome).to_contain_text("Il vous reste 2 essais.")
    bars = desk.outcome.locator(".bars li")
    assert sorted(re.sub(r"\s+", " ", each.inner_text()).split(" ")[1] for each in bars.all()) == ["acteurs", "loi"]
    desk.outcome.locator("summary").click()
    expect(desk.outcome.get_by_role("table")).to_be_visible()
    assert desk.look() == []
    assert desk.width() <= 320

    desk.press("Revoir mes réponses")
    expect(desk.view.get_by_role("heading", name="Vos réponses, question par question")).to_be_focused()
    shown = [str(each.get_attribute("data-activity")) for each in desk.form.all()]
    assert shown == keys, "in the learner's order"
    expect(desk.view.locator(".verdict:visible")).to_have_count(5)
    # A try is left: what is right is not told of what was wrong.
    wrong = desk.view.locator(f'[data-activity="{keys[0]}"] .answered')
    expect(wrong).not_to_contain_text("La bonne réponse")
    expect(wrong).not_to_contain_text("Parce que")
    assert desk.look() == []
    assert desk.width() <= 320
    desk.press("Revenir au bilan")

    desk.page.reload()
    expect(desk.outcome).to_contain_text("Votre résultat : 60 sur 100.")
    desk.press("Reprendre les questions manquées")
    again = [desk.answer()]
    expect(desk.form).not_to_have_attribute("data-activity", again[0])
    again.append(desk.answer())
    assert set(again) == set(keys[:2])
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 100 sur 100.")
    desk.press("Revoir mes réponses")
    expect(desk.view.locator(".verdict .is-good:visible")).to_have_count(5)


def test_the_solution_comes_after_the_last_try(desk: Desk) -> None:
    desk.begin()
    desk.answer_all(wrong=5)
    desk.press("Terminer l’évaluation")
    for left in ("1 essai", "plus d’essai"):
        desk.press("Reprendre les questions manquées")
        desk.answer_all(wrong=5)
        desk.press("Terminer l’évaluation")
        expect(desk.outcome).to_contain_text(left)
    expect(desk.view.get_by_role("button", name="Reprendre")).to_have_count(0)
    desk.press("Revoir mes réponses")
    expect(desk.view.locator(".answered:visible").first).to_contain_text(
        re.compile("La bonne réponse|juste|vrai", re.IGNORECASE)
    )
    assert desk.look() == []


def test_by_keyboard_alone(desk: Desk) -> None:
    desk.view.locator("[data-begin]").focus()
    desk.page.keyboard.press("Enter")
    for _ in range(5):
        key = desk.answer(hand="keyboard")
        expect(desk.view.locator(f'[data-activity="{key}"]')).to_be_hidden()
    desk.view.locator("[data-finish]").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.outcome.get_by_role("heading", name="Votre résultat : 100 sur 100.")).to_be_focused()


def test_answers_are_shuffled_and_stay_so(desk: Desk) -> None:
    def orders() -> dict[str, list[str]]:
        return {
            str(form.get_attribute("data-activity")): form.locator("input").evaluate_all(
                "all => all.map((e) => e.value)"
            )
            for form in desk.view.locator('form[data-kind="choice"]').all()
        }

    desk.begin()
    before = orders()
    assert any(each != sorted(each) for each in before.values())
    desk.page.reload()
    assert orders() == before


def test_at_once_each_answer_is_told_and_a_new_try_draws_anew(
    at_once: Package, tmp_path: Path, new_visit: Visits
) -> None:
    desk = sit(at_once, tmp_path / "page", new_visit())
    desk.begin()
    keys = []
    for number in range(3):
        keys.append(desk.answer(right=number > 0))
        expect(desk.form.locator(".verdict")).to_be_focused()
        expect(desk.form.get_by_role("button", name="Recommencer")).to_have_count(0)
        if not number:
            assert desk.look() == []
        desk.form.locator(".answered .actions .button").click()
    expect(desk.outcome).to_contain_text("Votre résultat : 67 sur 100.")
    drawn = [keys]
    for _ in range(4):
        desk.press("Recommencer avec d’autres questions")
        keys = []
        for _ in range(3):
            keys.append(desk.answer(right=False))
            desk.form.locator(".answered .actions .button").click()
        expect(desk.outcome).to_contain_text("Votre résultat : 0 sur 100.")
        # The best stands.
        expect(desk.outcome).to_contain_text("Votre meilleur résultat compte : 67 sur 100.")
        drawn.append(keys)
    assert len({tuple(sorted(each)) for each in drawn}) > 1


def test_a_draw_survives_a_new_launch_and_the_best_score_stands(
    at_end: Package, course_server: CourseServer, tmp_path_factory: pytest.TempPathFactory, new_visit: Visits
) -> None:
    folder = tmp_path_factory.mktemp("scorm")
    package = build(lay(folder / "projet", AT_END), folder / "essai.zip", "scorm12")
    host = Strict(course_server, package)

    def launch() -> Desk:
        page, frame = host.launch(new_visit())
        desk = Desk(page, frame, package)
        if not desk.view.is_visible():
            frame.locator('#_plan a[href="#quiz-final"], .toc a[href="#quiz-final"]').filter(visible=True).first.click()
        expect(desk.view).to_be_visible()
        return desk

    def leave(desk: Desk) -> None:
        host.settle(desk.page)
        desk.page.close()
        host.left()

    desk = launch()
    desk.begin()
    first = desk.answer()
    expect(desk.form).not_to_have_attribute("data-activity", first)
    second = desk.key
    leave(desk)
    assert host.held().status == "incomplete"
    desk = launch()
    assert desk.key == second
    desk.answer_all(wrong=1, count=4)
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 80 sur 100.")
    leave(desk)
    held = host.held()
    assert (held.status, held.score) == ("passed", 80)
    assert len(held.interactions or []) == 5
    desk = launch()
    expect(desk.outcome).to_contain_text("Votre résultat : 80 sur 100.")
    desk.press("Reprendre les questions manquées")
    desk.answer(right=False)
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 80 sur 100.")
    leave(desk)
    held = host.held()
    assert (held.status, held.score) == ("passed", 80)
    assert len(held.interactions or []) == 6, "every answer that was sent is told"


def test_an_update_displaces_nothing_that_was_drawn(tmp_path: Path, new_visit: Visits) -> None:
    root = lay(tmp_path / "projet", AT_END)
    visit = new_visit()
    desk = sit(build(root, tmp_path / "un.zip"), tmp_path / "page", visit)
    desk.begin()
    order = desk.answer_all()
    # The bank gets questions before, between and after, and loses one that was drawn.
    gone = next(key for key in order if "/acteurs.q" in key)
    number = int(gone.rpartition("q")[2])
    more = bank("acteurs", range(9)).split("  - choix: ")
    kept = [each for each in more if not each.startswith(f"q{number}\n")]
    (root / "quizzes" / "acteurs.yaml").write_text("  - choix: ".join(kept), encoding="utf-8")
    desk.page.close()
    desk = sit(build(root, tmp_path / "deux.zip"), tmp_path / "page", visit)
    texts = desk.outcome.locator(".checks li")
    expect(texts).to_have_count(4)
    assert "Sans réponse" not in desk.outcome.inner_text()
    desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 100 sur 100.")
    desk.press("Revoir mes réponses")
    shown = [str(each.get_attribute("data-activity")) for each in desk.form.all()]
    assert shown == [key for key in order if key != gone]


TRIES = """\
# Une leçon

Un texte.

:: exercice comptee

:: exercice suivie
"""
TRIED = """\
titre: Essais
questions:
  - choix: comptee
    question: >
      Laquelle ?
    essais: 2
    reponses:
      - juste: >
          La bonne
        retour: >
          Parce que.
      - fausse: >
          La mauvaise
        retour: >
          Non, celle-là non.
      - fausse: >
          La pire
        retour: >
          Encore moins.
  - choix: suivie
    question: >
      Lesquelles ?
    bareme: partiel
    indices:
      - >
        Il y en a deux.
      - >
        La **première**.
    reponses:
      - juste: >
          Un
        retour: >
          Oui, un.
      - juste: >
          Deux
        retour: >
          Oui, deux.
      - fausse: >
          Trois
        retour: >
          Pas trois.
"""


def test_tries_are_counted_and_hints_are_given(tmp_path: Path, new_visit: Visits) -> None:
    root = lay(tmp_path / "projet", AT_END, lesson=TRIES)
    (root / "quizzes" / "essais.yaml").write_text(TRIED, encoding="utf-8")
    package = build(root, tmp_path / "un.zip")
    with zipfile.ZipFile(package.path) as file:
        file.extractall(tmp_path / "page")
    page = new_visit(viewport=NARROW).open((tmp_path / "page" / "index.html").as_uri() + "#un")
    desk = Desk(page, page.main_frame, package)
    form = page.locator('[data-activity="un/comptee"]')
    expect(form).to_contain_text("Il vous reste 2 essais.")
    form.get_by_label("La mauvaise").check()
    form.get_by_role("button", name="Valider").click()
    expect(form.locator(".verdict")).to_be_focused()
    expect(form.locator(".answered")).to_contain_text("Non, celle-là non.")
    assert "Parce que" not in page.content()
    assert "La bonne réponse" not in form.inner_text()
    assert desk.look() == []
    page.reload()
    form.get_by_role("button", name="Réessayer (encore 1 essai)").click()
    expect(form).to_contain_text("Il vous reste 1 essai.")
    form.get_by_label("La pire").check()
    form.get_by_role("button", name="Valider").click()
    expect(form.locator(".answered")).to_contain_text("Parce que.")
    expect(form.get_by_role("button")).to_have_count(0)

    form = page.locator('[data-activity="un/suivie"]')
    form.get_by_role("button", name="Voir un indice (1 sur 2)").click()
    hints = form.locator('[aria-live="polite"]')
    expect(hints).to_have_text("Il y en a deux.")
    page.reload()
    expect(hints).to_have_text("Il y en a deux.")
    form.get_by_role("button", name="Voir un indice (2 sur 2)").press("Enter")
    expect(hints).to_contain_text("La première.")
    expect(form.get_by_role("button", name="indice")).to_have_count(0)
    form.get_by_label("Un", exact=True).check()
    form.get_by_role("button", name="Valider").click()
    expect(form.locator(".verdict")).to_have_text("Réponse incomplète.")
    assert desk.look() == []
    assert desk.width() <= 320


AUDIENCES = (
    COURSE.partition("terminer:")[0]
    + """\
public:
  elus: Élus locaux
  agents: Agents de la ville
terminer:
  toutes:
    - lecons-vues: toutes
    - note: {evaluation: final}
  par-public:
    elus:
      lecons-vues: toutes
"""
)


def test_who_one_is_decides_what_ends_the_course(
    course_server: CourseServer, tmp_path: Path, new_visit: Visits
) -> None:
    package = build(lay(tmp_path / "projet", AT_END, course=AUDIENCES), tmp_path / "un.zip", "scorm12")
    host = Strict(course_server, package)
    page, frame = host.launch(new_visit(viewport=NARROW))
    desk = Desk(page, frame, package)
    asked = frame.get_by_role("group", name="Vous êtes…")
    expect(asked.get_by_role("radio")).to_have_count(2)
    expect(asked.get_by_label("Autre")).to_be_checked()
    assert desk.look() == []
    assert desk.width() <= 320
    free = frame.locator("#_accueil .toc").get_by_text("Facultative")
    expect(free).to_have_count(0)
    asked.get_by_label("Élus locaux").check()
    expect(free.first).to_be_visible()
    frame.get_by_role("link", name="Commencer").click()
    frame.locator("#un .way__next").click()
    host.settle(page)
    page.close()
    host.left()
    assert host.held().status == "completed"
    page, frame = host.launch(new_visit())
    frame.locator(".outline__top a, .bar__course a").first.click()
    expect(frame.get_by_label("Élus locaux")).to_be_checked()


MEDIA = (
    COURSE.partition("terminer:")[0] + "terminer:\n  medias-vus: [voix]\n  lecons-vues: aucune\n  quiz-faits: aucun\n"
)


def test_what_is_played_counts_and_what_is_skipped_does_not(tmp_path: Path, new_visit: Visits) -> None:
    from tests.load import projects

    root = lay(tmp_path / "projet", AT_END, course=MEDIA, lesson="# Une leçon\n\nUn texte.\n\n:: son voix\n")
    for name in ("voix.yaml", "voix.fr.vtt"):
        (root / "media" / name).write_bytes((projects.HERE / "base/fr/media" / name).read_bytes())
    (root / "media" / "voix.m4a").write_bytes(projects.voice())
    package = build(root, tmp_path / "un.zip")
    with zipfile.ZipFile(package.path) as file:
        file.extractall(tmp_path / "page")
    page = new_visit().open((tmp_path / "page" / "index.html").as_uri() + "#un")
    sound = page.locator("audio")

    def status() -> str:
        page.wait_for_timeout(1000)
        page.reload()
        kept = page.evaluate("Object.values(localStorage).find((each) => each.startsWith('1')) || ''")
        return STATUSES["ABCD".index(kept[4])] if kept else "incomplete"

    # To the end in one leap: nothing in between was heard.
    sound.evaluate(
        """(each) => {
            each.onloadedmetadata = () => { each.currentTime = each.duration; };
            each.preload = "auto";
            each.load();
        }"""
    )
    assert status() == "incomplete"
    sound.evaluate("(each) => { each.onloadedmetadata = null; each.currentTime = 0; return each.play(); }")
    expect(sound).to_have_js_property("ended", True)
    assert status() == "completed"


BELIEFS = """\
titre: Idées reçues
questions:
  - idee: argent
    affirmation: >
      On y gagne beaucoup d'argent.
    verdict: faux
    faits: >
      Les sommes sont petites.
    pourquoi: >
      L'image séduit.
    retenir: >
      Peu d'argent.
  - idee: campagne
    affirmation: >
      Cela concerne aussi les campagnes.
    verdict: vrai
    faits: >
      Les trafics sont partout.
    pourquoi: >
      On pense aux villes.
    retenir: >
      Partout.
"""


@pytest.mark.parametrize("assessment", [AT_ONCE, AT_END], ids=["at-once", "at-end"])
def test_beliefs_may_be_drawn_and_are_not_scored(assessment: str, tmp_path: Path, new_visit: Visits) -> None:
    root = lay(
        tmp_path / "projet", assessment.replace("banque: loi", "banque: idees").replace("nombre: 2", "nombre: 1")
    )
    (root / "quizzes" / "idees.yaml").write_text(BELIEFS, encoding="utf-8")
    desk = sit(build(root, tmp_path / "un.zip"), tmp_path / "page", new_visit())
    desk.begin()
    seen = set()
    finish = desk.view.locator("[data-finish], [data-review]")
    onwards = desk.view.locator(".answered .actions > .button:not(.button--plain)")
    again = desk.view.locator("[data-second-of]").filter(visible=True)
    for _ in range(20):
        expect(desk.form.or_(finish).or_(again).filter(visible=True).first).to_be_visible()
        if finish.count() and finish.first.is_visible():
            break
        if onwards.filter(visible=True).count():
            onwards.filter(visible=True).last.click()
        elif again.count():
            again.locator("input").first.check()
            again.locator("[type=submit]").click()
            expect(again).to_have_count(0)
        else:
            seen.add(desk.answer())
    if assessment == AT_END:
        desk.press("Terminer l’évaluation")
    expect(desk.outcome).to_contain_text("Votre résultat : 100 sur 100.")
    expect(desk.outcome.locator(".bars li")).to_have_count(1)
    expect(desk.outcome.locator(".moved")).to_be_visible()
    assert any("/idees." in key for key in seen)
    desk.page.reload()
    expect(desk.outcome).to_contain_text("Votre résultat : 100 sur 100.")
    expect(desk.outcome.locator(".moved")).to_be_visible()
    assert desk.look() == []
    desk.press("Revoir mes réponses")
    expect(desk.form).to_have_count(len(seen))


def test_the_command_rates_drawn_beliefs_twice_by_keyboard_alone(tmp_path: Path) -> None:
    root = lay(tmp_path / "projet", AT_ONCE.replace("banque: loi", "banque: idees"))
    (root / "quizzes" / "idees.yaml").write_text(BELIEFS, encoding="utf-8")
    package = build(root, tmp_path / "essai.fr.scorm12.zip", "scorm12")
    report = Report()
    (done,) = play(package.path, report, Options(sandbox=SANDBOX, axe=False, hand="keyboard"))
    assert report.diagnostics == []
    assert (done.answers, done.status, done.score) == (3, "passed", 100)


@pytest.mark.parametrize("assessment", [AT_ONCE, AT_END], ids=["at-once", "at-end"])
def test_what_asks_nothing_may_be_drawn_too(assessment: str, tmp_path: Path) -> None:
    root = lay(tmp_path / "projet", assessment.replace("banque: loi", "banque: notes").replace("    nombre: 2\n", ""))
    notes = "titre: Notes\nquestions:\n  - reflexion: note\n    question: >\n      Qu'en retenez-vous ?\n"
    (root / "quizzes" / "notes.yaml").write_text(notes, encoding="utf-8")
    package = build(root, tmp_path / "essai.fr.scorm12.zip", "scorm12")
    report = Report()
    (done,) = play(package.path, report, Options(sandbox=SANDBOX, axe=False))
    assert report.diagnostics == []
    assert (done.status, done.score) == ("passed", 100)

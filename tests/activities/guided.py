"""A course with what learners do for themselves: a list to tick, a plan, a reflection, and the pages that follow."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from builder import archive, pipeline
from builder.diagnostics import Report
from builder.load import read_project
from builder.render.words import BUILT
from tests.hosts.browser import Visit
from tests.load import projects

AXE = "axe/axe.min.js"
Visits = Callable[..., Visit]

LESSON = """
::: a-cocher reperes
Avant la réunion, avez-vous :

- [ ] invité **tous** les partenaires ?
- [ ] relu le diagnostic ?
- [ ] prévu un compte rendu ?
:::

::: reflexion absents
Qui manquait ?

longueur : 300
:::

:: plan mon-plan
"""
PLAN = """\
titre: Mon plan d’action
consigne: >
  Trois actions que vous pouvez commencer ce mois-ci.
longueur: 600
sections:
  - section: La situation
    champs:
      - champ: lieu
        question: Quel quartier ?
        genre: ligne
        aide: Un secteur, pas une adresse.
      - champ: constat
        question: Qu'observez-vous ?
      - champ: etat
        question: Où en est le partenariat ?
        genre: choix
        options: [rien encore, des contacts, une convention]
  - section: Les actions
    lignes:
      au-plus: 3
      colonnes:
        - Action
        - champ: quand
          question: Pour quand ?
          genre: date
        - champ: suite
          question: État
          genre: choix
          options: [à faire, en cours, fait]
"""
CERTIFICATE = """\
attestation:
  organisme: Ville d’Essai
  logos: [plan]
  signataire: Camille Martin, coordonnatrice
  note: oui
"""


def lay(root: Path, *, plan: str = PLAN, lesson: str = LESSON, more: str = CERTIFICATE) -> Path:
    """The small course of the loader's tests with guided work."""
    projects.make(root, "fr")
    course = root / "courses" / "essai"
    (course / "plans").mkdir()
    (course / "plans" / "mon-plan.yaml").write_text(plan, "utf-8")
    page = course / "lessons" / "accueil.md"
    page.write_text(page.read_text("utf-8") + lesson, "utf-8")
    settings = course / "course.yaml"
    settings.write_text(settings.read_text("utf-8").replace("quiz-faits: tous", "quiz-faits: aucun") + more, "utf-8")
    return root


def build(root: Path, target: Path, name: str = "web") -> Path:
    """The package of the project at *target*."""
    report = Report()
    loaded = pipeline.compile_course(read_project(root, report), "essai", report)
    assert loaded is not None, report.diagnostics
    package = pipeline.package(loaded[0], name, report)
    assert package is not None
    assert not report.has_errors, report.diagnostics
    archive.save(package, target, 315_532_800)
    return target


@dataclass
class Desk:
    """A learner in front of the page from the disk."""

    page: Page

    def go(self, place: str) -> Locator:
        """Show the page of that id."""
        self.page.evaluate(f"location.hash = '{place}'")
        view = self.page.locator(f"#{place}")
        expect(view).to_be_visible()
        return view

    def form(self, kind: str) -> Locator:
        return self.page.locator(f"form[data-kind={kind}]")

    def button(self, name: str) -> Locator:
        """The button of that name, on the page that is shown."""
        return self.page.locator(".view.is-shown").get_by_role("button", name=name, exact=True)

    def saved(self, name: str, target: Path) -> Path:
        """What the button of that name downloads."""
        with self.page.expect_download() as waiting:
            self.button(name).click()
        waiting.value.save_as(target / waiting.value.suggested_filename)
        return target / waiting.value.suggested_filename

    def papers(self) -> None:
        """Catch what is printed from now on."""
        self.page.evaluate(
            "() => { window.print = () => { window.paper = document.querySelector('.alone').innerText } }"
        )
        self.page.emulate_media(media="print")

    @property
    def paper(self) -> str:
        """What was printed last."""
        return str(self.page.evaluate("window.paper"))

    def look(self) -> list[str]:
        """What axe-core finds on the page as it is."""
        self.page.evaluate((BUILT / AXE).read_text("utf-8"))
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], preload: false}).then((all) => all.violations)"
        )
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]

    def again(self) -> None:
        """Come back to the lesson later."""
        self.page.reload()
        self.page.locator(".view.is-shown").wait_for()
        self.go("accueil")


def sit(package: Path, folder: Path, visit: Visit) -> Desk:
    """Unzip *package* to *folder* and open its lesson."""
    with zipfile.ZipFile(package) as file:
        file.extractall(folder)
    page = visit.open((folder / "index.html").as_uri() + "#accueil")
    page.locator("#accueil.is-shown").wait_for()
    return Desk(page)

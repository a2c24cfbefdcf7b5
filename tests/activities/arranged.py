"""Courses of one lesson whose questions pair, order and sort, and the page in front of a learner."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from builder import pipeline
from builder.activities import Activity
from builder.diagnostics import Report
from builder.load import read_project
from builder.model import Course
from builder.pipeline import compile_course
from builder.play.answers import Hand, Step, steps
from builder.render.words import BUILT
from tests.hosts.browser import Visit
from tests.load import projects
from tests.play.facts import Package
from tests.play.hands import take

COURSE = """\
uuid: 5a4f0d5e-5d9c-4a52-9a4b-0c2f6a1d7e34
titre: Un essai
langue: {language}
version: 1
contenu:
  - module: Seul module
    lecons: [un]
terminer:
  lecons-vues: toutes
  note-minimale: 50
"""
MATCHING = """\
  - association: acteurs
    question: >
      Qui fait quoi ?
    paires:
      - element: >
          Le procureur
        avec: >
          Décide des poursuites
        retour: >
          Lui seul en a l'opportunité.
      - element: >
          Le maire
        avec: >
          Rappelle à l'ordre
      - element: >
          L'éducateur
        avec: >
          Va vers les jeunes
    intrus:
      - >
        Ferme la rue
    retour: >
      Chacun a un métier.
"""
ORDERING = """\
  - ordre: signalement
    question: >
      Dans quel ordre ?
    etapes:
      - >
        Écouter
      - - >
          Prévenir sa hiérarchie
        - >
          Noter les faits
      - >
        Transmettre
    retour: >
      On écoute d'abord.
"""
SORTING = """\
  - tri: niveaux
    question: >
      À quel niveau de prévention ?
    categories:
      - categorie: Primaire
        elements:
          - Un atelier en CM2
          - element: Une réunion de parents
            retour: >
              Elle s'adresse à tous.
      - categorie: Secondaire
        elements:
          - Un accompagnement des absents
"""
BANKS = {"matching": MATCHING, "ordering": ORDERING, "sorting": SORTING}
NAMES = {"matching": "acteurs", "ordering": "signalement", "sorting": "niveaux"}
AXE = "axe/axe.min.js"


def lay(root: Path, *items: str, language: str = "fr") -> Path:
    """A project at *root* whose lesson holds the *items*, each as a bank has it."""
    course = root / "courses" / "essai"
    for folder in (course / "lessons", root / "quizzes", root / "media"):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "cartable.toml").write_text('format = 1\niri_base = "https://exemple.test/cours"\n', encoding="utf-8")
    (course / "course.yaml").write_text(COURSE.format(language=language), encoding="utf-8")
    (root / "quizzes" / "essai.yaml").write_text("titre: Essai\nquestions:\n" + "".join(items), encoding="utf-8")
    names = [each.split("\n", 1)[0].rpartition(" ")[2] for each in items]
    text = "# Une leçon\n\nUn texte.\n" + "".join(f"\n:: exercice {name}\n" for name in names)
    (course / "lessons" / "un.md").write_text(text, encoding="utf-8")
    return root


def found(root: Path) -> list[str]:
    """What is said of the bank of the project, each finding with the line it points at."""
    bank = "quizzes/essai.yaml"
    lines = (root / bank).read_text("utf-8").split("\n")
    told = [each for each in projects.diagnose(root) if each.span.path == bank]
    assert all(each.hint("fr") and each.hint("en") for each in told if each.code.startswith("QUZ-04"))
    return [f"{each.code} {lines[each.span.line - 1].strip()}" for each in told]


def compiled(root: Path) -> Course:
    """The course of the project at *root*."""
    report = Report()
    loaded = compile_course(read_project(root, report), "essai", report)
    assert loaded is not None, report.diagnostics
    return loaded[0]


def activity(root: Path) -> Activity:
    """Its only activity."""
    return compiled(root).placements[0].activity


def build(root: Path, target: Path, format_: str = "web") -> Package:
    """The package of the project, whose lock grows as with `cartable build`."""
    report = Report()
    built = list(pipeline.build(read_project(root, report), "essai", [format_], target.parent, report, 315_532_800))
    assert not report.has_errors, report.diagnostics
    built[0][1].replace(target)
    return Package(target)


@dataclass
class Seat:
    """A learner in front of the lesson."""

    page: Page
    package: Package
    folder: Path

    def form(self, kind: str) -> Locator:
        return self.page.locator(f"form[data-kind={kind}]")

    def facts(self, kind: str) -> dict[str, Any]:
        return next(each for each in self.package.data["activities"].values() if each["kind"] == kind)

    def do(self, kind: str, doing: Sequence[Step]) -> None:
        """Take the steps one after the other."""
        take(self.form(kind), doing)

    def answer(self, kind: str, hand: Hand = "mouse") -> None:
        """Answer rightly."""
        self.do(kind, steps(self.facts(kind), hand))

    def look(self) -> list[str]:
        """What axe-core finds on the page as it is."""
        self.page.evaluate((BUILT / AXE).read_text("utf-8"))
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], preload: false}).then((all) => all.violations)"
        )
        return [f"{each['id']}: {[node['html'][:160] for node in each['nodes']]}" for each in found]

    def width(self) -> int:
        """Of what can be scrolled to sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth"))


def sit(package: Package, folder: Path, visit: Visit) -> Seat:
    """Unzip the page to *folder*, over what is there, and open its lesson."""
    with zipfile.ZipFile(package.path) as file:
        file.extractall(folder)
    page = visit.open((folder / "index.html").as_uri() + "#un")
    page.locator("#un.is-shown").wait_for()
    return Seat(page, package, folder)


Visits = Callable[..., Visit]

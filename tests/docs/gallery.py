"""The README's list of activities: each with its picture and its source, both taken from the project's courses.

`pytest tests/docs --golden` writes the list and takes the pictures anew; without it, the tests say what in the README
is no longer so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Locator, Page

from builder.play.answers import steps
from tests.play.facts import Package
from tests.play.hands import take

ROOT: Final = Path(__file__).parents[2]
PICTURES: Final = Path(__file__).parent / "pictures"
WIDTH: Final = 760
"""Pixels of the window in which the pictures are taken."""
LONGEST: Final = 36
"""Lines of a source that are shown; the rest is in the file."""


@dataclass(frozen=True)
class Entry:
    """One kind of activity."""

    kind: str
    """Its name in the code, also of the picture."""
    title: str
    words: str
    """What it does for the learner, and what the author should know."""
    page: str
    """`<course>/<page>` that shows it."""
    key: str
    """The activity's name on its page; "" for what is none."""
    source: str
    """File with its source."""
    begin: str
    """The first line of the source in it."""
    press: str = ""
    """A button of the activity that is pressed before the picture is taken."""

    @property
    def shown(self) -> str:
        """The source as the file has it, up to where the next thing begins."""
        lines = (ROOT / self.source).read_text("utf-8").split("\n")
        start = next(n for n, line in enumerate(lines) if line.startswith(self.begin)) if self.begin else 0
        found = [lines[start]]
        closing = ":::" if found[0].startswith(":::") else None
        item = re.match(r" *- ", found[0])
        for line in lines[start + 1 :]:
            if closing and line == closing:
                found.append(line)
                break
            if item and line.startswith(item[0]):
                break
            if found[0].startswith(":: "):
                break
            found.append(line)
        text = [line[2:] if item and item[0] == "  - " else line for line in found]
        while not text[-1].strip():
            text.pop()
        if len(text) > LONGEST:
            text = [*text[:LONGEST], "…"]
        return "\n".join(text)

    @property
    def section(self) -> str:
        """Its part of the README."""
        language = "markdown" if self.source.endswith(".md") else "yaml"
        return (
            f"#### {self.title}\n\n{self.words}\n\n"
            f"![{self.title}](tests/docs/pictures/{self.kind}.png)\n\n"
            f"<details><summary>Source, from <code>{self.source}</code></summary>\n\n"
            f"```{language}\n{self.shown}\n```\n\n</details>\n"
        )


LESSONS: Final = "courses/limits/lessons"
ENTRIES: Final = (
    Entry(
        "choice",
        "Single and multiple choice",
        "One `[x]` makes radio buttons, several make check boxes. In a bank, each answer is `juste:` or `fausse:`.",
        "limits/coordonnateur",
        "missions-du-coordonnateur",
        f"{LESSONS}/coordonnateur.md",
        "::: question missions-du-coordonnateur",
    ),
    Entry(
        "truefalse",
        "True or false",
        "A statement of knowledge. An opinion is a myth, which is never scored.",
        "limits/engrenage-et-emprise",
        "quand-agir",
        f"{LESSONS}/engrenage-et-emprise.md",
        "::: vrai-faux quand-agir",
    ),
    Entry(
        "matching",
        "Matching",
        "Each `element` goes `avec` an answer chosen from a list; several may share one, and `intrus` adds wrong ones.",
        "villes/quatre-villes",
        "villes-et-pays",
        "quizzes/exercices-villes.yaml",
        "  - association: villes-et-pays",
    ),
    Entry(
        "ordering",
        "Putting in order",
        "The `etapes` stand in the right order; those of an inner list go in any order. Buttons or dragging move them.",
        "limits/budget-et-calendrier",
        "calendrier-2024",
        "quizzes/exercices-limits.yaml",
        "  - ordre: calendrier-2024",
    ),
    Entry(
        "sorting",
        "Sorting into categories",
        "Two to six `categories` and their `elements`, each with a `retour` of its own where that helps.",
        "villes/offre-et-demande",
        "offre-ou-demande",
        "quizzes/exercices-villes.yaml",
        "  - tri: offre-ou-demande",
    ),
    Entry(
        "fillin",
        "Filling in",
        "Blanks are `[[form|other form]]` or `[[/pattern/]]`; accents, capitals, spaces and apostrophes do not count.",
        "villes/le-projet-europeen",
        "mots-du-projet",
        "quizzes/exercices-villes.yaml",
        "  - a-completer: mots-du-projet",
    ),
    Entry(
        "numeric",
        "A number",
        "With a `tolerance`, or `de` and `a` for a range; French and English decimals are both understood.",
        "limits/budget-et-calendrier",
        "part-par-an",
        "quizzes/exercices-limits.yaml",
        "  - nombre: part-par-an",
    ),
    Entry(
        "hotspot",
        "Places in a picture",
        "`place` is x, y, width and height in per cent of the picture; the list below it does the same.",
        "limits/espace-public",
        "lieux-a-activer",
        "quizzes/exercices-limits.yaml",
        "  - reperage: lieux-a-activer",
    ),
    Entry(
        "survey",
        "A survey",
        "A scale of agreement, use or frequency, or `echelons` of your own. Never scored, reported as a Likert scale.",
        "limits/quiz-votre-avis-limits",
        "utile-pour-mon-metier",
        "quizzes/votre-avis-limits.yaml",
        "  - sondage: utile-pour-mon-metier",
    ),
    Entry(
        "longtext",
        "A text to send",
        "With `transmis: oui` it is reported, and the page says so before; otherwise it stays where free texts stay.",
        "villes/quiz-votre-avis-villes",
        "a-changer",
        "quizzes/votre-avis-villes.yaml",
        "  - texte: a-changer",
    ),
    Entry(
        "reply",
        "What do you answer?",
        "Choose a reply, word your own, then compare it with a model and its reasons. Only the choice is scored.",
        "villes/cooperer",
        "chacun-chez-soi",
        "quizzes/exercices-villes.yaml",
        "  - que-repondez-vous: chacun-chez-soi",
    ),
    Entry(
        "myth",
        "A myth",
        "A claim is judged on a scale, then come the facts, and the same scale again. `confiance: oui` asks how "
        "firm the opinion is, `second-avis: idee` asks again at once, `autre-formulation` serves the re-test. Beliefs "
        "are never scored, and leave the device only where `avis:` says so.",
        "limits/quiz-idees-recues",
        "",
        "quizzes/idees-recues.yaml",
        "  - idee: ",
    ),
    Entry(
        "scenario",
        "A branching scenario",
        "`courses/<course>/scenarios/<name>.yaml`: one situation at a time, choices with effects and conditions, ends "
        "with a debrief and the tree of paths. It is scored where its ends carry a `note`.",
        "limits/reconstitution-de-proces",
        "reconstitution-de-proces",
        "courses/limits/scenarios/reconstitution-de-proces.yaml",
        "",
        press="Commencer",
    ),
    Entry(
        "reflection",
        "A reflection",
        "Room to write for oneself, on the device unless `textes-libres: plateforme`. All notes stand together on a "
        "page of their own, to be printed, downloaded and erased.",
        "villes/quatre-villes",
        "ma-question-a-une-ville",
        "courses/villes/lessons/quatre-villes.md",
        "::: reflexion ma-question-a-une-ville",
    ),
    Entry(
        "checklist",
        "A list to tick",
        "For oneself: never scored, never asked for.",
        "villes/se-reunir",
        "ma-reunion",
        "courses/villes/lessons/se-reunir.md",
        "::: a-cocher ma-reunion",
    ),
    Entry(
        "plan",
        "An action plan",
        "`courses/<course>/plans/<name>.yaml`: sections with fields or rows, to be printed and downloaded for a word "
        "processor, made in the browser.",
        "villes/mes-options",
        "mes-options",
        "courses/villes/plans/mes-options.yaml",
        "",
    ),
)


def sections() -> str:
    """The whole list."""
    return "\n".join(each.section for each in ENTRIES)


def photograph(browser: Browser, sites: dict[str, tuple[Path, Package]]) -> None:
    """Take every picture; *sites* are the unzipped web pages of the courses, with their packages."""
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": WIDTH, "height": 900}, locale="fr-FR", reduced_motion="reduce")
    try:
        for entry in ENTRIES:
            course, _, name = entry.page.partition("/")
            folder, package = sites[course]
            page = context.new_page()
            page.goto(f"{(folder / 'index.html').as_uri()}#{name}")
            page.locator(f'[id="{name}"].is-shown').wait_for()
            panel = _bring(page, entry, package)
            if entry.press:
                panel.get_by_role("button", name=entry.press).click()
            panel.screenshot(path=PICTURES / f"{entry.kind}.png")
            page.close()
    finally:
        context.close()


def _bring(page: Page, entry: Entry, package: Package) -> Locator:
    """The panel of *entry*, in sight: a quiz asks one thing at a time."""
    name = entry.page.partition("/")[2]
    if not entry.key:
        return page.locator(f'[id="{name}"] form:visible').first
    key = f"{name}/{entry.key}"
    wanted = page.locator(f'[data-activity="{key}"]')
    keys = next(each for each in package.pages if each["id"] == name)["activities"]
    for before in keys[: keys.index(key)]:
        if wanted.is_visible():
            break
        take(page.locator(f'[data-activity="{before}"]'), steps(package.activity(before)))
        page.locator(f'[id="{name}"] .answered .actions > .button:not(.button--plain)').filter(
            visible=True
        ).last.click()
    return wanted

"""Small courses drawn at random, the next versions of them that their authors may make, and their packages."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from builder import archive
from builder.activities import Activity, Answer, Choice, Myth, TrueFalse
from builder.diagnostics import Report, Span
from builder.lock import Lock
from builder.model import Completion, Course, Layout, Module, Page, Placement, Settings
from builder.pipeline import package
from builder.source.markdown import Prose
from builder.tracking import extend
from tests.play.facts import Package

HERE = Span("tests/campaign/courses.py")


@dataclass(frozen=True)
class Version:
    """A course as it stands, and its lock."""

    course: Course
    lock: Lock

    def save(self, format_: str, folder: Path) -> Package:
        """The finished zip in one format, made at first use."""
        path = folder / f"{self.course.id}-{self.course.settings.version}-{format_}.zip"
        if not path.exists():
            report = Report()
            finished = package(self.course, format_, report)
            assert finished is not None, report.diagnostics
            archive.save(finished, path)
        return Package(path)


def first(seed: int) -> Version:
    """A course of one to four lessons, with or without a quiz; at least one thing in it asks for an answer."""
    chance = random.Random(f"course {seed}")
    pages = [_page(chance, f"lecon-{number}", "lesson") for number in range(1, chance.randint(1, 4) + 1)]
    if chance.random() < 0.6 or not any(each.placements for each in pages):
        pages.append(_page(chance, "quiz-banque", "quiz"))
    return _version(seed, 1, tuple(pages), Lock(), chance)


def reading(lessons: int) -> Version:
    """A course of so many lessons in which there is nothing to answer."""
    pages = tuple(
        Page(f"lecon-{number}", "lesson", f"Page {number}", "Un", None, 1, (), (), f"{number}.md")
        for number in range(1, lessons + 1)
    )
    return _version(-lessons, 1, pages, Lock(), random.Random(lessons))


def following(seed: int, before: Version) -> Version:
    """*before* after its authors worked on it: pages and items added, removed, moved, grown and reworded."""
    version = int(before.course.settings.version or 0) + 1
    chance = random.Random(f"edit {seed} {version}")
    pages = []
    for page in before.course.pages:
        if len(before.course.pages) > 1 and chance.random() < 0.15:
            continue
        kept = [_reworked(chance, each) for each in page.placements if chance.random() > 0.15]
        chance.shuffle(kept)
        new = range(chance.choice((0, 0, 1, 2)))
        kept += [_placement(chance, page.id, f"v{version}-{number}") for number in new]
        if page.kind == "lesson" or kept:
            pages.append(replace(page, blocks=tuple(kept)))
    for number in range(chance.choice((0, 1)) if any(each.placements for each in pages) else 1):
        pages.insert(chance.randint(0, len(pages)), _page(chance, f"lecon-v{version}-{number}", "lesson", least=1))
    chance.shuffle(pages)
    return _version(seed, version, tuple(pages), before.lock, chance)


def _version(seed: int, version: int, pages: tuple[Page, ...], lock: Lock, chance: random.Random) -> Version:
    lock, layout = extend(lock, pages)
    scored = any(each.activity.scored for page in pages for each in page.placements)
    quiz = any(page.kind == "quiz" for page in pages)
    rule = Completion(
        lessons_seen=chance.choice(("all", "all", "none")) if quiz else "all",
        quizzes_done="all",
        pass_mark=chance.choice((None, 50, 80)) if scored else None,
    )
    settings = Settings(
        title=Prose(f"Cours tiré au sort {seed}"),
        uuid=UUID(int=random.Random(f"uuid {seed}").getrandbits(128), version=4),
        language="fr",
        version=str(version),
        content=(Module(module="Un", lessons=("x",)),),
        completion=rule,
    )
    course = Course(
        id=f"tirage-{seed}",
        settings=settings,
        iri=f"https://cartable.example.org/cours/tirage-{seed}",
        publisher="Cartable",
        pages=pages,
        references={},
        glossary={},
        layout=layout if pages else Layout((), {}),
        root=Path(),
    )
    return Version(course, lock)


def _page(chance: random.Random, name: str, kind: str, least: int = 0) -> Page:
    quiz = kind == "quiz"
    count = chance.randint(1, 4) if quiz else chance.randint(least, 3)
    placements = tuple(_placement(chance, name, str(number)) for number in range(count))
    return Page(name, "quiz" if quiz else "lesson", f"Page {name}", "Un", None, 1, (), placements, f"{name}.md")


def _placement(chance: random.Random, page: str, number: str) -> Placement:
    name = f"q{number}"
    return Placement(f"{page}/{name}", _activity(chance, name, f"{page} {number}"))


def _activity(chance: random.Random, name: str, words: str) -> Activity:
    kind = chance.choice(("choice", "choice", "several", "truefalse", "myth"))
    if kind == "truefalse":
        return TrueFalse(id=name, span=HERE, claim=Prose(f"Affirmation {words}."), verdict=chance.random() < 0.5)
    if kind == "myth":
        prose = Prose(f"Ce qu’on entend, {words}.")
        return Myth(id=name, span=HERE, claim=prose, verdict="false", facts=prose, why=prose, keep=prose)
    texts = [f"Choix {letter} parmi les {words}" for letter in "ABCDEFGHIJ"[: chance.randint(2, 6)]]
    return Choice(
        id=name, span=HERE, question=Prose(f"Question {words} ?"), answers=_answers(chance, texts, kind == "several")
    )


def _answers(chance: random.Random, texts: list[str], several: bool) -> tuple[Answer, ...]:
    right = set(chance.sample(texts, min(2, len(texts) - 1) if several else 1))
    return tuple(Answer(right=text in right, text=Prose(text), feedback=Prose("Voilà.")) for text in texts)


def _reworked(chance: random.Random, placement: Placement) -> Placement:
    """The same question, its choices in another order, or with one more that is wrong."""
    activity = placement.activity
    if not isinstance(activity, Choice) or chance.random() < 0.5:
        return placement
    answers = list(activity.answers)
    if chance.random() < 0.5:
        answers.append(
            Answer(right=False, text=Prose(f"Choix neuf {len(answers)} de {activity.id}"), feedback=Prose("Non."))
        )
    chance.shuffle(answers)
    return replace(placement, activity=activity.model_copy(update={"answers": tuple(answers)}))

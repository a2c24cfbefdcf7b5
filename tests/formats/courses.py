"""Small courses made by hand: formats are proved on values, without a source or a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal
from uuid import UUID

from lxml import etree

from builder.activities import Answer, Choice, Myth, TrueFalse
from builder.diagnostics import Span
from builder.formats import FORMATS
from builder.model import Completion, Course, Layout, Module, Package, Packaging, Page, Placement, Settings
from builder.source.markdown import Prose

PLACE = Span("course.yaml")
GOALS = ("Dire qui fait quoi", "Signaler ce qu’il faut")
FILES: dict[str, bytes | Path] = {
    "player.js": b"// player",
    "index.html": b"<!doctype html><title>x</title>",
    "player.css": b"/* style */",
    "fonts/a.woff2": b"wOF2",
    "fonts/OFL.txt": b"OFL",
    "media/plan.svg": b"<svg/>",
    "cartable.json": b"{}",
}


def course(
    title: str = "Le trafic, l’affaire de tous : comprendre & agir",
    promise: str | None = "Vous saurez *qui* fait quoi.",
    version: str = "1",
    language: str = "fr",
    pass_mark: int | None = None,
    packaging: Packaging = "per-course",
    uuid: str = "7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11",
    quizzes: Literal["all", "none"] = "all",
) -> Course:
    """A lesson with two questions, and a quiz about a belief."""
    settings = Settings(
        title=Prose(title),
        uuid=UUID(uuid),
        language=language,
        version=version,
        promise=None if promise is None else Prose(promise),
        content=(Module(module="Un", lessons=("contexte",)), Module(module="Deux", quiz="idees")),
        completion=Completion(lessons_seen="all", quizzes_done=quizzes, pass_mark=pass_mark),
        packaging=packaging,
    )
    questions = (
        Placement(
            "contexte/maire",
            Choice(
                id="maire",
                span=PLACE,
                question=Prose("Que peut le maire, si le taux est < 5 % ?"),
                answers=(
                    Answer(right=True, text=Prose("Signaler"), feedback=Prose("Oui.")),
                    Answer(right=False, text=Prose("Juger"), feedback=Prose("Non.")),
                ),
            ),
        ),
        Placement(
            "contexte/police",
            TrueFalse(id="police", span=PLACE, claim=Prose("La police municipale juge."), verdict=False),
        ),
    )
    belief = Placement("quiz-idees/calme", myth())
    pages = (
        Page("contexte", "lesson", "Le contexte", "Un", Prose("De quoi on parle."), 3, GOALS, questions, "contexte.md"),
        Page("quiz-idees", "quiz", "Idées reçues", "Deux", None, 2, (), (belief,), "idees.yaml"),
    )
    return Course(
        id="trafic",
        settings=settings,
        iri="https://cartable.example.org/cours/trafic",
        publisher="Cartable",
        pages=pages,
        references={},
        glossary={},
        layout=Layout((), {}),
        root=Path(),
        language=language,
    )


def myth() -> Myth:
    """A belief, by the fields that its kind asks for."""
    prose = Prose("Un quartier calme est un quartier sans trafic.")
    values = {
        name: prose for name, each in Myth.model_fields.items() if each.is_required() and each.annotation is Prose
    }
    return Myth.model_validate({"id": "calme", "span": PLACE, **values, "verdict": "false"})


def package(name: str, course: Course) -> Package:
    """*course* with a few files, described for format *name*."""
    chosen = FORMATS[name]
    bare = Package(course, chosen.target, FILES)
    pages = {unit.launch: FILES["index.html"] for unit in bare.units}
    common = {each: data for each, data in FILES.items() if each != "index.html"}
    return chosen.describe(replace(bare, files={**common, **pages}))


MANIFESTS = {
    "scorm12": "imsmanifest.xml",
    "scorm2004": "imsmanifest.xml",
    "xapi": "tincan.xml",
    "cmi5": "cmi5.xml",
    "universal": "imsmanifest.xml",
}

COURSES: dict[str, Callable[[], Course]] = {
    "completed": course,
    "judged": lambda: course(pass_mark=70, promise=None, version="2026.11.22-hotfix-of-the-day", language="en"),
    "awkward": lambda: course(title=" Le « trafic »,\u00a0\n5 < 6 <b>& Cie</b> : \u202fl’été " + "très long " * 40),
}
LESSONS: dict[str, Callable[[], Course]] = {
    "lessons": lambda: course(packaging="per-lesson", pass_mark=70),
    "optional": lambda: course(packaging="per-lesson", quizzes="none"),
}
"""Courses of several units, for the formats that can hold them."""
SEVERAL = tuple(name for name, each in FORMATS.items() if each.target.several)


def manifest(name: str, course: Course, file: str = "") -> etree._Element:
    """The manifest of *course* in format *name*."""
    data = package(name, course).files[file or MANIFESTS[name]]
    assert isinstance(data, bytes)
    return etree.fromstring(data)


def only(root: etree._Element, path: str) -> etree._Element:
    """The one element at *path*."""
    (found,) = root.findall(path)
    return found

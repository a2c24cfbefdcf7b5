"""Small courses made by hand: formats are proved on values, without a source or a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from builder.activities import Answer, Choice, Myth, TrueFalse
from builder.diagnostics import Span
from builder.formats import FORMATS
from builder.model import Completion, Course, Layout, Module, Package, Page, Placement, Settings
from builder.source.markdown import Prose

PLACE = Span("course.yaml")
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
    uuid: str = "7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11",
) -> Course:
    """A lesson with two questions, and a quiz about a belief."""
    settings = Settings(
        title=Prose(title),
        uuid=UUID(uuid),
        language=language,
        version=version,
        promise=None if promise is None else Prose(promise),
        content=(Module(module="Un", lessons=("contexte",), quiz="idees"),),
        completion=Completion(lessons_seen="all", quizzes_done="all", pass_mark=pass_mark),
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
        Page("contexte", "lesson", "Le contexte", "Un", Prose("De quoi on parle."), 3, (), questions, "contexte.md"),
        Page("quiz-idees", "quiz", "Idées reçues", "Un", None, 2, (), (belief,), "idees.yaml"),
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
    return chosen.describe(Package(course, chosen.target, FILES))


def built(name: str, course: Course, **more: bytes) -> Package:
    """The same with *more* files."""
    chosen = FORMATS[name]
    return chosen.describe(replace(Package(course, chosen.target, FILES), files={**FILES, **more}))

"""A course of one lesson, and what its proof-reading says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from builder import lint
from builder.diagnostics import Diagnostic, Report
from builder.load import load, read_project
from builder.model import Course

TODAY = date(2026, 11, 22)
COURSE = """uuid: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
titre: Un essai
langue: {language}
contenu:
  - module: Premier
    lecons:
      - page
{quiz}terminer:
  lecons-vues: toutes
  note-minimale: aucune
"""
BANK = "titre: Vos questions\nquestions:\n"
REASON = "Parce que le maire préside."


def course(root: Path, lesson: str = "Un mot.", language: str = "fr", bank: str = "", **files: str) -> Course:
    """The course whose only lesson says *lesson*.

    Args:
        bank: The questions of a quiz, if any.
        files: Further files of its folder, a name's dot written `_`.
    """
    folder = root / "courses" / "essai"
    (folder / "lessons").mkdir(parents=True, exist_ok=True)
    quiz = "    quiz: questions\n" if bank else ""
    (folder / "course.yaml").write_text(COURSE.format(language=language, quiz=quiz), "utf-8")
    (folder / "lessons" / "page.md").write_text(f"# Une page\n\n{lesson}\n", "utf-8")
    if bank:
        (root / "quizzes").mkdir(exist_ok=True)
        (root / "quizzes" / "questions.yaml").write_text(BANK + bank, "utf-8")
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    report = Report()
    loaded = load(read_project(root, report), "essai", report)
    assert loaded is not None
    assert not report.has_errors, [each.message("en") for each in report.diagnostics]
    return loaded[0]


def choice(name: str, *answers: str, right: int = 0, question: str = "Qui décide ?", feedback: str = REASON) -> str:
    """A question of a bank; the answer *right*, from 0, is right."""
    lines = [f"  - choix: {name}", "    question: >", f"      {question}", "    reponses:"]
    for place, each in enumerate(answers or ("Le maire", "Le préfet", "Le notaire")):
        verdict = "juste" if place == right else "fausse"
        lines += [f"      - {verdict}: >", f"          {each}", "        retour: >", f"          {feedback}"]
    return "\n".join(lines) + "\n"


def read(root: Path, lesson: str = "Un mot.", language: str = "fr", bank: str = "", **files: str) -> list[Diagnostic]:
    """What the proof-reading of that course says, on a known day."""
    report = Report()
    lint.proofread(course(root, lesson, language, bank, **files), report, TODAY)
    for each in report.diagnostics:
        assert each.message("fr") + each.hint("fr") != each.message("en") + each.hint("en"), each.code
    return report.diagnostics


def shown(found: list[Diagnostic], root: Path) -> list[str]:
    """Each diagnostic with the words that it points at."""
    return [f"{each.code} {_pointed(each, root)}".rstrip() for each in found]


def _pointed(diagnostic: Diagnostic, root: Path) -> str:
    span = diagnostic.span
    if span.end_column is None:
        return ""
    line = (root / span.path).read_text("utf-8").split("\n")[span.line - 1]
    return line[span.column - 1 : span.end_column - 1]

"""Courses made for a play, on disk as an author has them, and their packages."""

from __future__ import annotations

from pathlib import Path

from builder import pipeline
from builder.diagnostics import Report
from builder.load import read_project
from tests.play.facts import Package

COURSE = """\
uuid: {uuid}
titre: {title}
langue: {language}
version: {version}
contenu:
  - module: Seul module
    lecons: [{lessons}]
terminer:
  lecons-vues: toutes
  note-minimale: {mark}
"""
QUESTION = """
::: question {name}
Laquelle de {words} est juste ?

- [x] La première de {words}
  > Oui.
- [ ] La seconde de {words}
  > Non.
:::
"""
UUID = "5a4f0d5e-5d9c-4a52-9a4b-0c2f6a1d7e34"


def write(
    root: Path,
    name: str,
    lessons: dict[str, list[str]],
    *,
    version: str = "1",
    mark: str = "aucune",
    language: str = "fr",
) -> None:
    """A project at *root* whose course *name* has these lessons, each with its questions; what was there goes."""
    course = root / "courses" / name
    (course / "lessons").mkdir(parents=True, exist_ok=True)
    for path in (course / "lessons").glob("*.md"):
        path.unlink()
    plan = COURSE.format(
        uuid=UUID, title=f"Cours {name}", language=language, version=version, lessons=", ".join(lessons), mark=mark
    )
    (course / "course.yaml").write_text(plan, encoding="utf-8")
    for lesson, questions in lessons.items():
        asked = "".join(QUESTION.format(name=each, words=f"{lesson} {each}") for each in questions)
        text = f"# Leçon {lesson}\n\nUn texte court.\n{asked}"
        (course / "lessons" / f"{lesson}.md").write_text(text, encoding="utf-8")


def build(root: Path, name: str, format_: str, target: Path) -> Package:
    """The course's package in one format at *target*; its lock grows as `cartable build` lets it grow."""
    report = Report()
    built = list(pipeline.build(read_project(root, report), name, [format_], target.parent, report, 315_532_800))
    assert not report.has_errors, report.diagnostics
    built[0][1].replace(target)
    return Package(target)


def small(folder: Path, name: str, format_: str) -> Package:
    """Three lessons with a question each."""
    path = folder / f"{name}-{format_}.zip"
    if path.exists():
        return Package(path)
    write(folder, name, {"un": ["q-1"], "deux": ["q-2"], "trois": ["q-3"]})
    return build(folder, name, format_, path)

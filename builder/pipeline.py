"""The five stages in order: load, lint, render, describe, write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from builder import archive, lint, tracking
from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.load import Project, load
from builder.model import Course, Package
from builder.render import render


def compile_course(project: Project, name: str, report: Report) -> tuple[Course, tracking.Lock] | None:
    """The course *name*, loaded and linted, and its lock; None when it cannot be understood at all."""
    loaded = load(project, name, report)
    if loaded is not None:
        lint.lint(loaded[0], report)
    return loaded


def package(course: Course, format_name: str, report: Report) -> Package | None:
    """*course* in one format, ready to be written; None when that format cannot hold it."""
    chosen = FORMATS[format_name]
    found = Report()
    lint.states(course, chosen.target, found)
    report.extend(found)
    if found.has_errors:
        return None
    return chosen.describe(render(course, chosen.target))


def build(
    project: Project, name: str, formats: Sequence[str], folder: Path, report: Report, epoch: int
) -> Iterator[tuple[Package, Path]]:
    """Build the course *name* into *folder*, one zip a format, and hand out each as it is written.

    A course with errors writes nothing: what stood in *folder* stays whole.
    """
    loaded = compile_course(project, name, report)
    if loaded is None or report.has_errors:
        return
    course, lock = loaded
    packages = [package(course, each, report) for each in formats]
    if report.has_errors:
        return
    save_lock(project, course, lock)
    for each in packages:
        assert each is not None  # else the report would hold an error
        path = folder / each.filename
        archive.save(each, path, epoch)
        yield each, path


def save_lock(project: Project, course: Course, lock: tracking.Lock) -> None:
    """Write the course's `tracking.lock` when it grew; another write never leaves it half done."""
    path = project.root / "courses" / course.id / "tracking.lock"
    text = tracking.dump(lock)
    if path.exists() and path.read_text("utf-8") == text:
        return
    archive.place(path, lambda target: target.writelines([text.encode()]))

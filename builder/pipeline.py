"""The five stages in order: load, lint, render, describe, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from builder import archive, lint, tracking
from builder.diagnostics import Report, Span
from builder.formats import FORMATS
from builder.handouts import DOCUMENTS, Document
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


@dataclass(frozen=True, slots=True)
class Growth:
    """What a build adds to a course's `tracking.lock`."""

    name: str
    """The file, relative to the project."""
    before: bytes | None
    """None where there is none yet."""
    after: bytes
    count: int
    """How many pages and items are new; 0 when only words of choices changed, or the layout of the file."""


def build(
    project: Project,
    name: str,
    formats: Sequence[str],
    folder: Path,
    report: Report,
    epoch: int,
    *,
    locked: bool = False,
    grown: Callable[[Growth], None] = lambda growth: None,
) -> Iterator[tuple[Package | Document, Path]]:
    """Build the course *name* into *folder*, a zip or a document a format, and hand out each as it is written.

    A course with errors writes nothing: what stood in *folder* stays whole.

    Args:
        formats: Names of `FORMATS` and of `DOCUMENTS`.
        locked: A `tracking.lock` that would have to change is an error (CRS-068).
        grown: Told of a `tracking.lock` that changed, or would have to.
    """
    loaded = compile_course(project, name, report)
    if loaded is None or report.has_errors:
        return
    course, lock = loaded
    packages = [package(course, each, report) for each in formats if each in FORMATS]
    growth = lock_growth(course, lock)
    if growth is not None and locked:
        report.add("CRS-068", Span(growth.name), count=growth.count)
        grown(growth)
    if report.has_errors:
        return
    documents = [made for each in formats if each in DOCUMENTS for made in DOCUMENTS[each].make(course, report, epoch)]
    if report.has_errors:
        return
    if growth is not None:
        archive.place(project.root / growth.name, lambda target: target.writelines([growth.after]))
        grown(growth)
    for each in packages:
        assert each is not None  # else the report would hold an error
        path = folder / each.filename
        archive.save(each, path, epoch)
        yield each, path
    for document in documents:
        path = folder / document.filename
        archive.place(path, partial(_put, document.data))
        yield document, path


def _put(data: bytes, target: BinaryIO) -> None:
    target.write(data)


def lock_growth(course: Course, lock: tracking.Lock) -> Growth | None:
    """What *lock* has that the course's `tracking.lock` has not; None when nothing is to be written."""
    name = f"courses/{course.id}/tracking.lock"
    path = course.root / name
    before = path.read_bytes() if path.exists() else None
    if before is not None and before.decode("utf-8-sig").replace("\r\n", "\n") == tracking.dump(lock):
        return None
    known = {each.key for each in tracking.read_lock(path, name, Report()).slots}
    count = len({each.key for each in lock.slots} - known)
    return Growth(name, before, tracking.encoded(lock, before), count)

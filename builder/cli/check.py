"""`cartable check`: what is wrong with courses and packages, before a learner meets it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.reports import output_option, show, shown_path
from builder.cli.words import Speaking, say, size

if TYPE_CHECKING:
    from builder.diagnostics import Report
    from builder.model import Course
    from builder.tracking import Lock


@click.command(cls=Speaking, name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@output_option
def check_command(paths: Sequence[Path], output_format: str) -> None:
    """Check course folders and packages."""
    from builder import checker, pipeline
    from builder.diagnostics import Report, Span
    from builder.load import find_root, read_project

    whole = Report()
    zips: list[tuple[Path, checker.Verdict]] = []
    courses: dict[Path, list[str]] = {}
    for path in paths or [Path()]:
        if path.is_dir():
            resolved = path.resolve()
            root = find_root(resolved)
            if root is None:
                whole.add("CRS-004", Span(str(path)))
                continue
            project = read_project(root, whole)
            inside = [each for each in project.courses if (root / "courses" / each).is_relative_to(resolved)]
            around = [each for each in project.courses if resolved.is_relative_to(root / "courses" / each)]
            names = inside or around or project.courses  # `quizzes/` and `media/` belong to all of them
            courses.setdefault(root, []).extend(names)
            if not names:
                whole.add("CRS-005", Span(str(path)))
        elif path.is_file():
            zips.append((path, checker.check(path, whole, label=shown_path(path))))
        else:
            raise click.UsageError(say("absent", path=path))
    root_shown = Path()
    for root, names in courses.items():
        project, root_shown = read_project(root, whole), root
        for name in dict.fromkeys(names):
            report = Report()
            loaded = pipeline.compile_course(project, name, report)
            if loaded is not None and not report.has_errors:
                _check_states(loaded[0], report)
                _check_lock(loaded, report)
            whole.extend(report)
    show(whole, root_shown, output_format)
    if output_format == "human":
        for path, verdict in zips:
            kinds = ", ".join(verdict.kinds) or say("unknown-kind")
            weight = size(verdict.archive_size)
            click.echo(f"{shown_path(path):<44} {weight:>9}  {say('package', kinds=kinds, files=verdict.files)}")
        for name in dict.fromkeys(name for names in courses.values() for name in names):
            if not whole.has_errors:
                click.echo(say("course", name=name))
        if not whole.diagnostics:
            click.echo(say("clean"))
    sys.exit(1 if whole.has_errors else 0)


def _check_states(course: Course, report: Report) -> None:
    from builder import lint
    from builder.formats import FORMATS as KNOWN

    for each in KNOWN.values():
        lint.states(course, each.target, report)


def _check_lock(loaded: tuple[Course, Lock], report: Report) -> None:
    from builder import pipeline
    from builder.diagnostics import Span

    growth = pipeline.lock_growth(*loaded)
    if growth is not None and growth.count:
        report.add("CRS-065", Span(growth.name), count=growth.count)

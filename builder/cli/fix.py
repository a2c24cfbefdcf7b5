"""`cartable fix`: mend what has one right mend."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from builder.cli.projects import in_repository
from builder.cli.reports import show, shown_path
from builder.cli.words import Speaking, say

if TYPE_CHECKING:
    from builder.diagnostics import Report


@click.command(cls=Speaking, name="fix")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True)
@click.option("--keep", type=click.Choice(("ours", "theirs")))
def fix_command(paths: Sequence[Path], only_check: bool, keep: Literal["ours", "theirs"] | None) -> None:
    """Mend what has one right mend."""
    from builder import archive, fix
    from builder.diagnostics import Report
    from builder.load import find_root

    projects: dict[Path, list[Path]] = {}
    for path in paths or [Path()]:
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
        root = find_root(path.resolve())
        if root is None:
            raise click.UsageError(say("no-project"))
        projects.setdefault(root, []).append(path)
    count, left = 0, Report()
    for root, inside in projects.items():
        for change in fix.changes(root, inside, keep):
            count += 1
            shown = shown_path(root / change.name)
            if only_check:
                click.echo(fix.patch(in_repository(root, change.name), change.before, change.after), nl=False)
            else:
                try:
                    archive.place((root / change.name).resolve(), partial(_put, change.after))
                except OSError as error:
                    reason = say("unwritable", path=shown, reason=error.strerror)
                    raise click.ClickException(reason) from error
            for done in change.done:
                click.echo(say(f"fix.{done.what}", path=shown, **done.values), err=only_check)
        if not only_check:
            _what_is_left(root, inside, left)
    if only_check:
        click.echo(say("fix.would", count=count) if count else say("fix.nothing"), err=True)
        sys.exit(1 if count else 0)
    if not count:
        click.echo(say("fix.nothing"))
    show(left, next(iter(projects)), "human")
    sys.exit(1 if left.has_errors else 0)


def _what_is_left(root: Path, inside: Iterable[Path], left: Report) -> None:
    """Note the errors that still stand in the files *inside*."""
    from builder import pipeline
    from builder.diagnostics import Report
    from builder.load import read_project

    found = Report()
    project = read_project(root, found)
    found.policy = left.policy = project.policy
    for name in project.courses:
        pipeline.compile_course(project, name, found)
    wanted = [each.resolve() for each in inside]
    for each in found.diagnostics:
        path = (root / each.span.path).resolve()
        if each.severity == "error" and any(path.is_relative_to(one) for one in wanted):
            left.add(each.code, each.span, **dict(each.values))


def _put(data: bytes, target: BinaryIO) -> None:
    target.write(data)

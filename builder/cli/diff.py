"""`cartable diff`: whether a package may replace another."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from builder.cli.reports import output_option, show, shown_path
from builder.cli.words import Speaking, language, say


@click.command(cls=Speaking, name="diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@output_option
def diff_command(old: Path, new: Path, output_format: str) -> None:
    """Say what an update does to running attempts."""
    from builder import diff
    from builder.diagnostics import Report
    from builder.diff import shown
    from builder.printers import Options
    from builder.printers.github import annotation

    for path in (old, new):
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
    report = Report()
    standard = diff.standard_of(new) if diff.is_course(old) else diff.standard_of(old)
    sides = [diff.read(path, shown_path(path), standard, report) for path in (old, new)]
    outcome = diff.compare(sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None
    if output_format == "json":
        click.echo(shown.machine(outcome, report, language()))
    elif outcome is None or output_format in ("sarif", "junit", "gitlab"):
        show(report if outcome is None else outcome.report, Path(), output_format)
    elif output_format == "github":
        for each in outcome.report.diagnostics:
            click.echo(annotation(each, Options(language())))
        level = "error" if outcome.verdict == "breaking" else "notice"
        click.echo(f"::{level} title=cartable diff::{say(shown.headline(outcome))}")
    else:
        for line in shown.human(outcome, language(), say):
            click.echo(line)
    sys.exit(1 if outcome is None or outcome.verdict == "breaking" else 0)

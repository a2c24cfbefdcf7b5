"""`cartable check`: what is wrong with courses and packages, before a learner meets it.

Each course and each package is a part of the report, printed as soon as it is judged: a catalogue of any length needs
the memory of its longest part.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from builder.cli.reports import output_option, reader_of, shown_path
from builder.cli.words import Speaking, say

if TYPE_CHECKING:
    from builder.printers import Part

PROFILES: Final = ("moodle", "openedx", "canvas", "scormcloud", "frappe", "chamilo")
"""Names of `builder.rules.platforms.PLATFORMS`; written here too: help needs no import. A test holds them equal."""
MOST_RECEIVED: Final = 2048
"""Megabytes of standard input."""


@click.command(cls=Speaking, name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--profile", type=click.Choice(PROFILES))
@click.option("--strict", is_flag=True)
@click.option("-q", "--quiet", is_flag=True)
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N")
@click.option("--stdin-name", "stdin_name", metavar="NAME", default="stdin")
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--write-baseline", "write_baseline", is_flag=True)
@click.option("--spell", is_flag=True)
@click.option("--dictionaries", "folders", multiple=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--rules", "only_rules", is_flag=True)
@click.option("--json-schema", "only_schema", is_flag=True)
@output_option
def check_command(
    paths: Sequence[Path],
    profile: str | None,
    strict: bool,
    quiet: bool,
    jobs: int | None,
    stdin_name: str,
    baseline: Path | None,
    write_baseline: bool,
    spell: bool,
    folders: Sequence[Path],
    only_rules: bool,
    only_schema: bool,
    output_format: str,
) -> None:
    """Check course folders and packages."""
    if only_schema:
        from builder.printers import json

        click.echo(json.written(json.schema()))
        return
    if write_baseline and baseline is None:
        raise click.UsageError(say("check.needs-baseline"))
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from builder.cli.run import Run, course_folders
    from builder.cli.subjects import STANDARD_INPUT, Subject, receive, subjects

    run = Run(profile, strict, jobs)
    if only_rules:
        from builder.cli.table import show_table
        from builder.printers import PRINTERS, printed

        show_table(run.policy(Path.cwd()), output_format)
        faults = list(run.faults())
        for text in printed(PRINTERS["human"](reader_of(sys.stderr)), faults):
            click.echo(text, nl=False, err=True)
        sys.exit(1 if faults else 0)
    with ExitStack() as stack:
        given: Subject | None = None
        if STANDARD_INPUT in paths:
            label = "".join(each if each.isprintable() else "�" for each in stdin_name) or "stdin"
            folder = Path(stack.enter_context(TemporaryDirectory()))
            try:
                given = receive(folder, label, MOST_RECEIVED * 1_000_000)
            except OSError as error:
                raise click.ClickException(say("unwritable", path=folder, reason=error.strerror)) from error
        chosen = subjects(paths or [Path()], given)
        if spell or folders:
            from builder.cli import proof

            run.dictionaries = proof.dictionaries(folders, course_folders(chosen))
        parts = run.parts(chosen)
        if write_baseline and baseline is not None:
            _note(parts, baseline)
            return
        code = _print(parts if baseline is None else run.unknown(parts, baseline), output_format, profile, quiet)
    sys.exit(code)


def _note(parts: Iterable[Part], path: Path) -> None:
    """Write down what *parts* hold as known."""
    from builder import baseline

    found = [each for part in parts for each in part.diagnostics]
    try:
        baseline.write(path, found)
    except OSError as error:
        raise click.ClickException(say("unwritable", path=path, reason=error.strerror)) from error
    click.echo(say("check.noted", path=shown_path(path), count=len(found)), err=True)


def _print(parts: Iterable[Part], output_format: str, profile: str | None, quiet: bool) -> int:
    """Show the report as it comes, and give the exit code."""
    from dataclasses import replace

    from builder.cli.verdicts import Verdicts
    from builder.printers import PRINTERS

    printer = PRINTERS[output_format](reader_of(sys.stdout, profile))
    verdicts = Verdicts(profile, quiet) if output_format == "human" else None
    is_faulty = False
    _write(printer.begin())
    for each in parts:
        is_faulty |= any(one.severity == "error" for one in each.diagnostics)
        part = replace(each, diagnostics=[one for one in each.diagnostics if not quiet or one.severity == "error"])
        if verdicts is None:
            _write(printer.part(part))
        else:
            _write(verdicts.before(part))
            _write(printer.part(verdicts.ordered(part)))
            _write(verdicts.after(part))
    if verdicts is not None:
        _write(verdicts.end())
    _write(printer.end())
    return 1 if is_faulty else 0


def _write(texts: Iterable[str]) -> None:
    for each in texts:
        try:
            click.echo(each, nl=False)
        except BrokenPipeError:  # whoever reads has seen enough; click ends the run
            raise
        except OSError as error:
            raise click.ClickException(say("unwritable", path="stdout", reason=error.strerror)) from error

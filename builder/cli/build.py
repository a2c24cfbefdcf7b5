"""`cartable build`: courses in, packages and documents out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from builder.cli.projects import FORMATS, asked_for, epoch, here, in_repository
from builder.cli.reports import command, output_option, show, shown_path
from builder.cli.words import Speaking, count_of, language, say, size

if TYPE_CHECKING:
    from builder.model import Package
    from builder.pipeline import Growth

DOCUMENTS: Final = ("pdf", "epub", "guide", "ics")
"""Names of `builder.handouts.DOCUMENTS`; written here too, so that help needs no import. A test holds them equal."""


@click.command(cls=Speaking, name="build")
@click.argument("courses", nargs=-1)
@click.option("-f", "--format", "formats", multiple=True, type=click.Choice((*FORMATS, *DOCUMENTS)))
@click.option("-o", "--output", "output", type=click.Path(path_type=Path, file_okay=False))
@click.option("--locked", is_flag=True)
@output_option
def build_command(
    courses: Sequence[str], formats: Sequence[str], output: Path | None, locked: bool, output_format: str
) -> None:
    """Build packages."""
    from builder import pipeline
    from builder.archive import PathClash, TooLarge
    from builder.diagnostics import Report
    from builder.formats import FORMATS as KNOWN
    from builder.handouts import DOCUMENTS as PAPERS
    from builder.model import Package

    report = Report()
    project = here(report)
    folder = output or project.root / "dist"
    names = asked_for(project, courses, report, output_format)
    chosen = list(dict.fromkeys(formats)) or list(FORMATS)
    written: list[tuple[str, Path]] = []
    whole = Report(project.policy)
    whole.extend(report)
    try:
        if not locked:  # else nothing may be written that is not asked for
            folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            report = Report(project.policy)
            grown = partial(_say_growth, project.root, output_format, locked)
            for made, path in pipeline.build(
                project, name, chosen, folder, report, epoch(), locked=locked, grown=grown
            ):
                written.append((made.target.format if isinstance(made, Package) else made.format, path))
                if output_format == "human":
                    state = _state(made) if isinstance(made, Package) else ""
                    click.echo(f"{shown_path(path):<44} {size(path.stat().st_size):>9}{state and '  ' + state}")
            whole.extend(report)
        if written and not formats:
            _write_readme(folder, KNOWN)
    except (PathClash, TooLarge) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(say("unwritable", path=error.filename or folder, reason=error.strerror)) from error
    show(whole, project.root, output_format)
    if output_format == "human" and written and not whole.has_errors:
        click.echo("")
        for kind in dict.fromkeys(kind for kind, _ in written):
            first = next(path for each, path in written if each == kind)
            advice = KNOWN[kind].advice if kind in KNOWN else PAPERS[kind].advice
            click.echo(f"{first.name}: {advice[language()]}")
        course = names[0]
        click.echo(say("next", command=f"{command()} preview {course}"))
    sys.exit(1 if whole.has_errors else 0)


def _state(package: Package) -> str:
    """How long a learner's state can get in *package*, of what its standard keeps; "" without a limit."""
    from builder import tracking

    limit = package.target.state_limit
    if limit is None:
        return ""
    return say("state", longest=count_of(tracking.longest_of(package.course, package.target)), limit=count_of(limit))


def _say_growth(root: Path, output_format: str, locked: bool, growth: Growth) -> None:
    """That `tracking.lock` changed; with --locked, the patch that it wants."""
    from builder.fix import patch

    if locked:
        if output_format != "json":
            click.echo(patch(in_repository(root, growth.name), growth.before, growth.after), nl=False)
    elif output_format == "human":
        shown = shown_path(root / growth.name)
        click.echo(say("grown" if growth.count else "rewritten", path=shown, count=growth.count), err=True)


def _write_readme(folder: Path, formats: Any) -> None:
    """`LISEZ-MOI.txt`: for whoever administers the platform, which file goes where, what to tick, how to replace it."""
    from textwrap import fill

    lines: Iterable[str] = (
        f"  *.{name}.zip\n" + fill(each.advice["fr"], 90, initial_indent=" " * 6, subsequent_indent=" " * 6)
        for name, each in formats.items()
    )
    page = (Path(__file__).parents[1] / "templates" / "LISEZ-MOI.txt").read_text("utf-8")
    (folder / "LISEZ-MOI.txt").write_text(page.replace("{files}", "\n".join(lines)), encoding="utf-8")

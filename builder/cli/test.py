"""`cartable test`: packages played in a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from builder.cli.reports import output_option, show, shown_path
from builder.cli.words import Speaking, language, say

STANDARDS: Final = ("scorm12", "scorm2004", "xapi", "cmi5", "web")
"""Those of `builder.play`; written here too, so that help needs no import. A test holds them equal."""


@click.command(cls=Speaking, name="test")
@click.argument("packages", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--host", type=click.Choice(("strict", "minimal", "hostile")), default="strict", show_default=True)
@click.option("--standard", "standards", multiple=True, type=click.Choice(STANDARDS))
@click.option("--timeout", type=click.FloatRange(min=1), default=300, show_default=True, metavar="SECONDS")
@click.option("--screenshots", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-sandbox", "no_sandbox", is_flag=True)
@output_option
def test_command(
    packages: Sequence[Path],
    host: Any,
    standards: Any,
    timeout: float,
    screenshots: Path | None,
    no_sandbox: bool,
    output_format: str,
) -> None:
    """Play packages in a browser."""
    from builder.diagnostics import Report
    from builder.play import Missing, Options, Play, play, shown

    is_root = getattr(os, "geteuid", lambda: 1)() == 0  # whom Chromium gives no sandbox
    options = Options(host, standards, timeout, screenshots, sandbox=not (no_sandbox or is_root))
    for path in packages:
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
    whole = Report()
    plays: list[Play] = []
    for path in packages:
        try:
            made = play(path, whole, options, label=shown_path(path))
        except Missing as missing:
            raise click.UsageError(say("test.missing", command=missing)) from missing
        plays += made
        for each in made if output_format == "human" else ():
            for line in shown.human(each, language(), say):
                click.echo(line)
    if output_format == "json":
        click.echo(shown.machine(plays, whole.diagnostics, language()))
    elif output_format == "junit":
        click.echo(shown.junit(plays, whole.diagnostics, language()))
    else:
        show(whole, Path(), output_format)
    sys.exit(1 if whole.has_errors else 0)

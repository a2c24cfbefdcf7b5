"""The command line: the only code that prints, exits, reads the clock or the environment.

Results go to stdout, progress and diagnostics to stderr. Exit 0 clean, 1 errors found, 2 wrong usage.
A module a command. Stages are imported by the command that needs them, so that help stays quick.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from builder.cli.build import DOCUMENTS, build_command
from builder.cli.check import check_command
from builder.cli.diff import diff_command
from builder.cli.explain import explain_command
from builder.cli.fix import fix_command
from builder.cli.notes import notes_command
from builder.cli.preview import preview_command
from builder.cli.projects import FORMATS
from builder.cli.test import STANDARDS, test_command
from builder.cli.words import SpeakingGroup, say

__all__ = ["DOCUMENTS", "FORMATS", "STANDARDS", "main"]


@click.group(cls=SpeakingGroup, help=say("help"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cartable", prog_name="cartable", help=say("option.version"))
def main() -> None:
    """Compile, check and preview courses."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console without « or é still shows the rest
            stream.reconfigure(errors="replace")


for _each in (
    build_command,
    check_command,
    diff_command,
    explain_command,
    fix_command,
    notes_command,
    preview_command,
    test_command,
):
    main.add_command(_each)

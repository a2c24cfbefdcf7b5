"""The project that one stands in, the courses meant, and what the environment says of a build."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from builder.cli.reports import show
from builder.cli.words import say

if TYPE_CHECKING:
    from builder.diagnostics import Report
    from builder.load import Project

FORMATS: Final = ("scorm12", "scorm2004", "xapi", "cmi5", "web", "universal")
"""Names of `builder.formats.FORMATS`; written here too, so that help needs no import. A test holds them equal."""
OLDEST: Final = 315_532_800
"""1980-01-01, the first day a zip can hold, in seconds since 1970."""


def here(report: Report) -> Project:
    """The project that one stands in.

    Raises:
        click.UsageError: There is none.
    """
    from builder.load import find_root, read_project

    root = find_root(Path.cwd())
    if root is None:
        raise click.UsageError(say("no-project"))
    return read_project(root, report)


def asked_for(project: Project, asked: Sequence[str], report: Report, output_format: str) -> list[str]:
    """Names of the courses asked for, as names or as paths; all of the project when none is."""
    from builder.diagnostics import Span, near

    known = project.courses
    if not known:
        report.add("CRS-005", Span("courses"))
        show(report, project.root, output_format)
        sys.exit(1)
    names = [Path(each).resolve().name if "/" in each or os.sep in each or each == "." else each for each in asked]
    for name in names:
        if name not in known:
            guess = near(name, known)
            hint = say("meant", near=guess) if guess else say("courses", names=", ".join(known))
            raise click.UsageError(say("no-course", name=name) + " " + hint)
    return list(dict.fromkeys(names)) or known


def in_repository(root: Path, name: str) -> str:
    """The file *name* of the project as git calls it: from the folder of the repository."""
    path = root.resolve() / name
    top = next((each for each in path.parents if (each / ".git").exists()), root.resolve())
    return path.relative_to(top).as_posix()


def epoch() -> int:
    """Timestamp of the members: `SOURCE_DATE_EPOCH`, else 1980-01-01."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        return OLDEST
    if not value.isascii() or not value.isdigit():
        raise click.UsageError(say("epoch", value=value))
    return max(OLDEST, int(value))

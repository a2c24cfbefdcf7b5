"""`cartable notes`: the notes that the participants of a session took, in one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

import click

from builder.cli.projects import epoch
from builder.cli.reports import output_option, show, shown_path
from builder.cli.words import Speaking, language, say


@click.command(cls=Speaking, name="notes")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", "note", type=click.Path(path_type=Path, dir_okay=False))
@output_option
def notes_command(files: Sequence[Path], note: Path | None, output_format: str) -> None:
    """Merge the notes of a session."""
    from builder import archive, notes
    from builder.diagnostics import Report
    from builder.notes import word, writing

    if note is not None and note.suffix.lower() not in (".md", ".odt", ".docx"):
        raise click.UsageError(say("notes.kind", path=note))
    report = Report()
    words = notes.Words(say("notes.summary"), say("notes.person"), say("notes.number"))
    merged = notes.merge(files, report, words)
    show(report, Path(os.devnull), output_format)  # files of a word processor have no lines to show
    if merged is None or report.has_errors:
        sys.exit(1)
    if note is None:
        if output_format == "human":
            click.echo(writing.markdown(merged), nl=False)
        return
    try:
        if note.suffix.lower() == ".odt":
            archive.save(writing.odt(merged, language()), note, epoch())
        elif note.suffix.lower() == ".docx":
            archive.save(word.docx(merged, language()), note, epoch())
        else:
            archive.place(note, partial(_fill, writing.markdown(merged)))
    except OSError as error:
        raise click.ClickException(say("unwritable", path=error.filename or note, reason=error.strerror)) from error
    if output_format == "human":
        click.echo(say("notes.written", path=shown_path(note), people=merged.people))


def _fill(text: str, target: BinaryIO) -> None:
    target.write(text.encode())

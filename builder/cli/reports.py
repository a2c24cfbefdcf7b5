"""How a report is shown, in the format asked for, and how places are called."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from builder.cli.words import language

if TYPE_CHECKING:
    from builder.diagnostics import Report, Span
    from builder.printers import Options

OUTPUTS: Final = ("human", "json", "github", "sarif", "junit", "gitlab")
"""Names of `builder.printers.PRINTERS`; written here too, so that help needs no import. A test holds them equal."""
output_option = click.option(
    "--output-format", "output_format", type=click.Choice(OUTPUTS), default="human", show_default=True
)


def show(report: Report, root: Path, output_format: str) -> None:
    """Show every diagnostic, in the format asked for."""
    from builder.printers import PRINTERS, Part, printed

    printer = PRINTERS[output_format](reader_of(sys.stderr))
    for text in printed(printer, [Part(".", report.diagnostics, line_of=Lines(root))]):
        click.echo(text, nl=False, err=output_format == "human")


def reader_of(stream: TextIO, profile: str | None = None) -> Options:
    """How whoever reads *stream* wants a report.

    Args:
        profile: The platform that alone matters to them.
    """
    from importlib.metadata import version  # it takes longer than help

    from builder.printers import Options

    return Options(language(), _is_coloured(stream), profile, version("cartable"))


def _is_coloured(stream: TextIO) -> bool:
    """Whether *stream* is a terminal of somebody who wants colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


class Lines:
    """Lines of sources by their place; each file is read once."""

    def __init__(self, root: Path, around: str = "") -> None:
        self._root = root
        self._around = around  # what places have before their path in the project
        self._files: dict[str, list[str]] = {}

    def __call__(self, span: Span) -> str | None:
        if span.path not in self._files:
            path = self._root / span.path.removeprefix(self._around)
            try:
                inside = path.resolve().is_relative_to(self._root.resolve())
                # The place of a fault of a whole zip is the zip, which has no lines to show.
                is_text = inside and path.suffix.lower() != ".zip" and path.is_file()
                readable = is_text and path.stat().st_size < 5_000_000
                data = path.read_bytes() if readable else b""
            except (OSError, RuntimeError):
                data = b""
            self._files[span.path] = lines_in(data) if data else []
        lines = self._files[span.path]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None


def lines_in(data: bytes) -> list[str]:
    """The lines of a text, whichever way they end; a byte that is no UTF-8 costs one character."""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def shown_path(path: Path) -> str:
    """*path* as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def command() -> str:
    """How to call this program from here: by its name where the shell finds it, else by its path."""
    from shutil import which

    return "cartable" if which("cartable") else shown_path(Path(sys.argv[0]))

"""`cartable preview`: a course or a package in the browser, as a platform shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from builder.cli.projects import FORMATS, asked_for, here
from builder.cli.words import Speaking, language, say

if TYPE_CHECKING:
    from builder.diagnostics import Report
    from builder.preview import Build, Content, Way


@click.command(cls=Speaking, name="preview")
@click.argument("course", required=False)
@click.option("-f", "--format", "format_first", type=click.Choice(FORMATS))
@click.option("--lrs", "lrs", metavar="URL")
@click.option("--lrs-auth", "lrs_auth", metavar="USER:PASSWORD", envvar="CARTABLE_LRS_AUTH", show_envvar=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--open", "open_browser", is_flag=True)
def preview_command(
    course: str | None, format_first: str | None, lrs: str | None, lrs_auth: str | None, port: int, open_browser: bool
) -> None:
    """Preview a course or a package in the browser."""
    from builder.preview import Address, serve

    options: dict[str, Any] = {"language": language(), "port": port, "open_browser": open_browser, "say": click.echo}
    if lrs is not None:
        try:
            options["lrs"] = Address.read(lrs, lrs_auth or "")
        except ValueError as error:
            raise click.UsageError(say("lrs")) from error
    with _shown_in_preview(course, format_first) as (root, make, choices, first):
        try:
            serve(root, make, choices=choices, first=first, **options)
        except OSError as error:
            raise click.ClickException(say("port", port=port, reason=error.strerror)) from error


@contextmanager
def _shown_in_preview(
    course: str | None, format_first: str | None
) -> Iterator[tuple[Path | None, Build, tuple[Way, ...], str]]:
    """What the preview follows and builds, the ways to launch it, and the first of them."""
    from tempfile import TemporaryDirectory

    from builder import checker, pipeline
    from builder.diagnostics import Report
    from builder.formats import FORMATS as KNOWN
    from builder.preview import Content, Unplayable, Way, unpack, ways

    if course is not None and course.lower().endswith(".zip"):
        path = Path(course)
        if not path.is_file():
            raise click.UsageError(say("absent", path=course))
        kinds = checker.check(path, Report()).kinds
        with TemporaryDirectory() as folder:
            try:
                content = unpack(path, Path(folder), kinds)
            except Unplayable as error:
                raise click.ClickException(f"{path.name}: {error.words[language()]}") from error
            yield None, lambda _: (content, Report()), tuple(Way(content.format, each) for each in kinds), ""
        return

    report = Report()
    project = here(report)
    name = asked_for(project, [course] if course else [], report, "human")[0]

    def make(format_name: str) -> tuple[Content | None, Report]:
        found = Report(project.policy)
        loaded = pipeline.compile_course(project, name, found)
        if loaded is None or found.has_errors:
            return None, found
        package = pipeline.package(loaded[0], format_name, found)
        return None if package is None else Content.of(package), found

    # The web page comes first: an author looks at the words before the platform.
    formats = sorted(KNOWN, key=lambda each: each != "web")
    choices = tuple(way for each in formats for way in ways(each, KNOWN[each].target.adapters))
    first = next(way.id for way in choices if way.format == (format_first or "web"))
    yield project.root, make, choices, first

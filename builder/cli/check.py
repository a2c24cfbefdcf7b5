"""`cartable check`: what is wrong with courses and packages, before a learner meets it.

Each course and each package is a part of the report, printed as soon as it is judged: a catalogue of any length needs
the memory of its longest part.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import click

from builder.cli import proof
from builder.cli.reports import Lines, is_coloured, output_option, shown_path
from builder.cli.subjects import STANDARD_INPUT, Nothing, Package, Sources, Subject, receive, subjects
from builder.cli.words import Speaking, language, say

if TYPE_CHECKING:
    from datetime import date

    from builder.diagnostics import Diagnostic, Report
    from builder.lint.spelling import Dictionaries
    from builder.model import Course
    from builder.policy import Policy
    from builder.printers import Part
    from builder.tracking import Lock

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
    run = Run(profile, strict, jobs)
    if only_rules:
        from builder.cli.table import show_table
        from builder.printers import PRINTERS, Options, printed

        show_table(run.policy(Path.cwd()), output_format)
        faults = list(run.faults())
        for text in printed(PRINTERS["human"](Options(language(), is_coloured(sys.stderr))), faults):
            click.echo(text, nl=False, err=True)
        sys.exit(1 if faults else 0)
    with TemporaryDirectory() as folder:
        given: Subject | None = None
        if STANDARD_INPUT in paths:
            label = "".join(each if each.isprintable() else "�" for each in stdin_name) or "stdin"
            given = receive(Path(folder), label, MOST_RECEIVED * 1_000_000)
        chosen = subjects(paths or [Path()], given)
        if spell or folders:
            run.dictionaries = proof.dictionaries(folders, _course_folders(chosen))
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


@dataclass(slots=True)
class Run:
    """What is checked at once, and how grave its faults are."""

    profile: str | None
    is_strict: bool
    jobs: int | None
    dictionaries: Dictionaries | None = None
    """Where words are looked up; None: spelling is not judged."""
    today: date = field(default_factory=proof.today)
    _policies: dict[Path, Policy] = field(default_factory=dict)
    _told: set[tuple[object, ...]] = field(default_factory=set)
    _faults: list[Part] = field(default_factory=list)
    _judged: list[str] = field(default_factory=list)

    def policy(self, folder: Path) -> Policy:
        """What the settings nearest to *folder* want, else those nearest to where one stands."""
        from builder.diagnostics import Report
        from builder.policy import Policy
        from builder.printers import Part
        from builder.source import settings

        root = settings.find(folder.resolve()) or settings.find(Path.cwd()) or Path.cwd()
        if root not in self._policies:
            report = Report()
            self._policies[root] = Policy(settings.read(root, report), self.profile, self.is_strict)
            label = shown_path(root / settings.OWN)
            self._faults.append(Part(label, self._new(report, root), line_of=_lines(root)))
        return self._policies[root]

    def faults(self) -> Iterator[Part]:
        """What is wrong with settings that were read since, and was not told."""
        yield from (each for each in self._faults if each.diagnostics)
        self._faults.clear()

    def parts(self, chosen: Sequence[Subject]) -> Iterator[Part]:
        """Everything *chosen*, judged."""
        from builder.diagnostics import Report, Span
        from builder.printers import Part

        for kind, several in groupby(chosen, key=type):
            if kind is Package:
                yield from self._packages([each for each in several if isinstance(each, Package)])
                continue
            for each in several:
                if isinstance(each, Sources):
                    yield from self._courses(each)
                elif isinstance(each, Nothing):
                    report = Report()
                    report.add(each.code, Span(each.label), **each.values)
                    yield Part(each.label, report.diagnostics)

    def unknown(self, parts: Iterable[Part], path: Path) -> Iterator[Part]:
        """*parts* without what the baseline at *path* excuses, then what it excuses in vain."""
        from builder import baseline
        from builder.diagnostics import Report
        from builder.printers import Part

        report = Report()
        known = baseline.read(path, report, label=Path(shown_path(path)).as_posix())
        for each in parts:
            found, excused = known.split(each.diagnostics)
            yield replace(each, diagnostics=found, known=excused)
        known.stale(report, self._judged)
        yield Part(known.label, report.diagnostics, line_of=Lines(Path.cwd()))

    def _packages(self, packages: Sequence[Package]) -> Iterator[Part]:
        from builder.cli import workers

        tasks = [(each, self.policy(each.folder)) for each in packages]
        yield from self.faults()
        wanted = self.jobs or (workers.processes() if len(tasks) > workers.FEW else 1)
        for task, part in zip(tasks, workers.judged(tasks, min(wanted, len(tasks))), strict=True):
            self._judged.append(part.label)
            yield replace(part, line_of=workers.Members(task[0], part.verdict))

    def _courses(self, sources: Sources) -> Iterator[Part]:
        from builder import pipeline
        from builder.diagnostics import Report, Span
        from builder.load import read_project
        from builder.printers import Part

        root, around = sources.root, _around(sources.root)
        found = Report()
        project = read_project(root, found)
        policy = replace(project.policy, profile=self.profile, is_strict=self.is_strict)
        report = Report(policy)
        report.extend(found)
        names = _names(sources, project.courses)
        shared = ("courses", "quizzes", "media") if len(names) == len(project.courses) else ()
        self._judged += [around + each for each in ("cartable.toml", *shared, *(f"courses/{each}" for each in names))]
        if not names:
            report.add("CRS-005", Span("courses"))
        yield Part(f"{around}cartable.toml", self._new(report, root), line_of=_lines(root))
        whole: list[Course] = []
        for name in names:
            report = Report(policy)
            loaded = pipeline.compile_course(project, name, report)
            if loaded is not None and _is_whole(report):
                _check_states(loaded[0], report)
                _check_lock(loaded, report)
                self._proofread(loaded[0], report)
                whole.append(loaded[0])
            yield Part(f"{around}courses/{name}", self._new(report, root), line_of=_lines(root))
        if whole and len(whole) == len(project.courses):
            yield from self._unused(whole, Report(policy), root)

    def _proofread(self, course: Course, report: Report) -> None:
        from builder import lint
        from builder.lint.spelling import Missing

        try:
            lint.proofread(course, report, self.today, self.dictionaries)
        except Missing as missing:
            raise proof.advice(missing) from missing

    def _unused(self, courses: Sequence[Course], report: Report, root: Path) -> Iterator[Part]:
        """What the project keeps and none of its *courses* uses, where there is such a thing."""
        from builder.lint import unused
        from builder.printers import Part

        unused.check_project(root, courses, report)
        found = self._new(report, root)
        if found:
            yield Part(f"{_around(root)}media", found, line_of=_lines(root))

    def _new(self, report: Report, root: Path) -> list[Diagnostic]:
        """What no part told yet: courses share banks, media and settings. Places lead there from here."""
        around = _around(root)
        found = []
        for each in report.diagnostics:
            moved = replace(each, span=replace(each.span, path=around + each.span.path)) if around else each
            key = (moved.code, moved.span, moved.values)
            if key not in self._told:
                self._told.add(key)
                found.append(moved)
        return found


def _around(root: Path) -> str:
    """What leads from here to the places in the project at *root*; "" for who stands in it."""
    return "" if Path.cwd().is_relative_to(root.resolve()) else Path(shown_path(root)).as_posix() + "/"


def _lines(root: Path) -> Lines:
    return Lines(root, _around(root))


def _names(sources: Sources, courses: list[str]) -> list[str]:
    """The courses that a path leads to, or lies in; all when it leads to what they share."""
    names: list[str] = []
    for path in sources.wanted:
        inside = [each for each in courses if (sources.root / "courses" / each).resolve().is_relative_to(path)]
        around = [each for each in courses if path.is_relative_to((sources.root / "courses" / each).resolve())]
        names += inside or around or courses  # `quizzes/` and `media/` belong to all of them
    return list(dict.fromkeys(names))


def _course_folders(chosen: Sequence[Subject]) -> list[Path]:
    """The folders of the courses among what is *chosen*."""
    from builder.load import Project

    several = [each for each in chosen if isinstance(each, Sources)]
    return [each.root / "courses" / name for each in several for name in _names(each, Project(each.root).courses)]


def _is_whole(report: Report) -> bool:
    """Whether nothing that was found keeps the rest from being judged: a warning made an error does not."""
    return not any(each.severity == each.rule.severity == "error" for each in report.diagnostics)


def _check_states(course: Course, report: Report) -> None:
    from builder import lint
    from builder.formats import FORMATS as KNOWN

    for each in KNOWN.values():
        lint.states(course, each.target, report)


def _check_lock(loaded: tuple[Course, Lock], report: Report) -> None:
    from builder import pipeline
    from builder.diagnostics import Span

    growth = pipeline.lock_growth(*loaded)
    if growth is not None and growth.count:
        report.add("CRS-065", Span(growth.name), count=growth.count)


def _print(parts: Iterable[Part], output_format: str, profile: str | None, quiet: bool) -> int:
    """Show the report as it comes, and give the exit code."""
    from builder.cli.verdicts import Verdicts
    from builder.printers import PRINTERS, Options

    options = Options(language(), is_coloured(sys.stdout), profile, version("cartable"))
    printer = PRINTERS[output_format](options)
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
        click.echo(each, nl=False)

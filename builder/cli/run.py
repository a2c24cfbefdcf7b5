"""A run of `cartable check`: every course and every package chosen, judged as gravely as the project wants.

In: what the paths name. Out: parts of a report, each as soon as it is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from builder.cli import proof
from builder.cli.reports import Lines, shown_path
from builder.cli.subjects import SOURCES, Nothing, Package, Sources, Subject
from builder.diagnostics import Diagnostic, Report, Span
from builder.policy import Policy
from builder.printers import Part
from builder.source import settings

if TYPE_CHECKING:
    from datetime import date

    from builder.lint.spelling import Dictionaries
    from builder.model import Course
    from builder.tracking import Lock


@dataclass(slots=True)
class Run:
    """What is checked at once, and how grave its faults are."""

    profile: str | None
    is_strict: bool
    jobs: int | None
    dictionaries: Dictionaries | None = None
    """Where words are looked up; None: spelling is not judged."""
    today: date = field(default_factory=proof.today)
    _roots: dict[Path, Path] = field(default_factory=dict)
    _policies: dict[Path, Policy] = field(default_factory=dict)
    _told: set[tuple[object, ...]] = field(default_factory=set)
    _faults: list[Part] = field(default_factory=list)
    _judged: list[str] = field(default_factory=list)

    def policy(self, folder: Path) -> Policy:
        """What the settings nearest to *folder* want, else those nearest to where one stands."""
        if folder not in self._roots:  # thousands of packages may lie in one
            self._roots[folder] = settings.find(folder.resolve()) or settings.find(Path.cwd()) or Path.cwd()
        root = self._roots[folder]
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

        report = Report()
        known = baseline.read(path, report, label=Path(shown_path(path)).as_posix())
        for each in parts:
            found, excused = known.split(each.diagnostics)
            yield replace(each, diagnostics=found, known=excused)
        known.stale(report, self._judged)
        if report.diagnostics:
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
        from builder.load import read_project

        root, around = sources.root, _around(sources.root)
        found = Report()
        project = read_project(root, found)
        policy = replace(project.policy, profile=self.profile, is_strict=self.is_strict)
        report = Report(policy)
        report.extend(found)
        names = _names(sources, project.courses)
        shared = SOURCES if len(names) == len(project.courses) else ()
        self._judged += [around + each for each in ("cartable.toml", *shared, *(f"courses/{each}" for each in names))]
        if not names:
            report.add("CRS-005", Span("courses"))
        mistakes = self._new(report, root)
        if mistakes:
            yield Part(f"{around}cartable.toml", mistakes, line_of=_lines(root))
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


def course_folders(chosen: Sequence[Subject]) -> list[Path]:
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

    growth = pipeline.lock_growth(*loaded)
    if growth is not None and growth.count:
        report.add("CRS-065", Span(growth.name), count=growth.count)

"""A pytest plugin for repositories of courses: the course compiled, its packages built, checked and played.

In: the repository that pytest runs in. Out: three fixtures, which a test takes by their names.

    def test_package(package):
        package.check(strict=True, profile="moodle")
        assert [item.title for item in package.manifest.items] == ["Prévenir les chutes"]

    def test_tracking(package, play):
        assert play(package).status == "completed"

`course` is the compiled `builder.model.Course`; a test that takes it runs once for each course of the repository.
`package` is a finished zip of it (`BuiltPackage`); a test that takes it also runs once for each format. `play` plays a
zip in Chromium (`Played`).

Options, each also a setting of the same name in pytest's configuration file:

- `--cartable-course NAME` (`cartable_courses`): the courses of `course` and `package`, several allowed. All else.
- `--cartable-format NAME` (`cartable_formats`): the formats of `package`, several allowed. `scorm12` else.

Nothing of Cartable is imported until a test takes a fixture, and nothing in the repository is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from builder.diagnostics import Report
    from builder.hosts import Call, Violation
    from builder.hosts.manifests import Sco
    from builder.model import Course
    from builder.play import Play
    from builder.play.outcome import Finding
    from builder.policy import Setting

DEFAULT_FORMAT: Final = "scorm12"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the package launches: a SCO, an AU, an activity."""

    id: str
    title: str
    href: str
    pass_mark: float | None = None
    """0 to 100, as the manifest tells it to the LMS; None where it tells none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the manifest of a package says to an LMS."""

    kinds: tuple[str, ...]
    """The standards that the package speaks: `scorm12`, `scorm2004`, `xapi`, `cmi5`, `web`."""
    items: tuple[Item, ...]
    """What it launches, in order; of a package for several standards, what the first of them launches."""


@dataclass(frozen=True)
class BuiltPackage:
    """A finished zip."""

    path: Path
    format: str = ""
    """The format it was built in; "" for a zip from elsewhere."""
    settings: Mapping[str, Setting] = field(default_factory=dict, repr=False)
    """How the repository weighs the rules, as in its `cartable.toml`."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its files, in order."""
        import zipfile

        with zipfile.ZipFile(self.path) as archive:
            return tuple(archive.namelist())

    def read(self, name: str) -> bytes:
        """The bytes of one of its files."""
        import zipfile

        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    @cached_property
    def manifest(self) -> Manifest:
        """What an LMS reads on import."""
        from builder import checker
        from builder.diagnostics import Report
        from builder.hosts import manifests, structure

        kinds = checker.check(self.path, Report()).kinds
        first = kinds[0] if kinds else ""
        items: list[Item] = []
        if first in ("scorm12", "scorm2004"):
            _, scos = manifests.scos(self.read("imsmanifest.xml"))
            items = [Item(each.item, each.title, each.href, _pass_mark(each)) for each in scos]
        elif first == "xapi":
            activity = manifests.activity(self.read("tincan.xml"))
            items = [] if activity is None else [Item(activity.id, activity.title, activity.href)]
        elif first == "cmi5":
            course = structure.parse(self.read("cmi5.xml"))
            items = [
                Item(each.id, each.title, each.url, None if each.mastery is None else 100 * each.mastery)
                for each in course.aus
            ]
        elif first == "web":
            items = [Item("", "", "index.html")]
        return Manifest(kinds, tuple(items))

    def check(self, *, strict: bool = False, profile: str | None = None) -> None:
        """Fail unless `cartable check` finds no error in it; with *strict*, no warning either.

        Args:
            profile: The platform that it is for (`moodle`): what that one trips over counts as `--profile` says.

        Raises:
            AssertionError: It finds some; they are the message.
            ValueError: No such profile.
        """
        from builder import checker
        from builder.diagnostics import Report
        from builder.policy import Policy
        from builder.rules.platforms import PLATFORMS

        if profile is not None and profile not in PLATFORMS:
            raise ValueError(f"no profile {profile}; there are: {', '.join(PLATFORMS)}")
        report = Report(Policy(self.settings, profile))
        checker.check(self.path, report)
        __tracebackhide__ = True
        _demand(report, strict=strict)


@dataclass
class Played:
    """What came of playing a package; of several SCOs or standards, the first stands for all in the short names."""

    plays: list[Play]
    """One for each unit and standard."""
    report: Report = field(repr=False)

    @property
    def _first(self) -> Play:
        if not self.plays:
            raise AssertionError("nothing in the package could be played:\n" + _lines(self.report))
        return self.plays[0]

    @property
    def status(self) -> str:
        """As the LMS holds it at the end: `completed`, `passed`, `failed`, `incomplete`."""
        return self._first.status

    @property
    def score(self) -> float | None:
        """0 to 100; None where none was given."""
        return self._first.score

    @property
    def state(self) -> str:
        """What the LMS holds for resuming."""
        return self._first.state

    @property
    def resumed(self) -> bool | None:
        """Did the second launch take up what the first left?"""
        return self._first.resumed

    @property
    def interactions(self) -> list[dict[str, Any]]:
        """The answers, as the LMS holds them."""
        return self._first.interactions

    @property
    def calls(self) -> list[Call]:
        """Every call of the run-time, or request to the LRS."""
        return self._first.calls

    @property
    def violations(self) -> list[Violation]:
        """What was done against the standard, of all units."""
        return [each for play in self.plays for each in play.violations]

    @property
    def axe(self) -> list[Finding]:
        """What axe-core found, on all units."""
        return [each for play in self.plays for each in play.axe]

    @property
    def console(self) -> list[str]:
        """Exceptions and errors of the browser's console, of all units."""
        return [each for play in self.plays for each in play.console]

    def check(self, *, strict: bool = False) -> None:
        """Fail unless `cartable test` reports no error; with *strict*, no warning either.

        Raises:
            AssertionError: It reports some; they are the message.
        """
        __tracebackhide__ = True
        _demand(self.report, strict=strict)


def _demand(report: Report, *, strict: bool) -> None:
    __tracebackhide__ = True
    severities = ("error", "warning") if strict else ("error",)
    if any(each.severity in severities for each in report.diagnostics):
        raise AssertionError(_lines(report, severities))


def _lines(report: Report, severities: tuple[str, ...] = ("error", "warning", "info")) -> str:
    return "\n".join(
        f"{each.code} {each.span.shown_path}:{each.span.line}: {each.message('en')}"
        for each in report.diagnostics
        if each.severity in severities
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """The two settings, on the command line and in the configuration file."""
    group = parser.getgroup("cartable", "courses compiled by Cartable")
    group.addoption(
        "--cartable-course", metavar="NAME", action="append", help="course of `course` and `package` (repeatable)"
    )
    group.addoption(
        "--cartable-format", metavar="NAME", action="append", help="format of the fixture `package` (repeatable)"
    )
    parser.addini("cartable_courses", "courses of the fixtures `course` and `package`", type="args", default=[])
    parser.addini("cartable_formats", "formats of the fixture `package`", type="args", default=[])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each course and format of those it takes; fixtures of these names not ours are left alone."""
    if _is_ours(metafunc, "course"):
        metafunc.parametrize("course", _courses(metafunc.config), indirect=True, scope="session")
    if _is_ours(metafunc, "package"):
        formats = metafunc.config.getoption("--cartable-format") or metafunc.config.getini("cartable_formats")
        metafunc.parametrize(
            "package", list(dict.fromkeys(formats or [DEFAULT_FORMAT])), indirect=True, scope="session"
        )


def _is_ours(metafunc: pytest.Metafunc, name: str) -> bool:
    """Whether the test takes the fixture *name* of this module."""
    found: Sequence[Any] = getattr(metafunc, "_arg2fixturedefs", {}).get(name) or ()
    return name in metafunc.fixturenames and bool(found) and getattr(found[-1].func, "__module__", "") == __name__


def _courses(config: pytest.Config) -> list[str]:
    """The names of the courses to test; "" where there is none, which the fixture then says."""
    from builder.load import Project, find_root

    named = config.getoption("--cartable-course") or config.getini("cartable_courses")
    root = find_root(config.rootpath)
    return list(dict.fromkeys(named)) or ([] if root is None else Project(root).courses) or [""]


def _pass_mark(sco: Sco) -> float | None:
    """What the SCO's manifest calls mastery score (SCORM 1.2) or scaled passing score (SCORM 2004), 0 to 100."""
    try:
        if sco.mastery_score:
            return float(sco.mastery_score)
        return 100 * float(sco.scaled_passing_score) if sco.scaled_passing_score else None
    except ValueError:
        return None


@pytest.fixture(scope="session", name="course")
def fixture_course(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> Course:
    """A course of the repository, compiled; the test fails with the diagnostics of one that has errors."""
    from builder import pipeline
    from builder.diagnostics import Report
    from builder.load import find_root, read_project

    root = find_root(pytestconfig.rootpath)
    if root is None:
        pytest.fail(f"no folder `courses` in {pytestconfig.rootpath} or above it", pytrace=False)
    report = Report()
    project = read_project(root, report)
    report.policy = project.policy
    names = project.courses
    # A test's own fixture may ask for this one by its name, without a course chosen for it.
    name = getattr(request, "param", "") or next(iter(names), "")
    if name not in names:
        pytest.fail(f"no course {name} in {root / 'courses'}; there are: {', '.join(names) or 'none'}", pytrace=False)
    loaded = pipeline.compile_course(project, name, report)
    if loaded is None or report.has_errors:
        pytest.fail(_lines(report, ("error",)), pytrace=False)
    return loaded[0]


@pytest.fixture(scope="session", name="package")
def fixture_package(
    course: Course, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> BuiltPackage:
    """The course's package in one format, built into a temporary folder; `tracking.lock` stays as it is."""
    from builder import archive, pipeline
    from builder.diagnostics import Report
    from builder.formats import FORMATS
    from builder.load import find_root
    from builder.source import settings

    name = getattr(request, "param", DEFAULT_FORMAT)
    if name not in FORMATS:
        pytest.fail(f"no format {name}; there are: {', '.join(FORMATS)}", pytrace=False)
    report = Report()
    built = pipeline.package(course, name, report)
    if built is None:
        pytest.fail(_lines(report, ("error",)), pytrace=False)
    path = tmp_path_factory.mktemp("cartable") / built.filename
    archive.save(built, path)
    root = find_root(request.config.rootpath) or request.config.rootpath
    return BuiltPackage(path, name, settings.read(root, report))


@pytest.fixture(scope="session", name="play")
def fixture_play() -> Callable[..., Played]:
    """A function that plays a package: `play(package, host="strict")`.

    *package* is a `BuiltPackage` or the path of a zip; the keywords are the fields of `builder.play.Options`.
    """
    import os

    from builder.diagnostics import Report
    from builder.play import Missing, Options
    from builder.play import play as play_package

    # Chromium gives root no sandbox.
    sandbox = getattr(os, "geteuid", lambda: 1)() != 0

    def play(package: BuiltPackage | Path | str, **options: Any) -> Played:
        path = package.path if isinstance(package, BuiltPackage) else Path(package)
        report = Report()
        try:
            plays = play_package(path, report, Options(**{"sandbox": sandbox, **options}))
        except Missing as missing:
            pytest.fail(f"no browser to play in: {missing}", pytrace=False)
        return Played(plays, report)

    return play

"""The command line: the only code that prints, exits, reads the clock or the environment.

Results go to stdout, progress and diagnostics to stderr. Exit 0 clean, 1 errors found, 2 wrong usage.
Stages are imported by the command that needs them, so that help stays quick.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from io import TextIOWrapper
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

import click

if TYPE_CHECKING:
    from builder.diagnostics import Report, Span
    from builder.load import Project
    from builder.model import Course, Package
    from builder.pipeline import Growth
    from builder.preview import Build, Way
    from builder.rules import Language
    from builder.tracking import Lock

FORMATS: Final = ("scorm12", "scorm2004", "xapi", "cmi5", "web", "universal")
"""Names of `builder.formats.FORMATS`; written here too, so that help needs no import. A test holds them equal."""
DOCUMENTS: Final = ("pdf", "epub", "guide", "ics")
"""Names of `builder.handouts.DOCUMENTS`; likewise."""
STANDARDS: Final = ("scorm12", "scorm2004", "xapi", "cmi5", "web")
"""Those of `builder.play`; likewise."""
OUTPUTS: Final = ("human", "json", "github")
OLDEST: Final = 315_532_800
"""1980-01-01, the first day a zip can hold, in seconds since 1970."""


@lru_cache(maxsize=1)
def language() -> Language:
    """French where the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    path = Path(__file__).parent / "_built" / f"messages.cli-{language()}.json"
    try:
        words: dict[str, str] = json.loads(path.read_text("utf-8"))
    except OSError:  # the build hook has not run: keys are better than a traceback
        return {}
    return words


def say(key: str, **values: object) -> str:
    """The interface string *key* of the catalogue, with *values* in their places."""
    return _words().get(key, key).format(**values)


class Speaking(click.Command):
    """A command whose help comes from the catalogue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = say(f"help.{self.name}")
        for each in self.params:
            if isinstance(each, click.Option):
                each.help = say(f"option.{each.name}")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help")
        return option


class SpeakingGroup(click.Group):
    """The command itself; same words."""

    command_class = Speaking

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help")
        return option


@click.group(cls=SpeakingGroup, help=say("help"), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cartable", prog_name="cartable", help=say("option.version"))
def main() -> None:
    """Compile, check and preview courses."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console without « or é still shows the rest
            stream.reconfigure(errors="replace")


output_option = click.option(
    "--output-format", "output_format", type=click.Choice(OUTPUTS), default="human", show_default=True
)


@main.command(name="build")
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
    project = _project(report)
    folder = output or project.root / "dist"
    names = _courses(project, courses, report, output_format)
    chosen = list(dict.fromkeys(formats)) or list(FORMATS)
    written: list[tuple[str, Path]] = []
    whole = Report()
    whole.extend(report)
    try:
        if not locked:  # else nothing may be written that is not asked for
            folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            report = Report()
            grown = partial(_say_growth, project.root, output_format, locked)
            for made, path in pipeline.build(
                project, name, chosen, folder, report, _epoch(), locked=locked, grown=grown
            ):
                written.append((made.target.format if isinstance(made, Package) else made.format, path))
                if output_format == "human":
                    state = _state(made) if isinstance(made, Package) else ""
                    click.echo(f"{_shown(path):<44} {_size(path.stat().st_size):>9}{state and '  ' + state}")
            whole.extend(report)
        if written and not formats:
            _write_readme(folder, KNOWN)
    except (PathClash, TooLarge) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(say("unwritable", path=error.filename or folder, reason=error.strerror)) from error
    _print(whole, project.root, output_format)
    if output_format == "human" and written and not whole.has_errors:
        click.echo("")
        for kind in dict.fromkeys(kind for kind, _ in written):
            first = next(path for each, path in written if each == kind)
            advice = KNOWN[kind].advice if kind in KNOWN else PAPERS[kind].advice
            click.echo(f"{first.name}: {advice[language()]}")
        course = names[0]
        click.echo(say("next", command=f"{_command()} preview {course}"))
    sys.exit(1 if whole.has_errors else 0)


def _state(package: Package) -> str:
    """How long a learner's state can get in *package*, of what its standard keeps; "" without a limit."""
    from builder import tracking

    limit = package.target.state_limit
    if limit is None:
        return ""
    return say("state", longest=_count(tracking.longest_of(package.course, package.target)), limit=_count(limit))


def _say_growth(root: Path, output_format: str, locked: bool, growth: Growth) -> None:
    """That `tracking.lock` changed; with --locked, the patch that it wants."""
    from builder.fix import patch

    if locked:
        if output_format != "json":
            click.echo(patch(_in_repository(root, growth.name), growth.before, growth.after), nl=False)
    elif output_format == "human":
        shown = _shown(root / growth.name)
        click.echo(say("grown" if growth.count else "rewritten", path=shown, count=growth.count), err=True)


def _in_repository(root: Path, name: str) -> str:
    """The file *name* of the project as git calls it: from the folder of the repository."""
    path = root.resolve() / name
    top = next((each for each in path.parents if (each / ".git").exists()), root.resolve())
    return path.relative_to(top).as_posix()


@main.command(name="fix")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True)
@click.option("--keep", type=click.Choice(("ours", "theirs")))
def fix_command(paths: Sequence[Path], only_check: bool, keep: Literal["ours", "theirs"] | None) -> None:
    """Mend what has one right mend."""
    from builder import archive, fix
    from builder.diagnostics import Report
    from builder.load import find_root

    projects: dict[Path, list[Path]] = {}
    for path in paths or [Path()]:
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
        root = find_root(path.resolve())
        if root is None:
            raise click.UsageError(say("no-project"))
        projects.setdefault(root, []).append(path)
    count, left = 0, Report()
    for root, inside in projects.items():
        for change in fix.changes(root, inside, keep):
            count += 1
            shown = _shown(root / change.name)
            if only_check:
                click.echo(fix.patch(_in_repository(root, change.name), change.before, change.after), nl=False)
            else:
                try:
                    archive.place((root / change.name).resolve(), partial(_put, change.after))
                except OSError as error:
                    reason = say("unwritable", path=shown, reason=error.strerror)
                    raise click.ClickException(reason) from error
            for done in change.done:
                click.echo(say(f"fix.{done.what}", path=shown, **done.values), err=only_check)
        if not only_check:
            _what_is_left(root, inside, left)
    if only_check:
        click.echo(say("fix.would", count=count) if count else say("fix.nothing"), err=True)
        sys.exit(1 if count else 0)
    if not count:
        click.echo(say("fix.nothing"))
    _print(left, next(iter(projects)), "human")
    sys.exit(1 if left.has_errors else 0)


def _what_is_left(root: Path, inside: Iterable[Path], left: Report) -> None:
    """Note the errors that still stand in the files *inside*."""
    from builder import pipeline
    from builder.diagnostics import Report
    from builder.load import read_project

    found = Report()
    project = read_project(root, found)
    for name in project.courses:
        pipeline.compile_course(project, name, found)
    wanted = [each.resolve() for each in inside]
    for each in found.diagnostics:
        path = (root / each.span.path).resolve()
        if each.severity == "error" and any(path.is_relative_to(one) for one in wanted):
            left.add(each.code, each.span, **dict(each.values))


@main.command(name="diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@output_option
def diff_command(old: Path, new: Path, output_format: str) -> None:
    """Say what an update does to running attempts."""
    from builder import diagnostics, diff
    from builder.diagnostics import Report
    from builder.diff import shown

    for path in (old, new):
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
    report = Report()
    standard = diff.standard_of(new) if diff.is_course(old) else diff.standard_of(old)
    sides = [diff.read(path, _shown(path), standard, report) for path in (old, new)]
    outcome = diff.compare(sides[0], sides[1]) if sides[0] is not None and sides[1] is not None else None
    if output_format == "json":
        click.echo(shown.machine(outcome, report, language()))
    elif outcome is None:
        _print(report, Path(), output_format)
    elif output_format == "github":
        for line in diagnostics.github(outcome.report.diagnostics, language()):
            click.echo(line)
        level = "error" if outcome.verdict == "breaking" else "notice"
        click.echo(f"::{level} title=cartable diff::{say(shown.headline(outcome))}")
    else:
        for line in shown.human(outcome, language(), say):
            click.echo(line)
    sys.exit(1 if outcome is None or outcome.verdict == "breaking" else 0)


def _put(data: bytes, target: BinaryIO) -> None:
    target.write(data)


@main.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@output_option
def check_command(paths: Sequence[Path], output_format: str) -> None:
    """Check course folders and packages."""
    from builder import checker, pipeline
    from builder.diagnostics import Report
    from builder.load import find_root, read_project

    whole = Report()
    zips: list[tuple[Path, checker.Verdict]] = []
    courses: dict[Path, list[str]] = {}
    for path in paths or [Path()]:
        if path.is_dir():
            resolved = path.resolve()
            root = find_root(resolved)
            if root is None:
                whole.add("CRS-004", _span(str(path)))
                continue
            project = read_project(root, whole)
            inside = [each for each in project.courses if (root / "courses" / each).is_relative_to(resolved)]
            around = [each for each in project.courses if resolved.is_relative_to(root / "courses" / each)]
            names = inside or around or project.courses  # `quizzes/` and `media/` belong to all of them
            courses.setdefault(root, []).extend(names)
            if not names:
                whole.add("CRS-005", _span(str(path)))
        elif path.is_file():
            zips.append((path, checker.check(path, whole, label=_shown(path))))
        else:
            raise click.UsageError(say("absent", path=path))
    root_shown = Path()
    for root, names in courses.items():
        project, root_shown = read_project(root, whole), root
        for name in dict.fromkeys(names):
            report = Report()
            loaded = pipeline.compile_course(project, name, report)
            if loaded is not None and not report.has_errors:
                _check_states(loaded[0], report)
                _check_lock(loaded, report)
            whole.extend(report)
    _print(whole, root_shown, output_format)
    if output_format == "human":
        for path, verdict in zips:
            kinds = ", ".join(verdict.kinds) or say("unknown-kind")
            size = _size(verdict.archive_size)
            click.echo(f"{_shown(path):<44} {size:>9}  {say('package', kinds=kinds, files=verdict.files)}")
        for name in dict.fromkeys(name for names in courses.values() for name in names):
            if not whole.has_errors:
                click.echo(say("course", name=name))
        if not whole.diagnostics:
            click.echo(say("clean"))
    sys.exit(1 if whole.has_errors else 0)


def _check_states(course: Course, report: Report) -> None:
    from builder import lint
    from builder.formats import FORMATS as KNOWN

    for each in KNOWN.values():
        lint.states(course, each.target, report)


def _check_lock(loaded: tuple[Course, Lock], report: Report) -> None:
    from builder import pipeline

    growth = pipeline.lock_growth(*loaded)
    if growth is not None and growth.count:
        report.add("CRS-065", _span(growth.name), count=growth.count)


@main.command(name="test")
@click.argument("packages", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--host", type=click.Choice(("strict", "minimal", "hostile")), default="strict", show_default=True)
@click.option("--standard", "standards", multiple=True, type=click.Choice(STANDARDS))
@click.option("--timeout", type=click.FloatRange(min=1), default=300, show_default=True, metavar="SECONDS")
@click.option("--screenshots", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-sandbox", "no_sandbox", is_flag=True)
@click.option(
    "--output-format", "output_format", type=click.Choice((*OUTPUTS, "junit")), default="human", show_default=True
)
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
            made = play(path, whole, options, label=_shown(path))
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
        _print(whole, Path(), output_format)
    sys.exit(1 if whole.has_errors else 0)


@main.command(name="preview")
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
    project = _project(report)
    name = _courses(project, [course] if course else [], report, "human")[0]

    def make(format_name: str) -> tuple[Content | None, Report]:
        found = Report()
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


@main.command(name="notes")
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
    _print(report, Path(os.devnull), output_format)  # files of a word processor have no lines to show
    if merged is None or report.has_errors:
        sys.exit(1)
    if note is None:
        if output_format == "human":
            click.echo(writing.markdown(merged), nl=False)
        return
    try:
        if note.suffix.lower() == ".odt":
            archive.save(writing.odt(merged, language()), note, _epoch())
        elif note.suffix.lower() == ".docx":
            archive.save(word.docx(merged, language()), note, _epoch())
        else:
            archive.place(note, partial(_fill, writing.markdown(merged)))
    except OSError as error:
        raise click.ClickException(say("unwritable", path=error.filename or note, reason=error.strerror)) from error
    if output_format == "human":
        click.echo(say("notes.written", path=_shown(note), people=merged.people))


def _fill(text: str, target: BinaryIO) -> None:
    target.write(text.encode())


@main.command(name="explain")
@click.argument("code")
def explain_command(code: str) -> None:
    """Explain a diagnostic."""
    from builder.diagnostics import near
    from builder.rules import RULES

    rule = RULES.get(code) or RULES.get(code.upper())
    family = [each for each in RULES if each.startswith(f"{code.upper()}.")]
    if rule is None and family:  # the number of a rule, which holds several faults
        for each in family:
            click.echo(f"{each} ({say('severity.' + RULES[each].severity)}): {RULES[each].message(language())}")
        first = RULES[family[0]]
        for text in (first.why(language()), first.clause):
            if text:
                click.echo(f"\n{text}")
        return
    if rule is None:
        guess = near(code.upper(), RULES)
        raise click.UsageError(say("no-code", code=code) + (" " + say("meant", near=guess) if guess else ""))
    spoken = language()
    click.echo(f"{code if code in RULES else code.upper()} ({say('severity.' + rule.severity)})")
    click.echo(rule.message(spoken))
    for text in (rule.hint(spoken), rule.why(spoken)):
        if text:
            click.echo(f"\n{text}")
    if rule.clause:
        click.echo(f"\n{rule.clause}")


def _project(report: Report) -> Project:
    from builder.load import find_root, read_project

    root = find_root(Path.cwd())
    if root is None:
        raise click.UsageError(say("no-project"))
    return read_project(root, report)


def _courses(project: Project, asked: Sequence[str], report: Report, output_format: str) -> list[str]:
    """Names of the courses asked for, as names or as paths; all of the project when none is."""
    from builder.diagnostics import near

    known = project.courses
    if not known:
        report.add("CRS-005", _span("courses"))
        _print(report, project.root, output_format)
        sys.exit(1)
    names = [Path(each).resolve().name if "/" in each or os.sep in each or each == "." else each for each in asked]
    for name in names:
        if name not in known:
            guess = near(name, known)
            hint = say("meant", near=guess) if guess else say("courses", names=", ".join(known))
            raise click.UsageError(say("no-course", name=name) + " " + hint)
    return list(dict.fromkeys(names)) or known


def _print(report: Report, root: Path, output_format: str) -> None:
    """Show every diagnostic, in the format asked for."""
    from builder import diagnostics

    spoken = language()
    found = report.diagnostics
    if output_format == "json":
        click.echo(diagnostics.machine(found, spoken))
        return
    if output_format == "github":
        for line in diagnostics.github(found, spoken):
            click.echo(line)
        return
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    for block in diagnostics.human(found, spoken, _Lines(root), colour):
        click.echo(block + "\n", err=True)
    total = diagnostics.summary(report, spoken)
    if total:
        click.echo(total, err=True)


class _Lines:
    """Lines of sources by their place; each file is read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[str]] = {}

    def __call__(self, span: Span) -> str | None:
        if span.path not in self._files:
            path = self._root / span.path
            try:
                inside = path.resolve().is_relative_to(self._root.resolve())
                # The place of a fault of a whole zip is the zip, which has no lines to show.
                is_text = inside and path.suffix.lower() != ".zip" and path.is_file()
                readable = is_text and path.stat().st_size < 5_000_000
                text = path.read_bytes().decode("utf-8-sig", "replace") if readable else ""
            except (OSError, RuntimeError):
                text = ""
            self._files[span.path] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []
        lines = self._files[span.path]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None


def _span(path: str) -> Span:
    from builder.diagnostics import Span

    return Span(path)


def _shown(path: Path) -> str:
    """*path* as short as it can be said from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _command() -> str:
    """How to call this program from here: by its name where the shell finds it, else by its path."""
    return "cartable" if which("cartable") else _shown(Path(sys.argv[0]))


def _size(count: int) -> str:
    """Bytes in human units, as the language writes them: "1,2 Mo"."""
    spoken = language()
    units = ("o", "ko", "Mo", "Go") if spoken == "fr" else ("B", "kB", "MB", "GB")
    value, unit = float(count), 0
    while value >= 1000 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    text = f"{value:.0f}" if unit < 2 else f"{value:.1f}"
    return f"{text.replace('.', ',') if spoken == 'fr' else text} {units[unit]}"


def _count(number: int) -> str:
    """A number with its thousands apart, as the language writes them: "4 096"."""
    return f"{number:,}".replace(",", "\u202f" if language() == "fr" else ",")


def _epoch() -> int:
    """Timestamp of the members: `SOURCE_DATE_EPOCH`, else 1980-01-01."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        return OLDEST
    if not value.isascii() or not value.isdigit():
        raise click.UsageError(say("epoch", value=value))
    return max(OLDEST, int(value))


def _write_readme(folder: Path, formats: Any) -> None:
    """`LISEZ-MOI.txt`: for whoever administers the platform, which file goes where, what to tick, how to replace it."""
    from textwrap import fill

    lines: Iterable[str] = (
        f"  *.{name}.zip\n" + fill(each.advice["fr"], 90, initial_indent=" " * 6, subsequent_indent=" " * 6)
        for name, each in formats.items()
    )
    page = (Path(__file__).parent / "templates" / "LISEZ-MOI.txt").read_text("utf-8")
    (folder / "LISEZ-MOI.txt").write_text(page.replace("{files}", "\n".join(lines)), encoding="utf-8")

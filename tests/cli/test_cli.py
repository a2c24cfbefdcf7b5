"""The command as people and machines use it: words, colours, exit codes, and what a failure leaves behind."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from builder import cli
from builder.cli.check import PROFILES
from builder.cli.reports import OUTPUTS
from builder.formats import FORMATS
from builder.printers import PRINTERS
from builder.rules import RULES
from builder.rules.platforms import PLATFORMS
from tests.load import projects
from tests.printers.reading import rows

CODE = "import sys; sys.argv[0] = 'cartable'; from builder.cli import main; main(prog_name='cartable')"
ROOT = Path(__file__).parents[2]
FRENCH = {"LC_ALL": "fr_FR.UTF-8"}
ENGLISH = {"LC_ALL": "en_GB.UTF-8"}


def environment(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "SOURCE_DATE"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **more}


def run(
    words: Sequence[str], folder: Path, language: dict[str, str] = ENGLISH, **more: str
) -> subprocess.CompletedProcess[str]:
    """`cartable` in a process of its own, as a shell would start it, both streams piped."""
    command = [sys.executable, "-c", CODE, *words]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment({**language, **more}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def quick(words: Sequence[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The same inside this process, where neither language nor streams matter: a tenth of the time."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner(env=more).invoke(cli.main, list(words), prog_name="cartable")
    finally:
        os.chdir(before)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess(list(words), done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "projet"
    projects.make(root)
    return root


@pytest.fixture
def broken(project: Path) -> Path:
    case = next(each for each in projects.cases() if each.name == "beaucoup-de-fautes-error")
    shutil.rmtree(project)
    projects.lay(case, project)
    return project


def zips(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.glob("*.zip"))}


def test_formats_are_those_of_the_table() -> None:
    assert tuple(FORMATS) == cli.FORMATS
    assert tuple(each.name for each in FORMATS.values()) == cli.FORMATS


def test_outputs_and_profiles_are_those_of_the_tables() -> None:
    assert tuple(PRINTERS) == OUTPUTS
    assert tuple(PLATFORMS) == PROFILES


def test_every_command_explains_itself_in_both_languages(tmp_path: Path) -> None:
    french = run(["--help"], tmp_path, FRENCH).stdout
    english = run(["--help"], tmp_path, ENGLISH).stdout
    assert french != english
    for name in ("build", "check", "fix", "diff", "preview", "explain"):
        assert re.search(rf"^  {name} +\S", french, re.MULTILINE), french
        assert re.search(rf"^  {name} +\S", english, re.MULTILINE), english
    assert not re.search(r"\b(help|option)\.\w", french + english), "a string of the catalogue is missing"
    for name in ("build", "check", "fix", "diff"):
        done = run([name, "--help"], tmp_path, FRENCH)
        assert done.returncode == 0
        assert not re.search(r"\b(help|option)\.\w", done.stdout), done.stdout


@pytest.mark.parametrize(
    "code", sorted(each for each in RULES if each.startswith(("SRC", "CRS", "QUZ", "MED", "ACC", "UPD")))
)
def test_every_code_is_explained(code: str) -> None:
    done = CliRunner().invoke(cli.main, ["explain", code.lower()])
    assert done.exit_code == 0
    assert len(done.output.strip().split("\n")) >= 2


def test_an_unknown_code_names_the_nearest(tmp_path: Path) -> None:
    done = run(["explain", "CRS-O14"], tmp_path)
    assert done.returncode == 2
    assert "CRS-014" in done.stderr


HUMAN = """\
erreur[CRS-013]: « publisher » attend un texte
  --> cartable.toml:3:13
3 | publisher = 3
  |             ^
"""


def test_a_broken_course_for_people(broken: Path) -> None:
    done = run(["check"], broken, FRENCH)
    assert done.returncode == 1
    assert done.stdout.startswith(HUMAN)
    assert "\x1b" not in done.stdout + done.stderr, "no colour in a pipe"
    blocks = done.stdout.rstrip().split("\n\n")
    assert blocks[-1] == "8 erreurs"
    places = [re.findall(r"--> (\S+):(\d+):(\d+)", each)[0] for each in blocks[:-1]]
    assert [place[0] for place in places] == sorted(place[0] for place in places)
    for block in blocks[:-1]:
        assert re.match(r"erreur\[[A-Z]+-\d{3}\]: \S", block)
        lines = block.split("\n")
        if len(lines) > 3 and " | " in lines[3]:
            assert lines[3].strip(" |").strip("^") == "", "a pointer below the line"
    english = run(["check"], broken, ENGLISH)
    assert english.stdout.startswith("error[CRS-013]: `publisher` wants text\n")
    assert english.stdout.rstrip().endswith("8 errors")


def test_a_broken_course_for_machines(broken: Path) -> None:
    done = run(["check", "--output-format", "json"], broken)
    assert done.returncode == 1
    assert done.stderr == ""
    found = rows(done.stdout)
    assert found[0] == {
        "code": "CRS-013",
        "severity": "error",
        "path": "cartable.toml",
        "member": None,
        "line": 3,
        "column": 13,
        "endColumn": 14,
        "message": "`publisher` wants text",
        "hint": None,
        "clause": None,
        "platforms": [],
    }
    done = run(["build", "--output-format", "github"], broken)
    assert done.returncode == 1
    assert done.stdout.split("\n")[0] == (
        "::error file=cartable.toml,line=3,col=13,endColumn=14,title=CRS-013::`publisher` wants text"
    )
    assert len(done.stdout.strip().split("\n")) == len(found)


def test_a_misread_colon_comes_with_the_lines_to_write(project: Path) -> None:
    path = project / "quizzes/avis.yaml"
    path.write_text(
        path.read_text("utf-8").replace("affirmation: >\n      On", "affirmation: Mon choix : on"), encoding="utf-8"
    )
    done = run(["check"], project, FRENCH)
    assert done.returncode == 1
    assert (
        "= conseil: mettez le texte sous « > » :\n           affirmation: >\n             Mon choix : on" in done.stdout
    )


def test_exit_codes(project: Path, tmp_path: Path) -> None:
    assert quick(["check"], project).returncode == 0
    assert quick(["check", "nulle-part"], project).returncode == 2
    assert quick(["build", "esai"], project).returncode == 2
    assert "essai" in quick(["build", "esai"], project).stderr
    assert quick(["build", "-f", "scorm13"], project).returncode == 2
    assert quick(["frob"], project).returncode == 2
    elsewhere = tmp_path / "vide"
    elsewhere.mkdir()
    assert quick(["build"], elsewhere).returncode == 2
    done = quick(["check", "--output-format", "json"], elsewhere)
    assert done.returncode == 1
    assert [each["code"] for each in rows(done.stdout)] == ["CRS-004"]
    (elsewhere / "courses").mkdir()
    done = quick(["check", "--output-format", "json"], elsewhere)
    assert [each["code"] for each in rows(done.stdout)] == ["CRS-005"]
    assert quick(["build"], elsewhere).returncode == 1


def test_a_lock_behind_its_course_is_noted(project: Path) -> None:
    def codes() -> list[str]:
        return [each["code"] for each in rows(quick(["check", "--output-format", "json"], project).stdout)]

    assert "CRS-065" in codes()
    assert quick(["build", "-f", "web"], project).returncode == 0
    assert "CRS-065" not in codes()


def test_colour_only_on_a_terminal_and_never_against_no_color(broken: Path) -> None:
    pty = pytest.importorskip("pty")

    def shown(**more: str) -> bytes:
        main, side = pty.openpty()
        command = [sys.executable, "-c", CODE, "check"]
        process = subprocess.Popen(
            command, cwd=broken, env=environment({**ENGLISH, **more}), stdout=side, stderr=subprocess.DEVNULL
        )
        os.close(side)
        found = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            found += piece
        process.wait()
        os.close(main)
        return found

    assert b"\x1b[1;31merror[CRS-013]\x1b[0m" in shown()
    assert b"\x1b[" not in shown(NO_COLOR="1")


def test_where_one_stands_and_how_a_course_is_named(project: Path) -> None:
    lessons = project / "courses/essai/lessons"
    assert quick(["build", "-f", "web"], lessons).returncode == 0
    first = zips(project / "dist")
    assert list(first) == ["essai.fr.web.zip"]
    for words, folder in (
        (["courses/essai"], project),
        ([str(project / "courses/essai")], lessons),
        (["."], lessons.parent),
    ):
        shutil.rmtree(project / "dist")
        done = quick(["build", *words, "-f", "web"], folder)
        assert done.returncode == 0, done.stderr
        assert zips(project / "dist") == first
    for path in ("quizzes", "courses/essai/lessons", "."):
        assert quick(["check", path], project).returncode == 0


def test_whoever_administers_the_platform_finds_every_file_explained(project: Path) -> None:
    assert quick(["build"], project).returncode == 0
    page = (project / "dist" / "LISEZ-MOI.txt").read_text("utf-8")
    for name in FORMATS:
        assert f"*.{name}.zip" in page
    assert "{" not in page
    assert max(map(len, page.split("\n"))) <= 96


def test_a_failing_build_leaves_what_was_there(project: Path) -> None:
    assert quick(["build"], project).returncode == 0
    before, lock = zips(project / "dist"), (project / "courses/essai/tracking.lock").read_bytes()
    assert len(before) == len(FORMATS)
    lesson = project / "courses/essai/lessons/accueil.md"
    lesson.write_text("# Autre\n\n<b>\n\n::: question neuve\nOù ?\n\n- [x] A\n- [ ] B\n:::\n", encoding="utf-8")
    assert quick(["build"], project).returncode == 1
    assert zips(project / "dist") == before
    assert (project / "courses/essai/tracking.lock").read_bytes() == lock


def test_a_broken_course_does_not_hold_up_the_others(project: Path) -> None:
    shutil.copytree(project / "courses/essai", project / "courses/autre")
    path = project / "courses/autre/course.yaml"
    path.write_text(path.read_text("utf-8").replace("3f2504e0", "4f2504e0"), encoding="utf-8")
    assert quick(["build", "-f", "web"], project).returncode == 0
    before = zips(project / "dist")
    (project / "courses/autre/lessons/accueil.md").write_text("# A\n\n<b>\n", encoding="utf-8")
    lesson = project / "courses/essai/lessons/accueil.md"
    lesson.write_text(lesson.read_text("utf-8").replace("Une phrase", "Deux phrases"), encoding="utf-8")
    done = quick(["build", "-f", "web"], project)
    assert done.returncode == 1
    after = zips(project / "dist")
    assert after["autre.fr.web.zip"] == before["autre.fr.web.zip"]
    assert after["essai.fr.web.zip"] != before["essai.fr.web.zip"]
    assert "SRC-030" in done.stderr


def test_a_folder_that_cannot_be_written(project: Path) -> None:
    (project / "dist").write_text("a file", encoding="utf-8")
    done = quick(["build", "-f", "web"], project)
    assert done.returncode == 1 or done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "dist" in done.stderr
    assert quick(["build", "-f", "web", "-o", "/proc/nulle-part"], project).returncode in (1, 2)


def test_the_day_of_the_members(project: Path) -> None:
    assert quick(["build", "-f", "web"], project, SOURCE_DATE_EPOCH="1700000000").returncode == 0
    with zipfile.ZipFile(project / "dist/essai.fr.web.zip") as archive:
        assert {each.date_time for each in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}
    done = quick(["build", "-f", "web"], project, SOURCE_DATE_EPOCH="hier")
    assert done.returncode == 2
    assert "hier" in done.stderr


def test_a_console_without_accents_shows_the_rest(broken: Path) -> None:
    done = run(["check"], broken, FRENCH, PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "erreur[CRS-013]" in done.stdout


def test_file_names_that_are_no_text_are_shown(project: Path) -> None:
    (project / "courses/essai/lessons" / os.fsdecode(b"\xff\n.md")).write_text("# A\n", encoding="utf-8")
    for kind in ("human", "json", "github"):
        done = run(["check", "--output-format", kind], project)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert "CRS-033" in done.stdout + done.stderr


def test_no_line_of_a_file_outside_is_shown(project: Path) -> None:
    course = project / "courses/essai/course.yaml"
    course.unlink()
    course.symlink_to("/etc/passwd")
    done = quick(["check"], project)
    assert done.returncode == 1
    assert "CRS-032" in done.stdout
    assert "root:" not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_killed_build_leaves_the_old_package_or_the_new_one(project: Path) -> None:
    """`kill -9` at any moment: every zip is whole, and so is the lock."""
    lesson = project / "courses/essai/lessons/accueil.md"
    texts = [lesson.read_text("utf-8"), lesson.read_text("utf-8").replace("couleur\n", "teinte\n", 1)]
    (project / "media/film.mp4").write_bytes(projects.film() + random.Random(1).randbytes(3_000_000))
    known: dict[str, set[bytes]] = {}
    locks = set()
    lock = project / "courses/essai/tracking.lock"
    began = time.monotonic()
    for text in texts:
        lesson.write_text(text, encoding="utf-8")
        began = time.monotonic()
        done = run(["build"], project)
        assert done.returncode == 0, done.stderr
        for name, data in zips(project / "dist").items():
            known.setdefault(name, set()).add(data)
        locks.add(lock.read_bytes())
    takes = time.monotonic() - began
    # Both slots are in the lock now: from here on each text has one package.
    lesson.write_text(texts[0], encoding="utf-8")
    assert run(["build"], project).returncode == 0
    for name, data in zips(project / "dist").items():
        known[name].add(data)
    chance = random.Random(2)
    for round_ in range(6):
        lesson.write_text(texts[(round_ + 1) % 2], encoding="utf-8")
        command = [sys.executable, "-c", CODE, "build"]
        process = subprocess.Popen(
            command, cwd=project, env=environment(ENGLISH), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.4, 1) * takes)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for name, data in zips(project / "dist").items():
            assert data in known[name], name
        assert lock.read_bytes() in locks
    assert run(["build"], project).returncode == 0
    assert not [each.name for each in (project / "dist").iterdir() if each.suffix == ".part"]
    assert not list(lock.parent.glob(".*"))

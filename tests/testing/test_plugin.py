"""The pytest plugin in a course author's own repository, and in one that has nothing to do with courses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.load import projects

ROOT = Path(__file__).parents[2]
THREE_LINES = """
def test_package(package):
    package.check(strict=True)
    assert package.manifest.items
"""


def run(folder: Path, test: str, *words: str, ini: str = "") -> subprocess.CompletedProcess[str]:
    """What pytest says of *test* in *folder*."""
    (folder / "test_course.py").write_text(test, "utf-8")
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = -p no:cacheprovider\n{ini}", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", *_plugin(), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _plugin() -> list[str]:
    """How to load the plugin: an installed Cartable is found by its entry point, another is named."""
    from importlib.metadata import entry_points

    found = any(each.value == "builder.testing" for each in entry_points(group="pytest11"))
    return [] if found else ["-p", "builder.testing"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one small course."""
    projects.make(tmp_path)
    return tmp_path


def test_three_lines_check_the_package_of_a_repository(repository: Path) -> None:
    done = run(repository, THREE_LINES)
    assert "1 passed" in done.stdout, done.stdout
    assert not (repository / "dist").exists()


def test_a_package_is_tested_once_for_each_format(repository: Path) -> None:
    test = "def test_it(package):\n    print('format', package.format, package.manifest.kinds)\n"
    done = run(repository, test, "-s", "--cartable-format=cmi5", "--cartable-format=web")
    assert "2 passed" in done.stdout, done.stdout
    assert "format cmi5 ('cmi5',)" in done.stdout
    assert "format web ('web',)" in done.stdout
    done = run(repository, test, "-s", ini="cartable_formats = xapi scorm2004 universal\n")
    assert "3 passed" in done.stdout, done.stdout
    assert "format universal ('scorm12', 'xapi', 'cmi5')" in done.stdout


def test_the_manifest_is_told(repository: Path) -> None:
    test = """
import pytest
@pytest.mark.parametrize("kind", ["web"])
def test_it(package, course, kind):
    (item,) = package.manifest.items
    assert item.href == "index.html"
    assert item.title == course.title
    assert "cartable.json" in package.names
    assert package.read("cartable.json").startswith(b"{")
"""
    done = run(repository, test)
    assert "1 passed" in done.stdout, done.stdout


def test_a_test_runs_once_for_each_course(repository: Path) -> None:
    shutil.copytree(repository / "courses" / projects.COURSE, repository / "courses" / "second")
    test = "def test_it(course, package):\n    print('is', course.id, package.path.name)\n"
    done = run(repository, test, "-s", "--cartable-format=cmi5", "--cartable-format=web")
    assert "4 passed" in done.stdout, done.stdout
    assert "is second second.fr.cmi5.zip" in done.stdout
    chosen = run(repository, test, "--collect-only", "--cartable-course=second")
    assert "test_it[second-scorm12]\n\n1 test collected" in chosen.stdout, chosen.stdout
    chosen = run(repository, test, "--collect-only", ini=f"cartable_courses = {projects.COURSE}\n")
    assert f"test_it[{projects.COURSE}-scorm12]\n\n1 test collected" in chosen.stdout, chosen.stdout


def test_a_package_is_weighed_as_its_repository_and_the_platform_weigh_it(repository: Path) -> None:
    test = "def test_it(package):\n    package.check(strict=True, profile='moodle')\n"
    done = run(repository, test, "--cartable-format=cmi5")
    assert "Z02.not-imported" in done.stdout, done.stdout
    setting = '"Z02.not-imported" = { severity = "off", reason = "our Moodle has a plugin for cmi5" }'
    with (repository / "cartable.toml").open("a", encoding="utf-8") as file:
        file.write(f"[rules]\n{setting}\n")
    assert "1 passed" in run(repository, test, "--cartable-format=cmi5").stdout
    assert "no profile mooodle" in run(repository, test.replace("moodle", "mooodle")).stdout


def test_the_pass_mark_is_that_of_the_manifest(repository: Path) -> None:
    course = repository / "courses" / projects.COURSE / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("note-minimale: aucune", "note-minimale: 75"), "utf-8")
    test = "def test_it(package):\n    assert [each.pass_mark for each in package.manifest.items] == [75]\n"
    done = run(repository, test, *(f"--cartable-format={each}" for each in ("scorm12", "scorm2004", "cmi5")))
    assert "3 passed" in done.stdout, done.stdout


def test_the_course_is_compiled(repository: Path) -> None:
    done = run(repository, "def test_it(course):\n    assert course.pages\n    assert course.language == 'fr'\n")
    assert "1 passed" in done.stdout, done.stdout


def test_a_course_with_errors_fails_with_its_diagnostics(repository: Path) -> None:
    next(repository.glob("courses/*/course.yaml")).write_text("titre: [\n", "utf-8")
    done = run(repository, THREE_LINES)
    assert "1 error" in done.stdout, done.stdout
    assert "SRC-" in done.stdout


def test_what_is_asked_for_and_not_there_is_said(repository: Path, tmp_path: Path) -> None:
    assert "no course nulle-part in" in run(repository, THREE_LINES, "--cartable-course=nulle-part").stdout
    assert "no format zip; there are: scorm12" in run(repository, THREE_LINES, "--cartable-format=zip").stdout
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in tmp_path.glob("courses"):
        folder.rename(tmp_path / "elsewhere")
    assert "no folder `courses` in" in run(empty, THREE_LINES).stdout


def test_the_play_of_a_package(repository: Path) -> None:
    test = """
def test_it(package, play):
    done = play(package)
    done.check()
    assert done.status in ("completed", "passed")
    assert done.violations == [] and done.axe == [] and done.console == []
    assert done.calls and done.state and done.resumed is not False
"""
    done = run(repository, test)
    assert "1 passed" in done.stdout, done.stdout


def test_a_fault_of_a_play_fails_with_its_rule(repository: Path, tmp_path: Path) -> None:
    from tests.play_command.packages import SCO12, make, replaced

    folder = tmp_path / "zips"
    folder.mkdir()
    path = make(folder, "scorm12", script=replaced(SCO12, '"completed"', '"complete"'))
    done = run(repository, f"def test_it(play):\n    play({str(path)!r}).check()\n")
    assert "1 failed" in done.stdout
    assert "R12-06.vocabulary" in done.stdout


def test_fixtures_of_the_same_names_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    test = """
import pytest
@pytest.fixture(params=[1, 2])
def package(request):
    return request.param
@pytest.fixture
def course():
    return 3
def test_it(package, course):
    assert package in (1, 2) and course == 3
@pytest.mark.parametrize("package", ["a", "b"])
def test_other(package):
    assert package in "ab"
@pytest.mark.parametrize("play", [5])
def test_third(play):
    assert play == 5
"""
    done = run(tmp_path, test, "-W", "error")
    assert "5 passed" in done.stdout, done.stdout


def test_who_does_not_use_it_pays_nothing(tmp_path: Path) -> None:
    test = """
import sys
def test_it():
    loaded = [each for each in sys.modules if each.split(".")[0] in ("builder", "lxml", "playwright", "pydantic")]
    assert sorted(loaded) == ["builder", "builder.testing"]
"""
    done = run(tmp_path, test)
    assert "1 passed" in done.stdout, done.stdout

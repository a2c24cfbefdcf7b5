"""What several folders of tests share: one browser, one course server, the foreign systems, the built packages.

All of it starts at first use and lives as long as the session; tests that use none of it pay nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.hosts import foreign
from tests.hosts.browser import Visit, chromium, visit
from tests.hosts.server import CourseServer

ROOT = Path(__file__).parents[1]
FORMATS = ("scorm12", "scorm2004", "xapi", "cmi5", "web", "universal")
# A command that runs inside this process keeps the language that it was imported in, whatever the machine speaks; and
# the tools of others stop at a locale that the machine has not.
os.environ["LC_ALL"] = "C.UTF-8"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden` rewrites the golden files instead of comparing with them; the change is read in review."""
    parser.addoption("--golden", action="store_true", help="rewrite the golden packages of tests/formats")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of the session."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def course_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CourseServer]:
    """The course server with the scripted hosts."""
    with CourseServer(tmp_path_factory.mktemp("server"), foreign.NPM).running() as running:
        yield running


@pytest.fixture(scope="session")
def openedx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[foreign.OpenEdx]:
    """Open edX's SCORM XBlock."""
    with foreign.openedx(tmp_path_factory.mktemp("openedx")) as running:
        yield running


@pytest.fixture(scope="session")
def scormhost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[foreign.ScormHost]:
    """scormhost."""
    with foreign.scormhost(tmp_path_factory.mktemp("scormhost")) as running:
        yield running


@pytest.fixture(scope="session")
def ralph(tmp_path_factory: pytest.TempPathFactory, course_server: CourseServer) -> Iterator[foreign.Ralph]:
    """Ralph, which takes cross-origin calls from the course server."""
    with foreign.ralph(tmp_path_factory.mktemp("ralph"), course_server.origin) as running:
        yield running


@pytest.fixture
def new_visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Make visits, each a browser profile of its own; a problem in any of them fails the test."""
    with ExitStack() as stack:

        def make(**options: Any) -> Visit:
            return stack.enter_context(visit(browser, **options))

        yield make


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the course of ``tests/course``.

    That is ``courses/limits`` as it was when it had questions, myths and reflections alone: what is asked of an LMS, of
    a state and of a queue does not change with each lesson that authors write. The courses as they are now are played
    by tests/play_command.
    """
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "tests" / "course", folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "media", folder / "media")
    return folder


@pytest.fixture(scope="session")
def dist(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the zips that ``cartable build`` makes of that project, in every format.

    ``CARTABLE_DIST`` names a folder of zips to play instead, those of an earlier release for example.
    """
    if os.environ.get("CARTABLE_DIST"):
        return Path(os.environ["CARTABLE_DIST"])
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-c",
        "from builder.cli import main; main()",
        "build",
        "courses/limits",
        "-o",
        str(folder),
    ]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def archives(dist: Path) -> dict[str, Path]:
    """The finished zip of each format."""
    return {name: next(dist.glob(f"*.{name}.zip")) for name in FORMATS}

"""The finished packages and the hosts to play them on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hosts.browser import Visit
from tests.hosts.server import CourseServer
from tests.play.facts import Package, plan
from tests.play.hosts import Folder, Host, OpenEdxBlock, RalphStore, ScormAgain, Strict
from tests.play.learner import Learner

HOSTS = ("strict", "minimal", "scorm-again", "openedx", "ralph", "full-lrs", "browser")


@pytest.fixture(scope="session")
def packages(archives: dict[str, Path]) -> dict[str, Package]:
    """The package of each format."""
    return {name: Package(path) for name, path in archives.items()}


@pytest.fixture
def make_host(
    packages: dict[str, Package], course_server: CourseServer, request: pytest.FixtureRequest, tmp_path: Path
) -> Callable[[str], Host]:
    """Open a new attempt on the host of that name; foreign systems start at first use."""

    def make(name: str) -> Host:
        if name in ("strict", "minimal"):
            return Strict(course_server, packages["scorm12"], mood=name)
        if name == "scorm-again":
            return ScormAgain(course_server, packages["scorm12"])
        if name == "openedx":
            return OpenEdxBlock(request.getfixturevalue("openedx"), packages["scorm12"])
        if name in ("ralph", "full-lrs"):
            ralph = request.getfixturevalue("ralph")
            return RalphStore(course_server, ralph, packages["xapi"], full=name == "full-lrs")
        return Folder(tmp_path / "course", packages["web"])

    return make


@pytest.fixture
def strict(packages: dict[str, Package], course_server: CourseServer) -> Callable[..., Strict]:
    """A new attempt on the strict host, with the options of `Attempt`."""

    def make(**options: str) -> Strict:
        return Strict(course_server, packages["scorm12"], **options)

    return make


def sit_down(host: Host, package: Package, visit: Visit, *, perfect: bool = False) -> Learner:
    """Launch the course on *host*; the learner in front of it."""
    page, frame = host.launch(visit)
    learner = Learner(page, frame, package, plan(package, perfect=perfect))
    learner.wait_until_ready()
    return learner


def come_back(host: Host, before: Learner, visit: Visit) -> Learner:
    """Launch the course again; the same learner, who remembers what was done."""
    page, frame = host.launch(visit)
    learner = Learner(page, frame, before.package, before.picks)
    learner.done = before.done
    learner.wait_until_ready()
    return learner

"""The finished packages and the hosts to play them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.browser import Visit
from tests.hosts.served import Place, served
from tests.hosts.server import CourseServer
from tests.play.facts import Package, plan
from tests.play.grounds import Ground, ground
from tests.play.hosts import (
    Folder,
    Host,
    OpenEdxBlock,
    RalphStore,
    ScormAgain,
    ScormAgain2004,
    ScormHostPackage,
    Strict,
    Strict2004,
)
from tests.play.learner import Learner

HOSTS = ("strict", "minimal", "scorm-again", "openedx", "ralph", "full-lrs", "browser")
SCORM_HOSTS = (
    "strict-2004",
    "minimal-2004",
    "scorm-again-2004",
    "cross-frame",
    "cross-frame-2004",
    "openedx-2004",
    "scormhost",
    "scormhost-2004",
)
"""The other places of a SCORM package; `-2004` plays that edition's."""


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
        place, new, _ = name.partition("-2004")
        format_ = "scorm2004" if new else "scorm12"
        package = packages[format_]
        if place in ("strict", "minimal"):
            return (Strict2004 if new else Strict)(course_server, package, mood=place)
        if place in ("scorm-again", "cross-frame"):
            return (ScormAgain2004 if new else ScormAgain)(course_server, package, cross=place == "cross-frame")
        if place == "openedx":
            return OpenEdxBlock(request.getfixturevalue("openedx"), package, format_)
        if place == "scormhost":
            return ScormHostPackage(request.getfixturevalue("scormhost"), package, format_)
        if name in ("ralph", "full-lrs"):
            ralph = request.getfixturevalue("ralph")
            return RalphStore(course_server, ralph, packages["xapi"], full=name == "full-lrs")
        return Folder(tmp_path / "course", packages["web"])

    return make


@pytest.fixture(scope="session")
def place() -> Iterator[tuple[Place, str]]:
    """A server whose application each test sets, and its address."""
    place = Place()
    with served(place) as origin:
        yield place, origin


@pytest.fixture
def make_ground(course_server: CourseServer, place: tuple[Place, str]) -> Callable[..., Ground]:
    """Begin an attempt at a package under a standard; see `ground` for the rest."""

    def make(format_: str, package: Package, **options: Any) -> Ground:
        return ground(format_, course_server, package, place, **options)

    return make


@pytest.fixture
def strict(packages: dict[str, Package], course_server: CourseServer) -> Callable[..., Strict]:
    """A new attempt on the strict host, with the options of `Attempt`."""

    def make(**options: Any) -> Strict:
        return Strict(course_server, packages["scorm12"], **options)

    return make


def sit_down(host: Host | Ground, package: Package, visit: Visit, *, perfect: bool = False) -> Learner:
    """Launch the course on *host*; the learner in front of it."""
    page, frame = host.launch(visit)
    learner = Learner(page, frame, package, plan(package, perfect=perfect))
    learner.wait_until_ready()
    return learner


def come_back(host: Host | Ground, before: Learner, visit: Visit) -> Learner:
    """Launch the course again; the same learner, who remembers what was done."""
    page, frame = host.launch(visit)
    learner = Learner(page, frame, before.package, before.picks)
    learner.done = before.done
    learner.wait_until_ready()
    return learner

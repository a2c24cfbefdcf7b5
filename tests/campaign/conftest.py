"""What campaigns share: packages drawn at random, a server that each play sets up, the figures at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.campaign.courses import Version, first
from tests.campaign.figures import FIGURES
from tests.hosts.served import Place, served
from tests.play.facts import Package

COURSES = 40
"""As many are drawn; plays of a longer campaign take one again."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the campaigns came to."""
    if FIGURES.counts:
        terminalreporter.section("campaigns")
        for line in FIGURES.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def place() -> Iterator[tuple[Place, str]]:
    """A server whose application each play sets, and its address."""
    place = Place()
    with served(place) as origin:
        yield place, origin


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, str], Package]:
    """The package of the course that a seed draws, in one format."""
    folder = tmp_path_factory.mktemp("drawn")
    versions: dict[int, Version] = {}

    def make(seed: int, format_: str) -> Package:
        number = seed % COURSES
        if number not in versions:
            versions[number] = first(number)
        return versions[number].save(format_, folder)

    return make

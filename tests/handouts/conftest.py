"""The documents of the small project, and of the courses of this repository: each made once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from builder.diagnostics import Report
from builder.load import read_project
from builder.model import Course
from tests.handouts import projects


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course of the small project."""
    return projects.read(projects.lay(tmp_path_factory.mktemp("handouts") / "essai"))


@pytest.fixture(scope="session")
def document(course: Course) -> Callable[[str], bytes]:
    """A document of it, by its kind."""
    return lru_cache(lambda kind: projects.made(course, kind))


def courses() -> list[str]:
    """Names of the courses of this repository."""
    return read_project(projects.ROOT, Report()).courses


@pytest.fixture(scope="session", params=courses())
def real(request: pytest.FixtureRequest) -> Course:
    """Each course of this repository."""
    return projects.read(projects.ROOT, request.param)


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """Bytes as a file, for other people's programs."""

    def save(data: bytes, name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save

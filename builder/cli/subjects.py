"""What the paths on a command line name: courses, packages, and the folders that hold them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from builder.checker.container import MANIFESTS
from builder.cli.reports import shown_path
from builder.cli.words import say

SOURCES: Final = ("courses", "quizzes", "media")
"""Folders of a project."""
_PIECE: Final = 1 << 20


@dataclass(slots=True)
class Sources:
    """Courses of one project."""

    root: Path
    wanted: list[Path] = field(default_factory=list)
    """The paths that named it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A zip, the folder that one was unpacked to, or a lone cmi5.xml."""

    path: Path
    label: str
    """How places call it."""
    is_received: bool = False
    """Whether it came by standard input."""

    @property
    def folder(self) -> Path:
        """Where its settings are looked for first."""
        return Path.cwd() if self.is_received else self.path.resolve().parent


@dataclass(frozen=True, slots=True)
class Nothing:
    """What cannot be checked at all, and why."""

    label: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


Subject = Sources | Package | Nothing


def subjects(paths: Sequence[Path], standard_input: Subject | None) -> list[Subject]:
    """What is to be checked, in the order of *paths*; what two of them name counts once.

    Raises:
        click.UsageError: There is no such path.
    """
    found: list[Subject] = []
    projects: dict[Path, Sources] = {}
    packages: set[Path] = set()
    for path in paths:
        if path == STANDARD_INPUT and standard_input is not None:
            found += [standard_input] if standard_input not in found else []
            continue
        if not path.exists():
            raise click.UsageError(say("absent", path=path))
        root = _project_of(path)
        if root is not None:
            if root not in projects:
                found.append(projects.setdefault(root, Sources(root)))
            projects[root].wanted.append(path.resolve())
            continue
        inside = list(_packages(path))
        new = [each for each in inside if each.path.resolve() not in packages]
        packages.update(each.path.resolve() for each in new)
        found += new
        if not inside:
            found.append(Nothing(shown_path(path), "CRS-004"))
    return found


STANDARD_INPUT: Final = Path("-")


def _project_of(path: Path) -> Path | None:
    """The project that *path* means courses of; None when it means packages.

    Below a project only its sources are sources; the folder of its packages is one of packages, when it holds some.
    """
    resolved = path.resolve()
    root = next((each for each in (resolved, *resolved.parents) if (each / "courses").is_dir()), None)
    if root is None:
        return None
    is_source = any(resolved.is_relative_to(root / each) for each in SOURCES)
    if path.is_file():
        is_settings = resolved.parent == root and resolved.suffix == ".toml"
        return root if is_settings or (is_source and resolved.suffix.lower() != ".zip") else None
    # Somebody's folder of packages may be called `courses`, too.
    is_source = (is_source or resolved == root) and any((root / "courses").glob("*/course.yaml"))
    return root if is_source or next(_packages(path), None) is None else None


def _packages(path: Path) -> Iterator[Package]:
    """The packages that *path* is or holds, by name."""
    if path.is_file():
        # A manifest speaks for its folder; only that of cmi5 may also come alone (cmi5 14.2).
        is_manifest = path.name in MANIFESTS and path.name != "cmi5.xml"
        whole = path.resolve().parent if is_manifest else path
        yield Package(whole, shown_path(whole))
        return
    if any((path / each).is_file() for each in MANIFESTS):
        yield Package(path, shown_path(path))
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(".zip"):
                inner = Path(folder, name)
                yield Package(inner, shown_path(inner))


def receive(folder: Path, label: str, most: int) -> Package | Nothing:
    """The package on standard input, laid into *folder* unless it has more than *most* bytes."""
    path = folder / ("cmi5.xml" if Path(label).name == "cmi5.xml" else "package.zip")
    left = most
    with path.open("wb") as target:
        while data := sys.stdin.buffer.read(_PIECE):
            left -= len(data)
            if left < 0:
                return Nothing(label, "CFG-010", {"limit": most // 1_000_000})
            target.write(data)
    return Package(path, label, is_received=True)

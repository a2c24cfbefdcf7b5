"""What is shown just now: the last package that could be built, and what the last build had to say."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from watchfiles import Change, awatch

from builder.diagnostics import Diagnostic, Report, Span, excerpt, summary
from builder.model import Package
from builder.rules import Language

Build = Callable[[], tuple[Package | None, Report]]
"""Makes the package to show, or says why there is none."""
LineOf = Callable[[Span], str | None]

FOLDERS: Final = ("courses", "quizzes", "media")
SETTINGS: Final = "cartable.toml"
LOCK: Final = "tracking.lock"
"""Written by builds: following it would make them chase their own tail."""
LONGEST_SOURCE: Final = 4 << 20
"""Bytes of the largest source from which a line is shown."""


class Studio:
    """The package on show; it changes only when a build succeeds and makes something else."""

    def __init__(self, root: Path, build: Build, language: Language, line_of: LineOf | None = None) -> None:
        self.root = root
        self.language: Language = language
        self.package: Package | None = None
        self.number = 0
        """Builds so far."""
        self._build = build
        self._line_of = line_of or self._read_line
        self._run = token_hex(4)
        self._edition = 0
        self._seen: Mapping[str, object] = {}
        self._report = Report()
        self._crash = ""
        self._busy = asyncio.Lock()
        self._news = asyncio.Event()

    async def rebuild(self) -> None:
        """Build once; whoever waits for :meth:`news` is told."""
        async with self._busy:
            try:
                package, self._report = await asyncio.to_thread(self._build)
                self._crash = ""
            except Exception:  # noqa: BLE001 - a bug in a build is shown like a mistake: the author's page stays up
                package, self._crash = None, traceback.format_exc()
            if package is not None and (seen := await asyncio.to_thread(_contents, package)) != self._seen:
                self.package, self._seen = package, seen
                self._edition += 1
            self.number += 1
            news, self._news = self._news, asyncio.Event()
            news.set()

    async def news(self, number: int, seconds: float) -> bool:
        """Whether there was another build than *number* within *seconds*."""
        if self.number == number:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), seconds)
        return self.number != number

    async def watch(self, stop: asyncio.Event) -> None:
        """Build again after each change of a source, until *stop*."""
        folders = self._folders()
        async with asyncio.TaskGroup() as group:
            following = group.create_task(self._follow(folders, stop))
            # The project itself is watched without what is below: it also holds environments and outputs.
            async for _ in _changes([self.root], _is_top, stop, recursive=False):
                if (now := self._folders()) != folders:
                    following.cancel()
                    folders = now
                    following = group.create_task(self._follow(folders, stop))
                await self.rebuild()

    async def _follow(self, folders: list[Path], stop: asyncio.Event) -> None:
        if folders:
            async for _ in _changes(folders, _is_source, stop):
                await self.rebuild()

    def _folders(self) -> list[Path]:
        return [path for name in FOLDERS if (path := self.root / name).is_dir()]

    def status(self) -> dict[str, object]:
        """What the controls show of the last build."""
        return {
            "edition": f"{self._run}.{self._edition}" if self.package else "",
            "title": self.package.course.title if self.package else "",
            "failed": bool(self._crash) or self._report.has_errors,
            "summary": summary(self._report, self.language),
            "crash": self._crash,
            "diagnostics": [self._shown(each) for each in self._report.diagnostics],
        }

    def _shown(self, diagnostic: Diagnostic) -> dict[str, object]:
        span = diagnostic.span
        source = self._line_of(span)
        return {
            "code": diagnostic.code,
            "severity": diagnostic.rule.severity,
            "message": diagnostic.message(self.language),
            "hint": diagnostic.hint(self.language),
            "place": f"{span.path}:{span.line}:{span.column}",
            "excerpt": "" if source is None else "\n".join(excerpt(source, span)),
        }

    def _read_line(self, span: Span) -> str | None:
        """The source line of *span*, None when there is none to show."""
        path = (self.root / span.path).resolve()
        try:
            if not path.is_relative_to(self.root.resolve()) or path.stat().st_size > LONGEST_SOURCE:
                return None
            lines = path.read_text("utf-8").split("\n")
        except (OSError, UnicodeError):
            return None
        return lines[span.line - 1].rstrip("\r") if span.line <= len(lines) else None


def _changes(
    paths: list[Path], matters: Callable[[Change, str], bool], stop: asyncio.Event, recursive: bool = True
) -> AsyncIterator[object]:
    # An editor's several writes become one build; an author waits no longer than the step.
    return awatch(
        *paths,
        watch_filter=matters,
        stop_event=stop,
        debounce=400,
        step=40,
        rust_timeout=500,
        recursive=recursive,
    )


def _is_top(_: Change, path: str) -> bool:
    return Path(path).name in (*FOLDERS, SETTINGS)


def _is_source(_: Change, path: str) -> bool:
    """Whether a change of *path* matters: not what editors, file managers and builds leave beside the sources."""
    name = Path(path).name
    return name != LOCK and not name.startswith((".", "~", "#")) and not name.endswith(("~", ".tmp", ".swp", ".part"))


def _contents(package: Package) -> Mapping[str, object]:
    """What the package holds, files on disk by their date: two equal ones need no reload."""
    return {name: _dated(data) if isinstance(data, Path) else data for name, data in package.files.items()}


def _dated(path: Path) -> tuple[Path, int, int]:
    try:
        found = path.stat()
    except OSError:
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size

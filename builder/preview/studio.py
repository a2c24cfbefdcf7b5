"""What is shown just now: the last package that could be built, and what the last build had to say.

Of the formats only the one on show is built; another is built when it is chosen.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from watchfiles import Change, awatch

from builder.diagnostics import Diagnostic, Report, Span
from builder.model import Package
from builder.preview.journal import Bell
from builder.preview.scenarios import Tree, trees
from builder.printers import excerpt, summary
from builder.rules import Language


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What is shown: the files of a package, built just now or unpacked from a finished zip."""

    title: str
    format: str
    """The format asked for; a foreign zip has the name of its standard."""
    files: Mapping[str, bytes | Path]
    launch: str
    """Name of the page to open where no manifest names one."""
    trees: tuple[Tree, ...] = ()
    """Its scenarios; none of a finished zip, which says nothing of them."""

    @classmethod
    def of(cls, package: Package) -> Content:
        """What there is to show of *package*."""
        course = package.course
        return cls(course.title, package.target.format, package.files, package.launch, trees(course))


Build = Callable[[str], tuple[Content | None, Report]]
"""Makes what is shown in the format of this name, or says why there is none."""
LineOf = Callable[[Span], str | None]

FOLDERS: Final = ("courses", "quizzes", "media")
SETTINGS: Final = "cartable.toml"
LOCK: Final = "tracking.lock"
"""Written by builds: following it would make them chase their own tail."""
LONGEST_SOURCE: Final = 4 << 20
"""Bytes of the largest source from which a line is shown."""


class Studio:
    """The package on show; it changes only when a build succeeds and makes something else.

    Args:
        root: Folder whose sources are followed; None when there are none to follow.
        name: The format to build first.
    """

    def __init__(
        self,
        root: Path | None,
        build: Build,
        language: Language,
        bell: Bell,
        name: str,
        line_of: LineOf | None = None,
    ) -> None:
        self.root = root
        self.language: Language = language
        self.content: Content | None = None
        self.number = 0
        """Builds so far."""
        self._build = build
        self._line_of = line_of or self._read_line
        self._bell = bell
        self._format = name
        self._run = token_hex(4)
        self._edition = 0
        self._seen: Mapping[str, object] = {}
        self._report = Report()
        self._crash = ""
        self._busy = asyncio.Lock()

    async def choose(self, name: str) -> None:
        """Show the format *name* from now on; nothing is built when it is on show already."""
        if name != self._format:
            self._format = name
            await self.rebuild()

    async def rebuild(self) -> None:
        """Build once, and wake whoever waits."""
        async with self._busy:
            wanted = self._format
            try:
                content, self._report = await asyncio.to_thread(self._build, wanted)
                self._crash = ""
            except Exception:  # noqa: BLE001 - a bug in a build is shown like a mistake: the author's page stays up
                content, self._crash = None, traceback.format_exc()
            if content is not None and (seen := await asyncio.to_thread(_contents, content)) != self._seen:
                self.content, self._seen = content, seen
                self._edition += 1
            elif content is None and self.content is not None and self.content.format != wanted:
                # The page of another standard, whose platform is gone, is nothing to look at.
                self.content, self._seen = None, {}
            self.number += 1
            self._bell.ring()

    async def watch(self, stop: asyncio.Event) -> None:
        """Build again after each change of a source, until *stop*."""
        if self.root is None:
            await stop.wait()
            return
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
        return [path for name in FOLDERS if self.root is not None and (path := self.root / name).is_dir()]

    def status(self) -> dict[str, object]:
        """What the controls show of the last build."""
        return {
            "builds": self.number,
            "edition": f"{self._run}.{self._edition}" if self.content else "",
            "title": self.content.title if self.content else "",
            "scenarios": len(self.content.trees) if self.content else 0,
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
            "severity": diagnostic.severity,
            "message": diagnostic.message(self.language),
            "hint": diagnostic.hint(self.language),
            "place": f"{span.path}:{span.line}:{span.column}",
            "excerpt": "" if source is None else "\n".join(excerpt(source, span)),
        }

    def _read_line(self, span: Span) -> str | None:
        """The source line of *span*, None when there is none to show."""
        if self.root is None:
            return None
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


def _contents(content: Content) -> Mapping[str, object]:
    """What the package holds, files on disk by their date: two equal ones need no reload."""
    return {name: _dated(data) if isinstance(data, Path) else data for name, data in content.files.items()}


def _dated(path: Path) -> tuple[Path, int, int]:
    try:
        found = path.stat()
    except OSError:
        return path, 0, 0
    return path, found.st_mtime_ns, found.st_size

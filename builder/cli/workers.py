"""Packages judged by several processes at once, handed on in order, a few ahead at most.

A package that brings its process down, or is ended by the system for want of memory, costs nothing but its own verdict.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import sys
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from typing import Final

from builder import checker
from builder.checker.container import Limited, opened
from builder.cli.reports import lines_in
from builder.cli.subjects import Package
from builder.diagnostics import Report, Span
from builder.policy import Policy
from builder.printers import Part, Verdict

FEW: Final = 8
"""So many packages are done before a second process has started."""
_AHEAD: Final = 4
"""Packages a process may be ahead of what is printed."""

_MOST_FILES: Final = 5000
_LARGEST: Final = 1 << 20
_TEXTS: Final = (".xml", ".html", ".htm", ".xhtml", ".css", ".js", ".mjs", ".svg", ".json", ".xsd", ".vtt")

Task = tuple[Package, Policy]


def processes() -> int:
    """How many this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def judged(tasks: Sequence[Task], count: int) -> Iterator[Part]:
    """The part of each package, in order, each as soon as those before it are done."""
    if count == 1:
        for each in tasks:
            yield judge(each)
        return
    at = 0
    while at < len(tasks):
        ahead = min(len(tasks) - at, _AHEAD * count)
        try:
            for part in _in_order(tasks[at:], count, ahead):
                yield part
                at += 1
        except BrokenProcessPool:  # one of those ahead was the end of its process: which, shows when each is alone
            for each in tasks[at : at + ahead]:
                yield _alone(each)
            at += ahead


def _in_order(tasks: Sequence[Task], count: int, ahead: int) -> Iterator[Part]:
    pool = _pool(count)
    pending: deque[Future[Part]] = deque()
    try:
        for each in tasks:
            pending.append(pool.submit(judge, each))
            if len(pending) >= ahead:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(task: Task) -> Part:
    pool = _pool(1)
    try:
        return pool.submit(judge, task).result()
    except BrokenProcessPool:
        return _unjudged(task)
    finally:
        pool.shutdown(wait=False)


def _pool(count: int) -> ProcessPoolExecutor:
    # A fork starts in a millisecond with all that is imported; nothing else runs in this program by then.
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(count, multiprocessing.get_context(method), _begin)


def _begin() -> None:
    """Leave the interruption to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def judge(task: Task) -> Part:
    """What is wrong with one package."""
    package, policy = task
    report = Report(policy)
    started, is_unpacked = perf_counter(), package.path.is_dir()
    try:
        if is_unpacked:
            verdict = _judge_folder(package, report)
        else:
            verdict = checker.check(package.path, report, label=package.label)
    except MemoryError:
        return _unjudged(task)
    seconds = perf_counter() - started
    return Part(package.label, report.diagnostics, verdict, seconds=seconds, is_unpacked=is_unpacked)


def _judge_folder(package: Package, report: Report) -> checker.Verdict:
    with TemporaryDirectory() as folder:
        packed = Path(folder, "package.zip")
        try:
            _pack(package.path, packed)
        except OSError as error:
            report.add("Z01.unreadable", Span(package.label), reason=error.strerror or type(error).__name__)
            return checker.Verdict()
        return checker.check(packed, report, label=package.label)


def _unjudged(task: Task) -> Part:
    package, policy = task
    report = Report(policy)
    report.add("CFG-011", Span(package.label))
    return Part(package.label, report.diagnostics, checker.Verdict())


class Members:
    """Lines of the texts in a package, read again for whoever looks at a fault."""

    def __init__(self, package: Package, verdict: Verdict | None) -> None:
        self._package = package
        # A directory of a hundred thousand files takes seconds to read; what is damaged has no files.
        self._is_readable = verdict is not None and 0 < verdict.files <= _MOST_FILES
        self._texts: dict[str, list[str]] = {}

    def __call__(self, span: Span) -> str | None:
        name = span.path.removeprefix(f"{self._package.label}/")
        if not self._is_readable or name == span.path:
            return None
        if name not in self._texts:
            self._texts[name] = lines_in(self._read(name))
        lines = self._texts[name]
        return lines[span.line - 1] if 0 < span.line <= len(lines) else None

    def _read(self, name: str) -> bytes:
        path = self._package.path
        if not name.lower().endswith(_TEXTS):
            return b""
        if path.is_dir() or path.name == name:
            try:
                inner = path / name if path.is_dir() else path
                is_small = inner.is_file() and inner.stat().st_size <= _LARGEST
                return inner.read_bytes() if is_small and inner.resolve().is_relative_to(path.resolve()) else b""
            except (OSError, ValueError, RuntimeError):
                return b""
        with opened(path, self._package.label, Limited()) as container:
            if container is None or container.sizes.get(name, _LARGEST + 1) > _LARGEST:
                return b""
            return container.read(name) or b""


def _pack(folder: Path, target: Path) -> None:
    """The files below *folder* as a zip; a link stays a link, so that it can be found fault with."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as archive:
        for inner, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted((*names, *(each for each in folders if Path(inner, each).is_symlink()))):
                path = Path(inner, name)
                shown = path.relative_to(folder).as_posix().encode("utf-8", "replace").decode()
                if path.is_symlink():
                    info = zipfile.ZipInfo(shown)
                    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
                    archive.writestr(info, str(path.readlink()).encode("utf-8", "replace"))
                elif path.is_file():
                    archive.write(path, shown)

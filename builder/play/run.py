"""One package from its zip to its plays: unpacked, launched, worked through, left, launched again, reviewed."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from builder import checker
from builder.checker.container import Limited, opened
from builder.diagnostics import Report, Span
from builder.hosts import manifests, structure
from builder.play.browser import chromium, visit
from builder.play.learner import Stuck, course_data
from builder.play.outcome import STANDARDS, Options, Play, Standard
from builder.play.scene import Scene, Unit
from builder.play.stage import FILES, HOSTILE, Stage, host_for

if TYPE_CHECKING:
    from playwright.async_api import Browser

MOST_UNITS: Final = 200
LARGEST: Final = 4 << 30
"""Bytes that a zip may unpack to; a course with hours of film stays below."""
LARGEST_MANIFEST: Final = 16 << 20
UNFINISHED: Final = ("", "incomplete", "unknown", "not attempted")


def play(path: Path, report: Report, options: Options | None = None, *, label: str = "") -> list[Play]:
    """Play the package at *path*; every fault is in *report*, what came of each unit in the answer.

    Args:
        label: How places call the package; its file name unless given.

    Raises:
        Missing: There is no Playwright or no Chromium.
    """
    options = options or Options()
    name = label or path.name
    plays: list[Play] = []
    with TemporaryDirectory(prefix="cartable-") as folder:
        files = unpack(path, Path(folder), name, report)
        if files:
            _in_loop(lambda: _play_all(files, path, name, options, report, plays))
    for each in plays:
        each.report(report)
    return plays


def _in_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run *work* in an event loop of its own: whoever calls may be in one already."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:  # noqa: BLE001 - handed on below
            failed.append(error)

    thread = threading.Thread(target=run, name="cartable-play", daemon=True)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def unpack(path: Path, folder: Path, label: str, report: Report) -> dict[str, Path]:
    """The files of the zip at *path*, laid into *folder* under numbers: no name of an entry reaches the disk.

    Entries that an importer must not take (links, absolute names, ways out of the folder) are left out, and reported
    with all that keeps the zip from being opened.
    """
    found = Limited()
    files: dict[str, Path] = {}
    with opened(path, label, found) as container:
        unpacked = 0 if container is None else sum(container.sizes.values())
        if unpacked > LARGEST:
            report.add("Z01.bomb", Span(label), megabytes=unpacked >> 20)
            return {}
        for number, name in enumerate(container.sizes if container is not None else ()):
            if container is None or name.startswith("/") or ".." in re.split(r"[/\\]", name):
                continue
            target = folder / f"{number:06}"
            with target.open("wb") as file:
                is_whole = container.copy(name, file)
            if is_whole:
                files[name] = target
    # What a package should be is for `cartable check`; here only what keeps it from being played.
    for each in found.close().diagnostics:
        if each.severity == "error":
            report.add(each.code, each.span, **dict(each.values))
    return files


def units(files: Mapping[str, Path], kinds: tuple[str, ...]) -> Iterator[Unit]:
    """What each of the standards *kinds* launches in a package."""
    for kind in kinds:
        with suppress(ValueError, OSError):  # a manifest that cannot be read launches nothing
            if kind in ("scorm12", "scorm2004"):
                _, scos = manifests.scos(_manifest(files, "imsmanifest.xml"))
                for sco in scos:
                    yield Unit(_standard(kind), sco.item, sco.title, sco.href, sco, tracks=not sco.is_asset)
            elif kind == "xapi":
                activity = manifests.activity(_manifest(files, "tincan.xml"))
                if activity is not None:
                    yield Unit("xapi", activity.id, activity.title, activity.href, activity)
            elif kind == "cmi5":
                course = structure.parse(_manifest(files, "cmi5.xml"))
                for au in course.aus:
                    yield Unit("cmi5", au.id, au.title, au.url, au, course)
            elif kind == "web" and "index.html" in files:
                yield Unit("web", "", "", "index.html", "index.html", tracks=False)


def _standard(kind: str) -> Standard:
    return next(each for each in STANDARDS if each == kind)


def _manifest(files: Mapping[str, Path], name: str) -> bytes:
    if name not in files or files[name].stat().st_size > LARGEST_MANIFEST:
        raise ValueError(f"no {name} to read")
    return files[name].read_bytes()


async def _play_all(
    files: Mapping[str, Path], path: Path, name: str, options: Options, report: Report, plays: list[Play]
) -> None:
    kinds = checker.check(path, Report()).kinds
    if not kinds and "index.html" in files:
        kinds = ("web",)
    wanted = tuple(each for each in kinds if not options.standards or each in options.standards)
    found = list(units(files, wanted))[:MOST_UNITS]
    if not found:
        report.add("PLY-014", Span(name))
        return
    late = False
    async with chromium(sandbox=options.sandbox) as browser, Stage(files).running() as stage:
        try:
            async with asyncio.timeout(options.timeout):
                for unit in found:
                    moods = HOSTILE[unit.standard] if options.host == "hostile" else ("",)
                    for mood in moods:
                        await _play_unit(stage, browser, unit, name, mood, options, plays)
        except TimeoutError:
            late = True
    if late:
        place = plays[-1] if plays else Play(name, found[0].standard, options.host, "", "", found[0].page)
        if not plays:
            plays.append(place)
        place.fault("PLY-004", seconds=f"{options.timeout:g}")
        place.stopped = True


async def _play_unit(
    stage: Stage, browser: Browser, unit: Unit, name: str, mood: str, options: Options, plays: list[Play]
) -> None:
    from playwright.async_api import Error

    play = Play(name, unit.standard, options.host, unit.id, unit.title, unit.page, mood)
    plays.append(play)
    if urlsplit(unit.href).netloc or unit.page not in stage.files:
        play.fault("PLY-001", name=unit.href)
        play.stopped = True
        return
    with stage.files[unit.page].open("rb") as file:
        data = course_data(file.read(LARGEST_MANIFEST))
    play.own = data is not None
    host = host_for(stage, unit.standard, unit.source, unit.structure, options.host, mood)
    began = time.monotonic()
    try:
        async with visit(browser, stage.origin, FILES, play.seen) as learner:
            # The pages of a course of ours are the same under each standard.
            seen_before = play.own and any(each.own and each.launch == play.launch for each in plays[:-1])
            scene = Scene(
                stage.origin, host, learner, play, unit, replace(options, axe=options.axe and not seen_before)
            )
            if mood:
                await scene.endure(data)
            elif data is not None:
                await scene.take(data)
            else:
                await scene.click_through()
    except Stuck as stuck:
        play.fault("PLY-003", place=str(stuck))
        play.stopped = True
    except Error as error:
        if not play.seen.crashed:
            play.fault("PLY-003", place=f"{unit.page}: {str(error).partition(chr(10))[0]}")
        play.stopped = True
    finally:
        play.seconds = time.monotonic() - began
        play.launches = max(play.launches, 1)
        host.tell(play)
    if any(code == "PLY-002" for code, _ in play.faults):
        play.violations.clear()  # all that it left undone has this one cause
    if play.own and not play.stopped and not mood and unit.tracks and play.status in UNFINISHED:
        play.fault("PLY-013", status=play.status)

"""Live preview: the course as its package shows it, built again and reloaded whenever a source changes.

In: the folder of a project, and how to build one package of it. Out: two local addresses. One serves the bytes of the
package, none of them altered, inside the platform of the standard chosen; the other the controls around it, so that a
page cannot reach them. Both answer on 127.0.0.1 alone, and only to the browser they were opened in (see
`builder.preview.server.Guard`).
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import uvicorn

from builder.preview.journal import Bell, Journal
from builder.preview.packages import Unplayable, Way, unpack, ways
from builder.preview.platforms import Platforms
from builder.preview.relay import Address
from builder.preview.server import Guard, Scene
from builder.preview.studio import Build, Content, LineOf, Studio
from builder.rules import Language

PORT: Final = 8765
ADDRESS: Final = "127.0.0.1"

__all__ = ["PORT", "Address", "Build", "Content", "Unplayable", "Way", "serve", "unpack", "ways"]


def serve(
    root: Path | None,
    build: Build,
    *,
    say: Callable[[str], None],
    choices: Sequence[Way],
    first: str = "",
    port: int = PORT,
    language: Language = "fr",
    open_browser: bool = False,
    line_of: LineOf | None = None,
    lrs: Address | None = None,
) -> None:
    """Show what *build* makes until Ctrl-C, and build again whenever a source under *root* changes.

    Args:
        root: Folder of the project, None where there is none to follow. `courses/`, `quizzes/`, `media/` and
            `cartable.toml` are watched.
        build: Makes what is shown in a format; None when the course has errors. Called in a thread, one call at a time.
        say: Called once, with the address to open, when the first build is there.
        choices: The ways to launch the course.
        first: The id of the way to begin with; "" for the first of *choices*.
        port: Of the controls; the pages are at the next one, or another. 0 lets the system choose both.
        line_of: The source line of a place, as for `builder.printers.Part`.
        lrs: The LRS that xAPI packages speak to; the preview's own unless given.

    Raises:
        OSError: The port is taken, or not ours to open.
    """

    def announce(address: str) -> None:
        words = {"fr": f"Aperçu : {address} (Ctrl-C pour l’arrêter)", "en": f"Preview: {address} (Ctrl-C stops it)"}
        say(words[language])
        if open_browser:
            webbrowser.open(address)

    async def show() -> None:
        bell = Bell()
        way = next((each for each in choices if each.id == first), choices[0])
        studio = Studio(root, build, language, bell, way.format, line_of)
        journal = Journal(language, bell)
        platforms = Platforms(studio, journal, tuple(choices), way, lrs)
        await _serve(Scene(studio, platforms, journal, bell, asyncio.Event()), controls, pages, announce)

    with _listening(port) as controls, _following(port) as pages:
        asyncio.run(show())


async def _serve(scene: Scene, controls: socket.socket, pages: socket.socket, announce: Callable[[str], None]) -> None:
    guard = Guard(scene, controls.getsockname()[1], pages.getsockname()[1])
    config = uvicorn.Config(
        guard, log_level="warning", access_log=False, lifespan="off", ws="none", http="h11", server_header=False
    )
    server = _Server(config, scene.stop)
    await scene.studio.rebuild()
    watching = asyncio.create_task(scene.studio.watch(scene.stop))
    ending = asyncio.create_task(server.end_with(scene.stop))
    announce(f"http://{ADDRESS}:{controls.getsockname()[1]}/")
    try:
        await server.serve(sockets=[controls, pages])
    finally:
        scene.stop.set()
        await ending
        await watching


class _Server(uvicorn.Server):
    """uvicorn's, for which Ctrl-C is the ordinary way to end: open streams are told, and no signal is raised again."""

    def __init__(self, config: uvicorn.Config, stop: asyncio.Event) -> None:
        super().__init__(config)
        self._stop = stop

    async def end_with(self, stop: asyncio.Event) -> None:
        """End once *stop* is set."""
        await stop.wait()
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()

        def end(*_: object) -> None:
            self.should_exit = True
            loop.call_soon_threadsafe(self._stop.set)

        before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        if sys.platform != "win32":
            # Else a preview cannot be started again for a minute. On Windows the option would share a taken port.
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((ADDRESS, port))
        made.listen(100)
        yield made


@contextmanager
def _following(port: int) -> Iterator[socket.socket]:
    """The next port, so that the page finds its progress again next time; any other when it is taken."""
    with ExitStack() as stack:
        made = None
        if 0 < port < 65_535:
            with suppress(OSError):
                made = stack.enter_context(_listening(port + 1))
        yield stack.enter_context(_listening(0)) if made is None else made

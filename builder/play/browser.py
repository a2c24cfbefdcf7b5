"""One Chromium for all plays, and what is noticed in a learner's visit: nothing that goes wrong there stays unseen.

Packages are untrusted. Each play has a browser profile of its own, and the one address that answers it is the host's:
everything else goes to a proxy that is not there, and names of hosts are not even looked up.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from builder.play.outcome import Seen

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, WebError

ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # Streams between browsers would go round the proxy.
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
NOWHERE: Final = "http://127.0.0.1:9"
"""The port "discard", where nobody listens."""
DESKTOP: Final = (1280, 900)
PHONE: Final = (360, 740)
PATIENCE: Final = 10_000
"""Milliseconds for one step of a play."""
FAREWELL: Final = 5
"""Seconds for a page or the browser to close."""
MOST_NOTED: Final = 50
MOST_TABS: Final = 8
LONGEST_NOTE: Final = 300


class Missing(Exception):  # noqa: N818 - it says what is missing, as `archive.PathClash` does
    """Playwright or Chromium is not installed; the text is the command that installs it."""


@asynccontextmanager
async def chromium(*, sandbox: bool = True) -> AsyncIterator[Browser]:
    """A running Chromium: Debian's, else the one that ``playwright install chromium`` brought.

    Raises:
        Missing: There is none.
    """
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        raise Missing("pip install 'cartable[play]'") from None
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    async with async_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            raise Missing("playwright install chromium")
        try:
            browser = await playwright.chromium.launch(
                executable_path=path, args=list(ARGUMENTS), chromium_sandbox=sandbox
            )
        except Error as error:
            if sandbox and "sandbox" in str(error).lower():
                raise Missing("cartable test --no-sandbox") from None
            raise
        try:
            yield browser
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(browser.close(), FAREWELL)


class Visit:
    """The browser profile of one learner before the host at *origin*, and what goes wrong in it."""

    def __init__(self, context: BrowserContext, origin: str, files: str, seen: Seen) -> None:
        self.context = context
        self.seen = seen
        self.requests = 0
        self._origin = origin
        self._files = files
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("page", self._page)

    async def open(self, url: str) -> Page:
        """A new tab at *url*."""
        page = await self.context.new_page()
        await page.goto(url, wait_until="domcontentloaded")
        return page

    def _note(self, found: list[str], text: str) -> None:
        text = " ".join(text.split())[:LONGEST_NOTE].replace(self._origin + self._files, "").replace(self._origin, "")
        if len(found) < MOST_NOTED and text not in found:
            found.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        # What could not be loaded is told by its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._note(self.seen.console, message.text)

    def _error(self, error: WebError) -> None:
        self._note(self.seen.uncaught, str(error.error).partition("\n")[0])

    async def _dialog(self, dialog: Dialog) -> None:
        self._note(self.seen.dialogs, f"{dialog.type}: {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.requests += 1
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and not request.url.startswith(f"{self._origin}/"):
            self._note(self.seen.external, request.url.partition("?")[0])

    def _response(self, response: Response) -> None:
        start = self._origin + self._files
        if response.status == 404 and response.url.startswith(start):
            self._note(self.seen.missing, unquote(urlsplit(response.url.removeprefix(start)).path).lstrip("/"))

    async def _page(self, page: Page) -> None:
        page.on("crash", lambda _: setattr(self.seen, "crashed", True))
        page.on("websocket", lambda socket: self._note(self.seen.external, socket.url.partition("?")[0]))
        if len(self.context.pages) > MOST_TABS:
            await page.close()


@asynccontextmanager
async def visit(browser: Browser, origin: str, files: str, seen: Seen) -> AsyncIterator[Visit]:
    """A new profile, which reaches the host at *origin* alone.

    Args:
        files: The path under which the host has the package.
    """
    host = origin.removeprefix("http://")
    context = await browser.new_context(
        locale="fr-FR",
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]},
        accept_downloads=False,
        service_workers="block",
        # Chromium takes loopback past any proxy unless it is told not to.
        proxy={"server": NOWHERE, "bypass": f"<-loopback>,{host}"},
    )
    try:
        yield Visit(context, origin, files, seen)
    finally:
        # A page that hangs does not close; the browser takes it along.
        with suppress(TimeoutError):
            await asyncio.wait_for(context.close(), FAREWELL)

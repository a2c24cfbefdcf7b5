"""One Chromium for all plays, and visits in which nothing may go wrong unseen."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    WebError,
    expect,
    sync_playwright,
)

from tests.hosts.foreign import missing

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a package asks for elsewhere fails at once, instead of reaching the network.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 10_000
"""Milliseconds: nothing on one machine takes longer, however busy it is; a fault shows this soon."""
LOOPBACK = {"127.0.0.1", "localhost", ""}


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium: Debian's, else the one that ``playwright install chromium`` brought."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            missing("Chromium")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A browser profile of one learner; what went wrong in it is in ``problems``.

    Wrong is: an error on the console, an exception nobody caught, a dialog, a request that leaves the machine.
    """

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self.context: BrowserContext = browser.new_context(locale="fr-FR", **options)
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._console)
        self.context.on("weberror", self._error)
        self.context.on("dialog", self._dialog)
        self.context.on("request", self._request)

    def expect(self, pattern: str) -> None:
        """Take problems that match *pattern* for what they are here: part of the play."""
        self._expected.append(re.compile(pattern))

    def open(self, url: str) -> Page:
        """A new tab at *url*."""
        page = self.context.new_page()
        page.goto(url)
        return page

    def unexpected(self) -> list[str]:
        """The problems that no call of ``expect`` covers."""
        return [each for each in self.problems if not any(pattern.search(each) for pattern in self._expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.problems.append(f"uncaught: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog {dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "file") and address.hostname not in LOOPBACK:
            self.problems.append(f"request to {request.url}")


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[Visit]:
    """A visit that fails at its end if anything went wrong in it."""
    learner = Visit(browser, **options)
    try:
        yield learner
        problems = learner.unexpected()
        assert not problems, "\n".join(problems)
    finally:
        learner.context.close()

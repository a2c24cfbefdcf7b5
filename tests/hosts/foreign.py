"""Foreign systems as processes of their own virtual environments, reached over HTTP.

``make test`` lays the environments under ``.cache``. Where one is missing, a play is skipped with the reason; in
continuous integration (``CI=true``) and in ``make test`` (``CARTABLE_WHOLE=true``) it fails, so that nothing passes by
not running.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache"
NPM = CACHE / "npm" / "node_modules"


def missing(what: str) -> NoReturn:
    """Fail in continuous integration, else skip: *what* is not installed."""
    reason = f"{what} is missing: `make test` installs it"
    if "true" in (os.environ.get("CI"), os.environ.get("CARTABLE_WHOLE")):
        pytest.fail(reason)
    pytest.skip(reason)


def npm(package: str) -> Path:
    """The folder of an installed npm *package*."""
    folder = NPM / package
    if not folder.is_dir():
        missing(f"npm's {package}")
    return folder


@contextmanager
def process(environment: str, script: str, *arguments: str) -> Iterator[str]:
    """Run *script* in the virtual environment *environment*; the first line it prints."""
    python = CACHE / environment / "bin" / "python"
    if not python.exists():
        missing(f"the environment .cache/{environment}")
    command = [str(python), str(Path(__file__).with_name(script)), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CACHE / environment) as child:
        try:
            assert child.stdout is not None
            line = child.stdout.readline().strip()
            assert line, f"{script} did not start"
            yield line
        finally:
            child.terminate()


def call(url: str, body: bytes | None = None, method: str = "GET", headers: dict[str, str] | None = None) -> bytes:
    """The body of an HTTP answer."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    with urllib.request.urlopen(request, timeout=30) as response:
        data: bytes = response.read()
        return data


class OpenEdx:
    """The SCORM XBlock's process."""

    def __init__(self, port: str) -> None:
        self.origin = f"http://127.0.0.1:{port}"

    def load(self, archive: Path) -> str:
        """Import *archive* as an author does in Studio; the new block's key."""
        return call(f"{self.origin}/packages", archive.read_bytes(), "POST").decode()

    def url(self, key: str) -> str:
        """The learner's page of the block *key*."""
        return f"{self.origin}/{key}/"

    def state(self, key: str) -> dict[str, Any]:
        """What the block *key* holds."""
        state: dict[str, Any] = json.loads(call(f"{self.origin}/{key}/state"))
        return state


class ScormHost:
    """scormhost's process, with a teacher who has an account; learners are guests, known by a cookie."""

    def __init__(self, port: str, folder: Path) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self._sessions = folder / "sessions"
        person = {"email": "prof@example.org", "username": "prof", "password": "tests only", "display_name": "Prof"}
        headers = {"Content-Type": "application/json"}
        answer = call(f"{self.origin}/api/auth/register", json.dumps(person).encode(), "POST", headers)
        self._token = json.loads(answer)["access_token"]

    def load(self, archive: Path) -> str:
        """Import *archive*; the package's id, which is made of its name."""
        boundary = "cartable"
        name = f'name="file"; filename="{archive.stem}.zip"'
        head = f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n"
        body = head.encode() + archive.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        headers = {"Content-Type": kind, "Authorization": f"Bearer {self._token}"}
        key: str = json.loads(call(f"{self.origin}/api/packages", body, "POST", headers))["id"]
        return key

    def url(self, key: str) -> str:
        """The learner's page of the package *key*."""
        return f"{self.origin}/launch/{key}"

    def elements(self, key: str) -> dict[str, str]:
        """What is held of the one learner who opened the package *key*."""
        files = list(self._sessions.glob(f"{key}/*.json"))
        assert len(files) <= 1, files
        held: dict[str, str] = {}
        for attempt in range(100 if files else 0):
            try:
                held = json.loads(files[0].read_text(encoding="utf-8"))["elements"]
                break
            except json.JSONDecodeError:
                # It empties the file before it writes it again.
                if attempt == 99:
                    raise
                time.sleep(0.02)
        return held


class Ralph:
    """The Learning Record Store's process."""

    def __init__(self, port: str, authorization: str) -> None:
        self.origin = f"http://127.0.0.1:{port}"
        self.endpoint = f"{self.origin}/xAPI/"
        self.full_endpoint = f"{self.origin}/full/xAPI/"
        self.authorization = authorization

    def launch_query(
        self, activity: str, registration: str, actor: dict[str, Any] | None = None, *, full: bool = False
    ) -> str:
        """The query that an LMS adds to a package's address; *full* names the end point that has State documents."""
        actor = actor or {"objectType": "Agent", "name": "Camille Martin", "mbox": "mailto:camille.martin@example.org"}
        return urllib.parse.urlencode(
            {
                "endpoint": self.full_endpoint if full else self.endpoint,
                "auth": self.authorization,
                "actor": json.dumps(actor),
                "registration": registration,
                "activity_id": activity,
            }
        )

    def statements(self, registration: str) -> list[dict[str, Any]]:
        """All statements of *registration*, oldest first."""
        headers = {"Authorization": self.authorization, "X-Experience-API-Version": "1.0.3"}
        address = f"{self.endpoint}statements?" + urllib.parse.urlencode({"registration": registration, "limit": "500"})
        answer = json.loads(call(address, headers=headers))
        statements: list[dict[str, Any]] = answer["statements"]
        return statements

    def faults(self, statements: list[dict[str, Any]]) -> list[list[str]]:
        """What Ralph's strict models find in each statement."""
        body = json.dumps(statements).encode()
        answer = call(f"{self.origin}/_validate", body, "POST", {"Content-Type": "application/json"})
        faults: list[list[str]] = json.loads(answer)
        return faults


@contextmanager
def openedx(folder: Path) -> Iterator[OpenEdx]:
    """Open edX's block, running."""
    jquery = npm("jquery") / "dist" / "jquery.min.js"
    with process("xblock", "xblock_app.py", str(folder), str(jquery)) as port:
        yield OpenEdx(port)


@contextmanager
def scormhost(folder: Path) -> Iterator[ScormHost]:
    """scormhost, running; it keeps all it has under *folder*."""
    with process("scormhost", "scormhost_app.py", str(folder)) as port:
        yield ScormHost(port, folder)


@contextmanager
def ralph(folder: Path, origin: str) -> Iterator[Ralph]:
    """Ralph, running; it takes cross-origin calls from *origin*."""
    with process("ralph", "ralph_app.py", str(folder), origin) as line:
        port, _, authorization = line.partition(" ")
        yield Ralph(port, authorization)

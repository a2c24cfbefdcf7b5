"""Files made to exhaust, mislead or use their reader: each is told for what it is, in bounded time and memory.

They are checked in a process of their own, which the system ends when it takes too much. Its limit is one of addresses:
what Python and its libraries map without using it counts as well, about 60 MiB before the first file, and as much for
the heap of a thread. So it is twice what the process may really use, which is asserted after each file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.checker.corpus.attacks import ATTACKS

ROOT = Path(__file__).parents[2]
MEBIBYTES = 300
ADDRESSES = 2 * MEBIBYTES
SECONDS = 60
AIM = 10
MOST_FINDINGS = 2000


def judged(names: Iterable[str], folder: Path) -> dict[str, dict[str, Any]]:
    """What the guarded process says of each attack; nothing but its lines comes out of it."""
    files, empty = folder / "files", folder / "empty"
    files.mkdir()
    empty.mkdir()
    paths = []
    for name in names:
        path = files / f"{name}.zip"
        ATTACKS[name].write(path)
        paths.append(path)
    before = sorted(files.rglob("*"))
    command = [sys.executable, "-m", "tests.checker.corpus.guarded", str(ADDRESSES), str(SECONDS), *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(empty), "HOME": str(empty)}
    done = subprocess.run(command, cwd=empty, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert list(empty.iterdir()) == []
    assert sorted(files.rglob("*")) == before
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(each["name"]).removesuffix(".zip"): each for each in lines}


def assert_told(name: str, line: dict[str, Any]) -> None:
    """The attack is told by its code, cheaply, and the checker did nothing but read."""
    code = ATTACKS[name].code
    assert not code or any(each.startswith(code) for each in line["codes"]), (name, line)
    assert line["effects"] == [], name
    assert line["count"] < MOST_FINDINGS, name
    assert line["seconds"] < AIM, name
    assert line["mebibytes"] < MEBIBYTES, name


def test_attacks(tmp_path: Path) -> None:
    names = [name for name, attack in ATTACKS.items() if not attack.is_slow]
    lines = judged(names, tmp_path)
    assert list(lines) == names
    for name, line in lines.items():
        assert_told(name, line)


@pytest.mark.soak
@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if attack.is_slow])
def test_long_attacks(name: str, tmp_path: Path) -> None:
    assert_told(name, judged([name], tmp_path)[name])


def test_the_guard_sees_what_is_done(tmp_path: Path) -> None:
    """A guard that never bites proves nothing."""
    program = (
        "import resource, sys\n"
        "from tests.checker.corpus import guarded\n"
        "import builder.checker as checker\n"
        "def bad(path, report):\n"
        "    open(path, 'ab')\n"
        "    import socket; socket.socket()\n"
        "    return checker.Verdict()\n"
        "guarded.check = bad\n"
        "guarded.main()\n"
    )
    path = tmp_path / "x.zip"
    path.write_bytes(b"")
    command = [sys.executable, "-c", program, str(ADDRESSES), "5", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    effects = json.loads(done.stdout)["effects"]
    assert any(each.startswith("open ") for each in effects)
    assert any(each.startswith("socket.") for each in effects)

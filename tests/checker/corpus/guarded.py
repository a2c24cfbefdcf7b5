"""Checks files in a process that may do nothing else: `python -m tests.checker.corpus.guarded MIB SECONDS FILE…`.

Writes a line of JSON a file. The system ends the process that takes more memory or more time than allowed, and the
interpreter itself tells of anything it does beside reading: files opened to be written, sockets, programs.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import Any

from builder.checker import check
from builder.diagnostics import Report

FORBIDDEN = ("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "urllib.", "ctypes.", "pty.", "webbrowser.")
ALLOWED = {"os.listdir", "os.scandir", "os.walk"}


def main() -> None:
    """Check each file."""
    mebibytes, seconds, *names = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(mebibytes) << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    done: list[str] = []
    sys.addaudithook(lambda event, values: _watch(event, values, done))
    for name in names:
        signal.alarm(int(seconds))
        started, used = time.monotonic(), time.process_time()
        report = Report()
        del done[:]
        verdict = check(Path(name), report)
        elapsed, spent = time.monotonic() - started, time.process_time() - used
        signal.alarm(0)
        effects = list(done)
        found = report.diagnostics
        for language in ("fr", "en"):
            for each in found:
                assert each.message(language).isprintable()
                assert each.hint(language).isprintable()
        assert all(each.span.path.isprintable() for each in found)
        line = {
            "name": Path(name).name,
            "seconds": round(max(elapsed, spent), 2),
            "mebibytes": most("VmHWM"),
            "addresses": most("VmPeak"),
            "codes": sorted({each.code for each in found}),
            "count": len(found),
            "kinds": verdict.kinds,
            "effects": effects,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def most(name: str) -> int:
    """What Linux counts of this process since it began, in MiB; 0 elsewhere. `getrusage` counts its parent's too."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{name}:")), 0)


def _watch(event: str, values: tuple[Any, ...], done: list[str]) -> None:
    is_writing = event == "open" and isinstance(values[2], int) and values[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if is_writing or (event.startswith(FORBIDDEN) and event not in ALLOWED):
        done.append(f"{event} {values[:1]!r}")


if __name__ == "__main__":
    main()

"""What Cartable costs: processor seconds and memory of whole processes, and the bytes of what they make.

`make bench`, or `python tests/bench/bench.py [RUNS]`. Prints tables and judges nothing: numbers depend on the machine.
It needs nothing but the standard library, so that its own memory is not counted among that of the programs it starts.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.clicks import SLOWER, clicks  # noqa: E402 - run as a program, the tests are not on the path
from tests.bench.generate import catalogue, generate, medium, reword  # noqa: E402 - run as a program, the tests are not on the path


class Cost(NamedTuple):
    """What one process took."""

    seconds: float
    """Of processor, in the program and in the system."""
    mebibytes: float
    """Of memory, at the peak; of several processes, the largest."""
    elapsed: float
    """Seconds of the clock."""


def cartable(*arguments: str) -> list[str]:
    """The installed command, else the sources beside this file."""
    script = Path(sys.executable).with_name("cartable")
    start = [str(script)] if script.exists() else [sys.executable, "-c", "from builder.cli import main; main()"]
    return [*start, *arguments]


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run *command* in *folder*; it must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            raise SystemExit(f"{' '.join(command)}: {process.returncode}\n{output.read().decode()}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, time.monotonic() - began)


def measured(runs: int, command: Sequence[str], folder: Path, change: bool = False) -> Cost:
    """Medians of *runs*, after one that is not counted: it fills the disk's cache and Python's."""
    costs = []
    for number in range(runs + 1):
        if change:
            reword(folder, number)
        costs.append(run(command, folder))
    return Cost(*(median(values) for values in zip(*costs[1:], strict=True)))


def costs(runs: int, projects: dict[str, tuple[Path, str]]) -> Iterable[Sequence[str]]:
    """Rows: what was done, processor seconds, peak."""
    yield row("cartable --help", measured(runs, cartable("--help"), ROOT))
    python = [sys.executable, "-c", "import lxml.etree, jinja2, pydantic, markdown_it, yaml, deflate"]
    yield row("importing the chosen parts, alone", measured(runs, python, ROOT))
    for name, (folder, course) in projects.items():
        for label, formats in (("SCORM 1.2", ["scorm12"]), ("all formats", [])):
            chosen = [each for name in formats for each in ("-f", name)]
            with tempfile.TemporaryDirectory() as output:
                build = cartable("build", f"courses/{course}", "-o", output, *chosen)
                yield row(f"{name}, {label}", measured(runs, build, folder))
                if folder != ROOT and formats:
                    yield row(f"{name}, {label}, one word changed", measured(runs, build, folder, change=True))


CATALOGUES = (10, 100, 1000)
"""Numbers of packages: their memory is to be the same."""


def checks(runs: int, built: Path, folder: Path) -> Iterable[Sequence[str]]:
    """Rows: what was checked, processor seconds beyond those of `--help`, peak, packages a second."""
    start = measured(runs, cartable("--help"), ROOT)
    medium(built, folder / "medium.zip")
    cost = measured(runs, cartable("check", "medium.zip"), folder)
    yield *row("a package of 10 MB", beyond(cost, start)), f"{1 / cost.elapsed:.0f}"
    for count in CATALOGUES:
        catalogue(folder / str(count), count)
        cost = measured(runs if count < 1000 else 1, cartable("check", str(count)), folder)
        yield *row(f"{count} small packages", beyond(cost, start)), f"{count / cost.elapsed:.0f}"


def beyond(cost: Cost, start: Cost) -> Cost:
    """*cost* without the processor time that any command takes to start."""
    return cost._replace(seconds=max(0.0, cost.seconds - start.seconds))


def row(name: str, cost: Cost) -> Sequence[str]:
    return name, f"{cost.seconds:.2f}", f"{cost.mebibytes:.0f}"


KINDS = ("script", "style", "fonts", "schemas", "manifest", "page", "media", "zip")


def kind(name: str) -> str:
    """What a member of a package counts as."""
    if name in ("player.js", "player.css"):
        return "script" if name.endswith("js") else "style"
    if name.endswith((".xsd", ".dtd")) or name == "NOTICE.txt":
        return "schemas"
    folder = name.partition("/")[0]
    if folder in ("fonts", "media"):
        return folder
    return "page" if name.endswith(".html") else "manifest"


def sizes(path: Path) -> Sequence[str]:
    """Row: the bytes of each kind as they are in the zip; `zip` is its own headers."""
    found = dict.fromkeys(KINDS, 0)
    with zipfile.ZipFile(path) as opened:
        for each in opened.infolist():
            found[kind(each.filename)] += each.compress_size
        script, style = (len(gzip.compress(opened.read(name), 9)) for name in ("player.js", "player.css"))
    total = path.stat().st_size
    found["zip"] = total - sum(found.values())
    around = total - found["page"] - found["media"]
    counts = (*found.values(), total, around)
    return path.name, *(kilo(each) for each in counts), kilo(script), kilo(style)


def kilo(count: int) -> str:
    return f"{count / 1000:.1f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print *rows* as they come, numbers to the right."""
    widths = [54, *(max(9, len(each) + 1) for each in head[1:])]
    say(line(head, widths))
    say(line(["-" * (width - 1) for width in widths], widths))
    for each in rows:
        say(line(each, widths))
    say("")


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if number == 0 else cell.rjust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return first + "".join(others)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory(prefix="cartable-bench-") as made:
        small, large = Path(made) / "c1", Path(made) / "c20"
        generate(small, modules=1)
        generate(large, modules=20)
        projects = {
            "courses/limits": (ROOT, "limits"),
            "6 lessons, 10 questions": (small, "banc"),
            "120 lessons, 200 questions": (large, "banc"),
        }
        say(f"Whole processes, medians of {runs}\n")
        table(("", "CPU s", "peak MiB"), costs(runs, projects))
        say("Packages checked, seconds of the processor beyond the start of the command\n")
        built = Path(made) / "check" / "built"
        run(cartable("build", "courses/banc", "-f", "scorm12", "-o", str(built)), large)
        table(("", "CPU s", "peak MiB", "a second"), checks(runs, next(built.glob("*.zip")), built.parent))
        say("Bytes in the zips, kB of 1,000. `around` is all but page and media; the last two are gzipped.\n")
        packages = []
        for name, (folder, course) in projects.items():
            output = Path(made) / "dist" / name.replace("/", "-")
            run(cartable("build", f"courses/{course}", "-o", str(output)), folder)
            packages += [(name, path) for path in sorted(output.glob("*.zip"))]
        rows = ((f"{name}: {sizes(path)[0]}", *sizes(path)[1:]) for name, path in packages)
        table(("", *KINDS, "total", "around", "js.gz", "css.gz"), rows)
        web = next(path for name, path in packages if path.name.endswith(".web.zip") and "200" in name)
        say(f"200 questions in Chromium, its processor {SLOWER} times slower: ms from a click to the next picture\n")
        table(("", "clicks", "median", "longest"), clicks(web, Path(made) / "web"))
        shutil.rmtree(Path(made) / "dist")


if __name__ == "__main__":
    main()

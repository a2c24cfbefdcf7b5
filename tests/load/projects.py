"""Small projects on disk, and what the loader says of them.

A case is a few lines of a text file: which files differ from a valid project, and every diagnostic expected.

    === <what>-valid|-warning|-error [en]
    ~~~ path            changes of a file: a line `-old` and the lines `+new` that replace it; `+` alone at the end adds
    --- path            the whole file
    !!! path            the whole file, as bytes of a Python literal on the next line
    xxx path            the file is not there
    ddd path            a folder of that name
    @@@ path -> target  a symbolic link
    => CODE path:line:column-end name='value' …

Values are those the message shows; only those worth asserting are listed. `⏎` stands for a line end.
"""

from __future__ import annotations

import ast
import shlex
import shutil
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from builder.diagnostics import Diagnostic, Report
from builder.formats import FORMATS
from builder.load import read_project
from builder.pipeline import compile_course, package

HERE = Path(__file__).parent
COURSE = "essai"
ASSERTED = ("near", "mended", "line")


@dataclass
class Case:
    """One project with its faults."""

    name: str
    file: Path
    base: str = "fr"
    steps: list[tuple[str, str, list[str]]] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)


def cases() -> list[Case]:
    """Every case of the folder."""
    return [each for path in sorted((HERE / "cases").glob("*.txt")) for each in read(path)]


def read(path: Path) -> list[Case]:
    """The cases of one file."""
    found: list[Case] = []
    for line in path.read_text("utf-8").split("\n"):
        head, _, rest = line.partition(" ")
        if head == "===":
            name, _, base = rest.partition(" ")
            found.append(Case(name, path, base.strip("[]") or "fr"))
        elif head in ("~~~", "---", "!!!", "xxx", "ddd", "@@@") and rest:
            found[-1].steps.append((head, rest, []))
        elif head == "=>":
            found[-1].expected.append(rest)
        elif found and found[-1].steps and not found[-1].expected:
            found[-1].steps[-1][2].append(line)
    return found


def lay(case: Case, root: Path) -> None:
    """Put the project of *case* into the folder *root*."""
    make(root, case.base)
    for kind, words, lines in case.steps:
        name, _, target = words.partition(" -> ")
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        while lines and not lines[-1]:
            lines = lines[:-1]
        if kind == "xxx":
            path.unlink()
        elif kind == "ddd":
            path.unlink(missing_ok=True)
            path.mkdir()
        elif kind == "@@@":
            path.unlink(missing_ok=True)
            path.symlink_to(target)
        elif kind == "!!!":
            path.write_bytes(ast.literal_eval(lines[0]))
        elif kind == "---":
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            path.write_text(changed(path.read_text("utf-8"), lines), encoding="utf-8")


def changed(text: str, steps: list[str]) -> str:
    """*text* with the lines of *steps* taken out and put in."""
    lines = text.split("\n")[:-1]
    at = len(lines)
    for step in steps:
        if step.startswith("-"):
            after = at if step[1:] in lines[at:] else 0
            at = lines.index(step[1:], after)
            del lines[at]
        else:
            assert step.startswith("+"), step
            lines.insert(at, step[1:])
            at += 1
    return "\n".join(lines) + "\n"


def make(root: Path, base: str = "fr") -> None:
    """A valid project of one course, in *base*."""
    shutil.copytree(HERE / "base" / base, root, dirs_exist_ok=True)
    (root / "media" / "film.mp4").write_bytes(film())
    (root / "media" / "voix.m4a").write_bytes(voice())


@lru_cache(maxsize=1)
def film() -> bytes:
    """A film of half a second: a grey square."""
    import av

    target = BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 16
        for _ in range(5):
            for packet in stream.encode(av.VideoFrame(16, 16, "yuv420p")):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return target.getvalue()


@lru_cache(maxsize=1)
def voice() -> bytes:
    """Half a second of silence."""
    import av

    target = BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=4000)
        frame.sample_rate = 8000
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        for packet in [*stream.encode(frame), *stream.encode()]:
            container.mux(packet)
    return target.getvalue()


def diagnose(root: Path, course: str = COURSE) -> list[Diagnostic]:
    """Everything that is said of the project at *root*, in the order in which it is shown."""
    report = Report()
    loaded = compile_course(read_project(root, report), course, report)
    if loaded is not None and not report.has_errors:
        for name in FORMATS:  # what is not refused can be packaged
            package(loaded[0], name, report)
    for each in report.diagnostics:  # no message may fail on its values
        assert each.message("fr") + each.hint("fr") != each.message("en") + each.hint("en"), each.code
    return report.diagnostics


def shown(diagnostic: Diagnostic) -> str:
    """A diagnostic as a line of a case."""
    span, values = diagnostic.span, dict(diagnostic.values)
    end = "" if span.end_column is None else f"-{span.end_column}"
    words = [f"{diagnostic.code} {span.path}:{span.line}:{span.column}{end}"]
    words += [f"{name}={shlex.quote(values[name])}" for name in ASSERTED if values.get(name)]
    return " ".join(words).replace("\n", "⏎")

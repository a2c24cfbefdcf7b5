"""The project whose documents are tested: one lesson with a little of everything, a second one, a quiz, a meeting."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from builder.diagnostics import Report
from builder.handouts import DOCUMENTS
from builder.load import read_project
from builder.model import Course
from builder.pipeline import compile_course

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
EPOCH = 1_700_000_000


def lay(folder: Path) -> Path:
    """The project at *folder*, with the film and the picture that are made or taken from elsewhere."""
    shutil.copytree(HERE / "essai", folder)
    for suffix in (".mp4", ".jpg", ".fr.vtt"):
        shutil.copyfile(ROOT / "media" / f"argent-facile{suffix}", folder / "media" / f"film{suffix}")
    Image.new("RGB", (40, 10), "#005c65").save(folder / "media" / "ligne.webp", lossless=True)
    return folder


def read(root: Path, name: str = "essai") -> Course:
    """The course *name* of the project at *root*, without an error."""
    report = Report()
    loaded = compile_course(read_project(root, report), name, report)
    found = [f"{each.code} {each.span}: {each.message('fr')}" for each in report.diagnostics]
    assert loaded is not None, found
    assert not report.has_errors, found
    return loaded[0]


def made(course: Course, kind: str) -> bytes:
    """The document *kind* of *course*, of which nobody complained."""
    report = Report()
    (document,) = DOCUMENTS[kind].make(course, report, EPOCH)
    assert not report.diagnostics, [each.message("en") for each in report.diagnostics]
    return document.data

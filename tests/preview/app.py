"""A preview of one text file, run as a program: `app.py ROOT PORT LANGUAGE`. Says its address on a line."""

from __future__ import annotations

import sys
from pathlib import Path

from builder.diagnostics import Report, Span
from builder.formats import FORMATS
from builder.model import Package
from builder.preview import Content, Way, serve
from tests.formats.courses import course

ROOT, PORT, LANGUAGE = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
SOURCE = "courses/trafic/texte.md"
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Cours</title>
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'">
<link rel="stylesheet" href="player.css"><script src="player.js" defer></script></head>
<body><h1>{text}</h1><p id="hash"></p><video src="media/film.mp4" preload="none"></video></body></html>
"""
SCRIPT = b'document.getElementById("hash").textContent = location.hash;'


def build(_: str) -> tuple[Content | None, Report]:
    """The page with the text of the file, a report when it says FAUTE, an exception when it says BUG."""
    report = Report()
    text = (ROOT / SOURCE).read_text("utf-8").strip()
    for number, line in enumerate(text.split("\n"), 1):
        if "BUG" in line:
            raise ZeroDivisionError("bug in a build")
        for word in ("FAUTE", "REMARQUE"):
            if (column := line.find(word)) >= 0:
                code = "SRC-014" if word == "FAUTE" else "SRC-037"
                report.add(code, Span(SOURCE, number, column + 1, column + 6), tag="!!x", name="repère")
    if report.has_errors:
        return None, report
    files: dict[str, bytes | Path] = {
        "index.html": PAGE.replace("{text}", text).encode(),
        "player.css": b"h1 { color: #005c65 }",
        "player.js": SCRIPT,
        "fonts/a.woff2": b"wOF2",
        "media/film.mp4": ROOT / "media" / "film.mp4",
    }
    return Content.of(Package(course(), FORMATS["web"].target, files)), report


WAYS = [Way("web", "web")]
serve(ROOT, build, choices=WAYS, say=lambda line: print(line, flush=True), port=PORT, language=LANGUAGE)  # type: ignore[arg-type] # noqa: T201

"""Previews as processes, and the small project that most of them show."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = Path("courses", "trafic", "texte.md")
# What a browser itself writes on the console: no state yet, the network cut, an LRS that refuses or has it already.
ORDINARY = r"status of (404|503|403|409|204)|ERR_|Cartable: RUN"

COURSE = """titre: Un essai
uuid: 0b6f8f6e-6f0e-4f0c-9d5b-3a1c7a2f4d11
{packaging}
contenu:
  - module: Premier module
    lecons: [debut, suite]
    quiz: essai
terminer:
  lecons-vues: aucune
  quiz-faits: tous
"""
QUIZ = """titre: Vérifiez
questions:
  - choix: premiere
    question: Laquelle est juste ?
    reponses:
      - juste: Celle-ci
      - fausse: Celle-là
  - choix: seconde
    question: Et laquelle encore ?
    reponses:
      - juste: La bonne
      - fausse: La mauvaise
"""


def write_project(root: Path, packaging: str = "") -> Path:
    """A project of one small course at *root*."""
    course = root / "courses" / "essai"
    for name, text in {
        root / "cartable.toml": 'format = 1\niri_base = "https://essai.example.org"\npublisher = "Essai"\n',
        course / "course.yaml": COURSE.format(packaging=packaging),
        course / "lessons" / "debut.md": "# Bienvenue\n\nPremier texte.\n",
        course / "lessons" / "suite.md": "# Ensuite\n\nDeuxième texte.\n",
        root / "quizzes" / "essai.yaml": QUIZ,
    }.items():
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(text, "utf-8")
    return root


@contextmanager
def previewed(root: Path, *arguments: str) -> Iterator[Preview]:
    """The preview that the command starts in *root*."""
    command = [sys.executable, "-c", "from builder.cli import main; main()", "preview", *arguments, "--port", "0"]
    with started(root, command, root) as running:
        yield running


class Preview:
    """A preview that runs, and the project that it shows."""

    def __init__(self, root: Path, process: subprocess.Popen[str]) -> None:
        self.root = root
        self.process = process
        assert process.stdout is not None
        self.line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.line)
        assert found, self.line
        self.address = found[0]
        self.port = int(found[1])
        html = self.get("/")[2].decode()
        self.pages = int(re.findall(r'data-site="http://127\.0\.0\.1:(\d+)"', html)[0])

    def write(self, text: str) -> None:
        """Save the source as an editor does."""
        part = self.root / SOURCE.with_name("~texte.tmp")
        part.write_text(text, "utf-8")
        part.replace(self.root / SOURCE)

    def get(self, name: str, port: int = 0, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of what stands at *name*."""
        with closing(http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)) as connection:
            connection.request("GET", name, headers=headers)
            with connection.getresponse() as answer:
                return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()


@contextmanager
def started(root: Path, command: list[str], folder: Path) -> Iterator[Preview]:
    """The preview that *command* starts; its end must be quiet."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "fr_FR.UTF-8"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Preview(root, process)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                left = process.communicate(timeout=10)
            finally:
                process.kill()
        assert (process.returncode, left) == (0, ("", ""))

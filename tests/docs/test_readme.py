"""The README says what the program does: its transcripts are run, its commands and formats are those that exist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.cli import main
from builder.formats import FORMATS
from builder.rules import RULES
from tests.checker.packages import manifest, put, valid, zipped

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
TRANSCRIPT = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```\n", re.DOTALL)


def run(command: str, folder: Path) -> str:
    """What *command* prints in *folder*, on both streams, in English unless it says otherwise."""
    words = command.split()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    assert words.pop(0) == "cartable", command
    code = "import sys; sys.argv[0] = 'cartable'; from builder.cli import main; main(prog_name='cartable')"
    # As in a terminal, where both streams are one.
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _broken_package() -> bytes:
    """A SCORM 1.2 package with two common faults."""
    files = valid("scorm12")
    manifest(' adlcp:scormtype="sco"', "")(files)
    script = b'window.parent.API.LMSSetValue("cmi.core.lesson_status", "complete");\n'
    put("player.js", files["player.js"] + script)(files)
    return zipped(files)


def test_transcripts_are_what_the_commands_print(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    broken = tmp_path / "essai"
    shutil.copytree(Path(__file__).parent / "essai", broken)
    (broken / "essai.zip").write_bytes(_broken_package())
    text = README.read_text("utf-8")

    def again(found: re.Match[str]) -> str:
        command = found["command"]
        if not re.match(r"(\S+=\S+ )*cartable ", command):
            return found[0]  # make, which sets up the machine: proven by running it
        folder = broken if "essai" in command else ROOT
        return f"```console\n$ {command}\n{run(command, folder)}```\n"

    fresh = TRANSCRIPT.sub(again, text)
    if pytestconfig.getoption("--golden"):
        README.write_text(fresh, encoding="utf-8")
    assert fresh == README.read_text("utf-8")


def test_every_command_is_shown() -> None:
    text = README.read_text("utf-8")
    for name in main.commands:
        assert f"$ cartable {name} --help" in text, name


def test_every_format_is_named() -> None:
    text = README.read_text("utf-8")
    for name in FORMATS:
        assert f".{name}.zip" in text, name


def test_every_family_of_codes_is_named() -> None:
    text = README.read_text("utf-8")
    found = [re.match(r"[A-Z]+\d+(?=-)|[A-Z]+(?=-|\d)", code) for code in RULES]
    for family in {each[0] for each in found if each}:
        assert re.search(rf"\b{family}\s\(", text), family


def test_pictures_exist() -> None:
    for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README.read_text("utf-8")):
        assert (ROOT / path).is_file(), path

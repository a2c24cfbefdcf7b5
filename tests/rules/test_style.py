"""The repository's own rules for code; layers and TypeScript are judged in tests/test_project.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["ruff check .", "ruff format --check .", "mypy"])
def test_style(command: str) -> None:
    name, *words = command.split()
    tool = Path(sys.executable).with_name(name)
    assert tool.is_file(), f"{name} is not installed beside this Python: pip install '.[test]'"
    done = subprocess.run([str(tool), *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

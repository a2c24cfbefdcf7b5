"""The hooks that repositories take from this one by pre-commit."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.load import projects

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))


def cartable(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the command says in *folder*."""
    command = [sys.executable, "-c", "from builder.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_pre_commit_takes_the_manifest() -> None:
    tool = Path(sys.executable).with_name("pre-commit")
    assert tool.is_file(), "pre-commit is not installed beside this Python: pip install '.[test]'"
    done = subprocess.run([str(tool), "validate-manifest", str(MANIFEST)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("hook", "touched", "others"),
    [
        ("cartable-courses", ["courses/a/course.yaml", "media/a.vtt", "cartable.toml"], ["README.md", "old/courses"]),
        ("cartable-packages", ["a.zip", "old/limits.fr.scorm12.zip"], ["a.zip.txt"]),
        ("cartable-fix", ["courses/a/tracking.lock", "quizzes/a.yaml"], ["media/a.vtt"]),
    ],
)
def test_a_hook_runs_for_the_files_it_judges(hook: str, touched: list[str], others: list[str]) -> None:
    pattern = next(each["files"] for each in HOOKS if each["id"] == hook)
    assert all(re.search(pattern, each) for each in touched)
    assert not any(re.search(pattern, each) for each in others)


def test_a_hook_fails_for_what_its_command_finds(tmp_path: Path) -> None:
    projects.make(tmp_path)
    lesson = next(tmp_path.glob("courses/*/lessons/*.md"))
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04")
    for hook in HOOKS:
        words = hook["entry"].split()
        assert words[0] == "cartable"
        if hook.get("pass_filenames", True):
            assert cartable(*words[1:], "cut.zip", folder=tmp_path).returncode == 1
    assert cartable("check", folder=tmp_path).returncode == 0
    lesson.write_text(lesson.read_text("utf-8") + "\n::: loi Sans fin\n", "utf-8")
    assert cartable("check", folder=tmp_path).returncode == 1

"""`cartable check` proof-reads: on its day, with the machine's dictionaries, the project as a whole."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builder.cli import main
from builder.cli.run import Run
from builder.cli.subjects import Sources
from builder.lint.spelling import FOLDERS
from tests.lint import proof


def check(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", str(root), "--output-format", "json", *options])


def codes(result: Result) -> list[str]:
    parts = json.loads(result.stdout)["parts"]
    found = [each["code"] for part in parts for each in part["diagnostics"]]
    return [each for each in found if each != "CRS-065"]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    folder = tmp_path / "words"
    folder.mkdir()
    (folder / "fr.aff").write_text("SET UTF-8\n", "utf-8")
    (folder / "fr.dic").write_text("5\nun\nune\nmot\npage\nessai\npremier\n", "utf-8")
    return folder


def test_spelling_is_asked_for(tmp_path: Path, words: Path) -> None:
    root = tmp_path / "projet"
    proof.course(root, "Un mott.")
    assert codes(check(root)) == []
    assert codes(check(root, "--spell", "--dictionaries", str(words))) == ["TXT-020"]
    assert codes(check(root, "--dictionaries", str(words))) == ["TXT-020"]
    (root / "courses" / "mots.txt").write_text("mott\n", "utf-8")
    assert codes(check(root, "--dictionaries", str(words))) == []


def test_a_dictionary_is_found_by_the_environment(tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proof.course(tmp_path / "projet", "Un mott.")
    monkeypatch.setenv("DICPATH", str(words))
    assert codes(check(tmp_path / "projet", "--spell")) == ["TXT-020"]


def test_what_is_missing_is_wrong_usage(tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(Path(each).expanduser().is_absolute() for each in FOLDERS)
    monkeypatch.setattr("builder.lint.spelling.FOLDERS", ())
    proof.course(tmp_path / "projet", "Ein Wort.", "de-AT")
    result = check(tmp_path / "projet", "--dictionaries", str(words))
    assert result.exit_code == 2
    assert "hunspell-de" in result.stderr
    assert result.stdout == ""
    monkeypatch.setitem(sys.modules, "hunspell", None)
    proof.course(tmp_path / "autre", "Un mot.")
    result = check(tmp_path / "autre", "--dictionaries", str(words))
    assert result.exit_code == 2
    assert "cartable[spell]" in result.stderr


def test_today_is_given(tmp_path: Path) -> None:
    proof.course(tmp_path, "Inscrivez-vous avant le 30 juin 2030.")
    for day, expected in ((date(2030, 6, 30), []), (date(2030, 7, 1), ["TXT-001"])):
        run = Run(None, False, None, today=day)
        found = [one.code for part in run.parts([Sources(tmp_path, [tmp_path])]) for one in part.diagnostics]
        assert [each for each in found if each != "CRS-065"] == expected


def test_a_past_date_is_an_error_when_strict(tmp_path: Path) -> None:
    proof.course(tmp_path, "Inscrivez-vous avant le 30 juin 2024.")
    assert check(tmp_path).exit_code == 0
    assert check(tmp_path, "--strict").exit_code == 1


def test_what_no_course_uses_is_told_of_the_whole_project_only(tmp_path: Path) -> None:
    proof.course(tmp_path)
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "perdu.mp4").write_bytes(b"")
    assert codes(check(tmp_path)) == ["CRS-083"]
    other = tmp_path / "courses" / "autre"
    (other / "lessons").mkdir(parents=True)
    (other / "course.yaml").write_text(proof.COURSE.format(language="fr", quiz=""), "utf-8")
    (other / "lessons" / "page.md").write_text("# Une page\n\nUn mot.\n", "utf-8")
    assert "CRS-083" in codes(check(tmp_path))
    assert "CRS-083" not in codes(check(other))

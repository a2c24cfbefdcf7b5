"""`cartable diff` as an administrator reads it before an upload, and as a pull request shows it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import ENGLISH, FRENCH, quick, run
from tests.diff.test_updates import BANK, COURSE, LESSON, NEW_QUESTION, QUIZ, edit, manifest, package
from tests.load import projects

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`ancien.zip`, and a project with a new version of its course."""
    root = tmp_path / "projet"
    projects.make(root)
    assert quick(["build", "-f", "scorm12"], root).returncode == 0
    shutil.copy(root / "dist/essai.fr.scorm12.zip", root / "ancien.zip")
    return root


CHANGES = {
    "identique": [],
    "compatible": [
        (COURSE, "titre: Un essai", "version: 2\ntitre: Un essai"),
        (LESSON, "", NEW_QUESTION),
        (LESSON, "- [ ] Vert", "- [ ] Vert pomme"),
        (LESSON, "De quelle couleur", "Dites de quelle couleur"),
        (COURSE, "note-minimale: aucune", "note-minimale: 70"),
        (BANK, QUIZ, QUIZ + "    poids: 2\n"),
    ],
    "incompatible": [
        (COURSE, "titre: Un essai", "version: 2\ntitre: Un essai"),
        (BANK, QUIZ, "  - choix: le-maire\n"),
        (LESSON, "- [ ] Vert", "- [x] Vert"),
        (LESSON, "- [x] Bleu", "- [ ] Bleu"),
    ],
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", CHANGES)
def test_for_people(folder: Path, name: str, language: str, pytestconfig: pytest.Config) -> None:
    edit(folder, *CHANGES[name])
    assert quick(["build", "-f", "scorm12"], folder).returncode == 0
    done = run(["diff", "ancien.zip", "dist/essai.fr.scorm12.zip"], folder, {"fr": FRENCH, "en": ENGLISH}[language])
    assert done.returncode == (name == "incompatible")
    assert done.stderr == ""
    path = GOLDEN / f"diff-{name}.{language}.txt"
    if pytestconfig.getoption("--golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == path.read_text("utf-8")


def test_every_golden_is_made() -> None:
    expected = {f"diff-{name}.{language}.txt" for name in CHANGES for language in ("fr", "en")}
    assert {each.name for each in GOLDEN.glob("diff-*")} == expected


def test_nothing_is_promised_of_another_tools_package(tmp_path: Path) -> None:
    package(tmp_path / "a.zip", manifest())
    package(tmp_path / "b.zip", {**manifest(), "b.html": "y"})
    done = run(["diff", "a.zip", "b.zip"], tmp_path, FRENCH)
    assert done.returncode == 0
    assert "Possible : le manifeste ne s’y oppose pas, mais lui seul est connu." in done.stdout
    shape = json.loads(quick(["diff", "a.zip", "b.zip", "--output-format", "json"], tmp_path).stdout)
    assert (shape["verdict"], shape["basis"]) == ("compatible", "manifest")


def test_for_machines(folder: Path) -> None:
    edit(folder, *CHANGES["incompatible"])
    done = quick(["diff", "ancien.zip", "courses/essai", "--output-format", "json"], folder)
    assert done.returncode == 1
    shape = json.loads(done.stdout)
    assert list(shape) == ["format", "verdict", "basis", "old", "new", "items", "findings", "advice"]
    assert (shape["format"], shape["verdict"], shape["basis"]) == (1, "breaking", "tracking")
    assert shape["old"] == {
        "path": "ancien.zip",
        "course": "essai",
        "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "version": "1",
        "language": "fr",
        "standards": ["scorm12"],
        "packaging": "per-course",
    }
    assert shape["new"]["version"] == "2"
    assert {each["key"]: (each["fate"], each["newKey"]) for each in shape["items"]} == {
        "accueil": ("kept", None),
        "accueil/couleur": ("kept", None),
        "quiz-avis": ("kept", None),
        "quiz-avis/facile": ("kept", None),
        "quiz-avis/maire": ("renamed", "quiz-avis/le-maire"),
    }
    assert [each["code"] for each in shape["findings"]] == ["UPD-006", "UPD-021"]
    assert [each["platform"] for each in shape["advice"]] == ["Moodle", "Other SCORM platform"]


def test_for_a_pull_request(folder: Path) -> None:
    edit(folder, *CHANGES["compatible"])
    done = quick(["diff", "ancien.zip", "courses/essai", "--output-format", "github"], folder)
    assert done.returncode == 0
    lines = done.stdout.strip().split("\n")
    assert all(
        re.match(r"::(warning|notice) file=courses/essai/course.yaml,line=1,col=1,", each) for each in lines[:-1]
    )
    assert lines[-1] == "::notice title=cartable diff::Compatible: replace the package, running attempts go on."


def test_what_cannot_be_compared(folder: Path) -> None:
    (folder / "faux.zip").write_bytes(b"PK")
    done = quick(["diff", "faux.zip", "ancien.zip"], folder)
    assert done.returncode == 1
    assert "Z01" in done.stderr
    assert done.stdout == ""
    shape = json.loads(quick(["diff", "faux.zip", "ancien.zip", "--output-format", "json"], folder).stdout)
    assert shape["verdict"] is None
    assert shape["findings"][0]["code"].startswith("Z01")
    edit(folder, (COURSE, "titre: Un essai", "titre: Un essai : la suite"))
    done = quick(["diff", "ancien.zip", "courses/essai"], folder)
    assert done.returncode == 1
    assert "SRC-016" in done.stderr


def test_wrong_usage(folder: Path) -> None:
    assert quick(["diff"], folder).returncode == 2
    assert quick(["diff", "ancien.zip"], folder).returncode == 2
    assert quick(["diff", "ancien.zip", "nulle-part.zip"], folder).returncode == 2
    assert quick(["diff", "ancien.zip", "ancien.zip", "--output-format", "csv"], folder).returncode == 2


@pytest.mark.parametrize(("name", "start"), [("sarif", "{"), ("junit", "<?xml"), ("gitlab", "[")])
def test_a_verdict_in_the_formats_of_forges(name: str, start: str, folder: Path) -> None:
    done = quick(["diff", "ancien.zip", "ancien.zip", "--output-format", name], folder)
    assert done.returncode == 0
    assert done.stdout.lstrip().startswith(start)


@pytest.mark.parametrize("language", [FRENCH, ENGLISH])
def test_help_and_explanation(language: dict[str, str], tmp_path: Path) -> None:
    for command in ("diff", "fix", "build"):
        done = run([command, "--help"], tmp_path, language)
        assert done.returncode == 0
        assert not re.search(r"\b(help|option)\.\w", done.stdout)
    done = run(["explain", "upd-003"], tmp_path, language)
    assert done.returncode == 0
    assert "UPD-003" in done.stdout

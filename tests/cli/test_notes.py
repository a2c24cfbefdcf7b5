"""`cartable notes` as facilitators use it: files in, one note out, and what it says of the rest."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_cli import ENGLISH, FRENCH, quick, run
from tests.printers.reading import rows

NOTES = """<!-- cartable-notes 1 https://cours.example.org/essai -->
# Un essai

<!-- lesson accueil -->
## Bienvenue

<!-- item accueil/absents -->
### Qui manquait ?

> {text}
"""


def lay(folder: Path) -> None:
    for name, text in (("anna", "La CAF."), ("bob", "Personne."), ("anna-2", "La CAF.")):
        (folder / f"{name}.md").write_text(NOTES.format(text=text), "utf-8")


def test_it_shows_the_note_and_tells_of_doubles(tmp_path: Path) -> None:
    lay(tmp_path)
    done = run(["notes", "anna.md", "bob.md", "anna-2.md"], tmp_path, FRENCH)
    assert done.returncode == 0
    assert "**Note de séance – participants\u00a0: 2\u202f; textes\u00a0: 2**" in done.stdout
    assert "**Participant 2**\n\n> Personne." in done.stdout
    assert "avertissement[PLN-032]" in done.stderr
    assert "anna-2.md" in done.stderr


def test_it_writes_markdown_and_opendocument(tmp_path: Path) -> None:
    lay(tmp_path)
    for name in ("seance.md", "seance.odt", "seance.docx"):
        done = run(["notes", "anna.md", "bob.md", "-o", name], tmp_path, ENGLISH)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{name}: notes merged, participants: 2\n", "")
    assert "**Participant 1**" in (tmp_path / "seance.md").read_text("utf-8")
    assert (tmp_path / "seance.odt").read_bytes().startswith(b"PK")


def test_equal_notes_give_equal_files(tmp_path: Path) -> None:
    lay(tmp_path)
    for name in ("a.odt", "b.odt"):
        assert quick(["notes", "anna.md", "bob.md", "-o", name], tmp_path).returncode == 0
    assert (tmp_path / "a.odt").read_bytes() == (tmp_path / "b.odt").read_bytes()


def test_it_refuses_what_it_cannot_write_or_read(tmp_path: Path) -> None:
    lay(tmp_path)
    assert quick(["notes"], tmp_path).returncode == 2
    assert quick(["notes", "absent.md"], tmp_path).returncode == 2
    assert quick(["notes", "anna.md", "-o", "seance.pdf"], tmp_path).returncode == 2
    (tmp_path / "liste.txt").write_text("pain\n", "utf-8")
    done = run(["notes", "anna.md", "liste.txt", "-o", "seance.md", "--output-format", "json"], tmp_path)
    assert done.returncode == 1
    assert not (tmp_path / "seance.md").exists()
    assert [each["code"] for each in rows(done.stdout)] == ["PLN-030"]

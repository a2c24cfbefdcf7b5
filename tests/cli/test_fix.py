"""`build --locked` and `fix`: what continuous integration refuses, and what one command mends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import fix
from builder.diagnostics import Report
from builder.lock import parse
from tests.cli.test_cli import CODE, ENGLISH, FRENCH, environment, quick, run
from tests.load import projects
from tests.printers.reading import rows

LOCK = "courses/essai/tracking.lock"
LESSON = "courses/essai/lessons/accueil.md"
QUESTION = "\n::: question {name}\nQui ?\n\n- [x] Moi {name}\n  > Oui.\n- [ ] Toi\n  > Non.\n:::\n"


def git(folder: Path, *words: str, check: bool = True) -> str:
    identity = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of a repository, as a school's site may have it."""
    root = tmp_path / "depot" / "formation"
    projects.make(root)
    git(root.parent, "init", "-q")
    (root / ".gitignore").write_text("dist/\n", encoding="utf-8")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "Un essai")
    return root


def add_question(project: Path, name: str) -> None:
    path = project / LESSON
    path.write_text(path.read_text("utf-8") + QUESTION.format(name=name), encoding="utf-8")


def commit(project: Path, text: str) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-qm", text)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert text.count(old) == 1, text
    path.write_bytes(text.replace(old, new).encode())


def printed(words: list[str], folder: Path) -> tuple[int, bytes, str]:
    """Exit code, bytes on stdout and words on stderr: a patch has the line ends of its file."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, *words], cwd=folder, env=environment(ENGLISH), capture_output=True, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_locked_prints_the_patch_that_a_build_would_write(project: Path, ends: str) -> None:
    for name in ("neuve", "autre"):
        code, patch, errors = printed(["build", "-f", "web", "--locked"], project)
        assert code == 1
        assert "CRS-068" in errors
        assert not (project / "dist").exists()
        assert git(project, "status", "--porcelain", "--", LOCK) == ""
        copy = project.parent.parent / f"copie-{name}"
        shutil.copytree(project.parent, copy)
        grown = quick(["build", "-f", "web"], copy / "formation")
        assert grown.returncode == 0
        assert "tracking.lock" in grown.stderr
        (project.parent / "p.patch").write_bytes(patch)
        git(project.parent, "apply", "--whitespace=nowarn", "p.patch")
        assert (project / LOCK).read_bytes() == (copy / "formation" / LOCK).read_bytes()
        assert quick(["build", "-f", "web", "--locked"], project).returncode == 0
        (project / LOCK).write_bytes(
            (project / LOCK).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ends.encode())
        )
        shutil.rmtree(project / "dist")
        add_question(project, name)
        (project.parent / "p.patch").unlink()
        commit(project, name)
    text = (project / LOCK).read_bytes()
    assert text.count(b"\r\n") == (text.count(b"\n") if ends == "\r\n" else 0)


def test_locked_for_machines(project: Path) -> None:
    done = quick(["build", "-f", "web", "--locked", "--output-format", "json"], project)
    assert done.returncode == 1
    assert [(each["code"], each["path"]) for each in rows(done.stdout)] == [("CRS-068", LOCK)]


def test_a_build_says_in_a_line_that_the_lock_grew(project: Path) -> None:
    assert (
        f"{LOCK} : éléments ajoutés : 5 ; enregistrez-le dans le dépôt.\n"
        in run(["build", "-f", "web"], project, FRENCH).stderr
    )
    assert run(["build", "-f", "web"], project).stderr == ""
    add_question(project, "neuve")
    assert f"{LOCK}: items added: 1; commit it.\n" in run(["build", "-f", "web"], project).stderr


def test_two_branches_that_both_add_questions(project: Path) -> None:
    assert quick(["build", "-f", "web"], project).returncode == 0
    commit(project, "Case départ")
    git(project, "checkout", "-qb", "autre")
    add_question(project, "deux")
    edit(project / "quizzes/avis.yaml", "choix: maire", "choix: maire  # qui décide")
    assert quick(["build", "-f", "web"], project).returncode == 0
    commit(project, "Deux")
    git(project, "checkout", "-q", "main")
    edit(project / LESSON, "## Répondez\n", "## Répondez\n" + QUESTION.format(name="un"))
    assert quick(["build", "-f", "web"], project).returncode == 0
    ours = (project / LOCK).read_text("utf-8")
    commit(project, "Un")
    git(project, "merge", "autre", check=False)
    conflict = (project / LOCK).read_bytes()
    assert b"<<<<<<< HEAD" in conflict
    for command in (["check"], ["build"]):
        done = run(command, project, FRENCH)
        assert done.returncode == 1
        said = done.stdout if command == ["check"] else done.stderr
        assert said.count("erreur[") == 1
        assert "erreur[CRS-069]: tracking.lock : la fusion de deux branches n'est pas terminée" in said
        assert "cartable fix" in said
    assert (project / LOCK).read_bytes() == conflict

    shown = run(["fix", "--check"], project)
    assert shown.returncode == 1
    assert (project / LOCK).read_bytes() == conflict
    assert shown.stdout.startswith(f"diff --git a/formation/{LOCK} b/formation/{LOCK}\n")

    done = run(["fix"], project, FRENCH)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        f"{LOCK} : fusion terminée, rien n’est perdu. « HEAD » garde ses numéros ; éléments de « autre » renumérotés"
        " à la suite : 1.\n"
        f"  Si des paquets de « autre » sont déjà publiés : git checkout -m {LOCK}, puis cartable fix --keep theirs\n"
    )
    found, before = (parse(each, "x", Report()) for each in ((project / LOCK).read_text("utf-8"), ours))
    assert found is not None
    assert before is not None
    assert found.slots[: len(before.slots)] == before.slots
    assert {"accueil/un", "accueil/deux"} <= {each.key for each in found.slots}
    assert quick(["build", "-f", "web", "--locked"], project).returncode == 0
    assert run(["fix"], project).stdout == "Nothing to mend automatically.\n"

    git(project, "checkout", "-m", LOCK)
    assert quick(["fix", "--keep", "theirs", LOCK], project).returncode == 0
    theirs = parse((project / LOCK).read_text("utf-8"), "x", Report())
    assert theirs is not None
    keys = [each.key for each in theirs.slots]
    assert keys.index("accueil/deux") < keys.index("accueil/un")


def test_a_lock_beyond_mending_says_what_to_do(project: Path) -> None:
    assert quick(["build", "-f", "web"], project).returncode == 0
    path = project / LOCK
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(lines[:4] + lines[5:]), encoding="utf-8")
    before = path.read_bytes()
    done = run(["fix"], project)
    assert done.returncode == 1
    assert path.read_bytes() == before
    assert "error[CRS-071]: tracking.lock: slot 1 is missing\n  --> courses/essai/tracking.lock:5:5" in done.stderr


COURSE = "courses/essai/course.yaml"
BANK = "quizzes/avis.yaml"
COLON = [
    # file, what stands there, what is written, what must come out
    (
        *(BANK, "affirmation: >\n      On gagne", "affirmation: Mon choix : on gagne"),
        "affirmation: >\n      Mon choix : on gagne",
    ),
    (COURSE, "titre: Un essai", "titre: Un essai : la suite", "titre: >\n  Un essai : la suite"),
    (
        *(COURSE, "titre: Un essai", "titre:\n  Un essai : la suite\n  et fin"),
        "titre: >\n  Un essai : la suite\n  et fin",
    ),
    (LESSON, "  - Comprendre", "promesse: Le but : comprendre", "promesse: >\n  Le but : comprendre"),
    (BANK, "juste: >\n          Le maire", "juste: Lui : le maire", "juste: >\n          Lui : le maire"),
]


@pytest.mark.parametrize(("name", "old", "wrong", "right"), COLON)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_misread_colon_is_written_as_proposed(
    project: Path, name: str, old: str, wrong: str, right: str, ends: str, mark: bytes
) -> None:
    path = project / name
    source = path.read_text("utf-8").replace("objectifs:\n", "") if name == LESSON else path.read_text("utf-8")
    source = source.replace("\n", "\n# titre : un commentaire   \n", 1) if name.endswith("course.yaml") else source
    assert source.count(old) == 1
    written, expected = (mark + source.replace(old, each).replace("\n", ends).encode() for each in (wrong, right))
    path.write_bytes(written)
    assert quick(["fix", "--check", name], project).returncode == 1
    assert path.read_bytes() == written
    done = quick(["fix", name], project)
    assert path.read_bytes() == expected
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{name}:")
    again = quick(["fix", name], project)
    assert again.returncode == 0
    assert path.read_bytes() == expected


@pytest.mark.parametrize(
    "wrong",
    [
        "titre: Un essai : la suite  # ou non",
        'titre: "Un essai" : la suite',
        "titre: Un essai : la suite\n    encore plus loin",
        "titre: [Un essai : la suite",
    ],
)
def test_what_has_two_mends_is_left_alone(project: Path, wrong: str) -> None:
    path = project / "courses/essai/course.yaml"
    edit(path, "titre: Un essai", wrong)
    before = path.read_bytes()
    done = quick(["fix"], project)
    assert path.read_bytes() == before
    assert done.returncode == 1


def test_a_missing_uuid_is_written_as_proposed(project: Path) -> None:
    path = project / "courses/essai/course.yaml"
    path.write_bytes(b"# Le cours\r\n\r\n" + b"\r\n".join(path.read_bytes().split(b"\n")[1:]))
    hint = next(
        each["hint"]
        for each in rows(quick(["check", "--output-format", "json"], project).stdout)
        if each["code"] == "CRS-010"
    )
    done = quick(["fix"], project)
    assert done.returncode == 0
    lines = path.read_bytes().split(b"\r\n")
    assert lines[:2] == [b"# Le cours", b""]
    assert lines[2].decode() in hint
    assert lines[3] == b"titre: Un essai"
    assert "CRS-010" not in quick(["check", "--output-format", "json"], project).stdout


def test_several_faults_of_one_file_are_mended_at_once(project: Path) -> None:
    path = project / "courses/essai/course.yaml"
    edit(path, "titre: Un essai", "titre: Un essai : la suite")
    edit(path, "module: Premier", "module: Premier : le début")
    path.write_text("\n".join(path.read_text("utf-8").split("\n")[1:]), encoding="utf-8")
    done = run(["fix"], project)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split("\n")
    assert lines[0] == "courses/essai/course.yaml:1: text put below `>`."
    assert lines[1] == "courses/essai/course.yaml:6: text put below `>`."
    assert lines[2].startswith("courses/essai/course.yaml:1: `uuid: ")
    assert quick(["build", "-f", "web"], project).returncode == 0


def test_only_the_paths_given_are_touched(project: Path) -> None:
    edit(project / "quizzes/avis.yaml", "titre: Vos avis", "titre: Vos avis : oui")
    edit(project / "courses/essai/course.yaml", "titre: Un essai", "titre: Un essai : la suite")
    assert quick(["fix", "quizzes"], project).returncode == 0, "the course is still wrong, the quizzes are not"
    assert "Vos avis : oui" in (project / "quizzes/avis.yaml").read_text("utf-8")
    assert "titre: Un essai : la suite\n" in (project / "courses/essai/course.yaml").read_text("utf-8")
    assert quick(["fix", "."], project / "courses").returncode == 0


ROWS = tuple(f'{{"slot": {n}, "key": "{key}", "field": "seen", "bits": 1}}' for n, key in enumerate("abc"))
MARKS = ("<<<<<<< HEAD", "=======", ">>>>>>> 1a2b3c4 (Deux)")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((ROWS[1], ROWS[0]), "lines put in order."),
        ((ROWS[0], ROWS[0].replace('"a"', '"b"')), "numbers given twice; items renumbered after the last: 1."),
        ((MARKS[0], ROWS[0], MARKS[1], ROWS[0] + " ", MARKS[2]), "merge finished; all numbers stay."),
    ],
)
def test_what_is_said_of_a_lock(project: Path, rows: tuple[str, ...], said: str) -> None:
    text = "\n".join(
        f"{row}," if row[0] == "{" and each[0] == "{" else row for row, each in zip(rows, [*rows[1:], "]"], strict=True)
    )
    (project / LOCK).write_text(f'{{"format": 1,\n"slots": [\n{text}\n],\n"choices": {{\n}}\n}}\n', encoding="utf-8")
    done = run(["fix", LOCK], project)
    assert done.stdout == f"{LOCK}: {said}\n", done.stderr
    assert done.returncode == 0


PIECES = st.sampled_from(
    [
        "titre: ",
        "a: b",
        " : ",
        "un",
        "  ",
        "    ",
        "\n",
        "\r\n",
        "\n\n",
        "- ",
        ">",
        "|",
        " # mot",
        '"',
        "'",
        "[",
        "é",
        "uuid: x",
        "---",
        "\t",
        "{{",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from(["course.yaml", "un.md"]))
def test_whatever_stands_there_nothing_else_changes(text: str, name: str) -> None:
    before = text.encode()
    change = fix._source_change(name, before, "3f2504e0-4f89-41d3-9a0c-0305e82c3301" if name == "course.yaml" else "")
    if change is None:
        return
    assert fix._source_change(name, change.after, "3f2504e0") is None, "what is mended needs no more mending"
    left = change.after.decode().split()
    for word in text.split():
        assert word in left
        left.remove(word)
    assert set(left) <= {">", "uuid:", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}
    assert change.after.count(b"\r\n") >= before.count(b"\r\n")


def test_a_link_stays_a_link(project: Path) -> None:
    path = project / COURSE
    path.rename(path.with_name("autre.yaml"))
    path.symlink_to("autre.yaml")
    edit(path, "titre: Un essai", "titre: Un essai : la suite")
    assert quick(["fix"], project).returncode == 0
    assert path.is_symlink()
    assert "titre: >\n  Un essai : la suite\n" in path.read_text("utf-8")


def test_a_patch_of_several_files_applies(project: Path) -> None:
    edit(project / "quizzes/avis.yaml", "titre: Vos avis", "titre: Vos avis : oui")
    edit(project / "courses/essai/course.yaml", "titre: Un essai", "titre: Un essai : été")
    commit(project, "Deux fautes")
    done = run(["fix", "--check"], project, ENGLISH)
    assert done.returncode == 1
    assert done.stderr.endswith("Files to mend: 2. Nothing was written.\n")
    (project.parent / "p.patch").write_text(done.stdout, encoding="utf-8")
    git(project.parent, "apply", "p.patch")
    applied = {name: (project / name).read_bytes() for name in ("quizzes/avis.yaml", "courses/essai/course.yaml")}
    git(project, "checkout", "-q", ".")
    assert quick(["fix"], project).returncode == 0
    assert {name: (project / name).read_bytes() for name in applied} == applied


def test_wrong_usage(project: Path, tmp_path: Path) -> None:
    assert quick(["fix", "nulle-part"], project).returncode == 2
    assert quick(["fix", "--keep", "both"], project).returncode == 2
    (tmp_path / "vide").mkdir()
    assert quick(["fix"], tmp_path / "vide").returncode == 2
    assert quick(["fix"], project).returncode == 0


def test_no_link_leads_out(project: Path, tmp_path: Path) -> None:
    outside = tmp_path / "dehors.yaml"
    outside.write_text("titre: Un essai : la suite\n", encoding="utf-8")
    (project / "quizzes/lien.yaml").symlink_to(outside)
    quick(["fix"], project)
    assert outside.read_text("utf-8") == "titre: Un essai : la suite\n"

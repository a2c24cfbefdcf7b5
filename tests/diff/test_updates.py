"""What an update does to running attempts: one edit of a course a row, its verdict and its findings."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import diff, pipeline
from builder.diagnostics import Report
from builder.diff import Outcome, shown
from builder.diff.sides import Facts, Side, State
from builder.load import read_project
from builder.rules import RULES
from builder.rules.updates import ADVICE
from tests.activities import arranged
from tests.load import projects

COURSE = "courses/essai/course.yaml"
LESSON = "courses/essai/lessons/accueil.md"
BANK = "quizzes/avis.yaml"
NEW_QUESTION = "\n::: question neuve\nOù sommes-nous ?\n\n- [x] Ici\n  > Oui.\n- [ ] Là\n  > Non.\n:::\n"
FRESH = "UPD-041"
"""The content changes and the version stays: true of every edit below that leaves `version` alone."""

Edit = tuple[str, str, str]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as published, with its lock."""
    root = tmp_path_factory.mktemp("ancien") / "projet"
    projects.make(root)
    report = Report()
    for _ in pipeline.build(read_project(root, report), "essai", ["web"], root / "dist", report, 0):
        pass
    assert not report.has_errors
    return root


@pytest.fixture
def newer(base: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(base, tmp_path / "nouveau"))


def edit(root: Path, *edits: Edit) -> None:
    for name, old, new in edits:
        path = root / name
        text = path.read_text("utf-8")
        assert not old or text.count(old) == 1, (old, text)
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def compare(old: Path, new: Path, standard: str = "scorm12") -> Outcome:
    report = Report()
    sides = [
        diff.read(each / "courses/essai" if (each / "courses").is_dir() else each, name, standard, report)
        for name, each in (("ancien", old), ("nouveau", new))
    ]
    assert sides[0] is not None, report.diagnostics
    assert sides[1] is not None, report.diagnostics
    return diff.compare(sides[0], sides[1])


def codes(outcome: Outcome) -> set[str]:
    for each in outcome.report.diagnostics:
        assert "{" not in each.message("fr") + each.hint("fr") + each.message("en") + each.hint("en")
    return {each.code for each in outcome.report.diagnostics}


QUIZ = "  - choix: maire\n"
VERT, BLEU = "- [ ] Vert\n  > Non.\n", "- [x] Bleu\n  > Oui.\n"
COULEUR = f"::: question couleur\nDe quelle couleur est le ciel ?\n\n{VERT}{BLEU}:::\n"
COULEUR_IN_BANK = """\
  - choix: couleur
    question: >
      De quelle couleur est le ciel ?
    reponses:
      - fausse: >
          Vert
        retour: >
          Non.
      - juste: >
          Bleu
        retour: >
          Oui.
"""
MAIRE = """\
choix: maire
    question: >
      Qui décide ?
    reponses:
      - juste: >
          Le maire
        retour: >
          Oui.
      - fausse: >
          Le notaire
        retour: >
          Non."""
MAIRE_AS_TRUE_FALSE = """\
vrai-faux: maire
    affirmation: >
      Le maire décide.
    verdict: vrai
    retour: >
      Oui."""
EDITS: dict[str, tuple[list[Edit], str, set[str]]] = {
    "nothing": ([], "none", set()),
    "a comment": ([(COURSE, "titre: Un essai", "# Pour l'équipe\ntitre: Un essai")], "none", set()),
    "words of a lesson": ([(LESSON, "Une phrase", "Deux phrases")], "compatible", {"UPD-040", FRESH}),
    "the version": ([(COURSE, "titre: Un essai", "version: 2\ntitre: Un essai")], "compatible", {"UPD-040"}),
    "a lower version": ([(COURSE, "titre: Un essai", "version: 0.9\ntitre: Un essai")], "compatible", {"UPD-026"}),
    "the title": ([(COURSE, "titre: Un essai", "titre: Un bel essai")], "compatible", {"UPD-038", FRESH}),
    "a new question": ([(LESSON, "", NEW_QUESTION)], "compatible", {"UPD-030", FRESH}),
    "a question less": (
        [(LESSON, COULEUR, "Fin.\n")],
        "compatible",
        {"UPD-032", FRESH},
    ),
    "a question renamed": ([(BANK, QUIZ, "  - choix: le-maire\n")], "breaking", {"UPD-006"}),
    "a question renamed and reworded": (
        [
            (BANK, QUIZ, "  - choix: le-maire\n"),
            (BANK, "Qui décide ?", "Qui décide ici ?"),
            (BANK, "Le notaire", "Le préfet"),
        ],
        "breaking",
        {"UPD-006"},
    ),
    "another question instead": (
        [
            *[(BANK, QUIZ, "  - choix: gendarmes\n"), (BANK, "Qui décide ?", "Combien sont-ils aujourd'hui ?")],
            *[(BANK, "Le maire", "Mille"), (BANK, "Le notaire", "Cent")],
        ],
        "compatible",
        {"UPD-030", "UPD-032", FRESH},
    ),
    "a question moved to another lesson": (
        [
            (LESSON, COULEUR, "Fin.\n"),
            (BANK, QUIZ, COULEUR_IN_BANK + QUIZ),
        ],
        "breaking",
        {"UPD-008"},
    ),
    "the right answer": (
        [(LESSON, "- [ ] Vert", "- [x] Vert"), (LESSON, "- [x] Bleu", "- [ ] Bleu")],
        "compatible",
        {"UPD-021", FRESH},
    ),
    "two right answers": (
        [(LESSON, "- [ ] Vert", "- [ ] Noir\n  > Non.\n- [x] Vert")],
        "compatible",
        {"UPD-020", FRESH},
    ),
    "another kind": (
        [(BANK, MAIRE, MAIRE_AS_TRUE_FALSE)],
        "compatible",
        {"UPD-020", FRESH},
    ),
    "a choice reworded": ([(LESSON, "- [x] Bleu", "- [x] Bleu clair")], "compatible", {"UPD-034", FRESH}),
    "a choice added": ([(LESSON, "- [x] Bleu", "- [ ] Noir\n  > Non.\n- [x] Bleu")], "compatible", {"UPD-035", FRESH}),
    "a choice removed": (
        [(LESSON, VERT + BLEU, f"{BLEU}- [ ] Noir\n  > Non.\n- [ ] Rouge\n  > Non.\n")],
        "compatible",
        {"UPD-022", "UPD-035", FRESH},
    ),
    "choices in another order": (
        [(LESSON, VERT + BLEU, BLEU + VERT)],
        "compatible",
        {"UPD-040", FRESH},
    ),
    "eight choices": (
        [(LESSON, "- [x] Bleu", "".join(f"- [ ] Teinte {n}\n  > Non.\n" for n in range(6)) + "- [x] Bleu")],
        "compatible",
        {"UPD-035", FRESH},
    ),
    "the words of a question": (
        [(LESSON, "De quelle couleur", "Dites de quelle couleur")],
        "compatible",
        {"UPD-036", FRESH},
    ),
    "the weight": ([(BANK, QUIZ, QUIZ + "    poids: 3\n")], "compatible", {"UPD-023", FRESH}),
    "a pass mark": ([(COURSE, "note-minimale: aucune", "note-minimale: 70")], "compatible", {"UPD-025", FRESH}),
    "lessons that do not count": ([(COURSE, "toutes", "aucune")], "compatible", {"UPD-047", FRESH}),
    "quizzes that do not count": (
        [(COURSE, "quiz-faits: tous", "quiz-faits: aucun")],
        "compatible",
        {"UPD-049", FRESH},
    ),
    "the language": ([(COURSE, "langue: fr", "langue: fr-CA")], "compatible", {"UPD-037"}),
    "the uuid": ([(COURSE, "3f2504e0", "4f2504e0")], "breaking", {"UPD-001"}),
    "the packaging": ([(COURSE, "langue: fr", "langue: fr\npaquet: par-lecon")], "breaking", {"UPD-003"}),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_and_its_verdict(base: Path, newer: Path, name: str) -> None:
    edits, verdict, expected = EDITS[name]
    edit(newer, *edits)
    outcome = compare(base, newer)
    assert codes(outcome) == expected
    assert outcome.verdict == verdict


ARRANGED: dict[str, tuple[str, list[tuple[str, str]], set[str]]] = {
    "a pair added": (
        arranged.MATCHING,
        [("    intrus:", "      - element: Le juge\n        avec: Juge\n    intrus:")],
        {"UPD-020"},
    ),
    "a pair removed": (
        arranged.MATCHING,
        [("      - element: >\n          Le maire\n        avec: >\n          Rappelle à l'ordre\n", "")],
        {"UPD-053"},
    ),
    "a source reworded": (arranged.MATCHING, [("Le maire", "Le maire ou son adjoint")], {"UPD-034"}),
    "pairs in another order": (
        arranged.MATCHING,
        [
            ("Le maire\n", "X\n"),
            ("L'éducateur\n", "Le maire\n"),
            ("X\n", "L'éducateur\n"),
            ("Rappelle à l'ordre", "X"),
            ("Va vers les jeunes", "Rappelle à l'ordre"),
            ("X", "Va vers les jeunes"),
        ],
        {"UPD-040"},
    ),
    "answers of two pairs changed": (
        arranged.MATCHING,
        [("Rappelle à l'ordre", "X"), ("Va vers les jeunes", "Rappelle à l'ordre"), ("X", "Va vers les jeunes")],
        {"UPD-021"},
    ),
    "a distractor more": (arranged.MATCHING, [("    intrus:\n", "    intrus:\n      - Prie\n")], {"UPD-035"}),
    "a distractor less": (arranged.MATCHING, [("    intrus:\n      - >\n        Ferme la rue\n", "")], {"UPD-053"}),
    "a step added": (
        arranged.ORDERING,
        [("      - >\n        Transmettre", "      - Relire\n      - Transmettre")],
        {"UPD-020"},
    ),
    "a step removed": (arranged.ORDERING, [("      - >\n        Écouter\n", "")], {"UPD-053"}),
    "two steps in the other order": (
        arranged.ORDERING,
        [("Écouter\n", "X\n"), ("Transmettre\n", "Écouter\n"), ("X\n", "Transmettre\n")],
        {"UPD-021"},
    ),
    "steps no longer together": (
        arranged.ORDERING,
        [("        - >\n          Noter", "      - >\n          Noter")],
        {"UPD-021"},
    ),
    "an element in another category": (
        arranged.SORTING,
        [("          - Un atelier en CM2\n", ""), ("absents\n", "absents\n          - Un atelier en CM2\n")],
        {"UPD-021"},
    ),
    "an element added": (arranged.SORTING, [("absents\n", "absents\n          - Un suivi\n")], {"UPD-020"}),
    "an element removed": (arranged.SORTING, [("          - Un atelier en CM2\n", "")], {"UPD-053"}),
    "categories renamed": (arranged.SORTING, [("Primaire", "Universelle")], {"UPD-034"}),
    "sorting made of a matching": (
        arranged.MATCHING,
        [(arranged.MATCHING, arranged.SORTING.replace("tri: niveaux", "tri: acteurs"))],
        {"UPD-020"},
    ),
}


@pytest.mark.parametrize("name", ARRANGED)
def test_what_pairs_orders_and_sorts_is_compared_piece_by_piece(tmp_path: Path, name: str) -> None:
    item, changes, expected = ARRANGED[name]
    root = arranged.lay(tmp_path / "ancien", item)
    arranged.build(root, tmp_path / "ancien.zip")
    newer = Path(shutil.copytree(root, tmp_path / "nouveau"))
    for old, new in changes:
        assert item.count(old) == 1, old
        item = item.replace(old, new)
    arranged.lay(newer, item)
    outcome = compare(root, newer)
    assert codes(outcome) - {FRESH} == expected
    assert outcome.verdict == "compatible"


@pytest.mark.parametrize(
    ("old", "new", "there", "back"),
    [
        ("note-minimale: 50", "note-minimale: 70", "UPD-024", "UPD-044"),
        ("note-minimale: aucune", "note-minimale: 70", "UPD-025", "UPD-045"),
        ("lecons-vues: aucune", "lecons-vues: toutes", "UPD-046", "UPD-047"),
        ("quiz-faits: aucun", "quiz-faits: tous", "UPD-048", "UPD-049"),
    ],
)
def test_rules_of_completion_both_ways(
    base: Path, newer: Path, tmp_path: Path, old: str, new: str, there: str, back: str
) -> None:
    written = next(
        line.strip()
        for line in (base / COURSE).read_text("utf-8").split("\n")
        if line.strip().startswith(old.split()[0])
    )
    other = Path(shutil.copytree(base, tmp_path / "autre"))
    edit(newer, (COURSE, written, old))
    edit(other, (COURSE, written, new))
    assert codes(compare(newer, other)) == {there, FRESH}
    assert codes(compare(other, newer)) == {back, FRESH}


def rename_lesson(root: Path) -> None:
    (root / LESSON).rename(root / "courses/essai/lessons/bonjour.md")
    edit(root, (COURSE, "      - accueil", "      - bonjour"))


def test_a_lesson_file_renamed_is_one_finding_and_an_id_keeps_all(base: Path, newer: Path) -> None:
    rename_lesson(newer)
    outcome = compare(base, newer)
    assert codes(outcome) == {"UPD-007"}
    (found,) = outcome.report.diagnostics
    assert {"key": "accueil", "new": "bonjour", "count": "1"}.items() <= dict(found.values).items()
    assert "id: accueil" in found.hint("fr")
    assert {each.key: (each.fate, each.new_key) for each in outcome.tracked}["accueil/couleur"] == (
        "renamed",
        "bonjour/couleur",
    )
    edit(newer, ("courses/essai/lessons/bonjour.md", "temps: 5 min", "id: accueil\ntemps: 5 min"))
    assert compare(base, newer).verdict == "none"


def test_a_bank_renamed_is_one_finding(base: Path, newer: Path) -> None:
    (newer / BANK).rename(newer / "quizzes/opinions.yaml")
    edit(newer, (COURSE, "quiz: avis", "quiz: opinions"))
    outcome = compare(base, newer)
    assert codes(outcome) == {"UPD-015"}
    assert "quizzes/avis.yaml" in outcome.report.diagnostics[0].hint("fr")
    assert outcome.count("renamed") == 3


def test_lessons_that_come_and_go(base: Path, newer: Path) -> None:
    (newer / "courses/essai/lessons/suite.md").write_text(f"# La suite\n\nUn mot.\n{NEW_QUESTION}", encoding="utf-8")
    edit(newer, (COURSE, "      - accueil\n", "      - accueil\n      - suite\n"))
    outcome = compare(base, newer)
    assert codes(outcome) == {"UPD-031", FRESH}
    assert (outcome.verdict, outcome.count("new"), outcome.count("kept")) == ("compatible", 2, 5)
    pipelined(newer)
    back = compare(newer, base)
    assert "UPD-009" in codes(back), "the older lock does not know what learners answered since"
    assert back.verdict == "breaking"
    edit(newer, (COURSE, "      - accueil\n      - suite\n", "      - accueil\n"))
    (newer / "courses/essai/lessons/suite.md").unlink()
    third = Path(shutil.copytree(newer, newer.with_name("troisieme")))
    edit(newer, (COURSE, "      - accueil\n", "      - accueil\n      - suite\n"))
    (newer / "courses/essai/lessons/suite.md").write_text(f"# La suite\n\nUn mot.\n{NEW_QUESTION}", encoding="utf-8")
    removed = compare(newer, third)
    assert codes(removed) == {"UPD-033", FRESH}
    assert removed.verdict == "compatible"


def pipelined(root: Path, *formats: str) -> dict[str, Path]:
    """Build, which writes the lock; the packages by format."""
    report = Report()
    built = pipeline.build(read_project(root, report), "essai", formats or ["web"], root / "dist", report, 0)
    found = {package.target.format: path for package, path in built}
    assert not report.has_errors, report.diagnostics
    return found


def test_a_lock_that_was_lost(base: Path, newer: Path) -> None:
    edit(newer, (LESSON, "::: question couleur", NEW_QUESTION.strip() + "\n\n::: question couleur"))
    (newer / "courses/essai/tracking.lock").unlink()
    outcome = compare(base, newer)
    assert "UPD-010" in codes(outcome)
    assert outcome.verdict == "breaking"
    assert outcome.count("lost") == 5


def test_choices_that_changed_numbers(base: Path, newer: Path) -> None:
    path = newer / "courses/essai/tracking.lock"
    lock = json.loads(path.read_text("utf-8"))
    numbers = lock["choices"]["accueil/couleur"]
    lock["choices"]["accueil/couleur"] = {"1": numbers["2"], "2": numbers["1"]}
    path.write_text(json.dumps(lock), encoding="utf-8")
    outcome = compare(base, newer)
    assert outcome.verdict == "breaking"
    assert "UPD-011" in codes(outcome)


def test_lessons_packaged_one_by_one(base: Path, newer: Path, tmp_path: Path) -> None:
    edit(newer, (COURSE, "langue: fr", "langue: fr\npaquet: par-lecon"))
    pipelined(newer)
    old = Path(shutil.copytree(newer, tmp_path / "par-lecon"))
    edit(newer, (LESSON, "", NEW_QUESTION))
    assert codes(compare(old, newer)) == {"UPD-030", FRESH}
    whole = Path(shutil.copytree(newer, tmp_path / "par-cours"))
    edit(whole, (COURSE, "paquet: par-lecon", "paquet: par-cours"))
    assert codes(compare(old, whole)) == {"UPD-014"}
    edit(newer, (COURSE, "    quiz: avis\n", ""), (COURSE, "quiz-faits: tous", "quiz-faits: aucun"))
    outcome = compare(old, newer)
    assert "UPD-004" in codes(outcome), "Moodle deletes the tracks of an item that is gone"
    assert outcome.verdict == "breaking"
    assert "UPD-033" not in codes(outcome), "one cause, one finding"


@pytest.mark.parametrize("standard", ["scorm12", "xapi", "web"])
def test_zip_folder_and_course_say_the_same(base: Path, newer: Path, tmp_path: Path, standard: str) -> None:
    old = pipelined(base, standard)[standard]
    edit(newer, (LESSON, "", NEW_QUESTION), (BANK, QUIZ, "  - choix: le-maire\n"))
    new = pipelined(newer, standard)[standard]
    folder = tmp_path / "decompresse"
    with zipfile.ZipFile(new) as archive:
        archive.extractall(folder)
    first = codes(compare(old, new, standard))
    assert first == {"UPD-006", "UPD-030"}
    assert codes(compare(old, folder, standard)) == first
    assert codes(compare(old, newer, standard)) == first
    assert compare(new, folder, standard).verdict == "none"
    assert compare(new, newer, standard).verdict == "none"
    assert diff.standard_of(old) == standard


def test_another_address(base: Path, newer: Path) -> None:
    edit(newer, ("cartable.toml", "iri_base", "# iri_base"))
    assert compare(base, newer, "scorm12").verdict == "compatible"
    outcome = compare(base, newer, "xapi")
    assert "UPD-012" in codes(outcome)
    assert outcome.verdict == "breaking"


def test_another_standard(base: Path) -> None:
    built = pipelined(base, "scorm12", "xapi", "web")
    outcome = compare(built["scorm12"], built["web"])
    assert codes(outcome) == {"UPD-002"}


def facts(path: Path) -> dict[str, object]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, object] = json.loads(archive.read("cartable.json"))
    return found


def package(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_an_older_cartable_json_is_read(base: Path, tmp_path: Path) -> None:
    new = pipelined(base, "web")["web"]
    known = facts(new)
    older = {key: known[key] for key in ("generator", "course", "uuid", "version", "language", "standard")}
    units: list[dict[str, object]] = known["units"]  # type: ignore[assignment]
    old = package(
        tmp_path / "ancien.zip",
        {"index.html": "x", "cartable.json": json.dumps({**older, "format": 1, "slots": units[0]["slots"]})},
    )
    outcome = compare(old, new, "web")
    assert codes(outcome) == {"UPD-042", FRESH}
    assert outcome.verdict == "compatible"
    assert outcome.count("kept") == 5


MANIFEST = """<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
 xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema>
 <schemaversion>{version}</schemaversion></metadata><organizations default="O"><organization identifier="O">
 <title>T</title><item identifier="{item}" identifierref="R"><title>Leçon</title>
 <adlcp:masteryscore>{mastery}</adlcp:masteryscore></item></organization></organizations><resources>
 <resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="{href}"/></resources></manifest>"""
CMI5 = """<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
 <course id="https://a.example/c"><title><langstring>C</langstring></title></course>
 <au id="{item}" masteryScore="{mastery}" moveOn="{move}"><title><langstring>Leçon</langstring></title>
 <url>{href}</url></au></courseStructure>"""


def manifest(item: str = "I", href: str = "a.html", mastery: str = "80", version: str = "1.2") -> dict[str, str]:
    return {"imsmanifest.xml": MANIFEST.format(item=item, href=href, mastery=mastery, version=version), "a.html": "x"}


def cmi5(item: str = "https://a.example/u", mastery: str = "0.8", move: str = "Passed") -> dict[str, str]:
    return {"cmi5.xml": CMI5.format(item=item, href="a.html", mastery=mastery, move=move), "a.html": "x"}


@pytest.mark.parametrize(
    ("old", "new", "verdict", "expected"),
    [
        (manifest(), manifest(), "none", set()),
        (manifest(), manifest(item="J"), "breaking", {"UPD-005"}),
        (manifest(), manifest(href="b.html"), "compatible", {"UPD-043"}),
        (manifest(), manifest(mastery="90"), "compatible", {"UPD-028"}),
        (manifest(), {**manifest(), "b.html": "y"}, "compatible", set()),
        (manifest(), manifest(version="2004 4th Edition"), "breaking", {"UPD-002"}),
        (manifest(), cmi5(), "breaking", {"UPD-002"}),
        (cmi5(), cmi5(mastery="0.9"), "compatible", {"UPD-028"}),
        (cmi5(), cmi5(move="Completed"), "compatible", {"UPD-029"}),
        (cmi5(), cmi5(item="https://a.example/v"), "breaking", {"UPD-005"}),
    ],
)
def test_packages_of_other_tools(
    tmp_path: Path, old: dict[str, str], new: dict[str, str], verdict: str, expected: set[str]
) -> None:
    outcome = compare(package(tmp_path / "a.zip", old), package(tmp_path / "b.zip", new))
    assert codes(outcome) - {"UPD-040"} == expected | {"UPD-027"}
    assert outcome.verdict == verdict


def test_ours_against_anothers(base: Path, tmp_path: Path) -> None:
    ours = pipelined(base, "scorm12")["scorm12"]
    outcome = compare(ours, package(tmp_path / "b.zip", manifest()))
    assert {"UPD-027", "UPD-004"} <= codes(outcome)
    assert outcome.verdict == "breaking"


HOSTILE: dict[str, Callable[[Path], object]] = {
    "Z01.not-a-zip": lambda path: path.write_bytes(b"PK, or not"),
    "Z01.empty": lambda path: path.write_bytes(b""),
    "UPD-050": lambda path: package(path, {"a.txt": "x"}),
    "UPD-051": lambda path: package(path, {"cartable.json": '{"format": 2, "uuid": 3}'}),
    "UPD-052": lambda path: package(path, {"cartable.json": '{"format": 99, "uuid": "x"}'}),
    "Z10.entity": lambda path: package(path, {"imsmanifest.xml": '<!DOCTYPE m [<!ENTITY a "b">]><m>&a;</m>'}),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_what_is_no_package_is_told(tmp_path: Path, code: str) -> None:
    path = tmp_path / "x.zip"
    HOSTILE[code](path)
    report = Report()
    assert diff.read(path, "x.zip", "", report) is None
    assert code in {each.code for each in report.diagnostics}


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "{}", "[" * 100_000, "\x00", '{"format": true, "uuid": "x"}', '{"format": 2, "uuid": "\\ud800"}'),
        '{"format": 1, "uuid": "x", "slots": 4}',
        '{"format": 0, "uuid": "x"}',
        '{"format": 2, "uuid": "x", "units": [{}, {}]}',
        '{"format": 2, "uuid": "x", "items": [1]}',
        '{"format": 2, "uuid": "x", "units": [{"slots": [["a", "b"]]}]}',
        '{"format": 2, "uuid": "x", "units": [{"slots": [["a", "b", 1e999]]}]}',
    ],
)
def test_a_hostile_cartable_json_is_told(tmp_path: Path, text: str) -> None:
    report = Report()
    assert diff.read(package(tmp_path / "x.zip", {"cartable.json": text}), "x.zip", "", report) is None
    assert [each.code for each in report.diagnostics] == ["UPD-051"]


def test_no_link_of_an_unpacked_package_is_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"format": 2, "uuid": "x"}', encoding="utf-8")
    folder = tmp_path / "paquet"
    folder.mkdir()
    (folder / "cartable.json").symlink_to(tmp_path / "secret.json")
    report = Report()
    assert diff.read(folder, "paquet", "", report) is None
    assert [each.code for each in report.diagnostics] == ["UPD-050"]


def test_an_entry_more_in_the_list_of_the_platform(tmp_path: Path) -> None:
    more = cmi5()
    au = more["cmi5.xml"][more["cmi5.xml"].index("<au ") : more["cmi5.xml"].index("</courseStructure>")]
    more["cmi5.xml"] = more["cmi5.xml"].replace(
        "</courseStructure>", au.replace("example/u", "example/v") + "</courseStructure>"
    )
    outcome = compare(package(tmp_path / "a.zip", cmi5()), package(tmp_path / "b.zip", more))
    assert codes(outcome) == {"UPD-027", "UPD-039"}
    assert outcome.verdict == "compatible"


def test_an_older_form_of_progress() -> None:
    old, new = (Side(name, Facts(format=2, uuid="x", state=State(format=n))) for name, n in (("a", 2), ("b", 1)))
    assert codes(diff.compare(old, new)) == {"UPD-013"}
    assert codes(diff.compare(new, old)) == set()


def test_every_finding_has_a_test_and_every_standard_its_advice() -> None:
    source = "".join(each.read_text("utf-8") for each in sorted(Path(__file__).parent.glob("test_*.py")))
    for code in RULES:
        if code.startswith("UPD"):
            assert code in source, code
    assert {standard for standard, _ in ADVICE} == {"scorm12", "scorm2004", "xapi", "cmi5", "web"}


KEYS = st.sampled_from(["a", "b", "a/q", "a/r", "b/q", "c/q", "", "/", "a/b/c"])
SLOTS = st.lists(st.tuples(KEYS, st.sampled_from(["seen", "answer"]), st.integers(-1, 70)), max_size=6)
ITEMS = st.dictionaries(
    KEYS,
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(["", "Un", "Une question", "Une question ?"]),
            "kind": st.sampled_from(["lesson", "choice", "myth", "matching", "ordering", ""]),
            "choices": st.dictionaries(st.sampled_from("123x"), st.sampled_from(["aaaaaaaa", "bbbbbbbb"]), max_size=3),
            "correct": st.lists(st.sampled_from(["a", "b", "a.b", "1.a", "2.a.b", "."]), max_size=3),
            "weight": st.integers(0, 2),
        }
    ),
    max_size=5,
)
UNITS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["", "a", "b"]), "item": KEYS, "iri": KEYS, "slots": SLOTS}),
    max_size=3,
    unique_by=lambda each: each["id"],
)
FACTS = st.fixed_dictionaries(
    {"format": st.integers(1, 2), "uuid": st.just("x")},
    optional={"units": UNITS, "items": ITEMS, "slots": SLOTS, "version": st.sampled_from(["1", "2", "1.10", "été", ""])}
    | {"standard": st.sampled_from(["scorm12", "cmi5", "universal"]), "packaging": st.sampled_from(["per-lesson", "?"])}
    | {"completion": st.fixed_dictionaries({"pass_mark": st.sampled_from([None, 0, 70])})},
)


@settings(max_examples=300, deadline=None)
@given(old=FACTS, new=FACTS)
def test_no_two_packages_make_it_raise(old: dict[str, object], new: dict[str, object]) -> None:
    first, second = (
        Side(name, Facts.model_validate_json(json.dumps(each)), {}, {"cartable.json": (len(repr(each)), 0)})
        for name, each in (("ancien", old), ("nouveau", new))
    )
    outcome = diff.compare(first, second)
    codes(outcome)
    assert (outcome.verdict == "breaking") == outcome.report.has_errors
    assert {each.key for each in outcome.tracked} >= set(first.facts.known) if first.facts else True
    assert json.loads(shown.machine(outcome, Report(), "fr"))["verdict"] == outcome.verdict
    assert list(shown.human(outcome, "fr", lambda key, **values: key))
    assert diff.compare(first, first).verdict == "none"

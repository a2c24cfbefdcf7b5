"""Updates that change what ends a course, or how an assessment is taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.activities.arranged import build
from tests.activities.test_assessment import AT_END, COURSE, TRIED, lay
from tests.diff.test_updates import FRESH, codes, compare

SHORT = "terminer:\n  quiz-faits: tous\n  lecons-vues: toutes\n"
PUBLIC = "public:\n  elus: Élus\n"


def course(rule: str) -> str:
    return COURSE.partition("terminer:")[0] + PUBLIC + rule


def project(root: Path, rule: str, assessment: str = AT_END) -> Path:
    """A project with this rule, built once."""
    lay(root, assessment, course=course(rule))
    build(root, root.parent / f"{root.name}.zip", "scorm12")
    return root


RULES: dict[str, tuple[str, str, set[str], set[str]]] = {
    "the same in other words": (
        SHORT,
        "terminer:\n  toutes:\n    - quiz-faits: tous\n    - lecons-vues: [un]\n",
        set(),
        set(),
    ),
    "a score of the assessment": (
        SHORT,
        "terminer:\n  quiz-faits: tous\n  lecons-vues: toutes\n  note: {evaluation: final}\n",
        {"UPD-057"},
        {"UPD-054"},
    ),
    "another way": (
        SHORT,
        "terminer:\n  une-de:\n    - quiz-faits: tous\n    - lecons-vues: toutes\n",
        {"UPD-057"},
        {"UPD-057"},
    ),
    "another rule for an audience": (
        SHORT,
        SHORT + "  par-public:\n    elus:\n      lecons-vues: toutes\n",
        {"UPD-055"},
        {"UPD-055"},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_another_rule_is_told_both_ways(tmp_path: Path, name: str) -> None:
    old, new, there, back = RULES[name]
    before, after = project(tmp_path / "ancien", old), project(tmp_path / "nouveau", new)
    for one, other, expected in ((before, after, there), (after, before, back)):
        outcome = compare(one, other)
        assert codes(outcome) - {FRESH, "UPD-040"} == expected
        assert outcome.verdict == "compatible"


def test_an_assessment_with_other_rules_keeps_what_was_drawn(tmp_path: Path) -> None:
    before = project(tmp_path / "ancien", SHORT)
    after = Path(shutil.copytree(before, tmp_path / "nouveau"))
    lay(after, AT_END.replace("essais: 3", "essais: 2").replace("nombre: 3", "nombre: 4"), course=course(SHORT))
    outcome = compare(before, after)
    assert codes(outcome) - {FRESH} == {"UPD-056"}
    (found,) = (each for each in outcome.report.diagnostics if each.code == "UPD-056")
    assert {"drawn": "6", "tries": "2", "mark": "80"}.items() <= dict(found.values).items()


def test_tries_and_hints_that_are_added_ask_nobody_again(tmp_path: Path) -> None:
    bare = TRIED.replace("    essais: 2\n", "").replace("    bareme: partiel\n", "")
    bare = bare.partition("    indices:\n")[0] + "    reponses:\n" + bare.rpartition("    reponses:\n")[2]
    roots = []
    for name, bank in (("ancien", bare), ("nouveau", TRIED)):
        root = tmp_path / name
        if roots:
            shutil.copytree(roots[0], root)
        lay(root, AT_END, course=course(SHORT), lesson="# Une\n\nUn.\n\n:: exercice comptee\n\n:: exercice suivie\n")
        (root / "quizzes" / "essais.yaml").write_text(bank, encoding="utf-8")
        build(root, tmp_path / f"{name}.zip", "scorm12")
        roots.append(root)
    outcome = compare(*roots)
    assert "UPD-020" not in codes(outcome)
    assert {each.fate for each in outcome.tracked} == {"kept"}

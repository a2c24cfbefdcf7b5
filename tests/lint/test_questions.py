"""Questions that say too little, or give the answer away."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.activities import Choice
from tests.lint import proof
from tests.lint.proof import REASON, choice


@pytest.mark.parametrize(
    ("feedback", "expected"),
    [
        ("Oui.", 3),
        ("Bravo !", 3),
        ("Non, dommage…", 3),
        ("Exact, bien joué.", 3),
        ("**Faux**", 3),
        ("Right. Well done!", 3),
        ("Non. C'est le maire.", 0),
        ("Le maire.", 0),
        ("Oui, car il préside.", 0),
    ],
)
def test_a_verdict_alone(tmp_path: Path, feedback: str, expected: int) -> None:
    found = proof.read(tmp_path, bank=choice("maire", feedback=feedback))
    assert [each.code for each in found] == ["TXT-031"] * expected
    assert len({each.span for each in found}) == expected


def test_a_verdict_beside_a_reason(tmp_path: Path) -> None:
    bank = choice("maire", feedback="Oui.") + f"    retour: >\n      {REASON}\n"
    assert proof.read(tmp_path, bank=bank) == []


ORDER = """  - ordre: marche
    question: >
      Rangez.
    etapes:
      - Un
      - Deux
"""
SORTING = """  - tri: rangement
    question: >
      Rangez.
    categories:
      - categorie: Un
        elements:
          - element: A
{feedback}          - element: B
      - categorie: Deux
        elements:
          - element: C
"""


def test_a_question_without_any_feedback(tmp_path: Path) -> None:
    assert proof.shown(proof.read(tmp_path, bank=ORDER), tmp_path) == ["TXT-030 marche"]
    assert proof.read(tmp_path, bank=f"{ORDER}    retour: >\n      {REASON}\n") == []
    assert proof.shown(proof.read(tmp_path, bank=SORTING.format(feedback="")), tmp_path) == ["TXT-030 rangement"]
    deep = SORTING.format(feedback=f"            retour: >\n              {REASON}\n")
    assert proof.read(tmp_path, bank=deep) == []


REPLY = """  - que-repondez-vous: question
    dit: >
      Je ne vends rien.
    repliques:
      - juste: >
          Parlons-en.
      - fausse: >
          Sortez.
    modele: >
      Vous m'en parlez, et c'est bien.
"""


def test_a_model_reply_is_feedback(tmp_path: Path) -> None:
    assert [each for each in proof.read(tmp_path, bank=REPLY) if each.code == "TXT-030"] == []


LONG = "Le maire, avec tous les partenaires de la commune"


def test_the_longest_answer(tmp_path: Path) -> None:
    told = "".join(choice(f"q{n}", *_turned((LONG, "Le préfet", "Un notaire"), n), right=n % 3) for n in range(5))
    assert [each.code for each in proof.read(tmp_path, bank=told)] == ["TXT-032"]
    few = "".join(choice(f"q{n}", *_turned((LONG, "Le préfet", "Un notaire"), n), right=n % 3) for n in range(4))
    assert proof.read(tmp_path, bank=few) == []
    even = "".join(choice(f"q{n}", LONG, f"{LONG}, et le préfet", "Un notaire", right=n % 2) for n in range(6))
    assert proof.read(tmp_path, bank=even) == []


def _turned(answers: tuple[str, ...], by: int) -> tuple[str, ...]:
    return tuple(answers[(place - by) % len(answers)] for place in range(len(answers)))


def test_the_same_place(tmp_path: Path) -> None:
    told = "".join(choice(f"q{n}", right=1) for n in range(5))
    assert [each.code for each in proof.read(tmp_path, bank=told)] == ["TXT-033"]
    assert proof.read(tmp_path, bank=told + choice("q5", right=2)) == []
    two = "".join(choice(f"q{n}", "Oui, il préside", "Non, il siège") for n in range(5))
    assert proof.read(tmp_path, bank=two) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Toutes les réponses ci-dessus", True),
        ("Aucune de ces propositions", True),
        ("Aucune des réponses n'est juste", True),
        ("All of the above", True),
        ("None of the above.", True),
        ("Toutes les communes", False),
        ("Aucun maire", False),
        ("Toutes les réponses des habitants comptent", False),
        ("All of the city", False),
    ],
)
def test_answers_that_spare_reading(tmp_path: Path, answer: str, expected: bool) -> None:
    found = proof.read(tmp_path, bank=choice("maire", "Le maire", "Le préfet", answer))
    assert [each.code for each in found] == ["TXT-034"] * expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Laquelle de ces aides n'est pas un prêt ?", True),
        ("Which of these is not a loan?", True),
        ("Laquelle de ces aides **n'est pas** un prêt ?", False),
        ("Laquelle de ces aides n'est PAS un prêt ?", False),
        ("Que ne faut-il pas dire ?", True),
        ("Que faire si le jeune ne répond pas ?", False),
        ("Pourquoi ne faut-il pas attendre ?", False),
        ("Laquelle de ces aides est un prêt ?", False),
    ],
)
def test_a_negative_stem(tmp_path: Path, question: str, expected: bool) -> None:
    found = proof.read(tmp_path, bank=choice("maire", question=question))
    assert [each.code for each in found] == ["TXT-035"] * expected


def test_the_bank_of_these_tests_is_one(tmp_path: Path) -> None:
    made = proof.course(tmp_path, bank=choice("maire"))
    assert [type(each.activity) for each in made.placements] == [Choice]

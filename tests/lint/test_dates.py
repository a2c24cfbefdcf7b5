"""Dates that a course still awaits, and those that it only tells of. Today is 22 November 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lint import proof


@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        ("Inscrivez-vous avant le 30 juin 2024.", "30 juin 2024"),
        ("Vous déposez le dossier d'ici fin mars 2025.", "mars 2025"),
        ("Les candidatures sont ouvertes jusqu'au 15/09/2025.", "15/09/2025"),
        ("Le guide sera publié en mars 2025.", "mars 2025"),
        ("Le guide paraîtra en 2025.", "2025"),
        ("La prochaine rencontre : 12 mars 2024.", "12 mars 2024"),
        ("Date limite : 2026-11-21", "2026-11-21"),
        ("La date limite de dépôt est fixée au 31/12/2023.", "31/12/2023"),
        ("Le 1er octobre 2026, la salle ouvrira.", "1er octobre 2026"),
        ("Une réunion est prévue le 3 mai 2026.", "3 mai 2026"),
        ("Les résultats vont paraître en février 2026.", "février 2026"),
        ("Répondez au plus tard le 3 août 2026.", "3 août 2026"),
        ("Le dossier doit être envoyé avant le 30 juin 2024 ; vous y joindrez un plan.", "30 juin 2024"),
        ("Inscrivez-vous avant le vendredi 30 août 2024.", "30 août 2024"),
        ("- À rendre avant le 2 septembre 2026", "2 septembre 2026"),
        ("Un mot. Le guide **sera** publié *en mars 2025*.", "mars 2025"),
    ],
)
def test_an_announcement_of_a_day_gone_by(tmp_path: Path, lesson: str, expected: str) -> None:
    assert proof.shown(proof.read(tmp_path, lesson), tmp_path) == [f"TXT-001 {expected}"]


@pytest.mark.parametrize(
    "lesson",
    [
        "La loi du 13 juin 2025 a changé les peines.",
        "La loi du 13 juin 2025 sera bientôt appliquée.",
        "En 2021, la ville a créé un service.",
        "En 2021, la ville ouvre un service.",
        "Le rapport de mars 2025 le montre.",
        "Le guide sera publié en mars 2027.",
        "Inscrivez-vous avant le 30 novembre 2026.",
        "Inscrivez-vous avant le 22 novembre 2026.",
        "Le guide paraîtra en 2026.",
        "Il a été publié avant le 30 juin 2024.",
        "Avant 2021, la ville n'avait pas de service.",
        "Jusqu'en 2021, la ville gérait seule le projet.",
        "En 1789, le peuple prendra la Bastille.",
        "Le plan a été adopté en 2023 et sera évalué en 2030.",
        "L'appel à projets 2024 demande un diagnostic.",
        "Le plafond est fixé à 200 € en 2024.",
        "Le décret (3 mars 2025) sera complété.",
        "Article 2021 du code : il sera appliqué.",
        "Un numéro : 2024. Il sera rappelé.",
        "Les personnes nées avant le 1er janvier 2024 pourront en bénéficier.",
        "Dès 2021, vous pouviez demander une aide.",
        "Il aura fallu attendre mars 2023 pour voir le texte.",
        "En juin 2025, le maire annonce qu'il ira plus loin.",
        "La convention, signée le 3 mai 2022, sera renouvelée.",
        "Un décret publié en mars 2024 précisera la liste.",
        "Le programme 2021-2024 sera reconduit.",
        "Vous trouverez le rapport 2023 en annexe.",
        "Depuis le 1er janvier 2024, vous devez déclarer vos revenus.",
        "Du 31 février 2024, rien ne sera dit.",
        "`Le guide sera publié en mars 2025.`",
        "[The guide will be published in March 2025.]{lang=en}",
    ],
)
def test_a_date_that_nobody_awaits(tmp_path: Path, lesson: str) -> None:
    assert [each for each in proof.read(tmp_path, lesson) if each.code == "TXT-001"] == []


@pytest.mark.parametrize(
    ("lesson", "expected"),
    [
        ("Register by 30 June 2024.", ["30 June 2024"]),
        ("The guide will be published in March 2025.", ["March 2025"]),
        ("Next session: June 3, 2026.", ["June 3, 2026"]),
        ("Applications are open until 1 May 2026.", ["1 May 2026"]),
        ("The deadline is 2 October 2026.", ["2 October 2026"]),
        ("The act of 13 June 2025 will apply.", []),
        ("By March 2025 it had been published.", []),
        ("In 2021 the city opened a service.", []),
        ("In 2021 the city will open a service.", []),  # a story may be told so
        ("It was to be finished by May 2024.", []),
        ("You may register by 30 June 2027.", []),
        ("People born before 1 January 2024 will get it.", []),
        ("You will find the 2023 report below.", []),
        ("In June 2025 the mayor says he will go further.", []),
        ("It may 2024 times will fail.", []),
        ("Signed on 3 May 2022, the agreement will be renewed.", []),
        ("The form must be signed by 30 June 2024; please register.", ["30 June 2024"]),
    ],
)
def test_announcements_in_english(tmp_path: Path, lesson: str, expected: list[str]) -> None:
    found = proof.read(tmp_path, lesson, "en")
    assert proof.shown(found, tmp_path) == [f"TXT-001 {each}" for each in expected]


@pytest.mark.parametrize(
    ("lesson", "language", "expected"),
    [
        ("Cette année, le budget augmente.", "fr", ["TXT-004 Cette année"]),
        ("Actuellement fermé. Actuellement vide.", "fr", ["TXT-004 Actuellement"]),
        ("Ces dernières années, tout change.", "fr", ["TXT-004 Ces dernières années"]),
        ("Cette année-là, le budget augmente.", "fr", []),
        ("Chaque année, puis l'année suivante.", "fr", []),
        ("It is currently closed, and next year too.", "en", ["TXT-004 currently", "TXT-004 next year"]),
        ("The year before, and the next years.", "en", []),
    ],
)
def test_words_that_age(tmp_path: Path, lesson: str, language: str, expected: list[str]) -> None:
    assert proof.shown(proof.read(tmp_path, lesson, language), tmp_path) == expected


SESSIONS = """rencontres:
  - rencontre: une
    titre: Une
    {first}
  - rencontre: deux
    titre: Deux
    {second}
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("jour: 2026-01-21", "jour: 2027-01-21", []),
        ("jour: 2026-01-21", "jour: 2026-11-22", []),
        ("mois: 2026-11", "jour: 2026-11-30", []),
        ("jour: 2026-01-21", "mois: 2026-03", ["TXT-002 une"]),
        ("mois: 2026-10", "jour: 2026-12-01", ["TXT-003 une"]),
    ],
)
def test_sessions_that_are_over(tmp_path: Path, first: str, second: str, expected: list[str]) -> None:
    found = proof.read(tmp_path, sessions_yaml=SESSIONS.format(first=first, second=second))
    assert proof.shown(found, tmp_path) == expected


def test_a_review_of_long_ago(tmp_path: Path) -> None:
    text = proof.COURSE.format(language="fr", quiz="")
    for day, expected in (("2025-11-20", ["TXT-005 2025-11-20"]), ("2025-11-23", [])):
        found = proof.read(tmp_path, course_yaml=f"{text}revu-le: {day}\n")
        assert proof.shown(found, tmp_path) == expected

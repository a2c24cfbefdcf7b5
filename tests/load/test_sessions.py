"""Sessions as they are read: every rule has a case, hours in every spelling, the order of time."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from builder.diagnostics import Report
from builder.load import load, read_project
from builder.load.sessions import near_zone
from builder.model import Course
from builder.rules.sessions import RULES
from tests.load import projects


def loaded(root: Path, text: str) -> Course:
    projects.make(root)
    (root / "courses/essai/sessions.yaml").write_text(text, encoding="utf-8")
    report = Report()
    found = load(read_project(root, report), "essai", report)
    assert found is not None
    assert not report.has_errors, report.diagnostics
    return found[0]


ELSEWHERE = {"SES-050"}
"""Said by a build: tests/render/test_sessions.py."""


def test_every_code_has_a_case() -> None:
    proven = {line.split()[0] for each in projects.cases() for line in each.expected}
    assert set(RULES) - proven == ELSEWHERE


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("14:00-17:00", time(14), time(17)),
        ("9h-12h30", time(9), time(12, 30)),
        ("de 14 h à 17 h 15", time(14), time(17, 15)),
        ("De 14\u00a0h\u00a0à 17\u202fh", time(14), time(17)),
        ("8:30 – 9:45", time(8, 30), time(9, 45)),
        ("10.30-12.30", time(10, 30), time(12, 30)),
    ],
)
def test_hours_read_as_people_write_them(written: str, start: time, end: time, tmp_path: Path) -> None:
    course = loaded(tmp_path, f"- rencontre: a\n  titre: A\n  jour: 2021-01-21\n  horaire: {written}\n")
    assert (course.sessions[0].start, course.sessions[0].end) == (start, end)


def test_sessions_stand_in_the_order_of_time_and_a_month_after_its_own_first_day(tmp_path: Path) -> None:
    course = loaded(
        tmp_path,
        """\
- rencontre: octobre
  titre: O
  mois: 2021-10
- rencontre: soir
  titre: S
  jour: 2021-03-04
  horaire: 18:00-19:00
  fuseau: America/Guadeloupe
- rencontre: nuit
  titre: N
  jour: 2021-03-04
  horaire: 20:00-21:00
- rencontre: premier
  titre: P
  jour: 2021-10-01
""",
    )
    assert [each.id for each in course.sessions] == ["nuit", "soir", "premier", "octobre"]


def test_the_head_speaks_for_every_session_that_says_nothing_else(tmp_path: Path) -> None:
    course = loaded(
        tmp_path,
        """\
horaire: 14:00-17:00
organisateur: La métropole
modalite: visio
inscription: Par courriel.
rencontres:
  - rencontre: a
    titre: A
    jour: 2021-01-21
  - rencontre: b
    titre: B
    jour: 2021-03-04
    modalite: sur place
    horaire: 9:00-10:00
""",
    )
    first, second = course.sessions
    assert (first.modality, first.organiser, first.start) == ("remote", "La métropole", time(14))
    assert (second.modality, second.organiser, second.start) == ("on-site", "La métropole", time(9))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Paris", "Europe/Paris"),
        ("Europe/Pari", "Europe/Paris"),
        ("La Réunion", "Indian/Reunion"),
        ("Nouméa", "Pacific/Noumea"),
        ("UTC+2", ""),
        ("GMT", ""),
    ],
)
def test_a_zone_is_guessed_from_its_city(written: str, meant: str) -> None:
    assert near_zone(written) == meant


def test_an_agenda_keeps_what_the_facilitators_guide_needs(tmp_path: Path) -> None:
    course = loaded(
        tmp_path,
        """\
- rencontre: a
  titre: A
  jour: 2021-01-21
  deroule:
    - minutes: 20
      titre: Accueil
      texte: >
        Un tour de **table**.
      activite: accueil/couleur
""",
    )
    (step,) = course.sessions[0].agenda
    assert (step.minutes, step.title, step.activity) == (20, "Accueil", "accueil/couleur")
    assert step.text is not None
    assert step.text.plain == "Un tour de table."

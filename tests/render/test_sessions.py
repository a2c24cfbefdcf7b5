"""Sessions in a package: when, in words and in several time zones; the files that calendars take in."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from lxml import etree, html

from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.handouts import DOCUMENTS
from builder.handouts.paper import Booklet
from builder.model import Announcement, Course, Package
from builder.render import render
from builder.render.prose import Notes
from builder.render.sessions import is_announced, view, when
from builder.render.words import words_of
from tests.load.test_sessions import loaded

HEAD = """\
horaire: 14:00-17:00
autres-fuseaux: [Indian/Mayotte, Indian/Reunion, Africa/Cairo, Europe/Athens, Pacific/Noumea]
rencontres:
"""
WINTER = HEAD + "  - rencontre: ouverture\n    titre: L'ouverture\n    jour: 2021-01-21\n"
SUMMER = HEAD + "  - rencontre: ete\n    titre: L'été\n    jour: 2021-06-03\n"
OCTOBER = HEAD + "  - rencontre: octobre\n    titre: Le bilan\n    mois: 2021-10\n"


def shown(course: Course) -> tuple[str, list[str]]:
    words = words_of(course.language)
    found = view(course, course.sessions[0], Notes(course, None, words), words)
    return found["when"], found["others"]


def package(course: Course) -> Package:
    return render(course, FORMATS["web"].target)


def calendar(course: Course, name: str = "rencontres/ouverture.ics") -> icalendar.Calendar:
    data = package(course).files[name]
    assert isinstance(data, bytes)
    return icalendar.Calendar.from_ical(data)


def page(course: Course) -> html.HtmlElement:
    data = package(course).files["index.html"]
    assert isinstance(data, bytes)
    return html.document_fromstring(data.decode())


def test_a_day_in_winter_is_told_in_every_zone(tmp_path: Path) -> None:
    said, others = shown(loaded(tmp_path, WINTER))
    assert said == "Jeudi 21\u00a0janvier\u00a02021, de 14\u00a0h à 17\u00a0h (heure de Paris)"
    assert others == [
        "de 16\u00a0h à 19\u00a0h, heure de Mayotte",
        "de 17\u00a0h à 20\u00a0h, heure de La Réunion",
        "de 15\u00a0h à 18\u00a0h, heure du Caire",
        "de 15\u00a0h à 18\u00a0h, heure d’Athènes",
        "le vendredi 22, de 0\u00a0h à 3\u00a0h, heure de Nouméa",
    ]


def test_a_day_in_summer_counts_the_hour_that_only_some_clocks_went_forward(tmp_path: Path) -> None:
    _, others = shown(loaded(tmp_path, SUMMER))
    assert others[:2] == ["de 15\u00a0h à 18\u00a0h, heure de Mayotte", "de 16\u00a0h à 19\u00a0h, heure de La Réunion"]


def test_of_a_month_no_other_hour_is_promised_and_there_is_no_file(tmp_path: Path) -> None:
    course = loaded(tmp_path, OCTOBER)
    said, others = shown(course)
    assert said == "Octobre 2021, de 14\u00a0h à 17\u00a0h (heure de Paris), date à confirmer"
    assert others == []
    assert not [name for name in package(course).files if name.endswith(".ics")]
    card = page(course).find_class("meeting")[0]
    assert card.get("data-begin") == "2021-09-30T22:00:00Z"
    assert card.get("data-end") == "2021-10-31T23:00:00Z"
    assert not card.xpath(".//a[@download]")


def test_a_day_without_hours_is_an_event_of_the_whole_day(tmp_path: Path) -> None:
    course = loaded(tmp_path, "- rencontre: ouverture\n  titre: L'ouverture\n  jour: 2021-01-21\n")
    assert when(course.sessions[0], words_of("fr")) == "Jeudi 21\u00a0janvier\u00a02021, horaire à confirmer"
    event = calendar(course).events[0]
    assert (event.start, event.end) == (date(2021, 1, 21), date(2021, 1, 22))


def test_hours_are_said_in_english(tmp_path: Path) -> None:
    course = loaded(tmp_path, WINTER)
    assert when(course.sessions[0], words_of("en")) == "Thursday 21 January 2021, 14:00 to 17:00 (Paris time)"


def test_the_page_of_all_sessions_says_what_was_announced(tmp_path: Path) -> None:
    course = loaded(
        tmp_path,
        WINTER
        + """\
    genre: table ronde
    intervenants:
      - nom: Claire Duport
        qualite: sociologue
      - nom: Marwan Mohammed
        sous-reserve: oui
    lien: https://visio.example.org/salle
    inscription: https://www.example.org/formulaire
    organisateur: La métropole
""",
    )
    annex = page(course).get_element_by_id("_rencontres")
    (card,) = annex.find_class("meeting")
    text = " ".join(card.text_content().split())
    for each in ("Table ronde", "Claire Duport, sociologue", "Marwan Mohammed (sous réserve)", "La métropole"):
        assert each in text
    links = {each.get("href"): each for each in card.iter("a")}
    assert "S’inscrire sur example.org" in links["https://www.example.org/formulaire"].text_content()
    assert "Rejoindre sur visio.example.org" in links["https://visio.example.org/salle"].text_content()
    assert links["rencontres/ouverture.ics"].get("download") == ""
    assert "rencontres/ouverture.ics" in package(course).files


def test_only_what_announces_a_session_ships_its_part(tmp_path: Path) -> None:
    course = loaded(tmp_path, WINTER)
    (whole,) = course.units("per-course")
    assert is_announced(course, whole)
    assert not any(is_announced(course, each) for each in course.units("per-lesson"))
    assert not is_announced(replace(course, sessions=()), whole)


# The calendar file


def test_the_file_parses_and_holds_the_event(tmp_path: Path) -> None:
    course = loaded(tmp_path, WINTER + "    lieu: Salle du conseil\n    lien: https://visio.example.org/x\n")
    read = calendar(course)
    assert not read.errors
    (event,) = read.events
    assert event["summary"] == "L'ouverture"
    assert event["location"] == "Salle du conseil"
    assert event.start == datetime(2021, 1, 21, 13, tzinfo=UTC)
    assert event.end == datetime(2021, 1, 21, 16, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Europe/Paris"
    assert [each["tzid"] for each in read.timezones] == ["Europe/Paris"]


def test_an_event_keeps_its_identity_and_tells_its_version(tmp_path: Path) -> None:
    first = calendar(loaded(tmp_path / "one", WINTER)).events[0]
    moved = calendar(loaded(tmp_path / "two", WINTER.replace("2021-01-21", "2021-02-04"))).events[0]
    other = calendar(loaded(tmp_path / "three", WINTER.replace("ouverture", "autre")), "rencontres/autre.ics").events[0]
    assert first["uid"] == moved["uid"] != other["uid"]
    assert first["sequence"] == 1
    assert first["dtstamp"].dt == datetime(2026, 11, 22, tzinfo=UTC), "the day the course was last read through"


def test_equal_sources_give_equal_bytes(tmp_path: Path) -> None:
    one, two = (package(loaded(tmp_path / each, WINTER)).files for each in ("a", "b"))
    assert one["rencontres/ouverture.ics"] == two["rencontres/ouverture.ics"]
    assert one["index.html"] == two["index.html"]


@pytest.mark.parametrize(
    ("day", "hours", "begin", "length"),
    [
        # At 03:00 the clocks of Paris went back to 02:00.
        ("2021-10-31", "01:00-04:00", datetime(2021, 10, 30, 23, tzinfo=UTC), timedelta(hours=4)),
        ("2021-10-31", "14:00-17:00", datetime(2021, 10, 31, 13, tzinfo=UTC), timedelta(hours=3)),
        ("2021-10-30", "14:00-17:00", datetime(2021, 10, 30, 12, tzinfo=UTC), timedelta(hours=3)),
        # At 02:00 they went forward to 03:00.
        ("2021-03-28", "01:00-04:00", datetime(2021, 3, 28, 0, tzinfo=UTC), timedelta(hours=2)),
        ("2021-03-28", "03:00-04:00", datetime(2021, 3, 28, 1, tzinfo=UTC), timedelta(hours=1)),
    ],
)
def test_the_time_zone_in_the_file_is_right_on_the_days_when_clocks_change(
    day: str, hours: str, begin: datetime, length: timedelta, tmp_path: Path
) -> None:
    text = f"- rencontre: ouverture\n  titre: A\n  jour: {day}\n  horaire: {hours}\n"
    read = calendar(loaded(tmp_path, text))
    # By the rules that the file itself carries, not by those of this machine.
    zone = read.timezones[0].to_tz(lookup_tzid=False)
    event = read.events[0]
    begins, ends = (event[each].dt.replace(tzinfo=zone) for each in ("dtstart", "dtend"))
    assert begins.astimezone(UTC) == begin
    assert ends.astimezone(UTC) - begins.astimezone(UTC) == length


@pytest.mark.skipif(not shutil.which("khal"), reason="khal is not installed (make test installs it)")
def test_a_real_calendar_takes_it_in_at_the_right_hour_of_its_own_place(tmp_path: Path) -> None:
    course = loaded(tmp_path / "course", WINTER + "  - rencontre: ete\n    titre: L'été\n    jour: 2021-06-03\n")
    folder = tmp_path / "calendar"
    folder.mkdir()
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[essai]]\npath = {folder}\ntype = calendar\n[locale]\nlocal_timezone = Indian/Reunion\n"
        "default_timezone = Indian/Reunion\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        f"datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {tmp_path}/khal.db\n",
        encoding="utf-8",
    )

    def khal(*arguments: str) -> str:
        home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        done = subprocess.run(
            ["khal", "-c", str(config), *arguments],
            env=os.environ | home | {"LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    for name, data in package(course).files.items():
        if name.endswith(".ics"):
            assert isinstance(data, bytes)
            path = tmp_path / Path(name).name
            path.write_bytes(data)
            khal("import", "--batch", str(path))
    winter = khal("list", "--format", "{start-end-time-style} {title}", "2021-01-21", "2d")
    summer = khal("list", "--format", "{start-end-time-style} {title}", "2021-06-03", "2d")
    assert "17:00-20:00 L'ouverture" in winter
    assert "16:00-19:00 L'été" in summer


def test_on_paper_nothing_depends_on_the_day_and_no_file_is_named(tmp_path: Path) -> None:
    course = loaded(tmp_path, WINTER + "    lien: https://visio.example.org/salle\n")
    lesson = course.pages[0]
    pages = (replace(lesson, blocks=(*lesson.blocks, Announcement(course.sessions[0]))), *course.pages[1:])
    booklet = Booklet(replace(course, pages=pages), 0)
    (annex,) = (each for each in booklet.values["annexes"] if each.id == "_rencontres")
    for text in (booklet.pages[0].html, annex.html):
        assert "Jeudi 21\u00a0janvier\u00a02021" in text
        assert "Date passée" not in text
        assert ".ics" not in text
        etree.fromstring(f"<div>{text}</div>")  # an EPUB takes nothing else


def test_one_file_holds_all_sessions_whose_day_is_known(tmp_path: Path) -> None:
    course = loaded(
        tmp_path,
        WINTER
        + """\
  - rencontre: londres
    titre: À Londres
    jour: 2022-06-01
    fuseau: Europe/London
  - rencontre: plus-tard
    titre: Plus tard
    mois: 2022-09
""",
    )
    report = Report()
    (document,) = DOCUMENTS["ics"].make(course, report, 0)
    assert document.filename == "essai.fr.ics"
    read = icalendar.Calendar.from_ical(document.data)
    assert [each["summary"] for each in read.events] == ["L'ouverture", "À Londres"]
    assert [each["tzid"] for each in read.timezones] == ["Europe/London", "Europe/Paris"]
    assert read.events[0]["uid"] == calendar(course).events[0]["uid"]
    assert report.diagnostics == []


def test_without_a_day_there_is_no_such_file_and_a_build_says_why(tmp_path: Path) -> None:
    report = Report()
    assert list(DOCUMENTS["ics"].make(loaded(tmp_path, OCTOBER), report, 0)) == []
    assert [each.code for each in report.diagnostics] == ["SES-050"]
    assert not report.has_errors

"""Sessions in Chromium: what is over by the reader's clock, the reader's own hours, the file for calendars."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
from playwright.sync_api import expect

from tests.hosts.browser import Visit

SESSIONS = """\
horaire: 14:00-17:00
rencontres:
  - rencontre: passee
    titre: La première
    jour: 2021-01-21
    inscription: Auprès de l'équipe.
  - rencontre: prochaine
    titre: La prochaine
    jour: 2021-03-04
    modalite: visio
    lien: https://visio.example.org/salle
  - rencontre: octobre
    titre: La dernière
    mois: 2021-10
"""
LESSON = "# Bienvenue\n\n:: rencontre prochaine\n\n:: rencontre passee\n"
FILES = {"courses/essai/sessions.yaml": SESSIONS, "courses/essai/lessons/accueil.md": LESSON}


def opened(visit: Visit, url: str, now: str = "2021-02-01T09:00:00Z"):
    visit.context.clock.set_fixed_time(now)
    return visit.open(url)


def test_what_is_over_is_told_as_over_and_comes_last(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = opened(new_visit(timezone_id="Europe/Paris"), published(FILES) + "#_rencontres")
    cards = page.locator("#_rencontres .meeting")
    expect(cards.locator("h2")).to_have_text(["La prochaine", "La dernière", "La première"])
    expect(page.locator("#_rencontres [data-past]:visible")).to_have_count(1)
    expect(cards.nth(2).get_by_text("Date passée")).to_be_visible()
    expect(cards.nth(2).get_by_text("Auprès de l’équipe.")).to_be_hidden()
    expect(cards.nth(2).locator("a[download]")).to_be_hidden()
    expect(cards.nth(0).locator("a[download]")).to_be_visible()
    expect(cards.locator("[data-own]:visible")).to_have_count(0)


def test_a_month_gone_by_is_not_said_to_have_taken_place(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = opened(new_visit(timezone_id="Europe/Paris"), published(FILES) + "#_rencontres", "2021-11-01T00:30:00Z")
    card = page.locator("#_rencontres .meeting", has_text="La dernière")
    expect(card.get_by_text("Date passée")).to_be_visible()


def test_it_is_not_over_before_its_last_minute(published: Callable[..., str], new_visit: Callable[..., Visit]) -> None:
    page = opened(new_visit(timezone_id="Europe/Paris"), published(FILES) + "#_rencontres", "2021-03-04T15:59:00Z")
    expect(page.locator("#_rencontres .meeting", has_text="La prochaine").get_by_text("Date passée")).to_be_hidden()


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Indian/Reunion", "chez vous\u00a0: de 17\u00a0h à 20\u00a0h"),
        ("Asia/Kolkata", "chez vous\u00a0: de 18\u00a0h\u00a030 à 21\u00a0h\u00a030"),
        ("Pacific/Noumea", "chez vous\u00a0: vendredi 5 mars, de 0\u00a0h à 3\u00a0h"),
        ("America/Martinique", "chez vous\u00a0: de 9\u00a0h à 12\u00a0h"),
        ("Europe/Madrid", None),
    ],
)
def test_the_readers_own_hours_are_shown_where_clocks_differ(
    zone: str, said: str | None, published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = opened(new_visit(timezone_id=zone), published(FILES) + "#accueil")
    own = page.locator("#accueil .meeting", has_text="La prochaine").locator("[data-own]")
    if said is None:
        expect(own).to_be_hidden()
    else:
        expect(own).to_have_text(said)
        expect(own).to_be_visible()


def test_the_file_downloads_from_the_disk(
    published: Callable[..., str], new_visit: Callable[..., Visit], tmp_path: Path
) -> None:
    page = opened(new_visit(accept_downloads=True), published(FILES) + "#accueil")
    link = page.locator("#accueil .meeting a[download]:visible")
    expect(link).to_contain_text("Ajouter à mon agenda")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "prochaine.ics"
    download.value.save_as(tmp_path / "x.ics")
    assert icalendar.Calendar.from_ical((tmp_path / "x.ics").read_bytes()).events[0]["summary"] == "La prochaine"


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(
    width: int, published: Callable[..., str], new_visit: Callable[..., Visit], axe: Callable[..., list[str]]
) -> None:
    visit = new_visit(timezone_id="Indian/Reunion", viewport={"width": width, "height": 800})
    page = opened(visit, published(FILES) + "#_rencontres")
    expect(page.locator("[data-own]:visible")).to_have_count(1)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_everything_announced_can_be_read(
    published: Callable[..., str], new_visit: Callable[..., Visit]
) -> None:
    page = new_visit(java_script_enabled=False).open(published(FILES))
    card = page.locator("#_rencontres .meeting", has_text="La première")
    expect(card.get_by_text("Auprès de l’équipe.")).to_be_visible()
    expect(card.get_by_text("Date passée")).to_be_hidden()

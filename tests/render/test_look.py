"""Colours keep their contrast in every theme; the interface has all its words in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

BUILDER = Path(__file__).parents[2] / "builder"
TEXT, GRAPHIC = 4.5, 3.0

GROUNDS = ("paper", "ground")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "accent", "good", "bad", "warn") for ground in GROUNDS),
    *((line, ground, GRAPHIC) for line in ("line", "margin-rule", "focus") for ground in GROUNDS),
    *((ink, "accent-soft", TEXT) for ink in ("ink", "accent")),
    ("focus", "accent-soft", GRAPHIC),
    ("on-accent", "accent", TEXT),
    ("paper", "ink", TEXT),
    ("on-cover", "cover", TEXT),
]


def themes() -> dict[str, dict[str, str]]:
    """Colour of each token by theme; a theme begins with what the light one says."""
    css = (BUILDER / "player" / "css" / "tokens.css").read_text("utf-8")
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", css):
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body))
        if colours:
            found[selector.strip()] = {**found.get(":root", {}), **colours}
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_there_are_four_themes_and_the_systems_dark_is_the_chosen_dark() -> None:
    found = themes()
    assert len(found) == 4
    assert found[':root[data-theme="dark"]'] == found[":root:not([data-theme])"]


@pytest.mark.parametrize("theme", themes())
def test_every_pair_in_use_has_its_contrast(theme: str) -> None:
    colours = themes()[theme]
    low = [(ink, ground) for ink, ground, wanted in PAIRS if contrast(colours[ink], colours[ground]) < wanted]
    assert low == []


def catalogue(language: str) -> dict[str, str]:
    with (BUILDER / "locale" / f"{language}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale=language) if each.id}


def test_both_languages_have_the_same_keys_and_the_same_places() -> None:
    french, english = catalogue("fr"), catalogue("en")
    assert french.keys() == english.keys()
    for key, text in french.items():
        assert text
        assert english[key]
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key


def test_every_word_that_the_page_or_the_player_asks_for_exists() -> None:
    sources = [*(BUILDER / "templates").rglob("*.html"), *(BUILDER / "player").rglob("*.ts")]
    asked = {
        key
        for path in sources
        for key in re.findall(r"\b(?:say|words)\(\s*\"([a-z]+(?:\.[\w]+)+)\"[,)\s]", path.read_text("utf-8"))
    }
    assert len(asked) > 60
    # One of the two reasons why nothing is recorded, chosen by render.
    assert asked - catalogue("fr").keys() == {"player.unrecorded.text"}

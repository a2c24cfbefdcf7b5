"""Words of the command line, in French where the locale says so, and numbers as that language writes them."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from builder.rules import Language


@lru_cache(maxsize=1)
def language() -> Language:
    """French where the locale says so, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    path = Path(__file__).parents[1] / "_built" / f"messages.cli-{language()}.json"
    try:
        words: dict[str, str] = json.loads(path.read_text("utf-8"))
    except OSError:  # the build hook has not run: keys are better than a traceback
        return {}
    return words


def say(key: str, **values: object) -> str:
    """The interface string *key* of the catalogue, with *values* in their places."""
    return _words().get(key, key).format(**values)


class Speaking(click.Command):
    """A command whose help comes from the catalogue."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = say(f"help.{self.name}")
        for each in self.params:
            if isinstance(each, click.Option):
                each.help = say(f"option.{each.name}")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help")
        return option


class SpeakingGroup(click.Group):
    """The command itself; same words."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help")
        return option


def size(count: int) -> str:
    """Bytes in human units, as the language writes them: "1,2 Mo"."""
    spoken = language()
    units = ("o", "ko", "Mo", "Go") if spoken == "fr" else ("B", "kB", "MB", "GB")
    value, unit = float(count), 0
    while value >= 1000 and unit < len(units) - 1:
        value, unit = value / 1000, unit + 1
    text = f"{value:.0f}" if unit < 2 else f"{value:.1f}"
    return f"{text.replace('.', ',') if spoken == 'fr' else text} {units[unit]}"


def count_of(number: int) -> str:
    """A number with its thousands apart, as the language writes them: "4 096"."""
    return f"{number:,}".replace(",", "\u202f" if language() == "fr" else ",")

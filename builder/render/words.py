"""The interface's words in the language of a course, and what the build hook left for packages."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

BUILT: Final = Path(__file__).parents[1] / "_built"


@lru_cache(maxsize=64)
def built(name: str) -> bytes:
    """A bundle, a style sheet or a catalogue by its file name."""
    return (BUILT / name).read_bytes()


class Words:
    """Interface strings of one language; numbers, sizes and dates in its form."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.messages: dict[str, str] = json.loads(built(f"messages.{language}.json"))

    def __call__(self, key: str, **values: object) -> str:
        text = self.messages[key]
        return text.format(**values) if values else text

    def minutes(self, count: int) -> str:
        """Minutes with their unit."""
        return self("unit.min", count=count)

    def hours(self, minutes: int) -> str:
        """Minutes as hours and minutes, once they are more than an hour: 45 min, 2 h 15."""
        if minutes < 60:
            return self.minutes(minutes)
        hours, rest = divmod(minutes, 60)
        return self("unit.hours.minutes", hour=hours, minute=f"{rest:02}") if rest else self("unit.hours", hour=hours)

    def duration(self, seconds: float) -> str:
        """In the units a person would use: 28 s, 3 min 5 s."""
        whole = round(seconds)
        parts = [self.minutes(whole // 60)] if whole >= 60 else []
        parts += [self("unit.sec", count=whole % 60)] if whole % 60 or not parts else []
        return " ".join(parts)

    def size(self, count: int) -> str:
        """Bytes in kB or MB."""
        if count < 995_000:
            return self("unit.kb", count=max(1, round(count / 1000)))
        return self("unit.mb", count=f"{count / 1_000_000:.1f}".replace(".", self("unit.decimal")))

    def date(self, year: int, month: int, day: int) -> str:
        """A day as people write it."""
        shown = self("unit.day.first") if day == 1 else day
        return self("unit.date", day=shown, month=self("unit.months").split()[month - 1], year=year)

    def weekday(self, number: int) -> str:
        """The day of the week, from 0, Monday."""
        return self("unit.weekdays").split()[number]

    def month(self, year: int, month: int) -> str:
        """A month as people write it."""
        return self("unit.month", month=self("unit.months").split()[month - 1], year=year)

    def hour(self, hour: int, minute: int) -> str:
        """A time of the day: 14 h, 14 h 30."""
        return self("unit.hour.minute" if minute else "unit.hour", hour=hour, minute=f"{minute:02}")

    def zone(self, key: str) -> str:
        """What people call the place of an IANA time zone."""
        names: dict[str, str] = json.loads(built(f"zones.{self.language}.json"))
        return names.get(key) or key.rpartition("/")[2].replace("_", " ")

    def shipped(self, prefixes: tuple[str, ...]) -> dict[str, str]:
        """The messages whose keys begin with one of *prefixes*."""
        return {key: text for key, text in self.messages.items() if key.startswith(prefixes)}


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of *language*, of its main form (`fr` for `fr-CA`), or English."""
    main = language.split("-")[0]
    return Words(main if (BUILT / f"messages.{main}.json").is_file() else "en")

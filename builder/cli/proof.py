"""What proof-reading needs of the machine: which day it is, and where dictionaries lie."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from builder.cli.words import say

if TYPE_CHECKING:
    from builder.lint.spelling import Dictionaries, Missing


def today() -> date:
    """The day that it is here."""
    return datetime.now().astimezone().date()


def dictionaries(folders: Sequence[Path], courses: Sequence[Path]) -> Dictionaries:
    """The dictionaries in *folders*, in those of `DICPATH`, then where systems keep them.

    Args:
        courses: Folders of the courses that will be read, so that what is missing is said before anything is judged.

    Raises:
        click.UsageError: There is no engine, or no dictionary of a course's language.
    """
    from builder.lint.spelling import FOLDERS, Dictionaries, Missing

    named = [Path(each) for each in os.environ.get("DICPATH", "").split(os.pathsep) if each]
    found = Dictionaries([*folders, *named, *(Path(each).expanduser() for each in FOLDERS)])
    try:
        for language in sorted({_language(each) for each in courses}):
            if found.of(language) is None:
                raise Missing("dictionary", language)
    except Missing as missing:
        raise advice(missing) from missing
    return found


def advice(missing: Missing) -> click.UsageError:
    """How to get what is *missing*."""
    return click.UsageError(say(f"check.no-{missing.thing}", name=missing.name, base=missing.name.partition("-")[0]))


def _language(course: Path) -> str:
    """The language that the course says, read as far as that takes."""
    path = course / "course.yaml"
    text = path.read_text("utf-8-sig", "replace") if path.is_file() else ""
    found = re.search(r"(?im)^lang(?:ue|uage)\s*:\s*[\"']?([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\b", text)
    return found[1] if found else "fr"

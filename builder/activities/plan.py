"""The action plan: sections with fields to fill in and rows to add. Never scored, never required, never reported.

All that is typed is one free text with a budget of bytes, kept as the course says of free text. The player writes it as
records `field, value` and `rows, column, value, …`, so every field, column and table has a name that never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic import Field as Bound

from builder.activities.activity import Activity, Field, Interaction, Voice
from builder.diagnostics import Report
from builder.source.fields import word
from builder.source.markdown import Prose
from builder.source.words import folded

USUAL: Final = 2_000
"""Bytes: a page of French."""
EACH: Final = 40
"""Bytes that each field deserves at least; below, the plan cannot be filled in."""
NAMES: Final = 24
"""Characters of a name: it is kept in the state beside what was typed."""


def named(words: str) -> str:
    """A name made from *words*, where the author gives none: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", folded(words)).strip("-")[:NAMES].strip("-")


class Blank(BaseModel):
    """One thing to fill in: a field of a section, or a column of its rows."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    field: str = ""
    """Its name, which never changes; by default made from the question."""
    question: Prose
    """What stands above it."""
    kind: Annotated[Literal["line", "text", "date", "choice"], BeforeValidator(word)] = "text"
    """One line, several, a day, or one of the options."""
    options: tuple[str, ...] = ()
    """Of a choice."""
    help: Prose | None = None
    """A word beneath the question."""

    @model_validator(mode="before")
    @classmethod
    def _from_source(cls, value: Any) -> Any:
        # A column may be its title alone.
        return {"question": value} if isinstance(value, str) else value

    @property
    def name(self) -> str:
        """What the kept text calls it."""
        return self.field or named(self.question.plain)


class Rows(BaseModel):
    """A table that grows row by row."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    field: str = ""
    """Its name, which never changes; by default that of the section."""
    columns: tuple[Blank, ...] = Bound(min_length=1)
    """What each row asks."""
    most: int = Bound(default=8, ge=1, le=30)
    """Rows at most, 1–30."""


class Section(BaseModel):
    """A part of the plan with a title."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    section: Prose
    """Title."""
    help: Prose | None = None
    """What to think of here."""
    fields: tuple[Blank, ...] = ()
    """What is filled in once."""
    rows: Rows | None = None
    """What is filled in row by row."""

    @property
    def rows_name(self) -> str:
        """What the kept text calls its rows."""
        return (self.rows.field if self.rows else "") or named(self.section.plain)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Its fields and columns."""
        return self.fields + (self.rows.columns if self.rows else ())


class Plan(Activity):
    """A form of the learner's own: what to do, with whom, by when."""

    kind: ClassVar[str] = "plan"
    scored: ClassVar[bool] = False

    title: Prose
    """Title, also of what is printed or downloaded."""
    instructions: Prose | None = None
    """What the plan is for and how to fill it in."""
    sections: tuple[Section, ...] = Bound(min_length=1)
    """In the order shown."""
    length: int = Bound(default=USUAL, ge=200, le=20_000)
    """Room for all that is typed, 200–20000 bytes; an accented letter takes two."""

    @property
    def asked(self) -> Prose:
        return self.title

    @property
    def words(self) -> Sequence[Prose]:
        found = [self.title, *([self.instructions] if self.instructions else [])]
        for section in self.sections:
            found += [section.section, *([section.help] if section.help else [])]
            for each in section.blanks:
                found += [each.question, *([each.help] if each.help else [])]
        return found

    @property
    def least(self) -> int:
        """Bytes that the plan takes when all of it is filled in shortly."""
        return sum(len(name.encode()) + EACH for name in self.names())

    def names(self) -> Iterator[str]:
        """What the kept text calls all that is asked: each field, each table and its columns."""
        for section in self.sections:
            yield from (each.name for each in section.fields)
            if section.rows:
                yield section.rows_name
                yield from (each.name for each in section.rows.columns)

    def fields(self, highest: int) -> tuple[Field, ...]:
        return (Field("text", 0, self.length),)

    def interaction(self, numbers: Sequence[int]) -> Interaction | None:
        return None

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return {
            "bytes": self.length,
            "title": voice.text(self.title.plain),
            "sections": [_section(each, voice) for each in self.sections],
        }

    def lint(self, report: Report) -> None:
        if self.length < self.least:
            report.add("PLN-008", self.place, id=self.id, length=self.length, least=self.least)


def _section(section: Section, voice: Voice) -> Mapping[str, object]:
    """What the player needs of *section*: names, kinds, and titles for paper and files."""
    return {
        "title": voice.text(section.section.plain),
        "fields": [_blank(each, voice) for each in section.fields],
        "rows": section.rows
        and {
            "name": section.rows_name,
            "most": section.rows.most,
            "columns": [_blank(each, voice) for each in section.rows.columns],
        },
    }


def _blank(blank: Blank, voice: Voice) -> Mapping[str, object]:
    # A row that is added is built by the player, options included.
    return {"name": blank.name, "kind": blank.kind, "title": voice.text(blank.question.plain)} | (
        {"options": [voice.text(each) for each in blank.options]} if blank.options else {}
    )

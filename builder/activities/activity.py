"""What every kind of activity offers the stages: words, state layout, a neutral interaction, player data."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from builder.diagnostics import Report, Span
from builder.source.markdown import Prose


class Voice(Protocol):
    """How an activity's words become HTML on its page: citations numbered, acronyms explained, typography set."""

    def block(self, prose: Prose | None) -> str:
        """*prose* in paragraphs; "" for none."""

    def inline(self, prose: Prose | None) -> str:
        """*prose* without the tags of its only paragraph; "" for none."""

    def quoted(self, prose: Prose) -> str:
        """*prose* between the quotation marks of the language."""

    def said(self, prose: Prose) -> str:
        """The same, of a text that may bring its quotation marks along."""

    def text(self, text: str) -> str:
        """A plain string, not yet escaped."""

    def asset(self, name: str) -> str:
        """The medium *name*, which the placement of the item brings along, as a page shows it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing of an activity that the state keeps: a number from 0 (nothing yet) to `2 ** bits - 1`, or a text."""

    name: str
    """What follows a "/" tells apart what is kept in another way, and is nothing to the player."""
    bits: int
    """0 for a text."""
    bytes: int = 0
    """Of a text: its budget in UTF-8."""
    narrowest: int = 0
    """Of a number that may outgrow its slot: bits of the first it can have had. In a narrower one, another kind of item
    kept something else under the same name."""


@dataclass(frozen=True, slots=True)
class Interaction:
    """A question as every standard can report it; each adapter serialises it once."""

    type: Literal["true-false", "choice", "numeric", "fill-in", "long-fill-in", "matching", "sequencing", "likert"]
    description: str
    """Plain text, at most 250 characters (SCORM 2004 4th ed., description)."""
    choices: tuple[tuple[str, str], ...] = ()
    """Identifier (one character `[a-z0-9]`, R12-19) and plain text of each choice, of each step of an order or of a
    scale, and of each source of a matching."""
    correct: tuple[str, ...] = ()
    """What is right; empty when any answer is fine.

    Identifiers of all right choices, or of all steps in their order; `true` or `false`; each answer accepted as a
    whole, for a fill-in; the least and the greatest number, for a numeric; `source.target`, for a matching.
    """
    targets: tuple[tuple[str, str], ...] = ()
    """Of a matching: identifier and text of what its sources are paired with."""


class Activity(BaseModel, ABC):
    """An item the learner answers. Subclasses are the kinds; see `KINDS`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    kind: ClassVar[str]
    """Name of the module, the template, the player's chunk and the messages' prefix."""
    scored: ClassVar[bool]
    """Whether the answer counts in the score; beliefs never do."""
    most_numbers: ClassVar[int] = 36
    """The highest number that one of its choices may get: most are identifiers of one character in reports (R12-19)."""
    speaks: ClassVar[tuple[str, ...]] = ()
    """Prefixes of the messages that it takes from other kinds."""
    words_are_answer: ClassVar[bool] = False
    """Whether the text that the state keeps is its answer and reported as such, and not written for oneself."""
    belief: ClassVar[bool] = False
    """Whether it asks for an opinion: then it is asked again at the page's end, and its sources are shown in full."""

    id: str
    """Never changes, also when the words do; unique in its bank or page."""
    span: Any = None
    """Where the item begins in its source."""
    sources: tuple[str, ...] = ()
    """Keys of the bibliography."""

    @property
    @abstractmethod
    def words(self) -> Sequence[Prose]:
        """Every prose of the item, for lint and for the reading time."""

    @property
    @abstractmethod
    def asked(self) -> Prose:
        """What the learner is asked, as reports show it."""

    @abstractmethod
    def fields(self, highest: int) -> tuple[Field, ...]:
        """The numbers that the state keeps of this item, in slot order; *highest* is the last choice's number."""

    def fields_of(self, numbers: Sequence[int], highest: int) -> tuple[Field, ...]:
        """The same, of an item that keeps something of each of its choices: *numbers* are those of its choices."""
        return self.fields(highest)

    @property
    def pictures(self) -> tuple[tuple[str, Span], ...]:
        """Names of the images it asks about, and where it names them."""
        return ()

    def choice_texts(self) -> tuple[str, ...]:
        """The choices whose numbers the lock keeps, by their words; empty when there are none."""
        return ()

    @abstractmethod
    def interaction(self, numbers: Sequence[int]) -> Interaction | None:
        """The item as reports name it; *numbers* are those of its choices, in order. None where nothing is reported."""

    def answer_key(self, numbers: Sequence[int]) -> tuple[str, ...]:
        """What is right, as an update compares it; *numbers* are those of its choices."""
        interaction = self.interaction(numbers)
        return interaction.correct if interaction else ()

    @abstractmethod
    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        """What the player needs besides the page: solutions and feedback."""

    def lint(self, report: Report) -> None:
        """Report what is wrong with the item in itself."""

    @property
    def place(self) -> Span:
        """Where the item begins in its source."""
        assert isinstance(self.span, Span)
        return self.span


def described(prose: Prose) -> str:
    """The words of *prose* within the 250 characters that reports allow."""
    text = prose.plain
    return text if len(text) <= 250 else text[:249] + "…"

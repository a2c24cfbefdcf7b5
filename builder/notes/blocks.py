"""What notes are made of, whichever file they come from or go to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: of the whole (1), of a lesson (2), an activity (3), a section (4) or a field (5)."""

    level: int
    text: str
    mark: str = ""
    """What it stands for, for machines; "" where an edit lost it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words: a participant's own, or the document's."""

    text: str
    own: bool = True
    """Whether a participant wrote it; lines are parted by line ends."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under titles, as in a plan."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Note:
    """What one file holds."""

    blocks: tuple[Block, ...]
    language: str = ""
    """BCP 47; "" where the file does not say."""

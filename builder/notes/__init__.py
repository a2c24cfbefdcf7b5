"""The notes that participants downloaded from a course become one note of the session.

In: files that the course's pages made, as Markdown or for a word processor, edited since or not. Out: one note, by
lesson and question, with every participant's words under it, and nobody's name.

Headings carry marks (`lesson x`, `item x/y`, `field z`, `rows z`) by which questions are told apart; where an edit lost
one, the words of the heading stand for it, as long as another file still has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from builder.diagnostics import Report, Span
from builder.notes.blocks import Block, Heading, Paragraph, Table
from builder.notes.reading import COURSE, SESSION, read
from builder.source.words import folded

LARGEST: Final = 20_000_000
"""Bytes of a file; a learner's notes are a few thousand."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the note says beside the participants' words, in their language."""

    summary: str
    """Has `{people}` and `{texts}`."""
    person: str
    """Has `{number}`."""
    number: str
    """Head of the column that tells participants apart."""


@dataclass(frozen=True, slots=True)
class Session:
    """The notes of everybody, as one document."""

    title: str
    course: str
    """Its IRI."""
    language: str
    """BCP 47; "" where no file says it."""
    people: int
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Question:
    """A heading with what stands under it: a lesson, an activity, a section or a field."""

    title: str
    level: int
    mark: str
    answers: dict[int, list[Block]] = field(default_factory=dict)
    """By participant, from 1."""


@dataclass(frozen=True, slots=True)
class _File:
    """What one participant wrote."""

    shown: str
    course: str
    title: str
    language: str
    parts: tuple[tuple[Heading, tuple[Block, ...]], ...]


def merge(paths: Sequence[Path], report: Report, words: Words) -> Session | None:
    """The notes in *paths* as one; None where an error in *report* says why not."""
    files: list[_File] = []
    for path in paths:
        found = _file(path, report)
        if found is None:
            continue
        same = next((each for each in files if each.parts == found.parts and each.course == found.course), None)
        if files and found.course != files[0].course:
            report.add("PLN-031", Span(found.shown), course=found.course)
        elif not found.parts:
            report.add("PLN-033", Span(found.shown))
        elif same is not None:
            report.add("PLN-032", Span(found.shown), other=same.shown)
        else:
            files.append(found)
    if report.has_errors or not files:
        return None
    questions = _questions(files)
    texts = sum(len(each.answers) for each in questions)
    return Session(
        title=files[0].title,
        course=files[0].course,
        language=next((each.language for each in files if each.language), ""),
        people=len(files),
        blocks=tuple(_blocks(questions, files[0], len(files), texts, words)),
    )


def _file(path: Path, report: Report) -> _File | None:
    shown = path.as_posix()
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError as error:
        report.add("SRC-001", Span(shown), reason=error.strerror or "?")
        return None
    note = read(path.name, data)
    first = next((each for each in note.blocks if isinstance(each, Heading)), None) if note is not None else None
    mark = first.mark if first is not None else ""
    if note is None or first is None or not mark.startswith((COURSE, SESSION)):
        report.add("PLN-030", Span(shown))
        return None
    if mark.startswith(SESSION):
        report.add("PLN-034", Span(shown))
        return None
    parts: list[tuple[Heading, list[Block]]] = []
    for block in note.blocks[note.blocks.index(first) + 1 :]:
        if isinstance(block, Heading) and (block.mark or not parts or block.level <= 5):
            parts.append((block, []))
        elif parts and parts[-1][0].level > 2:  # what stands above the first question is the page's own
            parts[-1][1].append(block)
    kept = tuple((heading, tuple(body)) for heading, body in parts)
    if not any(body for _, body in kept):
        kept = ()
    return _File(shown, mark.removeprefix(COURSE).strip(), first.text, note.language, kept)


def _questions(files: Sequence[_File]) -> list[_Question]:
    """Every heading of any file once, in an order that agrees with that of each file."""
    marks = {
        (heading.level, folded(heading.text)): heading.mark
        for each in files
        for heading, _ in each.parts
        if heading.mark.startswith(("lesson ", "item "))
    }
    found: list[_Question] = []
    by_key: dict[str, _Question] = {}
    for number, each in enumerate(files, 1):
        above: dict[int, str] = {}
        last = -1
        for heading, body in each.parts:
            mark = heading.mark or marks.get((heading.level, folded(heading.text)), "")
            # A field belongs to its activity, whatever section it stands in.
            owner = "" if mark.startswith(("lesson ", "item ")) else above.get(min(heading.level - 1, 3), "")
            key = f"{owner}\n{mark or folded(heading.text)}"
            above = {level: name for level, name in above.items() if level < heading.level}
            above[heading.level] = key
            question = by_key.get(key)
            if question is None:
                question = by_key[key] = _Question(heading.text, heading.level, mark)
                found.insert(last + 1, question)
            last = found.index(question)
            if body:
                question.answers.setdefault(number, []).extend(body)
    return found


def _blocks(questions: Sequence[_Question], first: _File, people: int, texts: int, words: Words) -> Iterable[Block]:
    yield Heading(1, first.title, f"{SESSION}{first.course}")
    yield Paragraph(words.summary.format(people=people, texts=texts), own=False)
    for each in questions:
        yield Heading(each.level, each.title, each.mark)
        tables: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for number, body in each.answers.items():
            for table in (block for block in body if isinstance(block, Table)):
                rows = tables.setdefault((words.number, *table.columns), [])
                rows += [(str(number), *row) for row in table.rows]
            text = [block for block in body if isinstance(block, Paragraph)]
            if text:
                yield Paragraph(words.person.format(number=number), own=False)
                yield from text
        for columns, lines in tables.items():
            yield Table(columns, tuple(lines))


__all__ = ["Session", "Words", "merge"]

"""What a course or a project keeps and nobody uses, and the state of the bibliography.

In: courses, and the names of the project's files. No medium is read: what is used is in the courses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from builder.activities import KINDS
from builder.diagnostics import Report, Span
from builder.lint.passages import Passage, texts
from builder.media import EXTENSIONS
from builder.model import Course
from builder.source import yaml
from builder.source.words import folded

OLD: Final = 10
"""Years after which a source is worth another look: figures have changed by then, more often than not."""
LAW: Final = re.compile(
    r"(?:loi|décret|arrêté|ordonnance|code|constitution|convention|déclaration|directive|règlement|.{0,60}\b(?:act|code))"
    r"\b",
    re.IGNORECASE,
)
"""Titles of texts of law, which keep the year of their adoption as long as they are in force."""
ENDINGS: Final = frozenset((*(ending for endings in EXTENSIONS.values() for ending in endings), ".vtt"))


def check(course: Course, passages: Sequence[Passage], today: date, report: Report) -> None:
    """Report words of the glossary that nobody reads, sources that nobody cites or that cannot be found again."""
    _glossary(course, passages, report)
    _sources(course, today, report)


def check_project(root: Path, courses: Sequence[Course], report: Report) -> None:
    """Report the media and question banks of the project at *root* that none of *courses*, which are all, uses."""
    used = {asset.id for course in courses for asset in (*course.assets, *course.logos)}
    files = sorted((root / "media").glob("*"))
    sheets = {each.stem for each in files if each.suffix == ".yaml" and ".script" not in each.name}
    for each in files:
        name = f"media/{each.name}"
        if each.suffix == ".yaml" and each.stem in sheets and each.stem not in used:
            report.add("CRS-082", Span(name), name=each.stem)
        elif each.suffix.lower() in ENDINGS and not {each.stem, each.stem.rpartition(".")[0]} & sheets:
            report.add("CRS-083", Span(name), name=each.name)
    asked = {path for course in courses for path in _banks(course)}
    placed = {each.activity.place for course in courses for each in course.placements}
    for each in sorted((root / "quizzes").glob("*.yaml")):
        if f"quizzes/{each.name}" not in asked:
            report.add("CRS-084", Span(f"quizzes/{each.name}"), name=each.stem)
            continue
        for item in _items(each, f"quizzes/{each.name}"):
            if item.span not in placed:
                report.add("TXT-036", item.span, id=item)


def _banks(course: Course) -> Iterator[str]:
    yield from (each.path for each in course.pages)
    yield from (each.activity.place.path for each in course.placements)
    for page in course.pages:
        yield from (f"quizzes/{each.bank}.yaml" for each in (page.assessment.draws if page.assessment else ()))


def _items(path: Path, shown: str) -> Iterator[yaml.Scalar]:
    """The names of the questions in a bank."""
    node = yaml.read(path, shown, Report())
    listed = node.items.get("questions") if node is not None else None
    for each in listed.items if isinstance(listed, yaml.Sequence) else ():
        names = [each.items[kind] for kind in KINDS if kind in each.items] if isinstance(each, yaml.Mapping) else []
        if len(names) == 1 and isinstance(names[0], yaml.Scalar):  # a word may name a kind and a key of another
            yield names[0]


def _glossary(course: Course, passages: Sequence[Passage], report: Report) -> None:
    keys = Keys(course.root)
    own = {each.span.path for each in course.glossary.values()}
    # An entry that only explains another one is read: by whoever looks the other one up.
    text = "\n".join(each.text for each in passages)
    bare = folded(text)
    for key, meaning in course.glossary.items():
        if key[:1].islower():
            # As the pages link it: whole words, also in the plural, whatever their case.
            parts = [f"{re.escape(each)}[sx]?" for each in folded(key).split("-") if each]
            is_read = re.search(rf"(?<!\w){'[^a-z0-9]+'.join(parts)}(?!\w)", bare) is not None
        else:
            is_read = re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", text) is not None
        if not is_read and own:
            report.add("CRS-080", keys.place(key, meaning.span), key=key)


def _sources(course: Course, today: date, report: Report) -> None:
    keys = Keys(course.root)
    children = (child for text in texts(course) for token in text.fragment.tokens for child in token.children or ())
    cited = {key for child in children if child.type == "citation" for key, _ in child.meta["items"]}
    cited.update(key for each in course.placements for key in each.activity.sources)
    cited.update(key for each in course.assets for key in each.sources)
    first: dict[tuple[str, str, int | None], str] = {}
    for key, source in course.references.items():
        if not source.title.path:  # it could not be read, which has been told
            continue
        place = keys.place(key, source.title.span)
        if key not in cited:
            report.add("CRS-081", place, key=key)
        if "year" not in source.model_fields_set:
            report.add("CRS-085", place, key=key)
        if "address" not in source.model_fields_set:
            report.add("CRS-086", place, key=key)
        if source.address.startswith("http://"):
            report.add("CRS-087", place, key=key, address=source.address)
        if source.year is not None and today.year - source.year > OLD and not LAW.match(source.title.plain):
            report.add("CRS-088", place, key=key, year=source.year, limit=OLD)
        same = (folded(source.title.plain), folded(source.body), source.year)
        if same in first:
            report.add("CRS-089", place, key=key, other=first[same])
        first.setdefault(same, key)


class Keys:
    """Where the keys of YAML files stand, which a course does not keep."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, list[str]] = {}

    def place(self, key: str, value: Span) -> Span:
        """The place of *key*, whose value or first value stands at *value*; that place where it is not found."""
        if value.path not in self._lines:
            path = self._root / value.path
            text = path.read_text("utf-8-sig", "replace") if path.is_file() else ""
            self._lines[value.path] = text.split("\n")
        lines = self._lines[value.path]
        for number in range(min(value.line, len(lines)), 0, -1):
            found = re.match(rf"([\"']?){re.escape(key)}\1\s*:", lines[number - 1])
            if found:
                start = len(found[1]) + 1
                return Span(value.path, number, start, start + len(key))
        return value

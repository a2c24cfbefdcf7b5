"""One side of a comparison: what a package says that it tracks, and what a platform knows it by.

In: a zip, the folder it was unpacked to, or a course folder, which is compiled in memory. Out: a `Side`. Packages of
other tools say nothing of what they track: of these only the manifests are known. No zip is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Final
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from builder import pipeline
from builder.checker import documents
from builder.checker.container import LARGEST_TEXT, Container, opened, wrapped
from builder.checker.directory import MOST_ENTRIES
from builder.checker.documents import Document, children, elements, local, text
from builder.diagnostics import Report, Span
from builder.formats import FORMATS
from builder.load import find_root, read_project
from builder.tracking import MOST_SLOTS

NEWEST: Final = 2
"""Format of `cartable.json` that this version reads, and all before it."""
FACTS: Final = "cartable.json"
MANIFESTS: Final = {"imsmanifest.xml": "scorm", "tincan.xml": "xapi", "cmi5.xml": "cmi5"}
KINDS: Final = {"universal": ("scorm12", "xapi", "cmi5")}
"""What a format is to a platform, where it is more than its own name says."""
PIECE: Final = 1 << 18


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Unit(_Form):
    """What is launched and tracked as one."""

    id: str = ""
    launch: str = ""
    item: str = ""
    iri: str = ""
    slots: Annotated[tuple[tuple[str, str, int], ...], Field(strict=False, max_length=MOST_SLOTS)] = ()
    """Key, field and bits, in slot order."""


class Item(_Form):
    """A page, or an activity on it, as it stood when the package was built."""

    title: str = ""
    kind: str = ""
    choices: dict[str, str] = {}
    """Number → fingerprint of the words."""
    correct: Annotated[tuple[str, ...], Field(strict=False)] = ()
    weight: int = 0
    drawn: int = 0
    """Of an assessment: how many questions each learner gets; 0 elsewhere."""
    tries: int | None = None
    pass_mark: int | None = None
    fields: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Of a plan: the names of all that it asks for, of tables and columns too."""


class Completion(_Form):
    """When the course is over."""

    lessons: str = "all"
    quizzes: str = "all"
    pass_mark: int | None = None
    rules: dict[str, str] = {}
    """By audience, in one line each, where the usual three do not say all."""


class State(_Form):
    """How progress is written."""

    format: int = 1


class Facts(_Form):
    """`cartable.json`, as far as an update depends on it."""

    format: int = Field(ge=1)
    uuid: str
    course: str = ""
    version: str = ""
    language: str = ""
    standard: str = ""
    packaging: str = "per-course"
    title: str = ""
    iri: str = ""
    completion: Completion | None = None
    state: State = State()
    units: Annotated[tuple[Unit, ...], Field(strict=False, max_length=MOST_SLOTS)] = ()
    items: Annotated[dict[str, Item], Field(max_length=2 * MOST_SLOTS)] = {}
    slots: Annotated[tuple[tuple[str, str, int], ...], Field(strict=False, max_length=MOST_SLOTS)] = ()
    """Format 1 only, which has no units."""

    @field_validator("units")
    @classmethod
    def _differ(cls, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        if len({each.id for each in units}) < len(units):
            raise ValueError("two units of one name")
        return units

    @property
    def whole(self) -> tuple[Unit, ...]:
        """The units; of format 1, the whole course."""
        return self.units or (Unit(slots=self.slots),)

    @property
    def known(self) -> dict[str, Item]:
        """What is tracked, by key; in format 1 without words."""
        return self.items or {key: Item() for unit in self.whole for key, _, _ in unit.slots}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a platform lists, launches and keeps results for: an item, an AU, an activity."""

    id: str
    title: str
    launch: str
    mastery: str = ""
    move_on: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A package as far as an update depends on it."""

    label: str
    facts: Facts | None
    entries: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    """Kind of manifest → what it lists, by identifier."""
    files: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Name → size and CRC-32."""
    place: str = ""
    """Where its findings stand, when that is not the label."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The standards that platforms may have imported it under."""
        if self.facts is not None and self.facts.standard:
            return KINDS.get(self.facts.standard, (self.facts.standard,))
        return tuple(self.entries)


def is_course(path: Path) -> bool:
    """Whether *path* is the folder of a course."""
    return (path / "course.yaml").is_file() and path.resolve().parent.name == "courses"


def read(path: Path, label: str, standard: str, report: Report) -> Side | None:
    """What stands at *path*; None after a diagnostic.

    Args:
        label: How places and messages call it.
        standard: The format that a course folder is compiled in: that of the package it is compared with.
    """
    if is_course(path):
        return _compiled(path, label, standard, report)
    if path.is_dir():
        return _unpacked(path, label, report)
    noted = Report()
    with opened(path, label, noted) as container:
        if container is None:
            report.extend(noted)
            return None
        files = {name: (size, container.checksum(name)) for name, size in container.sizes.items()}
        side = _side(container, label, files, report)
    if side is None:  # a member that is damaged, or larger than anything that a package has
        report.extend(noted)
    return side


def standard_of(path: Path) -> str:
    """The format of the package at *path*, "" where it does not say."""
    side = None if is_course(path) else read(path, path.name, "", Report())
    return side.facts.standard if side is not None and side.facts is not None else ""


def _compiled(path: Path, label: str, standard: str, report: Report) -> Side | None:
    root = find_root(path.resolve())
    assert root is not None  # a course lies in `courses/`
    loaded = pipeline.compile_course(read_project(root, report), path.resolve().name, report)
    if loaded is None or report.has_errors:
        return None
    package = pipeline.package(loaded[0], standard if standard in FORMATS else next(iter(FORMATS)), report)
    if package is None:
        return None
    files = {
        name: (len(each), crc32(each)) if isinstance(each, bytes) else _sum(each)
        for name, each in package.files.items()
    }
    texts = {name: each for name, each in package.files.items() if name in _TEXTS and isinstance(each, bytes)}
    side = _side(wrapped(texts, label, report), label, files, report)
    return side and replace(side, place=f"{label.rstrip('/')}/course.yaml")


_TEXTS: Final = (FACTS, *MANIFESTS)


def _unpacked(path: Path, label: str, report: Report) -> Side | None:
    files: dict[str, tuple[int, int]] = {}
    texts: dict[str, bytes] = {}
    if not any((path / name).is_file() for name in _TEXTS):  # any other folder, and perhaps a large one
        report.add("UPD-050", Span(label))
        return None
    try:
        for each in _inside(path):
            name = each.relative_to(path).as_posix()
            files[name] = _sum(each)
            if name in _TEXTS and files[name][0] <= LARGEST_TEXT:
                texts[name] = each.read_bytes()
    except OSError as error:
        report.add("Z01.unreadable", Span(label), reason=error.strerror or "?")
        return None
    return _side(wrapped(texts, label, report), label, files, report)


def _inside(path: Path) -> Iterator[Path]:
    """The plain files below *path*; a link leads anywhere and is left out."""
    count = 0
    for each in path.rglob("*"):
        if each.is_file() and not each.is_symlink():
            count += 1
            if count > MOST_ENTRIES:
                return
            yield each


def _sum(path: Path) -> tuple[int, int]:
    size = total = 0
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            size, total = size + len(piece), crc32(piece, total)
    return size, total


def _side(container: Container, label: str, files: Mapping[str, tuple[int, int]], report: Report) -> Side | None:
    facts = None
    if FACTS in container.sizes:
        facts = _facts(container, report)
        if facts is None:
            return None
    entries: dict[str, Mapping[str, Entry]] = {}
    for name, kind in MANIFESTS.items():
        if name not in container.sizes:
            continue
        noted = Report()
        document = documents.parse(container, name, noted)
        if document is None:
            report.extend(noted)
            return None
        listed = {each.id: each for each in _LISTS[kind](document)}
        entries[_edition(document) if kind == "scorm" else kind] = listed
    if facts is None and not entries:
        report.add("UPD-050", Span(label))
        return None
    return Side(label, facts, entries, files)


def _facts(container: Container, report: Report) -> Facts | None:
    data = container.read(FACTS)
    if data is None:
        return None
    place = container.span(FACTS)
    try:
        facts = Facts.model_validate_json(data)
    except ValidationError as error:
        report.add("UPD-051", place, fault=str(error.errors()[0]["type"]))
        return None
    if facts.format > NEWEST:
        report.add("UPD-052", place, format=facts.format, known=NEWEST)
        return None
    return facts


def _edition(document: Document) -> str:
    """SCORM 1.2 or 2004, by the version that the manifest states."""
    stated = next((text(each).strip() for each in elements(document.root) if local(each) == "schemaversion"), "")
    return "scorm2004" if stated.startswith(("2004", "CAM 1.3")) else "scorm12"


def _items(document: Document) -> Iterator[Entry]:
    """The launchable items of a SCORM manifest, whatever its edition and prefixes."""
    hrefs = {each.get("identifier", ""): each.get("href", "") for each in _called(document, "resource")}
    for each in _called(document, "item"):
        resource = each.get("identifierref")
        if resource:
            inside = {local(one): text(one).strip() for one in children(each)}
            mastery = inside.get("masteryscore", "") or next(
                (text(one).strip() for one in elements(each) if local(one) == "minNormalizedMeasure"), ""
            )
            yield Entry(each.get("identifier", ""), inside.get("title", ""), hrefs.get(resource, ""), mastery)


def _activities(document: Document) -> Iterator[Entry]:
    """The launchable activities of a tincan.xml."""
    for each in _called(document, "activity"):
        inside = {local(one): text(one).strip() for one in children(each)}
        if "launch" in inside:
            yield Entry(each.get("id", ""), inside.get("name", ""), inside["launch"])


def _units(document: Document) -> Iterator[Entry]:
    """The AUs of a cmi5.xml."""
    for each in _called(document, "au"):
        inside = {local(one): text(one).strip() for one in children(each)}
        yield Entry(
            each.get("id", ""),
            inside.get("title", ""),
            inside.get("url", ""),
            each.get("masteryScore", ""),
            each.get("moveOn", ""),
        )


_LISTS: Final[Mapping[str, Any]] = {"scorm": _items, "xapi": _activities, "cmi5": _units}


def _called(document: Document, name: str) -> Iterator[documents.Element]:
    return (each for each in elements(document.root) if local(each) == name)

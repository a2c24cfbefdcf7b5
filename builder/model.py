"""The values handed from stage to stage: `Course`, then `Package`. All are frozen.

Words here are neutral: a `Page` becomes part of a SCO in SCORM and an activity in xAPI, and only that
format's module says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from builder.activities import Activity
from builder.completion import NOTHING, Completion, Goal, goal
from builder.diagnostics import Span
from builder.source.fields import Form, word
from builder.source.markdown import Fragment, Prose

DEVICE: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""What Windows lets no file be called, whatever its extension: a server there could not unpack the zip."""

Packaging = Literal["per-course", "per-lesson"]
"""What is launched and tracked as one."""


class Reference(Form):
    """One entry of `sources.yaml`: a document that facts are taken from."""

    title: Prose
    """Title of the document."""
    body: str = ""
    """Who published it."""
    year: Annotated[
        Annotated[int, Field(ge=1000, le=2999)] | None,
        BeforeValidator(lambda value: None if word(value) in ("unknown", "none") else value),
    ] = None
    """Year of publication, or "unknown" when the document bears no date."""
    address: str = ""
    """Web address, or "none" when the document has none."""
    document: str = ""
    """File of the document in the project's own archive; never published."""

    @property
    def link(self) -> str:
        """The web address, or "" when there is none."""
        return self.address if self.address.startswith(("http://", "https://")) else ""

    @property
    def host(self) -> str:
        """The web site as readers know it, without scheme and `www.`."""
        return self.link.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")


class Module(Form):
    """A chapter of the course: its lessons in order, then its quizzes."""

    module: str = Field(min_length=1)
    """Title."""
    lessons: tuple[str, ...] = ()
    """File names in `lessons/`, without `.md`."""
    quiz: str | tuple[str, ...] = ()
    """Names of assessments of the course, or of question banks."""
    to_write: tuple[str, ...] = ()
    """Lessons still to be written: shown in the plan of the preview, never in a package."""


class Certificate(Form):
    """What the certificate of completion says beside the learner's name and the title of the course."""

    body: str = ""
    """Who issues it: whoever makes a course need not be who gives it."""
    logos: tuple[str, ...] = ()
    """Names of images of `media/`."""
    text: Prose | None = None
    """A sentence of the organisers' own."""
    signatory: str = ""
    """Who signs it, with their function."""
    duration: str = ""
    """How long the course takes, in words; by default the sum of its pages."""
    score: Annotated[bool, BeforeValidator(word)] = False
    """Whether the score stands on it."""


class Settings(Form):
    """`course.yaml` as written."""

    title: Prose
    """Title of the course."""
    uuid: UUID
    """Identity for ever: manifest and item identifiers are derived from it."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "fr"
    """BCP 47 tag of the language the sources are written in."""
    version: str = "1"
    """Raised with each publication."""
    reviewed: date | None = None
    """Day of the last proof-reading."""
    promise: Prose | None = None
    """What learners will be able to do, in a sentence."""
    audiences: dict[str, str] = Field(default={})
    """Who the course is for: a short name and the words shown."""
    content: tuple[Module, ...] = Field(min_length=1)
    """Modules in order."""
    completion: Completion
    """When the course is over. Mandatory: content that never says so leaves learners unfinished for ever."""
    analytics: Annotated[Literal["none", "local", "aggregate", "full"], BeforeValidator(word)] = "local"
    """What becomes of belief ratings."""
    free_text: Annotated[Literal["local", "platform"], BeforeValidator(word)] = "local"
    """Where free text is kept."""
    group: Annotated[bool | None, BeforeValidator(word)] = None
    """Whether a facilitator can project the pages and count hands; unless said, where the course has sessions."""
    packaging: Annotated[Packaging, BeforeValidator(word)] = "per-course"
    """What the LMS launches and marks as one: the course, or each lesson. A format with one launch ignores it."""
    funding: Prose | None = None
    """Who paid for the course."""
    disclaimer: Prose | None = None
    """Whose documents it rests on, and that they are not its authors."""
    licence: str = ""
    """SPDX identifier of the content's licence."""
    certificate: Annotated[
        Certificate | None, BeforeValidator(lambda value: {} if word(value) == "true" else value)
    ] = None
    """The certificate of completion; without it, the course has none."""


@dataclass(frozen=True, slots=True)
class Captions:
    """One WebVTT file, read."""

    language: str
    path: Path
    cues: tuple[tuple[float, float, str], ...]
    """Start and end in seconds, and the words on one line."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of `media/` with what a page says about it."""

    id: str
    kind: Literal["video", "audio", "image"]
    path: Path
    """The file itself."""
    name: str
    """Its name in the package, `media/…`."""
    size: int
    """Bytes."""
    title: str
    summary: Prose | None
    alternative: str
    """Text alternative of an image; "" when it is decorative."""
    description: Prose | None
    """Long description of a complex image, or what a film shows besides speech."""
    credit: Prose | None
    licence: str
    sources: tuple[str, ...]
    width: int = 0
    """Pixels; 0 for sound."""
    height: int = 0
    seconds: float = 0.0
    """Duration; 0 for images."""
    poster: Path | None = None
    poster_name: str = ""
    captions: tuple[Captions, ...] = ()
    span: Span = field(default_factory=lambda: Span(""))


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """Running text: headings, paragraphs, lists, tables."""

    fragment: Fragment


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A call-out with blocks inside."""

    kind: Literal["landmark", "attention", "field", "law", "position", "device"]
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KeyFigure:
    """A large numeral and what it counts."""

    figure: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Insertion:
    """An asset shown in place."""

    asset: Asset


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """An activity at its place; the same bank item may be placed several times."""

    key: str
    """`<page id>/<item id>`, stable for ever: the state and every report go by it."""
    activity: Activity
    assets: tuple[Asset, ...] = ()
    """Media that the activity itself shows."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who was announced for a session."""

    name: str
    role: str = ""
    tentative: bool = False
    """Announced « sous réserve »: may still not come."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One step of a session's run of show, for the facilitator."""

    minutes: int
    title: str
    text: Prose | None = None
    activity: str = ""
    """Key of a placement, or id of a page, that is done together; "" for none."""
    span: Span = field(default_factory=lambda: Span(""))


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting that belongs to the course: of its day, or, until that is known, of its month."""

    id: str
    """Never changes: calendars know the event by it."""
    kind: Literal["session", "seminar", "workshop", "meeting", "round-table", "webinar", "conference", "training"]
    title: str
    day: date | None
    month: tuple[int, int]
    """Year and month, also of a day that is known."""
    start: time | None
    """None as long as no hours are announced; then there is no end either."""
    end: time | None
    zone: str
    """Key of the IANA time zone that the hours are given in."""
    other_zones: tuple[str, ...]
    """Zones in which the hours are printed as well."""
    modality: Literal["on-site", "remote", "hybrid", "unconfirmed"]
    place: str
    link: str
    """Address of the meeting on line; "" when there is none, or not yet."""
    speakers: tuple[Speaker, ...]
    audiences: Prose | None
    registration: Prose | None
    organiser: str
    goals: tuple[str, ...]
    summary: Prose | None
    """What it is about."""
    agenda: tuple[AgendaItem, ...]
    span: Span

    @property
    def moments(self) -> tuple[datetime, datetime] | None:
        """Start and end in its own zone; None as long as the day or the hours are not known."""
        if self.day is None or self.start is None or self.end is None:
            return None
        zone = time_zone(self.zone)
        return datetime.combine(self.day, self.start, zone), datetime.combine(self.day, self.end, zone)

    @property
    def limits(self) -> tuple[datetime, datetime]:
        """When it begins at the earliest and is over at the latest: of a month, its first and last midnight."""
        if self.moments is not None:
            return self.moments
        first = self.day or date(*self.month, 1)
        after = first + timedelta(days=1) if self.day else (first + timedelta(days=31)).replace(day=1)
        zone = time_zone(self.zone)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


@lru_cache(maxsize=64)
def time_zone(key: str) -> ZoneInfo:
    """The IANA zone *key*, from the tzdata package: a machine's own rules may be older, and packages would differ.

    Raises:
        KeyError: There is no such zone.
    """
    if key not in time_zones():
        raise KeyError(key)
    with files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=key)


@lru_cache(maxsize=1)
def time_zones() -> frozenset[str]:
    """Keys of all IANA zones."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


@dataclass(frozen=True, slots=True, eq=False)
class Announcement:
    """A session announced in a lesson."""

    session: Session


@dataclass(frozen=True, slots=True, eq=False)
class Retest:
    """Where the course asks again, weeks later and in other words, what people believe of its myths."""

    count: int
    """How many myths at most."""
    span: Span


Block = Text | Box | KeyFigure | Insertion | Placement | Announcement | Retest


@dataclass(frozen=True, slots=True)
class Draw:
    """A bank of an assessment, and how many of its questions each learner gets."""

    bank: str
    title: str
    count: int
    keys: tuple[str, ...]
    """Of its placements, in the order of the bank."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What tells an assessment from a quiz that shows a bank as it is."""

    draws: tuple[Draw, ...]
    shuffles_questions: bool
    shuffles_answers: bool
    correction: Literal["at-once", "at-end"]
    """When feedback is given; at the end, answers may be changed until then."""
    tries: int | None
    """How many times it may be taken; None: as often as wanted."""
    retry: Literal["errors", "full"]
    """What a new try asks again: what was wrong, or everything, drawn anew."""
    pass_mark: int | None
    """Score that passes it, 1–100."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is shown at one time: a lesson, or a quiz made from a bank."""

    id: str
    """Never changes; also the page's hash. `quiz-<bank>` for a quiz."""
    kind: Literal["lesson", "quiz"]
    title: str
    module: str
    """Title of the module it belongs to."""
    promise: Prose | None
    minutes: int
    """As the author says, else estimated from its words at 200 a minute."""
    goals: tuple[str, ...]
    blocks: tuple[Block, ...]
    path: str
    """The source, relative to the project."""
    footnotes: Fragment | None = None
    assessment: Assessment | None = None

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Its activities in order, also those inside boxes."""
        return tuple(each for each in walk(self.blocks) if isinstance(each, Placement))


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block, outer before inner, in reading order."""
    for each in blocks:
        yield each
        if isinstance(each, Box | KeyFigure):
            yield from walk(each.blocks)


def assets_of(pages: Iterable[Page]) -> tuple[Asset, ...]:
    """The assets on *pages*, each once, in reading order."""
    found: list[Asset] = []
    for block in (each for page in pages for each in walk(page.blocks)):
        found += [block.asset] if isinstance(block, Insertion) else ()
        found += block.assets if isinstance(block, Placement) else ()
    return tuple({each.id: each for each in found}.values())


def goals_of(settings: Settings, pages: Sequence[Page]) -> dict[str, Goal]:
    """What ends a course of these *pages*, by audience; "" is for whoever names none, and always there."""
    lessons = {PurePosixPath(each.path).stem: each.id for each in pages if each.kind == "lesson"}
    quizzes = tuple(each.id for each in pages if each.kind == "quiz")
    marks = {each.id: each.assessment.pass_mark or 0 if each.assessment else 0 for each in pages if each.kind == "quiz"}
    rule = settings.completion
    return {name: goal(each, lessons, quizzes, marks) for name, each in {"": rule, **rule.by_audience}.items()}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the state, given once and for ever."""

    number: int
    key: str
    """A page's id, or a placement's key."""
    field: str
    """`seen` for a page, else a field of the activity."""
    bits: int
    """0 for a text, which stands after the packed slots."""
    bytes: int = 0
    """Of a text: the largest budget ever declared, in bytes of UTF-8; it may only rise."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which number each tracked thing has in the state; equal for all languages and territories."""

    slots: tuple[Slot, ...]
    """In slot order; those whose thing is gone keep their place."""
    choices: Mapping[str, tuple[int, ...]]
    """Placement key → number of each choice, in the order shown now."""
    outgrown: tuple[tuple[int, int], ...] = ()
    """Slots and the narrower ones before them: what a slot does not hold yet, the one before it may still hold."""

    def of(self, key: str) -> dict[str, int]:
        """Field → slot number of the page or placement *key*; of two slots the newer one counts."""
        return {each.field: each.number for each in self.slots if each.key == key}

    def only(self, page: str) -> Layout:
        """The part that tracks the page of this id, numbered from 0: what is added elsewhere does not move it."""
        mine = [each for each in self.slots if each.key.partition("/")[0] == page]
        slots = tuple(replace(each, number=number) for number, each in enumerate(mine))
        numbers = {each.number: number for number, each in enumerate(mine)}
        choices = {key: each for key, each in self.choices.items() if key.partition("/")[0] == page}
        outgrown = tuple((numbers[slot], numbers[before]) for slot, before in self.outgrown if slot in numbers)
        return Layout(slots, choices, outgrown)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """What is launched and tracked as one: the whole course, or one of its lessons. A SCO in SCORM, an AU in cmi5."""

    id: str
    """"" for the whole course, else the id of its page."""
    title: str
    pages: tuple[Page, ...]
    layout: Layout
    """Its own slots alone, numbered from 0."""
    launch: str
    """Name of its document in the package."""
    iri: str
    """The activity that is launched."""
    scope: str
    """What its state is checked against and kept under: no other unit's state is taken for its own."""
    item: str
    """Its name in manifests, unique in the world; for ever the same, or Moodle deletes its tracks (C12-21)."""

    @property
    def placements(self) -> tuple[Placement, ...]:
        """Its activities, in reading order."""
        return tuple(each for page in self.pages for each in page.placements)

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The assets in use, each once, in reading order."""
        return assets_of(self.pages)

    @property
    def is_scored(self) -> bool:
        """Whether something in it counts in a score."""
        return any(each.activity.scored for each in self.placements)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Everything a package is made from, in one language."""

    id: str
    """Name of the course's folder."""
    settings: Settings
    iri: str
    """`<iri_base>/<course>`, without a slash at the end."""
    publisher: str
    pages: tuple[Page, ...]
    """In reading order."""
    references: Mapping[str, Reference]
    glossary: Mapping[str, Prose]
    """Acronym or word → meaning. What begins in lower case is a word."""
    layout: Layout
    root: Path
    """Folder of the project; paths in diagnostics are relative to it."""
    language: str = "fr"
    logos: tuple[Asset, ...] = ()
    """Of those who issue the certificate."""
    sessions: tuple[Session, ...] = ()
    """Its meetings in the order of time."""

    @property
    def title(self) -> str:
        """Title as plain text."""
        return self.settings.title.plain

    @property
    def uuid(self) -> str:
        """Identity of the course, lower case with hyphens."""
        return str(self.settings.uuid)

    @property
    def placements(self) -> tuple[Placement, ...]:
        """All activities, in reading order."""
        return tuple(each for page in self.pages for each in page.placements)

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The assets in use, each once, in reading order."""
        return self.units("per-course")[0].assets

    @property
    def modules(self) -> tuple[tuple[str, tuple[Page, ...]], ...]:
        """Titles of the modules that have pages, with their pages."""
        titles = list(dict.fromkeys(each.module for each in self.pages))
        return tuple((title, tuple(each for each in self.pages if each.module == title)) for title in titles)

    @property
    def is_for_groups(self) -> bool:
        """Whether its pages can be projected to a group."""
        return bool(self.sessions) if self.settings.group is None else self.settings.group

    def identifier(self, thing: str, part: str = "") -> str:
        """A name for *thing* that no other course has, equal in all versions and languages of this one.

        The prefix makes it an xs:ID, which no digit may begin.

        Args:
            part: The page it belongs to, where there is one of a kind for each.
        """
        return f"{thing.upper()}-{uuid5(self.settings.uuid, f'{thing}/{part}' if part else thing)}"

    @property
    def goals(self) -> Mapping[str, Goal]:
        """What ends the course, by audience; "" is for whoever names none, and always there."""
        return goals_of(self.settings, self.pages)

    def goal(self, unit: Unit, audience: str = "") -> Goal:
        """What ends *unit* for that audience."""
        found = self.goals[audience]
        is_scored = unit.is_scored
        if not unit.id:
            return Goal(found.rule, found.pass_mark if is_scored else None)
        page = unit.pages[0]
        # Launched by itself, an assessment is judged by its own mark.
        own = page.assessment.pass_mark if page.assessment else None
        mark = (own or found.pass_mark) if is_scored else None
        return Goal(found.rule.within(page.id, {each.id for each in unit.assets}), mark)

    def pass_mark(self, unit: Unit) -> int | None:
        """The score that passes *unit*, 1–100; None where nothing judges it, or not everybody by the same mark."""
        marks = {self.goal(unit, name).pass_mark for name in self.goals}
        return marks.pop() if len(marks) == 1 else None

    def asks_for(self, unit: Unit) -> bool:
        """Whether the course is not over without *unit*."""
        if not unit.id:
            return self.goals[""].rule != NOTHING or self.pass_mark(unit) is not None
        asked = self.goals[""].rule.asks_for(unit.id, {each.id for each in unit.assets})
        return asked or (self.goals[""].pass_mark is not None and unit.is_scored)

    def packaging(self, target: Target) -> Packaging:
        """What the author asked for, where a package of this kind can hold it."""
        return self.settings.packaging if target.several else "per-course"

    def units(self, packaging: Packaging) -> tuple[Unit, ...]:
        """What a package launches, in reading order."""
        if packaging == "per-course":
            item = self.identifier("item")
            return (Unit("", self.title, self.pages, self.layout, "index.html", self.iri, self.uuid, item),)
        return tuple(
            Unit(
                id=page.id,
                title=page.title,
                pages=(page,),
                layout=self.layout.only(page.id),
                launch=f"_{page.id}.html" if DEVICE.fullmatch(page.id) else f"{page.id}.html",
                iri=f"{self.iri}/{page.id}",
                scope=f"{self.uuid}/{page.id}",
                item=self.identifier("item", page.id),
            )
            for page in self.pages
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What a format asks of the pages: which session they open, what they may reach, how much they may keep."""

    format: str
    """`scorm12`, `cmi5`, `web`…; also part of the package's file name."""
    adapters: tuple[str, ...]
    """The player's sessions, in the order in which they are tried; the first that finds somebody to talk to records."""
    connect: bool = False
    """Whether the page talks to a server (an LRS), so that its CSP must let it."""
    state_limit: int | None = None
    """Most characters of state that every LMS of this standard keeps; None without a limit."""
    several: bool = False
    """Whether a package can be launched at several places, so that each lesson may be tracked by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A course with the files that ship it."""

    course: Course
    target: Target
    files: Mapping[str, bytes | Path]
    """Name in the archive, with `/` and in ASCII → content, or the file that holds it."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """What it launches, in reading order."""
        return self.course.units(self.course.packaging(self.target))

    @property
    def launch(self) -> str:
        """Name of the document to open first."""
        return self.units[0].launch

    @property
    def filename(self) -> str:
        """`<course>.<lang>.<format>.zip`."""
        return f"{self.course.id}.{self.course.language}.{self.target.format}.zip"

"""Meetings: `courses/<course>/sessions.yaml` in, sessions out, in the order of time.

A form of keys that sessions share may stand at the file's head (`fuseau`, `organisateur`, `inscription`…): each session
takes them over unless it says otherwise. A file that is a bare list of sessions reads as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from builder.diagnostics import Report, Span, near
from builder.load.bank import check_prose
from builder.model import AgendaItem, Reference, Session, Speaker, time_zone, time_zones
from builder.source import fields, yaml
from builder.source.fields import Form
from builder.source.markdown import Prose
from builder.source.words import KEYS, folded, local

FILE: Final = "sessions.yaml"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""A session's id: part of an event's identity and a file's name."""
HOUR: Final = r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)\s*"
HOURS: Final = re.compile(rf"(?:de\s+)?{HOUR}(?:-|–|à|to)\s*{HOUR}", re.IGNORECASE)
"""14:00-17:00, 14h-17h30, de 14 h à 17 h."""
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH: Final = re.compile(r"([12]\d{3})-(0[1-9]|1[0-2])")
PARIS: Final = "Europe/Paris"
JOINED: Final = ("on-site", "remote", "hybrid")
"""Ways to meet of which people must know where."""

Kind = Literal["session", "seminar", "workshop", "meeting", "round-table", "webinar", "conference", "training"]
Modality = Literal["on-site", "remote", "hybrid", "unconfirmed"]


class Shared(Form):
    """What may stand at the head of `sessions.yaml`, for all sessions, as in each of them."""

    kind: Annotated[Kind, BeforeValidator(fields.word)] = "session"
    """What people call it."""
    hours: str = ""
    """Start and end in the session's own zone: `14:00-17:00`; none when they are not settled."""
    time_zone: str = PARIS
    """IANA name of the time zone that the hours are given in."""
    other_time_zones: tuple[str, ...] = ()
    """Further zones whose hours are printed as well."""
    modality: Annotated[Modality, BeforeValidator(fields.word)] = "unconfirmed"
    """How people meet."""
    venue: str = ""
    """Where people meet."""
    link: str = ""
    """Address of the meeting on line."""
    audiences: Prose | None = None
    """Who is invited."""
    registration: Prose | None = None
    """How to register: a sentence, or the address of a form."""
    organiser: str = ""
    """Who invites."""


class SpeakerSheet(Form):
    """One speaker as written."""

    name: str = Field(min_length=1)
    """Name, as announced."""
    role: str = ""
    """Function and institution, as announced."""
    tentative: Annotated[bool, BeforeValidator(fields.word)] = False
    """Whether the announcement says « sous réserve »."""


class AgendaSheet(Form):
    """One step of the run of show as written."""

    minutes: int = Field(ge=1, le=600)
    """How long it takes."""
    title: str = Field(min_length=1)
    """What happens."""
    text: Prose | None = None
    """What the facilitator does and says."""
    activity: str = ""
    """Page of the course, or `<page>/<item>`, that is done together."""


class Sheet(Shared):
    """A session as written."""

    session: str
    """Its id."""
    title: str = Field(min_length=1)
    """Title."""
    day: str = ""
    """The day: `2021-01-21`."""
    month: str = ""
    """The month, as long as the day is not settled: `2021-10`."""
    speakers: tuple[SpeakerSheet, ...] = ()
    """Who speaks, as announced."""
    goals: tuple[str, ...] = ()
    """What participants will take home: verbs first."""
    summary: Prose | None = None
    """What it is about."""
    agenda: tuple[AgendaSheet, ...] = ()
    """The run of show, for the facilitator's guide."""


def read_sessions(
    folder: Path, shown: str, references: Mapping[str, Reference], report: Report, language: str
) -> tuple[Session, ...]:
    """The sessions of the course in *folder*, first those that come first; none where there is no file.

    Args:
        shown: The folder's path below the project.
    """
    path, name = folder / FILE, f"{shown}/{FILE}"
    if not path.exists() and not path.is_symlink():
        return ()
    text = yaml.read_text(path, name, report)
    node = yaml.parse(text, name, report, listed="sessions") if text is not None else None
    if node is None:
        return ()
    listed = node.items.pop("sessions", None)
    if not isinstance(listed, yaml.Sequence) or not listed.items:
        report.add("SES-001", node.keys.get("sessions", Span(name)))
        return ()
    # Read once by itself, so that a fault of the head is told once and not for each session.
    if node.items and fields.read(Shared, node, f"`{name}`", report, language) is None:
        node.items.clear()
    reader = _Reader(node, references, report, language)
    found = [each for each in map(reader.session, listed.items) if each is not None]
    return tuple(sorted(found, key=lambda each: (each.limits[0].astimezone(UTC), each.day is None, each.id)))


def check_agenda(sessions: Sequence[Session], keys: Collection[str], report: Report) -> None:
    """Report the steps of run of shows whose activity is none of *keys*: placements and pages of the course."""
    for session in sessions:
        for step in session.agenda:
            if step.activity and step.activity not in keys:
                report.add("SES-031", step.span, name=step.activity, near=near(step.activity, keys))


class _Reader:
    """Turns the nodes of one file into sessions."""

    def __init__(self, head: yaml.Mapping, references: Mapping[str, Reference], report: Report, language: str) -> None:
        self._head, self._references, self._report, self._language = head, references, report, language
        self._lines: dict[str, int] = {}

    def session(self, node: yaml.Node) -> Session | None:
        """The session that *node* describes; None after a diagnostic."""
        report = self._report
        if not isinstance(node, yaml.Mapping):
            report.add("CRS-021", node.span, key=local("sessions", KEYS, self._language))
            return None
        node = self._with_head(node)
        fields.gather(node, "", "other-time-zones")
        fields.gather(node, "", "goals")
        owner = f"{local('session', KEYS, self._language)} `{node.items.get('session', '?')}`"
        sheet = fields.read(Sheet, node, owner, report, self._language)
        if sheet is None:
            return None
        before = report.count("error")
        self._identify(sheet, node)
        day, month = self._when(sheet, node)
        start, end = self._hours(sheet, node)
        zones = self._zones(sheet, node)
        link = self._link(sheet, node)
        self._check_joining(sheet, node)
        self._check_prose(sheet)
        if report.count("error") > before or month is None or not zones:
            return None
        if day and start and end:
            self._check_clock(day, start, end, zones[0], node)
        if start and end:
            self._check_length(sheet, start, end, node)
        return Session(
            id=sheet.session,
            kind=sheet.kind,
            title=sheet.title,
            day=day,
            month=month,
            start=start,
            end=end,
            zone=zones[0],
            other_zones=zones[1:],
            modality=sheet.modality,
            place=sheet.venue,
            link=link,
            speakers=tuple(Speaker(each.name, each.role, each.tentative) for each in sheet.speakers),
            audiences=sheet.audiences,
            registration=sheet.registration,
            organiser=sheet.organiser,
            goals=sheet.goals,
            summary=sheet.summary,
            agenda=self._agenda(sheet, node),
            span=node.items["session"].span,
        )

    def _with_head(self, node: yaml.Mapping) -> yaml.Mapping:
        """*node* with what the head says for all, and it does not."""
        head = self._head
        return yaml.Mapping(
            node.span, {**head.items, **node.items}, {**head.keys, **node.keys}, {**head.written, **node.written}
        )

    def _identify(self, sheet: Sheet, node: yaml.Mapping) -> None:
        place = node.items["session"].span
        if not NAME.fullmatch(sheet.session):
            self._report.add("SES-002", place, name=sheet.session)
        elif sheet.session in self._lines:
            self._report.add("SES-003", place, name=sheet.session, line=self._lines[sheet.session])
        self._lines.setdefault(sheet.session, place.line)

    def _when(self, sheet: Sheet, node: yaml.Mapping) -> tuple[date | None, tuple[int, int] | None]:
        """The day, and its year and month; the latter is None after a diagnostic."""
        if sheet.day and sheet.month:
            self._report.add("SES-011", node.keys["month"], name=sheet.session)
        elif sheet.day:
            try:
                day = date.fromisoformat(sheet.day) if DAY.fullmatch(sheet.day) else None
            except ValueError:
                day = None
            if day is not None:
                return day, (day.year, day.month)
            self._report.add("SES-012", node.items["day"].span, value=sheet.day)
        elif sheet.month:
            found = MONTH.fullmatch(sheet.month)
            if found:
                return None, (int(found[1]), int(found[2]))
            self._report.add("SES-013", node.items["month"].span, value=sheet.month)
        else:
            self._report.add("SES-010", node.items["session"].span, name=sheet.session)
        return None, None

    def _hours(self, sheet: Sheet, node: yaml.Mapping) -> tuple[time | None, time | None]:
        if not sheet.hours:
            return None, None
        place = node.items["hours"].span
        found = HOURS.fullmatch(sheet.hours.replace("\u00a0", " ").replace("\u202f", " "))
        try:
            start = time(int(found[1]), int(found[2] or 0)) if found else None
            end = time(int(found[3]), int(found[4] or 0)) if found else None
        except ValueError:  # 25:00
            start = end = None
        if start is None or end is None:
            self._report.add("SES-014", place, value=sheet.hours)
        elif end <= start:
            self._report.add("SES-015", place, start=f"{start:%H:%M}", end=f"{end:%H:%M}")
        return start, end

    def _zones(self, sheet: Sheet, node: yaml.Mapping) -> tuple[str, ...]:
        """Its own zone and the further ones, each once; none after a diagnostic."""
        own = node.items.get("time-zone")
        listed = node.items.get("other-time-zones")
        places = [own.span if own is not None else Span("")]
        places += [each.span for each in listed.items] if isinstance(listed, yaml.Sequence) else []
        found: dict[str, None] = {}
        for key, place in zip((sheet.time_zone, *sheet.other_time_zones), places, strict=True):
            if key not in time_zones():
                self._report.add("SES-017", place, value=key, near=near_zone(key))
            elif key in found:
                self._report.add("SES-018", place, value=key)
            found.setdefault(str(key))
        # Of a head's fault the second session adds nothing to the report: counting does not tell.
        return tuple(found) if found.keys() <= time_zones() else ()

    def _link(self, sheet: Sheet, node: yaml.Mapping) -> str:
        if sheet.link and not _is_web(sheet.link):
            self._report.add("SES-020", node.items["link"].span, value=sheet.link)
        form = sheet.registration.text if sheet.registration else ""
        if re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+|www\.\S+", form) and not _is_web(form):
            self._report.add("SES-020", node.items["registration"].span, value=form)
        return sheet.link

    def _agenda(self, sheet: Sheet, node: yaml.Mapping) -> tuple[AgendaItem, ...]:
        listed = node.items.get("agenda")
        steps = listed.items if isinstance(listed, yaml.Sequence) else []
        spans = [
            each.items["activity"].span if isinstance(each, yaml.Mapping) and "activity" in each.items else each.span
            for each in steps
        ]
        return tuple(
            AgendaItem(each.minutes, each.title, each.text, each.activity, span)
            for each, span in zip(sheet.agenda, spans, strict=True)
        )

    def _check_joining(self, sheet: Sheet, node: yaml.Mapping) -> None:
        if sheet.modality in JOINED and not (sheet.venue or sheet.link or sheet.registration):
            self._report.add("SES-021", node.items["modality"].span, name=sheet.session)

    def _check_prose(self, sheet: Sheet) -> None:
        for prose in (sheet.audiences, sheet.registration, sheet.summary, *(each.text for each in sheet.agenda)):
            if prose is not None:
                check_prose(prose, self._references, self._report)

    def _check_clock(self, day: date, start: time, end: time, zone: str, node: yaml.Mapping) -> None:
        """Report an hour that the change to summer time leaves out."""
        for each in (start, end):
            moment = datetime.combine(day, each, time_zone(zone))
            if moment.astimezone(UTC).astimezone(moment.tzinfo).time() != each:
                self._report.add("SES-016", node.items["hours"].span, value=f"{each:%H:%M}", zone=zone)

    def _check_length(self, sheet: Sheet, start: time, end: time, node: yaml.Mapping) -> None:
        length = (end.hour - start.hour) * 60 + end.minute - start.minute
        minutes = sum(each.minutes for each in sheet.agenda)
        if minutes > length:
            self._report.add("SES-030", node.keys["agenda"], minutes=minutes, length=length)


def near_zone(written: str) -> str:
    """The zone that *written* was probably meant to be: a slip in its key, or its city alone; else ""."""
    places = [each for each in sorted(time_zones()) if "/" in each and not each.startswith("Etc/")]
    cities = {folded(each.rpartition("/")[2]): each for each in places}
    city = re.sub(r"^(la|le|les|l)-", "", folded(written.rpartition("/")[2]))
    return (near(written, time_zones()) if "/" in written else "") or cities.get(near(city, cities), "")


def _is_web(address: str) -> bool:
    return re.fullmatch(r"https?://[^\s/]+(/\S*)?", address) is not None

"""Calendar files: a session whose day is known as an event that any calendar takes in.

RFC 5545. Equal sources give equal bytes: the identity of an event comes from the course's, and the time zone from the
tzdata package.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid5

from builder.model import DEVICE, Course, Session, time_zone
from builder.render.words import Words, words_of

if TYPE_CHECKING:
    import icalendar

OLDEST = datetime(1980, 1, 1, tzinfo=UTC)
"""When an event was made, in a course that does not say when it was last read: as old as the files of a package."""


def calendar_name(session: Session) -> str:
    """Name of the file in a package."""
    return f"rencontres/{'_' if DEVICE.fullmatch(session.id) else ''}{session.id}.ics"


@lru_cache(maxsize=64)
def calendar(course: Course, session: Session) -> bytes:
    """The iCalendar file of *session*; empty as long as its day is not known."""
    return made(course, (session,)) if session.day else b""


def made(course: Course, sessions: tuple[Session, ...]) -> bytes:
    """One iCalendar file with those of *sessions* whose day is known."""
    import icalendar  # 0.1 s, for courses with sessions only

    found = icalendar.Calendar()
    found.add("prodid", f"-//Cartable//{course.id}//{course.language.upper()}")
    found.add("version", "2.0")
    dated = [each for each in sessions if each.day]
    spans: dict[str, list[datetime]] = {}
    for each in dated:
        if each.moments:
            spans.setdefault(each.zone, []).extend(each.moments)
    for zone, moments in sorted(spans.items()):
        if zone != "UTC":
            found.add_component(_zone(zone, min(moments).year, max(moments).year))
    for each in dated:
        found.add_component(_event(course, each, words_of(course.language)))
    return bytes(found.to_ical())


def _event(course: Course, session: Session, words: Words) -> icalendar.Event:
    import icalendar

    assert session.day is not None
    event = icalendar.Event()
    event.add("uid", str(uuid5(course.settings.uuid, f"session/{session.id}")))
    reviewed = course.settings.reviewed
    event.add("dtstamp", datetime.combine(reviewed, time(), UTC) if reviewed else OLDEST)
    if course.settings.version.isdecimal():
        event.add("sequence", int(course.settings.version))
    begin, end = session.moments or (session.day, session.day + timedelta(days=1))
    event.add("dtstart", begin)
    event.add("dtend", end)
    event.add("summary", session.title)
    lines = list(_lines(session, words))
    if lines:
        event.add("description", "\n".join(lines))
    where = session.place or session.link
    if where:
        event.add("location", where)
    if session.link:
        event.add("url", session.link)
    return event


def _lines(session: Session, words: Words) -> Iterator[str]:
    """What the event says beside its title, one fact a line."""
    colon = "\u00a0: " if words.language == "fr" else ": "
    yield words(f"session.modality.{session.modality}")
    if session.speakers:
        said = (
            ", ".join(filter(None, (each.name, each.role, words("session.tentative") if each.tentative else "")))
            for each in session.speakers
        )
        yield words("session.speakers") + colon + " ; ".join(said)
    if session.registration:
        yield words("session.registration") + colon + session.registration.plain
    if session.organiser:
        yield words("session.organiser") + colon + session.organiser
    if session.link and session.place:
        yield session.link


def _zone(key: str, first: int, last: int) -> icalendar.Timezone:
    """The rules of the zone *key* in those years, as far as their events need them.

    Made here because icalendar's own gives the beginning of summer time in the new offset, and 3.6.5 asks for the old.
    """
    import icalendar

    zone = time_zone(key)
    found = icalendar.Timezone()
    found.add("tzid", key)
    begin = datetime(first, 1, 1, tzinfo=zone)
    rows = [(begin, begin.utcoffset())]
    rows += list(_changes(key, date(first, 1, 1), date(last + 1, 1, 1)))
    for moment, before in rows:
        after = moment.astimezone(zone)
        row = icalendar.TimezoneDaylight() if after.dst() else icalendar.TimezoneStandard()
        assert before is not None
        row.add("dtstart", (moment.astimezone(UTC) + before).replace(tzinfo=None))
        row.add("tzoffsetfrom", before)
        row.add("tzoffsetto", after.utcoffset())
        row.add("tzname", after.tzname())
        found.add_component(row)
    return found


def _changes(key: str, first: date, last: date) -> Iterator[tuple[datetime, timedelta | None]]:
    """The moments at which the clocks of the zone *key* change, each with the offset before it."""
    zone, moment = time_zone(key), datetime.combine(first, time(), UTC)
    while moment.date() < last:
        after = moment + timedelta(days=1)
        before = moment.astimezone(zone).utcoffset()
        if after.astimezone(zone).utcoffset() != before:
            low, high = 0, 24 * 60
            while high - low > 1:
                middle = (low + high) // 2
                same = (moment + timedelta(minutes=middle)).astimezone(zone).utcoffset() == before
                low, high = (middle, high) if same else (low, middle)
            yield moment + timedelta(minutes=high), before
        moment = after


__all__ = ["calendar", "calendar_name", "made"]

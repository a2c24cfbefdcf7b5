"""Meetings as pages show them: when in words and in several time zones, where, with whom, how to register."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from builder.model import Announcement, Course, Session, Unit, time_zone, walk
from builder.render.calendar import calendar, calendar_name
from builder.render.prose import NEW_WINDOW, Notes
from builder.render.words import Words

Data = dict[str, Any]


def view(course: Course, session: Session, notes: Notes, words: Words) -> Data:
    """*session* in words, as the templates see it."""
    begin, end = session.limits
    data, offset = calendar(course, session), begin.utcoffset()
    return {
        "id": session.id,
        "kind": words(f"session.kind.{session.kind}"),
        "title": notes.text(session.title),
        "summary": notes.html(session.summary) if session.summary else "",
        "day": session.day,
        "begin": _utc(begin),
        "end": _utc(end),
        "offset": round(offset.total_seconds() / 60) if offset is not None and session.moments else None,
        "when": when(session, words),
        "others": others(session, words),
        "modality": words(f"session.modality.{session.modality}"),
        "place": notes.text(session.place),
        "link": session.link,
        "host": _host(session.link),
        "speakers": [(notes.text(each.name), notes.text(each.role), each.tentative) for each in session.speakers],
        "audiences": notes.html(session.audiences, inline=True) if session.audiences else "",
        "form": _form(session),
        "form_host": _host(_form(session)),
        "registration": notes.html(session.registration) if session.registration and not _form(session) else "",
        "organiser": notes.text(session.organiser),
        "goals": [notes.text(each) for each in session.goals],
        "calendar": calendar_name(session) if data else "",
        "size": words.size(len(data)) if data else "",
        "window": NEW_WINDOW.get(course.language[:2], NEW_WINDOW["en"]),
    }


def when(session: Session, words: Words) -> str:
    """The day, or the month, and the hours in the session's own zone, as a sentence without its full stop."""
    if session.day is None:
        said = words.month(*session.month)
        hours = hours_of(session, session.zone, words)
        parts = [said, *([hours] if hours else []), words("session.unsettled")]
    else:
        day = session.day
        said = f"{words.weekday(day.weekday())} {words.date(day.year, day.month, day.day)}"
        hours = hours_of(session, session.zone, words)
        parts = [said, hours or words("session.hours.unsettled")]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def hours_of(session: Session, zone: str, words: Words) -> str:
    """The hours of *session* in *zone*, with the name of the zone; "" while there are none."""
    if session.start is None or session.end is None:
        return ""
    begin: datetime | time = session.start
    end: datetime | time = session.end
    if session.moments is not None:
        begin, end = (each.astimezone(time_zone(zone)) for each in session.moments)
    said = words("session.between", start=words.hour(begin.hour, begin.minute), end=words.hour(end.hour, end.minute))
    place = words.zone(zone)
    name = words("session.zone", zone=_of(place) if words.language == "fr" else place)
    if zone == session.zone:
        return f"{said} ({name})"
    if isinstance(begin, datetime) and begin.date() != session.day:
        day = words("session.next", date=f"{words.weekday(begin.weekday())} {begin.day}")
        said = f"{day}, {said}"
    return f"{said}, {name}"


def others(session: Session, words: Words) -> list[str]:
    """The hours in the further zones; none while the day is not known, since clocks change with it."""
    if session.moments is None:
        return []
    return [hours_of(session, zone, words) for zone in session.other_zones]


def files(course: Course) -> dict[str, bytes]:
    """The calendar files of the sessions whose day is known, by name in the package."""
    found = {calendar_name(each): calendar(course, each) for each in course.sessions}
    return {name: data for name, data in found.items() if data}


def is_announced(course: Course, unit: Unit) -> bool:
    """Whether a session is shown somewhere in *unit*."""
    return bool(course.sessions) and (
        not unit.id or any(isinstance(each, Announcement) for page in unit.pages for each in walk(page.blocks))
    )


def _form(session: Session) -> str:
    """The address to register at, where that is all that is said of it."""
    text = session.registration.text.strip() if session.registration else ""
    return text if re.fullmatch(r"https?://\S+", text) else ""


def _host(address: str) -> str:
    return address.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _of(place: str) -> str:
    """*place* after « heure », in French: de Paris, d’Athènes, du Caire, de La Réunion."""
    if place.startswith("Le "):
        return f"du {place[3:]}"
    if place.startswith("Les "):
        return f"des {place[4:]}"
    return f"d’{place}" if place[:1] in "AEIOUÀÉÈÎÔ" else f"de {place}"


__all__ = ["files", "hours_of", "is_announced", "view", "when"]

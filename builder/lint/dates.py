"""What time has overtaken: announcements of days gone by, meetings that are over, words that age.

In: a course, its passages, and today, which only the command line knows. A date alone proves nothing: history is full
of them. What is told is a date that the sentence still awaits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from builder.diagnostics import Report, Span
from builder.lint.passages import Passage
from builder.lint.sentences import sentences
from builder.model import Course
from builder.source.words import folded

OLDEST: Final = 6
"""Years. In a sentence about an older date, the future tense is how a story is told."""
OPENS: Final = re.compile(r"(?i)\W*(?:le|on|in|en|dès|fin|début|à|au|by|from)?\W*")
"""All that may stand before a date which opens its sentence."""
WINDOW: Final = 200
"""Characters on either side of a date that tell what it is."""
LATEST_REVIEW: Final = timedelta(days=366)

_FRENCH: Final = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
_ENGLISH: Final = "january february march april may june july august september october november december"
MONTHS: Final = {name: number for names in (_FRENCH, _ENGLISH) for number, name in enumerate(names.split(), 1)}
_MONTH: Final = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
DATE: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+)?(?P<month>{_MONTH})(?:\s+(?P<after>\d{{1,2}})(?:st|nd|rd|th)?,)?"
    r"\s+(?P<year>(?:19|20)\d\d)\b"
    r"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<only>(?:19|20)\d\d)\b(?![-/]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Tongue:
    """How a language announces: each pattern is looked for in a sentence, before or around a date."""

    future: re.Pattern[str]
    """A verb in the future, or a word that stands for one."""
    past: re.Pattern[str]
    """What tells that the sentence looks back."""
    until: re.Pattern[str]
    """At the end of the words before a date: the date is a deadline."""
    asks: re.Pattern[str]
    """What people are asked to do by then."""
    belongs: re.Pattern[str]
    """At the end of the words before a date: the date names a thing, such as a law."""
    done: re.Pattern[str]
    """At the end of the words before a deadline: what was done by then, as in « les contrats signés avant »."""
    owed: re.Pattern[str]
    """Unless it still has to be."""
    year: re.Pattern[str]
    """At the end of the words before a year that stands alone: without it, the number may be any number."""
    said: re.Pattern[str]
    """Somebody said then what was to come."""
    next: re.Pattern[str]
    """What is to come."""
    vague: re.Pattern[str]
    """Words whose meaning moves on with the calendar."""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


TONGUES: Final[dict[str, _Tongue]] = {
    "fr": _Tongue(
        future=_words(
            r"\b(?:ser(?:a|ont|ez)|aur(?:a|ont|ez)|ir(?:a|ont)|fer(?:a|ont)|pourr(?:a|ont|ez)|devr(?:a|ont|ez)|"
            r"faudra|viendr(?:a|ont)|tiendr(?:a|ont)|recevr(?:a|ont|ez)|\w{2,}(?:er|ir|tr|dr|uir|ndr)(?:a|ont))\b"
            r"|\b(?:est|sont) (?:prévue?s?|attendue?s?|programmée?s?|annoncée?s?)\b|\b(?:va|vont) \w+(?:er|ir|re)\b"
        ),
        past=_words(
            r"\b(?:était|étaient|avait|avaient|fut|furent|eut|a été|ont été|a eu|ont eu|devait|devaient|"
            r"(?:a|ont|est|sont|s'est|se sont) (?!prévu|attendu|programm|annonc|fix)\w{2,}(?:ée?s?|ie?|is|ue?|us)|"
            r"(?:aura|auront) (?:\w+ )?\w+(?:ée?s?|i|u)|"
            r"(?!fait|lait|trait|sait|souhait|extrait|portrait|retrait|parfait|forfait|attrait|abstrait|connait|plait)"
            r"\w{3,}(?:ait|aient)|(?:av|ét|dev|pouv|fais|voul)iez)\b"
        ),
        until=_words(
            r"(?:\bavant(?: le| la fin)?|\bjusqu['’](?:au|à|en)(?: la)?(?: fin)?|"
            r"\bd['’]ici(?: le| au| à)?(?: la)?(?: fin)?|"
            r"\bau plus tard(?: le| en| fin)?|\b(?:à partir|à compter) (?:du|de)|\bdès(?: le)?)"
            r"(?: (?:lun|mar|mercre|jeu|vendre|same)di| dimanche)?\s*$"
        ),
        asks=_words(
            r"\b(?:vous|inscri\w+|candidat\w+|dépos\w+|dépôts?|date limite|clôtur\w+|délais?|échéances?|à rendre|"
            r"à envoyer|à remettre|à faire|rendez|envoyez|répondez|remplissez|terminez|préparez|lisez|ouvert\w*)\b"
        ),
        belongs=_words(r"(?:\b(?:du|de|d['’]en|le \w+ du)|\bd['’]|\()\s*$"),
        done=_words(r"\b(?!(?:vous|nous|tous|plus|aussi|ici|qui|lui)\b)\w+(?:ée?s?|ie?s?|ue?s?)\s*$"),
        owed=_words(r"\b(?:doi\w+|devr\w+|être|faut|faudra|ser(?:a|ont))\b"),
        year=_words(
            r"\b(?:en|fin|début|courant|horizon|printemps|été|automne|hiver|rentrée|année|pour|dès|avant|jusqu['’]en|"
            r"d['’]ici(?: à| fin)?|(?:à partir|à compter) de)\s*$"
        ),
        said=_words(r"\b(?:dit|annonce|promet|explique|déclare|assure|affirme|espère|prévoit)\b"),
        next=_words(
            r"\b(?:prochaine?s? (?:séance|rencontre|réunion|session|séminaire|webinaire|atelier|rendez-vous|étape|"
            r"édition|échéance|date)s?|à venir|date limite|échéance|clôture(?: des \w+)?|"
            r"rendez-vous)\b(?!.*\bprécédent)"
        ),
        vague=_words(
            r"\b(?:cette année(?!-là)|l['’]année prochaine|l['’]an prochain|l['’]an dernier|l['’]année dernière|"
            r"le mois (?:prochain|dernier)|la semaine (?:prochaine|dernière)|actuellement|à ce jour|prochainement|"
            r"récemment|ces derni(?:ers mois|ères (?:années|semaines))|depuis peu)\b"
        ),
    ),
    "en": _Tongue(
        future=_words(
            r"\b(?:will|shall|won['’]t|(?:is|are) (?:going to|due|scheduled|expected|planned)|(?:is|are) to be)\b"
        ),
        past=_words(r"\b(?:was|were|had|did|has been|have been|would)\b"),
        until=_words(
            r"(?:\b(?:by|before|until|till|from)(?: the end of)?|\bno later than|\bdue(?: on| by)?|\bup to)"
            r"(?: \w+day,?)?\s*$"
        ),
        asks=_words(
            r"\b(?:you|please|register|registration|apply|applications?|submit|submissions?|send|deadline|due|hand in|"
            r"open|closing date)\b"
        ),
        belongs=_words(r"(?:\b(?:of|from the)|\()\s*$"),
        done=_words(r"\b(?:\w+ed|born|made|sent|given|held|done)\s*$"),
        owed=_words(r"\b(?:be|must|should|need\w*)\b"),
        year=_words(
            r"\b(?:in|by|during|until|till|before|of|for|early|late|mid|spring|summer|autumn|fall|winter)[\s-]*$"
        ),
        said=_words(r"\b(?:says|announces|promises|explains|hopes|expects|states|writes)\b"),
        next=_words(
            r"\b(?:next (?:session|meeting|seminar|webinar|workshop|step|edition|deadline|date)|upcoming|deadline|"
            r"closing date)\b"
        ),
        vague=_words(
            r"\b(?:this year|next year|last year|next month|last month|next week|last week|currently|recently|"
            r"at present|in recent (?:years|months)|soon to be)\b"
        ),
    ),
}


def check(course: Course, passages: Sequence[Passage], today: date, report: Report) -> None:
    """Report what *course* still announces although it is over, and words that will not stay true."""
    tongue = TONGUES.get(course.language.split("-")[0])
    vague: set[tuple[str, str]] = set()
    for each in passages if tongue is not None else ():
        assert tongue is not None
        if each.language != course.language:
            continue
        for start, sentence in sentences(each.text):
            for found, last in _awaited(sentence, tongue, today):
                place = each.place(start + found.start(), found[0])
                report.add("TXT-001", place, words=found[0], day=last.isoformat())
        if each.page and not each.is_said and each.role != "heading":
            for found in tongue.vague.finditer(each.text):
                key = (each.page, found[0].lower())
                if key not in vague:  # once a page is enough to send its author there
                    vague.add(key)
                    report.add("TXT-004", each.place(found.start(), found[0]), words=found[0])
    _sessions(course, today, report)
    reviewed = course.settings.reviewed
    if reviewed is not None and today - reviewed > LATEST_REVIEW:
        report.add("TXT-005", _dated(course, reviewed.isoformat()), day=reviewed.isoformat())


def _awaited(sentence: str, tongue: _Tongue, today: date) -> Iterator[tuple[re.Match[str], date]]:
    """The dates before *today* that *sentence* speaks of as still to come."""
    gone = [(found, last) for found in DATE.finditer(sentence) if (last := _last_day(found)) and _is_gone(last, today)]
    if not gone:
        return
    is_past = tongue.past.search(sentence) is not None
    is_asked = tongue.asks.search(sentence) is not None or tongue.future.search(sentence) is not None
    for found, last in gone:
        # A window, so that a sentence of a thousand dates takes no longer than a thousand sentences.
        before = sentence[max(0, found.start() - WINDOW) : found.start()].replace("\u00a0", " ")
        after = sentence[found.end() : found.end() + WINDOW]
        if found["only"] and not tongue.year.search(before):
            continue
        if tongue is TONGUES["en"] and found["month"] and found["month"].islower():
            continue  # it may, they march
        if tongue.until.search(before):
            stem = tongue.until.sub("", before)
            is_done = tongue.done.search(stem) is not None and not tongue.owed.search(stem)
            if is_asked and not is_past and not is_done:
                yield found, last
        elif not is_past and not tongue.belongs.search(before) and _is_announced(before, after, found, tongue):
            yield found, last


def _is_gone(last: date, today: date) -> bool:
    return last < today and last.year >= today.year - OLDEST


def _is_announced(before: str, after: str, found: re.Match[str], tongue: _Tongue) -> bool:
    """Whether the words beside the date *found*, which is no deadline, say that it is to come."""
    nearby = " ".join(before.split()[-8:])
    opening = " ".join(after.split()[:8]) if OPENS.fullmatch(before) else ""
    if tongue.said.search(f"{nearby} {opening}"):
        return False
    if tongue.future.search(nearby) or tongue.next.search(nearby):
        return True
    return not found["only"] and tongue.future.search(opening) is not None


def _last_day(found: re.Match[str]) -> date | None:
    """The last day that the date *found* can mean; None where there is no such day."""
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["y"]:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        if found["only"]:
            return date(int(found["only"]), 12, 31)
        month, year = MONTHS[folded(found["month"])], int(found["year"])
        day = found["day"] or found["after"]
        if day:
            return date(year, month, int(day))
    except ValueError:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _sessions(course: Course, today: date, report: Report) -> None:
    """Report meetings that stayed without a day, and a course all of whose meetings are over."""
    now = datetime.combine(today, time(), UTC)
    over = [each for each in course.sessions if each.limits[1] <= now]
    if over and len(over) == len(course.sessions):
        last = max(over, key=lambda each: each.limits[1])
        report.add("TXT-002", over[0].span, count=len(over), day=_shown(last.day, last.month))
        return
    for each in over:
        if each.day is None:
            report.add("TXT-003", each.span, name=each.id, month=_shown(None, each.month))


def _dated(course: Course, day: str) -> Span:
    """Where `course.yaml` writes *day*, which its settings do not keep the place of."""
    name = f"courses/{course.id}/course.yaml"
    lines = (course.root / name).read_text("utf-8-sig", "replace").split("\n")
    for number, line in enumerate(lines, 1):
        if day in line.partition("#")[0]:
            start = line.index(day) + 1
            return Span(name, number, start, start + len(day))
    return Span(name)


def _shown(day: date | None, month: tuple[int, int]) -> str:
    return day.isoformat() if day is not None else f"{month[0]}-{month[1]:02}"

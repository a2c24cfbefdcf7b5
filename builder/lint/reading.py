"""How easily a course is read: long sentences and paragraphs, acronyms that nobody explains.

Plain-language practice (FALC, ISO 24495-1) at the gravity of advice: no rule here forbids a package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from builder.diagnostics import Report
from builder.lint.passages import NOTE, OPAQUE, Passage
from builder.lint.sentences import UNSPACED, count, sentences
from builder.model import Course

LONGEST_SENTENCE: Final = 35
"""Words. Plain language asks for 15 to 20 on average; beyond this, whoever reads has lost the beginning."""
LONGEST_PARAGRAPH: Final = 120
MOST_TOLD: Final = 5
"""Sentences, or paragraphs, told of one course; the message counts the others."""
MOST_TOGETHER: Final = 10
"""Acronyms of one file told in one note: a page of social work may hold a dozen, and is one thing to do."""
ACRONYM: Final = re.compile(r"(?<![\w.&-])[A-ZÀ-ÖØ-Þ]{2,8}(?:-[A-ZÀ-ÖØ-Þ]{2,8})*(?![\w&-]|['’]S\b)")
SHOUTED: Final = re.compile(r"(?<![\w'’-])[A-ZÀ-ÖØ-Þ]{2,} [A-ZÀ-ÖØ-Þ]{2,}(?: [A-ZÀ-ÖØ-Þ]{2,})*(?![\w-])")
"""Words in capitals side by side: a title within a sentence, rarely two acronyms."""
ROMAN: Final = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
NAMED: Final = re.compile(
    r"\b(?:M|MM|Mr|Mrs|Ms|Mme|Mmes|Mlle|Dr|Pr|Me|Madame|Monsieur|Docteur|Professeure?|Maître)\.?"
    r"(?:\s[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)*)*$"
    r"|\b\d{5}$|\bO['’]$"
)
"""Before a family name in capitals, or that of a town: Mme DUPONT, M. Jean-Paul LEFÈVRE, 44000 NANTES."""
_FAMILIAR: Final = (
    "OK TV SMS MMS PDF CD DVD USB PC GPS FAQ NB PS RDV WC QR ID IP RH UE EU ONU UN USA US UK OTAN NATO SOS BD HT TTC "
    "MB GB TB KB KM AM PM BC AD CV DJ ADN DNA VIH HIV SIDA AIDS URL HTML CSS XML WIFI SIM RIB TGV SNCF RATP HLM CDI "
    "CDD SMIC TVA VAT SAMU CHU IRM INSEE CNRS BTS CAP EDF THC LSD PV BBC NHS FBI TBD TODO FIXME"
)
_WEIGHTY: Final = (
    "NE PAS NON OUI ET OU SAUF AUCUN AUCUNE TOUT TOUS TOUTE TOUTES JAMAIS TOUJOURS PLUS MOINS RIEN SANS NOT AND OR NO "
    "YES NEVER ALWAYS EXCEPT ALL ANY BUT ONLY MON MA MES SON SA SES NOTRE NOS VOTRE VOS VOUS NOUS MOI UN UNE SEUL "
    "SEULE AVANT APRÈS DOIT MY YOUR MUST"
)
KNOWN: Final = frozenset(f"{_FAMILIAR} {_WEIGHTY}".split())
"""Acronyms that are words by now, or that nobody could say in full; and small words in capitals for their weight."""


def check(course: Course, passages: Sequence[Passage], report: Report) -> None:
    """Report what makes *course* hard to read."""
    _sentences(passages, report)
    _paragraphs(passages, report)
    _acronyms(course, passages, report)


def _sentences(passages: Sequence[Passage], report: Report) -> None:
    long: list[tuple[int, Passage, int, str]] = []
    for each in _running(passages):
        if count(each.text) > LONGEST_SENTENCE:
            found = [(count(words), each, start, words) for start, words in sentences(each.text)]
            long += [one for one in found if one[0] > LONGEST_SENTENCE]
    for length, passage, start, words in sorted(long, key=lambda one: -one[0])[:MOST_TOLD]:
        opening = words.split(OPAQUE, 1)[0] or words
        report.add("TXT-010", passage.place(start, opening), count=length, limit=LONGEST_SENTENCE, total=len(long))


def _paragraphs(passages: Sequence[Passage], report: Report) -> None:
    long = [(count(each.text), each) for each in _running(passages) if each.role == "paragraph"]
    long = [one for one in long if one[0] > LONGEST_PARAGRAPH]
    for length, passage in sorted(long, key=lambda one: -one[0])[:MOST_TOLD]:
        report.add("TXT-011", passage.place(0, ""), count=length, limit=LONGEST_PARAGRAPH, total=len(long))


def _running(passages: Sequence[Passage]) -> Iterator[Passage]:
    for each in passages:
        if each.role in ("paragraph", "item") and each.language.split("-")[0] not in UNSPACED:
            yield each


@dataclass(slots=True)
class _Use:
    """Where an acronym stands first."""

    passage: Passage
    start: int


def _acronyms(course: Course, passages: Sequence[Passage], report: Report) -> None:
    uses: dict[str, _Use] = {}
    explained = {part for key in course.glossary for part in (key, *re.split(r"[\s/,]+", key))}
    # Whoever publishes or speaks is named; a name is nothing to be spelt out.
    explained.update(ACRONYM.findall(" ".join((course.publisher, *(each.organiser for each in course.sessions)))))
    for passage in passages:
        if passage.language != course.language or passage.role == "heading" or _is_shouted(passage.text):
            continue
        calm = SHOUTED.sub(lambda found: " " * len(found[0]), passage.text)
        for found in ACRONYM.finditer(calm):
            acronym = found[0]
            if acronym not in uses:
                uses[acronym] = _Use(passage, found.start())
            if acronym not in explained and _is_explained(passage.text, found):
                explained.add(acronym)
    unknown = [each for each in uses if each not in explained and each not in KNOWN and not ROMAN.fullmatch(each)]
    if not unknown:
        return
    # Words in capitals for their weight, as in « ne JAMAIS », stand in small letters elsewhere.
    small = {word for each in passages for word in re.findall(r"[^\W\d_]+", each.text) if word.islower()}
    files: dict[str, list[str]] = {}
    for acronym in unknown:
        if acronym.lower() not in small:
            files.setdefault(uses[acronym].passage.place(0, "").path, []).append(acronym)
    for found_here in files.values():
        for start in range(0, len(found_here), MOST_TOGETHER):
            first, *_ = together = found_here[start : start + MOST_TOGETHER]
            place = uses[first].passage.place(uses[first].start, first)
            report.add("TXT-012", place, acronym=first, acronyms=", ".join(together))


def _is_shouted(text: str) -> bool:
    """Whether *text* is set in capitals as a whole."""
    letters = [each for each in text if each.isalpha()]
    return sum(each.isupper() for each in letters) * 2 > len(letters)


def _is_explained(text: str, found: re.Match[str]) -> bool:
    """Whether the words around the acronym *found* say what it stands for, or that it is a family name."""
    before, after = text[: found.start()].rstrip(), text[found.end() :].lstrip()
    if after.startswith(("(", NOTE)):
        return True
    opening = before.rfind("(")
    if before.endswith("(") or (opening >= 0 and ")" not in before[opening:] and len(before) - opening < 12):
        return len(before[:opening].split()) > 1
    if NAMED.search(before):
        return True
    if re.search(r"(?:^|[^.!?:»”]\s)[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?$", before) and len(found[0]) > 3:
        return not re.search(r"(?:^|\s)(?:La|Le|Les|L|Un|Une|Des|Du|The|An|A)$", before)  # Jeanne MARTIN
    if len(found[0]) < 3:
        return False
    words = re.findall(r"[^\W\d_]+", text)
    initials = "".join(each[0] for each in words if each != found[0]).lower()
    weighty = "".join(each[0] for each in words if each != found[0] and len(each) > 3).lower()
    return found[0].lower() in initials or found[0].lower() in weighty

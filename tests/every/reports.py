"""What each activity of the project is reported as when it is answered rightly, written out by hand.

Identifiers are letters by the order of the source: of choices, of steps, of sources and then targets. The strings
follow the standards' own grammars: SCORM 1.2 RTE 3.4.4 (`student_response`), SCORM 2004 4th ed. RTE 4.2.9.1 and xAPI's
appendix C for the other three.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Report(NamedTuple):
    """One interaction; a text of several is its alternatives."""

    type: str
    newer: str
    """The response, in SCORM 2004, xAPI and cmi5."""
    older: str
    """In SCORM 1.2."""
    pattern: str = ""
    """What is right, in the newer standards; "" where nothing is."""
    older_pattern: str = ""
    weight: int = 1


ANSWERS: dict[str, Report] = {
    "questions/maire": Report("choice", "b", "b", "b", "b"),
    "questions/partenaires": Report("choice", "a[,]b", "a,b", "a[,]b", "{a,b}", 2),
    "questions/convention-signee": Report("true-false", "true", "t", "true", "t"),
    "questions/acteurs": Report("matching", "a[.]c[,]b[.]d", "a.c,b.d", "a[.]c[,]b[.]d", "{a.c,b.d}"),
    "questions/signalement": Report("sequencing", "a[,]b[,]c", "a,b,c", "a[,]b[,]c", "a,b,c"),
    "questions/niveaux": Report(
        "matching", "a[.]d[,]b[.]d[,]c[.]e", "a.d,b.d,c.e", "a[.]d[,]b[.]d[,]c[.]e", "{a.d,b.d,c.e}"
    ),
    "questions/convention": Report(
        "fill-in",
        "tripartites, 2020",
        "tripartites, 2020",
        "{case_matters=false}tripartites, 2020",
        "tripartites, 2020",
    ),
    # SCORM 1.2 has no pattern for a range.
    "questions/somme": Report("numeric", "3.5", "3.5", "3.4[:]3.6"),
    "questions/lieu": Report("choice", "b", "b", "b", "b"),
    "situations/que-dire": Report("choice", "a", "a", "a", "a"),
    "situations/porte": Report("choice", "a", "a", "a", "a"),
}
"""Questions with a right answer, by page and name."""

OPINIONS: dict[str, Report] = {
    "situations/facile": Report("numeric", "1", "1", weight=0),
    "situations/facile/confidence": Report("numeric", "2", "2", weight=0),
    "situations/facile/after": Report("numeric", "1", "1", weight=0),
    "situations/facile/later": Report("numeric", "1", "1", weight=0),
    "situations/sortir": Report("numeric", "1", "1", weight=0),
    "situations/sortir/after": Report("numeric", "1", "1", weight=0),
    "situations/sortir/later": Report("numeric", "1", "1", weight=0),
    "quiz-avis/utile": Report("likert", "a", "a", weight=0),
    # SCORM 1.2 has fill-ins of 255 ASCII characters alone.
    "quiz-avis/changer": Report("long-fill-in", "Été : à voir avec l’équipe.", "Ete : a voir avec l'equipe.", weight=0),
}
"""What nobody judges."""

DRAWN: dict[str, tuple[int, Report]] = {
    r"quiz-final/reserve\.reserve-(un|deux|trois|quatre)": (3, Report("choice", "a", "a", "a", "a")),
    r"quiz-final/autre\.voisins": (1, Report("numeric", "12", "12", "12[:]12", "12")),
    r"quiz-final/autre\.habitants": (1, Report("numeric", "30", "30", "30[:]30", "30")),
}
"""What the assessment may have drawn: how often, at most. Four of these are asked."""

LEGAL = {
    # Of each type, what a response may look like at all; identifiers have one character here.
    "choice": r"[a-z0-9](\[,\][a-z0-9])*",
    "true-false": r"true|false",
    "matching": r"[a-z0-9]\[\.\][a-z0-9](\[,\][a-z0-9]\[\.\][a-z0-9])*",
    "sequencing": r"[a-z0-9](\[,\][a-z0-9])*",
    "fill-in": r"[^\[\]{}]{1,250}",
    "long-fill-in": r"(?s)[^{].{0,3999}",
    "numeric": r"-?\d+(\.\d+)?",
    "likert": r"[a-z0-9]",
}
LEGAL_OLDER = {
    "choice": r"[a-z0-9]|\{[a-z0-9](,[a-z0-9])*\}|[a-z0-9](,[a-z0-9])*",
    "true-false": r"[01tf]",
    "matching": r"\{?[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*\}?",
    "sequencing": r"[a-z0-9](,[a-z0-9])*",
    "fill-in": r"[\x20-\x7e]{1,255}",
    "numeric": r"-?\d+(\.\d+)?",
    "likert": r"[a-z0-9]?",
}


def expected(name: str) -> Report | None:
    """What *name*, a page and an item, is reported as; None for what is not to be reported."""
    found = ANSWERS.get(name) or OPINIONS.get(name)
    if found is not None:
        return found
    return next((report for pattern, (_, report) in DRAWN.items() if re.fullmatch(pattern, name)), None)


def in_order(kind: str, response: str, apart: str) -> object:
    """*response* as it compares: the pairs and the choices of a set come in any order."""
    return sorted(response.split(apart)) if kind in ("choice", "matching") else response

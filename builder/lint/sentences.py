"""Sentences of French, English and other languages: where they end, and how many words they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_SHORT: Final = (
    "m mm mme mmes mlle mlles me dr drs pr prs st ste mgr art al p pp n no nos cf ex env fig chap vol éd ed coll dir "
    "resp tél tel av apr hab boul bd j jr sr mr mrs ms prof vs dept est approx inc ltd co gen rep sen rev i.e e.g "
    "z.b bzw ca nr str sig sra dott ing ev"
)
ABBREVIATIONS: Final = frozenset(_SHORT.split())
"""Words whose full stop ends no sentence, in lower case. Not « etc. »: before a capital it ends one."""
END: Final = re.compile(r"(?:[.!?…]+|[。！？।؟])[»”’\"')\]\s\u00a0\u202f\u2060]*")
"""Marks that may end a sentence, and what closes after them."""
OPENING: Final = re.compile(r"[«“‘\"'(\[¿¡–—\s\u00a0\u202f-]*(?:[^\W\d_]|\d|\ufffc)")
LONGEST: Final = 8
"""Letters of the longest abbreviation, and one more."""
UNSPACED: Final = frozenset(("zh", "ja", "th", "lo", "km", "my"))
"""Languages that put no spaces between words: nothing is counted in them."""


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each sentence of *text* with its position."""
    start = 0
    for found in END.finditer(text):
        if found.end() < len(text) and not _ends(text, start, found):
            continue
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def count(text: str) -> int:
    """How many words *text* has, as a word processor counts them."""
    return sum(any(sign.isalnum() or sign == "\ufffc" for sign in each) for each in text.split())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        yield start + piece.index(inner), inner


def _ends(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether a sentence that began at *start* ends with the marks *found*, more text following them."""
    marks = found[0]
    if marks[0] in "。！？।؟":
        return True
    if not marks[-1].isspace():  # 3.5, cartable.toml, « Non ! », dit-elle
        return False
    following = OPENING.match(text, found.end())
    if following is None:
        return False
    sign = following[0][-1]
    if sign.islower():
        return False
    if marks.rstrip() != ".":
        return True
    word = re.search(r"[^\s«“(\[’']*$", text[max(start, found.start() - LONGEST) : found.start()])
    last = word[0].lower() if word else ""
    is_initial = len(last) == 1 and last.isalpha() and text[found.start() - 1].isupper()
    return not (last in ABBREVIATIONS or is_initial)

"""Words compared as people compare them: without accents, capitals, and the signs that typists choose differently.

In: what an author accepts and what a learner typed. Out: whether they are the same. The player does the same in
`player/wording.ts`; both are tried on one table (tests/activities/wording.json), so a change here is a change there.

A pattern is written in the part of regular expressions that Python and JavaScript read alike, and that can neither
take long nor go wrong without a word: signs, classes, groups, `|`, `.`, `\\d`, `?`, and `*`, `+`, `{m,n}` after a sign
or a class. It is read here once, folded like any other words, and handed on in a form that needs no further thought.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that Unicode does not take apart."""
SPACES: Final = "`´ʼ−"
"""Signs that stand for an apostrophe or a hyphen, and that Unicode does not count as punctuation."""
MOST_WAYS: Final = 10**6
"""Ways in which one pattern may be tried before it fails: every repetition and every `|` multiplies them."""
ENDLESS: Final = 24
"""Ways that a repetition without an end counts for."""
DEEPEST: Final = 20
"""Groups in groups."""
_POINT: Final = "\ue000"
"""Holds the place of a decimal sign."""


def fold(text: str) -> str:
    """*text* in small letters, one space between its words; of its punctuation only decimal points are left."""
    signs = "".join(map(_sign, re.sub("([0-9])[.,](?=[0-9])", f"\\1{_POINT}", _bare(text))))
    # Split at spaces alone: everything else that is blank has become one.
    return " ".join(filter(None, signs.replace(_POINT, ".").split(" ")))


def same(accepted: str, typed: str) -> bool:
    """Whether *typed* is *accepted* for a reader who looks at neither accents, capitals, spaces nor punctuation."""
    return bool(joined(accepted)) and joined(accepted) == joined(typed)


def joined(text: str) -> str:
    """*text* folded, without any space: "week-end" and "weekend" are one word."""
    return fold(text).replace(" ", "")


def _bare(text: str) -> str:
    """*text* in small letters, without accents and ligatures."""
    apart = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(
        each for each in apart if unicodedata.category(each)[0] != "M" and unicodedata.category(each) != "Cf"
    )
    return kept.translate(LIGATURES)


def _sign(sign: str) -> str:
    category = unicodedata.category(sign)
    return " " if category[0] in "PZ" or category == "Cc" or sign in SPACES else sign


class Unreadable(ValueError):  # noqa: N818 - it says what it is of a pattern
    """A pattern holds something that is not allowed; what it is, and where it begins."""

    def __init__(self, part: str, position: int) -> None:
        super().__init__(f"{part!r} at {position}")
        self.part, self.position = part, position


Ways = frozenset[tuple[int, int]]
"""Between which states a part of a pattern leads: 0 where no space may follow, at the beginning or after one, else 1.

Folded words begin and end with a letter and have no two spaces in a row, so a pattern that never leads from 0 to 1
matches nothing that anybody could type.
"""
NOTHING: Final[Ways] = frozenset({(0, 0), (1, 1)})
SPACE: Final[Ways] = frozenset({(1, 0)})
LETTER: Final[Ways] = frozenset({(0, 1), (1, 1)})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that was read."""

    source: str
    """Equal in Python and JavaScript; it is to match the whole of the folded words."""
    ways: Ways

    @property
    def is_possible(self) -> bool:
        """Whether there are words that it matches."""
        return (0, 1) in self.ways

    def matches(self, typed: str) -> bool:
        """Whether it matches all that was typed."""
        return re.fullmatch(self.source, fold(typed)) is not None


@lru_cache(maxsize=256)
def read_pattern(text: str) -> Pattern:
    """The pattern that *text* writes down.

    Raises:
        Unreadable: There is something in it that is not allowed.
    """
    return _Reader(text).whole()


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._tried, self._depth = text, 0, 1, 0

    def whole(self) -> Pattern:
        found = self._choice()
        if self._at < len(self._text):
            raise Unreadable(self._text[self._at], self._at)
        return Pattern(*found)

    @property
    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _choice(self) -> tuple[str, Ways]:
        start = self._at
        sources, ways = [], frozenset[tuple[int, int]]()
        while True:
            source, more = self._row()
            sources.append(source)
            ways |= more
            if self._next != "|":
                self._try(len(sources), start)
                return "|".join(sources), ways
            self._at += 1

    def _try(self, ways: int, start: int) -> None:
        """Count in what stands from *start* up to here and may be tried in so many *ways*."""
        self._tried *= ways
        if self._tried > MOST_WAYS:
            raise Unreadable(self._text[start : self._at], start)

    def _row(self) -> tuple[str, Ways]:
        sources, ways = [], NOTHING
        while self._next and self._next not in "|)":
            source, more = self._repeated()
            sources.append(source)
            ways = _then(ways, more)
        return "".join(sources), ways

    def _repeated(self) -> tuple[str, Ways]:
        is_group = self._next == "("
        source, ways = self._group() if is_group else self._one()
        found = re.compile(r"[?*+]|\{(\d{1,2})(,(\d{1,2})?)?\}").match(self._text, self._at)
        if found is None:
            return source, ways
        # A group that repeats may try as many ways to match as there are words: it would hang the page.
        # So may a class with a ligature, which is a group once it is folded.
        if source.startswith("(?:") and found[0] != "?":
            raise Unreadable(found[0], self._at)
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(found[0]) or (
            int(found[1]),
            int(found[3]) if found[3] else None if found[2] else int(found[1]),
        )
        if most is not None and most < least:
            raise Unreadable(found[0], self._at)
        self._at = found.end()
        self._try(ENDLESS if most is None else most - least + 1, found.start())
        if self._next and self._next in "?*+{":
            raise Unreadable(self._next, self._at)
        several = len(source) > 1 and not is_group and not re.fullmatch(r"\\.|\[(?:\\.|[^\]])*\]", source)
        return (f"(?:{source})" if several or not source else source) + found[0], _times(ways, least, most)

    def _group(self) -> tuple[str, Ways]:
        start = self._at
        self._at += 1
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable("(", start)
        if self._next == "?":
            if not self._text.startswith("?:", self._at):
                raise Unreadable(self._text[start : start + 3], start)
            self._at += 2
        source, ways = self._choice()
        if self._next != ")":
            raise Unreadable("(", start)
        self._at += 1
        self._depth -= 1
        return f"(?:{source})", ways

    def _one(self) -> tuple[str, Ways]:
        start = self._at
        sign = self._next
        if sign == "[":
            return self._class()
        if sign in "*+?{}]^$":
            raise Unreadable(sign, start)
        self._at += 1
        if sign == ".":
            return ".", LETTER | SPACE
        if sign == "\\":
            sign = self._escaped(start)
            if sign == "d":
                return "[0-9]", LETTER
        return _written(_folded(sign))

    def _escaped(self, start: int) -> str:
        """The sign after a backslash; "d" is a digit, any other letter or digit would mean something else elsewhere."""
        sign = self._next
        if not sign or (sign.isalnum() and sign != "d"):
            raise Unreadable(f"\\{sign}", start)
        self._at += 1
        return sign

    def _class(self) -> tuple[str, Ways]:
        start = self._at
        self._at += 1
        negated = self._next == "^"
        self._at += negated
        inside: list[str] = []
        several: list[str] = []
        has_space = has_letter = False
        while self._next != "]":
            here, sign = self._at, self._next
            if not sign or sign == "[":
                raise Unreadable("[", start if not sign else here)
            self._at += 1
            if sign == "\\":
                sign = self._escaped(here)
                if sign == "d":
                    inside.append("0-9")
                    has_letter = True
                    continue
            elif self._next == "-" and self._text[self._at + 1 : self._at + 2] not in ("]", ""):
                last = self._text[self._at + 1]
                self._at += 2
                if not re.fullmatch("[a-z][a-z]|[A-Z][A-Z]|[0-9][0-9]", sign + last) or sign > last:
                    raise Unreadable(f"{sign}-{last}", here)
                inside.append(f"{sign}-{last}".lower())
                has_letter = True
                continue
            folded = _folded(sign)
            has_space |= folded == " "
            has_letter |= folded not in ("", " ")
            if len(folded) > 1:
                several.append(_written(folded)[0])
            elif folded:
                inside.append(re.sub(r"[\\\]^-]", r"\\\g<0>", folded))
        self._at += 1
        if not inside and not several:
            raise Unreadable(self._text[start : self._at], start)
        if negated:
            if several or not inside:
                raise Unreadable(self._text[start : self._at], start)
            return f"[^{''.join(inside)}]", LETTER | (frozenset() if has_space else SPACE)
        ways = (SPACE if has_space else frozenset()) | (LETTER if has_letter else frozenset())
        one = f"[{''.join(inside)}]" if inside else ""
        return (f"(?:{'|'.join([*several, *([one] if one else [])])})" if several else one), ways


def _folded(sign: str) -> str:
    """*sign* as it stands in folded words; a comma or a point there is a decimal point."""
    if sign in ".,":
        return "."
    return "".join(map(_sign, _bare(sign)))[:4]


def _written(folded: str) -> tuple[str, Ways]:
    ways = NOTHING
    for each in folded:
        ways = _then(ways, SPACE if each == " " else LETTER)
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", r"\\\g<0>", folded), ways


def _then(first: Ways, second: Ways) -> Ways:
    return frozenset((start, end) for start, middle in first for other, end in second if middle == other)


def _times(ways: Ways, least: int, most: int | None) -> Ways:
    found = NOTHING
    for _ in range(least):
        found = _then(found, ways)
    reached = found
    # Two states: whatever more repetitions lead to, a few of them do.
    for _ in range(4 if most is None else min(most - least, 4)):
        found = _then(found, ways)
        reached |= found
    return reached

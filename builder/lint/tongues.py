"""Which language words are in, told by the small words that no sentence does without.

In: plain words. Out: a language, or nothing where a reader could doubt. Names and single words are never judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SMALL: Final[dict[str, frozenset[str]]] = {
    "fr": _set(
        "a ai alors as au aucun aucune aussi autre aux avant avec avez avoir avons bien but ce cela ces cet cette "
        "ceux chaque chez comme comment d'un d'une c'est car dans de depuis des deux dire dit doit donc dont du elle "
        "elles en encore entre es est et étaient était être eu eux faire fait fin font fut il ils j'ai je jusqu'à "
        "l'on la le les leur leurs lui là ma mais me mes moi moins mon même n'est ne ni non nos notre nous on ont or "
        "ou où par parce pas peu peut peuvent plus pour pourquoi qu'il qu'elle qu'on quand que quel quelle quelles "
        "quels qui quoi sa sans se sera ses si son sont sous suis sur ta te tes toi ton tous tout toute toutes très "
        "tu un une va vers vos votre vous y à ça s'il l'a d'en sait faut soit bon pendant ici rien jamais toujours"
    ),
    "en": _set(
        "a about after all also always am an and any are as at be because been before being but by can cannot could "
        "did do does doing don't each every for from get had has have having he her here him his how i i'm if in into "
        "is isn't it it's its just keep know like make many may me might more most much must my need never no nobody "
        "not nothing of off on one only or our out over people she should so some such than that that's the their "
        "them then there these they they're this those to too under until up us very want was we were what when where "
        "which while who whom why will with without would you you're your"
    ),
    "de": _set(
        "aber als am an auch auf aus bei bin bist da das dass dein dem den der des die dieser doch du durch ein eine "
        "einem einen einer er es für haben hat ich ihr im in ist ja kann kein keine man mein mich mir mit nach nicht "
        "noch nur oder ohne schon sehr sein seine sich sie sind so um und uns unter vom von vor war was weil wenn wer "
        "wie wir wird zu zum zur über"
    ),
    "es": _set(
        "a al como con cuando de del donde el ella ellos en entre era eres es esta este esto está están fue ha hasta "
        "hay la las le lo los me mi mis mucho muy más nada ni no nos o para pero por porque que quien qué se ser si "
        "sin sobre son su sus sí también te tiene todo todos tu un una uno y ya yo él"
    ),
    "it": _set(
        "a ai al alla anche che chi ci come con cosa cui da dal dalla degli dei del della delle di dove e ed essere "
        "fa gli ha hanno ho i il in io la le lei lo loro lui mia ma mi mio molto ne nel nella noi non o ogni per "
        "perché più quando quello questa questo se sei si sono su sua sul suo ti tra tu tutti tutto un una uno voi è"
    ),
    "pt": _set(
        "a ao aos as até com como da das de dele do dos e ela ele eles em entre era essa esse está eu foi há isso já "
        "mais mas me meu muito na nas nem no nos não nós o os ou para pela pelo por porque quando que quem se sem ser "
        "seu sua são só também te tem tudo um uma você à é"
    ),
    "nl": _set(
        "aan al als bij dan dat de der deze die dit door een en er geen haar had heb hebben heeft het hij hoe ik in "
        "is je kan maar me meer met mijn naar niet nog nu of om omdat onder ook op over te tot uit van veel voor was "
        "wat we wel werd wij wordt zich zij zijn zo"
    ),
}
WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
QUOTED: Final = re.compile(r"«[^«»\n]*»|“[^“”\n]*”|\"[^\"\n]*\"|\*[^*\n]+\*|(?<!\w)_[^_\n]+_(?!\w)")
SENTENCE: Final = re.compile(r"[^.!?\n;:]+")
MARKED: Final = re.compile(r"\[([^\[\]]*)\]\{lang=([A-Za-z0-9-]+)\}")
SILENT: Final = re.compile(
    r"`[^`]*`|\]\([^()\s]*\)|\[@[^\[\]]*\]|<[^<>\s]*>|https?://\S+|\(sources?\s*:[^()]*\)", re.IGNORECASE
)
"""What nobody reads aloud as words of a language: code, addresses, citations."""
OTHER_SCRIPT: Final = re.compile(
    r"[\u0370-\u03ff\u1f00-\u1fff]{3,}(?:[ ,.][\u0370-\u03ff\u1f00-\u1fff]+)*"
    r"|[\u0400-\u052f]{3,}(?:[ ,.][\u0400-\u052f]+)*|[\u0590-\u05ff]{3,}(?: [\u0590-\u05ff]+)*"
    r"|[\u0600-\u06ff]{3,}(?: [\u0600-\u06ff]+)*|[\u0900-\u0e7f]{3,}(?: [\u0900-\u0e7f]+)*"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}"
)
"""Words, not a symbol of mathematics, in a script that no language of `SMALL` is written in."""
FAR: Final = re.compile("[\u0370-\u0e7f\u1f00-\u1fff\u3040-\ud7af]")
"""The letters of those scripts; a text without any is done with at once."""
FEWEST: Final = 4
"""Words: fewer are an expression, a title or a name."""
FEWEST_OF_A_SENTENCE: Final = 6
ENOUGH: Final = 40
"""Small words that settle what a whole text is written in."""


class Run(NamedTuple):
    """Words in another language than those around them."""

    start: int
    words: str
    language: str
    """"" where only its script is known."""


def told(words: Sequence[str], home: str, fewest: int = 2) -> str:
    """The language of *words* where it is not *home*: no small word of *home*, and several of the other."""
    lowered = [each.lower().replace("’", "'") for each in words]
    mine = SMALL[home]
    best, language = 0, ""
    for other, small in SMALL.items():
        if other == home:
            continue
        shared = [each for each in lowered if each in small]
        own = {each for each in shared if each not in mine}
        if len(own) < max(fewest, best + 1) or len(shared) * 4 < len(lowered):
            continue
        if any(each in mine and each not in small for each in lowered):
            continue
        best, language = len(own), other
    return language


def foreign(text: str, home: str, words: Set[str] | None = None) -> Iterator[Run]:
    """The runs of *text*, Markdown of a course in *home*, that are in another language and not marked as such.

    Quotations and emphasised words are judged from four words on, sentences from six on. A title or a name, whose
    words begin with capitals, needs no mark (WCAG 2.2, 3.1.2).

    Args:
        words: Those of the text, in lower case, where they are known already.
    """
    if home not in SMALL:
        return
    known = set(WORD.findall(text.lower())) if words is None else words
    every, each_own = _strange(home)
    if not FAR.search(text) and not (len(known & every) > 1 and any(len(known & own) > 1 for own in each_own)):
        return
    bare = SILENT.sub(_blank, MARKED.sub(_blank, text))
    yield from (Run(each.start(), each[0], "") for each in OTHER_SCRIPT.finditer(bare))
    done: list[tuple[int, int]] = []
    for each in chain(QUOTED.finditer(bare), SENTENCE.finditer(bare)):
        fewest, hits = (FEWEST, 2) if each.re is QUOTED else (FEWEST_OF_A_SENTENCE, 3)
        if any(first < each.end() and each.start() < last for first, last in done):
            continue
        places = [(one.start(), one.end()) for one in WORD.finditer(bare, each.start(), each.end())]
        said = [bare[start:end] for start, end in places]
        if len(said) < fewest or _is_name(said):
            continue
        language = told(said, home, hits)
        if language:
            done.append((each.start(), each.end()))
            yield Run(places[0][0], text[places[0][0] : places[-1][1]], language)


def mismarked(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Words marked as one language that are in another: where, the words, the mark, the language."""
    for found in MARKED.finditer(text):
        home = found[2].lower().partition("-")[0]
        words = WORD.findall(found[1])
        language = told(words, home) if home in SMALL and len(words) >= FEWEST else ""
        if language:
            yield found.start() + 1, found[1], found[2], language


def written(texts: Sequence[str], home: str) -> str:
    """What most of *texts* is written in where that is plainly not *home*, or ""."""
    if home not in SMALL:
        return ""
    words = [each for text in texts for each in WORD.findall(text.lower().replace("’", "'"))]
    counts = {language: sum(each in small for each in words) for language, small in SMALL.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] >= ENOUGH and counts[best] > 2 * counts[home] else ""


@lru_cache(maxsize=8)
def _strange(home: str) -> tuple[frozenset[str], tuple[frozenset[str], ...]]:
    """Small words that *home* has not: of all other languages, and of each."""
    own = tuple(small - SMALL[home] for language, small in SMALL.items() if language != home)
    return frozenset().union(*own), own


def _is_name(words: Sequence[str]) -> bool:
    """Whether all but the small words begin with a capital, as in a title or the name of a body."""
    small = frozenset().union(*SMALL.values())
    heavy = [each for each in words if each.lower() not in small]
    capital = sum(each[0].isupper() for each in heavy)
    return bool(heavy) and capital > 1 and capital * 4 >= len(heavy) * 3


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])

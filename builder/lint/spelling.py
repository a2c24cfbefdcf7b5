"""Spelling: the words of a course, looked up in a Hunspell dictionary and in the project's own list.

In: passages, and dictionaries found on the machine. Out: each unknown word once, where it stands first. The engine is
chunspell, Hunspell itself behind Python: spylls, which is pure Python, takes 14 s for the guesses of one French word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from builder.diagnostics import Report
from builder.lint.passages import Passage
from builder.model import Course

FOLDERS: Final = (
    "/usr/share/hunspell",
    "/usr/share/myspell",
    "/usr/share/myspell/dicts",
    "/usr/local/share/hunspell",
    "/opt/homebrew/share/hunspell",
    "/Library/Spelling",
    "~/Library/Spelling",
    "~/.local/share/hunspell",
)
"""Where systems keep dictionaries, `fr.aff` with `fr.dic`."""
LISTS: Final = ("mots.txt", "words.txt")
"""In `courses/`: words that are right in this project, one a line; `#` begins a comment."""
MOST_GUESSED: Final = 40
"""Unknown words of a course that get guesses: each costs some 20 ms."""
MOST_ASKED: Final = 5
"""Those of them that Hunspell itself is asked about, at 0.2 s each, when no small slip explains them."""
LONGEST_GUESSED: Final = 30
"""Letters; what is longer is no slip."""
MOST_GUESSES: Final = 3

_LETTERS: Final = r"(?:[^\W_][\u0300-\u036f\u00ad]*)+"
WORD: Final = re.compile(rf"{_LETTERS}(?:['’·-]{_LETTERS})*")
"""Letters with accents that stand by themselves, and with soft hyphens."""
ELISION: Final = re.compile(r"(?i)(?:[ljdmtscn]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|entr)'(?=\w)")
LONGEST_ACRONYM: Final = 8
ACCENTS: Final = {"a": "àâä", "c": "ç", "e": "éèêë", "i": "îï", "o": "ôö", "u": "ùûü", "n": "ñ"}
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzéèêàçùûîôïœ"


class Missing(Exception):  # noqa: N818 - nothing failed: something is to be installed
    """What the spelling cannot do without."""

    def __init__(self, thing: str, name: str) -> None:
        """*thing* is `engine` or `dictionary`; *name* the language that has none."""
        super().__init__(f"no {thing} {name}".rstrip())
        self.thing, self.name = thing, name


class Dictionaries:
    """The dictionaries of a machine, each read when a language first needs it (0.1 s for French)."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Look in *folders*, the first first."""
        self._folders = tuple(folders)
        self._known: dict[str, Dictionary | None] = {}

    def of(self, language: str) -> Dictionary | None:
        """The dictionary of *language*, a BCP 47 tag; None where there is none.

        Raises:
            Missing: The engine is not installed.
        """
        if language not in self._known:
            engines = [_engine(each) for each in islice(self._files(language), 2)]
            self._known[language] = Dictionary(engines) if engines else None
        return self._known[language]

    def _files(self, language: str) -> Iterator[Path]:
        """Its files without their ending: of its region; else those of the language, in each spelling there is."""
        base, _, region = language.replace("-", "_").partition("_")
        for folder in self._folders:
            found = {each.stem: each.with_suffix("") for each in folder.glob(f"{base}*.dic")}
            found = {name: each for name, each in found.items() if each.with_suffix(".aff").is_file()}
            for name in (f"{base}_{region.upper()}", f"{base}-{region.upper()}") if region else ():
                if name in found:
                    yield found[name]
                    return
            names = (base, f"{base}_{base.upper()}", f"{base}_US", f"{base}_GB")
            chosen = [found[name] for name in names if name in found]
            chosen = chosen or [each for name, each in sorted(found.items()) if re.match(rf"{base}[_-]", name)][:1]
            if chosen:
                # Regions are often links to one file.
                files: dict[Path, Path] = {}
                for each in chosen:
                    files.setdefault(each.with_suffix(".dic").resolve(), each)
                yield from files.values()
                return


class Dictionary:
    """The words of one language."""

    def __init__(self, engines: Sequence[Any]) -> None:
        """Words that any of *engines* knows are right."""
        self._engines = engines
        self.knows: Callable[[str], bool] = cache(lambda word: any(each.spell(word) for each in engines))

    def suggestions(self, word: str) -> Sequence[str]:
        """What Hunspell thinks that *word* was meant to be; slow."""
        return tuple(self._engines[0].suggest(word))


def _engine(path: Path) -> Any:
    try:
        from hunspell import Hunspell
    except ImportError as error:
        raise Missing("engine", "") from error
    return Hunspell(path.name, hunspell_data_dir=str(path.parent))


def _own_words(root: Path) -> frozenset[str]:
    """The words of the project's lists, in lower case."""
    found: set[str] = set()
    for path in (root / "courses" / name for name in LISTS):
        lines = path.read_text("utf-8-sig", "replace").splitlines() if path.is_file() else []
        found.update(_plain(line.partition("#")[0].strip()).lower() for line in lines)
    return frozenset(found - {""})


@dataclass(slots=True)
class _Use:
    """Where an unknown word stands first, and how often it stands anywhere."""

    passage: Passage
    start: int
    word: str
    times: int = 1


def check(course: Course, passages: Sequence[Passage], dictionaries: Dictionaries, report: Report) -> None:
    """Report the words of *course* that no dictionary and no list knows.

    Raises:
        Missing: There is no engine, or no dictionary of the course's language.
    """
    if dictionaries.of(course.language) is None:
        raise Missing("dictionary", course.language)
    own = _own_words(course.root) | _names(course)
    uses: dict[tuple[str, str], _Use] = {}
    for passage in passages:
        dictionary = dictionaries.of(passage.language)
        for found in WORD.finditer(passage.text) if dictionary is not None else ():
            assert dictionary is not None
            written = found[0].rstrip("'’-·")
            key = (passage.language, _plain(written))
            if key in uses:
                uses[key].times += 1
            elif not _is_right(key[1], dictionary.knows, own):
                uses[key] = _Use(passage, found.start(), written)
    shown = next((name for name in LISTS if (course.root / "courses" / name).is_file()), _list_of(course))
    guesses = _guesses(uses, dictionaries, own)
    for (language, word), use in uses.items():
        near = guesses.get((language, word), ())
        report.add(
            "TXT-020",
            use.passage.place(use.start, use.word),
            word=use.word,
            count=use.times,
            guesses=f" → {', '.join(near)} ?" if near else "",
            list=f"courses/{shown}",
        )


def _list_of(course: Course) -> str:
    return LISTS[0] if course.language.startswith("fr") else LISTS[1]


def _names(course: Course) -> frozenset[str]:
    """Words that stand in the course as names or as terms of its own, in lower case."""
    sources = course.references.values()
    people = [each.name for session in course.sessions for each in session.speakers]
    lines = (
        *course.glossary,
        *(f"{each.title.plain} {each.body}" for each in sources),
        *people,
        *(f"{each.organiser} {each.place}" for each in course.sessions),
        course.publisher,
        course.settings.certificate.body if course.settings.certificate else "",
        course.settings.certificate.signatory if course.settings.certificate else "",
    )
    words = {_plain(found[0]).lower() for line in lines for found in WORD.finditer(line)}
    return frozenset(words | {_bare(each) for each in words})


def _plain(word: str) -> str:
    """*word* as dictionaries write it: composed letters, straight apostrophes, no soft hyphens."""
    return unicodedata.normalize("NFC", word).replace("’", "'").replace("\u00ad", "")


def _bare(word: str) -> str:
    """*word* without what French elides before it."""
    while found := ELISION.match(word):
        word = word[found.end() :]
    return word


def _is_right(word: str, knows: Callable[[str], bool], own: frozenset[str]) -> bool:
    if len(word) < 2 or any(each.isdigit() for each in word):  # 1er, 2e, COVID-19
        return True
    if "·" in word:  # élu·e·s: the first form is a word
        word = word.partition("·")[0]
    bare = _bare(word)
    for each in (word, bare):
        if len(each) < 2 or each.lower() in own or knows(each):
            return True
    if bare.isupper() and len(bare) <= LONGEST_ACRONYM:  # an acronym, which the glossary is to explain
        return True
    if bare.lower().removesuffix("s").removesuffix("x") in own:
        return True
    parts = bare.removesuffix("'s").split("-")
    # Verbs with pronouns, compounds of the day: vient-il, ville-centre; of a name, the English genitive.
    return parts != [bare] and all(_is_right(each, knows, own) for each in parts)


def _guesses(
    uses: Mapping[tuple[str, str], _Use], dictionaries: Dictionaries, own: frozenset[str]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """What the first unknown words were probably meant to be; bounded, for guessing is slow."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    asked = 0
    for language, word in islice(uses, MOST_GUESSED):
        dictionary = dictionaries.of(language)
        assert dictionary is not None
        bare = _bare(word)
        if len(bare) > LONGEST_GUESSED:
            continue
        near = [each for each in _slips(bare) if each.lower() in own or dictionary.knows(each)]
        if not near and asked < MOST_ASKED and bare.islower():
            asked += 1
            near = [each for each in dictionary.suggestions(bare) if " " not in each]
        found[language, word] = tuple(dict.fromkeys(near))[:MOST_GUESSES]
    return found


def _slips(word: str) -> Iterator[str]:
    """The words one slip away from *word*, the likeliest slips first: accents, doubled letters, swaps, others."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    bare = "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))
    accents = (f"{a}{one}{b[1:]}" for a, b in cuts if b for one in _variants(b[0]))
    doubled = (f"{a}{b[0]}{b}" for a, b in cuts if b)
    swaps = (f"{a}{b[1]}{b[0]}{b[2:]}" for a, b in cuts if len(b) > 1)
    drops = (a + b[1:] for a, b in cuts if b)
    others = (f"{a}{one}{b[1:]}" for a, b in cuts if b for one in LETTERS)
    more = (f"{a}{one}{b}" for a, b in cuts for one in LETTERS)
    return (each for each in chain(accents, (bare,), doubled, drops, swaps, others, more) if each != word)


def _variants(letter: str) -> str:
    """The accented forms of *letter*, or its bare form."""
    bare = unicodedata.normalize("NFD", letter)[0]
    accented = ACCENTS.get(bare.lower(), "")
    return (bare if bare != letter else "") + (accented.upper() if bare.isupper() else accented)

"""What every printer is given: the parts of a report, one at a time, and how the reader wants it.

A part is a package or the sources of a course. It is printed as soon as it is judged and forgotten afterwards, so that
a report on ten thousand packages needs no more memory than one on ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from builder.diagnostics import LONGEST_PATH, Diagnostic, Span, shown
from builder.rules import Language, Severity
from builder.rules.effects import Effect, effects
from builder.rules.platforms import PLATFORMS


class Verdict(Protocol):
    """What a checked package is; the checker's own `Verdict` is one."""

    @property
    def kinds(self) -> Sequence[str]:
        """The standards that it speaks."""

    @property
    def files(self) -> int:
        """How many files it holds."""

    @property
    def archive_size(self) -> int:
        """The bytes of the zip."""

    @property
    def unpacked_size(self) -> int:
        """The bytes of its files."""

    @property
    def largest(self) -> Sequence[tuple[str, int]]:
        """Its biggest files and their sizes."""

    @property
    def hosts(self) -> Sequence[str]:
        """Foreign hosts that its pages load something from."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the reader wants a report."""

    language: Language
    colour: bool = False
    """Whether a terminal understands colours; only `human` asks."""
    profile: str | None = None
    """The platform that alone matters; None tells about each that is known to trip."""
    version: str = ""
    """Of the program, for the formats that name it."""


def _no_line(_: Span) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """What was judged as one: a package, or the sources of a course."""

    label: str
    """How places call it: the path of a package, the name of a course. No two parts of a report share one."""
    diagnostics: Sequence[Diagnostic]
    """What is wrong, sorted."""
    verdict: Verdict | None = None
    """What the package is; None for sources."""
    known: Sequence[Diagnostic] = ()
    """What a baseline excuses: it counts for nothing, and only formats that have a word for it show it."""
    line_of: Callable[[Span], str | None] = _no_line
    """The source line of a place, without its end of line; None when it cannot be shown."""
    seconds: float = 0
    """How long the judging took."""
    is_unpacked: bool = False
    """Whether the package is a folder, whose members are files on disk."""

    def place(self, span: Span) -> tuple[str, str | None]:
        """The file on disk and, inside a package, its member; both as they can be printed."""
        member = span.path.removeprefix(f"{self.label}/")
        if self.verdict is None or not member or member == span.path:
            return span.shown_path, None
        return clean(self.label), clean(member)

    def fingerprinted(self) -> Iterator[tuple[Diagnostic, str, bool]]:
        """Each fault, the excused ones first, with a name that no other of the report has, and whether it is excused.

        The name outlives changes around the fault.
        """
        counts: Counter[str] = Counter()
        for number, each in enumerate((*self.known, *self.diagnostics)):
            counts[each.fingerprint] += 1
            text = f"{self.label}\0{each.fingerprint}\0{counts[each.fingerprint]}"
            name = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
            yield each, name, number < len(self.known)


class Printer(Protocol):
    """A report being printed; what is yielded is text as it is to be written, ends of line included."""

    def begin(self) -> Iterator[str]:
        """What comes before the first part."""

    def part(self, part: Part) -> Iterator[str]:
        """One part."""

    def end(self) -> Iterator[str]:
        """What comes after the last part."""


@dataclass(slots=True)
class Totals:
    """How much of each severity was printed."""

    counts: Counter[Severity] = field(default_factory=Counter)
    known: int = 0

    def add(self, part: Part) -> None:
        """Count what is in *part*."""
        self.counts.update(each.severity for each in part.diagnostics)
        self.known += len(part.known)


def clean(text: str) -> str:
    """*text* on one line and without what XML, JSON or a terminal cannot bear."""
    return shown(text, LONGEST_PATH)


def remarks(diagnostic: Diagnostic, language: Language) -> tuple[str, str]:
    """What is wrong and what to do, the latter of several lines at times; "" when that is not known."""
    hint = "\n".join(clean(line) for line in diagnostic.hint(language).split("\n"))
    return clean(diagnostic.message(language)), hint


def told(diagnostic: Diagnostic, options: Options) -> str:
    """What is wrong, what to do, and what the platforms known to trip over it do: each on lines of its own."""
    hurt = (f"{name}: {clean(effect.words(options.language))}" for name, effect in affected(diagnostic, options))
    return "\n".join(filter(None, (*remarks(diagnostic, options.language), *hurt)))


def affected(diagnostic: Diagnostic, options: Options) -> list[tuple[str, Effect]]:
    """The platforms that *diagnostic* is known to hurt, by the names that their users call them."""
    return [
        (PLATFORMS[profile].name, effect)
        for profile, effect in effects(diagnostic.code).items()
        if options.profile in (None, profile)
    ]

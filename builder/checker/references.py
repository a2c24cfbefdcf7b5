"""What the texts of a package point at, and whether it is there.

In: a reference as a page, style sheet or script writes it. Out: where it leads, and the rules Z06, Z12 and Z13 on what
is not there, lies outside or comes from elsewhere. `Facts` gathers what all texts of a package tell.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from builder.checker.container import Container
from builder.checker.documents import blanked
from builder.diagnostics import Report, Span

PAGES: Final = (".html", ".htm", ".xhtml")
DRAWINGS: Final = (".svg",)
MOST_TARGETS: Final = 99
MOST_CALLS: Final = 2000

Place = Callable[[], Span]
"""Finds a place; most references are right, and nobody asks for theirs."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a reference leads."""

    kind: Literal["file", "folder", "case", "missing", "outside", "external", "none", "shut"]
    """`shut`: the file is there, and what keeps one from it is said of the file."""
    name: str = ""
    """The file for `file` and `case`, the host for `external`, else the name that was looked for."""
    is_insecure: bool = False
    """Fetched over http, which a browser blocks inside an LMS on https."""


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# A page that a script fills in has such places; what they become is not known here.
_PLACEHOLDER: Final = re.compile(r"\{\{|\$\{|<%|\{%|\[\[")
_MACHINE: Final = re.compile(r"file:|[A-Za-z]:[\\/]|\\\\[A-Za-z0-9]", re.IGNORECASE)
_LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})


def locate(container: Container, folder: str, reference: str) -> Target:
    """What *reference*, written in a file of *folder*, leads to; query and fragment do not count."""
    reference = reference.strip()
    if reference.startswith("//") or _SCHEME.match(reference):
        return _elsewhere(reference)
    path = reference.split("#", 1)[0].split("?", 1)[0]
    if not path or _PLACEHOLDER.search(path):
        return Target("none")
    if path.startswith("/"):
        return Target("outside", path)
    # A file may really be called `a%20b.html`; what the reference says literally goes first.
    for plain in dict.fromkeys((path, unquote(path, errors="replace"))):
        name = posixpath.normpath(posixpath.join(folder, plain))
        if name == ".." or name.startswith("../"):
            return Target("outside", plain)
        if name in container.sizes and not plain.endswith("/"):
            return Target("file", name)
        if name == "." or container.has_folder(name):
            return Target("folder", name)
    if name in container.shut:
        return Target("shut", name)
    other = container.near(name)
    return Target("case", other) if other else Target("missing", name)


def has_scheme(reference: str) -> bool:
    """Whether *reference* says how to fetch it, as `https:` does."""
    return bool(_SCHEME.match(reference))


def _elsewhere(reference: str) -> Target:
    """What a reference with a scheme or a host leads to."""
    try:
        parts = urlsplit(reference)
        host = parts.hostname or ""
    except ValueError:
        return Target("none")
    if parts.scheme not in ("", "http", "https", "ws", "wss") or not host:
        return Target("none")
    return Target("external", host, parts.scheme in ("http", "ws"))


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a script that names an element of a SCORM data model."""

    file: str
    is_writing: bool
    element: str
    """The name; an index that is not written out is `*`."""
    value: str | None
    """The value written, when it is a literal."""
    edition: str | None
    """The edition of SCORM that the function itself belongs to; None for a wrapper, which serves both."""
    span: Span


@dataclass(slots=True)
class Facts:
    """What the texts of a package tell about it as a whole."""

    hosts: dict[str, Span] = field(default_factory=dict)
    """Every foreign host something is loaded from, and its first place."""
    reached: dict[str, Span] = field(default_factory=dict)
    """Every foreign host that a script may load something from, and its first place."""
    initializes: dict[str, Span] = field(default_factory=dict)
    """Files that seem to call LMSInitialize, and the place."""
    speaks_2004: dict[str, Span] = field(default_factory=dict)
    """Files that seem to look for the API of SCORM 2004, and the place."""
    framed: str = ""
    """The first host whose pages are shown in a frame; "" when there is none."""
    is_elsewhere: bool = False
    """Whether the course is what stands in that frame, which has been said."""
    first_page: str = ""
    """The first page by name, of those that could be read."""
    shortcomings: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)
    """Page → what it would lack for its readers, if it is one that an LMS opens."""
    words: set[str] = field(default_factory=set)
    """Those of `WORDS` that some page or script holds."""
    calls: list[Call] = field(default_factory=list)
    """Calls that name elements of a data model, the first `MOST_CALLS` of them."""
    editions: dict[str, frozenset[str]] = field(default_factory=dict)
    """File → the editions of SCORM whose elements it names, for those that name any."""
    parameters: dict[str, Span] = field(default_factory=dict)
    """Names of the activity that scripts read from the launch address, and the first place."""
    bare_calls: list[tuple[str, str, Span]] = field(default_factory=list)
    """Calls of an LMS's function that give it nothing: edition of SCORM, function, place."""
    seconds_parsing: float = 0.0
    """Spent on the syntax of scripts so far."""
    _tallies: dict[tuple[str, str], tuple[Span, int]] = field(default_factory=dict)
    _targets: dict[str, int] = field(default_factory=dict)

    def note(self, code: str, place: Place, target: str = "") -> None:
        """Count one fault of *code*, and of *target* where each target is a fault of its own.

        The hundredth of a code is all others together, as `…`.
        """
        if (code, target) not in self._tallies:
            self._targets[code] = self._targets.get(code, 0) + 1
            target = target if self._targets[code] <= MOST_TARGETS else "…"
        known = self._tallies.get((code, target))
        self._tallies[code, target] = (known[0], known[1] + 1) if known else (place(), 1)

    def note_host(self, host: str, place: Place, *, is_certain: bool = True) -> None:
        """Remember a foreign host; a script that names one may never load from it."""
        hosts = self.hosts if is_certain else self.reached
        host = host if len(hosts) < MOST_TARGETS else "…"
        if host not in hosts:
            hosts[host] = place()

    @property
    def is_alone(self) -> bool:
        """Whether there is a page, and nothing that it loads comes from elsewhere."""
        insecure = {"Z11.remote-script", "Z12.insecure"} & self._targets.keys()
        return bool(self.first_page) and not (self.hosts or self.reached or insecure)

    def report_to(self, report: Report) -> None:
        """One diagnostic a fault, at its first place, with the number of its places."""
        for (code, target), (first, count) in self._tallies.items():
            report.add(code, first, target=target, count=count)

    def report_hosts_to(self, report: Report) -> None:
        """Z12: one diagnostic a foreign host, but for the one where the whole course was found to be."""
        for host, span in self.hosts.items():
            if ("Z12.insecure", host) not in self._tallies and not (self.is_elsewhere and host == self.framed):
                report.add("Z12.host", span, host=host)
        for host, span in self.reached.items():
            if host not in self.hosts:
                report.add("Z12.host-in-script", span, host=host)


@dataclass(slots=True)
class Source:
    """One text of the package."""

    container: Container
    name: str
    text: str
    _starts: list[int] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """The folder that its references start from."""
        return posixpath.dirname(self.name)

    def at(self, offset: int) -> Span:
        """The place of the character at *offset*."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return self.container.span(self.name, line, offset - starts[line - 1] + 1)

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self._line_starts())

    def line(self, number: int) -> Span:
        """The place of a line whose column is unknown."""
        return self.container.span(self.name, max(1, number))

    def start_of(self, number: int) -> int:
        """The offset of the first character of a line; that of the last line for any after it."""
        starts = self._line_starts()
        return starts[min(max(1, number), len(starts)) - 1]

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return self._starts


def follow(
    source: Source,
    facts: Facts,
    folder: str,
    reference: str,
    place: Place,
    *,
    is_loaded: bool,
    is_script: bool = False,
    missing: str = "Z13.missing",
) -> Target:
    """Note what is wrong with one reference; the answer is where it leads."""
    if _MACHINE.match(reference.strip()):
        facts.note("Z13.machine", place, reference.strip())
        return Target("none")
    target = locate(source.container, folder, reference)
    if target.kind == "missing" and "\\" in reference:
        # A browser reads `\` as `/`.
        meant = locate(source.container, folder, reference.replace("\\", "/"))
        if meant.kind == "file":
            facts.note("Z13.backslash", place, meant.name)
            return meant
    match target.kind:
        case "external" if is_loaded:
            _note_host(facts, target, place, is_script=is_script)
        case "case":
            facts.note("Z06.reference-case", place, target.name)
        case "outside":
            facts.note("Z13.outside", place, reference.strip())
        case "missing":
            facts.note(missing, place, target.name)
        case "file" if is_script and target.name.lower().endswith(".mjs"):
            facts.note("Z13.module-suffix", place, target.name)
        case "folder" if is_loaded:
            facts.note(missing, place, target.name)
    return target


def _note_host(facts: Facts, target: Target, place: Place, *, is_script: bool) -> None:
    if target.name in _LOCAL_HOSTS:
        facts.note("Z13.machine", place, target.name)
        return
    if target.is_insecure:
        facts.note("Z12.insecure", place, target.name)
    elif is_script:
        facts.note("Z11.remote-script", place, target.name)
    if not is_script:
        facts.note_host(target.name, place)


_CSS_LINK: Final = re.compile(
    # White space is bounded: two unbounded runs of it around an empty address would be tried in every split.
    r"""url\(\s{0,20}(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s]*))\s{0,20}\)|@import\s+(?:"([^"\n]*)"|'([^'\n]*)')""",
    re.IGNORECASE,
)

_NAMESPACE: Final = re.compile(r"@namespace\s{1,9}(?:[\w-]{1,30}\s{1,9})?\Z", re.IGNORECASE)


def style_links(text: str) -> Iterator[tuple[int, str]]:
    """Every address that a style sheet loads, and its offset."""
    text = blanked(text, "/*", "*/")
    for found in _CSS_LINK.finditer(text):
        number = found.lastindex
        if number and found[number] and not _NAMESPACE.search(text, max(0, found.start() - 60), found.start()):
            yield found.start(number), found[number]

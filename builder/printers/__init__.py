"""Reports as people, pipelines and forges read them: a module a format, and the table of them.

In: the parts of a report, as they are judged. Out: text, as it is ready. A printer keeps nothing of a part that it has
printed:

    printer = PRINTERS["sarif"](Options("fr"))
    for text in printed(printer, parts):  # parts: any iterable of Part
        stream.write(text)

No value, name or line of a report can break a format: what a format cannot bear is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from builder.printers.github import Github
from builder.printers.gitlab import Gitlab
from builder.printers.human import Human, excerpt, summary
from builder.printers.json import Json
from builder.printers.junit import Junit
from builder.printers.parts import Options, Part, Printer, Verdict
from builder.printers.sarif import Sarif

PRINTERS: Final[Mapping[str, Callable[[Options], Printer]]] = {
    "human": Human,
    "json": Json,
    "github": Github,
    "sarif": Sarif,
    "junit": Junit,
    "gitlab": Gitlab,
}
"""Name of the format → its printer; a printer prints one report."""


def printed(printer: Printer, parts: Iterable[Part]) -> Iterator[str]:
    """The whole report, each part as soon as it comes."""
    yield from printer.begin()
    for each in parts:
        yield from printer.part(each)
    yield from printer.end()


__all__ = ["PRINTERS", "Options", "Part", "Printer", "Verdict", "excerpt", "printed", "summary"]

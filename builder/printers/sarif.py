"""A report as SARIF 2.1.0 (OASIS), which code scanning of forges and editors read.

A member of a package is an artifact nested in the zip (3.24.3). One run holds every part, since forges refuse several
runs of one tool; what a run needs to know of all its parts comes after the results, from a temporary file once it is
large.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from urllib.parse import quote

from builder.diagnostics import Diagnostic, shown_line
from builder.printers.parts import Options, Part, Verdict, affected, clean, told
from builder.rules import RULES, Language, Severity, bare

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_IN_MEMORY: Final = 1 << 20
"""Bytes of artifacts kept before they go to a file."""
_LONGEST_LINE: Final = 400
"""Characters of a line that is shown; none of minified scripts is."""
_KINDS: Final = {"zip": "application/zip", "xml": "application/xml"}
_DRIVE: Final = re.compile(r"[A-Za-z]:/")

_dumped = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def _spool() -> IO[str]:
    return SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n")


@dataclass(slots=True)
class Sarif:
    """One log with one run; a result a line."""

    options: Options
    _artifacts: IO[str] = field(default_factory=_spool)
    _count: int = 0
    _rules: dict[str, int] = field(default_factory=dict)
    _is_first: bool = True

    def begin(self) -> Iterator[str]:
        """The head of the log, up to the results."""
        yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"columnKind":"unicodeCodePoints","results":['

    def part(self, part: Part) -> Iterator[str]:
        """A result for each fault of *part*, those that a baseline excuses included."""
        places: dict[tuple[str, str | None], int] = {}
        if part.verdict is not None and not part.is_unpacked:
            self._artifact(places, clean(part.label), None, part.verdict)
        for each, fingerprint, is_known in part.fingerprinted():
            path, member = (each.span.shown_path, None) if part.is_unpacked else part.place(each.span)
            if member is not None:
                self._artifact(places, path, member)
            result = self._result(each, path, member, places.get((path, member)))
            source = part.line_of(each.span)
            if source is not None and len(source) <= _LONGEST_LINE:
                region = {"startLine": each.span.line, "snippet": {"text": shown_line(source)}}
                result["locations"][0]["physicalLocation"]["contextRegion"] = region
            result["partialFingerprints"] = {"cartable/v1": fingerprint}
            result["suppressions"] = [{"kind": "external", "status": "accepted"}] if is_known else []
            yield ("\n" if self._is_first else ",\n") + _dumped(result)
            self._is_first = False

    def end(self) -> Iterator[str]:
        """The artifacts, and the rules that the results name."""
        yield '\n],"artifacts":['
        self._artifacts.seek(0)
        yield from self._artifacts
        self._artifacts.close()
        driver: dict[str, Any] = {"name": "Cartable"}
        if self.options.version:
            driver["version"] = self.options.version
        driver["rules"] = [_rule(code, self.options.language) for code in self._rules]
        tool = {"driver": {**driver, "language": self.options.language}}
        yield f'\n],"tool":{_dumped(tool)}}}]}}\n'

    def _artifact(
        self, places: dict[tuple[str, str | None], int], path: str, member: str | None, verdict: Verdict | None = None
    ) -> None:
        """Note a package, or a member that results lie in, once."""
        if (path, member) in places:
            return
        shape: dict[str, Any] = {"location": {"uri": _uri(path) if member is None else _inner(member)}}
        if member is not None:
            shape["parentIndex"] = places[path, None]
        if verdict is not None:
            kind = _KINDS.get(path.rpartition(".")[2].lower())
            shape |= {"mimeType": kind} if kind else {}
            shape |= {"length": verdict.archive_size, "roles": ["analysisTarget"]}
        places[path, member] = self._count
        self._artifacts.write((",\n" if self._count else "\n") + _dumped(shape))
        self._count += 1

    def _result(self, diagnostic: Diagnostic, path: str, member: str | None, artifact: int | None) -> dict[str, Any]:
        span = diagnostic.span
        region = {"startLine": span.line, "startColumn": span.column}
        if span.end_column is not None:
            region["endColumn"] = max(span.end_column, span.column)
        address: dict[str, Any] = {"uri": _uri(path) if member is None else _inner(member)}
        if artifact is not None:
            address["index"] = artifact
        location: dict[str, Any] = {"physicalLocation": {"artifactLocation": address, "region": region}}
        if member is not None:
            location["logicalLocations"] = [{"fullyQualifiedName": span.shown_path, "kind": "member"}]
        result = {
            "ruleId": diagnostic.code,
            "ruleIndex": self._rules.setdefault(diagnostic.code, len(self._rules)),
            "level": _LEVELS[diagnostic.severity],
            "message": {"text": told(diagnostic, self.options)},
            "locations": [location],
        }
        hurt = affected(diagnostic, self.options)
        if hurt:
            result["properties"] = {"platforms": {name: effect.words(self.options.language) for name, effect in hurt}}
        return result


def _rule(code: str, language: Language) -> dict[str, Any]:
    """The row of the table behind *code*, for whoever asks the viewer about a result."""
    rule = RULES[code]
    short = bare(rule.message(language))
    texts = [bare(rule.hint(language)), rule.why(language), rule.clause]
    return {
        "id": code,
        "shortDescription": {"text": short},
        "fullDescription": {"text": rule.why(language) or short},
        "help": {"text": "\n".join(each for each in texts if each) or short},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _uri(path: str) -> str:
    """*path* on this machine as a URI reference: relative ones stay relative (3.4.4)."""
    path = path.replace(os.sep, "/")
    if _DRIVE.match(path):
        return "file:///" + path[:2] + _quoted(path[2:])
    return "file://" + _quoted(path) if path.startswith("/") else _quoted(path)


def _inner(name: str) -> str:
    """The name of a member as a relative reference that no other document can be meant by."""
    quoted = _quoted(name)
    return f"%2F{quoted[1:]}" if quoted.startswith("/") else quoted


def _quoted(path: str) -> str:
    return quote(path, safe="/~!$&'()*+;=@,")

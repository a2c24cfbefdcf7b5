"""A report as GitLab's code quality, which a merge request shows: a list of faults, each with a name that stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.printers.parts import Options, Part, told
from builder.rules import Severity

_SEVERITIES: Final[dict[Severity, str]] = {"error": "critical", "warning": "minor", "info": "info"}


@dataclass(slots=True)
class Gitlab:
    """The list, a fault a line."""

    options: Options
    _is_first: bool = True

    def begin(self) -> Iterator[str]:
        """The head of the list."""
        yield "["

    def part(self, part: Part) -> Iterator[str]:
        """Each fault of *part*."""
        for each, fingerprint, is_known in part.fingerprinted():
            if is_known:
                continue
            shape = {
                "description": told(each, self.options),
                "check_name": each.code,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[each.severity],
                "location": {
                    "path": each.span.shown_path.removeprefix("./"),
                    "lines": {"begin": each.span.line},
                },
            }
            yield ("\n" if self._is_first else ",\n") + json.dumps(shape, ensure_ascii=False)
            self._is_first = False

    def end(self) -> Iterator[str]:
        """The end of the list."""
        yield "]\n" if self._is_first else "\n]\n"

"""What a project wants of the rules, and the other lines of its TOML, read with positions.

In: `cartable.toml`, or `pyproject.toml` of a repository that has one anyway. Out: a `Policy`; every mistake is a
diagnostic CFG at its line. Neither needs the courses: whoever checks packages alone does not wait for their reader.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from builder.diagnostics import Report, Span, near
from builder.policy import Setting, can_be_set
from builder.rules import RULES, SEVERITIES
from builder.source import yaml
from builder.source.words import canonical, folded

OWN: Final = "cartable.toml"
SHARED: Final = "pyproject.toml"
TABLES: Final = ("rules", "regles")
"""Names of the table of rules, in `cartable.toml` and below `[tool.cartable]` of `pyproject.toml`."""
WORDS: Final = {
    "gravite": "severity",
    "raison": "reason",
    "erreur": "error",
    "avertissement": "warning",
    "note": "info",
    "non": "off",
}
_SEVERITIES: Final = (*SEVERITIES, "off")
_MEANT: Final = "ignore ignorer none aucune no false disable disabled desactive desactivee never 0"
_OFF: Final = frozenset(_MEANT.split())
"""What people write who mean `off`."""


@dataclass(frozen=True, slots=True)
class Toml:
    """A file of TOML, and where its keys are: the reader that Python has knows no positions."""

    name: str
    """Of the file, without its folder."""
    text: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path, report: Report) -> Toml | None:
        """The file at *path*; None after a diagnostic, SRC-020 where it is no TOML."""
        name = path.name
        text = yaml.read_text(path, name, report)
        if text is None:
            return None
        try:
            return cls(name, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+), column (\d+)", str(error))
            line, column = (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)
            report.add("SRC-020", Span(name, line, column), reason=str(error).split(" (at")[0])
        except (RecursionError, ValueError) as error:  # lists in lists in lists; a number of thousands of digits
            report.add("SRC-020", Span(name), reason=type(error).__name__)
        return None

    def key(self, *path: str) -> Span:
        """The last key of *path*; of the nearest table around it that can be found, else."""
        for line, keys, start, end, _ in self._lines():
            if keys[: len(path)] == path:
                return Span(self.name, line, start, end)
        return self.key(*path[:-1]) if path[1:] else Span(self.name)

    def value(self, *path: str) -> Span:
        """What stands after the key on its line; inside a table on one line, the value as it is written there."""
        for line, keys, start, end, after in self._lines():
            if keys == path and after:
                return self._rest(line, after)
            if keys == path:
                return Span(self.name, line, start, end)
            if after and keys == path[: len(keys)]:
                rest = self.text.split("\n")[line - 1]
                inner = rf"(?:^|[{{,.\s])([\"']?){re.escape(path[-1])}\1\s*=\s*(\"[^\"]*\"|'[^']*'|[^,}}]*)"
                found = re.compile(inner).search(rest, after - 1)
                if found:
                    return Span(self.name, line, found.start(2) + 1, max(found.end(2), found.start(2) + 1) + 1)
        return self.key(*path)

    def _rest(self, line: int, column: int) -> Span:
        text = self.text.split("\n")[line - 1]
        return Span(self.name, line, column, max(len(text.rstrip()), column) + 1)

    def _lines(self) -> Iterator[tuple[int, tuple[str, ...], int, int, int]]:
        """Of each line with a key: its number, the whole path, the columns of the key, where its value begins or 0."""
        around: tuple[str, ...] = ()
        for number, line in enumerate(self.text.split("\n"), 1):
            head = _KEYS.match(line)
            if head is None:
                continue
            keys = tuple(each[1] or each[2] or each[3] for each in _KEY.finditer(head[2]))
            if head[1]:
                around = keys
                yield number, keys, head.start(2) + 1, head.end(2) + 1, 0
            elif head[3]:
                yield number, (*around, *keys), head.start(2) + 1, head.end(2) + 1, head.end() + 1


_KEY: Final = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_PART: Final = r"(?:\"[^\"]*\"|'[^']*'|[\w-]+)"
_KEYS: Final = re.compile(rf"\s*(\[\[?\s*)?({_PART}(?:\s*\.\s*{_PART})*)(?:\s*\]|(\s*=\s*))")


def find(folder: Path) -> Path | None:
    """The nearest folder with settings, from *folder* upwards.

    A `cartable.toml` ends the search, and so does a `pyproject.toml` that speaks of Cartable.
    """
    for each in (folder, *folder.parents):
        if (each / OWN).is_file() or _is_shared(each):
            return each
    return None


def read(folder: Path, report: Report) -> dict[str, Setting]:
    """The settings of the rules in *folder*, by code or number; places are those of its own files."""
    path = folder / OWN
    own = Toml.read(path, report) if path.is_file() or path.is_symlink() else None
    return of_project(folder, own, report)


def of_project(folder: Path, own: Toml | None, report: Report) -> dict[str, Setting]:
    """The settings in *own*, the `cartable.toml` of *folder*; without any there, those of its `pyproject.toml`."""
    mine = _table(own)
    if not _is_shared(folder):
        return _settings(own, mine, report) if own is not None and mine else {}
    shared = Toml.read(folder / SHARED, report)
    theirs = _table(shared, "tool", "cartable")
    if own is not None and mine:
        if shared is not None and theirs:
            report.add("CFG-007", shared.key(*theirs), other=OWN)
        return _settings(own, mine, report)
    return _settings(shared, theirs, report) if shared is not None and theirs else {}


def _is_shared(folder: Path) -> bool:
    """Whether the `pyproject.toml` of *folder* has something to say to Cartable."""
    try:
        return b"tool.cartable" in (folder / SHARED).read_bytes()[: yaml.LARGEST_SOURCE]
    except OSError:
        return False


def _table(toml: Toml | None, *around: str) -> tuple[str, ...]:
    """The path of the table of rules below *around*; () where there is none."""
    data: Any = toml.data if toml is not None else {}
    for each in around:
        data = data.get(each) if isinstance(data, Mapping) else None
    names = [each for each in data if folded(each) in TABLES] if isinstance(data, Mapping) else []
    return (*around, names[0]) if names else ()


def _settings(toml: Toml, path: tuple[str, ...], report: Report) -> dict[str, Setting]:
    """What the table at *path* says, as far as it can be understood."""
    table: Any = toml.data
    for each in path:
        table = table[each]
    if not isinstance(table, Mapping):
        report.add("CFG-005", toml.key(*path), rule=path[-1], example=f"[{'.'.join(path)}]")
        return {}
    found: dict[str, Setting] = {}
    for keys, written in _entries(table):
        code = ".".join(keys)
        place = (*path, *keys)
        if code not in RULES and not _codes(code):
            report.add("CFG-001", toml.key(*place), rule=code, near=near(code.upper(), _names()) or near(code, RULES))
            continue
        setting = _setting(toml, place, code, written, report)
        if setting is None:
            continue
        if any(not can_be_set(each, setting.severity) for each in _codes(code) or [code]):
            report.add("CFG-004", toml.key(*place), rule=code)
            continue
        found[code] = setting
    return found


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Each code and its setting; of a code without quotation marks, TOML makes tables in one another."""
    for key, value in table.items():
        inner = value if isinstance(value, Mapping) else {}
        parts = [each for each in inner if isinstance(inner[each], Mapping) and f"{key}.{each}" in RULES]
        for each in parts:
            yield (key, each), inner[each]
        if not parts or len(parts) < len(inner):
            yield (key,), {each: inner[each] for each in inner if each not in parts} if parts else value


def _setting(toml: Toml, place: tuple[str, ...], code: str, written: object, report: Report) -> Setting | None:
    """One setting; None after a diagnostic."""
    wanted = canonical(str(written), WORDS) if _is_severity(written) else "warning"
    example = f'"{code}" = {{ severity = "{wanted}", reason = "…" }}'
    if not isinstance(written, Mapping):
        report.add(
            "CFG-005" if not _is_severity(written) else "CFG-003", toml.value(*place), rule=code, example=example
        )
        return None
    values: dict[str, tuple[str, object]] = {}
    for key, value in written.items():
        name = canonical(key, WORDS)
        if name not in ("severity", "reason"):
            words = ("severity", "reason", "gravite", "raison")
            report.add("CFG-006", toml.key(*place, key), key=key, rule=code, near=near(folded(key), words))
            return None
        values[name] = (key, value)
    if "severity" not in values:
        report.add("CFG-005", toml.key(*place), rule=code, example=example)
        return None
    key, severity = values["severity"]
    if not _is_severity(severity):
        report.add(
            "CFG-002",
            toml.value(*place, key),
            value=severity,
            allowed=", ".join(f"{each} ({word})" for word, each in WORDS.items() if each in _SEVERITIES),
            near="off" if folded(str(severity)) in _OFF else near(folded(str(severity)), (*_SEVERITIES, *WORDS)),
        )
        return None
    named = canonical(str(severity), WORDS)
    key, reason = values.get("reason", ("", ""))
    if not isinstance(reason, str) or not reason.strip():
        span = toml.value(*place, key) if key else toml.key(*place)
        report.add("CFG-003", span, rule=code, example=f'"{code}" = {{ severity = "{named}", reason = "…" }}')
        return None
    return Setting(cast(Any, named), reason.strip())


def _is_severity(value: object) -> bool:
    return isinstance(value, str) and canonical(value, WORDS) in _SEVERITIES


def _codes(number: str) -> list[str]:
    """The codes of *number*; [] when no code begins with it."""
    return [each for each in RULES if each.startswith(f"{number}.")]


def _names() -> list[str]:
    """Every code and number."""
    return [*RULES, *dict.fromkeys(each.partition(".")[0] for each in RULES if "." in each)]

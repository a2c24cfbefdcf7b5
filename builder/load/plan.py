"""Action plans: `courses/<course>/plans/<name>.yaml` in, a `Plan` out for each place where a lesson inserts it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from builder.activities import Plan
from builder.activities.plan import NAMES, named
from builder.diagnostics import Report, Span
from builder.load.bank import beside, check_prose
from builder.model import Page, Reference
from builder.source import fields, yaml

NAME: Final = re.compile(rf"[a-z][a-z0-9-]{{0,{NAMES - 1}}}")
"""What a field may be called: short, since the state keeps the name beside what was typed."""
FOLDER: Final = "plans"
MOST_COLUMNS: Final = 6
"""Of a table: more would leave no room to write in."""


def read_plan(
    root: Path, course: str, name: str, span: Span, references: Mapping[str, Reference], report: Report, language: str
) -> Plan | None:
    """The plan *name* of the course whose folder is *course* below *root*; None after a diagnostic.

    Args:
        span: Where a lesson names it.
    """
    held = beside(root, f"{course}/{FOLDER}", name, span, report, unknown="PLN-001")
    if held is None:
        return None
    node, shown = held
    found = fields.read(Plan, node, f"plan `{name}`", report, language, id=name, span=Span(shown))
    _check_names(node, report)
    for prose in found.words if found is not None else ():
        check_prose(prose, references, report)
    return found


def unused_plans(root: Path, course: str, pages: Sequence[Page], report: Report) -> None:
    """Report the plans of a course that no lesson inserts, and those that several do."""
    if report.has_errors:  # what inserts them may be what could not be read
        return
    placed: dict[str, list[str]] = {}
    for page in pages:
        for each in page.placements:
            if isinstance(each.activity, Plan):
                placed.setdefault(each.activity.id, []).append(page.id)
    for path in sorted((root / course / FOLDER).glob("*.yaml")):
        place = Span(f"{course}/{FOLDER}/{path.name}")
        if path.stem not in placed:
            report.add("PLN-002", place, name=path.stem)
        elif len(placed[path.stem]) > 1:
            report.add("PLN-003", place, name=path.stem, pages=", ".join(placed[path.stem]))


def _check_names(node: yaml.Mapping, report: Report) -> None:
    """Report what the text of the learner could not be kept under, and sections that ask nothing."""
    seen: dict[str, Span] = {}

    def take(name: str, place: Span) -> None:
        if not NAME.fullmatch(name):
            report.add("PLN-004", place, name=name, limit=NAMES)
        elif name in seen:
            report.add("PLN-005", place, name=name, line=seen[name].line)
        else:
            seen[name] = place

    for section in _listed(node, "sections"):
        if not isinstance(section, yaml.Mapping):
            continue
        title = section.items.get("section")
        if not ({"fields", "rows"} & set(section.items)):
            report.add("PLN-006", title.span if title is not None else section.span)
        for blank in _listed(section, "fields"):
            take(*_name(blank))
            _check_options(blank, report)
        rows = section.items.get("rows")
        if not isinstance(rows, yaml.Mapping):
            continue
        name = rows.items.get("field")
        if isinstance(name, yaml.Scalar):
            take(name, name.span)
        elif isinstance(title, yaml.Scalar):
            take(named(title), title.span)
        columns = rows.items.get("columns")
        if isinstance(columns, yaml.Sequence) and len(columns.items) > MOST_COLUMNS:
            report.add("PLN-009", rows.keys["columns"], count=len(columns.items), limit=MOST_COLUMNS)
        outside, seen = seen, {}  # columns are told apart within their table only
        for blank in _listed(rows, "columns"):
            take(*_name(blank))
            _check_options(blank, report)
        seen = outside


def _listed(node: yaml.Mapping, key: str) -> Iterator[yaml.Node]:
    value = node.items.get(key)
    if isinstance(value, yaml.Sequence):
        yield from value.items


def _name(blank: yaml.Node) -> tuple[str, Span]:
    """The name of a field or column, given or made from its title, and where that stands."""
    if isinstance(blank, yaml.Mapping):
        for key in ("field", "question"):
            value = blank.items.get(key)
            if isinstance(value, yaml.Scalar) and value:
                return (str(value) if key == "field" else named(value)), value.span
    return (named(blank), blank.span) if isinstance(blank, yaml.Scalar) else ("sans-nom", blank.span)


def _check_options(blank: yaml.Node, report: Report) -> None:
    if not isinstance(blank, yaml.Mapping):
        return
    kind, options = blank.items.get("kind"), blank.items.get("options")
    is_choice = isinstance(kind, yaml.Scalar) and fields.word(kind) == "choice"
    if is_choice != (options is not None):
        report.add("PLN-007", options.span if options is not None and not is_choice else _place(kind, blank))
        return
    listed = (
        [each for each in options.items if isinstance(each, yaml.Scalar)] if isinstance(options, yaml.Sequence) else []
    )
    if is_choice and len({str(each) for each in listed}) < 2:
        report.add("PLN-007", _place(kind, blank))


def _place(node: yaml.Node | None, owner: yaml.Node) -> Span:
    return node.span if node is not None else owner.span

"""Branching scenarios: `courses/<course>/scenarios/<name>.yaml` in, a `Scenario` and its media out for each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from builder.activities import Scenario
from builder.diagnostics import Report, Span
from builder.load.bank import beside, check_prose, check_sources
from builder.media import Shelf
from builder.model import Asset, Page, Reference
from builder.source import fields, yaml

FOLDER: Final = "scenarios"


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The scenarios of a course, read where a lesson inserts them."""

    root: Path
    course: str
    """The course's folder below *root*."""
    references: Mapping[str, Reference]
    shelf: Shelf
    report: Report
    language: str

    def read(self, name: str, span: Span) -> tuple[Scenario, tuple[Asset, ...]] | None:
        """The scenario *name* and what it shows; None after a diagnostic.

        Args:
            span: Where a lesson names it.
        """
        report = self.report
        held = beside(self.root, f"{self.course}/{FOLDER}", name, span, report, unknown="SCN-024")
        if held is None:
            return None
        node, shown = held
        _keep_names(node)
        fields.gather(node, "source", "sources")
        owner = f"scenario `{name}`"
        found = fields.read(Scenario, node, owner, report, self.language, id=name, span=Span(shown))
        check_sources(node, self.references, report)
        if found is None:
            return None
        for prose in found.words:
            check_prose(prose, self.references, report)
        return found, tuple(self._assets(found))

    def _assets(self, scenario: Scenario) -> list[Asset]:
        found = []
        for each in scenario.steps:
            asset = self.shelf.find(None, each.media, each.media.span) if each.media else None
            if asset is not None:
                found.append(asset)
                for prose in (asset.summary, asset.description, asset.credit):
                    if prose is not None:
                        check_prose(prose, self.references, self.report)
        return found


def _keep_names(node: yaml.Node) -> None:
    """Give variables back the names that their author chose: one may be called like a word of the source form."""
    if isinstance(node, yaml.Sequence):
        for each in node.items:
            _keep_names(each)
    if not isinstance(node, yaml.Mapping):
        return
    for key, value in node.items.items():
        if key in ("variables", "effects") and isinstance(value, yaml.Mapping):
            names = dict(value.written)
            value.items = {names[each]: one for each, one in value.items.items()}
            value.keys = {names[each]: one for each, one in value.keys.items()}
            value.written = {each: each for each in names.values()}
        else:
            _keep_names(value)


def unused_scenarios(root: Path, course: str, pages: Sequence[Page], report: Report) -> None:
    """Report the scenarios of a course that no lesson inserts; of one that cannot be read enough has been said."""
    told = {each.span.path for each in report.diagnostics}
    placed = {each.activity.id for page in pages for each in page.placements if isinstance(each.activity, Scenario)}
    for path in sorted((root / course / FOLDER).glob("*.yaml")):
        shown = f"{course}/{FOLDER}/{path.name}"
        if path.stem not in placed and shown not in told:
            report.add("SCN-025", Span(shown), name=path.stem)

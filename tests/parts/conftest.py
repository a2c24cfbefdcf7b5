"""Small courses as unzipped pages, opened from the disk as a learner without a platform opens them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.load import load, read_project
from builder.render import render
from tests.hosts.foreign import npm
from tests.load import projects

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.fixture
def published(tmp_path: Path) -> Callable[..., str]:
    """Write a project with the files given, package its course as a web page, and return the address of that page."""

    def publish(files: dict[str, str], format_: str = "web") -> str:
        root = tmp_path / "project"
        projects.make(root)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        report = Report()
        found = load(read_project(root, report), projects.COURSE, report)
        assert found is not None
        assert not report.has_errors, report.diagnostics
        package = render(found[0], FORMATS[format_].target)
        for name, content in package.files.items():
            path = tmp_path / "page" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        return (tmp_path / "page" / package.launch).as_uri()

    return publish


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds in the page as it is now, in the light and in the dark theme."""
    script = (npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")

    def look(page: Any) -> list[str]:
        page.evaluate(script)
        found: list[str] = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            violations = page.evaluate(
                """async (tags) => (await axe.run(document, {
                    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], preload: false,
                })).violations""",
                TAGS,
            )
            for each in violations:
                places = "; ".join(f"{node['target']} {node['html'][:120]}" for node in each["nodes"][:3])
                found.append(f"{scheme}: {each['id']} ({each['help']}): {places}")
        return found

    return look

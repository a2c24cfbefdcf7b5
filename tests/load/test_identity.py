"""A course without a uuid has one all the same, which its author is told to write down."""

from __future__ import annotations

from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from builder.diagnostics import Report
from builder.load import load, read_project


def test_uuid_comes_from_the_address_until_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "courses" / "essai"
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / "un.md").write_text("# Un\n\nUn mot.\n", encoding="utf-8")
    (tmp_path / "cartable.toml").write_text('format = 1\niri_base = "https://cours.example.org"\n', encoding="utf-8")
    path = folder / "course.yaml"
    path.write_text(
        "titre: Essai\ncontenu:\n  - module: M\n    lecons: [un]\nterminer:\n  lecons-vues: toutes\n", encoding="utf-8"
    )

    def identity() -> tuple[str, list[str]]:
        report = Report()
        loaded = load(read_project(tmp_path, report), "essai", report)
        assert loaded is not None
        return loaded[0].uuid, [each.hint("fr") for each in report.diagnostics]

    derived, hints = identity()
    assert derived == str(uuid5(NAMESPACE_URL, "https://cours.example.org/essai"))
    assert len(hints) == 1
    assert f"uuid: {derived}" in hints[0]
    path.write_text(f"uuid: {derived}\n" + path.read_text("utf-8"), encoding="utf-8")
    assert identity() == (derived, [])

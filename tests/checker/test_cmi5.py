"""cmi5.xml beyond the corpus: very many units, and a course structure that comes without a zip."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.checker import check
from builder.checker.container import LARGEST_TEXT
from builder.diagnostics import Report
from builder.policy import Policy
from tests.checker.corpus.cmi5 import ID, TEXTS, M, url
from tests.checker.packages import checked, structure, valid, zipped


def test_a_thousand_aus(tmp_path: Path) -> None:
    """An LMS must take more than a thousand (cmi5 6.1.0.0-2), and blocks deep in each other."""
    files = valid("cmi5")
    unit = '<au id="{0}/au/{1}" moveOn="Completed">' + TEXTS + "<url>index.html</url></au>"
    units = "".join(unit.format(ID, number) for number in range(1500))
    blocks = "".join(f'<block id="{ID}/b/{number}">{TEXTS}' for number in range(100))
    structure("</courseStructure>", f"{blocks}{units}{'</block>' * 100}</courseStructure>")(files)
    assert checked(zipped(files), tmp_path).found == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://cours.example.fr/index.html", []),
        ("index.html", ["K07.relative cmi5.xml:22:7"]),
        ("/index.html", ["K07.relative cmi5.xml:22:7"]),
    ],
)
def test_a_structure_without_a_zip(address: str, expected: list[str], tmp_path: Path) -> None:
    files = valid("cmi5")
    url(address)(files)
    path = tmp_path / M
    path.write_bytes(files[M])
    report = Report()
    verdict = check(path, report, label="cours/cmi5.xml")
    assert verdict.kinds == ("cmi5",)
    assert verdict.files == 1
    found = [f"{each.code} {each.span.path}:{each.span.line}:{each.span.column}" for each in report.diagnostics]
    assert found == [each.replace("cmi5.xml", "cours/cmi5.xml") for each in expected]


def test_a_structure_without_a_zip_where_nobody_imports_it(tmp_path: Path) -> None:
    files = valid("cmi5")
    url("https://cours.example.fr/index.html")(files)
    path = tmp_path / M
    path.write_bytes(files[M])
    found = {}
    for profile in ("moodle", "scormcloud"):
        report = Report(Policy(profile=profile))
        check(path, report)
        found[profile] = [f"{each.code} {each.span.path}" for each in report.diagnostics]
    assert found == {"moodle": ["Z02.not-imported ./cmi5.xml"], "scormcloud": []}


def test_a_structure_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / M
    folder.mkdir()
    large = tmp_path / "large" / M
    large.parent.mkdir()
    with large.open("wb") as file:
        file.truncate(LARGEST_TEXT + 1)
    for path in (folder, large, tmp_path / "absent" / M):
        report = Report()
        assert check(path, report).kinds == ()
        assert [each.code for each in report.diagnostics] == ["Z01.unreadable"]

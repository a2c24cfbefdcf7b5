"""The packages that the compiler makes of the real courses, as an administrator would check them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from builder.archive import write
from builder.checker import check
from builder.diagnostics import Report
from tests.checker.packages import schema_folder, zipped
from tests.formats.courses import LESSONS, package
from tests.printers.reading import rows

KINDS = {
    "scorm12": ("scorm12",),
    "scorm2004": ("scorm2004",),
    "xapi": ("xapi",),
    "cmi5": ("cmi5",),
    "web": ("web",),
    "universal": ("scorm12", "xapi", "cmi5"),
}


def run(path: Path, locale: str, *options: str) -> subprocess.CompletedProcess[str]:
    """``cartable check``, in a process of its own: it keeps the language it started with."""
    command = [sys.executable, "-c", "from builder.cli import main; main()", "check", str(path), *options]
    environment = {**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)


@pytest.mark.parametrize("name", KINDS)
def test_nothing_to_report(name: str, archives: dict[str, Path]) -> None:
    report = Report()
    verdict = check(archives[name], report, xsd=schema_folder())
    assert [each.message("en") for each in report.diagnostics] == []
    assert verdict.kinds == KINDS[name]
    assert verdict.hosts == ()


@pytest.mark.parametrize("name", ["scorm12", "scorm2004", "cmi5"])
@pytest.mark.parametrize("case", LESSONS)
def test_lessons_packaged_alone(case: str, name: str, tmp_path: Path) -> None:
    """Several SCOs or AUs: of SCORM 1.2 only the number is told, which some LMSs do not take."""
    path = tmp_path / "cours.zip"
    with path.open("wb") as file:
        write(package(name, LESSONS[case]()), file)
    report = Report()
    verdict = check(path, report, xsd=schema_folder())
    made_up = {
        "R12-02.no-initialize",
        "R04-01.no-api",
        "T05.no-parameters",
        "K20.no-parameters",
        "Z13.missing",
        "Z16.language",
    }
    told = {each.code for each in report.diagnostics} - made_up
    assert told == ({"C12-22.many"} if name == "scorm12" else set())
    assert verdict.kinds == (name,)


def test_a_fault_is_told_with_its_place_and_remedy(archives: dict[str, Path], tmp_path: Path) -> None:
    """By the command line, in both languages and for machines; exit code 1."""
    with zipfile.ZipFile(archives["scorm12"]) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    old = b"<schemaversion>1.2</schemaversion>"
    assert old in files["imsmanifest.xml"]
    line = files["imsmanifest.xml"].partition(old)[0].count(b"\n") + 1
    files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(old, b"<schemaversion> 1.2 </schemaversion>")
    path = tmp_path / "cours.zip"
    path.write_bytes(zipped(files))

    for locale, words in (
        ("fr_FR.UTF-8", "collez le texte aux balises"),
        ("en_GB.UTF-8", "put the text right"),
    ):
        done = run(path, locale)
        assert done.returncode == 1
        assert "[C12-05.white-space]" in done.stdout
        assert f"cours.zip/imsmanifest.xml:{line}:" in done.stdout
        assert words in done.stdout

    done = run(path, "C", "--output-format", "json")
    assert done.returncode == 1
    assert [each["code"] for each in rows(done.stdout)] == ["C12-05.white-space"]


def test_a_file_that_is_no_zip(tmp_path: Path) -> None:
    path = tmp_path / "cours.zip"
    path.write_bytes(b"\x00" * 1000)
    done = run(path, "C")
    assert done.returncode == 1
    assert "[Z01.not-a-zip]" in done.stdout
    assert "^" not in done.stdout

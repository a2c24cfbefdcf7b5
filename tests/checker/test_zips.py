"""What no rule may do, whatever the zip: raise, read without end, keep media in memory, or speak of the wrong place."""

from __future__ import annotations

import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest

import builder.checker.container as container
from builder.checker import Verdict, check
from builder.diagnostics import Report
from tests.checker.corpus.editions import SCORM_2004, M
from tests.checker.packages import checked, page, valid, zipped


def test_unreadable_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.zip", Path("nul\x00.zip")):
        report = Report()
        assert check(path, report, label="x.zip") == Verdict()
        assert [each.code for each in report.diagnostics] == ["Z01.unreadable"]


@pytest.mark.parametrize(("limit", "code"), [("LARGE", "Z14.large"), ("VERY_LARGE", "Z14.very-large")])
def test_large(limit: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, limit, 100)
    assert checked(zipped(valid("web")), tmp_path).found == [code]


def test_long_text_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_TEXT", 300)
    assert checked(zipped(valid("web")), tmp_path).found == ["Z14.not-examined index.html:1:1"]


def test_all_texts_together_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_READING", 100)
    found = checked(zipped(valid("web")), tmp_path).found
    assert "Z14.not-examined index.html:1:1" in found


def test_all_unpacking_together_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_UNPACKING", 10)
    files = {**valid("web"), "a.bin": b"123456", "b.bin": b"123456", "media/carte.png": b"1234"}
    outcome = checked(zipped(files), tmp_path)
    assert outcome.found == ["Z14.not-unpacked"]
    assert dict(outcome.report.diagnostics[0].values) == {"count": "2", "megabytes": "0"}


@pytest.mark.parametrize(("kind", "name"), [("scorm12", "imsmanifest.xml"), ("web", "index.html")])
def test_too_many_tags_are_not_parsed(kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_TAGS", 15)
    files = {each: data for each, data in valid(kind).items() if each == name}
    code = "Z14.not-examined" if kind == "web" else "Z10.not-examined"
    assert checked(zipped(files), tmp_path).found == [f"{code} {name}:1:1"]


def test_a_thousand_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    files = valid("scorm12")
    items = b"".join(b'<item identifier="i%d" identifierref="R-1"/>' % number for number in range(1000))
    files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b"</organization>", items + b"</organization>")
    found = checked(zipped(files), tmp_path).found
    assert sum(each.startswith("C12-08.title-missing") for each in found) == 100
    assert "Z14.more imsmanifest.xml:1:1" in found


@pytest.mark.parametrize("tag", [b"<p %s>", b'<p " %s">'])
def test_too_many_attributes_are_not_parsed(tag: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_EFFORT", 10**7)
    files = valid("web")
    files["index.html"] = tag % b" ".join(b"a%d=1" % number for number in range(4000))
    assert checked(zipped(files), tmp_path).found == ["Z14.not-examined index.html:1:1"]


def test_a_long_value_is_parsed(tmp_path: Path) -> None:
    files = valid("web")
    page(f'<svg><path d="{"M 1 2 " * 4000}"/></svg><img alt="" src="data:image/png;base64,{"A" * 900_000}">')(files)
    assert checked(zipped(files), tmp_path).found == []


def test_a_thousand_missing_links_are_a_hundred(tmp_path: Path) -> None:
    files = valid("web")
    files["player.css"] = b"".join(b"a { background: url(%d.png) }\n" % number for number in range(1000))
    outcome = checked(zipped(files), tmp_path)
    assert len(outcome.found) == 100
    assert [dict(each.values)["count"] for each in outcome.report.diagnostics] == ["1"] * 99 + ["901"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("scorm12", "C12-03.schemas-not-installed"), ("scorm2004", "C04-01.schemas-not-installed")],
)
def test_schemas_not_installed(kind: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "cours.zip"
    path.write_bytes(zipped(valid(kind)))
    report = Report()
    check(path, report, xsd=tmp_path)
    assert [each.code for each in report.diagnostics] == [code]


def test_verdict(tmp_path: Path) -> None:
    files = valid("scorm12")
    page('<img src="https://images.example.org/a.png" alt="">')(files)
    files["tincan.xml"] = valid("xapi")["tincan.xml"]
    data = zipped(files)
    verdict = checked(data, tmp_path).verdict
    assert verdict.kinds == ("scorm12", "xapi")
    assert verdict.files == len(files)
    assert verdict.archive_size == len(data)
    assert verdict.unpacked_size == sum(map(len, files.values()))
    assert verdict.largest[0] == ("imscp_rootv1p1p2.xsd", len(files["imscp_rootv1p1p2.xsd"]))
    assert verdict.hosts == ("images.example.org",)


def test_label_names_the_place(tmp_path: Path) -> None:
    path = tmp_path / "cours.zip"
    path.write_bytes(zipped({"IMSMANIFEST.XML": b""}))
    report = Report()
    check(path, report, label="dist/cours.zip")
    assert [each.span.path for each in report.diagnostics] == ["dist/cours.zip/IMSMANIFEST.XML"]


def test_memory_does_not_grow_with_media(tmp_path: Path) -> None:
    path = tmp_path / "cours.zip"
    files = valid("web")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        with archive.open("media/film.mp4", "w") as member:
            for _ in range(40):
                member.write(bytes(range(256)) * 4096)
    tracemalloc.start()
    try:
        check(path, Report())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def test_nothing_of_the_writers_is_imported() -> None:
    """The whole truth is in import-linter's contract; this says it where the checker is tested."""
    imported = {name for name, module in sys.modules.items() if name.startswith("builder.checker") and module}
    assert imported
    for name in imported:
        text = Path(str(sys.modules[name].__file__)).read_text(encoding="utf-8")
        for layer in ("formats", "render", "load", "model", "archive", "pipeline", "source"):
            assert f"builder.{layer}" not in text


def test_the_kind_is_known_by_the_version_alone(tmp_path: Path) -> None:
    files = {
        M: f'<manifest xmlns="{SCORM_2004.content}"><metadata><schema>ADL SCORM</schema>'
        "<schemaversion>CAM 1.3</schemaversion></metadata></manifest>".encode()
    }
    outcome = checked(zipped(files), tmp_path)
    assert outcome.verdict.kinds == ("scorm2004",)
    assert "C04-02.edition imsmanifest.xml:1:95" in outcome.found

"""The zip itself, the links of its pages, and what no rule may do: raise, unpack without end, or miss a code."""

from __future__ import annotations

import io
import struct
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import builder.checker.container as container
from builder.checker import Verdict, check
from builder.diagnostics import Report
from builder.rules import packages
from tests.checker import test_cmi5, test_manifests, test_scorm2004
from tests.checker.packages import Edit, Files, checked, drop, page, put, swap, valid, zipped

Make = Callable[[Files], bytes]


def with_entries(*infos: tuple[zipfile.ZipInfo, bytes]) -> Make:
    """The web package with entries as given, flags and names untouched."""

    def make(files: Files) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive, pytest.MonkeyPatch.context() as patch:
            patch.setattr("warnings.warn", lambda *_, **__: None)  # zipfile warns of equal names
            for name in sorted(files):
                archive.writestr(name, files[name])
            for info, data in infos:
                archive.writestr(info, data)
        return stream.getvalue()

    return make


def entry(name: str, mode: int = 0o100644, data: bytes = b"x", system: int = 3) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = system
    info.external_attr = mode << 16
    return info, data


def patched(old: bytes, new: bytes) -> Make:
    """The web package with bytes of its zip replaced, everywhere."""

    def make(files: Files) -> bytes:
        data = zipped(files)
        assert old in data
        return data.replace(old, new)

    return make


def in_directory(name: str, offset: int, value: bytes) -> Make:
    """The web package with a field of the central directory's entry for *name* overwritten."""

    def make(files: Files) -> bytes:
        data = bytearray(zipped(files))
        at = data.rindex(name.encode()) - 46
        assert data[at : at + 4] == b"PK\x01\x02"
        data[at + offset : at + offset + len(value)] = value
        return bytes(data)

    return make


def in_end(offset: int, value: bytes) -> Make:
    """The web package with a field of the end record overwritten."""

    def make(files: Files) -> bytes:
        data = bytearray(zipped(files))
        at = data.rindex(b"PK\x05\x06")
        data[at + offset : at + offset + len(value)] = value
        return bytes(data)

    return make


def bomb(_: Files) -> bytes:
    return zipped({"index.html": bytes(70 * 1024 * 1024)})


def bzipped(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            method = zipfile.ZIP_BZIP2 if name == "cartable.json" else zipfile.ZIP_STORED
            archive.writestr(name, files[name], method)
    return stream.getvalue()


def zip64(files: Files) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(files[name])
    # Some writers put the version into the directory too, zipfile only when a field overflows.
    data = bytearray(stream.getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 6 : at + 8] = struct.pack("<H", 45)
    return bytes(data)


def corrupt(files: Files) -> bytes:
    data = bytearray(zipped(files, zipfile.ZIP_STORED))
    at = data.index(b"<!doctype html>")
    data[at + 20] ^= 0xFF
    return bytes(data)


ZIPS: dict[str, tuple[Make, list[str]]] = {
    "stored-valid": (lambda files: zipped(files, zipfile.ZIP_STORED), []),
    "with-comment-valid": (in_end(20, b"\x00\x00"), []),
    "empty-file-error": (lambda _: b"", ["Z01.empty"]),
    "not-a-zip-error": (lambda _: b"%PDF-1.7\n" * 100, ["Z01.not-a-zip"]),
    "rar-error": (lambda _: b"Rar!\x1a\x07\x00", ["Z01.not-a-zip"]),
    "truncated-error": (lambda files: zipped(files)[:-60], ["Z01.truncated"]),
    "half-error": (lambda files: zipped(files)[:300], ["Z01.truncated"]),
    "directory-error": (in_directory("cartable.json", 0, b"PKxx"), ["Z01.damaged-directory"]),
    "name-not-utf-8-error": (
        lambda files: zipped({**files, "é.txt": b"x"}).replace("é.txt".encode(), b"\xff\xfe.txt"),
        ["Z01.damaged-directory"],
    ),
    "no-entries-error": (lambda _: zipped({}), ["Z01.no-entries"]),
    "encrypted-error": (
        in_directory("player.js", 8, b"\x01\x00"),
        ["Z13.missing index.html:7:1", "Z01.encrypted player.js:1:1"],
    ),
    "compression-error": (bzipped, ["Z01.compression cartable.json:1:1"]),
    "multi-disk-error": (in_end(4, b"\x01\x00"), ["Z01.multi-disk"]),
    "multi-disk-count-error": (in_end(8, b"\x01\x00"), ["Z01.multi-disk"]),
    "zip64-warning": (zip64, ["Z01.zip64"]),
    "too-many-error": (in_end(8, b"\xff\xff\xff\xff"), ["Z01.too-many"]),
    "bomb-error": (bomb, ["Z01.bomb"]),
    "declared-bomb-error": (in_directory("player.js", 24, b"\xff\xff\xff\x7f"), ["Z01.bomb"]),
    "overlap-error": (in_directory("player.js", 42, b"\x00\x00\x00\x00"), ["Z01.overlap"]),
    "past-the-end-error": (in_directory("player.js", 20, b"\xff\xff\x00\x00"), ["Z01.overlap"]),
    "damaged-error": (corrupt, ["Z01.damaged index.html:1:1"]),
    # Z02, Z03
    "nothing-to-open-error": (lambda _: zipped({"notes.txt": b"x"}), ["Z02.missing"]),
    "folder-zipped-error": (
        lambda _: zipped({"cours/imsmanifest.xml": b"<manifest/>", "cours/index.html": b"x"}),
        ["Z02.not-at-root cours/imsmanifest.xml:1:1"],
    ),
    "upper-case-error": (lambda _: zipped({"IMSMANIFEST.XML": b"<manifest/>"}), ["Z02.case IMSMANIFEST.XML:1:1"]),
    "tincan-nested-warning": (
        lambda _: zipped({f"cours/{name}": data for name, data in valid("xapi").items()}),
        ["Z02.tincan-nested cours/tincan.xml:1:1"],
    ),
    "tincan-beside-others-error": (
        lambda files: zipped({**files, "cours/tincan.xml": b"<tincan/>"}),
        ["Z02.not-at-root cours/tincan.xml:1:1"],
    ),
    "second-manifest-error": (
        lambda _: zipped({**valid("xapi"), "old/tincan.xml": b"<tincan/>"}),
        ["Z03.second-manifest old/tincan.xml:1:1"],
    ),
    # Z04 to Z08
    "absolute-error": (with_entries(entry("/etc/x")), ["Z04.absolute /etc/x:1:1"]),
    "traversal-error": (with_entries(entry("media/../../x")), ["Z04.traversal media/../../x:1:1"]),
    "traversal-backslash-error": (with_entries(entry("..\\x")), ["Z04.traversal ..\\x:1:1"]),
    "drive-error": (with_entries(entry("C:/x")), ["Z04.drive C:/x:1:1"]),
    "backslash-error": (with_entries(entry("media\\a.png"), entry("media\\b.png")), ["Z04.backslash media\\a.png:1:1"]),
    "control-error": (with_entries(entry("a\x1b[31m.txt")), ["Z04.control a�[31m.txt:1:1"]),
    "empty-part-error": (with_entries(entry("media//x.png")), ["Z04.empty-part media//x.png:1:1"]),
    "symlink-error": (with_entries(entry("lien", 0o120777)), ["Z04.symlink lien:1:1"]),
    "device-error": (with_entries(entry("tube", 0o010644)), ["Z04.special tube:1:1"]),
    "accents-warning": (lambda files: zipped({**files, "média/été.txt": b"x"}), ["Z05.non-ascii média/été.txt:1:1"]),
    "accents-unflagged-warning": (
        lambda files: zipped({**files, "abcde.txt": b"x"}).replace(b"abcde.txt", "été.txt".encode()),
        ["Z05.utf8-flag été.txt:1:1"],
    ),
    "space-warning": (
        lambda files: zipped({**files, "a b.txt": b"x", "c d.txt": b"x"}),
        ["Z05.characters a b.txt:1:1"],
    ),
    "duplicate-error": (with_entries(entry("player.js", data=b"0")), ["Z06.duplicate player.js:1:1"]),
    "case-error": (lambda files: zipped({**files, "Player.js": b"0"}), ["Z06.case player.js:1:1"]),
    "composition-error": (
        lambda files: zipped({**files, "e\u0301.txt": b"", "\u00e9.txt": b""}),
        ["Z05.non-ascii e\u0301.txt:1:1", "Z06.composition \u00e9.txt:1:1"],
    ),
    "folder-unmarked-warning": (with_entries(entry("annexes", 0o040755, b"")), ["Z07.unmarked annexes:1:1"]),
    "folder-entry-valid": (with_entries(entry("media/", 0o040755, b"")), []),
    "file-and-folder-warning": (with_entries(entry("media")), ["Z07.file-and-folder media:1:1"]),
    "junk-warning": (
        lambda files: zipped({**files, ".DS_Store": b"", "__MACOSX/._index.html": b"", "player.js.map": b"{}"}),
        ["Z08.junk .DS_Store:1:1"],
    ),
}

LINKS: dict[str, tuple[list[Edit], list[str]]] = {
    "as-written-valid": ([], []),
    # Z11
    "inline-handler-warning": (
        [page('<p onclick="x()">x</p>'), page('<p onload="x()">x</p>')],
        ["Z11.inline-handler index.html:13:1"],
    ),
    "unload-attribute-warning": (
        [swap("index.html", "<body>", '<body onunload="x()">')],
        ["R12-22.unload index.html:9:1"],
    ),
    "remote-script-warning": (
        [page('<script src="https://cdn.example.org/x.js"></script>')],
        ["Z11.remote-script index.html:13:1"],
    ),
    "eval-warning": ([put("player.js", "let a;\nlet b = eval('1');")], ["Z11.eval player.js:2:9"]),
    "new-function-warning": ([page("<script>new Function('x')</script>")], ["Z11.eval index.html:13:1"]),
    "own-function-valid": ([put("player.js", "function f() {}\nconst g = function () {};\nthis.medieval(1);")], []),
    "base64-warning": ([put("player.js", "btoa('x')")], ["Z11.base64 player.js:1:1"]),
    # Z12
    "font-host-warning": (
        [swap("player.css", "\n", "\n@import 'https://fonts.example.org/x.css';\n")],
        ["Z12.host player.css:2:1"],
    ),
    "image-host-warning": ([page('<img src="//images.example.org/a.png" alt="">')], ["Z12.host index.html:13:1"]),
    "frame-host-warning": (
        [page('<iframe src="https://video.example.org/1" title="x"></iframe>')],
        ["Z12.host index.html:13:1"],
    ),
    "canonical-valid": ([page('<link rel="canonical" href="https://example.org/">')], []),
    # Z13
    "image-missing-error": (
        [drop("media/carte.png")],
        ["Z13.missing index.html:12:1", "Z13.missing-in-style player.css:2:20"],
    ),
    "link-missing-error": (
        [page('<a href="absent.html#x">x</a><a href="absent.html">x</a>')],
        ["Z13.missing index.html:13:1"],
    ),
    "srcset-missing-error": (
        [page('<img alt="" srcset="media/carte.png 1x, media/grande.png 2x">')],
        ["Z13.missing index.html:13:1"],
    ),
    "svg-missing-error": (
        [put("a.svg", '<svg xmlns="http://www.w3.org/2000/svg">\n<image href="b.png"/></svg>')],
        ["Z13.missing a.svg:2:1"],
    ),
    "style-missing-warning": (
        [swap("player.css", "data:image/png;base64,iVBORw0KGgo=", "absent.png")],
        ["Z13.missing-in-style player.css:3:17"],
    ),
    "style-attribute-missing-warning": (
        [page('<p style="background: url(absent.png)">x</p>')],
        ["Z13.missing-in-style index.html:13:1"],
    ),
    "link-outside-error": ([page('<a href="../x.html">x</a>')], ["Z13.outside index.html:13:1"]),
    "link-absolute-error": ([page('<a href="/x.html">x</a>')], ["Z13.outside index.html:13:1"]),
    "link-case-error": ([page('<a href="Player.css">x</a>')], ["Z06.reference-case index.html:13:1"]),
    "link-schemes-valid": (
        [
            page('<a href="mailto:a@example.org">x</a><a href="tel:+33">x</a><a href="javascript:void 0">x</a>'),
            page('<a href="#">x</a><a href="">x</a><a href="?a=1">x</a>'),
        ],
        [],
    ),
    "link-template-valid": ([page('<a href="{{ url }}">x</a><img alt="" src="${src}">')], []),
    "link-comment-valid": ([page('<!-- <img src="absent.png"> -->')], []),
    "link-folder-valid": ([page('<a href="./">x</a><a href="media/">x</a>')], []),
    "link-percent-valid": ([page('<img alt="" src="media/c%61rte.png">')], []),
    "link-base-valid": (
        [
            swap("index.html", "<title>", '<base href="media/"><title>'),
            swap("index.html", "player.css", "../player.css"),
            swap("index.html", "player.js", "../player.js"),
            swap("index.html", "media/carte.png", "carte.png"),
        ],
        [],
    ),
    "page-of-nonsense-valid": (
        [put("x.html", b"\x00\xff<a <<b>> \xf0\x28"), put("y.html", " "), put("z.html", "")],
        [],
    ),
}


@pytest.mark.parametrize("name", ZIPS)
def test_zip(name: str, tmp_path: Path) -> None:
    make, expected = ZIPS[name]
    assert checked(make(valid("web")), tmp_path).found == expected
    assert test_manifests.is_named_right(name, expected)


@pytest.mark.parametrize("name", LINKS)
def test_links(name: str, tmp_path: Path) -> None:
    edits, expected = LINKS[name]
    files = valid("web")
    for edit in edits:
        edit(files)
    assert checked(zipped(files), tmp_path).found == expected
    assert test_manifests.is_named_right(name, expected)


def test_every_code_has_a_case() -> None:
    tables = (test_manifests.SCORM_12, test_manifests.XAPI, test_scorm2004.CASES, test_cmi5.CASES)
    cases = [*ZIPS.values(), *LINKS.values(), *(case for table in tables for case in table.values())]
    proven = {each.split()[0] for _, expected in cases for each in expected}
    # Each of these has a test of its own, below.
    proven |= {
        "Z01.unreadable",
        "Z14.large",
        "Z14.very-large",
        "Z14.not-examined",
        "Z14.more",
        "C12-03.schemas-not-installed",
        "C04-01.schemas-not-installed",
        "K07.relative",
    }
    assert proven == set(packages.RULES)


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


@pytest.mark.parametrize(("kind", "name"), [("scorm12", "imsmanifest.xml"), ("web", "index.html")])
def test_too_many_tags_are_not_parsed(kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_TAGS", 15)
    files = {each: data for each, data in valid(kind).items() if each == name}
    assert checked(zipped(files), tmp_path).found == [f"Z14.not-examined {name}:1:1"]


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

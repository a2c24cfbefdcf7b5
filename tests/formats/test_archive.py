"""Z01, Z04–Z07, Z09: the zips are plain, safe to unpack, and equal whenever their files are."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import tracemalloc
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import archive


@dataclass
class Some:
    """Files, and nothing of a course."""

    files: Mapping[str, bytes | Path] = field(default_factory=dict)


def written(files: Mapping[str, bytes | Path], epoch: int = archive.OLDEST) -> bytes:
    target = io.BytesIO()
    archive.write(Some(files), target, epoch)
    return target.getvalue()


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


part = st.text(
    st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="/\\:"), min_size=1, max_size=8
)
names = st.lists(part.filter(lambda each: each not in (".", "..")), min_size=1, max_size=3).map("/".join)
contents = st.binary(max_size=300) | st.binary(min_size=1, max_size=3).map(lambda each: each * 5000)
mappings = st.dictionaries(names, contents, max_size=12)


def fits(files: Mapping[str, bytes]) -> bool:
    """Whether no two names are one file, nor a file and a folder."""
    paths = [folded(name) for name in files]
    folders = {path.rsplit("/", count)[0] for path in paths for count in range(1, path.count("/") + 1)}
    return len(set(paths)) == len(paths) and not folders & set(paths)


@given(mappings.filter(fits))
@settings(deadline=None)
def test_any_files_read_back(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written(files))) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == sorted(files)
        assert {name: opened.read(name) for name in opened.namelist()} == files


@given(mappings.filter(fits))
@settings(max_examples=25, deadline=None)
def test_info_zip_reads_them_too(files: dict[str, bytes]) -> None:
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(written(files or {"x": b""}))  # unzip calls an empty zip an error
        file.flush()
        done = subprocess.run(["unzip", "-tqq", file.name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@given(names, st.sampled_from([("x", "X"), ("é", "É"), ("é", "e\u0301"), ("", "/x")]))
@settings(deadline=None)
def test_names_that_would_merge_are_refused(name: str, ends: tuple[str, str]) -> None:
    with pytest.raises(archive.PathClash):
        written({name + end: b"" for end in ends})


@pytest.mark.parametrize(
    "clash",
    [
        ["a.txt", "A.txt"],
        ["é.txt", "e\u0301.txt"],
        ["strasse", "straße"],
        ["media", "media/a.mp4"],
        ["MEDIA", "media/x/a.mp4"],
        ["/a"],
        ["a//b"],
        ["a/"],
        ["../a"],
        ["a/../b"],
        ["./a"],
        ["a\\b"],
        ["c:a"],
        ["a\0b"],
        [""],
    ],
)
def test_z04_z06_names_that_no_system_or_not_all_can_unpack(clash: list[str]) -> None:
    with pytest.raises(archive.PathClash):
        written(dict.fromkeys(clash, b""))


def test_every_member_looks_the_same() -> None:
    data = written({"index.html": b"<p>" * 99, "media/a.png": b"\x89PNG", "é.txt": b"", "empty": b""}, 1_700_000_001)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for each in opened.infolist():
            assert each.date_time == (2023, 11, 14, 22, 13, 20)
            assert each.create_system == 3
            assert each.external_attr >> 16 == 0o100644
            assert each.flag_bits == (0 if each.filename.isascii() else 0x800)
            assert not each.extra
            assert not each.comment
        kinds = {each.filename: each.compress_type for each in opened.infolist()}
    deflated, stored = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
    assert kinds == {"index.html": deflated, "media/a.png": stored, "é.txt": stored, "empty": stored}


@pytest.mark.parametrize(("epoch", "date"), [(0, (1980, 1, 1)), (-5, (1980, 1, 1)), (1 << 40, (2107, 12, 31))])
def test_days_that_a_zip_cannot_hold_become_the_nearest(epoch: int, date: tuple[int, int, int]) -> None:
    with zipfile.ZipFile(io.BytesIO(written({"a": b""}, epoch))) as opened:
        assert opened.getinfo("a").date_time[:3] == date


def test_a_file_on_disk_is_the_same_as_its_bytes(tmp_path: Path) -> None:
    files = {
        "a.html": b"<p>text</p>" * 500,
        "media/film.mp4": os.urandom(700_000),
        "media/none.mp4": b"",
        "b.bin": b"x",
    }
    paths: dict[str, bytes | Path] = {}
    for name, data in files.items():
        paths[name] = tmp_path / name.replace("/", "-")
        (tmp_path / name.replace("/", "-")).write_bytes(data)
    assert written(paths) == written(files)


def test_what_stands_before_the_zip_stays() -> None:
    target = io.BytesIO(b"before")
    target.seek(0, io.SEEK_END)
    archive.write(Some({"a": b"1", "b": b"2"}), target)
    assert target.getvalue() == b"before" + written({"a": b"1", "b": b"2"})


def test_memory_does_not_grow_with_media(tmp_path: Path) -> None:
    film, big = tmp_path / "film.mp4", tmp_path / "big.csv"
    with film.open("wb") as file:
        file.truncate(100_000_000)
    with big.open("wb") as file:
        file.truncate(archive.LARGEST_DEFLATED + 1)
    tracemalloc.start()
    try:
        archive.save(Some({"film.mp4": film, "big.csv": big}), tmp_path / "a.zip")
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    with zipfile.ZipFile(tmp_path / "a.zip") as opened:
        assert opened.getinfo("film.mp4").file_size == 100_000_000
        assert opened.testzip() is None


def test_z01_more_than_a_plain_zip_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(archive.TooLarge, match="65,535"):
        written({str(number): b"" for number in range(65_536)})
    assert archive.LIMIT == (4 << 30) - 1
    monkeypatch.setattr(archive, "LIMIT", 1_000_000)
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(1_000_001))
    most = {"a.mp4": bytes(999_000)}
    assert written(most)
    for files in (
        {"film.mp4": film},
        {"film.mp4": film.read_bytes()},
        {"a.txt": film},
        {**most, "b.mp4": bytes(999_000)},
    ):
        with pytest.raises(archive.TooLarge, match="4 GiB"):
            written(files)


MAKE = """
import os, sys
from pathlib import Path
from builder import archive
os.umask(int(sys.argv[2], 8))
class Some: files = {name: name.encode() * 99 for name in {"index.html", "b/c.css", "b/a.js", "Z"}}
Some.files["film.mp4"] = Path("m")
Path("m").write_bytes(b"film" * 999)
archive.save(Some, Path(sys.argv[1]))
"""


def test_z09_bytes_do_not_depend_on_where_and_when(tmp_path: Path) -> None:
    made = []
    for zone, umask, seed in [("UTC", "022", "0"), ("America/St_Johns", "077", "1"), ("Asia/Kathmandu", "000", "77")]:
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        command = [sys.executable, "-c", MAKE, "out/a.zip", umask]
        subprocess.run(command, cwd=folder, env=environment, check=True)
        made.append((folder / "out" / "a.zip").read_bytes())
    assert len(set(made)) == 1


KILL = """
import os, signal, sys, time
from pathlib import Path
from builder import archive
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
class Some: files = {"a": b"new" * 1000, "b.mp4": Path(sys.argv[2]), "c": b"new"}
if sys.argv[3] == "fsync": os.fsync = die
if sys.argv[3] == "replace": Path.replace = die
if sys.argv[3] == "copy": archive._copy = die
if sys.argv[3] == "end": archive._central = die
archive.save(Some, Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("moment", ["copy", "end", "fsync", "replace"])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_killed_build_leaves_what_was_there(tmp_path: Path, moment: str, earlier: bool) -> None:
    film, target = tmp_path / "film.mp4", tmp_path / "dist" / "a.zip"
    film.write_bytes(os.urandom(300_000))
    target.parent.mkdir()
    if earlier:
        target.write_bytes(b"earlier")
    command = [sys.executable, "-c", KILL, str(target), str(film), moment]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run(command, env=environment, check=False).returncode == -9
    assert [path.name for path in target.parent.iterdir() if not path.name.startswith(".")] == ["a.zip"] * earlier
    if earlier:
        assert target.read_bytes() == b"earlier"
    assert len(list(target.parent.glob(".a.zip.*.part"))) == 1
    archive.save(Some({"a": b"next"}), target)
    assert [path.name for path in target.parent.iterdir()] == ["a.zip"]
    assert zipfile.ZipFile(target).read("a") == b"next"


def test_a_failed_build_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    target.write_bytes(b"earlier")
    with pytest.raises(FileNotFoundError):
        archive.save(Some({"a": b"new", "z.mp4": tmp_path / "missing.mp4"}), target)
    with pytest.raises(archive.PathClash):
        archive.save(Some({"a": b"new", "A": b"new"}), target)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.zip": b"earlier"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files by itself")
def test_the_part_of_a_build_that_still_runs_is_spared(tmp_path: Path) -> None:
    import fcntl

    running, left, other = (tmp_path / name for name in (".a.zip.1.part", ".a.zip.2.part", ".b.zip.3.part"))
    for path in (running, left, other):
        path.write_bytes(b"")
    with running.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        archive.save(Some({"a": b""}), tmp_path / "a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".a.zip.1.part", ".b.zip.3.part", "a.zip"]


def test_the_folder_is_made_and_the_file_has_ordinary_rights(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "a.zip"
    archive.save(Some({"a": b""}), target)
    mask = os.umask(0)
    os.umask(mask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~mask

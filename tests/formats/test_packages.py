"""The packages that `cartable build` makes of the project's own course, as files."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from builder.formats import FORMATS
from builder.formats.scorm import EDITIONS, SCHEMAS
from tests.checker.packages import cmi5_schema
from tests.formats.test_scorm2004 import imports

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
COMMAND = [sys.executable, "-c", "from builder.cli import main; main()", "build", "courses/limits"]
TC = "{http://projecttincan.com/tincan.xsd}"


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, archives: dict[str, Path], request: pytest.FixtureRequest) -> None:
    folder = GOLDEN / f"limits.{name}"
    with zipfile.ZipFile(archives[name]) as opened:
        made = {"files.txt": "".join(f"{each}\n" for each in opened.namelist())}
        made |= {
            each: opened.read(each).decode() for each in opened.namelist() if "/" not in each and each.endswith("xml")
        }
    if request.config.getoption("--golden"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for each, text in made.items():
            (folder / each).write_text(text, "utf-8", newline="\n")
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == made


@pytest.mark.parametrize("name", FORMATS)
def test_z01_z04_z05_z07_z10_the_zip_is_plain(name: str, archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives[name]) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert names == sorted(names)
        assert all(re.fullmatch(r"[A-Za-z0-9._/-]+", each) for each in names)
        assert all((each.create_system, each.external_attr >> 16) == (3, 0o100644) for each in opened.infolist())
        for each in names:
            if each.endswith(".xml"):
                data = opened.read(each)
                assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
                assert b"<!" not in data
    if shutil.which("unzip"):
        subprocess.run(["unzip", "-tqq", archives[name]], check=True)


@pytest.mark.parametrize("name", FORMATS)
def test_what_stands_around_the_course_weighs_little(name: str, archives: dict[str, Path]) -> None:
    """Fonts 56 kB, script 26 to 30 kB; in SCORM 2004 also 20 kB of schemas, which its importers want at the root."""
    with zipfile.ZipFile(archives[name]) as opened:
        content = [each for each in opened.infolist() if each.filename.startswith("media/")]
        content += [each for each in opened.infolist() if each.filename.endswith(".html")]
    assert archives[name].stat().st_size - sum(each.compress_size for each in content) <= 124_000


def test_c12_the_manifest_is_valid_against_the_schemas_beside_it(archives: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(archives["scorm12"]) as opened:
        opened.extractall(tmp_path)
    for name in EDITIONS["scorm12"].schemas:
        assert (tmp_path / name).read_bytes() == (SCHEMAS / "scorm12" / name).read_bytes()
    root = etree.parse(str(tmp_path / "imsmanifest.xml")).getroot()
    etree.strip_elements(root, "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}lom", with_tail=False)
    etree.XMLSchema(etree.parse(str(tmp_path / "adlcp_rootv1p2.xsd"))).assertValid(root)
    hrefs = [each.get("href") for each in root.iter("{http://www.imsproject.org/xsd/imscp_rootv1p1p2}file")]
    known = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(hrefs) == known - {"imsmanifest.xml", *EDITIONS["scorm12"].schemas}


def test_c04_the_manifest_is_valid_against_the_schemas_beside_it(archives: dict[str, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(archives["scorm2004"]) as opened:
        opened.extractall(tmp_path)
    for name in EDITIONS["scorm2004"].schemas:
        assert (tmp_path / name).read_bytes() == (SCHEMAS / "scorm2004" / name).read_bytes()
    root = etree.parse(str(tmp_path / "imsmanifest.xml")).getroot()
    etree.XMLSchema(etree.fromstring(imports(f"{tmp_path.as_uri()}/"))).assertValid(root)
    hrefs = [each.get("href") for each in root.iter("{http://www.imsglobal.org/xsd/imscp_v1p1}file")]
    known = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert set(hrefs) == known - {"imsmanifest.xml", *EDITIONS["scorm2004"].schemas}


@pytest.mark.parametrize("name", ["cmi5", "universal"])
def test_k01_the_course_structure_is_valid_and_names_what_statements_name(name: str, archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives[name]) as opened:
        root = etree.fromstring(opened.read("cmi5.xml"))
        page = opened.read("index.html").decode()
    cmi5_schema().assertValid(root)
    found = re.search(r'<script[^>]*id="course-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    (unit,) = root.iter("{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}au")
    assert unit.get("id") == json.loads(found[1])["iri"] + "#au"


def test_t04_activities_have_the_names_that_statements_use(archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives["xapi"]) as opened:
        activities = etree.fromstring(opened.read("tincan.xml")).findall(f".//{TC}activity")
        page = opened.read("index.html").decode()
    found = re.search(r'<script[^>]*id="course-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    course: dict[str, Any] = json.loads(found[1])
    scored = {each["interaction"]["iri"] for each in course["activities"].values() if each["scored"]}
    assert activities[0].get("id") == course["iri"]
    assert {each.get("id") for each in activities} == {
        course["iri"],
        *(each["iri"] for each in course["pages"]),
        *scored,
    }


@pytest.mark.parametrize("name", ["scorm12", "scorm2004", "universal"])
def test_r12_24_only_the_course_itself_looks_for_the_api_and_it_opens_no_other(
    name: str, archives: dict[str, Path]
) -> None:
    with zipfile.ZipFile(archives[name]) as opened:
        files = {each: opened.read(each) for each in opened.namelist()}
    looking = {each for each, data in files.items() if re.search(rb"LMSInitialize|API_1484_11", data)}
    assert looking == {"player.js"}
    assert {each for each, data in files.items() if each.endswith((".html", ".svg")) and b"<script" in data} == {
        "index.html"
    }
    assert not re.search(rb"<(iframe|frame|object|embed)\b", files["index.html"])
    assert b"window.open(" not in files["player.js"]


@pytest.mark.parametrize("name", ["xapi", "cmi5", "universal"])
def test_t16_no_credentials_are_in_a_package(name: str, archives: dict[str, Path]) -> None:
    with zipfile.ZipFile(archives[name]) as opened:
        for each in opened.namelist():
            if each.endswith((".html", ".js", ".json", ".xml")):
                text = opened.read(each).decode()
                assert not re.search(
                    r"(?i)\bbasic [a-z0-9+/]{8,}=*|\bbearer [\w.-]{8,}|//[^/\s\"']+:[^/\s\"'@]+@", text
                ), each
                assert not re.search(r"(?i)\"(auth|password|secret|endpoint)\"\s*:", text), each


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.zip")}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The project's sources at another place, all files of today."""
    folder = tmp_path / "un autre dossier"
    shutil.copytree(ROOT / "tests" / "course", folder, copy_function=shutil.copyfile)
    shutil.copytree(ROOT / "media", folder / "media", copy_function=shutil.copyfile)
    return folder


@pytest.mark.parametrize(
    ("zone", "umask", "seed", "language"),
    [("America/St_Johns", 0o077, "1", "fr_FR.UTF-8"), ("Asia/Kathmandu", 0o002, "4242", "C")],
)
def test_z09_equal_sources_give_equal_bytes(
    zone: str, umask: int, seed: str, language: str, dist: Path, copied: Path
) -> None:
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": language, "PYTHONPATH": str(ROOT)}
    subprocess.run([*COMMAND, "-o", "out"], cwd=copied, env=environment, umask=umask, check=True, capture_output=True)
    assert digests(copied / "out") == digests(dist)


def test_z09_one_time_stamp_for_all(copied: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONPATH": str(ROOT)}
    subprocess.run([*COMMAND, "-o", "out"], cwd=copied, env=environment, check=True, capture_output=True)
    for path in (copied / "out").glob("*.zip"):
        with zipfile.ZipFile(path) as opened:
            assert {each.date_time for each in opened.infolist()} == {(2023, 11, 14, 22, 13, 20)}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_build_leaves_whole_packages_or_none(copied: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    build = [*COMMAND, "-o", "out"]
    began = time.monotonic()
    subprocess.run(build, cwd=copied, env=environment, check=True, capture_output=True)
    whole, took = digests(copied / "out"), time.monotonic() - began
    for share in (0.6, 0.8, 0.9, 0.97):
        with subprocess.Popen(build, cwd=copied, env=environment, stdout=subprocess.DEVNULL) as process:
            time.sleep(took * share)
            process.kill()
        assert digests(copied / "out") == whole
    subprocess.run(build, cwd=copied, env=environment, check=True, capture_output=True)
    assert digests(copied / "out") == whole
    assert not list((copied / "out").glob(".*"))

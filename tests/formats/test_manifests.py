"""C12 and T01–T04: what the manifests say, against golden files, the official schemas and what importers read."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from builder.formats import FORMATS
from builder.formats.scorm import EDITIONS, SCHEMAS
from builder.formats.text import line
from builder.model import Course
from tests.formats.courses import COURSES, FILES, LESSONS, SEVERAL, course, manifest, only, package

GOLDEN = Path(__file__).parent / "golden"
CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
MD = "{http://www.imsglobal.org/xsd/imsmd_rootv1p2p1}"
TC = "{http://projecttincan.com/tincan.xsd}"
CS = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def expected(case: str, name: str) -> dict[str, bytes]:
    """What the golden files of *case* in format *name* should hold."""
    made = package(name, {**COURSES, **LESSONS}[case]())
    files = {"files.txt": "".join(f"{each}\n" for each in sorted(made.files)).encode()}
    files |= {
        each: data
        for each, data in made.files.items()
        if isinstance(data, bytes) and each not in FILES and not each.endswith(".html")
    }
    return files


CASES = [
    *((case, name) for case in COURSES for name in FORMATS),
    *((case, name) for case in LESSONS for name in SEVERAL),
]


@pytest.mark.parametrize(("case", "name"), CASES)
def test_golden(case: str, name: str, request: pytest.FixtureRequest) -> None:
    folder, made = GOLDEN / f"{case}.{name}", expected(case, name)
    if request.config.getoption("--golden"):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for each, data in made.items():
            (folder / each).write_bytes(data)
    assert {path.name: path.read_bytes().decode() for path in folder.iterdir()} == {
        each: data.decode() for each, data in made.items()
    }


def test_golden_has_nothing_that_nobody_makes() -> None:
    # Those of `limits` belong to test_packages.py.
    cases = [*CASES, *(("limits", name) for name in FORMATS)]
    assert {path.name for path in GOLDEN.iterdir()} == {f"{case}.{name}" for case, name in cases}


# The official schemas


def test_the_schemas_are_the_official_ones_untouched() -> None:
    # npm carries them with other line ends than ADL's archive: both texts are the same otherwise.
    known = {
        "adlcp_rootv1p2.xsd": "26d6b6c97b7085d2b440e936d1079dbb103d73cd250e6cdf5016bf9459372b5f",
        "ims_xml.xsd": "eaa714278ddf09faeb1b5c760ac151356596980c26592a7aa82c782f519443a3",
        "imscp_rootv1p1p2.xsd": "36fe47cfce4d6093cad8d2853b9df77002843620adafd8d821c3bbf396dae53c",
        "imsmd_rootv1p2p1.xsd": "617173732c96d110606180e37cdd0f8133e7f6c46a3252da51f61835d458119d",
    }
    edition = EDITIONS["scorm12"]
    found = {}
    for name in edition.schemas:
        data = package("scorm12", course()).files[name]
        assert data == SCHEMAS / edition.folder / name
        found[name] = hashlib.sha256(b"\n".join(data.read_bytes().splitlines())).hexdigest()
    assert found == known


@pytest.mark.parametrize("case", COURSES)
def test_c12_lxml_finds_the_manifest_valid(case: str) -> None:
    # lxml refuses the LOM schema, whose content models are not deterministic: LOM is for xmllint below.
    root = manifest("scorm12", COURSES[case]())
    metadata = only(root, f"{CP}metadata")
    metadata.remove(only(metadata, f"{MD}lom"))
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "scorm12" / "adlcp_rootv1p2.xsd")))
    schema.assertValid(root)


ALL = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</xs:schema>"""


@pytest.mark.parametrize("case", COURSES)
def test_c12_xmllint_finds_the_manifest_valid_with_its_metadata(case: str, tmp_path: Path) -> None:
    made = package("scorm12", COURSES[case]())
    for name, data in made.files.items():
        if "/" not in name:
            (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.read_bytes())
    imports = (
        f'<xs:import namespace="{uri}" schemaLocation="{name}"/>' for uri, name in EDITIONS["scorm12"].located.items()
    )
    (tmp_path / "all.xsd").write_text(ALL.format("".join(imports)))
    command = ["xmllint", "--nonet", "--noout", "--schema", "all.xsd", "imsmanifest.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# SCORM 1.2


@pytest.mark.parametrize("case", COURSES)
def test_c12_02_prefixes_are_those_that_importers_match_as_text(case: str) -> None:
    text = package("scorm12", COURSES[case]()).files["imsmanifest.xml"]
    assert isinstance(text, bytes)
    assert text.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns')
    assert b'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"' in text
    assert text.count(b'adlcp:scormtype="sco"') == 1
    assert b"&#" not in text
    assert b"<!" not in text
    assert b"ns0:" not in text
    assert len(text.splitlines()) > 20


def test_c12_05_schema_and_version_have_no_white_space() -> None:
    metadata = only(manifest("scorm12", course()), f"{CP}metadata")
    assert [(each.tag, each.text) for each in list(metadata)[:2]] == [
        (f"{CP}schema", "ADL SCORM"),
        (f"{CP}schemaversion", "1.2"),
    ]


@pytest.mark.parametrize("case", COURSES)
def test_c12_03_04_06_07_08_structure(case: str) -> None:
    made = package("scorm12", COURSES[case]())
    root = manifest("scorm12", COURSES[case]())
    assert [each.tag for each in root] == [f"{CP}metadata", f"{CP}organizations", f"{CP}resources"]
    organizations = only(root, f"{CP}organizations")
    organization = only(organizations, f"{CP}organization")
    item = only(organization, f"{CP}item")
    resource = only(root, f"{CP}resources/{CP}resource")
    assert organizations.get("default") == organization.get("identifier")
    assert item.get("identifierref") == resource.get("identifier")
    identifiers = [each.get("identifier") for each in (root, organization, item, resource)]
    assert len(set(identifiers)) == 4
    assert all(re.fullmatch(r"[A-Z]+-[0-9a-f-]{36}", str(each)) for each in identifiers)
    assert len(root.get("version", "")) <= 20
    for titled in (organization, item):
        title = only(titled, f"{CP}title").text
        assert title is not None
        assert 0 < len(title) <= 200
        assert title == " ".join(re.split("[ \t\r\n]+", title.strip()))
        assert not set(title) & set("<>")
    located = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").split(" ")
    assert len(located) == 6
    assert set(located[1::2]) | {"ims_xml.xsd"} <= set(made.files)


def test_c12_10_mastery_score_only_where_the_author_asks() -> None:
    assert manifest("scorm12", course()).findall(f".//{ADL}masteryscore") == []
    item = only(manifest("scorm12", course(pass_mark=70)), f".//{CP}item")
    assert [(each.tag, each.text) for each in item] == [
        (f"{CP}title", course().title),
        (f"{ADL}masteryscore", "70"),
    ]


def test_c12_15_17_18_one_sco_declares_every_file_once() -> None:
    made = package("scorm12", course())
    resource = only(manifest("scorm12", course()), f"{CP}resources/{CP}resource")
    assert resource.get(f"{ADL}scormtype") == "sco"
    assert resource.get("type") == "webcontent"
    assert resource.get("href") == "index.html"
    declared = [each.get("href") for each in resource]
    assert declared[0] == "index.html"
    assert len(declared) == len(set(declared))
    schemas = set(EDITIONS["scorm12"].schemas)
    assert set(declared) == set(made.files) - schemas - {"imsmanifest.xml"}


def test_c12_20_metadata_says_the_language() -> None:
    general = only(manifest("scorm12", course(language="en")), f"{CP}metadata/{MD}lom/{MD}general")
    assert [(each.tag, "".join(map(str, each.itertext())).strip()) for each in general] == [
        (f"{MD}title", course().title),
        (f"{MD}language", "en"),
        (f"{MD}description", "Vous saurez qui fait quoi."),
    ]
    assert {each.get(LANG) for each in general.iter(f"{MD}langstring")} == {"en"}


def identifiers(name: str, course: Course) -> list[str]:
    """Everything in a manifest by which a host knows a thing again."""
    root = manifest(name, course)
    keys = ("identifier", "identifierref", "default", "id", "idref")
    return [str(each.get(key)) for each in root.iter(etree.Element) for key in keys if key in each.attrib]


@pytest.mark.parametrize("name", ["scorm12", "scorm2004", "xapi", "cmi5"])
def test_c12_21_identifiers_survive_new_versions_titles_languages_and_marks(name: str) -> None:
    first = identifiers(name, course())
    assert identifiers(name, course(title="Autre", version="9", language="de", pass_mark=5, promise=None)) == first


def test_c12_21_two_courses_share_no_identifier() -> None:
    other = course(uuid="00000000-0000-4000-8000-000000000001")
    assert not set(identifiers("scorm12", course())) & set(identifiers("scorm12", other))


def test_the_notice_says_whose_the_schemas_are() -> None:
    made = package("scorm12", course())
    notice = made.files["NOTICE.txt"]
    assert isinstance(notice, bytes)
    assert all(name in notice.decode("ascii") for name in (*EDITIONS["scorm12"].schemas, "IMS Global Learning", "ADL"))


# xAPI


def test_t01_t02_t04_one_activity_launches_and_the_others_are_named() -> None:
    activities = only(manifest("xapi", course()), f"{TC}activities")
    assert {each.tag for each in activities} == {f"{TC}activity"}
    base = "https://cartable.example.org/cours/trafic"
    assert [(each.get("id"), str(each.get("type")).rpartition("/")[2]) for each in activities] == [
        (base, "course"),
        (f"{base}/contexte", "lesson"),
        (f"{base}/contexte/maire", "cmi.interaction"),
        (f"{base}/contexte/police", "cmi.interaction"),
        (f"{base}/quiz-idees", "assessment"),
    ]
    assert [each.tag for each in activities[0]] == [f"{TC}name", f"{TC}description", f"{TC}launch"]
    launch = only(activities, f"{TC}activity/{TC}launch")
    assert launch.getparent() is activities[0]
    assert launch.text in package("xapi", course()).files


@pytest.mark.parametrize("case", COURSES)
def test_t03_every_text_says_its_language_and_something(case: str) -> None:
    made = COURSES[case]()
    texts = list(manifest("xapi", made).iter(f"{TC}name", f"{TC}description", f"{TC}launch"))
    assert texts
    for each in texts:
        assert each.get("lang") == made.language
        assert each.text


# All formats


@given(st.text(min_size=1, max_size=300).filter(lambda each: each.strip() != ""))
@settings(deadline=None)
def test_z10_no_title_breaks_a_manifest(title: str) -> None:
    for name, found in (("scorm12", (f"{CP}title",)), ("xapi", (f"{TC}name",)), ("cmi5", (f"{CS}langstring",))):
        root = manifest(name, course(title=title, promise=title))
        texts: list[Any] = [each.text for each in root.iter(*found)]
        assert all(0 < len(each) <= (200 if name != "cmi5" else 1000) for each in texts)


def test_z10_characters_that_xml_forbids_are_left_out() -> None:
    assert line("a\x00\x0b\x1b\x7f\x85\ufffe\ufdd0\ud800 \u2028b\xa0\U0001f4da", 200) == "a b\xa0\U0001f4da"


@pytest.mark.parametrize("name", FORMATS)
def test_describing_changes_nothing_that_was_given(name: str) -> None:
    made = package(name, course())
    assert {each: made.files[each] for each in FILES} == FILES
    assert FORMATS[name].name == name == made.target.format
    assert set(FORMATS[name].advice) == {"fr", "en"}
    assert made.filename == f"trafic.fr.{name}.zip"

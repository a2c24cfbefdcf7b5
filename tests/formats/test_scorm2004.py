"""C04: what the manifest of SCORM 2004 4th edition says, against the official schemas and their second reader."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from builder.formats.scorm import EDITIONS, SCHEMAS
from tests.formats.courses import COURSES, LESSONS, course, manifest, only, package

CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
ADL = "{http://www.adlnet.org/xsd/adlcp_v1p3}"
SEQ = "{http://www.adlnet.org/xsd/adlseq_v1p3}"
NAV = "{http://www.adlnet.org/xsd/adlnav_v1p3}"
SS = "{http://www.imsglobal.org/xsd/imsss}"
EDITION = EDITIONS["scorm2004"]
ALL = {**COURSES, **LESSONS}
IMPORTS = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</xs:schema>'


def imports(folder: str) -> str:
    """A schema that takes in all that the manifest names."""
    located = EDITION.located.items()
    return IMPORTS.format(
        "".join(f'<xs:import namespace="{uri}" schemaLocation="{folder}{name}"/>' for uri, name in located)
    )


def test_the_schemas_are_the_official_ones_untouched() -> None:
    # npm carries them with other line ends than ADL's archive: both texts are the same otherwise.
    found = hashlib.sha256()
    for name in EDITION.schemas:
        found.update(b"\n".join((SCHEMAS / EDITION.folder / name).read_bytes().splitlines()))
    assert found.hexdigest() == "93125faa17d86ab99e40bdcfafbb7c8910674a4a63f3eea5ed1c85b70c74d9bd"
    assert {path.name for path in (SCHEMAS / EDITION.folder).iterdir()} == set(EDITION.schemas)


@pytest.mark.parametrize("case", ALL)
def test_c04_lxml_finds_the_manifest_valid(case: str) -> None:
    schema = etree.XMLSchema(etree.fromstring(imports(f"{(SCHEMAS / EDITION.folder).as_uri()}/")))
    schema.assertValid(manifest("scorm2004", ALL[case]()))


@pytest.mark.parametrize("case", ALL)
def test_c04_xmllint_finds_the_manifest_valid_with_the_schemas_beside_it(case: str, tmp_path: Path) -> None:
    for name, data in package("scorm2004", ALL[case]()).files.items():
        if "/" not in name:
            (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.read_bytes())
    (tmp_path / "all.xsd").write_text(imports(""))
    command = ["xmllint", "--nonet", "--noout", "--schema", "all.xsd", "imsmanifest.xml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("case", ALL)
def test_c04_01_namespaces_prefixes_and_control_documents(case: str) -> None:
    made = package("scorm2004", ALL[case]())
    text = made.files["imsmanifest.xml"]
    assert isinstance(text, bytes)
    root = etree.fromstring(text)
    assert root.nsmap == {
        None: CP[1:-1],
        "adlcp": ADL[1:-1],
        "adlseq": SEQ[1:-1],
        "adlnav": NAV[1:-1],
        "imsss": SS[1:-1],
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    located = root.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation", "").split(" ")
    assert set(located[::2]) == {uri for prefix, uri in root.nsmap.items() if prefix != "xsi"}
    assert set(located[1::2]) <= set(made.files)
    assert b"ns0:" not in text


def test_c04_02_schema_and_version() -> None:
    metadata = only(manifest("scorm2004", course()), f"{CP}metadata")
    assert [(each.tag, each.text) for each in metadata] == [
        (f"{CP}schema", "ADL SCORM"),
        (f"{CP}schemaversion", "2004 4th Edition"),
    ]


@pytest.mark.parametrize("case", ALL)
def test_c04_03_04_05_organization_and_items(case: str) -> None:
    root = manifest("scorm2004", ALL[case]())
    organizations = only(root, f"{CP}organizations")
    organization = only(organizations, f"{CP}organization")
    assert organizations.get("default") == organization.get("identifier")
    resources = {each.get("identifier") for each in root.iter(f"{CP}resource")}
    for item in root.iter(f"{CP}item"):
        assert (item.get("identifierref") is None) == bool(item.findall(f"{CP}item"))
        assert item.get("identifierref") in {None, *resources}
        assert item.get("isvisible") == "true"
    for titled in (organization, *root.iter(f"{CP}item")):
        assert 0 < len(only(titled, f"{CP}title").text or "") <= 200


@pytest.mark.parametrize("case", ALL)
def test_c04_06_07_the_sco_says_when_it_is_completed(case: str) -> None:
    # By a measure the LMS would take it back, once an update adds a page to a course that somebody has completed.
    root = manifest("scorm2004", ALL[case]())
    assert not list(root.iter(f"{ADL}completionThreshold", f"{ADL}timeLimitAction", f"{ADL}dataFromLMS"))


@pytest.mark.parametrize("case", ALL)
def test_c04_08_13_resources_declare_every_file_once(case: str) -> None:
    made = package("scorm2004", ALL[case]())
    root = etree.fromstring(made.files["imsmanifest.xml"])  # type: ignore[arg-type]  # bytes, as tests above assert
    declared = [str(each.get("href")) for each in root.iter(f"{CP}file")]
    assert len(declared) == len(set(declared))
    assert set(declared) == set(made.files) - {"imsmanifest.xml", *EDITION.schemas}
    known = {each.get("identifier"): each for each in root.iter(f"{CP}resource")}
    for resource in known.values():
        assert resource.get("type") == "webcontent"
        assert resource.get(f"{ADL}scormType") == ("sco" if resource.get("href") else "asset")
        if resource.get("href"):
            assert resource.get("href") in [each.get("href") for each in resource.iter(f"{CP}file")]
        assert resource.get(f"{ADL}persistState") is None
    used = {each.get("identifierref") for each in root.iter(f"{CP}item", f"{CP}dependency")}
    assert set(known) == used - {None}


def test_c04_10_only_what_a_single_sco_has_itself_is_hidden() -> None:
    assert [each.text for each in manifest("scorm2004", course()).iter(f"{NAV}hideLMSUI")] == ["previous", "continue"]
    assert not list(manifest("scorm2004", course(packaging="per-lesson")).iter(f"{NAV}hideLMSUI"))


def sequencing(parent: etree._Element) -> dict[str, dict[str, str]]:
    """Element → attributes, for what stands in the sequencing of *parent*; texts as the attribute ""."""
    found = only(parent, f"{SS}sequencing")
    return {
        etree.QName(each).localname: {**each.attrib, **({"": each.text} if (each.text or "").strip() else {})}
        for each in found.iter()
        if each is not found
    }


def test_c04_11_c04_12_sequencing_of_one_sco() -> None:
    organization = only(manifest("scorm2004", course()), f"{CP}organizations/{CP}organization")
    assert organization.get(f"{SEQ}objectivesGlobalToSystem") == "false"
    assert sequencing(organization) == {"controlMode": {"choice": "true", "flow": "true"}}
    assert sequencing(only(organization, f"{CP}item")) == {
        "objectives": {},
        "primaryObjective": {"satisfiedByMeasure": "false"},
        "deliveryControls": {"completionSetByContent": "true", "objectiveSetByContent": "true"},
    }


@pytest.mark.parametrize(("mark", "measure"), [(70, "0.7"), (100, "1.0"), (5, "0.05"), (1, "0.01")])
def test_c04_11_a_pass_mark_is_the_measure_that_satisfies(mark: int, measure: str) -> None:
    found = sequencing(only(manifest("scorm2004", course(pass_mark=mark)), f".//{CP}item"))
    assert found["primaryObjective"] == {"satisfiedByMeasure": "true"}
    assert found["minNormalizedMeasure"] == {"": measure}


def test_c04_11_lessons_roll_up_by_what_the_course_asks_of_them() -> None:
    root = manifest("scorm2004", course(packaging="per-lesson", pass_mark=70, quizzes="none"))
    lesson, quiz = (each for each in root.iter(f"{CP}item") if each.get("identifierref"))
    assert sequencing(lesson)["rollupRules"] == {
        "rollupObjectiveSatisfied": "true",
        "rollupProgressCompletion": "true",
        "objectiveMeasureWeight": "1.0",
    }
    assert sequencing(lesson)["minNormalizedMeasure"] == {"": "0.7"}
    # A belief is nobody's grade, and the rule asks for no quiz.
    assert sequencing(quiz)["rollupRules"] == {
        "rollupObjectiveSatisfied": "false",
        "rollupProgressCompletion": "false",
        "objectiveMeasureWeight": "0.0",
    }
    for module in root.iter(f"{CP}item"):
        if not module.get("identifierref"):
            assert sequencing(module) == {"controlMode": {"choice": "true", "flow": "true"}}


def test_the_notice_says_whose_the_schemas_are() -> None:
    notice = package("scorm2004", course()).files["NOTICE.txt"]
    assert isinstance(notice, bytes)
    words = notice.decode("ascii")
    assert all(name in words for name in EDITION.schemas if not name.startswith("imsss_v1p0"))
    assert all(name in words for name in ("imsss_v1p0*.xsd", "IMS Global Learning", "ADL", "World Wide Web Consortium"))

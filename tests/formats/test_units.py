"""C12-17, C12-18, C12-21, C12-22: a course of one SCO, or of one a lesson, with names that never change."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from lxml import etree

from builder.model import Layout, Slot
from tests.formats.courses import SEVERAL, course, manifest, only, package

CP = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"
UUID_OF = UUID("7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11")


def test_c12_21_items_are_named_after_the_course_and_the_lesson_for_ever() -> None:
    (whole,) = course().units("per-course")
    assert whole.item == f"ITEM-{uuid5(UUID_OF, 'item')}" == "ITEM-39d8a81d-63dd-5985-b97b-5a0a76a6cec2"
    lessons = course().units("per-lesson")
    assert [each.item for each in lessons] == [
        f"ITEM-{uuid5(UUID_OF, f'item/{page}')}" for page in ("contexte", "quiz-idees")
    ]
    found = [each.get("identifier") for each in manifest("scorm12", course()).iter(f"{CP}item")]
    assert found == [whole.item]
    items = manifest("scorm12", course(packaging="per-lesson", title="Autre", version="9")).iter(f"{CP}item")
    assert [each.get("identifier") for each in items if each.get("identifierref")] == [each.item for each in lessons]


def test_addresses_do_not_depend_on_the_packaging() -> None:
    base = "https://cartable.example.org/cours/trafic"
    assert [each.iri for each in course().units("per-course")] == [base]
    assert [each.iri for each in course().units("per-lesson")] == [f"{base}/contexte", f"{base}/quiz-idees"]
    assert [each.scope for each in course().units("per-course")] == [str(UUID_OF)]
    assert [each.scope for each in course().units("per-lesson")] == [f"{UUID_OF}/contexte", f"{UUID_OF}/quiz-idees"]


def test_a_lesson_tracks_its_own_slots_numbered_from_0() -> None:
    names = ("a", "b/x", "a-b/y", "a/x", "b", "a/z")
    slots = tuple(Slot(number, key, "seen", number + 1) for number, key in enumerate(names))
    layout = Layout(slots, {"b/x": (1, 2), "a/x": (2, 1), "a-b/y": (1,)})
    found = layout.only("a")
    assert [(each.number, each.key, each.bits) for each in found.slots] == [(0, "a", 1), (1, "a/x", 4), (2, "a/z", 6)]
    assert found.choices == {"a/x": (2, 1)}
    # What is added elsewhere moves nothing; what is added to the lesson comes last.
    grown = Layout((*slots, Slot(6, "b/new", "answer", 3), Slot(7, "a/new", "answer", 3)), {})
    assert [each.key for each in grown.only("a").slots] == ["a", "a/x", "a/z", "a/new"]
    assert grown.only("a").slots[:3] == found.slots


def test_c12_08_c12_10_items_stand_in_modules_and_are_judged_each() -> None:
    organization = only(
        manifest("scorm12", course(packaging="per-lesson", pass_mark=70)), f"{CP}organizations/{CP}organization"
    )
    modules = organization.findall(f"{CP}item")
    assert [only(each, f"{CP}title").text for each in modules] == ["Un", "Deux"]
    assert [each.get("identifierref") for each in modules] == [None, None]
    leaves = [only(each, f"{CP}item") for each in modules]
    assert [only(each, f"{CP}title").text for each in leaves] == ["Le contexte", "Idées reçues"]
    # Nothing in the quiz counts: a mark would leave it unjudged for ever.
    assert [each.findtext(f"{ADL}masteryscore") for each in leaves] == ["70", None]


@pytest.mark.parametrize(("name", "scormtype"), [("scorm12", "scormtype"), ("scorm2004", "scormType")])
def test_c12_17_c12_18_scos_come_first_and_share_what_cannot_be_launched(name: str, scormtype: str) -> None:
    made = package(name, course(packaging="per-lesson"))
    data = made.files["imsmanifest.xml"]
    assert isinstance(data, bytes)
    *scos, shared = etree.fromstring(data).iterfind("{*}resources/{*}resource")
    kinds = [next(value for key, value in each.attrib.items() if key.endswith(f"}}{scormtype}")) for each in scos]
    assert kinds == ["sco", "sco"]
    assert [each.get("href") for each in scos] == [unit.launch for unit in made.units]
    assert "asset" in shared.attrib.values()
    assert shared.get("href") is None
    for each in scos:
        assert [child.get("href") for child in each.iterfind("{*}file")] == [each.get("href")]
        assert [child.get("identifierref") for child in each.iterfind("{*}dependency")] == [shared.get("identifier")]
        assert etree.QName(each[-1]).localname == "dependency"


@pytest.mark.parametrize("name", SEVERAL)
def test_c12_21_identifiers_of_lessons_survive_versions_titles_languages_and_marks(name: str) -> None:
    def identifiers(**more: object) -> list[str]:
        keys = ("identifier", "identifierref", "default", "id", "idref")
        root = manifest(name, course(packaging="per-lesson", **more))  # type: ignore[arg-type]  # as course() takes them
        return [str(each.get(key)) for each in root.iter(etree.Element) for key in keys if key in each.attrib]

    assert identifiers(title="Autre", version="9", language="de", pass_mark=5, promise=None) == identifiers()
    if name != "cmi5":  # whose names are the addresses that the project gives
        assert not set(identifiers()) & set(identifiers(uuid="00000000-0000-4000-8000-000000000001"))

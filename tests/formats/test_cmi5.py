"""K01–K13: the course structure of cmi5, by the rules, and against the official schema where that is at hand."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from builder.formats import FORMATS
from tests.checker.packages import cmi5_schema
from tests.formats.courses import COURSES, GOALS, LESSONS, course, manifest, only, package

CS = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"
BASE = "https://cartable.example.org/cours/trafic"
ALL = {**COURSES, **LESSONS}


@pytest.mark.parametrize("name", ["cmi5", "universal"])
@pytest.mark.parametrize("case", ALL)
def test_k01_the_structure_is_valid(case: str, name: str) -> None:
    cmi5_schema().assertValid(manifest(name, ALL[case](), "cmi5.xml"))


@pytest.mark.parametrize("case", ALL)
def test_k13_nothing_foreign_is_in_the_structure(case: str) -> None:
    for element in manifest("cmi5", ALL[case]()).iter():
        assert str(element.tag).startswith(CS), "a foreign element would need a schema of its own"
        names = [str(each) for each in element.attrib if str(each).startswith("{")]
        assert set(names) <= {"{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"}


@pytest.mark.parametrize("case", ALL)
def test_k02_k03_every_id_is_an_absolute_iri_and_unique_in_the_structure(case: str) -> None:
    root = manifest("cmi5", ALL[case]())
    kinds = (f"{CS}{kind}" for kind in ("course", "block", "au", "objective"))
    ids = [str(each.get("id")) for each in root.iter(*kinds) if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"https://[^\s?#]+(#au)?", each) for each in ids)
    assert only(root, f"{CS}course").get("id") == BASE


@pytest.mark.parametrize("case", ALL)
def test_k04_everything_has_a_title_and_a_description_in_its_language(case: str) -> None:
    made = ALL[case]()
    root = manifest("cmi5", made)
    for each in root.iter(f"{CS}course", f"{CS}block", f"{CS}au", f"{CS}objective"):
        if each.get("idref"):
            continue
        for name in ("title", "description"):
            text = only(only(each, f"{CS}{name}"), f"{CS}langstring")
            assert text.get("lang") == made.language
            assert (text.text or "").strip()


def test_k05_goals_of_the_lessons_are_objectives_and_each_idref_names_one() -> None:
    for case in ALL.values():
        root = manifest("cmi5", case())
        known = {each.get("id"): each for each in root.findall(f"{CS}objectives/{CS}objective")}
        used = [each.get("idref") for each in root.findall(f".//{CS}au/{CS}objectives/{CS}objective")]
        assert list(known) == used == [f"{BASE}/contexte/goals/1", f"{BASE}/contexte/goals/2"]
        titles = [only(each, f"{CS}title/{CS}langstring").text for each in known.values()]
        assert titles == list(GOALS)


@pytest.mark.parametrize("case", ALL)
def test_k06_k07_k08_k12_each_au_launches_a_file_of_the_package(case: str) -> None:
    made = package("cmi5", ALL[case]())
    units = list(manifest("cmi5", ALL[case]()).iter(f"{CS}au"))
    assert [only(each, f"{CS}url").text for each in units] == [each.launch for each in made.units]
    for each in units:
        assert only(each, f"{CS}url").text in made.files
        assert each.get("launchMethod") == "AnyWindow"
        names = [etree.QName(child).localname for child in each]
        assert names == [name for name in ("title", "description", "objectives", "url") if name in names]


@pytest.mark.parametrize(
    ("mark", "quizzes", "whole", "lesson", "quiz"),
    [
        (None, "all", "Completed", "Completed", "Completed"),
        (None, "none", "Completed", "Completed", "NotApplicable"),
        (70, "all", "CompletedAndPassed", "CompletedAndPassed", "Completed"),
        (70, "none", "CompletedAndPassed", "CompletedAndPassed", "NotApplicable"),
    ],
)
def test_k09_k11_move_on_is_always_set_by_what_the_course_asks(
    mark: int | None, quizzes: str, whole: str, lesson: str, quiz: str
) -> None:
    one = manifest("cmi5", course(pass_mark=mark, quizzes=quizzes))  # type: ignore[arg-type]  # one of its two words
    assert [each.get("moveOn") for each in one.iter(f"{CS}au")] == [whole]
    each_lesson = manifest("cmi5", course(pass_mark=mark, quizzes=quizzes, packaging="per-lesson"))  # type: ignore[arg-type]
    assert [each.get("moveOn") for each in each_lesson.iter(f"{CS}au")] == [lesson, quiz]


@pytest.mark.parametrize(("mark", "score"), [(70, "0.7"), (100, "1.0"), (33, "0.33"), (1, "0.01")])
def test_k10_mastery_score_only_where_something_is_scored(mark: int, score: str) -> None:
    assert [each.get("masteryScore") for each in manifest("cmi5", course(pass_mark=mark)).iter(f"{CS}au")] == [score]
    lessons = manifest("cmi5", course(pass_mark=mark, packaging="per-lesson"))
    assert [each.get("masteryScore") for each in lessons.iter(f"{CS}au")] == [score, None]
    assert [each.get("masteryScore") for each in manifest("cmi5", course()).iter(f"{CS}au")] == [None]


def test_a_course_by_lesson_has_a_block_a_module() -> None:
    root = manifest("cmi5", course(packaging="per-lesson"))
    assert [etree.QName(each).localname for each in root] == ["course", "objectives", "block", "block"]
    assert [each.get("id") for each in root.iter(f"{CS}block")] == [
        f"{BASE}/modules/contexte",
        f"{BASE}/modules/quiz-idees",
    ]
    assert [each.get("id") for each in root.iter(f"{CS}au")] == [f"{BASE}/contexte", f"{BASE}/quiz-idees"]


# Universal


def test_z02_z03_universal_has_one_manifest_of_each_kind_at_its_root() -> None:
    made = package("universal", course())
    names = ("imsmanifest.xml", "tincan.xml", "cmi5.xml")
    assert [name for name in made.files if name.rpartition("/")[2] in names] == ["tincan.xml", "cmi5.xml", names[0]]


@pytest.mark.parametrize("case", COURSES)
@pytest.mark.parametrize(("name", "file"), [("xapi", "tincan.xml"), ("cmi5", "cmi5.xml")])
def test_universal_says_what_each_format_says_by_itself(case: str, name: str, file: str) -> None:
    made = COURSES[case]()
    assert package("universal", made).files[file] == package(name, made).files[file]


def test_c12_17_universal_declares_the_other_manifests_as_files() -> None:
    cp = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
    alone, all_in_one = manifest("scorm12", course()), manifest("universal", course())
    files = [{str(each.get("href")) for each in root.iter(f"{cp}file")} for root in (alone, all_in_one)]
    assert files[1] - files[0] == {"tincan.xml", "cmi5.xml"}
    assert files[0] <= files[1]
    for root in (alone, all_in_one):
        resources = only(root, f"{cp}resources/{cp}resource")
        for each in resources.findall(f"{cp}file"):
            resources.remove(each)
    assert etree.tostring(alone, method="c14n") == etree.tostring(all_in_one, method="c14n")


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if not each.target.several])
def test_formats_with_one_launch_ignore_the_packaging(name: str) -> None:
    whole, lessons = package(name, course(pass_mark=70)), package(name, course(pass_mark=70, packaging="per-lesson"))
    assert [unit.launch for unit in lessons.units] == ["index.html"]
    assert dict(whole.files) == dict(lessons.files)

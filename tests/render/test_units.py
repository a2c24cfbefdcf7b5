"""Documents of units: a lesson launched by itself says where it stands and leads nowhere that is not there."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from builder import lint
from builder.activities import Activity, Choice
from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.load import load, read_project
from builder.model import Course, Package, Placement, Unit
from builder.render import render
from builder.render.prose import Notes
from builder.render.words import built
from builder.source.markdown import Prose
from builder.tracking import Lock, extend
from tests.formats.courses import course as trafic
from tests.formats.courses import myth
from tests.render.test_render import course as whole

ROOT = Path(__file__).parents[2]
SEVERAL = [name for name, each in FORMATS.items() if each.target.several]


@cache
def course() -> Course:
    return replace(whole(), settings=whole().settings.model_copy(update={"packaging": "per-lesson"}))


@cache
def package(name: str) -> Package:
    return render(course(), FORMATS[name].target)


def page(unit: Unit, name: str = "scorm12") -> html.HtmlElement:
    data = package(name).files[unit.launch]
    assert isinstance(data, bytes)
    return html.document_fromstring(data.decode())


def facts(unit: Unit, name: str = "scorm12") -> dict:
    return json.loads(page(unit, name).get_element_by_id("course-data").text)


def units() -> tuple[Unit, ...]:
    return course().units("per-lesson")


def test_an_item_has_the_slots_of_its_form_alone() -> None:
    """Else a question that once had several right answers would wait for ever for "sent"."""
    page, *rest = trafic().pages
    choice = next(each.activity for each in page.placements if isinstance(each.activity, Choice))
    right = tuple(each.model_copy(update={"right": True}) for each in choice.answers)
    belief = myth()
    forms: list[list[Activity]] = [
        [choice.model_copy(update={"answers": right}), belief.model_copy(update={"scale": "5"})],
        [choice, belief],
    ]
    lock = Lock()
    for activities in forms:
        blocks = tuple(Placement(f"{page.id}/{each.id}", each) for each in activities)
        pages = (replace(page, blocks=blocks), *rest)
        lock, layout = extend(lock, pages)
    made = render(replace(trafic(), pages=pages, layout=layout), FORMATS["web"].target).files["index.html"]
    assert isinstance(made, bytes)
    found = json.loads(html.document_fromstring(made.decode()).get_element_by_id("course-data").text)["activities"]
    assert list(found[f"{page.id}/{choice.id}"]["slots"]) == ["answer"]
    assert found[f"{page.id}/{belief.id}"]["slots"] == {
        name: slot.number
        for name in ("before", "after")
        for slot in layout.slots
        if (slot.key, slot.field) == (f"{page.id}/{belief.id}", name)
    }


def test_no_document_has_a_name_that_windows_refuses() -> None:
    first, *rest = course().pages
    renamed = {name: replace(course(), pages=(replace(first, id=name), *rest)) for name in ("con", "com1", "console")}
    launched = [each.units("per-lesson")[0].launch for each in renamed.values()]
    assert launched == ["_con.html", "_com1.html", "console.html"]


@pytest.mark.parametrize("name", SEVERAL)
def test_each_lesson_is_a_document_and_shares_the_rest(name: str) -> None:
    made = package(name)
    assert [each for each in made.files if each.endswith(".html")] == [f"{each.id}.html" for each in course().pages]
    common = {each for each in made.files if not each.endswith(".html")}
    alone = render(whole(), FORMATS[name].target).files
    assert common == set(alone) - {"index.html"}
    # One page is not searched, and has no annexes; its readers have chosen their course elsewhere.
    script = alone["player.js"]
    assert isinstance(script, bytes)
    for part in ("audience", "certificate", "search"):
        script = script.replace(built(f"part.{part}.js"), b"")
    assert made.files["player.js"] == script


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in SEVERAL])
def test_formats_with_one_launch_are_the_same_however_the_course_is_packaged(name: str) -> None:
    assert dict(package(name).files) == dict(render(whole(), FORMATS[name].target).files)


def test_no_home_no_outline_and_no_link_to_what_is_elsewhere() -> None:
    for unit in units():
        document = page(unit)
        assert document.xpath("//article/@id") == [unit.id]
        assert not document.xpath("//*[@id='_accueil' or @id='_plan' or @data-pages or contains(@class, 'way__')]")
        ids = document.xpath("//@id")
        assert len(ids) == len(set(ids))
        inner = {each[1:] for each in document.xpath("//@href[starts-with(., '#')]")}
        assert inner <= set(ids), unit.id
        named = document.xpath("//@src | //@data-poster | //link/@href | //a[@download]/@href")
        assert set(named) <= set(package("scorm12").files)


def test_headings_begin_with_the_lessons_title_and_skip_none() -> None:
    for unit in units():
        levels = [int(each.tag[1]) for each in page(unit).xpath("//main//h1|//main//h2|//main//h3|//main//h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), unit.id


def test_the_document_is_called_by_the_lesson_and_its_course() -> None:
    for unit in units():
        assert page(unit).findtext(".//title") == f"{facts(unit)['title']} – {whole().title}"


def test_course_data_holds_the_lesson_alone() -> None:
    for unit in units():
        data = facts(unit)
        assert data["kind"] == "lesson"
        assert data["scope"] == f"{course().uuid}/{unit.id}"
        assert data["uuid"] == course().uuid
        assert data["iri"] == f"{course().iri}/{unit.id}"
        assert [each["id"] for each in data["pages"]] == [unit.id]
        assert list(data["activities"]) == [each.key for each in unit.placements]
        slots = [each["slot"] for each in data["pages"]]
        slots += [slot for each in data["activities"].values() for slot in each["slots"].values()]
        assert sorted(slots) == sorted(set(slots))
        assert max(slots) < len(data["layout"]["widths"]) == len(unit.layout.slots)
        assert set(data["media"]) == {each.id for each in unit.assets if each.kind != "image"}


def test_the_whole_course_says_so() -> None:
    for name in FORMATS:
        data = render(whole(), FORMATS[name].target).files["index.html"]
        assert isinstance(data, bytes)
        found = json.loads(html.document_fromstring(data.decode()).get_element_by_id("course-data").text)
        assert (found["kind"], found["scope"]) == ("course", course().uuid)


def test_only_the_words_of_a_lesson_alone_are_shipped() -> None:
    for unit in units():
        messages = facts(unit)["messages"]
        assert {"player.alone.done", "player.alone.recorded", "player.state.done", "player.state.here"} <= set(messages)
        assert not [each for each in messages if each.startswith(("player.left", "player.place", "player.resume"))]


def test_a_link_to_another_lesson_becomes_its_words() -> None:
    prose = Prose("Voir [le contexte](contexte.md), [le site](https://example.org) et [ici même](#motivations).")
    page = whole().pages[1]
    alone = Notes(whole(), page, linked={"motivations"}).html(prose, inline=True)
    assert alone.startswith('Voir le contexte, <a href="https://example.org" target="_blank"')
    assert '<a href="#motivations">ici même</a>' in alone
    assert '<a href="#contexte">le contexte</a>' in Notes(whole(), page).html(prose, inline=True)


def test_r12_14_each_lesson_has_a_state_of_its_own() -> None:
    report = Report()
    for unit in units():
        assert lint.state(course(), unit, FORMATS["scorm12"].target, report) < 200
    assert not report.diagnostics


def test_cartable_json_says_what_is_launched() -> None:
    for name in FORMATS:
        data = package(name).files["cartable.json"]
        assert isinstance(data, bytes)
        said = json.loads(data)
        several = name in SEVERAL
        assert said["format"] == 2
        assert said["packaging"] == ("per-lesson" if several else "per-course")
        assert [each["launch"] for each in said["units"]] == [each.launch for each in package(name).units]
        assert all(bool(each["item"]) == (name in ("scorm12", "scorm2004", "universal")) for each in said["units"])
        slots = [tuple(slot) for each in said["units"] for slot in each["slots"]]
        kept = {(each.key, each.field, each.bits) for each in whole().layout.slots}
        # Who chooses an audience does so on the home page, which lessons alone have not.
        assert set(slots) == {each for each in kept if not (several and each[0].startswith("_audience/"))}
        assert [key for key in said["items"] if "/" not in key] == [each.id for each in whole().pages]
        for placement in whole().placements:
            item = said["items"][placement.key]
            assert item["kind"] == placement.activity.kind
            assert len(item["choices"]) == len(placement.activity.choice_texts())


@pytest.mark.parametrize("words", ["paquet: par-lecon", "paquet: par leçon", "packaging: per-lesson"])
def test_the_author_chooses_in_course_yaml(words: str, tmp_path: Path) -> None:
    folder = tmp_path / "courses" / "c"
    (folder / "lessons").mkdir(parents=True)
    (folder / "lessons" / "un.md").write_text("# Un\n\nTexte.\n", "utf-8")
    (folder / "course.yaml").write_text(
        f"uuid: 7f1f8d1e-2f0c-4bd4-9f1c-1d6f2b0e9a11\ntitre: C\ncontenu:\n  - module: M\n    lecons: [un]\n"
        f"terminer:\n  lecons-vues: toutes\n{words}\n",
        "utf-8",
    )
    report = Report()
    found = load(read_project(tmp_path, report), "c", report)
    assert found is not None
    assert not report.diagnostics
    assert found[0].settings.packaging == "per-lesson"

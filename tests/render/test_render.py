"""The files of a package: what a page must hold, and what it must never hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from builder.diagnostics import Report
from builder.formats import FORMATS
from builder.load import load, read_project
from builder.load.lesson import NAME
from builder.model import Course, Package
from builder.render import STEPS, render
from builder.render.prose import Notes
from builder.render.words import BUILT
from builder.source.markdown import Prose

ROOT = Path(__file__).parents[2]


@cache
def course() -> Course:
    report = Report()
    found = load(read_project(ROOT, report), "limits", report)
    assert found is not None
    return found[0]


@cache
def package(name: str) -> Package:
    return render(course(), FORMATS[name].target)


def page(name: str = "scorm12") -> html.HtmlElement:
    data = package(name).files["index.html"]
    assert isinstance(data, bytes)
    return html.document_fromstring(data.decode())


def facts(name: str = "scorm12") -> dict:
    return json.loads(page(name).get_element_by_id("course-data").text)


@pytest.mark.parametrize("name", FORMATS)
def test_the_csp_opens_the_network_only_to_who_records_there(name: str) -> None:
    policy = page(name).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    connect = re.search(r"connect-src ([^;]+);", policy)
    assert connect is not None
    assert connect[1] == ("https: http:" if name in ("xapi", "cmi5", "universal") else "'none'")
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


def test_no_lesson_can_be_named_like_an_element_inside_another() -> None:
    document = page("universal")
    inside = [each for view in document.find_class("view") for each in view.xpath(".//*/@id")]
    assert inside
    assert not [each for each in inside if NAME.fullmatch(each)]
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_nothing_inline_that_the_csp_would_refuse() -> None:
    document = page()
    assert not document.xpath("//@style | //style | //@*[starts-with(name(), 'on')]")
    assert [each.get("src") or each.get("type") for each in document.xpath("//script")] == [
        "player.js",
        "application/json",
    ]


def test_ids_are_unique_and_every_reference_has_its_target() -> None:
    document = page()
    ids = Counter(document.xpath("//@id"))
    assert [each for each, count in ids.items() if count > 1] == []
    wanted = {each[1:] for each in document.xpath("//a/@href[starts-with(., '#')] | //*[local-name()='use']/@href")}
    for attribute in ("aria-labelledby", "aria-controls", "aria-describedby"):
        wanted |= {each for value in document.xpath(f"//@{attribute}") for each in value.split()}
    assert wanted - set(ids) == set()


def test_each_view_has_one_title_and_no_heading_is_skipped() -> None:
    for view in page().xpath("//*[@data-view]"):
        levels = [int(each.tag[1]) for each in view.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6")]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), view.get("id")


def test_solutions_are_in_no_text_and_no_attribute() -> None:
    document = page()
    script = document.get_element_by_id("course-data")
    data = json.loads(script.text)
    script.getparent().remove(script)
    seen = html.tostring(document, encoding="unicode")
    # A lesson may well say elsewhere what a question asks; the question itself may not.
    words = " ".join(" ".join(each.text_content() for each in document.xpath("//form")).split())
    for key, activity in data["activities"].items():
        found = activity["data"]
        hidden = [found.get(field) for field in ("facts", "why", "keep")]
        hidden += [each["feedback"] for each in found.get("choices", ())]
        for each in filter(None, hidden):
            plain = " ".join(html.fromstring(f"<div>{each}</div>").text_content().split())
            assert plain not in words, key
    for form in document.xpath("//form[@data-activity]"):
        assert not form.xpath(".//input[@checked] | .//*[@data-right] | .//*[contains(@class, 'is-')]")
    assert "correct" not in seen


def test_course_data_fits_the_page_it_comes_with() -> None:
    document, data = page(), facts()
    assert [each["id"] for each in data["pages"]] == document.xpath("//article[@data-view != 'annex']/@id")
    forms = document.xpath("//form/@data-activity")
    assert (
        sorted(data["activities"])
        == sorted(forms)
        == sorted(key for each in data["pages"] for key in each["activities"])
    )
    slots = [each["slot"] for each in data["pages"]]
    slots += [slot for each in data["activities"].values() for slot in each["slots"].values()]
    assert len(slots) == len(set(slots))
    assert max(slots) < len(data["layout"]["widths"])
    for activity in data["activities"].values():
        if activity["interaction"]:
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,249}", activity["interaction"]["id"])


def test_course_data_cannot_end_its_script() -> None:
    data = package("web").files["index.html"]
    assert isinstance(data, bytes)
    assert b"<" not in data.split(b'id="course-data">')[1].split(b"</script>")[0]


def test_media_stay_on_disk_and_every_file_named_in_the_page_is_there() -> None:
    files = package("web").files
    assert all(isinstance(content, Path) for name, content in files.items() if name.startswith(("media/", "fonts/")))
    named = page("web").xpath("//@src | //@data-poster | //link/@href | //a[@download]/@href")
    assert set(named) <= set(files)


def test_the_page_says_what_is_recorded_here() -> None:
    said = {name: page(name).get_element_by_id("_a-propos").text_content() for name in FORMATS}
    assert "Rien n’est envoyé" in said["web"]
    assert "Rien n’est envoyé" not in said["scorm12"] + said["xapi"]
    assert "La plateforme" in said["scorm12"]
    assert not re.search(r"\bconforme", " ".join(said.values()))


def test_the_page_says_what_becomes_of_opinions() -> None:
    told = course().settings.model_copy(update={"analytics": "aggregate"})
    for name in FORMATS:
        data = render(replace(course(), settings=told), FORMATS[name].target).files["index.html"]
        assert isinstance(data, bytes)
        assert ("sans votre nom" in data.decode()) is (name in ("xapi", "universal"))


def test_only_the_words_that_are_needed_are_shipped() -> None:
    messages = facts("web")["messages"]
    assert "player.unrecorded.text" in messages
    assert not [
        each for each in messages if each.startswith(("page.", "about.", "unit.", "player.unrecorded.platform"))
    ]


def test_equal_courses_give_equal_files() -> None:
    again = render(course(), FORMATS["xapi"].target)
    assert dict(again.files) == dict(package("xapi").files)


def test_the_bar_stays_legible() -> None:
    assert len(page().xpath("//*[contains(@class, 'bar__steps')]/*")) == min(STEPS, len(course().pages))


def test_a_player_ships_the_kinds_in_use_alone() -> None:
    """Its weight is limited in tests/test_project.py: what a course of text and choice questions ships."""
    kinds = {each.activity.kind for each in course().placements}
    for name in FORMATS:
        script = package(name).files["player.js"]
        assert isinstance(script, bytes)
        chunks = sorted(BUILT.glob("activity.*.js"))
        assert {each.name.split(".")[1] for each in chunks if each.read_bytes() in script} == kinds


def test_no_heading_is_interrupted_by_what_an_acronym_means() -> None:
    known = next(iter(each for each in course().glossary if each.isupper()))
    notes = Notes(course(), course().pages[0])
    text = notes.html(Prose(f"## Le rôle de {known}\n\n{known} agit."))
    assert text.startswith(f"<h2>Le rôle de {known}</h2>")
    assert f"<p>{known} (" in text


def test_an_apostrophe_before_emphasis_is_a_curly_one() -> None:
    html = Notes(course(), None).html(Prose("Il s'agit d'**agir**, et l'*école* aussi."))
    assert "’<strong>agir" in html
    assert "’<em>école" in html
    assert "'" not in html

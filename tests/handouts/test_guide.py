"""The facilitator's guide: objectives, the clock, slides in short, answers, and sheets with room for a pen."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from lxml import html

from builder.handouts.guide import guide
from builder.model import Course
from tests.handouts import pdfs, projects


@pytest.fixture(scope="module")
def written(course: Course) -> html.HtmlElement:
    return html.document_fromstring(guide(course, projects.EPOCH))


def texts(found: list[html.HtmlElement]) -> list[str]:
    return [" ".join(each.text_content().split()) for each in found]


def rows(table: html.HtmlElement) -> list[list[str]]:
    return [texts(row.xpath("./th|./td")) for row in table.iter("tr")]


def test_a_session_runs_by_the_clock(written: html.HtmlElement) -> None:
    (meeting,) = written.xpath("//section[@id='_rencontre-1']")
    assert meeting.findtext(".//h1") == "Le premier atelier"
    assert "Mardi 12\xa0mai\xa02026" in meeting.text_content()
    assert "Se connaître" in meeting.text_content()
    (table,) = meeting.iter("table")
    assert rows(table) == [
        ["Heure", "Durée", "Étape"],
        ["14 h", "15 min", "AccueilChacun dit son métier."],
        ["14 h 15", "50 min", "La première leçonAvec la leçon « Un peu de tout »"],
        ["15 h 05", "55 min", "Échanges"],
        ["16 h", "", "Fin"],
    ]


@pytest.mark.parametrize(("start", "hours"), [(None, ["0 h 00", "0 h 15"]), (time(23, 50), ["23 h 50", "0 h 05"])])
def test_a_session_without_hours_runs_from_nought_and_one_past_midnight(
    course: Course, start: time | None, hours: list[str]
) -> None:
    session = replace(course.sessions[0], start=start, end=start)
    made = html.document_fromstring(guide(replace(course, sessions=(session,)), projects.EPOCH))
    (table,) = made.xpath("//section[@id='_rencontre-1']//table")
    assert [row[0] for row in rows(table)][1:3] == hours


def test_a_course_without_sessions_has_the_run_of_its_lessons(course: Course) -> None:
    made = html.document_fromstring(guide(replace(course, sessions=()), projects.EPOCH))
    assert not made.xpath("//section[starts-with(@id, '_rencontre')]")
    first, *_ = made.xpath("//section[@id='_deroule']//table")
    assert rows(first)[1] == ["0 h 00", "4 min", "Un peu de tout"]
    assert len(made.xpath("//table[@class='signed']")) == 1


def test_slides_are_told_in_short(written: html.HtmlElement) -> None:
    (slides,) = written.xpath("//article[@id='tout']//section[@class='slides']")
    said = texts(slides.xpath("./ol/li"))
    assert said[0].startswith("Le CLSPD se réunit.")
    assert "Une liste et un tableau" in said[1]
    assert "Attention : Une mise en garde" in said[1]
    assert "77 : communes ont signé." in said[1]
    assert "Image : Le plan" in " ".join(said)
    assert "Vidéo : Un film d’essai (56 s)" in " ".join(said)


def test_activities_have_their_answers_and_reasons(written: html.HtmlElement) -> None:
    lesson = pdfs.squeezed(written.xpath("//article[@id='tout']")[0].text_content())
    for words in ("Juste La collectivité et la préfecture", "Exact, elles sont deux à signer.", "Faux Le bailleur"):
        assert pdfs.squeezed(words) in lesson
    quiz = pdfs.squeezed(written.xpath("//article[@id='quiz-point']")[0].text_content())
    for words in ("Les faits disent : faux", "Tous les territoires sont désormais touchés.", "la généralisation"):
        assert pdfs.squeezed(words) in quiz


def test_sheets_leave_room_for_a_pen(written: html.HtmlElement) -> None:
    (signed,) = written.xpath("//table[@class='signed']")
    assert rows(signed)[0] == ["Nom et prénom", "Organisme", "Signature"]
    assert len(rows(signed)) == 17
    assert set(map(tuple, rows(signed)[1:])) == {("", "", "")}
    counted = written.xpath("//section[@id='_mains']//table")
    asked = {" ".join(table.findtext("caption").split()): rows(table) for table in counted}
    assert asked["Qui signe la convention ?"] == [
        ["Réponse", "Avant", "Après"],
        ["La collectivité et la préfecture", "", ""],
        ["Le bailleur tout seul", "", ""],
    ]
    claim = asked["Seules les grandes villes sont concernées."]
    assert [row[0] for row in claim][1::7] == ["Tout à fait faux", "Je ne sais pas"]


def test_nothing_has_two_ids_that_are_alike(real: Course) -> None:
    ids = html.document_fromstring(guide(real, projects.EPOCH)).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_scenario_brings_its_graph_and_its_sheets(real: Course) -> None:
    played = [page for page in real.pages if any(each.activity.kind == "scenario" for each in page.placements)]
    made = html.document_fromstring(guide(real, projects.EPOCH))
    for page in played:
        (lesson,) = made.xpath(f"//article[@id='{page.id}']")
        assert lesson.xpath(".//svg/title")
        (kit,) = made.xpath(f"//article[@id='kit-{page.id}']")
        assert not kit.xpath(".//svg")
    assert len(made.xpath("//article[starts-with(@id, 'kit-')]")) == len(played)


def test_the_guide_of_a_course_has_its_sessions_and_says_whom_it_is_for(real: Course) -> None:
    text = pdfs.squeezed(html.document_fromstring(guide(real, projects.EPOCH)).text_content())
    assert pdfs.squeezed("Ce guide donne les réponses") in text
    for session in real.sessions:
        assert pdfs.squeezed(session.title).replace("'", "’") in text

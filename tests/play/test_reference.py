"""The glossary, the bibliography and the search, in the finished page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from tests.hosts.browser import Visit
from tests.play.conftest import sit_down
from tests.play.facts import Package
from tests.play.hosts import Folder
from tests.play.learner import Learner
from tests.play.test_accessibility import NARROW, WIDE, Audit, axe

__all__ = ["axe"]


@pytest.fixture
def learner(packages: dict[str, Package], tmp_path: Path, new_visit: Callable[..., Visit]) -> Learner:
    """Somebody before the stand-alone page."""
    return sit_down(Folder(tmp_path / "course", packages["web"]), packages["web"], new_visit(viewport=WIDE))


def search(frame: Frame, words: str) -> None:
    """Open the search by its link and look for *words*, by keyboard alone from the field on."""
    if not frame.get_by_role("searchbox").is_visible():
        frame.get_by_role("link", name="Rechercher dans le cours").filter(visible=True).first.click()
    field = frame.get_by_role("searchbox")
    field.fill(words)
    field.press("Enter")


@pytest.mark.parametrize("words", ["préfecture", "PREFECTURE", "  prefectur "])
def test_accents_and_capitals_do_not_matter(learner: Learner, words: str) -> None:
    search(learner.frame, words)
    expect(learner.frame.get_by_role("status").filter(has_text=re.compile("contien"))).to_be_visible()
    marked = learner.frame.locator("[data-found] mark")
    expect(marked.first).to_be_visible()
    assert {each.lower() for each in marked.all_inner_texts()} <= {"préfecture", "prefecture", "préfectur"}


def test_what_is_found_is_reached(learner: Learner) -> None:
    search(learner.frame, "avoirs criminels confisqués")
    found = learner.frame.locator("[data-found] li")
    expect(found.first).to_be_visible()
    link = found.first.get_by_role("link")
    address = str(link.get_attribute("href"))
    link.click()
    view = learner.frame.locator(f'[id="{address[1:]}"]')
    expect(view).to_be_visible()
    focused = learner.frame.locator(":focus")
    expect(focused).to_contain_text(re.compile("confisqués"))
    assert focused.evaluate("(each, id) => each.closest('.view').id === id", address[1:])


def test_every_word_must_be_there_and_begin_a_word(learner: Learner) -> None:
    search(learner.frame, "préfecture xylophone")
    expect(learner.frame.get_by_text("Aucune page ne contient")).to_be_visible()
    search(learner.frame, "éfecture")
    expect(learner.frame.get_by_text("Aucune page ne contient")).to_be_visible()
    expect(learner.frame.locator("[data-found] li")).to_have_count(0)


def test_no_answer_is_found_before_it_is_given(learner: Learner) -> None:
    """The solutions are not in the document, so the search cannot tell them."""
    key = next(each for each in learner.package.keys if learner.package.activity(each)["kind"] == "choice")
    feedback = next(each["feedback"] for each in learner.package.activity(key)["data"]["choices"] if each["feedback"])
    words = re.findall(r"\w{5,}", re.sub("<[^>]+>", " ", feedback))[:6]
    search(learner.frame, " ".join(words))
    expect(learner.frame.get_by_text("Aucune page ne contient")).to_be_visible()


def test_a_word_of_the_glossary_leads_there_once_a_page(learner: Learner) -> None:
    page = next(each for each in learner.package.pages if each["id"] == "coordonnateur")
    learner.go_to(page)
    terms = learner.view.locator("a.term")
    expect(terms.filter(has_text=re.compile("coordonnateur", re.IGNORECASE))).to_have_count(1)
    terms.first.click()
    expect(learner.frame.get_by_role("heading", name="Glossaire", level=1)).to_be_visible()
    expect(learner.frame.locator(":focus")).to_have_text("coordonnateur")
    learner.page.go_back()
    expect(learner.frame.locator("#coordonnateur")).to_be_visible()


def test_the_bibliography_says_where_a_source_is_cited(learner: Learner) -> None:
    learner.frame.get_by_role("link", name="Sources").filter(visible=True).first.click()
    entries = learner.frame.locator("#_sources li")
    expect(entries).to_have_count(5)
    cited = entries.filter(has_text="FFSU").get_by_role("link")
    assert [each.get_attribute("href") for each in cited.all()] == ["#contexte"]


def test_annexes_change_nothing_of_the_progress(learner: Learner) -> None:
    before = learner.page.evaluate("JSON.stringify(localStorage)")
    for name in ("Glossaire", "Sources", "Rechercher dans le cours"):
        learner.frame.get_by_role("link", name=name).filter(visible=True).first.click()
        expect(learner.frame.get_by_role("heading", name=name, level=1)).to_be_visible()
        assert learner.page.title().startswith(name)
    states = re.findall(r'state[^,]*"([^"\\]+)', learner.page.evaluate("JSON.stringify(localStorage)"))
    assert states == re.findall(r'state[^,]*"([^"\\]+)', before)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["phone", "desktop"])
def test_axe_finds_nothing_beside_the_lessons(
    size: dict[str, int],
    packages: dict[str, Package],
    axe: str,
    tmp_path: Path,
    new_visit: Callable[..., Visit],
) -> None:
    learner = sit_down(Folder(tmp_path / "course", packages["web"]), packages["web"], new_visit(viewport=size))
    audit = Audit(learner, axe)
    for place in ("_glossaire", "_sources", "_recherche"):
        learner.frame.evaluate("place => { location.hash = place; }", place)
        expect(learner.frame.locator(f"#{place}")).to_be_visible()
        audit.look(place)
    search(learner.frame, "jeunes")
    expect(learner.frame.locator("[data-found] li").first).to_be_visible()
    audit.look("found")
    assert audit.found == []
    assert learner.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

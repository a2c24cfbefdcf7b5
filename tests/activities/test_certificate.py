"""The certificate of completion: when it is offered, whose name it bears, and that it fits one sheet."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, expect

from tests.activities.guided import Desk, Visits, build, lay, sit
from tests.hosts.browser import Visit
from tests.hosts.server import CourseServer
from tests.play.facts import Package
from tests.play.hosts import Strict, Strict2004


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide")
    return build(lay(folder / "projet"), folder / "essai.zip")


@pytest.fixture
def desk(package: Path, tmp_path: Path, new_visit: Visits) -> Desk:
    return sit(package, tmp_path / "page", new_visit(viewport={"width": 320, "height": 640}))


def test_before_the_end_it_says_what_is_left(desk: Desk) -> None:
    view = desk.go("_attestation")
    expect(view).to_contain_text("L’attestation vous sera proposée ici à la fin du cours.")
    assert [each.inner_text() for each in view.locator("[data-left] a").all()] == ["Bienvenue"]
    expect(view.locator("[data-certificate]")).to_be_hidden()
    expect(view.get_by_role("textbox")).to_be_hidden()
    assert desk.look() == []


def test_at_the_end_it_bears_the_name_that_is_typed_and_keeps_it_nowhere(desk: Desk) -> None:
    desk.page.locator("#accueil .way__next").click()
    view = desk.go("_attestation")
    expect(view.locator("[data-left]")).to_be_empty()
    assert desk.look() == []
    print_button = desk.button("Imprimer l’attestation")
    print_button.click()
    expect(view.get_by_role("alert")).to_have_text("Indiquez d’abord votre nom.")
    name = view.get_by_role("textbox", name="Votre nom")
    expect(name).to_be_focused()
    assert desk.look() == []
    name.fill("Samira El Amrani")
    expect(view.get_by_role("alert")).to_have_count(0)
    desk.papers()
    view.get_by_text("Imprimer l’attestation").dispatch_event("click")
    for text in ("Ville d’Essai", "Samira El Amrani", "Un essai", "Durée indicative", "Camille Martin", "Résultat"):
        assert text in desk.paper
    assert "ni un diplôme ni une habilitation" in desk.paper
    assert "Samira" not in desk.page.evaluate("JSON.stringify(localStorage)")
    assert len(re.findall(rb"/Type\s*/Page\b", desk.page.pdf(format="A4"))) == 1, "it fits one sheet"
    desk.page.emulate_media(media="screen")
    desk.page.reload()
    expect(desk.page.locator("#_attestation")).to_be_visible()
    expect(name).to_have_value("")


def end(frame: Frame) -> None:
    """Read the lesson to its end, and open the certificate."""
    frame.wait_for_function("!document.getElementById('course-data')")
    frame.evaluate("location.hash = 'accueil'")
    frame.locator("#accueil .way__next").click()
    frame.evaluate("location.hash = '_attestation'")
    expect(frame.locator("#_attestation")).to_be_visible()


@pytest.mark.parametrize(("name", "host"), [("scorm12", Strict), ("scorm2004", Strict2004)])
def test_it_bears_the_name_that_the_platform_gives(
    name: str, host: type[Strict], tmp_path: Path, course_server: CourseServer, new_visit: Callable[..., Visit]
) -> None:
    place = host(course_server, Package(build(lay(tmp_path / "projet"), tmp_path / f"attestation.{name}.zip", name)))
    page, frame = place.launch(new_visit())
    asked = [each for each in place.attempt.calls if "_name" in str(each)]
    assert not asked, "nobody asks for it before it is shown"
    end(frame)
    expect(frame.locator("[data-name]")).to_have_text("Camille Martin")
    expect(frame.get_by_role("textbox", name="Votre nom")).to_be_hidden()
    assert "Camille" not in str(place.held().state)
    page.close()


def test_a_review_is_no_end(tmp_path: Path, course_server: CourseServer, new_visit: Callable[..., Visit]) -> None:
    package = Package(build(lay(tmp_path / "projet"), tmp_path / "revue.scorm12.zip", "scorm12"))
    _, frame = Strict(course_server, package, lesson_mode="review").launch(new_visit())
    end(frame)
    expect(frame.locator("#_attestation")).to_contain_text("en relecture")
    expect(frame.locator("[data-certificate]")).to_be_hidden()


def test_the_logo_is_in_the_package_with_its_text(package: Path) -> None:
    with zipfile.ZipFile(package) as file:
        page = file.read("index.html").decode()
        assert 'alt="Le plan de la salle."' in page
        assert "media/plan.svg" in file.namelist()


def test_a_course_without_a_certificate_ships_none(tmp_path: Path) -> None:
    package = build(lay(tmp_path / "projet", more=""), tmp_path / "essai.zip")
    with zipfile.ZipFile(package) as file:
        assert b"_attestation" not in file.read("index.html") + file.read("player.js")

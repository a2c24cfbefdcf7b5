"""A course under each standard in the preview: it is answered, cut off, reviewed, left and taken up again."""

from __future__ import annotations

import base64
import http.client
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Error, FrameLocator, Locator, Page, expect

from builder.hosts import Call
from builder.preview import Address
from builder.preview.faults import FRENCH
from builder.preview.journal import MOST_ROWS, Bell, Journal
from builder.preview.words import ERRORS_12, ERRORS_2004, ERRORS_HTTP, STANDARDS, WORDS
from tests.hosts.browser import Visit
from tests.hosts.foreign import Ralph, npm
from tests.preview.projects import ORDINARY, ROOT, Preview, previewed, write_project

TRACKED = ("scorm12", "scorm2004", "xapi", "cmi5")
UNIVERSAL = ("universal/scorm12", "universal/xapi", "universal/cmi5")
SCORM = ("scorm12", "scorm2004", "universal/scorm12")
NAMES = {"scorm12": "SCORM 1.2", "scorm2004": "SCORM 2004", "xapi": "xAPI", "cmi5": "cmi5", "web": "Page web"}
NAMES |= {f"universal/{name}": f"Universel, comme {NAMES[name]}" for name in (*TRACKED, "web")}


class Panel:
    """The preview in a tab: the bar, the panel, and the course inside."""

    def __init__(self, page: Page, way: str) -> None:
        self.page = page
        self.way = way

    def press(self, name: str) -> None:
        """Press a button of the panel."""
        self.page.get_by_role("button", name=name).click()

    def launched(self, number: int) -> None:
        """Return when launch *number* of the attempt has begun to talk."""
        self.page.wait_for_function(
            """number => {
                const rows = [...document.querySelectorAll("#rows > li")];
                const of = rows.map(row => row.matches(".mark") && row.textContent.includes(`Lancement ${number}`));
                const said = rows.slice(of.lastIndexOf(true) + 1).map(row => row.textContent);
                return of.includes(true) && said.some(text => /Commit|PUT|Initialize|GET/.test(text));
            }""",
            arg=number,
        )
        expect(self.course.locator("main .view.is-shown")).to_have_count(1)

    @property
    def course(self) -> FrameLocator:
        """The document of the course."""
        page = self.page.frame_locator("#frame").frame_locator("#page")
        return page.frame_locator("iframe[name=course]") if self.way in SCORM else page

    def go_to(self, place: str) -> None:
        """Show the page *place* of the course; where the document is just being replaced, of the next one."""
        shown = self.course.locator(f'[id="{place}"].is-shown')
        for _ in range(5):
            with suppress(Error):
                move = "(html, place) => { html.ownerDocument.location.hash = place; }"
                self.course.locator("html").evaluate(move, place)
                shown.wait_for(timeout=3000)
                return
        expect(shown).to_be_visible()

    def answer(self, question: str, choice: str) -> None:
        """Answer a question of the quiz."""
        self.go_to("quiz-essai")
        radio = self.course.get_by_role("radio", name=choice)
        following = self.course.get_by_role("button", name="Question suivante")
        expect(radio.or_(following).first).to_be_visible()
        if not radio.is_visible():
            following.click()
        radio.check()
        self.course.get_by_role("button", name=re.compile("^Valider")).filter(visible=True).click()

    def held(self, label: str) -> Locator:
        """What the platform holds under *label*."""
        return self.page.locator("#held").locator(f"dt:text-is('{label}') + dd")

    @property
    def violations(self) -> list[str]:
        """What the course did against a rule."""
        return self.page.locator("#rows .violation").all_inner_texts()

    @property
    def rows(self) -> Locator:
        """The calls."""
        return self.page.locator("#rows > li")


@pytest.fixture
def panel(tmp_path: Path, way: str, new_visit: Callable[..., Visit]) -> Iterator[Panel]:
    """A preview of the small course, launched in the way that the test is about."""
    with previewed(write_project(tmp_path), "-f", way.partition("/")[0]) as running:
        visit = new_visit(viewport={"width": 1280, "height": 900})
        visit.expect(ORDINARY)
        made = Panel(visit.open(running.address), way)
        if "/" in way:
            made.page.get_by_label("Norme").select_option(NAMES[way])
            expect(made.page.locator("#way")).to_have_value(way)
        made.launched(1)
        yield made


@pytest.mark.parametrize("way", [*TRACKED, *UNIVERSAL])
def test_an_answer_is_seen_on_its_way_to_the_platform(panel: Panel, way: str) -> None:
    expect(panel.held("Réponses")).to_have_text("0")
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    said = "Commit" if way in SCORM else "answered"
    expect(panel.rows.filter(has_text=said).last).to_be_visible()
    assert panel.violations == []
    panel.answer("Et laquelle encore", "La mauvaise")
    expect(panel.held("Réponses")).to_have_text("2")
    if way in SCORM:
        expect(panel.held("Note")).to_have_text("50")
    expect(panel.held("Statut")).to_have_text("completed")
    if way.endswith("cmi5"):
        expect(panel.held("moveOn")).to_have_text("atteint")
    assert panel.violations == []


@pytest.mark.parametrize("way", TRACKED)
def test_a_cut_network_loses_nothing_and_doubles_nothing(panel: Panel, way: str) -> None:
    panel.press("Couper le réseau")
    expect(panel.rows.filter(has_text="Le réseau est coupé")).to_be_visible()
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.rows.and_(panel.page.locator(".problem")).first).to_be_visible()
    banner = panel.course.locator(".notice" if way in SCORM else "#_etat")
    expect(banner).to_contain_text(re.compile("enregistr|envo"))
    expect(panel.held("Réponses")).to_have_text("0")
    panel.press("Couper le réseau")
    expect(panel.rows.filter(has_text="Le réseau est rétabli")).to_be_visible()
    panel.press("Relancer")
    panel.launched(2)
    expect(panel.held("Réponses")).to_have_text("1")


@pytest.mark.parametrize("way", TRACKED)
def test_a_platform_that_refuses_to_save_is_named(panel: Panel, way: str) -> None:
    panel.press("Refuser les enregistrements")
    panel.answer("Laquelle est juste", "Celle-ci")
    problem = panel.page.locator("#rows .problem .why").first
    code = {"scorm12": "101", "scorm2004": "391"}.get(way, "503")
    expect(problem).to_contain_text(f"Erreur {code} : ")
    panel.page.get_by_label("Seulement les problèmes").check()
    shown = panel.page.locator("#rows > li:visible")
    expect(shown.first).to_be_visible()
    assert all("problem" in each for each in shown.evaluate_all("rows => rows.map(row => row.className)"))
    panel.press("Refuser les enregistrements")


@pytest.mark.parametrize("way", ["scorm12", "scorm2004", "cmi5"])
def test_a_review_writes_nothing(panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Mode relecture")
    expect(panel.rows.filter(has_text="Lancement 2 : relecture")).to_be_visible()
    expect(panel.course.locator(".notice")).to_be_visible()
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Mode relecture")
    panel.launched(3)
    expect(panel.course.locator(".notice")).to_be_hidden()
    assert panel.violations == []


@pytest.mark.parametrize("way", ["xapi"])
def test_xapi_has_no_review(panel: Panel) -> None:
    expect(panel.page.get_by_role("button", name="Mode relecture")).to_be_disabled()


@pytest.mark.parametrize("way", TRACKED)
def test_a_relaunch_resumes_and_a_new_attempt_does_not(panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Relancer")
    panel.launched(2)
    expect(panel.rows.filter(has_text="Lancement 2 : reprise")).to_be_visible()
    panel.go_to("quiz-essai")
    expect(panel.course.get_by_role("radio", name="Celle-ci")).to_have_count(0)
    expect(panel.held("Réponses")).to_have_text("1")
    panel.press("Nouvelle tentative")
    # The list keeps the first launch of the attempt before.
    expect(panel.page.locator("#rows > li.mark").filter(has_text="Lancement 1")).to_have_count(2)
    panel.launched(1)
    expect(panel.held("Réponses")).to_have_text("0")
    panel.go_to("quiz-essai")
    expect(panel.course.get_by_role("radio", name="Celle-ci")).to_have_count(1)


@pytest.mark.parametrize("way", ["scorm12", "cmi5"])
def test_progress_survives_an_edit(tmp_path: Path, panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    lesson = tmp_path / "courses" / "essai" / "lessons" / "debut.md"
    lesson.write_text("# Bienvenue\n\nAutre texte.\n", "utf-8")
    panel.launched(2)
    panel.go_to("debut")
    expect(panel.course.locator("#debut")).to_contain_text("Autre texte.")
    expect(panel.held("Réponses")).to_have_text("1")
    panel.go_to("quiz-essai")
    expect(panel.course.get_by_role("radio", name="Celle-ci")).to_have_count(0)


@pytest.mark.parametrize("way", ["scorm12"])
def test_another_standard_keeps_an_attempt_of_its_own(panel: Panel, way: str) -> None:
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(panel.held("Réponses")).to_have_text("1")
    choice = panel.page.get_by_label("Norme")
    choice.select_option("Page web")
    expect(panel.page.locator("#panel")).to_be_hidden()
    choice.select_option("xAPI")
    expect(panel.held("Réponses")).to_have_text("0")
    expect(panel.held("LRS")).to_have_text("LRS de l’aperçu, en mémoire")
    choice.select_option("SCORM 1.2")
    panel.launched(2)
    expect(panel.held("Réponses")).to_have_text("1")


@pytest.mark.parametrize("way", ["scorm12"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_panel(panel: Panel, width: int, scheme: Literal["light", "dark"]) -> None:
    page = panel.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    panel.press("Refuser les enregistrements")
    panel.answer("Laquelle est juste", "Celle-ci")
    expect(page.locator("#rows .problem").first).to_be_visible()
    page.evaluate((npm("axe-core") / "axe.min.js").read_text("utf-8"))
    look = """() => axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        iframes: false,
        preload: false,
    }).then(result => result.violations.map(each => [each.id, ...each.nodes.map(node => node.html)]))"""
    assert page.evaluate(look) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("way", ["scorm12"])
def test_the_panel_is_used_by_keyboard(panel: Panel) -> None:
    page = panel.page
    page.get_by_role("button", name="Relancer").focus()
    for name in ("Nouvelle tentative", "Couper le réseau"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Couper le réseau")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Seulement les problèmes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#rows-empty")).to_have_text("Aucun problème.")
    expect(page.locator("#counts")).to_have_text("Appels : 0 · enregistrements : 0 · erreurs : 0 · manquements : 0")
    toggle = page.get_by_role("button", name="Suivi")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("way", ["scorm12"])
def test_the_calls_are_copied_as_text(panel: Panel) -> None:
    panel.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.press("Copier")
    expect(panel.page.get_by_role("button", name="Copié")).to_be_visible()
    lines = str(panel.page.evaluate("navigator.clipboard.readText()")).split("\n")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)\tLancement 1", lines[0])
    assert any(each.endswith("\tLMSInitialize → true") for each in lines)


def test_the_button_ends_the_preview(tmp_path: Path, new_visit: Callable[..., Visit]) -> None:
    with previewed(write_project(tmp_path)) as running:
        visit = new_visit()
        visit.expect("ERR_")
        page = visit.open(running.address)
        expect(page.locator("#state")).to_have_text("À jour")
        page.get_by_role("button", name="Quitter").click()
        expect(page.locator("#state")).to_contain_text("L’aperçu est arrêté. Fermez cet onglet")
        assert running.process.wait(timeout=5) == 0


def test_a_real_lrs_gets_the_statements(
    tmp_path: Path, ralph: Ralph, new_visit: Callable[..., Visit], capfd: pytest.CaptureFixture[str]
) -> None:
    credentials = base64.b64decode(ralph.authorization.removeprefix("Basic ")).decode()
    address = ralph.full_endpoint.replace("//", f"//{credentials}@")
    with previewed(write_project(tmp_path), "-f", "xapi", "--lrs", address) as running:
        visit = new_visit()
        visit.expect(ORDINARY)
        panel = Panel(visit.open(running.address), "xapi")
        panel.launched(1)
        expect(panel.held("LRS")).to_have_text(ralph.origin.removeprefix("http://"))
        panel.answer("Laquelle est juste", "Celle-ci")
        expect(panel.held("Réponses")).to_have_text("1")
        panel.press("Couper le réseau")
        panel.answer("Et laquelle encore", "La bonne")
        expect(panel.page.locator("#rows .problem").first).to_be_visible()
        panel.press("Couper le réseau")
        panel.press("Relancer")
        panel.launched(2)
        expect(panel.held("Réponses")).to_have_text("2")
        launched = next(each for each in visit.requests if "registration=" in each)
        registration = parse_qs(urlsplit(launched).query)["registration"][0]
        statements = ralph.statements(registration)
        verbs = [each["verb"]["id"].rpartition("/")[2] for each in statements]
        assert verbs.count("answered") == 2
        assert ralph.faults(statements) == [[] for _ in statements]
        # The page itself is told nothing of the LRS, and nothing is written down.
        secret = credentials.partition(":")[2]
        assert not [each for each in visit.requests if secret in each or ralph.origin in each]
        assert secret not in running.line
        assert secret not in panel.page.content()


def test_an_lrs_that_is_not_there_is_said(tmp_path: Path, new_visit: Callable[..., Visit]) -> None:
    with previewed(write_project(tmp_path), "-f", "xapi", "--lrs", "http://127.0.0.1:9/xAPI") as running:
        visit = new_visit()
        visit.expect(r"502|Cartable: RUN")
        page = visit.open(running.address)
        expect(page.locator("#rows .problem .why").first).to_contain_text("Erreur 502 : le LRS ne répond pas")


@pytest.mark.parametrize("address", ["lrs.example.org", "ftp://lrs.example.org/", "http://"])
def test_an_lrs_has_a_web_address(tmp_path: Path, address: str) -> None:
    command = [sys.executable, "-c", "from builder.cli import main; main()", "preview", "--lrs", address]
    done = subprocess.run(command, cwd=write_project(tmp_path), capture_output=True, text=True, check=False)
    assert (done.returncode, "--lrs" in done.stderr) == (2, True)


def test_the_address_of_an_lrs_gives_up_its_credentials() -> None:
    address = Address.read("https://un%40deux:mot%3Ade@lrs.example.org:8443/xAPI/")
    assert address == Address(
        "https://lrs.example.org:8443/xAPI", "Basic " + base64.b64encode(b"un@deux:mot:de").decode()
    )
    assert address.shown == "lrs.example.org:8443"
    assert Address.read("https://a:b@lrs.example.org", "c:d").authorization == "Basic Yzpk"
    assert Address.read("http://[::1]:80/x").url == "http://[::1]:80/x"


def test_end_points_answer_to_the_page_alone(tmp_path: Path) -> None:
    with previewed(write_project(tmp_path), "-f", "xapi") as running:
        statements = "/_preview/xapi/statements"
        version = {"X-Experience-API-Version": "1.0.3"}
        assert running.get(statements, running.pages, **version)[0] == 401
        wrong = {"Authorization": "Basic " + base64.b64encode(b"apercu:apercu").decode()}
        assert running.get(statements, running.pages, **version, **wrong)[0] == 401
        for headers in (
            {"Origin": "http://evil.example"},
            {"Origin": f"http://127.0.0.1:{running.port}"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        ):
            status, given, _ = running.get(statements, running.pages, **version, **headers)
            assert status == 403
            assert "access-control-allow-origin" not in given
        assert running.get(statements, running.pages, Host="evil.example")[0] == 421
        # The frame of the platform is for the controls alone, and everything around the page has a policy.
        for name in ("/_preview/frame.html", "/_preview/left", "/_preview/scorm/pages/scorm.js"):
            policy = running.get(name, running.pages)[1]["content-security-policy"]
            assert policy.startswith("default-src 'none'")
            assert "unsafe" not in policy
            assert f"http://127.0.0.1:{running.port}" in policy


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ('{"do": "clear"}', {"Content-Type": "application/json"}, 204),
        ('{"do": "clear"}', {"Content-Type": "text/plain"}, 415),
        ('{"do": "clear"}', {}, 415),
        ('{"do": "clear"}', {"Content-Type": "application/json", "Origin": "http://evil.example"}, 403),
        ('{"do": "clear"}', {"Content-Type": "application/json", "Origin": "http://127.0.0.1:1"}, 403),
        ('{"do": "rm"}', {"Content-Type": "application/json"}, 404),
        ('{"do": "way", "value": "scorm13"}', {"Content-Type": "application/json"}, 204),
        ('{"do": "unit", "value": 7}', {"Content-Type": "application/json"}, 204),
        ("[]", {"Content-Type": "application/json"}, 400),
        ("7", {"Content-Type": "application/json"}, 400),
        ("{", {"Content-Type": "application/json"}, 400),
    ],
)
def test_the_buttons_are_for_the_controls_alone(
    commanded: Preview, body: str, headers: dict[str, str], status: int
) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", commanded.port, timeout=10)) as connection:
        connection.request("POST", "/do", body, headers)
        assert connection.getresponse().status == status
    assert commanded.get("/do", commanded.pages)[0] == 404


@pytest.fixture(scope="module")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that is only told things."""
    with previewed(write_project(tmp_path_factory.mktemp("ordres"))) as running:
        yield running


def test_the_journal_does_not_grow_for_ever() -> None:
    journal = Journal("fr", Bell())
    for number in range(MOST_ROWS + 500):
        journal.add(Call("2026-01-01T00:00:00Z", "LMSCommit", ["x" * 70_000], "true", "0", 1, number), "y" * 70_000)
    rows = journal.since(0)
    assert len(rows) == MOST_ROWS
    assert rows[0]["number"] == 501
    assert max(len(json.dumps(each)) for each in rows) < 11_000
    assert journal.counts["commits"] == MOST_ROWS + 500
    assert journal.since(journal.last) == []
    journal.clear()
    assert (journal.since(0), journal.counts["calls"]) == ([], 0)


def test_every_fault_of_scorm_is_said_in_french() -> None:
    pages = ROOT / "builder" / "hosts" / "pages"
    scripts = "".join((pages / name).read_text("utf-8") for name in ("scorm12.js", "scorm2004.js"))
    assert set(FRENCH) == set(re.findall(r'^    "(R(?:12|04)-[^"]+)": "', scripts, re.MULTILINE))


def test_both_languages_say_the_same() -> None:
    assert set(WORDS["fr"]) == set(WORDS["en"])
    for name, text in WORDS["fr"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", WORDS["en"][name])), name
    for table in (STANDARDS, ERRORS_12, ERRORS_2004, ERRORS_HTTP):
        assert all(set(words) == {"fr", "en"} for words in table.values())

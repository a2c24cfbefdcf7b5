"""The preview in a real browser: it follows the sources, keeps the last good page, and answers to nobody else."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from builder.rules import RULES
from tests.hosts.browser import Visit
from tests.hosts.foreign import npm
from tests.preview.projects import ROOT, SOURCE, Preview, started


@contextmanager
def running(root: Path, port: int = 0, language: str = "fr") -> Iterator[Preview]:
    """A preview of a project of one text and one film at *root*."""
    (root / SOURCE).parent.mkdir(parents=True, exist_ok=True)
    (root / "media").mkdir(exist_ok=True)
    (root / "media" / "film.mp4").write_bytes(bytes(range(256)) * 40)
    if not (root / SOURCE).exists():
        (root / SOURCE).write_text("Premier texte", "utf-8")
    command = [sys.executable, "-m", "tests.preview.app", str(root), str(port), language]
    with started(root, command, ROOT) as made:
        yield made


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A preview whose sources the test may change."""
    with running(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview for tests that only ask."""
    with running(tmp_path_factory.mktemp("untouched")) as made:
        yield made


def course(page: Page) -> FrameLocator:
    """The document of the course inside the controls."""
    return page.frame_locator("#frame").frame_locator("#page")


def test_the_page_follows_its_source(preview: Preview, new_visit: Callable[..., Visit]) -> None:
    visit = new_visit()
    page = visit.open(preview.address)
    heading = course(page).locator("h1")
    expect(heading).to_have_text("Premier texte")
    expect(page.locator("#title")).to_have_text("Le trafic, l’affaire de tous : comprendre & agir")
    expect(page.locator("#state")).to_have_text("À jour")
    preview.write("Deuxième texte")
    expect(heading).to_have_text("Deuxième texte")
    # Sites may load nothing but what the preview serves, at its two ports.
    ports = {f"127.0.0.1:{preview.port}", f"127.0.0.1:{preview.pages}"}
    assert {url.split("/")[2] for url in visit.requests if not url.startswith("data:")} == ports


def test_the_page_reloads_where_it_stands(preview: Preview, new_visit: Callable[..., Visit]) -> None:
    page = new_visit().open(preview.address)
    expect(course(page).locator("h1")).to_have_text("Premier texte")
    inner = next(frame for frame in page.frames if frame.url.endswith("index.html"))
    inner.evaluate("location.hash = 'contexte'")
    preview.write("Autre texte")
    expect(course(page).locator("h1")).to_have_text("Autre texte")
    expect(course(page).locator("#hash")).to_have_text("#contexte")


def test_mistakes_are_shown_and_the_last_good_page_stays(preview: Preview, new_visit: Callable[..., Visit]) -> None:
    page = new_visit().open(preview.address)
    expect(course(page).locator("h1")).to_have_text("Premier texte")
    preview.write("Premier texte\n  <b>FAUTE</b>")
    expect(page.locator("#state")).to_have_text("Le cours a des erreurs")
    expect(page.locator("#report-title")).to_contain_text("1 erreur")
    expect(page.locator("#advice")).to_have_text("La page montre la dernière version sans erreur.")
    item = page.locator("#list li")
    expect(item).to_contain_text("erreur SRC-014 " + RULES["SRC-014"].fr.format(tag="!!x"))
    expect(item).to_contain_text("courses/trafic/texte.md:2:6")
    assert item.locator("pre").inner_text() == "  <b>FAUTE</b>\n     ^^^^^"
    expect(course(page).locator("h1")).to_have_text("Premier texte")
    preview.write("Corrigé")
    expect(course(page).locator("h1")).to_have_text("Corrigé")
    expect(page.locator("#report")).to_be_hidden()
    expect(page.locator("#state")).to_have_text("À jour")


def test_a_bug_of_the_build_is_shown_and_ends_nothing(preview: Preview, new_visit: Callable[..., Visit]) -> None:
    page = new_visit().open(preview.address)
    preview.write("BUG")
    expect(page.locator("#crash")).to_contain_text("ZeroDivisionError: bug in a build")
    expect(course(page).locator("h1")).to_have_text("Premier texte")
    preview.write("Corrigé")
    expect(course(page).locator("h1")).to_have_text("Corrigé")
    expect(page.locator("#crash")).to_be_hidden()


def test_a_course_may_begin_with_errors(tmp_path: Path, new_visit: Callable[..., Visit]) -> None:
    (tmp_path / SOURCE).parent.mkdir(parents=True)
    (tmp_path / SOURCE).write_text("FAUTE", "utf-8")
    with running(tmp_path, language="en") as preview:
        assert preview.line.startswith("Preview: http://127.0.0.1:")
        visit = new_visit()
        visit.expect("503")
        page = visit.open(preview.address)
        expect(page.locator("#state")).to_have_text("The course has errors")
        expect(page.locator("#list li")).to_contain_text("error SRC-014")
        expect(page.locator("#advice")).to_have_text("Mend them, and the page will appear here.")
        preview.write("Mended")
        expect(course(page).locator("h1")).to_have_text("Mended")


def test_the_widths(untouched: Preview, new_visit: Callable[..., Visit]) -> None:
    page = new_visit(viewport={"width": 1200, "height": 700}).open(untouched.address)
    expect(course(page).locator("h1")).to_be_visible()
    inner = next(frame for frame in page.frames if frame.url.endswith("index.html"))
    for name, width in (("Téléphone", 360), ("Tablette", 768), ("Toute la largeur", 1200)):
        page.get_by_role("radio", name=name).check()
        assert inner.evaluate("innerWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_controls(
    preview: Preview, new_visit: Callable[..., Visit], scheme: Literal["light", "dark"]
) -> None:
    page = new_visit(color_scheme=scheme).open(preview.address)
    expect(page.locator("#state")).to_have_text("À jour")
    page.evaluate((npm("axe-core") / "axe.min.js").read_text("utf-8"))
    look = """() => axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        iframes: false,
        preload: false,
    }).then(result => result.violations.map(each => [each.id, ...each.nodes.map(node => node.html)]))"""
    assert page.evaluate(look) == []
    preview.write("Une ligne\nREMARQUE")
    expect(page.locator("#list")).to_contain_text("SRC-037")
    expect(page.locator("#report")).not_to_have_attribute("open", "")
    assert page.evaluate(look) == []
    preview.write("FAUTE\nREMARQUE")
    expect(page.locator("#list")).to_contain_text("SRC-014")
    expect(page.locator("#report")).to_have_attribute("open", "")
    assert page.evaluate(look) == []


def test_pages_are_the_bytes_of_the_package(untouched: Preview) -> None:
    film = (untouched.root / "media" / "film.mp4").read_bytes()
    assert untouched.get("/media/film.mp4", untouched.pages)[2] == film
    status, headers, body = untouched.get("/media/film.mp4", untouched.pages, Range="bytes=100-299")
    assert (status, body) == (206, film[100:300])
    assert headers["content-range"] == f"bytes 100-299/{len(film)}"
    status, headers, body = untouched.get("/player.js", untouched.pages)
    assert (status, headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert body == b'document.getElementById("hash").textContent = location.hash;'
    assert untouched.get("/index.html", untouched.pages)[2].startswith(b"<!doctype html>")
    assert untouched.get("/", untouched.pages)[0] == 307
    for name in ("/none.html", "/media", "/../courses/trafic/texte.md", "/%2e%2e/cartable.toml", "//etc/passwd"):
        assert untouched.get(name, untouched.pages)[0] == 404
    assert untouched.get("/index.html")[0] == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:{port}"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": "127.0.0.1.evil.example:{port}"}, 421),
        ({"Host": "localhost:{port}"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ],
)
def test_other_sites_are_refused(untouched: Preview, headers: dict[str, str], status: int) -> None:
    for port, name in ((untouched.port, "/"), (untouched.pages, "/index.html")):
        filled = {key: value.format(port=port) for key, value in headers.items()}
        answered, given, body = untouched.get(name, port, **filled)
        assert answered == status
        assert "access-control-allow-origin" not in given
        assert status == 200 or b"Premier" not in body


def test_another_page_on_the_machine_reads_nothing(untouched: Preview, new_visit: Callable[..., Visit]) -> None:
    visit = new_visit()
    visit.expect("ERR_|CORS")
    page = visit.context.new_page()
    page.route("http://127.0.0.1:1/", lambda route: route.fulfill(body="<p>elsewhere", content_type="text/html"))
    page.goto("http://127.0.0.1:1/")
    script = f"http://127.0.0.1:{untouched.pages}/player.js"
    loaded = """address => new Promise(done => {
        const script = document.createElement("script");
        script.onload = () => done("loaded");
        script.onerror = () => done("refused");
        script.src = address;
        document.head.append(script);
    })"""
    assert page.evaluate(loaded, script) == "refused"
    fetched = "address => fetch(address).then(() => 'read', () => 'refused')"
    assert page.evaluate(fetched, f"{untouched.address}events") == "refused"


def test_it_listens_on_this_machine_alone(untouched: Preview) -> None:
    table = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    for port in (untouched.port, untouched.pages):
        listening = [line.split()[1] for line in table.split("\n") if f":{port:04X} " in line and " 0A " in line]
        assert listening == [f"0100007F:{port:04X}"]


def test_a_taken_port_is_an_error_and_its_neighbour_is_not(tmp_path: Path) -> None:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        port = first.getsockname()[1]
        second.bind(("127.0.0.1", port + 1))
        second.listen()
        first.listen()
        (tmp_path / SOURCE).parent.mkdir(parents=True)
        command = [sys.executable, "-m", "tests.preview.app", str(tmp_path), str(port), "fr"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert "OSError: [Errno 98]" in done.stderr
        first.close()
        with running(tmp_path, port) as preview:
            assert preview.port == port
            assert preview.pages not in (port, port + 1)


def events(connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    """The stream that the controls listen to."""
    connection.request("GET", "/events")
    return connection.getresponse()


def test_events_are_one_line_each(preview: Preview) -> None:
    with (
        closing(http.client.HTTPConnection("127.0.0.1", preview.port, timeout=10)) as connection,
        events(connection) as answer,
    ):
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        status = json.loads(answer.readline().removeprefix(b"data: "))
        assert not status["failed"]
        os.utime(preview.root / SOURCE)
        assert answer.readline() == b"\n"
        again = json.loads(answer.readline().removeprefix(b"data: "))
        # Built again, but the same: nothing to reload.
        assert again["edition"] == status["edition"]


def test_the_command_previews_a_real_course(tmp_path: Path, new_visit: Callable[..., Visit]) -> None:
    for name in ("courses", "quizzes", "media"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "cartable.toml", tmp_path)
    command = [sys.executable, "-c", "from builder.cli import main; main()", "preview", "limits", "--port", "0"]
    lesson = tmp_path / "courses" / "limits" / "lessons" / "contexte.md"
    text = lesson.read_text("utf-8")
    with started(tmp_path, command, tmp_path) as preview:
        page = new_visit(viewport={"width": 1280, "height": 900}).open(preview.address)
        expect(course(page).locator("#_accueil")).to_be_visible()
        inner = next(frame for frame in page.frames if frame.url.endswith("index.html"))
        inner.evaluate("location.hash = 'contexte'")
        expect(course(page).locator("#contexte")).to_be_visible()
        lesson.write_text(text.replace("\n# ", "\n# Autrement : ", 1), "utf-8")
        expect(course(page).locator("#contexte h1")).to_contain_text("Autrement")
        expect(course(page).locator("#contexte")).to_be_visible()
        lesson.write_text(text + "\n::: attention Une boîte ouverte\n", "utf-8")
        expect(page.locator("#list li.error, #list .error").first).to_be_visible()
        expect(page.locator("#list")).to_contain_text("courses/limits/lessons/contexte.md:")
        expect(course(page).locator("#contexte h1")).to_contain_text("Autrement")
        lesson.write_text(text, "utf-8")
        expect(course(page).locator("#contexte h1")).not_to_contain_text("Autrement")
        expect(page.locator("#state")).to_have_text("À jour")
        status, _, body = preview.get("/index.html", preview.pages)
    assert status == 200
    build = [sys.executable, "-c", "from builder.cli import main; main()", "build", "limits", "-f", "web", "-o", "out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(build, cwd=tmp_path, env=environment, check=True, capture_output=True)
    with zipfile.ZipFile(tmp_path / "out" / "limits.fr.web.zip") as opened:
        assert opened.read("index.html") == body

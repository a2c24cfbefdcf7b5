"""Finished packages of any origin in the preview, and the course's own when each lesson is tracked by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from builder.preview.packages import Launch, Unplayable, inside, launches, unpack
from builder.preview.studio import Content
from tests.hosts.browser import Visit
from tests.preview.projects import ORDINARY, previewed, write_project

SCO = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>SCO</title></head><body><h1>Chez nous</h1>
<p id="said"></p><script>
  const names = {EDITION};
  let frame = window;
  while (!frame[names.api] && frame !== frame.parent) frame = frame.parent;
  const api = frame[names.api];
  api[names.begin]("");
  const before = api[names.get](names.data);
  document.getElementById("said").textContent = before + location.search;
  api[names.set](names.status, "incomplete");
  api[names.set](names.exit, "suspend");
  api[names.set](names.data, "vu");
  api[names.set](names.status, "n'importe quoi");
  api[names.commit]("");
  addEventListener("pagehide", () => { api[names.set](names.time, names.spent); api[names.end](""); });
</script></body></html>"""
NAMES = {
    "scorm12": """{api: "API", begin: "LMSInitialize", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit",
        end: "LMSFinish", status: "cmi.core.lesson_status", exit: "cmi.core.exit", data: "cmi.suspend_data",
        time: "cmi.core.session_time", spent: "00:00:01.00"}""",
    "scorm2004": """{api: "API_1484_11", begin: "Initialize", get: "GetValue", set: "SetValue", commit: "Commit",
        end: "Terminate", status: "cmi.completion_status", exit: "cmi.exit", data: "cmi.suspend_data",
        time: "cmi.session_time", spent: "PT1S"}""",
}
MANIFESTS = {
    "scorm12": """<manifest identifier="M" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
      xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schema>ADL SCORM</schema>
      <schemaversion>1.2</schemaversion></metadata><organizations default="O"><organization identifier="O">
      <title>Ailleurs</title><item identifier="I" identifierref="R" parameters="?a=1"><title>Un SCO d’ailleurs</title>
      </item></organization></organizations><resources><resource identifier="R" type="webcontent" xml:base="corps/"
      adlcp:scormtype="sco" href="page un.html"><file href="page un.html"/></resource></resources></manifest>""",
    "scorm2004": """<manifest identifier="M" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
      xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"><metadata><schema>ADL SCORM</schema>
      <schemaversion>2004 4th Edition</schemaversion></metadata><organizations default="O">
      <organization identifier="O"><title>Ailleurs</title><item identifier="I" identifierref="R" parameters="a=1">
      <title>Un SCO d’ailleurs</title></item></organization></organizations><resources><resource identifier="R"
      type="webcontent" adlcp:scormType="sco" href="corps/page un.html"><file href="corps/page un.html"/></resource>
      </resources></manifest>""",
}


def foreign(folder: Path, edition: str) -> Path:
    """A tiny package of SCORM that Cartable did not make."""
    path = folder / "ailleurs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("imsmanifest.xml", MANIFESTS[edition])
        archive.writestr("corps/page un.html", SCO.replace("{EDITION}", NAMES[edition]))
    return path


def rows(page: Page, text: str) -> None:
    """Return when a call with *text* is shown."""
    expect(page.locator("#rows > li").filter(has_text=text).last).to_be_visible()


@pytest.mark.parametrize("edition", ["scorm12", "scorm2004"])
def test_a_foreign_package_plays(tmp_path: Path, edition: str, new_visit: Callable[..., Visit]) -> None:
    path = foreign(tmp_path, edition)
    with previewed(tmp_path, path.name) as running:
        visit = new_visit()
        visit.expect("favicon|404")
        page = visit.open(running.address)
        sco = page.frame_locator("#frame").frame_locator("#page").frame_locator("iframe[name=course]")
        expect(sco.locator("#said")).to_have_text("?a=1")
        expect(page.locator("#title")).to_have_text("Un SCO d’ailleurs")
        expect(page.locator("#way option")).to_have_count(1)
        rows(page, "suspend_data = vu")
        # The rules hold for others too, in the words of whoever reads: here a status that is none.
        expect(page.locator("#rows .violation .why")).to_have_text(re.compile("^Manquement R"))
        code = "405" if edition == "scorm12" else "406"
        expect(page.locator("#rows .call.problem .why")).to_have_text(
            f"Erreur {code} : valeur qui n’est pas du bon type"
        )
        page.get_by_role("button", name="Relancer").click()
        expect(sco.locator("#said")).to_have_text("vu?a=1")


@pytest.mark.parametrize("name", ["scorm12", "xapi", "cmi5", "web", "universal"])
def test_a_finished_package_is_recognised(tmp_path: Path, name: str, new_visit: Callable[..., Visit]) -> None:
    write_project(tmp_path)
    command = [sys.executable, "-c", "from builder.cli import main; main()", "build", "-f", name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    path = next((tmp_path / "dist").glob("*.zip"))
    with previewed(tmp_path, str(path)) as running:
        visit = new_visit()
        visit.expect(ORDINARY)
        page = visit.open(running.address)
        ways = page.locator("#way option")
        expect(ways).to_have_count(3 if name == "universal" else 1)
        expect(page.locator("#title")).to_have_text("Un essai")
        if name != "web":
            rows(page, "Commit" if name in ("scorm12", "universal") else "initialized")
        with zipfile.ZipFile(path) as archive:
            assert running.get("/index.html", running.pages)[2] == archive.read("index.html")


@pytest.mark.parametrize("way", ["scorm12", "scorm2004", "cmi5"])
def test_each_lesson_by_itself(tmp_path: Path, way: str, new_visit: Callable[..., Visit]) -> None:
    with previewed(write_project(tmp_path, "paquet: par-lecon"), "-f", way) as running:
        visit = new_visit()
        visit.expect(ORDINARY)
        page = visit.open(running.address)
        parts = page.get_by_label("Partie")
        expect(parts.locator("option")).to_have_text(["Bienvenue", "Ensuite", "Vérifiez"])
        course = page.frame_locator("#frame").frame_locator("#page")
        course = course if way == "cmi5" else course.frame_locator("iframe[name=course]")
        expect(course.locator("#debut")).to_be_visible()
        parts.select_option("Vérifiez")
        expect(course.get_by_role("radio", name="Celle-ci")).to_be_visible()
        parts.select_option("Bienvenue")
        rows(page, "Lancement 2 : reprise")
        assert page.locator("#rows .violation").all_inner_texts() == []


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texte.zip").write_text("pas un zip", "utf-8")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"")
    for name, words in (("texte.zip", "zip que l’on puisse lire"), ("photos.zip", "norme n’est pas reconnue")):
        command = [sys.executable, "-c", "from builder.cli import main; main()", "preview", name, "--port", "0"]
        environment = {**os.environ, "LC_ALL": "fr_FR.UTF-8"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert words in done.stderr
        assert "Traceback" not in done.stderr


def test_entries_leave_their_names_in_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "dehors.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.html", "<p>dedans")
        archive.writestr("../../dehors.txt", "dehors")
    folder = tmp_path / "vide"
    folder.mkdir()
    content = unpack(path, folder, ("web",))
    assert [each.name for each in sorted(folder.iterdir())] == ["00000", "00001"]
    assert not (tmp_path / "dehors.txt").exists()
    assert content.launch == "index.html"
    with pytest.raises(Unplayable):
        unpack(path, folder, ())


def test_a_manifest_that_cannot_be_read_launches_nothing() -> None:
    bomb = b'<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]><manifest><item>&a;</item></manifest>'
    for data in (b"", b"<manifest", bomb):
        assert launches(Content("", "scorm12", {"imsmanifest.xml": data}, ""), "scorm12") == ()
    tincan = b"""<tincan xmlns="http://projecttincan.com/tincan.xsd"><activities><activity id="https://a.example/b">
        <name lang="fr">Un</name><launch lang="fr">https://ailleurs.example/</launch></activity></activities></tincan>"""
    (found,) = launches(Content("", "xapi", {"tincan.xml": tincan}, ""), "xapi")
    assert found == Launch("https://a.example/b", "Un", "https://ailleurs.example/", "https://a.example/b")
    assert not inside(found.href)
    assert inside("corps/page.html?a=1#b")
    assert not inside("//ailleurs.example/x")

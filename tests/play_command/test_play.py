"""Packages are played before the host they ask for: what is right raises nothing, each fault raises its rule."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.diagnostics import Report
from builder.play import Options, Play, play
from tests.play_command.packages import PAGE, SCO12, SCO2004, XAPI, make, replaced

SANDBOX = getattr(os, "geteuid", lambda: 1)() != 0


def played(path: Path, **options: object) -> tuple[list[Play], set[str]]:
    """The plays of the package at *path*, and the codes of what was found."""
    report = Report()
    plays = play(path, report, Options(sandbox=SANDBOX, **options))  # type: ignore[arg-type]
    return plays, {each.code for each in report.diagnostics}


@pytest.mark.parametrize("standard", ["scorm12", "scorm2004", "xapi"])
def test_a_right_package_of_another_tool_raises_nothing(standard: str, tmp_path: Path) -> None:
    plays, codes = played(make(tmp_path, standard))
    assert codes == set()
    (done,) = plays
    assert (done.standard, done.own, done.title) == (standard, False, "Un module")
    assert done.status == "completed"
    assert done.resumed in (True, None)
    assert done.launch_calls > 0
    assert done.examined


TWELVE: dict[str, tuple[Callable[[str], str], str]] = {
    "never-initializes": (lambda _: "", "PLY-002"),
    "wrong-status": (lambda text: replaced(text, '"completed"', '"complete"'), "R12-06.vocabulary"),
    "long-state": (
        lambda text: replaced(text, "/* click */", 'set("cmi.suspend_data", "x".repeat(5000));'),
        "R12-14.length",
    ),
    "choice-10": (
        lambda text: replaced(
            text,
            "/* click */",
            """set("cmi.interactions.0.id", "q1");
            set("cmi.interactions.0.type", "choice");
            set("cmi.interactions.0.student_response", "10");""",
        ),
        "R12-19.response",
    ),
    "after-finish": (
        lambda text: replaced(text, "/* end */", 'api.LMSGetValue("cmi.core.credit");'),
        "R12-03.after-finish",
    ),
    "no-finish": (lambda text: replaced(text, 'api.LMSFinish("");', ""), "R12-02.no-finish"),
    "no-exit": (lambda text: replaced(text, 'set("cmi.core.exit", "suspend");', ""), "R12-08.exit-late"),
    "loses-resume": (
        lambda text: replaced(text, 'Number(api.LMSGetValue("cmi.core.lesson_location") || 1)', "1"),
        "PLY-010",
    ),
    "writes-in-review": (
        lambda text: text.replace('api.LMSGetValue("cmi.core.lesson_mode") === "normal"', "true"),
        "R12-09.not-normal",
    ),
    "exception": (lambda text: text + "\nundefined.x;", "PLY-005"),
    "console": (lambda text: text + '\nconsole.error("raté");', "PLY-006"),
    "external": (lambda text: text + '\nnew Image().src = "https://cdn.example.com/pixel.gif?a=1";', "PLY-007"),
    "alert": (lambda text: text + '\nalert("Bonjour");', "PLY-008"),
    "missing-file": (lambda text: text + '\nnew Image().src = "Photo.PNG";', "PLY-009"),
}


@pytest.mark.parametrize("fault", TWELVE)
def test_each_fault_of_a_scorm_12_package_raises_its_rule(fault: str, tmp_path: Path) -> None:
    breaks, code = TWELVE[fault]
    plays, codes = played(make(tmp_path, "scorm12", script=breaks(SCO12)))
    assert codes == {code}, [(each.rule, each.args) for each in plays[0].violations]


NEWER: dict[str, tuple[str, str, set[str]]] = {
    "exit-normal": ('set("cmi.exit", "suspend")', 'set("cmi.exit", "normal")', {"R04-06.exit-lost"}),
    "no-terminate": ('api.Terminate("");', "", {"R04-01.no-terminate"}),
    "progress": ("Math.min(1, page / 6)", "page", {"R04-12.range"}),
}


@pytest.mark.parametrize("fault", NEWER)
def test_each_fault_of_a_scorm_2004_package_raises_its_rule(fault: str, tmp_path: Path) -> None:
    old, new, expected = NEWER[fault]
    _, codes = played(make(tmp_path, "scorm2004", script=replaced(SCO2004, old, new)))
    assert codes == expected


OTHERS: dict[str, tuple[str, str, str]] = {
    "registration": ('context: { registration: asked.get("registration") },', "", "T09.registration"),
    "activity": ('send("completed")', 'send("completed", "https://example.org/autre")', "T12.activity"),
    "invalid": ('"http://adlnet.gov/expapi/verbs/" + verb', '"verbs " + verb', "T11.refused"),
    "auth": ('asked.get("auth")', '"Basic Zm9vOmJhcg=="', "T07.auth"),
}


@pytest.mark.parametrize("fault", OTHERS)
def test_each_fault_of_an_xapi_package_raises_its_rule(fault: str, tmp_path: Path) -> None:
    old, new, code = OTHERS[fault]
    _, codes = played(make(tmp_path, "xapi", script=replaced(XAPI, old, new)))
    assert codes == {code}


def test_a_cmi5_unit_that_does_nothing_is_one_fault(tmp_path: Path) -> None:
    _, codes = played(make(tmp_path, "cmi5"))
    assert codes == {"PLY-002"}


def test_a_cmi5_unit_that_only_takes_its_token_raises_the_rest(tmp_path: Path) -> None:
    script = 'fetch(new URLSearchParams(location.search).get("fetch"), { method: "POST" });'
    _, codes = played(make(tmp_path, "cmi5", script=script))
    assert codes == {"K23", "K25"}


def test_what_a_screen_reader_cannot_read_is_an_obstacle(tmp_path: Path) -> None:
    image = '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" width="9">'
    page = PAGE.replace("<h1>", f"{image}<h1>")
    plays, codes = played(make(tmp_path, "scorm12", page=page))
    assert codes == {"PLY-011"}
    assert [each.rule for each in plays[0].axe] == ["image-alt"]


def test_a_page_that_hangs_is_given_up(tmp_path: Path) -> None:
    path = make(tmp_path, "scorm12", script=SCO12 + "\nwindow.addEventListener('load', () => { for (;;) {} });")
    plays, codes = played(path, timeout=5)
    assert "PLY-004" in codes
    assert plays[0].stopped


def test_the_only_way_out_is_to_the_host(tmp_path: Path) -> None:
    """Even another server of the same machine is out of reach."""
    script = (
        SCO12 + '\nfetch("http://127.0.0.1:1/").catch(() => 0); new WebSocket("ws://192.0.2.1/").onerror = () => 0;'
    )
    plays, codes = played(make(tmp_path, "scorm12", script=script))
    assert codes <= {"PLY-006", "PLY-007"}
    assert set(plays[0].seen.external) == {"http://127.0.0.1:1/", "ws://192.0.2.1/"}


def test_a_hostile_zip_writes_nowhere_else(tmp_path: Path) -> None:
    path = make(tmp_path, "scorm12", **{"../evil.txt": "x", "/abs.txt": "y"})
    before = sorted(each.name for each in tmp_path.parent.iterdir())
    plays, codes = played(path)
    assert sorted(each.name for each in tmp_path.parent.iterdir()) == before
    assert codes == {"Z04.traversal", "Z04.absolute"}
    assert plays[0].status == "completed"


@pytest.mark.parametrize(
    ("entries", "code"),
    [({"a.txt": "x"}, "PLY-014"), ({}, "Z01.no-entries"), (None, "Z01.not-a-zip")],
    ids=["no-package", "empty", "no-zip"],
)
def test_what_is_no_package_is_not_played(entries: dict[str, str] | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    if entries is None:
        path.write_bytes(b"no zip at all")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in entries.items():
                archive.writestr(name, text)
    plays, codes = played(path)
    assert plays == []
    assert code in codes


def test_a_launch_page_that_is_not_there(tmp_path: Path) -> None:
    path = make(tmp_path, "scorm12")
    with zipfile.ZipFile(path) as archive:
        manifest = archive.read("imsmanifest.xml").decode()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
    _, codes = played(path)
    assert codes == {"PLY-001"}


def test_a_hostile_host_is_borne_or_not(tmp_path: Path) -> None:
    plays, codes = played(make(tmp_path, "scorm12"), host="hostile", axe=False)
    assert [each.mood for each in plays] == ["throws", "refuses", "late", "null", "noisy", "lost"]
    assert "PLY-005" in codes  # it counts on an API that is there and never throws


def test_pictures_are_taken(tmp_path: Path) -> None:
    plays, _ = played(make(tmp_path, "scorm12"), screenshots=tmp_path / "images")
    assert [each.name for each in plays[0].screenshots] == [
        "module-scorm12-index-phone.png",
        "module-scorm12-index-desktop.png",
    ]
    assert all(each.stat().st_size > 1000 for each in plays[0].screenshots)

"""`cartable test` on the command line: its words, its forms of report, its exit codes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from builder import cli
from builder.diagnostics import Report
from builder.hosts import Call, Violation
from builder.play import Play, browser, shown
from builder.play.outcome import STANDARDS, Finding
from builder.rules import RULES, plays
from tests.play_command.packages import SCO12, make, replaced

GOLDEN = Path(__file__).parent / "golden"
PAGES = Path(browser.__file__).parents[1] / "hosts" / "pages"


def run(folder: Path, *words: str, language: str = "en_GB.UTF-8") -> subprocess.CompletedProcess[str]:
    """What `cartable` says in *folder*."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    command = [sys.executable, "-c", "from builder.cli import main; main(prog_name='cartable')", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment | {"LC_ALL": language}
    )


def golden(name: str, text: str, config: pytest.Config) -> None:
    """*text* is what the golden file has, but for numbers that depend on the machine."""
    text = re.sub(r"\d+ (calls|appels)", r"N \1", text)
    path = GOLDEN / f"{name}.txt"
    if config.getoption("--golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_standards_are_those_of_the_plays() -> None:
    assert cli.STANDARDS == STANDARDS


@pytest.mark.parametrize("language", ["en_GB.UTF-8", "fr_FR.UTF-8"])
def test_a_broken_package_is_told_to_people(language: str, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    script = replaced(SCO12, '"completed"', '"complete"') + '\nconsole.error("raté");'
    make(tmp_path, "scorm12", script=script)
    done = run(tmp_path, "test", "module.zip", language=language)
    assert done.returncode == 1
    golden(f"broken-{language[:2]}", done.stdout + done.stderr, pytestconfig)


def test_a_right_package_is_told_to_machines(tmp_path: Path) -> None:
    make(tmp_path, "scorm12")
    done = run(tmp_path, "test", "module.zip", "--output-format", "json")
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)
    assert (told["format"], told["diagnostics"]) == (1, [])
    (play,) = told["plays"]
    assert play["status"] == "completed"
    assert play["resumed"] is True
    assert play["state"] == {"length": 0, "limit": 4096}
    assert play["calls"]["all"] > play["calls"]["launch"] > 3


def some_plays() -> tuple[list[Play], Report]:
    """Two plays with a fault each."""
    first = Play("a.zip", "scorm12", "strict", "I", "Un", "index.html", seconds=1.5)
    first.violations.append(Violation("R12-14.length", "LMSSetValue", ["cmi.suspend_data", "x" * 5000], ""))
    first.calls.append(Call("", "LMSSetValue", [], "false", "405", 1, 1))
    second = Play("a.zip", "cmi5", "strict", "https://example.org/au", "Un", "index.html", seconds=2)
    second.violations.append(Violation("K25 9.3.0.0-4", "PUT statements", [], "cmi5 9.3.0.0-4: not the first"))
    second.axe.append(Finding("color-contrast", "serious", "", "p", 1, "as it opens"))
    second.axe.append(Finding("landmark", "moderate", "", "div", 1, "as it opens"))
    report = Report()
    for each in (first, second):
        each.report(report)
    return [first, second], report


def test_junit_has_a_case_for_each_play() -> None:
    made, report = some_plays()
    suite = ElementTree.fromstring(shown.junit(made, report.diagnostics, "en"))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")
    first, second = suite
    assert first.get("name") == "SCORM 1.2 I"
    assert (first[0].text or "").startswith("R12-14.length: suspend_data over 4,096 characters: LMSSetValue")
    assert "PLY-011" in (second[0].text or "")
    assert "PLY-012" in (second[1].text or "")


def test_the_same_fault_is_told_once_with_its_number() -> None:
    play = Play("a.zip", "scorm12", "strict", "I", "Un", "index.html")
    play.violations += [Violation("R12-06.vocabulary", "LMSSetValue", ["cmi.core.exit", "bye"], "")] * 3
    report = Report()
    play.report(report)
    (only,) = report.diagnostics
    assert only.message("en").endswith("LMSSetValue(`cmi.core.exit`, `bye`) (×3)")


@pytest.mark.parametrize(
    "words",
    [["test"], ["test", "absent.zip"], ["test", "x.zip", "--host", "kind"], ["test", "x.zip", "--timeout", "0"]],
)
def test_wrong_usage_is_2(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"")
    assert run(tmp_path, *words).returncode == 2


def test_without_a_browser_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    @asynccontextmanager
    async def none(**_: Any) -> Any:
        raise browser.Missing("playwright install chromium")
        yield

    monkeypatch.setattr("builder.play.run.chromium", none)
    path = make(tmp_path, "scorm12")
    done = CliRunner().invoke(cli.main, ["test", str(path)])
    assert done.exit_code == 2
    assert "playwright install chromium" in done.output


def rules_of_the_hosts() -> Iterator[str]:
    """Every rule that the scripted hosts can name."""
    for name in ("scorm12", "scorm2004"):
        yield from re.findall(r'^    "(R\d\d-\d\d\.[\w-]+)":', (PAGES / f"{name}.js").read_text("utf-8"), re.MULTILINE)
    text = (PAGES.parent / "sessions.py").read_text("utf-8")
    yield from sorted(set(re.findall(r'": "(K\d\d)"', text)))


@pytest.mark.parametrize("rule", sorted(set(rules_of_the_hosts())))
def test_every_rule_of_the_hosts_is_explained(rule: str) -> None:
    assert RULES[rule].clause
    assert RULES[rule].why_fr
    assert RULES[rule].hint_en
    assert "{call}" in RULES[rule].fr


@pytest.mark.parametrize("code", sorted(plays.RULES))
def test_every_rule_of_a_play_can_be_shown(code: str) -> None:
    values = {"call": "c", "name": "n", "place": "p", "seconds": 1, "text": "t", "address": "a", "what": "w"}
    for language in ("fr", "en"):
        rule = RULES[code]
        assert rule.message(language).format(**values, rule="r", status="s")  # type: ignore[arg-type]
        assert "{" not in rule.hint(language).format(rule="r")


def test_the_number_of_a_rule_explains_its_faults(tmp_path: Path) -> None:
    done = run(tmp_path, "explain", "R12-14")
    assert done.returncode == 0
    assert re.match(r"error +R12-14\.length +suspend_data over 4,096 characters", done.stdout)
    assert "SCORM 1.2 RTE" in done.stdout

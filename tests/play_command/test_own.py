"""Packages of Cartable's own are played to their end under every standard, and raise nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load import projects
from tests.play_command.test_play import played


# tests/play plays the frozen course on every run, test_courses those of today.
@pytest.mark.soak
@pytest.mark.parametrize("format_name", ["scorm12", "scorm2004", "xapi", "cmi5", "web"])
def test_the_project_s_course_raises_nothing(format_name: str, archives: dict[str, Path]) -> None:
    # axe-core looks at the same pages in each; once is enough.
    plays, codes = played(archives[format_name], axe=format_name == "scorm12")
    assert codes == set()
    (done,) = plays
    assert done.own
    assert done.resumed
    assert done.answers > 30
    assert done.console == []
    if format_name == "web":
        return
    assert done.status == "completed"
    assert done.score in (100, None)  # cmi5 takes a score with passed or failed alone
    assert 0 < done.launch_calls <= 40
    assert 0 < done.answer_calls <= 15
    assert len(done.state) <= (done.limit or 4096)
    assert done.interactions


def test_a_package_for_all_is_played_under_each_standard(archives: dict[str, Path]) -> None:
    plays, codes = played(archives["universal"], host="hostile", standards=("xapi", "cmi5"), axe=False)
    assert codes == set()
    assert [(each.standard, each.mood) for each in plays] == [
        ("xapi", "503"),
        ("xapi", "cut"),
        ("cmi5", "fetch"),
        ("cmi5", "503"),
    ]
    plays, codes = played(archives["universal"], standards=("web",), axe=False)
    assert (plays, codes) == ([], {"PLY-014"})


def test_lessons_packaged_alone_are_played_one_after_the_other(tmp_path: Path) -> None:
    from builder import archive, pipeline
    from builder.diagnostics import Report
    from builder.load import read_project

    projects.make(tmp_path)
    path = tmp_path / "courses" / projects.COURSE / "course.yaml"
    path.write_text(path.read_text("utf-8") + "\npaquet: par-lecon\n", "utf-8")
    report = Report()
    loaded = pipeline.compile_course(read_project(tmp_path, report), projects.COURSE, report)
    assert loaded is not None
    package = pipeline.package(loaded[0], "scorm12", report)
    assert package is not None, report.diagnostics
    zipped = tmp_path / package.filename
    archive.save(package, zipped)
    plays, codes = played(zipped, host="minimal")
    assert codes == set()
    assert [each.launch for each in plays] == [each.launch for each in package.units]
    assert {each.status for each in plays} <= {"completed", "passed"}

"""Nothing is said of what is sound: packages of each kind by hand, and as many as hypothesis can think of."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.checker import check
from builder.diagnostics import Report
from builder.rules import ERROR, RULES
from tests.checker.corpus import POSITIVE
from tests.checker.corpus.editions import EDITIONS, Edition
from tests.checker.corpus.sound import MANY, Activity, cmi5, scorm, tincan
from tests.checker.packages import Files, checked, schema_folder, valid, zipped
from tests.checker.test_fuzz import bounded

LETTERS = "aàbçdeéèêœzAÉŒ0123 '’«»&\"-—…·.,;:!?>€ßñøżΩжあ"
titles = st.text(LETTERS, min_size=1, max_size=40).filter(str.strip)
queries = st.text("abc123-_", max_size=8).map(lambda text: f' parameters="?p={text}"')
pages = st.builds(
    Activity,
    title=titles,
    is_tracked=st.booleans(),
    attributes=st.one_of(st.just(""), st.just(' isvisible="false"'), queries),
)
activities = st.recursive(
    pages,
    lambda parts: st.builds(Activity, title=titles, parts=st.lists(parts, min_size=1, max_size=3).map(tuple)),
    max_leaves=8,
)
courses = st.builds(Activity, title=titles, parts=st.lists(activities, min_size=1, max_size=3).map(tuple)).filter(
    lambda course: any(each.is_tracked for each in course.pages)
)


def told(files: Files, folder: Path) -> set[str]:
    path = folder / "cours.zip"
    path.write_bytes(zipped(files))
    report = Report()
    check(path, report, xsd=schema_folder())
    return {each.code for each in report.diagnostics}


@pytest.mark.parametrize("name", POSITIVE)
def test_nothing_is_said_of_what_is_sound(name: str, tmp_path: Path) -> None:
    sound = POSITIVE[name]
    outcome = checked(zipped(sound.files), tmp_path)
    assert {each.split()[0] for each in outcome.found} == sound.told
    assert sound.kind in outcome.verdict.kinds


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.kind)
def test_nothing_is_said_of_any_sound_manifest(edition: Edition, tmp_path: Path) -> None:
    @settings(bounded, max_examples=25)
    @given(courses, st.sampled_from(["", "modules/", "a/b/"]))
    def judge(course: Activity, base: str) -> None:
        assert told(scorm(edition, course, base=base), tmp_path) <= MANY

    judge()


def test_nothing_is_said_of_any_sound_structure(tmp_path: Path) -> None:
    languages = st.lists(st.sampled_from(["fr", "en-GB", "pt-BR", "zh-Hant-TW", "ty"]), min_size=1, unique=True)

    @settings(bounded, max_examples=25)
    @given(courses, languages, st.integers(0, 3), st.sampled_from(["", "https://cours.example.fr/"]))
    def judge(course: Activity, languages: list[str], goals: int, site: str) -> None:
        assert told(cmi5(course, languages=tuple(languages), goals=goals, site=site), tmp_path) == set()
        assert told(tincan(course, languages[0]), tmp_path) == set()

    judge()


def test_names_with_accents_are_only_warned_of(tmp_path: Path) -> None:
    """With the flag that says UTF-8, as every writer sets it today."""
    files = {**valid("web"), "média/résumé.html": b"<!doctype html><html lang='fr'><title>R</title></html>"}
    assert told(files, tmp_path) == {"Z05.non-ascii"}


def test_a_structure_alone_and_in_zip64(tmp_path: Path) -> None:
    """An LMS must take both (cmi5 14.0.0.0-1, 14.2); of the second there is only a word."""
    files = cmi5(Activity("Cours", (Activity("Une page"),)), site="https://cours.example.fr/")
    path = tmp_path / "cmi5.xml"
    path.write_bytes(files["cmi5.xml"])
    report = Report()
    assert check(path, report).kinds == ("cmi5",)
    assert report.diagnostics == []
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(files[name])
    assert checked(stream.getvalue(), tmp_path).found == ["Z01.zip64"]
    assert RULES["Z01.zip64"].severity != ERROR

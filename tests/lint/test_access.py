"""What keeps people out of a course, where `tests/load/cases/acces.txt` cannot say it: prose by the line, and media."""

from __future__ import annotations

import time
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from builder import media
from builder.diagnostics import Report, Span
from builder.lint.access import ADDRESS, BULLET, MARK, SIGNS, judge
from builder.lint.senses import hints
from builder.lint.tongues import foreign, mismarked, told, written
from builder.load import load, read_project
from builder.load.assessment import AssessmentForm
from builder.media import Shelf
from builder.model import Course, Text
from builder.rules import RULES, access
from builder.source.languages import is_language, meant
from builder.source.markdown import parse
from tests.lint import prose
from tests.load import projects


def lines(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, line) for language, text in texts.items() for line in text.strip().split("\n")]


@pytest.mark.parametrize(("language", "line"), lines(prose.BLIND))
def test_a_part_told_by_one_sense_alone_is_found(language: str, line: str) -> None:
    (found,) = hints(line, language)
    assert line.replace("’", "'").startswith(found.words, found.start)


def test_other_prose_of_colours_and_sides_passes() -> None:
    assert [(line, found) for language, line in lines(prose.SIGHTED) if (found := list(hints(line, language)))] == []


def test_only_french_and_english_are_judged_by_their_words() -> None:
    assert list(hints("Cliquez sur le bouton vert.", "br")) == []
    assert [each.words for each in hints("Cliquez sur le bouton vert.", "fr-CA")] == ["le bouton vert"]


def test_a_typographer_s_apostrophe_and_space_are_read() -> None:
    text = "Lisez l’encadré\u00a0bleu, puis l’image à droite."
    assert [(each.sense, each.start, each.words) for each in hints(text, "fr")] == [
        ("colour", 6, "l'encadré bleu"),
        ("place", 27, "l'image à droite"),
    ]


@pytest.mark.parametrize(("language", "line"), lines(prose.FOREIGN))
def test_words_of_another_language_are_found(language: str, line: str) -> None:
    found = list(foreign(line, language))
    assert len(found) == 1
    assert line.startswith(found[0].words, found[0].start)


def test_names_loans_and_marked_words_pass() -> None:
    assert [(line, found) for language, line in lines(prose.HOME) if (found := list(foreign(line, language)))] == []


def spoken(text: str, home: str) -> str:
    return told(text.split(), home)


def test_the_language_is_named() -> None:
    assert spoken("I don’t know what you want", "fr") == "en"
    assert spoken("das ist nicht mein Problem", "fr") == "de"
    assert spoken("la vida no es como tú la quieres", "fr") == "es"
    assert spoken("je ne sais pas ce que tu veux", "en") == "fr"
    assert spoken("je ne sais pas ce que tu veux", "fr") == ""
    assert list(foreign("This is what they said to all of us.", "br")) == [], "a language that nobody here knows"
    assert list(mismarked("[je ne sais pas ce que tu veux]{lang=en-GB}")) == [
        (1, "je ne sais pas ce que tu veux", "en-GB", "fr")
    ]


def test_a_whole_text_needs_more_than_a_few_words_to_be_told() -> None:
    english = "this is what they said to all of us, and that is why we do not want to be with them there"
    assert written([english], "fr") == ""
    assert written([english] * 3, "fr") == "en"
    assert written([english] * 3, "en") == ""
    assert written([english] * 3, "br") == ""
    assert (
        written([english, "je ne sais pas ce que tu veux, et nous non plus, dans ces cas où il est là"] * 3, "fr") == ""
    )


@pytest.mark.parametrize(
    "tag", ["fr", "en-GB", "es-419", "zh-Hant-TW", "de-1996", "sr-Latn", "gsw", "oc-lengadoc", "en-x-twain", "ar-Latn"]
)
def test_tags_of_languages(tag: str) -> None:
    assert is_language(tag)
    assert meant(tag) == tag


@pytest.mark.parametrize(
    ("tag", "guess"),
    [
        ("en-UK", "en-GB"),
        ("fra", "fr"),
        ("eng-us", "en-US"),
        ("English", "en"),
        ("fr_FR", "fr-FR"),
        ('"de"', "de"),
        ("jp", "ja"),
        ("xx", ""),
        ("f", ""),
        ("", ""),
        ("fr-", "fr"),
        ("klingon", ""),
        ("de-QQ", "de"),
    ],
)
def test_what_is_no_tag_and_what_was_meant(tag: str, guess: str) -> None:
    assert not is_language(tag)
    assert meant(tag) == guess


def cue(start: float, end: float, words: str) -> str:
    return f"{int(start) // 60:02}:{start % 60:06.3f} --> {int(end) // 60:02}:{end % 60:06.3f}\n{words}\n"


SAID = "Une phrase de douze mots à peu près, que l'on a le temps de lire"


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        ([(0, 28, SAID), (28, 58, SAID), (58, 90, SAID), (90, 118, SAID)], []),
        ([(0, 28, SAID), (28, 58, SAID), (58, 80, SAID), (80, 100, SAID)], [("MED-017", 12)]),
        ([(0, 28, SAID), (28, 58, SAID), (58, 80, SAID), (80, 109, SAID)], []),
        ([(31, 40, SAID), (41, 58, SAID), (58, 80, SAID), (111, 120, SAID)], [("MED-018", 3), ("MED-018", 12)]),
        ([(29, 40, SAID), (41, 58, SAID), (58, 80, SAID), (109, 120, SAID)], []),
        ([(0, 10, SAID), (60, 70, SAID)], [("MED-020", 1)]),
        ([(0, 28, SAID), (28, 30, SAID * 2), (30, 90, SAID), (90, 120, SAID)], [("MED-019", 6)]),
    ],
)
def test_captions_go_with_their_medium(
    cues: list[tuple[float, float, str]],
    expected: list[tuple[str, int]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "voix.yaml").write_text("son: voix\n", encoding="utf-8")
    (folder / "voix.mp3").write_bytes(b"")
    (folder / "voix.fr.vtt").write_text("WEBVTT\n\n" + "\n".join(cue(*each) for each in cues), encoding="utf-8")
    monkeypatch.setattr(media, "_measure", lambda file, kind: (0, 0, 120.0))
    report = Report()
    assert Shelf(tmp_path, {}, report, "fr").find("audio", "voix", Span("a")) is not None
    assert [(each.code, each.span.line) for each in report.diagnostics] == expected


@pytest.mark.parametrize(
    ("name", "count", "options", "moves"),
    [
        ("a.gif", 2, {"loop": 0, "duration": 100}, True),
        ("a.gif", 2, {"duration": 100}, False),
        ("a.gif", 2, {"duration": 4000}, True),
        ("a.gif", 2, {"loop": 3, "duration": 100}, False),
        ("a.gif", 1, {}, False),
        ("a.png", 2, {"loop": 0, "duration": 100}, True),
        ("a.png", 2, {"loop": 1, "duration": 100}, False),
        ("a.png", 1, {}, False),
        ("a.webp", 2, {"loop": 0, "duration": 100}, True),
        ("a.webp", 1, {}, False),
        ("a.jpg", 1, {}, False),
    ],
)
def test_a_picture_that_goes_on_moving_is_told(
    name: str, count: int, options: dict[str, int], moves: bool, tmp_path: Path
) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")][:count]
    target = BytesIO()
    kind = {"jpg": "JPEG"}.get(name[2:], name[2:].upper())
    more = {"save_all": True, "append_images": frames[1:], **options} if count > 1 else {}
    frames[0].save(target, kind, **more)
    folder = tmp_path / "media"
    folder.mkdir()
    (folder / "a.yaml").write_text("image: a\ntexte-alternatif: Un carré.\n", encoding="utf-8")
    (folder / name).write_bytes(target.getvalue())
    report = Report()
    Shelf(tmp_path, {}, report, "fr").find("image", "a", Span("a"))
    assert [each.code for each in report.diagnostics] == ["MED-023"] * moves


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 20_000, "*a" * 20_000, "« " * 20_000, '"' * 20_000, "`" * 20_000, "[a]{lang=" * 20_000),
        *("http://" + "." * 20_000, "www." * 20_000, "(source " * 20_000, "x" * 50_000 + " en rouge"),
        *("le bouton vert " * 20_000, "the words are in red " * 20_000, "the of and « the of and by » " * 20_000),
        *("écrit écrit " * 20_000, "tout situé " * 20_000 + "à droite", "🎉 " * 20_000, "русский " * 20_000),
    ],
    ids=lambda text: text[:9].strip(),
)
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    for pattern in (ADDRESS, SIGNS, BULLET, MARK):
        pattern.findall(text)
    for language in ("fr", "en"):
        list(islice(hints(text, language), 20))
        list(islice(foreign(text, language), 20))
    list(mismarked(text))
    assert time.process_time() - started < 3


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = tmp_path_factory.mktemp("base")
    projects.make(root)
    report = Report()
    loaded = load(read_project(root, report), projects.COURSE, report)
    assert loaded is not None
    return loaded[0]


PIECES = [
    *("le bouton vert ", "ci-contre ", "« the of and to it »", "[x](https://a.fr/b.pdf)", "[", "]", "{lang=", "}"),
    *("{lang=en}", "*", "**", "`", "\n", "\n\n", "|a|b|\n|-|-|\n", "🎉", "👨‍👩‍👧", "🇫🇷", "• a\n", "```\n", "+--+\n"),
    *(
        "www.a.b",
        "http://",
        "à droite",
        "’",
        "\u00a0",
        "русский",
        "# t\n",
        "> ",
        "- ",
        "(source : x)",
        "[^1]",
        "İ",
        "\t",
    ),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=25).map("".join))
@settings(max_examples=60, deadline=None)
def test_whatever_is_found_lies_in_its_text(course: Course, text: str) -> None:
    text = text.replace("\r", "").replace("\0", "")
    lines = text.split("\n")
    report = Report()
    judge(replace(course, pages=(replace(course.pages[0], blocks=(Text(parse(text, "a")),)),)), report)
    for each in report.diagnostics:
        assert each.message("fr")
        assert each.hint("en") is not None
        if each.span.path == "a":
            assert 1 <= each.span.line <= len(lines)
            length = len(lines[each.span.line - 1])
            assert 1 <= each.span.column <= length + 1
            assert each.span.end_column is None or each.span.column < each.span.end_column <= length + 1


@pytest.mark.parametrize(
    ("path", "before", "after", "code"),
    [
        ("lessons/accueil.md", "Une phrase.", "<iframe src='https://example.org/film'></iframe>", "SRC-030"),
        ("lessons/accueil.md", "Une phrase.", "Une <b tabindex='3' onclick='x()'>phrase</b>.", "SRC-030"),
        ("lessons/accueil.md", "Une phrase.", '<meta name="viewport" content="user-scalable=no">', "SRC-030"),
        ("lessons/accueil.md", "Une phrase.", "![Une rue](rue.png)", "SRC-034"),
        ("lessons/accueil.md", ":: video film", ":: embed https://example.org/film", "SRC-031"),
        ("lessons/accueil.md", ":: video film", ":: video https://example.org/film", "MED-002"),
        ("lessons/accueil.md", "Une phrase.", "Voir [le guide](guide.pdf).", "CRS-041"),
        ("course.yaml", "langue: fr", "langue: fr\ntheme: rouge", "CRS-011"),
    ],
)
def test_what_cannot_be_written_needs_no_rule(path: str, before: str, after: str, code: str, tmp_path: Path) -> None:
    """Rows of the list that hold by construction: foreign players, raw HTML, files on a page, colours of one's own."""
    projects.make(tmp_path)
    file = tmp_path / "courses" / "essai" / path
    assert before in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(before, after, 1), encoding="utf-8")
    assert code in [each.code for each in projects.diagnose(tmp_path)]


def test_no_assessment_has_a_time_limit() -> None:
    assert not {"duration", "limit", "time_limit", "timer"} & AssessmentForm.model_fields.keys()


def test_each_rule_has_its_criterion() -> None:
    for code, rule in access.RULES.items():
        assert RULES[code] is rule
        assert rule.clause.startswith("RGAA 4.1.2, "), code
        assert "WCAG 2.2, " in rule.clause, code
        assert rule.why_fr or code in {"ACC-011", "ACC-016", "ACC-023", "MED-022"}, code

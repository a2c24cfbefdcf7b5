"""Whatever stands in the sources, it is told: no traceback, no stall, no file outside the project."""

from __future__ import annotations

import copy
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.diagnostics import Report
from builder.handouts import DOCUMENTS
from builder.handouts.guide import guide
from builder.handouts.paper import Booklet
from builder.load import read_project
from builder.pipeline import compile_course, package
from builder.source import markdown, words
from tests.load import projects

ROOT = Path(__file__).parents[2]
SOURCES = (
    "cartable.toml",
    "courses/essai/course.yaml",
    "courses/essai/sources.yaml",
    "courses/essai/glossaire.yaml",
    "courses/essai/tracking.lock",
    "courses/essai/lessons/accueil.md",
    "quizzes/avis.yaml",
    "media/film.yaml",
    "media/film.fr.vtt",
    "media/plan.yaml",
    "media/plan.svg",
)
LOCK = '{"format": 1, "slots": [\n  {"slot": 0, "key": "accueil", "field": "seen", "bits": 1}\n], "choices": {}}\n'
NASTY = [
    *(
        "\0",
        "\x07",
        "\x1b[31m",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u202eabc",
        "e\u0301\u0323",
        "ﷺ",
        "𝔘",
        "\ufffe",
        "\t",
        "\r",
    ),
    *(
        "\r\n",
        "&a",
        "*a",
        "!!python/object",
        "<<: *a",
        "? ",
        "- ",
        ": ",
        " #",
        "'",
        '"',
        "|",
        ">",
        "%",
        "@",
        "`",
        "{",
        "[",
    ),
    *(
        "]",
        "---",
        "...",
        "<b>",
        "</b>",
        "<!--",
        "<![CDATA[",
        "[^1]",
        "[^1]: x",
        "[@",
        "](",
        "![",
        ":::",
        "::: attention",
    ),
    *(":: video x", "- [x]", "> ", "{{ x }}", "{lang=fr}", "(source : ", "| a | b |\n|---|", "\n: d", "WEBVTT"),
    *(
        "00:00 --> 99:99:99.999",
        "9" * 400,
        "1e999",
        "=",
        "[[x]]",
        "a.b = 1",
        "format = 99",
        '"slots": 1',
        "null",
        "NaN",
    ),
    *("Infinity", "\\ud800", "x" * 300, "&lt;", "&#0;", "\\"),
]

EVERY = ROOT / "tests/every/project"
FORMS = [
    *(path.relative_to(EVERY).as_posix() for path in sorted(EVERY.rglob("*.yaml")) if "media" not in path.parts),
]
VALUES = [
    *(
        "",
        " ",
        "0",
        "-1",
        "7",
        "8",
        "36",
        "99999999999",
        "1e999",
        "nan",
        "0.5",
        "1,5",
        "½",
        "٣",
        "oui",
        "null",
        "aucune",
    ),
    *(
        "tout",
        "x" * 70,
        "x" * 5_000,
        "é😀",
        "\u202eabc",
        "\u200b",
        "constructor",
        "__proto__",
        "_notes",
        "../../etc/passwd",
    ),
    *("/etc/passwd", "a/b", "..", "2027-02-30", "9999-12-31", "9999-12", "25:00-26:00", "00:00-23:59", "Europe/Pariss"),
    *(
        "javascript:alert(1)",
        "[[]]",
        "[[/(a+)+$/]]",
        "[[/a*b*/]]",
        "[[ ]] [[|]]",
        "[[a|b]]",
        "::: attention",
        "- a\n- b",
    ),
    *(
        "# T",
        "[^1]",
        "![](x)",
        "10 20 30",
        "10 20 30 140",
        "nan nan nan nan",
        "+1",
        "=3",
        "confiance >= 999",
        "{{ x }}",
    ),
    *("plan", "tout", "final", "atelier", "5", "en-GB", "a\nb\n\nc"),
]
ENDING = """\
terminer:
  toutes:
    - lecons-vues: toutes
    - une-de:
        - quiz-faits: [final]
        - note: 50
    - note: {minimum: 50, evaluation: final}
  par-public:
    elus: {lecons-vues: [travail]}
public: {elus: Élus, agents: Agents}
groupe: oui
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("robust")
    projects.make(root)
    lesson = root / "courses/essai/lessons/accueil.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n:: image plan\n", encoding="utf-8")
    (root / "courses/essai/tracking.lock").write_text(LOCK, encoding="utf-8")
    return root


def told(root: Path, name: str, data: bytes, course: str = projects.COURSE) -> list[str]:
    """What is said of the project when *name* holds *data*; the file is put back."""
    path = root / name
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        found = projects.diagnose(root, course)
    finally:
        path.write_bytes(before)
    for each in found:
        assert each.span.line >= 1
        assert each.span.column >= 1
        for text in (each.message("fr"), each.hint("en"), each.span.shown_path):
            text.encode()
            assert "\x1b" not in text
    return [projects.shown(each) for each in found]


quick = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.mark.parametrize("name", SOURCES)
def test_any_bytes(name: str, project: Path) -> None:
    @quick
    @given(st.binary(max_size=200))
    def check(data: bytes) -> None:
        told(project, name, data)

    check()


@pytest.mark.parametrize("name", SOURCES)
def test_any_mutation(name: str, project: Path) -> None:
    """A source as it could be, with pieces cut, doubled, moved, and every nasty thing put in."""
    text = (project / name).read_text("utf-8")
    chance = random.Random(name)
    for _ in range(40):
        changed = text
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(changed))
            end = min(len(changed), at + chance.randint(0, 30))
            move = chance.randint(0, 4)
            if move == 0:
                changed = changed[:at] + changed[end:]
            elif move == 1:
                changed = changed[:at] + changed[at:end] * 3 + changed[end:]
            else:
                changed = changed[:at] + chance.choice(NASTY) + changed[at if move == 2 else end :]
        told(project, name, changed.encode("utf-8", "surrogatepass"))


@quick
@given(st.text(alphabet=st.sampled_from("a *_`[]()<>!:|-#\n\\&^~{}@.1é\t>"), max_size=120))
def test_any_markdown_has_places_within_its_text(text: str) -> None:
    fragment = markdown.parse(text, "a.md")
    lines = text.split("\n")
    for each in (*fragment.faults, *fragment.citations):
        assert 1 <= each.span.line <= len(lines)
        assert each.span.column <= len(lines[each.span.line - 1]) + 1
    assert "\n" not in fragment.plain


@pytest.mark.parametrize("name", [each for each in SOURCES if each.endswith((".yaml", ".toml", ".lock", ".md"))])
@pytest.mark.parametrize(
    "nest", ["[", "{", "- ", "? ", "> ", "{a: ", '{"a": ', "a = [", "::: attention\n", "*", "- - "]
)
def test_deep_nesting(name: str, nest: str, project: Path) -> None:
    told(project, name, (nest * 5_000).encode())
    told(project, name, f"a: {nest * 5_000}".encode())
    told(project, name, ("".join(" " * n + "a:\n" for n in range(500))).encode())


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "![", "[a](", "[^", "*a ", "_a*", "`", "<", "<a ", "<!--", "&", "\\", "(source : "),
        *("[@a", "::: a ", ":: a ", "~", "|"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", " " * 40_000 + "x"])
def test_no_line_takes_quadratic_time(piece: str, end: str) -> None:
    began = time.process_time()
    markdown.parse(piece * 4_000 + end)
    markdown.parse(f"::: a{' ' * 40_000}x\n:::\n\n:: b{' ' * 40_000}x")
    assert time.process_time() - began < 10  # not a measure: quadratic time would be minutes


def test_a_large_file_is_not_read(project: Path) -> None:
    """A 50 MB line: told at once, in little memory, whichever source it stands in."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; from tests.load import projects;"
        "print(*[projects.shown(each) for each in projects.diagnose(Path(sys.argv[1]))], sep='\\n');"
        # Not `ru_maxrss`: it keeps the peak of the process that forked this one.
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    lesson = project / "courses/essai/lessons/accueil.md"
    before = lesson.read_bytes()
    try:
        with lesson.open("wb") as file:
            file.write(b"# A\n\n")
            for _ in range(50):
                file.write(b"a [b](" * 166_667)
        command = [sys.executable, "-c", code, str(project), str(ROOT)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        lesson.write_bytes(before)
    *lines, peak = done.stdout.split("\n")[:-1]
    assert lines == ["SRC-003 courses/essai/lessons/accueil.md:1:1"], done.stderr
    assert int(peak) < 300_000


def test_a_long_line(project: Path) -> None:
    code = "SRC-004"
    text = "# A\n\n" + "a" * 100_001
    place = "courses/essai/lessons/accueil.md:3:100001"
    assert told(project, "courses/essai/lessons/accueil.md", text.encode()) == [f"{code} {place}"]
    assert told(project, "courses/essai/lessons/accueil.md", ("# A\n\n" + "a" * 100_000).encode()) == []


def test_an_alias_bomb_is_not_unfolded(project: Path) -> None:
    rows = [f"b{n + 1}: &b{n + 1} [{', '.join([f'*b{n}'] * 20)}]\n" for n in range(60)]
    text = "b0: &b0 [x]\n" + "".join(rows)
    found = told(project, "courses/essai/glossaire.yaml", text.encode())
    assert {each.split()[0] for each in found} == {"SRC-013"}


def test_too_many_slots_or_too_long_a_state(project: Path) -> None:
    def lock(count: int, bits: int) -> bytes:
        slots = [{"slot": n, "key": f"a/{n}", "field": "answer", "bits": bits} for n in range(count)]
        return json.dumps({"format": 1, "slots": slots, "choices": {}}, indent=0).encode()

    name = "courses/essai/tracking.lock"
    codes = ["CRS-063", "CRS-064"]
    assert [each.split()[0] for each in told(project, name, lock(4095, 1))] == codes[:1]
    # One a format that keeps no more: SCORM 1.2, and the universal package with it.
    assert [each.split()[0] for each in told(project, name, lock(400, 64))] == codes[1:] * 2
    assert told(project, name, lock(380, 64)) == []


def test_a_question_with_too_many_answers(project: Path) -> None:
    def lesson(count: int) -> bytes:
        answers = "".join(f"- [{' x'[n == 0]}] Choix {n}\n  > Retour\n" for n in range(count))
        return f"# A\n\n::: question q\nOù ?\n\n{answers}:::\n".encode()

    name = "courses/essai/lessons/accueil.md"
    assert told(project, name, lesson(36)) == []
    assert [each.split()[0] for each in told(project, name, lesson(37))] == ["QUZ-012"]
    numbers = {str(n): f"{n:08d}" for n in range(1, 36)}
    lock = {"format": 1, "slots": [], "choices": {"accueil/q": numbers}}
    path = project / "courses/essai/tracking.lock"
    try:
        path.write_text(json.dumps(lock), encoding="utf-8")
        assert told(project, name, lesson(1 + 1))[0].split()[0] == "QUZ-017"
    finally:
        path.write_text(LOCK, encoding="utf-8")


def test_no_such_course(project: Path) -> None:
    found = projects.diagnose(project, "esai")
    assert [projects.shown(each) for each in found] == ["CRS-003 courses/esai:1:1 near=essai"]


def test_file_names_that_are_no_text(project: Path, tmp_path: Path) -> None:
    root = tmp_path / "projet"
    shutil.copytree(project, root)
    lessons = root / "courses/essai/lessons"
    for name in (b"\xff.md", b"a\nb.md", b"\x1b[31m.md", "é\u202e.md".encode(), "e\u0301.md".encode()):
        (lessons / os.fsdecode(name)).write_text("# A\n", encoding="utf-8")
    found = projects.diagnose(root)
    assert {each.code for each in found} == {"CRS-033"}
    for each in found:
        assert each.span.shown_path.isprintable()
        each.span.shown_path.encode()


def test_a_pipe_is_not_waited_for(project: Path, tmp_path: Path) -> None:
    root = tmp_path / "projet"
    shutil.copytree(project, root)
    for name in ("courses/essai/lessons/accueil.md", "media/film.mp4", "quizzes/avis.yaml"):
        (root / name).unlink()
        os.mkfifo(root / name)
    assert [each.code for each in projects.diagnose(root)] == ["SRC-001", "SRC-001"]


def test_the_sample_of_the_design_is_clean(tmp_path: Path) -> None:
    """The form that the design page shows; it lacks a uuid and its film, which are put in."""
    sample = ROOT / ".." / "shared" / "sample"
    if not sample.is_dir():
        tell = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        tell("the design's sample is not beside this repository")
    root = tmp_path / "projet"
    shutil.copytree(sample, root)
    course = root / "courses/limits/course.yaml"
    assert [each.code for each in projects.diagnose(root, "limits")] == ["CRS-010", "MED-007"]
    course.write_text("uuid: 3f2504e0-4f89-41d3-9a0c-0305e82c3301\n" + course.read_text("utf-8"), encoding="utf-8")
    for name in ("argent-facile.mp4", "argent-facile.jpg"):
        shutil.copy(ROOT / "media" / name, root / "media" / name)
    # The film is longer than the one that the design's captions were written for.
    assert [projects.shown(each) for each in projects.diagnose(root, "limits")] == [
        "MED-017 media/argent-facile.fr.vtt:19:1"
    ]


def test_every_word_of_the_form_is_reached_from_both_languages() -> None:
    for table in (words.KEYS, words.VALUES, words.DIRECTIVES):
        for french, english in table.items():
            assert words.canonical(french, table) == english
            assert words.canonical(french.upper().replace("-", " "), table) == english
            assert words.canonical(english, table) == table.get(english, english)
            assert words.canonical(words.local(english, table, "fr"), table) == english


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with every form of a source."""
    root = tmp_path_factory.mktemp("every")
    shutil.copytree(EVERY, root, dirs_exist_ok=True)
    path = root / "courses/tout/course.yaml"
    path.write_text(re.sub(r"(?m)^terminer:\n(  .*\n)+", ENDING, path.read_text("utf-8")), encoding="utf-8")
    assert projects.diagnose(root, "tout") == []
    return root


def places(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every node of a tree."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*place, key)
        yield from places(value, (*place, key))


def at(node: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        node = node[key]
    return node


def spoilt(tree: Any, chance: random.Random) -> Any:
    """*tree* with one node of another value, type, number or place."""
    tree = copy.deepcopy(tree)
    every = list(places(tree))
    place = chance.choice(every)
    holder, key = at(tree, place[:-1]), place[-1]
    value = copy.deepcopy(holder[key])
    more = value * chance.choice([2, 40]) if isinstance(value, list) else [value, value]
    other = copy.deepcopy(at(tree, chance.choice(every)))
    worse = chance.choice(VALUES)
    holder[key] = chance.choice([worse, worse, worse, [value], more, {"texte": value}, {worse: value}, {}, None, other])
    if chance.random() < 0.1:
        del holder[key]
    elif chance.random() < 0.1 and isinstance(holder, dict):
        holder[chance.choice(["titre", "texte", "id", "span", "poids", "essais", "note", "sources", "fields"])] = value
    return tree


@pytest.mark.parametrize("name", FORMS)
def test_any_form_of_another_type_or_value(name: str, every: Path) -> None:
    chance = random.Random(name)
    text = (every / name).read_text("utf-8")
    tree = yaml.load(text, yaml.BaseLoader)
    for _ in range(25):
        changed = spoilt(tree, chance)
        if chance.random() < 0.3:
            changed = spoilt(changed, chance)
        told(every, name, yaml.safe_dump(changed, allow_unicode=True, sort_keys=False).encode(), "tout")


def with_markup(node: Any, key: str = "") -> Any:
    """*node* with what a browser would run behind each of its texts."""
    if isinstance(node, dict):
        return {each: with_markup(value, each) for each, value in node.items()}
    if isinstance(node, list):
        return [with_markup(each, key) for each in node]
    is_text = re.search(r"[^\W\d_]{2} ", node) and key not in ("si", "genre", "modalite")
    return f'{node} &lt;zzz onzzz="1"> \\</script>&lt;zzz> \'' if is_text else node


def test_no_text_of_an_author_becomes_markup(every: Path, tmp_path: Path) -> None:
    root = tmp_path / "projet"
    shutil.copytree(every, root)
    for name in FORMS:
        tree = yaml.load((root / name).read_text("utf-8"), yaml.BaseLoader)
        text = yaml.safe_dump(with_markup(tree), allow_unicode=True, sort_keys=False)
        (root / name).write_text(text, encoding="utf-8")
    report = Report()
    loaded = compile_course(read_project(root, report), "tout", report)
    assert loaded is not None
    assert not report.has_errors, [projects.shown(each) for each in report.diagnostics]
    built = package(loaded[0], "web", report)
    assert built is not None
    pages = {name: data for name, data in built.files.items() if name.endswith(".html") and isinstance(data, bytes)}
    pages |= {"booklet": Booklet(loaded[0], 0).render("print/booklet.html").encode()}
    pages |= {"guide": guide(loaded[0], 0).encode()}
    (book,) = DOCUMENTS["epub"].make(loaded[0], report, 315_532_800)
    with zipfile.ZipFile(BytesIO(book.data)) as archive:
        pages |= {name: archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")}
    assert sum(b"&lt;zzz" in page for page in pages.values()) > 10
    assert [name for name, page in pages.items() if b"<zzz" in page] == []

"""Pages and scripts: exact places, texts that only look like a fault, other people's code, and texts made to exhaust.

That each fault raises its code is in the corpus (`corpus/texts.py`, `corpus/links.py`).
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from builder.checker import calls, datamodel, scripts, texts
from builder.checker.container import wrapped
from builder.diagnostics import Report
from builder.hosts import scorm as host
from builder.rules import scripts as rules
from tests.checker.corpus.guarded import most
from tests.hosts import foreign

OPEN = (
    b"for (let w = window; !w.API; w = w.parent);\n"
    b"API.LMSInitialize(''), LMSCommit(''), LMSFinish(''), set('lesson_status');"
)
OPEN_2004 = (
    b"for (let w = window; !w.API_1484_11; w = w.parent);\n"
    b"Initialize(''), Commit(''), Terminate(''), set('success_status');"
)


def said(files: dict[str, str | bytes], kind: str = "scorm12") -> list[str]:
    """`CODE name:line:column` of what is found in the texts of a package of *kind*."""
    report = Report()
    data = {name: each.encode() if isinstance(each, str) else each for name, each in files.items()}
    container = wrapped(data, "z", report)
    facts = texts.examine(container, report)
    calls.judge(container, facts, [kind], report)
    return [
        f"{each.code} {each.span.path.removeprefix('z/')}:{each.span.line}:{each.span.column}"
        for each in report.diagnostics
    ]


def page(body: str, head: str = "") -> str:
    head = f'<head><meta charset="utf-8">{head}<title>é</title></head>'
    return f'<!doctype html>\n<html lang="fr">{head}\n<body>{body}</body></html>'


def at(text: str, part: str) -> str:
    """`line:column` of *part* in *text*."""
    offset = text.index(part)
    return f"{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


PLACES = {
    "attribute on a later line": ('<p>\n<img\n  alt=""\n  src="absent.png"\n>', "absent.png", "Z13.missing"),
    "two links on a line": ('<a href="#x">x</a><a href="absent.html">x</a>', "absent.html", "Z13.missing"),
    "same name in a text": (
        '<p title="absent.html">absent.html <a href=absent.html>x</a>',
        "absent.html>",
        "Z13.missing",
    ),
    "entity": ('<a href="a&amp;b.html">x</a>', "a&amp;b", "Z13.missing"),
    "upper case": ('<IMG ALT="" SRC = "absent.png">', "absent", "Z13.missing"),
    "line ends of Windows": ('\r\n<p>\r\n<a href="absent.html">x</a>\r\n', "absent", "Z13.missing"),
    "letters beyond ASCII before": ('<p>éé 🎓</p><a href="absent.html">x</a>', "absent", "Z13.missing"),
    "style element": (
        "<style>\np { color: red }\n  p { background: url(absent.png) }</style>",
        "absent",
        "Z13.missing-in-style",
    ),
    "script element": ("<script>\nlet é = 1;\n  eval('1');</script>", "eval", "Z11.eval"),
    "second script element": ("<script>x()</script><script>x(); eval('1')</script>", "eval", "Z11.eval"),
    "script with line ends of Windows": ("<script>\r\nx();\r\n  eval('1');\r\n</script>", "eval", "Z11.eval"),
    "call in a page": (
        "<script>\n/* é */ LMSSetValue('cmi.core.exit', 'normal')</script>",
        "'cmi.core.exit",
        "R12-06.vocabulary-in-script",
    ),
    "handler": ('<p>x</p><button\n onclick="x()">x</button>', "onclick", "Z11.inline-handler"),
    "call in a handler": (
        "<p onclick=\"API.LMSSetValue('cmi.core.exit', 'normal')\">",
        "API.LMS",
        "R12-06.vocabulary-in-script",
    ),
    "attribute called the same": ('<video data-src="x" src="absent.mp4">', "absent", "Z13.missing"),
}


@pytest.mark.parametrize("name", PLACES)
def test_the_place_of_a_fault_is_exact(name: str) -> None:
    body, part, code = PLACES[name]
    text = page(body)
    found = said({"index.html": text, "api.js": OPEN})
    assert [each for each in found if not each.startswith("Z11.inline") or code.startswith("Z11")] == [
        f"{code} index.html:{at(text, part)}"
    ]


HARMLESS_SCRIPTS = {
    "comment": "// API.LMSSetValue('cmi.core.lesson_statu', 'x')\n/* LMSSetValue('cmi.core.exit', 'normal') */",
    "text": "const help = \"LMSSetValue('cmi.core.lesson_statu', 'x')\";",
    "message": "console.log('cmi.core.exit', 'normal'); log(\"cmi.foo\");",
    "map": "new Map([['cmi.core.foo', 1]]).set('cmi.core.foo', 'x'); store.set('cmi.x', 1); cache.get('cmi.foo');",
    "own LMS": "class API { start() { this.SetValue('cmi.core.student_name', 'x'); this.set('cmi.mode', 'x'); } }",
    "computed name": "LMSSetValue('cmi.' + name, 'x'); LMSGetValue('cmi.core.' + name); SetValue(`cmi.${name}`, 'x');",
    "computed tail": "LMSSetValue('cmi.objectives.' + n, 'x'); scorm.set('cmi.interactions.' + n + tail, 'x');",
    "computed middle": "LMSSetValue('cmi.' + part + '.foo', 'x'); LMSSetValue('cmi.interactions.' + a + b + '.id', 1);",
    "computed value": "LMSSetValue('cmi.core.lesson_status', a ? 'complete' : 'x'); LMSSetValue('cmi.core.exit', x);",
    "index": "LMSSetValue('cmi.interactions.0.id', 'a'); LMSSetValue('cmi.objectives.' + (n + 1) + '.id', 'b');",
    "right values": (
        "LMSSetValue('cmi.core.lesson_status', 'browsed'); LMSSetValue('cmi.core.exit', '');"
        "LMSSetValue('cmi.core.score.raw', 66.667); LMSSetValue('cmi.core.session_time', '00:00:00');"
        "LMSSetValue('cmi.objectives.1.status', 'not attempted'); LMSSetValue('cmi.core.score.min', '');"
    ),
    "wrapper for both": (
        "switch (scorm.version) { case '1.2': scorm.set('cmi.core.exit', 'suspend'); break;"
        " case '2004': scorm.set('cmi.exit', 'normal'); scorm.set('cmi.completion_status', 'completed'); }"
    ),
    "value of the other edition": "scorm.set('cmi.interactions.' + n + '.result', ok ? 'correct' : 'wrong');"
    "scorm.set('cmi.interactions.0.result', 'incorrect');",
    "driver for both": "SCORM2004_CallSetValue('cmi.exit', 'normal'); SCORM_CallLMSSetValue('cmi.core.exit', '');",
    "addresses": (
        "const NS = 'http://www.w3.org/2000/svg'; // fetch('https://example.org')\n"
        "if (a.src === 'https://example.org/x') b('https://example.org'); el.setAttribute('href', '//example.org');"
    ),
    "imports of a bundler": "import a from './a'; export * from './b'; import('lodash'); const from = './x.js';",
    "text about imports": "const help = \"import a from './absent.js'\"; // import './absent.js'",
    "empty text given": "API.LMSCommit(''); doLMSCommit(); this.LMSFinish(); lms.LMSCommit(); x.Terminate()",
    "bare call in a text": "// API.LMSCommit()\nconst help = 'API.LMSCommit()';",
    "domain read": "// document.domain = 'x'\nif (document.domain === h || 'document.domain = x') go(document.domain)",
    "service worker asked": "navigator.serviceWorker.ready.then(f); const s = 'navigator.serviceWorker.register(x)';",
    "request that does not wait": (
        "addEventListener('pagehide', f); x.open('POST', url, true); x.open('GET', url, !0); x.open('POST', url);"
        "x.open('POST', url, isWaiting); open('POST', url, false + 1); // x.open('POST', url, false)"
    ),
    "request that waits at any time": "x.open('GET', 'course.json', false);",
    "WebAssembly": "WebAssembly.instantiate(bytes, imports); const can = 'instantiateStreaming' in WebAssembly;",
    "own frame": "if (top === self) start(); const p = top.location.pathname; top.location.href = exitUrl;",
    "eval of an object": "editor.eval('1'); x.Function('y'); function myeval() {} medieval(1); myFunction(2);",
    "regex": "const r = /LMSSetValue\\('cmi.core.foo', \"x\"/; x = a / 'cmi.foo' / b;",
    "library that forgets": "fn = { jquery: '3.6' }; w.addEventListener('unload', forget); jQuery(w).on('unload', f);",
    "faulty": "function ( { LMSSetValue('cmi.core.lesson_status', 'passed' ; }}}",
}


@pytest.mark.parametrize("name", HARMLESS_SCRIPTS)
def test_a_script_that_only_looks_wrong(name: str) -> None:
    assert said({"x.js": HARMLESS_SCRIPTS[name], "api.js": OPEN}) == []


HARMLESS_PAGES = {
    "word processor": page(
        "", '<link rel="File-List" href="file:///C:/x/filelist.xml"><link rel=next href=absent.html>'
    ),
    "namespaces of a style": page("", "<style>@namespace svg url(http://www.w3.org/2000/svg);</style>"),
    "part of a page": "<div>déjà</div>",
    "ASCII page": "<!doctype html>\n<p>x</p>",
    "drawing": '<svg xmlns="http://www.w3.org/2000/svg"><text>é</text></svg>',
    "link to a tutorial": page('<a href="http://localhost:8000/">x</a><a href="http://example.org">x</a>'),
    "blank target": page('<a target="_blank" href="https://example.org">x</a><a target="topic" href="#">x</a>'),
    "text of a link": page(
        "<pre>C:\\cours\\a.png file:///x http://localhost</pre><code>&lt;img src=absent.png&gt;</code>"
    ),
    "comment": page('<!-- <img src="absent.png"> <script>eval("1")</script> -->'),
    "data script": page('<script type="application/ld+json">{"@id": "http://example.org", "x": "eval(1)"}</script>'),
    "refresh of itself": page('<meta http-equiv="refresh" content="300">'),
}


@pytest.mark.parametrize("name", HARMLESS_PAGES)
def test_a_page_that_only_looks_wrong(name: str) -> None:
    assert said({"index.html": HARMLESS_PAGES[name], "api.js": OPEN}) == []


def test_a_library_for_both_editions_says_nothing_of_the_author() -> None:
    library = "scorm.set('cmi.core.exit', x); scorm.set('cmi.exit', x);"
    author = "scorm.set('cmi.score.scaled', '1');\nscorm.set('cmi.location', 'p3');"
    files: dict[str, str | bytes] = {"lib.js": library, "a.js": author, "api.js": OPEN}
    assert said(files) == ["R12-05.other-edition a.js:1:11"]
    assert said({**files, "b.js": "scorm.set('cmi.core.score.raw', '100');"}) == []
    assert said({**files, "api.js": OPEN_2004}, "scorm2004") == []


@pytest.mark.parametrize(
    "listener",
    ["addEventListener('unload', f)", "window.onunload = f", "$(window).on('unload', f)", "$( window ).unload(f)"],
)
def test_every_way_to_listen_for_unload(listener: str) -> None:
    assert [each.split()[0] for each in said({"x.js": listener, "api.js": OPEN})] == ["R12-22.unload"]


def test_a_session_that_a_handler_opens() -> None:
    body = """<p onclick="API.LMSInitialize('')">x</p><script>parent.LMSCommit, parent.LMSFinish</script>"""
    report = Report()
    facts = texts.examine(wrapped({"index.html": page(body).encode()}, "z", report), report)
    assert [*facts.initializes] == ["index.html"]


def test_what_cannot_be_read_is_not_missed() -> None:
    """A package says what it lacks only when all of it was read."""
    opened = b"window.API.LMSInitialize('');"
    assert said({"api.js": opened})[0] == "R12-01.no-search api.js:1:12"
    found = said({"api.js": opened, "b.js": b"'cmi.core';" + b"[" * 5_000_000})
    assert found == ["Z14.not-examined b.js:1:1"]


OTHERS = {
    "scorm-again": (
        "scorm-again/dist/scorm-again.js",
        "scorm-again/dist/scorm-again.min.js",
        "scorm-again/dist/scorm2004.min.js",
    ),
    "jquery": ("jquery/dist/jquery.js", "jquery/dist/jquery.min.js"),
    "axe-core": ("axe-core/axe.js", "axe-core/axe.min.js"),
    "@gamestdio/scorm": ("@gamestdio/scorm/lib/index.js",),
    "tincanjs": ("tincanjs/build/tincan.js", "tincanjs/build/tincan-min.js"),
}


@pytest.mark.parametrize("package", OTHERS)
def test_nothing_is_said_against_code_in_use(package: str) -> None:
    """Libraries that courses are made with: no rule of this page is against them."""
    foreign.npm(package)
    files = {Path(name).name: (foreign.NPM / name).read_bytes() for name in OTHERS[package]}
    files |= {
        "api.js": OPEN,
        "index.html": page(
            "<script>API_1484_11.Terminate('', location, 'success_status', 'lesson_status')</script>"
        ).encode(),
    }
    report = Report()
    container = wrapped(files, "z", report)
    facts = texts.examine(container, report)
    for kind in ("scorm12", "scorm2004", "xapi", "cmi5"):
        calls.judge(container, facts, [kind], report)
    # Whom a library may ask is told, and is no fault.
    assert {each.code for each in report.diagnostics} & (set(rules.RULES) - {"Z12.host-in-script"}) == set()


HOSTILE = {
    "objects": b'"cmi.";' + b"{a:" * 1_300_000,
    "assigned objects": b'"cmi.";x=' + b"{a:" * 1_300_000,
    "arguments": b'"cmi.";' + b"(a," * 1_300_000,
    "templates": b'"cmi.";' + b"`${`" * 200_000,
    "brackets": b'"cmi.";' + b"[" * 3_900_000,
    "conditions": b'"cmi.";' + b"a?" * 1_900_000,
    "expressions": b'"cmi.";' + b"/a" * 1_900_000,
    "a long name": b'x=SetValue("cmi."' + b'+"cmi."' * 400_000 + b")",
    "calls in calls": b'SetValue("cmi.a",' * 200_000,
    "many calls": b'SetValue("cmi.a",1);' * 190_000,
    "statements": b'"cmi.a";' * 500_000,
    "NUL": b'"cmi.";' + bytes(3_900_000),
    "every byte": b'"cmi.";' + bytes(range(256)) * 15_000,
    "half a character": b'LMSSetValue("cmi.core.exit", "\xed\xa0\x80\xff\xfe");' * 1000,
    "imports": b'import "./a.js";' * 200_000,
}


EACH_RUN = ("objects", "arguments", "a long name", "half a character")


@pytest.mark.parametrize(
    "name", [each if each in EACH_RUN else pytest.param(each, marks=pytest.mark.soak) for each in HOSTILE]
)
def test_a_script_made_to_exhaust_its_reader(name: str) -> None:
    # The peak begins anew: what tests before this one took would hide what this one takes.
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before = most("VmHWM")
    start = time.process_time()
    said({"x.js": HOSTILE[name], "api.js": OPEN})
    assert time.process_time() - start < 8
    assert most("VmHWM") - before < 350


def test_many_scripts_share_one_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scripts, "MOST_SECONDS_TOGETHER", 0.2)
    files: dict[str, str | bytes] = {f"{each}.js": HOSTILE["templates"] for each in range(3)}
    start = time.process_time()
    found = said({**files, "api.js": OPEN})
    assert time.process_time() - start < 10
    assert {each.split()[0] for each in found} == {"Z14.not-examined"}


@pytest.mark.parametrize(("model", "file"), [(datamodel.SCORM12, "scorm12.js"), (datamodel.SCORM2004, "scorm2004.js")])
def test_the_strict_host_has_the_same_words(model: datamodel.DataModel, file: str) -> None:
    """Two hands wrote the vocabularies: this page of them, and the host that plays courses."""
    source = (host.PAGES / file).read_text("utf-8")
    quoted = set(re.findall(r'"([a-z][a-z -]*)"', source))
    for name, element in model.elements.items():
        if element.fault == "vocabulary" and element.accepts and element.expected:
            words = {each for each in element.expected.split(", ") if each != "“”"}
            assert words <= quoted, name
        last = name.rpartition(".")[2]
        assert last in ("n", "_version") or re.search(rf"\b{re.escape(last)}\b", source), name

"""Reports to print: one with something of everything, and any that can be thought of."""

from __future__ import annotations

import string
from collections.abc import Iterable

from hypothesis import strategies as st

from builder import checker
from builder.diagnostics import Diagnostic, Report, Span
from builder.policy import Policy
from builder.printers import PRINTERS, Options, Part, printed
from builder.printers.parts import clean
from builder.rules import RULES

CRUEL = (
    "\0", "\ud800", "\ufffe", "\x1b[31m", "]]>\r\n::error::", "a" * 9000, "..//%2e", "é\u2028", "{0}", "<!--", "\u202e",
    "//[x]/y", "C:\\x", "a?b#c",
)  # fmt: skip
HOSTILE = st.text(st.characters(codec=None, categories=None), max_size=30) | st.sampled_from(CRUEL)
NUMBERS = st.integers(1, 2**31)


def print_all(name: str, parts: Iterable[Part], options: Options | None = None) -> str:
    """The report on *parts* in the format *name*."""
    return "".join(printed(PRINTERS[name](options or Options("en", version="1.2.3")), parts))


def found(*places: tuple[str, Span, dict[str, object]], policy: Policy | None = None) -> list[Diagnostic]:
    """The diagnostics of these codes, places and values."""
    report = Report(policy or Policy())
    for code, span, values in places:
        report.add(code, span, **values)
    return report.diagnostics


def one_of_everything() -> list[Part]:
    """A package with faults in and outside its members, one without any, and a course."""
    label = "paquets/un cours.zip"
    package = found(
        ("Z02.missing", Span(label), {}),
        ("C12-05.white-space", Span(f"{label}/imsmanifest.xml", 4, 7, 12), {"element": "schema"}),
        ("C12-05.white-space", Span(f"{label}/imsmanifest.xml", 9, 3), {"element": "schema"}),
        ("Z13.missing-in-style", Span(f"{label}/pages/été 1.html", 2, 10, 20), {"target": "a.png", "count": 2}),
    )
    known = found(("Z01.empty", Span(label), {}))
    course = found(
        ("CRS-013", Span("cartable.toml", 3, 13, 14), {"key": "publisher"}),
    )
    verdict = checker.Verdict(("scorm12",), 3, 1234, 5678, (("pages/été 1.html", 5000), ("a.js", 78)), ("cdn.example",))
    lines = {("cartable.toml", 3): "publisher = 3", (f"{label}/imsmanifest.xml", 4): "\t<schema> ADL SCORM</schema>"}
    return [
        Part(label, package, verdict, known, lambda span: lines.get((span.path, span.line)), 0.25),
        Part("vide.zip", [], checker.Verdict(("web",), 1, 10, 20, (("index.html", 20),)), seconds=0.001),
        Part("essai", course, line_of=lambda span: lines.get((span.path, span.line))),
    ]


@st.composite
def diagnostics(draw: st.DrawFn, label: str) -> Diagnostic:
    """Any diagnostic at all, whether or not a stage could report it."""
    code = draw(st.sampled_from(sorted(RULES)))
    rule = RULES[code]
    texts = (rule.fr, rule.en, rule.hint_fr, rule.hint_en)
    names = {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}
    values = tuple((name, draw(HOSTILE)) for name in sorted(names))
    path = draw(st.sampled_from([label, f"{label}/", "elsewhere.md"]) | HOSTILE.map(lambda name: f"{label}/{name}"))
    span = Span(path, draw(NUMBERS), draw(NUMBERS), draw(st.none() | NUMBERS))
    return Diagnostic(code, span, draw(st.sampled_from(("error", "warning", "info"))), values)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    """Any report at all; the labels differ, as they must."""
    labels = draw(st.lists(HOSTILE, max_size=3, unique_by=clean))
    made = []
    for label in labels:
        verdict = draw(
            st.none()
            | st.builds(
                checker.Verdict,
                kinds=st.just(("cmi5", "xapi")),
                files=NUMBERS,
                largest=st.lists(st.tuples(HOSTILE, NUMBERS), max_size=2).map(tuple),
                hosts=st.lists(HOSTILE, max_size=2).map(tuple),
            )
        )
        lists = st.lists(diagnostics(label), max_size=4)
        line = draw(st.none() | HOSTILE)
        made.append(Part(label, draw(lists), verdict, draw(lists), lambda _, line=line: line, 0, draw(st.booleans())))
    return made

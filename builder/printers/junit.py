"""A report as JUnit XML, which every CI server reads: a suite a package or course, a failed case an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from builder.diagnostics import Diagnostic
from builder.printers.parts import Options, Part, clean, remarks, told
from builder.rules import ERROR


@dataclass(frozen=True, slots=True)
class Junit:
    """The suites; one without an error has a case that passed."""

    options: Options

    def begin(self) -> Iterator[str]:
        """The head of the document."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'

    def part(self, part: Part) -> Iterator[str]:
        """The suite of *part*."""
        name = clean(part.label)
        errors = [each for each in part.diagnostics if each.severity == ERROR]
        root = suite(name, part.seconds, len(errors) or 1, len(errors))
        for each in errors:
            case(root, name, f"{each.code} {_place(part, each)}", 0, [each], self.options)
        if not errors:
            case(root, name, "check", part.seconds, [], self.options)
        others = [each for each in part.diagnostics if each.severity != ERROR]
        if others:
            etree.SubElement(root, "system-out").text = _listed(others, self.options)
        yield xml(root)

    def end(self) -> Iterator[str]:
        """The end of the document."""
        yield "</testsuites>\n"


def suite(name: str, seconds: float, tests: int, failures: int) -> etree._Element:
    """A suite without its cases."""
    return etree.Element(
        "testsuite",
        name=clean(name),
        tests=str(tests),
        failures=str(failures),
        errors="0",
        skipped="0",
        time=f"{seconds:.3f}",
    )


def case(
    root: etree._Element, owner: str, name: str, seconds: float, found: Sequence[Diagnostic], options: Options
) -> bool:
    """Add to *root* a case that *found* was found in; whether it failed, which only errors make it."""
    element = etree.SubElement(root, "testcase", classname=clean(owner), name=clean(name), time=f"{seconds:.3f}")
    errors = [each for each in found if each.severity == ERROR]
    if errors:
        headline = f"{errors[0].code}: {remarks(errors[0], options.language)[0]}"
        failure = etree.SubElement(element, "failure", message=headline, type=errors[0].code)
        failure.text = _listed(errors, options)
    others = [each for each in found if each.severity != ERROR]
    if others:
        etree.SubElement(element, "system-out").text = _listed(others, options)
    return bool(errors)


def xml(root: etree._Element) -> str:
    """*root* as lines of XML."""
    etree.indent(root)
    return etree.tostring(root, encoding="unicode") + "\n"


def _place(part: Part, diagnostic: Diagnostic) -> str:
    path, member = part.place(diagnostic.span)
    return f"{member or path}:{diagnostic.span.line}:{diagnostic.span.column}"


def _listed(found: Sequence[Diagnostic], options: Options) -> str:
    """Each fault with its place and what to do."""
    lines = []
    for each in found:
        message, *rest = told(each, options).split("\n")
        place = f"{each.span.shown_path}:{each.span.line}:{each.span.column}"
        lines += [f"{each.code}: {message}", f"  {place}", *(f"  {line}" for line in rest)]
    return "\n".join(lines)

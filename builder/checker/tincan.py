"""tincan.xml: the description that an LMS with xAPI reads to list and launch a course.

In: the container and the name of its tincan.xml. Out: the rules T01 to T04, after the published description of the
file; no XSD of it can be had.
"""

from __future__ import annotations

import posixpath
import re
from typing import Final
from urllib.parse import urlsplit

from builder.checker import documents
from builder.checker.container import Container
from builder.checker.documents import Document, Element, children, elements, local, namespace, text
from builder.checker.references import locate
from builder.diagnostics import Report

NAMESPACE: Final = "http://projecttincan.com/tincan.xsd"
_TC: Final = f"{{{NAMESPACE}}}"
# The second is for private use: the LOM of SCORM 1.2 writes `x-none` where a text is of no language.
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*|[xX](?:-[A-Za-z0-9]{1,8})+")
LONGEST_LANGUAGE: Final = 255
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def check(container: Container, name: str, report: Report) -> set[str]:
    """Report what is wrong in the tincan.xml called *name*; the files that it launches."""
    document = documents.parse(container, name, report)
    return set() if document is None else _check(document, report)


def _check(document: Document, report: Report) -> set[str]:
    root = document.root
    if local(root) != "tincan":
        report.add("T01.root", document.span(root), element=local(root))
        return set()
    if namespace(root) != NAMESPACE:
        report.add("T01.namespace", document.span(root), namespace=namespace(root) or "—")
        return set()
    lists = list(children(root, f"{_TC}activities"))
    activities = [each for found in lists for each in children(found, f"{_TC}activity")]
    if not activities:
        report.add("T01.no-activity", document.span(lists[0] if lists else root))
        return set()
    for nested in elements(root, f"{_TC}activity"):
        parent = nested.getparent()
        if parent is not None and any(each.tag == f"{_TC}activity" for each in nested.iterancestors()):
            report.add("T04.nested", document.span(nested))
    _check_launches(document, activities, report)
    seen: set[str] = set()
    launched: set[str] = set()
    for activity in activities:
        launched |= _check_activity(document, activity, seen, report)
    return launched


def _launches(activity: Element) -> list[Element]:
    return [*children(activity, f"{_TC}launch"), *children(activity, f"{_TC}resource")]


def _check_launches(document: Document, activities: list[Element], report: Report) -> None:
    launched = [each for each in activities if _launches(each)]
    if not launched:
        report.add("T02.no-launch", document.span(activities[0]))
    for each in launched[1:]:
        report.add("T02.many-launches", document.span(each))


def _check_activity(document: Document, activity: Element, seen: set[str], report: Report) -> set[str]:
    span = document.span(activity)
    iri, kind = activity.get("id"), activity.get("type")
    if not (iri or "").strip():
        report.add("T01.id-missing", span)
    elif iri in seen:
        report.add("T02.id-duplicate", span, id=iri)
    elif not is_iri(iri or ""):
        report.add("T02.id-not-iri", span, id=iri)
    seen.add(iri or "")
    if not (kind or "").strip():
        report.add("T01.type-missing", span)
    elif not is_iri(kind or ""):
        report.add("T02.type-not-iri", span, type=kind)

    launches = _launches(activity)
    names = list(children(activity, f"{_TC}name"))
    descriptions = list(children(activity, f"{_TC}description"))
    if not any(text(each).strip() for each in names):
        report.add("T01.name-missing", document.span(names[0]) if names else span)
    if launches and not any(text(each).strip() for each in descriptions):
        report.add("T02.description-missing", document.span(descriptions[0]) if descriptions else span)
    said: set[tuple[str, str]] = set()
    for each in (*names, *descriptions, *launches):
        language = each.get("lang") or each.get("{http://www.w3.org/XML/1998/namespace}lang")
        if not language:
            report.add("T03.lang-missing", document.span(each), element=local(each))
        elif not is_language(language):
            report.add("T03.lang", document.span(each), language=language)
        elif (local(each), language.lower()) in said:
            report.add("T03.lang-repeated", document.span(each), element=local(each), language=language)
        said.add((local(each), (language or "").lower()))
    return {name for each in launches if (name := _check_launch(document, each, report))}


def _check_launch(document: Document, launch: Element, report: Report) -> str:
    """The file that is launched, "" when there is none."""
    span, reference = document.span(launch), text(launch).strip()
    if not reference:
        report.add("T03.empty", span)
        return ""
    if "\\" in reference:
        report.add("T03.backslash", span, launch=reference)
        return ""
    target = locate(document.container, posixpath.dirname(document.name), reference)
    if target.kind == "case":
        report.add("Z06.reference-case", span, target=target.name, count=1)
    elif target.kind == "outside":
        report.add("T03.outside", span, launch=reference)
    elif target.kind in ("missing", "folder"):
        report.add("T03.missing", span, launch=reference)
    elif target.kind == "none":
        report.add("T03.url", span, launch=reference)
    return target.name if target.kind == "file" else ""


def is_language(value: str) -> bool:
    """Whether *value* is formed as a language tag."""
    return len(value) <= LONGEST_LANGUAGE and _LANGUAGE.fullmatch(value) is not None


def is_iri(value: str) -> bool:
    """Whether *value* is absolute: a scheme, and for web addresses a host."""
    if not _IRI.fullmatch(value):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) if parts.scheme in ("http", "https") else bool(parts.path or parts.netloc)
    except ValueError:
        return False

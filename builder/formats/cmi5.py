"""cmi5 packages: `cmi5.xml`, which names the course, its AUs and what moves a learner on.

In: pages, media and player. Out: the same with the course structure at the root: one AU for the whole course, or one a
lesson inside a block a module. Follows section 13 of the cmi5 specification by rules K01 to K13.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from builder.formats.text import LONGEST_TITLE, line, number, rooted, serialised
from builder.model import Course, Package, Page, Unit

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
STRUCTURE: Final = "cmi5.xml"
LONGEST_DESCRIPTION: Final = 1000


def describe(package: Package) -> Package:
    """The package with its `cmi5.xml`."""
    return replace(package, files={**package.files, STRUCTURE: serialised(_structure(package))})


def _structure(package: Package) -> etree._Element:
    course = package.course
    root = rooted(NAMESPACE, "courseStructure")
    promise = course.settings.promise
    # The whole course's AU has the same address: each must be unique among its kind alone (K03).
    whole = _add(root, "course", id=course.iri)
    _described(whole, course, course.title or course.id, promise.plain if promise else "")
    goals = [(iri, goal) for page in course.pages for iri, goal in _goals(course, page)]
    if goals:
        objectives = _add(root, "objectives")
        for iri, goal in goals:
            _described(_add(objectives, "objective", id=iri), course, goal, goal)
    units = package.units
    if not units[0].id:
        _unit(root, course, units[0], promise.plain if promise else "")
        return root
    by_page = {unit.id: unit for unit in units}
    for title, pages in course.modules:
        block = _add(root, "block", id=f"{course.iri}/modules/{pages[0].id}")
        _described(block, course, title, "")
        for page in pages:
            _unit(block, course, by_page[page.id], page.promise.plain if page.promise else "")
    return root


def _unit(parent: etree._Element, course: Course, unit: Unit, about: str) -> None:
    # moveOn is never left out: its default, NotApplicable, satisfies what was not even opened (K09).
    # Unique in the whole structure (13.1.4.0-1), where the course has its IRI already.
    iri = unit.iri if unit.id else f"{unit.iri}#au"
    unit_node = _add(parent, "au", id=iri, moveOn=_move_on(course, unit), launchMethod="AnyWindow")
    pass_mark = course.pass_mark(unit)
    if pass_mark is not None:
        unit_node.set("masteryScore", number(pass_mark / 100))
    _described(unit_node, course, unit.title or unit.id or course.id, about)
    goals = [iri for page in unit.pages for iri, _ in _goals(course, page)]
    if goals:
        objectives = _add(unit_node, "objectives")
        for iri in goals:
            _add(objectives, "objective", idref=iri)
    _add(unit_node, "url").text = unit.launch


def _move_on(course: Course, unit: Unit) -> str:
    """What satisfies *unit*: its mark where it has one, and being over, unless the course asks nothing of it."""
    if course.pass_mark(unit) is not None:
        return "CompletedAndPassed"
    return "NotApplicable" if unit.id and not course.asks_for(unit) else "Completed"


def _goals(course: Course, page: Page) -> list[tuple[str, str]]:
    """IRI and words of what the page teaches."""
    return [(f"{course.iri}/{page.id}/goals/{rank}", goal) for rank, goal in enumerate(page.goals, 1)]


def _described(parent: etree._Element, course: Course, title: str, about: str) -> None:
    """Title and description; neither may be empty (K04)."""
    shown = line(title, LONGEST_TITLE) or parent.get("id", "").rpartition("/")[2]
    for name, text in (("title", shown), ("description", line(about, LONGEST_DESCRIPTION) or shown)):
        _add(_add(parent, name), "langstring", lang=course.language).text = text


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(NAMESPACE, name), attributes)

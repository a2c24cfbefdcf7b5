"""xAPI packages: `tincan.xml`, which names the activities and the page that launches them.

In: pages, media and player. Out: the same with one launchable activity, the course. Follows rules T01 to T04; the
pages and the scored questions are declared flat, so that an LRS can show their names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lxml import etree

from builder.formats.text import LONGEST_TITLE, line, rooted, serialised
from builder.model import Course, Package

NAMESPACE: Final = "http://projecttincan.com/tincan.xsd"
DESCRIPTOR: Final = "tincan.xml"
TYPES: Final = {
    "course": "http://adlnet.gov/expapi/activities/course",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
    "quiz": "http://adlnet.gov/expapi/activities/assessment",
    "question": "http://adlnet.gov/expapi/activities/cmi.interaction",
}
LONGEST_DESCRIPTION: Final = 1000


def describe(package: Package) -> Package:
    """The package with its `tincan.xml`."""
    return replace(package, files={**package.files, DESCRIPTOR: serialised(_tincan(package))})


def _tincan(package: Package) -> etree._Element:
    course = package.course
    root = rooted(NAMESPACE, "tincan")
    activities = _add(root, "activities")
    promise = course.settings.promise
    whole = _activity(
        activities, course, course.iri, "course", course.title, promise.plain if promise else course.title
    )
    # Only one activity may be launched (T02).
    _text(whole, course, "launch", package.launch)
    for page in course.pages:
        about = page.promise.plain if page.promise else page.title
        _activity(activities, course, f"{course.iri}/{page.id}", page.kind, page.title, about)
        for placed in page.placements:
            # Beliefs are nobody's grade and by default leave no trace: they are not declared.
            if placed.activity.scored:
                asked = placed.activity.asked.plain
                _activity(activities, course, f"{course.iri}/{placed.key}", "question", asked, asked)
    return root


def _activity(activities: etree._Element, course: Course, iri: str, kind: str, name: str, about: str) -> etree._Element:
    activity = _add(activities, "activity", id=iri, type=TYPES[kind])
    # Neither may be empty (T02); the end of the IRI is what is left to say.
    shown = line(name, LONGEST_TITLE) or iri.rpartition("/")[2]
    _text(activity, course, "name", shown)
    _text(activity, course, "description", line(about, LONGEST_DESCRIPTION) or shown)
    return activity


def _text(parent: etree._Element, course: Course, name: str, text: str) -> None:
    _add(parent, name, lang=course.language).text = text


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(NAMESPACE, name), attributes)

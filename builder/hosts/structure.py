"""The course structure of a cmi5 package, as an LMS reads it on import (cmi5, section 13).

It is read for launching, not judged: what a package does wrong is the checker's to say.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

from lxml import etree

Mode = Literal["Normal", "Browse", "Review"]
MoveOn = Literal["Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"]

NAMESPACE: Final = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
LONGEST: Final = 20 * 1024 * 1024
"""Bytes of a cmi5.xml; a thousand AUs are a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Au:
    """An assignable unit as cmi5.xml has it."""

    id: str
    """The publisher's id; launches have another one."""
    title: str = ""
    url: str = ""
    """Relative to the root of the package, or absolute."""
    move_on: MoveOn = "NotApplicable"
    mastery: float | None = None
    launch_method: str = "AnyWindow"
    launch_parameters: str = ""
    entitlement_key: str = ""
    blocks: tuple[str, ...] = ()
    """Publisher's ids of the blocks around it, outermost first."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A course structure."""

    id: str
    title: str
    aus: tuple[Au, ...]

    @property
    def blocks(self) -> tuple[str, ...]:
        """The publisher's ids of all blocks that hold an AU, in order."""
        return tuple(dict.fromkeys(block for au in self.aus for block in au.blocks))


def read(package: Path) -> Structure:
    """The course structure of *package*: a zip, the folder it was unpacked to, or a bare cmi5.xml.

    Raises:
        ValueError: There is no cmi5.xml at the root, or it is not one.
    """
    if package.is_dir():
        return parse(_bounded(package / "cmi5.xml"))
    if not zipfile.is_zipfile(package):
        return parse(_bounded(package))
    with zipfile.ZipFile(package) as archive:
        if "cmi5.xml" not in archive.namelist():
            raise ValueError("no cmi5.xml at the root of the zip (14.1.0.0-2)")
        with archive.open("cmi5.xml") as file:
            data = file.read(LONGEST + 1)
    return parse(data)


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LONGEST + 1)
    except OSError as error:
        raise ValueError(f"no cmi5.xml (14.1.0.0-2): {error.strerror}") from None


def parse(data: bytes) -> Structure:
    """The course structure in the bytes of a cmi5.xml.

    Raises:
        ValueError: They hold none.
    """
    if len(data) > LONGEST:
        raise ValueError("cmi5.xml is too long")
    # A package is anyone's: no entity is resolved, nothing is fetched.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"cmi5.xml is not well-formed: {error}") from None
    if root.tag != _tag("courseStructure"):
        raise ValueError("the root of cmi5.xml is no courseStructure of cmi5 (13.2.0.0-1)")
    course = root.find(_tag("course"))
    if course is None:
        raise ValueError("cmi5.xml has no course (13.2.0.0-1)")
    return Structure(course.get("id", "").strip(), _title(course), tuple(_units(root, ())))


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(element: Any, name: str) -> str:
    """The text of a child, without the white space around it (13.1.0.0-1)."""
    return (element.findtext(_tag(name)) or "").strip()


def _title(element: Any) -> str:
    return (element.findtext(f"{_tag('title')}/{_tag('langstring')}") or "").strip()


def _units(parent: Any, blocks: tuple[str, ...]) -> Iterator[Au]:
    for element in parent:
        if element.tag == _tag("block"):
            yield from _units(element, (*blocks, element.get("id", "").strip()))
        elif element.tag == _tag("au"):
            mastery = element.get("masteryScore", "").strip()
            yield Au(
                id=element.get("id", "").strip(),
                title=_title(element),
                url=_text(element, "url"),
                move_on=cast(MoveOn, element.get("moveOn", "NotApplicable").strip()),
                mastery=float(mastery) if mastery else None,
                launch_method=element.get("launchMethod", "AnyWindow").strip(),
                launch_parameters=_text(element, "launchParameters"),
                entitlement_key=_text(element, "entitlementKey"),
                blocks=blocks,
            )

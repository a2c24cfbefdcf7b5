"""Any package as something to launch: what its manifests name, and a finished zip made ready to be served.

In: the files of a package, ours or another tool's. Out: the launches that each standard finds in them. Only what an
LMS needs to open a page is read; whether the package is any good is for `cartable check` to say.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

from lxml import etree

from builder.hosts import manifests
from builder.preview.studio import Content

Standard = Literal["web", "scorm12", "scorm2004", "xapi", "cmi5"]
STANDARDS: Final[tuple[Standard, ...]] = ("web", "scorm12", "scorm2004", "xapi", "cmi5")
ADAPTERS: Final[Mapping[str, Standard]] = {"browser": "web"}
"""The player's sessions that go by another name than their standard."""
LARGEST: Final = 4 << 30
"""Bytes that a zip may unpack to; a course with hours of film stays below."""
LARGEST_MANIFEST: Final = 16 << 20
LARGEST_HEAD: Final = 1 << 16


class Unplayable(Exception):  # noqa: N818 - it says what the zip is, as `archive.PathClash` does
    """A zip that is no package, or none that can be shown; the text is for the author, in French and English."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(english)
        self.words = {"fr": french, "en": english}


@dataclass(frozen=True, slots=True)
class Way:
    """One choice in the bar: a format, launched under one of the standards that it speaks."""

    format: str
    standard: Standard

    @property
    def id(self) -> str:
        """`scorm12`, or `universal/scorm12`."""
        return self.format if self.format == self.standard else f"{self.format}/{self.standard}"


@dataclass(frozen=True, slots=True)
class Launch:
    """A SCO, an AU or an activity, as its manifest has it."""

    id: str
    title: str
    href: str
    """Where its page is, relative to the package's root, with the parameters that the manifest adds."""
    activity: str = ""
    """The activity's IRI (xAPI) or the AU's id (cmi5)."""
    mastery: str = ""
    data: str = ""
    """`datafromlms` of SCORM."""


def ways(name: str, adapters: tuple[str, ...]) -> tuple[Way, ...]:
    """The ways to launch the format *name*, whose pages try *adapters*."""
    return tuple(Way(name, ADAPTERS.get(each, each)) for each in adapters)  # type: ignore[arg-type]


def launches(content: Content, standard: Standard) -> tuple[Launch, ...]:
    """What a platform of *standard* finds to launch in *content*; empty when it finds nothing."""
    name = {"scorm12": "imsmanifest.xml", "scorm2004": "imsmanifest.xml", "xapi": "tincan.xml", "cmi5": "cmi5.xml"}.get(
        standard
    )
    if name is None:
        return (Launch("", content.title, content.launch),)
    found = manifest(content, name)
    if found is None:
        return ()
    read = {"tincan.xml": _tincan, "cmi5.xml": _cmi5}.get(name, _scorm)
    try:
        return tuple(read(found))
    except (ValueError, etree.XMLSyntaxError):
        return ()


def manifest(content: Content, name: str) -> bytes | None:
    """The bytes of the manifest *name*; None when there is none to read."""
    found = content.files.get(name)
    if isinstance(found, Path):
        return found.read_bytes() if found.stat().st_size <= LARGEST_MANIFEST else None
    return found


def _scorm(data: bytes) -> list[Launch]:
    """The items that show a SCO or an asset, in the order of the default organization."""
    return [
        Launch(each.item, each.title, each.href, "", each.mastery_score or each.scaled_passing_score, each.launch_data)
        for each in manifests.scos(data)[1]
    ]


def _tincan(data: bytes) -> list[Launch]:
    found = manifests.activity(data)
    return [] if found is None else [Launch(found.id, found.title, found.href, found.id)]


def _cmi5(data: bytes) -> list[Launch]:
    # No entity or address is followed.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    root = etree.fromstring(data, parser)
    found = []
    for unit in _all(root, "au"):
        title = next((_text(each, "langstring") for each in _children(unit, "title")), "")
        iri = unit.get("id", "")
        found.append(Launch(id=iri, title=title, href=_text(unit, "url"), activity=iri))
    return found


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of this local name: importers find them in any namespace, and so do we."""
    return [each for each in element if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in element.iter() if isinstance(each.tag, str) and etree.QName(each).localname == name]


def _text(element: etree._Element, name: str) -> str:
    """The text of the first child of this local name."""
    below = _children(element, name)
    return "".join(str(each) for each in below[0].itertext()).strip() if below else ""


def inside(href: str) -> bool:
    """Whether *href* is a page of the package, and not of another web site."""
    try:
        joined = urlsplit(urljoin("http://package.invalid/", href))
    except ValueError:
        return False
    return joined.netloc == "package.invalid"


def unpack(path: Path, folder: Path, kinds: tuple[str, ...]) -> Content:
    """The zip at *path*, its files in *folder* under numbers: no name of an entry reaches the disk.

    Args:
        kinds: The standards that its root speaks, as the checker found them.

    Raises:
        Unplayable: It is damaged, or nothing in it can be shown.
    """
    files: dict[str, bytes | Path] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir() and _is_plain(each)]
            if sum(each.file_size for each in entries) > LARGEST:
                raise Unplayable("il est trop gros une fois décompressé", "it unpacks to too much")
            for number, entry in enumerate(entries):
                target = folder / f"{number:05}"
                with archive.open(entry) as source, target.open("wb") as copy:
                    while block := source.read(1 << 20):
                        copy.write(block)
                files[entry.filename.replace("\\", "/")] = target
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise Unplayable("ce n’est pas un zip que l’on puisse lire", "it is no zip that can be read") from error
    if not kinds:
        raise Unplayable(
            "sa norme n’est pas reconnue (`cartable check` dit pourquoi)",
            "its standard is not recognised (`cartable check` says why)",
        )
    launch = next((name for name in ("index.html", "index.htm") if name in files), "index.html")
    content = Content("", "universal" if len(kinds) > 1 else kinds[0], files, launch)
    titles = [each.title for kind in STANDARDS if kind in kinds for each in launches(content, kind)]
    title = next((each for each in [*titles, _heading(files.get(launch))] if each), path.name)
    return Content(title, content.format, files, launch)


def _heading(page: bytes | Path | None) -> str:
    """The title of a web page, as its tab shows it."""
    if not isinstance(page, Path):
        return ""
    with page.open("rb") as file:
        start = file.read(LARGEST_HEAD).decode("utf-8", "replace")
    found = re.search(r"<title[^>]*>([^<]*)</title>", start, re.IGNORECASE)
    return unescape(found[1]).strip() if found else ""


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    return not stat.S_ISLNK(entry.external_attr >> 16)

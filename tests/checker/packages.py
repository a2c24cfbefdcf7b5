"""Packages for the checker: a valid one of each kind as a folder, and every change that makes one wrong."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from builder.checker import Verdict, check, schemas
from builder.diagnostics import Report
from tests.hosts import foreign

FOLDER = Path(__file__).parent / "valid"
XSDS = {
    "scorm12": ("adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd"),
    "scorm2004": (
        "adlcp_v1p3.xsd",
        "adlnav_v1p3.xsd",
        "adlseq_v1p3.xsd",
        "imscp_v1p1.xsd",
        "imsss_v1p0.xsd",
        "imsss_v1p0auxresource.xsd",
        "imsss_v1p0control.xsd",
        "imsss_v1p0delivery.xsd",
        "imsss_v1p0limit.xsd",
        "imsss_v1p0objective.xsd",
        "imsss_v1p0random.xsd",
        "imsss_v1p0rollup.xsd",
        "imsss_v1p0seqrule.xsd",
        "imsss_v1p0util.xsd",
        "xml.xsd",
    ),
}
MANIFEST = "imsmanifest.xml"

Files = dict[str, bytes]
Edit = Callable[[Files], None]


def schema_folder() -> Path:
    """Where the official schemas are: as built, else given by CARTABLE_XSD, a folder an edition."""
    given = os.environ.get("CARTABLE_XSD")
    folders = (schemas.INSTALLED, *((Path(given),) if given else ()))
    editions = (schemas.IMSCP, schemas.IMSCP_2004)
    found = next((each for each in folders if all(schemas.is_installed(one, each) for one in editions)), None)
    if found is None:
        foreign.missing("the set of official SCORM schemas")
    return found


def cmi5_schema() -> etree.XMLSchema:
    """The official schema of cmi5, which no registry has: given by CARTABLE_XSD, else beside the repository."""
    given = os.environ.get("CARTABLE_XSD")
    beside = Path(__file__).parents[3] / "shared" / "xsd"
    for folder in (*((Path(given),) if given else ()), beside):
        for path in (folder / "CourseStructure.xsd", folder / "cmi5" / "CourseStructure.xsd"):
            if path.is_file():
                return etree.XMLSchema(etree.parse(str(path)))
    reason = "no registry has the cmi5 schema: name a folder that holds CourseStructure.xsd in CARTABLE_XSD"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def valid(kind: str) -> Files:
    """The files of the valid package of *kind*, with the official schemas where they belong."""
    return dict(_read(kind))


@cache
def _read(kind: str) -> Files:
    folder = FOLDER / f"{kind}-valid"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if kind != "web":
        files["media/carte.png"] = b"\x89PNG\r\n\x1a\n"
    else:
        files["media/carte.png"] = b"\x89PNG"
    for name in XSDS.get(kind, ()):
        files[name] = (schema_folder() / kind / name).read_bytes()
    return files


def zipped(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """*files* as a plain zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name in sorted(files):
            archive.writestr(name, files[name])
    return stream.getvalue()


@dataclass(frozen=True)
class Outcome:
    """What the checker said of a zip."""

    verdict: Verdict
    found: list[str]
    """`CODE name:line:column`, sorted by place; `CODE` alone for the zip itself."""
    report: Report


def checked(data: bytes, folder: Path) -> Outcome:
    """The outcome for the bytes of a zip called `cours.zip`."""
    path = folder / "cours.zip"
    path.write_bytes(data)
    report = Report()
    verdict = check(path, report, xsd=schema_folder())
    found = []
    for each in report.diagnostics:
        # Every message and hint must be sayable with the values given.
        for language in ("fr", "en"):
            assert each.message(language)
            assert "{" not in each.hint(language)
        inside = each.span.path.removeprefix("cours.zip").removeprefix("/")
        found.append(f"{each.code} {inside}:{each.span.line}:{each.span.column}" if inside else each.code)
    return Outcome(verdict, found, report)


def put(name: str, data: str | bytes) -> Edit:
    """Add the file *name*, or replace it."""
    return lambda files: files.__setitem__(name, data.encode() if isinstance(data, str) else data)


def drop(name: str) -> Edit:
    """Remove the file *name*."""
    return lambda files: files.__delitem__(name)


def swap(name: str, old: str, new: str) -> Edit:
    """Write *new* for the first *old* in the file *name*, which must hold it."""

    def edit(files: Files) -> None:
        text = files[name].decode()
        assert old in text, f"{old!r} is not in {name}"
        files[name] = text.replace(old, new, 1).encode()

    return edit


def manifest(old: str, new: str) -> Edit:
    """Write *new* for the first *old* in the manifest."""
    return swap(MANIFEST, old, new)


def tincan(old: str, new: str) -> Edit:
    """Write *new* for the first *old* in tincan.xml."""
    return swap("tincan.xml", old, new)


def structure(old: str, new: str) -> Edit:
    """Write *new* for the first *old* in cmi5.xml."""
    return swap("cmi5.xml", old, new)


def page(html: str) -> Edit:
    """Put *html* at the end of the page, on line 13."""
    return swap("index.html", "</main>", f"{html}\n</main>")

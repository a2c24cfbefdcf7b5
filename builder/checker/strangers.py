"""What a zip without a manifest is, when it is something else that people take for a package.

In: a container whose root has none. Out: Z02 with the name of what was uploaded instead: the course wrapped in a second
zip, AICC, H5P, a Common Cartridge, a Moodle backup, an e-book or a document of an office suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from builder.checker.container import MANIFESTS, MIB, Container
from builder.checker.documents import Document, namespace
from builder.diagnostics import Report

LARGEST_TABLE: Final = MIB
"""Of a zip inside the zip: as much of its end is looked at, where its table of files is."""
MOST_INNER: Final = 3
LARGEST_INNER: Final = 256 * MIB


def _named(*names: str) -> Callable[[str], bool]:
    return lambda name: name.lower() in names


def _ending(*ends: str) -> Callable[[str], bool]:
    return lambda name: name.lower().endswith(ends)


_SIGNS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("Z02.h5p", _named("h5p.json")),
    ("Z02.moodle-backup", _named("moodle_backup.xml")),
    ("Z02.ebook", _named("meta-inf/container.xml")),
    ("Z02.office", _named("[content_types].xml", "meta-inf/manifest.xml")),
    ("Z02.aicc", _ending(".au", ".crs")),
)


def is_cartridge(document: Document) -> bool:
    """Whether an imsmanifest.xml is that of an IMS Common Cartridge, which has the name in common with SCORM."""
    return "imsccv1p" in namespace(document.root) or "/imscc/" in namespace(document.root)


def recognise(container: Container, report: Report) -> bool:
    """Whether the zip, which has no manifest, was told to be something else."""
    for code, is_sign in _SIGNS:
        name = next((name for name in sorted(container.sizes) if is_sign(name)), None)
        if name is not None:
            report.add(code, container.span(name))
            return True
    # A page of its own may well offer packages to download.
    name = None if "index.html" in container.sizes else _inner(container)
    if name is not None:
        report.add("Z02.zipped-twice", container.span(name), name=name)
    return name is not None


def _inner(container: Container) -> str | None:
    """The first zip inside whose table names a manifest; it is not opened."""
    zips = [name for name in sorted(container.sizes) if name.lower().endswith((".zip", ".pif"))]
    for name in [name for name in zips if container.sizes[name] <= LARGEST_INNER][:MOST_INNER]:
        end = container.last_bytes(name, LARGEST_TABLE)
        table = end[end.find(b"PK\x01\x02") :] if b"PK\x05\x06" in end else b""
        if any(manifest.encode() in table for manifest in MANIFESTS):
            return name
    return None

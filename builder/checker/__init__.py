"""Any finished package, ours or another tool's: is it what an LMS can import?

In: the path of a zip. Out: diagnostics with the rule numbers Z, C12, C04, T, K, R12 and R04, and a `Verdict` on what
the zip is. The checker knows the published standards and nothing of the code that writes packages, so a writer's
mistake cannot confirm itself. No sequence of bytes makes it raise: every fault of a zip is a diagnostic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from errno import EFBIG
from os import strerror
from pathlib import Path
from typing import Final, Literal

from builder.checker import (
    calls,
    cmi5,
    documents,
    pages,
    references,
    schemas,
    scorm12,
    scorm2004,
    strangers,
    texts,
    tincan,
)
from builder.checker.container import LARGEST_TEXT, MANIFESTS, Container, Limited, largest, opened, wrapped
from builder.checker.documents import Document, children, elements, local, namespace, text
from builder.checker.names import place
from builder.diagnostics import Report, Span
from builder.rules.platforms import PLATFORMS

Kind = Literal["scorm12", "scorm2004", "xapi", "cmi5", "web"]

_STANDARDS: Final[Mapping[Kind, str]] = {
    "scorm12": "SCORM 1.2",
    "scorm2004": "SCORM 2004",
    "xapi": "xAPI",
    "cmi5": "cmi5",
    "web": "HTML",
}
_2004: Final = (schemas.ADLCP_2004, schemas.IMSSS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checked zip is; what is wrong with it is in the report."""

    kinds: tuple[Kind, ...] = ()
    """The standards its root speaks; empty when it is no package, several for a universal one."""
    files: int = 0
    archive_size: int = 0
    unpacked_size: int = 0
    largest: tuple[tuple[str, int], ...] = ()
    """The five biggest files and their sizes."""
    hosts: tuple[str, ...] = ()
    """Foreign hosts that its pages load something from."""


def check(path: Path, report: Report, *, label: str | None = None, xsd: Path = schemas.INSTALLED) -> Verdict:
    """Report everything wrong in the zip at *path*, or in a cmi5.xml that comes without one (cmi5 14.2).

    Args:
        label: How places call the zip; its file name unless given.
        xsd: The folder of the official schemas, with a folder an edition of SCORM.
    """
    found = Limited(label or path.name)
    try:
        if path.name == "cmi5.xml":
            return _check_alone(path, label or path.name, report.policy.profile, found)
        with opened(path, label or path.name, found) as container:
            if container is None:
                return Verdict(archive_size=_size(path))
            facts = texts.examine(container, found)
            kinds = _check_manifests(container, facts, found, xsd)
            facts.report_hosts_to(found)
            calls.judge(container, facts, kinds, found)
            container.verify()
            _check_platform(kinds, container.span(""), report.policy.profile, found)
            return Verdict(
                kinds=kinds,
                files=len(container.sizes),
                archive_size=container.archive_size,
                unpacked_size=sum(container.sizes.values()),
                largest=largest(container.sizes),
                hosts=tuple(sorted(facts.hosts)),
            )
    finally:
        report.extend(found.close())


def _check_alone(path: Path, label: str, profile: str | None, report: Report) -> Verdict:
    """A course structure whose AUs are all elsewhere."""
    size, folder = _size(path), label.rpartition("/")[0] or "."
    try:
        if size > LARGEST_TEXT or (path.exists() and not path.is_file()):
            raise OSError(EFBIG, strerror(EFBIG))
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        report.add("Z01.unreadable", place(folder, path.name), reason=reason or type(error).__name__)
        return Verdict(archive_size=size)
    cmi5.check(wrapped({path.name: data}, folder, report), path.name, report, is_alone=True)
    _check_platform(("cmi5",), place(folder, path.name), profile, report)
    return Verdict(("cmi5",), files=1, archive_size=size, unpacked_size=size, largest=((path.name, size),))


def _check_platform(kinds: tuple[Kind, ...], span: Span, profile: str | None, report: Report) -> None:
    """Z02: whether the platform that the package is for imports any of the standards it speaks."""
    platform = PLATFORMS.get(profile or "")
    if platform is not None and kinds and set(kinds) <= set(platform.refuses):
        standards = ", ".join(_STANDARDS[each] for each in kinds)
        report.add("Z02.not-imported", span, platform=platform.name, standards=standards)


def _size(path: Path) -> int:
    """The size of what could not be opened, as far as it has one."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except (OSError, ValueError):
        return 0


def _check_manifests(container: Container, facts: references.Facts, report: Report, xsd: Path) -> tuple[Kind, ...]:
    """Z02 and Z03, then the rules of each standard that the package speaks."""
    kinds: list[Kind] = []
    launched: dict[str, set[str]] = {}
    root = {name for name in container.sizes if "/" not in name}
    for manifest in MANIFESTS:
        nested = sorted(name for name in container.sizes if name.endswith(f"/{manifest}"))
        if manifest in root:
            for name in nested:
                report.add("Z03.second-manifest", container.span(name), manifest=manifest)
    if "imsmanifest.xml" in root:
        document = documents.parse(container, "imsmanifest.xml", report)
        kind: Kind = "scorm2004" if document is not None and _is_2004(document) else "scorm12"
        kinds.append(kind)
        if document is not None and kind == "scorm2004":
            launched["imsmanifest.xml"] = scorm2004.check(document, facts, report, xsd)
        elif document is not None and _is_scorm(document):
            launched["imsmanifest.xml"] = scorm12.check(document, facts, report, xsd)
        elif document is not None and strangers.is_cartridge(document):
            report.add("Z02.common-cartridge", document.span(document.root))
        elif document is not None:
            report.add("C12-01.not-scorm", document.span(document.root), namespace=namespace(document.root) or "—")
    if "tincan.xml" in root:
        kinds.append("xapi")
        launched["tincan.xml"] = tincan.check(container, "tincan.xml", report)
    if "cmi5.xml" in root:
        kinds.append("cmi5")
        launched["cmi5.xml"] = cmi5.check(container, "cmi5.xml", report)
    _compare(launched, container, report)
    if not kinds:
        kinds += _check_without_manifest(container, report)
    opened_first = {"index.html"} if kinds == ["web"] else {name for names in launched.values() for name in names}
    pages.judge(facts, opened_first, report)
    return tuple(kinds)


def _compare(launched: Mapping[str, set[str]], container: Container, report: Report) -> None:
    """Z03: whether the manifests of a package that speaks several standards are of one course."""
    (first, names), *others = [(manifest, names) for manifest, names in launched.items() if names] or [("", set())]
    for manifest, opened_there in others:
        if names.isdisjoint(opened_there):
            place = container.span(manifest)
            report.add("Z03.launches-differ", place, file=min(opened_there), other=min(names), manifest=first)


def _check_without_manifest(container: Container, report: Report) -> tuple[Kind, ...]:
    """Z02 for a zip whose root has no manifest: a web page, or a package zipped the wrong way."""
    strays = [name for name in container.sizes if name.rpartition("/")[2].lower() in MANIFESTS]
    if not strays:
        if not strangers.recognise(container, report):
            if "index.html" in container.sizes:
                return ("web",)
            if any(name.rpartition("/")[2].lower() in (*MANIFESTS, "index.html") for name in container.shut):
                # It is there, and why it cannot be read was said.
                return ()
            report.add("Z02.missing", container.span(""))
        return ()
    name = min(strays, key=lambda each: (each.count("/"), each))
    folder, _, base = name.rpartition("/")
    if base != base.lower():
        report.add("Z02.case", container.span(name), name=base, expected=base.lower())
    elif base == "tincan.xml" and all(each.startswith(f"{folder}/") for each in container.sizes):
        report.add("Z02.tincan-nested", container.span(name), folder=folder)
        tincan.check(container, name, report)
        return ("xapi",)
    else:
        report.add("Z02.not-at-root", container.span(name), manifest=base, folder=folder)
    return ()


def _is_2004(document: Document) -> bool:
    """Whether the manifest is SCORM 2004's, any edition: by ADL's namespace, else by the version it states."""
    if namespace(document.root) == schemas.IMSCP:
        return False
    uris = _namespaces(document)
    return schemas.ADLCP not in uris and (
        not uris.isdisjoint(_2004) or _stated_version(document).startswith(("2004", "CAM 1.3"))
    )


def _is_scorm(document: Document) -> bool:
    """Whether a manifest claims to be SCORM at all: IMS content packages and Common Cartridges share the file name."""
    own = namespace(document.root)
    is_claimed = own == schemas.IMSCP or "imsc" not in own or bool(_stated_version(document))
    return is_claimed or any("adlcp" in uri for uri in _namespaces(document))


def _namespaces(document: Document) -> set[str]:
    """Every namespace that the manifest declares at its root or uses in an element."""
    return {namespace(each) for each in elements(document.root)} | {str(uri) for uri in document.root.nsmap.values()}


def _stated_version(document: Document) -> str:
    """`schemaversion` of a manifest whose `schema` is ADL SCORM; "" for any other."""
    stated: dict[str, str] = {}
    for metadata in children(document.root):
        if local(metadata) == "metadata":
            for each in children(metadata):
                stated.setdefault(local(each), text(each).strip())
    return stated.get("schemaversion", "") if stated.get("schema", "").upper() == "ADL SCORM" else ""

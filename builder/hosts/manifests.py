"""What an LMS launches of a package that has `imsmanifest.xml` or `tincan.xml` (for cmi5 see `structure`).

In: the bytes of a manifest, of any origin. Out: its SCOs, or its activity, with what an LMS takes from the manifest
for the run-time. It is read for launching, not judged: what a manifest does wrong is the checker's to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from builder.hosts.scorm import Edition

_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(frozen=True, slots=True)
class Sco:
    """An item of the default organization that launches something, as its manifest has it."""

    item: str
    title: str
    href: str
    """Where its page is, from the package's root, with the parameters that the item adds."""
    is_asset: bool = False
    """An asset is shown, and tracks nothing."""
    launch_data: str = ""
    mastery_score: str = ""
    """SCORM 1.2."""
    completion_threshold: str = ""
    """SCORM 2004, where completion is `completedByMeasure`."""
    scaled_passing_score: str = ""
    """SCORM 2004, where the primary objective is `satisfiedByMeasure`."""
    completion_set_by_content: bool = False
    objective_set_by_content: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """The activity of a `tincan.xml` that is launched."""

    id: str
    title: str
    href: str


def scos(data: bytes) -> tuple[Edition, tuple[Sco, ...]]:
    """The edition of an `imsmanifest.xml`, and its SCOs and assets in the order of the default organization.

    Raises:
        ValueError: It is not well-formed.
    """
    root = _root(data)
    uris = {str(uri) for uri in root.nsmap.values()} | {_namespace(each) for each in _all(root)}
    edition: Edition = "scorm2004" if any("adlcp_v1p3" in each or "imsss" in each for each in uris) else "scorm12"
    resources = {each.get("identifier"): each for each in _all(root, "resource")}
    base = root.get(_BASE, "") + next((each.get(_BASE, "") for each in _all(root, "resources")), "")
    return edition, tuple(_items(_organization(root), resources, base))


def activity(data: bytes) -> Activity | None:
    """The first activity of a `tincan.xml` with a launch; None when it has none.

    Raises:
        ValueError: It is not well-formed.
    """
    for each in _all(_root(data), "activity"):
        href = _text(each, "launch") or _text(each, "resource")
        if href:
            return Activity(each.get("id", ""), _text(each, "name"), href)
    return None


def _root(data: bytes) -> Any:
    # A package is anyone's: no entity is resolved, nothing is fetched.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the manifest is not well-formed: {error}") from None


def _organization(root: Any) -> Any:
    """The default organization, else the first, else nothing with no items."""
    found = list(_all(root, "organization"))
    default = next((each.get("default") for each in _all(root, "organizations")), None)
    chosen = next((each for each in found if each.get("identifier") == default), None)
    return found[0] if chosen is None and found else chosen


def _items(organization: Any, resources: dict[Any, Any], base: str) -> Iterator[Sco]:
    for item in [] if organization is None else _all(organization, "item"):
        resource = resources.get(item.get("identifierref"))
        href = None if resource is None else resource.get("href")
        if resource is None or not href:
            continue
        address = base + resource.get(_BASE, "") + href
        controls = next(_all(item, "deliveryControls"), None)
        yield Sco(
            item=item.get("identifier", ""),
            title=_text(item, "title"),
            href=address + _parameters(address, item.get("parameters", "")),
            is_asset=_scorm_type(resource) == "asset",
            launch_data=_text(item, "datafromlms") or _text(item, "dataFromLMS"),
            mastery_score=_text(item, "masteryscore"),
            completion_threshold=_threshold(item),
            scaled_passing_score=_passing_score(item),
            completion_set_by_content=controls is not None and controls.get("completionSetByContent") == "true",
            objective_set_by_content=controls is not None and controls.get("objectiveSetByContent") == "true",
        )


def _threshold(item: Any) -> str:
    """4th edition: attributes, of which `minProgressMeasure` is 1.0 when it is not given."""
    for each in _children(item, "completionThreshold"):
        if each.get("completedByMeasure") == "true":
            return str(each.get("minProgressMeasure", "1.0"))
    return ""


def _passing_score(item: Any) -> str:
    """Of the item's own sequencing; `minNormalizedMeasure` is 1.0 when it is not given."""
    for sequencing in _children(item, "sequencing"):
        for objective in _all(sequencing, "primaryObjective"):
            if objective.get("satisfiedByMeasure") == "true":
                return _text(objective, "minNormalizedMeasure") or "1.0"
    return ""


def _scorm_type(resource: Any) -> str:
    found = (value for name, value in resource.attrib.items() if etree.QName(name).localname.lower() == "scormtype")
    return str(next(found, "")).lower()


def _parameters(href: str, parameters: str) -> str:
    """*parameters* of an item as an LMS puts them behind *href*: after `?`, or `&` when it has a query."""
    if not parameters or parameters.startswith("#"):
        return "" if "#" in href else parameters
    return ("&" if "?" in href else "?") + parameters.lstrip("?&")


def _namespace(element: Any) -> str:
    return etree.QName(element).namespace or ""


def _all(element: Any, name: str = "") -> Iterator[Any]:
    """The elements at or below *element* of this local name: importers find them in any namespace, and so do we."""
    return (each for each in element.iter() if isinstance(each.tag, str) and name in ("", etree.QName(each).localname))


def _children(element: Any, name: str) -> Iterator[Any]:
    return (each for each in element if isinstance(each.tag, str) and etree.QName(each).localname == name)


def _text(element: Any, name: str) -> str:
    """The text of the first child of this local name, else ""."""
    return next(("".join(each.itertext()).strip() for each in _children(element, name)), "")

"""No bytes make the checker raise: valid packages are cut, flipped and mixed, whole and inside their manifests."""

from __future__ import annotations

import os
import sys
import time
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.campaign.figures import FIGURES, allotted
from tests.checker.corpus.cases import MANIFESTS
from tests.checker.mutations import KINDS, WORDS, judge, spoilt
from tests.checker.packages import valid, zipped

TEXTS = [
    ("scorm12", "imsmanifest.xml"),
    ("scorm2004", "imsmanifest.xml"),
    ("cmi5", "cmi5.xml"),
    ("xapi", "tincan.xml"),
    ("web", "index.html"),
    ("web", "player.css"),
    ("scorm12", "adlcp_rootv1p2.xsd"),
]
edits = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(WORDS), st.binary(max_size=6))),
    min_size=1,
    max_size=6,
)
SOAK: Final = int(os.environ.get("CARTABLE_SOAK", "1"))
bounded = settings(
    max_examples=80 * SOAK, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@cache
def files_of(kind: str) -> dict[str, bytes]:
    return valid(kind)


def mutated(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, length, new in changes:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    return data


def survives(data: bytes, *, again: bool = True) -> None:
    with TemporaryDirectory() as folder:
        judge(data, Path(folder), again=again)


@bounded
@given(st.sampled_from(KINDS), edits)
def test_mutated_zip(kind: str, changes: list[tuple[float, int, bytes]]) -> None:
    survives(mutated(zipped(files_of(kind)), changes))


@bounded
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.integers(1, 600), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8),
)
def test_mutated_directory(kind: str, changes: list[tuple[int, bytes]]) -> None:
    """The end of a zip decides how everything else is read."""
    data = bytearray(zipped(files_of(kind)))
    for back, new in changes:
        at = max(0, len(data) - back)
        data[at : at + len(new)] = new
    survives(bytes(data))


@bounded
@given(st.sampled_from(TEXTS), edits)
def test_mutated_text(text: tuple[str, str], changes: list[tuple[float, int, bytes]]) -> None:
    kind, name = text
    survives(zipped({**files_of(kind), name: mutated(files_of(kind)[name], changes)}))


VALUES = (
    "",
    " ",
    "0",
    "1e309",
    "-1",
    "true",
    "R-1",
    "I-1",
    "a:b",
    "../x",
    "\\",
    "//[",
    "%zz",
    "é",
    "urn:x:y",
    "sco",
    "y" * 5000,
)
changes_of_a_tree = st.lists(
    st.tuples(
        st.sampled_from(("remove", "repeat", "move", "rename", "text", "attribute", "bare", "foreign")),
        st.integers(0, 200),
        st.integers(0, 200),
        st.sampled_from(VALUES),
    ),
    min_size=1,
    max_size=5,
)


def changed(data: bytes, changes: list[tuple[str, int, int, str]]) -> bytes:
    """The XML in *data* with elements and attributes moved, repeated, removed and filled with *changes*' words."""
    root = etree.fromstring(data)
    for what, where, other, word in changes:
        found = list(root.iter("*"))
        element, second = found[where % len(found)], found[other % len(found)]
        parent = element.getparent()
        if what == "remove" and parent is not None:
            parent.remove(element)
        elif what == "repeat" and parent is not None:
            parent.append(deepcopy(element))
        elif what == "move" and second not in list(element.iter("*")):
            second.append(element)
        elif what == "rename":
            element.tag = second.tag
        elif what == "text":
            element.text = word
        elif what == "attribute" and element.attrib:
            element.set(sorted(element.attrib)[other % len(element.attrib)], word)
        elif what == "bare":
            element.attrib.clear()
        elif what == "foreign":
            element.set(etree.QName(etree.QName(second).namespace, "x"), word)
    return etree.tostring(root)


@bounded
@given(st.sampled_from([each for each in KINDS if each != "web"]), changes_of_a_tree)
def test_changed_manifest(kind: str, changes: list[tuple[str, int, int, str]]) -> None:
    """Well-formed, and as no author would write it."""
    name = MANIFESTS[kind]
    survives(zipped({**files_of(kind), name: changed(files_of(kind)[name], changes)}))


@bounded
@given(
    st.sampled_from(KINDS),
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12),
        st.binary(max_size=40),
        max_size=4,
    ),
)
def test_any_names(kind: str, extra: dict[str, bytes]) -> None:
    survives(zipped({**files_of(kind), **extra}))


@bounded
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    survives(data)


def test_deep_and_wide_xml() -> None:
    """Nested past any parser's limit, and wide enough that a quadratic rule would be noticed."""
    files = files_of("scorm12")
    head, tail = files["imsmanifest.xml"].split(b"</organization>", 1)
    item = b'<item identifier="i%d" identifierref="R-1"><title>t</title>'
    deep = b"".join(item % n for n in range(5000)) + b"</item>" * 5000
    wide = b"".join(item % n + b"</item>" for n in range(5000))
    for middle in (deep, wide, b"<a>" * 100_000, b"<!--" * 500_000, b'<x y="' + b"&lt;" * 500_000):
        survives(zipped({**files, "imsmanifest.xml": head + middle + b"</organization>" + tail}), again=False)
    files = files_of("scorm2004")
    head, tail = files["imsmanifest.xml"].split(b"</organization>", 1)
    template = b'<imsss:sequencing IDRef="T"/>'
    item = b'<item identifier="i%d" identifierref="R-1"><title>t</title>' + template
    shared = b"".join(b'<imsss:objective objectiveID="o%d"><imsss:mapInfo/></imsss:objective>' % n for n in range(5000))
    deep = b"".join(item % n for n in range(80)) + b"</item>" * 80
    wide = b"".join(item % n + b"</item>" for n in range(5000))
    for middle in (deep, wide):
        collection = b'<imsss:sequencingCollection><imsss:sequencing ID="T"><imsss:objectives>%s</imsss:objectives>'
        collection %= shared
        end = tail.replace(b"</manifest>", collection + b"</imsss:sequencing></imsss:sequencingCollection></manifest>")
        survives(zipped({**files, "imsmanifest.xml": head + middle + b"</organization>" + end}), again=False)
    files = files_of("cmi5")
    head, tail = files["cmi5.xml"].split(b"</block>", 1)
    for middle in (b"<block>" * 80 + b"<au/>" * 5000 + b"</block>" * 80, b"<block>" * 5000, b"<zz/>" * 5000):
        survives(zipped({**files, "cmi5.xml": head + middle + b"</block>" + tail}), again=False)
    survives(
        zipped({**files, "cmi5.xml": files["cmi5.xml"].replace(b"?page=", b"?" + b"%20&amp;" * 500_000)}), again=False
    )
    files = files_of("scorm12")
    for html in (b"<div>" * 100_000, b"<a href='x'>" * 20_000, b"<!--" * 500_000, b"<style>" + b"url(" * 100_000):
        survives(zipped({**files, "index.html": html}), again=False)
    for html in (b"<p onunload=x>" * 20_000, b"<style>a\rb</style>" * 40_000):
        survives(zipped({**files, "index.html": html}), again=False)
    for style in (b"/*" * 500_000, b"url(" + b" " * 500_000, b"@import" + b" " * 500_000, b"url('" * 200_000):
        survives(zipped({**files, "player.css": style}), again=False)
    for script in (b"eval " * 200_000, b"eval" + b" " * 500_000, b"Basic " * 200_000, b"https://a" * 100_000):
        survives(zipped({**files, "player.js": script}), again=False)


def test_spoilt_packages(tmp_path: Path) -> None:
    """The first of the campaign."""
    codes: set[str] = set()
    for seed in range(250):
        codes.update(each.code for each in judge(spoilt(seed), tmp_path))
    assert len(codes) > 80


@pytest.mark.soak
def test_campaign(tmp_path: Path) -> None:
    """Other packages each time; one that is judged wrongly is named by its seed."""
    end, first = allotted(1.0), int(time.time())
    codes: set[str] = set()
    number, longest = 0, 0.0
    while time.monotonic() < end:
        number += 1
        began = time.process_time()
        try:
            found = judge(spoilt(first + number), tmp_path)
        except BaseException:
            sys.stderr.write(f"spoilt({first + number})\n")
            raise
        longest = max(longest, (time.process_time() - began) / 2)
        codes.update(each.code for each in found)
        FIGURES.add("checker", packages=1, findings=len(found), without_fault=not found)
    FIGURES.add("checker", codes=len(codes), longest_in_milliseconds=int(longest * 1000))

"""A PDF as assistive technology meets it: its tags in order, each with what they hold."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf

from tests.hosts.foreign import missing


@dataclass
class Tag:
    """One structure element."""

    name: str
    alternative: str
    attributes: dict[str, Any]
    kids: list[Tag] = field(default_factory=list)
    marked: list[tuple[int, int]] = field(default_factory=list)
    """Page and number of each piece of marked content."""
    links: list[pikepdf.Object] = field(default_factory=list)

    def walk(self) -> Iterator[Tag]:
        """It and all below it, in reading order."""
        yield self
        for each in self.kids:
            yield from each.walk()

    def all(self, *names: str) -> list[Tag]:
        """Those of these names."""
        return [each for each in self.walk() if each.name in names]


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(data))


def tags(pdf: pikepdf.Pdf) -> Tag:
    """The tree of *pdf*."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def read(element: Any) -> Tag:
        attributes = element.get("/A", {})
        made = Tag(
            str(element.S).removeprefix("/"),
            str(element.get("/Alt", "")),
            {str(key): attributes[key] for key in attributes} if attributes else {},
        )
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if not isinstance(kid, pikepdf.Dictionary):
                made.marked.append((pages[element.Pg.objgen], int(kid)))
            elif kid.get("/Type") == "/OBJR":
                made.links.append(kid.Obj)
            else:
                made.kids.append(read(kid))
        return made

    return read(pdf.Root.StructTreeRoot.K[0])


def texts(pdf: pikepdf.Pdf, folder: Path) -> str:
    """All words of *pdf*, by poppler, without any space: a line may break anywhere."""
    program = which("pdftotext")
    if program is None:
        missing("Debian's poppler-utils")
    path = folder / "read.pdf"
    pdf.save(path)
    done = subprocess.run([program, "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    """*text* without spaces of any kind, nor what hyphens and ligatures may become."""
    return "".join(text.split()).replace("\u00ad", "").replace("ﬁ", "fi").replace("ﬂ", "fl")


def outline(tag: Tag, depth: int = 0) -> Iterator[str]:
    """The tree as lines of text; of neighbours that are alike, one with their number."""
    lines: list[str] = []
    for kid in tag.kids:
        if kid.name in ("Span", "NonStruct"):
            lines += outline(kid, depth)
            continue
        alternative = f" “{kid.alternative}”" if kid.alternative else ""
        scope = f" {kid.attributes['/Scope']}" if "/Scope" in kid.attributes else ""
        lines.append(f"{'  ' * depth}{kid.name}{scope}{alternative}")
        lines += outline(kid, depth + 1)
    yield from lines

"""Stage 3, render: a course becomes the files of a package.

In: a `Course` and the `Target` of a format. Out: a `Package` with a document a unit (`index.html` for a whole course),
their script, style sheet, fonts and media, and `cartable.json`, which says what the package tracks. Media stay on disk:
their value is a path. Nothing here knows a standard; formats add their manifests to what this returns.

The pages follow HTML and WCAG 2.2; their CSP allows no inline style and no inline script, so none is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from builder.model import Course, Package, Packaging, Target
from builder.render.document import STEPS, Document
from builder.render.facts import facts
from builder.render.sessions import files as calendars
from builder.render.words import BUILT, built, words_of


def render(course: Course, target: Target) -> Package:
    """The package of *course* for *target*, before its format's own files."""
    documents = _documents(course, course.packaging(target))
    chunks = dict.fromkeys(each for document in documents for each in document.chunks)
    files: dict[str, bytes | Path] = {each.unit.launch: each.html(target).encode() for each in documents}
    files |= {
        "player.css": b"".join(built(name) for name in _styles(chunks)),
        "player.js": b"".join(built(name) for name in _scripts(target.adapters, chunks)),
        "cartable.json": facts(course, target),
    }
    files |= {f"fonts/{path.name}": path for path in sorted((BUILT / "fonts").iterdir())}
    files |= calendars(course)
    for asset in (*course.assets, *course.logos):
        files[asset.name] = asset.path
        if asset.poster:
            files[asset.poster_name] = asset.poster
    return Package(course, target, files)


@lru_cache(maxsize=2)
def _documents(course: Course, packaging: Packaging) -> tuple[Document, ...]:
    """The documents of *course*, which its formats share: a build asks for them once a format."""
    return tuple(Document(course, unit, words_of(course.language)) for unit in course.units(packaging))


def _scripts(adapters: Iterable[str], chunks: Iterable[str]) -> Iterator[str]:
    """Chunks of `player.js`: the core with the ways in which this package records, the kinds and the parts in use."""
    yield f"player.{'-'.join(adapters)}.js"
    yield from (f"{chunk}.js" for chunk in sorted(chunks))


def _styles(chunks: Iterable[str]) -> Iterator[str]:
    """Chunks of `player.css`: what every course looks like, and what the kinds and parts in use add to it."""
    yield "player.css"
    yield from (f"{chunk}.css" for chunk in sorted(chunks) if (BUILT / f"{chunk}.css").is_file())


__all__ = ["STEPS", "render"]

"""Tagged PDF by WeasyPrint: ISO 32000-1 with PDF/UA-1 (ISO 14289-1), equal for equal sources.

In: the HTML of a document and the files that it names. Out: the bytes. WeasyPrint and Pango are asked for only here,
and only when a PDF is made: a course is compiled without them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

from builder.handouts.tags import finish
from builder.model import Course
from builder.render.page import TEMPLATES
from builder.render.words import BUILT

BASE: Final = "http://document.invalid/"
"""Where the document's files seem to lie; nothing is ever fetched from anywhere."""

KINDS: Final = {"css": "text/css", "svg": "image/svg+xml"}
"""What has to be told by its name; pictures are told by their first bytes."""
FACES: Final[Mapping[str, str]] = {
    **{
        f"fonts/reading-{each}": f"atkinson-hyperlegible-next-latin-{each}.woff2"
        for each in ("300-normal", "400-normal", "400-italic", "700-normal")
    },
    "fonts/said-400-normal": "source-serif-4-latin-400-normal.woff2",
}
"""Name in the style sheet → file of `_built/print`."""


class Missing(Exception):  # noqa: N818 - it says what happened
    """What makes PDFs is not on this machine."""

    def __init__(self, what: Literal["weasyprint", "pango"]) -> None:
        super().__init__(what)
        self.what = what


def engine() -> Any:
    """WeasyPrint.

    Raises:
        Missing: It, or the Pango it draws with, is not installed.
    """
    try:
        with redirect_stdout(StringIO()):  # it says at length what it misses; that is for a diagnostic to say
            import weasyprint
    except ImportError as error:
        raise Missing("weasyprint") from error
    except OSError as error:  # cffi found no libpango, libgobject or libharfbuzz
        raise Missing("pango") from error
    return weasyprint


def pdf(html: str, course: Course, what: str) -> tuple[bytes, list[str]]:
    """The document *html* as PDF/UA-1, and what WeasyPrint complained of.

    Args:
        what: Which document of the course it is; part of the file's identifier.

    Raises:
        Missing: See :func:`engine`.
    """
    weasyprint = engine()
    files = _files(course)
    with _complaints() as complaints:
        document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(files)).render()
        target = BytesIO()
        document.write_pdf(
            target,
            pdf_variant="pdf/ua-1",
            pdf_identifier=UUID(course.uuid).bytes + what.encode(),
            finisher=finish,
            dpi=200,
            jpeg_quality=85,
            optimize_images=True,
        )
    return target.getvalue(), complaints


def _files(course: Course) -> dict[str, Path]:
    """What a document can name: its style sheet, and the media of the course."""
    found = {"paper.css": TEMPLATES / "print" / "paper.css"}
    for asset in course.assets:
        found[asset.name] = asset.path
        if asset.poster:
            found[asset.poster_name] = asset.poster
    return found


def _fetcher(files: Mapping[str, Path]) -> Any:
    """A fetcher that knows these files and the fonts, and no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Files(URLFetcher):  # type: ignore[misc]  # WeasyPrint tells no types
        """The files of one document."""

        def fetch(self, url: str, headers: object = None) -> Any:
            name = url.removeprefix(BASE)
            if name in FACES:
                return URLFetcherResponse(url, _face(name))
            found = files.get(name)
            if found is None:
                raise ValueError(f"{name} is no file of this document")
            kind = KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
            return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

    return Files()


@lru_cache(maxsize=len(FACES))
def _face(name: str) -> bytes:
    """A font, unpacked."""
    from fontTools.ttLib import TTFont

    # WeasyPrint would unpack it as well, and fontTools then write the hour into it.
    font = TTFont(BUILT / "print" / FACES[name], recalcTimestamp=False)
    font.flavor = None
    target = BytesIO()
    font.save(target)
    return target.getvalue()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs; it prints nothing by itself."""
    found: list[str] = []

    class Keep(logging.Handler):
        """Keeps warnings and worse."""

        def emit(self, record: logging.LogRecord) -> None:
            # A decorative picture has none: `tags` makes an artifact of it. The others were checked on loading.
            if "no required alt" not in record.msg:
                found.append(record.getMessage())

    handler = Keep(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(each.propagate, list(each.handlers)) for each in loggers]
    for each in loggers:
        each.handlers, each.propagate = [handler], False
    try:
        yield found
    finally:
        for each, (propagate, handlers) in zip(loggers, before, strict=True):
            each.handlers, each.propagate = handlers, propagate

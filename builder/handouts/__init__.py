"""Documents made from a course beside its packages: to be printed, read away from a platform, or held by a facilitator.

In: a `Course`. Out: files that no platform launches and nothing tracks. Each kind is one row of `DOCUMENTS`. They are
made from the views of stage 3 (`builder.render`) with the macros of `templates/print/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from builder.diagnostics import Report, Span
from builder.handouts import pdf
from builder.handouts.epub import epub
from builder.handouts.guide import guide
from builder.handouts.paper import Booklet
from builder.model import Course
from builder.render.calendar import made
from builder.rules import Language


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A finished file."""

    format: str
    """Name of its row in `DOCUMENTS`."""
    filename: str
    """Unique among all files of a build."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    name: str
    """What `-f` takes."""
    make: Callable[[Course, Report, int], Iterator[Document]]
    """The documents of a course, as of a day in seconds since 1970; none where it reports an error."""
    advice: Mapping[Language, str]
    """What to do with the file, in one line."""


def _booklet(course: Course, epoch: int) -> str:
    return Booklet(course, epoch).render("print/booklet.html")


def _printed(
    course: Course, report: Report, epoch: int, *, name: str, html: Callable[[Course, int], str]
) -> Iterator[Document]:
    """A PDF of what *html* writes."""
    place = Span(f"courses/{course.id}/course.yaml")
    try:
        pdf.engine()
        data, complaints = pdf.pdf(html(course, epoch), course, name)
    except pdf.Missing as missing:
        report.add({"weasyprint": "DOC-001", "pango": "DOC-002"}[missing.what], place, format=name)
        return
    for each in complaints:
        report.add("DOC-003", place, format=name, what=each)
    suffix = "pdf" if name == "pdf" else f"{name}.pdf"
    yield Document(name, f"{course.id}.{course.language}.{suffix}", data)


def _book(course: Course, report: Report, epoch: int) -> Iterator[Document]:
    yield Document("epub", f"{course.id}.{course.language}.epub", epub(course, epoch))


def _calendar(course: Course, report: Report, epoch: int) -> Iterator[Document]:
    """All sessions whose day is known; a course without any has no such file."""
    if any(each.day for each in course.sessions):
        yield Document("ics", f"{course.id}.{course.language}.ics", made(course, course.sessions))
    else:
        report.add("SES-050", Span(f"courses/{course.id}/course.yaml"))


DOCUMENTS: Final[Mapping[str, Kind]] = {
    each.name: each
    for each in (
        Kind(
            "pdf",
            partial(_printed, name="pdf", html=_booklet),
            {
                "fr": "à imprimer ou à envoyer : le cours à lire, sans les réponses (PDF/UA)",
                "en": "print it or send it: the course to be read, without the answers (PDF/UA)",
            },
        ),
        Kind(
            "epub",
            _book,
            {
                "fr": "à envoyer ou à lire sur une liseuse ou un téléphone : le cours, sans les réponses",
                "en": "send it or read it on an e-reader or a telephone: the course, without the answers",
            },
        ),
        Kind(
            "guide",
            partial(_printed, name="guide", html=guide),
            {
                "fr": "pour la personne qui anime, et elle seule : déroulé, réponses, feuilles à imprimer (PDF/UA)",
                "en": "for the facilitator alone: run of show, answers, sheets to print (PDF/UA)",
            },
        ),
        Kind(
            "ics",
            _calendar,
            {
                "fr": "à ouvrir dans un agenda : les rencontres du cours dont le jour est fixé",
                "en": "open it in a calendar: the sessions of the course whose day is settled",
            },
        ),
    )
}
"""All kinds by name. None is built unless it is asked for."""

__all__ = ["DOCUMENTS", "Document", "Kind"]

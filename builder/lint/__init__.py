"""Stage 2: a `Course` in, diagnostics out, nothing else. Judges meaning; form was judged while reading.

Rules: RGAA 4.1.2 for access (`access`), the evidence on myth items for quizzes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final

from markdown_it.token import Token

from builder import tracking
from builder.activities import Myth
from builder.diagnostics import Report, Span, near
from builder.lint import access, dates, questions, reading, spelling, unused
from builder.lint.passages import passages_of, place_of, texts
from builder.lint.spelling import Dictionaries
from builder.model import Course, Page, Retest, Target, Text, Unit, walk
from builder.source.markdown import Fragment
from builder.source.words import folded

TRUE_SHARE: Final = (30, 50)
"""Percent of true claims among a quiz's myth items that keeps learners from rejecting everything."""
FEWEST_MYTHS: Final = 4
"""Below this number of myth items a share says nothing."""
PLACEHOLDER: Final = re.compile(
    r"(?i:(?<!phrase )(?<!phrases )(?<!texte )(?<!textes )(?<!tableau )(?<!task )(?<!tasks )"
    r"\b(?:à compléter|a completer|to be completed|to be written|(?:por|a) completar|da completare|zu ergänzen|"
    r"aan te vullen|do uzupełnienia|lorem ipsum)\b"
    r"(?!\s+(?:localement|avec|par|ensemble|locally|with|by|before|together|in)\b))|\b(?:TODO|FIXME|TBD)\b"
)
"""What an author writes where words are missing; not what others add: « à compléter avec le procureur »."""


def lint(course: Course, report: Report) -> None:
    """Report what is wrong with *course* beyond its form."""
    # Lessons that could not be read are named all the same: a link to one of them is right.
    pages = {page.id for page in course.pages} | {each for one in course.settings.content for each in one.lessons}
    for text in texts(course):
        _text(text.fragment, pages, report)
    for page in course.pages:
        for placement in page.placements:
            placement.activity.lint(report)
        if page.kind == "quiz":
            _share(page, report)
    _myths(course, report)
    access.judge(course, report)


def proofread(course: Course, report: Report, today: date, dictionaries: Dictionaries | None = None) -> None:
    """Report what a careful reader would say of *course*: dates gone by, hard sentences, questions that tell nothing.

    Advice for whoever writes; no build waits for it, or depends on the day that it is made.

    Args:
        dictionaries: Where to look words up; None: spelling is not judged.

    Raises:
        Missing: There is no dictionary of the course's language, or nothing to read it with.
    """
    found = tuple(passages_of(course))
    for label in (each for each in found if each.role == "label"):
        for words in PLACEHOLDER.finditer(label.text):
            report.add("CRS-050", label.place(words.start(), words[0]), words=words[0])
    dates.check(course, found, today, report)
    reading.check(course, found, report)
    questions.check(course, report)
    unused.check(course, found, today, report)
    if dictionaries is not None:
        spelling.check(course, found, dictionaries, report)


def states(course: Course, target: Target, report: Report) -> None:
    """Report what *target* cannot keep of *course*, unit by unit."""
    for unit in course.units(course.packaging(target)):
        state(course, unit, target, report)


def state(course: Course, unit: Unit, target: Target, report: Report) -> int:
    """The longest state of *unit* in characters, as *target* keeps it.

    Over the limit of *target*, an error names who spends most. Where only the texts do not fit, they stay on the
    learner's device in this format, and a warning says so.
    """
    layout, limit = unit.layout, target.state_limit
    length = tracking.longest(course, layout, target)
    place = Span(unit.pages[0].path if unit.id else f"courses/{course.id}/course.yaml")
    values = {"format": target.format, "limit": limit}
    if limit is not None and length > limit:
        report.add("CRS-064", place, length=length, spenders=_spenders(tracking.spenders(layout)), **values)
    elif course.settings.free_text == "platform" and not tracking.holds_texts(course, layout, target):
        texts = {each.key for each in tracking.text_slots(layout)}
        costs = [each for each in tracking.spenders(layout, texts=True, most=len(layout.slots)) if each[0] in texts]
        if costs:
            whole = tracking.bound(layout, texts=True)
            report.add("CRS-066", place, length=whole, spenders=_spenders(costs[:5]), **values)
    return length


def _spenders(found: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{key} ({characters})" for key, characters in found)


def _text(fragment: Fragment, pages: set[str], report: Report) -> None:
    for token in fragment.tokens:
        if token.type == "inline" and token.meta.get("place"):
            _links(token, pages, report)
            for found in PLACEHOLDER.finditer(token.content):
                report.add("CRS-050", place_of(token, found.start(), found[0]), words=found[0])


def _links(token: Token, pages: set[str], report: Report) -> None:
    for child in token.children or ():
        target = str(child.attrs.get("href", ""))
        if child.type == "link_open" and ":" not in target:
            name = target.removeprefix("#").removesuffix(".md").rsplit("/", 1)[-1]
            stem = name.partition("#")[0].removesuffix(".md")
            if PurePosixPath(stem).suffix.lower() in unused.ENDINGS:
                report.add("TXT-007", child.meta["span"], target=target)
            elif stem in pages and stem != name:
                report.add("TXT-006", child.meta["span"], target=target, page=stem)
            elif name not in pages:
                report.add("CRS-041", child.meta["span"], target=target, near=near(name, pages))


def _myths(course: Course, report: Report) -> None:
    """Report myths in headings, and a re-test that cannot ask what it should."""
    myths = [each.activity for each in course.placements if isinstance(each.activity, Myth)]
    claims = {_bare(each.claim.plain): each.id for each in myths if each.verdict != "true"}
    for page in course.pages:
        if _bare(page.title) in claims:
            report.add("QUZ-080", Span(page.path), id=claims[_bare(page.title)])
        for block in walk(page.blocks):
            tokens = block.fragment.tokens if isinstance(block, Text) else ()
            for opening, words in pairwise(tokens):
                found = claims.get(_bare(Fragment((words,)).plain)) if opening.type == "heading_open" else None
                if found:
                    report.add("QUZ-080", place_of(words, 0, words.content), id=found)
    retests = [(page, block) for page in course.pages for block in walk(page.blocks) if isinstance(block, Retest)]
    if not retests:
        return
    (first, retest), *others = retests
    for _, another in others:
        report.add("QUZ-083", another.span, page=first.id)
    asked = [each for each in myths if each.variants]
    if not asked:
        report.add("QUZ-082", retest.span)
        return
    for each in myths:
        if not each.variants:
            report.add("QUZ-087", each.place, id=each.id)
    share = round(100 * sum(each.verdict == "true" for each in asked) / len(asked))
    if len(asked) >= FEWEST_MYTHS and share < TRUE_SHARE[0]:
        report.add("QUZ-084", retest.span, share=share)
    if course.settings.packaging == "per-lesson" and any(
        each.key.partition("/")[0] != first.id for each in course.placements if isinstance(each.activity, Myth)
    ):
        report.add("QUZ-086", retest.span)


def _bare(text: str) -> str:
    """The words of *text* alone, to be compared."""
    return " ".join(re.findall(r"\w+", folded(text)))


def _share(page: Page, report: Report) -> None:
    verdicts = [each.activity.verdict for each in page.placements if isinstance(each.activity, Myth)]
    judged = [each for each in verdicts if each != "nuance"]
    if len(judged) < FEWEST_MYTHS:
        return
    share = round(100 * judged.count("true") / len(judged))
    if not TRUE_SHARE[0] <= share <= TRUE_SHARE[1]:
        report.add("QUZ-022", Span(page.path), share=share, name=page.title)

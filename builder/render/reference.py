"""The glossary, the bibliography and the search: what readers look things up in, beside the lessons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from markupsafe import Markup

from builder.model import Course, Insertion, Page, Placement, Text, Unit, walk
from builder.render.page import environment, source
from builder.render.prose import Notes, is_word, ranked, term_id
from builder.render.words import Words
from builder.source.markdown import Fragment
from builder.source.words import folded

SEARCHED: Final = 2
"""A course of fewer pages than this is read faster than searched."""


def is_searched(course: Course, unit: Unit) -> bool:
    """Whether *unit* has a page to search it: a lesson launched by itself is one page."""
    return not unit.id and len(course.pages) >= SEARCHED


def glossary(course: Course, notes: Notes, words: Words) -> Markup:
    """Acronyms and words with their meanings, in the order of the alphabet."""
    entries = [
        (term_id(key), notes.text(key), notes.html(meaning, inline=True), is_word(key))
        for key, meaning in sorted(course.glossary.items(), key=lambda item: folded(item[0]))
    ]
    return Markup(_macros(words).glossary(entries))


def bibliography(course: Course, notes: Notes, words: Words) -> Markup:
    """Every source of the course, and the pages that cite it."""
    cited = {page.id: set(_cited(page)) for page in course.pages}
    entries = [
        (
            number,
            source(course, course.references[key], notes, words),
            [(page.id, notes.text(page.title)) for page in course.pages if key in cited[page.id]],
        )
        for number, key in enumerate(ranked(course), 1)
    ]
    return Markup(_macros(words).bibliography(entries))


def search(words: Words) -> Markup:
    """The form; the player looks through the pages themselves, so no index is shipped."""
    return Markup(_macros(words).search())


def _macros(words: Words) -> Any:
    return environment(words).get_template("reference.html").module


def _cited(page: Page) -> Iterator[str]:
    """The keys that *page* cites, in its text, in its activities and below its films and pictures."""
    for fragment in _fragments(page):
        children = (child for token in fragment.tokens for child in token.children or ())
        yield from (key for child in children if child.type == "citation" for key, _ in child.meta["items"])
    for block in walk(page.blocks):
        if isinstance(block, Placement):
            yield from block.activity.sources
        elif isinstance(block, Insertion):
            yield from block.asset.sources


def _fragments(page: Page) -> Iterator[Fragment]:
    if page.promise:
        yield page.promise.fragment
    if page.footnotes:
        yield page.footnotes
    for block in walk(page.blocks):
        if isinstance(block, Text):
            yield block.fragment
        elif isinstance(block, Placement):
            yield from (each.fragment for each in block.activity.words)
        elif isinstance(block, Insertion):
            asset = block.asset
            yield from (each.fragment for each in (asset.summary, asset.description, asset.credit) if each)

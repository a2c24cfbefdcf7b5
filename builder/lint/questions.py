"""What questions give away, and what they leave unsaid: feedback, lengths and places of answers, wording of stems.

Feedback that only says right or wrong corrects nothing (Wang & Yang 2021): it carries verdict, answer and reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import BaseModel

from builder.activities import Choice, Reply
from builder.activities.question import Question
from builder.diagnostics import Report, Span
from builder.model import Course, Page
from builder.source.markdown import Prose
from builder.source.words import folded

_BARE: Final = (
    "oui non vrai faux exact exactement juste correct incorrect bravo bien tres-bien bien-joue bonne-reponse "
    "mauvaise-reponse rate perdu dommage felicitations parfait eh-non eh-oui c-est-vrai c-est-faux c-est-exact "
    "c-est-juste c-est-ca yes no true false right wrong well-done good great correct-answer wrong-answer "
    "that-s-right that-s-wrong sorry perfect incorrect-answer"
)
VERDICTS: Final = frozenset(_BARE.split())
FEWEST: Final = 5
"""Questions with one right answer below which their lengths and places say nothing."""
SHARE: Final = 0.8
LONGER: Final = 1.25
"""How much longer than every other an answer is before readers see it."""
EVERYTHING: Final = re.compile(
    r"(?i)^(?:tou(?:te)?s (?:les |ces )?(?:réponses|propositions|affirmations|choix)|aucune? (?:des |de ces )"
    r"(?:réponses|propositions|affirmations|choix)|toutes|aucune) ?(?:.*(?:ci-dessus|précédent\w*|"
    r"sont (?:justes|vraies)|n['’]est (?:juste|vraie)))?\.?$|^(?:all|none|both) of the (?:above|answers).*$"
)
NEGATIVE: Final = re.compile(
    # Bounded: three words that may stand anywhere would be looked for in every way that a long text allows.
    r"(?i)\b(?:le|la|les)?quel(?:le)?s?\b[^?]{0,200}\b(?:n['’]|ne\s)[^?]{0,200}\b(?:pas|jamais|aucune?)\b"
    r"|\bque (?:n['’]|ne\s)[^?]{0,200}\b(?:pas|jamais)\b"
    r"|\bwhich\b[^?]{0,200}\b(?:not|never|isn['’]t|aren['’]t|doesn['’]t|except)\b"
)


def check(course: Course, report: Report) -> None:
    """Report what the questions of *course* give away or leave unsaid."""
    for activity in {id(each.activity): each.activity for each in course.placements}.values():
        if isinstance(activity, Question):
            _feedback(activity, report)
        if isinstance(activity, Choice):
            _wording(activity, report)
    for page in course.pages:
        if page.kind == "quiz":
            _giveaways(page, report)


def _feedback(question: Question, report: Report) -> None:
    said = list(_feedbacks(question))
    # Of a choice, each answer is told by itself (QUZ-014); a model reply with its reasons is feedback enough.
    if not said and not isinstance(question, Choice | Reply):
        report.add("TXT-030", question.place, id=question.id)
    if question.feedback is not None and not _is_verdict(question.feedback):
        return
    for each in said:
        if _is_verdict(each):
            report.add("TXT-031", each.span, words=each.plain)


def _feedbacks(question: Question) -> Iterator[Prose]:
    """Every feedback of *question*, its own and those of its answers, zones or pairs."""
    for holder in _parts(question):
        for name in type(holder).model_fields:
            value = getattr(holder, name)
            if name.startswith("feedback") and isinstance(value, Prose):
                yield value


def _parts(holder: BaseModel) -> Iterator[BaseModel]:
    """*holder* and the answers, zones, pairs or categories in it, however deep."""
    yield holder
    for name in type(holder).model_fields:
        value = getattr(holder, name)
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, BaseModel):
                yield from _parts(each)


def _is_verdict(prose: Prose) -> bool:
    """Whether *prose* only says right or wrong."""
    pieces = [folded(each.strip(" \u00a0\u202f«»\"'")) for each in re.split(r"[.!?,;:…]+", prose.plain)]
    return all(each in VERDICTS for each in pieces if each) and any(pieces)


def _wording(question: Choice, report: Report) -> None:
    for each in question.answers:
        if EVERYTHING.match(each.text.plain):
            report.add("TXT-034", each.text.span, text=each.text.plain)
    children = [child for token in question.question.fragment.tokens for child in token.children or ()]
    is_emphasised = any(each.type in ("strong_open", "em_open") for each in children)
    found = NEGATIVE.search(question.question.plain)
    if found and not is_emphasised and not re.search(r"\b(?:PAS|JAMAIS|AUCUNE?|NOT|NEVER|EXCEPT|NE)\b", found[0]):
        report.add("TXT-035", question.question.span, id=question.id)


def _giveaways(page: Page, report: Report) -> None:
    asked = [each.activity for each in page.placements if isinstance(each.activity, Choice)]
    single = [each for each in asked if not each.multiple and len(each.answers) > 2 and any(_rights(each))]
    if len(single) < FEWEST:
        return
    longest = sum(map(_is_longest, single))
    if longest >= SHARE * len(single):
        report.add("TXT-032", Span(page.path), name=page.title, longest=longest, count=len(single))
    places = {_rights(each).index(True) for each in single}
    if len(places) == 1 and not (page.assessment and page.assessment.shuffles_answers):
        report.add("TXT-033", Span(page.path), name=page.title, place=places.pop() + 1, count=len(single))


def _rights(question: Choice) -> Sequence[bool]:
    return [each.right for each in question.answers]


def _is_longest(question: Choice) -> bool:
    lengths = [len(each.text.plain) for each in question.answers]
    right = lengths.pop(_rights(question).index(True))
    return right > LONGER * max(lengths)

"""Words to be filled in: a text with blanks, each of which accepts several forms.

Accents, capitals, spaces and punctuation make no difference (builder/activities/wording.py). The state keeps which
blanks were right, so that score and verdict come back anywhere; the words that were typed are a text, and come back
where the course keeps texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

from builder.activities.activity import Field, Interaction, Voice
from builder.activities.question import Question
from builder.activities.wording import Pattern, Unreadable, fold, joined, read_pattern, same
from builder.diagnostics import Report, Span
from builder.source.markdown import Cloze, Prose

MOST_BLANKS: Final = 12
"""Of one text: more is a test of patience, and the state has room for so many."""
ROOM: Final = (12, 40)
"""Characters that the shortest blank takes, and the longest."""
MARGIN: Final = 8
"""Characters that a blank takes beyond its longest form: its width gives nothing away."""
DESCRIBED: Final = 250


@dataclass(frozen=True, slots=True)
class Form:
    """One thing that a blank accepts: words, or a pattern between slashes."""

    text: str
    span: Span

    @property
    def is_pattern(self) -> bool:
        """Whether it stands between slashes."""
        return len(self.text) > 1 and self.text.startswith("/") and self.text.endswith("/")

    def pattern(self) -> Pattern:
        """What stands between the slashes, read; `Unreadable` where it cannot be."""
        return read_pattern(self.text[1:-1])

    def accepts(self, typed: str) -> bool:
        """Whether *typed* will do."""
        return self.pattern().matches(typed) if self.is_pattern else same(self.text, typed)


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of the text."""

    forms: tuple[Form, ...]
    span: Span

    @property
    def spelt(self) -> tuple[str, ...]:
        """The forms that are words, on one line each."""
        return tuple(" ".join(each.text.split()) for each in self.forms if not each.is_pattern)

    @property
    def shown(self) -> str:
        """What stands for what is right; "" where there are only patterns."""
        return next(iter(self.spelt), "")

    @property
    def others(self) -> tuple[str, ...]:
        """What else will do, for a facilitator: the other words, then the patterns."""
        return (*self.spelt[1:], *(each.text for each in self.forms if each.is_pattern))

    @property
    def room(self) -> int:
        """How many characters it takes."""
        longest = max(map(len, self.spelt), default=ROOM[1]) + MARGIN
        return min(max(longest, ROOM[0]), ROOM[1] + MARGIN)

    def accepts(self, typed: str) -> bool:
        """Whether *typed* is one of its forms."""
        return any(each.accepts(typed) for each in self.forms)


class FillIn(Question):
    """A text with blanks."""

    kind: ClassVar[str] = "fillin"
    words_are_answer: ClassVar[bool] = True

    question: Prose | None = None
    """What is to be done, where the text does not say it."""
    text: Cloze
    """The text; `[[tripartites|à trois]]` is a blank and what it accepts."""

    @cached_property
    def blanks(self) -> tuple[Blank, ...]:
        """The blanks in the order of the text."""
        tokens = (child for token in self.text.fragment.tokens for child in token.children or ())
        return tuple(
            Blank(tuple(Form(*form) for form in token.meta["forms"] or ()), token.meta["span"])
            for token in tokens
            if token.type == "blank"
        )

    @property
    def asked(self) -> Prose:
        return self.question or self.text

    @property
    def words(self) -> Sequence[Prose]:
        return [*([self.question] if self.question else []), self.text, *self.common_words()]

    def fields(self, highest: int) -> tuple[Field, ...]:
        # One bit a blank and one for "sent"; with another number of blanks it is another text, and asked again.
        count = len(self.blanks)
        # An accented letter takes two bytes; one more parts a blank's words from the next.
        room = sum(each.room * 2 + 1 for each in self.blanks)
        return (Field(f"right/{count}", count + 1), Field("text", 0, room), *self.common_fields())

    def interaction(self, numbers: Sequence[int]) -> Interaction:
        spelt = [each.spelt for each in self.blanks]
        whole = (", ".join(each[0] for each in spelt),) if all(spelt) else ()
        correct = spelt[0] if len(spelt) == 1 else whole
        text = " ".join(each.plain for each in (self.question, self.text) if each)
        description = text if len(text) <= DESCRIBED else text[: DESCRIBED - 1] + "…"
        return Interaction("fill-in", description, (), correct)

    def data(self, voice: Voice, numbers: Sequence[int]) -> Mapping[str, object]:
        return self.common_data(voice) | {
            "blanks": [
                {
                    "forms": [joined(form.text) for form in each.forms if not form.is_pattern],
                    "patterns": [form.pattern().source for form in each.forms if form.is_pattern],
                    "shown": voice.text(each.shown),
                    "room": each.room,
                }
                for each in self.blanks
            ],
        }

    def lint(self, report: Report) -> None:
        if not 1 <= len(self.blanks) <= MOST_BLANKS:
            report.add("QUZ-051", self.text.span, id=self.id, count=len(self.blanks), limit=MOST_BLANKS)
        for blank in self.blanks:
            for form in blank.forms:
                _judge(form, blank, report)
            if blank.forms and all(each.is_pattern and each.text != "//" for each in blank.forms):
                report.add("QUZ-056", blank.span, id=self.id)


def _judge(form: Form, blank: Blank, report: Report) -> None:
    if not form.text or form.text == "//":
        report.add("QUZ-052", blank.span)
    elif not form.is_pattern:
        if not fold(form.text):
            report.add("QUZ-053", form.span, form=form.text)
    else:
        try:
            pattern = form.pattern()
        except Unreadable as error:
            start = form.span.column + 1 + error.position
            place = Span(form.span.path, form.span.line, start, start + len(error.part))
            report.add("QUZ-054", form.span if "\n" in form.text else place, part=error.part)
        else:
            if not pattern.is_possible:
                report.add("QUZ-055", form.span, pattern=form.text)

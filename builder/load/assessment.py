"""Assessments: `courses/<course>/evaluations/<name>.yaml` in, a quiz page that draws from banks out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from builder.diagnostics import Span
from builder.load.bank import ITEM, Bank, check_prose
from builder.load.lesson import Reader
from builder.model import Assessment, Draw, Page, Placement, Text
from builder.source import fields, yaml
from builder.source.fields import Form, word
from builder.source.markdown import Prose

FOLDERS: Final = ("evaluations", "assessments")
"""What authors call the folder; the first that is there."""
ALL: Final = ("all", "full")
SECONDS_A_QUESTION: Final = 60
"""With the time to read it."""


def _unlimited(value: object) -> object:
    return None if word(value) == "none" else value


def _everything(value: object) -> object:
    return None if word(value) in ALL else value


class DrawForm(Form):
    """One bank to draw from."""

    bank: str
    """Its name: the file in `quizzes/`, without `.yaml`."""
    number: Annotated[int | None, BeforeValidator(_everything)] = None
    """How many of its questions are drawn; all of them where nothing is said."""


class AssessmentForm(Form):
    """An assessment as written."""

    title: Prose
    """Title of the page."""
    instructions: Prose | None = None
    """What the learner is to do."""
    minutes: int = Field(default=0, ge=0, le=999)
    """How long it takes; estimated where nothing is said."""
    draw: tuple[DrawForm, ...] = ()
    """The banks, and how many questions of each."""
    shuffle: Annotated[Literal["questions", "answers", "full", "false"], BeforeValidator(word)] = "questions"
    """What is put in an order of its own for each learner."""
    correction: Annotated[Literal["at-once", "at-end"], BeforeValidator(word)] = "at-once"
    """When the answers are corrected: one by one, or all together at the end."""
    tries: Annotated[int | None, BeforeValidator(_unlimited)] = Field(default=None, ge=0, le=7)
    """How many times it may be taken, 1–7."""
    retry: Annotated[Literal["errors", "full"], BeforeValidator(word)] = "errors"
    """What a new try asks again: what was wrong, or everything, drawn anew."""
    pass_mark: Annotated[int | None, BeforeValidator(_unlimited)] = Field(default=None, ge=1, le=100)
    """Score that passes it, 1–100."""


class Assessments:
    """The assessments of one course."""

    def __init__(self, folder: Path, shown: str, reader: Reader) -> None:
        """See them.

        Args:
            folder: Of the course.
            shown: Its name in messages.
        """
        name = next((each for each in FOLDERS if (folder / each).is_dir()), FOLDERS[0])
        self._folder, self._shown = folder / name, f"{shown}/{name}"
        self._reader, self._report = reader, reader.report
        self._used: set[str] = set()

    @property
    def names(self) -> list[str]:
        """Names of the files, sorted."""
        return sorted(each.stem for each in self._folder.glob("*.yaml"))

    def page(self, name: str, module: str) -> Page | None:
        """The assessment *name* as a page of *module*; None after a diagnostic."""
        report, path = self._report, f"{self._shown}/{name}.yaml"
        self._used.add(name)
        if not ITEM.fullmatch(name):
            report.add("CRS-031", Span(path), name=name)
        if name in self._reader.banks.names:
            report.add("QUZ-076", Span(path), name=name)
        node = yaml.read(self._folder / f"{name}.yaml", path, report)
        form = (
            fields.read(AssessmentForm, node, f"`{path}`", report, self._reader.language) if node is not None else None
        )
        if node is None or form is None:
            return None
        for prose in (form.title, *([form.instructions] if form.instructions else [])):
            check_prose(prose, self._reader.references, report)
        page_id = f"quiz-{name}"
        draws, placements = self._draws(form, node, page_id, path)
        self._judge(form, node, placements)
        if not draws:
            return None
        shuffle = form.shuffle
        shares = sum(each.count for each in draws)
        return Page(
            id=page_id,
            kind="quiz",
            title=form.title.plain,
            module=module,
            promise=None,
            minutes=form.minutes or max(1, round(shares * SECONDS_A_QUESTION / 60)),
            goals=(),
            blocks=(*((Text(form.instructions.fragment),) if form.instructions else ()), *placements),
            path=path,
            assessment=Assessment(
                draws=tuple(draws),
                shuffles_questions=shuffle in ("questions", "full"),
                shuffles_answers=shuffle in ("answers", "full"),
                correction=form.correction,
                tries=form.tries or None,
                retry=form.retry,
                pass_mark=form.pass_mark,
            ),
        )

    def check_unused(self) -> None:
        """Report the files that no module names."""
        for name in self.names:
            if name not in self._used:
                self._report.add("QUZ-077", Span(f"{self._shown}/{name}.yaml"), name=name)

    def _draws(
        self, form: AssessmentForm, node: yaml.Mapping, page_id: str, path: str
    ) -> tuple[list[Draw], list[Placement]]:
        report = self._report
        draws: list[Draw] = []
        placements: list[Placement] = []
        listed = node.items.get("draw")
        if not form.draw or not isinstance(listed, yaml.Sequence):
            report.add("QUZ-070", node.keys.get("draw", Span(path)))
            return draws, placements
        seen: dict[str, Span] = {}
        for each, written in zip(form.draw, listed.items, strict=True):
            assert isinstance(written, yaml.Mapping)  # the model has judged it
            span = written.items["bank"].span
            if each.bank in seen:
                report.add("QUZ-073", span, name=each.bank, line=seen[each.bank].line)
                continue
            seen[each.bank] = span
            bank = self._reader.banks.find(each.bank, span)
            if bank is None:
                continue
            found = self._draw(each, written, bank, page_id)
            draws.append(found)
            pictures = self._reader.pictures
            placements += [
                Placement(key, one, pictures(one)) for key, one in zip(found.keys, bank.activities, strict=True)
            ]
        return draws, placements

    def _draw(self, form: DrawForm, written: yaml.Mapping, bank: Bank, page_id: str) -> Draw:
        report, count = self._report, len(bank.activities)
        number = count if form.number is None else form.number
        place = written.items.get("number", written)
        if number < 1:
            report.add("QUZ-072", place.span, name=bank.id)
        elif number > count:
            report.add("QUZ-071", place.span, name=bank.id, number=number, count=count)
        weights = {getattr(each, "weight", 0) if each.scored else 0 for each in bank.activities}
        if 0 < number < count and len(weights) > 1:
            report.add("QUZ-079", written.items["bank"].span, name=bank.id)
        keys = tuple(f"{page_id}/{bank.id}.{each.id}" for each in bank.activities)
        return Draw(bank.id, bank.title, min(max(number, 1), count), keys)

    def _judge(self, form: AssessmentForm, node: yaml.Mapping, placements: list[Placement]) -> None:
        report = self._report
        if form.pass_mark is not None and placements and not any(each.activity.scored for each in placements):
            report.add("QUZ-074", node.items["pass-mark"].span)
        if form.tries == 0:
            report.add("QUZ-075", node.items["tries"].span)
        if form.tries == 1 and "retry" in node.items:
            report.add("QUZ-078", node.keys["retry"])

"""Lessons: `lessons/*.md` in, pages out. Front matter, title, boxes, insertions and inline questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal, cast

from markdown_it.token import Token
from pydantic import BeforeValidator, Field

from builder.activities import Activity, Answer, Checklist, Choice, Reflection, TrueFalse
from builder.diagnostics import Report, Span, near
from builder.load.bank import ITEM, Banks, check
from builder.load.plan import read_plan
from builder.load.scenario import Scenarios
from builder.media import Shelf
from builder.model import (
    Announcement,
    Asset,
    Block,
    Box,
    Insertion,
    KeyFigure,
    Page,
    Placement,
    Reference,
    Retest,
    Session,
    Text,
)
from builder.source import fields, yaml
from builder.source.fields import Form
from builder.source.markdown import Fragment, Prose, parse
from builder.source.words import DIRECTIVES, KEYS, VALUES, canonical, local

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""A page's id: file name, hash and part of an IRI."""
KEY_LINE: Final = re.compile(r"\s*([^\W\d_]+)\s*:\s*(.*?)\s*")
"""A line like « longueur : 900 »."""
TICK: Final = re.compile(r"\[([ xX ]?)\]\s*")
BOXES: Final = ("landmark", "attention", "field", "law", "position", "device")
QUESTIONS: Final = ("question", "true-false")
WRITING: Final = "reflection"
TICKING: Final = "checklist"
PLANNING: Final = "plan"
BRANCHING: Final = "scenario"
ASSETS: Final = ("video", "audio", "image")
MEETING: Final = "session"
ASKING_AGAIN: Final = "retest"
RETESTED: Final = 8
"""Myths that a re-test asks of, where it does not say."""


def _minutes(value: object) -> object:
    """ "8 min" as "8"."""
    found = re.match(r"(\d{1,4})\s*(?:min(?:utes?)?)?\s*$", value) if isinstance(value, str) else None
    return found[1] if found else value


class Front(Form):
    """Front matter of a lesson."""

    id: str | None = None
    """The lesson's id when its file was renamed."""
    minutes: Annotated[int | None, BeforeValidator(_minutes)] = Field(default=None, ge=1, le=600)
    """Reading time with its activities."""
    promise: Prose | None = None
    """What the reader will have gained, in a sentence."""
    goals: tuple[str, ...] = ()
    """Objectives: verbs first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading a lesson needs from the rest of the project."""

    root: Path
    references: Mapping[str, Reference]
    shelf: Shelf
    banks: Banks
    report: Report
    language: str
    sessions: Mapping[str, Session] = field(default_factory=dict)
    """Those of the course, by id."""

    def pictures(self, activity: Activity) -> tuple[Asset, ...]:
        """The images that *activity* asks about; fewer after a diagnostic."""
        found = []
        for name, span in activity.pictures:
            asset = self.shelf.find("image", name, span)
            if asset is not None:
                found.append(asset)
                if not asset.alternative:
                    self.report.add("QUZ-063", span, name=name)
        return tuple(found)

    def check(self, fragment: Fragment) -> None:
        """Report what is wrong with a piece of Markdown."""
        check(fragment, self.references, self.report)


def read_lesson(path: Path, shown: str, module: str, reader: Reader) -> Page | None:
    """The lesson at *path*; None after a diagnostic when it cannot be read at all."""
    report = reader.report
    text = yaml.read_text(path, shown, report)
    if text is None:
        return None
    front, body, offset, place = _front_matter(text, shown, reader)
    fragment = parse(body, shown, offset + 1)
    reader.check(fragment)
    page_id = front.id or path.stem
    if not NAME.fullmatch(page_id):
        report.add("CRS-031", place, name=page_id)
    if front.promise is not None:
        reader.check(front.promise.fragment)
    builder = _Builder(fragment, body.split("\n"), page_id, reader)
    tokens = list(fragment.tokens)
    title, tokens = builder.title(tokens)
    tokens, footnotes = _cut_footnotes(tokens)
    blocks = builder.blocks(tokens)
    if not blocks and not tokens:  # else what is wrong with them has been told
        report.add("CRS-039", Span(shown), name=page_id)
    return Page(
        id=page_id,
        kind="lesson",
        title=title or page_id,
        module=module,
        promise=front.promise,
        minutes=front.minutes or 0,
        goals=front.goals,
        blocks=tuple(blocks),
        path=shown,
        footnotes=Fragment(tuple(footnotes), path=shown) if footnotes else None,
    )


def _front_matter(text: str, shown: str, reader: Reader) -> tuple[Front, str, int, Span]:
    """The front matter, the text after it, how many lines stand before that text, and the place of the id."""
    lines, place = text.split("\n"), Span(shown)
    if lines[0].rstrip() != "---":
        return Front(), text, 0, place
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        reader.report.add("SRC-021", Span(shown, 1, 1, 4))
        # What follows is judged from the title on: the lines before it were meant for the front matter.
        end = next((n - 1 for n, line in enumerate(lines) if line.startswith("# ")), 0)
        return Front(), "\n".join(lines[end + 1 :]), end + 1, place
    node = yaml.parse("\n".join(lines[1:end]), shown, reader.report, offset=1)
    front = fields.read(Front, node, f"`{shown}`", reader.report, reader.language) if node is not None else None
    if node is not None and "id" in node.items:
        place = node.items["id"].span
    return front or Front(), "\n".join(lines[end + 1 :]), end + 1, place


def _cut_footnotes(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    for index, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            return tokens[:index], tokens[index:]
    return tokens, []


class _Builder:
    """Turns the tokens of one lesson into blocks."""

    def __init__(self, fragment: Fragment, lines: list[str], page_id: str, reader: Reader) -> None:
        self._fragment, self._lines, self._page, self._reader = fragment, lines, page_id, reader
        self._report = reader.report
        self._keys: dict[str, Span] = {}

    def title(self, tokens: list[Token]) -> tuple[str, list[Token]]:
        """The words of the first heading, which must come first, and what follows it."""
        if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
            words = Fragment((tokens[1],)).plain
            if not words:
                self._report.add("ACC-011", tokens[1].meta["place"](0, ""))
            return words, tokens[3:]
        if tokens:
            first = next((each.map[0] for each in tokens if each.map), 0)
            self._report.add("CRS-038", Span(self._fragment.path, self._fragment.line + first))
        return "", tokens

    def blocks(self, tokens: Sequence[Token]) -> list[Block]:
        """The blocks that *tokens* make."""
        found: list[Block] = []
        run: list[Token] = []
        index = 0

        def flush() -> None:
            if run:
                self._check_nesting(run)
                found.append(Text(Fragment(tuple(run), path=self._fragment.path)))
                run.clear()

        while index < len(tokens):
            token = tokens[index]
            if token.type == "box_open" and token.level == tokens[0].level:
                flush()
                end = _closing(tokens, index)
                block = self._box(token, tokens[index + 1 : end])
                found += [block] if block is not None else []
                index = end
            elif token.type == "insertion" and token.level == tokens[0].level:
                flush()
                block = self._insertion(token)
                found += [block] if block is not None else []
            else:
                run.append(token)
            index += 1
        flush()
        return found

    def _check_nesting(self, run: Sequence[Token]) -> None:
        for token in run:
            if token.type in ("box_open", "insertion"):
                self._report.add("SRC-036", token.meta["span"], name=token.meta["written"])

    def _box(self, token: Token, inner: Sequence[Token]) -> Block | None:
        meta = token.meta
        if token.info in QUESTIONS:
            return self._question(token, inner)
        if token.info == WRITING:
            return self._reflection(token, inner)
        if token.info == TICKING:
            return self._checklist(token, inner)
        if token.info == "figure":
            if not meta["title"]:
                self._report.add("SRC-038", meta["span"], name=meta["written"])
            return KeyFigure(meta["title"], tuple(self.blocks(inner)))
        if token.info in BOXES:
            kind = cast(Literal["landmark", "attention", "field", "law", "position", "device"], token.info)
            if not inner:
                self._report.add("SRC-037", meta["span"], name=meta["written"])
            return Box(kind, meta["title"], tuple(self.blocks(inner)))
        boxes = (*BOXES, *QUESTIONS, WRITING, TICKING, "figure")
        known = [local(each, DIRECTIVES, self._reader.language) for each in boxes]
        code = (
            "SRC-039" if token.info in (*ASSETS, "activity", PLANNING, BRANCHING, MEETING, ASKING_AGAIN) else "SRC-031"
        )
        self._report.add(
            code, meta["span"], name=meta["written"], known=", ".join(known), near=near(meta["written"], known)
        )
        return None

    def _insertion(self, token: Token) -> Block | None:
        meta = token.meta
        span: Span = meta["argument_span"] or meta["span"]
        if token.info == ASKING_AGAIN:
            return self._retest(meta["argument"], span)
        inserted = (*ASSETS, "activity", PLANNING, BRANCHING, MEETING, ASKING_AGAIN)
        known = [local(each, DIRECTIVES, self._reader.language) for each in inserted]
        if token.info not in (*ASSETS, "activity", PLANNING, BRANCHING, WRITING, TICKING, MEETING):
            code = "SRC-040" if token.info in (*BOXES, *QUESTIONS, "figure") else "SRC-031"
            place = meta["span"]
            guess = near(meta["written"], known)
            self._report.add(code, place, name=meta["written"], known=", ".join(known), near=guess)
            return None
        if not meta["argument"]:
            self._report.add("SRC-041", meta["span"], name=meta["written"])
            return None
        if token.info in ("activity", WRITING, TICKING):
            activity = self._reader.banks.item(meta["argument"], span)
            return self._place(activity, span) if activity is not None else None
        if token.info == PLANNING:
            reader, course = self._reader, self._fragment.path.rpartition("/lessons/")[0]
            plan = read_plan(
                reader.root, course, meta["argument"], span, reader.references, reader.report, reader.language
            )
            return self._place(plan, span) if plan is not None else None
        if token.info == BRANCHING:
            reader, course = self._reader, self._fragment.path.rpartition("/lessons/")[0]
            scenario = Scenarios(
                reader.root, course, reader.references, reader.shelf, reader.report, reader.language
            ).read(meta["argument"], span)
            return self._place(scenario[0], span, scenario[1]) if scenario is not None else None
        if token.info == MEETING:
            return self._announcement(meta["argument"], span)
        asset = self._reader.shelf.find(token.info, meta["argument"], span)
        if asset is None:
            return None
        for prose in (asset.summary, asset.description, asset.credit):
            if prose is not None:
                self._reader.check(prose.fragment)
        return Insertion(asset)

    def _retest(self, count: str, span: Span) -> Retest | None:
        if count and not (count.isascii() and count.isdigit() and 2 <= int(count) <= 30):
            self._report.add("QUZ-085", span, value=count)
            return None
        return Retest(int(count or RETESTED), span)

    def _announcement(self, name: str, span: Span) -> Announcement | None:
        sessions = self._reader.sessions
        if name not in sessions:
            self._report.add("SES-040", span, name=name, near=near(name, sessions))
            return None
        return Announcement(sessions[name])

    def _place(self, activity: Activity, span: Span, assets: tuple[Asset, ...] = ()) -> Placement | None:
        key = f"{self._page}/{activity.id}"
        if key in self._keys:
            self._report.add("QUZ-009", span, id=activity.id, line=self._keys[key].line)
            return None
        self._keys[key] = span
        return Placement(key, activity, assets or self._reader.pictures(activity))

    # Questions written in the lesson

    def _prose(self, first: int, last: int, strip: str = "") -> Prose | None:
        """Lines *first* to *last* (excluded) as prose; each loses its indent and the marks in *strip*."""
        lines: list[str] = []
        columns: list[int] = []
        for number in range(first, min(last, len(self._lines))):
            line = self._lines[number].lstrip()
            if strip and line.startswith(strip):
                line = line[len(strip) :].removeprefix(" ")
            if not lines and not line.strip():
                first += 1
                continue
            columns.append(len(self._lines[number]) - len(line) + 1)
            lines.append(line)
        text = "\n".join(lines).rstrip()
        if not text:
            return None
        return Prose(text, self._fragment.path, self._fragment.line + first, columns[0], tuple(columns))

    def _named(self, token: Token, inner: Sequence[Token]) -> str:
        """The id of the item in a box, which holds no box itself; "" after a diagnostic."""
        name, span = str(token.meta["title"]), token.meta["span"]
        if not ITEM.fullmatch(name):
            self._report.add("QUZ-007", span, name=name)
            return ""
        for each in inner:
            if each.type in ("box_open", "insertion"):
                self._report.add("SRC-036", each.meta["span"], name=each.meta["written"])
        return name

    def _reflection(self, token: Token, inner: Sequence[Token]) -> Placement | None:
        name, span = self._named(token, inner), token.meta["span"]
        if not name:
            return None
        assert token.map is not None
        first, last = token.map[0] + 1, max((each.map[1] for each in inner if each.map), default=0)
        items: dict[str, yaml.Node] = {}
        keys: dict[str, Span] = {}
        written: dict[str, str] = {}
        for number in range(first, last):
            found = KEY_LINE.fullmatch(self._lines[number])
            if found is None or canonical(found[1], KEYS) != "length":
                continue
            place = Span(span.path, self._fragment.line + number, found.start(2) + 1, max(found.end(2), 1) + 1)
            keys["length"] = Span(span.path, place.line, found.start(1) + 1, found.end(1) + 1)
            items["length"], written["length"] = yaml.Scalar.make(found[2], place), found[1]
            if number == first:
                first += 1
            else:  # it is the last word: what follows would read as part of the question
                last = number
                break
        asked = self._prose(first, last)
        if asked is None:
            self._report.add("QUZ-032", span, name=name)
            return None
        owner = f"{local(WRITING, KEYS, self._reader.language)} `{name}`"
        activity = fields.read(
            Reflection,
            yaml.Mapping(span, items, keys, written),
            owner,
            self._report,
            self._reader.language,
            id=name,
            span=span,
            question=asked,
        )
        return self._place(activity, span) if activity is not None else None

    def _checklist(self, token: Token, inner: Sequence[Token]) -> Placement | None:
        name, span = self._named(token, inner), token.meta["span"]
        if not name:
            return None
        start = next((n for n, each in enumerate(inner) if each.type == "bullet_list_open"), None)
        if start is None:
            self._report.add("PLN-020", span, id=name)
            return None
        end = _closing(inner, start)
        entries = self._answers(inner[start : end + 1], "PLN-025")
        assert token.map is not None
        listed = inner[start].map
        assert listed is not None
        after = next((each.map for each in inner[end + 1 :] if each.map), None)
        if after is not None:
            self._report.add("PLN-024", Span(span.path, self._fragment.line + after[0]))
        for each in entries or ():
            if each.right:
                self._report.add("PLN-021", each.text.span)
            if each.feedback is not None:
                self._report.add("PLN-024", each.feedback.span)
        if not entries:
            return None
        asked = self._prose(token.map[0] + 1, listed[0])
        return self._place(
            Checklist(id=name, span=span, question=asked, entries=tuple(each.text for each in entries)), span
        )

    def _question(self, token: Token, inner: Sequence[Token]) -> Placement | None:
        name = self._named(token, inner)
        span: Span = token.meta["span"]
        if not name:
            return None
        start = next((n for n, each in enumerate(inner) if each.type == "bullet_list_open"), None)
        if start is None:
            self._report.add("QUZ-031", span, name=name)
            return None
        end = _closing(inner, start)
        listed = inner[start].map
        assert token.map is not None
        assert listed is not None
        asked = self._prose(token.map[0] + 1, listed[0])
        if asked is None:
            self._report.add("QUZ-032", span, name=name)
            return None
        answers = self._answers(inner[start : end + 1])
        after = [each for each in inner[end + 1 :] if each.map and each.level == inner[start].level]
        feedback, sources = self._after(after)
        if answers is None:
            return None
        activity: Activity | None
        if token.info == "true-false":
            activity = self._true_false(name, span, asked, answers, feedback, sources)
        elif len(answers) < 2:
            self._report.add("QUZ-015", span, id=name)
            return None
        else:
            activity = Choice(
                id=name, span=span, sources=sources, question=asked, answers=tuple(answers), feedback=feedback
            )
        return self._place(activity, span) if activity is not None else None

    def _answers(self, tokens: Sequence[Token], bare: str = "QUZ-030") -> list[Answer] | None:
        """What stands behind the boxes of a list; None after a diagnostic, *bare* where there is no box."""
        answers: list[Answer] = []
        whole = True
        for index, token in enumerate(tokens):
            if token.type != "list_item_open" or token.level != tokens[0].level + 1:
                continue
            end = _closing(tokens, index)
            paragraph = tokens[index + 1] if index + 1 < end else None
            assert token.map is not None
            line = self._lines[token.map[0]]
            body = line.lstrip()[1:].lstrip()
            found = TICK.match(body)
            place = Span(
                self._fragment.path,
                self._fragment.line + token.map[0],
                len(line) - len(line.lstrip()) + 1,
                len(line) + 1,
            )
            if paragraph is None or paragraph.type != "paragraph_open" or paragraph.map is None or found is None:
                self._report.add("QUZ-016" if found and not body[found.end() :] else bare, place, text=body)
                whole = False
                continue
            rest = body[found.end() :]
            more = self._lines[paragraph.map[0] + 1 : paragraph.map[1]]
            text = "\n".join([rest, *(each.strip() for each in more)]).strip()
            if not text:
                self._report.add("QUZ-016", place)
                whole = False
                continue
            column = len(line) - len(rest) + 1
            columns = (column, *(len(each) - len(each.lstrip()) + 1 for each in more))
            words = Prose(text, self._fragment.path, self._fragment.line + token.map[0], column, columns)
            feedback = self._prose(paragraph.map[1], self._end(tokens, index, end), ">")
            answers.append(Answer(right=found[1] in ("x", "X"), text=words, feedback=feedback))
        return answers if whole else None

    @staticmethod
    def _end(tokens: Sequence[Token], index: int, end: int) -> int:
        return max((each.map[1] for each in tokens[index + 1 : end] if each.map), default=0)

    def _after(self, tokens: Sequence[Token]) -> tuple[Prose | None, tuple[str, ...]]:
        """What stands below the answers: the sources, and words for everybody."""
        maps = [each.map for each in tokens if each.map]
        if not maps:
            return None, ()
        below = self._prose(maps[0][0], maps[-1][1])
        if below is None:
            return None, ()
        sources = tuple(dict.fromkeys(each.key for each in below.fragment.citations))
        return (below if below.plain.strip(" .") else None), sources

    def _true_false(
        self,
        name: str,
        span: Span,
        claim: Prose,
        answers: Sequence[Answer],
        feedback: Prose | None,
        sources: tuple[str, ...],
    ) -> TrueFalse | None:
        by_word = {canonical(each.text.plain.rstrip(" ."), VALUES): each for each in answers}
        if set(by_word) != {"true", "false"} or len(answers) != 2 or by_word["true"].right == by_word["false"].right:
            self._report.add("QUZ-033", span, name=name)
            return None
        return TrueFalse(
            id=name,
            span=span,
            sources=sources,
            claim=claim,
            verdict=by_word["true"].right,
            feedback=feedback,
            feedback_true=by_word["true"].feedback,
            feedback_false=by_word["false"].feedback,
        )


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """The index of the token that closes the one at *opening*."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1

"""When a course is over: conditions as authors write them, and the one rule that they make.

In: `terminer:` of course.yaml. Out: a `Rule`, a tree of neutral conditions, which the player evaluates
(player/completion.ts) and formats never see: how a standard reports the outcome is none of its business. Pages are
known here by their ids alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from builder.source.fields import Form, word
from builder.source.yaml import Scalar


def _names(value: Any) -> Any:
    if isinstance(value, str):
        if word(value) not in ("all", "none"):
            raise PydanticCustomError("literal_error", "all, none, or a list")
        return word(value)
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise PydanticCustomError("tuple_type", "a list of names")
    return tuple(str(each) for each in value)


# Judged by hand: a union would tell of every fault twice.
Names = Annotated[Literal["all", "none"] | tuple[str, ...], PlainValidator(_names)]
"""All of a kind, none, or those named."""


class Score(Form):
    """A score to be reached."""

    minimum: int | None = Field(default=None, ge=1, le=100)
    """1–100; where it is left out, the assessment's own pass mark."""
    assessment: str = ""
    """Name of the assessment it is reached in; "" for the course as a whole."""

    @model_validator(mode="before")
    @classmethod
    def _from_source(cls, value: Any) -> Any:
        return {"minimum": value} if isinstance(value, Scalar | int) else value


class Condition(Form):
    """What must be done. Of several keys, each asks for its own."""

    all: tuple[Condition, ...] | None = None
    """Conditions that must all be met."""
    any: tuple[Condition, ...] | None = None
    """Conditions of which one is enough."""
    lessons_seen: Names | None = None
    """Which lessons must have been seen."""
    quizzes_done: Names | None = None
    """Which quizzes must have been answered to their end."""
    media_seen: tuple[str, ...] | None = None
    """Which films and recordings must have been played, nearly all of them."""
    score: Score | None = None
    """Which score must have been reached."""

    @property
    def conditions(self) -> Iterator[Condition]:
        """It and all conditions in it, in the order of their kinds."""
        yield self
        for each in (*(self.all or ()), *(self.any or ())):
            yield from each.conditions


class Completion(Condition):
    """When the course is over; everything listed must be done."""

    pass_mark: Annotated[int | None, BeforeValidator(lambda value: None if word(value) == "none" else value)] = Field(
        default=None, ge=1, le=100
    )
    """Score needed to pass, 1–100; None when the score judges nobody."""
    by_audience: dict[str, Condition] = Field(default={})
    """Another rule for some of the audiences, by their names; whoever says nothing has the common one."""

    @model_validator(mode="before")
    @classmethod
    def _unsaid(cls, value: Any) -> Any:
        """Without conditions of its own, a course asks for all lessons and all quizzes."""
        if not isinstance(value, dict) or {"all", "any"} & set(value):
            return value
        return {"lessons_seen": "all", "quizzes_done": "all"} | value

    @property
    def is_short(self) -> bool:
        """Whether it asks for nothing but all lessons, all quizzes and a score."""
        return not (
            self.all is not None
            or self.any is not None
            or self.media_seen
            or self.score
            or self.by_audience
            or isinstance(self.lessons_seen, tuple)
            or isinstance(self.quizzes_done, tuple)
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition over the things of a course."""

    op: Literal["all", "any", "pages", "media", "mark"]
    rules: tuple[Rule, ...] = ()
    """Of "all" and "any"."""
    names: tuple[str, ...] = ()
    """Pages to be done, or media to be played, all of them."""
    least: int = 0
    """Score to be reached, 1–100."""
    page: str = ""
    """The assessment in which it is to be reached; "" for the whole course."""

    @property
    def is_met_at_once(self) -> bool:
        """Whether it is met before anything has been done."""
        if self.op == "mark":
            return False
        if self.op == "any":
            return any(each.is_met_at_once for each in self.rules)
        return not self.names and all(each.is_met_at_once for each in self.rules)

    @property
    def media(self) -> frozenset[str]:
        """Every medium it names."""
        own = self.names if self.op == "media" else ()
        return frozenset(own).union(*(each.media for each in self.rules))

    def within(self, page: str, media: Collection[str]) -> Rule:
        """What of it can be done on *page* alone, which shows *media*: conditions on other pages are left out."""
        return self._within(page, media) or NOTHING

    def _within(self, page: str, media: Collection[str]) -> Rule | None:
        if self.op in ("pages", "media"):
            names = tuple(each for each in self.names if each in ((page,) if self.op == "pages" else media))
            return Rule(self.op, names=names) if names else None
        if self.op == "mark":
            return self if self.page == page else None
        rules = tuple(found for each in self.rules if (found := each._within(page, media)) is not None)
        return Rule(self.op, rules) if rules else None

    def asks_for(self, page: str, media: Collection[str]) -> bool:
        """Whether it cannot be met without *page*, which shows *media*."""
        if self.op == "any":
            return bool(self.rules) and all(each.asks_for(page, media) for each in self.rules)
        if self.op == "all":
            return any(each.asks_for(page, media) for each in self.rules)
        return self._within(page, media) is not None

    @property
    def said(self) -> str:
        """It in one line, equal for rules that ask for the same in another order."""
        if self.op == "mark":
            return f"mark({self.page}{':' if self.page else ''}{self.least})"
        return f"{self.op}({', '.join(sorted((*self.names, *(each.said for each in self.rules))))})"


NOTHING: Final = Rule("all")
"""It is met at once."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What one learner has to do: a rule, and the score that the whole course is judged by."""

    rule: Rule
    pass_mark: int | None = None

    @property
    def said(self) -> str:
        """It in one line; see `Rule.said`."""
        return self.rule.said if self.pass_mark is None else f"all({self.rule.said}, mark({self.pass_mark}))"


def goal(condition: Condition, lessons: Mapping[str, str], quizzes: tuple[str, ...], marks: Mapping[str, int]) -> Goal:
    """What *condition* asks for in a course of these pages; names that are not there are left out.

    A score of the whole course that cannot be done without becomes the pass mark: platforms know such a thing.

    Args:
        lessons: Names of the files, and the ids of their pages.
        quizzes: Ids of pages.
        marks: Ids of all quizzes, and the pass marks of those that are assessments; 0 where they have none.
    """
    rule, found = _without_mark(_rule(condition, lessons, quizzes, marks))
    own = condition.pass_mark if isinstance(condition, Completion) else None
    return Goal(rule, max((*found, *([own] if own else [])), default=None))


def _without_mark(rule: Rule) -> tuple[Rule, list[int]]:
    """*rule* without the scores of the whole course that it needs, and these."""
    if rule.op == "mark" and not rule.page:
        return NOTHING, [rule.least]
    if rule.op != "all":
        return rule, []
    parts = [_without_mark(each) for each in rule.rules]
    rules = tuple(each for each, _ in parts if each != NOTHING)
    return Rule("all", rules), [mark for _, found in parts for mark in found]


def _rule(condition: Condition, lessons: Mapping[str, str], quizzes: tuple[str, ...], marks: Mapping[str, int]) -> Rule:
    found: list[Rule] = []
    if condition.lessons_seen is not None:
        asked = condition.lessons_seen
        ids = tuple(lessons.get(each, each) for each in asked) if isinstance(asked, tuple) else asked
        found.append(Rule("pages", names=_named(ids, tuple(lessons.values()))))
    if condition.quizzes_done is not None:
        wanted = condition.quizzes_done
        named = tuple(f"quiz-{each}" for each in wanted) if isinstance(wanted, tuple) else wanted
        found.append(Rule("pages", names=_named(named, quizzes)))
    if condition.media_seen is not None:
        found.append(Rule("media", names=condition.media_seen))
    if condition.score is not None:
        page = f"quiz-{condition.score.assessment}" if condition.score.assessment else ""
        least = condition.score.minimum or marks.get(page, 0)
        if least and (not page or page in marks):
            found.append(Rule("mark", least=least, page=page))
    if condition.all is not None:
        found.append(Rule("all", tuple(_rule(each, lessons, quizzes, marks) for each in condition.all)))
    if condition.any is not None:
        found.append(Rule("any", tuple(_rule(each, lessons, quizzes, marks) for each in condition.any)))
    return found[0] if len(found) == 1 else Rule("all", tuple(found))


def _named(wanted: str | tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(wanted, tuple):
        return tuple(each for each in wanted if each in known)
    return known if wanted == "all" else ()


def medium(page: str, asset: str) -> str:
    """Key of a film or recording on a page; no question's name has a colon."""
    return f"{page}/media:{asset}"


def audience(name: str) -> str:
    """Key of an audience; no page's id begins with a "_"."""
    return f"_audience/{name}"

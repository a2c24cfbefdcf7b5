"""What ends a course, judged where the places are known; and what must be tracked to know it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from builder.activities import Field
from builder.completion import NOTHING, Condition, Goal, audience, medium
from builder.diagnostics import Report, Span, near
from builder.model import Page, Settings, assets_of, goals_of
from builder.source import yaml

PARTS: Final = 20
"""A film is kept in so many parts, each played or not, so that it may be played over several visits."""
PLAYED: Final = Field("played", PARTS)
CHOSEN: Final = Field("chosen", 1)

Things = Iterator[tuple[str, Field]]


def tracked(settings: Settings, pages: Sequence[Page]) -> Things:
    """What the state keeps for the sake of the rule: films played, and the audience that a learner says to be."""
    goals = goals_of(settings, pages)
    media = frozenset[str]().union(*(each.rule.media for each in goals.values()))
    for page in pages:
        for asset in assets_of([page]):
            if asset.id in media:
                yield medium(page.id, asset.id), PLAYED
    for name in goals:
        if name:
            yield audience(name), CHOSEN


def check(settings: Settings, node: yaml.Mapping, pages: Sequence[Page], report: Report) -> None:
    """Report names that the course lacks, and rules that nobody or everybody meets."""
    rule, written = settings.completion, node.items["completion"]
    assert isinstance(written, yaml.Mapping)  # the model has judged it
    is_scored = any(each.activity.scored for page in pages for each in page.placements)
    if rule.pass_mark is not None and not is_scored:
        report.add("CRS-051", written.items["pass-mark"].span)
    if rule.is_short:
        if rule.lessons_seen == "none" and rule.quizzes_done == "none" and rule.pass_mark is None:
            report.add("CRS-052", node.keys["completion"])
        return
    judge = _Judge(settings, pages, report)
    judge.condition(rule, written, is_root=True)
    others = written.items.get("by-audience")
    for name in rule.by_audience:
        assert isinstance(others, yaml.Mapping)
        one = next(each for each in others.items if each.replace("-", "_") == name)
        known = [each.replace("_", "-") for each in settings.audiences]
        if name not in settings.audiences:
            report.add("CRS-056", others.keys[one], name=one, near=near(one, known))
        inner = others.items[one]
        assert isinstance(inner, yaml.Mapping)
        judge.condition(rule.by_audience[name], inner)
    if rule.by_audience and settings.packaging == "per-lesson":
        report.add("CRS-075", written.keys["by-audience"])
    if report.has_errors:
        return  # what a name means that is not there, nobody knows
    for name, goal in goals_of(settings, pages).items():
        if _is_met_at_once(goal):
            at = others.keys[_key(others, name)] if name and isinstance(others, yaml.Mapping) else None
            report.add("CRS-059", at or node.keys["completion"])


def _is_met_at_once(goal: Goal) -> bool:
    return goal.pass_mark is None and (goal.rule == NOTHING or goal.rule.is_met_at_once)


def _key(node: yaml.Mapping, name: str) -> str:
    return next(each for each in node.items if each.replace("-", "_") == name)


class _Judge:
    def __init__(self, settings: Settings, pages: Sequence[Page], report: Report) -> None:
        self.report = report
        # Lessons that could not be read are named all the same.
        self.lessons = {each for module in settings.content for each in module.lessons}
        self.lessons |= {each.id for each in pages if each.kind == "lesson"}
        self.quizzes = {each.id.removeprefix("quiz-"): each for each in pages if each.kind == "quiz"}
        named = {PurePosixPath(one).name for each in settings.content for one in quizzes(each.quiz)}
        self.named = named | set(self.quizzes)
        self.media = {each.id for each in assets_of(pages) if each.kind != "image"}
        self.is_scored = any(each.activity.scored for page in pages for each in page.placements)

    def condition(self, condition: Condition, node: yaml.Mapping, *, is_root: bool = False) -> None:
        if not node.items or (is_root and not set(node.items) - {"by-audience", "pass-mark"} and condition.all == ()):
            self.report.add("CRS-057", node.span)
        self._names(node, "lessons-seen", self.lessons, "CRS-053")
        self._names(node, "quizzes-done", self.named, "CRS-054")
        self._names(node, "media-seen", self.media, "CRS-055")
        if condition.score is not None:
            self._score(condition, node)
        for key, inner in (("all", condition.all), ("any", condition.any)):
            listed = node.items.get(key)
            if inner is None or listed is None:
                continue
            if not inner or not isinstance(listed, yaml.Sequence):
                self.report.add("CRS-057", node.keys[key])
                continue
            for one, written in zip(inner, listed.items, strict=True):
                if isinstance(written, yaml.Mapping):
                    self.condition(one, written)

    def _names(self, node: yaml.Mapping, key: str, known: Collection[str], code: str) -> None:
        listed = node.items.get(key)
        if not isinstance(listed, yaml.Sequence):
            return
        if not listed.items:
            self.report.add("CRS-057", node.keys[key])
        for each in listed.items:
            if isinstance(each, yaml.Scalar) and each not in known:
                self.report.add(code, each.span, name=str(each), near=near(each, known))

    def _score(self, condition: Condition, node: yaml.Mapping) -> None:
        assert condition.score is not None
        place, name = _inner(node, "score", "assessment"), condition.score.assessment
        if not name:
            if condition.score.minimum is None:
                self.report.add("CRS-057", node.keys["score"])
            elif not self.is_scored:
                self.report.add("CRS-058", place)
            return
        if name not in self.named:
            self.report.add("CRS-054", place, name=name, near=near(name, self.named))
            return
        page = self.quizzes.get(name)
        if page is None:
            return
        if not any(each.activity.scored for each in page.placements):
            self.report.add("CRS-058", place)
        elif condition.score.minimum is None and not (page.assessment and page.assessment.pass_mark):
            self.report.add("CRS-074", place, name=name)


def _inner(node: yaml.Mapping, key: str, inner: str) -> Span:
    found = node.items[key]
    return found.items[inner].span if isinstance(found, yaml.Mapping) and inner in found.items else found.span


def quizzes(named: str | tuple[str, ...]) -> tuple[str, ...]:
    """The names below `quiz:` of a module, where one may stand without a list."""
    return (named,) if isinstance(named, str) else named

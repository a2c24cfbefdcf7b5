"""How each kind of activity is answered rightly: what a hand does in its form, by mouse or by keyboard alone.

In: an activity as the course data has it, before the player takes the data away. Out: steps, to be done one after the
other inside the activity's form; whoever plays, with whichever of playwright's two faces, does them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

Hand = Literal["mouse", "keyboard"]


class Step(NamedTuple):
    """One thing done to the first element that *selector* finds in the form and that can be seen."""

    act: Literal["check", "click", "select", "fill", "press", "focus"]
    """`press` presses the key *value* where the focus is, or on the element where a selector is given."""
    selector: str
    value: str = ""


SUBMIT: Final = ".asked [type=submit]"
Answerer = Callable[[Mapping[str, Any], Hand], Sequence[Step]]


def steps(activity: Mapping[str, Any], hand: Hand = "mouse") -> list[Step]:
    """What to do in the form of *activity* until it is sent; nothing for one that need not be answered."""
    return list(ANSWERERS[activity["kind"]](activity, hand))


def _press(selector: str, hand: Hand, key: str = "Enter") -> list[Step]:
    """A button."""
    return [Step("click", selector)] if hand == "mouse" else [Step("focus", selector), Step("press", "", key)]


def _tick(selector: str, hand: Hand) -> list[Step]:
    """A radio button or a check box."""
    return [Step("check", selector)] if hand == "mouse" else [Step("focus", selector), Step("press", "", "Space")]


def _choice(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    right = [each["number"] for each in activity["data"]["choices"] if each["right"]]
    ticks = [step for number in right for step in _tick(f'.asked input[value="{number}"]', hand)]
    return ticks + _press(SUBMIT, hand)


def _truefalse(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    number = 2 if activity["data"]["right"] else 1
    return _tick(f'.asked input[value="{number}"]', hand) + _press(SUBMIT, hand)


def _myth(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return _tick('.asked input[value="1"]', hand) + _press(SUBMIT, hand)


def _reflection(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return [Step("fill", "textarea", "Été : à voir avec l’équipe.")]


ANSWERERS: Final[Mapping[str, Answerer]] = {
    "choice": _choice,
    "truefalse": _truefalse,
    "myth": _myth,
    "reflection": _reflection,
}
"""By kind."""
OPTIONAL: Final = frozenset({"reflection"})
"""Kinds that may be left out: nothing waits for them, and nothing shows that they are answered."""

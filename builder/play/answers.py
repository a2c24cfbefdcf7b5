"""How each kind of activity is answered rightly: what a hand does in its form, by mouse or by keyboard alone.

In: an activity as the course data has it, before the player takes the data away. Out: steps, to be done one after the
other inside the activity's form; whoever plays, with whichever of playwright's two faces, does them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

Hand = Literal["mouse", "keyboard"]


class Step(NamedTuple):
    """One thing done to the first element that *selector* finds in the form and that can be seen."""

    act: Literal["check", "click", "select", "fill", "press", "focus", "see"]
    """`press` presses the key *value* where the focus is, or on the element where a selector is given; `see` waits."""
    selector: str
    value: str = ""


SUBMIT: Final = ".asked [type=submit]"
Answerer = Callable[[Mapping[str, Any], Hand], Sequence[Step]]


def steps(activity: Mapping[str, Any], hand: Hand = "mouse") -> list[Step]:
    """What to do in the form of *activity* until it is sent; nothing for one that need not be answered."""
    return list(ANSWERERS[activity["kind"]](activity, hand))


def afterwards(activity: Mapping[str, Any], hand: Hand = "mouse") -> list[Step]:
    """What to do in the form of *activity* once it is judged: words of one's own, where it has room for them."""
    if activity["kind"] != "reply":
        return []
    return [Step("fill", ".wording textarea", "Raconte-moi."), *press(".wording .actions button", hand)]


def press(selector: str, hand: Hand, key: str = "Enter") -> list[Step]:
    """A button."""
    return [Step("click", selector)] if hand == "mouse" else [Step("focus", selector), Step("press", "", key)]


def tick(selector: str, hand: Hand) -> list[Step]:
    """A radio button or a check box."""
    return [Step("check", selector)] if hand == "mouse" else [Step("focus", selector), Step("press", "", "Space")]


def _choice(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    right = [each["number"] for each in activity["data"]["choices"] if each["right"]]
    ticks = [step for number in right for step in tick(f'.asked input[value="{number}"]', hand)]
    return ticks + press(SUBMIT, hand)


def _truefalse(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    number = 2 if activity["data"]["right"] else 1
    return tick(f'.asked input[value="{number}"]', hand) + press(SUBMIT, hand)


def _matching(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    found: list[Step] = []
    offered = [each["number"] for each in activity["data"]["targets"]]
    for each in activity["data"]["sources"]:
        field = f'.asked [data-source="{each["number"]}"] select'
        if hand == "mouse":
            found.append(Step("select", field, str(each["target"])))
        else:
            down = [Step("press", "", "ArrowDown")] * (offered.index(each["target"]) + 1)
            found += [Step("focus", field), Step("press", "", "Home"), *down]
    return found + press(SUBMIT, hand)


def _sorting(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    found: list[Step] = []
    for each in activity["data"]["sources"]:
        found += tick(f'.asked [data-source="{each["number"]}"] input[value="{each["target"]}"]', hand)
    return found + press(SUBMIT, hand)


def _ordering(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    found: list[Step] = []
    shown = [each["number"] for each in activity["data"]["steps"]]
    for at, each in enumerate(sorted(activity["data"]["steps"], key=lambda step: step["rank"])):
        number = each["number"]
        up = f'.asked [data-step="{number}"] [data-move="up"]'
        for _ in range(shown.index(number) - at):
            found += press(up, hand)
        shown.insert(at, shown.pop(shown.index(number)))
    return found + press(SUBMIT, hand)


def _myth(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    data = activity["data"]
    doing = tick('.asked .scale input[value="1"]', hand)
    if data.get("confidence"):
        doing += tick('.asked [data-confidence] input[value="2"]', hand)
    doing += press(SUBMIT, hand)
    if data.get("atOnce"):
        # Once the second opinion is safe the player moves the focus there: no key may be pressed before.
        doing += [*tick('.again input[value="1"]', hand), *press(".again button", hand), Step("see", ".again__words")]
    return doing


def _reply(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    right = next(each["number"] for each in activity["data"]["choices"] if each["right"])
    return tick(f'.asked input[value="{right}"]', hand) + press(SUBMIT, hand)


def _scenario(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    chosen = [step for number in _way_out(activity["data"]) for step in press(f'button[value="{number}"]', hand)]
    return press(".actions button", hand) + chosen


_SIGNS: Final = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
    "!=": operator.ne,
}


def _way_out(data: Mapping[str, Any]) -> list[int]:
    """The numbers of the choices of a shortest path to the best end."""
    best = max((each["end"]["score"] for each in data["steps"] if "end" in each), default=0)
    waiting: list[tuple[int, tuple[int, ...], list[int]]] = [(data["start"], tuple(data["values"]), [])]
    seen: set[tuple[int, tuple[int, ...]]] = set()
    for at, values, way in waiting:
        if (at, values) in seen:
            continue
        seen.add((at, values))
        if data["steps"][at].get("end", {}).get("score", -1) == best:
            return way
        for each in data["steps"][at].get("choices", ()):
            if all(_SIGNS[sign](values[name], number) for name, sign, number in each.get("when", ())):
                after = list(values)
                for name, sign, number in each.get("effects", ()):
                    after[name] = number if sign == "=" else after[name] + number
                waiting.append((each["to"], tuple(after), [*way, each["number"]]))
    raise AssertionError("lint lets no scenario pass whose ends cannot be reached")


def _fillin(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    blanks = enumerate(activity["data"]["blanks"], 1)
    return [Step("fill", f'.asked [data-gap="{number}"]', each["shown"]) for number, each in blanks] + press(
        SUBMIT, hand
    )


def _numeric(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    data = activity["data"]
    right = data["lowest"] if data["answer"] is None else data["answer"]
    # Small numbers are written out: nobody types an exponent.
    text = f"{right:.6f}".rstrip("0").rstrip(".")
    return [Step("fill", ".asked input", text), *press(SUBMIT, hand)]


def _survey(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return tick(f'.asked input[value="{next(iter(activity["data"]["ids"]))}"]', hand) + press(SUBMIT, hand)


def _reflection(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return [Step("fill", "textarea", "Été : à voir avec l’équipe.")]


def _checklist(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return tick('input[type="checkbox"]', hand)


def _plan(activity: Mapping[str, Any], hand: Hand) -> list[Step]:
    return [Step("fill", "textarea, input[type=text]", "Réunir les partenaires du quartier")]


ANSWERERS: Final[Mapping[str, Answerer]] = {
    "choice": _choice,
    "truefalse": _truefalse,
    "matching": _matching,
    "ordering": _ordering,
    "sorting": _sorting,
    "fillin": _fillin,
    "numeric": _numeric,
    "hotspot": _choice,
    "survey": _survey,
    "reply": _reply,
    "scenario": _scenario,
    "myth": _myth,
    "reflection": _reflection,
    "longtext": _reflection,
    "checklist": _checklist,
    "plan": _plan,
}
"""By kind."""
OPTIONAL: Final = frozenset({"checklist", "longtext", "plan", "reflection"})
"""Kinds that may be left out: nothing waits for them, and nothing shows that they are answered."""

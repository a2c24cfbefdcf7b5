"""Ordering by itself: ties, the order first shown, credit, what authors get wrong; and the step that is dragged."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from playwright.sync_api import expect

from builder.activities import Ordering
from builder.source.markdown import Prose
from tests.activities.arranged import ORDERING, Visits, activity, build, found, lay, sit


def ordering(*steps: tuple[str, ...]) -> Ordering:
    groups = tuple(tuple(Prose(each) for each in group) for group in steps)
    return Ordering(id="q", question=Prose("Dans quel ordre ?"), steps=groups)


def test_the_pattern_is_the_authors_order_and_the_key_knows_ties(tmp_path: Path) -> None:
    item = activity(lay(tmp_path, ORDERING))
    interaction = item.interaction((1, 2, 3, 4))
    assert interaction is not None
    assert (interaction.type, interaction.correct) == ("sequencing", ("a", "b", "c", "d"))
    assert [text for _, text in interaction.choices][1:3] == ["Prévenir sa hiérarchie", "Noter les faits"]
    assert item.answer_key((1, 2, 3, 4)) == ("1.a", "2.b", "2.c", "3.d")


@pytest.mark.parametrize("size", [2, 3, 4])
def test_what_is_shown_first_is_never_right(size: int) -> None:
    for words in permutations(("Un", "Deux", "Trois", "Quatre")[:size]):
        item = ordering(*((each,) for each in words))
        assert sorted(item.shown) == list(range(size))
        assert list(item.shown) != list(range(size))
        assert item.shown == ordering(*((each,) for each in words)).shown
    for words in permutations(("Un", "Deux", "Trois")):
        tied = ordering(words[:2], words[2:])
        assert tied.shown[-1] != 2, "the last step never comes last"


def test_ties_are_right_in_any_order_and_the_result_says_so(tmp_path: Path, new_visit: Visits) -> None:
    package = build(lay(tmp_path / "projet", ORDERING), tmp_path / "essai.zip")
    seat = sit(package, tmp_path / "page", new_visit())
    form = seat.form("ordering")
    for name in ("Noter les faits", "Prévenir sa hiérarchie", "Transmettre"):
        row = form.locator("li.step").filter(has_text=name)
        while row.evaluate("row => row.nextElementSibling !== null"):
            row.get_by_role("button", name="Descendre").click()
    texts = form.locator(".step__text").all_inner_texts()
    assert texts == ["Écouter", "Noter les faits", "Prévenir sa hiérarchie", "Transmettre"]
    form.locator("[type=submit]").click()
    expect(form.locator(".verdict")).to_have_text("Les étapes sont dans le bon ordre.")
    expect(form.locator(".answered li.is-good")).to_have_count(4)


def test_a_move_is_announced_and_keeps_the_focus(tmp_path: Path, new_visit: Visits) -> None:
    seat = sit(build(lay(tmp_path / "projet", ORDERING), tmp_path / "essai.zip"), tmp_path / "page", new_visit())
    form = seat.form("ordering")
    row = form.locator("li.step").first
    name = row.locator(".step__text").inner_text()
    up, down = (form.get_by_role("button", name=f"{way} : {name}") for way in ("Monter", "Descendre"))
    expect(up).to_have_attribute("aria-disabled", "true")
    up.focus()
    seat.page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_be_empty()
    down.focus()
    for place in (2, 3, 4):
        seat.page.keyboard.press("Enter")
        expect(down).to_be_focused()
        expect(form.get_by_role("status")).to_have_text(f"Place {place} sur 4 : {name}")
    expect(down).to_have_attribute("aria-disabled", "true")
    seat.page.keyboard.press("Enter")
    expect(down).to_be_focused()
    assert form.locator(".step__text").all_inner_texts()[-1] == name


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_step_can_be_dragged(tmp_path: Path, new_visit: Visits, touch: bool) -> None:
    seat = sit(
        build(lay(tmp_path / "projet", ORDERING), tmp_path / "essai.zip"), tmp_path / "page", new_visit(has_touch=touch)
    )
    form, mouse = seat.form("ordering"), seat.page.mouse
    form.scroll_into_view_if_needed()
    before = form.locator(".step__text").all_inner_texts()
    first, last = (form.locator("li.step").nth(n).locator(".step__handle").bounding_box() for n in (0, 3))
    assert first is not None
    assert last is not None
    x, start, end = first["x"] + 20, first["y"] + first["height"] / 2, last["y"] + last["height"] - 4
    if touch:
        client = seat.page.context.new_cdp_session(seat.page)
        for kind, y in [("touchStart", start), *(("touchMove", start + (end - start) * n / 8) for n in range(1, 9))]:
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        mouse.move(x, start)
        mouse.down()
        mouse.move(x, end, steps=8)
        mouse.up()
    assert form.locator(".step__text").all_inner_texts() == [*before[1:], before[0]]
    expect(form.get_by_role("status")).to_have_text(f"Place 4 sur 4 : {before[0]}")
    expect(form.locator(".is-dragged")).to_have_count(0)


def test_part_of_the_order_is_worth_part_of_the_weight(tmp_path: Path, new_visit: Visits) -> None:
    seat = sit(build(lay(tmp_path / "projet", ORDERING), tmp_path / "essai.zip"), tmp_path / "page", new_visit())
    data = seat.facts("ordering")["data"]
    numbers = {each["id"]: each["number"] for each in data["steps"]}
    # b and c go together; counted are neighbours of which the second follows the first, or goes with it.
    rights = {"abcd": 3, "acbd": 3, "abdc": 2, "dabc": 2, "bdac": 2, "cadb": 0, "dcba": 1, "dbac": 1, "cdba": 1}
    for order, right in rights.items():
        values = {str(numbers[name]): place for place, name in enumerate(order, 1)}
        credit = seat.page.evaluate(
            "([data, values]) => Cartable.activities.ordering.credit(data, values)", [data, values]
        )
        assert credit == pytest.approx(right / 3), order


CASES = {
    "one step": (ORDERING[: ORDERING.index("      - - >")], ["QUZ-048 Dans quel ordre ?"]),
    "all together": (
        "  - ordre: q\n    question: >\n      Quoi ?\n    etapes:\n      - - Un\n        - Deux\n",
        ["QUZ-048 Quoi ?"],
    ),
    "a step twice": (ORDERING.replace("Transmettre", "Écouter"), ["QUZ-042 Écouter"]),
    "a step with a colon": (
        ORDERING.replace("      - >\n        Transmettre\n", "      - Transmettre : la CRIP\n"),
        ["SRC-016 - Transmettre : la CRIP"],
    ),
    "no steps": ("  - ordre: q\n    question: >\n      Quoi ?\n", ["CRS-012 - ordre: q"]),
    "steps that are no list": (
        "  - ordre: q\n    question: >\n      Quoi ?\n    etapes: un, deux\n",
        ["CRS-020 etapes: un, deux"],
    ),
    "an empty step": (
        "  - ordre: q\n    question: >\n      Quoi ?\n    etapes:\n      - Un\n      - ''\n      - Deux\n",
        ["CRS-019 - ''"],
    ),
    "an unknown marking": (ORDERING + "    bareme: moitie\n", ["CRS-014 bareme: moitie"]),
}


@pytest.mark.parametrize("name", CASES)
def test_mistakes_are_told_at_their_place(tmp_path: Path, name: str) -> None:
    text, expected = CASES[name]
    assert found(lay(tmp_path, text)) == expected


def test_a_valid_question_says_nothing(tmp_path: Path) -> None:
    assert found(lay(tmp_path, ORDERING)) == []


def test_more_than_reports_can_name(tmp_path: Path) -> None:
    steps = "".join(f"      - Étape {n}\n" for n in range(37))
    text = f"  - ordre: longue\n    question: >\n      Quoi ?\n    etapes:\n{steps}"
    assert found(lay(tmp_path, text))[0] == "QUZ-040 Quoi ?"
    assert found(lay(tmp_path / "moins", text.replace("      - Étape 36\n", ""))) == []

"""What the LMS calls the learner: asked only where it is to be shown, and "" where it says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.player import test_cmi5, test_xapi
from tests.player.test_scorm12 import snapshot

Play = Callable[..., dict[str, Any]]
NAMES = {"scorm12": "cmi.core.student_name", "scorm2004": "cmi.learner_name"}


@pytest.mark.parametrize("edition", NAMES)
def test_a_scorm_lms_is_asked_once_it_is_to_be_shown(play: Play, edition: str) -> None:
    element = NAMES[edition]
    lms = {"values": {element: "Martin, Camille"}}
    steps = (["open"], ["save", snapshot()])
    silent, asked = (play(edition, *steps, *more, lms=lms) for more in ([], [["name"]]))
    assert not [call for call in silent["calls"] if element in call]
    assert asked["results"][-1] == "Martin, Camille"
    assert len(asked["calls"]) >= len(silent["calls"]) + 1


@pytest.mark.parametrize("edition", NAMES)
def test_where_it_does_not_say_there_is_no_name(play: Play, edition: str) -> None:
    assert play(edition, ["open"], ["name"])["results"][-1] == ""
    assert play(edition, ["name"])["results"][-1] == "", "nor before the session is open"


@pytest.mark.parametrize("adapter", ["browser", "memory"])
def test_a_device_names_nobody(play: Play, adapter: str) -> None:
    assert play(adapter, ["open"], ["name"])["results"][-1] is None


@pytest.mark.parametrize("name", ["Ana", ""])
def test_xapi_goes_by_the_actor(visits: Play, name: str) -> None:
    actor = {each: value for each, value in test_xapi.ACTOR.items() if each != "name"} | (
        {"name": name} if name else {}
    )
    played = visits("xapi", ["open"], ["name"], search=test_xapi.launch(actor=json.dumps(actor)))
    assert played["results"][-1] == name


def test_cmi5_goes_by_the_actor(visits: Play) -> None:
    systems = {"search": test_cmi5.launch(), "documents": test_cmi5.documents()}
    assert visits("cmi5", ["open"], ["name"], **systems)["results"][-1] == "Ana"

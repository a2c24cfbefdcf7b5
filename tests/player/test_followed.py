"""One answer, two interactions, as a belief and how firm it is: in SCORM one save, and few calls."""

from __future__ import annotations

import pytest

from tests.player import test_scorm12, test_scorm2004
from tests.player.test_scorm12 import BELIEF, Play, snapshot

ANSWER = 15
"""Calls that an answer may cost."""
PLACES = {"scorm12": test_scorm12.lms, "scorm2004": test_scorm2004.lms}


@pytest.mark.parametrize("format_", PLACES)
def test_an_answer_with_a_second_interaction_is_one_save(format_: str, play: Play) -> None:
    first = BELIEF | {"id": "m_pre.confidence", "iri": f"{BELIEF['iri']}/confidence", "isFollowed": True}
    played = play(
        *(format_, ["open"], ["mark", "open"], ["answer", first, snapshot()], ["answer", BELIEF, snapshot()]),
        lms=PLACES[format_](),
    )
    calls = played["calls"][played["calls"].index("-- open") + 1 :]
    assert len(calls) <= ANSWER, calls
    assert [each for each in calls if "Commit" in each] == calls[-1:]
    numbers = [int(each.split("cmi.interactions.")[1][0]) for each in calls if "cmi.interactions." in each]
    assert set(numbers) == {0, 1}
    assert numbers == sorted(numbers)
    assert [each["ok"] for each in played["results"][-2:]] == [True, True]

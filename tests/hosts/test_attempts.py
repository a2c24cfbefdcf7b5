"""What the LMS does when a launch begins and ends, in both editions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.hosts.scorm import Attempt, Attempts, duration, seconds, timespan


def end(attempt: Attempt, **values: str) -> None:
    """Commit *values* and finish the current launch; `__` stands for the dot."""
    cmi = {**attempt.cmi, **{"cmi." + name.replace("__", "."): value for name, value in values.items()}}
    attempt.report(attempt.launches, {"entries": [], "violations": [], "cmi": cmi, "finished": True})


def test_lengths_of_time() -> None:
    assert seconds("0001:02:03.50") == 3723.5
    assert timespan(3723.5) == "0001:02:03.50"
    assert seconds("P1DT1H0.5S") == 90000.5
    assert seconds("1:00") == 0
    for total, text in ((0, "PT0S"), (0.05, "PT0.05S"), (60, "PT1M"), (3600, "PT1H"), (3661.5, "PT1H1M1.5S")):
        assert duration(total) == text
        assert seconds(text) == total


def test_r12_08_suspended_attempt_resumes_and_total_time_grows() -> None:
    attempt = Attempt("a", "p")
    assert attempt.begin()["cmi.core.entry"] == "ab-initio"
    end(
        attempt,
        core__exit="suspend",
        core__session_time="0000:01:30.00",
        core__lesson_status="incomplete",
        suspend_data="x",
    )
    values = attempt.begin()
    assert values["cmi.core.entry"] == "resume"
    assert values["cmi.suspend_data"] == "x"
    assert values["cmi.core.total_time"] == "0000:01:30.00"
    assert "cmi.core.session_time" not in values
    end(attempt, core__exit="", core__session_time="0000:00:30.00")
    assert attempt.begin()["cmi.core.entry"] == ""
    assert attempt.cmi["cmi.core.total_time"] == "0000:02:00.00"


def test_launch_that_never_finished_keeps_its_last_commit() -> None:
    attempt = Attempt("a", "p")
    attempt.begin()
    cmi = {**attempt.cmi, "cmi.core.exit": "suspend", "cmi.core.session_time": "0000:00:09.00"}
    attempt.report(1, {"entries": [], "violations": [], "cmi": cmi, "finished": False})
    values = attempt.begin()
    assert (values["cmi.core.entry"], values["cmi.core.total_time"]) == ("resume", "0000:00:09.00")


def test_r12_07_lms_sets_completed_when_the_sco_says_nothing() -> None:
    attempt = Attempt("a", "p")
    attempt.begin()
    end(attempt)
    assert attempt.cmi["cmi.core.lesson_status"] == "completed"


@pytest.mark.parametrize(("raw", "status"), [("80", "passed"), ("79.99", "failed"), ("", "completed")])
def test_mastery_score_overrides_the_status(raw: str, status: str) -> None:
    attempt = Attempt("a", "p", mastery_score="80")
    attempt.begin()
    end(attempt, core__score__raw=raw, core__lesson_status="completed")
    assert attempt.cmi["cmi.core.lesson_status"] == status


def test_mastery_score_is_nothing_without_credit() -> None:
    attempt = Attempt("a", "p", mastery_score="80", credit="no-credit")
    attempt.begin()
    end(attempt, core__score__raw="10", core__lesson_status="completed")
    assert attempt.cmi["cmi.core.lesson_status"] == "completed"


def test_beacon_of_an_earlier_launch_changes_no_values() -> None:
    attempt = Attempt("a", "p")
    attempt.begin()
    attempt.begin()
    attempt.report(1, {"entries": [], "violations": [], "cmi": {"cmi.suspend_data": "old"}, "finished": True})
    assert attempt.cmi["cmi.suspend_data"] == ""
    assert not attempt.finished


# SCORM 2004


def begun(**options: Any) -> Attempt:
    """An attempt of SCORM 2004 in its first launch."""
    attempt = Attempt("a", "p", edition="scorm2004", **options)
    assert attempt.begin()["cmi.entry"] == "ab-initio"
    return attempt


def test_r04_06_suspended_attempt_resumes_and_total_time_grows() -> None:
    attempt = begun()
    end(attempt, exit="suspend", session_time="PT1M30.5S", completion_status="incomplete", suspend_data="x")
    values = attempt.begin()
    assert (values["cmi.entry"], values["cmi.suspend_data"], values["cmi.total_time"]) == ("resume", "x", "PT1M30.5S")
    assert not {"cmi.session_time", "cmi.exit"} & set(values)
    end(attempt, exit="suspend", session_time="PT29.5S")
    assert attempt.begin()["cmi.total_time"] == "PT2M"


@pytest.mark.parametrize("exit_", ["normal", "", "time-out", "logout"])
def test_r04_06_attempt_that_ended_leaves_nothing(exit_: str) -> None:
    attempt = begun(shared_data=("urn:x:notes",))
    attempt.cmi |= {"cmi.interactions.0.id": "q1", "cmi.learner_preference.language": "en"}
    end(attempt, exit=exit_, session_time="PT9S", completion_status="completed", suspend_data="x")
    assert attempt.completion == "completed"
    values = attempt.begin()
    assert (values["cmi.entry"], values["cmi.completion_status"]) == ("ab-initio", "unknown")
    assert values["cmi.total_time"] == "PT0S"
    assert "cmi.suspend_data" not in values
    assert attempt.interactions() == []
    assert values["cmi.learner_preference.language"] == "en"
    assert values["adl.data.0.id"] == "urn:x:notes"


def test_r04_06_line_that_drops_before_any_exit_loses_the_attempt() -> None:
    attempt = begun()
    values = {**attempt.cmi, "cmi.suspend_data": "x"}
    attempt.report(1, {"entries": [], "violations": [], "cmi": values, "finished": False})
    assert "cmi.suspend_data" not in attempt.begin()


def test_r04_07_suspend_all_suspends_whatever_the_exit() -> None:
    attempt = begun()
    attempt.cmi["adl.nav.request"] = "suspendAll"
    end(attempt, exit="", suspend_data="x")
    assert attempt.nav_request == "suspendAll"
    values = attempt.begin()
    assert (values["cmi.entry"], values["cmi.suspend_data"]) == ("resume", "x")
    assert attempt.nav_request == ""


@pytest.mark.parametrize(("measure", "completion"), [("0.5", "incomplete"), ("0.8", "completed"), (None, "unknown")])
def test_r04_02_threshold_judges_completion(measure: str | None, completion: str) -> None:
    attempt = begun(completion_threshold="0.8")
    assert attempt.cmi["cmi.completion_threshold"] == "0.8"
    end(attempt, exit="suspend", **({"progress_measure": measure} if measure else {}))
    assert attempt.completion == completion


@pytest.mark.parametrize(("scaled", "success"), [("0.49", "failed"), ("0.5", "passed"), (None, "unknown")])
def test_r04_02_passing_score_judges_success(scaled: str | None, success: str) -> None:
    attempt = begun(scaled_passing_score="0.5")
    end(attempt, exit="suspend", success_status="passed", **({"score__scaled": scaled} if scaled else {}))
    assert attempt.success == success


def test_unknown_stays_unknown_unless_the_lms_completes() -> None:
    attempt = begun()
    end(attempt, exit="normal")
    assert (attempt.completion, attempt.success) == ("unknown", "unknown")
    attempt = begun(completion_set_by_content=False, objective_set_by_content=False)
    end(attempt, exit="normal")
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    attempt = begun(completion_set_by_content=False)
    end(attempt, exit="normal", completion_status="incomplete")
    assert attempt.completion == "incomplete"


# Both


@pytest.mark.parametrize("change", [{"fail_commits": True}, {"mood": "refuses"}])
def test_commit_that_fails_is_not_stored_and_told(change: dict[str, Any], tmp_path: Path) -> None:
    seen: list[Any] = []
    attempts = Attempts(tmp_path, lambda _, calls, faults: seen.extend([*calls, *faults]))
    attempt = attempts.open("p", edition="scorm2004")
    _, values = attempts.begin(attempt.key)
    entry = {"seq": 1, "at": "", "call": "Commit", "args": [""], "result": "true", "error": "0"}
    batch = {
        "entries": [entry],
        "violations": [],
        "cmi": {**values, "cmi.suspend_data": "x"},
        "storing": 1,
        "refusal": "391",
        "finished": False,
    }
    for name, value in change.items():
        setattr(attempt, name, value)
    assert attempts.report(attempt.key, 1, batch)["stored"] is False
    assert "cmi.suspend_data" not in attempt.cmi
    assert (attempt.calls[0].result, attempt.calls[0].error) == ("false", "391")
    attempt.fail_commits, attempt.mood = False, "strict"
    assert attempts.report(attempt.key, 1, batch) == {"stored": True, "mood": "strict"}
    assert attempt.cmi["cmi.suspend_data"] == "x"
    assert [each.call for each in seen] == ["Commit", "Commit"]


def test_calls_that_overtake_each_other_are_put_in_order() -> None:
    attempt = begun()
    for seq in (3, 1, 2):
        entry = {"seq": seq, "at": "", "call": "Commit", "args": [""], "result": "true", "error": "0"}
        attempt.report(1, {"entries": [entry], "violations": [], "finished": False})
    assert [call.seq for call in attempt.calls] == [1, 2, 3]


def test_course_of_several_scos() -> None:
    attempts = Attempts()
    course = attempts.open_course("p", {"ITEM-1": "un.html", "ITEM-2": "deux.html"}, edition="scorm2004")
    assert [each.launch_file for each in course.values()] == ["un.html", "deux.html"]
    attempts.begin(course["ITEM-2"].key)
    assert (course["ITEM-1"].launches, course["ITEM-2"].launches) == (0, 1)
    assert attempts[course["ITEM-1"].key] is course["ITEM-1"]


def test_restart_forgets_the_learner() -> None:
    attempt = begun()
    end(attempt, exit="suspend", suspend_data="x", completion_status="completed")
    attempt.restart()
    assert attempt.completion == "unknown"
    values = attempt.begin()
    assert values["cmi.entry"] == "ab-initio"
    assert "cmi.suspend_data" not in values


def test_mood_nobody_has() -> None:
    with pytest.raises(ValueError, match="no such mood: merry"):
        Attempts().open("p", mood="merry")

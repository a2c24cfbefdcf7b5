"""The data models of SCORM as a script names them: which elements there are, who may write them, and with which values.

In: the name of an element and a value, as literals of a script. Out: what an LMS answers to them. After SCORM 1.2 RTE
3.4 and SCORM 2004 4th edition RTE 4.2; where Moodle takes more than the standard says, so does this page, save for
letters beyond ASCII in SCORM 1.2: Moodle keeps them, and others give them back broken or cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Access = Literal["read", "write", "both"]
Fault = Literal["vocabulary", "score", "time", "text", "identifier", "response", "length"]
Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a data model."""

    access: Access
    fault: Fault = "vocabulary"
    """What a value is that `accepts` refuses."""
    accepts: Check | None = None
    """Whether an LMS takes the value; None where a literal tells nothing."""
    expected: str = ""
    """The values that it takes, to be shown."""


@dataclass(frozen=True, slots=True)
class DataModel:
    """The elements of one edition, by name; `n` stands for an index there, `*` in a name that is asked for."""

    elements: Mapping[str, Element]

    def __getitem__(self, name: str) -> Element | None:
        """The element *name*, whose indices may be numbers; None for none of the standard's."""
        if _LETTER.search(name):
            # An example of the standard, copied as it stands.
            return None
        plain = plain_name(name)
        for prefix in _TARGETED:
            if plain.startswith(prefix):
                plain = f"{prefix}n"
        return self.elements.get(plain)


_INDEX: Final = re.compile(r"\.(?:\d+|\*)(?=\.|$)")
_LETTER: Final = re.compile(r"\.n(?=\.|$)")
_TARGETED: Final = ("adl.nav.request_valid.choice.", "adl.nav.request_valid.jump.")


def plain_name(name: str) -> str:
    """*name* with `n` for each index."""
    return _INDEX.sub(".n", name)


def words(*accepted: str) -> Element:
    """An element that a SCO may write, with one of these values only."""
    return Element("both", "vocabulary", ("", *accepted).__contains__, ", ".join(accepted))


def _matching(access: Access, fault: Fault, pattern: str, expected: str) -> Element:
    matched = re.compile(rf"(?:{pattern})?", re.ASCII).fullmatch
    return Element(access, fault, lambda value: matched(value) is not None, expected)


def _number(low: float, high: float) -> Element:
    def accepts(value: str) -> bool:
        if not _DECIMAL.fullmatch(value):
            return value == ""
        return low <= float(value) <= high

    return Element("both", "score", accepts, f"{low:g}…{high:g}")


_DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})", re.ASCII)
_READ: Final = Element("read")
_BOTH: Final = Element("both")
_WRITE: Final = Element("write")
_ANY_NUMBER: Final = Element("both", "score", lambda value: value == "" or bool(_DECIMAL.fullmatch(value)), "12.5")
_TYPES: Final = ("true-false", "choice", "fill-in", "matching", "performance", "likert", "sequencing", "numeric")


def _named(prefix: str, elements: Mapping[str, Element]) -> dict[str, Element]:
    return {f"{prefix}.{name}": each for name, each in elements.items()}


def _result(*accepted: str) -> Element:
    """The result of an interaction, which may be a number as well."""
    return Element(
        "both",
        "vocabulary",
        lambda value: value in ("", *accepted) or bool(_DECIMAL.fullmatch(value)),
        ", ".join(accepted),
    )


def _ascii(access: Access, length: int, fault: Fault = "text") -> Element:
    """A text of SCORM 1.2, whose strings are ASCII."""
    return Element(access, fault, lambda value: len(value) <= length and value.isascii(), f"ASCII, ≤ {length}")


def _short(access: Access, length: int) -> Element:
    """A text of SCORM 2004, of which an LMS must hold so much."""
    return Element(access, "length", lambda value: len(value) <= length, f"≤ {length}")


def _name(access: Access, length: int) -> Element:
    """An identifier, without what no URI can hold."""
    accepts = re.compile(rf"[!#-;=?-\[\]_a-z~]{{0,{length}}}").fullmatch
    return Element(access, "identifier", lambda value: bool(accepts(value)), f"A-Z a-z 0-9 _ - . :, ≤ {length}")


_PARTED: Final = Element(
    "both",
    "response",
    lambda value: not value.startswith(("[,]", "[.]")) and not value.endswith(("[,]", "[.]")),
    "a[,]b, a[.]1[,]b[.]2",
)
_STATUSES: Final = ("passed", "completed", "failed", "incomplete", "browsed")
_PERCENT: Final = _number(0, 100)
# RTE 3.4.5 CMITimespan; Moodle asks for two digits of minutes and seconds, and hours of two to four.
_TIMESPAN: Final = _matching("write", "time", r"\d{2,4}:[0-5]\d:[0-5]\d(?:\.\d{1,2})?", "HHHH:MM:SS.SS")

SCORM12: Final = DataModel(
    {
        "cmi._version": _READ,
        **_named(
            "cmi.core",
            {
                "_children": _READ,
                "student_id": _READ,
                "student_name": _READ,
                "lesson_location": _ascii("both", 255),
                "credit": _READ,
                "lesson_status": words(*_STATUSES),
                "entry": _READ,
                "score._children": _READ,
                "score.raw": _PERCENT,
                "score.min": _PERCENT,
                "score.max": _PERCENT,
                "total_time": _READ,
                "lesson_mode": _READ,
                "exit": Element(
                    "write", "vocabulary", ("", "time-out", "suspend", "logout").__contains__, "suspend, “”"
                ),
                "session_time": _TIMESPAN,
            },
        ),
        "cmi.suspend_data": _ascii("both", 4096),
        "cmi.launch_data": _READ,
        "cmi.comments": _ascii("both", 4096),
        "cmi.comments_from_lms": _READ,
        **_named(
            "cmi.objectives",
            {
                "_children": _READ,
                "_count": _READ,
                "n.id": _name("both", 255),
                "n.score._children": _READ,
                "n.score.raw": _PERCENT,
                "n.score.min": _PERCENT,
                "n.score.max": _PERCENT,
                # Of an objective, unlike of the lesson, `not attempted` may be said (RTE 3.4.4).
                "n.status": words(*_STATUSES, "not attempted"),
            },
        ),
        **_named(
            "cmi.student_data",
            {
                "_children": _READ,
                "mastery_score": _READ,
                "max_time_allowed": _READ,
                "time_limit_action": _READ,
            },
        ),
        **_named(
            "cmi.student_preference",
            {"_children": _READ, "audio": _BOTH, "language": _BOTH, "speed": _BOTH, "text": _BOTH},
        ),
        **_named(
            "cmi.interactions",
            {
                "_children": _READ,
                "_count": _READ,
                "n.id": _name("write", 255),
                "n.objectives._count": _READ,
                "n.objectives.n.id": _name("write", 255),
                "n.time": _WRITE,
                "n.type": words(*_TYPES),
                "n.correct_responses._count": _READ,
                "n.correct_responses.n.pattern": _ascii("write", 255, "response"),
                "n.weighting": _WRITE,
                "n.student_response": _ascii("write", 255, "response"),
                "n.result": _result("correct", "wrong", "unanticipated", "neutral"),
                "n.latency": _TIMESPAN,
            },
        ),
    }
)

_SCALED: Final = _number(-1, 1)
_COMPLETION: Final = words("completed", "incomplete", "not attempted", "unknown")
_SUCCESS: Final = words("passed", "failed", "unknown")
_DURATION: Final = r"P(?=[0-9T])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,2})?S)?)?"
_COMMENTS: Final = {"_children": _READ, "_count": _READ}

SCORM2004: Final = DataModel(
    {
        "cmi._version": _READ,
        **_named(
            "cmi.comments_from_learner", _COMMENTS | dict.fromkeys(("n.comment", "n.location", "n.timestamp"), _BOTH)
        ),
        **_named("cmi.comments_from_lms", _COMMENTS | dict.fromkeys(("n.comment", "n.location", "n.timestamp"), _READ)),
        "cmi.completion_status": _COMPLETION,
        "cmi.completion_threshold": _READ,
        "cmi.credit": _READ,
        "cmi.entry": _READ,
        "cmi.exit": Element(
            "write",
            "vocabulary",
            ("", "time-out", "suspend", "logout", "normal").__contains__,
            "suspend, normal, time-out, logout, “”",
        ),
        "cmi.launch_data": _READ,
        "cmi.learner_id": _READ,
        "cmi.learner_name": _READ,
        **_named(
            "cmi.learner_preference",
            {"_children": _READ}
            | dict.fromkeys(("audio_level", "language", "delivery_speed", "audio_captioning"), _BOTH),
        ),
        "cmi.location": _short("both", 1000),
        "cmi.max_time_allowed": _READ,
        "cmi.mode": _READ,
        "cmi.progress_measure": _number(0, 1),
        "cmi.scaled_passing_score": _READ,
        **_named(
            "cmi.score",
            {"_children": _READ, "scaled": _SCALED, "raw": _ANY_NUMBER, "min": _ANY_NUMBER, "max": _ANY_NUMBER},
        ),
        "cmi.session_time": _matching("write", "time", _DURATION, "PT1H2M3.5S"),
        "cmi.success_status": _SUCCESS,
        "cmi.suspend_data": _short("both", 64_000),
        "cmi.time_limit_action": _READ,
        "cmi.total_time": _READ,
        **_named(
            "cmi.interactions",
            {
                "_children": _READ,
                "_count": _READ,
                "n.id": _name("both", 4000),
                "n.type": words(*_TYPES, "long-fill-in", "other"),
                "n.objectives._count": _READ,
                "n.objectives.n.id": _name("both", 4000),
                "n.timestamp": _BOTH,
                "n.correct_responses._count": _READ,
                "n.correct_responses.n.pattern": _PARTED,
                "n.weighting": _ANY_NUMBER,
                "n.learner_response": _PARTED,
                "n.result": _result("correct", "incorrect", "unanticipated", "neutral"),
                "n.latency": _matching("both", "time", _DURATION, "PT1H2M3.5S"),
                "n.description": _short("both", 250),
            },
        ),
        **_named(
            "cmi.objectives",
            {
                "_children": _READ,
                "_count": _READ,
                "n.id": _name("both", 4000),
                "n.score._children": _READ,
                "n.score.scaled": _SCALED,
                "n.score.raw": _ANY_NUMBER,
                "n.score.min": _ANY_NUMBER,
                "n.score.max": _ANY_NUMBER,
                "n.success_status": _SUCCESS,
                "n.completion_status": _COMPLETION,
                "n.progress_measure": _number(0, 1),
                "n.description": _short("both", 250),
            },
        ),
        "adl.nav.request": _BOTH,
        "adl.nav.request_valid.continue": _READ,
        "adl.nav.request_valid.previous": _READ,
        "adl.nav.request_valid.choice.n": _READ,
        "adl.nav.request_valid.jump.n": _READ,
        **_named("adl.data", {"_children": _READ, "_count": _READ, "n.id": _READ, "n.store": _BOTH}),
    }
)

EQUIVALENTS: Final[Mapping[str, str]] = {
    "cmi.completion_status": "cmi.core.lesson_status",
    "cmi.success_status": "cmi.core.lesson_status",
    "cmi.location": "cmi.core.lesson_location",
    "cmi.score.raw": "cmi.core.score.raw",
    "cmi.score.scaled": "cmi.core.score.raw",
    "cmi.score.min": "cmi.core.score.min",
    "cmi.score.max": "cmi.core.score.max",
    "cmi.exit": "cmi.core.exit",
    "cmi.entry": "cmi.core.entry",
    "cmi.mode": "cmi.core.lesson_mode",
    "cmi.credit": "cmi.core.credit",
    "cmi.session_time": "cmi.core.session_time",
    "cmi.total_time": "cmi.core.total_time",
    "cmi.learner_id": "cmi.core.student_id",
    "cmi.learner_name": "cmi.core.student_name",
    "cmi.interactions.n.learner_response": "cmi.interactions.n.student_response",
    "cmi.interactions.n.timestamp": "cmi.interactions.n.time",
}
"""Elements of SCORM 2004 → what says the same in SCORM 1.2."""

"""What the scripts of a SCORM package ask of the LMS, held against the edition that the manifest announces.

In: the facts of all texts and the standards that the package speaks. Out: the rules R12-01 to R12-18, R12-22 and R04-01
to R04-12 as far as literal names and values show them, and T05 and K20. Of a name or value that a script computes
nothing is said, and a package is said to lack only what no text of it names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from builder.checker.container import Container
from builder.checker.datamodel import EQUIVALENTS, SCORM12, SCORM2004, DataModel, plain_name
from builder.checker.references import Call, Facts
from builder.diagnostics import Report, near


class _Edition(NamedTuple):
    """One edition of SCORM, and how its faults are called."""

    model: DataModel
    unknown: str
    read_only: str
    write_only: str
    other: str
    faults: Mapping[str, str]


_EDITIONS: Final = {
    "scorm12": _Edition(
        SCORM12,
        "R12-05.unknown-in-script",
        "R12-05.read-only-in-script",
        "R12-05.write-only-in-script",
        "R12-05.other-edition",
        {
            "vocabulary": "R12-06.vocabulary-in-script",
            "score": "R12-10.score-in-script",
            "time": "R12-11.time-in-script",
            "text": "R12-12.text-in-script",
            "identifier": "R12-15.identifier-in-script",
            "response": "R12-19.response-in-script",
        },
    ),
    "scorm2004": _Edition(
        SCORM2004,
        "R04-12.unknown-in-script",
        "R04-12.read-only-in-script",
        "R04-12.write-only-in-script",
        "R04-12.other-edition",
        {
            "vocabulary": "R04-02.vocabulary-in-script",
            "score": "R04-04.score-in-script",
            "time": "R04-08.time-in-script",
            "length": "R04-05.length-in-script",
            "response": "R04-10.response-in-script",
            "identifier": "R04-11.identifier-in-script",
        },
    ),
}


def judge(container: Container, facts: Facts, kinds: Sequence[str], report: Report) -> None:
    """Report what the scripts of a package of *kinds* get wrong."""
    spoken = [each for each in _EDITIONS if each in kinds]
    if spoken:
        strangers = [each for each in facts.calls if _judge_call(each, spoken, report) == "stranger"]
        if len(spoken) == 1 and container.is_wholly_read:
            _judge_edition(facts, spoken[0], strangers, report)
            _judge_session(facts, spoken[0], report)
            _judge_status(container, facts, spoken[0], report)
        for edition in spoken:
            _judge_bare(facts, edition, report)
    elif container.is_wholly_read and len(kinds) == 1 and _judge_parameter(facts, kinds[0], report):
        return
    elif container.is_wholly_read and facts.is_alone and _LAUNCHED.isdisjoint(facts.words):
        for kind, code in (("xapi", "T05.no-parameters"), ("cmi5", "K20.no-parameters")):
            if kind in kinds:
                report.add(code, container.span(facts.first_page))


def _judge_call(call: Call, spoken: Sequence[str], report: Report) -> Literal["own", "stranger", "either"]:
    """Report what is wrong with one call; the answer says whose element it names."""
    stated = call.edition
    known = [name for name, each in _EDITIONS.items() if each.model[call.element]]
    if stated is not None:
        if stated in spoken:
            _report_faults(call, [stated], stated, report)
        return "own" if stated in spoken else "either"
    serving = [name for name in known if name in spoken]
    if known and not serving:
        return "stranger"
    # A wrapper serves both editions: what one of them takes may be meant for that one.
    _report_faults(call, known or spoken[:1], (serving or spoken)[0], report)
    return "own" if len(known) == 1 else "either"


def _report_faults(call: Call, editions: Sequence[str], name: str, report: Report) -> None:
    """Report *call* by the rules of the edition *name*, if it is wrong in all of *editions*."""
    faults = [_fault(call, _EDITIONS[each].model) for each in editions]
    if None in faults:
        return
    edition = _EDITIONS[name]
    fault = _fault(call, edition.model)
    element = edition.model[call.element]
    match fault:
        case "unknown":
            report.add(edition.unknown, call.span, element=call.element, near=_meant(call.element, name))
        case "read-only":
            report.add(edition.read_only, call.span, element=call.element)
        case "write-only":
            report.add(edition.write_only, call.span, element=call.element)
        case str() if element is not None:
            values = {"element": call.element, "value": call.value or "", "expected": element.expected}
            report.add(edition.faults[fault], call.span, **values)


def _fault(call: Call, model: DataModel) -> str | None:
    """What an LMS of one edition finds wrong with *call*."""
    element = model[call.element]
    if element is None:
        return "unknown"
    if call.is_writing and element.access == "read":
        return "read-only"
    if not call.is_writing and element.access == "write":
        return "write-only"
    if call.value is None or element.accepts is None or element.accepts(call.value):
        return None
    return element.fault


def _meant(element: str, edition: str) -> str:
    """The element of *edition* that was probably meant, or ""."""
    model = _EDITIONS[edition].model
    numbered = element.replace(".n.", ".0.")
    if numbered != element and model[numbered]:
        return numbered
    same = EQUIVALENTS.get(plain_name(element), "") if edition == "scorm12" else ""
    return same or near(plain_name(element), model.elements)


_CLIMBING: Final = frozenset({"parent", "opener", "top.", ".top"})
_LAUNCHED: Final = frozenset({"location", "referrer", "URL"})
_ESSENTIAL: Final = frozenset({*EQUIVALENTS, *EQUIVALENTS.values()})


def _judge_edition(facts: Facts, name: str, strangers: Sequence[Call], report: Report) -> None:
    """R12-05 and R04-12: a script writes for the other edition, and no script for this one.

    A library that serves both is in most packages and proves nothing: what counts are files that know one edition.
    """
    if frozenset({name}) in facts.editions.values():
        return
    found = [
        each
        for each in strangers
        if each.is_writing
        and plain_name(each.element) in _ESSENTIAL
        and name not in facts.editions.get(each.file, frozenset())
    ]
    if found:
        report.add(_EDITIONS[name].other, found[0].span, element=found[0].element, count=len(found))


def _judge_session(facts: Facts, name: str, report: Report) -> None:
    """R12-01, R12-02 and R12-22, or R04-01: a session that is opened, and then not closed or never found."""
    opened = facts.initializes if name == "scorm12" else facts.speaks_2004
    if not opened:
        return
    place = min(opened.values())
    number = "R12" if name == "scorm12" else "R04"
    if ("Finish" if name == "scorm12" else "Terminate") not in facts.words:
        report.add("R12-02.no-finish-in-script" if number == "R12" else "R04-01.no-terminate-in-script", place)
    if "Commit" not in facts.words:
        report.add("R12-22.no-commit" if number == "R12" else "R04-01.no-commit", place)
    if _CLIMBING.isdisjoint(facts.words):
        report.add("R12-01.no-search" if number == "R12" else "R04-01.no-search", place)


_STATUS: Final = {
    "scorm12": ("R12-06.no-status", frozenset({"lesson_status"})),
    "scorm2004": ("R04-02.no-status", frozenset({"completion_status", "success_status"})),
}
_BARE: Final = {"scorm12": "R12-02.no-argument", "scorm2004": "R04-01.no-argument"}
_COMPILED: Final = (".swf", ".wasm", ".jar")


def _judge_status(container: Container, facts: Facts, name: str, report: Report) -> None:
    """R12-06 and R04-02: a session is opened, and nothing in the package ever names a status."""
    opened = facts.initializes if name == "scorm12" else facts.speaks_2004
    code, words = _STATUS[name]
    is_plain = facts.is_alone and not any(each.lower().endswith(_COMPILED) for each in container.sizes)
    if opened and is_plain and words.isdisjoint(facts.words):
        report.add(code, min(opened.values()))


def _judge_bare(facts: Facts, name: str, report: Report) -> None:
    """R12-02 and R04-01: functions that want an empty text, and get nothing."""
    found = [(span, function) for edition, function, span in facts.bare_calls if edition == name]
    if found:
        span, function = min(found)
        report.add(_BARE[name], span, function=function, count=len(found))


_PARAMETERS: Final = {
    "xapi": ("activityId", "activity_id", "T05.parameter-of-cmi5"),
    "cmi5": ("activity_id", "activityId", "K20.parameter-of-xapi"),
}


def _judge_parameter(facts: Facts, kind: str, report: Report) -> bool:
    """T05 and K20: the launch address is read, by the other standard's name for the activity, and never by its own."""
    wrong, right, code = _PARAMETERS.get(kind, ("", "", ""))
    if wrong not in facts.parameters or right in facts.words:
        return False
    report.add(code, facts.parameters[wrong])
    return True

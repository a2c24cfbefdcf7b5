"""What xAPI 1.0.3 asks of a statement (part two, Data), and when two statements are the same one.

In: JSON as it came. Out: nothing, or the first property that breaks a clause.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

Json = Any
Check = Callable[[Json, str], None]

VOIDED: Final = "http://adlnet.gov/expapi/verbs/voided"
IDENTIFIERS: Final = ("mbox", "mbox_sha1sum", "openid", "account")
CONTEXT_ACTIVITIES: Final = ("parent", "grouping", "category", "other")
COMPONENTS: Final = {
    "choice": ("choices",),
    "sequencing": ("choices",),
    "likert": ("scale",),
    "matching": ("source", "target"),
    "performance": ("steps",),
    "true-false": (),
    "fill-in": (),
    "long-fill-in": (),
    "numeric": (),
    "other": (),
}
"""Interaction types, and the lists of components that each may have (Data 2.4.4.1)."""

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x1f\x7f\ud800-\udfff]+", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:[^\s@<>,;]+@[^\s@<>,;]+")
_SHA1 = re.compile(r"[0-9a-f]{40}", re.IGNORECASE)
_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?)?", re.ASCII
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_DURATION = re.compile(
    rf"P(?=[\dT])(?:{_NUMBER}W|(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)",
    re.ASCII,
)
# RFC 5646, 2.1; the irregular tags of its registry are few and old.
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+|i-[a-z]{3,8}|sgn-[a-z]{2}-[a-z]{2}",
    re.IGNORECASE | re.ASCII,
)
_VERSION = re.compile(r"1\.0(\.\d+)?", re.ASCII)


class ClauseError(ValueError):
    """A property breaks a clause."""

    def __init__(self, path: str, why: str, clause: str) -> None:
        super().__init__(f"{path}: {why} (xAPI 1.0.3, {clause})")
        self.path = path
        self.why = why
        self.clause = clause


def parsed(data: bytes) -> Json:
    """*data* as JSON, without what JSON leaves open: names given twice, NaN, halves of characters.

    Raises:
        ClauseError: It is none, or has one of these.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ClauseError("body", f"not UTF-8 at byte {error.start}", "Communication 1.4") from None
    try:
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_no_twins)
    except RecursionError:
        raise ClauseError("body", "nested too deeply", "Communication 3.2") from None
    except ClauseError:
        raise
    except ValueError as error:
        raise ClauseError("body", f"not JSON: {error}", "Communication 3.2") from None
    if "\\u" in text and any("\ud800" <= character <= "\udfff" for string in _strings(value) for character in string):
        raise ClauseError("body", "half a character (lone surrogate)", "Communication 1.4")
    return value


def _no_constant(name: str) -> Json:
    raise ClauseError("body", f"not JSON: {name}", "Communication 3.2")


def _finite(text: str) -> float:
    """A number; `1e999` would become infinite, which no JSON can say."""
    value = float(text)
    if math.isinf(value):
        raise ClauseError("body", f"the number {text[:20]} is too large", "Data 2.2")
    return value


def _no_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ClauseError(twin, "given twice", "Data 2.2")
    return found


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)


# Values


def is_uuid(text: str) -> bool:
    """Is *text* a UUID in its standard form (Data 2.4.1)?"""
    return _UUID.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Is *text* an IRI with a scheme (Data 2.2)?"""
    return _IRI.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Is *text* a language tag of RFC 5646?"""
    return _LANGUAGE.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """Is *text* a version that an LRS of 1.0.3 takes (Communication 3.3)?"""
    return _VERSION.fullmatch(text) is not None


def instant(text: str) -> datetime:
    """The time that *text* names, UTC when it names no zone.

    Raises:
        ValueError: It is no timestamp of Data 4.5.
    """
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError("not an ISO 8601 date and time")
    day, minutes, seconds, fraction, _, sign, hours, rest = match.groups()
    if sign == "-" and hours == "00" and rest in (None, "00"):
        raise ValueError("the offset -00:00 is not allowed")
    zone: timezone = UTC
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(rest or 0))
        zone = timezone(offset if sign == "+" else -offset)
    # A leap second has no place in `datetime`; it is the one before for everything done here.
    second = "59" if seconds == "60" else seconds or "00"
    micro = (fraction or "0")[:6].ljust(6, "0")
    return datetime.fromisoformat(f"{day}T{minutes}:{second}.{micro}").replace(tzinfo=zone).astimezone(UTC)


def is_utc(text: str) -> bool:
    """Is the timestamp *text* given in UTC, and said to be?"""
    return text.endswith(("Z", "+00:00", "+0000", "+00"))


def _text(clause: str) -> Check:
    def check(value: Json, path: str) -> None:
        if not isinstance(value, str):
            raise ClauseError(path, "must be a string", clause)

    return check


def _format(test: Callable[[str], bool], what: str, clause: str) -> Check:
    def check(value: Json, path: str) -> None:
        if not isinstance(value, str) or not test(value):
            raise ClauseError(path, f"must be {what}", clause)

    return check


def _one_of(values: Collection[str], clause: str) -> Check:
    return _format(values.__contains__, "one of " + ", ".join(f"`{each}`" for each in values), clause)


def _boolean(value: Json, path: str) -> None:
    if not isinstance(value, bool):
        raise ClauseError(path, "must be true or false", "Data 2.2")


def _number(value: Json, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClauseError(path, "must be a number", "Data 2.2")


def _timestamp(value: Json, path: str) -> None:
    if not isinstance(value, str):
        raise ClauseError(path, "must be a timestamp", "Data 4.5")
    try:
        instant(value)
    except (ValueError, OverflowError) as error:
        raise ClauseError(path, str(error), "Data 4.5") from None


_uuid: Final = _format(is_uuid, "a UUID", "Data 4.4")
_iri: Final = _format(is_iri, "an IRI with its scheme", "Data 4.3")
_language: Final = _format(is_language, "a language tag of RFC 5646", "Data 4.2")
_duration: Final = _format(lambda text: _DURATION.fullmatch(text) is not None, "an ISO 8601 duration", "Data 4.6")


# Objects


def _object(
    value: Json, path: str, clause: str, properties: Mapping[str, Check], required: Collection[str] = ()
) -> None:
    """Judge an object by its *properties*; any other is refused."""
    if not isinstance(value, dict):
        raise ClauseError(path, "must be an object", clause)
    for name, each in value.items():
        inner = f"{path}.{name}" if path else name
        if name not in properties:
            near = next((known for known in properties if known.lower() == name.lower()), "")
            raise ClauseError(inner, f"is written `{near}`" if near else "is no property of xAPI here", "Data 2.2")
        if each is None:
            raise ClauseError(inner, "must not be null", "Data 2.2")
        properties[name](each, inner)
    for name in required:
        if name not in value:
            raise ClauseError(f"{path}.{name}" if path else name, "is missing", clause)


def _list(check: Check, clause: str) -> Check:
    def judge(value: Json, path: str) -> None:
        if not isinstance(value, list):
            raise ClauseError(path, "must be a list", clause)
        for number, each in enumerate(value):
            if each is None:
                raise ClauseError(f"{path}[{number}]", "must not be null", "Data 2.2")
            check(each, f"{path}[{number}]")

    return judge


def _language_map(value: Json, path: str) -> None:
    if not isinstance(value, dict):
        raise ClauseError(path, "must be a language map", "Data 4.2")
    for language, text in value.items():
        _language(language, f"{path}.{language}")
        _text("Data 4.2")(text, f"{path}.{language}")


def _extensions(value: Json, path: str) -> None:
    if not isinstance(value, dict):
        raise ClauseError(path, "must be an object", "Data 4.1")
    for name in value:
        _format(is_iri, "an IRI with its scheme", "Data 4.1")(name, f"{path}.{name}")


def _account(value: Json, path: str) -> None:
    clause = "Data 2.4.2.4"
    _object(value, path, clause, {"homePage": _iri, "name": _text(clause)}, ("homePage", "name"))


_IFI: Final[dict[str, Check]] = {
    "mbox": _format(lambda text: _MAILTO.fullmatch(text) is not None, "`mailto:` and an address", "Data 2.4.2.3"),
    "mbox_sha1sum": _format(lambda text: _SHA1.fullmatch(text) is not None, "a SHA-1 in hex", "Data 2.4.2.3"),
    "openid": _iri,
    "account": _account,
}


def _agent(value: Json, path: str) -> None:
    clause = "Data 2.4.2.1"
    properties = {"objectType": _one_of(("Agent",), clause), "name": _text(clause), **_IFI}
    _object(value, path, clause, properties)
    given = [name for name in IDENTIFIERS if name in value]
    if len(given) != 1:
        have = " and ".join(given) or "none"
        raise ClauseError(path, f"must have exactly one of {', '.join(IDENTIFIERS)}; has {have}", clause)


def _group(value: Json, path: str) -> None:
    clause = "Data 2.4.2.2"
    properties = {
        "objectType": _one_of(("Group",), clause),
        "name": _text(clause),
        "member": _list(_agent, clause),
        **_IFI,
    }
    _object(value, path, clause, properties, ("objectType",))
    given = [name for name in IDENTIFIERS if name in value]
    if len(given) > 1:
        raise ClauseError(path, f"must have one identifier at most; has {' and '.join(given)}", clause)
    if not given and "member" not in value:
        raise ClauseError(f"{path}.member", "is missing in a group without an identifier", clause)


def actor(value: Json, path: str = "actor") -> None:
    """Judge an Agent or a Group (Data 2.4.2).

    Raises:
        ClauseError: It is neither.
    """
    if isinstance(value, dict) and value.get("objectType") == "Group":
        _group(value, path)
    else:
        _agent(value, path)


def agent(value: Json, path: str = "agent") -> None:
    """Judge an Agent.

    Raises:
        ClauseError: It is none.
    """
    _agent(value, path)


def _verb(value: Json, path: str) -> None:
    _object(value, path, "Data 2.4.3", {"id": _iri, "display": _language_map}, ("id",))


def _components(value: Json, path: str) -> None:
    clause = "Data 2.4.4.1"

    def component(each: Json, inner: str) -> None:
        _object(each, inner, clause, {"id": _text(clause), "description": _language_map}, ("id",))

    _list(component, clause)(value, path)
    names = [each["id"] for each in value]
    if len(set(names)) != len(names):
        raise ClauseError(path, "has two components with the same id", clause)


def _definition(value: Json, path: str) -> None:
    clause = "Data 2.4.4.1"
    lists = dict.fromkeys(("choices", "scale", "source", "target", "steps"), _components)
    properties: dict[str, Check] = {
        "name": _language_map,
        "description": _language_map,
        "type": _iri,
        "moreInfo": _iri,
        "extensions": _extensions,
        "interactionType": _one_of(COMPONENTS, clause),
        "correctResponsesPattern": _list(_text(clause), clause),
        **lists,
    }
    _object(value, path, clause, properties)
    given = [name for name in ("correctResponsesPattern", *lists) if name in value]
    if given and "interactionType" not in value:
        raise ClauseError(f"{path}.interactionType", f"is missing beside {given[0]}", clause)
    for name in given[1:] if given[:1] == ["correctResponsesPattern"] else given:
        if name not in COMPONENTS[value["interactionType"]]:
            raise ClauseError(f"{path}.{name}", f"does not belong to {value['interactionType']}", clause)


def _activity(value: Json, path: str) -> None:
    clause = "Data 2.4.4.1"
    properties = {"objectType": _one_of(("Activity",), clause), "id": _iri, "definition": _definition}
    _object(value, path, clause, properties, ("id",))


def _reference(value: Json, path: str) -> None:
    clause = "Data 2.4.4.3"
    _object(value, path, clause, {"objectType": _one_of(("StatementRef",), clause), "id": _uuid}, ("objectType", "id"))


def _target(value: Json, path: str) -> None:
    clause = "Data 2.4.4"
    kind = value.get("objectType", "Activity") if isinstance(value, dict) else "Activity"
    kinds: dict[str, Check] = {
        "Activity": _activity,
        "Agent": _agent,
        "Group": _group,
        "StatementRef": _reference,
        "SubStatement": _substatement,
    }
    _one_of(kinds, clause)(kind, f"{path}.objectType")
    kinds[kind](value, path)


def _score(value: Json, path: str) -> None:
    clause = "Data 2.4.5.1"
    _object(value, path, clause, dict.fromkeys(("scaled", "raw", "min", "max"), _number))
    scaled, raw, low, high = (value.get(name) for name in ("scaled", "raw", "min", "max"))
    if scaled is not None and not -1 <= scaled <= 1:
        raise ClauseError(f"{path}.scaled", "must be between -1 and 1", clause)
    if low is not None and high is not None and low >= high:
        raise ClauseError(f"{path}.min", "must be less than max", clause)
    if raw is not None and ((low is not None and raw < low) or (high is not None and raw > high)):
        raise ClauseError(f"{path}.raw", "must be between min and max", clause)


def _result(value: Json, path: str) -> None:
    properties: dict[str, Check] = {
        "score": _score,
        "success": _boolean,
        "completion": _boolean,
        "response": _text("Data 2.4.5"),
        "duration": _duration,
        "extensions": _extensions,
    }
    _object(value, path, "Data 2.4.5", properties)


def _context_activities(value: Json, path: str) -> None:
    clause = "Data 2.4.6.2"

    def activities(each: Json, inner: str) -> None:
        if isinstance(each, dict):
            _activity(each, inner)
        else:
            _list(_activity, clause)(each, inner)

    _object(value, path, clause, dict.fromkeys(CONTEXT_ACTIVITIES, activities))


def _context(value: Json, path: str) -> None:
    clause = "Data 2.4.6"
    properties: dict[str, Check] = {
        "registration": _uuid,
        "instructor": actor,
        "team": _group,
        "contextActivities": _context_activities,
        "revision": _text(clause),
        "platform": _text(clause),
        "language": _language,
        "statement": _reference,
        "extensions": _extensions,
    }
    _object(value, path, clause, properties)


def _attachment(value: Json, path: str) -> None:
    clause = "Data 2.4.11"

    def length(each: Json, inner: str) -> None:
        if isinstance(each, bool) or not isinstance(each, int) or each < 0:
            raise ClauseError(inner, "must be a whole number of octets", clause)

    properties: dict[str, Check] = {
        "usageType": _iri,
        "display": _language_map,
        "description": _language_map,
        "contentType": _format(lambda text: "/" in text, "an Internet media type", clause),
        "length": length,
        "sha2": _text(clause),
        "fileUrl": _iri,
    }
    _object(value, path, clause, properties, ("usageType", "display", "contentType", "length", "sha2"))
    if "fileUrl" not in value:
        why = "is missing: this LRS takes no attachments, only their addresses"
        raise ClauseError(f"{path}.fileUrl", why, "Communication 1.5.2")


_COMMON: Final[dict[str, Check]] = {
    "actor": actor,
    "verb": _verb,
    "object": _target,
    "result": _result,
    "context": _context,
    "timestamp": _timestamp,
    "attachments": _list(_attachment, "Data 2.4.11"),
}
_REQUIRED: Final = ("actor", "verb", "object")


def _body(value: Json, path: str, properties: Mapping[str, Check], required: Collection[str]) -> None:
    """What statements and substatements share."""
    _object(value, path, "Data 2.2", properties, required)
    dot = f"{path}." if path else ""
    kind = value["object"].get("objectType", "Activity")
    if kind != "Activity":
        for name in ("revision", "platform"):
            if name in value.get("context", {}):
                raise ClauseError(f"{dot}context.{name}", "is only for activities", "Data 2.4.6")
    if value["verb"]["id"] == VOIDED and kind != "StatementRef":
        raise ClauseError(f"{dot}object.objectType", "must be `StatementRef` for this verb", "Data 2.3.2")


def _substatement(value: Json, path: str) -> None:
    clause = "Data 2.4.4.3"
    if isinstance(value.get("object"), dict) and value["object"].get("objectType") == "SubStatement":
        raise ClauseError(f"{path}.object", "must not be a SubStatement again", clause)
    for name in ("id", "stored", "version", "authority"):
        if name in value:
            raise ClauseError(f"{path}.{name}", "is not for a SubStatement", clause)
    _body(value, path, {"objectType": _one_of(("SubStatement",), clause), **_COMMON}, ("objectType", *_REQUIRED))


def _authority(value: Json, path: str) -> None:
    clause = "Data 2.4.9"
    actor(value, path)
    if value.get("objectType") == "Group" and (len(value.get("member", ())) != 2 or set(value) & set(IDENTIFIERS)):
        raise ClauseError(path, "must be an Agent, or an anonymous Group of two", clause)


def judge(value: Json, path: str = "") -> None:
    """Judge one statement as an LRS does before it is stored.

    Raises:
        ClauseError: The first property that breaks a clause.
    """
    properties: dict[str, Check] = {
        "id": _uuid,
        **_COMMON,
        "stored": _timestamp,
        "authority": _authority,
        "version": _format(is_version, "1.0 or 1.0.x", "Data 2.4.10"),
    }
    _body(value, path, properties, _REQUIRED)


# Comparing


def agent_key(value: dict[str, Json]) -> str:
    """What identifies an Agent or an identified Group; "" for an anonymous Group."""
    if "mbox" in value:
        name, _, domain = value["mbox"].partition("@")
        return f"mbox {name}@{domain.lower()}"
    if "mbox_sha1sum" in value:
        return f"mbox_sha1sum {value['mbox_sha1sum'].lower()}"
    if "openid" in value:
        return f"openid {value['openid']}"
    if "account" in value:
        return json.dumps(["account", value["account"]["homePage"], value["account"]["name"]])
    return ""


def same(one: dict[str, Json], other: dict[str, Json]) -> bool:
    """Are these the same statement, but for what an LRS may set or leave out (Data 2.3.1)?"""
    for name, comparable in (("timestamp", instant), ("version", lambda _: None)):
        if name in one and name in other and comparable(one[name]) != comparable(other[name]):
            return False
    return _immutable(one) == _immutable(other)


def _immutable(statement: dict[str, Json]) -> str:
    """What of a statement never changes, as text: 1 and true stay apart, 1 and 1.0 do not."""
    set_by_lrs = ("id", "timestamp", "stored", "authority", "version", "attachments")
    rest = {name: each for name, each in statement.items() if name not in set_by_lrs}
    return json.dumps(_reduced(rest), sort_keys=True)


def _reduced(value: Json, name: str = "") -> Json:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        members = [_reduced(each) for each in value]
        return sorted(members, key=lambda each: json.dumps(each, sort_keys=True)) if name == "member" else members
    if not isinstance(value, dict) or name == "extensions":
        return value
    left_out = "display" if name == "verb" else "definition"
    reduced: dict[str, Json] = {key: _reduced(each, key) for key, each in value.items() if key != left_out}
    if "mbox" in reduced:
        reduced["mbox"] = agent_key({"mbox": reduced["mbox"]})
    for key in ("mbox_sha1sum", "registration"):
        if key in reduced:
            reduced[key] = reduced[key].lower()
    if reduced.get("objectType") == "StatementRef":
        reduced["id"] = reduced["id"].lower()
    if name == "contextActivities":
        return {key: each if isinstance(each, list) else [each] for key, each in reduced.items()}
    return reduced

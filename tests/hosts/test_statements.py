"""What an LRS takes for a statement, clause by clause, and when two statements are the same one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.hosts import statements
from builder.hosts.statements import ClauseError

ACTOR = {"mbox": "mailto:camille@example.org"}
VERB = {"id": "http://adlnet.gov/expapi/verbs/experienced"}
OBJECT = {"id": "https://example.org/activity"}
PLAIN: dict[str, Any] = {"actor": ACTOR, "verb": VERB, "object": OBJECT}
UUID = "6f9619ff-8b86-4011-b42d-00c04fc964ff"

VALID: list[dict[str, Any]] = [
    {},
    {"id": UUID.upper(), "timestamp": "2026-11-22T08:00:00Z", "version": "1.0.1"},
    {"timestamp": "2026-11-22T08:00:00.1234567+01:00"},
    {"timestamp": "2026-11-22T08:00"},
    {"actor": {"objectType": "Agent", "account": {"homePage": "https://example.org", "name": "7"}}},
    {"actor": {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9", "name": ""}},
    {"actor": {"openid": "https://example.org/me"}},
    {"actor": {"objectType": "Group", "member": [ACTOR]}},
    {"actor": {"objectType": "Group", "mbox": "mailto:g@example.org", "member": []}},
    {"verb": {**VERB, "display": {"fr-BE": "a vu", "zh-Hant-TW": "x", "x-klingon": "y", "de-1996": "z"}}},
    {"object": {"objectType": "Agent", **ACTOR}},
    {"object": {"objectType": "StatementRef", "id": UUID}},
    {"object": {"objectType": "SubStatement", **PLAIN}},
    {"object": {**OBJECT, "definition": {"type": "https://example.org/t", "extensions": {"urn:x": None}}}},
    {
        "object": {
            **OBJECT,
            "definition": {
                "interactionType": "choice",
                "correctResponsesPattern": ["a[,]b"],
                "choices": [{"id": "a", "description": {"fr": "A"}}, {"id": "b"}],
            },
        }
    },
    {"result": {"score": {"scaled": -1, "raw": 3, "min": 0, "max": 10}, "success": False, "response": ""}},
    {"result": {"duration": "PT1H0M4.35S"}},
    {"result": {"duration": "P3W"}},
    {"result": {"duration": "P1Y2M3DT4H5M6S"}},
    {"context": {"registration": UUID, "language": "fr", "platform": "LMS", "revision": "2"}},
    {"context": {"contextActivities": {"parent": OBJECT, "grouping": [OBJECT], "category": [], "other": [OBJECT]}}},
    {"context": {"instructor": ACTOR, "team": {"objectType": "Group", "member": [ACTOR]}}},
    {"context": {"statement": {"objectType": "StatementRef", "id": UUID}}},
    {
        "attachments": [
            {
                "usageType": "https://example.org/u",
                "display": {"fr": "A"},
                "contentType": "text/plain",
                "length": 3,
                "sha2": "ab",
                "fileUrl": "https://example.org/f",
            }
        ]
    },
    {"verb": {"id": statements.VOIDED}, "object": {"objectType": "StatementRef", "id": UUID}},
]

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("2.2", {"actor": None}, "actor"),
    ("2.2", {"Timestamp": "2026-11-22T08:00:00Z"}, "Timestamp"),
    ("2.2", {"extra": 1}, "extra"),
    ("2.2", {"result": {"success": "true"}}, "result.success"),
    ("2.2", {"result": {"completion": 1}}, "result.completion"),
    ("2.2", {"result": {"score": {"scaled": "0.5"}}}, "result.score.scaled"),
    ("2.2", {"result": {"score": {"scaled": True}}}, "result.score.scaled"),
    ("2.2", {"context": {"contextActivities": {"parent": [None]}}}, "context.contextActivities.parent[0]"),
    ("2.3.2", {"verb": {"id": statements.VOIDED}}, "object.objectType"),
    ("2.4.2.1", {"actor": {}}, "actor"),
    ("2.4.2.1", {"actor": {**ACTOR, "openid": "https://example.org/me"}}, "actor"),
    ("2.4.2.1", {"actor": {**ACTOR, "objectType": "agent"}}, "actor.objectType"),
    ("2.4.2.2", {"actor": {"objectType": "Group"}}, "actor.member"),
    ("2.4.2.1", {"actor": {"objectType": "Group", "member": [{"objectType": "Group"}]}}, "actor.member[0].objectType"),
    ("2.4.2.3", {"actor": {"mbox": "camille@example.org"}}, "actor.mbox"),
    ("2.4.2.3", {"actor": {"mbox_sha1sum": "7"}}, "actor.mbox_sha1sum"),
    ("2.4.2.4", {"actor": {"account": {"name": "7"}}}, "actor.account.homePage"),
    ("4.3", {"actor": {"account": {"homePage": "example.org", "name": "7"}}}, "actor.account.homePage"),
    ("2.4.2.4", {"actor": {"account": {"homePage": "https://example.org", "name": 7}}}, "actor.account.name"),
    ("4.3", {"verb": {"id": "experienced"}}, "verb.id"),
    ("2.4.3", {"verb": {}}, "verb.id"),
    ("4.2", {"verb": {**VERB, "display": {"fr_FR": "a vu"}}}, "verb.display.fr_FR"),
    ("4.2", {"verb": {**VERB, "display": {"fr": 1}}}, "verb.display.fr"),
    ("2.4.4", {"object": {**OBJECT, "objectType": "activity"}}, "object.objectType"),
    ("4.4", {"object": {"objectType": "StatementRef", "id": "7"}}, "object.id"),
    ("4.3", {"object": {"id": "a b"}}, "object.id"),
    (
        "2.4.4.1",
        {"object": {**OBJECT, "definition": {"interactionType": "Choice"}}},
        "object.definition.interactionType",
    ),
    (
        "2.4.4.1",
        {"object": {**OBJECT, "definition": {"correctResponsesPattern": ["a"]}}},
        "object.definition.interactionType",
    ),
    (
        "2.4.4.1",
        {"object": {**OBJECT, "definition": {"interactionType": "choice", "choices": [{"id": "a"}, {"id": "a"}]}}},
        "object.definition.choices",
    ),
    (
        "2.4.4.1",
        {"object": {**OBJECT, "definition": {"interactionType": "numeric", "choices": []}}},
        "object.definition.choices",
    ),
    ("2.4.4.3", {"object": {"objectType": "SubStatement", **PLAIN, "id": UUID}}, "object.id"),
    (
        "2.4.4.3",
        {"object": {"objectType": "SubStatement", **PLAIN, "object": {"objectType": "SubStatement", **PLAIN}}},
        "object.object",
    ),
    ("2.4.5.1", {"result": {"score": {"scaled": 1.01}}}, "result.score.scaled"),
    ("2.4.5.1", {"result": {"score": {"min": 1, "max": 1}}}, "result.score.min"),
    ("2.4.5.1", {"result": {"score": {"raw": 11, "max": 10}}}, "result.score.raw"),
    ("4.6", {"result": {"duration": "P"}}, "result.duration"),
    ("4.6", {"result": {"duration": "PT"}}, "result.duration"),
    ("4.6", {"result": {"duration": "90"}}, "result.duration"),
    ("4.1", {"result": {"extensions": {"progress": 1}}}, "result.extensions.progress"),
    ("4.4", {"context": {"registration": "7"}}, "context.registration"),
    ("4.2", {"context": {"language": "français"}}, "context.language"),
    ("2.2", {"context": {"contextActivities": {"kind": []}}}, "context.contextActivities.kind"),
    ("2.4.2.2", {"context": {"team": ACTOR}}, "context.team.objectType"),
    ("2.4.6", {"context": {"platform": "LMS"}, "object": {"objectType": "Agent", **ACTOR}}, "context.platform"),
    ("4.5", {"timestamp": "yesterday"}, "timestamp"),
    ("4.5", {"timestamp": "2026-13-22T08:00:00Z"}, "timestamp"),
    ("4.5", {"timestamp": "2026-11-22T08:00:00-00:00"}, "timestamp"),
    ("4.5", {"timestamp": 1}, "timestamp"),
    ("4.4", {"id": "7"}, "id"),
    ("2.4.9", {"authority": {"objectType": "Group", "member": [ACTOR]}}, "authority"),
    ("2.4.10", {"version": "2.0.0"}, "version"),
    ("1.5.2", {"attachments": [{}]}, "attachments[0].usageType"),
]


@pytest.mark.parametrize("changes", VALID)
def test_what_the_specification_allows_is_taken(changes: dict[str, Any]) -> None:
    statements.judge(statements.parsed(json.dumps({**PLAIN, **changes}).encode()))


@pytest.mark.parametrize(("clause", "changes", "path"), REFUSED, ids=[f"{c} {p}" for c, _, p in REFUSED])
def test_what_breaks_a_clause_is_refused_by_its_name(clause: str, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(ClauseError) as refused:
        statements.judge({**PLAIN, **changes})
    assert refused.value.path == path
    assert refused.value.clause.endswith(clause) or path.startswith("attachments")
    assert str(refused.value).startswith(f"{path}: ")


@pytest.mark.parametrize("name", PLAIN)
def test_xapi_2_2_three_properties_are_needed(name: str) -> None:
    with pytest.raises(ClauseError, match=f"^{name}: is missing"):
        statements.judge({key: value for key, value in PLAIN.items() if key != name})


@pytest.mark.parametrize("value", [None, 1, "text", [], True])
def test_what_is_no_object_is_no_statement(value: Any) -> None:
    with pytest.raises(ClauseError):
        statements.judge(value)
    for name in PLAIN:
        with pytest.raises(ClauseError):
            statements.judge({**PLAIN, name: value})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": -1e999}',
        b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_json_without_what_json_leaves_open(data: bytes) -> None:
    with pytest.raises(ClauseError):
        statements.parsed(data)


def test_characters_beyond_the_basic_plane_are_whole() -> None:
    assert statements.parsed(b'"\\ud83d\\ude00"') == "😀"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_PARTS = ("id", "actor", "verb", "object", "result", "context", "timestamp", "attachments", "authority", "version")


@given(st.dictionaries(st.sampled_from(_PARTS), _JSON, max_size=4), st.sampled_from(VALID))
def test_nothing_but_a_clause_stops_a_statement(changes: dict[str, Any], valid: dict[str, Any]) -> None:
    statement = {**PLAIN, **valid, **changes}
    try:
        statements.judge(statement)
    except ClauseError:
        return
    assert statements.same(statement, copy.deepcopy(statement))


# Comparing

SAME: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"id": UUID}, {"id": UUID.upper()}),
    ({}, {"timestamp": "2026-11-22T08:00:00Z", "version": "1.0.0", "stored": "2026-11-22T08:00:00Z"}),
    ({"timestamp": "2026-11-22T08:00:00Z"}, {"timestamp": "2026-11-22T09:00:00.000+01:00"}),
    ({"authority": ACTOR}, {}),
    ({"verb": {**VERB, "display": {"fr": "a vu"}}}, {}),
    ({"object": {**OBJECT, "definition": {"name": {"fr": "A"}}}}, {}),
    ({"actor": {"mbox": "mailto:camille@EXAMPLE.org"}}, {}),
    ({"result": {"score": {"raw": 1.0}}}, {"result": {"score": {"raw": 1}}}),
    (
        {"context": {"contextActivities": {"parent": OBJECT}}},
        {"context": {"contextActivities": {"parent": [OBJECT]}}},
    ),
    (
        {"actor": {"objectType": "Group", "member": [ACTOR, {"mbox": "mailto:b@example.org"}]}},
        {"actor": {"objectType": "Group", "member": [{"mbox": "mailto:b@example.org"}, ACTOR]}},
    ),
]

DIFFERENT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"timestamp": "2026-11-22T08:00:00Z"}, {"timestamp": "2026-11-22T08:00:01Z"}),
    ({"result": {"duration": "PT60S"}}, {"result": {"duration": "PT1M"}}),
    ({"result": {"success": True}}, {"result": {"success": False}}),
    ({"result": {"extensions": {"urn:x": 1}}}, {"result": {"extensions": {"urn:x": True}}}),
    ({"actor": {**ACTOR, "name": "C"}}, {}),
    ({"object": {"id": "https://example.org/other"}}, {}),
    ({"context": {"contextActivities": {"parent": [OBJECT]}}}, {}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_xapi_2_3_1_what_an_lrs_may_change_makes_no_difference(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert statements.same({**PLAIN, **one}, {**PLAIN, **other})
    assert statements.same({**PLAIN, **other}, {**PLAIN, **one})


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_xapi_2_3_1_everything_else_does(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not statements.same({**PLAIN, **one}, {**PLAIN, **other})
    assert not statements.same({**PLAIN, **other}, {**PLAIN, **one})

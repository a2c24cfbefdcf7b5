"""The forms in which an LRS returns a statement (xAPI 1.0.3, Communication 2.1.3): `ids` and `canonical`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from builder.hosts.statements import CONTEXT_ACTIVITIES, IDENTIFIERS

Statement = dict[str, Any]
Definition = Callable[[str], dict[str, Any]]

_MAPS: Final = ("name", "description")
_COMPONENTS: Final = ("choices", "scale", "source", "target", "steps")


def ids(statement: Statement) -> Statement:
    """*statement* with no more of agents, activities and verb than identifies them."""
    return _mapped(statement, _bare_agent, _bare_activity, lambda verb: {"id": verb["id"]})


def canonical(statement: Statement, languages: str, definition: Definition, display: Definition) -> Statement:
    """*statement* with what the LRS knows of its activities and verb, each text in one language.

    Args:
        languages: The `Accept-Language` header.
        definition: The definition of the activity with an id.
        display: The words for the verb with an id.
    """
    wanted = preferred(languages)

    def activity(each: dict[str, Any]) -> dict[str, Any]:
        known = definition(each["id"])
        return {**each, "definition": _in_one_language(known, wanted)} if known else each

    def verb(each: dict[str, Any]) -> dict[str, Any]:
        known = display(each["id"])
        return {**each, "display": _chosen(known, wanted)} if known else each

    return _mapped(statement, lambda agent: agent, activity, verb)


def preferred(header: str) -> list[str]:
    """The languages of an `Accept-Language` header, best first."""
    weighed = []
    for number, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if tag.strip() and quality > 0:
            weighed.append((-quality, number, tag.strip().lower()))
    return [tag for _, _, tag in sorted(weighed)]


def _chosen(texts: dict[str, str], wanted: list[str]) -> dict[str, str]:
    """The entry of a language map that is wanted most; the first one when none is."""
    for tag in wanted:
        for language in texts:
            if tag == "*" or language.lower() == tag or language.lower().startswith(f"{tag}-"):
                return {language: texts[language]}
    first = next(iter(texts), None)
    return {} if first is None else {first: texts[first]}


def _in_one_language(definition: dict[str, Any], wanted: list[str]) -> dict[str, Any]:
    chosen = dict(definition)
    for name in _MAPS:
        if name in chosen:
            chosen[name] = _chosen(chosen[name], wanted)
    for name in _COMPONENTS:
        if name in chosen:
            chosen[name] = [
                {**each, "description": _chosen(each["description"], wanted)} if "description" in each else each
                for each in chosen[name]
            ]
    return chosen


def _bare_agent(agent: dict[str, Any]) -> dict[str, Any]:
    bare: dict[str, Any] = {name: agent[name] for name in ("objectType", *IDENTIFIERS) if name in agent}
    if not any(name in agent for name in IDENTIFIERS):
        bare["member"] = [_bare_agent(each) for each in agent.get("member", ())]
    return bare


def _bare_activity(activity: dict[str, Any]) -> dict[str, Any]:
    return {name: activity[name] for name in ("objectType", "id") if name in activity}


def _mapped(statement: Statement, agent: Any, activity: Any, verb: Any) -> Statement:
    mapped = {**statement, "actor": agent(statement["actor"]), "verb": verb(statement["verb"])}
    target = statement["object"]
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        mapped["object"] = activity(target)
    elif kind in ("Agent", "Group"):
        mapped["object"] = agent(target)
    elif kind == "SubStatement":
        mapped["object"] = _mapped(target, agent, activity, verb)
    if "authority" in statement:
        mapped["authority"] = agent(statement["authority"])
    if "context" in statement:
        context = dict(statement["context"])
        for name in ("instructor", "team"):
            if name in context:
                context[name] = agent(context[name])
        if "contextActivities" in context:
            context["contextActivities"] = {
                name: [activity(each) for each in context["contextActivities"][name]]
                for name in CONTEXT_ACTIVITIES
                if name in context["contextActivities"]
            }
        mapped["context"] = context
    return mapped

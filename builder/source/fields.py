"""From nodes to models: pydantic judges the types, every fault is reported at its own place."""

from __future__ import annotations

from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from builder.diagnostics import Report, Span, near
from builder.source.words import KEYS, VALUES, canonical, folded, local
from builder.source.yaml import Mapping, Node, Scalar, Sequence

M = TypeVar("M", bound=BaseModel)


class Form(BaseModel):
    """Something an author writes; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


MISSING: Final = {"missing"}
CODES: Final = {
    "missing": "CRS-012",
    "extra_forbidden": "CRS-011",
    "literal_error": "CRS-014",
    "bool_parsing": "CRS-014",
    "bool_type": "CRS-014",
    "int_parsing": "CRS-015",
    "int_type": "CRS-015",
    "int_parsing_size": "CRS-015",
    "int_from_float": "CRS-015",
    "greater_than_equal": "CRS-016",
    "less_than_equal": "CRS-016",
    "date_from_datetime_parsing": "CRS-017",
    "date_from_datetime_inexact": "CRS-017",
    "date_parsing": "CRS-017",
    "date_type": "CRS-017",
    "uuid_parsing": "CRS-018",
    "uuid_type": "CRS-018",
    "string_type": "CRS-013",
    "prose_type": "CRS-013",
    "prose_empty": "CRS-019",
    "string_too_short": "CRS-019",
    "tuple_type": "CRS-020",
    "model_type": "CRS-021",
    "dict_type": "CRS-021",
    "too_short": "CRS-022",
    "string_pattern_mismatch": "CRS-023",
    "answer_verdict": "QUZ-018",
    "zone_form": "QUZ-060",
}
"""By pydantic's name of the fault; another one would be CRS-023."""


def read(model: type[M], node: Mapping, owner: str, report: Report, language: str = "fr", **extra: object) -> M | None:
    """*node* as a *model*; None after a diagnostic for every fault in it.

    Args:
        owner: What the node is, in the words of messages: "question `argent-facile`".
        extra: Fields that the source does not hold, such as an id taken from a file's name.
    """
    raw = _plain(node)
    assert isinstance(raw, dict)
    raw.update(extra)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True)
        unknown = [each["loc"] for each in faults if each["type"] == "extra_forbidden"]
        told: set[tuple[int | str, ...]] = set()
        for loc in unknown:
            # A typo is both an unknown key and a missing one: it is told once.
            missing = {
                local(str(each["loc"][-1]).replace("_", "-"), KEYS, language): each["loc"]
                for each in faults
                if each["type"] in MISSING and each["loc"][:-1] == loc[:-1]
            }
            meant = near(str(loc[-1]), missing) or near(str(loc[-1]), [str(each[-1]) for each in missing.values()])
            told.update(each for name, each in missing.items() if meant in (name, str(each[-1])))
        # A list whose items are wrong also counts as too short: the items are told.
        told.update(
            each["loc"]
            for each in faults
            if each["type"] == "too_short"
            and any(other["loc"][: len(each["loc"])] == each["loc"] != other["loc"] for other in faults)
        )
        places: set[Span] = set()
        for each in faults:
            if each["loc"] in told and each["type"] in (*MISSING, "too_short"):
                continue
            # A union complains once for each of its kinds: a value is told once.
            place = _place(node, each["loc"], at_key=True)[0]
            if each["type"] not in MISSING and place in places:
                continue
            places.add(place)
            _report(model, node, each, owner, report, language)
        return None


def _plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key.replace("-", "_"): _plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [_plain(each) for each in node.items]
    return node


def _place(node: Node, loc: tuple[int | str, ...], at_key: bool) -> tuple[Span, Node, str]:
    """The place of *loc* below *node*, the node nearest to it, and the key as the author wrote it."""
    span, written = node.span, ""
    for index, part in enumerate(loc):
        if isinstance(node, Mapping):
            key = str(part).replace("_", "-")
            if key == "text":  # an answer's text stands below its verdict
                key = next((each for each in ("right", "wrong") if each in node.items), key)
            if key not in node.items:
                continue
            written = node.written[key]
            span = node.keys[key] if at_key and index == len(loc) - 1 else node.items[key].span
            node = node.items[key]
        elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            span = node.span
    return span, node, written


def _model_at(model: Any, loc: tuple[int | str, ...]) -> Any:
    """The model whose field the last part of *loc* names."""
    for part in loc[:-1]:
        if isinstance(part, int) or not isinstance(model, type) or not issubclass(model, BaseModel):
            continue
        field = model.model_fields.get(str(part))
        model = _inner(field.annotation) if field else None
    return model


def _inner(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for each in get_args(annotation):
        found = _inner(each)
        if found is not None:
            return found
    return None


def _report(model: type[BaseModel], top: Mapping, fault: Any, owner: str, report: Report, language: str) -> None:
    kind, loc = fault["type"], fault["loc"]
    code = CODES.get(kind, "CRS-023")
    span, node, written = _place(top, loc, at_key=kind == "extra_forbidden")
    if isinstance(node, Scalar) and not node and loc and not isinstance(loc[-1], int):
        span = _place(top, loc, at_key=True)[0]  # an empty value shows nothing to point at
    holder = _model_at(model, loc)
    name = str(loc[-1]).replace("_", "-") if loc else ""
    if kind == "extra_forbidden":
        known = list(holder.model_fields) if isinstance(holder, type) and issubclass(holder, BaseModel) else []
        spelt = [local(each.replace("_", "-"), KEYS, language) for each in known]
        guess = near(folded(written or name), spelt)
        if not guess and near(name, [each.replace("_", "-") for each in known]):
            guess = local(near(name, [each.replace("_", "-") for each in known]), KEYS, language)
        report.add(code, span, key=written or name, owner=owner, near=guess)
    elif kind == "missing":
        if isinstance(node, Mapping) and span == node.span:
            span = Span(span.path, span.line, span.column)
        report.add(code, span, key=local(name, KEYS, language), owner=owner)
    elif kind == "answer_verdict":
        report.add(code, next(iter(node.keys.values()), span) if isinstance(node, Mapping) else span)
    elif kind in ("literal_error", "bool_parsing", "bool_type"):
        allowed = _allowed(holder, str(loc[-1]), language)
        value = str(node) if isinstance(node, Scalar) else ""
        guess = near(folded(value), allowed)
        report.add(code, span, key=written, value=value, allowed=", ".join(allowed), near=guess)
    elif kind in ("string_type", "prose_type") and _is_misread(node) and "str" not in loc:
        assert isinstance(node, Mapping)
        # « - Mon choix : moi » became a mapping without a word.
        key = next(iter(node.items))
        rest = node.items[key]
        text = f"{node.written[key]} : {rest if isinstance(rest, Scalar) else '…'}"
        head = "- >" if loc and isinstance(loc[-1], int) else f"{written}: >"
        report.add("SRC-016", node.span, key=node.written[key], mended=f"{head}\n  {text}")
    else:
        context = fault.get("ctx") or {}
        value = str(node) if isinstance(node, Scalar) else "…"
        wanted = written or local(name, KEYS, language)
        report.add(code, span, key=wanted, value=value, limit=context.get("le", context.get("ge", "")))


def _is_misread(node: Node) -> bool:
    """Whether *node* is text that became a key because of its colon."""
    return isinstance(node, Mapping) and len(node.items) == 1 and next(iter(node.items)) not in KEYS.values()


def _allowed(holder: Any, name: str, language: str) -> list[str]:
    if not (isinstance(holder, type) and issubclass(holder, BaseModel)) or name not in holder.model_fields:
        return [local(each, VALUES, language) for each in ("true", "false")]
    annotation = holder.model_fields[name].annotation
    values = [each for each in _literals(annotation) if isinstance(each, str)]
    return [local(each, VALUES, language) for each in values or ["true", "false"]]


def _literals(annotation: Any) -> list[object]:
    found: list[object] = []
    for each in get_args(annotation):
        found += _literals(each) if get_args(each) else [each]
    return found


def word(value: object) -> object:
    """A validator for enumerated values: the canonical English word of what the author wrote."""
    return canonical(value, VALUES) if isinstance(value, str) else value


def gather(node: Mapping, one: str, many: str) -> None:
    """Let authors write `source: a` for `sources: [a]`: the single key becomes a list of one."""
    single = node.items.get(one)
    if many in node.items and isinstance(node.items[many], Scalar):
        node.items[many] = Sequence(node.items[many].span, [node.items[many]])
    if single is None:
        return
    if many in node.items:
        return
    node.items[many] = Sequence(single.span, [single]) if isinstance(single, Scalar) else single
    node.keys[many], node.written[many] = node.keys[one], node.written[one]
    del node.items[one], node.keys[one], node.written[one]

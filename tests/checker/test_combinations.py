"""Several faults in one package: what is found is what each alone is, but for what one fault is known to hide."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.checker import check
from builder.diagnostics import Report
from tests.checker.corpus import MUTATIONS, Case, Clash, apply
from tests.checker.packages import schema_folder
from tests.checker.test_fuzz import bounded

FAMILIES = ("C12", "C04", "T", "K")
KINDS = ("scorm12", "scorm2004", "xapi", "cmi5")
ALONE = (
    "C12-01.adl-namespace",
    "C12-02.prefix",
    "C04-01.prefix",
    "C04-01.extension-namespace",
    "C04-01.extension-prefix",
    "C12-20.xsd",
    "C12-10.no-score",
)
"""Faults in the names of which others are written, or of two files together: with others they mean something else."""
EVERYTHING = ("",)
UNREACHED = ("undeclared", "no-initialize", "no-api", "elsewhere", "other-api", "unmapped", "objectives")
HIDES = {
    # What is no manifest is not judged.
    "root": EVERYTHING,
    "not-scorm": EVERYTHING,
    "T01.namespace": EVERYTHING,
    "K01.namespace": EVERYTHING,
    # The schemas are asked last, about a known namespace, and about what no rule has found wrong.
    "namespace": ("xsd",),
    "metadata-repeated": ("xsd",),
    "title-repeated": ("xsd",),
    "order": ("xsd",),
    # Schemas are looked for as far as they are named.
    "schema-location-missing": ("schema-missing",),
    "odd": ("schema-missing", "not-at-root"),
    "unmapped": ("schema-missing",),
    "remote": ("schema-missing",),
    "schema-missing": ("reference-case",),
    # Whose item leads elsewhere is not led to.
    "reference": ("unreferenced",),
    # Where nothing is launched, nothing is missed.
    "element-missing": UNREACHED,
    "none": UNREACHED,
    "nothing-to-launch": UNREACHED,
    "K06.empty-block": ("K06.no-au",),
    # Two that concern one word.
    "C12-05.schema-missing": ("C12-05.order",),
    "C04-02.schema-missing": ("C04-02.order",),
    "C12-07.identifier": ("C12-08.identifier-duplicate",),
    "C04-03.identifier": ("C04-05.identifier-duplicate",),
    "C12-08.identifier": ("C12-11.used",),
    "C12-08.identifier-duplicate": ("C12-11.used",),
    "C12-08.identifier-missing": ("C12-11.used",),
    "objective-id-missing": ("objective-duplicate",),
    "rule-objective": ("template",),
    "measure": ("measure-unused",),
    "K02.missing": ("K03.",),
    "K02.not-iri": ("K03.",),
    "K03.other-kind": ("K03.duplicate",),
    "T01.id-missing": ("T02.id-duplicate",),
    "T02.id-not-iri": ("T02.id-duplicate",),
    "K04.missing": ("K06.order",),
    "K06.order": ("K13.no-schema",),
    "K13.schema-missing": ("K13.no-schema",),
    # An address that leads nowhere is in no list, and is not the first.
    "href-missing": ("not-listed", "C12-18.order", "C04-08.order"),
    "empty": ("not-listed",),
    "external-sco": ("not-listed",),
    "file-scheme": ("not-listed",),
    "leading-slash": ("not-listed",),
    "outside": ("not-listed",),
    # With a second SCO the first may be none; a button that traps is not counted among those that only hide.
    "C12-22.many": ("no-sco",),
    "no-sco": ("C12-22.many", "set-by-content"),
    "C04-10.navigation": ("no-sco",),
    "C04-10.token": ("C04-10.navigation",),
    "C04-10.trapped": ("C04-10.navigation",),
    "R12-24.asset-session": ("no-initialize", "elsewhere"),
    # Another edition has other rules.
    "C04-02.edition": ("C04-07.", "persist-state", "not-launched", "map-target", "map-repeated"),
    "C04-06.not-launched": ("C04-12.data",),
    # One activity to launch, or none, or two.
    "T02.many-launches": ("T02.no-launch",),
    "T02.no-launch": ("T02.many-launches", "T02.description-missing"),
}
"""Fault → what it hides of the others; a fault is named whole, or by what follows the number."""
LEADS = {
    "not-listed": ("undeclared",),
    "C04-02.edition": ("C04-06.edition", "C04-07.edition"),
    "default-missing": ("C12-18.order", "C04-08.order"),
    "C12-11.used": ("C12-11.unknown",),
    "C12-22.many": ("no-initialize", "elsewhere"),
    "C04-10.navigation": ("no-api", "elsewhere"),
}
"""Fault → what it is together with another one."""


def among(code: str, names: tuple[str, ...]) -> bool:
    """Whether *code* is one of *names*, each a whole code, its fault, or the beginning of several."""
    return any(code in (each, f"{code.partition('.')[0]}.{each}") or _begins(code, each) for each in names)


def _begins(code: str, name: str) -> bool:
    return not name or (name.endswith(".") and code.startswith(name))


def told(code: str, table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All that *table* has for *code*."""
    return tuple(each for name, found in table.items() if among(code, (name,)) for each in found)


def found_in(data: bytes) -> set[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.zip"
        path.write_bytes(data)
        report = Report()
        check(path, report, xsd=schema_folder())
        return {each.code for each in report.diagnostics}


def agree(cases: list[Case]) -> None:
    """What is found of all is what is found of each, but for what is declared above."""
    found = found_in(apply(cases))
    single = {code for case in cases for code in case.codes}
    hidden = {code for other in single for code in single - {other} if among(code, told(other, HIDES))}
    extra = {name for code in single for name in told(code, LEADS)}
    assert single - hidden <= found, cases
    assert all(among(code, tuple(extra)) for code in found - single), (cases, found - single)


def candidates(kind: str) -> list[Case]:
    """The mutations of manifests: what texts show is the scripts' own."""
    return [
        each
        for each in MUTATIONS.values()
        if each.kind == kind and not any(among(code, ALONE) or not code.startswith(FAMILIES) for code in each.codes)
    ]


def compatible(cases: list[Case]) -> list[Case]:
    """As many of *cases* as can be joined, first come, first served."""
    kept: list[Case] = []
    for each in cases:
        try:
            apply([*kept, each])
        except Clash:
            continue
        kept.append(each)
    return kept


@pytest.mark.parametrize("kind", KINDS)
def test_faults_together(kind: str) -> None:
    some = st.lists(st.sampled_from(candidates(kind)), min_size=2, max_size=5, unique=True)

    @settings(bounded, max_examples=50)
    @given(some)
    def judge(cases: list[Case]) -> None:
        agree(compatible(cases))

    judge()


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_every_two_faults(kind: str) -> None:
    for pair in combinations(candidates(kind), 2):
        if len(cases := compatible(list(pair))) == 2:
            agree(cases)

"""The ledger is current, and nothing that binds us is without a proof or a reason."""

from __future__ import annotations

import json

import pytest

from builder.rules import packages
from tests.hosts import foreign
from tests.ledger.ledger import PATH, Proofs, cases_of, requirement_in, rules_in, unproven, written
from tests.ledger.rules import PACKAGED, REASONS, RULES, SHOWN


@pytest.fixture(scope="module")
def proofs() -> Proofs:
    return Proofs()


def test_every_rule_that_binds_us_has_a_proof_or_a_reason(proofs: Proofs) -> None:
    assert unproven(proofs) == []


def test_no_reason_stands_where_a_test_does(proofs: Proofs) -> None:
    assert [each for each in REASONS if proofs.by_rule[each]] == []


def test_names_prove_rules_that_exist(proofs: Proofs) -> None:
    proven = {each for each, tests in proofs.by_rule.items() if tests}
    # Those of the zip are proved like the others, and have no table here.
    assert {each for each in proven if each[0] != "Z"} <= set(RULES)
    assert set(REASONS) <= set(RULES)
    assert {each for rules in PACKAGED.values() for each in rules} <= {*RULES, *proven}


def test_every_code_of_a_package_has_a_case() -> None:
    assert [code for code in packages.RULES if not cases_of(code)] == []
    assert set(SHOWN) <= {code.partition(".")[0] for code in packages.RULES}


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("test_r12_05_any_other_mode_is_normal", {"R12-05"}),
        ("test_r12_02_r12_03_finish_comes_once", {"R12-02", "R12-03"}),
        ("test_t05_to_t07_launch", {"T05", "T06", "T07"}),
        ("test_k21_the_token_and_k22_goes_with_it", {"K21", "K22"}),
        ("test_the_t1000_is_no_rule", set()),
    ],
)
def test_rules_are_read_from_names(name: str, rules: set[str]) -> None:
    assert rules_in(name) == rules


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        ("test_cmi5_9_3_8_0_1_terminated_is_sent", "9.3.8.0-1"),
        ("test_cmi5_10_2_1_what_else", "10.2.1"),
        ("test_k25_nothing", ""),
    ],
)
def test_requirements_are_read_from_names(name: str, requirement: str) -> None:
    assert requirement_in(name) == requirement


def test_the_ledger_is_current(request: pytest.FixtureRequest) -> None:
    requirements = json.loads((foreign.npm("@cmi5/requirements") / "requirements.json").read_text("utf-8"))
    text = written(requirements)
    if request.config.getoption("--golden"):
        PATH.write_text(text, "utf-8")
    assert PATH.exists(), "write it with: pytest tests/ledger --golden"
    assert PATH.read_text("utf-8") == text, "out of date; write it again with: pytest tests/ledger --golden"

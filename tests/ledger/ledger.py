"""The ledger: which tests prove each rule and each requirement, read from the tests' own text.

Nothing is run: a test's name says what it proves, and so does a case that expects a fault by its code.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from builder.rules import packages
from tests.checker import corpus
from tests.ledger.cmi5 import EXPLICIT, entry
from tests.ledger.rules import PACKAGED, REASONS, RULES

TESTS: Final = Path(__file__).parents[1]
PATH: Final = Path(__file__).with_name("LEDGER.md")
NUMBER: Final = re.compile(r"(?:(?<=_)|^)(?:(r12|r04)_(\d\d)|([tkz])(\d\d))(?:_to_[tkz](\d\d))?(?=_|$)")
REQUIREMENT: Final = re.compile(r"test_cmi5_(\d+(?:_\d+){2,4})(?=_|$)")
CODE: Final = re.compile(r"(R12-\d\d|R04-\d\d|T\d\d|K\d\d)(?:\.[a-z0-9-]+)?(?= |$)")
JUDGES: Final = ("checker", "hosts")
"""Folders of tests in which faults are found, by code, in anyone's packages."""

KIND: Final = {
    "idle": "ours never does that",
    "sum": "sum of others",
    "lms": "binds the LMS",
}
FAMILIES: Final = {
    "R12": "SCORM 1.2 at run time",
    "R04": "SCORM 2004 4th edition at run time",
    "T": "tincan.xml and xAPI",
    "K": "cmi5",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of tests: its path, and what it says."""
    for path in sorted(TESTS.rglob("test_*.py")):
        if path.parent != PATH.parent:
            yield path.relative_to(TESTS).as_posix(), ast.parse(path.read_text("utf-8"))


def rules_in(name: str) -> set[str]:
    """The rules that the name of a test says it proves: `test_r12_05_…`, `test_t05_to_t08_…`."""
    found = set()
    for run_time, number, family, first, last in NUMBER.findall(name):
        if run_time:
            found.add(f"{run_time.upper()}-{number}")
        else:
            found |= {f"{family.upper()}{each:02}" for each in range(int(first), int(last or first) + 1)}
    return found


def requirement_in(name: str) -> str:
    """The requirement, or the section of several, that the name of a test says it proves; "" for none."""
    found = REQUIREMENT.match(name)
    if not found:
        return ""
    numbers = found[1].split("_")
    return f"{'.'.join(numbers[:4])}-{numbers[4]}" if len(numbers) == 5 else ".".join(numbers)


class Proofs:
    """What the tests say of themselves."""

    def __init__(self) -> None:
        self.by_rule: dict[str, list[str]] = defaultdict(list)
        self.by_requirement: dict[str, list[str]] = defaultdict(list)
        self.judged: dict[str, set[str]] = defaultdict(set)
        """Modules of tests that find the rule broken, by rule."""
        for path, module in modules():
            for node in ast.walk(module):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    self._add(f"{path}::{node.name}", node)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    folder = path.partition("/")[0]
                    if folder in JUDGES and (code := CODE.match(node.value)):
                        self.judged[code[1]].add(path)
        for case in corpus.CASES.values():
            for found in case.codes:
                self.judged[found.partition(".")[0]].add("checker/test_corpus.py")

    def _add(self, test: str, node: ast.FunctionDef) -> None:
        path, _, _ = test.partition("::")
        for rule in rules_in(node.name):
            if path.partition("/")[0] in JUDGES:
                self.judged[rule].add(path)
            else:
                self.by_rule[rule].append(test)
        requirement = requirement_in(node.name)
        if requirement:
            self.by_requirement[requirement].append(test)

    def of(self, requirement: str) -> list[str]:
        """The tests that prove a requirement of cmi5 by its id or by its section."""
        # Those of one play, each with its claim about what came over the wire.
        from tests.play.test_cmi5 import CLAIMS, ELSEWHERE

        found = list(self.by_requirement[requirement])
        module = "play/test_cmi5.py"
        if requirement in CLAIMS:
            found.append(f"{module}::test_cmi5_requirement[{requirement}]")
        if requirement in ELSEWHERE:
            found.append(f"{module}::{ELSEWHERE[requirement]}")
        for rule in PACKAGED.get(requirement, ()):
            found += self.by_rule[rule]
            found += [f"{path} ({rule})" for path in sorted(self.judged[rule])]
        return list(dict.fromkeys(found))


def unproven(proofs: Proofs) -> list[str]:
    """Rules and requirements that bind us and have neither a test nor a reason."""
    rules = [each for each in RULES if not proofs.by_rule[each] and each not in REASONS]
    bound = [each for each in EXPLICIT if entry(each).binds in ("package", "unit")]
    return rules + [each for each in bound if not proofs.of(each)]


def cases_of(code: str) -> list[str]:
    """The cases of the corpus that raise *code*, else the test that does: those with nothing else first."""
    found = sorted((len(case.findings), name) for name, case in corpus.CASES.items() if code in case.codes)
    elsewhere = corpus.ELSEWHERE.get(code)
    return [f"`{name}`" for _, name in found] + ([f"checker/{elsewhere}"] if elsewhere else [])


def written(requirements: Iterable[str]) -> str:
    """The ledger as a page."""
    proofs = Proofs()
    identifiers = list(requirements)
    proven = [each for each in identifiers if entry(each).binds in ("package", "unit")]
    lines = [
        "# Which tests prove which rule",
        "",
        "Made from the names of the tests by `pytest tests/ledger --golden`; a test fails when it is out of date, or",
        "when something that binds our packages or our player has neither a test nor a reason.",
        "",
        f"Rules: {len(RULES) - len(REASONS)} proven, {len(REASONS)} with a reason.",
        f"Requirements of npm `@cmi5/requirements`: {len(proven)} proven, {len(identifiers) - len(proven)} reasoned.",
        "",
        "“Judged in others'” names the tests of the scripted hosts and of the checker, which find the rule broken in",
        "anyone's package.",
    ]
    for family, title in FAMILIES.items():
        lines += [
            "",
            f"## {family}: {title}",
            "",
            "| Rule | Says | Proven by | Judged in others' |",
            "|---|---|---|---|",
        ]
        for rule, words in RULES.items():
            if rule.rstrip("0123456789").rstrip("-") in (family, family[:1] if len(family) == 1 else ""):
                lines.append(f"| {rule} | {words} | {_proof(rule, proofs)} | {_cases(rule, proofs)} |")
    lines += [
        "",
        "## What a package alone shows",
        "",
        f"The checker has {len(packages.RULES)} codes; `tests/checker/corpus` has {len(corpus.CASES)} packages,",
        f"of which {len(corpus.MUTATIONS)} have one fault and raise its code alone. Each code, with the packages that",
        "raise it:",
        "",
        "| Code | Severity | Cases |",
        "|---|---|---|",
    ]
    for code in sorted(packages.RULES):
        lines.append(f"| {code} | {packages.RULES[code].severity} | {'<br>'.join(cases_of(code))} |")
    lines += ["", "## Requirements of cmi5", "", "| Id | Says | Proven by, or why by none |", "|---|---|---|"]
    for each in identifiers:
        found = entry(each)
        tests = _joined(proofs.of(each)) if found.binds in ("package", "unit") else ""
        why = found.why if tests else f"{KIND[found.binds]}: {found.why}"
        lines.append(f"| {each} | {why if tests else ''} | {tests or why} |")
    return "\n".join(lines) + "\n"


def _proof(rule: str, proofs: Proofs) -> str:
    return _joined(proofs.by_rule[rule]) or f"no test: {REASONS.get(rule, '?')}"


def _cases(rule: str, proofs: Proofs) -> str:
    return "<br>".join(sorted(proofs.judged[rule]))


def _joined(tests: Iterable[str]) -> str:
    """Tests by their modules."""
    by_module: dict[str, list[str]] = defaultdict(list)
    for each in tests:
        path, _, name = each.partition("::")
        by_module[path].append(f"`{name}`" if name else "")
    return "<br>".join(
        f"{path}: {', '.join(names)}" if any(names) else path for path, names in sorted(by_module.items())
    )

"""The corpus: packages with one fault each, packages with several, and packages with none.

    for mutation in MUTATIONS.values():
        mutation.data       # the zip
        mutation.expected   # ["C12-08.title-missing imsmanifest.xml:14:7"]

A case changes the valid package of its kind by edits that can be joined: `apply([MUTATIONS[a], MUTATIONS[b]])`.
"""

from __future__ import annotations

from typing import Final

from tests.checker.corpus import (
    cmi5,
    documents,
    editions,
    hostile,
    links,
    scorm,
    scorm12,
    scorm2004,
    sequencing,
    sound,
    texts,
    xapi,
    zips,
)
from tests.checker.corpus.cases import Case, Clash, apply, cases, packed

CASES: Final[dict[str, Case]] = {
    str(each): each
    for each in (
        *packed("web", zips.TABLE),
        *packed("web", hostile.TABLE),
        *cases("web", links.TABLE),
        *cases("scorm12", documents.TABLE),
        *(case for edition in editions.EDITIONS for case in cases(edition.kind, scorm.shared(edition))),
        *cases("scorm12", scorm12.TABLE),
        *cases("scorm2004", scorm2004.TABLE),
        *cases("scorm2004", sequencing.TABLE),
        *cases("xapi", xapi.TABLE),
        *cases("cmi5", cmi5.TABLE),
        *cases("web", texts.WEB),
        *cases("scorm12", texts.SCORM12),
        *cases("scorm2004", texts.SCORM2004),
        *cases("xapi", texts.XAPI),
        *cases("cmi5", texts.CMI5),
    )
}
"""Every case by `kind: name`."""
MUTATIONS: Final = {name: each for name, each in CASES.items() if len(each.findings) == 1}
"""Those that raise one code, and nothing else."""
COMPOUND: Final = {name: each for name, each in CASES.items() if len(each.findings) > 1}
"""Those where one change is several faults."""
POSITIVE: Final = sound.packages()
"""Those in which nothing is wrong, besides the cases whose name ends in `valid`."""
ELSEWHERE: Final = {
    "Z01.unreadable": "test_zips.py: `test_unreadable_file`",
    "Z02.not-imported": "test_agreement.py: `test_what_a_platform_does_not_import`",
    "Z14.large": "test_zips.py: `test_large`",
    "Z14.very-large": "test_zips.py: `test_large`",
    "Z14.not-examined": "test_zips.py: `test_long_text_is_not_read`",
    "Z14.more": "test_zips.py: `test_a_thousand_faults_of_a_kind_are_counted`",
    "Z14.unpacked": "test_hostile.py: `test_attacks`",
    "Z14.not-unpacked": "test_zips.py: `test_all_unpacking_together_is_bounded`",
    "C12-03.schemas-not-installed": "test_zips.py: `test_schemas_not_installed`",
    "C04-01.schemas-not-installed": "test_zips.py: `test_schemas_not_installed`",
    "K07.relative": "test_cmi5.py: `test_a_structure_without_a_zip`",
}
"""Codes that no edit of a small zip shows, each with the test that does."""
TOGETHER: Final = {
    "C12-19.nested-reference": "a nested manifest is a fault of its own",
    "C04-01.nested-reference": "a nested manifest is a fault of its own",
    "C04-06.edition": "an earlier edition is told as well",
    "C04-07.edition": "an earlier edition is told as well",
    "C04-09.type-length": "a type of such a length is not `webcontent` either",
    "Z06.composition": "names that differ by composition alone are not ASCII",
}
"""Codes that no package raises alone, and why."""

__all__ = ["CASES", "COMPOUND", "ELSEWHERE", "MUTATIONS", "POSITIVE", "TOGETHER", "Case", "Clash", "apply"]

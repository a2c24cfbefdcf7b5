"""Where the checker and other programs say otherwise of a package, and why: the tables behind AGREEMENT.md.

A program is *lenient* where it takes what the checker calls an error, and *strict* where it refuses what the checker
lets pass. Each reason was found by reading the program; `pytest tests/checker/test_agreement.py --golden` counts again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).with_name("AGREEMENT.md")

Reasons = tuple[tuple[str, str], ...]
"""Codes, or names of packages, as patterns between blanks; and why."""


@dataclass(frozen=True)
class Program:
    """What packages are held against, beside the checker."""

    name: str
    asked: str
    """What it is asked, and when its answer is a yes."""
    lenient: Reasons
    """By the checker's code: each error of a package that the program takes must be here."""
    strict: Reasons = ()
    """By the name of the package."""
    profile: str | None = None
    """The checker's profile for it."""


_ELEMENTS: Final = (
    "C12-09.* C12-10.* C12-11.* C12-12.* C12-13.* C12-14.* C04-06.* C04-07.* C04-10.* C04-11.*",
    "It reads no element of ADL's or of sequencing: mastery score, time limits, navigation do not exist for it.",
)
_SCORMTYPE: Final = (
    "C12-02.prefix C04-01.prefix C12-15.scormtype* C04-08.scormtype* C04-08.persist-state",
    "It never looks at `scormtype`: every page gets the run-time.",
)
_PARSER: Final = (
    "Z10.bom Z10.doctype Z10.stylesheet Z10.encoding",
    "Python's expat copes with a mark, a DOCTYPE, a style sheet and ISO-8859-1; not every importer's parser does.",
)
_LINKS: Final = (
    (
        "Z13.* Z06.reference-case C12-16.missing C04-08.missing C12-20.* C04-02.location C04-02.lom-root Z10.malformed "
        "Z10.not-examined"
    ),
    "It follows no link but that of the start page, and opens no metadata: the learner is the first to miss the file.",
)
_ZIPFILE: Final = (
    "Z01.compression Z01.multi-disk Z01.too-many Z01.count Z01.two-ends Z01.overlap Z01.headers-differ Z01.size",
    "Python's zipfile goes by the table of the zip, and by what of it it needs; others go by the headers, or refuse.",
)
_NAMES: Final = (
    (
        "Z06.case Z06.composition Z06.duplicate Z04.drive Z04.backslash Z04.control Z04.empty-part Z04.invisible "
        "Z04.special"
    ),
    "It ran on Linux, which tells such names apart or allows them; Windows and macOS do not.",
)
_OTHERS: Final = ("K* T*", "Of a package that speaks several standards it sees SCORM's alone.")
_CARTRIDGE: Final = ("Z02.common-cartridge", "It takes whatever is called imsmanifest.xml for SCORM.")

OPENEDX: Final = Program(
    "Open edX",
    "openedx-scorm-xblock 19.0.5 imports the package; it is a yes when the page that it opens is the right one, under "
    "the right run-time. Items are made visible, as most tools write them. The checker goes by `--profile openedx`.",
    (
        (
            "C12-01.* C12-03.* C12-04.* C04-01.*",
            "It asks no schema: a few elements of the default namespace, whichever it is, are all that it reads.",
        ),
        (
            "C12-02.prefixed-elements",
            "It reads nothing, and takes index.html and SCORM 1.2, which are right by chance.",
        ),
        _SCORMTYPE,
        (
            "C12-05.* C04-02.schema* C04-02.order C04-02.metadata-repeated C04-02.white-space",
            "It reads the version alone: exactly `1.2`, or none, is SCORM 1.2, and all else SCORM 2004.",
        ),
        (
            "C12-06.* C12-07.* C12-08.* C04-03.* C04-04.* C04-05.*",
            "It opens the first resource that has an address; organizations and items make nothing but its menu.",
        ),
        _ELEMENTS,
        (
            (
                "C12-15.identifier* C12-15.type* C12-15.href-missing C12-16.not-listed C04-08.identifier* C04-08.type* "
                "C04-08.href-missing C04-08.not-listed C04-08.dependency-not-empty"
            ),
            "One resource with an address is enough, else index.html; every file of the zip is stored, listed or not.",
        ),
        (
            "C12-16.backslash C12-16.file-scheme C04-08.backslash C04-08.file-scheme",
            "Where the address leads nowhere, it takes any file of that name in the package.",
        ),
        _LINKS,
        _PARSER,
        ("Z10.entity", "It expands entities, without a limit of its own."),
        _ZIPFILE,
        ("Z01.bomb", "It unpacks without a limit."),
        _NAMES,
        (
            "Z04.symlink Z04.traversal Z07.file-and-folder",
            "It writes each entry as a plain file, under another name where one is taken, and reads no second name.",
        ),
        ("R12-* R04-*", "That a page finds no API shows only when it runs, and here it is only opened."),
        _CARTRIDGE,
        _OTHERS,
    ),
    profile="openedx",
)

SCORMHOST: Final = Program(
    "scormhost",
    "scormhost 0.1.0 imports the package; it is a yes when the page that it opens is the right one, under the right "
    "run-time. A fault that both editions of SCORM know goes in once, as SCORM 1.2.",
    (
        (
            "C12-01.* C12-02.prefixed-elements C12-03.* C12-04.* C04-01.*",
            "It asks no schema, and knows elements by their local names, wherever they stand.",
        ),
        _SCORMTYPE,
        (
            "C12-05.* C04-02.schema* C04-02.order C04-02.metadata-repeated C04-02.white-space",
            "It reads the version alone, trims it, and takes whatever names 2004 or ends in 1.3 for SCORM 2004.",
        ),
        (
            "C12-06.* C12-07.* C04-03.*",
            "It takes the first organization, and without items any resource that is called .html.",
        ),
        (
            "C12-08.* C04-04.* C04-05.* C12-15.href-missing C04-08.href-missing",
            "Titles fall back on identifiers; items without a page are skipped, and without any it takes a resource.",
        ),
        _ELEMENTS,
        (
            (
                "C12-15.identifier* C12-15.type* C12-16.not-listed C04-08.identifier* C04-08.type* C04-08.not-listed "
                "C04-08.dependency-not-empty"
            ),
            "One page that an item opens is enough; every file of the zip is stored, listed or not.",
        ),
        (
            "C12-16.* C04-08.backslash C04-08.external-sco C04-08.file-scheme C04-08.leading-slash C04-08.outside",
            "Backslashes are turned, and where no address is safe it tries index.html, here right by chance.",
        ),
        _LINKS,
        _PARSER,
        _ZIPFILE,
        _NAMES,
        (
            "Z04.traversal",
            "It goes by the name in the table of the zip; the second one, in an extra field, is not read.",
        ),
        ("Z03.second-manifest", "It opens the manifest at the root, and no other."),
        _CARTRIDGE,
        _OTHERS,
    ),
    (("zip:?tincan-nested-*", "It knows SCORM alone; the checker has no profile for it."),),
)

XMLLINT: Final = Program(
    "xmllint",
    "libxml2's validator reads the manifest alone, with the official schemas of the edition but those of metadata; "
    "it is a yes when the manifest is valid.",
    (
        (
            (
                "C12-01.* C04-01.extension-namespace C04-01.metadata-namespace C12-02.* C04-01.prefix* C12-20.root "
                "C04-02.lom-root"
            ),
            "Prefixes mean nothing to a schema, and in metadata and extensions it lets other namespaces pass.",
        ),
        (
            "C12-03.* C04-01.schema-* C04-01.odd C04-01.unmapped C04-01.line-break",
            "It was given the schemas: what `xsi:schemaLocation` says of them is not asked.",
        ),
        (
            "C12-05.* C04-02.schema* C04-02.metadata-missing C04-02.white-space",
            "To the schemas, `metadata` may be missing, and `schema` and `schemaversion` are any text.",
        ),
        (
            "C12-06.* C12-07.no-item C12-07.nothing-to-launch C04-03.default* C04-03.no* C04-04.* C12-08.reference",
            "A reference may name any identifier or none, and nothing need be there to launch.",
        ),
        (
            "C12-07.title-* C12-08.title-* C04-03.title-* C04-05.title-*",
            "Titles may be missing or empty.",
        ),
        (
            "C12-08.parameters C04-05.parameters C12-09.* C12-10.* C12-11.* C12-12.* C04-06.* C04-07.*",
            "To ADL's schemas, parameters, scores and times are any text, and their elements stand anywhere.",
        ),
        (
            "C04-11.*",
            "Whether a sequencing can be followed at all, and who may write an objective, is more than a grammar says.",
        ),
        (
            "C12-15.* C12-16.* C04-08.* C12-20.location C04-02.location Z06.*",
            "Whether an address leads to a file that a page needs is not in the manifest: the zip is not seen.",
        ),
        (
            "Z10.*",
            "A mark, a DOCTYPE, an entity or another encoding is sound XML; other files of the package are not seen.",
        ),
        _OTHERS,
    ),
    (
        (
            "scorm12:?lom-*",
            "The schemas of metadata were left out; the checker leaves metadata out before it asks them.",
        ),
    ),
)


@dataclass(slots=True)
class Comparison:
    """What a program and the checker said of every package."""

    program: Program
    agreed: int = 0
    explained: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Reason → name of the package → the codes, none where the program is the strict one."""
    unexplained: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """The checker's errors in packages that the program refuses as well."""

    def add(self, name: str, errors: Iterable[str], answer: str) -> None:
        """Hold the checker's *errors* against the program's *answer*, which is "" for a yes."""
        errors = set(errors)
        if bool(errors) == bool(answer):
            self.agreed += 1
            self.refused |= errors
        elif errors:
            for code in sorted(errors):
                self._note(
                    self.program.lenient, code, name, {code}, f"{name}: {code}, yet {self.program.name} takes it"
                )
        else:
            self._note(self.program.strict, name, name, set(), f"{name}: no error, yet {self.program.name}: {answer}")

    def _note(self, reasons: Reasons, key: str, name: str, codes: set[str], fault: str) -> None:
        for patterns, why in reasons:
            if any(fnmatchcase(key, pattern) for pattern in patterns.split()):
                self.explained.setdefault(why, {}).setdefault(name, set()).update(codes)
                return
        self.unexplained.append(fault)

    @property
    def idle(self) -> list[str]:
        """Reasons that explain nothing."""
        return [why for _, why in (*self.program.lenient, *self.program.strict) if why not in self.explained]

    @property
    def differing(self) -> set[str]:
        """The packages of which the two say otherwise."""
        return {name for packages in self.explained.values() for name in packages}


def written(comparisons: Mapping[str, Comparison]) -> str:
    """The page."""
    lines = [
        "# Agreement",
        "",
        "The checker beside other programs, on the packages of `tests/checker/corpus`, valid and broken. Made by",
        "`pytest tests/checker/test_agreement.py --golden` from the tables of `tests/checker/agreement.py`; a test",
        "fails when a difference has no reason, or a reason explains nothing.",
        "",
        "| | packages | agree | differ, explained |",
        "| --- | --- | --- | --- |",
    ]
    for each in comparisons.values():
        total = each.agreed + len(each.differing)
        lines.append(f"| {each.program.name} | {total} | {each.agreed} | {len(each.differing)} |")
    for each in comparisons.values():
        lines += ["", f"## {each.program.name}", "", each.program.asked, ""]
        lines += ["| The checker finds an error, and it does not | packages | why |", "| --- | --- | --- |"]
        for _, why in each.program.lenient:
            packages = each.explained[why]
            codes = sorted({code for found in packages.values() for code in found})
            lines.append(f"| {', '.join(f'`{code}`' for code in codes)} | {len(packages)} | {why} |")
        if each.program.strict:
            lines += ["", "| It refuses, and the checker finds no error | why |", "| --- | --- |"]
            for _, why in each.program.strict:
                lines.append(f"| {', '.join(f'`{name}`' for name in sorted(each.explained[why]))} | {why} |")
    return "\n".join(lines) + "\n"

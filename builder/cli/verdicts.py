"""What a report for people says around the faults of a part: what a package is, and where it will be in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from builder.cli.words import language, say, size
from builder.printers import Part
from builder.printers.human import counted
from builder.rules import ERROR, WARNING, Severity
from builder.rules.platforms import PLATFORMS, Effect, effects

_RANK: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "info": 2}
_WIDTH: Final = 44


@dataclass(slots=True)
class Verdicts:
    """The sentences, part by part, and how many parts were good."""

    profile: str | None
    """The platform that alone matters; None for all that are known."""
    is_quiet: bool
    _packages: int = 0
    _faulty: int = 0
    _told: int = 0

    def before(self, part: Part) -> Iterator[str]:
        """What the package is, on one line."""
        self._told += len(part.diagnostics)
        if part.verdict is None:
            return
        self._packages += 1
        self._faulty += any(each.severity == ERROR for each in part.diagnostics)
        if self.is_quiet and not part.diagnostics:
            return
        kinds = " + ".join(say(f"kind.{each}") for each in part.verdict.kinds) or say("kind.none")
        files = say("check.files" if part.verdict.files != 1 else "check.file", count=part.verdict.files)
        fine = "" if part.diagnostics else "  " + say("check.fine")
        weight = size(part.verdict.archive_size)
        yield f"{part.label:<{_WIDTH}} {weight:>9}  {kinds}, {files}{fine}\n" + ("\n" if part.diagnostics else "")

    def ordered(self, part: Part) -> Part:
        """A package with its gravest faults first; an author mends a course from its first line to its last."""
        if part.verdict is None:
            return part
        return replace(part, diagnostics=sorted(part.diagnostics, key=lambda each: _RANK[each.severity]))

    def after(self, part: Part) -> Iterator[str]:
        """What the faults come to, platform by platform."""
        errors, warnings = (sum(each.severity == one for each in part.diagnostics) for one in (ERROR, WARNING))
        if part.verdict is None:
            if part.label.rpartition("/")[0].endswith("courses") and not errors and not self.is_quiet:
                yield say("course", name=part.label.rpartition("/")[2]) + "\n"
            return
        if not part.diagnostics:
            return
        counts = counted(errors, warnings, language()) or say("check.notes")
        yield f"{part.label}: {counts}\n"
        troubled, untroubled = [], []
        for profile, platform in PLATFORMS.items():
            if self.profile not in (None, profile):
                continue
            words = _trouble(part, profile)
            if words:
                troubled.append(f"  {platform.name}: {words}\n")
            else:
                untroubled.append(platform.name)
        yield from troubled
        if untroubled:
            yield "  " + say("check.untroubled", names=", ".join(untroubled)) + "\n"
        yield "\n"

    def end(self) -> Iterator[str]:
        """How many packages there were, and how many are to be mended."""
        if self._packages > 1:
            key = "check.total" if self._faulty else "check.total.fine"
            yield say(key, count=self._packages, faulty=self._faulty) + "\n"
        if not self._told:
            yield say("clean") + "\n"


def _trouble(part: Part, profile: str) -> str:
    """What the platform does with the package; "" where nothing bad is known."""
    platform = PLATFORMS[profile]
    kinds = part.verdict.kinds if part.verdict is not None else ()
    if kinds and all(each in platform.refuses for each in kinds):
        return say("check.refused", kinds=", ".join(say(f"kind.{each}") for each in kinds))
    found: dict[Effect, str] = {}
    for each in part.diagnostics:
        effect = effects(each.code).get(profile)
        if effect is not None and effect.severity == ERROR:
            found.setdefault(effect, each.code)
    return " ; ".join(f"{effect.words(language())} [{code}]" for effect, code in found.items())

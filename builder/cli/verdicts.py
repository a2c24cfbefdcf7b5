"""What a report for people says around the faults of a part: what a package is, and where it will be in trouble."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from builder.cli.words import language, say, size
from builder.diagnostics import Diagnostic
from builder.printers import Part
from builder.printers.human import counted
from builder.printers.parts import clean
from builder.rules import ERROR, SEVERITIES, WARNING, Severity
from builder.rules.effects import UNMINDED, effects
from builder.rules.platforms import PLATFORMS

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
    _known: int = 0

    def before(self, part: Part) -> Iterator[str]:
        """What the package is, on one line."""
        self._told += len(part.diagnostics)
        self._known += len(part.known)
        if part.verdict is None:
            return
        self._packages += 1
        self._faulty += any(each.severity == ERROR for each in part.diagnostics)
        if self.is_quiet and not part.diagnostics:
            return
        files = part.verdict.files
        what = " + ".join(say(f"kind.{each}") for each in part.verdict.kinds) or say("kind.none")
        what += ", " + say("check.files" if files > 1 else "check.file", count=files)
        said = what if files else say("kind.unread")
        fine = "" if part.diagnostics else "  " + say("check.fine")
        weight = size(part.verdict.archive_size)
        yield f"{clean(part.label):<{_WIDTH}} {weight:>9}  {said}{fine}\n" + ("\n" if part.diagnostics else "")

    def ordered(self, part: Part) -> Part:
        """A package with its gravest faults first; an author mends a course from its first line to its last."""
        if part.verdict is None:
            return part
        return replace(part, diagnostics=sorted(part.diagnostics, key=self._gravity))

    def _gravity(self, found: Diagnostic) -> tuple[int, bool, bool]:
        """Low for what is grave by the rules, then for what keeps a platform from importing or running the course."""
        known = [each for name, each in effects(found.code).items() if self.profile in (None, name)]
        is_refusal = any(each.is_refusal for each in known)
        return SEVERITIES.index(found.severity), not is_refusal, all(each.severity != ERROR for each in known)

    def after(self, part: Part) -> Iterator[str]:
        """What the faults come to, platform by platform."""
        errors, warnings = (sum(each.severity == one for each in part.diagnostics) for one in (ERROR, WARNING))
        if part.verdict is None:
            if part.label.rpartition("/")[0].endswith("courses") and not errors and not self.is_quiet:
                yield say("course", name=part.label.rpartition("/")[2]) + "\n"
            return
        if not part.diagnostics:
            return
        yield say(
            "check.verdict", path=clean(part.label), counts=counted(errors, warnings, language()) or say("check.notes")
        )
        yield "\n"
        platforms = {each: name for each, (name, *_) in PLATFORMS.items() if self.profile in (None, each)}
        refused = [each for each in platforms if _is_refused(part, each)]
        rejected = [each for each in platforms if each not in refused and _is_rejected(part, each)]
        troubled = [each for each in platforms if each not in (*refused, *rejected) and _effects(part, each, ERROR)]
        touched = [each for each in platforms if _effects(part, each)]
        open_ones = [each for each in platforms if errors and each not in (*refused, *troubled, *touched)]
        unharmed = [each for each in open_ones if _is_unharmed(part, each)]
        unknown = [each for each in open_ones if each not in unharmed]
        if errors and len(unknown) == len(platforms):
            # What no platform takes for a package needs no such remark.
            yield ("  " + say("check.unknown.all") + "\n" if part.verdict.kinds else "") + "\n"
            return
        for key, several in (
            ("rejected", rejected),
            ("troubled", troubled),
            ("refused", refused),
            ("unharmed", unharmed),
            ("unknown", unknown),
        ):
            if several:
                yield "  " + say(f"check.{key}", names=", ".join(platforms[each] for each in several)) + "\n"
        yield "\n"

    def end(self) -> Iterator[str]:
        """How many packages there were, and how many are to be mended."""
        if self._packages > 1:
            key = "check.total" if self._faulty else "check.total.fine"
            yield say(key, count=self._packages, faulty=self._faulty) + "\n"
        if self._known:
            yield say("check.known", count=self._known) + "\n"
        if not self._told and not self._packages:
            yield say("clean") + "\n"


def _is_refused(part: Part, profile: str) -> bool:
    """Whether the platform imports none of the standards that the package speaks."""
    kinds = part.verdict.kinds if part.verdict is not None else ()
    return bool(kinds) and set(kinds) <= set(PLATFORMS[profile].refuses)


def _is_rejected(part: Part, profile: str) -> bool:
    """Whether the platform would import such a package, and fails to import this one."""
    # Metadata in a file of its own is XML as well, and importers leave it unread.
    found = [each for each in part.diagnostics if not each.code.startswith("Z10.") or _is_of_manifest(each)]
    known = (effects(each.code).get(profile) for each in found)
    return any(each is not None and each.is_refusal for each in known)


def _is_unharmed(part: Part, profile: str) -> bool:
    """Whether the platform is known to take no notice of any error of the package."""
    return all(each.code in UNMINDED.get(profile, ()) for each in part.diagnostics if each.severity == ERROR)


def _is_of_manifest(found: Diagnostic) -> bool:
    return found.span.path.endswith("/imsmanifest.xml")


def _effects(part: Part, profile: str, least: Severity | None = None) -> bool:
    """Whether the platform is known to do something bad with the package, or as bad as *least*."""
    known = (effects(each.code).get(profile) for each in part.diagnostics)
    return any(each is not None and least in (None, each.severity) for each in known)

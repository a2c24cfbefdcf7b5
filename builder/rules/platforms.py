"""The systems that import packages and are known well enough for the checker to weigh a rule by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from builder.rules.table import Language


class Platform(NamedTuple):
    """A system that imports packages."""

    name: str
    """As its users call it."""
    known_by: str
    """What the effects were measured on or read in, with the version."""
    refuses: tuple[str, ...] = ()
    """The standards that it is known not to import, as `builder.checker.Kind` names them."""
    known_fr: str = ""
    """`known_by` in French; "" where it is names alone, which need no translation."""

    def known(self, language: Language) -> str:
        """`known_by` in *language*."""
        return (language == "fr" and self.known_fr) or self.known_by


PLATFORMS: Final[Mapping[str, Platform]] = {
    "moodle": Platform(
        "Moodle",
        "Moodle 5.1, its default settings",
        ("xapi", "cmi5", "web"),
        "Moodle 5.1, ses réglages par défaut",
    ),
    "openedx": Platform(
        "Open edX",
        "openedx-scorm-xblock 19.0.5",
        ("xapi", "cmi5", "web"),
    ),
    "canvas": Platform(
        "Canvas",
        "Rustici Engine, SCORM Cloud, instructure/canvas-lms#2236",
    ),
    "scormcloud": Platform(
        "SCORM Cloud",
        "support.scorm.com, Parser Warnings",
    ),
    "frappe": Platform(
        "Frappe LMS",
        "frappe/lms, lms/lms/api.py",
        ("xapi", "cmi5", "web"),
    ),
    "chamilo": Platform(
        "Chamilo",
        "chamilo/chamilo-lms#1948, public/main/lp/scorm*.class.php",
        ("scorm2004",),
    ),
}
"""Name of the profile → the system."""

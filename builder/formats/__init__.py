"""Stage 4, describe: a `Package` gets what its standard wants beside the pages, and nothing else is touched.

In: pages, media and player. Out: the same with a manifest. Each format is one row of `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from builder.formats import cmi5, scorm, xapi
from builder.model import Package, Target
from builder.rules import Language


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of package: what it asks of the pages, and how it is described to the systems that import it."""

    target: Target
    describe: Callable[[Package], Package]
    """Adds the manifest and what comes with it."""
    advice: Mapping[Language, str]
    """What to do with the file, in one line: the end of a build and `LISEZ-MOI.txt` say it."""

    @property
    def name(self) -> str:
        """What `-f` takes; also part of the package's file name."""
        return self.target.format


def _complete(package: Package) -> Package:
    """The package as it is: a web page needs no manifest."""
    return package


def _universal(package: Package) -> Package:
    """Three manifests at one root; the page finds out which system launched it."""
    return scorm.describe(cmi5.describe(xapi.describe(package)), "scorm12")


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        Format(
            # RTE 1.2, 3.4.5: CMIString4096 is all that every LMS keeps.
            Target("scorm12", ("scorm12",), state_limit=4096, several=True),
            partial(scorm.describe, edition="scorm12"),
            {
                "fr": "à déposer tel quel dans la plateforme de formation (Moodle : activité « Paquetage SCORM »)",
                "en": "upload it as it is to the learning platform (Moodle: activity “SCORM package”)",
            },
        ),
        Format(
            # RTE 4th ed., suspend_data: the smallest permitted maximum (R04-05).
            Target("scorm2004", ("scorm2004",), state_limit=64000, several=True),
            partial(scorm.describe, edition="scorm2004"),
            {
                "fr": "à déposer tel quel dans une plateforme qui demande SCORM 2004 (4e édition)",
                "en": "upload it as it is to a platform that asks for SCORM 2004 (4th edition)",
            },
        ),
        Format(
            Target("xapi", ("xapi",), connect=True),
            xapi.describe,
            {
                "fr": "à déposer tel quel dans une plateforme qui importe les paquets xAPI (tincan.xml)",
                "en": "upload it as it is to a platform that imports xAPI packages (tincan.xml)",
            },
        ),
        Format(
            Target("cmi5", ("cmi5",), connect=True, several=True),
            cmi5.describe,
            {
                "fr": "à déposer tel quel dans une plateforme qui importe les cours cmi5 (cmi5.xml)",
                "en": "upload it as it is to a platform that imports cmi5 courses (cmi5.xml)",
            },
        ),
        Format(
            Target("web", ("browser",)),
            _complete,
            {
                "fr": "à décompresser, puis ouvrir index.html dans un navigateur : la progression reste sur l’appareil",
                "en": "unzip it, then open index.html in a browser: progress stays on the device",
            },
        ),
        Format(
            Target("universal", ("cmi5", "xapi", "scorm12", "browser"), connect=True, state_limit=4096),
            _universal,
            {
                "fr": "quand on ne sait pas ce que la plateforme accepte : SCORM 1.2, xAPI et cmi5 en un seul fichier",
                "en": "when nobody knows what the platform takes: SCORM 1.2, xAPI and cmi5 in one file",
            },
        ),
    )
}
"""All formats by name, in the order in which they are built."""

__all__ = ["FORMATS", "Format"]

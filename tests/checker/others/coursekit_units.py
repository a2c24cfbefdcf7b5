"""Packages of `slxd-coursekit`: its manifests around the pages of a folder, zipped in its own order.

`python coursekit_units.py SOURCE OUTPUT`. Its whole build wants a project, a theme and a Node; what an LMS
reads is made by the one function called here.
"""

import sys
import zipfile
from pathlib import Path

from coursekit.htmlkit import manifest

source, output = (Path(each) for each in sys.argv[1:])
names = sorted(each.relative_to(source).as_posix() for each in source.rglob("*") if each.is_file())
for standard in ("scorm_1_2", "scorm_2004"):
    with zipfile.ZipFile(output / f"{standard}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", manifest.build("CHUTES-U01", "Prévenir les chutes", names, standard))
        for name in names:
            archive.write(source / name, name)

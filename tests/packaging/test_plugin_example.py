"""The example of a package with plug-ins is built, installed and used as anybody's: nothing of it runs unasked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.document.file.file_format import save
from app.document.making.sketch import Sketch

pytest.importorskip("hatchling", reason="the package is built by hatchling, which `uv sync --group dev` brings")

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "plugin_example"
NEURON, TASK = "neurons/resonate_and_fire", "datasets/parity_of_bits"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for libraries with the example in it, built and installed without a network."""
    built, place = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("library")
    source = tmp_path_factory.mktemp("source") / "plugin_example"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    tool = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(built)]
    subprocess.run(tool, cwd=source, capture_output=True, check=True)
    (wheel,) = built.glob("*.whl")
    shutil.unpack_archive(wheel, place, "zip")  # all that installing a wheel of Python alone does
    return place


@pytest.fixture
def run(library: Path, tmp_path: Path) -> Run:
    """The command line, for somebody who has no home yet and installed the package."""

    def done(*arguments: object) -> subprocess.CompletedProcess[str]:
        homes = {name: str(tmp_path / "home") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
        environment = {**os.environ, **homes, "PYTHONPATH": str(library)}
        return subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *map(str, arguments)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    return done


def listed(run: Run, *more: str) -> dict[str, Any]:
    done = run("plugins", *more, "--json")
    assert done.returncode == 0, done.stderr
    (one,) = json.loads(done.stdout)["plugins"]
    return dict(one)


def test_an_installed_package_is_listed_allowed_and_run(run: Run, tmp_path: Path) -> None:
    sketch = Sketch("A resonator")
    stimulus = sketch.node("stimuli/poisson", "Noise", (0.0, 0.0), parameters={"rate": 2000.0})
    sketch.node("neurons/leaky_integrate_and_fire", "Cell", (300.0, 0.0), 5)
    node = sketch.document.nodes["e2"]
    sketch.link(stimulus, "e2", synapse="synapses/delta", weight=0.8)
    sketch.document.put(replace(node, model=NEURON))
    save(sketch.document, tmp_path / "net.spikeloom")
    new = listed(run)
    assert (new["name"], new["origin"], new["version"]) == ("spikeloom_example", "spikeloom-example", "1.0.0")
    assert new["status"] == "new" and NEURON not in run("list-models", "neurons").stdout
    refused = run("run", "net.spikeloom", "--out", "a.npz")
    assert refused.returncode == 2 and NEURON in refused.stderr
    allowed = listed(run, "--allow", "spikeloom_example")
    assert allowed["status"] == "allowed" and {one["key"] for one in allowed["provides"]} == {NEURON, TASK}
    models = run("list-models").stdout
    assert NEURON in models and TASK in models
    done = run("run", "net.spikeloom", "--out", "a.npz")
    assert done.returncode == 0 and int(done.stdout.split()[0]) > 5, done.stderr


def test_a_package_that_has_changed_is_asked_about_again(run: Run, library: Path) -> None:
    assert listed(run, "--allow", "spikeloom_example")["status"] == "allowed"
    (library / "spikeloom_example" / "notes.txt").write_text("any file", encoding="utf-8")
    try:
        changed = listed(run)
        assert changed["status"] == "new" and changed["changed"]
        assert NEURON not in run("list-models", "neurons").stdout
    finally:
        (library / "spikeloom_example" / "notes.txt").unlink()
    assert listed(run)["status"] == "allowed"

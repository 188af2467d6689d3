"""Whoever opens a project in a downloaded folder runs the program alone, never the Python that lies in that folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app import process
from app.document.document import Document
from app.document.edits import AddElements
from app.document.examples.keys import LIF
from app.document.file.file_format import save
from app.document.making.drawing import new_node
from engine import child_process
from engine.backends.kernels import compiler_process as aside
from engine.backends.kernels import source_cache
from engine.datasets import shd_files
from engine.importing import ImportProblem
from engine.importing.formats import nir
from engine.model.data import Unreadable

ROOT = Path(__file__).parents[2]
MODULES = (
    "engine", "engine/backends", "engine/backends/kernels/compiler", "engine/datasets", "engine/importing", "app",
    "main",
    "numpy", "numba", "llvmlite", "scipy", "sympy", "h5py", "json", "logging", "subprocess", "random", "platform",
    "sitecustomize", "usercustomize",
)  # fmt: skip
"""What the program or Python itself imports, in the processes that it starts too."""
NUMBA_OPTIONS = ".numba_config.yaml"  # where Numba looks for options, such as the folder of its pickles
TRACE = "ran"
KERNEL = "def kernel(n, j, a):\n    pass\n"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a project, and with a module that leaves a trace for each that could be imported by mistake."""
    folder = tmp_path / "downloaded"
    for name in MODULES:
        is_package = any(other.startswith(f"{name}/") for other in MODULES)
        path = folder / name / "__init__.py" if is_package else folder / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"open({str(folder / TRACE)!r}, 'a').write({name + ' '!r})\n", encoding="utf-8")
    (folder / NUMBA_OPTIONS).write_text(f"cache_dir: {folder}\n", encoding="utf-8")
    document = Document()
    AddElements((new_node(document, LIF, (0.0, 0.0)),), ()).apply(document)
    save(document, folder / "net.spikeloom")
    return folder


def traces(folder: Path) -> str:
    path = folder / TRACE
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def current(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hostile folder as the current one, in which this process also looks for modules."""
    monkeypatch.chdir(hostile)
    monkeypatch.setattr(sys, "path", ["", *sys.path, str(hostile), "."])
    return hostile


def test_the_folders_are_hostile(hostile: Path) -> None:
    subprocess.run([sys.executable, "-c", "import engine.backends.kernels.compiler"], cwd=hostile, check=True)
    assert {"engine", "engine/backends", "engine/backends/kernels/compiler"} <= set(traces(hostile).split())


def test_a_first_run_on_the_command_line_runs_nothing_of_the_current_folder(
    hostile: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """What the run left to another process is compiled, by the program; a short run may end before it is told of it."""
    environment = {**os.environ, source_cache.FOLDER: str(tmp_path / "kernels")}
    command = [sys.executable, str(ROOT / "main.py"), "run", "net.spikeloom", "--duration", "2000", "--out", "out.npz"]
    done = subprocess.run(command, cwd=hostile, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    qtbot.waitUntil(lambda: traces(hostile) != "" or any((tmp_path / "kernels").rglob("*.code")))
    assert traces(hostile) == "" and (hostile / "out.npz").exists()


def test_compiling_beside_the_window_runs_nothing_of_the_current_folder(
    current: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that compiles took ``engine`` from the current folder, which compiled nothing and looked normal."""
    begun = []
    usual = child_process.started
    monkeypatch.setattr(child_process, "started", lambda *a, **k: begun.append(usual(*a, **k)) or begun[-1])
    with aside.Compiler() as compiler:
        compiler.compile([], lambda _: None)
    assert [process.wait() for process in begun] == [0]
    assert traces(current) == ""


def test_looking_at_files_runs_nothing_of_the_current_folder(current: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "odd.h5", "w") as file:
        file["other"] = np.zeros(3)
    (tmp_path / "odd.nir").write_bytes((tmp_path / "odd.h5").read_bytes())
    with pytest.raises(ImportProblem, match="NIR graph"):
        nir.read(tmp_path / "odd.nir")
    with pytest.raises(Unreadable, match="other-kind"):
        shd_files.ShdFiles.read({"file": str(tmp_path / "odd.h5")})
    assert traces(current) == ""


def test_a_further_window_runs_nothing_of_the_current_folder(
    current: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """It is the program as it was started, with the same file, in the program's folder."""
    told = tmp_path / "told"
    start = tmp_path / "start.py"
    start.write_text(
        "import sys, os, json, logging, engine.backends.kernels.compiler, numpy\n"
        f"told = repr((sys.argv[1:], os.getcwd(), sys.flags.safe_path)); part = {str(told) + '.part'!r}\n"
        f"open(part, 'w').write(told); os.replace(part, {str(told)!r})\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(process, "START", start)
    assert process.open_beside("net.spikeloom", 1)
    qtbot.waitUntil(told.exists)
    assert told.read_text() == repr(([str(current / "net.spikeloom")], str(ROOT), True))
    assert traces(current) == ""


def test_options_of_numba_that_lie_in_the_current_folder_are_not_read(hostile: Path) -> None:
    """They name a folder whose pickles are loaded, where PyYAML happens to be installed."""
    reader = hostile.parent / "reader"
    reader.mkdir()
    yaml = "def safe_load(file):\n    return dict(line.strip().split(': ') for line in file)\n"
    (reader / "yaml.py").write_text(yaml, encoding="utf-8")
    words = (
        "import numba; first = numba.config.CACHE_DIR\n"
        "import engine.backends.kernels.numba_options; after = numba.config.CACHE_DIR\n"
        "numba.config.reload_config(); print(first, after, numba.config.CACHE_DIR, sep='\\n')\n"
    )
    path = os.pathsep.join(map(str, (reader, ROOT)))
    environment = {**os.environ, "PYTHONPATH": path, source_cache.FOLDER: str(hostile.parent / "kernels")}
    command = [sys.executable, "-P", "-c", words]
    done = subprocess.run(command, cwd=hostile, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [str(hostile), "", ""], done.stderr


def test_children_look_in_the_program_first_and_never_in_the_current_folder(current: Path) -> None:
    places = child_process.environment()["PYTHONPATH"].split(os.pathsep)
    assert places[0] == str(ROOT)
    assert all(places) and not [place for place in places if Path(place) in (current, Path())]
    assert child_process.python("-m", "engine")[:2] == [sys.executable, "-P"]

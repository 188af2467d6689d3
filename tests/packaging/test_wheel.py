"""The wheel is built, installed where nothing may be written, and used beside packages of the tree's own names.

It takes some 25 s of one core. Nothing is loaded from the network: the libraries are those of this environment.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import shutil
import stat
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import numpy as np
import pytest

from engine.backends.kernels import source_cache
from tests.recipes.page import as_plugin, recipes

pytest.importorskip("hatchling", reason="the wheel is built by hatchling, which `uv sync --group dev` brings")

ROOT = Path(__file__).parents[2]
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HOOK = SimpleNamespace(**runpy.run_path(str(ROOT / ".ci" / "wheel.py")))
CLONE = ROOT / ".ci" / "clone"
FOREIGN = ("app", "engine", "main", "resources", "tests")
IS_WINDOWS = sys.platform == "win32"
FOLDER = "李 雷's" if not IS_WINDOWS else "李 雷"
EXAMPLES = ROOT / "resources" / "examples"
WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

def look():
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow) and w.isVisible()), None)
    handle = window.windowHandle() if window is not None else None
    if handle is None or not handle.isExposed():
        return QTimer.singleShot(5, look)
    QTimer.singleShot(500, lambda: (shown.append(window.windowTitle()), window.close()))

def begin(self, *given):
    made(self, *given)
    QTimer.singleShot(0, look)

shown, made, said = [], QApplication.__init__, sys.stdout
QApplication.__init__ = begin
from spikeloom.main import begin as start
sys.stdout = sys.stderr = None  # a program without a console has none
code = start()
print(code, shown, file=said, flush=True)
"""
EVERYTHING = """
import os, pkgutil, sys, warnings
from importlib import import_module
import spikeloom
from spikeloom.app import overrides
overrides.guard()
found = [m.name for m in pkgutil.walk_packages(spikeloom.__path__, "spikeloom.") if not m.name.endswith("__main__")]
for name in found:
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != "torch":  # an extra
            raise
print(len(found), *sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in this environment, from the tree."""
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file by its size and the time of its last change, without what Python compiled."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def allow_writing(folder: Path, is_allowed: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IWUSR if is_allowed else mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment with the wheel, which sees this one's libraries, and with somebody's ``app`` and ``engine``."""
    place = tmp_path_factory.mktemp("place") / FOLDER / "environment"
    uv = os.environ.get("UV") or shutil.which("uv")
    venv.create(place, with_pip=uv is None, symlinks=not IS_WINDOWS)
    python = place / ("Scripts/python.exe" if IS_WINDOWS else "bin/python")
    library = next(path for path in place.rglob("site-packages") if path.is_dir())
    there = {path.name.partition("-")[0] for path in library.iterdir()}
    given = ("--no-deps", "--no-index", str(wheel))
    of_uv = [str(uv), "pip", "install", "--quiet", "--offline", "--python", str(python), *given]
    of_pip = [str(python), "-m", "pip", "install", "--quiet", *given]
    done = subprocess.run(of_uv if uv else of_pip, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name.partition("-")[0] for path in library.iterdir()} - there == {"spikeloom"}
    own = {sysconfig.get_paths()[name] for name in ("purelib", "platlib")}
    (library / "present.pth").write_text("\n".join(own) + "\n", encoding="utf-8")
    for name in FOREIGN:
        (library / name).mkdir()
        (library / name / "__init__.py").write_text("raise ImportError('this is somebody else')\n", encoding="utf-8")
    before = contents(place)
    allow_writing(place, False)
    yield python
    allow_writing(place, True)
    assert contents(place) == before


@pytest.fixture(scope="module")
def project(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody's project, the current folder: it has packages of these names too."""
    folder = tmp_path_factory.mktemp("project") / FOLDER
    for name in FOREIGN:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text("raise ImportError('this is somebody else')\n", encoding="utf-8")
    return folder


@pytest.fixture
def run(project: Path, installed: Path, tmp_path: Path) -> Run:
    """Python of the environment, or a command of it, for somebody who has no home yet.

    Kernels that are known already are those of this machine.
    """

    def done(*arguments: object, command: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        home = str(tmp_path / "nobody" / "home")
        left = ("PYTHON", "XDG_", "VIRTUAL_ENV", source_cache.FOLDER)
        alone = {name: value for name, value in os.environ.items() if not name.startswith(left)}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), home)
        program = installed.with_name(command + (".exe" if IS_WINDOWS else "")) if command else installed
        kept = {source_cache.FOLDER: str(source_cache.folder())}
        more = {"PYTHONPATH": str(project), "QT_QPA_PLATFORM": "offscreen"}
        environment = {**alone, **homes, **kept, **more, **variables}
        found = subprocess.run(
            [str(program), *map(str, arguments)],
            cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout + found.stderr
        return found

    return done


def test_one_name_is_installed_with_two_commands_and_all_that_the_tree_says_of_itself(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        (told,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(told).decode()
        commands = archive.read(told.replace("METADATA", "entry_points.txt")).decode()
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"spikeloom", told.partition("/")[0]}
    assert "[console_scripts]\nspikeloom = " in commands and "[gui_scripts]\nspikeloom-window = " in commands
    assert (
        f"\nVersion: {SETUP['version']}\n" in metadata
        and f"\nRequires-Python: {SETUP['requires-python']}\n" in metadata
    )
    assert re.findall(r"^Provides-Extra: (.*)$", metadata, re.MULTILINE) == sorted(SETUP["optional-dependencies"])
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert {name.removeprefix("spikeloom/") for name in names if name.startswith("spikeloom/resources/")} == kept


def test_the_command_does_what_main_does(run: Run) -> None:
    assert run("--version", command="spikeloom").stdout == f"Spikeloom {SETUP['version']}\n"
    assert run("-m", "spikeloom", "--version", PYTHONPATH="").stdout == f"Spikeloom {SETUP['version']}\n"
    assert run("--help", command="spikeloom").stdout.startswith("usage: spikeloom ")


def test_every_module_is_imported_and_nothing_of_other_names(run: Run) -> None:
    count, *strangers = run("-c", EVERYTHING, *FOREIGN).stdout.split()
    assert int(count) > 1200 and not strangers


def test_a_run_compiles_its_kernels_in_another_process(run: Run, project: Path) -> None:
    command = ("run", EXAMPLES / "one-neuron.spikeloom", "--duration", "200", "--seed", "3", "--backend", "numba")
    run(*command, "--out", "run.npz", command="spikeloom")
    with np.load(project / "run.npz") as arrays:
        assert len(arrays["Spikes.times"]) > 3
    words = (
        "from spikeloom.backends.kernels.compiler_process import Compiler\n"
        "counted = []; Compiler().compile([('x = 1\\n', {})], counted.append); print(counted)"
    )
    assert run("-c", words).stdout == "[1]\n"


def test_what_is_trained_is_exported_and_read_back(run: Run, project: Path) -> None:
    """A file of NIR is looked at by a process of its own."""
    few = ("--epochs", "1", "--batch", "256")
    trained = run("train", EXAMPLES / "digits.spikeloom", *few, "--out", "trained.spikeloom", command="spikeloom")
    assert trained.stdout.splitlines()[-1].startswith("accuracy ")
    exported = run("export", "trained.spikeloom", "--to", "nir", "--out", "trained.nir", command="spikeloom")
    assert exported.stdout.startswith("0 differing spikes of ")
    run("import", "trained.nir", "--out", "drawn.spikeloom", command="spikeloom")
    assert (project / "drawn.spikeloom").exists()


def test_a_project_is_loaded_and_run_by_names(run: Run) -> None:
    code = "import sys, spikeloom; print(spikeloom.load(sys.argv[1]).run(200.0, backend='numpy').rate('Neuron') > 0)"
    assert run("-c", code, EXAMPLES / "one-neuron.spikeloom").stdout == "True\n"


def test_the_window_opens_without_a_console(run: Run, tmp_path: Path) -> None:
    assert run("-c", WINDOW, EXAMPLES / "one-neuron.spikeloom").stdout.startswith("0 ['")
    assert list((tmp_path / "nobody" / "home").rglob("crash.log"))


def test_a_further_window_is_begun_by_a_file_that_is_there(run: Run) -> None:
    where = run(
        "-c",
        "from spikeloom.app import overrides; overrides.guard(); from spikeloom.app.process import START; print(START)",
    )
    assert run("-P", where.stdout.strip(), "--version").stdout == f"Spikeloom {SETUP['version']}\n"


def test_scripts_of_the_package_run_there_and_in_a_clone_and_are_read_in_both(run: Run, project: Path) -> None:
    run("script", EXAMPLES / "one-neuron.spikeloom", "--out", "printed.py", command="spikeloom")
    text = (project / "printed.py").read_text(encoding="utf-8")
    assert "\nfrom spikeloom.neurons import " in text and "engine" not in text
    environment = {**os.environ, "PYTHONPATH": str(CLONE)}
    script = [sys.executable, "-P", str(project / "printed.py")]
    in_a_clone = subprocess.run(script, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert in_a_clone.returncode == 0, in_a_clone.stderr
    assert run("-P", project / "printed.py").stdout == in_a_clone.stdout != ""
    (project / "of_a_clone.py").write_text(text.replace("from spikeloom", "from engine"), encoding="utf-8")
    run("import", "of_a_clone.py", "--out", "of_a_clone.spikeloom", command="spikeloom")
    run("import", "printed.py", "--out", "printed.spikeloom", command="spikeloom")
    again = run("script", "of_a_clone.spikeloom", "--out", "-", command="spikeloom").stdout
    assert again == run("script", "printed.spikeloom", "--out", "-", command="spikeloom").stdout


def test_files_that_come_with_the_program_are_found_by_one_module() -> None:
    sources = [path for folder in ("app", "engine") for path in (ROOT / folder).rglob("*.py")]
    named = [path for path in sources if re.search(r"\"resources[\"/]", path.read_text(encoding="utf-8"))]
    assert named == [ROOT / "app" / "resources.py"]


def test_in_a_clone_both_names_are_one_module(tmp_path: Path) -> None:
    words = (
        "import spikeloom, spikeloom.neurons, engine, engine.neurons\n"
        "from spikeloom.app.document.document import Document; from app.document import document\n"
        "from spikeloom.network.description import Population; import spikeloom.main, main\n"
        "assert spikeloom is engine and spikeloom.neurons is engine.neurons and Document is document.Document\n"
        "assert Population is engine.Population and spikeloom.main is main\n"
        "assert engine.neurons.__spec__.name == engine.neurons.__name__ == 'engine.neurons'\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CLONE)}
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from engine.units import ms\n", "from spikeloom.units import ms\n"),
        ("from app import platform\n", "from spikeloom.app import platform\n"),
        ("import engine.units\nprint(engine.units)\n", "import spikeloom.units\nprint(spikeloom.units)\n"),
        ("x = 'é', f'from engine.units import {y}'\n", "x = 'é', f'from spikeloom.units import {y}'\n"),
        ('"""``from engine import …``"""\n', '"""``from spikeloom import …``"""\n'),
        ("x = 'the engine. It', '/app.png', app.font()\n", "x = 'the engine. It', '/app.png', app.font()\n"),
    ],
)
def test_names_are_changed_where_modules_are_meant(text: str, wanted: str) -> None:
    assert HOOK.renamed(text) == wanted
    assert not list(HOOK.left_over(wanted))


@pytest.mark.parametrize(
    "text", ["import tests.check\n", "from  engine import x\n", "x = 'engine'\n", "x = 'app.canvas'\n", "import main\n"]
)
def test_a_name_that_is_left_over_is_seen(text: str) -> None:
    assert list(HOOK.left_over(text))


def test_a_tree_with_such_a_name_makes_no_wheel(tmp_path: Path) -> None:
    for folder in ("engine", "app", "resources"):
        (tmp_path / folder).mkdir()
    (tmp_path / "main.py").write_text("", encoding="utf-8")
    (tmp_path / "engine" / "names.py").write_text("NAME = 'engine'\n", encoding="utf-8")
    with pytest.raises(HOOK.LeftOver, match=r"names\.py:1 engine"):
        HOOK.write(tmp_path, tmp_path / "out")


def test_a_plug_in_of_ones_own_and_one_with_files_of_the_window_are_tried_and_found(run: Run, tmp_path: Path) -> None:
    """Names of modules that stand in strings, such as the bases of kinds, are those of the package too."""
    home = {name: str(tmp_path / "home") for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    for recipe in (r for r in recipes() if r.name in {"doubling_integrator", "spike_counts", "npz_single"}):
        path = tmp_path / f"{recipe.name}.py"
        path.write_text(as_plugin(recipe), encoding="utf-8")
        if recipe.name != "doubling_integrator":  # which is tried when it is allowed
            told = json.loads(run("plugins", "--check", path, "--json", command="spikeloom", **home).stdout)
            (one,) = told["plugins"][0]["provides"]
            assert Path(one["key"]).name == recipe.name.replace("npz_", "npz-")
    folder = Path(json.loads(run("plugins", "--folder", "on", "--json", command="spikeloom", **home).stdout)["folder"])
    shutil.copy(tmp_path / "doubling_integrator.py", folder)
    run("plugins", "--allow", "doubling_integrator", command="spikeloom", **home)
    assert "neurons/doubling_integrator" in run("list-models", "neurons", command="spikeloom", **home).stdout
    words = "from spikeloom.neurons import DoublingIntegrator as d; print(d.__module__, d.mro()[1].__module__)"
    assert run("-c", words, **home).stdout.split() == [
        "spikeloom_plugins.doubling_integrator", "spikeloom.model.declaration"
    ]  # fmt: skip

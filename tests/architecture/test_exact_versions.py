"""The exact versions that were tested, and the hashes by which they are installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
REQUIREMENTS = ROOT / ".ci" / "requirements.txt"
PINNED = re.compile(
    r"(?P<name>[\w.\-]+)==(?P<version>[\w.]+)(?P<marker>\s*;[^\\]*)?(?P<hashes>(\s*\\\n\s*--hash=sha256:[0-9a-f]{64})+)\n"
)
QT = "PySide6-Essentials"


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pinned() -> dict[str, str]:
    """Version by name, of everything in the file of hashes."""
    found = PINNED.finditer(REQUIREMENTS.read_text(encoding="utf-8"))
    return {canonicalize_name(line["name"]): line["version"] for line in found}


@pytest.mark.parametrize(
    ("version", "is_sound"),
    [("6.10.3", False), ("6.11.0", False), ("6.11.1", False), ("6.11.2", True), ("6.11.3", True), ("6.12.0", False)],
)
def test_versions_of_qt_that_have_faults_are_not_installed(version: str, is_sound: bool) -> None:
    """6.11.0 and 6.11.1 lose docks and layouts, 6.12.0 ends the process on Python 3.11."""
    (qt,) = [r for r in map(Requirement, settings()["project"]["dependencies"]) if r.name == QT]
    assert qt.specifier.contains(version) == is_sound


def test_every_line_of_the_file_is_a_version_with_its_hashes_and_no_address() -> None:
    text = REQUIREMENTS.read_text(encoding="utf-8")
    assert PINNED.sub("", text) == "", "something else stands there"
    assert "://" not in text and len(pinned()) > 15


def test_the_hashes_are_those_of_the_exact_versions() -> None:
    known = dict(
        pin.partition(";")[0].strip().split("==") for pin in settings()["tool"]["uv"]["constraint-dependencies"]
    )
    wrong = {name: version for name, version in pinned().items() if known.get(name) != version}
    assert not wrong, "uv run .ci/pins.py writes both"


def test_everything_that_the_program_needs_has_its_hashes() -> None:
    needed = {canonicalize_name(Requirement(one).name) for one in settings()["project"]["dependencies"]}
    assert needed <= pinned().keys()


@pytest.mark.release
@pytest.mark.timeout(1800)
def test_the_program_runs_on_what_is_installed_by_its_hashes(tmp_path: Path) -> None:
    """In an environment that has nothing else; a library that lacks a hash, or has another, ends the installation."""
    venv.create(tmp_path / "fresh", with_pip=True, symlinks=sys.platform != "win32")
    python = tmp_path / "fresh" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}

    def run(*arguments: str) -> str:
        command = [str(python), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir")
    run(*install, "--require-hashes", "--only-binary", ":all:", "-r", str(REQUIREMENTS))
    run("-m", "pip", "check")
    there = dict(line.split("==") for line in run("-m", "pip", "freeze").splitlines())
    assert {canonicalize_name(name): version for name, version in there.items()}.items() <= pinned().items()
    assert "leaky_integrate_and_fire" in run("main.py", "list-models", "neurons")
    run("-c", "import PySide6.QtWidgets, pyqtgraph, numba, sklearn, sympy, h5py, nir, safetensors, PIL")

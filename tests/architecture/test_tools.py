"""The tools of ``tests.check`` find nothing; apart from the other rules, as they take the longest."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
import tomllib
from pathlib import Path

import pytest

from tests.check import AGAIN, ROOT, TOOLS, command, known_types

MYPY = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("what", sorted({*TOOLS} - {"types"}))
def test_a_tool_finds_nothing(what: str) -> None:
    found = run(*command(*TOOLS[what]))
    assert found.returncode == 0, found.stdout + found.stderr


def test_types_agree_and_benchmarks_call_what_there_is() -> None:
    """No test runs benchmarks: one that gave too few arguments was found when somebody wanted its figure.

    One run of mypy looks at both, as what it says of a file hangs on that file and what it imports.
    """
    assert TOOLS["types"] == ("mypy",), "it looks at the packages of pyproject.toml"
    looked_at = [*MYPY["packages"], "tests.benchmarks"]
    with known_types():
        found = run(*command("mypy", *(f"--package={name}" for name in looked_at)))
    *lines, last = found.stdout.splitlines()
    assert re.search(r"checked \d+ source files", last), found.stdout + found.stderr
    assert [line for line in lines if not line.startswith("tests/")] == []
    of_peers = "tests/benchmarks/speed/run_nest.py"  # NEST has no types
    wrong = re.compile(r"\[(call-arg|attr-defined|name-defined)\]$")
    assert [line for line in lines if not line.startswith(of_peers) and wrong.search(line)] == []


def test_a_new_tree_begins_with_the_types_of_the_last_and_sees_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Types that are right in one tree are not taken for right in another, written at another second."""
    monkeypatch.setattr("tests.compiled_once.folder", lambda: tmp_path)

    def found(name: str, second: str, written: float) -> tuple[bool, str]:
        root = tmp_path / name
        root.mkdir()
        (root / "first.py").write_text("LENGTH = 3\n", encoding="utf-8")
        (root / "second.py").write_text(second, encoding="utf-8")
        os.utime(root / "second.py", (written, written))
        with known_types(root):
            began = (root / ".mypy_cache").exists()
            done = subprocess.run(command("mypy", "first.py", "second.py"), cwd=root, capture_output=True, text=True)
        return began, done.stdout

    right = "from first import LENGTH\n\nTWICE: int = 2 * LENGTH\n"
    now = time.time()
    assert found("one", right, now - 1) == (False, "Success: no issues found in 2 source files\n")
    began, said = found("other", right.replace("int", "str"), now)
    assert began and "second.py:3: error: Incompatible types in assignment" in said


def test_of_two_new_trees_that_begin_together_one_waits_and_begins_with_the_types_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each had mypy read all of the program anew."""
    monkeypatch.setattr("tests.compiled_once.folder", lambda: tmp_path)
    first, second = tmp_path / "first", tmp_path / "second"
    for root in (first, second):
        root.mkdir()
    began = threading.Event()

    def begin() -> None:
        with known_types(second):
            began.set()

    with known_types(first):
        other = threading.Thread(target=begin)
        other.start()
        assert not began.wait(3 * AGAIN)
        (first / ".mypy_cache").mkdir()
        (first / ".mypy_cache" / "told").write_text("of the first", encoding="utf-8")
    other.join()
    assert began.is_set() and (second / ".mypy_cache" / "told").read_text(encoding="utf-8") == "of the first"

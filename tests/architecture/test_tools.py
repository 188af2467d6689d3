"""The tools of ``tests.check`` find nothing; apart from the other rules, as they take the longest."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.check import ROOT, TOOLS, command, known_types


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("what", sorted({*TOOLS} - {"types"}))
def test_a_tool_finds_nothing(what: str) -> None:
    found = run(*command(*TOOLS[what]))
    assert found.returncode == 0, found.stdout + found.stderr


def test_types_agree_and_benchmarks_call_what_there_is() -> None:
    """No test runs benchmarks: one that gave too few arguments was found when somebody wanted its figure."""
    with known_types():
        types = run(*command(*TOOLS["types"]))
        found = run(*command("mypy", "tests/benchmarks"))
    assert types.returncode == 0, types.stdout + types.stderr
    assert re.search(r"checked \d+ source files", found.stdout), found.stdout + found.stderr
    of_peers = "tests/benchmarks/speed/run_nest.py"  # NEST has no types
    lines = [line for line in found.stdout.splitlines() if not line.startswith(of_peers)]
    assert [line for line in lines if re.search(r"\[(call-arg|attr-defined|name-defined)\]$", line)] == []


def test_a_new_tree_begins_with_the_types_of_the_last_and_sees_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Types that are right in one tree are not taken for right in another."""
    monkeypatch.setattr("tests.compiled_once.folder", lambda: tmp_path)

    def found(name: str, second: str) -> tuple[bool, str]:
        root = tmp_path / name
        root.mkdir()
        (root / "first.py").write_text("LENGTH = 3\n", encoding="utf-8")
        (root / "second.py").write_text(second, encoding="utf-8")
        with known_types(root):
            began = (root / ".mypy_cache").exists()
            done = subprocess.run(command("mypy", "first.py", "second.py"), cwd=root, capture_output=True, text=True)
        return began, done.stdout

    right = "from first import LENGTH\n\nTWICE: int = 2 * LENGTH\n"
    assert found("one", right) == (False, "Success: no issues found in 2 source files\n")
    began, said = found("other", right.replace("int", "str"))
    assert began and "second.py:3: error: Incompatible types in assignment" in said

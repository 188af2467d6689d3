"""The tools of ``tests.check`` find nothing; apart from the other rules, as they take the longest."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.check import ROOT, TOOLS, command


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("what", TOOLS)
def test_a_tool_finds_nothing(what: str) -> None:
    found = run(*command(*TOOLS[what]))
    assert found.returncode == 0, found.stdout + found.stderr


def test_benchmarks_call_what_there_is() -> None:
    """No test runs them: one that gave too few arguments was found when somebody wanted its figure."""
    found = run(*command("mypy", "tests/benchmarks"))
    assert re.search(r"checked \d+ source files", found.stdout), found.stdout + found.stderr
    of_peers = "tests/benchmarks/speed/run_nest.py"  # NEST has no types
    lines = [line for line in found.stdout.splitlines() if not line.startswith(of_peers)]
    assert [line for line in lines if re.search(r"\[(call-arg|attr-defined|name-defined)\]$", line)] == []

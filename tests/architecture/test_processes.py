"""Whoever starts a process does so where the current folder cannot slip in: in one file, and in one for windows."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house.tree import nodes

ROOT = Path(__file__).parents[2]
OWNER = "engine/child_process.py"  # every process of Python
WINDOWS = "app/process.py"  # a further window, by Qt
MAKERS = {
    "subprocess": {"run", "Popen", "call", "check_call", "check_output", "getoutput", "getstatusoutput"},
    "os": {
        "system", "popen", "startfile", "fork", "forkpty", "posix_spawn", "posix_spawnp",
        *(f"{kind}{how}" for kind in ("exec", "spawn") for how in ("l", "le", "lp", "lpe", "v", "ve", "vp", "vpe")),
    },
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "pty": {"spawn", "fork"},
}  # fmt: skip
"""Functions that start a process, by their modules."""
NAMES = {"QProcess", "ProcessPoolExecutor", "create_subprocess_exec", "create_subprocess_shell"}
MODULES = {"multiprocessing", "pty"}
ALLOWED = {OWNER: {"subprocess.run", "subprocess.Popen"}, WINDOWS: {"QProcess"}}


def started(parts: Iterable[ast.AST]) -> Iterator[str]:
    """What a source uses to start processes, by name; in whatever way it is imported."""
    for node in parts:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in MAKERS.get(node.value.id, ()):
                yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield node.id
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in MODULES)
            yield from (a.name for a in node.names if a.name in MAKERS and a.asname)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module.split(".")[0] in MODULES:
                yield module
            made = MAKERS.get(module, set())
            yield from (f"from {module} import {a.name}" for a in node.names if a.name in made)
            yield from (a.name for a in node.names if a.name in NAMES and a.asname)


def sources() -> list[Path]:
    return [ROOT / "main.py", *sorted(p for folder in ("app", "engine") for p in (ROOT / folder).rglob("*.py"))]


def calls(path: str, name: str) -> list[ast.Call]:
    """The calls of ``name`` in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == name]


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess\nsubprocess.run(['ls'])", "from subprocess import Popen", "import subprocess as s",
        "import os\nos.system('ls')", "import os\nos.execv('ls', [])", "import multiprocessing.pool",
        "from multiprocessing import Process", "QProcess()", "from PySide6.QtCore import QProcess as P",
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor()",
    ],
)  # fmt: skip
def test_the_rule_sees_every_way_to_start_a_process(text: str) -> None:
    assert list(started(ast.walk(ast.parse(text))))


def test_processes_are_started_in_two_files_alone() -> None:
    for path in sources():
        place = path.relative_to(ROOT).as_posix()
        found = set(started(nodes(path)))
        assert found == ALLOWED.get(place, set()), f"{place} starts a process; {OWNER} does that for all"


@pytest.mark.parametrize("name", ["subprocess.run", "subprocess.Popen"])
def test_every_process_of_the_engine_is_a_safe_python_in_the_folder_of_the_program(name: str) -> None:
    (call,) = calls(OWNER, name)
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    assert ast.unparse(call.args[0]) == "python(*arguments)"
    assert given["cwd"] == "PROGRAM" and "shell" not in given
    assert given["env"] == "environment(variables)"


def test_every_further_window_is_a_safe_python_in_the_folder_of_the_program() -> None:
    assert len(calls(WINDOWS, "QProcess")) == len(calls(WINDOWS, "child_process.python")) == 1
    (folder,) = calls(WINDOWS, "another.setWorkingDirectory")
    assert ast.unparse(folder.args[0]) == "str(child_process.PROGRAM)"
    assert len(calls(WINDOWS, "child_process.environment")) == len(calls(WINDOWS, "another.setProcessEnvironment")) == 1


def test_a_process_that_a_test_starts_keeps_what_it_has_compiled() -> None:
    said = subprocess.run([sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"], stdout=subprocess.PIPE)
    assert said.stdout.split() == [b"False"], "each of hundreds of processes would compile every library anew"

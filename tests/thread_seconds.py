"""Runs code as a person's process does and tells what its threads took: no variable of the tests reaches it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HELD_BY_TESTS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

COUNT = """
import json, os
from pathlib import Path

def thread_seconds():
    seconds = {}
    for task in Path("/proc/self/task").iterdir():
        figures = (task / "stat").read_text().rpartition(")")[2].split()
        seconds[task.name] = (int(figures[11]) + int(figures[12])) / os.sysconf("SC_CLK_TCK")
    return seconds
"""
TELL = """
after = {task: seconds - before.get(task, 0.0) for task, seconds in thread_seconds().items()}
print(json.dumps([after.pop(str(os.getpid())), after]))
"""

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def thread_seconds(setup: str, code: str) -> tuple[float, dict[str, float]]:
    """Processor seconds that ``code`` takes of the first thread and of each other one, after ``setup``, in a process
    of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in HELD_BY_TESTS}
    script = f"{COUNT}{setup}\nbefore = thread_seconds()\n{code}{TELL}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    first, others = json.loads(done.stdout.splitlines()[-1])
    return first, others

"""What needs no test to be run: ``uv run --group dev python -m tests.check`` (style, format, contracts, types).

The tools run side by side; what one of them finds is printed as it tells it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ("app", "engine", "tests", "docs", ".ci", "main.py")
TOOLS = {
    "style": ("ruff", "check", "--quiet", *SOURCES),
    "format": ("ruff", "format", "--check", "--quiet", *SOURCES),
    "contracts": ("lint-imports",),
    "types": ("mypy",),
}
"""Commands by what they look at; what each of them reads stands in pyproject.toml."""


def command(name: str, *arguments: str) -> list[str]:
    """A tool of this environment, before one of the same name elsewhere."""
    beside = Path(sys.executable).parent / name
    return [str(beside) if beside.exists() else str(shutil.which(name)), *arguments]


def main() -> int:
    began = time.perf_counter()
    started = {
        what: subprocess.Popen(
            command(*tool), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        for what, tool in TOOLS.items()
    }
    wrong = 0
    for what, process in started.items():
        said, _ = process.communicate()
        wrong += process.returncode != 0
        print(f"{what}: {'wrong' if process.returncode else 'good'}", flush=True)
        if process.returncode:
            print(said)
    print(f"{time.perf_counter() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""What needs no test to be run: ``uv run --group dev python -m tests.check`` (style, format, contracts, types).

The tools run side by side; what one of them finds is printed as it tells it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
SOURCES = ("app", "engine", "tests", "docs", ".ci", "main.py")
TOOLS = {
    "style": ("ruff", "check", "--quiet", *SOURCES),
    "format": ("ruff", "format", "--check", "--quiet", *SOURCES),
    "contracts": ("lint-imports",),
    "types": ("mypy",),
}
"""Commands by what they look at; what each of them reads stands in pyproject.toml."""
AGAIN = 0.2  # s until one who waits looks again


def command(name: str, *arguments: str) -> list[str]:
    """A tool of this environment, before one of the same name elsewhere."""
    beside = Path(sys.executable).parent / name
    return [str(beside) if beside.exists() else str(shutil.which(name)), *arguments]


@contextmanager
def known_types(root: Path = ROOT) -> Iterator[None]:
    """In a new tree mypy begins with what it knew of the last new one on this machine, and what it knows then is kept.

    All of the program takes it a minute, what differs a second: of new trees that begin together, one waits for the
    other. mypy itself sees what is no longer so: it reads again what has another size or was written in another second.
    """
    known = root / ".mypy_cache"
    if known.exists():
        yield
        return
    from tests.compiled_once import kept  # where it brings the engine, no other check waits for it

    path = kept() / "types.tar"
    with _alone(path.with_suffix(".held")):
        if path.exists():
            with TemporaryDirectory(dir=root, prefix=".mypy_cache-") as aside, suppress(OSError):  # another was first
                with tarfile.open(path) as file:
                    file.extractall(aside, filter="data")
                (Path(aside) / known.name).replace(known)
        yield
        if not known.exists():
            return
        with TemporaryDirectory(dir=path.parent) as aside:  # on the same disk: put in its place whole
            with tarfile.open(Path(aside) / path.name, "w") as file:
                file.add(known, known.name)
            (Path(aside) / path.name).replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time: others wait here until it is through or ends."""
    from engine.files.held import hold

    while (mine := hold(path)) is None:
        time.sleep(AGAIN)
    try:
        yield
    finally:
        mine.let_go()


def main() -> int:
    with known_types():
        return _main()


def _main() -> int:
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

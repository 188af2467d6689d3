"""Renews the exact versions in pyproject.toml, and beside this file their hashes.

``uv lock --upgrade && uv sync && uv run .ci/pins.py`` does both. The hashes, in ``requirements.txt``, are those of
every file of what a person needs to run the program; no address of a server is among them.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NOT_ON_INTEL_MACS = {"numba", "llvmlite"}  # their newest wheels there are older: let the resolver choose
MARKER = "; sys_platform != 'darwin' or platform_machine != 'x86_64'"
EXPORT = ("uv", "export", "--quiet", "--no-dev", "--no-emit-project", "--no-annotate", "--no-header")


def main() -> None:
    """Write what is installed as the constraints of the next installation, and the hashes of what these come to."""
    frozen = subprocess.run(["uv", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    pins = [line for line in frozen.splitlines() if re.fullmatch(r"[\w.\-]+==[\w.]+", line)]
    marked = [pin + MARKER * (pin.split("==")[0] in NOT_ON_INTEL_MACS) for pin in pins]
    block = "constraint-dependencies = [\n" + "".join(f'    "{pin}",\n' for pin in marked) + "]\n"
    text = PYPROJECT.read_text(encoding="utf-8")
    text = re.sub(r"constraint-dependencies = \[\n.*?\]\n", lambda _: block, text, flags=re.DOTALL)
    PYPROJECT.write_text(text, encoding="utf-8")
    hashed = subprocess.run(EXPORT, cwd=PYPROJECT.parent, capture_output=True, text=True, check=True).stdout
    REQUIREMENTS.write_text(hashed, encoding="utf-8")


if __name__ == "__main__":
    main()

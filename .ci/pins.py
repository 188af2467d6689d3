"""Renews the exact versions in pyproject.toml: ``uv lock --upgrade && uv sync && uv run .ci/pins.py``."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"


def main() -> None:
    """Write what is installed as the constraints of the next installation."""
    frozen = subprocess.run(["uv", "pip", "freeze"], capture_output=True, text=True, check=True).stdout
    pins = [line for line in frozen.splitlines() if re.fullmatch(r"[\w.\-]+==[\w.]+", line)]
    block = "constraint-dependencies = [\n" + "".join(f'    "{pin}",\n' for pin in pins) + "]\n"
    text = PYPROJECT.read_text(encoding="utf-8")
    text = re.sub(r"constraint-dependencies = \[\n.*?\]\n", lambda _: block, text, flags=re.DOTALL)
    PYPROJECT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""The version of this program, and how a person calls it."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
"""Of a clone, which is run from its folder and not installed."""
IS_INSTALLED = not PROJECT.exists()
COMMAND = "spikeloom" if IS_INSTALLED else "main.py"
"""What a person types to have it run."""


def version() -> str:
    """The version that pyproject.toml states, there or where it was installed from."""
    if IS_INSTALLED:
        return metadata.version("spikeloom")
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def command_with(extra: str) -> str:
    """The command by which a person brings the libraries of an extra along."""
    return f'pip install "spikeloom[{extra}]"' if IS_INSTALLED else f"uv run --extra {extra} main.py"

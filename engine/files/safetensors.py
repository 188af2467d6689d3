"""Safetensors: named arrays behind a JSON header that is checked against the file's size; it runs no code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.problem import ImportProblem
from engine.files.unpacking import BUDGET


def packed(arrays: Mapping[str, NDArray[Any]], about: str) -> bytes:
    """The arrays as they are, the description in the header."""
    from safetensors.numpy import save

    content: bytes = save(dict(arrays), {"about": about})
    return content


def contents(path: Path) -> tuple[dict[str, NDArray[Any]], str | None]:
    """Every array by name, and the description where there is one; raises :class:`ImportProblem`."""
    from safetensors import SafetensorError, safe_open

    try:
        if path.stat().st_size > BUDGET:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        with safe_open(path, framework="np") as file:
            arrays = {name: np.asarray(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
            return arrays, (file.metadata() or {}).get("about")
    except (OSError, SafetensorError, TypeError, KeyError) as error:
        raise ImportProblem("{file} is not a safetensors file that can be read.", file=path.name) from error

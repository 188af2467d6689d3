"""Reads safetensors: a header that is checked against the file's size, then plain numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.importing import tensors
from engine.importing.imported import BUDGET, Imported, ImportProblem


def read(path: Path) -> Imported:
    """The network in the file; raises :class:`ImportProblem`."""
    arrays, about = _contents(path)
    if "about" not in about:
        raise ImportProblem(f"{path.name} holds arrays, but no description of a network.")
    return tensors.imported(arrays, about["about"], path.name)


def arrays_of(path: Path) -> dict[str, NDArray[Any]]:
    """Every array by name; raises :class:`ImportProblem`."""
    return _contents(path)[0]


def _contents(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    from safetensors import SafetensorError, safe_open

    try:
        if path.stat().st_size > BUDGET:
            raise ImportProblem(f"{path.name} is larger than this program accepts.")
        with safe_open(path, framework="np") as file:
            arrays = {name: np.asarray(file.get_tensor(name)) for name in file.keys()}  # noqa: SIM118
            return arrays, dict(file.metadata() or {})
    except (OSError, SafetensorError, TypeError, KeyError) as error:
        raise ImportProblem(f"{path.name} is not a safetensors file that can be read.") from error

"""Reads the arrays of an ONNX model: weights of an ordinary network, for conversion of a drawn one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.onnx import OnnxModel, unpacked
from engine.files.problem import ImportProblem
from engine.files.protobuf import BrokenMessage
from engine.files.unpacking import BUDGET
from engine.importing.imported import Imported

NETWORK_SUFFIXES = (".onnx",)


def read(path: Path) -> Imported:
    """A model of rectified linear units says nothing of neurons that fire; always raises :class:`ImportProblem`."""
    model_in(path)
    raise ImportProblem(
        "{file} holds no spiking neurons; draw the network first, then its weights can be taken in.", file=path.name
    )


def contents(path: Path) -> tuple[dict[str, NDArray[Any]], str | None]:
    """Every weight and bias by name, weights of products as (post, pre); raises :class:`ImportProblem`."""
    model = model_in(path)
    with np.errstate(invalid="ignore"):  # of what is no number: whoever takes the arrays looks for these
        arrays = {n: np.asarray(a, np.float64) for n, a in model.arrays.items() if a.dtype.kind == "f"}
    for step in model.steps:
        across = step.kind == "MatMul" or (step.kind == "Gemm" and not step.attributes.get("transB"))
        if across and len(step.inputs) > 1 and step.inputs[1] in arrays:
            arrays[step.inputs[1]] = arrays[step.inputs[1]].T
    return arrays, None


def model_in(path: Path) -> OnnxModel:
    """The model in a file; raises :class:`ImportProblem`."""
    try:
        if path.stat().st_size > BUDGET:
            raise ImportProblem("{file} is larger than this program accepts.", file=path.name)
        return unpacked(path.read_bytes(), BUDGET)
    except (OSError, BrokenMessage, ValueError, OverflowError) as error:
        if isinstance(error, ImportProblem):
            raise
        raise ImportProblem("{file} is not an ONNX model that can be read.", file=path.name) from error

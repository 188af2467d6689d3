"""Safetensors: named arrays behind a JSON header, read by PyTorch, JAX and others without running code."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.exporting import tensors
from engine.exporting.atomic import write_bytes
from engine.exporting.format import Format, OnProgress, Provenance, Verification
from engine.network.description import NetworkDescription
from engine.problems import Problem


class Safetensors(Format):
    """Arrays in single precision; the description of the network stands in the header."""

    name = "safetensors"
    title = "safetensors"
    suffix = ".safetensors"
    meaning = "named arrays for PyTorch and JAX, in single precision"

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        return tensors.refusals(description)

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        from safetensors.numpy import save

        arrays, about = tensors.contents(description, provenance, seed)
        single = {name: np.ascontiguousarray(array, np.float32) for name, array in arrays.items()}
        write_bytes(path, save(single, {"about": about}))

    @classmethod
    def verify(
        cls,
        description: NetworkDescription,
        path: Path,
        *,
        seed: int = 1,
        samples: int | None = None,
        on_progress: OnProgress | None = None,
    ) -> Verification:
        from engine.importing.safetensors import arrays_of

        arrays = arrays_of(path)
        return tensors.verify(description, arrays, seed=seed, samples=samples, on_progress=on_progress)

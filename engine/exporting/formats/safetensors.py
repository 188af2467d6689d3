"""Safetensors: named arrays behind a JSON header, read by PyTorch, JAX and others without running code."""

from __future__ import annotations

from pathlib import Path

from engine.exporting.tensors import Array, NamedArrays
from engine.files import safetensors
from engine.files.single import single


class Safetensors(NamedArrays):
    """Matrices in single precision, lists of synapses as they are; the header describes the network."""

    name = "safetensors"
    rank = 2
    title = "safetensors"
    suffix = ".safetensors"
    meaning = "matrices as float32, PyTorch and JAX"

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        return cls.packed_exactly({name: single(array) for name, array in arrays.items()}, about)

    @classmethod
    def packed_exactly(cls, arrays: dict[str, Array], about: str) -> bytes:
        return safetensors.packed(arrays, about)

    @classmethod
    def unpacked(cls, path: Path) -> dict[str, Array]:
        return safetensors.contents(path)[0]

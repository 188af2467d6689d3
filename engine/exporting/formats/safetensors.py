"""Safetensors: named arrays behind a JSON header, read by PyTorch, JAX and others without running code."""

from __future__ import annotations

from typing import ClassVar

from engine.exporting.tensors import Array, ArrayCodec, NamedArrays
from engine.files import safetensors
from engine.files.single import single


class Safetensors(NamedArrays):
    """Matrices in single precision, lists of synapses as they are; the header describes the network."""

    name = "safetensors"
    rank = 2
    title = "safetensors"
    suffix = ".safetensors"
    meaning = "matrices as float32, PyTorch and JAX"
    codec: ClassVar[ArrayCodec] = safetensors

    @classmethod
    def packed(cls, arrays: dict[str, Array], about: str) -> bytes:
        return cls.packed_exactly({name: single(array) for name, array in arrays.items()}, about)

    @classmethod
    def packed_exactly(cls, arrays: dict[str, Array], about: str) -> bytes:
        return super().packed(arrays, about)

"""Safetensors: named arrays behind a JSON header, read by PyTorch, JAX and others without running code."""

from __future__ import annotations

from typing import ClassVar

from engine.exporting.tensors import ArrayCodec, NamedArrays
from engine.files import safetensors


class Safetensors(NamedArrays):
    """Matrices in single precision, lists of synapses as they are; the header describes the network."""

    name = "safetensors"
    rank = 2
    title = "safetensors"
    suffix = ".safetensors"
    meaning = "matrices as float32, PyTorch and JAX"
    codec: ClassVar[ArrayCodec] = safetensors
    is_single = True

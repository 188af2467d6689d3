"""Networks and weights in safetensors."""

from __future__ import annotations

from pathlib import Path

from engine.files.safetensors import contents
from engine.importing import tensors
from engine.importing.imported import Imported

__all__ = ["NETWORK_SUFFIXES", "contents", "read"]

NETWORK_SUFFIXES = (".safetensors",)


def read(path: Path) -> Imported:
    """The network in the file; raises :class:`ImportProblem`."""
    return tensors.imported(*contents(path), path.name)

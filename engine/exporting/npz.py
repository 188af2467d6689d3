"""NumPy's own archive: one array per name, and the network's description as text in ``about``."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from engine.exporting import tensors
from engine.exporting.atomic import write_bytes
from engine.exporting.format import Format, OnProgress, Provenance, Verification
from engine.network.description import NetworkDescription
from engine.problems import Problem


class Npz(Format):
    """Arrays that ``numpy.load`` opens without pickle."""

    name = "npz"
    title = "NumPy"
    suffix = ".npz"
    meaning = "named arrays for Python, in double precision"

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        return tensors.refusals(description)

    @classmethod
    def write(cls, description: NetworkDescription, path: Path, provenance: Provenance, *, seed: int = 1) -> None:
        cls.demand(description)
        arrays, about = tensors.contents(description, provenance, seed)
        content = io.BytesIO()
        np.savez(content, about=np.array(about), **arrays)  # type: ignore[arg-type]
        write_bytes(path, content.getvalue())

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
        from engine.importing.npz import arrays_of

        arrays = arrays_of(path)
        return tensors.verify(description, arrays, seed=seed, samples=samples, on_progress=on_progress)

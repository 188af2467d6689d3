"""A network as the text of a program, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.files.atomic import write_bytes, write_whole

Array: TypeAlias = NDArray[Any]
ARCHIVE = ".npz"
USUAL_DURATION = 1000.0  # ms that a script runs for


LOADED = 'arrays = np.load(Path(__file__).with_suffix(".npz"))'
WRITTEN_OUT = 8  # numbers of an array that stand in the program itself


class Archive:
    """The arrays beside a program that is being written; ``is_used`` once an array is spoken of."""

    def __init__(self) -> None:
        self.arrays: dict[str, Array] = {}
        self.is_used = False

    def text(self, name: str, value: Array) -> str:
        """An array as an expression: its few numbers, or its place in the archive, called ``name`` there."""
        self.is_used = True
        plain = np.asarray(value, np.int64 if np.issubdtype(value.dtype, np.integer) else np.float64)
        if 0 < plain.size <= WRITTEN_OUT and plain.ndim in (1, 2):
            return f"np.array({plain.tolist()!r})"
        key, number = name, 2
        while key in self.arrays:
            key, number = f"{name}_{number}", number + 1
        self.arrays[key] = plain
        return f'arrays["{key}"]'


@dataclass(frozen=True)
class Script:
    """``arrays`` by name stand in an archive beside the program, named as it is; ``lines`` (from 0) by element."""

    text: str
    arrays: Mapping[str, Array] = field(default_factory=dict)
    lines: Mapping[str, range] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the program, and its archive where it has one, each whole or not at all."""

        def archive(temporary: Path) -> None:
            with temporary.open("wb") as stream:
                np.savez_compressed(stream, allow_pickle=False, **self.arrays)

        if self.arrays:
            write_whole(path.with_suffix(ARCHIVE), archive)
        write_bytes(path, self.text.encode())

"""Makes files as sources of samples find them."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

IDX_TYPES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(path: Path, array: NDArray[np.generic]) -> Path:
    """Write an IDX file, packed where it is called so."""
    kind = array.dtype.str[1:]
    head = struct.pack(f">BBBB{array.ndim}I", 0, 0, IDX_TYPES[kind], array.ndim, *array.shape)
    data = head + array.astype(f">{kind}").tobytes()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def mnist(folder: Path, train: int = 40, test: int = 10, end: str = "") -> Path:
    """Four files as MNIST has them; gives the one of training images."""
    random = np.random.default_rng(3)
    for part, count in (("train", train), ("t10k", test)):
        idx(folder / f"{part}-images-idx3-ubyte{end}", random.integers(0, 256, (count, 5, 4)).astype("u1"))
        idx(folder / f"{part}-labels-idx1-ubyte{end}", (np.arange(count) % 4).astype("u1"))
    return folder / f"train-images-idx3-ubyte{end}"

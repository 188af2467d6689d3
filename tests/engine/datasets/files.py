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


def nmnist(path: Path, events: list[tuple[int, int, int, int]]) -> Path:
    """Write events (time in µs, column, row, polarity) as N-MNIST has them, with overflows of the clock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data, ahead = bytearray(), 0
    for time, x, y, polarity in events:
        while time - ahead >= 1 << 23:
            data += bytes([0, 240, 0, 0, 0])
            ahead += 1 << 13
        t = time - ahead
        data += bytes([x, y, polarity << 7 | t >> 16, t >> 8 & 0xFF, t & 0xFF])
    path.write_bytes(data)
    return path


def aedat(path: Path, events: list[tuple[int, int, int, int]]) -> Path:
    """Write events (time in µs, column, row, polarity) of a DVS128 as AEDAT 2."""
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [struct.pack(">II", p | x << 1 | y << 8, t) for t, x, y, p in events]
    path.write_bytes(b"#!AER-DAT2.0\r\n# made for a test\r\n" + b"".join(words))
    return path


def gestures(root: Path, write=nmnist, end: str = ".bin", parts=("Train", "Test"), each: int = 3) -> Path:  # type: ignore[no-untyped-def]
    """A folder of recordings of three classes; in each a pixel fires whose column is the class."""
    for part in parts:
        for kind in ("0", "2", "10"):
            for number in range(each):
                events = [(1000 + 2500 * k, int(kind), number, k % 2) for k in range(4)]
                write(root / part / kind / f"{number:05}{end}", events)
    return root


def shd(
    path: Path, spikes: list[tuple[list[float], list[int]]], labels: list[int], names: tuple[str, ...] = ()
) -> Path:
    """Write samples, each of times in s and channels, as the Heidelberg Digits have them."""
    import h5py

    with h5py.File(path, "w") as file:
        for name, column, kind in (("times", 0, "f4"), ("units", 1, "i8")):
            made = file.create_dataset(f"spikes/{name}", (len(spikes),), h5py.vlen_dtype(np.dtype(kind)))
            for number, sample in enumerate(spikes):
                made[number] = np.array(sample[column], kind)
        file["labels"] = np.array(labels, "i8")
        if names:
            file["extra/keys"] = np.array([name.encode() for name in names])
    return path

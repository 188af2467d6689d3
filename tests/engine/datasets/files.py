"""Makes files as sources of samples find them."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
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


def aedat3(
    path: Path, events: list[tuple[int, int, int, int]], source: str = "DVS128", each: int = 3, extra: bytes = b"",
    invalid: tuple[int, int, int, int] = (5, 9, 9, 1),
) -> Path:  # fmt: skip
    """Write events (time in µs, column, row, polarity) as AEDAT 3.1, ``each`` a packet, which has an invalid one too.

    A packet of special events stands before each; ``extra`` comes behind them all.
    """

    def packet(kind: int, overflow: int, rows: list[tuple[int, int, int, int, int]]) -> bytes:
        words = [struct.pack("<Ii", x << 17 | y << 2 | on << 1 | valid, t) for t, x, y, on, valid in rows]
        counts = len(rows), len(rows), sum(valid for *_, valid in rows)
        return struct.pack("<2h6i", kind, 1, 8, 4, overflow, *counts) + b"".join(words)

    body = b""
    for at in range(0, len(events), each):
        overflow = events[at][0] >> 31
        rows = [(t - (overflow << 31), x, y, on, 1) for t, x, y, on in events[at : at + each]]
        body += packet(0, overflow, [(1, 2, 3, 0, 1)]) + packet(1, overflow, [*rows, (*invalid, 0)])
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = f"#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: {source}\r\n#Start-Time: 2016-01-01 00:00:00 (TZ+0000)\r\n"
    path.write_bytes(lines.encode() + b"#!END-HEADER\r\n" + body + extra)
    return path


INFO = """<dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">
<node name="0" path="a"><attr key="typeIdentifier" type="string">FRME</attr></node>
<node name="1" path="b"><attr key="compression" type="string">NONE</attr>
<attr key="typeIdentifier" type="string">EVTS</attr>
<node name="info" path="c"><attr key="sizeX" type="int">{x}</attr><attr key="sizeY" type="int">{y}</attr></node>
</node></node></dv>"""


def flat(identifier: bytes, fields: list[bytes], after: bytes) -> bytes:
    """A FlatBuffer behind its length: a table of inline fields, of which the last may point to what is ``after``."""
    places, width = [], 4
    for value in fields:
        width += -width % len(value)
        places.append(width)
        width += len(value)
    head = struct.pack(f"<HH{len(fields)}H", 4 + 2 * len(fields), width, *places)
    head += bytes(-len(head) % 8)
    table = bytearray(struct.pack("<i", len(head)) + bytes(width - 4))
    for place, value in zip(places, fields, strict=True):
        table[place : place + len(value)] = value
    data = struct.pack("<I", 8 + len(head)) + identifier + head + table
    data += bytes((4 - len(data)) % 8)  # what comes after its own length of four bytes lies at a multiple of eight
    if after:
        at = 8 + len(head) + places[-1]
        data = data[:at] + struct.pack("<I", len(data) - at) + data[at + 4 :]
    return struct.pack("<I", len(data + after)) + data + after


def aedat4(
    path: Path, events: list[tuple[int, int, int, int]], packing: int = 0, pack: Callable[[bytes], bytes] = bytes,
    info: str | None = None, packets: int = 2,
) -> Path:  # fmt: skip
    """Write events (time in µs, column, row, polarity) as DV does: a stream of frames, one of events, and a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (INFO.format(x=346, y=260) if info is None else info).encode()
    body = b""
    parts = np.array_split(np.array(events, np.int64).reshape(-1, 4), packets) if packets else []
    for number, part in enumerate(parts):
        structs = b"".join(struct.pack("<qhhB3x", t, x, y, p) for t, x, y, p in part.tolist())
        content = pack(flat(b"EVTS", [bytes(4)], struct.pack("<I", len(part)) + structs))
        frame = pack(flat(b"FRME", [struct.pack("<q", number)], b""))
        body += struct.pack("<ii", 0, len(frame)) + frame + struct.pack("<ii", 1, len(content)) + content

    def head(end: int) -> bytes:
        fields = [struct.pack("<i", packing), struct.pack("<q", end), bytes(4)]
        return b"#!AER-DAT4.0\r\n" + flat(b"IOHE", fields, struct.pack("<I", len(text)) + text + b"\0")

    end = len(head(0)) + len(body)
    path.write_bytes(head(end) + body + b"what follows the packets is a table that nobody reads")
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
    path: Path, spikes: list[tuple[list[float], list[int]]], labels: list[int], names: tuple[str, ...] = (),
    speakers: list[int] | None = None,
) -> Path:  # fmt: skip
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
        if speakers is not None:
            file["extra/speaker"] = np.array(speakers, "i8")
    return path

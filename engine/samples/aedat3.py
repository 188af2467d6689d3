"""AEDAT 3.1: recordings of event cameras in packets of events of one kind each, behind lines that begin with #.

Source: iniVation, *AEDAT 3.1 file format*; its library libcaer, ``events/common.h`` and ``events/polarity.h``. Of the
many things that such a file may hold, the valid polarity events of the source with the lowest number are read. Numbers
are little-endian.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Unreadable
from engine.problems import declare
from engine.samples import files as _files

MOST_HEADER = 1 << 20  # bytes
END = b"#!END-HEADER\r\n"
FORMAT, SOURCES, RAW = "#Format:", ("#Source ", "#-Source "), "RAW"
SENSORS = {"DVS128": (128, 128), "DAVIS128": (128, 128), "DAVIS240": (240, 180), "DAVIS346": (346, 260)}
"""Pixels across and down of cameras, by what their names begin with."""
HEAD = np.dtype([
    ("kind", "<i2"), ("source", "<i2"), ("each", "<i4"), ("stamp", "<i4"), ("overflow", "<i4"),
    ("capacity", "<i4"), ("count", "<i4"), ("valid", "<i4"),
])  # fmt: skip
SIZE = struct.Struct("<4xi12xi")  # of an event and how many there are, in the head of a packet
LAST_SOURCE = (1 << 15) - 1
BLOCK = 1 << 20  # bytes of the file in which packets are looked at together: there may be millions without an event
POLARITY = 1  # of a packet's type
EVENT = np.dtype([("data", "<u4"), ("t", "<i4")])
STAMP = 4  # bytes of an event before its time
COPIES = 8  # bytes in memory for one of the events in the file
OVERFLOW = 31  # bits of a time in an event; its packet has those above
ADDRESS = 0x7FFF

OTHER_AEDAT = declare(
    "data.other-aedat",
    "{file}, which {element} reads, is AEDAT {version}.",
    "Convert it to AEDAT 4, 2 or 3.1 without compression, or to a table of spikes.",
)

Integers = NDArray[np.int64]


def sensor(path: Path, quantity: str) -> tuple[int, int] | None:
    """Pixels across and down of the first camera that is named and known; raises :class:`Unreadable`."""
    with _files.opened(path, quantity), path.open("rb") as file:
        lines = _lines(path, file, quantity)
    names = [line.partition(":")[2].strip() for line in lines if line.startswith(SOURCES)]
    return next((size for name in names for known, size in SENSORS.items() if name.startswith(known)), None)


def demand_whole(path: Path, quantity: str) -> None:
    """Refuse a file whose packets do not fill it as they say; raises :class:`Unreadable`."""
    with _files.opened(path, quantity), path.open("rb") as file:
        for _ in _packets(path, file, quantity, whole=False):
            pass


def events(path: Path, quantity: str) -> tuple[Integers, Integers, Integers, Integers]:
    """Times in µs, columns, rows and polarities, each (events,); raises :class:`Unreadable`."""
    times, words, chosen = list[Integers](), list[NDArray[np.uint32]](), LAST_SOURCE
    with _files.opened(path, quantity), path.open("rb") as file:
        _files.demand_memory(COPIES * path.stat().st_size, quantity)
        for heads, begins, block in _packets(path, file, quantity, whole=True):
            wanted = (heads["kind"] == POLARITY) & (heads["count"] > 0) & (heads["source"] <= chosen)
            if not wanted.any():
                continue
            if (lowest := int(heads["source"][wanted].min())) < chosen:
                times, words, chosen = [], [], lowest
            wanted &= heads["source"] == chosen
            counts = heads["count"][wanted].astype(np.int64)
            begins, ends = begins[wanted], begins[wanted] + EVENT.itemsize * counts
            parts = [block[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
            found = np.frombuffer(b"".join(parts), EVENT)
            is_valid = found["data"] & 1 > 0
            if found["t"].min(where=is_valid, initial=0) < 0:
                raise Unreadable(_files.DAMAGED, quantity, file=path.name)
            later = np.repeat(heads["overflow"][wanted].astype(np.int64) << OVERFLOW, counts)
            times.append((later + found["t"])[is_valid])
            words.append(found["data"][is_valid])
    if not times:
        return (np.zeros(0, np.int64),) * 4
    data = np.concatenate(words).astype(np.int64)
    return np.concatenate(times), data >> 17 & ADDRESS, data >> 2 & ADDRESS, data >> 1 & 1


def _lines(path: Path, file: BinaryIO, quantity: str) -> list[str]:
    """The lines before the packets, at which the file then stands; raises :class:`Unreadable`."""
    start = file.read(MOST_HEADER)
    end = start.find(END)
    if end < 0:
        raise Unreadable(_files.DAMAGED, quantity, file=path.name)
    file.seek(end + len(END))
    lines = start[:end].decode("utf-8", "replace").splitlines()
    packing = next((line[len(FORMAT) :].strip() for line in lines if line.startswith(FORMAT)), RAW)
    if packing != RAW:
        raise Unreadable(OTHER_AEDAT, quantity, file=path.name, version=f"3.1 ({packing})")
    return lines


def _packets(
    path: Path, file: BinaryIO, quantity: str, *, whole: bool
) -> Iterator[tuple[NDArray[np.void], Integers, bytes]]:
    """Heads of packets that stand one after another, where each goes on, both (packets,), and the bytes that hold them.

    These end with the last packet where the ``whole`` is read. Raises :class:`Unreadable` for packets that are none, or
    that the file does not hold.
    """
    _lines(path, file, quantity)
    at, size = file.tell(), path.stat().st_size
    while at < size:
        file.seek(at)
        block, starts, place = file.read(BLOCK), array("q"), 0
        while place + HEAD.itemsize <= len(block):
            each, count = SIZE.unpack_from(block, place)
            starts.append(place)
            place += HEAD.itemsize + max(each, 0) * max(count, 0)
        begins = np.frombuffer(starts, np.int64)
        heads = np.frombuffer(block, np.uint8)[begins[:, None] + np.arange(HEAD.itemsize)].view(HEAD)[:, 0]
        odd = (heads["kind"] == POLARITY) & ((heads["each"] != EVENT.itemsize) | (heads["stamp"] != STAMP))
        if odd.any() or any((heads[name] < 0).any() for name in ("kind", "source", "each", "overflow", "count")):
            raise Unreadable(_files.DAMAGED, quantity, file=path.name)
        if whole and at + place <= size:
            block += file.read(max(place - len(block), 0))
        if not starts or at + place > size or (whole and len(block) < place):
            raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{at + (place or HEAD.itemsize):,}")
        yield heads, begins + HEAD.itemsize, block
        at += place

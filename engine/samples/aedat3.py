"""AEDAT 3.1: recordings of event cameras in packets of events of one kind each, behind lines that begin with #.

Source: iniVation, *AEDAT 3.1 file format*; its library libcaer, ``events/common.h`` and ``events/polarity.h``. Of the
many things that such a file may hold, the valid polarity events of the source with the lowest number are read. Numbers
are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
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
HEAD = struct.Struct("<hhiiiiii")
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


@dataclass(frozen=True)
class Packet:
    """The head of a packet: its events' kind, source and overflows, and the bytes that they take in the file."""

    kind: int
    source: int
    overflow: int
    size: int


def sensor(path: Path, quantity: str) -> tuple[int, int] | None:
    """Pixels across and down of the first camera that is named and known; raises :class:`Unreadable`."""
    with _files.opened(path, quantity), path.open("rb") as file:
        lines = _lines(path, file, quantity)
    names = [line.partition(":")[2].strip() for line in lines if line.startswith(SOURCES)]
    return next((size for name in names for known, size in SENSORS.items() if name.startswith(known)), None)


def demand_whole(path: Path, quantity: str) -> None:
    """Refuse a file whose packets do not fill it as they say; raises :class:`Unreadable`."""
    with _files.opened(path, quantity), path.open("rb") as file:
        for packet in _packets(path, file, quantity):
            file.seek(packet.size, 1)


def events(path: Path, quantity: str) -> tuple[Integers, Integers, Integers, Integers]:
    """Times in µs, columns, rows and polarities, each (events,); raises :class:`Unreadable`."""
    times: dict[int, list[Integers]] = {}
    words: dict[int, list[NDArray[np.uint32]]] = {}
    with _files.opened(path, quantity), path.open("rb") as file:
        _files.demand_memory(COPIES * path.stat().st_size, quantity)
        for packet in _packets(path, file, quantity):
            if packet.kind != POLARITY:
                file.seek(packet.size, 1)
                continue
            part = np.frombuffer(file.read(packet.size), EVENT)
            part = part[part["data"] & 1 > 0]
            if len(part) and part["t"].min() < 0:
                raise Unreadable(_files.DAMAGED, quantity, file=path.name)
            times.setdefault(packet.source, []).append(part["t"].astype(np.int64) + (packet.overflow << OVERFLOW))
            words.setdefault(packet.source, []).append(part["data"])
    if not times:
        return (np.zeros(0, np.int64),) * 4
    chosen = min(times)
    data = np.concatenate(words[chosen]).astype(np.int64)
    return np.concatenate(times[chosen]), data >> 17 & ADDRESS, data >> 2 & ADDRESS, data >> 1 & 1


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


def _packets(path: Path, file: BinaryIO, quantity: str) -> Iterator[Packet]:
    """Each packet, the file standing behind its head; who takes it goes on to its end."""
    _lines(path, file, quantity)
    whole = path.stat().st_size
    while head := file.read(HEAD.size):
        if len(head) < HEAD.size:
            raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{file.tell() + HEAD.size:,}")
        kind, source, each, stamp, overflow, _, count, _ = HEAD.unpack(head)
        odd = kind == POLARITY and (each != EVENT.itemsize or stamp != STAMP)
        if odd or min(kind, source, each, overflow, count) < 0:
            raise Unreadable(_files.DAMAGED, quantity, file=path.name)
        if (end := file.tell() + each * count) > whole:
            raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{end:,}")
        yield Packet(kind, source, overflow, each * count)

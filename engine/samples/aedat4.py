"""AEDAT 4: recordings of event cameras in packets, each a FlatBuffer, perhaps packed by LZ4 or Zstandard.

Source: iniVation, *AEDAT 4.0 file format* (documentation of DV); Google, *FlatBuffers internals*. Of the many things
that such a file may hold, the events of the camera with the lowest number are read. Numbers are little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Unreadable
from engine.problems import Phrase, declare
from engine.samples import files as _files

MAGIC = b"#!AER-DAT4"
VERSION = 14  # bytes of the first line
PREFIX = 4  # bytes before a FlatBuffer that say how long it is
MOST_HEADER = 1 << 24  # bytes
MOST_PACKET = 1 << 26  # bytes of one packet, unpacked
MOST_UNPACKED = 1 << 30  # bytes of a file's events, unpacked
COPIES = 6  # bytes in memory for one of the unpacked events
EVENTS = b"EVTS"
PLAIN, LZ4, ZSTD = (0,), (1, 2), (3, 4)  # values of the header's ``compression``
EVENT = np.dtype({
    "names": ["t", "x", "y", "on"], "formats": ["<i8", "<i2", "<i2", "u1"], "offsets": [0, 8, 10, 12], "itemsize": 16
})  # fmt: skip

NEEDS_PACKAGE = declare(
    "data.needs-package",
    "{file}, which {element} reads, is packed by {packing}, and the Python package {package} is not there.",
    "Install it (pip install {package}), or save the recording without compression.",
)
LONG_RECORDING = declare("data.long-recording", "{file}, which {element} reads, is too long.", "Cut it into samples.")

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Header:
    """The packing of packets, their begin and end, the streams of events and (width, height) of their sensor.

    ``streams`` is None where the file does not say what its streams are; ``sensor`` where it names no size.
    """

    compression: int
    begin: int
    end: int
    streams: tuple[int, ...] | None
    sensor: tuple[int, int] | None


class _Odd(ValueError):
    """Bytes that are no such FlatBuffer."""


def header(path: Path, quantity: str) -> Header:
    """Read the beginning of a file; raises :class:`Unreadable`."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            start = file.read(VERSION + PREFIX)
            if not start.startswith(MAGIC) or len(start) < VERSION + PREFIX:
                raise Unreadable(_files.OTHER_KIND, quantity, file=path.name, kind=Phrase("AEDAT 4 recording"))
            (length,) = struct.unpack_from("<I", start, VERSION)
            if length > min(size, MOST_HEADER):
                raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{length:,}")
            table = _Table(file.read(length))
        begin, end = VERSION + PREFIX + length, table.number(1, "<q", -1)
        if end > size:
            raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{end:,}")
        streams, sensor = _stream_numbers(table.text(2))
        return Header(table.number(0, "<i", 0), begin, end if begin <= end else size, streams, sensor)
    except OSError:
        raise Unreadable(_files.UNOPENED, quantity, file=path.name) from None
    except _Odd:
        raise Unreadable(_files.DAMAGED, quantity, file=path.name) from None


def events(path: Path, quantity: str) -> tuple[Integers, Integers, Integers, Integers]:
    """Times in µs, columns, rows and polarities, each (events,); raises :class:`Unreadable`."""
    found = header(path, quantity)
    unpack = _unpacking(path, found.compression, quantity)
    parts, unpacked, chosen = [], 0, min(found.streams) if found.streams else None
    for stream, packet in _packets(path, found, quantity):
        if found.streams is not None and stream != chosen:
            continue
        try:
            content = unpack(packet)
            if len(content) > MOST_PACKET:
                raise Unreadable(LONG_RECORDING, quantity, file=path.name)
            (length,) = struct.unpack_from("<I", content)
            if length > len(content) - PREFIX:
                raise _Odd
            table = _Table(content[PREFIX : PREFIX + length])
            if table.identifier != EVENTS or (chosen is not None and stream != chosen):
                continue
            part = np.frombuffer(table.vector(0, EVENT.itemsize), EVENT)
        except (_Odd, struct.error):
            raise Unreadable(_files.DAMAGED, quantity, file=path.name) from None
        chosen, unpacked = stream, unpacked + part.nbytes
        if unpacked > MOST_UNPACKED:
            raise Unreadable(LONG_RECORDING, quantity, file=path.name)
        parts.append(part)
    _files.demand_memory(COPIES * unpacked, quantity)
    whole = np.concatenate(parts) if parts else np.zeros(0, EVENT)
    if len(whole) and min(whole["x"].min(), whole["y"].min()) < 0:
        raise Unreadable(_files.DAMAGED, quantity, file=path.name)
    t, x, y, on = (whole[name].astype(np.int64) for name in ("t", "x", "y", "on"))
    return t, x, y, np.minimum(on, 1)


def _packets(path: Path, found: Header, quantity: str) -> Iterator[tuple[int, bytes]]:
    """The number of its stream and the content of every packet."""
    with path.open("rb") as file:
        at = found.begin
        file.seek(at)
        while at < found.end:
            head = file.read(8)
            stream, length = struct.unpack("<ii", head) if len(head) == 8 else (0, -1)
            at += 8 + length
            if length < 0 or at > found.end:
                raise Unreadable(_files.CUT_SHORT, quantity, file=path.name, promised=f"{at:,}")
            yield stream, file.read(length)


def _unpacking(path: Path, compression: int, quantity: str) -> Callable[[bytes], bytes]:
    """Find what unpacks a packet, up to a byte more than one may have; raises :class:`Unreadable` if it is missing."""
    if compression in PLAIN:
        return bytes
    if compression not in (*LZ4, *ZSTD):
        raise Unreadable(_files.DAMAGED, quantity, file=path.name)
    packing, package = ("LZ4", "lz4") if compression in LZ4 else ("Zstandard", "zstandard")
    try:
        return _by_lz4() if compression in LZ4 else _by_zstandard()
    except ImportError:
        words = {"file": path.name, "packing": packing, "package": package}
        raise Unreadable(NEEDS_PACKAGE, quantity, **words) from None


def _by_lz4() -> Callable[[bytes], bytes]:
    import lz4.frame

    def unpack(packet: bytes) -> bytes:
        try:
            content: bytes = lz4.frame.LZ4FrameDecompressor().decompress(packet, max_length=MOST_PACKET + 1)
        except RuntimeError as error:
            raise _Odd from error
        return content

    return unpack


def _by_zstandard() -> Callable[[bytes], bytes]:
    import zstandard

    def unpack(packet: bytes) -> bytes:
        try:
            with zstandard.ZstdDecompressor().stream_reader(packet) as reader:
                content: bytes = reader.read(MOST_PACKET + 1)
        except zstandard.ZstdError as error:
            raise _Odd from error
        return content

    return unpack


def _stream_numbers(info: str) -> tuple[tuple[int, ...] | None, tuple[int, int] | None]:
    """The numbers of the streams of events and the size of the first one's sensor, from the header's XML."""
    if not info or "<!" in info:  # entities of a stranger are never expanded
        return None, None
    try:
        root = ElementTree.fromstring(info)
    except ElementTree.ParseError:
        return None, None
    found: dict[int, tuple[int, int] | None] = {}
    named = False
    for node in root.iter("node"):
        kind, name = _attribute(node, "typeIdentifier"), node.get("name", "")
        named |= bool(kind)
        if kind.encode() == EVENTS and name.isascii() and name.isdigit() and len(name) < 10:
            size = [_attribute(inner, side) for inner in node.iter("node") for side in ("sizeX", "sizeY")]
            known = [int(words) for words in size if words.isascii() and words.isdigit() and len(words) < 6]
            found[int(name)] = (known[0], known[1]) if len(known) > 1 and min(known[:2]) > 0 else None
    return (tuple(sorted(found)), found[min(found)]) if found else (() if named else None, None)


def _attribute(node: ElementTree.Element, key: str) -> str:
    """The value of an attribute of one node, none of those within it."""
    return next((a.text or "" for a in node.findall("attr") if a.get("key") == key), "").strip()


class _Table:
    """The root table of a FlatBuffer; nothing outside its bytes is read. Raises :class:`_Odd`."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.identifier = data[4:8]
        self._at = self._read("<I", 0)
        self._fields = self._at - self._read("<i", self._at)
        self._width = self._read("<H", self._fields)

    def _read(self, kind: str, at: int) -> int:
        if at < 0 or at + struct.calcsize(kind) > len(self._data):
            raise _Odd
        return int(struct.unpack_from(kind, self._data, at)[0])

    def _place(self, field: int) -> int:
        """The place of a field's value; 0 where it is left out."""
        slot = 4 + 2 * field
        offset = self._read("<H", self._fields + slot) if slot + 2 <= self._width else 0
        return self._at + offset if offset else 0

    def number(self, field: int, kind: str, default: int) -> int:
        place = self._place(field)
        return self._read(kind, place) if place else default

    def vector(self, field: int, size: int) -> bytes:
        """The bytes of a list of structures of ``size`` bytes each."""
        place = self._place(field)
        if not place:
            return b""
        start = place + self._read("<I", place)
        count = self._read("<I", start)
        start += 4
        if start + count * size > len(self._data):
            raise _Odd
        return self._data[start : start + count * size]

    def text(self, field: int) -> str:
        return self.vector(field, 1).decode("utf-8", "replace")

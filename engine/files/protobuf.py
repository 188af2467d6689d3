"""Protocol Buffers as far as ONNX needs them: fields of numbers, bytes and messages, written and read.

Source: the wire format of Protocol Buffers, https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_VARINT = 10  # bytes
SEVEN, MORE = 0x7F, 0x80


class BrokenMessage(ValueError):
    """The bytes are no message."""


def whole_number_field(field: int, value: int) -> bytes:
    """A field with a whole number that is not negative."""
    return _varint(field << 3 | VARINT) + _varint(value)


def content(field: int, value: bytes | str) -> bytes:
    """A field with bytes, a text in UTF-8, or another message."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | BYTES) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    result = bytearray()
    while value > SEVEN:
        result.append(value & SEVEN | MORE)
        value >>= 7
    result.append(value)
    return bytes(result)


def fields(message: bytes | memoryview) -> Mapping[int, list[int | memoryview]]:
    """The values of each field of a message, by its number; raises :class:`BrokenMessage`."""
    view, at = memoryview(message), 0
    found: defaultdict[int, list[int | memoryview]] = defaultdict(list)
    while at < len(view):
        key, at = _read_varint(view, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _read_varint(view, at)
            found[key >> 3].append(value)
            continue
        if kind == BYTES:
            size, at = _read_varint(view, at)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise BrokenMessage("a field of no known kind")
        if size > len(view) - at:
            raise BrokenMessage("a field that goes beyond the end")
        found[key >> 3].append(view[at : at + size])
        at += size
    return found


def whole_numbers(values: Iterable[int | memoryview]) -> Iterator[int]:
    """Whole numbers, each by itself or many one after another; raises :class:`BrokenMessage`."""
    for value in values:
        if isinstance(value, int):
            yield value
            continue
        at = 0
        while at < len(value):
            number, at = _read_varint(value, at)
            yield number


def _read_varint(view: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for place in range(LONGEST_VARINT):
        if at + place >= len(view):
            break
        byte = view[at + place]
        value |= (byte & SEVEN) << 7 * place
        if not byte & MORE:
            return value, at + place + 1
    raise BrokenMessage("a number without an end")

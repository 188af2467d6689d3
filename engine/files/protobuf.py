"""Protocol Buffers as far as ONNX needs them: fields of numbers, bytes and messages, written and read.

Source: the wire format of Protocol Buffers, https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from collections.abc import Iterator

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


def fields(message: bytes | memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Every field of a message with its number; raises :class:`BrokenMessage`."""
    view, at = memoryview(message), 0
    while at < len(view):
        key, at = _read_varint(view, at)
        kind = key & 7
        if kind == VARINT:
            value, at = _read_varint(view, at)
            yield key >> 3, value
            continue
        if kind == BYTES:
            size, at = _read_varint(view, at)
        elif kind in (FIXED64, FIXED32):
            size = 8 if kind == FIXED64 else 4
        else:
            raise BrokenMessage("a field of no known kind")
        if size > len(view) - at:
            raise BrokenMessage("a field that goes beyond the end")
        yield key >> 3, view[at : at + size]
        at += size


def packed_numbers(data: bytes | memoryview) -> Iterator[int]:
    """Whole numbers that stand one after another; raises :class:`BrokenMessage`."""
    view, at = memoryview(data), 0
    while at < len(view):
        value, at = _read_varint(view, at)
        yield value


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

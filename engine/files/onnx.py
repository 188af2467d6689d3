"""ONNX models of a few operators as plain data, written and read without ONNX's own package.

Field numbers are those of ``onnx.proto3``, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, IR version 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.protobuf import BrokenMessage, content, fields, whole_number_field, whole_numbers
from engine.files.single import single

Array = NDArray[Any]
Message = Mapping[int, list[int | memoryview]]
IR_VERSION, OPSET = 8, 13
FLOAT, INT64 = 1, 7
DTYPES = {FLOAT: "<f4", INT64: "<i8", 11: "<f8", 6: "<i4", 10: "<f2"}
INTS, INT = 7, 2


@dataclass(frozen=True)
class OnnxOperator:
    """One operator with the names of what goes in and what comes out; attributes are whole numbers or lists of them."""

    kind: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, int | tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class OnnxModel:
    """``entry`` and ``exit`` are the name and width of what goes in and out, with an open axis of samples before it."""

    steps: tuple[OnnxOperator, ...]
    arrays: Mapping[str, Array]
    entry: tuple[str, int]
    exit: tuple[str, int]
    about: Mapping[str, str] = field(default_factory=dict)

    def packed(self, name: str, description: str) -> bytes:
        """The file; arrays in single precision."""
        graph = b"".join(content(1, _step(step)) for step in self.steps)
        graph += content(2, name)
        graph += b"".join(content(5, _tensor(n, array)) for n, array in self.arrays.items())
        graph += content(11, _open_value(*self.entry)) + content(12, _open_value(*self.exit))
        model = (
            whole_number_field(1, IR_VERSION) + content(2, "Spikeloom") + content(6, description) + content(7, graph)
        )
        model += content(8, content(1, "") + whole_number_field(2, OPSET))
        return model + b"".join(content(14, content(1, n) + content(2, text)) for n, text in self.about.items())


def _step(step: OnnxOperator) -> bytes:
    result = b"".join(content(1, name) for name in step.inputs) + content(2, step.output)
    result += content(3, step.output) + content(4, step.kind)
    for name, value in step.attributes.items():
        if isinstance(value, int):
            attribute = content(1, name) + whole_number_field(3, value) + whole_number_field(20, INT)
        else:
            attribute = (
                content(1, name) + b"".join(whole_number_field(8, v) for v in value) + whole_number_field(20, INTS)
            )
        result += content(5, attribute)
    return result


def _tensor(name: str, array: Array) -> bytes:
    whole = array.dtype.kind == "i"
    data = (np.ascontiguousarray(array, DTYPES[INT64]) if whole else single(array).astype(DTYPES[FLOAT])).tobytes()
    dims = b"".join(whole_number_field(1, n) for n in array.shape)
    return dims + whole_number_field(2, INT64 if whole else FLOAT) + content(8, name) + content(9, data)


def _open_value(name: str, width: int) -> bytes:
    shape = content(1, content(2, "samples")) + content(1, whole_number_field(1, width))
    return content(1, name) + content(2, content(1, whole_number_field(1, FLOAT) + content(2, shape)))


def unpacked(data: bytes, budget: int) -> OnnxModel:
    """The model in a file's bytes; raises :class:`BrokenMessage` where there is none that this program reads."""
    model = fields(data)
    if not (content := _last(model, 7)):
        raise BrokenMessage("no graph")
    graph = fields(content)
    steps = tuple(_read_step(_bytes(step)) for step in graph[1])
    arrays = dict(_read_tensor(_bytes(tensor), budget) for tensor in graph[5])
    pairs = (fields(_bytes(pair)) for pair in model[14])
    about = {_text(_last(pair, 1)): _text(_last(pair, 2)) for pair in pairs}
    return OnnxModel(steps, arrays, _read_value(_last(graph, 11)), _read_value(_last(graph, 12)), about)


def _bytes(value: int | memoryview) -> bytes:
    if isinstance(value, int):
        raise BrokenMessage("a number where a message belongs")
    return bytes(value)


def _last(message: Message, field: int) -> bytes:
    """The message or text of a field, of several the last; empty where there is none."""
    return _bytes(message[field][-1]) if message[field] else b""


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _read_step(step: bytes) -> OnnxOperator:
    message = fields(step)
    inputs = tuple(_text(_bytes(name)) for name in message[1])
    attributes = dict(_read_attribute(_bytes(attribute)) for attribute in message[5])
    return OnnxOperator(_text(_last(message, 4)), inputs, _text(_last(message, 2)), attributes)


def _read_attribute(attribute: bytes) -> tuple[str, int | tuple[int, ...]]:
    message = fields(attribute)
    one = [*whole_numbers(message[3])]
    return _text(_last(message, 1)), one[-1] if one else tuple(whole_numbers(message[8]))


def _read_tensor(tensor: bytes, budget: int) -> tuple[str, Array]:
    message = fields(tensor)
    name, dims, kind = _text(_last(message, 8)), [*whole_numbers(message[1])], [*whole_numbers(message[2])]
    if message[13] or message[14]:
        raise BrokenMessage("numbers that lie in another file")
    if not kind or kind[-1] not in DTYPES:
        raise BrokenMessage(f"numbers of a kind that is not read in {name}")
    dtype, data = np.dtype(DTYPES[kind[-1]]), _last(message, 9) or b"".join(map(_bytes, message[4]))
    if int(np.prod(dims, dtype=object)) * dtype.itemsize != len(data) or len(data) > budget:
        raise BrokenMessage(f"another number of values in {name} than it promises")
    return name, np.frombuffer(data, dtype).reshape(dims).copy()


def _read_value(value: bytes) -> tuple[str, int]:
    """The name of what goes in or out, and its width: the last of its sizes, 0 where that is open."""
    message = fields(value)
    shape = fields(_last(fields(_last(fields(_last(message, 2)), 1)), 2))
    sizes = [*whole_numbers(fields(_bytes(shape[1][-1]))[1])] if shape[1] else []
    return _text(_last(message, 1)), sizes[-1] if sizes else 0

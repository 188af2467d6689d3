"""ONNX models of a few operators as plain data, written and read without ONNX's own package.

Field numbers are those of ``onnx.proto3``, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, IR version 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.protobuf import BrokenMessage, content, fields, packed_numbers, whole_number_field
from engine.files.single import single

Array = NDArray[Any]
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
    graph, about = b"", {}
    for key, value in fields(data):
        if key == 7:
            graph = _bytes(value)
        elif key == 14:
            pair = {k: _bytes(v).decode("utf-8", "replace") for k, v in fields(_bytes(value))}
            about[pair.get(1, "")] = pair.get(2, "")
    if not graph:
        raise BrokenMessage("no graph")
    steps, arrays, ends = [], {}, {11: ("", 0), 12: ("", 0)}
    for key, value in fields(graph):
        if key == 1:
            steps.append(_read_step(_bytes(value)))
        elif key == 5:
            name, array = _read_tensor(_bytes(value), budget)
            arrays[name] = array
        elif key in ends:
            ends[key] = _read_value(_bytes(value))
    return OnnxModel(tuple(steps), arrays, ends[11], ends[12], about)


def _bytes(value: int | memoryview) -> bytes:
    if isinstance(value, int):
        raise BrokenMessage("a number where a message belongs")
    return bytes(value)


def _whole(value: int | memoryview) -> int:
    if not isinstance(value, int):
        raise BrokenMessage("a message where a number belongs")
    return value


def _read_step(message: bytes) -> OnnxOperator:
    inputs, output, kind, attributes = [], "", "", {}
    for key, value in fields(message):
        if key == 1:
            inputs.append(_text(value))
        elif key == 2:
            output = _text(value)
        elif key == 4:
            kind = _text(value)
        elif key == 5:
            name, held = "", list[int]()
            single: int | None = None
            for inner, part in fields(_bytes(value)):
                if inner == 1:
                    name = _text(part)
                elif inner == 3:
                    single = _whole(part)
                elif inner == 8:
                    held += [part] if isinstance(part, int) else packed_numbers(part)
            attributes[name] = tuple(held) if single is None else single
    return OnnxOperator(kind, tuple(inputs), output, attributes)


def _read_tensor(message: bytes, budget: int) -> tuple[str, Array]:
    name, dims, kind, raw, floats = "", list[int](), 0, b"", b""
    for key, value in fields(message):
        if key == 1:
            dims += [value] if isinstance(value, int) else packed_numbers(value)
        elif key == 2:
            kind = _whole(value)
        elif key == 4:
            floats += _bytes(value)
        elif key == 8:
            name = _text(value)
        elif key == 9:
            raw = _bytes(value)
        elif key in (13, 14):
            raise BrokenMessage("numbers that lie in another file")
    if kind not in DTYPES or any(n < 0 for n in dims):
        raise BrokenMessage(f"numbers of a kind that is not read in {name}")
    size = int(np.prod(dims, dtype=object))
    data = raw or floats
    if size * np.dtype(DTYPES[kind]).itemsize != len(data) or len(data) > budget:
        raise BrokenMessage(f"another number of values in {name} than it promises")
    return name, np.frombuffer(data, DTYPES[kind]).reshape(dims).copy()


def _read_value(message: bytes) -> tuple[str, int]:
    name, width = "", 0
    for key, value in fields(message):
        if key == 1:
            name = _text(value)
        elif key == 2:
            for _, tensor in fields(_bytes(value)):
                for inner, shape in fields(_bytes(tensor)) if not isinstance(tensor, int) else ():
                    if inner == 2:
                        dims = [dict(fields(_bytes(dim))) for _, dim in fields(_bytes(shape))]
                        last = dims[-1].get(1, 0) if dims else 0
                        width = last if isinstance(last, int) else 0
    return name, width


def _text(value: int | memoryview) -> str:
    return _bytes(value).decode("utf-8", "replace")

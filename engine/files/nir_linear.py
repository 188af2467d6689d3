"""NIR's nodes without a state: what each makes of a signal, written out, whoever reads the file.

A signal is (samples, *shape) without an axis of time. Grids are (channels, rows, columns); a node that stands on a
grid takes a flat signal of as many values too, since several libraries leave shapes out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.files.nir import NirGraph, NirNode

Array = NDArray[Any]
Shape = tuple[int, ...]
GRID = 3  # axes of a grid
CHANNELS_LAST = "Flatten, channels last"  # what a Flatten is to software that keeps channels last


def with_channels_last(graph: NirGraph) -> NirGraph:
    """The graph as software reads it that flattens grids place by place."""
    last = {name: NirNode(CHANNELS_LAST) for name in graph.of_kind("Flatten")}
    return replace(graph, nodes={**graph.nodes, **last})


class Unfit(ValueError):
    """A node's input does not have the shape that the node needs."""


def can_read(node: NirNode) -> bool:
    """Tell whether the node is read here."""
    return node.kind in NODES


def output_shape(node: NirNode, shape: Shape) -> Shape:
    """The shape that comes out, from the one that goes in; raises :class:`Unfit`."""
    return tuple(applied(node, np.zeros((1, *shape))).shape[1:])


def applied(node: NirNode, signal: Array, with_bias: bool = True) -> Array:
    """Apply the node to a signal (samples, *shape); raises :class:`Unfit`.

    Weights that are no numbers make none, without a warning: who reads a file looks at what comes out.
    """
    try:
        with np.errstate(invalid="ignore", over="ignore"):
            return NODES[node.kind](node, signal, with_bias)
    except (ValueError, IndexError, TypeError) as error:
        raise Unfit(f"{node.kind} does not fit a signal of shape {signal.shape[1:]}") from error


def bias_of(node: NirNode, shape: Shape) -> Array | None:
    """The bias that the node adds to a signal of this shape, None where it adds nothing."""
    if node.get("bias") is None:
        return None
    return np.asarray(applied(node, np.zeros((1, *shape)))[0])


def pair(value: Any) -> tuple[int, int]:
    """Rows and columns of a number or of two."""
    flat = [int(n) for n in np.asarray(value).ravel()]
    return (flat[0], flat[0]) if len(flat) == 1 else (flat[0], flat[1])


def margins(node: NirNode) -> tuple[tuple[int, int], tuple[int, int]]:
    """Silent rows above and below, and columns left and right, that a convolution adds."""
    if isinstance(node["padding"], str | bytes):
        if node["padding"] in ("valid", b"valid"):
            return (0, 0), (0, 0)
        spans = [d * (k - 1) for d, k in zip(pair(node["dilation"]), node["weight"].shape[2:], strict=True)]
        return (spans[0] // 2, spans[0] - spans[0] // 2), (spans[1] // 2, spans[1] - spans[1] // 2)
    above, left = pair(node["padding"])
    return (above, above), (left, left)


def read_grid(node: NirNode, shape: Shape) -> Shape:
    """The grid that a node on a grid reads ``shape`` as; raises ValueError where there is none."""
    if len(shape) == GRID:
        return shape
    channels = node["weight"].shape[1] * int(node.get("groups", 1)) if "weight" in node.values else 1
    given = node.get("input_shape")
    if given is None:
        raise ValueError("a flat signal has no grid")
    rows, columns = pair(given)
    if channels * rows * columns != math.prod(shape):
        raise ValueError("another number of values")
    return channels, rows, columns


def _through(node: NirNode, signal: Array, with_bias: bool) -> Array:
    return signal


def _affine(node: NirNode, signal: Array, with_bias: bool) -> Array:
    flat = signal.reshape(len(signal), -1)
    weight = np.asarray(node["weight"], np.float64)
    moved = flat @ weight.reshape(-1, weight.shape[-1]).T
    if with_bias and node.get("bias") is not None:
        moved = moved + np.asarray(node["bias"], np.float64).ravel()
    return np.asarray(moved)


def _scale(node: NirNode, signal: Array, with_bias: bool) -> Array:
    return np.asarray(signal * np.asarray(node["scale"], np.float64).reshape(signal.shape[1:]))


def _flatten(node: NirNode, signal: Array, with_bias: bool) -> Array:
    """NIR counts axes without that of the samples; whoever counts that one too means the last that there is."""
    axes, shape = signal.ndim - 1, signal.shape
    given = (int(d) + axes if int(d) < 0 else int(d) for d in (node["start_dim"], node["end_dim"]))
    first, last = (min(max(d, 0), axes - 1) for d in given)
    if first > last:
        raise ValueError("no such axes")
    return signal.reshape(*shape[: first + 1], -1, *shape[last + 2 :])


def _flatten_places(node: NirNode, signal: Array, with_bias: bool) -> Array:
    """Place by place, all channels of a place together."""
    if signal.ndim == GRID + 1:
        signal = signal.transpose(0, 2, 3, 1)
    return signal.reshape(len(signal), -1)


def _convolution(node: NirNode, signal: Array, with_bias: bool) -> Array:
    """A correlation, in loops over the kernel's entries."""
    kernel = np.asarray(node["weight"], np.float64)
    groups = int(node["groups"])
    given = signal.reshape(len(signal), *read_grid(node, signal.shape[1:]))
    (top, bottom), (left, right) = margins(node)
    wide = np.pad(given, ((0, 0), (0, 0), (top, bottom), (left, right)))
    (down, across), (dy, dx) = pair(node["stride"]), pair(node["dilation"])
    high = (wide.shape[2] - dy * (kernel.shape[2] - 1) - 1) // down + 1
    long = (wide.shape[3] - dx * (kernel.shape[3] - 1) - 1) // across + 1
    if high < 1 or long < 1 or given.shape[1] != groups * kernel.shape[1] or len(kernel) % groups:
        raise ValueError("the kernel does not fit")
    made = np.zeros((len(given), len(kernel), high, long))
    outs, ins = len(kernel) // groups, kernel.shape[1]
    for y, x in np.ndindex(*kernel.shape[2:]):
        seen = wide[:, :, y * dy : y * dy + down * high : down, x * dx : x * dx + across * long : across]
        for g in range(groups):
            part = seen[:, g * ins : (g + 1) * ins]
            made[:, g * outs : (g + 1) * outs] += np.einsum(
                "nirc,oi->norc", part, kernel[g * outs : (g + 1) * outs, :, y, x]
            )
    if with_bias and node.get("bias") is not None:
        made += np.asarray(node["bias"], np.float64).reshape(-1)[:, None, None]
    return made


def _pool(node: NirNode, signal: Array, average: bool) -> Array:
    if signal.ndim != GRID + 1:
        raise ValueError("a flat signal has no grid")
    (high, wide), (down, across), (top, left) = pair(node["kernel_size"]), pair(node["stride"]), pair(node["padding"])
    padded = np.pad(signal, ((0, 0), (0, 0), (top, top), (left, left)))
    rows, columns = (padded.shape[2] - high) // down + 1, (padded.shape[3] - wide) // across + 1
    if rows < 1 or columns < 1:
        raise ValueError("the window does not fit")
    total = np.zeros((*signal.shape[:2], rows, columns))
    for y, x in np.ndindex(high, wide):
        total += padded[:, :, y : y + down * rows : down, x : x + across * columns : across]
    return np.asarray(total / (high * wide) if average else total)


NODES: Mapping[str, Callable[[NirNode, Array, bool], Array]] = {
    "Input": _through,
    "Output": _through,
    "Delay": _through,
    "Affine": _affine,
    "Linear": _affine,
    "Scale": _scale,
    "Flatten": _flatten,
    CHANNELS_LAST: _flatten_places,
    "Conv2d": _convolution,
    "SumPool2d": lambda node, signal, _: _pool(node, signal, average=False),
    "AvgPool2d": lambda node, signal, _: _pool(node, signal, average=True),
}
"""By the name of NIR's class."""

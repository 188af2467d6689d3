"""Shapes in pictures of 28 × 28 pixels, told by kernels that look for the same lines everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.document.document import Document
from app.document.example import Example
from app.document.examples.keys import ALL_TO_ALL, DELTA, DISCRETE_LIF
from app.document.making.sketch import Sketch
from engine.network.values import Normal

PLACE = 45
EXAMPLE = Example("Shapes by convolution", "Kernels find the same line everywhere.", "Learning", 5)
SIDE, KERNEL, POOL = 28, 5, 2
FIRST, SECOND, SHAPES = 12, 24, 4  # channels of both layers, and what there is to tell
STEPS = 16.0  # ms for which a picture is shown


def draw() -> Document:
    """The drawing, as a person would make it.

    Source: LeCun, Bottou, Bengio & Haffner (1998), Proceedings of the IEEE 86, 2278-2324, 10.1109/5.726791: the
    layers; Neftci, Mostafa & Zenke (2019), IEEE Signal Processing Magazine 36(6), 51-63, 10.1109/MSP.2019.2931595: the
    training.
    """
    sketch = Sketch("Shapes by convolution", resolution=1.0, speed=0.02)
    shapes = sketch.node(
        "datasets/shapes", "Shapes", (48, 192), parameters={"training": 2000.0, "test": 400.0, "sample_time": STEPS}
    )
    pixels = sketch.node("encoders/constant_current", "Pixels", (240, 192), SIDE * SIDE)
    side = SIDE - KERNEL + 1
    first = _maps(sketch, DISCRETE_LIF, "Lines", (432, 192), FIRST, side)
    side //= POOL
    smaller = _maps(sketch, "neurons/linear_unit", "Smaller", (696, 192), FIRST, side)
    side = side - KERNEL + 1
    second = _maps(sketch, DISCRETE_LIF, "Parts", (960, 192), SECOND, side)
    side //= POOL
    smallest = _maps(sketch, "neurons/linear_unit", "Smallest", (1224, 192), SECOND, side)
    output = sketch.node(DISCRETE_LIF, "Output", (1488, 192), SHAPES)
    answer = sketch.node("decoders/spike_count", "Answer", (1728, 192))
    sketch.link(shapes, pixels)
    sketch.link(pixels, first, **_kernels(FIRST), synapse=None, weight=Normal(0.0, 0.3))
    sketch.link(first, smaller, **_pool(DELTA))
    sketch.link(smaller, second, **_kernels(SECOND), synapse=None, weight=Normal(0.0, 0.15))
    sketch.link(second, smallest, **_pool(DELTA))
    sketch.link(smallest, output, wiring=ALL_TO_ALL, sign="mixed", synapse=None, weight=Normal(0.0, 0.15))
    sketch.link(output, answer)
    sketch.link(shapes, answer)
    sketch.note(
        "A shape may be anywhere, of any size, turned anyhow. Twelve kernels of 5 × 5 weights look for lines at every "
        "place.\nTrain it in Learn, and open Kernels and Feature maps beside it: the lines that they look for can be "
        "seen.",
        width=860,
    )
    sketch.train("surrogate_gradient", epochs=5.0, batch=32.0, learning_rate=0.005)
    return sketch.document


def _maps(sketch: Sketch, model: str, title: str, position: tuple[float, float], channels: int, side: int) -> str:
    """A population on a grid."""
    places = {"channels": float(channels), "rows": float(side), "columns": float(side)}
    return sketch.node(model, title, position, channels * side**2, arrangement="positions/grid", places=places)


def _kernels(channels: int) -> Mapping[str, Any]:
    numbers = {"height": float(KERNEL), "width": float(KERNEL), "channels": float(channels)}
    return {"wiring": "wiring/convolution", "wiring_parameters": numbers, "sign": "mixed"}


def _pool(synapse: str) -> Mapping[str, Any]:
    return {"wiring": "wiring/pooling", "synapse": synapse, "delay": 0.0, "weight": 1.0}

"""Outlines of four shapes anywhere in a picture: what a network tells apart that looks for the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import sin
from engine.model.data import Samples
from engine.model.declaration import Setting, count_setting
from engine.model.functions import PI
from engine.model.stored import Scaled
from engine.samples.made import GeneratedDataset

NAMES = ("circle", "box", "triangle", "cross")
SMALLEST, LARGEST = 0.2, 0.32  # from the middle to a corner, of a side of the picture
STROKE = 2.0  # pixels across a line
SQUARE = 0.7071067811865476  # from the middle of a square to its side, of that to its corner
INNER = 0.5  # the same of a triangle
BRIGHTEST = 255.0
QUARTER = 0.25  # of a turn

Floats = NDArray[np.float64]


class Shapes(GeneratedDataset):
    """The outline of a circle, a box, a triangle or a cross, over noise: anywhere, of any size, turned anyhow.

    No pixel says anything by itself, and no shape is at its place twice: kernels that look for the same line
    everywhere find what whole pictures side by side do not show.
    """

    title = "Shapes"
    category = "Images"
    aliases = ("outlines", "circle", "square", "triangle", "convolution", "translation invariance")
    class_words = NAMES

    side = count_setting("n", "pixels of a side", 28.0, at_least=12.0, at_most=256.0)
    noise = Setting("1", r"\sigma", "standard deviation of the noise", default=0.1, at_least=0.0, at_most=1.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        side = round(cls.given(values)["side"])
        return side, side

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        return (given["training"] + given["test"]) * given["side"] ** 2

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        side = round(given["side"])
        random, labels = cls.begun(given, len(NAMES))
        pixels = np.zeros((len(labels), side * side), np.uint8)
        for sample, kind in enumerate(labels):
            size, turn, right, down = random.random_sample(4)
            reach = side * (SMALLEST + (LARGEST - SMALLEST) * size)
            free = (side - 1) / 2 - reach - STROKE  # to either side of the middle; a sharp corner is a line longer
            middle = ((side - 1) / 2 + free * (2 * place - 1) for place in (right, down))
            shown = outline(NAMES[kind], side, reach, turn, *middle)
            shown = shown + given["noise"] * random.standard_normal(shown.shape)
            pixels[sample] = np.round(BRIGHTEST * np.clip(shown, 0.0, 1.0))
        pixels.setflags(write=False)
        return Samples(Scaled(pixels, 0.0, BRIGHTEST), labels, (side, side), NAMES)


def outline(name: str, side: int, reach: float, turn: float, right: float, down: float) -> Floats:
    """Brightness (side²,) of an outline around a middle; ``turn`` is a share of a whole one, the rest are pixels."""
    rows, columns = np.divmod(np.arange(side * side), side)
    cosine, sine = sin(2 * PI * (turn + QUARTER)), sin(2 * PI * turn)
    x = cosine * (columns - right) + sine * (rows - down)
    y = cosine * (rows - down) - sine * (columns - right)
    return np.asarray(np.clip((STROKE + 1.0) / 2 - _distance(name, x, y, reach), 0.0, 1.0), np.float64)


def _distance(name: str, x: Floats, y: Floats, reach: float) -> Floats:
    """Pixels to the nearest line of a shape around 0 whose corners are so far from it, within its arms at least."""
    if name == "circle":
        return np.asarray(np.abs(np.sqrt(x * x + y * y) - reach))
    if name == "box":
        return np.asarray(np.abs(np.maximum(np.abs(x), np.abs(y)) - SQUARE * reach))
    if name == "triangle":
        slope = sin(2 * PI / 3)
        return np.asarray(np.abs(np.maximum(y, slope * np.abs(x) - INNER * y) - INNER * reach))
    across, along = np.minimum(np.abs(x), np.abs(y)), np.maximum(np.abs(x), np.abs(y))
    return np.asarray(np.maximum(across, along - reach))

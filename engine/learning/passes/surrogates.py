"""Smooth stand-ins for the derivative of the step by which a neuron fires.

Each takes ``x``, how far the membrane is above its threshold, and ``width``, the sharpness in units of
1/x; each integrates to one over x, so that learning rates carry over.
They are plain functions, read like a model's equations into whatever the backward pass needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.model.functions import PI, absolute, exp, where

Surrogate = Callable[[Any, Any], Any]


def arctangent(x: Any, width: Any) -> Any:
    """Fang et al. (2021), 10.1109/ICCV48922.2021.00266; the default of snnTorch."""
    return width / 2 / (1 + (PI / 2 * width * x) ** 2)


def fast_sigmoid(x: Any, width: Any) -> Any:
    """SuperSpike: Zenke & Ganguli (2018), 10.1162/neco_a_01086, scaled to an integral of one."""
    return width / 2 / (1 + width * absolute(x)) ** 2


def sigmoid(x: Any, width: Any) -> Any:
    """Derivative of the logistic function; written in exp(-|x|), which cannot overflow."""
    e = exp(-width * absolute(x))
    return width * e / (1 + e) ** 2


def triangle(x: Any, width: Any) -> Any:
    """Piecewise linear, as wide at half its height as the others: Bellec et al. (2018), arXiv 1803.09574."""
    rise = 1 - width / 2 * absolute(x)
    return width / 2 * where(rise > 0, rise, 0.0)


def rectangle(x: Any, width: Any) -> Any:
    """One slope as far from threshold as the triangle reaches, 2/width: Wu et al. (2018), 10.3389/fnins.2018.00331."""
    return width / 4 * where(1 - width / 2 * absolute(x) > 0, 1.0, 0.0)


def gaussian(x: Any, width: Any) -> Any:
    """The normal density, as high as the others: Yin, Corradi & Bohté (2021), 10.1038/s42256-021-00397-w."""
    return width / 2 * exp(-PI / 4 * (width * x) ** 2)


SURROGATES: dict[str, Surrogate] = {
    "arctangent": arctangent,
    "fast sigmoid": fast_sigmoid,
    "Gaussian": gaussian,
    "rectangle": rectangle,
    "sigmoid": sigmoid,
    "triangle": triangle,
}

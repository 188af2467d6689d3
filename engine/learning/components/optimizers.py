"""From gradients to new values: one step of descent, in place, on a dictionary of arrays.

Each array may count in a unit of its own: its gradient is by such units, and it moves by so many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Units = Mapping[Any, float]  # by array; 1 of those that are not named
PLAIN: Units = {}
USUAL_RATE, FEW_ACTIVE, LEAST_RATE = 8e-3, 20.0, 1e-3
PIECE = 1 << 17  # elements of each array: half a megabyte in single precision
WARM_UP_START = 0.1  # factor of the first step


def _pieces(*arrays: Array) -> Iterator[tuple[Array, ...]]:
    """The same elements of all arrays, so few at a time that they stay near the processor."""
    first = arrays[0]
    if first.size <= PIECE or not all(isinstance(one, np.ndarray) and one.flags.c_contiguous for one in arrays):
        yield arrays
        return
    flat = [one.reshape(-1) for one in arrays]
    for begin in range(0, first.size, PIECE):
        yield tuple(one[begin : begin + PIECE] for one in flat)


class Adam:
    """Adaptive moments with bias correction: Kingma & Ba (2015), arXiv 1412.6980, algorithm 1."""

    _is_early = False  # whether epsilon is added before the square's correction

    def __init__(self, rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        self.rate, self.beta1, self.beta2, self.epsilon = rate, beta1, beta2, epsilon
        self._mean: dict[Hashable, Array] = {}
        self._square: dict[Hashable, Array] = {}
        self._steps = 0

    def step(self, values: Mapping[Any, Array], gradients: Mapping[Any, Array], units: Units = PLAIN) -> None:
        self._steps += 1
        rate = self.rate / (1 - self.beta1**self._steps)
        unbias = 1 / math.sqrt(1 - self.beta2**self._steps)
        epsilon = self.epsilon * (unbias if self._is_early else 1.0)
        for key, gradient in gradients.items():
            if key not in self._mean:
                self._mean[key], self._square[key] = np.zeros_like(gradient), np.zeros_like(gradient)
            arrays = gradient, self._mean[key], self._square[key], values[key]
            for by, mean, square, value in _pieces(*arrays):
                room = np.subtract(by, mean, np.empty_like(mean))  # new arrays would cost more than the arithmetic
                room *= 1 - self.beta1
                mean += room
                np.multiply(by, by, room)
                room -= square
                room *= 1 - self.beta2
                square += room
                np.sqrt(square, room)
                room *= unbias
                room += epsilon
                np.divide(mean, room, room)
                room *= rate
                room *= units.get(key, 1.0)
                value -= room

    def state(self) -> dict[str, dict[Any, Array]]:
        steps = {"": np.array(self._steps)}
        return {"mean": dict(self._mean), "square": dict(self._square), "steps": steps}

    def restore(self, state: Mapping[str, Mapping[Any, Array]]) -> None:
        self._mean = {key: array.copy() for key, array in state["mean"].items()}
        self._square = {key: array.copy() for key, array in state["square"].items()}
        self._steps = int(state["steps"][""])


class AdamWithEpsilonHat(Adam):
    """The same where epsilon is added before the square's correction, as TensorFlow, Keras and NEST add it.

    First steps of small gradients are shorter. Source: Kingma & Ba (2015), arXiv 1412.6980, the end of section 2.
    """

    _is_early = True


class GradientDescent:
    """The plain step against the gradient; nothing is kept from one to the next: Robbins & Monro (1951)."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def step(self, values: Mapping[Any, Array], gradients: Mapping[Any, Array], units: Units = PLAIN) -> None:
        for key, gradient in gradients.items():
            values[key][...] -= self.rate * gradient * units.get(key, 1.0)

    def state(self) -> dict[str, dict[Any, Array]]:
        return {}

    def restore(self, state: Mapping[str, Mapping[Any, Array]]) -> None:
        """Go on; there is nothing to take."""


class Momentum:
    """Gradient descent with momentum: Polyak (1964), in the form that PyTorch and Keras share."""

    def __init__(self, rate: float, momentum: float = 0.9) -> None:
        self.rate, self.momentum = rate, momentum
        self._velocity: dict[Hashable, Array] = {}

    def step(self, values: Mapping[Any, Array], gradients: Mapping[Any, Array], units: Units = PLAIN) -> None:
        for key, gradient in gradients.items():
            velocity = self._velocity.setdefault(key, np.zeros_like(gradient))
            velocity *= self.momentum
            velocity += gradient
            values[key][...] -= self.rate * velocity * units.get(key, 1.0)

    def state(self) -> dict[str, dict[Any, Array]]:
        return {"velocity": dict(self._velocity)}

    def restore(self, state: Mapping[str, Mapping[Any, Array]]) -> None:
        self._velocity = {key: array.copy() for key, array in state["velocity"].items()}


def usual_rate(active: float) -> float:
    """The rate that suits a network whose neurons have so many inputs on at a time, in weights that fire alone.

    Adam moves every weight by about the rate, so what a neuron is given moves by the rate for each input that is on. Of
    more than :data:`FEW_ACTIVE` the rate is less, and a step moves a neuron as far as with so many, but never less than
    :data:`LEAST_RATE`, Adam's own (decision 0242). It has three digits, the same on every machine.
    """
    return float(f"{max(USUAL_RATE * min(1.0, FEW_ACTIVE / max(active, 1.0)), LEAST_RATE):.3g}")


def clipped(gradients: Mapping[Any, Array], norm: float) -> dict[Any, Array]:
    """``gradients``, all shortened alike where their common length is above ``norm``; 0 sets no limit.

    Source: Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks, algorithm 1.
    """
    if norm == 0:
        return dict(gradients)
    length = math.sqrt(sum(_square(gradient) for gradient in gradients.values()))
    factor = norm / length if norm < length else 1.0
    return {key: gradient * factor for key, gradient in gradients.items()} if factor < 1 else dict(gradients)


def _square(gradient: Array) -> float:
    """The sum of the squares of an array, in its own precision some at a time; in double precision where that ends."""
    with np.errstate(over="ignore"):
        square = sum(float(part.reshape(-1).dot(part.reshape(-1))) for (part,) in _pieces(gradient))
    return square if math.isfinite(square) else float(np.sum(np.square(gradient, dtype=np.float64)))


def decay(values: Iterable[Array], share: float) -> None:
    """Shorten ``values`` by ``share`` beside the step of the optimizer, which does not see it.

    With Adam that is AdamW, with momentum SGDW: Loshchilov & Hutter (2019), arXiv 1711.05101, algorithms 1 and 2.
    """
    if share:
        for value in values:
            value *= 1 - share


def constant(share: float) -> float:
    """The same rate from first to last."""
    return 1.0


def cosine(share: float) -> float:
    """Half a cosine from 1 down to 0: Loshchilov & Hutter (2017), arXiv 1608.03983, without restarts."""
    return 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def linear(share: float) -> float:
    """Straight from 1 down to 0."""
    return 1.0 - min(share, 1.0)


def steps(share: float) -> float:
    """A tenth from half of training on, a hundredth from three quarters on: He et al. (2016), 10.1109/CVPR.2016.90."""
    return 1.0 if share < 0.5 else 0.1 if share < 0.75 else 0.01


SCHEDULES: dict[str, Callable[[float], float]] = {
    "cosine": cosine,
    "constant": constant,
    "linear": linear,
    "steps": steps,
}
"""Factor of the learning rate by the share of training that is done, 0 to 1."""


def pace(schedule: str, share: float, warm_up: float = 0.0) -> float:
    """The factor of the learning rate once this ``share`` of training is done, 0 to 1.

    Over the share ``warm_up`` it rises straight from :data:`WARM_UP_START` to 1; the schedule takes what is left.
    Source of the rise: Goyal et al. (2017), arXiv 1706.02677, section 2.2.
    """
    if share < warm_up:
        return WARM_UP_START + (1 - WARM_UP_START) * share / warm_up
    return SCHEDULES[schedule]((share - warm_up) / (1 - warm_up))


PLAIN_DESCENT = "gradient descent"
OPTIMIZERS: dict[str, type[Adam] | type[Momentum] | type[GradientDescent]] = {
    "Adam": Adam,
    "Adam with ε̂": AdamWithEpsilonHat,
    "momentum": Momentum,
    PLAIN_DESCENT: GradientDescent,
}

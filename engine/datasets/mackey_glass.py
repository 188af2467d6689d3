"""A chaotic series whose later values are wanted at every step: what a network predicts that remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples
from engine.model.declaration import Payload, Setting, count_setting
from engine.samples.made import GeneratedDataset
from engine.samples.own import WASHOUT

BETA, GAMMA, POWER = 0.2, 0.1, 10.0
STEPS = 10  # of the integration between two values
SETTLED = 250  # values that are left out at first, so that no start is remembered
LOW, HIGH = 0.2, 1.4  # taken for 0 and 1
STARTS = 0.5, 1.3
HALF = 0.5
BOTH = 2 * np.dtype(np.float64).itemsize


class MackeyGlass(GeneratedDataset):
    """Pieces of the Mackey-Glass series; wanted at every step is the value that comes some values later.

    dx/dt = 0.2 x(t - τ) / (1 + x(t - τ)^10) - 0.1 x(t), a value each unit of time, by ten Runge-Kutta steps of fourth
    order. Every piece is a series of its own, from a constant past. Values of 0.2 to 1.4 are shown as 0 to 1, and
    the wanted values are counted alike. Read them with leaky integrators and the decoder *Membrane value*.

    Source: Mackey & Glass (1977), Science 197, 287-289, 10.1126/science.267326.
    """

    title = "Mackey-Glass series"
    aliases = ("time series", "prediction", "regression", "chaos", "reservoir", "sequence")
    moves = True

    training = count_setting("n_{train}", "training samples", 200.0, at_most=1e6)
    test = count_setting("n_{test}", "test samples", 50.0, at_most=1e6)
    length = count_setting("T", "values of a sample", 100.0, at_least=2.0, at_most=10_000.0)
    horizon = count_setting("p", "values ahead", 6.0, at_least=0.0, at_most=1000.0)
    washout = WASHOUT
    delay = Setting("1", r"\tau", "delay, in values", default=17.0, at_least=1.0, at_most=1000.0)

    @classmethod
    def shape_of(cls, values: Mapping[str, Any]) -> tuple[int, ...]:
        return round(cls.given(values)["length"]), 1

    @classmethod
    def bytes_needed(cls, given: Mapping[str, float]) -> float:
        past = given["delay"] * STEPS + given["length"] + given["horizon"]
        return (given["training"] + given["test"]) * BOTH * (given["length"] + past)

    @classmethod
    def wants(cls, values: Mapping[str, Any]) -> Payload:
        return Payload.VALUES

    @classmethod
    def make(cls, given: Mapping[str, float]) -> Samples:
        random, labels = cls.begun(given, 1)
        length, ahead = round(given["length"]), round(given["horizon"])
        series = mackey_glass(random.uniform(*STARTS, len(labels)), length + ahead, given["delay"])
        shown = np.clip((series - LOW) / (HIGH - LOW), 0.0, 1.0).T[:, :, None]
        values, wanted = (np.ascontiguousarray(part) for part in (shown[:, :length], shown[:, ahead:]))
        values.setflags(write=False)
        wanted.setflags(write=False)
        return Samples(values, labels, (length, 1), (), series=wanted, washout=given["washout"])


def mackey_glass(starts: NDArray[np.float64], count: int, delay: float) -> NDArray[np.float64]:
    """So many values (count, series) behind the settling, from constant pasts (series,)."""
    back = max(round(delay * STEPS), 1)
    past = np.tile(starts, (back + 1, 1))  # a ring of the steps since t - delay
    x, h, found = starts.copy(), 1.0 / STEPS, []

    def rate(x: NDArray[np.float64], late: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(BETA * late / (1.0 + late**POWER) - GAMMA * x)

    for step in range((SETTLED + count) * STEPS):
        if step % STEPS == 0 and step >= SETTLED * STEPS:
            found.append(x.copy())
        late, next_late = past[step % (back + 1)], past[(step + 1) % (back + 1)]
        between = HALF * (late + next_late)
        k1 = rate(x, late)
        k2 = rate(x + HALF * h * k1, between)
        k3 = rate(x + HALF * h * k2, between)
        k4 = rate(x + h * k3, next_late)
        x = x + h / 6.0 * (k1 + 2.0 * (k2 + k3) + k4)
        past[step % (back + 1)] = x  # becomes that of back + 1 steps ago when it is next read
    return np.array(found)

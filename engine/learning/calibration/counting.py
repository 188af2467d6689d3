"""Neurons that count their input, found by trying: what moves the membrane, by how much, and what a spike takes.

A neuron counts where equal input moves its membrane equally wherever that stands, and a spike takes a constant from it.
Then the spikes of a constant input are its share of that constant in every step, to within one spike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.learning.calibration.tried import TriedNeuron, of_some
from engine.learning.passes.scan import Scan
from engine.model.declaration import NeuronModel, Reset
from engine.model.registry.discovery import models
from engine.network.description import Population, Projection
from engine.problems import declare
from engine.sampling.resolving import population_values

RESET = declare(
    "learning.counting.reset",
    "{model} forgets at a spike how far it was above its threshold, so its spikes do not count its input.",
    "Use a neuron whose reset is a subtraction, such as {fitting}.",
)
LEAK = declare(
    "learning.counting.leak",
    "The membrane of {model} moves without input, so its spikes do not count its input.",
    "Switch off its leak (a decay per step of 1), or use a neuron without one, such as {fitting}.",
)
RATE = declare(
    "learning.counting.rate",
    "{model} does not fire in proportion to its input, by a refractory time, an adaptation or a moving threshold.",
    "Set these to 0, or use {fitting}.",
)
UNEQUAL = declare(
    "learning.counting.unequal",
    "{element} has no single {quantity}, and conversion scales all its neurons or synapses at once.",
    "Give {quantity} one number here.",
)
CHARGE = declare(
    "learning.counting.charge",
    "A spike through {synapse} does not move the membrane in proportion to its weight.",
    "Use a synapse whose current or jump is proportional to its weight, such as a pulse.",
)
EXACT = 1e-9  # relative: what rounding does not explain
SETTLED = 1e-6  # relative: of the charge of a spike that may still be on its way
PARTS = (0, 1, 8, 64, 512, 4096)  # steps after which it is looked whether a spike has done all it will do
LABEL = "r0"
STEPS = 64
SHARES = np.array([0.0, 0.03, 0.11, 1 / 3, 0.5, 0.77, 0.93])

FIRST = np.zeros(1, np.int64)
Array = NDArray[Any]


@dataclass(frozen=True)
class CountingNeuron:
    """``gain``: what one unit of current adds to the membrane in one step; a spike takes ``taken`` of it.

    A neuron fires at ``threshold``. One that never fires has none (NaN), and takes 1 by convention.
    """

    gain: float
    threshold: float
    taken: float


def unequal_parameter(population: Population, seed: int) -> str:
    """The first parameter in which the neurons of a population differ; empty where they are alike."""
    values = population_values(population, seed)
    return next((name for name, value in values.items() if np.ptp(value) > 0), "")


def unequal_synapses(projection: Projection) -> str:
    """The first parameter in which the synapses of a projection may differ; empty where they are alike."""
    for name, value in projection.synapse_values().items():
        if not isinstance(value, float | int) and not (isinstance(value, np.ndarray) and np.ptp(value) == 0):
            return name
    return ""


def counting_neuron_title() -> str:
    """The title of the simplest neuron that counts, found by its declaration."""
    for model in models("neurons").values():
        if issubclass(model, NeuronModel) and model.reset is Reset.BY_SUBTRACTION and model.refractory() is None:
            step = model.equations.get(f"{model.membrane}_next")
            drive = model.input()
            if step is not None and drive is not None and set(step.arguments) == {model.membrane, drive.name}:
                return model.title
    return ""


def counting(population: Population, resolution: float, seed: int) -> CountingNeuron | str:
    """Find the counting neuron of a population, or the code of the reason why it does not count."""
    model = population.model
    if model.fires() and model.reset is not Reset.BY_SUBTRACTION:
        return RESET
    return _counting(_tried(population, resolution, seed))


def kept_share(population: Population, resolution: float, seed: int) -> float:
    """The share of a difference between two membranes below the threshold that a step without input leaves."""
    return _kept(_tried(population, resolution, seed))


def charge(projection: Projection, population: Population, resolution: float, seed: int) -> float | str:
    """The sum that a spike through a projection of weight 1 adds to the membrane; or why it has no such charge."""
    assert projection.synapse is not None
    synapse = projection.synapse, of_some(projection.synapse_values(), FIRST)
    return _charge(replace(_tried(population, resolution, seed), synapses=(synapse,)))


def _tried(population: Population, resolution: float, seed: int) -> _CountedNeuron:
    """The first neuron of a population, without receptors."""
    return _CountedNeuron(population.model, of_some(population_values(population, seed), FIRST), (), resolution)


class _CountedNeuron(TriedNeuron):
    """A neuron, perhaps with one receptor, whose membrane is set and looked at."""

    def begun(self, start: Array | None, size: int, steps: int) -> Scan:
        """``size`` such neurons at the start of their steps, whose membranes ``start`` so (size,)."""
        scan = self.scan(size, 1, steps, start)
        scan.begin({})
        return scan

    def after(self, start: Array, current: Array | float, steps: int = 1) -> tuple[Array, Array]:
        """Membranes that ``start`` so and how often they fire, after steps of which the first brings a current."""
        scan = self.begun(start, len(start), steps)
        scan.injected[0] = current
        scan.forward(0, steps)
        return scan.state(self.model.membrane).copy(), scan.spikes.sum(axis=0)

    def threshold(self) -> tuple[float, float]:
        """A membrane that does not fire by itself, and the level at which it would (the same, if it never fires)."""
        start: Array | None = None
        resting = level = 0.0
        for _ in range(2):
            scan = self.begun(start, 1, 1)
            scan.forward(0, 1)
            resting = float(scan.state(self.model.membrane)[0])
            if not self.model.fires():
                return resting, resting
            distance, fired = float(scan.distance()[0, 0]), bool(scan.spikes[0, 0])
            level = resting - distance
            if not fired:
                break
            start = np.array([resting - 2 * abs(distance) - 1.0])
        return resting, level


@cache  # runs a neuron, for each population like it (decision 0220)
def _counting(tried: _CountedNeuron) -> CountingNeuron | str:
    model, after = tried.model, tried.after
    resting, threshold = tried.threshold()
    span = abs(threshold - resting) or 1.0
    below = threshold - span * np.array([0.1, 0.4, 1.0, 2.5])
    still, _ = after(below, 0.0)
    if np.abs(still - below).max() > EXACT * span:
        return LEAK
    moved = [after(below, -current)[0] - below for current in (1.0, 2.0)]
    gain = -float(moved[0].mean())
    if gain <= 0 or not _alike(moved[0], -gain, span) or not _alike(moved[1], -2 * gain, span):
        return LEAK
    if not model.fires():
        return CountingNeuron(gain, float("nan"), 1.0)
    above = threshold + span * np.array([0.1, 0.4, 1.0])
    reset, _ = after(above, 0.0)
    taken = float((above - reset).mean())
    if taken <= 0 or not _alike(above - reset, taken, span):
        return RESET
    _, spikes = after(np.full(len(SHARES), threshold - taken), SHARES * taken / gain, STEPS)
    if np.abs(spikes - SHARES * STEPS).max() > 1 + EXACT:
        return RATE
    return CountingNeuron(gain, threshold, taken)


@cache  # runs a neuron, for each population like it (decision 0220)
def _kept(tried: _CountedNeuron) -> float:
    resting, threshold = tried.threshold()
    starts = resting - (abs(threshold - resting) or 1.0) * np.array([0.0, 1.0])
    after, _ = tried.after(starts, 0.0)
    return float(np.ptp(after) / np.ptp(starts))


@cache  # runs a neuron, for each population like it (decision 0220)
def _charge(tried: _CountedNeuron) -> float | str:
    resting, threshold = tried.threshold()
    span = abs(threshold - resting) or 1.0
    starts = threshold - span * np.array([1.0, 2.0, 3.0])

    def moved(start: Array, weight: float) -> Array | None:
        """By one spike; None where it still moves the membrane after the longest time."""
        scan = tried.begun(start, len(start), PARTS[-1])
        scan.arrived[LABEL][:] = 0
        scan.arrived[LABEL][0] = weight
        before = start
        for first, last in pairwise(PARTS):
            scan.forward(first, last)
            now = scan.state(tried.model.membrane).copy()
            if first and np.abs(now - before).max() <= SETTLED * np.abs(now - start).max():
                return np.asarray(now - start)
            before = now
        return None

    down = moved(starts, -1.0)
    if down is None:
        return CHARGE
    per_weight = -float(down.mean())
    if per_weight <= 0 or not _alike(down, -per_weight, span):
        return CHARGE
    up = moved(starts - 3 * per_weight, 2.0)
    return per_weight if up is not None and _alike(up, 2 * per_weight, span) else CHARGE


def _alike(values: Array, wanted: float, span: float) -> bool:
    return bool(np.abs(values - wanted).max() <= SETTLED * abs(wanted) + EXACT * EXACT * span)

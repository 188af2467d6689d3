"""The way of one neuron from a state of its own, as a run would have it go."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.answers.excitability import NEURON, alone, ask
from engine.backends.kernels.kernel import GoesOn
from engine.network.description import NetworkDescription, Population, Recording
from engine.network.values import Floats
from engine.simulation.simulation import Simulation


@dataclass(frozen=True)
class Orbit:
    """Every state by name (times,) from the given one on, at ``times`` (times,) in ms, and ``spikes`` (spikes,): the
    numbers of the rows that come after a spike."""

    times: Floats
    states: dict[str, Floats]
    spikes: NDArray[np.int64]


def orbit(
    population: Population, resolution: float, current: float, start: Mapping[str, float], duration: float,
    goes_on: GoesOn | None = None,
) -> Orbit:  # fmt: skip
    """For ``duration`` ms under a steady ``current`` and no spike from others, from the states in ``start``.

    States that are not named begin as they do in a run. Raises ``NumericalFailure`` where the equations leave the
    numbers, ``NetworkError`` where a parameter is not allowed, ``Cancelled`` where ``goes_on`` answers False.
    """
    ask(goes_on)
    neuron = alone(population)
    neuron = replace(neuron, start={**neuron.start, **start}, bias=current)
    recordings = tuple(Recording(name, NEURON, name, interval=resolution) for name in neuron.model.states())
    with closing(Simulation(NetworkDescription(resolution, (neuron,), recordings=recordings))) as simulation:
        begins = {r.id: simulation.values(NEURON, r.id)[0] for r in recordings}
        chunk = simulation.advance(max(round(duration / resolution), 1), goes_on)
    steps = np.concatenate([[0], *(chunk.samples[r.id].steps for r in recordings[:1])])
    states = {r.id: np.concatenate([[begins[r.id]], chunk.samples[r.id].values[:, 0]]) for r in recordings}
    fired = chunk.spikes[NEURON].steps if neuron.model.fires() else np.zeros(0, np.int64)
    return Orbit(steps * resolution, states, np.searchsorted(steps, fired))

"""Showing samples one after another to a network that runs and changes itself as it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import fastest_name
from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.sparse_wired import wired_for
from engine.circuit.wired import Wired
from engine.network.description import START, Population
from engine.network.values import Floats
from engine.sampling.resolving import steps_of
from engine.simulation.simulation import Simulation

AGAIN = 1 << 27  # presentations between a sample and the same shown again: random numbers of their own
MOST = 8  # times that one sample is shown at most
RATE_CODE = "rate"


@dataclass(frozen=True)
class PresentedSamples:
    """The outcome of samples: what of the read-out ``fired`` (steps, samples, neurons), its ``membrane`` (samples,
    neurons) after the last of these steps, and the ``spikes`` of all populations."""

    fired: NDArray[Any]
    membrane: Floats
    spikes: int


def _patiently(_share: float) -> bool:
    """Kernels that are not known yet are compiled beside this process, and waited for: that is no training."""
    return True


class Presenting:
    """A simulation of the drawn network. Weights and thresholds stay from sample to sample; all else is reset.

    Where the read-out fires less than ``fewest`` times, a sample is shown again, its values larger by ``rise`` of
    what they are; beyond 1 only where all encoders let the rate of their spikes carry them.
    """

    def __init__(self, circuit: Circuit, seed: int, fewest: int, rise: float) -> None:
        self._circuit, self._fewest, self._rise = circuit, fewest, rise
        self.plastic = tuple(p for p in circuit.projections if p.plasticity is not None)
        self.thresholds = tuple((p.id, state) for p in circuit.populations for state in moving_thresholds(p))
        self._wiring: dict[str, Wired] = {p.id: wired_for(circuit, p, seed) for p in self.plastic}
        shown = replace(circuit.dataset, split="all", shuffled=False)
        datasets = tuple(shown if d.id == shown.id else d for d in circuit.description.datasets)
        network = replace(circuit.description, datasets=datasets, recordings=())
        self.simulation = Simulation(network, seed=seed, backend=fastest_name(), progress=_patiently)
        self._bound = np.inf if all(e.model.code == RATE_CODE for e in circuit.encoders) else 1.0

    def show(self, values: Floats, label: int, number: int) -> PresentedSamples:
        """Show a sample, (channels,) or (times, channels), as often as it needs."""
        dataset, output, steps = self._circuit.dataset, self._circuit.output, self._circuit.steps
        gap = int(steps_of(dataset.gap, self._circuit.description.resolution))
        for time in range(MOST):
            given = np.minimum(values * (1.0 + time * self._rise), self._bound) if time else values
            self.simulation.present(dataset.id, given, label, number + time * AGAIN)
            for population, state in self.thresholds:
                self.simulation.start_from(population, state)
            first = self.simulation.step
            chunks = [self.simulation.advance(steps)]
            membrane = self.simulation.values(output.id, output.model.membrane)
            chunks += [self.simulation.advance(gap)] if gap else []
            block = chunks[0].spikes[output.id]
            fired = np.zeros((steps, 1, output.size), np.bool_)
            fired[block.steps - first - 1, 0, block.neurons] = True
            if len(block) >= self._fewest:
                break
        spikes = sum(len(chunk.spikes[p.id]) for chunk in chunks for p in self._circuit.populations)
        return PresentedSamples(fired, membrane[None], spikes)

    def weights(self) -> dict[str, Floats]:
        """Of what learns, as the simulation holds them (synapses,)."""
        return {p.id: self.simulation.weights(p.id) for p in self.plastic}

    def arrays(self) -> Arrays:
        """Learnt weights and thresholds, as a description holds them."""
        found: Arrays = {}
        for id, weights in self.weights().items():
            wiring = self._wiring[id]
            found[id, "weight"] = wiring.of_each(weights)
            found |= {(id, end): ends for end, ends in wiring.listed().items()}
        for population, state in self.thresholds:
            found[population, f"{START}{state}"] = np.array(self.simulation.values(population, state), np.float64)
        return found

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that going on needs, flat."""
        now = self.simulation.state()
        flat: dict[str, NDArray[Any]] = {"step": np.array(now.step)}
        flat |= {f"array/{id}/{name}": array for (id, name), array in now.arrays.items()}
        flat |= {f"weights/{id}": array for id, array in now.weights.items()}
        for id, memory in now.memories.items():
            flat |= {f"memory/{id}/{name}": array for name, array in memory.items()}
        return flat

    def restore(self, flat: Mapping[str, NDArray[Any]]) -> None:
        """Go on from such a state."""
        now = self.simulation.state()
        memories = {id: {name: flat[f"memory/{id}/{name}"] for name in memory} for id, memory in now.memories.items()}
        self.simulation.restore(
            replace(
                now,
                step=int(flat["step"]),
                arrays={(id, name): flat[f"array/{id}/{name}"] for id, name in now.arrays},
                weights={id: flat[f"weights/{id}"] for id in now.weights},
                memories=memories,
            )
        )


def moving_thresholds(population: Population) -> tuple[str, ...]:
    """The states beside the membrane on which a spike depends: thresholds that neurons learn for themselves."""
    states = population.model.states()
    read = population.model.equations["spike"].arguments if population.model.fires() else ()
    return tuple(name for name in states if name in read and name != population.model.membrane)

"""One description run here and in NEST, on exactly the same connections, weights, delays, starts and listed spikes.

A case is one small file, ``test_nest_<model>.py`` beside this one, with one test under ``@pytest.mark.peers``::

    CASE = Case(
        "iaf_psc_exp",                                      # the row of docs/validation.md
        recurrent(find("neurons/..."), ...),                # any NetworkDescription: tests/peers/networks.py draws one
        cells={"e": Cell("iaf_psc_exp", {"tau_m": "tau_m", "V_m": "start V", "I_e": "bias", "tau_syn_ex": 2.0})},
        synapses={"ee": Synapse("stdp_synapse", {"lambda": 0.01})},   # static_synapse where a projection is not named
        duration=1000.0,
    )

    @pytest.mark.peers
    def test_...(tmp_path):
        found = CASE.compared(tmp_path)
        CASE.record(found, "0 spikes differ")               # what the test demands, in words, stands beside the figures
        assert found.differing == 0 and found.spikes > 2000

- A parameter's text names a value of ours (a parameter, ``bias``, or ``start <state>``, drawn values included); a
  number or an array (neurons,) is set as it is, a tuple as a list that every neuron gets. Weights and delays are taken
  from our simulation; a conductance of an inhibitory projection becomes a negative weight, NEST's convention, unless
  ``factor`` says otherwise.
- Sources may be populations and spike-times stimuli; their spikes lie at two steps or later.
- NEST changes the weight of a plastic synapse at its presynaptic spikes only. To compare final weights, let a listed
  stimulus fire every presynaptic neuron after the last postsynaptic spike, or compare at the last presynaptic spike.
- ``trace`` of a cell, such as ``"V_m"``, records that quantity at every step in NEST, and our membrane beside it
  (``found.membranes``).
- Never tune a case until it passes without saying so in ``demanded`` or ``compared``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign
from engine.sampling.resolving import population_bias, population_values, projection_delays, starting_state
from engine.sampling.space import sides
from engine.simulation.simulation import Simulation
from tests.peers.environments import python_of
from tests.peers.validation import Row, record

PEER = "NEST 3.10"
SCRIPT = Path(__file__).with_name("nest_run.py")
SEED = 1
Floats: TypeAlias = NDArray[np.float64]
Spikes: TypeAlias = NDArray[np.int64]  # (spikes, 2): steps and neurons
Given: TypeAlias = str | float | int | tuple[float, ...] | Floats


@dataclass(frozen=True)
class Cell:
    """NEST's model of one population and its parameters; ``trace`` is a quantity to record at every step."""

    model: str
    parameters: Mapping[str, Given] = field(default_factory=dict)
    trace: str = ""


@dataclass(frozen=True)
class Synapse:
    """NEST's model of one projection; ``common`` values are its defaults, ``values`` differ between synapses."""

    model: str = "static_synapse"
    common: Mapping[str, float | int] = field(default_factory=dict)
    values: Mapping[str, Floats] = field(default_factory=dict)
    factor: float | None = None
    receptor: int | None = None
    delayed: bool = True
    symmetric: bool = False


@dataclass(frozen=True)
class Comparison:
    """What two runs have in common; times in ms, weights as absolute differences by projection."""

    spikes: int
    differing: int  # spikes of one that the other has not at that step
    counts_differing: int  # neurons with another number of spikes
    latest: float  # largest difference between corresponding spikes of neurons with equal counts
    weights: Mapping[str, float]
    membranes: Mapping[str, tuple[Floats, Floats]]  # ours and theirs, (steps, neurons), of cells with a trace
    trains: Mapping[str, tuple[Spikes, Spikes]]  # ours and theirs by population

    @property
    def weight(self) -> float:
        """The largest difference of any final weight."""
        return max(self.weights.values(), default=0.0)

    def __str__(self) -> str:
        words = f"{self.spikes:,} spikes, {self.differing} differ"
        if self.differing:
            words += f"; {self.counts_differing} neurons with another count; times within {self.latest:.2g} ms"
        return words


@dataclass(frozen=True)
class Case:
    """One network in both simulators."""

    name: str
    network: NetworkDescription
    cells: Mapping[str, Cell]
    duration: float
    synapses: Mapping[str, Synapse] = field(default_factory=dict)
    kernel: Mapping[str, float | int | bool] = field(default_factory=dict)
    threads: int = 1
    later: int = 0  # steps by which NEST's delays are longer, where its model lets a spike act in the step it arrives

    def compared(self, folder: Path) -> Comparison:
        """Run both; skips the test where NEST's environment has not been made."""
        python = python_of("nest")
        if python is None:
            pytest.skip("make its environment: python -m tests.peers.environments nest")
        traced = {id: cell.trace for id, cell in self.cells.items() if cell.trace}
        recordings = tuple(
            Recording(f"trace {p.id}", p.id, p.model.membrane, interval=self.network.resolution)
            for p in self.network.populations
            if p.id in traced
        )
        simulation = Simulation(replace(self.network, recordings=recordings), seed=SEED)
        self._write(folder, simulation)
        ours = simulation.run(self.duration)
        subprocess.run([python, SCRIPT, folder], check=True, timeout=280, stdout=subprocess.DEVNULL)
        theirs = np.load(folder / "out.npz")
        found = {
            p.id: (np.c_[ours.spikes[p.id].steps, ours.spikes[p.id].neurons], theirs[f"spikes/{p.id}"])
            for p in self.network.populations
            if p.model.fires()
        }
        weights = {
            p.id: float(np.abs(simulation.weights(p.id) * self._factor(p) - theirs[f"weight/{p.id}"]).max(initial=0.0))
            for p in self.network.projections
        }
        membranes = {id: _shared(ours.samples[f"trace {id}"].values, theirs[f"trace/{id}"]) for id in traced}
        simulation.close()
        sizes = {p.id: p.size for p in self.network.populations}
        return _comparison(found, sizes, self.network.resolution, weights, membranes)

    def record(self, found: Comparison, demanded: str, compared: str = "", measured: str = "") -> None:
        """Write the row of this case; ``compared`` is added to the words on the network, ``measured`` replaces ours."""
        neurons = sum(p.size for p in self.network.populations)
        words = f"{neurons} neurons, {self.duration:g} ms{'; ' if compared else ''}{compared}"
        measured = measured or str(found)
        print(f"{self.name}: {measured}")
        record(PEER, Row(f"`{self.name}`", words, measured, demanded))

    def _factor(self, projection: Projection) -> float:
        given = self.synapses.get(projection.id, Synapse()).factor
        if given is not None:
            return given
        unsigned = projection.synapse is not None and projection.synapse.is_unsigned()
        return -1.0 if unsigned and projection.sign is Sign.INHIBITORY else 1.0

    def _write(self, folder: Path, simulation: Simulation) -> None:
        """The job: what is one word or number as JSON, every array beside it."""
        arrays: dict[str, Any] = {}
        populations, stimuli, projections = [], [], []
        for p in self.network.populations:
            cell = self.cells[p.id]
            integers = [n for n, v in cell.parameters.items() if isinstance(v, int)]
            for name, value in cell.parameters.items():
                shape = (p.size, len(value)) if isinstance(value, tuple) else (p.size,)
                arrays[f"cell/{p.id}/{name}"] = np.broadcast_to(_resolved(p, value), shape)
            populations.append(
                {"id": p.id, "model": cell.model, "size": p.size, "fires": p.model.fires(), "trace": cell.trace}
                | {"values": list(cell.parameters), "integers": integers}
            )
        for s in self.network.stimuli:
            times = np.asarray(s.parameters["times"], np.float64)
            arrays[f"times/{s.id}"] = times
            arrays[f"train/{s.id}"] = np.asarray(s.parameters.get("trains", np.full(len(times), -1.0)))
            stimuli.append({"id": s.id, "size": s.size})
        for projection in self.network.projections:
            projections.append(self._projection(projection, simulation, arrays))
        job = {"resolution": self.network.resolution, "duration": self.duration, "threads": self.threads}
        job |= {"kernel": dict(self.kernel), "stimuli": stimuli}
        job |= {"populations": populations, "projections": projections}
        np.savez(folder / "arrays.npz", **arrays)
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")

    def _projection(self, projection: Projection, simulation: Simulation, arrays: dict[str, Any]) -> dict[str, Any]:
        id, h = projection.id, self.network.resolution
        synapse, wires = self.synapses.get(id, Synapse()), simulation.connections(id)
        if len(set(zip(wires.pre.tolist(), wires.post.tolist(), strict=True))) < len(wires.pre):
            raise ValueError(f"{id} joins some neurons twice: their weights could not be told apart")
        arrays[f"pre/{id}"], arrays[f"post/{id}"] = wires.pre, wires.post
        arrays[f"weight/{id}"] = simulation.weights(id) * self._factor(projection)
        sizes = {e.id: e.size for e in (*self.network.populations, *self.network.stimuli)}
        found = sides(self.network, sizes, {}, SEED)
        delays = projection_delays(projection, wires, (found[projection.source], found[projection.target]), h, SEED)
        arrays[f"delay/{id}"] = np.round((np.broadcast_to(delays, len(wires.pre)) + self.later) * h, 6)
        for name, value in synapse.values.items():
            arrays[f"synapse/{id}/{name}"] = value
        return {
            "id": id, "source": projection.source, "target": projection.target, "model": synapse.model,
            "common": dict(synapse.common), "values": list(synapse.values), "receptor": synapse.receptor,
            "delayed": synapse.delayed, "symmetric": synapse.symmetric,
        }  # fmt: skip


def _resolved(population: Population, value: Given) -> float | Floats:
    """A value of ours by its name, else what was given."""
    if not isinstance(value, str):
        return np.asarray(value, np.float64) if isinstance(value, tuple) else value
    values = population_values(population, SEED)
    if value == "bias":
        return population_bias(population, SEED)
    if value.startswith("start "):
        return starting_state(population, SEED, values)[value.removeprefix("start ")]
    return values[value]


def _shared(ours: Floats, theirs: Floats) -> tuple[Floats, Floats]:
    """Both over the steps that both recorded."""
    shared = min(len(ours), len(theirs))
    return ours[:shared], theirs[:shared]


def _comparison(
    trains: Mapping[str, tuple[Spikes, Spikes]],
    sizes: Mapping[str, int],
    h: float,
    weights: Mapping[str, float],
    membranes: Mapping[str, tuple[Floats, Floats]],
) -> Comparison:
    total = differing = counts_differing = 0
    latest = 0
    for id, (ours, theirs) in trains.items():
        total += len(theirs)
        differing += len(set(map(tuple, ours.tolist())) ^ set(map(tuple, theirs.tolist())))
        for neuron in range(sizes[id]):
            mine, other = (np.sort(spikes[spikes[:, 1] == neuron, 0]) for spikes in (ours, theirs))
            if len(mine) != len(other):
                counts_differing += 1
            else:
                latest = max(latest, int(np.abs(mine - other).max(initial=0)))
    return Comparison(total, differing, counts_differing, latest * h, weights, membranes, trains)

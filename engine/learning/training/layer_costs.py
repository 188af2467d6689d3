"""The costs of an inference link by link and population by population, beside those of its rectified twin.

What is counted, with equations: docs/learning.md, *Energy*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit, carries_current, carries_values
from engine.circuit.delays import differ
from engine.circuit.weights import Weights
from engine.compiling.steps.step_work import StepWork, step_work
from engine.learning.calibration.mean_input import MeanInput
from engine.learning.passes.scan import Scan
from engine.learning.passes.shown import Shown
from engine.learning.training.energy import Accesses, InferenceCosts, Kind, LayerCost
from engine.network.description import Encoder, Population, Projection
from engine.network.values import Floats

Integers = NDArray[np.int64]


class LayerCounter:
    """Counts what samples cost each link and population that were shown, and their rectified twins."""

    def __init__(self, circuit: Circuit, weights: Weights) -> None:
        self._circuit, self._weights = circuit, weights
        self._degrees: dict[str, Integers] = {}  # by link (pre,): connections that leave each neuron
        self._links: dict[str, _Link] = {}
        for p in circuit.projections:
            wiring = weights.wiring[p.id]
            self._degrees[p.id] = np.bincount(wiring.connections.pre, minlength=wiring.shape[1])
            self._links[p.id] = _Link(circuit, weights, p)
        self._fired: dict[str, Floats] = {}  # by sender (n,): spikes so far
        self._active: dict[str, Floats] = {}  # by sender (n,): samples so far in which its twin sent something
        for id in (*(e.id for e in circuit.encoders), *(p.id for p in circuit.populations)):
            self._fired[id], self._active[id] = np.zeros(circuit.size(id)), np.zeros(circuit.size(id))
        self._spiking = {p.source for p in circuit.projections if self._links[p.id].is_of_spikes}
        self._spiking |= {p.id for p in circuit.populations if p.model.fires()}
        self._samples = 0
        self._means: dict[str, MeanInput] = {}
        self._scans: Mapping[str, Scan] = {}

    def add(self, shown: Shown, values: NDArray[Any]) -> None:
        """Take in what was ``shown`` for the samples ``values`` (batch, …, channels)."""
        self._samples += len(values)
        self._scans = shown.scans
        fired = {id: shown.counts[id] for id in self._spiking}
        for id, counts in fired.items():
            self._fired[id] += counts.sum(axis=0)
        for id, sent in self._rectified(values, fired).items():
            self._active[id] += (sent != 0).sum(axis=0)

    def _rectified(self, values: NDArray[Any], fired: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Values (batch, n) that the twin sends: what has not been passed through yet sends nothing."""
        circuit, weights = self._circuit, self._weights
        device, precision = weights.device, weights.precision
        means = np.asarray(values, np.float64)
        means = means.mean(axis=1) if means.ndim > 2 else means
        sent: dict[str, NDArray[Any]] = {}
        for encoder in circuit.encoders:
            shown = means
            if circuit.size(encoder.id) != means.shape[1]:  # several trains tell one value
                shown = fired[encoder.id] if encoder.id in fired else self._mean_of(encoder).sent(values)
            sent[encoder.id] = device.asarray(shown.astype(precision))
        for population in circuit.populations:
            summed = np.broadcast_to(weights.bias(population), (len(values), population.size))
            for p in circuit.into(population.id):
                if p.source in sent:
                    summed = summed + weights.wiring[p.id].onward(sent[p.source], weights.values[p.id, "weight"])
            sent[population.id] = summed if population is circuit.output else np.maximum(summed, 0)
        return {id: device.host(one) for id, one in sent.items()}

    def _mean_of(self, encoder: Encoder) -> MeanInput:
        if encoder.id not in self._means:
            self._means[encoder.id] = MeanInput(self._circuit, encoder, self._weights.seed)
        return self._means[encoder.id]

    def costs(self) -> InferenceCosts:
        """The mean of the samples so far."""
        ordered = [*self._ordered()]
        return InferenceCosts(
            tuple(self._of_link(one) if isinstance(one, Projection) else self._of_population(one) for one in ordered),
            tuple(self._of_twin(one, skips=True) for one in ordered),
            tuple(self._of_twin(one, skips=False) for one in ordered),
        )

    def _ordered(self) -> Iterator[Projection | Population]:
        """Links before the population at which they end, in the order of a step."""
        for population in self._circuit.populations:
            yield from self._circuit.into(population.id)
            yield population

    # the spiking network

    def _of_link(self, p: Projection) -> LayerCost:
        link, degrees, steps = self._links[p.id], self._degrees[p.id], self._circuit.steps
        sums = self._kept_states(self._circuit.by_id[p.target])
        if link.is_of_spikes:
            fired = self._fired[p.source] / self._samples
            acts, sent = float(fired @ degrees), float(fired @ (degrees > 0))
            kind, multiplied = Kind.EVENT, 0.0
        else:
            times = 1 if link.is_of_current else steps
            acts, sent = float(degrees.sum() * times), float((degrees > 0).sum() * times)
            kind, multiplied = Kind.STATE, float(degrees.sum() * times)
        source = self._circuit.by_id.get(p.source)
        kept = self._kept_states(source) if kind is Kind.STATE and source is not None else len(degrees)
        moved = [
            Accesses(kind, kept, sent),
            Accesses(Kind.WEIGHT, link.weights, acts),
            *([Accesses(Kind.EVENT, link.listed, acts)] if link.listed else []),
            Accesses(Kind.STATE, sums, 2 * acts),
        ]
        return LayerCost(p.id, acts, multiplied, 0.0, tuple(moved), differ(p))

    def _kept_states(self, population: Population) -> int:
        """Numbers in the memory of a population: all that its neurons read or write in a step."""
        work, parts = self._work(population), self._in_memory(population)
        return population.size * (work.states + work.arrays + work.refractory + sum(parts.values()))

    def _work(self, population: Population) -> StepWork:
        scan = self._scans[population.id]
        varying = frozenset(name for name, value in scan.values.items() if isinstance(value, np.ndarray))
        return step_work(population.model, {r.label: r.synapse for r in scan.receptors}, varying)

    def _in_memory(self, population: Population) -> dict[str, int]:
        """Numbers that each neuron has besides: sums for steps to come, its current, what that begins from."""
        into = self._circuit.into(population.id)
        late: dict[str, int] = defaultdict(int)
        for receptor in self._scans[population.id].receptors:
            for id in receptor.projections:
                late[receptor.label] = max(late[receptor.label], self._links[id].latest + 1)
        moves = any(self._links[p.id].is_of_values for p in into)
        values_late = max((self._links[p.id].latest for p in into if self._links[p.id].is_of_values), default=0)
        is_still = any(self._links[p.id].is_of_current for p in into) or self._has_biases(population)
        return {"sums": sum(late.values()), "still": int(is_still), "moving": (values_late + 1) * moves}

    def _has_biases(self, population: Population) -> bool:
        """True where biases differ between neurons, so that they lie in memory."""
        bias = self._weights.device.host(self._weights.bias(population))
        return bool((bias != bias[0]).any())

    def _of_population(self, population: Population) -> LayerCost:
        work, parts, steps, n = (
            self._work(population),
            self._in_memory(population),
            self._circuit.steps,
            population.size,
        )
        spikes = float(self._fired[population.id].sum() / self._samples)
        receptors = len(self._scans[population.id].receptors)
        touched = work.read + work.written + work.arrays + 2 * work.refractory
        touched += 2 * receptors + parts["still"] + 2 * bool(parts["moving"])
        moved = [Accesses(Kind.STATE, self._kept_states(population), float(touched * n * steps))]
        if population.model.fires():
            moved.append(Accesses(Kind.EVENT, n, spikes))
        return LayerCost(
            population.id,
            work.each.additions * n * steps + work.on_spike.additions * spikes,
            work.each.multiplications * n * steps + work.on_spike.multiplications * spikes,
            work.each.functions * n * steps + work.on_spike.functions * spikes,
            tuple(moved),
            work.is_least,
        )

    # its twin

    def _of_twin(self, one: Projection | Population, skips: bool) -> LayerCost:
        return self._of_twin_link(one, skips) if isinstance(one, Projection) else self._of_twin_units(one)

    def _of_twin_link(self, p: Projection, skips: bool) -> LayerCost:
        link, degrees = self._links[p.id], self._degrees[p.id]
        active = self._active[p.source] / self._samples if skips else np.ones(len(degrees))
        acts, sent = float(active @ degrees), float((degrees > 0).sum())
        moved = [Accesses(Kind.STATE, len(degrees), sent), Accesses(Kind.WEIGHT, link.weights, acts)]
        if link.listed:
            moved.append(Accesses(Kind.EVENT, link.listed, acts))
        return LayerCost(p.id, acts, acts, 0.0, tuple(moved))

    def _of_twin_units(self, population: Population) -> LayerCost:
        bias = self._weights.device.host(self._weights.bias(population))
        n, rectifies = population.size, population is not self._circuit.output
        moved = [Accesses(Kind.STATE, n, float(n))]
        if self._has_biases(population):
            moved.append(Accesses(Kind.STATE, n, float(n)))
        return LayerCost(population.id, float(n * (bool(bias.any()) + rectifies)), moved=tuple(moved))


class _Link:
    """Facts of a link on which its costs hang: its kind, the weights and addresses it keeps, its latest delay."""

    def __init__(self, circuit: Circuit, weights: Weights, p: Projection) -> None:
        wiring = weights.wiring[p.id]
        connections = len(wiring.connections.pre)
        shares = wiring.connections.kernel is not None
        self.is_of_current = p.source in circuit.constant_currents
        self.is_of_values = carries_values(circuit, p) or (carries_current(circuit, p) and not self.is_of_current)
        self.is_of_spikes = not (self.is_of_current or self.is_of_values)
        self.weights = int(np.prod(wiring.weight_shape)) if shares else connections
        pairs = wiring.shape[0] * wiring.shape[1]
        others = pairs - (wiring.shape[0] if p.source == p.target else 0)
        is_regular = shares or connections in (pairs, others)  # all to all, perhaps not to themselves
        self.listed = 0 if is_regular else connections  # addresses, where they cannot be computed
        self.latest = max((min(late.steps, circuit.steps) for late in weights.late(p)), default=0)

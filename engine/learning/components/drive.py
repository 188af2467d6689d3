"""The drive that a neuron needs to fire: what counts as one while it learns, fresh weights that let it fire, waking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.circuit.weights import DELAY, Key, Weights, trainable
from engine.learning.calibration.lift import lift
from engine.learning.calibration.sent import sent_by
from engine.learning.components.declared import FIRING
from engine.model.declaration import Payload
from engine.model.quantities import UNITLESS
from engine.network.description import Learns, Population
from engine.sampling.resolving import population_values

Array = NDArray[Any]
UNIFORM = 3**0.5  # half the range of uniform numbers whose standard deviation is one
HELD = 3.0  # currents that just fire a neuron when held, in the one that counts as one of what drives it
MIDDLE, SPREAD = 3.0, 0.6  # fresh weights: drive of all inputs together, and its change, in weights that fire alone


@dataclass(frozen=True)
class Drive:
    """The amount that counts as one: ``gaps`` by population, from rest to threshold; ``units`` of the trained arrays.

    Where nothing is said it is one of the unit in which it is drawn.

    Of weights it is the one whose spike alone lifts the membrane from rest to threshold (by one of its unit, where it
    never fires), of biases the one that does so in a presentation, of weights of currents that by which the largest
    current of the samples is three times as strong, of delays a presentation. Neurons that know steps alone count a
    step in place of a presentation, and currents of them, and of neurons that never fire, once. Of delays that have a
    kernel it is the longest. Of a parameter in the unit of the membrane it is that way, of a number within bounds their
    distance, of others, such as time constants, what they are.
    """

    gaps: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[Key, float] = field(default_factory=dict)

    def gap(self, population: str) -> float:
        return self.gaps.get(population, 1.0)

    def unit(self, key: Key) -> float:
        return self.units.get(key, 1.0)

    def with_delays_in(self, one: float) -> Drive:
        """The same where ``one`` (ms) counts as one of every delay that has a unit."""
        return replace(self, units={key: one if key[1] == DELAY else unit for key, unit in self.units.items()})

    def counted(self, gradients: Mapping[Key, Array]) -> dict[Key, Array]:
        """Gradients by arrays that are counted so."""
        return {key: by if self.unit(key) == 1 else by * self.unit(key) for key, by in gradients.items()}


def drive_of(circuit: Circuit, seed: int) -> Drive:
    """Measured on neurons as they are drawn; see :mod:`engine.learning.calibration.lift`."""
    gaps: dict[str, float] = {}
    units: dict[Key, float] = {}
    largest = {e.id: sent_by(circuit, e).largest for e in circuit.encoders if e.model.payload() is Payload.CURRENT}
    for population in circuit.populations:
        id, found = population.id, lift(circuit, population, seed)
        gaps[id], units[id, "bias"] = found.gap, found.current
        alone = {
            id: weight
            for receptor, weight in zip(receptors(circuit, population.id), found.weights, strict=True)
            for id in receptor.projections
        }
        is_held = population.model.fires() and not population.model.is_discrete()
        time = circuit.description.resolution if population.model.is_discrete() else circuit.dataset.sample_time
        for projection in circuit.into(id):
            one = alone.get(projection.id, found.current * (HELD if is_held else 1.0))
            units[projection.id, "weight"] = one / largest.get(projection.source, 1.0)
            units[projection.id, DELAY] = time
        for name in trainable(population):
            units[id, name] = _of_parameter(population, name, found.gap, seed)
    return Drive(gaps, units)


def counted_by(settings: Mapping[str, float | str], circuit: Circuit, seed: int) -> Drive:
    """The amounts that count as one by the setting *measure*."""
    return drive_of(circuit, seed) if settings["measure"] == FIRING else Drive()


def _of_parameter(population: Population, name: str, gap: float, seed: int) -> float:
    parameter, states = population.model.parameters()[name], population.model.states()
    bounds = min(parameter.below, parameter.at_most) - max(parameter.above, parameter.at_least)
    if parameter.unit == UNITLESS and np.isfinite(bounds):
        return float(bounds)
    if parameter.unit == states[population.model.membrane].unit:
        return gap
    return float(np.mean(np.abs(population_values(population, seed)[name]))) or 1.0


def draw_weights(weights: Weights, drive: Drive, seed: int) -> None:
    """Fresh weights that together bring a neuron beyond its threshold, uniform about their middle; biases of 0.

    The weight of a pool is the middle itself: it tells nothing apart.
    """
    random = np.random.default_rng(seed)
    for population in weights.circuit.populations:
        fires = population.model.fires()
        into = weights.circuit.into(population.id)
        fan_in = np.maximum(weights.fan_in(population.id), 1)
        for p in into:
            if p.learns == Learns.NOTHING:
                continue
            wiring, one = weights.wiring[p.id], drive.unit((p.id, "weight"))
            spread = 0.0 if wiring.pools else SPREAD
            value = wiring.fresh(random, one * spread * UNIFORM / np.sqrt(fan_in))
            if fires:
                value = value + wiring.matrix(one * MIDDLE / float(fan_in.mean()) / wiring.scale)
            weights.put((p.id, "weight"), value)
        weights.values[population.id, "bias"][...] = 0
    weights.keep_sides()
    weights.keep_bounds()


def wake(weights: Weights, drive: Drive, population: Population, silent: NDArray[np.float64], by: float) -> None:
    """Raise what arrives at neurons by ``by`` of what fires them, times the share ``silent`` (n,) of their silence."""
    into = weights.circuit.into(population.id)
    fan_in = np.maximum(weights.fan_in(population.id), 1)
    for p in into:
        if p.learns == Learns.NOTHING:
            continue
        wiring = weights.wiring[p.id]
        more = by * drive.unit((p.id, "weight")) * silent / fan_in
        if wiring.connections.kernel is None:
            weights.values[p.id, "weight"] += weights.device.asarray(wiring.of_targets(more))
        else:
            weights.values[p.id, "weight"] += float(more.mean()) / wiring.scale

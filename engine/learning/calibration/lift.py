"""The input that lifts a neuron from rest to its threshold, found by trying the declared step: one spike, or a current.

Nothing here knows a model. A neuron of the declaration is left alone until it rests; then copies of it get one spike
of different weights, or different currents, and it is looked how far each was lifted towards its threshold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.learning.calibration.tried import TriedNeuron, of_some
from engine.network.description import Population
from engine.network.values import Floats
from engine.sampling.resolving import bounds_test, population_values, resolved_values
from engine.simulation.arrays.population_arrays import ReceptorGroup

Array = NDArray[Any]
AT_MOST = 32  # neurons of a population that differ and are tried
PIECE = 64  # steps that are kept at a time
SCALES = 4.0 ** np.arange(-20, 21)  # sizes of the first look, of anything between 1e-12 and 1e12
FINER = 2  # looks between a size that does not reach and the next that does: each is SCALES' count times as fine
LINEAR = 1e-6  # relative: what half the size does not lift by half is no line
SEEN = 1e-6  # of the gap: a lift that stands above rounding


@dataclass(frozen=True)
class Lift:
    """Means over neurons: the ``gap`` from rest to threshold, in the membrane's unit, and what crosses it alone.

    ``weights`` of each receptor, the weight of one spike; ``current``, held throughout or, by a discrete neuron, for
    a step. One that does not rest is lifted from its reset, and one that never fires by one of its membrane's unit.
    What never crosses, however large, is what would if every bit lifted as far as the first; what lifts nothing is 1.
    """

    gap: float
    weights: tuple[float, ...]
    current: float


@dataclass(frozen=True)
class TriedNeurons(TriedNeuron):
    """So many neurons of a population, that are looked at for so many steps."""

    neurons: int
    steps: int


def lift(circuit: Circuit, population: Population, seed: int) -> Lift:
    """Of a population with its receptors, in their order; the mean over its neurons, or over some of very many."""
    return _measured(tried_of(circuit, population, seed))


def tried_of(circuit: Circuit, population: Population, seed: int) -> TriedNeurons:
    """A population's neurons, or some of very many, with their receptors; one where all are alike."""
    few = np.unique(np.linspace(0, population.size - 1, min(population.size, AT_MOST)).astype(np.int64))
    own = population_values(population, seed)
    parts = [(r.synapse, _of_synapse(r, population.size, seed)) for r in receptors(circuit, population.id)]
    alike = all(np.ptp(value) == 0 for values in (own, *(v for _, v in parts)) for value in values.values())
    few = few[:1] if alike else few
    return TriedNeurons(
        population.model, of_some(own, few), tuple((synapse, of_some(values, few)) for synapse, values in parts),
        circuit.description.resolution, len(few), circuit.steps,
    )  # fmt: skip


def _of_synapse(receptor: ReceptorGroup, size: int, seed: int) -> dict[str, float | Floats]:
    return {
        name: resolved_values(receptor.parameters.get(name, p.default), size, seed, receptor.key, name, bounds_test(p))
        for name, p in receptor.synapse.parameters().items()
    }


@lru_cache(maxsize=256)  # runs a neuron, for each population like it (decision 0220)
def _measured(tried: TriedNeurons) -> Lift:
    with np.errstate(all="ignore"):  # the largest sizes are beyond what equations are for
        return _Trial(tried).lift()


class _Trial:
    """Columns of a scan: by receptor, and last the current, as many copies as there are sizes; one is left alone."""

    def __init__(self, tried: TriedNeurons) -> None:
        self._tried, self._fires = tried, tried.model.fires()
        self._kinds = len(tried.synapses) + 1
        self._copies = self._kinds * len(SCALES) + 1
        self._scan = tried.scan(tried.neurons, self._copies, PIECE)
        self._rest, self._level = self._settled()

    def lift(self) -> Lift:
        gap = self._gap()
        sizes = np.broadcast_to(SCALES[:, None], (self._kinds, len(SCALES), self._tried.neurons))
        reached, lifted = self._shown(sizes, gap)
        found = np.empty((self._kinds, self._tried.neurons))
        low, high = np.empty_like(found), np.empty_like(found)
        for kind, neuron in np.ndindex(found.shape):
            low[kind, neuron], high[kind, neuron], found[kind, neuron] = _bracket(
                reached[kind, :, neuron], lifted[kind, :, neuron], float(gap[neuron])
            )
        crossed = np.isfinite(high)
        half = found[:, None, :] / 2 * np.ones((len(SCALES), 1))
        reached, lifted = self._shown(half, gap)
        straight = np.where(lifted[:, 0] > 0, half[:, 0] * gap / lifted[:, 0], found)
        is_line = ~reached[:, 0] & (np.abs(straight - found) <= LINEAR * found)
        found = np.where(is_line, straight, found)
        if (bent := crossed & ~is_line).any():
            found = np.where(bent, self._between(low, np.where(crossed, high, low), gap), found)
        means = found.mean(axis=1)
        return Lift(float(gap.mean()), tuple(means[:-1].tolist()), float(means[-1]))

    def _between(self, low: Array, high: Array, gap: Array) -> Array:
        """The least sizes (kinds, neurons) that reach, between those that do not and those that do."""
        for _ in range(FINER):
            ratio = (high / low)[:, None] ** np.linspace(0, 1, len(SCALES))[:, None]
            sizes = low[:, None] * ratio
            sizes[:, -1] = high
            first = self._shown(sizes, gap)[0]
            first[:, 0], first[:, -1] = False, True
            at = first.argmax(axis=1)[:, None]
            high = np.take_along_axis(sizes, at, axis=1)[:, 0]
            low = np.take_along_axis(sizes, at - 1, axis=1)[:, 0]
        return np.asarray(high)

    # trying

    def _settled(self) -> tuple[dict[str, Array], Array]:
        """All that steps depend on, once a neuron rests, or after its first spike where it fires by itself.

        And the membrane (neurons,) then.
        """
        scan, membrane = self._scan, self._tried.model.membrane
        scan.begin({})
        for arrived in scan.arrived.values():
            arrived[:] = 0
        scan.injected[:] = 0
        kept, fired = scan.standing(), np.zeros(scan.spikes.shape[1], bool)
        for _ in range(self._tried.steps):
            scan.forward(0, 1)
            new = ~fired if not self._fires else ~fired & (scan.spikes[0] > 0)
            if self._fires and new.any():
                fired |= new
                for name, now in scan.standing().items():
                    kept[name][..., new] = now[..., new]
            if fired.all():
                break
        for name, now in scan.standing().items():
            kept[name][..., ~fired] = now[..., ~fired]
        kept[" refractory"][:] = 0
        return kept, kept[membrane].reshape(self._copies, -1)[-1].copy()

    def _gap(self) -> Array:
        """From rest to threshold (neurons,)."""
        if not self._fires:
            return np.ones(self._tried.neurons)
        self._scan.set_state(self._rest)
        self._scan.forward(0, 1)
        return np.asarray(-self._scan.distance()[0].reshape(self._copies, -1)[-1])

    def _shown(self, sizes: Array, gap: Array) -> tuple[Array, Array]:
        """Try which of the ``sizes`` (kinds, copies, neurons) reach the threshold, and how far each lifts at most.

        Looked at are the steps until the copy, or the neuron that is left alone, fires. Then it rests: a step of an
        absurd size can take long.
        """
        scan, tried, kinds = self._scan, self._tried, self._kinds
        scan.set_state(self._rest)
        given = np.concatenate([sizes.reshape(-1, tried.neurons), np.zeros((1, tried.neurons))])
        which = np.repeat(np.arange(kinds + 1), [len(SCALES)] * kinds + [1])[:, None]
        current = np.where(which == kinds - 1, given, 0.0).ravel()
        over, reached = np.zeros(given.shape, bool), np.zeros(given.shape, bool)
        lifted = np.zeros(given.shape)
        first = 0
        while first < tried.steps and not over.all():
            single = first == 0 or not self._fires or tried.model.goes_in_parts()
            length = 1 if single else min(PIECE, tried.steps - first)
            for number, arrived in enumerate(scan.arrived.values()):
                arrived[:] = 0
                if first == 0:
                    arrived[0] = np.where(which == number, given, 0.0).ravel()
            going = first == 0 or not tried.model.is_discrete()
            scan.injected[0] = np.where(over.ravel(), 0.0, current) if going else 0.0
            scan.forward(0, length)
            above, sent = self._above(length), scan.spikes[:length].reshape(length, *given.shape)
            spikes = (sent > 0) & self._fires
            before = np.cumsum(spikes, axis=0) - spikes > 0
            alone = (before | spikes)[:, -1:]
            apart = np.abs(above - above[:, -1:])
            looked = ~(before | alone | over) & np.isfinite(apart)
            lifted = np.maximum(lifted, np.where(looked, apart, 0.0).max(axis=0))
            reached |= (spikes & ~(before | alone | over)).any(axis=0)
            over |= spikes.any(axis=0) | alone[-1]
            scan.set_state(self._rest, over.ravel())
            first += length
        reached |= lifted >= gap
        shape = sizes.shape
        return reached[:-1].reshape(shape), lifted[:-1].reshape(shape)

    def _above(self, length: int) -> Array:
        """The distance of each membrane above its threshold (length, copies, neurons); without one, above rest."""
        if self._fires:
            return self._scan.distance()[:length].reshape(length, self._copies, -1)
        now = self._scan.state(self._tried.model.membrane).reshape(1, self._copies, -1)
        return np.asarray(now - self._level)


def _bracket(reached: Array, lifted: Array, gap: float) -> tuple[float, float, float]:
    """A size that does not reach and the next that does, infinite without one; and the size that would, by a line."""
    seen = np.flatnonzero(lifted > SEEN * gap)
    if not reached.any():
        return (float("nan"), float("inf"), 1.0) if not len(seen) else _by_line(seen[0], float("inf"), lifted, gap)
    first = int(reached.argmax())
    if first == 0 or lifted[first - 1] == 0:
        return float(SCALES[max(first - 1, 0)]), float(SCALES[first]), float(SCALES[first])
    return _by_line(first - 1, float(SCALES[first]), lifted, gap)


def _by_line(at: int, high: float, lifted: Array, gap: float) -> tuple[float, float, float]:
    return float(SCALES[at]), high, float(SCALES[at] * gap / lifted[at])

"""Values that training changes: weights, biases and neuron parameters, with the bounds that each must keep."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.quantities import shape_problem
from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.delay_kernels import DelayKernel
from engine.circuit.delays import AS_DRAWN, DelayShares, Late, differ, learnable, parts_by_steps, shares_of
from engine.circuit.delays import drawn_delays as drawn_delays
from engine.circuit.delays import whole_steps as whole_delays
from engine.circuit.normalising import GAMMA, MEAN, MOMENTUM, VARIANCE, BatchNormalisation
from engine.circuit.sparse_wired import wired_for
from engine.circuit.wired import POST, PRE, SharedWired, Wired
from engine.network.description import Learns, Population, Projection, Sign
from engine.network.values import Floats
from engine.problems import NetworkError
from engine.sampling.resolving import population_bias, population_values

Array = NDArray[Any]
Key = tuple[str, str]
DELAY = "delay"
JUST_OVER = 1e-3  # of the unit: neurons fire above their threshold, not at it
JUST_INSIDE = 1e-6  # of the value: a parameter that must stay above a bound stops this far from it


class Weights:
    """The arrays under training, in the precision of training: ``values[id, name]``.

    Weights are (post, pre) or (synapses,), biases (n,) or, behind kernels, (channels,), parameters () or, where each
    neuron has its own, (n,); delays in ms are () or, where connections have their own, (synapses,), or one for those
    that have it together (``shares``). Under a ``kernel`` with a spread a spike arrives around its delay. Links of
    which a batch is ``normal`` have besides gamma (channels,) and, from the first batch on, the averages of its mean
    and variance.
    """

    def __init__(
        self, circuit: Circuit, seed: int, precision: str, parameters: bool, delays: bool = False,
        delays_of: str = AS_DRAWN, kernel: DelayKernel | None = None, each_neuron: bool = False,
        normal: Mapping[str, BatchNormalisation] | None = None, sparse: bool = False,
    ) -> None:  # fmt: skip
        """Neuron ``parameters`` are trained as they are drawn, or those of ``each_neuron``.

        Links of few connections may keep one weight each where ``sparse`` is said, see :func:`wired_for`.
        """
        self.circuit, self.precision, self.seed, self.device = circuit, precision, seed, circuit.device
        self.normal = normal or {}  # by link
        self.delayed = tuple(learnable(circuit)) if delays else ()
        self.kernel, self.shares = kernel, dict[str, DelayShares]()
        self.values: dict[Key, Array] = {}
        self.wiring: dict[str, Wired] = {}
        self._late: dict[str, tuple[Floats, tuple[Late, ...]]] = {}  # by link: its delays in ms, and their parts
        self.trained = {p.id: trainable(p) if parameters else () for p in circuit.populations}
        self.sharing: dict[str, int] = {}  # by population: neurons side by side that share a bias
        for projection in circuit.projections:
            apart = differ(projection) or (projection in self.delayed and delays_of != AS_DRAWN)
            wiring = wired_for(circuit, projection, seed, sparse and not apart)
            self.wiring[projection.id] = wiring
            self.values[projection.id, "weight"] = self._new(wiring.drawn(seed))
            if projection.id in self.normal:
                one = self.normal[projection.id]
                self.values[projection.id, GAMMA] = self._new(np.full(one.channels, one.scale))
        for projection in self.delayed:
            wiring, h = self.wiring[projection.id], circuit.description.resolution
            drawn = drawn_delays(projection, wiring, h, seed)
            if delays_of != AS_DRAWN and not isinstance(wiring, SharedWired):
                drawn = np.broadcast_to(drawn, len(wiring.connections.pre))
                if (shares := shares_of(wiring, delays_of)) is not None:
                    self.shares[projection.id], drawn = shares, shares.mean(drawn)
            self.values[projection.id, DELAY] = self._new(drawn)
        for population in circuit.populations:
            bias = np.broadcast_to(population_bias(population, seed), population.size)
            places = self.sharing[population.id] = self._places(population, bias)
            self.values[population.id, "bias"] = self._new(bias[::places])
            own = population_values(population, seed)
            for name in self.trained[population.id]:
                value = np.asarray(own[name])
                if each_neuron:
                    value = np.broadcast_to(value, population.size)
                self.values[population.id, name] = self._new(value)

    def _places(self, population: Population, bias: Floats) -> int:
        """The number of neurons that share a bias: of a channel behind kernels, where they are drawn alike, else 1.

        What a link brings besides that learns nothing, such as a shortcut around the kernels, is no reason against it.
        """
        into = [p for p in self.circuit.into(population.id) if p.learns != Learns.NOTHING or self._shares(p)]
        if not into or not all(map(self._shares, into)):
            return 1
        shape = self.wiring[into[0].id].ends[1].shape
        assert shape is not None
        places = shape[1] * shape[2]
        return places if np.array_equal(bias, np.repeat(bias[::places], places)) else 1

    def _shares(self, p: Projection) -> bool:
        return isinstance(self.wiring[p.id], SharedWired)

    @cached_property
    def fixed(self) -> frozenset[Key]:
        """The arrays that training leaves as they are.

        Weights of links that learn nothing and of pools, which tell nothing apart; biases of what pools alone reach.
        """
        pools = {id for id, wiring in self.wiring.items() if wiring.pools}
        behind = [p.id for p in self.circuit.populations if {i.id for i in self.circuit.into(p.id)} <= pools]
        held = pools.union(p.id for p in self.circuit.projections if p.learns == Learns.NOTHING)
        return frozenset([*((id, "weight") for id in held), *((id, "bias") for id in behind)])

    def bias(self, population: Population, values: Mapping[Key, Array] | None = None) -> Array:
        """The bias of each neuron (n,), of other ``values`` where these are given."""
        kept, places = (values or self.values)[population.id, "bias"], self.sharing[population.id]
        return kept if places == 1 else np.broadcast_to(kept[:, None], (len(kept), places)).reshape(-1)

    def of_bias(self, population: Population, by: Array) -> Array:
        """Derivatives by what is kept of a bias, from those by that of each neuron (n,)."""
        places = self.sharing[population.id]
        return by if places == 1 else by.reshape(-1, places).sum(axis=1)

    def late(self, projection: Projection) -> tuple[Late, ...]:
        """The connections of a link by the steps of their delays: made once for all tapes, until delays have moved."""
        id, h = projection.id, self.circuit.description.resolution
        if projection in self.delayed:
            delay = self._of_each(id, np.asarray(self.device.host(self.values[id, DELAY]), np.float64))
            if self.kernel is not None and self.kernel.spread:
                return self.kernel.parts(id, delay / h, self.wiring[id])
        elif id in self._late:
            return self._late[id][1]
        else:
            delay = drawn_delays(projection, self.wiring[id], h, self.seed)
        if id not in self._late or not np.array_equal(self._late[id][0], delay):
            self._late[id] = delay.copy(), parts_by_steps(delay, self.wiring[id], h, self.precision)
        return self._late[id][1]

    def _of_each(self, id: str, delay: Array) -> Array:
        """The delay of each connection (synapses,) or of all (), from what is kept."""
        return delay[self.shares[id].entries] if id in self.shares else delay

    def of_delay(self, id: str, by: Array) -> Array:
        """Derivatives by what is kept of delays in ms, from those by the delay in ms of each connection or of all."""
        if id in self.shares:
            by = self.device.asarray(self.shares[id].summed(self.device.host(by)))
        return by.astype(self.precision)

    def _new(self, values: Array) -> Array:
        return self.device.asarray(values.astype(self.precision))

    def put(self, key: Key, values: Any) -> None:
        """Set one array from numbers of the processor."""
        if key[1] in (MEAN, VARIANCE) and key not in self.values:
            self.values[key] = self._new(np.asarray(values))
        self.values[key][...] = self.device.asarray(np.asarray(values, self.precision))

    def as_kept(self, key: Key, array: Array) -> Array:
        """Numbers for an array as it is kept here, from those as they were kept where links were matrices, or not."""
        if key[1] != "weight" or array.shape == self.values[key].shape:
            return array
        return self.wiring[key[0]].matrix(array).astype(array.dtype)

    def fan_in(self, population: str) -> NDArray[np.int64]:
        """Connections onto each neuron of a population (n,), of all links together."""
        found = np.zeros(self.circuit.size(population), np.int64)
        for projection in self.circuit.into(population):
            found += self.wiring[projection.id].fan_in()
        return found

    def follow(self, statistics: Mapping[str, tuple[Array, Array]]) -> None:
        """Take mean and variance (channels,) of what links brought in a batch into their averages, or as the first."""
        for id, found in statistics.items():
            for name, now in zip((MEAN, VARIANCE), found, strict=True):
                key, now = (id, name), now.astype(self.precision)
                if key in self.values:
                    self.values[key] += MOMENTUM * (now - self.values[key])
                else:
                    self.values[key] = now

    def keep_function(self, statistics: Mapping[str, tuple[Array, Array]]) -> None:
        """Let normalisation by these statistics (channels,) change nothing: gamma and biases take them in."""
        for population in self.circuit.populations:
            for p in self.circuit.into(population.id):
                if p.id in statistics:
                    normal, (mean, variance) = self.normal[p.id], statistics[p.id]
                    gamma = normal.deviation(variance) / normal.unit
                    self.values[p.id, GAMMA][...] = gamma.astype(self.precision)
                    self.values[population.id, "bias"] += self._shift(population, normal, mean)

    @property
    def is_normalised(self) -> bool:
        """Tell whether there are averages by which links are normalised."""
        return any((id, MEAN) in self.values for id in self.normal)

    def _shift(self, population: Population, normal: BatchNormalisation, level: Array) -> Array:
        """The bias, as it is kept, that does what bringing ``level`` (channels,) in each step does."""
        each = level.repeat(population.size // normal.channels) * normal.current
        return each[:: self.sharing[population.id]].astype(self.precision)

    def acting(self) -> Mapping[Key, Array]:
        """The arrays by which the network answers: normalisation by its averages is folded into weights and biases."""
        known = {id: normal for id, normal in self.normal.items() if (id, MEAN) in self.values}
        if not known:
            return self.values
        found = dict(self.values)
        for population in self.circuit.populations:
            for p in self.circuit.into(population.id):
                if p.id in known:
                    normal, of = known[p.id], self.values
                    slope = normal.slope(of[p.id, GAMMA], of[p.id, VARIANCE]).astype(self.precision)
                    found[p.id, "weight"] = of[p.id, "weight"] * self.wiring[p.id].of_targets(slope)
                    less = self._shift(population, normal, slope * of[p.id, MEAN])
                    found[population.id, "bias"] = found[population.id, "bias"] - less
        return found

    def draw_fresh(self, seed: int, units: Mapping[Key, float] | None = None) -> None:
        """Weights and biases uniform within ±1/sqrt(inputs of a neuron), on the declared side of zero.

        They count in their ``units``, 1 where these are not said. The one weight of a pool is the unit itself, as it
        tells nothing apart; just over it where that is to fire neurons.

        Source: the default of PyTorch's linear layer, after LeCun, Bottou, Orr & Müller (1998), Efficient
        BackProp, 10.1007/3-540-49430-8_2.
        """
        random, known = np.random.default_rng(seed), units or {}
        for population in self.circuit.populations:
            limit = 1 / np.sqrt(np.maximum(self.fan_in(population.id), 1.0))
            for projection in self.circuit.into(population.id):
                key = projection.id, "weight"
                wiring, one = self.wiring[projection.id], known.get(key, 1.0)
                if projection.learns == Learns.NOTHING:
                    continue
                pooled = one * (1 + JUST_OVER) if population.model.fires() else one
                self.put(key, wiring.matrix(pooled) if wiring.pools else wiring.fresh(random, limit * one))
            key = population.id, "bias"
            one, places = known.get(key, 1.0), self.sharing[population.id]
            bias = random.uniform(-1, 1, population.size // places) * limit[::places]
            centred = any(p.id in self.normal for p in self.circuit.into(population.id))
            self.put(key, np.zeros_like(bias) if centred or key in self.fixed else bias * one)
        self._draw_delays(random)
        self.keep_sides()
        self.keep_bounds()

    def _draw_delays(self, random: np.random.Generator) -> None:
        """Delays that have a kernel, uniform over all that they can become; others begin as they are drawn."""
        if self.kernel is not None:
            h = self.circuit.description.resolution
            for projection in self.delayed:
                key = projection.id, DELAY
                self.put(key, random.uniform(h, h * self.kernel.longest, self.values[key].shape))

    def keep_sides(self) -> None:
        """Turn weights that are on the wrong side of zero."""
        for projection in self.circuit.projections:
            weight = self.values[projection.id, "weight"]
            low, high = bounds_of(projection)
            if projection.learns == Learns.NOTHING:
                continue
            if low == 0.0:
                np.abs(weight, out=weight)
            elif high == 0.0:
                weight[...] = -np.abs(weight)

    def keep_bounds(self) -> None:
        """Back inside: connections that are not there, Dale's law, the declared ranges of parameters."""
        for projection in self.circuit.projections:
            weight = self.values[projection.id, "weight"]
            self.wiring[projection.id].keep_absent(weight)
            low, high = bounds_of(projection)
            if low == 0.0 or high == 0.0:
                np.clip(weight, low, high, out=weight)
                if projection.id in self.normal:
                    gamma = self.values[projection.id, GAMMA]
                    np.clip(gamma, 0.0, np.inf, out=gamma)
        for population in self.circuit.populations:
            for name in self.trained[population.id]:
                _clip(self.values[population.id, name], population, name)
        h = self.circuit.description.resolution
        for projection in self.delayed:
            delay = self.values[projection.id, DELAY]
            delay[...] = np.clip(delay, h, h * (self.circuit.steps if self.kernel is None else self.kernel.longest))

    def outward(self) -> Arrays:
        """Copies in the shapes of a description, float64: what a document takes over. Delays are whole steps.

        Beside weights (synapses,) stand the ends of their connections, "pre" and "post", each (synapses,) of int64.
        """
        acting = {key: value for key, value in self.acting().items() if key[1] not in (GAMMA, MEAN, VARIANCE)}
        return {key: self._outward(key, value) for key, value in acting.items()} | self.ends()

    def ends(self) -> Arrays:
        """Of the connections that weights (synapses,) are listed for, "pre" and "post"."""
        return {(id, end): ends for id, wiring in self.wiring.items() for end, ends in wiring.listed().items()}

    def _outward(self, key: Key, value: Array) -> Floats:
        id, name = key
        if name == "weight":
            return self.wiring[id].outward(value)
        value = self.device.host(value)
        if name == "bias":
            value = np.repeat(value, self.sharing[id])
        whole = (id, name) in ((p.id, DELAY) for p in self.delayed)
        if not whole:
            return np.array(value, np.float64)
        return self._of_each(id, whole_delays(value, self.circuit.description.resolution))

    def take(self, arrays: Mapping[Key, Floats]) -> None:
        """Take over arrays in the shapes of a description."""
        for (id, name), value in arrays.items():
            if name in (PRE, POST):
                continue
            inward = self.wiring[id].matrix(value) if name == "weight" else value
            if name == DELAY and id in self.shares:
                inward = self.shares[id].mean(np.broadcast_to(value, self.shares[id].entries.shape))
            self.put((id, name), value[:: self.sharing[id]] if name == "bias" else inward)


def on_their_connections(found: Circuit, arrays: Mapping[Key, Floats], seed: int) -> Arrays:
    """The arrays with the ends of the connections that ``seed`` draws, where weights (synapses,) come without.

    Raises :class:`~engine.problems.NetworkError` for weights of another number of connections.
    """
    complete: Arrays = dict(arrays)
    for projection in found.projections:
        weight = complete.get((projection.id, "weight"))
        if weight is None or np.ndim(weight) != 1 or (projection.id, PRE) in complete:
            continue
        wiring = wired_for(found, projection, seed)
        if wiring.connections.kernel is not None:
            continue
        count = len(wiring.connections.pre)
        if problem := shape_problem(projection, "weight", weight, count):
            raise NetworkError([problem])
        complete[projection.id, "weight"] = wiring.of_each(weight)
        complete |= {(projection.id, end): ends for end, ends in wiring.listed().items()}
    return complete


def trainable(population: Population) -> tuple[str, ...]:
    """Neuron parameters that their declarations mark as trainable."""
    return tuple(n for n, p in population.model.parameters().items() if p.trainable)


def bounds_of(projection: Projection) -> tuple[float, float]:
    """The least and the greatest weight that a link may learn: its synapse's, on the side of zero of its sign."""
    if projection.synapse is None:
        return -np.inf, np.inf
    low = 0.0 if projection.sign is Sign.EXCITATORY else -np.inf
    high = 0.0 if projection.sign is Sign.INHIBITORY and not projection.synapse.is_unsigned() else np.inf
    return max(projection.synapse.weight.at_least, low), high


def _clip(value: Array, population: Population, name: str) -> None:
    parameter = population.model.parameters()[name]
    inside = JUST_INSIDE * max(1.0, abs(parameter.default))
    low = max(parameter.at_least, parameter.above + inside)
    high = min(parameter.at_most, parameter.below - inside)
    value[...] = np.clip(value, low, high)

"""Values of a description as arrays: numbers repeated, distributions drawn element by element.

A draw that is not allowed (a weight across zero, a delay below one step, a parameter outside its bounds) is
drawn again with the next draw number of the same element, so no other element's value changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions.elementary_numpy import exp, log
from engine.backends.functions.normal_numpy import standard_normal
from engine.model.declaration import NeuronModel, Parameter, SynapseModel
from engine.model.topology import Block, ProjectionSide
from engine.network import problems_found as found
from engine.network.description import Connections, NetworkDescription, Population, Projection, Sign
from engine.network.values import ByDistance, Distribution, Floats, LogNormal, Normal, Uniform, Value
from engine.problems import NetworkError, Problem
from engine.sampling.randomness import stream, uniforms

Ends: TypeAlias = tuple[ProjectionSide, ProjectionSide]
Wires: TypeAlias = Block | Connections
Each: TypeAlias = Callable[[Wires, slice], NDArray[Any]]
"""Gives a value to some connections, which are that part of all of their projection."""
Allowed = Callable[[Floats], NDArray[np.bool_]]
LONGEST = np.iinfo(np.int32).max  # steps: what is longer never ends
DRAWS = 1000  # a distribution that is almost never allowed ends at its nearest allowed value


class NeverAllowed(ValueError):
    """A distribution gave no allowed value in ``DRAWS`` draws."""


def quantile(distribution: Distribution, uniform: Floats) -> Floats:
    """The value below which a share ``uniform`` of the distribution lies."""
    if isinstance(distribution, Uniform):
        return distribution.low + (distribution.high - distribution.low) * uniform
    if isinstance(distribution, Normal):
        return distribution.mean + distribution.std * standard_normal(uniform)
    spread = log(1.0 + (distribution.std / distribution.mean) ** 2)
    centre = log(np.float64(distribution.mean)) - 0.5 * spread
    return exp(centre + np.sqrt(spread) * standard_normal(uniform))


def drawn_values(
    distribution: Distribution, count: int, seed: int, stream: int, allowed: Allowed | None = None
) -> Floats:
    """One value for each of ``count`` elements; raises :class:`NeverAllowed`."""
    index = np.arange(count, dtype=np.int64)
    values = quantile(distribution, uniforms(seed, stream, index))
    if allowed is None:
        return values
    wrong = np.flatnonzero(~allowed(values))
    for draw in range(1, DRAWS):
        if not wrong.size:
            return values
        values[wrong] = quantile(distribution, uniforms(seed, stream, wrong, draw))
        wrong = wrong[~allowed(values[wrong])]
    raise NeverAllowed(f"{distribution} gives no allowed value")


def resolved_values(
    value: Value, count: int, seed: int, element: str, purpose: str, allowed: Allowed | None = None
) -> float | Floats:
    """A number stays a number; a distribution or an array becomes an array (count,)."""
    if isinstance(value, Uniform | Normal | LogNormal):
        return drawn_values(value, count, seed, stream(element, purpose), allowed)
    if isinstance(value, np.ndarray):
        refuse_other_length(value, count, element, purpose)
        return value.astype(np.float64)
    if isinstance(value, ByDistance):
        raise TypeError(f"{element} {purpose} has no distance")
    return float(value)


def refuse_other_length(value: Value, count: int, element: str, purpose: str) -> None:
    """Raise NetworkError where a list has not one value for each of ``count`` elements; weights may be a table."""
    is_table = isinstance(value, np.ndarray) and value.ndim == 2 and purpose == "weight"
    if isinstance(value, np.ndarray) and not is_table and value.shape != (count,):
        raise other_length(element, purpose, value, str(count))


def other_length(element: str, purpose: str, value: NDArray[Any], expected: str) -> NetworkError:
    """Say what is wrong with a list or table that has not the ``expected`` length or shape."""
    words = {"name": purpose, "element": element, "count": " × ".join(map(str, value.shape)), "expected": expected}
    return NetworkError([Problem(element, found.WRONG_LENGTH, words, quantity=purpose)])


def bounds_test(parameter: Parameter) -> Allowed:
    """Make a test of whether values lie inside a parameter's bounds."""

    def allowed(values: Floats) -> NDArray[np.bool_]:
        return np.asarray(
            (values > parameter.above)
            & (values >= parameter.at_least)
            & (values < parameter.below)
            & (values <= parameter.at_most)
        )

    return allowed


def one_sided(sign: Sign, synapse: type[SynapseModel] | None) -> Allowed | None:
    """Make a test of whether weights lie on the declared side of zero; conductances are never negative."""
    if synapse is not None and synapse.is_unsigned():
        return lambda w: np.asarray(w >= 0.0)
    if sign is Sign.MIXED:
        return None
    return (lambda w: np.asarray(w >= 0.0)) if sign is Sign.EXCITATORY else (lambda w: np.asarray(w <= 0.0))


def one_sided_range(sign: Sign, synapse: type[SynapseModel] | None) -> tuple[float, float]:
    """The lowest and highest weight that :func:`one_sided` allows."""
    if synapse is not None and synapse.weight.at_least >= 0.0:
        return 0.0, np.inf
    return {Sign.MIXED: (-np.inf, np.inf), Sign.EXCITATORY: (0.0, np.inf), Sign.INHIBITORY: (-np.inf, 0.0)}[sign]


def population_values(population: Population, seed: int) -> dict[str, float | Floats]:
    """Every parameter of a population's neuron model, as a number or an array (size,)."""
    result: dict[str, float | Floats] = {}
    for name, parameter in population.model.parameters().items():
        value = population.parameters.get(name, parameter.default)
        result[name] = resolved_values(value, population.size, seed, population.id, name, bounds_test(parameter))
    return result


def population_bias(population: Population, seed: int) -> float | Floats:
    """The current into each neuron, as a number or an array (size,)."""
    return resolved_values(population.bias, population.size, seed, population.id, "bias")


def starting_state(population: Population, seed: int, values: dict[str, float | Floats]) -> dict[str, Floats]:
    """The initial value (size,) of every state of the neuron model."""
    return {
        name: np.array(np.broadcast_to(_start(population, name, seed, values), population.size), np.float64)
        for name in population.model.states()
    }


def _start(population: Population, name: str, seed: int, values: dict[str, float | Floats]) -> float | Floats:
    if name in population.start:
        return resolved_values(population.start[name], population.size, seed, population.id, f"start {name}")
    start = start_of(population.model, name)
    return values[start] if isinstance(start, str) else start


def start_of(model: type[NeuronModel], name: str) -> float | str:
    """The declared start of a state: a number, or the name of a parameter."""
    return model.states()[name].start


def projection_weights(projection: Projection, wires: Connections, ends: Ends, seed: int) -> float | Floats:
    """A number, or the weight (synapses,) of every connection in the order of ``wires``."""
    each, count = each_weight(projection, ends, seed), len(wires.pre)
    if each is None:
        return resolved_values(
            projection.weight, count, seed, projection.id, "weight", one_sided(projection.sign, projection.synapse)
        )
    if wires.kernel is None:
        refuse_other_length(projection.weight, count, projection.id, "weight")
    return each(wires, slice(0, count))


def each_weight(projection: Projection, ends: Ends, seed: int) -> Each | None:
    """Find what gives each connection its weight; None where it is one number or drawn.

    A weight that follows the distance ends at zero where it would change its sign.
    """
    weight, allowed = projection.weight, one_sided(projection.sign, projection.synapse)
    listed = projection.connections
    if projection.wiring.shared if listed is None else listed.kernel is not None:
        kernel = shared_weights(projection, ends[0], seed).reshape(-1) * scale_of(projection)
        return lambda wires, part: kernel[wires.kernel]
    if isinstance(weight, ByDistance):

        def by_distance(wires: Wires, part: slice) -> Floats:
            values = values_at_distances(weight, ends[1].distances(ends[0], wires.post, wires.pre))
            return values if allowed is None else np.where(allowed(values), values, 0.0)

        return by_distance
    if isinstance(weight, np.ndarray):
        if weight.ndim == 2:
            if weight.shape != (sizes := (ends[1].size, ends[0].size)):
                raise other_length(projection.id, "weight", weight, " × ".join(map(str, sizes)))
            return lambda wires, part: weight[wires.post, wires.pre].astype(np.float64)
        return lambda wires, part: weight[part].astype(np.float64)
    return None


def shared_weights(projection: Projection, source: ProjectionSide, seed: int) -> Floats:
    """The kernel that the connections of a projection share, in the shape that its rule says."""
    assert source.shape is not None
    shape = projection.wiring.kernel(source.shape, projection.wiring_parameters)
    weight = projection.weight.reshape(-1) if isinstance(projection.weight, np.ndarray) else projection.weight
    allowed = one_sided(projection.sign, projection.synapse)
    values = resolved_values(weight, int(np.prod(shape)), seed, projection.id, "weight", allowed)
    return np.array(np.broadcast_to(values, int(np.prod(shape))), np.float64).reshape(shape)


def scale_of(projection: Projection) -> float:
    """The factor by which the rule multiplies every weight."""
    return projection.wiring.scale(projection.wiring_parameters)


def projection_delays(
    projection: Projection, wires: Connections, ends: Ends, resolution: float, seed: int
) -> NDArray[np.int32]:
    """Whole steps, one number () where all are equal or (synapses,); only an explicit 0 is a delay of zero.

    A link both ways acts from the step before.
    """
    if projection.synapse is not None and projection.synapse.both_ways:
        return np.asarray(1, np.int32)
    each, count = each_delay(projection, ends, resolution), len(wires.pre)
    if each is not None:
        refuse_other_length(projection.delay, count, projection.id, "delay")
        return each(wires, slice(0, count))
    drawn = resolved_values(
        projection.delay, count, seed, projection.id, "delay", lambda d: np.asarray(d >= resolution)
    )
    return steps_of(drawn, resolution)


def each_delay(projection: Projection, ends: Ends, resolution: float) -> Each | None:
    """Find what gives each connection its delay in steps; None where it is one number or drawn.

    A delay that follows the distance is one step at least.
    """
    delay = projection.delay
    if isinstance(delay, ByDistance):

        def by_distance(wires: Wires, part: slice) -> NDArray[np.int32]:
            times = values_at_distances(delay, ends[1].distances(ends[0], wires.post, wires.pre))
            return np.maximum(steps_of(times, resolution), 1)

        return by_distance
    if isinstance(delay, np.ndarray):
        return lambda wires, part: steps_of(delay[part], resolution)
    return None


def values_at_distances(value: ByDistance, distance: Floats) -> Floats:
    """The values at distances in mm."""
    if value.form == "linear":
        return value.base + value.amount * distance
    relative = distance / value.scale
    fall = exp(-0.5 * relative * relative) if value.form == "gaussian" else exp(-relative)
    return np.asarray(value.base + value.amount * fall)


def steps_of(time: float | Floats, resolution: float) -> NDArray[np.int32]:
    """Times in ms as whole steps, at least one unless the time is exactly 0, and at most :data:`LONGEST`."""
    times = np.asarray(time, np.float64)
    with np.errstate(over="ignore"):
        steps = np.minimum(np.floor(times / resolution + 0.5), LONGEST).astype(np.int32)
    return np.asarray(np.where(times == 0.0, 0, np.maximum(steps, 1)), np.int32)


def encoder_values(network: NetworkDescription, id: str, channels: int, seed: int) -> dict[str, float | Floats]:
    """Every parameter of an encoder, as a number or an array (channels,)."""
    encoder = next(e for e in network.encoders if e.id == id)
    return {
        name: resolved_values(encoder.parameters.get(name, p.default), channels, seed, id, name, bounds_test(p))
        for name, p in encoder.model.parameters().items()
    }

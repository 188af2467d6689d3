"""The state of a running network as one object that can be copied, restored, and carried into another network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.kernel import Array
from engine.network.description import Projection
from engine.simulation.network_arrays import NetworkArrays
from engine.simulation.population_arrays import ARRIVALS, KEPT
from engine.simulation.under_way import Recent, send_again

Key = tuple[str, str]


@dataclass(frozen=True)
class SimulationState:
    """Copies of all arrays that running changes, by (element, name), before step ``step``.

    ``weights`` (synapses,) of what learns are in the order of the wiring; others are what the description says.
    ``memories`` are what projections that learn remember of spikes; ``receptors`` says which projections share each
    receptor, ``sizes`` how many elements each source has, and ``recent`` which spikes of theirs may still be under way.
    """

    step: int
    resolution: float
    arrays: Mapping[Key, Array]
    weights: Mapping[str, Array]
    memories: Mapping[str, Mapping[str, Array]]
    projections: Mapping[str, Projection]
    receptors: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]
    recent: Recent


def taken(network: NetworkArrays, step: int, recent: Recent) -> SimulationState:
    """A copy of the state."""
    return SimulationState(
        step,
        network.network.resolution,
        {key: array.copy() for key, array in network.mutable().items()},
        {id: link.wired_weights() for id, link in network.links.items() if link.learns},
        {id: link.memory() for id, link in network.links.items()},
        {id: link.projection for id, link in network.links.items()},
        network.members(),
        dict(network.sizes),
        recent,
    )


def put(network: NetworkArrays, state: SimulationState) -> None:
    """Write a state into a network, matched by element id; what is new or of another shape keeps its own.

    Spikes under way survive on projections that are still there. Raises ``ValueError`` on another resolution.
    """
    if state.resolution != network.network.resolution:
        raise ValueError("a state can only be restored at the resolution at which it was taken")
    for id, link in network.links.items():
        link.remember(state.memories.get(id, {}), state.step)
        if id in state.weights and _same_synapses(link.projection, state.projections[id]):
            weights = state.weights[id]
            if link.learns and weights.shape == link.weights.shape:
                link.set_weights(weights.astype(np.float64))
    members = network.members()
    before = _receptors(members, state.receptors)
    for (element, name), array in network.mutable().items():
        keys = before.get(element, ()) if element in members else (element,)
        found = [state.arrays[key, name] for key in keys if (key, name) in state.arrays]
        if not found:
            continue
        old, *more = found
        if old.shape == array.shape:
            array[...] = old
            for other in more:
                if name != ARRIVALS and other.shape == array.shape:
                    array += other
        elif name == ARRIVALS and old.shape[1:] == array.shape[1:]:
            _move_arrivals(old, array, state.step)
        elif name == KEPT and old.shape[1:] == array.shape[1:]:
            network.populations[element].fill_kept()
            for back in range(1, min(len(old), len(array)) + 1):
                array[(state.step - back) % len(array)] = old[(state.step - back) % len(old)]
    for source in network.sources.values():
        source.share()
    for population in network.populations.values():
        population.trust()
        for receptor in population.receptors:
            fed = {id for old in before.get(receptor.key, ()) for id in state.receptors[old]}
            staying = {id for id in receptor.projections if _stays(network, id, state)}
            shared = len(before.get(receptor.key, ())) > 1
            if shared or fed != {id for id in receptor.projections if id in state.projections} or fed != staying:
                send_again(network, population, receptor, staying, state.recent, state.step)


def _stays(network: NetworkArrays, id: str, state: SimulationState) -> bool:
    """Whether a projection connects the same neurons as before."""
    if id not in state.projections:
        return False
    new, old = network.links[id].projection, state.projections[id]
    ends = (new.source, new.target)
    sized = all(network.sizes[end] == state.sizes.get(end) for end in ends)
    return sized and ends == (old.source, old.target) and _same_wiring(new, old)


def _receptors(new: Mapping[str, tuple[str, ...]], old: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """For each new receptor the old ones that go on in it, where their states are added; each goes on in one."""
    result: dict[str, tuple[str, ...]] = {}
    for key, projections in old.items():
        sharing = [one for one, others in new.items() if set(projections) & set(others)]
        if sharing:
            chosen = next((one for one in sharing if one not in result), sharing[0])
            result[chosen] = (*result.get(chosen, ()), key)
    return result


def _move_arrivals(old: Array, new: Array, step: int) -> None:
    """Arrivals keep their step when the ring has another number of slots."""
    new[...] = 0
    for ahead in range(min(len(old), len(new))):
        new[(step + ahead) % len(new)] = old[(step + ahead) % len(old)]


def _same_synapses(a: Projection, b: Projection) -> bool:
    """Whether two projections describe the same connections with the same initial weights."""
    if a is b:
        return True
    ends = (a.source, a.target) == (b.source, b.target)
    return ends and _same(a.weight, b.weight) and _same_wiring(a, b)


def _same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and np.array_equal(a, b)
    return a == b


def _same_wiring(a: Projection, b: Projection) -> bool:
    if (a.wiring, a.wiring_parameters) != (b.wiring, b.wiring_parameters):
        return False
    if a.connections is None or b.connections is None:
        return a.connections is b.connections
    pairs: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = [
        (a.connections.pre, b.connections.pre),
        (a.connections.post, b.connections.post),
    ]
    return all(np.array_equal(one, other) for one, other in pairs)

"""The state of a running network as one object that can be copied, restored, and carried into another network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.backends.kernels.kernel import Array
from engine.network.description import Projection
from engine.network.likeness import same
from engine.network.values import Floats
from engine.simulation.arrays.network_arrays import NetworkArrays
from engine.simulation.arrays.plastic_link import PlasticLink
from engine.simulation.arrays.population_arrays import ARRIVALS, KEPT, PopulationArrays
from engine.simulation.arrays.presentation import NO_LABEL
from engine.simulation.edit_log import LoggedEdit
from engine.simulation.under_way import Recent, send_again

Key = tuple[str, str]
PARTS = ("synapse", "plasticity", "short_term")
WIRING = ("source", "target", "wiring", "wiring_parameters", "connections")
OTHER_RESOLUTION = "a state can only be restored at the resolution at which it was taken"


@dataclass(frozen=True)
class SimulationState:
    """Copies of all arrays that running changes, by (element, name), before step ``step``.

    ``weights`` (synapses,) of what learns are in the order of the wiring; others are what the description says.
    ``memories`` are what projections that learn remember of spikes; ``receptors`` says which projections share each
    receptor, ``sizes`` how many elements each source has, and ``recent`` which spikes of theirs may still be under way.
    ``given`` are values and labels shown in place of a dataset's own. Random numbers are counted by ``seed`` and step.
    ``events`` travelled along synapses so far, and ``edits`` acted.
    """

    step: int
    seed: int
    resolution: float
    arrays: Mapping[Key, Array]
    weights: Mapping[str, Array]
    memories: Mapping[str, Mapping[str, Array]]
    projections: Mapping[str, Projection]
    receptors: Mapping[str, tuple[str, ...]]
    sizes: Mapping[str, int]
    recent: Recent
    given: Mapping[str, tuple[Floats, int]]
    events: int
    edits: tuple[LoggedEdit, ...]

    @property
    def nbytes(self) -> int:
        """Bytes of the copied arrays."""
        memories = (array for memory in self.memories.values() for array in memory.values())
        return sum(array.nbytes for array in (*self.arrays.values(), *self.weights.values(), *memories))


def taken(
    network: NetworkArrays, step: int, recent: Recent, events: int = 0, edits: tuple[LoggedEdit, ...] = ()
) -> SimulationState:
    """A copy of the state."""
    return SimulationState(
        step,
        network.settings.seed,
        network.network.resolution,
        {key: array.copy() for key, array in network.mutable().items()},
        {id: link.wired_weights() for id, link in network.links.items() if isinstance(link, PlasticLink)},
        {id: link.memory() for id, link in network.links.items()},
        {id: link.projection for id, link in network.links.items()},
        network.members(),
        dict(network.sizes),
        recent,
        {id: (p.given, p.given_label) for id, p in network.presentations.items() if p.given is not None},
        events,
        edits,
    )


def size_of_state(network: NetworkArrays) -> int:
    """The bytes that the arrays of a state will have, before any of them is copied."""
    links = network.links.values()
    weights = sum(link.connectivity.synapses for link in links if isinstance(link, PlasticLink))
    arrays = sum(array.nbytes for array in network.mutable().values())
    return arrays + weights * np.dtype(np.float64).itemsize + sum(link.memory_size for link in links)


def put_back(network: NetworkArrays, state: SimulationState) -> None:
    """Write a state of this very network into it, weights that learn too; parameters stay what they are now.

    Raises ``ValueError`` with one sentence for a state of another network, and leaves this one as it was.
    """
    if reason := restore_refusal(network, state):
        raise ValueError(reason)
    put_state(network, state)
    for id, weights in state.weights.items():
        network.links[id].set_weights(weights)


def restore_refusal(network: NetworkArrays, state: SimulationState) -> str:
    """The reason why a state cannot be put back, in one sentence; empty where it can."""
    if state.resolution != network.network.resolution:
        return OTHER_RESOLUTION
    if state.seed != network.settings.seed:
        return f"the state is of a run with the seed {state.seed}, this one has {network.settings.seed}"
    for id in sorted(_differing(network, state)):
        return f"the state is of another network: {id!r} is not there, or differs from what it is here"
    return ""


def _differing(network: NetworkArrays, state: SimulationState) -> set[str]:
    """Elements that one of the two does not have, or has otherwise."""
    own, old = network.mutable(), state.arrays
    found = {key[0] for key in own.keys() ^ old.keys()}
    found |= {key[0] for key in own.keys() & old.keys() if _form(own[key]) != _form(old[key])}
    found |= network.links.keys() ^ state.projections.keys()
    for id in network.links.keys() & state.projections.keys():
        new, before = network.links[id].projection, state.projections[id]
        alike = all(getattr(new, part) is getattr(before, part) for part in PARTS)
        if not alike or not _stays(network, id, state):
            found.add(id)
    return found | {key for key, ids in network.members().items() if state.receptors.get(key) != ids}


def _form(array: Array) -> tuple[object, ...]:
    return array.dtype, array.shape


def put_state(network: NetworkArrays, state: SimulationState) -> None:
    """Write a state into a network, matched by element id; what is new or of another shape keeps its own.

    Spikes under way survive on projections that are still there. Raises ``ValueError`` on another resolution.
    """
    if state.resolution != network.network.resolution:
        raise ValueError(OTHER_RESOLUTION)
    _put_links(network, state)
    members = network.members()
    before = _receptors(members, state.receptors)
    for (element, name), array in network.mutable().items():
        keys = before.get(element, ()) if element in members else (element,)
        found = [state.arrays[key, name] for key in keys if (key, name) in state.arrays]
        if found:
            _put_array(network, (element, name), array, found, state.step)
    _put_given(network, state)
    for source in network.sources.values():
        source.share()
    for population in network.populations.values():
        population.trust()
        _put_under_way(network, population, before, state)


def _put_links(network: NetworkArrays, state: SimulationState) -> None:
    """Put back what links that learn remember of spikes, and their weights where they connect the same neurons."""
    for id, link in network.links.items():
        link.remember(state.memories.get(id, {}), state.step)
        weights = state.weights.get(id)
        if not isinstance(link, PlasticLink) or weights is None or weights.shape != link.weights.shape:
            continue
        if _alike(link.projection, state.projections[id], "weight"):
            link.set_weights(weights.astype(np.float64))


def _put_array(network: NetworkArrays, key: Key, array: Array, found: list[Array], step: int) -> None:
    """Write into one array those that go on in it, of which only those of its form can be added."""
    (element, name), (old, *more) = key, found
    if old.shape == array.shape:
        array[...] = old
        for other in more:
            if name != ARRIVALS and other.shape == array.shape:
                array += other
    elif name == ARRIVALS and old.shape[1:] == array.shape[1:]:
        _move_arrivals(old, array, step)
    elif name == KEPT and old.shape[1:] == array.shape[1:]:
        network.populations[element].fill_kept()
        for back in range(1, min(len(old), len(array)) + 1):
            array[(step - back) % len(array)] = old[(step - back) % len(old)]


def _put_given(network: NetworkArrays, state: SimulationState) -> None:
    """Values and labels shown in place of a dataset's own, where it has as many channels."""
    for id, presentation in network.presentations.items():
        given, label = state.given.get(id, (None, NO_LABEL))
        if given is None or given.shape[1] == presentation.samples.channels:
            presentation.given, presentation.given_label = given, label


def _put_under_way(
    network: NetworkArrays, population: PopulationArrays, before: Mapping[str, tuple[str, ...]], state: SimulationState
) -> None:
    """Spikes that are not there yet, where others feed a receptor now."""
    for receptor in population.receptors:
        fed = {id for old in before.get(receptor.key, ()) for id in state.receptors[old]}
        staying = {id for id in receptor.projections if _stays(network, id, state)}
        shared = len(before.get(receptor.key, ())) > 1
        if shared or fed != {id for id in receptor.projections if id in state.projections} or fed != staying:
            send_again(network, population, receptor, staying, state.recent, state.step)


def _stays(network: NetworkArrays, id: str, state: SimulationState) -> bool:
    """Tell whether a projection connects the same neurons as before."""
    if id not in state.projections:
        return False
    new, old = network.links[id].projection, state.projections[id]
    return _alike(new, old) and all(network.sizes[e] == state.sizes.get(e) for e in (new.source, new.target))


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


def _alike(a: Projection, b: Projection, *more: str) -> bool:
    """Tell whether two projections describe the same connections, and have ``more`` of their parts in common."""
    return all(same(getattr(a, part), getattr(b, part)) for part in (*WIRING, *more))

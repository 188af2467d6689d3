"""The number of connections of a projection, known before it is wired."""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.topology import ProjectionSide
from engine.network.description import NetworkDescription, Projection
from engine.sampling.space import grid_of, side_of

PLACED = 100_000  # neurons: of more, where each one is takes too much to be found at every edit


@dataclass(frozen=True)
class ConnectionCount:
    """``number`` of connections; ``is_mean`` where chance decides how many there will be."""

    number: int
    is_mean: bool


def connection_count(network: NetworkDescription, projection: Projection, channels: int = 0) -> ConnectionCount:
    """Connections to expect; ``channels`` is the size of a source whose channels the description does not count."""
    if projection.connections is not None:
        return ConnectionCount(len(projection.connections.pre), False)
    rule, same = projection.wiring, projection.source == projection.target
    source, target = (_side(network, projection, id, channels) for id in (projection.source, projection.target))
    number = rule.expected(source, target, same, projection.wiring_parameters)
    if same and projection.synapse is not None and projection.synapse.both_ways:
        number = _one_a_pair(number, source.size)
    return ConnectionCount(round(number), rule.chance)


def _side(network: NetworkDescription, projection: Projection, id: str, channels: int) -> ProjectionSide:
    population = network.population_of.get(id)
    if population is None:
        stimulus = next((s for s in network.stimuli if s.id == id), None)
        return ProjectionSide(channels if stimulus is None else stimulus.size, shape=grid_of(network, id))
    if projection.wiring.spatial and not projection.wiring.gridded and population.size <= PLACED:
        return side_of(population, seed=1)
    return ProjectionSide(population.size, shape=grid_of(network, id))


def _one_a_pair(number: float, size: int) -> float:
    """The mean of what is left where two neurons that are drawn both ways share one connection."""
    pairs = size * (size - 1) / 2
    if not pairs or number > 2 * pairs:
        return number / 2 + size / 2  # each neuron to itself as well
    share = number / (2 * pairs)
    return pairs * (1.0 - (1.0 - share) ** 2)

"""Places of the neurons of every source and target, as wiring rules see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.model.topology import Places, ProjectionSide, Shape
from engine.network.description import NetworkDescription, Population, Projection
from engine.sampling.randomness import stream, uniforms

POSITIONS = "positions"  # the purpose of a population's stream


def position_values(population: Population) -> dict[str, Any]:
    """Every parameter, choice and series of a population's positions, defaults where none is given."""
    model = population.positions
    if model is None:
        return {}
    return model.with_defaults(population.positions_parameters)


def side_of(population: Population, seed: int) -> ProjectionSide:
    """A population with the places of its neurons, drawn where they are random."""
    model, size = population.positions, population.size
    if model is None:
        return ProjectionSide(size)
    index = np.arange(size, dtype=np.int64)

    def uniform(draw: int) -> Places:
        return uniforms(seed, stream(population.id, POSITIONS), index, draw)

    values = position_values(population)
    return ProjectionSide(size, model.places(size, values, uniform), model.shape(values), model.period(values))


def image_side(grid: Shape | None, size: int) -> ProjectionSide:
    """The channels of an encoder: a grid of square pixels, 1 mm wide, where samples are images."""
    if grid is None or int(np.prod(grid)) != size:
        return ProjectionSide(size)
    channels, rows, columns = grid
    pixel = 1.0 / columns
    x = np.tile(((np.arange(columns) + 0.5) - columns / 2) * pixel, rows)
    y = np.repeat((rows / 2 - (np.arange(rows) + 0.5)) * pixel, columns)
    return ProjectionSide(size, np.tile(np.stack([x, y], axis=1), (channels, 1)), (channels, rows, columns))


def sides(
    network: NetworkDescription, sizes: Mapping[str, int], grids: Mapping[str, Shape | None], seed: int
) -> dict[str, ProjectionSide]:
    """By element id; ``grids`` are those of the datasets' samples."""
    result = {id: ProjectionSide(size) for id, size in sizes.items()}
    result |= {p.id: side_of(p, seed) for p in network.populations}
    for encoder in network.encoders:
        if encoder.id in sizes and encoder.dataset in grids:
            result[encoder.id] = image_side(grids[encoder.dataset], sizes[encoder.id])
    return result


def _is_sound(population: Population) -> bool:
    """Tell whether every number of the positions lies within its bounds."""
    values = position_values(population)
    declared = population.positions.parameters() if population.positions is not None else {}
    return all(isinstance(values[n], int | float) and p.allows(values[n]) for n, p in declared.items())


def grid_of(network: NetworkDescription, id: str) -> Shape | None:
    """The grid of a population or encoder, as far as the description alone says it."""
    population, encoder = network.population_of.get(id), network.encoder_of.get(id)
    if population is not None and population.positions is not None and _is_sound(population):
        return population.positions.shape(position_values(population))
    dataset = network.dataset_of.get(encoder.dataset) if encoder is not None else None
    return None if dataset is None else dataset.model.image_grid(dataset.parameters)


def drawn_ends(
    network: NetworkDescription, projection: Projection, seed: int, size: int = 0
) -> tuple[ProjectionSide, ProjectionSide]:
    """Source and target of a projection as far as the description alone says where they are.

    ``size`` is that of a source whose trains or channels the description does not count.
    """
    placed = {p.id: side_of(p, seed) for p in network.populations if p.id in (projection.source, projection.target)}
    grid = grid_of(network, projection.source)
    image = image_side(grid, size if grid is None else int(np.prod(grid)))
    return placed.get(projection.source, image), placed.get(projection.target, image)

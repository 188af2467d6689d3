"""The neurons of a population one by one: what each parameter and each state begins with, as a run of it would have it.

What is drawn from a distribution is drawn here as the engine draws it, by the seed of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from app.document.document import Document
from app.document.elements import ArrayRef, Node, Parameters
from app.document.meaning.interpretation import PartialDescription, read_population
from app.document.vocabulary import BIAS, declared_parameters, model_of
from engine.model.quantities import Parameter, Quantity
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.network.description import Population


@dataclass(frozen=True)
class NeuronColumn:
    """One quantity of every neuron: a number that all share, or ``values`` (size,) that are drawn or their own.

    ``table`` is "parameters" or "start".
    """

    table: str
    name: str
    quantity: Quantity
    values: float | Floats
    drawn: bool

    @property
    def fixed(self) -> bool:
        """True if it is the same for all by its declaration."""
        return isinstance(self.quantity, Parameter) and not self.quantity.per_element

    @property
    def is_own(self) -> bool:
        """True if neurons have values that somebody gave them."""
        return not self.drawn and not isinstance(self.values, float)

    def differs(self, neuron: int) -> bool:
        """Tell whether a neuron has a value of its own: another than most of them have."""
        if not self.is_own or isinstance(self.values, float):
            return False
        return self._shared is None or bool(self.values[neuron] != self._shared)

    @cached_property
    def _shared(self) -> float | None:
        """The value of more than half of the neurons; None where no value is that of so many."""
        middle = np.median(self.values)
        return float(middle) if 2 * np.count_nonzero(self.values == middle) > np.size(self.values) else None


def quantity_columns(document: Document, node: Node) -> list[NeuronColumn]:
    """Every quantity of a population's neurons; none where they cannot be had, as with a model that is not known."""
    from engine.sampling.resolving import population_bias, population_values, starting_state

    population = read_population(PartialDescription(document), node)
    model = model_of(node.model)
    if population is None or model is None or population.size < 1:
        return []
    seed = document.settings.seed
    try:
        values = population_values(population, seed)
        starts = starting_state(population, seed, values)
        values[BIAS] = population_bias(population, seed)
    except ValueError:  # lists of another length, a distribution out of bounds: a problem says so
        return []
    found = [
        NeuronColumn("parameters", name, p, values[name], _drawn(node.parameters, name))
        for name, p in declared_parameters(node).items()
        if name in values
    ]
    for name, state in model.states().items():
        given = _shared(population, name, starts[name])
        found.append(NeuronColumn("start", name, state, given, _drawn(node.start, name)))
    return found


def _drawn(table: Parameters, name: str) -> bool:
    value = table.get(name)
    return value is not None and not isinstance(value, ArrayRef | float | int | str)


def _shared(population: Population, name: str, values: Floats) -> float | Floats:
    """One number where all neurons begin alike."""
    own = population.start.get(name)
    if isinstance(own, np.ndarray) or np.ptp(values) > 0:
        return values
    return float(values[0])


def with_changed(column: NeuronColumn, size: int, rows: np.ndarray, numbers: float | Floats) -> Floats:
    """The values (size,) of a column in which those of some rows are others."""
    values = np.array(np.broadcast_to(column.values, size), np.float64)
    values[rows] = numbers
    return values

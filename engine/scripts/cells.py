"""Simulators with a list of neurons, each with the one time course that its synapses can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from engine.network.description import NetworkDescription, Population, Sign
from engine.network.likeness import same
from engine.problems import Problem
from engine.scripts import target as t
from engine.scripts.values import parameters_of


@dataclass(frozen=True)
class TargetCell:
    """A neuron of another simulator: our names with its own, of states too, and the parameters that it has built in."""

    model: str
    names: Mapping[str, Any]
    states: Mapping[str, str]
    must: Mapping[str, float] = field(default_factory=dict)
    leaks: bool = False  # asks for a leak in another form than ours, a conductance or a time constant


CellType = TypeVar("CellType", bound=TargetCell)


@dataclass(frozen=True)
class TargetReceptor:
    """The receptor of a population for links of one sign: their synapse and its values."""

    synapse: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def receptors(description: NetworkDescription, population: Population) -> dict[Sign, TargetReceptor] | None:
    """The receptors that excite and inhibit a population; None where links of one sign differ."""
    found: dict[Sign, TargetReceptor] = {}
    for projection in description.incoming.get(population.id, ()):
        if projection.synapse is None:
            continue
        receptor = TargetReceptor(projection.synapse.key, projection.synapse_values())
        mixed = projection.sign is Sign.MIXED
        for sign in (Sign.EXCITATORY, Sign.INHIBITORY) if mixed else (projection.sign,):
            if not same(found.setdefault(sign, receptor), receptor):
                return None
    return found


def cell_of(
    cells: Mapping[tuple[str, str], CellType], population: Population, found: Mapping[Sign, TargetReceptor]
) -> CellType | None:
    """The neuron that has the time course of these receptors, the first of its kind where there are none."""
    synapses, key = {receptor.synapse for receptor in found.values()}, population.model.key
    if not synapses:
        return next((cell for (neuron, _), cell in cells.items() if neuron == key), None)
    return cells.get((key, next(iter(synapses)))) if len(synapses) == 1 else None


def states_of(cells: Mapping[tuple[str, str], TargetCell], description: NetworkDescription) -> dict[str, str]:
    """The cells' name of the state of each recording, by its id; without those of no state of a neuron."""
    states: dict[str, Mapping[str, str]] = {}
    for id, population in description.population_of.items():
        found = receptors(description, population)
        cell = None if found is None else cell_of(cells, population, found)
        states[id] = {} if cell is None else cell.states
    known = ((r.id, states.get(r.element, {}).get(r.quantity)) for r in description.recordings)
    return {id: name for id, name in known if name is not None}


class CellTarget(t.Target):
    """A simulator with such a list: ``cells`` by our neuron and the synapse that ends at it."""

    cells: ClassVar[Mapping[tuple[str, str], TargetCell]]
    leak_from: ClassVar[tuple[str, ...]]
    """Parameters of ours from which the leak of a cell that ``leaks`` is computed."""

    @classmethod
    def of_population(cls, description: NetworkDescription, population: Population) -> Iterator[Problem]:
        found = receptors(description, population)
        if found is None:
            yield cls.lack(population.id, t.SEVERAL, element=population.title or population.id)
            return
        cell = cell_of(cls.cells, population, found)
        if cell is None:
            synapses = t.titles(dict.fromkeys(r.synapse for r in found.values())) or "–"
            known = t.titles(dict.fromkeys(neuron for neuron, _ in cls.cells))
            yield cls.lack(population.id, t.CELL, model=population.model.title, synapses=synapses, known=known)
            return
        yield from cls.of_cell(description, population, cell)

    @classmethod
    def of_cell(cls, description: NetworkDescription, population: Population, cell: TargetCell) -> Iterator[Problem]:
        """Find what the cell lacks for these neurons."""
        values = parameters_of(population)
        for name, needed in cell.must.items():
            if not isinstance(values[name], float | int) or values[name] != needed:
                yield cls.lack(population.id, t.MUST_BE, name, name=name, needed=needed, value=values[name])
        for name in cls.leak_from if cell.leaks else ():
            if not isinstance(values[name], float | int):
                yield cls.lack(population.id, t.ONE_NUMBER, name, name=name)

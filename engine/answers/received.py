"""The input current of one neuron in a run, from recordings: its bias, its receptors' currents, what sources inject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.answers.excitability import typical
from engine.compiling.mathematics.lumping import lump
from engine.model.equations.evaluation import value
from engine.model.pairing import inputs, membrane_at
from engine.model.sources import CURRENT
from engine.model.typed.probing import FUNCTIONS
from engine.network.description import NetworkDescription, Projection, Stimulus
from engine.network.values import Floats, Value


@dataclass(frozen=True)
class Variable:
    """A variable to record: a ``quantity`` of an element, of its value number ``index``."""

    element: str
    quantity: str
    index: int


class Received:
    """The current into an input of neuron ``index`` of a population, "" for the first.

    Raises ``KeyError`` for a population that is not there.

    Not every input is a current that can be looked at: a spike that moves the membrane at once, a coupling, and
    injections along connections that only the run knows, are none. ``is_whole`` tells whether all of it is.
    """

    def __init__(self, network: NetworkDescription, population: str, index: int, into: str = "") -> None:
        self._population, self._index = network.population_of[population], index
        model = self._population.model
        names = [into or next(iter(inputs(model)), "")]
        self._is_first = names == [*inputs(model)][:1]
        names += [""] if self._is_first else []
        links = [p for p in network.incoming.get(population, ()) if p.into in names]
        self._membrane = membrane_at(model, into)
        self._receptors = [
            (ids[0], synapse, values) for synapse, values, ids in lump(p for p in links if p.passes_spikes())
        ]
        injected = [p for p in links if p.synapse is None]
        self._injected = [(p, place) for p in injected if (place := _place(network, p, index)) is not None]
        self.is_whole = (
            self._population.model.input() is not None
            and len(self._injected) == len(injected)
            and all(p.passes_spikes() for p in links if p.synapse is not None)
            and all(CURRENT in synapse.equations for _, synapse, _ in self._receptors)
        )

    def variables(self) -> tuple[Variable, ...]:
        """List what has to be recorded for :meth:`current`, besides the states of the neuron."""
        if not self.is_whole:
            return ()
        states = [Variable(id, name, self._index) for id, synapse, _ in self._receptors for name in synapse.states()]
        return (*states, *(Variable(p.source, CURRENT, place) for p, place in self._injected))

    def current(self, recorded: Mapping[Variable, Floats], states: Mapping[str, Floats]) -> Floats:
        """In the unit of the model's input (times,), of what was ``recorded`` and the neuron's ``states`` at them."""
        bias = _one(self._population.bias, self._index) if self._is_first else 0.0
        total = bias * np.ones(len(next(iter(states.values()))))
        membrane = states[self._membrane]
        for id, synapse, parameters in self._receptors:
            known = {name: _one(given, self._index) for name, given in parameters.items()} | {"V": membrane}
            known |= {name: recorded[Variable(id, name, self._index)] for name in synapse.states()}
            total = total + value(synapse.equations[CURRENT], known, FUNCTIONS)
        for projection, place in self._injected:
            total = total + typical(projection.weight) * recorded[Variable(projection.source, CURRENT, place)]
        return total


def _one(given: Value, index: int) -> float:
    """Of one neuron, or the mean of what is drawn."""
    return float(given[index]) if isinstance(given, np.ndarray) and given.ndim else typical(given)


def _place(network: NetworkDescription, projection: Projection, index: int) -> int | None:
    """Index of the source's value that one weight brings to the neuron; None where the description does not tell."""
    source = network.sources[projection.source]
    if not isinstance(source, Stimulus) or CURRENT not in source.model.equations:
        return None
    if not isinstance(projection.weight, int | float):
        return None
    if projection.wiring.equal_sizes:
        return index
    return 0 if projection.wiring.dense and source.size == 1 else None

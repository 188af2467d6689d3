"""Resets that do not take a neuron back from where it fires."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.checking.problem_of import warning_of
from engine.model.declaration import NeuronModel
from engine.model.equations.evaluation import value
from engine.model.typed.probing import FUNCTIONS
from engine.network import problems_found as found
from engine.network.description import Population
from engine.network.values import Floats
from engine.problems import Problem
from engine.units import behind


def reset_problems(population: Population) -> Iterator[Problem]:
    """A warning where the condition of a spike holds at what the spike resets the neuron to.

    Told by the model's own equations, where both are of parameters alone that are not drawn; a reset or a threshold
    that depends on other states may still bring it back.
    """
    model = population.model
    state = _deciding_state(model)
    if state is None:
        return
    reset, spike = model.equations[f"{state}_after_spike"], model.equations["spike"]
    known: dict[str, Floats] = {}
    for name in {*reset.arguments, *spike.arguments} - {state}:
        given = population.parameters.get(name, model.parameters()[name].default)
        if not isinstance(given, float | int | np.ndarray):
            return
        known[name] = np.atleast_1d(np.asarray(given, np.float64))
    known[state] = np.atleast_1d(np.asarray(value(reset, known, FUNCTIONS), np.float64))
    still, after = np.broadcast_arrays(value(spike, known, FUNCTIONS), known[state])
    if still.any():
        shown = f"{after[still][0]:g}{behind(model.states()[state].unit)}"
        quantity = next(iter((*reset.arguments, *spike.arguments)))
        yield warning_of(population, found.RESET_TO_FIRING, quantity, state=state, value=shown)


def _deciding_state(model: type[NeuronModel]) -> str | None:
    """The one state that a spike's condition reads and its reset sets, beside parameters; None where there is more."""
    if not model.fires():
        return None
    read = [name for name in model.equations["spike"].arguments if name not in model.parameters()]
    if len(read) != 1 or f"{read[0]}_after_spike" not in model.equations:
        return None
    reset = model.equations[f"{read[0]}_after_spike"]
    return read[0] if all(name in model.parameters() for name in reset.arguments) else None

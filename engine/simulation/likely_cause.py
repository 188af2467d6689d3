"""Why a population's numbers went wrong, as far as it can be told: each cause with the remedy that fits it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.model.declaration import Equation, NeuronModel
from engine.model.evaluation import value
from engine.model.quantities import Input
from engine.model.typed.expressions import CHANCE_NAME, STEP_NAME
from engine.model.typed.probing import FUNCTIONS
from engine.network.timescales import fastest_time_constant
from engine.problems import declare
from engine.simulation.finite import EVERY
from engine.simulation.population_arrays import PopulationArrays
from engine.simulation.projection_arrays import SpikeLink

WHAT = "{variable} of neuron {neuron} in {element} became {value} at about {time:.4f} s; it was last {last:.6g}{unit}."
LEARNT = declare(
    "numbers-went-wrong-with-a-link",
    WHAT,
    "The {learnt} of {projection} went wrong too: look at the rates and bounds of {rule}.",
)
NO_VALUE = declare(
    "numbers-went-wrong-without-value",
    WHAT,
    "The equation of {state} has no value there: look for a division by 0, or a root or logarithm of what is below 0.",
)
NO_VALUE_AT_ZERO = declare(
    "numbers-went-wrong-at-zero",
    WHAT,
    "The equation of {state} has no value there: {zero} is 0, so give it another value.",
)
COARSE = declare(
    "numbers-went-wrong-in-coarse-steps",
    WHAT,
    "Make the resolution ({resolution:g} ms) smaller than half of the shortest time constant ({name}, {fastest:g} ms).",
)
COARSE_OR_LARGE = declare(
    "numbers-went-wrong-in-steps",
    WHAT,
    "Make the resolution ({resolution:g} ms) smaller, or look for weights or currents that are far too large for this "
    "population.",
)
LARGE = declare("numbers-went-wrong", WHAT, "Look for weights or currents that are far too large for this population.")

Cause = tuple[str, dict[str, object]]
"""A code, and the values that its remedy tells beyond those of the sentence."""


def likely_cause(population: PopulationArrays, neuron: int, resolution: float) -> Cause:
    """Of what its own equations, parameters and steps may have done; ``last`` is what the neuron was before."""
    where = _without_value(population, neuron)
    if where is not None:
        state, zeros = where
        if zeros:
            return NO_VALUE_AT_ZERO, {"state": state, "zero": zeros[0]}
        return NO_VALUE, {"state": state}
    fastest = fastest_time_constant(population.population, [(r.synapse, r.parameters) for r in population.receptors])
    if fastest is None:
        return COARSE_OR_LARGE, {"resolution": resolution}
    name, constant = fastest
    if resolution > constant / 2:
        return COARSE, {"resolution": resolution, "name": name, "fastest": constant}
    return LARGE, {}


def after_a_link(link: SpikeLink, learnt: str, rule: str) -> Cause:
    """What a link holds went wrong before what it drives."""
    projection = link.projection
    return LEARNT, {"learnt": learnt, "projection": projection.title or projection.id, "rule": rule}


def _without_value(population: PopulationArrays, neuron: int) -> tuple[str, list[str]] | None:
    """The state whose motion is no real number, and the parameters whose 0 is to blame."""
    try:
        with np.errstate(all="ignore", over="raise"):
            return _without_value_on_its_way(population, neuron)
    except FloatingPointError:  # it explodes: no single point without a value is to blame
        return None


def _without_value_on_its_way(population: PopulationArrays, neuron: int) -> tuple[str, list[str]] | None:
    """Asked where the neuron last was, and where its equations alone lead it from there until the next look."""
    model, h = population.population.model, population.resolution
    known = {STEP_NAME: np.float64(h), CHANCE_NAME: np.float64(0.5)}  # a model may have a quantity of that name
    known |= _numbers(population, neuron) | dict.fromkeys(_inputs(model), _of(population.bias, neuron))
    motions = {name: equation for name, equation in model.equations.items() if name.endswith(("_dt", "_next"))}
    for _ in range(EVERY):
        after: dict[str, np.float64] = {}
        for name, equation in motions.items():
            state = name.removesuffix("_next") if name.endswith("_next") else name[1:-3]
            there = _value(equation, known)
            if not np.isfinite(there):
                zeros = [n for n in equation.arguments if n in model.parameters() and known[n] == 0.0]
                return state, [n for n in zeros if np.isfinite(_value(equation, known | {n: np.float64(1.0)}))]
            after[state] = there if name.endswith("_next") else known[state] + h * there
        known |= after
    return None


def _value(equation: Equation, known: Mapping[str, np.float64]) -> np.float64:
    return np.float64(value(equation, known, FUNCTIONS))


def _inputs(model: type[NeuronModel]) -> list[str]:
    return [name for name, quantity in model.quantities.items() if isinstance(quantity, Input)]


def _numbers(population: PopulationArrays, neuron: int) -> dict[str, np.float64]:
    """Parameters and last states of one neuron by full name."""
    return {name: _of(numbers, neuron) for name, numbers in (population.values | population.last).items()}


def _of(numbers: object, neuron: int) -> np.float64:
    all_of_them = np.ravel(np.asarray(numbers, np.float64))
    return np.float64(all_of_them[neuron if all_of_them.size > 1 else 0])

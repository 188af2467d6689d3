"""The cause of a population's wrong numbers, as far as it can be told: each with the remedy that fits it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.backends.kernels.kernel import Array
from engine.model.declaration import Equation, NeuronModel
from engine.model.equations.evaluation import value
from engine.model.quantities import Input
from engine.model.typed.expressions import CHANCE_NAME, STEP_NAME
from engine.model.typed.probing import FUNCTIONS
from engine.network.timescales import fastest_time_constant
from engine.problems import declare
from engine.simulation.arrays.population_arrays import PopulationArrays
from engine.simulation.arrays.projection_arrays import SpikeLink
from engine.simulation.operations.finite import EVERY

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
NO_VALUE_WHERE_ZERO = declare(
    "numbers-went-wrong-where-zero",
    WHAT,
    "The equation of {state} has no value where {zero} is 0: start {zero} elsewhere, or write the equation so that it "
    "has a value there.",
)
NO_RESET = declare(
    "numbers-went-wrong-at-reset",
    WHAT,
    "The reset of {state} has no value there: look for a division by 0, or a root or logarithm of what is below 0.",
)
NO_RESET_AT_ZERO = declare(
    "numbers-went-wrong-at-reset-by-zero",
    WHAT,
    "The reset of {state} has no value there: {zero} is 0, so give it another value.",
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

RESET = "_after_spike"

Cause = tuple[str, dict[str, object]]
"""A code, and the values that its remedy tells beyond those of the sentence."""


def likely_cause(population: PopulationArrays, neuron: int, resolution: float) -> Cause:
    """Of what its own equations, parameters and steps may have done; ``last`` is what the neuron was before."""
    for states in (population.last, population.starts):
        where = _without_value(population, neuron, states)
        if where is not None:
            return _said(*where, population.population.model)
        if not _was_never_good(population, neuron):
            break
    fastest = fastest_time_constant(population.population, [(r.synapse, r.parameters) for r in population.receptors])
    if fastest is None:
        return COARSE_OR_LARGE, {"resolution": resolution}
    name, constant = fastest
    if resolution > constant / 2:
        return COARSE, {"resolution": resolution, "name": name, "fastest": constant}
    return LARGE, {}


def after_a_link(link: SpikeLink, learnt: str, rule: str) -> Cause:
    """The cause of numbers that a link holds and that went wrong before what it drives."""
    projection = link.projection
    return LEARNT, {"learnt": learnt, "projection": projection.title or projection.id, "rule": rule}


def _said(name: str, zeros: list[str], model: type[NeuronModel]) -> Cause:
    """Of the equation ``name``, and the quantities whose 0 is to blame."""
    is_reset = name.endswith(RESET)
    state = name.removesuffix(RESET) if is_reset else _moved(name)
    if not zeros:
        return NO_RESET if is_reset else NO_VALUE, {"state": state}
    parameters = [zero for zero in zeros if zero in model.parameters()]
    if not is_reset and not parameters:
        return NO_VALUE_WHERE_ZERO, {"state": state, "zero": zeros[0]}
    return NO_RESET_AT_ZERO if is_reset else NO_VALUE_AT_ZERO, {"state": state, "zero": (parameters or zeros)[0]}


def _was_never_good(population: PopulationArrays, neuron: int) -> bool:
    """Tell whether a state is known of its start alone, while others were seen later: they tell of another moment."""
    return any(values[neuron] == population.starts[name][neuron] for name, values in population.last.items())


def _without_value(
    population: PopulationArrays, neuron: int, states: Mapping[str, Array]
) -> tuple[str, list[str]] | None:
    """The equation that is no real number, and the quantities whose 0 is to blame."""
    try:
        with np.errstate(all="ignore", over="raise"):
            return _without_value_on_its_way(population, neuron, states)
    except FloatingPointError:  # it explodes: no single point without a value is to blame
        return None


def _without_value_on_its_way(
    population: PopulationArrays, neuron: int, states: Mapping[str, Array]
) -> tuple[str, list[str]] | None:
    """Asked where the neuron was, and where its equations alone lead it from there until the next look."""
    model, h = population.population.model, population.resolution
    known = {STEP_NAME: np.float64(h), CHANCE_NAME: np.float64(0.5)}  # a model may have a quantity of that name
    known |= _numbers(population, neuron, states) | dict.fromkeys(_inputs(model), _of(population.bias, neuron))
    motions = {name: equation for name, equation in model.equations.items() if name.endswith(("_dt", "_next"))}
    resets = {name: equation for name, equation in model.equations.items() if name.endswith(RESET)}
    where: tuple[str, list[str]] | None = None
    for _ in range(EVERY):
        after: dict[str, np.float64] = {}
        for name, equation in (motions | resets).items():
            there = _value(equation, known)
            if name in motions:
                state = _moved(name)
                after[state] = there if name.endswith("_next") else known[state] + h * there
            if np.isfinite(there) or (name in resets and where is not None):
                continue
            where = name, [n for n in equation.arguments if known[n] == 0.0 and _helps(equation, known, n)]
            if name in motions:
                return where
        known |= after
    return where


def _moved(name: str) -> str:
    """The state whose motion an equation tells."""
    return name.removesuffix("_next") if name.endswith("_next") else name[1:-3]


def _helps(equation: Equation, known: Mapping[str, np.float64], zero: str) -> bool:
    """Tell whether the equation has a value where that is not 0."""
    return bool(np.isfinite(_value(equation, {**known, zero: np.float64(1.0)})))


def _value(equation: Equation, known: Mapping[str, np.float64]) -> np.float64:
    return np.float64(value(equation, known, FUNCTIONS))


def _inputs(model: type[NeuronModel]) -> list[str]:
    return [name for name, quantity in model.quantities.items() if isinstance(quantity, Input)]


def _numbers(population: PopulationArrays, neuron: int, states: Mapping[str, Array]) -> dict[str, np.float64]:
    """Parameters and states of one neuron by full name."""
    return {name: _of(numbers, neuron) for name, numbers in {**population.values, **states}.items()}


def _of(numbers: object, neuron: int) -> np.float64:
    all_of_them = np.ravel(np.asarray(numbers, np.float64))
    return np.float64(all_of_them[neuron if all_of_them.size > 1 else 0])

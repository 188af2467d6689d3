"""Neurons whose membrane between spikes is a leak driven by currents: their motion as numbers, read from declarations.

Between two steps of the grid such a neuron obeys dV/dt = a V + g (I + sum of currents) + c, and its currents
dx/dt = R x with a course of their own. So its state at any time within a step is known in closed form, and with it the
time at which it reaches its threshold.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit
from engine.circuit.receptors import receptors
from engine.discovery import remembered
from engine.learning.passes.traces import FUNCTIONS, LinearCurrent, has_linear_current
from engine.model.declaration import Equation, NeuronModel, Reset, StepOrder, SynapseModel
from engine.model.equations.evaluation import value_of_expression
from engine.model.equations.tree import assignments, returned_expression
from engine.model.functions import CONSTANTS
from engine.model.registry.discovery import models
from engine.model.topology import WiringRule
from engine.network.description import Population, Projection
from engine.problems import Problem, declare
from engine.sampling.resolving import population_values

Array = NDArray[Any]
TRIALS = (-3.0, 0.0, 1.5)  # membranes and currents at which rates are asked: a line agrees at three points
EXACT = 1e-9  # relative
TURNS = 8.0  # time constants that a step may last: beyond, the series of a step loses too many digits

IN_STEPS = declare(
    "learning.event_prop.in_steps",
    "{model} moves once in each step, so its spikes have no time between steps.",
    "Use a neuron in continuous time, such as {fitting}.",
)
NOT_LINEAR = declare(
    "learning.event_prop.not_linear",
    "Between spikes {model} is not a linear membrane driven by its current alone: its spike times have no closed form.",
    "Use a linear membrane without adaptation, such as {fitting}.",
)
THRESHOLD = declare(
    "learning.event_prop.threshold",
    "{model} does not fire where its membrane reaches a level that stays.",
    "Use a neuron with a fixed threshold, such as {fitting}.",
)
RESET = declare(
    "learning.event_prop.reset",
    "{model} is not reset to one value that it holds while it is refractory.",
    "Use a neuron whose reset is a value, such as {fitting}.",
)
RESET_ABOVE = declare(
    "learning.event_prop.reset_above",
    "{element} is reset to its threshold or above, so it does not reach it again from below.",
    "Set the reset potential below the threshold.",
)
SYNAPSE = declare(
    "learning.event_prop.synapse",
    "A spike through {synapse} starts no current of a fixed course, and without one its weight moves no spike time.",
    "Use a current that decays, such as {fitting}, with one number for each of its parameters.",
)
STEP = declare(
    "learning.event_prop.step",
    "A step of {step} ms lasts too long beside the time constants of {element} to tell when within it a spike falls.",
    "Choose a smaller step, or longer time constants.",
)


@dataclass(frozen=True)
class Current:
    """A receptor: states (s,) that move by dx/dt = ``rates`` x; a spike of weight 1 adds ``jump``.

    ``share`` (s,) of the states is the current, in the unit of the neuron's input.
    """

    label: str
    rates: NDArray[np.float64]
    jump: NDArray[np.float64]
    share: NDArray[np.float64]


@dataclass(frozen=True)
class LinearMembrane:
    """dV/dt = ``leak`` V + ``gain`` I + ``drift``, each (n,); V fires at ``threshold`` and goes to ``reset``.

    Both are infinite where the model never fires.
    """

    leak: NDArray[np.float64]
    gain: NDArray[np.float64]
    drift: NDArray[np.float64]
    threshold: NDArray[np.float64]
    reset: NDArray[np.float64]
    currents: tuple[Current, ...]

    @property
    def rate(self) -> float:
        """The fastest motion, in 1/ms."""
        own = [float(np.abs(self.leak).max())]
        return max(own + [float(np.abs(c.rates).sum(axis=1).max()) for c in self.currents])

    @property
    def gap(self) -> NDArray[np.float64]:
        """From rest to threshold, (n,), where it rests below that, else from its reset; 1 without a threshold."""
        if not np.isfinite(self.threshold).all():
            return np.ones_like(self.threshold)
        leaks = self.leak < 0
        rest = np.where(leaks, -self.drift / np.where(leaks, self.leak, 1.0), self.reset)
        return np.where(rest < self.threshold, self.threshold - rest, self.threshold - self.reset)


def membrane_of(circuit: Circuit, population: Population, seed: int) -> LinearMembrane:
    """The motion of a population of a circuit without :func:`problems`."""
    model, values = population.model, population_values(population, seed)
    leak, gain, drift = _line(model, values, population.size)
    threshold, reset = (np.full(population.size, np.inf) for _ in range(2))
    if model.fires():
        threshold = _level(model, values, population.size)
        after = model.equations[f"{model.membrane}_after_spike"]
        reset = _at(after, values, population.size)
    found = []
    for receptor in receptors(circuit, population.id):
        linear = LinearCurrent(next(p for p in circuit.projections if p.id == receptor.key))
        found.append(Current(receptor.label, linear.rates, linear.jump, linear.current))
    return LinearMembrane(leak, gain, drift, threshold, reset, tuple(found))


def problems(circuit: Circuit, seed: int = 1) -> Iterator[Problem]:
    """Find the elements that have no motion in closed form between two steps, and why."""
    sound = True
    for population in circuit.populations:
        if (code := _lacks(population)) is not None:
            sound = False
            yield Problem(population.id, code, {"model": population.model.title, "fitting": linear_neuron_title()})
    spiking = {label for p in circuit.populations for r in receptors(circuit, p.id) for label in r.projections}
    for projection in circuit.projections:
        if projection.id in spiking and not has_linear_current(projection):
            sound = False
            synapse = projection.synapse.title if projection.synapse else ""
            yield Problem(projection.id, SYNAPSE, {"synapse": synapse, "fitting": _fitting_synapse()})
    if sound:
        yield from _of_values(circuit, seed)


def _of_values(circuit: Circuit, seed: int) -> Iterator[Problem]:
    step = circuit.description.resolution
    for population in circuit.populations:
        found, element = membrane_of(circuit, population, seed), population.title or population.model.title
        if np.isfinite(found.threshold).any() and (found.reset >= found.threshold).any():
            yield Problem(population.id, RESET_ABOVE, {"element": element})
        if found.rate * step > TURNS:
            yield Problem(population.id, STEP, {"element": element, "step": step})


def _lacks(population: Population) -> str | None:
    """The code of the first reason why a neuron is not one of these."""
    model = population.model
    if model.is_discrete() or model.order is not StepOrder.MEMBRANE_FIRST:
        return IN_STEPS
    drive, membrane = model.input(), model.membrane
    known = {membrane, *model.parameters(), *((drive.name,) if drive else ())}
    rate = model.equations.get(f"d{membrane}_dt")
    if drive is None or rate is None or set(model.states()) != {membrane} or not set(rate.arguments) <= known:
        return NOT_LINEAR
    values = population_values(population, 1)
    if not _is_line(model, values):
        return NOT_LINEAR
    if not model.fires():
        return None
    fixed = {*model.parameters()}
    spike, after = model.equations["spike"], model.equations.get(f"{membrane}_after_spike")
    if not set(spike.arguments) <= {membrane, *fixed} or not _is_level(model, values):
        return THRESHOLD
    refractory = model.refractory()
    holds = refractory is None or membrane in refractory.holds
    if model.reset is not Reset.TO_VALUE or after is None or not set(after.arguments) <= fixed or not holds:
        return RESET
    return None


@remembered
def linear_neuron_title() -> str:
    """The title of a neuron with such a membrane that leaks, found by its declaration."""
    # Tries models until one is linear (decision 0220)
    for model in models("neurons").values():
        if issubclass(model, NeuronModel) and model.fires():
            found = Population("tried", model, 1)
            if _lacks(found) is None and (_line(model, population_values(found, 1), 1)[0] < 0).all():
                return model.title
    return ""


@remembered
def _fitting_synapse() -> str:
    """The title of the synapse of the fewest states whose current has a course of its own."""
    # Tries synapses until one fits (decision 0220)
    found = []
    for model in models("synapses").values():
        if issubclass(model, SynapseModel):
            tried = Projection("tried", "", "", model, WiringRule, 1.0)
            if has_linear_current(tried):
                found.append((len(model.states()), model.title))
    return min(found)[1] if found else ""


def _at(equation: Equation, names: Mapping[str, Any], size: int) -> NDArray[np.float64]:
    node, known = _reckoned(equation, names)
    return np.array(np.broadcast_to(value_of_expression(node, known, FUNCTIONS), size), np.float64)


def _reckoned(equation: Equation, names: Mapping[str, Any]) -> tuple[ast.expr, dict[str, Any]]:
    """The result of the equation, as a tree, and the meaning of its names."""
    known = {**CONSTANTS, **{name: names[name] for name in equation.arguments}}
    for part, node in assignments(equation):
        known[part] = value_of_expression(node, known, FUNCTIONS)
    return returned_expression(equation), known


def _rate(model: type[NeuronModel], values: Mapping[str, Any], v: float, current: float, size: int) -> Array:
    drive = model.input()
    assert drive is not None
    names = {**values, model.membrane: v, drive.name: current}
    return _at(model.equations[f"d{model.membrane}_dt"], names, size)


def _line(model: type[NeuronModel], values: Mapping[str, Any], size: int) -> tuple[Array, Array, Array]:
    """Leak, gain and drift, each (n,)."""
    drift = _rate(model, values, 0.0, 0.0, size)
    return _rate(model, values, 1.0, 0.0, size) - drift, _rate(model, values, 0.0, 1.0, size) - drift, drift


def _is_line(model: type[NeuronModel], values: Mapping[str, Any]) -> bool:
    size = max((np.size(v) for v in values.values()), default=1)
    leak, gain, drift = _line(model, values, size)
    for v in TRIALS:
        for current in TRIALS:
            said = leak * v + gain * current + drift
            if not np.allclose(_rate(model, values, v, current, size), said, rtol=EXACT, atol=EXACT):
                return False
    return bool((gain != 0).all())


def _apart(model: type[NeuronModel], values: Mapping[str, Any], v: float, size: int) -> Array | None:
    """The distance of the membrane ``v`` above the threshold, by the condition's two sides; None where it has none."""
    node, known = _reckoned(model.equations["spike"], {**values, model.membrane: v})
    if not isinstance(node, ast.Compare):
        return None
    left, right = (value_of_expression(side, known, FUNCTIONS) for side in (node.left, node.comparators[0]))
    turned = isinstance(node.ops[0], ast.Lt | ast.LtE)
    return np.array(np.broadcast_to(right - left if turned else left - right, size), np.float64)


def _level(model: type[NeuronModel], values: Mapping[str, Any], size: int) -> Array:
    """The membrane (n,) at which it fires."""
    at_zero, at_one = _apart(model, values, 0.0, size), _apart(model, values, 1.0, size)
    assert at_zero is not None and at_one is not None
    return np.asarray(-at_zero / (at_one - at_zero))


def _is_level(model: type[NeuronModel], values: Mapping[str, Any]) -> bool:
    size = max((np.size(v) for v in values.values()), default=1)
    found = [_apart(model, values, v, size) for v in (*TRIALS, 1.0)]
    if any(apart is None for apart in found):
        return False
    low, zero, high, one = (np.asarray(apart) for apart in found)
    slope = one - zero
    lines = [zero + TRIALS[0] * slope - low, zero + TRIALS[2] * slope - high]
    near = EXACT * (1 + np.abs(zero).max())
    return bool((slope > 0).all()) and all(np.allclose(line, 0, atol=near) for line in lines)

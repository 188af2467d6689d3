"""Traces that input spikes leave, as linear systems: the filters of rules that learn spike times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.functions import elementary_numpy as elementary
from engine.model.declaration import Equation, NeuronModel, SynapseModel
from engine.model.equations.evaluation import value
from engine.model.pairing import membrane_at
from engine.network.description import Projection
from engine.network.values import number_of

Array = NDArray[Any]
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": elementary.exp, "log": elementary.log, "sin": elementary.sin, "exprel": elementary.exprel,
    "sqrt": np.sqrt, "floor": np.floor, "minimum": np.minimum, "maximum": np.maximum,
    "absolute": np.abs, "where": np.where,
}  # fmt: skip
TRIAL = 2.5  # a linear synapse answers that many times as much to that many times as much
EXACT = 1e-9  # relative


@dataclass(frozen=True)
class LinearTrace:
    """States that move by ``step`` (states, states) from step to step; a spike adds ``jump`` (states,).

    The trace is the last of the states. A spike shows from its own step on, or ``late`` steps after that.
    """

    step: NDArray[np.float64]
    jump: NDArray[np.float64]
    late: int = 0

    def from_the_next_step(self) -> LinearTrace:
        """The same, but that a spike of step k shows from step k + 1 on."""
        return LinearTrace(self.step, self.step @ self.jump, self.late + 1)

    def slope(self) -> LinearTrace:
        """Its slope in steps: half of what a spike a step earlier leaves, less that of one a step later.

        It begins a step before the spike.
        """
        size = len(self.jump)
        step = np.zeros((size + 2, size + 2))
        step[:size, :size] = self.step
        step[size, size - 1] = 1.0  # the trace a step ago
        step[size + 1, :size], step[size + 1, size] = self.step[-1] / 2, -1 / 2
        return LinearTrace(step, np.concatenate([self.jump, [0.0, self.jump[-1] / 2]]), self.late - 1)

    def squared(self) -> LinearTrace:
        """That of one spike, squared: its states are the products of two."""
        pairs = [(a, b) for a in range(len(self.jump)) for b in range(a, len(self.jump))]
        step = np.zeros((len(pairs), len(pairs)))
        for row, (a, b) in enumerate(pairs):
            for column, (c, d) in enumerate(pairs):
                step[row, column] = self.step[a, c] * self.step[b, d]
                if c != d:
                    step[row, column] += self.step[a, d] * self.step[b, c]
        return LinearTrace(step, np.array([self.jump[a] * self.jump[b] for a, b in pairs]), self.late)


def exponential_trace(tau: float, h: float) -> LinearTrace:
    """A spike adds 1, which decays with ``tau`` ms; steps of ``h`` ms."""
    return LinearTrace(np.array([[float(elementary.exp(-h / tau))]]), np.ones(1))


def membrane_trace(projection: Projection, tau: float, h: float) -> LinearTrace:
    """The trace of a spike's synaptic current in a leaky integrator of ``tau`` ms: exact in steps of ``h`` ms.

    The current is that of the drawn synapse, read from its declaration, for a weight of 1.
    """
    from scipy.linalg import expm

    linear = LinearCurrent(projection)
    size = len(linear.states)
    rates = np.zeros((size + 1, size + 1))
    rates[:size, :size] = linear.rates
    rates[size, :size] = linear.current
    rates[size, size] = -1.0 / tau
    return LinearTrace(np.asarray(expm(rates * h), np.float64), np.append(linear.jump, 0.0))


def trace_of(projection: Projection, model: type[NeuronModel], tau: float, h: float) -> LinearTrace:
    """The trace of a spike on this link in a leaky integrator of ``tau`` ms in place of the membrane of ``model``."""
    if moves_membrane(projection, model):
        return exponential_trace(tau, h)
    return membrane_trace(projection, tau, h)


def moves_membrane(projection: Projection, model: type[NeuronModel]) -> bool:
    """Tell whether a spike on this link does nothing but add its weight to the membrane."""
    synapse = projection.synapse
    if (
        synapse is None
        or synapse.states()
        or not enters_membrane(projection, model)
        or set(synapse.equations) != {f"{model.membrane}_after_arrival"}
    ):
        return False
    (equation,) = synapse.equations.values()
    if not set(equation.arguments) <= {model.membrane, "weight"}:
        return False
    after = value(equation, {model.membrane: TRIAL, "weight": TRIAL**2}, FUNCTIONS)
    return bool(abs(float(after) - TRIAL - TRIAL**2) < EXACT)


def enters_membrane(projection: Projection, model: type[NeuronModel]) -> bool:
    """Tell whether the link acts into an input of the membrane, not into one of another compartment."""
    return membrane_at(model, projection.into) == model.membrane


def has_trace(projection: Projection, model: type[NeuronModel]) -> bool:
    """Tell whether what a spike on this link does to a leaky integrator depends on its weight and time alone."""
    return moves_membrane(projection, model) or (has_linear_current(projection) and enters_membrane(projection, model))


def has_linear_current(projection: Projection) -> bool:
    """Tell whether a spike on this link starts a current whose course depends on nothing but its weight and time."""
    synapse = projection.synapse
    if synapse is None or "current" not in synapse.equations or not synapse.states():
        return False
    known = {*synapse.parameters(), *synapse.states(), "weight"}
    equations: Mapping[str, Equation] = synapse.equations
    if not all(set(equation.arguments) <= known for equation in equations.values()):
        return False
    if not all(f"d{state}_dt" in equations for state in synapse.states()):
        return False
    if not all(isinstance(v, float | int) for v in projection.synapse_values().values()):
        return False
    return LinearCurrent(projection).is_one


class LinearCurrent:
    """The equations of a synapse as matrices: ``rates`` (states, states), ``jump`` and ``current`` (states,)."""

    def __init__(self, projection: Projection) -> None:
        assert projection.synapse is not None
        self.synapse: type[SynapseModel] = projection.synapse
        self.states = tuple(self.synapse.states())
        self._values = {name: number_of(v) for name, v in projection.synapse_values().items()}
        units = np.eye(len(self.states))
        self.rates = np.stack([self._rates(unit) for unit in units], axis=1)
        self.current = np.array([self._current(unit) for unit in units])
        self.jump = self._arrived(0 * units[0], 1.0)

    def _known(self, states: Array, weight: float = 1.0) -> dict[str, Any]:
        return {**self._values, **dict(zip(self.states, states.tolist(), strict=True)), "weight": weight}

    def _rates(self, states: Array) -> Array:
        known = self._known(states)
        return np.array([float(value(self.synapse.equations[f"d{s}_dt"], known, FUNCTIONS)) for s in self.states])

    def _current(self, states: Array) -> float:
        return float(value(self.synapse.equations["current"], self._known(states), FUNCTIONS))

    def _arrived(self, states: Array, weight: float) -> Array:
        known, equations = self._known(states, weight), self.synapse.equations
        return np.array(
            [
                float(value(equations[f"{s}_after_arrival"], known, FUNCTIONS))
                if f"{s}_after_arrival" in equations
                else known[s]
                for s in self.states
            ]
        )

    @property
    def is_one(self) -> bool:
        """True if the matrices say what the equations do."""
        some = TRIAL * (1.0 + np.arange(len(self.states)))
        pairs = (
            (self._rates(some), self.rates @ some),
            (np.array([self._current(some)]), np.array([self.current @ some])),
            (self._arrived(some, TRIAL), some + TRIAL * self.jump),
        )
        return all(np.allclose(found, said, rtol=EXACT, atol=EXACT) for found, said in pairs)

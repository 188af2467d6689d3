"""The rates of some states of a neuron as functions of these states; all else is known, held, or follows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.answers.excitability import alone, typical
from engine.model.declaration import NeuronModel
from engine.model.equations.evaluation import value
from engine.model.typed.probing import FUNCTIONS
from engine.network.description import Population
from engine.network.values import Floats

NUDGE = 1e-6  # of the range, for slopes
ASIDE, SWEEPS, SETTLED = 1e-4, 60, 1e-10  # of a state that follows: for its slope, at most, and its last change


def moving_states(model: type[NeuronModel]) -> tuple[str, ...]:
    """The states with a derivative, in the order of their declaration."""
    return tuple(name for name in model.states() if f"d{name}_dt" in model.equations)


def known_values(population: Population, current: float, held: Mapping[str, float]) -> dict[str, float]:
    """Every name that an equation of one neuron may read: parameters at their mean, a steady ``current``, states as
    ``held`` or else where they start."""
    neuron = alone(population)
    known = {name: parameter.default for name, parameter in neuron.model.parameters().items()}
    known |= {name: typical(given) for name, given in neuron.parameters.items()} | {"bias": 0.0}
    for name, state in neuron.model.states().items():
        known[name] = known[state.start] if isinstance(state.start, str) else float(state.start)
    known |= {name: typical(given) for name, given in neuron.start.items()} | dict(held)
    entry = neuron.model.input()
    if entry is not None:
        known[entry.name] = current
    return known


class Slopes:
    """Derivatives of the states ``names`` in their units a ms.

    States that are ``following`` stand where their own rate is zero, found by Newton's method, each in its turn;
    where that finds nothing the derivatives are no numbers.
    """

    def __init__(
        self, model: type[NeuronModel], names: Sequence[str], known: Mapping[str, float], following: Sequence[str] = ()
    ) -> None:
        self.names, self.following = tuple(names), tuple(following)
        self._known = dict(known)
        self._model = model
        limits = {name: state.at_most for name, state in model.states().items() if state.at_most is not None}
        self._limits = {name: self._known[limit] for name, limit in limits.items()}  # beyond it no rate is evaluated

    def __call__(self, *places: Floats) -> tuple[Floats, ...]:
        """At ``places``, an array a state that are broadcast against each other."""
        with np.errstate(all="ignore"):
            given = self.values_at(*places)
            return tuple(self._rate(name, given) for name in self.names)

    def values_at(self, *places: Floats) -> dict[str, Floats]:
        """Every state at ``places``: what is shown, held, and what follows."""
        shape = np.broadcast_shapes(*(place.shape for place in places))
        given: dict[str, Floats] = dict.fromkeys(self._model.states(), np.zeros(shape))
        given = {name: np.full(shape, self._known[name]) for name in given}
        given |= {name: np.broadcast_to(place, shape) for name, place in zip(self.names, places, strict=True)}
        with np.errstate(all="ignore"):
            return self._followed(given)

    def _rate(self, name: str, given: Mapping[str, Floats]) -> Floats:
        seen = {n: np.minimum(v, self._limits[n]) if n in self._limits else v for n, v in given.items()}
        found = np.asarray(value(self._model.equations[f"d{name}_dt"], {**self._known, **seen}, FUNCTIONS), np.float64)
        return np.broadcast_to(found, next(iter(given.values())).shape)

    def _followed(self, given: dict[str, Floats]) -> dict[str, Floats]:
        for _ in range(SWEEPS if self.following else 0):
            is_settled = True
            for name in self.following:
                place = given[name]
                aside = ASIDE * (1.0 + np.abs(place))
                rate = self._rate(name, given)
                slope = (self._rate(name, {**given, name: place + aside}) - rate) / aside
                given[name] = place - rate / slope
                change = np.abs(given[name] - place) / (1.0 + np.abs(place))
                is_settled &= not (change > SETTLED).any()
            if is_settled:
                return given
        if self.following:
            given |= {name: np.where(change > SETTLED, np.nan, given[name]) for name in self.following}
        return given

    def at(self, point: Floats) -> Floats:
        """All at one point (names,)."""
        return np.concatenate(self(*(point[n : n + 1] for n in range(len(point)))))

    def jacobian(self, point: Floats, size: Floats) -> Floats:
        """Slopes of all along all (names, names), by central differences of ``size`` (names,)."""
        steps = np.diag(NUDGE * size)
        columns = [(self.at(point + step) - self.at(point - step)) / (2 * step.sum()) for step in steps]
        return np.stack(columns, axis=1)

    def jacobian_of_all(self, point: Floats, size: Floats) -> Floats:
        """At one point (names,) that of the names, and with them of what follows: no state is at once where it goes."""
        if not self.following:
            return self.jacobian(point, size)
        given = self.values_at(*(point[n : n + 1] for n in range(len(point))))
        whole = Slopes(self._model, (*self.names, *self.following), self._known)
        there = np.array([given[name][0] for name in whole.names])
        return whole.jacobian(there, np.concatenate([size, 1.0 + np.abs(there[len(size) :])]))

"""The plane of two states of a neuron, from the declared derivatives: nullclines, flow, fixed points.

States beyond the two are held. Nullclines are found by marching squares, fixed points by Newton's method from where
two nullclines meet, their stability from the eigenvalues of the Jacobian there. Source: Gerstner, Kistler, Naud &
Paninski (2014), Neuronal Dynamics, chapter 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import NeuronModel
from engine.model.evaluation import value
from engine.model.typed.probing import FUNCTIONS
from engine.network.description import Population
from engine.network.values import Floats
from engine.problems import Phrase
from engine.simulation.excitability import StepResponse, alone, typical

GRID = 121  # points along each state
ARROWS = 11
BESIDE = 0.2  # of the range of a response, on either side
NEWTON, CLOSE = 30, 1e-10  # steps, and the last of them in parts of the range
NUDGE = 1e-6  # of the range, for slopes
SAME = 1e-3  # of the range: two points nearer than this are one

ONE_STATE = Phrase("A phase plane needs two states that move; this neuron has fewer.")


@dataclass(frozen=True)
class FixedPoint:
    """Where both states stand still; ``eigenvalues`` (2,) of the Jacobian in 1/ms."""

    x: float
    y: float
    eigenvalues: NDArray[np.complex128]

    @property
    def is_stable(self) -> bool:
        """Whether all that is near comes nearer."""
        return bool((self.eigenvalues.real < 0).all())


@dataclass(frozen=True)
class PhasePlane:
    """Over ``x`` (points,) and ``y`` (points,): nullclines as segments (segments, 2 ends, 2 coordinates) of either
    state, ``arrows`` (arrows, 4) as place and direction of length one, in parts of the ranges, and fixed points."""

    names: tuple[str, str]
    x: Floats
    y: Floats
    x_nullcline: Floats
    y_nullcline: Floats
    arrows: Floats
    fixed: tuple[FixedPoint, ...]


def moving_states(model: type[NeuronModel]) -> tuple[str, ...]:
    """The states with a derivative, in the order of their declaration."""
    return tuple(name for name in model.states() if f"d{name}_dt" in model.equations)


def why_no_plane(model: type[NeuronModel]) -> Phrase | None:
    """Why a model has no phase plane; None where it has."""
    return ONE_STATE if len(moving_states(model)) < 2 else None


def phase_plane(
    population: Population, current: float, names: tuple[str, str], x: tuple[float, float], y: tuple[float, float],
    held: Mapping[str, float],
) -> PhasePlane:  # fmt: skip
    """The plane of the states ``names`` within the ranges ``x`` and ``y`` under a steady ``current``.

    ``held`` are the values of all states, those of the plane ignored.
    """
    neuron = alone(population)
    known = {name: parameter.default for name, parameter in neuron.model.parameters().items()}
    known |= {name: typical(value) for name, value in neuron.parameters.items()} | dict(held) | {"bias": 0.0}
    entry = neuron.model.input()
    if entry is not None:
        known[entry.name] = current
    slopes = _Slopes(neuron.model, names, known)
    xs, ys = np.linspace(*x, GRID), np.linspace(*y, GRID)
    dx, dy = slopes(xs[np.newaxis, :], ys[:, np.newaxis])
    return PhasePlane(
        names,
        xs,
        ys,
        nullcline(xs, ys, dx),
        nullcline(xs, ys, dy),
        _arrows(slopes, x, y),
        _fixed(slopes, xs, ys, dx, dy),
    )


def around(population: Population, response: StepResponse) -> PhasePlane:
    """The plane of the first two states that move, as wide as a response and a little more, under its current.

    The others are held where they were before the step.
    """
    x, y = moving_states(population.model)[:2]
    rest = int(np.searchsorted(response.times, response.start, "right")) - 1
    held = {name: float(values[rest]) for name, values in response.states.items()}
    ranges = [_wider(response.states[name]) for name in (x, y)]
    return phase_plane(population, response.current, (x, y), ranges[0], ranges[1], held)


def _wider(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    edge = BESIDE * (high - low) or 1.0
    return low - edge, high + edge


class _Slopes:
    """Both derivatives, in units of the states a ms, as functions of both states."""

    def __init__(self, model: type[NeuronModel], names: tuple[str, str], known: Mapping[str, float]) -> None:
        self._names, self._known = names, known
        self._equations = [model.equations[f"d{name}_dt"] for name in names]

    def __call__(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        shape = np.broadcast_shapes(x.shape, y.shape)
        given = {**self._known, self._names[0]: x, self._names[1]: y}
        with np.errstate(all="ignore"):
            first, second = (
                np.broadcast_to(np.asarray(value(equation, given, FUNCTIONS), np.float64), shape)
                for equation in self._equations
            )
        return first, second

    def at(self, point: Floats) -> Floats:
        """Both at one point (2,)."""
        first, second = self(point[:1], point[1:])
        return np.concatenate([first, second])

    def jacobian(self, point: Floats, size: Floats) -> Floats:
        """Slopes of both along both (2, 2), by central differences."""
        steps = np.diag(NUDGE * size)
        columns = [(self.at(point + step) - self.at(point - step)) / (2 * step.sum()) for step in steps]
        return np.stack(columns, axis=1)


def nullcline(x: Floats, y: Floats, values: Floats) -> Floats:
    """Where ``values`` (rows of y, columns of x) pass zero, as segments (segments, 2, 2), by marching squares."""
    positive, finite = values > 0, np.isfinite(values)
    corner = (np.s_[:-1, :-1], np.s_[:-1, 1:], np.s_[1:, 1:], np.s_[1:, :-1])
    signs = [positive[at] for at in corner]
    whole = np.logical_and.reduce([finite[at] for at in corner])
    mixed = whole & ~(np.logical_and.reduce(signs) | ~np.logical_or.reduce(signs))
    segments = []
    for row, column in np.argwhere(mixed):
        places = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
        crossed = []
        for one, other in zip(places, (*places[1:], places[0]), strict=True):
            if positive[one] != positive[other]:
                share = values[one] / (values[one] - values[other])
                crossed.append((_between(x, one[1], other[1], share), _between(y, one[0], other[0], share)))
        segments += [crossed[n : n + 2] for n in range(0, len(crossed), 2)]
    return np.array(segments, np.float64).reshape(-1, 2, 2)


def _between(grid: Floats, one: int, other: int, share: float) -> float:
    return float(grid[one] + share * (grid[other] - grid[one]))


def _arrows(slopes: _Slopes, x: tuple[float, float], y: tuple[float, float]) -> Floats:
    places = (np.arange(ARROWS) + 0.5) / ARROWS
    across, up = (grid.ravel() for grid in np.meshgrid(places, places))
    dx, dy = slopes(x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0]))
    along = np.stack([dx / (x[1] - x[0]), dy / (y[1] - y[0])], axis=1)
    with np.errstate(all="ignore"):
        along /= np.hypot(along[:, 0], along[:, 1])[:, np.newaxis]
    arrows: Floats = np.column_stack([across, up, along])
    return arrows[np.isfinite(arrows).all(axis=1)]


def _fixed(slopes: _Slopes, x: Floats, y: Floats, dx: Floats, dy: Floats) -> tuple[FixedPoint, ...]:
    """Newton's method from every square that both nullclines cross."""
    size = np.array([np.ptp(x), np.ptp(y)])
    found: list[FixedPoint] = []
    for row, column in np.argwhere(_crossed(dx) & _crossed(dy)):
        point = _stands_still(slopes, np.array([x[column], y[row]]) + size / (2 * (GRID - 1)), size)
        if point is None or not (x[0] <= point[0] <= x[-1] and y[0] <= point[1] <= y[-1]):
            continue
        if all(np.abs((point - (p.x, p.y)) / size).max() > SAME for p in found):
            eigenvalues = np.linalg.eigvals(slopes.jacobian(point, size)).astype(np.complex128)
            found.append(FixedPoint(float(point[0]), float(point[1]), eigenvalues))
    return tuple(found)


def _crossed(values: Floats) -> NDArray[np.bool_]:
    corners = np.stack([values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]])
    crossed: NDArray[np.bool_] = (corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)
    return crossed


def _stands_still(slopes: _Slopes, point: Floats, size: Floats) -> Floats | None:
    for _ in range(NEWTON):
        jacobian = slopes.jacobian(point, size)
        if not np.isfinite(jacobian).all() or abs(np.linalg.det(jacobian)) == 0:
            return None
        step = np.linalg.solve(jacobian, slopes.at(point))
        point = point - step
        if (np.abs(step) < CLOSE * size).all():
            return point
    return None

"""The plane of two states of a neuron, or the line of one, from the declared derivatives.

Nullclines are found by marching squares, fixed points by Newton's method from where two nullclines meet, their
stability from the eigenvalues of the Jacobian there. Source: Gerstner, Kistler, Naud & Paninski (2014), Neuronal
Dynamics, chapter 4; Strogatz (2015), Nonlinear Dynamics and Chaos, chapters 2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.answers.excitability import StepResponse
from engine.answers.firing_line import Crossings, firing_line
from engine.answers.slopes import Slopes, known_values, moving_states
from engine.model.declaration import NeuronModel
from engine.network.description import Population
from engine.network.values import Floats
from engine.problems import Phrase

GRID = 121  # points along each state of a plane
FINE_GRID = 601  # points of a line
ARROWS = 11
BESIDE = 0.2  # of the range of a response, on either side
AT_REST = 0.1  # of a value that hardly moves, on either side
FARTHEST = 1.0  # ranges beyond, within which a threshold is brought into view
NEWTON, CLOSE = 30, 1e-10  # steps, and the last of them in parts of the range
HALVINGS, ROUNDING = 60, 1e-15
NEAR = 3.0  # squares from a fixed point that was found, where no other is looked for
SAME = 1e-3  # of the range: two points nearer than this are one
STEP = "h"  # what equations call the length of a step
STILL = 1e-6  # of the largest eigenvalue: a smaller real part is none

NO_RATES = Phrase("No state of this neuron has a rate of change, so it has neither a phase line nor a phase plane.")


class Stability(StrEnum):
    """The motion near a fixed point, by the eigenvalues of the Jacobian there."""

    STABLE_NODE = "stable node"
    STABLE_FOCUS = "stable focus"
    UNSTABLE_NODE = "unstable node"
    UNSTABLE_FOCUS = "unstable focus"
    SADDLE = "saddle"
    CENTRE = "centre"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class FixedPoint:
    """A standstill of the states shown, ``y`` 0 on a line; ``eigenvalues`` (states,) of the Jacobian in 1/ms."""

    x: float
    y: float
    eigenvalues: NDArray[np.complex128]

    @property
    def is_stable(self) -> bool:
        """True if all that is near comes nearer."""
        return bool((self.eigenvalues.real < 0).all())

    @property
    def kind(self) -> Stability:
        """The motion of what is near: it comes, goes, or does either by its direction; a focus turns meanwhile."""
        real, turns = self.eigenvalues.real, bool(self.eigenvalues.imag.any())
        if (np.abs(real) <= STILL * np.abs(self.eigenvalues).max()).any():
            return Stability.CENTRE if turns and len(real) == 2 else Stability.UNDECIDED
        if (real < 0).all():
            return Stability.STABLE_FOCUS if turns else Stability.STABLE_NODE
        if (real > 0).all():
            return Stability.UNSTABLE_FOCUS if turns else Stability.UNSTABLE_NODE
        return Stability.SADDLE


@dataclass(frozen=True)
class PhasePlane:
    """Over ``x`` (points,) and ``y`` (points,): nullclines as segments (segments, 2 ends, 2 coordinates) of either
    state, ``arrows`` (arrows, 4) as place and direction of length one, in parts of the ranges, fixed points, and
    segments alike where it fires and where a spike puts it."""

    names: tuple[str, str]
    x: Floats
    y: Floats
    x_nullcline: Floats
    y_nullcline: Floats
    arrows: Floats
    fixed: tuple[FixedPoint, ...]
    threshold: Floats
    reset: Floats


@dataclass(frozen=True)
class PhaseLine:
    """The ``rate`` (points,) of the state ``name`` at ``x`` (points,), in its unit a ms, and its fixed points; the
    values at which it fires, ``threshold``, and those that a spike leaves, ``reset``, each (values,)."""

    name: str
    x: Floats
    rate: Floats
    fixed: tuple[FixedPoint, ...]
    threshold: Floats
    reset: Floats


@dataclass(frozen=True)
class Axes:
    """The states of a neuron that are shown: one against its rate, or two; and what the other states are.

    They ``follow`` (each stands where its own rate is zero) or are ``held``, by name; those that are not named are
    held where they were before the step.
    """

    names: tuple[str, ...]
    follow: bool = False
    held: tuple[tuple[str, float], ...] = ()


def why_no_portrait(model: type[NeuronModel]) -> Phrase | None:
    """The reason why a model has neither a phase line nor a phase plane; None where it has one."""
    return None if moving_states(model) else NO_RATES


def usual_axes(model: type[NeuronModel]) -> Axes:
    """The first two states that move, or the only one."""
    return Axes(moving_states(model)[:2])


def held_values(model: type[NeuronModel], response: StepResponse, axes: Axes) -> dict[str, float]:
    """Every state as it was before the step, or as the axes have it, and the length of a step."""
    rest = max(int(np.searchsorted(response.times, response.start, "right")) - 1, 0)
    held = {name: float(values[rest]) for name, values in response.states.items()} | dict(axes.held)
    return held if STEP in model.quantities else held | {STEP: float(response.times[1] - response.times[0])}


def states_at(population: Population, response: StepResponse, axes: Axes, place: Sequence[float]) -> dict[str, float]:
    """Every state at a ``place`` (states shown,) of the plane or the line under the current of a response."""
    model = population.model
    known = known_values(population, response.current, held_values(model, response, axes))
    slopes = Slopes(model, axes.names, known, _others(model, axes.names) if axes.follow else ())
    found = slopes.values_at(*(np.array([value]) for value in place))
    return {name: float(values[0]) for name, values in found.items() if np.isfinite(values[0])}


def plane_around(
    population: Population,
    response: StepResponse,
    axes: Axes,
    seen: Sequence[tuple[float, float]] = (),
    reached: Sequence[tuple[float, float]] = (),
) -> PhasePlane | PhaseLine:
    """The plane or the line under the current of a response, as wide as it and a little more, and as is ``reached``.

    A threshold and a reset that lie not far beyond are in view too. ``seen`` are ranges of the axes in the place of
    these.
    """
    model, held = population.model, held_values(population.model, response, axes)
    known = known_values(population, response.current, held)
    ranges = list(seen)
    if not seen:
        ranges = _with_threshold(model, axes.names, known, [_wider(response.states[name]) for name in axes.names])
    if reached and not seen:
        ranges = [(min(low, a), max(high, b)) for (low, high), (a, b) in zip(ranges, reached, strict=True)]
    if len(axes.names) == 1:
        return phase_line(population, response.current, axes.names[0], ranges[0], held, axes.follow)
    x, y = axes.names
    return phase_plane(population, response.current, (x, y), ranges[0], ranges[1], held, axes.follow)


def phase_plane(
    population: Population, current: float, names: tuple[str, str], x: tuple[float, float], y: tuple[float, float],
    held: Mapping[str, float], follow: bool = False,
) -> PhasePlane:  # fmt: skip
    """The plane of the states ``names`` within the ranges ``x`` and ``y`` under a steady ``current``.

    ``held`` are the values of all states, those of the plane ignored; where others ``follow``, only what has no rate
    is held, and eigenvalues are those of all states that move.
    """
    known = known_values(population, current, held)
    slopes = Slopes(population.model, names, known, _others(population.model, names) if follow else ())
    xs, ys = np.linspace(*x, GRID), np.linspace(*y, GRID)
    across, up = xs[np.newaxis, :], ys[:, np.newaxis]
    dx, dy = slopes(across, up)
    shape, grid = dx.shape, np.stack(np.broadcast_arrays(across, up), axis=-1).reshape(-1, 2)
    line = firing_line(
        population.model,
        names,
        known,
        np.array([np.ptp(xs), np.ptp(ys)]),
        lambda function: nullcline(xs, ys, function(grid).reshape(shape)).reshape(-1, 2),
    )
    return PhasePlane(
        names,
        xs,
        ys,
        nullcline(xs, ys, dx),
        nullcline(xs, ys, dy),
        _arrows(slopes, x, y),
        _fixed(slopes, xs, ys, dx, dy),
        line.threshold.reshape(-1, 2, 2),
        line.reset.reshape(-1, 2, 2),
    )


def phase_line(
    population: Population, current: float, name: str, x: tuple[float, float], held: Mapping[str, float],
    follow: bool = False,
) -> PhaseLine:  # fmt: skip
    """The rate of one state within the range ``x`` under a steady ``current``; all else as for a plane."""
    known = known_values(population, current, held)
    slopes = Slopes(population.model, (name,), known, _others(population.model, (name,)) if follow else ())
    xs = np.linspace(*x, FINE_GRID)
    (rate,) = slopes(xs)
    size = np.array([np.ptp(xs)])

    still = _zeros(xs, lambda at: slopes(at)[0])
    fixed = tuple(
        FixedPoint(x, 0.0, np.linalg.eigvals(slopes.jacobian_of_all(np.array([x]), size)).astype(np.complex128))
        for x in still.tolist()
    )
    line = firing_line(population.model, (name,), known, size, _zeros_within(xs))
    return PhaseLine(name, xs, rate, fixed, line.threshold[:, 0], line.reset[:, 0])


def _others(model: type[NeuronModel], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in moving_states(model) if name not in names)


def _zeros_within(x: Floats) -> Crossings:
    return lambda function: _zeros(x, lambda at: function(at[:, np.newaxis]))[:, np.newaxis]


def _zeros(x: Floats, function: Callable[[Floats], Floats]) -> Floats:
    """Find by halving where a function of ``x`` changes its sign; not where it leaps over zero."""
    values = np.asarray(function(x))
    at = np.flatnonzero(np.isfinite(values[:-1]) & np.isfinite(values[1:]) & ((values[:-1] > 0) != (values[1:] > 0)))
    low, high, above = x[at].copy(), x[at + 1].copy(), values[at] > 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = (function(middle) > 0) == above if len(middle) else np.zeros(0, np.bool_)
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    if not len(low):
        return low
    leaps = np.abs(np.asarray(function(high)) - np.asarray(function(low)))
    found = (low + high) / 2
    found[np.abs(found) < ROUNDING * np.ptp(x)] = 0.0
    zeros: Floats = found[leaps <= np.abs(values[at + 1] - values[at]) / 2]
    return zeros


def _with_threshold(
    model: type[NeuronModel], names: Sequence[str], known: Mapping[str, float], ranges: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The ranges, as far as a threshold and its reset that lie close beyond, with a little room."""
    middle = np.array([(low + high) / 2 for low, high in ranges])
    wider = []
    for place, (name, (low, high)) in enumerate(zip(names, ranges, strict=True)):
        size = high - low
        xs = np.linspace(low - FARTHEST * size, high + FARTHEST * size, FINE_GRID)
        around = {**known, **dict(zip(names, middle.tolist(), strict=True))}
        del around[names[place]]
        line = firing_line(model, (name,), around, np.array([size]), _zeros_within(xs))
        seen = [v for v in (*line.threshold[:, 0].tolist(), *line.reset[:, 0].tolist()) if xs[0] <= v <= xs[-1]]
        room = BESIDE / 2 * size
        wider.append((min([low, *(v - room for v in seen)]), max([high, *(v + room for v in seen)])))
    return wider


def _wider(values: Floats) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    edge = max(BESIDE * (high - low), AT_REST * max(abs(low), abs(high))) or 1.0
    return low - edge, high + edge


def nullcline(x: Floats, y: Floats, values: Floats) -> Floats:
    """Find where ``values`` (rows of y, columns of x) pass zero: segments (segments, 2, 2), by marching squares."""
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


def _arrows(slopes: Slopes, x: tuple[float, float], y: tuple[float, float]) -> Floats:
    places = (np.arange(ARROWS) + 0.5) / ARROWS
    across, up = (grid.ravel() for grid in np.meshgrid(places, places))
    dx, dy = slopes(x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0]))
    along = np.stack([dx / (x[1] - x[0]), dy / (y[1] - y[0])], axis=1)
    with np.errstate(all="ignore"):
        along /= np.hypot(along[:, 0], along[:, 1])[:, np.newaxis]
    arrows: Floats = np.column_stack([across, up, along])
    return arrows[np.isfinite(arrows).all(axis=1)]


def _fixed(slopes: Slopes, x: Floats, y: Floats, dx: Floats, dy: Floats) -> tuple[FixedPoint, ...]:
    """Newton's method from every square that both nullclines cross."""
    size = np.array([np.ptp(x), np.ptp(y)])
    found: list[FixedPoint] = []
    cell = size / (GRID - 1)
    for row, column in np.argwhere(_crossed(dx) & _crossed(dy)):
        begin = np.array([x[column], y[row]]) + cell / 2
        if any((np.abs(begin - (p.x, p.y)) < NEAR * cell).all() for p in found):
            continue
        point = _stands_still(slopes, begin, size)
        if point is None or not (x[0] <= point[0] <= x[-1] and y[0] <= point[1] <= y[-1]):
            continue
        point = np.where(np.abs(point) < CLOSE * size, 0.0, point)  # what is left of a zero by rounding
        if all(np.abs((point - (p.x, p.y)) / size).max() > SAME for p in found):
            eigenvalues = np.linalg.eigvals(slopes.jacobian_of_all(point, size)).astype(np.complex128)
            found.append(FixedPoint(float(point[0]), float(point[1]), eigenvalues))
    return tuple(found)


def _crossed(values: Floats) -> NDArray[np.bool_]:
    corners = np.stack([values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]])
    crossed: NDArray[np.bool_] = (corners.min(axis=0) <= 0) & (corners.max(axis=0) >= 0)
    return crossed


def _stands_still(slopes: Slopes, point: Floats, size: Floats) -> Floats | None:
    for _ in range(NEWTON):
        jacobian = slopes.jacobian(point, size)
        if not np.isfinite(jacobian).all() or abs(np.linalg.det(jacobian)) == 0:
            return None
        step = np.linalg.solve(jacobian, slopes.at(point))
        point = point - step
        if (np.abs(step) < CLOSE * size).all():
            return point
    return None

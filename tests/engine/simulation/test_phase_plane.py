"""Nullclines and fixed points of published neurons, and of every discovered one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.model.declaration import NeuronModel
from engine.model.discovery import find, models
from engine.network.description import Population
from engine.simulation.excitability import step_response, why_no_answer
from engine.simulation.phase_plane import moving_states, nullcline, phase_plane, why_no_plane

NEURONS = [model for model in models("neurons").values() if issubclass(model, NeuronModel)]
FHN = Population("a", find("neurons/fitzhugh_nagumo"), 1)
VW = ("V", "w")


@pytest.mark.parametrize("model", NEURONS, ids=lambda model: model.key)
def test_every_neuron_has_a_plane_or_says_why_not(model: type[NeuronModel]) -> None:
    if why_no_plane(model) is not None:
        assert len(moving_states(model)) < 2
        return
    assert why_no_answer(model) is None
    population = Population("a", model, 1)
    response = step_response(population, 0.1, 0.0)
    x, y = (name for name in moving_states(model)[:2])
    rest = {name: float(values[-1]) for name, values in response.states.items()}
    ranges = [(rest[name] - 20.0, rest[name] + 20.0) for name in (x, y)]
    plane = phase_plane(population, 0.0, (x, y), ranges[0], ranges[1], rest)
    assert len(plane.x_nullcline) + len(plane.y_nullcline) > 0
    assert np.allclose(np.hypot(plane.arrows[:, 2], plane.arrows[:, 3]), 1.0)


def test_fitzhughs_neuron_rests_at_the_published_point_and_loses_it() -> None:
    """FitzHugh (1961): at rest x = -1.1994, y = -0.6243 is stable; under 0.5 the only fixed point is unstable."""
    rest = phase_plane(FHN, 0.0, VW, (-2.5, 2.5), (-1.5, 2.0), {}).fixed
    assert len(rest) == 1
    assert (rest[0].x, rest[0].y) == (pytest.approx(-1.19941, abs=1e-5), pytest.approx(-0.62426, abs=1e-5))
    assert rest[0].is_stable
    assert rest[0].eigenvalues.imag.any()
    driven = phase_plane(FHN, 0.5, VW, (-2.5, 2.5), (-1.5, 2.0), {}).fixed
    assert len(driven) == 1
    assert not driven[0].is_stable


def test_nullclines_are_the_cubic_and_the_line() -> None:
    plane = phase_plane(FHN, 0.3, VW, (-2.5, 2.5), (-1.5, 2.0), {})
    V, w = plane.x_nullcline.reshape(-1, 2).T
    assert np.allclose(w, V - V**3 / 3 + 0.3, atol=3e-3)
    V, w = plane.y_nullcline.reshape(-1, 2).T
    assert np.allclose(V, 0.8 * w - 0.7, atol=1e-9)


def test_a_saddle_node_on_a_circle_has_three_fixed_points() -> None:
    """Ermentrout & Terman (2010), figure 3.5: below 39.96 a node, a saddle and an unstable focus; above, the focus."""
    values = {"g_Ca": 4.0, "V_3": 12.0, "V_4": 17.4, "phi": 0.067}
    neuron = Population("a", find("neurons/morris_lecar"), 1, values)
    below = phase_plane(neuron, 30.0, VW, (-75.0, 60.0), (-0.05, 0.6), {}).fixed
    assert sorted(point.is_stable for point in below) == [False, False, True]
    saddles = [p for p in below if (p.eigenvalues.real > 0).sum() == 1]
    assert len(saddles) == 1
    above = phase_plane(neuron, 45.0, VW, (-75.0, 60.0), (-0.05, 0.6), {}).fixed
    assert [point.is_stable for point in above] == [False]


def test_a_circle_is_found_as_a_circle() -> None:
    grid = np.linspace(-2.0, 2.0, 81)
    segments = nullcline(grid, grid, grid[np.newaxis] ** 2 + grid[:, np.newaxis] ** 2 - 1.0)
    assert np.allclose(np.hypot(segments[..., 0], segments[..., 1]), 1.0, atol=2e-3)
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi, rel=1e-3)

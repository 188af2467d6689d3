"""Nullclines and fixed points of published neurons, and of every discovered one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.answers.excitability import step_response, why_no_answer
from engine.answers.phase_plane import (
    Axes,
    PhaseLine,
    PhasePlane,
    Stability,
    nullcline,
    phase_line,
    phase_plane,
    plane_around,
    usual_axes,
    why_no_portrait,
)
from engine.answers.slopes import moving_states
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import find, models
from engine.network.description import Population

NEURONS = [model for model in models("neurons").values() if issubclass(model, NeuronModel)]
FHN = Population("a", find("neurons/fitzhugh_nagumo"), 1)
LIF = Population("a", find("neurons/leaky_integrate_and_fire"), 1)
VW = ("V", "w")


@pytest.mark.parametrize("model", NEURONS, ids=lambda model: model.key)
def test_every_neuron_has_a_portrait_or_says_why_not(model: type[NeuronModel]) -> None:
    if why_no_portrait(model) is not None:
        assert not moving_states(model)
        return
    assert why_no_answer(model) is None
    population = Population("a", model, 1)
    response = step_response(population, 0.1, 0.0)
    portrait = plane_around(population, response, usual_axes(model))
    if isinstance(portrait, PhaseLine):
        assert len(moving_states(model)) == 1
        assert np.isfinite(portrait.rate).all()
        assert all(abs(point.eigenvalues.imag).max() == 0 for point in portrait.fixed)
        return
    assert len(portrait.x_nullcline) + len(portrait.y_nullcline) > 0
    assert np.allclose(np.hypot(portrait.arrows[:, 2], portrait.arrows[:, 3]), 1.0)


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


def test_a_state_that_rests_at_zero_is_at_zero_and_not_beside_it_by_rounding() -> None:
    neuron = Population("a", find("neurons/adaptive_threshold_leaky_integrate_and_fire"), 1)
    response = step_response(neuron, 0.1, 570.0)
    (point,) = plane_around(neuron, response, usual_axes(neuron.model)).fixed
    assert point.y == 0.0 and point.x == pytest.approx(-47.2)


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
    kinds = sorted((point.x, point.kind) for point in below)
    assert [kind for _, kind in kinds] == [Stability.STABLE_NODE, Stability.SADDLE, Stability.UNSTABLE_FOCUS]
    above = phase_plane(neuron, 45.0, VW, (-75.0, 60.0), (-0.05, 0.6), {}).fixed
    assert [point.is_stable for point in above] == [False]


def test_a_circle_is_found_as_a_circle() -> None:
    grid = np.linspace(-2.0, 2.0, 81)
    segments = nullcline(grid, grid, grid[np.newaxis] ** 2 + grid[:, np.newaxis] ** 2 - 1.0)
    assert np.allclose(np.hypot(segments[..., 0], segments[..., 1]), 1.0, atol=2e-3)
    length = np.hypot(*(segments[:, 1] - segments[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi, rel=1e-3)


def test_a_leaky_neuron_rests_where_its_current_takes_it() -> None:
    """E_L + tau_m / C_m * I stands still with the eigenvalue -1 / tau_m; it fires and is reset as declared."""
    line = phase_line(LIF, 250.0, "V", (-80.0, -40.0), {})
    assert [(point.x, point.kind) for point in line.fixed] == [(pytest.approx(-60.0), Stability.STABLE_NODE)]
    assert line.fixed[0].eigenvalues == pytest.approx([-0.1])
    assert line.rate == pytest.approx((-60.0 - line.x) / 10.0)
    assert line.threshold == pytest.approx([-55.0])
    assert line.reset == pytest.approx([-70.0])


def test_a_quadratic_neuron_has_a_threshold_that_its_state_cannot_pass() -> None:
    """Ermentrout: two fixed points, the lower stable and the upper not; a strong current takes both away."""
    neuron = Population("a", find("neurons/quadratic_integrate_and_fire"), 1)
    assert [p.kind for p in phase_line(neuron, 0.0, "V", (-90.0, 0.0), {}).fixed] == [
        Stability.STABLE_NODE,
        Stability.UNSTABLE_NODE,
    ]
    assert phase_line(neuron, 1000.0, "V", (-90.0, 0.0), {}).fixed == ()


def test_a_threshold_that_moves_is_a_line_aslant() -> None:
    """It fires where V reaches V_th + theta, and a spike puts V back and raises theta."""
    neuron = Population("a", find("neurons/adaptive_threshold_leaky_integrate_and_fire"), 1)
    plane = phase_plane(neuron, 500.0, ("V", "theta"), (-75.0, -40.0), (0.0, 10.0), {})
    V, theta = plane.threshold.reshape(-1, 2).T
    assert np.allclose(V, -55.0 + theta)
    assert np.ptp(theta) == pytest.approx(10.0, abs=0.1)
    after, raised = plane.reset.reshape(-1, 2).T
    assert np.allclose(after, -70.0)
    assert (raised - theta == pytest.approx((raised - theta)[0])) and (raised > theta).all()


def test_a_neuron_that_nothing_resets_has_a_level_alone() -> None:
    plane = phase_plane(FHN, 0.5, VW, (-2.5, 2.5), (-1.5, 2.0), {})
    assert np.allclose(plane.threshold[..., 0], 1.0)
    assert not len(plane.reset)


def test_a_neuron_that_fires_by_chance_has_no_threshold() -> None:
    neuron = Population("a", find("neurons/generalized_integrate_and_fire"), 1)
    line = phase_line(neuron, 0.0, "V", (-90.0, 0.0), {})
    assert not len(line.threshold) + len(line.reset)


def test_states_that_follow_show_where_the_whole_neuron_rests() -> None:
    """Hodgkin and Huxley's neuron rests at one point of all four states: its plane of two others shows that one."""
    neuron = Population("a", find("neurons/hodgkin_huxley"), 1)
    response = step_response(neuron, 0.1, 0.0)
    rest = {name: float(values[-1]) for name, values in response.states.items()}
    plane = plane_around(neuron, response, Axes(("V", "n"), follow=True))
    assert isinstance(plane, PhasePlane)
    near = min(plane.fixed, key=lambda point: abs(point.x - rest["V"]))
    assert (near.x, near.y) == (pytest.approx(rest["V"], abs=1e-3), pytest.approx(rest["n"], abs=1e-5))
    assert len(near.eigenvalues) == 4
    assert near.is_stable
    held = plane_around(neuron, response, Axes(("V", "n")))
    assert isinstance(held, PhasePlane)
    assert all(len(point.eigenvalues) == 2 for point in held.fixed)


def test_what_is_held_can_be_given() -> None:
    """With all gates of Hodgkin and Huxley's neuron shut the leak alone is left; the run's values reach the plane."""
    neuron = Population("a", find("neurons/hodgkin_huxley"), 1)
    response = step_response(neuron, 0.1, 0.0)
    (shut,) = phase_line(neuron, 0.0, "V", (-80.0, -40.0), {"m": 0.0, "n": 0.0}).fixed
    assert shut.x == pytest.approx(-54.387, abs=0.05)
    rest, other = (plane_around(neuron, response, Axes(("V",), held=held)) for held in ((), (("n", 0.5),)))
    assert isinstance(rest, PhaseLine)
    assert isinstance(other, PhaseLine)
    assert (other.rate < rest.rate).all(), "open potassium channels pull the membrane down"

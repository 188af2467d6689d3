"""What one neuron does under a steady current and under a step, against closed forms and published figures."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from engine.answers.excitability import alone, rate_curve, step_response, why_no_answer, why_no_rate
from engine.model.declaration import NeuronModel
from engine.model.registry.discovery import find, models
from engine.network.description import Population
from engine.network.values import Normal, Uniform
from engine.progress import Cancelled

TABLE = Path(__file__).parents[2] / "science" / "data" / "lif_fi_curve_analytic.csv"
LIF = find("neurons/leaky_integrate_and_fire")
NEURONS = [model for model in models("neurons").values() if issubclass(model, NeuronModel)]
CLASS_I = {"g_Ca": 4.0, "V_3": 12.0, "V_4": 17.4, "phi": 0.067}


def of(key: str, **parameters: float) -> Population:
    return Population("a", find(key), 1, parameters)


@pytest.mark.parametrize("model", NEURONS, ids=lambda model: model.key)
def test_every_neuron_answers_or_says_why_it_cannot(model: type[NeuronModel]) -> None:
    population = Population("a", model, 1)
    if why_no_answer(model) is not None:
        assert model.input() is None
        return
    current = 1.0
    if why_no_rate(model) is None:
        curve = rate_curve(population, 0.1)
        assert np.isfinite(curve.rates).all()
        assert (np.diff(curve.currents) >= 0).all()
        assert curve.rates.max() > 0
        assert curve.onset is not None
        current = 1.5 * curve.onset or float(curve.currents[-1])
    else:
        assert not model.fires()
    response = step_response(population, 0.1, current)
    for values in response.states.values():
        assert len(values) == len(response.times)
        assert np.isfinite(values).all()
    moved = [np.ptp(values) > 0 for values in response.states.values()]
    assert any(moved) or len(response.spikes)


def test_the_curve_of_a_leaky_neuron_is_the_closed_form() -> None:
    with TABLE.open(encoding="utf-8") as file:
        row = {name: float(value) for name, value in next(csv.DictReader(file)).items()}
    names = {"C_m": "C_m_pF", "tau_m": "tau_m_ms", "E_L": "E_L", "V_th": "V_th", "V_reset": "V_reset"}
    values = {name: row[column] for name, column in names.items()} | {"t_ref": row["t_ref_ms"]}
    curve = rate_curve(Population("a", LIF, 1, values), 0.1)
    rheobase = (values["V_th"] - values["E_L"]) * values["C_m"] / values["tau_m"]
    assert curve.silent is not None
    assert curve.onset is not None
    assert curve.silent <= rheobase < curve.onset < 1.01 * rheobase
    fires = curve.currents > rheobase
    assert (curve.rates[~fires] == 0).all()
    reach = curve.currents[fires] * values["tau_m"] / values["C_m"]
    interval = values["tau_m"] * np.log((reach + values["E_L"] - values["V_reset"]) / (reach - rheobase / 25.0))
    on_the_grid = np.ceil(interval / 0.1 - 1e-9) * 0.1 + values["t_ref"]
    assert np.allclose(curve.rates[fires], 1000.0 / on_the_grid, rtol=1e-9)


def test_the_parameters_decide_whether_firing_begins_at_a_rate_above_zero() -> None:
    """Ermentrout & Terman (2010), table 3.1: Hopf at 88.3 to 93.9, a saddle node on a circle at 39.96."""
    second, first = rate_curve(of("neurons/morris_lecar"), 0.1), rate_curve(of("neurons/morris_lecar", **CLASS_I), 0.1)
    assert second.silent is not None
    assert first.silent is not None
    assert 85.0 < second.silent < 94.0
    assert first.silent == pytest.approx(39.96, rel=0.03)
    lowest = [curve.rates[curve.rates > 0][0] for curve in (first, second)]
    assert lowest[0] < 0.7 * lowest[1]


def test_a_neuron_that_is_driven_too_hard_falls_silent_again() -> None:
    """FitzHugh-Nagumo oscillates between 0.33 and 1.42 (the fixed point between the knees of the cubic)."""
    curve = rate_curve(of("neurons/fitzhugh_nagumo"), 0.1)
    fires = curve.currents[curve.rates > 0]
    assert 0.31 < fires[0] < 0.34
    assert 1.40 < fires[-1] < 1.45
    assert curve.currents[-1] > fires[-1]


def test_a_step_charges_the_membrane_and_lets_it_go() -> None:
    current = 100.0
    response = step_response(Population("a", LIF, 1), 0.1, current)
    since = response.times - response.start
    ends = response.end - response.start
    up = -70.0 + 4.0 * (1 - np.exp(-since / 10.0))
    down = -70.0 + 4.0 * (1 - np.exp(-ends / 10.0)) * np.exp(-(since - ends) / 10.0)
    expected = np.where(since <= 0, -70.0, np.where(since <= ends, up, down))
    assert np.allclose(response.states["V"], expected, atol=1e-9)
    assert not len(response.spikes)
    fired = step_response(Population("a", LIF, 1), 0.1, 600.0).spikes
    assert len(fired) > 3
    assert (fired > response.start).all()
    assert (fired <= response.end + 0.1).all()


def test_a_neuron_alone_has_the_mean_of_what_is_drawn() -> None:
    drawn = {"tau_m": Uniform(10.0, 30.0), "C_m": np.array([100.0, 300.0]), "V_th": Normal(-55.0, 2.0), "t_ref": 2.0}
    population = Population("a", LIF, 2, drawn, bias=50.0)
    assert alone(population).parameters == {"tau_m": 20.0, "C_m": 200.0, "V_th": -55.0, "t_ref": 2.0}
    assert alone(population).bias == 0.0


def test_a_curve_that_nobody_waits_for_is_given_up() -> None:
    with pytest.raises(Cancelled):
        rate_curve(Population("a", LIF, 1), 0.1, lambda: False)

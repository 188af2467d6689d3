"""What the examples about single neurons say of them."""

from __future__ import annotations

import numpy as np
import pytest

from app.document.edits import SetParameter
from app.document.meaning.meaning import meaning
from engine.simulation.simulation import Simulation
from tests.app.document.example_files import counts, ids, opened, spikes

TAU, C, RISE, T_REF = 10.0, 250.0, 15.0, 2.0  # ms, pF, mV from rest to threshold, ms


def gain(current):
    """Rate in Hz of a leaky integrate-and-fire neuron, exactly."""
    reached = current * TAU / C
    return 1000.0 / (T_REF - TAU * np.log1p(-RISE / reached)) if reached > RISE else 0.0


@pytest.mark.parametrize("seed", [1, 2])
def test_steady_neurons_fire_at_the_rate_of_the_gain_function_and_noise_rounds_its_corner(seed):
    document = opened("Rate and current")
    record = Simulation(meaning(document).description, seed=seed).run(2000.0)
    steady, noisy = (counts(record, document, title, 0.0, 2000.0) / 2.0 for title in ("Steady", "Noisy"))
    currents = np.linspace(0.0, 800.0, len(steady))
    assert steady == pytest.approx([gain(current) for current in currents], abs=2.0)
    below = (currents > 200.0) & (currents < 370.0)
    assert (steady[currents < 375.0] == 0).all() and noisy[below].mean() > 5.0
    assert noisy[currents > 600.0] == pytest.approx(steady[currents > 600.0], rel=0.1)
    SetParameter(ids(document)["Noise"], "std", 0.0).apply(document)
    record = Simulation(meaning(document).description, seed=seed).run(1000.0)
    assert np.array_equal(*(counts(record, document, title, 0.0, 1000.0) for title in ("Steady", "Noisy")))


def test_one_current_makes_four_kinds_of_neuron_fire_each_in_its_way():
    document = opened("Four kinds of neuron")
    record = Simulation(meaning(document).description).run(1000.0)
    gaps = {t: np.diff(spikes(record, document, t)[0]) for t in ("Regular", "Bursting once", "Chattering", "Fast")}
    assert all(spikes(record, document, title)[0].min() > 50.0 for title in gaps), "at rest until the current comes"
    assert gaps["Regular"][0] < 0.6 * gaps["Regular"][5:].mean() and gaps["Regular"].min() > 10.0
    assert gaps["Bursting once"][0] < 6.0 and gaps["Bursting once"][5:].min() > 20.0
    chattering = gaps["Chattering"]
    assert (chattering < 6.0).mean() > 0.6 and (chattering > 30.0).sum() > 10
    assert np.ptp(gaps["Fast"][5:]) < 2.0 and len(gaps["Fast"]) > 4 * len(gaps["Regular"])


def test_at_300_pa_one_of_them_never_fires_and_the_others_only_at_the_onset():
    document = opened("Four kinds of neuron")
    SetParameter(ids(document)["Current"], "amplitude", 300.0).apply(document)
    record = Simulation(meaning(document).description).run(1000.0)
    fired = {title: spikes(record, document, title)[0] for title in ("Regular", "Bursting once", "Chattering", "Fast")}
    assert len(fired.pop("Fast")) == 0
    assert all(0 < len(times) <= 5 and times.max() < 100.0 for times in fired.values())

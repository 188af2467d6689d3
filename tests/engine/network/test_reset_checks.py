"""Whether a spike takes a neuron back from where it fires is told by its equations."""

from __future__ import annotations

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.registry import discovery
from engine.network.description import NetworkDescription, Population
from engine.network.values import Uniform

NEURONS = {key: model for key, model in discovery.models("neurons").items() if model.fires()}
DECIDED = {key for key, model in NEURONS.items() if "V_reset" in model.parameters() and "V_th" in model.parameters()}


@pytest.mark.parametrize("key", sorted(DECIDED - {"neurons/adaptive_threshold_leaky_integrate_and_fire"}))
def test_a_threshold_at_which_the_reset_leaves_a_neuron_is_told_and_no_other(key):
    def told(threshold, reset):
        population = Population("a", NEURONS[key], 4, {"V_th": threshold, "V_reset": reset})
        problems = check(NetworkDescription(populations=(population,)))
        return [(p.place, p.quantity) for p in problems if p.code == "reset-to-firing"]

    above = [1.0, 1.0, 5.0, 1.0]
    assert (
        told(1.0, 2.0) == told(np.array([9.0, 1.0, 9.0, 9.0]), 5.0) == told(2.0, np.array(above)) == [("a", "V_reset")]
    )
    assert told(1.0, 0.5) == told(1.0, Uniform(0.0, 2.0)) == told(np.array([9.0, 6.0, 9.0, 9.0]), 5.0) == []


@pytest.mark.parametrize("key", sorted(NEURONS))
def test_no_neuron_is_reset_to_where_it_fires_as_it_comes(key):
    found = check(NetworkDescription(populations=(Population("a", NEURONS[key], 4),)))
    assert not [p for p in found if p.code == "reset-to-firing"]


@pytest.mark.parametrize(
    ("key", "said"),
    [("discrete_leaky_integrate_and_fire", "is reset to 2."), ("leaky_integrate_and_fire", "is reset to 2 mV.")],
)
def test_the_value_of_the_reset_has_the_unit_of_the_state_if_it_has_one(key, said):
    population = Population("a", NEURONS[f"neurons/{key}"], 1, {"V_th": 1.0, "V_reset": 2.0})
    (told,) = (p for p in check(NetworkDescription(populations=(population,))) if p.code == "reset-to-firing")
    assert said in str(told)

"""Spikes under way survive a recompilation on projections that stay, and on no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.network.values import Uniform
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, EXPONENTIAL, LIF, SOME, STDP

STOP = 200  # steps


def joined_inputs(late: float = 18.0, **ab) -> NetworkDescription:
    """Two populations; noise, spikes of ``a`` and late spikes of a clock arrive in one receptor of ``b``."""
    excited = Population("a", LIF, 30, bias=400.0, start={"V": Uniform(-70.0, -55.0)})
    return NetworkDescription(
        populations=(excited, Population("b", LIF, 12)),
        stimuli=(
            Stimulus("noise", find("stimuli/poisson"), parameters={"rate": 2000.0}),
            Stimulus("clock", find("stimuli/spike_times"), 4, {"times": np.array([late, late + 1.0])}),
        ),
        projections=(
            Projection("ab", "a", "b", EXPONENTIAL, SOME, Uniform(20.0, 60.0), Uniform(1.0, 4.0), **ab),
            Projection("gone", "clock", "b", EXPONENTIAL, ALL, 900.0, 5.0),
            Projection("nb", "noise", "b", EXPONENTIAL, ALL, 60.0, 2.5),
        ),
        recordings=(Recording("V", "b", "V", None, 0.1),),
    )  # fmt: skip


def without(network: NetworkDescription) -> NetworkDescription:
    return replace(network, projections=tuple(p for p in network.projections if p.id != "gone"))


def under_way(simulation: Simulation) -> np.ndarray:
    population, receptor = simulation._arrays.receptor("ab")
    return population.rings[receptor.label]


@pytest.mark.parametrize(("backend", "threads"), [("numba", 1), ("numba", 2), ("numpy", 1)])
@pytest.mark.parametrize("piece", [200, 7])
def test_spikes_of_a_removed_projection_do_not_arrive_and_all_others_do(backend, threads, piece, monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)
    settings = {"backend": backend, "threads": threads}
    old, never = Simulation(joined_inputs(), **settings), Simulation(without(joined_inputs()), **settings)
    for done in range(0, STOP, piece):
        for simulation in (old, never):
            simulation.advance(min(piece, STOP - done))
    assert under_way(old).sum() > under_way(never).sum() + 900.0 and under_way(never).sum() > 0.0
    new = Simulation(without(joined_inputs()), **settings)
    new.carry_from(old)
    one, other, kept = new.advance(300), never.advance(300), old.advance(300)
    assert np.array_equal(one.samples["V"].values, other.samples["V"].values)
    assert np.array_equal(one.spikes["b"].steps, other.spikes["b"].steps)
    assert len(kept.spikes["b"]) > len(one.spikes["b"])
    for simulation in (old, never, new):
        simulation.close()


def test_nothing_is_sent_again_where_all_projections_stay():
    old = Simulation(joined_inputs())
    old.advance(STOP)
    new = Simulation(replace(joined_inputs(), populations=(*joined_inputs().populations, Population("c", LIF, 3))))
    new.carry_from(old)
    assert np.array_equal(under_way(new), under_way(old))


def test_a_rewired_projection_forgets_its_spikes():
    old, network = Simulation(joined_inputs()), joined_inputs()
    old.advance(STOP)
    ab, gone, nb = network.projections
    new = Simulation(replace(network, projections=(ab, replace(gone, wiring=SOME), nb)))
    new.carry_from(old)
    never = Simulation(without(network))
    never.advance(STOP)
    assert np.array_equal(np.sort(under_way(new), axis=None)[-50:], np.sort(under_way(never), axis=None)[-50:])


def test_a_divided_receptor_divides_what_is_under_way():
    simulation, never = Simulation(joined_inputs()), Simulation(without(joined_inputs()))
    for each in (simulation, never):
        each.advance(STOP)
    whole = under_way(simulation).sum()
    simulation.apply(SetValue("gone", "tau_syn", 9.0))
    assert simulation._arrays.receptor("gone")[1] is not simulation._arrays.receptor("ab")[1]
    assert np.array_equal(np.unique(under_way(simulation)), np.unique(under_way(never)))
    population, receptor = simulation._arrays.receptor("gone")
    assert under_way(simulation).sum() + population.rings[receptor.label].sum() == pytest.approx(whole)


@pytest.mark.parametrize("share", [1.0, 0.4])
def test_learning_projections_lose_the_spikes_of_a_removed_neighbour_too(share):
    learns = joined_inputs(plasticity=STDP, plasticity_parameters={"dendritic_fraction": share})
    old, never = Simulation(learns), Simulation(without(learns))
    for simulation in (old, never):
        simulation.advance(STOP)
    weights = old.weights("ab")
    new = Simulation(without(learns))
    new.carry_from(old)
    assert np.array_equal(new.weights("ab"), weights)
    assert under_way(new).sum() == pytest.approx(under_way(never).sum(), rel=0.02)

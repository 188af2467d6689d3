"""The laws of every backend, for CuPy: on a device where there is one, else on NumPy arrays with its kernels as C++.

Spikes are NumPy's; sums have no order on a device, so samples and weights are NumPy's to within rounding.
"""

from __future__ import annotations

import numpy as np
import pytest

from engine.backends.cupy_backend import CupyBackend
from engine.backends.cupy_device import reason_not_usable
from engine.model.discovery import find
from engine.network.description import Recording
from engine.network.values import Uniform
from engine.simulation.chunk import joined
from engine.simulation.edit_log import SetValue, SetWeights
from engine.simulation.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.engine.backends import emulated_device
from tests.laws.networks import NETWORKS, layered, plastic, recurrent

STEPS = 150
ROUNDING = 1e-12
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in NETWORKS.items()])
LIF, EXPONENTIAL = find("neurons/leaky_integrate_and_fire"), find("synapses/exponential_current")


@pytest.fixture(params=["emulated", pytest.param("device", marks=pytest.mark.gpu)], autouse=True)
def device(request, monkeypatch, tmp_path_factory):
    """What ``backend="cupy"`` runs on."""
    if request.param == "device":
        if (reason := reason_not_usable()) is not None:
            pytest.skip(reason)
        return
    if emulated_device.COMPILER is None:
        pytest.skip("g++ is not installed")
    folder = tmp_path_factory.getbasetemp() / "emulated"
    folder.mkdir(exist_ok=True)
    monkeypatch.setattr(emulated_device.RawModule, "folder", folder)
    from engine.backends.backend import backend

    made = {"cupy": lambda: CupyBackend(emulated_device)}
    monkeypatch.setattr("engine.simulation.simulation.backend", lambda name: made.get(name, lambda: backend(name))())


def same(plain, device) -> None:
    """The same spikes and presentations, and the same numbers to within rounding."""
    assert plain.spikes.keys() == device.spikes.keys()
    for id, block in plain.spikes.items():
        assert np.array_equal(block.steps, device.spikes[id].steps), id
        assert np.array_equal(block.neurons, device.spikes[id].neurons), id
    for id, samples in plain.samples.items():
        assert np.array_equal(samples.steps, device.samples[id].steps), id
        assert np.allclose(samples.values, device.samples[id].values, rtol=ROUNDING, atol=ROUNDING), id
    assert plain.shown == device.shown
    for id, answers in plain.answers.items():
        assert [(a.step, a.answer, a.label) for a in answers] == [
            (a.step, a.answer, a.label) for a in device.answers[id]
        ]


@network
def test_it_fires_numpys_spikes(network):
    plain, simulation = Simulation(network(), backend="numpy"), Simulation(network(), backend="cupy")
    same(plain.advance(STEPS), simulation.advance(STEPS))
    for projection in network().projections:
        assert np.allclose(plain.weights(projection.id), simulation.weights(projection.id), rtol=ROUNDING)


@network
@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_size_of_chunks_changes_nothing(network, size):
    plain, simulation = Simulation(network(), backend="numpy"), Simulation(network(), backend="cupy")
    chunks = [simulation.advance(min(size, STEPS - done)) for done in range(0, STEPS, size)]
    same(plain.advance(STEPS), joined(chunks))


@network
def test_copy_advance_restore_advance_repeats(network):
    simulation = Simulation(network(), backend="cupy")
    simulation.advance(67)
    state = simulation.state()
    first = simulation.advance(STEPS)
    simulation.restore(state)
    same(first, simulation.advance(STEPS))


@network
def test_it_goes_on_where_numpy_stood(network):
    plain, simulation = Simulation(network(), backend="numpy"), Simulation(network(), backend="cupy")
    plain.advance(67)
    simulation.carry_from(plain)
    same(plain.advance(STEPS), simulation.advance(STEPS))


CHANGES = [
    SetValue("a", "bias", 450.0),
    SetValue("a", "V_th", -58.0),
    SetValue("a", "t_ref", 0.5),
    SetValue("a", "V_th", Uniform(-58.0, -54.0)),
    SetValue("noise", "rate", 9000.0),
    SetValue("ab", "weight", 90.0),
    SetValue("ab", "tau_syn", 2.0),
    SetValue("ab", "delay", 4.0),
    SetValue("in", "weight", 95.0),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_live_change_does_what_it_does_on_numpy(change):
    chunks = []
    for name in ("numpy", "cupy"):
        simulation = Simulation(recurrent(LIF, EXPONENTIAL), backend=name)
        first = simulation.advance(53)
        simulation.apply(change)
        chunks.append(joined([first, simulation.advance(STEPS)]))
    same(*chunks)


def test_plasticity_goes_on_from_weights_that_were_set():
    simulations = [Simulation(plastic(), backend=name) for name in ("numpy", "cupy")]
    for simulation in simulations:
        simulation.advance(90)
        simulation.apply(SetWeights("ab", simulation.weights("ab") * 0.5))
        simulation.apply(SetValue("ab", "A_plus", 0.05))
    plain, device = (simulation.advance(STEPS) for simulation in simulations)
    same(plain, device)
    assert np.allclose(simulations[0].weights("ab"), simulations[1].weights("ab"), rtol=ROUNDING)


def test_encoders_change_while_samples_are_shown():
    chunks = []
    for name in ("numpy", "cupy"):
        simulation = Simulation(layered(), backend=name)
        first = simulation.advance(20)
        simulation.apply(SetValue("poisson", "max_rate", 60.0))
        chunks.append(joined([first, simulation.advance(40)]))
    same(*chunks)


def test_a_probe_attached_while_running_reads_and_changes_nothing():
    simulations = [Simulation(recurrent(LIF, EXPONENTIAL), backend=name) for name in ("numpy", "cupy")]
    for simulation in simulations:
        simulation.advance(31)
        simulation.record(Recording("probe", "a", "V", None, 0.3))
    same(*(simulation.advance(STEPS) for simulation in simulations))
    assert np.array_equal(simulations[0].values("a", "V").round(9), simulations[1].values("a", "V").round(9))


def test_single_precision_fires_at_a_like_rate():
    exact, single = (
        Simulation(recurrent(LIF, EXPONENTIAL), backend="cupy", precision=p).advance(600)
        for p in ("float64", "float32")
    )
    assert len(single.spikes["a"]) == pytest.approx(len(exact.spikes["a"]), rel=0.1)


def test_numbers_that_go_wrong_are_found():
    simulation = Simulation(recurrent(LIF, EXPONENTIAL), backend="cupy")
    simulation.apply(SetValue("in", "weight", 1e308))
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(200)
    assert failure.value.problem.place == "a"

"""The CuPy path: every kernel is valid CUDA, and arrays travel once a call.

What the backend computes is in ``tests/laws/test_backends.py``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.backends.backend import BackendMissing
from engine.backends.choosing import backend
from engine.backends.cupy_backend import CLOSE, CupyBackend, in_order
from engine.backends.cupy_device import reason_not_usable
from engine.backends.kernels.cuda import OPTIONS
from engine.model.registry.discovery import find, models
from engine.network.description import Stimulus
from engine.progress import Cancelled
from engine.simulation.arrays.programs import programs
from engine.simulation.edit_log import SetValue
from engine.simulation.operations.finite import EVERY as LOOK_EVERY
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.engine.backends import emulated_device
from tests.engine.backends.every_model import EVERY, stimulating, used
from tests.engine.compiling.ptx import ptx
from tests.laws.networks import EXPONENTIAL, LIF, plastic, recurrent

emulated = pytest.mark.skipif(emulated_device.COMPILER is None, reason="g++ is not installed")
WATCHED_STEPS = LOOK_EVERY + 1
network = pytest.mark.parametrize("network", [pytest.param(n, id=name) for name, n in EVERY.items()])


@network
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_every_kernel_becomes_ptx(network, precision):
    simulation = Simulation(network(), backend="numpy", precision=precision)
    made, _ = programs(simulation._arrays, simulation._probes.values())
    for text in sorted({o.kernel.cuda.text for p in made for o in (*p.local, *p.exchange)} | {CLOSE}):
        assert ".visible .entry" in ptx(text)


@pytest.mark.parametrize("kind", ["neurons", "synapses", "plasticity", "short_term", "stimuli", "encoders", "decoders"])
def test_every_discovered_model_is_in_a_network_whose_kernels_become_ptx(kind):
    there = set().union(*(used(network()) for network in EVERY.values()))
    assert {model.key for model in models(kind).values()} <= there


def test_a_missing_device_is_one_sentence():
    reason = reason_not_usable()
    if reason is not None:
        assert reason.endswith(".")
        with pytest.raises(BackendMissing, match=r"CuPy|CUDA"):
            backend("cupy")


def test_contraction_is_off():
    assert "--fmad=false" in OPTIONS


class Counted(emulated_device.DeviceArray):
    """Counts what travels between the host and the device."""

    sent = fetched = 0

    def set(self, host):
        Counted.sent += 1
        super().set(host)

    def get(self):
        Counted.fetched += 1
        return super().get()


@pytest.fixture
def simulation_on(monkeypatch):
    """Makes a simulation whose device is another module."""

    def made(device, network=None):
        monkeypatch.setattr("engine.simulation.simulation.backend", lambda name: CupyBackend(device))
        return Simulation(network or plastic(), backend="cupy")

    return made


MEETINGS = """
extern "C" __global__ void apart(const int n, double* values, int* count) {
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    double own[8];
    for (int q = 0; q < 8; ++q) own[q] = q * values[i];
    values[i] = own[n % (i + 1)];
    atomicAdd(count, 1);
}
extern "C" __global__ void both_write(const int n, double* values, int* count) {
    values[n / 2] += 1.0;
}
extern "C" __global__ void one_reads(const int n, double* values, int* count) {
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    values[i] = i > 0 ? values[i - 1] : 0.0;
}
extern "C" __global__ void one_counts(const int n, double* values, int* count) {
    if (count[0] < n) atomicAdd(count, 1);
}
extern "C" __global__ void leaves(const int n, double* values, int* count) {
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    values[i + 1] = 0.0;
}
"""


@emulated
@pytest.mark.parametrize(
    ("kernel", "words"),
    [
        ("both_write", "thread 1 reads what thread 0 writes, byte 32 of number 0 of values, count"),
        ("one_reads", "thread 1 reads what thread 0 writes, byte 0 of number 0 of values, count"),
        ("one_counts", "thread 1 reads what thread 0 changes, byte 0 of number 1 of values, count"),
        ("leaves", "thread 7 leaves its arrays of values, count"),
    ],
)
def test_threads_that_meet_or_leave_their_arrays_are_found(simulation_on, monkeypatch, kernel, words):
    monkeypatch.setattr(emulated_device.RawModule, "watched", True)
    module = emulated_device.RawModule(MEETINGS, ())

    def launch(name):
        given = np.int32(8), emulated_device.asarray(np.ones(8)), emulated_device.asarray(np.zeros(1, np.int32))
        module.get_function(name)((2,), (4,), given)

    launch("apart")
    with pytest.raises(AssertionError, match=words):
        launch(kernel)


@emulated
@network
def test_no_threads_of_a_launch_meet_and_none_leaves_its_arrays(simulation_on, monkeypatch, network):
    monkeypatch.setattr(emulated_device.RawModule, "watched", True)
    simulation = simulation_on(emulated_device, network())
    simulation.advance(WATCHED_STEPS)  # a launch that is refused ends it
    assert simulation.step == WATCHED_STEPS


@emulated
def test_neurons_that_go_wrong_at_once_tell_it_without_meeting(simulation_on, monkeypatch):
    monkeypatch.setattr(emulated_device.RawModule, "watched", True)
    simulation = simulation_on(emulated_device, recurrent(LIF, EXPONENTIAL))
    simulation.apply(SetValue("in", "weight", 1e308))
    with pytest.raises(NumericalFailure) as failure:
        simulation.advance(2 * LOOK_EVERY)
    assert failure.value.problem.place == "a"


@emulated
def test_what_travels_does_not_hang_on_the_number_of_steps(simulation_on):
    class Device:
        RawModule = emulated_device.RawModule
        asarray = Counted

    simulation = simulation_on(Device)
    travelled = []
    for steps in (1, 50):
        Counted.sent = Counted.fetched = 0
        simulation.advance(steps)
        travelled.append((Counted.sent, Counted.fetched))
    assert travelled[0] == travelled[1]
    assert travelled[0][1] > 0


@emulated
def test_a_run_is_given_up_between_two_steps(simulation_on, monkeypatch):
    monkeypatch.setattr("engine.backends.cancellation.LOOK", -1.0)
    simulation, asked = simulation_on(emulated_device), []

    def goes_on():
        asked.append(None)
        return len(asked) < 5

    with pytest.raises(Cancelled):
        simulation.advance(50, goes_on)
    assert len(asked) == 5


@emulated
def test_arrays_that_nobody_can_write_to_stay_as_they_are(simulation_on):
    """As those of a project."""
    rates = np.array([400.0, 50.0, 900.0])
    rates.setflags(write=False)
    stimulus = Stimulus("s", find("stimuli/array_poisson"), parameters={"interval": 5.0, "rates": rates})
    drawn = replace(stimulating(stimulus.model), stimuli=(stimulus,))
    strong = replace(drawn.projections[0], weight=2000.0)
    drawn = replace(drawn, projections=(strong,))
    here = Simulation(drawn, backend="numpy").advance(150).spikes["a"]
    there = simulation_on(emulated_device, drawn).advance(150).spikes["a"]
    assert len(here.steps) > 0 and np.array_equal(there.steps, here.steps)


def test_more_programs_than_one_are_refused():
    with pytest.raises(ValueError, match="one program"):
        CupyBackend(emulated_device).prepare([], 1)


def test_spikes_of_each_step_are_put_in_order():
    spikes, offsets = np.array([5, 1, 9, 4, 4]), np.array([0, 2, 2, 5])
    in_order(spikes, offsets, 0, 3)
    assert spikes.tolist() == [1, 5, 4, 4, 9]

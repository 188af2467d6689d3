"""Training on a CUDA device: every method through the same arrays, every pass as a kernel.

No device is needed but for the tests marked ``gpu``: kernels become PTX here, and a stand-in for CuPy runs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.backends.backend import BackendMissing
from engine.backends.cupy_device import reason_not_usable
from engine.circuit import device as devices
from engine.circuit.circuit import circuit
from engine.circuit.device import PROCESSOR, CudaDevice
from engine.circuit.weights import trainable
from engine.compiling.passes.column_text import MOST
from engine.compiling.passes.event_text import Currents, crossing_text, way_text
from engine.compiling.passes.scan import passes_of
from engine.compiling.passes.trace_text import trace_text
from engine.learning.methods import methods
from engine.learning.methods.event_prop import EventProp
from engine.learning.methods.multilayer_normad import MOVED
from engine.learning.methods.surrogate_gradient import WITH_DELAYS
from engine.learning.passes.linear_membrane import TURNS
from engine.learning.passes.thresholds import THRESHOLDS
from engine.learning.passes.within_a_step import terms
from engine.learning.training import admission
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find, models, typed_key
from engine.network.description import Encoder, Population
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.sizes import MB
from tests.engine.backends import emulated_device
from tests.engine.compiling.ptx import ptx
from tests.engine.learning import emulated_cupy
from tests.engine.learning.networks import LIF, convolutional, of_few, projection, small
from tests.engine.learning.test_every_method import of_times
from tests.engine.learning.test_gradients import pairs
from tests.engine.learning.test_laws_of_methods import NAMES, network_of
from tests.engine.learning.test_membrane_losses import drawn
from tests.engine.learning.test_spike_time_rules import trains
from tests.engine.learning.test_steps_in_parts import ADEX, CURRENT
from tests.engine.learning.test_steps_in_parts import patterns as trains_of_patterns
from tests.engine.learning.test_training_by_spike_times import patterns
from tests.engine.learning.test_typed_gradients import ADAPTIVE_THRESHOLD

emulated = pytest.mark.skipif(emulated_device.COMPILER is None, reason="g++ is not installed")
PAIRS = pairs()
ON_DEVICE = [name for name in NAMES if not methods()[name].stays_because]


SLOPES = ("arctangent", "float64"), ("soft threshold", "float32"), ("gate", "float64")


@pytest.mark.parametrize(("threshold", "precision"), SLOPES)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p[0].__name__}-{p[1].__name__}")
def test_every_pass_becomes_ptx(pair: Any, threshold: str, precision: str) -> None:
    wanted = trainable(Population("p", pair[0], 1))
    text = passes_of(pair[0], (("r0", pair[1]),), THRESHOLDS[threshold], wanted, precision, "device")
    compiled = ptx(text.source)
    assert ".visible .entry forward(" in compiled and ".visible .entry backward(" in compiled
    assert "fma.rn" not in compiled, "contraction would change bits"


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_passes_of_steps_in_parts_become_ptx(precision: str) -> None:
    text = passes_of(ADEX, (("r0", CURRENT),), THRESHOLDS["arctangent"], (), precision, "device")
    compiled = ptx(text.source)
    assert ".visible .entry forward(" in compiled and ".visible .entry backward(" in compiled
    assert "fma.rn" not in compiled, "contraction would change bits"


@pytest.mark.parametrize("surrogate", sorted(THRESHOLDS))
def test_every_slope_becomes_ptx(surrogate: str) -> None:
    text = passes_of(
        find(LIF), (("r0", find("synapses/delta")),), THRESHOLDS[surrogate], ("beta",), "float32", "device"
    )
    assert ".entry backward(" in ptx(text.source)


KINDS = {
    "no current": Currents(()),
    "one state": Currents((("r0", 1),)),
    "two currents, told of": Currents((("r0", 1), ("r1", 2)), ("r0", "r1")),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [way_text, crossing_text])
def test_passes_of_spike_times_become_ptx(text: Any, kind: str) -> None:
    compiled = ptx(text(KINDS[kind], "device").source)
    assert ".visible .entry forward(" in compiled and ".visible .entry backward(" in compiled
    assert "fma.rn" not in compiled, "contraction would change bits"


def test_the_longest_step_has_room_for_its_series() -> None:
    assert terms(TURNS) <= MOST


def test_a_trace_becomes_ptx() -> None:
    compiled = ptx(trace_text(3, ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2)), (0, 1), "device").source)
    assert ".visible .entry backward(" in compiled and "fma.rn" not in compiled


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(emulated_device.RawModule, "watched", True)
    one = CudaDevice(emulated_cupy)
    monkeypatch.setattr(admission, "device", lambda name: one if name == "cupy" else devices.device(name))
    emulated_cupy.made = 0
    yield
    assert emulated_cupy.made, "nothing was on the device"


def both(network: Any, method: str, **settings: Any) -> tuple[Any, Any]:
    """The same training on the processor and on a device: four batches, the last one smaller."""
    few = of_few(network)
    return tuple(
        fit(few, methods()[method], epochs=1, seed=3, settings=settings, validation=0.1, backend=backend)
        for backend in ("numpy", "cupy")
    )  # type: ignore[return-value]


def assert_alike(here: Any, there: Any, most: float) -> None:
    assert here.arrays.keys() == there.arrays.keys()
    for key, value in here.arrays.items():
        assert np.abs(value - there.arrays[key]).max() <= most * max(np.abs(value).max(), 1e-3), key
    assert here.history[-1].loss == pytest.approx(there.history[-1].loss, rel=most)
    assert here.history[-1].spikes_per_sample == pytest.approx(there.history[-1].spikes_per_sample, rel=most)


@emulated
@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("method", ON_DEVICE)
def test_every_method_trains_on_a_device_as_here(method: str) -> None:
    assert_alike(*both(network_of(method), method), 1e-5)


@emulated
@pytest.mark.usefixtures("stand_in")
def test_steps_in_parts_train_on_a_device_as_here() -> None:
    assert_alike(*both(trains_of_patterns(40.0), "surrogate_gradient", batch=16.0, precision="float64"), 1e-5)


def by_currents() -> Any:
    """Values as constant currents into leaky neurons, answered by first spikes."""
    network = of_times()["a delay"]
    first, read = network.projections
    encoder = Encoder("code", find("encoders/constant_current"), "data")
    longer = replace(network.datasets[0], sample_time=40.0)
    links = replace(first, synapse=None), read
    return replace(network, datasets=(longer,), encoders=(encoder,), projections=links)


def typed() -> Any:
    """Neurons by what a person wrote, with currents between them."""
    blank = next(model for model in models("neurons").values() if model.text)
    currents: dict[str, Any] = {"synapse": find("synapses/exponential_current"), "weight": Uniform(50.0, 400.0)}
    return small(neuron=typed_key(blank, ADAPTIVE_THRESHOLD), delay=1.0, **currents)


LOOPED = projection("around", "hidden", "hidden", delay=1.0)
CASES: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "kernels": ("surrogate_gradient", convolutional(sample_time=10.0), {}),
    "a loop": ("surrogate_gradient", small(more=(LOOPED,)), {}),
    "missing connections": ("surrogate_gradient", small(wiring=find("wiring/fixed_probability")), {}),
    "everything": (
        "surrogate_gradient", small(delay=Uniform(1.0, 3.0)),
        {"trains": WITH_DELAYS, "dropout": 0.2, "rate_weight": 0.01, "weight_decay": 0.1, "largest_gradient": 0.5,
         "precision": "float64", "optimizer": "momentum", "learning_rate": 0.05},
    ),
    "delays under a kernel, then in whole steps": (
        "surrogate_gradient", small(delay=2.0, more=(LOOPED,)),
        {"trains": WITH_DELAYS, "delays_act": "by an annealed kernel", "longest_delay": 4.0, "precision": "float64",
         "delays_of": "each source (axonal)"},
    ),
    "a refractory time, smoothly": (
        "smoothed_model",
        small(neuron="neurons/leaky_integrate_and_fire", weight=Uniform(0.0, 3.0), delay=1.0), {"trains": WITH_DELAYS},
    ),
    "a slope with an exponential": ("e_prop", small(), {"surrogate": "Gaussian"}),
    "a membrane": ("surrogate_gradient", drawn(), {}),
    "in segments": ("surrogate_gradient", small(more=(LOOPED,), delay=2.0), {"memory_budget": "least"}),
    "cut in time": ("surrogate_gradient", small(more=(LOOPED,)), {"truncation": 4.0, "rate_weight": 0.01}),
    "the gate": ("smoothed_model", small(), {"form": "gate"}),
    "online with kernels": ("e_prop", convolutional(sample_time=10.0), {}),
    "spike times of a loop": ("event_prop", patterns(), {"trains": WITH_DELAYS, "start": "present weights"}),
    "spike times by constant currents": ("event_prop", by_currents(), {}),
    "spike times in segments": ("event_prop", patterns(), {"memory_budget": "least"}),
    "spike times cut": ("event_prop", patterns(t_ref=2.0), {"truncation": 9.0}),
    "spike times behind kernels": ("event_prop", of_times()["convolution and pooling"], {}),
    "spike times with delays of each connection": (
        "event_prop", of_times()["delays of each connection"], {"trains": WITH_DELAYS},
    ),
    "spike times that membranes follow": (
        "event_prop", patterns(decoder="decoders/largest_value", last="neurons/leaky_integrator"), {},
    ),
    "wanted trains by spike times": ("event_prop", trains(inputs=40, patterns=3), {"loss": "van Rossum distance"}),
    "wanted trains, missing connections": (
        "normad",
        trains(inputs=40, outputs=3, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5}), {},
    ),
    "hidden spikes that move": ("multilayer_normad", small(weight=Uniform(-0.2, 0.6), delay=2.0), {"by": MOVED}),
    "typed equations": ("surrogate_gradient", typed(), {}),
    "adaptation on the way": (
        "e_prop", small(neuron="neurons/discrete_adaptive_leaky_integrate_and_fire"), {"feedback": "adaptive"},
    ),
}  # fmt: skip


def least(method: str, network: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """A budget that is called the least is what the smallest way of training takes."""
    if settings.get("memory_budget") != "least":
        return settings
    others = {name: value for name, value in settings.items() if name != "memory_budget"}
    ways = methods()[method].demands(circuit(network), methods()[method].complete(others))
    return others | {"memory_budget": ways[-1].memory / MB}


@emulated
@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("case", CASES)
def test_what_a_method_can_it_can_on_a_device(case: str) -> None:
    method, network, settings = CASES[case]
    assert_alike(*both(network, method, **least(method, network, settings)), 1e-5)


def goes_on_elsewhere(method: str, settings: dict[str, Any], most: float) -> None:
    """What began on a device ends on the processor with the weights of a training that was there all along."""
    network, kind = of_few(network_of(method)), methods()[method]
    given: dict[str, Any] = {"epochs": 2, "seed": 3, "settings": settings}
    first = fit(network, kind, backend="cupy", on_progress=lambda p: p.arrays is None, **given)
    assert first.cancelled
    assert_alike(fit(network, kind, **given), fit(network, kind, resume=first.checkpoint, **given), most)


@emulated
@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("method", ON_DEVICE)
def test_a_training_goes_on_elsewhere(method: str) -> None:
    goes_on_elsewhere(method, {}, 1e-5)


@pytest.mark.parametrize("method", [name for name in NAMES if name not in ON_DEVICE])
def test_a_method_that_stays_with_the_processor_says_why(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "device", lambda name: CudaDevice(object()))  # whoever asks it for an array fails
    assert methods()[method].stays_because.endswith(".") and methods()[method].stays_because.count(".") == 1
    assert fit(network_of(method), methods()[method], epochs=1, backend="cupy").history


@pytest.fixture
def launched(stand_in: None, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Every launch of a kernel: its name and how many threads it has."""
    found: list[tuple[str, int]] = []
    whole = CudaDevice.launcher

    def counting(device: CudaDevice, source: str) -> Any:
        launch = whole(device, source)

        def counted(name: str, threads: int, arguments: Any) -> None:
            found.append((name, threads))
            launch(name, threads, arguments)

        return counted

    monkeypatch.setattr(CudaDevice, "launcher", counting)
    return found


@emulated
def test_a_pass_is_one_launch_of_a_thread_for_each_column(launched: list[tuple[str, int]]) -> None:
    """Three batches are learnt, and one is answered to hear who is silent."""
    fit(of_few(small()), methods()["surrogate_gradient"], epochs=1, batch=80, seed=3, backend="cupy")
    onward = [("forward", 20 * 80), ("forward", 10 * 80)]
    assert launched == [*onward, ("backward", 10 * 80), ("backward", 20 * 80)] * 3 + onward


@emulated
def test_spike_times_take_a_launch_more_there_and_back_and_two_for_the_spikes(launched: list[tuple[str, int]]) -> None:
    learner = EventProp.learner(
        replace(circuit(by_currents()), device=admission.device("cupy")), EventProp.complete({}), 3
    )
    tape, size = learner.tape(50), 50
    tape.forward(circuit(by_currents()).samples.values[:size], np.arange(size))
    spikes = [int(tape.counts(id).sum()) for id in ("out", "hidden")]
    assert all(spikes) and launched == [("forward", 20 * size), ("forward", 10 * size)]
    launched.clear()
    tape.first_times("out")
    assert launched == [("forward", 10 * size), ("forward", spikes[0])]
    launched.clear()
    tape.backward(np.ones((tape.steps, size, 10)))
    assert launched == [
        ("backward", spikes[0]), ("backward", 10 * size),
        ("forward", 20 * size), ("forward", spikes[1]), ("backward", spikes[1]), ("backward", 20 * size),
    ]  # fmt: skip


@pytest.mark.parametrize("place", [PROCESSOR, CudaDevice(emulated_cupy)], ids=["processor", "device"])
def test_an_array_has_the_type_that_was_asked_for_whatever_it_is_made_of(place: Any) -> None:
    there = place.asarray([0.5, 1.5], np.float64)
    for values in ([0.5, 1.5], np.array([0.5, 1.5]), there):
        single = place.asarray(values, np.float32)
        assert single.dtype == np.float32 and place.host(single).tolist() == [0.5, 1.5]
    assert place.asarray(there, np.float64) is there and place.asarray(there) is there


def test_the_budget_is_that_of_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    one = CudaDevice(emulated_cupy)
    monkeypatch.setattr(admission, "device", lambda name: one)
    monkeypatch.setattr(emulated_cupy.cuda.runtime, "memGetInfo", lambda: (1000, 2000))
    with pytest.raises(NetworkError, match="memory"):
        fit(small(), methods()["surrogate_gradient"], epochs=1, backend="cupy")


def test_a_missing_device_is_one_sentence() -> None:
    if reason_not_usable() is None:
        pytest.skip("there is a device")
    with pytest.raises(BackendMissing, match=r"CuPy|CUDA"):
        fit(small(), methods()["surrogate_gradient"], epochs=1, backend="cupy")


@pytest.fixture
def device_here() -> None:
    reason = reason_not_usable()
    if reason is not None:
        pytest.skip(reason)


def exactly(method: str) -> dict[str, Any]:
    """Double precision, where a method can have another: rounding moves spikes, and they the weights."""
    return {"precision": "float64"} if "precision" in methods()[method].choices else {}


@pytest.mark.gpu
@pytest.mark.usefixtures("device_here")
@pytest.mark.parametrize("method", ON_DEVICE)
def test_a_device_learns_what_the_processor_learns(method: str) -> None:
    assert_alike(*both(network_of(method), method, **exactly(method)), 1e-6)
    assert_alike(*both(network_of(method), method), 1e-3)


@pytest.mark.gpu
@pytest.mark.usefixtures("device_here")
@pytest.mark.parametrize("case", CASES)
def test_a_device_can_what_a_method_can(case: str) -> None:
    method, network, settings = CASES[case]
    assert_alike(*both(network, method, **least(method, network, settings | exactly(method))), 1e-6)


@pytest.mark.gpu
@pytest.mark.usefixtures("device_here")
def test_steps_in_parts_train_on_a_device() -> None:
    assert_alike(*both(trains_of_patterns(40.0), "surrogate_gradient", batch=16.0, precision="float64"), 1e-6)


@pytest.mark.gpu
@pytest.mark.usefixtures("device_here")
@pytest.mark.parametrize("method", ON_DEVICE)
def test_a_training_goes_on_elsewhere_than_on_a_device(method: str) -> None:
    goes_on_elsewhere(method, exactly(method), 1e-6)

"""Methods by gradients count in what fires a neuron: mV or volts, pA or plain numbers, what is learnt is the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import Network
from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.compiling.mathematics.reading import compose
from engine.learning.components.drive import drive_of
from engine.learning.components.silence import SILENT
from engine.learning.methods import methods
from engine.learning.passes.tape import Tape
from engine.learning.training.checkpoint import CheckpointProblem
from engine.learning.training.fitting import fit
from engine.learning.training.training_result import TrainingResult
from engine.model.registry.discovery import find, models
from engine.model.typed.neuron import neuron
from engine.network.description import Learns, NetworkDescription, Population, Sign, Stimulus
from engine.problems import Problem
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import LIF, changing_currents, digits, projection, small
from tests.engine.learning.test_laws_of_methods import CURRENTS, LEAKY, points

COUNT, FIRST = "decoders/spike_count", "decoders/first_to_spike"
EVERYTHING = "weights, biases and neuron parameters"
MOMENTUM = {"optimizer": "momentum", "learning_rate": 0.05}
DRAWN = {"measure": "units of the drawing"}
CASES: dict[str, tuple[str, str, dict[str, float | str]]] = {
    "surrogate gradient": ("surrogate_gradient", COUNT, {}),
    "surrogate gradient by momentum": ("surrogate_gradient", COUNT, {**MOMENTUM, "largest_gradient": 0.5}),
    "of everything": ("surrogate_gradient", COUNT, {"trains": "everything, delays too", "weight_decay": 0.1}),
    "on a grid": ("surrogate_gradient", COUNT, {"grid": "ternary"}),
    "smoothed model": ("smoothed_model", COUNT, {}),
    "gate": ("smoothed_model", COUNT, {"form": "gate", "trains": EVERYTHING}),
    "e-prop": ("e_prop", COUNT, {}),
    "e-prop at random": ("e_prop", COUNT, {"feedback": "random", **MOMENTUM}),
    "e-prop that follows": ("e_prop", COUNT, {"feedback": "adaptive", "tau": 5.0}),
    "online through time": ("online_training_through_time", COUNT, MOMENTUM),
    "DECOLLE": ("decolle", COUNT, {}),
    "EventProp": ("event_prop", FIRST, {}),
    "multilayer NormAD": ("multilayer_normad", COUNT, {"start": "fresh weights"}),
}
TIMES = 1000.0  # as large: membranes in microvolts, currents in fA


def described(scale: float, decoder: str) -> NetworkDescription:
    """Points in the plane, told by neurons whose membranes and currents are ``scale`` times those of the palette."""
    neuron = {"E_L": -70.0 * scale, "V_th": -55.0 * scale, "V_reset": -70.0 * scale, "t_ref": 0.0}
    return points(LEAKY, neuron, decoder, weight=100.0 * scale, **CURRENTS)


def times(name: str) -> float:
    """What of an array grows with the membrane."""
    return TIMES if name in ("weight", "bias", "V_th") else 1.0


@pytest.mark.parametrize("case", CASES)
def test_a_network_in_other_units_learns_the_same(case: str) -> None:
    method, decoder, settings = CASES[case]
    kind = methods()[method]
    double = {"precision": "float64"} if "precision" in kind.choices else {}
    given: dict[str, Any] = {"epochs": 2, "batch": 40, "seed": 3, "settings": {**double, **settings}}
    one, other = (fit(described(scale, decoder), kind, **given) for scale in (1.0, TIMES))
    for (id, name), value in one.arrays.items():
        assert other.arrays[id, name] == pytest.approx(value * times(name), rel=1e-6), (id, name)
    assert [e.loss for e in other.history] == pytest.approx([e.loss for e in one.history], rel=1e-9)
    first, second = (result.history[0].spikes_per_sample for result in (one, other))
    assert first == pytest.approx(second, rel=1e-9) and first > 0


def test_every_method_by_gradients_is_asked() -> None:
    counted = {name for name, kind in methods().items() if "measure" in kind.choices}
    assert counted | {"event_prop", "multilayer_normad"} == {method for method, _, _ in CASES.values()}


def by_current(gain: float, method: str, decoder: str, learns: Learns = Learns.WEIGHTS) -> NetworkDescription:
    """The same points, each value of which is sent as so strong a current."""
    exact = method == "event_prop"
    network = points(LEAKY, {"t_ref": 0.0}, decoder, **CURRENTS) if exact else points(LIF, None, decoder, delay=1.0)
    (code,), (into, read) = network.encoders, network.projections
    code = replace(code, model=find("encoders/constant_current"), parameters={"gain": gain})
    into = replace(into, synapse=None, delay=0.0, weight=1.0, learns=learns)
    return replace(network, encoders=(code,), projections=(into, read))


def alike(made: Callable[[float], NetworkDescription], method: str, settings: Mapping[str, float | str]) -> None:
    """Whatever size its current has, a network starts and learns the same."""
    kind, strong = methods()[method], 2.0**10
    double = {"precision": "float64"} if "precision" in kind.choices else {}
    given: dict[str, Any] = {"epochs": 2, "batch": 40, "seed": 3, "settings": {**double, **settings}}
    one, other = (fit(made(gain), kind, **given) for gain in (1.0, strong))
    assert [e.loss for e in other.history] == pytest.approx([e.loss for e in one.history], rel=1e-9)
    assert one.history[0].spikes_per_sample == other.history[0].spikes_per_sample > 0
    for (id, name), value in one.arrays.items():
        times = 1 / strong if name == "weight" and id in ("in", "beside") else 1.0
        assert other.arrays[id, name] == pytest.approx(value * times, rel=1e-6), (id, name)


@pytest.mark.parametrize("case", [case for case in CASES if case != "multilayer NormAD"])  # it learns from spikes
def test_a_current_of_any_size_is_learnt_the_same(case: str) -> None:
    method, decoder, settings = CASES[case]
    alike(lambda gain: by_current(gain, method, decoder), method, settings)


def test_a_current_of_any_size_that_is_normalised_is_learnt_the_same() -> None:
    alike(lambda gain: by_current(gain, "", COUNT, Learns.NORMALISED), "surrogate_gradient", {})


def test_a_current_that_changes_is_learnt_the_same_whatever_its_size() -> None:
    network = changing_currents()

    def made(gain: float) -> NetworkDescription:
        return replace(network, encoders=(replace(network.encoders[0], parameters={"gain": gain}),))

    alike(made, "surrogate_gradient", {})


def test_a_faint_current_is_followed_from_its_usual_start() -> None:
    net = Network(resolution=1.0)
    net.add_dataset("data", "mackey_glass", training=60, test=20, length=20, horizon=0, washout=5, sample_time=160.0)
    net.add_encoder("code", "constant_current", "data", gain=0.01)
    net.add_population("hidden", LIF, 30)
    net.add_population("out", "discrete_leaky_integrator", 1)
    net.add_decoder("answer", "membrane_value", "out", labels="data")
    net.connect("code", "hidden", None, weight=1.0, sign="mixed")
    net.connect("hidden", "out", "delta", weight=1.0, sign="mixed")
    assert fit(net.description, methods()["surrogate_gradient"], epochs=12, batch=10, seed=1).accuracy > 0.8


TYPED = """
dv/dt = (E_L - v)/tau + I/C : mV
threshold: v >= E_L + 20*mV
reset: v = E_L
v(0) = -70 mV
tau = 20 ms (> 0)
C = 200 pF (> 0)
E_L = -70 mV
I : pA
"""


@pytest.mark.parametrize("model", [find(LEAKY), neuron(TYPED)], ids=["of the palette", "typed"])
def test_neurons_in_mv_that_currents_drive_fire_at_first_and_learn_in_their_first_epoch(model: Any) -> None:
    """Currents that just fire a neuron when held, as units, left all of them silent: they learnt half as much."""
    network = digits(hidden=50, encoder="encoders/constant_current")
    (into, read), spikes = network.projections, {"synapse": find("synapses/exponential_current"), "delay": 1.0}
    network = replace(
        network,
        populations=tuple(replace(p, model=model) for p in network.populations),
        projections=(replace(into, synapse=None), replace(read, **spikes)),
    )
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    weights.draw_fresh(1, drive_of(found, 1).units)
    tape = Tape(found, weights, 64, 1)
    tape.forward(found.samples.values[:64], np.arange(64))
    assert 0.05 < tape.spikes("hidden").any(axis=0).mean() < 0.5
    assert fit(network, methods()["surrogate_gradient"], epochs=1, seed=1).history[0].training_accuracy > 0.5


@pytest.mark.parametrize(
    "neuron",
    [LIF, "neurons/discrete_leaky_integrate_and_fire_subtractive", "neurons/discrete_integrate_and_fire",
     "neurons/discrete_integrate_and_fire_subtractive", "neurons/discrete_adaptive_leaky_integrate_and_fire"],
)  # fmt: skip
def test_discrete_neurons_of_threshold_one_count_in_plain_numbers(neuron: str) -> None:
    """To the last bit: what was published of them was learnt so."""
    drive = drive_of(circuit(digits(neuron=neuron)), 1)
    assert set(drive.gaps.values()) | set(drive.units.values()) == {1.0}


def test_what_starts_elsewhere_counts_from_where_it_would_rest() -> None:
    """Membranes that begin half a spike before the threshold, as a conversion leaves them, count as others do."""
    network = digits(neuron="neurons/discrete_integrate_and_fire_subtractive")
    halfway = tuple(replace(p, start={"V": 0.5}) for p in network.populations)
    assert drive_of(circuit(replace(network, populations=halfway)), 1) == drive_of(circuit(network), 1)


SYNAPSES, LASTS = ("delta", "exponential_current", "exponential_conductance"), 300.0


def fires_by(key: str, synapse: str, weight: float) -> bool:
    """Whether one spike of this weight fires a neuron at rest, in a run."""
    link = projection("p", "s", "n", synapse=find(synapse), wiring=find("wiring/one_to_one"), weight=weight, delay=1.0)
    once = Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([LASTS])})
    network = NetworkDescription(1.0, (Population("n", find(key), 1),), stimuli=(once,), projections=(link,))
    return bool(len(Simulation(network, backend="numpy").run(2 * LASTS).spikes["n"].steps))


def pairs() -> list[tuple[str, str]]:
    """Every neuron that fires and can be trained, with synapses that fit it."""
    found = []
    for key, model in models("neurons").items():
        refused = model.upward_crossing or model.fires_by_chance() or model.text
        some = SYNAPSES[1:2] if model.goes_in_parts() else SYNAPSES  # a step of absurd input takes a thousand parts
        for synapse in () if refused or not model.fires() else some:
            with suppress(TypeError):
                compose(model, {"r0": find(f"synapses/{synapse}")})
                found.append((key, f"synapses/{synapse}"))
    return found


@pytest.mark.parametrize(("key", "synapse"), pairs())
def test_one_spike_of_the_unit_of_a_weight_just_fires_a_neuron(key: str, synapse: str) -> None:
    network = small(neuron=key, sign=Sign.EXCITATORY, synapse=find(synapse), weight=1.0, delay=1.0)
    network = replace(network, datasets=(replace(network.datasets[0], sample_time=LASTS),))
    unit = drive_of(circuit(network), 1).unit(("in", "weight"))
    assert fires_by(key, synapse, 1.002 * unit) and not fires_by(key, synapse, 0.998 * unit)


@cache
def of_the_palette(measure: str, method: str = "surrogate_gradient") -> TrainingResult:
    network = digits(hidden=30, neuron=LEAKY, synapse=find("synapses/exponential_current"), weight=100.0, delay=1.0)
    return fit(network, methods()[method], epochs=4, seed=1, settings={"measure": measure})


@pytest.mark.parametrize("method", ["surrogate_gradient", "smoothed_model"])
def test_neurons_in_mv_learn_by_default_and_not_in_the_units_of_the_drawing(method: str) -> None:
    assert of_the_palette("what fires a neuron", method).accuracy > 0.7
    assert of_the_palette("units of the drawing", method).accuracy < 0.3


SILENCED = {
    "surrogate_gradient": COUNT, "smoothed_model": COUNT, "e_prop": COUNT, "online_training_through_time": COUNT,
    "decolle": COUNT, "event_prop": FIRST,
}  # fmt: skip


@pytest.mark.parametrize("held", [0.0, 0.2])
@pytest.mark.parametrize("method", SILENCED)
def test_populations_that_never_fire_are_named_after_the_first_epoch(method: str, held: float) -> None:
    network = described(1.0, SILENCED[method])
    faint = replace(network, projections=tuple(replace(p, weight=1e-3) for p in network.projections))
    given = {"start": "present weights", "learning_rate": 1e-6} | ({"waking": 0.0} if method == "event_prop" else {})
    result = fit(faint, methods()[method], epochs=2, batch=40, seed=3, settings=given, validation=held)
    assert [p.place for p in silent(result)] == ["hidden", "out"] and not any(p.is_fatal for p in result.warnings)
    count = 24 if held else 40
    assert f"Hidden never fires: after epoch 1 it is silent at all {count} samples." in str(result.warnings[0])
    resumed = fit(
        faint, methods()[method], epochs=2, batch=40, seed=3, settings=given, validation=held,
        resume=fit(faint, methods()[method], epochs=2, batch=40, seed=3, settings=given, validation=held,
                   on_progress=lambda progress: len(progress.history) < 1).checkpoint,
    )  # fmt: skip
    assert [p.values["epoch"] for p in silent(resumed)] == [2, 2]
    lively = replace(network, projections=tuple(replace(p, weight=900.0) for p in network.projections))
    assert not silent(fit(lively, methods()[method], epochs=1, batch=40, seed=3, settings=given, validation=held))


def silent(result: TrainingResult) -> list[Problem]:
    return [problem for problem in result.warnings if problem.code == SILENT]


def test_a_checkpoint_from_before_there_was_a_measure_goes_on_in_the_units_of_the_drawing() -> None:
    kind, network = methods()["surrogate_gradient"], described(1.0, COUNT)
    given: dict[str, Any] = {"epochs": 2, "batch": 40, "seed": 3, "settings": DRAWN}
    cut = fit(network, kind, **given, on_progress=lambda progress: len(progress.history) < 1).checkpoint
    settings = {name: value for name, value in cut.training["settings"].items() if name not in DRAWN}
    older = replace(cut, training={**cut.training, "settings": settings})
    whole, resumed = fit(network, kind, **given).arrays, fit(network, kind, **given, resume=older).arrays
    assert all(np.array_equal(whole[key], resumed[key]) for key in whole)
    with pytest.raises(CheckpointProblem):
        fit(network, kind, **{**given, "settings": {}}, resume=older)

"""Training by EventProp: it learns what a run shows, goes on after a pause, wakes neurons, and refuses by name."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.drive import wake
from engine.learning.components.figures import Metric
from engine.learning.components.method import Batch
from engine.learning.methods.event_prop import EventProp
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.model.typed.neuron import neuron
from engine.network.description import NetworkDescription, Population, Recording, Sign, Stimulus
from engine.simulation.simulation import Simulation
from engine.sizes import MB
from tests.engine.learning.networks import LIF
from tests.engine.learning.replayed import MEMBRANE, drawn, learner_of, link
from tests.engine.learning.test_every_method import CONTINUOUS
from tests.engine.learning.test_multilayer_normad import drawn as target_trains


def patterns(**changes: Any) -> NetworkDescription:
    """Three frozen patterns through a hidden layer, with a loop."""
    rng = np.random.default_rng(1)
    links = (
        link("in", "code", "h1", rng.normal(0.6, 0.4, (12, 20))),
        link("loop", "h1", "h1", rng.normal(0.0, 0.1, (12, 12)) * (1 - np.eye(12)), delay=2.0),
        link("read", "h1", "out", rng.normal(0.6, 0.2, (3, 12))),
    )
    network = drawn((20, 12, 3), links, h=1.0, **changes)
    data = replace(
        network.datasets[0], parameters={**network.datasets[0].parameters, "duration": 40.0, "training": 60.0}
    )
    return replace(network, datasets=(data,))


def test_it_learns_and_its_spikes_are_those_of_a_run() -> None:
    network = patterns()
    result = fit(network, EventProp, epochs=12, batch=15, seed=2, validation=0.2, settings={"learning_rate": 0.01})
    assert result.history[-1].loss < 0.5 * result.history[0].loss
    assert result.history[-1].training_accuracy > 0.9
    trained = with_arrays(network, result.arrays)
    learner, samples = learner_of(trained), circuit(trained).samples
    run = Simulation(trained, seed=1).advance(40 * 3)
    order = [answer.sample for answer in run.answers["answer"]]
    batch = Batch(samples.values[order], samples.labels[order], np.arange(3))
    learner.answer(batch)
    for id in ("h1", "out"):
        block, shown = run.spikes[id], learner.tape(3).spikes(id)
        fired = np.zeros((120, shown.shape[2]))
        fired[block.steps - 1, block.neurons] = 1.0
        assert np.array_equal(shown.transpose(1, 0, 2).reshape(120, -1), fired) and fired.any()


def test_wanted_trains_and_membranes_of_a_read_out_are_learnt_too() -> None:
    rng = np.random.default_rng(1)
    links = (
        link("in", "code", "h1", rng.normal(0.35, 0.25, (20, 40)), delay=0.5),
        link("read", "h1", "out", rng.normal(0.3, 0.2, (1, 20)), delay=0.5),
    )
    wanting = target_trains(0.5, 60.0, find(CONTINUOUS), MEMBRANE, (40, 20, 1), links)
    given: dict[str, Any] = {"batch": 2, "seed": 3, "settings": {"start": "present weights"}}
    result = fit(wanting, EventProp, epochs=60, **given)
    assert result.merit is Metric.CORRELATION and result.history[-1].loss < result.history[0].loss / 20
    silent = patterns(decoder="decoders/largest_value", last="neurons/leaky_integrator")
    learnt = fit(silent, EventProp, epochs=12, batch=15, seed=2, settings={"learning_rate": 0.01})
    assert learnt.history[-1].training_accuracy == learnt.accuracy == 1.0


def test_a_cancelled_training_ends_as_if_it_had_not_been() -> None:
    given: dict[str, Any] = {"epochs": 3, "batch": 25, "settings": {"trains": "everything, delays too"}}
    whole = fit(patterns(), EventProp, **given)
    cut = fit(patterns(), EventProp, **given, on_progress=lambda progress: len(progress.history) < 1)
    resumed = fit(patterns(), EventProp, **given, resume=cut.checkpoint)
    assert cut.cancelled and all(np.array_equal(a, resumed.arrays[key]) for key, a in whole.arrays.items())
    assert whole.arrays["loop", "delay"] >= 1.0


def test_a_silent_neuron_has_no_gradient_and_waking_lets_it_fire() -> None:
    network = patterns()
    faint = replace(network, projections=tuple(replace(p, weight=p.weight * 0.02) for p in network.projections))
    samples = circuit(faint).samples
    batch = Batch(samples.values[:12], samples.labels[:12], np.arange(12))
    learner = learner_of(faint, waking=0.0)
    assert not any(gradient.any() for gradient in learner.gradients(learner.tape(12), batch)[1].values())
    learner = learner_of(faint, waking=0.2)
    for _ in range(40):
        last = learner.learn(batch)
    assert last.spikes_per_sample > 3 and learner.tape(12).counts("out").any()


def test_the_unit_of_a_weight_just_lifts_a_neuron_to_its_threshold_by_one_spike() -> None:
    """As a run shows it, in the mean of neurons that differ; that of a bias does so by the end of a presentation."""
    h, taus = 0.5, np.array([6.0, 20.0])
    slow = {"tau_m": taus, "C_m": 10.0}
    network = drawn((5, 2), (link("in", "code", "out", np.full((2, 5), 0.1)),), h=h)
    network = replace(network, populations=(replace(network.populations[0], parameters={**MEMBRANE, **slow}),))
    unit = learner_of(network).drive.units
    quiet = {**MEMBRANE, **slow, "V_th": 1e9}
    once = NetworkDescription(
        h,
        (Population("n", find("neurons/leaky_integrate_and_fire"), 2, quiet),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([h])}),),
        projections=(link("p", "s", "n", 1.0, delay=h),),
        recordings=(Recording("v", "n", "V", None, h),),
    )
    peaks = Simulation(once, backend="numpy").advance(100).samples["v"].values.max(axis=0)
    assert unit["in", "weight"] == pytest.approx(np.mean(1.0 / peaks), rel=1e-9)
    time = network.datasets[0].sample_time
    assert unit["out", "bias"] == pytest.approx(np.mean(10.0 / (taus * (1 - np.exp(-time / taus)))), rel=1e-12)
    assert unit["in", "delay"] == time


@pytest.mark.parametrize("inputs", [1, 5])
def test_waking_shares_what_fires_a_neuron_among_its_inputs(inputs: int) -> None:
    network = drawn((inputs, 3), (link("in", "code", "out", np.full((3, inputs), 0.1)),))
    learner = learner_of(network)
    silent = np.array([1.0, 0.0, 0.4])
    wake(learner.weights, learner.drive, network.populations[0], silent, 0.2)
    more = learner.weights.values["in", "weight"] - 0.1
    expected = 0.2 * learner.drive.unit(("in", "weight")) * silent[:, None] / inputs
    assert more == pytest.approx(np.broadcast_to(expected, (3, inputs)), rel=1e-12)


def test_fresh_weights_stay_on_their_declared_side_from_the_start() -> None:
    network = patterns()
    inhibiting = replace(network.projections[1], sign=Sign.INHIBITORY, weight=-0.1)
    network = replace(network, projections=(network.projections[0], inhibiting, network.projections[2]))
    fresh = learner_of(network, start="fresh weights").arrays()
    assert fresh["loop", "weight"].max() <= 0 < fresh["in", "weight"].max()
    assert np.count_nonzero(fresh["loop", "weight"]) > 100, "turned, not cut off at zero"


def other(network: NetworkDescription, **changes: Any) -> NetworkDescription:
    """With other neurons in the hidden layer."""
    first, *rest = network.populations
    return replace(network, populations=(replace(first, **changes), *rest))


def through(synapse: str) -> NetworkDescription:
    network = patterns()
    changes: dict[str, Any] = {"synapse": find(f"synapses/{synapse}"), "synapse_parameters": {}, "weight": 0.5}
    return replace(network, projections=tuple(replace(p, **changes) for p in network.projections))


TYPED = """
dv/dt = (E_L - v + R*I)/tau : mV
threshold: v > V_th
reset: v = V_r
v(0) = E_L
tau = 10 ms (> 0)
R = 1 GOhm (> 0)
E_L = 0 mV
V_th = 1 mV
V_r = 0 mV
"""


def test_typed_equations_of_a_linear_membrane_are_trained_as_built_in_ones_are() -> None:
    shown = other(patterns(), parameters={**MEMBRANE, "C_m": 10.0})
    typed = other(shown, model=neuron(TYPED), parameters={})
    assert EventProp.refusals(typed) == []
    given: dict[str, Any] = {"epochs": 1, "batch": 25, "seed": 3}
    found = [fit(network, EventProp, **given).arrays for network in (shown, typed)]
    assert all(np.allclose(value, found[1][key], rtol=1e-9, atol=1e-12) for key, value in found[0].items())


REFUSED: dict[str, tuple[str, Any]] = {
    "learning.event_prop.in_steps": ("h1", lambda: other(patterns(), model=find(LIF), parameters={})),
    "learning.event_prop.not_linear": (
        "h1",
        lambda: other(patterns(), model=find("neurons/adaptive_threshold_leaky_integrate_and_fire"), parameters={}),
    ),
    "learning.event_prop.reset_above": ("h1", lambda: other(patterns(), parameters={**MEMBRANE, "V_reset": 1.0})),
    "learning.event_prop.step": ("h1", lambda: other(patterns(), parameters={**MEMBRANE, "tau_m": 0.1})),
    "learning.event_prop.synapse": ("in", lambda: through("delta")),
    "learning.event_prop.counts": ("answer", lambda: patterns(decoder="decoders/spike_count")),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_has_no_spike_times_is_told_which_element_lacks_what(code: str) -> None:
    place, network = REFUSED[code]
    problems = EventProp.refusals(network())
    assert (place, code) in {(p.place, p.code) for p in problems}
    assert all("{" not in str(p) for p in problems)
    assert "Leaky integrate-and-fire" in str(problems[0]) or code[21:] not in ("in_steps", "not_linear")


CASES: dict[str, tuple[float, Any]] = {
    "sparse": (48.0, patterns),
    "two currents and a longer sample": (30.0, lambda: replace(through("alpha_current"), resolution=0.25)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_it_takes_of_memory_is_said(name: str) -> None:
    size, network = CASES[name]
    found, settings, count = circuit(network()), EventProp.complete({"batch": size}), round(size)
    samples = found.samples
    batch = Batch(samples.values[:count], samples.labels[:count], np.arange(count))
    EventProp.learner(found, settings, 1).learn(batch)  # kernels are no part of it
    tracemalloc.start()
    learner = EventProp.learner(found, settings, 1)
    learner.learn(batch), learner.answer(batch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{name}: {peak / MB:.1f} MB, said {EventProp.memory(found, settings) / MB:.1f} MB")
    assert peak < EventProp.memory(found, settings) < 2.5 * peak

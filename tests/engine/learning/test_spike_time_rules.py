"""Rules that learn wanted spike times: their equations, what they reach, what they keep, and what they refuse."""

from __future__ import annotations

import tracemalloc
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.correlation import TIME_CONSTANT, filtered_cosine
from engine.learning.components.figures import Metric
from engine.learning.components.method import Batch
from engine.learning.methods.normad import NormAD
from engine.learning.methods.remote_supervision import RemoteSupervision
from engine.learning.passes.filters import Filter
from engine.learning.passes.traces import has_linear_current, membrane_trace
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find, models
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import projection, small

H, TIME, RATE = 0.5, 150.0, 100.0
RULES = [NormAD, RemoteSupervision]
CURRENT = find("synapses/double_exponential_current")
WIDE = 100.0  # mean of the weights at first, pA


def trains(inputs: int = 150, outputs: int = 1, patterns: int = 1, **changes: Any) -> NetworkDescription:
    """Poisson trains onto leaky neurons that are to fire at given times."""
    values = {
        "inputs": float(inputs), "outputs": float(outputs), "patterns": float(patterns), "duration": TIME,
        "interval": H, "input_rate": 20.0,
    }  # fmt: skip
    link: dict[str, Any] = {"synapse": CURRENT, "weight": Uniform(0.0, 2 * WIDE), "delay": 1.0, **changes}
    return NetworkDescription(
        resolution=H,
        datasets=(Dataset("data", find("datasets/target_spike_trains"), values, sample_time=TIME),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0 / H}),),
        populations=(Population("out", find("neurons/leaky_integrate_and_fire"), outputs),),
        projections=(projection("in", "code", "out", **link),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )


def batch_of(network: NetworkDescription, *samples: int) -> Batch:
    found = circuit(network)
    chosen = np.array(samples)
    raster = found.samples.targets.raster(chosen, found.steps).astype(float)
    return Batch(found.samples.values[chosen], found.samples.labels[chosen], np.arange(len(chosen)), targets=raster)


def changed(network: NetworkDescription, method: Any, batch: Batch, **settings: float) -> tuple[np.ndarray, np.ndarray]:
    """The change (post, pre) that one batch makes, and the error (steps, batch, post) that it learnt from."""
    learner = method.learner(circuit(network), method.complete({"schedule": "constant", **settings}), 1)
    before = learner.weights.values["in", "weight"].copy()
    fired = learner.tape(len(batch.labels)).forward(batch.values, batch.presentations).copy()
    learner.learn(batch)
    return learner.weights.values["in", "weight"] - before, batch.targets - fired


def test_normad_changes_weights_along_the_normalised_filtered_current() -> None:
    """Against sums over closed forms: the current of one spike, filtered by the integrator, at its delay."""
    network = trains(inputs=40, outputs=2, patterns=2)
    tau, rise, decay, delay = 1.5, 1.0, 5.0, 1.0
    change, error = changed(network, NormAD, batch_of(network, 0, 1), rate=RATE, tau=tau)
    at_peak = np.log(decay / rise) * decay * rise / (decay - rise)
    peak = np.exp(-at_peak / decay) - np.exp(-at_peak / rise)

    def put(t: np.ndarray) -> np.ndarray:
        """What a unit of weight has put onto the membrane ``t`` ms after a spike arrived."""
        parts = [(np.exp(-t / s) - np.exp(-t / tau)) / (1 / tau - 1 / s) for s in (decay, rise)]
        return np.where(t > 0, parts[0] - parts[1], 0.0) / peak

    expected = np.zeros_like(change)
    for step, sample, neuron in np.argwhere(error):
        rows, sources = np.nonzero(circuit(network).samples.values[sample])
        traces = np.zeros(40)
        np.add.at(traces, sources, put(step * H - (rows * H + delay)))
        if traces.any():
            expected[neuron] += error[step, sample, neuron] * traces / np.linalg.norm(traces)
    assert np.count_nonzero(error) > 20 and np.abs(change).max() > 1.0
    assert change == pytest.approx(RATE / 2 * expected, rel=1e-9, abs=1e-9)


def test_normad_divides_by_the_length_of_all_inputs_that_a_neuron_has() -> None:
    """Two links: jumps of the membrane along some of the pairs, and currents along others, each with its delay."""
    some = {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.4}}
    network = trains(inputs=40, outputs=3, **some)
    jumps = projection("jumps", "code", "out", weight=Uniform(0.0, 1.0), delay=2 * H, **some)
    network = replace(network, projections=(*network.projections, jumps))
    batch, settings = batch_of(network, 0), NormAD.complete({"schedule": "constant", "rate": RATE, "tau": 1.5})
    learner = NormAD.learner(circuit(network), settings, 1)
    before = {id: learner.weights.values[id, "weight"].copy() for id in ("in", "jumps")}
    masks = {id: learner.weights.wiring[id].mask for id in before}
    error = batch.targets - learner.tape(1).forward(batch.values, batch.presentations)
    learner.learn(batch)
    sent = circuit(network).samples.values[0]
    spike = np.eye(len(sent), 1)  # of the first step
    course = Filter(membrane_trace(network.projections[0], 1.5, H)).onward(spike)[:, 0]
    left = {"in": np.roll(course, round(1.0 / H)), "jumps": np.exp(-(np.arange(len(sent)) - 2) * H / 1.5)}
    left["in"][: round(1.0 / H)] = left["jumps"][:2] = 0.0
    traces = {
        id: np.stack([np.convolve(train, kernel)[: len(sent)] for train in sent.T], axis=1)
        for id, kernel in left.items()
    }
    for neuron in range(3):
        mine = {id: traces[id] * masks[id][neuron] for id in traces}
        length = np.sqrt(sum((trace**2).sum(axis=1) for trace in mine.values()))
        share = np.divide(error[:, 0, neuron], length, out=np.zeros(len(sent)), where=length > 0)
        for id, trace in mine.items():
            moved = learner.weights.values[id, "weight"][neuron] - before[id][neuron]
            assert np.abs(moved).max() > 1.0
            assert moved == pytest.approx(RATE * share @ trace, rel=1e-9, abs=1e-9), (neuron, id)


def test_resume_changes_weights_by_a_constant_and_a_trace_of_the_inputs() -> None:
    network = trains(inputs=30, outputs=2)
    change, error = changed(network, RemoteSupervision, batch_of(network, 0), rate=2.0, alone=0.25, tau=4.0)
    rows, sources = np.nonzero(circuit(network).samples.values[0])
    expected = np.zeros_like(change)
    for step, _, neuron in np.argwhere(error):
        since = step * H - (rows * H + 1.0)
        traces = np.zeros(30)
        np.add.at(traces, sources, np.where(since > 0, np.exp(-since / 4.0), 0.0))
        expected[neuron] += error[step, 0, neuron] * (0.25 + traces)
    assert change == pytest.approx(2.0 * expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("method", RULES)
def test_a_schedule_shortens_what_a_spike_changes(method: Any) -> None:
    network = trains(inputs=40, outputs=2, patterns=2)
    batch = replace(batch_of(network, 0, 1), share=1 / 3)
    whole, _ = changed(network, method, batch)
    shorter, _ = changed(network, method, batch, schedule="cosine")
    assert np.abs(whole).max() > 1.0 and shorter == pytest.approx(0.75 * whole, rel=1e-9, abs=1e-9)


def onto_a_neuron(key: str) -> Projection:
    synapse, wiring = find(key), find("wiring/all_to_all")
    return Projection("p", "s", "n", synapse=synapse, wiring=wiring, weight=3.0, delay=H, sign=Sign.EXCITATORY)


LINEAR = {key for key in models("synapses") if has_linear_current(onto_a_neuron(key))}


def test_the_synapses_with_a_current_of_a_fixed_course_are_found_by_their_equations() -> None:
    assert {f"synapses/{name}_current" for name in ("exponential", "alpha", "double_exponential")} <= LINEAR
    others = ("delta", "exponential_conductance", "nmda_conductance", "gap_junction", "pulse")
    assert not LINEAR & {f"synapses/{name}" for name in others}


@pytest.mark.parametrize("key", sorted(LINEAR))
def test_a_trace_is_what_a_drawn_neuron_shows_of_a_spike(key: str) -> None:
    """A neuron that never fires integrates the current of one spike with its own time constant."""
    link = onto_a_neuron(key)
    quiet = {"tau_m": 7.0, "C_m": 1.0, "E_L": 0.0, "V_reset": 0.0, "V_th": 1e9}
    network = NetworkDescription(
        H,
        (Population("n", find("neurons/leaky_integrate_and_fire"), 1, quiet),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([H])}),),
        projections=(link,),
        recordings=(Recording("v", "n", "V", None, H),),
    )
    shown = Simulation(network, backend="numpy").advance(60).samples["v"].values[:, 0]
    sent = np.zeros((60, 1))
    sent[1] = 1.0  # sent in step 0, there a step later
    found = Filter(membrane_trace(link, 7.0, H)).onward(sent)[:, 0]
    assert shown.max() > 1.0 and 3.0 * found == pytest.approx(shown, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("method", "rate", "least"), [(NormAD, 40.0, 0.95), (RemoteSupervision, 4.0, 0.8)])
def test_a_layer_learns_to_fire_at_the_wanted_times(method: Any, rate: float, least: float) -> None:
    network = trains(inputs=200, outputs=2, weight=Uniform(0.0, 50.0))
    result = fit(network, method, epochs=40, seed=1, settings={"rate": rate, "schedule": "cosine"})
    assert result.history[0].training_accuracy < 0.6 and result.accuracy > least
    assert result.merit is Metric.CORRELATION and result.confusion is None
    again = evaluate(with_arrays(network, result.arrays), seed=1)
    assert again.counts_by is Metric.CORRELATION and again.merit(Metric.CORRELATION) == result.accuracy


@pytest.mark.parametrize("method", RULES)
def test_going_on_is_as_if_never_interrupted(method: Any, tmp_path: Path) -> None:
    network, path = trains(inputs=40, patterns=3), tmp_path / "training.npz"
    given: dict[str, Any] = {"epochs": 4, "seed": 1, "validation": 0.1}
    whole = fit(network, method, **given)
    cut = fit(network, method, **given, checkpoint=path, on_progress=lambda p: len(p.history) < 2)
    assert cut.cancelled and len(cut.history) == 2 and cut.test is None
    resumed = fit(network, method, **given, resume=path)
    assert np.array_equal(whole.arrays["in", "weight"], resumed.arrays["in", "weight"])
    assert [astuple(e)[0] for e in whole.history] == [astuple(e)[0] for e in resumed.history]
    assert whole.validation is None, "patterns that are to be reproduced are all trained"


@pytest.mark.parametrize("method", RULES)
def test_absent_connections_and_signs_are_kept_and_count_for_nothing(method: Any) -> None:
    network = trains(
        inputs=40, outputs=3, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5},
        sign=Sign.EXCITATORY,
    )  # fmt: skip
    batch = batch_of(network, 0)
    learner = method.learner(circuit(network), method.complete({"rate": 50.0}), 1)
    mask = learner.weights.wiring["in"].mask
    learner.learn(batch)
    weight = learner.weights.values["in", "weight"]
    assert not weight[~mask].any() and weight.min() == 0.0 and weight.max() > 0.0


def test_equal_trains_correlate_fully_a_late_spike_less_and_silence_not_at_all() -> None:
    spikes, wanted = np.zeros((400, 5, 1)), np.zeros((400, 5, 1))
    wanted[100, 0:4] = spikes[100, 0] = spikes[110, 1] = spikes[300, 2] = 1.0
    alike = filtered_cosine(spikes, wanted, H)
    assert alike[[0, 3, 4]].tolist() == [1.0, 0.0, 1.0]
    assert alike[1] == pytest.approx(np.exp(-10 * H / TIME_CONSTANT)) and alike[2] < 1e-8


def test_the_correlation_is_the_cosine_of_trains_that_a_plain_loop_filters() -> None:
    random = np.random.default_rng(4)
    spikes, wanted = (random.random((2, 900, 3, 4)) < 0.03).astype(float)
    h = 0.2  # ms: 900 steps are several pieces
    here, there = np.zeros_like(spikes), np.zeros_like(wanted)
    for into, train in ((here, spikes), (there, wanted)):
        left = np.zeros(train.shape[1:])
        for step, fired in enumerate(train):
            left = (left + fired) * np.exp(-h / TIME_CONSTANT)
            into[step] = left
    lengths = np.sqrt((here**2).sum(axis=0) * (there**2).sum(axis=0))
    expected = ((here * there).sum(axis=0) / lengths).mean(axis=1)
    assert filtered_cosine(spikes, wanted, h) == pytest.approx(expected, rel=1e-12)


def of_layers() -> NetworkDescription:
    network = trains()
    hidden = Population("hidden", find("neurons/leaky_integrate_and_fire"), 5)
    links = (
        replace(network.projections[0], target="hidden"),
        replace(network.projections[0], id="next", source="hidden"),
    )
    return replace(network, populations=(hidden, *network.populations), projections=links)


def answering(**changes: Any) -> NetworkDescription:
    network = trains()
    return replace(network, populations=(replace(network.populations[0], **changes),))


def of_currents() -> NetworkDescription:
    return replace(trains(), encoders=(Encoder("code", find("encoders/constant_current"), "data"),))


REFUSED = {
    "learning.no_targets": (small, "data"),
    "learning.target_size": (lambda: answering(size=2), "out"),
    "learning.one_layer": (of_layers, "out"),
    "learning.one_layer.silent": (lambda: answering(model=find("neurons/leaky_integrator")), "out"),
    "learning.plastic": (lambda: trains(plasticity=find("plasticity/pair_stdp")), "in"),
    "learning.one_layer.current": (of_currents, "code"),
    "learning.normad.no_kernel": (lambda: trains(synapse=find("synapses/exponential_conductance")), "in"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_a_network_lacks_is_told_of_the_element_that_lacks_it(code: str) -> None:
    made, place = REFUSED[code]
    told = NormAD.refusals(made())
    assert place in {p.place for p in told if p.code == code} and all(str(p) for p in told)
    other = {p.code for p in RemoteSupervision.refusals(made())}
    assert (code in other) is (code != "learning.normad.no_kernel")
    with pytest.raises(NetworkError):
        fit(made(), NormAD, epochs=1)


def test_a_network_that_fits_is_not_refused() -> None:
    assert NormAD.refusals(trains()) == [] and RemoteSupervision.refusals(trains()) == []


@pytest.mark.parametrize("method", RULES)
def test_the_estimate_of_memory_covers_what_an_epoch_takes(method: Any) -> None:
    network = trains(inputs=400, patterns=2)
    settings = method.complete({"batch": 2})
    batch = batch_of(network, 0, 1)
    method.learner(circuit(network), settings, 1).learn(batch)  # kernels are read and compiled once
    learner = method.learner(circuit(network), settings, 1)
    tracemalloc.start()
    learner.learn(batch)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < method.memory(circuit(network), settings) < 10 * peak

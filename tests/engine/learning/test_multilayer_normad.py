"""NormAD through layers: its equations against derivatives of spike times and plain sums, and what it refuses."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.figures import Metric
from engine.learning.components.method import Batch
from engine.learning.methods.multilayer_normad import MOVED, NEAR, MultilayerNormAD
from engine.learning.methods.normad import NormAD
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.networks import LIF, convolutional, digits, projection, small
from tests.engine.learning.test_spike_time_rules import answering, batch_of, of_currents, of_layers, trains

TAU_M, TAU_S = 10.0, 5.0  # ms
MEMBRANE = {"tau_m": TAU_M, "C_m": 1.0, "E_L": 0.0, "V_reset": 0.0, "V_th": 1.0, "t_ref": 0.0}
DISCRETE, LEAKY = find(LIF), find("neurons/leaky_integrate_and_fire")


def drawn(
    h: float, time: float, neuron: Any, values: dict[str, float], sizes: tuple[int, ...], links: tuple[Projection, ...]
) -> NetworkDescription:
    """Trains of ``sizes[0]`` inputs through hidden layers onto the last, which is to fire at wanted times."""
    data = {
        "inputs": float(sizes[0]), "outputs": float(sizes[-1]), "duration": time, "interval": h, "patterns": 2.0,
        "input_rate": 60.0, "target_rate": 60.0,
    }  # fmt: skip
    names = [*(f"h{n}" for n in range(1, len(sizes) - 1)), "out"]
    return NetworkDescription(
        resolution=h,
        datasets=(Dataset("data", find("datasets/target_spike_trains"), data, sample_time=time),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0 / h}),),
        populations=tuple(Population(n, neuron, s, values) for n, s in zip(names, sizes[1:], strict=True)),
        projections=links,
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )


def changes(network: NetworkDescription, batch: Batch, **settings: Any) -> tuple[dict[str, np.ndarray], Any]:
    """What one batch changes, by projection, and the learner that did it."""
    settings = MultilayerNormAD.complete({"schedule": "constant", "rate": 1.0, **settings})
    learner = MultilayerNormAD.learner(circuit(network), settings, 1)
    before = {p.id: learner.weights.values[p.id, "weight"].copy() for p in network.projections}
    learner.learn(batch)
    return {id: learner.weights.values[id, "weight"] - value for id, value in before.items()}, learner


def learner_of(network: NetworkDescription) -> Any:
    return MultilayerNormAD.learner(circuit(network), MultilayerNormAD.complete({}), 1)


def put(t: Any) -> Any:
    """The membrane ``t`` ms after a current of one began to decay with TAU_S, on its way with TAU_M."""
    late = np.maximum(t, 0.0)
    return np.where(t > 0, (np.exp(-late / TAU_S) - np.exp(-late / TAU_M)) / (1 / TAU_M - 1 / TAU_S), 0.0)


def crossing(times: np.ndarray, weights: np.ndarray) -> float:
    """When the membrane of a neuron first reaches 1, in continuous time."""
    grid = np.arange(0.0, 60.0, 0.01)
    above = np.flatnonzero(put(grid[:, None] - times) @ weights >= 1.0)
    low, high = grid[above[0] - 1], grid[above[0]]
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if put(middle - times) @ weights < 1.0 else (low, middle)
    return float((low + high) / 2)


def test_hidden_weights_move_as_the_derivative_of_the_read_out_by_the_times_of_hidden_spikes() -> None:
    """Against central differences of a membrane whose spike times are found as roots, without a grid."""
    h, time, wrong = 0.01, 40.0, 26.0
    rng = np.random.default_rng(5)
    arrivals, first = rng.uniform(1.0, 6.0, 6).round(2), rng.uniform(0.1, 0.25, (3, 6))
    second = np.array([[0.02, -0.03, 0.015]])
    refractory = {**MEMBRANE, "t_ref": 100.0}  # one spike of each hidden neuron
    synapse = find("synapses/exponential_current")
    link: dict[str, Any] = {"synapse": synapse, "synapse_parameters": {"tau_syn": TAU_S}}
    links = (
        projection("in", "code", "h1", weight=first, **link),
        projection("read", "h1", "out", weight=second, **link),
    )
    network = drawn(h, time, LEAKY, refractory, (6, 3, 1), links)
    steps = round(time / h)
    values, wanted = np.zeros((1, steps, 6)), np.zeros((steps, 1, 1))
    values[0, (arrivals / h).round().astype(int) - 1, np.arange(6)] = 1.0
    wanted[round(wrong / h) - 1] = 1.0
    batch = Batch(values, np.zeros(1, np.int64), np.zeros(1, np.int64), targets=wanted)
    found, learner = changes(network, batch, by=MOVED, tau=TAU_M)
    assert learner.tape(1).spikes("h1").sum() == 3 and not learner.tape(1).spikes("out").any()

    def read_out(weights: np.ndarray) -> float:
        return float(sum(w * put(wrong - crossing(arrivals, own)) for w, own in zip(second[0], weights, strict=True)))

    expected = np.zeros((3, 6))
    for at in np.ndindex(3, 6):
        up, down = first.copy(), first.copy()
        up[at] += 1e-6
        down[at] -= 1e-6
        expected[at] = (read_out(up) - read_out(down)) / 2e-6
    for i, own in enumerate(first):
        spike = crossing(arrivals, own)
        slope = (put(spike + 1e-6 - arrivals) @ own - put(spike - 1e-6 - arrivals) @ own) / 2e-6
        expected[i] *= slope / np.linalg.norm(put(spike - arrivals))  # all slopes as one, each input as one length
    expected /= np.linalg.norm(expected)
    typical = np.sqrt((first**2).mean()), np.sqrt((second**2).mean())
    assert np.linalg.norm(found["in"]) == pytest.approx(typical[0], rel=1e-6), "one error moves a layer by the rate"
    assert found["in"] / typical[0] == pytest.approx(expected, abs=0.01)
    reached = np.array([put(wrong - crossing(arrivals, own)) for own in first])
    assert found["read"][0] / typical[1] == pytest.approx(reached / np.linalg.norm(reached), rel=0.01)


def plainly(learner: Any, batch: Batch, by: str, tau: float, width: float) -> dict[str, np.ndarray]:
    """The sums of the method's description, one by one, for layers of delta synapses on a grid of 1 ms."""
    tape, found = learner.tape(len(batch.labels)), learner._circuit
    delay = {p.id: round(p.delay) for p in found.projections}

    def trace(lag: int) -> float:
        return float(np.exp(-lag / tau)) if lag >= 0 else 0.0

    def effect(lag: int) -> float:
        return trace(lag) if by == NEAR else (trace(lag + 1) - trace(lag - 1)) / 2

    signal, result = {"out": batch.targets - tape.spikes("out")}, {}
    for name in ("out", "h2", "h1"):
        (p,) = found.into(name)
        sent, weight = tape.spikes(p.source), learner.weights.values[p.id, "weight"]
        steps, samples, pre = sent.shape
        d = np.zeros_like(sent)
        for t in range(steps):
            for s in range(t - delay[p.id] + 1):
                d[t] += trace(t - s - delay[p.id]) * sent[s]
        total = np.zeros_like(weight)
        for t, b, o in np.argwhere(signal[name]):
            if (size := np.linalg.norm(d[t, b])) > 0:
                total[o] += signal[name][t, b, o] * d[t, b] / size
        result[p.id] = total / samples * np.sqrt((weight**2).mean())
        if p.source == "code":
            break
        apart = tape.scans[p.source].distance().reshape(sent.shape)
        gate = 1 / (1 + (apart / (width * np.abs(apart).mean())) ** 2) if by == NEAR else sent
        signal[p.source] = np.zeros_like(sent)
        for t, b, o in np.argwhere(signal[name]):
            parts = np.zeros((steps, pre))
            for s in range(steps):
                parts[s] = weight[o] * effect(t - s - delay[p.id]) * gate[s, b]
            if (size := np.linalg.norm(parts)) > 0:
                signal[p.source][:, b] += signal[name][t, b, o] * parts / size
        signal[p.source] *= 1.0 if by == NEAR else (sent > 0)
    return result


def deep() -> NetworkDescription:
    """Three layers with delays, whose neurons fire."""
    wide = Uniform(-0.5, 0.9)
    links = (
        projection("in", "code", "h1", weight=wide, delay=1.0),
        projection("on", "h1", "h2", weight=wide, delay=2.0),
        projection("read", "h2", "out", weight=wide),
    )
    return drawn(1.0, 25.0, DISCRETE, {"beta": 0.8}, (8, 6, 5, 2), links)


@pytest.mark.parametrize("by", [NEAR, MOVED])
def test_changes_are_the_sums_of_the_description(by: str) -> None:
    network = deep()
    batch = batch_of(network, 0, 1)
    found, learner = changes(network, batch, by=by, tau=2.0, width=0.5)
    for id, change in found.items():
        learner.weights.values[id, "weight"] -= change  # back to what was learnt from; the tape is still that of then
    expected = plainly(learner, batch, by, 2.0, 0.5)
    for id, change in expected.items():
        assert np.abs(change).max() > 1e-3, id
        assert found[id] == pytest.approx(change, rel=1e-6, abs=1e-9), id


def test_a_silent_hidden_layer_has_no_spike_to_learn_by_and_loses_nothing() -> None:
    network = deep()
    faint = tuple(replace(p, weight=1e-4) if p.source == "code" else p for p in network.projections)
    found, learner = changes(replace(network, projections=faint), batch_of(network, 0, 1), by=MOVED)
    assert not learner.tape(2).spikes("h1").any()
    assert all(np.array_equal(change, np.zeros_like(change)) for change in found.values())


def test_a_schedule_shortens_every_change() -> None:
    batch = replace(batch_of(deep(), 0, 1), share=1 / 3)
    whole, _ = changes(deep(), batch)
    shorter, _ = changes(deep(), batch, schedule="cosine")
    assert all(np.abs(change).max() > 1e-3 for change in whole.values())
    assert all(shorter[id] == pytest.approx(0.75 * whole[id], rel=1e-9, abs=1e-12) for id in whole)


def test_one_layer_learns_as_by_normad() -> None:
    network = trains(inputs=40, outputs=2, patterns=2)
    batch = batch_of(network, 0, 1)
    start = learner_of(network).weights.values["in", "weight"]
    found, _ = changes(network, batch, rate=40.0 / np.sqrt((start**2).mean()))
    one = NormAD.learner(circuit(network), NormAD.complete({"schedule": "constant", "rate": 40.0}), 1)
    before = one.weights.values["in", "weight"].copy()
    one.learn(batch)
    assert found["in"] == pytest.approx(one.weights.values["in", "weight"] - before, rel=1e-9)


def test_a_rate_of_nothing_keeps_hidden_layers_and_absent_connections_stay_absent() -> None:
    network = deep()
    half = {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.5}, "weight": Uniform(0.3, 1.2)}
    sparse = replace(network.projections[1], **half)
    network = replace(network, projections=(network.projections[0], sparse, network.projections[2]))
    batch = batch_of(network, 0, 1)
    still, _ = changes(network, batch, hidden_rate=0.0)
    assert not still["in"].any() and not still["on"].any() and still["read"].any()
    moved, learner = changes(network, batch)
    mask = learner.weights.wiring["on"].mask
    assert moved["on"].any() and not moved["on"][~mask].any()
    assert np.array_equal(moved["read"], still["read"])


def test_the_neuron_of_the_right_class_is_to_fire_in_its_interval_and_all_others_never() -> None:
    network = small()
    found = circuit(network)
    settings = MultilayerNormAD.complete({"first": 2.0, "interval": 3.0})
    learner = MultilayerNormAD.learner(found, settings, 1)
    chosen = np.array([0, 1, 2])
    batch = Batch(found.samples.values[chosen], found.samples.labels[chosen], chosen)
    wanted = learner._wanted(batch)
    for sample, label in enumerate(batch.labels):
        assert np.flatnonzero(wanted[:, sample, label]).tolist() == [2, 5, 8]
        assert wanted[:, sample].sum() == 3
    assert learner.answer(batch).merits is None
    assert MultilayerNormAD.counts_by(found, settings) is Metric.ACCURACY
    assert MultilayerNormAD.counts_by(circuit(deep()), settings) is Metric.CORRELATION


@pytest.mark.parametrize("by", [NEAR, MOVED])
def test_going_on_is_as_if_never_interrupted(by: str, tmp_path: Path) -> None:
    network, path = deep(), tmp_path / "training.npz"
    given: dict[str, Any] = {"epochs": 4, "batch": 1, "seed": 1, "settings": {"by": by}}
    whole = fit(network, MultilayerNormAD, **given)
    cut = fit(network, MultilayerNormAD, **given, checkpoint=path, on_progress=lambda p: len(p.history) < 2)
    assert cut.cancelled and len(cut.history) == 2
    resumed = fit(network, MultilayerNormAD, **given, resume=path)
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    assert whole.merit is Metric.CORRELATION


def test_spike_xor_is_solved_from_nine_of_ten_seeds() -> None:
    """Three inputs of one spike each, early or late; the last weights answer all four patterns."""
    current: dict[str, Any] = {"synapse": find("synapses/exponential_current"), "delay": 1.0}
    current["synapse_parameters"] = {"tau_syn": 5.0}
    network = NetworkDescription(
        resolution=0.5,
        datasets=(Dataset("data", find("datasets/spike_xor"), sample_time=30.0),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(Population("hidden", LEAKY, 20), Population("out", LEAKY, 2)),
        projections=(
            projection("in", "code", "hidden", weight=Uniform(0.0, 1500.0), **current),
            projection("read", "hidden", "out", weight=Uniform(0.0, 300.0), **current),
        ),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )
    settings = {"rate": 1.0, "first": 15.0, "interval": 30.0}
    results = [fit(network, MultilayerNormAD, epochs=300, seed=seed, settings=settings) for seed in range(10)]
    assert sum(result.accuracy == 1.0 for result in results) >= 9


def looped() -> NetworkDescription:
    network = deep()
    back = projection("back", "h2", "h1", delay=1.0)
    return replace(network, projections=(*network.projections, back))


REFUSED = {
    "learning.multilayer_normad.loop": (looped, "h1"),
    "learning.one_layer.silent": (lambda: answering(model=find("neurons/leaky_integrator")), "out"),
    "learning.plastic": (lambda: trains(plasticity=find("plasticity/pair_stdp")), "in"),
    "learning.one_layer.current": (of_currents, "code"),
    "learning.one_layer.shared": (convolutional, "in"),
    "learning.target_size": (lambda: answering(size=2), "out"),
    "learning.surrogate.classes": (
        lambda: replace(small(), populations=(*small().populations[:1], replace(small().populations[1], size=7))),
        "out",
    ),
    "learning.normad.no_kernel": (lambda: trains(synapse=find("synapses/exponential_conductance")), "in"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_a_network_lacks_is_told_of_the_element_that_lacks_it(code: str) -> None:
    made, place = REFUSED[code]
    told = MultilayerNormAD.refusals(made())
    assert place in {p.place for p in told if p.code == code} and all(str(p) for p in told)
    with pytest.raises(NetworkError):
        fit(made(), MultilayerNormAD, epochs=1)


def test_layers_of_jumps_and_of_currents_are_not_refused() -> None:
    assert [MultilayerNormAD.refusals(n) for n in (of_layers(), digits(), deep())] == [[], [], []]


@pytest.mark.parametrize("network", [digits(), of_layers()], ids=["wide", "long"])
def test_the_estimate_of_memory_covers_what_a_batch_takes(network: NetworkDescription) -> None:
    found, settings = circuit(network), MultilayerNormAD.complete({"batch": 16 if network == digits() else 1})
    count = round(float(settings["batch"]))
    chosen = np.arange(count)
    targets = None if found.samples.targets is None else batch_of(network, *chosen.tolist()).targets
    batch = Batch(found.samples.values[chosen], found.samples.labels[chosen], chosen, targets=targets)
    MultilayerNormAD.learner(found, settings, 1).learn(batch)  # kernels are read and compiled once
    learner = MultilayerNormAD.learner(found, settings, 1)
    tracemalloc.start()
    learner.learn(batch)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MultilayerNormAD.memory(found, settings) < 10 * peak

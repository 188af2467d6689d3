"""Links that are normalised while they learn: statistics, gradients, folding, checkpoints, and who refuses them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.normalising import EPSILON, GAMMA, MEAN, MOMENTUM, VARIANCE, BatchNormalisation
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy
from engine.learning.components.method import Batch
from engine.learning.components.normalised import normalisations
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient, SurrogateGradientLearner
from engine.learning.passes.tape import Tape
from engine.learning.passes.thresholds import SOFT
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.model.registry.discovery import find
from engine.network.description import Learns, NetworkDescription, Population, Sign
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.networks import changing_currents, convolutional, digits, of_few, projection, small
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[2] / "peers" / "batch_norm.py"
NORMALISED = Learns.NORMALISED
SAMPLES = np.arange(6)
ENDLESS = 600


def learning(network: NetworkDescription, *ids: str, learns: Learns = NORMALISED) -> NetworkDescription:
    """The network with these links normalised, or all that are none of a pool."""
    chosen = ids or tuple(p.id for p in network.projections if p.id != "pool")
    return replace(
        network,
        projections=tuple(replace(p, learns=learns) if p.id in chosen else p for p in network.projections),
    )


def in_millivolts(**changes: Any) -> NetworkDescription:
    return small(
        neuron="neurons/leaky_integrate_and_fire", synapse=find("synapses/delta"), delay=1.0,
        weight=Uniform(-2.0, 8.0), **changes,
    )  # fmt: skip


def current_driven() -> NetworkDescription:
    network = small(encoder="encoders/constant_current")
    into, read = network.projections
    return replace(network, projections=(replace(into, synapse=None), read))


def with_values() -> NetworkDescription:
    """Membranes that never fire, between spikes."""
    network = small()
    into, read = network.projections
    mix = Population("mix", find("neurons/discrete_leaky_integrator"), 15)
    return replace(
        network,
        populations=(*network.populations, mix),
        projections=(
            into,
            read,
            projection("heard", "hidden", "mix"),
            projection("beside", "mix", "out", synapse=None),
        ),
    )  # fmt: skip


NETWORKS: dict[str, Callable[[], NetworkDescription]] = {
    "dense": lambda: learning(small()),
    "one of two": lambda: learning(small(), "in"),
    "late": lambda: learning(small(delay=3.0)),
    "sparse": lambda: learning(
        small(wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3}, weight=Uniform(-0.3, 0.6))
    ),
    "millivolts": lambda: learning(in_millivolts()),
    "kernels": lambda: learning(convolutional()),
    "currents": lambda: learning(current_driven()),
    "changing currents": lambda: learning(changing_currents(times=7, loop=False)),
    "values": lambda: learning(with_values()),
    "side by side": lambda: learning(small(more=(projection("beside", "code", "out"),))),
    "before a loop": lambda: learning(small(more=(projection("loop", "hidden", "hidden", delay=2.0),)), "in", "read"),
}


def tape_of(network: NetworkDescription, surrogate: str = "arctangent", seed: int = 1) -> tuple[Tape, Any]:
    found = circuit(of_few(network))
    weights = Weights(found, seed, "float64", parameters=False, normal=normalisations(found, seed))
    random = np.random.default_rng(seed)
    for (id, name), values in weights.values.items():
        if name == GAMMA:
            values *= random.uniform(0.5, 1.5, values.shape)
        if name == "bias" and id in found.by_id:
            values += random.normal(0, 0.1, values.shape)
    return Tape(found, weights, len(SAMPLES), seed, surrogate, 3.0), found.samples.values[SAMPLES]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_gradient_is_the_central_difference(name: str) -> None:
    """Of smooth spikes, through mean and variance of each batch."""
    tape, values = tape_of(NETWORKS[name](), SOFT)
    if name == "millivolts":
        tape.sharpen(0.3)
    labels = SAMPLES % tape.circuit.output.size

    def loss() -> tuple[float, Any]:
        return count_cross_entropy(tape.forward(values, SAMPLES), labels)

    gradients = {key: by.copy() for key, by in tape.backward(loss()[1]).items()}
    assert sum(key[1] == GAMMA for key in gradients) == len(tape.weights.normal) > 0
    random = np.random.default_rng()
    for key, gradient in gradients.items():
        if key in tape.weights.fixed:
            continue
        along = random.normal(size=gradient.shape)
        if key[1] == "weight" and (mask := tape.weights.wiring[key[0]].mask) is not None:
            along *= mask
        step = 1e-5 * max(np.abs(tape.weights.values[key]).max(), 0.1)
        weight = tape.weights.values[key]
        before = weight.copy()
        ends = []
        for by in (step, -step):
            weight[...] = before + by * along
            ends.append(loss()[0])
        weight[...] = before
        assert (gradient * along).sum() == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=2e-4, abs=1e-8), key


@pytest.mark.parametrize("name", NETWORKS)
def test_the_folded_network_fires_the_spikes_of_the_normalised_one(name: str) -> None:
    """The averages of two batches in a batch of one sample's place: by plain arithmetic on what arrives, 0 differ."""
    tape, values = tape_of(NETWORKS[name]())
    tape.forward(values, SAMPLES)
    weights = tape.weights
    weights.follow(tape.normalised.estimates())
    held = {id: (link.statistics, link) for id, link in tape.normalised._links.items()}
    for id, ((mean, variance), link) in held.items():  # as if the averages were what the batch has
        weights.values[id, MEAN][...], weights.values[id, VARIANCE][...] = mean, variance
        assert link.standard.shape[1] % len(mean) == 0
    by_batch = {p.id: tape.spikes(p.id).copy() for p in tape.circuit.populations}
    folded = with_arrays(tape.circuit.description, weights.outward())
    plain = circuit(folded)
    ordinary = Tape(plain, Weights(plain, 1, "float64", parameters=False), len(SAMPLES), 1)
    ordinary.forward(values, SAMPLES)
    fired = 0
    for p in tape.circuit.populations:
        if p.model.fires():
            assert np.array_equal(ordinary.spikes(p.id), by_batch[p.id])
            fired += by_batch[p.id].sum()
        else:
            assert np.allclose(ordinary.spikes(p.id), by_batch[p.id], rtol=1e-9, atol=1e-9)
    assert fired > 0
    tape.answer(values, SAMPLES)
    assert all(np.array_equal(tape.spikes(id), ordinary.spikes(id)) for id in by_batch)


def test_a_plain_loop_of_normalised_layers_fires_what_the_folded_network_fires() -> None:
    """After training: every layer by W s, less the mean, over the deviation, times gamma, plus beta."""
    network, seed = learning(of_few(digits(hidden=30, sample_time=15.0))), 3
    found = circuit(network)
    learner = SurrogateGradient.learner(found, SurrogateGradient.complete({"precision": "float64"}), seed)
    assert isinstance(learner, SurrogateGradientLearner)
    for first in range(0, 48, 16):
        chosen = np.arange(first, first + 16)
        learner.learn(Batch(found.samples.values[chosen], found.samples.labels[chosen], chosen))
    v, tape = learner.weights.values, learner.tape(16)
    shown = np.arange(100, 116)
    answered = tape.answer(found.samples.values[shown], shown)
    sent = tape.spikes("code")
    for link, population in (("in", "hidden"), ("read", "out")):
        membrane, fired = np.zeros((16, found.size(population))), []
        deviation = np.sqrt(v[link, VARIANCE] + EPSILON)
        for t in range(found.steps):
            brought = (sent[t] @ v[link, "weight"].T - v[link, MEAN]) / deviation
            membrane = 0.9 * membrane + v[link, GAMMA] * brought + v[population, "bias"]
            fired.append(membrane > 1.0)
            membrane = np.where(fired[-1], 0.0, membrane)
        sent = np.array(fired, float)
    assert np.array_equal(sent, answered) and sent.any()


def test_statistics_are_over_batch_and_time_and_of_a_channel_over_its_places() -> None:
    tape, values = tape_of(learning(convolutional()))
    tape.forward(values, SAMPLES)
    weight, wiring = tape.weights.values["in", "weight"], tape.weights.wiring["in"]
    brought = wiring.onward(tape.spikes("code").reshape(-1, 64), weight).reshape(-1, 2, 36)
    mean, variance = tape.normalised._links["in"].statistics
    assert np.allclose(mean, brought.mean(axis=(0, 2)), rtol=1e-12)
    assert np.allclose(variance, brought.var(axis=(0, 2)), rtol=1e-12)
    arrived = tape._arrivals(tape.circuit.into("hidden")[0]).reshape(-1, 2, 36)
    assert np.allclose(arrived.mean(axis=(0, 2)), 0.0, atol=1e-12)
    gamma, unit = tape.weights.values["in", GAMMA], tape.weights.normal["in"].unit
    assert np.allclose(arrived.std(axis=(0, 2)), gamma * unit, rtol=1e-3)
    assert np.allclose(
        tape.normalised.estimates()["in"][1], brought.var(axis=(0, 2)) * brought[:, 0].size / (brought[:, 0].size - 1)
    )


def test_averages_begin_with_the_first_batch_and_follow_the_others() -> None:
    tape, _ = tape_of(learning(small()))
    random = np.random.default_rng(0)
    shown = [(random.normal(size=20), random.uniform(1, 2, 20)) for _ in range(3)]
    for mean, variance in shown:
        tape.weights.follow({"in": (mean, variance)})
    for place, name in enumerate((MEAN, VARIANCE)):
        wanted = shown[0][place]
        for now in (shown[1][place], shown[2][place]):
            wanted = (1 - MOMENTUM) * wanted + MOMENTUM * now
        assert np.allclose(tape.weights.values["in", name], wanted, rtol=1e-12)


def test_gamma_begins_so_that_all_links_together_drive_as_one_threshold() -> None:
    alone = normalisations(circuit(learning(small())), 1)
    assert {n.scale for n in alone.values()} == {1.0} and {n.unit for n in alone.values()} == {1.0}
    beside = learning(small(more=(projection("beside", "code", "out"),)), "read", "beside")
    assert {n.scale for n in normalisations(circuit(beside), 1).values()} == {0.5**0.5}
    volts = normalisations(circuit(learning(in_millivolts())), 1)
    assert {n.unit for n in volts.values()} == {15.0}, "from -70 mV to -55 mV"


@pytest.mark.parametrize("name", ["dense", "kernels", "millivolts", "currents"])
def test_from_present_weights_the_first_batch_answers_as_drawn(name: str) -> None:
    network = of_few(NETWORKS[name]())
    found = circuit(network)
    shown = Batch(found.samples.values[:32], found.samples.labels[:32], np.arange(32))
    settings = {"start": "present weights", "precision": "float64"}
    ours, plain = (
        SurrogateGradient.learner(circuit(drawn), SurrogateGradient.complete(settings), 1)
        for drawn in (network, learning(network, *(p.id for p in network.projections), learns=Learns.WEIGHTS))
    )
    assert ours.answer(shown).loss == plain.answer(shown).loss
    begun, drawn = ours.learn(shown), plain.learn(shown)
    assert begun.loss == pytest.approx(drawn.loss, rel=1e-9) and begun.spikes_per_sample == drawn.spikes_per_sample > 0


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
@pytest.mark.parametrize("settings", [{}, {"average": "exponential average", "grid": "4 bits", "dropout": 0.1}])
def test_training_keeps_what_it_learnt_as_ordinary_weights_and_resumes_bit_for_bit(
    method: Any, settings: dict[str, Any], tmp_path: Path
) -> None:
    network = learning(of_few(small()))

    def first_epoch(progress: Progress) -> bool:
        return progress.arrays is None

    whole = fit(network, method, epochs=2, settings=settings)
    assert {name for _, name in whole.arrays} == {"weight", "bias"}
    assert evaluate(with_arrays(network, whole.arrays)).accuracy == whole.accuracy
    file = tmp_path / "kept.npz"
    fit(network, method, epochs=2, settings=settings, checkpoint=file, on_progress=first_epoch)
    resumed = fit(network, method, epochs=2, settings=settings, resume=file)
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)


def test_weights_on_a_grid_stay_on_one_when_they_are_folded() -> None:
    trained = fit(learning(of_few(small())), SurrogateGradient, epochs=1, settings={"grid": "ternary"})
    for row in trained.arrays["in", "weight"]:
        assert len(np.unique(np.abs(row[row != 0]).round(6))) == 1


def test_a_link_of_one_sign_keeps_it() -> None:
    network = of_few(learning(small(weight=Uniform(0.1, 0.2), sign=Sign.EXCITATORY)))
    trained = fit(network, SurrogateGradient, epochs=1)
    assert (trained.arrays["in", "weight"] >= 0).all() and trained.arrays["in", "weight"].any()


def refused(network: NetworkDescription, method: Any = SurrogateGradient) -> list[str]:
    return [problem.code for problem in method.refusals(network)]


def test_links_that_cannot_be_normalised_are_refused_with_the_reason() -> None:
    loop = projection("loop", "hidden", "hidden", delay=1.0)
    assert refused(learning(small(more=(loop,)), "loop")) == ["learning.normalised.comes_back"]
    assert refused(learning(convolutional(), "pool")) == ["learning.normalised.pools"]
    slow = in_millivolts(synapse_parameters={})
    current = replace(slow.projections[0], synapse=find("synapses/exponential_current"))
    assert refused(learning(replace(slow, projections=(current, slow.projections[1])))) == [
        "learning.normalised.no_current"
    ]
    with pytest.raises(NetworkError, match="over all steps"):
        fit(learning(of_few(small())), SurrogateGradient, epochs=1, settings={"truncation": 3})


def test_every_other_method_refuses_them() -> None:
    network = learning(small())
    for name, method in methods().items():
        told = "learning.not_normalised" in refused(network, method)
        assert told is (name not in ("surrogate_gradient", "smoothed_model")), name
    held = learning(small(), "in", learns=Learns.NOTHING)
    fitting = {name for name, method in methods().items() if "learning.not_fixed" not in refused(held, method)}
    assert {"surrogate_gradient", "smoothed_model", "event_prop", "e_prop"} <= fitting
    assert fitting.isdisjoint({"conversion", "normad", "multilayer_normad", "local_plasticity"})


@pytest.mark.parametrize("name", ["surrogate_gradient", "smoothed_model", "event_prop", "e_prop", "decolle"])
@pytest.mark.parametrize("start", ["fresh weights", "present weights"])
def test_a_link_that_learns_nothing_keeps_its_weights(name: str, start: str) -> None:
    events = {"decoder": "decoders/time_to_first_spike", "encoder": "encoders/latency"}
    network = in_millivolts(**events) if name == "event_prop" else small()
    if name == "event_prop":
        current = {"synapse": find("synapses/exponential_current"), "weight": Uniform(-100.0, 400.0)}
        network = replace(network, projections=tuple(replace(p, **current) for p in network.projections))
    network = of_few(learning(network, "in", learns=Learns.NOTHING))
    trained = fit(network, methods()[name], epochs=1, settings={"start": start})
    found = circuit(network)
    drawn = Weights(found, 1, "float64", parameters=False).outward()
    single = np.float32 if name != "event_prop" else np.float64
    assert np.array_equal(trained.arrays["in", "weight"], drawn["in", "weight"].astype(single))
    assert not np.allclose(trained.arrays["read", "weight"], drawn["read", "weight"])


def deep(layers: int, learns: Learns, neurons: int = 40) -> NetworkDescription:
    """Digits → as many hidden layers → ten neurons."""
    network = digits(hidden=neurons, sample_time=10.0)
    hidden, out = network.populations
    names = ["code", *(f"layer {n}" for n in range(layers)), "out"]
    return replace(
        network,
        populations=(*(replace(hidden, id=name) for name in names[1:-1]), out),
        projections=tuple(
            projection(f"to {to}", source, to, learns=learns if to != "out" else Learns.WEIGHTS)
            for source, to in pairwise(names)
        ),
    )


def test_a_deep_network_learns_with_it_and_not_without() -> None:
    reached = {
        learns: fit(deep(8, learns), SurrogateGradient, epochs=8, settings={"batch": 64}).accuracy
        for learns in (Learns.WEIGHTS, Learns.NORMALISED)
    }
    print(reached)
    assert reached[Learns.NORMALISED] > 0.8
    assert reached[Learns.WEIGHTS] < 0.5


@pytest.mark.peers
def test_it_is_torchs_batch_norm_on_the_same_currents(tmp_path: Path) -> None:
    python = python_of("torch") or python_of("snntorch")
    if python is None:
        pytest.skip("make its environment: python -m tests.peers.environments torch")
    random = np.random.default_rng()
    x, bars = random.normal(0.3, 2.0, (300, 4, 9)), random.normal(size=(300, 4, 9))
    gamma, beta = random.normal(1.0, 0.3, 4), random.normal(size=4)
    np.savez(tmp_path / "in.npz", x=x, bars=bars, gamma=gamma, beta=beta)
    subprocess.run([python, SCRIPT, tmp_path / "in.npz", tmp_path / "out.npz"], check=True, timeout=ENDLESS)
    theirs, normal = np.load(tmp_path / "out.npz"), BatchNormalisation(1.0, 1.0, 1.0, 4)
    flat = x.reshape(300, -1)
    mean, variance = normal.statistics(flat)
    standard = flat.copy()
    normal.standardise(standard, mean, variance)
    y = normal.scaled(standard, gamma).reshape(x.shape) + beta[:, None]
    by_x, by_gamma = normal.back(bars.reshape(300, -1), standard, gamma, variance)
    ours = {
        "y": y, "x": by_x.reshape(x.shape), "gamma": by_gamma, "mean": MOMENTUM * mean,
        "variance": 1 - MOMENTUM + MOMENTUM * normal.unbiased(variance, 300 * 9),
    }  # fmt: skip
    for name, value in ours.items():
        assert np.abs(value - theirs[name]).max() < 1e-11 * np.abs(theirs[name]).max(), name

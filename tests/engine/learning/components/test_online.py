"""Learning on the way: equal to back-propagation where it must be, to plain loops elsewhere, and of constant memory."""

import math
import tracemalloc
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.learning.components.declared import DRAWN
from engine.learning.components.feedback import onward
from engine.learning.components.losses import softmax_cross_entropy
from engine.learning.components.method import Batch
from engine.learning.components.online import OnlineLearner, OnlineMethod
from engine.learning.methods.decolle import DECOLLE
from engine.learning.methods.e_prop import CUT, GOES_ON, EProp
from engine.learning.methods.online_training_through_time import OnlineTrainingThroughTime
from engine.learning.passes import eligibility
from engine.learning.passes.eligibility import PerInput, PerSynapse
from engine.learning.passes.tape import Tape
from engine.learning.passes.walk import Walk
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Decoder, NetworkDescription
from tests.engine.learning.networks import changing_currents, convolutional, digits, projection, small

LIF = "neurons/discrete_leaky_integrate_and_fire"
SUBTRACTIVE = "neurons/discrete_leaky_integrate_and_fire_subtractive"
ALIF = "neurons/discrete_adaptive_leaky_integrate_and_fire"
BETA, BATCH = 0.9, 8
EXACT = {"precision": "float64", "resets": CUT, "tau": -1 / math.log(BETA)}  # the filter decays as the read-out does
Array = Any


def _learner(
    network: NetworkDescription, method: type[OnlineMethod] = EProp, **settings: Any
) -> tuple[OnlineLearner, Batch]:
    found = circuit(network)
    values = found.samples.values[:BATCH]
    batch = Batch(values, found.samples.labels[:BATCH], np.arange(BATCH))
    exact = {name: value for name, value in EXACT.items() if name in method.complete({})}
    return method.learner(found, method.complete({**exact, **settings}), 1), batch


def _both(network: NetworkDescription, **settings: Any) -> tuple[dict[Any, Array], dict[Any, Array]]:
    """Gradients of the loss of counts by back-propagation and by e-prop that is told the same slope in every step."""
    learner, batch = _learner(network, **settings)
    tape = Tape(circuit(network), learner.weights, BATCH, 1)
    spikes = tape.forward(batch.values, batch.presentations)
    loss, slope = softmax_cross_entropy(spikes.sum(axis=0), batch.labels, 0.1)
    back = tape.backward(np.broadcast_to(slope, spikes.shape))
    return back, learner.gradients(batch, lambda counts: (loss, slope))[1]


def _off(expected: Array, found: Array) -> float:
    return float(np.abs(expected - found).max() / np.abs(expected).max())


@pytest.mark.parametrize(
    "network",
    [
        digits(hidden=20),
        digits(hidden=20, neuron=ALIF, delay=2.0, more=(projection("loop", "hidden", "hidden", delay=3.0),)),
        digits(hidden=20, encoder="encoders/latency", more=(projection("back", "out", "hidden", delay=1.0),)),
        changing_currents(times=7, resolution=0.5),
    ],
    ids=["plain", "delayed loop", "feedback", "changing currents"],
)
def test_a_walk_fires_the_spikes_of_the_tape(network: NetworkDescription) -> None:
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    weights.draw_fresh(0)
    for key in weights.values:
        weights.values[key] *= 2
    values, numbers = found.samples.values[:BATCH], np.arange(BATCH)
    tape, walk = Tape(found, weights, BATCH, 1), Walk(found, weights, BATCH, 1)
    expected = tape.forward(values, numbers)
    fired = {p.id: [] for p in found.populations}
    for _ in walk.steps(values, numbers):
        for id, steps in fired.items():
            steps.append(walk.spikes(id).copy())
    assert expected.any()
    assert all(np.array_equal(np.array(steps), tape.spikes(id)) for id, steps in fired.items())


@pytest.mark.parametrize("h", [0.5, 2.0])
def test_answers_on_the_way_are_those_of_a_run_whatever_the_step(h: float) -> None:
    lately = Decoder("answer", find("decoders/sliding_rate"), "out", "data", {"width": 4.0})
    network = replace(small(), resolution=h, decoders=(lately,))
    learner, batch = _learner(network, DECOLLE)
    for key in learner.weights.values:
        learner.weights.values[key] *= 4
    run = circuit(with_arrays(network, learner.arrays()))
    expected = evaluate_samples(run, np.arange(BATCH), seed=1)
    assert len(set(expected.answers)) > 1
    assert np.array_equal(learner.answer(batch).answers, expected.answers)
    assert learner.answer(batch).spikes_per_sample == expected.spikes_per_sample > 0


WAYS = {
    "a line": ((), ["read", "on"]),
    "a line and a short cut": (("short",), ["read", "on", "short"]),
    "loops around a line": (("loop", "back", "far"), ["read", "on"]),
    "loops, and a short cut as long": (("short", "loop", "back", "far"), ["read", "short"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_errors_go_back_by_links_toward_the_read_out_the_last_ones_first(way: str) -> None:
    """Between populations that feed each other by the shortest way alone, and never to an encoder."""
    names, expected = WAYS[way]
    network = digits(hidden=6)
    first, out = network.populations
    ends = {"short": ("first", "out"), "loop": ("first", "first"), "back": ("second", "first"), "far": ("out", "first")}
    network = replace(
        network,
        populations=(replace(first, id="first"), replace(first, id="second"), out),
        projections=(
            projection("in", "code", "first"), projection("on", "first", "second", delay=1.0),
            projection("read", "second", "out", delay=1.0), *(projection(n, *ends[n], delay=1.0) for n in names),
        ),
    )  # fmt: skip
    found = [p.id for p in onward(circuit(network))]
    assert found[0] == "read" and sorted(found) == sorted(expected)


def test_without_recurrence_e_prop_is_back_propagation() -> None:
    back, on_the_way = _both(digits(hidden=20, neuron=SUBTRACTIVE))
    assert set(back) == set(on_the_way)
    assert max(_off(back[key], on_the_way[key]) for key in back) < 1e-12
    _, unfiltered = _both(digits(hidden=20, neuron=SUBTRACTIVE), tau=0.0)
    assert _off(back["in", "weight"], unfiltered["in", "weight"]) > 0.1


def test_weights_of_the_read_out_have_the_gradient_of_back_propagation_through_resets() -> None:
    back, on_the_way = _both(digits(hidden=20))
    for key in (("read", "weight"), ("out", "bias")):
        assert _off(back[key], on_the_way[key]) < 1e-12


def test_currents_and_several_links_keep_their_gradients() -> None:
    network = digits(
        hidden=20, neuron=SUBTRACTIVE, encoder="encoders/constant_current", more=(projection("skip", "hidden", "out"),)
    )
    back, on_the_way = _both(network)
    assert max(_off(back[key], on_the_way[key]) for key in back) < 1e-12


def _adaptive(current: Array, loop_free: dict[str, float]) -> tuple[Array, Array]:
    """Slopes and spikes (steps, batch, neurons) of adaptive neurons, as in the paper's equations 6 to 10."""
    alpha, rho, beta, theta = (loop_free[n] for n in ("alpha", "rho", "beta", "V_th"))
    v, a, z = (np.zeros(current.shape[1:]) for _ in range(3))
    slopes, spikes = [], []
    for now in current:
        v, a = alpha * v + now - z * theta, rho * a + z
        above = v - theta - beta * a
        z = (above > 0).astype(float)
        slopes.append(1 / (1 + (np.pi * above) ** 2))
        spikes.append(z)
    return np.array(slopes), np.array(spikes)


def _summed(values: dict[str, float], shown: Array, psi: Array, signal: Array, kappa: float) -> Array:
    """The gradient (post, pre) by the paper's equations 24 and 25."""
    shape = (*psi.shape[1:], shown.shape[2])
    ev, ea, e, filtered, total = (np.zeros(shape) for _ in range(5))
    for x, slope, learning in zip(shown, psi, signal, strict=True):
        ea = values["rho"] * ea + e
        ev = values["alpha"] * ev + x[:, None, :]
        e = slope[:, :, None] * (ev - values["beta"] * ea)
        filtered = kappa * filtered + e
        total += learning[:, :, None] * filtered
    return total.sum(axis=0)


@pytest.mark.parametrize("numba", [True, False], ids=["numba", "numpy"])
def test_adaptive_neurons_have_the_eligibility_of_the_paper(numba: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eligibility, "why_not", lambda name: None if numba else "switched off for this test")
    values = {"alpha": 0.9, "rho": 0.97, "beta": 0.3, "V_th": 0.5}
    network = digits(hidden=20, neuron=ALIF, parameters=values)
    learner, batch = _learner(network, resets=CUT if numba else GOES_ON, measure=DRAWN)
    tape = Tape(circuit(network), learner.weights, BATCH, 1)
    tape.forward(batch.values, batch.presentations)
    w, shown = learner.weights.values, tape.spikes("code")
    psi1, s1 = _adaptive(shown @ w["in", "weight"].T + w["hidden", "bias"], values)
    psi2, s2 = _adaptive(s1 @ w["read", "weight"].T + w["out", "bias"], values)
    assert np.array_equal(s1, tape.spikes("hidden")) and np.array_equal(s2, tape.spikes("out")) and s2.any()
    loss, slope = softmax_cross_entropy(s2.sum(axis=0), batch.labels, 0.1)
    found = learner.gradients(batch, lambda counts: (loss, slope))[1]
    hidden = (slope * psi2) @ w["read", "weight"]
    first = _summed(values, shown, psi1, hidden, BETA)
    assert _off(first, found["in", "weight"]) < 1e-12
    second = _summed(values, s1, psi2, np.broadcast_to(slope, psi2.shape), 0.0)
    assert _off(second, found["read", "weight"]) < 1e-12
    flat = _summed({**values, "beta": 0.0}, shown, psi1, hidden, BETA)
    assert _off(first, flat) > 1e-3, "the adaptation made no difference"


@pytest.mark.parametrize("resets", [CUT, GOES_ON])
def test_hard_resets_cut_the_eligibility_or_do_not(resets: str) -> None:
    network = digits(hidden=20)
    learner, batch = _learner(network, resets=resets)
    tape = Tape(circuit(network), learner.weights, BATCH, 1)
    tape.forward(batch.values, batch.presentations)
    w, shown = learner.weights.values, tape.spikes("code")

    def slopes(current: Array) -> tuple[Array, Array]:
        v, psi, spikes = np.zeros(current.shape[1:]), [], []
        for now in current:
            v = BETA * v + now
            spikes.append((v > 1).astype(float))
            psi.append(1 / (1 + (np.pi * (v - 1)) ** 2))
            v = v * (1 - spikes[-1])
        return np.array(psi), np.array(spikes)

    psi1, s1 = slopes(shown @ w["in", "weight"].T + w["hidden", "bias"])
    psi2, s2 = slopes(s1 @ w["read", "weight"].T + w["out", "bias"])
    loss, slope = softmax_cross_entropy(s2.sum(axis=0), batch.labels, 0.1)
    found = learner.gradients(batch, lambda counts: (loss, slope))[1]
    trace, filtered, total = (np.zeros((BATCH, 20, 64)) for _ in range(3))
    for x, psi, fired, out in zip(shown, psi1, s1, psi2, strict=True):
        trace = BETA * trace + x[:, None, :]
        filtered = BETA * filtered + psi[:, :, None] * trace
        total += ((slope * out) @ w["read", "weight"])[:, :, None] * filtered
        trace = trace * (1 - fired * (resets == CUT))[:, :, None]
    assert s1.any() and _off(total.sum(axis=0), found["in", "weight"]) < 1e-12


def test_one_trace_for_all_neurons_gives_what_a_trace_for_each_synapse_gives() -> None:
    learner, batch = _learner(digits(hidden=20, neuron=SUBTRACTIVE), tau=0.0)
    slope = softmax_cross_entropy(np.zeros((BATCH, 10)), batch.labels)
    shared = learner.gradients(batch, lambda counts: slope)[1]
    traces = learner.presented(BATCH)._traces
    assert all(isinstance(trace, PerInput) for trace in traces.values())
    for id, inputs in learner.presented(BATCH)._inputs.items():
        traces[id] = PerSynapse(learner.presented(BATCH)._local[id], inputs.ends, 0.0)
    each = learner.gradients(batch, lambda counts: slope)[1]
    assert max(_off(shared[key], each[key]) for key in shared) < 1e-12


def test_a_kernel_has_the_sum_of_its_connections_gradients() -> None:
    found = circuit(convolutional())
    wiring = Weights(found, 1, "float64", parameters=False).wiring["in"]
    post, pre = wiring.shape
    random = np.random.default_rng(0)
    bars, sent = random.standard_normal((7, post)), random.standard_normal((7, pre))
    assert np.allclose(wiring.gathered(bars.T @ sent), wiring.gradient(bars, sent), rtol=1e-12)


def _peak(steps: int) -> int:
    """Most bytes held while a batch is learnt and another answered."""
    learner, batch = _learner(digits(hidden=20, sample_time=float(steps)), precision="float32")
    learner.learn(batch)  # what is made once
    tracemalloc.start()
    learner.learn(batch)
    learner.answer(batch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_steps() -> None:
    short, long = _peak(25), _peak(2500)
    assert long - short < (2500 - 25) * BATCH * np.float32().nbytes, "a number of each sample and step is kept"
    found = [circuit(digits(hidden=20, sample_time=time)) for time in (25.0, 2500.0)]
    assert len({EProp.memory(c, EProp.complete({})) for c in found}) == 1
    learner, batch = _learner(digits(hidden=20, sample_time=2500.0), precision="float32")
    tracemalloc.start()
    Tape(found[1], learner.weights, BATCH, 1).forward(batch.values, batch.presentations)
    assert tracemalloc.get_traced_memory()[1] > 20 * long, "the tape, whose memory grows, was not seen to"
    tracemalloc.stop()


@pytest.mark.parametrize("tau", [0.0, 10.0], ids=["a trace an input", "a trace a synapse"])
def test_the_memory_said_before_is_enough_and_not_far_too_much(tau: float) -> None:
    found, settings = circuit(digits()), EProp.complete({"batch": BATCH, "tau": tau})
    batch = Batch(found.samples.values[:BATCH], found.samples.labels[:BATCH], np.arange(BATCH))
    EProp.learner(found, settings, 1).learn(batch)  # what is loaded once
    tracemalloc.start()
    learner = EProp.learner(found, settings, 1)
    learner.learn(batch)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    said = EProp.memory(found, settings)
    assert peak < said < 3 * peak, (peak, said)


def _errors(feedback: str) -> tuple[OnlineLearner, list[Array]]:
    learner, batch = _learner(small(), feedback=feedback, precision="float32")
    seen = []
    for _ in range(2):
        learner.learn(batch)
        seen.append({**learner.signals.state()}.get("hidden", np.zeros(1)).copy())
    return learner, seen


def test_random_feedback_stays_and_adaptive_feedback_follows_the_weights() -> None:
    _, (first, second) = _errors("random")
    assert np.array_equal(first, second)
    learner, batch = _learner(small(), feedback="adaptive", feedback_decay=0.01)
    weight = learner.weights.values["read", "weight"]
    apart = np.abs(learner.signals.state()["hidden"] - weight).max()
    for _ in range(300):
        learner.learn(batch)
    assert np.abs(learner.signals.state()["hidden"] - weight).max() < 0.1 * apart


@pytest.mark.parametrize("feedback", ["symmetric", "random", "adaptive"])
def test_a_resumed_training_ends_as_it_would_have(feedback: str) -> None:
    settings = {"feedback": feedback}
    whole = fit(small(), EProp, epochs=2, seed=3, settings=settings)
    halted = fit(small(), EProp, epochs=2, seed=3, settings=settings, on_progress=lambda p: p.arrays is None)
    assert halted.cancelled and len(halted.history) == 1
    resumed = fit(small(), EProp, epochs=2, seed=3, settings=settings, resume=halted.checkpoint)
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)


def test_a_decoder_of_first_spikes_is_refused() -> None:
    reasons = EProp.refusals(digits(decoder="decoders/first_to_spike"))
    assert [reason.code for reason in reasons] == ["learning.online.counts"]


def test_training_through_time_is_back_propagation_where_no_step_remembers() -> None:
    """With a leak that forgets at once, the whole gradient is that of the layers of each step."""
    network = digits(hidden=20, neuron=SUBTRACTIVE, parameters={"beta": 0.0}, more=(projection("skip", "code", "out"),))
    back, on_the_way = _both(network, method=OnlineTrainingThroughTime)
    assert max(_off(back[key], on_the_way[key]) for key in back) < 1e-12


@pytest.mark.parametrize("neuron", [LIF, SUBTRACTIVE])
def test_training_through_time_sums_slopes_times_decaying_traces(neuron: str) -> None:
    learner, batch = _learner(digits(hidden=20, neuron=neuron), method=OnlineTrainingThroughTime)
    tape = Tape(circuit(digits(hidden=20, neuron=neuron)), learner.weights, BATCH, 1)
    tape.forward(batch.values, batch.presentations)
    w, shown, s1, s2 = learner.weights.values, *(tape.spikes(id) for id in ("code", "hidden", "out"))
    psi1, psi2 = (1 / (1 + (np.pi * tape.scans[id].distance().reshape(s.shape)) ** 2)
                  for id, s in (("hidden", s1), ("out", s2)))  # fmt: skip
    trace, total = np.zeros_like(shown[0]), np.zeros_like(w["in", "weight"])
    for t, x in enumerate(shown):
        trace = BETA * trace + x
        slope = softmax_cross_entropy(s2[: t + 1].sum(axis=0), batch.labels)[1]
        total += (((slope * psi2[t]) @ w["read", "weight"]) * psi1[t]).T @ trace
    found = learner.gradients(batch, lambda counts: softmax_cross_entropy(counts, batch.labels))[1]
    assert s2.any() and _off(total, found["in", "weight"]) < 1e-12
    assert all(isinstance(trace, PerInput) for trace in learner.presented(BATCH)._traces.values())


def test_local_read_outs_teach_each_population_by_its_own_counts() -> None:
    learner, batch = _learner(digits(hidden=20), method=DECOLLE, smoothing=0.1)
    tape = Tape(circuit(digits(hidden=20)), learner.weights, BATCH, 1)
    tape.forward(batch.values, batch.presentations)
    shown, s1, own = tape.spikes("code"), tape.spikes("hidden"), learner.signals.state()["hidden"]
    psi1 = 1 / (1 + (np.pi * tape.scans["hidden"].distance().reshape(s1.shape)) ** 2)
    trace, total = np.zeros_like(shown[0]), np.zeros((20, 64))
    for t, x in enumerate(shown):
        trace = BETA * trace + x
        slope = softmax_cross_entropy(s1[: t + 1].sum(axis=0) @ own.T, batch.labels, 0.1)[1]
        total += ((slope @ own) * psi1[t]).T @ trace
    nothing = np.zeros((BATCH, 10))
    found = learner.gradients(batch, lambda counts: (0.0, nothing))[1]
    assert s1.any() and _off(total, found["in", "weight"]) < 1e-12
    assert not found["read", "weight"].any()


@pytest.mark.parametrize("method", [EProp, OnlineTrainingThroughTime, DECOLLE])
def test_every_method_lowers_the_loss_of_a_deep_looped_network(method: type[OnlineMethod]) -> None:
    network = digits(hidden=30, more=(projection("loop", "hidden", "hidden", delay=2.0),))
    history = fit(network, method, epochs=3, seed=1).history
    assert history[-1].training_accuracy > 0.6 and history[-1].loss < history[0].loss

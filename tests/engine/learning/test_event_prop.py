"""EventProp: gradients against spike times in closed form and a plain replay of events, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.optimize import brentq

from engine.circuit.circuit import circuit
from engine.datasets.poisson_patterns import PoissonPatterns
from engine.learning.components.losses import MEMBRANES
from engine.learning.methods.event_prop import EventProp
from engine.learning.passes.traces import LinearCurrent
from engine.model.data import Samples
from engine.model.registry.discovery import find
from engine.network.description import Encoder, NetworkDescription
from tests.engine.learning.replayed import TAU_M, TAU_S, Replay, drawn, learner_of, link, spoken

NETWORKS: dict[str, tuple[tuple[int, ...], tuple[tuple[str, str, str, float, float], ...], dict[str, Any]]] = {
    "one layer": ((6, 3), (("in", "code", "out", 0.9, 0.5),), {}),
    "a hidden layer": ((5, 5, 3), (("in", "code", "h1", 0.9, 0.5), ("read", "h1", "out", 0.9, 1.0)), {}),
    "two hidden layers, refractory, a reset below rest": (
        (5, 6, 5, 3),
        (("in", "code", "h1", 1.0, 0.5), ("on", "h1", "h2", 0.9, 2.0), ("read", "h2", "out", 1.2, 1.0)),
        {"t_ref": 2.0, "V_reset": -0.5},
    ),
    "no delay onward": ((5, 5, 3), (("in", "code", "h1", 0.9, 0.5), ("read", "h1", "out", 0.9, 0.0)), {"t_ref": 1.0}),
    "a loop, refractory": (
        (6, 5, 3),
        (("in", "code", "h1", 1.0, 0.5), ("loop", "h1", "h1", 0.3, 1.5), ("read", "h1", "out", 0.9, 1.0)),
        {"t_ref": 1.0},
    ),
    "a loop through the read-out, a bias": (
        (6, 8, 3),
        (("in", "code", "h1", 0.7, 0.5), ("read", "h1", "out", 0.9, 1.0), ("back", "out", "h1", -0.4, 3.0)),
        {"bias": 0.4},
    ),
}  # fmt: skip


def case(name: str) -> tuple[NetworkDescription, np.ndarray]:
    sizes, links, changes = NETWORKS[name]
    rng, size = np.random.default_rng(3), dict(zip(("code", "h1", "h2"), sizes, strict=False))
    size["out"] = sizes[-1]
    made = []
    for id, a, b, mean, delay in links:
        weight = rng.normal(mean, 0.4, (size[b], size[a]))
        made.append(link(id, a, b, weight * (1 - np.eye(size[b])) if a == b else weight, delay=delay))
    network = drawn(sizes, tuple(made), **changes)
    return network, rng.random((80, sizes[0])) < 0.06


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_equal_differences_of_a_replay_of_all_events_in_closed_form(name: str) -> None:
    network, given = case(name)
    settings = EventProp.complete({"start": "present weights", "trains": "everything, delays too"})
    learner: Any = EventProp.learner(circuit(network), settings, 1)
    tape = learner.tape(1)
    spoken(tape, network, given)
    replay = Replay(network, given, tape)
    arrays = {key: np.array(value) for key, value in learner.weights.values.items()}
    arrays |= {(p.id, "delay"): np.array(0.0) for p in network.projections if p.delay == 0}  # it has none to learn
    times = replay.times(arrays)
    assert len(times) > 8 and replay.rest is not None
    assert (np.abs(replay.rest - replay.h / 2) < replay.h / 2 + 1e-9).all()
    rng, out = np.random.default_rng(5), [n for n, (_, id, _) in enumerate(replay.spikes) if id == "out"]
    by_time = dict(zip(out, rng.normal(size=len(out)), strict=True))
    slope = np.zeros((80, 1, network.populations[-1].size))
    for number, by in by_time.items():
        stamp, _, i = replay.spikes[number]
        slope[round(stamp / replay.h) - 1, 0, i] = by
    gradients = tape.backward(slope)

    def losses(key: tuple[str, str], e: float) -> np.ndarray:
        """The loss (n,) where one number of an array of ``n`` is changed by ``e``."""
        changed = arrays[key] + e * np.eye(arrays[key].size).reshape(-1, *arrays[key].shape)
        times = replay.times({**arrays, key: changed}, (len(changed),))
        return np.asarray(sum(by * times[:, number] for number, by in by_time.items()))

    seen = 0
    for key, gradient in gradients.items():
        expected = (losses(key, 1e-6) - losses(key, -1e-6)).reshape(gradient.shape) / 2e-6
        for at in np.ndindex(gradient.shape):
            if key == ("loop", "weight") and at[0] == at[1]:
                continue  # no neuron is connected to itself
            assert gradient[at] == pytest.approx(expected[at], rel=1e-6, abs=3e-7), (key, at)
            seen += abs(expected[at]) > 1e-3
    assert seen > 10


def put(t: Any) -> Any:
    """The membrane ``t`` ms after a current of one began to decay with TAU_S, on its way with TAU_M."""
    late = np.maximum(t, 0.0)
    return np.exp(-late / TAU_M) - np.exp(-late / TAU_S)


def test_the_time_of_a_first_spike_and_its_derivative_are_the_closed_form() -> None:
    """One input: w (a - a^2) = 1 with a = exp(-t / tau_m), so t = -tau_m ln((1 + sqrt(1 - 4 / w)) / 2)."""
    weight, delay = 4.7, 1.5
    network = drawn((1, 2), (link("in", "code", "out", np.array([[weight], [0.0]]), delay=delay),))
    learner = learner_of(network)
    tape = learner.tape(1)
    given = np.zeros((80, 1), bool)
    given[5] = True
    spoken(tape, network, given)
    root = np.sqrt(1 - 4 / weight)
    time = 6 * 0.5 + delay - TAU_M * np.log((1 + root) / 2)
    assert tape.first_times("out")[0][0].tolist() == pytest.approx([time, np.inf], rel=1e-12)
    slope = np.zeros((80, 1, 2))
    slope[int(time / 0.5), 0, 0] = 1.0
    by_weight = tape.backward(slope)["in", "weight"]
    assert by_weight[0, 0] == pytest.approx(-TAU_M * 2 / ((1 + root) * root * weight**2), rel=1e-9)
    assert by_weight[1, 0] == 0.0


@pytest.mark.parametrize("synapse", ["alpha_current", "double_exponential_current", "exponential_current"])
def test_currents_of_any_linear_course_and_neurons_that_differ_have_exact_gradients(synapse: str) -> None:
    """Against roots of a membrane that is a matrix exponential, differentiated by small changes."""
    rng = np.random.default_rng(8)
    parameters = {name: p.default for name, p in find(f"synapses/{synapse}").parameters().items()}
    tau_m, weight = np.array([7.0, 10.0, 5.0]), rng.uniform(2.0, 5.0, (3, 4))
    first = link("in", "code", "out", weight, synapse=find(f"synapses/{synapse}"), synapse_parameters=parameters)
    network = drawn((4, 3), (first,), tau_m=tau_m)  # type: ignore[arg-type]
    learner = learner_of(network)
    given, h = np.zeros((80, 4), bool), network.resolution
    given[[2, 5, 9, 11], [0, 1, 2, 3]] = True
    tape = learner.tape(1)
    spoken(tape, network, given)
    found, steps = tape.first_times("out")
    linear = LinearCurrent(first)
    size = len(linear.states)

    def crossing(neuron: int, own: np.ndarray) -> float:
        rates = np.zeros((size + 1, size + 1))
        rates[:size, :size], rates[size, :size] = linear.rates, linear.current / TAU_M
        rates[size, size] = -1 / tau_m[neuron]

        def membrane(t: float) -> float:
            arrived = [(t - (k + 1) * h - 1.0, own[i]) for k, i in np.argwhere(given)]
            jump = np.append(linear.jump, 0.0)
            return float(sum(w * (expm(rates * late) @ jump)[size] for late, w in arrived if late > 0))

        step = steps[0, neuron]
        return float(brentq(lambda t: membrane(t) - 1.0, step * h, (step + 1) * h, xtol=1e-14))

    for neuron in range(3):
        assert found[0, neuron] == pytest.approx(crossing(neuron, weight[neuron]), rel=1e-12)
        slope = np.zeros((80, 1, 3))
        slope[steps[0, neuron], 0, neuron] = 1.0
        by_weight = tape.backward(slope)["in", "weight"]
        for i in range(4):
            move = 1e-5 * np.eye(4)[i]
            expected = (crossing(neuron, weight[neuron] + move) - crossing(neuron, weight[neuron] - move)) / 2e-5
            assert by_weight[neuron, i] == pytest.approx(expected, rel=1e-6, abs=1e-7)


class FirstValues(PoissonPatterns):
    """Samples that stay as they begin."""

    @classmethod
    def load(cls, values: Any) -> Samples:
        whole = PoissonPatterns.load(values)
        return replace(whole, values=whole.values[np.arange(len(whole.labels))][:, :1])


def test_a_constant_current_has_the_closed_form_of_its_rate() -> None:
    """dV/dt = (w x - V) / tau_m reaches 1 after tau_m ln(w x / (w x - 1)), and again after each reset."""
    weight, value = np.array([[2.0], [5.0]]), 0.7
    through = link("in", "code", "out", weight, synapse=None, synapse_parameters={})
    network = drawn((1, 2), (through,), h=0.25)
    encoder = Encoder("code", find("encoders/constant_current"), "data")
    data = replace(network.datasets[0], model=FirstValues)
    learner = learner_of(replace(network, encoders=(encoder,), datasets=(data,)))
    tape = learner.tape(1)
    tape.forward_shown({"code": np.full((1, 1, 1), value)})
    found, steps = tape.first_times("out")
    drive = weight[:, 0] * value
    assert found[0] == pytest.approx(TAU_M * np.log(drive / (drive - 1)), rel=1e-12)
    for neuron in range(2):
        slope = np.zeros((tape.steps, 1, 2))
        slope[steps[0, neuron], 0, neuron] = 1.0
        by = tape.backward(slope)
        expected = -TAU_M / (drive[neuron] * (drive[neuron] - 1))
        assert by["out", "bias"][neuron] == pytest.approx(expected, rel=1e-9)
        assert by["in", "weight"][neuron, 0] == pytest.approx(expected * value, rel=1e-9)


@pytest.mark.parametrize("loss", MEMBRANES)
def test_membranes_of_a_read_out_that_never_fires_move_with_hidden_spikes_as_plain_sums_do(loss: str) -> None:
    rng = np.random.default_rng(2)
    links = (
        link("in", "code", "h1", rng.normal(1.0, 0.4, (5, 5)), delay=0.5),
        link("read", "h1", "out", rng.normal(0.5, 1.0, (3, 5))),
    )
    network = drawn((5, 5, 3), links, decoder="decoders/largest_value", last="neurons/leaky_integrator")
    learner, given, label = learner_of(network, loss=loss), rng.random((80, 5)) < 0.06, np.array([1])
    tape = learner.tape(1)
    spoken(tape, network, given)
    hidden = replace(network, populations=network.populations[:1], projections=links[:1])
    replay = Replay(hidden, given, tape)
    arrays = {key: np.array(value) for key, value in learner.weights.values.items()}
    arrays["in", "delay"] = np.array(0.5)
    replay.times(arrays)
    assert replay.rest is not None and len(replay.rest) > 5
    grid = (np.arange(80) + 1) * network.resolution
    arrived = grid[:, None] > np.array([stamp for stamp, _, _ in replay.spikes]) + 1.0 - network.resolution / 2

    def membranes() -> np.ndarray:
        late = grid[:, None] - replay.times(arrays) - replay.rest - 1.0
        by = np.array([arrays["read", "weight"][:, i] for _, _, i in replay.spikes])
        return ((np.exp(-late / TAU_M) - np.exp(-late / TAU_S)) * arrived @ by)[:, None]

    assert tape.spikes("out") == pytest.approx(membranes(), abs=1e-10)
    _, slope = MEMBRANES[loss](tape.spikes("out"), label, 0.0)
    gradients = tape.backward(slope)
    for key in (("in", "weight"), ("read", "weight"), ("h1", "bias")):
        for at in np.ndindex(gradients[key].shape):
            kept, ends = arrays[key][at], []
            for e in (1e-6, -1e-6):
                arrays[key][at] = kept + e
                ends.append(MEMBRANES[loss](membranes(), label, 0.0)[0])
            arrays[key][at] = kept
            assert gradients[key][at] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-8), (key, at)


def test_the_gradient_becomes_that_of_continuous_time_as_steps_grow_short() -> None:
    """Of the first spike behind a hidden layer, against a root within a root: the error falls with the step."""
    rng = np.random.default_rng(4)
    first, second = rng.uniform(0.6, 1.4, (4, 5)), rng.uniform(2.0, 3.0, (1, 4))
    arrivals = np.array([1.0, 2.0, 3.0, 4.0, 6.0])

    def crossing(times: np.ndarray, weights: np.ndarray) -> float:
        grid = np.arange(0.0, 40.0, 0.05)
        above = np.flatnonzero(put(grid[:, None] - times) @ weights >= 1.0)
        low, high = grid[above[0] - 1], grid[above[0]]
        return float(brentq(lambda t: put(t - times) @ weights - 1.0, low, high, xtol=1e-14))

    def last(weights: np.ndarray) -> float:
        return crossing(np.array([crossing(arrivals, own) for own in weights]) + 1.0, second[0])

    expected = np.zeros((4, 5))
    for at in np.ndindex(4, 5):
        move = np.zeros((4, 5))
        move[at] = 1e-5
        expected[at] = (last(first + move) - last(first - move)) / 2e-5
    errors = []
    for h in (0.25, 0.0625, 0.015625):
        links = (link("in", "code", "h1", first, delay=h), link("read", "h1", "out", second))
        network = drawn((5, 4, 1), links, h=h, time=20.0, t_ref=100.0)
        tape = learner_of(network).tape(1)
        given = np.zeros((tape.steps, 5), bool)
        given[(arrivals / h).round().astype(int) - 2, np.arange(5)] = True
        spoken(tape, network, given)
        slope = np.zeros((tape.steps, 1, 1))
        slope[tape.first_times("out")[1][0, 0]] = 1.0
        errors.append(np.abs(tape.backward(slope)["in", "weight"] - expected).max() / np.abs(expected).max())
    assert errors[0] < 0.2 and errors[1] < errors[0] / 2.5 and errors[2] < errors[1] / 2.5


def test_a_spike_of_a_membrane_that_began_above_its_threshold_moves_with_nothing() -> None:
    """It fires in the first step whatever its input; the neuron behind it fires once, moved by its own weight alone."""
    links = (
        link("in", "code", "h1", np.full((1, 1), 0.5), delay=0.5),
        link("read", "h1", "out", np.full((1, 1), 5.0), delay=0.5),
    )
    network = drawn((1, 1, 1), links, t_ref=100.0)
    hidden, out = network.populations
    above = replace(hidden, parameters={**hidden.parameters, "E_L": 1.2}, bias=0.3)
    tape = learner_of(replace(network, populations=(above, out))).tape(1)
    spoken(tape, network, np.ones((80, 1), bool))
    times, steps = tape.first_times("h1")
    assert times[0, 0] == 0.0 and steps[0, 0] == 0
    slope = np.zeros((80, 1, 1))
    slope[tape.first_times("out")[1][0, 0]] = 1.0
    gradients = tape.backward(slope)
    assert not gradients["h1", "bias"].any() and not gradients["in", "weight"].any()
    assert gradients["read", "weight"][0, 0] < 0


def test_slopes_at_a_grazing_threshold_can_be_limited() -> None:
    """The weight that only just fires: 4 makes the membrane touch the threshold."""
    h = TAU_M * np.log(2) / 16  # so that the peak is the end of a step
    network = drawn((1, 2), (link("in", "code", "out", np.full((2, 1), 4.0 + 1e-9), delay=h),), h=h)
    steps, found = circuit(network).steps, []
    given, slope = np.zeros((steps, 1), bool), np.zeros((steps, 1, 2))
    given[5] = True
    for least in (0.0, 0.1):
        tape = learner_of(network, least_slope=least).tape(1)
        spoken(tape, network, given)
        slope[tape.first_times("out")[1][0, 0]] = 1.0
        found.append(abs(tape.backward(slope)["in", "weight"]).max())
    assert found[0] > 1e4 and found[1] == pytest.approx(0.25 / (0.1 / (h * steps)), rel=1e-3)

"""Networks in which some neurons fire and others send values learn as a plain loop of their equations does."""

from dataclasses import replace

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.learning.components.losses import count_cross_entropy
from engine.learning.methods import methods
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population
from engine.problems import NetworkError
from tests.engine.learning.networks import averaging, digits, of_few, projection, with_values_around

BETA, BATCH, DELAY = 0.9, 6, 2
Array = np.ndarray


def _drawn(network: NetworkDescription, seed: int) -> tuple[Weights, Tape, Array]:
    """Weights by chance, and the tape after it has gone forward, with what its read-out sends."""
    found = circuit(network)
    weights, random = Weights(found, 1, "float64", parameters=False), np.random.default_rng(seed)
    for key in sorted(weights.values):
        if key not in weights.fixed:
            weights.values[key][...] = random.uniform(-0.2, 0.3, weights.values[key].shape)
    weights.keep_bounds()
    tape = Tape(found, weights, BATCH, 1)
    return weights, tape, tape.forward(found.samples.values[:BATCH], np.arange(BATCH))


class PlainLoop:
    """The network of :func:`with_values_around`, step by step, as somebody would write it."""

    def __init__(self, weights: Weights, shown: Array) -> None:
        self.w = {id: value for (id, name), value in weights.values.items() if name == "weight"}
        self.b = {id: value for (id, name), value in weights.values.items() if name == "bias"}
        self.shown, self.kept = shown, []
        u, m, v = np.zeros((BATCH, 20)), np.zeros((BATCH, 15)), np.zeros((BATCH, 10))
        past: list[Array] = []
        for x in shown:
            y = np.maximum(x @ self.w["in"].T + self.b["first"], 0)
            back = past[-DELAY] if len(past) >= DELAY else np.zeros_like(m)
            u = BETA * u + y @ self.w["on"].T + back @ self.w["back"].T + self.b["hidden"]
            s = (u > 1).astype(float)
            m = BETA * m + s @ self.w["heard"].T + self.b["mix"]
            v = BETA * v + s @ self.w["read"].T + m @ self.w["beside"].T + self.b["out"]
            z = (v > 1).astype(float)
            self.kept.append((x, y, u, s, m, v, z))
            past.append(m)
            u, v = u * (1 - s), v * (1 - z)

    def gradients(self, slope: Array) -> dict[tuple[str, str], Array]:
        zero = {id: np.zeros_like(w) for id, w in self.w.items()}
        bias = {id: np.zeros_like(b) for id, b in self.b.items()}
        steps = len(self.kept)
        du, dm, dv = np.zeros((BATCH, 20)), np.zeros((BATCH, 15)), np.zeros((BATCH, 10))
        of_mix = [np.zeros((BATCH, 15)) for _ in range(steps + DELAY)]
        for t in range(steps - 1, -1, -1):
            x, y, u, s, m, v, z = self.kept[t]
            dv = slope[t] / (1 + (np.pi * (v - 1)) ** 2) + BETA * dv * (1 - z)
            dm = BETA * dm + dv @ self.w["beside"] + of_mix[t]
            ds = dv @ self.w["read"] + dm @ self.w["heard"]
            du = ds / (1 + (np.pi * (u - 1)) ** 2) + BETA * du * (1 - s)
            dy = (du @ self.w["on"]) * (y > 0)
            if t >= DELAY:
                of_mix[t - DELAY] = du @ self.w["back"]
                zero["back"] += du.T @ self.kept[t - DELAY][4]
            for id, by, sent in (("in", dy, x), ("on", du, y), ("heard", dm, s), ("beside", dv, m), ("read", dv, s)):
                zero[id] += by.T @ sent
            for id, by in (("first", dy), ("hidden", du), ("mix", dm), ("out", dv)):
                bias[id] += by.sum(axis=0)
        return {(id, "weight"): w for id, w in zero.items()} | {(id, "bias"): b for id, b in bias.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_gradients_through_values_are_those_of_a_plain_loop(seed: int) -> None:
    weights, tape, out = _drawn(with_values_around(delay=float(DELAY)), seed)
    plain = PlainLoop(weights, tape.spikes("code"))
    assert np.array_equal(out, np.array([kept[6] for kept in plain.kept])) and out.any()
    assert tape.spikes("mix") == pytest.approx(np.array([kept[4] for kept in plain.kept]), abs=1e-12)
    _, slope = count_cross_entropy(out, tape.circuit.samples.labels[:BATCH])
    found, expected = tape.backward(slope), plain.gradients(slope)
    assert found.keys() == expected.keys()
    for key, by in expected.items():
        assert by.any(), key
        assert np.abs(found[key] - by).max() <= 1e-12 * np.abs(by).max(), key


def _only_values() -> NetworkDescription:
    """Rectified layers and a leaky read-out: nothing fires but the encoder."""
    network = digits(hidden=8, sample_time=6.0)
    read_out = find("neurons/discrete_leaky_integrator")
    return replace(
        network,
        populations=(
            Population("first", find("neurons/rectified_linear_unit"), 9),
            Population("second", find("neurons/sigmoid_unit"), 7),
            Population("out", read_out, 10),
        ),
        projections=(
            projection("in", "code", "first"),
            projection("on", "first", "second", synapse=None),
            projection("read", "second", "out", synapse=None, delay=1.0),
        ),
        decoders=(replace(network.decoders[0], model=find("decoders/largest_value")),),
    )


def test_gradients_of_values_alone_are_the_differences_of_the_loss() -> None:
    weights, tape, out = _drawn(_only_values(), 3)
    slope = np.random.default_rng(1).standard_normal(out.shape)
    gradients = tape.backward(slope)
    samples, random = tape.circuit.samples.values[:BATCH], np.random.default_rng(2)
    for key, by in gradients.items():
        for at in random.integers(0, by.size, 4):
            place, ends = np.unravel_index(at, by.shape), []
            kept = weights.values[key][place]
            for e in (1e-6, -1e-6):
                weights.values[key][place] = kept + e
                ends.append(float((tape.forward(samples, np.arange(BATCH)) * slope).sum()))
            weights.values[key][place] = kept
            assert by[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-8), key


@pytest.mark.parametrize("method", ["surrogate_gradient", "smoothed_model"])
@pytest.mark.parametrize("drawn", [averaging, with_values_around, _only_values], ids=lambda f: f.__name__)
def test_networks_with_values_learn_and_are_answered_as_they_ran(drawn: object, method: str) -> None:
    network = of_few(drawn())  # type: ignore[operator]
    settings = {"learning_rate": 5e-3} if method == "surrogate_gradient" else {}
    result = fit(network, methods()[method], epochs=4, batch=16, seed=1, settings=settings)
    assert result.history[-1].loss < 0.9 * result.history[0].loss
    assert result.history[-1].training_accuracy > 0.3


@pytest.mark.parametrize("method", ["event_prop", "conversion"])
def test_methods_that_go_by_spikes_say_so(method: str) -> None:
    with pytest.raises(NetworkError) as refused:
        fit(averaging(), methods()[method], epochs=1, seed=1)
    assert any((problem.code, problem.place) == ("learning.values", "read") for problem in refused.value.problems)

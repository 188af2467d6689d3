"""Gradients are right: finite differences where all is smooth, a hand-written loop, and snnTorch's autograd."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights, trainable
from engine.learning.components.losses import count_cross_entropy
from engine.learning.passes import scan as scans
from engine.learning.passes.scan import Scan
from engine.learning.passes.tape import Tape
from engine.model.declaration import NeuronModel, SynapseModel
from engine.network.description import Population
from engine.simulation.arrays.population_arrays import ReceptorGroup
from tests.engine.learning.networks import digits, projection
from tests.pairs import covering
from tests.patience import ENDLESS
from tests.peers.environments import python_of

STEPS, BATCH, SIZE = 12, 2, 3
SCRIPT = Path(__file__).parents[2] / "peers" / "snntorch_network.py"

Pair = tuple[type[NeuronModel], type[SynapseModel]]


def _has_slope(neuron: type[NeuronModel]) -> bool:
    """Whether a change of the past moves what follows a reset smoothly: not where a reset has its moment in a step."""
    return not (neuron.upward_crossing or neuron.fires_by_chance() or neuron.goes_in_parts())


def pairs() -> list[Pair]:
    """Every discovered neuron that has a threshold, and every synapse."""
    return [(neuron, synapse) for neuron, synapse in covering() if _has_slope(neuron)]


def _scan(pair: Pair, precision: str = "float64") -> Scan:
    population = Population("p", pair[0], SIZE)
    scan = Scan(
        population, (ReceptorGroup("r0", pair[1], {}, ("in",)),), resolution=1.0, seed=1, batch=BATCH, steps=STEPS,
        precision=precision, surrogate="arctangent", width=2.0, trained=trainable(population),
    )  # fmt: skip
    scan.compile()
    return scan


def _final(scan: Scan, arrived: Any, injected: Any, values: dict[str, Any], weights: dict[str, Any]) -> float:
    """A weighted sum of the states after the last step: smooth as long as no neuron changes its mind."""
    scan.arrived["r0"][:], scan.injected[:] = arrived, injected
    scan.begin(values)
    scan.forward(0, STEPS)
    return sum(float((weights[s] * carried).sum()) for s, carried in scan._carry.items())


@pytest.mark.parametrize("compiled", [True, False], ids=["numba", "numpy"])
@pytest.mark.parametrize("pair", pairs(), ids=lambda p: f"{p[0].__name__}-{p[1].__name__}")
def test_gradients_of_states_are_finite_differences(
    pair: Pair, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    reason = None if compiled else "switched off for this test"
    monkeypatch.setattr(scans, "why_not", lambda name: reason)
    rng = np.random.default_rng(5)
    scan = _scan(pair)
    columns = BATCH * SIZE
    discrete = pair[0].is_discrete()
    strongest = 0.6 if discrete else max(4 * pair[1].weight.default, 6.0)
    arrived = rng.uniform(0, strongest, (STEPS, columns))
    injected = rng.uniform(0, 0.2 if discrete else 1200.0, (1, columns))
    values = {n: scan.values[n] for n in scan.trained}
    weights = {s: rng.uniform(0.5, 1, columns) for s in scan._carry}
    _final(scan, arrived, injected, values, weights)
    scan.begin_backward()
    scan.bar_spikes[:] = 0
    for state, bar in scan._bars.items():
        bar[:] = weights[state]
    scan.backward(0, STEPS)
    by_arrival, by_current = scan.bar_arrived["r0"].copy(), scan.bar_current.copy()
    by_parameter = scan.parameter_gradients()
    assert scan.spikes.any() or not pair[0].fires(), "no reset was met"

    def difference(change: dict[str, Any], step: float) -> float:
        """By five points, so that a membrane's own bend does not count as an error of the gradient."""
        near, far = (
            [
                _final(
                    scan,
                    arrived + by * change.get("arrived", 0),
                    injected + by * change.get("injected", 0),
                    {n: v + by * change.get(n, 0) for n, v in values.items()},
                    weights,
                )
                for by in (size, -size)
            ]
            for size in (1, 2)
        )
        return (8 * (near[0] - near[1]) - (far[0] - far[1])) / (12 * step)

    step = 1e-5 if discrete else 1e-3  # of mV or pA: smaller ones drown in rounding
    for t, i in [(0, 0), (STEPS - 1, 1), (STEPS // 2, columns - 1), (STEPS - 2, 3)]:
        one = np.zeros((STEPS, columns))
        one[t, i] = step
        assert by_arrival[t, i] == pytest.approx(difference({"arrived": one}, step), rel=1e-6, abs=1e-8)
        now = np.zeros((1, columns))
        now[0, i] = step
        assert by_current[i] == pytest.approx(difference({"injected": now}, step), rel=1e-6, abs=1e-8)
    for name, by in by_parameter.items():
        assert by.sum() == pytest.approx(difference({name: step}, step), rel=1e-5, abs=1e-7)


def _hand_written(tape: Tape, weights: Weights, slope: Any) -> dict[str, Any]:
    """The same two layers in the plainest NumPy, from the same spikes of the encoder."""
    beta = 0.9

    def layer(current: Any) -> tuple[Any, Any]:
        v, membranes, spikes = np.zeros(current.shape[1:]), [], []
        for now in current:
            v = beta * v + now
            membranes.append(v)
            spikes.append((v > 1).astype(float))
            v = v * (1 - spikes[-1])
        return np.array(membranes), np.array(spikes)

    def back(membranes: Any, spikes: Any, bars: Any) -> Any:
        result, later = np.zeros_like(membranes), np.zeros(membranes.shape[1:])
        for t in range(len(membranes) - 1, -1, -1):
            result[t] = bars[t] / (1 + (np.pi * (membranes[t] - 1)) ** 2) + later * (1 - spikes[t])
            later = beta * result[t]
        return result

    first, second = weights.values["in", "weight"], weights.values["read", "weight"]
    shown = tape.spikes("code")
    u1, s1 = layer(shown @ first.T + weights.values["hidden", "bias"])
    u2, s2 = layer(s1 @ second.T + weights.values["out", "bias"])
    assert np.array_equal(s2, tape.spikes("out")) and np.array_equal(s1, tape.spikes("hidden"))
    d2 = back(u2, s2, slope)
    d1 = back(u1, s1, d2 @ second)
    return {
        "read": np.einsum("tbo,tbi->oi", d2, s1), "in": np.einsum("tbo,tbi->oi", d1, shown),
        "hidden": d1.sum((0, 1)), "out": d2.sum((0, 1)),
    }  # fmt: skip


def _learning_state(batch: int) -> tuple[Tape, Weights, Any]:
    found = circuit(digits())
    weights = Weights(found, 1, "float64", parameters=False)
    weights.draw_fresh(0)
    return Tape(found, weights, batch, 1), weights, found.samples


def test_gradients_equal_a_hand_written_back_propagation() -> None:
    tape, weights, samples = _learning_state(16)
    out = tape.forward(samples.values[:16], np.arange(16))
    _, slope = count_cross_entropy(out, samples.labels[:16])
    gradients = tape.backward(slope)
    for id, expected in _hand_written(tape, weights, slope).items():
        name = "weight" if id in ("in", "read") else "bias"
        assert np.abs(gradients[id, name] - expected).max() <= 1e-12 * np.abs(expected).max()


def test_a_recurrent_stage_has_the_gradient_of_the_same_network_unrolled() -> None:
    """A loop with a delay longer than the presentation changes nothing; a shorter one changes gradients."""
    plain = _gradients(digits(hidden=20))
    never = _gradients(digits(hidden=20, more=(projection("loop", "out", "hidden", delay=25.0),)))
    soon = _gradients(digits(hidden=20, more=(projection("loop", "out", "hidden", delay=1.0),)))
    for key, value in plain.items():
        assert np.allclose(value, never[key], rtol=1e-12, atol=1e-14)
    assert np.abs(soon["loop", "weight"]).max() > 0 == np.abs(never["loop", "weight"]).max()


def _gradients(network: Any) -> dict[Any, Any]:
    found = circuit(network)
    weights = Weights(found, 1, "float64", parameters=False)
    rng = np.random.default_rng(0)
    for key in sorted(weights.values):
        if key[0] != "loop":
            weights.values[key][...] = rng.uniform(-0.2, 0.3, weights.values[key].shape)
    tape = Tape(found, weights, 8, 1)
    out = tape.forward(found.samples.values[:8], np.arange(8))
    return tape.backward(count_cross_entropy(out, found.samples.labels[:8])[1])


@pytest.mark.peers
def test_gradients_equal_snntorchs_autograd(tmp_path: Path) -> None:
    python = python_of("snntorch")
    if python is None:
        pytest.skip("make its environment: python tests/peers/environments.py snntorch")
    tape, weights, samples = _learning_state(64)
    out = tape.forward(samples.values[:64], np.arange(64))
    loss, slope = count_cross_entropy(out, samples.labels[:64])
    gradients = tape.backward(slope)
    v = weights.values
    np.savez(
        tmp_path / "in.npz",
        first=v["in", "weight"], first_bias=v["hidden", "bias"],
        second=v["read", "weight"], second_bias=v["out", "bias"],
        spikes=tape.spikes("code"), labels=samples.labels[:64],
    )  # fmt: skip
    arguments = [python, SCRIPT, tmp_path / "in.npz", tmp_path / "out.npz"]
    subprocess.run(arguments, check=True, timeout=ENDLESS)
    theirs = np.load(tmp_path / "out.npz")
    assert np.array_equal(theirs["out"], out) and theirs["loss"] == pytest.approx(loss, rel=1e-9)
    ours = {
        "first": gradients["in", "weight"], "first_bias": gradients["hidden", "bias"],
        "second": gradients["read", "weight"], "second_bias": gradients["out", "bias"],
    }  # fmt: skip
    for name, gradient in ours.items():
        off = np.abs(gradient - theirs[name]).max() / np.abs(theirs[name]).max()
        print(f"{name}: {off:.1e} relative")
        assert off < 1e-5

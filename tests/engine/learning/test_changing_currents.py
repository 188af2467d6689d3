"""Currents that change during a sample: the spikes of a run, gradients of a plain loop, methods, and refusals."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.exporting.formats.npz import Npz
from engine.exporting.formats.snntorch import SnnTorchScript
from engine.learning.components.losses import count_cross_entropy
from engine.learning.methods import methods
from engine.learning.passes.segments import Segments
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.declaration import Parameter, equation
from engine.model.functions import exp
from engine.models.encoders.constant_current import ConstantCurrentEncoder
from engine.network.description import NetworkDescription
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import changing_currents, convolutional, digits, maxima_of_currents

BATCH, SEED, BETA = 6, 3, 0.9
CONTINUOUS = {
    "neuron": "leaky_integrate_and_fire", "synapse": "exponential_current", "current": 400.0, "weight": 300.0,
}  # fmt: skip


class Fading(ConstantCurrentEncoder):
    """A current that reads the time, and so changes though its sample does not."""

    tau = Parameter("ms", r"\tau", "time constant", default=8.0, above=0.0)

    @equation
    def current(x, gain, tau, t):
        return gain * x * exp(-t / tau)


def fading(network: NetworkDescription) -> NetworkDescription:
    """The same, its samples sent as currents that fade."""
    code = replace(network.encoders[0], model=Fading, parameters={"gain": 2.0})
    into = tuple(replace(p, synapse=None) if p.source == code.id else p for p in network.projections)
    return replace(network, encoders=(code,), projections=into)


def with_more_data() -> NetworkDescription:
    """Beside a dataset whose samples do not change."""
    network, other = changing_currents(), digits()
    data = replace(other.datasets[0], id="digits")
    return replace(network, datasets=(data, *network.datasets))


NETWORKS = {
    "a value for some steps": lambda: changing_currents(),
    "steps finer than the signal": lambda: changing_currents(times=7, resolution=0.5),
    "more times than steps": lambda: changing_currents(times=30),
    "one time": lambda: changing_currents(times=1),
    "gaps": lambda: changing_currents(gap=4.0),
    "continuous": lambda: changing_currents(resolution=0.5, **CONTINUOUS),
    "more data": with_more_data,
    "read time": lambda: fading(changing_currents(times=1)),
    "read time and a signal": lambda: fading(changing_currents()),
    "kernels": lambda: fading(convolutional(parameters={"beta": 0.9})),
    "largest of a window": lambda: fading(maxima_of_currents()),
}
IN_SEGMENTS = ("read time", "read time and a signal", "kernels", "largest of a window")


def tape_of(network: NetworkDescription, **changes: Any) -> Tape:
    found = circuit(network)
    return Tape(found, Weights(found, SEED, "float64", parameters=False), BATCH, SEED, **changes)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_tape_fires_the_spikes_of_a_run(name: str) -> None:
    network = NETWORKS[name]()
    tape = tape_of(network)
    found = tape.circuit
    presentation = Presentation(found.dataset, found.samples, network.resolution, SEED)
    samples = np.array([presentation.sample(p) for p in range(BATCH)])
    whole = found.steps + round(found.dataset.gap / network.resolution)
    chunk = Simulation(network, seed=SEED, backend="numba").advance(whole * BATCH)
    tape.forward(found.samples.values[samples], np.arange(BATCH))
    for population in found.populations:
        block, expected = chunk.spikes[population.id], np.zeros((BATCH * whole, population.size))
        expected[block.steps - 1, block.neurons] = 1
        expected = expected.reshape(BATCH, whole, -1).swapaxes(0, 1)[: found.steps]
        assert np.array_equal(tape.spikes(population.id), expected) and expected.sum() > BATCH


def test_gradients_are_those_of_a_plain_loop() -> None:
    tape = tape_of(changing_currents())
    found, w = tape.circuit, {id: value for (id, name), value in tape.weights.values.items() if name == "weight"}
    values = found.samples.values[:BATCH]
    out = tape.forward(values, np.arange(BATCH))
    _, slope = count_cross_entropy(out, found.samples.labels[:BATCH])
    steps, kept = found.steps, []
    shown = [2.0 * values[:, t * values.shape[1] // steps] for t in range(steps)]
    u, v = np.zeros((BATCH, 12)), np.zeros((BATCH, 2))
    fired: list[Any] = []
    for t in range(steps):
        before, late = (fired[t - d] if t >= d else np.zeros((BATCH, 12)) for d in (1, 2))
        u = BETA * u + shown[t] @ w["in"].T + late @ w["loop"].T
        v = BETA * v + shown[t] @ w["beside"].T + before @ w["read"].T
        s, z = (u > 1).astype(float), (v > 1).astype(float)
        kept.append((u, s, v, z))
        fired.append(s)
        u, v = u * (1 - s), v * (1 - z)
    assert np.array_equal(out, np.array([z for _, _, _, z in kept])) and out.any()
    expected = {id: np.zeros_like(weight) for id, weight in w.items()}
    bias = {"hidden": np.zeros(12), "out": np.zeros(2)}
    sent_back = [np.zeros((BATCH, 12)) for _ in range(steps + 2)]
    du, dv = np.zeros((BATCH, 12)), np.zeros((BATCH, 2))
    for t in range(steps - 1, -1, -1):
        u, s, v, z = kept[t]
        dv = slope[t] / (1 + (np.pi * (v - 1)) ** 2) + BETA * dv * (1 - z)
        du = sent_back[t] / (1 + (np.pi * (u - 1)) ** 2) + BETA * du * (1 - s)
        expected["in"] += du.T @ shown[t]
        expected["beside"] += dv.T @ shown[t]
        bias["hidden"] += du.sum(axis=0)
        bias["out"] += dv.sum(axis=0)
        for delay, id, by in ((1, "read", dv), (2, "loop", du)):
            if t >= delay:
                expected[id] += by.T @ fired[t - delay]
                sent_back[t - delay] += by @ w[id]
    for id, by in expected.items():
        by *= 1.0 if (there := tape.weights.wiring[id].mask) is None else there
    gradients = tape.backward(slope)
    for key, by in gradients.items():
        wanted = expected[key[0]] if key[1] == "weight" else bias[key[0]]
        assert wanted.any() and np.abs(by - wanted).max() <= 1e-12 * np.abs(wanted).max(), key


def test_segments_keep_a_row_for_each_time_of_the_signal() -> None:
    """However fine its steps, a batch is kept once."""
    tape = tape_of(changing_currents(times=7, resolution=0.25), length=9)
    values = tape.circuit.samples.values[:BATCH]
    parts = Segments(tape)
    parts.forward(values, np.arange(BATCH))
    assert parts._sent["code"].nbytes == values.nbytes


@pytest.mark.parametrize("name", IN_SEGMENTS)
def test_segments_go_back_as_the_whole_tape_does(name: str) -> None:
    network = NETWORKS[name]()
    whole, cut = tape_of(network), tape_of(network, length=7)
    values, parts = whole.circuit.samples.values[:BATCH], Segments(cut)
    out = whole.forward(values, np.arange(BATCH))
    assert np.array_equal(parts.forward(values, np.arange(BATCH)), out) and out.any()
    slope = np.random.default_rng(1).normal(size=out.shape)
    found = parts.backward(slope)
    for key, by in whole.backward(slope).items():
        assert np.abs(found[key] - by).max() <= 1e-12 * np.abs(by).max(), key


@pytest.mark.parametrize(
    "method", ["surrogate_gradient", "smoothed_model", "e_prop", "online_training_through_time", "decolle"]
)
def test_methods_learn_from_signals_as_currents(method: str) -> None:
    result = fit(changing_currents(), methods()[method], epochs=6, batch=8, seed=3, settings={"learning_rate": 0.02})
    assert result.history[-1].loss < 0.8 * result.history[0].loss


@pytest.mark.parametrize("method", ["event_prop", "conversion"])
def test_methods_that_take_one_value_say_so(method: str) -> None:
    with pytest.raises(NetworkError, match="sends a current that changes during a sample"):
        fit(changing_currents(**CONTINUOUS), methods()[method], epochs=1, seed=1)


def test_answers_are_told_and_scripts_refuse_in_one_sentence() -> None:
    network = changing_currents()
    simulation = Simulation(network, seed=SEED)
    found = evaluate(network, seed=SEED)
    answers = simulation.advance(20 * len(found.samples)).answers["answer"]
    assert [a.sample for a in answers] == found.samples.tolist()
    assert [a.answer for a in answers] == found.answers.tolist()
    assert not any(p.is_fatal for p in Npz.refusals(network))
    told = [str(p) for p in SnnTorchScript.refusals(network)]
    assert sum("sends a current that changes during a sample" in sentence for sentence in told) == 1

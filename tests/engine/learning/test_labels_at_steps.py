"""A label for every step, and steps that do not count: losses, figures against plain runs, files, and refusals."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Network, Normal, TrainingLoop, evaluate, train
from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.datasets.mackey_glass import MackeyGlass
from engine.datasets.own_signals import OwnSignals
from engine.files.series import read_model_series
from engine.learning.components.losses import from_step, series_error, stepwise_cross_entropy
from engine.learning.components.wanted import spread_of, wanted_labels, wanted_values
from engine.learning.methods import methods
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.batches import batch_of
from engine.learning.training.evaluation import evaluate_samples
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.model.registry.discovery import find
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.learning.test_wanted_values import following

STEPS, WASHOUT = 20, 3


def telling(decoder: str = "largest_value", model: str = "discrete_leaky_integrator", **data: Any) -> Network:
    """Two channels that rise and fall → 20 neurons → a leaky read-out that tells at every step which is higher."""
    x, labels = signals()
    net = Network(resolution=1.0)
    data = {"labels": labels, **data}
    net.add_dataset("data", "own_signals", x=x, scale="as they are", sample_time=float(STEPS), **data)
    net.add_encoder("code", "poisson", "data", max_rate=900.0)
    net.add_population("hidden", "discrete_leaky_integrate_and_fire", 20)
    net.add_population("out", model, 2)
    net.add_decoder("answer", decoder, "out", labels="data")
    net.connect("code", "hidden", "delta", weight=Normal(0.0, 0.6), sign="mixed", delay=0.0, name="in")
    net.connect("hidden", "out", "delta", weight=Normal(0.0, 0.2), sign="mixed", delay=0.0, name="read")
    return net


def signals(count: int = 40) -> tuple[Any, Any]:
    x = np.repeat(np.random.default_rng(5).random((count, 4, 2)), STEPS // 4, axis=1)
    return x, (x[:, :, 0] > x[:, :, 1]).astype(np.int64)


def test_the_loss_is_the_mean_cross_entropy_of_the_steps_that_count() -> None:
    random = np.random.default_rng()
    shown, labels = random.normal(size=(7, 4, 3)), random.integers(0, 3, (7, 4))
    loss, slope = from_step(2, stepwise_cross_entropy, shown, labels)
    each = [
        np.log(np.exp(shown[t, n]).sum()) - shown[t, n, labels[t, n]] for t in range(2, 7) for n in range(4)
    ]  # fmt: skip
    assert loss == pytest.approx(float(np.mean(each)), rel=1e-12) and not slope[:2].any()
    way = random.normal(size=shown.shape)
    ahead, behind = (from_step(2, stepwise_cross_entropy, shown + e * way, labels)[0] for e in (1e-6, -1e-6))
    assert float((slope * way).sum()) == pytest.approx((ahead - behind) / 2e-6, rel=1e-6)
    early, still = from_step(2, stepwise_cross_entropy, shown[:2], labels)
    assert early == 0.0 and not still.any()


@pytest.mark.parametrize("method", ["surrogate_gradient", "smoothed_model", "e_prop", "online_training_through_time"])
def test_every_method_of_membranes_learns_them(method: str) -> None:
    net, told = telling(washout=float(WASHOUT)), {"learning_rate": 0.03}
    seen: list[Progress] = []
    asked: dict[str, Any] = {"validation": 0.2, "settings": told, "on_progress": lambda p: seen.append(p) or True}
    result = train(net, method=method, epochs=8, batch=8, seed=1, **asked)
    cells = seen[-1].confusion
    assert cells is not None and cells.sum() % (STEPS - WASHOUT) == 0 < cells.sum(), "it counted samples by their last"
    assert np.trace(cells) / cells.sum() == pytest.approx(seen[-1].validation_accuracy)
    assert result.history[-1].loss < 0.9 * result.history[0].loss
    found = evaluate(net, split="train")
    assert found.step_answers is not None and found.step_labels is not None
    assert found.step_labels.shape == (len(found.samples), STEPS - WASHOUT) == found.step_answers.shape
    assert found.accuracy == np.mean(found.step_answers == found.step_labels) > 0.55
    assert found.confusion.sum() == found.step_labels.size
    assert np.trace(found.confusion) / found.confusion.sum() == pytest.approx(found.accuracy)


def test_answers_of_steps_are_those_of_a_plain_run() -> None:
    network = telling(washout=float(WASHOUT)).description
    found = evaluate(network, seed=1)
    simulation = Simulation(network, seed=1, backend="numpy")
    shown: dict[int, list[int]] = {int(n): [] for n in found.samples[:3]}
    for sample in shown:
        for _ in range(STEPS):
            simulation.advance(1)
            shown[sample].append(int(np.argmax(simulation.values(network.populations[1].id, "V"))))
    told = np.array([answers[WASHOUT:] for answers in shown.values()])
    kept = evaluate_samples(circuit(network), found.samples[:3], seed=1, keep_read_out=True)
    assert kept.read_out is not None and np.array_equal(kept.read_out.argmax(axis=2), list(shown.values()))
    assert found.step_answers is not None and np.array_equal(found.step_answers[:3], told)
    learner = SurrogateGradient.learner(
        circuit(network), SurrogateGradient.complete({"precision": "float64", "start": "present weights"}), 1
    )
    outcome = learner.answer(batch_of(circuit(network), found.samples[:3], 0))
    assert outcome.merits is not None and found.step_labels is not None
    assert outcome.merits == pytest.approx((told == found.step_labels[:3]).mean(axis=1))


def test_labels_of_fewer_times_are_held_over_the_steps() -> None:
    labels = signals()[1][:, ::5]
    found = circuit(telling(labels=labels).description)
    held = wanted_labels(found, np.array([3, 1]))
    assert held is not None and np.array_equal(held.T, np.repeat(labels[[3, 1]], 5, axis=1))
    assert np.array_equal(found.samples.labels, labels[:, -1]) and found.samples.have_classes


def test_batches_and_arrays_of_ones_own_may_label_every_step() -> None:
    x, labels = signals(8)
    told, found = {"precision": "float64"}, []
    for given in ([(x, labels)], [(x, labels[:, ::5])]):  # the second says every fifth, which is held
        with TrainingLoop(telling(), epochs=1, batches=given, settings=told) as loop:
            found += [batch.learn().loss for batch in loop]
    assert found[0] == found[1]
    with TrainingLoop(telling(), epochs=1, batches=[(x, labels[:, 0])]) as loop, pytest.raises(ValueError) as error:
        [batch.learn() for batch in loop]
    assert "labels of batch 0 must be (8, 'times')" in str(error.value)
    net = telling(washout=float(WASHOUT))
    answered = evaluate(net, x, labels)
    assert answered.step_labels is not None and np.array_equal(answered.step_labels, labels[:, WASHOUT:])
    with pytest.raises(ValueError, match="labels must have the shape"):
        evaluate(net, x, labels[:4])


def test_a_typed_loss_wants_the_neuron_of_each_step() -> None:
    net = telling(washout=float(WASHOUT)).description
    settings = {"loss": "typed equation", "loss_equation": "(V - wanted)**2", "precision": "float64"}
    learner = SurrogateGradient.learner(circuit(net), SurrogateGradient.complete(settings), 1)
    batch = batch_of(circuit(net), np.arange(4), 0)
    outcome, _ = learner.backward(batch)
    assert batch.step_labels is not None
    shown, wanted = np.array(learner.tape(4).spikes(circuit(net).output.id)), np.eye(2)[batch.step_labels]
    assert outcome.loss == pytest.approx(float(np.mean((shown - wanted)[WASHOUT:] ** 2)), rel=1e-12)


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "another loss": ({}, {"settings": {"loss": "last membrane"}}, "the loss last membrane compares one of each sample"),
    "DECOLLE": ({}, {"method": "decolle"}, "by DECOLLE every layer learns one of each sample"),
    "counts": (
        {"decoder": "spike_count", "model": "discrete_leaky_integrate_and_fire"}, {},
        "has a label for every step, and Spike count gives no class at every step",
    ),
    "first spikes": (
        {"decoder": "first_to_spike", "model": "discrete_leaky_integrate_and_fire"}, {},
        "has a label for every step, and First to spike gives no class at every step",
    ),
    "no step left": ({"washout": 20.0}, {}, "leaves out the first 20 ms of each sample, which is shown for 20 ms"),
    "both": ({"wanted": np.zeros((40, 20, 1))}, {}, "has a label and a wanted value for every step"),
    "washout alone": (
        {"labels": np.arange(40) % 2, "washout": 2.0}, {}, "wants neither values nor labels at every step"
    ),
    "no class": (
        {"labels": np.full((40, 20), 0.5)}, {},
        "has the label 0.5 at one of its times, which is no class. Number the classes from 0, or give numbers that are",
    ),
    "others": ({"labels": np.zeros((39, 20))}, {}, "780 labels for 40 samples"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_go_together_is_refused_in_a_sentence(case: str) -> None:
    drawn, asked, sentence = REFUSED[case]
    with pytest.raises(NetworkError) as error:
        train(telling(**drawn), epochs=1, batch=8, **asked)
    assert sentence in str(error.value)


def test_labels_of_every_time_are_read_from_arrays_and_from_a_column(tmp_path: Path) -> None:
    x, labels = signals(5)
    np.savez(tmp_path / "many.npz", x=x, labels=labels)
    found = OwnSignals.load(read_model_series(tmp_path / "many.npz", OwnSignals))
    assert found.step_labels is not None and np.array_equal(found.step_labels, labels) and found.names == ("0", "1")
    (tmp_path / "one.csv").write_text("x,kind\n1,up\n2,down\n5,up\n", encoding="utf-8")
    found = OwnSignals.load(read_model_series(tmp_path / "one.csv", OwnSignals))
    assert found.step_labels is not None and found.step_labels.tolist() == [[1, 0, 1]]
    assert found.names == ("down", "up") and found.labels.tolist() == [1]


def test_wanted_values_of_the_washout_do_not_count() -> None:
    network, whole = following(washout=15.0), following()
    found, part = circuit(network), np.arange(6)
    wanted = wanted_values(found, part)
    assert wanted is not None
    assert spread_of(found, part) == pytest.approx(float(wanted[15:].var(axis=(0, 1)).mean()))
    learner = SurrogateGradient.learner(found, SurrogateGradient.complete({"precision": "float64"}), 1)
    outcome = learner.answer(batch_of(found, part, 0))
    shown = np.array(learner.tape(6).spikes(found.output.id))
    assert outcome.loss == pytest.approx(series_error(shown[15:], wanted[15:])[0], rel=1e-12)
    assert outcome.merits == pytest.approx(np.square(shown - wanted)[15:].mean(axis=(0, 2)))
    asked: dict[str, Any] = {"epochs": 2, "batch": 16, "seed": 1, "settings": {"start": "present weights"}}
    results = [fit(each, SurrogateGradient, **asked) for each in (network, whole)]
    assert results[0].history[0].loss != results[1].history[0].loss
    errors = evaluate(network, seed=1).errors
    assert errors is not None and evaluate(whole, seed=1).errors is not None
    assert "washout" in MackeyGlass.parameters()


@pytest.mark.parametrize("wrong", [{"washout": -1.0}, {"length": 1.0}, {"training": 0.0}])
def test_data_out_of_bounds_are_refused_as_they_are_when_drawn(wrong: dict[str, float]) -> None:
    network = following(**wrong)
    told = [str(problem) for problem in check(network) if problem.is_fatal]
    for asked in (lambda: fit(network, SurrogateGradient, epochs=1), lambda: evaluate(network)):
        with pytest.raises(NetworkError) as error:
            asked()
        assert [str(problem) for problem in error.value.problems] == told and len(told) == 1


def test_spike_times_learn_labels_of_steps_too() -> None:
    network = telling(washout=float(WASHOUT)).description
    hidden, out = network.populations
    continuous = replace(
        network, resolution=0.5,
        populations=(
            replace(hidden, model=find("neurons/leaky_integrate_and_fire")),
            replace(out, model=find("neurons/leaky_integrator")),
        ),
        projections=tuple(replace(p, synapse=find("synapses/exponential_current")) for p in network.projections),
    )  # fmt: skip
    result = fit(continuous, methods()["event_prop"], epochs=5, batch=10, seed=1, settings={"learning_rate": 0.02})
    assert result.history[-1].loss < 0.9 * result.history[0].loss

"""Learning by the plasticity of links: against plain loops, what stays and what is kept, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.learning.components.method import Batch
from engine.learning.methods import that_fit
from engine.learning.methods.local_plasticity import LocalPlasticity, RestingNetwork
from engine.learning.passes.encoding import Encoding
from engine.learning.passes.presenting import AGAIN, MOST, Presenting
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import FIRST_TRAINING, fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Sign
from engine.network.values import Uniform
from engine.problems import NetworkError
from tests.engine.learning.networks import digits, winner_take_all

QUICK = {"fewest": 0.0, "labelled_by": 50.0}


def brief(neurons: int = 12, **changes: object) -> NetworkDescription:
    """A network of few neurons and steps whose neurons fire all the same."""
    return winner_take_all(neurons, **{"sample_time": 40.0, "max_rate": 800.0, "w_total": 120.0, **changes})


def test_weights_and_thresholds_equal_a_plain_loop_of_diehl_and_cooks_equations() -> None:
    """Forty lines of NumPy over the same input spikes: every step of two samples, one after the other."""
    neurons, steps, samples = 6, 80, (3, 11, 40)
    strong = {"max_rate": 900.0, "w_total": 200.0, "inhibition": -9.0}
    network = winner_take_all(neurons, sample_time=80.0, rule={"mu": 0.5}, **strong)
    found = circuit(network)
    presenting = Presenting(found, 1, 0, 0.0)
    w = presenting.arrays()["in", "weight"].copy()
    encoding = Encoding(network, network.encoders[0], found.channels, steps, 1)
    theta, fired_in_all = np.zeros(neurons), 0
    decay_v, decay_x, decay_theta = np.exp(-1 / 50.0), np.exp(-1 / 20.0), np.exp(-1 / 1e7)
    for number, sample in enumerate(samples):
        values = found.samples.values[sample]
        shown = presenting.show(values, 0, FIRST_TRAINING + number)
        inputs = encoding.encoded(values[None], np.array([FIRST_TRAINING + number]), np.float64)[:, 0]
        v, x, rest = np.zeros(neurons), np.zeros(64), np.zeros(neurons, int)
        sent, before = np.zeros(64), np.zeros(neurons)
        for k in range(steps):
            free = rest == 0
            rest[~free] -= 1
            arriving = w @ sent - 9.0 * (before.sum() - before)
            v = np.where(free, v * decay_v + arriving, 0.0)
            theta = theta * decay_theta
            fired = free & (v >= 13.0 + theta)
            assert np.array_equal(fired, shown.fired[k, 0]), (number, k)
            x = x * decay_x
            if k == steps - 1:
                w *= 200.0 / w.sum(axis=1, keepdims=True)
            for j in np.flatnonzero(before):  # a spike reaches its synapses after their delay
                left = np.maximum((6.0 - w[j]) / 6.0, 0.0)
                w[j] = np.clip(w[j] + 0.001 * 6.0 * (x - 0.4) * left**0.5, 0.0, 6.0)
            x += inputs[k]
            v[fired], rest[fired] = 0.0, 5
            theta[fired] += 0.2
            sent, before = inputs[k], fired.astype(float)
        fired_in_all += int(shown.fired.sum())
    learnt = presenting.arrays()
    assert fired_in_all > 30
    assert learnt["in", "weight"] == pytest.approx(w, rel=1e-10)
    assert learnt["out", "start:theta"] == pytest.approx(theta, rel=1e-10)


PLACES, NEURONS, STEPS, LARGEST = 9, 10, 60, 0.8
WINDOWS = {"height": 4.0, "width": 4.0, "padding": 1.0, "how": "maximum"}


def behind_a_maximum(rule: str, delay: float) -> NetworkDescription:
    """Digits → Poisson → the largest of windows that overlap, as 3 × 3 neurons → ten neurons that learn."""
    network, grid = digits(hidden=PLACES, sample_time=float(STEPS), weight=Uniform(0.1, 0.6)), find("positions/grid")
    (hidden, out), (into, read) = network.populations, network.projections
    places: dict[str, Any] = {"positions": grid, "positions_parameters": {"rows": 3.0, "columns": 3.0}}
    windows: dict[str, Any] = {
        "wiring": find("wiring/pooling"),
        "wiring_parameters": {**WINDOWS, "stride": 3.0},
        "weight": LARGEST,
    }
    learns: dict[str, Any] = {
        "plasticity": find(f"plasticity/{rule}"),
        "plasticity_parameters": {"w_max": 1.0},
        "delay": 1.0,
    }
    return replace(
        network,
        encoders=(replace(network.encoders[0], parameters={"max_rate": 150.0}),),
        populations=(replace(hidden, **places), out),
        projections=(replace(into, delay=delay, **windows), replace(read, sign=Sign.EXCITATORY, **learns)),
    )


def any_of_each_window(inputs: np.ndarray) -> np.ndarray:
    """1 (steps, 9) where any of a window of 8 × 8 inputs (steps, 64) fires."""
    windows = np.zeros((len(inputs), PLACES))
    for (k, source), fired in np.ndenumerate(inputs):
        for place, (y, x) in enumerate(np.ndindex(3, 3)):
            down, across = source // 8 - (3 * y - 1), source % 8 - (3 * x - 1)
            if fired and 0 <= down < 4 and 0 <= across < 4:
                windows[k, place] = 1.0
    return windows


def stdp_by_hand(w: np.ndarray, x: np.ndarray, y: np.ndarray, pre: np.ndarray, post: np.ndarray) -> None:
    """One step of all pairs, in place: traces decay, weights (post, pre) use them, traces step."""
    x *= np.exp(-1 / 20.0)
    y *= np.exp(-1 / 20.0)
    w -= 0.00525 * np.outer(y, pre)
    np.clip(w, 0.0, 1.0, out=w)
    w += 0.005 * np.outer(post, x)
    np.clip(w, 0.0, 1.0, out=w)
    x += pre
    y += post


def hebb_by_hand(w: np.ndarray, x: np.ndarray, y: np.ndarray, pre: np.ndarray, post: np.ndarray) -> None:
    """One step of the product of both rates, in place."""
    x *= np.exp(-1 / 50.0)
    y *= np.exp(-1 / 50.0)
    w += np.outer(y, x)
    np.clip(w, 0.0, 1.0, out=w)
    x += pre / 50.0
    y += post / 50.0


@pytest.mark.parametrize("delay", [0, 2])
@pytest.mark.parametrize(("rule", "by_hand"), [("pair_stdp", stdp_by_hand), ("hebb", hebb_by_hand)])
def test_what_learns_behind_the_largest_of_windows_equals_a_plain_loop(rule: str, by_hand: Any, delay: int) -> None:
    """Two samples are learnt, and shown to the network at rest afterwards, as a test shows it."""
    network = behind_a_maximum(rule, float(delay))
    found = circuit(network)
    assert list(LocalPlasticity.misfits(found)) == []
    presenting, shown = Presenting(found, 1, 0, 0.0), found.samples.values[[3, 11]]
    numbers = FIRST_TRAINING + np.arange(2)
    encoding = Encoding(network, network.encoders[0], found.channels, STEPS, 1)
    w = before = presenting.arrays()["read", "weight"]

    def run(number: int, learns: bool) -> np.ndarray:
        """The spikes (steps, neurons) of one sample."""
        inputs = encoding.encoded(shown[[number]], numbers[[number]], np.float64)[:, 0]
        arriving = np.vstack([np.zeros((delay, PLACES)), LARGEST * any_of_each_window(inputs)])
        v, u, x, y = (np.zeros(n) for n in (PLACES, NEURONS, PLACES, NEURONS))
        sent, late, result = np.zeros(PLACES), np.zeros(NEURONS), np.zeros((STEPS, NEURONS), bool)
        for k in range(STEPS):
            v, u = 0.9 * v + arriving[k], 0.9 * u + w @ sent
            sent, result[k] = (v > 1.0).astype(float), u > 1.0
            v[sent > 0.0], u[result[k]] = 0.0, 0.0
            if learns:
                by_hand(w, x, y, sent, late)
            late = result[k].astype(float)
        return result

    w = before.copy()
    for number in range(2):
        expected = run(number, learns=True)
        assert np.array_equal(presenting.show(shown[number], 0, int(numbers[number])).fired[:, 0], expected)
        assert expected.sum() > 20
    learnt = presenting.arrays()
    assert learnt["read", "weight"] == pytest.approx(w, rel=1e-10, abs=1e-14)
    assert np.abs(w - before).max() > 0.01
    assert set(learnt) == {("read", "weight")}  # the pool's stays
    answers = RestingNetwork(found, learnt, 1).show(shown, numbers).fired
    assert np.array_equal(answers, np.stack([run(number, learns=False) for number in range(2)], axis=1))


def test_a_sample_that_fires_too_little_is_shown_again_and_brighter() -> None:
    network = brief(w_total=2.0)
    found = circuit(network)
    once, again = (Presenting(found, 1, fewest, 3.0) for fewest in (0, 5))
    values = found.samples.values[0]
    assert once.show(values, 0, FIRST_TRAINING).spikes < 5
    assert once.simulation.step == found.steps
    again.show(values, 0, FIRST_TRAINING)
    times, rest = divmod(again.simulation.step, found.steps)
    assert rest == 0 and 1 < times <= MOST
    assert AGAIN * MOST < FIRST_TRAINING


def test_only_weights_thresholds_and_labels_come_back_and_the_test_shows_them() -> None:
    network = brief()
    result = fit(network, LocalPlasticity, epochs=1, settings=QUICK, validation=0.9)
    assert set(result.arrays) == {("in", "weight"), ("out", "start:theta"), ("answer", "M")}
    assert result.arrays["in", "weight"].shape == (12, 64)
    assert result.arrays["out", "start:theta"].min() > 0.0
    again = evaluate(with_arrays(network, result.arrays), seed=1)
    assert result.test is not None
    assert np.array_equal(again.answers, result.test.answers)
    assert again.scores.shape == (len(again.answers), 10)


def test_a_resumed_training_ends_as_one_that_was_never_interrupted(tmp_path: Path) -> None:
    network, file = brief(), tmp_path / "training"
    whole = fit(network, LocalPlasticity, epochs=2, settings=QUICK, validation=0.95)

    def one_epoch(progress: object) -> bool:
        return len(progress.history) < 1  # type: ignore[attr-defined]

    part = fit(network, LocalPlasticity, epochs=2, settings=QUICK, validation=0.95, on_progress=one_epoch,
               checkpoint=file)  # fmt: skip
    assert part.cancelled and len(part.history) == 1
    resumed = fit(network, LocalPlasticity, epochs=2, settings=QUICK, validation=0.95, resume=file)
    assert [e.validation_accuracy for e in resumed.history] == [e.validation_accuracy for e in whole.history]
    for key, array in whole.arrays.items():
        assert np.array_equal(array, resumed.arrays[key]), key


def test_memory_for_labels_is_of_no_more_samples_than_there_are() -> None:
    found = circuit(winner_take_all(20, sample_time=30.0))
    few, most, more = (
        LocalPlasticity.memory(found, LocalPlasticity.complete({"labelled_by": n}))
        for n in (100, len(found.samples.labels), 10_000)
    )
    assert few < most == more


def test_no_label_changes_a_weight() -> None:
    network = brief()
    found = circuit(network)
    learnt = []
    for turn in (0, 3):
        learner = LocalPlasticity.learner(found, LocalPlasticity.complete(QUICK), 1)
        some = np.arange(20)
        labels = (found.samples.labels[some] + turn) % 10
        learner.learn(Batch(found.samples.values[some], labels, FIRST_TRAINING + some))
        learnt.append(learner.arrays())
    assert np.array_equal(learnt[0]["in", "weight"], learnt[1]["in", "weight"])
    rows = [arrays["answer", "M"].reshape(10, -1) for arrays in learnt]
    assert np.array_equal(np.roll(rows[0], 3, axis=0), rows[1])


def test_a_network_that_learns_by_itself_fits_this_method_alone() -> None:
    assert list(that_fit(brief())) == ["local_plasticity"]


def test_what_cannot_learn_is_refused_by_name() -> None:
    drawn = digits()
    assert [p.code for p in LocalPlasticity.refusals(drawn)] == ["learning.local.nothing_learns"]
    network = brief()
    counted = replace(network, decoders=(replace(network.decoders[0], model=find("decoders/spike_count")),))
    assert [p.code for p in LocalPlasticity.refusals(counted)] == ["learning.local.decoder"]
    with pytest.raises(NetworkError):
        fit(counted, LocalPlasticity, epochs=1)


@pytest.mark.parametrize("rule", ["pair_stdp", "triplet_stdp", "hebb", "oja", "bcm", "nearest_pair_stdp"])
def test_every_rule_that_is_drawn_changes_the_weights(rule: str) -> None:
    network = brief()
    drawn = replace(network.projections[0], plasticity=find(f"plasticity/{rule}"), plasticity_parameters={})
    network = replace(network, projections=(drawn, network.projections[1]))
    learner = LocalPlasticity.learner(circuit(network), LocalPlasticity.complete(QUICK), 1)
    before = learner.arrays()["in", "weight"]
    some, samples = np.arange(8), circuit(network).samples
    outcome = learner.learn(Batch(samples.values[some], samples.labels[some], FIRST_TRAINING + some))
    assert outcome.loss > 0.0
    assert not np.array_equal(before, learner.arrays()["in", "weight"])

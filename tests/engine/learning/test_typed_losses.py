"""Losses that a person types: equal to those that are there, slopes of random ones, sentences, and trainings."""

from __future__ import annotations

import random
import re
import secrets
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.datasets.mackey_glass import MackeyGlass
from engine.learning.components.figures import Metric
from engine.learning.components.losses import TYPED, WANTED_VALUES, rate_error, series_error
from engine.learning.components.method import Batch
from engine.learning.components.own_terms import OwnTerms
from engine.learning.components.typed_loss import LossNotFinite, TypedLoss
from engine.learning.components.wanted import read_out_of
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.failing import TrainingFailed
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.model.typed.loss import ReadOut, Wanted, read_loss
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription, Population
from engine.problems import NetworkError
from tests.engine.learning.networks import FewDigits, digits
from tests.engine.learning.test_wanted_values import batch_of, following

SPIKES, MEMBRANE = ReadOut(), ReadOut("mV")
STEPS, SAMPLES, NEURONS, H = 7, 4, 3, 0.5


def few(**changes: Any) -> NetworkDescription:
    network = digits(hidden=20, **changes)
    return replace(network, datasets=(replace(network.datasets[0], model=FewDigits),))


def leaky() -> NetworkDescription:
    """Digits with leaky integrators at the end, whose largest value is the answer."""
    network = few(decoder="decoders/largest_value")
    out = Population("out", find("neurons/discrete_leaky_integrator"), 10)
    return replace(network, populations=(network.populations[0], out))


def shown_and_batch(chance: np.random.Generator, read_out: ReadOut) -> tuple[Any, Batch]:
    shape = (STEPS, SAMPLES, NEURONS)
    shown = chance.uniform(0.05, 1.0, shape)
    wanted = chance.integers(0, 2, shape).astype(float)
    batch = Batch(np.zeros((SAMPLES, 1)), chance.integers(0, NEURONS, SAMPLES), np.arange(SAMPLES))
    return shown, replace(batch, targets=wanted, series=chance.normal(0.0, 1.0, shape))


# equal to the losses that are there


def test_the_error_of_rates_and_of_wanted_values_can_be_typed() -> None:
    chance = np.random.default_rng(secrets.randbits(32))
    shown, batch = shown_and_batch(chance, SPIKES)
    typed = TypedLoss("((rate - 200 Hz*wanted - 3 Hz*(1 - wanted))/200 Hz)**2", SPIKES, H)(shown, batch)
    seconds = STEPS * H / 1000.0
    known = rate_error(shown, batch.labels, 200.0 * seconds, 3.0 * seconds)
    assert typed[0] == pytest.approx(known[0], rel=1e-12) and np.allclose(typed[1], known[1], rtol=1e-10, atol=1e-14)
    assert batch.series is not None
    for unit, text in (("mV", "((V - wanted)/1 mV)**2"), ("1", "(V - wanted)**2")):
        of_values = TypedLoss(text, ReadOut(unit, Wanted.VALUES), H)(shown, batch)
        error, slope = series_error(shown, batch.series)
        assert of_values[0] == pytest.approx(error, rel=1e-12) and np.allclose(of_values[1], slope, rtol=1e-12)


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
def test_a_typed_loss_trains_what_the_same_loss_of_the_list_trains(method: Any) -> None:
    typed = {"loss": TYPED, "loss_equation": "((rate - 200 Hz*wanted)/200 Hz)**2", "precision": "float64"}
    first = fit(few(), method, epochs=2, seed=3, settings=typed)
    second = fit(few(), method, epochs=2, seed=3, settings={"loss": "spike rates", "precision": "float64"})
    assert first.merit is Metric.ACCURACY
    assert [e.loss for e in first.history] == pytest.approx([e.loss for e in second.history], rel=1e-9)
    for key, array in second.arrays.items():
        assert np.allclose(first.arrays[key], array, rtol=1e-6, atol=1e-9), key


def test_wanted_values_count_by_their_variance_whatever_is_made_small() -> None:
    typed = {"loss": TYPED, "loss_equation": "(V - wanted)**2", "precision": "float64"}
    first = fit(following(MackeyGlass), SurrogateGradient, epochs=2, seed=1, settings=typed)
    second = fit(following(MackeyGlass), SurrogateGradient, epochs=2, seed=1, settings={"precision": "float64"})
    assert first.merit is second.merit is Metric.EXPLAINED
    for one, other in zip(first.history, second.history, strict=True):
        assert one.training_accuracy == pytest.approx(other.training_accuracy, rel=1e-6)


def test_a_loss_of_a_script_counts_wanted_values_so_too() -> None:
    own = OwnTerms(lambda shown, batch: series_error(shown, batch.series[: len(shown)]))
    asked: dict[str, Any] = {"epochs": 1, "seed": 1, "settings": {"precision": "float64"}}
    first, second = (fit(following(MackeyGlass), SurrogateGradient, own=terms, **asked) for terms in (own, None))
    assert first.history[0].training_accuracy == second.history[0].training_accuracy


def test_a_membrane_in_volts_is_read_with_its_unit() -> None:
    shown, batch = shown_and_batch(np.random.default_rng(secrets.randbits(32)), MEMBRANE)
    in_volts = TypedLoss("(V / 20 mV - wanted)**2", ReadOut("V"), H)(shown / 1000.0, batch)
    plainly = TypedLoss("(V / 20 mV - wanted)**2", MEMBRANE, H)(shown, batch)
    assert in_volts[0] == pytest.approx(plainly[0], rel=1e-12)
    assert np.allclose(in_volts[1], 1000.0 * plainly[1], rtol=1e-10)


# slopes


def plain(text: str, shown: Any, batch: Batch, read_out: ReadOut) -> float:
    """The same loss by Python's own reading of the text, neuron by neuron and step by step."""
    said = text.replace("ms", "").replace("Hz", "").replace(" mV", "")
    functions = {
        "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": abs, "tanh": np.tanh, "min": min, "max": max,
        "floor": np.floor, "where": lambda c, a, b: a if c else b,
    }  # fmt: skip
    steps, total, number = len(shown), 0.0, 0
    of_steps = re.search(r"\b(spike|V|t)\b", text) is not None
    assert batch.targets is not None and batch.series is not None
    for sample in range(shown.shape[1]):
        for neuron in range(shown.shape[2]):
            count = sum(shown[step, sample, neuron] for step in range(steps))
            for step in range(steps) if of_steps else [steps - 1]:
                wanted = {
                    Wanted.LABEL: float(batch.labels[sample] == neuron),
                    Wanted.TRAIN: batch.targets[step, sample, neuron]
                    if of_steps
                    else sum(batch.targets[s, sample, neuron] for s in range(steps)),
                    Wanted.VALUES: batch.series[step, sample, neuron],
                }[read_out.wanted]
                now = shown[step, sample, neuron]
                names = {"count": count, "rate": 1000.0 * count / (steps * H), "spike": now, "V": now, "wanted": wanted}
                total += eval(said, {**functions, **names, "t": H * (step + 1)})
                number += 1
    return total / number


TEXTS = [
    ("(count - 3*wanted)**2", SPIKES),
    ("log(1 + exp(0.3*count))- 0.7*wanted*count", SPIKES),
    ("tanh(rate/ 90 Hz)*(1 - 2*wanted)", SPIKES),
    ("spike*t / 2 ms", SPIKES),
    ("(spike - wanted)**2 + 0.1*count**2", ReadOut("", Wanted.TRAIN)),
    ("(count - wanted)**2", ReadOut("", Wanted.TRAIN)),
    ("sqrt(1 + (V / 1 mV- wanted)**2)", MEMBRANE),
    ("where(t > 2 ms, abs(V / 1 mV- 3*wanted), 0)", MEMBRANE),
    ("exp(-t / 3 ms)*((V - wanted)/ 1 mV)**2", ReadOut("mV", Wanted.VALUES)),
    ("max(0, V - wanted) + floor(3*V)", ReadOut("1", Wanted.VALUES)),
]


@pytest.mark.parametrize(("text", "read_out"), TEXTS)
def test_value_and_slope_are_those_of_a_plain_loop(text: str, read_out: ReadOut) -> None:
    seed = secrets.randbits(32)
    shown, batch = shown_and_batch(np.random.default_rng(seed), read_out)
    loss, slope = TypedLoss(text, read_out, H)(shown, batch)
    assert loss == pytest.approx(plain(text, shown, batch, read_out), rel=1e-10), seed
    for _ in range(6):
        at = tuple(random.Random(seed).randrange(size) for size in shown.shape)
        seed += 1
        ahead, behind = shown.copy(), shown.copy()
        ahead[at] += 1e-6
        behind[at] -= 1e-6
        found = (plain(text, ahead, batch, read_out) - plain(text, behind, batch, read_out)) / 2e-6
        assert slope[at] == pytest.approx(found, rel=1e-5, abs=1e-8), (seed, at)


def test_gradients_of_weights_are_central_differences() -> None:
    asked = {"precision": "float64", "loss": TYPED, "loss_equation": "exp(-t/20 ms)*(V - wanted)**2"}
    network = following(MackeyGlass)
    learner = SmoothedModel.learner(circuit(network), SmoothedModel.complete(asked), 1)
    assert learner.loss == WANTED_VALUES
    batch, tape = batch_of(network, 4), learner.tape(4)
    _, gradients = learner.gradients(tape, batch)
    chance, key = np.random.default_rng(secrets.randbits(32)), ("read", "weight")
    weights = learner.weights.values[key]
    for _ in range(4):
        at, losses = tuple(chance.integers(0, size) for size in weights.shape), []
        before = float(weights[at])
        for step in (1e-5, -1e-5):
            weights[at] = before + step
            losses.append(learner.gradients(tape, batch)[0].loss)
        weights[at] = before
        assert gradients[key][at] == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-4, abs=1e-8), at


# sentences

WRONG = [
    (
        "count + mistake",
        SPIKES,
        "column 9: a loss here does not know “mistake”. Write it of count, rate, spike, t, wanted",
    ),
    ("V**2", SPIKES, "does not know “V”"),
    ("count", MEMBRANE, "Write it of V, t, wanted"),
    ("wanted*2", SPIKES, "reads nothing of the read-out. Let it hold one of count, rate, spike"),
    ("(V - 1 mV)**2", MEMBRANE, "and must be a plain number. Divide it by"),
    ("V - wanted", MEMBRANE, "joins"),
    ("(rate - 20 mV )**2", SPIKES, "“rate - 20 mV” joins"),
    ("(20 mV + rate)**2", SPIKES, "“20 mV + rate” joins"),
    ("count > 3", SPIKES, "is a condition"),
    ("count\nrate", SPIKES, "Line 2, column 1: a loss is one expression"),
    ("(count", SPIKES, "a bracket"),
    ("", SPIKES, "there is no equation"),
    ("count**count", SPIKES, "whole powers"),
    ("__import__('os')", SPIKES, "Line 1"),
    ("rand()*count", SPIKES, "rand"),
    ("count/dt", SPIKES, "dt"),
]


@pytest.mark.parametrize(("text", "read_out", "said"), WRONG)
def test_a_mistake_is_one_sentence_at_its_place(text: str, read_out: ReadOut, said: str) -> None:
    with pytest.raises(Mistake) as found:
        read_loss(text, read_out)
    assert said in str(found.value), str(found.value)


def test_what_a_loss_may_read_follows_from_the_drawing() -> None:
    assert read_out_of(circuit(few())) == ReadOut()
    assert read_out_of(circuit(leaky())) == ReadOut("1")
    assert read_out_of(circuit(following(MackeyGlass))).wanted is Wanted.VALUES
    with pytest.raises(NetworkError) as refused:
        fit(leaky(), SurrogateGradient, epochs=1, settings={"loss": TYPED})
    assert [(p.code, p.place) for p in refused.value.problems] == [("equations.loss-unknown", "out")]
    result = fit(leaky(), SurrogateGradient, epochs=20, settings={"loss": TYPED, "loss_equation": "(V - wanted)**2"})
    assert result.history[-1].training_accuracy > 0.35 and result.history[-1].loss < result.history[0].loss


def test_a_loss_that_is_not_finite_says_so_before_any_weight_has_moved() -> None:
    with pytest.raises(TrainingFailed) as failed:
        fit(few(), SurrogateGradient, epochs=1, settings={"loss": TYPED, "loss_equation": "log(count)*wanted"})
    assert [p.code for p in failed.value.problems] == ["learning.infinite_loss"]
    shown, batch = shown_and_batch(np.random.default_rng(1), SPIKES)
    with pytest.raises(LossNotFinite):
        TypedLoss("sqrt(count)", SPIKES, H)(np.zeros_like(shown), batch)


def test_methods_without_such_a_loss_refuse_it() -> None:
    without = [method for method in methods().values() if "loss_equation" not in method.formulas]
    assert {m.title for m in methods().values()} - {m.title for m in without} == {
        "Surrogate gradient",
        "Smoothed model",
    }
    for method in without:
        with pytest.raises(ValueError, match="loss"):
            method.complete({"loss": TYPED, "loss_equation": "count"})


def test_the_mathematics_is_the_mean_of_what_was_typed() -> None:
    assert read_loss("(count - 10*wanted)**2", SPIKES).latex == (
        r"L = \langle \left(\mathrm{count} - 10 \, \mathrm{wanted}\right)^{2} \rangle"
    )

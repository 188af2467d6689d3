"""Gradients that train drawn networks to fire as the data want: van Rossum's distance and what goes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import ONE_CLASS
from engine.learning.components.losses import VAN_ROSSUM, van_rossum_distance
from engine.learning.components.method import Batch
from engine.learning.methods import methods
from engine.learning.methods.smoothed_model import SmoothedModel
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population
from engine.problems import NetworkError
from tests.engine.learning.networks import LIF, projection, small

TIME = 200.0
UPDATES = 300


def wanting(hidden: int = 20, outputs: int = 1, pattern: int = 0) -> NetworkDescription:
    """Poisson trains of 100 inputs, a hidden layer if any, and neurons that are to fire at given times."""
    values = {
        "inputs": 100.0, "outputs": float(outputs), "duration": TIME, "interval": 1.0, "input_rate": 20.0,
        "target_rate": 40.0, "pattern_seed": float(pattern),
    }  # fmt: skip
    layers = (Population("hidden", find(LIF), hidden),) if hidden else ()
    first = projection("in", "code", "hidden" if hidden else "out")
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", find("datasets/target_spike_trains"), values, sample_time=TIME),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(*layers, Population("out", find(LIF), outputs)),
        projections=(first, projection("read", "hidden", "out")) if hidden else (first,),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )


def learner_and_batch(network: NetworkDescription, method: Any = SurrogateGradient, **settings: Any) -> Any:
    found = circuit(network)
    learner = method.learner(found, method.complete(settings), 1)
    index = np.array([0])
    targets = found.samples.targets.raster(index, found.steps).astype(float)
    batch = Batch(found.samples.values[index], found.samples.labels[index], index, targets=targets)
    for scan in learner.tape(1).scans.values():
        scan.compile()
    return learner, batch


def test_the_distance_is_its_convolution_and_the_derivative_its_finite_difference() -> None:
    rng = np.random.default_rng(4)
    spikes, wanted = rng.uniform(0, 1, (30, 3, 2)), (rng.random((30, 3, 2)) < 0.2).astype(float)
    h, tau = 0.5, 4.0
    loss, slope = van_rossum_distance(spikes, wanted, h, tau)
    kernel = np.exp(-h * np.arange(30) / tau)
    parts = [
        np.square(np.convolve(spikes[:, b, n] - wanted[:, b, n], kernel)[:30]).sum() for b in range(3) for n in range(2)
    ]
    assert loss == pytest.approx(h / (2 * tau) * sum(parts) / 3, rel=1e-12)
    for at in np.ndindex(spikes.shape):
        up, down = spikes.copy(), spikes.copy()
        up[at] += 1e-4
        down[at] -= 1e-4
        difference = van_rossum_distance(up, wanted, h, tau)[0] - van_rossum_distance(down, wanted, h, tau)[0]
        assert slope[at] == pytest.approx(difference / 2e-4, rel=1e-6, abs=1e-9)


def test_one_spike_more_costs_a_quarter_and_spikes_of_one_time_nothing() -> None:
    one, none = np.zeros((2000, 1, 1)), np.zeros((2000, 1, 1))
    one[3] = 1
    assert van_rossum_distance(one, none, 0.01, 2.0)[0] == pytest.approx(0.25, rel=0.01)
    assert van_rossum_distance(one, one, 0.01, 2.0)[0] == 0.0


def test_a_neuron_learns_to_fire_at_wanted_times() -> None:
    """The task of SuperSpike: frozen Poisson trains, a hidden layer, and one train that is wanted."""
    alike = []
    for pattern in (1, 2, 3):
        learner, batch = learner_and_batch(wanting(50, pattern=pattern), learning_rate=0.02)
        first = learner.answer(batch)
        for update in range(UPDATES):
            learner.learn(replace(batch, share=update / UPDATES))
        last = learner.answer(batch)
        assert last.loss <= first.loss / 5 and first.merits[0] < 0.5, (first, last)
        alike.append(last.merits[0])
    assert np.mean(alike) >= 0.9


def test_left_to_the_decoder_the_loss_is_the_distance_and_training_counts_by_correlation() -> None:
    result = fit(wanting(4), SurrogateGradient, epochs=2)
    assert result.merit is Metric.CORRELATION and result.accuracy == result.test.correlations.mean()
    by_name = fit(wanting(4), SurrogateGradient, epochs=2, settings={"loss": VAN_ROSSUM})
    assert [e.loss for e in by_name.history] == [e.loss for e in result.history]
    other = fit(wanting(4), SurrogateGradient, epochs=2, settings={"loss": "spike counts"})
    assert other.merit is Metric.ACCURACY


def test_smooth_spikes_have_the_exact_derivative_of_the_distance() -> None:
    settings = {"loss": VAN_ROSSUM, "precision": "float64", "first_sharpness": 2.0, "tau": 5.0}
    learner, batch = learner_and_batch(wanting(4), SmoothedModel, **settings)
    tape = learner.tape(1)
    _, slope = learner._outcome(tape, tape.forward(batch.values, batch.presentations), batch)
    gradient = tape.backward(slope)["in", "weight"].copy()
    direction = np.random.default_rng(6).normal(size=gradient.shape)
    weight = learner.weights.values["in", "weight"]
    losses = []
    for step in (1e-5, -2e-5):
        weight += step * direction
        losses.append(learner.answer_smoothly(batch).loss)
    assert (gradient * direction).sum() == pytest.approx((losses[0] - losses[1]) / 2e-5, rel=1e-4)


@pytest.mark.parametrize("method", [SurrogateGradient, SmoothedModel])
def test_a_loss_and_data_that_do_not_go_together_are_refused_with_the_reason(method: Any) -> None:
    def told(network: NetworkDescription, **settings: Any) -> dict[str, str]:
        with pytest.raises(NetworkError) as refused:
            fit(network, method, epochs=1, settings=settings)
        assert all(str(p) for p in refused.value.problems)
        return {p.code: p.place for p in refused.value.problems}

    assert told(small(), loss=VAN_ROSSUM) == {"learning.no_targets": "data"}
    assert told(wanting(outputs=2), loss="first spikes") == {"learning.surrogate.wants_trains": "out"}
    misfit = wanting(outputs=3)
    values = {**misfit.datasets[0].parameters, "outputs": 2.0}
    misfit = replace(misfit, datasets=(replace(misfit.datasets[0], parameters=values),))
    assert told(misfit)["learning.target_size"] == "out"


def test_the_panel_begins_with_what_is_made_for_wanted_trains_where_it_fits() -> None:
    from app.learn.setup.inquiry import ask_methods

    def first(hidden: int) -> tuple[str, Metric]:
        fitting = [method for method in ask_methods(wanting(hidden)).methods if not method.reason]
        return next((method.key, method.merit) for method in fitting if method.usual)

    assert first(0)[0] != "surrogate_gradient" and first(4) == ("surrogate_gradient", Metric.CORRELATION)


def test_data_of_one_class_are_for_methods_that_learn_wanted_spikes() -> None:
    """E-prop, DECOLLE and OTTT offered themselves, and were right in all cases without learning anything."""
    refused, fitting = set(), set()
    for name, method in methods().items():
        problems = method.refusals(wanting())
        if any(p.code == ONE_CLASS for p in problems):
            refused.add(name)
        elif not problems:
            fitting.add(name)
            assert method.counts_by(circuit(wanting()), method.complete({})) is Metric.CORRELATION
    assert len(refused) >= 3 and len(fitting) >= 3


def test_methods_that_tell_classes_apart_say_that_spikes_are_wanted() -> None:
    """They asked for as many neurons as there are classes, one, of data that have none."""
    found = circuit(wanting(outputs=3))
    codes = {key: [problem.code for problem in method.misfits(found)] for key, method in methods().items()}
    assert "learning.surrogate.tells_classes" in codes["conversion"]
    assert not any("learning.surrogate.classes" in said for said in codes.values())

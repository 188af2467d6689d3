"""Figures of an evaluation beside plain loops and scikit-learn; results print as one line."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from engine import Network, evaluate
from engine.circuit.circuit import circuit
from engine.learning.components.method import Batch, BatchOutcome
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.confidence import confidences
from engine.learning.training.confusion import class_figures, confusion
from engine.learning.training.fitting import fit
from engine.learning.training.training_progress import Progress
from engine.model.decoding import Gives
from engine.model.registry.discovery import find, models
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits, small

SEED, SHOWN = 3, 4
LONGEST = 200  # signs of a line


def test_figures_of_classes_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(SEED)
    for _ in range(20):
        classes, count = int(random.integers(2, 9)), int(random.integers(1, 80))
        labels, answers = (random.integers(0, classes, count) for _ in range(2))
        found = class_figures(confusion(answers, labels, classes))
        wanted = precision_recall_fscore_support(labels, answers, labels=range(classes), zero_division=np.nan)
        for name, column in zip(("precision", "recall", "f1", "samples"), wanted, strict=True):
            got = np.array([getattr(figures, name) for figures in found], float)
            known = np.isfinite(got)
            np.testing.assert_allclose(got[known], np.asarray(column, float)[known], rtol=1e-12)
            if name in ("precision", "recall"):
                assert np.array_equal(np.isnan(got), np.isnan(column))


def test_spikes_of_each_population_are_those_of_a_run() -> None:
    network = digits(hidden=30)
    found, simulation = evaluate(network, seed=SEED), Simulation(network, seed=SEED, backend="numba")
    steps = circuit(network).steps
    chunk = simulation.advance(steps * SHOWN)
    presentation = Presentation(network.datasets[0], circuit(network).samples, network.resolution, SEED)
    assert [presentation.sample(p) for p in range(SHOWN)] == found.samples[:SHOWN].tolist()
    for id in ("hidden", "out"):
        shown = (chunk.spikes[id].steps - 1) // steps
        assert np.bincount(shown, minlength=SHOWN).tolist() == found.spikes_of[id][:SHOWN].tolist()
    assert np.array_equal(sum(found.spikes_of.values()), found.spikes) and found.spikes.sum() > 0


@pytest.mark.parametrize("key", [key for key, model in models("decoders").items() if model.gives is Gives.CLASS])
def test_confidence_is_a_probability_that_grows_with_what_tells_the_answer(key: str) -> None:
    network = digits(hidden=20, decoder="decoders/spike_count")
    decoder = replace(network.decoders[0], model=find(key))
    found = circuit(replace(network, decoders=(decoder,)))
    random = np.random.default_rng(SEED)
    fired, scores = (random.random((found.steps, 6, 10)) < 0.1).astype(float), random.normal(0.0, 1.0, (6, 10))
    sure = confidences(found, fired, scores)
    assert sure.shape == (6,) and np.all((sure > 0) & (sure < 1))
    answers = scores.argmax(axis=1)
    more, higher = fired.copy(), scores.copy()
    more[0, np.arange(6), answers] = more[1, np.arange(6), answers] = 1.0
    higher[np.arange(6), answers] += 1.0
    assert np.all(confidences(found, more, higher) >= sure) and np.any(confidences(found, more, higher) > sure)


def test_confidence_of_counts_is_the_softmax_of_counts() -> None:
    found = evaluate(digits(hidden=30), seed=SEED)
    for scores, answer, sure in zip(found.scores[:20], found.answers, found.confidence, strict=False):
        assert sure == pytest.approx(1.0 / sum(np.exp(other - scores[answer]) for other in scores))


def test_a_network_is_evaluated_by_names_and_on_arrays_of_ones_own() -> None:
    network = digits(hidden=30)
    titled = replace(network, populations=tuple(replace(p, title=p.id.upper()) for p in network.populations))
    found = evaluate(Network(titled), seed=SEED)
    assert list(found.spikes_of) == ["HIDDEN", "OUT"] and list(evaluate(titled).spikes_of) == ["hidden", "out"]
    samples = circuit(network).samples
    chosen = found.samples[:30]
    own = evaluate(Network(titled), samples.values[chosen], samples.labels[chosen], classes=list(samples.names), seed=7)
    assert len(own.samples) == 30 and own.confusion.shape == (10, 10)
    with pytest.raises(ValueError, match="labels need x"):
        evaluate(Network(titled), labels=samples.labels[chosen])


def _results() -> list[Any]:
    told: list[Progress] = []
    result = fit(small(), SurrogateGradient, epochs=2, seed=1, validation=0.1, on_progress=lambda p: not told.append(p))
    record = Simulation(digits(hidden=20), seed=1).run(60.0)
    batch = Batch(np.zeros((64, 8)), np.zeros(64, np.int64), np.arange(64))
    outcome = BatchOutcome(0.25, np.zeros(64, np.int64), 12.5)
    kept = [result, result.test, result.validation, result.checkpoint, *told, batch, outcome, record]
    return [*kept, *record.spikes.values(), *(answer for given in record.answers.values() for answer in given)]


def test_progress_and_results_print_as_one_line_and_never_as_arrays() -> None:
    for found in _results():
        line = repr(found)
        assert "\n" not in line and "array(" not in line and len(line) < LONGEST, line
        assert type(found).__name__ in line
        assert "[" not in line, [field.name for field in fields(found)]


def test_the_line_of_a_result_says_what_it_reached() -> None:
    result = fit(small(), SurrogateGradient, epochs=2, seed=1)
    assert repr(result).startswith("<TrainingResult: surrogate_gradient, epoch 2 of 2, test ")
    assert f"test {100 * result.accuracy:.1f} %" in repr(result) and "validation" not in repr(result)
    assert repr(result.test).startswith(f"<Evaluation: accuracy {100 * result.accuracy:.1f} %, 360 samples, ")


def test_confidence_of_first_spikes_is_that_of_the_silence_before_them() -> None:
    """A step earlier is a quarter of a point, as in the loss; the decoder's own scores lie between -1 and 1."""
    found = circuit(digits(hidden=20, decoder="decoders/time_to_first_spike"))
    random = np.random.default_rng(SEED)
    fired = (random.random((found.steps, 5, 10)) < 0.05).astype(float)
    answers = np.array([0, 3, 9, 4, 7])
    scores = np.eye(10)[answers]
    sure = confidences(found, fired, scores)
    for sample, answer in enumerate(answers):
        silence = [
            next((step for step in range(found.steps) if fired[step, sample, n]), found.steps) for n in range(10)
        ]
        assert sure[sample] == pytest.approx(1.0 / sum(np.exp(0.25 * (silence[answer] - other)) for other in silence))

"""Samples for which no neuron of the read-out fires, answered by the highest membrane, wherever answers are given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.learning.components.method import Batch
from engine.learning.methods import methods
from engine.learning.methods.local_plasticity import RestingNetwork
from engine.learning.passes.presenting import Presenting
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import FIRST_TRAINING
from engine.model.registry.discovery import find
from engine.network.description import Decoder, NetworkDescription, Recording
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits, winner_take_all
from tests.engine.learning.test_spike_time_rules import batch_of, trains

SEED, SHOWN, GAP = 3, 40, 4
FIRST, BY_MEMBRANE = find("decoders/first_to_spike"), {"silence": "highest membrane"}


def quiet(**changes: object) -> NetworkDescription:
    """Digits whose read-out is silent for some of them."""
    network = digits(hidden=20, sample_time=10.0, **changes)
    (answer,), (data,) = network.decoders, network.datasets
    return replace(
        network,
        datasets=(replace(data, gap=float(GAP), split="test"),),
        decoders=(replace(answer, model=FIRST, parameters=BY_MEMBRANE),),
    )


@pytest.mark.parametrize("backend", ["numpy", "numba"])
@pytest.mark.parametrize("piece", [1, 9, 10_000])
def test_a_run_an_evaluation_and_the_recorded_membranes_agree(backend: str, piece: int) -> None:
    network = replace(quiet(), recordings=(Recording("V", "out", "V", interval=1.0),))
    period, simulation = 10 + GAP, Simulation(network, seed=SEED, backend=backend)
    chunks = [simulation.advance(min(piece, period)) for _ in range(SHOWN * period // min(piece, period) + 1)]
    answers = [answer for chunk in chunks for answer in chunk.answers["answer"]][:SHOWN]
    membranes = np.concatenate([chunk.samples["V"].values for chunk in chunks])
    spikes = np.concatenate([chunk.spikes["out"].steps for chunk in chunks])
    ends = [period * number + 10 for number in range(SHOWN)]
    silent = [not np.any((spikes > end - 10) & (spikes <= end)) for end in ends]
    assert 0.1 < np.mean(silent) < 0.9
    for answer, end, nobody in zip(answers, ends, silent, strict=True):
        assert answer.step == end
        if nobody:
            assert answer.answer == membranes[end - 1].argmax()
    assert np.array_equal([answer.scores for answer in answers], evaluate(network, seed=SEED).scores[:SHOWN])


def test_who_has_fired_answers_whatever_the_membranes_are() -> None:
    ours = evaluate(quiet(), seed=SEED)
    usual = quiet()
    usual = replace(usual, decoders=(replace(usual.decoders[0], parameters={}),))
    theirs = evaluate(usual, seed=SEED)
    fired = ours.spikes_of["out"] > 0
    assert np.array_equal(ours.scores[fired], theirs.scores[fired])
    assert not theirs.scores[~fired].any() and (ours.scores[~fired].sum(axis=1) == 1.0).all()


@pytest.mark.parametrize("name", ["surrogate_gradient", "smoothed_model"])
def test_answers_on_the_way_are_those_of_an_evaluation(name: str) -> None:
    network = quiet()
    found = circuit(network)
    method, wanted = methods()[name], evaluate(network, seed=SEED)
    settings = method.with_defaults({"start": "present weights", "precision": "float64"})
    learner = method.learner(found, settings, SEED)
    some = wanted.samples[:SHOWN]
    batch = Batch(found.samples.values[some], found.samples.labels[some], np.arange(SHOWN))
    assert np.array_equal(learner.answer(batch).answers, wanted.answers[:SHOWN])


@pytest.mark.parametrize("name", ["normad", "remote_supervision"])
def test_rules_of_spike_times_answer_silence_so(name: str) -> None:
    network = trains(inputs=20, outputs=3, patterns=3, weight=Uniform(0.0, 20.0))
    network = replace(network, decoders=(replace(network.decoders[0], model=FIRST, parameters=BY_MEMBRANE),))
    method, wanted = methods()[name], evaluate(network, seed=SEED, split="train")
    learner = method.learner(circuit(network), method.with_defaults({"start": "present weights"}), SEED)
    assert not wanted.spikes.any() and wanted.answers.any()
    assert np.array_equal(learner.answer(batch_of(network, 0, 1, 2)).answers, wanted.answers)


def test_samples_that_are_learnt_without_labels_are_answered_so_with_a_gap_behind_them() -> None:
    network = winner_take_all(10, sample_time=40.0, max_rate=20.0, w_total=20.0)
    (data,), (answer,) = network.datasets, network.decoders
    gap = replace(data, gap=float(GAP))
    network = replace(network, datasets=(gap,), decoders=(replace(answer, model=FIRST, parameters=BY_MEMBRANE),))
    found = circuit(network)
    presenting, sample, number = Presenting(found, 1, 0, 0.0), found.samples.values[7], FIRST_TRAINING
    resting = RestingNetwork(found, presenting.arrays(), 1)
    shown = presenting.show(sample, 0, number)
    at_rest = resting.show(sample[None], np.array([number]))
    assert presenting.simulation.step == 40 + GAP and not shown.fired.any() and np.ptp(shown.membrane) > 0.0
    assert at_rest.membrane == pytest.approx(shown.membrane, rel=1e-12)
    heard = presenting.simulation.state().arrays[answer.id, "y"]
    assert np.array_equal(heard[None], shown.membrane), "what a live run answers by"


def test_trains_of_an_encoder_have_no_membranes() -> None:
    network = quiet()
    reading = replace(network, decoders=(Decoder("answer", FIRST, "code", "data", BY_MEMBRANE),))
    assert [problem.code for problem in check(reading)] == ["no-values"]
    assert not check(replace(reading, decoders=(Decoder("answer", FIRST, "code", "data"),)))

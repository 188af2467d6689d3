from __future__ import annotations

import itertools
import re
import runpy

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.edits import SetParameter, SetSynapses
from app.document.example import EXAMPLES, INDEX, examples
from app.document.examples import drawn, write
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.analysis.intervals import coefficients_of_variation, known_mean
from engine.backends.cupy_device import reason_not_usable
from engine.learning.methods import methods
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.simulation.simulation import Simulation
from tests.app.document.example_files import ids, opened

WIDTHS = {"dataset": 128, "encoder": 140, "stimulus": 134, "population": 196, "decoder": 128, "recorder": 128}
TALL, LOW = 168.0, 72.0
READING = 0.5  # s to look at a sample and at its answer
STEPS = 300
WORDS_OF_THE_TRADE = ("LIF", "STDP", "surrogate", "BPTT", "rheobase", "CV", "Poisson", "logit", "hyperparameter")
BLINKS = 25.0  # a second of real time: beyond, an eye sees a steady light


def test_the_files_are_those_that_the_program_writes(tmp_path):
    write(tmp_path)
    for one in drawn():
        assert (tmp_path / one.entry.file).read_bytes() == (EXAMPLES / one.entry.file).read_bytes()
    assert (tmp_path / INDEX).read_bytes() == (EXAMPLES / INDEX).read_bytes()


def test_whoever_imports_every_module_writes_no_example(monkeypatch):
    """It wrote them all, beside tests that read them, and so the test above could not fail."""
    written = []
    monkeypatch.setattr("app.document.examples.write", lambda: written.append(1))
    runpy.run_module("app.document.examples.__main__", run_name="app.document.examples.__main__")
    assert not written
    runpy.run_module("app.document.examples", run_name="__main__")
    assert written


EVERY = pytest.mark.parametrize("example", examples(), ids=lambda example: example.title)


def boxes_of(nodes):
    """Where each node lies, its upper left corner and its size."""
    for node in nodes:
        width, height = WIDTHS.get(node.kind), LOW if node.kind == "recorder" else TALL
        if node.kind == "note":
            width, height = node.parameters["width"], node.parameters["height"]
        yield node.id, (*node.position, width, height)


@EVERY
def test_an_example_has_no_problem_no_overlap_no_word_of_the_trade_and_settings_that_fit(example):
    document = open_document(example.path)
    assert [str(p) for p in meaning(document).problems] == []
    for (a, (ax, ay, aw, ah)), (b, (bx, by, bw, bh)) in itertools.combinations(boxes_of(document.nodes.values()), 2):
        apart = ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay
        assert apart, (a, b)
    texts = [example.purpose, *(node.text for node in document.nodes.values())]
    found = [word for word in WORDS_OF_THE_TRADE if any(re.search(rf"\b{word}\b", text) for text in texts)]
    assert found == [] and example.purpose.endswith(".")
    training = document.training
    assert set(training.values) <= {training.method}
    if training.method:
        method = methods()[training.method]
        assert method.refusals(meaning(document).description) == []
        assert method.complete(training.of(training.method))
        changed = {name: value for name, value in method.complete({}).items() if name in training.of(training.method)}
        assert all(changed[name] != value for name, value in training.of(training.method).items())


@pytest.mark.gpu
@EVERY
def test_an_example_does_on_a_device_what_it_does_here(example):
    if (reason := reason_not_usable()) is not None:
        pytest.skip(reason)
    network = meaning(open_document(example.path)).description
    here, there = (Simulation(network, backend=name).advance(STEPS) for name in ("numpy", "cupy"))
    for id, block in here.spikes.items():
        assert np.array_equal(block.steps, there.spikes[id].steps), id
        assert np.array_equal(block.neurons, there.spikes[id].neurons), id
    for id, block in here.samples.items():
        assert np.allclose(block.values, there.samples[id].values, rtol=1e-9, atol=1e-9), id
    assert here.shown == there.shown


def test_one_neuron_fires_while_the_current_flows_and_not_below_the_rheobase():
    document = opened("One neuron")
    record = Simulation(meaning(document).description).run(1500.0)
    times = record.times(ids(document)["Neuron"])
    assert len(times) > 20 and times.min() > 50.0
    assert np.ptp(np.diff(times)) <= 0.2
    SetParameter(ids(document)["Current"], "amplitude", 370.0).apply(document)
    assert len(Simulation(meaning(document).description).run(1500.0).times(ids(document)["Neuron"])) == 0


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_balanced_network_fires_irregularly(seed):
    document = opened("Balanced network")
    record = Simulation(meaning(document).description, seed=seed).run(2000.0)
    for title in ("Excitatory", "Inhibitory"):
        node = document.nodes[ids(document)[title]]
        assert 1.0 < record.rate(node.id, node.size) < 40.0
        block = record.spikes[node.id]
        assert 0.7 < known_mean(coefficients_of_variation(block.steps, block.neurons, node.size)) < 1.3


def test_weakening_the_inhibition_of_excitation_lets_the_rates_explode():
    document = opened("Balanced network")
    where = ids(document)
    before = Simulation(meaning(document).description).run(500.0).rate(where["Excitatory"], 400)
    link = next(
        k for k in document.links.values() if (k.source, k.target) == (where["Inhibitory"], where["Excitatory"])
    )
    SetSynapses(link.id, replace(link.synapses, weight=link.synapses.weight / 4)).apply(document)
    assert Simulation(meaning(document).description).run(500.0).rate(where["Excitatory"], 400) > 10 * before


@pytest.mark.parametrize("title", ["Digits", "Digits by latency"])
def test_untrained_it_guesses(title):
    assert evaluate(meaning(opened(title)).description, split="test").accuracy < 0.3


def test_by_latency_each_pixel_fires_once_at_most():
    document = opened("Digits by latency")
    encoder = ids(document)["Pixels"]
    spikes = Simulation(meaning(document).description).advance(25).spikes[encoder]
    assert 0 < len(spikes.neurons) == len(set(spikes.neurons.tolist())) <= 64


@EVERY
def test_a_spike_and_the_next_or_a_sample_and_the_next_are_told_apart_by_an_eye(example):
    """At its view speed a sample lasts long enough to be read, or a neuron's light does not blur."""
    document = open_document(example.path)
    description = meaning(document).description
    speed = document.settings.speed
    assert 0 < speed <= 1
    shown = [(dataset.sample_time + dataset.gap) / speed / 1000.0 for dataset in description.datasets]
    assert all(seconds >= READING for seconds in shown)
    if not shown:
        record = Simulation(description).run(1000.0)
        rates = [record.rate(p.id, p.size) for p in description.populations]
        assert max(rates) * speed <= BLINKS


def test_the_inputs_that_fire_together_win_the_synapses():
    document = opened("STDP")
    where = ids(document)
    link = {k.source: k.id for k in document.links.values() if k.synapses and k.synapses.plasticity}
    simulation = Simulation(meaning(document).description)
    before = {title: simulation.weights(link[where[title]]).mean() for title in ("Together", "Alone")}
    simulation.run(10_000.0)
    after = {title: simulation.weights(link[where[title]]).mean() for title in ("Together", "Alone")}
    assert after["Together"] > 1.4 * before["Together"]
    assert abs(after["Alone"] - before["Alone"]) < 0.15 * before["Alone"]


def test_spike_xor_is_learnt_by_what_it_keeps():
    document = opened("Spike XOR")
    note = next(node.text for node in document.nodes.values() if node.kind == "note")
    network, training = meaning(document).description, document.training
    method = methods()[training.method]
    assert method.title in note
    assert evaluate(network, seed=document.settings.seed).accuracy < 1.0
    result = fit(network, method, seed=document.settings.seed, settings=training.of(training.method))
    assert result.accuracy == 1.0


def test_yin_yang_is_right_for_nine_of_ten_points_after_two_thirds_of_the_training_it_keeps():
    document = opened("Yin-Yang")
    note = next(node.text for node in document.nodes.values() if node.kind == "note")
    network, training, seed = meaning(document).description, document.training, document.settings.seed
    method = methods()[training.method]
    assert method.title in note and "nine of ten" in note
    assert evaluate(network, seed=seed).accuracy < 0.5
    kept = training.of(training.method)
    result = fit(network, method, seed=seed, settings=kept | {"epochs": 2 * kept["epochs"] // 3 + 1}, validation=0.1)
    assert round(10 * result.accuracy) == 9


def test_rewarded_actions_become_right_while_they_run_and_all_by_training():
    document = opened("Rewarded actions")
    network, training, seed = meaning(document).description, document.training, document.settings.seed
    simulation = Simulation(network, seed=seed)
    answers = [a for _ in range(120) for found in simulation.advance(300).answers.values() for a in found]
    right = np.array([answer.answer == answer.label for answer in answers])
    note = next(node.text for node in document.nodes.values() if node.kind == "note")
    told = round(30.0 * document.settings.speed / 0.3)  # answers in the seconds that the note says, one in 300 ms
    assert "after 30 seconds" in note and told <= 80
    assert len(right) == 120 and right[:20].mean() < 0.4 and right[told:].mean() > 0.7
    assert right[:told].mean() > 0.5, "its answer counts all so far"
    result = fit(network, methods()[training.method], seed=seed, settings=training.of(training.method))
    assert result.accuracy == 1.0


@pytest.mark.parametrize("title", ["Digits", "Digits by latency"])
def test_digits_shows_samples_and_answers_them(title):
    document = opened(title)
    chunk = Simulation(meaning(document).description).advance(250)
    (answers,) = chunk.answers.values()
    (shown,) = chunk.shown.values()
    assert len(answers) == 10 and len(shown) in (10, 11)
    assert all(answer.label == s.label for answer, s in zip(answers, shown, strict=False))


def test_one_synapse_tires_and_the_other_warms_up():
    """The statement of the example, and its states by equations 1 and 2 of Tsodyks, Pawelzik & Markram (1998)."""
    document = opened("Tsodyks and Markram's synapses")
    description = meaning(document).description
    record = Simulation(description).run(5000.0)
    assert not any(len(record.spikes[p.id]) for p in description.populations)
    stamps = np.array([*range(50, 550, 50), 1000, *range(4050, 4550, 50)]) * 10  # steps of 0.1 ms
    link = {p.target: p for p in description.projections}
    for title, tires in (("Depressing", True), ("Facilitating", False)):
        own = ids(document)[title]
        kept = {r.quantity: record.samples[r.id].values[:, 0] for r in description.recordings
                if r.element in (own, link[own].id)}  # fmt: skip
        late = round(link[own].delay / 0.1)
        rises = [kept["V"][s + late - 1 : s + late + 150].max() - kept["V"][s + late - 1] for s in stamps]
        train, tried, again = np.array(rises[:10]), rises[10], rises[11]
        if tires:
            assert (np.diff(train) < 0).all() and train[-1] < 0.3 * train[0] and train[-1] < tried < train[0]
        else:
            assert (np.diff(train[:5]) > 0).all() and train[-1] > 2.5 * train[0] and tried > 2 * train[0]
        assert again == pytest.approx(rises[0], rel=0.1), "rested until the next round"
        U, tau_rec, tau_fac = (0.5, 800.0, 0.0) if tires else (0.03, 130.0, 530.0)
        u, x = U, 1.0
        for place, stamp in enumerate(stamps):
            if place:
                gap = (stamp - stamps[place - 1]) / 10
                x = 1.0 + (x - u * x - 1.0) * np.exp(-gap / tau_rec)
                u = U + (u * (1.0 - U) * np.exp(-gap / tau_fac) if tau_fac else 0.0)
            assert kept["x"][stamp - 1] == pytest.approx(x - u * x, rel=1e-9)
            assert tires or kept["u"][stamp - 1] == pytest.approx(u, rel=1e-9)

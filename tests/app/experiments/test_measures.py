"""Measures are read as they are typed, and are what the engine finds in the run."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from app.commands.editor import Editor
from app.commands.setting import rename
from app.document.examples import balanced_network, digits, stdp
from app.document.meaning.meaning import meaning
from app.experiments.measure_expression import MeasureProblem, measure_words, parse_measure
from app.experiments.measures import MEASURES, MeasuredKind, MeasuredRun
from engine.analysis.summary import summary
from engine.simulation.simulation import Simulation

START, END = 50.0, 750.0


def _run(document, seed=3, duration=END, start=START):
    simulation = Simulation(meaning(document).description, seed=seed)
    return MeasuredRun(simulation, simulation.run(duration), start)


@pytest.fixture(scope="module")
def balanced():
    document = balanced_network.draw()
    return document, _run(document)


def _value(balanced, text):
    document, run = balanced
    return parse_measure(document, text).value(run)


def test_measures_of_spikes_are_those_of_statistics_behind_what_is_discarded(balanced):
    document, run = balanced
    node = next(node for node in document.nodes.values() if node.title == "Excitatory")
    record = run.record
    figures = summary(record.times(node.id), record.spikes[node.id].neurons, node.size, START, END).figures
    assert figures.rate > 1.0
    for name, figure in (
        ("rate", "rate"), ("rate_sd", "rate_deviation"), ("interval", "interval"), ("cv", "variation"),
        ("fano", "fano_factor"), ("synchrony", "synchrony"), ("correlation", "correlation"),
    ):  # fmt: skip
        assert _value(balanced, f"{name}(Excitatory)") == getattr(figures, figure)
    times, neurons = record.times(node.id), record.spikes[node.id].neurons
    late = times > START
    assert _value(balanced, "spikes(Excitatory)") == late.sum()
    assert _value(balanced, "active(Excitatory)") == len(set(neurons[late])) / node.size
    first = [times[late & (neurons == neuron)].min() - START for neuron in set(neurons[late])]
    assert _value(balanced, "latency(Excitatory)") == pytest.approx(np.mean(first))


def test_the_frequency_of_a_population_is_that_at_which_it_is_driven():
    """By a rate that swings 40 times a second; a silent population has none."""
    document = balanced_network.draw()
    run = _run(document)
    element = next(node.id for node in document.nodes.values() if node.title == "Excitatory")
    ms = np.arange(1, 700)
    steps = np.repeat(ms, np.round(10 * (1 + np.sin(2 * np.pi * 0.04 * ms))).astype(int)) / run.record.resolution
    swinging, neurons = steps.astype(np.int64), np.arange(len(steps)) % 20
    block = run.record.spikes[element]
    run.record.spikes[element] = type(block)(swinging, neurons.astype(block.neurons.dtype))
    of = parse_measure(document, "frequency(Excitatory)")
    assert of.value(MeasuredRun(run._simulation, run.record, 0.0)) == pytest.approx(40.0, abs=3.0)
    run.record.spikes[element] = type(block)(swinging[:0], block.neurons[:0])
    silent = MeasuredRun(run._simulation, run.record, 0.0)
    assert np.isnan(of.value(silent)) and np.isnan(parse_measure(document, "latency(Excitatory)").value(silent))
    assert parse_measure(document, "rate(Excitatory)").value(silent) == 0.0


def test_moments_of_weights_are_those_at_the_end_of_the_run():
    document = stdp.draw()
    link = next(link for link in document.links.values() if link.synapses and link.synapses.plasticity)
    run = _run(document, duration=400.0, start=0.0)
    weights = run._simulation.weights(link.id)
    assert np.std(weights) > 0.0
    for name, wanted in (
        ("mean", np.mean(weights)), ("sd", np.std(weights)), ("min", weights.min()), ("max", weights.max()),
        ("skewness", stats.skew(weights)), ("kurtosis", stats.kurtosis(weights, fisher=False)),
    ):  # fmt: skip
        assert parse_measure(document, f"weight_{name}({link.id})").value(run) == pytest.approx(wanted)


def test_the_accuracy_of_a_decoder_is_the_share_of_right_answers():
    document = digits.draw()
    decoder = next(node for node in document.nodes.values() if node.kind.value == "decoder")
    run = _run(document, duration=1000.0, start=0.0)
    answers = run.record.answers[decoder.id]
    assert len(answers) > 10
    right = np.mean([answer.answer == answer.label for answer in answers])
    assert parse_measure(document, f"accuracy({decoder.title})").value(run) == pytest.approx(right)


def test_expressions_are_reckoned_in_their_units(balanced):
    document, _ = balanced
    e, i = (_value(balanced, f"rate({title})") for title in ("Excitatory", "Inhibitory"))
    for text, unit, value in (
        ("rate(Excitatory)", "Hz", e),
        ("rate(Excitatory)/rate(Inhibitory)", "1", e / i),
        (" 2*rate( Excitatory ) - rate(Inhibitory)", "Hz", 2 * e - i),
        ("abs(rate(Excitatory) - 5 Hz)", "Hz", abs(e - 5)),
        ("rate(Excitatory)*interval(Excitatory)", "1", e * _value(balanced, "interval(Excitatory)") / 1000),
        ("rate(Excitatory)**2", "ms^-2", (e / 1000) ** 2),
        ("1/interval(Excitatory)", "Hz", 1000 / _value(balanced, "interval(Excitatory)")),
        ("sqrt(cv(Excitatory)**2 + 1)", "1", np.hypot(_value(balanced, "cv(Excitatory)"), 1)),
    ):
        read = parse_measure(document, text)
        assert (read.unit, read.value(balanced[1])) == (unit, pytest.approx(value)), text
        again = parse_measure(document, read.text)
        assert again.value(balanced[1]) == read.value(balanced[1]) and "Excitatory" not in read.text
        assert measure_words(document, read.text).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("rate", "measures nothing; write it as in rate"),
        ("", "measures nothing"),
        ("tempo(Excitatory)", "measures nothing"),
        ("rate(Nobody)", "No element is called Nobody"),
        ("rate()", "No element is called"),
        ("accuracy(Excitatory)", "accuracy is measured of a decoder, and Excitatory is none"),
        ("weight_mean(Excitatory)", "names no link"),
        ("rate(Excitatory) + cv(Excitatory)", "adds or compares what has different units"),
        ("rate(Excitatory) + cv(", "No element is called"),
        ("rate(Excitatory) +", "cannot be read"),
        ("rate(Excitatory)(1)", "cannot be read|rate\\(Excitatory\\)"),
        ("rate(Excitatory); import os", "has no place|cannot be read|is a word of programs"),
        ("rate(Excitatory).__class__", "dot after a name"),
        ("rate(Excitatory)\nrate(Inhibitory)", "more than one expression"),
        ("2*other + rate(Excitatory)", "other"),
        ("rate(Excitatory) > 3 Hz", "different units"),
    ],
)
def test_what_is_no_measure_is_said_in_one_sentence(balanced, typed, said):
    with pytest.raises(MeasureProblem, match=said) as problem:
        parse_measure(balanced[0], typed)
    assert "measured_" not in str(problem.value)


def test_titles_with_brackets_and_words_of_measures_are_found(balanced):
    editor = Editor()
    editor.load(balanced_network.draw())
    node = next(node for node in editor.document.nodes.values() if node.title == "Excitatory")
    for title in ("E (1)", "rate(E)", "a + b", "兴奋", "#1"):
        rename(editor, node.id, title)
        read = parse_measure(editor.document, f"cv({title})*2")
        assert [call.element for call in read.calls] == [node.id]
        assert measure_words(editor.document, read.text) == f"cv({title})*2"


def test_every_measure_has_a_kind_that_can_be_called():
    assert {measure.kind for measure in MEASURES.values()} == set(MeasuredKind)

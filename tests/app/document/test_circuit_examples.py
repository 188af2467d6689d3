"""What the examples about small networks say of them: at more than one seed, and what their notes ask to be tried."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.edits import RemoveElements, SetSynapses
from app.document.examples import four_regimes, synfire_chain, where_a_sound_is, working_memory
from app.document.meaning.meaning import meaning
from engine.analysis.intervals import coefficients_of_variation, known_mean
from engine.analysis.rates import binned_counts
from engine.analysis.synchrony import synchrony_of
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.app.document.example_files import counts, ids, link_between, opened, spikes

SEEDS = pytest.mark.parametrize("seed", [1, 2, 3])


@SEEDS
def test_one_group_wins_alone_and_the_other_takes_over_once_its_input_is_larger(seed):
    document = opened("Winner take all")
    simulation = Simulation(meaning(document).description, seed=seed)
    winners = [("Group A", "Group B"), ("Group B", "Group A"), ("Group A", "Group B")]
    for rate, (winner, loser) in zip((1000.0, 1700.0, 1000.0), winners, strict=True):
        simulation.apply(SetValue(ids(document)["Input B"], "rate", rate))
        record, now = simulation.run(1000.0), simulation.time
        won, lost = (counts(record, document, title, now - 500.0, now).mean() / 0.5 for title in (winner, loser))
        assert 10.0 < won < 60.0 and won > 5 * lost


@pytest.mark.parametrize("apart", [20.0, 5.0])
def test_left_and_right_take_turns_and_neither_does_alone(apart):
    document = opened("Central pattern generator")
    where = ids(document)
    right = document.nodes[where["Right"]]
    document.put(replace(right, start={"V": right.start["V"] + apart}))
    record = Simulation(meaning(document).description).run(4000.0)
    left, right = (spikes(record, document, title)[0] for title in ("Left", "Right"))
    left, right = left[left > 1500.0], right[right > 1500.0]
    period = np.diff(left)
    following = right[right > left[0]][: len(period)]
    assert len(left) >= 4 and np.ptp(period) < 0.02 * period.mean() and 300.0 < period.mean() < 1000.0
    assert (following - left[: len(following)]) / period.mean() == pytest.approx(0.5, abs=0.02)
    for source, target in (("Left", "Right"), ("Right", "Left")):
        link = link_between(document, source, target)
        SetSynapses(link.id, replace(link.synapses, weight=0.0)).apply(document)
    record = Simulation(meaning(document).description).run(2500.0)
    assert not any((spikes(record, document, title)[0] > 1000.0).any() for title in ("Left", "Right"))


@SEEDS
def test_the_neurons_that_fire_move_with_the_direction_of_the_sound(seed):
    document = opened("Where a sound is")
    each, directions = where_a_sound_is.EACH, where_a_sound_is.DIRECTIONS
    record = Simulation(meaning(document).description, seed=seed).run(each * len(directions))
    for place, later in enumerate(directions):
        own = counts(record, document, "Coincidence", each * place, each * (place + 1))
        middle = (where_a_sound_is.NEURONS - 1) / 2 + later / where_a_sound_is.LAG / 2
        assert own.sum() > 0 and (own * np.arange(len(own))).sum() / own.sum() == pytest.approx(middle, abs=0.5)
        assert (own > 0).sum() <= 5
    RemoveElements((link_between(document, "Left ear", "Coincidence").id,)).apply(document)
    assert counts(Simulation(meaning(document).description).run(400.0), document, "Coincidence", 0.0, 400.0).sum() == 0


@SEEDS
def test_a_strong_volley_sharpens_and_arrives_and_a_weak_one_fades(seed):
    document = opened("Synfire chain")
    record = Simulation(meaning(document).description, seed=seed).run(synfire_chain.ROUND)
    times, neurons = spikes(record, document, "Chain")
    last = neurons >= (synfire_chain.GROUPS - 1) * synfire_chain.GROUP
    own = {}
    for size, at in synfire_chain.AT.items():
        arrives = at + 5.0 * synfire_chain.GROUPS  # and what each group needs to rise
        own[size] = times[last & (times > arrives - 5.0) & (times < arrives + 40.0)]
    middle = np.median(own[synfire_chain.STRONG])
    volley = own[synfire_chain.STRONG][np.abs(own[synfire_chain.STRONG] - middle) < 3.0]
    assert 95 <= len(volley) <= 105 and volley.std() < 0.25 * synfire_chain.SPREAD
    widest = max(np.sum(np.abs(own[synfire_chain.WEAK] - t) < 3.0) for t in own[synfire_chain.WEAK])
    assert widest < 0.2 * synfire_chain.GROUP


def direction(own):
    """Where on the ring, in turns, the spikes of each neuron lie on average, and how sharply (0 to 1)."""
    vector = (own * np.exp(2j * np.pi * (np.arange(len(own)) + 0.5) / len(own))).sum() / max(own.sum(), 1)
    return np.angle(vector) / (2 * np.pi) % 1.0, abs(vector)


@SEEDS
def test_a_place_is_kept_after_its_cue_until_it_is_erased(seed):
    document = opened("Working memory")
    record = Simulation(meaning(document).description, seed=seed).run(working_memory.ROUND)
    cued_until = working_memory.CUE + working_memory.SHOWN
    assert counts(record, document, "Ring", 0.0, working_memory.CUE).mean() < 0.1
    for start in np.arange(cued_until + 200.0, working_memory.ERASE - 250.0, 250.0):
        own = counts(record, document, "Ring", start, start + 250.0)
        place, sharpness = direction(own)
        assert own.sum() > 50 and place == pytest.approx(0.5, abs=1 / 36) and sharpness > 0.9
    assert counts(record, document, "Ring", working_memory.ERASE + 300.0, working_memory.ROUND).sum() == 0


def test_with_half_the_weight_of_the_ring_the_place_is_forgotten():
    document = opened("Working memory")
    link = link_between(document, "Ring", "Ring")
    halved = replace(link.synapses.weight, amount=link.synapses.weight.amount / 2)
    SetSynapses(link.id, replace(link.synapses, weight=halved)).apply(document)
    record = Simulation(meaning(document).description).run(2000.0)
    assert counts(record, document, "Ring", working_memory.CUE, 800.0).sum() > 100
    assert counts(record, document, "Ring", 1300.0, 2000.0).sum() < 10


@SEEDS
def test_joined_neurons_fire_together_and_the_same_neurons_alone_do_not(seed):
    document = opened("Gap junctions")
    record = Simulation(meaning(document).description, seed=seed).run(400.0)
    joined, alone = (
        synchrony_of(binned_counts(*spikes(record, document, title), 20, 200.0, 400.0, 2.0))
        for title in ("Joined", "Alone")
    )
    assert joined > 0.8 and alone < 0.4


@pytest.mark.parametrize("seed", [1, 2])
def test_inhibition_learns_until_every_neuron_fires_at_one_rate_and_again_after_more_drive(seed):
    document = opened("Homeostasis")
    simulation = Simulation(meaning(document).description, seed=seed)
    first = counts(simulation.run(1000.0), document, "Neurons", 0.0, 1000.0)
    assert first[-10:].mean() > 1.5 * first[:10].mean() > 30.0
    for rate in (1000.0, 1300.0):
        simulation.apply(SetValue(ids(document)["Drive"], "rate", rate))
        began = simulation.time
        stirred = counts(simulation.run(1000.0), document, "Neurons", began, began + 1000.0)
        simulation.run(10_000.0)
        began = simulation.time
        calm = counts(simulation.run(6000.0), document, "Neurons", began, began + 6000.0) / 6.0
        assert stirred.mean() > 10.0
        assert calm.mean() == pytest.approx(5.0, abs=1.5) and calm[:10].mean() == pytest.approx(
            calm[-10:].mean(), abs=1.5
        )


def rhythm(record, document, title, start, stop):
    """Rate of a neuron (Hz), CV, synchrony, and the frequency (Hz) at which the population is strongest."""
    times, neurons = spikes(record, document, title)
    size = document.nodes[ids(document)[title]].size
    chosen = times >= start
    numbers = np.histogram(times[chosen], np.arange(start, stop + 0.5))[0]
    power = np.abs(np.fft.rfft(numbers - numbers.mean())) ** 2
    frequency = float(np.argmax(power)) * 1000.0 / (stop - start)
    rate = chosen.sum() / size * 1000.0 / (stop - start)
    together = synchrony_of(binned_counts(times, neurons, size, start, stop, 2.0))
    return rate, known_mean(coefficients_of_variation(times[chosen], neurons[chosen], size)), together, frequency


@pytest.mark.parametrize("seed", [1, 2])
def test_one_network_has_four_regimes(seed):
    document = opened("Four regimes")
    simulation = Simulation(meaning(document).description, seed=seed)
    record = simulation.run(500.0)
    found = {title: rhythm(record, document, title, 200.0, 500.0) for title in four_regimes.REGIMES}
    rate, irregularity, together, frequency = found["Regular"]
    assert irregularity < 0.1 and together > 0.4 and frequency == pytest.approx(rate, rel=0.05)
    rate, irregularity, _, frequency = found["Fast"]
    assert irregularity > 0.5 and 120.0 < frequency < 250.0 and rate < 0.6 * frequency
    rate, irregularity, together, frequency = found["Slow"]
    assert irregularity > 0.4 and together > 0.2 and 15.0 < frequency < 60.0 and rate < 0.8 * frequency
    _, irregularity, together, _ = found["Irregular"]
    assert irregularity > 0.4 and together < 0.75 * min(
        other[2] for title, other in found.items() if title != "Irregular"
    )
    simulation.apply(SetValue(ids(document)["Drive 4"], "rate", 2000.0))
    simulation.run(100.0)
    assert counts(simulation.run(200.0), document, "Irregular", 600.0, 800.0).mean() / 0.2 < 0.2 * found["Irregular"][0]

"""What the trainer shows a network is what a run shows it: every encoder, on pictures and on signals."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learning.passes.encoding import Encoding
from engine.model.registry.discovery import find, models
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.simulation.simulation import Simulation

STEPS, PRESENTATIONS, H = 40, 3, 0.5
SPIKING = [e for e in models("encoders").values() if "spike" in e.equations]


@pytest.mark.parametrize("data", ["datasets/digits", "datasets/waveforms"])
@pytest.mark.parametrize("encoder", SPIKING, ids=lambda encoder: encoder.key)
def test_a_presentation_to_the_trainer_has_the_spikes_of_a_run(encoder, data):
    dataset = Dataset("d", find(data), sample_time=STEPS * H, shuffled=True, split="all")
    network = NetworkDescription(H, datasets=(dataset,), encoders=(Encoder("e", encoder, "d"),))
    chunk = Simulation(network, backend="numpy", seed=3).advance(STEPS * PRESENTATIONS)
    samples = dataset.model.load({})
    shown = [s.sample for s in chunk.shown["d"]]
    encoding = Encoding(network, network.encoders[0], samples.channels, STEPS, 3)
    found = encoding.encoded(samples.values[shown], np.arange(PRESENTATIONS), np.float64)
    steps, presentations, trains = np.nonzero(found)
    order = np.lexsort((trains, steps, presentations))
    assert np.array_equal(chunk.spikes["e"].steps, (presentations * STEPS + steps + 1)[order])
    assert np.array_equal(chunk.spikes["e"].neurons, trains[order])
    assert found.shape == (STEPS, PRESENTATIONS, samples.channels * encoder.trains({}))


@pytest.mark.parametrize("data", ["datasets/digits", "datasets/waveforms"])
@pytest.mark.parametrize("encoder", models("encoders").values(), ids=lambda encoder: encoder.key)
def test_a_presentation_in_pieces_is_the_presentation(encoder, data):
    dataset = Dataset("d", find(data), sample_time=STEPS * H)
    network = NetworkDescription(H, datasets=(dataset,), encoders=(Encoder("e", encoder, "d"),))
    samples = dataset.model.load({})
    encoding = Encoding(network, network.encoders[0], samples.channels, STEPS, 3)
    shown, numbers = samples.values[:PRESENTATIONS], np.arange(5, 5 + PRESENTATIONS)
    whole = encoding.encoded(shown, numbers, np.float64)
    pieces = list(encoding.pieces(shown, numbers, np.float64, 16))
    assert len(pieces) == 3
    joined = np.concatenate(pieces)[: len(whole)] if len(whole) > 1 else pieces[0]
    assert np.array_equal(joined, whole) and all(np.array_equal(p, whole) for p in pieces if len(whole) == 1)

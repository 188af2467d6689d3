"""Patterns of spike trains: their rates, their dead time, their seed, and that the network gets those very spikes."""

import numpy as np
import pytest

from engine.datasets.target_spike_trains import TargetSpikeTrains
from engine.model.data import TargetTrains
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Encoder, NetworkDescription
from engine.simulation.simulation import Simulation

MANY = {"patterns": 4.0, "inputs": 100.0, "outputs": 30.0, "duration": 2000.0, "target_rate": 40.0, "shortest": 5.0}


def test_trains_have_their_rates_and_targets_their_dead_time() -> None:
    samples = TargetSpikeTrains.load(MANY)
    assert samples.values.shape == (4, 2000, 100) and samples.targets is not None
    assert samples.values.sum() == pytest.approx(4 * 100 * 20, rel=0.05)
    assert len(samples.targets.times) == pytest.approx(4 * 30 * 80, rel=0.05)
    order = np.lexsort((samples.targets.times, samples.targets.neurons, samples.targets.samples))
    same = (np.diff(samples.targets.samples[order]) == 0) & (np.diff(samples.targets.neurons[order]) == 0)
    intervals = 2000.0 * np.diff(samples.targets.times[order])[same]
    assert 5.0 - 1e-9 <= intervals.min() < 5.5 and samples.targets.times.max() < 1.0


def test_the_seed_decides_the_trains() -> None:
    first, again, other = (TargetSpikeTrains.load({"inputs": 20.0, "pattern_seed": s}) for s in (1.0, 1.0, 2.0))
    assert np.array_equal(first.values, again.values) and not np.array_equal(first.values, other.values)


@pytest.mark.parametrize("h", [0.25, 1.0])
def test_a_regular_encoder_of_one_spike_an_interval_passes_the_spikes_on(h: float) -> None:
    values = {"inputs": 20.0, "duration": 100.0, "input_rate": 100.0}
    dataset = Dataset("d", TargetSpikeTrains, values, sample_time=100.0)
    encoder = Encoder("e", find("encoders/regular"), "d", {"max_rate": 1000.0})
    chunk = Simulation(NetworkDescription(h, datasets=(dataset,), encoders=(encoder,)), backend="numpy").advance(
        round(100.0 / h)
    )
    rows, trains = np.nonzero(TargetSpikeTrains.load(values).values[0])
    assert len(rows) > 100
    assert np.array_equal(chunk.spikes["e"].steps * h, rows + 1.0)
    assert np.array_equal(chunk.spikes["e"].neurons, trains)


def test_a_raster_of_targets_has_each_spike_in_the_step_that_holds_it() -> None:
    trains = TargetTrains(2, np.array([0, 1, 1]), np.array([0, 1, 1]), np.array([0.3, 0.0, 0.999]))
    raster = trains.raster(np.array([1, 0]), 10)
    assert np.argwhere(raster).tolist() == [[0, 0, 1], [3, 1, 0], [9, 0, 1]]

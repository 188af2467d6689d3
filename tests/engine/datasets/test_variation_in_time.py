"""Augmentation of samples in time: training events and sounds differ each time they are shown, by seed alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets.spike_tables import SpikeTables
from engine.learning.methods import methods
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import models
from engine.model.variation import TimeVariation, VariedInTime
from engine.network.description import Dataset, NetworkDescription
from engine.simulation.simulation import Simulation
from tests.engine.datasets.test_wav_folders import loaded, tones
from tests.engine.learning.networks import small

SPIKES = {"are_spikes": True, "shift": 0.0, "stretch": 0.0, "drop": 0.0, "noise": 0.0, "seed": 3}
VALUES = {**SPIKES, "are_spikes": False}
TIMES, CHANNELS = 40, 6


def raster(count: int = 1) -> Any:
    return (np.random.default_rng().random((count, TIMES, CHANNELS)) < 0.2).astype(float)


def drawn(number: int) -> tuple[float, float, np.random.Generator]:
    """The factor's and the shift's draws within ±1, and the generator behind them."""
    random = np.random.Generator(np.random.Philox(key=3, counter=[0, number, 0, 0]))
    return random.uniform(-1, 1), random.uniform(-1, 1), random


@pytest.mark.parametrize(
    ("shift", "stretch", "drop"), [(0.2, 0.0, 0.0), (0.0, 0.3, 0.0), (0.0, 0.0, 0.4), (0.1, 0.2, 0.3)]
)
def test_spikes_are_moved_and_left_out_as_a_plain_loop_does(shift: float, stretch: float, drop: float) -> None:
    given = raster(3)
    varied = TimeVariation(**{**SPIKES, "shift": shift, "stretch": stretch, "drop": drop})(given, np.array([7, 8, 9]))
    for sample, number in enumerate((7, 8, 9)):
        longer, later, random = drawn(number)
        expected = np.zeros((TIMES, CHANNELS))
        rows, channels = np.nonzero(given[sample])
        chances = random.random(len(rows))
        for row, channel, chance in zip(rows, channels, chances, strict=True):
            at = int(np.floor((row + 0.5) * (1 + stretch * longer) + shift * TIMES * later))
            if chance >= drop and 0 <= at < TIMES:
                expected[at, channel] = 1.0
        assert np.array_equal(varied[sample], expected)
    assert not np.array_equal(varied, given)


def test_values_are_moved_held_at_the_ends_and_get_noise_within_the_range() -> None:
    given = np.random.default_rng().random((2, TIMES, CHANNELS))
    varied = TimeVariation(**{**VALUES, "shift": 0.2, "stretch": 0.3})(given, np.array([4, 5]))
    for sample, number in enumerate((4, 5)):
        longer, later, _ = drawn(number)
        for time in range(TIMES):
            at = int(np.floor((time + 0.5 - 0.2 * TIMES * later) / (1 + 0.3 * longer)))
            assert np.array_equal(varied[sample, time], given[sample, min(max(at, 0), TIMES - 1)])
    grey = np.full((50, TIMES, CHANNELS), 0.5)
    noisy = TimeVariation(**{**VALUES, "noise": 0.1})(grey, np.arange(50))
    assert noisy.std() == pytest.approx(0.1, rel=0.05) and noisy.mean() == pytest.approx(0.5, abs=0.01)
    loud = TimeVariation(**{**VALUES, "noise": 1.0})(grey, np.arange(50))
    assert loud.min() == 0.0 and loud.max() == 1.0


def test_the_share_that_is_left_out_is_the_one_that_was_asked_for() -> None:
    given = raster(400)
    left = TimeVariation(**{**SPIKES, "drop": 0.3})(given, np.arange(400)).sum() / given.sum()
    assert left == pytest.approx(0.7, abs=0.01)


def test_two_samples_of_a_class_are_mixed_as_a_plain_loop_does() -> None:
    values, labels = raster(60), np.arange(60) % 3
    trained, numbers = np.random.default_rng().permutation(45), np.arange(100, 140)
    vary, samples = TimeVariation(**{**SPIKES, "mix": 0.8}), trained[:40]
    others = vary.partners(samples, numbers, labels, trained)
    assert np.array_equal(labels[others], labels[samples]) and set(others) <= set(trained)
    assert 0.5 < np.mean(others != samples) < 1.0 and np.array_equal(
        others, vary.partners(samples, numbers, labels, trained[::-1])
    )
    mixed = vary.mixed(values[samples], values[others], numbers)
    for place, (own, other, number) in enumerate(zip(samples, others, numbers, strict=True)):
        if own == other:
            assert np.array_equal(mixed[place], values[own])
            continue
        random = np.random.Generator(np.random.Philox(key=3, counter=[0, int(number), 2, 0]))
        first, second = (list(zip(*np.nonzero(values[one]), strict=True)) for one in (own, other))
        later = round(float(np.mean([at for at, _ in first]) - np.mean([at for at, _ in second])))
        expected, chances = np.zeros((TIMES, CHANNELS)), random.random(len(first) + len(second))
        for (at, channel), chance in zip([*first, *((a + later, c) for a, c in second)], chances, strict=True):
            if chance < 0.5 and 0 <= at < TIMES:
                expected[at, channel] = 1.0
        assert np.array_equal(mixed[place], expected)
    silent = np.zeros((1, TIMES, CHANNELS))
    assert np.array_equal(vary.mixed(values[:1], silent, numbers[:1]), values[:1])


def test_the_seed_and_the_number_of_the_presentation_decide() -> None:
    given, asked = raster(4), {"shift": 0.2, "stretch": 0.2, "drop": 0.2}
    first, again, other = (
        TimeVariation(**{**SPIKES, **asked, "seed": seed})(given, np.arange(4)) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    alone = TimeVariation(**{**SPIKES, **asked, "seed": 1})
    assert np.array_equal(alone(given[2], np.array([2])), first[2]), "one sample, as a run shows it"
    assert not np.array_equal(alone(given[2], np.array([3])), first[2])


def table(folder: Path) -> Path:
    """Thirty samples of two classes: early spikes on low channels, late ones on high."""
    random, rows = np.random.default_rng(1), ["sample,time,channel,label"]
    for sample in range(30):
        label = sample % 2
        rows += [
            f"{sample},{random.integers(0, 10) + 10 * label},{random.integers(0, 8) + 8 * label},{label}"
            for _ in range(12)
        ]
    (folder / "spikes.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / "spikes.csv"


def network(path: Path, **settings: float) -> NetworkDescription:
    """A small network on that table."""
    found = small()
    own = {"file": str(path), "channels": 16.0, "duration": 25.0, **settings}
    data = Dataset("data", SpikeTables, own, sample_time=25.0)
    populations = tuple(replace(p, size=2) if p.id == "out" else p for p in found.populations)
    return replace(found, datasets=(data,), populations=populations)


VARIED = {"time_shift": 0.1, "stretch": 0.1, "drop": 0.3, "mix": 0.5}


def test_training_is_varied_and_resumes_and_answers_to_what_is_there(tmp_path: Path) -> None:
    path, asked = table(tmp_path), {"epochs": 3, "batch": 8, "seed": 1, "validation": 0.2}
    method = methods()["surrogate_gradient"]
    plain = fit(network(path), method, **asked)
    whole = fit(network(path, **VARIED), method, **asked)
    assert any(not np.array_equal(whole.arrays[key], plain.arrays[key]) for key in whole.arrays)
    cut = fit(network(path, **VARIED), method, **asked, on_progress=lambda p: len(p.history) < 1)
    resumed = fit(network(path, **VARIED), method, **asked, resume=cut.checkpoint)
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    other = fit(network(path, **VARIED, variation_seed=1.0), method, **asked)
    assert any(not np.array_equal(whole.arrays[key], other.arrays[key]) for key in whole.arrays)


@pytest.mark.parametrize(("split", "as_it_is"), [("train", False), ("test", True)])
def test_a_run_shows_training_samples_varied_and_test_samples_as_they_are(
    tmp_path: Path, split: str, as_it_is: bool
) -> None:
    found = network(table(tmp_path), **VARIED)
    run = Simulation(replace(found, datasets=(replace(found.datasets[0], split=split),)), backend="numpy")
    samples = run.samples("data")
    shown = []
    for _ in range(25):
        run.advance(1)
        shown.append(run.encoded("code"))
    assert bool((samples.values[:] == np.array(shown)).all(axis=(1, 2)).any()) == as_it_is


def test_sounds_in_folders_are_varied_too(tmp_path: Path) -> None:
    tones(tmp_path)
    assert loaded(tmp_path).variation is None
    samples = loaded(tmp_path, time_shift=0.2, noise=0.05)
    assert samples.variation == TimeVariation(False, 0.2, 0.0, 0.0, 0.05, 0)
    shown = samples.values[:]
    assert np.array_equal(shown, loaded(tmp_path).values[:])
    varied = samples.variation(shown, np.arange(len(shown)))
    assert varied.shape == shown.shape and not np.array_equal(varied, shown)


def test_sources_of_events_and_sounds_that_are_labelled_have_the_settings() -> None:
    having = {key for key, model in models("datasets").items() if issubclass(model, VariedInTime)}
    names = {key.removeprefix("datasets/") for key in having}
    assert names == {"event_folders", "shd_files", "spike_tables", "wav_folders"}

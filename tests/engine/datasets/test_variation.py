"""Augmentation: training images differ each time they are shown, by seed, and nothing else does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.datasets.digits import Digits
from engine.learning.components.method import Batch
from engine.learning.methods import methods
from engine.learning.training import fitting
from engine.model.variation import Variation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import small


def test_a_shifted_image_has_its_pixels_elsewhere_and_loses_those_that_leave() -> None:
    picture = np.arange(1.0, 13.0).reshape(1, 12) / 12
    seen = {}
    for number in range(200):
        (varied,) = Variation(3, 4, 1, 0.0, 5)(picture, np.array([number]))
        rolled = [
            (down, right)
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if np.array_equal(varied.reshape(3, 4), moved(picture.reshape(3, 4), down, right))
        ]
        assert len(rolled) == 1
        seen[rolled[0]] = seen.get(rolled[0], 0) + 1
    assert len(seen) == 9 and min(seen.values()) >= 8


def moved(picture: np.ndarray, down: int, right: int) -> np.ndarray:
    padded = np.pad(picture, 1)
    return padded[1 - down : 4 - down, 1 - right : 5 - right]


def test_noise_has_its_deviation_and_stays_within_the_range() -> None:
    grey = np.full((50, 64), 0.5)
    noisy = Variation(8, 8, 0, 0.1, 0)(grey, np.arange(50))
    assert noisy.std() == pytest.approx(0.1, rel=0.05) and noisy.mean() == pytest.approx(0.5, abs=0.01)
    loud = Variation(8, 8, 0, 1.0, 0)(grey, np.arange(50))
    assert loud.min() == 0.0 and loud.max() == 1.0


def test_the_seed_and_the_number_of_the_presentation_decide() -> None:
    images = Digits.load({}).values[:4]
    first, again, other = (Variation(8, 8, 1, 0.1, seed)(images, np.arange(4)) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert np.array_equal(Variation(8, 8, 1, 0.1, 1)(images[2:3], np.array([2]))[0], first[2])
    assert not np.array_equal(Variation(8, 8, 1, 0.1, 1)(images[2:3], np.array([3]))[0], first[2])
    assert Digits.load({}).variation is None


def test_a_run_shows_training_samples_varied_and_test_samples_as_they_are() -> None:
    for split, as_it_is in (("train", False), ("test", True)):
        network = small()
        dataset = replace(network.datasets[0], split=split, parameters={"shift": 2.0, "noise": 0.05})
        run = Simulation(replace(network, datasets=(dataset,)), backend="numpy")
        run.advance(3)
        shown = run.encoded(network.encoders[0].id)
        samples = run.samples(dataset.id)
        assert shown is not None
        assert bool((samples.values[:] == shown).all(axis=1).any()) == as_it_is


def test_training_learns_from_varied_samples_and_validates_on_those_that_are_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = small()
    dataset = replace(network.datasets[0], parameters={"noise": 0.01, "test_size": 1600.0})
    whole = {tuple(image) for image in Digits.load({}).values[:]}
    kept: dict[str, list[bool]] = {"learn": [], "answer": []}
    method = methods()["surrogate_gradient"]
    learner_of = method.learner

    def watched(*given: Any) -> Any:
        learner = learner_of(*given)
        for name in kept:
            act = getattr(learner, name)

            def watch(batch: Batch, act: Any = act, name: str = name) -> Any:
                kept[name].extend(tuple(image) in whole for image in batch.values)
                return act(batch)

            setattr(learner, name, watch)
        return learner

    monkeypatch.setattr(method, "learner", watched)
    fitting.fit(replace(network, datasets=(dataset,)), method, seed=1, settings={"epochs": 1}, validation=0.1)
    assert kept["learn"] and not any(kept["learn"])
    assert kept["answer"] and all(kept["answer"])

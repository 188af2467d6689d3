"""The validation part: a share of every label, by seed, apart from what is trained and tested on."""

import numpy as np
import pytest

from engine.datasets.digits import Digits
from engine.simulation.arrays.presentation import VALIDATION_SHARE, training_parts

SAMPLES = Digits.load({})
TRAIN, TEST = Digits.split(SAMPLES, {})


@pytest.mark.parametrize("seed", range(5))
def test_every_label_gives_the_same_share_of_its_samples(seed: int) -> None:
    rest, held = training_parts("data", TRAIN, SAMPLES.labels, seed)
    per_label = np.bincount(SAMPLES.labels[TRAIN])
    assert np.all(np.abs(np.bincount(SAMPLES.labels[held]) - VALIDATION_SHARE * per_label) < 1)
    assert len(held) == round(VALIDATION_SHARE * len(TRAIN)) == 144
    assert sorted([*rest, *held]) == sorted(TRAIN)
    assert not set(held) & set(TEST)


def test_the_seed_chooses_the_samples() -> None:
    first, again, other = (training_parts("data", TRAIN, SAMPLES.labels, seed)[1] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_label_too_rare_for_its_share_stays_with_training() -> None:
    labels = np.array([0] * 38 + [1] * 2)
    rest, held = training_parts("data", np.arange(40), labels, 1, 0.1)
    assert len(held) == 4
    assert set(labels[held]) == {0}
    assert (labels[rest] == 1).sum() == 2


def test_no_share_holds_nothing_back() -> None:
    rest, held = training_parts("data", TRAIN, SAMPLES.labels, 1, 0.0)
    assert len(held) == 0
    assert np.array_equal(rest, np.sort(TRAIN))

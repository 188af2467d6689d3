"""Shapes and sliding tones that are made by seed, against what they say of themselves."""

from __future__ import annotations

from math import hypot

import numpy as np
import pytest

from engine.datasets.shapes import NAMES, STROKE, Shapes, outline
from engine.datasets.sliding_tones import HIGHEST, LOWEST_TONE, RATE, SlidingTones, sliding_tone
from engine.samples.sounds import hertz, mel

SIDE = 40


def distances(name: str, size: float) -> np.ndarray:
    """From the middle to every bright pixel of an outline, which is turned anyhow."""
    turn, middle = np.random.default_rng().random(), (SIDE - 1) / 2
    shown = outline(name, SIDE, size, turn, middle, middle).reshape(SIDE, SIDE)
    return np.array([hypot(row - middle, column - middle) for row, column in np.argwhere(shown > 0.5)])


@pytest.mark.parametrize("name", NAMES)
def test_an_outline_reaches_to_its_corners_whichever_way_it_is_turned(name: str) -> None:
    """From the middle to the nearest part of a line: the radius, half the side, half of that again, and nothing."""
    size = 14.0
    nearest = {"circle": size, "box": size * 0.5**0.5, "triangle": size / 2, "cross": 0.0}[name]
    far = distances(name, size)
    assert far.min() == pytest.approx(nearest, abs=STROKE)
    assert far.max() == pytest.approx(size, abs=2 * STROKE), "a thick corner reaches a little further"


def test_every_shape_is_whole_and_as_frequent_and_somewhere_else() -> None:
    given = {"training": 80.0, "test": 40.0, "noise": 0.0}
    samples = Shapes.load(given)
    images = samples.values[:].reshape(120, 28, 28)
    assert np.bincount(samples.labels).tolist() == [30] * 4 and samples.is_images and samples.names == NAMES
    edges = np.concatenate([images[:, [0, -1]].ravel(), images[:, :, [0, -1]].ravel()])
    assert edges.max() <= 0.5 + 1 / 255, "no line is cut"
    middles = [np.argwhere(image > 0.5).mean(axis=0) for image in images]
    assert np.ptp(middles, axis=0).min() > 6.0
    train, test = Shapes.split(samples, given)
    assert len(train) == 80 and test.tolist() == list(range(80, 120))
    assert not np.array_equal(Shapes.load({**given, "seed": 1.0}).values[:], samples.values[:])


@pytest.mark.parametrize("name", ["rising", "falling", "rising, then falling", "falling, then rising"])
def test_the_pitch_of_a_tone_goes_where_its_name_says(name: str) -> None:
    """By its zero crossings, in parts."""
    lowest, steep = np.random.default_rng().random(2)
    tone = sliding_tone(name, 400.0, lowest, steep, 0.3)
    parts = np.array_split(tone, 8)
    pitch = np.array([np.count_nonzero(np.diff(np.signbit(part))) / 2 / (len(part) / RATE) for part in parts])
    rises = {"rising": "+++++++", "falling": "-------"}
    way = rises.get(name, "+++.---" if name == "rising, then falling" else "---.+++")
    signs = ["+" if step > 0 else "-" for step in np.diff(pitch)]
    assert all(wanted in (".", found) for wanted, found in zip(way, signs, strict=True)), pitch
    assert pitch.min() >= LOWEST_TONE and pitch.max() < HIGHEST


def test_the_brightest_band_of_a_sound_is_that_of_its_tone() -> None:
    given = {"training": 8.0, "test": 4.0, "noise": 0.0}
    samples = SlidingTones.load(given)
    assert samples.values.shape == (12, 50, 24) and samples.values[:].min() == 0.0 and samples.values[:].max() == 1.0
    edges = hertz(np.linspace(mel(20.0), mel(HIGHEST), 26))
    first = np.argmax(samples.values[0], axis=1)
    assert first[2] < first[25] < first[45] and edges[first[2] + 1] > LOWEST_TONE / 1.3
    train, test = SlidingTones.split(samples, given)
    assert len(train) == 8 and len(test) == 4


def test_every_moment_of_a_tone_may_be_of_any_course() -> None:
    """All four pass the same octaves: what is loud at some time says nothing of the class."""
    samples = SlidingTones.load({"training": 400.0, "test": 4.0})
    values = samples.values[:]
    passed = [values[samples.labels == kind].sum(axis=1).mean(axis=0) for kind in range(4)]
    for one in passed[1:]:
        assert np.corrcoef(one, passed[0])[0, 1] > 0.95

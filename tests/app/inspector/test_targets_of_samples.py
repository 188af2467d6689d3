"""What a person sees of what is wanted at every time of a sample: labels as a band, values as curves."""

from __future__ import annotations

from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from app.commands.setting import take_series
from app.widgets.pictures.class_band import ClassBand
from app.widgets.pictures.sample_picture import ValueLines
from tests.app.inspector.test_samples import Bench

X = np.linspace(0.0, 1.0, 200).reshape(25, 8, 1)
MOVING = [0, 0, 2, 2, 2, 0, 0, 0]
LABELS = np.tile([[0.0] * 8, [0] * 8, [0] * 7 + [1], MOVING, [0] * 8], (5, 1))  # the last five are the test


def shown(qtbot: QtBot, **given: Any) -> Bench:
    """Signals of 80 ms with an array beside them, looked at."""
    bench = Bench(qtbot, "own_signals", "constant_current", sample_time=80.0)
    take_series(bench.editor, bench.data, {"x": X, **given}, ())
    bench.look(bench.data)
    return bench


def test_the_label_of_every_time_is_a_band_beneath_the_sample(qtbot: QtBot) -> None:
    """The label of the last time stood for all of them."""
    bench = shown(qtbot, labels=LABELS, washout=20.0, classes="rest, left, right")
    samples = bench.samples
    numbers = [int(n) for n in bench.seen().contents.order]
    samples.go_to(numbers.index(23))
    band = bench.seen().target
    assert isinstance(band, ClassBand) and samples.target.isVisible() and samples.target.view is band
    assert band.classes.tolist() == MOVING and band.names == ("rest", "left", "right") and band.uncounted == 0.25
    assert samples.target.left == "label of each time" and samples.target.right == "first 20 ms not counted"
    assert samples.place.words == f"{numbers.index(23) + 1} of 5", "it was called by its last label"


def test_bars_count_times_and_a_class_is_found_wherever_a_sample_has_it(qtbot: QtBot) -> None:
    bench = shown(qtbot, labels=LABELS, classes="rest, left, right")
    samples = bench.samples
    assert samples.bars.counts.tolist() == [36, 1, 3]
    assert [samples.bars.words_of(label) for label in (1, 2)] == ["left: 1 time", "right: 3 times"]
    for label, sample in ((1, 22), (2, 23)):
        samples.choose_label(label)
        look = bench.seen()
        assert look.contents.order[look.number] == sample


def test_values_that_are_wanted_are_broad_curves_beneath_the_sample(qtbot: QtBot) -> None:
    wanted = np.stack([np.linspace(-2.0, 2.0, 8)] * 25)[:, :, None]
    samples = shown(qtbot, wanted=wanted).samples
    curve = samples.current.target if samples.current is not None else None
    assert isinstance(curve, ValueLines) and curve.wanted and curve.ends == (-2.0, 2.0)
    assert np.allclose(curve.values[:, 0], np.linspace(0.0, 1.0, 8))
    assert samples.target.left == "1 wanted value from −2 to 2" and samples.target.right == ""


def test_one_label_of_each_sample_has_no_band(qtbot: QtBot) -> None:
    samples = shown(qtbot, labels=np.arange(25.0) % 2).samples
    assert samples.current is not None and samples.current.target is None and not samples.target.isVisible()


def test_patterns_with_wanted_spikes_have_numbers_and_no_labels(qtbot: QtBot) -> None:
    """“1 of 3 · 1” stood there, above a choice between three labels of one sample each."""
    bench = Bench(qtbot, "target_spike_trains", patterns=3.0)
    bench.look(bench.data)
    assert bench.samples.place.words == "1 of 3"
    assert not bench.samples.bars.isVisible() and not bench.samples.labels.isVisible()

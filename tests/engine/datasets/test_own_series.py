"""A series of one's own that a network follows: what is shown and wanted of it, from a file to a training."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.datasets.own_series import NO_SHOWN, TOO_SHORT, OwnSeries
from engine.files.series import read_model_series
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from tests.engine.learning.test_wanted_values import following

RAMP = np.c_[np.arange(50.0), 100.0 - np.arange(50.0), np.arange(50.0) ** 2]


def test_values_ahead_are_wanted_of_samples_one_behind_the_other() -> None:
    found = OwnSeries.load({"x": RAMP, "length": 10.0, "ahead": 3.0, "scale": "as they are"})
    assert found.values.shape == found.series.shape == (4, 10, 3)  # type: ignore[union-attr]
    for sample, row in np.ndindex(4, 10):
        assert np.array_equal(found.values[sample, row], RAMP[10 * sample + row])
        assert np.array_equal(found.series[sample, row], RAMP[10 * sample + row + 3])  # type: ignore[index]
    train, test = OwnSeries.split(found, {})[:2]
    assert (list(train), list(test)) == ([0, 1, 2], [3])


def test_the_last_columns_are_wanted_and_not_shown() -> None:
    found = OwnSeries.load({"x": RAMP, "length": 10.0, "ahead": 0.0, "wanted": 1.0, "scale": "as they are"})
    assert np.array_equal(found.values.reshape(-1, 2), RAMP[:, :2])  # type: ignore[attr-defined]
    assert np.array_equal(found.series.reshape(-1, 1), RAMP[:, 2:])  # type: ignore[union-attr]
    scaled = OwnSeries.load({"x": RAMP, "length": 10.0, "ahead": 0.0, "wanted": 1.0})
    assert scaled.series is not None
    assert (scaled.values[:].min(), scaled.values[:].max(), scaled.series.max()) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"x": RAMP, "wanted": 3.0}, NO_SHOWN),
        ({"x": RAMP, "length": 30.0}, TOO_SHORT),
        ({"x": RAMP, "length": 25.0, "ahead": 1.0}, TOO_SHORT),
        ({"x": RAMP, "scale": "as they are"}, "own-data.range"),
        ({"x": np.zeros((2, 3, 4))}, "own-data.dimensions"),
    ],
)
def test_what_cannot_be_followed_is_told(values: dict[str, object], code: str) -> None:
    assert [wrong[0] for wrong in OwnSeries.problems(values)] == [code]
    assert not list(OwnSeries.problems({"x": RAMP, "length": 25.0, "ahead": 0.0}))


def test_columns_of_a_file_are_trained(tmp_path: Path) -> None:
    """A sine, and what it was five rows before: the column that is wanted."""
    times = np.arange(900)
    table = np.c_[np.sin(times / 7), np.sin((times - 5) / 7)]
    np.savetxt(tmp_path / "a.csv", table, delimiter=",", header="shown,late", comments="")
    values = read_model_series(tmp_path / "a.csv", OwnSeries)
    assert np.allclose(values["x"], table)
    network = following()
    data = replace(
        network.datasets[0], model=OwnSeries, sample_time=45.0,
        parameters={**values, "length": 45.0, "wanted": 1.0, "ahead": 0.0},
    )  # fmt: skip
    result = fit(replace(network, datasets=(data,)), SurrogateGradient, epochs=60, batch=4, seed=1)
    print(f"R² {result.accuracy:.3f}")
    assert result.accuracy > 0.2

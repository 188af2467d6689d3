"""Where neurons are, by what their arrangement says: measures, middles, edges that meet, and chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.model.registry.discovery import find
from engine.model.topology import PositionsModel
from engine.sampling.space import side_of
from tests.science.test_space import placed


def places(kind: str, size: int, **values) -> np.ndarray:
    found = side_of(placed("a", kind, size, **values), 1).places
    assert found is not None
    return found


def test_a_line_is_centred_and_each_neuron_in_the_middle_of_its_share() -> None:
    found = places("line", 4, extent=6.0)
    assert found.tolist() == [[-2.25, 0.0], [-0.75, 0.0], [0.75, 0.0], [2.25, 0.0]]


def test_sunflower_seeds_follow_each_other_by_the_golden_angle() -> None:
    """Vogel (1979): 137.508 degrees from seed to seed, the n-th at the root of its share of the area."""
    found = places("disc", 60, radius=3.0)
    turns = np.diff(np.unwrap(np.arctan2(found[:, 1], found[:, 0]))) % (2 * np.pi)
    assert turns == pytest.approx(np.full(59, np.deg2rad(137.50776405)), abs=1e-9)


def test_random_places_on_a_disc_are_uniform_in_area_and_in_angle() -> None:
    x, y = places("disc", 4000, radius=2.0, arrangement="random").T
    assert stats.kstest((x**2 + y**2) / 4.0, "uniform").pvalue > 1e-3
    angle = np.arctan2(y, x) / (2 * np.pi) % 1.0
    assert stats.kstest(angle, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(x**2 + y**2, angle)[0, 1]) < 4 / np.sqrt(4000)


def test_scattered_places_fill_a_rectangle_of_their_width_and_height() -> None:
    x, y = places("scattered", 3000, width=4.0, height=0.5).T
    assert stats.kstest(x / 4.0 + 0.5, "uniform").pvalue > 1e-3
    assert stats.kstest(y / 0.5 + 0.5, "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(x, y)[0, 1]) < 4 / np.sqrt(3000)


@pytest.mark.parametrize(("kind", "measures", "farthest"), [
    ("scattered", {"width": 4.0, "height": 1.0}, (2.0, 0.5)),
    ("line", {"extent": 4.0}, (2.0, 0.0)),
])  # fmt: skip
def test_where_edges_meet_nothing_is_farther_than_half_the_measure(kind: str, measures, farthest) -> None:
    for periodic, most in (("yes", farthest), ("no", tuple(2 * f for f in farthest))):
        side = side_of(placed("a", kind, 400, periodic=periodic, **measures), 1)
        apart = side.apart(side, np.arange(400)[:, None], np.arange(400)[None, :])
        for found, limit in zip(apart, most, strict=True):
            assert limit * 0.97 - 1e-12 <= np.abs(found).max() <= limit + 1e-12


def test_a_grid_that_is_suited_is_as_nearly_a_square_as_there_is_one() -> None:
    kind = find("positions/grid")
    assert issubclass(kind, PositionsModel)
    shapes = {size: (kind.suited(size)["rows"], kind.suited(size)["columns"]) for size in (1, 7, 12, 36, 100, 72)}
    assert shapes == {1: (1, 1), 7: (1, 7), 12: (3, 4), 36: (6, 6), 100: (10, 10), 72: (8, 9)}


def test_lists_of_places_are_as_many_as_the_longer_one() -> None:
    kind = find("positions/listed_places")
    assert issubclass(kind, PositionsModel)
    assert kind.number({"x": np.zeros(3), "y": np.zeros(2)}) == 3 and kind.number({"x": np.zeros(1)}) == 1

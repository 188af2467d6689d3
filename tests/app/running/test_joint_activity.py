"""What a group shows of its elements: one above the other, as high as they are large."""

from __future__ import annotations

import numpy as np
import pytest

from app.running.record.activity import MOST_DOTS, SpikeActivity, joint_activity


def activity(times: list[float], rows: list[float], rate: float) -> SpikeActivity:
    return SpikeActivity(np.array(times), np.array(rows), np.full(4, rate), rate, 400.0)


def test_elements_stand_one_above_the_other_as_high_as_they_are_large() -> None:
    joint = joint_activity([(activity([0.1, 0.2], [0.0, 0.5], 10.0), 30), (activity([0.3], [0.5], 50.0), 10)])
    assert joint is not None
    assert list(joint.times) == [0.1, 0.2, 0.3]
    assert joint.rows == pytest.approx([0.0, 0.375, 0.875])


def test_rates_are_those_of_a_neuron_of_all() -> None:
    joint = joint_activity([(activity([], [], 10.0), 30), (activity([], [], 50.0), 10)])
    assert joint is not None
    assert joint.mean_rate == pytest.approx(20.0) and joint.rate == pytest.approx([20.0] * 4)


def test_there_are_no_more_dots_than_of_one_element() -> None:
    many = activity([0.5] * MOST_DOTS, [0.5] * MOST_DOTS, 1.0)
    joint = joint_activity([(many, 5)] * 3)
    assert joint is not None and len(joint.times) <= MOST_DOTS


def test_nothing_shows_nothing() -> None:
    assert joint_activity([]) is None

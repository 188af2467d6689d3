"""The decoder of labelled neurons against votes counted by hand."""

import numpy as np
import pytest

from engine.decoders import LabelledNeurons

COUNTS = np.array([[4.0, 1.0, 3.0], [0.0, 5.0, 0.0]])
M = np.array([[6.0, 1.0, 3.0], [2.0, 4.0, 0.0]])  # neurons 0 and 2 stand for class 0, neuron 1 for class 1


def scores(reading: str, means: np.ndarray = M) -> np.ndarray:
    values = {**LabelledNeurons.with_defaults({}), "reading": reading, "M": means.reshape(-1), "h": 1.0}
    return LabelledNeurons.scores({"n": COUNTS}, 10.0, 10.0, values)


def test_all_activity_is_the_mean_of_the_neurons_of_a_class():
    assert scores("all activity") == pytest.approx(np.array([[3.5, 1.0], [0.0, 5.0]]))


def test_proportions_weigh_each_spike_by_the_share_of_its_class():
    shares = [(4 * 6 / 8 + 3 * 1.0) / 2, 1 * 4 / 5], [0.0, 5 * 4 / 5]
    assert scores("proportions") == pytest.approx(np.array(shares))


def test_likelihood_ranks_classes_as_poisson_probabilities_do():
    from math import lgamma

    expected = M + 0.05
    true = np.array([[sum(n * np.log(m) - m - lgamma(n + 1) for n, m in zip(row, means, strict=True))
                      for means in expected] for row in COUNTS])  # fmt: skip
    found = scores("likelihood")
    assert found - found[:, :1] == pytest.approx(true - true[:, :1])


def test_neurons_that_never_answered_stand_for_no_class():
    silent = M.copy()
    silent[:, 0] = 0.0
    assert scores("all activity", silent) == pytest.approx(np.array([[3.0, 1.0], [0.0, 5.0]]))
    with np.errstate(all="raise"):
        assert scores("proportions", silent) == pytest.approx(np.array([[3.0, 0.8], [0.0, 4.0]]))


def test_until_there_are_labels_each_neuron_stands_for_itself():
    values = {**LabelledNeurons.with_defaults({}), "h": 1.0}
    assert np.array_equal(LabelledNeurons.scores({"n": COUNTS}, 10.0, 10.0, values), COUNTS)


def test_labels_are_mean_responses():
    found = LabelledNeurons.labelled(np.array([[2.0, 0.0], [4.0, 1.0], [0.0, 7.0]]), np.array([0, 0, 2]), 3)
    assert found["M"].reshape(3, 2) == pytest.approx(np.array([[3.0, 0.5], [0.0, 0.0], [0.0, 7.0]]))

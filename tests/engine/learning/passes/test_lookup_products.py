"""Products with zeros and one amount: sums that are looked up are those of a product of matrices."""

from __future__ import annotations

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.lookup_products import MANY, WIDE, gradient, onward
from engine.circuit.weights import Weights
from engine.circuit.wired import Wired
from tests.engine.learning.networks import digits
from tests.fuzz_seeds import fuzz_seeds

PRECISIONS = ("float32", "float64")


def drawn(seed: int, precision: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is sent (rows, pre), weights (post, pre) and bars (rows, post), of any size and any share that sends."""
    random = np.random.default_rng(seed)
    rows, pre, post = random.integers(1, 150, 3)
    sends = random.random((rows, pre)) < random.choice([0.0, 0.1, 0.5, 1.0])
    sends &= random.random(pre) < random.choice([0.3, 1.0])  # the others never send
    sent = sends * random.choice([1.0, 0.4, -2.5])
    return tuple(a.astype(precision) for a in (sent, random.normal(size=(post, pre)), random.normal(size=(rows, post))))


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("seed", fuzz_seeds(40))
def test_products_are_those_of_matrices(seed: int, precision: str) -> None:
    sent, weight, bars = drawn(seed, precision)
    near = {"rtol": 0, "atol": 1e-4 if precision == "float32" else 1e-12}
    room = np.full((len(sent), len(weight)), np.nan, precision)
    brought, by = onward(sent, weight, room), gradient(bars, sent)
    assert brought is room and by is not None and by.dtype == sent.dtype
    np.testing.assert_allclose(brought, sent @ weight.T, **near)
    np.testing.assert_allclose(by, bars.T @ sent, **near)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_bit_of_the_tables_counts(precision: str) -> None:
    """One source at a time, and one row at a time, over more than a word of each."""
    one = np.eye(70, dtype=precision) * 3
    weight = np.random.default_rng(1).normal(size=(130, 70)).astype(precision)
    np.testing.assert_array_equal(onward(one, weight), 3 * weight.T)
    np.testing.assert_array_equal(gradient(np.ascontiguousarray(weight.T), one), 3 * weight)


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("place", [(0, 0), (3, 15), (59, 16), (59, 40)])  # whole vectors, and what is left over
@pytest.mark.parametrize("other", [0.5, -1.0, 1e-30, np.nan, np.inf])
def test_amounts_that_differ_are_told(precision: str, place: tuple[int, int], other: float) -> None:
    sent = (np.random.default_rng(2).random((60, 41)) < 0.2).astype(precision)
    sent[place], sent[30, 20] = other, 1
    assert onward(sent, np.ones((5, 41), precision)) is None
    assert gradient(np.ones((60, 5), precision), sent) is None


def test_layouts_and_types_of_arrays_are_taken_as_numpy_does() -> None:
    sent, weight, bars = drawn(3, "float64")
    turned, every = np.asfortranarray(sent), np.repeat(bars, 2, axis=1)[:, ::2]
    np.testing.assert_allclose(onward(turned, np.asfortranarray(weight)), sent @ weight.T, atol=1e-12)
    np.testing.assert_allclose(gradient(every, turned), bars.T @ sent, atol=1e-12)
    assert onward(sent.astype(np.float32), weight) is None and gradient(bars, sent > 0) is None


def test_sources_that_send_nothing_bring_nothing_whatever_their_weights() -> None:
    sent, weight = np.zeros((40, 6)), np.ones((7, 6))
    sent[:, 2], weight[:, 3] = 1, np.inf
    np.testing.assert_array_equal(onward(sent, weight), np.ones((40, 7)))
    np.testing.assert_array_equal(gradient(np.ones((40, 7)), sent), 40 * (np.arange(6) == 2) * np.ones((7, 1)))
    assert not onward(np.zeros((40, 6)), weight).any() and not gradient(np.ones((40, 7)), np.zeros((40, 6))).any()


def layer(hidden: int) -> Wired:
    return Weights(circuit(digits(hidden=hidden)), 1, "float64", parameters=False).wiring["in"]


def test_a_layer_looks_up_what_large_batches_send() -> None:
    """A source that is silent is not asked for its weight, as it would be by a product of matrices."""
    random = np.random.default_rng(4)
    sent = (random.random((MANY, 64)) < 0.5).astype(np.float64)
    sent[:, 5] = 0  # weights of this source are no numbers, and would spoil a product of matrices
    for wiring, rows, is_looked_up in (
        (layer(WIDE), MANY, True),
        (layer(WIDE), MANY - 1, False),
        (layer(WIDE - 1), MANY, False),
    ):
        weight, bars = random.normal(size=wiring.shape), random.normal(size=(rows, wiring.shape[0]))
        expected = np.delete(sent[:rows], 5, 1) @ np.delete(weight, 5, 1).T
        weight[:, 5] = np.nan
        assert np.isfinite(wiring.onward(sent[:rows], weight)).all() == is_looked_up
        weight[:, 5] = 0
        np.testing.assert_allclose(wiring.onward(sent[:rows], weight), expected, atol=1e-12)
        np.testing.assert_allclose(wiring.gradient(bars, sent[:rows]), bars.T @ sent[:rows], atol=1e-12)


def test_a_layer_multiplies_what_is_sent_in_several_amounts() -> None:
    random, wiring = np.random.default_rng(5), layer(WIDE)
    sent, weight = random.normal(size=(MANY, 64)), random.normal(size=wiring.shape)
    bars = random.normal(size=(MANY, WIDE))
    np.testing.assert_allclose(wiring.onward(sent, weight), sent @ weight.T, atol=1e-12)
    np.testing.assert_allclose(wiring.gradient(bars, sent), bars.T @ sent, atol=1e-12)

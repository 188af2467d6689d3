"""Large products of training leave out the sources that are silent in all their rows."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.circuit.wired import MANY, Wired
from tests.engine.learning.networks import digits

SILENT = 20  # of the 64 sources


def first_layer(hidden: int) -> Wired:
    return Weights(circuit(digits(hidden=hidden)), 1, "float64", parameters=False).wiring["in"]


@pytest.fixture
def sent() -> NDArray[np.float64]:
    spikes = (np.random.default_rng(0).random((MANY, 64)) < 0.3).astype(np.float64)
    spikes[:, :SILENT] = 0
    return spikes


def test_what_arrives_asks_nothing_of_silent_sources(sent: NDArray[np.float64]) -> None:
    wiring = first_layer(MANY)
    weight = np.random.default_rng(1).normal(size=wiring.shape)
    expected = sent @ weight.T
    weight[:, :SILENT] = np.nan
    assert np.abs(wiring.onward(sent, weight) - expected).max() < 1e-12
    there = np.zeros_like(expected)
    assert wiring.onward(sent, weight, out=there) is there
    assert np.abs(there - expected).max() < 1e-12


def test_the_gradient_is_that_of_the_whole_product(sent: NDArray[np.float64]) -> None:
    wiring = first_layer(MANY)
    bars = np.random.default_rng(1).normal(size=(len(sent), wiring.shape[0]))
    found = wiring.gradient(bars, sent)
    assert found.shape == wiring.shape
    assert np.abs(found - bars.T @ sent).max() < 1e-12
    assert not found[:, :SILENT].any()


def test_small_products_and_lively_sources_are_multiplied_whole(sent: NDArray[np.float64]) -> None:
    few, many = first_layer(MANY - 1), first_layer(MANY)
    for wiring, rows in ((few, sent), (many, sent[1:]), (many, np.maximum(sent, np.eye(MANY, 64)))):
        weight = np.zeros(wiring.shape)
        weight[0, 0] = np.nan
        assert np.isnan(wiring.onward(rows, weight)[:, 0]).all()

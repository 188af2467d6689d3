"""Receptive fields through layers are products of weights over all ways from a pixel, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.running.record.fields import Known, Pixels, fields_through, matrix, ways_to
from app.running.record.image_activity import weight_image
from engine.network.description import Connections
from engine.network.values import Floats

IMAGE = Pixels(2, 3, 1)


def known(id: str, source: str, target: str, weights: Floats, image: bool = False) -> Known:
    """A projection with a synapse wherever the matrix (targets, sources) is not zero."""
    post, pre = np.nonzero(weights)
    pixels = IMAGE if image else None
    return Known(id, source, target, weights[post, pre], Connections(pre, post), *weights.shape[::-1], pixels)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(5)


def test_two_layers_are_the_product_of_their_matrices(random: np.random.Generator) -> None:
    first, second = random.normal(size=(4, 6)), random.normal(size=(5, 4))
    layers = ((known("b", "H", "O", second),), (known("a", "E", "H", first, image=True),))
    found = fields_through(layers, range(1, 4))
    assert found is not None and np.allclose(found.values, (second @ first)[1:4].reshape(3, 2, 3))


def test_ways_through_several_populations_are_added_and_what_no_way_leads_from_is_empty(
    random: np.random.Generator,
) -> None:
    to_a, to_b, left, right = (random.normal(size=shape) for shape in ((4, 6), (3, 6), (2, 4), (2, 3)))
    to_a[:, 0] = to_b[:, 0] = 0.0  # nothing sees the first pixel
    direct = np.zeros((2, 6))
    direct[1, 5] = 2.0  # a way that passes a layer by
    ends = {"a": ("E", "A"), "b": ("E", "B"), "l": ("A", "M"), "r": ("B", "M"), "d": ("E", "M"), "o": ("M", "O")}
    ends |= {"loop": ("M", "M"), "back": ("O", "M")}
    last = np.eye(2)
    weights = {
        "a": known("a", "E", "A", to_a, True), "b": known("b", "E", "B", to_b, True), "l": known("l", "A", "M", left),
        "r": known("r", "B", "M", right), "d": known("d", "E", "M", direct, True), "o": known("o", "M", "O", last),
    }  # fmt: skip
    ways = ways_to("o", ends, {"E"})
    assert [set(layer) for layer in ways] == [{"o"}, {"l", "r", "d"}, {"a", "b"}]
    found = fields_through([[weights[id] for id in layer] for layer in ways], range(2))
    expected = left @ to_a + right @ to_b + direct
    assert found is not None and np.isnan(found.values[:, 0, 0]).all()
    assert np.allclose(found.values.reshape(2, 6)[:, 1:], expected[:, 1:])


def test_no_way_leads_to_a_population_that_only_a_stimulus_drives() -> None:
    ends = {"s": ("S", "A"), "x": ("A", "B"), "a": ("E", "C")}
    assert ways_to("x", ends, {"E"}) == () and ways_to("a", ends, {"E"}) == (("a",),)


def test_a_small_picture_of_a_large_matrix_has_the_means_of_its_parts(random: np.random.Generator) -> None:
    weights = random.normal(size=(8, 12))
    weights[0, :2] = 0.0
    small = matrix(known("a", "A", "B", weights), 4, 6)
    parts = np.where(weights != 0, weights, np.nan).reshape(4, 2, 6, 2)
    assert np.allclose(small.values, np.nanmean(parts, axis=(1, 3)))
    assert np.isnan(matrix(known("a", "A", "B", weights), 8, 12).values[0, :2]).all()


def test_a_weight_that_is_no_number_is_no_missing_synapse(random: np.random.Generator) -> None:
    first, second = random.normal(size=(4, 6)), random.normal(size=(5, 4))
    first[:, 0] = 0.0  # nothing sees the first pixel
    first[2, 1] = np.nan
    second[3, 2] = 0.0  # neuron 3 is not fed by what weighs no number
    layers = ((known("b", "H", "O", second),), (known("a", "E", "H", first, image=True),))
    found = fields_through(layers, range(5))
    assert found is not None and np.isnan(found.values[:, 0, 0]).all() and not found.wrong[:, 0, 0].any()
    assert np.argwhere(found.wrong).tolist() == [[neuron, 0, 1] for neuron in (0, 1, 2, 4)]
    onto_hidden = layers[1][0]
    for part in (onto_hidden, replace(onto_hidden, pixels=None)):
        image = weight_image([part], "pA")
        assert image is not None and image.wrong is not None and image.wrong.shape == image.values.shape
        assert image.wrong.sum() == 1 and np.isnan(image.values[image.wrong]).all()
        assert np.isnan(image.values).sum() > image.wrong.sum()

"""Handwritten digits: 1797 images of 8 × 8 pixels by 43 writers, shipped with scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.model.declaration import Choice, DatasetModel, Parameter, Samples

BRIGHTEST = 16.0  # the images hold whole numbers from 0 to 16
STRATIFIED = "stratified"
BY_WRITER = "by writer"


class Digits(DatasetModel):
    """Handwritten digits, 1797 real images of 8 × 8 pixels in ten classes.

    Source: Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, 10.24432/C50P49; the test part of it, as scikit-learn distributes it.
    """

    title = "Handwritten digits"
    category = "Images"
    aliases = ("mnist", "numbers", "images")
    sample_shape = (8, 8)

    split_rule = Choice(
        (STRATIFIED, BY_WRITER),
        "how samples are divided: each class in proportion, or the last ones, whose writers are unseen",
        default=STRATIFIED,
    )
    test_size = Parameter(
        "1", "n_{test}", "number of test samples", default=360.0, at_least=10.0, at_most=1787.0, integer=True,
        live=False, per_element=False,
    )  # fmt: skip
    split_seed = Parameter(
        "1", "s_{split}", "seed of the stratified division", default=0.0, at_least=0.0, integer=True,
        live=False, per_element=False,
    )  # fmt: skip

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        return _images()

    @classmethod
    def split(
        cls, samples: Samples, values: Mapping[str, Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Indices of training and test samples; by writer, the last ``test_size`` images are the test."""
        size = round(float(values.get("test_size", cls.test_size.default)))
        if values.get("split_rule", cls.split_rule.default) == BY_WRITER:
            everything = np.arange(len(samples.labels))
            return everything[:-size], everything[-size:]
        seed = round(float(values.get("split_seed", cls.split_seed.default)))
        return _stratified(size, seed)


@cache
def _images() -> Samples:
    from sklearn.datasets import load_digits  # loading scikit-learn takes a second: only when shown

    images, labels = load_digits(return_X_y=True)
    values = np.asarray(images, np.float64) / BRIGHTEST
    values.setflags(write=False)
    return Samples(values, np.asarray(labels, np.int64), Digits.sample_shape, tuple(str(digit) for digit in range(10)))


@cache
def _stratified(size: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from sklearn.model_selection import train_test_split

    labels = _images().labels
    train, test = train_test_split(
        np.arange(len(labels)), test_size=size, stratify=labels, random_state=seed
    )
    return np.asarray(train, np.int64), np.asarray(test, np.int64)

"""Handwritten digits: 1797 images of 8 × 8 pixels by 43 writers, shipped with scikit-learn."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engine.model import division
from engine.model.data import DatasetModel, Samples
from engine.model.declaration import Choice, count_setting, seed_setting
from engine.model.variation import Varied

BRIGHTEST = 16.0  # the images hold whole numbers from 0 to 16
SHAPE = (8, 8)
STRATIFIED = "stratified"
BY_WRITER = "by writer"


class Digits(Varied, DatasetModel):
    """Handwritten digits, 1797 real images of 8 × 8 pixels in ten classes.

    Test samples are drawn from each class in proportion, or are the last ones, whose writers are unseen.

    Source: Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, 10.24432/C50P49; the test part of it, as scikit-learn distributes it.
    """

    title = "Handwritten digits"
    category = "Images"
    aliases = ("mnist", "numbers", "images")
    sample_shape = SHAPE

    split_rule = Choice(
        (STRATIFIED, BY_WRITER),
        "test samples",
        default=STRATIFIED,
    )
    test_size = count_setting("n_{test}", "number of test samples", 360.0, at_least=10.0, at_most=1787.0)
    split_seed = seed_setting("s_{split}", "seed of the division")

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        samples = _images()
        return replace(samples, variation=cls.varied(SHAPE, values))

    @classmethod
    def split(cls, samples: Samples, values: Mapping[str, Any]) -> division.Parts:
        """Indices of training and test samples; by writer, the last ``test_size`` images are the test."""
        size = round(float(cls.chosen(values, "test_size")))
        if cls.chosen(values, "split_rule") == BY_WRITER:
            return division.last(len(samples.labels), size)
        seed = round(float(cls.chosen(values, "split_seed")))
        return division.stratified(samples.labels, size, seed)


@cache  # loads scikit-learn, whose images do not change (decision 0220)
def _images() -> Samples:
    """Read the file that scikit-learn ships; importing scikit-learn itself would take a second or more."""
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("the digits are part of scikit-learn, which is not installed")
    path = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    with gzip.open(path, "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.int64)
    values = table[:, :-1] / BRIGHTEST
    values.setflags(write=False)
    return Samples(values, table[:, -1], SHAPE, tuple(str(digit) for digit in range(10)))

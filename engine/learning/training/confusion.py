"""The confusion of classes: how often each was taken for each, and which samples were mistaken."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def accuracy(answers: Integers, labels: Integers) -> float:
    """Share of right answers, 0 to 1; NaN of nothing."""
    return float(np.mean(answers == labels)) if len(labels) else float("nan")


def confusion(answers: Integers, labels: Integers, classes: int) -> Integers:
    """Counts (label, answer), (classes, classes)."""
    size = max(classes, int(np.max(answers, initial=0)) + 1)
    flat = np.bincount(labels * size + answers, minlength=size * size)
    return flat.reshape(size, size).astype(np.int64)


def mistakes(samples: Integers, answers: Integers, labels: Integers) -> Integers:
    """The wrong answers: rows of sample, label and answer, (wrong, 3)."""
    found: Integers = np.stack([samples, labels, answers], axis=1)[answers != labels].astype(np.int64)
    return found

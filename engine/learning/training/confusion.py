"""The confusion of classes: how often each was taken for each, what that is of each, and which were mistaken."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class ClassFigures:
    """Figures of one class, 0 to 1: ``samples`` have its label, and ``answers`` so many were taken for it.

    ``precision`` is the share of right ones among its answers, ``recall`` that among its samples, ``f1`` their harmonic
    mean; NaN where there are none to be right among.

    Source: van Rijsbergen (1979), Information Retrieval, chapter 7 (F is one less his effectiveness E at equal worth).
    """

    samples: int
    answers: int
    precision: float
    recall: float
    f1: float


def class_figures(counts: Integers) -> tuple[ClassFigures, ...]:
    """The figures of every class of a confusion (label, answer)."""
    right, samples, answers = np.diag(counts), counts.sum(axis=1), counts.sum(axis=0)
    return tuple(
        ClassFigures(s, a, _share(r, a), _share(r, s), _share(2 * r, s + a))
        for r, s, a in zip(right.tolist(), samples.tolist(), answers.tolist(), strict=True)
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def mistakes(samples: Integers, answers: Integers, labels: Integers) -> Integers:
    """The wrong answers: rows of sample, label and answer, (wrong, 3)."""
    found: Integers = np.stack([samples, labels, answers], axis=1)[answers != labels].astype(np.int64)
    return found

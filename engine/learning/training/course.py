"""The accuracy of a network after fewer steps: what one that counts spikes needs its time for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Circuit, circuit
from engine.learning.training.evaluation import evaluate_samples


@dataclass(frozen=True)
class AccuracyCourse:
    """The share of right answers (counts,) where samples are shown for these numbers of ``steps`` (counts,)."""

    steps: tuple[int, ...]
    accuracies: tuple[float, ...]


def step_counts(steps: int) -> tuple[int, ...]:
    """1, 2, 4 … below ``steps``, and these."""
    return (*(1 << k for k in range(steps.bit_length()) if 1 << k < steps), steps)


def course(found: Circuit, samples: NDArray[np.int64], seed: int, whole: float) -> AccuracyCourse:
    """Answers to the same samples, shown for ever longer; ``whole`` is the accuracy for the time that is drawn.

    Every time is a run of its own: an encoder that spreads its spikes over the time of a sample spreads them over less.
    """
    description, own = found.description, found.dataset
    counts = step_counts(found.steps)
    accuracies = []
    for count in counts[:-1]:
        shorter = replace(own, sample_time=count * description.resolution)
        datasets = tuple(shorter if dataset.id == own.id else dataset for dataset in description.datasets)
        brief = circuit(replace(description, datasets=datasets))
        accuracies.append(evaluate_samples(brief, samples, seed=seed).accuracy)
    return AccuracyCourse(counts, (*accuracies, whole))

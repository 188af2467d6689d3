"""Answers of a network under training to a few samples, beside the right ones: of each sample, or at each step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.model.data import Samples
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.circuit.circuit import Circuit
    from engine.learning.training.evaluation import Evaluation

SHOWN_ANSWERS, SHOWN_COURSES = 8, 3  # samples


@dataclass(frozen=True)
class AnswerCourse:
    """Targets, ``wanted``, and answers, ``answered``, at each step of a sample.

    Both are numbers of classes (steps,), whose ``names`` are known, or values (steps, values), or whether a neuron
    fires (steps, neurons). The first ``uncounted`` steps count for nothing. ``merit`` is the share of right steps, the
    root of the mean squared error, or the correlation of the spikes.
    """

    wanted: NDArray[Any]
    answered: NDArray[Any]
    merit: float
    uncounted: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """One sample with its picture (rows, columns) in [0, 1], the right and the given answer; ``held_back``, or trained.

    Where something is wanted at every step, both answers are empty, and ``course`` says it of each.
    """

    image: Floats
    label: str
    answer: str
    course: AnswerCourse | None = None
    held_back: bool = True


def answers_to(
    circuit: Circuit, samples: NDArray[np.int64], names: Sequence[str], seed: int, held_back: bool
) -> list[Answered]:
    """The answers to the first few of ``samples``, one or more, whose classes have these ``names``."""
    from engine.learning.training.evaluation import evaluate_samples

    known = circuit.samples
    in_time = not known.have_classes or known.step_labels is not None
    samples = samples[: SHOWN_COURSES if in_time else SHOWN_ANSWERS]
    found = evaluate_samples(circuit, samples, seed=seed, keep_read_out=in_time)
    if in_time:
        return [
            Answered(picture_of(known, i), "", "", course, held_back) for i, course in _courses(circuit, found, names)
        ]
    return [
        Answered(picture_of(known, i), _name(names, label), _name(names, told), None, held_back)
        for i, label, told in zip(samples, found.labels, found.answers, strict=True)
    ]


def picture_of(samples: Samples, index: int) -> Floats:
    """A sample as a picture: a signal is a strip from left to right, a row for each channel."""
    sample: Floats = samples.signal(index)
    return sample.reshape(samples.shape) if samples.is_images else sample.T


def _courses(circuit: Circuit, found: Evaluation, names: Sequence[str]) -> Iterator[tuple[int, AnswerCourse]]:
    """The course of each sample that was evaluated; none where the read-out is not what the data speak of."""
    from engine.circuit.wanted_series import first_counted
    from engine.learning.components.wanted import wanted_labels, wanted_values

    indices, uncounted = found.samples, first_counted(circuit)
    read: NDArray[Any] | None = found.read_out
    labels, values, targets = wanted_labels(circuit, indices), wanted_values(circuit, indices), circuit.samples.targets
    wanted: NDArray[Any]
    if read is None:
        return
    if labels is not None and found.step_answers is not None and found.step_labels is not None:
        wanted, read, names = labels.T, read.argmax(axis=2), tuple(names)
        merits = (found.step_answers == found.step_labels).mean(axis=1)
    elif values is not None and found.errors is not None:
        wanted, names, merits = values.transpose(1, 0, 2), (), np.sqrt(found.errors)
    elif targets is not None and found.correlations is not None:
        wanted, read, names = targets.raster(indices, circuit.steps).transpose(1, 0, 2), read > 0.0, ()
        merits = found.correlations
    else:
        return
    for place, sample in enumerate(indices):
        yield sample, AnswerCourse(wanted[place], read[place], float(merits[place]), uncounted, tuple(names))


def _name(names: Sequence[str], index: int) -> str:
    return names[index] if 0 <= index < len(names) else str(index)

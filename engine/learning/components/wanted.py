"""The spikes that the data want of the read-out: whether they say which, and why not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.circuit.wanted_series import first_counted, wants_series
from engine.model.typed.loss import ReadOut, Wanted
from engine.problems import Problem, declare
from engine.simulation.operations.source_reading import in_time

AT_ONCE = 256  # samples whose wanted values are made at a time
NO_TARGETS = declare(
    "learning.no_targets",
    "The samples of {element} do not say which spikes are wanted.",
    "Use a dataset of target spike trains.",
)
TARGET_SIZE = declare(
    "learning.target_size",
    "{element} has {neurons} {neurons:neuron|neurons}, but the data want spike trains of {wanted}.",
    "Give {element} {wanted} {wanted:neuron|neurons}, or change the dataset.",
)


def wanted_values(circuit: Circuit, indices: NDArray[np.int64]) -> NDArray[np.float64] | None:
    """The values (steps, samples, values) that the data want of these samples; None of data that want none."""
    return None if circuit.samples.series is None else _wanted(circuit, indices)


def wanted_labels(circuit: Circuit, indices: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The labels (steps, samples) of these samples at every step; None of data that label whole samples."""
    labels = circuit.samples.step_labels
    return None if labels is None else np.asarray(in_time(labels[indices].T, circuit.steps), np.int64)


def _wanted(circuit: Circuit, indices: NDArray[np.int64]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = in_time(circuit.samples.series[indices].transpose(1, 0, 2), circuit.steps)
    return values


def spread_of(circuit: Circuit, indices: NDArray[np.int64]) -> float:
    """The variance of what is wanted over the steps that count, each value's about its own mean; else NaN."""
    if circuit.samples.series is None or not len(indices):
        return float("nan")
    parts = [indices[low : low + AT_ONCE] for low in range(0, len(indices), AT_ONCE)]
    first = first_counted(circuit)
    count = (circuit.steps - first) * len(indices)
    mean = sum(_wanted(circuit, part)[first:].sum(axis=(0, 1)) for part in parts) / count
    apart = sum(np.square(_wanted(circuit, part)[first:] - mean).sum(axis=(0, 1)) for part in parts)
    return float(np.mean(apart) / count)


def wants_trains(circuit: Circuit) -> bool:
    """Tell whether each neuron of the read-out has a train that the data want of it."""
    return not any(target_refusals(circuit))


def read_out_of(circuit: Circuit) -> ReadOut:
    """The names that a loss of this circuit may hold, and their units."""
    model = circuit.output.model
    trains = model.fires() and wants_trains(circuit)
    wanted = Wanted.VALUES if wants_series(circuit) else Wanted.TRAIN if trains else Wanted.LABEL
    return ReadOut("" if model.fires() else model.quantities[model.membrane].unit or "mV", wanted)


def target_refusals(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why the spikes of the read-out cannot be compared with wanted ones."""
    output, targets = circuit.output, circuit.samples.targets
    if targets is None:
        yield Problem(circuit.dataset.id, NO_TARGETS, {"element": circuit.dataset.title or circuit.dataset.model.title})
    elif targets.size != output.size:
        yield problem_of(output, TARGET_SIZE, neurons=output.size, wanted=targets.size)

"""The spikes that the data want of the read-out: whether they say which, and why not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit
from engine.problems import Problem, declare

NO_TARGETS = declare(
    "learning.no_targets",
    "The samples of {element} do not say which spikes are wanted.",
    "Use a dataset of target spike trains.",
)
TARGET_SIZE = declare(
    "learning.target_size",
    "{element} has {neurons} neurons, but the data want spike trains of {wanted}.",
    "Give {element} {wanted} neurons, or change the dataset.",
)


def wants_trains(circuit: Circuit) -> bool:
    """Tell whether each neuron of the read-out has a train that the data want of it."""
    return not any(target_refusals(circuit))


def target_refusals(circuit: Circuit) -> Iterator[Problem]:
    """The reasons why the spikes of the read-out cannot be compared with wanted ones."""
    output, targets = circuit.output, circuit.samples.targets
    if targets is None:
        yield Problem(circuit.dataset.id, NO_TARGETS, {"element": circuit.dataset.title or circuit.dataset.model.title})
    elif targets.size != output.size:
        yield problem_of(output, TARGET_SIZE, neurons=output.size, wanted=targets.size)

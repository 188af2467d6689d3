"""Admission of a training: whether the method fits, on which device, and whether memory will do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.checking.network import refuse_fatal_data
from engine.circuit.circuit import Circuit, circuit
from engine.circuit.device import PROCESSOR, device
from engine.learning.components.memory import BUDGET, allowed_bytes, crowded, memory_problem
from engine.learning.components.method import LearningMethod, Settings
from engine.learning.methods import that_fit
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare
from engine.sizes import MB

OTHERS_FIT = declare(
    "learning.others_fit",
    "{method} does not fit this network; these methods do: {methods}.",
    "Train with one of them, or mend what else is told.",
)


def admitted(
    description: NetworkDescription,
    method: type[LearningMethod],
    settings: Settings,
    memory_budget: int | None,
    backend: str,
) -> tuple[Circuit, dict[str, float | str]]:
    """The circuit to be trained and its complete settings, or NetworkError where training cannot begin."""
    refuse_fatal_data(description)
    if problems := [p for p in method.refusals(description) if p.is_fatal]:
        raise NetworkError([*problems, *_alternatives(problems[0].place, method, description)])
    complete = method.complete(settings)
    chosen = device(backend)
    found = replace(circuit(description), device=PROCESSOR if method.stays_because else chosen)
    if memory_budget is not None and not complete.get(BUDGET, 1):
        complete[BUDGET] = memory_budget / MB
    most = memory_budget or allowed_bytes(found, complete)
    trained = len(found.dataset.model.split(found.samples, found.dataset.parameters)[0])
    shown = {**complete, "batch": min(float(complete["batch"]), max(trained, 1))}  # a larger batch is all of them
    needed = method.memory(found, shown)
    too_much = memory_problem(found, needed, most)
    if not too_much and not memory_budget and not complete.get(BUDGET):  # who names a budget answers for it
        too_much = crowded(found, method.demands(found, shown), needed)
    if too_much:
        raise NetworkError([too_much])
    return found, complete


def _alternatives(place: str, method: type[LearningMethod], description: NetworkDescription) -> Iterator[Problem]:
    """Name the methods that do fit, where there are any."""
    fitting = [other.title for other in that_fit(description).values()]
    if fitting:
        yield Problem(place, OTHERS_FIT, {"method": method.title, "methods": ", ".join(fitting)})

"""Breakpoints: what makes a run stand still. They are kept with the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.document.document import Document


class Kind(Enum):
    """What has to happen."""

    FIRES = "fires"  # a neuron of a population
    RATE_ABOVE = "rate above"  # of a population, having been at most so high
    RATE_BELOW = "rate below"
    BOUND = "bound"  # a weight that learns reaches zero or its largest value
    ANSWERS = "answers"  # a decoder closes a window
    NOT_FINITE = "not finite"  # any number; the run stands still before the step in which it goes wrong


RATES = (Kind.RATE_ABOVE, Kind.RATE_BELOW)


@dataclass(frozen=True)
class Breakpoint:
    """``element`` is a population, a link or a decoder, None where the whole network is meant.

    ``neuron`` None is any neuron of the population; ``rate`` is in Hz per neuron.
    """

    kind: Kind
    element: str | None = None
    neuron: int | None = None
    rate: float | None = None
    enabled: bool = True


def may_break(document: Document, kind: Kind) -> list[str]:
    """Ids of the elements at which such a breakpoint can be; those of another kind have none."""
    from app.document.vocabulary import learns, model_of
    from engine.model.declaration import NeuronModel

    if kind is Kind.BOUND:
        return [id for id, link in document.links.items() if learns(link)]
    if kind is Kind.ANSWERS:
        return [id for id, node in document.nodes.items() if node.kind == "decoder"]
    if kind is Kind.NOT_FINITE:
        return []
    found = []
    for id, node in document.nodes.items():
        model = model_of(node.model) if node.kind == "population" else None
        if model is not None and issubclass(model, NeuronModel) and model.fires():
            found.append(id)
    return found


def acts(document: Document, breakpoint: Breakpoint) -> bool:
    """Whether it is enabled and what it is about is there."""
    if not breakpoint.enabled:
        return False
    if breakpoint.element is None:
        return breakpoint.kind is Kind.NOT_FINITE
    if breakpoint.element not in may_break(document, breakpoint.kind):
        return False
    node = document.nodes.get(breakpoint.element)
    return breakpoint.neuron is None or (node is not None and breakpoint.neuron < node.size)

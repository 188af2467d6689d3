"""Breakpoints: what makes a run stand still. They are kept with the drawing."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from app.document.bounds import Id, Index
from engine.network.values import NotNegative


class BreakpointKind(Enum):
    """The event at which a run stops."""

    FIRES = "fires"  # a neuron of a population
    RATE_ABOVE = "rate above"  # of a population, having been at most so high
    RATE_BELOW = "rate below"
    BOUND = "bound"  # a weight that learns reaches zero or its largest value
    ANSWERS = "answers"  # a decoder closes a window
    NOT_FINITE = "not finite"  # any number; the run stands still before the step in which it goes wrong


RATES = (BreakpointKind.RATE_ABOVE, BreakpointKind.RATE_BELOW)


class Breakpoint(Struct, frozen=True, forbid_unknown_fields=True):
    """``element`` is a population, a link or a decoder, None where the whole network is meant.

    ``neuron`` None is any neuron of the population; ``rate`` is in Hz per neuron.
    """

    kind: BreakpointKind
    element: Id | None = None
    neuron: Index | None = None
    rate: NotNegative | None = None
    enabled: bool = True

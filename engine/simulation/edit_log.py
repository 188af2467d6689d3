"""Changes made to a running network, each with the step before which it acted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.network.values import Floats, Value


@dataclass(frozen=True)
class SetValue:
    """One number, distribution or array of an element: a parameter, ``"bias"``, ``"weight"`` or ``"delay"``.

    A parameter of a projection's synapse, plasticity or short-term plasticity goes by its own name; where several have
    one of that name it is that of the first, and ``"<part>.<name>"`` means another: ``"short_term.U"``.
    """

    element: str
    name: str
    value: Value


@dataclass(frozen=True)
class SetWeights:
    """Weights (synapses,) in the order of ``Simulation.connections``, or dense (post, pre)."""

    projection: str
    weights: Floats


Change: TypeAlias = SetValue | SetWeights


@dataclass(frozen=True)
class LoggedEdit:
    """``change`` acted from the start of ``step`` on."""

    step: int
    change: Change

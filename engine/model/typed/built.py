"""The result of typed lines: the parts of a neuron model."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.model.declaration import Equation, Reset, StepOrder
from engine.model.quantities import Quantity
from engine.model.typed.chosen import DEFAULT_METHOD


@dataclass
class TypedDeclaration:
    """All that a typed model declares."""

    quantities: dict[str, Quantity] = field(default_factory=dict)
    equations: dict[str, Equation] = field(default_factory=dict)
    membrane: str = ""
    order: StepOrder = StepOrder.MEMBRANE_FIRST
    reset: Reset = Reset.NONE
    upward_crossing: bool = False
    method: str = DEFAULT_METHOD
    title: str = ""
    about: str = ""
    source: str = ""

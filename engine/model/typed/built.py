"""The result of typed lines: the parts of a model."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.model.declaration import Equation, Reset, StepOrder, SynapseModel
from engine.model.quantities import Quantity, SpikeSource, Weight
from engine.model.typed.chosen import DEFAULT_METHOD


@dataclass
class TypedDeclaration:
    """All that a typed model of any kind declares."""

    quantities: dict[str, Quantity] = field(default_factory=dict)
    equations: dict[str, Equation] = field(default_factory=dict)
    title: str = ""
    about: str = ""
    source: str = ""


@dataclass
class NeuronDeclaration(TypedDeclaration):
    """All that a typed neuron declares."""

    membrane: str = ""
    order: StepOrder = StepOrder.MEMBRANE_FIRST
    reset: Reset = Reset.NONE
    upward_crossing: bool = False
    method: str = DEFAULT_METHOD


@dataclass
class RuleDeclaration(TypedDeclaration):
    """All that a typed rule of plasticity declares."""

    heard: dict[str, SpikeSource] = field(default_factory=dict)


@dataclass
class SynapseDeclaration(TypedDeclaration):
    """All that a typed synapse declares."""

    weight: Weight = field(default_factory=lambda: Weight("1", default=1.0))
    current_unit: str = SynapseModel.current_unit
    both_ways: bool = False
